// JSON text from outside: what is accepted has one canonical form, which is itself accepted and canonical.

#include <cstdint>
#include <string_view>

#include "geo/check.hpp"
#include "plans/canonical.hpp"

using namespace lingding::plans;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const canonical = canonical_json(text);
  LINGDING_CHECK(canonical.has_value() == !check_json_text(text).has_value());
  if (!canonical) return 0;
  LINGDING_CHECK(!check_json_text(*canonical));
  LINGDING_CHECK(canonical_json(*canonical).value() == *canonical);
  LINGDING_CHECK(canonical->find_first_of("\n\r\t") == std::string::npos);
  return 0;
}
