#include "plans/detail/jws.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "geo/base64.hpp"
#include "geo/check.hpp"
#include "geo/json_writer.hpp"
#include "plans/json_text.hpp"

namespace lingding::plans::detail {
namespace {

namespace json = boost::json;
using Code = SignatureFaultCode;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

constexpr std::size_t kEd25519Bytes = 64;  // RFC 8032, section 5.1.6
constexpr std::size_t kP256Bytes = 32;     // RFC 7518, section 3.4: each of r and s
constexpr std::size_t kShownBytes = 100;
constexpr std::string_view kSigningTime = "sigT";

unsigned char const* bytes_of(std::string_view text) {
  return reinterpret_cast<unsigned char const*>(text.data());  // NOLINT: the C interface takes bytes
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());  // NOLINT: the C interface takes bytes
}

geo::Unexpected<SignatureFault> fault(Code code, std::string text) {
  return geo::Unexpected{SignatureFault{code, std::move(text)}};
}

std::string shown(json::value const& value) {
  return shortened(printable(json::serialize(value)), kShownBytes);
}

EVP_MD const* sha384_method() {
  static EVP_MD const* const fetched = EVP_MD_fetch(nullptr, "SHA384", nullptr);
  require(fetched != nullptr, "no SHA-384");
  return fetched;
}

EVP_MD const* method_of(SignatureAlgorithm algorithm, PssDigest digest) {
  switch (algorithm) {
    case SignatureAlgorithm::eddsa:
      return nullptr;  // the algorithm has its own
    case SignatureAlgorithm::es256:
      return sha256_method();
    case SignatureAlgorithm::ps256:
      return digest == PssDigest::sha256 ? sha256_method() : sha384_method();
  }
  return nullptr;
}

bool set_padding(EVP_PKEY_CTX* context, SignatureAlgorithm algorithm) {
  if (algorithm != SignatureAlgorithm::ps256) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

/// r and s, each as 32 bytes, from OpenSSL's DER.
std::string joined(std::string const& der) {
  unsigned char const* at = bytes_of(std::string_view{der});
  EcSignature const signature{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
  require(signature != nullptr, "reading a signature");
  std::string out(2 * kP256Bytes, '\0');
  require(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes_of(out), kP256Bytes) == kP256Bytes, "writing r");
  require(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes_of(out) + kP256Bytes, kP256Bytes) == kP256Bytes,
          "writing s");
  return out;
}

/// The reverse. \pre signature.size() == 64
std::string as_der(std::string_view signature) {
  EcSignature const parts{require_object(ECDSA_SIG_new(), "no memory")};
  NumberPtr r{require_object(BN_bin2bn(bytes_of(signature), kP256Bytes, nullptr), "no memory")};
  NumberPtr s{require_object(BN_bin2bn(bytes_of(signature) + kP256Bytes, kP256Bytes, nullptr), "no memory")};
  require(ECDSA_SIG_set0(parts.get(), r.get(), s.get()) == 1, "no memory");
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* bytes = nullptr;
  int const size = i2d_ECDSA_SIG(parts.get(), &bytes);
  require(size > 0, "writing a signature");
  std::string der{reinterpret_cast<char const*>(bytes), static_cast<std::size_t>(size)};  // NOLINT: bytes as text
  OPENSSL_free(bytes);
  return der;
}

std::size_t size_of(EVP_PKEY const* key, SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::eddsa:
      return kEd25519Bytes;
    case SignatureAlgorithm::es256:
      return 2 * kP256Bytes;
    case SignatureAlgorithm::ps256:
      return static_cast<std::size_t>(EVP_PKEY_get_size(key));
  }
  return 0;
}

std::optional<SignatureFault> fault_of_text(std::string_view text) {
  auto const wrong = check_json_text(text);
  if (!wrong) return std::nullopt;
  if (wrong->expected == kOnceExpected)
    return SignatureFault{Code::duplicate_member, "the header has a member twice: " + wrong->found};
  return SignatureFault{Code::malformed,
                        "the header is no JSON: found " + wrong->found + "; expected " + wrong->expected};
}

