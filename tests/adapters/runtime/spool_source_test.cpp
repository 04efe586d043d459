// A watched folder with real files in it: what is taken, where it goes, and when.

#include "adapters/runtime/spool_source.hpp"

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <optional>

#include "adapters/sarsat/intake.hpp"
#include "tests/adapters/runtime/document_rig.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lingding;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// Messages of tests/golden/sarsat/first_generation.jsonl and tests/golden/sarsat/mcc/cmc_encoded.txt.
constexpr char const* kBeacon = "911730400F37C4BE478E37FFFFFFFF\n";

std::string content(fs::path const& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

struct Rig {
  support::TempFolder temp;
  fs::path folder = temp.path() / "spool";
  support::CommandedDesk desk;
  support::IoHarness io;
  std::size_t const first_reason = sarsat::beacon_rejection_names().size();
  runtime::SourceCounters& counters = io.counter_set.add("spool", names());
  std::optional<runtime::DocumentDoor> door;
  std::optional<runtime::SpoolSource> spool;
  runtime::SpoolInput input{.folder = folder, .scan_every = 20ms, .settle = 20ms};

  Rig() { fs::create_directory(folder); }
  ~Rig() { stop(); }
  static std::vector<std::string_view> names() {
    auto all = sarsat::beacon_rejection_names();
    for (auto const name : runtime::SpoolSource::rejection_names()) all.push_back(name);
    return all;
  }
  void start() {
    door.emplace(io.io, io.clock, counters, desk.ports(), [this](runtime::IntakePorts ports) {
      return std::make_unique<sarsat::BeaconIntake>(counters, io.log, std::move(ports));
    });
    spool.emplace(input, io.io, io.log, counters, first_reason, *door);
  }
  void stop() {
    io.on_io([&] {
      spool.reset();
      door.reset();
    });
  }
  /// As a sender should: whole, by renaming.
  void put(std::string const& name, std::string const& text) const {
    std::ofstream(temp.path() / "being-written", std::ios::binary) << text;
    fs::rename(temp.path() / "being-written", folder / name);
  }
  bool there(std::string const& path) {
    return io.until([&] { return fs::exists(fs::symlink_status(folder / path)); });
  }
  bool gone(std::string const& path) {
    return io.until([&] { return !fs::exists(fs::symlink_status(folder / path)); });
  }
  bool heard(std::size_t count) {
    return io.until([&] { return desk.alerts().size() >= count; });
  }
};

}  // namespace

TEST_CASE("runtime.spool: a file stays where it is until its alerts are on record, then it is in processed") {
  Rig rig;
  rig.desk.hold();
  rig.start();
  rig.put("one", kBeacon);
  REQUIRE(rig.heard(1));
  CHECK(fs::exists(rig.folder / "one"));
  CHECK_FALSE(fs::exists(rig.folder / "processed" / "one"));
  rig.desk.record();
  REQUIRE(rig.gone("one"));
  REQUIRE(rig.there("processed/one"));
  CHECK(content(rig.folder / "processed" / "one") == kBeacon);
  CHECK_FALSE(fs::exists(rig.folder / "processed" / "one.reason.txt"));
  CHECK(rig.counters.alerts.value() == 1);
  CHECK(rig.counters.last_seen().has_value());
}

TEST_CASE("runtime.spool: while the journal fails the file stays, and is moved when it is recorded after all") {
  Rig rig;
  rig.desk.fail();
  rig.start();
  rig.put("one", kBeacon);
  REQUIRE(rig.heard(1));
  rig.put("nothing", "# only a remark\n");  // of which nothing has to be recorded: handled after the first
  REQUIRE(rig.there("failed/nothing"));
  CHECK(fs::exists(rig.folder / "one"));
  rig.desk.record();
  CHECK(rig.there("processed/one"));
  CHECK(rig.desk.alerts().size() == 1);
}

