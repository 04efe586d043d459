#include "tools/drill/stage.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <queue>
#include <set>
#include <stdexcept>
#include <utility>

#include "adapters/ais/ship_watch.hpp"
#include "adapters/store/journal.hpp"
#include "coordinator/chain.hpp"
#include "coordinator/codec.hpp"
#include "coordinator/names.hpp"
#include "tools/drill/detail/inputs.hpp"
#include "tools/drill/detail/placeholders.hpp"
#include "tools/drill/observer.hpp"
#include "tools/drill/traffic.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::drill {
namespace {

using geo::CentreId;
using geo::UtcTime;

/// Where each ship of the cast was, for the map.
constexpr std::chrono::seconds kTrackEvery{30};
constexpr std::size_t kMaxTrackPoints = 2000;
/// Who asks the second channels of an exercise has its answer after so long.
constexpr std::chrono::seconds kChannelAnswersAfter{1};

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  /// Evenly in [least, most], of milliseconds; a drill's times are far below 2^32 of them.
  Offset between(Offset least, Offset most) {
    auto const span = static_cast<std::uint64_t>(std::max<Offset::rep>(most.count() - least.count(), 0)) + 1;
    return least + Offset{static_cast<Offset::rep>(next() % span)};
  }

 private:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    auto z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  std::uint64_t state_;
};

/// What led to an act.
struct Cause {
  std::string incident;  ///< an id of it, at any centre; empty: none
};

struct Due {
  UtcTime at;
  std::uint64_t order;  ///< of two at the same time the one that was asked for first
  std::size_t act;
  Cause cause;
  bool operator>(Due const& other) const { return std::tie(at, order) > std::tie(other.at, other.order); }
};

/// True when the centre takes part in holding the plan: it is her place of registry, or she crosses its waters.
bool holds(CentreId centre, plans::PlanBrief const& plan) {
  return plan.home == centre || std::ranges::find(plan.crosses, centre) != plan.crosses.end();
}

geo::RegionSet const& checked(geo::RegionSet const& regions) {
  if (regions.digest.empty()) throw std::invalid_argument("the regions have no digest");
  return regions;
}

}  // namespace

class Stage::Impl {
 public:
  Impl(Scenario scenario, StageOptions options)
      : scenario_(std::move(scenario)),
        options_(std::move(options)),
        traffic_(scenario_, options_.plans),
        random_(scenario_.seed),
        began_(scenario_.begins),
        now_(scenario_.begins),
        desks_(checked(options_.regions), scenario_.begins, scenario_.seed, on_lookers()) {
    if (scenario_.centres.empty()) scenario_.centres.assign(geo::kCentres.begin(), geo::kCentres.end());
    for (auto const centre : geo::kCentres)
      inputs_[index(centre)] = std::make_unique<detail::Inputs>(
          centre, now_, [this, centre](coordinator::Event&& event) { desks_.happens(centre, std::move(event)); });
    desks_.set_clocks(options_.clocks);
    for (auto const centre : geo::kCentres) load_plans(centre);
    // A centre that does not take part can't be reached.
    for (auto const centre : geo::kCentres)
      for (auto const other : geo::kCentres)
        if (centre < other && !(takes_part(centre) && takes_part(other))) desks_.cut(centre, other);
    for (auto const& ship : scenario_.ships) tracks_.push_back({ship.name, ship.names.en, true, {}});
    for (std::size_t i = 0; i < scenario_.acts.size(); ++i) schedule_by_time(i);
    fetch_from_feed();
    look_at_tracks();
    notice_recorded();
  }
  Impl(Impl const&) = delete;
  Impl& operator=(Impl const&) = delete;
  ~Impl() = default;

  UtcTime now() const { return now_; }
  UtcTime ends() const { return began_ + scenario_.lasts; }

  void run_until(UtcTime time) {
    // Whole steps, wherever the caller stops: the last one alone may be shorter.
    while (now_ < ends() && (now_ + kStep <= time || time >= ends())) step(std::min(now_ + kStep, ends()));
  }
  void run_to_next() {
    auto const before = told_;
    while (now_ < ends() && told_ == before) step(std::min(now_ + kStep, ends()));
  }

