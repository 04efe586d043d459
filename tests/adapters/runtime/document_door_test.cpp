// Whole documents on their way to a desk: what their senders are told, and when.

#include "adapters/runtime/document_door.hpp"

#include <catch2/catch.hpp>
#include <optional>

#include "adapters/ais/intake.hpp"
#include "adapters/dsc/intake.hpp"
#include "adapters/sarsat/intake.hpp"
#include "tests/adapters/runtime/document_rig.hpp"

using namespace lingding;
using runtime::DocumentDoor;
using runtime::DocumentResult;
using runtime::Recording;

namespace {

// tests/golden/sarsat/first_generation.jsonl, and a message of tests/golden/sarsat/mcc/cmc_encoded.txt.
constexpr char const* kBeacon = "911730400F37C4BE478E37FFFFFFFF";
// Published by nmea0183-signalk; tests/golden/dsc/README.md.
constexpr char const* kCall = "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A\r\n";

struct Rig {
  support::CommandedDesk desk;
  support::IoHarness io;
  runtime::SourceCounters& counters = io.counter_set.add("door", sarsat::beacon_rejection_names());
  std::unique_ptr<DocumentDoor> door =
      std::make_unique<DocumentDoor>(io.io, io.clock, counters, desk.ports(), [this](runtime::IntakePorts ports) {
        return std::make_unique<sarsat::BeaconIntake>(counters, io.log, std::move(ports));
      });
  std::vector<std::pair<Recording, DocumentResult>> told;

  ~Rig() {
    io.on_io([&] { door.reset(); });
  }
  DocumentDoor::Taken take(std::string const& text, std::string const& delivery = {}) {
    auto taken = DocumentDoor::Taken::no_room;
    io.on_io([&] {
      taken = door->take(text, delivery,
                         [this](Recording what, DocumentResult const& result) { told.emplace_back(what, result); });
    });
    return taken;
  }
  bool wait_for(std::size_t count) {
    return io.until([&] { return told.size() >= count; });
  }
};

}  // namespace

TEST_CASE("runtime.document: its sender is told of alerts when they are on record, and of faults with their lines") {
  Rig rig;
  rig.desk.hold();
  auto const text = std::string("# of a local receiver\n") + kBeacon + "\nno beacon\x01\n" + kBeacon + "\n";
  REQUIRE(rig.take(text, "d") == DocumentDoor::Taken::yes);
  REQUIRE(rig.desk.alerts().size() == 2);
  rig.io.on_io([&] {
    CHECK(rig.told.empty());
    CHECK(rig.door->open() == 1);
  });
  rig.desk.record();
  REQUIRE(rig.wait_for(1));
  auto const& [what, result] = rig.told[0];
  CHECK(what == Recording::recorded);
  CHECK(result.accepted == 2);
  CHECK(result.messages == 2);
  CHECK(result.refused == 1);
  REQUIRE(result.faults.size() == 1);
  CHECK(result.faults[0].line == 3);
  CHECK(result.faults[0].reason == "wrong_length");
  CHECK(result.faults[0].found == "no beacon?");
  CHECK(rig.desk.alerts()[0].delivery == "d-1");
  CHECK(rig.desk.alerts()[1].delivery == "d-2");
}

TEST_CASE(
    "runtime.document: while the journal fails its sender is told that nothing is on record, and later that it is") {
  Rig rig;
  rig.desk.fail();
  REQUIRE(rig.take(std::string(kBeacon) + "\n" + kBeacon) == DocumentDoor::Taken::yes);
  REQUIRE(rig.wait_for(1));
  CHECK(rig.told[0].first == Recording::unrecorded);
  rig.desk.record();
  REQUIRE(rig.wait_for(2));
  CHECK(rig.told[1].first == Recording::recorded);
}

TEST_CASE("runtime.document: a desk without room holds the door, and nothing of what was taken is lost") {
  Rig rig;
  rig.desk.set_room(1);
  REQUIRE(rig.take(std::string(kBeacon) + "\n" + kBeacon) == DocumentDoor::Taken::yes);
  CHECK(rig.take(kBeacon) == DocumentDoor::Taken::no_room);
  bool room = false;
  rig.io.on_io([&] {
    CHECK(rig.door->waiting() == 1);
    rig.door->when_room([&] { room = true; });
    CHECK_FALSE(rig.door->offer_again());
  });
  rig.desk.set_room(100);
  rig.io.on_io([&] { CHECK(rig.door->offer_again()); });
  REQUIRE(rig.wait_for(1));
  CHECK(rig.told[0].second.accepted == 2);
  CHECK(rig.desk.events() == 2);
  REQUIRE(rig.io.until([&] { return room; }));
  CHECK(rig.take(kBeacon) == DocumentDoor::Taken::yes);
}

TEST_CASE("runtime.document: no more are taken than may be open") {
  Rig rig;
  rig.desk.hold();
  for (std::size_t i = 0; i < DocumentDoor::kMaxOpen; ++i) REQUIRE(rig.take(kBeacon) == DocumentDoor::Taken::yes);
  CHECK(rig.take(kBeacon) == DocumentDoor::Taken::no_room);
  rig.desk.record();
  REQUIRE(rig.wait_for(DocumentDoor::kMaxOpen));
  CHECK(rig.take(kBeacon) == DocumentDoor::Taken::yes);
}

TEST_CASE("runtime.document: one with nothing to record is answered too") {
  Rig rig;
  REQUIRE(rig.take("") == DocumentDoor::Taken::yes);
  REQUIRE(rig.take("nothing") == DocumentDoor::Taken::yes);
  REQUIRE(rig.wait_for(2));
  CHECK(rig.told[0].second == DocumentResult{});
  CHECK(rig.told[1].second.refused == 1);
  CHECK(rig.told[1].second.faults[0].line == 1);
}

TEST_CASE("runtime.document: sentences of DSC and AIS are refused by line as well") {
  support::CommandedDesk desk;
  support::IoHarness io;
  auto& counters = io.counter_set.add("sentences", ais::rejection_names());
  ais::TrafficPicture picture;
  std::optional<DocumentDoor> calls;
  std::optional<DocumentDoor> reports;
  std::vector<DocumentResult> told;
  auto const tell = [&](Recording, DocumentResult const& result) { told.push_back(result); };
  io.on_io([&] {
    calls.emplace(io.io, io.clock, counters, desk.ports(), [&](runtime::IntakePorts ports) {
      return std::make_unique<dsc::DscIntake>(counters, io.log, std::move(ports));
    });
    reports.emplace(io.io, io.clock, counters, desk.ports(), [&](runtime::IntakePorts ports) {
      ais::AisIntakePorts of_ais{std::move(ports.alert), std::move(ports.notice), {}, {}, std::move(ports.refused)};
      return std::make_unique<ais::AisIntake>(picture, counters, io.log, std::move(of_ais));
    });
    static_cast<void>(calls->take(std::string(kCall) + "$CDDSC,12*00\r\n", {}, tell));
    // reference/domain.md §5: an active AIS-SART; then the same with a wrong checksum, and without a line end.
    static_cast<void>(
        reports->take("!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0*54\n"
                      "!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0*55",
                      {}, tell));
  });
  REQUIRE(io.until([&] { return told.size() == 2; }));
  for (auto const& result : told) {
    CHECK(result.accepted == 1);
    REQUIRE(result.faults.size() == 1);
    CHECK(result.faults[0].line == 2);
    CHECK_FALSE(result.faults[0].meaning.empty());
  }
  io.on_io([&] {
    calls.reset();
    reports.reset();
  });
}
