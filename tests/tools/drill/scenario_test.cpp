#include "tools/drill/scenario.hpp"

#include <catch2/catch.hpp>

#include "coordinator/codec.hpp"
#include "tests/support/samples.hpp"

using namespace lingding;
using namespace lingding::drill;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kHeader =
    R"({"scenario":"test","title":"A test","based_on":"nothing","begins":"2026-08-27T23:40:00+08:00","lasts":"02:00:00"})"
    "\n";
constexpr std::string_view kShip = R"({"ship":"egret","plan":"HK-SAMPLE-01","sails":{"departs":"23:30"},"persons":299})"
                                   "\n";

std::vector<ScenarioFault> faults_of(std::string_view lines) {
  auto const read = read_scenario(std::string{kHeader} + std::string{kShip} + std::string{lines});
  return read ? std::vector<ScenarioFault>{} : read.error();
}
/// The one fault.
ScenarioFault fault_of(std::string_view line) {
  auto const faults = faults_of(line);
  REQUIRE(faults.size() == 1);
  return faults.front();
}
Scenario scenario_of(std::string_view lines) {
  auto const read = read_scenario(std::string{kHeader} + std::string{kShip} + std::string{lines});
  if (!read)
    for (auto const& fault : read.error()) UNSCOPED_INFO(to_text(fault, "test"));
  REQUIRE(read);
  return *read;
}

}  // namespace

TEST_CASE("drill.scenario: the header says when it begins, how long it lasts and who takes part") {
  auto const scenario = scenario_of("# a comment\n\n  \t\r\n");
  CHECK(scenario.name == "test");
  CHECK(scenario.title == plans::BriefText{"A test", ""});
  CHECK(scenario.begins == support::utc("2026-08-27T15:40:00Z"));
  CHECK(scenario.lasts == 2h);
  CHECK(scenario.centres == std::vector{geo::CentreId::cn_gd, geo::CentreId::hk, geo::CentreId::mo});
  CHECK(scenario.exercise_type == "table-top");
}

