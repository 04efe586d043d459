#include "adapters/runtime/log.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

using namespace lingding;
using namespace std::chrono_literals;
using runtime::Log;
using runtime::LogLevel;
using runtime::RateLimited;

namespace {

struct Captured {
  runtime::SettableClock clock{*geo::parse_time("2016-08-27T15:50:00.007Z")};
  std::vector<std::string> lines;
  Log log{LogLevel::info, clock, [this](std::string_view line) { lines.emplace_back(line); }};
};

}  // namespace

TEST_CASE("runtime.log: one line of key=value, the time in UTC from the clock that was given") {
  Captured captured;
  captured.log.info("ais", "connected", {{"source", "waglan"}, {"port", 4001}});
  REQUIRE(captured.lines.size() == 1);
  CHECK(captured.lines[0] ==
        "time=2016-08-27T15:50:00.007Z level=info category=ais message=connected source=waglan port=4001");
}

TEST_CASE("runtime.log: values from outside can't break a line or forge a field") {
  Captured captured;
  captured.log.warning("ais", "odd input", {{"line", "a\nlevel=error \"x\"\\\x1b[31m\xff\xc2\x85伶仃"}, {"empty", ""}});
  REQUIRE(captured.lines.size() == 1);
  CHECK(captured.lines[0] ==
        "time=2016-08-27T15:50:00.007Z level=warning category=ais message=\"odd input\" "
        "line=\"a\\x0alevel=error \\\"x\\\"\\\\\\x1b[31m\\xff\\xc2\\x85伶仃\" empty=\"\"");
}

TEST_CASE("runtime.log: long values are cut") {
  Captured captured;
  captured.log.info("ais", "m", {{"line", std::string(100'000, 'x')}});
  REQUIRE(captured.lines.size() == 1);
  CHECK(captured.lines[0].size() < 400);
  CHECK(captured.lines[0].ends_with("x…"));
}

TEST_CASE("runtime.log: lines below the level are not written, and the level can be changed") {
  Captured captured;
  captured.log.debug("ais", "hidden");
  CHECK(captured.lines.empty());
  CHECK_FALSE(captured.log.enabled(LogLevel::debug));
  captured.log.set_level(*runtime::parse_log_level("debug"));
  captured.log.debug("ais", "seen");
  CHECK(captured.lines.size() == 1);
  captured.log.set_level(LogLevel::error);
  captured.log.warning("ais", "hidden again");
  CHECK(captured.lines.size() == 1);
  CHECK_FALSE(runtime::parse_log_level("verbose").has_value());
}

TEST_CASE("runtime.log: lines of many threads are never torn") {
  Captured captured;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&captured, t] {
      for (int i = 0; i < 200; ++i) captured.log.info("t", "m", {{"thread", t}, {"i", i}});
    });
  threads.clear();
  CHECK(captured.lines.size() == 800);
  for (auto const& line : captured.lines)
    REQUIRE(line.starts_with("time=2016-08-27T15:50:00.007Z level=info category=t"));
}

TEST_CASE("runtime.log: a flood is a few lines and a count") {
  Captured captured;
  auto const start = std::chrono::steady_clock::time_point{} + 1h;
  {
    RateLimited limited(captured.log, LogLevel::warning, "ais", 10s, 3);
    for (int i = 0; i < 1'000'000; ++i) limited.write("bad sentence", {}, start + std::chrono::microseconds{i});
    CHECK(captured.lines.size() == 3);
    CHECK(limited.suppressed() == 999'997);
    limited.write("bad sentence", {}, start + 10s);
    REQUIRE(captured.lines.size() == 5);
    CHECK(captured.lines[3].ends_with("message=\"more of the same\" suppressed=999997"));
    CHECK(captured.lines[4].ends_with("message=\"bad sentence\""));
    for (int i = 0; i < 4; ++i) limited.write("bad sentence", {}, start + 11s);
    CHECK(captured.lines.size() == 7);
  }
  // What was still unsaid is said at the end.
  REQUIRE(captured.lines.size() == 8);
  CHECK(captured.lines[7].ends_with("suppressed=2"));
}
