// Whom to call, in which order, in figures that can be read in bad light; and the three centres.

#include <fmt/format.h>

#include <algorithm>

#include "adapters/paper/detail/sheet.hpp"

namespace lingding::paper::detail {
namespace {

constexpr double kPhoneSize = 20;

bool is_assumed(json::value const& contact) {
  auto const* assumed = find(contact, "assumed");
  return assumed != nullptr && assumed->is_bool() && assumed->get_bool();
}

/// The module's first contact that is a number to dial.
json::value const* first_number(std::optional<json::value> const& module) {
  if (!module) return nullptr;
  for (auto const& contact : list(*module, "contacts")) {
    auto const kind = member(contact, "kind");
    if (kind == "telephone" || kind == "national distress number") return &contact;
  }
  return nullptr;
}

struct SetBox {
  std::vector<std::pair<Text, double>> texts;  ///< with the gap before
  double height = 0;
  void add(Text text, double gap) {
    height += gap + text->height();
    texts.emplace_back(std::move(text), gap);
  }
};

SetBox set_centre_box(Sheet& sheet, geo::CentreId centre, double width, double size) {
  SetBox box;
  auto const& module = sheet.modules[static_cast<std::size_t>(centre)];
  auto const add = [&](Cell const& cell, double gap) {
    for (auto const& part : cell) {
      box.add(sheet.typesetter.set(part.text, part.style, width), gap);
      gap = 0;
    }
  };
  Cell name = both(sheet.words.of(centre), 10, Weight::bold);
  name.front().style.colour = ink::kNavy;
  add(name, 0);
  if (auto const* contact = first_number(module)) {
    TextStyle const style{.size = size, .weight = Weight::bold, .leading = 0.86};
    box.add(fitted(sheet.typesetter, grouped_phone(member(*contact, "value")), style, 9, width), 3);
    add(both(sheet.words.of(find(*contact, "use")), 8), 1);
    if (is_assumed(*contact)) {
      Cell mark = plain("（" + sheet.words.line(label::kAssumed) + "）", 8);
      mark.front().style.colour = ink::kRed;
      add(mark, 1);
    }
  } else {
    add(both(sheet.words.of(module ? label::kNotPublished : label::kModuleMissing), 9), 3);
  }
  for (auto const& contact : module ? list(*module, "contacts") : json::array{})
    if (member(contact, "kind") == "VHF channels") add(plain("VHF " + member(contact, "value"), 11, Weight::bold), 3);
  return box;
}

Table calls_table(Sheet& sheet) {
  Words const& words = sheet.words;
  constexpr double kOrder = 34;
  constexpr double kPhone = 226;
  return {sheet.flow,
          {{kOrder, Align::centre}, {kPhone, Align::left}, {Frame::kWidth - kOrder - kPhone, Align::left}},
          {heading(words, label::kOrder), heading(words, label::kTelephone), heading(words, label::kWho)}};
}

/// The ship's own telephones; the bridge's is the first.
Cell ship_phones(Sheet const& sheet, json::value const& ship) {
  Cell cell;
  for (auto const& means : list(ship, "communications")) {
    auto const number = member(means, "number");
    if (number.empty()) continue;
    double const size = cell.empty() ? kPhoneSize : kPhoneSize * 0.72;
    cell.push_back({grouped_phone(number), {.size = size, .weight = Weight::bold, .leading = 0.86}, 2});
    Cell kind = plain(sheet.words.line(sheet.words.of_enumeration(member(means, "kind")), " "), 8.5);
    kind.front().style.colour = ink::kSecond;
    cell = cell + kind;
  }
  if (cell.empty()) cell = both(sheet.words.of(label::kNoNumber), 9.5);
  return cell;
}

void lay_ship_calls(Sheet& sheet) {
  part_heading(sheet, label::kShipCalls, 80);
  constexpr double kPhone = 226;
  Table table{sheet.flow,
              {{kPhone, Align::left}, {Frame::kWidth - kPhone, Align::left}},
              {heading(sheet.words, label::kTelephone), heading(sheet.words, label::kShip)}};
  for (auto const& ship : list(sheet.plan, "ships")) {
    json::value const& identity = ship.at("identity");
    Cell who = both(sheet.words.of(find(ship, "names")), 12, Weight::bold);
    who = who + plain(fmt::format("MMSI {}    {} {}", member(identity, "mmsi"),
                                  sheet.words.of(label::kCallSign).first.text, member(identity, "call_sign")),
                      10);
    who = who +
          plain(fmt::format("{} {}", sheet.words.line(label::kPersons), member(ship.at("persons"), "permitted")), 9);
    table.row({ship_phones(sheet, ship), who});
  }
}

void lay_centre(Sheet& sheet, json::value const& carried) {
  auto const centre = *geo::parse_centre(member(carried, "centre"));
  Words const& words = sheet.words;
  auto const& module = sheet.modules[static_cast<std::size_t>(centre)];
  part_heading(sheet, module ? words.of(find(*module, "names")) : words.of(centre), 90);
  Table about = fields(sheet);
  std::string const version = member(carried, "version");
  if (!module) {
    field(sheet, about, label::kModuleVersion, plain(version));
    field(sheet, about, label::kNote, both(words.of(label::kModuleMissing)));
    return;
  }
  field(sheet, about, label::kAuthority, find(*module, "authority"));
  if (auto const* address = find(*module, "address")) field(sheet, about, label::kAddress, find(*address, "text"));
  std::string const printed = member(*module, "version");
  if (printed == version) {
    field(sheet, about, label::kModuleVersion, plain(version + "  (" + member(*module, "dated") + ")"));
  } else {
    field(sheet, about, label::kModuleVersion, plain(version));
    Cell other = plain(printed + "  (" + member(*module, "dated") + ")", 9.5, Weight::bold);
    other.front().style.colour = ink::kRed;
    field(sheet, about, label::kModuleHere, other);
  }
  constexpr double kNumber = 158;
  constexpr double kMeans = 112;
  Table contacts{sheet.flow,
                 {{kNumber, Align::left}, {kMeans, Align::left}, {Frame::kWidth - kNumber - kMeans, Align::left}},
                 {heading(words, label::kNumber), heading(words, label::kMeans), heading(words, label::kUse)}};
  for (auto const& contact : list(*module, "contacts")) {
    std::string const kind = member(contact, "kind");
    bool const dialled = kind == "telephone" || kind == "national distress number";
    Cell use = both(words.of(find(contact, "use")), 9);
    if (is_assumed(contact)) {
      Cell mark = plain("（" + words.line(label::kAssumed) + "）", 8.5);
      mark.front().style.colour = ink::kRed;
      use = use + mark;
    }
    contacts.row({plain(grouped_phone(member(contact, "value")), dialled ? 14 : 10.5, Weight::bold),
                  both(words.of_enumeration(kind), 9), use});
  }
  Table more = fields(sheet);
  if (auto const* region = find(*module, "region")) field(sheet, more, label::kRegion, find(*region, "text"));
  Cell functions;
  for (auto const& function : list(*module, "functions"))
    functions = spaced(functions, both(words.of(find(function, "text"))));
  field(sheet, more, label::kFunctions, functions);
  Cell pledges;
  for (auto const& pledge : list(*module, "pledges")) {
    pledges = spaced(pledges, both(words.of(find(pledge, "what"))));
    pledges = pledges + plain(member(pledge, "minutes") + " " + words.line(label::kMinutes), 9.5, Weight::bold);
  }
  field(sheet, more, label::kPledge, pledges);
  Cell unknown;
  for (auto const& text : list(*module, "not_published")) unknown = spaced(unknown, both(words.of(&text), 9));
  field(sheet, more, label::kNotPublished, unknown);
}

}  // namespace

void lay_centre_numbers(Sheet& sheet, double size) {
  Flow& flow = sheet.flow;
  constexpr double kGap = 7;
  constexpr double kPadding = 6;
  constexpr double kWidth = (Frame::kWidth - 2 * kGap) / 3;
  std::vector<SetBox> boxes;
  double height = 0;
  for (auto const centre : geo::kCentres) {
    boxes.push_back(set_centre_box(sheet, centre, kWidth - 2 * kPadding, size));
    height = std::max(height, boxes.back().height + 2 * kPadding);
  }
  flow.need(height);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    Box const box{Frame::kLeft + static_cast<double>(i) * (kWidth + kGap), flow.y(), kWidth, height};
    flow.draw(rectangle(box, {}, Stroke{ink::kNavy, 1.2, {}}));
    double y = box.y + kPadding;
    for (auto const& [text, gap] : boxes[i].texts) {
      y += gap;
      flow.draw(whole(text, {box.x + kPadding, y}));
      y += text->height();
    }
  }
  flow.skip(height + 4);
}

