// Bad documents, each with the code and the place that have to be named: one table.

#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "geo/geodesic.hpp"
#include "plans/document.hpp"
#include "plans/problem_texts.hpp"
#include "tests/plans/plan_text.hpp"
#include "tests/support/regions.hpp"

using namespace lingding;
using plans::Problem;
using plans::ProblemCode;
using plans_test::changed;
using plans_test::demonstration_plan;

namespace {

namespace json = boost::json;

geo::WaterMap const& water() {
  static geo::WaterMap const map{lingding::support::shipped_regions()};
  return map;
}

std::string said(std::vector<Problem> const& problems) {
  std::string out;
  for (auto const& problem : problems)
    out += std::string{plans::to_text(problem.code)} + " " + problem.pointer + " " +
           plans::sentence(problem, plans::Language::en) + "\n";
  return out;
}

/// Puts a value (JSON) at a pointer of the demonstration's plan, or takes the member out for an empty one.
struct Change {
  std::string pointer;
  std::string value;
};

std::string with(std::vector<Change> const& changes, std::string const& text = demonstration_plan()) {
  json::value tree = json::parse(text);
  for (auto const& change : changes) {
    std::size_t const last = change.pointer.rfind('/');
    std::string const name = change.pointer.substr(last + 1);
    json::error_code error;
    auto* const parent = tree.find_pointer(change.pointer.substr(0, last), error);
    REQUIRE(parent != nullptr);
    if (change.value.empty()) {
      parent->as_object().erase(name);
    } else if (parent->is_array()) {
      auto& array = parent->get_array();
      std::size_t const index = std::stoul(name);
      if (index == array.size()) array.emplace_back(nullptr);
      array.at(index) = json::parse(change.value);
    } else {
      parent->as_object()[name] = json::parse(change.value);
    }
  }
  return json::serialize(tree);
}

struct Bad {
  ProblemCode code;
  std::string pointer;  ///< where it has to be reported
  std::vector<Change> changes;
};

std::string const kIdentity = "/ships/0/identity";
std::string const kTimetable = "/routes/0/timetable";

/// One trip from the route's first stop to its last, as JSON.
std::string trip(char const* departure, char const* arrival) {
  return std::string{R"({"id":"t1","service":"daily","stop_times":[{"stop":"outer-harbour","departure":")"} +
         departure + R"("},{"stop":"sheung-wan","arrival":")" + arrival + R"("}]})";
}
std::string const kDaily = R"([{"id":"daily","days":["Monday"]}])";
std::string const kAttachment =
    R"({"digest":"4b2b2c6efab552144714af57dd680f50efae56635c4044159a644c18264f2919","media_type":"application/pdf","bytes":2112,"title":{"en":"x"})";

