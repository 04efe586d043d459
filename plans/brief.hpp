#pragma once
// What a desk needs of a cooperation plan at the moment of an alarm: who she is, how many are aboard, whom to call.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/centre.hpp"
#include "geo/position.hpp"
#include "geo/units.hpp"
#include "plans/identity.hpp"
#include "plans/schedule.hpp"

namespace lingding::plans {

struct Contact {
  std::string role;  ///< "duty manager, 24 hours", "master", …
  std::string name;
  std::string phone;  ///< E.164: "+" and digits
  auto operator<=>(Contact const&) const = default;
};

struct ShipNames {
  std::string en;
  std::string zh_hant;
  std::string zh_hans;
  std::string pt;
  auto operator<=>(ShipNames const&) const = default;
};

/// A text in the two scripts that the consoles show. Either may be empty.
struct BriefText {
  std::string en;
  std::string zh_hant;
  auto operator<=>(BriefText const&) const = default;
};

/// The life-saving appliances, added up. 0: none, or not stated.
struct LifeSaving {
  std::uint32_t survival_craft = 0;           ///< liferafts and lifeboats
  std::uint32_t survival_craft_capacity = 0;  ///< persons, all together
  std::uint32_t evacuation_systems = 0;       ///< marine evacuation systems (slides, chutes)
  std::uint32_t rescue_boats = 0;
  std::uint32_t lifejackets_adult = 0;
  std::uint32_t lifejackets_child = 0;  ///< infants' included
  auto operator<=>(LifeSaving const&) const = default;
};

/// One ship of one version of one plan. A plan with several ships gives several briefs. Every text is bounded
/// (plans/detail/brief_of.cpp), so that a brief's JSON stays below kMaxBriefBytes; coordinator/codec.hpp writes and
/// reads that JSON: snake_case member names as here, positions as [latitude, longitude], `_m` and `_kn` after metres
/// and knots.
struct PlanBrief {
  std::string plan_id;                     ///< unique across centres, starts with the home centre's id
  std::uint32_t version = 1;               ///< counts up from 1
  std::string digest;                      ///< SHA-256 of the document's bytes as stored, 64 lower-case hex digits
  geo::CentreId home = geo::CentreId::hk;  ///< the centre of the ship's place of registry
  ShipNames names;
  std::string company;
  std::optional<Mmsi> mmsi;
  std::optional<ImoNumber> imo;
  std::string call_sign;  ///< empty: none stated
  std::vector<BeaconId> beacons;
  std::vector<Mmsi> devices;            ///< AIS-SART, MOB and EPIRB-AIS numbers (970, 972, 974)
  std::uint32_t persons_permitted = 0;  ///< passengers and crew; 0: not stated
  std::uint32_t crew = 0;
  std::vector<Contact>
      contacts;  ///< in call-down order: the ship herself, then the company, alternatives after each; at most 8
  std::string ship_type;  ///< "high-speed passenger craft", as in the schema's list
  std::optional<geo::Metres> length_overall;
  std::optional<geo::Knots> service_speed;
  BriefText appearance;  ///< how she looks from outside: hull, colours, marks
  LifeSaving life_saving;
  BriefText medical;     ///< what is on board for the injured, and who is trained
  BriefText helicopter;  ///< where to winch, and how to approach
  BriefText route_name;
  std::vector<geo::CentreId> crosses;  ///< whose waters the main route crosses, in the order of geo::kCentres
  std::vector<geo::Position>
      route;            ///< main route, from stop to stop, thinned to at most 24 points; empty: none stated
  bool sample = false;  ///< marked in the document as a sample
  /// What the register knows to be wrong with the plan, in one line (plans/recognition.hpp); empty: nothing. It is
  /// shown with the plan and never withholds it.
  BriefText remark;
  /// When and where she sails. It stays with the register and the desk: an incident's copy of the brief has none.
  Schedule schedule;
  bool operator==(PlanBrief const&) const = default;
};

/// Without the schedule.
inline constexpr std::size_t kMaxBriefBytes = 5120;
inline constexpr std::size_t kMaxBriefContacts = 8;
inline constexpr std::size_t kMaxBriefRoutePoints = 24;

}  // namespace lingding::plans
