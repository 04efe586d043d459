// Detached signatures: what counts, and for each reason why one does not count, one that fails for that reason alone.

#include "plans/signature.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "geo/sha256.hpp"
#include "plans/canonical.hpp"
#include "tests/plans/forge.hpp"
#include "tests/plans/signing_rig.hpp"

using namespace lingding;
using namespace lingding::test;
using geo::CentreId;
using plans::KeyKind;
using plans::Purpose;
using plans::RevocationReason;
using plans::RevocationStanding;
using plans::SignatureNeed;
using Code = plans::SignatureFaultCode;

namespace {

constexpr std::string_view kPayload = R"({"kind":"plan_filed","plan_id":"HK-1"})";
geo::UtcTime const kSigned = at("2026-03-01T00:00:00Z");
geo::UtcTime const kRecorded = at("2026-03-01T00:01:00Z");
SignatureNeed const kOfficer{CentreId::hk, Purpose::centre, "HK"};

/// Hong Kong's authority and officer, made once.
Holder const& authority() {
  static Holder const made = make_authority(CentreId::hk);
  return made;
}
Holder const& officer() {
  static Holder const made = make_signer(authority(), "lingding:centre:HK");
  return made;
}
plans::TrustStore const& trusted() {
  static plans::TrustStore const made = trust({{CentreId::hk, authority().pem}});
  return made;
}

std::string sign(Holder const& holder, geo::UtcTime signed_at = kSigned, std::string_view payload = kPayload) {
  return plans::sign_detached(payload, holder.key, holder.pem, signed_at).value();
}

auto verify(std::string_view jws, plans::TrustStore const& store = trusted(), SignatureNeed const& need = kOfficer,
            geo::UtcTime recorded = kRecorded) {
  return plans::verify_detached(kPayload, jws, store, need, recorded);
}

Code code_of(std::string_view jws, plans::TrustStore const& store = trusted(), SignatureNeed const& need = kOfficer,
             geo::UtcTime recorded = kRecorded) {
  auto const verdict = verify(jws, store, need, recorded);
  REQUIRE_FALSE(verdict.has_value());
  INFO(verdict.error().text);
  CHECK_FALSE(verdict.error().text.empty());
  CHECK(plans::is_printable(verdict.error().text));
  UNSCOPED_INFO(plans::to_text(verdict.error().code) << ": " << verdict.error().text);
  return verdict.error().code;
}

HeaderText header_of(Holder const& holder) {
  HeaderText header;
  header.x5c = x5c({holder.pem});
  return header;
}
std::string signed_by_officer(HeaderText const& header) {
  return sign_header(header.text(), kPayload, handle(officer().key));
}

/// A signature by a certificate of the authority that differs from a good one in `forgery`.
std::string by_forged(Forgery const& forgery) {
  HeaderText header;
  header.x5c = x5c({forge(handle(authority().key), authority().pem, handle(officer().key), forgery)});
  return signed_by_officer(header);
}

/// The authority's list with these, from 1 February, next due at the end of the year.
std::string list_of(std::vector<plans::Revocation> const& revocations, Holder const& by = authority(),
                    std::string_view next = "2027-01-01T00:00:00Z") {
  return plans::sign_revocation_list(by.key, by.pem, revocations, 7, at("2026-02-01T00:00:00Z"), at(next)).value();
}
std::string serial_of(Holder const& holder) {
  return plans::read_certificate(holder.pem)->serial;
}
plans::TrustStore trust_with(std::vector<plans::Revocation> const& revocations) {
  return trust({{CentreId::hk, authority().pem, list_of(revocations)}});
}

}  // namespace

TEST_CASE("plans.signature: each of the three algorithms signs and verifies, under each kind of authority") {
  for (auto const kind : {KeyKind::ed25519, KeyKind::p256, KeyKind::rsa3072}) {
    auto const ca = make_authority(CentreId::mo, kind);
    auto const store = trust({{CentreId::mo, ca.pem}});
    for (auto const own : {KeyKind::ed25519, KeyKind::p256, KeyKind::rsa3072}) {
      auto const signer = make_signer(ca, "lingding:operator:turbo.jet-1", own, kSignerYears, "噴射飛航");
      auto const verdict = verify(sign(signer), store, {CentreId::mo, Purpose::operator_, "turbo.jet-1"});
      REQUIRE(verdict.has_value());
      CHECK(verdict->place == CentreId::mo);
      CHECK(verdict->signatory == plans::Signatory{Purpose::operator_, "turbo.jet-1"});
      CHECK(verdict->name == "噴射飛航");
      CHECK(verdict->serial == serial_of(signer));
      CHECK(verdict->algorithm == signer.key.algorithm());
      CHECK(verdict->signed_at == kSigned);
      CHECK(verdict->revocation == RevocationStanding::no_list);
      CHECK(verdict->authority == store.authorities().front().fingerprint);
    }
  }
}

