#pragma once
// Why a line gave no call: one enum, one line of meaning each.

#include <cstddef>
#include <cstdint>

namespace lingding::dsc {

enum class Rejection : std::uint8_t {
  line_too_long,
  not_a_sentence,
  checksum_missing,
  checksum_wrong,
  fields_malformed,
  format_missing,
  format_unknown,
  sender_missing,
  expansion_malformed,
  expansion_unmatched,
  symbols_malformed,
  phasing_missing,
  sequence_too_short,
  symbols_lost,
  error_check_wrong
};
inline constexpr std::size_t kRejectionCount = 15;

/// A stable name ("checksum_wrong").
char const* name_of(Rejection reason);
/// One sentence without a full stop.
char const* meaning_of(Rejection reason);

}  // namespace lingding::dsc
