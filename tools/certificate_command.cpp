// `lingding keys authority`, `certificate`, `revoke`, `trust` and `demo`: who may sign plans, and who vouches for whom.

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <stdexcept>

#include "adapters/runtime/clock.hpp"
#include "geo/json_writer.hpp"
#include "plans/authority.hpp"
#include "plans/trust.hpp"
#include "tools/commands.hpp"
#include "tools/key_files.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;
using geo::CentreId;
using plans::Secret;
using plans::SigningKey;

constexpr char const* kAuthorityKey = "authority.key.pem";
constexpr char const* kAuthorityCertificate = "authority.pem";
constexpr char const* kAuthorityList = "crl.pem";

/// Clocks differ: what is made now has to be valid on a machine that is a little behind.
constexpr auto kBackdated = std::chrono::hours{1};

/// Of what was made or judged: its value, or its sentence as an exception.
template <class T>
T or_throw(geo::Expected<T, std::string> made, std::string const& what) {
  if (!made) throw std::runtime_error(what + ": " + made.error());
  return std::move(made).value();
}

geo::UtcTime whole_second(geo::UtcTime time) {
  return std::chrono::floor<std::chrono::seconds>(time);
}

CentreId centre_named(std::string const& name) {
  auto const centre = geo::parse_centre(name);
  if (!centre) throw std::runtime_error("\"" + name + "\" is no place: CN-GD, HK or MO");
  return *centre;
}

plans::KeyKind kind_named(std::string const& name) {
  auto const kind = plans::parse_key_kind(name);
  if (!kind) throw std::runtime_error("\"" + name + "\" is no kind of key: ed25519, p256 or rsa3072");
  return *kind;
}

geo::UtcTime time_named(std::string const& text) {
  auto const time = geo::parse_time(text);
  if (!time) throw std::runtime_error("\"" + text + "\" is no time as 2026-01-31T08:00:00Z");
  return *time;
}

void make_folder(fs::path const& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw std::runtime_error("can't make " + folder.string() + ": " + error.message());
}

void write_key(fs::path const& file, SigningKey const& key, KeyProtection const& protection) {
  if (protection.encryption == KeyProtection::Encryption::none) return write_new_secret(file, key.to_pem_unencrypted());
  auto const passphrase = new_passphrase(protection.passphrase_file, "Passphrase for " + file.string());
  write_new_secret(file, key.to_pem(passphrase));
}

/// An authority's folder, opened.
struct Authority {
  SigningKey key;
  std::string certificate;
  plans::CertificateFacts facts;
};

Authority open_authority(fs::path const& folder, fs::path const& passphrase_file) {
  auto certificate = read_text_file(folder / kAuthorityCertificate, plans::kMaxCertificateTextBytes);
  auto facts = or_throw(plans::read_certificate(certificate), (folder / kAuthorityCertificate).string());
  auto key = read_signing_key(folder / kAuthorityKey,
                              passphrase_from(passphrase_file, "Passphrase of " + (folder / kAuthorityKey).string()));
  return {std::move(key), std::move(certificate), std::move(facts)};
}

void write_list(fs::path const& folder, Authority const& authority, std::vector<plans::Revocation> const& revocations,
                std::uint64_t number, geo::UtcTime now, std::chrono::days next) {
  auto const list = or_throw(plans::sign_revocation_list(authority.key, authority.certificate, revocations, number,
                                                         whole_second(now), whole_second(now) + next),
                             "the revocation list");
  replace_file(folder / kAuthorityList, list);
}

/// Makes an authority in a folder: key, certificate and its first, empty list.
Authority make_authority_in(fs::path const& folder, CentreId place, std::string const& name, plans::KeyKind kind,
                            std::chrono::days life, std::chrono::days list_life, KeyProtection const& protection,
                            geo::UtcTime now) {
  make_folder(folder);
  auto key = SigningKey::generate(kind);
  geo::UtcTime const from = whole_second(now) - kBackdated;
  auto certificate = or_throw(plans::make_authority(key, place, name, {from, from + life}), "the authority");
  write_key(folder / kAuthorityKey, key, protection);
  replace_file(folder / kAuthorityCertificate, certificate);
  auto facts = or_throw(plans::read_certificate(certificate), "the authority");
  Authority authority{std::move(key), std::move(certificate), std::move(facts)};
  write_list(folder, authority, {}, 1, now, list_life);
  return authority;
}

