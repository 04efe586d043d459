// Reading and checking of cooperation plans: the shipped samples pass, and each rule catches what it is for.

#include "plans/document.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "coordinator/codec.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"
#include "tests/plans/plan_text.hpp"

using namespace lingding;
using plans::check_document;
using plans::Problem;
using plans::read_plan;
using plans_test::changed;
using plans_test::demonstration_plan;
using plans_test::read_file;
using plans_test::samples;

namespace {

/// The problems of the demonstration's plan after one textual change.
std::vector<Problem> after(std::string_view from, std::string_view to) {
  return check_document(changed(demonstration_plan(), from, to));
}

bool has(std::vector<Problem> const& problems, std::string_view pointer, std::string_view words) {
  return std::any_of(problems.begin(), problems.end(), [&](Problem const& problem) {
    return problem.pointer == pointer && problem.expected.find(words) != std::string::npos;
  });
}

std::string said(std::vector<Problem> const& problems) {
  std::string out;
  for (auto const& problem : problems) out += problem.pointer + " [" + problem.value + "] " + problem.expected + "\n";
  return out;
}

}  // namespace

TEST_CASE("plans.document: every shipped sample passes every check and says that it is a sample") {
  REQUIRE(samples().size() >= 12);
  std::set<std::string> ids;
  for (auto const& path : samples()) {
    INFO(path);
    std::string const text = read_file(path);
    INFO(said(check_document(text)));
    auto const plan = read_plan(text);
    REQUIRE(plan.has_value());
    CHECK(plan->sample);
    CHECK(plan->title.en.starts_with("SAMPLE"));
    CHECK(plan->digest == geo::to_hex(geo::sha256(text)));
    CHECK(ids.insert(plan->plan_id).second);
    CHECK(plan->modules.size() == 3);
  }
}

TEST_CASE("plans.document: the shipped samples come from all three places, and no identity is in two of them") {
  std::set<geo::CentreId> homes;
  std::set<std::string> identities;
  for (auto const& path : samples()) {
    auto const plan = read_plan(read_file(path));
    REQUIRE(plan.has_value());
    homes.insert(plan->home);
    for (auto const& ship : plan->ships) {
      INFO(path << ' ' << ship.names.en);
      CHECK(identities.insert(ship.mmsi->to_text()).second);
      CHECK(identities.insert("IMO " + std::to_string(ship.imo->number())).second);
      CHECK(identities.insert(ship.call_sign).second);
      for (auto const& beacon : ship.beacons) CHECK(identities.insert(beacon.text()).second);
      for (auto const& device : ship.devices) {
        CHECK(identities.insert(device.to_text()).second);
        CHECK(device.to_text() != "970010119");  // the number of a published test vector: no plan may claim it
      }
      CHECK(ship.crosses.size() >= 2);
      for (auto const& contact : ship.contacts) CHECK(contact.phone.starts_with("+120255501"));  // 555-01XX: fiction
    }
  }
  CHECK(homes.size() == 3);
}

TEST_CASE("plans.document: the centres' shipped modules pass every check") {
  for (char const* centre : {"CN-GD", "HK", "MO"}) {
    std::string const text = read_file(std::string{LINGDING_SOURCE_DIR} + "/plans/data/centres/" + centre + ".json");
    INFO(said(check_document(text)));
    CHECK(check_document(text).empty());
    CHECK(text.find("\"centre\": \"" + std::string{centre} + '"') != std::string::npos);
    auto const as_plan = read_plan(text);
    REQUIRE_FALSE(as_plan.has_value());
    CHECK(has(as_plan.error(), "/schema", "a cooperation plan"));
  }
}

