#pragma once
// The sample plans' ships, for tests of drills.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "plans/document.hpp"

namespace lingding::support {

inline std::string text_of_file(std::filesystem::path const& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// Of every document in plans/data/samples, by file name.
inline std::vector<plans::PlanBrief> const& sample_plans() {
  static auto const made = [] {
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::directory_iterator{LINGDING_SOURCE_DIR "/plans/data/samples"})
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<plans::PlanBrief> ships;
    for (auto const& file : files) {
      auto const plan = plans::read_plan(text_of_file(file));
      if (!plan) throw std::runtime_error(file.string() + " is no plan");
      ships.insert(ships.end(), plan->ships.begin(), plan->ships.end());
    }
    return ships;
  }();
  return made;
}

}  // namespace lingding::support
