#include "tools/simulation/three_desks.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "coordinator/custody.hpp"
#include "coordinator/merge.hpp"
#include "coordinator/names.hpp"

namespace lingding::simulation {

using namespace lingding::coordinator;
using geo::CentreId;

std::string text_of(Incident const& incident) {
  std::string text;
  append_json(text, incident);
  return text;
}

namespace {

/// Both texts from shortly before where they part.
std::string first_difference(CentreId a, Incident const& ours, CentreId b, Incident const& theirs) {
  auto const one = text_of(ours);
  auto const other = text_of(theirs);
  auto const at = static_cast<std::size_t>(std::ranges::mismatch(one, other).in1 - one.begin());
  auto const from = at > 150 ? at - 150 : 0;
  return "  " + std::string{geo::to_text(a)} + ": …" + one.substr(from, 400) + "…\n  " + std::string{geo::to_text(b)} +
         ": …" + other.substr(from, 400) + "…";
}

}  // namespace

ThreeDesks::ThreeDesks(geo::RegionSet const& regions, geo::UtcTime start, std::uint64_t seed, OnLookers on_lookers)
    : on_lookers_(std::move(on_lookers)),
      water_(std::make_shared<geo::WaterMap const>(regions)),
      now_(start),
      last_tick_(start),
      random_(seed) {
  for (auto const centre : geo::kCentres) {
    auto& desk = desks_[static_cast<std::size_t>(centre)];
    desk = std::make_unique<One>();
    desk->centre = centre;
    desk->session = std::make_unique<DeskSession>(centre, maps(), on_lookers_.mode);
    desk->session->read_back_from(desk->journal);
    if (on_lookers_.link_down_after) desk->links.emplace(centre, *on_lookers_.link_down_after);
    handle(*desk, RegionsLoaded{regions.digest});
  }
}

WaterMaps ThreeDesks::maps() const {
  return [water = water_](std::string_view digest) -> geo::WaterMap const& {
    if (digest != water->regions().digest) throw std::runtime_error("no such regions");
    return *water;
  };
}

void ThreeDesks::tell(std::string line) {
  if (!on_lookers_.keeps_story) return;
  story_.push_back(geo::to_iso8601(now_) + "  " + std::move(line));
}

void ThreeDesks::alert(CentreId centre, std::string source, AlertReport report, std::vector<ShipNear> near,
                       std::string delivery) {
  std::string line{geo::to_text(centre)};
  line += " hears " + sender_words(report) + (report.alert_class == AlertClass::test ? " testing" : "") + " through " +
          source;
  if (report.position)
    line += " at " + std::to_string(report.position->latitude.degrees()) + " " +
            std::to_string(report.position->longitude.degrees());
  for (auto const& message : report.thread) line += (&message == &report.thread.front() ? ", " : " after ") + message;
  if (report.cancels) line += ", taken back";
  if (!delivery.empty()) line += ", delivered as " + delivery;
  tell(std::move(line));
  std::string const raw = "raw of " + source + " at " + geo::to_iso8601(now_);
  AlertReceived event{std::move(source), std::move(report), std::move(near), raw, std::move(delivery)};
  accept(at(centre), event);
  handle(at(centre), std::move(event));
}

void ThreeDesks::happens(CentreId centre, Event event) {
  if (auto const* const alert = std::get_if<AlertReceived>(&event)) accept(at(centre), *alert);
  handle(at(centre), std::move(event));
}

std::string ThreeDesks::officer(CentreId centre, std::string name, Command command, std::string command_id) {
  std::string text;
  append_json(text, command);
  tell(name + " at " + std::string{geo::to_text(centre)} + ": " + text);
  if (command_id.empty()) command_id = "command-" + std::to_string(++commands_);
  auto& desk = at(centre);
  std::optional<AlertKey> reported;
  if (auto const* const report = std::get_if<ReportDistress>(&command))
    reported = key_of("report to " + name, report->report);
  handle(desk, OfficerActed{std::move(name), std::move(command_id), std::move(command)});
  auto const effects = parse_effects(desk.journal.entries.back().content.effects, {});
  for (auto const& effect : *effects) {
    if (auto const* const refused = std::get_if<CommandRefused>(&effect)) return refused->code;
    if (!std::holds_alternative<CommandDone>(effect)) continue;
    if (reported) ++desk.accepted[*reported];
    accept_watch(desk, desk.journal.entries.back());
    return "done";
  }
  return "unanswered";
}

void ThreeDesks::ship_seen(CentreId centre, ShipSeen seen) {
  tell(std::string{geo::to_text(centre)} + " sees the ship of " + seen.incident_id + " on AIS");
  handle(at(centre), std::move(seen));
}

void ThreeDesks::voyage(CentreId centre, Event event) {
  std::string text;
  append_json(text, event);
  tell("the watch of timetables at " + std::string{geo::to_text(centre)} + ": " + text);
  auto& desk = at(centre);
  handle(desk, std::move(event));
  accept_watch(desk, desk.journal.entries.back());
}

void ThreeDesks::channel_answers(CentreId centre, bool delivered, bool again) {
  auto& desk = at(centre);
  if (desk.asked.empty()) return;
  auto const asked = desk.asked.front();
  if (!again) desk.asked.pop_front();
  tell(std::string{geo::to_text(centre)} + "'s second channel " + (delivered ? "delivers" : "fails") + ": " +
       asked.subject);
  handle(desk, NotifyDone{asked.incident_id, asked.attempt, "mail", delivered, delivered ? "250 ok" : "no answer",
                          again && !delivered, again ? 1U : 0U});
}

void ThreeDesks::step_clock(CentreId centre, std::chrono::milliseconds by) {
  tell(std::string{geo::to_text(centre)} + "'s clock is put by " + std::to_string(by.count()) + " ms");
  at(centre).clock_error += by;
  tick(at(centre));
}

void ThreeDesks::plan(CentreId centre, plans::PlanBrief brief) {
  tell(std::string{geo::to_text(centre)} + " stores plan " + brief.plan_id + " version " +
       std::to_string(brief.version));
  handle(at(centre), PlanStored{{std::move(brief)}});
}

void ThreeDesks::set_clocks(ClockSet const& clock) {
  for (auto const& desk : desks_) handle(*desk, clock);
}

void ThreeDesks::link_changed(CentreId centre, CentreId peer, bool up) {
  if (centre != peer) handle(at(centre), LinkChanged{peer, up});
}

std::string ThreeDesks::unattended() const {
  for (auto const& desk : desks_) {
    auto const due = desk->session->clock_due();
    if (due && time_at(*desk) - *due > std::chrono::seconds{1})
      return std::string{geo::to_text(desk->centre)} + " has a clock that is overdue since " + geo::to_iso8601(*due);
    for (auto const* const incident : desk->session->desk().incidents()) {
      auto const& one = *incident;
      if (one.offered_to == one.custody.centre) return one.id + " is offered to its custodian";
      bool const open = one.incident_class == AlertClass::distress && !is_closed(one);
      auto const level = desk->session->desk().alarm(one.id);
      if (!open || level != AlarmLevel::responsible || due) continue;
      auto const ours = std::ranges::find(one.unheard, desk->centre, &Unheard::centre);
      bool const heard = ours != one.unheard.end() &&
                         std::ranges::any_of(one.acknowledgements, [&](Acknowledgement const& acknowledgement) {
                           return acknowledgement.centre != desk->centre && acknowledgement.at >= ours->since;
                         });
      if (!heard) return one.id + " alarms at " + std::string{geo::to_text(desk->centre)} + ", and no clock runs";
    }
  }
  return {};
}

/// As runtime::DeskLoop::desk_time.
geo::UtcTime ThreeDesks::time_at(One const& desk) const {
  auto const clock = now_ + desk.clock_error;
  auto const latest = desk.session->latest();
  return clock >= latest ? clock : latest + (now_ - desk.latest_at);
}

void ThreeDesks::handle(One& desk, Event event) {
  desk.session->handle(std::move(event), time_at(desk));
  desk.latest_at = now_;
  record(desk);
}

/// What is due by the desk's own time.
void ThreeDesks::tick(One& desk) {
  for (auto due = desk.session->clock_due(); due && *due <= time_at(desk);) {
    handle(desk, TimePassed{});
    auto const next = desk.session->clock_due();
    // Several are due at the same time after a leap; one that stays due is the desk's fault, and is found.
    if (next && *next <= *due) return;
    due = next;
  }
}

/// What the server's loop does with each batch.
void ThreeDesks::record(One& desk) {
  try {
    auto const before = desk.journal.entries.size();
    auto const last = desk.journal.append(desk.session->unrecorded());
    if (on_lookers_.recorded)
      for (auto i = before; i < desk.journal.entries.size(); ++i)
        on_lookers_.recorded(desk.centre, desk.journal.entries[i]);
    auto delivery = desk.session->recorded(last);
    if (on_lookers_.voyage_answered)
      for (auto const& answered : delivery.answers) on_lookers_.voyage_answered(desk.centre, answered);
    if (on_lookers_.ship_watched)
      for (auto& watched : delivery.ships) on_lookers_.ship_watched(desk.centre, {std::move(watched), {}});
    apply(desk, std::move(delivery.consoles));
    for (auto& asked : delivery.notify) desk.asked.push_back(std::move(asked));
  } catch (StorageFailure const&) {
    for (auto const& frame : desk.session->show_unrecorded().frames)
      send({frame.from, frame.to, frame.link_seq, frame.received, frame.body, frame.raw, frame.oldest});
  }
  send_due(desk);
}

/// As a server's loop.
void ThreeDesks::watch_links(One& desk) {
  if (!desk.links) return;
  for (auto const& change : desk.links->changes(*desk.session, time_at(desk))) handle(desk, change);
}

void ThreeDesks::apply(One& desk, std::vector<ConsoleDelivery> deliveries) {
  if (!on_lookers_.keeps_story) return;
  for (auto& delivery : deliveries) {
    // At least once on the wire, once in effect: by its number.
    if (!delivery.seq || *delivery.seq <= desk.shown_seq) continue;
    desk.shown_seq = *delivery.seq;
    for (auto& item : delivery.items) desk.shown.push_back(std::move(item.json));
  }
}

void ThreeDesks::send_due(One& desk) {
  desk.session->due(time_at(desk), [&](FrameDue const& frame) { send(frame); });
  for (auto const peer : geo::kCentres) {
    auto& kept = desk.confirmed[static_cast<std::size_t>(peer)];
    auto const confirmed = desk.session->confirmed_by(peer);
    if (peer == desk.centre || confirmed == kept) continue;
    desk.journal.set_cursor(link_cursor(peer), confirmed);
    kept = confirmed;
  }
}

bool ThreeDesks::is_cut(CentreId a, CentreId b) const {
  return std::ranges::find(cuts_, std::minmax({a, b}),
                           [](auto const& cut) { return std::minmax({cut.first, cut.second}); }) != cuts_.end();
}

void ThreeDesks::send(FrameDue const& frame) {
  if (is_cut(frame.from, frame.to) || draw() < faults_.lose) return;
  int const copies = draw() < faults_.duplicate ? 2 : 1;
  for (int i = 0; i < copies; ++i) {
    auto arrives = now_ + std::chrono::milliseconds{5};
    if (draw() < faults_.delay) {
      auto const longest = static_cast<double>(faults_.longest_delay.count());
      arrives += std::chrono::milliseconds{static_cast<std::int64_t>(draw() * longest)};
    }
    under_way_.push_back({arrives, ++sent_, frame.copy()});
  }
}

void ThreeDesks::deliver() {
  while (true) {
    auto const next =
        std::ranges::min_element(under_way_, {}, [](UnderWay const& one) { return std::tie(one.arrives, one.order); });
    if (next == under_way_.end() || next->arrives > now_) return;
    auto const frame = std::move(next->frame);
    under_way_.erase(next);
    if (is_cut(frame.from, frame.to)) continue;
    auto& desk = at(frame.to);
    auto const verdict = desk.session->receive(frame, time_at(desk));
    if (desk.links) desk.links->heard(frame.from, time_at(desk));
    if (verdict == DeskSession::FrameVerdict::handled) desk.latest_at = now_;
    if (verdict == DeskSession::FrameVerdict::malformed)
      throw std::logic_error("malformed at " + desk.session->last_fault().pointer + ": " +
                             desk.session->last_fault().expected);
    if (verdict == DeskSession::FrameVerdict::handled) {
      record(desk);
    } else {
      send_due(desk);
    }
  }
}

void ThreeDesks::pass(std::chrono::milliseconds duration) {
  auto const end = now_ + duration;
  while (now_ < end) {
    auto next = std::min(end, now_ + std::chrono::seconds{1});
    for (auto const& one : under_way_)
      next = std::min(next, std::max(one.arrives, now_ + std::chrono::milliseconds{1}));
    now_ = next;
    deliver();
    if (now_ - last_tick_ >= std::chrono::seconds{10}) {
      last_tick_ = now_;
      for (auto const& desk : desks_) handle(*desk, TimePassed{});
    }
    do_due();
    for (auto const& desk : desks_) {
      watch_links(*desk);
      send_due(*desk);
    }
  }
}

void ThreeDesks::do_due() {
  for (auto const& desk : desks_) tick(*desk);
}

void ThreeDesks::leap(std::chrono::milliseconds duration) {
  now_ += duration;
  last_tick_ = now_;
  for (auto const& desk : desks_) {
    handle(*desk, TimePassed{});
    tick(*desk);
  }
  deliver();
}

void ThreeDesks::cut(CentreId a, CentreId b) {
  tell("the link between " + std::string{geo::to_text(a)} + " and " + std::string{geo::to_text(b)} + " is down");
  if (!is_cut(a, b)) cuts_.emplace_back(a, b);
}

void ThreeDesks::mend(CentreId a, CentreId b) {
  tell("the link between " + std::string{geo::to_text(a)} + " and " + std::string{geo::to_text(b)} + " is up");
  std::erase_if(cuts_, [&](auto const& cut) { return std::minmax({cut.first, cut.second}) == std::minmax({a, b}); });
}

void ThreeDesks::heal() {
  tell("all links are up");
  cuts_.clear();
  faults_ = {};
}

void ThreeDesks::damage(CentreId centre, std::size_t entries_left) {
  auto& desk = at(centre);
  desk.journal.entries.resize(entries_left);
  // Consoles are told that it is another journal and begin anew.
  desk.shown_seq = 0;
  crash(centre);
  recount(desk);
  desk.session->after_damage(now_);
  record(desk);
}

void ThreeDesks::crash(CentreId centre) {
  tell(std::string{geo::to_text(centre)} + "'s server is killed and restarted");
  auto& desk = at(centre);
  std::erase_if(under_way_, [&](UnderWay const& one) { return one.frame.to == centre; });
  desk.session = std::make_unique<DeskSession>(centre, maps(), on_lookers_.mode);
  desk.session->read_back_from(desk.journal);
  auto const replayed = replay(desk.journal, *desk.session, [&](CentreId peer) {
    // The newest cursor may be lost with the process.
    auto const cursor = desk.journal.cursor(link_cursor(peer)).value_or(0);
    return draw() < 0.5 ? cursor : cursor / 2;
  });
  if (replayed.differences > 0)
    throw std::logic_error("replay differs at " + std::to_string(replayed.first_difference->seq));
  recount(desk);
  desk.asked.clear();
  for (auto& waiting : desk.session->desk().notify_waiting()) desk.asked.push_back(std::move(waiting.asked));
  if (on_lookers_.ship_watched)
    for (auto const& asked : desk.session->desk().ships_watched()) on_lookers_.ship_watched(centre, asked);
  if (desk.links) desk.links.emplace(centre, *on_lookers_.link_down_after);
  // The console says the last number that it has, and gets what follows.
  std::vector<ConsoleDelivery> missed;
  desk.journal.read(desk.shown_seq, desk.journal.entries.size(), [&](Entry const& entry) {
    missed.push_back({entry.seq, entry.content.at, console_items(entry.content.effects).value()});
    return true;
  });
  apply(desk, std::move(missed));
  send_due(desk);
}

bool ThreeDesks::settle() {
  auto const quiet = [&] {
    if (!under_way_.empty()) return false;
    return std::ranges::all_of(desks_, [](auto const& desk) {
      return std::ranges::all_of(geo::kCentres, [&](auto peer) { return desk->session->waiting_for(peer) == 0; }) &&
             !desk->session->next_due();
    });
  };
  auto const messages = [&] {
    std::uint64_t total = 0;
    for (auto const& desk : desks_)
      for (auto const peer : geo::kCentres) total += desk->session->desk().sent_to(peer);
    return total;
  };
  for (int round = 0; round < 24; ++round) {
    auto const before = messages();
    // Longer than repeats are kept back, and than a lost message waits.
    pass(std::chrono::seconds{150});
    if (quiet() && messages() == before) return true;
  }
  return false;
}

std::size_t ThreeDesks::count(CentreId centre, std::string_view type) const {
  std::string const start = R"({"type":")" + std::string{type} + "\"";
  return static_cast<std::size_t>(
      std::ranges::count_if(shown(centre), [&](std::string const& json) { return json.starts_with(start); }));
}

