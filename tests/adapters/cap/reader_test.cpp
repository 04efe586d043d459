// CAP messages from outside: the standard's examples, what is refused and where, streams, and the way out and back.

#include "adapters/cap/reader.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "adapters/cap/writer.hpp"

using namespace lingding;
using namespace lingding::cap;

namespace {

std::string golden(std::string const& name) {
  std::ifstream file{std::filesystem::path{LINGDING_SOURCE_DIR} / "tests/golden/cap" / (name + ".xml"),
                     std::ios::binary};
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>{file}, {}};
}

Message good(std::string const& xml) {
  auto const message = read(xml);
  if (!message) FAIL(name_of(message.error().kind) << " " << message.error().where << " " << message.error().found);
  return *message;
}
Fault bad(std::string const& xml) {
  auto const message = read(xml);
  REQUIRE_FALSE(message);
  return message.error();
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  auto const at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("cap.reader: the thunderstorm of the standard's appendix says what is printed there") {
  auto const message = good(golden("thunderstorm"));
  CHECK(message.identifier == "KSTO1055887203");
  CHECK(message.sender == "KSTO@NWS.NOAA.GOV");
  CHECK(geo::to_iso8601(message.sent.at) == "2003-06-17T21:57:00.000Z");
  CHECK(message.sent.offset == std::chrono::hours{-7});
  CHECK(message.status == Status::actual);
  CHECK(message.type == MessageType::alert);
  CHECK(message.scope == Scope::open);
  REQUIRE(message.infos.size() == 1);
  auto const& info = message.infos[0];
  CHECK(info.categories == std::vector{Category::met});
  CHECK(info.responses == std::vector{ResponseType::shelter});
  CHECK(info.urgency == Urgency::immediate);
  CHECK(info.severity == Severity::severe);
  CHECK(info.certainty == Certainty::observed);
  CHECK(info.event_codes == std::vector<NamedValue>{{"SAME", "SVR"}});
  CHECK(to_text(*info.expires) == "2003-06-17T16:00:00-07:00");
  CHECK(info.description.starts_with("AT 254 PM PDT"));
  REQUIRE(info.areas.size() == 1);
  REQUIRE(info.areas[0].polygons.size() == 1);
  CHECK(info.areas[0].polygons[0].size() == 5);
  CHECK(info.areas[0].polygons[0][1] == *geo::Position::from_degrees(38.34, -119.95));
  CHECK(info.areas[0].geocodes.size() == 3);
  CHECK(message.warnings.empty());
}

TEST_CASE("cap.reader: the earthquake's update and the advisory's resource of the appendix") {
  auto const quake = good(golden("earthquake"));
  CHECK(quake.type == MessageType::update);
  REQUIRE(quake.references.size() == 1);
  CHECK(to_text(quake.references[0]) == "trinet@caltech.edu,TRI13970876.1,2003-06-11T20:30:00-07:00");
  CHECK(quake.infos.at(0).parameters.at(2) == NamedValue{"Magnitude", "3.4 Ml"});
  CHECK(quake.infos.at(0).areas.at(0).circles.at(0) ==
        Circle{*geo::Position::from_degrees(32.9525, -115.5527), geo::Metres{}});
  auto const advisory = good(golden("homeland_security"));
  CHECK(advisory.infos.at(0).resources.at(0).mime_type == "image/gif");
  CHECK(advisory.infos.at(0).areas.at(0).description == "U.S. nationwide and interests worldwide");
}

TEST_CASE("cap.reader: what is wrong is named with its place") {
  auto const storm = golden("thunderstorm");
  CHECK(bad(replaced(storm, "<status>Actual", "<status>actual")).where == "/alert/status");
  auto fault = bad(replaced(storm, "<urgency>Immediate</urgency>", ""));
  CHECK(fault.kind == FaultKind::element_missing);
  CHECK(fault.where == "/alert/info/urgency");
  fault = bad(replaced(storm, "<value>006009", "<value/><value>006009"));
  CHECK(fault.kind == FaultKind::element_unexpected);
  CHECK(fault.where == "/alert/info/area/geocode[2]/value[2]");
  fault = bad(replaced(storm, "38.34,-119.95", "38.34,-199.95"));
  CHECK(fault.kind == FaultKind::value_wrong);
  CHECK(fault.where == "/alert/info/area/polygon");
  CHECK(fault.found == "38.34,-199.95");
  // Without an offset a time is nobody's; a sender with a comma breaks references.
  CHECK(bad(replaced(storm, "14:57:00-07:00", "14:57:00")).where == "/alert/sent");
  CHECK(bad(replaced(storm, "KSTO@NWS", "KSTO,NWS")).where == "/alert/sender");
  CHECK(bad(replaced(storm, "<contact>", "<surprise/><contact>")).where == "/alert/info/surprise");
  CHECK(bad(replaced(golden("earthquake"), ",TRI13970876.1,", ",")).where == "/alert/references");
}

TEST_CASE("cap.reader: what is not to the letter and can mean one thing only is taken with a warning") {
  auto const storm = golden("thunderstorm");
  auto message = good(replaced(storm, "14:57:00-07:00", "21:57:00.25Z"));
  CHECK(message.sent.at == good(storm).sent.at);
  REQUIRE(message.warnings.size() == 1);
  CHECK(message.warnings[0].starts_with("/alert/sent: "));
  message = good(replaced(storm, " 38.47,-120.14</polygon>", "</polygon>"));
  CHECK(message.infos[0].areas[0].polygons[0].size() == 5);
  CHECK(message.warnings.size() == 1);
  message = good(replaced(replaced(storm, "<scope>Public</scope>", ""), "<status>", "<scope>Public</scope><status>"));
  CHECK(message.warnings.size() == 1);
}

TEST_CASE("cap.reader: namespaces count and prefixes do not") {
  auto const prefixed =
      R"(<x:alert xmlns:x="urn:oasis:names:tc:emergency:cap:1.2"><x:identifier>1</x:identifier><x:sender>a@b</x:sender>)"
      R"(<x:sent>2016-08-27T23:50:00+08:00</x:sent><x:status>Test</x:status><x:msgType>Alert</x:msgType>)"
      R"(<x:scope>Public</x:scope><s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"/></x:alert>)";
  auto const message = good(prefixed);
  CHECK(message.is_signed);
  CHECK(geo::to_iso8601(message.sent.at) == "2016-08-27T15:50:00.000Z");
  auto const storm = golden("thunderstorm");
  CHECK(bad(replaced(storm, "cap:1.2", "cap:1.1")).kind == FaultKind::not_cap);
  CHECK(bad(replaced(storm, "<status>", "<status xmlns=\"urn:other\">")).where == "/alert/status");
  CHECK(bad("<alert/>").kind == FaultKind::not_cap);
}

