// Reading statements (statement.hpp): strictly, and only in canonical form.

#include <algorithm>
#include <array>

#include "plans/detail/strict_object.hpp"
#include "plans/statement.hpp"

namespace lingding::plans {
namespace {

using detail::StrictObject;

constexpr std::uint32_t kMaxCopyNumber = 1000;  // cooperation-plan.schema.json, copy.number
constexpr std::size_t kMaxShips = 40;           // cooperation-plan.schema.json, ships
constexpr std::size_t kMaxPointerBytes = 500;

CarriedModules read_modules(StrictObject& in) {
  CarriedModules modules{};
  for (std::size_t i = 0; i < modules.size(); ++i) modules[i].centre = geo::kCentres[i];
  std::size_t next = 0;
  in.objects("modules", modules.size(), modules.size(), [&](StrictObject& element) {
    CarriedModule& module = modules[next];
    if (element.centre("centre") != geo::kCentres[next])
      element.fail("centre", "\"" + std::string{geo::to_text(geo::kCentres[next])} + "\": all three, in this order");
    module.version = element.version("version");
    module.document = element.digest("digest");
    ++next;
  });
  return modules;
}

PlanFiled read_filed(StrictObject& in) {
  PlanFiled body;
  body.plan_id = in.plan_id("plan_id");
  body.version = in.version("version");
  body.home = in.centre("home");
  body.document = in.digest("document");
  StrictObject modules = in.object("modules");
  body.company_module = modules.digest("company");
  body.ships_module = modules.digest("ships");
  modules.done();
  return body;
}

PlanReturned read_returned(StrictObject& in) {
  PlanReturned body;
  body.filing = in.id("filing");
  in.objects("reasons", 1, kMaxReasons, [&](StrictObject& element) {
    Reason reason;
    reason.code = element.text("code", 64);
    reason.pointer = element.text("pointer", kMaxPointerBytes, 0);
    reason.text = element.text("text", kMaxShortTextBytes);
    body.reasons.push_back(std::move(reason));
  });
  return body;
}

PlanRegistered read_registered(StrictObject& in) {
  PlanRegistered body;
  body.filing = in.id("filing");
  body.plan_id = in.plan_id("plan_id");
  body.version = in.version("version");
  body.document = in.digest("document");
  body.modules = read_modules(in);
  in.objects("holders", 1, kMaxHolders, [&](StrictObject& element) {
    CopyHolder holder;
    holder.copy = static_cast<std::uint32_t>(element.natural("copy", 1, kMaxCopyNumber));
    holder.holder = element.party("holder");
    body.holders.push_back(std::move(holder));
  });
  body.valid_from = in.date("valid_from");
  body.valid_until = in.date("valid_until");
  if (in.has("supersedes")) body.supersedes = in.version("supersedes");
  return body;
}

PlanWithdrawn read_withdrawn(StrictObject& in) {
  PlanWithdrawn body;
  body.plan_id = in.plan_id("plan_id");
  body.from = in.date("from");
  body.reason = in.text("reason", kMaxStatementTextBytes);
  return body;
}

PlanTransferred read_transferred(StrictObject& in) {
  PlanTransferred body;
  body.plan_id = in.plan_id("plan_id");
  body.new_plan_id = in.plan_id("new_plan_id");
  body.on = in.date("on");
  if (home_of(body.plan_id) == home_of(body.new_plan_id))
    in.fail("new_plan_id", "a plan of another home centre than the old one's");
  return body;
}

PlanReissued read_reissued(StrictObject& in) {
  PlanReissued body;
  body.plan_id = in.plan_id("plan_id");
  body.version = in.version("version");
  body.document = in.digest("document");
  body.modules = read_modules(in);
  StrictObject amendment = in.object("amendment");
  body.amendment = amendment.text("text", kMaxShortTextBytes);
  if (amendment.natural("number", 1, kMaxVersion) != body.version)
    amendment.fail("number", "the version, " + std::to_string(body.version));
  amendment.choice("cause", "\"centre_module\"",
                   [](std::string_view text) { return text == "centre_module" ? std::optional{true} : std::nullopt; });
  std::optional<geo::CentreId> last;
  amendment.objects("modules", 1, geo::kCentres.size(), [&](StrictObject& element) {
    ModuleChange change;
    change.centre = element.centre("centre");
    change.version = element.version("version");
    if (last && change.centre <= *last) element.fail("centre", "each centre once, in the order CN-GD, HK, MO");
    last = change.centre;
    if (body.modules[static_cast<std::size_t>(change.centre)].version != change.version)
      element.fail("version", "the version that /modules names");
    body.changes.push_back(change);
  });
  amendment.done();
  return body;
}

CentreModulePublished read_module(StrictObject& in) {
  CentreModulePublished body;
  body.centre = in.centre("centre");
  body.version = in.version("version");
  body.document = in.digest("document");
  body.valid_from = in.date("valid_from");
  return body;
}

Receipt read_receipt(StrictObject& in) {
  Receipt body;
  body.plan_id = in.plan_id("plan_id");
  body.version = in.version("version");
  body.document = in.digest("document");
  body.copy = static_cast<std::uint32_t>(in.natural("copy", 1, kMaxCopyNumber));
  body.received_at = in.time("received_at");
  body.verified = in.texts("verified", 0, kMaxVerifiedItems, 64);
  body.faults = in.texts("faults", 0, kMaxVerifiedItems, kMaxShortTextBytes);
  return body;
}

CopyReported read_reported(StrictObject& in) {
  CopyReported body;
  body.plan_id = in.plan_id("plan_id");
  body.version = in.version("version");
  body.document = in.digest("document");
  return body;
}

ObservationRaised read_raised(StrictObject& in) {
  ObservationRaised body;
  body.plan_id = in.plan_id("plan_id");
  body.version = in.version("version");
  body.text = in.text("text", kMaxStatementTextBytes);
  return body;
}

template <class Body>
Body read_observation(StrictObject& in) {
  Body body;
  body.plan_id = in.plan_id("plan_id");
  body.version = in.version("version");
  body.observation = in.id("observation");
  body.text = in.text("text", kMaxStatementTextBytes);
  return body;
}

ReviewDone read_review(StrictObject& in) {
  ReviewDone body;
  body.plan_id = in.plan_id("plan_id");
  body.on = in.date("on");
  body.participants = in.texts("participants", 1, kMaxParticipants, kMaxSpeakerBytes);
  body.outcome = in.text("outcome", kMaxStatementTextBytes);
  return body;
}

ExerciseHeld read_exercise(StrictObject& in) {
  ExerciseHeld body;
  body.plan_id = in.plan_id("plan_id");
  body.on = in.date("on");
  body.type = in.choice("type", "\"communications\", \"co-ordination\", \"full-scale\" or \"table-top\"",
                        [](std::string_view text) { return parse_exercise_type(text); });
  in.strings("ships", 1, kMaxShips, "the MMSI of a ship, each once, in ascending order", [&](std::string_view text) {
    auto const ship = Mmsi::parse(text);
    if (!ship || ship->kind() != MmsiKind::ship || (!body.ships.empty() && *ship <= body.ships.back())) return false;
    body.ships.push_back(*ship);
    return true;
  });
  body.participants = in.texts("participants", 1, kMaxParticipants, kMaxSpeakerBytes);
  body.outcome = in.text("outcome", kMaxStatementTextBytes);
  return body;
}

StatementBody read_body(StatementKind kind, StrictObject& in) {
  switch (kind) {
    case StatementKind::plan_filed:
      return read_filed(in);
    case StatementKind::plan_returned:
      return read_returned(in);
    case StatementKind::plan_registered:
      return read_registered(in);
    case StatementKind::plan_withdrawn:
      return read_withdrawn(in);
    case StatementKind::plan_transferred:
      return read_transferred(in);
    case StatementKind::plan_reissued:
      return read_reissued(in);
    case StatementKind::centre_module:
      return read_module(in);
    case StatementKind::arrangement_page:
      return detail::read_page(in);
    case StatementKind::receipt:
      return read_receipt(in);
    case StatementKind::copy_reported:
      return read_reported(in);
    case StatementKind::observation_raised:
      return read_raised(in);
    case StatementKind::observation_answered:
      return read_observation<ObservationAnswered>(in);
    case StatementKind::observation_closed:
      return read_observation<ObservationClosed>(in);
    case StatementKind::review_done:
      return read_review(in);
    case StatementKind::exercise_held:
      return read_exercise(in);
  }
  return PlanFiled{};
}

/// The party's text, a hyphen, then 1 … 60 characters of A-Z a-z 0-9 . _ -
bool is_id_of(std::string_view id, Party const& by) {
  constexpr std::size_t kMaxOwnPart = 60;
  std::string const prefix = to_text(by) + "-";
  return id.starts_with(prefix) && id.size() > prefix.size() && id.size() <= prefix.size() + kMaxOwnPart &&
         id.find(':', prefix.size()) == std::string_view::npos;
}

}  // namespace

geo::Expected<Statement, std::vector<Problem>> read_statement(std::string_view text) {
  std::array<unsigned char, 8192> buffer;
  boost::json::monotonic_resource memory{buffer.data(), buffer.size()};
  auto const tree = detail::strict_tree(text, kMaxStatementBytes, boost::json::storage_ptr{&memory});
  if (!tree) return geo::Unexpected{tree.error()};
  std::vector<Problem> problems;
  StrictObject in{*tree, "", problems};
  Statement statement;
  in.choice("statement", "\"" + std::string{kStatementForm} + "\"",
            [](std::string_view form) { return form == kStatementForm ? std::optional{true} : std::nullopt; });
  StrictObject by = in.object("by");
  statement.by = by.party("party");
  statement.name = by.text("name", kMaxSpeakerBytes);
  by.done();
  statement.id = in.id("id");
  if (problems.empty() && !is_id_of(statement.id, statement.by))
    in.fail("id", "an id that begins with \"" + to_text(statement.by) + "-\", then 1 to 60 characters");
  statement.made_at = in.time("made_at");
  std::size_t const before_kind = problems.size();
  auto const kind = in.choice("kind", "a kind of statement, as \"plan_filed\"",
                              [](std::string_view name) { return parse_statement_kind(name); });
  if (problems.size() > before_kind) return geo::Unexpected{std::move(problems)};
  statement.body = read_body(kind, in);
  in.done();
  if (problems.empty() && write_statement(statement) != text)
    problems.push_back({"", "", "this statement in canonical form (RFC 8785)", {}});
  if (!problems.empty()) return geo::Unexpected{std::move(problems)};
  return statement;
}

}  // namespace lingding::plans