std::string ThreeDesks::replay_difference() const {
  for (auto const& desk : desks_) {
    DeskSession fresh{desk->centre, maps()};
    auto const& live_session = *desk->session;
    auto const result = replay(desk->journal, fresh, [&](CentreId peer) { return live_session.confirmed_by(peer); });
    if (result.first_difference)
      return std::string{geo::to_text(desk->centre)} + " entry " + std::to_string(result.first_difference->seq) +
             "\n recorded " + result.first_difference->recorded + "\n replayed " + result.first_difference->replayed;
    auto const live = desk->session->desk().incidents();
    auto const again = fresh.desk().incidents();
    if (live.size() != again.size())
      return std::string{geo::to_text(desk->centre)} + " has another number of incidents";
    for (auto const peer : geo::kCentres)
      if (peer != desk->centre && fresh.waiting_for(peer) != live_session.waiting_for(peer))
        return std::string{geo::to_text(desk->centre)} + " has another number of messages for " +
               std::string{geo::to_text(peer)};
    for (std::size_t i = 0; i < live.size(); ++i)
      if (!(*live[i] == *again[i])) return "state of " + live[i]->id + " at " + std::string{geo::to_text(desk->centre)};
  }
  return {};
}

std::string ThreeDesks::disagreement() const {
  for (auto const& desk : desks_) {
    for (auto const* const incident : desk->session->desk().incidents()) {
      for (auto const centre : incident->told) {
        auto const* const theirs = at(centre).session->desk().incident(incident->id);
        if (theirs == nullptr) return std::string{geo::to_text(centre)} + " does not know " + incident->id;
        if (!(*theirs == *incident))
          return incident->id + " differs\n" + first_difference(desk->centre, *incident, centre, *theirs);
      }
    }
  }
  return {};
}