/// Keys come from x5c and nowhere else, and the payload is always encoded (RFC 7797 would change what is signed).
std::optional<SignatureFault> fault_of_members(json::object const& header) {
  for (std::string_view const name : {"jwk", "jku", "x5u", "b64"})
    if (header.contains(name))
      return SignatureFault{Code::header_refused, "found \"" + std::string{name} +
                                                      "\" in the header; expected the key by x5c alone and the payload "
                                                      "encoded"};
  return std::nullopt;
}

/// RFC 7515, section 4.1.11: who does not understand sigT must refuse, since the judgement hangs on it; so it is in
/// crit, and is the only name there, because it is the only extension.
std::optional<SignatureFault> fault_of_critical(json::object const& header) {
  json::value const* const critical = header.if_contains("crit");
  json::array const* const names = critical == nullptr ? nullptr : critical->if_array();
  if (names != nullptr && names->size() == 1 && names->front().is_string() &&
      std::string_view{names->front().get_string()} == kSigningTime)
    return std::nullopt;
  return SignatureFault{Code::critical_refused, "found " +
                                                    (critical == nullptr ? "no crit" : "crit " + shown(*critical)) +
                                                    " in the header; expected [\"sigT\"]"};
}

geo::Expected<SignatureAlgorithm, SignatureFault> algorithm_in(json::object const& header) {
  json::value const* const value = header.if_contains("alg");
  auto const* const text = value == nullptr ? nullptr : value->if_string();
  auto const algorithm =
      text == nullptr ? std::nullopt : parse_signature_algorithm(std::string_view{text->data(), text->size()});
  if (algorithm) return *algorithm;
  return fault(Code::algorithm_refused,
               "found " + (value == nullptr ? "no alg" : "alg " + shown(*value)) + "; expected EdDSA, ES256 or PS256");
}

geo::Expected<geo::UtcTime, SignatureFault> signing_time_in(json::object const& header) {
  json::value const* const value = header.if_contains(kSigningTime);
  auto const* const text = value == nullptr ? nullptr : value->if_string();
  // "2026-01-31T08:00:00Z" and no other way to write it (ETSI TS 119 182-1, clause 5.2.1: UTC, whole seconds).
  if (text != nullptr && text->size() == 20 && text->back() == 'Z')
    if (auto const time = geo::parse_time({text->data(), text->size()})) return *time;
  return fault(Code::bad_signing_time, "found " + (value == nullptr ? "no sigT" : "sigT " + shown(*value)) +
                                           "; expected a time as 2026-01-31T08:00:00Z");
}

geo::Expected<std::vector<std::string>, SignatureFault> chain_in(json::object const& header) {
  json::value const* const value = header.if_contains("x5c");
  json::array const* const entries = value == nullptr ? nullptr : value->if_array();
  // One more than a chain has: the pinned authority's own certificate may be there.
  if (entries == nullptr || entries->empty() || entries->size() > kMaxChainLength + 1)
    return fault(Code::bad_chain,
                 "found " +
                     std::string{entries == nullptr ? "no x5c" : "an x5c of " + std::to_string(entries->size())} +
                     " in the header; expected an array of 1 … 4 certificates");
  std::vector<std::string> chain;
  for (auto const& entry : *entries) {
    if (!entry.is_string()) return fault(Code::malformed, "an x5c entry is no text");
    auto der = geo::from_base64(std::string_view{entry.get_string()});
    if (!der)
      return fault(Code::bad_encoding,
                   "x5c entry " + std::to_string(chain.size() + 1) + " is not base64 (RFC 4648, section 4)");
    chain.push_back(*std::move(der));
  }
  return chain;
}

geo::Expected<Header, SignatureFault> read_members(json::object const& object) {
  auto const algorithm = algorithm_in(object);
  if (!algorithm) return geo::Unexpected{algorithm.error()};
  if (auto wrong = fault_of_members(object)) return geo::Unexpected{std::move(*wrong)};
  if (auto wrong = fault_of_critical(object)) return geo::Unexpected{std::move(*wrong)};
  json::value const* const type = object.if_contains("typ");
  if (type == nullptr || *type != json::string_view{kJwsType.data(), kJwsType.size()})
    return fault(Code::wrong_type, "found " + (type == nullptr ? "no typ" : "typ " + shown(*type)) + "; expected \"" +
                                       std::string{kJwsType} + "\"");
  auto const signed_at = signing_time_in(object);
  if (!signed_at) return geo::Unexpected{signed_at.error()};
  auto chain = chain_in(object);
  if (!chain) return geo::Unexpected{chain.error()};
  return Header{*algorithm, *signed_at, *std::move(chain)};
}

}  // namespace

