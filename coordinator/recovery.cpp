#include "coordinator/recovery.hpp"

#include <limits>

#include "coordinator/failures.hpp"

namespace lingding::coordinator {

Replay replay(JournalReader& journal, DeskSession& session,
              std::function<std::uint64_t(geo::CentreId peer)> const& confirmed) {
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
      if (!result.first_difference)
        result.first_difference = ReplayDifference{entry.seq, entry.content.effects, *effects};
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