  std::string officer(CentreId centre, std::string const& name, std::string_view command) {
    auto const outcome = command_of(centre, name, std::string{command}, {}, {});
    done_.push_back({"", false, now_, centre, name, std::string{command}, outcome});
    notice_recorded();
    return outcome;
  }

  RunRecord record() const {
    RunRecord record;
    record.scenario = scenario_;
    record.scenario_digest = options_.scenario_digest;
    record.version = options_.version;
    record.began = began_;
    record.ended = now_;
    for (auto const& ship : scenario_.ships) record.ship_numbers[ship.name] = traffic_.mmsi_of(ship.name).to_text();
    record.done = done_;
    record.happened = happened_;
    std::ranges::stable_sort(record.happened, [](Happened const& a, Happened const& b) {
      return std::tuple{a.at, a.centre, a.seq} < std::tuple{b.at, b.centre, b.seq};
    });
    record.tracks = tracks_;
    record.outages = outages_;
    for (auto const centre : scenario_.centres) record.centres.push_back(centre_record(centre));
    record.sentences = sentences_;
    return record;
  }

  void write_journals(std::filesystem::path const& folder) const {
    constexpr std::size_t kBatch = 256;
    for (auto const centre : scenario_.centres) {
      store::SqliteJournal journal({.folder = folder / std::string{geo::to_text(centre)}});
      if (journal.last() != 0)
        throw coordinator::StorageFailure((folder / std::string{geo::to_text(centre)}).string() + " has a journal");
      std::vector<coordinator::EntryDraft> batch;
      for (auto const& entry : desks_.journal(centre).entries) {
        batch.push_back(entry.content);
        if (batch.size() < kBatch) continue;
        journal.append(batch);
        batch.clear();
      }
      if (!batch.empty()) journal.append(batch);
    }
  }

 private:
  static std::size_t index(CentreId centre) { return static_cast<std::size_t>(centre); }
  detail::Inputs& inputs(CentreId centre) { return *inputs_[index(centre)]; }
  bool takes_part(CentreId centre) const {
    return std::ranges::find(scenario_.centres, centre) != scenario_.centres.end();
  }
  Offset since_begin() const { return now_ - began_; }

  simulation::OnLookers on_lookers() {
    simulation::OnLookers lookers;
    lookers.recorded = [this](CentreId centre, coordinator::Entry const& entry) {
      recorded_.emplace_back(centre, entry.seq);
    };
    lookers.ship_watched = [this](CentreId centre, coordinator::ShipAsked const& asked) {
      asked_.emplace_back(centre, asked);
    };
    lookers.keeps_story = false;
    lookers.link_down_after = kLinkDownAfter;
    return lookers;
  }

  void load_plans(CentreId centre) {
    // All ships of a version come in one event.
    std::map<std::string, std::vector<plans::PlanBrief>> by_plan;
    for (auto const& plan : options_.plans)
      if (holds(centre, plan)) by_plan[plan.plan_id].push_back(plan);
    for (auto& [id, ships] : by_plan) desks_.happens(centre, coordinator::PlanStored{std::move(ships)});
  }

  void step(UtcTime to) {
    desks_.pass(to - now_);
    now_ = to;
    for (auto& one : inputs_) one->set_time(now_);
    hear_traffic();
    hear_feed();
    if (since_begin() % std::chrono::seconds{1} == Offset{0}) each_second();
    notice_recorded();
    while (!due_.empty() && due_.top().at <= now_) {
      auto const due = due_.top();
      due_.pop();
      perform(due.act, due.cause);
      notice_recorded();
    }
  }

  void each_second() {
    for (auto& one : inputs_) one->time_passed(now_);
    for (auto& one : channels_) {
      if (one.second > now_) continue;
      desks_.channel_answers(one.first, true, false);
    }
    std::erase_if(channels_, [&](auto const& one) { return one.second <= now_; });
    for (auto const centre : geo::kCentres) {
      auto const pending = static_cast<std::size_t>(
          std::ranges::count_if(channels_, [&](auto const& one) { return one.first == centre; }));
      for (auto i = pending; i < desks_.channels_waiting(centre); ++i)
        channels_.emplace_back(centre, now_ + kChannelAnswersAfter);
    }
    if (since_begin() % kTrackEvery == Offset{0}) look_at_tracks();
  }