std::string sign_raw(EVP_PKEY* key, SignatureAlgorithm algorithm, std::string_view input) {
  DigestContextPtr const context{require_object(EVP_MD_CTX_new(), "no memory")};
  EVP_PKEY_CTX* parameters = nullptr;
  require(EVP_DigestSignInit(context.get(), &parameters, method_of(algorithm, PssDigest::sha256), nullptr, key) == 1 &&
              set_padding(parameters, algorithm),
          "preparing a signature");
  auto size = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  std::string signature(size, '\0');
  require(EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(input), input.size()) == 1, "signing");
  signature.resize(size);
  return algorithm == SignatureAlgorithm::es256 ? joined(signature) : signature;
}

bool verify_raw(EVP_PKEY* key, SignatureAlgorithm algorithm, std::string_view input, std::string_view signature,
                PssDigest digest) {
  if (signature.size() != size_of(key, algorithm)) return false;
  std::string const der = algorithm == SignatureAlgorithm::es256 ? as_der(signature) : std::string{};
  if (algorithm == SignatureAlgorithm::es256) signature = der;
  DigestContextPtr const context{require_object(EVP_MD_CTX_new(), "no memory")};
  EVP_PKEY_CTX* parameters = nullptr;
  if (EVP_DigestVerifyInit(context.get(), &parameters, method_of(algorithm, digest), nullptr, key) != 1) return false;
  if (!set_padding(parameters, algorithm)) return false;
  return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(input), input.size()) == 1;
}

geo::Expected<CompactJws, SignatureFault> parse_compact(std::string_view jws) {
  if (jws.size() > kMaxJwsBytes)
    return fault(Code::too_large,
                 "found a signature of " + std::to_string(jws.size()) + " bytes; expected at most 32768");
  std::size_t const first = jws.find('.');
  std::size_t const second = first == std::string_view::npos ? first : jws.find('.', first + 1);
  if (second == std::string_view::npos || jws.find('.', second + 1) != std::string_view::npos)
    return fault(Code::malformed, "found no two dots; expected header..signature (RFC 7515, appendix F)");
  if (second != first + 1)
    return fault(Code::payload_attached,
                 "found a payload in the signature; expected header..signature, the payload apart");
  CompactJws parts;
  parts.encoded_header = jws.substr(0, first);
  auto header = geo::from_base64url(parts.encoded_header);
  auto signature = geo::from_base64url(jws.substr(second + 1));
  if (!header) return fault(Code::bad_encoding, "the header is not base64url without padding (RFC 4648, section 5)");
  if (!signature)
    return fault(Code::bad_encoding, "the signature is not base64url without padding (RFC 4648, section 5)");
  parts.header = *std::move(header);
  parts.signature = *std::move(signature);
  return parts;
}

geo::Expected<Header, SignatureFault> parse_header(std::string_view text) {
  if (auto wrong = fault_of_text(text)) return geo::Unexpected{std::move(*wrong)};
  json::error_code error;
  json::value const tree = json::parse({text.data(), text.size()}, error);
  if (error || !tree.is_object()) return fault(Code::malformed, "the header is no JSON object");
  return read_members(tree.get_object());
}

std::string write_header(Header const& header) {
  std::string out;
  geo::JsonWriter writer{out};
  writer.begin_object().member("alg", to_text(header.algorithm));
  writer.key("crit").begin_array().value(kSigningTime).end_array();
  writer.member("sigT", geo::to_iso8601(header.signed_at).substr(0, 19) + "Z").member("typ", kJwsType);
  writer.key("x5c").begin_array();
  for (auto const& der : header.chain) writer.value(geo::to_base64(der));
  writer.end_array().end_object();
  return out;
}

std::string signing_input(std::string_view encoded_header, std::string_view payload) {
  std::string input;
  input.reserve(encoded_header.size() + 1 + (payload.size() + 2) / 3 * 4);
  input += encoded_header;
  input += '.';
  geo::append_base64url(input, payload);
  return input;
}

}  // namespace lingding::plans::detail
