// What an exercise's desk says is marked before it is on record, what it sends is refused by real desks and the other
// way round, and what it decides is the same.

#include "coordinator/mode.hpp"

#include <catch2/catch.hpp>

#include "coordinator/codec.hpp"
#include "coordinator/desk_session.hpp"
#include "coordinator/limits.hpp"
#include "coordinator/sitrep.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/ascii_sea.hpp"
#include "tools/simulation/memory_journal.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using support::sart;

auto const kStart = support::utc("2016-08-27T15:50:00Z");

struct Side {
  simulation::Sea sea = simulation::ascii_sea(geo::Metres::from_nautical_miles(2), "g g A g g");
  geo::WaterMap water{sea.regions};
  simulation::MemoryJournal journal;
  DeskSession session;

  explicit Side(Mode mode, CentreId centre = CentreId::hk)
      : session(centre, [this](std::string_view) -> geo::WaterMap const& { return water; }, mode) {
    session.handle(RegionsLoaded{sea.regions.digest}, kStart);
  }
  Side(Side const&) = delete;
  void alert() { session.handle(AlertReceived{"vhf-1", sart(sea['A']), {}, "raw"}, kStart); }
  std::string answer(Command command) {
    session.handle(OfficerActed{"Chan", "c-" + std::to_string(++commands), std::move(command)}, kStart);
    auto const& effects = session.unrecorded().back().effects;
    return effects.find("\"command_done\"") != std::string::npos ? "done" : effects;
  }
  Incident const& incident() const { return *session.desk().incidents().front(); }
  std::vector<LinkFrame> frames() {
    session.recorded(journal.append(session.unrecorded()));
    return session.due(kStart);
  }
  int commands = 0;
};

TEST_CASE("coordinator.mode: a line is a marking in every language, whatever its case, and nothing else is") {
  for (auto const language : plans::kLanguages) {
    CHECK(marking_in(exercise_line(language)) == Marking::exercise);
    CHECK(marking_in(exercise_word(language)) == Marking::exercise);
    CHECK(marking_in(no_duff_line(language)) == Marking::no_duff);
    CHECK(exercise_line(language).find("EXERCISE EXERCISE EXERCISE") != std::string_view::npos);
  }
  CHECK(marking_in(kExerciseMarking) == Marking::exercise);
  CHECK(marking_in(kNoDuffMarking) == Marking::no_duff);
  CHECK(marking_in("  exercise Exercise EXERCISE\r") == Marking::exercise);
  CHECK(marking_in("Exercício. 演习") == Marking::exercise);
  CHECK(marking_in("*** NoDuff, fire on board") == Marking::no_duff);
  for (auto const* const line :
       {"", " / - ", "EXERCISE CAUTION", "EXERCISED", "REAL, NOT AN EXERCISE", "演習完畢", "A."})
    CHECK(marking_in(line) == Marking::none);
}

TEST_CASE("coordinator.mode: a text is marked first and last, once, and stays so") {
  auto const marked = with_marking("A. FERRY\nB. HERE", Marking::exercise);
  CHECK(marked == "EXERCISE EXERCISE EXERCISE\nA. FERRY\nB. HERE\nEXERCISE EXERCISE EXERCISE\n");
  CHECK(with_marking(marked, Marking::exercise) == marked);
  CHECK(with_marking(marked, Marking::none) == "A. FERRY\nB. HERE\n");
  auto const real = with_marking(marked, Marking::no_duff);
  CHECK(real.find("EXERCISE EXERCISE") == std::string::npos);
  CHECK(real.starts_with("NO DUFF"));
  CHECK(with_marking(real, Marking::exercise) == marked);
  CHECK(with_marking("NO DUFF\nEXERCISE\nA. FERRY\nexercise\n", Marking::exercise) ==
        "EXERCISE EXERCISE EXERCISE\nA. FERRY\nEXERCISE EXERCISE EXERCISE\n");
  // One that hides another marking behind a right one.
  CHECK(with_marking("EXERCISE\nNO DUFF\nA. FERRY\nEXERCISE\n", Marking::exercise) ==
        "EXERCISE EXERCISE EXERCISE\nA. FERRY\nEXERCISE EXERCISE EXERCISE\n");
  CHECK(with_marking("", Marking::exercise).empty());
}

TEST_CASE("coordinator.mode: a desk decides alike in both, to the byte, until an officer issues a SITREP") {
  Side real{Mode::real};
  Side played{Mode::exercise};
  for (auto* const side : {&real, &played}) {
    side->alert();
    CHECK(side->answer(SetPhase{side->incident().id, EmergencyPhase::distress, "seen"}) == "done");
    CHECK(side->answer(AddNote{side->incident().id, "EXERCISE words of an officer are his own"}) == "done");
  }
  REQUIRE(real.session.unrecorded().size() == played.session.unrecorded().size());
  for (std::size_t i = 0; i < real.session.unrecorded().size(); ++i) {
    CHECK(real.session.unrecorded()[i].event == played.session.unrecorded()[i].event);
    CHECK(real.session.unrecorded()[i].effects == played.session.unrecorded()[i].effects);
  }
}