  void hear_traffic() {
    auto const next = traffic_.next();
    if (!next || *next > since_begin()) return;
    for (auto& text : heard_) text.clear();
    traffic_.hear(since_begin(), [&](Offset, CentreId centre, std::string_view line) {
      if (!takes_part(centre)) return;
      auto& text = heard_[index(centre)];
      text += line;
      text += '\n';
      ++sentences_;
    });
    for (auto const centre : scenario_.centres)
      if (auto const& text = heard_[index(centre)]; !text.empty()) inputs(centre).bring(logs::Format::ais, "ais", text);
  }

  void fetch_from_feed() {
    feed_ready_ = false;
    while (options_.feed && options_.feed(feed_entry_)) {
      if (!feed_entry_.at) continue;
      feed_ready_ = true;
      return;
    }
  }
  void hear_feed() {
    std::string text;
    while (feed_ready_ && *feed_entry_.at <= now_) {
      auto const centre = options_.whose ? options_.whose(feed_entry_) : scenario_.centres.front();
      text = feed_entry_.raw;
      text += '\n';
      if (takes_part(centre)) {
        ++sentences_;
        inputs(centre).bring(feed_entry_.format, feed_entry_.source, text);
      }
      fetch_from_feed();
    }
  }

  /// What the desks recorded since: conditions may have come true; ships are to be watched.
  void notice_recorded() {
    while (!recorded_.empty() || !asked_.empty()) {
      auto const recorded = std::exchange(recorded_, {});
      for (auto const& [centre, seq] : recorded) {
        auto const& entry = desks_.journal(centre).entries[static_cast<std::size_t>(seq) - 1];
        for (auto& one : observer_.take(centre, entry)) {
          if (takes_part(centre)) seen(std::move(one));
        }
      }
      for (auto& [centre, asked] : std::exchange(asked_, {})) inputs(centre).watch(std::move(asked), now_);
    }
  }

  void seen(Happened one) {
    for (std::size_t i = 0; i < scenario_.acts.size(); ++i) {
      auto const& when = scenario_.acts[i].when;
      if (!when.condition || !matches(*when.condition, number_of(when.condition->ship), one)) continue;
      bool const first = seen_.insert(i).second;
      if (when.unless_by || (!first && !when.every)) continue;
      schedule(i, std::max(one.at, now_), {one.incident});
    }
    StageNews news{StageNews::Kind::happened, one.at, one.centre, {}};
    if (one.what == Happening::refused) news.kind = StageNews::Kind::refused;
    news.text = std::string{to_text(one.what)} + (one.detail.empty() ? "" : " " + one.detail) +
                (one.incident.empty() ? "" : "  " + one.incident) + (one.officer.empty() ? "" : "  " + one.officer);
    tell(news);
    happened_.push_back(std::move(one));
  }

  std::string number_of(std::string const& ship) const {
    return ship.empty() ? std::string{} : traffic_.mmsi_of(ship).to_text();
  }

  void schedule_by_time(std::size_t act) {
    auto const& when = scenario_.acts[act].when;
    if (when.at) schedule(act, began_ + *when.at, {});
    if (when.condition && when.unless_by) schedule(act, began_ + *when.unless_by, {});
  }
  void schedule(std::size_t act, UtcTime from, Cause cause) {
    auto const& when = scenario_.acts[act].when;
    due_.push({from + random_.between(when.after_least, when.after_most), ++ordered_, act, std::move(cause)});
  }

  void perform(std::size_t index_of_act, Cause const& cause) {
    auto const& act = scenario_.acts[index_of_act];
    if (act.when.unless_by && seen_.contains(index_of_act)) return;
    if (done_.size() >= kMostDone)
      throw std::runtime_error("the script does more than " + std::to_string(kMostDone) + " things: does " + act.name +
                               " answer itself?");
    Done done{act.name, act.is_inject, now_, {}, {}, {}, {}};
    std::visit([&](auto const& body) { carry_out(body, cause, done); }, act.body);
    StageNews news{done.outcome.empty() || done.outcome == "done" ? StageNews::Kind::done : StageNews::Kind::refused,
                   now_,
                   done.centre,
                   {}};
    news.text = act.name + (done.officer.empty() ? "" : "  " + done.officer) + (done.words.empty() ? "" : "  ") +
                done.words + (news.kind == StageNews::Kind::refused ? "  " + done.outcome : "");
    tell(news);
    done_.push_back(std::move(done));
    for (std::size_t i = 0; i < scenario_.acts.size(); ++i)
      if (scenario_.acts[i].when.act == act.name) schedule(i, now_, cause);
  }

