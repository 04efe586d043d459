#include "plans/detail/openssl.hpp"

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

#include "plans/json_text.hpp"

namespace lingding::plans::detail {
namespace {

/// How much of a name is shown.
constexpr std::size_t kShownBytes = 200;
/// Largest serial number in hex digits: 20 octets (RFC 5280, section 4.1.2.2).
constexpr std::size_t kMaxSerialDigits = 40;

unsigned char const* bytes_of(std::string_view text) {
  return reinterpret_cast<unsigned char const*>(text.data());  // NOLINT: the C interface takes bytes
}

struct FreeMemory {
  void operator()(void* memory) const noexcept { OPENSSL_free(memory); }
};

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string group_of(EVP_PKEY const* key) {
  std::array<char, 80> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1) return {};
  return {name.data(), size};
}

std::optional<std::string> weakness_of_rsa(EVP_PKEY const* key) {
  int const bits = EVP_PKEY_get_bits(key);
  if (bits < kMinRsaBits || bits > kMaxRsaBits)
    return "an RSA key of " + std::to_string(bits) + " bits; expected 3072 … 8192";
  BIGNUM* exponent = nullptr;
  if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1) return "an RSA key without an exponent";
  NumberPtr const owner{exponent};
  // FIPS 186-5, section A.1.1: odd, above 2^16. OpenSSL verifies with at most 64 bits.
  if (BN_is_odd(exponent) != 1 || BN_num_bits(exponent) <= 16 || BN_num_bits(exponent) > 64)
    return "an RSA key with a weak exponent; expected an odd one of 17 … 64 bits";
  return std::nullopt;
}

}  // namespace

void require(bool good, char const* what) {
  if (good) return;
  ERR_clear_error();
  throw std::runtime_error(std::string{"OpenSSL failed: "} + what);
}

EVP_MD const* sha256_method() {
  static EVP_MD const* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  require(fetched != nullptr, "no SHA-256");
  return fetched;
}

BioPtr reader(std::string_view text) {
  // An empty buffer may not be a null pointer.
  char const* const data = text.empty() ? "" : text.data();
  return BioPtr{require_object(BIO_new_mem_buf(data, static_cast<int>(text.size())), "no memory")};
}

std::string written(BIO* bio) {
  char* data = nullptr;
  long const size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string{};
}

CertificatePtr certificate_from_der(std::string_view der) {
  unsigned char const* at = bytes_of(der);
  unsigned char const* const end = at + der.size();
  CertificatePtr certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
  if (at != end) certificate.reset();
  return certificate;
}

std::string der_of(X509 const* certificate) {
  unsigned char* bytes = nullptr;
  int const size = i2d_X509(certificate, &bytes);
  require(size > 0, "writing a certificate");
  std::unique_ptr<unsigned char, FreeMemory> const owner{bytes};
  return {reinterpret_cast<char const*>(bytes), static_cast<std::size_t>(size)};  // NOLINT: bytes as text
}

std::string pem_of(X509* certificate) {
  BioPtr const out{require_object(BIO_new(BIO_s_mem()), "no memory")};
  require(PEM_write_bio_X509(out.get(), certificate) == 1, "writing a certificate");
  return written(out.get());
}

geo::Digest fingerprint_of(X509 const* certificate) {
  return geo::sha256(der_of(certificate));
}

std::optional<std::vector<std::string>> pem_blocks(std::string_view text, std::string_view label) {
  BioPtr const in = reader(text);
  std::vector<std::string> blocks;
  for (;;) {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    if (PEM_read_bio(in.get(), &name, &header, &data, &size) != 1) {
      auto const error = ERR_peek_last_error();
      bool const at_end = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
      ERR_clear_error();
      if (!at_end) return std::nullopt;
      return blocks;
    }
    std::unique_ptr<char, FreeMemory> const name_owner{name};
    std::unique_ptr<char, FreeMemory> const header_owner{header};
    std::unique_ptr<unsigned char, FreeMemory> const data_owner{data};
    if (label != name || *header != '\0') return std::nullopt;
    blocks.emplace_back(reinterpret_cast<char const*>(data), static_cast<std::size_t>(size));  // NOLINT: bytes as text
  }
}

