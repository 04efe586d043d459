#pragma once
// Plan documents on the disk: what a command line names, read whole and bounded.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lingding::tools {

/// Files as they are named; of a folder its *.json, in order of their names, not of folders within it.
/// \throws std::runtime_error for a path that is neither, and for a folder without any.
std::vector<std::filesystem::path> plan_files(std::vector<std::string> const& paths);

/// At most one byte more than a document may have, so that one that is too long is seen to be.
/// \throws std::system_error naming the file that can't be read.
std::string read_document(std::filesystem::path const& path);

/// Likewise of any file: at most one byte more than `most`.
std::string read_at_most(std::filesystem::path const& path, std::size_t most);

/// "-" is standard output; a file is written beside its place and moved there, so that it is whole or not there.
/// \throws std::runtime_error naming the file that can't be written.
void write_whole(std::filesystem::path const& out, std::string_view bytes);

}  // namespace lingding::tools
