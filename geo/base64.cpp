#include "geo/base64.hpp"

#include <array>
#include <cstdint>

namespace lingding::geo {
namespace {

constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The six bits of each character; 64: not of the alphabet.
constexpr std::array<std::uint8_t, 256> values_of(std::string_view alphabet) {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = 64;
  for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<unsigned char>(alphabet[i])] = i;
  return values;
}
constexpr auto kStandardValues = values_of(kStandard);
constexpr auto kUrlValues = values_of(kUrl);

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

/// Without padding.
void encode(std::string& out, std::string_view bytes, std::string_view alphabet) {
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
  std::size_t i = 0;
  for (; i + 2 < bytes.size(); i += 3) {
    std::uint32_t const three = byte_at(bytes, i) << 16U | byte_at(bytes, i + 1) << 8U | byte_at(bytes, i + 2);
    out += alphabet[three >> 18U];
    out += alphabet[three >> 12U & 63U];
    out += alphabet[three >> 6U & 63U];
    out += alphabet[three & 63U];
  }
  std::size_t const rest = bytes.size() - i;
  if (rest == 0) return;
  std::uint32_t const last = byte_at(bytes, i) << 16U | (rest == 2 ? byte_at(bytes, i + 1) << 8U : 0U);
  out += alphabet[last >> 18U];
  out += alphabet[last >> 12U & 63U];
  if (rest == 2) out += alphabet[last >> 6U & 63U];
}

/// Without padding.
std::optional<std::string> decode(std::string_view text, std::array<std::uint8_t, 256> const& values) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (char const c : text) {
    std::uint32_t const value = values[static_cast<unsigned char>(c)];
    if (value == 64) return std::nullopt;
    bits = bits << 6U | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xFFU);
      bits &= (1U << count) - 1U;
    }
  }
  if (bits != 0) return std::nullopt;
  return out;
}

}  // namespace

std::string to_base64url(std::string_view bytes) {
  std::string out;
  encode(out, bytes, kUrl);
  return out;
}

void append_base64url(std::string& out, std::string_view bytes) {
  encode(out, bytes, kUrl);
}

std::optional<std::string> from_base64url(std::string_view text) {
  return decode(text, kUrlValues);
}

std::string to_base64(std::string_view bytes) {
  std::string out;
  encode(out, bytes, kStandard);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.ends_with("==")) {
    text.remove_suffix(2);
  } else if (text.ends_with('=')) {
    text.remove_suffix(1);
  }
  return decode(text, kStandardValues);
}

}  // namespace lingding::geo
