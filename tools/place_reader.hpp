#pragma once
// Places as mariners say them, by the shipped gazetteer or another file.

#include <filesystem>
#include <memory>

#include "geo/gazetteer.hpp"
#include "tools/terminal/command_line.hpp"

namespace lingding::tools {

/// \param file empty: the shipped one
/// \throws std::runtime_error that says what is wrong with the file
geo::Gazetteer read_gazetteer(std::filesystem::path const& file);
/// By a gazetteer that outlives it.
terminal::PlaceReader place_reader(std::shared_ptr<geo::Gazetteer const> gazetteer);

}  // namespace lingding::tools
