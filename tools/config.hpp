#pragma once
// The server's configuration: one TOML file and overrides from the command line. tools/config/lingding.toml documents
// every key.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/mode.hpp"
#include "coordinator/voyage_watch.hpp"
#include "geo/centre.hpp"
#include "geo/expected.hpp"

namespace lingding::tools {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
std::string_view to_text(LogLevel level);

enum class SourceFormat : std::uint8_t {
  ais,     ///< NMEA 0183 sentences of AIS receivers, with or without TAG blocks
  dsc,     ///< digital selective calls: DSC and DSE sentences, or their symbols, one a line
  sit,     ///< messages of mission control centres
  beacon,  ///< 406 MHz beacons' messages in hexadecimal digits, one a line
  cap      ///< messages of the Common Alerting Protocol 1.2
};
/// As `format` says it.
std::string_view to_text(SourceFormat format);
enum class SourceInput : std::uint8_t {
  tcp_server,      ///< the server listens on `address`; receivers connect
  tcp_client,      ///< the server connects to `address`, again and again
  udp,             ///< the server receives datagrams on `address`
  file,            ///< reads `path`
  standard_input,  ///< "stdin" in the file
  spool,           ///< takes the files that are put into the folder `path`
  http             ///< POST /v1/alerts/<name> at http.address
};
/// What happens at the end of a file.
enum class AtEnd : std::uint8_t { stop, follow };

struct SourceConfig {
  std::string name;  ///< unique; in every alert's record, in counters and in the log
  geo::CentreId centre = geo::CentreId::hk;
  SourceFormat format = SourceFormat::ais;
  SourceInput input = SourceInput::tcp_server;
  std::string address{};               ///< "host:port" or "[v6]:port"; for tcp_server, tcp_client and udp
  std::filesystem::path path{};        ///< for file and spool
  std::filesystem::path token_file{};  ///< for http: who knows one of the tokens in it may post
  AtEnd at_end = AtEnd::stop;          ///< for file
  /// Officers are told when it is silent for longer. Empty: never, as it is silent most of the time (dsc, sit, beacon).
  std::optional<std::chrono::seconds> silent_after{60};
  bool real = false;  ///< of an exercise's server: it hears the world, and what it brings is NO DUFF
  bool operator==(SourceConfig const&) const = default;
};

enum class NotifyKind : std::uint8_t { mail, webhook, command };
enum class MailTls : std::uint8_t { starttls, tls, none };
/// A second channel. adapters/notify/channel.hpp says what its members mean.
struct NotifyConfig {
  std::string name;  ///< unique
  geo::CentreId centre = geo::CentreId::hk;
  std::uint32_t step = 1;  ///< 1: an alarm is repeated; 2: the duty list
  NotifyKind kind = NotifyKind::mail;
  std::chrono::seconds limit{20};  ///< of one try
  std::string server{};
  MailTls tls = MailTls::starttls;
  std::string from{};
  std::vector<std::string> to{};
  std::string user{};
  std::string url{};
  bool plain = false;
  std::filesystem::path secret_file{};
  std::filesystem::path ca_file{};
  std::vector<std::string> command{};
  bool exercise = false;  ///< it is an exercise's own; an exercise uses no other, and a real desk none such
  bool operator==(NotifyConfig const&) const = default;
};

/// All of it, with the values that stand when the file leaves a key out.
struct Config {
  struct Server {
    std::filesystem::path data_folder = "/var/lib/lingding";
    std::vector<geo::CentreId> centres{geo::kCentres.begin(), geo::kCentres.end()};  ///< 1 … 3, each once
    coordinator::Mode mode = coordinator::Mode::real;
    std::string exercise{};   ///< the exercise's name, for whoever sees its messages; empty in the file: "EXERCISE"
    std::string real_desk{};  ///< of an exercise: how the real desk is reached, shown with whatever is NO DUFF
    std::filesystem::path share_folder{};  ///< empty: where the program finds it itself (share_folder.hpp)
    bool operator==(Server const&) const = default;
  };
  struct Log {
    LogLevel level = LogLevel::info;
    bool operator==(Log const&) const = default;
  };
  struct Bus {
    std::string console = "tcp://127.0.0.1:7410";
    std::string traffic = "tcp://127.0.0.1:7411";
    bool curve = true;
    std::filesystem::path keys_folder{};  ///< empty in the file: "keys" in the data folder; never empty once loaded
    std::size_t max_sessions = 128;
    std::chrono::milliseconds heartbeat{5000};
    std::chrono::milliseconds silent_after{15000};
    bool operator==(Bus const&) const = default;
  };
  struct Picture {
    std::size_t max_ships = 20000;
    std::chrono::hours max_age{6};
    bool operator==(Picture const&) const = default;
  };
  struct RawLog {
    bool on = true;
    std::filesystem::path folder{};  ///< empty in the file: "raw" in the data folder; never empty once loaded
    std::uint64_t max_bytes = std::uint64_t{1024} << 20U;
    bool operator==(RawLog const&) const = default;
  };
  struct Registry {
    std::filesystem::path folder{};  ///< empty in the file: "registry" in the data folder; never empty once loaded
    std::chrono::milliseconds ask_peers{30'000};  ///< 0: a registry writes to its chain at once
    bool operator==(Registry const&) const = default;
  };
  /// Where sources with the input http take alerts.
  struct Http {
    std::string address = "127.0.0.1:7412";  ///< "host:port" or "[v6]:port"
    /// PEM; both or neither. Without them the address must be loopback.
    std::filesystem::path certificate_file{};
    std::filesystem::path key_file{};
    std::size_t max_connections = 64;
    bool operator==(Http const&) const = default;
  };
  struct Limits {
    std::size_t distress_queue = 4096;
    std::size_t batch = 512;
    bool operator==(Limits const&) const = default;
  };
  struct Link {
    // Faults put into the links between desks on purpose, for exercises and tests; all 0: none.
    std::size_t lose_percent = 0;
    std::size_t duplicate_percent = 0;
    std::size_t delay_percent = 0;
    std::chrono::milliseconds longest_delay{200};
    bool faulty() const { return lose_percent + duplicate_percent + delay_percent > 0; }
    bool operator==(Link const&) const = default;
  };

