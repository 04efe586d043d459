#include "tests/support/server_world.hpp"

#include <sys/wait.h>

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <limits>
#include <stdexcept>

#include "adapters/store/journal.hpp"
#include "adapters/store/region_store.hpp"
#include "coordinator/codec.hpp"
#include "coordinator/recovery.hpp"

namespace lingding::support {
namespace {

using geo::CentreId;

std::string configuration(std::string const& more) {
  std::string text = R"([server]
data_folder = "data"
[log]
level = "info"
[bus]
console = "tcp://127.0.0.1:*"
traffic = "tcp://127.0.0.1:*"
)";
  for (CentreId const centre : geo::kCentres) {
    text += "[[source]]\nname = \"" + receiver_of(centre) + "\"\ncentre = \"" + std::string(geo::to_text(centre)) +
            "\"\ninput = \"tcp_server\"\naddress = \"127.0.0.1:0\"\n";
  }
  return text + more;
}

std::string key_name(CentreId centre) {
  return "officer-" + std::string(geo::to_text(centre));
}

}  // namespace

std::string receiver_of(CentreId centre) {
  return std::string(geo::to_text(centre)) + "-receiver";
}

ServerWorld::ServerWorld(std::string const& more) : folder_("server") {
  folder_.write("lingding.toml", configuration(more));
  auto const keys = data() / "keys";
  std::filesystem::create_directories(keys);
  geo::UtcTime const made{std::chrono::seconds{1'780'000'000}};
  static_cast<void>(bus::server_key(keys, made));
  for (CentreId const centre : geo::kCentres)
    static_cast<void>(bus::make_key(keys, key_name(centre), centre, bus::Role::officer, made));
}

std::string ServerWorld::key_file(CentreId centre) const {
  return (data() / "keys" / (key_name(centre) + ".secret")).string();
}

void ServerWorld::start(std::vector<std::string> arguments) {
  server_ = std::make_unique<ServerProcess>(folder_.path(), std::move(arguments));
}

void ServerWorld::end(int signal_number) {
  for (auto& feed : feeds_) feed.reset();
  server_->end(signal_number);
  server_.reset();
}

runtime::LineSender& ServerWorld::feed(CentreId centre) {
  auto& feed = feeds_[static_cast<std::size_t>(centre)];
  if (!feed) feed = std::make_unique<runtime::LineSender>(server_->source_address(receiver_of(centre)));
  return *feed;
}

std::unique_ptr<coordinator::DeskSession> ServerWorld::replayed(CentreId centre) const {
  auto const folder = data() / std::string(geo::to_text(centre));
  auto maps = std::make_shared<std::map<std::string, geo::WaterMap, std::less<>>>();
  auto session = std::make_unique<coordinator::DeskSession>(
      centre, [maps, folder](std::string_view digest) -> geo::WaterMap const& {
        if (auto const found = maps->find(digest); found != maps->end()) return found->second;
        auto set = store::RegionStore(folder, store::Access::read_only).get(digest);
        if (!set) throw std::runtime_error("regions are missing");
        return maps->emplace(std::string(digest), geo::WaterMap(*std::move(set))).first->second;
      });
  store::SqliteJournalReader reader(folder);
  auto const replay = coordinator::replay(reader, *session, [](CentreId) { return std::uint64_t{0}; });
  if (replay.first_difference)
    throw std::runtime_error("entry " + std::to_string(replay.first_difference->seq) + " replays to other effects:\n" +
                             replay.first_difference->recorded + "\n" + replay.first_difference->replayed);
  return session;
}

std::map<coordinator::Seq, std::string> ServerWorld::visible(CentreId centre) const {
  std::map<coordinator::Seq, std::string> visible;
  store::SqliteJournalReader reader(data() / std::string(geo::to_text(centre)));
  reader.read(0, std::numeric_limits<std::size_t>::max(), [&](coordinator::Entry const& entry) {
    auto const items = coordinator::console_items(entry.content.effects);
    if (!items) throw std::runtime_error("entry " + std::to_string(entry.seq) + " has no effects that can be read");
    boost::json::array effects;
    for (auto const& item : *items) effects.push_back(boost::json::parse(item.json));
    if (!effects.empty()) visible.emplace(entry.seq, boost::json::serialize(effects));
    return true;
  });
  return visible;
}

ServerWorld::Ran ServerWorld::run(std::vector<std::string> arguments) const {
  std::string command = "'" + std::string(LINGDING_BINARY_DIR) + "/lingding'";
  for (auto const& argument : arguments) command += " '" + argument + "'";
  Ran ran;
  std::FILE* const pipe = ::popen((command + " 2>&1 </dev/null").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("can't run " + command);
  std::array<char, 4096> buffer;
  while (auto const length = std::fread(buffer.data(), 1, buffer.size(), pipe))
    ran.output.append(buffer.data(), length);
  int const status = ::pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return ran;
}

}  // namespace lingding::support
