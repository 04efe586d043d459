#include "tools/drill/detail/player.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "coordinator/codec.hpp"
#include "tools/drill/detail/placeholders.hpp"
#include "tools/drill/detail/random.hpp"

namespace lingding::drill::detail {
namespace {

using geo::CentreId;
using geo::UtcTime;

constexpr std::size_t kMaxTrackPoints = 2000;

std::string joined(std::vector<std::string> const& lines) {
  std::string text;
  for (auto const& line : lines) text += line + '\n';
  return text;
}

}  // namespace

Offset Random::between(Offset least, Offset most) {
  auto const number = mixed(state_);
  state_ += kGamma;
  auto const span = static_cast<std::uint64_t>(std::max<Offset::rep>(most.count() - least.count(), 0)) + 1;
  return least + Offset{static_cast<Offset::rep>(number % span)};
}

Player::Player(Scenario scenario, std::vector<plans::PlanBrief> const& plans, Theatre& theatre,
               std::function<void(StageNews const&)> news)
    : scenario_(std::move(scenario)),
      theatre_(theatre),
      news_(std::move(news)),
      traffic_(scenario_, plans),
      random_(scenario_.seed) {
  if (scenario_.centres.empty()) scenario_.centres.assign(geo::kCentres.begin(), geo::kCentres.end());
  for (auto const& ship : scenario_.ships) tracks_.push_back({ship.name, ship.names.en, true, {}});
  for (std::size_t i = 0; i < scenario_.acts.size(); ++i) {
    auto const& when = scenario_.acts[i].when;
    if (when.at) schedule(i, scenario_.begins + *when.at, {});
    if (when.condition && when.unless_by) schedule(i, scenario_.begins + *when.unless_by, {});
  }
  look_at_tracks(scenario_.begins);
}

bool Player::takes_part(CentreId centre) const {
  return std::ranges::find(scenario_.centres, centre) != scenario_.centres.end();
}

std::string Player::number_of(std::string const& ship) const {
  return ship.empty() ? std::string{} : traffic_.mmsi_of(ship).to_text();
}

void Player::schedule(std::size_t act, UtcTime from, std::string incident) {
  auto const& when = scenario_.acts[act].when;
  due_.push({from + random_.between(when.after_least, when.after_most), ++ordered_, act, std::move(incident)});
}

void Player::tell(StageNews const& news) {
  ++told_;
  if (news_) news_(news);
}

void Player::listen(UtcTime now) {
  auto const next = traffic_.next();
  if (!next || *next > since_begin(now)) return;
  for (auto& text : heard_) text.clear();
  traffic_.hear(since_begin(now), [&](Offset, CentreId centre, std::string_view line) {
    if (!takes_part(centre)) return;
    auto& text = heard_[static_cast<std::size_t>(centre)];
    text += line;
    text += '\n';
    ++sentences_;
  });
  for (auto const centre : scenario_.centres)
    if (auto const& text = heard_[static_cast<std::size_t>(centre)]; !text.empty())
      theatre_.bring(centre, logs::Format::ais, {}, text);
}

void Player::read(CentreId centre, coordinator::Entry const& entry, UtcTime now) {
  for (auto& one : observer_.take(centre, entry)) {
    if (!takes_part(centre)) continue;
    for (std::size_t i = 0; i < scenario_.acts.size(); ++i) {
      auto const& when = scenario_.acts[i].when;
      if (!when.condition || !matches(*when.condition, number_of(when.condition->ship), one)) continue;
      bool const first = seen_.insert(i).second;
      if (!when.unless_by && (first || when.every)) schedule(i, std::max(one.at, now), one.incident);
    }
    StageNews news{one.what == Happening::refused ? StageNews::Kind::refused : StageNews::Kind::happened, one.at,
                   one.centre, std::string{to_text(one.what)}};
    for (auto const* const word : {&one.detail, &one.incident, &one.officer})
      if (!word->empty()) news.text += "  " + *word;
    tell(news);
    happened_.push_back(std::move(one));
  }
}

bool Player::perform_due(UtcTime now) {
  if (due_.empty() || due_.top().at > now) return false;
  auto const due = due_.top();
  due_.pop();
  perform(due, now);
  return true;
}

void Player::perform(Due const& due, UtcTime now) {
  auto const& act = scenario_.acts[due.act];
  if (act.when.unless_by && seen_.contains(due.act)) return;
  if (done_.size() >= Stage::kMostDone)
    throw std::runtime_error("the script does more than " + std::to_string(Stage::kMostDone) + " things: does " +
                             act.name + " answer itself?");
  Done done{act.name, act.is_inject, now, {}, {}, {}, {}};
  std::visit([&](auto const& body) { carry_out(body, due, done); }, act.body);
  bool const is_done = done.outcome.empty() || done.outcome == "done";
  StageNews news{is_done ? StageNews::Kind::done : StageNews::Kind::refused, now, done.centre, act.name};
  for (auto const* const word : {&done.officer, &done.words})
    if (!word->empty()) news.text += "  " + *word;
  if (!is_done) news.text += "  " + done.outcome;
  tell(news);
  done_.push_back(std::move(done));
  for (std::size_t i = 0; i < scenario_.acts.size(); ++i)
    if (scenario_.acts[i].when.act == act.name) schedule(i, now, due.incident);
}

void Player::carry_out(SourceBrings const& act, Due const&, Done& done) {
  done.centre = act.centre;
  done.words = joined(act.lines);
  if (takes_part(act.centre)) theatre_.bring(act.centre, act.format, act.source, done.words);
}
void Player::carry_out(SomebodyReports const& act, Due const&, Done& done) {
  auto report = act.report;
  report.kind = coordinator::AlertKind::report;
  if (!act.position_of.empty() && !report.position) {
    report.position = traffic_.at(act.position_of, since_begin(done.at)).position;
    report.position_source = coordinator::PositionSource::stated;
  }
  std::string command;
  coordinator::append_json(command, coordinator::Command{coordinator::ReportDistress{{}, std::move(report)}});
  as_officer(act.centre, act.officer, command, {}, {}, done);
}
void Player::carry_out(DeviceStarts const& act, Due const&, Done& done) {
  traffic_.start(act, since_begin(done.at));
  done.words = "AIS device " + act.device.to_text() + " starts" + (act.ship.empty() ? "" : " on " + act.ship);
}
void Player::carry_out(DscCalls const& act, Due const&, Done& done) {
  done.centre = act.centre;
  done.words = joined(traffic_.distress_call(act, since_begin(done.at)));
  if (takes_part(act.centre)) theatre_.bring(act.centre, logs::Format::dsc, {}, done.words);
}
void Player::carry_out(OfficerActs const& act, Due const& due, Done& done) {
  as_officer(act.centre, act.officer, act.command, due.incident, act.about, done);
}
void Player::carry_out(LinkGoes const& act, Due const&, Done& done) {
  done.words =
      "link " + std::string{geo::to_text(act.a)} + "–" + std::string{geo::to_text(act.b)} + (act.up ? " up" : " down");
  if (!takes_part(act.a) || !takes_part(act.b)) return;
  done.outcome = theatre_.link(act.a, act.b, act.up);
  if (!done.outcome.empty()) return;
  auto const open = std::ranges::find_if(outages_, [&](Outage const& one) {
    return std::minmax({one.a, one.b}) == std::minmax({act.a, act.b}) && !one.to;
  });
  if (act.up && open != outages_.end()) open->to = done.at;
  if (!act.up && open == outages_.end()) outages_.push_back({act.a, act.b, done.at, {}});
}
void Player::carry_out(ServerRestarts const& act, Due const&, Done& done) {
  done.centre = act.centre;
  done.words = "server killed and started again";
  done.outcome = theatre_.restart(act.centre);
}
void Player::carry_out(ShipChanges const& act, Due const&, Done& done) {
  traffic_.change(act, since_begin(done.at));
  done.words = act.ship + " " + std::string{to_text(act.how)};
}
void Player::carry_out(ControlSays const& act, Due const&, Done& done) {
  done.centre = act.centre;
  done.words = act.text.en.empty() ? act.text.zh_hant : act.text.en;
  if (takes_part(act.centre)) done.outcome = theatre_.notice(act.centre, act.text);
}

void Player::as_officer(CentreId centre, std::string const& name, std::string const& command,
                        std::string const& incident, std::string const& about, Done& done) {
  done.centre = centre;
  done.officer = name;
  done.words = command;
  done.outcome = takes_part(centre) ? command_of(centre, name, command, incident, about, done.at) : "not_taking_part";
}

std::string Player::command_of(CentreId centre, std::string const& name, std::string const& text,
                               std::string const& incident, std::string const& about, UtcTime now) {
  auto const* const known =
      incident.empty() ? observer_.newest_open(centre, number_of(about)) : observer_.incident(centre, incident);
  auto const filled = detail::filled(text, {centre, now, known, observer_.newest_open(centre, {}, known),
                                            observer_.newest_question(centre, number_of(about))});
  return filled ? theatre_.command(centre, name, *filled) : filled.error();
}

std::string Player::officer(CentreId centre, std::string const& name, std::string_view command, UtcTime now) {
  Done done{{}, false, now, {}, {}, {}, {}};
  as_officer(centre, name, std::string{command}, {}, {}, done);
  auto outcome = done.outcome;
  done_.push_back(std::move(done));
  return outcome;
}

void Player::look_at_tracks(UtcTime now) {
  for (std::size_t i = 0; i < scenario_.ships.size(); ++i) {
    auto const state = traffic_.at(scenario_.ships[i].name, since_begin(now));
    auto& points = tracks_[i].points;
    if (points.size() >= kMaxTrackPoints) {
      // Every second one is enough.
      std::size_t kept = 0;
      for (std::size_t j = 0; j < points.size(); j += 2) points[kept++] = points[j];
      points.erase(points.begin() + static_cast<std::ptrdiff_t>(kept), points.end());
    }
    points.push_back({now, state.position});
  }
}

RunRecord Player::record(UtcTime now) const {
  RunRecord record;
  record.scenario = scenario_;
  record.began = scenario_.begins;
  record.ended = now;
  for (auto const& ship : scenario_.ships) record.ship_numbers[ship.name] = number_of(ship.name);
  record.done = done_;
  record.happened = happened_;
  std::ranges::stable_sort(record.happened, [](Happened const& a, Happened const& b) {
    return std::tie(a.at, a.centre, a.seq) < std::tie(b.at, b.centre, b.seq);
  });
  record.tracks = tracks_;
  record.outages = outages_;
  record.sentences = sentences_;
  return record;
}

}  // namespace lingding::drill::detail
