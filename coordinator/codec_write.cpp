// Events, effects and their parts to JSON.

#include <algorithm>
#include <array>

#include "coordinator/codec.hpp"
#include "coordinator/detail/schedule_json.hpp"
#include "coordinator/names.hpp"
#include "geo/json_writer.hpp"

namespace lingding::coordinator {
namespace {

using geo::JsonWriter;

/// Two digits at a time, without the general machinery: a repeat's effects are mostly times.
class TimeText {
 public:
  explicit TimeText(geo::UtcTime time) {
    auto const day = std::chrono::floor<std::chrono::days>(time);
    std::chrono::year_month_day const date{day};
    auto rest = static_cast<unsigned>((time - day).count());
    auto const year = static_cast<unsigned>(static_cast<int>(date.year()));
    put(1, year / 100);
    put(3, year % 100);
    put(6, static_cast<unsigned>(date.month()));
    put(9, static_cast<unsigned>(date.day()));
    text_[23] = static_cast<char>('0' + rest % 10);
    put(21, rest / 10 % 100);
    rest /= 1000;
    put(18, rest % 60);
    put(15, rest / 60 % 60);
    put(12, rest / 3600);
  }
  std::string_view quoted() const { return {text_.data(), text_.size()}; }

 private:
  void put(std::size_t at, unsigned two_digits) {
    text_[at] = static_cast<char>('0' + two_digits / 10 % 10);
    text_[at + 1] = static_cast<char>('0' + two_digits % 10);
  }
  std::array<char, 26> text_{'"', '0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0',
                             '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', 'Z', '"'};
};

void write(JsonWriter& json, geo::UtcTime time) {
  json.raw(TimeText{time}.quoted());
}
void write(JsonWriter& json, std::string const& text) {
  json.value(text);
}
void write(JsonWriter& json, std::uint32_t number) {
  json.value(number);
}
void write(JsonWriter& json, geo::CentreId centre) {
  json.value(geo::to_text(centre));
}
void write(JsonWriter& json, plans::Mmsi mmsi) {
  json.value(mmsi.number());
}
void write(JsonWriter& json, plans::BeaconId const& beacon) {
  json.value(beacon.text());
}

/// Zero without its sign, which JSON readers do not keep.
void write(JsonWriter& json, double number) {
  json.value(number + 0.0);
}
void write(JsonWriter& json, geo::Metres length) {
  write(json, length.metres());
}
void write(JsonWriter& json, geo::Knots speed) {
  write(json, speed.knots());
}
void write(JsonWriter& json, geo::TrueBearing bearing) {
  write(json, bearing.degrees());
}
void write(JsonWriter& json, std::chrono::milliseconds duration) {
  json.value(duration.count());
}

void write(JsonWriter& json, geo::Position position) {
  json.begin_object().key("lat");
  write(json, position.latitude.degrees());
  json.key("lon");
  write(json, position.longitude.degrees());
  json.end_object();
}

// Declared before the templates that call them.
void write(JsonWriter& json, geo::RegionRef const& region);
void write(JsonWriter& json, Decision const& decision);
void write(JsonWriter& json, plans::Contact const& contact);
void write(JsonWriter& json, plans::BriefText const& text);
void write(JsonWriter& json, plans::LifeSaving const& appliances);
void write(JsonWriter& json, plans::PlanBrief const& plan);
void write(JsonWriter& json, ShipNear const& ship);
void write(JsonWriter& json, AlertReport const& report);
void write(JsonWriter& json, Alert const& alert);
void write(JsonWriter& json, ShipLink const& ship);
void write(JsonWriter& json, CustodyClaim const& claim);
void write(JsonWriter& json, PossiblePosition const& possible);
void write(JsonWriter& json, MatchTerm const& term);
void write(JsonWriter& json, Phase const& phase);
void write(JsonWriter& json, Persons const& persons);
void write(JsonWriter& json, Unit const& unit);
void write(JsonWriter& json, Call const& call);
void write(JsonWriter& json, OfferAnswer const& answer);
void write(JsonWriter& json, CustodyWish const& wish);
void write(JsonWriter& json, Unheard const& unheard);
void write(JsonWriter& json, Sitrep const& sitrep);
void write(JsonWriter& json, Closure const& closure);
void write(JsonWriter& json, NoDuff const& said);
void write(JsonWriter& json, PossibleMatch const& match);
void write(JsonWriter& json, MovedAlert const& moved);
void write(JsonWriter& json, ShipSight const& sight);
void write(JsonWriter& json, Acknowledgement const& acknowledgement);
void write(JsonWriter& json, LogLine const& line);
void write(JsonWriter& json, Incident const& incident);
void write(JsonWriter& json, VoyageRef const& voyage);
void write(JsonWriter& json, VoyageQuestion const& question);

/// Remembers the incidents that it wrote: what a desk shows it also tells, so that its effects hold one incident
/// several times.
class Writer : public JsonWriter {
 public:
  explicit Writer(std::string& out) : JsonWriter(out), out_(out) {}

