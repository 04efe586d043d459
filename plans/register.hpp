#pragma once
// The port to a centre's register of cooperation plans. adapters/store implements it in SpatiaLite.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/time.hpp"
#include "plans/brief.hpp"

namespace lingding::plans {

/// One stored version of one plan: the document's bytes as they came, and what was read out of them.
struct StoredPlan {
  std::string plan_id;
  std::uint32_t version = 1;
  std::string digest;
  std::string document;  ///< the JSON text, byte for byte
  geo::UtcTime stored_at{};
  std::vector<PlanBrief> ships;
};

/// Versions are only ever added. All calls throw std::runtime_error when the storage fails.
class PlanRegister {
 public:
  virtual ~PlanRegister() = default;

  enum class PutResult : std::uint8_t {
    stored,         ///< a new version
    already_there,  ///< the same bytes are the plan's newest version; ships' remarks are taken over
    version_taken   ///< another document has this plan id and version, or a higher version is there
  };
  /// Stores one version durably before it returns.
  virtual PutResult put(StoredPlan const& plan) = 0;
  /// The same for several, in one transaction; as many results.
  virtual std::vector<PutResult> put_all(std::vector<StoredPlan> const& plans) = 0;
  /// The newest version of every plan, ordered by plan id.
  virtual std::vector<StoredPlan> newest() = 0;
  virtual std::vector<std::uint32_t> versions(std::string_view plan_id) = 0;
  virtual std::optional<StoredPlan> get(std::string_view plan_id, std::uint32_t version) = 0;
  /// `key` is a plan id, MMSI, IMO number, call sign, beacon ID, device number or a name in any script; newest versions
  /// alone. A name may match several ships.
  virtual std::vector<StoredPlan> find(std::string_view key) = 0;
  /// Grows whenever any connection, of this process or another, has stored something.
  virtual std::uint64_t change_count() = 0;
};

}  // namespace lingding::plans