  void carry_out(SourceBrings const& act, Cause const&, Done& done) {
    std::string text;
    for (auto const& line : act.lines) text += line + '\n';
    done.centre = act.centre;
    done.words = text;
    if (!takes_part(act.centre)) return;
    inputs(act.centre)
        .bring(act.format, act.source.empty() ? std::string{logs::to_text(act.format)} : act.source, text);
  }
  void carry_out(SomebodyReports const& act, Cause const&, Done& done) {
    auto report = act.report;
    report.kind = coordinator::AlertKind::report;
    if (!act.position_of.empty() && !report.position) {
      report.position = traffic_.at(act.position_of, since_begin()).position;
      report.position_source = coordinator::PositionSource::stated;
    }
    std::string command;
    coordinator::append_json(command, coordinator::Command{coordinator::ReportDistress{{}, std::move(report)}});
    as_officer(act.centre, act.officer, command, {}, {}, done);
  }
  void carry_out(DeviceStarts const& act, Cause const&, Done& done) {
    traffic_.start(act, since_begin());
    done.words = "AIS device " + act.device.to_text() + " starts" + (act.ship.empty() ? "" : " on " + act.ship);
  }
  void carry_out(DscCalls const& act, Cause const&, Done& done) {
    std::string text;
    for (auto const& line : traffic_.distress_call(act, since_begin())) text += line + '\n';
    done.centre = act.centre;
    done.words = text;
    if (takes_part(act.centre)) inputs(act.centre).bring(logs::Format::dsc, "dsc", text);
  }
  void carry_out(OfficerActs const& act, Cause const& cause, Done& done) {
    as_officer(act.centre, act.officer, act.command, cause, act.about, done);
  }
  void carry_out(LinkGoes const& act, Cause const&, Done& done) {
    done.words = "link " + std::string{geo::to_text(act.a)} + "–" + std::string{geo::to_text(act.b)} +
                 (act.up ? " up" : " down");
    if (!takes_part(act.a) || !takes_part(act.b)) return;
    auto const open = std::ranges::find_if(
        outages_, [&](Outage const& one) { return std::minmax(one.a, one.b) == std::minmax(act.a, act.b) && !one.to; });
    if (act.up) {
      desks_.mend(act.a, act.b);
      if (open != outages_.end()) open->to = now_;
    } else {
      desks_.cut(act.a, act.b);
      if (open == outages_.end()) outages_.push_back({act.a, act.b, now_, {}});
    }
  }
  void carry_out(ServerRestarts const& act, Cause const&, Done& done) {
    done.centre = act.centre;
    done.words = "server killed and started again";
    inputs(act.centre).restart(now_);
    desks_.crash(act.centre);
  }
  void carry_out(ShipChanges const& act, Cause const&, Done& done) {
    traffic_.change(act, since_begin());
    done.words = act.ship + " " + std::string{to_text(act.how)};
  }
  void carry_out(ControlSays const& act, Cause const&, Done& done) {
    done.centre = act.centre;
    done.words = act.text.en.empty() ? act.text.zh_hant : act.text.en;
    if (takes_part(act.centre)) desks_.happens(act.centre, coordinator::SourceSpoke{"exercise control", act.text, {}});
  }

  void as_officer(CentreId centre, std::string const& name, std::string const& command, Cause const& cause,
                  std::string const& about, Done& done) {
    done.centre = centre;
    done.officer = name;
    done.words = command;
    done.outcome = takes_part(centre) ? command_of(centre, name, command, cause, about) : "not_taking_part";
  }