  /// Of the escalation clock, for each centre in the order of geo::kCentres (coordinator::ClockSet).
  struct Clock {
    std::chrono::seconds repeat_after{60};
    std::chrono::seconds escalate_after{240};
    std::chrono::seconds offer_lapses_after{300};
    bool operator==(Clock const&) const = default;
  };

  /// The watch of timetables (docs/overdue.md), for each centre in the order of geo::kCentres.
  struct Watch {
    bool on = true;
    /// In whose water a ship was heard last about which this centre asks. Empty: the centre's own, and that of those of
    /// this server that can't ask, as their watch is off or they have no AIS source.
    std::vector<geo::CentreId> waters{};
    coordinator::WatchLimits limits{};
    bool operator==(Watch const&) const = default;
  };

  Server server;
  Log log;
  Bus bus;
  std::vector<SourceConfig> sources{};
  Picture picture;
  RawLog raw_log;
  Registry registry;
  Http http;
  Limits limits;
  Link link;
  std::array<Clock, geo::kCentres.size()> clock{};
  std::array<Watch, geo::kCentres.size()> watch{};
  std::vector<NotifyConfig> notify{};
  bool operator==(Config const&) const = default;
};

/// One thing that is wrong.
struct ConfigProblem {
  std::string where;  ///< "lingding.toml:12", or the override as it was given: "--set bus.curve=maybe"
  std::string key;    ///< "bus.curve", "source.hk-waglan.address"; empty when the text is not TOML
  std::string text;   ///< the value, what was expected, or the nearest known key
  bool operator==(ConfigProblem const&) const = default;
};
/// "where: key: text".
std::string to_text(ConfigProblem const& problem);

/// Reads the file and applies the overrides, in their order. Relative paths in the file are taken from the file's own
/// folder, those of overrides from the current one.
/// \param file empty: the defaults, then the overrides.
/// \param overrides each "section.key=value" or "source.NAME.key=value"; the value as in TOML, and for text and paths
/// also bare.
/// \returns the configuration, or every problem that was found; never half of it.
geo::Expected<Config, std::vector<ConfigProblem>> load_config(std::optional<std::filesystem::path> const& file,
                                                              std::span<std::string const> overrides = {});

/// "server.data_folder", … in the order of the documentation; those of a source as "source.name", …
std::vector<std::string> known_config_keys();

}  // namespace lingding::tools
