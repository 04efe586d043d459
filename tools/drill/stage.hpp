#pragma once
// A drill's stage: the three centres' real inputs and desks on a simulated clock, with a scenario's ships at sea and
// its script. As fast as the machine goes; who paces it decides how far it goes.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/logs/entry.hpp"
#include "coordinator/event.hpp"
#include "geo/region.hpp"
#include "plans/brief.hpp"
#include "tools/drill/record.hpp"
#include "tools/drill/scenario.hpp"

namespace lingding::drill {

/// Something that is told while the drill goes on.
struct StageNews {
  enum class Kind : std::uint8_t { done, happened, refused };
  Kind kind = Kind::done;
  geo::UtcTime at{};
  std::optional<geo::CentreId> centre{};
  std::string text;  ///< one line
};

/// What a log brings besides the script: one entry after the other, in the order of their times; false at its end.
using LogFeed = std::function<bool(logs::Entry&)>;

struct StageOptions {
  geo::RegionSet regions;
  std::vector<plans::PlanBrief> plans;  ///< each centre holds those of its own place and those that cross its waters
  coordinator::ClockSet clocks;
  LogFeed feed;                                            ///< may be empty
  std::function<geo::CentreId(logs::Entry const&)> whose;  ///< the centre that receives an entry of the feed
  std::function<void(StageNews const&)> news;              ///< may be empty
  std::string version;                                     ///< of the program, for the record
  std::string scenario_digest;
};

/// Deterministic: the same scenario, plans, regions and feed give the same journals to the byte, however far each call
/// goes. Memory: the journals, whose length follows from the alerts and what officers do, not from the traffic.
class Stage {
 public:
  /// All that comes from without does so at whole steps: sentences that are heard in one come together at its end.
  static constexpr std::chrono::milliseconds kStep{100};
  /// Silent peers are known after so long, as at a server (runtime::DeskLoopOptions::link_down_after).
  static constexpr std::chrono::seconds kLinkDownAfter{10};
  /// A script that does more has a rule that answers itself.
  static constexpr std::size_t kMostDone = 100'000;

  /// \throws std::invalid_argument when the scenario asks for a plan or a voyage that the plans have not
  Stage(Scenario scenario, StageOptions options);
  ~Stage();
  Stage(Stage&&) noexcept;
  Stage& operator=(Stage&&) noexcept;

  geo::UtcTime now() const;
  geo::UtcTime ends() const;
  bool is_over() const { return now() >= ends(); }
  /// All that happens up to and with that time, in whole steps, or the end. \throws std::runtime_error beyond kMostDone
  void run_until(geo::UtcTime time);
  /// Until something was done or seen, or the end.
  void run_to_next();

  /// A person does something now, beside the script. \returns "done" or the refusal's code
  std::string officer(geo::CentreId centre, std::string const& name, std::string_view command);

  /// As it stands now.
  RunRecord record() const;
  /// Writes the three journals as desks keep them, with the regions by which they decided, each into a folder of its
  /// own below this one, which must be empty or not there. \throws coordinator::StorageFailure
  void write_journals(std::filesystem::path const& folder) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::drill
