#pragma once
// Detached signatures over canonical bytes: JWS compact with the payload left out (RFC 7515, appendix F), the signer's
// certificates in the header, judged as of the time of signing.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"
#include "plans/signatory.hpp"
#include "plans/signing_key.hpp"
#include "plans/trust.hpp"

namespace lingding::plans {

/// Of a detached JWS: four RSA certificates of 8192 bits fit.
inline constexpr std::size_t kMaxJwsBytes = std::size_t{32} << 10U;
/// The signer's certificate, and authorities between it and the pinned one.
inline constexpr std::size_t kMaxChainLength = 3;
/// The header's `typ` (RFC 8725, section 3.11): a signature made for something else is none of ours.
inline constexpr std::string_view kJwsType = "lingding-signature+jws";

/// Signing times are claimed by the signer, so they are held against the time at which somebody else recorded the
/// signature. Design values.
struct SigningTimeBounds {
  std::chrono::milliseconds ahead = std::chrono::minutes{5};  ///< the signer's clock may be fast by so much
  std::chrono::milliseconds behind = std::chrono::days{30};   ///< a signature may wait so long to be recorded
};

/// Why a signature does not count. One-line meanings; the fault's text says what was found and what was expected.
enum class SignatureFaultCode : std::uint8_t {
  too_large,            ///< beyond kMaxJwsBytes, or the payload beyond kMaxDocumentBytes
  malformed,            ///< not header..signature, or the header no JSON object, or a member of the wrong kind
  bad_encoding,         ///< not canonical base64url or base64 (RFC 4648)
  duplicate_member,     ///< a header member twice
  payload_attached,     ///< the payload is in the JWS, where there should be nothing
  algorithm_refused,    ///< `alg` is none or not on the list
  header_refused,       ///< jwk, jku, x5u or b64: keys come from x5c alone, the payload is always encoded
  critical_refused,     ///< `crit` names what is not understood, or does not name sigT
  wrong_type,           ///< `typ` is not kJwsType
  bad_signing_time,     ///< no sigT, or not a time in UTC
  bad_chain,            ///< x5c missing, too long, no certificates, or not each signed by the next
  self_signed,          ///< the signer's certificate vouches for itself
  untrusted,            ///< the chain does not end at a pinned authority
  wrong_place,          ///< the authority is pinned for another place
  purpose_not_vouched,  ///< the authority is not pinned for this purpose
  authority_not_valid,  ///< the pin, or the authority's certificate, did not count at the signing time
  bad_certificate,      ///< extensions, key usage, basic constraints, path length: not a certificate of ours
  wrong_purpose,        ///< certified for another purpose
  wrong_signatory,      ///< certified for somebody else
  not_yet_valid,        ///< signed before the certificate's validity
  expired,              ///< signed after it
  revoked,              ///< the certificate, or one above it, was revoked by then
  key_mismatch,         ///< `alg` does not fit the certificate's key
  weak_key,             ///< RSA below 3072 bits, another curve, a weak exponent or digest
  signature_invalid,    ///< the signature is not over these bytes by this key
  clock_skew            ///< the signing time is too far from the time of recording
};
/// "too_large", …: stable, for programs.
std::string_view to_text(SignatureFaultCode code);

struct SignatureFault {
  SignatureFaultCode code = SignatureFaultCode::malformed;
  std::string text;  ///< one sentence, printable: what was found and what was expected
  bool operator==(SignatureFault const&) const = default;
};

/// Whether the signer's authority had a revocation list that spoke about the signing time.
enum class RevocationStanding : std::uint8_t {
  checked,  ///< a list that was valid at the signing time, or issued after it
  stale,    ///< the newest list was already past its next update then: revocations since are not known
  no_list   ///< the authority has none
};
std::string_view to_text(RevocationStanding standing);

/// What a good signature says.
struct VerifiedSignature {
  geo::CentreId place = geo::CentreId::hk;  ///< of the authority
  Signatory signatory;
  std::string name;           ///< common name of the certificate's subject; may be empty
  std::string serial;         ///< lower-case hex
  geo::Digest certificate{};  ///< SHA-256 of the signer's certificate (DER)
  geo::Digest authority{};    ///< SHA-256 of the pinned authority's
  SignatureAlgorithm algorithm = SignatureAlgorithm::eddsa;
  geo::UtcTime signed_at{};  ///< whole seconds
  RevocationStanding revocation = RevocationStanding::no_list;
};

/// Whose signature it has to be.
struct SignatureNeed {
  geo::CentreId place = geo::CentreId::hk;  ///< whose authority vouches
  Purpose purpose = Purpose::centre;
  std::optional<std::string> id{};  ///< Signatory::id; empty: anybody's of that place and purpose
};

/// Signs `payload` (sign canonical bytes) and gives "header..signature". `chain_pem`: the signer's certificate first,
/// then any authorities below the pinned one. `signed_at` is written in whole seconds, rounded down. EdDSA gives the
/// same bytes for the same input; the other two do not. The error is a sentence: the chain can't be read or is another
/// key's.
geo::Expected<std::string, std::string> sign_detached(std::string_view payload, SigningKey const& key,
                                                      std::string_view chain_pem, geo::UtcTime signed_at);

/// Judges a detached signature over exactly these bytes. `recorded_at`: when the signature was first recorded by a
/// party other than the signer (or now). Everything is judged as of the signing time: an authority, certificate or pin
/// that ended later does no harm, nor does a revocation that is dated later, except where the key was compromised
/// (RFC 5280 reasons keyCompromise and cACompromise): then a signature made at or after the list's invalidityDate, or
/// recorded at or after the revocation, does not count, whatever time it claims.
geo::Expected<VerifiedSignature, SignatureFault> verify_detached(std::string_view payload, std::string_view jws,
                                                                 TrustStore const& trust, SignatureNeed const& need,
                                                                 geo::UtcTime recorded_at,
                                                                 SigningTimeBounds const& bounds = {});

/// What the header claims, unverified: for lists and for finding out whom to ask. Empty when it can't be read.
struct ClaimedSignature {
  std::optional<Signatory> signatory;
  std::string name;
  std::optional<geo::UtcTime> signed_at;
};
std::optional<ClaimedSignature> read_claims_unverified(std::string_view jws);

}  // namespace lingding::plans