TEST_CASE("drill.scenario: times may be written in each form that people use") {
  auto const scenario = scenario_of(R"({"inject":"a","at":"00:04:00","restart":"HK"})"
                                    "\n"
                                    R"({"inject":"b","at":"+01:02:03.5","restart":"HK"})"
                                    "\n"
                                    R"({"inject":"c","at":90,"restart":"HK"})"
                                    "\n"
                                    R"({"inject":"d","at":"4 min","delay":["10 s",40.5],"restart":"HK"})"
                                    "\n");
  REQUIRE(scenario.acts.size() == 4);
  CHECK(scenario.acts[0].when.at == Offset{240'000});
  CHECK(scenario.acts[1].when.at == Offset{3'723'500});
  CHECK(scenario.acts[2].when.at == Offset{90'000});
  CHECK(scenario.acts[3].when.at == Offset{240'000});
  CHECK(scenario.acts[3].when.after_least == Offset{10'000});
  CHECK(scenario.acts[3].when.after_most == Offset{40'500});
}

TEST_CASE("drill.scenario: conditions are read in words and written in the same") {
  auto const scenario =
      scenario_of(R"({"act":"a","when":"HK acknowledged","restart":"HK"})"
                  "\n"
                  R"({"act":"b","when":"custody_taken of egret","unless_by":"00:04:00","restart":"HK"})"
                  "\n"
                  R"({"act":"c","when":"CN-GD persons_stated of egret = 299/280","every":true,"restart":"HK"})"
                  "\n"
                  R"({"act":"d","follows":"a","restart":"HK"})"
                  "\n");
  CHECK(scenario.acts[0].when.condition == Condition{Happening::acknowledged, geo::CentreId::hk, "", ""});
  CHECK(scenario.acts[1].when.condition == Condition{Happening::custody_taken, std::nullopt, "egret", ""});
  CHECK(scenario.acts[1].when.unless_by == Offset{240'000});
  CHECK(scenario.acts[2].when.condition ==
        Condition{Happening::persons_stated, geo::CentreId::cn_gd, "egret", "299/280"});
  CHECK(scenario.acts[2].when.every);
  CHECK(scenario.acts[3].when.act == "a");
  CHECK(to_text(*scenario.acts[2].when.condition) == "CN-GD persons_stated of egret = 299/280");
  CHECK(to_text(*scenario.acts[0].when.condition) == "HK acknowledged");
  for (std::size_t i = 0; i < kHappenings; ++i)
    CHECK(parse_happening(to_text(static_cast<Happening>(i))) == static_cast<Happening>(i));
}

TEST_CASE("drill.scenario: every kind of inject is read") {
  auto const scenario = scenario_of(
      R"({"inject":"sit","at":0,"brings":"sit","centre":"HK","source":"hkmcc","lines":["/1","/LASSIT"]})"
      "\n"
      R"({"inject":"call","at":1,"reports":{"name":"Night Egret","position":"22-10.5N 113-50.0E","nature":"collision","persons":299,"caller":"F/V Wah","text":"hit us"},"centre":"MO","officer":"Chan"})"
      "\n"
      R"({"inject":"sart","at":2,"device":970000111,"ship":"egret","lasts":"01:00:00"})"
      "\n"
      R"({"inject":"epirb","at":2,"device":"974000111","position":[22.175,113.8],"test":true})"
      "\n"
      R"({"inject":"dsc","at":3,"distress_call":"sinking","ship":"egret","centre":"CN-GD"})"
      "\n"
      R"({"inject":"down","at":4,"link":"down","between":["MO","HK"]})"
      "\n"
      R"({"inject":"stop","at":5,"does":"stops","ship":"egret"})"
      "\n"
      R"({"inject":"says","at":6,"says":{"en":"Fog","zh_hant":"霧"},"centre":"HK"})"
      "\n"
      R"({"act":"phase","at":7,"centre":"MO","command":{"type":"set_phase","incident_id":"$incident","phase":"distress","reason":"flares"},"about":"egret"})"
      "\n");
  auto const& acts = scenario.acts;
  REQUIRE(acts.size() == 9);
  auto const& sit = std::get<SourceBrings>(acts[0].body);
  CHECK(sit.format == logs::Format::sit);
  CHECK(sit.source == "hkmcc");
  CHECK(sit.lines == std::vector<std::string>{"/1", "/LASSIT"});
  auto const& call = std::get<SomebodyReports>(acts[1].body);
  CHECK(call.officer == "Chan");
  CHECK(call.report.kind == coordinator::AlertKind::report);
  CHECK(call.report.position == geo::Position::from_degrees(22 + 10.5 / 60, 113 + 50.0 / 60));
  CHECK(call.report.radius == geo::Metres::from_nautical_miles(1));
  CHECK(call.report.nature == coordinator::Nature::collision);
  CHECK(call.report.persons == 299U);
  CHECK(std::get<DeviceStarts>(acts[2].body).lasts == Offset{3'600'000});
  CHECK(std::get<DeviceStarts>(acts[3].body).is_test);
  CHECK(std::get<DscCalls>(acts[4].body).nature == coordinator::Nature::sinking);
  CHECK(std::get<LinkGoes>(acts[5].body) == LinkGoes{geo::CentreId::hk, geo::CentreId::mo, false});
  CHECK(std::get<ShipChanges>(acts[6].body).how == ShipChanges::How::stops);
  CHECK(std::get<ControlSays>(acts[7].body).text.zh_hant == "霧");
  auto const& phase = std::get<OfficerActs>(acts[8].body);
  CHECK_FALSE(acts[8].is_inject);
  CHECK(phase.officer == "Duty officer MO");
  CHECK(phase.about == "egret");
  CHECK(coordinator::parse_command(phase.command).has_value());
}

TEST_CASE("drill.scenario: faults name line, field, value and what was expected") {
  auto const wrong_word = fault_of(R"({"act":"a","at":0,"ofical":"x","restart":"HK"})"
                                   "\n");
  CHECK(wrong_word.line == 3);
  CHECK(wrong_word.field == "ofical");
  CHECK(wrong_word.found == "\"x\"");
  auto const happening = fault_of(R"({"act":"a","when":"HK acknowleged","restart":"HK"})"
                                  "\n");
  CHECK(happening.field == "when");
  CHECK(happening.found == "HK acknowleged");
  CHECK(happening.expected.find("did you mean \"acknowledged\"?") != std::string::npos);
  auto const ship = fault_of(R"({"inject":"a","at":0,"does":"stops","ship":"egrett"})"
                             "\n");
  CHECK(ship.field == "ship");
  CHECK(ship.expected.find("did you mean \"egret\"?") != std::string::npos);
  CHECK(to_text(ship, "s.jsonl").starts_with("s.jsonl:3: ship: found \"egrett\"; expected a ship of the cast"));
  auto const syntax = fault_of("{\"act\":\"a\",}\n");
  CHECK(syntax.line == 3);
  CHECK(syntax.field.starts_with("column "));
  CHECK(fault_of("{\"act\":\"a\",\"at\":0,\"at\":1,\"restart\":\"HK\"}\n").line == 3);
  CHECK(fault_of("[1]\n").expected.starts_with("an object"));
  CHECK(fault_of("{\"injekt\":\"a\"}\n").expected.find("did you mean \"inject\"?") != std::string::npos);
}

TEST_CASE("drill.scenario: what contradicts itself or is not there is a fault") {
  CHECK(fault_of(R"({"inject":"a","restart":"HK"})").expected == "exactly one of at, when, follows");
  CHECK(fault_of(R"({"inject":"a","at":0,"when":"notified","restart":"HK"})").expected ==
        "exactly one of at, when, follows");
  CHECK(fault_of(R"({"inject":"a","at":0,"unless_by":1,"restart":"HK"})").field == "unless_by");
  CHECK(fault_of(R"({"inject":"a","at":"03:00:00","restart":"HK"})").expected == "a time within it");
  CHECK(fault_of(R"({"inject":"a","at":0})").expected.starts_with("exactly one of brings"));
  CHECK(fault_of(R"({"inject":"a","follows":"b","restart":"HK"})").field == "follows");
  CHECK(fault_of(R"({"inject":"A b","at":0,"restart":"HK"})").field == "inject");
  CHECK(fault_of(R"({"inject":"a","at":0,"device":477000011,"ship":"egret"})").field == "device");
  CHECK(fault_of(R"({"inject":"a","at":0,"distress_call":"medical","ship":"egret","centre":"HK"})").field ==
        "distress_call");
  CHECK(fault_of(R"({"inject":"a","at":0,"command":{"type":"set_fase"},"centre":"HK"})").field == "command/type");
  CHECK(fault_of(
            R"({"inject":"a","at":0,"command":{"type":"set_phase","incident_id":"x","phase":"worry"},"centre":"HK"})")
            .field == "command/phase");
  CHECK(
      fault_of(R"({"ship":"b","plan":"X","mmsi":1,"lies":"22 113","track":[{"at":0,"position":[22,113]}]})").expected ==
      "exactly one of sails, track, lies");
  CHECK(fault_of(R"({"ship":"b","lies":"22 113"})").field == "mmsi");
  CHECK(fault_of(R"({"ship":"egret","mmsi":477000001,"lies":"22 113"})").expected.find("line 2 has it") !=
        std::string::npos);
  CHECK(fault_of(R"({"ship":"b","mmsi":477000001,"lies":"95N 113E"})").field == "lies");
  CHECK(fault_of(R"({"ship":"b","mmsi":477000001,"track":[{"at":9,"position":[22,113]},{"at":9,"position":[22,113]}]})")
            .field == "track/1.at");
  CHECK(fault_of(R"({"objective":"o","happens":"HK notified"})").field == "source");
  CHECK(fault_of(R"({"objective":"o","happens":"HK notified","since":"nothing","source":"x"})").field == "since");
  CHECK(fault_of(R"({"without":["a"]})").expected.starts_with("only in what is laid over"));
  CHECK(fault_of(R"({"traffic":"timetable"})").expected.find("did you mean \"timetables\"?") != std::string::npos);
  CHECK(fault_of(R"({"reception":["HK","HK"]})").field == "reception");
  CHECK(fault_of(R"({"weather":0,"current_kn":1})").expected == "current_kn and current_to together");
}

TEST_CASE("drill.scenario: a centre that does not take part cannot be told, act or be waited for") {
  auto const read = read_scenario(
      R"({"scenario":"t","title":"T","based_on":"x","begins":"2026-08-27T15:40:00Z","lasts":60,"centres":["HK","MO"]})"
      "\n"
      R"({"act":"a","when":"CN-GD acknowledged","restart":"HK"})"
      "\n"
      R"({"act":"b","at":0,"restart":"CN-GD"})"
      "\n");
  REQUIRE_FALSE(read);
  REQUIRE(read.error().size() == 2);
  CHECK(read.error()[0].line == 2);
  CHECK(read.error()[1].line == 3);
  CHECK(read.error()[1].found == "CN-GD");
}

TEST_CASE("drill.scenario: all faults come, the first hundred by line") {
  std::string lines;
  for (int i = 0; i < 150; ++i) lines += "{\"inject\":\"a" + std::to_string(i) + "\",\"at\":0}\n";
  auto const faults = faults_of(lines);
  REQUIRE(faults.size() == 100);
  CHECK(faults.front().line == 3);
  CHECK(faults.back().line == 102);
  auto const empty = read_scenario("");
  REQUIRE_FALSE(empty);
  CHECK(empty.error().front().line == 0);
  CHECK_FALSE(read_scenario(std::string(kMaxScenarioBytes + 1, '\n')).has_value());
}

TEST_CASE("drill.scenario: a duty officer's line stands for what he does, each time") {
  auto const scenario = scenario_of(
      R"({"duty_officer":"MO","name":"Chan","acknowledges_after":[10,40],"opens_plan_after":20,"calls_company_after":"00:01:00","sitrep_after":"00:30:00"})"
      "\n"
      R"({"inject":"call","at":1,"reports":{"text":"help"},"centre":"MO"})"
      "\n");
  REQUIRE(scenario.acts.size() == 5);
  auto const& first = scenario.acts.front();
  CHECK(first.name == "mo-chan-acknowledges");
  CHECK(first.when.every);
  CHECK(first.when.condition == Condition{Happening::alarmed, geo::CentreId::mo, "", ""});
  CHECK(first.when.after_least == Offset{10'000});
  CHECK(first.when.after_most == Offset{40'000});
  for (std::size_t i = 0; i < 4; ++i) {
    auto const& acts = std::get<OfficerActs>(scenario.acts[i].body);
    CHECK(acts.officer == "Chan");
    CHECK(acts.centre == geo::CentreId::mo);
  }
  CHECK(std::get<OfficerActs>(first.body).command == R"({"type":"acknowledge","incident_id":"$incident"})");
  // Who answers the telephone without being named is he.
  CHECK(std::get<SomebodyReports>(scenario.acts[4].body).officer == "Chan");
}

TEST_CASE("drill.scenario: a duty officer takes his own time to accept custody") {
  auto const scenario =
      scenario_of(R"({"duty_officer":"HK","name":"Lee 李","acknowledges_after":10,"accepts_custody_after":90})"
                  "\n");
  REQUIRE(scenario.acts.size() == 2);
  CHECK(scenario.acts[0].when.condition->detail == "!custody_offered");
  CHECK(scenario.acts[0].when.after_least == Offset{10'000});
  CHECK(scenario.acts[1].when.condition->detail == "custody_offered");
  CHECK(scenario.acts[1].when.after_least == Offset{90'000});
}

TEST_CASE("drill.scenario: what is laid over takes the place of what has its name") {
  std::string const base = std::string{kHeader} + std::string{kShip} +
                           R"({"inject":"a","at":0,"restart":"HK"})"
                           "\n"
                           R"({"inject":"b","follows":"a","restart":"HK"})"
                           "\n"
                           R"({"objective":"o","happens":"HK notified","since":"b","source":"x"})"
                           "\n";
  auto const read = read_scenario(base, R"({"scenario":"test-2","begins":"2026-08-28T00:00:00Z"})"
                                        "\n"
                                        R"({"act":"a","at":5,"restart":"MO"})"
                                        "\n"
                                        R"({"inject":"down","at":"00:20:00","link":"down","between":["HK","MO"]})"
                                        "\n"
                                        R"({"without":["b","o"]})"
                                        "\n");
  REQUIRE(read);
  CHECK(read->name == "test-2");
  CHECK(read->title.en == "A test");
  CHECK(read->begins == support::utc("2026-08-28T00:00:00Z"));
  CHECK(read->objectives.empty());
  REQUIRE(read->acts.size() == 2);
  CHECK(std::get<ServerRestarts>(read->acts[0].body).centre == geo::CentreId::mo);
  CHECK(read->acts[1].name == "down");

  auto const wrong = read_scenario(base, "{\"without\":[\"c\"]}\n{\"without\":[\"a\"]}\n");
  REQUIRE_FALSE(wrong);
  // "b" follows what is not there any more.
  REQUIRE(wrong.error().size() == 2);
  CHECK_FALSE(wrong.error()[0].in_more);
  CHECK(wrong.error()[0].line == 4);
  CHECK(wrong.error()[1].in_more);
  CHECK(wrong.error()[1].line == 1);
}
