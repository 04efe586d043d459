#pragma once
// Bearer tokens (RFC 6750): kept as digests, compared in constant time, never shown.

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

#include "geo/sha256.hpp"

namespace lingding::web {

/// The tokens of one source; more than one while they are being changed.
class Tokens {
 public:
  /// 22 characters of base64 or 32 of hexadecimal digits carry 128 bits; shorter ones are refused.
  static constexpr std::size_t kShortest = 22;
  static constexpr std::size_t kLongest = 512;
  static constexpr std::size_t kMost = 8;

  Tokens() = default;
  /// One token a line; blank lines, and lines that begin with '#', are passed over.
  /// \throws std::runtime_error, naming the file but nothing of what is in it: it can't be read, is no regular file,
  /// others than its owner may read it (mode 0600), or a line is no token (RFC 6750, b64token).
  static Tokens from_file(std::filesystem::path const& file);
  /// \throws std::runtime_error when a line is no token
  static Tokens from_text(std::string_view lines);

  /// Takes as long for every candidate of one length.
  bool accept(std::string_view candidate) const;

 private:
  std::vector<geo::Digest> digests_;
};

}  // namespace lingding::web
