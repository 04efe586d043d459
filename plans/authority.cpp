#include "plans/authority.hpp"

#include <openssl/pem.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <utility>

#include "geo/check.hpp"
#include "plans/detail/certificates.hpp"
#include "plans/detail/openssl.hpp"
#include "plans/detail/revocation.hpp"
#include "plans/json_text.hpp"

namespace lingding::plans {
namespace {

using detail::CertificatePtr;
using detail::require;
using detail::require_object;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, detail::Free<X509_EXTENSION_free>>;
using IntegerPtr = std::unique_ptr<ASN1_INTEGER, detail::Free<ASN1_INTEGER_free>>;
using EntryPtr = std::unique_ptr<X509_REVOKED, detail::Free<X509_REVOKED_free>>;
using NamePtr = std::unique_ptr<X509_NAME, detail::Free<X509_NAME_free>>;

/// RFC 5280, upper bound ub-common-name (characters); ours is in bytes of UTF-8, which are no fewer.
constexpr std::size_t kMaxNameBytes = 64;
/// RFC 5280, section 4.1.2.2 allows 20 octets; 16 random ones are not guessed and not repeated.
constexpr int kSerialBytes = 16;

geo::Unexpected<std::string> refuse(std::string text) {
  return geo::Unexpected{std::move(text)};
}

std::optional<std::string> fault_of_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes || !is_printable(name))
    return "found the name \"" + shortened(printable(name), kMaxNameBytes) +
           "\"; expected 1 … 64 bytes that can be shown";
  return std::nullopt;
}

/// RFC 5280 writes years up to 9999; ours are in whole seconds, so an end must lie a second after the beginning.
std::optional<std::string> fault_of_validity(Validity const& validity) {
  if (validity.until - validity.from < std::chrono::seconds{1}) return "the validity ends before it begins";
  return std::nullopt;
}

NamePtr name_of(std::string_view common_name, std::optional<geo::CentreId> place) {
  NamePtr name{require_object(X509_NAME_new(), "no memory")};
  auto const add = [&](char const* field, std::string_view text) {
    auto const* const bytes = reinterpret_cast<unsigned char const*>(text.data());  // NOLINT: the C interface
    require(
        X509_NAME_add_entry_by_txt(name.get(), field, MBSTRING_UTF8, bytes, static_cast<int>(text.size()), -1, 0) == 1,
        "writing a name");
  };
  if (place) add("OU", geo::to_text(*place));
  add("CN", common_name);
  return name;
}

IntegerPtr random_serial() {
  std::array<unsigned char, kSerialBytes> bytes{};
  require(RAND_bytes(bytes.data(), kSerialBytes) == 1, "no random numbers");
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7FU) | 0x40U);  // positive, and of full length
  detail::NumberPtr const number{require_object(BN_bin2bn(bytes.data(), kSerialBytes, nullptr), "no memory")};
  return IntegerPtr{require_object(BN_to_ASN1_INTEGER(number.get(), nullptr), "no memory")};
}

ExtensionPtr extension(X509V3_CTX& context, int nid, std::string const& value) {
  return ExtensionPtr{
      require_object(X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str()), "writing an extension")};
}

EVP_MD const* method_for(EVP_PKEY const* key) {
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? nullptr : detail::sha256_method();
}

void set_times(X509* certificate, Validity const& validity) {
  require(X509_set1_notBefore(certificate, detail::to_asn1(validity.from).get()) == 1 &&
              X509_set1_notAfter(certificate, detail::to_asn1(validity.until).get()) == 1,
          "writing a validity");
}

/// An extension of a certificate: OpenSSL's number and its way to write the content.
struct Wanted {
  int nid;
  std::string value;
};

/// Fills, extends and signs. `issuer` is the certificate itself for an authority.
std::string finish(X509* certificate, X509* issuer, EVP_PKEY* issuer_key, EVP_PKEY* subject_key,
                   Validity const& validity, std::vector<Wanted> const& wanted) {
  require(X509_set_version(certificate, X509_VERSION_3) == 1, "writing a certificate");
  require(X509_set_serialNumber(certificate, random_serial().get()) == 1, "writing a certificate");
  require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1, "writing a certificate");
  require(X509_set_pubkey(certificate, subject_key) == 1, "writing a certificate");
  set_times(certificate, validity);
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  for (auto const& each : wanted)
    require(X509_add_ext(certificate, extension(context, each.nid, each.value).get(), -1) == 1, "adding an extension");
  require(X509_sign(certificate, issuer_key, method_for(issuer_key)) > 0, "signing a certificate");
  return detail::pem_of(certificate);
}

