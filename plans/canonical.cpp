#include "plans/canonical.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>
#include <vector>

#include "geo/check.hpp"

namespace lingding::plans {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// UTF-16 puts the characters above U+FFFF (as surrogates, D800 …) before U+E000 … U+FFFF; UTF-8 puts them after. Only
/// the first bytes of the two groups differ in order: EE and EF against F0 … F4.
int utf16_rank(char c) {
  auto const byte = static_cast<unsigned char>(c);
  return byte == 0xEEU || byte == 0xEFU ? byte + 0x10 : byte;
}

/// Whether `a` comes before `b` by UTF-16 code units (RFC 8785, section 3.2.3). Both are UTF-8.
bool utf16_less(std::string_view a, std::string_view b) {
  auto const [left, right] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (right == b.end()) return false;
  if (left == a.end()) return true;
  return utf16_rank(*left) < utf16_rank(*right);
}

void append_utf8(std::string& out, std::uint32_t code) {
  auto const put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80U) {
    put(code);
  } else if (code < 0x800U) {
    put(0xC0U | code >> 6U);
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000U) {
    put(0xE0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3FU));
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

/// Number::toString of ECMA-262 (2023, section 6.1.6.1.20) for a finite number.
void append_number(std::string& out, double number) {
  if (number == 0) {  // also −0
    out += '0';
    return;
  }
  if (number < 0) out += '-';
  // The shortest digits that read back to the same double, and of these the closest: as the standard's note 2 has it.
  std::array<char, 32> buffer{};
  auto const result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number < 0 ? -number : number,
                                    std::chars_format::scientific);
  LINGDING_CHECK(result.ec == std::errc{});
  std::string_view const text(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));
  std::size_t const e = text.find('e');
  std::string digits{text.substr(0, 1)};
  if (e > 2) digits += text.substr(2, e - 2);
  int exponent = 0;
  std::string_view const power = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(power.data(), power.data() + power.size(), exponent);
  // The standard's k digits and n, the place of the point: 0.digits × 10^n.
  int const k = static_cast<int>(digits.size());
  int const n = exponent + 1;
  if (k <= n && n <= 21) {
    out += digits;
    out.append(static_cast<std::size_t>(n - k), '0');
  } else if (0 < n && n <= 21) {
    out.append(digits, 0, static_cast<std::size_t>(n));
    out += '.';
    out.append(digits, static_cast<std::size_t>(n));
  } else if (-6 < n && n <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-n), '0');
    out += digits;
  } else {
    out += digits[0];
    if (k > 1) out.append(1, '.').append(digits, 1);
    out += n > 0 ? "e+" : "e-";
    out += std::to_string(n > 0 ? n - 1 : 1 - n);
  }
}

/// Writes text that check_json_text has passed: it does not look for faults, and its depth is bounded.
class Canonicaliser {
 public:
  Canonicaliser(std::string_view text, std::string& out) : text_(text), out_(out) {}

  void document() {
    blanks();
    value();
  }

