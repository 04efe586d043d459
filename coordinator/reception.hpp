#pragma once
// What a centre's AIS receivers hear: how often a ship should be heard, where others are, and whether anything is heard
// at all. Without it a silence says nothing.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

/// Where ships were heard lately, and where they are usually heard at all. Memory: at most kMaxCells cells of
/// kWitnesses × 16 bytes, kMaxShareCells of 16 bytes and kTracks of 48, however many ships there are. One report costs
/// a cell's look-up by its place in a table, at most kWitnesses comparisons, and the look-up of the ship's report
/// before.
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

  /// Shares are learned in cells of this side, in degrees, unless that are more than kMaxShareCells. Design value:
  /// 0.6 nm of latitude, a minute of a fast ferry.
  static constexpr double kShareDegrees = 0.01;
  static constexpr std::size_t kMaxShareCells = 65'536;
  /// Ships whose last report is remembered; of two that share a place in the table, the one heard last.
  static constexpr std::size_t kTracks = 32'768;
  /// A share is known from so many reports on; beyond kRemembered, what was learned before counts half. A fast ferry
  /// makes about 30 in a cell: some hundred passages are remembered.
  static constexpr double kKnown = 20;
  static constexpr double kRemembered = 4000;
  /// Of a ship that was not heard for longer, nothing is known of where she was meanwhile.
  static constexpr std::chrono::minutes kLongestGap{15};

  /// From now on cells between these corners are kept. The same corners again: nothing changes; others: the cells'
  /// history begins anew. \pre south ≤ north, west ≤ east
  void cover(geo::Latitude south, geo::Longitude west, geo::Latitude north, geo::Longitude east);
  /// Reports outside the corners tell only that the receivers hear.
  void heard(HeardReport const& report);

  /// Ships other than `except` heard at `since` or later in the cell of `position` or one that touches it; each once,
  /// those that went on to another cell since count where they were heard last among these. At most 9 × kWitnesses.
  std::size_t others(geo::Position position, geo::UtcTime since, std::optional<plans::Mmsi> except) const;
  /// When any ship was heard there last, cell and neighbours. Empty: never.
  std::optional<geo::UtcTime> last_heard(geo::Position position) const;
  /// When any report came from anywhere. Empty: none did.
  std::optional<geo::UtcTime> last_heard() const { return last_; }
  /// Nothing comes any more from anybody, though it did. Before kLearned reports nothing is known: false.
  bool is_down(geo::UtcTime now) const;

  /// Which share of the reports that ships of this class (A, or B of both kinds) transmit there is heard: 0 … 1, by
  /// those that were heard before and after. A ship that was heard, then was not, then was again a way farther that
  /// her speed explains has transmitted in between. Empty: too few passed.
  std::optional<double> share(geo::Position position, AisClass ais_class) const;

  /// The same everywhere. Before kKnown reports: 0.
  double usual_share(AisClass ais_class) const;

  /// What was learned of shares, as text, to be kept over a restart. \see restore
  std::string learned() const;
  /// Takes what learned() gave, for the area that is covered now; what is of another area, or no such text, is not
  /// taken. \returns whether it was
  bool restore(std::string_view learned);

 private:
  struct Witness {
    std::uint32_t mmsi = 0;  ///< 0: none
    geo::UtcTime at{};
  };
  using Cell = std::array<Witness, kWitnesses>;
  struct Share {
    float transmitted = 0;
    float heard = 0;
  };
  using Shares = std::array<Share, 2>;  ///< class A, class B
  /// A ship's last report.
  struct Track {
    std::uint32_t mmsi = 0;  ///< 0: none
    float speed = 0;         ///< knots; less than 0: not known
    geo::UtcTime at{};
    double latitude = 0;
    double longitude = 0;
    std::int32_t interval_ms = 0;
  };
  /// Cells of one side over the area.
  struct Grid {
    double side = 0;
    std::size_t rows = 0;
    std::size_t columns = 0;
  };

  bool is_inside(double latitude, double longitude) const;
  Grid grid(double side, std::size_t most) const;
  std::size_t cell_of(Grid const& grid, double latitude, double longitude) const;
  std::optional<std::size_t> cell_of(geo::Position position) const;
  template <class Visit>
  void around(geo::Position position, Visit const& visit) const;
  void learn(HeardReport const& report);
  void learn_between(Track const& from, HeardReport const& to);
  void count(double latitude, double longitude, AisClass ais_class, double transmitted, double heard);

  double south_ = 0;
  double west_ = 0;
  double north_ = -1;  // an empty area
  double east_ = -1;
  Grid coarse_;
  Grid fine_;
  std::vector<Cell> cells_;
  std::vector<Shares> shares_;
  std::array<std::array<double, 2>, 2> usual_{};  ///< by class: transmitted, heard
  std::vector<Track> tracks_;
  std::optional<geo::UtcTime> last_;
  std::optional<geo::UtcTime> down_until_;  ///< when the receivers were heard again last
  std::uint64_t reports_ = 0;
  double usual_gap_ms_ = 0;
};

}  // namespace lingding::coordinator
