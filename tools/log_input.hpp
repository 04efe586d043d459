#pragma once
// Opens the logs that a drill command names, with the shipped column maps, and shows how far it has come.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "adapters/logs/reader.hpp"
#include "adapters/logs/writer.hpp"
#include "tools/drill_commands.hpp"

namespace lingding::tools {

/// The logs of a command, open.
struct OpenLogs {
  std::vector<std::filesystem::path> paths;  ///< by Place::file
  logs::MergedReader reader;
};
/// \throws std::invalid_argument for an option that can't be read, std::system_error for a file.
OpenLogs open_logs(LogOptions const& options);

/// A time or a date as an option has it. \throws std::invalid_argument
std::optional<geo::UtcTime> time_option(std::string_view name, std::string const& text);

/// What `--to` names: nmea or jsonl. \throws std::invalid_argument
logs::Target target_option(std::string const& name);

/// True when a file was no log, or its compressed stream was cut off.
bool is_any_incomplete(logs::MergedReader const& reader);

/// One line on a terminal's standard error, written over again: share, rate and remaining time. Nothing in a pipe.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();
  Progress(Progress const&) = delete;
  Progress& operator=(Progress const&) = delete;
  /// Called for every entry; looks at the clock every 4096th time.
  void step(logs::MergedReader const& reader) {
    if ((++entries_ & 4095U) == 0 && is_shown_) show(reader);
  }

 private:
  void show(logs::MergedReader const& reader);

  std::string what_;
  bool is_shown_;
  std::uint64_t entries_ = 0;
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point shown_;
  bool is_written_ = false;
};

/// "37 %, 2.1 MB/s, 184000 entries/s, 00:12 left". Pure.
std::string progress_text(std::uint64_t position, std::optional<std::uint64_t> size, std::uint64_t entries,
                          std::chrono::milliseconds passed);

}  // namespace lingding::tools
