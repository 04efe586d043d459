#include "plans/detail/plan_checks.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "geo/centre.hpp"
#include "geo/geodesic.hpp"
#include "geo/time.hpp"
#include "plans/detail/schema.hpp"
#include "plans/identity.hpp"

namespace lingding::plans::detail {
namespace {

using geo::CentreId;
using Problems = std::vector<Problem>;

/// How far a route's end may be from its stop: terminals' positions are known to 0.3 nautical miles.
constexpr geo::Metres kStopTolerance = geo::Metres::from_nautical_miles(0.3);
/// How far a stop on the way may be from the track.
constexpr geo::Metres kWayStopTolerance = geo::Metres::from_nautical_miles(0.5);

/// Where routes between Guangdong, Hong Kong and Macao can lie, with room to spare: the coast of Guangdong is within
/// 109.6 … 117.4 E and 20.2 … 25.6 N.
constexpr double kWest = 109.0, kEast = 118.0, kSouth = 18.0, kNorth = 26.0;

void report(Problems& problems, Node const& where, std::string expected) {
  problems.push_back({where.pointer, where.value != nullptr ? shown(*where.value) : "", std::move(expected), {}});
}

/// The MIDs of a centre's place (ITU, Table of Maritime Identification Digits).
std::span<std::uint16_t const> mids_of(CentreId centre) {
  static constexpr std::array<std::uint16_t, 3> kGuangdong{412, 413, 414};
  static constexpr std::array<std::uint16_t, 1> kHongKong{477};
  static constexpr std::array<std::uint16_t, 1> kMacao{453};
  switch (centre) {
    case CentreId::cn_gd:
      return kGuangdong;
    case CentreId::hk:
      return kHongKong;
    case CentreId::mo:
      return kMacao;
  }
  return {};
}

bool has_mid(CentreId centre, std::optional<std::uint16_t> mid) {
  auto const mids = mids_of(centre);
  return mid && std::find(mids.begin(), mids.end(), *mid) != mids.end();
}

std::string mid_words(CentreId centre) {
  std::string words;
  for (auto const mid : mids_of(centre)) words += (words.empty() ? "" : ", ") + std::to_string(mid);
  return "MID " + words + " (" + std::string{geo::to_text(centre)} + ", the home centre)";
}

/// ITU Radio Regulations, appendix 42: VRA–VRZ Hong Kong, XXA–XXZ Macao, BAA–BZZ (and others not used by ferries)
/// China.
std::string_view call_sign_series(CentreId centre) {
  switch (centre) {
    case CentreId::cn_gd:
      return "B";
    case CentreId::hk:
      return "VR";
    case CentreId::mo:
      return "XX";
  }
  return "";
}

std::optional<CentreId> centre_at(Node const& node) {
  auto const text = node.text();
  return text ? geo::parse_centre(*text) : std::nullopt;
}

/// Country letters of a UN/LOCODE (ISO 3166-1) → whose waters the stop is in.
std::optional<CentreId> centre_of_locode(std::string_view locode) {
  if (locode.starts_with("HK")) return CentreId::hk;
  if (locode.starts_with("MO")) return CentreId::mo;
  if (locode.starts_with("CN")) return CentreId::cn_gd;
  return std::nullopt;
}

void check_date(Node const& node, Problems& problems) {
  auto const text = node.text();
  constexpr std::size_t kLength = 10;
  if (text && text->size() == kLength && !geo::parse_date(*text))
    report(problems, node, "a day of the calendar, YYYY-MM-DD");
}

/// Remembers where each identity was first seen and reports it when it comes again.
class Seen {
 public:
  Seen(std::string what, Problems& problems) : what_(std::move(what)), problems_(problems) {}
  void add(Node const& node) {
    if (auto const text = node.text()) add(std::string{*text}, node);
  }
  void add(std::string key, Node const& node) {
    auto const [at, is_new] = first_.emplace(std::move(key), node.pointer);
    if (!is_new) report(problems_, node, what_ + " once in a plan; it is at " + at->second + " too");
  }

