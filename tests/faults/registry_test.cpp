// A registry whose server is killed at any moment: what was answered "recorded" is on record, once, and at all three
// centres; what was not is as if it had never been said.

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <sstream>
#include <thread>
#include <utility>

#include "adapters/bus/console_client.hpp"
#include "plans/authority.hpp"
#include "plans/document.hpp"
#include "plans/plan_facts.hpp"
#include "plans/signature.hpp"
#include "plans/statement.hpp"
#include "tests/support/server_world.hpp"
#include "tests/support/three_registries.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using geo::CentreId;
using support::ServerWorld;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::uint32_t kVersions = 12;
constexpr auto kPatience = 60s;

std::string read_file(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  REQUIRE(in);
  return std::move(text).str();
}

geo::UtcTime now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// A server with registries at all three centres, made by the program's own commands.
class RegistryWorld {
 public:
  explicit RegistryWorld(std::string const& more = {}) : world(more) {
    auto const made = world.run({"keys", "demo", "--out", pki().string()});
    INFO(made.output);
    REQUIRE(made.status == 0);
    for (auto const centre : geo::kCentres) {
      std::string const name{geo::to_text(centre)};
      auto const folder = world.data() / "registry" / name;
      std::filesystem::create_directories(folder);
      std::filesystem::copy(pki() / name / "trust", folder / "trust");
      for (auto const* file : {"service.key.pem", "service.pem"})
        std::filesystem::copy(pki() / name / file, folder / file);
    }
  }

  std::filesystem::path pki() const { return world.folder() / "pki"; }

  /// Signed as the centre's "operator" or "officer".
  struct Said {
    std::string id;
    std::string statement;
    std::string jws;
    std::optional<std::string> document;
    std::vector<std::string> attachments{};
  };
  Said sign(std::string const& who, plans::StatementBody body, std::optional<std::string> document = std::nullopt) {
    auto const key = plans::SigningKey::from_pem(read_file(pki() / "HK" / (who + ".key.pem")), {});
    REQUIRE(key);
    auto const chain = read_file(pki() / "HK" / (who + ".pem"));
    auto const facts = plans::read_certificate(chain);
    REQUIRE(facts);
    plans::Statement statement;
    statement.by = who == "officer" ? plans::Party{CentreId::hk} : plans::Party{plans::CompanyId{facts->signatory->id}};
    statement.id = plans::to_text(statement.by) + "-" + std::to_string(++statements_);
    statement.made_at = now();
    statement.name = who;
    statement.body = std::move(body);
    auto text = plans::write_statement(statement);
    auto jws = plans::sign_detached(text, *key, chain, statement.made_at);
    REQUIRE(jws);
    return {statement.id, std::move(text), *std::move(jws), std::move(document), {}};
  }
  std::string company() const {
    return plans::read_certificate(read_file(pki() / "HK" / "operator.pem"))->signatory->id;
  }

  /// The outcome; empty when the server went away before it came.
  std::optional<std::string> hand_in(Said const& said, std::function<bool()> const& give_up) {
    bus::ClientOptions options;
    options.endpoint = world.server().console_endpoint();
    options.centre = CentreId::hk;
    options.key = bus::read_secret(world.key_file(CentreId::hk));
    options.start = bus::ClientOptions::Start::newest;
    bus::ConsoleClient client(std::move(options));
    // As `plan file` does: the files first, which are answered when they are on the disk.
    std::size_t waiting = said.attachments.size();
    for (std::size_t i = 0; i < said.attachments.size(); ++i)
      REQUIRE(client.attach("file-" + std::to_string(i), said.attachments[i]) == bus::ConsoleClient::Taken::yes);
    bool handed_in = false;
    for (auto const until = SteadyClock::now() + kPatience; SteadyClock::now() < until;) {
      if (waiting == 0 && !std::exchange(handed_in, true))
        REQUIRE(client.submit(said.id, said.statement, said.jws, said.document) == bus::ConsoleClient::Taken::yes);
      for (auto const& event : client.poll(20ms)) {
        if (event.kind != bus::ClientEvent::Kind::answer) continue;
        if (event.id == said.id) return event.text;
        INFO(event.text);
        REQUIRE(event.text.find(R"("outcome":"staged")") != std::string::npos);
        --waiting;
      }
      if (give_up()) return std::nullopt;
    }
    FAIL("no outcome came");
    return std::nullopt;
  }

