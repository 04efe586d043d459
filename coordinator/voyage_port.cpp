#include "coordinator/voyage_port.hpp"

#include <algorithm>

namespace lingding::coordinator {
namespace {

bool leads_to_phase(VoyageConcern concern) {
  return concern == VoyageConcern::silent || concern == VoyageConcern::stopped || concern == VoyageConcern::overdue;
}

bool same_matter(VoyageQuestion const& a, VoyageQuestion const& b) {
  auto const departs = [](VoyageQuestion const& question) {
    return question.voyage ? std::optional{question.voyage->departs} : std::nullopt;
  };
  return a.concern == b.concern && a.ship == b.ship && a.other == b.other && departs(a) == departs(b);
}

}  // namespace

std::optional<geo::CentreId> whose_water(geo::WaterMap const& water, geo::Position position, geo::UtcTime at) {
  auto const* const region = water.responsible_region(position, std::chrono::floor<std::chrono::days>(at));
  return region == nullptr ? std::nullopt : std::optional{region->ref.centre};
}

VoyageWatchPort::VoyageWatchPort(VoyagePortSetting setting, WhoseWater whose_water)
    : setting_(std::move(setting)), whose_water_(std::move(whose_water)), watch_(setting_.limits) {}

std::vector<Event> VoyageWatchPort::resume(std::vector<plans::PlanBrief> const& ships,
                                           std::vector<VoyageStanding> const& questions, geo::UtcTime now) {
  for (auto const& one : questions) former_.emplace(one.question.id, Former{one, std::nullopt, std::nullopt});
  std::vector<Event> events;
  for (auto first = ships.begin(); first != ships.end();) {
    auto const last = std::find_if(first, ships.end(), [&](auto const& one) { return one.plan_id != first->plan_id; });
    std::ranges::move(store({first, last}, now), std::back_inserter(events));
    first = last;
  }
  return events;
}

std::vector<Event> VoyageWatchPort::store(std::vector<plans::PlanBrief> const& ships, geo::UtcTime now) {
  if (!plans_.store(ships)) return {};
  std::vector<plans::PlanBrief> all;
  for (auto const* const ship : plans_.all()) all.push_back(*ship);
  auto events = take(watch_.load(watched_ships(all), now), now);
  for (auto const& [id, former] : former_) {
    auto const& question = former.standing.question;
    if (question.ship && question.voyage) watch_.resume(*question.ship, question.voyage->departs);
  }
  return events;
}

void VoyageWatchPort::hear(HeardReport const& report) {
  watch_.hear(report);
  heard_any_ = true;
  if (former_.empty()) return;
  for (auto& [id, former] : former_)
    if (!former.heard_at && former.standing.question.ship == report.mmsi) former.heard_at = report.at;
}

std::vector<Event> VoyageWatchPort::look(geo::UtcTime now) {
  auto events = take(watch_.look(now), now);
  if (!former_.empty()) watch_former(now, events);
  // Questions that go on from before the restart are older than the watch knows.
  for (auto const& question : watch_.open()) {
    auto const found = asked_.find(question.id);
    if (found == asked_.end() || found->second.proposed || !leads_to_phase(question.concern)) continue;
    auto& asked = found->second;
    if (asked.id == question.id || now - asked.raised_at < setting_.limits.unanswered_after) continue;
    asked.proposed = true;
    events.emplace_back(VoyagePhase{EmergencyPhase::uncertainty, as_asked(question), unanswered_why(setting_.limits)});
  }
  return events;
}

/// Under the id and with the times that the officers know it by.
VoyageQuestion VoyageWatchPort::as_asked(VoyageQuestion question) const {
  auto const found = asked_.find(question.id);
  if (found == asked_.end()) return question;
  question.id = found->second.id;
  question.raised_at = found->second.raised_at;
  return question;
}

/// Where she was heard last, or, when she never was, where her voyage begins.
bool VoyageWatchPort::is_ours(VoyageQuestion const& question) const {
  if (!question.ship) return true;
  auto place = question.position;
  auto const* const plan = question.voyage ? plans_.find(question.voyage->plan_id) : nullptr;
  if (!place && plan != nullptr)
    for (auto const& route : plan->schedule.routes)
      for (auto const& stop : route.stops)
        if (route.name == question.voyage->route && stop.name == question.voyage->from.en) place = stop.position;
  auto whose = place ? whose_water_(*place) : std::nullopt;
  if (!whose && plan != nullptr) whose = plan->home;
  return std::ranges::find(setting_.waters, whose.value_or(setting_.centre)) != setting_.waters.end();
}

void VoyageWatchPort::ask(VoyageQuestion question, std::vector<Event>& events) {
  asked_.emplace(question.id, Asked{question.id, question.raised_at, false});
  events.emplace_back(VoyageAsked{std::move(question)});
}

void VoyageWatchPort::take(QuestionRaised const& raised, geo::UtcTime now, std::vector<Event>& events) {
  auto const& question = raised.question;
  auto const former = std::ranges::find_if(
      former_, [&](auto const& one) { return same_matter(one.second.standing.question, question); });
  if (former == former_.end()) {
    if (is_ours(question)) ask(question, events);
    return;
  }
  if (former->second.standing.answer == WatchAnswer::explained) {
    // The desk keeps the answer; the watch learns it anew.
    static_cast<void>(watch_.answer(question.id, WatchAnswer::explained, now));
    return;
  }
  bool const open = !former->second.standing.answer;
  asked_.emplace(question.id, Asked{former->first, former->second.standing.question.raised_at,
                                    former->second.proposed.has_value() || !open});
  if (open) events.emplace_back(VoyageAsked{as_asked(question)});
  former_.erase(former);
}

std::vector<Event> VoyageWatchPort::take(std::vector<WatchOutput> const& outputs, geo::UtcTime now) {
  std::vector<Event> events;
  for (auto const& output : outputs) {
    if (auto const* const raised = std::get_if<QuestionRaised>(&output)) {
      take(*raised, now, events);
    } else if (auto const* const updated = std::get_if<QuestionUpdated>(&output)) {
      if (asked_.contains(updated->question.id))
        events.emplace_back(VoyageAsked{as_asked(updated->question)});
      else if (is_ours(updated->question))
        ask(updated->question, events);  // she came into our water
    } else if (auto const* const withdrawn = std::get_if<QuestionWithdrawn>(&output)) {
      auto const found = asked_.find(withdrawn->id);
      if (found == asked_.end()) continue;
      events.emplace_back(VoyageOver{found->second.id, withdrawn->why});
      asked_.erase(found);
    } else if (auto const* const proposed = std::get_if<PhaseProposed>(&output)) {
      if (asked_.contains(proposed->question.id) || is_ours(proposed->question))
        events.emplace_back(VoyagePhase{proposed->phase, as_asked(proposed->question), proposed->why});
    }
  }
  return events;
}

/// Those of before the restart: over when she is heard and nothing is asked of her again; the clock runs meanwhile.
void VoyageWatchPort::watch_former(geo::UtcTime now, std::vector<Event>& events) {
  auto const& limits = setting_.limits;
  for (auto one = former_.begin(); one != former_.end();) {
    auto& former = one->second;
    auto const& question = former.standing.question;
    bool const at_once = question.concern == VoyageConcern::silent;
    bool const over = question.ship ? former.heard_at && (at_once || now - *former.heard_at >= kSettles) : heard_any_;
    if (over) {
      if (former.standing.answer != WatchAnswer::explained)
        events.emplace_back(VoyageOver{one->first, {"she is heard, and it is no longer so", "已收到其訊號，情況不再"}});
      one = former_.erase(one);
      continue;
    }
    if (!former.standing.answer && leads_to_phase(question.concern) && !former.heard_at) {
      bool const overdue = question.concern == VoyageConcern::overdue && question.voyage;
      auto const propose = [&](EmergencyPhase phase, plans::BriefText why) {
        if (former.proposed && *former.proposed >= phase) return;
        former.proposed = phase;
        events.emplace_back(VoyagePhase{phase, question, std::move(why)});
      };
      if (overdue && now > question.voyage->arrives + limits.alert_after)
        propose(EmergencyPhase::alert, past_alert_why(limits));
      else if (now - question.raised_at >= limits.unanswered_after)
        propose(EmergencyPhase::uncertainty, unanswered_why(limits));
    }
    ++one;
  }
}

void VoyageWatchPort::answered(std::string_view question_id, WatchAnswer answer, geo::UtcTime now) {
  if (auto const former = former_.find(question_id); former != former_.end()) former->second.standing.answer = answer;
  auto const asked = std::ranges::find_if(asked_, [&](auto const& one) { return one.second.id == question_id; });
  if (asked == asked_.end()) return;
  asked->second.proposed = true;
  auto const id = asked->first;
  // The desk has withdrawn it, or opened the case, itself; that the trouble is over it is still told.
  static_cast<void>(watch_.answer(id, answer, now));
  if (answer == WatchAnswer::explained) asked_.erase(id);
}

}  // namespace lingding::coordinator
