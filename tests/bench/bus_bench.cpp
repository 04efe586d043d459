// From a desk's post to a console under CURVE, beside the barest ZeroMQ hop that this machine does; and the fan-out of
// traffic.

#include <zmq.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "adapters/bus/console_bus.hpp"
#include "adapters/bus/console_client.hpp"
#include "adapters/bus/keys.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace lingding;
using Clock = std::chrono::steady_clock;
using bus::Seq;

/// As large as an update of one incident without a plan.
constexpr std::size_t kBody = 512;
constexpr std::size_t kRounds = 5;
constexpr std::size_t kPerRound = 2000;
/// Between two messages, as alerts do not come back to back; everyone is asleep by then.
constexpr std::chrono::microseconds kPause{300};

double microseconds(Clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

/// Keeps everything: the journal is not what is measured.
class Past final : public bus::History {
 public:
  Seq newest(geo::CentreId) override { return 0; }
  std::string journal_id(geo::CentreId) override { return "bench"; }
  bus::HistoryPage read(geo::CentreId, Seq after, std::size_t) override { return {{}, after}; }
};
class Port final : public bus::ConsolePort {
 public:
  bus::CommandReceipt command(geo::CentreId, std::string_view, std::string_view, std::string_view) override {
    return {};
  }
  bus::CommandReceipt submit(geo::CentreId, bus::Client const&, bus::Submission&&) override { return {}; }
  bus::CommandReceipt attach(geo::CentreId, bus::Client const&, bus::Attachment&&) override { return {}; }
  bus::CommandReceipt ask(geo::CentreId, bus::Client const&, bus::Question&&) override { return {}; }
};

bus::Update update(Seq seq) {
  return {.seq = seq,
          .at = geo::UtcTime{},
          .effects = std::make_shared<std::string const>("[\"" + std::string(kBody, 'x') + "\"]"),
          .officer = {},
          .officer_effects = nullptr};
}

struct Rig {
  Rig() {
    bus::make_key(folder.path(), "server", geo::CentreId::hk, bus::Role::server, {});
    bus::BusOptions options;
    options.keys_folder = folder.path();
    options.centres = {geo::CentreId::hk};
    console_bus = std::make_unique<bus::ConsoleBus>(options, port, std::make_unique<Past>());
  }
  std::unique_ptr<bus::ConsoleClient> client(std::string const& name) {
    bus::make_key(folder.path(), name, geo::CentreId::hk, bus::Role::officer, {});
    bus::ClientOptions options;
    options.endpoint = console_bus->console_endpoint();
    options.key = bus::read_secret(folder / (name + ".secret"));
    auto client = std::make_unique<bus::ConsoleClient>(std::move(options));
    bool caught_up = false;
    while (!caught_up)
      for (auto const& event : client->poll(std::chrono::seconds{1}))
        caught_up = caught_up || event.text.find("caught_up") != std::string::npos;
    return client;
  }
  support::TempFolder folder{"bus-bench"};
  Port port;
  std::unique_ptr<bus::ConsoleBus> console_bus;
  Seq seq = 0;
};

/// Post → the client has it, one at a time.
void measure_bus(Rig& rig, bus::ConsoleClient& client, std::vector<double>& times) {
  for (std::size_t i = 0; i < kPerRound; ++i) {
    std::this_thread::sleep_for(kPause);
    auto const after = rig.seq++;
    std::vector<bus::Update> updates{update(rig.seq)};
    auto const start = Clock::now();
    rig.console_bus->publish(geo::CentreId::hk, after, rig.seq, std::move(updates));
    for (bool there = false; !there;)
      for (auto const& event : client.poll(std::chrono::seconds{1}))
        there = there || event.text.find("\"update\"") != std::string::npos;
    times.push_back(microseconds(Clock::now() - start));
  }
}

struct Close {
  void operator()(void* socket) const { zmq_close(socket); }
};
using Socket = std::unique_ptr<void, Close>;

void must(int result) {
  if (result < 0) throw std::runtime_error(zmq_strerror(zmq_errno()));
}

/// A ROUTER and a DEALER under CURVE, each with a context of its own as in two programs, both used by this one thread:
/// what a hop costs when nobody else has a part in it.
class BareHop {
 public:
  BareHop() : context_(zmq_ctx_new(), zmq_ctx_term), other_(zmq_ctx_new(), zmq_ctx_term) {
    std::array<char, 41> server_public{};
    std::array<char, 41> server_secret{};
    std::array<char, 41> client_public{};
    std::array<char, 41> client_secret{};
    must(zmq_curve_keypair(server_public.data(), server_secret.data()));
    must(zmq_curve_keypair(client_public.data(), client_secret.data()));
    router_.reset(zmq_socket(context_.get(), ZMQ_ROUTER));
    dealer_.reset(zmq_socket(other_.get(), ZMQ_DEALER));
    int const one = 1;
    int const none = 0;
    for (void* socket : {router_.get(), dealer_.get()}) must(zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none));
    must(zmq_setsockopt(router_.get(), ZMQ_CURVE_SERVER, &one, sizeof one));
    must(zmq_setsockopt(router_.get(), ZMQ_CURVE_SECRETKEY, server_secret.data(), 41));
    must(zmq_bind(router_.get(), "tcp://127.0.0.1:*"));
    std::array<char, 256> endpoint{};
    auto size = endpoint.size();
    must(zmq_getsockopt(router_.get(), ZMQ_LAST_ENDPOINT, endpoint.data(), &size));
    must(zmq_setsockopt(dealer_.get(), ZMQ_CURVE_SERVERKEY, server_public.data(), 41));
    must(zmq_setsockopt(dealer_.get(), ZMQ_CURVE_PUBLICKEY, client_public.data(), 41));
    must(zmq_setsockopt(dealer_.get(), ZMQ_CURVE_SECRETKEY, client_secret.data(), 41));
    must(zmq_connect(dealer_.get(), endpoint.data()));
    must(zmq_send(dealer_.get(), "x", 1, 0));
    std::array<char, 8> ignored{};
    id_size_ = zmq_recv(router_.get(), id_.data(), id_.size(), 0);
    must(id_size_);
    must(zmq_recv(router_.get(), ignored.data(), ignored.size(), 0));
  }
  void measure(std::vector<double>& times) {
    std::string const body(kBody + 130, 'x');
    std::vector<char> buffer(4096);
    for (std::size_t i = 0; i < kPerRound; ++i) {
      std::this_thread::sleep_for(kPause);
      auto const start = Clock::now();
      must(zmq_send(router_.get(), id_.data(), static_cast<std::size_t>(id_size_), ZMQ_SNDMORE));
      must(zmq_send(router_.get(), body.data(), body.size(), 0));
      must(zmq_recv(dealer_.get(), buffer.data(), buffer.size(), 0));
      times.push_back(microseconds(Clock::now() - start));
    }
  }

 private:
  std::unique_ptr<void, int (*)(void*)> context_;
  std::unique_ptr<void, int (*)(void*)> other_;
  Socket router_;
  Socket dealer_;
  std::array<char, 256> id_{};
  int id_size_ = 0;
};

