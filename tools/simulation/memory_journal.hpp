#pragma once
// A journal in memory: durable as long as the test runs, which outlives the desks that "crash" in it.

#include <map>
#include <string>
#include <vector>

#include "coordinator/failures.hpp"
#include "coordinator/ports.hpp"

namespace lingding::simulation {

/// Entries' hashes are left empty: chaining them is the storage's affair, and has its tests there.
class MemoryJournal final : public coordinator::Journal, public coordinator::JournalReader {
 public:
  coordinator::Seq append(std::span<coordinator::EntryDraft const> batch) override {
    if (failing) throw coordinator::StorageFailure("the test's disk is full");
    for (auto const& draft : batch) entries.push_back({entries.size() + 1, draft, {}});
    return entries.size();
  }
  coordinator::Seq last() const override { return entries.size(); }
  coordinator::Seq last() override { return entries.size(); }
  std::optional<std::uint64_t> cursor(std::string_view name) override {
    auto const found = cursors.find(name);
    return found == cursors.end() ? std::nullopt : std::optional{found->second};
  }
  void set_cursor(std::string_view name, std::uint64_t value) override { cursors[std::string{name}] = value; }
  void read(coordinator::Seq after, std::size_t limit,
            std::function<bool(coordinator::Entry const&)> const& visit) override {
    for (std::size_t i = after; i < entries.size() && i - after < limit; ++i)
      if (!visit(entries[i])) return;
  }

  std::vector<coordinator::Entry> entries;
  std::map<std::string, std::uint64_t, std::less<>> cursors;
  bool failing = false;
};

}  // namespace lingding::simulation