TEST_CASE("coordinator.mode: a SITREP of an exercise is marked before it is recorded, whatever client wrote it") {
  Side played{Mode::exercise};
  played.alert();
  auto const id = played.incident().id;
  CHECK(played.answer(IssueSitrep{id, false, "A. FERRY"}) == "done");
  CHECK(played.incident().sitreps.back().text == "EXERCISE EXERCISE EXERCISE\nA. FERRY\nEXERCISE EXERCISE EXERCISE\n");
  // It leaves no way round: not by calling it real …
  CHECK(played.answer(IssueSitrep{id, false, "NO DUFF NO DUFF NO DUFF\nA. FERRY\n"}) == "done");
  CHECK(played.incident().sitreps.back().text == "EXERCISE EXERCISE EXERCISE\nA. FERRY\nEXERCISE EXERCISE EXERCISE\n");
  // … nor by its length: it is refused, never issued without its last line.
  std::string const longest = "A. " + std::string(kMaxSitrepBytes - 3, 'x');
  CHECK(played.answer(IssueSitrep{id, false, longest}).find("text_too_long") != std::string::npos);
  CHECK(played.incident().sitreps.size() == 2);
  // What is on record is marked, so that it replays to the same bytes in a desk of either mode.
  CHECK(played.session.unrecorded()[2].event.find("EXERCISE EXERCISE EXERCISE") != std::string::npos);

  Side real{Mode::real};
  real.alert();
  CHECK(real.answer(IssueSitrep{real.incident().id, false, "A. FERRY"}) == "done");
  CHECK(real.incident().sitreps.back().text == "A. FERRY");
}

TEST_CASE("coordinator.mode: SITREPs are composed and read back with their marking, in every language") {
  Side played{Mode::exercise};
  played.alert();
  auto incident = played.incident();
  for (auto const language : plans::kLanguages) {
    for (auto const extent : {SitrepExtent::brief, SitrepExtent::full}) {
      SitrepRequest request{.from = CentreId::hk, .now = kStart, .extent = extent, .language = language};
      CHECK(compose_sitrep(incident, request).marking == Marking::none);
      request.mode = Mode::exercise;
      for (bool const no_duff : {false, true}) {
        incident.no_duff = no_duff ? std::optional{NoDuff{"fire", {kStart, CentreId::hk, "Chan"}}} : std::nullopt;
        auto const form = compose_sitrep(incident, request);
        auto const text = write_sitrep(form, language);
        INFO(text);
        auto const line = std::string{no_duff ? no_duff_line(language) : exercise_line(language)} + "\n";
        CHECK(text.starts_with(line));
        CHECK(text.ends_with("\n" + line));
        CHECK((text.find("EXERCISE EXERCISE") == std::string::npos) == no_duff);
        auto const read = parse_sitrep(text);
        REQUIRE(read);
        CHECK(*read == form);
        CHECK(with_marking(text, form.marking, language) == text);
      }
      incident.no_duff.reset();
    }
  }
  // Without its first line, as when a message's head is torn off.
  auto const torn = parse_sitrep("A. IDENTITY OF CASUALTY: FERRY\nEXERCISE EXERCISE EXERCISE\n");
  REQUIRE(torn);
  CHECK(torn->marking == Marking::exercise);
  CHECK(torn->field('A') == "FERRY");
}

TEST_CASE("coordinator.mode: the longest SITREP of an exercise keeps both marks within its bound") {
  Side played{Mode::exercise};
  played.alert();
  auto incident = played.incident();
  for (int i = 0; i < 12; ++i)
    incident.units.push_back({"unit " + std::to_string(100 + i), "", UnitState::alerted, std::string(1500, 'n'), {}});
  for (auto const language : plans::kLanguages) {
    auto const text = write_sitrep(compose_sitrep(incident, {.from = CentreId::hk,
                                                             .now = kStart,
                                                             .extent = SitrepExtent::full,
                                                             .mode = Mode::exercise,
                                                             .language = language}),
                                   language);
    CHECK(text.size() <= kMaxSitrepBytes);
    CHECK(text.size() > kMaxSitrepBytes / 2);
    CHECK(with_marking(text, Marking::exercise, language) == text);
  }
}

TEST_CASE(
    "coordinator.mode: a frame of an exercise is refused by a real desk, and the other way round, to its receipt") {
  for (auto const receiver_mode : {Mode::real, Mode::exercise}) {
    auto const sender_mode = receiver_mode == Mode::real ? Mode::exercise : Mode::real;
    Side sender{sender_mode};
    Side like{sender_mode, CentreId::mo};
    Side receiver{receiver_mode, CentreId::mo};
    sender.alert();
    auto const frames = sender.frames();
    auto const to_macao = std::ranges::find(frames, CentreId::mo, &LinkFrame::to);
    REQUIRE(to_macao != frames.end());
    CHECK(to_macao->mode == sender_mode);
    receiver.alert();
    auto const before = receiver.session.unrecorded().size();
    CHECK(receiver.session.receive(*to_macao, kStart) == DeskSession::FrameVerdict::other_mode);
    // One that claims to have lost a journal brings nobody out of step, and confirms nothing.
    auto forged = *to_macao;
    forged.received = 99;
    forged.oldest = 99;
    CHECK(receiver.session.receive(forged, kStart) == DeskSession::FrameVerdict::other_mode);
    CHECK(receiver.session.unrecorded().size() == before);
    CHECK(receiver.session.desk().incidents().size() == 1);
    static_cast<void>(receiver.frames());
    CHECK(receiver.session.confirmed_by(CentreId::hk) == 0);
    CHECK(like.session.receive(*to_macao, kStart) == DeskSession::FrameVerdict::handled);
  }
}

TEST_CASE("coordinator.mode: what leaves unrecorded says its mode too, and a frame that does not say is real") {
  Side played{Mode::exercise};
  played.alert();
  auto const delivery = played.session.show_unrecorded();
  REQUIRE_FALSE(delivery.frames.empty());
  for (auto const& frame : delivery.frames) CHECK(frame.mode == Mode::exercise);
  CHECK(LinkFrame{}.mode == Mode::real);
  CHECK(DeskSession(CentreId::hk, {}).mode() == Mode::real);
}

}  // namespace
}  // namespace lingding::coordinator
