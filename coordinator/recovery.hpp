#pragma once
// A desk from its journal: the recorded events are fed to it again, in order.

#include <functional>
#include <optional>
#include <string>

#include "coordinator/desk_session.hpp"
#include "coordinator/ports.hpp"

namespace lingding::coordinator {

/// An entry whose effects are not what the desk makes of its event now.
struct ReplayDifference {
  Seq seq = 0;
  std::string recorded;
  std::string replayed;
};

struct Replay {
  Seq last = 0;  ///< seq of the last entry
  std::uint64_t entries = 0;
  geo::UtcTime at{};              ///< of the last entry
  std::uint64_t differences = 0;  ///< entries with other effects than recorded
  std::optional<ReplayDifference> first_difference;
};

/// Brings an empty session to where the journal ends. Effects are compared byte for byte; after a difference (another
/// version of the program wrote the journal) the session goes on with the messages as recorded, since other desks have
/// those.
/// \param confirmed what each peer has confirmed, of the journal's cursors; earlier messages are not kept for sending
/// \param differs told of each difference, the first too; may be empty
/// \throws JournalDamaged when an entry's event can't be read, and whatever the reader throws.
Replay replay(JournalReader& journal, DeskSession& session,
              std::function<std::uint64_t(geo::CentreId peer)> const& confirmed,
              std::function<void(ReplayDifference const&)> const& differs = {});

/// The name of the cursor that says what a peer has confirmed: "link:MO".
std::string link_cursor(geo::CentreId peer);

}  // namespace lingding::coordinator
