// Identities and names from outside: folding is stable, and what parses is written back the same.

#include <cstdint>
#include <string>
#include <string_view>

#include "geo/check.hpp"
#include "plans/identity.hpp"

using namespace lingding::plans;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  std::string const folded = fold_name(text);
  LINGDING_CHECK(folded.empty() || (folded.front() != ' ' && folded.back() != ' '));
  LINGDING_CHECK(folded.find("  ") == std::string::npos);
  LINGDING_CHECK(fold_name(folded) == folded);
  if (auto const mmsi = Mmsi::parse(text)) {
    LINGDING_CHECK(mmsi->to_text() == text);
    LINGDING_CHECK(mmsi->mid().has_value() || mmsi->is_distress_device() || mmsi->kind() == MmsiKind::other);
  }
  if (auto const imo = ImoNumber::parse(text)) LINGDING_CHECK(ImoNumber::parse(std::to_string(imo->number())) == imo);
  if (auto const beacon = BeaconId::parse(text)) LINGDING_CHECK(BeaconId::parse(beacon->text()) == beacon);
  return 0;
}
