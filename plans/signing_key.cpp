#include "plans/signing_key.hpp"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>

#include <utility>

#include "geo/check.hpp"
#include "plans/detail/openssl.hpp"

namespace lingding::plans {
namespace {

using detail::BioPtr;
using detail::require;
using detail::require_object;
using Information = std::unique_ptr<PKCS8_PRIV_KEY_INFO, detail::Free<PKCS8_PRIV_KEY_INFO_free>>;
using Encrypted = std::unique_ptr<X509_SIG, detail::Free<X509_SIG_free>>;

constexpr std::string_view kPlainLabel = "-----BEGIN PRIVATE KEY-----";
constexpr std::string_view kEncryptedLabel = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

// OWASP Password Storage Cheat Sheet, scrypt: N = 2^14, r = 8, p = 5 (16 MiB). OpenSSL reads up to 32 MiB.
constexpr std::uint64_t kScryptN = 1U << 14U;
constexpr std::uint64_t kScryptR = 8;
constexpr std::uint64_t kScryptP = 5;
constexpr int kSaltBytes = 16;

bool has_line(std::string_view text, std::string_view label) {
  std::size_t const at = text.find(label);
  return at != std::string_view::npos && (at == 0 || text[at - 1] == '\n');
}

/// What the memory BIO holds, as a secret; the BIO wipes its own copy.
Secret secret_of(BIO* bio) {
  char* data = nullptr;
  long const size = BIO_get_mem_data(bio, &data);
  require(size > 0, "writing a key");
  return Secret{std::string_view{data, static_cast<std::size_t>(size)}};
}

BioPtr secret_writer() {
  return BioPtr{require_object(BIO_new(BIO_s_secmem()), "no memory")};
}

Information information_of(EVP_PKEY const* key) {
  return Information{require_object(EVP_PKEY2PKCS8(key), "writing a key")};
}

geo::Expected<Information, std::string> decrypt(std::string_view pem, PassphraseSource const& passphrase) {
  auto const in = detail::reader(pem);
  Encrypted const encrypted{PEM_read_bio_PKCS8(in.get(), nullptr, nullptr, nullptr)};
  if (!encrypted) return geo::Unexpected{std::string{"the key can't be read: broken PEM or PKCS#8"}};
  X509_ALGOR const* algorithm = nullptr;
  X509_SIG_get0(encrypted.get(), &algorithm, nullptr);
  if (OBJ_obj2nid(algorithm->algorithm) != NID_pbes2)
    return geo::Unexpected{std::string{"the key is encrypted in an old way; expected PBES2 (PKCS#5 version 2)"}};
  auto const secret = passphrase ? passphrase() : std::nullopt;
  if (!secret) return geo::Unexpected{std::string{"the key is encrypted; its passphrase is needed"}};
  Information information{
      PKCS8_decrypt(encrypted.get(), secret->text().data(), static_cast<int>(secret->text().size()))};
  if (!information) return geo::Unexpected{std::string{"the passphrase is wrong, or the key file is damaged"}};
  return information;
}

geo::Expected<Information, std::string> read_plain(std::string_view pem) {
  auto const in = detail::reader(pem);
  Information information{PEM_read_bio_PKCS8_PRIV_KEY_INFO(in.get(), nullptr, nullptr, nullptr)};
  if (!information) return geo::Unexpected{std::string{"the key can't be read: broken PEM or PKCS#8"}};
  return information;
}

}  // namespace

struct SigningKey::State {
  detail::KeyPtr key;  ///< OpenSSL wipes it when it is freed
};

EVP_PKEY* detail::KeyAccess::handle(SigningKey const& key) {
  LINGDING_CHECK(key.state_ != nullptr);
  return key.state_->key.get();
}

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

SigningKey SigningKey::generate(KeyKind kind) {
  detail::ErrorScope const scope;
  auto const make = [kind]() -> EVP_PKEY* {
    switch (kind) {
      case KeyKind::ed25519:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
      case KeyKind::p256:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
      case KeyKind::rsa3072:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{kMinRsaBits});
    }
    return nullptr;
  };
  return SigningKey{std::make_unique<State>(State{detail::KeyPtr{require_object(make(), "making a key")}})};
}

