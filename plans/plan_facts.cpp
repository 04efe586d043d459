#include "plans/plan_facts.hpp"

#include <algorithm>

#include "geo/check.hpp"
#include "plans/canonical.hpp"
#include "plans/detail/canonical_object.hpp"
#include "plans/detail/canonical_view.hpp"
#include "plans/detail/strict_object.hpp"

namespace lingding::plans {
namespace {

using detail::CanonicalObject;
using detail::CanonicalView;
using detail::StrictObject;

constexpr std::size_t kMaxFactsBytes = std::size_t{64} << 10U;

/// A passenger ship carries more than twelve passengers (SOLAS chapter I, regulation 2(f)).
constexpr std::uint64_t kPassengerShipFrom = 13;

/// Types of cooperation-plan.schema.json that are made to carry passengers. Categories A and B are the passenger craft
/// of the HSC Code (2000, section 1.4); cargo craft are neither.
bool carries_passengers(std::string_view type) {
  constexpr std::array<std::string_view, 5> kTypes{"high-speed craft, category A", "high-speed craft, category B",
                                                   "dynamically supported craft", "passenger ship",
                                                   "ro-ro passenger ship"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

/// The document without what a re-issue may change.
std::string body_of(CanonicalView const& document) {
  std::string out;
  for (auto const& member : document.members()) {
    out += out.empty() ? '{' : ',';
    ((out += '"') += member.name) += "\":";
    CanonicalView const value{member.value};
    if (member.name == "cover") {
      out += '{';
      for (auto const& part : value.members()) {
        if (part.name == "version" || part.name == "dated" || part.name == "amendments") continue;
        (((out += '"') += part.name) += "\":") += part.value;
        out += ',';
      }
      out += '}';
    } else if (member.name == "centres") {
      out += '[';
      for (auto const& entry : value.elements()) (out += entry["centre"].bytes()) += ',';
      out += ']';
    } else {
      out += member.value;
    }
  }
  return out;
}

std::vector<geo::CentreId> in_order(std::array<bool, 3> const& which) {
  std::vector<geo::CentreId> result;
  for (auto const centre : geo::kCentres)
    if (which[static_cast<std::size_t>(centre)]) result.push_back(centre);
  return result;
}

void mark(std::array<bool, 3>& which, CanonicalView const& centre) {
  if (auto const id = geo::parse_centre(centre.string())) which[static_cast<std::size_t>(*id)] = true;
}

void read_routes(CanonicalView const& document, PlanFacts& facts) {
  std::array<bool, 3> crosses{};
  std::array<bool, 3> calls_at{};
  for (auto const& route : document["routes"].elements()) {
    for (auto const& centre : route["crosses"].elements()) mark(crosses, centre);
    for (auto const& stop : route["stops"].elements()) mark(calls_at, stop["centre"]);
    CanonicalView const timetable = route["timetable"];
    for (char const* list : {"departures", "trips"})
      if (!timetable[list].elements().empty()) facts.scheduled = true;
  }
  facts.crosses = in_order(crosses);
  facts.calls_at = in_order(calls_at);
}

void read_ships(CanonicalView const& document, PlanFacts& facts) {
  for (auto const& ship : document["ships"].elements()) {
    CanonicalView const identity = ship["identity"];
    auto const mmsi = Mmsi::parse(identity["mmsi"].string());
    LINGDING_CHECK(mmsi.has_value());  // the document was accepted
    ShipFacts entry{*mmsi, ImoNumber::parse(identity["imo"].string()), facts.home, false, 0};
    if (auto const registry = geo::parse_centre(identity["registry"]["centre"].string())) entry.registry = *registry;
    entry.passenger_ship = carries_passengers(ship["particulars"]["type"].string()) &&
                           ship["persons"]["passengers_max"].natural().value_or(0) >= kPassengerShipFrom;
    entry.persons = static_cast<std::uint32_t>(ship["persons"]["permitted"].natural().value_or(0));
    facts.ships.push_back(entry);
  }
}

std::string ship_json(ShipFacts const& ship) {
  CanonicalObject out;
  out.text("mmsi", ship.mmsi.to_text()).text("registry", geo::to_text(ship.registry));
  if (ship.imo) out.natural("imo", ship.imo->number());
  out.flag("passenger_ship", ship.passenger_ship).natural("persons", ship.persons);
  return out.finish();
}

std::string centre_json(geo::CentreId centre) {
  return detail::json_text_of(geo::to_text(centre));
}

std::vector<geo::CentreId> read_centres(StrictObject& in, std::string_view name) {
  std::vector<geo::CentreId> result;
  in.strings(name, 0, geo::kCentres.size(), "centres, each once, in the order CN-GD, HK, MO",
             [&](std::string_view text) {
               auto const centre = geo::parse_centre(text);
               if (!centre || (!result.empty() && *centre <= result.back())) return false;
               result.push_back(*centre);
               return true;
             });
  return result;
}

ShipFacts read_ship(StrictObject& in) {
  ShipFacts ship{in.ship("mmsi"), std::nullopt, geo::CentreId::hk, false, 0};
  ship.registry = in.centre("registry");
  if (in.has("imo")) {
    constexpr std::uint64_t kMostDigits = 9'999'999;
    ship.imo = ImoNumber::from_number(static_cast<std::uint32_t>(in.natural("imo", 1, kMostDigits)));
    if (!ship.imo) in.fail("imo", "an IMO number");
  }
  ship.passenger_ship = in.flag("passenger_ship");
  ship.persons = static_cast<std::uint32_t>(in.natural("persons", 0, 0xFFFF'FFFFU));
  return ship;
}

}  // namespace

PlanFacts facts_of(PlanDocument const& plan, std::string_view text) {
  auto const canonical = canonical_json(text);
  LINGDING_CHECK(canonical.has_value());  // the document was accepted
  CanonicalView const document{*canonical};
  PlanFacts facts;
  facts.document = geo::sha256(*canonical);
  facts.body = geo::sha256(body_of(document));
  facts.company_module = geo::sha256(document["company"].bytes());
  facts.ships_module = geo::sha256(document["ships"].bytes());
  facts.plan_id = plan.plan_id;
  facts.version = plan.version;
  facts.home = plan.home;
  facts.dated = plan.dated;
  facts.company = document["company"]["id"].string();
  facts.sample = plan.sample;
  for (auto const& module : plan.modules) facts.modules[static_cast<std::size_t>(module.centre)] = module.version;
  for (auto const& entry : document["centres"].elements())
    if (auto const centre = geo::parse_centre(entry["centre"].string()))
      facts.module_digests[static_cast<std::size_t>(*centre)] = geo::parse_digest(entry["digest"].string());
  read_ships(document, facts);
  read_routes(document, facts);
  return facts;
}

geo::Expected<PlanFacts, std::vector<Problem>> facts_of(std::string_view text) {
  auto const plan = read_plan(text);
  if (!plan) return geo::Unexpected{plan.error()};
  return facts_of(*plan, text);
}

bool carries(PlanFacts const& facts, CarriedModules const& modules) {
  for (std::size_t i = 0; i < modules.size(); ++i)
    if (facts.modules[i] != modules[i].version ||
        (facts.module_digests[i] && facts.module_digests[i] != modules[i].document))
      return false;
  return true;
}

std::optional<bool> share_a_ship(PlanFacts const& a, PlanFacts const& b) {
  auto const numbered = [](ShipFacts const& ship) { return ship.imo.has_value(); };
  if (std::none_of(a.ships.begin(), a.ships.end(), numbered) || std::none_of(b.ships.begin(), b.ships.end(), numbered))
    return std::nullopt;
  return std::any_of(a.ships.begin(), a.ships.end(), [&](ShipFacts const& ship) {
    return ship.imo &&
           std::any_of(b.ships.begin(), b.ships.end(), [&](ShipFacts const& other) { return other.imo == ship.imo; });
  });
}

std::string write_facts(PlanFacts const& facts) {
  CanonicalObject out;
  out.digest("document", facts.document).digest("body", facts.body);
  out.digest("company_module", facts.company_module).digest("ships_module", facts.ships_module);
  out.text("plan_id", facts.plan_id).natural("version", facts.version).text("home", geo::to_text(facts.home));
  out.date("dated", facts.dated).text("company", facts.company);
  out.array("ships", facts.ships, ship_json);
  out.array("crosses", facts.crosses, centre_json).array("calls_at", facts.calls_at, centre_json);
  out.flag("scheduled", facts.scheduled).flag("sample", facts.sample);
  out.array("modules", facts.modules, [](std::uint32_t version) { return std::to_string(version); });
  out.array("module_digests", facts.module_digests, [](std::optional<geo::Digest> const& digest) {
    return detail::json_text_of(digest ? geo::to_hex(*digest) : std::string{});
  });
  return out.finish();
}

namespace detail {

PlanFacts read_facts(StrictObject& in) {
  PlanFacts facts;
  facts.document = in.digest("document");
  facts.body = in.digest("body");
  facts.company_module = in.digest("company_module");
  facts.ships_module = in.digest("ships_module");
  facts.plan_id = in.plan_id("plan_id");
  facts.version = in.version("version");
  facts.home = in.centre("home");
  facts.dated = in.date("dated");
  constexpr std::size_t kMaxCompanyBytes = 64;
  facts.company = in.text("company", kMaxCompanyBytes, 0);
  in.objects("ships", 1, kMaxFactsShips, [&](StrictObject& ship) { facts.ships.push_back(read_ship(ship)); });
  facts.crosses = read_centres(in, "crosses");
  facts.calls_at = read_centres(in, "calls_at");
  facts.scheduled = in.flag("scheduled");
  facts.sample = in.flag("sample");
  std::size_t next = 0;
  in.naturals("modules", facts.modules.size(), facts.modules.size(), kMaxVersion,
              [&](std::uint64_t version) { facts.modules[next++] = static_cast<std::uint32_t>(version); });
  next = 0;
  in.strings("module_digests", facts.modules.size(), facts.modules.size(), "64 lower-case hex digits, or nothing",
             [&](std::string_view text) {
               auto const digest = geo::parse_digest(text);
               if (!text.empty() && (!digest || geo::to_hex(*digest) != text)) return false;
               facts.module_digests[next++] = digest;
               return true;
             });
  return facts;
}

}  // namespace detail

geo::Expected<PlanFacts, std::vector<Problem>> read_facts(std::string_view text) {
  auto const tree = detail::strict_tree(text, kMaxFactsBytes);
  if (!tree) return geo::Unexpected{tree.error()};
  std::vector<Problem> problems;
  StrictObject in{*tree, "", problems};
  PlanFacts facts = detail::read_facts(in);
  in.done();
  if (problems.empty() && write_facts(facts) != text)
    problems.push_back({"", "", "these facts in canonical form (RFC 8785)", {}});
  if (!problems.empty()) return geo::Unexpected{std::move(problems)};
  return facts;
}

}  // namespace lingding::plans
