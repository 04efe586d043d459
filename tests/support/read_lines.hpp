#pragma once
// The lines of a file of golden values.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace lingding::support {

inline std::vector<std::string> read_lines(std::filesystem::path const& path) {
  std::ifstream file{path, std::ios::binary};
  REQUIRE(file.is_open());
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace lingding::support