ThreeDesks::AlertKey ThreeDesks::key_of(std::string const& source, AlertReport const& report) {
  std::string sender;
  for (auto const& identity : identities(report)) sender += identity + " ";
  return {source, std::move(sender), report.alert_class};
}

/// A document that is delivered again is accepted once.
void ThreeDesks::accept(One& desk, AlertReceived const& alert) {
  if (alert.delivery.empty() || desk.delivered.insert(alert.delivery).second)
    ++desk.accepted[key_of(alert.source, alert.report)];
}

/// An alert that the desk made of a proposal of the watch of timetables, or of an officer's concern. A proposal about a
/// case that an officer closed, or a question that he explained, makes none.
void ThreeDesks::accept_watch(One& desk, Entry const& entry) {
  auto const event = parse_event(entry.content.event, entry.content.raw).value();
  std::optional<plans::Mmsi> ship;
  if (auto const* const asked = std::get_if<VoyageAsked>(&event))
    desk.asked_of[asked->question.id] = asked->question.ship;
  if (auto const* const phase = std::get_if<VoyagePhase>(&event)) ship = phase->question.ship;
  if (auto const* const acted = std::get_if<OfficerActed>(&event))
    if (auto const* const answer = std::get_if<AnswerVoyage>(&acted->command);
        answer != nullptr && answer->answer == WatchAnswer::trouble)
      ship = desk.asked_of[answer->question_id];
  if (!ship) return;
  auto const effects = parse_effects(entry.content.effects, {}).value();
  bool const taken = std::ranges::any_of(effects, [](Effect const& effect) {
    return std::holds_alternative<IncidentChanged>(effect) || std::holds_alternative<AlertRefreshed>(effect);
  });
  if (taken) ++desk.accepted[key_of(std::string{kWatchSource}, {.kind = AlertKind::watch, .device = ship})];
}

