#pragma once
// A certificate authority of one place: makes itself, certifies officers, operators, services and ships, and revokes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/time.hpp"
#include "plans/signatory.hpp"
#include "plans/signing_key.hpp"

namespace lingding::plans {

/// From `from` to `until`, both included (RFC 5280, section 4.1.2.5). Whole seconds, rounded down.
struct Validity {
  geo::UtcTime from{};
  geo::UtcTime until{};
};

/// A self-signed authority for one place: CA, path length 0, may sign certificates and lists. PEM.
/// `name` is its common name: 1 … 64 printable characters.
geo::Expected<std::string, std::string> make_authority(SigningKey const& key, geo::CentreId place,
                                                       std::string_view name, Validity const& validity);

struct CertificateOrder {
  Signatory signatory;
  std::string name;  ///< common name: an officer's, a company's, a ship's; 1 … 64 printable characters
  Validity validity;
};

/// A certificate for whoever holds the private half of `public_key_pem` (SubjectPublicKeyInfo). PEM. The error is a
/// sentence: the key is not the authority's, is weak, or the order goes beyond the authority's own validity.
geo::Expected<std::string, std::string> issue_certificate(SigningKey const& authority_key,
                                                          std::string_view authority_pem,
                                                          std::string_view public_key_pem,
                                                          CertificateOrder const& order);

/// RFC 5280, section 5.3.1.
enum class RevocationReason : std::uint8_t {
  unspecified,
  key_compromise,
  ca_compromise,
  affiliation_changed,
  superseded,
  cessation_of_operation,
  certificate_hold,
  privilege_withdrawn,
  aa_compromise
};
/// "unspecified", "keyCompromise", "cACompromise", …: the RFC's names.
std::string_view to_text(RevocationReason reason);
std::optional<RevocationReason> parse_revocation_reason(std::string_view text);

struct Revocation {
  std::string serial;  ///< hex
  geo::UtcTime revoked_at{};
  RevocationReason reason = RevocationReason::unspecified;
  std::optional<geo::UtcTime> invalid_since{};  ///< when the key is thought to have been lost (invalidityDate)
  bool operator==(Revocation const&) const = default;
};

/// A revocation list with all that is revoked. PEM. \pre this_update < next_update
geo::Expected<std::string, std::string> sign_revocation_list(SigningKey const& authority_key,
                                                             std::string_view authority_pem,
                                                             std::vector<Revocation> const& revocations,
                                                             std::uint64_t number, geo::UtcTime this_update,
                                                             geo::UtcTime next_update);

/// A list as it was signed, so that the next one can carry it on. The signature is checked against the authority.
struct RevocationListContent {
  std::uint64_t number = 0;
  geo::UtcTime this_update{};
  std::vector<Revocation> revocations;
};
geo::Expected<RevocationListContent, std::string> read_revocation_list(std::string_view list_pem,
                                                                       std::string_view authority_pem);

/// What stands in a certificate (the first of the PEM text).
struct CertificateFacts {
  std::string serial;   ///< lower-case hex
  std::string subject;  ///< RFC 2253
  std::string issuer;   ///< RFC 2253
  std::string name;     ///< common name; may be empty
  std::optional<Signatory> signatory;
  bool authority = false;
  Validity validity;
};
geo::Expected<CertificateFacts, std::string> read_certificate(std::string_view pem);

}  // namespace lingding::plans
