// CAP messages to alert reports, and incidents to CAP messages and CoT events.

#include "adapters/cap/report.hpp"

#include <catch2/catch.hpp>

#include "adapters/cap/cot.hpp"
#include "adapters/cap/incident_message.hpp"
#include "adapters/cap/reader.hpp"
#include "adapters/cap/writer.hpp"
#include "coordinator/limits.hpp"
#include "geo/geodesic.hpp"

using namespace lingding;
using namespace lingding::cap;
using coordinator::AlertClass;
using coordinator::Nature;

namespace {

geo::Position at(double latitude, double longitude) {
  return *geo::Position::from_degrees(latitude, longitude);
}

Message ferry() {
  Message message{.identifier = "7", .sender = "hk@example.org", .sent = {.at = {}, .offset = std::chrono::hours{8}}};
  message.infos.push_back({.categories = {Category::rescue},
                           .event = "Ferry collision",
                           .headline = "Two ferries collided",
                           .parameters = {{"Vessel Name", "Sea Example"}, {"mmsi", "477000101"}, {"POB", "174"}}});
  message.infos[0].areas.push_back(
      {.description = "off Lamma", .circles = {{at(22.2, 114.1), geo::Metres::from_metres(500)}}});
  return message;
}

coordinator::Incident incident() {
  coordinator::Incident one;
  one.id = "HK-20160827-155000-1";
  one.opened_at = *geo::parse_time("2016-08-27T15:50:00Z");
  coordinator::Alert alert;
  alert.id = one.id + "/HK/1";
  alert.report.device = plans::Mmsi::parse("477000101");
  alert.report.name = "Sea & <Example>";
  alert.report.position = at(22.2, 113.6);
  alert.report.radius = geo::Metres::from_metres(100);
  alert.report.nature = Nature::collision;
  alert.positioned_at = alert.first_heard = alert.last_heard = one.opened_at;
  one.alerts.push_back(alert);
  return one;
}

constexpr auto minutes(int count) {
  return std::chrono::minutes{count};
}

}  // namespace

TEST_CASE("cap.report: an alert about a ship is a distress with her numbers, her place and her people") {
  auto const report = to_report(ferry());
  REQUIRE(report);
  CHECK(report->kind == coordinator::AlertKind::cap);
  CHECK(report->alert_class == AlertClass::distress);
  CHECK(report->device == plans::Mmsi::parse("477000101"));
  CHECK(report->name == "Sea Example");
  CHECK(report->persons == 174U);
  CHECK(report->nature == Nature::collision);
  CHECK(report->position == at(22.2, 114.1));
  CHECK(report->radius == geo::Metres::from_metres(500));
  CHECK(report->text.find("CAP Alert hk@example.org,7.") != std::string::npos);
  CHECK_FALSE(report->cancels);
}

TEST_CASE("cap.report: an exercise is what an exercise's server practises, and tests are tests to it too") {
  using coordinator::Mode;
  auto message = ferry();
  message.status = Status::exercise;
  CHECK(to_report(message, Mode::real)->alert_class == AlertClass::test);
  CHECK(to_report(message, Mode::exercise)->alert_class == AlertClass::distress);
  for (auto const status : {Status::test, Status::draft}) {
    message.status = status;
    CHECK(to_report(message, Mode::exercise)->alert_class == AlertClass::test);
  }
  message.status = Status::actual;
  CHECK(to_report(message, Mode::exercise)->alert_class == AlertClass::distress);
}

TEST_CASE("cap.cot: an exercise's events have its name where CoT has it, as a word that readers take") {
  auto const opex_of = [](std::string const& name, bool is_exercise = true) {
    CotThread thread;
    auto const event = next_events(incident(), {is_exercise, name}, thread, incident().opened_at).at(0);
    auto const at = event.find("opex=\"") + 6;
    return event.substr(at, event.find('"', at) - at);
  };
  CHECK(opex_of("") == "e");
  CHECK(opex_of("Pearl River 2027") == "e-Pearl-River-2027");
  CHECK(opex_of(" \"<x>\" ") == "e-x");
  CHECK(opex_of("珠江") == "e");
  CHECK(opex_of("PEARL", false) == "o");
}

