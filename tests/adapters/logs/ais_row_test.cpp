// Authorities' tables with the shipped column maps. The rows are published ones, quoted as facts: of the Danish
// Maritime Authority aisdk-2023-03-18.csv and aisdk of 1 June 2018, of MarineCadastre.gov 2017-12-01 and
// ais-2026-03-31.csv.

#include "adapters/logs/ais_row.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapters/logs/times.hpp"
#include "tests/adapters/logs/read_all.hpp"

using namespace lingding;
using namespace lingding::logs;

namespace {

ColumnMap shipped(char const* name) {
  std::filesystem::path const path = std::filesystem::path{LINGDING_SOURCE_DIR} / "adapters/logs/data" / name;
  std::ifstream file{path, std::ios::binary};
  std::string const text{std::istreambuf_iterator<char>{file}, {}};
  auto const map = read_column_map(text);
  INFO((map ? std::string{} : map.error()));
  REQUIRE(map);
  return *map;
}

constexpr char const* kDanish =
    "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship "
    "type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type,A,B,C,D";
constexpr char const* kAmerican =
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo";
constexpr char const* kAmericanNew =
    "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,vessel_type,status,length,width,"
    "draft,cargo,transceiver";

}  // namespace

TEST_CASE("logs.table: rows of the Danish Maritime Authority") {
  auto table = TableReader::open(shipped("danish-dma.json"), kDanish);
  REQUIRE(table);
  auto const ship = table->read(
      "18/03/2023 00:00:00,Class A,352002266,55.4921,14.7525,Under way using engine,0.7,12.5,241.8,241,Unknown,,,"
      "Undefined,,,,Undefined,,,,AIS,,,,");
  REQUIRE(ship);
  CHECK(ship->at == utc("2023-03-18T00:00:00Z"));
  CHECK(ship->mmsi == 352002266);
  CHECK(ship->station == Station::class_a);
  REQUIRE(ship->position);
  CHECK(ship->position->latitude.degrees() == 55.4921);
  CHECK(ship->position->longitude.degrees() == 14.7525);
  CHECK(ship->status == std::uint8_t{0});
  CHECK(ship->speed->knots() == 12.5);
  CHECK(ship->course->degrees() == 241.8);
  CHECK(ship->heading->degrees() == 241);
  CHECK(ship->turn_per_minute->degrees() == 0.7);
  CHECK_FALSE(ship->imo);
  CHECK_FALSE(ship->ship_type);
  CHECK(ship->name.empty());

  auto const base = table->read(
      "18/03/2023 00:00:00,Base Station,2190064,56.7166,11.519,Unknown "
      "value,,,,,Unknown,,,Undefined,,,,GPS,,,,AIS,,,,");
  REQUIRE(base);
  CHECK(base->station == Station::base_station);
  CHECK(base->mmsi == 2190064);
  CHECK_FALSE(base->status);

  auto const deep = table->read(
      "01/06/2018 00:00:00,Class A,215810000,55.921028,17.320418,Constrained by her "
      "draught,0.0,12.5,255.5,256,Unknown,,,Undefined,,,,Undefined,,,,AIS");
  REQUIRE(deep);
  CHECK(deep->status == std::uint8_t{4});
}

TEST_CASE("logs.table: rows of MarineCadastre, of both layouts") {
  auto old_layout = TableReader::open(shipped("us-marinecadastre.json"), kAmerican);
  REQUIRE(old_layout);
  auto const first = old_layout->read(
      "477307900,2017-12-01T00:00:03,36.90512,-76.32652,0.0,131.0,352.0,FIRST,IMO9739666,VRPJ6,1004,moored,337,,,");
  REQUIRE(first);
  CHECK(first->at == utc("2017-12-01T00:00:03Z"));
  CHECK(first->imo == 9739666U);
  CHECK(first->call_sign == "VRPJ6");
  CHECK(first->status == std::uint8_t{5});
  CHECK(first->length->metres() == 337);
  // 1004 is a code of the publisher's own, beyond AIS's 255.
  CHECK_FALSE(first->ship_type);

  auto new_layout = TableReader::open(shipped("us-marinecadastre.json"), kAmericanNew);
  REQUIRE(new_layout);
  auto const second = new_layout->read(
      "366996430,2026-03-31 00:00:00,-82.55641,38.40362,0.1,295.2,100,CAPT JEFF IRBY,,WDK7088,31,12,20,8,3.3,,A");
  REQUIRE(second);
  CHECK(second->at == utc("2026-03-31T00:00:00Z"));
  CHECK(second->position->latitude.degrees() == 38.40362);
  CHECK(second->position->longitude.degrees() == -82.55641);
  CHECK(second->name == "CAPT JEFF IRBY");
  CHECK(second->ship_type == std::uint8_t{31});
  CHECK(second->draught->metres() == 3.3);

  // Heading 511 is AIS's "not available"; a quoted name holds quotes (RFC 4180).
  auto const quoted = old_layout->read(
      "367704390,2023-07-12T00:00:04,42.3634,-83.0119,0.0,302.2,511.0,\"RAY \"\"CHIEF\"\" "
      "TONEY\",,WDI5024,31,12,25,,,57");
  REQUIRE(quoted);
  CHECK_FALSE(quoted->heading);
  CHECK(quoted->name == "RAY \"CHIEF\" TONEY");
}

