#pragma once
// What was wrong in a log: counted by reason, with the first places, and never a reason to stop.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/logs/entry.hpp"

namespace lingding::logs {

enum class Fault : std::uint8_t {
  truncated,            ///< the compressed stream ends before its end, or is damaged; what came before it was read
  trailing_bytes,       ///< bytes behind the end of the compressed stream that are no further member of it
  line_too_long,        ///< passed over
  not_a_sentence,       ///< a line that is nothing a source can have sent
  checksum_missing,     ///< a sentence without '*' and two hexadecimal digits
  checksum_wrong,       ///< a sentence whose checksum does not match
  tag_block_malformed,  ///< the TAG block was not used; the sentence was
  time_malformed,       ///< something stands where the log's time should be; the sentence was used
  row_malformed,        ///< a row without the columns that it needs, or with values that they can't have
  json_malformed,       ///< a line that is no JSON object of the kind that the file is made of
  document_cut_off,     ///< a document without its end; it was given as it is
  document_too_long,    ///< the rest of it was passed over
  out_of_order,         ///< further than the window: given where it stands
  unknown_content       ///< the file is no log that is known; nothing was given
};
inline constexpr std::size_t kFaultCount = 14;
/// A stable name ("checksum_wrong"), and one sentence without a full stop.
std::string_view name_of(Fault fault);
std::string_view meaning_of(Fault fault);

class Faults {
 public:
  /// So many of each kind are remembered with their places.
  static constexpr std::size_t kFirstPlaces = 5;
  struct First {
    Place place;
    std::string what;  ///< the line's beginning, or what was found; at most kMaxWhat bytes, plain ASCII
  };
  static constexpr std::size_t kMaxWhat = 80;

  void add(Fault fault, Place place, std::string_view what);
  std::uint64_t count(Fault fault) const { return counts_[static_cast<std::size_t>(fault)]; }
  std::vector<First> const& first(Fault fault) const { return first_[static_cast<std::size_t>(fault)]; }
  std::uint64_t total() const;

 private:
  std::array<std::uint64_t, kFaultCount> counts_{};
  std::array<std::vector<First>, kFaultCount> first_{};
};

}  // namespace lingding::logs