 private:
  std::string what_;
  Problems& problems_;
  std::map<std::string, std::string> first_;
};

// Cover

void check_copies(Node const& cover, Problems& problems) {
  Node const copies = cover["copies"];
  if (copies.size() == 0) return;
  std::map<std::string, int> holders;
  std::set<std::int64_t> numbers;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    Node const copy = copies[i];
    ++holders[copy["holder"].string()];
    if (auto const number = copy["number"].integer(); number && !numbers.insert(*number).second)
      report(problems, copy["number"], "a number that no other copy of this plan has");
    if (copy["ship"] && copy["holder"].string() != "ship")
      report(problems, copy["ship"], "no ship, as the holder is not a ship");
  }
  for (char const* holder : {"CN-GD", "HK", "MO", "company"})
    if (holders[holder] != 1)
      report(problems, copies, std::string{"exactly one copy for "} + holder + " (2015 arrangement, clause 1)");
  if (holders["ship"] == 0) report(problems, copies, "a copy for the ship (2015 arrangement, clause 1)");
}

void check_amendments(Node const& cover, Problems& problems) {
  Node const amendments = cover["amendments"];
  std::int64_t last = 0;
  for (std::size_t i = 0; i < amendments.size(); ++i) {
    Node const entry = amendments[i];
    check_date(entry["dated"], problems);
    auto const version = entry["version"].integer();
    if (version && *version <= last)
      report(problems, entry["version"], "a version above the entry before it, " + std::to_string(last));
    last = version.value_or(last);
  }
  auto const version = cover["version"].integer();
  if (version && amendments.size() > 0 && last != *version)
    report(problems, amendments[amendments.size() - 1]["version"],
           "an entry for this version, " + std::to_string(*version) + ", as the last");
}

void check_cover(Node const& document, Problems& problems) {
  Node const cover = document["cover"];
  auto const home = centre_at(cover["home_centre"]);
  auto const id = cover["plan_id"].text();
  if (home && id && !id->starts_with(std::string{geo::to_text(*home)} + "-"))
    report(problems, cover["plan_id"],
           "an id that starts with that of the home centre, \"" + std::string{geo::to_text(*home)} + "-\"");
  check_date(cover["dated"], problems);
  check_copies(cover, problems);
  check_amendments(cover, problems);
  Node const sample = document["sample"];
  bool const is_sample = sample && sample.value->is_bool() && sample.value->get_bool();
  Node const title = cover["title"]["en"];
  if (is_sample && title && !title.string().starts_with("SAMPLE"))
    report(problems, title, "a title that starts with SAMPLE, as \"sample\" is true");
  if (!is_sample && title.string().starts_with("SAMPLE"))
    report(problems, title, "\"sample\": true in a document with this title");
}

// Ships

void check_mmsi(Node const& node, std::optional<CentreId> home, Problems& problems) {
  auto const text = node.text();
  auto const mmsi = text ? Mmsi::parse(*text) : std::nullopt;
  if (!mmsi) return;
  if (mmsi->kind() != MmsiKind::ship)
    return report(problems, node, "the MMSI of a ship, its first three digits a MID (201 … 775)");
  if (home && !has_mid(*home, mmsi->mid())) report(problems, node, "an MMSI with " + mid_words(*home));
}

void check_device(Node const& device, Problems& problems) {
  auto const text = device["number"].text();
  auto const number = text ? Mmsi::parse(*text) : std::nullopt;
  auto const kind = device["kind"].text();
  if (!number || !kind || !number->is_distress_device()) return;
  std::string_view const prefix = *kind == "AIS-SART"    ? "970"
                                  : *kind == "MOB"       ? "972"
                                  : *kind == "EPIRB-AIS" ? "974"
                                                         : "";
  if (!prefix.empty() && !text->starts_with(prefix))
    report(problems, device["number"],
           "a number that starts with " + std::string{prefix} + ", as its kind is " + std::string{*kind});
}

void check_persons(Node const& persons, Problems& problems) {
  auto const permitted = persons["permitted"].integer();
  auto const passengers = persons["passengers_max"].integer();
  auto const crew = persons["crew_normal"].integer();
  if (permitted && passengers && crew && *passengers + *crew > *permitted)
    report(problems, persons["permitted"],
           "at least passengers and crew together, " + std::to_string(*passengers + *crew));
}

struct SeenIdentities {
  explicit SeenIdentities(Problems& problems)
      : mmsi("an MMSI", problems),
        imo("an IMO number", problems),
        call_sign("a call sign", problems),
        beacon("a hex ID", problems),
        device("a device's number", problems) {}
  Seen mmsi, imo, call_sign, beacon, device;
};

void check_identity(Node const& identity, std::optional<CentreId> home, SeenIdentities& seen, Problems& problems) {
  check_mmsi(identity["mmsi"], home, problems);
  seen.mmsi.add(identity["mmsi"]);
  if (Node const imo = identity["imo"]; imo.string().size() == 7 && !ImoNumber::parse(imo.string()))
    report(problems, imo,
           "an IMO number with a right check digit (its first six digits times 7, 6, 5, 4, 3, 2 add up to a number "
           "that ends with the seventh)");
  seen.imo.add(identity["imo"]);
  Node const call_sign = identity["call_sign"];
  if (home && call_sign.text() && !call_sign.text()->starts_with(call_sign_series(*home)))
    report(problems, call_sign,
           "a call sign of the home centre's series, " + std::string{call_sign_series(*home)} + "…");
  seen.call_sign.add(call_sign);
  Node const registry = identity["registry"]["centre"];
  if (auto const centre = centre_at(registry); home && centre && *centre != *home)
    report(problems, registry,
           "the home centre, " + std::string{geo::to_text(*home)} +
               ": a plan is for ships registered in its own place (2015 arrangement, clause 1)");
  Node const beacons = identity["beacons"];
  for (std::size_t i = 0; i < beacons.size(); ++i) {
    Node const hex = beacons[i]["hex_id"];
    auto const beacon = BeaconId::parse(hex.string());
    if (beacon && home && !has_mid(*home, beacon->mid()))
      report(problems, hex, "a beacon coded with " + mid_words(*home));
    if (beacon) seen.beacon.add(std::string{beacon->first_15()}, hex);
  }
  Node const devices = identity["ais_devices"];
  for (std::size_t i = 0; i < devices.size(); ++i) {
    check_device(devices[i], problems);
    seen.device.add(devices[i]["number"]);
  }
}

void check_ships(Node const& document, Problems& problems) {
  auto const home = centre_at(document["cover"]["home_centre"]);
  SeenIdentities seen{problems};
  Node const ships = document["ships"];
  std::set<std::string, std::less<>> numbers;
  for (std::size_t i = 0; i < ships.size(); ++i) {
    check_identity(ships[i]["identity"], home, seen, problems);
    check_persons(ships[i]["persons"], problems);
    numbers.insert(ships[i]["identity"]["mmsi"].string());
  }
  auto const must_be_listed = [&](Node const& ship) {
    if (ship.text() && !numbers.contains(*ship.text())) report(problems, ship, "the MMSI of a ship of this plan");
  };
  Node const copies = document["cover"]["copies"];
  for (std::size_t i = 0; i < copies.size(); ++i) must_be_listed(copies[i]["ship"]);
  for (char const* list : {"planned", "held"}) {
    Node const exercises = document["exercises"][list];
    for (std::size_t i = 0; i < exercises.size(); ++i) {
      must_be_listed(exercises[i]["ship"]);
      check_date(exercises[i]["dated"], problems);
    }
  }
}

// Routes

/// [longitude, latitude]; empty (and reported) when it can't be off Guangdong.
std::optional<geo::Position> check_position(Node const& node, Problems& problems) {
  auto const longitude = node[0].number();
  auto const latitude = node[1].number();
  if (node.size() != 2 || !longitude || !latitude) return std::nullopt;
  auto const near = [](double lon, double lat) {
    return lon >= kWest && lon <= kEast && lat >= kSouth && lat <= kNorth;
  };
  if (near(*longitude, *latitude)) return geo::Position::from_degrees(*latitude, *longitude);
  std::string expected =
      "a position off Guangdong, Hong Kong or Macao (109 … 118 E, 18 … 26 N) as [longitude, latitude]";
  if (near(*latitude, *longitude)) expected += "; these two are the other way round";
  problems.push_back({node.pointer, json::serialize(*node.value), std::move(expected), {}});
  return std::nullopt;
}

std::string metres_words(geo::Metres distance) {
  return std::to_string(static_cast<long long>(distance.metres())) + " m";
}

void check_track(Node const& route, std::vector<std::optional<geo::Position>> const& stops, Problems& problems) {
  Node const coordinates = route["geometry"]["coordinates"];
  // More than the schema allows is the schema's to report; the work here grows with their product.
  constexpr std::size_t kMaxStops = 20;
  constexpr std::size_t kMaxPoints = 500;
  if (stops.size() > kMaxStops || coordinates.size() > kMaxPoints) return;
  std::vector<geo::Position> track;
  for (std::size_t i = 0; i < coordinates.size(); ++i) {
    auto const position = check_position(coordinates[i], problems);
    if (position) track.push_back(*position);
  }
  if (track.size() != coordinates.size() || track.size() < 2 || stops.size() < 2) return;
  auto const check_end = [&](std::size_t point, std::size_t stop, char const* which) {
    if (!stops[stop]) return;
    geo::Metres const off = geo::distance(track[point], *stops[stop]);
    if (off > kStopTolerance)
      problems.push_back({coordinates[point].pointer,
                          json::serialize(*coordinates[point].value),
                          std::string{"the "} + which + " stop, \"" + route["stops"][stop]["id"].string() +
                              "\", within 0.3 nautical miles; it is " + metres_words(off) + " away",
                          {}});
  };
  check_end(0, 0, "first");
  check_end(track.size() - 1, stops.size() - 1, "last");
  for (std::size_t i = 1; i + 1 < stops.size(); ++i) {
    if (!stops[i]) continue;
    geo::Metres const off = geo::nearest_on_polyline(*stops[i], track).distance;
    if (off > kWayStopTolerance) {
      Node const position = route["stops"][i]["position"];
      problems.push_back({position.pointer,
                          json::serialize(*position.value),
                          "a stop within 0.5 nautical miles of the track; it is " + metres_words(off) + " off",
                          {}});
    }
  }
}

void check_timetable(Node const& timetable, std::set<std::string, std::less<>> const& stops, Problems& problems) {
  check_date(timetable["valid_from"], problems);
  check_date(timetable["valid_to"], problems);
  auto const from = geo::parse_date(timetable["valid_from"].string());
  auto const to = geo::parse_date(timetable["valid_to"].string());
  if (from && to && *to < *from)
    report(problems, timetable["valid_to"], "a day not before valid_from, " + timetable["valid_from"].string());
  Node const departures = timetable["departures"];
  for (std::size_t i = 0; i < departures.size(); ++i) {
    Node const stop = departures[i]["from"];
    if (stop.text() && !stops.contains(*stop.text())) report(problems, stop, "the id of one of the route's stops");
  }
}

void check_route(Node const& route, Problems& problems) {
  std::set<CentreId> crosses;
  Node const crossed = route["crosses"];
  for (std::size_t i = 0; i < crossed.size(); ++i) {
    auto const centre = centre_at(crossed[i]);
    if (centre && !crosses.insert(*centre).second) report(problems, crossed[i], "each centre once");
  }
  Node const stops = route["stops"];
  std::vector<std::optional<geo::Position>> positions;
  std::set<std::string, std::less<>> ids;
  std::set<CentreId> called_at;
  for (std::size_t i = 0; i < stops.size(); ++i) {
    Node const stop = stops[i];
    positions.push_back(check_position(stop["position"], problems));
    if (stop["id"].text() && !ids.insert(stop["id"].string()).second)
      report(problems, stop["id"], "an id that no other stop of the route has");
    auto const centre = centre_at(stop["centre"]);
    auto const by_locode = centre_of_locode(stop["locode"].string());
    if (centre && by_locode && *centre != *by_locode)
      report(problems, stop["centre"],
             "\"" + std::string{geo::to_text(*by_locode)} + "\", as the UN/LOCODE is " + stop["locode"].string());
    if (centre) called_at.insert(*centre);
    if (centre && !crosses.empty() && !crosses.contains(*centre))
      report(problems, crossed,
             "\"" + std::string{geo::to_text(*centre)} + "\" among them: the stop \"" + stop["id"].string() +
                 "\" is there");
  }
  if (called_at.size() == 1)
    report(
        problems, stops,
        "stops in at least two of the three places (跨區航行定期客船: the arrangement is for cross-boundary services)");
  check_track(route, positions, problems);
  check_timetable(route["timetable"], ids, problems);
}

void check_routes(Node const& document, Problems& problems) {
  Node const routes = document["routes"];
  constexpr std::size_t kMaxRoutes = 20;  // as the schema has it
  if (routes.size() > kMaxRoutes) return;
  Seen ids{"a route id", problems};
  for (std::size_t i = 0; i < routes.size(); ++i) {
    ids.add(routes[i]["id"]);
    check_route(routes[i], problems);
  }
}

void check_modules(Node const& document, Problems& problems) {
  Node const modules = document["centres"];
  Seen centres{"each centre's module", problems};
  for (std::size_t i = 0; i < modules.size(); ++i) centres.add(modules[i]["centre"]);
}

}  // namespace