TEST_CASE("plans.document: the brief says what the document says") {
  auto const plan = read_plan(demonstration_plan());
  REQUIRE(plan.has_value());
  CHECK(plan->plan_id == "HK-SAMPLE-01");
  CHECK(plan->version == 2);
  CHECK(plan->home == geo::CentreId::hk);
  REQUIRE(plan->ships.size() == 1);
  plans::PlanBrief const& ship = plan->ships.front();
  CHECK(ship.names.en == "Night Egret");
  CHECK(ship.names.zh_hant == "夜鷺");
  CHECK(ship.names.zh_hans == "夜鹭");
  CHECK(ship.company == "Blue Egret Lines (sample)");
  CHECK(ship.mmsi->to_text() == "477000011");
  CHECK(ship.call_sign == "VRZZ1");
  CHECK(ship.persons_permitted == 338);
  CHECK(ship.crew == 12);
  CHECK(ship.beacons.size() == 1);
  CHECK(ship.devices.size() == 3);
  REQUIRE(ship.contacts.size() == 7);
  CHECK(ship.contacts[0].role == "ship, bridge telephone");
  CHECK(ship.contacts[2].role == "operations control, 24 hours");
  CHECK(ship.contacts[3].role == "operations control, 24 hours (alternative)");
  CHECK(ship.contacts[6].role == "designated person ashore");
  CHECK(ship.life_saving.survival_craft == 6);
  CHECK(ship.life_saving.survival_craft_capacity == 390);
  CHECK(ship.life_saving.evacuation_systems == 4);
  CHECK(ship.life_saving.rescue_boats == 1);
  CHECK(ship.life_saving.lifejackets_adult == 354);
  CHECK(ship.life_saving.lifejackets_child == 34 + 9);
  CHECK(ship.crosses == std::vector{geo::CentreId::cn_gd, geo::CentreId::hk, geo::CentreId::mo});
  CHECK(ship.length_overall == geo::Metres::from_metres(40.1));
  CHECK(ship.service_speed == geo::Knots::from_knots(35));
  CHECK(ship.route.front() == geo::Position::from_degrees(22.1979, 113.5593));
  CHECK(ship.route.back() == geo::Position::from_degrees(22.2882, 114.1517));
  CHECK(ship.sample);
}

TEST_CASE("plans.document: what a register stores are the document's bytes and what was read out of them") {
  std::string const text = demonstration_plan();
  auto const plan = read_plan(text);
  REQUIRE(plan.has_value());
  auto const now = geo::parse_time("2026-03-02T08:00:00Z").value();
  auto const stored = plans::to_stored(*plan, text, now);
  CHECK(stored.document == text);
  CHECK(stored.plan_id == "HK-SAMPLE-01");
  CHECK(stored.version == 2);
  CHECK(stored.digest == plan->digest);
  CHECK(stored.stored_at == now);
  CHECK(stored.ships == plan->ships);
}

TEST_CASE("plans.document: an IMO number with a wrong check digit is refused where it stands") {
  auto const problems = after("\"imo\": \"2001113\"", "\"imo\": \"2001114\"");
  INFO(said(problems));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].pointer == "/ships/0/identity/imo");
  CHECK(problems[0].value == "\"2001114\"");
  CHECK(problems[0].expected.find("check digit") != std::string::npos);
  REQUIRE(problems[0].place.has_value());
  CHECK(problems[0].place->line > 1);
}

TEST_CASE("plans.document: the numbers of a ship must be of her place of registry") {
  CHECK(has(after("\"mmsi\": \"477000011\"", "\"mmsi\": \"453000011\""), "/ships/0/identity/mmsi", "MID 477"));
  CHECK(has(after("\"mmsi\": \"477000011\"", "\"mmsi\": \"776000011\""), "/ships/0/identity/mmsi", "MID (201"));
  CHECK(has(after("\"mmsi\": \"477000011\"", "\"mmsi\": \"970000011\""), "/ships/0/identity/mmsi", "nine digits"));
  CHECK(has(after("VRZZ1", "XXZZ1"), "/ships/0/identity/call_sign", "VR"));
  CHECK(has(after("\"registry\": { \"centre\": \"HK\"", "\"registry\": { \"centre\": \"MO\""),
            "/ships/0/identity/registry/centre", "own place"));
  // ADCD00800440401 is C/S T.001's example for the United States (MID 366).
  std::string const text = demonstration_plan();
  std::size_t const at = text.find("\"hex_id\": \"") + 11;
  CHECK(has(after(text.substr(at, 15), "ADCD00800440401"), "/ships/0/identity/beacons/0/hex_id", "MID 477"));
}

TEST_CASE("plans.document: a distress device has a number of its own kind") {
  CHECK(has(after("\"number\": \"970000111\"", "\"number\": \"971000111\""), "/ships/0/identity/ais_devices/0/number",
            "970xxyyyy"));
  CHECK(has(after("\"number\": \"970000111\"", "\"number\": \"974000112\""), "/ships/0/identity/ais_devices/0/number",
            "starts with 970"));
  CHECK(has(after("\"number\": \"970000111\"", "\"number\": \"970000161\""), "/ships/0/identity/ais_devices/1/number",
            "once in a plan"));
}