/// Updates to one console as fast as it takes them.
double stream(Rig& rig, bus::ConsoleClient& client) {
  constexpr Seq kCount = 60'000;
  auto const first = rig.seq;
  auto const start = Clock::now();
  std::thread desk{[&] {
    for (Seq i = 0; i < kCount; i += 32) {
      // As much ahead as a desk would be: what is posted waits in memory.
      while (rig.console_bus->counters().updates_sent + 512 < rig.seq) std::this_thread::yield();
      std::vector<bus::Update> updates;
      auto const after = rig.seq;
      for (int n = 0; n < 32; ++n) updates.push_back(update(++rig.seq));
      rig.console_bus->publish(geo::CentreId::hk, after, rig.seq, std::move(updates));
    }
  }};
  while (client.last_seq() < first + kCount) client.poll(std::chrono::seconds{1});
  desk.join();
  return static_cast<double>(kCount) / std::chrono::duration<double>(Clock::now() - start).count();
}

/// Traffic batches of 100 reports to `subscribers`, until each has kBatches; reports/s that arrive, over all.
double fan_out(Rig& rig, std::size_t subscribers) {
  constexpr std::uint64_t kBatches = 1500;
  constexpr std::size_t kReports = 100;
  std::string reports;
  for (std::size_t i = 0; i < kReports; ++i) {
    if (i != 0) reports += ',';
    reports +=
        R"({"report":"position","mmsi":477000101,"kind":"ship","type":1,"lat":22.133300,"lon":113.800000,"accuracy":true,)"
        R"("speed":31.5,"course":262.0,"heading":261,"status":0,"at":"2016-08-27T15:50:00.000Z","source":"waglan"})";
  }
  auto const batch = std::make_shared<std::string const>(std::move(reports));
  auto const key = bus::read_secret(rig.folder / "hk-1.secret");
  std::unique_ptr<void, int (*)(void*)> const context(zmq_ctx_new(), zmq_ctx_term);
  std::atomic<std::uint64_t> received{0};
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < subscribers; ++i)
    threads.emplace_back([&] {
      Socket const socket{zmq_socket(context.get(), ZMQ_SUB)};
      int const none = 0;
      int const patience = 100;
      must(zmq_setsockopt(socket.get(), ZMQ_LINGER, &none, sizeof none));
      must(zmq_setsockopt(socket.get(), ZMQ_RCVTIMEO, &patience, sizeof patience));
      must(zmq_setsockopt(socket.get(), ZMQ_SUBSCRIBE, "", 0));
      must(zmq_setsockopt(socket.get(), ZMQ_CURVE_SERVERKEY, key.server_public_key.c_str(), 41));
      must(zmq_setsockopt(socket.get(), ZMQ_CURVE_PUBLICKEY, key.public_key.c_str(), 41));
      must(zmq_setsockopt(socket.get(), ZMQ_CURVE_SECRETKEY, key.secret_key.z85().c_str(), 41));
      must(zmq_connect(socket.get(), rig.console_bus->traffic_endpoint().c_str()));
      std::vector<char> buffer(1 << 20);
      while (!stop.load()) {
        if (zmq_recv(socket.get(), buffer.data(), buffer.size(), 0) < 0) continue;
        must(zmq_recv(socket.get(), buffer.data(), buffer.size(), 0));
        must(zmq_recv(socket.get(), buffer.data(), buffer.size(), 0));
        received.fetch_add(1);
      }
    });
  // One batch at a time until everyone's subscription has arrived.
  while (received.load() < subscribers * 3) {
    rig.console_bus->publish_traffic(geo::CentreId::hk, batch);
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  auto const before = received.load();
  auto const start = Clock::now();
  for (std::uint64_t i = 0; i < kBatches;) {
    // As far ahead of the slowest as the server keeps for it.
    if (received.load() + 32 * subscribers < before + i * subscribers)
      std::this_thread::yield();
    else if (rig.console_bus->publish_traffic(geo::CentreId::hk, batch) == bus::ConsoleBus::TrafficTaken::yes)
      ++i;
  }
  auto const deadline = Clock::now() + std::chrono::seconds{10};
  while (received.load() < before + kBatches * subscribers && Clock::now() < deadline) std::this_thread::yield();
  auto const seconds = std::chrono::duration<double>(Clock::now() - start).count();
  auto const count = received.load() - before;
  stop.store(true);
  for (auto& thread : threads) thread.join();
  return static_cast<double>(count * kReports) / seconds;
}

}  // namespace

