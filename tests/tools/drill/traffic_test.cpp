#include "tools/drill/traffic.hpp"
#include "tools/drill/detail/voyage.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "adapters/ais/decoder.hpp"
#include "adapters/dsc/decoder.hpp"
#include "geo/geodesic.hpp"
#include "tests/support/samples.hpp"
#include "tests/tools/drill/plans.hpp"
#include "tools/distress_call.hpp"
#include "tools/drill/detail/reporting.hpp"

using namespace lingding;
using namespace lingding::drill;
using namespace std::chrono_literals;

namespace {

Scenario scenario_of(std::string_view lines) {
  auto const read = read_scenario(
      R"({"scenario":"t","title":"T","based_on":"x","begins":"2026-08-27T23:40:00+08:00","lasts":"02:00:00","centres":["HK","MO"]})"
      "\n" +
      std::string{lines});
  if (!read)
    for (auto const& fault : read.error()) UNSCOPED_INFO(to_text(fault, "test"));
  REQUIRE(read);
  return *read;
}

struct HeardLine {
  Offset at{0};
  geo::CentreId centre = geo::CentreId::hk;
  std::string line;
  bool operator==(HeardLine const&) const = default;
};
std::vector<HeardLine> hear_all(Traffic& traffic, Offset until) {
  std::vector<HeardLine> all;
  traffic.hear(until, [&](Offset at, geo::CentreId centre, std::string_view line) {
    all.push_back({at, centre, std::string{line}});
  });
  return all;
}

/// By our decoder, of one centre.
struct Decoded {
  Offset at{0};
  ais::Message message;
};
std::vector<Decoded> decode(std::vector<HeardLine> const& lines, geo::CentreId centre) {
  std::vector<Decoded> found;
  ais::Decoder decoder;
  for (auto const& line : lines) {
    if (line.centre != centre) continue;
    CHECK(line.line.size() <= 80);
    auto const fed = decoder.feed(line.line, geo::UtcTime{line.at});
    REQUIRE_FALSE(fed.rejection);
    if (fed.received != nullptr) found.push_back({line.at, fed.received->message});
  }
  return found;
}

template <class Message>
std::vector<std::pair<Offset, Message>> of_kind(std::vector<Decoded> const& decoded) {
  std::vector<std::pair<Offset, Message>> found;
  for (auto const& one : decoded)
    if (auto const* const message = std::get_if<Message>(&one.message)) found.emplace_back(one.at, *message);
  return found;
}

/// Night Egret's 23:30 to Hong Kong: begins at 23:40 with her ten minutes out.
constexpr std::string_view kEgret =
    R"({"ship":"egret","plan":"HK-SAMPLE-01","ship_type":40,"sails":{"from":"Macao Outer Harbour Ferry Terminal","departs":"23:30"}})"
    "\n";

double metres_between(geo::Position a, geo::Position b) {
  return geo::distance(a, b).metres();
}

}  // namespace

TEST_CASE("drill.traffic: report intervals are those of the recommendation") {
  using detail::report_interval;
  auto const kn = [](double knots) { return geo::Knots::from_knots(knots); };
  // Rec. ITU-R M.1371-5, Annex 1, table 1: class A.
  CHECK(report_interval(false, true, kn(0.4), false) == 3min);
  CHECK(report_interval(false, true, kn(3.5), false) == 10s);
  CHECK(report_interval(false, false, kn(0), false) == 10s);
  CHECK(report_interval(false, false, kn(14), false) == 10s);
  CHECK(report_interval(false, false, kn(14), true) == 3333ms);
  CHECK(report_interval(false, false, kn(18), false) == 6s);
  CHECK(report_interval(false, false, kn(18), true) == 2s);
  CHECK(report_interval(false, false, kn(23.1), false) == 2s);
  // Table 2: class B with carrier sense.
  CHECK(report_interval(true, false, kn(2), false) == 3min);
  CHECK(report_interval(true, false, kn(2.1), false) == 30s);
}

