#pragma once
// The shipped sample plans as text, for tests that change one thing in them.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lingding::plans_test {

/// \throws std::runtime_error when it can't be read.
std::string read_file(std::filesystem::path const& path);
/// plans/data/samples/*.json in order of their names.
std::vector<std::filesystem::path> samples();
/// HK-SAMPLE-01, the plan of the demonstration's ship.
std::string demonstration_plan();
/// `text` with the first occurrence of `from` replaced. \throws std::runtime_error when there is none.
std::string changed(std::string text, std::string_view from, std::string_view to);

}  // namespace lingding::plans_test
