#pragma once
// A drill against a server that runs as an exercise on this machine: the script's traffic and injects through its real
// inputs, its officers through the bus, what happened read from its journals. In real time, as its clocks are.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "geo/expected.hpp"
#include "plans/brief.hpp"
#include "tools/drill/record.hpp"
#include "tools/drill/scenario.hpp"
#include "tools/drill/stage.hpp"

namespace lingding::drill {

/// A running server, as its endpoints.json says.
struct LiveServer {
  struct Input {
    std::string name;
    geo::CentreId centre = geo::CentreId::hk;
    logs::Format format = logs::Format::ais;
    std::string address;  ///< "127.0.0.1:10110", where it takes lines by TCP
  };
  std::filesystem::path data;  ///< its data folder
  bool is_exercise = false;
  std::string console;  ///< endpoint
  std::vector<Input> inputs;
};
/// \returns what is wrong with the folder's endpoints.json, in a sentence
geo::Expected<LiveServer, std::string> find_server(std::filesystem::path const& data);

struct LiveOptions {
  std::vector<plans::PlanBrief> plans;  ///< of the cast's ships
  /// Sends a command as an officer of the centre, and waits for its outcome: "done" or why not.
  std::function<std::string(geo::CentreId, std::string const& officer, std::string const& command)> command;
  std::function<void(StageNews const&)> news;  ///< may be empty
  std::string version;
  std::string scenario_digest;
};

/// A server that ends while it goes on loses the lines and commands of that time; the drill goes on.
class Live {
 public:
  /// How often something is to be looked at.
  static constexpr std::chrono::milliseconds kLookEvery{100};

  /// \throws std::invalid_argument when the server is no exercise, or has no input for what the scenario brings: the
  /// message says which; std::runtime_error when its journals can't be read, or an input can't be reached
  Live(Scenario scenario, LiveServer server, LiveOptions options);
  ~Live();
  Live(Live&&) noexcept;
  Live& operator=(Live&&) noexcept;

  /// The scenario's time now: it began when this was made.
  geo::UtcTime now() const;
  bool is_over() const;
  /// What is due by now is done, what was recorded since is read.
  void look();
  /// Times are the scenario's, but for those within incidents, which are the server's.
  RunRecord record() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::drill
