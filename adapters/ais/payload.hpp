#pragma once
// The bits of an AIS message, taken out of their six-bit armour, and the decoding of them into a message.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "adapters/ais/message.hpp"
#include "adapters/ais/rejection.hpp"

namespace lingding::ais {

/// The longest message takes five slots, 1 064 bits (message 26, Annex 8 §3.24); the rest is room for padding.
inline constexpr std::size_t kMaxPayloadBits = 1152;
inline constexpr std::size_t kMaxPayloadCharacters = kMaxPayloadBits / 6;

/// Bits in the order of transmission, the first in the top of the first byte. Bits beyond size() that a field read can
/// touch are 0.
class PayloadBits {
 public:
  std::size_t size() const { return size_; }
  /// Takes the armoured characters (table 1 of IEC 61162-1 on VDM, '0' … 'W', '`' … 'w'); what was held before is
  /// dropped. Empty when all is well. \pre fill_bits <= 5
  std::optional<Rejection> assign(std::string_view characters, unsigned fill_bits);
  /// The same behind what is held.
  std::optional<Rejection> append(std::string_view characters, unsigned fill_bits);
  void clear() { size_ = 0; }
  std::uint8_t const* bytes() const { return bytes_.data(); }

 private:
  friend class BitReader;
  std::size_t size_ = 0;
  /// Sixteen bytes more than the bits need, so that words can be read and written across the end.
  alignas(8) std::array<std::uint8_t, kMaxPayloadBits / 8 + 16> bytes_{};
};

/// Decodes one message into `message`. Empty when all is well; `message` is not changed to anything meaningful
/// otherwise. A payload that is longer than its type is decoded from its front, one that is shorter is refused; where
/// receivers are known to drop trailing spare bits, those alone may be missing.
std::optional<Rejection> decode_payload(PayloadBits const& payload, Message& message);

}  // namespace lingding::ais
