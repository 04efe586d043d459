#pragma once
// What a desk needs of the world, as roles. adapters/ implements them; tests have their own.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "geo/time.hpp"

namespace lingding::coordinator {

/// Position in one desk's journal. The first entry is 1; 0 means "nothing yet".
using Seq = std::uint64_t;
using Digest = std::array<std::byte, 32>;

/// One event and what came of it, as it is recorded.
struct EntryDraft {
  geo::UtcTime at{};    ///< the `now` with which the desk handled the event
  std::string event;    ///< JSON text
  std::string effects;  ///< JSON array text
  std::string raw;      ///< the frame as received; empty for events that are not received bytes
};

/// `hash` = SHA-256 over the previous entry's hash (32 zero bytes before the first), seq (8 bytes, big endian),
/// at (milliseconds since 1970, 8 bytes, big endian), then raw, event and effects, each with its length before it (8
/// bytes, big endian).
struct Entry {
  Seq seq = 0;
  EntryDraft content;
  Digest hash{};
};

/// Read side; each thread that reads has its own.
class JournalReader {
 public:
  virtual ~JournalReader() = default;
  /// Calls `visit` for each entry after `after`, in order, until `limit` entries were given or `visit` returns false.
  /// \throws JournalDamaged where an entry can't be read or its hash does not fit, std::runtime_error when the storage
  /// fails.
  virtual void read(Seq after, std::size_t limit, std::function<bool(Entry const&)> const& visit) = 0;
  virtual Seq last() = 0;
};

/// Write side; owned by one desk's thread.
class Journal {
 public:
  virtual ~Journal() = default;
  /// Records the batch in one transaction that is on the disk when the call returns, and gives the seq of its last
  /// entry.
  /// \throws StorageFailure when it could not be recorded; then nothing of the batch is.
  virtual Seq append(std::span<EntryDraft const> batch) = 0;
  virtual Seq last() const = 0;
  /// How far each peer has confirmed our link messages. A lost update costs a repeated message, nothing else.
  virtual std::optional<std::uint64_t> cursor(std::string_view name) = 0;
  virtual void set_cursor(std::string_view name, std::uint64_t value) = 0;
};

}  // namespace lingding::coordinator