TEST_CASE("drill.traffic: a ferry is where her plan's timetable has her") {
  auto const& plans = support::sample_plans();
  auto const scenario = scenario_of(kEgret);
  Traffic traffic{scenario, plans};
  CHECK(traffic.mmsi_of("egret").number() == 477000011);
  auto const* const plan = traffic.plan_of("egret");
  REQUIRE(plan != nullptr);
  // The register's own reckoning, made for desks by other code.
  for (auto const after : {0min, 7min, 20min, 33min, 49min}) {
    auto const places = plans::scheduled_places(plan->schedule, scenario.begins + after);
    auto const state = traffic.at("egret", after);
    bool const is_one_of_them = std::ranges::any_of(places, [&](plans::ScheduledPlace const& place) {
      return place.under_way && metres_between(place.position, state.position) < 20;
    });
    CHECK(is_one_of_them);
    CHECK(state.is_heard);
    // 34.9 nm by domain survey, 60 minutes: about 35 kn.
    CHECK(state.speed.knots() > 30);
    CHECK(state.speed.knots() < 40);
  }
  // Arrived at 00:30, she lies at Sheung Wan.
  auto const berth = traffic.at("egret", 55min);
  CHECK(berth.speed == geo::Knots{});
  CHECK(metres_between(berth.position, support::position(22.2882, 114.1517)) < 600);
}

TEST_CASE("drill.traffic: two ferries on one track pass port to port") {
  auto const& plans = support::sample_plans();
  auto const plan = std::ranges::find(plans, "HK-SAMPLE-01", &plans::PlanBrief::plan_id);
  REQUIRE(plan != plans.end());
  auto const& route = plan->schedule.routes.front();
  auto const& sailing = route.sailings.front();
  // Another sails at the same time from the other end.
  auto back = sailing;
  std::swap(back.calls.front().stop, back.calls.back().stop);
  auto const path = [&](plans::Sailing const& one) {
    return detail::Path{detail::voyage_of(route, one, Offset{0}, detail::Keeps::right).points};
  };
  auto const out = path(sailing);
  auto const home = path(back);
  double nearest = 1e9;
  for (auto at = out.begins(); at < out.ends(); at += 2s) {
    auto const one = out.at(at);
    auto const other = home.at(at);
    auto const metres = metres_between(one.position, other.position);
    nearest = std::min(nearest, metres);
    if (metres > 2000) continue;
    auto const bearing = geo::geodesic(one.position, other.position).initial.degrees() - one.course.degrees();
    CHECK(std::remainder(bearing, 360.0) < 0);
  }
  CHECK(nearest == Approx(2 * 0.15 * 1852).margin(60));
}

TEST_CASE("drill.traffic: a ship that is late is where she would have been so much earlier") {
  auto const& plans = support::sample_plans();
  Traffic in_time{scenario_of(kEgret), plans};
  Traffic late{scenario_of(R"({"ship":"egret","plan":"HK-SAMPLE-01","sails":{"departs":"23:30","late":"7 min"}})"
                           "\n"),
               plans};
  CHECK(metres_between(late.at("egret", 30min).position, in_time.at("egret", 23min).position) < 0.01);
}

