// Bearer tokens: what a token file may be, and who is let in.

#include "adapters/web/token.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/temp_folder.hpp"

using namespace lingding;
using web::Tokens;
namespace fs = std::filesystem;

namespace {

constexpr char const* kOld = "0123456789abcdef0123456789abcdef";
constexpr char const* kNew = "q83vEjRWeJCrze8SNFZ4kA==";

}  // namespace

TEST_CASE("web.token: each token of a file is accepted, and nothing else") {
  auto const tokens = Tokens::from_text(std::string("# old\n") + kOld + "\r\n\n" + kNew);
  CHECK(tokens.accept(kOld));
  CHECK(tokens.accept(kNew));
  CHECK_FALSE(tokens.accept(""));
  CHECK_FALSE(tokens.accept("# old"));
  CHECK_FALSE(tokens.accept(std::string(kOld) + "0"));
  CHECK_FALSE(tokens.accept(std::string(kOld).substr(1)));
  CHECK_FALSE(Tokens{}.accept(""));
}

TEST_CASE("web.token: what is short, or has other characters, is no token, and the message does not show it") {
  for (std::string const text : {"short", "0123456789abcdef 123456789abcdef", "====================", "", "# only\n"}) {
    try {
      static_cast<void>(Tokens::from_text(text));
      FAIL("taken: " << text);
    } catch (std::runtime_error const& error) {
      CHECK((text.empty() || std::string(error.what()).find(text) == std::string::npos));
    }
  }
  std::string many;
  for (std::size_t i = 0; i <= Tokens::kMost; ++i) many += std::string(kOld) + std::to_string(i) + "\n";
  CHECK_THROWS(Tokens::from_text(many));
}

TEST_CASE("web.token: a file that others may read, a folder and none at all are refused by name") {
  support::TempFolder const folder;
  auto const file = folder.write("token", std::string(kOld) + "\n");
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  CHECK(Tokens::from_file(file).accept(kOld));
  for (auto const more : {fs::perms::group_read, fs::perms::others_read, fs::perms::others_write}) {
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write | more);
    CHECK_THROWS_WITH(Tokens::from_file(file), Catch::Contains(file.string()) && Catch::Contains("600"));
  }
  CHECK_THROWS_WITH(Tokens::from_file(folder.path()), Catch::Contains("no regular file"));
  CHECK_THROWS_WITH(Tokens::from_file(folder / "none"), Catch::Contains("none"));
  auto const bad = folder.write("bad", "secret words\n");
  fs::permissions(bad, fs::perms::owner_read);
  CHECK_THROWS_WITH(Tokens::from_file(bad), Catch::Contains("line 1") && !Catch::Contains("secret words"));
}
