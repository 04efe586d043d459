// A console bus in front of one real desk of Hong Kong, for clients in other languages and for looking at the terminal
// console.
//
//   bus-feed FOLDER      keys are made in FOLDER (officer "hk-1", observer "hk-eye"); prints one JSON line with the
//   endpoints. standard input:      alert DEVICE LAT LON | ship DEVICE LAT LON | test DEVICE LAT LON | move DEVICE LAT
//   LON | notice TEXT
//                        offer DEVICE (Macao's alert, offered to us) | degrade WHY | recover | link CENTRE up|down
//                        WAITING traffic COUNT | quit

#include <cstdio>
#include <iostream>
#include <mutex>
#include <sstream>

#include "adapters/bus/console_bus.hpp"
#include "adapters/bus/keys.hpp"
#include "coordinator/desk_session.hpp"
#include "coordinator/failures.hpp"
#include "geo/json_writer.hpp"
#include "tests/support/regions.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/memory_journal.hpp"

namespace {

using namespace lingding;

geo::UtcTime now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// The desk and its journal behind one lock; the bus thread reads and orders, the main thread feeds.
class Feed final : public bus::ConsolePort {
 public:
  explicit Feed(std::filesystem::path const& folder)
      : water_(support::shipped_regions()),
        session_(geo::CentreId::hk, [this](std::string_view) -> geo::WaterMap const& { return water_; }) {
    using bus::Role;
    bus::server_key(folder, now());
    for (auto const& [name, role] : {std::pair{"hk-1", Role::officer}, std::pair{"hk-eye", Role::observer}})
      if (!std::filesystem::exists(folder / (std::string{name} + ".secret")))
        bus::make_key(folder, name, geo::CentreId::hk, role, now());
    {
      std::lock_guard const lock{mutex_};
      handle(coordinator::RegionsLoaded{water_.regions().digest});
      auto plan = support::ferry_plan();
      plan.appearance = {"White hull, red stripe, name in green on both sides", "白色船身,紅色條紋,兩側以綠色寫船名"};
      plan.route_name = {"Sheung Wan – Macao Outer Harbour", "上環—澳門外港"};
      plan.contacts.insert(plan.contacts.begin(), {"bridge, satellite telephone", "", "+870000000001"});
      handle(coordinator::PlanStored{{plan}});
    }
    bus::BusOptions options;
    options.keys_folder = folder;
    options.centres = {geo::CentreId::hk};
    auto bus = std::make_unique<bus::ConsoleBus>(options, *this, std::make_unique<Past>(*this));
    std::lock_guard const lock{mutex_};
    bus_ = std::move(bus);
    links();
  }

  bus::ConsoleBus& bus() { return *bus_; }

  bus::CommandReceipt command(geo::CentreId, std::string_view officer, std::string_view id,
                              std::string_view command) override {
    auto parsed = coordinator::parse_command(command);
    if (!parsed) return {bus::CommandReceipt::Verdict::invalid, parsed.error().pointer, parsed.error().expected};
    std::lock_guard const lock{mutex_};
    handle(coordinator::OfficerActed{std::string{officer}, std::string{id}, *parsed});
    return {};
  }

  bus::CommandReceipt submit(geo::CentreId, bus::Client const&, bus::Submission&&) override {
    return {bus::CommandReceipt::Verdict::invalid, "", "not served here"};
  }
  bus::CommandReceipt attach(geo::CentreId, bus::Client const&, bus::Attachment&&) override {
    return {bus::CommandReceipt::Verdict::invalid, "", "not served here"};
  }
  bus::CommandReceipt ask(geo::CentreId, bus::Client const&, bus::Question&&) override {
    return {bus::CommandReceipt::Verdict::invalid, "", "not served here"};
  }

  void order(std::string const& line) {
    std::istringstream in{line};
    std::string word;
    in >> word;
    std::lock_guard const lock{mutex_};
    if (word == "notice") {
      std::string text;
      std::getline(in >> std::ws, text);
      handle(coordinator::SafetyTextReceived{"waglan", support::mmsi(477000999), text, {}});
    } else if (word == "degrade") {
      std::getline(in >> std::ws, status_.message);
      status_.recording = bus::Recording::degraded;
      journal_.failing = true;
      bus_->set_status(geo::CentreId::hk, status_);
    } else if (word == "recover") {
      journal_.failing = false;
      handle(coordinator::TimePassed{});
      status_.recording = bus::Recording::normal;
      status_.message.clear();
      bus_->set_status(geo::CentreId::hk, status_);
    } else if (word == "traffic") {
      std::uint32_t count = 0;
      in >> count;
      traffic(count);
    } else if (word == "link") {
      std::string centre;
      std::string state;
      std::uint64_t waiting = 0;
      in >> centre >> state >> waiting;
      for (auto& link : status_.links)
        if (geo::to_text(link.centre) == centre)
          link = {link.centre, state == "up" ? bus::LinkState::State::up : bus::LinkState::State::down, waiting, now()};
      bus_->set_status(geo::CentreId::hk, status_);
    } else if (word == "alert" || word == "ship" || word == "test") {
      alert(in, word);
    }
  }