TEST_CASE("drill.traffic: between waypoints a ship goes straight and steadily") {
  // Half a degree of the meridian between 22°N and 22°30'N is 55 366.84 m, by the series for the length of
  // a degree of latitude on WGS 84, 111 132.954 − 559.822 cos 2φ + 1.175 cos 4φ m (NGA, length of a degree).
  Traffic traffic{scenario_of(R"({"ship":"a","mmsi":412000001,"track":[{"at":"00:10:00","position":"22N 113-48E"},)"
                              R"({"at":"01:10:00","position":"22-30N 113-48E"}]})"
                              "\n"),
                  {}};
  auto const half = traffic.at("a", 40min);
  CHECK(half.speed.metres_per_second() * 3600 == Approx(55'366.84).margin(0.1));
  CHECK(half.course.degrees() == Approx(0).margin(1e-9));
  CHECK(half.position.latitude.degrees() == Approx(22.25).margin(0.0001));
  CHECK_FALSE(traffic.at("a", 9min).is_heard);
  CHECK(traffic.at("a", 10min).is_heard);
  CHECK_FALSE(traffic.at("a", 71min).is_heard);
  auto const lines = hear_all(traffic, 2h);
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.front().at >= 10min);
  CHECK(lines.back().at <= 70min);
  CHECK_FALSE(traffic.next());
}

TEST_CASE("drill.traffic: what is heard decodes to where she is, what she does and who she is") {
  auto const& plans = support::sample_plans();
  Traffic traffic{scenario_of(kEgret), plans};
  Traffic again{scenario_of(kEgret), plans};
  auto const lines = hear_all(traffic, 30min);
  auto const decoded = decode(lines, geo::CentreId::mo);
  auto const reports = of_kind<ais::PositionReport>(decoded);
  REQUIRE(reports.size() > 800);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    auto const& [at, report] = reports[i];
    CHECK(report.header.source == 477000011);
    CHECK(report.status == ais::NavigationStatus::under_way_using_engine);
    CHECK(metres_between(report.coordinates.position().value(), again.at("egret", at).position) < 0.3);
    CHECK(report.second.value() == (at / 1s) % 60);
    // Over 23 kn: every two seconds.
    if (i > 0) CHECK(at - reports[i - 1].first == 2s);
  }
  auto const statics = of_kind<ais::StaticAndVoyageData>(decoded);
  REQUIRE(statics.size() == 5);
  CHECK(statics.front().second.ship_name.view() == "NIGHT EGRET");
  CHECK(statics.front().second.callsign.view() == "VRZZ1");
  CHECK(statics.front().second.imo == 2001113U);
  CHECK(statics.front().second.ship_type == 40);
  CHECK(statics[1].first - statics[0].first == 6min);
  // Both centres that take part hear her, Guangdong does not.
  CHECK(decode(lines, geo::CentreId::hk).size() == decoded.size());
  CHECK(decode(lines, geo::CentreId::cn_gd).empty());
}

TEST_CASE("drill.traffic: the same comes in whatever steps it is heard") {
  auto const& plans = support::sample_plans();
  auto const scenario = scenario_of(std::string{kEgret} +
                                    "{\"traffic\":\"timetables\",\"other_ships\":50}\n"
                                    "{\"reception\":\"all\",\"loses\":0.1,\"position_error_m\":15}\n");
  Traffic whole{scenario, plans};
  Traffic pieces{scenario, plans};
  auto const at_once = hear_all(whole, 20min);
  std::vector<HeardLine> together;
  for (auto until = 0ms; until <= Offset{20min}; until += 777ms)
    for (auto& line : hear_all(pieces, std::min<Offset>(until, 20min))) together.push_back(std::move(line));
  for (auto& line : hear_all(pieces, 20min)) together.push_back(std::move(line));
  CHECK(at_once.size() > 5000);
  CHECK((together == at_once));
  CHECK(std::ranges::is_sorted(at_once, {}, &HeardLine::at));
}

TEST_CASE("drill.traffic: as many sentences are lost as the scenario says, at each centre by itself") {
  auto const& plans = support::sample_plans();
  Traffic all{scenario_of(kEgret), plans};
  Traffic some{scenario_of(std::string{kEgret} + "{\"reception\":\"all\",\"loses\":0.25}\n"), plans};
  auto const sent = hear_all(all, 50min);
  auto const heard = hear_all(some, 50min);
  auto const of = [](std::vector<HeardLine> const& lines, geo::CentreId centre) {
    return static_cast<double>(std::ranges::count(lines, centre, &HeardLine::centre));
  };
  for (auto const centre : {geo::CentreId::hk, geo::CentreId::mo}) {
    auto const n = of(sent, centre);
    // Binomial: four standard deviations.
    CHECK(of(heard, centre) == Approx(0.75 * n).margin(4 * std::sqrt(n * 0.25 * 0.75)));
  }
  // Two receivers do not lose the same sentences: both have about 9/16 of them.
  std::map<std::pair<Offset, std::string>, int> by_line;
  for (auto const& line : heard) ++by_line[{line.at, line.line}];
  auto const both =
      static_cast<double>(std::ranges::count_if(by_line, [](auto const& one) { return one.second == 2; }));
  auto const n = of(sent, geo::CentreId::hk);
  CHECK(both == Approx(0.5625 * n).margin(4 * std::sqrt(n * 0.5625 * 0.4375)));
}

