// Keys under a passphrase, certificates and revocation lists: what is written is read back, and by the rules.

#include "plans/authority.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "tests/plans/forge.hpp"
#include "tests/plans/signing_rig.hpp"

using namespace lingding;
using namespace lingding::test;
using geo::CentreId;
using plans::KeyKind;
using plans::Purpose;
using plans::Secret;
using plans::SigningKey;

namespace {

plans::PassphraseSource says(std::string const& passphrase) {
  return [passphrase]() -> std::optional<Secret> { return Secret{passphrase}; };
}

}  // namespace

TEST_CASE("plans.signing_key: a key comes back from PKCS#8 under its passphrase") {
  for (auto const kind : {KeyKind::ed25519, KeyKind::p256, KeyKind::rsa3072}) {
    auto const key = SigningKey::generate(kind);
    Secret const pem = key.to_pem(Secret{"伶仃 correct horse"});
    CHECK(pem.text().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    auto const again = SigningKey::from_pem(pem.text(), says("伶仃 correct horse"));
    REQUIRE(again.has_value());
    CHECK(again->public_pem() == key.public_pem());
    CHECK(again->algorithm() == key.algorithm());
    CHECK(SigningKey::from_pem(pem.text(), says("wrong")).error() ==
          "the passphrase is wrong, or the key file is damaged");
  }
}

TEST_CASE("plans.signing_key: a key without encryption needs no passphrase, and asks for none") {
  auto const key = SigningKey::generate(KeyKind::ed25519);
  auto const again = SigningKey::from_pem(key.to_pem_unencrypted().text(), [&]() -> std::optional<Secret> {
    FAIL("asked");
    return std::nullopt;
  });
  REQUIRE(again.has_value());
  CHECK(again->public_pem() == key.public_pem());
}

TEST_CASE("plans.signing_key: an encrypted key without a passphrase is refused") {
  auto const pem = SigningKey::generate(KeyKind::ed25519).to_pem(Secret{"x"});
  CHECK(SigningKey::from_pem(pem.text(), {}).error() == "the key is encrypted; its passphrase is needed");
  CHECK(SigningKey::from_pem(pem.text(), [] { return std::optional<Secret>{}; }).error() ==
        "the key is encrypted; its passphrase is needed");
}

TEST_CASE("plans.signing_key: what is no private key of ours is refused") {
  auto const key = SigningKey::generate(KeyKind::ed25519);
  std::string const plain{key.to_pem_unencrypted().text()};
  for (std::string const& text : {std::string{}, std::string{"x"}, key.public_pem(), plain.substr(0, plain.size() / 2),
                                  std::string(plans::kMaxKeyTextBytes + 1, 'x')})
    CHECK_FALSE(SigningKey::from_pem(text, says("x")).has_value());
  plans::detail::KeyPtr const weak{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})};
  plans::detail::BioPtr const out{BIO_new(BIO_s_mem())};
  PEM_write_bio_PKCS8PrivateKey(out.get(), weak.get(), nullptr, nullptr, 0, nullptr, nullptr);
  CHECK(SigningKey::from_pem(plans::detail::written(out.get()), {}).error() ==
        "found an RSA key of 2048 bits; expected 3072 … 8192");
}

