// The rules for ships: identities that agree with one another and with the registry, and room for everybody.

#include <algorithm>
#include <array>
#include <set>

#include "plans/beacon.hpp"
#include "plans/detail/check_tools.hpp"
#include "plans/detail/plan_checks.hpp"
#include "plans/identity.hpp"

namespace lingding::plans::detail {
namespace {

using geo::CentreId;

/// ITU Radio Regulations, appendix 42: VRA–VRZ Hong Kong, XXA–XXZ Macao, BAA–BZZ (and others not used by ferries)
/// China.
std::string call_sign_series(CentreId centre) {
  switch (centre) {
    case CentreId::cn_gd:
      return "B";
    case CentreId::hk:
      return "VR";
    case CentreId::mo:
      return "XX";
  }
  return {};
}

/// ISO 3166-1: Hong Kong and Macao keep registers of their own (Basic Laws, articles 125 and 116).
std::string flag_of(CentreId centre) {
  switch (centre) {
    case CentreId::cn_gd:
      return "CN";
    case CentreId::hk:
      return "HK";
    case CentreId::mo:
      return "MO";
  }
  return {};
}

std::string centre_text(CentreId centre) {
  return std::string{geo::to_text(centre)};
}

void check_mmsi(Node const& node, std::optional<CentreId> home, Problems& problems) {
  auto const text = node.text();
  auto const mmsi = text ? Mmsi::parse(*text) : std::nullopt;
  if (!mmsi) return;
  if (mmsi->kind() != MmsiKind::ship) return report(problems, node, ProblemCode::mmsi_not_ship);
  if (home && !has_mid(*home, mmsi->mid()))
    report(problems, node, ProblemCode::mmsi_mid, {mid_list(*home), centre_text(*home)});
}

/// \pre seven digits, the last not the check digit
void report_imo(Node const& imo, Problems& problems) {
  std::string const six = imo.string().substr(0, 6);
  std::string right = "?";
  for (char digit = '0'; digit <= '9'; ++digit)
    if (ImoNumber::parse(six + digit)) right = digit;
  report(problems, imo, ProblemCode::imo_check_digit, {six, right});
}

void check_device(Node const& device, Problems& problems) {
  auto const text = device["number"].text();
  auto const number = text ? Mmsi::parse(*text) : std::nullopt;
  auto const kind = device["kind"].text();
  if (!number || !kind || !number->is_distress_device()) return;
  std::string const prefix = *kind == "AIS-SART" ? "970" : *kind == "MOB" ? "972" : *kind == "EPIRB-AIS" ? "974" : "";
  if (!prefix.empty() && !text->starts_with(prefix))
    report(problems, device["number"], ProblemCode::device_kind, {prefix, std::string{*kind}});
}

/// Whether the kind that a plan states can be what the ID is coded for.
bool agrees(std::string_view kind, BeaconUse use) {
  switch (use) {
    case BeaconUse::epirb_float_free:
      return kind == "EPIRB, float-free";
    case BeaconUse::epirb_manual:
      return kind == "EPIRB, manual";
    case BeaconUse::epirb:
      return kind.starts_with("EPIRB");
    case BeaconUse::plb:
      return kind == "PLB";
    case BeaconUse::elt:
    case BeaconUse::elt_dt:
    case BeaconUse::ship_security:
    case BeaconUse::system:
      return false;
    case BeaconUse::unknown:
      return true;
  }
  return true;
}

std::string four_digits(std::uint32_t number) {
  std::string const text = std::to_string(number);
  return std::string(4 - std::min<std::size_t>(4, text.size()), '0') + text;
}

void check_epirb_ais(Node const& identity, Node const& hex, std::uint32_t ending, Problems& problems) {
  Node const devices = identity["ais_devices"];
  std::string const wanted = four_digits(ending);
  for (std::size_t i = 0; i < devices.size(); ++i) {
    std::string const number = devices[i]["number"].string();
    if (number.starts_with("974") && number.ends_with(wanted)) return;
  }
  report(problems, hex, ProblemCode::beacon_ais_number, {wanted});
}

void check_beacon(Node const& identity, Node const& entry, std::optional<CentreId> home, Problems& problems) {
  Node const hex = entry["hex_id"];
  auto const id = BeaconId::parse(hex.string());
  if (!id) return;
  auto const content = decode_beacon(*id);
  if (!content) return report(problems, hex, ProblemCode::beacon_undecodable, {content.error().reason});
  if (home && !has_mid(*home, content->mid))
    report(problems, hex, ProblemCode::beacon_country, {mid_list(*home), centre_text(*home)});
  auto const mmsi = Mmsi::parse(identity["mmsi"].string());
  if (mmsi && content->mmsi && *content->mmsi != *mmsi)
    report(problems, hex, ProblemCode::beacon_mmsi, {mmsi->to_text(), content->mmsi->to_text()});
  auto const call_sign = identity["call_sign"].text();
  if (call_sign && content->call_sign && content->call_sign->view() != *call_sign)
    report(problems, hex, ProblemCode::beacon_call_sign, {quoted(*call_sign), quoted(content->call_sign->view())});
  if (content->test) report(problems, hex, ProblemCode::beacon_test);
  if (content->has_position) report(problems, hex, ProblemCode::beacon_position);
  if (auto const kind = entry["kind"].text(); kind && !agrees(*kind, content->use))
    report(problems, entry["kind"], ProblemCode::beacon_kind, {std::string{to_text(content->use)}});
  if (content->epirb_ais_ending) check_epirb_ais(identity, hex, *content->epirb_ais_ending, problems);
}

struct SeenIdentities {
  explicit SeenIdentities(Problems& problems)
      : mmsi(ProblemCode::mmsi_twice, problems),
        imo(ProblemCode::imo_twice, problems),
        call_sign(ProblemCode::call_sign_twice, problems),
        beacon(ProblemCode::beacon_twice, problems),
        device(ProblemCode::device_twice, problems) {}
  Seen mmsi, imo, call_sign, beacon, device;
};

void check_registry(Node const& identity, std::optional<CentreId> home, Problems& problems) {
  Node const registry = identity["registry"]["centre"];
  auto const centre = centre_at(registry);
  if (home && centre && *centre != *home)
    report(problems, registry, ProblemCode::registry_centre, {centre_text(*home)});
  auto const flag = identity["flag"].text();
  if (centre && flag && *flag != flag_of(*centre))
    report(problems, identity["flag"], ProblemCode::flag_registry, {flag_of(*centre), centre_text(*centre)});
}

void check_identity(Node const& identity, std::optional<CentreId> home, SeenIdentities& seen, Problems& problems) {
  check_mmsi(identity["mmsi"], home, problems);
  seen.mmsi.add(identity["mmsi"]);
  Node const imo = identity["imo"];
  if (imo.string().size() == 7 && !ImoNumber::parse(imo.string())) report_imo(imo, problems);
  seen.imo.add(imo);
  Node const call_sign = identity["call_sign"];
  if (home && call_sign.text() && !call_sign.text()->starts_with(call_sign_series(*home)))
    report(problems, call_sign, ProblemCode::call_sign_series, {call_sign_series(*home)});
  seen.call_sign.add(call_sign);
  check_registry(identity, home, problems);
  // As the schema has them; it reports what is beyond.
  constexpr std::size_t kMostBeacons = 6;
  constexpr std::size_t kMostDevices = 12;
  Node const beacons = identity["beacons"];
  for (std::size_t i = 0; i < std::min(beacons.size(), kMostBeacons); ++i) {
    check_beacon(identity, beacons[i], home, problems);
    Node const hex = beacons[i]["hex_id"];
    if (auto const id = BeaconId::parse(hex.string())) seen.beacon.add(std::string{id->first_15()}, hex);
  }
  Node const devices = identity["ais_devices"];
  for (std::size_t i = 0; i < std::min(devices.size(), kMostDevices); ++i) {
    check_device(devices[i], problems);
    seen.device.add(devices[i]["number"]);
  }
}

/// HSC Code 2000, 8.10.1, and SOLAS III/21: survival craft for all persons that the craft is certified to carry.
void check_survival_craft(Node const& craft, std::int64_t permitted, Problems& problems) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < craft.size(); ++i) {
    auto const kind = craft[i]["kind"].text();
    std::int64_t const count = craft[i]["count"].integer().value_or(-1);
    std::int64_t const each = craft[i]["capacity_each"].integer().value_or(-1);
    constexpr std::int64_t kMost = 1'000'000;
    if (!kind || count < 0 || each < 0 || count > kMost || each > kMost) return;  // the schema's to report
    if (*kind != "rescue boat") sum += count * each;
  }
  if (craft.size() > 0 && sum < permitted)
    report(problems, craft, ProblemCode::survival_craft_capacity, {std::to_string(permitted), std::to_string(sum)});
}

