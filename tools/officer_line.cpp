#include "tools/officer_line.hpp"

#include <unistd.h>

#include <boost/json.hpp>
#include <stdexcept>
#include <utility>

#include "adapters/runtime/clock.hpp"

namespace lingding::tools {
namespace {

namespace json = boost::json;

/// The effect that answers the command in a message of the server; null: none does.
json::object const* outcome_in(json::value const& message, std::string_view id) {
  if (!message.is_object()) return nullptr;
  auto const* const effects = message.get_object().if_contains("effects");
  if (effects == nullptr || !effects->is_array()) return nullptr;
  for (auto const& effect : effects->get_array()) {
    if (!effect.is_object()) continue;
    auto const* const of = effect.get_object().if_contains("command_id");
    if (of != nullptr && of->is_string() && std::string_view{of->get_string()} == id) return &effect.get_object();
  }
  return nullptr;
}

std::string text_of(json::object const& object, std::string_view name) {
  auto const* const found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

bus::ClientOptions from_now_on(bus::ClientOptions options) {
  options.start = bus::ClientOptions::Start::newest;
  return options;
}

}  // namespace

OfficerLine::OfficerLine(bus::ClientOptions options, std::string prefix)
    : client_(from_now_on(std::move(options))),
      prefix_(std::move(prefix) + "-" + std::to_string(runtime::SystemClock{}.now().time_since_epoch().count()) + "-" +
              std::to_string(::getpid()) + "-") {}

geo::Expected<CommandOutcome, std::string> OfficerLine::command(std::string const& command,
                                                                std::chrono::milliseconds patience) {
  auto const id = prefix_ + std::to_string(++count_);
  if (!client_.command(id, command)) throw std::runtime_error("the command can't be sent");
  auto const deadline = std::chrono::steady_clock::now() + patience;
  std::string why = "no answer";
  while (std::chrono::steady_clock::now() < deadline) {
    for (auto const& event : client_.poll(std::chrono::milliseconds{250})) {
      if (event.kind == bus::ClientEvent::Kind::lost) why = event.text;
      if (event.kind != bus::ClientEvent::Kind::message) continue;
      json::error_code fault;
      auto const message = json::parse(event.text, fault);
      auto const* const outcome = fault ? nullptr : outcome_in(message, id);
      if (outcome == nullptr) continue;
      return CommandOutcome{text_of(*outcome, "type") == "command_done", text_of(*outcome, "code"),
                            text_of(*outcome, "text"), json::serialize(*outcome)};
    }
  }
  return geo::Unexpected{why};
}

}  // namespace lingding::tools
