#pragma once
// Three desks on one simulated clock, each with its journal and consoles, and wires between them that can be spoilt.

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "coordinator/desk_session.hpp"
#include "coordinator/link_watch.hpp"
#include "coordinator/recovery.hpp"
#include "tools/simulation/ascii_sea.hpp"
#include "tools/simulation/memory_journal.hpp"

namespace lingding::simulation {

/// Shares of the frames, 0 … 1. Delays reorder.
struct WireFaults {
  double lose = 0;
  double duplicate = 0;
  double delay = 0;
  std::chrono::milliseconds longest_delay{0};
};

/// For who looks on while it goes, as a drill does. Whatever is empty is not told; nothing of the desks may be called
/// from within.
struct OnLookers {
  std::function<void(geo::CentreId, coordinator::Entry const&)> recorded{};
  /// The desk asks where a ship is (Delivery::ships); after a crash it asks again.
  std::function<void(geo::CentreId, coordinator::ShipAsked const&)> ship_watched{};
  std::function<void(geo::CentreId, coordinator::VoyageQuestionAnswered const&)> voyage_answered{};
  /// Without: shown() and story() stay empty, which else grow with the run.
  bool keeps_story = true;
  /// The desks are told of silent peers after so long, as by a server's loop; empty: by link_changed() alone.
  std::optional<std::chrono::milliseconds> link_down_after{};
  /// What the desks are for: of an exercise, what their officers issue is marked so before it is recorded.
  coordinator::Mode mode = coordinator::Mode::real;
};

/// Everything follows from the seed and the calls: the same story every time.
class ThreeDesks {
 public:
  using CentreId = geo::CentreId;

  ThreeDesks(Sea const& sea, geo::UtcTime start, std::uint64_t seed = 1) : ThreeDesks(sea.regions, start, seed, {}) {}
  ThreeDesks(geo::RegionSet const& regions, geo::UtcTime start, std::uint64_t seed, OnLookers on_lookers);

  geo::UtcTime now() const { return now_; }
  coordinator::Desk const& desk(CentreId centre) const { return at(centre).session->desk(); }
  MemoryJournal const& journal(CentreId centre) const { return at(centre).journal; }
  MemoryJournal& journal(CentreId centre) { return at(centre).journal; }

  // What happens.
  /// Any event that comes from without.
  void happens(CentreId centre, coordinator::Event event);
  /// \param delivery as AlertReceived::delivery
  void alert(CentreId centre, std::string source, coordinator::AlertReport report,
             std::vector<coordinator::ShipNear> near = {}, std::string delivery = {});
  /// The answer: "done" or the refusal's code.
  std::string officer(CentreId centre, std::string name, coordinator::Command command, std::string command_id = {});
  void plan(CentreId centre, plans::PlanBrief brief);
  /// At all three. Hours: no clock runs in the test.
  void set_clocks(coordinator::ClockSet const& clock);
  /// The traffic picture's answer about a ship.
  void ship_seen(CentreId centre, coordinator::ShipSeen seen);
  /// Second channels that were asked for, and did not answer.
  std::size_t channels_waiting(CentreId centre) const { return at(centre).asked.size(); }
  /// What the watch of timetables has for the centre's desk: VoyageAsked, VoyageOver or VoyagePhase.
  void voyage(CentreId centre, coordinator::Event event);
  /// The oldest second channel that was asked for at the centre answers; nothing when none is waiting.
  void channel_answers(CentreId centre, bool delivered, bool again);
  /// The centre's machine has its clock put forward or back by so much. Its desk's time never goes back, and never
  /// stands still (runtime::DeskLoop).
  void step_clock(CentreId centre, std::chrono::milliseconds by);
  /// What the server's loop says when a peer falls silent or is heard again.
  void link_changed(CentreId centre, CentreId peer, bool up);
  /// Time goes by in steps of at most a second; wires deliver, desks repeat, TimePassed comes every ten seconds.
  void pass(std::chrono::milliseconds duration);
  /// No time goes by; what is due by now is done, as a server's loop does at once.
  void do_due();
  /// One leap, as when nothing happened for long: TimePassed at its end.
  void leap(std::chrono::milliseconds duration);

