#include "tools/mode_claim.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string>

#include "geo/centre.hpp"

namespace lingding::tools {
namespace fs = std::filesystem;
using coordinator::Mode;

namespace {

std::string_view whose(Mode mode) {
  return mode == Mode::exercise ? "an exercise's" : "a real server's";
}

[[noreturn]] void refuse(fs::path const& folder, std::string_view what, Mode found, Mode expected) {
  throw std::runtime_error(folder.string() + ": this " + std::string{what} + " is " + std::string{whose(found)} +
                           ", and the server is started as " + std::string{whose(expected)} + " (server.mode = \"" +
                           std::string{coordinator::to_text(expected)} + "\"). Give it one of its own");
}

bool holds_anything(fs::path const& folder) {
  std::error_code ignored;
  return fs::exists(folder, ignored) && fs::directory_iterator(folder) != fs::directory_iterator{};
}

bool has_keys(fs::path const& folder) {
  std::error_code ignored;
  return fs::exists(folder / "server.secret", ignored) || holds_anything(folder / "authorized");
}

constexpr std::string_view kKeysFolder = "keys folder (bus.keys_folder)";

}  // namespace

fs::path mode_file(fs::path const& folder) {
  return folder / "lingding.mode";
}

Mode claimed_by(fs::path const& folder) {
  std::error_code ignored;
  auto const file = mode_file(folder);
  if (!fs::exists(file, ignored)) return Mode::real;
  std::ifstream in(file);
  std::string word;
  if (!std::getline(in, word)) throw std::runtime_error(file.string() + ": can't be read");
  auto const mode = coordinator::parse_mode(word);
  if (!mode) throw std::runtime_error(file.string() + ": found \"" + word + "\", expected real or exercise");
  return *mode;
}

void claim_folder(fs::path const& folder, Mode mode, std::string_view what, std::function<bool()> const& in_use) {
  std::error_code ignored;
  if (fs::exists(mode_file(folder), ignored)) {
    auto const found = claimed_by(folder);
    if (found != mode) refuse(folder, what, found, mode);
    return;
  }
  if (mode == Mode::real) return;
  if (in_use()) refuse(folder, what, Mode::real, mode);
  fs::create_directories(folder);
  std::ofstream out(mode_file(folder));
  out << coordinator::to_text(mode) << '\n';
  if (!out.flush()) throw std::runtime_error(mode_file(folder).string() + ": can't be written");
}

void claim_keys_folder(fs::path const& folder, Mode mode) {
  claim_folder(folder, mode, kKeysFolder, [&] { return has_keys(folder); });
}

void claim_folders(ServerFolders const& folders, Mode mode) {
  // All are looked at before the first is marked: who is refused leaves no trace.
  for (bool const marks : {false, true}) {
    auto const claim = [&](fs::path const& folder, std::string_view what, std::function<bool()> const& in_use) {
      std::error_code ignored;
      if (!marks && !fs::exists(mode_file(folder), ignored)) {
        if (mode == Mode::exercise && in_use()) refuse(folder, what, Mode::real, mode);
        return;
      }
      claim_folder(folder, mode, what, in_use);
    };
    claim(folders.data, "data folder (server.data_folder)", [&] {
      std::error_code ignored;
      return fs::exists(folders.data / "status.json", ignored) ||
             fs::exists(folders.data / "endpoints.json", ignored) ||
             std::ranges::any_of(geo::kCentres, [&](auto const centre) {
               std::error_code unreadable;
               return fs::exists(folders.data / geo::to_text(centre) / "journal.db", unreadable);
             });
    });
    if (!folders.raw_log.empty())
      claim(folders.raw_log, "raw log's folder (raw_log.folder)", [&] { return holds_anything(folders.raw_log); });
    if (!folders.keys.empty()) claim(folders.keys, kKeysFolder, [&] { return has_keys(folders.keys); });
  }
}

}  // namespace lingding::tools
