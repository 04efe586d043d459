#pragma once
// What a certificate has to be: the profile of signers' certificates and of authorities, and chains of them.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/expected.hpp"
#include "plans/detail/openssl.hpp"
#include "plans/signatory.hpp"
#include "plans/signature.hpp"

namespace lingding::plans::detail {

struct TrustState;
struct ParsedList;

/// Why an authority's own signature with this algorithm (OpenSSL's number for it) is not taken; empty when it is.
std::optional<std::string> weak_signature_of(int signature_nid);

/// Why it can't be an authority that has `authorities_below` others between it and a signer; empty when it can.
std::optional<std::string> fault_of_authority(X509* certificate, int authorities_below);

/// Whom a signer's certificate speaks for, or why it is none of ours (bad_certificate, wrong_purpose, weak_key).
geo::Expected<Signatory, SignatureFault> signatory_of(X509* certificate);

/// One certificate of a chain, as the judgement by time needs it.
struct ChainLink {
  std::string subject;
  std::string serial;
  geo::UtcTime from{};
  geo::UtcTime until{};
};

/// A pinned authority at which the chain ends, and for each link the lists of its issuer.
struct ChainEnd {
  std::size_t pinned = 0;  ///< which of TrustState::pinned
  std::vector<std::vector<ParsedList const*>> lists;
};

/// A chain of which everything is right that does not depend on time or on who asks.
struct Chain {
  std::vector<CertificatePtr> certificates;  ///< the signer's first, without the pinned authority's
  std::vector<ChainLink> links;              ///< of the same
  std::vector<ChainEnd> ends;                ///< never empty
  Signatory signatory;
  std::string name;
  geo::Digest fingerprint{};
};

/// `der`: the certificates in the order of x5c; the pinned authority's may be the last.
geo::Expected<std::shared_ptr<Chain const>, SignatureFault> verify_chain(std::vector<std::string> const& der,
                                                                         TrustState const& trust);

}  // namespace lingding::plans::detail
