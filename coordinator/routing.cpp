#include "coordinator/routing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "geo/json_writer.hpp"
#include "geo/position_text.hpp"
#include "geo/route.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using geo::kCentres;

/// "HK and MO", "CN-GD, HK and MO".
std::string enumerate(std::vector<std::string> const& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

/// Why each centre is told; a centre may be told for several reasons.
class Told {
 public:
  void add(CentreId centre, std::string why) {
    auto& reasons = reasons_[static_cast<std::size_t>(centre)];
    if (std::find(reasons.begin(), reasons.end(), why) == reasons.end()) reasons.push_back(std::move(why));
  }
  void add_all(std::string const& why) {
    for (auto const centre : kCentres) add(centre, why);
  }
  std::vector<CentreId> others(std::optional<CentreId> responsible) const {
    std::vector<CentreId> result;
    for (auto const centre : kCentres)
      if (centre != responsible && !reasons_[static_cast<std::size_t>(centre)].empty()) result.push_back(centre);
    return result;
  }
  /// "; HK is told (…; …), MO is told (…)"; empty when nobody else is told.
  std::string sentence(std::optional<CentreId> responsible) const {
    std::string text;
    for (auto const centre : others(responsible)) {
      auto const& reasons = reasons_[static_cast<std::size_t>(centre)];
      text += fmt::format("{}{} is told ({})", text.empty() ? "; " : ", ", to_text(centre), fmt::join(reasons, "; "));
    }
    return text;
  }

 private:
  std::array<std::vector<std::string>, kCentres.size()> reasons_;
};

/// Where a ship is registered, and what says so.
struct Registry {
  CentreId centre = CentreId::hk;
  std::string evidence;
};

std::optional<Registry> registry_of(RoutingInput const& input) {
  auto const by_mmsi = [](plans::Mmsi mmsi) -> std::optional<Registry> {
    auto const centre = centre_of_registry(mmsi);
    if (!centre) return std::nullopt;
    return Registry{*centre, fmt::format("MMSI {}", mmsi.to_text())};
  };
  if (input.mmsi)
    if (auto const found = by_mmsi(*input.mmsi)) return found;
  if (input.plan == nullptr) return std::nullopt;
  if (input.plan->mmsi)
    if (auto const found = by_mmsi(*input.plan->mmsi)) return found;
  return Registry{input.plan->home, "plan " + input.plan->plan_id};
}

geo::Region const& region_of(geo::WaterMap const& water, geo::RegionRef const& ref) {
  auto const& regions = water.regions().regions;
  auto const found =
      std::find_if(regions.begin(), regions.end(), [&](auto const& region) { return region.ref == ref; });
  LINGDING_CHECK(found != regions.end());
  return *found;
}

std::string name_of(geo::RegionRef const& ref) {
  return fmt::format("{} version {}", ref.id, ref.version);
}

std::string describe(geo::Region const& region) {
  return fmt::format("{} ({}{})", name_of(region.ref), to_text(region.ref.kind), region.assumed ? ", assumed" : "");
}

RoutingRule rule_of(geo::RegionKind kind) {
  switch (kind) {
    case geo::RegionKind::waters:
      return RoutingRule::waters;
    case geo::RegionKind::limits:
      return RoutingRule::limits;
    case geo::RegionKind::srr:
      return RoutingRule::srr;
  }
  LINGDING_CHECK(false);
}

/// One decision in the making.
class Router {
 public:
  Router(geo::WaterMap const& water, RoutingInput const& input)
      : water_(water),
        input_(input),
        registry_(registry_of(input)),
        day_(std::chrono::floor<std::chrono::days>(input.at)) {}

  Decision decide() {
    if (input_.position) {
      by_position(*input_.position);
    } else if (!by_plan_route()) {
      by_registry_or_receiver("No position and no route of a plan is known");
      told_.add_all("she may be in its waters");
    }
    tell_the_rest();
    decision_.informed = told_.others(decision_.responsible);
    decision_.reason += told_.sentence(decision_.responsible) + ".";
    return std::move(decision_);
  }

 private:
  void by_position(geo::Position position) {
    auto const finding = water_.find(position, input_.radius, day_);
    decision_.regions = finding.inside;
    decision_.regions.insert(decision_.regions.end(), finding.possible.begin(), finding.possible.end());
    decision_.boundary_of = finding.boundary_of;
    if (finding.boundary_distance)
      decision_.boundary_distance = geo::Metres::from_metres(std::round(finding.boundary_distance->metres()));
    if (finding.inside.empty()) {
      by_registry_or_receiver(geo::to_mariners_text(position) + " is outside all regions" + to_the_boundary());
      decision_.rule = RoutingRule::outside_all_regions;
      told_.add_all("no region covers the position");
    } else {
      auto const& region = region_of(water_, finding.inside.front());
      decision_.responsible = region.ref.centre;
      decision_.rule = rule_of(region.ref.kind);
      decision_.reason = fmt::format("{} is responsible because {} is inside {}{}", to_text(region.ref.centre),
                                     geo::to_mariners_text(position), describe(region), to_the_boundary());
      for (auto const centre : region.copies_to) told_.add(centre, "mandatory copy for " + name_of(region.ref));
    }
    for (auto const& ref : finding.inside) told_.add(ref.centre, name_of(ref) + " overlaps here");
    for (auto const& ref : finding.possible)
      told_.add(ref.centre,
                fmt::format("{} is within the {:.2f} nm of uncertainty", name_of(ref), input_.radius.nautical_miles()));
  }

  /// ", 2.19 nm from the boundary of MO-waters version 2"; empty when no region is in force.
  std::string to_the_boundary() const {
    if (!decision_.boundary_of || !decision_.boundary_distance) return {};
    return fmt::format(", {:.2f} nm from the boundary of {}", decision_.boundary_distance->nautical_miles(),
                       name_of(*decision_.boundary_of));
  }

  /// False: no plan, or no part of its route in anybody's waters.
  bool by_plan_route() {
    if (input_.plan == nullptr) return false;
    auto const shares = geo::route_shares(water_, input_.plan->route, day_);
    auto const longest = std::max_element(shares.by_centre.begin(), shares.by_centre.end());
    if (*longest == geo::Metres{}) return false;
    auto const centre = kCentres[static_cast<std::size_t>(longest - shares.by_centre.begin())];
    std::vector<std::string> parts;
    for (auto const one : kCentres)
      if (shares.in(one) > geo::Metres{})
        parts.push_back(fmt::format("{:.1f} nm in the waters of {}", shares.in(one).nautical_miles(), to_text(one)));
    decision_.responsible = centre;
    decision_.rule = RoutingRule::plan_route;
    decision_.reason =
        fmt::format("{} is responsible because no position is known and the route of plan {} version {} runs {}",
                    to_text(centre), input_.plan->plan_id, input_.plan->version, enumerate(parts));
    told_.add_all("she may be in its waters");
    return true;
  }

  void by_registry_or_receiver(std::string const& situation) {
    if (registry_) {
      decision_.responsible = registry_->centre;
      decision_.rule = RoutingRule::registry;
      decision_.reason = fmt::format("{}, so {} is responsible as the ship's registry by {}", situation,
                                     to_text(registry_->centre), registry_->evidence);
    } else if (input_.received_by) {
      decision_.responsible = input_.received_by;
      decision_.rule = RoutingRule::receiving_centre;
      decision_.reason = fmt::format(
          "{} and the ship's registry is not known, so {} is responsible as the centre that received the alert",
          situation, to_text(*input_.received_by));
    } else {
      decision_.rule = RoutingRule::receiving_centre;
      decision_.reason =
          situation +
          ", the ship's registry is not known and no centre has received an alert, so no rule names a centre";
    }
  }

  /// Whatever rule decided, these are told.
  void tell_the_rest() {
    if (registry_) told_.add(registry_->centre, "the ship's registry by " + registry_->evidence);
    if (input_.plan != nullptr) told_.add_all("holder of cooperation plan " + input_.plan->plan_id);
    if (input_.received_by) told_.add(*input_.received_by, "the receiving centre");
  }

  geo::WaterMap const& water_;
  RoutingInput const& input_;
  std::optional<Registry> registry_;
  geo::UtcDate day_;
  Told told_;
  Decision decision_;
};

void write(geo::JsonWriter& json, geo::RegionRef const& ref) {
  json.begin_object().member("id", ref.id).member("version", ref.version).member("kind", geo::to_text(ref.kind));
  json.member("centre", geo::to_text(ref.centre)).end_object();
}

}  // namespace

