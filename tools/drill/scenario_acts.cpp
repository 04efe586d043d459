// Lines of the script: when something is done, what it is, and the usual duty officer as the acts that he stands for.

#include <array>

#include "coordinator/codec.hpp"
#include "coordinator/limits.hpp"
#include "coordinator/names.hpp"
#include "geo/json_writer.hpp"
#include "tools/drill/detail/scenario_draft.hpp"

namespace lingding::drill::detail {
namespace {

/// So many lines one source brings at once: a SIT message or a CAP document.
constexpr std::size_t kMaxLines = 500;
constexpr std::size_t kMaxLineBytes = 4096;

coordinator::Nature nature_of(Fields& fields, std::string_view name) {
  auto const word = fields.text(name);
  if (!word) return coordinator::Nature::undesignated;
  if (auto const nature = coordinator::named(coordinator::kNatures, *word)) return *nature;
  std::vector<std::string_view> known;
  for (auto const nature : coordinator::kNatures) known.push_back(coordinator::to_text(nature));
  fields.fail_found(name, *word, expected_word(*word, known));
  return coordinator::Nature::undesignated;
}

/// A person's time: one duration, or the least and the most.
void read_delay(Fields& fields, std::string_view name, Offset& least, Offset& most) {
  auto const* const value = fields.take(name);
  if (value == nullptr) return;
  if (!value->is_array()) {
    least = most = fields.duration(name).value_or(Offset{0});
    return;
  }
  auto const& pair = value->get_array();
  if (pair.size() == 2) {
    json::object const ends{{"0", pair[0]}, {"1", pair[1]}};
    Fields inner{ends, fields.place(), fields.path(name), fields.faults()};
    auto const first = inner.duration("0");
    auto const second = inner.duration("1");
    if (!first || !second) return;
    if (*first <= *second) {
      least = *first;
      most = *second;
      return;
    }
  }
  fields.fail(name, "a time, or [least, most]");
}

When read_when(Draft& draft, Fields& fields) {
  When when;
  when.at = fields.duration("at");
  if (when.at) draft.use_time(fields, "at", *when.at);
  when.condition = fields.condition("when");
  if (when.condition) draft.use_condition(fields, "when", *when.condition);
  when.act = fields.name("follows").value_or("");
  if (!when.act.empty()) draft.use_act(fields, "follows", when.act);
  if (fields.count_of({"at", "when", "follows"}) != 1) fields.fail_found("", "", "exactly one of at, when, follows");
  when.unless_by = fields.duration("unless_by");
  when.every = fields.flag("every").value_or(false);
  if ((fields.has("unless_by") || fields.has("every")) && !fields.has("when"))
    fields.fail_found(fields.has("every") ? "every" : "unless_by", "without a condition", "when beside it");
  if (fields.has("unless_by") && when.every) fields.fail_found("every", "true", "no unless_by beside it");
  read_delay(fields, "delay", when.after_least, when.after_most);
  return when;
}

/// The report as words on the telephone give it.
coordinator::AlertReport read_report(Fields& fields) {
  coordinator::AlertReport report;
  report.kind = coordinator::AlertKind::report;
  report.position_source = coordinator::PositionSource::stated;
  report.device = fields.mmsi("mmsi");
  if (auto const beacon = fields.text("beacon")) {
    report.beacon = plans::BeaconId::parse(*beacon);
    if (!report.beacon) fields.fail("beacon", "15 or 23 hexadecimal digits");
  }
  if (auto const imo = fields.natural("imo", 1, 9'999'999)) {
    report.imo = plans::ImoNumber::from_number(static_cast<std::uint32_t>(*imo));
    if (!report.imo) fields.fail("imo", "seven digits with a right check digit");
  }
  report.call_sign = fields.text("call_sign").value_or("");
  report.name = fields.text("name").value_or("");
  report.position = fields.position("position");
  // As the consoles assume it of a position that somebody said: a nautical mile.
  report.radius = geo::Metres::from_nautical_miles(fields.number("radius_nm", 0, 1000).value_or(1));
  report.nature = nature_of(fields, "nature");
  if (auto const persons = fields.natural("persons", 0, 100'000)) report.persons = static_cast<std::uint32_t>(*persons);
  report.cancels = fields.flag("cancels").value_or(false);
  if (fields.flag("test").value_or(false)) report.alert_class = coordinator::AlertClass::test;
  report.caller = fields.text("caller").value_or("");
  report.text = fields.text("text", coordinator::kMaxTextBytes).value_or("");
  fields.done();
  return report;
}

std::string officer_of(Fields& fields) {
  return fields.text("officer").value_or("");
}

SourceBrings read_brings(Draft& draft, Fields& fields) {
  SourceBrings brings;
  brings.format = fields
                      .one_of<logs::Format>("brings", {{"ais", logs::Format::ais},
                                                       {"dsc", logs::Format::dsc},
                                                       {"sit", logs::Format::sit},
                                                       {"beacon", logs::Format::beacon},
                                                       {"cap", logs::Format::cap}})
                      .value_or(logs::Format::ais);
  brings.centre = draft.centre_of(fields, "centre");
  brings.source = fields.text("source").value_or("");
  if (fields.need("lines", "the lines as the source sends them"))
    brings.lines = fields.texts("lines", kMaxLines, kMaxLineBytes).value_or(std::vector<std::string>{});
  return brings;
}

SomebodyReports read_reports(Draft& draft, Fields& fields) {
  SomebodyReports reports;
  reports.centre = draft.centre_of(fields, "centre");
  reports.officer = officer_of(fields);
  reports.position_of = draft.ship_of(fields, "position_of", false);
  if (auto inner = fields.object("reports")) {
    reports.report = read_report(*inner);
    if (inner->has("position") && fields.has("position_of"))
      fields.fail("position_of", "no position in the report beside it");
  }
  return reports;
}

DeviceStarts read_device(Draft& draft, Fields& fields) {
  auto const device = fields.mmsi("device");
  if (device && !device->is_distress_device()) fields.fail("device", "a number that begins with 970, 972 or 974");
  DeviceStarts starts{.device = device.value_or(*plans::Mmsi::from_number(970'000'000)),
                      .ship = draft.ship_of(fields, "ship", false),
                      .position = fields.position("position"),
                      .lasts = fields.duration("lasts"),
                      .is_test = fields.flag("test").value_or(false)};
  if (!fields.has("ship") && !fields.has("position")) fields.fail_found("", "", "ship or position beside device");
  return starts;
}

DscCalls read_distress_call(Draft& draft, Fields& fields) {
  DscCalls call{.centre = draft.centre_of(fields, "centre"),
                .ship = draft.ship_of(fields, "ship", true),
                .nature = nature_of(fields, "distress_call")};
  // Rec. ITU-R M.493 has no symbols for these.
  if (call.nature == coordinator::Nature::medical || call.nature == coordinator::Nature::overdue)
    fields.fail("distress_call", "a nature of distress of Rec. ITU-R M.493");
  return call;
}

/// The placeholders as something that the reader of commands takes.
json::value with_examples(json::value const& value) {
  if (value.is_object()) {
    json::object object;
    for (auto const& member : value.get_object()) object[member.key()] = with_examples(member.value());
    return object;
  }
  if (value.is_array()) {
    json::array array;
    for (auto const& element : value.get_array()) array.push_back(with_examples(element));
    return array;
  }
  if (value.is_string() && value.get_string() == "$alerts") return json::array{"HK-20160827-155000-1/HK/1"};
  return value;
}

void check_command(Fields& fields, json::object const& command) {
  auto const* const type = command.if_contains("type");
  // Looking at the plan changes nothing at a desk: consoles do it, and say so.
  bool const opens_plan = type != nullptr && type->is_string() && type->get_string() == "open_plan";
  auto const text = json::serialize(with_examples(command));
  if (text.size() > coordinator::kMaxCommandBytes)
    return fields.fail("command", "at most " + std::to_string(coordinator::kMaxCommandBytes) + " bytes");
  if (opens_plan) {
    auto const* const incident = command.if_contains("incident_id");
    if (incident == nullptr || !incident->is_string()) fields.fail_found("command/incident_id", "", "\"$incident\"");
    return;
  }
  auto const parsed = coordinator::parse_command(text);
  if (!parsed)
    fields.fail_found("command" + parsed.error().pointer, text,
                      parsed.error().expected + " (a command of docs/protocol.md)");
}

OfficerActs read_command(Draft& draft, Fields& fields) {
  OfficerActs acts;
  acts.centre = draft.centre_of(fields, "centre");
  acts.officer = officer_of(fields);
  acts.about = draft.ship_of(fields, "about", false);
  auto const* const command = fields.take("command");
  if (!command->is_object()) {
    fields.fail("command", "a command of docs/protocol.md as an object");
    return acts;
  }
  check_command(fields, command->get_object());
  acts.command = json::serialize(*command);
  return acts;
}

LinkGoes read_link(Draft& draft, Fields& fields) {
  LinkGoes link;
  link.up = fields.one_of<bool>("link", {{"down", false}, {"up", true}}).value_or(false);
  if (!fields.need("between", "the two centres")) return link;
  auto const between = fields.centres("between");
  if (!between) return link;
  if (between->size() != 2) {
    fields.fail("between", "two centres");
    return link;
  }
  link.a = between->front();
  link.b = between->back();
  draft.use_centre(fields, "between", link.a);
  draft.use_centre(fields, "between", link.b);
  return link;
}

ShipChanges read_change(Draft& draft, Fields& fields) {
  using How = ShipChanges::How;
  auto const how = fields.one_of<How>(
      "does", {{"stops", How::stops}, {"goes_on", How::goes_on}, {"silent", How::silent}, {"heard", How::heard}});
  return {.ship = draft.ship_of(fields, "ship", true), .how = how.value_or(How::stops)};
}

ActBody read_body(Draft& draft, Fields& fields) {
  if (fields.count_of({"brings", "reports", "device", "distress_call", "command", "link", "restart", "does", "says"}) !=
      1) {
    fields.fail_found("", "",
                      "exactly one of brings, reports, device, distress_call, command, link, restart, does, says");
    for (auto const* const name : {"brings", "reports", "device", "distress_call", "command", "link", "restart", "does",
                                   "says", "centre", "officer", "ship", "position", "about", "lines"})
      fields.take(name);
    return ControlSays{};
  }
  if (fields.has("brings")) return read_brings(draft, fields);
  if (fields.has("reports")) return read_reports(draft, fields);
  if (fields.has("device")) return read_device(draft, fields);
  if (fields.has("distress_call")) return read_distress_call(draft, fields);
  if (fields.has("command")) return read_command(draft, fields);
  if (fields.has("link")) return read_link(draft, fields);
  if (fields.has("restart")) return ServerRestarts{.centre = draft.centre_of(fields, "restart")};
  if (fields.has("does")) return read_change(draft, fields);
  ControlSays says;
  says.centre = draft.centre_of(fields, "centre");
  says.text = fields.words("says").value_or(plans::BriefText{});
  return says;
}

std::string lower(std::string_view text) {
  std::string result;
  for (char const c : text) {
    if (c >= 'A' && c <= 'Z') {
      result += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      result += c;
    } else if (!result.empty() && result.back() != '-') {
      result += '-';
    }
  }
  while (result.ends_with('-')) result.pop_back();
  return result;
}

std::string on_incident(std::string_view type) {
  std::string text;
  geo::JsonWriter{text}.begin_object().member("type", type).member("incident_id", "$incident").end_object();
  return text;
}

/// What one habit of the duty officer does, and on what.
class DutyOfficer {
 public:
  DutyOfficer(Draft& draft, Fields& fields) : draft_(draft), fields_(fields) {
    centre_ = draft.centre_of(fields, "duty_officer");
    name_ = fields.text("name", 64).value_or("Duty officer " + std::string{geo::to_text(centre_)});
    draft.duty_officers.emplace(centre_, name_);
    // Names that are not in Latin letters leave the centre's.
    prefix_ = lower(geo::to_text(centre_)) + "-" + lower(name_).substr(0, 16);
    while (prefix_.ends_with('-')) prefix_.pop_back();
  }

  void when(std::string_view habit, std::string_view name, Happening what, std::string detail, std::string command) {
    if (!fields_.has(habit)) return;
    Act act;
    act.name = prefix_ + "-" + std::string{name};
    act.is_inject = false;
    auto const [known, is_new] = delays_.try_emplace(habit);
    if (is_new) read_delay(fields_, habit, known->second.first, known->second.second);
    act.when.after_least = known->second.first;
    act.when.after_most = known->second.second;
    act.when.condition = Condition{.what = what, .centre = centre_, .ship = {}, .detail = std::move(detail)};
    act.when.every = true;
    act.body = OfficerActs{centre_, name_, std::move(command)};
    draft_.claim(draft_.acts, act.name, fields_, "duty_officer");
    draft_.scenario.acts.push_back(std::move(act));
  }

 private:
  Draft& draft_;
  Fields& fields_;
  geo::CentreId centre_ = geo::CentreId::hk;
  std::string name_;
  std::string prefix_;
  std::map<std::string_view, std::pair<Offset, Offset>> delays_;
};

std::string call_of_company() {
  std::string text;
  geo::JsonWriter{text}
      .begin_object()
      .member("type", "log_call")
      .member("incident_id", "$incident")
      .member("contact", "$company")
      .member("outcome", "informed, stands by with the boarding count")
      .end_object();
  return text;
}
std::string first_sitrep(std::string const& words) {
  std::string text;
  geo::JsonWriter{text}
      .begin_object()
      .member("type", "issue_sitrep")
      .member("incident_id", "$incident")
      .member("full", false)
      .member("text", words)
      .end_object();
  return text;
}

}  // namespace

void Draft::claim(std::map<std::string, LinePlace, std::less<>>& names, std::string const& name, Fields& fields,
                  std::string_view field) {
  auto const [at, is_new] = names.emplace(name, fields.place());
  if (!is_new)
    fields.fail_found(field, '"' + name + '"',
                      "a name of its own; line " + std::to_string(at->second.line) + " has it");
}

void Draft::use_condition(Fields& fields, std::string_view field, Condition const& condition) {
  if (!condition.ship.empty()) use_ship(fields, field, condition.ship);
  if (condition.centre) use_centre(fields, field, *condition.centre);
}

geo::CentreId Draft::centre_of(Fields& fields, std::string_view field) {
  if (!fields.need(field, "one of CN-GD, HK, MO")) return geo::CentreId::hk;
  auto const centre = fields.centre(field);
  if (centre) use_centre(fields, field, *centre);
  return centre.value_or(geo::CentreId::hk);
}

std::string Draft::ship_of(Fields& fields, std::string_view field, bool is_needed) {
  if (is_needed && !fields.need(field, "a ship of the cast")) return {};
  auto const name = fields.name(field);
  if (name) use_ship(fields, field, *name);
  return name.value_or("");
}

void read_act(Draft& draft, Fields& fields, std::string_view kind) {
  Act act;
  act.is_inject = kind == "inject";
  act.name = fields.name(kind).value_or("");
  act.title = fields.words("title").value_or(plans::BriefText{});
  act.when = read_when(draft, fields);
  act.body = read_body(draft, fields);
  fields.done();
  if (!act.name.empty()) draft.claim(draft.acts, act.name, fields, kind);
  draft.scenario.acts.push_back(std::move(act));
}

void read_duty_officer(Draft& draft, Fields& fields) {
  DutyOfficer officer{draft, fields};
  auto const words = fields.text("sitrep", kMaxScenarioText)
                         .value_or(
                             "Initial report. Position, ship and persons on board as recorded; units as listed. "
                             "More follows.");
  // Acknowledging what is offered to the centre accepts it: an officer who takes his own time for that does not
  // acknowledge that alarm with the others.
  std::string const offered{coordinator::to_text(coordinator::AlarmReason::custody_offered)};
  bool const accepts_apart = fields.has("accepts_custody_after");
  officer.when("acknowledges_after", "acknowledges", Happening::alarmed, accepts_apart ? "!" + offered : "",
               on_incident("acknowledge"));
  officer.when("accepts_custody_after", "accepts", Happening::alarmed, offered, on_incident("acknowledge"));
  officer.when("opens_plan_after", "opens-plan", Happening::plan_at_hand, "", on_incident("open_plan"));
  officer.when("calls_company_after", "calls-company", Happening::plan_opened, "", call_of_company());
  officer.when("sitrep_after", "sitrep", Happening::custody_taken, "", first_sitrep(words));
  for (auto const* const habit :
       {"acknowledges_after", "accepts_custody_after", "opens_plan_after", "calls_company_after", "sitrep_after"})
    fields.take(habit);
  fields.done();
}

}  // namespace lingding::drill::detail