std::vector<Bad> const& bad_documents() {
  using C = ProblemCode;
  static std::vector<Bad> const list{
      // The schema's
      {C::schema_missing, kIdentity, {{kIdentity + "/call_sign", ""}}},
      {C::schema_unknown, kIdentity + "/callsign", {{kIdentity + "/callsign", "\"VRZZ1\""}}},
      {C::schema_type, "/ships/0/persons/permitted", {{"/ships/0/persons/permitted", "\"338\""}}},
      {C::schema_value, "/ships/0/particulars/hull", {{"/ships/0/particulars/hull", "\"raft\""}}},
      {C::schema_pattern,
       "/company/emergency_contacts/0/phone",
       {{"/company/emergency_contacts/0/phone", "\"0012025550100\""}}},
      {C::schema_pattern,
       "/company/emergency_contacts/0/email",
       {{"/company/emergency_contacts/0/email", "\"control at example.org\""}}},
      {C::schema_length, "/cover/amendments/0/by", {{"/cover/amendments/0/by", "\"\""}}},
      {C::schema_items, "/centres", {{"/centres", R"([{"centre":"HK","version":1}])"}}},
      {C::schema_members, "/company/address", {{"/company/address", "{}"}}},
      {C::schema_range, "/ships/0/particulars/service_speed_kn", {{"/ships/0/particulars/service_speed_kn", "0"}}},
      // Texts
      {C::text_control, "/company/address/en", {{"/company/address/en", R"("1 Road\u001b[2J")"}}},
      {C::text_control, "/company/address/en", {{"/company/address/en", R"("\u202eRoad")"}}},
      {C::text_not_nfc, "/company/address/pt", {{"/company/address/pt", R"("Bai\u0301a")"}}},
      {C::text_invisible, "/company/address/en", {{"/company/address/en", R"("1\u200bRoad")"}}},
      {C::text_invisible, "/company/address/zh_hant", {{"/company/address/zh_hant", R"("香港\ue000")"}}},
      {C::name_letters, "/ships/0/names/en", {{"/ships/0/names/en", R"("Night \u0415gret")"}}},  // Cyrillic Е
      {C::name_letters, "/ships/0/names/en", {{"/ships/0/names/en", R"("N\u03bfght Egret")"}}},  // Greek ο
      {C::name_letters, "/ships/0/names/en", {{"/ships/0/names/en", R"("N\u0131ght Egret")"}}},  // ı without its dot
      {C::name_compatibility, "/ships/0/names/en", {{"/ships/0/names/en", R"("Ｎight Egret")"}}},
      {C::name_compatibility,
       "/ships/0/names/zh_hant",
       {{"/ships/0/names/zh_hant", R"("\u2f6c鷺")"}}},  // Kangxi radical
      // Cover
      {C::date_calendar, "/cover/dated", {{"/cover/dated", "\"2026-02-30\""}}},
      {C::plan_id_home, "/cover/plan_id", {{"/cover/plan_id", "\"MO-SAMPLE-01\""}}},
      {C::copy_number_twice, "/cover/copies/1/number", {{"/cover/copies/1/number", "1"}}},
      {C::copy_ship_not_holder, "/cover/copies/3/ship", {{"/cover/copies/3/ship", "\"477000011\""}}},
      {C::copy_holder, "/cover/copies", {{"/cover/copies/1/holder", "\"MO\""}}},
      {C::copy_ship, "/cover/copies", {{"/cover/copies/4", R"({"number":5,"holder":"company","kept_at":"office"})"}}},
      {C::amendment_order, "/cover/amendments/1/version", {{"/cover/amendments/1/version", "1"}}},
      {C::amendment_last, "/cover/amendments/1/version", {{"/cover/version", "3"}}},
      {C::amendment_dates,
       "/cover/amendments/1/dated",
       {{"/cover/amendments/1/dated", "\"2026-01-04\""}, {"/cover/dated", "\"2026-03-02\""}}},
      {C::cover_date, "/cover/dated", {{"/cover/dated", "\"2026-03-01\""}}},
      {C::review_missing, "/cover/review", {{"/cover/review", ""}}},
      {C::review_dates, "/cover/review/next_due", {{"/cover/review/next_due", "\"2026-03-02\""}}},
      {C::review_overdue, "/cover/review/next_due", {{"/cover/review/next_due", "\"2027-03-03\""}}},
      {C::review_overdue, "/cover/review/last_on", {{"/cover/review/last_on", "\"2025-03-01\""}}},
      {C::sample_title, "/cover/title/en", {{"/cover/title/en", "\"Night Egret\""}}},
      {C::sample_member, "/cover/title/en", {{"/sample", ""}}},
      // Company
      {C::contact_alternative,
       "/company/emergency_contacts/0/phone_alternative",
       {{"/company/emergency_contacts",
         R"([{"role":"a, 24 hours","name":"a","phone":"+12025550100"},{"role":"b","name":"b","phone":"+12025550100"}])"}}},
      {C::contact_hours,
       "/company/emergency_contacts/0/hours",
       {{"/company/emergency_contacts/0/hours", "\"08:00-20:00 daily\""}}},
      {C::phone_number,
       "/company/emergency_contacts/0/phone",
       {{"/company/emergency_contacts/0/phone", "\"+8522123456\""}}},
      {C::phone_number, "/media/contacts/0/phone", {{"/media/contacts/0/phone", "\"+853281234567\""}}},
      {C::mail_address, "/media/contacts/0/email", {{"/media/contacts/0/email", "\"press..desk@example.org\""}}},
      {C::mail_address, "/media/contacts/0/email", {{"/media/contacts/0/email", "\"press@-example.org\""}}},
      {C::mail_address, "/media/contacts/0/email", {{"/media/contacts/0/email", "\"press@192.0.2.1\""}}},
      // Ships
      {C::mmsi_not_ship, kIdentity + "/mmsi", {{kIdentity + "/mmsi", "\"776000011\""}}},
      {C::mmsi_mid, kIdentity + "/mmsi", {{kIdentity + "/mmsi", "\"453000011\""}}},
      {C::imo_check_digit, kIdentity + "/imo", {{kIdentity + "/imo", "\"2001114\""}}},
      {C::call_sign_series, kIdentity + "/call_sign", {{kIdentity + "/call_sign", "\"XXZZ1\""}}},
      {C::registry_centre, kIdentity + "/registry/centre", {{kIdentity + "/registry/centre", "\"MO\""}}},
      {C::flag_registry, kIdentity + "/flag", {{kIdentity + "/flag", "\"MO\""}}},
      // C/S T.001's example for the United States; the published Guangdong example; 5 as the last digit is no protocol.
      {C::beacon_country, kIdentity + "/beacons/0/hex_id", {{kIdentity + "/beacons/0/hex_id", "\"ADCD00800440401\""}}},
      {C::beacon_mmsi, kIdentity + "/beacons/0/hex_id", {{kIdentity + "/beacons/0/hex_id", "\"BBA8D34D35D64D1\""}}},
      {C::beacon_undecodable,
       kIdentity + "/beacons/0/hex_id",
       {{kIdentity + "/beacons/0/hex_id", "\"BBB400000000000\""}}},
      {C::beacon_test, kIdentity + "/beacons/0/hex_id", {{kIdentity + "/beacons/0/hex_id", "\"BBBC00000000000\""}}},
      {C::beacon_kind, kIdentity + "/beacons/0/kind", {{kIdentity + "/beacons/0/kind", "\"PLB\""}}},
      {C::beacon_twice,
       kIdentity + "/beacons/1/hex_id",
       {{kIdentity + "/beacons/1", R"({"hex_id":"BBA8D34D35D74D1","kind":"EPIRB, manual"})"}}},
      {C::device_kind, kIdentity + "/ais_devices/0/number", {{kIdentity + "/ais_devices/0/number", "\"974000112\""}}},
      {C::device_twice, kIdentity + "/ais_devices/1/number", {{kIdentity + "/ais_devices/1/number", "\"970000111\""}}},
      {C::persons_sum, "/ships/0/persons/permitted", {{"/ships/0/persons/permitted", "337"}}},
      {C::survival_craft_capacity, "/ships/0/life_saving/craft", {{"/ships/0/life_saving/craft/0/count", "5"}}},
      {C::lifejackets_adult,
       "/ships/0/life_saving/lifejackets_adult",
       {{"/ships/0/life_saving/lifejackets_adult", "337"}}},
      {C::lifejackets_child,
       "/ships/0/life_saving/lifejackets_child",
       {{"/ships/0/life_saving/lifejackets_child", "32"}}},
      {C::ship_not_listed, "/cover/copies/4/ship", {{"/cover/copies/4/ship", "\"477000012\""}}},
      // Routes
      {C::position_area, "/routes/0/geometry/coordinates/2", {{"/routes/0/geometry/coordinates/2", "[13.64, 22.17]"}}},
      {C::position_swapped,
       "/routes/0/geometry/coordinates/2",
       {{"/routes/0/geometry/coordinates/2", "[22.17, 113.64]"}}},
      {C::route_first_stop, "/routes/0/geometry/coordinates/0", {{"/routes/0/stops/0/position", "[113.577, 22.164]"}}},
      {C::route_last_stop, "/routes/0/geometry/coordinates/13", {{"/routes/0/stops/1/position", "[114.1655, 22.299]"}}},
      {C::route_crosses_twice, "/routes/0/crosses/2", {{"/routes/0/crosses", R"(["MO","HK","HK"])"}}},
      {C::route_crosses_stop, "/routes/0/crosses", {{"/routes/0/crosses", R"(["CN-GD","HK"])"}}},
      {C::route_waters_missing, "/routes/0/crosses", {{"/routes/0/crosses", R"(["MO","HK"])"}}},
      {C::route_one_place,
       "/routes/0/stops",
       {{"/routes/0/stops/0/centre", "\"HK\""}, {"/routes/0/stops/0/locode", "\"HKHKG\""}}},
      {C::route_too_long, "/routes/0/geometry/coordinates", {{"/routes/0/geometry/coordinates/5", "[109.5, 18.5]"}}},
      {C::stop_centre, "/routes/0/stops/0/centre", {{"/routes/0/stops/0/locode", "\"HKHKG\""}}},
      {C::stop_id_twice, "/routes/0/stops/1/id", {{"/routes/0/stops/1/id", "\"outer-harbour\""}}},
      // Timetables
      {C::timetable_dates, kTimetable + "/valid_to", {{kTimetable + "/valid_to", "\"2025-12-31\""}}},
      {C::timetable_stop, kTimetable + "/departures/0/from", {{kTimetable + "/departures/0/from", "\"taipa\""}}},
      {C::timetable_empty, kTimetable, {{kTimetable + "/departures", ""}}},
      {C::timetable_speed, kTimetable + "/duration_min", {{kTimetable + "/duration_min", "50"}}},
      {C::timetable_speed,
       kTimetable + "/trips/0/stop_times/1/arrival",
       {{kTimetable + "/services", kDaily}, {kTimetable + "/trips", "[" + trip("23:30", "24:15") + "]"}}},
      {C::trip_times,
       kTimetable + "/trips/0/stop_times/1/arrival",
       {{kTimetable + "/services", kDaily}, {kTimetable + "/trips", "[" + trip("23:30", "00:30") + "]"}}},
      {C::trip_order,
       kTimetable + "/trips/0/stop_times/1/stop",
       {{kTimetable + "/services", kDaily},
        {kTimetable + "/trips",
         R"([{"id":"t1","service":"daily","stop_times":[{"stop":"sheung-wan"},{"stop":"sheung-wan"}]}])"}}},
      {C::trip_id_twice,
       kTimetable + "/trips/1/id",
       {{kTimetable + "/services", kDaily},
        {kTimetable + "/trips", "[" + trip("10:00", "11:00") + "," + trip("12:00", "13:00") + "]"}}},
      {C::service_unknown,
       kTimetable + "/trips/0/service",
       {{kTimetable + "/trips", "[" + trip("10:00", "11:00") + "]"}}},
      {C::service_id_twice,
       kTimetable + "/services/1/id",
       {{kTimetable + "/services", R"([{"id":"d","days":["Monday"]},{"id":"d","days":["Friday"]}])"}}},
      {C::service_never, kTimetable + "/services/0/days", {{kTimetable + "/services", R"([{"id":"d","days":[]}])"}}},
      {C::timetable_dates,
       kTimetable + "/services/0/seasons/0/to",
       {{kTimetable + "/services",
         R"([{"id":"d","days":["Monday"],"seasons":[{"from":"2026-06-01","to":"2026-05-31"}]}])"}}},
      {C::exception_twice,
       kTimetable + "/services/0/exceptions/1/date",
       {{kTimetable + "/services",
         R"([{"id":"d","days":["Monday"],"exceptions":[{"date":"2026-02-17","runs":"removed"},{"date":"2026-02-17","runs":"added"}]}])"}}},
      // Attachments
      {C::attachment_name,
       "/ships/0/drawings/0/attachment/file_name",
       {{"/ships/0/drawings/0/attachment", kAttachment + R"(,"file_name":"a..pdf"})"}}},
      {C::attachment_name,
       "/ships/0/drawings/0/attachment/file_name",
       {{"/ships/0/drawings/0/attachment", kAttachment + R"(,"file_name":"plan.png"})"}}},
      {C::attachment_name,
       "/ships/0/drawings/0/attachment/file_name",
       {{"/ships/0/drawings/0/attachment", kAttachment + R"(,"file_name":"con.pdf"})"}}},
      {C::schema_pattern,
       "/ships/0/drawings/0/attachment/file_name",
       {{"/ships/0/drawings/0/attachment", kAttachment + R"(,"file_name":"../../etc/passwd"})"}}},
      {C::schema_value,
       "/ships/0/drawings/0/attachment/media_type",
       {{"/ships/0/drawings/0/attachment",
         R"({"digest":"4b2b2c6efab552144714af57dd680f50efae56635c4044159a644c18264f2919","media_type":"image/svg+xml","bytes":1,"title":{"en":"x"}})"}}},
      // The same file as the deck plan's in the sample, said to be longer.
      {C::attachment_twice,
       "/ships/0/drawings/2/attachment",
       {{"/ships/0/drawings/0/attachment",
         R"({"digest":"4b2b2c6efab552144714af57dd680f50efae56635c4044159a644c18264f2919","media_type":"application/pdf","bytes":2113,"title":{"en":"x"}})"}}},
      // Exercises and modules
      {C::exercise_too_often,
       "/exercises/planned/0/dated",
       {{"/exercises/held", R"([{"type":"communications","dated":"2025-04-16","participants":["all"]}])"}}},
      {C::exercise_none, kIdentity + "/mmsi", {{"/exercises/planned", "[]"}}},
      {C::exercise_order,
       "/exercises/held/1/dated",
       {{"/exercises/held",
         R"([{"type":"communications","dated":"2024-01-01","participants":["all"]},{"type":"full-scale","dated":"2022-01-01","participants":["all"]}])"}}},
      {C::centre_twice, "/centres/2/centre", {{"/centres/2/centre", "\"HK\""}}},
  };
  return list;
}

}  // namespace

