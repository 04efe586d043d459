// What the desk and its codec cost: a repeat, a new incident, a message between desks, recovery. One core, no disk.

#include <chrono>
#include <cstdlib>
#include <ctime>

#include "coordinator/desk_session.hpp"
#include "coordinator/recovery.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/ascii_sea.hpp"
#include "tools/simulation/memory_journal.hpp"

namespace {

using namespace lingding;
using namespace lingding::coordinator;
using bench::Better;
using geo::CentreId;
using Clock = std::chrono::steady_clock;

/// This thread's own time: what else runs on the machine does not count.
double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double seconds_of(Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

struct World {
  simulation::Sea sea = simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
      g g g g g h h h h h
      m P g A g h B h C h
      . . . . . . . . . .)");
  geo::WaterMap water{sea.regions};
  geo::UtcTime now = support::utc("2016-08-27T15:50:00Z");

  DeskSession session(CentreId centre) {
    DeskSession result{centre, [this](std::string_view) -> geo::WaterMap const& { return water; }};
    result.handle(RegionsLoaded{sea.regions.digest}, now);
    result.handle(PlanStored{{support::ferry_plan()}}, now);
    return result;
  }
};

constexpr int kDevices = 100;
constexpr int kRepeats = 400'000;
constexpr std::size_t kBatch = 64;

std::string const kRaw = "!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0*54";

AlertReport report_of(World const& world, int device) {
  return support::sart(world.sea['A'], 970'010'119 + static_cast<std::uint32_t>(device));
}

/// Repeats of a hundred devices in distress, event and effects to text, as they go to the journal.
void repeats(World& world) {
  auto session = world.session(CentreId::hk);
  simulation::MemoryJournal journal;
  for (int i = 0; i < kDevices; ++i)
    session.handle(AlertReceived{"hk-vhf-1", report_of(world, i), {}, kRaw}, world.now);
  session.recorded(journal.append(session.unrecorded()));
  std::size_t bytes = 0;
  std::string sink;
  Seq last = journal.last();
  auto const start = cpu_seconds();
  for (int i = 0; i < kRepeats; ++i) {
    if (i % kDevices == 0) world.now += std::chrono::milliseconds{100};
    session.handle(AlertReceived{"hk-vhf-1", report_of(world, i % kDevices), {}, kRaw}, world.now);
    if (session.unrecorded().size() < kBatch) continue;
    for (auto const& draft : session.unrecorded())
      bytes += draft.event.size() + draft.effects.size() + draft.raw.size();
    last += session.unrecorded().size();
    session.recorded(last);
  }
  double const each = (cpu_seconds() - start) / kRepeats;

  // The floor: the same number of bytes appended to strings of their own.
  std::string const text(bytes / kRepeats, 'x');
  std::vector<std::string> copies;
  auto const floor_start = cpu_seconds();
  std::size_t total = 0;
  for (int i = 0; i < kRepeats; ++i) {
    copies.emplace_back();
    copies.back() += text;
    if (copies.size() < kBatch) continue;
    for (auto const& copy : copies) total += copy.size();
    copies.clear();
  }
  double const floor = (cpu_seconds() - floor_start) / kRepeats;
  if (total == 0) std::abort();
  bench::print({.figure = "desk.repeat",
                .what = "a repeat of an alert through desk, codec and session, without the disk, CPU time",
                .value = each * 1e6,
                .unit = "µs",
                .better = Better::less,
                .floor = floor * 1e6,
                .floor_what = "the same bytes copied into strings",
                .aim = 2,
                .note = std::to_string(bytes / kRepeats) + " bytes an entry"});
  bench::print({.figure = "desk.repeats_per_second",
                .what = "the same as a rate, one core",
                .value = 1 / each,
                .unit = "events/s",
                .aim = 150'000,
                .note = "the journal's group commit comes on top"});
}

/// New incidents, with plan, decision and the message to two other desks.
void new_incidents(World& world) {
  constexpr int kIncidents = 5000;
  auto session = world.session(CentreId::hk);
  simulation::MemoryJournal journal;
  session.recorded(journal.append(session.unrecorded()));
  std::vector<double> times;
  Seq last = journal.last();
  for (int i = 0; i < kIncidents; ++i) {
    world.now += std::chrono::milliseconds{10};
    auto const start = Clock::now();
    session.handle(AlertReceived{"hk-vhf-1", report_of(world, i), {}, kRaw}, world.now);
    session.recorded(++last);
    times.push_back(seconds_of(Clock::now() - start) * 1e6);
  }
  bench::print({.figure = "desk.new_incident_p50",
                .what = "a first alert: decision, ship, log, three texts of the incident",
                .value = bench::percentile(times, 50),
                .unit = "µs",
                .better = Better::less});
  bench::print({.figure = "desk.new_incident_p99",
                .what = "the same, p99",
                .value = bench::percentile(times, 99),
                .unit = "µs",
                .better = Better::less});
}

/// What another desk does with those messages, and how fast a journal comes back.
void receive_and_recover(World& world) {
  constexpr int kIncidents = 2000;
  auto sender = world.session(CentreId::hk);
  auto receiver = world.session(CentreId::cn_gd);
  simulation::MemoryJournal sent;
  simulation::MemoryJournal received;
  for (int i = 0; i < kIncidents; ++i) {
    world.now += std::chrono::milliseconds{10};
    sender.handle(AlertReceived{"hk-vhf-1", report_of(world, i), {}, kRaw}, world.now);
  }
  sender.recorded(sent.append(sender.unrecorded()));
  std::vector<double> times;
  while (sender.waiting_for(CentreId::cn_gd) > 0) {
    for (auto const& frame : sender.due(world.now)) {
      if (frame.to != CentreId::cn_gd) continue;
      auto const start = Clock::now();
      receiver.receive(frame, world.now);
      times.push_back(seconds_of(Clock::now() - start) * 1e6);
    }
    receiver.recorded(received.append(receiver.unrecorded()));
    for (auto const& frame : receiver.due(world.now)) sender.receive(frame, world.now);
    world.now += Outbox::kRepeatAfter;
  }
  bench::print({.figure = "desk.link_message_p50",
                .what = "a forwarded alert read, merged and written at the other desk",
                .value = bench::percentile(times, 50),
                .unit = "µs",
                .better = Better::less});

  // 100 000 entries, nearly all of them repeats, as a journal is.
  simulation::MemoryJournal journal;
  auto writer = world.session(CentreId::hk);
  for (int i = 0; i < 99'998; ++i) {
    if (i % kDevices == 0) world.now += std::chrono::milliseconds{100};
    writer.handle(AlertReceived{"hk-vhf-1", report_of(world, i % kDevices), {}, kRaw}, world.now);
    if (writer.full()) break;
  }
  writer.recorded(journal.append(writer.unrecorded()));
  DeskSession back{CentreId::hk, [&](std::string_view) -> geo::WaterMap const& { return world.water; }};
  auto const start = cpu_seconds();
  auto const result = replay(journal, back, [](CentreId) { return std::uint64_t{1} << 40U; });
  double const took = cpu_seconds() - start;
  if (result.differences != 0) std::abort();
  bench::print({.figure = "desk.replay_100k",
                .what = "100 000 journal entries replayed and compared byte for byte, without the disk, CPU time",
                .value = took * 100'000 / static_cast<double>(result.entries),
                .unit = "s",
                .better = Better::less});
}

/// A report by telephone, with a name and a place, weighed against ten thousand open incidents spread over the estuary.
void correlator(World& world) {
  constexpr int kOpen = 10'000;
  constexpr int kReports = 500;
  auto session = world.session(CentreId::hk);
  simulation::MemoryJournal journal;
  session.recorded(journal.append(session.unrecorded()));
  Seq last = journal.last();
  auto const place = [&](int i) {
    // A hundred by a hundred, a nautical mile apart.
    return support::position(21.5 + (i % 100) / 60.0, 113.0 + (i / 100) / 55.6);
  };
  auto const take = [&](AlertReport report) {
    session.handle(AlertReceived{"hk-vhf-1", std::move(report), {}, kRaw}, world.now);
    session.recorded(++last);
  };
  for (int i = 0; i < kOpen; ++i) take(support::sart(place(i), 970'000'000 + static_cast<std::uint32_t>(i)));
  std::vector<double> times;
  for (int i = 0; i < kReports; ++i) {
    AlertReport report;
    report.kind = AlertKind::report;
    report.name = "ferry " + std::to_string(i);
    report.position = place(i * 20);
    report.radius = geo::Metres::from_nautical_miles(1);
    report.position_source = PositionSource::stated;
    auto const start = cpu_seconds();
    take(std::move(report));
    times.push_back((cpu_seconds() - start) * 1e6);
  }
  bench::print({.figure = "desk.correlate_10000",
                .what = "an alert without a number against 10 000 open incidents, with desk and texts, CPU time, p50",
                .value = bench::percentile(times, 50),
                .unit = "µs",
                .better = Better::less,
                .note = "p99 " + std::to_string(static_cast<int>(bench::percentile(times, 99))) + " µs"});
}

}  // namespace

int main() {
  World world;
  repeats(world);
  new_incidents(world);
  correlator(world);
  receive_and_recover(world);
}
