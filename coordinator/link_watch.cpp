#include "coordinator/link_watch.hpp"

#include <algorithm>

namespace lingding::coordinator {

bool LinkWatch::silent(DeskSession const& session, geo::CentreId peer, geo::UtcTime now) {
  auto& since = waiting_since_[static_cast<std::size_t>(peer)];
  auto const waiting = session.waiting_for(peer);
  if (waiting == 0) since.reset();
  if (waiting > 0 && !since) since = now;
  return since && now - std::max(*since, last_heard(peer).value_or(*since)) > down_after_;
}

std::vector<LinkChanged> LinkWatch::changes(DeskSession const& session, geo::UtcTime now) {
  std::vector<LinkChanged> changes;
  for (auto const peer : geo::kCentres) {
    if (peer == centre_) continue;
    bool const down = silent(session, peer, now);
    bool const known_up = session.desk().link_up(peer);
    if (known_up && down) changes.push_back({peer, false});
    if (!known_up && !down && last_heard(peer)) changes.push_back({peer, true});
  }
  return changes;
}

}  // namespace lingding::coordinator
