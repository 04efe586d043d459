#pragma once
// OpenSSL's objects with owners, and its answers in our types. Seen by this folder's sources alone.

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/expected.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"
#include "plans/secret.hpp"
#include "plans/signing_key.hpp"

namespace lingding::plans::detail {

template <auto Function>
struct Free {
  template <class T>
  void operator()(T* object) const noexcept {
    Function(object);
  }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Free<X509_free>>;
using ListPtr = std::unique_ptr<X509_CRL, Free<X509_CRL_free>>;
using BioPtr = std::unique_ptr<BIO, Free<BIO_free_all>>;
using NumberPtr = std::unique_ptr<BIGNUM, Free<BN_free>>;
using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using TimePtr = std::unique_ptr<ASN1_TIME, Free<ASN1_TIME_free>>;

/// OpenSSL keeps failures in a queue of the thread; at the end of each of our calls it is empty again.
struct ErrorScope {
  ErrorScope() = default;
  ErrorScope(ErrorScope const&) = delete;
  ErrorScope& operator=(ErrorScope const&) = delete;
  ~ErrorScope() { ERR_clear_error(); }
};

/// Throws std::runtime_error for what fails only when the environment does (no memory, no provider).
void require(bool good, char const* what);
template <class T>
T* require_object(T* object, char const* what) {
  require(object != nullptr, what);
  return object;
}

/// The folder's own door to a SigningKey's handle.
struct KeyAccess {
  static EVP_PKEY* handle(SigningKey const& key);
};

/// SHA-256, fetched once.
EVP_MD const* sha256_method();

/// A read-only view. \pre the text outlives it
BioPtr reader(std::string_view text);
/// What was written to a memory BIO.
std::string written(BIO* bio);

/// Exactly one certificate, with nothing behind it.
CertificatePtr certificate_from_der(std::string_view der);
std::string der_of(X509 const* certificate);
std::string pem_of(X509* certificate);
geo::Digest fingerprint_of(X509 const* certificate);

/// The blocks of a PEM text (RFC 7468) that are named `label`, as DER; text between them is skipped. Empty when there
/// is a broken block or one with another label.
std::optional<std::vector<std::string>> pem_blocks(std::string_view text, std::string_view label);
/// All certificates of the text, in order: at least one, at most `limit`. The error is a sentence.
geo::Expected<std::vector<CertificatePtr>, std::string> certificates_from_pem(std::string_view text, std::size_t limit);

/// Empty for what is no time.
std::optional<geo::UtcTime> time_of(ASN1_TIME const* time);
/// Whole seconds, rounded down.
TimePtr to_asn1(geo::UtcTime time);

/// RFC 2253, UTF-8, printable, shortened.
std::string text_of(X509_NAME const* name);
/// The (last) common name, printable, shortened; empty when there is none.
std::string common_name_of(X509_NAME const* name);
/// Lower-case hex without leading zeros.
std::string text_of(ASN1_INTEGER const* number);
/// As text_of writes it; empty for anything but 1 … 40 hex digits.
std::optional<std::string> serial_from_hex(std::string_view hex);

/// Why a key is not fit for signatures of ours (kind, curve, size, exponent); empty when it is.
std::optional<std::string> weakness_of(EVP_PKEY const* key);
/// The one algorithm that a fit key signs with. \pre !weakness_of(key)
SignatureAlgorithm algorithm_of(EVP_PKEY const* key);
/// "an Ed25519 key", "an RSA key of 2048 bits", …
std::string description_of(EVP_PKEY const* key);

}  // namespace lingding::plans::detail
