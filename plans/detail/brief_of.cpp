#include "plans/detail/brief_of.hpp"

#include <algorithm>
#include <cmath>

#include "geo/check.hpp"
#include "plans/detail/schedule_of.hpp"
#include "plans/json_text.hpp"

namespace lingding::plans::detail {
namespace {

// What an officer reads in the first minute; the whole is one key away. Bytes of UTF-8 as JSON has them: with these,
// and what the schema allows of the rest, a brief's JSON stays below kMaxBriefBytes (tested).
constexpr std::size_t kNameBytes = 60;
constexpr std::size_t kLineBytes = 90;
constexpr std::size_t kTextBytes = 160;
constexpr std::size_t kRoleBytes = 48;
constexpr std::size_t kPersonBytes = 40;

/// At most `limit` bytes within a JSON string, where quotation marks and backslashes are two.
std::string cut(std::string_view text, std::size_t limit) {
  auto const doubled = [](std::string_view part) {
    return static_cast<std::size_t>(
        std::count_if(part.begin(), part.end(), [](char c) { return c == '"' || c == '\\'; }));
  };
  if (text.size() + doubled(text) <= limit) return std::string{text};
  return shortened(text, limit - std::min(limit, doubled(text.substr(0, limit))));
}

std::uint32_t count_of(Node const& node) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(0, node.integer().value_or(0)));
}

/// Chinese as it is written elsewhere: simplified stands in where there is no traditional text.
std::string chinese(Node const& text, std::size_t limit) {
  Node const traditional = text["zh_hant"];
  return cut((traditional ? traditional : text["zh_hans"]).string(), limit);
}

ShipNames names_of(Node const& names) {
  return {cut(names["en"].string(), kNameBytes), cut(names["zh_hant"].string(), kNameBytes),
          cut(names["zh_hans"].string(), kNameBytes), cut(names["pt"].string(), kNameBytes)};
}

void add_contact(std::vector<Contact>& contacts, std::string const& role, std::string const& name, Node const& phone) {
  if (contacts.size() < kMaxBriefContacts && phone.text())
    contacts.push_back({cut(role, kRoleBytes), cut(name, kPersonBytes), phone.string()});
}

/// The ship's own telephones first, then the company in call-down order.
std::vector<Contact> contacts_of(Node const& ship, Node const& company) {
  std::vector<Contact> contacts;
  Node const means = ship["communications"];
  for (char const* kind : {"bridge telephone", "satellite telephone"})
    for (std::size_t i = 0; i < means.size(); ++i)
      if (means[i]["kind"].string() == kind)
        add_contact(contacts, std::string{"ship, "} + kind, ship["names"]["en"].string(), means[i]["number"]);
  Node const emergency = company["emergency_contacts"];
  for (std::size_t i = 0; i < emergency.size(); ++i) {
    add_contact(contacts, emergency[i]["role"].string(), emergency[i]["name"].string(), emergency[i]["phone"]);
    add_contact(contacts, emergency[i]["role"].string() + " (alternative)", emergency[i]["name"].string(),
                emergency[i]["phone_alternative"]);
  }
  return contacts;
}

LifeSaving life_saving_of(Node const& appliances) {
  LifeSaving sum;
  Node const craft = appliances["craft"];
  for (std::size_t i = 0; i < craft.size(); ++i) {
    std::string const kind = craft[i]["kind"].string();
    std::uint32_t const count = count_of(craft[i]["count"]);
    if (kind == "liferaft" || kind == "lifeboat") {
      sum.survival_craft += count;
      sum.survival_craft_capacity += count * count_of(craft[i]["capacity_each"]);
    } else if (kind == "rescue boat") {
      sum.rescue_boats += count;
    } else if (kind == "marine evacuation system") {
      sum.evacuation_systems += count;
      sum.survival_craft_capacity += count * count_of(craft[i]["capacity_each"]);
    }
  }
  sum.lifejackets_adult = count_of(appliances["lifejackets_adult"]);
  sum.lifejackets_child = count_of(appliances["lifejackets_child"]) + count_of(appliances["lifejackets_infant"]);
  return sum;
}

/// Twice the area of the triangle of three positions, in square degrees: only compared, over a few tens of miles.
double doubled_area(geo::Position a, geo::Position b, geo::Position c) {
  double const ab_lon = b.longitude.degrees() - a.longitude.degrees();
  double const ab_lat = b.latitude.degrees() - a.latitude.degrees();
  double const ac_lon = c.longitude.degrees() - a.longitude.degrees();
  double const ac_lat = c.latitude.degrees() - a.latitude.degrees();
  return std::abs(ab_lon * ac_lat - ac_lon * ab_lat);
}

