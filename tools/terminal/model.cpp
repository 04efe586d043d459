#include "tools/terminal/model.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "coordinator/codec.hpp"
#include "coordinator/custody.hpp"

namespace lingding::terminal {
namespace json = boost::json;
namespace {

using coordinator::Effect;

std::string_view text_in(json::object const& object, std::string_view name) {
  auto const* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}
bool flag_in(json::object const& object, std::string_view name, bool otherwise) {
  auto const* value = object.if_contains(name);
  return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}
std::uint64_t number_in(json::object const& object, std::string_view name) {
  auto const* value = object.if_contains(name);
  if (value == nullptr) return 0;
  json::error_code error;
  auto const number = value->to_number<std::uint64_t>(error);
  return error ? 0 : number;
}

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

}  // namespace

ConsoleModel::Sound ConsoleModel::take(std::string_view message) {
  json::error_code error;
  auto const parsed = json::parse(message, error);
  if (error || !parsed.is_object()) {
    ++not_understood_;
    return Sound::none;
  }
  auto const& object = parsed.get_object();
  auto const type = text_in(object, "type");
  auto const take_status = [&](json::object const& status) {
    degraded_ = flag_in(status, "degraded", false);
    degraded_why_ = text_in(status, "message");
    links_.clear();
    if (auto const* links = status.if_contains("links"); links != nullptr && links->is_array())
      for (auto const& link : links->get_array())
        if (link.is_object())
          links_.push_back({std::string{text_in(link.get_object(), "centre")},
                            text_in(link.get_object(), "state") == "up", number_in(link.get_object(), "waiting"),
                            number_in(link.get_object(), "other_mode")});
  };
  if (type == "welcome") {
    officer_ = text_in(object, "officer");
    observer_ = text_in(object, "role") == "observer";
    // A server that does not say is older than exercises.
    auto const mode = text_in(object, "mode");
    mode_ = mode.empty() || mode == "real" ? coordinator::Mode::real : coordinator::Mode::exercise;
    exercise_ = text_in(object, "exercise");
    real_desk_ = text_in(object, "real_desk");
    live_ = false;
    if (auto const* status = object.if_contains("status"); status != nullptr && status->is_object())
      take_status(status->get_object());
  } else if (type == "status") {
    take_status(object);
  } else if (type == "caught_up") {
    live_ = true;
    return must_act() ? Sound::alarm : Sound::none;
  } else if (type == "gap") {
    gap_ = std::to_string(number_in(object, "after") + 1) + "–" + std::to_string(number_in(object, "up_to"));
  } else if (type == "error") {
    if (auto const id = text_in(object, "id"); !id.empty())
      outcome_ = Outcome{
          std::string{id}, false, std::string{text_in(object, "text")}, std::string{text_in(object, "code")}, {}};
  } else if (type == "update") {
    auto const at = geo::parse_time(text_in(object, "at")).value_or(geo::UtcTime{});
    bool const recorded = flag_in(object, "recorded", true);
    auto const* effects = object.if_contains("effects");
    if (effects == nullptr || !effects->is_array()) return Sound::none;
    auto sound = Sound::none;
    auto const take_all = [&](coordinator::Effects const& all) {
      for (auto const& effect : all)
        if (apply(effect, at, recorded) == Sound::alarm) sound = Sound::alarm;
    };
    if (auto const all = coordinator::parse_effects(json::serialize(*effects), {})) {
      take_all(*all);
    } else {
      // One that is not known must not hide the others.
      for (auto const& effect : effects->get_array()) {
        auto const one = coordinator::parse_effects("[" + json::serialize(effect) + "]", {});
        if (one)
          take_all(*one);
        else
          ++not_understood_;
      }
    }
    return live_ || !recorded ? sound : Sound::none;
  }
  return Sound::none;
}

ConsoleModel::Sound ConsoleModel::apply(Effect const& effect, geo::UtcTime at, bool recorded) {
  auto sound = Sound::none;
  std::visit(
      Overloaded{
          [&](coordinator::IncidentChanged const& e) { change(e.incident, recorded); },
          [&](coordinator::AlertRefreshed const& e) { refresh(e); },
          [&](coordinator::IncidentForgotten const& e) { cases_.erase(e.incident_id); },
          [&](coordinator::AlarmRaised const& e) {
            auto const found = cases_.find(e.incident_id);
            if (found == cases_.end()) return;
            found->second.alarm = Alarm{e.reason, e.level};
            sound = Sound::alarm;
          },
          [&](coordinator::AlarmQuieted const& e) {
            auto const found = cases_.find(e.incident_id);
            if (found != cases_.end()) found->second.alarm.reset();
          },
          [&](coordinator::NoticeShown const& e) { notice(at, e.text); },
          [&](coordinator::CommandDone const& e) { outcome_ = Outcome{e.command_id, true, {}, {}, e.incident_id}; },
          [&](coordinator::CommandRefused const& e) { outcome_ = Outcome{e.command_id, false, e.text, e.code, {}}; },
          // Louder: the bell again. The rest is for other programs.
          [&](coordinator::AlarmRepeated const&) { sound = Sound::alarm; }, [](coordinator::NotifyAsked const&) {},
          [](coordinator::ShipWatched const&) {}, [](coordinator::LinkSent const&) {},
          // A question is rung for once, when it is new.
          [&](coordinator::VoyageQuestionShown const& e) {
            if (questions_.insert_or_assign(e.question.id, e.question).second) sound = Sound::alarm;
          },
          [&](coordinator::VoyageQuestionAnswered const& e) { questions_.erase(e.question_id); },
          [&](coordinator::VoyageQuestionClosed const& e) { questions_.erase(e.question_id); }},
      effect);
  return sound;
}

void ConsoleModel::change(coordinator::Incident const& incident, bool recorded) {
  auto& entry = cases_[incident.id];
  // The same incident under an earlier id: its alarm goes on under this one.
  for (auto const& id : incident.also) {
    auto const earlier = cases_.find(id);
    if (earlier == cases_.end()) continue;
    if (!entry.alarm) entry.alarm = earlier->second.alarm;
    cases_.erase(earlier);
  }
  entry.incident = incident;
  entry.recorded = recorded;
}

void ConsoleModel::refresh(coordinator::AlertRefreshed const& refreshed) {
  auto const found = cases_.find(refreshed.incident_id);
  if (found == cases_.end()) return;
  for (auto& alert : found->second.incident.alerts) {
    if (alert.id != refreshed.alert_id) continue;
    alert.last_heard = refreshed.last_heard;
    alert.count = refreshed.count;
    if (refreshed.position) {
      alert.report.position = refreshed.position;
      alert.positioned_at = refreshed.last_heard;
    }
  }
}

void ConsoleModel::notice(geo::UtcTime at, plans::BriefText text) {
  notices_.push_back({at, std::move(text)});
  if (notices_.size() > kMostNotices) notices_.pop_front();
}

void ConsoleModel::take_traffic(std::string_view batch, geo::UtcTime now) {
  json::error_code error;
  auto const parsed = json::parse(batch, error);
  if (error || !parsed.is_object()) return;
  auto const* reports = parsed.get_object().if_contains("reports");
  if (reports == nullptr || !reports->is_array()) return;
  for (auto const& report : reports->get_array()) {
    if (!report.is_object()) continue;
    auto const mmsi = static_cast<std::uint32_t>(number_in(report.get_object(), "mmsi"));
    if (mmsi == 0 || (ships_.size() >= kMostShips && !ships_.contains(mmsi))) continue;
    ships_[mmsi] = now;
  }
}

std::size_t ConsoleModel::ships(geo::UtcTime now) {
  std::erase_if(ships_, [now](auto const& ship) { return now - ship.second > kTrafficAge; });
  return ships_.size();
}

void ConsoleModel::connected() {
  connected_ = true;
  lost_why_.clear();
}

void ConsoleModel::lost(std::string why) {
  connected_ = false;
  lost_why_ = std::move(why);
}

void ConsoleModel::reset() {
  cases_.clear();
  questions_.clear();
  notices_.clear();
  gap_.clear();
  live_ = false;
}

std::vector<ConsoleModel::Case const*> ConsoleModel::cases() const {
  std::vector<Case const*> list;
  list.reserve(cases_.size());
  for (auto const& [id, entry] : cases_) list.push_back(&entry);
  auto const rank = [](Case const& entry) {
    if (entry.incident.no_duff && !coordinator::is_closed(entry.incident)) return entry.alarm ? -2 : -1;
    if (entry.alarm) return entry.alarm->level == coordinator::AlarmLevel::responsible ? 0 : 1;
    return entry.incident.incident_class == coordinator::AlertClass::distress ? 2 : 3;
  };
  std::stable_sort(list.begin(), list.end(), [&](Case const* a, Case const* b) {
    if (rank(*a) != rank(*b)) return rank(*a) < rank(*b);
    return a->incident.opened_at > b->incident.opened_at;
  });
  return list;
}

std::vector<coordinator::VoyageQuestion const*> ConsoleModel::questions() const {
  std::vector<coordinator::VoyageQuestion const*> list;
  for (auto const& [id, question] : questions_) list.push_back(&question);
  std::ranges::stable_sort(list, {}, [](auto const* question) { return question->raised_at; });
  return list;
}

std::vector<ConsoleModel::Case const*> ConsoleModel::no_duff() const {
  std::vector<Case const*> list;
  for (auto const& [id, entry] : cases_)
    if (entry.incident.no_duff && !coordinator::is_closed(entry.incident)) list.push_back(&entry);
  std::ranges::stable_sort(list, {}, [](Case const* one) { return one->incident.no_duff->set.at; });
  return list;
}

ConsoleModel::Case const* ConsoleModel::find(std::string_view incident_id) const {
  auto const found = cases_.find(incident_id);
  if (found != cases_.end()) return &found->second;
  for (auto const& [id, entry] : cases_)
    if (std::find(entry.incident.also.begin(), entry.incident.also.end(), incident_id) != entry.incident.also.end())
      return &entry;
  return nullptr;
}

std::size_t ConsoleModel::alarming() const {
  return static_cast<std::size_t>(
      std::count_if(cases_.begin(), cases_.end(), [](auto const& entry) { return entry.second.alarm.has_value(); }));
}

bool ConsoleModel::must_act() const {
  return std::any_of(cases_.begin(), cases_.end(), [](auto const& entry) {
    return entry.second.alarm && entry.second.alarm->level == coordinator::AlarmLevel::responsible;
  });
}

}  // namespace lingding::terminal
