#pragma once
// Hysteresis: a condition counts when it has held for a while, and is over when it has been gone for a while.

#include <chrono>
#include <optional>

#include "geo/time.hpp"

namespace lingding::coordinator::detail {

enum class Sense {
  yes,
  no,
  between  ///< neither: what is stays, and what was beginning begins anew
};

class Latch {
 public:
  /// \returns true when the state changed.
  bool feel(Sense sense, geo::UtcTime now, std::chrono::milliseconds hold_on, std::chrono::milliseconds hold_off) {
    bool const against = on_ ? sense == Sense::no : sense == Sense::yes;
    if (!against) {
      turning_since_.reset();
      return false;
    }
    if (!turning_since_) turning_since_ = now;
    if (now - *turning_since_ < (on_ ? hold_off : hold_on)) return false;
    on_ = !on_;
    since_ = *turning_since_;
    turning_since_.reset();
    return true;
  }
  bool on() const { return on_; }
  /// When the present state began to show.
  geo::UtcTime since() const { return since_; }
  void reset() { *this = {}; }

 private:
  bool on_ = false;
  geo::UtcTime since_{};
  std::optional<geo::UtcTime> turning_since_;
};

}  // namespace lingding::coordinator::detail
