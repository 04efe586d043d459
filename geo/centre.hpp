#pragma once
// The three rescue co-ordination centres of the 2015 arrangement.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lingding::geo {

/// A rescue co-ordination centre. The order is that of the arrangement's title (粵港澳) and is used wherever a list of
/// centres is written.
enum class CentreId : std::uint8_t { cn_gd, hk, mo };

inline constexpr std::array<CentreId, 3> kCentres{CentreId::cn_gd, CentreId::hk, CentreId::mo};

/// "CN-GD", "HK" or "MO": the form in every message, file and command line.
constexpr std::string_view to_text(CentreId centre) {
  switch (centre) {
    case CentreId::cn_gd:
      return "CN-GD";
    case CentreId::hk:
      return "HK";
    case CentreId::mo:
      return "MO";
  }
  return "";
}

/// Empty for any other text; case matters.
constexpr std::optional<CentreId> parse_centre(std::string_view text) {
  for (auto const centre : kCentres)
    if (to_text(centre) == text) return centre;
  return std::nullopt;
}

}  // namespace lingding::geo