/// The authority's certificate, if it is one and the key is its.
geo::Expected<CertificatePtr, std::string> own_certificate(EVP_PKEY const* key, std::string_view pem) {
  auto certificates = detail::certificates_from_pem(pem, 1);
  if (!certificates) return refuse("the authority's certificate: " + certificates.error());
  X509* const certificate = certificates->front().get();
  if (auto const wrong = detail::fault_of_authority(certificate, 0))
    return refuse("the authority's certificate: " + *wrong);
  EVP_PKEY const* const certified = X509_get0_pubkey(certificate);
  if (EVP_PKEY_eq(certified, key) != 1) return refuse("the authority's certificate is for another key");
  return std::move(certificates->front());
}

geo::Expected<detail::KeyPtr, std::string> read_public_key(std::string_view pem) {
  if (pem.size() > kMaxKeyTextBytes) return refuse("the public key is larger than 32 KiB");
  auto const in = detail::reader(pem);
  detail::KeyPtr key{PEM_read_bio_PUBKEY(in.get(), nullptr, nullptr, nullptr)};
  if (!key) return refuse("found no public key; expected a PEM block PUBLIC KEY");
  if (auto const weakness = detail::weakness_of(key.get())) return refuse("found " + *weakness);
  return key;
}

std::optional<std::string> fault_of_order(CertificateOrder const& order, X509 const* authority) {
  if (!make_signatory(order.signatory.purpose, order.signatory.id))
    return "\"" + shortened(printable(order.signatory.id), kMaxNameBytes) + "\" is no " +
           std::string{to_text(order.signatory.purpose)};
  if (auto wrong = fault_of_name(order.name)) return wrong;
  if (auto wrong = fault_of_validity(order.validity)) return wrong;
  auto const from = detail::time_of(X509_get0_notBefore(authority));
  auto const until = detail::time_of(X509_get0_notAfter(authority));
  LINGDING_CHECK(from && until);  // fault_of_authority has looked
  if (order.validity.from < *from || order.validity.until > *until + std::chrono::milliseconds{999})
    return "the validity goes beyond the authority's own, " + geo::to_iso8601(*from) + " to " + geo::to_iso8601(*until);
  return std::nullopt;
}

/// RFC 5280, section 5.3.1.
int code_of(RevocationReason reason) {
  switch (reason) {
    case RevocationReason::unspecified:
      return 0;
    case RevocationReason::key_compromise:
      return 1;
    case RevocationReason::ca_compromise:
      return 2;
    case RevocationReason::affiliation_changed:
      return 3;
    case RevocationReason::superseded:
      return 4;
    case RevocationReason::cessation_of_operation:
      return 5;
    case RevocationReason::certificate_hold:
      return 6;
    case RevocationReason::privilege_withdrawn:
      return 9;
    case RevocationReason::aa_compromise:
      return 10;
  }
  return 0;
}

EntryPtr entry_of(Revocation const& revocation, std::string const& serial) {
  EntryPtr entry{require_object(X509_REVOKED_new(), "no memory")};
  BIGNUM* number = nullptr;
  require(BN_hex2bn(&number, serial.c_str()) > 0, "reading a serial number");
  detail::NumberPtr const number_owner{number};
  IntegerPtr const integer{require_object(BN_to_ASN1_INTEGER(number, nullptr), "no memory")};
  require(X509_REVOKED_set_serialNumber(entry.get(), integer.get()) == 1 &&
              X509_REVOKED_set_revocationDate(entry.get(), detail::to_asn1(revocation.revoked_at).get()) == 1,
          "writing a revocation");
  if (revocation.reason != RevocationReason::unspecified) {  // RFC 5280: left out rather than written as 0
    std::unique_ptr<ASN1_ENUMERATED, detail::Free<ASN1_ENUMERATED_free>> const code{
        require_object(ASN1_ENUMERATED_new(), "no memory")};
    require(ASN1_ENUMERATED_set(code.get(), code_of(revocation.reason)) == 1 &&
                X509_REVOKED_add1_ext_i2d(entry.get(), NID_crl_reason, code.get(), 0, 0) == 1,
            "writing a reason");
  }
  if (revocation.invalid_since) {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(*revocation.invalid_since).time_since_epoch().count();
    std::unique_ptr<ASN1_GENERALIZEDTIME, detail::Free<ASN1_GENERALIZEDTIME_free>> const since{
        require_object(ASN1_GENERALIZEDTIME_set(nullptr, static_cast<std::time_t>(seconds)), "writing a time")};
    require(X509_REVOKED_add1_ext_i2d(entry.get(), NID_invalidity_date, since.get(), 0, 0) == 1, "writing a time");
  }
  return entry;
}

