#include "tests/support/officer_console.hpp"

#include <boost/json.hpp>
#include <stdexcept>

#include "coordinator/codec.hpp"

namespace lingding::support {

using coordinator::Effects;
using coordinator::Seq;

OfficerConsole::OfficerConsole(geo::CentreId centre, std::string key_file, Officer officer)
    : centre_(centre), key_file_(std::move(key_file)), officer_(officer) {}
OfficerConsole::~OfficerConsole() = default;

void OfficerConsole::connect(std::string const& endpoint) {
  bus::ClientOptions options;
  options.endpoint = endpoint;
  options.centre = centre_;
  if (key_file_.empty()) {
    options.officer = "test-officer";
  } else {
    options.key = bus::read_secret(key_file_);
  }
  options.name = "test console";
  options.last_seq = last_seq_;
  options.journal = journal_;
  client_ = std::make_unique<bus::ConsoleClient>(std::move(options));
  acknowledging_.clear();  // what the last server did not live to record is ordered again
}

void OfficerConsole::disconnect() {
  client_.reset();
}

void OfficerConsole::pump(std::chrono::milliseconds at_most) {
  if (!client_) return;
  for (auto const& event : client_->poll(at_most)) {
    if (event.kind == bus::ClientEvent::Kind::message) take(event.text);
    if (event.kind == bus::ClientEvent::Kind::reset) throw std::runtime_error("the server has another journal now");
  }
  // The cursor as the program would have kept it: what was handed over is taken in.
  last_seq_ = shown_.empty() ? 0 : shown_.rbegin()->first;
  journal_ = client_->journal();
  if (officer_ == Officer::acknowledges) acknowledge_alarms();
}

void OfficerConsole::acknowledge_alarms() {
  for (auto const& incident_id : alarming_) {
    if (acknowledging_.size() >= kMostAtOnce) return;
    if (acknowledging_.insert(incident_id).second) acknowledge(incident_id);
  }
}

bool OfficerConsole::pump_until(std::function<bool()> const& done, std::chrono::milliseconds patience) {
  auto const deadline = std::chrono::steady_clock::now() + patience;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    pump(std::chrono::milliseconds{50});
  }
  return true;
}

coordinator::Incident const* OfficerConsole::of_device(std::uint32_t mmsi) const {
  for (auto const& [id, incident] : incidents_)
    for (auto const& alert : incident.alerts)
      if (alert.report.device->number() == mmsi) return &incident;
  return nullptr;
}

void OfficerConsole::acknowledge(std::string const& incident_id) {
  client_->command("ack-" + std::to_string(++commands_),
                   R"({"type":"acknowledge","incident_id":")" + incident_id + "\"}");
}

void OfficerConsole::answer(std::string const& question_id, coordinator::WatchAnswer answer,
                            std::string const& reason) {
  std::string command;
  coordinator::append_json(command, coordinator::Command{coordinator::AnswerVoyage{question_id, answer, reason}});
  client_->command("answer-" + std::to_string(++commands_), command);
}

void OfficerConsole::take(std::string const& text) {
  messages_.push_back(text);
  auto const message = boost::json::parse(text).as_object();
  auto const& type = message.at("type").as_string();
  if (type == "welcome" || type == "status") {
    auto const& status = type == "welcome" ? message.at("status").as_object() : message;
    degraded_ = status.at("degraded").as_bool();
    trouble_ = status.at("message").as_string();
  }
  // Too many orders in a second are refused (docs/protocol.md, "Limits"): they are given again.
  if (type == "error") acknowledging_.clear();
  if (type != "update") return;
  std::string const effects_text = boost::json::serialize(message.at("effects"));
  auto const effects = coordinator::parse_effects(effects_text, "");
  if (!effects) throw std::runtime_error("effects can't be read at " + effects.error().pointer + ": " + text);
  if (!message.at("recorded").as_bool()) {
    unrecorded_.push_back(*effects);
    return;
  }
  auto const seq = message.at("seq").to_number<Seq>();
  auto const [place, is_new] = shown_.emplace(seq, effects_text);
  if (!is_new) {
    if (place->second != effects_text)
      throw std::runtime_error("update " + std::to_string(seq) + " was another before");
    return;
  }
  if (seq != shown_.rbegin()->first) throw std::runtime_error("update " + std::to_string(seq) + " comes out of order");
  apply(*effects);
}

void OfficerConsole::apply(Effects const& effects) {
  for (auto const& effect : effects) {
    if (auto const* changed = std::get_if<coordinator::IncidentChanged>(&effect)) {
      for (auto const& id : changed->incident.also) {
        incidents_.erase(id);
        alarming_.erase(id);
        acknowledging_.erase(id);
      }
      incidents_.insert_or_assign(changed->incident.id, changed->incident);
    } else if (auto const* quieted = std::get_if<coordinator::AlarmQuieted>(&effect)) {
      alarming_.erase(quieted->incident_id);
      acknowledging_.erase(quieted->incident_id);
    } else if (auto const* raised = std::get_if<coordinator::AlarmRaised>(&effect)) {
      alarming_.insert(raised->incident_id);
    } else if (auto const* shown = std::get_if<coordinator::VoyageQuestionShown>(&effect)) {
      questions_.insert_or_assign(shown->question.id, shown->question);
    } else if (auto const* answered = std::get_if<coordinator::VoyageQuestionAnswered>(&effect)) {
      questions_.erase(answered->question_id);
    } else if (auto const* closed = std::get_if<coordinator::VoyageQuestionClosed>(&effect)) {
      questions_.erase(closed->question_id);
    }
  }
}

}  // namespace lingding::support
