// Three desks, one clock, a drawn sea: what officers would see on the evening of a collision, and when links fail.

#include <catch2/catch.hpp>

#include "tests/support/samples.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding {
namespace {

using namespace coordinator;
using geo::CentreId;
using simulation::ThreeDesks;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using support::mmsi;
using support::sart;
using support::sart_test;

/// The estuary, much simplified: Guangdong's water between Macao's and Hong Kong's.
simulation::Sea estuary() {
  return simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
    g g g g g g g g h h h h h
    m m g g g g g g h h h h h
    m P g g A g g B h C h h h
    m m g g g g g g h h h h h
    g g g g g g g g g h h h h
    . . . . . S . . . . . . . )");
}

/// 27 August 2016, 23:50 in Hong Kong.
auto const kCollision = support::utc("2016-08-27T15:50:00Z");

std::string only_id(ThreeDesks const& desks, CentreId centre) {
  auto const all = desks.desk(centre).incidents();
  REQUIRE(all.size() == 1);
  return all.front()->id;
}

void check_sound(ThreeDesks& desks) {
  CHECK(desks.settle());
  CHECK(desks.disagreement() == "");
  CHECK(desks.misplaced_alerts() == "");
  CHECK(desks.replay_difference() == "");
}

/// Hours: what is tested is not what comes of silence.
constexpr ClockSet kNoClock{hours{99}, hours{99}, hours{99}};

TEST_CASE("scenarios.damage: a desk whose journal lost entries comes back into step and learns again what it knew",
          "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.plan(CentreId::hk, support::ferry_plan());
  auto const kept = desks.journal(CentreId::hk).entries.size();
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['A']));
  desks.pass(seconds{1});
  auto const id = only_id(desks, CentreId::hk);
  CHECK(desks.officer(CentreId::cn_gd, "Officer Li", Acknowledge{id}) == "done");
  desks.pass(seconds{30});
  REQUIRE(desks.settle());

  // What came after the plan is gone from Hong Kong's journal: numbers that it gave and got among it.
  desks.damage(CentreId::hk, kept);
  REQUIRE(desks.desk(CentreId::hk).incidents().empty());
  // The next alert is for Guangdong: its number was used before, and Guangdong's receipt shows that.
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['A'], 970'000'777));
  desks.pass(minutes{1});

  REQUIRE(desks.settle());
  for (auto const centre : {CentreId::hk, CentreId::cn_gd}) {
    CAPTURE(geo::to_text(centre));
    CHECK(desks.desk(centre).incidents().size() == 2);
    auto const* const incident = desks.desk(centre).incident(id);
    REQUIRE(incident != nullptr);
    CHECK(incident->custody.centre == CentreId::cn_gd);
  }
  check_sound(desks);
}

