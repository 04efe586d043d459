#include "adapters/runtime/bounded_queue.hpp"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using lingding::runtime::LaneQueue;
using lingding::runtime::Push;

namespace {

using Queue = LaneQueue<std::string>;
auto const kPast = std::chrono::steady_clock::time_point{};
auto soon() {
  return std::chrono::steady_clock::now() + 30s;
}

std::vector<std::string> drain(Queue& queue, std::size_t max = 100) {
  std::vector<std::string> out;
  queue.take(out, max, kPast);
  return out;
}

}  // namespace

TEST_CASE("runtime.queue: distress comes first, each lane in its order") {
  Queue queue;
  REQUIRE(queue.push_routine("r1") == Push::done);
  REQUIRE(queue.push_distress("d1") == Push::done);
  REQUIRE(queue.push_routine("r2") == Push::done);
  REQUIRE(queue.push_distress("d2") == Push::done);
  CHECK(drain(queue) == std::vector<std::string>{"d1", "d2", "r1", "r2"});
  CHECK(queue.size() == 0);
}

TEST_CASE("runtime.queue: a flood of distress leaves routine one place in eight") {
  Queue queue;
  for (int i = 0; i < 100; ++i) REQUIRE(queue.push_distress("d" + std::to_string(i)) == Push::done);
  for (int i = 0; i < 3; ++i) REQUIRE(queue.push_routine("r" + std::to_string(i)) == Push::done);
  auto const batch = drain(queue, 16);
  REQUIRE(batch.size() == 16);
  CHECK(batch[13] == "d13");
  CHECK(batch[14] == "r0");
  CHECK(batch[15] == "r1");
  CHECK(drain(queue, 16)[14] == "d28");
}

TEST_CASE("runtime.queue: a batch of one is a distress event while there is one") {
  Queue queue;
  REQUIRE(queue.push_routine("r") == Push::done);
  REQUIRE(queue.push_distress("d") == Push::done);
  CHECK(drain(queue, 1) == std::vector<std::string>{"d"});
  CHECK(drain(queue, 1) == std::vector<std::string>{"r"});
}

TEST_CASE("runtime.queue: a full lane refuses, keeps the caller's item, and disturbs the other lane not at all") {
  Queue queue({.distress = 2, .routine = 1, .spin = {}});
  std::string item = "kept";
  REQUIRE(queue.push_distress("d1") == Push::done);
  REQUIRE(queue.push_distress("d2") == Push::done);
  CHECK(queue.push_distress(std::move(item)) == Push::full);
  CHECK(item == "kept");
  CHECK(queue.refused() == 1);
  CHECK(queue.push_routine("r1") == Push::done);
  CHECK(queue.push_routine("r2") == Push::full);
  CHECK(drain(queue) == std::vector<std::string>{"d1", "d2", "r1"});
}

TEST_CASE("runtime.queue: who was refused is told when there is room again, once") {
  int told = 0;
  Queue queue({.distress = 4, .routine = 4, .spin = {}}, [&] { ++told; });
  for (int i = 0; i < 4; ++i) REQUIRE(queue.push_distress("d") == Push::done);
  drain(queue, 1);
  CHECK(told == 0);  // nobody was refused
  REQUIRE(queue.push_distress("d") == Push::done);
  REQUIRE(queue.push_distress("d") == Push::full);
  drain(queue, 1);
  CHECK(told == 0);  // three of four still wait
  drain(queue, 1);
  CHECK(told == 1);
  drain(queue, 10);
  CHECK(told == 1);
}

TEST_CASE("runtime.queue: take comes back at its deadline with nothing") {
  Queue queue({.distress = 4, .routine = 4, .spin = 5us});
  std::vector<std::string> out;
  auto const before = std::chrono::steady_clock::now();
  auto const taken = queue.take(out, 10, before + 2ms);
  CHECK(taken.count == 0);
  CHECK_FALSE(taken.stopped);
  CHECK(std::chrono::steady_clock::now() >= before + 2ms);
}

TEST_CASE(
    "runtime.queue: a consumer that waits is woken by a push and by stop, and gets all that was pushed before it") {
  Queue queue;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> got;
  bool ended = false;
  std::jthread consumer([&] {
    for (;;) {
      std::vector<std::string> batch;
      auto const taken = queue.take(batch, 2, soon());
      std::lock_guard const lock{mutex};
      for (auto& item : batch) got.push_back(std::move(item));
      if (taken.stopped) ended = true;
      changed.notify_all();
      if (taken.stopped) return;
    }
  });
  REQUIRE(queue.push_distress("a") == Push::done);
  {
    std::unique_lock lock{mutex};
    REQUIRE(changed.wait_until(lock, soon(), [&] { return got.size() == 1; }));
  }
  for (auto const* name : {"b", "c", "d"}) REQUIRE(queue.push_routine(name) == Push::done);
  queue.stop();
  std::unique_lock lock{mutex};
  REQUIRE(changed.wait_until(lock, soon(), [&] { return ended; }));
  CHECK(got == std::vector<std::string>{"a", "b", "c", "d"});
  CHECK(queue.push_distress("late") == Push::stopped);
}

TEST_CASE("runtime.queue: a producer with a thread of its own waits for room, or for stop") {
  Queue queue({.distress = 1, .routine = 1, .spin = {}});
  REQUIRE(queue.push_distress("first") == Push::done);
  CHECK(queue.push_distress_wait("late", kPast) == Push::full);
  Push second{};
  Push third{};
  std::jthread producer([&] {
    second = queue.push_distress_wait("second", soon());
    third = queue.push_distress_wait("third", soon());
  });
  std::vector<std::string> out;
  while (out.size() < 2) queue.take(out, 1, soon());
  CHECK(out == std::vector<std::string>{"first", "second"});
  queue.stop();
  producer.join();
  CHECK(second == Push::done);
  CHECK((third == Push::done || third == Push::stopped));
}

TEST_CASE("runtime.queue: four producers and one consumer lose nothing and keep each producer's order") {
  LaneQueue<std::unique_ptr<int>> queue({.distress = 64, .routine = 64, .spin = 2us});
  constexpr int kEach = 5000;
  std::vector<std::jthread> producers;
  for (int p = 0; p < 4; ++p)
    producers.emplace_back([&queue, p] {
      for (int i = 0; i < kEach; ++i) {
        auto item = std::make_unique<int>(p * kEach + i);
        auto const pushed = p % 2 == 0 ? queue.push_distress_wait(std::move(item), soon())
                                       : queue.push_routine_wait(std::move(item), soon());
        if (pushed != Push::done) return;
      }
    });
  std::vector<int> next{0, 0, 0, 0};
  std::vector<std::unique_ptr<int>> batch;
  int total = 0;
  bool in_order = true;
  while (total < 4 * kEach) {
    batch.clear();
    auto const taken = queue.take(batch, 100, soon());
    REQUIRE(taken.count > 0);
    for (auto const& item : batch) {
      auto const producer = static_cast<std::size_t>(*item / kEach);
      in_order = in_order && *item % kEach == next[producer];
      ++next[producer];
    }
    total += static_cast<int>(taken.count);
  }
  CHECK(in_order);
  CHECK(queue.size() == 0);
}