TEST_CASE("plans.document: cover, copies and amendments must be complete and agree") {
  CHECK(has(after("\"plan_id\": \"HK-SAMPLE-01\"", "\"plan_id\": \"MO-SAMPLE-01\""), "/cover/plan_id", "\"HK-\""));
  CHECK(has(after("\"number\": 2, \"holder\": \"HK\"", "\"number\": 1, \"holder\": \"HK\""), "/cover/copies/1/number",
            "no other copy"));
  CHECK(has(after("\"number\": 2, \"holder\": \"HK\"", "\"number\": 2, \"holder\": \"MO\""), "/cover/copies",
            "exactly one copy for HK"));
  CHECK(has(after("\"number\": 5, \"holder\": \"ship\", \"ship\": \"477000011\"",
                  "\"number\": 5, \"holder\": \"ship\", "
                  "\"ship\": \"477000012\""),
            "/cover/copies/4/ship", "of this plan"));
  CHECK(has(after("\"version\": 2,\n    \"home_centre\"", "\"version\": 3,\n    \"home_centre\""),
            "/cover/amendments/1/version", "this version, 3"));
  CHECK(has(after("\"dated\": \"2026-03-02\",\n    \"desc", "\"dated\": \"2026-02-30\",\n    \"desc"), "/cover/dated",
            "calendar"));
  CHECK(has(after("SAMPLE – cooperation plan", "Cooperation plan"), "/cover/title/en", "SAMPLE"));
  CHECK(has(after("\"sample\": true", "\"sample\": false"), "/cover/title/en", "\"sample\": true"));
  CHECK(has(after("{ \"centre\": \"MO\", \"version\": 1 }", "{ \"centre\": \"HK\", \"version\": 1 }"),
            "/centres/2/centre", "each centre's module"));
}

TEST_CASE("plans.document: a route begins and ends at its stops, within the region, longitude first") {
  std::string const text = demonstration_plan();
  CHECK(has(after("[113.64, 22.17]", "[22.17, 113.64]"), "/routes/0/geometry/coordinates/2", "the other way round"));
  CHECK(has(after("[113.64, 22.17]", "[13.64, 22.17]"), "/routes/0/geometry/coordinates/2", "109"));
  CHECK(has(after("[113.64, 22.17]", "[113.64, 222.17]"), "/routes/0/geometry/coordinates/2/1", "at most 180"));
  CHECK(has(after("\"position\": [113.5593, 22.1979]", "\"position\": [113.577, 22.164]"),
            "/routes/0/geometry/coordinates/0", "outer-harbour"));
  CHECK(has(after("\"position\": [114.1517, 22.2882]", "\"position\": [114.1655, 22.299]"),
            "/routes/0/geometry/coordinates/13", "sheung-wan"));
  CHECK(has(after("\"crosses\": [\"CN-GD\", \"HK\", \"MO\"]", "\"crosses\": [\"CN-GD\", \"HK\"]"), "/routes/0/crosses",
            "MO"));
  CHECK(has(after("\"from\": \"outer-harbour\"", "\"from\": \"taipa\""), "/routes/0/timetable/departures/0/from",
            "stops"));
  CHECK(has(after("\"valid_to\": \"2026-12-31\"", "\"valid_to\": \"2025-12-31\""), "/routes/0/timetable/valid_to",
            "not before"));
  CHECK(has(after("\"locode\": \"MOMFM\"", "\"locode\": \"HKHKG\""), "/routes/0/stops/0/centre", "UN/LOCODE"));
}

TEST_CASE("plans.document: a service within one place is outside the arrangement") {
  std::string text = changed(demonstration_plan(), "\"locode\": \"MOMFM\"", "\"locode\": \"HKHKG\"");
  text = changed(text, "\"centre\": \"MO\",\n          \"position\"", "\"centre\": \"HK\",\n          \"position\"");
  INFO(said(check_document(text)));
  CHECK(has(check_document(text), "/routes/0/stops", "at least two"));
}

TEST_CASE("plans.document: persons add up") {
  CHECK(has(after("\"permitted\": 338", "\"permitted\": 337"), "/ships/0/persons/permitted", "338"));
}

