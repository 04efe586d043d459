#pragma once
// Certificates that our own authority would never issue, and headers that our own signer would never write.

#include <openssl/pem.h>

#include <string>
#include <utility>
#include <vector>

#include "geo/base64.hpp"
#include "plans/detail/jws.hpp"
#include "plans/detail/openssl.hpp"
#include "tests/plans/signing_rig.hpp"

namespace lingding::test {

using Extensions = std::vector<std::pair<int, std::string>>;

/// What a good signer's certificate has; tests change one thing.
inline Extensions signer_extensions(std::string const& uri = "lingding:centre:HK",
                                    plans::Purpose purpose = plans::Purpose::centre) {
  return {{NID_basic_constraints, "critical,CA:FALSE"},
          {NID_key_usage, "critical,digitalSignature"},
          {NID_ext_key_usage, "critical," + std::string{plans::oid_of(purpose)}},
          {NID_subject_alt_name, "URI:" + uri},
          {NID_subject_key_identifier, "hash"},
          {NID_authority_key_identifier, "keyid:always"}};
}
inline Extensions authority_extensions(std::string const& constraints = "critical,CA:TRUE",
                                       std::string const& usage = "critical,keyCertSign,cRLSign") {
  return {{NID_basic_constraints, constraints}, {NID_key_usage, usage}, {NID_subject_key_identifier, "hash"}};
}

/// The same with the extension `nid` as `value`, or without it when that is empty.
inline Extensions with(Extensions extensions, int nid, std::string const& value) {
  std::erase_if(extensions, [nid](auto const& each) { return each.first == nid; });
  if (!value.empty()) extensions.emplace_back(nid, value);
  return extensions;
}

struct Forgery {
  std::string subject = "Forged";
  Extensions extensions;
  plans::Validity validity = kSignerYears;
  EVP_MD const* digest = EVP_sha256();  ///< not used by Ed25519
  long version = X509_VERSION_3;
};

/// A certificate for `subject` by `issuer`; with an issuer without a certificate it is self-signed.
inline std::string forge(EVP_PKEY* issuer_key, std::string const& issuer_pem, EVP_PKEY* subject,
                         Forgery const& forgery) {
  using namespace plans::detail;
  CertificatePtr const certificate{X509_new()};
  X509* const made = certificate.get();
  std::vector<CertificatePtr> issuers;
  if (!issuer_pem.empty()) issuers = certificates_from_pem(issuer_pem, 1).value();
  X509_set_version(made, forgery.version);
  static long serial = 1000;
  ASN1_INTEGER_set(X509_get_serialNumber(made), ++serial);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_UTF8,
                             reinterpret_cast<unsigned char const*>(forgery.subject.c_str()), -1, -1, 0);  // NOLINT
  X509* const issuer = issuers.empty() ? made : issuers.front().get();
  X509_set_issuer_name(made, X509_get_subject_name(issuer));
  X509_set1_notBefore(made, to_asn1(forgery.validity.from).get());
  X509_set1_notAfter(made, to_asn1(forgery.validity.until).get());
  X509_set_pubkey(made, subject);
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, made, nullptr, nullptr, 0);
  for (auto const& [nid, value] : forgery.extensions) {
    X509_EXTENSION* const extension = X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str());
    require(extension != nullptr, "a test's extension");
    X509_add_ext(made, extension, -1);
    X509_EXTENSION_free(extension);
  }
  EVP_MD const* const digest = EVP_PKEY_get_base_id(issuer_key) == EVP_PKEY_ED25519 ? nullptr : forgery.digest;
  require(X509_sign(made, issuer_key, digest) > 0, "signing a test's certificate");
  return pem_of(made);
}

inline EVP_PKEY* handle(plans::SigningKey const& key) {
  return plans::detail::KeyAccess::handle(key);
}

/// The certificates of PEM texts as x5c's array.
inline std::string x5c(std::vector<std::string> const& pems) {
  std::string out = "[";
  for (auto const& pem : pems) {
    auto const blocks = plans::detail::pem_blocks(pem, "CERTIFICATE");
    for (auto const& der : blocks.value()) out += (out.size() > 1 ? ",\"" : "\"") + geo::to_base64(der) + "\"";
  }
  return out + "]";
}

/// A header of our form; members that tests change.
struct HeaderText {
  std::string alg = "\"EdDSA\"";
  std::string crit = R"(["sigT"])";
  std::string sig_t = "\"2026-03-01T00:00:00Z\"";
  std::string typ = "\"lingding-signature+jws\"";
  std::string x5c;
  std::string more;  ///< further members, each with a comma before it

  std::string text() const {
    std::string out = "{";
    auto const add = [&](char const* name, std::string const& value) {
      if (!value.empty()) out += (out.size() > 1 ? ",\"" : "\"") + std::string{name} + "\":" + value;
    };
    add("alg", alg);
    add("crit", crit);
    add("sigT", sig_t);
    add("typ", typ);
    add("x5c", x5c);
    return out + more + "}";
  }
};

/// Any header, really signed.
inline std::string sign_header(std::string const& header, std::string_view payload, EVP_PKEY* key,
                               plans::SignatureAlgorithm algorithm = plans::SignatureAlgorithm::eddsa) {
  using namespace plans::detail;
  std::string const encoded = geo::to_base64url(header);
  return encoded + ".." + geo::to_base64url(sign_raw(key, algorithm, signing_input(encoded, payload)));
}

}  // namespace lingding::test