/// What the journal says was accepted.
void ThreeDesks::recount(One& desk) {
  desk.accepted.clear();
  desk.delivered.clear();
  desk.asked_of.clear();
  for (auto const& entry : desk.journal.entries) {
    // What other desks tell and the clock is most of a journal.
    bool const may_be_one = entry.content.event.starts_with(R"({"type":"alert_received")") ||
                            entry.content.event.starts_with(R"({"type":"voyage_)") ||
                            entry.content.event.starts_with(R"({"type":"officer_acted")");
    if (!may_be_one) continue;
    accept_watch(desk, entry);
    auto const event = parse_event(entry.content.event, entry.content.raw).value();
    if (auto const* const alert = std::get_if<AlertReceived>(&event)) accept(desk, *alert);
    auto const* const acted = std::get_if<OfficerActed>(&event);
    if (acted == nullptr) continue;
    auto const* const report = std::get_if<ReportDistress>(&acted->command);
    if (report != nullptr && entry.content.effects.find(R"("type":"command_done")") != std::string::npos)
      ++desk.accepted[key_of("report to " + acted->officer, report->report)];
  }
}

namespace {
std::string all_alerts(Desk const& desk) {
  std::string text;
  for (auto const* const incident : desk.incidents())
    for (auto const& alert : incident->alerts)
      text += "\n  " + incident->id + ": " + alert.id + " " + std::string{to_text(alert.report.alert_class)} + " " +
              sender_words(alert.report) + " through " + alert.source + ", " + std::to_string(alert.count) + " times";
  return text;
}
}  // namespace