TEST_CASE("plans.signature: anybody of the place and purpose when no id is needed") {
  CHECK(verify(sign(officer()), trusted(), {CentreId::hk, Purpose::centre, {}}).has_value());
}

TEST_CASE("plans.signature: EdDSA gives the same bytes again, and the time is cut to the second") {
  CHECK(sign(officer()) == sign(officer(), kSigned + std::chrono::milliseconds{999}));
  CHECK(verify(sign(officer(), kSigned + std::chrono::milliseconds{999}))->signed_at == kSigned);
}

TEST_CASE("plans.signature: the protected header is canonical JSON") {
  auto const jws = sign(officer());
  auto const header = geo::from_base64url(std::string_view{jws}.substr(0, jws.find('.'))).value();
  CHECK(plans::canonical_json(header).value() == header);
}

TEST_CASE("plans.signature: claims can be read without trust") {
  auto const claims = plans::read_claims_unverified(sign(officer()));
  REQUIRE(claims.has_value());
  CHECK(claims->signatory == plans::Signatory{Purpose::centre, "HK"});
  CHECK(claims->name == "Chan Siu Ming");
  CHECK(claims->signed_at == kSigned);
  CHECK_FALSE(plans::read_claims_unverified("x"));
}

TEST_CASE("plans.signature: every changed byte of payload or signature is found") {
  auto const jws = sign(officer());
  std::string payload{kPayload};
  for (std::size_t i = 0; i < payload.size(); ++i) {
    std::string changed = payload;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    auto const verdict = plans::verify_detached(changed, jws, trusted(), kOfficer, kRecorded);
    REQUIRE_FALSE(verdict.has_value());
    CHECK(verdict.error().code == Code::signature_invalid);
  }
  for (std::size_t i = 0; i < jws.size(); ++i) {
    std::string changed = jws;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    if (changed != jws) CHECK_FALSE(verify(changed).has_value());
  }
  CHECK(code_of(sign(officer(), kSigned, "{}")) == Code::signature_invalid);
}

TEST_CASE("plans.signature: too_large") {
  CHECK(code_of(std::string(plans::kMaxJwsBytes + 1, 'A')) == Code::too_large);
  std::string const payload(plans::kMaxDocumentBytes + 1, ' ');
  CHECK(plans::verify_detached(payload, sign(officer()), trusted(), kOfficer, kRecorded).error().code ==
        Code::too_large);
  CHECK_FALSE(plans::sign_detached(payload, officer().key, officer().pem, kSigned).has_value());
}

TEST_CASE("plans.signature: malformed") {
  auto const jws = sign(officer());
  for (std::string const& text :
       {std::string{}, std::string{"."}, std::string{"abc"}, jws + ".", "." + jws, jws + "..AA"})
    CHECK(code_of(text) == Code::malformed);
  auto const with_header = [&](std::string_view header) {
    return geo::to_base64url(header) + jws.substr(jws.find(".."));
  };
  for (char const* header : {"", "[]", "null", "{", "{\"alg\":NaN}", "\xEF\xBB\xBF{}", "{\"alg\":\"\\ud800\"}"})
    CHECK(code_of(with_header(header)) == Code::malformed);
  std::string const deep = std::string(40, '[') + std::string(40, ']');
  CHECK(code_of(with_header("{\"alg\":" + deep + "}")) == Code::malformed);
  HeaderText header;
  header.x5c = "[5]";
  CHECK(code_of(signed_by_officer(header)) == Code::malformed);
}

TEST_CASE("plans.signature: bad_encoding, for everything that is not the one base64url text") {
  auto const jws = sign(officer());
  for (std::string const& text : {jws + "=", jws + "\n", jws + " ", " " + jws})
    CHECK(code_of(text) == Code::bad_encoding);
  CHECK(code_of(jws + "A") == Code::signature_invalid);  // well encoded, a byte too many
  // The last character of 64 bytes carries two bits that say something and four that don't: "A" and "B" end the same.
  std::string twin = jws;
  twin.back() = static_cast<char>(twin.back() + 1);
  CHECK(code_of(twin) == Code::bad_encoding);
  HeaderText header = header_of(officer());
  header.x5c.insert(header.x5c.size() - 2, "\\n");
  CHECK(code_of(signed_by_officer(header)) == Code::bad_encoding);
}

