// Scenarios from outside: read, laid over another, and sailed for a while. What was read must be within its bounds.

#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "geo/check.hpp"
#include "tools/drill/traffic.hpp"

using namespace lingding;

namespace {

constexpr std::string_view kBase =
    "{\"scenario\":\"base\",\"title\":\"B\",\"based_on\":\"x\",\"begins\":\"2026-08-27T15:40:00Z\",\"lasts\":3600}\n"
    "{\"ship\":\"a\",\"mmsi\":412000001,\"lies\":[22.2,113.8]}\n"
    "{\"inject\":\"b\",\"at\":5,\"does\":\"stops\",\"ship\":\"a\"}\n";

void check_faults(std::vector<drill::ScenarioFault> const& faults) {
  LINGDING_CHECK(!faults.empty() && faults.size() <= 100);
  for (auto const& fault : faults) {
    LINGDING_CHECK(!fault.expected.empty());
    LINGDING_CHECK(fault.found.size() <= 80);
    LINGDING_CHECK(!drill::to_text(fault, "f").empty());
  }
}

void check_scenario(drill::Scenario scenario) {
  LINGDING_CHECK(drill::is_scenario_name(scenario.name) || scenario.name.empty());
  LINGDING_CHECK(scenario.acts.size() <= drill::kMaxActs && scenario.ships.size() <= drill::kMaxCast);
  for (auto const& act : scenario.acts) {
    LINGDING_CHECK(drill::is_scenario_name(act.name));
    LINGDING_CHECK(!drill::to_text(act.body).empty());
    (void)drill::to_text(act.when);
  }
  scenario.background.other_ships = std::min(scenario.background.other_ships, 20U);
  try {
    drill::Traffic traffic{scenario, {}};
    std::size_t left = 200;
    for (auto next = traffic.next(); next && left > 0; next = traffic.next())
      traffic.hear(*next, [&](drill::Offset at, geo::CentreId, std::string_view line) {
        LINGDING_CHECK(at == *next && line.size() <= 82 && line.starts_with('!'));
        left -= left > 0 ? 1 : 0;
      });
  } catch (std::invalid_argument const&) {
    // A ship's plan is not there: there are none here.
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text{reinterpret_cast<char const*>(data), size};
  if (auto const read = drill::read_scenario(text)) {
    check_scenario(*read);
  } else {
    check_faults(read.error());
  }
  if (auto const read = drill::read_scenario(kBase, text)) {
    check_scenario(*read);
  } else {
    check_faults(read.error());
  }
  return 0;
}