TEST_CASE("scenarios.collision: Hong Kong hears it, Guangdong accepts it, Macao is told", "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.plan(CentreId::hk, support::ferry_plan());
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['A']));
  desks.pass(seconds{1});

  auto const id = only_id(desks, CentreId::hk);
  CHECK(id == "HK-20160827-155000-1");
  // Hong Kong received it and keeps it until Guangdong accepts.
  for (auto const centre : geo::kCentres) {
    auto const* const incident = desks.desk(centre).incident(id);
    REQUIRE(incident != nullptr);
    CHECK(incident->decision.responsible == CentreId::cn_gd);
    CHECK(incident->custody == CustodyClaim{CentreId::hk, 0, kCollision, ""});
    CHECK(incident->offered_to == CentreId::cn_gd);
    CHECK(incident->told == std::vector{CentreId::cn_gd, CentreId::hk, CentreId::mo});
    // The plan is on every screen with the first alarm, also where no register had it.
    REQUIRE(incident->ship);
    CHECK(incident->ship->certainty == Certainty::listed);
    REQUIRE(incident->ship->plan);
    CHECK(incident->ship->plan->persons_permitted == 423);
    CHECK(incident->ship->plan->contacts.front().phone == "+85200000001");
    CHECK(desks.count(centre, "alarm_raised") == 1);
  }
  CHECK(desks.desk(CentreId::hk).alarm(id) == AlarmLevel::responsible);
  CHECK(desks.desk(CentreId::cn_gd).alarm(id) == AlarmLevel::responsible);
  CHECK(desks.desk(CentreId::mo).alarm(id) == AlarmLevel::informed);
  CHECK(desks.journal(CentreId::cn_gd).entries.back().content.raw == "raw of hk-vhf-1 at 2016-08-27T15:50:00.000Z");

  desks.pass(seconds{20});
  CHECK(desks.officer(CentreId::hk, "Officer Chan", Acknowledge{id}) == "done");
  desks.pass(seconds{10});
  // That quiets Hong Kong alone, and is no acceptance.
  CHECK_FALSE(desks.desk(CentreId::hk).alarming(id));
  CHECK(desks.desk(CentreId::cn_gd).alarming(id));
  CHECK(desks.desk(CentreId::mo).incident(id)->custody.centre == CentreId::hk);

  auto const accepted_at = desks.now();
  CHECK(desks.officer(CentreId::cn_gd, "Officer Li", Acknowledge{id}) == "done");
  desks.pass(seconds{1});
  for (auto const centre : geo::kCentres) {
    auto const* const incident = desks.desk(centre).incident(id);
    CHECK(incident->custody == CustodyClaim{CentreId::cn_gd, 1, accepted_at, "Officer Li"});
    CHECK_FALSE(incident->offered_to);
  }
  CHECK(desks.officer(CentreId::mo, "Officer Silva", Acknowledge{id}) == "done");
  desks.pass(seconds{1});
  CHECK(desks.desk(CentreId::hk).incident(id)->acknowledgements.size() == 3);
  CHECK(desks.desk(CentreId::hk).incident(id)->custody.centre == CentreId::cn_gd);
  check_sound(desks);
}

TEST_CASE("scenarios.collision: a burst is one alert that refreshes, and alarms once", "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.set_clocks(kNoClock);
  // Eight messages within 14 s, every minute, for ten minutes (IEC 61097-14); half of them without text.
  for (int burst = 0; burst < 10; ++burst) {
    for (int i = 0; i < 8; ++i) {
      auto report = sart(sea['A']);
      if (i % 4 == 3) report.text = "SART ACTIVE";
      if (i % 4 == 3) report.position.reset();
      desks.alert(CentreId::hk, "hk-vhf-1", report);
      desks.pass(seconds{2});
    }
    desks.pass(seconds{44});
  }
  auto const id = only_id(desks, CentreId::hk);
  check_sound(desks);
  for (auto const centre : geo::kCentres) {
    auto const* const incident = desks.desk(centre).incident(id);
    REQUIRE(incident != nullptr);
    REQUIRE(incident->alerts.size() == 1);
    CHECK(incident->alerts.front().count == 80);
    CHECK(incident->alerts.front().report.text == "SART ACTIVE");
    CHECK(incident->alerts.front().report.position == sea['A']);
    CHECK(desks.count(centre, "alarm_raised") == 1);
  }
  // Not eighty messages to each of the other desks: the alert, its text, and at most one a minute.
  CHECK(desks.desk(CentreId::hk).sent_to(CentreId::cn_gd) <= 2 + 11);
}

TEST_CASE("scenarios.same_device: heard by all three at once, it is one incident with one custodian", "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.alert(CentreId::mo, "mo-vhf", sart(sea['A']));
  desks.alert(CentreId::cn_gd, "gd-vhf", sart(sea['A']));
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['A']));
  check_sound(desks);
  // Opened in the same millisecond: the order of the centres decides.
  for (auto const centre : geo::kCentres) {
    CHECK(only_id(desks, centre) == "CN-GD-20160827-155000-1");
    auto const* const incident = desks.desk(centre).incidents().front();
    CHECK(incident->also == std::vector<std::string>{"HK-20160827-155000-1", "MO-20160827-155000-1"});
    CHECK(incident->alerts.size() == 3);
    CHECK(incident->custody.centre == CentreId::cn_gd);
    CHECK_FALSE(incident->offered_to);
    // Old ids stay valid.
    CHECK(desks.desk(centre).incident("MO-20160827-155000-1") == incident);
  }
  CHECK(desks.officer(CentreId::mo, "Officer Silva", Acknowledge{"MO-20160827-155000-1"}) == "done");
  check_sound(desks);
  CHECK_FALSE(desks.desk(CentreId::mo).alarming("CN-GD-20160827-155000-1"));
}

