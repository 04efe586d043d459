// A scenario's text to its lines, the lines laid over one another, and all but the script's lines read.

#include <algorithm>

#include "plans/json_text.hpp"
#include "plans/statement.hpp"
#include "tools/drill/detail/scenario_draft.hpp"

namespace lingding::drill {
namespace {

using detail::Draft;
using detail::Fields;
using detail::LinePlace;
namespace json = boost::json;

/// What a line can be. The first of these that a line has says what it is: "ship" is also a member of acts.
constexpr std::array<std::string_view, 11> kKinds{"scenario",  "inject",      "act",     "duty_officer",
                                                  "objective", "participant", "weather", "traffic",
                                                  "reception", "without",     "ship"};
constexpr std::size_t kMaxLines = 20'000;
constexpr std::size_t kMaxLineBytes = 256 * 1024;
constexpr std::size_t kMaxParticipants = 100;
constexpr std::size_t kMaxWeather = 1000;
constexpr std::size_t kMaxWaypoints = 10'000;

struct Line {
  LinePlace place;
  json::object object;
  std::string_view kind;
  std::string key;  ///< of lines that another can take the place of: kind and name; empty: of none
};

/// Injects and acts have one set of names.
std::string key_of(json::object const& object, std::string_view kind) {
  if (kind == "scenario" || kind == "without") return {};
  if (kind == "traffic" || kind == "reception") return std::string{kind};
  auto const text = [&](std::string_view name) {
    auto const* const value = object.if_contains({name.data(), name.size()});
    return value == nullptr ? std::string{} : json::serialize(*value);
  };
  auto key = std::string{kind == "inject" ? "act" : kind} + " " + text(kind);
  return kind == "duty_officer" ? key + " " + text("name") : key;
}

void read_line(std::string_view text, LinePlace place, std::vector<Line>& lines, detail::FaultList& faults) {
  while (!text.empty() && (text.back() == '\r' || text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  if (text.empty() || text.front() == '#') return;
  if (text.size() > kMaxLineBytes)
    return faults.add(place, "", text.substr(0, 40), "at most " + std::to_string(kMaxLineBytes) + " bytes in a line");
  if (auto const fault = plans::check_json_text(text))
    return faults.add(place, "column " + std::to_string(fault->place.column),
                      fault->found.empty() ? "the end" : fault->found, fault->expected);
  auto value = json::parse({text.data(), text.size()}, {}, {.max_depth = plans::kMaxDocumentDepth});
  if (!value.is_object()) return faults.add(place, "", detail::shown(value), "an object: {\"scenario\": …}");
  Line line{.place = place, .object = std::move(value.get_object()), .kind = {}, .key = {}};
  for (auto const kind : kKinds)
    if (line.kind.empty() && line.object.contains({kind.data(), kind.size()})) line.kind = kind;
  if (line.kind.empty()) {
    std::string_view first;
    if (!line.object.empty()) first = {line.object.begin()->key().data(), line.object.begin()->key().size()};
    return faults.add(place, "", '"' + std::string{first} + '"',
                      "a member that says what the line is: " + detail::expected_word(first, kKinds));
  }
  line.key = key_of(line.object, line.kind);
  lines.push_back(std::move(line));
}

std::vector<Line> lines_of(std::string_view text, bool in_more, detail::FaultList& faults) {
  std::vector<Line> lines;
  if (text.size() > kMaxScenarioBytes) {
    faults.add({0, in_more}, "", std::to_string(text.size()) + " bytes",
               "at most " + std::to_string(kMaxScenarioBytes) + " bytes");
    return lines;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    auto const end = text.find('\n');
    read_line(text.substr(0, end), {number, in_more}, lines, faults);
    text = end == std::string::npos ? std::string_view{} : text.substr(end + 1);
    if (lines.size() > kMaxLines) {
      faults.add({number, in_more}, "", "more", "at most " + std::to_string(kMaxLines) + " lines");
      break;
    }
  }
  return lines;
}

/// What `more` has under the same key takes the place of the base's; what is new goes behind.
void lay_over(std::vector<Line>& base, std::vector<Line> more) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < base.size(); ++i)
    if (!base[i].key.empty()) places.emplace(base[i].key, i);
  for (auto& line : more) {
    auto const at = line.key.empty() ? places.end() : places.find(line.key);
    if (at == places.end()) {
      base.push_back(std::move(line));
    } else {
      base[at->second] = std::move(line);
      // A second one of the same name in `more` is a second one.
      places.erase(at);
    }
  }
}

void read_header(Draft& draft, Fields& fields, bool in_more) {
  auto& scenario = draft.scenario;
  auto const take = [](auto& to, auto&& value) {
    if (value) to = *std::forward<decltype(value)>(value);
  };
  take(scenario.name, fields.name("scenario"));
  take(scenario.title, fields.words("title"));
  take(scenario.summary, fields.words("summary"));
  take(scenario.based_on, fields.text("based_on", detail::kMaxScenarioText));
  if (auto const type = fields.text("exercise_type")) {
    scenario.exercise_type = *type;
    constexpr std::array<std::string_view, 4> kTypes{"communications", "co-ordination", "full-scale", "table-top"};
    if (!plans::parse_exercise_type(*type))
      fields.fail_found("exercise_type", *type, detail::expected_word(*type, kTypes));
  }
  if (auto const begins = fields.text("begins")) {
    auto const time = geo::parse_time(*begins);
    if (!time) fields.fail("begins", "a time as \"2026-08-27T23:40:00+08:00\"");
    take(scenario.begins, time);
  }
  if (auto const lasts = fields.duration("lasts")) {
    scenario.lasts = *lasts;
    if (*lasts <= Offset{0}) fields.fail("lasts", "more than nothing");
  }
  take(scenario.centres, fields.centres("centres"));
  take(scenario.seed, fields.natural("seed", 0, UINT64_MAX));
  fields.done();
  if (in_more) return;
  fields.need("title", "what the scenario is called");
  fields.need("begins", "when it begins: \"2026-08-27T23:40:00+08:00\"");
  fields.need("lasts", "how long it lasts: \"02:00:00\"");
  fields.need("based_on", "the accident or exercise, with its source, and what is invented");
  if (!fields.has("centres")) scenario.centres.assign(geo::kCentres.begin(), geo::kCentres.end());
}

std::optional<std::chrono::minutes> minutes_of(Fields& fields, std::string_view name) {
  auto const time = fields.duration(name);
  if (!time) return std::nullopt;
  if (*time % std::chrono::minutes{1} == Offset{0} && *time <= std::chrono::hours{24})
    return std::chrono::duration_cast<std::chrono::minutes>(*time);
  fields.fail(name, "whole minutes, at most a day");
  return std::nullopt;
}

TimetableVoyage read_sails(Fields& fields) {
  TimetableVoyage voyage;
  voyage.route = fields.text("route").value_or("");
  voyage.from = fields.text("from").value_or("");
  voyage.late = minutes_of(fields, "late").value_or(std::chrono::minutes{0});
  if (fields.need("departs", "a departure of the timetable: \"22:30\""))
    if (auto const departs = fields.text("departs", 5)) {
      auto const& text = *departs;
      auto const digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
      bool const is_time = text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4) &&
                           text.substr(0, 2) < "30" && text[3] < '6';
      if (!is_time) fields.fail("departs", "a departure of the timetable: \"22:30\"");
      voyage.departs = text;
    }
  fields.done();
  return voyage;
}

std::vector<Waypoint> read_track(Fields& fields) {
  std::vector<Waypoint> track;
  auto const* const value = fields.take("track");
  if (!value->is_array() || value->get_array().empty() || value->get_array().size() > kMaxWaypoints) {
    fields.fail("track", "a list of 1 to " + std::to_string(kMaxWaypoints) + " of {\"at\": …, \"position\": …}");
    return track;
  }
  std::size_t number = 0;
  for (auto const& one : value->get_array()) {
    auto const name = "track/" + std::to_string(number++);
    if (!one.is_object()) {
      fields.fail_found(name, detail::shown(one), "{\"at\": …, \"position\": …}");
      continue;
    }
    Fields point{one.get_object(), fields.place(), fields.path(name), fields.faults()};
    point.need("at", "when she is there");
    point.need("position", "where she is then");
    auto const at = point.duration("at");
    auto const position = point.position("position");
    point.done();
    if (!at || !position) continue;
    if (!track.empty() && *at <= track.back().at) point.fail("at", "a time after the one before");
    track.push_back({*at, *position});
  }
  return track;
}

void read_voyage(Draft& draft, Fields& fields, CastShip& ship) {
  if (fields.count_of({"sails", "track", "lies"}) != 1) fields.fail_found("", "", "exactly one of sails, track, lies");
  if (auto sails = fields.object("sails")) {
    ship.voyage = read_sails(*sails);
    if (ship.plan_id.empty()) fields.fail("sails", "a plan, whose timetable she keeps");
  }
  if (fields.has("track")) ship.voyage = read_track(fields);
  if (auto const lies = fields.position("lies"))
    ship.voyage = std::vector<Waypoint>{{Offset{0}, *lies}, {draft.scenario.lasts, *lies}};
}

void read_ship(Draft& draft, Fields& fields) {
  CastShip ship;
  ship.name = fields.name("ship").value_or("");
  ship.plan_id = fields.text("plan", 64).value_or("");
  ship.mmsi = fields.mmsi("mmsi");
  if (ship.plan_id.empty()) fields.need("mmsi", "her number, as she has no plan");
  if (fields.has("name") && fields.has("names")) fields.fail("name", "name or names, not both");
  if (auto const name = fields.text("name", 64)) ship.names.en = *name;
  if (auto names = fields.object("names")) {
    ship.names.en = names->text("en", 64).value_or("");
    ship.names.zh_hant = names->text("zh_hant", 64).value_or("");
    ship.names.zh_hans = names->text("zh_hans", 64).value_or("");
    ship.names.pt = names->text("pt", 64).value_or("");
    names->done();
  }
  ship.call_sign = fields.text("call_sign", 16).value_or("");
  if (auto const persons = fields.natural("persons", 0, 100'000)) ship.persons = static_cast<std::uint32_t>(*persons);
  ship.class_b = fields.one_of<bool>("class", {{"A", false}, {"B", true}}).value_or(false);
  ship.ship_type = static_cast<std::uint8_t>(fields.natural("ship_type", 0, 255).value_or(ship.ship_type));
  read_voyage(draft, fields, ship);
  fields.done();
  if (!ship.name.empty()) draft.claim(draft.ships, ship.name, fields, "ship");
  draft.scenario.ships.push_back(std::move(ship));
}

void read_weather(Draft& draft, Fields& fields) {
  Weather weather;
  if (auto const at = fields.duration("weather")) {
    weather.at = *at;
    draft.use_time(fields, "weather", *at);
  }
  auto const knots = [&](std::string_view name, double most) {
    auto const value = fields.number(name, 0, most);
    return value ? std::optional{geo::Knots::from_knots(*value)} : std::nullopt;
  };
  weather.wind = knots("wind_kn", 200);
  weather.wind_from = fields.bearing("wind_from");
  weather.current = knots("current_kn", 20);
  weather.current_to = fields.bearing("current_to");
  if (fields.has("current_kn") != fields.has("current_to"))
    fields.fail_found("", "", "current_kn and current_to together");
  if (auto const state = fields.natural("sea_state", 0, 9)) weather.sea_state = static_cast<std::uint8_t>(*state);
  if (auto const metres = fields.number("visibility_m", 0, 100'000))
    weather.visibility = geo::Metres::from_metres(*metres);
  weather.text = fields.words("text").value_or(plans::BriefText{});
  fields.done();
  draft.scenario.weather.push_back(std::move(weather));
  if (draft.scenario.weather.size() == kMaxWeather + 1)
    fields.fail("weather", "at most " + std::to_string(kMaxWeather) + " lines of it");
}

void read_traffic(Draft& draft, Fields& fields) {
  auto& background = draft.scenario.background;
  background.timetables = fields.one_of<bool>("traffic", {{"timetables", true}, {"none", false}}).value_or(false);
  background.other_ships = static_cast<std::uint32_t>(fields.natural("other_ships", 0, 100'000).value_or(0));
  fields.done();
}

void read_reception(Draft& draft, Fields& fields) {
  auto& reception = draft.scenario.reception;
  auto const* const by = fields.raw().if_contains("reception");
  if (by->is_string() && by->get_string() == "all") {
    fields.take("reception");
  } else if (auto const centres = fields.centres("reception")) {
    reception.heard_by = *centres;
    for (auto const centre : *centres) draft.use_centre(fields, "reception", centre);
  }
  reception.loses = fields.number("loses", 0, 1).value_or(0);
  reception.position_error_m = fields.number("position_error_m", 0, 10'000).value_or(0);
  fields.done();
}

void read_participant(Draft& draft, Fields& fields) {
  Participant participant{.name = fields.text("participant").value_or(""), .role = fields.text("role").value_or("")};
  fields.done();
  draft.scenario.participants.push_back(std::move(participant));
  if (draft.scenario.participants.size() == kMaxParticipants + 1)
    fields.fail("participant", "at most " + std::to_string(kMaxParticipants));
}

void read_without(Draft& draft, Fields& fields) {
  if (!fields.place().in_more) return fields.fail("without", "only in what is laid over a scenario");
  for (auto const& name : fields.texts("without", kMaxActs, 48).value_or(std::vector<std::string>{}))
    draft.without_uses.push_back({detail::Use::Of::act, fields.place(), "without", name});
  fields.done();
}

void read_objective_kind(Draft& draft, Fields& fields, Objective& objective) {
  using Kind = Objective::Kind;
  if (fields.count_of(
          {"happens", "never", "custodian", "one_custodian", "persons_of", "sitreps_of", "plan_copies_of"}) != 1)
    fields.fail_found(
        "", "", "exactly one of happens, never, custodian, one_custodian, persons_of, sitreps_of, plan_copies_of");
  auto const condition = [&](std::string_view name, Kind kind) {
    if (!fields.has(name)) return;
    objective.kind = kind;
    objective.what = fields.condition(name).value_or(Condition{});
    draft.use_condition(fields, name, objective.what);
  };
  condition("happens", Kind::happens);
  condition("never", Kind::not_happens);
  auto const about = [&](std::string_view name, Kind kind) {
    if (!fields.has(name)) return;
    objective.kind = kind;
    objective.ship = draft.ship_of(fields, name, false);
  };
  about("persons_of", Kind::persons);
  about("sitreps_of", Kind::sitreps);
  about("plan_copies_of", Kind::plan_copies);
  if (fields.has("custodian")) {
    objective.kind = Kind::custodian;
    objective.centre = draft.centre_of(fields, "custodian");
    objective.ship = draft.ship_of(fields, "ship", true);
    objective.at = fields.duration("at");
    if (objective.at) draft.use_time(fields, "at", *objective.at);
  }
  if (fields.has("one_custodian")) {
    objective.kind = Kind::one_custodian;
    if (fields.flag("one_custodian") == false) fields.fail("one_custodian", "true");
  }
}

void read_objective(Draft& draft, Fields& fields) {
  Objective objective;
  objective.name = fields.name("objective").value_or("");
  objective.title = fields.words("title").value_or(plans::BriefText{});
  objective.source = fields.text("source", 500).value_or("");
  fields.need("source", "where the target is from: a document, or \"exercise director\"");
  read_objective_kind(draft, fields, objective);
  bool const is_timed = fields.has("happens") || fields.has("never");
  if (is_timed) {
    objective.since_act = fields.name("since").value_or("");
    if (!objective.since_act.empty()) draft.use_act(fields, "since", objective.since_act);
    objective.since = fields.condition("since_when");
    if (objective.since) draft.use_condition(fields, "since_when", *objective.since);
    if (fields.has("since") && fields.has("since_when")) fields.fail("since_when", "since or since_when, not both");
    objective.within = fields.duration("within");
  }
  fields.done();
  if (!objective.name.empty()) draft.claim(draft.objectives, objective.name, fields, "objective");
  draft.scenario.objectives.push_back(std::move(objective));
}

void read_lines(Draft& draft, std::vector<Line> const& lines) {
  // Headers first: other lines need to know how long the scenario lasts.
  std::size_t headers = 0;
  for (auto const& line : lines) {
    if (line.kind != "scenario") continue;
    Fields fields{line.object, line.place, "", draft.faults};
    read_header(draft, fields, line.place.in_more);
    if (!line.place.in_more && ++headers == 2) fields.fail("scenario", "one such line");
  }
  if (headers == 0) draft.faults.add({}, "scenario", "", "a line {\"scenario\": \"its-name\", …}");
  std::map<std::string, LinePlace> single;
  for (auto const& line : lines) {
    Fields fields{line.object, line.place, "", draft.faults};
    if (line.kind == "inject" || line.kind == "act") read_act(draft, fields, line.kind);
    if (line.kind == "duty_officer") read_duty_officer(draft, fields);
    if (line.kind == "objective") read_objective(draft, fields);
    if (line.kind == "participant") read_participant(draft, fields);
    if (line.kind == "weather") read_weather(draft, fields);
    if (line.kind == "traffic") read_traffic(draft, fields);
    if (line.kind == "reception") read_reception(draft, fields);
    if (line.kind == "without") read_without(draft, fields);
    if (line.kind == "ship") read_ship(draft, fields);
    if (line.kind == "traffic" || line.kind == "reception") {
      auto const [at, is_new] = single.emplace(line.kind, line.place);
      if (!is_new) fields.fail(line.kind, "one such line; line " + std::to_string(at->second.line) + " is one");
    }
  }
}

geo::Expected<Scenario, std::vector<ScenarioFault>> finish(Draft draft, std::vector<Line> const& lines) {
  read_lines(draft, lines);
  check_whole(draft);
  if (!draft.faults.empty()) return geo::Unexpected{draft.faults.take()};
  return std::move(draft.scenario);
}

}  // namespace

geo::Expected<Scenario, std::vector<ScenarioFault>> read_scenario(std::string_view text) {
  Draft draft;
  auto const lines = lines_of(text, false, draft.faults);
  return finish(std::move(draft), lines);
}

geo::Expected<Scenario, std::vector<ScenarioFault>> read_scenario(std::string_view text, std::string_view more) {
  Draft draft;
  auto lines = lines_of(text, false, draft.faults);
  lay_over(lines, lines_of(more, true, draft.faults));
  return finish(std::move(draft), lines);
}

}  // namespace lingding::drill
