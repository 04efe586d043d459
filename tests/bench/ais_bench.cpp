// AIS: sentences a second on one core, to objects and to JSON, on a replicated real log; the floor is a bare pass.

#include <algorithm>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "adapters/ais/decoder.hpp"
#include "adapters/ais/encode.hpp"
#include "adapters/ais/json.hpp"
#include "tests/bench/cpu_time.hpp"
#include "tests/bench/report.hpp"

using namespace lingding;

namespace {

struct Log {
  std::string plain;      ///< sentences alone
  std::string as_logged;  ///< with what stands around them: times, TAG blocks, other sentences
  std::string what;
};

/// The VDM and VDO sentences of the logs that have a payload, each from its '!' on.
std::string sentences_of(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    auto const end = std::min(text.find('\n'), text.size() - 1);
    auto const line = text.substr(0, end + 1);
    text.remove_prefix(end + 1);
    auto const at = line.find("!");
    if (at == std::string_view::npos || line.substr(at).find("VD") != 3) continue;
    if (line.find(",,0*") != std::string_view::npos) continue;  // refused at once: it would flatter the figure
    out += line.substr(at);
    if (out.back() != '\n') out += '\n';
  }
  return out;
}

std::string read_whole(std::filesystem::path const& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Class A and B traffic in the mix of the real logs: 70 % position reports, 15 % class B and static data of two
/// sentences in every tenth message.
std::string synthetic_mix() {
  std::string out;
  auto const add = [&](ais::Message const& message, unsigned sequence) {
    auto const sentences = ais::encode(message, {.channel = sequence % 2 == 0 ? 'A' : 'B', .sequence = sequence % 10});
    for (auto const& sentence : *sentences) out += sentence + "\r\n";
  };
  for (unsigned i = 0; i < 1000; ++i) {
    auto const place =
        ais::Coordinates::from_fields(static_cast<int>(68'000'000 + i * 997), static_cast<int>(13'300'000 + i * 331));
    ais::Header const header{.type = 1, .repeat = 0, .source = 477'000'000 + i * 1237};
    if (i % 10 == 0) {
      ais::StaticAndVoyageData data;
      data.header = header;
      data.header.type = 5;
      data.imo = 9'000'000 + i;
      data.callsign = ais::Text<7>{"VRS1234"};
      data.ship_name = ais::Text<20>{"UNIVERSAL MK " + std::to_string(i)};
      data.ship_type = 40;
      data.dimensions = {.to_bow = 20, .to_stern = 27, .to_port = 6, .to_starboard = 6};
      data.destination = ais::Text<20>{"MACAO OUTER HARBOUR"};
      add(data, i / 10);
    } else if (i % 10 < 3) {
      ais::ClassBReport report;
      report.header = header;
      report.header.type = 18;
      report.coordinates = place;
      report.speed = ais::SpeedOverGround::from_tenths_field(i % 300);
      report.course = ais::CourseOverGround::from_tenths_field(i * 3 % 3600);
      add(report, i);
    } else {
      ais::PositionReport report;
      report.header = header;
      report.coordinates = place;
      report.status = ais::NavigationStatus::under_way_using_engine;
      report.speed = ais::SpeedOverGround::from_tenths_field(i % 400);
      report.course = ais::CourseOverGround::from_tenths_field(i * 7 % 3600);
      report.heading = ais::TrueHeading::from_field(i % 360);
      report.second = ais::UtcSecond{static_cast<std::uint8_t>(i % 60)};
      add(report, i);
    }
  }
  return out;
}

Log load() {
  std::filesystem::path const folder = std::filesystem::path{LINGDING_SOURCE_DIR} / "../shared/samples/ais";
  Log log;
  if (std::filesystem::is_directory(folder)) {
    for (auto const* name : {"goais_aistest_timestamped.nmea", "gpsd_ais-nmea.log", "pyais_nmea_data_sample.txt"}) {
      std::string text = read_whole(folder / name);
      if (!text.empty() && text.back() != '\n') text += '\n';
      log.as_logged += text;
    }
    log.plain = sentences_of(log.as_logged);
    log.what = "real logs (go-ais, gpsd, pyais samples) replicated";
  } else {
    log.plain = synthetic_mix();
    log.as_logged = log.plain;
    log.what = "synthetic mix replicated (no ../shared/samples here)";
  }
  return log;
}

std::string replicate(std::string const& text, std::size_t bytes) {
  std::string out;
  out.reserve(bytes + text.size());
  while (out.size() < bytes) out += text;
  return out;
}

std::uint64_t volatile g_sink;

/// Split, checksum, unarmour, type, MMSI and position bits: what no decoder can do without.
void bare_pass(std::string_view text) {
  std::uint64_t sum = 0;
  ais::PayloadBits bits;
  char const* at = text.data();
  char const* const end = at + text.size();
  while (at < end) {
    auto const* const line_end = static_cast<char const*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    std::string_view line{at, static_cast<std::size_t>(line_end - at)};
    at = line_end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.size() < 20) continue;
    sum += ais::checksum_of(line.substr(1, line.size() - 4));
    std::size_t begin = line.find(',', 11) + 1;
    begin = line.find(',', begin) + 1;
    if (line.size() < begin + 6 || bits.assign(line.substr(begin, line.size() - 5 - begin), 0)) continue;
    std::uint64_t words[2];
    std::memcpy(words, bits.bytes(), sizeof words);
    sum += words[0] ^ words[1];
  }
  g_sink = sum;
}

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

