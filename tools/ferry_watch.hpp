#pragma once
// The server's watch of timetables for one centre: position reports of its receivers in, questions to its desk out.

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "adapters/runtime/bounded_queue.hpp"
#include "adapters/runtime/log.hpp"
#include "coordinator/effect.hpp"
#include "coordinator/voyage_port.hpp"
#include "geo/water.hpp"

namespace lingding::tools {

/// On the io thread, all of it. What its receivers usually hear is kept in a file of the centre's folder, so that it
/// need not be learned anew.
class FerryWatch {
 public:
  /// The desk's routine lane. Push::full: it is offered again at the next look.
  using Tell = std::function<runtime::Push(coordinator::Event&&)>;
  static constexpr std::chrono::hours kSaveEvery{1};
  /// More than this is not what learned() writes.
  static constexpr std::uintmax_t kMaxLearnedBytes = std::uintmax_t{16} << 20U;

  /// \param water the regions that the desk has; nullptr: none yet. What is given outlives the watch.
  FerryWatch(coordinator::VoyagePortSetting setting, geo::WaterMap const* water, std::filesystem::path learned_file,
             Tell tell, runtime::Log& log);

  /// What the desk has from before; once, first.
  void resume(std::vector<plans::PlanBrief> const& ships, std::vector<coordinator::VoyageStanding> const& questions,
              geo::UtcTime now);
  void store(std::vector<plans::PlanBrief> const& ships, geo::UtcTime now);
  void set_water(geo::WaterMap const& water) { water_ = &water; }
  void hear(coordinator::HeardReport const& report) { port_.hear(report); }
  /// About once a second.
  void look(geo::UtcTime now);
  void answered(coordinator::VoyageQuestionAnswered const& answer, geo::UtcTime now);
  /// What was learned, to the file. Failing is logged.
  void save();

 private:
  void tell(std::vector<coordinator::Event> events);
  void take_learned();

  geo::WaterMap const* water_;
  std::filesystem::path learned_file_;
  Tell tell_;
  runtime::Log& log_;
  coordinator::VoyageWatchPort port_;
  /// For which the desk had no room. Some at a time: each question is asked once, and told anew every few minutes.
  std::deque<coordinator::Event> waiting_;
  std::string learned_;  ///< of the file, until the plans that it was learned for are here
  geo::UtcTime now_{};
  geo::UtcTime saved_at_{};
};

}  // namespace lingding::tools