  /// \pre the incident stays as it is while this writer writes
  void incident_member(Incident const& incident) {
    key("incident");
    auto const same = std::ranges::find_if(written_, [&](Written const& one) { return *one.incident == incident; });
    if (same != written_.end()) {
      out_.reserve(out_.size() + same->size + kUsualRest);
      raw(std::string_view{out_}.substr(same->from, same->size));
      return;
    }
    auto const from = out_.size();
    write(*this, incident);
    if (written_.size() == kRemembered) written_.erase(written_.begin());
    written_.push_back({&incident, from, out_.size() - from});
  }

 private:
  static constexpr std::size_t kUsualRest = 256;
  /// What is shown is told right after it.
  static constexpr std::size_t kRemembered = 2;
  struct Written {
    Incident const* incident;
    std::size_t from;
    std::size_t size;
  };
  std::string& out_;
  std::vector<Written> written_;
};

template <class T>
void member(JsonWriter& json, std::string_view name, T const& content) {
  json.key(name);
  write(json, content);
}
template <class T>
void member(JsonWriter& json, std::string_view name, std::optional<T> const& content) {
  if (content) member(json, name, *content);
}
template <class T>
void list(JsonWriter& json, std::string_view name, std::vector<T> const& content) {
  json.key(name).begin_array();
  for (auto const& one : content) write(json, one);
  json.end_array();
}
/// Left out when empty.
void text_member(JsonWriter& json, std::string_view name, std::string const& text) {
  if (!text.empty()) json.member(name, text);
}
template <class T>
void list_member(JsonWriter& json, std::string_view name, std::vector<T> const& content) {
  if (!content.empty()) list(json, name, content);
}

void write(JsonWriter& json, geo::RegionRef const& region) {
  json.begin_object();
  json.member("id", region.id).member("version", region.version).member("kind", geo::to_text(region.kind));
  member(json, "centre", region.centre);
  json.end_object();
}

void write(JsonWriter& json, Decision const& decision) {
  json.begin_object();
  member(json, "responsible", decision.responsible);
  list(json, "informed", decision.informed);
  json.member("rule", to_text(decision.rule)).member("reason", decision.reason);
  list(json, "regions", decision.regions);
  member(json, "boundary_distance_m", decision.boundary_distance);
  member(json, "boundary_of", decision.boundary_of);
  json.end_object();
}

void write(JsonWriter& json, plans::Contact const& contact) {
  json.begin_object();
  json.member("role", contact.role).member("name", contact.name).member("phone", contact.phone);
  json.end_object();
}

void write(JsonWriter& json, plans::BriefText const& text) {
  json.begin_object();
  text_member(json, "en", text.en);
  text_member(json, "zh_hant", text.zh_hant);
  json.end_object();
}
void brief_text(JsonWriter& json, std::string_view name, plans::BriefText const& text) {
  if (text != plans::BriefText{}) member(json, name, text);
}

void write(JsonWriter& json, plans::LifeSaving const& appliances) {
  json.begin_object();
  json.member("survival_craft", appliances.survival_craft);
  json.member("survival_craft_capacity", appliances.survival_craft_capacity);
  json.member("evacuation_systems", appliances.evacuation_systems);
  json.member("rescue_boats", appliances.rescue_boats);
  json.member("lifejackets_adult", appliances.lifejackets_adult);
  json.member("lifejackets_child", appliances.lifejackets_child);
  json.end_object();
}

void write(JsonWriter& json, plans::PlanBrief const& plan) {
  json.begin_object();
  json.member("plan_id", plan.plan_id).member("version", plan.version).member("digest", plan.digest);
  member(json, "home", plan.home);
  json.key("names").begin_object();
  text_member(json, "en", plan.names.en);
  text_member(json, "zh_hant", plan.names.zh_hant);
  text_member(json, "zh_hans", plan.names.zh_hans);
  text_member(json, "pt", plan.names.pt);
  json.end_object();
  text_member(json, "company", plan.company);
  member(json, "mmsi", plan.mmsi);
  if (plan.imo) json.member("imo", plan.imo->number());
  text_member(json, "call_sign", plan.call_sign);
  list_member(json, "beacons", plan.beacons);
  list_member(json, "devices", plan.devices);
  if (plan.persons_permitted > 0) json.member("persons_permitted", plan.persons_permitted);
  if (plan.crew > 0) json.member("crew", plan.crew);
  list_member(json, "contacts", plan.contacts);
  text_member(json, "ship_type", plan.ship_type);
  member(json, "length_overall_m", plan.length_overall);
  member(json, "service_speed_kn", plan.service_speed);
  brief_text(json, "appearance", plan.appearance);
  if (plan.life_saving != plans::LifeSaving{}) member(json, "life_saving", plan.life_saving);
  brief_text(json, "medical", plan.medical);
  brief_text(json, "helicopter", plan.helicopter);
  brief_text(json, "route_name", plan.route_name);
  brief_text(json, "remark", plan.remark);
  list_member(json, "crosses", plan.crosses);
  if (!plan.route.empty()) {
    json.key("route").begin_array();
    for (auto const& point : plan.route) {
      json.begin_array();
      write(json, point.latitude.degrees());
      write(json, point.longitude.degrees());
      json.end_array();
    }
    json.end_array();
  }
  if (plan.sample) json.member("sample", true);
  if (!plan.schedule.empty()) detail::write_schedule(json.key("schedule"), plan.schedule);
  json.end_object();
}

void write(JsonWriter& json, ShipNear const& ship) {
  json.begin_object();
  member(json, "mmsi", ship.mmsi);
  text_member(json, "name", ship.name);
  member(json, "position", ship.position);
  member(json, "speed_kn", ship.speed);
  member(json, "course_deg_true", ship.course);
  member(json, "reported_at", ship.reported_at);
  member(json, "distance_m", ship.distance);
  json.end_object();
}

void write(JsonWriter& json, AlertReport const& report) {
  json.begin_object();
  json.member("class", to_text(report.alert_class)).member("kind", to_text(report.kind));
  member(json, "device", report.device);
  member(json, "beacon", report.beacon);
  if (report.imo) json.member("imo", report.imo->number());
  text_member(json, "call_sign", report.call_sign);
  text_member(json, "name", report.name);
  member(json, "position", report.position);
  member(json, "radius_m", report.radius);
  if (report.position_source != PositionSource::gnss) json.member("position_source", to_text(report.position_source));
  list_member(json, "possible", report.possible);
  if (report.nature != Nature::undesignated) json.member("nature", to_text(report.nature));
  member(json, "persons", report.persons);
  if (report.cancels) json.member("cancels", true);
  if (report.phase) json.member("phase", to_text(*report.phase));
  if (report.corrected_bits != 0) json.member("corrected_bits", report.corrected_bits);
  list_member(json, "thread", report.thread);
  text_member(json, "caller", report.caller);
  text_member(json, "text", report.text);
  if (report.no_duff) json.member("no_duff", true);
  json.end_object();
}

void write(JsonWriter& json, Alert const& alert) {
  json.begin_object();
  json.member("id", alert.id);
  member(json, "received_by", alert.received_by);
  json.member("source", alert.source);
  member(json, "report", alert.report);
  member(json, "positioned_at", alert.positioned_at);
  member(json, "first_heard", alert.first_heard);
  member(json, "last_heard", alert.last_heard);
  member(json, "renewed_at", alert.renewed_at);
  json.member("count", alert.count);
  list_member(json, "match", alert.match);
  text_member(json, "matched", alert.matched);
  if (alert.placed != 0) json.member("placed", alert.placed);
  json.end_object();
}

void write(JsonWriter& json, ShipLink const& ship) {
  json.begin_object();
  json.member("certainty", to_text(ship.certainty));
  member(json, "mmsi", ship.mmsi);
  text_member(json, "name", ship.name);
  member(json, "distance_m", ship.distance);
  member(json, "age_ms", ship.age);
  text_member(json, "officer", ship.officer);
  member(json, "at", ship.at);
  member(json, "by", ship.by);
  member(json, "plan", ship.plan);
  json.end_object();
}

void write(JsonWriter& json, CustodyClaim const& claim) {
  json.begin_object();
  member(json, "centre", claim.centre);
  json.member("term", claim.term);
  member(json, "since", claim.since);
  text_member(json, "officer", claim.officer);
  if (claim.forced) json.member("forced", true);
  member(json, "until", claim.until);
  json.end_object();
}

void write(JsonWriter& json, PossiblePosition const& possible) {
  json.begin_object();
  member(json, "position", possible.position);
  member(json, "radius_m", possible.radius);
  json.member("source", to_text(possible.source));
  member(json, "probability", possible.probability);
  json.end_object();
}

void write(JsonWriter& json, MatchTerm const& term) {
  json.begin_object().member("what", term.what).member("points", term.points).end_object();
}

/// In an object that is open.
void stamp(JsonWriter& json, Stamp const& stamp) {
  member(json, "at", stamp.at);
  member(json, "by", stamp.by);
  text_member(json, "officer", stamp.officer);
}

void write(JsonWriter& json, Phase const& phase) {
  json.begin_object().member("phase", to_text(phase.phase)).member("reason", phase.reason);
  stamp(json, phase.set);
  json.end_object();
}

void write(JsonWriter& json, Persons const& persons) {
  json.begin_object();
  member(json, "on_board", persons.on_board);
  member(json, "accounted_for", persons.accounted_for);
  text_member(json, "source", persons.source);
  stamp(json, persons.set);
  json.end_object();
}

void write(JsonWriter& json, Unit const& unit) {
  json.begin_object().member("name", unit.name);
  text_member(json, "kind", unit.kind);
  json.member("state", to_text(unit.state));
  text_member(json, "note", unit.note);
  stamp(json, unit.set);
  json.end_object();
}

void write(JsonWriter& json, Call const& call) {
  json.begin_object().member("contact", call.contact).member("outcome", call.outcome);
  stamp(json, call.set);
  json.end_object();
}

void write(JsonWriter& json, OfferAnswer const& answer) {
  json.begin_object();
  member(json, "centre", answer.centre);
  json.member("term", answer.term).member("outcome", to_text(answer.outcome));
  text_member(json, "reason", answer.reason);
  stamp(json, answer.set);
  member(json, "responsible", answer.responsible);
  json.end_object();
}

void write(JsonWriter& json, CustodyWish const& wish) {
  json.begin_object();
  member(json, "centre", wish.centre);
  json.member("term", wish.term);
  text_member(json, "reason", wish.reason);
  stamp(json, wish.set);
  if (wish.refused) {
    json.key("refused").begin_object();
    text_member(json, "reason", wish.refused->reason);
    stamp(json, wish.refused->set);
    json.end_object();
  }
  json.end_object();
}

void write(JsonWriter& json, Unheard const& unheard) {
  json.begin_object();
  member(json, "centre", unheard.centre);
  member(json, "since", unheard.since);
  member(json, "at", unheard.at);
  json.end_object();
}

void write(JsonWriter& json, Sitrep const& sitrep) {
  json.begin_object().member("number", sitrep.number).member("full", sitrep.full).member("text", sitrep.text);
  stamp(json, sitrep.set);
  json.end_object();
}

void write(JsonWriter& json, Closure const& closure) {
  json.begin_object().member("outcome", to_text(closure.outcome));
  text_member(json, "reason", closure.reason);
  stamp(json, closure.set);
  json.end_object();
}

void write(JsonWriter& json, NoDuff const& said) {
  json.begin_object();
  text_member(json, "reason", said.reason);
  stamp(json, said.set);
  json.end_object();
}

void write(JsonWriter& json, PossibleMatch const& match) {
  json.begin_object().member("incident_id", match.incident_id).member("score", match.score);
  text_member(json, "reason", match.reason);
  stamp(json, match.set);
  json.end_object();
}

void write(JsonWriter& json, MovedAlert const& moved) {
  json.begin_object().member("alert_id", moved.alert_id).member("placed", moved.placed).member("to", moved.to);
  json.end_object();
}

void write(JsonWriter& json, ShipSight const& sight) {
  json.begin_object();
  member(json, "position", sight.position);
  member(json, "speed_kn", sight.speed);
  member(json, "course_deg_true", sight.course);
  text_member(json, "status", sight.status);
  text_member(json, "place", sight.place);
  member(json, "reported_at", sight.reported_at);
  member(json, "mmsi", sight.mmsi);
  if (sight.named_at != geo::UtcTime{}) member(json, "named_at", sight.named_at);
  json.end_object();
}

void write(JsonWriter& json, Acknowledgement const& acknowledgement) {
  json.begin_object();
  member(json, "centre", acknowledgement.centre);
  json.member("officer", acknowledgement.officer);
  member(json, "at", acknowledgement.at);
  json.end_object();
}

void write(JsonWriter& json, LogLine const& line) {
  json.begin_object();
  member(json, "at", line.at);
  member(json, "centre", line.centre);
  json.member("who", line.who).member("text", line.text);
  json.end_object();
}

void write(JsonWriter& json, Incident const& incident) {
  json.begin_object();
  json.member("id", incident.id);
  list_member(json, "also", incident.also);
  json.member("class", to_text(incident.incident_class));
  member(json, "opened_at", incident.opened_at);
  member(json, "custody", incident.custody);
  member(json, "offered_to", incident.offered_to);
  member(json, "decision", incident.decision);
  member(json, "decided_at", incident.decided_at);
  member(json, "decided_by", incident.decided_by);
  if (incident.decided_without != 0) json.member("decided_without", incident.decided_without);
  member(json, "decided_for", incident.decided_for);
  if (incident.decided_for_version != 0) json.member("decided_for_version", incident.decided_for_version);
  list(json, "alerts", incident.alerts);
  member(json, "ship", incident.ship);
  if (!incident.candidates.empty()) {
    list(json, "candidates", incident.candidates);
    member(json, "candidates_at", incident.candidates_at);
    member(json, "candidates_by", incident.candidates_by);
  }
  list(json, "told", incident.told);
  list(json, "acknowledgements", incident.acknowledgements);
  list_member(json, "former", incident.former);
  list_member(json, "answers", incident.answers);
  member(json, "wish", incident.wish);
  list_member(json, "requests", incident.requests);
  list_member(json, "unheard", incident.unheard);
  member(json, "phase", incident.phase);
  member(json, "persons", incident.persons);
  list_member(json, "units", incident.units);
  list_member(json, "calls", incident.calls);
  list_member(json, "sitreps", incident.sitreps);
  member(json, "closure", incident.closure);
  member(json, "no_duff", incident.no_duff);
  list_member(json, "matches", incident.matches);
  list_member(json, "apart", incident.apart);
  list_member(json, "moved_alerts", incident.moved_alerts);
  member(json, "sight", incident.sight);
  member(json, "sight_now", incident.sight_now);
  list(json, "log", incident.log);
  json.end_object();
}

void write(JsonWriter& json, VoyageRef const& voyage) {
  json.begin_object().member("plan_id", voyage.plan_id);
  text_member(json, "route", voyage.route);
  member(json, "from", voyage.from);
  member(json, "to", voyage.to);
  member(json, "departs", voyage.departs);
  member(json, "arrives", voyage.arrives);
  json.end_object();
}
void write(JsonWriter& json, VoyageQuestion const& question) {
  json.begin_object().member("id", question.id).member("concern", to_text(question.concern));
  member(json, "ship", question.ship);
  member(json, "other", question.other);
  brief_text(json, "ship_name", question.ship_name);
  member(json, "voyage", question.voyage);
  member(json, "since", question.since);
  member(json, "raised_at", question.raised_at);
  member(json, "position", question.position);
  member(json, "position_at", question.position_at);
  if (question.radius != geo::Metres{}) member(json, "radius_m", question.radius);
  member(json, "evidence", question.evidence);
  member(json, "limits", question.limits);
  json.end_object();
}

// Each kind of command, message, event and effect writes its members into an object that is open and has its type.

void members(JsonWriter& json, Acknowledge const& command) {
  json.member("incident_id", command.incident_id);
}
void members(JsonWriter& json, ConfirmShip const& command) {
  json.member("incident_id", command.incident_id);
  member(json, "mmsi", command.mmsi);
}
void members(JsonWriter& json, OpenPlan const& command) {
  json.member("incident_id", command.incident_id);
}
void members(JsonWriter& json, AddNote const& command) {
  json.member("incident_id", command.incident_id).member("text", command.text);
}

void members(JsonWriter& json, DeclineCustody const& command) {
  json.member("incident_id", command.incident_id).member("reason", command.reason);
}
void members(JsonWriter& json, RequestCustody const& command) {
  json.member("incident_id", command.incident_id).member("reason", command.reason);
}
void members(JsonWriter& json, OfferCustody const& command) {
  json.member("incident_id", command.incident_id);
  member(json, "to", command.to);
  text_member(json, "reason", command.reason);
}
void members(JsonWriter& json, ForceCustody const& command) {
  json.member("incident_id", command.incident_id).member("reason", command.reason);
}
void members(JsonWriter& json, SetPhase const& command) {
  json.member("incident_id", command.incident_id);
  json.member("phase", to_text(command.phase)).member("reason", command.reason);
}
void members(JsonWriter& json, SetPersons const& command) {
  json.member("incident_id", command.incident_id);
  member(json, "on_board", command.on_board);
  member(json, "accounted_for", command.accounted_for);
  text_member(json, "source", command.source);
}
void members(JsonWriter& json, SetUnit const& command) {
  json.member("incident_id", command.incident_id).member("name", command.name);
  text_member(json, "kind", command.kind);
  json.member("state", to_text(command.state));
  text_member(json, "note", command.note);
}
void members(JsonWriter& json, LogCall const& command) {
  json.member("incident_id", command.incident_id).member("contact", command.contact);
  json.member("outcome", command.outcome);
}
void members(JsonWriter& json, MergeIncidents const& command) {
  json.member("incident_id", command.incident_id).member("other_id", command.other_id);
  text_member(json, "reason", command.reason);
}
void members(JsonWriter& json, SplitIncident const& command) {
  json.member("incident_id", command.incident_id);
  list(json, "alert_ids", command.alert_ids);
  text_member(json, "reason", command.reason);
}
void members(JsonWriter& json, IssueSitrep const& command) {
  json.member("incident_id", command.incident_id).member("full", command.full).member("text", command.text);
}
void members(JsonWriter& json, CloseIncident const& command) {
  json.member("incident_id", command.incident_id).member("outcome", to_text(command.outcome));
  text_member(json, "reason", command.reason);
}
void members(JsonWriter& json, SayNoDuff const& command) {
  json.member("incident_id", command.incident_id);
  text_member(json, "reason", command.reason);
}
void members(JsonWriter& json, ReportDistress const& command) {
  text_member(json, "incident_id", command.incident_id);
  member(json, "report", command.report);
}

void members(JsonWriter& json, AnswerVoyage const& command) {
  json.member("question_id", command.question_id).member("answer", to_text(command.answer));
  text_member(json, "reason", command.reason);
}

void members(Writer& json, AlertForwarded const& message) {
  json.incident_member(message.incident);
}
void members(Writer& json, CustodyTaken const& message) {
  json.incident_member(message.incident);
}
void members(Writer& json, IncidentAcknowledged const& message) {
  member(json, "acknowledgement", message.acknowledgement);
  json.incident_member(message.incident);
}
void members(Writer& json, ShipNamed const& message) {
  json.incident_member(message.incident);
}
void members(Writer& json, NoteAdded const& message) {
  member(json, "line", message.line);
  json.incident_member(message.incident);
}
void members(JsonWriter& json, AlertHeard const& message) {
  json.member("incident_id", message.incident_id);
  member(json, "alert", message.alert);
}
void members(JsonWriter&, ResyncAsked const&) {}

std::string_view type_of(Command const& command) {
  struct {
    std::string_view operator()(Acknowledge const&) const { return "acknowledge"; }
    std::string_view operator()(ConfirmShip const&) const { return "confirm_ship"; }
    std::string_view operator()(AddNote const&) const { return "add_note"; }
    std::string_view operator()(DeclineCustody const&) const { return "decline_custody"; }
    std::string_view operator()(RequestCustody const&) const { return "request_custody"; }
    std::string_view operator()(OfferCustody const&) const { return "offer_custody"; }
    std::string_view operator()(ForceCustody const&) const { return "force_custody"; }
    std::string_view operator()(SetPhase const&) const { return "set_phase"; }
    std::string_view operator()(SetPersons const&) const { return "set_persons"; }
    std::string_view operator()(SetUnit const&) const { return "set_unit"; }
    std::string_view operator()(LogCall const&) const { return "log_call"; }
    std::string_view operator()(OpenPlan const&) const { return "open_plan"; }
    std::string_view operator()(MergeIncidents const&) const { return "merge_incidents"; }
    std::string_view operator()(SplitIncident const&) const { return "split_incident"; }
    std::string_view operator()(IssueSitrep const&) const { return "issue_sitrep"; }
    std::string_view operator()(CloseIncident const&) const { return "close_incident"; }
    std::string_view operator()(ReportDistress const&) const { return "report_distress"; }
    std::string_view operator()(SayNoDuff const&) const { return "no_duff"; }
    std::string_view operator()(AnswerVoyage const&) const { return "answer_voyage"; }
  } const type;
  return std::visit(type, command);
}
std::string_view type_of(LinkMessage const& message) {
  struct {
    std::string_view operator()(AlertForwarded const&) const { return "alert_forwarded"; }
    std::string_view operator()(CustodyTaken const&) const { return "custody_taken"; }
    std::string_view operator()(IncidentAcknowledged const&) const { return "incident_acknowledged"; }
    std::string_view operator()(ShipNamed const&) const { return "ship_named"; }
    std::string_view operator()(NoteAdded const&) const { return "note_added"; }
    std::string_view operator()(AlertHeard const&) const { return "alert_heard"; }
    std::string_view operator()(ResyncAsked const&) const { return "resync_asked"; }
  } const type;
  return std::visit(type, message);
}
std::string_view type_of(Event const& event) {
  struct {
    std::string_view operator()(AlertReceived const&) const { return "alert_received"; }
    std::string_view operator()(SafetyTextReceived const&) const { return "safety_text_received"; }
    std::string_view operator()(RegisterSpoke const&) const { return "register_spoke"; }
    std::string_view operator()(SourceSpoke const&) const { return "source_spoke"; }
    std::string_view operator()(OfficerActed const&) const { return "officer_acted"; }
    std::string_view operator()(LinkReceived const&) const { return "link_received"; }
    std::string_view operator()(LinkOutOfStep const&) const { return "link_out_of_step"; }
    std::string_view operator()(PlanStored const&) const { return "plan_stored"; }
    std::string_view operator()(RegionsLoaded const&) const { return "regions_loaded"; }
    std::string_view operator()(ClockSet const&) const { return "clock_set"; }
    std::string_view operator()(NotifyDone const&) const { return "notify_done"; }
    std::string_view operator()(ShipSeen const&) const { return "ship_seen"; }
    std::string_view operator()(LinkChanged const&) const { return "link_changed"; }
    std::string_view operator()(VoyageAsked const&) const { return "voyage_asked"; }
    std::string_view operator()(VoyageOver const&) const { return "voyage_over"; }
    std::string_view operator()(VoyagePhase const&) const { return "voyage_phase"; }
    std::string_view operator()(TimePassed const&) const { return "time_passed"; }
  } const type;
  return std::visit(type, event);
}
std::string_view type_of(Effect const& effect) {
  struct {
    std::string_view operator()(IncidentChanged const&) const { return "incident_changed"; }
    std::string_view operator()(AlertRefreshed const&) const { return "alert_refreshed"; }
    std::string_view operator()(IncidentForgotten const&) const { return "incident_forgotten"; }
    std::string_view operator()(AlarmRaised const&) const { return "alarm_raised"; }
    std::string_view operator()(AlarmRepeated const&) const { return "alarm_repeated"; }
    std::string_view operator()(NotifyAsked const&) const { return "notify_asked"; }
    std::string_view operator()(ShipWatched const&) const { return "ship_watched"; }
    std::string_view operator()(AlarmQuieted const&) const { return "alarm_quieted"; }
    std::string_view operator()(NoticeShown const&) const { return "notice_shown"; }
    std::string_view operator()(CommandDone const&) const { return "command_done"; }
    std::string_view operator()(CommandRefused const&) const { return "command_refused"; }
    std::string_view operator()(LinkSent const&) const { return "link_sent"; }
    std::string_view operator()(VoyageQuestionShown const&) const { return "voyage_question_shown"; }
    std::string_view operator()(VoyageQuestionAnswered const&) const { return "voyage_question_answered"; }
    std::string_view operator()(VoyageQuestionClosed const&) const { return "voyage_question_closed"; }
  } const type;
  return std::visit(type, effect);
}

// Declared before write_typed, which calls them.
void members(JsonWriter& json, AlertReceived const&);
void members(JsonWriter& json, SafetyTextReceived const&);
void members(JsonWriter& json, RegisterSpoke const&);
void members(JsonWriter& json, SourceSpoke const&);
void members(Writer& json, OfficerActed const&);
void members(Writer& json, LinkReceived const&);
void members(JsonWriter& json, LinkOutOfStep const&);
void members(JsonWriter& json, PlanStored const&);
void members(JsonWriter& json, RegionsLoaded const&);
void members(JsonWriter& json, ClockSet const&);
void members(JsonWriter& json, NotifyDone const&);
void members(JsonWriter& json, ShipSeen const&);
void members(JsonWriter& json, LinkChanged const&);
void members(JsonWriter& json, AlarmRepeated const&);
void members(JsonWriter& json, NotifyAsked const&);
void members(JsonWriter& json, ShipWatched const&);
void members(JsonWriter& json, VoyageAsked const&);
void members(JsonWriter& json, VoyageOver const&);
void members(JsonWriter& json, VoyagePhase const&);
void members(JsonWriter& json, VoyageQuestionShown const&);
void members(JsonWriter& json, VoyageQuestionAnswered const&);
void members(JsonWriter& json, VoyageQuestionClosed const&);
void members(JsonWriter& json, TimePassed const&);
void members(Writer& json, IncidentChanged const&);
void members(JsonWriter& json, AlertRefreshed const&);
void members(JsonWriter& json, IncidentForgotten const&);
void members(JsonWriter& json, AlarmRaised const&);
void members(JsonWriter& json, AlarmQuieted const&);
void members(JsonWriter& json, NoticeShown const&);
void members(JsonWriter& json, CommandDone const&);
void members(JsonWriter& json, CommandRefused const&);
void members(Writer& json, LinkSent const&);

template <class Variant>
void write_typed(Writer& json, Variant const& variant) {
  json.begin_object().member("type", type_of(variant));
  std::visit([&](auto const& one) { members(json, one); }, variant);
  json.end_object();
}

void members(JsonWriter& json, AlertReceived const& event) {
  json.member("source", event.source);
  member(json, "report", event.report);
  list_member(json, "near", event.near);
  text_member(json, "delivery", event.delivery);
}
void members(JsonWriter& json, SafetyTextReceived const& event) {
  json.member("source", event.source);
  member(json, "from", event.from);
  json.member("text", event.text);
  if (event.no_duff) json.member("no_duff", true);
}
void members(Writer& json, OfficerActed const& event) {
  json.member("officer", event.officer).member("command_id", event.command_id).key("command");
  write_typed(json, event.command);
}
void members(Writer& json, LinkReceived const& event) {
  member(json, "from", event.from);
  json.member("link_seq", event.link_seq).key("message");
  write_typed(json, event.message);
}
void members(JsonWriter& json, LinkOutOfStep const& event) {
  member(json, "peer", event.peer);
  json.member("sent", event.sent).member("received", event.received);
}
void members(JsonWriter& json, PlanStored const& event) {
  list(json, "ships", event.ships);
}
void members(JsonWriter& json, RegionsLoaded const& event) {
  json.member("digest", event.digest);
}
void members(JsonWriter& json, RegisterSpoke const& event) {
  member(json, "text", event.text);
}
void members(JsonWriter& json, SourceSpoke const& event) {
  json.member("source", event.source);
  member(json, "text", event.text);
  if (event.no_duff) json.member("no_duff", true);
}
void members(JsonWriter& json, ClockSet const& event) {
  json.member("repeat_after_s", event.repeat_after.count()).member("escalate_after_s", event.escalate_after.count());
  json.member("offer_lapses_after_s", event.offer_lapses_after.count());
}
void members(JsonWriter& json, NotifyDone const& event) {
  json.member("incident_id", event.incident_id).member("attempt", event.attempt).member("channel", event.channel);
  json.member("delivered", event.delivered);
  text_member(json, "detail", event.detail);
  if (event.again) json.member("again", true);
  json.member("outstanding", event.outstanding);
}
void members(JsonWriter& json, ShipSeen const& event) {
  json.member("incident_id", event.incident_id);
  member(json, "mmsi", event.mmsi);
  member(json, "sight", event.sight);
}
void members(JsonWriter& json, LinkChanged const& event) {
  member(json, "peer", event.peer);
  json.member("up", event.up);
}
void members(JsonWriter& json, VoyageAsked const& event) {
  member(json, "question", event.question);
}
void members(JsonWriter& json, VoyageOver const& event) {
  json.member("question_id", event.question_id);
  member(json, "why", event.why);
}
void members(JsonWriter& json, VoyagePhase const& event) {
  json.member("phase", to_text(event.phase));
  member(json, "question", event.question);
  member(json, "why", event.why);
}
void members(JsonWriter&, TimePassed const&) {}

void members(Writer& json, IncidentChanged const& effect) {
  json.incident_member(effect.incident);
}
void members(JsonWriter& json, AlertRefreshed const& effect) {
  json.member("incident_id", effect.incident_id).member("alert_id", effect.alert_id);
  member(json, "last_heard", effect.last_heard);
  json.member("count", effect.count);
  member(json, "position", effect.position);
}
void members(JsonWriter& json, IncidentForgotten const& effect) {
  json.member("incident_id", effect.incident_id);
}
void members(JsonWriter& json, AlarmRaised const& effect) {
  json.member("incident_id", effect.incident_id);
  json.member("reason", to_text(effect.reason)).member("level", to_text(effect.level));
}
void members(JsonWriter& json, AlarmRepeated const& effect) {
  json.member("incident_id", effect.incident_id).member("step", effect.step);
  member(json, "since", effect.since);
}
void members(JsonWriter& json, NotifyAsked const& effect) {
  json.member("incident_id", effect.incident_id).member("attempt", effect.attempt).member("step", effect.step);
  json.member("subject", effect.subject).member("text", effect.text);
  if (effect.no_duff) json.member("no_duff", true);
}
void members(JsonWriter& json, ShipWatched const& effect) {
  json.member("incident_id", effect.incident_id);
  member(json, "mmsi", effect.mmsi);
}
void members(JsonWriter& json, AlarmQuieted const& effect) {
  json.member("incident_id", effect.incident_id).member("officer", effect.officer);
}
void members(JsonWriter& json, NoticeShown const& effect) {
  json.member("text", effect.text.en);
  text_member(json, "text_zh_hant", effect.text.zh_hant);
}
void members(JsonWriter& json, CommandDone const& effect) {
  json.member("officer", effect.officer).member("command_id", effect.command_id);
  text_member(json, "incident_id", effect.incident_id);
}
void members(JsonWriter& json, CommandRefused const& effect) {
  json.member("officer", effect.officer).member("command_id", effect.command_id);
  json.member("code", effect.code).member("text", effect.text);
}
void members(Writer& json, LinkSent const& effect) {
  json.key("to").begin_array();
  for (auto const& address : effect.to) {
    json.begin_object();
    member(json, "centre", address.to);
    json.member("link_seq", address.link_seq);
    json.end_object();
  }
  json.end_array().key("message");
  write_typed(json, effect.message);
}

void members(JsonWriter& json, VoyageQuestionShown const& effect) {
  member(json, "question", effect.question);
}
void members(JsonWriter& json, VoyageQuestionAnswered const& effect) {
  json.member("question_id", effect.question_id).member("answer", to_text(effect.answer));
  json.member("officer", effect.officer);
  text_member(json, "reason", effect.reason);
  text_member(json, "incident_id", effect.incident_id);
}
void members(JsonWriter& json, VoyageQuestionClosed const& effect) {
  json.member("question_id", effect.question_id);
  member(json, "why", effect.why);
}

template <class T>
void append(std::string& out, T const& value) {
  JsonWriter json{out};
  write(json, value);
}
template <class Variant>
void append_typed(std::string& out, Variant const& variant) {
  Writer json{out};
  write_typed(json, variant);
}

}  // namespace

void append_json(std::string& out, Event const& event) {
  append_typed(out, event);
}
void append_json(std::string& out, Effect const& effect) {
  append_typed(out, effect);
}
std::vector<std::size_t> append_json(std::string& out, Effects const& effects) {
  std::vector<std::size_t> ends;
  ends.reserve(effects.size());
  Writer json{out};
  json.begin_array();
  for (auto const& effect : effects) {
    write_typed(json, effect);
    ends.push_back(out.size());
  }
  json.end_array();
  return ends;
}
void append_json(std::string& out, Incident const& incident) {
  append(out, incident);
}
void append_json(std::string& out, AlertReport const& report) {
  append(out, report);
}
void append_json(std::string& out, LinkMessage const& message) {
  append_typed(out, message);
}
void append_json(std::string& out, Command const& command) {
  append_typed(out, command);
}
void append_json(std::string& out, Decision const& decision) {
  append(out, decision);
}
void append_json(std::string& out, ShipLink const& ship) {
  append(out, ship);
}
void append_json(std::string& out, Phase const& said) {
  append(out, said);
}
void append_json(std::string& out, Persons const& said) {
  append(out, said);
}
void append_json(std::string& out, Closure const& said) {
  append(out, said);
}
void append_json(std::string& out, NoDuff const& said) {
  append(out, said);
}
void append_json(std::string& out, CustodyWish const& said) {
  append(out, said);
}
void append_json(std::string& out, Unheard const& said) {
  append(out, said);
}
void append_json(std::string& out, OfferAnswer const& said) {
  append(out, said);
}
void append_json(std::string& out, Unit const& said) {
  append(out, said);
}
void append_json(std::string& out, Call const& said) {
  append(out, said);
}
void append_json(std::string& out, PossibleMatch const& said) {
  append(out, said);
}
void append_json(std::string& out, Sitrep const& said) {
  append(out, said);
}
void append_json(std::string& out, ShipSight const& said) {
  append(out, said);
}
void append_json(std::string& out, Alert const& alert) {
  append(out, alert);
}
void append_json(std::string& out, std::vector<ShipNear> const& ships) {
  JsonWriter json{out};
  json.begin_array();
  for (auto const& ship : ships) write(json, ship);
  json.end_array();
}
void append_json(std::string& out, plans::PlanBrief const& plan) {
  append(out, plan);
}

}  // namespace lingding::coordinator