TEST_CASE("plans.document: the schema's findings name the place, the value and what was expected") {
  auto const wrong_type = after("\"permitted\": 338", "\"permitted\": \"338\"");
  REQUIRE(wrong_type.size() == 1);
  CHECK(wrong_type[0].pointer == "/ships/0/persons/permitted");
  CHECK(wrong_type[0].value == "\"338\"");
  CHECK(wrong_type[0].expected.starts_with("a whole number (Persons permitted on board"));
  auto const misspelt = after("\"call_sign\"", "\"callsign\"");
  INFO(said(misspelt));
  CHECK(has(misspelt, "/ships/0/identity/callsign", "known here are: mmsi, imo, call_sign"));
  CHECK(has(misspelt, "/ships/0/identity", "member \"call_sign\" (Call sign"));
  CHECK(
      has(after("\"hull\": \"catamaran\"", "\"hull\": \"raft\""), "/ships/0/particulars/hull", "one of \"catamaran\""));
  CHECK(has(after("\"phone\": \"+1", "\"phone\": \"001"), "/company/emergency_contacts/0/phone", "plus sign"));
  CHECK(has(after("\"service_speed_kn\": 35", "\"service_speed_kn\": 0"), "/ships/0/particulars/service_speed_kn",
            "greater than 0"));
  CHECK(has(after("cooperation-plan/1", "cooperation-plan/2"), "/schema", "lingding/cooperation-plan/1"));
}

TEST_CASE("plans.document: text that a terminal would obey is refused") {
  CHECK(has(after("\"en\": \"Night Egret\"", "\"en\": \"Night\\u001b[2J Egret\""), "/ships/0/names/en",
            "control characters"));
  CHECK(has(after("\"en\": \"Night Egret\"", "\"en\": \"Night\\u202eEgret\""), "/ships/0/names/en", "direction marks"));
}

TEST_CASE("plans.document: several faults are all found, in the order of the text") {
  std::string text = changed(demonstration_plan(), "VRZZ1", "XXZZ1");
  text = changed(text, "\"permitted\": 338", "\"permitted\": 3");
  text = changed(text, "\"HK-SAMPLE-01\"", "\"hk-sample-01\"");
  auto const problems = check_document(text);
  INFO(said(problems));
  REQUIRE(problems.size() >= 3);
  CHECK(std::is_sorted(problems.begin(), problems.end(), [](Problem const& a, Problem const& b) {
    return std::pair{a.place->line, a.place->column} < std::pair{b.place->line, b.place->column};
  }));
}

TEST_CASE("plans.document: whole numbers may be written with a fraction of zero, as JSON Schema 2020-12 has it") {
  CHECK(after("\"permitted\": 338", "\"permitted\": 338.0").empty());
  CHECK(has(after("\"permitted\": 338", "\"permitted\": 338.5"), "/ships/0/persons/permitted", "a whole number"));
}

TEST_CASE("plans.document: a document that is something else gets answers, not failures") {
  for (char const* text : {"null", "[]", "{}", "\"plan\"", "1", "{\"schema\":\"lingding/sar-centre/1\"}",
                           R"({"ships":[1,{"identity":[]}],"routes":{"0":1},"cover":{"copies":[[]]}})"}) {
    INFO(text);
    CHECK_FALSE(check_document(text).empty());
    CHECK_FALSE(read_plan(text).has_value());
  }
}

TEST_CASE("plans.document: no more than a hundred problems are listed") {
  std::string text = "{\"ships\":[";
  for (int i = 0; i < 1000; ++i) text += i == 0 ? "1" : ",1";
  auto const problems = check_document(text + "]}");
  REQUIRE(problems.size() == plans::kMaxProblems + 1);
  CHECK(problems.back().expected.find("more are not listed") != std::string::npos);
}

TEST_CASE("plans.document: a document full of faults is answered in time that grows with its size alone") {
  // With 90 000 problems any step that goes through the text for each of them would outlast this test's time limit.
  std::string text = "{\"ships\":[";
  for (int i = 0; i < 45000; ++i) text += i == 0 ? "1" : ",\n1";
  text += "]";
  for (int i = 0; i < 45000; ++i) text += ",\n\"unknown" + std::to_string(i) + "\":1";
  auto const problems = check_document(text + "}");
  REQUIRE(problems.size() == plans::kMaxProblems + 1);
  CHECK(problems.front().place == plans::TextPlace{1, 1});
  CHECK(has(problems, "/ships/1", "an object"));
}

