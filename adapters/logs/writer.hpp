#pragma once
// Writes entries as a log that everyone can read: NMEA with TAG blocks, or JSON Lines; plain, gzip or Zstandard.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "adapters/logs/entry.hpp"
#include "adapters/logs/unpack.hpp"

namespace lingding::logs {

enum class Target : std::uint8_t {
  nmea,    ///< each line behind a TAG block with its time (c, milliseconds) and source (s), as Lingding's raw log
  entries  ///< {"at":…,"source":…,"format":…,"raw":…}, one object a line
};

/// Appends one entry with its line ends. Of a source's name, what a TAG block can't hold becomes '_'; documents go out
/// line by line, blank lines as TAG blocks alone. Entries without a time have no c, or no member "at".
void append(std::string& out, Entry const& entry, Target target);

/// What a file's name asks for: ".gz" gzip, ".zst" Zstandard, all else none.
Compression compression_by_name(std::filesystem::path const& path);

/// A file, or standard output for "-" (never compressed). It appears under its name when it is whole: close() renames
/// it; without close() it is removed.
class Writer {
 public:
  /// \throws std::system_error when the file can't be made.
  Writer(std::filesystem::path const& path, Target target);
  ~Writer();
  Writer(Writer&&) noexcept;
  Writer& operator=(Writer&&) noexcept;

  /// \throws std::system_error when the disk says no.
  void write(Entry const& entry);
  void close();
  std::uint64_t entries() const;
  std::uint64_t bytes() const;  ///< compressed, written so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lingding::logs
