#pragma once
// The inside of the watch, for its own .cpp files alone: one file for each subject.

#include <map>
#include <unordered_map>
#include <utility>

#include "coordinator/closing.hpp"
#include "coordinator/detail/ferry.hpp"
#include "coordinator/detail/voyage_texts.hpp"
#include "coordinator/voyage_watch.hpp"
#include "geo/check.hpp"

namespace lingding::coordinator {
namespace detail {

/// What counts as lying at the berth from which a voyage begins: the very stop.
inline constexpr double kSameStop = 100;

inline Sense sense_of(bool yes, bool no) {
  if (yes) return Sense::yes;
  return no ? Sense::no : Sense::between;
}

/// A voyage on which no ship is seen yet.
struct Waiting {
  Voyage voyage;
  Slot slot;  ///< not_departed
};

struct Fleet {
  std::string plan_id;
  std::vector<Ferry> ships;
  std::vector<Waiting> waiting;
  std::optional<geo::UtcTime> made_until;
};

struct Pair {
  Slot slot;
};

/// A question that is open, and what it needs to be told again.
struct Open {
  VoyageQuestion question;
  geo::UtcTime told_at{};
};

}  // namespace detail

class VoyageWatch::Impl {
 public:
  explicit Impl(WatchLimits limits) : limits_(limits) {}

  std::vector<WatchOutput> load(std::vector<WatchedShip> const& ships, geo::UtcTime now);
  void hear(HeardReport const& report) {
    reception_.heard(report);
    if (auto const found = by_number_.find(report.mmsi.number()); found != by_number_.end())
      found->second->hear(report);
  }
  std::vector<WatchOutput> look(geo::UtcTime now);
  std::vector<WatchOutput> answer(std::string_view id, WatchAnswer answer, geo::UtcTime now);
  std::vector<VoyageQuestion> open() const {
    std::vector<VoyageQuestion> all;
    for (auto const& [id, one] : open_) all.push_back(one.question);
    return all;
  }
  std::vector<FerryStanding> standings() const;
  std::size_t ships() const { return by_number_.size(); }
  void resume(plans::Mmsi ship, geo::UtcTime departs) {
    auto const found = by_number_.find(ship.number());
    if (found != by_number_.end() && !found->second->run) found->second->resumes = departs;
  }
  bool restore(std::string_view learned) { return reception_.restore(learned); }
  ReceptionHistory const& reception() const { return reception_; }

 private:
  using BriefText = plans::BriefText;
  using Ferry = detail::Ferry;
  using Fleet = detail::Fleet;
  using Open = detail::Open;
  using Pair = detail::Pair;
  using Run = detail::Run;
  using Sense = detail::Sense;
  using Slot = detail::Slot;
  using Seconds = std::chrono::seconds;

  // voyage_watch.cpp: questions
  template <class Describe>
  void feel(Slot& slot, VoyageQuestion about, Sense sense, Seconds hold_on, Seconds hold_off, Describe const& describe);
  void withdraw(Slot& slot, BriefText why);
  void propose(Run& run, EmergencyPhase phase, VoyageQuestion const& question, BriefText why);
  Slot* slot_of(std::string_view id, Ferry** ferry);
  VoyageQuestion about(VoyageConcern concern, Ferry const& ferry, VoyageRef voyage) const;
  VoyageRef ref_of(Fleet const& fleet, detail::Voyage const& voyage) const;

  // watch_voyages.cpp
  void make_voyages(Fleet& fleet);
  void settle(Fleet& fleet, Ferry& ferry);
  void depart(Fleet& fleet, Ferry& ferry);
  void join(Fleet& fleet, Ferry& ferry);
  void begin(Fleet& fleet, Ferry& ferry, std::size_t waiting, geo::UtcTime left_at);
  void end(Ferry& ferry, BriefText const& why);
  void progress(Ferry& ferry);

  // watch_conditions.cpp
  void watch_waiting(Fleet& fleet);
  void watch_run(Fleet const& fleet, Ferry& ferry);
  void watch_silence(Ferry& ferry, VoyageRef const& voyage);
  void watch_way(Ferry& ferry, VoyageRef const& voyage);
  void watch_clock(Ferry& ferry, VoyageRef const& voyage);
  void watch_patterns(Ferry& ferry, VoyageRef const& voyage);
  void watch_pairs();
  void watch_pair(Fleet const& fleet, Ferry& one, Fleet const& other_fleet, Ferry& other);
  std::optional<ClosestApproach> along_tracks(Ferry const& one, Ferry const& other) const;
  void watch_receiver();
  void escalate(Ferry& ferry);

  bool is_fresh(Ferry const& ferry) const;
  std::size_t count_silence(Ferry& ferry) const;
  void cover();

  WatchLimits limits_;
  ReceptionHistory reception_;
  std::map<std::string, Fleet, std::less<>> fleets_;
  std::unordered_map<std::uint32_t, Ferry*> by_number_;
  std::map<std::pair<plans::Mmsi, plans::Mmsi>, Pair> pairs_;
  Slot receiver_;
  std::map<std::string, Open, std::less<>> open_;
  geo::UtcTime now_{};
  std::optional<geo::UtcTime> looked_at_;
  std::optional<geo::UtcTime> began_at_;
  bool down_ = false;
  std::vector<WatchOutput> out_;
};

template <class Describe>
void VoyageWatch::Impl::feel(Slot& slot, VoyageQuestion about, Sense sense, Seconds hold_on, Seconds hold_off,
                             Describe const& describe) {
  if (slot.explained) return;
  if (!slot.latch.on() && slot.quiet_until && now_ < *slot.quiet_until) sense = Sense::between;
  bool const changed = slot.latch.feel(sense, now_, hold_on, hold_off);
  if (changed && !slot.latch.on()) {
    withdraw(slot, detail::gone_text(about.concern));
    return;
  }
  if (!slot.latch.on()) return;
  if (changed) {
    about.since = slot.latch.since();
    about.raised_at = now_;
    about.limits = detail::limits_text(about.concern, limits_);
    about.evidence = describe();
    about.id = std::string(to_text(about.concern)) + "/" + (about.ship ? about.ship->to_text() : "-") +
               (about.other ? "+" + about.other->to_text() : "") +
               (about.voyage ? "/" + geo::to_iso8601(about.voyage->departs) : "") + "/" + geo::to_iso8601(now_);
    // Two sailings of one plan at one moment, without a ship.
    while (open_.contains(about.id)) about.id += "+";
    slot.id = about.id;
    open_.emplace(about.id, Open{about, now_});
    out_.emplace_back(QuestionRaised{std::move(about)});
    return;
  }
  auto& open = open_.at(slot.id);
  // Evidence holds still while nothing is heard of her that is worth a word: it is made anew when it is told.
  if (sense != Sense::yes || now_ - open.told_at < limits_.update_every) return;
  open.question.evidence = describe();
  open.question.position = about.position;
  open.question.position_at = about.position_at;
  open.question.radius = about.radius;
  open.told_at = now_;
  out_.emplace_back(QuestionUpdated{open.question});
}

}  // namespace lingding::coordinator