void check_persons(Node const& ship, Problems& problems) {
  Node const persons = ship["persons"];
  auto const permitted = persons["permitted"].integer();
  auto const passengers = persons["passengers_max"].integer();
  auto const crew = persons["crew_normal"].integer();
  constexpr std::int64_t kMost = 1'000'000'000;
  if (permitted && passengers && crew && *passengers <= kMost && *crew <= kMost && *passengers + *crew > *permitted)
    report(problems, persons["permitted"], ProblemCode::persons_sum, {std::to_string(*passengers + *crew)});
  Node const appliances = ship["life_saving"];
  if (permitted) check_survival_craft(appliances["craft"], *permitted, problems);
  // HSC Code 2000, 8.3.5, and SOLAS III/7.2: a lifejacket for everybody; for children a tenth of the passengers.
  auto const adult = appliances["lifejackets_adult"].integer();
  if (permitted && adult && *adult < *permitted)
    report(problems, appliances["lifejackets_adult"], ProblemCode::lifejackets_adult, {std::to_string(*permitted)});
  auto const child = appliances["lifejackets_child"].integer();
  if (passengers && child && *passengers > 0 && *passengers <= kMost && *child < (*passengers + 9) / 10)
    report(problems, appliances["lifejackets_child"], ProblemCode::lifejackets_child,
           {std::to_string((*passengers + 9) / 10)});
}