void add_list_extensions(X509_CRL* list, X509* authority, std::uint64_t number) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, authority, nullptr, nullptr, list, 0);
  require(X509_CRL_add_ext(list, extension(context, NID_authority_key_identifier, "keyid:always").get(), -1) == 1,
          "adding an extension");
  IntegerPtr const value{require_object(ASN1_INTEGER_new(), "no memory")};
  require(ASN1_INTEGER_set_uint64(value.get(), number) == 1 &&
              X509_CRL_add1_ext_i2d(list, NID_crl_number, value.get(), 0, 0) == 1,
          "adding an extension");
}

}  // namespace

geo::Expected<std::string, std::string> make_authority(SigningKey const& key, geo::CentreId place,
                                                       std::string_view name, Validity const& validity) {
  detail::ErrorScope const scope;
  if (auto wrong = fault_of_name(name)) return refuse(*std::move(wrong));
  if (auto wrong = fault_of_validity(validity)) return refuse(*std::move(wrong));
  CertificatePtr const certificate{require_object(X509_new(), "no memory")};
  require(X509_set_subject_name(certificate.get(), name_of(name, place).get()) == 1, "writing a certificate");
  EVP_PKEY* const handle = detail::KeyAccess::handle(key);
  return finish(certificate.get(), certificate.get(), handle, handle, validity,
                {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                 {NID_key_usage, "critical,keyCertSign,cRLSign"},
                 {NID_subject_key_identifier, "hash"}});
}

geo::Expected<std::string, std::string> issue_certificate(SigningKey const& authority_key,
                                                          std::string_view authority_pem,
                                                          std::string_view public_key_pem,
                                                          CertificateOrder const& order) {
  detail::ErrorScope const scope;
  EVP_PKEY* const handle = detail::KeyAccess::handle(authority_key);
  auto const authority = own_certificate(handle, authority_pem);
  if (!authority) return refuse(authority.error());
  auto const subject_key = read_public_key(public_key_pem);
  if (!subject_key) return refuse(subject_key.error());
  if (auto wrong = fault_of_order(order, authority->get())) return refuse(*std::move(wrong));
  CertificatePtr const certificate{require_object(X509_new(), "no memory")};
  require(X509_set_subject_name(certificate.get(), name_of(order.name, std::nullopt).get()) == 1,
          "writing a certificate");
  return finish(certificate.get(), authority->get(), handle, subject_key->get(), order.validity,
                {{NID_basic_constraints, "critical,CA:FALSE"},
                 {NID_key_usage, "critical,digitalSignature"},
                 {NID_ext_key_usage, "critical," + std::string{oid_of(order.signatory.purpose)}},
                 {NID_subject_alt_name, "URI:" + to_uri(order.signatory)},
                 {NID_subject_key_identifier, "hash"},
                 {NID_authority_key_identifier, "keyid:always"}});
}

