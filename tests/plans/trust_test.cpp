// Trust settings: what is read, what is refused with pointer, value and expectation, and folders that give the same
// text.

#include "plans/trust.hpp"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "plans/canonical.hpp"
#include "tests/plans/forge.hpp"
#include "tests/plans/signing_rig.hpp"

using namespace lingding;
using namespace lingding::test;
using geo::CentreId;
namespace fs = std::filesystem;

namespace {

Holder const& authority() {
  static Holder const made = make_authority(CentreId::hk);
  return made;
}

std::string list(Holder const& by = authority(), std::string_view next = "2027-01-01T00:00:00Z") {
  return plans::sign_revocation_list(by.key, by.pem, {{"1f", at("2026-02-01T00:00:00Z")}}, 1,
                                     at("2026-02-01T00:00:00Z"), at(next))
      .value();
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  auto const place = text.find(from);
  REQUIRE(place != std::string::npos);
  return text.replace(place, from.size(), to);
}

std::string good() {
  return trust_text({{CentreId::hk, authority().pem, list()}});
}

/// The one problem.
plans::Problem problem_of(std::string const& text) {
  auto const store = plans::TrustStore::from_json(text);
  REQUIRE_FALSE(store.has_value());
  for (auto const& problem : store.error()) {
    UNSCOPED_INFO(problem.pointer << ": " << problem.value << "; " << problem.expected);
    CHECK(plans::is_printable(problem.value));
  }
  REQUIRE(store.error().size() == 1);
  CHECK_FALSE(store.error().front().expected.empty());
  return store.error().front();
}

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "lingding-trust-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  ~Folder() { fs::remove_all(path_); }
  fs::path const& path() const { return path_; }
  void write(std::string const& name, std::string_view content) const {
    std::ofstream{path_ / name, std::ios::binary} << content;
  }

 private:
  fs::path path_;
};

std::string folder_text(std::string const& certificate_file, std::string const& crl_file = "") {
  std::string text =
      R"({"schema":"lingding/trust/1","centre":"MO","authorities":[{"place":"HK","purposes":["ship","centre"],)";
  text +=
      R"("from":"2026-01-01T00:00:00Z","until":"2036-01-01T00:00:00Z","certificate_file":")" + certificate_file + "\"";
  if (!crl_file.empty()) text += R"(,"crl_file":")" + crl_file + "\"";
  return text + "}]}";
}

}  // namespace

TEST_CASE("plans.trust: what the text says is there") {
  auto const store = plans::TrustStore::from_json(trust_text(
      {{.place = CentreId::hk, .certificate = authority().pem, .crl = list(), .purposes = R"(["ship","centre"])"}}));
  REQUIRE(store.has_value());
  CHECK(store->centre() == CentreId::mo);
  REQUIRE(store->authorities().size() == 1);
  auto const& pinned = store->authorities().front();
  CHECK(pinned.place == CentreId::hk);
  CHECK(pinned.purposes == std::vector{plans::Purpose::centre, plans::Purpose::ship});
  CHECK(pinned.from == at("2026-01-01T00:00:00Z"));
  CHECK(pinned.until == at("2036-01-01T00:00:00Z"));
  CHECK(pinned.subject == "CN=Test authority,OU=HK");
  CHECK(pinned.certificate_until == at("2036-01-01T00:00:00Z"));
  REQUIRE(pinned.lists.size() == 1);
  CHECK(pinned.lists.front().this_update == at("2026-02-01T00:00:00Z"));
  CHECK(pinned.lists.front().next_update == at("2027-01-01T00:00:00Z"));
  CHECK(pinned.lists.front().revoked == 1);
}

TEST_CASE("plans.trust: the text is canonical, and settings that are the same have the same digest") {
  std::string const compact = good();
  std::string spaced = compact;
  spaced.insert(1, "\n  ");
  auto const a = plans::TrustStore::from_json(compact).value();
  auto const b = plans::TrustStore::from_json(spaced).value();
  CHECK(a.text() == plans::canonical_json(compact).value());
  CHECK(a.digest() == b.digest());
  CHECK(a.digest() == geo::sha256(a.text()));
  CHECK(plans::TrustStore::from_json(a.text())->digest() == a.digest());
}

