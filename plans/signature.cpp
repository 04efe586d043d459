#include "plans/signature.hpp"

#include <algorithm>
#include <utility>

#include "geo/base64.hpp"
#include "geo/check.hpp"
#include "plans/detail/certificates.hpp"
#include "plans/detail/jws.hpp"
#include "plans/detail/trust_state.hpp"
#include "plans/json_text.hpp"

namespace lingding::plans {
namespace {

using Code = SignatureFaultCode;
using detail::Chain;
using detail::ChainEnd;
using detail::TrustState;
using MaybeFault = std::optional<SignatureFault>;

geo::Unexpected<SignatureFault> fault(Code code, std::string text) {
  return geo::Unexpected{SignatureFault{code, std::move(text)}};
}

/// In whole seconds, as they are signed.
std::string second_of(geo::UtcTime time) {
  return geo::to_iso8601(time).substr(0, 19) + "Z";
}

std::string place_name(geo::CentreId place) {
  return std::string{geo::to_text(place)};
}

MaybeFault fault_of_recording(geo::UtcTime signed_at, geo::UtcTime recorded_at, SigningTimeBounds const& bounds) {
  auto const seconds = [](std::chrono::milliseconds span) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(span).count()) + " s";
  };
  if (signed_at - bounds.ahead > recorded_at)
    return SignatureFault{Code::clock_skew, "signed at " + second_of(signed_at) + ", after it was recorded at " +
                                                second_of(recorded_at) + "; expected at most " + seconds(bounds.ahead) +
                                                " ahead"};
  if (signed_at + bounds.behind < recorded_at)
    return SignatureFault{Code::clock_skew, "signed at " + second_of(signed_at) + ", recorded at " +
                                                second_of(recorded_at) + "; expected within " + seconds(bounds.behind)};
  return std::nullopt;
}

/// The pinned authority that may vouch for what is needed; the fault is that of the one that came furthest.
geo::Expected<ChainEnd const*, SignatureFault> choose_end(Chain const& chain, TrustState const& trust,
                                                          SignatureNeed const& need, geo::UtcTime signed_at) {
  auto const facts_of = [&](ChainEnd const& end) -> TrustedAuthority const& { return trust.pinned[end.pinned].facts; };
  std::vector<ChainEnd const*> left;
  for (auto const& end : chain.ends)
    if (facts_of(end).place == need.place) left.push_back(&end);
  TrustedAuthority const& first = facts_of(chain.ends.front());
  if (left.empty())
    return fault(Code::wrong_place, "vouched for by an authority of " + place_name(first.place) + "; expected one of " +
                                        place_name(need.place));
  std::erase_if(left, [&](ChainEnd const* end) {
    auto const& purposes = facts_of(*end).purposes;
    return std::find(purposes.begin(), purposes.end(), chain.signatory.purpose) == purposes.end();
  });
  if (left.empty())
    return fault(Code::purpose_not_vouched,
                 first.subject + " is not trusted for the purpose " + std::string{to_text(chain.signatory.purpose)});
  std::string held;
  std::erase_if(left, [&](ChainEnd const* end) {
    TrustedAuthority const& facts = facts_of(*end);
    if (signed_at >= facts.from && signed_at < facts.until) return false;
    held = facts.subject + " is trusted from " + second_of(facts.from) + " until " + second_of(facts.until);
    return true;
  });
  if (left.empty()) return fault(Code::authority_not_valid, held + "; signed at " + second_of(signed_at));
  return left.front();
}

MaybeFault fault_of_validity(Chain const& chain, detail::PinnedAuthority const& pinned, geo::UtcTime signed_at) {
  auto const span = [](std::string const& subject, geo::UtcTime from, geo::UtcTime until) {
    return subject + " is valid from " + second_of(from) + " to " + second_of(until);
  };
  auto const signed_words = "; signed at " + second_of(signed_at);
  if (signed_at < pinned.certificate_from || signed_at > pinned.facts.certificate_until)
    return SignatureFault{
        Code::authority_not_valid,
        span(pinned.facts.subject, pinned.certificate_from, pinned.facts.certificate_until) + signed_words};
  for (std::size_t i = chain.links.size(); i-- > 0;) {
    auto const& link = chain.links[i];
    if (signed_at >= link.from && signed_at <= link.until) continue;
    Code const code = i > 0 ? Code::authority_not_valid : signed_at < link.from ? Code::not_yet_valid : Code::expired;
    return SignatureFault{code, span(link.subject, link.from, link.until) + signed_words};
  }
  return std::nullopt;
}

