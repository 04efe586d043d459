// Situation reports from anybody: what is read is within bounds, and written again reads the same in every language.

#include <cstdint>
#include <string_view>

#include "coordinator/sitrep.hpp"
#include "geo/check.hpp"

using namespace lingding;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const form = coordinator::parse_sitrep(text);
  if (!form) return 0;
  LINGDING_CHECK(coordinator::normalised(*form) == *form);
  for (auto const language : plans::kLanguages) {
    auto const written = coordinator::write_sitrep(*form, language);
    if (written.size() > coordinator::kMaxSitrepBytes) continue;
    auto const again = coordinator::parse_sitrep(written);
    LINGDING_CHECK(again && *again == *form);
  }
  return 0;
}