TEST_CASE("plans.checks: each bad document is reported under its code, at its place, with its severity") {
  for (auto const& bad : bad_documents()) {
    auto const problems = plans::check_document(with(bad.changes), {.water = &water()});
    INFO(plans::to_text(bad.code) << " at " << bad.pointer << "; found:\n" << said(problems));
    auto const found = std::find_if(problems.begin(), problems.end(), [&](Problem const& problem) {
      return problem.code == bad.code && problem.pointer == bad.pointer;
    });
    REQUIRE(found != problems.end());
    CHECK(found->severity == plans::severity_of(bad.code));
    for (auto const language : plans::kLanguages) {
      std::string const sentence = plans::sentence(*found, language);
      INFO(sentence);
      // Every argument was given: no placeholder is left.
      for (char const* left : {"{0}", "{1}", "{2}", "{subject}"}) CHECK(sentence.find(left) == std::string::npos);
    }
    // A warning keeps no plan out, and goes with it.
    auto const plan = plans::read_plan(with(bad.changes), {.water = &water()});
    if (plans::has_errors(problems)) {
      CHECK_FALSE(plan.has_value());
    } else {
      REQUIRE(plan.has_value());
      CHECK(plan->warnings == problems);
    }
  }
}

TEST_CASE("plans.checks: the plan that the table changes is good itself, without warnings") {
  auto const problems = plans::check_document(with({}), {.water = &water()});
  INFO(said(problems));
  CHECK(problems.empty());
}

