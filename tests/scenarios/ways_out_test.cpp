// Every way out of a server, in one table: what an exercise says is marked, what is NO DUFF is not, what is real has
// none of it. A way out that is not in the table is found by its place in the tree.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "adapters/bus/protocol.hpp"
#include "adapters/cap/cot.hpp"
#include "adapters/cap/incident_message.hpp"
#include "adapters/cap/writer.hpp"
#include "adapters/notify/channel.hpp"
#include "adapters/web/alert_post.hpp"
#include "coordinator/codec.hpp"
#include "coordinator/desk_session.hpp"
#include "coordinator/sitrep.hpp"
#include "tests/support/samples.hpp"
#include "tools/terminal/officer.hpp"
#include "tools/terminal/page.hpp"

namespace lingding {
namespace {

using coordinator::Incident;
using coordinator::Marking;
using coordinator::Mode;
using geo::CentreId;

auto const kNow = support::utc("2016-08-27T15:52:00Z");

Incident incident(bool no_duff) {
  Incident one;
  one.id = "HK-20160827-155000-1";
  one.opened_at = kNow;
  one.custody = {CentreId::hk, 0, kNow, {}};
  one.told = {CentreId::hk, CentreId::mo};
  one.phase = coordinator::Phase{coordinator::EmergencyPhase::distress, "seen", {kNow, CentreId::hk, {}}};
  one.alerts.push_back({.id = one.id + "/HK/1",
                        .source = "waglan",
                        .report = support::sart(support::position(22.2, 113.6)),
                        .positioned_at = kNow,
                        .first_heard = kNow,
                        .last_heard = kNow});
  if (no_duff) one.no_duff = coordinator::NoDuff{"fire", {kNow, CentreId::hk, "Chan"}};
  return one;
}

std::string drawn(Mode mode, bool no_duff, terminal::View view, std::size_t columns, std::size_t rows) {
  terminal::ConsoleModel model{CentreId::hk};
  model.connected();
  bus::Welcome welcome;
  if (mode == Mode::exercise) {
    welcome.exercise = "PEARL";
    welcome.real_desk = "telephone 1";
  }
  model.take(bus::write_welcome(mode, welcome, {}));
  std::string effects;
  coordinator::append_json(
      effects, coordinator::Effects{coordinator::IncidentChanged{incident(no_duff)},
                                    coordinator::AlarmRaised{incident(no_duff).id,
                                                             no_duff ? coordinator::AlarmReason::no_duff
                                                                     : coordinator::AlarmReason::new_incident,
                                                             coordinator::AlarmLevel::responsible}});
  model.take(bus::write_update(mode, 1, 0, kNow, effects));
  view.chosen = incident(no_duff).id;
  view.draft = "A. FERRY\n";
  std::string text;
  for (auto const& line : terminal::render(model, view, columns, rows, kNow)) {
    for (auto const& span : line) text += span.text;
    text += '\n';
  }
  return text;
}

/// The draft of a SITREP as an officer's keys make it, and the command that issues it.
std::string issued(Mode mode, bool no_duff, std::string const& line) {
  terminal::ConsoleModel model{CentreId::hk};
  model.connected();
  model.take(bus::write_welcome(mode, bus::Welcome{}, {}));
  std::string effects;
  coordinator::append_json(effects, coordinator::Effects{coordinator::IncidentChanged{incident(no_duff)}});
  model.take(bus::write_update(mode, 1, 0, kNow, effects));
  terminal::View view;
  view.chosen = incident(no_duff).id;
  terminal::Officer officer{model, view};
  auto const type = [&](std::string const& keys) {
    terminal::Officer::Pressed last;
    for (char const key : keys) last = officer.press({terminal::Key::Kind::text, std::string(1, key)}, kNow);
    return last;
  };
  type(":");
  type(line);
  officer.press({terminal::Key::Kind::enter, {}}, kNow);
  // Whatever the editor leaves, the marking is not its to take away.
  officer.edited("A. IDENTITY OF CASUALTY: FERRY\n");
  auto const pressed = type("i");
  REQUIRE(pressed.command);
  auto const command = coordinator::parse_command(*pressed.command);
  REQUIRE(command);
  return std::get<coordinator::IssueSitrep>(*command).text;
}

/// One way out: what it says of an incident.
struct WayOut {
  std::string name;
  std::function<std::string(Mode, bool no_duff)> says;
  /// Whether it has words; else its mark is a member or attribute alone.
  enum class Form : std::uint8_t { words, member } form = Form::words;
};

coordinator::NotifyAsked asked(bool no_duff) {
  coordinator::NotifyAsked one{"HK-1", 1, 1, "DISTRESS", "SART\n"};
  if (!no_duff) return one;
  one.no_duff = true;
  one.subject = std::string{coordinator::kNoDuffMarking} + ": DISTRESS";
  one.text = std::string{coordinator::no_duff_line(plans::Language::en)} + "\nSART\n";
  return one;
}

std::vector<WayOut> ways_out() {
  std::vector<WayOut> all;
  using Form = WayOut::Form;
  for (auto const language : plans::kLanguages)
    all.push_back({"SITREP in " + std::string{plans::to_text(language)}, [language](Mode mode, bool no_duff) {
                     return coordinator::write_sitrep(
                         coordinator::compose_sitrep(incident(no_duff), {.from = CentreId::hk,
                                                                         .now = kNow,
                                                                         .extent = coordinator::SitrepExtent::full,
                                                                         .mode = mode,
                                                                         .language = language}),
                         language);
                   }});
  for (auto const* const line : {"sitrep", "sitrep full zh-Hant", "sitrep pt"})
    all.push_back(
        {std::string{"console: "} + line, [line](Mode mode, bool no_duff) { return issued(mode, no_duff, line); }});
  using Where = terminal::View::Where;
  for (auto const language : {terminal::Language::en, terminal::Language::zh_hant})
    for (auto const where : {Where::list, Where::detail, Where::draft, Where::help})
      for (auto const& [columns, rows] : {std::pair<std::size_t, std::size_t>{80, 24}, {60, 16}, {200, 50}})
        all.push_back({"console page " + std::to_string(static_cast<int>(where)) + " in " +
                           std::string{terminal::to_text(language)} + ", " + std::to_string(columns) + " columns",
                       [=](Mode mode, bool no_duff) {
                         terminal::View view;
                         view.language = language;
                         view.where = where;
                         return drawn(mode, no_duff, view, columns, rows);
                       }});
  all.push_back({"CAP", [](Mode mode, bool no_duff) {
                   cap::Thread thread;
                   return cap::write(*cap::next_message(
                       incident(no_duff),
                       {.centre = CentreId::hk, .sender = "x@y", .is_exercise = mode == Mode::exercise}, thread, kNow));
                 }});
  all.push_back(
      {"CoT", [](Mode mode, bool no_duff) {
         cap::CotThread thread;
         return cap::next_events(incident(no_duff), {mode == Mode::exercise, "PEARL 2027"}, thread, kNow).at(0);
       }});
  notify::Channel const channel{"duty", CentreId::hk, 1, notify::Webhook{"https://x.example.org"}};
  all.push_back({"webhook", [=](Mode mode, bool no_duff) {
                   return notify::body(channel, {asked(no_duff), mode, "telephone 1"});
                 }});
  all.push_back({"command's input",
                 [](Mode mode, bool no_duff) { return notify::input({asked(no_duff), mode, "telephone 1"}); }});
  all.push_back({"mail", [](Mode mode, bool no_duff) {
                   return notify::letter({"127.0.0.1:25", notify::Tls::none, "a@b", {"c@d"}},
                                         {asked(no_duff), mode, "telephone 1"});
                 }});
  all.push_back({"update of the bus",
                 [](Mode mode, bool no_duff) {
                   std::string effects;
                   coordinator::append_json(effects,
                                            coordinator::Effects{coordinator::IncidentChanged{incident(no_duff)}});
                   return bus::write_update(mode, 1, 0, kNow, effects);
                 },
                 Form::member});
  all.push_back({"answer by HTTP",
                 [](Mode mode, bool) {
                   return web::marked_body(web::refusal(404, "unknown_source", "There is no such source.").body, mode);
                 },
                 Form::member});
  return all;
}

bool has(std::string const& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

TEST_CASE("ways_out: an exercise's every word is marked, and what a real server says has nothing of an exercise") {
  for (auto const& way : ways_out()) {
    auto const played = way.says(Mode::exercise, false);
    auto const real = way.says(Mode::real, false);
    INFO(way.name << "\n" << played << "\n---- real:\n" << real);
    bool const words = has(played, "EXERCISE");
    bool const member = has(played, R"("mode":"exercise")") || has(played, R"(opex="e)") || has(played, ">Exercise<");
    CHECK((words || member));
    if (way.form == WayOut::Form::words) CHECK(words);
    CHECK_FALSE(has(played, "NO DUFF"));
    for (auto const* const word : {"EXERCISE", "演習", "演习", "EXERCÍCIO", "xercise", "NO DUFF", "opex=\"e"}) {
      // The help names the command; a help page is no message.
      if (has(way.name, "page 3")) continue;
      CHECK_FALSE(has(real, word));
    }
  }
}

TEST_CASE("ways_out: what is NO DUFF says so first, and has no exercise's marking, whatever way it goes") {
  for (auto const& way : ways_out()) {
    if (has(way.name, "HTTP")) continue;  // it says nothing of incidents
    auto const said = way.says(Mode::exercise, true);
    INFO(way.name << "\n" << said);
    if (way.form == WayOut::Form::member) {
      CHECK(has(said, R"("no_duff":{)"));
      continue;
    }
    CHECK((has(said, "NO DUFF") || has(said, "真實事件")));
    // A page is the server's, and says both: what is real stands above the rest, in a line of its own.
    if (has(way.name, "page")) {
      auto const at = said.find("NO DUFF");
      CHECK(std::count(said.begin(), said.begin() + static_cast<std::ptrdiff_t>(at), '\n') <= 3);
      CHECK(has(said, "telephone 1"));
      continue;
    }
    CHECK_FALSE(has(said, "EXERCISE EXERCISE"));
    CHECK_FALSE(has(said, "演習 演習"));
    CHECK_FALSE(has(said, ">Exercise<"));
    CHECK_FALSE(has(said, "opex=\"e"));
  }
}

TEST_CASE("ways_out: a page too small for anything else still says what it is") {
  terminal::View view;
  for (auto const& [columns, rows] : {std::pair<std::size_t, std::size_t>{40, 10}, {59, 24}, {80, 15}, {20, 2}}) {
    CHECK(has(drawn(Mode::exercise, false, view, columns, rows), "EXERCISE"));
    CHECK(has(drawn(Mode::exercise, true, view, columns, rows), "NO DUFF"));
    CHECK_FALSE(has(drawn(Mode::real, false, view, columns, rows), "EXERCISE"));
  }
}

TEST_CASE("ways_out: a console that is not told the mode shows a real one, and one that it does not know an exercise") {
  terminal::ConsoleModel model{CentreId::hk};
  // Before it is told anything it claims neither.
  terminal::View view;
  std::string first;
  auto const page = terminal::render(model, view, 80, 24, kNow);
  for (auto const& span : page.front()) first += span.text;
  CHECK_FALSE(has(first, "REAL"));
  CHECK_FALSE(has(first, "EXERCISE"));
  model.take(R"({"type":"welcome","officer":"x"})");
  CHECK_FALSE(model.is_exercise());
  model.take(R"({"type":"welcome","mode":"trial","officer":"x"})");
  CHECK(model.is_exercise());
}

TEST_CASE("ways_out: every adapter is known here, so that a new way out is not forgotten") {
  // What leaves the process, and where its marking is tested; and what only comes in, or stays.
  std::set<std::string> const out{"bus", "cap", "link", "notify", "paper", "store", "web", "logs"};
  //   bus: tests/adapters/bus/mode_test.cpp · cap, notify, web: above · link: coordinator.mode (the frames' mode)
  //   store: tests/adapters/store/journal_mode_test.cpp · paper: plans, marked by --exercise · logs: what was received
  std::set<std::string> const in{"ais", "dsc", "runtime", "sarsat"};
  std::set<std::string> found;
  for (auto const& entry : std::filesystem::directory_iterator(LINGDING_SOURCE_DIR "/adapters"))
    if (entry.is_directory()) found.insert(entry.path().filename().string());
  auto expected = out;
  expected.insert(in.begin(), in.end());
  CHECK(found == expected);
}

}  // namespace
}  // namespace lingding
