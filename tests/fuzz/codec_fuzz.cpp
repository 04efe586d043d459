// The codec and the desk against any bytes: first byte which reader, then the text. What is read writes a text that
// reads back to the same bytes; a desk that gets such an event, twice, stays whole, and replays to the same bytes.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "coordinator/codec.hpp"
#include "coordinator/desk.hpp"

namespace {

using namespace lingding;
using namespace lingding::coordinator;

void require(bool truth) {
  if (!truth) std::abort();
}

template <class T>
std::string json_of(T const& value) {
  std::string text;
  append_json(text, value);
  return text;
}

geo::WaterMap const& no_water(std::string_view) {
  throw std::runtime_error("none is held");
}

/// The events, one a line, by a desk; gives all effects.
std::string run(std::string_view lines) {
  Desk desk{geo::CentreId::hk, no_water};
  std::string effects;
  geo::UtcTime now{std::chrono::hours{24 * 365 * 46}};
  while (!lines.empty()) {
    auto const line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    auto const event = parse_event(line, "raw");
    if (!event || std::holds_alternative<RegionsLoaded>(*event)) continue;
    now += std::chrono::seconds{30};
    for (int twice = 0; twice < 2; ++twice) {
      auto const all = desk.handle(*event, now);
      append_json(effects, all);
      // What goes to the journal and to other desks can be read.
      require(parse_effects(json_of(all), "raw").has_value());
    }
  }
  return effects;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view const text{reinterpret_cast<char const*>(data) + 1, size - 1};
  switch (data[0]) {
    case 'e':
      if (auto const event = parse_event(text, "raw")) {
        auto const once = json_of(*event);
        auto const again = parse_event(once, "raw");
        require(again && *again == *event && json_of(*again) == once);
      }
      break;
    case 'l':
      if (auto const message = parse_link_message(text, "raw")) {
        auto const once = json_of(*message);
        auto const again = parse_link_message(once, "raw");
        require(again && json_of(*again) == once);
      }
      break;
    case 'c':
      if (auto const command = parse_command(text)) require(parse_command(json_of(*command)).value() == *command);
      break;
    case 'f':
      if (auto const items = console_items(text)) {
        for (auto const& item : *items) require(!item.json.empty());
      }
      break;
    default:
      require(run(text) == run(text));
  }
  return 0;
}
