// Times and dates from outside: whatever is accepted is written and read back to the same instant.

#include <cstdint>
#include <string_view>

#include "geo/check.hpp"
#include "geo/time.hpp"

using namespace lingding::geo;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  if (auto const time = parse_time(text)) LINGDING_CHECK(parse_time(to_iso8601(*time)) == time);
  if (auto const date = parse_date(text)) LINGDING_CHECK(to_iso8601(*date) == text);
  return 0;
}
