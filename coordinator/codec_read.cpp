// Events and their parts from JSON.

#include "coordinator/codec.hpp"
#include "coordinator/detail/json_reader.hpp"
#include "coordinator/detail/schedule_json.hpp"
#include "coordinator/limits.hpp"
#include "coordinator/names.hpp"

namespace lingding::coordinator {
namespace {

using detail::Node;
using detail::read_document;

// Bounds of lists that the desk itself keeps small; what is longer was not written by a desk.
constexpr std::size_t kMaxIds = 256;
constexpr std::size_t kMaxAlerts = 1024;
constexpr std::size_t kMaxRegions = 64;
constexpr std::size_t kMaxShipsInPlan = 1024;
constexpr std::size_t kMaxEffects = 65536;
constexpr std::size_t kMaxReasonBytes = 4096;
/// A recorded event or an entry's effects: some link messages, or a plan of many ships.
constexpr std::size_t kMaxRecordedBytes = 64U << 20U;

std::string name(Node const& node) {
  return node.text(kMaxNameBytes);
}
std::string optional_text(Node const& node, std::string_view key, std::size_t at_most) {
  auto const found = node.find(key);
  return found ? found->text(at_most) : std::string{};
}
std::uint32_t small(Node const& node, std::uint32_t at_least = 0) {
  return static_cast<std::uint32_t>(node.natural(std::numeric_limits<std::uint32_t>::max(), at_least));
}
std::uint32_t number(Node const& node) {
  return small(node);
}
std::uint32_t optional_small(Node const& node, std::string_view key) {
  auto const found = node.find(key);
  return found ? small(*found) : 0;
}

geo::UtcTime time(Node const& node) {
  auto const text = node.view();
  if (!node.good()) return {};
  auto const parsed = geo::parse_time(text);
  if (!parsed) node.fail("a time like 2016-08-27T15:50:00.000Z");
  return parsed.value_or(geo::UtcTime{});
}

geo::CentreId centre(Node const& node) {
  auto const text = node.view();
  if (!node.good()) return geo::CentreId::hk;
  auto const parsed = geo::parse_centre(text);
  if (!parsed) node.fail("CN-GD, HK or MO");
  return parsed.value_or(geo::CentreId::hk);
}

template <class Enum, std::size_t count>
Enum one_of(Node const& node, std::array<Enum, count> const& all) {
  auto const text = node.view();
  if (!node.good()) return all.front();
  auto const found = named(all, text);
  if (!found) {
    std::string expected = "one of";
    for (auto const one : all) expected.append(" ").append(to_text(one));
    node.fail(expected);
  }
  return found.value_or(all.front());
}

plans::Mmsi mmsi(Node const& node) {
  auto const number = node.natural(999'999'999, 1);
  return *plans::Mmsi::from_number(static_cast<std::uint32_t>(number));
}

geo::Metres metres(Node const& node) {
  return geo::Metres::from_metres(node.number());
}
geo::Metres distance(Node const& node) {
  auto const length = metres(node);
  if (length.metres() < 0) node.fail("a length that is not negative");
  return length;
}
geo::Knots knots(Node const& node) {
  return geo::Knots::from_knots(node.number());
}
geo::TrueBearing bearing(Node const& node) {
  double const degrees = node.number();
  if (degrees < 0 || degrees >= 360) node.fail("a bearing from 0 to less than 360");
  return *geo::TrueBearing::from_degrees(degrees);
}

geo::Latitude latitude(Node const& node) {
  auto const parsed = geo::Latitude::from_degrees(node.number());
  if (!parsed) node.fail("a latitude from -90 to 90");
  return parsed.value_or(*geo::Latitude::from_degrees(0));
}
geo::Longitude longitude(Node const& node) {
  auto const parsed = geo::Longitude::from_degrees(node.number());
  if (!parsed) node.fail("a longitude from -180 to 180");
  return parsed.value_or(*geo::Longitude::from_degrees(0));
}
geo::Position position(Node const& node) {
  return {latitude(node.at("lat")), longitude(node.at("lon"))};
}

/// [latitude, longitude]
geo::Position point(Node const& node) {
  std::optional<geo::Latitude> lat;
  std::optional<geo::Longitude> lon;
  node.each(2, [&](Node const& one) { lat ? void(lon = longitude(one)) : void(lat = latitude(one)); });
  if (!lon) node.fail("a latitude and a longitude");
  return {lat.value_or(*geo::Latitude::from_degrees(0)), lon.value_or(*geo::Longitude::from_degrees(0))};
}

template <class Read>
auto list(Node const& node, std::size_t at_most, Read const& read) {
  std::vector<decltype(read(node))> result;
  node.each(at_most, [&](Node const& one) { result.push_back(read(one)); });
  return result;
}
template <class Read>
auto optional_list(Node const& node, std::string_view key, std::size_t at_most, Read const& read) {
  auto const found = node.find(key);
  return found ? list(*found, at_most, read) : decltype(list(node, at_most, read)){};
}
template <class Read>
auto optional(Node const& node, std::string_view key, Read const& read) -> std::optional<decltype(read(node))> {
  auto const found = node.find(key);
  if (!found) return std::nullopt;
  return read(*found);
}

geo::RegionRef region(Node const& node) {
  return {name(node.at("id")), small(node.at("version")), one_of(node.at("kind"), kRegionKinds),
          centre(node.at("centre"))};
}

Decision decision(Node const& node) {
  Decision result;
  result.responsible = optional(node, "responsible", centre);
  result.informed = list(node.at("informed"), geo::kCentres.size(), centre);
  result.rule = one_of(node.at("rule"), kRoutingRules);
  result.reason = node.at("reason").text(kMaxReasonBytes);
  result.regions = list(node.at("regions"), kMaxRegions, region);
  result.boundary_distance = optional(node, "boundary_distance_m", metres);
  result.boundary_of = optional(node, "boundary_of", region);
  return result;
}

plans::Contact contact(Node const& node) {
  return {node.at("role").text(plans::kMaxBriefBytes), node.at("name").text(plans::kMaxBriefBytes),
          node.at("phone").text(plans::kMaxBriefBytes)};
}

plans::BriefText brief_text(Node const& node) {
  return {optional_text(node, "en", plans::kMaxBriefBytes), optional_text(node, "zh_hant", plans::kMaxBriefBytes)};
}

plans::LifeSaving life_saving(Node const& node) {
  return {.survival_craft = small(node.at("survival_craft")),
          .survival_craft_capacity = small(node.at("survival_craft_capacity")),
          .evacuation_systems = small(node.at("evacuation_systems")),
          .rescue_boats = small(node.at("rescue_boats")),
          .lifejackets_adult = small(node.at("lifejackets_adult")),
          .lifejackets_child = small(node.at("lifejackets_child"))};
}

std::optional<plans::ImoNumber> imo_number(Node const& node) {
  auto const number = plans::ImoNumber::from_number(small(node));
  if (!number) node.fail("an IMO number with its check digit");
  return number;
}

plans::BeaconId beacon(Node const& node) {
  auto const parsed = plans::BeaconId::parse(node.view());
  if (!parsed) node.fail("a beacon's 15 or 23 hex digits");
  return parsed.value_or(*plans::BeaconId::parse("ADCD00800440401"));
}

plans::ShipNames ship_names(Node const& node) {
  return {.en = optional_text(node, "en", plans::kMaxBriefBytes),
          .zh_hant = optional_text(node, "zh_hant", plans::kMaxBriefBytes),
          .zh_hans = optional_text(node, "zh_hans", plans::kMaxBriefBytes),
          .pt = optional_text(node, "pt", plans::kMaxBriefBytes)};
}

plans::PlanBrief plan_brief(Node const& node) {
  constexpr std::size_t kMaxNumbers = 256;
  plans::PlanBrief plan;
  plan.plan_id = node.at("plan_id").text(plans::kMaxBriefBytes);
  plan.version = small(node.at("version"));
  plan.digest = name(node.at("digest"));
  plan.home = centre(node.at("home"));
  plan.names = ship_names(node.at("names"));
  plan.company = optional_text(node, "company", plans::kMaxBriefBytes);
  plan.mmsi = optional(node, "mmsi", mmsi);
  if (auto const imo = node.find("imo")) plan.imo = imo_number(*imo);
  plan.call_sign = optional_text(node, "call_sign", plans::kMaxBriefBytes);
  plan.beacons = optional_list(node, "beacons", kMaxNumbers, beacon);
  plan.devices = optional_list(node, "devices", kMaxNumbers, mmsi);
  plan.persons_permitted = optional_small(node, "persons_permitted");
  plan.crew = optional_small(node, "crew");
  plan.contacts = optional_list(node, "contacts", kMaxNumbers, contact);
  plan.ship_type = optional_text(node, "ship_type", plans::kMaxBriefBytes);
  plan.length_overall = optional(node, "length_overall_m", metres);
  plan.service_speed = optional(node, "service_speed_kn", knots);
  plan.appearance = optional(node, "appearance", brief_text).value_or(plans::BriefText{});
  plan.life_saving = optional(node, "life_saving", life_saving).value_or(plans::LifeSaving{});
  plan.medical = optional(node, "medical", brief_text).value_or(plans::BriefText{});
  plan.helicopter = optional(node, "helicopter", brief_text).value_or(plans::BriefText{});
  plan.route_name = optional(node, "route_name", brief_text).value_or(plans::BriefText{});
  plan.remark = optional(node, "remark", brief_text).value_or(plans::BriefText{});
  plan.crosses = optional_list(node, "crosses", geo::kCentres.size(), centre);
  plan.route = optional_list(node, "route", 4096, point);
  if (auto const sample = node.find("sample")) plan.sample = sample->flag();
  plan.schedule = optional(node, "schedule", detail::read_schedule).value_or(plans::Schedule{});
  return plan;
}

ShipNear ship_near(Node const& node) {
  return {.mmsi = mmsi(node.at("mmsi")),
          .name = optional_text(node, "name", kMaxNameBytes),
          .position = position(node.at("position")),
          .speed = optional(node, "speed_kn", knots),
          .course = optional(node, "course_deg_true", bearing),
          .reported_at = time(node.at("reported_at")),
          .distance = distance(node.at("distance_m"))};
}

bool optional_flag(Node const& node, std::string_view key) {
  auto const found = node.find(key);
  return found && found->flag();
}

PossiblePosition possible_position(Node const& node) {
  PossiblePosition result{position(node.at("position")), distance(node.at("radius_m")),
                          one_of(node.at("source"), kPositionSources), std::nullopt};
  if (auto const share = node.find("probability")) {
    result.probability = share->number();
    if (*result.probability < 0 || *result.probability > 1) share->fail("a probability from 0 to 1");
  }
  return result;
}

MatchTerm match_term(Node const& node) {
  return {name(node.at("what")), static_cast<int>(node.at("points").whole())};
}

AlertReport report(Node const& node) {
  AlertReport result;
  result.alert_class = one_of(node.at("class"), kAlertClasses);
  result.kind = one_of(node.at("kind"), kAlertKinds);
  result.device = optional(node, "device", mmsi);
  result.beacon = optional(node, "beacon", beacon);
  if (auto const imo = node.find("imo")) result.imo = imo_number(*imo);
  result.call_sign = optional_text(node, "call_sign", kMaxNameBytes);
  result.name = optional_text(node, "name", kMaxNameBytes);
  result.position = optional(node, "position", position);
  result.radius = distance(node.at("radius_m"));
  if (auto const source = node.find("position_source")) result.position_source = one_of(*source, kPositionSources);
  result.possible = optional_list(node, "possible", kMaxPossible, possible_position);
  if (auto const nature = node.find("nature")) result.nature = one_of(*nature, kNatures);
  result.persons = optional(node, "persons", number);
  result.cancels = optional_flag(node, "cancels");
  if (auto const phase = node.find("phase")) result.phase = one_of(*phase, kEmergencyPhases);
  result.corrected_bits = optional_small(node, "corrected_bits");
  result.thread = optional_list(node, "thread", kMaxThread, name);
  result.caller = optional_text(node, "caller", kMaxNameBytes);
  result.text = optional_text(node, "text", kMaxTextBytes);
  result.no_duff = optional_flag(node, "no_duff");
  return result;
}

Alert alert(Node const& node) {
  return {.id = name(node.at("id")),
          .received_by = centre(node.at("received_by")),
          .source = name(node.at("source")),
          .report = report(node.at("report")),
          .positioned_at = optional(node, "positioned_at", time),
          .first_heard = time(node.at("first_heard")),
          .last_heard = time(node.at("last_heard")),
          .renewed_at = optional(node, "renewed_at", time),
          .count = node.at("count").natural(),
          .match = optional_list(node, "match", kMaxCaseItems, match_term),
          .matched = optional_text(node, "matched", kMaxReasonBytes),
          .placed = optional_small(node, "placed")};
}

ShipLink ship_link(Node const& node) {
  ShipLink ship;
  ship.certainty = one_of(node.at("certainty"), kCertainties);
  ship.mmsi = optional(node, "mmsi", mmsi);
  ship.name = optional_text(node, "name", kMaxNameBytes);
  ship.distance = optional(node, "distance_m", distance);
  if (auto const age = node.find("age_ms")) ship.age = std::chrono::milliseconds{age->whole()};
  ship.officer = optional_text(node, "officer", kMaxNameBytes);
  ship.at = time(node.at("at"));
  ship.by = centre(node.at("by"));
  ship.plan = optional(node, "plan", plan_brief);
  return ship;
}

CustodyClaim custody(Node const& node) {
  return {.centre = centre(node.at("centre")),
          .term = small(node.at("term")),
          .since = time(node.at("since")),
          .officer = optional_text(node, "officer", kMaxNameBytes),
          .forced = optional_flag(node, "forced"),
          .until = optional(node, "until", time)};
}

Stamp stamp(Node const& node) {
  return {time(node.at("at")), centre(node.at("by")), optional_text(node, "officer", kMaxNameBytes)};
}
Phase phase(Node const& node) {
  return {one_of(node.at("phase"), kEmergencyPhases), node.at("reason").text(kMaxReasonBytes), stamp(node)};
}
Persons persons(Node const& node) {
  return {optional(node, "on_board", number), optional(node, "accounted_for", number),
          optional_text(node, "source", kMaxReasonBytes), stamp(node)};
}
Unit unit(Node const& node) {
  return {name(node.at("name")), optional_text(node, "kind", kMaxNameBytes), one_of(node.at("state"), kUnitStates),
          optional_text(node, "note", kMaxReasonBytes), stamp(node)};
}
Call call(Node const& node) {
  return {node.at("contact").text(kMaxReasonBytes), node.at("outcome").text(kMaxReasonBytes), stamp(node)};
}
OfferAnswer offer_answer(Node const& node) {
  return {centre(node.at("centre")),
          small(node.at("term")),
          one_of(node.at("outcome"), kOfferOutcomes),
          optional_text(node, "reason", kMaxReasonBytes),
          stamp(node),
          optional(node, "responsible", centre)};
}
WishRefused wish_refused(Node const& node) {
  return {optional_text(node, "reason", kMaxReasonBytes), stamp(node)};
}
CustodyWish wish(Node const& node) {
  return {centre(node.at("centre")), small(node.at("term")), optional_text(node, "reason", kMaxReasonBytes),
          stamp(node), optional(node, "refused", wish_refused)};
}
Unheard unheard(Node const& node) {
  return {centre(node.at("centre")), time(node.at("since")), time(node.at("at"))};
}
Sitrep sitrep(Node const& node) {
  return {small(node.at("number"), 1), node.at("full").flag(), node.at("text").text(kMaxSitrepBytes), stamp(node)};
}
Closure closure(Node const& node) {
  return {one_of(node.at("outcome"), kCaseOutcomes), optional_text(node, "reason", kMaxReasonBytes), stamp(node)};
}
NoDuff no_duff(Node const& node) {
  return {optional_text(node, "reason", kMaxReasonBytes), stamp(node)};
}
PossibleMatch possible_match(Node const& node) {
  return {name(node.at("incident_id")), static_cast<int>(node.at("score").whole()),
          optional_text(node, "reason", kMaxReasonBytes), stamp(node)};
}
MovedAlert moved_alert(Node const& node) {
  return {name(node.at("alert_id")), small(node.at("placed")), name(node.at("to"))};
}
ShipSight ship_sight(Node const& node) {
  return {position(node.at("position")),
          optional(node, "speed_kn", knots),
          optional(node, "course_deg_true", bearing),
          optional_text(node, "status", kMaxNameBytes),
          optional_text(node, "place", kMaxNameBytes),
          time(node.at("reported_at")),
          optional(node, "mmsi", mmsi),
          optional(node, "named_at", time).value_or(geo::UtcTime{})};
}

Acknowledgement acknowledgement(Node const& node) {
  return {.centre = centre(node.at("centre")), .officer = name(node.at("officer")), .at = time(node.at("at"))};
}

LogLine log_line(Node const& node) {
  return {.at = time(node.at("at")),
          .centre = centre(node.at("centre")),
          .who = name(node.at("who")),
          .text = node.at("text").text(2 * kMaxReasonBytes)};
}

Incident incident(Node const& node) {
  Incident result;
  result.id = name(node.at("id"));
  result.also = optional_list(node, "also", kMaxIds, name);
  result.incident_class = one_of(node.at("class"), kAlertClasses);
  result.opened_at = time(node.at("opened_at"));
  result.custody = custody(node.at("custody"));
  result.offered_to = optional(node, "offered_to", centre);
  result.decision = decision(node.at("decision"));
  result.decided_at = time(node.at("decided_at"));
  result.decided_by = centre(node.at("decided_by"));
  result.decided_without = optional_small(node, "decided_without");
  result.decided_for = optional(node, "decided_for", mmsi);
  result.decided_for_version = optional_small(node, "decided_for_version");
  result.alerts = list(node.at("alerts"), kMaxAlerts, alert);
  result.ship = optional(node, "ship", ship_link);
  result.candidates = optional_list(node, "candidates", kMaxShipsNear, ship_near);
  if (!result.candidates.empty()) {
    result.candidates_at = time(node.at("candidates_at"));
    result.candidates_by = centre(node.at("candidates_by"));
  }
  result.told = list(node.at("told"), geo::kCentres.size(), centre);
  result.acknowledgements = list(node.at("acknowledgements"), geo::kCentres.size(), acknowledgement);
  result.former = optional_list(node, "former", kMaxCaseItems, custody);
  result.answers = optional_list(node, "answers", kMaxCaseItems, offer_answer);
  result.wish = optional(node, "wish", wish);
  result.requests = optional_list(node, "requests", geo::kCentres.size(), wish);
  result.unheard = optional_list(node, "unheard", geo::kCentres.size(), unheard);
  result.phase = optional(node, "phase", phase);
  result.persons = optional(node, "persons", persons);
  result.units = optional_list(node, "units", kMaxCaseItems, unit);
  result.calls = optional_list(node, "calls", kMaxCaseItems, call);
  result.sitreps = optional_list(node, "sitreps", kMaxSitreps, sitrep);
  result.closure = optional(node, "closure", closure);
  result.no_duff = optional(node, "no_duff", no_duff);
  result.matches = optional_list(node, "matches", kMaxCaseItems, possible_match);
  result.apart = optional_list(node, "apart", kMaxCaseItems, name);
  result.moved_alerts = optional_list(node, "moved_alerts", kMaxCaseItems, moved_alert);
  result.sight = optional(node, "sight", ship_sight);
  result.sight_now = optional(node, "sight_now", ship_sight);
  result.log = list(node.at("log"), kMaxLogLines, log_line);
  return result;
}

VoyageRef voyage_ref(Node const& node) {
  return {node.at("plan_id").text(plans::kMaxBriefBytes),
          optional_text(node, "route", plans::kMaxBriefBytes),
          brief_text(node.at("from")),
          brief_text(node.at("to")),
          time(node.at("departs")),
          time(node.at("arrives"))};
}
VoyageQuestion voyage_question(Node const& node) {
  VoyageQuestion result;
  result.id = name(node.at("id"));
  result.concern = one_of(node.at("concern"), kVoyageConcerns);
  result.ship = optional(node, "ship", mmsi);
  result.other = optional(node, "other", mmsi);
  result.ship_name = optional(node, "ship_name", brief_text).value_or(plans::BriefText{});
  result.voyage = optional(node, "voyage", voyage_ref);
  result.since = time(node.at("since"));
  result.raised_at = time(node.at("raised_at"));
  result.position = optional(node, "position", position);
  result.position_at = optional(node, "position_at", time);
  if (auto const radius = node.find("radius_m")) result.radius = distance(*radius);
  result.evidence = brief_text(node.at("evidence"));
  result.limits = brief_text(node.at("limits"));
  return result;
}

Command command(Node const& node) {
  auto const type = node.at("type");
  auto const text = type.view();
  if (text == "acknowledge") return Acknowledge{name(node.at("incident_id"))};
  if (text == "confirm_ship") return ConfirmShip{name(node.at("incident_id")), mmsi(node.at("mmsi"))};
  // The desk itself refuses a note that is too long, with an answer to the officer.
  if (text == "add_note") return AddNote{name(node.at("incident_id")), node.at("text").text(kMaxCommandBytes)};
  // What is too long the desk itself refuses, with an answer to the officer.
  auto const id = [&] { return name(node.at("incident_id")); };
  auto const reason = [&] { return optional_text(node, "reason", kMaxCommandBytes); };
  if (text == "decline_custody") return DeclineCustody{id(), reason()};
  if (text == "request_custody") return RequestCustody{id(), reason()};
  if (text == "offer_custody") return OfferCustody{id(), centre(node.at("to")), reason()};
  if (text == "force_custody") return ForceCustody{id(), reason()};
  if (text == "set_phase") return SetPhase{id(), one_of(node.at("phase"), kEmergencyPhases), reason()};
  if (text == "set_persons")
    return SetPersons{id(), optional(node, "on_board", number), optional(node, "accounted_for", number),
                      optional_text(node, "source", kMaxNameBytes)};
  if (text == "set_unit")
    return SetUnit{id(), name(node.at("name")), optional_text(node, "kind", kMaxNameBytes),
                   one_of(node.at("state"), kUnitStates), optional_text(node, "note", kMaxCommandBytes)};
  if (text == "log_call")
    return LogCall{id(), node.at("contact").text(kMaxNameBytes), node.at("outcome").text(kMaxCommandBytes)};
  if (text == "open_plan") return OpenPlan{id()};
  if (text == "merge_incidents") return MergeIncidents{id(), name(node.at("other_id")), reason()};
  if (text == "split_incident") return SplitIncident{id(), list(node.at("alert_ids"), kMaxCaseItems, name), reason()};
  if (text == "issue_sitrep") return IssueSitrep{id(), node.at("full").flag(), node.at("text").text(kMaxCommandBytes)};
  if (text == "close_incident") return CloseIncident{id(), one_of(node.at("outcome"), kCaseOutcomes), reason()};
  if (text == "report_distress")
    return ReportDistress{optional_text(node, "incident_id", kMaxNameBytes), report(node.at("report"))};
  if (text == "no_duff") return SayNoDuff{id(), reason()};
  if (text == "answer_voyage")
    return AnswerVoyage{name(node.at("question_id")), one_of(node.at("answer"), kWatchAnswers), reason()};
  type.fail("a kind of command");
  return Acknowledge{};
}

LinkMessage message(Node const& node, std::string_view raw) {
  auto const type = node.at("type");
  auto const text = type.view();
  if (text == "alert_forwarded") return AlertForwarded{incident(node.at("incident")), std::string{raw}};
  if (text == "custody_taken") return CustodyTaken{incident(node.at("incident"))};
  if (text == "incident_acknowledged")
    return IncidentAcknowledged{incident(node.at("incident")), acknowledgement(node.at("acknowledgement"))};
  if (text == "ship_named") return ShipNamed{incident(node.at("incident"))};
  if (text == "note_added") return NoteAdded{incident(node.at("incident")), log_line(node.at("line"))};
  if (text == "alert_heard") return AlertHeard{name(node.at("incident_id")), alert(node.at("alert"))};
  if (text == "resync_asked") return ResyncAsked{};
  type.fail("a kind of link message");
  return CustodyTaken{};
}

Event event(Node const& node, std::string_view raw) {
  auto const type = node.at("type");
  auto const text = type.view();
  if (text == "alert_received")
    return AlertReceived{name(node.at("source")), report(node.at("report")),
                         optional_list(node, "near", kMaxShipsNear, ship_near), std::string{raw},
                         optional_text(node, "delivery", kMaxNameBytes)};
  if (text == "safety_text_received")
    return SafetyTextReceived{name(node.at("source")), mmsi(node.at("from")), node.at("text").text(kMaxTextBytes),
                              std::string{raw}, optional_flag(node, "no_duff")};
  if (text == "clock_set")
    return ClockSet{std::chrono::seconds{node.at("repeat_after_s").whole()},
                    std::chrono::seconds{node.at("escalate_after_s").whole()},
                    std::chrono::seconds{node.at("offer_lapses_after_s").whole()}};
  if (text == "notify_done")
    return NotifyDone{name(node.at("incident_id")),
                      node.at("attempt").natural(),
                      name(node.at("channel")),
                      node.at("delivered").flag(),
                      optional_text(node, "detail", kMaxReasonBytes),
                      optional_flag(node, "again"),
                      optional(node, "outstanding", number).value_or(0)};
  if (text == "ship_seen")
    return ShipSeen{name(node.at("incident_id")), mmsi(node.at("mmsi")), ship_sight(node.at("sight"))};
  if (text == "link_changed") return LinkChanged{centre(node.at("peer")), node.at("up").flag()};
  if (text == "register_spoke") return RegisterSpoke{brief_text(node.at("text"))};
  if (text == "source_spoke")
    return SourceSpoke{name(node.at("source")), brief_text(node.at("text")), std::string{raw},
                       optional_flag(node, "no_duff")};
  if (text == "officer_acted")
    return OfficerActed{name(node.at("officer")), name(node.at("command_id")), command(node.at("command"))};
  if (text == "link_received")
    return LinkReceived{centre(node.at("from")), node.at("link_seq").natural(), message(node.at("message"), raw)};
  if (text == "link_out_of_step")
    return LinkOutOfStep{centre(node.at("peer")), node.at("sent").natural(), node.at("received").natural()};
  if (text == "plan_stored") return PlanStored{list(node.at("ships"), kMaxShipsInPlan, plan_brief)};
  if (text == "regions_loaded") return RegionsLoaded{name(node.at("digest"))};
  if (text == "voyage_asked") return VoyageAsked{voyage_question(node.at("question"))};
  if (text == "voyage_over") return VoyageOver{name(node.at("question_id")), brief_text(node.at("why"))};
  if (text == "voyage_phase")
    return VoyagePhase{one_of(node.at("phase"), kEmergencyPhases), voyage_question(node.at("question")),
                       brief_text(node.at("why"))};
  if (text == "time_passed") return TimePassed{};
  type.fail("a kind of event");
  return TimePassed{};
}

LinkAddress address(Node const& node) {
  return {centre(node.at("centre")), node.at("link_seq").natural()};
}

Effect effect(Node const& node, std::string_view raw) {
  auto const type = node.at("type");
  auto const text = type.view();
  if (text == "incident_changed") return IncidentChanged{incident(node.at("incident"))};
  if (text == "alert_refreshed")
    return AlertRefreshed{name(node.at("incident_id")), name(node.at("alert_id")), time(node.at("last_heard")),
                          node.at("count").natural(), optional(node, "position", position)};
  if (text == "incident_forgotten") return IncidentForgotten{name(node.at("incident_id"))};
  if (text == "alarm_raised")
    return AlarmRaised{name(node.at("incident_id")), one_of(node.at("reason"), kAlarmReasons),
                       one_of(node.at("level"), kAlarmLevels)};
  if (text == "alarm_repeated")
    return AlarmRepeated{name(node.at("incident_id")), small(node.at("step")), time(node.at("since"))};
  if (text == "notify_asked")
    return NotifyAsked{name(node.at("incident_id")),
                       node.at("attempt").natural(),
                       small(node.at("step")),
                       node.at("subject").text(kMaxReasonBytes),
                       node.at("text").text(kMaxSitrepBytes),
                       optional_flag(node, "no_duff")};
  if (text == "ship_watched") return ShipWatched{name(node.at("incident_id")), optional(node, "mmsi", mmsi)};
  if (text == "alarm_quieted") return AlarmQuieted{name(node.at("incident_id")), name(node.at("officer"))};
  if (text == "notice_shown")
    return NoticeShown{
        {node.at("text").text(plans::kMaxBriefBytes), optional_text(node, "text_zh_hant", plans::kMaxBriefBytes)}};
  if (text == "command_done")
    return CommandDone{name(node.at("officer")), name(node.at("command_id")),
                       optional_text(node, "incident_id", kMaxNameBytes)};
  if (text == "command_refused")
    return CommandRefused{name(node.at("officer")), name(node.at("command_id")), name(node.at("code")),
                          node.at("text").text(kMaxReasonBytes)};
  if (text == "link_sent")
    return LinkSent{list(node.at("to"), geo::kCentres.size(), address), message(node.at("message"), raw)};
  if (text == "voyage_question_shown") return VoyageQuestionShown{voyage_question(node.at("question"))};
  if (text == "voyage_question_answered")
    return VoyageQuestionAnswered{name(node.at("question_id")), one_of(node.at("answer"), kWatchAnswers),
                                  name(node.at("officer")), optional_text(node, "reason", kMaxReasonBytes),
                                  optional_text(node, "incident_id", kMaxNameBytes)};
  if (text == "voyage_question_closed")
    return VoyageQuestionClosed{name(node.at("question_id")), brief_text(node.at("why"))};
  type.fail("a kind of effect");
  return NoticeShown{};
}

}  // namespace

geo::Expected<Event, CodecError> parse_event(std::string_view json, std::string_view raw) {
  return read_document(json, kMaxRecordedBytes, [&](Node const& node) { return event(node, raw); });
}

geo::Expected<LinkMessage, CodecError> parse_link_message(std::string_view json, std::string_view raw) {
  return read_document(json, kMaxLinkMessageBytes, [&](Node const& node) { return message(node, raw); });
}

geo::Expected<Command, CodecError> parse_command(std::string_view json) {
  return read_document(json, kMaxCommandBytes, command);
}

geo::Expected<Incident, CodecError> parse_incident(std::string_view json) {
  return read_document(json, kMaxRecordedBytes, incident);
}

geo::Expected<AlertReport, CodecError> parse_alert_report(std::string_view json) {
  return read_document(json, kMaxRecordedBytes, report);
}

geo::Expected<Effects, CodecError> parse_effects(std::string_view json, std::string_view raw) {
  return read_document(json, kMaxRecordedBytes, [&](Node const& node) {
    return list(node, kMaxEffects, [&](Node const& one) { return effect(one, raw); });
  });
}

}  // namespace lingding::coordinator
