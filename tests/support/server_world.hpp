#pragma once
// A folder with everything that a server under test needs: configuration, keys of one officer a centre, a receiver a
// centre.

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/bus/keys.hpp"
#include "adapters/runtime/line_sender.hpp"
#include "coordinator/desk_session.hpp"
#include "tests/support/officer_console.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/temp_folder.hpp"

namespace lingding::support {

/// "HK-receiver": the name of the centre's TCP source.
std::string receiver_of(geo::CentreId centre);

class ServerWorld {
 public:
  /// \param more lines of configuration, appended
  explicit ServerWorld(std::string const& more = {});

  std::filesystem::path folder() const { return folder_.path(); }
  std::filesystem::path data() const { return folder_.path() / "data"; }
  std::string key_file(geo::CentreId centre) const;

  void start(std::vector<std::string> arguments = {});
  /// \param signal_number SIGKILL or SIGTERM
  void end(int signal_number);
  ServerProcess& server() { return *server_; }
  /// A connection to the centre's receiver, made when first asked for after a start.
  runtime::LineSender& feed(geo::CentreId centre);

  /// The desk as the centre's journal has it; the server must not run. Fails the test when replay gives other effects.
  std::unique_ptr<coordinator::DeskSession> replayed(geo::CentreId centre) const;
  /// What consoles must have been shown: by seq, the effects' JSON in OfficerConsole's form.
  std::map<coordinator::Seq, std::string> visible(geo::CentreId centre) const;
  /// Runs the program with these arguments, gives its exit status and what it printed.
  struct Ran {
    int status = 0;
    std::string output;  ///< standard output and error
  };
  Ran run(std::vector<std::string> arguments) const;

 private:
  TempFolder folder_;
  std::unique_ptr<ServerProcess> server_;
  std::array<std::unique_ptr<runtime::LineSender>, geo::kCentres.size()> feeds_;
};

}  // namespace lingding::support
