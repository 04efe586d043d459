#include "plans/json_text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <unordered_map>

namespace lingding::plans {
namespace {

/// Thrown within this file alone, caught by check_json_text.
struct Fault {
  std::size_t offset;
  std::string expected;
  TextFaultKind kind = TextFaultKind::syntax;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
/// How much of what was found is quoted.
constexpr std::size_t kShownBytes = 20;

utf8proc_uint8_t const* bytes_of(std::string_view text) {
  return reinterpret_cast<utf8proc_uint8_t const*>(text.data());  // NOLINT: the C interface takes bytes
}
bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Turns growing offsets into places in one pass over the text.
class PlaceCounter {
 public:
  explicit PlaceCounter(std::string_view text) : text_(text) {}

  /// \pre offset is not below the one before; beyond the text's end counts as its end.
  TextPlace at(std::size_t offset) {
    for (; at_ < offset && at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') {
        ++place_.line;
        place_.column = 1;
      } else if (!is_continuation(text_[at_])) {
        ++place_.column;
      }
    }
    return place_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  TextPlace place_;
};

void append_utf8(std::string& out, utf8proc_int32_t code) {
  utf8proc_uint8_t bytes[4];
  utf8proc_ssize_t const length = utf8proc_encode_char(code, bytes);
  for (utf8proc_ssize_t i = 0; i < length; ++i) out += static_cast<char>(bytes[i]);
}

/// One pass over the text by recursive descent; the depth limit bounds the recursion.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// Notes the offset of each of these pointers on the way.
  void seek(std::unordered_map<std::string, std::size_t>& wanted) { wanted_ = &wanted; }

  void document() {
    if (text_.size() > kMaxDocumentBytes)
      throw Fault{kMaxDocumentBytes, "at most 4 MiB (4194304 bytes)", TextFaultKind::too_large};
    if (text_.starts_with("\xEF\xBB\xBF")) throw Fault{0, "no byte order mark", TextFaultKind::byte_order_mark};
    blanks();
    note(at_);
    value(0);
    blanks();
    if (at_ != text_.size()) throw Fault{at_, "the end of the document after its one value"};
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }
  void note(std::size_t offset) {
    if (wanted_ == nullptr) return;
    if (auto const found = wanted_->find(pointer_); found != wanted_->end()) found->second = offset;
  }

