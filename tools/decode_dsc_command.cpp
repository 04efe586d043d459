// `lingding decode dsc`: DSC sentences and symbols to JSON Lines, one object a call with its expansion.

#include <cstdint>
#include <cstdio>
#include <deque>
#include <string>

#include "adapters/dsc/json.hpp"
#include "tools/commands.hpp"
#include "tools/decode_input.hpp"

namespace lingding::tools {
namespace {

/// Objects in the order of their lines. One whose call waits for an expansion holds those behind it back, at most for
/// the decoder's window or until the source is silent.
class Lines {
 public:
  void add(std::string json, std::uint64_t waits_as) { lines_.push_back({std::move(json), waits_as}); }
  /// A call that was printed already, because the source was silent, comes again with its expansion.
  void complete(std::uint64_t number, std::string json, bool waits_on) {
    for (auto& line : lines_) {
      if (line.waits_as != number) continue;
      line = {std::move(json), waits_on ? number : 0};
      return;
    }
    add(std::move(json), 0);
  }
  void release(dsc::Decoder const& decoder) {
    while (!lines_.empty() && (lines_.front().waits_as == 0 || !decoder.waits(lines_.front().waits_as))) print();
  }
  void release_all() {
    while (!lines_.empty()) print();
  }
  bool empty() const { return lines_.empty(); }
  std::size_t size() const { return lines_.size(); }

 private:
  struct Line {
    std::string json;
    std::uint64_t waits_as = 0;  ///< the number of the call; 0: it waits for nothing
  };
  void print() {
    write_out(lines_.front().json + "\n");
    lines_.pop_front();
  }
  std::deque<Line> lines_;
};

void print_count(char const* name, std::uint64_t count) {
  std::fprintf(stderr, "%-28s %12llu\n", name, static_cast<unsigned long long>(count));
}

void print_summary(dsc::DecodeCounts const& counts, std::size_t waiting) {
  print_count("lines", counts.lines);
  print_count("calls", counts.calls);
  print_count("expansions", counts.expansions);
  print_count("skipped", counts.skipped);
  print_count("rejected", counts.rejected_total());
  for (std::size_t i = 0; i < counts.rejected.size(); ++i)
    if (counts.rejected[i] > 0)
      print_count((std::string("  ") + name_of(static_cast<dsc::Rejection>(i))).c_str(), counts.rejected[i]);
  std::uint64_t const missing = counts.expansions_missing + counts.expansions_displaced + waiting;
  if (missing > 0) print_count("expansions that did not come", missing);
}

void report(std::uint64_t line_number, dsc::Fed const& fed) {
  auto const number = static_cast<unsigned long long>(line_number);
  if (fed.tag_fault)
    std::fprintf(stderr, "line %llu: %s: %s\n", number, name_of(*fed.tag_fault), meaning_of(*fed.tag_fault));
  if (fed.rejection)
    std::fprintf(stderr, "line %llu: %s: %s\n", number, name_of(*fed.rejection), meaning_of(*fed.rejection));
}

}  // namespace

int decode_dsc(std::string const& path, Strictness strictness) {
  // A radio sends both sentences at once: a source that is silent for so long has no expansion to send.
  constexpr std::chrono::milliseconds kSilence{2000};
  constexpr std::size_t kMostHeld = 256;
  LineInput input{path, dsc::kMaxLineLength + 1};
  dsc::Decoder decoder;
  Lines lines;
  // No clock: the same file gives the same bytes. Calls whose expansion never comes are given up by count.
  geo::UtcTime const at{};
  for (;;) {
    if (!lines.empty() && (lines.size() >= kMostHeld || !input.ready(kSilence))) lines.release_all();
    auto const line = input.next();
    if (!line) break;
    dsc::Fed const fed = decoder.feed(*line, at);
    report(decoder.counts().lines, fed);
    std::string json;
    if (fed.received != nullptr) {
      append_json(json, *fed.received);
      auto const number = fed.received->number;
      if (fed.completes) {
        lines.complete(number, std::move(json), decoder.waits(number));
      } else {
        lines.add(std::move(json), decoder.waits(number) ? number : 0);
      }
    } else if (fed.rejection) {
      append_json(json, decoder.counts().lines, *line, fed);
      lines.add(std::move(json), 0);
    }
    lines.release(decoder);
  }
  lines.release_all();
  dsc::DecodeCounts const& counts = decoder.counts();
  print_summary(counts, decoder.waiting());
  bool const any_rejected = counts.rejected_total() > 0;
  if (strictness == Strictness::strict && any_rejected) return 1;
  return any_rejected && counts.calls == 0 ? 1 : 0;
}

}  // namespace lingding::tools
