// Plan documents and attachments from outside: any bytes get an answer, bounded, in UTF-8 and in four languages; what
// is accepted is found again by its identities.

#include <cstdint>
#include <set>
#include <string_view>

#include "geo/check.hpp"
#include "geo/sha256.hpp"
#include "plans/attachment.hpp"
#include "plans/document.hpp"
#include "plans/plan_index.hpp"
#include "tests/support/regions.hpp"

using namespace lingding;

namespace {

geo::WaterMap const& water() {
  static geo::WaterMap const map{support::shipped_regions()};
  return map;
}

/// The same bytes as each kind of attachment, declared as they are: the decoders get to see them.
void check_as_attachment(std::string_view file) {
  for (auto const type : {plans::MediaType::png, plans::MediaType::jpeg, plans::MediaType::pdf}) {
    plans::AttachmentRef const declared{"/x", geo::to_hex(geo::sha256(file)), type, file.size(), "", ""};
    auto const problems = plans::check_attachment(file, declared);
    LINGDING_CHECK(problems.size() <= 1);
    for (auto const& problem : problems)
      LINGDING_CHECK(plans::is_printable(plans::sentence(problem, plans::Language::en)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  check_as_attachment(text);
  plans::CheckContext const context{.water = &water()};
  auto const problems = plans::check_document(text, context);
  LINGDING_CHECK(problems.size() <= plans::kMaxProblems + 1);
  for (auto const& problem : problems) {
    LINGDING_CHECK(!problem.expected.empty());
    LINGDING_CHECK(problem.value.size() <= 200);
    for (auto const language : plans::kLanguages) LINGDING_CHECK(!plans::sentence(problem, language).empty());
  }
  auto const plan = plans::read_plan(text, context);
  LINGDING_CHECK(!plan.has_value() || !plans::has_errors(problems));
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