 private:
  class Past final : public bus::History {
   public:
    explicit Past(Feed& feed) : feed_(feed) {}
    bus::Seq newest(geo::CentreId) override {
      std::lock_guard const lock{feed_.mutex_};
      return feed_.journal_.entries.size();
    }
    std::string journal_id(geo::CentreId) override { return "feed"; }
    bus::HistoryPage read(geo::CentreId, bus::Seq after, std::size_t limit) override {
      std::lock_guard const lock{feed_.mutex_};
      bus::HistoryPage page{{}, after};
      feed_.journal_.read(after, limit, [&](coordinator::Entry const& entry) {
        if (auto const items = coordinator::console_items(entry.content.effects))
          if (auto update = bus::make_update(entry.seq, entry.content.at, *items))
            page.updates.push_back(*std::move(update));
        page.scanned_to = entry.seq;
        return true;
      });
      return page;
    }

   private:
    Feed& feed_;
  };

  void links() {
    status_.links = {{geo::CentreId::cn_gd, bus::LinkState::State::up, 0, now()},
                     {geo::CentreId::mo, bus::LinkState::State::up, 0, now()}};
    bus_->set_status(geo::CentreId::hk, status_);
  }

  void handle(coordinator::Event event) {
    session_.handle(std::move(event), now());
    auto const after = journal_.entries.size();
    try {
      auto const last = journal_.append(session_.unrecorded());
      auto const delivery = session_.recorded(last);
      std::vector<bus::Update> updates;
      for (auto const& one : delivery.consoles)
        if (auto update = bus::make_update(*one.seq, one.at, one.items)) updates.push_back(*std::move(update));
      if (bus_) bus_->publish(geo::CentreId::hk, after, last, std::move(updates));
    } catch (coordinator::StorageFailure const&) {
      auto const delivery = session_.show_unrecorded();
      for (auto const& one : delivery.consoles)
        if (auto update = bus::make_update(0, one.at, one.items); update && bus_)
          bus_->publish_unrecorded(geo::CentreId::hk, *std::move(update));
    }
  }

  void alert(std::istringstream& in, std::string const& word) {
    std::uint32_t device = 0;
    double latitude = 0;
    double longitude = 0;
    if (!(in >> device)) return;
    bool const placed = static_cast<bool>(in >> latitude >> longitude);
    auto const position = placed ? geo::Position::from_degrees(latitude, longitude) : std::nullopt;
    auto report = word == "test" ? support::sart_test(position, device) : support::sart(position, device);
    if (word == "ship") report.kind = coordinator::AlertKind::ais_ship_status;
    std::vector<coordinator::ShipNear> near;
    if (position && word == "alert") {
      near.push_back({support::mmsi(477000101), "SAMPLE FERRY", *position, geo::Knots::from_knots(31.5),
                      geo::TrueBearing::from_degrees(262), now() - std::chrono::seconds{40},
                      geo::Metres::from_metres(412)});
      near.push_back({support::mmsi(453000202), "澳門 SAMPLE", *position, std::nullopt, std::nullopt,
                      now() - std::chrono::seconds{95}, geo::Metres::from_nautical_miles(2.4)});
    }
    handle(coordinator::AlertReceived{"waglan", report, near, "!AIVDM,…"});
  }

  void traffic(std::uint32_t count) {
    std::string reports;
    for (std::uint32_t i = 0; i < count; ++i) {
      geo::JsonWriter writer{reports};
      if (i != 0) reports += ',';
      writer.begin_object().member("report", "position").member("mmsi", 477100000 + i).end_object();
    }
    bus_->publish_traffic(geo::CentreId::hk, std::make_shared<std::string const>(std::move(reports)));
  }

  geo::WaterMap water_;
  std::mutex mutex_;
  simulation::MemoryJournal journal_;
  coordinator::DeskSession session_;
  bus::DeskStatus status_;
  std::unique_ptr<bus::ConsoleBus> bus_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: bus-feed FOLDER\n");
    return 2;
  }
  try {
    Feed feed{argv[1]};
    std::string line;
    geo::JsonWriter writer{line};
    writer.begin_object()
        .member("console", feed.bus().console_endpoint())
        .member("traffic", feed.bus().traffic_endpoint())
        .member("server_key", feed.bus().server_public_key())
        .end_object();
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
    for (std::string order; std::getline(std::cin, order) && order != "quit";) feed.order(order);
  } catch (std::exception const& failure) {
    std::fprintf(stderr, "bus-feed: %s\n", failure.what());
    return 1;
  }
  return 0;
}
