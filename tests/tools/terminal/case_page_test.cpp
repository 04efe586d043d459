// The case on the terminal console: what it shows, what the command line takes, the draft of a situation report, and
// the form of a telephone report.

#include <catch2/catch.hpp>

#include "coordinator/codec.hpp"
#include "tests/support/samples.hpp"
#include "tools/terminal/officer.hpp"

namespace lingding::terminal {
namespace {

using namespace coordinator;
using support::position;
using support::utc;

auto const kNow = utc("2016-08-27T15:59:00Z");

Stamp at(std::string_view time, std::string officer = "hk-1") {
  return {utc(time), geo::CentreId::hk, std::move(officer)};
}

/// One in which everything was said.
Incident full_case() {
  Incident one;
  one.id = "HK-1";
  one.opened_at = utc("2016-08-27T15:50:00Z");
  one.custody = {geo::CentreId::hk, 1, utc("2016-08-27T15:51:00Z"), "hk-2", true};
  one.former = {{geo::CentreId::mo, 0, one.opened_at, ""}};
  one.told = {geo::CentreId::cn_gd, geo::CentreId::hk, geo::CentreId::mo};
  one.requests = {CustodyWish{geo::CentreId::cn_gd, 1, "our waters", {kNow, geo::CentreId::cn_gd, "gd-1"}}};
  one.answers = {{geo::CentreId::mo, 1, OfferOutcome::declined, "no unit", {kNow, geo::CentreId::mo, "mo-1"}}};
  Alert alert;
  alert.id = "HK-1/HK/1";
  alert.source = "waglan";
  alert.report = support::sart(position(22.1333, 113.8));
  alert.report.nature = Nature::collision;
  alert.positioned_at = one.opened_at;
  alert.first_heard = alert.last_heard = one.opened_at;
  one.alerts.push_back(alert);
  alert.id = "HK-1/HK/2";
  alert.report.kind = AlertKind::mcc_alert;
  alert.report.position.reset();
  alert.report.cancels = true;
  alert.report.possible = {
      {position(22.5, 113.25), geo::Metres::from_nautical_miles(5), PositionSource::doppler, 0.61}};
  alert.matched = "Her beacon is listed in the plan of Sample Ferry.";
  alert.match = {{"listed in her plan", 90}, {"time", -5}};
  one.alerts.push_back(alert);
  ShipLink ship;
  ship.certainty = Certainty::listed;
  ship.plan = support::ferry_plan();
  ship.plan->contacts.push_back({"master", "", "+85290000001"});
  ship.mmsi = ship.plan->mmsi;
  one.ship = ship;
  one.phase = Phase{EmergencyPhase::distress, "flares seen", at("2016-08-27T15:52:00Z")};
  one.persons = Persons{299, 280, "manifest", at("2016-08-27T15:53:00Z")};
  one.units = {{"CGW 51", "launch", UnitState::proceeding, "ETA 1610", at("2016-08-27T15:54:00Z")}};
  one.calls = {{"duty manager, 24 hours +85200000001", "confirms collision", at("2016-08-27T15:55:00Z")},
               {"pier master", "no berth taken", at("2016-08-27T15:56:00Z")}};
  one.matches = {{"MO-7", 61, "Same place, 2 min apart.", {}}};
  one.sitreps = {{1, true, "DATE AND TIME: 271557 UTC AUG 16\nA. X", at("2016-08-27T15:57:00Z")}};
  one.sight = ShipSight{position(22.2882, 114.1517), geo::Knots::from_knots(0), {}, "moored", "Pier 3", kNow};
  one.log.push_back({one.opened_at, geo::CentreId::hk, "desk", "Opened."});
  return one;
}

std::string update(Effects const& effects) {
  std::string text = R"({"type":"update","recorded":true,"at":"2016-08-27T15:50:00.000Z","effects":)";
  append_json(text, effects);
  return text + "}";
}

struct Rig {
  explicit Rig(Incident one = full_case()) {
    model.connected();
    model.take(R"({"type":"welcome","officer":"hk-1","role":"officer","status":{}})");
    model.take(update({IncidentChanged{std::move(one)}}));
    drawn();
    officer.press({Key::Kind::enter, {}});
  }
  std::string drawn(std::size_t columns = 120, std::size_t rows = 80) {
    std::string text;
    for (auto const& line : render(model, view, columns, rows, kNow)) {
      std::size_t width = 0;
      for (auto const& span : line) {
        text += span.text;
        width += width_of(span.text);
      }
      REQUIRE(width <= columns);
      while (!text.empty() && text.back() == ' ') text.pop_back();
      text += '\n';
    }
    return text;
  }
  bool shows(std::string_view what) {
    auto const text = drawn();
    INFO(text);
    INFO(what);
    bool const found = text.find(what) != std::string::npos;
    CHECK(found);
    return found;
  }
  Officer::Pressed type(std::string_view text) {
    Officer::Pressed last;
    while (!text.empty()) {
      std::size_t bytes = 1;
      while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) ++bytes;
      last = officer.press({Key::Kind::text, std::string{text.substr(0, bytes)}}, kNow);
      text.remove_prefix(bytes);
    }
    return last;
  }
  Officer::Pressed enter() { return officer.press({Key::Kind::enter, {}}, kNow); }
  /// The command that a line comes to; empty: none.
  std::string line(std::string_view text) {
    type(":");
    type(text);
    auto pressed = enter();
    if (!pressed.command && view.prompt.find("(y/n)") != std::string::npos) pressed = type("y");
    return pressed.command.value_or("");
  }

