// Signatures: signing and verifying with all that is judged, beside bare EVP over the same bytes; canonical JSON beside
// one pass over the bytes.

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "geo/check.hpp"
#include "plans/canonical.hpp"
#include "plans/detail/jws.hpp"
#include "plans/signature.hpp"
#include "tests/bench/cpu_time.hpp"
#include "tests/bench/report.hpp"
#include "tests/plans/signing_rig.hpp"

using namespace lingding;
using namespace lingding::test;

namespace {

/// Long enough that the clock and the scheduler do not show.
constexpr double kSeconds = 1.0;

/// Calls a second of `work`, in batches of `batch`.
template <class Work>
double rate(int batch, Work const& work) {
  double const start = bench::cpu_seconds();
  double calls = 0;
  while (bench::cpu_seconds() - start < kSeconds) {
    for (int i = 0; i < batch; ++i) work();
    calls += batch;
  }
  return calls / (bench::cpu_seconds() - start);
}

/// What OpenSSL does for one signature over ready bytes, a context each time, as our own code has it too.
bool bare_verify(EVP_PKEY* key, plans::SignatureAlgorithm algorithm, std::string const& input, std::string const& der) {
  std::unique_ptr<EVP_MD_CTX, plans::detail::Free<EVP_MD_CTX_free>> const context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* parameters = nullptr;
  EVP_MD const* const digest = algorithm == plans::SignatureAlgorithm::eddsa ? nullptr : plans::detail::sha256_method();
  EVP_DigestVerifyInit(context.get(), &parameters, digest, nullptr, key);
  if (algorithm == plans::SignatureAlgorithm::ps256) {
    EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST);
  }
  auto const bytes = [](std::string const& text) {
    return reinterpret_cast<unsigned char const*>(text.data());  // NOLINT: the C interface takes bytes
  };
  return EVP_DigestVerify(context.get(), bytes(der), der.size(), bytes(input), input.size()) == 1;
}

std::string bare_sign(EVP_PKEY* key, plans::SignatureAlgorithm algorithm, std::string const& input) {
  std::unique_ptr<EVP_MD_CTX, plans::detail::Free<EVP_MD_CTX_free>> const context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* parameters = nullptr;
  EVP_MD const* const digest = algorithm == plans::SignatureAlgorithm::eddsa ? nullptr : plans::detail::sha256_method();
  EVP_DigestSignInit(context.get(), &parameters, digest, nullptr, key);
  if (algorithm == plans::SignatureAlgorithm::ps256) {
    EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST);
  }
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  std::string out(size, '\0');
  auto* const to = reinterpret_cast<unsigned char*>(out.data());                  // NOLINT: the C interface takes bytes
  auto const* const from = reinterpret_cast<unsigned char const*>(input.data());  // NOLINT: the C interface takes bytes
  LINGDING_CHECK(EVP_DigestSign(context.get(), to, &size, from, input.size()) == 1);
  out.resize(size);
  return out;
}

void measure(plans::KeyKind kind) {
  auto const authority = make_authority(geo::CentreId::hk, kind);
  auto const officer = make_signer(authority, "lingding:centre:HK", kind);
  auto const store = trust({{geo::CentreId::hk, authority.pem}});
  // A statement is about this long.
  std::string const payload =
      R"({"by":{"name":"Chan Siu Ming","party":"HK"},"statement":")" + std::string(600, 'x') + "\"}";
  geo::UtcTime const now = at("2026-03-01T00:00:00Z");
  auto const jws = plans::sign_detached(payload, officer.key, officer.pem, now).value();
  EVP_PKEY* const key = plans::detail::KeyAccess::handle(officer.key);
  auto const algorithm = officer.key.algorithm();
  std::string const input = plans::detail::signing_input(jws.substr(0, jws.find('.')), payload);
  std::string const bare = bare_sign(key, algorithm, input);
  plans::SignatureNeed const need{geo::CentreId::hk, plans::Purpose::centre, "HK"};
  std::string const name{plans::to_text(algorithm)};
  double const bare_signs = rate(20, [&] { LINGDING_CHECK(!bare_sign(key, algorithm, input).empty()); });
  double const signs =
      rate(20, [&] { LINGDING_CHECK(plans::sign_detached(payload, officer.key, officer.pem, now).has_value()); });
  double const bare_verifies = rate(20, [&] { LINGDING_CHECK(bare_verify(key, algorithm, input, bare)); });
  double const verifies =
      rate(20, [&] { LINGDING_CHECK(plans::verify_detached(payload, jws, store, need, now).has_value()); });
  std::string const settings = trust_text({{geo::CentreId::hk, authority.pem}});
  double const reading = rate(20, [&] { LINGDING_CHECK(plans::TrustStore::from_json(settings).has_value()); });
  double const cold = rate(20, [&] {
    auto const fresh = plans::TrustStore::from_json(settings).value();
    LINGDING_CHECK(plans::verify_detached(payload, jws, fresh, need, now).has_value());
  });
  bench::print({.figure = "signature.sign." + name,
                .what = "a statement signed with " + name + ", certificates put in",
                .value = signs,
                .unit = "signatures/s",
                .floor = bare_signs,
                .floor_what = "EVP_DigestSign alone, same bytes"});
  bench::print({.figure = "signature.verify." + name,
                .what = "a statement's " + name + " signature verified: header, chain, time, revocation",
                .value = verifies,
                .unit = "signatures/s",
                .floor = bare_verifies,
                .floor_what = "EVP_DigestVerify alone, same bytes",
                .note = "a chain that was seen before; one that was not: " +
                        std::to_string(static_cast<long>(1 / (1 / cold - 1 / reading))) + "/s"});
}

std::string read(std::filesystem::path const& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void measure_canonical() {
  auto const plan = read(std::filesystem::path{LINGDING_SOURCE_DIR} /
                         "plans/data/samples/hk-sample-01-night-outer-harbour-sheung-wan.json");
  double const megabytes = 1e-6 * static_cast<double>(plan.size());
  std::size_t sum = 0;
  double const pass = megabytes * rate(100, [&] {
                        std::string out;
                        out.reserve(plan.size());
                        for (char const c : plan)
                          if (c != ' ' && c != '\n') out += c;
                        sum += out.size();
                      });
  double const check = megabytes * rate(100, [&] { sum += plans::check_json_text(plan).has_value() ? 1U : 0U; });
  double const canonical = megabytes * rate(100, [&] { sum += plans::canonical_json(plan)->size(); });
  LINGDING_CHECK(sum > 0);
  bench::print({.figure = "signature.canonical",
                .what = "a plan of 13 kB to canonical JSON (RFC 8785), checked first",
                .value = canonical,
                .unit = "MB/s",
                .floor = pass,
                .floor_what = "one pass that copies all but blanks",
                .note = "of which check_json_text alone " + std::to_string(static_cast<long>(check)) + " MB/s"});
}

}  // namespace

int main() {
  for (auto const kind : {plans::KeyKind::ed25519, plans::KeyKind::p256, plans::KeyKind::rsa3072}) measure(kind);
  measure_canonical();
}
