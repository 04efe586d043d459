// The real logs of ../shared/samples, where they are there: how many lines of which kind and when, counted by an
// independent program (a few lines of Python: regular expression, exclusive or, minimum and maximum of the times).

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "tests/adapters/logs/read_all.hpp"

using namespace lingding;
using namespace lingding::logs;

namespace {

/// Empty, with a message, where the folder is not there.
std::optional<std::string> sample(std::string const& name) {
  std::filesystem::path const path = std::filesystem::path{LINGDING_SOURCE_DIR} / "../shared/samples" / name;
  std::ifstream file{path, std::ios::binary};
  if (!file.is_open()) {
    WARN("skipped: " << path.lexically_normal().string() << " is not there");
    return std::nullopt;
  }
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("logs.samples: go-ais's log has 998 sentences within 2.1 s, in order, times in nanoseconds") {
  auto const text = sample("ais/goais_aistest_timestamped.nmea");
  if (!text) return;
  auto const all = read_all(*text);
  REQUIRE(all.entries.size() == 998);
  CHECK(all.entries.front().at == geo::UtcTime{std::chrono::milliseconds{1550303566167}});
  CHECK(all.entries.back().at == geo::UtcTime{std::chrono::milliseconds{1550303568261}});
  CHECK(all.reader.counts().sorted == 0);
  CHECK(all.reader.faults().total() == 0);
}

TEST_CASE("logs.samples: gpsd's log has its times from the receiver's RMC sentences") {
  auto const text = sample("ais/gpsd_ais-nmea.log");
  if (!text) return;
  auto const all = read_all(*text);
  REQUIRE(all.entries.size() == 1496);
  CHECK(all.entries.back().at == utc("2020-04-07T21:42:33Z"));
  CHECK(all.reader.faults().total() == 0);
  CHECK(all.reader.counts().passed_over == 3);
}

TEST_CASE("logs.samples: logs without times are read whole") {
  auto const text = sample("ais/pyais_nmea_data_sample.txt");
  if (!text) return;
  auto const all = read_all(*text);
  CHECK(all.entries.size() == 898);
  CHECK(all.reader.counts().times[static_cast<std::size_t>(TimeFrom::none)] == 898);
  CHECK(all.reader.faults().total() == 0);
  if (auto const sar = sample("ais/sar_sentences.nmea")) CHECK(read_all(*sar).entries.size() == 30);
}

TEST_CASE("logs.samples: messages of mission control centres are one entry each, dated by themselves") {
  auto const sit = sample("mcc/sit185_03_cmc_encoded.txt");
  auto const xml = sample("mcc/mccxml_02_unlocated.xml");
  if (!sit || !xml) return;
  auto const first = read_all(*sit);
  REQUIRE(first.entries.size() == 1);
  CHECK(first.entries[0].format == Format::sit);
  CHECK(first.entries[0].at == utc("2015-07-02T11:11:00Z"));
  CHECK(first.reader.faults().total() == 0);
  auto const second = read_all(*xml);
  REQUIRE(second.entries.size() == 1);
  CHECK(second.entries[0].format == Format::sit);
  CHECK(second.entries[0].at == utc("2014-10-09T21:12:58Z"));
  CHECK(second.reader.faults().total() == 0);
}
