#pragma once
// Moving frames between desks: the port, the link inside one process, and a decorator that misbehaves on purpose.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "coordinator/link.hpp"

namespace lingding::link {

/// Takes frames on any thread and never blocks for long. A frame may be lost, doubled or late: outbox and inbox
/// (coordinator/link.hpp) make up for it.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual void send(coordinator::LinkFrame frame) = 0;
};

/// Hands each frame to the receiver that the addressed centre registered, on the sender's thread.
class InProcessLink final : public Transport {
 public:
  using Receiver = std::function<void(coordinator::LinkFrame)>;

  InProcessLink();
  ~InProcessLink() override;
  /// Frames for `centre` go to `receiver`, which must not block. An empty receiver takes the centre off the link;
  /// when this call returns, the former receiver is not running and will not run again.
  void connect(geo::CentreId centre, Receiver receiver);
  void send(coordinator::LinkFrame frame) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// How a link misbehaves; each a share of the frames, 0 … 1.
struct LinkFaults {
  double lose = 0;
  double duplicate = 0;
  double delay = 0;  ///< held back for up to `longest_delay`, and so overtaken by later ones
  std::chrono::milliseconds longest_delay{200};
  std::uint64_t seed = 1;
};

/// For exercises and tests: a real link with faults, drawn from a seeded generator.
class FaultyLink final : public Transport {
 public:
  FaultyLink(Transport& next, LinkFaults faults);
  ~FaultyLink() override;
  void send(coordinator::LinkFrame frame) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::link
