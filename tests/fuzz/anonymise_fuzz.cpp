// Lines and documents of a log from outside, made anonymous: what comes out is a sentence again, and has its checksum.

#include <cstdint>
#include <string_view>

#include "adapters/ais/sentence.hpp"
#include "geo/check.hpp"
#include "tools/drill/recording.hpp"

using namespace lingding;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size < 1) return 0;
  std::string_view text{reinterpret_cast<char const*>(data), size};
  auto const format = static_cast<logs::Format>(data[0] % logs::kFormatCount);
  text.remove_prefix(1);
  drill::RecordingOptions options;
  options.key = "0123456789abcdef";
  drill::Recording recording{options, [](logs::Entry const& entry) {
                               if (entry.format != logs::Format::ais) return;
                               ais::ParsedLine parsed;
                               ais::parse_line(entry.raw, parsed);
                               LINGDING_CHECK(parsed.kind == ais::LineKind::sentence);
                             }};
  auto const take = [&](std::string_view raw) {
    recording.take({.at = geo::UtcTime{}, .format = format, .source = "fuzz", .raw = std::string{raw}});
  };
  if (format == logs::Format::sit || format == logs::Format::cap) {
    take(text);
    return 0;
  }
  while (!text.empty()) {
    auto const end = text.find('\n');
    take(text.substr(0, end));
    text = end == std::string::npos ? std::string_view{} : text.substr(end + 1);
  }
  return 0;
}
