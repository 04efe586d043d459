#include "plans/detail/canonical_view.hpp"

#include <charconv>

#include "geo/check.hpp"

namespace lingding::plans::detail {
namespace {

/// The position after the string that begins at `at`.
std::size_t after_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  LINGDING_CHECK(at < text.size());
  return at + 1;
}

/// The position after the value that begins at `at`. Depth is counted, not recursed into.
std::size_t after_value(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    char const c = text[at];
    if (c == '"') {
      at = after_string(text, at);
      if (depth == 0) return at;
      continue;
    }
    if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return at;  // the end of what the value is in
      if (--depth == 0) return at + 1;
    } else if (c == ',' && depth == 0) {
      return at;
    }
    ++at;
  }
  return at;
}

/// The simple escapes and \u00XX, which are all that RFC 8785 writes.
void append_escaped(std::string& out, std::string_view& rest) {
  LINGDING_CHECK(rest.size() >= 2);
  char const c = rest[1];
  rest.remove_prefix(2);
  switch (c) {
    case 'b':
      out += '\b';
      return;
    case 'f':
      out += '\f';
      return;
    case 'n':
      out += '\n';
      return;
    case 'r':
      out += '\r';
      return;
    case 't':
      out += '\t';
      return;
    case 'u': {
      constexpr std::size_t kDigits = 4;
      constexpr int kHex = 16;
      unsigned code = 0;
      LINGDING_CHECK(rest.size() >= kDigits);
      std::from_chars(rest.data(), rest.data() + kDigits, code, kHex);
      LINGDING_CHECK(code < 0x20U);
      out += static_cast<char>(code);
      rest.remove_prefix(kDigits);
      return;
    }
    default:
      out += c;
  }
}

}  // namespace

std::vector<CanonicalView::Member> CanonicalView::members() const {
  std::vector<Member> result;
  if (!is_object()) return result;
  std::size_t at = 1;
  while (text_[at] != '}') {
    std::size_t const name_end = after_string(text_, at);
    std::size_t const value_end = after_value(text_, name_end + 1);
    result.push_back({text_.substr(at + 1, name_end - at - 2), text_.substr(name_end + 1, value_end - name_end - 1)});
    at = text_[value_end] == ',' ? value_end + 1 : value_end;
  }
  return result;
}

std::vector<CanonicalView> CanonicalView::elements() const {
  std::vector<CanonicalView> result;
  if (!is_array()) return result;
  std::size_t at = 1;
  while (text_[at] != ']') {
    std::size_t const end = after_value(text_, at);
    result.emplace_back(text_.substr(at, end - at));
    at = text_[end] == ',' ? end + 1 : end;
  }
  return result;
}

CanonicalView CanonicalView::operator[](std::string_view name) const {
  if (!is_object()) return {};
  std::size_t at = 1;
  while (text_[at] != '}') {
    std::size_t const name_end = after_string(text_, at);
    std::size_t const value_end = after_value(text_, name_end + 1);
    if (text_.substr(at + 1, name_end - at - 2) == name)
      return CanonicalView{text_.substr(name_end + 1, value_end - name_end - 1)};
    at = text_[value_end] == ',' ? value_end + 1 : value_end;
  }
  return {};
}

std::optional<std::string> CanonicalView::text() const {
  if (!is_text()) return std::nullopt;
  std::string out;
  std::string_view rest = text_.substr(1, text_.size() - 2);
  while (!rest.empty()) {
    std::size_t const plain = std::min(rest.find('\\'), rest.size());
    out += rest.substr(0, plain);
    rest.remove_prefix(plain);
    if (!rest.empty()) append_escaped(out, rest);
  }
  return out;
}

std::optional<std::uint64_t> CanonicalView::natural() const {
  std::uint64_t number = 0;
  auto const result = std::from_chars(text_.data(), text_.data() + text_.size(), number);
  if (result.ec != std::errc{} || result.ptr != text_.data() + text_.size() || text_.empty()) return std::nullopt;
  return number;
}

}  // namespace lingding::plans::detail
