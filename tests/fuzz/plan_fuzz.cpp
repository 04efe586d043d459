// Plan documents from outside: any bytes get an answer, bounded and in UTF-8; what is accepted is found again by its
// identities.

#include <cstdint>
#include <set>
#include <string_view>

#include "geo/check.hpp"
#include "plans/document.hpp"
#include "plans/plan_index.hpp"

using namespace lingding;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const problems = plans::check_document(text);
  LINGDING_CHECK(problems.size() <= plans::kMaxProblems + 1);
  for (auto const& problem : problems) {
    LINGDING_CHECK(!problem.expected.empty());
    LINGDING_CHECK(problem.value.size() <= 200);
  }
  auto const plan = plans::read_plan(text);
  LINGDING_CHECK(!plan.has_value() || problems.empty());
  if (!plan.has_value()) return 0;
  plans::PlanIndex index;
  LINGDING_CHECK(index.put(plan->ships));
  for (auto const& ship : plan->ships) {
    LINGDING_CHECK(ship.mmsi.has_value());
    LINGDING_CHECK(index.find(*ship.mmsi).size() == 1);
    LINGDING_CHECK(ship.route.size() >= 2 && ship.route.size() <= plans::kMaxBriefRoutePoints);
    LINGDING_CHECK(ship.contacts.size() <= plans::kMaxBriefContacts);
  }
  return 0;
}
