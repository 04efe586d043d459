#pragma once
// One JSON object in a buffer of fixed size: for text that is known to be plain ASCII. Internal to adapters/sarsat.

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "geo/check.hpp"
#include "geo/json_writer.hpp"

namespace lingding::sarsat::detail {

/// geo::JsonWriter's calls at several times its pace, which the decoders' rate hangs on. Commas are put by the writer.
/// Text must be printable ASCII without quotes and backslashes: the words of our tables, digits, Baudot characters.
class JsonLine {
 public:
  /// No line is longer: all members with all warnings stay below this.
  static constexpr std::size_t kCapacity = 8192;

  JsonLine& begin_object() { return open('{'); }
  JsonLine& end_object() { return close('}'); }
  JsonLine& begin_array() { return open('['); }
  JsonLine& end_array() { return close(']'); }

  /// Names are literals, so that their copies are a few moves each.
  template <std::size_t Size>
  [[gnu::always_inline]] JsonLine& key(char const (&name)[Size]) {  // NOLINT(cppcoreguidelines-avoid-c-arrays)
    LINGDING_CHECK(size_ + Size + 3 <= kCapacity);
    char* at = buffer_.data() + size_;
    *at = ',';
    at += first_ ? 0 : 1;
    *at++ = '"';
    std::memcpy(at, name, Size - 1);
    at += Size - 1;
    *at++ = '"';
    *at++ = ':';
    size_ = static_cast<std::size_t>(at - buffer_.data());
    after_key_ = true;
    first_ = false;
    return *this;
  }
  JsonLine& value(std::string_view text) {
    separate();
    LINGDING_CHECK(size_ + text.size() + 2 <= kCapacity);
    char* at = buffer_.data() + size_;
    *at++ = '"';
    std::memcpy(at, text.data(), text.size());
    at += text.size();
    *at++ = '"';
    size_ = static_cast<std::size_t>(at - buffer_.data());
    return *this;
  }
  JsonLine& value(char const* text) { return value(std::string_view{text}); }
  JsonLine& value(std::same_as<bool> auto flag) {
    separate();
    put(flag ? std::string_view{"true"} : std::string_view{"false"});
    return *this;
  }
  template <class Number>
    requires(std::integral<Number> || std::floating_point<Number>) && (!std::same_as<Number, bool>)
  JsonLine& value(Number number) {
    separate();
    constexpr std::size_t kLongestNumber = 32;
    LINGDING_CHECK(size_ + kLongestNumber <= kCapacity);
    auto const result = std::to_chars(buffer_.data() + size_, buffer_.data() + size_ + kLongestNumber, number);
    size_ = static_cast<std::size_t>(result.ptr - buffer_.data());
    return *this;
  }
  template <std::size_t Size, class T>
  [[gnu::always_inline]] JsonLine& member(char const (&name)[Size], T const& content) {  // NOLINT

    return key(name).value(content);
  }
  /// Left out when empty.
  template <std::size_t Size, class T>
  [[gnu::always_inline]] JsonLine& member(char const (&name)[Size], std::optional<T> const& content) {  // NOLINT

    return content ? key(name).value(*content) : *this;
  }
  /// A figure with at most one decimal. \pre 0 ≤ figure < 10^9
  template <std::size_t Size>
  JsonLine& tenths(char const (&name)[Size], double figure) {
    auto const rounded = static_cast<std::uint64_t>(std::llround(figure * 10));
    key(name).value(rounded / 10);
    if (rounded % 10 != 0) {
      put('.');
      put(static_cast<char>('0' + rounded % 10));
    }
    return *this;
  }
  /// Text from outside, escaped.
  template <std::size_t Size>
  JsonLine& foreign(char const (&name)[Size], std::string_view text) {
    unsigned odd = 0;
    for (char const c : text)
      odd |= static_cast<unsigned>(c < ' ') | static_cast<unsigned>(c > '~') | static_cast<unsigned>(c == '"') |
             static_cast<unsigned>(c == '\\');
    if (odd == 0) return member(name, text);
    std::string escaped;
    geo::JsonWriter{escaped}.value(text);
    key(name);
    separate();
    put(escaped);
    return *this;
  }

  std::string_view text() const { return {buffer_.data(), size_}; }

 private:
  JsonLine& open(char bracket) {
    separate();
    put(bracket);
    first_ = true;
    return *this;
  }
  JsonLine& close(char bracket) {
    put(bracket);
    first_ = false;
    return *this;
  }
  void separate() {
    if (!after_key_ && !first_) put(',');
    after_key_ = false;
    first_ = false;
  }
  void put(char c) {
    LINGDING_CHECK(size_ < kCapacity);
    buffer_[size_++] = c;
  }
  void put(std::string_view text) {
    LINGDING_CHECK(size_ + text.size() <= kCapacity);
    std::memcpy(buffer_.data() + size_, text.data(), text.size());
    size_ += text.size();
  }

  std::array<char, kCapacity> buffer_;  // filled as it is written
  std::size_t size_ = 0;
  bool first_ = true;
  bool after_key_ = false;
};

}  // namespace lingding::sarsat::detail
