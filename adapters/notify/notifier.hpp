#pragma once
// The second channels of a server: each on a thread of its own, with a bounded queue, so that one that hangs holds up
// nothing but itself.

#include <functional>
#include <memory>

#include "adapters/notify/channel.hpp"
#include "coordinator/desk.hpp"

namespace lingding::notify {

struct NotifierOptions {
  coordinator::Mode mode = coordinator::Mode::real;  ///< of the server: it marks what goes out
  std::string real_desk{};                           ///< as Notice::real_desk
  /// What waits for one channel; beyond it a message is given up on this channel, and that is said.
  std::size_t queue = 256;
  /// How long is waited after each failed try; when all are used up the message is given up on this channel.
  std::vector<std::chrono::milliseconds> again_after{std::chrono::seconds{5}, std::chrono::seconds{20},
                                                     std::chrono::seconds{60}};
};

/// Runs from construction to destruction; the destructor interrupts what is under way, which is asked again at the next
/// start.
class Notifier {
 public:
  /// Called on a channel's thread, or in ask(); must not block for long, and may be called until the destructor
  /// returns.
  using Report = std::function<void(geo::CentreId, coordinator::NotifyDone)>;

  Notifier(std::vector<Channel> channels, Report report, NotifierOptions options = {});
  ~Notifier();
  Notifier(Notifier const&) = delete;
  Notifier& operator=(Notifier const&) = delete;

  /// Sends on every channel of the centre and step that is not done with. From any thread; never blocks. Without any
  /// channel that is reported, so that the record says so.
  void ask(geo::CentreId centre, coordinator::NotifyWaiting waiting);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::notify
