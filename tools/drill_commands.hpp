#pragma once
// The subcommands of `lingding drill`: each takes parsed options and returns the exit status, as those of commands.hpp.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/commands.hpp"

namespace lingding::tools {

/// Which logs, and how they are to be read: the same for all drill commands.
struct LogOptions {
  std::vector<std::string> paths;  ///< files, folders of a raw log, "-" for standard input
  std::string format;              ///< of all lines: ais, dsc, sit, beacon, cap; empty: each line's content tells
  std::string source;              ///< of entries whose log names none; empty: the file's name up to its first '.'
  std::filesystem::path columns;   ///< a column map for tables, before the shipped ones
  double window_s = 2;             ///< disorder up to this is sorted
  std::string assumed_start;       ///< for logs without times
  double assumed_step_s = 0.1;
  bool keep_noise = false;  ///< sentences with wrong checksums are entries too
};

struct DrillInspectOptions {
  LogOptions logs;
  double gap_s = 60;
  OutputForm form = OutputForm::text;
};
/// `lingding drill inspect`: what is in the logs, for each file and together. 1 when a file is no log, or is cut off; 2
/// when an option can't be read. \throws std::system_error when a file can't be read.
int drill_inspect(DrillInspectOptions const& options);

struct DrillConvertOptions {
  LogOptions logs;
  std::string form = "nmea";        ///< nmea or jsonl
  std::filesystem::path out = "-";  ///< compressed by its name: .gz, .zst
  std::string from;                 ///< times; entries from this one on
  std::string until;                ///< and before this one
};
/// `lingding drill convert`: the logs, merged by time, as one. 1 when nothing was written, or a file is no log or is
/// cut off; 2 when an option can't be read. \throws std::system_error when a file can't be read or written.
int drill_convert(DrillConvertOptions const& options);

}  // namespace lingding::tools