/// Whose signature it is against whose it has to be.
MaybeFault fault_of_signatory(Signatory const& found, SignatureNeed const& need) {
  if (found.purpose != need.purpose)
    return SignatureFault{Code::wrong_purpose, "certified as " + to_uri(found) + "; expected the purpose " +
                                                   std::string{to_text(need.purpose)}};
  bool const of_a_centre = found.purpose == Purpose::centre || found.purpose == Purpose::service;
  if (of_a_centre && found.id != geo::to_text(need.place))
    return SignatureFault{Code::wrong_signatory, "certified as " + to_uri(found) + " by an authority of " +
                                                     place_name(need.place) + "; expected its own centre"};
  if (need.id && *need.id != found.id)
    return SignatureFault{Code::wrong_signatory, "certified as " + to_uri(found) + "; expected " +
                                                     to_uri({need.purpose, shortened(printable(*need.id), 100)})};
  return std::nullopt;
}

bool is_revoked(Revocation const& revocation, geo::UtcTime signed_at, geo::UtcTime recorded_at) {
  if (revocation.revoked_at <= signed_at) return true;
  if (!detail::is_compromise(revocation.reason)) return false;
  // Who has the key can write any signing time: what nobody had recorded before the revocation does not count.
  if (revocation.revoked_at <= recorded_at) return true;
  return revocation.invalid_since && *revocation.invalid_since <= signed_at;
}

/// Revocation of every certificate of the chain, and how good the word of the lists is.
geo::Expected<RevocationStanding, SignatureFault> judge_revocation(Chain const& chain, ChainEnd const& end,
                                                                   geo::UtcTime signed_at, geo::UtcTime recorded_at) {
  RevocationStanding worst = RevocationStanding::checked;
  for (std::size_t i = 0; i < chain.links.size(); ++i) {
    RevocationStanding standing = RevocationStanding::no_list;
    for (auto const* list : end.lists[i]) {
      auto const entry = list->revoked.find(chain.links[i].serial);
      if (entry != list->revoked.end() && is_revoked(entry->second, signed_at, recorded_at))
        return fault(Code::revoked, chain.links[i].subject + " (serial number " + chain.links[i].serial +
                                        ") was revoked at " + second_of(entry->second.revoked_at) + " for " +
                                        std::string{to_text(entry->second.reason)} + "; signed at " +
                                        second_of(signed_at) + ", recorded at " + second_of(recorded_at));
      bool const covers = !list->facts.next_update || *list->facts.next_update > signed_at;
      standing = std::min(standing, covers ? RevocationStanding::checked : RevocationStanding::stale);
    }
    worst = std::max(worst, standing);
  }
  return worst;
}

/// A signature over these bytes by the certificate's key, whoever that is.
struct Sound {
  detail::Header header;
  std::shared_ptr<Chain const> chain;
};

geo::Expected<Sound, SignatureFault> verify_sound(std::string_view payload, std::string_view jws,
                                                  TrustState const& trust) {
  if (payload.size() > kMaxDocumentBytes)
    return fault(Code::too_large, "found a payload of " + std::to_string(payload.size()) + " bytes; expected at most " +
                                      std::to_string(kMaxDocumentBytes));
  auto const parts = detail::parse_compact(jws);
  if (!parts) return geo::Unexpected{parts.error()};
  auto header = detail::parse_header(parts->header);
  if (!header) return geo::Unexpected{header.error()};
  auto chain = detail::verify_chain(header->chain, trust);
  if (!chain) return geo::Unexpected{chain.error()};
  EVP_PKEY* const key = X509_get0_pubkey((*chain)->certificates.front().get());
  if (auto const own = detail::algorithm_of(key); own != header->algorithm)
    return fault(Code::key_mismatch, "found alg " + std::string{to_text(header->algorithm)} + " with " +
                                         detail::description_of(key) + "; expected " + std::string{to_text(own)});
  auto const input = detail::signing_input(parts->encoded_header, payload);
  if (!detail::verify_raw(key, header->algorithm, input, parts->signature))
    return fault(Code::signature_invalid,
                 "the signature is not over these bytes by the key of " + (*chain)->links.front().subject);
  return Sound{*std::move(header), *std::move(chain)};
}

}  // namespace

geo::Expected<std::string, std::string> sign_detached(std::string_view payload, SigningKey const& key,
                                                      std::string_view chain_pem, geo::UtcTime signed_at) {
  detail::ErrorScope const scope;
  if (payload.size() > kMaxDocumentBytes) return geo::Unexpected{std::string{"more than 4 MiB to sign"}};
  auto const certificates = detail::certificates_from_pem(chain_pem, kMaxChainLength);
  if (!certificates) return geo::Unexpected{certificates.error()};
  X509* const signer = certificates->front().get();
  EVP_PKEY* const handle = detail::KeyAccess::handle(key);
  EVP_PKEY const* const certified = X509_get0_pubkey(signer);
  if (certified == nullptr || EVP_PKEY_eq(certified, handle) != 1)
    return geo::Unexpected{"the certificate of " + detail::text_of(X509_get_subject_name(signer)) +
                           " is for another key"};
  detail::Header header{key.algorithm(), signed_at, {}};
  for (auto const& certificate : *certificates) header.chain.push_back(detail::der_of(certificate.get()));
  std::string const encoded = geo::to_base64url(detail::write_header(header));
  auto const signature = detail::sign_raw(handle, key.algorithm(), detail::signing_input(encoded, payload));
  auto jws = encoded + ".." + geo::to_base64url(signature);
  if (jws.size() > kMaxJwsBytes)
    return geo::Unexpected{std::string{"the certificates make the signature larger than 32 KiB"}};
  return jws;
}