  std::string command_of(CentreId centre, std::string const& name, std::string const& text, Cause const& cause,
                         std::string const& about) {
    auto const* incident = cause.incident.empty() ? nullptr : observer_.incident(centre, cause.incident);
    if (incident == nullptr && cause.incident.empty()) incident = observer_.newest_open(centre, number_of(about));
    auto const filled = detail::filled(text, {centre, now_, incident, other_than(centre, incident)});
    if (!filled) return filled.error();
    auto command = coordinator::parse_command(*filled);
    if (!command) return "malformed at " + command.error().pointer + ": expected " + command.error().expected;
    return desks_.officer(centre, name, *std::move(command), "drill-" + std::to_string(++commands_));
  }
  coordinator::Incident const* other_than(CentreId centre, coordinator::Incident const* incident) const {
    coordinator::Incident const* newest = nullptr;
    for (auto const* one : desks_.desk(centre).incidents())
      if (one != incident && (incident == nullptr || one->id != incident->id) && !one->closure &&
          (newest == nullptr || one->opened_at > newest->opened_at))
        newest = one;
    return newest;
  }

  void look_at_tracks() {
    for (std::size_t i = 0; i < scenario_.ships.size(); ++i) {
      auto const state = traffic_.at(scenario_.ships[i].name, since_begin());
      auto& points = tracks_[i].points;
      if (points.size() >= kMaxTrackPoints) {
        // Every second one is enough.
        std::size_t kept = 0;
        for (std::size_t j = 0; j < points.size(); j += 2) points[kept++] = points[j];
        points.erase(points.begin() + static_cast<std::ptrdiff_t>(kept), points.end());
      }
      points.push_back({now_, state.position});
    }
  }

  CentreRecord centre_record(CentreId centre) const {
    CentreRecord record;
    record.centre = centre;
    auto const& entries = desks_.journal(centre).entries;
    record.entries = entries.size();
    coordinator::Chain chain;
    coordinator::Digest digest{};
    for (auto const& entry : entries) digest = chain.hash(digest, entry.seq, entry.content);
    record.digest = geo::to_hex(digest);
    for (auto const* incident : desks_.desk(centre).incidents()) record.incidents.push_back(*incident);
    std::ranges::sort(record.incidents, {}, &coordinator::Incident::id);
    return record;
  }

  void tell(StageNews const& news) {
    ++told_;
    if (options_.news) options_.news(news);
  }

  Scenario scenario_;
  StageOptions options_;
  Traffic traffic_;
  Observer observer_;
  Random random_;
  UtcTime began_;
  UtcTime now_;
  std::vector<std::pair<CentreId, coordinator::Seq>> recorded_;
  std::vector<std::pair<CentreId, coordinator::ShipAsked>> asked_;
  simulation::ThreeDesks desks_;
  std::array<std::unique_ptr<detail::Inputs>, geo::kCentres.size()> inputs_;
  std::array<std::string, geo::kCentres.size()> heard_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::set<std::size_t> seen_;  ///< acts whose condition was seen
  std::uint64_t ordered_ = 0;
  std::uint64_t commands_ = 0;
  std::uint64_t told_ = 0;
  logs::Entry feed_entry_;
  bool feed_ready_ = false;
  std::vector<std::pair<CentreId, UtcTime>> channels_;  ///< answers of second channels that are due
  std::vector<Done> done_;
  std::vector<Happened> happened_;
  std::vector<Track> tracks_;
  std::vector<Outage> outages_;
  std::uint64_t sentences_ = 0;
};

Stage::Stage(Scenario scenario, StageOptions options)
    : impl_(std::make_unique<Impl>(std::move(scenario), std::move(options))) {}
Stage::~Stage() = default;
Stage::Stage(Stage&&) noexcept = default;
Stage& Stage::operator=(Stage&&) noexcept = default;
UtcTime Stage::now() const {
  return impl_->now();
}
UtcTime Stage::ends() const {
  return impl_->ends();
}
void Stage::run_until(UtcTime time) {
  impl_->run_until(time);
}
void Stage::run_to_next() {
  impl_->run_to_next();
}
std::string Stage::officer(CentreId centre, std::string const& name, std::string_view command) {
  return impl_->officer(centre, name, command);
}
RunRecord Stage::record() const {
  return impl_->record();
}
void Stage::write_journals(std::filesystem::path const& folder) const {
  impl_->write_journals(folder);
}

}  // namespace lingding::drill
