#pragma once
// What one centre has on the disk: its journal, from which its desk is rebuilt, and its register of plans and regions.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/log.hpp"
#include "adapters/store/journal.hpp"
#include "adapters/store/plan_register.hpp"
#include "adapters/store/region_store.hpp"
#include "coordinator/desk_session.hpp"
#include "geo/water.hpp"

namespace lingding::tools {

/// "<data folder>/HK".
std::filesystem::path desk_folder_path(std::filesystem::path const& data_folder, geo::CentreId centre);

/// Water maps by digest, made once and kept. From any thread; what is given out lives as long as the library.
class WaterLibrary {
 public:
  /// \param folder a centre's: where a set that is not in memory is read from.
  /// \throws std::runtime_error when no such set is held there.
  geo::WaterMap const& get(std::string_view digest, std::filesystem::path const& folder);

 private:
  std::mutex mutex_;
  std::map<std::string, geo::WaterMap, std::less<>> maps_;
};

/// One centre's folder, open, and the desk as its journal has it.
class DeskFolder {
 public:
  /// Makes the folder when it is not there; recovers the desk; puts the shipped regions into a register that has none.
  /// \param share_folder where geo/data is. \param library outlives it.
  /// \throws store::OtherMode before anything is changed, coordinator::StorageFailure, or std::runtime_error naming
  /// what can't be read.
  DeskFolder(std::filesystem::path const& data_folder, geo::CentreId centre, std::filesystem::path const& share_folder,
             WaterLibrary& library, runtime::Clock const& clock, runtime::Log& log,
             coordinator::Mode mode = coordinator::Mode::real);

  store::SqliteJournal& journal() { return *journal_; }
  /// The desk, once.
  coordinator::DeskSession take_session() { return std::move(*session_); }
  /// What the officers must know of the journal's state; empty: all is well.
  std::string const& trouble() const { return trouble_; }
  /// Plans and regions that the register has and the desk was not told of yet, as events. On one thread at a time.
  std::vector<coordinator::Event> news();

 private:
  void recover(WaterLibrary& library, runtime::Clock const& clock, runtime::Log& log);
  void provide_regions(std::filesystem::path const& share_folder, runtime::Clock const& clock, runtime::Log& log);

  geo::CentreId centre_;
  coordinator::Mode mode_;
  std::filesystem::path folder_;  ///< of that mode: known before anything in it is opened
  WaterLibrary& library_;
  std::unique_ptr<store::SqliteJournal> journal_;
  std::unique_ptr<store::SqliteJournalReader>
      reader_;  ///< the session's own: messages that wait for long stay on the disk
  std::unique_ptr<coordinator::DeskSession> session_;
  std::string trouble_;
  store::SpatialPlanRegister register_;
  store::RegionStore regions_;
  std::uint64_t seen_changes_ = 0;
  bool looked_ = false;
  struct KnownPlan {
    std::uint32_t version = 0;
    plans::BriefText remark;
  };
  std::map<std::string, KnownPlan> known_plans_;
  std::string known_regions_;
};

}  // namespace lingding::tools
