// `lingding decode cap`: CAP 1.2 messages to JSON Lines, one object a message.

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>

#include "adapters/cap/json.hpp"
#include "adapters/cap/reader.hpp"
#include "tools/cap_commands.hpp"
#include "tools/decode_input.hpp"

namespace lingding::tools {
namespace {

struct Summary {
  std::uint64_t messages = 0;
  std::uint64_t refused = 0;
  std::map<std::string, std::uint64_t> types;
};

void print_message(std::string const& text, Summary& summary) {
  auto const message = cap::read(text);
  auto const number = summary.messages + summary.refused + 1;
  std::string json;
  if (message) {
    ++summary.messages;
    ++summary.types[std::string{to_text(message->type)}];
    append_json(json, *message);
  } else {
    auto const& fault = message.error();
    ++summary.refused;
    append_json(json, number, text, fault);
    std::fprintf(stderr, "message %llu: %s%s%s: expected %s\n", static_cast<unsigned long long>(number),
                 name_of(fault.kind), fault.where.empty() ? "" : " at ", fault.where.c_str(),
                 fault.expected.empty() ? meaning_of(fault.kind) : fault.expected.c_str());
  }
  json += '\n';
  write_out(json);
}

}  // namespace

int decode_cap(std::string const& path, Strictness strictness) {
  constexpr std::size_t kBlockBytes = 64 * 1024;
  InputFile input{path};
  cap::Splitter splitter;
  Summary summary;
  std::string block(kBlockBytes, '\0');
  for (auto size = input.read(block.data(), block.size()); size > 0; size = input.read(block.data(), block.size()))
    for (auto const& message : splitter.push(std::string_view{block}.substr(0, size))) print_message(message, summary);
  if (auto const message = splitter.finish()) print_message(*message, summary);
  std::fprintf(stderr, "%-28s %12llu\n", "messages", static_cast<unsigned long long>(summary.messages));
  for (auto const& [type, count] : summary.types)
    std::fprintf(stderr, "  %-26s %12llu\n", type.c_str(), static_cast<unsigned long long>(count));
  std::fprintf(stderr, "%-28s %12llu\n", "rejected", static_cast<unsigned long long>(summary.refused));
  if (strictness == Strictness::strict && summary.refused > 0) return 1;
  return summary.refused > 0 && summary.messages == 0 ? 1 : 0;
}

}  // namespace lingding::tools
