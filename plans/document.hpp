#pragma once
// The cooperation plan as a document: from bytes of unknown origin to a checked plan, or to all that is wrong with
// them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/route.hpp"
#include "geo/time.hpp"
#include "geo/water.hpp"
#include "plans/attachment.hpp"
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

/// What a plan is held against besides itself.
struct CheckContext {
  /// Whose water is where. nullptr: the waters that routes cross are not measured, only compared with the stops.
  geo::WaterMap const* water = nullptr;
  /// The day on which regions, reviews and exercises are judged. Empty: the day that the plan is dated, so that the
  /// same document always gets the same answer.
  std::optional<geo::UtcDate> on = {};
};

/// How much of a route's track lies in whose waters.
struct RouteWaters {
  std::string route;  ///< its id
  geo::RouteShares shares;
};

/// What Lingding reads out of a plan that has passed every check: it has no errors; it may have warnings.
struct PlanDocument {
  std::string plan_id;
  std::uint32_t version = 1;
  geo::CentreId home = geo::CentreId::hk;
  geo::UtcDate dated{};
  bool sample = false;
  BriefText title;
  std::string digest;                      ///< SHA-256 of the bytes, 64 lower-case hex digits
  std::vector<CentreModuleRef> modules;    ///< of all three centres
  std::vector<PlanBrief> ships;            ///< in the document's order; never empty
  std::vector<AttachmentRef> attachments;  ///< in the document's order, each digest once
  std::vector<RouteWaters> waters;         ///< of each route, in the document's order; empty without a map
  std::vector<Problem> warnings;           ///< to be kept with the plan (plans/problem.hpp, to_json)
};

/// Reads, and checks by the published schema (plans/schema/cooperation-plan.schema.json) and by what a schema can't
/// say: check digits, numbers and beacons against the registry, room for everybody, routes and timetables, dates, names
/// (docs/plans.md lists the rules and their codes). Where there are errors, all problems come, warnings too, in the
/// order of the text, at most kMaxProblems.
geo::Expected<PlanDocument, std::vector<Problem>> read_plan(std::string_view text, CheckContext const& context = {});

/// The attachments that the text of a plan names, each digest once, in the order of the text: also of a plan that does
/// not pass the checks, of which those are left out that can't be what plans/attachment.hpp takes. At most
/// kMaxPlanAttachments, and kMaxPlanAttachmentBytes together.
std::vector<AttachmentRef> attachments_in(std::string_view text);

/// The problems alone, errors and warnings: of a cooperation plan or of a centre's module, whichever the document's
/// `schema` member names.
std::vector<Problem> check_document(std::string_view text, CheckContext const& context = {});

/// "CN-GD 12.0 nm, HK 19.0 nm, MO 3.8 nm", and what lies outside, if any does.
std::string waters_text(geo::RouteShares const& shares);

/// What a register stores of a plan that was read from exactly these bytes.
StoredPlan to_stored(PlanDocument const& plan, std::string_view text, geo::UtcTime stored_at);

/// Published form of the schemas, as built into the program.
std::string_view cooperation_plan_schema();
std::string_view sar_centre_schema();

}  // namespace lingding::plans
