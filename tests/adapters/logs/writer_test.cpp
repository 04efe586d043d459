// What is written is read back the same; and Lingding's own raw log is a log like others.

#include "adapters/logs/writer.hpp"

#include <catch2/catch.hpp>

#include "adapters/runtime/log.hpp"
#include "adapters/runtime/raw_log.hpp"
#include "tests/adapters/logs/read_all.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lingding;
using namespace lingding::logs;

namespace {

constexpr char const* kShip = "!AIVDM,1,1,,A,13u08p0000QDeLNO=PvHU3M>0>`<,0*00";

std::vector<Entry> some_entries() {
  auto const at = utc("2016-08-27T15:50:00.123Z");
  return {
      {.at = at, .time_from = TimeFrom::log, .format = Format::ais, .source = "waglan", .raw = kShip},
      {.at = at,
       .time_from = TimeFrom::log,
       .format = Format::beacon,
       .source = "lut",
       .raw = "911730400F37C4BE478E37FFFFFFFF"},
      {.at = at,
       .time_from = TimeFrom::log,
       .format = Format::cap,
       .source = "cap",
       .raw = "<?xml version=\"1.0\"?>\n<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n\n</alert>"},
  };
}

std::vector<Entry> read_file(std::filesystem::path const& path) {
  Reader reader{open_file(path), {}};
  std::vector<Entry> entries;
  Entry entry;
  while (reader.next(entry)) entries.push_back(entry);
  CHECK(reader.faults().total() == 0);
  return entries;
}

}  // namespace

TEST_CASE("logs.writer: what is written as NMEA or JSON Lines, packed or not, is read back the same") {
  for (auto const target : {Target::nmea, Target::entries}) {
    support::TempFolder const folder;
    for (auto const* name : {"a.log", "a.log.gz", "a.log.zst"}) {
      CAPTURE(name);
      auto const path = folder / name;
      Writer writer{path, target};
      for (auto const& entry : some_entries()) writer.write(entry);
      CHECK_FALSE(std::filesystem::exists(path));  // it appears when it is whole
      writer.close();
      auto const back = read_file(path);
      auto const wanted = some_entries();
      REQUIRE(back.size() == wanted.size());
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        CHECK(back[i].at == wanted[i].at);
        CHECK(back[i].format == wanted[i].format);
        CHECK(back[i].source == wanted[i].source);
        CHECK(back[i].raw == wanted[i].raw);
      }
    }
  }
}

TEST_CASE("logs.writer: the bytes of NMEA and of JSON Lines are as documented") {
  std::string out;
  append(out, some_entries()[0], Target::nmea);
  // NMEA 0183 v4.10, §7: the exclusive or of what stands between the backslash and '*'.
  unsigned sum = 0;
  for (char const c : std::string{"c:1472313000123,s:waglan"}) sum ^= static_cast<unsigned char>(c);
  char digits[3];
  std::snprintf(digits, sizeof digits, "%02X", sum);
  CHECK(out == "\\c:1472313000123,s:waglan*" + std::string{digits} + "\\" + kShip + "\n");
  out.clear();
  append(out, {.at = utc("2016-08-27T15:50:00Z"), .format = Format::sit, .source = "m", .raw = "\xFF\x01"},
         Target::entries);
  CHECK(out == "{\"at\":\"2016-08-27T15:50:00.000Z\",\"source\":\"m\",\"format\":\"sit\",\"raw_base64\":\"/wE=\"}\n");
}

TEST_CASE("logs.writer: a file that was not closed does not appear") {
  support::TempFolder const folder;
  {
    Writer writer{folder / "a.log", Target::nmea};
    writer.write(some_entries()[0]);
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("logs.reader: the raw log's folder is read segment by segment, with sources and times") {
  support::TempFolder const folder;
  runtime::SettableClock const clock{utc("2016-08-27T15:50:00Z")};
  runtime::Log log{runtime::LogLevel::error, clock};
  {
    runtime::RawLog raw{folder.path(), {}, clock, log};
    raw.write("waglan", utc("2016-08-27T15:50:00.500Z"), std::string{kShip} + "\r\n");
    raw.write("mcc", utc("2016-08-27T15:50:01Z"), "1. DISTRESS COSPAS-SARSAT ALERT\n2. MSG NO: 1\nEND OF MESSAGE\n");
  }
  auto const files = files_of(folder.path());
  REQUIRE(files.size() == 1);
  auto const entries = read_file(files[0]);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].source == "waglan");
  CHECK(entries[0].raw == kShip);
  CHECK(entries[1].format == Format::sit);
  CHECK(entries[1].at == utc("2016-08-27T15:50:01Z"));
  support::TempFolder const empty;
  CHECK_THROWS_AS(files_of(empty.path()), std::system_error);
  CHECK_THROWS_AS(open_file(folder / "nothing"), std::system_error);
}
