// The terminal console without a terminal: what it knows, what it draws in 80 × 24, what its keys do.

#include "tools/terminal/page.hpp"

#include <catch2/catch.hpp>

#include "coordinator/codec.hpp"
#include "tests/support/samples.hpp"
#include "tools/terminal/command_line.hpp"
#include "tools/terminal/officer.hpp"

namespace lingding::terminal {
namespace {

using coordinator::AlarmLevel;
using coordinator::AlarmReason;
using support::position;
using support::utc;

auto const kNow = utc("2016-08-27T15:52:00Z");

coordinator::Incident incident(std::string id, std::string_view opened, std::uint32_t device = 970'010'119) {
  coordinator::Incident one;
  one.id = id;
  one.opened_at = utc(opened);
  one.custody = {geo::CentreId::hk, 0, one.opened_at, {}};
  one.decision.responsible = geo::CentreId::cn_gd;
  one.decision.informed = {geo::CentreId::hk, geo::CentreId::mo};
  one.decision.rule = coordinator::RoutingRule::limits;
  one.decision.reason = "CN-GD is responsible because the position is inside GD-limits version 1 (limits, assumed).";
  one.told = {geo::CentreId::cn_gd, geo::CentreId::hk, geo::CentreId::mo};
  one.alerts.push_back({.id = id + "-HK-1",
                        .received_by = geo::CentreId::hk,
                        .source = "waglan",
                        .report = support::sart(position(22.1333, 113.8), device),
                        .positioned_at = one.opened_at,
                        .first_heard = one.opened_at,
                        .last_heard = one.opened_at,
                        .count = 3});
  one.log.push_back({one.opened_at, geo::CentreId::hk, "desk", "Opened by an AIS-SART."});
  return one;
}

coordinator::ShipLink listed_ship() {
  coordinator::ShipLink ship;
  ship.certainty = coordinator::Certainty::listed;
  ship.plan = support::ferry_plan();
  ship.mmsi = ship.plan->mmsi;
  ship.name = "SAMPLE FERRY";
  ship.at = kNow;
  return ship;
}

std::string update(coordinator::Effects const& effects, bool recorded = true) {
  std::string text = std::string{R"({"type":"update","mode":"real","recorded":)"} + (recorded ? "true" : "false") +
                     R"(,"at":"2016-08-27T15:50:00.000Z","effects":)";
  coordinator::append_json(text, effects);
  return text + "}";
}

std::string const kWelcome =
    R"({"type":"welcome","officer":"hk-1","role":"officer","status":{"degraded":false,"message":"","links":[{"centre":"MO","state":"down","waiting":3}]}})";

struct Rig {
  Rig() {
    model.connected();
    model.take(kWelcome);
  }
  std::string drawn(std::size_t columns = 80, std::size_t rows = 24) {
    std::string text;
    auto const page = render(model, view, columns, rows, kNow);
    REQUIRE(page.size() == rows);
    for (auto const& line : page) {
      std::size_t width = 0;
      for (auto const& span : line) {
        text += span.text;
        width += width_of(span.text);
      }
      text += '\n';
      REQUIRE(width <= columns);
    }
    return text;
  }
  bool shows(std::string_view what) { return drawn().find(what) != std::string::npos; }

