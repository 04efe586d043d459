#pragma once
// Reading JSON with a precise word on the first thing that is wrong. For the .cpp files of this folder alone: it shows
// Boost.JSON.

#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "coordinator/codec.hpp"

namespace lingding::coordinator::detail {

/// As geo::parse_json.
geo::Expected<boost::json::value, CodecError> parse_tree(std::string_view json, boost::json::storage_ptr storage);

/// A place in the document. The first thing found wrong stays in the Reader; from then on every getter gives a harmless
/// value.
class Node {
 public:
  Node(std::optional<CodecError>& fault, boost::json::value const* value) : fault_(&fault), value_(value) {}

  bool good() const { return !fault_->has_value(); }
  /// Says that something else was expected here.
  void fail(std::string_view expected) const {
    if (!fault_->has_value()) *fault_ = CodecError{pointer(), std::string{expected}};
  }

  /// A member that must be there.
  Node at(std::string_view key) const {
    auto const* const found = member(key);
    Node const node{*fault_, found, this, key, 0};
    if (found == nullptr) node.fail("is missing");
    return node;
  }
  /// A member that may be left out.
  std::optional<Node> find(std::string_view key) const {
    auto const* const found = member(key);
    if (found == nullptr) return std::nullopt;
    return Node{*fault_, found, this, key, 0};
  }

  /// Calls `take` for each element.
  template <class Take>
  void each(std::size_t at_most, Take const& take) const {
    if (!good()) return;
    auto const* const array = value_->if_array();
    if (array == nullptr) return fail("an array");
    if (array->size() > at_most) return fail("at most " + std::to_string(at_most) + " elements");
    for (std::size_t i = 0; i < array->size() && good(); ++i) take(Node{*fault_, &(*array)[i], this, {}, i});
  }

  std::string text(std::size_t at_most) const {
    if (!good()) return {};
    auto const* const string = value_->if_string();
    if (string == nullptr) return fail("a string"), std::string{};
    if (string->size() > at_most)
      return fail("a string of at most " + std::to_string(at_most) + " bytes"), std::string{};
    return std::string{string->data(), string->size()};
  }
  std::string_view view() const {
    if (!good()) return {};
    auto const* const string = value_->if_string();
    if (string == nullptr) return fail("a string"), std::string_view{};
    return {string->data(), string->size()};
  }
  std::uint64_t natural(std::uint64_t at_most = std::numeric_limits<std::uint64_t>::max(),
                        std::uint64_t at_least = 0) const {
    if (!good()) return at_least;
    std::uint64_t number = 0;
    if (auto const* const u = value_->if_uint64()) {
      number = *u;
    } else if (auto const* const i = value_->if_int64(); i != nullptr && *i >= 0) {
      number = static_cast<std::uint64_t>(*i);
    } else {
      return fail("a whole number that is not negative"), at_least;
    }
    if (number > at_most || number < at_least)
      return fail("a whole number from " + std::to_string(at_least) + " to " + std::to_string(at_most)), at_least;
    return number;
  }
  std::int64_t whole() const {
    if (!good()) return 0;
    if (auto const* const i = value_->if_int64()) return *i;
    return fail("a whole number"), 0;
  }
  double number() const {
    if (!good()) return 0;
    if (auto const* const d = value_->if_double()) {
      if (!std::isfinite(*d)) return fail("a finite number"), 0;
      return *d;
    }
    if (auto const* const i = value_->if_int64()) return static_cast<double>(*i);
    if (auto const* const u = value_->if_uint64()) return static_cast<double>(*u);
    return fail("a number"), 0;
  }
  bool flag() const {
    if (!good()) return false;
    auto const* const b = value_->if_bool();
    if (b == nullptr) return fail("true or false"), false;
    return *b;
  }

 private:
  Node(std::optional<CodecError>& fault, boost::json::value const* value, Node const* parent, std::string_view key,
       std::size_t index)
      : fault_(&fault), value_(value), parent_(parent), key_(key), index_(index) {}

  boost::json::value const* member(std::string_view key) const {
    if (!good()) return nullptr;
    auto const* const object = value_->if_object();
    if (object == nullptr) return fail("an object"), nullptr;
    return object->if_contains({key.data(), key.size()});
  }
  std::string pointer() const {
    if (parent_ == nullptr) return {};
    return parent_->pointer() + "/" + (key_.empty() ? std::to_string(index_) : std::string{key_});
  }

  std::optional<CodecError>* fault_;
  boost::json::value const* value_;
  Node const* parent_ = nullptr;
  std::string_view key_;  ///< one of ours: never needs escaping
  std::size_t index_ = 0;
};

/// Parses `json` and reads the document with `read(Node)`.
template <class Read>
auto read_document(std::string_view json, std::size_t at_most_bytes, Read const& read)
    -> geo::Expected<decltype(read(std::declval<Node const&>())), CodecError> {
  if (json.size() > at_most_bytes)
    return geo::Unexpected{CodecError{"", "at most " + std::to_string(at_most_bytes) + " bytes"}};
  std::array<unsigned char, 16384> buffer;
  boost::json::monotonic_resource memory{buffer.data(), buffer.size()};
  auto const tree = parse_tree(json, boost::json::storage_ptr{&memory});
  if (!tree) return geo::Unexpected{tree.error()};
  std::optional<CodecError> fault;
  auto result = read(Node{fault, &*tree});
  if (fault) return geo::Unexpected{std::move(*fault)};
  return result;
}

}  // namespace lingding::coordinator::detail
