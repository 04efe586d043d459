#include "adapters/ais/traffic_report.hpp"

#include <catch2/catch.hpp>

#include "adapters/ais/decoder.hpp"

using namespace lingding;

namespace {

/// The report of one published sentence, or of the two sentences of one message.
ais::TrafficBatch report(std::initializer_list<std::string_view> sentences) {
  ais::TrafficPicture picture;
  ais::Decoder decoder;
  ais::TrafficBatch batch;
  auto const now = *geo::parse_time("2016-08-27T15:50:00Z");
  for (auto const sentence : sentences) {
    auto const fed = decoder.feed(sentence, now);
    if (fed.received == nullptr) continue;
    auto const* station = picture.update(fed.received->message, now);
    if (station != nullptr) ais::append_report(batch, fed.received->message, *station, geo::to_iso8601(now), "waglan");
  }
  return batch;
}

}  // namespace

// Expected values: the encoder's inputs as given in reference/domain.md §5 (22.1867 N 113.7167 E, status 14).
TEST_CASE("ais.traffic: a position report has gpsd's names and six decimals") {
  auto const batch = report({"!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0*54"});
  REQUIRE(batch.size() == 1);
  CHECK(batch[0].first == 970'010'119ULL * 4);
  CHECK(batch[0].second.starts_with(
      R"({"report":"position","mmsi":970010119,"kind":"distress_device","type":1,"lat":22.186700,"lon":113.716700)"));
  CHECK(batch[0].second.find(R"("status":14)") != std::string::npos);
  CHECK(batch[0].second.ends_with(R"("at":"2016-08-27T15:50:00.000Z","source":"waglan"})"));
}

// sar_sentences.nmea: a SAR aircraft of Sweden (MID 265); the decode as gpsd's format gives it.
TEST_CASE("ais.traffic: a SAR aircraft is flagged by its kind") {
  auto const batch = report({"!AIVDM,1,1,,A,91b77<@lio1EaEHR9b;iJ2h20@7B,0*3E"});
  REQUIRE(batch.size() == 1);
  CHECK(batch[0].second ==
        R"({"report":"position","mmsi":111265585,"kind":"sar_aircraft","type":9,"lat":59.683065,"lon":18.709620,)"
        R"("accuracy":false,"speed":119.0,"course":36.0,"at":"2016-08-27T15:50:00.000Z","source":"waglan"})");
}

TEST_CASE("ais.traffic: negative, tiny and absent values") {
  ais::TrafficPicture picture;
  ais::TrafficBatch batch;
  ais::ClassBReport message;
  message.header = {18, 0, 412'000'001};
  message.coordinates = ais::Coordinates::from_fields(-1, -300'000);
  auto const* station = picture.update(message, geo::UtcTime{});
  ais::append_report(batch, message, *station, "T", "s");
  message.coordinates = {};
  message.speed = ais::SpeedOverGround::from_tenths_field(3);
  message.heading = ais::TrueHeading::from_field(7);
  ais::append_report(batch, message, *station, "T", "s");
  REQUIRE(batch.size() == 2);
  // 1/600 000° is 0.0000016…°.
  CHECK(batch[0].second == R"({"report":"position","mmsi":412000001,"kind":"class_b","type":18,"lat":-0.500000,)"
                           R"("lon":-0.000002,"accuracy":false,"at":"T","source":"s"})");
  CHECK(batch[1].second ==
        R"({"report":"position","mmsi":412000001,"kind":"class_b","type":18,"speed":0.3,"heading":7,)"
        R"("at":"T","source":"s"})");
}

TEST_CASE("ais.traffic: static data, and what is in each key's report") {
  ais::TrafficPicture picture;
  ais::TrafficBatch batch;
  ais::StaticAndVoyageData voyage;
  voyage.header = {5, 0, 477'995'000};
  voyage.ship_name = ais::Text<20>{"\"QUOTED\" \\ NAME"};
  voyage.callsign = ais::Text<7>{"VRXX1"};
  voyage.imo = 9'263'485;
  voyage.ship_type = 42;
  voyage.dimensions = {20, 27, 6, 5};
  voyage.draught_tenths = 15;
  voyage.destination = ais::Text<20>{"MACAU"};
  ais::append_report(batch, voyage, *picture.update(voyage, geo::UtcTime{}), "T", "s");
  ais::StaticDataB part_b;
  part_b.header = {24, 0, 477'995'000};
  part_b.callsign = ais::Text<7>{"VRXX2"};
  ais::append_report(batch, part_b, *picture.update(part_b, geo::UtcTime{}), "T", "s");
  REQUIRE(batch.size() == 2);
  CHECK(batch[0].first == 477'995'000ULL * 4 + 1);
  CHECK(
      batch[0].second ==
      R"({"report":"static","mmsi":477995000,"kind":"class_a","type":5,"shipname":"\"QUOTED\" \\ NAME","callsign":"VRXX1",)"
      R"("imo":9263485,"shiptype":42,"to_bow":20,"to_stern":27,"to_port":6,"to_starboard":5,"draught":1.5,)"
      R"("destination":"MACAU","at":"T","source":"s"})");
  CHECK(batch[1].first == 477'995'000ULL * 4 + 2);
  CHECK(batch[1].second ==
        R"({"report":"static","mmsi":477995000,"kind":"class_a","type":24,"callsign":"VRXX2","at":"T","source":"s"})");
}

TEST_CASE("ais.traffic: other messages make no report") {
  CHECK(report({"!AIVDM,1,1,,A,>5?Per18=HB1U:1@E=B0m<L,2*51"}).empty());
}