geo::Expected<SigningKey, std::string> SigningKey::from_pem(std::string_view pem, PassphraseSource const& passphrase) {
  detail::ErrorScope const scope;
  if (pem.size() > kMaxKeyTextBytes) return geo::Unexpected{std::string{"the key file is larger than 32 KiB"}};
  bool const encrypted = has_line(pem, kEncryptedLabel);
  if (encrypted == has_line(pem, kPlainLabel))
    return geo::Unexpected{
        std::string{"found no private key; expected one PEM block PRIVATE KEY or ENCRYPTED PRIVATE KEY (PKCS#8)"}};
  auto const information = encrypted ? decrypt(pem, passphrase) : read_plain(pem);
  if (!information) return geo::Unexpected{information.error()};
  detail::KeyPtr key{EVP_PKCS82PKEY(information->get())};
  if (!key) return geo::Unexpected{std::string{"the key is of a kind that is not known here"}};
  if (auto const weakness = detail::weakness_of(key.get())) return geo::Unexpected{"found " + *weakness};
  return SigningKey{std::make_unique<State>(State{std::move(key)})};
}

SignatureAlgorithm SigningKey::algorithm() const {
  return detail::algorithm_of(detail::KeyAccess::handle(*this));
}

bool SigningKey::belongs_to(std::string_view certificate_pem) const {
  detail::ErrorScope const scope;
  auto const blocks = detail::pem_blocks(certificate_pem, "CERTIFICATE");
  if (!blocks || blocks->empty()) return false;
  auto const certificate = detail::certificate_from_der(blocks->front());
  if (!certificate) return false;
  EVP_PKEY const* const key = X509_get0_pubkey(certificate.get());
  return key != nullptr && EVP_PKEY_eq(key, detail::KeyAccess::handle(*this)) == 1;
}

std::string SigningKey::public_pem() const {
  BioPtr const out{require_object(BIO_new(BIO_s_mem()), "no memory")};
  require(PEM_write_bio_PUBKEY(out.get(), detail::KeyAccess::handle(*this)) == 1, "writing a key");
  return detail::written(out.get());
}

Secret SigningKey::to_pem(Secret const& passphrase) const {
  detail::ErrorScope const scope;
  LINGDING_CHECK(!passphrase.empty());
  auto const information = information_of(detail::KeyAccess::handle(*this));
  X509_ALGOR* const algorithm = require_object(
      PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, kSaltBytes, nullptr, kScryptN, kScryptR, kScryptP),
      "preparing the encryption of a key");
  Encrypted const encrypted{
      PKCS8_set0_pbe(passphrase.text().data(), static_cast<int>(passphrase.size()), information.get(), algorithm)};
  if (!encrypted) X509_ALGOR_free(algorithm);
  require(encrypted != nullptr, "encrypting a key");
  auto const out = secret_writer();
  require(PEM_write_bio_PKCS8(out.get(), encrypted.get()) == 1, "writing a key");
  return secret_of(out.get());
}

Secret SigningKey::to_pem_unencrypted() const {
  detail::ErrorScope const scope;
  auto const information = information_of(detail::KeyAccess::handle(*this));
  auto const out = secret_writer();
  require(PEM_write_bio_PKCS8_PRIV_KEY_INFO(out.get(), information.get()) == 1, "writing a key");
  return secret_of(out.get());
}

std::string_view to_text(SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::eddsa:
      return "EdDSA";
    case SignatureAlgorithm::es256:
      return "ES256";
    case SignatureAlgorithm::ps256:
      return "PS256";
  }
  return "";
}

std::optional<SignatureAlgorithm> parse_signature_algorithm(std::string_view text) {
  for (auto const algorithm : {SignatureAlgorithm::eddsa, SignatureAlgorithm::es256, SignatureAlgorithm::ps256})
    if (to_text(algorithm) == text) return algorithm;
  return std::nullopt;
}

std::string_view to_text(KeyKind kind) {
  switch (kind) {
    case KeyKind::ed25519:
      return "ed25519";
    case KeyKind::p256:
      return "p256";
    case KeyKind::rsa3072:
      return "rsa3072";
  }
  return "";
}

std::optional<KeyKind> parse_key_kind(std::string_view text) {
  for (auto const kind : {KeyKind::ed25519, KeyKind::p256, KeyKind::rsa3072})
    if (to_text(kind) == text) return kind;
  return std::nullopt;
}

}  // namespace lingding::plans
