#pragma once
// What makes entries out of lines: one parser for each form of log.

#include <memory>
#include <string_view>

#include "adapters/logs/detail/held.hpp"

namespace lingding::logs::detail {

/// All references outlive the parser.
struct Target {
  Options const& options;
  std::uint32_t file;
  Held& held;
  Counts& counts;
  Faults& faults;
};

class Parser {
 public:
  virtual ~Parser() = default;
  /// One line without its end.
  virtual void line(std::string_view text, std::uint64_t number) = 0;
  virtual void finish() {}
};

std::unique_ptr<Parser> make_line_parser(Target const& target);
std::unique_ptr<Parser> make_table_parser(Target const& target, ColumnMap const& map);
std::unique_ptr<Parser> make_journal_parser(Target const& target);
std::unique_ptr<Parser> make_entry_parser(Target const& target);

/// Whether a line (without what stands around it) begins a document of a mission control centre or of CAP.
bool begins_document(std::string_view text);
/// Whether it is a beacon's message: 15, 22, 23, 28, 30, 36, 51 or 63 hexadecimal digits, and nothing else.
bool is_beacon_message(std::string_view text);
/// Whether it has a sentence in it: '!' or '$', an address and a comma.
bool has_sentence(std::string_view text);
/// The format of a document by its content.
Format format_of_document(std::string_view document);
/// When the document says that it was sent.
std::optional<geo::UtcTime> time_of_document(std::string_view document);
/// The format of what was received, where nothing else says it; empty: it can't be told.
std::optional<Format> format_of(std::string_view raw);

}  // namespace lingding::logs::detail
