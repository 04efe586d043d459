#pragma once
// The subcommands about CAP and CoT: each takes parsed options and returns the exit status, as those of commands.hpp.

#include <filesystem>
#include <string>

#include "geo/centre.hpp"
#include "tools/commands.hpp"

namespace lingding::tools {

/// `lingding decode cap`: CAP 1.2 messages, one after another, to JSON Lines on standard output, one object a message,
/// also for a refused one; refusals and a summary go to standard error too. The same status as decode_ais.
/// \throws std::system_error when the file cannot be read or the output not written.
int decode_cap(std::string const& path, Strictness strictness);

enum class AlertFormat : std::uint8_t { cap, cot };
struct AlertExportOptions {
  JournalOptions journal;
  AlertFormat format = AlertFormat::cap;
  std::string incident;      ///< an id that it has or had; empty: all
  std::string sender;        ///< of CAP; empty: cap::default_sender
  bool is_exercise = false;  ///< marks every message so; those of an exercise's journal always are
  std::string exercise;      ///< of CoT: the exercise's name; may be empty
};
/// `lingding journal export --format cap|cot`: what would have been sent as each incident changed, in the journal's
/// order. 1 when the journal is damaged, 2 when the sender is none that CAP allows.
int journal_export_alerts(AlertExportOptions const& options);

}  // namespace lingding::tools
