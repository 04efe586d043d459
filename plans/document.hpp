#pragma once
// The cooperation plan as a document: from bytes of unknown origin to a checked plan, or to all that is wrong with
// them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/time.hpp"
#include "plans/brief.hpp"
#include "plans/problem.hpp"
#include "plans/register.hpp"

namespace lingding::plans {

/// Which version of a centre's module a plan carries.
struct CentreModuleRef {
  geo::CentreId centre = geo::CentreId::hk;
  std::uint32_t version = 1;
  bool operator==(CentreModuleRef const&) const = default;
};

/// What Lingding reads out of a plan that has passed every check.
struct PlanDocument {
  std::string plan_id;
  std::uint32_t version = 1;
  geo::CentreId home = geo::CentreId::hk;
  geo::UtcDate dated{};
  bool sample = false;
  BriefText title;
  std::string digest;                    ///< SHA-256 of the bytes, 64 lower-case hex digits
  std::vector<CentreModuleRef> modules;  ///< of all three centres
  std::vector<PlanBrief> ships;          ///< in the document's order; never empty
};

/// Reads, and checks by the published schema (plans/schema/cooperation-plan.schema.json) and by what a schema can't
/// say: check digits, MIDs and call signs against the home centre, each identity once, routes that begin and end at
/// their stops, copies and amendments complete, dates of the calendar (docs/plans.md lists the rules). Problems come in
/// the order of the text, at most kMaxProblems.
geo::Expected<PlanDocument, std::vector<Problem>> read_plan(std::string_view text);

/// The problems alone: of a cooperation plan or of a centre's module, whichever the document's `schema` member names.
std::vector<Problem> check_document(std::string_view text);

/// What a register stores of a plan that was read from exactly these bytes.
StoredPlan to_stored(PlanDocument const& plan, std::string_view text, geo::UtcTime stored_at);

/// Published form of the schemas, as built into the program.
std::string_view cooperation_plan_schema();
std::string_view sar_centre_schema();

}  // namespace lingding::plans
