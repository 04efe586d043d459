// A registry whose disk went back in time: it takes its own chain back from the others before it writes to it, and
// where it could not, the difference is shown.

#include <algorithm>
#include <catch2/catch.hpp>

#include "coordinator/register_query.hpp"
#include "plans/plan_life.hpp"
#include "tests/support/three_registries.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using coordinator::OwnChain;
using geo::CentreId;
using support::ThreeRegistries;

namespace {

bool says(std::string const& answer, std::string_view text) {
  return answer.find(text) != std::string::npos;
}

plans::ChainHead own_head(ThreeRegistries& world, CentreId centre) {
  return world.at(centre).ledger().heads()[static_cast<std::size_t>(centre)];
}

OwnChain own(ThreeRegistries& world) {
  return world.at(CentreId::hk).own_chain(world.now());
}

std::string observe(ThreeRegistries& world, std::string const& plan_id, std::string const& text) {
  return world.say(CentreId::hk, world.officer(CentreId::hk), plans::ObservationRaised{plan_id, 1, text});
}

bool level(ThreeRegistries& world) {
  auto const heads = world.at(CentreId::hk).ledger().heads();
  return world.at(CentreId::cn_gd).ledger().heads() == heads && world.at(CentreId::mo).ledger().heads() == heads;
}

std::string heads(ThreeRegistries& world, CentreId at) {
  return coordinator::answer_query(world.at(at), R"({"kind":"heads"})", std::nullopt, world.now());
}

}  // namespace

TEST_CASE("registries.recovery: a registry with an old backup takes back what it had recorded, before it goes on") {
  ThreeRegistries world;
  world.ask_first = true;
  auto const first = world.file_and_register(CentreId::hk, 1);
  world.run(3s);
  auto const backup = world.backup(CentreId::hk);
  auto const seq_then = own_head(world, CentreId::hk).seq;
  auto const second = world.file_and_register(CentreId::hk, 2);
  world.run(10s);
  REQUIRE(level(world));
  auto const before = own_head(world, CentreId::hk);
  REQUIRE(before.seq > seq_then);

  world.play_back(CentreId::hk, backup);
  world.restart(CentreId::hk);
  CHECK(own(world).state == OwnChain::State::waiting);
  // Nobody's word is taken in, and none is said by the service itself, before the others were heard.
  CHECK(says(observe(world, first.plan_id, "too early"), R"("code":"busy")"));
  CHECK(own_head(world, CentreId::hk).seq == seq_then);
  world.run(10s);
  CHECK(level(world));
  CHECK(own_head(world, CentreId::hk) == before);
  auto const after = own(world);
  CHECK(after.state == OwnChain::State::open);
  CHECK(after.taken_back == before.seq - seq_then);
  CHECK(after.first_taken_back == seq_then + 1);
  CHECK(says(heads(world, CentreId::hk), R"("taken_back":)" + std::to_string(after.taken_back)));
  // The document and its files came back with it, and work goes on.
  CHECK(world.at(CentreId::hk).document(second.document) == world.plan(CentreId::hk, 2));
  for (auto const& ref : plans::attachments_in(world.plan(CentreId::hk, 2)))
    CHECK(world.at(CentreId::hk).has_attachment(geo::parse_digest(ref.digest).value()));
  world.file_and_register(CentreId::hk, 3);
  world.run(10s);
  CHECK(level(world));
  world.restart(CentreId::hk);
  CHECK(own_head(world, CentreId::hk).seq > before.seq);
}

TEST_CASE("registries.recovery: a registry that has lost everything has all of it back, on bad links too") {
  ThreeRegistries world;
  world.ask_first = true;
  auto const facts = world.file_and_register(CentreId::hk);
  auto const other = world.file_and_register(CentreId::mo);
  world.run(10s);
  REQUIRE(level(world));
  auto const before = world.at(CentreId::hk).ledger().heads();
  world.lose = 0.3;
  world.delay = 0.3;
  world.play_back(CentreId::hk, {});
  world.restart(CentreId::hk);
  REQUIRE(own_head(world, CentreId::hk).seq == 0);
  for (int i = 0; i < 120 && !level(world); ++i) world.run(1s);
  REQUIRE(level(world));
  CHECK(own_head(world, CentreId::hk) == before[static_cast<std::size_t>(CentreId::hk)]);
  for (int i = 0; i < 120; ++i) world.run(1s);
  CHECK(world.at(CentreId::hk).document(facts.document).has_value());
  CHECK(world.at(CentreId::hk).document(other.document).has_value());
}

TEST_CASE("registries.recovery: without its peers a registry waits its time, says so, and goes on") {
  ThreeRegistries world;
  world.ask_first = true;
  auto const facts = world.file_and_register(CentreId::hk);
  world.run(3s);
  world.cut = {CentreId::hk};
  world.restart(CentreId::hk);
  world.run(29s);
  CHECK(own(world).state == OwnChain::State::waiting);
  auto const busy = observe(world, facts.plan_id, "while it waits");
  CHECK(says(busy, R"("code":"busy")"));
  CHECK(says(busy, "CN-GD, MO"));
  world.run(2s);
  CHECK(own(world).state == OwnChain::State::open);
  CHECK(says(own(world).text, "Nothing was heard of CN-GD, MO"));
  CHECK(says(observe(world, facts.plan_id, "when the time has passed"), R"("outcome":"recorded")"));
  world.cut.clear();
  world.run(60s);
  CHECK(own(world).text.empty());
  CHECK(level(world));
}

