// The semantic difference of two plans: by field, elements matched by who or what they are.

#include "plans/plan_diff.hpp"

#include <catch2/catch.hpp>

#include "tests/plans/plan_text.hpp"

using namespace lingding::plans;
using namespace lingding::plans_test;

namespace {

std::string lines(std::string_view before, std::string_view after) {
  std::string text;
  std::vector<PlanChange> const changes = diff_plans(before, after).value();
  for (auto const& change : changes) text += to_line(change) + "\n";
  return text;
}

}  // namespace

TEST_CASE("plans.diff: layout, order of members and ways to write a number are no difference") {
  std::string const plan = demonstration_plan();
  CHECK(lines(plan, plan).empty());
  CHECK(lines(R"({"a": 1.0, "b": "é"})", R"({"b":"\u00e9","a":1})").empty());
}

TEST_CASE("plans.diff: a changed field is named by the ship, not by her place in the list") {
  std::string const plan = demonstration_plan();
  CHECK(lines(plan, changed(plan, "\"permitted\": 338", "\"permitted\": 340")) ==
        "changed  ships / Night Egret (477000011) / persons / permitted: 338 → 340\n");
  auto const changes = diff_plans(plan, changed(plan, "\"permitted\": 338", "\"permitted\": 340")).value();
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].pointer == "/ships/0/persons/permitted");
  CHECK(changes[0].kind == ChangeKind::changed);
}

TEST_CASE("plans.diff: elements are matched by identity") {
  std::string const before =
      R"({"ships":[{"identity":{"mmsi":"477000011"},"n":1},{"identity":{"mmsi":"477000012"},"n":2}]})";
  // One ship more, before the others; one changed.
  std::string const after =
      R"({"ships":[{"identity":{"mmsi":"477000013"},"n":3},{"identity":{"mmsi":"477000011"},"n":1},)"
      R"({"identity":{"mmsi":"477000012"},"n":5}]})";
  CHECK(lines(before, after) ==
        "added    ships / 477000013: {\"identity\":{\"mmsi\":\"477000013\"},\"n\":3}\n"
        "changed  ships / 477000012 / n: 2 → 5\n");
  CHECK(lines(after, before) ==
        "changed  ships / 477000012 / n: 5 → 2\n"
        "removed  ships / 477000013: {\"identity\":{\"mmsi\":\"477000013\"},\"n\":3}\n");
  CHECK(diff_plans(after, before).value()[1].pointer == "/ships/0");
}

TEST_CASE("plans.diff: a contact keeps her identity when her number or her name changes") {
  std::string const before =
      R"({"contacts":[{"name":"A","phone":"+1","role":"duty"},{"name":"B","phone":"+2","role":"duty"}]})";
  CHECK(lines(before, changed(before, "\"+2\"", "\"+3\"")) == "changed  contacts / B (+3) / phone: \"+2\" → \"+3\"\n");
  CHECK(lines(before, changed(before, "\"B\"", "\"C\"")) == "changed  contacts / C (+2) / name: \"B\" → \"C\"\n");
  // The call-down order matters.
  std::string const turned =
      R"({"contacts":[{"name":"B","phone":"+2","role":"duty"},{"name":"A","phone":"+1","role":"duty"}]})";
  CHECK(lines(before, turned) == "moved    contacts / B (+2)\n");
}

TEST_CASE("plans.diff: stops by UN/LOCODE, or by id where a port has two") {
  std::string const before =
      R"({"stops":[{"id":"a","locode":"HKHKG","x":1},{"id":"b","locode":"HKHKG","x":2},{"id":"c","locode":"MOMFM","x":3}]})";
  CHECK(lines(before, changed(before, "\"x\":2", "\"x\":4")) == "changed  stops / HKHKG / x: 2 → 4\n");
  CHECK(lines(before, changed(changed(before, "\"c\"", "\"d\""), "\"x\":3", "\"x\":5")) ==
        "changed  stops / MOMFM / id: \"c\" → \"d\"\nchanged  stops / MOMFM / x: 3 → 5\n");
}

TEST_CASE("plans.diff: a track, a position and equal texts") {
  CHECK(lines(R"({"c":[[1,2],[3,4]]})", R"({"c":[[1,2],[3,5]]})") == "changed  c: [[1,2],[3,4]] → [[1,2],[3,5]]\n");
  CHECK(lines(R"({"t":["22:00","23:00","23:00"]})", R"({"t":["22:00","23:00","23:30"]})") ==
        "added    t / 23:30: \"23:30\"\nremoved  t / 23:00: \"23:00\"\n");
  CHECK(lines("1", "2") == "changed  the document: 1 → 2\n");
  CHECK(lines("[]", "{}") == "changed  the document: [] → {}\n");
}

TEST_CASE("plans.diff: members that came and went, names that need escapes") {
  CHECK(lines(R"({"a":1,"b/~":2})", R"({"c":3})") == "added    c: 3\nremoved  a: 1\nremoved  b/~: 2\n");
  CHECK(diff_plans(R"({"b/~\"":2})", "{}").value()[0].pointer == "/b~1~0\"");
}

TEST_CASE("plans.diff: texts that are no JSON are refused, floods are counted") {
  CHECK_FALSE(diff_plans("{", "{}").has_value());
  CHECK_FALSE(diff_plans("{}", "{\"a\":1,\"a\":2}").has_value());
  std::string many = "[";
  for (int i = 0; i < 3000; ++i) many += (i > 0 ? "," : "") + ("\"" + std::to_string(i) + "\"");
  auto const changes = diff_plans("[]", many + "]").value();
  CHECK(changes.size() == kMaxPlanChanges + 1);
  CHECK(to_line(changes.back()) == "changed  1000 more changes are not listed");
}
