#include "plans/detail/certificates.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "geo/check.hpp"
#include "plans/detail/trust_state.hpp"
#include "plans/json_text.hpp"

namespace lingding::plans::detail {
namespace {

using Code = SignatureFaultCode;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;
using Usages = std::unique_ptr<EXTENDED_KEY_USAGE, Free<EXTENDED_KEY_USAGE_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;

/// Owns the stack alone, not the certificates in it.
struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_free(stack); }
};
using StackPtr = std::unique_ptr<STACK_OF(X509), FreeStack>;

/// OpenSSL's level 3: 128 bits of strength, in keys and digests (X509_VERIFY_PARAM_set_auth_level).
constexpr int kAuthLevel = 3;

geo::Unexpected<SignatureFault> fault(Code code, std::string text) {
  return geo::Unexpected{SignatureFault{code, std::move(text)}};
}

std::string dotted(ASN1_OBJECT const* object) {
  std::array<char, 128> text{};
  int const size = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  return size > 0 ? std::string{text.data()} : "none";
}

/// What is the same for signers and authorities.
std::optional<std::string> fault_of_form(X509* certificate) {
  if (X509_get_version(certificate) != X509_VERSION_3) return "it is not of version 3";
  std::uint32_t const flags = X509_get_extension_flags(certificate);
  if ((flags & EXFLAG_INVALID) != 0) return "it has broken extensions";
  if ((flags & EXFLAG_CRITICAL) != 0) return "it has a critical extension that is not known here";
  if (auto const weakness = weak_signature_of(X509_get_signature_nid(certificate))) return weakness;
  if (!time_of(X509_get0_notBefore(certificate)) || !time_of(X509_get0_notAfter(certificate)))
    return "its validity can't be read";
  return std::nullopt;
}

/// The one purpose that it is certified for.
geo::Expected<Purpose, SignatureFault> purpose_of(X509* certificate) {
  Usages const usages{
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr))};
  int const count = usages ? sk_ASN1_OBJECT_num(usages.get()) : 0;
  std::string const found = count == 0 ? "no extended key usage" : dotted(sk_ASN1_OBJECT_value(usages.get(), 0));
  if (count == 1)
    for (auto const purpose : kPurposes)
      if (oid_of(purpose) == found) return purpose;
  return fault(Code::wrong_purpose, "the signer's certificate is certified for " +
                                        (count > 1 ? std::to_string(count) + " usages" : found) +
                                        "; expected exactly one of Lingding's purposes");
}

/// The text of the one URI in its subjectAltName.
std::optional<std::string> only_uri_of(X509* certificate) {
  Names const names{static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
  if (!names || sk_GENERAL_NAME_num(names.get()) != 1) return std::nullopt;
  int type = 0;
  auto const* const value =
      static_cast<ASN1_IA5STRING const*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), 0), &type));
  if (type != GEN_URI || value == nullptr) return std::nullopt;
  return std::string(reinterpret_cast<char const*>(ASN1_STRING_get0_data(value)),  // NOLINT: bytes as text
                     static_cast<std::size_t>(ASN1_STRING_length(value)));
}

bool is_issued_by(X509* certificate, X509* authority) {
  if (X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(authority)) != 0) return false;
  EVP_PKEY* const key = X509_get0_pubkey(authority);
  return key != nullptr && !weakness_of(key) && X509_verify(certificate, key) == 1;
}

bool is_self_signed(X509* certificate) {
  return is_issued_by(certificate, certificate);
}