geo::Expected<VerifiedSignature, SignatureFault> verify_detached(std::string_view payload, std::string_view jws,
                                                                 TrustStore const& trust, SignatureNeed const& need,
                                                                 geo::UtcTime recorded_at,
                                                                 SigningTimeBounds const& bounds) {
  detail::ErrorScope const scope;
  TrustState const& state = trust.state();
  auto const sound = verify_sound(payload, jws, state);
  if (!sound) return geo::Unexpected{sound.error()};
  Chain const& chain = *sound->chain;
  geo::UtcTime const signed_at = sound->header.signed_at;
  if (auto wrong = fault_of_recording(signed_at, recorded_at, bounds)) return geo::Unexpected{std::move(*wrong)};
  auto const end = choose_end(chain, state, need, signed_at);
  if (!end) return geo::Unexpected{end.error()};
  detail::PinnedAuthority const& pinned = state.pinned[(*end)->pinned];
  if (auto wrong = fault_of_validity(chain, pinned, signed_at)) return geo::Unexpected{std::move(*wrong)};
  if (auto wrong = fault_of_signatory(chain.signatory, need)) return geo::Unexpected{std::move(*wrong)};
  auto const revocation = judge_revocation(chain, **end, signed_at, recorded_at);
  if (!revocation) return geo::Unexpected{revocation.error()};
  return VerifiedSignature{.place = pinned.facts.place,
                           .signatory = chain.signatory,
                           .name = chain.name,
                           .serial = chain.links.front().serial,
                           .certificate = chain.fingerprint,
                           .authority = pinned.facts.fingerprint,
                           .algorithm = sound->header.algorithm,
                           .signed_at = signed_at,
                           .revocation = *revocation};
}

std::optional<ClaimedSignature> read_claims_unverified(std::string_view jws) {
  detail::ErrorScope const scope;
  auto const parts = detail::parse_compact(jws);
  if (!parts) return std::nullopt;
  auto const header = detail::parse_header(parts->header);
  if (!header) return std::nullopt;
  auto const certificate = detail::certificate_from_der(header->chain.front());
  if (!certificate) return std::nullopt;
  ClaimedSignature claimed;
  if (auto signatory = detail::signatory_of(certificate.get())) claimed.signatory = *std::move(signatory);
  claimed.name = detail::common_name_of(X509_get_subject_name(certificate.get()));
  claimed.signed_at = header->signed_at;
  return claimed;
}

std::string_view to_text(RevocationStanding standing) {
  switch (standing) {
    case RevocationStanding::checked:
      return "checked";
    case RevocationStanding::stale:
      return "stale";
    case RevocationStanding::no_list:
      return "no_list";
  }
  return "";
}

std::string_view to_text(SignatureFaultCode code) {
  switch (code) {
    case Code::too_large:
      return "too_large";
    case Code::malformed:
      return "malformed";
    case Code::bad_encoding:
      return "bad_encoding";
    case Code::duplicate_member:
      return "duplicate_member";
    case Code::payload_attached:
      return "payload_attached";
    case Code::algorithm_refused:
      return "algorithm_refused";
    case Code::header_refused:
      return "header_refused";
    case Code::critical_refused:
      return "critical_refused";
    case Code::wrong_type:
      return "wrong_type";
    case Code::bad_signing_time:
      return "bad_signing_time";
    case Code::bad_chain:
      return "bad_chain";
    case Code::self_signed:
      return "self_signed";
    case Code::untrusted:
      return "untrusted";
    case Code::wrong_place:
      return "wrong_place";
    case Code::purpose_not_vouched:
      return "purpose_not_vouched";
    case Code::authority_not_valid:
      return "authority_not_valid";
    case Code::bad_certificate:
      return "bad_certificate";
    case Code::wrong_purpose:
      return "wrong_purpose";
    case Code::wrong_signatory:
      return "wrong_signatory";
    case Code::not_yet_valid:
      return "not_yet_valid";
    case Code::expired:
      return "expired";
    case Code::revoked:
      return "revoked";
    case Code::key_mismatch:
      return "key_mismatch";
    case Code::weak_key:
      return "weak_key";
    case Code::signature_invalid:
      return "signature_invalid";
    case Code::clock_skew:
      return "clock_skew";
  }
  return "";
}

}  // namespace lingding::plans
