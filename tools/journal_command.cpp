// `lingding journal`: what a centre's journal holds, whether it is whole, and whether the desk would decide the same
// again. Only reads, beside a running server or without one.

#include <fmt/format.h>

#include <cstdio>
#include <limits>
#include <system_error>

#include "adapters/store/journal.hpp"
#include "coordinator/recovery.hpp"
#include "geo/sha256.hpp"
#include "tools/commands.hpp"
#include "tools/desk_folder.hpp"
#include "tools/journal_text.hpp"

namespace lingding::tools {
namespace {

using coordinator::Entry;
using coordinator::Seq;
namespace fs = std::filesystem;

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

/// \throws std::system_error
void write_out(std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
    throw std::system_error(errno, std::generic_category(), "standard output");
  text.clear();
}

/// Those of the centres that have a journal. \throws std::runtime_error when none has
std::vector<geo::CentreId> with_journal(fs::path const& data, std::vector<geo::CentreId> const& centres) {
  std::vector<geo::CentreId> found;
  for (auto const centre : centres)
    if (fs::exists(desk_folder_path(data, centre) / "journal.db")) found.push_back(centre);
  if (found.empty()) throw std::runtime_error(fmt::format("{}: there is no journal of these centres", data.string()));
  return found;
}

void complain(geo::CentreId centre, coordinator::JournalDamaged const& damage) {
  std::fflush(stdout);
  fmt::print(stderr, "{}: damaged at entry {}: {}\n", geo::to_text(centre), damage.seq(), damage.what());
}

/// Every centre, even when one before it is damaged.
template <class Check>
int for_each_centre(fs::path const& data, std::vector<geo::CentreId> const& centres, Check const& check) {
  int status = 0;
  for (auto const centre : with_journal(data, centres)) {
    try {
      if (!check(centre, desk_folder_path(data, centre))) status = 1;
    } catch (coordinator::JournalDamaged const& damage) {
      complain(centre, damage);
      status = 1;
    }
  }
  return status;
}

bool replay_one(geo::CentreId centre, fs::path const& folder, WaterLibrary& library) {
  coordinator::DeskSession session{
      centre, [&](std::string_view digest) -> geo::WaterMap const& { return library.get(digest, folder); }};
  store::SqliteJournalReader reader{folder};
  // Nothing counts as confirmed: each message of the journal goes through the outbox again.
  auto const replay = coordinator::replay(reader, session, [](geo::CentreId) { return std::uint64_t{0}; });
  if (replay.differences == 0) {
    fmt::print("{}: {} entries replayed, every effect the same to the byte\n", geo::to_text(centre), replay.entries);
    return true;
  }
  auto const& first = *replay.first_difference;
  fmt::print("{}: {} entries replayed, {} with other effects than recorded; the first is entry {}\n",
             geo::to_text(centre), replay.entries, replay.differences, first.seq);
  fmt::print("recorded {}\nreplayed {}\n", first.recorded, first.replayed);
  return false;
}

}  // namespace

int journal_show(JournalOptions const& options) {
  auto const centre = options.centres.front();
  with_journal(options.data, options.centres);
  store::SqliteJournalReader reader{desk_folder_path(options.data, centre)};
  Seq after = options.after.value_or(0);
  if (!options.after) {
    Seq const last = reader.last();
    after = last > options.limit ? last - options.limit : 0;
  }
  std::string out;
  try {
    reader.read(after, options.limit, [&](Entry const& entry) {
      options.form == OutputForm::json ? append_json_line(out, entry) : append_text_line(out, entry);
      if (out.size() > 65536) write_out(out);
      return true;
    });
  } catch (coordinator::JournalDamaged const& damage) {
    write_out(out);
    complain(centre, damage);
    return 1;
  }
  write_out(out);
  return 0;
}

int journal_export(JournalOptions const& options) {
  JournalOptions all = options;
  all.after = options.after.value_or(0);
  all.limit = kAll;
  all.form = OutputForm::json;
  return journal_show(all);
}

int journal_verify(JournalOptions const& options) {
  return for_each_centre(options.data, options.centres, [](geo::CentreId centre, fs::path const& folder) {
    auto const state = store::verify_journal(folder);
    fmt::print("{}: {} entries, the chain holds; the last hash is {}\n", geo::to_text(centre), state.last,
               geo::to_hex(state.hash));
    return true;
  });
}

int journal_replay(JournalOptions const& options) {
  WaterLibrary library;
  return for_each_centre(options.data, options.centres, [&](geo::CentreId centre, fs::path const& folder) {
    return replay_one(centre, folder, library);
  });
}

}  // namespace lingding::tools