TEST_CASE("scenarios.link_down: for an hour each centre works alone, then all agree", "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.set_clocks(kNoClock);
  desks.cut(CentreId::hk, CentreId::cn_gd);
  desks.cut(CentreId::hk, CentreId::mo);
  desks.cut(CentreId::cn_gd, CentreId::mo);
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['A']));
  desks.pass(minutes{10});
  // Guangdong hears the same device later, on its own, and acknowledges: it has custody of its own incident.
  desks.alert(CentreId::cn_gd, "gd-vhf", sart(sea['A']));
  auto const guangdong = only_id(desks, CentreId::cn_gd);
  CHECK(desks.officer(CentreId::cn_gd, "Officer Li", Acknowledge{guangdong}) == "done");
  CHECK(desks.officer(CentreId::hk, "Officer Chan",
                      AddNote{only_id(desks, CentreId::hk), "Called the master, no answer."}) == "done");
  desks.pass(minutes{50});
  CHECK(desks.desk(CentreId::mo).incidents().empty());
  // Nobody has accepted from Hong Kong, which heard it first: Hong Kong keeps custody, and offers.
  CHECK(desks.desk(CentreId::hk).incident(only_id(desks, CentreId::hk))->custody.centre == CentreId::hk);

  desks.heal();
  check_sound(desks);
  auto const* const incident = desks.desk(CentreId::mo).incident(only_id(desks, CentreId::mo));
  CHECK(incident->id == "HK-20160827-155000-1");
  CHECK(incident->also == std::vector{guangdong});
  CHECK(incident->alerts.size() == 2);
  CHECK(incident->custody.centre == CentreId::hk);
  CHECK(incident->offered_to == CentreId::cn_gd);
  // The offer is a new fact at Guangdong.
  CHECK(desks.desk(CentreId::cn_gd).alarming(incident->id));
  CHECK(desks.officer(CentreId::cn_gd, "Officer Li", Acknowledge{guangdong}) == "done");
  check_sound(desks);
  CHECK(desks.desk(CentreId::hk).incident(incident->id)->custody.centre == CentreId::cn_gd);
}

TEST_CASE("scenarios.drift: a device that drifts into Hong Kong waters is offered to Hong Kong", "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.set_clocks(kNoClock);
  desks.alert(CentreId::cn_gd, "gd-vhf", sart(sea['B']));
  auto const id = only_id(desks, CentreId::cn_gd);
  CHECK(desks.officer(CentreId::cn_gd, "Officer Li", Acknowledge{id}) == "done");
  desks.pass(minutes{20});
  CHECK(desks.desk(CentreId::hk).incidents().empty());
  desks.alert(CentreId::cn_gd, "gd-vhf", sart(sea['C']));
  check_sound(desks);
  auto const* const incident = desks.desk(CentreId::hk).incident(id);
  REQUIRE(incident != nullptr);
  CHECK(incident->decision.responsible == CentreId::hk);
  CHECK(incident->offered_to == CentreId::hk);
  CHECK(desks.desk(CentreId::hk).alarm(id) == AlarmLevel::responsible);
  CHECK(desks.desk(CentreId::cn_gd).alarming(id));
  CHECK(desks.officer(CentreId::hk, "Officer Chan", Acknowledge{id}) == "done");
  check_sound(desks);
  CHECK(desks.desk(CentreId::mo).incident(id)->custody.centre == CentreId::hk);
}

TEST_CASE("scenarios.crash: a desk that dies before it could tell the others tells them afterwards", "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.spoil({.lose = 1});
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['A']));
  desks.crash(CentreId::hk);
  desks.heal();
  check_sound(desks);
  CHECK(only_id(desks, CentreId::cn_gd) == "HK-20160827-155000-1");
  CHECK(desks.count(CentreId::hk, "alarm_raised") == 1);
}

