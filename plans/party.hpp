#pragma once
// Who says something about a plan: a centre, a ferry company, or a ship.

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "geo/centre.hpp"
#include "plans/identity.hpp"

namespace lingding::plans {

/// A ferry company's id, as in its certificate: 1 … 64 of a-z A-Z 0-9 . _ - beginning with a letter or digit.
struct CompanyId {
  std::string text;
  auto operator<=>(CompanyId const&) const = default;
};

using Party = std::variant<geo::CentreId, CompanyId, Mmsi>;

/// "HK", "operator:<company id>", "ship:<nine digits>".
std::string to_text(Party const& party);
/// Empty for anything that is not exactly one of the three forms; a ship's MMSI has to be that of a ship.
std::optional<Party> parse_party(std::string_view text);

/// The centre whose id a plan id starts with ("HK-2026-014"); empty when it is not of the published form
/// ^(CN-GD|HK|MO)-[A-Z0-9][A-Z0-9-]{0,30}$.
std::optional<geo::CentreId> home_of(std::string_view plan_id);

}  // namespace lingding::plans
