#pragma once
// What a console knows: the messages of the server folded into incidents, alarms, links and notices. No screen, no
// sockets.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "coordinator/effect.hpp"
#include "coordinator/mode.hpp"
#include "geo/time.hpp"

namespace lingding::terminal {

class ConsoleModel {
 public:
  /// Notices and results that are kept, newest last.
  static constexpr std::size_t kMostNotices = 50;
  /// A ship that was not heard for so long is no longer counted.
  static constexpr std::chrono::minutes kTrafficAge{10};
  /// Ships that are counted at most; the picture of a server has 20 000 by default.
  static constexpr std::size_t kMostShips = 100'000;

  explicit ConsoleModel(geo::CentreId centre) : centre_(centre) {}

  struct Alarm {
    coordinator::AlarmReason reason = coordinator::AlarmReason::new_incident;
    coordinator::AlarmLevel level = coordinator::AlarmLevel::responsible;
  };
  struct Case {
    coordinator::Incident incident;
    std::optional<Alarm> alarm;
    bool recorded = true;
  };
  struct Link {
    std::string centre;
    bool up = false;
    std::uint64_t waiting = 0;
    std::uint64_t other_mode = 0;  ///< messages of it that were refused
  };
  struct Notice {
    geo::UtcTime at{};
    plans::BriefText text;
  };
  /// What the newest command came to.
  struct Outcome {
    std::string command_id;
    bool done = false;
    std::string text;         ///< why not; empty when done
    std::string code;         ///< of the refusal or error; empty when done
    std::string incident_id;  ///< that a report or a split made, or a report was put to; else empty
  };
  /// What a message means for the ears.
  enum class Sound : std::uint8_t { none, alarm };

  /// One message of the server (docs/protocol.md). Anything that is not understood is counted, never fatal.
  Sound take(std::string_view message);
  void take_traffic(std::string_view batch, geo::UtcTime now);
  void connected();
  void lost(std::string why);
  /// Another journal: all that was learned is void.
  void reset();

  geo::CentreId centre() const { return centre_; }
  /// NO DUFF first while it is open, then what alarms, then what is no test, then the newest.
  std::vector<Case const*> cases() const;
  Case const* find(std::string_view incident_id) const;
  std::size_t alarming() const;
  /// An alarm that asks this centre to act, not yet acknowledged.
  bool must_act() const;

  /// What the server is for, by its welcome. Anything but "real" is an exercise.
  coordinator::Mode mode() const { return mode_.value_or(coordinator::Mode::real); }
  bool is_exercise() const { return mode_ == coordinator::Mode::exercise; }
  /// False until the first welcome: a page then claims neither.
  bool knows_mode() const { return mode_.has_value(); }
  std::string const& exercise() const { return exercise_; }
  std::string const& real_desk() const { return real_desk_; }
  /// Open, and real amid an exercise; the oldest first.
  std::vector<Case const*> no_duff() const;

  bool is_connected() const { return connected_; }
  std::string const& lost_why() const { return lost_why_; }
  bool degraded() const { return degraded_; }
  std::string const& degraded_why() const { return degraded_why_; }
  std::vector<Link> const& links() const { return links_; }
  /// Questions of the watch of timetables that are open, the oldest first.
  std::vector<coordinator::VoyageQuestion const*> questions() const;
  std::deque<Notice> const& notices() const { return notices_; }
  std::optional<Outcome> const& outcome() const { return outcome_; }
  std::string const& officer() const { return officer_; }
  bool observer() const { return observer_; }
  std::uint64_t not_understood() const { return not_understood_; }
  /// Entries that the server could not read for us; empty: none.
  std::string const& gap() const { return gap_; }
  std::size_t ships(geo::UtcTime now);

 private:
  Sound apply(coordinator::Effect const& effect, geo::UtcTime at, bool recorded);
  void change(coordinator::Incident const& incident, bool recorded);
  void refresh(coordinator::AlertRefreshed const& refreshed);
  void notice(geo::UtcTime at, plans::BriefText text);

  geo::CentreId centre_;
  std::map<std::string, Case, std::less<>> cases_;
  std::map<std::string, coordinator::VoyageQuestion, std::less<>> questions_;
  std::vector<Link> links_;
  std::deque<Notice> notices_;
  std::optional<Outcome> outcome_;
  std::unordered_map<std::uint32_t, geo::UtcTime> ships_;
  std::string lost_why_;
  std::string degraded_why_;
  std::string officer_;
  std::string gap_;
  std::optional<coordinator::Mode> mode_;
  std::string exercise_;
  std::string real_desk_;
  bool observer_ = false;
  bool connected_ = false;
  bool degraded_ = false;
  bool live_ = false;
  std::uint64_t not_understood_ = 0;
};

}  // namespace lingding::terminal