TEST_CASE("scenarios.disk_full: what could not be recorded is told at once, and once it is recorded again",
          "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.journal(CentreId::hk).failing = true;
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['A']));
  desks.pass(seconds{1});
  CHECK(only_id(desks, CentreId::cn_gd) == "HK-20160827-155000-1");
  CHECK(desks.desk(CentreId::cn_gd).received_from(CentreId::hk) == 0);
  desks.journal(CentreId::hk).failing = false;
  check_sound(desks);
  CHECK(desks.desk(CentreId::cn_gd).received_from(CentreId::hk) > 0);
  CHECK(desks.count(CentreId::cn_gd, "alarm_raised") == 1);
}

TEST_CASE("scenarios.test: a device under test is shown everywhere and pages nobody", "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.set_clocks(kNoClock);
  desks.alert(CentreId::hk, "hk-vhf-1", sart_test(sea['A']));
  check_sound(desks);
  for (auto const centre : geo::kCentres) {
    CHECK(desks.desk(centre).incidents().size() == 1);
    CHECK(desks.count(centre, "alarm_raised") == 0);
    CHECK_FALSE(desks.desk(centre).incidents().front()->offered_to);
  }
  // Then it is switched on in earnest.
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['A']));
  check_sound(desks);
  for (auto const centre : geo::kCentres) {
    CHECK(desks.desk(centre).incidents().size() == 2);
    CHECK(desks.count(centre, "alarm_raised") == 1);
    auto const& test = *desks.desk(centre).incidents()[0];
    auto const& distress = *desks.desk(centre).incidents()[1];
    CHECK(distress.incident_class == AlertClass::distress);
    auto const names = [](Incident const& incident, std::string const& id) {
      return std::ranges::any_of(incident.log,
                                 [&](LogLine const& line) { return line.text.find(id) != std::string::npos; });
    };
    CHECK(names(test, distress.id));
    CHECK(names(distress, test.id));
  }
}

TEST_CASE("scenarios.custody: who does not answer is passed over, the next accepts, and all agree", "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['A']));
  desks.pass(minutes{2});
  auto const id = only_id(desks, CentreId::hk);
  CHECK(desks.officer(CentreId::hk, "Officer Chan", Acknowledge{id}) == "done");
  CHECK(desks.desk(CentreId::hk).incident(id)->offered_to == CentreId::cn_gd);
  desks.pass(minutes{4});
  CHECK(desks.desk(CentreId::mo).incident(id)->offered_to == CentreId::mo);
  CHECK(desks.desk(CentreId::mo).incident(id)->custody.centre == CentreId::hk);
  CHECK(desks.officer(CentreId::mo, "Officer Sou", DeclineCustody{id, "No launch is free."}) == "done");
  desks.pass(minutes{1});
  for (auto const centre : geo::kCentres) {
    auto const& incident = *desks.desk(centre).incident(id);
    CHECK(incident.custody.centre == CentreId::hk);
    CHECK_FALSE(incident.offered_to);
  }
  // Late, but nobody else has the offer: it accepts.
  CHECK(desks.officer(CentreId::cn_gd, "Officer Li", Acknowledge{id}) == "done");
  desks.pass(minutes{1});
  for (auto const centre : geo::kCentres) {
    CHECK(desks.desk(centre).incident(id)->custody.centre == CentreId::cn_gd);
    CHECK(desks.desk(centre).incident(id)->custody.officer == "Officer Li");
  }
  check_sound(desks);
}

TEST_CASE("scenarios.custody: what is asked for passes when the custodian gives it", "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['B']));
  auto const id = only_id(desks, CentreId::hk);
  CHECK(desks.officer(CentreId::hk, "Officer Chan", Acknowledge{id}) == "done");
  CHECK(desks.officer(CentreId::hk, "Officer Chan", OfferCustody{id, CentreId::mo, "Its launch is there."}) == "done");
  desks.pass(seconds{10});
  CHECK(desks.officer(CentreId::mo, "Officer Sou", DeclineCustody{id, "It has left."}) == "done");
  CHECK(desks.officer(CentreId::mo, "Officer Sou", RequestCustody{id, "It is back."}) == "done");
  desks.pass(seconds{10});
  CHECK(desks.desk(CentreId::hk).alarm(id) == AlarmLevel::responsible);
  CHECK(desks.officer(CentreId::hk, "Officer Chan", DeclineCustody{id, "A helicopter is on its way."}) == "done");
  desks.pass(seconds{10});
  CHECK(desks.desk(CentreId::mo).incident(id)->custody.centre == CentreId::hk);
  CHECK(desks.officer(CentreId::mo, "Officer Sou", RequestCustody{id, "The casualty drifts to us."}) == "done");
  desks.pass(seconds{10});
  CHECK(desks.officer(CentreId::hk, "Officer Chan", OfferCustody{id, CentreId::mo, ""}) == "done");
  desks.pass(seconds{10});
  for (auto const centre : {CentreId::hk, CentreId::mo}) {
    CHECK(desks.desk(centre).incident(id)->custody.centre == CentreId::mo);
    CHECK(desks.desk(centre).incident(id)->custody.officer == "Officer Sou");
  }
  check_sound(desks);
}

