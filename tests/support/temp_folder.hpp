#pragma once
// A folder of its own for one test, gone when the test ends.

#include <filesystem>
#include <string>
#include <string_view>

namespace lingding::support {

/// Made below the system's temporary folder (TMPDIR), readable by its owner alone. Removed with everything in it by the
/// destructor, unless LINGDING_KEEP_TEMP is set: then its path is printed and it stays.
class TempFolder {
 public:
  /// \throws std::filesystem::filesystem_error when no folder can be made.
  explicit TempFolder(std::string_view name = "test");
  TempFolder(TempFolder const&) = delete;
  TempFolder& operator=(TempFolder const&) = delete;
  ~TempFolder();

  std::filesystem::path const& path() const { return path_; }
  std::filesystem::path operator/(std::string_view below) const { return path_ / below; }
  /// Writes a file below the folder, with the folders above it, and gives its path.
  /// \throws std::runtime_error when it can't be written.
  std::filesystem::path write(std::string_view below, std::string_view content) const;
  /// The whole content of a file below the folder.
  /// \throws std::runtime_error when it can't be read.
  std::string read(std::string_view below) const;

 private:
  std::filesystem::path path_;
};

}  // namespace lingding::support