std::string ThreeDesks::misplaced_alerts() const {
  for (auto const& desk : desks_) {
    std::map<AlertKey, std::uint64_t> held;
    std::set<std::string_view> ids;
    for (auto const* const incident : desk->session->desk().incidents()) {
      for (auto const& alert : incident->alerts) {
        if (!ids.insert(alert.id).second) {
          // One that an officer moved is in both for the time of a message.
          if (is_being_told(desk->centre)) continue;
          return "alert " + alert.id + " is in two incidents at " + std::string{geo::to_text(desk->centre)};
        }
        if (alert.received_by == desk->centre) held[key_of(alert.source, alert.report)] += alert.count;
      }
    }
    for (auto const& [key, count] : desk->accepted)
      if (held[key] != count)
        return std::string{geo::to_text(desk->centre)} + " accepted " + std::to_string(count) + " " +
               std::string{to_text(std::get<2>(key))} + " alerts of " + std::get<1>(key) + "through " +
               std::get<0>(key) + " and holds " + std::to_string(held[key]) + all_alerts(desk->session->desk());
  }
  return {};
}

bool ThreeDesks::is_being_told(CentreId centre) const {
  return std::ranges::any_of(
      desks_, [&](auto const& desk) { return desk->centre != centre && desk->session->waiting_for(centre) > 0; });
}

