#pragma once
// A value or the reason why there is none: the part of std::expected (C++23) that we use, replaceable by it later.

#include <type_traits>
#include <utility>
#include <variant>

#include "geo/check.hpp"

namespace lingding::geo {

/// The error alternative, to return from a function: `return Unexpected{ParseError{…}};`
template <class E>
class Unexpected {
 public:
  explicit Unexpected(E error) : error_(std::move(error)) {}
  E const& error() const& { return error_; }
  E&& error() && { return std::move(error_); }

 private:
  E error_;
};

/// Bad *input* is reported with this; a failing environment throws; our own bugs stop at LINGDING_CHECK.
template <class T, class E>
class [[nodiscard]] Expected {
 public:
  using value_type = T;
  using error_type = E;

  Expected(T value) : content_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Expected(Unexpected<E> unexpected)                                         // NOLINT(google-explicit-constructor)
      : content_(std::in_place_index<1>, std::move(unexpected).error()) {}

  bool has_value() const { return content_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// \pre has_value()
  T const& value() const& {
    LINGDING_CHECK(has_value());
    return std::get<0>(content_);
  }
  T& value() & {
    LINGDING_CHECK(has_value());
    return std::get<0>(content_);
  }
  T&& value() && {
    LINGDING_CHECK(has_value());
    return std::get<0>(std::move(content_));
  }
  T const& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T const* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  /// \pre !has_value()
  E const& error() const {
    LINGDING_CHECK(!has_value());
    return std::get<1>(content_);
  }

 private:
  std::variant<T, E> content_;
};

}  // namespace lingding::geo
