#pragma once
// What a desk needs of a cooperation plan at the moment of an alarm: who she is, how many are aboard, whom to call.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/centre.hpp"
#include "geo/position.hpp"
#include "plans/identity.hpp"

namespace lingding::plans {

struct Contact {
  std::string role;   ///< "company, 24 hours", "master", …
  std::string name;
  std::string phone;  ///< E.164
  auto operator<=>(Contact const&) const = default;
};

struct ShipNames {
  std::string en;
  std::string zh_hant;
  std::string zh_hans;
  std::string pt;
  auto operator<=>(ShipNames const&) const = default;
};

/// One ship of one version of one plan. A plan with several ships gives several briefs.
struct PlanBrief {
  std::string plan_id;            ///< unique across centres, starts with the home centre's id
  std::uint32_t version = 1;      ///< counts up from 1
  std::string digest;             ///< SHA-256 of the document's bytes as stored, 64 lower-case hex digits
  geo::CentreId home = geo::CentreId::hk;  ///< the centre of the ship's place of registry
  ShipNames names;
  std::string company;
  std::optional<Mmsi> mmsi;
  std::optional<ImoNumber> imo;
  std::string call_sign;                 ///< empty: none stated
  std::vector<BeaconId> beacons;
  std::vector<Mmsi> devices;             ///< AIS-SART, MOB and EPIRB-AIS numbers (970, 972, 974)
  std::uint32_t persons_permitted = 0;   ///< passengers and crew; 0: not stated
  std::uint32_t crew = 0;
  std::vector<Contact> contacts;         ///< in call-down order
  std::vector<geo::Position> route;      ///< main route, from stop to stop; empty: none stated
  bool sample = false;                   ///< marked in the document as a sample
  bool operator==(PlanBrief const&) const = default;
};

}  // namespace lingding::plans
