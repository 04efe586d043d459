#pragma once
// One character after another of a text that may not be UTF-8.

#include <cstddef>
#include <string_view>

namespace lingding::geo::detail {

struct Decoded {
  char32_t point = 0;  ///< of bytes that are not UTF-8: the byte
  std::size_t bytes = 1;
  bool valid = false;
};

/// \pre !text.empty()
inline Decoded decode_utf8(std::string_view text) {
  auto const lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1, true};
  std::size_t const bytes = lead >= 0xF5 ? 0 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (bytes == 0 || text.size() < bytes) return {lead, 1, false};
  char32_t point = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    auto const next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {lead, 1, false};
    point = point << 6U | (next & 0x3FU);
  }
  return {point, bytes, true};
}

/// Full-width ASCII and wide blanks as plain ones; small letters for big ones; letters without the accents that
/// Portuguese and the transcriptions of Chinese put on them.
inline char32_t plain_letter(char32_t point) {
  if (point >= 0xFF01 && point <= 0xFF5E) point = point - 0xFF01 + 0x21;
  if (point == 0x3000 || point == 0xA0) return U' ';
  if (point >= U'A' && point <= U'Z') return point - U'A' + U'a';
  // From U+00C0 on; 0: no letter with an accent.
  constexpr std::string_view kLatin1{"aaaaaa\0ceeeeiiii\0nooooo\0ouuuuy\0\0aaaaaa\0ceeeeiiii\0nooooo\0ouuuuy\0y", 64};
  if (point >= 0xC0 && point <= 0xFF)
    if (char const letter = kLatin1[point - 0xC0]; letter != '\0') return static_cast<unsigned char>(letter);
  return point;
}

}  // namespace lingding::geo::detail
