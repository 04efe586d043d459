#pragma once
// JSON Web Signatures in the compact form (RFC 7515) without policy: parts, raw signatures of the three algorithms, and
// the header that is ours.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/expected.hpp"
#include "plans/detail/openssl.hpp"
#include "plans/signature.hpp"

namespace lingding::plans::detail {

/// SHA-256 for everything that we accept; SHA-384 is there so that RFC 7520's example of RSA-PSS can be a test.
enum class PssDigest : std::uint8_t { sha256, sha384 };

/// EdDSA: 64 bytes; ES256: r and s of 32 bytes each (RFC 7518, section 3.4); PS256: salt as long as the digest (section
/// 3.5). \pre the key is of the algorithm's kind
std::string sign_raw(EVP_PKEY* key, SignatureAlgorithm algorithm, std::string_view input);
/// False for a signature of another length, too. \pre as sign_raw
bool verify_raw(EVP_PKEY* key, SignatureAlgorithm algorithm, std::string_view input, std::string_view signature,
                PssDigest digest = PssDigest::sha256);

/// "header.payload.signature" cut at its two dots, and decoded.
struct CompactJws {
  std::string_view encoded_header;
  std::string header;  ///< as bytes; any
  std::string signature;
};
/// Refuses what is not a JWS with its payload detached, and every text that is not the one encoding of its bytes.
geo::Expected<CompactJws, SignatureFault> parse_compact(std::string_view jws);

/// The protected header, all of its members judged but the certificates' content.
struct Header {
  SignatureAlgorithm algorithm = SignatureAlgorithm::eddsa;
  geo::UtcTime signed_at{};
  std::vector<std::string> chain;  ///< DER, 1 … kMaxChainLength
};
geo::Expected<Header, SignatureFault> parse_header(std::string_view json);

/// The header in canonical JSON.
std::string write_header(Header const& header);

/// What is signed: the encoded header, a dot, and the payload encoded.
std::string signing_input(std::string_view encoded_header, std::string_view payload);

}  // namespace lingding::plans::detail
