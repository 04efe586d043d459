#pragma once
// The subcommands of `lingding drill`: each takes parsed options and returns the exit status, as those of commands.hpp.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "geo/time.hpp"
#include "tools/commands.hpp"
#include "tools/register_commands.hpp"

namespace lingding::drill {
struct RunRecord;
struct Score;
}  // namespace lingding::drill
namespace lingding::geo {
class WaterMap;
}  // namespace lingding::geo

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

struct DrillRunOptions {
  LogOptions logs;                          ///< one scenario, logs, or both
  std::vector<std::filesystem::path> with;  ///< laid over the scenario, one after the other
  std::string speed = "max";                ///< times real time, 1 … 10000, or max
  std::string from;                    ///< times, or offsets into the scenario: what is before goes at full speed …
  std::string to;                      ///< … and the drill ends there
  std::vector<geo::CentreId> centres;  ///< that take part; empty: as the scenario says, all for logs
  std::vector<std::string> sources;    ///< "NAME=HK": the centre that receives a log's source
  std::filesystem::path plans;         ///< folder of plan documents; empty: the shipped samples
  std::filesystem::path out;           ///< folder for what comes of it, which must be new; empty: nothing is kept
  std::filesystem::path against;       ///< data folder of a server that runs as an exercise; empty: embedded
  std::vector<std::string> keys;       ///< "HK=FILE": the officers' keys at that server
  bool is_quiet = false;               ///< nothing while it goes on
  bool is_controlled = false;          ///< commands on standard input: pause, go, step, jump, speed, officer, quit
};
/// `lingding drill run`: 0 when all objectives were passed, 1 when one was failed or not tested, or a log is no log; 2
/// when an option can't be read. \throws std::exception naming what can't be read or written.
int drill_run(DrillRunOptions const& options);

struct DrillRecordOptions {
  std::vector<std::string> paths;   ///< one folder of a raw log, which is followed; or files, which are read to the end
  std::filesystem::path out = "-";  ///< compressed by its name: .gz, .zst
  std::string form = "nmea";        ///< nmea or jsonl
  std::vector<std::string> sources;
  std::vector<std::string> formats;
  std::vector<std::string> ships;  ///< MMSIs
  std::vector<std::string> box;    ///< south-western and north-eastern corner; empty: everywhere
  std::string from;                ///< a time; of a folder without it: now
  std::string until;
  std::string lasts;      ///< in place of `until`
  std::string anonymise;  ///< file of a key, or "random"; empty: nothing is made anonymous
};
/// `lingding drill record`: what a running server receives, until `until`, or until SIGINT or SIGTERM. 1 when nothing
/// was recorded, 2 when an option can't be read. \throws std::system_error when a file can't be read or written.
int drill_record(DrillRecordOptions const& options);

/// Of what is checked: scenarios by file, or by the name that `drill list` gives.
struct DrillCheckOptions {
  std::vector<std::string> scenarios;
  std::filesystem::path with;                    ///< laid over each; empty: nothing
  std::vector<std::string> plans;                ///< files and folders; empty: the shipped samples
  std::optional<std::filesystem::path> regions;  ///< empty: the shipped ones
};
/// `lingding drill check`: what is wrong in each, by line; of those that are right the cast with whose water they are
/// in, the acts and the objectives. 1 when any is wrong.
/// \throws std::exception when a file, the plans or the regions can't be read.
int drill_check(DrillCheckOptions const& options);

/// `lingding drill list`: the scenarios of a folder (empty: the shipped ones), and overlays for them. 1 when one can't
/// be read.
int drill_list(std::filesystem::path const& folder);

/// A scenario's file: the path itself when there is such a file, else the shipped one of that name.
/// \throws std::runtime_error when there is neither: with the name that is nearest
std::filesystem::path scenario_file(std::string const& name);

/// A run: its folder (with run.json), or that file itself.
struct DrillReportOptions {
  std::filesystem::path run;
  std::filesystem::path out;                     ///< folder; empty: the run's
  std::optional<std::filesystem::path> regions;  ///< of the map; empty: the shipped ones
};
/// `lingding drill report`: report.html, report.pdf, score.json and junit.xml of a run. 0 when all objectives were
/// passed, else 1. \throws std::exception naming what can't be read or written.
int drill_report(DrillReportOptions const& options);
/// The same four of a record, into a folder that is there. \param water nullptr: a map without waters
void write_reports(std::filesystem::path const& folder, drill::RunRecord const& record, drill::Score const& score,
                   geo::WaterMap const* water);

struct DrillCompareOptions {
  std::filesystem::path first;
  std::filesystem::path second;
  std::filesystem::path html;  ///< file to write the comparison to as well; empty: none
};
/// `lingding drill compare`: 0 when decisions and verdicts are the same, else 1.
int drill_compare(DrillCompareOptions const& options);

struct DrillFilingOptions {
  RegisterOptions registry;
  std::filesystem::path run;
  std::optional<geo::UtcDate> on;         ///< when it was held; empty: today
  std::string type;                       ///< empty: as the scenario says
  std::vector<std::string> participants;  ///< beside those that the scenario names
  std::string outcome;                    ///< empty: made of the score
  bool is_dry = false;                    ///< says what would be filed, and files nothing
};
/// `lingding drill file-exercise`: states for each plan of this home centre whose ships took part that the exercise was
/// held, signed and put on record as `lingding plan exercise` does. 0 all were recorded, 1 one was refused or there is
/// none.
int drill_file_exercise(DrillFilingOptions const& options);

}  // namespace lingding::tools