 private:
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }
  /// What follows, after blanks. \pre the text goes on
  char next() {
    blanks();
    LINGDING_CHECK(at_ < text_.size());
    return text_[at_];
  }

  void value() {
    switch (next()) {
      case '{':
        return object();
      case '[':
        return array();
      case '"':
        return string(nullptr);
      case 't':
      case 'n':
        return word(4);
      case 'f':
        return word(5);
      default:
        return number();
    }
  }

  void word(std::size_t size) {
    out_ += text_.substr(at_, size);
    at_ += size;
  }

  void number() {
    std::size_t const start = at_;
    bool plain = true;  // nothing but a sign and digits
    while (at_ < text_.size()) {
      char const c = text_[at_];
      if (!is_digit(c) && c != '-') {
        if (c != '+' && c != '.' && c != 'e' && c != 'E') break;
        plain = false;
      }
      ++at_;
    }
    std::string_view const written = text_.substr(start, at_ - start);
    // Whole numbers of up to 15 digits are doubles and written as they are (10^15 < 2^53); −0 is not.
    if (plain && written.size() <= 15 && written != "-0") {
      out_ += written;
      return;
    }
    double parsed = 0;
    auto const result = std::from_chars(written.data(), written.data() + written.size(), parsed);
    LINGDING_CHECK(result.ec == std::errc{});
    append_number(out_, parsed);
  }

  /// \param decoded where the text goes with its escapes resolved; may be null.
  void string(std::string* decoded) {
    out_ += '"';
    ++at_;
    for (;;) {
      std::size_t const start = at_;
      while (text_[at_] != '"' && text_[at_] != '\\') ++at_;
      std::string_view const run = text_.substr(start, at_ - start);
      out_ += run;
      if (decoded != nullptr) *decoded += run;
      if (text_[at_] == '"') break;
      std::uint32_t const code = escape();
      if (decoded != nullptr) append_utf8(*decoded, code);
      character(code);
    }
    ++at_;
    out_ += '"';
  }

  /// A character that was written as an escape, as RFC 8785, section 3.2.2.2 wants it.
  void character(std::uint32_t code) {
    constexpr std::string_view kMeanings = "\"\\\b\f\n\r\t";
    constexpr std::string_view kLetters = "\"\\bfnrt";
    constexpr std::string_view kHex = "0123456789abcdef";
    std::size_t const which = code < 0x80U ? kMeanings.find(static_cast<char>(code)) : std::string_view::npos;
    if (which != std::string_view::npos) {
      out_ += '\\';
      out_ += kLetters[which];
    } else if (code < 0x20U) {
      out_ += "\\u00";
      out_ += kHex[code >> 4U];
      out_ += kHex[code & 0xFU];
    } else {
      append_utf8(out_, code);
    }
  }

  std::uint32_t escape() {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    ++at_;
    std::size_t const which = kLetters.find(text_[at_]);
    if (which != std::string_view::npos) {
      ++at_;
      return static_cast<unsigned char>(kMeanings[which]);
    }
    std::uint32_t const unit = code_unit();
    if (unit < 0xD800U || unit > 0xDBFFU) return unit;
    ++at_;  // the second backslash
    return 0x10000U + ((unit - 0xD800U) << 10U) + (code_unit() - 0xDC00U);
  }

  /// "uXXXX", after the backslash.
  std::uint32_t code_unit() {
    std::uint32_t unit = 0;
    std::string_view const digits = text_.substr(at_ + 1, 4);
    auto const result = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    LINGDING_CHECK(result.ec == std::errc{});
    at_ += 5;
    return unit;
  }

  void array() {
    out_ += '[';
    ++at_;
    bool first = true;
    while (next() != ']') {
      if (!first) {
        out_ += ',';
        ++at_;
      }
      first = false;
      value();
    }
    ++at_;
    out_ += ']';
  }

  /// A member as it stands in the output: its name decoded, and where its text begins and ends.
  struct Member {
    std::string name;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void object() {
    out_ += '{';
    ++at_;
    std::size_t const start = out_.size();
    std::vector<Member> members;
    while (next() != '}') {
      if (!members.empty()) {
        ++at_;
        blanks();
      }
      Member member;
      member.begin = out_.size();
      string(&member.name);
      blanks();
      ++at_;
      out_ += ':';
      value();
      member.end = out_.size();
      members.push_back(std::move(member));
    }
    ++at_;
    arrange(members, start);
    out_ += '}';
  }

  /// Puts the members, which stand in the output one after the other from `start`, into their order, with commas.
  void arrange(std::vector<Member>& members, std::size_t start) {
    if (members.size() < 2) return;
    std::sort(members.begin(), members.end(),
              [](Member const& a, Member const& b) { return utf16_less(a.name, b.name); });
    std::string const unordered = out_.substr(start);
    out_.resize(start);
    for (auto const& member : members) {
      if (out_.size() > start) out_ += ',';
      out_.append(unordered, member.begin - start, member.end - member.begin);
    }
  }

  std::string_view text_;
  std::string& out_;
  std::size_t at_ = 0;
};

}  // namespace

geo::Expected<std::string, TextFault> canonical_json(std::string_view text) {
  if (auto const fault = check_json_text(text)) return geo::Unexpected{*fault};
  std::string out;
  out.reserve(text.size());
  Canonicaliser{text, out}.document();
  return out;
}

}  // namespace lingding::plans
