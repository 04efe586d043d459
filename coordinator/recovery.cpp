#include "coordinator/recovery.hpp"

#include <limits>

#include "coordinator/failures.hpp"

namespace lingding::coordinator {

Replay replay(JournalReader& journal, DeskSession& session,
              std::function<std::uint64_t(geo::CentreId peer)> const& confirmed,
              std::function<void(ReplayDifference const&)> const& differs) {
  for (auto const centre : geo::kCentres)
    if (centre != session.desk().centre()) session.set_confirmed(centre, confirmed(centre));
  Replay result;
  journal.read(0, std::numeric_limits<std::size_t>::max(), [&](Entry const& entry) {
    auto const effects = session.restore(entry);
    if (!effects)
      throw JournalDamaged(entry.seq, "journal entry " + std::to_string(entry.seq) + " can't be read: at \"" +
                                          effects.error().pointer + "\" expected " + effects.error().expected);
    result.last = entry.seq;
    result.at = entry.content.at;
    ++result.entries;
    if (*effects != entry.content.effects) {
      ++result.differences;
      ReplayDifference difference{entry.seq, entry.content.effects, *effects};
      if (differs) differs(difference);
      if (!result.first_difference) result.first_difference = std::move(difference);
    }
    return true;
  });
  session.restored();
  return result;
}

std::string link_cursor(geo::CentreId peer) {
  return "link:" + std::string{geo::to_text(peer)};
}

}  // namespace lingding::coordinator
