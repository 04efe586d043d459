#pragma once
// The inside of a desk, for its own .cpp files alone: one file for each subject.

#include <array>
#include <concepts>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "coordinator/desk.hpp"
#include "coordinator/limits.hpp"
#include "coordinator/match.hpp"
#include "coordinator/plan_book.hpp"

namespace lingding::coordinator {

/// A place and how well it is known.
struct Fix {
  geo::Position position;
  geo::Metres radius;
};
/// Where the device is, by the newest position of any alert.
std::optional<Fix> newest_fix(Incident const& incident);
/// The highest phase that the watch of timetables proposed.
std::optional<EmergencyPhase> proposed_phase(Incident const& incident);
/// What happened, by the newest alert that says it.
Nature nature_of(Incident const& incident);
/// On board: what an officer put on record, else the most that an alert said.
std::optional<std::uint32_t> persons_of(Incident const& incident);
/// The senders of all its alerts took them back.
bool cancelled(Incident const& incident);
/// Farther apart than what satellites' positions of one beacon may be (match.hpp).
bool conflicts(Fix const& a, Fix const& b);
/// Beyond both the sum of the radii and `threshold`.
bool moved(Fix const& from, Fix const& to, geo::Metres threshold);
/// "22°11.202'N 113°43.000'E".
std::string words(geo::Position position);
/// How the ship is called, of the names in her plan; empty: none is stated.
std::string const& ship_name(plans::PlanBrief const& plan);

/// What an officer's reason lacks: it may not be empty, nor longer than a note.
std::optional<Refusal> fault_of_reason(std::string const& reason);

class Desk::State {
 public:
  State(geo::CentreId centre, WaterMaps water);

  Effects handle(Event const& event, geo::UtcTime now);

  /// What was last told of an own alert to the other desks.
  struct Sharing {
    std::string alert_id;
    geo::UtcTime at{};
    bool waiting = false;  ///< repeats came since, and stand in heard_due_
  };
  /// An alarm that somebody must be called for: desk_clock.cpp.
  struct Chase {
    geo::UtcTime since{};     ///< of the alarm
    std::uint32_t calls = 0;  ///< of the duty list
    geo::UtcTime last{};      ///< step
    std::uint32_t step = 0;   ///< AlarmRepeated::step; 0: none yet
  };
  /// An offer of custody that this desk, as the custodian's, waits for an answer to.
  struct Offer {
    geo::CentreId to = geo::CentreId::hk;
    std::uint32_t term = 0;
    geo::UtcTime asked{};  ///< CustodyWish::set of an offer of the custodian's own accord
    geo::UtcTime since{};
  };
  /// An incident, and what of it is this desk's alone.
  struct Held {
    std::uint64_t serial = 0;
    Incident incident;
    bool alarming = false;
    AlarmLevel level = AlarmLevel::informed;
    std::optional<Fix> decided_on;    ///< where the newest decision has it
    std::optional<Fix> acknowledged;  ///< where it was when an officer here last acknowledged
    std::optional<Fix> logged;        ///< where the log last said that it was
    std::vector<Sharing> shared;
    std::vector<std::string> indexed;  ///< keys in identities_
    std::optional<Chase> chase;
    std::optional<Offer> offer;
    std::optional<geo::UtcTime> due;                        ///< of either, as in due_
    std::array<bool, geo::kCentres.size()> out_of_reach{};  ///< the log says so of the custodian or who is offered it
    std::optional<ShipWatched> watched;                     ///< what the traffic picture was last asked
    Evidence evidence;                                      ///< of the incident as it is
  };
  /// What alarms compare with.
  struct Before {
    bool existed = false;
    std::optional<geo::CentreId> responsible;
    std::optional<geo::CentreId> offered_to;
    geo::CentreId custodian = geo::CentreId::hk;
    std::optional<plans::Mmsi> ship;  ///< that is more than probable
    bool ship_sure = false;
    bool located = false;
    bool refused = false;                   ///< offer_refused()
    std::optional<geo::UtcTime> requested;  ///< the newest request for custody that stands
    std::optional<geo::UtcTime> unheard;    ///< the newest word of another centre that nobody there answers
    bool no_duff = false;
    bool ambiguous = false;  ///< it may have been in several places
    bool cancelled = false;
    bool closed = false;
    Nature nature = Nature::undesignated;
    std::optional<std::uint32_t> persons;
    std::optional<Fix> fix;
    std::optional<EmergencyPhase> proposed;  ///< by the watch of timetables
  };
  /// A question of the watch of timetables.
  struct Asked {
    VoyageQuestion question;
    std::optional<WatchAnswer> answer;
    std::string incident_id;  ///< of the case that followed; empty: none did
  };
  enum class Cause : std::uint8_t { facts, new_text, distress_after_test, possible_match, own_doing };
  /// Why an alert was put to an incident by more than its number.
  struct Why {
    std::vector<MatchTerm> terms;
    std::string sentence;
  };
  struct Likely {
    Held* held = nullptr;
    Match match;
  };

