#pragma once
// An officer's line to a running server: a command goes out, and what became of it comes back.

#include <chrono>
#include <memory>
#include <string>

#include "adapters/bus/console_client.hpp"
#include "geo/expected.hpp"

namespace lingding::tools {

/// What the desk answered.
struct CommandOutcome {
  bool is_done = false;
  std::string code;  ///< of a refusal: "unknown_incident"
  std::string text;  ///< of a refusal
  std::string json;  ///< the effect, whole
};

class OfficerLine {
 public:
  /// Nothing of the past is asked for. \param prefix of the ids of commands; with time and process they are unique
  OfficerLine(bus::ClientOptions options, std::string prefix);

  /// \returns why it is not known to be taken
  geo::Expected<CommandOutcome, std::string> command(std::string const& command, std::chrono::milliseconds patience);

 private:
  bus::ConsoleClient client_;
  std::string prefix_;
  std::uint64_t count_ = 0;
};

}  // namespace lingding::tools
