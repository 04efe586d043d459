// DSC sentences, messages of mission control centres and CAP messages a second on one core; the floor is a bare pass
// over the lines, of CAP a pass of the XML library alone.

#include <algorithm>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "adapters/cap/json.hpp"
#include "adapters/dsc/json.hpp"
#include "adapters/sarsat/sit_json.hpp"
#include "adapters/sarsat/sit_stream.hpp"
#include "geo/check.hpp"
#include "tests/bench/cpu_time.hpp"
#include "tests/bench/report.hpp"

using namespace lingding;

namespace {

std::string read_whole(std::filesystem::path const& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string replicate(std::string const& text, std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += text;
  return out;
}

std::uint64_t volatile g_sink;

template <class Each>
void each_line(std::string_view text, Each each) {
  while (!text.empty()) {
    auto const end = std::min(text.find('\n'), text.size() - 1);
    each(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
}

/// Lines found and copied: what no decoder can do without.
double bare_pass(std::string_view text) {
  return bench::best_time([&] {
    std::string copy(text.size() + 1, '\0');
    std::uint64_t sum = 0;
    each_line(text, [&](std::string_view line) {
      std::memcpy(copy.data() + sum % 64, line.data(), line.size());
      sum += line.size() + static_cast<unsigned char>(copy[0]);
    });
    g_sink = sum;
  });
}

std::string without_comments(std::string_view text) {
  std::string out;
  each_line(text, [&](std::string_view line) {
    if (!line.empty() && line.front() != '#') out.append(line).append("\n");
  });
  return out;
}

void bench_dsc(std::string const& name, std::string const& what, std::string const& text, std::string const& unit) {
  double const count = static_cast<double>(std::ranges::count(text, '\n'));
  std::string json;
  double const value = count / bench::best_time([&] {
                         dsc::Decoder decoder;
                         std::uint64_t sum = 0;
                         each_line(text, [&](std::string_view line) {
                           auto const fed = decoder.feed(line, geo::UtcTime{});
                           if (fed.received == nullptr) return;
                           json.clear();
                           append_json(json, *fed.received);
                           sum += json.size();
                         });
                         g_sink = sum;
                       });
  bench::print({.figure = name,
                .what = what,
                .value = value,
                .unit = unit,
                .floor = count / bare_pass(text),
                .floor_what = "lines found and copied, same run",
                .note = "published calls (tests/golden/dsc) replicated"});
}

void bench_sit(std::string const& name, std::string const& what, std::string const& text) {
  double messages = 0;
  double const seconds = bench::best_time([&] {
    sarsat::SitSplitter splitter;
    std::uint64_t sum = 0;
    double count = 0;
    std::string json;
    auto const take = [&](std::string const& message) {
      auto const read = sarsat::read_sit(message);
      if (!read) return;
      json.clear();
      append_json(json, *read);
      sum += json.size();
      ++count;
    };
    each_line(text, [&](std::string_view line) {
      if (auto const message = splitter.push(line)) take(*message);
    });
    if (auto const message = splitter.finish()) take(*message);
    g_sink = sum;
    messages = count;
  });
  bench::print({.figure = name,
                .what = what,
                .value = messages / seconds,
                .unit = "messages/s",
                .floor = messages / bare_pass(text),
                .floor_what = "lines found and copied, same run",
                .note = "published messages (tests/golden/sarsat/mcc) replicated"});
}

/// CAP messages in the order given, cut and read; the floor is what the XML library alone takes for the same documents.
void bench_cap(std::vector<std::string> const& messages, std::size_t bytes) {
  std::string all;
  for (auto const& message : messages) all += message + "\n";
  std::string const text = replicate(all, bytes);
  double const count = static_cast<double>(text.size() / all.size() * messages.size());
  std::string json;
  double read_whole_messages = 0;
  double const value = count / bench::best_time([&] {
                         cap::Splitter splitter;
                         std::uint64_t sum = 0;
                         double read = 0;
                         constexpr std::size_t kBlock = 65'536;
                         for (std::size_t at = 0; at < text.size(); at += kBlock) {
                           for (auto const& one : splitter.push(std::string_view{text}.substr(at, kBlock))) {
                             auto const message = cap::read(one);
                             if (!message) continue;
                             json.clear();
                             append_json(json, *message);
                             sum += json.size();
                             ++read;
                           }
                         }
                         g_sink = sum;
                         read_whole_messages = read;
                       });
  LINGDING_CHECK(read_whole_messages == count);
  double const floor = count / bench::best_time([&] {
                         std::uint64_t sum = 0;
                         pugi::xml_document document;
                         for (std::size_t round = 0; round < text.size() / all.size(); ++round) {
                           for (auto const& message : messages)
                             sum += document.load_buffer(message.data(), message.size()).status == pugi::status_ok;
                         }
                         g_sink = sum;
                       });
  bench::print({.figure = "messages.cap",
                .what = "CAP messages to JSON, one core",
                .value = value,
                .unit = "messages/s",
                .floor = floor,
                .floor_what = "pugixml's parse of the same documents, same run",
                .note = "the standard's three examples (tests/golden/cap) replicated"});
}

}  // namespace

int main() {
  constexpr std::size_t kBytes = 4'000'000;
  std::filesystem::path const golden = std::filesystem::path{LINGDING_SOURCE_DIR} / "tests/golden";
  bench_dsc("messages.dsc_sentences", "DSC and DSE sentences to JSON, one core",
            replicate(without_comments(read_whole(golden / "dsc/sentences.txt")), kBytes), "sentences/s");
  bench_dsc("messages.dsc_symbols", "M.493 sequences of symbols to JSON, one core",
            replicate(without_comments(read_whole(golden / "dsc/symbols.txt")), kBytes), "calls/s");
  std::string sit;
  for (auto const* name : {"aumcc_conflict", "nz_alert", "cmc_encoded"})
    sit += read_whole(golden / "sarsat/mcc" / (std::string{name} + ".txt"));
  bench_sit("messages.sit185", "SIT 185 messages to JSON, one core", replicate(sit, kBytes));
  bench_sit("messages.mcc_fields", "MCC messages of fields to JSON, one core",
            replicate(read_whole(golden / "sarsat/mcc/fields.txt"), kBytes));
  bench_sit("messages.mcc_xml", "XML messages of MCCs to JSON, one core",
            replicate(read_whole(golden / "sarsat/mcc/xml.txt"), kBytes));
  std::vector<std::string> cap;
  for (auto const* name : {"earthquake", "homeland_security", "thunderstorm"})
    cap.push_back(read_whole(golden / "cap" / (std::string{name} + ".xml")));
  bench_cap(cap, kBytes);
  return 0;
}
