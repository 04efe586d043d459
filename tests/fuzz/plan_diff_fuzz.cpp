// Differences of two JSON texts from outside: bounded, printable, none for a text against itself.

#include <cstdint>
#include <string_view>

#include "geo/check.hpp"
#include "plans/json_text.hpp"
#include "plans/plan_diff.hpp"

using namespace lingding;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  // Two texts with a line feed between them.
  std::size_t const cut = std::min(text.find('\n'), size);
  std::string_view const before = text.substr(0, cut);
  std::string_view const after = text.substr(std::min(cut + 1, size));
  if (auto const same = plans::diff_plans(before, before)) LINGDING_CHECK(same->empty());
  auto const changes = plans::diff_plans(before, after);
  if (!changes) {
    LINGDING_CHECK(!changes.error().empty());
    return 0;
  }
  LINGDING_CHECK(changes->size() <= plans::kMaxPlanChanges + 1);
  for (auto const& change : *changes) {
    LINGDING_CHECK(plans::is_printable(plans::to_line(change)));
    LINGDING_CHECK(change.before.size() <= plans::kMaxChangeTextBytes &&
                   change.after.size() <= plans::kMaxChangeTextBytes);
  }
  auto const back = plans::diff_plans(after, before);
  LINGDING_CHECK(back.has_value() && back->empty() == changes->empty());
  return 0;
}