void lay_contacts(Sheet& sheet) {
  sheet.flow.running_heading({});
  sheet.flow.new_page();
  begin_section(sheet, label::kContacts, 0);
  lay_centre_numbers(sheet, 17);
  json::value const& company = sheet.plan.at("company");
  Pair names = sheet.words.of(find(company, "names"));
  Pair const what = sheet.words.of(label::kCompanyCalls);
  names.first.text = what.first.text + "　" + names.first.text;
  if (!names.second.text.empty()) names.second.text = what.second.text + ": " + names.second.text;
  part_heading(sheet, names, 80);
  Table calls = calls_table(sheet);
  int order = 0;
  for (auto const& contact : list(company, "emergency_contacts"))
    calls.row({plain(std::to_string(++order), kPhoneSize, Weight::bold), phones_of(sheet, contact, kPhoneSize),
               person_of(sheet, contact)});
  lay_ship_calls(sheet);
  if (list(company, "other_contacts").empty()) return;
  part_heading(sheet, label::kOthers, 60);
  Table others{sheet.flow,
               {{226, Align::left}, {Frame::kWidth - 226, Align::left}},
               {heading(sheet.words, label::kTelephone), heading(sheet.words, label::kWho)}};
  for (auto const& contact : list(company, "other_contacts"))
    others.row({phones_of(sheet, contact, 14), person_of(sheet, contact)});
}

void lay_centres(Sheet& sheet) {
  begin_section(sheet, label::kCentres, 160);
  for (auto const centre : geo::kCentres)
    for (auto const& carried : list(sheet.plan, "centres"))
      if (member(carried, "centre") == geo::to_text(centre)) lay_centre(sheet, carried);
}

}  // namespace lingding::paper::detail
