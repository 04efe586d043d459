#pragma once
// Looks into a JSON tree that may not be what it should be: every function answers "nothing" rather than failing.

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lingding::plans::detail {

namespace json = boost::json;

/// A value and the JSON Pointer to it. `value` is null where there is nothing.
struct Node {
  json::value const* value = nullptr;
  std::string pointer;

  explicit operator bool() const { return value != nullptr; }
  Node operator[](std::string_view name) const;
  Node operator[](std::size_t index) const;
  std::size_t size() const;  ///< of an array; 0 for anything else
  std::optional<std::string_view> text() const;
  std::optional<std::int64_t> integer() const;
  std::optional<double> number() const;
  /// What text() gives, empty for nothing.
  std::string string() const { return std::string{text().value_or("")}; }
};

}  // namespace lingding::plans::detail