TEST_CASE("plans.signature: duplicate_member, also when it is written differently") {
  HeaderText header = header_of(officer());
  header.more = R"(,"alg":"EdDSA")";
  CHECK(code_of(signed_by_officer(header)) == Code::duplicate_member);
  header.more = R"(,"\u0061lg":"none")";
  CHECK(code_of(signed_by_officer(header)) == Code::duplicate_member);
}

TEST_CASE("plans.signature: payload_attached") {
  auto jws = sign(officer());
  jws.insert(jws.find('.') + 1, geo::to_base64url(kPayload));
  CHECK(code_of(jws) == Code::payload_attached);
}

TEST_CASE("plans.signature: algorithm_refused, first of all none") {
  for (char const* alg : {R"("none")", R"("None")", R"("HS256")", R"("RS256")", R"("PS384")", R"("ES384")",
                          R"("ES256K")", R"("Ed448")", R"("eddsa")", R"("")", "1", "null", R"(["EdDSA"])", ""}) {
    HeaderText header = header_of(officer());
    header.alg = alg;
    CHECK(code_of(signed_by_officer(header)) == Code::algorithm_refused);
  }
  HeaderText none = header_of(officer());
  none.alg = R"("none")";
  CHECK(code_of(geo::to_base64url(none.text()) + "..") == Code::algorithm_refused);
}

