#include "adapters/bus/console_port.hpp"

#include "geo/json_writer.hpp"

namespace lingding::bus {
namespace {

/// The items that `wanted` picks, as a JSON array; nullptr: none.
template <class Wanted>
std::shared_ptr<std::string const> array_of(std::vector<coordinator::ConsoleItem> const& items, Wanted&& wanted) {
  std::string text;
  geo::JsonWriter writer{text};
  bool any = false;
  writer.begin_array();
  for (auto const& item : items) {
    if (!wanted(item)) continue;
    writer.raw(item.json);
    any = true;
  }
  writer.end_array();
  return any ? std::make_shared<std::string const>(std::move(text)) : nullptr;
}

}  // namespace

std::optional<Update> make_update(Seq seq, geo::UtcTime at, std::vector<coordinator::ConsoleItem> const& items) {
  if (items.empty()) return std::nullopt;
  Update update{.seq = seq, .at = at, .effects = nullptr, .officer = {}, .officer_effects = nullptr};
  for (auto const& item : items)
    if (update.officer.empty()) update.officer = item.officer;
  update.effects = array_of(items, [](auto const& item) { return item.officer.empty(); });
  if (!update.officer.empty())
    update.officer_effects =
        array_of(items, [&](auto const& item) { return item.officer.empty() || item.officer == update.officer; });
  if (!update.officer.empty())
    update.own_effects = update.effects == nullptr
                             ? update.officer_effects
                             : array_of(items, [&](auto const& item) { return item.officer == update.officer; });
  return update;
}

}  // namespace lingding::bus
