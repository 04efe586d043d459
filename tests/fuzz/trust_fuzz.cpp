// Trust settings from outside: any bytes get an answer; what is accepted is read the same again from its own text.

#include <cstdint>
#include <string_view>

#include "geo/check.hpp"
#include "plans/canonical.hpp"
#include "plans/trust.hpp"

using namespace lingding;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const store = plans::TrustStore::from_json(text);
  if (!store) {
    LINGDING_CHECK(!store.error().empty() && store.error().size() <= plans::kMaxProblems);
    for (auto const& problem : store.error())
      LINGDING_CHECK(!problem.expected.empty() && plans::is_printable(problem.value));
    return 0;
  }
  LINGDING_CHECK(store->text() == plans::canonical_json(text).value());
  LINGDING_CHECK(plans::TrustStore::from_json(store->text())->digest() == store->digest());
  for (auto const& authority : store->authorities()) LINGDING_CHECK(!authority.purposes.empty());
  static_cast<void>(store->warnings(geo::parse_time("2026-06-01T00:00:00Z").value()));
  return 0;
}