TEST_CASE("plans.checks: every code of the document's rules is in the table or has a test of its own") {
  // Reported by other tests: texts (json_text_test, below), files (attachment_test), between files (plan_command_test),
  // centres' modules, and those that need another document than the demonstration's.
  std::set<ProblemCode> seen;
  for (auto const& bad : bad_documents()) seen.insert(bad.code);
  using C = ProblemCode;
  std::set<ProblemCode> const elsewhere{
      C::text_too_large,       C::text_byte_order_mark, C::text_not_utf8,        C::text_surrogate,
      C::text_duplicate_name,  C::text_too_deep,        C::text_too_many_values, C::text_number_range,
      C::text_syntax,
      C::schema_other,  // what valijson can't explain: nothing is known to bring it about
      C::too_many_problems,    C::not_a_plan,           C::file_unreadable,      C::identity_in_two_plans,
      C::version_two_texts,    C::name_look_alike,      C::mmsi_twice,           C::imo_twice,
      C::call_sign_twice,      C::beacon_call_sign,     C::beacon_position,      C::beacon_ais_number,
      C::route_id_twice,       C::route_stop_off,       C::route_waters_one,     C::route_waters_extra,
      C::route_waters_outside, C::attachments_total,    C::attachment_size,      C::attachment_too_large,
      C::attachment_digest,
      C::attachment_type,  // for those who take files without a plan; the schema has the list for plans
      C::attachment_content,   C::attachment_pixels,    C::attachment_active,    C::attachment_expands,
      C::attachment_missing,
      C::attachment_not_sent,  // where a plan is filed (tests/scenarios/attachments_test)
      C::source_twice,         C::source_unknown};
  for (auto const& entry : plans::problem_texts()) {
    INFO(entry.name);
    CHECK(seen.contains(entry.code) != elsewhere.contains(entry.code));
  }
}

