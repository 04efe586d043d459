#pragma once
// LINGDING_CHECK: stops the process at a bug of our own. Always compiled; never used to validate input.

namespace lingding::geo::detail {
/// Writes where and what to standard error and aborts.
[[noreturn]] void check_failed(char const* expression, char const* file, int line) noexcept;
}  // namespace lingding::geo::detail

#define LINGDING_CHECK(expression) \
  ((expression) ? static_cast<void>(0) : ::lingding::geo::detail::check_failed(#expression, __FILE__, __LINE__))
