#pragma once
// A drill's pace, and who steers it by lines on standard input.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/centre.hpp"
#include "geo/time.hpp"
#include "tools/drill/stage.hpp"

namespace lingding::tools {

/// "+00:05:00" or "-00:05:00" from `base`, or a time. \throws std::invalid_argument naming the option
geo::UtcTime drill_moment(std::string_view name, std::string const& text, geo::UtcTime base);
/// "1" … "10000" times real time, or "max": empty. \throws std::invalid_argument
std::optional<double> drill_speed(std::string_view text);

class DrillControl {
 public:
  /// The drill at its beginning, with all that comes to it from without; each call the same. Empty: nothing can be made
  /// again, as it was read once.
  using MakeStage = std::function<std::unique_ptr<drill::Stage>()>;

  /// \param again for going back
  DrillControl(std::unique_ptr<drill::Stage> stage, MakeStage again);
  ~DrillControl();
  DrillControl(DrillControl const&) = delete;
  DrillControl& operator=(DrillControl const&) = delete;

  drill::Stage& stage() { return *stage_; }
  /// False while what was told before is played again.
  bool is_news() const { return !is_again_; }
  /// From here on. \param speed empty: as fast as it goes
  void begin(std::optional<double> speed, bool is_controlled);
  /// To that time, or to where the director ends it.
  void go(geo::UtcTime end);
  bool is_over() const { return is_over_; }

 private:
  class Lines;
  class Pace;
  /// What the director did as an officer.
  struct ByHand {
    geo::UtcTime at{};
    geo::CentreId centre = geo::CentreId::hk;
    std::string name;
    std::string command;
  };

  void control(geo::UtcTime end);
  void obey(std::string const& line, geo::UtcTime end);
  void jump(geo::UtcTime to, geo::UtcTime end);
  void go_back(geo::UtcTime to);
  void officer(std::string const& rest);

  std::unique_ptr<drill::Stage> stage_;
  MakeStage again_;
  std::unique_ptr<Pace> pace_;
  std::unique_ptr<Lines> lines_;
  std::vector<ByHand> by_hand_;
  bool is_controlled_ = false;
  bool is_over_ = false;
  bool is_again_ = false;
};

}  // namespace lingding::tools
