#include "adapters/runtime/line_splitter.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <sstream>
#include <string>

using lingding::runtime::LineSplitter;

namespace {

struct Result {
  std::string text;
  std::uint64_t lines = 0;
  std::uint64_t overlong = 0;
  bool operator==(Result const&) const = default;
};

/// Feeds `bytes` in pieces of the sizes that `next_size` gives.
template <class NextSize>
Result split(std::string_view bytes, std::size_t max_line, std::size_t read_size, NextSize next_size) {
  LineSplitter splitter(max_line, read_size);
  Result result;
  auto const sink = [&](std::string_view lines) { result.text += lines; };
  while (!bytes.empty()) {
    auto const room = splitter.prepare();
    auto const size = std::min({bytes.size(), room.size(), std::size_t{next_size()}});
    std::copy_n(bytes.data(), size, room.data());
    splitter.commit(size, sink);
    bytes.remove_prefix(size);
  }
  splitter.finish(sink);
  result.lines = splitter.lines();
  result.overlong = splitter.overlong();
  return result;
}

/// The same by the plainest means: the whole text in memory.
Result split_plainly(std::string const& bytes, std::size_t max_line) {
  Result result;
  std::istringstream in(bytes);
  std::string line;
  while (std::getline(in, line)) {
    bool const ended = !in.eof();
    if (line.size() > max_line) {
      ++result.overlong;
    } else {
      result.text += line;
      if (ended) result.text += '\n';
      ++result.lines;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("runtime.line_splitter: whole lines come out with their ends, the last one without") {
  auto const result = split("one\ntwo\r\n\nlast", 80, 64, [] { return 1000U; });
  CHECK(result.text == "one\ntwo\r\n\nlast");
  CHECK(result.lines == 4);
  CHECK(result.overlong == 0);
}

TEST_CASE("runtime.line_splitter: a line of exactly the limit passes, one byte more does not") {
  std::string const good(10, 'g');
  std::string const bad(11, 'b');
  auto const result = split(bad + "\n" + good + "\n" + bad + "\n" + good, 10, 4, [] { return 3U; });
  CHECK(result.text == good + "\n" + good);
  CHECK(result.lines == 2);
  CHECK(result.overlong == 2);
}

TEST_CASE("runtime.line_splitter: ten megabytes without a newline are one skipped line, and memory stays small") {
  LineSplitter splitter(1024, 65536);
  std::uint64_t given = 0;
  auto const sink = [&](std::string_view lines) { given += lines.size(); };
  std::size_t largest_room = 0;
  for (std::size_t sent = 0; sent < 10'000'000;) {
    auto const room = splitter.prepare();
    largest_room = std::max(largest_room, room.size());
    std::fill(room.begin(), room.end(), 'x');
    splitter.commit(room.size(), sink);
    sent += room.size();
  }
  CHECK(splitter.partial());
  CHECK(given == 0);
  CHECK(splitter.overlong() == 1);
  CHECK(largest_room <= 65536 + 1024);
  auto const room = splitter.prepare();
  std::string_view const rest = "\nshort\n";
  std::copy(rest.begin(), rest.end(), room.begin());
  std::string text;
  splitter.commit(rest.size(), [&](std::string_view lines) { text += lines; });
  CHECK(text == "short\n");
  CHECK(splitter.overlong() == 1);
  CHECK_FALSE(splitter.partial());
}

TEST_CASE("runtime.line_splitter: any bytes in any pieces give what the plain way gives") {
  std::mt19937 random(20150909);
  for (int round = 0; round < 400; ++round) {
    std::string bytes(random() % 600, '\0');
    for (auto& c : bytes) c = random() % 12 == 0 ? '\n' : static_cast<char>(random());
    std::size_t const max_line = 1 + random() % 40;
    std::size_t const read_size = 1 + random() % 50;
    auto const expected = split_plainly(bytes, max_line);
    auto const actual = split(bytes, max_line, read_size, [&] { return std::size_t{1} + random() % 30; });
    REQUIRE(actual == expected);
  }
}
