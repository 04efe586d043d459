#pragma once
// Writes JSON text with no tree in between, the same bytes for the same values on every machine. Reading is
// Boost.JSON's job.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lingding::geo {

/// Appends to a string that the caller owns. Calls must come in the order of the grammar; commas are put by the writer.
/// Numbers: integers in full; doubles as the shortest text that reads back to the same double; not-finite ones as null.
/// Strings: UTF-8; bytes that are not UTF-8 become U+FFFD; control characters are escaped.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  /// \pre `name` is plain ASCII without quotes, backslashes or controls (it is written as it is).
  JsonWriter& key(std::string_view name) {
    separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    after_key_ = true;
    return *this;
  }
  JsonWriter& value(std::string_view text);
  JsonWriter& value(char const* text) { return value(std::string_view{text}); }
  JsonWriter& value(double number);
  template <std::same_as<bool> Bool>
  JsonWriter& value(Bool flag) {
    return raw(flag ? "true" : "false");
  }
  template <std::integral Integer>
    requires(!std::same_as<Integer, bool>)
  JsonWriter& value(Integer number) {
    if constexpr (std::is_signed_v<Integer>) {
      return integer(static_cast<std::int64_t>(number));
    } else {
      return natural(static_cast<std::uint64_t>(number));
    }
  }
  JsonWriter& null() { return raw("null"); }
  /// Text that is JSON already.
  JsonWriter& raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
  }
  template <class T>
  JsonWriter& member(std::string_view name, T const& content) {
    return key(name).value(content);
  }
  /// Left out when empty.
  template <class T>
  JsonWriter& member(std::string_view name, std::optional<T> const& content) {
    return content ? key(name).value(*content) : *this;
  }

 private:
  JsonWriter& open(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
    return *this;
  }
  JsonWriter& close(char bracket) {
    out_ += bracket;
    first_ = false;
    return *this;
  }
  void separate() {
    if (after_key_) {
      after_key_ = false;
    } else if (!first_) {
      out_ += ',';
    }
    first_ = false;
  }
  JsonWriter& integer(std::int64_t number);
  JsonWriter& natural(std::uint64_t number);

  std::string& out_;
  bool first_ = true;
  bool after_key_ = false;
};

}  // namespace lingding::geo
