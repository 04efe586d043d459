#pragma once
// How strongly two sets of evidence speak for one casualty: what names her, place, time, nature. Pure, and with every
// term in words, so that an officer can weigh it himself.

#include <optional>
#include <string>
#include <vector>

#include "coordinator/incident.hpp"

namespace lingding::coordinator {

/// A place with its uncertainty and when it held.
struct PlacedEvidence {
  geo::Position position;
  geo::Metres radius;
  PositionSource source = PositionSource::gnss;
  geo::UtcTime at{};
};

/// What is known of one casualty.
struct Evidence {
  std::vector<std::string> identities;  ///< sorted (names.hpp, identities())
  std::optional<plans::Mmsi> ship;      ///< known for certain, by her own number or through her plan
  std::string plan_id;                  ///< by which plan; empty: none is held
  std::vector<std::string> names;       ///< folded (plans::fold_name), sorted
  std::vector<PlacedEvidence> places;
  std::vector<Nature> natures;       ///< designated ones, sorted
  std::uint32_t corrected_bits = 0;  ///< of the message that is matched: what was mended weighs less
  geo::UtcTime first{};
  geo::UtcTime last{};
};
/// \param ship what is known for certain of the sender; nullptr: nothing.
Evidence evidence_of(AlertReport const& report, ShipLink const* ship, geo::UtcTime at);
Evidence evidence_of(Incident const& incident);

// Points. Design values: one certain identity is enough, a name with a place is, a place alone never is.

/// From here on the two are taken as one.
inline constexpr int kSameCasualty = 80;
/// From here on they are shown to officers as a possible match.
inline constexpr int kPossiblySame = 30;
/// What is given off in drift with age: 2 knots, beyond a raft's leeway in a gale (IAMSAR vol. II, Leeway).
inline constexpr geo::Knots kDriftPerHour = geo::Knots::from_knots(2);
// Positions of different satellites' methods match within these (Cospas-Sarsat C/S A.001).
inline constexpr geo::Metres kDopplerMatch = geo::Metres::from_metres(50'000);
inline constexpr geo::Metres kDoaMatch = geo::Metres::from_metres(20'000);
inline constexpr geo::Metres kEncodedMatch = geo::Metres::from_metres(3'000);

struct Match {
  int score = 0;
  bool excluded = false;  ///< they are two: different ships for certain, or a day apart
  std::vector<MatchTerm> terms;
  /// "same number m:477000101 (+100), 0.4 nm apart within 1.2 nm (+40)": without a full stop.
  std::string sentence;
};
/// Symmetrical.
Match match(Evidence const& a, Evidence const& b);
/// The score alone, 0 when excluded: for looking through many.
int score_of(Evidence const& a, Evidence const& b);

// Where to look for what may match: two with a score of kPossiblySame share a key of index_keys(one) and
// search_keys(other), as long as their positions' tolerance is within 25 nautical miles, below 60° of latitude within
// 15: a number, a ship, a name, or a cell of the globe.

std::vector<std::string> index_keys(Evidence const& evidence);
std::vector<std::string> search_keys(Evidence const& evidence);

}  // namespace lingding::coordinator