std::string_view to_text(RoutingRule rule) {
  switch (rule) {
    case RoutingRule::waters:
      return "waters";
    case RoutingRule::limits:
      return "limits";
    case RoutingRule::srr:
      return "srr";
    case RoutingRule::ship_last_seen:
      return "ship_last_seen";
    case RoutingRule::ship_timetable:
      return "ship_timetable";
    case RoutingRule::plan_route:
      return "plan_route";
    case RoutingRule::registry:
      return "registry";
    case RoutingRule::receiving_centre:
      return "receiving_centre";
    case RoutingRule::outside_all_regions:
      return "outside_all_regions";
  }
  return "";
}

std::optional<geo::CentreId> centre_of_registry(plans::Mmsi mmsi) {
  auto const mid = mmsi.mid();
  if (!mid) return std::nullopt;
  switch (*mid) {
    case 412:
    case 413:
    case 414:
      return CentreId::cn_gd;
    case 453:
      return CentreId::mo;
    case 477:
      return CentreId::hk;
    default:
      return std::nullopt;
  }
}

Decision decide(geo::WaterMap const& water, RoutingInput const& input) {
  return Router(water, input).decide();
}

std::string to_json(Decision const& decision) {
  std::string text;
  geo::JsonWriter json(text);
  json.begin_object().key("responsible");
  decision.responsible ? json.value(geo::to_text(*decision.responsible)) : json.null();
  json.key("informed").begin_array();
  for (auto const centre : decision.informed) json.value(geo::to_text(centre));
  json.end_array();
  json.member("rule", to_text(decision.rule)).member("reason", decision.reason);
  json.key("regions").begin_array();
  for (auto const& ref : decision.regions) write(json, ref);
  json.end_array().key("boundary_distance_m");
  decision.boundary_distance ? json.value(static_cast<std::int64_t>(decision.boundary_distance->metres()))
                             : json.null();
  json.key("boundary_of");
  if (decision.boundary_of) {
    write(json, *decision.boundary_of);
  } else {
    json.null();
  }
  json.end_object();
  return text;
}

}  // namespace lingding::coordinator
