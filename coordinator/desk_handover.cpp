// Custody from one centre to another: offered, declined, asked for, and taken where nobody could be asked.

#include <algorithm>

#include "coordinator/custody.hpp"
#include "coordinator/desk_state.hpp"
#include "coordinator/merge.hpp"

namespace lingding::coordinator {
namespace {

std::string text(geo::CentreId centre) {
  return std::string{geo::to_text(centre)};
}

/// "15:50:07Z".
std::string time_of_day(geo::UtcTime at) {
  auto const whole = geo::to_iso8601(at);
  return whole.substr(whole.find('T') + 1, 8) + "Z";
}

std::string with_officer(CustodyClaim const& claim) {
  auto const how = claim.forced ? ", taken without the custodian's word" : "";
  return text(claim.centre) + (claim.officer.empty() ? " (received it" : " (" + claim.officer) + how + ")";
}

/// The same on every desk: it has nothing of who says it.
LogLine words_of(CustodyOverlap const& overlap) {
  return {overlap.to, overlap.yields.centre, "desk",
          "Two centres had custody from " + time_of_day(overlap.from) + " to " + time_of_day(overlap.to) + ": " +
              with_officer(overlap.holds) + " and " + with_officer(overlap.yields) + ". That of " +
              text(overlap.holds.centre) + " holds."};
}

}  // namespace

// ---- what officers do

std::optional<Refusal> Desk::State::act(DeclineCustody const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  auto& incident = held->incident;
  bool const asked = incident.custody.centre == centre_ && !standing_requests(incident).empty();
  if (incident.offered_to != centre_ && !asked) return Refusal::not_offered;
  if (auto const refusal = fault_of_reason(command.reason)) return refusal;
  auto const was = before(*held);
  if (asked) {
    refuse_requests(*held, command.reason, officer);
  } else {
    answer_offer(*held, centre_, OfferOutcome::declined, command.reason, officer);
    log(incident, "Declined custody. " + command.reason, officer);
  }
  auto const line = incident.log.back();
  settle(incident);
  log_offer(*held, was);
  show(*held, was, Cause::own_doing);
  tell(others(incident), NoteAdded{incident, line});
  mark_shared(*held);
  return std::nullopt;
}

void Desk::State::refuse_requests(Held& held, std::string const& reason, std::string const& officer) {
  auto& incident = held.incident;
  std::string who;
  for (auto const* const standing : standing_requests(incident)) {
    auto const at = std::ranges::find(incident.requests, standing->centre, &CustodyWish::centre);
    at->refused = WishRefused{reason, stamp(officer, at->set.at)};
    who.append(who.empty() ? "" : " and ").append(text(at->centre));
  }
  log(incident, "Does not give custody to " + who + ". " + reason, officer);
}

void Desk::State::answer_offer(Held& held, geo::CentreId centre, OfferOutcome outcome, std::string reason,
                               std::string const& officer) {
  auto& incident = held.incident;
  auto const term = incident.custody.term;
  auto const at = std::ranges::find_if(
      incident.answers, [&](OfferAnswer const& one) { return one.centre == centre && one.term == term; });
  std::optional<geo::UtcTime> former;
  if (at != incident.answers.end()) former = at->set.at;
  if (incident.wish && incident.wish->term == term)
    former = std::max(former.value_or(incident.wish->set.at), incident.wish->set.at);
  OfferAnswer answer{centre, term, outcome, std::move(reason), stamp(officer, former), incident.decision.responsible};
  if (at != incident.answers.end()) {
    *at = std::move(answer);
  } else {
    incident.answers.push_back(std::move(answer));
  }
}

std::optional<Refusal> Desk::State::act(RequestCustody const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  auto& incident = held->incident;
  if (incident.custody.centre == centre_) return Refusal::has_custody;
  if (auto const refusal = fault_of_reason(command.reason)) return refusal;
  auto const was = before(*held);
  if (incident.offered_to == centre_) {
    // What is asked for is offered already.
    accept(*held, officer);
    log(incident, command.reason, officer);
    publish<CustodyTaken>(*held, was, Cause::own_doing);
    return std::nullopt;
  }
  ask_for_custody(*held, command.reason, officer);
  log(incident, "Asks for custody. " + command.reason, officer);
  publish_case(*held, was);
  return std::nullopt;
}

void Desk::State::ask_for_custody(Held& held, std::string reason, std::string const& officer) {
  auto& requests = held.incident.requests;
  auto const at = std::ranges::find(requests, centre_, &CustodyWish::centre);
  std::optional<geo::UtcTime> former;
  if (at != requests.end()) former = at->refused ? std::max(at->set.at, at->refused->set.at) : at->set.at;
  CustodyWish wish{centre_, held.incident.custody.term, std::move(reason), stamp(officer, former)};
  if (at != requests.end()) {
    *at = std::move(wish);
  } else {
    requests.push_back(std::move(wish));
  }
}

std::optional<Refusal> Desk::State::act(OfferCustody const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  auto& incident = held->incident;
  if (incident.custody.centre != centre_) return Refusal::not_custodian;
  if (command.to == centre_) return Refusal::has_custody;
  if (command.reason.size() > kMaxNoteBytes) return Refusal::text_too_long;
  auto const was = before(*held);
  std::optional<geo::UtcTime> former;
  if (incident.wish) former = incident.wish->set.at;
  for (auto const& request : incident.requests)
    if (!former || request.set.at > *former) former = request.set.at;
  for (auto const& answer : incident.answers)
    if (answer.term == incident.custody.term && (!former || answer.set.at > *former)) former = answer.set.at;
  incident.wish = CustodyWish{command.to, incident.custody.term, command.reason, stamp(officer, former)};
  log(incident, "Offers custody to " + text(command.to) + "." + (command.reason.empty() ? "" : " ") + command.reason,
      officer);
  publish_case(*held, was);
  return std::nullopt;
}

std::optional<Refusal> Desk::State::act(ForceCustody const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  auto& incident = held->incident;
  if (incident.custody.centre == centre_) return Refusal::has_custody;
  if (auto const refusal = fault_of_reason(command.reason)) return refusal;
  auto const was = before(*held);
  auto const former = incident.custody.centre;
  accept(*held, officer,
         "Took custody from " + text(former) + " without its word, " +
             (link_up(former) ? "though it can be reached. " : "as it can't be reached. ") + command.reason);
  incident.custody.forced = true;
  publish_case(*held, was);
  return std::nullopt;
}

// ---- what follows from them

/// A line when custody is offered to another than before, or by the custodian's desk, when nobody is left.
/// \pre settled
void Desk::State::log_offer(Held& held, Before const& was) {
  auto& incident = held.incident;
  auto const custodian = text(incident.custody.centre);
  if (incident.offered_to && incident.offered_to != was.offered_to)
    log(incident, "Custody is offered to " + text(*incident.offered_to) + "; " + custodian +
                      " has it until an officer there accepts.");
  say_refused(held, was);
}

/// At the custodian's desk, once: nobody takes it, and all are told.
bool Desk::State::say_refused(Held& held, Before const& was) {
  auto& incident = held.incident;
  if (was.refused || incident.custody.centre != centre_ || !offer_refused(incident)) return false;
  incident.told.assign(geo::kCentres.begin(), geo::kCentres.end());
  log(incident, "No centre takes custody; " + text(centre_) + " keeps it. All centres are told.");
  return true;
}

/// The custodian gives what this centre's officer asked for: his word is there already.
bool Desk::State::take_what_was_asked(Held& held) {
  auto& incident = held.incident;
  if (incident.offered_to != centre_) return false;
  auto const* const request = standing_request(incident, centre_);
  if (request == nullptr) return false;
  accept(held, std::string{request->set.officer},
         "Accepted custody from " + text(incident.custody.centre) + ", as asked.");
  settle(incident);
  return true;
}

/// What came of custody while desks could not reach each other: this desk's own claim ends now, and each overlap that
/// became known is said once. True: the record has more than was merged.
bool Desk::State::reconcile_claims(Held& held, Incident const& former) {
  auto& incident = held.incident;
  std::vector<LogLine> known;
  for (auto const& overlap : custody_overlaps(former)) known.push_back(words_of(overlap));
  bool more = false;
  auto const& lost = former.custody;
  if (lost.centre == centre_ && incident.custody.centre != centre_) {
    auto const ours = std::ranges::find_if(incident.former, [&](CustodyClaim const& one) {
      return one.centre == centre_ && one.term == lost.term && one.since == lost.since;
    });
    auto const against = contested_since(incident, lost);
    auto const since = against.value_or(incident.custody.since);
    auto const from = std::max(since, lost.since);
    if (ours != incident.former.end() && !ours->until && (against || now_ - from > kHandOverTakes)) {
      ours->until = std::max(now_, from + std::chrono::milliseconds{1});
      more = true;
    }
  }
  for (auto const& overlap : custody_overlaps(incident)) {
    auto line = words_of(overlap);
    if (std::ranges::find(known, line) != known.end()) continue;
    emit(NoticeShown{{incident.id + ": " + line.text,
                      incident.id + "：" + text(overlap.holds.centre) + " 與 " + text(overlap.yields.centre) + " 自 " +
                          time_of_day(overlap.from) + " 至 " + time_of_day(overlap.to) + " 同時負責協調；以 " +
                          text(overlap.holds.centre) + " 為準。"}});
    if (std::ranges::find(incident.log, line) != incident.log.end()) continue;
    incident.log.push_back(std::move(line));
    more = true;
  }
  if (more) settle(incident);
  return more;
}

/// To the centre that asked: the custodian's no.
void Desk::State::show_refusal(Held const& held, Incident const& former) {
  auto const ours = [&](Incident const& incident) {
    auto const at = std::ranges::find(incident.requests, centre_, &CustodyWish::centre);
    return at == incident.requests.end() ? std::optional<WishRefused>{} : at->refused;
  };
  auto const refused = ours(held.incident);
  if (!refused || refused == ours(former)) return;
  auto const who = text(refused->set.by);
  emit(NoticeShown{
      {who + " does not give custody of " + held.incident.id + " (" + refused->set.officer + "): " + refused->reason,
       who + " 不移交 " + held.incident.id + "（" + refused->set.officer + "）：" + refused->reason}});
}

/// What of custody is a reason to alarm this centre's officers.
std::optional<AlarmReason> Desk::State::custody_alarm(Held const& held, Before const& was) const {
  auto const now = before(held);
  bool const custodian = now.custodian == centre_;
  if (custodian && now.requested && (!was.requested || *now.requested > *was.requested))
    return AlarmReason::custody_requested;
  if (custodian && now.refused && !was.refused) return AlarmReason::custody_refused;
  if (now.unheard && (!was.unheard || *now.unheard > *was.unheard)) return AlarmReason::unacknowledged;
  return std::nullopt;
}

}  // namespace lingding::coordinator
