#pragma once
// Synthetic AIS: ferries that run along the routes of their cooperation plans. For demonstrations, stated as synthetic
// there.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "adapters/ais/message.hpp"
#include "geo/position.hpp"
#include "geo/units.hpp"
#include "plans/brief.hpp"

namespace lingding::tools {

enum class Direction : std::uint8_t { as_in_plan, back };

/// One crossing. The ferry is under way from the start of the run.
struct FerryRun {
  plans::PlanBrief ship;  ///< \pre has an MMSI and a route of two positions or more
  Direction direction = Direction::as_in_plan;
  geo::Knots speed = geo::Knots::from_knots(32);  ///< over ground
  geo::Metres start;                              ///< along the route where the run begins
};

struct FerryState {
  geo::Position position;
  geo::TrueBearing course;
  geo::Knots speed;  ///< 0 when she has arrived or was stopped
};

/// A ferry that moves in a straight way along her route with steady speed, and stops at its end.
class Ferry {
 public:
  explicit Ferry(FerryRun run);
  FerryState at(std::chrono::milliseconds since_start) const;
  /// From then on she lies where she is.
  void stop(std::chrono::milliseconds since_start);
  plans::PlanBrief const& ship() const { return run_.ship; }
  /// AIS message 1 of what she does now, as one sentence with its line end.
  std::string position_sentence(std::chrono::milliseconds since_start, std::uint8_t utc_second) const;
  /// AIS message 5 (two sentences), with name, call sign, IMO number and destination.
  std::string static_sentences(unsigned sequence) const;

 private:
  FerryRun run_;
  std::vector<geo::Metres> leg_ends_;  ///< along the route
  std::chrono::milliseconds stopped_at_ = std::chrono::milliseconds::max();
};

/// Where the route, gone in this direction, comes nearest to `position`: the distance along it.
geo::Metres along_route(plans::PlanBrief const& ship, Direction direction, geo::Position position);

/// What a burst transmitter sends (ITU-R M.1371-5, annex 9): AIS message 1 with navigation status 14, in a test 15, and
/// message 14 "SART ACTIVE", "MOB ACTIVE" or "EPIRB ACTIVE" by its number, in a test "… TEST".
enum class BurstMode : std::uint8_t { active, test };
ais::PositionReport burst_position(plans::Mmsi device, BurstMode mode, geo::Position position, std::uint8_t utc_second);
ais::SafetyBroadcast burst_text(plans::Mmsi device, BurstMode mode);

/// The same of an active one, each as one sentence with its line end.
std::string sart_position_sentence(plans::Mmsi device, geo::Position position, std::uint8_t utc_second);
std::string sart_text_sentence(plans::Mmsi device);

}  // namespace lingding::tools
