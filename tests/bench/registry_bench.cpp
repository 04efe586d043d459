// The registry: plans filed and registered with durable commits, read back, verified.

#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "adapters/store/ledger_store.hpp"
#include "adapters/store/plan_register.hpp"
#include "coordinator/register_query.hpp"
#include "plans/canonical.hpp"
#include "plans/document.hpp"
#include "plans/ledger_verify.hpp"
#include "tests/bench/floors.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/three_registries.hpp"

using namespace lingding;
using geo::CentreId;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kPlans = 1'000;
/// As many as the registry takes in one turn.
constexpr std::size_t kTurn = 64;

double seconds(Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

/// Resolution A.1117(30): the sum of the first six digits times 7 … 2, and its last digit.
std::string imo(std::size_t i) {
  std::string digits = std::to_string(200'200 + i);
  std::size_t sum = 0;
  for (std::size_t k = 0; k < 6; ++k) sum += static_cast<std::size_t>(digits[k] - '0') * (7 - k);
  return digits + std::to_string(sum % 10);
}

/// The sample of one ferry, as another ship's plan.
std::string document(boost::json::object plan, std::size_t i) {
  std::string const mmsi = std::to_string(477'100'000 + i);
  plan["cover"].as_object()["plan_id"] = "HK-BENCH-" + std::to_string(100'000 + i);
  auto& identity = plan["ships"].as_array().front().as_object()["identity"].as_object();
  std::string const old_mmsi(identity["mmsi"].as_string());
  identity["imo"] = imo(i);
  identity["beacons"] = boost::json::array{};
  identity["ais_devices"] = boost::json::array{};
  // Copies and exercises name her too.
  auto text = boost::json::serialize(plan);
  for (auto at = text.find(old_mmsi); at != std::string::npos; at = text.find(old_mmsi, at + mmsi.size()))
    text.replace(at, old_mmsi.size(), mmsi);
  return plans::canonical_json(text).value();
}

}  // namespace

int main() {
  support::ThreeRegistries people;
  support::TempFolder const folder("registry-bench");
  store::LedgerStore log(folder.path());
  store::SpatialPlanRegister projection(folder.path());
  coordinator::Registrar registrar(people.setup(CentreId::hk), log);
  auto const now = people.now();

  std::ifstream file{
      std::string{LINGDING_SOURCE_DIR} + "/plans/data/samples/hk-sample-01-night-outer-harbour-sheung-wan.json",
      std::ios::binary};
  auto const sample = boost::json::parse(std::string{std::istreambuf_iterator<char>{file}, {}}).as_object();
  std::vector<coordinator::RegisterSubmission> filings;
  std::vector<coordinator::RegisterSubmission> registrations;
  for (std::size_t i = 0; i < kPlans; ++i) {
    auto text = document(sample, i);
    auto const facts = plans::facts_of(text);
    if (!facts) {
      for (auto const& problem : facts.error())
        std::fprintf(stderr, "%s: %s expected %s\n", problem.pointer.c_str(), problem.value.c_str(),
                     problem.expected.c_str());
      return 1;
    }
    filings.push_back(people.sign(people.operator_of(CentreId::hk),
                                  plans::PlanFiled{facts->plan_id, facts->version, facts->home, facts->document,
                                                   facts->company_module, facts->ships_module},
                                  std::move(text)));
    auto registration = people.registration(*facts, plans::read_statement(filings.back().statement).value().id);
    registration.supersedes.reset();
    registrations.push_back(people.sign(people.officer(CentreId::hk), std::move(registration)));
  }

  // The floor: as many flushes as there are turns.
  auto const flushes = bench::fdatasync_times(folder.path(), 2 * kPlans / kTurn + 1, std::chrono::microseconds{0});
  double floor = 0;
  for (auto const flush : flushes) floor += flush * 1e-6;

  std::size_t recorded = 0;
  std::uint64_t tag = 0;
  // The drawings that all of them name: sent once, as the registry has them from then on.
  auto const with_attachments = filings.front().document.value();
  for (auto const& ref : plans::attachments_in(with_attachments))
    registrar.attach(++tag, {geo::parse_digest(ref.digest).value(), people.attachment(ref), std::nullopt}, now);
  static_cast<void>(registrar.commit());
  auto const start = Clock::now();
  auto const turn = [&](std::vector<coordinator::RegisterSubmission> const& all, std::size_t from) {
    for (std::size_t i = from; i < std::min(from + kTurn, all.size()); ++i) registrar.submit(++tag, all[i], now);
    registrar.tick(now);
    for (auto const& [of, answer] : registrar.commit().answers)
      if (answer.find("\"recorded\"") != std::string::npos) ++recorded;
    if (auto const plans = registrar.take_registered(); !plans.empty()) static_cast<void>(projection.put_all(plans));
  };
  for (std::size_t i = 0; i < kPlans; i += kTurn) {
    turn(filings, i);
    turn(registrations, i);
  }
  double const took = seconds(Clock::now() - start);
  if (recorded != 2 * kPlans) {
    std::fprintf(stderr, "only %zu of %zu statements were recorded\n", recorded, 2 * kPlans);
    return 1;
  }
  bench::print({.figure = "registry.filed_and_registered",
                .what = "plans filed and registered a minute: checked, both signatures verified, receipt signed, "
                        "recorded durably, in the register of plans; one core",
                .value = kPlans / took * 60,
                .unit = "plans/min",
                .better = bench::Better::more,
                .floor = kPlans / floor * 60,
                .floor_what = "the flushes alone, same run",
                .aim = 10'000});

  auto const again = Clock::now();
  coordinator::Registrar restored(people.setup(CentreId::hk), log);
  bench::print({.figure = "registry.restored",
                .what = "entries a second read back at a start, hashes checked",
                .value = static_cast<double>(restored.ledger().last_place()) / seconds(Clock::now() - again),
                .unit = "entries/s",
                .better = bench::Better::more});

  plans::LedgerVerifier verifier(CentreId::hk, people.setup(CentreId::hk).base,
                                 plans::judge_by(people.setup(CentreId::hk).trust));
  auto const verifying = Clock::now();
  log.read([&](std::string_view entry) { verifier.take(entry); });
  verifier.finish();
  bench::print({.figure = "registry.verified",
                .what = "plans a second in the verification of the whole register (" +
                        std::to_string(verifier.signatures()) + " signatures, " +
                        std::to_string(verifier.fault_count()) + " faults)",
                .value = kPlans / seconds(Clock::now() - verifying),
                .unit = "plans/s",
                .better = bench::Better::more});

  auto const asking = Clock::now();
  constexpr int kAsked = 2'000;
  for (int i = 0; i < kAsked; ++i)
    static_cast<void>(coordinator::answer_query(
        restored, R"({"kind":"recognition","plan_id":"HK-BENCH-)" + std::to_string(100'000 + i % kPlans) + R"("})", {},
        now));
  bench::print({.figure = "registry.recognition_asked",
                .what = "a question for the recognition of a plan by all three centres, answered as JSON",
                .value = seconds(Clock::now() - asking) / kAsked * 1e6,
                .unit = "µs",
                .better = bench::Better::less});
}
