#pragma once
// One centre's desk on its own thread: takes events and link frames in batches, records each batch in one commit, and only then
// shows, answers and sends. While the journal can't be written it shows alerts as unrecorded and keeps them until it can.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "coordinator/desk.hpp"
#include "coordinator/link.hpp"
#include "coordinator/ports.hpp"

namespace lingding::runtime {

/// What a desk has to show to its consoles.
struct ShownEntry {
  coordinator::Seq seq = 0;  ///< 0: not recorded yet; it will come again with its number
  geo::UtcTime at{};
  std::string effects;       ///< JSON array
};

struct DeskStatus {
  bool degraded = false;
  std::string message;            ///< why, for an officer to read; empty when not degraded
  std::uint64_t unrecorded = 0;   ///< entries that wait to be recorded
  struct Peer {
    geo::CentreId centre = geo::CentreId::hk;
    std::uint64_t waiting = 0;    ///< messages that the peer has not confirmed
    bool operator==(Peer const&) const = default;
  };
  std::vector<Peer> peers;
  bool operator==(DeskStatus const&) const = default;
};

/// Where a desk shows things. Called on the desk's thread; must not block.
class DeskPublisher {
 public:
  virtual ~DeskPublisher() = default;
  virtual void show(geo::CentreId centre, std::vector<ShownEntry> entries) = 0;
  virtual void status(geo::CentreId centre, DeskStatus const& status) = 0;
};

}  // namespace lingding::runtime
