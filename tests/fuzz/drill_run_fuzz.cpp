// Records of runs from outside: any bytes get an answer; what is accepted is scored, reported on, and written back to
// what reads as the same record.

#include <cstdint>
#include <string>
#include <string_view>

#include "geo/check.hpp"
#include "tools/drill/report.hpp"

using namespace lingding;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text{reinterpret_cast<char const*>(data), size};
  auto const record = drill::read_run(text);
  if (!record) {
    LINGDING_CHECK(!record.error().empty());
    return 0;
  }
  auto const again = drill::read_run(drill::to_json(*record));
  LINGDING_CHECK(again && *again == *record);
  auto const score = drill::score(*record);
  LINGDING_CHECK(score.objectives.size() == record->scenario.objectives.size());
  LINGDING_CHECK(drill::report_html(*record, score, nullptr).ends_with("</html>\n"));
  LINGDING_CHECK(!drill::report_junit(*record, score).empty() && !drill::report_json(*record, score).empty());
  return 0;
}
