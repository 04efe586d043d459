// From lines with calls to the desk's events: what is an alert, what a notice, what is counted.

#include "adapters/dsc/intake.hpp"

#include <catch2/catch.hpp>
#include <cstdio>

using namespace lingding;
using namespace lingding::dsc;
using coordinator::AlertClass;
using coordinator::AlertKind;
using coordinator::AlertReceived;
using coordinator::Event;
using runtime::Flow;
using runtime::Push;

namespace {

// Published by nmea0183-signalk: a distress alert with its expansion; see decoder_test.cpp.
constexpr char const* kAlert = "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A";
constexpr char const* kExpansion = "$CDDSE,1,1,A,3380400790,00,45894494*1B";

std::string sentence(std::string const& body) {
  char sum[3];
  std::snprintf(sum, sizeof sum, "%02X", unsigned{runtime::checksum_of(body)});
  return "$" + body + "*" + sum + "\r\n";
}

struct Fixture {
  runtime::SettableClock clock{*geo::parse_time("2026-07-28T20:19:30Z")};
  std::vector<std::string> log_lines;
  runtime::Log log{runtime::LogLevel::info, clock, [this](std::string_view line) { log_lines.emplace_back(line); }};
  runtime::CounterSet counter_set;
  runtime::SourceCounters& counters = counter_set.add("vhf", rejection_names());
  std::vector<Event> alerts;
  std::vector<Event> notices;
  std::string raw;
  std::vector<std::string> refused;
  std::size_t room = 1'000'000;
  DscIntake intake{counters,
                   log,
                   {.alert = [this](Event&& event) { return put(alerts, std::move(event)); },
                    .notice = [this](Event&& event) { return put(notices, std::move(event)); },
                    .near = {},
                    .raw = [this](runtime::LineBlock const& block) { raw += block.text; },
                    .refused = [this](runtime::Refusal const& one) { refused.emplace_back(one.name); }}};

  Push put(std::vector<Event>& lane, Event&& event) {
    if (lane.size() >= room) return Push::full;
    lane.push_back(std::move(event));
    return Push::done;
  }
  Flow feed(std::string const& text) { return intake.lines({text, 1, clock.now()}); }
  AlertReceived const& alert(std::size_t index) const { return std::get<AlertReceived>(alerts.at(index)); }
};

}  // namespace

TEST_CASE("dsc.intake: a distress alert names the casualty and her place, as fine as its digits are") {
  Fixture f;
  CHECK(f.feed(std::string{kAlert} + "\r\n") == Flow::more);
  REQUIRE(f.alerts.size() == 1);
  auto const& alert = f.alert(0);
  CHECK(alert.source == "vhf");
  CHECK(alert.raw == kAlert);
  CHECK(alert.report.kind == AlertKind::dsc);
  CHECK(alert.report.alert_class == AlertClass::distress);
  CHECK(alert.report.device->number() == 338'040'079);
  CHECK(alert.report.nature == coordinator::Nature::disabled_and_adrift);
  CHECK_FALSE(alert.report.cancels);
  // 42°31'N 083°12'W; cut to minutes, so that no point is further off than a minute's diagonal: √2 × 1852 m.
  REQUIRE(alert.report.position.has_value());
  CHECK(alert.report.position->latitude.degrees() == Approx(42 + 31.0 / 60).epsilon(1e-12));
  CHECK(alert.report.position->longitude.degrees() == Approx(-(83 + 12.0 / 60)).epsilon(1e-12));
  CHECK(alert.report.radius.metres() == Approx(2619.1).margin(0.1));
  CHECK(alert.report.text.find("20:19 UTC") != std::string::npos);
  CHECK(f.raw == std::string{kAlert} + "\r\n");
  CHECK(f.counters.alerts.value() == 1);
  CHECK(f.counters.messages.value() == 1);
}

TEST_CASE("dsc.intake: an expansion is the same casualty again, finer, and counts as no second message") {
  Fixture f;
  f.feed(std::string{kAlert} + "\r\n" + kExpansion + "\r\n");
  REQUIRE(f.alerts.size() == 2);
  CHECK(f.alert(1).report.device == f.alert(0).report.device);
  CHECK(f.alert(1).report.position->latitude.degrees() == Approx(42 + 31.4589 / 60).epsilon(1e-12));
  CHECK(f.alert(1).report.radius.metres() == Approx(0.26).margin(0.01));
  CHECK(f.counters.messages.value() == 1);
}