TEST_CASE("scenarios.custody: taken while the link is down, the overlap is on record at both ends, once",
          "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.set_clocks(kNoClock);
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['A']));
  desks.pass(seconds{10});
  auto const id = only_id(desks, CentreId::hk);
  for (auto const centre : {CentreId::cn_gd, CentreId::mo}) {
    desks.cut(CentreId::hk, centre);
    desks.link_changed(CentreId::hk, centre, false);
    desks.link_changed(centre, CentreId::hk, false);
  }
  desks.pass(minutes{5});
  CHECK(desks.officer(CentreId::mo, "Officer Sou", ForceCustody{id, "Hong Kong is silent."}) == "done");
  desks.pass(minutes{10});
  CHECK(desks.desk(CentreId::hk).incident(id)->custody.centre == CentreId::hk);
  CHECK(desks.desk(CentreId::cn_gd).incident(id)->custody.centre == CentreId::mo);
  desks.heal();
  for (auto const centre : {CentreId::cn_gd, CentreId::mo}) {
    desks.link_changed(CentreId::hk, centre, true);
    desks.link_changed(centre, CentreId::hk, true);
  }
  check_sound(desks);
  for (auto const centre : geo::kCentres) {
    auto const& incident = *desks.desk(centre).incident(id);
    CHECK(incident.custody.centre == CentreId::mo);
    CHECK(incident.custody.forced);
    CHECK(std::ranges::count_if(incident.log, [](LogLine const& line) {
            return line.text.starts_with("Two centres had custody from 15:55:");
          }) == 1);
    CHECK(std::ranges::count_if(desks.shown(centre), [](std::string const& json) {
            return json.starts_with(R"({"type":"notice_shown")") && json.find("Two centres had") != std::string::npos;
          }) == 1);
  }
}

TEST_CASE("scenarios.clock: repeated after a minute, after four all centres are told, a restart loses no time",
          "[scenario]") {
  auto const sea = estuary();
  ThreeDesks desks{sea, kCollision};
  desks.alert(CentreId::hk, "hk-vhf-1", sart(sea['B']));
  auto const id = only_id(desks, CentreId::hk);
  desks.pass(seconds{59});
  CHECK(desks.count(CentreId::hk, "alarm_repeated") == 0);
  desks.pass(seconds{1});
  CHECK(desks.count(CentreId::hk, "alarm_repeated") == 1);
  CHECK(desks.desk(CentreId::hk).notify_waiting().size() == 1);
  desks.crash(CentreId::hk);
  CHECK(desks.desk(CentreId::hk).notify_waiting().size() == 1);
  desks.pass(minutes{3} - seconds{1});
  CHECK(desks.count(CentreId::hk, "alarm_repeated") == 1);
  desks.pass(seconds{2});
  CHECK(desks.count(CentreId::hk, "alarm_repeated") == 2);
  CHECK(desks.desk(CentreId::hk).notify_waiting().size() == 2);
  CHECK(desks.desk(CentreId::hk).incident(id)->told.size() == 3);
  for (auto const centre : {CentreId::cn_gd, CentreId::mo}) CHECK(desks.desk(centre).alarming(id));
  // An officer anywhere has heard it: nobody is called any more, the alarm stands where it is not acknowledged.
  CHECK(desks.officer(CentreId::mo, "Officer Sou", Acknowledge{id}) == "done");
  desks.pass(minutes{30});
  CHECK(desks.count(CentreId::hk, "alarm_repeated") == 2);
  CHECK(desks.desk(CentreId::hk).alarming(id));
  check_sound(desks);
}

}  // namespace
}  // namespace lingding
