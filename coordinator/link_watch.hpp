#pragma once
// Which peers answer: a desk is told when one falls silent while messages wait for it, and when it is heard again.

#include <array>
#include <chrono>
#include <optional>
#include <vector>

#include "coordinator/desk_session.hpp"

namespace lingding::coordinator {

class LinkWatch {
 public:
  LinkWatch(geo::CentreId centre, std::chrono::milliseconds down_after) : centre_(centre), down_after_(down_after) {}

  /// A frame of the peer came that it could have sent: also a receipt, or a repeated one.
  void heard(geo::CentreId peer, geo::UtcTime now) { last_heard_[static_cast<std::size_t>(peer)] = now; }
  std::optional<geo::UtcTime> last_heard(geo::CentreId peer) const {
    return last_heard_[static_cast<std::size_t>(peer)];
  }
  /// True when messages wait for it, and nothing was heard of it for `down_after`.
  bool silent(DeskSession const& session, geo::CentreId peer, geo::UtcTime now);
  /// What the desk does not know yet. After a restart a peer is said to be back when it was heard.
  std::vector<LinkChanged> changes(DeskSession const& session, geo::UtcTime now);

 private:
  geo::CentreId centre_;
  std::chrono::milliseconds down_after_;
  std::array<std::optional<geo::UtcTime>, geo::kCentres.size()> last_heard_;
  std::array<std::optional<geo::UtcTime>, geo::kCentres.size()> waiting_since_;  ///< since when a peer owes receipts
};

}  // namespace lingding::coordinator
