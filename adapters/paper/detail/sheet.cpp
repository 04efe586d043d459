#include "adapters/paper/detail/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lingding::paper::detail {
namespace {

struct Language {
  std::string_view code;
  Label name;
};
/// ISO 639 codes that are at home here; others are printed as they are.
constexpr Language kLanguageNames[] = {
    {"yue", {"粵語", "粤语", "Cantonese", "cantonês"}},   {"cmn", {"普通話", "普通话", "Mandarin", "mandarim"}},
    {"zh", {"中文", "中文", "Chinese", "chinês"}},        {"en", {"英語", "英语", "English", "inglês"}},
    {"eng", {"英語", "英语", "English", "inglês"}},       {"pt", {"葡語", "葡语", "Portuguese", "português"}},
    {"por", {"葡語", "葡语", "Portuguese", "português"}},
};

/// A font's own line height leaves Chinese text wide apart; this is the part of it that is kept.
constexpr double kLeading = 0.86;

TextStyle first_style(Worded const& text, double size, Weight weight) {
  return {.size = size, .weight = weight, .script = text.script, .leading = kLeading};
}

/// The second language is a size smaller and grey, so that the eye stays in one of them.
TextStyle second_style(Worded const& text, double size) {
  return {.size = size * 0.9, .colour = ink::kSecond, .script = text.script, .leading = kLeading};
}

std::string trimmed(double value) {
  return fmt::format("{}", value);
}

}  // namespace

bool Sheet::is_sample() const {
  auto const* sample = find(plan, "sample");
  return sample != nullptr && sample->is_bool() && sample->get_bool();
}

json::value const* find(json::value const& object, std::string_view name) {
  return object.is_object() ? object.get_object().if_contains(name) : nullptr;
}

std::string member(json::value const& object, std::string_view name) {
  auto const* value = find(object, name);
  if (value == nullptr) return {};
  if (value->is_string()) return std::string{std::string_view{value->get_string()}};
  return value->is_double() ? trimmed(value->get_double()) : json::serialize(*value);
}