  ConsoleModel model{geo::CentreId::hk};
  View view;
};

Key typed(std::string text) {
  return {Key::Kind::text, std::move(text)};
}

TEST_CASE("terminal.text: wide characters take two cells, combining ones none") {
  CHECK(width_of("abc") == 3);
  CHECK(width_of("伶仃") == 4);
  CHECK(width_of("e\xCC\x81") == 1);
  CHECK(fitted("伶仃", 6) == "伶仃  ");
  CHECK(fitted("伶仃洋", 4) == "伶… ");  // the second would need cells 3 and 4, and the ellipsis one
  CHECK(fitted("abcdef", 4) == "abc…");
  CHECK(fitted("", 0).empty());
  CHECK(width_of(fitted("渡輪 ferry 渡輪", 9)) == 9);
}

TEST_CASE("terminal.text: lines break at blanks, and between wide characters") {
  CHECK(wrapped("one two three", 8) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("香港海上救援", 6) == std::vector<std::string>{"香港海", "上救援"});
  CHECK(wrapped("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
  CHECK(wrapped("", 5) == std::vector<std::string>{""});
}

TEST_CASE("terminal.text: positions are written in degrees and minutes, and never with sixty minutes") {
  CHECK(as_mariners_write(position(22.2083333, 113.6016667)) == "22°12.500'N 113°36.100'E");
  CHECK(as_mariners_write(position(-0.5, -179.9999999)) == "00°30.000'S 180°00.000'W");
  CHECK(as_mariners_write(position(9.99999999, 0)) == "10°00.000'N 000°00.000'E");
  CHECK(as_mariners_write(position(90, 180)) == "90°00.000'N 180°00.000'E");
}

TEST_CASE("terminal.page: the header says which centre, that it is real, the links, both times") {
  Rig rig;
  auto const text = rig.drawn();
  CHECK(text.find("LINGDING  HK  REAL  connected") != std::string::npos);
  CHECK(text.find("2016-08-27T15:52:00Z  23:52:00 UTC+8") != std::string::npos);
  CHECK(text.find("MO DOWN (3 waiting)") != std::string::npos);
  CHECK(text.find("hk-1 (officer)") != std::string::npos);
  CHECK(text.find("No incidents.") != std::string::npos);
}

TEST_CASE("terminal.page: alarms come first, those that ask this centre to act before the others") {
  Rig rig;
  auto test = incident("HK-3", "2016-08-27T15:51:30Z", 970'010'333);
  test.incident_class = coordinator::AlertClass::test;
  rig.model.take(update({coordinator::IncidentChanged{incident("HK-0", "2016-08-27T15:51:00Z")},
                         coordinator::IncidentChanged{incident("HK-1", "2016-08-27T15:49:00Z")},
                         coordinator::AlarmRaised{"HK-1", AlarmReason::new_incident, AlarmLevel::informed},
                         coordinator::IncidentChanged{incident("HK-2", "2016-08-27T15:48:00Z")},
                         coordinator::AlarmRaised{"HK-2", AlarmReason::new_incident, AlarmLevel::responsible},
                         coordinator::IncidentChanged{test}}));
  std::vector<std::string> order;
  for (auto const* entry : rig.model.cases()) order.push_back(entry->incident.id);
  CHECK(order == std::vector<std::string>{"HK-2", "HK-1", "HK-0", "HK-3"});
  auto const text = rig.drawn();
  CHECK(text.find("Incidents 4  (2 alarming)") != std::string::npos);
  CHECK(text.find(">!! 15:48:00Z AIS-SART") != std::string::npos);
  CHECK(text.find(" !  15:49:00Z AIS-SART") != std::string::npos);
  CHECK(text.find("TEST AIS-SART") != std::string::npos);
  CHECK(text.find("22°07.998'N 113°48.000'E") != std::string::npos);
}

TEST_CASE("terminal.page: an open incident shows whom to call and how many are aboard on its first screen") {
  Rig rig;
  auto one = incident("HK-1", "2016-08-27T15:50:00Z");
  one.ship = listed_ship();
  one.offered_to = geo::CentreId::cn_gd;
  rig.model.take(update({coordinator::IncidentChanged{one}, coordinator::AlarmRaised{"HK-1"}}));
  rig.drawn();
  Officer officer{rig.model, rig.view};
  officer.press({Key::Kind::enter, {}});
  auto const text = rig.drawn();
  for (std::string const what :
       {"DISTRESS  HK-1", "new incident: this centre must act", "22°07.998'N 113°48.000'E  within 10 m, 2 min ago",
        "Sample Ferry  MMSI 477000101", "device listed in her plan", "at most: 423, of them crew 10",
        "+85200000001  duty manager, 24 hours: Sample Person", "SAMPLE", "Responsible     CN-GD"}) {
    INFO(what);
    CHECK(text.find(what) != std::string::npos);
  }
  officer.press(typed("l"));
  auto const chinese = rig.drawn();
  for (std::string const what :
       {"伶仃  HK  真實  已連線", "遇險  HK-1", "樣本渡輪  MMSI 477000101", "船上人數上限: 423", "負責中心"}) {
    INFO(what);
    CHECK(chinese.find(what) != std::string::npos);
  }
  officer.press({Key::Kind::end, {}});
  CHECK(rig.shows("Opened by an AIS-SART."));
  officer.press({Key::Kind::escape, {}});
  CHECK(rig.shows("事件 1"));
}

TEST_CASE("terminal.page: a probable ship is never shown as certain") {
  Rig rig;
  auto one = incident("HK-1", "2016-08-27T15:50:00Z");
  one.ship = listed_ship();
  one.ship->certainty = coordinator::Certainty::probable;
  one.ship->distance = geo::Metres::from_metres(412);
  one.ship->age = std::chrono::seconds{40};
  rig.model.take(update({coordinator::IncidentChanged{one}}));
  CHECK(rig.shows("? Sample Ferry"));
  rig.view.where = View::Where::detail;
  CHECK(rig.shows("PROBABLE, not certain, 412 m away, 40 s ago"));
}

TEST_CASE("terminal.page: DEGRADED, a lost connection and a gap each have a standing line") {
  Rig rig;
  rig.model.take(R"({"type":"status","degraded":true,"message":"no space left","links":[]})");
  rig.model.take(update({coordinator::IncidentChanged{incident("HK-1", "2016-08-27T15:50:00Z")}}, /*recorded=*/false));
  rig.model.take(R"({"type":"gap","after":17,"up_to":40,"code":"journal_damaged"})");
  rig.model.lost("the server has not been heard for 15 s");
  auto const text = rig.drawn();
  CHECK(text.find("DEGRADED") != std::string::npos);
  CHECK(text.find("no space left") != std::string::npos);
  CHECK(text.find("* NOT RECORDED") != std::string::npos);
  CHECK(text.find("NOT CONNECTED: the server has not been heard for 15 s") != std::string::npos);
  CHECK(text.find("entries 18–40") != std::string::npos);
  rig.model.take(update({coordinator::IncidentChanged{incident("HK-1", "2016-08-27T15:50:00Z")}}));
  CHECK_FALSE(rig.shows("NOT RECORDED"));
}

TEST_CASE("terminal.page: every size and language holds its lines, also with senders who try to paint over it") {
  Rig rig;
  for (int i = 0; i < 40; ++i) {
    auto one = incident("HK-" + std::to_string(i), "2016-08-27T15:50:00Z");
    one.ship = listed_ship();
    one.ship->plan->names.en = "\x1b[2J\x1b[31m渡輪渡輪渡輪渡輪渡輪\xff\xfe\n\tEVIL";
    one.ship->plan->names.zh_hant = one.ship->plan->names.en;
    one.alerts[0].report.text = "\x1b]0;title\x07";
    rig.model.take(update({coordinator::IncidentChanged{one}, coordinator::AlarmRaised{one.id}}));
  }
  rig.model.take(update({coordinator::NoticeShown{{"\x1b[1A通告\r\n", {}}}}));
  for (auto const language : {Language::en, Language::zh_hant})
    for (auto const where : {View::Where::list, View::Where::detail})
      for (auto const& [columns, rows] : {std::pair{80, 24}, std::pair{60, 16}, std::pair{61, 17}, std::pair{200, 60},
                                          std::pair{20, 5}, std::pair{1, 1}}) {
        rig.view.language = language;
        rig.view.where = where;
        rig.view.scroll = 1000;
        CHECK(rig.drawn(static_cast<std::size_t>(columns), static_cast<std::size_t>(rows)).find('\x1b') ==
              std::string::npos);
      }
}

TEST_CASE("terminal.page: questions of the watch stand below, are listed by a key, and answered by a line") {
  Rig rig;
  rig.model.take(kWelcome);
  rig.model.take(R"({"type":"caught_up","seq":2})");
  coordinator::VoyageQuestion question;
  question.id = "silent/477000101";
  question.ship = support::mmsi(477'000'101);
  question.raised_at = kNow;
  question.position = position(22.2, 114.0);
  question.position_at = kNow;
  question.evidence = {"Sample Ferry: not heard since 23:50:00", "渡輪：自 23:50:00 起未收到其訊號"};
  question.limits = {"12 reports missed", "12 個報告"};
  auto const shown = update({coordinator::VoyageQuestionShown{question}});
  CHECK(rig.model.take(shown) == ConsoleModel::Sound::alarm);
  CHECK(rig.model.take(shown) == ConsoleModel::Sound::none);  // told anew
  CHECK(rig.shows("? 1  15:52:00Z  Sample Ferry: not heard since 23:50:00"));
  rig.view.where = View::Where::questions;
  CHECK(rig.shows("silent: 12 reports missed; 22°12.0"));
  rig.view.language = Language::zh_hant;
  CHECK(rig.shows("自 23:50:00 起未收到其訊號"));

  auto const line = [&](std::string_view typed) {
    return parse_line(typed, nullptr, Language::en, rig.model.questions());
  };
  auto const said = line("trouble 1 no answer on channel 16");
  REQUIRE(said);
  CHECK(std::get<coordinator::Command>(*said) ==
        coordinator::Command{
            coordinator::AnswerVoyage{question.id, coordinator::WatchAnswer::trouble, "no answer on channel 16"}});
  CHECK(std::get<coordinator::AnswerVoyage>(std::get<coordinator::Command>(*line("explain 1 drydock"))).answer ==
        coordinator::WatchAnswer::explained);
  CHECK_FALSE(line("explain 2 drydock"));
  CHECK_FALSE(line("explain 1"));
  CHECK(std::holds_alternative<QuestionsAsked>(*line("questions")));
  rig.model.take(update({coordinator::VoyageQuestionAnswered{question.id, {}, "hk-1", "drydock", {}}}));
  CHECK(rig.model.questions().empty());
  rig.model.take(shown);
  rig.model.take(update({coordinator::VoyageQuestionClosed{question.id, {"she arrived", ""}}}));
  CHECK(rig.model.questions().empty());
}

TEST_CASE("terminal.model: the bell rings for new alarms alone, not for what was quieted before we came") {
  Rig rig;
  auto const raised = update(
      {coordinator::IncidentChanged{incident("HK-1", "2016-08-27T15:50:00Z")}, coordinator::AlarmRaised{"HK-1"}});
  CHECK(rig.model.take(raised) == ConsoleModel::Sound::none);
  rig.model.take(update({coordinator::AlarmQuieted{"HK-1", "hk-2"}}));
  CHECK(rig.model.take(R"({"type":"caught_up","seq":2})") == ConsoleModel::Sound::none);
  CHECK(rig.model.take(raised) == ConsoleModel::Sound::alarm);
  CHECK(rig.model.must_act());
  rig.model.take(kWelcome);
  CHECK(rig.model.take(R"({"type":"caught_up","seq":2})") == ConsoleModel::Sound::alarm);
}

TEST_CASE("terminal.model: incidents that became one are one, with the alarm of either") {
  Rig rig;
  rig.model.take(update(
      {coordinator::IncidentChanged{incident("HK-9", "2016-08-27T15:50:00Z")}, coordinator::AlarmRaised{"HK-9"}}));
  auto merged = incident("CN-GD-1", "2016-08-27T15:49:00Z");
  merged.also = {"HK-9"};
  rig.model.take(update({coordinator::IncidentChanged{merged}}));
  REQUIRE(rig.model.cases().size() == 1);
  CHECK(rig.model.cases()[0]->alarm.has_value());
  CHECK(rig.model.find("HK-9") == rig.model.find("CN-GD-1"));
  rig.model.take(update({coordinator::IncidentForgotten{"CN-GD-1"}}));
  CHECK(rig.model.cases().empty());
}

TEST_CASE("terminal.model: what a newer server says does not hide what is understood") {
  Rig rig;
  std::string text =
      R"({"type":"update","recorded":true,"at":"2016-08-27T15:50:00.000Z","effects":[{"type":"weather_changed"},)";
  coordinator::append_json(text, coordinator::Effect{coordinator::NoticeShown{{"hello", {}}}});
  rig.model.take(text + "]}");
  rig.model.take(R"({"type":"tide","height_m":2})");
  CHECK(rig.model.notices().size() == 1);
  CHECK(rig.model.not_understood() == 1);
  rig.model.take("\xff");
  CHECK(rig.model.not_understood() == 2);
}

TEST_CASE("terminal.model: ships of the traffic picture are counted once, and for a while") {
  Rig rig;
  rig.model.take_traffic(R"({"type":"traffic","reports":[{"mmsi":477000101},{"mmsi":477000102},{"mmsi":477000101}]})",
                         kNow);
  CHECK(rig.model.ships(kNow) == 2);
  CHECK(rig.model.ships(kNow + std::chrono::minutes{11}) == 0);
}

TEST_CASE("terminal.officer: one key acknowledges, but accepting custody is asked first") {
  Rig rig;
  auto one = incident("HK-1", "2016-08-27T15:50:00Z");
  rig.model.take(update({coordinator::IncidentChanged{one}}));
  rig.drawn();
  Officer officer{rig.model, rig.view};
  CHECK(officer.press(typed("a")).command == R"({"type":"acknowledge","incident_id":"HK-1"})");
  one.offered_to = geo::CentreId::hk;
  rig.model.take(update({coordinator::IncidentChanged{one}}));
  CHECK_FALSE(officer.press(typed("a")).command);
  CHECK(rig.shows("ACCEPT CUSTODY"));
  CHECK_FALSE(officer.press(typed("n")).command);
  CHECK_FALSE(rig.shows("ACCEPT CUSTODY"));
  officer.press(typed("a"));
  CHECK(officer.press(typed("y")).command == R"({"type":"acknowledge","incident_id":"HK-1"})");
}

TEST_CASE("terminal.officer: notes are typed in any script, and go to the incident that was chosen when asked") {
  Rig rig;
  rig.model.take(update({coordinator::IncidentChanged{incident("HK-1", "2016-08-27T15:50:00Z")}}));
  rig.drawn();
  Officer officer{rig.model, rig.view};
  officer.press(typed("n"));
  for (std::string const character : {"十", "二", "x"}) officer.press(typed(character));
  officer.press({Key::Kind::backspace, {}});
  officer.press({Key::Kind::backspace, {}});
  officer.press(typed("q"));  // a letter here, not the end
  CHECK(rig.shows("Note: 十q"));
  rig.model.take(update({coordinator::IncidentChanged{incident("HK-2", "2016-08-27T15:51:00Z", 970'010'222)},
                         coordinator::AlarmRaised{"HK-2"}}));
  rig.drawn();
  CHECK(officer.press({Key::Kind::enter, {}}).command == R"({"type":"add_note","incident_id":"HK-1","text":"十q"})");
  officer.press(typed("n"));
  officer.press({Key::Kind::escape, {}});
  CHECK(officer.press(typed("q")).quit);
}

TEST_CASE("terminal.officer: a ship is confirmed by her number in the list or her MMSI") {
  Rig rig;
  auto one = incident("HK-1", "2016-08-27T15:50:00Z");
  one.candidates.push_back({support::mmsi(477'000'101), "A", position(22, 113), std::nullopt, std::nullopt, kNow,
                            geo::Metres::from_metres(9)});
  rig.model.take(update({coordinator::IncidentChanged{one}}));
  rig.drawn();
  Officer officer{rig.model, rig.view};
  officer.press({Key::Kind::enter, {}});
  auto const confirm = [&](std::string const& answer) {
    officer.press(typed("c"));
    for (char const letter : answer) officer.press(typed(std::string{letter}));
    return officer.press({Key::Kind::enter, {}}).command;
  };
  CHECK(confirm("1") == R"({"type":"confirm_ship","incident_id":"HK-1","mmsi":477000101})");
  CHECK(confirm("453000202") == R"({"type":"confirm_ship","incident_id":"HK-1","mmsi":453000202})");
  CHECK_FALSE(confirm("2"));
  CHECK(rig.shows("neither a number in the list nor an MMSI"));
}

TEST_CASE("terminal.officer: an observer is told that he can only read, an officer what came of his command") {
  Rig rig;
  rig.model.take(update({coordinator::IncidentChanged{incident("HK-1", "2016-08-27T15:50:00Z")}}));
  rig.drawn();
  Officer officer{rig.model, rig.view};
  officer.sent("c-1");
  CHECK(rig.shows(" sent"));
  rig.model.take(update({coordinator::CommandRefused{"hk-1", "c-1", "not_a_ship", "no ship"}}));
  officer.look();
  CHECK(rig.shows("refused: no ship"));
  rig.model.take(R"({"type":"welcome","officer":"hk-eye","role":"observer","status":{}})");
  CHECK_FALSE(officer.press(typed("a")).command);
  CHECK(rig.shows("An observer's key can read, not act."));
}

}  // namespace
}  // namespace lingding::terminal