TEST_CASE("drill.traffic: positions scatter by the error that the scenario says") {
  auto const& plans = support::sample_plans();
  Traffic exact{scenario_of(kEgret), plans};
  Traffic noisy{scenario_of(std::string{kEgret} + "{\"reception\":[\"HK\"],\"position_error_m\":30}\n"), plans};
  double sum = 0;
  double count = 0;
  for (auto const& [at, report] : of_kind<ais::PositionReport>(decode(hear_all(noisy, 45min), geo::CentreId::hk))) {
    auto const off = metres_between(report.coordinates.position().value(), exact.at("egret", at).position);
    sum += off * off;
    ++count;
    CHECK(off < 30 * 6 * 1.5);
    CHECK_FALSE(report.accurate);
  }
  REQUIRE(count > 1000);
  // The mean square of two axes' errors is 2 σ²; its relative deviation for n pairs is 1/√n.
  CHECK(sum / count == Approx(2 * 30.0 * 30.0).epsilon(4 / std::sqrt(count)));
}

TEST_CASE("drill.traffic: a ship that stops drifts with the current, and goes on late from where she is") {
  auto const& plans = support::sample_plans();
  auto const scenario = scenario_of(std::string{kEgret} +
                                    "{\"weather\":0,\"current_kn\":2,\"current_to\":180}\n"
                                    "{\"weather\":\"00:20:00\",\"current_kn\":1,\"current_to\":90}\n");
  Traffic traffic{scenario, plans};
  auto const stopped_at = traffic.at("egret", 10min).position;
  traffic.change({"egret", ShipChanges::How::stops}, 10min);
  auto const later = traffic.at("egret", 20min);
  // Ten minutes at two knots: a third of a mile, southward.
  CHECK(metres_between(stopped_at, later.position) == Approx(1852.0 / 3).margin(0.01));
  CHECK(later.position.latitude < stopped_at.latitude);
  CHECK(later.speed.knots() == Approx(1));
  CHECK(traffic.at("egret", 30min).position.longitude > later.position.longitude);
  traffic.change({"egret", ShipChanges::How::goes_on}, 30min);
  auto const gone = traffic.at("egret", 30min).position;
  auto const speed = traffic.at("egret", 31min).speed;
  CHECK(speed.knots() > 30);
  CHECK(metres_between(gone, traffic.at("egret", 31min).position) ==
        Approx(speed.metres_per_second() * 60).epsilon(0.01));
  // 50 minutes were to go when she had sailed ten of the scenario's: 20 later she is no more than some minutes off
  // that.
  CHECK(traffic.at("egret", 65min).speed.knots() > 30);
  CHECK(traffic.at("egret", 75min).speed == geo::Knots{});
}

TEST_CASE("drill.traffic: a silent ship is not heard, and is again") {
  auto const& plans = support::sample_plans();
  Traffic traffic{scenario_of(kEgret), plans};
  CHECK_FALSE(hear_all(traffic, 5min).empty());
  traffic.change({"egret", ShipChanges::How::silent}, 5min);
  CHECK(hear_all(traffic, 15min).empty());
  CHECK_FALSE(traffic.at("egret", 15min).is_heard);
  traffic.change({"egret", ShipChanges::How::heard}, 15min);
  CHECK_FALSE(hear_all(traffic, 16min).empty());
}