  // desk_state.cpp: incidents and what stands beside them
  Held* by_id(std::string_view id);
  Held const* by_id(std::string_view id) const;
  static std::string index_key(std::string_view identity, AlertClass alert_class);
  std::vector<Held*> of_identities(std::vector<std::string> const& identities, AlertClass alert_class) const;
  /// After its alerts changed.
  void index_identities(Held& held);
  void drop_identities(Held& held);
  Held& hold(Incident incident);
  void index_ids(Held& held);
  void forget(Held& held);
  void forget_old();
  void make_room();
  std::string new_id();
  Before before(Held const& held) const;
  void log(Incident& incident, std::string text, std::string who = "desk");
  /// Settles the incident, shows it, alarms if there is reason, and tells the other centres by a message made of it.
  template <class Message>
  void publish(Held& held, Before const& was, Cause cause);
  void show(Held& held, Before const& was, Cause cause);
  void watch_ship(Held& held);
  void tell(std::vector<geo::CentreId> const& centres, LinkMessage message);
  void send(std::vector<geo::CentreId> const& centres, LinkMessage message);
  std::vector<geo::CentreId> others(Incident const& incident) const;
  void mark_shared(Held& held);
  template <class Made>
  void emit(Made made) {
    effects_.emplace_back(std::move(made));
  }

  // desk_alerts.cpp
  void on(AlertReceived const& event);
  void on(SafetyTextReceived const& event);
  void on(RegisterSpoke const& event);
  void on(SourceSpoke const& event);
  void on(TimePassed const& event);
  Held* current(AlertReport const& report, AlertClass alert_class);
  Held& take_alert(AlertReceived const& event);
  Held& open(AlertReceived const& event);
  bool take_facts(Alert& alert, AlertReport const& report, bool first);
  Held& add_alert(Held& first, AlertReceived const& event, Why const& why = {});
  Alert* own_alert(Held& held, AlertReceived const& event);
  void refresh(Held& held, Alert& alert);
  void share_heard(Held& held, Alert const& alert);
  void alarm(Held& held, Before const& was, Cause cause);

  // desk_custody.cpp
  Decision decide_now(Incident const& incident) const;
  void decide_again(Held& held);
  static bool decided_for_another(Incident const& incident);
  /// \param words for the log; empty: that it was accepted
  void accept(Held& held, std::string const& officer, std::string words = {});
  void log_decision(Held& held, Before const& was);

  void on(LinkChanged const& event);

  // desk_clock.cpp: alarms that nobody acknowledges, offers that nobody answers, links that are down
  void on(ClockSet const& event);
  void on(NotifyDone const& event);
  void wind(Held& held);
  std::optional<geo::UtcTime> chase_due(Held const& held) const;
  std::optional<geo::UtcTime> next_due() const;
  void run_clocks();
  void escalate(Held& held);
  void let_offer_lapse(Held& held);
  void ask_to_notify(Held const& held);
  void notify_at_once(Held const& held);
  void ask_to_notify(Held const& held, std::uint32_t step, std::string const& subject, std::string const& ending);
  bool link_up(geo::CentreId peer) const;
  bool say_out_of_reach(Held& held);

  // desk_phase.cpp
  bool raise_phase(Incident& incident);

  // desk_voyages.cpp
  void on(VoyageAsked const& event);
  void on(VoyageOver const& event);
  void on(VoyagePhase const& event);
  void close_question(std::string id, plans::BriefText why);
  Held* case_of(plans::Mmsi ship, std::optional<VoyageRef> const& voyage);
  void forget_questions();
  std::optional<Refusal> act(AnswerVoyage const& command, std::string const& officer);

  // desk_ships.cpp
  void on(PlanStored const& event);
  bool name_by_word(Incident& incident);
  bool identify(Held& held, std::vector<ShipNear> const& near);
  bool improve_ship(Held& held);
  bool rank_again(Held& held);
  std::optional<ShipLink> certain_ship(Incident const& incident) const;
  std::optional<ShipLink> ship_of(AlertReport const& report) const;
  void name_ship(Incident& incident, ShipLink ship);

  // desk_link.cpp
  void on(LinkReceived const& event);
  void on(LinkOutOfStep const& event);
  void tell_all_again(geo::CentreId peer);
  void keep_own_repeats(Incident& theirs) const;
  void merge_in(Incident theirs, geo::CentreId from);
  void heard(AlertHeard const& message);
  bool follow_up(Held& held, Before const& was, std::optional<Incident> const& former);
  Held& absorb(Held& into, Held& from);
  Held& unite(Held& held);