  // What fails.
  void spoil(WireFaults faults) { faults_ = faults; }
  void cut(CentreId a, CentreId b);
  void mend(CentreId a, CentreId b);
  void heal();
  // What must hold after every step. Empty: all is well; else what is wrong.
  /// Of all records of an incident the greatest claim is its custodian's own, or on its way to him; and who takes
  /// himself for the custodian beside him is being told.
  std::string two_custodians() const;
  /// Each incident has a custodian at every desk, alarms of distress that nobody here acknowledged have a clock that is
  /// not overdue.
  std::string unattended() const;
  /// Accepted alerts that are not in exactly one incident at the centre that accepted them.
  std::string misplaced_alerts() const;

  /// The desk's process dies and comes back from its journal; consoles catch up. Frames under way to it are lost.
  void crash(CentreId centre);
  /// The same, with a journal of which only the first entries are left.
  void damage(CentreId centre, std::size_t entries_left);
  /// Lets time pass until every message is confirmed and nothing new is said. False: it did not come to rest within an
  /// hour.
  bool settle();

  /// What the consoles of a centre have applied: each effect once, in order, as {"type":…}.
  std::vector<std::string> const& shown(CentreId centre) const { return at(centre).shown; }
  /// How often effects of that type were shown.
  std::size_t count(CentreId centre, std::string_view type) const;
  std::vector<std::string> const& story() const { return story_; }
  void tell(std::string line);
  /// Replays each journal into a fresh desk; gives what differs, empty when nothing does.
  std::string replay_difference() const;
  /// What the desks do not agree on, of all that each of them must know; empty: nothing.
  std::string disagreement() const;

 private:
  /// Source, sender's identities, class.
  using AlertKey = std::tuple<std::string, std::string, coordinator::AlertClass>;
  struct One {
    CentreId centre;
    MemoryJournal journal;
    std::unique_ptr<coordinator::DeskSession> session;
    std::vector<std::string> shown;
    coordinator::Seq shown_seq = 0;
    std::deque<coordinator::NotifyAsked> asked;
    std::optional<coordinator::LinkWatch> links;
    std::chrono::milliseconds clock_error{0};  ///< of its machine's clock
    geo::UtcTime latest_at{};                  ///< the simulated time of what it last handled
    std::map<AlertKey, std::uint64_t> accepted;
    std::map<std::string, std::optional<plans::Mmsi>> asked_of;   ///< by the question's id
    std::set<std::string> delivered;                              ///< AlertReceived::delivery
    std::array<std::uint64_t, geo::kCentres.size()> confirmed{};  ///< as the journal's cursors say
  };
  struct UnderWay {
    geo::UtcTime arrives;
    std::uint64_t order;
    coordinator::LinkFrame frame;
  };

  One& at(CentreId centre) { return *desks_[static_cast<std::size_t>(centre)]; }
  One const& at(CentreId centre) const { return *desks_[static_cast<std::size_t>(centre)]; }
  coordinator::WaterMaps maps() const;
  geo::UtcTime time_at(One const& desk) const;
  void tick(One& desk);
  static AlertKey key_of(std::string const& source, coordinator::AlertReport const& report);
  static void accept(One& desk, coordinator::AlertReceived const& alert);
  static void accept_watch(One& desk, coordinator::Entry const& entry);
  static void recount(One& desk);
  void handle(One& desk, coordinator::Event event);
  void record(One& desk);
  void apply(One& desk, std::vector<coordinator::ConsoleDelivery> deliveries);
  void watch_links(One& desk);
  void send_due(One& desk);
  void send(coordinator::FrameDue const& frame);
  void deliver();
  bool is_cut(CentreId a, CentreId b) const;
  /// Messages wait for its receipt.
  bool is_being_told(CentreId centre) const;
  double draw() { return std::uniform_real_distribution<double>{0, 1}(random_); }

  OnLookers on_lookers_;
  std::shared_ptr<geo::WaterMap const> water_;
  geo::UtcTime now_;
  geo::UtcTime last_tick_;
  std::array<std::unique_ptr<One>, 3> desks_;
  std::vector<UnderWay> under_way_;
  std::uint64_t sent_ = 0;
  std::vector<std::pair<CentreId, CentreId>> cuts_;
  WireFaults faults_;
  std::mt19937_64 random_;
  std::uint64_t commands_ = 0;
  std::vector<std::string> story_;
};

/// The text of an incident, for comparing.
std::string text_of(coordinator::Incident const& incident);

}  // namespace lingding::simulation
