// A plan's attachments: sent ahead, taken over by the filing or not at all, and at all three registries in the end.

#include <algorithm>
#include <catch2/catch.hpp>

#include "plans/plan_copies.hpp"
#include "tests/support/three_registries.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using geo::CentreId;
using support::ThreeRegistries;

namespace {

bool says(std::string const& answer, std::string_view text) {
  return answer.find(text) != std::string::npos;
}

plans::PlanFiled filing_of(std::string const& document) {
  auto const facts = plans::facts_of(document).value();
  return {facts.plan_id, facts.version, facts.home, facts.document, facts.company_module, facts.ships_module};
}

plans::Drift drift_of(ThreeRegistries& world, CentreId holder, std::string const& plan_id, std::uint32_t version = 1) {
  plans::AsOf const now{world.now(), world.now()};
  for (auto const& copy : plans::copies_of(world.at(CentreId::hk).ledger(), plan_id, version, now))
    if (copy.holder == plans::Party{holder}) return copy.drift;
  FAIL("no such copy");
  return {};
}

bool held(ThreeRegistries& world, CentreId centre, std::string const& bytes) {
  return world.log(centre).attachment(geo::sha256(bytes)) == bytes;
}

/// A filing that the world does not send the attachments of.
std::string file_alone(ThreeRegistries& world, std::string const& document) {
  auto const submission = world.sign(world.operator_of(CentreId::hk), filing_of(document), document);
  world.at(CentreId::hk).submit(1'000'000, submission, world.now());
  auto const released = world.at(CentreId::hk).commit();
  REQUIRE(released.answers.size() == 1);
  return released.answers.front().second;
}

}  // namespace

TEST_CASE("registries.attachments: on the worst links all three registries hold every byte, and say so in receipts") {
  ThreeRegistries world;
  world.lose = 0.3;
  world.duplicate = 0.2;
  world.delay = 0.3;
  // More pieces than one message asks for.
  auto const large = ThreeRegistries::pdf(5'000'000);
  auto const document = world.with_attachment(world.plan(CentreId::hk), large, "deck.pdf");
  auto const facts = world.file_and_register(CentreId::hk, document);
  auto const whole = [&] {
    return std::ranges::all_of(geo::kCentres, [&](auto const centre) { return held(world, centre, large); }) &&
           std::ranges::all_of(geo::kCentres, [&](auto const centre) {
             return drift_of(world, centre, facts.plan_id) == plans::Drift::in_step;
           });
  };
  for (int i = 0; i < 600 && !whole(); ++i) world.run(1s);
  REQUIRE(whole());
  for (auto const centre : geo::kCentres) {
    for (auto const& ref : plans::attachments_in(document))
      CHECK(world.log(centre).attachment(geo::parse_digest(ref.digest).value()) == world.attachment(ref));
    CHECK(world.log(centre).staged().empty());
    bool said = false;
    for (auto const& text : world.log(centre).records(centre, 1, 100)) said = said || says(text, R"(\"attachments\")");
    CHECK(said);
  }
}

TEST_CASE("registries.attachments: a copy is not receipted before its attachments have come, and then it is") {
  ThreeRegistries world;
  world.lose_pieces = true;
  auto const facts = world.file_and_register(CentreId::hk);
  world.run(60s);
  CHECK(world.at(CentreId::mo).document(facts.document).has_value());
  CHECK(drift_of(world, CentreId::hk, facts.plan_id) == plans::Drift::in_step);
  CHECK(drift_of(world, CentreId::mo, facts.plan_id) == plans::Drift::nothing_heard);
  // The desk and the officers have the plan all the same.
  CHECK(world.at(CentreId::mo).take_registered().size() == 1);
  world.lose_pieces = false;
  world.run(600s);
  CHECK(drift_of(world, CentreId::mo, facts.plan_id) == plans::Drift::in_step);
  CHECK(drift_of(world, CentreId::cn_gd, facts.plan_id) == plans::Drift::in_step);
}

TEST_CASE("registries.attachments: a registry that starts again goes on fetching what it lacks") {
  ThreeRegistries world;
  world.lose_pieces = true;
  auto const facts = world.file_and_register(CentreId::hk);
  world.run(5s);
  world.restart(CentreId::mo);
  world.lose_pieces = false;
  world.run(60s);
  CHECK(drift_of(world, CentreId::mo, facts.plan_id) == plans::Drift::in_step);
}