TEST_CASE("plans.trust: a problem names pointer, value and what was expected") {
  CHECK(problem_of("{\"a\":1,\"a\":2}").expected == "each member name once in an object");
  CHECK(problem_of(replaced(good(), "lingding/trust/1", "lingding/trust/2")).pointer == "/schema");
  auto const place = problem_of(replaced(good(), R"("place":"HK")", R"("place":"XX")"));
  CHECK(place.pointer == "/authorities/0/place");
  CHECK(place.value == "\"XX\"");
  CHECK(place.expected == "CN-GD, HK or MO");
  CHECK(place.place.has_value());
  CHECK(problem_of(replaced(good(), "\"service\"", "\"pilot\"")).pointer == "/authorities/0/purposes/2");
  CHECK(problem_of(replaced(good(), "\"service\"", "\"centre\"")).pointer == "/authorities/0/purposes/2");
  CHECK(problem_of(replaced(good(), "2026-01-01T00:00:00Z", "2026-01-01")).pointer == "/authorities/0/from");
  CHECK(problem_of(replaced(good(), "2036-01-01T00:00:00Z", "2026-01-01T00:00:00Z")).pointer == "/authorities/0/until");
  CHECK(problem_of(replaced(good(), "\"centre\":\"MO\"", "\"centre\":\"Macao\"")).pointer == "/centre");
  CHECK(problem_of(replaced(good(), "\"place\"", "\"note\":1,\"place\"")).pointer == "/authorities/0/note");
  CHECK(problem_of(R"({"schema":"lingding/trust/1","centre":"MO","authorities":[]})").pointer == "/authorities");
  CHECK(problem_of("[]").expected == "an object");
}

TEST_CASE("plans.trust: only an authority's certificate can be pinned") {
  auto const pinned = [](std::string const& certificate) {
    return problem_of(trust_text({{CentreId::hk, certificate}}));
  };
  CHECK(pinned("nothing").pointer == "/authorities/0/certificate");
  CHECK(pinned(make_signer(authority(), "lingding:centre:HK").pem).expected == "an authority's certificate");
  CHECK(pinned(authority().pem + authority().pem).expected == "one certificate as PEM");
  CHECK(pinned(authority().key.public_pem()).expected == "one certificate as PEM");
  CHECK(pinned(std::string(plans::kMaxCertificateTextBytes + 1, 'x')).pointer == "/authorities/0/certificate");
  plans::detail::KeyPtr const weak{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})};
  auto const weak_pem = forge(weak.get(), "", weak.get(), {.extensions = authority_extensions()});
  CHECK(pinned(weak_pem).value == "CN=Forged: it has an RSA key of 2048 bits; expected 3072 … 8192");
}

TEST_CASE("plans.trust: one authority speaks for one place") {
  CHECK(problem_of(trust_text({{CentreId::hk, authority().pem}, {CentreId::mo, authority().pem}})).pointer ==
        "/authorities/1/certificate");
}

TEST_CASE("plans.trust: a revocation list has to be the authority's own, whole and well signed") {
  auto const with_list = [](std::string const& crl) {
    return problem_of(trust_text({{CentreId::hk, authority().pem, crl}}));
  };
  CHECK(with_list("x").pointer == "/authorities/0/crl");
  CHECK(with_list(list() + list()).expected == "its newest list alone");
  CHECK(with_list(authority().pem).pointer == "/authorities/0/crl");
  auto const namesake = make_authority(CentreId::hk);  // the same name, another key
  CHECK(with_list(list(namesake)).expected == "a list that is signed by the authority");
  auto const stranger = make_authority(CentreId::hk, plans::KeyKind::ed25519, kAuthorityYears, "Another");
  CHECK(with_list(list(stranger)).expected == "a list that this authority has signed");
  CHECK(with_list(std::string(plans::kMaxCrlTextBytes + 1, 'x')).pointer == "/authorities/0/crl");
}

TEST_CASE("plans.trust: a changed byte in a list is found") {
  auto const der = plans::detail::pem_blocks(list(), "X509 CRL").value().front();
  for (std::size_t i = 0; i < der.size(); ++i) {
    std::string changed = der;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    std::string const pem = "-----BEGIN X509 CRL-----\n" + geo::to_base64(changed) + "\n-----END X509 CRL-----\n";
    CHECK_FALSE(plans::TrustStore::from_json(trust_text({{CentreId::hk, authority().pem, pem}})).has_value());
  }
}

