#pragma once
// The subcommands: each takes parsed options and returns the exit status (0 done, 1 the input or the work failed, 2
// usage).

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lingding::tools {

/// Whether a line that cannot be decoded makes the command fail.
enum class Strictness : bool { lenient, strict };

/// `lingding decode ais`: decodes the file, or standard input for "-", to JSON Lines on standard output; refused lines
/// and a summary go to standard error. 1 when lines were refused and none gave a message, or, strict, when any was
/// refused.
/// \throws std::system_error when the file cannot be read or the output not written.
int decode_ais(std::string const& path, Strictness strictness);

struct ServeOptions {
  std::optional<std::filesystem::path> config;  ///< empty: the defaults
  std::vector<std::string> overrides;           ///< "bus.curve=false", in order
  bool only_check = false;                      ///< read the configuration, say what is wrong with it, and end
};
/// `lingding serve`: runs until SIGINT or SIGTERM. 2 when the configuration is refused.
/// \throws std::exception when the server can't start; the message names what it could not open.
int serve(ServeOptions const& options);

struct WhereOptions {
  std::vector<std::string> position;             ///< the words, as geo::parse_position takes them together
  std::string radius_nm = "0";                   ///< of uncertainty
  std::optional<std::string> at;                 ///< a date or a time; empty: now
  std::optional<std::string> mmsi;               ///< of the casualty or her beacon
  std::optional<std::filesystem::path> regions;  ///< empty: the shipped ones
};
/// `lingding where`: prints the decision whose water it is as one JSON object. 2 when an option is refused, 1 when the
/// regions are.
/// \throws std::runtime_error when the shipped regions are not found.
int where(WhereOptions const& options);

}  // namespace lingding::tools