TEST_CASE("runtime.spool: what was left by a crash is delivered again under the same name, what is new is not") {
  Rig rig;
  rig.desk.hold();
  rig.start();
  rig.put("one", kBeacon);
  REQUIRE(rig.heard(1));
  rig.stop();  // recorded or not: the file was not moved
  rig.start();
  REQUIRE(rig.heard(2));
  rig.put("two", kBeacon);
  REQUIRE(rig.heard(3));
  auto const alerts = rig.desk.alerts();
  CHECK_FALSE(alerts[0].delivery.empty());
  CHECK(alerts[1].delivery == alerts[0].delivery);
  CHECK(alerts[2].delivery != alerts[0].delivery);
  rig.desk.record();
  CHECK(rig.there("processed/one"));
  CHECK(rig.there("processed/two"));
}

TEST_CASE("runtime.spool: a name that is taken gets a number behind, and nothing is overwritten") {
  Rig rig;
  rig.start();
  for (std::size_t i = 0; i < 3; ++i) {
    rig.put("same", std::string(i, '\n') + kBeacon);
    REQUIRE(rig.heard(i + 1));
    REQUIRE(rig.gone("same"));
  }
  CHECK(content(rig.folder / "processed" / "same") == kBeacon);
  CHECK(content(rig.folder / "processed" / "same.1") == std::string("\n") + kBeacon);
  CHECK(content(rig.folder / "processed" / "same.2") == std::string("\n\n") + kBeacon);
}

TEST_CASE("runtime.spool: a refused file goes to failed with the reason beside it, a partly refused one does not") {
  Rig rig;
  rig.start();
  rig.put("bad", "no beacon\n");
  rig.put("half", std::string("no beacon\n") + kBeacon);
  rig.put("empty", "");
  rig.put("silent", "\n\n");
  REQUIRE(rig.there("failed/bad.reason.txt"));
  REQUIRE(rig.there("processed/half.reason.txt"));
  REQUIRE(rig.there("failed/empty.reason.txt"));
  REQUIRE(rig.there("failed/silent.reason.txt"));
  auto const reason = content(rig.folder / "failed" / "bad.reason.txt");
  CHECK(reason.find("line 1: wrong_length") != std::string::npos);
  CHECK(content(rig.folder / "processed" / "half.reason.txt").find("accepted 1, refused 1") == 0);
  CHECK(content(rig.folder / "failed" / "empty.reason.txt").find("file_empty") == 0);
  CHECK(content(rig.folder / "failed" / "silent.reason.txt").find("file_says_nothing") == 0);
  CHECK(rig.counters.rejected[rig.first_reason + 4].value() == 1);
}

TEST_CASE("runtime.spool: what a sender has not finished, folders and hidden files are left alone") {
  Rig rig;
  fs::create_directory(rig.folder / "folder");
  rig.start();
  rig.put(".hidden", kBeacon);
  rig.put("a.tmp", kBeacon);
  rig.put("b.part", kBeacon);
  rig.put("c", kBeacon);
  REQUIRE(rig.there("processed/c"));
  for (auto const* name : {".hidden", "a.tmp", "b.part", "folder"}) CHECK(fs::exists(rig.folder / name));
  fs::rename(rig.folder / "a.tmp", rig.folder / "a");
  CHECK(rig.there("processed/a"));
  CHECK(rig.desk.alerts().size() == 2);
}

TEST_CASE("runtime.spool: links, pipes, and files too long or unreadable are refused and nothing hangs") {
  Rig rig;
  rig.input.max_bytes = 100;
  rig.start();
  std::ofstream(rig.temp.path() / "elsewhere") << kBeacon;
  fs::create_symlink(rig.temp.path() / "elsewhere", rig.folder / "link");
  REQUIRE(::mkfifo((rig.folder / "pipe").c_str(), 0600) == 0);
  rig.put("long", std::string(101, '\n'));
  REQUIRE(rig.there("failed/link.reason.txt"));
  REQUIRE(rig.there("failed/pipe.reason.txt"));
  REQUIRE(rig.there("failed/long.reason.txt"));
  CHECK(content(rig.folder / "failed" / "link.reason.txt").find("file_is_link") == 0);
  CHECK(content(rig.folder / "failed" / "pipe.reason.txt").find("file_is_none") == 0);
  CHECK(content(rig.folder / "failed" / "long.reason.txt").find("file_too_long") == 0);
  CHECK(fs::is_symlink(rig.folder / "failed" / "link"));
  CHECK(fs::exists(rig.temp.path() / "elsewhere"));
  CHECK(rig.desk.alerts().empty());
  if (::geteuid() == 0) return;  // root may read everything
  std::ofstream(rig.temp.path() / "secret") << kBeacon;
  fs::permissions(rig.temp.path() / "secret", fs::perms::none);
  fs::rename(rig.temp.path() / "secret", rig.folder / "secret");
  CHECK(rig.there("failed/secret.reason.txt"));
}