TEST_CASE("plans.trust: warns of what is stale, missing or about to end") {
  auto const store = trust({{CentreId::hk, authority().pem, list()}});
  CHECK(store.warnings(at("2026-06-01T00:00:00Z")).empty());
  auto const stale = store.warnings(at("2027-01-01T00:00:00Z"));
  REQUIRE(stale.size() == 1);
  CHECK(stale.front() == "the revocation list of CN=Test authority,OU=HK is stale: a newer one was due on 2027-01-01");
  CHECK(store.warnings(at("2035-12-20T00:00:00Z")).size() == 3);
  CHECK(store.warnings(at("2036-02-01T00:00:00Z")).front() ==
        "the pin of HK (CN=Test authority,OU=HK) ended on 2036-01-01");
  CHECK(trust({{CentreId::hk, authority().pem}}).warnings(at("2026-06-01T00:00:00Z")).front() ==
        "HK (CN=Test authority,OU=HK) has no revocation list");
}

TEST_CASE("plans.trust: a folder gives the one text that a journal can carry") {
  Folder const folder;
  folder.write("hk.pem", authority().pem);
  folder.write("hk.crl.pem", list());
  folder.write("trust.json", folder_text("hk.pem", "hk.crl.pem"));
  auto const text = plans::read_trust_folder(folder.path());
  REQUIRE(text.has_value());
  auto const by_hand = trust_text(
      {{.place = CentreId::hk, .certificate = authority().pem, .crl = list(), .purposes = R"(["ship","centre"])"}});
  CHECK(*text == plans::canonical_json(by_hand).value());
  CHECK(plans::TrustStore::from_json(*text)->text() == *text);
}

TEST_CASE("plans.trust: a folder names plain files beside it and nothing else") {
  Folder const outside;
  outside.write("hk.pem", authority().pem);
  Folder const folder;
  folder.write("hk.pem", authority().pem);
  folder.write(".hidden.pem", authority().pem);
  fs::create_symlink(outside.path() / "hk.pem", folder.path() / "link.pem");
  fs::create_directory(folder.path() / "sub");
  folder.write("binary.pem", std::string_view{"\0\x01", 2});
  folder.write("latin.pem", "\xE9");
  folder.write("large.pem", std::string(plans::kMaxCertificateTextBytes + 1, 'x'));
  auto const problem = [&](std::string const& name) {
    folder.write("trust.json", folder_text(name));
    auto const text = plans::read_trust_folder(folder.path());
    REQUIRE_FALSE(text.has_value());
    CHECK(text.error().front().pointer == "/authorities/0/certificate_file");
    return text.error().front();
  };
  for (std::string const& name :
       {"../" + outside.path().filename().string() + "/hk.pem", (outside.path() / "hk.pem").string(),
        std::string{"sub/hk.pem"}, std::string{".."}, std::string{"."}, std::string{""}, std::string{".hidden.pem"},
        std::string{"./hk.pem"}, std::string{"hk.pem\\u0000"}, std::string{"hk\\u202e.pem"}})
    CHECK(problem(name).expected == "the name of a file in the same folder");
  CHECK(problem("link.pem").value == "\"link.pem\": a symbolic link");
  CHECK(problem("sub").value == "\"sub\": no regular file");
  CHECK(problem("none.pem").value == "\"none.pem\": No such file or directory");
  CHECK(problem("binary.pem").value == "\"binary.pem\": no text");
  CHECK(problem("latin.pem").value == "\"latin.pem\": no text");
  CHECK(problem("large.pem").value == "\"large.pem\": larger than 16384 bytes");
  folder.write("trust.json", replaced(folder_text("hk.pem"), "\"place\"", "\"certificate\":\"x\",\"place\""));
  CHECK(plans::read_trust_folder(folder.path()).error().front().expected == "either certificate_file or certificate");
}

TEST_CASE("plans.trust: a folder without a good trust.json says so") {
  Folder const folder;
  CHECK(plans::read_trust_folder(folder.path()).error().front().expected == "a file trust.json");
  folder.write("trust.json", "{");
  CHECK_FALSE(plans::read_trust_folder(folder.path()).has_value());
  folder.write("trust.json", "{}");
  CHECK(plans::read_trust_folder(folder.path()).error().front().pointer == "/authorities");
}