/// Drops the least significant corner until few enough are left (Visvalingam and Whyatt, Cartographic Journal 30,
/// 1993).
std::vector<geo::Position> thinned(std::vector<geo::Position> track, std::size_t limit) {
  while (track.size() > limit) {
    std::size_t least = 1;
    double least_area = doubled_area(track[0], track[1], track[2]);
    for (std::size_t i = 2; i + 1 < track.size(); ++i) {
      double const area = doubled_area(track[i - 1], track[i], track[i + 1]);
      if (area < least_area) {
        least = i;
        least_area = area;
      }
    }
    track.erase(track.begin() + static_cast<std::ptrdiff_t>(least));
  }
  return track;
}

/// To 1e-5 degree, about one metre: as fine as a track usually sailed can be meant, and short as text.
double rounded(double degrees) {
  return std::round(degrees * 1e5) / 1e5;
}

std::vector<geo::CentreId> crossed_by(Node const& route) {
  std::vector<geo::CentreId> centres;
  for (auto const centre : geo::kCentres)
    for (std::size_t i = 0; i < route["crosses"].size(); ++i)
      if (route["crosses"][i].string() == geo::to_text(centre)) centres.push_back(centre);
  return centres;
}

void set_identity(PlanBrief& brief, Node const& identity) {
  brief.mmsi = Mmsi::parse(identity["mmsi"].string());
  brief.imo = ImoNumber::parse(identity["imo"].string());
  brief.call_sign = identity["call_sign"].string();
  for (std::size_t i = 0; i < identity["beacons"].size(); ++i)
    if (auto const beacon = BeaconId::parse(identity["beacons"][i]["hex_id"].string()))
      brief.beacons.push_back(*beacon);
  for (std::size_t i = 0; i < identity["ais_devices"].size(); ++i)
    if (auto const device = Mmsi::parse(identity["ais_devices"][i]["number"].string()))
      brief.devices.push_back(*device);
}

PlanBrief brief_of(Node const& document, Node const& ship) {
  PlanBrief brief;
  Node const route = document["routes"][0];
  Node const particulars = ship["particulars"];
  brief.names = names_of(ship["names"]);
  set_identity(brief, ship["identity"]);
  brief.persons_permitted = count_of(ship["persons"]["permitted"]);
  brief.crew = count_of(ship["persons"]["crew_normal"]);
  brief.contacts = contacts_of(ship, document["company"]);
  brief.ship_type = particulars["type"].string() + ", " + particulars["hull"].string();
  if (auto const length = particulars["length_overall_m"].number())
    brief.length_overall = geo::Metres::from_metres(*length);
  if (auto const speed = particulars["service_speed_kn"].number()) brief.service_speed = geo::Knots::from_knots(*speed);
  brief.appearance = brief_text(particulars["appearance"], kTextBytes);
  brief.life_saving = life_saving_of(ship["life_saving"]);
  brief.medical = brief_text(ship["medical"]["facilities"], kTextBytes);
  brief.helicopter = brief_text(ship["helicopter"]["approach"], kTextBytes);
  brief.route_name = brief_text(route["names"], kLineBytes);
  brief.crosses = crossed_by(route);
  brief.route = track_of(route, kMaxBriefRoutePoints);
  brief.schedule = schedule_of(document, ship);
  return brief;
}

}  // namespace

geo::Position position_of(Node const& point) {
  auto const position =
      geo::Position::from_degrees(rounded(point[1].number().value_or(0)), rounded(point[0].number().value_or(0)));
  LINGDING_CHECK(position.has_value());
  return *position;
}

std::vector<geo::Position> track_of(Node const& route, std::size_t limit) {
  std::vector<geo::Position> track;
  Node const coordinates = route["geometry"]["coordinates"];
  for (std::size_t i = 0; i < coordinates.size(); ++i) track.push_back(position_of(coordinates[i]));
  return thinned(std::move(track), limit);
}

BriefText brief_text(Node const& text, std::size_t limit) {
  return {cut(text["en"].string(), limit), chinese(text, limit)};
}

std::vector<PlanBrief> briefs_of(Node const& document, std::string_view digest) {
  std::vector<PlanBrief> briefs;
  Node const cover = document["cover"];
  Node const ships = document["ships"];
  for (std::size_t i = 0; i < ships.size(); ++i) {
    PlanBrief brief = brief_of(document, ships[i]);
    brief.plan_id = cover["plan_id"].string();
    brief.version = count_of(cover["version"]);
    brief.digest = digest;
    brief.home = geo::parse_centre(cover["home_centre"].string()).value();
    brief.company = cut(document["company"]["names"]["en"].string(), kLineBytes);
    brief.sample = document["sample"] && document["sample"].value->is_bool() && document["sample"].value->get_bool();
    briefs.push_back(std::move(brief));
  }
  return briefs;
}

}  // namespace lingding::plans::detail
