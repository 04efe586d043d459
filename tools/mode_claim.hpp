#pragma once
// Folders that belong to the world or to an exercise: told apart by a file, so that neither server uses the other's.

#include <filesystem>
#include <functional>
#include <string_view>

#include "coordinator/mode.hpp"

namespace lingding::tools {

/// "lingding.mode": one word and a line end. A folder without it is the world's, or nobody's yet.
std::filesystem::path mode_file(std::filesystem::path const& folder);

/// What the folder is marked as; a folder without a mark is real. \throws std::runtime_error when the mark can't be
/// read.
coordinator::Mode claimed_by(std::filesystem::path const& folder);

/// Makes the folder an exercise's where the server is one, and refuses one that is of the other mode, or that the world
/// uses without a mark.
/// \param what the folder is, for the message: "data folder (server.data_folder)".
/// \param in_use whether what lies in an unmarked folder is a real server's.
/// \throws std::runtime_error naming the folder, what was found and what was expected; nothing is changed then.
void claim_folder(std::filesystem::path const& folder, coordinator::Mode mode, std::string_view what,
                  std::function<bool()> const& in_use);

/// The same for a server's folders: data, keys (empty: it has none), raw log (empty: none).
struct ServerFolders {
  std::filesystem::path data;
  std::filesystem::path keys;
  std::filesystem::path raw_log;
};
void claim_folders(ServerFolders const& folders, coordinator::Mode mode);
/// The keys folder alone, before there is a server.
void claim_keys_folder(std::filesystem::path const& folder, coordinator::Mode mode);

}  // namespace lingding::tools
