#pragma once
// Private keys: made, read from and written to PKCS#8 PEM under a passphrase. Their memory is wiped by OpenSSL.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "geo/expected.hpp"
#include "plans/secret.hpp"

namespace lingding::plans {

namespace detail {
struct KeyAccess;  // the folder's own door to OpenSSL's handle
}

/// The signatures that are accepted, and no other: RFC 8037 (EdDSA with Ed25519), RFC 7518 (ES256; PS256).
enum class SignatureAlgorithm : std::uint8_t { eddsa, es256, ps256 };
/// "EdDSA", "ES256", "PS256": the `alg` of a JWS header.
std::string_view to_text(SignatureAlgorithm algorithm);
std::optional<SignatureAlgorithm> parse_signature_algorithm(std::string_view text);

/// The kinds of keys that we make. RSA is at least 3072 bits: 128 bits of strength (NIST SP 800-57 part 1 rev. 5,
/// table 2), as the two others have.
enum class KeyKind : std::uint8_t { ed25519, p256, rsa3072 };
/// "ed25519", "p256", "rsa3072".
std::string_view to_text(KeyKind kind);
std::optional<KeyKind> parse_key_kind(std::string_view text);

/// NIST SP 800-57 part 1 rev. 5, table 2: 3072 for 128 bits. The upper bound is ours: verifying takes the square of it.
inline constexpr int kMinRsaBits = 3072;
inline constexpr int kMaxRsaBits = 8192;
/// Of a key file's text.
inline constexpr std::size_t kMaxKeyTextBytes = std::size_t{32} << 10U;

class SigningKey {
 public:
  /// \throws std::runtime_error when OpenSSL can't.
  static SigningKey generate(KeyKind kind);
  /// PEM of PKCS#8, encrypted (the passphrase is then asked for, once) or not. The error is a sentence; it never holds
  /// anything of the key. Kinds and sizes that we don't sign with are refused.
  static geo::Expected<SigningKey, std::string> from_pem(std::string_view pem, PassphraseSource const& passphrase);

  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  SigningKey(SigningKey const&) = delete;
  SigningKey& operator=(SigningKey const&) = delete;
  ~SigningKey();

  SignatureAlgorithm algorithm() const;
  /// Whether it is the key that the certificate (the first of a PEM text) is for. False when there is no certificate.
  bool belongs_to(std::string_view certificate_pem) const;
  /// SubjectPublicKeyInfo as PEM.
  std::string public_pem() const;
  /// PKCS#8, AES-256-CBC under PBES2 with scrypt (RFC 7914; N = 2^14, r = 8, p = 5: OWASP's figures for 16 MiB).
  /// \pre !passphrase.empty()
  Secret to_pem(Secret const& passphrase) const;
  /// PKCS#8 without encryption: for a service that starts by itself. Keep the file at mode 0600.
  Secret to_pem_unencrypted() const;

 private:
  friend struct detail::KeyAccess;
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lingding::plans
