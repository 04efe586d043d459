// From beacons' and mission control centres' messages to the desk's alerts.

#include "adapters/sarsat/intake.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

using namespace lingding;
using namespace lingding::sarsat;
using namespace std::chrono_literals;
using coordinator::AlertClass;
using coordinator::AlertKind;
using coordinator::AlertReceived;
using coordinator::Event;
using coordinator::Nature;
using runtime::Flow;
using runtime::Push;
using From = coordinator::PositionSource;

namespace {

/// A published message; tests/golden/sarsat/mcc/README.md says whose.
std::string golden(std::string const& name) {
  std::ifstream file(std::string(LINGDING_SOURCE_DIR) + "/tests/golden/sarsat/mcc/" + name);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  REQUIRE_FALSE(text.empty());
  return text;
}

template <class Intake>
struct Fixture {
  runtime::SettableClock clock{*geo::parse_time("2026-07-28T20:19:30Z")};
  std::vector<std::string> log_lines;
  runtime::Log log{runtime::LogLevel::info, clock, [this](std::string_view line) { log_lines.emplace_back(line); }};
  runtime::CounterSet counter_set;
  runtime::SourceCounters& counters = counter_set.add("mcc");
  std::vector<Event> alerts;
  std::vector<Event> notices;
  std::string raw;
  std::vector<std::string> refused;
  Intake intake{counters,
                log,
                {.alert = [this](Event&& event) { return put(alerts, std::move(event)); },
                 .notice = [this](Event&& event) { return put(notices, std::move(event)); },
                 .near = {},
                 .raw = [this](runtime::LineBlock const& block) { raw += block.text; },
                 .refused = [this](runtime::Refusal const& one) { refused.emplace_back(one.name); }}};

  static Push put(std::vector<Event>& lane, Event&& event) {
    lane.push_back(std::move(event));
    return Push::done;
  }
  Flow feed(std::string const& text, std::uint64_t stream = 1) { return intake.lines({text, stream, clock.now()}); }
  AlertReceived const& alert(std::size_t index) const { return std::get<AlertReceived>(alerts.at(index)); }
};
using Sit = Fixture<SitIntake>;
using Beacon = Fixture<BeaconIntake>;

}  // namespace

TEST_CASE("sarsat.intake: a Doppler pair in conflict is two possible positions with their probabilities") {
  Sit f;
  f.feed(golden("aumcc_conflict.txt"));
  f.intake.closed(1);
  REQUIRE(f.alerts.size() == 1);
  auto const& report = f.alert(0).report;
  CHECK(report.kind == AlertKind::mcc_alert);
  CHECK(report.beacon->text() == "C1ADE28809C0185");
  CHECK_FALSE(report.position.has_value());
  REQUIRE(report.possible.size() == 2);
  CHECK(report.possible[0].position.latitude.degrees() == Approx(-(7 + 0.1 / 60)));
  CHECK(report.possible[0].position.longitude.degrees() == Approx(98 + 42.2 / 60));
  CHECK(report.possible[1].position.latitude.degrees() == Approx(-(5 + 42.1 / 60)));
  CHECK(report.possible[0].source == From::doppler);
  CHECK(report.possible[0].probability == 0.5);
  CHECK(report.possible[1].probability == 0.5);
  // "RELIABILITY OF DOPPLER POSITION DATA - SUSPECT"
  CHECK(report.possible[0].radius == kSuspectRadius);
  CHECK(report.text.find("51 KILOMETRES FROM PREVIOUS ALERT") != std::string::npos);
  CHECK(f.alert(0).raw.find("HEX ID C1ADE28809C0185") != std::string::npos);
}

