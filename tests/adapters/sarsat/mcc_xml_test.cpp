// XML from outside: no entities, bounded depth, wrong values, several solutions.

#include "adapters/sarsat/mcc_xml.hpp"

#include <catch2/catch.hpp>

using namespace lingding;
using namespace lingding::sarsat;

namespace {

std::string top(std::string const& message) {
  return "<?xml version=\"1.0\"?>\n<topMessage><header dest=\"4770\" orig=\"4120\" number=\"00007\" "
         "date=\"2026-01-01T00:00:00Z\"/>"
         "<message>" +
         message + "</message></topMessage>";
}
std::string const kHeader = "<header><siteId>7</siteId><beacon>B3A9D65028154D1</beacon></header>";

SitRejection reason_of(std::string const& xml) {
  auto const message = read_sit(xml);
  REQUIRE_FALSE(message);
  return message.error().reason;
}

std::string solution(char const* time, double latitude) {
  return "<elemental><tca>" + std::string{time} + "</tca><dopplerA probability=\"80\"><location latitude=\"" +
         std::to_string(latitude) + "\" longitude=\"113.5\"/></dopplerA></elemental>";
}

}  // namespace

TEST_CASE("sarsat.mcc_xml: document types and entities are refused, and nothing outside is read") {
  CHECK(reason_of("<?xml version=\"1.0\"?><!DOCTYPE topMessage [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                  "<topMessage><message><freeformMessage><body>&x;</body></freeformMessage></message></topMessage>") ==
        SitRejection::xml_forbidden);
  CHECK(reason_of("<topMessage><!ENTITY a \"b\"><message/></topMessage>") == SitRejection::xml_forbidden);
  // An entity that nothing declares stays as it is written.
  auto const message =
      read_sit(top("<freeformMessage><subject>A &amp; B</subject><body>&x; &#65;</body></freeformMessage>"));
  REQUIRE(message);
  CHECK(message->title == "A & B");
  CHECK(message->body == "&x; A");
}

TEST_CASE("sarsat.mcc_xml: depth and form are bounded") {
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "<a>";
  for (int i = 0; i < 40; ++i) deep += "</a>";
  CHECK(reason_of(top(deep)) == SitRejection::xml_malformed);
  CHECK(reason_of("<topMessage><message>") == SitRejection::xml_malformed);
  CHECK(reason_of("<?xml version=\"1.0\"?><other/>") == SitRejection::xml_unknown);
  CHECK(reason_of(top("<somethingElse/>")) == SitRejection::xml_unknown);
  CHECK(reason_of(top("")) == SitRejection::xml_unknown);
  CHECK(reason_of(top("<unlocatedAlertMessage/>")) == SitRejection::nothing_identified);
}

TEST_CASE("sarsat.mcc_xml: of several solutions the newest is the message's") {
  auto const message = read_sit(top("<incidentAlertMessage>" + kHeader + solution("2026-01-01T00:00:00Z", 21.0) +
                                    solution("2026-01-01T02:00:00Z", 22.0) + solution("2026-01-01T01:00:00Z", 23.0) +
                                    "</incidentAlertMessage>"));
  REQUIRE(message);
  CHECK(message->solutions.size() == 3);
  CHECK(message->doppler_a->position.latitude.degrees() == 22.0);
  CHECK(message->doppler_a->probability_percent == 80U);
  CHECK_FALSE(message->doppler_b);
  CHECK(geo::to_iso8601(*message->detected_at) == "2026-01-01T02:00:00.000Z");
}

TEST_CASE("sarsat.mcc_xml: values that cannot be are left out with a warning") {
  for (auto const* place : {"latitude=\"91\" longitude=\"0\"", "latitude=\"x\" longitude=\"0\"", "longitude=\"0\"",
                            "latitude=\"nan\" longitude=\"0\"", "latitude=\"1e5\" longitude=\"0\""}) {
    auto const message =
        read_sit(top("<incidentAlertMessage>" + kHeader + "<meoElemental><tca>yesterday</tca><doa><location " + place +
                     "/></doa></meoElemental></incidentAlertMessage>"));
    CAPTURE(place);
    REQUIRE(message);
    CHECK_FALSE(message->doa);
    CHECK_FALSE(message->detected_at);
    CHECK(message->warnings.size() == 2);
  }
}
