#pragma once
// Bytes of a log, decompressed as they come: plain, gzip and Zstandard, told apart by content.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lingding::logs {

/// Where bytes come from.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// 0 at the end. \throws std::system_error
  virtual std::size_t read(std::span<char> to) = 0;
  /// Empty when that is not known (standard input).
  virtual std::optional<std::uint64_t> size() const = 0;
};
/// A file; "-" is standard input. \throws std::system_error when it can't be opened.
std::unique_ptr<ByteSource> open_file(std::filesystem::path const& path);
/// Bytes in memory; the text is kept by the caller.
std::unique_ptr<ByteSource> from_memory(std::string_view bytes);

enum class Compression : std::uint8_t { none, gzip, zstd };
std::string_view to_text(Compression compression);

/// Decompresses. Memory: two buffers of kBlock and the decoder's window, which is 32 KiB for gzip and at most
/// 2^kZstdWindowLog for Zstandard (a stream that needs more is refused as damaged).
/// Gzip files of several members (RFC 1952, §2.2) and Zstandard files of several or skippable frames (RFC 8878, §3.1)
/// are read through.
class Unpacker {
 public:
  static constexpr std::size_t kBlock = 256 * 1024;
  static constexpr int kZstdWindowLog = 27;

  explicit Unpacker(std::unique_ptr<ByteSource> source);
  ~Unpacker();
  Unpacker(Unpacker&&) noexcept;
  Unpacker& operator=(Unpacker&&) noexcept;

  /// 0 at the end, or where the stream is damaged. \throws std::system_error
  std::size_t read(std::span<char> to);
  Compression compression() const;

  /// What was wrong, once read() has given 0.
  enum class End : std::uint8_t { whole, truncated, trailing_bytes };
  End end() const;
  /// How it is wrong, in the library's words or ours; empty: whole.
  std::string const& reason() const;

  /// Bytes of the file that were read so far, and how many there are (empty: not known).
  std::uint64_t position() const;
  std::optional<std::uint64_t> size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lingding::logs
