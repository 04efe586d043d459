// The real logs of ../shared/samples, where they are there: how many messages of which type, after an independent
// decoder.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "adapters/ais/json.hpp"
#include "adapters/ais/stream.hpp"
#include "tests/adapters/ais/reference_json.hpp"

using namespace lingding;
using namespace lingding::ais;

namespace {

using Counts = std::map<unsigned, std::uint64_t>;

/// Empty, with a message, where the folder is not there.
std::optional<std::string> sample(std::string const& name) {
  std::filesystem::path const path = std::filesystem::path{LINGDING_SOURCE_DIR} / "../shared/samples/ais" / name;
  std::ifstream file{path, std::ios::binary};
  if (!file.is_open()) {
    WARN("skipped: " << path.lexically_normal().string() << " is not there");
    return std::nullopt;
  }
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

struct Outcome {
  Counts types;
  std::uint64_t rejected = 0;
  std::size_t json_differs = 0;
};

Outcome decode(std::string const& text, std::size_t piece) {
  Decoder decoder;
  StreamDecoder stream{decoder};
  Outcome outcome;
  auto const sink = [&](std::uint64_t, std::string_view, Fed const& fed) {
    if (fed.received == nullptr) return;
    std::string json;
    append_json(json, *fed.received);
    if (json != test::ReferenceJson::of(*fed.received)) ++outcome.json_differs;
  };
  for (std::size_t at = 0; at < text.size(); at += piece) {
    stream.push(std::string_view{text}.substr(at, piece), geo::UtcTime{}, sink);
  }
  stream.finish(geo::UtcTime{}, sink);
  for (unsigned type = 1; type < decoder.counts().messages.size(); ++type) {
    if (decoder.counts().messages[type] > 0) outcome.types[type] = decoder.counts().messages[type];
  }
  outcome.rejected = decoder.counts().rejected_total();
  return outcome;
}

void check(std::string const& name, Counts const& expected, std::uint64_t rejected) {
  auto const text = sample(name);
  if (!text) return;
  for (std::size_t const piece : {std::size_t{1}, std::size_t{1000}, text->size()}) {
    Outcome const outcome = decode(*text, piece);
    CHECK(outcome.types == expected);
    CHECK(outcome.rejected == rejected);
    CHECK(outcome.json_differs == 0);
  }
}

}  // namespace

// The counts are those of gpsdecode 3.22 with -s (Debian's gpsd-clients); where ours differ, a line says why.

TEST_CASE("ais.samples: the go-ais log has the messages that gpsdecode finds") {
  check("goais_aistest_timestamped.nmea",
        {{1, 463},
         {2, 6},
         {3, 75},
         {4, 67},
         {5, 70},
         {6, 17},
         {7, 11},
         {8, 30},
         {15, 5},
         {16, 8},
         {17, 2},
         {18, 39},
         {20, 40},
         {21, 45},
         {23, 2},
         {24, 24}},
        /*rejected=*/2);
}

TEST_CASE("ais.samples: the gpsd log has the messages that gpsdecode finds") {
  check("gpsd_ais-nmea.log", {{1, 116}, {3, 21}, {5, 12}, {8, 6}, {18, 7}, {24, 9}}, /*rejected=*/0);
}

TEST_CASE("ais.samples: the pyais log has the messages that gpsdecode finds, and the last one") {
  // gpsdecode does not read the last line, which has no line end: 666 messages of type 1 there. The hundred refused
  // have an empty payload.
  check("pyais_nmea_data_sample.txt", {{1, 667}, {3, 76}, {4, 6}, {15, 7}, {18, 19}, {20, 1}, {24, 2}},
        /*rejected=*/100);
}

TEST_CASE("ais.samples: search and rescue sentences have the messages that gpsdecode finds") {
  check("sar_sentences.nmea", {{9, 9}, {12, 12}, {14, 9}}, /*rejected=*/0);
}