TEST_CASE("cap.report: status and type decide what a desk makes of it") {
  auto message = ferry();
  for (auto const status : {Status::exercise, Status::test, Status::draft}) {
    message.status = status;
    CHECK(to_report(message)->alert_class == AlertClass::test);
  }
  message.status = Status::system;
  CHECK(to_report(message).error() == NoReport::system);
  message.status = Status::actual;
  message.type = MessageType::ack;
  CHECK(to_report(message).error() == NoReport::answer);
  message.type = MessageType::cancel;
  CHECK(to_report(message)->cancels);
  // A Cancel needs no info block: then it says what it refers to.
  message.infos.clear();
  CHECK(to_report(message).error() == NoReport::not_maritime);
  message.references = {{"hk@example.org", "6", {}}};
  REQUIRE(to_report(message));
  CHECK(to_report(message)->text == "CAP Cancel hk@example.org,7 of hk@example.org,6.");
}

TEST_CASE("cap.report: the thread is the message's name, then what it refers to, newest first and bounded") {
  auto message = ferry();
  CHECK(to_report(message)->thread == std::vector<std::string>{"hk@example.org,7"});
  auto const sent = [](int hour) { return Time{geo::UtcTime{std::chrono::hours{hour}}, {}}; };
  message.type = MessageType::update;
  message.references = {{"a", "1", sent(1)}, {"b", "3", sent(3)}, {"a", "2", sent(2)}, {"b", "3", sent(3)}};
  CHECK(to_report(message)->thread == std::vector<std::string>{"hk@example.org,7", "b,3", "a,2", "a,1"});
  for (int i = 0; i < 20; ++i) message.references.push_back({"c", std::to_string(i), sent(100 + i)});
  CHECK(to_report(message)->thread.size() == coordinator::kMaxThread);
  CHECK(to_report(message)->thread[1] == "c,19");
  // Long names stay apart, within the desk's bound.
  message.references = {{"a", std::string(400, 'x') + "1", sent(1)}, {"a", std::string(400, 'x') + "2", sent(1)}};
  auto const thread = to_report(message)->thread;
  REQUIRE(thread.size() == 3);
  CHECK(thread[1] != thread[2]);
  CHECK(thread[1].size() <= coordinator::kMaxNameBytes);
}

TEST_CASE("cap.report: a storm, an earthquake and a fire ashore are no distress at sea, persons in the sea are") {
  Message message = ferry();
  auto& info = message.infos[0];
  info = {.categories = {Category::met}, .event = "Strong wind warning for ships"};
  CHECK(to_report(message).error() == NoReport::not_maritime);
  info = {.categories = {Category::rescue}, .event = "Flat fire", .headline = "Leadership on scene"};
  CHECK(to_report(message).error() == NoReport::not_maritime);
  info = {.categories = {Category::rescue}, .event = "Man overboard"};
  CHECK(to_report(message)->nature == Nature::man_overboard);
  info = {.categories = {Category::safety}, .event = "兩船相撞"};
  CHECK(to_report(message));
}

