// The contacts card: one page to pin up beside the telephone.

#include <fmt/format.h>

#include "adapters/paper/detail/sheet.hpp"
#include "adapters/paper/paper.hpp"

namespace lingding::paper {
namespace detail {
namespace {

constexpr std::size_t kMostShips = 6;
constexpr std::size_t kMostContacts = 4;

Pair ship_title(Sheet const& sheet, json::value const& ship) {
  return sheet.words.of(find(ship, "names"));
}

std::vector<Cell> ship_row(Sheet const& sheet, json::value const& ship) {
  json::value const& identity = ship.at("identity");
  Cell phones;
  for (auto const& means : list(ship, "communications"))
    if (auto const number = member(means, "number"); !number.empty() && phones.size() < 2)
      phones = phones + plain(grouped_phone(number), phones.empty() ? 17 : 12, Weight::bold);
  if (phones.empty()) phones = both(sheet.words.of(label::kNoNumber), 9);
  std::string heard;
  for (auto const& device : list(identity, "ais_devices"))
    heard += (heard.empty() ? "" : "  ") + member(device, "number");
  for (auto const& beacon : list(identity, "beacons")) heard += (heard.empty() ? "" : "  ") + member(beacon, "hex_id");
  return {phones, both(ship_title(sheet, ship), 11, Weight::bold) +
                      plain(fmt::format("MMSI {}    {}", member(identity, "mmsi"), member(identity, "call_sign")), 10,
                            Weight::bold) +
                      plain(heard, 8)};
}

void lay_card(Sheet& sheet) {
  Flow& flow = sheet.flow;
  flow.new_page();
  for (auto const& part : both(sheet.words.of(find(sheet.plan.at("company"), "names")), 15, Weight::bold))
    flow.paragraph(part);
  flow.skip(8);
  lay_centre_numbers(sheet, 19);
  constexpr double kOrder = 34;
  constexpr double kPhone = 226;
  // What does not fit is counted, never cut in two: the card is one page.
  auto const lay = [&](Table& table, json::array const& entries, std::size_t most, double reserve, auto const& row) {
    std::size_t shown = 0;
    for (auto const& entry : entries) {
      if (shown == most) break;
      auto const cells = row(entry, shown + 1);
      if (table.height_of(cells) + reserve + 40 > flow.room()) break;
      table.row(cells);
      ++shown;
    }
    return entries.size() - shown;
  };
  part_heading(sheet, label::kCompanyCalls, 0);
  Table calls{flow,
              {{kOrder, Align::centre}, {kPhone, Align::left}, {Frame::kWidth - kOrder - kPhone, Align::left}},
              {heading(sheet.words, label::kOrder), heading(sheet.words, label::kTelephone),
               heading(sheet.words, label::kWho)}};
  lay(calls, list(sheet.plan.at("company"), "emergency_contacts"), kMostContacts, 180,
      [&](json::value const& contact, std::size_t order) {
        return std::vector<Cell>{plain(std::to_string(order), 20, Weight::bold), phones_of(sheet, contact, 22),
                                 person_of(sheet, contact)};
      });
  part_heading(sheet, label::kShips, 0);
  Table ships{flow,
              {{kPhone, Align::left}, {Frame::kWidth - kPhone, Align::left}},
              {heading(sheet.words, label::kTelephone), heading(sheet.words, label::kShip)}};
  std::size_t const left = lay(ships, list(sheet.plan, "ships"), kMostShips, 0,
                               [&](json::value const& ship, std::size_t) { return ship_row(sheet, ship); });
  if (left > 0)
    flow.paragraph({fmt::format("+ {}  {}", left, sheet.words.line(label::kMoreShips)),
                    {.size = 9, .script = sheet.words.of(label::kPage).first.script},
                    3});
}

}  // namespace
}  // namespace detail

geo::Expected<Paper, PaperFault> render_contacts_card(std::string_view document, PaperOptions const& options) {
  auto begun = detail::begin_sheet(document, options);
  if (!begun) return geo::Unexpected{begun.error()};
  detail::lay_card(**begun);
  Paper paper = detail::finish(**begun, detail::label::kCard);
  return paper;
}

}  // namespace lingding::paper