geo::Expected<std::vector<CertificatePtr>, std::string> certificates_from_pem(std::string_view text,
                                                                              std::size_t limit) {
  auto const blocks = pem_blocks(text, "CERTIFICATE");
  if (!blocks || blocks->empty())
    return geo::Unexpected{std::string{"found no certificate; expected PEM blocks CERTIFICATE alone"}};
  if (blocks->size() > limit)
    return geo::Unexpected{"found " + std::to_string(blocks->size()) + " certificates; expected at most " +
                           std::to_string(limit)};
  std::vector<CertificatePtr> certificates;
  for (auto const& der : *blocks) {
    certificates.push_back(certificate_from_der(der));
    if (!certificates.back())
      return geo::Unexpected{"certificate " + std::to_string(certificates.size()) + " is no X.509 certificate"};
  }
  return certificates;
}

std::optional<geo::UtcTime> time_of(ASN1_TIME const* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  using namespace std::chrono;
  year_month_day const date{year{parts.tm_year + 1900}, month{static_cast<unsigned>(parts.tm_mon + 1)},
                            day{static_cast<unsigned>(parts.tm_mday)}};
  if (!date.ok()) return std::nullopt;
  return geo::UtcTime{sys_days{date} + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec}};
}

TimePtr to_asn1(geo::UtcTime time) {
  auto const seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  return TimePtr{require_object(ASN1_TIME_set(nullptr, static_cast<std::time_t>(seconds)), "writing a time")};
}

std::string text_of(X509_NAME const* name) {
  BioPtr const out{require_object(BIO_new(BIO_s_mem()), "no memory")};
  constexpr unsigned long kFlags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  require(X509_NAME_print_ex(out.get(), name, 0, kFlags) >= 0, "writing a name");
  return shortened(printable(written(out.get())), kShownBytes);
}

std::string common_name_of(X509_NAME const* name) {
  int at = -1;
  for (int next = -1; (next = X509_NAME_get_index_by_NID(name, NID_commonName, next)) >= 0;) at = next;
  if (at < 0) return {};
  unsigned char* bytes = nullptr;
  int const size = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  if (size < 0) return {};
  std::unique_ptr<unsigned char, FreeMemory> const owner{bytes};
  std::string_view const text{reinterpret_cast<char const*>(bytes), static_cast<std::size_t>(size)};  // NOLINT
  return shortened(printable(text), kShownBytes);
}

std::string text_of(ASN1_INTEGER const* number) {
  NumberPtr const value{ASN1_INTEGER_to_BN(number, nullptr)};
  require(value != nullptr, "reading a number");
  std::unique_ptr<char, FreeMemory> const hex{require_object(BN_bn2hex(value.get()), "writing a number")};
  std::string_view text{hex.get()};
  bool const negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
  return (negative ? "-" : "") + lower(std::string{text});
}

std::optional<std::string> serial_from_hex(std::string_view hex) {
  auto const is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  if (hex.empty() || hex.size() > kMaxSerialDigits || !std::all_of(hex.begin(), hex.end(), is_hex)) return std::nullopt;
  while (hex.size() > 1 && hex.front() == '0') hex.remove_prefix(1);
  return lower(std::string{hex});
}

std::optional<std::string> weakness_of(EVP_PKEY const* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_ED25519:
      return std::nullopt;
    case EVP_PKEY_EC:
      if (group_of(key) == "prime256v1") return std::nullopt;
      return description_of(key) + "; expected the curve P-256";
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      return weakness_of_rsa(key);
    default:  // any number that OpenSSL has
      return description_of(key) + "; expected Ed25519, ECDSA on P-256 or RSA";
  }
}

SignatureAlgorithm algorithm_of(EVP_PKEY const* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_ED25519:
      return SignatureAlgorithm::eddsa;
    case EVP_PKEY_EC:
      return SignatureAlgorithm::es256;
    default:
      return SignatureAlgorithm::ps256;
  }
}

std::string description_of(EVP_PKEY const* key) {
  char const* const type = EVP_PKEY_get0_type_name(key);
  std::string const name = type == nullptr ? "unknown" : type;
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_ED25519:
      return "an Ed25519 key";
    case EVP_PKEY_EC:
      return "an elliptic-curve key on " + group_of(key);
    default:
      return "a key of kind " + name + " and " + std::to_string(EVP_PKEY_get_bits(key)) + " bits";
  }
}

}  // namespace lingding::plans::detail
