// Signatures, certificates and lists from outside: any bytes get an answer with a sentence, and nothing but the two
// signatures in the seeds counts.

#include <cstdint>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "geo/check.hpp"
#include "plans/detail/certificates.hpp"
#include "plans/detail/jws.hpp"
#include "plans/detail/revocation.hpp"
#include "plans/signature.hpp"

using namespace lingding;

namespace {

std::string seed(std::string const& name) {
  std::ifstream file{std::string{LINGDING_SOURCE_DIR} + "/tests/fuzz/seeds/" + name, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

plans::TrustStore const& trust() {
  static plans::TrustStore const store = plans::TrustStore::from_json(seed("trust/two_places")).value();
  return store;
}

bool counts(std::string_view jws, geo::CentreId place) {
  static geo::UtcTime const recorded = geo::parse_time("2026-03-01T00:01:00Z").value();
  auto const verdict =
      plans::verify_detached(R"({"kind":"plan_filed"})", jws, trust(), {place, plans::Purpose::centre, {}}, recorded);
  if (!verdict) LINGDING_CHECK(!verdict.error().text.empty() && plans::is_printable(verdict.error().text));
  return verdict.has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static std::string const hk = seed("jws/ed25519");
  static std::string const mo = seed("jws/p256");
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  LINGDING_CHECK(counts(hk, geo::CentreId::hk) && counts(mo, geo::CentreId::mo));
  LINGDING_CHECK(counts(text, geo::CentreId::hk) == (text == hk));
  LINGDING_CHECK(counts(text, geo::CentreId::mo) == (text == mo));
  static_cast<void>(plans::read_claims_unverified(text));
  if (auto const header = plans::detail::parse_header(text)) {
    auto const again = plans::detail::parse_header(plans::detail::write_header(*header));
    LINGDING_CHECK(again.has_value() && again->chain == header->chain && again->signed_at == header->signed_at);
  }
  static_cast<void>(plans::detail::parse_list(text));
  if (auto const certificate = plans::detail::certificate_from_der(text)) {
    static_cast<void>(plans::detail::signatory_of(certificate.get()));
    static_cast<void>(plans::detail::fault_of_authority(certificate.get(), 0));
  }
  ERR_clear_error();
  return 0;
}