TEST_CASE("plans.signature: header_refused, for keys from elsewhere and for an unencoded payload") {
  for (char const* more : {R"(,"jwk":{"kty":"OKP"})", R"(,"jku":"https://example.org/k")",
                           R"(,"x5u":"https://example.org/c")", R"(,"b64":false)", R"(,"b64":true)"}) {
    HeaderText header = header_of(officer());
    header.more = more;
    CHECK(code_of(signed_by_officer(header)) == Code::header_refused);
  }
}

TEST_CASE("plans.signature: members that say nothing to us and are not critical are let be (RFC 7515, section 4)") {
  HeaderText header = header_of(officer());
  header.more = R"(,"kid":"1","cty":"json","x5t#S256":"abc")";
  CHECK(verify(signed_by_officer(header)).has_value());
}

TEST_CASE("plans.signature: critical_refused, for what is not understood and where sigT is missing") {
  for (char const* crit : {"", "[]", R"(["exp"])", R"(["sigT","exp"])", R"(["sigT","sigT"])", R"("sigT")",
                           R"(["sigT",1])", R"(["alg"])", "null"}) {
    HeaderText header = header_of(officer());
    header.crit = crit;
    CHECK(code_of(signed_by_officer(header)) == Code::critical_refused);
  }
}

TEST_CASE("plans.signature: wrong_type") {
  for (char const* type : {"", R"("JOSE")", R"("JWT")", "1"}) {
    HeaderText header = header_of(officer());
    header.typ = type;
    CHECK(code_of(signed_by_officer(header)) == Code::wrong_type);
  }
}

TEST_CASE("plans.signature: bad_signing_time") {
  for (char const* time :
       {"", R"("2026-03-01")", R"("2026-03-01T00:00:00.000Z")", R"("2026-03-01T08:00:00+08:00")",
        R"("2026-02-30T00:00:00Z")", R"("2026-03-01T00:00:60Z")", R"("2026-03-01 00:00:00Z")", "1772323200"}) {
    HeaderText header = header_of(officer());
    header.sig_t = time;
    CHECK(code_of(signed_by_officer(header)) == Code::bad_signing_time);
  }
}

TEST_CASE("plans.signature: bad_chain") {
  auto const other = make_signer(authority(), "lingding:centre:HK");
  for (std::string const& chain : {std::string{}, std::string{"[]"}, std::string{R"(["AAAA"])"}, std::string{R"([""])"},
                                   x5c({officer().pem, other.pem}), x5c(std::vector<std::string>(5, officer().pem))}) {
    HeaderText header;
    header.x5c = chain;
    CHECK(code_of(signed_by_officer(header)) == Code::bad_chain);
  }
  // A byte behind the certificate.
  auto const der = plans::detail::pem_blocks(officer().pem, "CERTIFICATE")->front();
  HeaderText header;
  header.x5c = "[\"" + geo::to_base64(der + '\0') + "\"]";
  CHECK(code_of(signed_by_officer(header)) == Code::bad_chain);
}

TEST_CASE("plans.signature: the pinned authority's own certificate may end the chain") {
  HeaderText header;
  header.x5c = x5c({officer().pem, authority().pem});
  CHECK(verify(signed_by_officer(header)).has_value());
}

TEST_CASE("plans.signature: self_signed") {
  HeaderText header;
  header.x5c = x5c({forge(handle(officer().key), "", handle(officer().key),
                          {.extensions = with(signer_extensions(), NID_authority_key_identifier, "")})});
  CHECK(code_of(signed_by_officer(header)) == Code::self_signed);
}

TEST_CASE("plans.signature: untrusted, also when the authority has the pinned one's name") {
  auto const stranger = make_authority(CentreId::hk);  // the same name, another key
  CHECK(code_of(sign(make_signer(stranger, "lingding:centre:HK"))) == Code::untrusted);
  // A self-signed authority that comes with the chain vouches for nothing.
  auto const signer = make_signer(stranger, "lingding:centre:HK");
  HeaderText header;
  header.x5c = x5c({signer.pem, stranger.pem});
  CHECK_FALSE(verify(sign_header(header.text(), kPayload, handle(signer.key))).has_value());
}

TEST_CASE("plans.signature: wrong_place") {
  auto const store = trust({{CentreId::mo, authority().pem}});
  CHECK(code_of(sign(officer()), store) == Code::wrong_place);
  CHECK(code_of(sign(officer()), trusted(), {CentreId::mo, Purpose::centre, "HK"}) == Code::wrong_place);
}

TEST_CASE("plans.signature: purpose_not_vouched") {
  auto const store =
      trust({{.place = CentreId::hk, .certificate = authority().pem, .purposes = R"(["operator","ship"])"}});
  CHECK(code_of(sign(officer()), store) == Code::purpose_not_vouched);
}

TEST_CASE("plans.signature: authority_not_valid, by its pin, its certificate, or an authority between") {
  auto const pinned_until = [](char const* from, char const* until) {
    return trust({{.place = CentreId::hk, .certificate = authority().pem, .from = from, .until = until}});
  };
  CHECK(code_of(sign(officer()), pinned_until("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z")) ==
        Code::authority_not_valid);
  CHECK(code_of(sign(officer()), pinned_until("2026-03-01T00:00:01Z", "2027-03-01T00:00:00Z")) ==
        Code::authority_not_valid);
  CHECK(verify(sign(officer()), pinned_until("2026-03-01T00:00:00Z", "2026-03-01T00:00:01Z")).has_value());
  auto const late =
      make_authority(CentreId::hk, KeyKind::ed25519, {at("2026-04-01T00:00:00Z"), at("2030-01-01T00:00:00Z")});
  auto const signer = make_signer(late, "lingding:centre:HK", KeyKind::ed25519,
                                  {at("2026-04-01T00:00:00Z"), at("2027-01-01T00:00:00Z")});
  CHECK(code_of(sign(signer), trust({{CentreId::hk, late.pem}})) == Code::authority_not_valid);
}

TEST_CASE("plans.signature: two pins of one authority, the later one goes on where the first ended") {
  auto const store = trust({{.place = CentreId::hk, .certificate = authority().pem, .until = "2026-02-15T00:00:00Z"},
                            {.place = CentreId::hk, .certificate = authority().pem, .from = "2026-02-15T00:00:00Z"}});
  CHECK(verify(sign(officer()), store).has_value());
}

TEST_CASE("plans.signature: bad_certificate") {
  std::string const uri = "lingding:centre:HK";
  Extensions const good = signer_extensions();
  CHECK(verify(by_forged({.extensions = good})).has_value());  // the forger itself can make a good one
  for (auto const& extensions :
       {with(good, NID_key_usage, ""), with(good, NID_key_usage, "critical,digitalSignature,keyCertSign"),
        with(good, NID_key_usage, "critical,keyEncipherment"), with(good, NID_basic_constraints, "critical,CA:TRUE"),
        with(good, NID_subject_alt_name, ""),
        with(good, NID_subject_alt_name, "URI:" + uri + ",URI:lingding:centre:MO"),
        with(good, NID_subject_alt_name, "DNS:hk"), with(good, NID_subject_alt_name, "URI:lingding:operator:x"),
        with(good, NID_subject_alt_name, "URI:lingding:centre:XX"),
        with(good, NID_subject_alt_name, "URI:https://example.org"),
        with(good, NID_policy_constraints, "critical,requireExplicitPolicy:0")})
    CHECK(code_of(by_forged({.extensions = extensions})) == Code::bad_certificate);
  CHECK(code_of(by_forged({.extensions = {}, .version = X509_VERSION_1})) == Code::bad_certificate);
}

TEST_CASE("plans.signature: a certificate signed with SHA-1 is refused") {
  auto const ca = make_authority(CentreId::hk, KeyKind::rsa3072);
  HeaderText header;
  header.x5c = x5c({forge(handle(ca.key), ca.pem, handle(officer().key),
                          {.extensions = signer_extensions(), .digest = EVP_sha1()})});
  CHECK(code_of(signed_by_officer(header), trust({{CentreId::hk, ca.pem}})) == Code::bad_certificate);
}

TEST_CASE("plans.signature: authorities between, as far as the one above allows") {
  auto const root_key = plans::SigningKey::generate(KeyKind::ed25519);
  auto const middle_key = plans::SigningKey::generate(KeyKind::ed25519);
  auto const lower_key = plans::SigningKey::generate(KeyKind::ed25519);
  auto const chain_below = [&](std::string const& root_constraints, std::string const& middle_constraints,
                               std::string const& usage = "critical,keyCertSign,cRLSign",
                               std::string const& names = "") {
    auto const root =
        forge(handle(root_key), "", handle(root_key),
              {.subject = "Root", .extensions = authority_extensions(root_constraints), .validity = kAuthorityYears});
    auto extensions = authority_extensions(middle_constraints, usage);
    extensions.emplace_back(NID_authority_key_identifier, "keyid:always");
    if (!names.empty()) extensions.emplace_back(NID_name_constraints, names);
    auto const middle =
        forge(handle(root_key), root, handle(middle_key), {.subject = "Middle", .extensions = extensions});
    auto const signer = forge(handle(middle_key), middle, handle(officer().key), {.extensions = signer_extensions()});
    HeaderText header;
    header.x5c = x5c({signer, middle});
    return std::pair{signed_by_officer(header), trust({{CentreId::hk, root}})};
  };
  auto const [good, good_trust] = chain_below("critical,CA:TRUE,pathlen:1", "critical,CA:TRUE,pathlen:0");
  CHECK(verify(good, good_trust).has_value());
  auto const [long_way, strict_trust] = chain_below("critical,CA:TRUE,pathlen:0", "critical,CA:TRUE,pathlen:0");
  CHECK(code_of(long_way, strict_trust) == Code::bad_certificate);
  auto const [no_authority, some_trust] = chain_below("critical,CA:TRUE", "critical,CA:FALSE");
  CHECK(code_of(no_authority, some_trust) == Code::bad_certificate);
  auto const [no_usage, other_trust] = chain_below("critical,CA:TRUE", "critical,CA:TRUE", "critical,cRLSign");
  CHECK(code_of(no_usage, other_trust) == Code::bad_certificate);
  auto const [constrained, last_trust] =
      chain_below("critical,CA:TRUE", "critical,CA:TRUE", "critical,keyCertSign", "critical,permitted;URI:example.org");
  CHECK(code_of(constrained, last_trust) == Code::bad_certificate);
}

TEST_CASE("plans.signature: wrong_purpose") {
  CHECK(code_of(by_forged({.extensions = with(signer_extensions(), NID_ext_key_usage, "")})) == Code::wrong_purpose);
  CHECK(code_of(by_forged({.extensions = with(signer_extensions(), NID_ext_key_usage, "serverAuth")})) ==
        Code::wrong_purpose);
  std::string const both =
      std::string{plans::oid_of(Purpose::centre)} + "," + std::string{plans::oid_of(Purpose::service)};
  CHECK(code_of(by_forged({.extensions = with(signer_extensions(), NID_ext_key_usage, both)})) == Code::wrong_purpose);
  // What the server signs by itself can't register a plan, and an officer's key can't stand in for the server.
  CHECK(code_of(sign(make_signer(authority(), "lingding:service:HK"))) == Code::wrong_purpose);
  CHECK(code_of(sign(officer()), trusted(), {CentreId::hk, Purpose::service, "HK"}) == Code::wrong_purpose);
  CHECK(code_of(sign(make_signer(authority(), "lingding:ship:477995123"))) == Code::wrong_purpose);
}

TEST_CASE("plans.signature: wrong_signatory") {
  auto const operator_ = make_signer(authority(), "lingding:operator:a");
  CHECK(code_of(sign(operator_), trusted(), {CentreId::hk, Purpose::operator_, "b"}) == Code::wrong_signatory);
  CHECK(code_of(sign(operator_), trusted(), {CentreId::hk, Purpose::operator_, "A"}) == Code::wrong_signatory);
  // Hong Kong's authority can't make an officer of Macao, whatever is asked for.
  auto const borrowed = make_signer(authority(), "lingding:centre:MO");
  CHECK(code_of(sign(borrowed)) == Code::wrong_signatory);
  CHECK(code_of(sign(borrowed), trusted(), {CentreId::hk, Purpose::centre, "MO"}) == Code::wrong_signatory);
}

TEST_CASE("plans.signature: not_yet_valid and expired, to the second and with both ends included (RFC 5280)") {
  plans::Validity const day{at("2026-03-01T00:00:00Z"), at("2026-03-01T23:59:59Z")};
  auto const signer = make_signer(authority(), "lingding:centre:HK", KeyKind::ed25519, day);
  auto const signed_at = [&](char const* time) { return sign(signer, at(time)); };
  auto const recorded = at("2026-03-02T12:00:00Z");
  CHECK(code_of(signed_at("2026-02-28T23:59:59Z"), trusted(), kOfficer, recorded) == Code::not_yet_valid);
  CHECK(verify(signed_at("2026-03-01T00:00:00Z"), trusted(), kOfficer, recorded).has_value());
  CHECK(verify(signed_at("2026-03-01T23:59:59Z"), trusted(), kOfficer, recorded).has_value());
  CHECK(code_of(signed_at("2026-03-02T00:00:00Z"), trusted(), kOfficer, recorded) == Code::expired);
}

TEST_CASE("plans.signature: a signature outlives its certificate") {
  plans::Validity const short_life{at("2026-02-01T00:00:00Z"), at("2026-03-02T00:00:00Z")};
  auto const signer = make_signer(authority(), "lingding:centre:HK", KeyKind::ed25519, short_life);
  CHECK(verify(sign(signer), trusted(), kOfficer, at("2026-03-20T00:00:00Z")).has_value());
}

TEST_CASE("plans.signature: revoked, from the entry's date on, and not before") {
  auto const revoked_at = [&](char const* time, RevocationReason reason = RevocationReason::superseded) {
    return trust_with({{serial_of(officer()), at(time), reason, {}}});
  };
  CHECK(code_of(sign(officer()), revoked_at("2026-02-28T23:59:59Z")) == Code::revoked);
  CHECK(code_of(sign(officer()), revoked_at("2026-03-01T00:00:00Z")) == Code::revoked);
  auto const later = verify(sign(officer()), revoked_at("2026-03-01T00:00:01Z"));
  REQUIRE(later.has_value());
  CHECK(later->revocation == RevocationStanding::checked);
  CHECK(code_of(sign(officer()), revoked_at("2026-02-10T00:00:00Z", RevocationReason::unspecified)) == Code::revoked);
  // Somebody else's entry.
  CHECK(verify(sign(officer()), trust_with({{"1234", at("2026-02-01T00:00:00Z"), RevocationReason::superseded, {}}}))
            .has_value());
}

TEST_CASE("plans.signature: a compromised key's claim of an earlier time is not believed") {
  auto const lost = [&](char const* revoked, std::optional<geo::UtcTime> since,
                        RevocationReason reason = RevocationReason::key_compromise) {
    return trust_with({{serial_of(officer()), at(revoked), reason, since}});
  };
  auto const jws = sign(officer());  // 1 March 00:00:00
  // Recorded before the revocation by somebody else: it existed then.
  CHECK(verify(jws, lost("2026-03-01T00:05:00Z", {}), kOfficer, at("2026-03-01T00:01:00Z")).has_value());
  // Recorded after it: the claim of an earlier time is the thief's word.
  CHECK(code_of(jws, lost("2026-03-01T00:05:00Z", {}), kOfficer, at("2026-03-01T00:06:00Z")) == Code::revoked);
  // An officer who merely left is not a thief.
  CHECK(verify(jws, lost("2026-03-01T00:05:00Z", {}, RevocationReason::affiliation_changed), kOfficer,
               at("2026-03-01T00:06:00Z"))
            .has_value());
  // invalidityDate: the key was lost before it was revoked.
  CHECK(code_of(jws, lost("2026-03-10T00:00:00Z", at("2026-02-20T00:00:00Z"))) == Code::revoked);
  CHECK(code_of(jws, lost("2026-03-10T00:00:00Z", kSigned)) == Code::revoked);
  CHECK(verify(jws, lost("2026-03-10T00:00:00Z", kSigned + std::chrono::seconds{1})).has_value());
  CHECK(
      verify(jws, lost("2026-03-10T00:00:00Z", at("2026-02-20T00:00:00Z"), RevocationReason::superseded)).has_value());
}

TEST_CASE("plans.signature: a list that was past its next update says so") {
  auto const store = trust({{CentreId::hk, authority().pem, list_of({}, authority(), "2026-02-20T00:00:00Z")}});
  CHECK(verify(sign(officer()), store)->revocation == RevocationStanding::stale);
  CHECK(verify(sign(officer(), at("2026-02-19T00:00:00Z")), store, kOfficer, at("2026-02-19T00:00:00Z"))->revocation ==
        RevocationStanding::checked);
}

TEST_CASE("plans.signature: key_mismatch") {
  auto const p256 = make_signer(authority(), "lingding:centre:HK", KeyKind::p256);
  HeaderText header = header_of(p256);
  CHECK(code_of(sign_header(header.text(), kPayload, handle(officer().key))) == Code::key_mismatch);
  HeaderText other = header_of(officer());
  other.alg = R"("ES256")";
  CHECK(code_of(sign_header(other.text(), kPayload, handle(p256.key), plans::SignatureAlgorithm::es256)) ==
        Code::key_mismatch);
}

TEST_CASE("plans.signature: weak_key") {
  using plans::detail::KeyPtr;
  KeyPtr const short_rsa{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})};
  KeyPtr const other_curve{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384")};
  KeyPtr const bitcoin{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1")};
  KeyPtr const ed448{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448")};
  for (auto const* key : {&short_rsa, &other_curve, &bitcoin, &ed448}) {
    HeaderText header;
    header.x5c =
        x5c({forge(handle(authority().key), authority().pem, key->get(), {.extensions = signer_extensions()})});
    CHECK(code_of(signed_by_officer(header)) == Code::weak_key);
  }
}

TEST_CASE("plans.signature: signature_invalid, when certificates are swapped between two who are both trusted") {
  auto const other = make_signer(authority(), "lingding:centre:HK");
  CHECK(code_of(sign_header(header_of(other).text(), kPayload, handle(officer().key))) == Code::signature_invalid);
  CHECK_FALSE(plans::sign_detached(kPayload, officer().key, other.pem, kSigned).has_value());
}

TEST_CASE("plans.signature: clock_skew, five minutes ahead and thirty days behind") {
  auto const recorded = [&](char const* time) { return at(time); };
  auto const jws = sign(officer());
  CHECK(verify(jws, trusted(), kOfficer, recorded("2026-02-28T23:55:00Z")).has_value());
  CHECK(code_of(jws, trusted(), kOfficer, recorded("2026-02-28T23:54:59Z")) == Code::clock_skew);
  CHECK(verify(jws, trusted(), kOfficer, recorded("2026-03-31T00:00:00Z")).has_value());
  CHECK(code_of(jws, trusted(), kOfficer, recorded("2026-03-31T00:00:01Z")) == Code::clock_skew);
}

TEST_CASE("plans.signature: the same verdict from a store that has seen the chain before") {
  auto const jws = sign(officer());
  auto const store = trust({{CentreId::hk, authority().pem}});
  for (int i = 0; i < 3; ++i) {
    CHECK(verify(jws, store).has_value());
    CHECK(code_of(jws, store, {CentreId::hk, Purpose::centre, "MO"}) == Code::wrong_signatory);
    CHECK(code_of(jws, store, kOfficer, at("2027-01-01T00:00:00Z")) == Code::clock_skew);
  }
}

TEST_CASE("plans.signature: each code has its own word") {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(Code::clock_skew); ++i) words.insert(plans::to_text(static_cast<Code>(i)));
  CHECK(words.size() == static_cast<std::size_t>(Code::clock_skew) + 1);
  CHECK_FALSE(words.contains(""));
}
