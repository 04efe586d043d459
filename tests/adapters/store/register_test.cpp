// The register in SpatiaLite: plans with versions and keys, sets of regions, and their layout's steps.

#include <catch2/catch.hpp>

#include "adapters/store/migrations.hpp"
#include "adapters/store/plan_register.hpp"
#include "adapters/store/region_store.hpp"
#include "adapters/store/spatial.hpp"
#include "geo/sha256.hpp"
#include "tests/adapters/store/drafts.hpp"
#include "tests/support/regions.hpp"
#include "tests/support/temp_folder.hpp"

namespace lingding::store {
namespace {

using plans::PlanBrief;
using plans::PlanRegister;
using plans::StoredPlan;
using PutResult = PlanRegister::PutResult;
using support::at;

geo::UtcTime const kNow{std::chrono::milliseconds{1'472'313'000'123}};

PlanBrief ship() {
  PlanBrief brief;
  brief.names = {"Sea Pearl", "海珠", "海珠(简)", "Pérola do Mar"};
  brief.company = "Pearl Estuary Ferries (sample)";
  brief.mmsi = plans::Mmsi::from_number(477000123);
  brief.imo = plans::ImoNumber::from_number(9074729);  // the worked example of IMO resolution A.1117(30)
  brief.call_sign = "VRXX9";
  brief.beacons = {*plans::BeaconId::parse("1D0E9B07CEFFBFF"), *plans::BeaconId::parse("9934039823d000000000000")};
  brief.devices = {*plans::Mmsi::from_number(970012345), *plans::Mmsi::from_number(974012345)};
  brief.persons_permitted = 410;
  brief.crew = 10;
  brief.contacts = {{"master", "Chan", "+85255501234"}};
  brief.route = {at(22.2885, 114.1522), at(22.2, 113.9), at(22.1973, 113.5586)};
  brief.sample = true;
  return brief;
}

StoredPlan plan(std::string id, std::uint32_t version, std::string document, std::vector<PlanBrief> ships = {ship()}) {
  StoredPlan stored;
  stored.plan_id = std::move(id);
  stored.version = version;
  stored.document = std::move(document);
  stored.digest = geo::to_hex(geo::sha256(stored.document));
  stored.stored_at = kNow;
  stored.ships = std::move(ships);
  for (auto& brief : stored.ships) {
    brief.plan_id = stored.plan_id;
    brief.version = stored.version;
    brief.digest = stored.digest;
  }
  return stored;
}

void check_same(StoredPlan const& a, StoredPlan const& b) {
  CHECK(a.plan_id == b.plan_id);
  CHECK(a.version == b.version);
  CHECK(a.digest == b.digest);
  CHECK(a.document == b.document);
  CHECK(a.stored_at == b.stored_at);
  CHECK(a.ships == b.ships);
}

std::vector<std::string> ids(std::vector<StoredPlan> const& plans) {
  std::vector<std::string> found;
  for (auto const& one : plans) found.push_back(one.plan_id + " " + std::to_string(one.version));
  return found;
}
using Ids = std::vector<std::string>;
using namespace std::string_literals;

TEST_CASE("store.register: a plan comes back as it was stored, to the byte") {
  use_memory();
  support::TempFolder const folder;
  // Bytes that are no tidy text: a register keeps, it does not judge.
  auto const stored = plan("HK-1", 1, "{ \"name\" :\t\"海珠\" }\r\n\0\xFF"s);
  {
    SpatialPlanRegister plan_register{folder / "HK"};
    CHECK(plan_register.put(stored) == PutResult::stored);
  }
  SpatialPlanRegister plan_register{folder / "HK", Access::read_only};
  auto const found = plan_register.get("HK-1", 1);
  REQUIRE(found);
  check_same(*found, stored);
  CHECK_FALSE(plan_register.get("HK-1", 2));
  CHECK_FALSE(plan_register.get("HK-2", 1));
}

TEST_CASE("store.register: versions are only added, and an older or another one is refused") {
  use_memory();
  support::TempFolder const folder;
  SpatialPlanRegister plan_register{folder.path()};
  CHECK(plan_register.put(plan("HK-1", 2, "two")) == PutResult::stored);
  CHECK(plan_register.put(plan("HK-1", 2, "two")) == PutResult::already_there);
  CHECK(plan_register.put(plan("HK-1", 2, "other")) == PutResult::version_taken);
  CHECK(plan_register.put(plan("HK-1", 1, "one")) == PutResult::version_taken);
  CHECK(plan_register.put(plan("HK-1", 5, "five")) == PutResult::stored);
  CHECK(plan_register.put(plan("HK-1", 2, "two")) == PutResult::version_taken);
  CHECK(plan_register.put(plan("HK-0", 1, "zero")) == PutResult::stored);
  CHECK(plan_register.versions("HK-1") == std::vector<std::uint32_t>{2, 5});
  CHECK(plan_register.versions("nobody").empty());
  CHECK(ids(plan_register.newest()) == Ids{"HK-0 1", "HK-1 5"});
  CHECK(plan_register.get("HK-1", 2)->document == "two");
}

TEST_CASE("store.register: a plan is found by every identity of its ships, in any script and width") {
  use_memory();
  support::TempFolder const folder;
  SpatialPlanRegister plan_register{folder.path()};
  plan_register.put(plan("HK-sea-pearl", 1, "x"));
  auto other = ship();
  other.names = {"Sea Pearl", "", "", ""};
  other.mmsi.reset();
  other.imo.reset();
  other.call_sign.clear();
  other.beacons.clear();
  other.devices.clear();
  plan_register.put(plan("MO-sea-pearl", 1, "y", {other}));
  Ids const first{"HK-sea-pearl 1"};
  for (auto const* key : {"HK-sea-pearl", "hk-SEA-pearl", "477000123", "9074729", "IMO 9074729", "VRXX9", "vrxx9",
                          "1D0E9B07CEFFBFF", "9934039823d000000000000", "9934039823D0000", "970012345", "974012345",
                          "海珠", "海珠(简)", "PÉROLA DO MAR", "pérola  do mar", "ＶＲＸＸ９"}) {
    CAPTURE(key);
    CHECK(ids(plan_register.find(key)) == first);
  }
  CHECK(ids(plan_register.find("ＳＥＡ pearl")) == Ids{"HK-sea-pearl 1", "MO-sea-pearl 1"});
  for (auto const* key : {"", " ", "Sea", "477000124", "\xFF\xFE", "%", "'; DROP TABLE plan_key; --"}) {
    CAPTURE(key);
    CHECK(plan_register.find(key).empty());
  }
}

TEST_CASE("store.register: only the newest version is found, by what it says now") {
  use_memory();
  support::TempFolder const folder;
  SpatialPlanRegister plan_register{folder.path()};
  plan_register.put(plan("HK-1", 1, "x"));
  auto renamed = ship();
  renamed.names.en = "Sea Jade";
  plan_register.put(plan("HK-1", 2, "y", {renamed}));
  CHECK(plan_register.find("Sea Pearl").empty());
  CHECK(ids(plan_register.find("sea jade")) == Ids{"HK-1 2"});
  CHECK(ids(plan_register.find("477000123")) == Ids{"HK-1 2"});
}

TEST_CASE("store.register: routes are geometries that a GIS finds by the spatial index") {
  use_memory();
  support::TempFolder const folder;
  auto one_stop = ship();
  one_stop.route = {at(-22.5, 180)};
  auto nowhere = ship();
  nowhere.route.clear();
  {
    SpatialPlanRegister plan_register{folder.path()};
    plan_register.put(plan("HK-1", 1, "x", {ship(), one_stop, nowhere}));
    CHECK(plan_register.find("HK-1").front().ships.size() == 3);
  }
  SpatialConnection spatial{folder.path(), Access::read_only};
  CHECK(spatial.sql().text("SELECT ST_AsText(route) FROM ship WHERE ordinal = 0") ==
        "LINESTRING(114.1522 22.2885, 113.9 22.2, 113.5586 22.1973)");
  CHECK(spatial.sql().text("SELECT ST_AsText(route) FROM ship WHERE ordinal = 1") == "POINT(180 -22.5)");
  CHECK(spatial.sql().number("SELECT route IS NULL FROM ship WHERE ordinal = 2") == 1);
  CHECK(spatial.sql().number("SELECT ST_SRID(route) FROM ship WHERE ordinal = 0") == 4326);
  CHECK(spatial.sql().number(
            "SELECT count(*) FROM ship WHERE rowid IN (SELECT rowid FROM SpatialIndex WHERE f_table_name "
            "= 'ship' AND search_frame = BuildMbr(113.8, 22.1, 114, 22.3))") == 1);
}

TEST_CASE("store.register: the change count grows with every change of any connection, and only then") {
  use_memory();
  support::TempFolder const folder;
  SpatialPlanRegister one{folder.path()};
  SpatialPlanRegister two{folder.path()};
  auto const start = one.change_count();
  CHECK(one.change_count() == start);
  one.put(plan("HK-1", 1, "x"));
  auto const own = one.change_count();
  CHECK(own > start);
  two.put(plan("HK-2", 1, "x"));
  auto const foreign = one.change_count();
  CHECK(foreign > own);
  two.put(plan("HK-2", 1, "x"));
  two.newest();
  CHECK(one.change_count() == foreign);
  RegionStore regions{folder.path()};
  REQUIRE(regions.put(support::shipped_regions(), kNow));
  CHECK(one.change_count() > foreign);
}

TEST_CASE("store.register: a register that is locked, or is none, is said plainly") {
  use_memory();
  support::TempFolder const folder;
  CHECK_THROWS_WITH((SpatialPlanRegister{folder / "HK", Access::read_only}),
                    Catch::Contains("there is no register here"));
  SpatialPlanRegister plan_register{folder.path(), Access::create, {.busy_timeout = std::chrono::milliseconds{10}}};
  {
    Connection other{register_file(folder.path()), Access::read_write};
    Transaction const lock{other};
    CHECK_THROWS_WITH(plan_register.put(plan("HK-1", 1, "x")), Catch::Contains("locked by another program"));
  }
  CHECK(plan_register.put(plan("HK-1", 1, "x")) == PutResult::stored);
  folder.write("junk/register.db", "This is a letter to the harbour master, who keeps everything.");
  CHECK_THROWS_WITH((SpatialPlanRegister{folder / "junk"}), Catch::Contains("damaged"));
}

TEST_CASE("store.regions: a set comes back exactly, by its digest, and old sets stay") {
  use_memory();
  support::TempFolder const folder;
  auto const shipped = support::shipped_regions();
  auto changed_regions = shipped.regions;
  changed_regions.front().ref.version += 100;
  changed_regions.front().name_en += " (changed)";
  auto const changed = support::set_of(changed_regions);
  {
    RegionStore regions{folder.path()};
    CHECK_FALSE(regions.newest());
    CHECK(*regions.put(shipped, kNow) == RegionStore::PutResult::stored);
    CHECK(*regions.put(shipped, kNow) == RegionStore::PutResult::already_there);
    CHECK(*regions.put(changed, kNow + std::chrono::hours{1}) == RegionStore::PutResult::stored);
  }
  RegionStore regions{folder.path(), Access::read_only};
  CHECK(regions.newest() == changed.digest);
  for (auto const& set : {shipped, changed}) {
    auto const found = regions.get(set.digest);
    REQUIRE(found);
    CHECK(found->digest == set.digest);
    CHECK(found->regions == set.regions);
  }
  CHECK_FALSE(regions.get(std::string(64, '0')));
  CHECK(regions.history().size() == 2);
}

TEST_CASE("store.regions: an older set that is put again is the newest again") {
  use_memory();
  support::TempFolder const folder;
  RegionStore regions{folder.path()};
  auto const one = support::set_of({support::region("A", geo::CentreId::hk, {{support::box(22, 114, 23, 115)}})});
  auto const two = support::set_of({support::region("B", geo::CentreId::mo, {{support::box(22, 113, 23, 114)}})});
  CHECK(*regions.put(one, kNow) == RegionStore::PutResult::stored);
  CHECK(*regions.put(two, kNow) == RegionStore::PutResult::stored);
  CHECK(*regions.put(one, kNow + std::chrono::days{1}) == RegionStore::PutResult::stored);
  CHECK(regions.newest() == one.digest);
  auto const history = regions.history();
  REQUIRE(history.size() == 3);
  CHECK(history.back() == RegionStore::Loaded{one.digest, kNow + std::chrono::days{1}, 1});
}

TEST_CASE("store.regions: a version that was stored with another content is refused, and nothing of the set stays") {
  use_memory();
  support::TempFolder const folder;
  RegionStore regions{folder.path()};
  auto region = support::region("A", geo::CentreId::hk, {{support::box(22, 114, 23, 115)}});
  auto const one = support::set_of({region});
  REQUIRE(regions.put(one, kNow));
  region.priority = 7;
  auto const fresh = support::region("B", geo::CentreId::mo, {{support::box(22, 113, 23, 114)}});
  auto const two = support::set_of({fresh, region});
  auto const refused = regions.put(two, kNow);
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().region, Catch::Contains("A version 1"));
  CHECK_THAT(refused.error().reason, Catch::Contains("needs a new version number"));
  CHECK(regions.newest() == one.digest);
  CHECK_FALSE(regions.get(two.digest));
  SpatialConnection spatial{folder.path(), Access::read_only};
  CHECK(spatial.sql().number("SELECT count(*) FROM region") == 1);
}

TEST_CASE("store.regions: areas are geometries with dates and centre beside them") {
  use_memory();
  support::TempFolder const folder;
  {
    RegionStore regions{folder.path()};
    REQUIRE(regions.put(support::shipped_regions(), kNow));
  }
  SpatialConnection spatial{folder.path(), Access::read_only};
  auto const all = spatial.sql().number("SELECT count(*) FROM region");
  CHECK(all == static_cast<std::int64_t>(support::shipped_regions().regions.size()));
  CHECK(spatial.sql().number("SELECT count(*) FROM region WHERE ST_IsValid(area) = 1 AND ST_SRID(area) = 4326") == all);
  // Victoria Harbour lies in Hong Kong waters (Order 221), whatever else it lies in.
  CHECK(
      spatial.sql().number("SELECT count(*) FROM region WHERE kind = 'waters' AND centre = 'HK' AND ST_Contains(area, "
                           "MakePoint(114.165, 22.29, 4326)) AND rowid IN (SELECT rowid FROM SpatialIndex WHERE "
                           "f_table_name = 'region' AND search_frame = MakePoint(114.165, 22.29, 4326))") >= 1);
  CHECK(spatial.sql().number("SELECT count(*) FROM region WHERE date(valid_from) = valid_from") == all);
}

TEST_CASE("store.regions: regions that were changed by hand are refused when they are read") {
  use_memory();
  support::TempFolder const folder;
  auto const shipped = support::shipped_regions();
  RegionStore regions{folder.path()};
  REQUIRE(regions.put(shipped, kNow));
  {
    SpatialConnection spatial{folder.path(), Access::read_write};
    spatial.sql().execute("UPDATE region SET content = replace(content, 'HK', 'MO')");
  }
  CHECK_THROWS_WITH(regions.get(shipped.digest), Catch::Contains("not what was stored"));
}

TEST_CASE("store.migrations: a register of the first layout is brought up to date with its plans in it") {
  use_memory();
  support::TempFolder const folder;
  auto const stored = plan("HK-1", 1, "x");
  {
    SpatialPlanRegister plan_register{folder.path()};
    plan_register.put(stored);
  }
  {
    // Back to the layout before there were regions.
    SpatialConnection spatial{folder.path(), Access::read_write};
    spatial.sql().execute(
        "SELECT DisableSpatialIndex('region', 'area'); SELECT DiscardGeometryColumn('region', 'area'); DROP TABLE "
        "idx_region_area; DROP TABLE region_load; DROP TABLE region_set_member; DROP TABLE region; DROP TABLE "
        "region_set; PRAGMA user_version = 1");
  }
  CHECK_THROWS_WITH((RegionStore{folder.path(), Access::read_only}), Catch::Contains("start the server once"));
  RegionStore regions{folder.path()};
  CHECK(*regions.put(support::shipped_regions(), kNow) == RegionStore::PutResult::stored);
  SpatialPlanRegister plan_register{folder.path()};
  check_same(plan_register.newest().front(), stored);
  SpatialConnection spatial{folder.path(), Access::read_only};
  CHECK(spatial.sql().number("PRAGMA user_version") ==
        static_cast<std::int64_t>(migrations(Database::plan_register).size()));
}

TEST_CASE("store.migrations: a step that fails leaves the layout before it, whole") {
  use_memory();
  support::TempFolder const folder;
  Connection connection{folder / "some.db", Access::create};
  set_pragmas(connection);
  std::array<char const*, 2> const good{"CREATE TABLE a (x) STRICT",
                                        "CREATE TABLE b (x INTEGER); INSERT INTO b VALUES (1)"};
  std::array<char const*, 3> const bad{"CREATE TABLE a (x INTEGER)",
                                       "CREATE TABLE b (x INTEGER); INSERT INTO b VALUES (1)",
                                       "CREATE TABLE c (x INTEGER); INSERT INTO nowhere VALUES (1)"};
  CHECK_THROWS_AS(migrate(connection, Database::journal, good), SqliteFailure);
  CHECK(connection.number("PRAGMA user_version") == 0);
  CHECK(connection.number("SELECT count(*) FROM sqlite_schema") == 0);
  CHECK_THROWS_WITH(migrate(connection, Database::journal, bad), Catch::Contains("nowhere"));
  CHECK(connection.number("PRAGMA user_version") == 2);
  CHECK(connection.number("SELECT count(*) FROM sqlite_schema") == 2);
  CHECK(connection.number("SELECT x FROM b") == 1);
  // What SpatiaLite refuses with 0 is a failure too.
  std::array<char const*, 3> const refused{bad[0], bad[1], "CREATE TABLE c (x INTEGER); SELECT 0"};
  CHECK_THROWS_WITH(migrate(connection, Database::journal, refused), Catch::Contains("refused"));
  CHECK(connection.number("PRAGMA user_version") == 2);
}

TEST_CASE("store.migrations: a database of another kind is not taken for ours") {
  use_memory();
  support::TempFolder const folder;
  {
    Connection connection{folder / "journal.db", Access::create};
    connection.execute("CREATE TABLE somebody_elses (x INTEGER)");
  }
  CHECK_THROWS_WITH((SqliteJournal{small_log(folder.path())}), Catch::Contains("not the kind of database"));
  {
    SpatialPlanRegister const plan_register{folder / "r"};
  }
  std::filesystem::copy_file(folder / "r" / "register.db", folder / "r" / "journal.db");
  CHECK_THROWS_WITH((SqliteJournal{small_log(folder / "r")}), Catch::Contains("not the kind of database"));
}

TEST_CASE("store.migrations: two programs that start at once make one layout") {
  use_memory();
  support::TempFolder const folder;
  // Both have seen that there is nothing; the second gets the write lock when the first is done.
  Connection one{folder / "journal.db", Access::create};
  Connection two{folder / "journal.db", Access::create};
  set_pragmas(one);
  set_pragmas(two);
  CHECK(two.number("PRAGMA user_version") == 0);
  migrate(one, Database::journal);
  migrate(two, Database::journal);
  CHECK(two.number("PRAGMA user_version") == static_cast<std::int64_t>(migrations(Database::journal).size()));
}

}  // namespace
}  // namespace lingding::store
