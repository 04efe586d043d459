#include "tests/plans/plan_text.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace lingding::plans_test {

std::string read_file(std::filesystem::path const& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) throw std::runtime_error("can't read " + path.string());
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<std::filesystem::path> samples() {
  std::vector<std::filesystem::path> paths;
  for (auto const& entry :
       std::filesystem::directory_iterator{std::filesystem::path{LINGDING_SOURCE_DIR} / "plans/data/samples"})
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string demonstration_plan() {
  return read_file(std::filesystem::path{LINGDING_SOURCE_DIR} /
                   "plans/data/samples/hk-sample-01-night-outer-harbour-sheung-wan.json");
}

std::string changed(std::string text, std::string_view from, std::string_view to) {
  std::size_t const at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("the text does not contain: " + std::string{from});
  return text.replace(at, from.size(), to);
}

}  // namespace lingding::plans_test
