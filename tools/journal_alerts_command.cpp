// `lingding journal export --format cap|cot`: a journal's incidents as the messages that would have told others of
// them.

#include <algorithm>
#include <cstdio>
#include <limits>
#include <map>

#include "adapters/cap/cot.hpp"
#include "adapters/cap/incident_message.hpp"
#include "adapters/cap/writer.hpp"
#include "adapters/store/journal.hpp"
#include "coordinator/codec.hpp"
#include "coordinator/failures.hpp"
#include "tools/cap_commands.hpp"
#include "tools/decode_input.hpp"
#include "tools/desk_folder.hpp"

namespace lingding::tools {
namespace {

using coordinator::Incident;

/// What others have been told, by incident. One that was opened twice goes on under the id that stays.
class Exporter {
 public:
  /// An exercise's journal tells nothing that is not marked so, whatever was asked.
  Exporter(AlertExportOptions const& options, coordinator::Mode mode)
      : options_(options),
        opex_{options.is_exercise || mode == coordinator::Mode::exercise, options.exercise},
        issuer_{.centre = options.journal.centre,
                .sender = options.sender.empty() ? cap::default_sender(options.journal.centre) : options.sender,
                .is_exercise = opex_.is_exercise} {}

  void take(Incident const& incident, geo::UtcTime at) {
    auto const& wanted = options_.incident;
    if (!wanted.empty() && incident.id != wanted && std::ranges::find(incident.also, wanted) == incident.also.end())
      return;
    if (options_.format == AlertFormat::cap) {
      auto& thread = thread_of(threads_, incident);
      if (auto const message = cap::next_message(incident, issuer_, thread, at)) write_out(cap::write(*message));
      return;
    }
    for (auto const& event : cap::next_events(incident, opex_, thread_of(events_, incident), at)) write_out(event);
  }

 private:
  template <class Thread>
  static Thread& thread_of(std::map<std::string, Thread>& all, Incident const& incident) {
    auto& own = all[incident.id];
    for (auto const& id : incident.also) {
      auto const found = all.find(id);
      if (found == all.end()) continue;
      own = join(own, found->second);
      all.erase(found);
    }
    return own;
  }

  AlertExportOptions const& options_;
  cap::Opex opex_;
  cap::Issuer issuer_;
  std::map<std::string, cap::Thread> threads_;
  std::map<std::string, cap::CotThread> events_;
};

}  // namespace

int journal_export_alerts(AlertExportOptions const& options) {
  if (options.sender.find_first_of(" ,<&\t\r\n") != std::string::npos) {
    std::fprintf(stderr, "lingding: --sender: expected no blanks, no commas, no < and no &\n");
    return 2;
  }
  try {
    store::SqliteJournalReader reader(desk_folder_path(options.journal.data_folder, options.journal.centre));
    Exporter exporter(options, reader.mode());
    reader.read(0, std::numeric_limits<std::size_t>::max(), [&](coordinator::Entry const& entry) {
      auto const effects = coordinator::parse_effects(entry.content.effects, entry.content.raw);
      if (!effects)
        throw coordinator::JournalDamaged(entry.seq, "its effects can't be read: " + effects.error().pointer);
      for (auto const& effect : *effects)
        if (auto const* changed = std::get_if<coordinator::IncidentChanged>(&effect))
          exporter.take(changed->incident, entry.content.at);
      return true;
    });
    return 0;
  } catch (coordinator::JournalDamaged const& damage) {
    std::fprintf(stderr, "lingding: the journal is damaged at entry %llu: %s\n",
                 static_cast<unsigned long long>(damage.seq()), damage.what());
    return 1;
  }
}

}  // namespace lingding::tools