/// Within the authority's own validity.
plans::Validity validity_of(Authority const& authority, std::chrono::days life, geo::UtcTime now) {
  geo::UtcTime const from = std::max(whole_second(now) - kBackdated, authority.facts.validity.from);
  return {from, std::min(from + life, authority.facts.validity.until)};
}

void make_signer_in(fs::path const& folder, Authority const& authority, std::string const& file_name,
                    plans::Signatory const& signatory, std::string const& name, geo::UtcTime now) {
  auto const key = SigningKey::generate(plans::KeyKind::ed25519);
  auto const certificate =
      or_throw(plans::issue_certificate(authority.key, authority.certificate, key.public_pem(),
                                        {signatory, name, validity_of(authority, std::chrono::days{3650}, now)}),
               plans::to_uri(signatory));
  write_new_secret(folder / (file_name + ".key.pem"), key.to_pem_unencrypted());
  replace_file(folder / (file_name + ".pem"), certificate);
}

/// One authority of a trust folder.
struct Source {
  CentreId place = CentreId::hk;
  fs::path folder;
};

/// "HK=DIR".
Source source_named(std::string const& text) {
  std::size_t const equals = text.find('=');
  if (equals == std::string::npos)
    throw std::runtime_error("\"" + text + "\" is not PLACE=FOLDER, as HK=authorities/HK");
  return {centre_named(text.substr(0, equals)), text.substr(equals + 1)};
}

void write_trust_folder(fs::path const& out, CentreId centre, std::vector<Source> const& sources,
                        std::vector<plans::Purpose> const& purposes, std::optional<plans::Validity> const& pin) {
  make_folder(out);
  std::string text;
  geo::JsonWriter writer{text};
  writer.begin_object().member("schema", "lingding/trust/1").member("centre", geo::to_text(centre));
  writer.key("authorities").begin_array();
  std::map<CentreId, int> count;
  for (auto const& source : sources) {
    int const number = ++count[source.place];
    std::string const stem = std::string{geo::to_text(source.place)} + (number > 1 ? "-" + std::to_string(number) : "");
    auto const certificate = read_text_file(source.folder / kAuthorityCertificate, plans::kMaxCertificateTextBytes);
    auto const facts = or_throw(plans::read_certificate(certificate), (source.folder / kAuthorityCertificate).string());
    auto const list = read_text_file(source.folder / kAuthorityList, plans::kMaxCrlTextBytes);
    replace_file(out / (stem + ".pem"), certificate);
    replace_file(out / (stem + ".crl.pem"), list);
    plans::Validity const validity = pin.value_or(facts.validity);
    writer.begin_object().member("place", geo::to_text(source.place)).key("purposes").begin_array();
    for (auto const purpose : purposes) writer.value(plans::to_text(purpose));
    writer.end_array().member("from", geo::to_iso8601(validity.from)).member("until", geo::to_iso8601(validity.until));
    writer.member("certificate_file", stem + ".pem").member("crl_file", stem + ".crl.pem").end_object();
  }
  writer.end_array().end_object();
  replace_file(out / "trust.json", text + "\n");
}

/// Reads the folder as the server will. \throws std::runtime_error with what is wrong
plans::TrustStore check_trust_folder(fs::path const& folder) {
  auto const say = [&](std::vector<plans::Problem> const& problems) {
    std::string words = folder.string() + " would be refused:";
    for (auto const& each : problems)
      words += " " + each.pointer + ": found " + each.value + "; expected " + each.expected + ".";
    return words;
  };
  auto const text = plans::read_trust_folder(folder);
  if (!text) throw std::runtime_error(say(text.error()));
  auto store = plans::TrustStore::from_json(*text);
  if (!store) throw std::runtime_error(say(store.error()));
  return *std::move(store);
}

struct DemoShip {
  CentreId place;
  char const* company;
  char const* mmsi;  ///< of the first sample plan of that place
};
constexpr std::array<DemoShip, 3> kDemoShips{{{CentreId::cn_gd, "demo-gd", "413000011"},
                                              {CentreId::hk, "demo-hk", "477000011"},
                                              {CentreId::mo, "demo-mo", "453000011"}}};