int main() {
  Rig rig;
  auto const client = rig.client("hk-1");
  BareHop hop;
  std::vector<double> ours;
  std::vector<double> floor;
  // In turns, so that both have the same weather.
  for (std::size_t round = 0; round < kRounds; ++round) {
    hop.measure(floor);
    measure_bus(rig, *client, ours);
  }
  for (double const percent : {50.0, 99.0})
    bench::print({.figure = "bus.post_to_console_p" + std::to_string(static_cast<int>(percent)),
                  .what = "an update of 0.6 kB: desk's post to console client, CURVE, idle, p" +
                          std::to_string(static_cast<int>(percent)),
                  .value = bench::percentile(ours, percent),
                  .unit = "µs",
                  .better = bench::Better::less,
                  .floor = bench::percentile(floor, percent),
                  .floor_what = "bare ROUTER to DEALER under CURVE, one way, same size, no thread between, same run",
                  .peers = "own prototype without commit 22 µs p50, 32 p99 (quiet machine)"});
  bench::print({.figure = "bus.updates",
                .what = "updates of 0.6 kB to one console, CURVE, each parsed and confirmed by the client",
                .value = stream(rig, *client),
                .unit = "updates/s",
                .peers = "bare ZeroMQ CURVE one way 320 000–380 000 messages/s of 200 B (quiet machine)"});
  for (std::size_t const subscribers : {1U, 4U})
    bench::print({.figure = "bus.traffic_" + std::to_string(subscribers),
                  .what = "traffic reports to " + std::to_string(subscribers) +
                          " subscriber(s), CURVE, batches of 100, received over all",
                  .value = fan_out(rig, subscribers),
                  .unit = "reports/s",
                  .aim = subscribers == 1 ? std::optional{200'000.0} : std::nullopt,
                  .peers = "Signal K 9 500 sentences/s (published run)"});
  return 0;
}
