#include "geo/sha256.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace lingding::geo {
namespace {

void require(int result) {
  if (result != 1) throw std::runtime_error("OpenSSL failed to compute a SHA-256 digest");
}

/// Fetched once: an implicit fetch by EVP_sha256() at every digest costs more than hashing a short record.
EVP_MD const* algorithm() {
  static EVP_MD const* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (fetched == nullptr) throw std::runtime_error("OpenSSL offers no SHA-256");
  return fetched;
}

std::optional<unsigned> nibble(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const noexcept {
  EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (!context_) throw std::bad_alloc();
  require(EVP_DigestInit_ex(context_.get(), algorithm(), nullptr));
}

Sha256& Sha256::update(std::span<std::byte const> bytes) {
  require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
  return *this;
}

Sha256& Sha256::update(std::string_view bytes) {
  return update(std::as_bytes(std::span{bytes}));
}

Digest Sha256::finish() {
  Digest digest{};
  static_assert(sizeof(std::byte) == sizeof(unsigned char));
  require(EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr));
  require(EVP_DigestInit_ex(context_.get(), algorithm(), nullptr));
  return digest;
}

Digest sha256(std::span<std::byte const> bytes) {
  return Sha256().update(bytes).finish();
}
Digest sha256(std::string_view bytes) {
  return Sha256().update(bytes).finish();
}

std::string to_hex(Digest const& digest) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  text.reserve(2 * digest.size());
  for (auto const byte : digest) {
    auto const value = std::to_integer<unsigned>(byte);
    text += kHex[value >> 4U];
    text += kHex[value & 0xFU];
  }
  return text;
}

std::optional<Digest> parse_digest(std::string_view hex) {
  Digest digest{};
  if (hex.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    auto const high = nibble(hex[2 * i]);
    auto const low = nibble(hex[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    digest[i] = static_cast<std::byte>((*high << 4U) | *low);
  }
  return digest;
}

}  // namespace lingding::geo
