#include "plans/party.hpp"

#include <algorithm>

#include "plans/signatory.hpp"

namespace lingding::plans {
namespace {

constexpr std::string_view kOperator = "operator:";
constexpr std::string_view kShip = "ship:";

struct ToText {
  std::string operator()(geo::CentreId centre) const { return std::string{geo::to_text(centre)}; }
  std::string operator()(CompanyId const& company) const { return std::string{kOperator} + company.text; }
  std::string operator()(Mmsi ship) const { return std::string{kShip} + ship.to_text(); }
};

}  // namespace

std::string to_text(Party const& party) {
  return std::visit(ToText{}, party);
}

std::optional<Party> parse_party(std::string_view text) {
  if (auto const centre = geo::parse_centre(text)) return Party{*centre};
  if (text.starts_with(kOperator)) {
    auto const signatory = make_signatory(Purpose::operator_, text.substr(kOperator.size()));
    if (!signatory) return std::nullopt;
    return Party{CompanyId{signatory->id}};
  }
  if (!text.starts_with(kShip)) return std::nullopt;
  auto const ship = Mmsi::parse(text.substr(kShip.size()));
  if (!ship || ship->kind() != MmsiKind::ship) return std::nullopt;
  return Party{*ship};
}

std::optional<geo::CentreId> home_of(std::string_view plan_id) {
  constexpr std::size_t kMaxAfterHyphen = 31;  // cooperation-plan.schema.json, cover.plan_id
  auto const capital_or_digit = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  for (auto const centre : geo::kCentres) {
    std::string_view const prefix = geo::to_text(centre);
    if (!plan_id.starts_with(prefix)) continue;
    std::string_view const rest = plan_id.substr(prefix.size());
    if (rest.size() < 2 || rest.size() > kMaxAfterHyphen + 1 || rest[0] != '-' || !capital_or_digit(rest[1])) continue;
    if (std::all_of(rest.begin(), rest.end(), [&](char c) { return c == '-' || capital_or_digit(c); })) return centre;
  }
  return std::nullopt;
}

}  // namespace lingding::plans
