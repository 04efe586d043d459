#include "adapters/link/transport.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <set>
#include <vector>

using namespace lingding;
using coordinator::LinkFrame;
using geo::CentreId;

namespace {

/// Collects frames from any thread and waits for a number of them.
class Collector {
 public:
  void take(LinkFrame frame) {
    std::scoped_lock const lock(mutex_);
    frames_.push_back(std::move(frame));
    more_.notify_all();
  }
  /// False when they did not come within a time that no working machine needs.
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, std::chrono::seconds{20}, [&] { return frames_.size() >= count; });
  }
  std::vector<std::uint64_t> numbers() {
    std::scoped_lock const lock(mutex_);
    std::vector<std::uint64_t> numbers;
    for (auto const& frame : frames_) numbers.push_back(frame.link_seq);
    return numbers;
  }

 private:
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<LinkFrame> frames_;
};

LinkFrame frame(std::uint64_t number, CentreId to = CentreId::mo) {
  return {.from = CentreId::hk, .to = to, .link_seq = number, .received = 0, .body = "{}", .raw = {}};
}

}  // namespace

TEST_CASE("link.in_process: a frame reaches the addressed centre and no other") {
  link::InProcessLink wire;
  Collector mo;
  Collector gd;
  wire.connect(CentreId::mo, [&](LinkFrame f) { mo.take(std::move(f)); });
  wire.connect(CentreId::cn_gd, [&](LinkFrame f) { gd.take(std::move(f)); });
  wire.send(frame(1));
  wire.send(frame(2, CentreId::cn_gd));
  wire.send(frame(3, CentreId::hk));  // nobody is connected there: lost, as on any link
  CHECK(mo.numbers() == std::vector<std::uint64_t>{1});
  CHECK(gd.numbers() == std::vector<std::uint64_t>{2});
  wire.connect(CentreId::mo, {});
  wire.send(frame(4));
  CHECK(mo.numbers() == std::vector<std::uint64_t>{1});
}

TEST_CASE("link.faulty: shares of 0 and 1 are exact") {
  link::InProcessLink wire;
  Collector mo;
  wire.connect(CentreId::mo, [&](LinkFrame f) { mo.take(std::move(f)); });
  SECTION("a link without faults passes all on, in order") {
    link::FaultyLink faulty(wire, {});
    for (std::uint64_t i = 1; i <= 50; ++i) faulty.send(frame(i));
    auto const numbers = mo.numbers();
    REQUIRE(numbers.size() == 50);
    CHECK(std::ranges::is_sorted(numbers));
  }
  SECTION("a link that loses everything passes nothing on") {
    link::FaultyLink faulty(wire, {.lose = 1});
    for (std::uint64_t i = 1; i <= 50; ++i) faulty.send(frame(i));
    CHECK(mo.numbers().empty());
  }
  SECTION("a link that doubles everything passes each on twice") {
    link::FaultyLink faulty(wire, {.duplicate = 1});
    faulty.send(frame(7));
    CHECK(mo.numbers() == std::vector<std::uint64_t>{7, 7});
  }
  SECTION("a link that delays everything passes each on, though not in order") {
    link::FaultyLink faulty(wire, {.delay = 1, .longest_delay = std::chrono::milliseconds{30}, .seed = 3});
    for (std::uint64_t i = 1; i <= 50; ++i) faulty.send(frame(i));
    REQUIRE(mo.wait_for(50));
    auto const numbers = mo.numbers();
    CHECK(std::set<std::uint64_t>(numbers.begin(), numbers.end()).size() == 50);
    CHECK_FALSE(std::ranges::is_sorted(numbers));
  }
}
