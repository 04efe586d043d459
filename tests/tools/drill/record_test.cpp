// A run's record is written and read back whole.

#include "tools/drill/record.hpp"

#include <catch2/catch.hpp>

#include "tests/tools/drill/random_run.hpp"

namespace lingding::drill {
namespace {

/// Converts into any member, so that an aggregate can be made of as many as it has.
struct Anything {
  template <class T>
  operator T() const;  // NOLINT(google-explicit-constructor)
};
template <class T, std::size_t... i>
constexpr bool is_made_of(std::index_sequence<i...>) {
  return requires { T{((void)i, Anything{})...}; };
}
/// How many members the aggregate has, at most 20.
template <class T, std::size_t tried = 20>
constexpr std::size_t members_of() {
  if constexpr (tried == 0 || is_made_of<T>(std::make_index_sequence<tried>{})) {
    return tried;
  } else {
    return members_of<T, tried - 1>();
  }
}

struct Counting {
  std::size_t count = 0;
  template <class T>
  void operator()(std::string_view, T&) {
    ++count;
  }
};
template <class T>
std::size_t described(T value) {
  Counting counting;
  detail::Shape<T>::of(counting, value);
  return counting.count;
}

template <class T>
void check_complete(T value = {}) {
  CAPTURE(__PRETTY_FUNCTION__);
  CHECK(described(std::move(value)) == members_of<T>());
}

}  // namespace

TEST_CASE("drill.record: random records are read back as they were written") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    RunRecord record;
    support::RandomRun{seed}.fill(record);
    auto const text = to_json(record);
    auto const read = read_run(text);
    if (!read) FAIL(read.error());
    CHECK((*read == record));
    CHECK((to_json(*read) == text));
  }
}

TEST_CASE("drill.record: no member is left out") {
  auto const mmsi = *plans::Mmsi::from_number(477'000'101);
  auto const position = *geo::Position::from_degrees(22, 114);
  check_complete<RunRecord>();
  check_complete<Scenario>();
  check_complete<CastShip>();
  check_complete<TimetableVoyage>();
  check_complete<Waypoint>({.position = position});
  check_complete<BackgroundTraffic>();
  check_complete<Reception>();
  check_complete<Weather>();
  check_complete<Act>();
  check_complete<When>();
  check_complete<Condition>();
  check_complete<SourceBrings>();
  check_complete<SomebodyReports>();
  check_complete<DeviceStarts>({.device = mmsi, .ship = {}});
  check_complete<DscCalls>();
  check_complete<OfficerActs>();
  check_complete<LinkGoes>();
  check_complete<ServerRestarts>();
  check_complete<ShipChanges>();
  check_complete<ControlSays>();
  check_complete<Objective>();
  check_complete<Participant>();
  check_complete<Done>();
  check_complete<Happened>();
  check_complete<Track>();
  check_complete<TrackPoint>({.position = position});
  check_complete<CentreRecord>();
  check_complete<Outage>();
  check_complete<Scored>();
  check_complete<CentreTimes>();
  check_complete<CentreTimes::Time>();
  check_complete<Proof>();
}

TEST_CASE("drill.record: what is no record is said to be none, with the member that is wrong") {
  RunRecord record;
  record.version = "0.0.0";
  record.scenario.seed = 77;
  auto const text = to_json(record);
  auto const with = [&](std::string_view from, std::string_view to) {
    auto changed = text;
    auto const at = changed.find(from);
    REQUIRE(at != std::string::npos);
    changed.replace(at, from.size(), to);
    auto const read = read_run(changed);
    return read ? std::string{} : read.error();
  };
  REQUIRE(read_run(text));
  CHECK(with("\"version\":\"0.0.0\"", "\"version\":1") == "/version: expected a text");
  CHECK(with("\"seed\":77", "\"seed\":-1") == "/scenario/seed: expected a number that is not negative");
  CHECK(with("\"seed\":77", "\"seed\":1.5") == "/scenario/seed: expected a whole number");
  CHECK(with("\"seed\":77,", "") == "/scenario/seed: expected this member");
  CHECK(with("\"embedded\":true", "\"embedded\":\"yes\"") == "/embedded: expected true or false");
  CHECK(with("\"happened\":[]", "\"happened\":[{\"what\":\"lunch\"}]") ==
        "/happened/0/what: expected one of its words");
  CHECK(with("\"began\":\"1970", "\"began\":\"70").starts_with("/began: expected a time"));
  CHECK_FALSE(read_run(""));
  CHECK_FALSE(read_run("[]"));
  CHECK_FALSE(read_run(text + "{}"));
}

}  // namespace lingding::drill
