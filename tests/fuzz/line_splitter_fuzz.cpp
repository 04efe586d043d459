// Bytes from a connection, in pieces: what comes out of the splitter is what cutting the whole at its newlines gives.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/runtime/line_splitter.hpp"
#include "geo/check.hpp"

using lingding::runtime::LineSplitter;

namespace {

struct Lines {
  std::string text;
  std::uint64_t lines = 0;
  std::uint64_t overlong = 0;
  bool operator==(Lines const&) const = default;
};

Lines plainly(std::string_view bytes, std::size_t max_line) {
  Lines result;
  while (!bytes.empty()) {
    auto const end = bytes.find('\n');
    auto const line = bytes.substr(0, end);
    bool const ended = end != std::string_view::npos;
    bytes.remove_prefix(ended ? end + 1 : bytes.size());
    if (line.size() > max_line) {
      ++result.overlong;
    } else {
      result.text.append(line).append(ended ? "\n" : "");
      ++result.lines;
    }
  }
  return result;
}

}  // namespace

// The first byte gives the longest line, the second the room, the third the size of the pieces; the rest is the stream.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size < 3) return 0;
  std::size_t const max_line = 1 + data[0] % 96U;
  std::size_t const room_size = 1 + data[1] % 200U;
  std::size_t const piece = 1 + data[2];
  std::string_view const bytes(reinterpret_cast<char const*>(data + 3), size - 3);

  LineSplitter splitter(max_line, room_size);
  Lines actual;
  auto const sink = [&](std::string_view lines) {
    LINGDING_CHECK(!lines.empty());
    actual.text += lines;
  };
  for (auto rest = bytes; !rest.empty();) {
    auto const room = splitter.prepare();
    LINGDING_CHECK(!room.empty() && room.size() <= max_line + room_size);
    auto const count = std::min({room.size(), rest.size(), piece});
    std::copy_n(rest.data(), count, room.data());
    splitter.commit(count, sink);
    rest.remove_prefix(count);
  }
  splitter.finish(sink);
  LINGDING_CHECK(!splitter.partial());
  actual.lines = splitter.lines();
  actual.overlong = splitter.overlong();
  LINGDING_CHECK(actual == plainly(bytes, max_line));
  return 0;
}
