// Five copies, lives of versions as of any time, what is due, and which version each held at 20:23.

#include <catch2/catch.hpp>

#include "plans/plan_copies.hpp"
#include "plans/plan_life.hpp"
#include "tests/plans/ledger_world.hpp"

using namespace lingding;
using namespace lingding::plans;
using namespace lingding::plans_test;

namespace {

constexpr CentreId kHk = CentreId::hk;
constexpr CentreId kMo = CentreId::mo;
constexpr CentreId kGd = CentreId::cn_gd;
constexpr char const* kPlan = "HK-2026-014";

Receipt receipt_of(World const& world, std::uint32_t version, std::uint32_t copy) {
  PlanSpec spec;
  spec.version = version;
  return {kPlan, version, facts_for(spec).document, copy, world.now, {"digest", "signature"}, {}};
}

std::string drifts(Ledger const& ledger, std::uint32_t version, AsOf const& as_of) {
  std::string text;
  for (auto const& copy : copies_of(ledger, kPlan, version, as_of))
    text += (text.empty() ? "" : " ") + std::string{to_text(copy.drift)};
  return text;
}

}  // namespace

TEST_CASE("plans.copies: five copies, and who has confirmed which") {
  World world;
  world.publish_modules();
  world.register_plan({});
  world.replicate_all();
  Ledger const& hk = world.ledger(kHk);
  CHECK(drifts(hk, 1, world.as_of()) == "nothing_heard nothing_heard nothing_heard nothing_heard nothing_heard");
  CHECK(drifts(hk, 2, world.as_of()).empty());
  world.pass(std::chrono::seconds{10});
  world.must_say(kHk, kHk, receipt_of(world, 1, 2));
  world.must_say(kMo, kMo, receipt_of(world, 1, 3));
  world.must_say(kHk, company(), receipt_of(world, 1, 4));
  Receipt faulty = receipt_of(world, 1, 5);
  faulty.faults = {"page 3 can't be read"};
  world.must_say(kHk, ship("477000011"), faulty);
  world.replicate_all();
  CHECK(drifts(hk, 1, world.as_of()) == "nothing_heard in_step in_step in_step faulty");
  auto const copies = copies_of(hk, kPlan, 1, world.as_of());
  CHECK(copies[2].received_at == world.now);
  CHECK(copies[2].evidence == RecordRef{kMo, 2});
  CHECK(to_text(copies[3].holder) == "operator:blue-egret");
  // Before that, and by what was known before that.
  CHECK(drifts(hk, 1, {world.now - std::chrono::seconds{1}, world.now}) ==
        "nothing_heard nothing_heard nothing_heard nothing_heard nothing_heard");
}

TEST_CASE("plans.copies: drift is another version, another content, faults, or a signature that is bad") {
  World world;
  world.publish_modules();
  world.register_plan({});
  world.replicate_all();
  world.must_say(kMo, kMo, receipt_of(world, 1, 3));
  world.must_say(kHk, company(), receipt_of(world, 1, 4));
  world.must_say(kHk, ship("477000011"), receipt_of(world, 1, 5));
  world.distrusts[kHk] = {kGd};
  world.must_say(kGd, kGd, receipt_of(world, 1, 1));
  PlanSpec next;
  next.version = 2;
  world.register_plan(next, 1);
  world.pass(std::chrono::hours{2});
  world.must_say(kHk, company(), CopyReported{kPlan, 2, digest("edited by hand")});
  world.must_say(kHk, kHk, CopyReported{kPlan, 3, digest("x")});
  world.replicate_all();
  CHECK(drifts(world.ledger(kHk), 2, world.as_of()) == "unverified ahead behind other_content behind");
  auto const chase = drifting_copies(world.ledger(kHk), world.as_of(), std::chrono::hours{1});
  CHECK(chase.size() == 5);
  CHECK(chase[0].version == 2);
  CHECK(chase[0].copy.since == world.now - std::chrono::hours{2});
  CHECK(drifting_copies(world.ledger(kHk), world.as_of(), std::chrono::hours{3}).empty());
}

