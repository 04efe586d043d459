#pragma once
// The subcommands: each takes parsed options and returns the exit status (0 done, 1 the input or the work failed, 2
// usage).

#include <string>

namespace lingding::tools {

/// Whether a line that cannot be decoded makes the command fail.
enum class Strictness : bool { lenient, strict };

/// `lingding decode ais`: decodes the file, or standard input for "-", to JSON Lines on standard output; refused lines
/// and a summary go to standard error. 1 when lines were refused and none gave a message, or, strict, when any was
/// refused.
/// \throws std::system_error when the file cannot be read or the output not written.
int decode_ais(std::string const& path, Strictness strictness);

}  // namespace lingding::tools