TEST_CASE("drill.traffic: a distress device sends eight messages a minute, in 14 seconds") {
  auto const& plans = support::sample_plans();
  auto const scenario = scenario_of(std::string{kEgret} + "{\"reception\":[\"MO\"]}\n");
  Traffic traffic{scenario, plans};
  traffic.change({"egret", ShipChanges::How::silent}, 0ms);
  auto const device = support::mmsi(970'000'111);
  traffic.start({.device = device, .ship = "egret", .lasts = 5min}, 1min);
  auto const decoded = decode(hear_all(traffic, 30min), geo::CentreId::mo);
  // Bursts at 1:00, 2:00 … 5:00 and the first message of the one at 6:00.
  REQUIRE(decoded.size() == 41);
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    CHECK(decoded[i].at == 1min + 1min * (i / 8) + 2s * (i % 8));
    CHECK(ais::header_of(decoded[i].message).source == 970'000'111);
    if (auto const* const report = std::get_if<ais::PositionReport>(&decoded[i].message)) {
      CHECK(report->status == ais::NavigationStatus::sart_active);
      CHECK_FALSE(report->speed.is_available());
      CHECK(metres_between(report->coordinates.position().value(), traffic.at("egret", decoded[i].at).position) < 0.3);
    }
  }
  auto const texts = of_kind<ais::SafetyBroadcast>(decoded);
  REQUIRE(texts.size() == 4);
  CHECK(texts[0].second.text.view() == "SART ACTIVE");
  CHECK(texts[2].first - texts[0].first == 4min);
}

TEST_CASE("drill.traffic: a device's test is one burst that says so") {
  Traffic traffic{scenario_of("{\"reception\":[\"MO\"]}\n"), {}};
  traffic.start({.device = support::mmsi(974'000'111),
                 .ship = {},
                 .position = support::position(22.19, 113.56),
                 .lasts = {},
                 .is_test = true},
                0ms);
  auto const decoded = decode(hear_all(traffic, 30min), geo::CentreId::mo);
  REQUIRE(decoded.size() == 8);
  for (auto const& [at, report] : of_kind<ais::PositionReport>(decoded))
    CHECK(report.status == ais::NavigationStatus::undefined);
  CHECK(of_kind<ais::SafetyBroadcast>(decoded).front().second.text.view() == "EPIRB TEST");
  CHECK_FALSE(traffic.next());
}

TEST_CASE("drill.traffic: a distress call is written as receivers write it") {
  // The published pair of tests/golden/dsc/sentences.txt (its provenance is there): 338040079 is disabled and adrift
  // at 42°31.4589'N 083°12.4494'W, 20:19 UTC.
  auto const position = support::position(42 + 31.4589 / 60, -(83 + 12.4494 / 60));
  CHECK(tools::distress_call(support::mmsi(338'040'079), coordinator::Nature::disabled_and_adrift, position,
                             support::utc("2016-08-27T20:19:59Z")) ==
        std::vector<std::string>{"$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A",
                                 "$CDDSE,1,1,A,3380400790,00,45894494*1B"});
  auto const& plans = support::sample_plans();
  Traffic traffic{scenario_of(kEgret), plans};
  dsc::Decoder decoder;
  std::optional<geo::Position> found;
  for (auto const& line : traffic.distress_call({geo::CentreId::mo, "egret", coordinator::Nature::collision}, 10min)) {
    auto const fed = decoder.feed(line, geo::UtcTime{});
    REQUIRE_FALSE(fed.rejection);
    if (fed.received == nullptr) continue;
    CHECK(fed.received->call.kind == dsc::CallKind::distress_alert);
    CHECK(fed.received->call.nature == dsc::Nature::collision);
    CHECK(fed.received->call.casualty == support::mmsi(477'000'011));
    if (fed.received->call.position) found = fed.received->call.position->position;
  }
  REQUIRE(found);
  // Cut to 1/10 000 of a minute: 0.19 m of latitude.
  CHECK(metres_between(*found, traffic.at("egret", 10min).position) < 0.3);
}

