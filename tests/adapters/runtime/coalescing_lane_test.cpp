#include "adapters/runtime/coalescing_lane.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

using Lane = lingding::runtime::CoalescingLane<std::string>;

namespace {

std::vector<std::string> take(Lane& lane, std::size_t max = 1000) {
  std::vector<std::string> out;
  lane.take(out, max);
  return out;
}

}  // namespace

TEST_CASE("runtime.lane: while the reader keeps up every report passes, in order") {
  Lane lane({.soft = 4, .hard = 8});
  CHECK(lane.put(7, "7a") == Lane::Put::first);
  CHECK(lane.put(7, "7b") == Lane::Put::queued);
  CHECK(lane.put(9, "9a") == Lane::Put::queued);
  CHECK(take(lane) == std::vector<std::string>{"7a", "7b", "9a"});
  CHECK(lane.losses().coalesced == 0);
  CHECK(lane.put(7, "7c") == Lane::Put::first);
}

TEST_CASE("runtime.lane: when it is full each ship's newest wins, and what was superseded is counted") {
  Lane lane({.soft = 3, .hard = 8});
  lane.put(1, "1a");
  lane.put(2, "2a");
  lane.put(3, "3a");
  lane.put(2, "2b");
  lane.put(4, "4a");
  lane.put(2, "2c");
  lane.put(4, "4b");
  CHECK(take(lane) == std::vector<std::string>{"1a", "2c", "3a", "4b"});
  CHECK(lane.losses().coalesced == 3);
  CHECK(lane.losses().dropped == 0);
}

TEST_CASE("runtime.lane: of several waiting reports of one ship the last is replaced") {
  Lane lane({.soft = 3, .hard = 8});
  lane.put(1, "1a");
  lane.put(1, "1b");
  lane.put(2, "2a");
  lane.put(1, "1c");
  CHECK(take(lane) == std::vector<std::string>{"1a", "1c", "2a"});
}

TEST_CASE("runtime.lane: beyond the hard bound the oldest goes, and is counted") {
  Lane lane({.soft = 2, .hard = 3});
  for (std::uint64_t key = 1; key <= 5; ++key) lane.put(key, std::to_string(key));
  CHECK(lane.size() == 3);
  CHECK(take(lane) == std::vector<std::string>{"3", "4", "5"});
  CHECK(lane.losses().dropped == 2);
}

TEST_CASE("runtime.lane: after a drop and a partial read the right report is replaced") {
  Lane lane({.soft = 2, .hard = 4});
  for (std::uint64_t key = 1; key <= 5; ++key) lane.put(key, std::to_string(key));  // 1 is dropped
  CHECK(take(lane, 1) == std::vector<std::string>{"2"});
  lane.put(4, "4b");
  lane.put(1, "1b");
  CHECK(take(lane) == std::vector<std::string>{"3", "4b", "5", "1b"});
}

TEST_CASE("runtime.lane: twenty thousand ships, a reader that stands still: the newest of each is there") {
  Lane lane;
  std::vector<std::pair<std::uint64_t, std::string>> batch;
  for (int round = 0; round < 10; ++round) {
    for (std::uint64_t ship = 0; ship < 20'000; ++ship) batch.emplace_back(ship, std::to_string(round));
    lane.put(batch);
    CHECK(batch.empty());
  }
  auto const reports = take(lane, 1'000'000);
  auto const losses = lane.losses();
  CHECK(losses.dropped == 0);
  CHECK(reports.size() + losses.coalesced == 200'000);
  CHECK(reports.size() <= 65'536);
  CHECK(std::count(reports.begin(), reports.end(), "9") == 20'000);
}