constexpr std::string_view kDemoNotice =
    "DEMONSTRATION KEYS. Made by `lingding keys demo`; the private keys are not encrypted.\n"
    "They prove nothing about anybody: never pin these authorities where real plans are kept.\n"
    "\n"
    "  CN-GD/ HK/ MO/           one authority for each place: authority.pem, its key and its revocation list crl.pem,\n"
    "                           and, each with its key NAME.key.pem and its certificate NAME.pem:\n"
    "    officer                lingding:centre:PLACE       registers plans\n"
    "    service                lingding:service:PLACE      what the centre's server signs by itself\n"
    "    operator               lingding:operator:demo-...  files plans\n"
    "    ship                   lingding:ship:MMSI          confirms its copy\n"
    "    trust/                 which authorities that centre trusts: all three\n";

void make_demo_place(fs::path const& folder, DemoShip const& demo, geo::UtcTime now) {
  std::string const place{geo::to_text(demo.place)};
  auto const authority =
      make_authority_in(folder, demo.place, "DEMONSTRATION authority " + place, plans::KeyKind::ed25519,
                        std::chrono::days{3650}, std::chrono::days{365}, {KeyProtection::Encryption::none, {}}, now);
  make_signer_in(folder, authority, "officer", {plans::Purpose::centre, place}, "DEMONSTRATION officer " + place, now);
  make_signer_in(folder, authority, "service", {plans::Purpose::service, place}, "DEMONSTRATION service " + place, now);
  make_signer_in(folder, authority, "operator", {plans::Purpose::operator_, demo.company},
                 "DEMONSTRATION operator " + place, now);
  make_signer_in(folder, authority, "ship", {plans::Purpose::ship, demo.mmsi}, "DEMONSTRATION ship " + place, now);
}

}  // namespace

int keys_authority(KeysAuthorityOptions const& options) {
  auto const now = runtime::SystemClock{}.now();
  auto const place = centre_named(options.place);
  make_authority_in(options.out, place, options.name, kind_named(options.kind), std::chrono::days{options.days},
                    std::chrono::days{options.list_days}, options.protection, now);
  std::printf("authority of %s: %s\n", options.place.c_str(), options.name.c_str());
  std::printf("  %s    its secret: keep it off the network; who has it can make officers\n",
              (options.out / kAuthorityKey).c_str());
  std::printf("  %s        its certificate: carry it to the other centres by a way that you trust\n",
              (options.out / kAuthorityCertificate).c_str());
  std::printf("  %s              what it has revoked: nothing yet; sign a new one in time (keys revoke)\n",
              (options.out / kAuthorityList).c_str());
  return 0;
}

int keys_certificate(KeysCertificateOptions const& options) {
  auto const now = runtime::SystemClock{}.now();
  auto const signatory = plans::parse_signatory(options.subject);
  if (!signatory)
    throw std::runtime_error("\"" + options.subject +
                             "\" is nobody: lingding:centre:HK, lingding:operator:ID, lingding:service:HK or "
                             "lingding:ship:MMSI");
  auto const authority = open_authority(options.authority, options.authority_passphrase_file);
  std::optional<SigningKey> key;
  if (options.public_key.empty()) key = SigningKey::generate(kind_named(options.kind));
  auto const public_key = key ? key->public_pem() : read_text_file(options.public_key, plans::kMaxKeyTextBytes);
  plans::CertificateOrder const order{*signatory, options.name,
                                      validity_of(authority, std::chrono::days{options.days}, now)};
  auto const certificate =
      or_throw(plans::issue_certificate(authority.key, authority.certificate, public_key, order), "no certificate");
  fs::path const key_file = options.out.string() + ".key.pem";
  fs::path const certificate_file = options.out.string() + ".pem";
  if (fs::exists(certificate_file)) throw std::runtime_error(certificate_file.string() + " is there already");
  if (key) write_key(key_file, *key, options.protection);
  replace_file(certificate_file, certificate);
  std::printf("%s: %s\n", options.subject.c_str(), options.name.c_str());
  if (key) std::printf("  %s    the secret: it belongs to the signer alone\n", key_file.c_str());
  std::printf("  %s        the certificate, valid until %s, serial number %s\n", certificate_file.c_str(),
              geo::to_iso8601(order.validity.until).substr(0, 10).c_str(),
              or_throw(plans::read_certificate(certificate), "the certificate").serial.c_str());
  return 0;
}