TEST_CASE("runtime.spool: files that were there before are taken in the order of their times") {
  Rig rig;
  auto const now = fs::file_time_type::clock::now();
  for (auto const& [name, age] : {std::pair{"a", 1h}, std::pair{"b", 3h}, std::pair{"c", 2h}}) {
    std::ofstream(rig.folder / name) << "# " << name << "\n" << kBeacon;
    fs::last_write_time(rig.folder / name, now - age);
  }
  rig.start();
  REQUIRE(rig.there("processed/a"));
  REQUIRE(rig.there("processed/b"));
  REQUIRE(rig.there("processed/c"));
  // Each has the digest of its own name: the order is told by taking them alone, one after another.
  auto const alerts = rig.desk.alerts();
  REQUIRE(alerts.size() == 3);
  Rig alone;
  std::vector<std::string> deliveries;
  for (auto const& [name, age] : {std::pair{"b", 3h}, std::pair{"c", 2h}, std::pair{"a", 1h}}) {
    // The running source takes it at once: it gets its time before its name.
    auto const hidden = alone.folder / ("." + std::string(name));
    std::ofstream(hidden) << "# " << name << "\n" << kBeacon;
    fs::last_write_time(hidden, now - age);
    fs::rename(hidden, alone.folder / name);
    if (!alone.spool) alone.start();
    REQUIRE(alone.there("processed/" + std::string(name)));
    deliveries.push_back(alone.desk.alerts().back().delivery);
  }
  CHECK(alerts[0].delivery == deliveries[0]);
  CHECK(alerts[1].delivery == deliveries[1]);
  CHECK(alerts[2].delivery == deliveries[2]);
}

TEST_CASE("runtime.spool: a file replaced while it was in flight is taken as well") {
  Rig rig;
  rig.desk.hold();
  rig.start();
  rig.put("one", kBeacon);
  REQUIRE(rig.heard(1));
  rig.put("one", std::string("# newer\n") + kBeacon);
  rig.desk.record();
  REQUIRE(rig.heard(2));
  REQUIRE(rig.there("processed/one"));
  REQUIRE(rig.gone("one"));
  CHECK(content(rig.folder / "processed" / "one").starts_with("# newer"));
  CHECK(rig.desk.alerts().size() == 2);
}

TEST_CASE("runtime.spool: a desk without room holds files back, and all are taken when there is some") {
  Rig rig;
  rig.desk.set_room(1);
  rig.start();
  for (int i = 0; i < 100; ++i) rig.put("f" + std::to_string(i), kBeacon);
  REQUIRE(rig.heard(1));
  rig.desk.set_room(1000);
  REQUIRE(rig.io.until([&] {
    rig.door->offer_again();
    return rig.desk.alerts().size() == 100;
  }));
  for (int i = 0; i < 100; ++i) REQUIRE(rig.there("processed/f" + std::to_string(i)));
  CHECK(rig.desk.alerts().size() == 100);
}

TEST_CASE("runtime.spool: a folder that is not there, or is a file, is refused by name") {
  Rig rig;
  rig.input.folder = rig.temp.path() / "none";
  CHECK_THROWS_WITH(rig.start(), Catch::Contains("none"));
  std::ofstream(rig.temp.path() / "none") << "a file";
  CHECK_THROWS_WITH(rig.start(), Catch::Contains("none"));
}

TEST_CASE("runtime.spool: another folder put in its place is taken over") {
  Rig rig;
  rig.start();
  rig.put("one", kBeacon);
  REQUIRE(rig.there("processed/one"));
  fs::rename(rig.folder, rig.temp.path() / "old");
  fs::create_directory(rig.folder);
  rig.put("two", kBeacon);
  CHECK(rig.there("processed/two"));
}
