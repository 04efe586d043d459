#include "adapters/logs/entry.hpp"

#include <array>

#include "adapters/logs/faults.hpp"

namespace lingding::logs {
namespace {

constexpr std::array<std::string_view, kFormatCount> kFormats{"ais", "dsc", "sit", "beacon", "cap"};
constexpr std::array<std::string_view, kTimeFromCount> kTimesFrom{"log",      "message", "receiver",
                                                                  "previous", "assumed", "none"};

struct Words {
  std::string_view name;
  std::string_view meaning;
};
constexpr std::array<Words, kFaultCount> kFaults{{
    {"truncated", "the compressed stream is cut off or damaged; what came before was read"},
    {"trailing_bytes", "bytes behind the end of the compressed stream were passed over"},
    {"line_too_long", "a line longer than any source sends was passed over"},
    {"not_a_sentence", "a line that is nothing a source can have sent"},
    {"checksum_missing", "a sentence without its checksum"},
    {"checksum_wrong", "a sentence whose checksum does not match"},
    {"tag_block_malformed", "a TAG block that can't be read; its sentence was used"},
    {"time_malformed", "what stands in front of the sentence is no time; the sentence was used"},
    {"row_malformed", "a row without the columns that it needs, or with values that they can't have"},
    {"json_malformed", "a line that is no JSON object of the kind that the file is made of"},
    {"document_cut_off", "a document without its end; it was given as it is"},
    {"document_too_long", "a document longer than any that is taken; its rest was passed over"},
    {"out_of_order", "earlier than what came before it by more than the window"},
    {"unknown_content", "the file is no log of a known kind"},
}};

}  // namespace

std::string_view to_text(Format format) {
  return kFormats[static_cast<std::size_t>(format)];
}
std::optional<Format> parse_format(std::string_view text) {
  for (std::size_t i = 0; i < kFormatCount; ++i)
    if (kFormats[i] == text) return static_cast<Format>(i);
  return std::nullopt;
}
std::string_view to_text(TimeFrom from) {
  return kTimesFrom[static_cast<std::size_t>(from)];
}

std::string_view name_of(Fault fault) {
  return kFaults[static_cast<std::size_t>(fault)].name;
}
std::string_view meaning_of(Fault fault) {
  return kFaults[static_cast<std::size_t>(fault)].meaning;
}

void Faults::add(Fault fault, Place place, std::string_view what) {
  auto const index = static_cast<std::size_t>(fault);
  ++counts_[index];
  auto& first = first_[index];
  if (first.size() >= kFirstPlaces) return;
  First one{.place = place, .what = std::string{what.substr(0, kMaxWhat)}};
  for (auto& c : one.what)
    if (c < ' ' || c > '~') c = '.';
  first.push_back(std::move(one));
}

std::uint64_t Faults::total() const {
  std::uint64_t sum = 0;
  for (auto const count : counts_) sum += count;
  return sum;
}

}  // namespace lingding::logs