TEST_CASE("plans.document: a brief stays below its limit whatever the document says") {
  // The longest of everything that a brief takes: names, texts full of quotation marks, contacts, devices, a track of
  // 500 points.
  std::string const quotes = [] {
    std::string text;
    while (text.size() < 900) text += "\\\"";
    return text;
  }();
  std::string const chinese = [] {
    std::string text;
    for (int i = 0; i < 80; ++i) text += "伶";
    return text;
  }();
  std::string const all_names = R"({ "en": ")" + std::string(160, 'm') + R"(", "zh_hant": ")" + chinese +
                                R"(", "zh_hans": ")" + chinese + R"(", "pt": ")" + std::string(160, 'p') + "\" }";
  std::string const all_text = R"({ "en": ")" + quotes + R"(", "zh_hant": ")" + chinese + "\" }";
  std::string text = demonstration_plan();
  auto const set = [&](std::string_view member, std::string const& to) {
    std::size_t const at = text.find(member, text.find("\"ships\""));
    REQUIRE(at != std::string::npos);
    std::size_t const open = text.find('{', at);
    std::size_t const close = text.find('}', open);
    text.replace(open, close + 1 - open, to);
  };
  set("\"names\"", all_names);
  set("\"appearance\"", all_text);
  set("\"facilities\"", all_text);
  set("\"approach\"", all_text);
  std::size_t const route = text.find('{', text.find("\"names\"", text.find("\"routes\"")));
  text.replace(route, text.find('}', route) + 1 - route, all_names);
  std::size_t const company = text.find('{', text.find("\"names\"", text.find("\"company\"")));
  text.replace(company, text.find('}', company) + 1 - company, all_names);
  text = changed(text, "operations control, 24 hours", std::string(60, 'r'));
  text = changed(text, "Duty controller", std::string(60, 'n'));
  text = changed(text, "duty manager, 24 hours", std::string(60, 'R'));
  text = changed(text, "Duty manager", std::string(60, 'N'));
  std::string devices;
  for (int i = 100; i < 109; ++i)
    devices += R"({ "number": "970000)" + std::to_string(i) + R"(", "kind": "AIS-SART" }, )";
  text = changed(text, R"({ "number": "970000111")", devices + R"({ "number": "970000111")");
  std::string beacons;
  for (char digit = '1'; digit <= '5'; ++digit)
    beacons += R"({ "hex_id": "BBB4)" + std::string(1, digit) + R"(000000000000000000", "kind": "PLB" }, )";
  text = changed(text, "{ \"hex_id\"", beacons + "{ \"hex_id\"");
  std::string track;
  for (int i = 0; i < 480; ++i)
    track +=
        "[" + std::to_string(113.60001 + i * 0.00013) + ", " + std::to_string(22.17 + (i * i) % 97 * 0.00011) + "], ";
  text = changed(text, "[113.64, 22.17]", track + "[113.66, 22.17]");
  text = changed(text, "\"duration_min\": 60", "\"duration_min\": 600");  // the track goes to and fro

  auto const plan = read_plan(text);
  INFO((plan.has_value() ? "" : said(plan.error())));
  REQUIRE(plan.has_value());
  plans::PlanBrief const& ship = plan->ships.front();
  CHECK(ship.route.size() == plans::kMaxBriefRoutePoints);
  CHECK(ship.route.front() == geo::Position::from_degrees(22.1979, 113.5593));
  CHECK(ship.route.back() == geo::Position::from_degrees(22.2882, 114.1517));
  CHECK(ship.contacts.size() <= plans::kMaxBriefContacts);
  CHECK(ship.devices.size() == 12);
  CHECK(ship.beacons.size() == 6);
  REQUIRE(ship.schedule.routes.size() == 1);
  CHECK(ship.schedule.routes.front().track.size() == plans::kMaxScheduleTrack);
  auto ships = plan->ships;
  ships.front().schedule = {};
  std::string json;
  coordinator::append_json(json, coordinator::Event{coordinator::PlanStored{ships}});
  INFO(json);
  CHECK(json.size() > 3000);
  CHECK(json.size() < plans::kMaxBriefBytes);
}

TEST_CASE("plans.document: the same bytes give the same brief") {
  auto const once = read_plan(demonstration_plan());
  auto const again = read_plan(demonstration_plan());
  REQUIRE((once.has_value() && again.has_value()));
  CHECK(once->ships == again->ships);
}
