#include "tools/effect_differences.hpp"

#include <catch2/catch.hpp>

namespace lingding::tools {
namespace {

using Subject = EffectDifferences::Subject;

TEST_CASE("tools.effect_differences: which members differ, how often, and where first") {
  EffectDifferences differences;
  auto const effects = [](std::string const& rule, std::string const& centre) {
    return R"([{"type":"incident_changed","incident":{"id":"HK-1","decision":{"rule":")" + rule +
           R"(","responsible":")" + centre + R"("},"log":["a","b"]}},{"type":"notice_shown"}])";
  };
  differences.add(7, effects("plan_route", "HK"), effects("ship_timetable", "HK"));
  differences.add(9, effects("plan_route", "HK"), effects("ship_timetable", "MO"));
  CHECK(differences.subjects() ==
        std::vector<Subject>{
            {"incident_changed", "incident/decision/rule", 2, 7, R"("plan_route")", R"("ship_timetable")"},
            {"incident_changed", "incident/decision/responsible", 1, 9, R"("HK")", R"("MO")"}});
}

TEST_CASE("tools.effect_differences: effects that one alone has, places in lists, another order") {
  EffectDifferences differences;
  differences.add(1, R"([{"type":"a","list":[1,2]}])", R"([{"type":"a","list":[1,3,4]},{"type":"alarm_raised"}])");
  differences.add(2, R"([{"type":"a"},{"type":"b"}])", R"([{"type":"b"},{"type":"a"}])");
  CHECK(differences.subjects() ==
        std::vector<Subject>{{"a", "list", 1, 1, "2", "3"},
                             {"alarm_raised", "", 1, 1, "", R"({"type":"alarm_raised"})"},
                             {"order", "", 1, 2, R"([{"type":"a"},{"type":"b"}])", R"([{"type":"b"},{"type":"a"}])"}});
}

TEST_CASE(
    "tools.effect_differences: what can't be read counts, long values are cut between characters, and there is a "
    "bound") {
  EffectDifferences differences;
  differences.add(1, "[", "[]");
  CHECK(differences.subjects() == std::vector<Subject>{{"", "", 1, 1, "", ""}});
  std::string chinese;
  for (int i = 0; i < 100; ++i) chinese += "船";
  differences.add(2, R"([{"type":"t","x":")" + chinese + R"("}])", R"([{"type":"t","x":""}])");
  CHECK(differences.subjects()[1].recorded.size() == 1 + 53 * 3 + 3);
  for (std::size_t i = 0; i < 2 * EffectDifferences::kMostSubjects; ++i)
    differences.add(3, "[]", R"([{"type":"t)" + std::to_string(i) + R"("}])");
  CHECK(differences.subjects().size() == EffectDifferences::kMostSubjects + 1);
}

}  // namespace
}  // namespace lingding::tools
