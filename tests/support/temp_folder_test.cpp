#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

using lingding::support::TempFolder;

TEST_CASE("support.temp_folder: is the owner's alone, and is gone with all that is in it") {
  std::filesystem::path path;
  {
    TempFolder const folder("gone");
    path = folder.path();
    CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms::owner_all);
    auto const file = folder.write("a/b/c.txt", std::string("x\0y", 3));
    CHECK(std::filesystem::file_size(file) == 3);
    CHECK(folder.read("a/b/c.txt") == std::string("x\0y", 3));
    CHECK_THROWS_AS(folder.read("nothing"), std::runtime_error);
  }
  CHECK((std::filesystem::exists(path) == (std::getenv("LINGDING_KEEP_TEMP") != nullptr)));
}

TEST_CASE("support.temp_folder: two of the same name are two folders") {
  TempFolder const first("twin");
  TempFolder const second("twin");
  CHECK(first.path() != second.path());
}