  boost::json::object ask(std::string const& query) {
    bus::ClientOptions options;
    options.endpoint = world.server().console_endpoint();
    options.centre = CentreId::hk;
    options.key = bus::read_secret(world.key_file(CentreId::hk));
    options.start = bus::ClientOptions::Start::newest;
    bus::ConsoleClient client(std::move(options));
    REQUIRE(client.ask("q", query) == bus::ConsoleClient::Taken::yes);
    for (auto const until = SteadyClock::now() + kPatience; SteadyClock::now() < until;)
      for (auto const& event : client.poll(20ms))
        if (event.kind == bus::ClientEvent::Kind::answer) return boost::json::parse(event.text).as_object();
    FAIL("no answer came");
    return {};
  }

  ServerWorld world;

 private:
  int statements_ = 0;
};

void kill_at_any_moment(RegistryWorld& registry) {
  auto& world = registry.world;
  support::ThreeRegistries const documents;
  std::mt19937 random(20150909);
  std::uniform_int_distribution<int> delay(0, 60);
  world.start();
  int kills = 0;
  // Until the outcome is known, the same statement is handed in again, as a client does that lost its server.
  auto const record = [&](RegistryWorld::Said const& said) {
    for (int attempt = 0; attempt < 8; ++attempt) {
      bool const kill = attempt < 3;
      auto const at = SteadyClock::now() + std::chrono::milliseconds{delay(random)};
      bool dead = false;
      auto const outcome = registry.hand_in(said, [&] {
        if (kill && !dead && SteadyClock::now() >= at) {
          world.end(SIGKILL);
          dead = true;
          ++kills;
        }
        return dead;
      });
      if (dead) world.start();
      // One that has just started may still ask the others what they hold of its chain.
      if (!outcome || outcome->find(R"("code":"busy")") != std::string::npos) continue;
      INFO(*outcome);
      REQUIRE(outcome->find(R"("outcome":"recorded")") != std::string::npos);
      return;
    }
    FAIL("it could not be recorded");
  };

  std::string plan_id;
  for (std::uint32_t version = 1; version <= kVersions; ++version) {
    auto const document =
        documents.with_attachment(documents.plan(CentreId::hk, version),
                                  support::ThreeRegistries::pdf(600'000, static_cast<int>(version)), "deck.pdf");
    auto const facts = plans::facts_of(document).value();
    plan_id = facts.plan_id;
    auto filing = registry.sign("operator",
                                plans::PlanFiled{facts.plan_id, facts.version, facts.home, facts.document,
                                                 facts.company_module, facts.ships_module},
                                document);
    for (auto const& ref : plans::attachments_in(document)) filing.attachments.push_back(documents.attachment(ref));
    record(filing);
    auto body = documents.registration(facts, filing.id);
    for (auto& holder : body.holders)
      if (std::holds_alternative<plans::CompanyId>(holder.holder)) holder.holder = plans::CompanyId{registry.company()};
    body.valid_from = plans::local_date(now());
    body.valid_until = body.valid_from + std::chrono::days{364};
    record(registry.sign("officer", std::move(body)));
  }
  CHECK(kills > 0);

  // In the end the three registers are level, and each centre has the last version and has confirmed it.
  std::string copies;
  bool level = false;
  for (auto const until = SteadyClock::now() + kPatience; !level && SteadyClock::now() < until;) {
    auto const answer = registry.ask(R"({"kind":"copies","plan_id":")" + plan_id + R"("})");
    copies = boost::json::serialize(answer);
    int in_step = 0;
    for (auto const& copy : answer.at("copies").as_array())
      if (copy.at("drift").as_string() == "in_step") ++in_step;
    auto const heads = registry.ask(R"({"kind":"heads"})");
    level = in_step == 3;
    for (auto const& peer : heads.at("peers").as_array()) level = level && peer.at("heads") == heads.at("heads");
  }
  INFO(copies);
  CHECK(level);
  auto const history = registry.ask(R"({"kind":"history","plan_id":")" + plan_id + R"("})");
  std::map<std::string, int> kinds;
  for (auto const& line : history.at("history").as_array()) ++kinds[std::string(line.at("kind").as_string())];
  CHECK(kinds["plan_filed"] == static_cast<int>(kVersions));
  CHECK(kinds["plan_registered"] == static_cast<int>(kVersions));
  world.end(SIGTERM);
  for (auto const* centre : {"CN-GD", "HK", "MO"}) {
    auto const bundle = (world.folder() / (std::string{centre} + ".bundle")).string();
    REQUIRE(
        world.run({"plan", "bundle", "--data", world.data().string(), "--centre", centre, "--out", bundle}).status ==
        0);
    auto const verified =
        world.run({"plan", "verify", bundle, "--trust", (registry.pki() / centre / "trust").string()});
    INFO(verified.output);
    CHECK(verified.status == 0);
    // At home every file of every version, each once: a filing took over all that it names, or was not recorded.
    if (std::string{"HK"} != centre) continue;
    CHECK(verified.output.find("MISSING") == std::string::npos);
    CHECK(verified.output.find(", " + std::to_string(kVersions + 2) + " attachments\n") != std::string::npos);
  }
}

}  // namespace

TEST_CASE(
    "faults.registry: a server that is killed at any moment of filing and registering loses nothing and doubles "
    "nothing") {
  RegistryWorld registry;
  kill_at_any_moment(registry);
}

TEST_CASE("faults.registry: nor when the links between the registries lose, double and reorder") {
  RegistryWorld registry("[link]\nlose_percent = 20\nduplicate_percent = 20\ndelay_percent = 30\n");
  kill_at_any_moment(registry);
}

TEST_CASE(
    "faults.registry: files that are not what they should be are refused by the server, whatever a client sends") {
  RegistryWorld registry;
  registry.world.start();
  bus::ClientOptions options;
  options.endpoint = registry.world.server().console_endpoint();
  options.centre = CentreId::hk;
  options.key = bus::read_secret(registry.world.key_file(CentreId::hk));
  options.start = bus::ClientOptions::Start::newest;
  bus::ConsoleClient client(std::move(options));
  auto const answer_of = [&](std::string const& id) {
    for (auto const until = SteadyClock::now() + kPatience; SteadyClock::now() < until;)
      for (auto const& event : client.poll(20ms))
        if (event.id == id && event.kind == bus::ClientEvent::Kind::answer) return event.text;
    FAIL("no answer came");
    return std::string{};
  };
  auto const sent = [&](std::string const& id, std::string bytes) {
    REQUIRE(client.attach(id, std::move(bytes)) == bus::ConsoleClient::Taken::yes);
    return answer_of(id);
  };
  using support::ThreeRegistries;
  CHECK(sent("type", "#!/bin/sh\necho").find("attachment_type") != std::string::npos);
  auto active = ThreeRegistries::pdf(10);
  active.replace(active.find("/Type /Catalog"), 14, "/OpenAction << /S /JavaScript /JS (x) >>");
  CHECK(sent("active", active).find("attachment_active") != std::string::npos);
  // 30 000 × 30 000 pixels in some bytes: PNG's IHDR says so before a row is unpacked.
  std::string const bomb{"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\x75\x30\0\0\x75\x30\x08\0\0\0\0", 29};
  CHECK(sent("bomb", bomb + std::string(64, '\0')).find(R"("code":"attachment_refused")") != std::string::npos);
  CHECK(client.attach("large", std::string((10U << 20U) + 1, 'x')) == bus::ConsoleClient::Taken::too_long);
  CHECK(sent("good", ThreeRegistries::pdf(10)).find(R"("outcome":"staged")") != std::string::npos);

  ThreeRegistries const documents;
  auto const path = documents.with_attachment(documents.plan(CentreId::hk), ThreeRegistries::pdf(10), "../../deck.pdf");
  auto body = plans::facts_of(documents.plan(CentreId::hk)).value();
  body.document = geo::sha256(path);
  auto const said = registry.sign(
      "operator",
      plans::PlanFiled{body.plan_id, body.version, body.home, body.document, body.company_module, body.ships_module},
      path);
  auto const outcome = registry.hand_in(said, [] { return false; });
  REQUIRE(outcome);
  INFO(*outcome);
  CHECK(outcome->find(R"("outcome":"refused")") != std::string::npos);
  CHECK(outcome->find("/ships/0/drawings/0/attachment/file_name") != std::string::npos);
  CHECK(registry.ask(R"({"kind":"plans"})").at("plans").as_array().empty());
}
