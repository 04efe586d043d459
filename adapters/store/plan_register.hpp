#pragma once
// A centre's register of cooperation plans in SpatiaLite: <data>/<centre>/register.db.

#include <filesystem>
#include <memory>

#include "adapters/store/sqlite.hpp"
#include "plans/register.hpp"

namespace lingding::store {

/// Used by one thread at a time; several may have the same file open, in this process or others. Routes lie in the
/// table `ship` as geometries with a spatial index, for any GIS that reads SpatiaLite.
class SpatialPlanRegister final : public plans::PlanRegister {
 public:
  /// \param folder the centre's; with Access::create it is made when it is not there.
  /// \throws SqliteFailure
  explicit SpatialPlanRegister(std::filesystem::path const& folder, Access access = Access::create,
                               ConnectionOptions const& options = {});
  ~SpatialPlanRegister() override;

  /// \pre each of plan.ships names the plan, its version and its digest
  PutResult put(plans::StoredPlan const& plan) override;
  std::vector<PutResult> put_all(std::vector<plans::StoredPlan> const& plans) override;
  std::vector<plans::StoredPlan> newest() override;
  std::vector<std::uint32_t> versions(std::string_view plan_id) override;
  std::optional<plans::StoredPlan> get(std::string_view plan_id, std::uint32_t version) override;
  std::vector<plans::StoredPlan> find(std::string_view key) override;
  std::uint64_t change_count() override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::store