TEST_CASE("drill.traffic: ferries of all plans keep their timetables without jumping") {
  auto const& plans = support::sample_plans();
  Traffic traffic{scenario_of("{\"traffic\":\"timetables\"}\n{\"reception\":[\"HK\"]}\n"), plans};
  std::map<std::uint32_t, std::pair<Offset, geo::Position>> last;
  std::map<std::uint32_t, int> under_way;
  ais::Decoder decoder;
  double fastest = 0;
  traffic.hear(26h, [&](Offset at, geo::CentreId, std::string_view line) {
    auto const fed = decoder.feed(line, geo::UtcTime{at});
    if (fed.received == nullptr) return;
    auto const* const report = std::get_if<ais::PositionReport>(&fed.received->message);
    if (report == nullptr) return;
    auto const position = report->coordinates.position().value();
    auto const [known, is_new] = last.try_emplace(report->header.source, at, position);
    if (!is_new && report->status == ais::NavigationStatus::under_way_using_engine && at > known->second.first) {
      auto const metres = metres_between(known->second.second, position);
      fastest = std::max(fastest, metres / std::chrono::duration<double>(at - known->second.first).count());
    }
    if (report->status == ais::NavigationStatus::under_way_using_engine) ++under_way[report->header.source];
    known->second = {at, position};
  });
  CHECK(last.size() == plans.size());
  // The fastest of the samples makes 43 kn; 0.3 m of rounding in two seconds are 0.3 kn.
  CHECK(fastest < geo::Knots::from_knots(48).metres_per_second());
  // A day's sailing of the only ship of HK-SAMPLE-03, 42 kn: 30 departures of an hour each, of which she makes half.
  CHECK(under_way.at(477'000'014) > 10 * 1800);
}

TEST_CASE("drill.traffic: other ships stay in the area, with numbers of their own") {
  auto const& plans = support::sample_plans();
  Traffic traffic{scenario_of("{\"traffic\":\"none\",\"other_ships\":400}\n{\"reception\":[\"HK\"]}\n"), plans};
  std::map<std::uint32_t, std::size_t> heard;
  std::size_t class_b = 0;
  ais::Decoder decoder;
  traffic.hear(1h, [&](Offset at, geo::CentreId, std::string_view line) {
    auto const fed = decoder.feed(line, geo::UtcTime{at});
    if (fed.received == nullptr) return;
    ++heard[ais::header_of(fed.received->message).source];
    class_b += std::holds_alternative<ais::ClassBReport>(fed.received->message) ? 1 : 0;
    auto const position = ais::position_of(fed.received->message);
    if (!position) return;
    CHECK(position->latitude.degrees() > 21.9);
    CHECK(position->latitude.degrees() < 23.1);
    CHECK(position->longitude.degrees() > 113.3);
    CHECK(position->longitude.degrees() < 114.4);
  });
  CHECK(heard.size() == 400);
  CHECK(class_b > 100 * 120);
  for (auto const& plan : plans) CHECK_FALSE(heard.contains(plan.mmsi->number()));
}

TEST_CASE("drill.traffic: a plan or a departure that there is not is named") {
  auto const& plans = support::sample_plans();
  auto const made = [&](std::string_view ship) { return Traffic{scenario_of(ship), plans}; };
  CHECK_THROWS_WITH(made("{\"ship\":\"x\",\"plan\":\"HK-SAMPLE-99\",\"sails\":{\"departs\":\"23:30\"}}\n"),
                    "ship x: there is no plan HK-SAMPLE-99");
  CHECK_THROWS_WITH(made("{\"ship\":\"x\",\"plan\":\"HK-SAMPLE-01\",\"sails\":{\"departs\":\"23:31\"}}\n"),
                    Catch::Contains("no departure at 23:31") && Catch::Contains("23:30 from Macao Outer Harbour"));
  CHECK_THROWS_WITH(
      made("{\"ship\":\"x\",\"plan\":\"HK-SAMPLE-01\",\"sails\":{\"departs\":\"23:30\",\"route\":\"Nowhere\"}}\n"),
      Catch::Contains("no route \"Nowhere\""));
}