std::string ThreeDesks::two_custodians() const {
  struct Record {
    One const* desk;
    Incident const* incident;
  };
  // Records of one incident: those that share an id.
  std::vector<std::vector<Record>> groups;
  std::map<std::string_view, std::size_t> group_of;
  for (auto const& desk : desks_)
    for (auto const* const incident : desk->session->desk().incidents()) {
      std::vector<std::string_view> ids{incident->id};
      ids.insert(ids.end(), incident->also.begin(), incident->also.end());
      auto into = groups.size();
      groups.push_back({{desk.get(), incident}});
      for (auto const id : ids) {
        auto const [known, fresh] = group_of.emplace(id, into);
        if (fresh || known->second == into) continue;
        auto const from = known->second;
        for (auto const& record : groups[from]) groups[into].push_back(record);
        groups[from].clear();
        for (auto& [other, group] : group_of)
          if (group == from) group = into;
      }
    }
  auto const told = [&](CentreId centre) { return is_being_told(centre); };
  for (auto const& group : groups) {
    if (group.empty()) continue;
    auto const* best = &group.front().incident->custody;
    for (auto const& record : group)
      if (prevails(record.incident->custody, *best)) best = &record.incident->custody;
    bool known = false;
    for (auto const& [desk, incident] : group) {
      if (desk->centre == best->centre && incident->custody.centre == best->centre) known = true;
      if (incident->custody.centre == desk->centre && best->centre != desk->centre && !told(desk->centre))
        return std::string{geo::to_text(desk->centre)} + " takes itself for the custodian of " + incident->id +
               ", which is " + std::string{geo::to_text(best->centre)} + ", and nobody is telling it";
    }
    if (!known && !told(best->centre))
      return group.front().incident->id + " is in custody of " + std::string{geo::to_text(best->centre)} +
             ", which does not know it";
  }
  return {};
}

}  // namespace lingding::simulation
