// Key files: made once, kept secret, read back, and refused when they are not what they should be.

#include "adapters/bus/keys.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "tests/support/temp_folder.hpp"

namespace lingding::bus::test {
namespace {

using geo::CentreId;
geo::UtcTime const kNow{std::chrono::milliseconds{1'472'313'000'000}};  // 2016-08-27T15:50:00Z

unsigned mode_of(std::filesystem::path const& file) {
  struct stat status{};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 0777U;
}

TEST_CASE("bus.keys: a new key is a secret file for its owner alone and a public entry, which fit each other") {
  support::TempFolder const folder;
  auto const key = make_key(folder.path(), "hk-1", CentreId::hk, Role::officer, kNow);
  CHECK(mode_of(folder / "hk-1.secret") == 0600);
  CHECK(mode_of(folder / "server.secret") == 0600);
  auto const pair = read_secret(folder / "hk-1.secret");
  CHECK(pair.public_key == key.public_key);
  CHECK(pair.server_public_key == read_server_public(folder.path()));
  AuthorizedKeys keys{folder.path()};
  CHECK(keys.refresh());
  REQUIRE(keys.by_public_key(key.public_key) != nullptr);
  CHECK(*keys.by_public_key(key.public_key) == key);
  CHECK(folder.read("authorized/hk-1.key").find(pair.secret_key.z85()) == std::string::npos);
  CHECK(folder.read("authorized/hk-1.key").find("created = 2016-08-27T15:50:00.000Z") != std::string::npos);
}

TEST_CASE("bus.keys: the umask does not open a secret nor close a public entry") {
  support::TempFolder const folder;
  auto const before = ::umask(GENERATE(mode_t{0}, mode_t{0077}));
  make_key(folder.path(), "hk-1", CentreId::hk, Role::officer, kNow);
  ::umask(before);
  CHECK(mode_of(folder / "hk-1.secret") == 0600);
  CHECK(mode_of(folder / "authorized/hk-1.key") == 0644);
}

TEST_CASE("bus.keys: a name is used once") {
  support::TempFolder const folder;
  make_key(folder.path(), "hk-1", CentreId::hk, Role::officer, kNow);
  auto const before = folder.read("hk-1.secret");
  CHECK_THROWS_AS(make_key(folder.path(), "hk-1", CentreId::hk, Role::officer, kNow), std::runtime_error);
  std::filesystem::remove(folder / "authorized/hk-1.key");
  CHECK_THROWS_AS(make_key(folder.path(), "hk-1", CentreId::hk, Role::officer, kNow), std::runtime_error);
  CHECK(folder.read("hk-1.secret") == before);
}

TEST_CASE("bus.keys: the server's key is made once and kept") {
  support::TempFolder const folder;
  auto const first = server_key(folder.path(), kNow);
  auto const second = server_key(folder.path(), kNow);
  CHECK(first.public_key == second.public_key);
  CHECK(first.public_key == read_server_public(folder.path()));
}

TEST_CASE("bus.keys: a secret that others may read is refused") {
  support::TempFolder const folder;
  make_key(folder.path(), "hk-1", CentreId::hk, Role::officer, kNow);
  ::chmod((folder / "hk-1.secret").c_str(), 0640);
  CHECK_THROWS_WITH(read_secret(folder / "hk-1.secret"), Catch::Contains("chmod 600"));
}

TEST_CASE("bus.keys: names that could leave the folder or confuse a reader are refused") {
  support::TempFolder const folder;
  for (std::string const name : {"", ".hidden", "../x", "a/b", "a b", "a\nb", "觀塘"}) {
    CHECK_FALSE(is_key_name(name));
    CHECK_THROWS_AS(make_key(folder.path(), name, CentreId::hk, Role::officer, kNow), std::runtime_error);
  }
  CHECK_THROWS_AS(make_key(folder.path(), "server", CentreId::hk, Role::officer, kNow), std::runtime_error);
  CHECK(is_key_name("hk-watch_1.night"));
  CHECK(is_key_name(std::string(64, 'a')));
  CHECK_FALSE(is_key_name(std::string(65, 'a')));
}

TEST_CASE("bus.keys: entries are read back as they were written, and faults name their line") {
  AuthorizedKey const key{"mo-2", CentreId::mo, Role::observer, "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", kNow, {}};
  auto const written = to_text(key);
  auto const parsed = parse_authorized_key(written);
  REQUIRE(parsed);
  CHECK(*parsed == key);
  auto const replaced = [&](std::string const& from, std::string const& to) {
    auto text = written;
    text.replace(text.find(from), from.size(), to);
    return parse_authorized_key(text);
  };
  CHECK(replaced("centre = MO", "centre = XX").error() == "line 3 is not understood");
  CHECK(replaced("role = observer", "role = admiral").error() == "line 4 is not understood");
  CHECK(replaced("public_key = r", "public_key = ").error() == "line 5 is not understood");
  CHECK(replaced("role = observer\n", "").error().find("missing") != std::string::npos);
  CHECK(replaced("role = observer\n", "role = observer\nrole = officer\n").error() == "line 5 is not understood");
  CHECK(replaced("role = observer\n", "role = observer\nmade_by = me\n").error() == "line 5 is not understood");
}

TEST_CASE("bus.keys: an operator's key names its company, and no other key does") {
  support::TempFolder const folder;
  auto const key = make_key(folder.path(), "ferries-1", CentreId::mo, Role::operator_, kNow, "cotai-ferries-2");
  CHECK(party_of(key) == "operator:cotai-ferries-2");
  auto const text = folder.read("authorized/ferries-1.key");
  CHECK(text.find("role = operator\nparty = operator:cotai-ferries-2\n") != std::string::npos);
  AuthorizedKeys keys{folder.path()};
  keys.refresh();
  REQUIRE(keys.by_name("ferries-1") != nullptr);
  CHECK(*keys.by_name("ferries-1") == key);
  auto const replaced = [&](std::string const& from, std::string const& to) {
    auto changed = text;
    changed.replace(changed.find(from), from.size(), to);
    return parse_authorized_key(changed);
  };
  CHECK(replaced("party = operator:cotai-ferries-2\n", "").error().find("party") != std::string::npos);
  CHECK(replaced("role = operator", "role = officer").error().find("party") != std::string::npos);
  for (std::string const party : {"HK", "operator:", "operator:a b", "operator:a/../b", "ship:477000101",
                                  "operator:"
                                  "123456789012345678901234567890123456789012345678901234567890abcde"}) {
    INFO(party);
    CHECK(replaced("operator:cotai-ferries-2", party).error() == "line 5 is not understood");
  }
  CHECK(replaced("operator:cotai", "operator:x\nparty = operator:cotai").error() == "line 6 is not understood");
  for (auto const role : {Role::officer, Role::observer})
    CHECK_THROWS_WITH(make_key(folder.path(), "hk-1", CentreId::hk, role, kNow, "company"),
                      Catch::Contains("operator"));
  for (std::string const company : {"", "-a", "a b"})
    CHECK_THROWS_WITH(make_key(folder.path(), "hk-1", CentreId::hk, Role::operator_, kNow, company),
                      Catch::Contains("company"));
  CHECK_FALSE(std::filesystem::exists(folder / "hk-1.secret"));
  CHECK(party_of(make_key(folder.path(), "hk-1", CentreId::hk, Role::officer, kNow)) == "HK");
}

TEST_CASE("bus.keys: the folder is read again when it changed, and bad files are left out and named") {
  support::TempFolder const folder;
  AuthorizedKeys keys{folder.path()};
  CHECK_FALSE(keys.refresh());
  auto const one = make_key(folder.path(), "hk-1", CentreId::hk, Role::officer, kNow);
  CHECK(keys.refresh());
  CHECK_FALSE(keys.refresh());
  make_key(folder.path(), "hk-2", CentreId::hk, Role::observer, kNow);
  CHECK(keys.refresh());
  CHECK(keys.list().size() == 2);
  folder.write("authorized/bad.key", "nonsense");
  folder.write("authorized/copy.key", to_text(one));
  folder.write("authorized/long.key", std::string(10'000, 'x'));
  folder.write("authorized/notes.txt", "not a key");
  keys.refresh();
  CHECK(keys.list().size() == 2);
  CHECK(keys.faults().size() == 3);
  std::filesystem::remove(folder / "authorized/hk-1.key");
  CHECK(keys.refresh());
  CHECK(keys.by_public_key(one.public_key) == nullptr);
  CHECK(keys.by_name("hk-2") != nullptr);
}

TEST_CASE("bus.keys: the example key of the CURVE and Z85 documents is a key, its neighbours are not") {
  // ZeroMQ RFC 26, "Test keys": public key of the example pair.
  CHECK(is_z85_key("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"));
  CHECK_FALSE(is_z85_key("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hI"));
  CHECK_FALSE(is_z85_key("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hI\""));
}

}  // namespace
}  // namespace lingding::bus::test
