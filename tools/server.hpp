#pragma once
// The composition root: builds desks, stores, sources and the bus from a configuration, runs them, and stops them in
// reverse.

#include <memory>

#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/log.hpp"
#include "tools/config.hpp"

namespace lingding::tools {

/// Everything runs when the constructor returns; the destructor stops it gracefully: no source is read any more, what
/// was taken in is recorded and shown, consoles are told bye.
class Server {
 public:
  /// Writes `<data folder>/endpoints.json` with the addresses as bound.
  /// \throws std::exception when something can't be opened or bound: the message names it.
  Server(Config config, runtime::Clock const& clock, runtime::Log& log);
  ~Server();
  Server(Server const&) = delete;
  Server& operator=(Server const&) = delete;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::tools
