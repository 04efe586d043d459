// Writes a centre's journal as its desk would: regions, alerts with and without raw bytes that are text, time. For
// tests of commands. Usage: write_journal DATA CENTRE [other-effects|cases]

#include <cstdio>
#include <stdexcept>
#include <string_view>

#include "adapters/store/journal.hpp"
#include "adapters/store/region_store.hpp"
#include "coordinator/desk_session.hpp"

using namespace lingding;

namespace {

coordinator::AlertReceived alert(int number) {
  return {.source = "receiver",
          .report = {.device = *plans::Mmsi::from_number(970'100'000U + static_cast<std::uint32_t>(number)),
                     .position = geo::Position::from_degrees(22.0 + number * 0.01, 113.9),
                     .radius = geo::Metres::from_metres(10),
                     .text = "number " + std::to_string(number)},
          .near = {},
          .raw = number % 2 == 0 ? "!AIVDM,1,1,,A,>5?Per18=HB1U:1@E=B0m<L,2*51\r\n" : "\xFF\xFE binary"};
}

/// Cases whose statistics can be counted by hand (journal_command_test.sh does): what comes when, in seconds after the
/// first, and what officers do.
class Cases {
 public:
  explicit Cases(coordinator::DeskSession& session) : session_{session} {}

  void write() {
    auto beacon = [](char const* id, char const* source, std::optional<geo::Position> at) {
      coordinator::AlertReport report{.kind = coordinator::AlertKind::beacon_406};
      report.beacon = plans::BeaconId::parse(id);
      report.position = at;
      report.radius = geo::Metres::from_metres(5000);
      return coordinator::AlertReceived{source, report, {}, {}};
    };
    auto sart = [](std::uint32_t device, coordinator::AlertClass alert_class) {
      coordinator::AlertReport report{.alert_class = alert_class, .kind = coordinator::AlertKind::ais_sart};
      report.device = plans::Mmsi::from_number(device);
      report.position = geo::Position::from_degrees(22.20, 114.10);
      report.radius = geo::Metres::from_metres(10);
      return coordinator::AlertReceived{"waglan", report, {}, {}};
    };
    using coordinator::CaseOutcome;
    // A float-free EPIRB (C/S T.001's serial protocol), never located: false.
    auto const epirb = opened(0, beacon("ADCD00800440401", "mcc-a", {}));
    officer(60, coordinator::Acknowledge{epirb});
    officer(600, coordinator::CloseIncident{epirb, CaseOutcome::false_alert, "fell off its bracket"});
    // A PLB, located, a unit goes: rescued.
    auto const plb = opened(700, beacon("222E60801EFFBFF", "mcc-a", geo::Position::from_degrees(22.30, 114.30)));
    officer(730, coordinator::Acknowledge{plb});
    officer(760, coordinator::SetUnit{plb, "Rescue 1", "helicopter", coordinator::UnitState::proceeding, {}});
    // A SART: false, and nobody went.
    auto const transponder = opened(1000, sart(970'010'119, coordinator::AlertClass::distress));
    officer(1090, coordinator::Acknowledge{transponder});
    officer(1300, coordinator::CloseIncident{transponder, CaseOutcome::false_alert, "being serviced"});
    // A call that is taken back and not closed by anybody.
    coordinator::AlertReport call{.kind = coordinator::AlertKind::dsc, .cancels = true};
    call.device = plans::Mmsi::from_number(477'000'401);
    opened(2000, {"vhf", call, {}, {}});
    opened(2100, sart(970'010'120, coordinator::AlertClass::test));
    // An EPIRB of a maritime protocol, told of by telephone too: false.
    auto const both = opened(3000, beacon("B3A9D65028154D1", "mcc-b", geo::Position::from_degrees(22.25, 114.45)));
    coordinator::AlertReport told{.kind = coordinator::AlertKind::report};
    told.beacon = plans::BeaconId::parse("B3A9D65028154D1");
    told.caller = "the owner";
    opened(3010, {"telephone", told, {}, {}});
    officer(3020, coordinator::Acknowledge{both});
    officer(3120, coordinator::CloseIncident{both, CaseOutcome::false_alert, "tested without cover"});
    officer(4300, coordinator::CloseIncident{plb, CaseOutcome::rescued, "two persons winched"});
  }

 private:
  geo::UtcTime at(int seconds) const { return kFirst + std::chrono::seconds{seconds}; }
  /// The incident that is newest then.
  std::string opened(int seconds, coordinator::AlertReceived const& event) {
    session_.handle(event, at(seconds));
    coordinator::Incident const* newest = nullptr;
    for (auto const* incident : session_.desk().incidents())
      if (newest == nullptr || incident->opened_at > newest->opened_at) newest = incident;
    return newest->id;
  }
  void officer(int seconds, coordinator::Command command) {
    session_.handle(coordinator::OfficerActed{"Officer Chan", "c" + std::to_string(++commands_), std::move(command)},
                    at(seconds));
  }
  static constexpr geo::UtcTime kFirst{std::chrono::milliseconds{1'472'313'000'000}};  // 2016-08-27T15:50:00Z
  coordinator::DeskSession& session_;
  int commands_ = 0;
};

enum class What { alerts, other_effects, cases };

void run(std::filesystem::path const& data, geo::CentreId centre, What what) {
  auto const folder = data / std::string{geo::to_text(centre)};
  store::RegionStore regions{folder};
  auto const digest = regions.newest();
  if (!digest) throw std::runtime_error("import regions first");
  geo::WaterMap const water{*regions.get(*digest)};
  coordinator::DeskSession session{centre, [&](std::string_view) -> geo::WaterMap const& { return water; }};
  geo::UtcTime now{std::chrono::milliseconds{1'472'313'000'000}};
  session.handle(coordinator::RegionsLoaded{*digest}, now);
  if (what == What::cases) {
    Cases{session}.write();
  } else {
    for (int number = 0; number < 40; ++number) session.handle(alert(number), now += std::chrono::seconds{1});
    session.handle(coordinator::TimePassed{}, now += std::chrono::minutes{1});
  }

  store::SqliteJournal journal{{.folder = folder}};
  std::vector<coordinator::EntryDraft> drafts{session.unrecorded().begin(), session.unrecorded().end()};
  if (what == What::other_effects) drafts.at(2).effects = "[]";
  std::printf("%llu\n", static_cast<unsigned long long>(journal.append(drafts)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || !geo::parse_centre(argv[2])) return 2;
  try {
    std::string_view const what = argc > 3 ? argv[3] : "";
    run(argv[1], *geo::parse_centre(argv[2]),
        what == "other-effects" ? What::other_effects
        : what == "cases"       ? What::cases
                                : What::alerts);
  } catch (std::exception const& error) {
    std::fprintf(stderr, "write_journal: %s\n", error.what());
    return 1;
  }
  return 0;
}
