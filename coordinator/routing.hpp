#pragma once
// The decision which centre is responsible, who else is told, and why: one function, the same for the desk and
// `lingding where`.

#include <optional>
#include <string>
#include <vector>

#include "geo/water.hpp"
#include "plans/brief.hpp"

namespace lingding::coordinator {

/// The rule that decided. Exactly one; docs/protocol.md lists them.
enum class RoutingRule : std::uint8_t {
  waters,              ///< inside waters fixed by an instrument
  limits,              ///< inside the limits of a centre
  srr,                 ///< inside a search and rescue region beyond all limits
  ship_last_seen,      ///< no position came: where the ship's own AIS last was
  ship_timetable,      ///< no position: where her plan's timetable has her now
  plan_route,          ///< no position: the ship's cooperation plan says where she sails
  registry,            ///< no position, no plan: the place of registry by the MMSI's MID
  receiving_centre,    ///< nothing else is known: the centre that received the alert
  outside_all_regions  ///< a position that no region covers: registry, else the receiving centre, else nobody
};
std::string_view to_text(RoutingRule rule);

struct RoutingInput {
  std::optional<geo::Position> position;
  geo::Metres radius;                      ///< of uncertainty, ≥ 0
  geo::UtcTime at{};                       ///< decides which region versions are in force
  std::optional<plans::Mmsi> mmsi;         ///< of the casualty or her beacon
  plans::PlanBrief const* plan = nullptr;  ///< of the ship, when she is known
  std::optional<geo::CentreId> received_by;
};

struct Decision {
  std::optional<geo::CentreId> responsible;  ///< empty only when nobody received it and no rule names a centre
  std::vector<geo::CentreId> informed;       ///< every other centre that is told, in the order of geo::kCentres
  RoutingRule rule = RoutingRule::receiving_centre;
  std::string reason;                   ///< one English sentence, with the region, its version and the distances
  std::vector<geo::RegionRef> regions;  ///< that the position is, or may be, in
  std::optional<geo::Metres> boundary_distance;  ///< whole metres
  std::optional<geo::RegionRef> boundary_of;
  bool operator==(Decision const&) const = default;
};

/// Deterministic; no clock, no I/O. Rules: docs/whose-water.md.
Decision decide(geo::WaterMap const& water, RoutingInput const& input);

/// The centre of a MID: 412, 413, 414 → CN-GD; 453 → MO; 477 → HK (ITU, Table of Maritime Identification Digits).
std::optional<geo::CentreId> centre_of_registry(plans::Mmsi mmsi);

/// The decision as a JSON object: responsible, informed, rule, reason, regions, boundary_distance_m, boundary_of.
std::string to_json(Decision const& decision);

}  // namespace lingding::coordinator