  void value(std::size_t depth) {
    if (++values_ > kMaxDocumentValues)
      throw Fault{at_, "at most 100000 values in one document", TextFaultKind::too_many_values};
    switch (peek()) {
      case '{':
        return object(depth + 1);
      case '[':
        return array(depth + 1);
      case '"':
        string(nullptr);
        return;
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  void word(std::string_view wanted) {
    if (text_.substr(at_, wanted.size()) != wanted) throw Fault{at_, "a JSON value"};
    at_ += wanted.size();
  }

  void object(std::size_t depth) {
    if (depth > kMaxDocumentDepth)
      throw Fault{at_, "at most 32 objects and arrays within one another", TextFaultKind::too_deep};
    ++at_;
    blanks();
    if (take('}')) return;
    std::set<std::string, std::less<>> names;
    std::size_t const pointer_size = pointer_.size();
    do {
      blanks();
      std::size_t const start = at_;
      if (peek() != '"') throw Fault{at_, names.empty() ? "a member name in quotes, or }" : "a member name in quotes"};
      std::string name;
      string(&name);
      append_token(pointer_, name);
      note(start);
      if (!names.insert(std::move(name)).second)
        throw Fault{start, std::string{kOnceExpected}, TextFaultKind::duplicate_name};
      blanks();
      if (!take(':')) throw Fault{at_, "a colon after the member name"};
      blanks();
      value(depth);
      pointer_.resize(pointer_size);
      blanks();
    } while (take(','));
    if (!take('}')) throw Fault{at_, "a comma or }"};
  }

  void array(std::size_t depth) {
    if (depth > kMaxDocumentDepth)
      throw Fault{at_, "at most 32 objects and arrays within one another", TextFaultKind::too_deep};
    ++at_;
    blanks();
    if (take(']')) return;
    std::size_t const pointer_size = pointer_.size();
    std::size_t index = 0;
    do {
      blanks();
      append_token(pointer_, std::to_string(index++));
      note(at_);
      value(depth);
      pointer_.resize(pointer_size);
      blanks();
    } while (take(','));
    if (!take(']')) throw Fault{at_, "a comma or ]"};
  }

  /// \param decoded where the text goes with its escapes resolved; may be null.
  void string(std::string* decoded) {
    ++at_;
    while (!take('"')) {
      if (at_ >= text_.size()) throw Fault{at_, "a closing quote"};
      auto const byte = static_cast<unsigned char>(text_[at_]);
      if (byte == '\\') {
        escape(decoded);
      } else if (byte < 0x20U) {
        throw Fault{at_, "control characters in strings written as escapes"};
      } else if (byte < 0x80U) {
        if (decoded != nullptr) *decoded += text_[at_];
        ++at_;
      } else {
        character(decoded);
      }
    }
  }

  /// One character of more than one byte.
  void character(std::string* decoded) {
    utf8proc_int32_t code = 0;
    std::string_view const rest = text_.substr(at_, 4);
    utf8proc_ssize_t const length = utf8proc_iterate(bytes_of(rest), static_cast<utf8proc_ssize_t>(rest.size()), &code);
    if (length <= 0) throw Fault{at_, "UTF-8", TextFaultKind::not_utf8};
    if (decoded != nullptr) decoded->append(rest.substr(0, static_cast<std::size_t>(length)));
    at_ += static_cast<std::size_t>(length);
  }

  void escape(std::string* decoded) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    std::size_t const start = at_++;
    if (std::size_t const which = kLetters.find(peek()); at_ < text_.size() && which != std::string_view::npos) {
      if (decoded != nullptr) *decoded += kMeanings[which];
      ++at_;
      return;
    }
    utf8proc_int32_t code = code_unit(start);
    if (code >= 0xDC00 && code <= 0xDFFF)
      throw Fault{start, "a low surrogate only after a high one", TextFaultKind::surrogate};
    if (code >= 0xD800 && code <= 0xDBFF) {
      if (!text_.substr(at_).starts_with("\\u"))
        throw Fault{start, "a high surrogate followed by a low one", TextFaultKind::surrogate};
      ++at_;
      utf8proc_int32_t const low = code_unit(start);
      if (low < 0xDC00 || low > 0xDFFF)
        throw Fault{start, "a high surrogate followed by a low one", TextFaultKind::surrogate};
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (decoded != nullptr) append_utf8(*decoded, code);
  }

  /// "uXXXX", after the backslash.
  utf8proc_int32_t code_unit(std::size_t start) {
    int code = 0;
    std::string_view const digits = text_.substr(std::min(at_ + 1, text_.size()), 4);
    if (peek() != 'u' || digits.size() != 4) throw Fault{start, "an escape that JSON has"};
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + 4, code, 16);
    if (error != std::errc{} || end != digits.data() + 4 || digits.front() == '-')
      throw Fault{start, "four hexadecimal digits after \\u"};
    at_ += 5;
    return code;
  }

  void digits() {
    if (!is_digit(peek())) throw Fault{at_, "a digit"};
    while (is_digit(peek())) ++at_;
  }

  void number() {
    std::size_t const start = at_;
    bool const negative = take('-');
    if (!is_digit(peek())) throw Fault{start, negative ? "a digit after the minus sign" : "a JSON value"};
    if (!take('0')) digits();
    if (is_digit(peek())) throw Fault{start, "no zero before other digits"};
    if (take('.')) digits();
    if (take('e') || take('E')) {
      if (!take('+')) static_cast<void>(take('-'));
      digits();
    }
    double parsed = 0;
    auto const result = std::from_chars(text_.data() + start, text_.data() + at_, parsed);
    // Too small a number is out of range too (from_chars does not tell them apart); neither has a place in a plan.
    if (result.ec != std::errc{})
      throw Fault{start, "a number within the range of a double", TextFaultKind::number_range};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t values_ = 0;
  std::string pointer_;
  std::unordered_map<std::string, std::size_t>* wanted_ = nullptr;
};

std::string what_is_at(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the end of the text";
  std::size_t end = offset;
  while (end < text.size() && end - offset < kShownBytes && static_cast<unsigned char>(text[end]) >= 0x20U) {
    std::string_view const rest = text.substr(end, 4);
    utf8proc_int32_t code = 0;
    utf8proc_ssize_t const length = utf8proc_iterate(bytes_of(rest), static_cast<utf8proc_ssize_t>(rest.size()), &code);
    if (length <= 0) break;
    end += static_cast<std::size_t>(length);
  }
  if (end > offset) return printable(text.substr(offset, end - offset));
  constexpr std::string_view kHex = "0123456789ABCDEF";
  auto const byte = static_cast<unsigned char>(text[offset]);
  return std::string{"byte 0x"} + kHex[byte >> 4U] + kHex[byte & 0xFU];
}

/// Takes one character off the front (a byte, where that is no UTF-8) and says whether it may be shown. \pre
/// !text.empty()
bool take_printable(std::string_view& text) {
  utf8proc_int32_t code = 0;
  std::string_view const head = text.substr(0, 4);
  utf8proc_ssize_t const length = utf8proc_iterate(bytes_of(head), static_cast<utf8proc_ssize_t>(head.size()), &code);
  text.remove_prefix(length > 0 ? static_cast<std::size_t>(length) : 1);
  if (length <= 0 || code < 0x20 || (code >= 0x7F && code < 0xA0)) return false;
  return !(code >= 0x202A && code <= 0x202E) && !(code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::optional<TextFault> check_json_text(std::string_view text) {
  try {
    Scanner{text}.document();
  } catch (Fault const& fault) {
    return TextFault{PlaceCounter{text}.at(fault.offset), what_is_at(text, fault.offset), fault.expected, fault.kind};
  }
  return std::nullopt;
}

std::vector<std::optional<TextPlace>> places_of(std::string_view text, std::vector<std::string> const& pointers) {
  std::unordered_map<std::string, std::size_t> wanted;
  for (auto const& pointer : pointers) wanted.emplace(pointer, std::string_view::npos);
  Scanner scanner{text};
  scanner.seek(wanted);
  scanner.document();
  std::map<std::size_t, std::optional<TextPlace>> by_offset;
  for (auto const& [pointer, offset] : wanted) by_offset.emplace(offset, std::nullopt);
  PlaceCounter counter{text};
  for (auto& [offset, place] : by_offset)
    if (offset != std::string_view::npos) place = counter.at(offset);
  std::vector<std::optional<TextPlace>> places;
  places.reserve(pointers.size());
  for (auto const& pointer : pointers) places.push_back(by_offset.at(wanted.at(pointer)));
  return places;
}

void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (char const c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

bool is_printable(std::string_view text) {
  while (!text.empty())
    if (!take_printable(text)) return false;
  return true;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::string_view const before = text;
    if (take_printable(text)) {
      out += before.substr(0, before.size() - text.size());
    } else {
      out += "\xEF\xBF\xBD";
    }
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t limit) {
  constexpr std::string_view kEllipsis = "…";
  if (text.size() <= limit) return std::string{text};
  std::size_t end = limit > kEllipsis.size() ? limit - kEllipsis.size() : 0;
  while (end > 0 && is_continuation(text[end])) --end;
  return std::string{text.substr(0, end)} + std::string{kEllipsis};
}

}  // namespace lingding::plans
