#include "geo/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace lingding::geo::detail {

void check_failed(char const* expression, char const* file, int line) noexcept {
  std::fprintf(stderr, "lingding: internal error: %s is not true (%s:%d)\n", expression, file, line);
  std::abort();
}

}  // namespace lingding::geo::detail
