#pragma once
// What a centre's AIS receivers hear: how often a ship should be heard, where others are, and whether anything is heard
// at all. Without it a silence says nothing.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "geo/position.hpp"
#include "geo/time.hpp"
#include "geo/units.hpp"
#include "plans/identity.hpp"

namespace lingding::coordinator {

enum class AisClass : std::uint8_t {
  a,
  b_self_organising,  ///< class B "SO"
  b_carrier_sense     ///< class B "CS"
};
/// What she says of herself (navigation status). Class B says nothing: `under_way`.
enum class AtRest : std::uint8_t { no, anchored_or_moored, aground };

/// One position report of a ship, as it was received.
struct HeardReport {
  geo::UtcTime at{};  ///< of receipt
  plans::Mmsi mmsi;
  geo::Position position;
  std::optional<geo::Knots> speed{};         ///< over ground; empty: not available
  std::optional<geo::TrueBearing> course{};  ///< over ground
  std::optional<geo::TrueBearing> heading{};
  AtRest at_rest = AtRest::no;
  AisClass ais_class = AisClass::a;
  bool operator==(HeardReport const&) const = default;
};

/// How often a transponder reports that keeps her course, by its class, speed and status: Rec. ITU-R M.1371-5, Annex 1,
/// tables 1 and 2, nominal intervals. A ship that turns reports more often; class B "SO" in a crowded area less often
/// (table 2, increased interval). Speed unknown: as if she were slow.
std::chrono::milliseconds reporting_interval(AisClass ais_class, std::optional<geo::Knots> speed, AtRest at_rest);

/// Where ships were heard lately. Memory: kWitnesses × 16 bytes and a little for each cell, at most kMaxCells cells,
/// however many ships there are. One report costs a cell's look-up by its place in a table and at most kWitnesses
/// comparisons.
class ReceptionHistory {
 public:
  /// A cell's side, in degrees, unless the area needs more cells than kMaxCells; then twice, four times … as much.
  /// Design value: 3 nm of latitude, so that a cell and its neighbours are about the 9 nm in which one receiver's
  /// horizon is the same.
  static constexpr double kCellDegrees = 0.05;
  static constexpr std::size_t kMaxCells = 16'384;
  /// Ships remembered in a cell, those heard last.
  static constexpr std::size_t kWitnesses = 8;
  /// The receivers are down when nothing came for so many of the usual gaps between two reports of any ships, no less
  /// than kLeastSilence, no more than kMostSilence: design values; the latter is twice the longest interval of table 1.
  static constexpr int kGaps = 30;
  static constexpr std::chrono::seconds kLeastSilence{60};
  static constexpr std::chrono::minutes kMostSilence{6};
  /// … and not before so many were heard at all.
  static constexpr std::uint64_t kLearned = 20;

  /// From now on cells between these corners are kept. The same corners again: nothing changes; others: the cells'
  /// history begins anew. \pre south ≤ north, west ≤ east
  void cover(geo::Latitude south, geo::Longitude west, geo::Latitude north, geo::Longitude east);
  /// Reports outside the corners tell only that the receivers hear.
  void heard(plans::Mmsi mmsi, geo::Position position, geo::UtcTime at);

  /// Ships other than `except` heard at `since` or later in the cell of `position` or one that touches it; each once,
  /// those that went on to another cell since count where they were heard last among these. At most 9 × kWitnesses.
  std::size_t others(geo::Position position, geo::UtcTime since, std::optional<plans::Mmsi> except) const;
  /// When any ship was heard there last, cell and neighbours. Empty: never.
  std::optional<geo::UtcTime> last_heard(geo::Position position) const;
  /// When any report came from anywhere. Empty: none did.
  std::optional<geo::UtcTime> last_heard() const { return last_; }
  /// Nothing comes any more from anybody, though it did. Before kLearned reports nothing is known: false.
  bool is_down(geo::UtcTime now) const;

 private:
  struct Witness {
    std::uint32_t mmsi = 0;  ///< 0: none
    geo::UtcTime at{};
  };
  using Cell = std::array<Witness, kWitnesses>;

  std::optional<std::size_t> cell_of(geo::Position position) const;
  template <class Visit>
  void around(geo::Position position, Visit const& visit) const;

  double south_ = 0;
  double west_ = 0;
  double north_ = -1;  // an empty area
  double east_ = -1;
  double side_ = kCellDegrees;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::vector<Cell> cells_;
  std::optional<geo::UtcTime> last_;
  std::uint64_t reports_ = 0;
  double usual_gap_ms_ = 0;
};

}  // namespace lingding::coordinator
