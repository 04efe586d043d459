#pragma once
// One centre's inputs in a drill: the server's own intakes, traffic picture, ship watch and watch of timetables, on the
// drill's time.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/ais/picture.hpp"
#include "adapters/ais/ship_watch.hpp"
#include "adapters/logs/entry.hpp"
#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/counters.hpp"
#include "adapters/runtime/intake.hpp"
#include "adapters/runtime/log.hpp"
#include "coordinator/desk.hpp"
#include "coordinator/voyage_port.hpp"

namespace lingding::drill::detail {

class Inputs {
 public:
  /// The desk's lanes never have no room here.
  using ToDesk = std::function<void(coordinator::Event&&)>;

  Inputs(geo::UtcTime now, geo::CentreId centre, coordinator::VoyageWatchPort::WhoseWater whose_water, ToDesk to_desk);
  Inputs(Inputs const&) = delete;
  Inputs& operator=(Inputs const&) = delete;
  ~Inputs() = default;

  void set_time(geo::UtcTime now) { clock_.set(now); }
  /// Whole lines of that source, received now.
  void bring(logs::Format format, std::string const& source, std::string_view text);
  /// What the server does each second.
  void time_passed(geo::UtcTime now);
  void watch(coordinator::ShipAsked asked, geo::UtcTime now) { watch_->watch(std::move(asked), now); }
  /// The ships of a version of a plan that the centre holds: their timetables are watched from now on.
  void store(std::vector<plans::PlanBrief> const& ships);
  void answered(coordinator::VoyageQuestionAnswered const& answer);
  /// The server's process is gone and back: what was not recorded is lost. \param desk as its journal has it
  void restart(geo::UtcTime now, coordinator::Desk const& desk);

 private:
  runtime::Intake& intake(logs::Format format, std::string const& source);
  void begin(geo::UtcTime now);
  void tell(std::vector<coordinator::Event> events);

  runtime::SettableClock clock_;
  runtime::Log log_;
  coordinator::VoyagePortSetting setting_;
  coordinator::VoyageWatchPort::WhoseWater whose_water_;
  ToDesk to_desk_;
  runtime::CounterSet counters_;
  ais::TrafficPicture picture_;
  std::unique_ptr<ais::ShipWatch> watch_;
  std::unique_ptr<coordinator::VoyageWatchPort> ferries_;
  std::map<std::pair<logs::Format, std::string>, std::unique_ptr<runtime::Intake>> intakes_;
};

}  // namespace lingding::drill::detail
