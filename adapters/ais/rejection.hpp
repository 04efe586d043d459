#pragma once
// Why a line gave no message: one enum, one line of meaning each, and a counter for each.

#include <array>
#include <cstddef>
#include <cstdint>

#include "adapters/runtime/nmea.hpp"

namespace lingding::ais {

using runtime::meaning_of;
using runtime::name_of;

enum class Rejection : std::uint8_t {
  line_too_long,
  not_a_sentence,
  checksum_missing,
  checksum_wrong,
  fields_malformed,
  fragment_numbers,
  fragments_too_long,
  fragment_repeated,
  payload_empty,
  payload_character,
  payload_fill_bits,
  payload_too_long,
  payload_too_short,
  type_unknown,
  part_unknown
};
inline constexpr std::size_t kRejectionCount = 15;

using runtime::kTagFaultCount;
using runtime::TagFault;

/// A stable name ("checksum_wrong").
char const* name_of(Rejection reason);
/// One sentence without a full stop ("the checksum does not match the sentence").
char const* meaning_of(Rejection reason);

/// What went through a decoder since it was made.
struct DecodeCounts {
  std::uint64_t lines = 0;
  std::uint64_t skipped = 0;    ///< blank lines, comments, TAG blocks alone, sentences other than VDM and VDO
  std::uint64_t fragments = 0;  ///< sentences that were kept until the rest of their message came
  std::array<std::uint64_t, 28> messages{};  ///< by type; index 0 is not used
  std::array<std::uint64_t, kRejectionCount> rejected{};
  std::array<std::uint64_t, kTagFaultCount> tag_faults{};
  std::uint64_t incomplete_expired = 0;    ///< messages whose rest did not come in time
  std::uint64_t incomplete_displaced = 0;  ///< messages given up for newer ones because the table was full

  std::uint64_t messages_total() const {
    std::uint64_t sum = 0;
    for (auto const count : messages) sum += count;
    return sum;
  }
  std::uint64_t rejected_total() const {
    std::uint64_t sum = 0;
    for (auto const count : rejected) sum += count;
    return sum;
  }
};

}  // namespace lingding::ais