int main() {
  constexpr std::size_t kBytes = 24'000'000;
  constexpr char const* kPeers =
      "AIS-catcher 1.02 M/s with JSON, libais 0.54 M/s objects, gpsd 0.29 M/s JSON (another log, same class of "
      "machine)";
  Log const log = load();
  std::string const text = replicate(log.plain, kBytes);
  auto const sentences = static_cast<double>(lines_of(text));
  geo::UtcTime const at{};

  double const floor = sentences / bench::best_time([&] { bare_pass(text); });
  std::string const floor_what = "memchr split + checksum + unarmour + type, MMSI and position bits, same run";

  std::uint64_t messages = 0;
  std::uint64_t rejected = 0;
  double const objects = sentences / bench::best_time([&] {
                           ais::Decoder decoder;
                           std::uint64_t sum = 0;
                           decoder.decode_buffer(text, at, [&](std::uint64_t, std::string_view, ais::Fed const& fed) {
                             if (fed.received != nullptr) sum += header_of(fed.received->message).source;
                           });
                           g_sink = sum;
                           messages = decoder.counts().messages_total();
                           rejected = decoder.counts().rejected_total();
                         });
  std::string const note = log.what + "; " + std::to_string(messages) + " messages and " + std::to_string(rejected) +
                           " refused of " + std::to_string(static_cast<std::uint64_t>(sentences)) + " sentences";
  bench::print({.figure = "ais.objects",
                .what = "AIS sentences to objects, one core",
                .value = objects,
                .unit = "sentences/s",
                .floor = floor,
                .floor_what = floor_what,
                .aim = 6e6,
                .peers = kPeers,
                .note = note});

  std::string out(1 << 20, '\0');
  std::uint64_t bytes = 0;
  auto const to_json = [&](std::string_view input) {
    ais::Decoder decoder;
    char* to = out.data();
    bytes = 0;
    decoder.decode_buffer(input, at, [&](std::uint64_t, std::string_view, ais::Fed const& fed) {
      if (fed.received == nullptr) return;
      if (static_cast<std::size_t>(out.data() + out.size() - to) < ais::kMaxJsonBytes + 1) {
        bytes += static_cast<std::uint64_t>(to - out.data());
        to = out.data();
      }
      to = ais::write_json(to, *fed.received);
      *to++ = '\n';
    });
    bytes += static_cast<std::uint64_t>(to - out.data());
    g_sink = bytes;
  };
  double const json = sentences / bench::best_time([&] { to_json(text); });
  bench::print({.figure = "ais.json",
                .what = "AIS sentences to full JSON, one core",
                .value = json,
                .unit = "sentences/s",
                .floor = floor,
                .floor_what = floor_what,
                .aim = 3e6,
                .peers = kPeers,
                .note = note + "; " + std::to_string(bytes / 1'000'000) + " MB of JSON"});

  std::string const logged = replicate(log.as_logged, kBytes);
  double const logged_json = static_cast<double>(lines_of(logged)) / bench::best_time([&] { to_json(logged); });
  bench::print({.figure = "ais.json_as_logged",
                .what = "lines as logged (times in front, other sentences between) to full JSON, one core",
                .value = logged_json,
                .unit = "lines/s",
                .floor = floor,
                .floor_what = floor_what,
                .note = log.what});
  return 0;
}
