#pragma once
// SHA-256 (FIPS 180-4), by OpenSSL: the digest by which documents, region sets and journal entries are named.

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct evp_md_ctx_st;  // OpenSSL's EVP_MD_CTX

namespace lingding::geo {

using Digest = std::array<std::byte, 32>;

/// Hashes what it is given piece by piece: the digest depends on the bytes alone, not on how they were cut.
/// All calls throw std::runtime_error if OpenSSL can't do SHA-256 (no memory, no provider).
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept = default;
  Sha256& operator=(Sha256&&) noexcept = default;
  ~Sha256() = default;

  Sha256& update(std::span<std::byte const> bytes);
  Sha256& update(std::string_view bytes);
  /// The digest of all that was given since construction or the last finish(); the hasher is then empty again.
  Digest finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

Digest sha256(std::span<std::byte const> bytes);
Digest sha256(std::string_view bytes);

/// 64 lower-case hex digits.
std::string to_hex(Digest const& digest);
/// Takes exactly 64 hex digits of either case; empty for anything else.
std::optional<Digest> parse_digest(std::string_view hex);

}  // namespace lingding::geo
