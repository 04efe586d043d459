#pragma once
// The call as it is on the air (Rec. ITU-R M.493-16): ten-bit symbols, sent twice, with a symbol that checks them all.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adapters/dsc/call.hpp"
#include "adapters/dsc/rejection.hpp"
#include "geo/expected.hpp"

namespace lingding::dsc {

/// Seven bits, or nothing where the three check bits do not fit.
using Symbol = std::optional<std::uint8_t>;

/// The ten bits of a symbol, the first sent at the top: seven of information with the least significant first, then the
/// number of zeros among them with the most significant first (M.493-16, Annex 1, §4 and table A1-1).
/// \pre symbol ≤ 127
std::uint16_t bits_of(std::uint8_t symbol);
/// Empty when the check bits do not count the zeros.
Symbol symbol_of(std::uint16_t bits);

/// Why a sequence gave no call, and of what format it was, where that could be read: a call that cannot be read may be
/// a distress call.
struct SequenceError {
  Rejection reason = Rejection::symbols_malformed;
  std::optional<Format> format;
  bool operator==(SequenceError const&) const = default;
};

/// No call is longer, with phasing, expansions and both transmissions.
inline constexpr std::size_t kMaxSymbols = 400;

/// Decodes a sequence once sent: format specifier (once or twice) … end of sequence, error check. What is behind is
/// passed over. One lost symbol is restored from the error-check symbol, with a warning: then nothing checks the call.
geo::Expected<Call, SequenceError> decode_sequence(std::span<Symbol const> symbols);

/// Decodes symbols as they are sent, from any place in the phasing sequence: 125 in the DX places and 111 … 104 in the
/// RX places, then every symbol again after four others. Where the two differ, the error-check symbol decides.
geo::Expected<Call, SequenceError> decode_transmission(std::span<Symbol const> symbols);

/// The same from bits (true is Y, the higher tone at VHF), beginning anywhere at or before the phasing sequence.
geo::Expected<Call, SequenceError> decode_bits(std::vector<bool> const& bits);

/// A line of text with a sequence: decimal symbols with blanks or commas between ("112 112 47 70 …", "-" or "_" or "-1"
/// or "~~~" for a lost one), with phasing or from the format specifier on; or at least 200 bits as 0 and 1, or B and Y,
/// blanks left out.
geo::Expected<Call, SequenceError> decode_text(std::string_view text);

/// The symbols of a transmission of this information sequence (format specifier once, … end of sequence): phasing, both
/// transmissions, error check. For tests, benchmarks and drills.
std::vector<std::uint8_t> transmission_of(std::span<std::uint8_t const> information);

}  // namespace lingding::dsc
