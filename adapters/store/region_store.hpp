#pragma once
// A centre's sets of regions in SpatiaLite, in its register.db. Nothing that was stored is changed or removed: replay
// needs the regions that a decision was made with.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/sqlite.hpp"
#include "geo/region.hpp"

namespace lingding::store {

/// Used by one thread at a time.
class RegionStore {
 public:
  /// \throws SqliteFailure
  explicit RegionStore(std::filesystem::path const& folder, Access access = Access::create,
                       ConnectionOptions const& options = {});
  RegionStore(RegionStore&&) noexcept;
  RegionStore& operator=(RegionStore&&) noexcept;
  ~RegionStore();

  enum class PutResult : std::uint8_t {
    stored,        ///< these regions are the newest from now on
    already_there  ///< the newest set has these regions
  };
  /// Makes the set the newest, durably before it returns. An older set that is put again becomes the newest again.
  /// Refused: a region whose id and version were stored with another content before. A change needs a new version.
  /// \pre set.digest is what geo::make_region_set computed
  geo::Expected<PutResult, geo::RegionFault> put(geo::RegionSet const& set, geo::UtcTime now);

  /// Exactly the regions of that set; empty: it is not held.
  /// \throws SqliteFailure with Trouble::damaged when what is read does not have that digest
  std::optional<geo::RegionSet> get(std::string_view digest);
  /// The digest of the set that was put last; empty: none yet.
  std::optional<std::string> newest();

  struct Loaded {
    std::string digest;
    geo::UtcTime at{};
    std::uint32_t regions = 0;
    bool operator==(Loaded const&) const = default;
  };
  /// Every put that stored, oldest first.
  std::vector<Loaded> history();
  /// Grows whenever any connection, of this process or another, has stored something in the register's file.
  std::uint64_t change_count();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::store