json::array const& list(json::value const& object, std::string_view name) {
  static json::array const kNone;
  auto const* value = find(object, name);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

Cell both(Pair const& pair, double size, Weight weight) {
  Cell cell;
  if (!pair.first.text.empty()) cell.push_back({pair.first.text, first_style(pair.first, size, weight), 0});
  if (!pair.second.text.empty()) cell.push_back({pair.second.text, second_style(pair.second, size), 0.5});
  return cell;
}

Cell heading(Words const& words, Label const& label) {
  Cell cell = both(words.of(label), 8.5, Weight::bold);
  for (auto& part : cell) part.style.colour = ink::kNavy;
  return cell;
}

Cell field_name(Words const& words, Label const& label) {
  Cell cell = both(words.of(label), 9, Weight::bold);
  for (auto& part : cell) part.style.colour = ink::kNavy;
  return cell;
}

Cell plain(std::string text, double size, Weight weight) {
  return {{std::move(text), {.size = size, .weight = weight, .script = Script::zh_hant, .leading = kLeading}, 0}};
}

Cell operator+(Cell first, Cell const& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Cell spaced(Cell first, Cell second) {
  if (!first.empty() && !second.empty()) second.front().gap_before = 4;
  return std::move(first) + second;
}

void begin_section(Sheet& sheet, Label const& label, double room_for_start) {
  Flow& flow = sheet.flow;
  flow.running_heading({});
  if (!flow.pages().empty() && !flow.at_top()) flow.skip(14);
  flow.need(room_for_start + 30);
  ++sheet.sections;
  std::string const number = std::to_string(sheet.sections);
  Pair const pair = sheet.words.of(label);
  Text const first = sheet.typesetter.set(
      number + "  " + pair.first.text,
      {.size = 15, .weight = Weight::bold, .colour = ink::kWhite, .script = pair.first.script, .leading = kLeading},
      {});
  Text const second = fitted(sheet.typesetter, pair.second.text,
                             {.size = 11, .colour = ink::kWhite, .script = pair.second.script, .leading = kLeading}, 7,
                             Frame::kWidth - first->width() - 30);
  double const height = first->height() + 6;
  flow.draw(rectangle({Frame::kLeft, flow.y(), Frame::kWidth, height}, ink::kNavy));
  flow.draw(whole(first, {Frame::kLeft + 8, flow.y() + 3}));
  double const baseline = flow.y() + 3 + first->lines().front().baseline;
  flow.draw(whole(second, {Frame::kLeft + 8 + first->width() + 12, baseline - second->lines().front().baseline}));
  flow.skip(height + 6);
  flow.bookmark(number + "  " + sheet.words.line(label));
  std::string const continued =
      fmt::format("{}  {}（{}）", number, sheet.words.line(label), sheet.words.line(label::kContinued));
  flow.running_heading(
      {{continued,
        {.size = 8, .colour = ink::kNavy, .script = sheet.words.of(label).first.script, .leading = kLeading},
        0}});
}

void part_heading(Sheet& sheet, Pair const& pair, double room_for_start) {
  Flow& flow = sheet.flow;
  TextStyle first_look = first_style(pair.first, 11.5, Weight::bold);
  first_look.colour = ink::kNavy;
  TextStyle second_look = second_style(pair.second, 11);
  second_look.colour = ink::kNavy;
  Text const first = sheet.typesetter.set(pair.first.text, first_look, Frame::kWidth);
  Text const beside = sheet.typesetter.set(pair.second.text, second_look, {});
  // Both on one line when they are short enough.
  constexpr double kGap = 8;
  bool const one_line = first->lines().size() == 1 && first->width() + kGap + beside->width() <= Frame::kWidth;
  Text const second = one_line ? beside : sheet.typesetter.set(pair.second.text, second_look, Frame::kWidth);
  bool const has_second = !pair.second.text.empty();
  if (!flow.at_top()) flow.skip(9);
  flow.need(first->height() + (one_line || !has_second ? 0 : second->height()) + room_for_start);
  flow.draw(whole(first, {Frame::kLeft, flow.y()}));
  if (has_second && one_line) {
    double const drop = first->lines().front().baseline - second->lines().front().baseline;
    flow.draw(whole(second, {Frame::kLeft + first->width() + kGap, flow.y() + drop}));
  }
  flow.skip(first->height());
  if (has_second && !one_line) {
    flow.draw(whole(second, {Frame::kLeft, flow.y()}));
    flow.skip(second->height());
  }
  flow.skip(2);
  flow.draw(line({Frame::kLeft, flow.y()}, {Frame::kRight, flow.y()}, Stroke{ink::kNavy, 0.9, {}}));
}

void part_heading(Sheet& sheet, Label const& label, double room_for_start) {
  part_heading(sheet, sheet.words.of(label), room_for_start);
}

Table fields(Sheet& sheet) {
  constexpr double kNames = 118;
  return {sheet.flow, {{kNames, Align::left}, {Frame::kWidth - kNames, Align::left}}, {}};
}

void field(Sheet& sheet, Table& table, Label const& label, Cell const& value) {
  bool const empty = std::all_of(value.begin(), value.end(), [](Styled const& part) { return part.text.empty(); });
  if (!empty) table.row({field_name(sheet.words, label), value});
}

void field(Sheet& sheet, Table& table, Label const& label, json::value const* texts) {
  field(sheet, table, label, both(sheet.words.of(texts)));
}

std::string languages_of(Words const& words, json::value const& contact) {
  std::string text;
  for (auto const& code : list(contact, "languages")) {
    std::string_view const spoken{code.get_string()};
    auto const* const known = std::find_if(std::begin(kLanguageNames), std::end(kLanguageNames),
                                           [&](Language const& language) { return language.code == spoken; });
    std::string const name = known == std::end(kLanguageNames) ? std::string{spoken} : words.line(known->name);
    text += (text.empty() ? "" : " · ") + name;
  }
  return text;
}

Cell phones_of(Sheet const& sheet, json::value const& contact, double size) {
  TextStyle const large{.size = size, .weight = Weight::bold, .script = Script::zh_hant, .leading = kLeading};
  Cell cell{{grouped_phone(member(contact, "phone")), large, 0}};
  TextStyle smaller = large;
  smaller.size = size * 0.72;
  if (auto const other = member(contact, "phone_alternative"); !other.empty())
    cell.push_back({sheet.words.of(label::kAlternative).first.text + "  " + grouped_phone(other), smaller, 1});
  TextStyle small = smaller;
  small.size = 9.5;
  small.weight = Weight::regular;
  if (auto const number = member(contact, "sms"); !number.empty())
    cell.push_back({sheet.words.line(label::kTextMessages) + "  " + grouped_phone(number), small, 1});
  if (auto const number = member(contact, "fax"); !number.empty())
    cell.push_back({sheet.words.line(label::kFax) + "  " + grouped_phone(number), small, 1});
  return cell;
}

Cell person_of(Sheet const& sheet, json::value const& contact) {
  Cell cell = plain(member(contact, "role"), 11, Weight::bold) + plain(member(contact, "name"), 10);
  TextStyle const small{.size = 8.5, .colour = ink::kSecond, .script = Script::zh_hant, .leading = kLeading};
  if (auto const hours = member(contact, "hours"); !hours.empty())
    cell.push_back({sheet.words.of(label::kHours).first.text + "  " + hours, small, 0.5});
  if (auto const spoken = languages_of(sheet.words, contact); !spoken.empty())
    cell.push_back({sheet.words.of(label::kLanguages).first.text + "  " + spoken, small, 0.5});
  if (auto const mail = member(contact, "email"); !mail.empty()) cell.push_back({mail, small, 0.5});
  return cell;
}

json::value const* ship_with(json::value const& plan, std::string_view mmsi) {
  for (auto const& ship : list(plan, "ships"))
    if (member(ship.at("identity"), "mmsi") == mmsi) return &ship;
  return nullptr;
}

Pair holder_of(Sheet const& sheet, json::value const& copy) {
  std::string const holder = member(copy, "holder");
  if (auto const centre = geo::parse_centre(holder)) return sheet.words.of(*centre);
  Pair kind = sheet.words.of_enumeration(holder);
  json::value const* names = nullptr;
  if (holder == "company") {
    names = find(sheet.plan.at("company"), "names");
  } else if (auto const* ship = ship_with(sheet.plan, member(copy, "ship"))) {
    names = find(*ship, "names");
  }
  Pair const called = sheet.words.of(names);
  auto const join = [](Worded& to, Worded const& name, std::string_view colon) {
    if (!name.text.empty()) to.text.append(colon).append(name.text);
  };
  join(kind.first, called.first, "：");
  join(kind.second, called.second.text.empty() ? called.first : called.second, ": ");
  return kind;
}

Text fitted(Typesetter& typesetter, std::string_view text, TextStyle style, double smallest, double width) {
  for (; style.size > smallest; style.size -= 0.5) {
    Text const set = typesetter.set(text, style, {});
    if (set->width() <= width) return set;
  }
  style.size = smallest;
  return typesetter.set(text, style, width);
}

}  // namespace lingding::paper::detail