/// OpenSSL's own walk over the chain: what our rules above don't look at (name constraints, identifiers, DER's
/// strictness). Times are judged apart.
std::optional<std::string> fault_by_openssl(std::vector<CertificatePtr> const& chain, X509* anchor) {
  // The first policy that is required is in no chain then; and OpenSSL 3.0 loses the extension's memory.
  for (auto const& certificate : chain)
    if (X509_get_ext_by_NID(certificate.get(), NID_policy_constraints, -1) >= 0 &&
        X509_get_ext_by_NID(certificate.get(), NID_certificate_policies, -1) < 0)
      return "policy constraints without policies";
  StackPtr const below{sk_X509_new_null()};
  StackPtr const trusted{sk_X509_new_null()};
  StoreContextPtr const context{X509_STORE_CTX_new()};
  require(below && trusted && context && sk_X509_push(trusted.get(), anchor) > 0, "no memory");
  for (std::size_t i = 1; i < chain.size(); ++i) require(sk_X509_push(below.get(), chain[i].get()) > 0, "no memory");
  require(X509_STORE_CTX_init(context.get(), nullptr, chain.front().get(), below.get()) == 1, "verifying a chain");
  X509_STORE_CTX_set0_trusted_stack(context.get(), trusted.get());
  X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN |
                                              X509_V_FLAG_POLICY_CHECK | X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_auth_level(parameters, kAuthLevel);
  X509_VERIFY_PARAM_set_depth(parameters, static_cast<int>(kMaxChainLength));
  if (X509_verify_cert(context.get()) == 1) return std::nullopt;
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

ChainLink link_of(X509* certificate) {
  return {text_of(X509_get_subject_name(certificate)), text_of(X509_get0_serialNumber(certificate)),
          *time_of(X509_get0_notBefore(certificate)), *time_of(X509_get0_notAfter(certificate))};
}

geo::Expected<std::vector<CertificatePtr>, SignatureFault> parse(std::vector<std::string> const& der) {
  std::vector<CertificatePtr> certificates;
  for (auto const& bytes : der) {
    certificates.push_back(certificate_from_der(bytes));
    if (!certificates.back())
      return fault(Code::bad_chain, "x5c entry " + std::to_string(certificates.size()) + " is no X.509 certificate");
  }
  return certificates;
}

bool is_pinned(X509 const* certificate, TrustState const& trust) {
  return std::any_of(trust.pinned.begin(), trust.pinned.end(), [&](PinnedAuthority const& pinned) {
    return X509_cmp(pinned.certificate.get(), certificate) == 0;
  });
}

/// Every authority of the chain, and each certificate signed by the next.
std::optional<SignatureFault> fault_of_order(std::vector<CertificatePtr> const& certificates) {
  for (std::size_t i = 1; i < certificates.size(); ++i) {
    if (!is_issued_by(certificates[i - 1].get(), certificates[i].get()))
      return SignatureFault{Code::bad_chain, "x5c entry " + std::to_string(i) + " is not signed by entry " +
                                                 std::to_string(i + 1) + "; expected each to be signed by the next"};
    if (auto const wrong = fault_of_authority(certificates[i].get(), static_cast<int>(i) - 1))
      return SignatureFault{Code::bad_certificate, "x5c entry " + std::to_string(i + 1) + ", " +
                                                       text_of(X509_get_subject_name(certificates[i].get())) + ": " +
                                                       *wrong};
  }
  return std::nullopt;
}

std::vector<ChainEnd> ends_of(std::vector<CertificatePtr> const& certificates, TrustState const& trust) {
  std::vector<ChainEnd> ends;
  for (std::size_t p = 0; p < trust.pinned.size(); ++p) {
    X509* const anchor = trust.pinned[p].certificate.get();
    if (!is_issued_by(certificates.back().get(), anchor)) continue;
    ChainEnd end{p, std::vector<std::vector<ParsedList const*>>(certificates.size())};
    for (std::size_t i = 0; i < certificates.size(); ++i) {
      X509* const issuer = i + 1 < certificates.size() ? certificates[i + 1].get() : anchor;
      for (auto const& list : trust.pinned[p].lists)
        if (list.is_by(issuer)) end.lists[i].push_back(&list);
    }
    ends.push_back(std::move(end));
  }
  return ends;
}

geo::Expected<Chain, SignatureFault> build(std::vector<std::string> const& der, TrustState const& trust) {
  auto parsed = parse(der);
  if (!parsed) return geo::Unexpected{parsed.error()};
  Chain chain;
  chain.certificates = std::move(*parsed);
  if (chain.certificates.size() > 1 && is_pinned(chain.certificates.back().get(), trust)) chain.certificates.pop_back();
  if (chain.certificates.size() > kMaxChainLength)
    return fault(Code::bad_chain, "found 4 certificates below the pinned authority; expected at most 3");
  X509* const signer = chain.certificates.front().get();
  if (is_self_signed(signer))
    return fault(Code::self_signed, "the signer's certificate, " + text_of(X509_get_subject_name(signer)) +
                                        ", is signed by itself; expected a pinned authority's signature");
  auto signatory = signatory_of(signer);
  if (!signatory) return geo::Unexpected{signatory.error()};
  if (auto wrong = fault_of_order(chain.certificates)) return geo::Unexpected{std::move(*wrong)};
  chain.ends = ends_of(chain.certificates, trust);
  X509* const last = chain.certificates.back().get();
  if (chain.ends.empty())
    return fault(Code::untrusted, "the chain ends at \"" + text_of(X509_get_issuer_name(last)) +
                                      "\"; expected the key of a pinned authority");
  int const below = static_cast<int>(chain.certificates.size()) - 1;
  for (auto const& end : chain.ends) {
    X509* const anchor = trust.pinned[end.pinned].certificate.get();
    auto wrong = fault_of_authority(anchor, below);
    if (!wrong) wrong = fault_by_openssl(chain.certificates, anchor);
    if (wrong)
      return fault(Code::bad_certificate, "the chain below " + trust.pinned[end.pinned].facts.subject + ": " + *wrong);
  }
  for (auto const& certificate : chain.certificates) chain.links.push_back(link_of(certificate.get()));
  chain.signatory = std::move(*signatory);
  chain.name = common_name_of(X509_get_subject_name(signer));
  chain.fingerprint = fingerprint_of(signer);
  return chain;
}

geo::Digest key_of(std::vector<std::string> const& der) {
  geo::Sha256 hash;
  for (auto const& bytes : der) hash.update(std::to_string(bytes.size()) + ":").update(bytes);
  return hash.finish();
}

}  // namespace

