#pragma once
// The ships of a scenario at sea, and what AIS receivers hear of them. Everything follows from scenario, plans and
// calls.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/position.hpp"
#include "geo/units.hpp"
#include "plans/brief.hpp"
#include "tools/drill/scenario.hpp"

namespace lingding::drill {

/// Where a ship is, and what she does.
struct ShipState {
  geo::Position position;
  geo::TrueBearing course;
  geo::Knots speed;
  bool is_heard = true;
};

class Traffic {
 public:
  /// \param plans outlive it
  /// \throws std::invalid_argument when a ship's plan or voyage is not among the plans: the message names both.
  Traffic(Scenario const& scenario, std::span<plans::PlanBrief const> plans);
  ~Traffic();
  Traffic(Traffic&&) noexcept;
  Traffic& operator=(Traffic&&) noexcept;

  /// When the next sentence is heard; empty: never again.
  std::optional<Offset> next() const;
  /// Everything heard up to and with `until`, in its order. Each line is one sentence without its line end; sentences
  /// of one message follow each other. Holds during the call.
  using Heard = std::function<void(Offset at, geo::CentreId centre, std::string_view line)>;
  void hear(Offset until, Heard const& heard);

  /// The script's ships. \pre the name is in the cast, times do not go back
  ShipState at(std::string_view ship, Offset at) const;
  plans::Mmsi mmsi_of(std::string_view ship) const;
  /// Her plan's brief; nullptr: none.
  plans::PlanBrief const* plan_of(std::string_view ship) const;
  void change(ShipChanges const& change, Offset at);
  void start(DeviceStarts const& device, Offset at);
  /// Position and number as a distress call's sentences of a coast station's receiver ($CDDSC, and $CDDSE where the
  /// position needs it).
  std::vector<std::string> distress_call(DscCalls const& call, Offset at) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::drill