/// A form in which names that look alike are equal: case, blanks and signs gone, and the few Latin letters and digits
/// that are taken for one another made one (Unicode TS #39, confusables, cut down to ASCII).
std::string look_of(std::string_view name) {
  std::string const folded = fold_name(name);
  std::string out;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    char const c = folded[i];
    if (c == ' ' || c == '-' || c == '\'' || c == '.') continue;
    if (folded.compare(i, 2, "rn") == 0 || folded.compare(i, 2, "vv") == 0) {
      out += c == 'r' ? 'm' : 'w';
      ++i;
    } else if (c == '0') {
      out += 'o';
    } else if (c == '1' || c == 'i' || c == '|') {
      out += 'l';
    } else {
      out += c;
    }
  }
  return out;
}

void check_look_alikes(Node const& ships, Problems& problems) {
  std::map<std::string, Node> first;
  for (std::size_t i = 0; i < ships.size(); ++i) {
    for (char const* language : {"en", "zh_hant", "zh_hans", "pt"}) {
      Node const name = ships[i]["names"][language];
      if (!name.text()) continue;
      auto const [at, is_new] = first.emplace(look_of(*name.text()), name);
      std::string const ship = "/ships/" + std::to_string(i) + "/";
      if (!is_new && !at->second.pointer.starts_with(ship))
        report(problems, name, ProblemCode::name_look_alike, {quoted(at->second.string())});
    }
  }
}

void check_ships_named(Node const& document, std::set<std::string, std::less<>> const& numbers, Problems& problems) {
  auto const must_be_listed = [&](Node const& ship) {
    if (ship.text() && !numbers.contains(*ship.text())) report(problems, ship, ProblemCode::ship_not_listed);
  };
  Node const copies = document["cover"]["copies"];
  for (std::size_t i = 0; i < copies.size(); ++i) must_be_listed(copies[i]["ship"]);
  for (char const* list : {"planned", "held"}) {
    Node const exercises = document["exercises"][list];
    for (std::size_t i = 0; i < exercises.size(); ++i) must_be_listed(exercises[i]["ship"]);
  }
  Node const routes = document["routes"];
  for (std::size_t i = 0; i < routes.size(); ++i) {
    Node const trips = routes[i]["timetable"]["trips"];
    for (std::size_t k = 0; k < trips.size(); ++k) must_be_listed(trips[k]["ship"]);
  }
}

}  // namespace

void check_ships(Node const& document, Problems& problems) {
  auto const home = centre_at(document["cover"]["home_centre"]);
  SeenIdentities seen{problems};
  Node const ships = document["ships"];
  std::set<std::string, std::less<>> numbers;
  for (std::size_t i = 0; i < ships.size(); ++i) {
    check_identity(ships[i]["identity"], home, seen, problems);
    check_persons(ships[i], problems);
    numbers.insert(ships[i]["identity"]["mmsi"].string());
  }
  check_look_alikes(ships, problems);
  check_ships_named(document, numbers, problems);
}

}  // namespace lingding::plans::detail
