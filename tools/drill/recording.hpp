#pragma once
// What of a running server's raw log is recorded: by source, format, ship, place and time; made anonymous if wanted.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/logs/entry.hpp"
#include "geo/position.hpp"
#include "tools/drill/anonymise.hpp"

namespace lingding::drill {

/// South-west and north-east corners; no box crosses 180°.
struct Box {
  geo::Position south_west;
  geo::Position north_east;
  bool has(geo::Position position) const {
    return position.latitude >= south_west.latitude && position.latitude <= north_east.latitude &&
           position.longitude >= south_west.longitude && position.longitude <= north_east.longitude;
  }
};

struct RecordingOptions {
  std::set<std::string> sources;   ///< empty: all
  std::set<logs::Format> formats;  ///< empty: all
  std::set<std::uint32_t> ships;   ///< MMSIs of AIS and DSC; empty: all. Other formats pass
  std::optional<Box> box;          ///< of AIS: positions within, and what those ships send between; other formats pass
  std::optional<geo::UtcTime> from;   ///< from this one on
  std::optional<geo::UtcTime> until;  ///< before this one
  std::optional<std::string> key;     ///< of the pseudonyms; empty: nothing is made anonymous
};

struct RecordingCounts {
  std::uint64_t taken = 0;    ///< entries
  std::uint64_t written = 0;  ///< entries
  std::uint64_t filtered = 0;
  std::uint64_t incomplete = 0;  ///< AIS messages of which sentences are missing
};

/// Takes entries in the order of their times and gives what is recorded, sentences of one message together.
class Recording {
 public:
  using Write = std::function<void(logs::Entry const&)>;
  /// Ships that are remembered to have been in the box; more are forgotten, oldest numbers first.
  static constexpr std::size_t kMostInBox = 200'000;

  Recording(RecordingOptions options, Write write);
  ~Recording();
  Recording(Recording&&) noexcept;
  Recording& operator=(Recording&&) noexcept;

  void take(logs::Entry entry);
  RecordingCounts counts() const;
  /// nullptr: nothing is made anonymous.
  Anonymiser const* anonymiser() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::drill
