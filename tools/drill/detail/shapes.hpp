#pragma once
// Which members the values of a run's record have, once for writing and for reading: Shape<T>::of(archive, value) calls
// archive(name, member) for each. Durations are in milliseconds and have `_ms` behind their names, other units theirs.

#include <array>
#include <tuple>

#include "tools/drill/record.hpp"
#include "tools/drill/score.hpp"

namespace lingding::drill::detail {

template <class T>
struct Shape;

template <>
struct Shape<plans::BriefText> {
  static void of(auto& a, auto& v) {
    a("en", v.en);
    a("zh_hant", v.zh_hant);
  }
};
template <>
struct Shape<plans::ShipNames> {
  static void of(auto& a, auto& v) {
    a("en", v.en);
    a("zh_hant", v.zh_hant);
    a("zh_hans", v.zh_hans);
    a("pt", v.pt);
  }
};
template <>
struct Shape<Condition> {
  static void of(auto& a, auto& v) {
    a("what", v.what);
    a("centre", v.centre);
    a("ship", v.ship);
    a("detail", v.detail);
  }
};
template <>
struct Shape<When> {
  static void of(auto& a, auto& v) {
    a("at_ms", v.at);
    a("condition", v.condition);
    a("act", v.act);
    a("unless_by_ms", v.unless_by);
    a("every", v.every);
    a("after_least_ms", v.after_least);
    a("after_most_ms", v.after_most);
  }
};
template <>
struct Shape<SourceBrings> {
  static void of(auto& a, auto& v) {
    a("centre", v.centre);
    a("format", v.format);
    a("source", v.source);
    a("lines", v.lines);
  }
};
template <>
struct Shape<SomebodyReports> {
  static void of(auto& a, auto& v) {
    a("centre", v.centre);
    a("officer", v.officer);
    a("report", v.report);
    a("position_of", v.position_of);
  }
};
template <>
struct Shape<DeviceStarts> {
  static void of(auto& a, auto& v) {
    a("device", v.device);
    a("ship", v.ship);
    a("position", v.position);
    a("lasts_ms", v.lasts);
    a("is_test", v.is_test);
  }
};
template <>
struct Shape<DscCalls> {
  static void of(auto& a, auto& v) {
    a("centre", v.centre);
    a("ship", v.ship);
    a("nature", v.nature);
  }
};
template <>
struct Shape<OfficerActs> {
  static void of(auto& a, auto& v) {
    a("centre", v.centre);
    a("officer", v.officer);
    a("command", v.command);
    a("about", v.about);
  }
};
template <>
struct Shape<LinkGoes> {
  static void of(auto& a, auto& v) {
    a("a", v.a);
    a("b", v.b);
    a("up", v.up);
  }
};
template <>
struct Shape<ServerRestarts> {
  static void of(auto& a, auto& v) { a("centre", v.centre); }
};
template <>
struct Shape<ShipChanges> {
  static void of(auto& a, auto& v) {
    a("ship", v.ship);
    a("how", v.how);
  }
};
template <>
struct Shape<ControlSays> {
  static void of(auto& a, auto& v) {
    a("centre", v.centre);
    a("text", v.text);
  }
};
template <>
struct Shape<Act> {
  static void of(auto& a, auto& v) {
    a("name", v.name);
    a("is_inject", v.is_inject);
    a("title", v.title);
    a("when", v.when);
    a("body", v.body);
  }
};
template <>
struct Shape<Waypoint> {
  static void of(auto& a, auto& v) {
    a("at_ms", v.at);
    a("position", v.position);
  }
};
template <>
struct Shape<TimetableVoyage> {
  static void of(auto& a, auto& v) {
    a("route", v.route);
    a("from", v.from);
    a("departs", v.departs);
    a("late_min", v.late);
  }
};
template <>
struct Shape<CastShip> {
  static void of(auto& a, auto& v) {
    a("name", v.name);
    a("plan_id", v.plan_id);
    a("mmsi", v.mmsi);
    a("names", v.names);
    a("call_sign", v.call_sign);
    a("persons", v.persons);
    a("class_b", v.class_b);
    a("ship_type", v.ship_type);
    a("voyage", v.voyage);
  }
};
template <>
struct Shape<BackgroundTraffic> {
  static void of(auto& a, auto& v) {
    a("timetables", v.timetables);
    a("other_ships", v.other_ships);
  }
};
template <>
struct Shape<Reception> {
  static void of(auto& a, auto& v) {
    a("loses", v.loses);
    a("position_error_m", v.position_error_m);
    a("heard_by", v.heard_by);
  }
};
template <>
struct Shape<Weather> {
  static void of(auto& a, auto& v) {
    a("at_ms", v.at);
    a("wind_kn", v.wind);
    a("wind_from_deg", v.wind_from);
    a("current_kn", v.current);
    a("current_to_deg", v.current_to);
    a("sea_state", v.sea_state);
    a("visibility_m", v.visibility);
    a("text", v.text);
  }
};
template <>
struct Shape<Objective> {
  static void of(auto& a, auto& v) {
    a("name", v.name);
    a("kind", v.kind);
    a("title", v.title);
    a("what", v.what);
    a("since_act", v.since_act);
    a("since", v.since);
    a("within_ms", v.within);
    a("at_ms", v.at);
    a("centre", v.centre);
    a("ship", v.ship);
    a("source", v.source);
  }
};
template <>
struct Shape<Participant> {
  static void of(auto& a, auto& v) {
    a("name", v.name);
    a("role", v.role);
  }
};
template <>
struct Shape<Scenario> {
  static void of(auto& a, auto& v) {
    a("name", v.name);
    a("title", v.title);
    a("summary", v.summary);
    a("based_on", v.based_on);
    a("exercise_type", v.exercise_type);
    a("begins", v.begins);
    a("lasts_ms", v.lasts);
    a("centres", v.centres);
    a("seed", v.seed);
    a("participants", v.participants);
    a("ships", v.ships);
    a("background", v.background);
    a("reception", v.reception);
    a("weather", v.weather);
    a("acts", v.acts);
    a("objectives", v.objectives);
  }
};
template <>
struct Shape<Happened> {
  static void of(auto& a, auto& v) {
    a("what", v.what);
    a("centre", v.centre);
    a("seq", v.seq);
    a("at", v.at);
    a("incident", v.incident);
    a("ship", v.ship);
    a("officer", v.officer);
    a("detail", v.detail);
  }
};
template <>
struct Shape<Done> {
  static void of(auto& a, auto& v) {
    a("act", v.act);
    a("is_inject", v.is_inject);
    a("at", v.at);
    a("centre", v.centre);
    a("officer", v.officer);
    a("words", v.words);
    a("outcome", v.outcome);
  }
};
template <>
struct Shape<TrackPoint> {
  static void of(auto& a, auto& v) {
    a("at", v.at);
    a("position", v.position);
  }
};
template <>
struct Shape<Track> {
  static void of(auto& a, auto& v) {
    a("ship", v.ship);
    a("label", v.label);
    a("is_heard", v.is_heard);
    a("points", v.points);
  }
};
template <>
struct Shape<CentreRecord> {
  static void of(auto& a, auto& v) {
    a("centre", v.centre);
    a("entries", v.entries);
    a("digest", v.digest);
    a("incidents", v.incidents);
  }
};
template <>
struct Shape<Outage> {
  static void of(auto& a, auto& v) {
    a("a", v.a);
    a("b", v.b);
    a("from", v.from);
    a("to", v.to);
  }
};
template <>
struct Shape<RunRecord> {
  static void of(auto& a, auto& v) {
    a("scenario", v.scenario);
    a("scenario_digest", v.scenario_digest);
    a("version", v.version);
    a("began", v.began);
    a("ended", v.ended);
    a("embedded", v.embedded);
    a("ship_numbers", v.ship_numbers);
    a("done", v.done);
    a("happened", v.happened);
    a("tracks", v.tracks);
    a("outages", v.outages);
    a("centres", v.centres);
    a("sentences", v.sentences);
  }
};
template <>
struct Shape<Proof> {
  static void of(auto& a, auto& v) {
    a("centre", v.centre);
    a("seq", v.seq);
  }
};
template <>
struct Shape<Scored> {
  static void of(auto& a, auto& v) {
    a("objective", v.objective);
    a("verdict", v.verdict);
    a("measured_ms", v.measured);
    a("target_ms", v.target);
    a("finding", v.finding);
    a("proofs", v.proofs);
  }
};
template <>
struct Shape<CentreTimes::Time> {
  static void of(auto& a, auto& v) {
    a("after_ms", v.after);
    a("proof", v.proof);
  }
};
template <>
struct Shape<CentreTimes> {
  static void of(auto& a, auto& v) {
    a("centre", v.centre);
    a("ship", v.ship);
    a("incident", v.incident);
    a("notified", v.notified);
    a("acknowledged", v.acknowledged);
    a("plan_opened", v.plan_opened);
    a("company_called", v.company_called);
    a("accepted", v.accepted);
    a("sitrep_1", v.sitrep_1);
  }
};

/// The names of a variant's alternatives, in their order.
template <class Variant>
struct Alternatives;
template <>
struct Alternatives<ActBody> {
  static constexpr std::array<std::string_view, 9> kNames{"source_brings",   "somebody_reports", "device_starts",
                                                          "dsc_calls",       "officer_acts",     "link_goes",
                                                          "server_restarts", "ship_changes",     "control_says"};
};
template <>
struct Alternatives<decltype(CastShip::voyage)> {
  static constexpr std::array<std::string_view, 2> kNames{"timetable", "waypoints"};
};

}  // namespace lingding::drill::detail
