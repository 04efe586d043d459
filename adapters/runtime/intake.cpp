#include "adapters/runtime/intake.hpp"

#include <utility>

namespace lingding::runtime {

MessageIntake::MessageIntake(SourceCounters& counters, Log& log, std::string category, IntakePorts ports)
    : counters_(counters), ports_(std::move(ports)), refusals_(log, LogLevel::warning, std::move(category)) {}

Flow MessageIntake::lines(LineBlock const& block) {
  auto rest = block.text;
  line_ = 0;
  while (!rest.empty()) {
    auto const end = rest.find('\n');
    auto line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++line_;
    take_line(line, block.stream, block.received_at);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  if (ports_.raw) ports_.raw(block);
  return waiting() == 0 ? Flow::more : Flow::hold;
}

void MessageIntake::raise(coordinator::AlertReport report, std::string raw) {
  (report.alert_class == coordinator::AlertClass::test ? counters_.tests : counters_.alerts).add();
  coordinator::AlertReceived event{counters_.name, std::move(report), {}, std::move(raw)};
  if (event.report.position && ports_.near) event.near = ports_.near(*event.report.position);
  send(alerts_, ports_.alert, std::move(event));
}

void MessageIntake::notice(coordinator::Event event) {
  counters_.safety_texts.add();
  send(notices_, ports_.notice, std::move(event));
}

void MessageIntake::refuse(std::size_t reason, std::string_view name, std::string_view meaning, std::string_view what,
                           std::string_view where) {
  counters_.rejected.at(reason).add();
  refusals_.write("a message was refused",
                  {{"source", counters_.name}, {"reason", name}, {"message", what.substr(0, 96)}});
  if (ports_.refused) ports_.refused({name, meaning, what, where, line_});
}

bool MessageIntake::offer_again() {
  bool const alerts = offer(alerts_, ports_.alert);
  bool const notices = offer(notices_, ports_.notice);
  return alerts && notices;
}

bool MessageIntake::offer(Waiting& waiting, Port const& port) {
  while (!waiting.empty()) {
    if (port(std::move(waiting.front())) == Push::full) return false;
    waiting.pop_front();
  }
  return true;
}

void MessageIntake::send(Waiting& waiting, Port const& port, coordinator::Event&& event) {
  // Behind what waits already, lest a sender's messages change places.
  // A port that is full has left the event as it was.
  if (!waiting.empty() || port(std::move(event)) == Push::full)
    waiting.push_back(std::move(event));  // NOLINT(bugprone-use-after-move)
}

}  // namespace lingding::runtime
