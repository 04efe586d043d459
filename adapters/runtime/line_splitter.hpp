#pragma once
// Cuts a stream of bytes into complete lines, with a bound: whatever comes, memory stays what it was.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace lingding::runtime {

/// Pure. What comes out does not depend on how the bytes were cut into reads. Lines end with LF (a CR before it stays
/// with the line); a line longer than `max_line` bytes, its LF not counted, is skipped whole and counted once.
class LineSplitter {
 public:
  /// Gets one or more whole lines, each with its LF; valid during the call.
  using Sink = std::function<void(std::string_view lines)>;

  /// IEC 61162-1 allows 82 characters, a TAG block as many again; receivers and aggregators are found to go beyond,
  /// never this far.
  static constexpr std::size_t kMaxLine = 1024;
  /// What one read may bring.
  static constexpr std::size_t kReadSize = 64 * 1024;

  explicit LineSplitter(std::size_t max_line = kMaxLine, std::size_t read_size = kReadSize);

  /// Room for the next read; never empty.
  std::span<char> prepare();
  /// `count` bytes were written at the start of prepare()'s room.
  void commit(std::size_t count, Sink const& sink);
  /// The stream ended: a last line without LF is given out as it is.
  void finish(Sink const& sink);

  /// Lines skipped because they were too long.
  std::uint64_t overlong() const { return overlong_; }
  /// Complete lines given out.
  std::uint64_t lines() const { return lines_; }
  /// A line has begun and is not complete.
  bool partial() const { return held_ > 0 || skipping_; }

 private:
  std::size_t max_line_;
  std::vector<char> buffer_;
  std::size_t held_ = 0;   ///< bytes of an incomplete line at the buffer's start
  bool skipping_ = false;  ///< inside a line that is too long
  std::uint64_t overlong_ = 0;
  std::uint64_t lines_ = 0;
};

}  // namespace lingding::runtime