int keys_revoke(KeysRevokeOptions const& options) {
  auto const now = runtime::SystemClock{}.now();
  auto const authority = open_authority(options.authority, options.authority_passphrase_file);
  auto content =
      or_throw(plans::read_revocation_list(read_text_file(options.authority / kAuthorityList, plans::kMaxCrlTextBytes),
                                           authority.certificate),
               (options.authority / kAuthorityList).string());
  if (!options.certificate.empty() || !options.serial.empty()) {
    plans::Revocation revocation;
    revocation.serial = options.serial;
    if (!options.certificate.empty()) {
      auto const facts =
          or_throw(plans::read_certificate(read_text_file(options.certificate, plans::kMaxCertificateTextBytes)),
                   options.certificate.string());
      if (facts.issuer != authority.facts.subject)
        throw std::runtime_error(options.certificate.string() + " is by another authority, " + facts.issuer);
      revocation.serial = facts.serial;
    }
    auto const reason = plans::parse_revocation_reason(options.reason);
    if (!reason)
      throw std::runtime_error("\"" + options.reason + "\" is no reason; lingding keys revoke --help lists them");
    revocation.reason = *reason;
    revocation.revoked_at = options.at.empty() ? whole_second(now) : time_named(options.at);
    if (revocation.revoked_at > now) throw std::runtime_error("a certificate can't be revoked in the future");
    if (!options.invalid_since.empty()) revocation.invalid_since = time_named(options.invalid_since);
    auto const known = std::any_of(content.revocations.begin(), content.revocations.end(),
                                   [&](auto const& each) { return each.serial == revocation.serial; });
    if (known) throw std::runtime_error("serial number " + revocation.serial + " is revoked already");
    content.revocations.push_back(revocation);
  }
  write_list(options.authority, authority, content.revocations, content.number + 1, now,
             std::chrono::days{options.list_days});
  std::printf("%s: list %llu, %zu revoked\n", (options.authority / kAuthorityList).c_str(),
              static_cast<unsigned long long>(content.number + 1), content.revocations.size());
  std::printf("Next: lingding keys trust, at each centre that trusts this authority\n");
  return 0;
}

int keys_trust(KeysTrustOptions const& options) {
  std::vector<Source> sources;
  for (auto const& each : options.authorities) sources.push_back(source_named(each));
  std::vector<plans::Purpose> purposes;
  for (auto const& name : options.purposes) {
    auto const purpose = plans::parse_purpose(name);
    if (!purpose) throw std::runtime_error("\"" + name + "\" is no purpose: centre, operator, service or ship");
    purposes.push_back(*purpose);
  }
  std::optional<plans::Validity> pin;
  if (options.from.empty() != options.until.empty()) throw std::runtime_error("give --from and --until together");
  if (!options.from.empty()) pin = plans::Validity{time_named(options.from), time_named(options.until)};
  write_trust_folder(options.out, centre_named(options.centre), sources, purposes, pin);
  auto const store = check_trust_folder(options.out);
  std::printf("%s: %s trusts\n", (options.out / "trust.json").c_str(), options.centre.c_str());
  for (auto const& authority : store.authorities())
    std::printf("  %-6s %s  SHA-256 %s\n", std::string{geo::to_text(authority.place)}.c_str(),
                authority.subject.c_str(), geo::to_hex(authority.fingerprint).c_str());
  for (auto const& warning : store.warnings(runtime::SystemClock{}.now()))
    std::fprintf(stderr, "lingding: %s\n", warning.c_str());
  std::printf("Compare the fingerprints with those centres by telephone before you use it.\n");
  return 0;
}

int keys_demo(fs::path const& out) {
  auto const now = runtime::SystemClock{}.now();
  make_folder(out);
  for (auto const& demo : kDemoShips) {
    fs::path const folder = out / geo::to_text(demo.place);
    if (fs::exists(folder / kAuthorityKey)) throw std::runtime_error(folder.string() + " has an authority already");
  }
  std::vector<Source> sources;
  for (auto const& demo : kDemoShips) {
    sources.push_back({demo.place, out / geo::to_text(demo.place)});
    make_demo_place(sources.back().folder, demo, now);
  }
  std::vector<plans::Purpose> const purposes(plans::kPurposes.begin(), plans::kPurposes.end());
  for (auto const& demo : kDemoShips) {
    fs::path const folder = out / geo::to_text(demo.place) / "trust";
    write_trust_folder(folder, demo.place, sources, purposes, std::nullopt);
    check_trust_folder(folder);
  }
  replace_file(out / "README.txt", kDemoNotice);
  std::printf("%s: DEMONSTRATION authorities, officers, services, operators and ships of the three places\n",
              out.c_str());
  std::printf("Next: lingding plan sign PLAN.json --key %s --certificate %s\n", (out / "HK/operator.key.pem").c_str(),
              (out / "HK/operator.pem").c_str());
  return 0;
}

}  // namespace lingding::tools
