#pragma once
// What the ledger keeps of a plan's document: the few facts that the rules of registration and recognition ask for.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"
#include "plans/document.hpp"
#include "plans/identity.hpp"
#include "plans/problem.hpp"
#include "plans/statement.hpp"

namespace lingding::plans {

struct ShipFacts {
  Mmsi mmsi;
  std::optional<ImoNumber> imo;
  geo::CentreId registry = geo::CentreId::hk;  ///< the centre of her place of registry, as the document says
  bool passenger_ship = false;                 ///< of a type that carries passengers
  std::uint32_t persons = 0;                   ///< permitted on board; 0: not stated
  bool operator==(ShipFacts const&) const = default;
};

struct PlanFacts {
  geo::Digest document{};  ///< SHA-256 of the canonical bytes
  /// SHA-256 of the canonical bytes without what a re-issue may change: cover.version, cover.dated, cover.amendments
  /// and what `centres` says beside the three ids. Equal for two versions that differ in nothing else.
  geo::Digest body{};
  /// SHA-256 of the canonical bytes of the members `company` and `ships`: what the operator vouches for.
  geo::Digest company_module{};
  geo::Digest ships_module{};
  std::string plan_id;
  std::uint32_t version = 1;
  geo::CentreId home = geo::CentreId::hk;
  geo::UtcDate dated{};
  std::string company;                  ///< the company's id; empty: the document has none
  std::vector<ShipFacts> ships;         ///< in the document's order
  std::vector<geo::CentreId> crosses;   ///< places whose waters the routes cross or call at, in kCentres' order
  std::vector<geo::CentreId> calls_at;  ///< places with a stop of a route
  bool scheduled = false;               ///< some route has departures in its timetable
  bool sample = false;
  std::array<std::uint32_t, 3> modules{};  ///< carried version of each centre's module, in kCentres' order
  /// … and its digest, where the document names it.
  std::array<std::optional<geo::Digest>, 3> module_digests{};
  bool operator==(PlanFacts const&) const = default;
};

inline constexpr std::size_t kMaxFactsShips = 40;  ///< as many as a plan may have

/// Reads the facts of a plan that read_plan has accepted. `text` may be in any form; digests are of its canonical form.
/// The problems are read_plan's, or say that the canonical form can't be made.
geo::Expected<PlanFacts, std::vector<Problem>> facts_of(std::string_view text);
/// The same, of a document that was read already. \pre `plan` was read from exactly these bytes.
PlanFacts facts_of(PlanDocument const& plan, std::string_view text);

/// Whether the document names just these modules.
bool carries(PlanFacts const& facts, CarriedModules const& modules);

/// Whether two plans share a ship that stays the same under another flag: by IMO number. Empty when either plan has no
/// IMO number, so that nothing can be said.
std::optional<bool> share_a_ship(PlanFacts const& a, PlanFacts const& b);

/// One canonical JSON object, as journals carry it.
std::string write_facts(PlanFacts const& facts);
geo::Expected<PlanFacts, std::vector<Problem>> read_facts(std::string_view text);

}  // namespace lingding::plans