TEST_CASE("plans.copies: which version did each centre hold at 20:23, and what did it know then") {
  World world;
  world.publish_modules();
  world.must_say(kHk, kHk, ArrangementPage{{kHk, kMo}, {}, PageStatus::signed_page, day("2026-02-01"), "test"});
  PlanSpec second;
  second.version = 2;
  world.learn_everywhere(facts_for({}));
  world.learn_everywhere(facts_for(second));
  world.now = at("2026-08-27T12:00:00Z");  // 20:00 in Macao
  world.register_plan({});
  world.replicate_all();
  for (auto const centre : {kHk, kMo}) world.must_say(centre, centre, receipt_of(world, 1, centre == kHk ? 2 : 3));
  world.now = at("2026-08-27T12:20:00Z");
  world.register_plan(second, 1);  // the link to Macao is down
  world.must_say(kHk, kHk, receipt_of(world, 2, 2));
  world.now = at("2026-08-27T12:40:00Z");
  world.replicate_all();
  world.must_say(kMo, kMo, receipt_of(world, 2, 3));
  world.replicate_all();
  UtcTime const then = at("2026-08-27T12:23:00Z");
  auto const seen = holdings_at(world.ledger(kMo), kPlan, then, world.now);
  CHECK(seen.in_force == 2U);
  CHECK(seen.in_force_as_known_here == 1U);
  REQUIRE(seen.holders.size() == 5);
  CHECK_FALSE(seen.holders[0].version.has_value());  // Guangdong sent no receipt
  CHECK(seen.holders[1].version == 2U);
  CHECK(seen.holders[1].in_step);
  CHECK(seen.holders[2].version == 1U);
  CHECK_FALSE(seen.holders[2].in_step);
  CHECK(seen.holders[2].received_at == at("2026-08-27T12:00:00Z"));
  CHECK(to_text(seen.holders[3].holder) == "operator:blue-egret");
  CHECK(seen.recognition[2].version == 2);
  CHECK(seen.recognition[2].standing == Standing::recognised);
  CHECK(seen.as_known_here[2].version == 1);
  CHECK(seen.as_known_here[2].standing == Standing::recognised);
  // Of Hong Kong's chain Macao then held what had come at 12:00.
  CHECK(seen.heads_here[1].seq == world.ledger(kMo).heads_as_known(at("2026-08-27T12:00:00Z"))[1].seq);
  CHECK(seen.heads_here[1].seq < world.ledger(kMo).heads()[1].seq);
  // Asked at the time itself, Macao could not know better.
  auto const asked_then = holdings_at(world.ledger(kMo), kPlan, then, then);
  CHECK(asked_then.in_force == 1U);
  CHECK(asked_then.holders[1].version == std::nullopt);
}

TEST_CASE("plans.life: a version's life as of any time, in the world and as known") {
  World world;
  world.publish_modules();
  UtcTime const filed = world.now;
  PlanFacts const facts = facts_for({});
  world.learn_everywhere(facts);
  std::string const filing = world.must_say(kHk, company(), filing_for(facts));
  world.pass(std::chrono::hours{1});
  PlanRegistered body = registration_for(facts, filing);
  body.valid_from = day("2026-03-10");
  body.valid_until = day("2026-06-30");
  world.must_say(kHk, kHk, body);
  UtcTime const registered = world.now;
  world.pass(std::chrono::hours{1});
  world.replicate_all();
  UtcTime const arrived = world.now;
  auto const state = [&](CentreId centre, UtcTime time, UtcTime known) {
    return life_of(world.ledger(centre), kPlan, 1, {time, known}).state;
  };
  CHECK(state(kHk, filed - std::chrono::milliseconds{1}, world.now) == VersionState::draft);
  CHECK(state(kHk, filed - std::chrono::milliseconds{1}, filed - std::chrono::milliseconds{1}) ==
        VersionState::unknown);
  CHECK(state(kHk, filed, world.now) == VersionState::filed);
  CHECK(state(kHk, registered, world.now) == VersionState::registered);
  CHECK(state(kMo, registered, world.now) == VersionState::registered);
  CHECK(state(kMo, registered, arrived - std::chrono::milliseconds{1}) == VersionState::draft);
  auto const life = life_of(world.ledger(kHk), kPlan, 1, world.as_of());
  CHECK(life.in_force_from == at("2026-03-09T16:00:00Z"));
  CHECK(life.ended_at == at("2026-06-30T16:00:00Z"));
  CHECK_FALSE(life.in_force(at("2026-03-09T15:59:59Z")));
  CHECK(state(kHk, at("2026-06-30T16:00:00Z"), world.now) == VersionState::expired);
  CHECK_FALSE(version_in_force(world.ledger(kHk), kPlan, world.as_of()).has_value());
  CHECK(best_version(world.ledger(kHk), kPlan, world.as_of()) == 1U);
  CHECK(lives_of(world.ledger(kHk), kPlan, world.as_of()).size() == 1);
  CHECK(lives_of(world.ledger(kHk), "HK-NONE", world.as_of()).empty());
  CHECK_FALSE(best_version(world.ledger(kHk), "HK-NONE", world.as_of()).has_value());
  for (auto const text : {VersionState::unknown, VersionState::transferred})
    CHECK(parse_version_state(to_text(text)) == text);
}