TEST_CASE("logs.table: a row without time, number or a place on Earth is refused, one without a position is not") {
  auto table = TableReader::open(shipped("us-marinecadastre.json"), kAmerican);
  REQUIRE(table);
  CHECK_FALSE(table->read("x,2017-12-01T00:00:03,36.9,-76.3,0,0,0,,,,,,,,,"));
  CHECK_FALSE(table->read("477307900,yesterday,36.9,-76.3,0,0,0,,,,,,,,,"));
  CHECK_FALSE(table->read("477307900,2017-12-01T00:00:03,95,-76.3,0,0,0,,,,,,,,,"));
  CHECK_FALSE(table->read("477307900,2017-12-01T00:00:03,36.9,north,0,0,0,,,,,,,,,"));
  auto const nowhere = table->read("477307900,2017-12-01T00:00:03,91.0,181.0,0,0,0,,,,,,,,,");
  REQUIRE(nowhere);
  CHECK_FALSE(nowhere->position);
}

TEST_CASE("logs.table: a header that lacks a needed column is no table, and a map says what is wrong with it") {
  auto const map = shipped("danish-dma.json");
  CHECK_FALSE(TableReader::open(map, "MMSI,Latitude,Longitude"));
  CHECK_FALSE(TableReader::open(map, kAmerican));
  CHECK(read_column_map("[]").error() == "it is no JSON object");
  CHECK(read_column_map(R"({"name":"x","columns":{"time":"t","mmsi":"m","latitude":"a"}})").error() ==
        "columns: longitude is missing");
  CHECK(read_column_map(R"({"name":"x","colour":"red"})").error() == "colour is no key of a column map");
  CHECK(read_column_map(R"({"name":"x","columns":{"speeed":"s"}})").error() == "columns.speeed is no field");
  CHECK(read_column_map(R"({"name":"x","statuses":{"moored":16}})").error() == "statuses.moored: expected 0 to 15");
}

TEST_CASE("logs.table: a table is recognised by its header, and every row goes through the encoder") {
  Options options;
  options.column_maps = {shipped("danish-dma.json"), shipped("us-marinecadastre.json")};
  options.encode_row = [](AisRow const& row, std::vector<std::string>& out) {
    if (row.station != Station::base_station) out = {"a" + std::to_string(row.mmsi), "b"};
  };
  auto const all =
      read_all(std::string{kDanish} +
                   "\r\n18/03/2023 00:00:00,Base Station,2190064,56.7166,11.519,,,,,,,,,,,,,,,,,AIS,,,,\r\n"
                   "18/03/2023 00:00:01,Class B,211551940,54.6926,8.57745,,,0.0,,,,,,,,,,,,,,AIS,,,,\r\nrubbish\r\n",
               options);
  CHECK(all.reader.form() == Form::table);
  CHECK(all.reader.table_name() == "danish-dma");
  REQUIRE(all.entries.size() == 2);
  CHECK(all.entries[0].raw == "a211551940");
  CHECK(all.entries[1].place.line == 3);
  CHECK(all.entries[1].at == utc("2023-03-18T00:00:01Z"));
  CHECK(all.reader.counts().without_message == 1);
  CHECK(all.reader.faults().count(Fault::row_malformed) == 1);
}

TEST_CASE("logs.times: what is no time is none") {
  for (auto const* text :
       {"", "1", "12:00:00", "2016-08-27", "2016-13-01 00:00:00", "2016-08-27 25:00:00", "31/02/2016 00:00:00",
        "2016-08-27T15:50:60Z", "hello world", "14723130001234567890123", "-1472313000"})
    CHECK_FALSE(read_time(text));
}