TEST_CASE("plans.secret: what is moved away or cut off is gone") {
  Secret first{"passphrase"};
  Secret second = std::move(first);
  CHECK(first.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
  CHECK(second.text() == "passphrase");
  second.truncate(4);
  CHECK(second.text() == "pass");
}

TEST_CASE("plans.signatory: the four forms and no other") {
  for (char const* uri : {"lingding:centre:HK", "lingding:centre:CN-GD", "lingding:service:MO", "lingding:operator:a",
                          "lingding:operator:Turbo.Jet_1-x", "lingding:ship:477995123"}) {
    auto const signatory = plans::parse_signatory(uri);
    REQUIRE(signatory.has_value());
    CHECK(plans::to_uri(*signatory) == uri);
  }
  for (char const* uri :
       {"", "lingding:", "lingding:centre", "lingding:centre:", "lingding:centre:hk", "lingding:centre:HK ",
        "Lingding:centre:HK", "lingding:operator:", "lingding:operator:.a", "lingding:operator:a:b",
        "lingding:operator:a b", "lingding:operator:\xE4\xBC\xB6", "lingding:ship:47799512", "lingding:ship:000000000",
        "lingding:ship:4779951234", "lingding:ship:47799512x", "lingding:pilot:a", "https://lingding:centre:HK"})
    CHECK_FALSE(plans::parse_signatory(uri));
  CHECK_FALSE(plans::make_signatory(Purpose::operator_, std::string(65, 'a')));
  CHECK_FALSE(plans::make_signatory(Purpose::operator_, std::string_view{"a\0b", 3}));
}

TEST_CASE("plans.authority: an authority and what it certifies say what was ordered") {
  auto const ca = make_authority(CentreId::cn_gd, KeyKind::p256, kAuthorityYears, "廣東 authority");
  auto const authority = plans::read_certificate(ca.pem).value();
  CHECK(authority.authority);
  CHECK(authority.subject == authority.issuer);
  CHECK(authority.name == "廣東 authority");
  CHECK_FALSE(authority.signatory);
  auto const ship = plans::read_certificate(make_signer(ca, "lingding:ship:412345678").pem).value();
  CHECK_FALSE(ship.authority);
  CHECK(ship.signatory == plans::Signatory{Purpose::ship, "412345678"});
  CHECK(ship.issuer == authority.subject);
  CHECK(ship.validity.from == kSignerYears.from);
  CHECK(ship.validity.until == kSignerYears.until);
  CHECK(ship.serial.size() == 32);
}

TEST_CASE("plans.authority: orders that can't be are refused") {
  auto const ca = make_authority(CentreId::hk);
  auto const key = SigningKey::generate(KeyKind::ed25519);
  plans::CertificateOrder const good{{Purpose::centre, "HK"}, "Officer", kSignerYears};
  auto const refused = [&](plans::CertificateOrder const& order) {
    auto const made = plans::issue_certificate(ca.key, ca.pem, key.public_pem(), order);
    REQUIRE_FALSE(made.has_value());
    return made.error();
  };
  CHECK(plans::issue_certificate(ca.key, ca.pem, key.public_pem(), good).has_value());
  auto order = good;
  order.signatory.id = "XX";
  CHECK(refused(order) == "\"XX\" is no centre");
  order = good;
  order.name = "";
  CHECK_FALSE(refused(order).empty());
  order.name = "a\nb";
  CHECK_FALSE(refused(order).empty());
  order = good;
  order.validity.until = order.validity.from;
  CHECK(refused(order) == "the validity ends before it begins");
  order = good;
  order.validity.until = kAuthorityYears.until + std::chrono::hours{1};
  CHECK(refused(order).starts_with("the validity goes beyond the authority's own"));
  CHECK_FALSE(plans::issue_certificate(key, ca.pem, key.public_pem(), good).has_value());
  CHECK_FALSE(
      plans::issue_certificate(ca.key, make_signer(ca, "lingding:centre:HK").pem, key.public_pem(), good).has_value());
  CHECK_FALSE(plans::issue_certificate(ca.key, ca.pem, "x", good).has_value());
}

TEST_CASE("plans.authority: a revocation list is read back as it was signed") {
  auto const ca = make_authority(CentreId::mo);
  std::vector<plans::Revocation> const revocations{
      {"1f", at("2026-02-03T04:05:06Z"), plans::RevocationReason::unspecified, {}},
      {"2ab", at("2026-02-04T00:00:00Z"), plans::RevocationReason::key_compromise, at("2026-02-01T00:00:00Z")},
      {"5d494e728f3a311140ff606e62170f94",
       at("2026-02-05T00:00:00Z"),
       plans::RevocationReason::affiliation_changed,
       {}}};
  auto const pem = plans::sign_revocation_list(ca.key, ca.pem, revocations, 42, at("2026-03-01T00:00:00Z"),
                                               at("2026-04-01T00:00:00Z"));
  REQUIRE(pem.has_value());
  auto const content = plans::read_revocation_list(*pem, ca.pem);
  REQUIRE(content.has_value());
  CHECK(content->number == 42);
  CHECK(content->this_update == at("2026-03-01T00:00:00Z"));
  for (auto const& revocation : revocations)
    CHECK(std::count(content->revocations.begin(), content->revocations.end(), revocation) == 1);
  CHECK(content->revocations.size() == 3);
  CHECK_FALSE(plans::read_revocation_list(*pem, make_authority(CentreId::mo).pem).has_value());
}

TEST_CASE("plans.authority: revocations that can't be are refused") {
  auto const ca = make_authority(CentreId::mo);
  auto const sign = [&](std::string const& serial, char const* next) {
    return plans::sign_revocation_list(ca.key, ca.pem, {{serial, at("2026-02-01T00:00:00Z")}}, 1,
                                       at("2026-03-01T00:00:00Z"), at(next))
        .has_value();
  };
  CHECK(sign("1F", "2026-04-01T00:00:00Z"));
  CHECK_FALSE(sign("1F", "2026-03-01T00:00:00Z"));
  for (char const* serial : {"", "0x1f", "-1", "1f ", "11111111111111111111111111111111111111111"})
    CHECK_FALSE(sign(serial, "2026-04-01T00:00:00Z"));
}

TEST_CASE("plans.authority: the RFC's names of reasons are read back") {
  for (char const* name : {"unspecified", "keyCompromise", "cACompromise", "affiliationChanged", "superseded",
                           "cessationOfOperation", "certificateHold", "privilegeWithdrawn", "aACompromise"})
    CHECK(plans::to_text(plans::parse_revocation_reason(name).value()) == name);
  CHECK_FALSE(plans::parse_revocation_reason("removeFromCRL"));
}