TEST_CASE("plans.life: a version that begins later than the one after it never comes into force") {
  World world;
  world.publish_modules();
  world.register_plan({});
  PlanSpec second{kPlan, 2};
  PlanSpec third{kPlan, 3};
  world.learn(kHk, facts_for(second));
  std::string const filing = world.must_say(kHk, company(), filing_for(facts_for(second)));
  PlanRegistered body = registration_for(facts_for(second), filing, 1);
  body.valid_from = day("2026-07-01");
  world.must_say(kHk, kHk, body);
  CHECK(version_in_force(world.ledger(kHk), kPlan, world.as_of()) == 1U);
  world.pass(std::chrono::hours{1});
  world.register_plan(third, 2);
  Ledger const& ledger = world.ledger(kHk);
  for (char const* time : {"2026-03-02T01:00:00Z", "2026-07-02T00:00:00Z", "2027-01-01T00:00:00Z"})
    CHECK(version_in_force(ledger, kPlan, {at(time), world.now}) == 3U);
  CHECK(life_of(ledger, kPlan, 2, {at("2026-07-02T00:00:00Z"), world.now}).state == VersionState::superseded);
  CHECK(version_in_force(ledger, kPlan, {at("2026-03-02T00:30:00Z"), world.now}) == 1U);
}

TEST_CASE("plans.life: a plan's history has every record, in the order of recording") {
  World world;
  world.publish_modules();
  world.register_plan({});
  world.replicate_all();
  world.pass(std::chrono::minutes{1});
  world.must_say(kMo, kMo, receipt_of(world, 1, 3));
  std::string const observation = world.must_say(kMo, kMo, ObservationRaised{kPlan, 1, "x"});
  world.must_say(kMo, kMo, ObservationClosed{kPlan, 1, observation, "x"});
  world.must_say(kHk, ship("477000011"), CopyReported{kPlan, 1, facts_for({}).document});
  world.must_say(kHk, company(), ReviewDone{kPlan, day("2026-03-01"), {"x"}, "x"});
  world.must_say(kHk, company(),
                 ExerciseHeld{kPlan, day("2026-03-01"), ExerciseType::table_top, {ship("477000011")}, {"x"}, "x"});
  world.must_say(kHk, company(), PlanWithdrawn{kPlan, day("2026-03-02"), "x"});
  world.replicate_all();
  auto const history = history_of(world.ledger(kHk), kPlan, world.now);
  std::string kinds;
  for (auto const& line : history) kinds += std::string{to_text(line.kind)} + " ";
  CHECK(kinds ==
        "plan_filed plan_registered copy_reported review_done exercise_held plan_withdrawn receipt observation_raised "
        "observation_closed ");
  CHECK(history_of(world.ledger(kHk), kPlan, at("2026-03-02T00:00:00Z")).size() == 2);
}

TEST_CASE("plans.due: the annual review, the exercise of each ship, expiry, and what waits") {
  World world;
  world.publish_modules();
  world.register_plan({});  // from 2026-03-02, until 2028-02-29
  auto const due_on = [&](char const* time) {
    std::string text;
    for (auto const& item : due_of(world.ledger(kHk), kPlan, {at(time), world.now}))
      text += std::string{to_text(item.kind)} + ":" + geo::to_iso8601(item.due) + " ";
    return text;
  };
  CHECK(due_on("2026-03-03T00:00:00Z").empty());
  CHECK(due_on("2027-01-30T00:00:00Z").empty());
  CHECK(due_on("2027-01-31T00:00:00Z") == "review:2027-03-02 exercise:2027-03-02 ");
  CHECK(due_on("2028-02-01T00:00:00Z") == "review:2027-03-02 exercise:2027-03-02 expiry:2028-02-29 ");
  CHECK(due_on("2028-03-01T00:00:00Z").empty());  // nothing is in force
  CHECK_FALSE(next_exercise_from(world.ledger(kHk), kPlan, ship("477000011"), world.as_of()).has_value());
  world.now = at("2027-02-28T00:00:00Z");
  world.must_say(kHk, company(), ReviewDone{kPlan, day("2027-02-27"), {"x"}, "x"});
  world.must_say(kHk, company(),
                 ExerciseHeld{kPlan, day("2027-02-28"), ExerciseType::full_scale, {ship("477000011")}, {"x"}, "x"});
  CHECK(due_on("2027-03-03T00:00:00Z").empty());
  CHECK(due_on("2028-02-01T00:00:00Z") == "review:2028-02-27 exercise:2028-02-28 expiry:2028-02-29 ");
  CHECK(next_exercise_from(world.ledger(kHk), kPlan, ship("477000011"), world.as_of()) == day("2028-02-28"));
  PlanSpec next{kPlan, 2};
  world.learn(kHk, facts_for(next));
  world.must_say(kHk, company(), filing_for(facts_for(next)));
  world.must_say(kHk, kHk, ObservationRaised{kPlan, 1, "x"});
  CHECK(due_on("2027-03-03T00:00:00Z") == "filing:2027-03-07 observation:2027-03-30 ");
  CHECK(due(world.ledger(kHk), {at("2027-03-03T00:00:00Z"), world.now}).size() == 2);
  // 29 February and a year is 28 February.
  world.now = at("2028-02-29T03:00:00Z");
  world.must_say(kHk, company(), ReviewDone{kPlan, day("2028-02-29"), {"x"}, "x"});
  auto const items = due_of(world.ledger(kHk), kPlan, world.as_of(), std::chrono::days{400});
  CHECK(items.front().due == day("2029-02-28"));
}