  ConsoleModel model{geo::CentreId::hk};
  View view;
  Officer officer{model, view};
};

TEST_CASE("terminal.case: the page has phase, persons, the list with its ticks, units, matches, evidence and custody") {
  Rig rig;
  rig.shows("Phase           DISTRESS: flares seen  15:52Z HK hk-1");
  rig.shows("Persons         on board 299, accounted for 280, NOT ACCOUNTED FOR 19  (manifest)");
  rig.shows("Call            1 [x] +85200000001  duty manager, 24 hours: Sample Person  confirms collision  15:55Z");
  rig.shows("2 [ ] +85290000001  master");
  rig.shows("called          [x] pier master  no berth taken");
  rig.shows("Unit            CGW 51 (launch)  PROCEEDING  ETA 1610  15:54Z HK hk-1");
  rig.shows("May be one with 1  MO-7  61 points  Same place, 2 min apart.");
  rig.shows("Evidence        Her beacon is listed in the plan of Sample Ferry.  listed in her plan +90  time -5");
  rig.shows("Nature          COLLISION");
  rig.shows("or possibly 22°30.000'N 113°15.000'E  within 5.0 nm  DOPPLER  61 %");
  rig.shows("TAKEN BACK by its sender");
  rig.shows("CN-GD asks for custody: our waters");
  rig.shows("MO declined: no unit");
  rig.shows("formerly MO");
  rig.shows("TAKEN BY FORCE");
  rig.shows("SITREP          1 full  DATE AND TIME: 271557 UTC AUG 16");
  rig.shows("AIS at alert    22°17.292'N 114°09.102'E  0.0 kn  moored  alongside: Pier 3");
}

TEST_CASE("terminal.case: the same in Chinese, and what is over is said first") {
  auto one = full_case();
  one.closure = Closure{CaseOutcome::false_alert, "誤觸", at("2016-08-27T15:58:00Z")};
  Rig rig{one};
  rig.type("l");
  rig.shows("已結案");
  rig.shows("誤報: 誤觸");
  rig.shows("遇險階段: flares seen");
  rig.shows("船上 299, 已確定下落 280, 下落不明 19");
  rig.shows("前往中");
  rig.shows("CN-GD 要求接管");
}

TEST_CASE("terminal.case: offers and answers of an earlier custody are not shown as if they stood") {
  auto one = full_case();
  one.custody.term = 2;
  Rig rig{one};
  CHECK(rig.drawn().find("asks for custody") == std::string::npos);
  CHECK(rig.drawn().find("declined") == std::string::npos);
}

TEST_CASE("terminal.line: every command, as it is sent") {
  Rig rig;
  CHECK(rig.line("ack") == R"({"type":"acknowledge","incident_id":"HK-1"})");
  CHECK(rig.line("decline no unit") == R"({"type":"decline_custody","incident_id":"HK-1","reason":"no unit"})");
  CHECK(rig.line("request nearer") == R"({"type":"request_custody","incident_id":"HK-1","reason":"nearer"})");
  CHECK(rig.line("offer MO") == R"({"type":"offer_custody","incident_id":"HK-1","to":"MO"})");
  CHECK(rig.line("offer CN-GD your waters") ==
        R"({"type":"offer_custody","incident_id":"HK-1","to":"CN-GD","reason":"your waters"})");
  CHECK(rig.line("force no answer") == R"({"type":"force_custody","incident_id":"HK-1","reason":"no answer"})");
  CHECK(rig.line("ship 477000101") == R"({"type":"confirm_ship","incident_id":"HK-1","mmsi":477000101})");
  CHECK(rig.line("note 十二 injured") == R"({"type":"add_note","incident_id":"HK-1","text":"十二 injured"})");
  CHECK(rig.line("phase alert no answer") ==
        R"({"type":"set_phase","incident_id":"HK-1","phase":"alert","reason":"no answer"})");
  CHECK(rig.line("persons 299 280 manifest") ==
        R"({"type":"set_persons","incident_id":"HK-1","on_board":299,"accounted_for":280,"source":"manifest"})");
  CHECK(rig.line("persons - 281") == R"({"type":"set_persons","incident_id":"HK-1","accounted_for":281})");
  CHECK(rig.line("persons 300 master by VHF") ==
        R"({"type":"set_persons","incident_id":"HK-1","on_board":300,"source":"master by VHF"})");
  CHECK(
      rig.line("unit Rescue 1, on_scene, helicopter, winching, 2 up") ==
      R"({"type":"set_unit","incident_id":"HK-1","name":"Rescue 1","kind":"helicopter","state":"on_scene","note":"winching, 2 up"})");
  CHECK(rig.line("call 2 = no answer") ==
        R"({"type":"log_call","incident_id":"HK-1","contact":"master +85290000001","outcome":"no answer"})");
  CHECK(rig.line("call VTS = nothing on radar") ==
        R"({"type":"log_call","incident_id":"HK-1","contact":"VTS","outcome":"nothing on radar"})");
  CHECK(rig.line("merge 1 same ship") ==
        R"({"type":"merge_incidents","incident_id":"HK-1","other_id":"MO-7","reason":"same ship"})");
  CHECK(rig.line("merge CN-GD-3") == R"({"type":"merge_incidents","incident_id":"HK-1","other_id":"CN-GD-3"})");
  CHECK(rig.line("split 2 another ship") ==
        R"({"type":"split_incident","incident_id":"HK-1","alert_ids":["HK-1/HK/2"],"reason":"another ship"})");
  CHECK(rig.line("close false_alert alongside") ==
        R"({"type":"close_incident","incident_id":"HK-1","outcome":"false_alert","reason":"alongside"})");
  CHECK(rig.line("reopen raft seen") ==
        R"({"type":"close_incident","incident_id":"HK-1","outcome":"open","reason":"raft seen"})");
}

TEST_CASE("terminal.line: what is wrong is said, and what was typed stays to be put right") {
  Rig rig;
  for (std::string const wrong :
       {"phase alert", "phase panic x", "persons", "persons x", "unit CGW 51", "unit CGW 51, flying", "call 1",
        "merge 9", "split 3", "split 1,", "close open x", "close rescued", "offer XX", "sitrep klingon", "force"}) {
    INFO(wrong);
    bool const ends_well = wrong == "split 1,";  // a comma at the end is no other alert
    CHECK(rig.line(wrong).empty() != ends_well);
    if (ends_well) continue;
    rig.shows("Write: ");
    rig.shows(":" + wrong);
    rig.officer.press({Key::Kind::escape, {}});
  }
  CHECK(rig.line("dance").empty());
  rig.shows("No such command: dance");
}

TEST_CASE("terminal.line: a key begins the line, a tab goes on with it") {
  Rig rig;
  rig.type("h");
  rig.shows(":phase");
  rig.shows("phase uncertainty|alert|distress REASON");
  rig.type("d");
  rig.officer.press({Key::Kind::tab, {}});
  rig.type("flares");
  CHECK(rig.enter().command == R"({"type":"set_phase","incident_id":"HK-1","phase":"distress","reason":"flares"})");
  CHECK(completed("per") == "persons ");
  CHECK(completed("re") == "re");  // report, request, reopen
  CHECK(completed("req") == "request ");
  CHECK(completed("close f") == "close false_alert ");
  CHECK(completed("note f") == "note f");
  CHECK(completed("zz") == "zz");
}

TEST_CASE("terminal.line: what cannot be taken back is asked first") {
  Rig rig;
  rig.type(":force they are silent");
  CHECK_FALSE(rig.enter().command);
  rig.shows("TAKE CUSTODY WITHOUT THE CUSTODIAN'S WORD?");
  CHECK_FALSE(rig.type("n").command);
  CHECK_FALSE(rig.type("y").command);
}

TEST_CASE("terminal.line: help lists every command in both languages") {
  Rig rig;
  rig.type("?");
  for (std::string const word : {":ack", ":force REASON", ":sitrep", ":report", ":close"}) rig.shows(word);
  rig.officer.press({Key::Kind::escape, {}});
  rig.type("l?");
  rig.shows("強制接管");
  rig.officer.press({Key::Kind::escape, {}});
  rig.shows("遇險  HK-1");
}

TEST_CASE("terminal.sitrep: composed, changed letter by letter, and issued with the number that is next then") {
  Rig rig;
  rig.line("sitrep full");
  rig.shows("DRAFT of a situation report, not issued");
  rig.shows("SAR SITREP NUMBER: 2");
  rig.shows("DATE AND TIME: 271559 UTC AUG 16");
  rig.type(":");
  rig.type("E HELICOPTER WITH WINCH");
  rig.enter();
  rig.shows("E. ASSISTANCE REQUIRED: HELICOPTER WITH WINCH");
  rig.type(":");
  rig.type("k");
  rig.enter();
  CHECK(rig.drawn().find("K. SEARCH AREA") == std::string::npos);
  auto meanwhile = full_case();
  meanwhile.sitreps.push_back({2, false, "x", at("2016-08-27T15:59:00Z")});
  rig.model.take(update({IncidentChanged{meanwhile}}));
  auto const issued = rig.type("i").command;
  REQUIRE(issued);
  auto const command = parse_command(*issued);
  REQUIRE(command);
  auto const& sitrep = std::get<IssueSitrep>(*command);
  CHECK(sitrep.full);
  auto const form = parse_sitrep(sitrep.text);
  REQUIRE(form);
  CHECK(form->number == "3");
  CHECK(form->field('E') == "HELICOPTER WITH WINCH");
  rig.shows("DISTRESS  HK-1");
}

TEST_CASE(
    "terminal.sitrep: the editor gets the text, and what it leaves is the draft, and nothing left changes nothing") {
  Rig rig;
  rig.line("sitrep zh-Hant");
  auto const text = rig.type("e").edit;
  REQUIRE(text);
  CHECK(text->find("A. 遇險船舶識別: 樣本渡輪") != std::string::npos);
  rig.officer.edited("A. 渡輪\nM. 夜間搜索\n");
  rig.shows("M. 後續計劃: 夜間搜索");
  rig.officer.edited("nothing lettered");
  rig.shows("No lettered part was left");
  rig.shows("M. 後續計劃: 夜間搜索");
  rig.officer.edited(std::nullopt);
  rig.shows("set VISUAL or EDITOR");
  CHECK_FALSE(rig.type("q").quit);
  rig.shows("DISTRESS  HK-1");
}

TEST_CASE("terminal.report: asked question by question, a place that is read and one that is not") {
  Rig rig;
  auto const fill = [&](std::vector<std::string> const& answers) {
    Officer::Pressed last;
    for (auto const& answer : answers) {
      rig.type(answer);
      last = rig.enter();
    }
    return last.command.value_or("");
  };
  rig.type("r");
  rig.shows("Caller, and how he is reached:");
  CHECK(
      fill({"F/V Wah 91234567", "Sample Ferry", "vrxx1", "22-10N 113-40E", "coll", "299", "hit something"}) ==
      R"({"type":"report_distress","report":{"class":"distress","kind":"report","call_sign":"vrxx1","name":"Sample Ferry","position":{"lat":22.166666666666668,"lon":113.66666666666667},"radius_m":1852,"position_source":"stated","nature":"collision","persons":299,"caller":"F/V Wah 91234567","text":"hit something"}})");
  rig.line("report here");
  auto const vague = fill({"", "", "477000101", "3 miles south of Siu A Chau", "", "", ""});
  CHECK(vague.find(R"("incident_id":"HK-1")") != std::string::npos);
  CHECK(vague.find(R"("device":477000101)") != std::string::npos);
  CHECK(vague.find("Position as stated: 3 miles south of Siu A Chau") != std::string::npos);
  rig.type("r");
  CHECK(fill({"", "", "", "", "", "many", ""}).empty());
  rig.shows("Persons: a number.");
  CHECK(fill({"mob", "", "one in the water"}).find("man_overboard") != std::string::npos);
  rig.type("r");
  CHECK(fill({"somebody", "", "", "", "", "", ""}).empty());
  rig.shows("Nothing was said.");
}

TEST_CASE("terminal.report: places are read by what the console was given for it") {
  std::vector<std::string> answers(kReportQuestions);
  answers[static_cast<std::size_t>(ReportQuestion::position)] = "Siu A Chau";
  auto const gazetteer = [](std::string_view text) -> std::optional<PossiblePosition> {
    if (text != "Siu A Chau") return std::nullopt;
    return PossiblePosition{position(22.18, 113.92), geo::Metres::from_metres(500), PositionSource::stated, {}};
  };
  auto const report = report_of(answers, gazetteer, Language::en);
  REQUIRE(report);
  CHECK(report->position == position(22.18, 113.92));
  CHECK(report->radius.metres() == 500);
}

TEST_CASE("terminal.officer: why a command was refused is said in the officer's language") {
  Rig rig;
  rig.type("l");
  rig.officer.sent("c-1");
  rig.model.take(update({CommandRefused{"hk-1", "c-1", "persons_contradict", "More persons …"}}));
  rig.officer.look();
  rig.shows("被拒: 已確定下落人數多於船上人數。");
  rig.officer.sent("c-2");
  rig.model.take(update({CommandRefused{"hk-1", "c-2", "brand_new", "Something new."}}));
  rig.officer.look();
  rig.shows("被拒: Something new.");
}

TEST_CASE("terminal.officer: what a report opened is chosen") {
  Rig rig;
  auto other = full_case();
  other.id = "HK-2";
  rig.model.take(update({IncidentChanged{other}}));
  rig.officer.sent("c-1");
  rig.model.take(update({CommandDone{"hk-1", "c-1", "HK-2"}}));
  rig.officer.look();
  CHECK(rig.view.chosen == "HK-2");
}

TEST_CASE("terminal.case: every view holds its lines in every size and language, also with senders who paint over it") {
  auto one = full_case();
  one.phase->reason = "\x1b[2J\xff\n渡輪";
  one.units[0].name = std::string(300, 'x') + "\x1b";
  one.matches[0].reason = "\x07\r\n";
  Rig rig{one};
  rig.line("sitrep full");
  for (auto const language : {Language::en, Language::zh_hant})
    for (auto const where : {View::Where::detail, View::Where::draft, View::Where::help})
      for (auto const& [columns, rows] : {std::pair{80, 24}, std::pair{60, 16}, std::pair{200, 60}, std::pair{1, 1}}) {
        rig.view.language = language;
        rig.view.where = where;
        rig.view.scroll = 1000;
        CHECK(rig.drawn(static_cast<std::size_t>(columns), static_cast<std::size_t>(rows)).find('\x1b') ==
              std::string::npos);
      }
}

TEST_CASE("terminal.case: whose page shows a plan has it open, and the desk is told once") {
  auto one = full_case();
  one.ship = ShipLink{};
  one.ship->plan = plans::PlanBrief{};
  one.ship->plan->plan_id = "HK-1";
  Rig rig{one};
  rig.officer.press({Key::Kind::escape, {}});
  CHECK_FALSE(rig.enter().command);  // the first time was the rig's
  one.ship->plan->digest = "another version";
  rig.model.take(update({IncidentChanged{one}}));
  rig.officer.press({Key::Kind::escape, {}});
  auto const pressed = rig.enter();
  CHECK(pressed.command == R"({"type":"open_plan","incident_id":"HK-1"})");
  CHECK(pressed.quiet);
}

}  // namespace
}  // namespace lingding::terminal