TEST_CASE("dsc.intake: a relay is an alert of the casualty, not of the coast station that sends it") {
  Fixture f;
  f.feed(sentence("CDDSC,16,0044121000,12,12,00,1423108312,2019,3380400790,01,R,"));
  REQUIRE(f.alerts.size() == 1);
  CHECK(f.alert(0).report.device->number() == 338'040'079);
  CHECK(f.alert(0).report.nature == coordinator::Nature::flooding);
  CHECK(f.alert(0).report.text.find("004412100") != std::string::npos);
}

TEST_CASE("dsc.intake: every nature of Rec. ITU-R M.493 has its own at the desk") {
  using coordinator::Nature;
  Nature const expected[]{Nature::fire_explosion,  Nature::flooding, Nature::collision,           Nature::grounding,
                          Nature::listing,         Nature::sinking,  Nature::disabled_and_adrift, Nature::undesignated,
                          Nature::abandoning_ship, Nature::piracy,   Nature::man_overboard};
  Call call;
  call.kind = CallKind::distress_alert;
  call.casualty = plans::Mmsi::from_number(477'000'101);
  for (std::uint8_t symbol = 100; symbol <= 110; ++symbol) {
    call.nature = nature_of(symbol);
    REQUIRE(call.nature.has_value());
    CHECK(alert_of(call)->nature == expected[symbol - 100]);
  }
  call.nature = nature_of(112);
  CHECK(alert_of(call)->nature == Nature::undesignated);
  CHECK(alert_of(call)->text.find("EPIRB emission") != std::string::npos);
}

TEST_CASE("dsc.intake: a self-cancellation cancels, a test call is a test of the sender's") {
  Call call;
  call.kind = CallKind::distress_cancellation;
  call.sender = call.casualty = plans::Mmsi::from_number(477'000'101);
  CHECK(alert_of(call)->cancels);
  CHECK(alert_of(call)->alert_class == AlertClass::distress);
  call.kind = CallKind::test;
  call.casualty.reset();
  CHECK_FALSE(alert_of(call)->cancels);
  CHECK(alert_of(call)->alert_class == AlertClass::test);
  CHECK(alert_of(call)->device == call.sender);
}

TEST_CASE("dsc.intake: urgency and safety calls are notices, routine calls are counted") {
  Call call;
  call.kind = CallKind::all_ships;
  call.category = Category::urgency;
  call.sender = plans::Mmsi::from_number(477'000'101);
  call.receive = VhfChannel{16};
  CHECK_FALSE(alert_of(call).has_value());
  CHECK(notice_of(call) == "DSC urgency call to all ships, VHF channel 16");
  call.category = Category::routine;
  CHECK_FALSE(notice_of(call).has_value());
}

TEST_CASE("dsc.intake: what is refused is counted by its reason, logged, and in the raw log") {
  Fixture f;
  std::string const wrong = "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6B\r\n";
  f.feed(wrong);
  CHECK(f.alerts.empty());
  CHECK(f.counters.rejected[static_cast<std::size_t>(Rejection::checksum_wrong)].value() == 1);
  CHECK(f.refused == std::vector<std::string>{"checksum_wrong"});
  CHECK(f.raw == wrong);
  REQUIRE(f.log_lines.size() == 1);
  CHECK(f.log_lines[0].find("reason=checksum_wrong") != std::string::npos);
  CHECK(f.counter_set.snapshot()[0].values.back() ==
        std::pair<std::string, std::uint64_t>{"rejected.checksum_wrong", 1});
}

TEST_CASE("dsc.intake: a full desk loses nothing, and the order stays") {
  Fixture f;
  f.room = 0;
  CHECK(f.feed(std::string{kAlert} + "\n" + kExpansion + "\n") == Flow::hold);
  CHECK(f.intake.waiting() == 2);
  CHECK_FALSE(f.intake.offer_again());
  f.room = 10;
  CHECK(f.intake.offer_again());
  REQUIRE(f.alerts.size() == 2);
  CHECK(f.alert(0).report.radius.metres() > f.alert(1).report.radius.metres());
}
