#include "plans/detail/revocation.hpp"

#include <array>
#include <utility>

#include "plans/detail/certificates.hpp"

namespace lingding::plans::detail {
namespace {

using Enumerated = std::unique_ptr<ASN1_ENUMERATED, Free<ASN1_ENUMERATED_free>>;
using Integer = std::unique_ptr<ASN1_INTEGER, Free<ASN1_INTEGER_free>>;
using Date = std::unique_ptr<ASN1_GENERALIZEDTIME, Free<ASN1_GENERALIZEDTIME_free>>;

/// As many as kMaxCrlTextBytes can hold, and a bound in itself.
constexpr int kMaxRevoked = 20'000;

geo::Expected<RevocationReason, std::string> reason_of(X509_REVOKED const* entry) {
  int critical = 0;
  Enumerated const code{
      static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, &critical, nullptr))};
  if (!code) {
    if (critical == -1) return RevocationReason::unspecified;  // not there
    return geo::Unexpected{std::string{"an entry has a broken reason"}};
  }
  switch (ASN1_ENUMERATED_get(code.get())) {  // RFC 5280, section 5.3.1
    case 0:
      return RevocationReason::unspecified;
    case 1:
      return RevocationReason::key_compromise;
    case 2:
      return RevocationReason::ca_compromise;
    case 3:
      return RevocationReason::affiliation_changed;
    case 4:
      return RevocationReason::superseded;
    case 5:
      return RevocationReason::cessation_of_operation;
    case 6:
      return RevocationReason::certificate_hold;
    case 9:
      return RevocationReason::privilege_withdrawn;
    case 10:
      return RevocationReason::aa_compromise;
    default:
      return geo::Unexpected{std::string{"an entry has a reason that a whole list can't have"}};
  }
}

/// Critical extensions of an entry or a list that we don't know would change what it means.
template <class Object, class ByCritical>
bool has_critical(Object const* object, ByCritical const& by_critical) {
  return by_critical(object, 1, -1) >= 0;
}

geo::Expected<Revocation, std::string> read_entry(X509_REVOKED const* entry) {
  Revocation revocation;
  revocation.serial = text_of(X509_REVOKED_get0_serialNumber(entry));
  auto const revoked_at = time_of(X509_REVOKED_get0_revocationDate(entry));
  if (!revoked_at) return geo::Unexpected{std::string{"an entry has no date"}};
  revocation.revoked_at = *revoked_at;
  auto const reason = reason_of(entry);
  if (!reason) return geo::Unexpected{reason.error()};
  revocation.reason = *reason;
  int critical = 0;
  Date const since{
      static_cast<ASN1_GENERALIZEDTIME*>(X509_REVOKED_get_ext_d2i(entry, NID_invalidity_date, &critical, nullptr))};
  if (since) revocation.invalid_since = time_of(since.get());
  if (critical != -1 && !revocation.invalid_since)
    return geo::Unexpected{std::string{"an entry has a broken invalidityDate"}};
  if (has_critical(entry, X509_REVOKED_get_ext_by_critical))
    return geo::Unexpected{std::string{"an entry has a critical extension that is not known here"}};
  return revocation;
}

std::uint64_t number_of(X509_CRL const* list) {
  Integer const number{static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(list, NID_crl_number, nullptr, nullptr))};
  std::uint64_t value = 0;
  return number && ASN1_INTEGER_get_uint64(&value, number.get()) == 1 ? value : 0;
}

std::optional<std::string> read_entries(ParsedList& parsed) {
  STACK_OF(X509_REVOKED)* const entries = X509_CRL_get_REVOKED(parsed.list.get());
  int const count = entries == nullptr ? 0 : sk_X509_REVOKED_num(entries);
  if (count > kMaxRevoked) return "more than 20000 entries";
  for (int i = 0; i < count; ++i) {
    auto revocation = read_entry(sk_X509_REVOKED_value(entries, i));
    if (!revocation) return revocation.error();
    auto const [at, is_new] = parsed.revoked.emplace(revocation->serial, *revocation);
    if (!is_new) return "serial number " + at->first + " twice";
  }
  parsed.facts.revoked = parsed.revoked.size();
  return std::nullopt;
}

}  // namespace

bool is_compromise(RevocationReason reason) {
  return reason == RevocationReason::key_compromise || reason == RevocationReason::ca_compromise ||
         reason == RevocationReason::aa_compromise;
}

bool ParsedList::is_by(X509* authority) const {
  if (X509_NAME_cmp(X509_CRL_get_issuer(list.get()), X509_get_subject_name(authority)) != 0) return false;
  EVP_PKEY* const key = X509_get0_pubkey(authority);
  if (key == nullptr || weakness_of(key)) return false;
  if ((X509_get_key_usage(authority) & KU_CRL_SIGN) == 0) return false;
  return X509_CRL_verify(list.get(), key) == 1;
}

geo::Expected<ParsedList, std::string> parse_list(std::string_view der) {
  auto const* at = reinterpret_cast<unsigned char const*>(der.data());  // NOLINT: the C interface takes bytes
  auto const* const end = at + der.size();
  ParsedList parsed;
  parsed.list.reset(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size())));
  if (!parsed.list || at != end) return geo::Unexpected{std::string{"it is no X.509 revocation list"}};
  X509_CRL* const list = parsed.list.get();
  if (has_critical(list, X509_CRL_get_ext_by_critical))
    return geo::Unexpected{std::string{"it has a critical extension: expected one list of all that is revoked"}};
  if (auto const weakness = weak_signature_of(X509_CRL_get_signature_nid(list))) return geo::Unexpected{*weakness};
  auto const this_update = time_of(X509_CRL_get0_lastUpdate(list));
  if (!this_update) return geo::Unexpected{std::string{"it has no thisUpdate"}};
  parsed.facts.issuer = text_of(X509_CRL_get_issuer(list));
  parsed.facts.this_update = *this_update;
  parsed.facts.next_update = time_of(X509_CRL_get0_nextUpdate(list));
  if (parsed.facts.next_update && *parsed.facts.next_update <= *this_update)
    return geo::Unexpected{std::string{"its nextUpdate is not after its thisUpdate"}};
  parsed.number = number_of(list);
  if (auto const fault = read_entries(parsed)) return geo::Unexpected{*fault};
  return parsed;
}

}  // namespace lingding::plans::detail