TEST_CASE("cap.report: one circle covers all shapes, over 180 degrees too, and is not much too large") {
  Area area{.description = "a"};
  area.circles = {{at(0, 179.9), geo::Metres::from_metres(5000)}, {at(0, -179.9), geo::Metres::from_metres(1000)}};
  area.polygons = {{at(0.01, 179.95), at(0.02, 179.95), at(0.02, -179.95), at(0.01, 179.95)}};
  auto const circle = covering_circle({area});
  REQUIRE(circle);
  auto const tolerance = geo::Metres::from_metres(0.001);
  for (auto const& one : area.circles)
    CHECK(geo::distance(circle->centre, one.centre) + one.radius <= circle->radius + tolerance);
  for (auto const point : area.polygons[0]) CHECK(geo::distance(circle->centre, point) <= circle->radius + tolerance);
  // From rim to rim it is 22 264 m (0.2 degrees of the equator of WGS 84) and the two radii.
  CHECK(circle->radius.metres() == Approx((22'263.9 + 6000) / 2).epsilon(0.001));
  CHECK_FALSE(covering_circle({}));
}

TEST_CASE("cap.incident_message: alert, update and cancel each name all the earlier ones") {
  auto one = incident();
  Issuer const issuer{.centre = geo::CentreId::hk, .sender = "mrcc-hk@example.org"};
  Thread thread;
  auto const alert = next_message(one, issuer, thread, one.opened_at);
  REQUIRE(alert);
  CHECK(alert->type == MessageType::alert);
  CHECK(alert->references.empty());
  CHECK_FALSE(next_message(one, issuer, thread, one.opened_at + minutes(1)));
  one.alerts[0].report.position = at(22.3, 113.6);
  auto const update = next_message(one, issuer, thread, one.opened_at + minutes(2));
  REQUIRE(update);
  CHECK(update->type == MessageType::update);
  one.closure = coordinator::Closure{coordinator::CaseOutcome::false_alert,
                                     "switched on in error",
                                     {one.opened_at + minutes(3), geo::CentreId::hk, "Officer Chan"}};
  auto const cancel = next_message(one, issuer, thread, one.opened_at + minutes(3));
  REQUIRE(cancel);
  CHECK(cancel->type == MessageType::cancel);
  CHECK(write(*cancel).find("<references>mrcc-hk@example.org,HK-20160827-155000-1.1,2016-08-27T23:50:00+08:00 "
                            "mrcc-hk@example.org,HK-20160827-155000-1.2,2016-08-27T23:52:00+08:00</references>") !=
        std::string::npos);
  CHECK(cancel->note == "false alert: switched on in error");
  // A case that goes on after all is a new alert: the earlier ones are gone.
  one.closure->outcome = coordinator::CaseOutcome::open;
  auto const again = next_message(one, issuer, thread, one.opened_at + minutes(4));
  REQUIRE(again);
  CHECK(again->type == MessageType::alert);
  CHECK(again->identifier == "HK-20160827-155000-1.4");
  CHECK(again->references.empty());
}

TEST_CASE("cap.incident_message: what is written reads back, in two languages, never with Z") {
  auto const one = incident();
  Thread thread;
  auto const message =
      next_message(one, {.centre = geo::CentreId::hk, .sender = "mrcc-hk@example.org"}, thread, one.opened_at);
  REQUIRE(message);
  auto const text = write(*message);
  auto const back = read(text);
  REQUIRE(back);
  CHECK(back->warnings.empty());
  CHECK(*back == *message);
  CHECK(back->status == Status::actual);
  REQUIRE(back->infos.size() == 2);
  CHECK(back->infos[0].language == "en");
  CHECK(back->infos[1].language == "zh-HK");
  CHECK(text.find(":00Z<") == std::string::npos);
  auto const report = to_report(*back);
  REQUIRE(report);
  CHECK(report->name == "Sea & <Example>");
  CHECK(report->position == at(22.2, 113.6));
  CHECK(report->radius == geo::Metres::from_metres(100));
  CHECK(report->nature == Nature::collision);
  Thread other;
  auto const exercise = next_message(
      one, {.centre = geo::CentreId::hk, .sender = "mrcc-hk@example.org", .is_exercise = true}, other, one.opened_at);
  CHECK(exercise->status == Status::exercise);
  CHECK(exercise->infos[0].headline.starts_with("EXERCISE EXERCISE EXERCISE. "));
}

TEST_CASE("cap.cot: one event for each place, taken back when it is ruled out or the case is closed") {
  auto one = incident();
  CotThread thread;
  auto const begin = one.opened_at;
  auto events = next_events(one, Opex{}, thread, begin);
  REQUIRE(events.size() == 1);
  CHECK(events[0].find(R"(uid="lingding.HK-20160827-155000-1" type="b-a-o-tbl" how="m-g" )"
                       R"(time="2016-08-27T15:50:00.000Z" start="2016-08-27T15:50:00.000Z" )"
                       R"(stale="2016-08-28T15:50:00.000Z")") != std::string::npos);
  CHECK(events[0].find(R"(<point lat="22.2000000" lon="113.6000000" hae="9999999.0" ce="100.0" le="9999999.0")") !=
        std::string::npos);
  CHECK(events[0].find(R"(<emergency type="911 Alert">Sea &amp; &lt;Example&gt;</emergency>)") != std::string::npos);
  CHECK(next_events(one, Opex{}, thread, begin + minutes(1)).empty());
  // Two places now, of which one is right: the one event makes room for two.
  auto& report = one.alerts[0].report;
  report.position.reset();
  report.possible = {{at(22, 113), geo::Metres::from_metres(5000), coordinator::PositionSource::doppler, 0.6},
                     {at(24, 118), geo::Metres::from_metres(5000), coordinator::PositionSource::doppler, 0.4}};
  events = next_events(one, Opex{}, thread, begin + minutes(2));
  REQUIRE(events.size() == 3);
  CHECK(events[0].find("lingding.HK-20160827-155000-1.1") != std::string::npos);
  CHECK(events[2].find("b-a-o-can") != std::string::npos);
  one.closure = coordinator::Closure{
      coordinator::CaseOutcome::rescued, "", {begin + minutes(3), geo::CentreId::hk, "Officer Chan"}};
  events = next_events(one, Opex{}, thread, begin + minutes(3));
  REQUIRE(events.size() == 2);
  for (auto const& event : events) CHECK(event.find(R"(<emergency cancel="true">)") != std::string::npos);
  CHECK(thread.shown.empty());
  auto test = incident();
  test.incident_class = AlertClass::test;
  CHECK(next_events(test, Opex{}, thread, begin).empty());
}