  // desk_commands.cpp
  void on(OfficerActed const& event);
  Effect carry_out(OfficerActed const& event);
  /// Of now; later than what it replaces or answers, whatever another centre's clock said.
  Stamp stamp(std::string officer, std::optional<geo::UtcTime> former) const;
  std::optional<Refusal> act(Acknowledge const& command, std::string const& officer);
  std::optional<Refusal> act(ConfirmShip const& command, std::string const& officer);
  std::optional<Refusal> act(AddNote const& command, std::string const& officer);
  // desk_handover.cpp
  std::optional<Refusal> act(DeclineCustody const& command, std::string const& officer);
  std::optional<Refusal> act(RequestCustody const& command, std::string const& officer);
  std::optional<Refusal> act(OfferCustody const& command, std::string const& officer);
  std::optional<Refusal> act(ForceCustody const& command, std::string const& officer);
  void refuse_requests(Held& held, std::string const& reason, std::string const& officer);
  void answer_offer(Held& held, geo::CentreId centre, OfferOutcome outcome, std::string reason,
                    std::string const& officer);
  void ask_for_custody(Held& held, std::string reason, std::string const& officer);
  void log_offer(Held& held, Before const& was);
  bool say_refused(Held& held, Before const& was);
  bool take_what_was_asked(Held& held);
  bool reconcile_claims(Held& held, Incident const& former);
  void show_refusal(Held const& held, Incident const& former);
  std::optional<AlarmReason> custody_alarm(Held const& held, Before const& was) const;
  // desk_case.cpp
  std::optional<Refusal> act(SetPhase const& command, std::string const& officer);
  std::optional<Refusal> act(SetPersons const& command, std::string const& officer);
  std::optional<Refusal> act(SetUnit const& command, std::string const& officer);
  std::optional<Refusal> act(LogCall const& command, std::string const& officer);
  std::optional<Refusal> act(OpenPlan const& command, std::string const& officer);
  std::optional<Refusal> act(IssueSitrep const& command, std::string const& officer);
  std::optional<Refusal> act(CloseIncident const& command, std::string const& officer);
  // desk_no_duff.cpp: what is real amid an exercise
  std::optional<Refusal> act(SayNoDuff const& command, std::string const& officer);
  bool take_no_duff(Incident& incident, AlertReceived const& event);
  // desk_match.cpp: which alerts are of one casualty
  std::vector<Likely> likely(Evidence const& of, AlertClass alert_class, bool no_duff, Held const* but);
  Likely belongs_to(AlertReceived const& event);
  void note_possible(Held& held);
  Held& join_same_ship(Held& held);
  void see_again(Held& held, Before const& was, Cause cause);
  void on(ShipSeen const& event);
  std::optional<Refusal> act(MergeIncidents const& command, std::string const& officer);
  std::optional<Refusal> act(SplitIncident const& command, std::string const& officer);
  std::optional<Refusal> act(ReportDistress const& command, std::string const& officer);
  /// An officer's change of a case: shown here, told to the other centres.
  void publish_case(Held& held, Before const& was);

  void on(RegionsLoaded const& event);

  geo::CentreId centre_;
  WaterMaps water_maps_;
  geo::WaterMap no_water_;
  geo::WaterMap const* water_;
  geo::UtcTime now_{};
  std::string_view raw_;  ///< of the event that is being handled
  Effects effects_;

  std::map<std::uint64_t, Held> incidents_;  ///< in the order in which they came to be held here
  std::uint64_t last_serial_ = 0;
  std::map<std::string, Held*, std::less<>> ids_;
  /// By class and identity, ship, name and cell of the globe (match.hpp); looked up, never gone through.
  std::unordered_map<std::string, std::vector<Held*>> identities_;
  /// Own alerts of which the other desks will be told at that time: serial of the incident, alert's id.
  std::set<std::tuple<geo::UtcTime, std::uint64_t, std::string>> heard_due_;
  geo::UtcTime last_id_second_{};
  unsigned ids_in_second_ = 0;
  geo::UtcTime looked_for_old_{};

  ClockSet clock_;
  std::set<std::pair<geo::UtcTime, std::uint64_t>> due_;  ///< of chases and offers: when, serial of the incident
  std::uint64_t notify_attempts_ = 0;
  std::deque<NotifyWaiting> notify_waiting_;
  std::array<bool, geo::kCentres.size()> link_down_{};
  PlanBook plans_;
  std::map<std::string, Asked, std::less<>> voyages_;  ///< by the question's id; at most kMaxVoyageQuestions
  std::array<std::uint64_t, geo::kCentres.size()> sent_{};
  std::array<std::uint64_t, geo::kCentres.size()> received_{};
  std::array<std::uint64_t, geo::kCentres.size()> resumed_{};
  std::string made_;  ///< the incident that the command at hand opened, or put a report to
  std::map<std::pair<std::string, std::string>, Effect> answers_;
  std::deque<std::pair<std::string, std::string>> answered_;
  std::unordered_set<std::string> deliveries_;  ///< of alerts, lately; never gone through
  std::deque<std::string> delivered_;           ///< the same, in their order
};

template <class Message>
void Desk::State::publish(Held& held, Before const& was, Cause cause) {
  say_out_of_reach(held);
  show(held, was, cause);
  auto const to = others(held.incident);
  if (to.empty()) return;
  Message message;
  message.incident = held.incident;
  if constexpr (std::same_as<Message, AlertForwarded>) message.raw = raw_;
  tell(to, LinkMessage{std::move(message)});
  mark_shared(held);
}

}  // namespace lingding::coordinator