TEST_CASE("cap.reader: nothing outside is read, and size, depth and numbers are bounded") {
  auto const storm = golden("thunderstorm");
  CHECK(bad(replaced(storm, "<alert", "<!DOCTYPE alert [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><alert")).kind ==
        FaultKind::forbidden);
  CHECK(bad(replaced(storm, "BARUFFALDI", "&x;")).kind == FaultKind::forbidden);
  CHECK(bad(replaced(storm, "BARUFFALDI", "&#1;")).kind == FaultKind::forbidden);
  CHECK(bad(replaced(storm, "BARUFFALDI", "\xFF")).kind == FaultKind::not_utf8);
  CHECK(bad(replaced(storm, "</alert>", "")).kind == FaultKind::malformed);
  CHECK(bad(storm + storm.substr(storm.find("<alert"))).kind == FaultKind::malformed);
  CHECK(bad(std::string(kMaxMessageBytes + 1, ' ')).kind == FaultKind::too_long);
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "<a>";
  for (int i = 0; i < 40; ++i) deep += "</a>";
  CHECK(bad(replaced(storm, "<contact>", deep + "<contact>")).kind == FaultKind::too_much);
  std::string many;
  for (std::size_t i = 0; i <= kMaxItems; ++i) many += "<code>a</code>";
  CHECK(
      bad(replaced(storm, "<scope>Public</scope>", "<scope>Public</scope>" + many)).where.starts_with("/alert/code["));
  auto const message = good(replaced(storm, "BARUFFALDI", "A &amp; B <![CDATA[<!DOCTYPE>]]> <!-- &x; -->"));
  CHECK(message.infos[0].contact == "A & B <!DOCTYPE> /JUSKIE");
}

TEST_CASE("cap.reader: a message is the same after it was written and read, and is then written the same") {
  for (auto const* name : {"thunderstorm", "earthquake", "homeland_security"}) {
    auto const message = good(golden(name));
    auto const text = write(message);
    CHECK(good(text) == message);
    CHECK(write(good(text)) == text);
  }
}

TEST_CASE("cap.splitter: messages come out of a stream whole, however it is cut") {
  auto const storm = golden("thunderstorm");
  auto const broken = storm.substr(0, storm.find("<contact>"));
  auto const tricky = replaced(storm, "BARUFFALDI", "<![CDATA[</alert>]]><!-- </alert> -->");
  auto const stream = storm + broken + tricky + "\n\n" + storm + "rest";
  for (std::size_t const step : {std::size_t{1}, std::size_t{7}, std::size_t{1000}, stream.size()}) {
    Splitter splitter;
    std::vector<std::string> messages;
    for (std::size_t at = 0; at < stream.size(); at += step)
      for (auto& one : splitter.push(std::string_view{stream}.substr(at, step))) messages.push_back(std::move(one));
    if (auto rest = splitter.finish()) messages.push_back(*rest);
    REQUIRE(messages.size() == 5);
    CHECK(read(messages[0]).has_value());
    CHECK_FALSE(read(messages[1]).has_value());
    CHECK(read(messages[2]).has_value());
    CHECK(read(messages[3]).has_value());
    CHECK(messages[4].ends_with("rest"));
  }
}

TEST_CASE("cap.splitter: what has no end is given once and passed over until the next declaration") {
  Splitter splitter;
  auto const storm = golden("thunderstorm");
  std::vector<std::string> messages;
  auto const push = [&](std::string const& bytes) {
    for (auto& one : splitter.push(bytes)) messages.push_back(std::move(one));
  };
  push("<alert>");
  for (int i = 0; i < 20; ++i) push(std::string(100'000, 'a'));
  push(storm);
  REQUIRE(messages.size() == 2);
  CHECK(bad(messages[0]).kind == FaultKind::too_long);
  CHECK(read(messages[1]).has_value());
}