TEST_CASE("registries.recovery: a registry that has nobody to ask writes at once") {
  ThreeRegistries world;
  world.cut = {CentreId::hk};
  world.restart(CentreId::hk);
  CHECK(own(world).state == OwnChain::State::open);
  CHECK_NOTHROW(world.file_and_register(CentreId::hk));
}

TEST_CASE("registries.recovery: an old backup that was written to meanwhile is a difference, shown record by record") {
  ThreeRegistries world;
  world.ask_first = true;
  auto const facts = world.file_and_register(CentreId::hk);
  world.run(3s);
  auto const backup = world.backup(CentreId::hk);
  auto const fork = own_head(world, CentreId::hk).seq + 1;
  for (auto const* text : {"one", "two", "three"})
    REQUIRE(says(observe(world, facts.plan_id, text), R"("outcome":"recorded")"));
  world.run(5s);
  REQUIRE(level(world));
  auto const theirs = world.log(CentreId::mo).records(CentreId::hk, fork, 10);

  world.cut = {CentreId::hk};
  world.play_back(CentreId::hk, backup);
  world.restart(CentreId::hk);
  world.run(31s);
  REQUIRE(says(observe(world, facts.plan_id, "another"), R"("outcome":"recorded")"));
  auto const ours = world.log(CentreId::hk).records(CentreId::hk, fork, 10);
  world.cut.clear();
  world.run(90s);

  CHECK(own(world).state == OwnChain::State::diverged);
  // Neither side has given anything up, or taken anything over.
  CHECK(world.log(CentreId::hk).records(CentreId::hk, fork, 10) == ours);
  CHECK(world.log(CentreId::mo).records(CentreId::hk, fork, 10) == theirs);
  CHECK(own(world).taken_back == 0);
  for (auto const centre : geo::kCentres) {
    auto const peers = world.at(centre).peers();
    auto const other = centre == CentreId::hk ? CentreId::mo : CentreId::hk;
    auto const peer = std::ranges::find(peers, other, &coordinator::PeerRegister::centre);
    REQUIRE(peer != peers.end());
    REQUIRE_FALSE(peer->divergences.empty());
    CHECK(peer->divergences.front().ref == plans::RecordRef{CentreId::hk, fork});
    CHECK(peer->divergences.front().ours != peer->divergences.front().theirs);
  }
  auto const shown = heads(world, CentreId::hk);
  CHECK(says(shown, R"("state":"diverged")"));
  // It is the centre's to decide: meanwhile its register works.
  CHECK(says(observe(world, facts.plan_id, "still"), R"("outcome":"recorded")"));
  world.run(90s);
  CHECK(own(world).state == OwnChain::State::diverged);
}

TEST_CASE("registries.recovery: a record whose signature does not count is not taken back, and says why") {
  ThreeRegistries world;
  world.ask_first = true;
  auto const facts = world.file_and_register(CentreId::hk);
  world.run(3s);
  world.cut = {CentreId::hk};
  world.restart(CentreId::hk);
  auto const seq = own_head(world, CentreId::hk).seq;
  // Macao's registry makes up a record of Hong Kong's chain: everything fits but the signature.
  auto const statement = world.sign(world.officer(CentreId::mo), plans::ObservationRaised{facts.plan_id, 1, "forged"});
  plans::Record forged;
  forged.origin = CentreId::hk;
  forged.seq = seq + 1;
  forged.recorded_at = world.now();
  forged.statement = statement.statement;
  auto const of_hk = plans::to_text(plans::Party{CentreId::hk});
  auto const by = forged.statement.find(R"("party":"MO")");
  REQUIRE(by != std::string::npos);
  forged.statement.replace(by, 12, R"("party":"HK")");
  auto const id = forged.statement.find(R"("id":"MO-)");
  REQUIRE(id != std::string::npos);
  forged.statement.replace(id, 9, R"("id":")" + of_hk + "-");
  forged.jws = statement.jws;
  forged.prev = own_head(world, CentreId::hk).hash;
  forged.hash = plans::record_hash(forged);
  auto claimed = world.at(CentreId::hk).ledger().heads();
  auto& head = claimed[static_cast<std::size_t>(CentreId::hk)];
  head.seq = seq + 1;
  head.hash = forged.hash;
  auto const say = [&](coordinator::RegisterMessage const& message) {
    coordinator::LinkFrame frame;
    frame.from = CentreId::mo;
    frame.to = CentreId::hk;
    frame.body = coordinator::write_register_message(message);
    return world.at(CentreId::hk).receive(frame, world.now());
  };
  coordinator::RecordsMessage const records{CentreId::hk, {plans::write_record(forged)}};
  // Nothing was asked for.
  CHECK_FALSE(say(records));
  CHECK(say(coordinator::HeadsMessage{claimed, false}));
  CHECK(own(world).state == OwnChain::State::taking_back);
  CHECK(say(records));
  CHECK(own_head(world, CentreId::hk).seq == seq);
  auto const refused = own(world);
  CHECK(refused.state == OwnChain::State::taking_back);
  CHECK(says(refused.text, "can't be taken back"));
  // Time alone does not make it write past a record that it can't judge.
  world.run(120s);
  CHECK(own(world).state == OwnChain::State::taking_back);
  CHECK(says(observe(world, facts.plan_id, "x"), R"("code":"busy")"));
}