std::optional<std::string> weak_signature_of(int signature_nid) {
  switch (signature_nid) {
    case NID_ED25519:
    case NID_ecdsa_with_SHA256:
    case NID_ecdsa_with_SHA384:
    case NID_ecdsa_with_SHA512:
    case NID_sha256WithRSAEncryption:
    case NID_sha384WithRSAEncryption:
    case NID_sha512WithRSAEncryption:
    case NID_rsassaPss:  // its digest: OpenSSL's level, in fault_by_openssl
      return std::nullopt;
    default: {  // any number that OpenSSL has
      char const* const name = OBJ_nid2ln(signature_nid);
      return std::string{"it is signed with "} + (name == nullptr ? "an unknown algorithm" : name) +
             "; expected Ed25519, ECDSA or RSA with SHA-256 or longer";
    }
  }
}

std::optional<std::string> fault_of_authority(X509* certificate, int authorities_below) {
  if (auto wrong = fault_of_form(certificate)) return wrong;
  EVP_PKEY const* const key = X509_get0_pubkey(certificate);
  if (key == nullptr) return "its key can't be read";
  if (auto const weakness = weakness_of(key)) return "it has " + *weakness;
  std::uint32_t const flags = X509_get_extension_flags(certificate);
  if ((flags & EXFLAG_BCONS) == 0 || (flags & EXFLAG_CA) == 0)
    return "it is no authority: basicConstraints don't say CA";
  if ((flags & EXFLAG_KUSAGE) == 0 || (X509_get_key_usage(certificate) & KU_KEY_CERT_SIGN) == 0)
    return "its key usage does not allow to sign certificates";
  long const limit = X509_get_pathlen(certificate);
  if (limit >= 0 && authorities_below > limit)
    return "it allows " + std::to_string(limit) + " authorities below it, and has " + std::to_string(authorities_below);
  return std::nullopt;
}

geo::Expected<Signatory, SignatureFault> signatory_of(X509* certificate) {
  auto const bad = [](std::string const& text) {
    return fault(Code::bad_certificate, "the signer's certificate: " + text);
  };
  if (auto const wrong = fault_of_form(certificate)) return bad(*wrong);
  EVP_PKEY const* const key = X509_get0_pubkey(certificate);
  if (key == nullptr) return bad("its key can't be read");
  if (auto const weakness = weakness_of(key)) return fault(Code::weak_key, "the signer has " + *weakness);
  std::uint32_t const flags = X509_get_extension_flags(certificate);
  if ((flags & EXFLAG_CA) != 0) return bad("it is an authority's; expected a signer's");
  constexpr std::uint32_t kAllowed = KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION;
  std::uint32_t const usage = X509_get_key_usage(certificate);
  if ((flags & EXFLAG_KUSAGE) == 0 || (usage & KU_DIGITAL_SIGNATURE) == 0 || (usage & ~kAllowed) != 0)
    return bad("its key usage is not for digital signatures alone");
  auto const purpose = purpose_of(certificate);
  if (!purpose) return geo::Unexpected{purpose.error()};
  auto const uri = only_uri_of(certificate);
  if (!uri)
    return bad("found no single URI in subjectAltName; expected lingding:" + std::string{to_text(*purpose)} + ":…");
  auto signatory = parse_signatory(*uri);
  if (!signatory || signatory->purpose != *purpose)
    return bad("found \"" + shortened(printable(*uri), 100) +
               "\" in subjectAltName; expected lingding:" + std::string{to_text(*purpose)} + ":…");
  return *std::move(signatory);
}

geo::Expected<std::shared_ptr<Chain const>, SignatureFault> verify_chain(std::vector<std::string> const& der,
                                                                         TrustState const& trust) {
  geo::Digest const key = key_of(der);
  if (auto known = trust.chains.find(key)) return known;
  auto chain = build(der, trust);
  if (!chain) return geo::Unexpected{chain.error()};
  auto accepted = std::make_shared<Chain const>(std::move(*chain));
  trust.chains.put(key, accepted);
  return std::shared_ptr<Chain const>{accepted};
}

}  // namespace lingding::plans::detail