geo::Expected<std::string, std::string> sign_revocation_list(SigningKey const& authority_key,
                                                             std::string_view authority_pem,
                                                             std::vector<Revocation> const& revocations,
                                                             std::uint64_t number, geo::UtcTime this_update,
                                                             geo::UtcTime next_update) {
  detail::ErrorScope const scope;
  if (next_update - this_update < std::chrono::seconds{1}) return refuse("the next update is not after this one");
  EVP_PKEY* const handle = detail::KeyAccess::handle(authority_key);
  auto const authority = own_certificate(handle, authority_pem);
  if (!authority) return refuse(authority.error());
  detail::ListPtr const list{require_object(X509_CRL_new(), "no memory")};
  require(X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) == 1 &&
              X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(authority->get())) == 1 &&
              X509_CRL_set1_lastUpdate(list.get(), detail::to_asn1(this_update).get()) == 1 &&
              X509_CRL_set1_nextUpdate(list.get(), detail::to_asn1(next_update).get()) == 1,
          "writing a revocation list");
  for (auto const& revocation : revocations) {
    auto const serial = detail::serial_from_hex(revocation.serial);
    if (!serial)
      return refuse("\"" + shortened(printable(revocation.serial), kMaxNameBytes) + "\" is no serial number");
    EntryPtr entry = entry_of(revocation, *serial);
    require(X509_CRL_add0_revoked(list.get(), entry.get()) == 1, "writing a revocation list");
    static_cast<void>(entry.release());
  }
  require(X509_CRL_sort(list.get()) == 1, "sorting a revocation list");
  add_list_extensions(list.get(), authority->get(), number);
  require(X509_CRL_sign(list.get(), handle, method_for(handle)) > 0, "signing a revocation list");
  detail::BioPtr const out{require_object(BIO_new(BIO_s_mem()), "no memory")};
  require(PEM_write_bio_X509_CRL(out.get(), list.get()) == 1, "writing a revocation list");
  return detail::written(out.get());
}

geo::Expected<RevocationListContent, std::string> read_revocation_list(std::string_view list_pem,
                                                                       std::string_view authority_pem) {
  detail::ErrorScope const scope;
  auto const certificates = detail::certificates_from_pem(authority_pem, 1);
  if (!certificates) return refuse("the authority's certificate: " + certificates.error());
  auto const blocks = detail::pem_blocks(list_pem, "X509 CRL");
  if (!blocks || blocks->size() != 1) return refuse("found no single revocation list; expected one PEM block X509 CRL");
  auto list = detail::parse_list(blocks->front());
  if (!list) return refuse("the revocation list: " + list.error());
  if (!list->is_by(certificates->front().get())) return refuse("the revocation list is not signed by this authority");
  RevocationListContent content{list->number, list->facts.this_update, {}};
  for (auto& [serial, revocation] : list->revoked) content.revocations.push_back(std::move(revocation));
  return content;
}

geo::Expected<CertificateFacts, std::string> read_certificate(std::string_view pem) {
  detail::ErrorScope const scope;
  auto const certificates = detail::certificates_from_pem(pem, kMaxChainLength + 1);
  if (!certificates) return refuse(certificates.error());
  X509* const certificate = certificates->front().get();
  CertificateFacts facts;
  facts.serial = detail::text_of(X509_get0_serialNumber(certificate));
  facts.subject = detail::text_of(X509_get_subject_name(certificate));
  facts.issuer = detail::text_of(X509_get_issuer_name(certificate));
  facts.name = detail::common_name_of(X509_get_subject_name(certificate));
  if (auto signatory = detail::signatory_of(certificate)) facts.signatory = *std::move(signatory);
  facts.authority = !detail::fault_of_authority(certificate, 0);
  auto const from = detail::time_of(X509_get0_notBefore(certificate));
  auto const until = detail::time_of(X509_get0_notAfter(certificate));
  if (!from || !until) return refuse("its validity can't be read");
  facts.validity = {*from, *until};
  return facts;
}

std::string_view to_text(RevocationReason reason) {
  switch (reason) {
    case RevocationReason::unspecified:
      return "unspecified";
    case RevocationReason::key_compromise:
      return "keyCompromise";
    case RevocationReason::ca_compromise:
      return "cACompromise";
    case RevocationReason::affiliation_changed:
      return "affiliationChanged";
    case RevocationReason::superseded:
      return "superseded";
    case RevocationReason::cessation_of_operation:
      return "cessationOfOperation";
    case RevocationReason::certificate_hold:
      return "certificateHold";
    case RevocationReason::privilege_withdrawn:
      return "privilegeWithdrawn";
    case RevocationReason::aa_compromise:
      return "aACompromise";
  }
  return "";
}

std::optional<RevocationReason> parse_revocation_reason(std::string_view text) {
  using Reason = RevocationReason;
  for (auto const reason : {Reason::unspecified, Reason::key_compromise, Reason::ca_compromise,
                            Reason::affiliation_changed, Reason::superseded, Reason::cessation_of_operation,
                            Reason::certificate_hold, Reason::privilege_withdrawn, Reason::aa_compromise})
    if (to_text(reason) == text) return reason;
  return std::nullopt;
}

}  // namespace lingding::plans
