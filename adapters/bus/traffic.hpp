#pragma once
// One batch of the traffic picture as consoles get it (docs/protocol.md, "Traffic").

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "geo/centre.hpp"
#include "geo/position.hpp"
#include "geo/time.hpp"
#include "geo/units.hpp"
#include "plans/identity.hpp"

namespace lingding::bus {

/// The newest of what one ship reported. Empty members are left out of the text.
struct TrafficShip {
  plans::Mmsi mmsi;
  std::string_view name;
  std::optional<geo::Position> position;
  std::optional<geo::Knots> speed;         ///< over ground
  std::optional<geo::TrueBearing> course;  ///< over ground
  std::optional<geo::TrueBearing> heading;
  std::optional<std::uint8_t> status;  ///< navigation status as in ITU-R M.1371-5, table 45
  geo::UtcTime at{};                   ///< of the position
};

/// A batch of more ships than this is to be divided, which keeps it below 256 KiB.
inline constexpr std::size_t kMostShipsInBatch = 1000;

/// Appends `{"type":"traffic",…}`. \param tracked how many ships the whole picture holds.
void append_traffic(std::string& out, geo::CentreId centre, geo::UtcTime at, std::size_t tracked,
                    std::span<TrafficShip const> ships);

}  // namespace lingding::bus
