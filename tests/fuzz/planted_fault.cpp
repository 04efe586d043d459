// A target with a fault in it, to test the driver: aborts on any input that holds "ab" in a row after the first byte.

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  if (auto const found = text.find("ab"); found != std::string_view::npos && found > 0) std::abort();
  return 0;
}
