// `lingding decode sit`: messages of mission control centres to JSON Lines, one object a message.

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>

#include "adapters/sarsat/sit_json.hpp"
#include "adapters/sarsat/sit_stream.hpp"
#include "tools/commands.hpp"
#include "tools/decode_input.hpp"

namespace lingding::tools {
namespace {

struct Summary {
  std::uint64_t messages = 0;
  std::uint64_t refused = 0;
  std::map<std::string, std::uint64_t> kinds;
};

void print_message(std::string const& text, Summary& summary) {
  auto const message = sarsat::read_sit(text);
  auto const number = summary.messages + summary.refused + 1;
  std::string json;
  if (message) {
    ++summary.messages;
    ++summary.kinds[name_of(message->kind)];
    append_json(json, *message);
  } else {
    auto const& error = message.error();
    ++summary.refused;
    append_json(json, number, text, error);
    std::fprintf(stderr, "message %llu: %s: expected %s\n", static_cast<unsigned long long>(number),
                 name_of(error.reason), meaning_of(error.reason));
  }
  json += '\n';
  write_out(json);
}

}  // namespace

int decode_sit(std::string const& path, Strictness strictness) {
  // Behind the end of a message only its trailer can come: a source that is silent for so long has sent it.
  constexpr std::chrono::milliseconds kTrailerWait{500};
  LineInput input{path, sarsat::kMaxMessageBytes + 1};
  sarsat::SitSplitter splitter;
  Summary summary;
  for (;;) {
    if (splitter.is_complete() && !input.ready(kTrailerWait))
      if (auto const message = splitter.finish()) print_message(*message, summary);
    auto const line = input.next();
    if (!line) break;
    if (auto const message = splitter.push(*line)) print_message(*message, summary);
  }
  if (auto const message = splitter.finish()) print_message(*message, summary);
  std::fprintf(stderr, "%-28s %12llu\n", "messages", static_cast<unsigned long long>(summary.messages));
  for (auto const& [kind, count] : summary.kinds)
    std::fprintf(stderr, "  %-26s %12llu\n", kind.c_str(), static_cast<unsigned long long>(count));
  std::fprintf(stderr, "%-28s %12llu\n", "rejected", static_cast<unsigned long long>(summary.refused));
  if (strictness == Strictness::strict && summary.refused > 0) return 1;
  return summary.refused > 0 && summary.messages == 0 ? 1 : 0;
}

}  // namespace lingding::tools
