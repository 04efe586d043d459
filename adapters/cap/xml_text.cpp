#include "adapters/cap/xml_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace lingding::cap::detail {
namespace {

bool is_allowed(std::uint32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF) && code != 0xFFFE && code != 0xFFFF;
}

/// The length of the character that begins the bytes, as XML allows it; 0: none does.
std::size_t character_at(std::string_view bytes) {
  auto const first = static_cast<unsigned char>(bytes.front());
  if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
  std::size_t const length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (length == 0 || first > 0xF4 || bytes.size() < length) return 0;
  std::uint32_t code = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    auto const next = static_cast<unsigned char>(bytes[i]);
    if ((next & 0xC0U) != 0x80U) return 0;
    code = (code << 6U) | (next & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  return code >= kLeast[length] && is_allowed(code) ? length : 0;
}

/// One of XML's own five, or the number of a character that it allows.
bool is_reference(std::string_view after_ampersand) {
  auto const end = after_ampersand.substr(0, 12).find(';');
  if (end == std::string_view::npos || end == 0) return false;
  auto const name = after_ampersand.substr(0, end);
  for (auto const* own : {"amp", "lt", "gt", "quot", "apos"})
    if (name == own) return true;
  if (name.front() != '#') return false;
  bool const hex = name.size() > 1 && name[1] == 'x';
  auto const digits = name.substr(hex ? 2 : 1);
  std::uint32_t code = 0;
  auto const result = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  return result.ec == std::errc{} && result.ptr == digits.data() + digits.size() && is_allowed(code);
}

}  // namespace

bool is_xml_text(std::string_view bytes) {
  while (!bytes.empty()) {
    auto const length = character_at(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string clean_text(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    auto const length = character_at(text);
    clean += text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return clean;
}

std::optional<std::string> forbidden_construct(std::string_view xml) {
  struct Skipped {
    std::string_view begin;
    std::string_view end;
  };
  constexpr std::array<Skipped, 3> kSkipped{{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}}};
  for (std::size_t at = xml.find_first_of("<&"); at != std::string_view::npos; at = xml.find_first_of("<&", at)) {
    auto const rest = xml.substr(at);
    auto const* const skipped =
        std::ranges::find_if(kSkipped, [&](Skipped const& one) { return rest.starts_with(one.begin); });
    if (skipped != kSkipped.end()) {
      auto const end = xml.find(skipped->end, at + skipped->begin.size());
      if (end == std::string_view::npos) return std::nullopt;  // the parser says what is wrong
      at = end + skipped->end.size();
      continue;
    }
    auto const shown = [&] { return clean_text(rest.substr(0, 24)); };
    if (rest.starts_with("<!")) return shown();
    if (rest.front() == '&' && !is_reference(rest.substr(1))) return shown();
    ++at;
  }
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  auto const first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace lingding::cap::detail