namespace {

bool finds(std::string const& text, ProblemCode code, std::string_view pointer) {
  auto const problems = plans::check_document(text, {.water = &water()});
  UNSCOPED_INFO(said(problems));
  return std::any_of(problems.begin(), problems.end(),
                     [&](Problem const& problem) { return problem.code == code && problem.pointer == pointer; });
}

}  // namespace

TEST_CASE("plans.checks: faults of the text have codes") {
  using C = ProblemCode;
  CHECK(finds(std::string(plans::kMaxDocumentBytes + 1, ' '), C::text_too_large, ""));
  CHECK(finds("\xEF\xBB\xBF{}", C::text_byte_order_mark, ""));
  CHECK(finds("{\"a\":\"\xED\xA0\x80\"}", C::text_not_utf8, ""));
  CHECK(finds(R"({"a":"\ud800"})", C::text_surrogate, ""));
  CHECK(finds(R"({"a":"\udc00"})", C::text_surrogate, ""));
  CHECK(finds(R"({"a":1,"a":2})", C::text_duplicate_name, ""));
  CHECK(finds(std::string(100'000, '['), C::text_too_deep, ""));
  CHECK(finds("{\"a\":1e999}", C::text_number_range, ""));
  CHECK(finds("{\"a\":NaN}", C::text_syntax, ""));
  CHECK(finds("{\"a\":-Infinity}", C::text_syntax, ""));
  std::string many = "[0";
  for (std::size_t i = 0; i < plans::kMaxDocumentValues; ++i) many += ",0";
  CHECK(finds(many + "]", C::text_too_many_values, ""));
}

TEST_CASE("plans.checks: ships of one plan have identities of their own, and names that can be told apart") {
  json::value tree = json::parse(demonstration_plan());
  json::value const ship = tree.at("ships").at(0);
  tree.at("ships").as_array().push_back(ship);
  std::string const twice = json::serialize(tree);
  CHECK(finds(twice, ProblemCode::mmsi_twice, "/ships/1/identity/mmsi"));
  CHECK(finds(twice, ProblemCode::imo_twice, "/ships/1/identity/imo"));
  CHECK(finds(twice, ProblemCode::call_sign_twice, "/ships/1/identity/call_sign"));
  CHECK(finds(twice, ProblemCode::name_look_alike, "/ships/1/names/en"));
  CHECK(finds(with({{"/ships/1/names/en", "\"NlGHT EGRET\""}}, twice), ProblemCode::name_look_alike,
              "/ships/1/names/en"));
  CHECK_FALSE(finds(with({{"/ships/1/names/en", "\"Night Heron\""}}, twice), ProblemCode::name_look_alike,
                    "/ships/1/names/en"));
  json::value routes = json::parse(demonstration_plan());
  json::value const route = routes.at("routes").at(0);
  routes.at("routes").as_array().push_back(route);
  CHECK(finds(json::serialize(routes), ProblemCode::route_id_twice, "/routes/1/id"));
}

TEST_CASE("plans.checks: what a beacon's ID says has to be true of the ship") {
  std::string const hex = kIdentity + "/beacons/0/hex_id";
  // Bits by C/S T.001: 1, MID 477, 110, then V R Z Z in Baudot code, 9 and two blanks, beacon 0: VRZZ9, not VRZZ1.
  // 1 0111011101 110 101111 101010 110001 110001 1001 1010 1010 001101 0000
  CHECK(finds(with({{hex, "\"BBBAFAB1C66A8D0\""}}), ProblemCode::beacon_call_sign, hex));
  // EPIRB-MMSI location protocol with a position in it: 0 0111011101 0010, 000011 in 20 bits, 0000, then bits of a
  // place.
  CHECK(finds(with({{hex, "\"3BA400160842345\""}}), ProblemCode::beacon_position, hex));
  // Second generation with the ship's MMSI and an EPIRB-AIS that ends with 0222: sample HK-SAMPLE-03 has one that
  // agrees.
  std::string const other = plans_test::read_file(std::string{LINGDING_SOURCE_DIR} +
                                                  "/plans/data/samples/hk-sample-03-sheung-wan-taipa.json");
  CHECK(finds(with({{kIdentity + "/ais_devices", "[]"}}, other), ProblemCode::beacon_ais_number, hex));
}

TEST_CASE("plans.checks: waters are measured on the track, and shown") {
  auto const plan = plans::read_plan(demonstration_plan(), {.water = &water()});
  REQUIRE(plan.has_value());
  REQUIRE(plan->waters.size() == 1);
  CHECK(plan->waters[0].route == "outer-harbour-sheung-wan");
  auto const& shares = plan->waters[0].shares;
  // A ferry from Macao to Hong Kong: all three; together the track's length.
  for (auto const centre : geo::kCentres) CHECK(shares.in(centre).nautical_miles() > 2);
  std::vector<geo::Position> track;
  json::value const tree = json::parse(demonstration_plan());
  for (auto const& point : tree.at("routes").at(0).at("geometry").at("coordinates").as_array())
    track.push_back(lingding::support::at(point.at(1).to_number<double>(), point.at(0).to_number<double>()));
  CHECK(shares.whole().metres() == Approx(geo::length(track).metres()).epsilon(1e-9));
  CHECK(plans::waters_text(shares).starts_with("CN-GD "));
  CHECK(plans::read_plan(demonstration_plan())->waters.empty());
}

TEST_CASE("plans.checks: a track within one centre's waters, beside all, or through fewer than it says") {
  // Between two stops in Hong Kong's harbour, as computed; the stops say otherwise, so that only the waters object.
  std::vector<Change> const harbour{
      {"/routes/0/stops/0/position", "[114.13, 22.2935]"},
      {"/routes/0/geometry/coordinates", "[[114.13, 22.2935], [114.148, 22.293], [114.1517, 22.2882]]"}};
  CHECK(finds(with(harbour), ProblemCode::route_waters_one, "/routes/0/geometry/coordinates"));
  CHECK(finds(with(harbour), ProblemCode::route_waters_extra, "/routes/0/crosses"));
  // Drawn regions with a gap between them.
  geo::WaterMap const drawn{lingding::support::set_of(
      {lingding::support::region("HK", geo::CentreId::hk, {{lingding::support::box(22.0, 113.9, 22.6, 114.6)}}),
       lingding::support::region("MO", geo::CentreId::mo, {{lingding::support::box(22.0, 113.4, 22.6, 113.65)}})})};
  auto const problems = plans::check_document(demonstration_plan(), {.water = &drawn});
  INFO(said(problems));
  auto const outside = std::find_if(problems.begin(), problems.end(), [](Problem const& problem) {
    return problem.code == ProblemCode::route_waters_outside;
  });
  REQUIRE(outside != problems.end());
  // Between 113.65 and 113.9 E there is nobody: at 22.19 N a quarter of a degree is about 13.9 nautical miles.
  CHECK(std::stod(outside->arguments.at(0)) == Approx(13.9).margin(0.4));
}

TEST_CASE("plans.checks: a stop on the way is near the track, and trips call at stops in order") {
  std::string const middle =
      R"({"id":"middle","names":{"en":"Middle","zh_hant":"中"},"locode":"HKHKG","centre":"HK","position":[114.0, 22.208]})";
  json::value tree = json::parse(demonstration_plan());
  auto& stops = tree.at("routes").at(0).at("stops").as_array();
  stops.insert(stops.begin() + 1, json::parse(middle));
  std::string const three = json::serialize(tree);
  CHECK_FALSE(finds(three, ProblemCode::route_stop_off, "/routes/0/stops/1/position"));
  CHECK(finds(with({{"/routes/0/stops/1/position", "[114.0, 22.25]"}}, three), ProblemCode::route_stop_off,
              "/routes/0/stops/1/position"));
  std::string const back =
      R"([{"id":"t1","service":"daily","stop_times":[{"stop":"outer-harbour","departure":"10:00"},{"stop":"sheung-wan","arrival":"11:00"},{"stop":"middle","arrival":"11:30"}]}])";
  CHECK(finds(with({{kTimetable + "/services", kDaily}, {kTimetable + "/trips", back}}, three), ProblemCode::trip_order,
              kTimetable + "/trips/0/stop_times/2/stop"));
  std::string const good =
      R"([{"id":"t1","service":"daily","stop_times":[{"stop":"sheung-wan","departure":"10:00"},{"stop":"middle","arrival":"10:20","departure":"10:22"},{"stop":"outer-harbour","arrival":"11:10"}]}])";
  auto const problems = plans::check_document(
      with({{kTimetable + "/services", kDaily}, {kTimetable + "/trips", good}}, three), {.water = &water()});
  INFO(said(problems));
  CHECK(problems.empty());
}

TEST_CASE("plans.checks: reviews and exercises are judged on the day that is asked about") {
  auto const codes_on = [](char const* day) {
    std::set<ProblemCode> codes;
    for (auto const& problem : plans::check_document(demonstration_plan(), {.on = geo::parse_date(day)}))
      codes.insert(problem.code);
    return codes;
  };
  CHECK(codes_on("2026-03-02").empty());
  CHECK(codes_on("2027-03-02").empty());
  CHECK(codes_on("2027-03-03") == std::set{ProblemCode::review_overdue});
  CHECK(codes_on("2027-04-15") == std::set{ProblemCode::review_overdue});
  CHECK(codes_on("2027-04-16") == std::set{ProblemCode::review_overdue, ProblemCode::exercise_none});
}

TEST_CASE("plans.checks: attachments of a plan are listed, each digest once, and bounded together") {
  auto const plan = plans::read_plan(demonstration_plan());
  REQUIRE(plan.has_value());
  REQUIRE(plan->attachments.size() == 2);
  CHECK(plan->attachments[0].file_name == "night-egret-main-deck.pdf");
  CHECK(plan->attachments[0].media_type == plans::MediaType::pdf);
  CHECK(plan->attachments[1].bytes == 888);
  std::vector<Change> many;
  for (int i = 0; i < 7; ++i) {
    std::string digest(64, static_cast<char>('0' + i));
    many.push_back({"/ships/0/drawings/" + std::to_string(i),
                    R"({"kind":"deck plan","reference":"x","attachment":{"digest":")" + digest +
                        R"(","media_type":"image/png","bytes":10485760,"title":{"en":"x"}}})"});
  }
  CHECK(finds(with(many), ProblemCode::attachments_total, "/ships"));
}

TEST_CASE("plans.checks: a centre's module names each source once, and no other") {
  std::string const text = plans_test::read_file(std::string{LINGDING_SOURCE_DIR} + "/plans/data/centres/HK.json");
  json::value tree = json::parse(text);
  json::value const source = tree.at("sources").at(0);
  tree.at("sources").as_array().push_back(source);
  tree.at("contacts").as_array().at(0).as_object()["source"] = "nowhere";
  std::string const bad = json::serialize(tree);
  auto const last = std::to_string(tree.at("sources").as_array().size() - 1);
  CHECK(finds(bad, ProblemCode::source_twice, "/sources/" + last + "/id"));
  CHECK(finds(bad, ProblemCode::source_unknown, "/contacts/0/source"));
}

TEST_CASE("plans.checks: every member of the published schema has title and description in four languages") {
  json::value const schema = json::parse(plans::cooperation_plan_schema());
  std::size_t members = 0;
  std::function<void(json::value const&, std::string const&)> const visit = [&](json::value const& node,
                                                                                std::string const& where) {
    INFO(where);
    // What a place says of itself, or what it refers to says.
    json::value const* target = &node;
    if (auto const* reference = node.as_object().if_contains("$ref"))
      target = &schema.at("$defs").at(std::string_view{reference->as_string()}.substr(8));
    for (char const* word : {"title", "description"}) {
      json::value const& here = node.as_object().contains(word) ? node : *target;
      REQUIRE(here.as_object().contains(word));
      CHECK_FALSE(here.at(word).as_string().empty());
      std::set<std::string> different{std::string{std::string_view{here.at(word).as_string()}}};
      for (char const* language : {"zh-Hant", "zh-Hans", "pt"}) {
        INFO(language << ' ' << word);
        REQUIRE(here.as_object().contains("x-i18n"));
        REQUIRE(here.at("x-i18n").as_object().contains(language));
        REQUIRE(here.at("x-i18n").at(language).as_object().contains(word));
        CHECK_FALSE(here.at("x-i18n").at(language).at(word).as_string().empty());
      }
    }
    ++members;
    if (auto const* properties = node.as_object().if_contains("properties"))
      for (auto const& member : properties->as_object())
        visit(member.value(), where + "/" + std::string{std::string_view{member.key()}});
    if (auto const* items = node.as_object().if_contains("items")) visit(*items, where + "/items");
  };
  visit(schema, "");
  for (auto const& definition : schema.at("$defs").as_object())
    visit(definition.value(), std::string{std::string_view{definition.key()}});
  CHECK(members > 200);
}

TEST_CASE("plans.checks: whatever the schema of a centre's module says, it says in four languages") {
  std::size_t texts = 0;
  std::function<void(json::value const&)> const visit = [&](json::value const& node) {
    if (auto const* list = node.if_array())
      for (auto const& item : *list) visit(item);
    auto const* object = node.if_object();
    if (object == nullptr) return;
    for (char const* word : {"title", "description"}) {
      auto const* text = object->if_contains(word);
      if (text == nullptr || !text->is_string()) continue;
      INFO(std::string_view{text->as_string()});
      ++texts;
      REQUIRE(object->contains("x-i18n"));
      for (char const* language : {"zh-Hant", "zh-Hans", "pt"})
        CHECK_FALSE(object->at("x-i18n").at(language).at(word).as_string().empty());
    }
    for (auto const& member : *object)
      if (member.key() != "x-i18n") visit(member.value());
  };
  visit(json::parse(plans::sar_centre_schema()));
  CHECK(texts > 40);
}

TEST_CASE("plans.checks: the schema's findings name the place in the reader's language") {
  auto const problems = plans::check_document(with({{"/ships/0/persons/permitted", "\"338\""}}));
  REQUIRE(problems.size() == 1);
  CHECK(plans::sentence(problems[0], plans::Language::zh_hant) == "現為 \"338\"；應為：整數（獲准人數）");
  CHECK(plans::sentence(problems[0], plans::Language::zh_hans) == "现为 \"338\"；应为：整数（获准人数）");
  CHECK(plans::sentence(problems[0], plans::Language::pt) ==
        "encontrado \"338\"; esperado: um número inteiro (Pessoas permitidas a bordo)");
}
