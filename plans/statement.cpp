#include "plans/statement.hpp"

#include <algorithm>
#include <array>

#include "geo/check.hpp"
#include "plans/detail/canonical_object.hpp"
#include "plans/detail/ledger_texts.hpp"

namespace lingding::plans {
namespace {

using detail::CanonicalObject;
using detail::json_text_of;

constexpr std::array<std::string_view, kStatementKinds> kKindTexts{
    "plan_filed",         "plan_returned",        "plan_registered",    "plan_withdrawn", "plan_transferred",
    "plan_reissued",      "centre_module",        "arrangement_page",   "receipt",        "copy_reported",
    "observation_raised", "observation_answered", "observation_closed", "review_done",    "exercise_held"};

std::string module_json(CarriedModule const& module) {
  return CanonicalObject{}
      .text("centre", geo::to_text(module.centre))
      .natural("version", module.version)
      .digest("digest", module.document)
      .finish();
}

std::string text_json(std::string const& text) {
  return json_text_of(text);
}

/// Adds the members of each kind.
struct WriteBody {
  CanonicalObject& out;

  void plan(std::string_view plan_id, std::uint32_t version) const {
    out.text("plan_id", plan_id).natural("version", version);
  }

  void operator()(PlanFiled const& body) const {
    plan(body.plan_id, body.version);
    out.text("home", geo::to_text(body.home)).digest("document", body.document);
    out.raw("modules",
            CanonicalObject{}.digest("company", body.company_module).digest("ships", body.ships_module).finish());
  }
  void operator()(PlanReturned const& body) const {
    out.text("filing", body.filing).array("reasons", body.reasons, [](Reason const& reason) {
      return CanonicalObject{}
          .text("code", reason.code)
          .text("pointer", reason.pointer)
          .text("text", reason.text)
          .finish();
    });
  }
  void operator()(PlanRegistered const& body) const {
    plan(body.plan_id, body.version);
    out.text("filing", body.filing).digest("document", body.document).array("modules", body.modules, module_json);
    out.array("holders", body.holders, [](CopyHolder const& holder) {
      return CanonicalObject{}.natural("copy", holder.copy).text("holder", to_text(holder.holder)).finish();
    });
    out.date("valid_from", body.valid_from).date("valid_until", body.valid_until);
    if (body.supersedes) out.natural("supersedes", *body.supersedes);
  }
  void operator()(PlanWithdrawn const& body) const {
    out.text("plan_id", body.plan_id).date("from", body.from).text("reason", body.reason);
  }
  void operator()(PlanTransferred const& body) const {
    out.text("plan_id", body.plan_id).text("new_plan_id", body.new_plan_id).date("on", body.on);
  }
  void operator()(PlanReissued const& body) const {
    plan(body.plan_id, body.version);
    out.digest("document", body.document).array("modules", body.modules, module_json);
    out.raw("amendment", CanonicalObject{}
                             .text("cause", "centre_module")
                             .natural("number", body.version)
                             .text("text", body.amendment)
                             .array("modules", body.changes,
                                    [](ModuleChange const& change) {
                                      return CanonicalObject{}
                                          .text("centre", geo::to_text(change.centre))
                                          .natural("version", change.version)
                                          .finish();
                                    })
                             .finish());
  }
  void operator()(CentreModulePublished const& body) const {
    out.text("centre", geo::to_text(body.centre)).natural("version", body.version);
    out.digest("document", body.document).date("valid_from", body.valid_from);
  }
  void operator()(ArrangementPage const& body) const {
    out.array("parties", body.parties, [](geo::CentreId party) { return json_text_of(geo::to_text(party)); });
    if (body.signed_on) {
      out.date("signed_on", *body.signed_on);
    } else {
      out.raw("signed_on", "null");
    }
    out.text("status", to_text(body.status)).date("from", body.from).text("source", body.source);
  }
  void operator()(Receipt const& body) const {
    plan(body.plan_id, body.version);
    out.digest("document", body.document).natural("copy", body.copy).time("received_at", body.received_at);
    out.array("verified", body.verified, text_json).array("faults", body.faults, text_json);
  }
  void operator()(CopyReported const& body) const {
    plan(body.plan_id, body.version);
    out.digest("document", body.document);
  }
  void operator()(ObservationRaised const& body) const {
    plan(body.plan_id, body.version);
    out.text("text", body.text);
  }
  void operator()(ObservationAnswered const& body) const {
    plan(body.plan_id, body.version);
    out.text("observation", body.observation).text("text", body.text);
  }
  void operator()(ObservationClosed const& body) const {
    plan(body.plan_id, body.version);
    out.text("observation", body.observation).text("text", body.text);
  }
  void operator()(ReviewDone const& body) const {
    out.text("plan_id", body.plan_id).date("on", body.on);
    out.array("participants", body.participants, text_json).text("outcome", body.outcome);
  }
  void operator()(ExerciseHeld const& body) const {
    out.text("plan_id", body.plan_id).date("on", body.on).text("type", to_text(body.type));
    out.array("ships", body.ships, [](Mmsi ship) { return json_text_of(ship.to_text()); });
    out.array("participants", body.participants, text_json).text("outcome", body.outcome);
  }
};

struct PlanOf {
  std::string_view operator()(PlanReturned const&) const { return {}; }
  std::string_view operator()(CentreModulePublished const&) const { return {}; }
  std::string_view operator()(ArrangementPage const&) const { return {}; }
  template <class Body>
  std::string_view operator()(Body const& body) const {
    return body.plan_id;
  }
};

/// Who may say what: the purposes that each kind takes, by the kind of party.
struct MaySay {
  bool officer = false;
  bool company = false;
  bool service = false;
  bool ship = false;
};

MaySay may_say(StatementKind kind) {
  switch (kind) {
    case StatementKind::plan_filed:
      return {.company = true};
    case StatementKind::plan_returned:
    case StatementKind::plan_registered:
    case StatementKind::plan_transferred:
    case StatementKind::centre_module:
    case StatementKind::arrangement_page:
    case StatementKind::observation_raised:
    case StatementKind::observation_answered:
    case StatementKind::observation_closed:
      return {.officer = true};
    case StatementKind::plan_withdrawn:
    case StatementKind::review_done:
    case StatementKind::exercise_held:
      return {.officer = true, .company = true};
    case StatementKind::plan_reissued:
      return {.service = true};
    case StatementKind::receipt:
    case StatementKind::copy_reported:
      return {.company = true, .service = true, .ship = true};
  }
  return {};
}

}  // namespace

std::string_view to_text(StatementKind kind) {
  return kKindTexts[static_cast<std::size_t>(kind)];
}

std::optional<StatementKind> parse_statement_kind(std::string_view text) {
  auto const found = std::find(kKindTexts.begin(), kKindTexts.end(), text);
  if (found == kKindTexts.end()) return std::nullopt;
  return static_cast<StatementKind>(found - kKindTexts.begin());
}

std::string_view to_text(PageStatus status) {
  switch (status) {
    case PageStatus::signed_page:
      return "signed";
    case PageStatus::unsigned_page:
      return "unsigned";
    case PageStatus::suspended:
      return "suspended";
    case PageStatus::ended:
      return "ended";
  }
  return "";
}

std::optional<PageStatus> parse_page_status(std::string_view text) {
  for (auto const status :
       {PageStatus::signed_page, PageStatus::unsigned_page, PageStatus::suspended, PageStatus::ended})
    if (to_text(status) == text) return status;
  return std::nullopt;
}

std::string_view to_text(ExerciseType type) {
  switch (type) {
    case ExerciseType::communications:
      return "communications";
    case ExerciseType::co_ordination:
      return "co-ordination";
    case ExerciseType::full_scale:
      return "full-scale";
    case ExerciseType::table_top:
      return "table-top";
  }
  return "";
}

std::optional<ExerciseType> parse_exercise_type(std::string_view text) {
  for (auto const type :
       {ExerciseType::communications, ExerciseType::co_ordination, ExerciseType::full_scale, ExerciseType::table_top})
    if (to_text(type) == text) return type;
  return std::nullopt;
}

std::string write_statement(Statement const& statement) {
  CanonicalObject out;
  out.text("statement", kStatementForm).text("kind", to_text(statement.kind())).text("id", statement.id);
  out.time("made_at", statement.made_at);
  out.raw("by", CanonicalObject{}.text("party", to_text(statement.by)).text("name", statement.name).finish());
  std::visit(WriteBody{out}, statement.body);
  return out.finish();
}

std::string_view plan_of(Statement const& statement) {
  return std::visit(PlanOf{}, statement.body);
}

std::optional<NeededSignature> needed_signature(Statement const& statement) {
  MaySay const may = may_say(statement.kind());
  if (auto const* const centre = std::get_if<geo::CentreId>(&statement.by)) {
    if (!may.officer && !may.service) return std::nullopt;
    return NeededSignature{*centre, may.service ? Purpose::service : Purpose::centre,
                           std::string{geo::to_text(*centre)}};
  }
  // A company or ship is vouched for in the place of the plan's home centre.
  auto const home = home_of(plan_of(statement));
  if (!home) return std::nullopt;
  if (auto const* const company = std::get_if<CompanyId>(&statement.by)) {
    if (!may.company) return std::nullopt;
    return NeededSignature{*home, Purpose::operator_, company->text};
  }
  if (!may.ship) return std::nullopt;
  return NeededSignature{*home, Purpose::ship, std::get<Mmsi>(statement.by).to_text()};
}

std::string_view statement_schema() {
  return detail::statement_schema_text();
}

}  // namespace lingding::plans