TEST_CASE("sarsat.intake: an encoded position is as sure as the message says, and the beacon's digits give the ID") {
  Sit f;
  f.feed(golden("cmc_encoded.txt"));
  f.intake.closed(1);
  REQUIRE_FALSE(f.alerts.empty());
  auto const& report = f.alert(0).report;
  REQUIRE(report.beacon.has_value());
  CHECK(report.beacon->first_15() == "222E60801EFFBFF");
  REQUIRE(report.position.has_value());
  CHECK(report.position->latitude.degrees() == Approx(55.75));
  CHECK(report.position->longitude.degrees() == Approx(37.75));
  CHECK(report.position_source == From::encoded);
  // "PLUS-MINUS 30 MINUTES OF LATITUDE AND LONGITUDE": √2 × 30 × 1852 m.
  CHECK(report.radius.metres() == Approx(78'573).margin(1));
}

TEST_CASE("sarsat.intake: a confirmed position stands before all others") {
  Sit f;
  f.feed(golden("nz_alert.txt"));
  f.intake.closed(1);
  REQUIRE(f.alerts.size() == 1);
  auto const& report = f.alert(0).report;
  CHECK(report.position_source == From::confirmed);
  CHECK(report.position->latitude.degrees() == Approx(-(36 + 36.20 / 60)));
  CHECK(report.possible.empty());
  CHECK(report.radius == kSatelliteRadius);
}

TEST_CASE("sarsat.intake: DOA has its stated accuracy, and of a pair what is not said follows from the other") {
  SitMessage message;
  message.hex_id_15 = plans::BeaconId::parse("400E77A1FCFFBFF");
  message.doa = MccPosition{.position = *geo::Position::from_degrees(22.1, 113.8),
                            .probability_percent = {},
                            .expected_accuracy = geo::Metres::from_nautical_miles(3),
                            .encoded_uncertainty = {},
                            .altitude = {}};
  auto const by_doa = alert_of(message);
  CHECK(by_doa->position_source == From::doa);
  CHECK(by_doa->radius == geo::Metres::from_nautical_miles(3));
  message.doa.reset();
  message.doppler_a = MccPosition{.position = *geo::Position::from_degrees(22.1, 113.8),
                                  .probability_percent = 70,
                                  .expected_accuracy = {},
                                  .encoded_uncertainty = {},
                                  .altitude = {}};
  CHECK(alert_of(message)->position.has_value());  // one alone is a position
  message.doppler_b = message.doppler_a;
  message.doppler_b->probability_percent.reset();
  auto const pair = alert_of(message);
  CHECK_FALSE(pair->position.has_value());
  REQUIRE(pair->possible.size() == 2);
  CHECK(*pair->possible[1].probability == Approx(0.3));
  CHECK(pair->possible[0].radius == kSatelliteRadius);
}

TEST_CASE("sarsat.intake: a cease message cancels, exercises are tests, security alerts say what not to do") {
  SitMessage message;
  message.hex_id_15 = plans::BeaconId::parse("400E77A1FCFFBFF");
  message.kind = SitKind::cease;
  CHECK(alert_of(message)->cancels);
  message.kind = SitKind::initial;
  CHECK_FALSE(alert_of(message)->cancels);
  message.is_exercise = true;
  CHECK(alert_of(message)->alert_class == AlertClass::test);
  message.is_exercise = false;
  message.is_ship_security = true;
  CHECK(alert_of(message)->nature == Nature::piracy);
  CHECK(alert_of(message)->text.find("do not answer it on the air") != std::string::npos);
  message.is_nocr = true;
  CHECK(alert_of(message)->text.find("country of registration") != std::string::npos);
}

TEST_CASE("sarsat.intake: an exercise is what an exercise's server practises, and a test is a test to it too") {
  using coordinator::Mode;
  SitMessage message;
  message.hex_id_15 = plans::BeaconId::parse("400E77A1FCFFBFF");
  message.kind = SitKind::initial;
  message.is_exercise = true;
  CHECK(alert_of(message, Mode::exercise)->alert_class == AlertClass::distress);
  CHECK(alert_of(message, Mode::exercise)->text.find("Exercise.") != std::string::npos);
  message.is_test = true;
  CHECK(alert_of(message, Mode::exercise)->alert_class == AlertClass::test);
}

TEST_CASE("sarsat.intake: a message with an end mark is taken half a second later, one without when nothing follows") {
  Sit f;
  auto const whole = golden("nz_alert.txt");
  auto const end = whole.find("END OF MESSAGE");
  REQUIRE(end != std::string::npos);
  f.feed(whole.substr(0, end));
  f.clock.advance(19s);
  f.intake.time_passed(f.clock.now());
  CHECK(f.alerts.empty());
  f.feed("END OF MESSAGE\n");
  f.intake.time_passed(f.clock.now());
  CHECK(f.alerts.empty());
  f.clock.advance(500ms);
  f.intake.time_passed(f.clock.now());
  REQUIRE(f.alerts.size() == 1);
  f.feed(whole.substr(0, end), 2);
  f.clock.advance(20s);
  f.intake.time_passed(f.clock.now());
  CHECK(f.alerts.size() == 2);
  f.intake.time_passed(f.clock.now() + 60s);
  CHECK(f.alerts.size() == 2);
}

TEST_CASE("sarsat.intake: a narrative is shown to the officers, what is no message is refused") {
  Sit f;
  f.feed("/00001 00000/4120/26 200 0000/915\nTEST OF THE LINK TO HONG KONG\n/LASSIT\n/ENDMSG\n");
  f.intake.closed(1);
  CHECK(f.alerts.empty());
  REQUIRE(f.notices.size() == 1);
  auto const& spoke = std::get<coordinator::SourceSpoke>(f.notices[0]);
  CHECK(spoke.source == "mcc");
  CHECK(spoke.text.en.find("TEST OF THE LINK TO HONG KONG") != std::string::npos);
  CHECK(spoke.text.zh_hant.find("TEST OF THE LINK TO HONG KONG") != std::string::npos);
  f.feed("good morning\n", 2);
  f.intake.closed(2);
  CHECK(f.notices.size() == 1);
  CHECK(f.refused == std::vector<std::string>{"not_a_message"});
  CHECK(f.raw.ends_with("good morning\n"));
}

TEST_CASE("sarsat.intake: a beacon's message with two wrong bits is an alert that says how many were put right") {
  Beacon f;
  // The CMC's message above.
  std::string const sound = "911730400F37C4BE478E37FFFFFFFF";
  f.feed("# from the local user terminal\n\n" + sound + "\r\n");
  REQUIRE(f.alerts.size() == 1);
  auto const report = f.alert(0).report;
  CHECK(report.kind == AlertKind::beacon_406);
  CHECK(report.beacon->text() == "222E60801EFFBFF");
  CHECK(report.position->latitude.degrees() == Approx(55.75));
  CHECK(report.position_source == From::encoded);
  CHECK(report.corrected_bits == 0);
  CHECK(f.alert(0).raw == sound);
  auto flipped = sound;
  flipped[1] = '3';  // one bit of 1
  flipped[4] = '2';  // one bit of 3
  f.feed(flipped + "\n");
  REQUIRE(f.alerts.size() == 2);
  CHECK(f.alert(1).report.beacon == report.beacon);
  CHECK(f.alert(1).report.corrected_bits == 2);
  f.feed("0123\nGGGGGGGGGGGGGGG\n000000000000000\n");
  CHECK(f.alerts.size() == 2);
  CHECK(f.refused == std::vector<std::string>{"wrong_length", "not_hexadecimal", "blank"});
}

TEST_CASE(
    "sarsat.intake: fields between MCCs give a DOA with no less than 5 km, and Doppler sides as possible positions") {
  Sit f;
  f.feed(golden("fields.txt"));
  f.intake.closed(1);
  REQUIRE(f.alerts.size() == 9);
  // SIT 145 with 10 km, then with 3.25 km stated by a ground station of which nobody here knows whether it may.
  REQUIRE(f.alert(0).report.position);
  CHECK(f.alert(0).report.position->latitude.degrees() == Approx(40.104));
  CHECK(f.alert(0).report.radius.metres() == Approx(10'000));
  CHECK(f.alert(0).report.position_source == From::doa);
  CHECK(f.alert(3).report.radius.metres() == Approx(5'000));
  CHECK(f.alert(3).report.cancels);  // "each beacon message indicates cancellation" (test 13.2)
  // SIT 125: encoded in Japan does not match Doppler in Australia or Singapore (test 5.1); the beacon's own comes
  // first.
  CHECK(f.alert(1).report.position->latitude.degrees() == Approx(35));
  CHECK(f.alert(1).report.position_source == From::encoded);
  // A message that could not be corrected (test 2-14-1) names nobody; the centre's ID and the DOA stand.
  auto const& unsure = f.alert(8).report;
  CHECK(unsure.beacon->text() == "A7940004003000000000000");
  CHECK_FALSE(unsure.device);
  CHECK(unsure.position->latitude.degrees() == Approx(17.123));
  CHECK(unsure.text.find("could not be trusted") != std::string::npos);
}

TEST_CASE("sarsat.intake: SIT 185 in the grouped layout gives its position to the desk") {
  Sit f;
  f.feed(golden("grouped.txt"));
  f.intake.closed(1);
  REQUIRE(f.alerts.size() == 4);
  CHECK(f.alert(0).report.position_source == From::doa);
  CHECK(f.alert(0).report.position->latitude.degrees() == Approx(38 + 56.9 / 60));
  CHECK(f.alert(1).report.position_source == From::confirmed);
  CHECK(f.alert(2).report.position_source == From::encoded);
  CHECK(f.alert(2).report.text.find("the beacon is elsewhere") != std::string::npos);
  CHECK(f.alert(3).report.text.find("the beacon is elsewhere") == std::string::npos);
}
