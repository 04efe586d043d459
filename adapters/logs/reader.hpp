#pragma once
// Reads logs of any length in constant memory: entries in the order of their times, and what was wrong on the way.

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/logs/ais_row.hpp"
#include "adapters/logs/entry.hpp"
#include "adapters/logs/faults.hpp"
#include "adapters/logs/unpack.hpp"

namespace lingding::logs {

/// How a file is written, as found by its content.
enum class Form : std::uint8_t {
  lines,    ///< sentences, beacon messages and documents, with or without times: receivers' logs, Lingding's raw log
  table,    ///< an authority's table of AIS rows
  journal,  ///< `lingding journal export`
  entries,  ///< JSON Lines of entries, as write_entry() writes them
  unknown
};
std::string_view to_text(Form form);

/// What becomes of a sentence whose checksum is wrong or missing: it is counted in any case.
enum class Noise : std::uint8_t { drop, keep };

/// A row of a table as AIS sentences, without line ends; none when there is no message for it.
using RowEncoder = std::function<void(AisRow const& row, std::vector<std::string>& sentences)>;

struct Options {
  std::optional<Format> format{};  ///< of all lines; empty: each line's content tells
  std::string source = "log";      ///< where the log names none
  std::chrono::milliseconds window{2000};
  Noise noise = Noise::drop;
  std::vector<ColumnMap> column_maps{};  ///< a table is read by the first that its header fits
  RowEncoder encode_row{};               ///< without it tables are unknown content
  /// For logs without any time: that of the first entry, and the step from one to the next.
  std::optional<geo::UtcTime> assumed_start{};
  std::chrono::milliseconds assumed_step{100};
};

struct Counts {
  std::uint64_t lines = 0;
  std::uint64_t passed_over =
      0;  ///< blank lines, comments, TAG blocks alone, journal events that nothing was received by
  std::uint64_t without_message = 0;  ///< rows of a table that no AIS message says
  std::uint64_t sorted = 0;           ///< entries out of order, by no more than the window
  std::array<std::uint64_t, kFormatCount> entries{};
  std::array<std::uint64_t, kTimeFromCount> times{};
  std::uint64_t total() const {
    std::uint64_t sum = 0;
    for (auto const count : entries) sum += count;
    return sum;
  }
};

/// One file. Memory, whatever the file's length: the Unpacker's; a line buffer of kMaxLine at most; entries held for
/// sorting, kMaxHeld or kMaxHeldBytes at most (when full, the earliest goes out); documents under assembly,
/// kMaxDocuments of kMaxDocument bytes.
class Reader {
 public:
  /// Longer lines are passed over. A journal's entry with a CAP document in it and all its effects is below it.
  static constexpr std::size_t kMaxLine = 4 * 1024 * 1024;
  /// Of a sentence with what stands around it, as runtime::LineSplitter::kMaxLine.
  static constexpr std::size_t kMaxSentence = 1024;
  static constexpr std::size_t kMaxHeld = 16384;
  static constexpr std::size_t kMaxHeldBytes = 16 * 1024 * 1024;
  static constexpr std::size_t kMaxDocument = 512 * 1024;
  static constexpr std::size_t kMaxDocuments = 32;

  /// Reads the beginning, to find the form. \param file goes into every Place.
  /// \throws std::system_error when reading fails.
  Reader(std::unique_ptr<ByteSource> bytes, Options options, std::uint32_t file = 0);
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  /// False at the end. Times never decrease, but for entries that are `is_late` (they stand where they were read) and
  /// those without a time. Equal times keep the file's order.
  /// \throws std::system_error when reading fails.
  bool next(Entry& entry);

  Form form() const;
  Compression compression() const;
  std::string const& table_name() const;  ///< of the column map in use; empty: none
  Counts const& counts() const;
  Faults const& faults() const;
  /// Bytes of the file read so far, and its size where that is known.
  std::uint64_t position() const;
  std::optional<std::uint64_t> size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Several files by time: of equal times, that of the file that was given first. Memory: that of its readers.
class MergedReader {
 public:
  static constexpr std::size_t kMaxFiles = 1024;

  /// \pre at most kMaxFiles
  explicit MergedReader(std::vector<Reader> readers);
  bool next(Entry& entry);
  std::vector<Reader> const& readers() const { return readers_; }
  std::uint64_t position() const;
  std::optional<std::uint64_t> size() const;

 private:
  struct Head {
    std::int64_t key;
    std::uint32_t reader;
  };
  void advance(std::uint32_t reader);

  std::vector<Reader> readers_;
  std::vector<Entry> fronts_;
  std::vector<std::int64_t> last_key_;
  std::vector<Head> heap_;
  bool begun_ = false;
};

/// The files that a path stands for: itself, or of a folder its raw log segments (raw-*.nmea.zst), by name.
/// \throws std::system_error when there is nothing.
std::vector<std::filesystem::path> files_of(std::filesystem::path const& path);

}  // namespace lingding::logs