TEST_CASE("registries.attachments: a filing whose files were not sent, or are not what it says, stores nothing") {
  ThreeRegistries world;
  auto const file = ThreeRegistries::pdf(1000);
  auto const document = world.with_attachment(world.plan(CentreId::hk), file, "deck.pdf");
  SECTION("not sent") {
    auto const answer = file_alone(world, document);
    CHECK(says(answer, R"("code":"attachment_missing")"));
    CHECK(says(answer, R"("code":"attachment_not_sent")"));
    CHECK(says(answer, R"("pointer":"/ships/0/drawings/0/attachment")"));
    for (auto const* language : {"\"en\"", "\"zh-Hant\"", "\"zh-Hans\"", "\"pt\""}) CHECK(says(answer, language));
  }
  SECTION("sent by another company") {
    for (auto const& ref : plans::attachments_in(document)) {
      world.send_attachments(CentreId::hk, document, plans::CompanyId{"mo-lines"});
      CHECK(world.log(CentreId::hk).staged_bytes("operator:mo-lines", geo::parse_digest(ref.digest).value()));
    }
    CHECK(says(file_alone(world, document), R"("code":"attachment_missing")"));
  }
  SECTION("declared as another type and size than it has") {
    auto wrong = document;
    auto const at = wrong.find(R"("bytes":)" + std::to_string(file.size()));
    REQUIRE(at != std::string::npos);
    wrong.replace(at, 9, R"("bytes":9)");
    world.send_attachments(CentreId::hk, document);
    auto const answer = file_alone(world, wrong);
    CHECK(says(answer, R"("code":"attachment_refused")"));
    CHECK(says(answer, R"("code":"attachment_size")"));
  }
  CHECK(world.log(CentreId::hk).entries().empty());
  CHECK_FALSE(world.log(CentreId::hk).attachment(geo::sha256(file)));
}

TEST_CASE("registries.attachments: each file is looked into before it is kept aside") {
  ThreeRegistries world;
  auto const refused_as = [&](std::string const& bytes, std::string_view code) {
    auto const answer = world.attach(CentreId::hk, bytes);
    CAPTURE(answer);
    CHECK(says(answer, R"("code":"attachment_refused")"));
    if (!code.empty()) CHECK(says(answer, code));
  };
  refused_as("just text", "attachment_type");
  refused_as("\x89PNG\r\n\x1A\nno picture", "attachment_content");
  auto active = ThreeRegistries::pdf(10);
  active.replace(active.find("/Type /Catalog"), 14, "/OpenAction << /S /JavaScript /JS (x) >>");
  refused_as(active, "attachment_active");
  refused_as(ThreeRegistries::pdf(plans::kMaxAttachmentBytes), "");
  auto const good = ThreeRegistries::pdf(10);
  world.at(CentreId::hk).attach(77, {geo::sha256("another"), good, std::nullopt}, world.now());
  CHECK(says(world.at(CentreId::hk).commit().answers.front().second, R"("code":"attachment_refused")"));
  CHECK(world.log(CentreId::hk).staged().empty());
  CHECK(says(world.attach(CentreId::hk, good), R"("outcome":"staged")"));
}

TEST_CASE("registries.attachments: what is kept aside is bounded for each party, and is gone after a day") {
  ThreeRegistries world;
  plans::CompanyId const company{"hk-lines"};
  auto const one = std::size_t{9} << 20U;
  std::size_t sent = 0;
  for (int i = 0; i < 20; ++i, sent += one) {
    REQUIRE(says(world.attach(CentreId::hk, ThreeRegistries::pdf(one, i), company), R"("outcome":"staged")"));
    world.run(250ms);
  }
  REQUIRE(sent > coordinator::kMaxStagedBytesOfParty);
  auto const bytes = [&] {
    std::uint64_t sum = 0;
    for (auto const& staged : world.log(CentreId::hk).staged()) sum += staged.facts.bytes;
    return sum;
  };
  CHECK(bytes() <= coordinator::kMaxStagedBytesOfParty);
  CHECK(bytes() > coordinator::kMaxStagedBytesOfParty - 2 * one);
  // The newest are there; a restart does not forget that there is a bound.
  CHECK(world.at(CentreId::hk).needs_not_send("operator:hk-lines", geo::sha256(ThreeRegistries::pdf(one, 19))));
  CHECK_FALSE(world.at(CentreId::hk).needs_not_send("operator:hk-lines", geo::sha256(ThreeRegistries::pdf(one, 0))));
  world.restart(CentreId::hk);
  CHECK(says(world.attach(CentreId::hk, ThreeRegistries::pdf(one, 30), company), R"("outcome":"staged")"));
  CHECK(bytes() <= coordinator::kMaxStagedBytesOfParty);
  world.at(CentreId::hk).tick(world.now() + coordinator::kStagedFor);
  CHECK(world.log(CentreId::hk).staged().empty());
}
