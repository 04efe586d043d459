// Acts in words, for lists and logs.

#include "geo/position_text.hpp"
#include "tools/drill/scenario.hpp"

namespace lingding::drill {
namespace {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

std::string text_of(geo::CentreId centre) {
  return std::string{geo::to_text(centre)};
}

/// "type" of a command's JSON; the text was read once.
std::string kind_of(std::string const& command) {
  constexpr std::string_view kKey = R"("type":")";
  auto const at = command.find(kKey);
  if (at == std::string::npos) return "?";
  auto const begin = at + kKey.size();
  return command.substr(begin, command.find('"', begin) - begin);
}

std::string report_words(coordinator::AlertReport const& report) {
  std::string text = std::string{coordinator::to_text(report.nature)};
  if (!report.name.empty()) text += ", " + report.name;
  if (report.position) text += ", " + geo::to_mariners_text(*report.position);
  if (!report.caller.empty()) text += ", by " + report.caller;
  return text;
}

}  // namespace

std::string to_text(Offset time) {
  auto const all = time.count();
  auto const two = [](std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  auto text = two(all / 3'600'000) + ":" + two(all / 60'000 % 60) + ":" + two(all / 1000 % 60);
  if (all % 1000 == 0) return text;
  auto const rest = std::to_string(all % 1000);
  return text + "." + std::string(3 - rest.size(), '0') + rest;
}

std::string to_text(When const& when) {
  std::string text;
  if (when.at) text = "at " + to_text(*when.at);
  if (when.condition)
    text = (when.unless_by ? "unless "
            : when.every   ? "each time "
                           : "when ") +
           to_text(*when.condition) + (when.unless_by ? " by " + to_text(*when.unless_by) : "");
  if (!when.act.empty()) text = "after " + when.act;
  if (when.after_most > Offset{0}) {
    text += ", and " + to_text(when.after_least);
    if (when.after_most != when.after_least) text += " to " + to_text(when.after_most);
    text += " later";
  }
  return text;
}

std::string to_text(ActBody const& body) {
  return std::visit(
      Overloaded{
          [](SourceBrings const& one) {
            return text_of(one.centre) + (one.source.empty() ? "" : " " + one.source) + " receives " +
                   std::string{logs::to_text(one.format)} + ", " + std::to_string(one.lines.size()) +
                   (one.lines.size() == 1 ? " line" : " lines");
          },
          [](SomebodyReports const& one) {
            return text_of(one.centre) + " is told: " + report_words(one.report) +
                   (one.position_of.empty() ? "" : ", at the position of " + one.position_of);
          },
          [](DeviceStarts const& one) {
            return one.device.to_text() + (one.is_test ? " is tested" : " is switched on") +
                   (one.position ? " at " + geo::to_mariners_text(*one.position) : " at " + one.ship) +
                   (one.lasts ? " for " + to_text(*one.lasts) : "");
          },
          [](DscCalls const& one) {
            return text_of(one.centre) + " receives the distress call of " + one.ship + ": " +
                   std::string{coordinator::to_text(one.nature)};
          },
          [](OfficerActs const& one) { return text_of(one.centre) + " " + one.officer + ": " + kind_of(one.command); },
          [](LinkGoes const& one) {
            return "the link " + text_of(one.a) + "–" + text_of(one.b) + (one.up ? " is up" : " is down");
          },
          [](ServerRestarts const& one) { return text_of(one.centre) + "'s server is killed and starts again"; },
          [](ShipChanges const& one) {
            switch (one.how) {
              case ShipChanges::How::stops:
                return one.ship + " stops";
              case ShipChanges::How::goes_on:
                return one.ship + " goes on";
              case ShipChanges::How::silent:
                return one.ship + " is not heard any more";
              case ShipChanges::How::heard:
                return one.ship + " is heard again";
            }
            return one.ship;
          },
          [](ControlSays const& one) {
            return "control to " + text_of(one.centre) + ": " + (one.text.en.empty() ? one.text.zh_hant : one.text.en);
          }},
      body);
}

}  // namespace lingding::drill