void check_plan(Node const& document, Problems& problems) {
  check_cover(document, problems);
  check_ships(document, problems);
  check_routes(document, problems);
  check_modules(document, problems);
}

void check_texts(Node const& node, Problems& problems) {
  if (!node) return;
  if (auto const text = node.text()) {
    if (is_printable(*text)) return;
    constexpr std::size_t kShownBytes = 60;
    problems.push_back({node.pointer,
                        shortened(printable(*text), kShownBytes),
                        "text in one paragraph, without control characters and direction marks",
                        {}});
  } else if (auto const* object = node.value->if_object()) {
    for (auto const& member : *object) check_texts(node[std::string_view{member.key()}], problems);
  } else {
    for (std::size_t i = 0; i < node.size(); ++i) check_texts(node[i], problems);
  }
}

void check_centre_module(Node const& document, Problems& problems) {
  check_date(document["dated"], problems);
  std::set<std::string, std::less<>> sources;
  Node const listed = document["sources"];
  for (std::size_t i = 0; i < listed.size(); ++i)
    if (auto const id = listed[i]["id"].text(); id && !sources.emplace(*id).second)
      report(problems, listed[i]["id"], "each source's id once");
  auto const must_exist = [&](Node const& node) {
    if (node.text() && !sources.contains(*node.text())) report(problems, node, "the id of an entry of sources");
  };
  must_exist(document["address"]["source"]);
  must_exist(document["region"]["source"]);
  for (char const* list : {"contacts", "functions", "pledges"})
    for (std::size_t i = 0; i < document[list].size(); ++i) must_exist(document[list][i]["source"]);
}

}  // namespace lingding::plans::detail
