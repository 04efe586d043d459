// What is told of a log: rates, ships, boxes, gaps; and rows of tables as AIS.

#include "tools/log_summary.hpp"

#include <catch2/catch.hpp>

#include "adapters/ais/decoder.hpp"
#include "tools/ais_rows.hpp"
#include "tools/log_input.hpp"

using namespace lingding;
using namespace lingding::tools;

namespace {

geo::UtcTime utc(std::string_view text) {
  return geo::parse_time(text).value();
}
logs::Entry entry_at(geo::UtcTime at, std::string raw = "x") {
  return {.at = at, .time_from = logs::TimeFrom::log, .raw = std::move(raw)};
}

std::vector<ais::Message> decoded(std::vector<std::string> const& sentences) {
  ais::Decoder decoder;
  std::vector<ais::Message> messages;
  for (auto const& sentence : sentences) {
    auto const fed = decoder.feed(sentence, {});
    REQUIRE_FALSE(fed.rejection);
    if (fed.received != nullptr) messages.push_back(fed.received->message);
  }
  return messages;
}

}  // namespace

TEST_CASE("tools.log_summary: different numbers are counted exactly, then within 5 % (three standard errors)") {
  DistinctCount count;
  for (std::uint32_t round = 0; round < 2; ++round)
    for (std::uint32_t i = 0; i < DistinctCount::kExact; ++i) count.add(201'000'000 + i);
  CHECK(count.is_exact());
  CHECK(count.value() == DistinctCount::kExact);
  for (std::uint32_t i = 0; i < 500'000; ++i) count.add(201'000'000 + i);
  CHECK_FALSE(count.is_exact());
  CHECK(count.value() == Approx(500'000).epsilon(0.05));
}

TEST_CASE("tools.log_summary: entries a minute leave out the minutes that are cut, and count the empty ones") {
  MinuteRates rates;
  auto const start = utc("2016-08-27T15:50:30Z");
  auto const add = [&](int minute, int count) {
    for (int i = 0; i < count; ++i) rates.add(start + std::chrono::minutes{minute});
  };
  CHECK_FALSE(rates.spread());
  add(0, 100);
  CHECK(rates.spread()->most == 100);
  add(1, 7);
  add(2, 5);
  add(5, 9);
  add(6, 200);
  auto const spread = rates.spread();
  REQUIRE(spread);
  // Minutes 1 to 5: 7, 5, 0, 0, 9.
  CHECK(spread->least == 0);
  CHECK(spread->median == 5);
  CHECK(spread->most == 9);
  CHECK(spread->minutes == 5);
}

TEST_CASE("tools.log_summary: the box of positions goes across 180° where that is narrower") {
  Box estuary;
  estuary.add(*geo::Position::from_degrees(22.1, 113.5));
  estuary.add(*geo::Position::from_degrees(22.4, 114.2));
  CHECK(estuary.south() == 22.1);
  CHECK(estuary.west() == 113.5);
  CHECK(estuary.east() == 114.2);
  Box greenwich;
  greenwich.add(*geo::Position::from_degrees(51, -1));
  greenwich.add(*geo::Position::from_degrees(51, 2));
  CHECK(greenwich.west() == -1);
  CHECK(greenwich.east() == 2);
  Box fiji;
  fiji.add(*geo::Position::from_degrees(-17, 178));
  fiji.add(*geo::Position::from_degrees(-18, -179));
  CHECK(fiji.west() == 178);
  CHECK(fiji.east() == -179);
}

TEST_CASE("tools.log_summary: gaps are longer than asked for, and repeated bytes are counted within 10 s") {
  LogSummary summary{std::chrono::seconds{60}};
  auto const start = utc("2016-08-27T15:50:00Z");
  for (int const second : {0, 60, 121, 125, 200}) summary.add(entry_at(start + std::chrono::seconds{second}), {});
  REQUIRE(summary.gaps().size() == 2);
  CHECK(summary.gaps()[0].from == start + std::chrono::seconds{60});
  CHECK(summary.gaps()[0].to == start + std::chrono::seconds{121});
  CHECK(summary.silent() == std::chrono::seconds{61 + 75});
  CHECK(summary.longest_gap()->to == start + std::chrono::seconds{200});
  CHECK(summary.duplicates() == 1);
}

TEST_CASE("tools.log_summary: senders of distress and of tests are found, by what they sent") {
  // Sentences of public decoder test suites (../shared/samples/ais/sar_sentences.nmea), message 14 both: 970013663
  // sends "SART TEST", 413999455 "DISTRESS FIRE!" (read by hand with the tables of Rec. ITU-R M.1371-5, Annex 8).
  LogDecoder decoder;
  LogSummary summary{std::chrono::seconds{60}};
  for (auto const* raw : {"!AIVDM,1,1,,A,>>M4soi<59B1@E=@,0*11", "!AIVDM,1,1,,A,>6:lQGh@U=A8E=>0HU8F40,4*42"}) {
    auto const entry = entry_at(utc("2016-08-27T15:50:00Z"), raw);
    auto const& seen = decoder.read(entry);
    REQUIRE(seen.alert);
    summary.add(entry, seen);
  }
  REQUIRE(summary.alerting().size() == 2);
  auto const& test = summary.alerting().at("ais_sart 970013663");
  CHECK(test.tests == 1);
  CHECK(test.distress == 0);
  auto const& fire = summary.alerting().at("ais_safety_text 413999455");
  CHECK(fire.tests == 0);
  CHECK(fire.distress == 1);
}

TEST_CASE("tools.ais_rows: a row comes out of the decoder as it went in") {
  AisRowEncoder encoder;
  logs::AisRow row;
  row.at = utc("2023-03-18T00:00:07Z");
  row.mmsi = 352002266;
  row.position = geo::Position::from_degrees(55.4921, 14.7525);
  row.speed = geo::Knots::from_knots(12.5);
  row.course = geo::TrueBearing::from_degrees(241.8);
  row.heading = geo::TrueBearing::from_degrees(241);
  row.status = 0;
  row.name = "EXAMPLE";
  row.ship_type = 70;
  row.length = geo::Metres::from_metres(190);
  std::vector<std::string> sentences;
  encoder.encode(row, sentences);
  auto const messages = decoded(sentences);
  REQUIRE(messages.size() == 2);
  auto const& report = std::get<ais::PositionReport>(messages[0]);
  CHECK(report.header.source == 352002266);
  // The AIS step is 1/600 000 of a degree.
  CHECK(report.coordinates.position()->latitude.degrees() == Approx(55.4921).margin(1.0 / 600'000));
  CHECK(report.coordinates.position()->longitude.degrees() == Approx(14.7525).margin(1.0 / 600'000));
  CHECK(report.speed.tenths() == std::uint16_t{125});
  CHECK(report.course.tenths() == std::uint16_t{2418});
  CHECK(report.heading.degrees() == std::uint16_t{241});
  CHECK(report.second.value() == std::uint8_t{7});
  auto const& data = std::get<ais::StaticAndVoyageData>(messages[1]);
  CHECK(data.ship_name.view() == "EXAMPLE");
  CHECK(data.dimensions.length()->metres() == 190);
  CHECK_FALSE(data.dimensions.is_reference_known());

  // Static data again when they change, or after six minutes.
  auto const count = [&](auto change) {
    change();
    sentences.clear();
    encoder.encode(row, sentences);
    return decoded(sentences).size();
  };
  CHECK(count([&] { row.at += std::chrono::seconds{10}; }) == 1);
  CHECK(count([&] { row.destination = "HONG KONG"; }) == 2);
  CHECK(count([&] { row.at += std::chrono::minutes{6}; }) == 2);
}

TEST_CASE("tools.ais_rows: class B, aircraft and base stations send their own messages, aids to navigation none") {
  AisRowEncoder encoder;
  logs::AisRow row;
  row.at = utc("2023-03-18T01:02:03Z");
  row.mmsi = 219000001;
  row.name = "B";
  auto const types = [&](logs::Station station) {
    row.station = station;
    std::vector<std::string> sentences;
    encoder.encode(row, sentences);
    std::vector<int> numbers;
    for (auto const& message : decoded(sentences)) numbers.push_back(header_of(message).type);
    return numbers;
  };
  CHECK(types(logs::Station::class_b) == std::vector{18, 24, 24});
  CHECK(types(logs::Station::sar_aircraft) == std::vector{9});
  CHECK(types(logs::Station::base_station) == std::vector{4});
  CHECK(types(logs::Station::distress_device) == std::vector{1});
  CHECK(types(logs::Station::aid_to_navigation).empty());
}

TEST_CASE("tools.progress: share, rate and remaining time; without a size, rate alone") {
  CHECK(progress_text(25'000'000, 100'000'000, 500'000, std::chrono::seconds{10}) ==
        "25 %, 2.5 MB/s, 50000 entries/s, 00:30 left");
  CHECK(progress_text(25'000'000, std::nullopt, 500'000, std::chrono::seconds{10}) == "2.5 MB/s, 50000 entries/s");
}
