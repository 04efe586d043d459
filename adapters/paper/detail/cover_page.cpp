// The first page: what this document is, which version, which copy and whose, and how it came to be.

#include <fmt/format.h>

#include "adapters/paper/detail/qr.hpp"
#include "adapters/paper/detail/sheet.hpp"

namespace lingding::paper::detail {
namespace {

constexpr double kQrSide = 40 * kPointsPerMillimetre;
/// Five copies and some amendments have to fit below the rest of the cover.
constexpr Table::Look kCompact{.padding_x = 4, .padding_y = 1.5, .rules = true};

void lay_title(Sheet& sheet) {
  Flow& flow = sheet.flow;
  auto const put = [&](Worded const& worded, TextStyle style, double gap) {
    if (worded.text.empty()) return;
    style.script = worded.script;
    Text const text = sheet.typesetter.set(worded.text, style, Frame::kWidth);
    flow.skip(gap);
    flow.draw(whole(text, {Frame::kLeft, flow.y()}));
    flow.skip(text->height());
  };
  flow.draw(rectangle({Frame::kLeft, flow.y(), Frame::kWidth, 3}, ink::kNavy));
  flow.skip(8);
  Pair const kind = sheet.words.of(label::kDocument);
  put(kind.first, {.size = 15, .colour = ink::kNavy, .leading = 0.9}, 0);
  put(kind.second, {.size = 10.5, .colour = ink::kNavy, .leading = 0.9}, 1);
  Pair const title = sheet.words.of(find(sheet.cover(), "title"));
  // Titles may have 80 Chinese characters and 160 letters. One that nearly fits on a line is made to.
  auto const put_title = [&](Worded const& worded, TextStyle style, double smallest, double gap) {
    if (worded.text.empty()) return;
    style.script = worded.script;
    Text const text = fitted(sheet.typesetter, worded.text, style, smallest, Frame::kWidth);
    flow.skip(gap);
    flow.draw(whole(text, {Frame::kLeft, flow.y()}));
    flow.skip(text->height());
  };
  put_title(title.first, {.size = 21, .weight = Weight::bold, .leading = 0.86}, 16, 12);
  put_title(title.second, {.size = 14, .colour = ink::kSecond, .leading = 0.9}, 11.5, 3);
  flow.skip(12);
}

/// The names of the first ships that two or three lines have room for; of the others how many they are.
std::string ships_line(Sheet const& sheet) {
  constexpr std::size_t kMostBytes = 220;
  auto const& ships = list(sheet.plan, "ships");
  std::string text;
  std::size_t shown = 0;
  for (auto const& ship : ships) {
    std::string const name = sheet.words.line(sheet.words.of(find(ship, "names")), " ");
    if (text.size() + name.size() > kMostBytes) break;
    text.append(shown == 0 ? "" : "；").append(name);
    ++shown;
  }
  if (shown == 0) return std::to_string(ships.size());
  if (shown < ships.size()) text += fmt::format(" … +{}", ships.size() - shown);
  return text;
}

/// Sixteen digits a line, in groups of eight, to be compared by eye.
std::string grouped_digest(std::string_view digest) {
  std::string text;
  for (std::size_t i = 0; i < digest.size(); i += 8)
    text.append(i == 0 ? "" : (i % 16 == 0 ? "\n" : " ")).append(digest.substr(i, 8));
  return text;
}

json::value const* copy_of(Sheet const& sheet) {
  if (!sheet.options.copy) return nullptr;
  for (auto const& copy : list(sheet.cover(), "copies"))
    if (member(copy, "number") == std::to_string(*sheet.options.copy)) return &copy;
  return nullptr;
}

/// The code, what it is for, and what it says. \returns where it ends.
double lay_digest(Sheet& sheet, Point at) {
  json::value const& cover = sheet.cover();
  sheet.flow.draw(qr_code(fmt::format("urn:lingding:plan:{}:{}:sha256:{}", member(cover, "plan_id"),
                                      member(cover, "version"), sheet.digest),
                          at, kQrSide));
  Cell below = both(sheet.words.of(label::kScan), 7.5);
  below.push_back({"SHA-256", {.size = 7.5, .colour = ink::kSecond}, 3});
  below.push_back({grouped_digest(sheet.digest), {.size = 9, .face = Face::mono}, 0});
  double y = at.y + kQrSide - 4;
  for (auto const& part : below) {
    TextStyle style = part.style;
    style.align = Align::centre;
    Text const text = sheet.typesetter.set(part.text, style, kQrSide);
    y += part.gap_before;
    sheet.flow.draw(whole(text, {at.x, y}));
    y += text->height();
  }
  return y;
}

/// When the plan was last looked through, when it is next, and by whom.
Cell review_of(Sheet const& sheet) {
  auto const* review = find(sheet.cover(), "review");
  if (review == nullptr) return {};
  std::string dates = sheet.words.line(label::kReviewNext) + "  " + member(*review, "next_due");
  if (auto const last = member(*review, "last_on"); !last.empty())
    dates = sheet.words.line(label::kReviewLast) + "  " + last + "；" + dates;
  return plain(dates, 9.5) + plain(member(*review, "by"), 8.5);
}

/// Which plan, which version, which copy; the code that holds the digest stands beside it.
void lay_identity(Sheet& sheet) {
  Flow& flow = sheet.flow;
  json::value const& cover = sheet.cover();
  double const top = flow.y();
  constexpr double kNames = 92;
  constexpr double kWidth = Frame::kWidth - kQrSide - 10;
  Table table{flow,
              {{kNames, Align::left}, {kWidth - kNames, Align::left}},
              {},
              {.padding_x = 4, .padding_y = 2, .rules = true}};
  field(sheet, table, label::kPlanId, plain(member(cover, "plan_id"), 14, Weight::bold));
  field(sheet, table, label::kVersion, plain(member(cover, "version"), 14, Weight::bold));
  field(sheet, table, label::kDated, plain(member(cover, "dated"), 11));
  if (auto const* copy = copy_of(sheet)) {
    std::string const number = fmt::format("{} / {}", member(*copy, "number"), list(cover, "copies").size());
    field(sheet, table, label::kControlledCopy, plain(number, 14, Weight::bold));
    field(sheet, table, label::kHolder, both(holder_of(sheet, *copy), 10.5, Weight::bold));
  } else {
    Cell mark = both(sheet.words.of(label::kUncontrolled), 11, Weight::bold);
    for (auto& part : mark) part.style.colour = ink::kRed;
    field(sheet, table, label::kControlledCopy, mark);
  }
  field(sheet, table, label::kHomeCentre, both(sheet.words.of(*geo::parse_centre(member(cover, "home_centre"))), 10));
  field(sheet, table, label::kCompany, find(sheet.plan.at("company"), "names"));
  field(sheet, table, label::kShips, plain(ships_line(sheet), 9.5));
  field(sheet, table, label::kReview, review_of(sheet));
  if (!sheet.options.status.empty())
    field(sheet, table, label::kRegister, plain(sheet.options.status, 10, Weight::bold));
  double const bottom = flow.y();
  double const beside = lay_digest(sheet, {Frame::kRight - kQrSide, top - 6});
  if (beside > bottom) flow.skip(beside - bottom);
  flow.skip(2);
}

Table copies_table(Sheet& sheet) {
  Words const& words = sheet.words;
  constexpr double kNumber = 42;
  constexpr double kHolder = 240;
  return {sheet.flow,
          {{kNumber, Align::left}, {kHolder, Align::left}, {Frame::kWidth - kNumber - kHolder, Align::left}},
          {heading(words, label::kCopy), heading(words, label::kHolder), heading(words, label::kKeptAt)},
          kCompact};
}

Table amendments_table(Sheet& sheet) {
  Words const& words = sheet.words;
  constexpr double kVersion = 42;
  constexpr double kDated = 66;
  constexpr double kBy = 110;
  return {sheet.flow,
          {{kVersion, Align::left},
           {kDated, Align::left},
           {Frame::kWidth - kVersion - kDated - kBy, Align::left},
           {kBy, Align::left}},
          {heading(words, label::kVersion), heading(words, label::kDated), heading(words, label::kAmendment),
           heading(words, label::kBy)},
          kCompact};
}

std::vector<Cell> amendment_row(Sheet const& sheet, json::value const& amendment) {
  return {plain(member(amendment, "version"), 9.5, Weight::bold), plain(member(amendment, "dated")),
          both(sheet.words.of(find(amendment, "what")), 9), plain(member(amendment, "by"), 8.5)};
}

/// The holder of this copy stands out.
std::optional<Colour> mark_of(Sheet const& sheet, json::value const& copy) {
  bool const ours = sheet.options.copy && member(copy, "number") == std::to_string(*sheet.options.copy);
  return ours ? std::optional{ink::kHead} : std::nullopt;
}

void say_cut(Sheet& sheet) {
  sheet.cover_is_cut = true;
  sheet.flow.paragraph({"… " + sheet.words.line(label::kMoreInFull),
                        {.size = 8.5, .colour = ink::kNavy, .script = sheet.words.of(label::kPage).first.script},
                        2});
}

/// The heading, when there is room for it and something below it; else the part is left to lay_records.
bool begin_part(Sheet& sheet, Label const& label) {
  constexpr double kLeast = 90;
  if (sheet.flow.room() < kLeast) {
    sheet.cover_is_cut = true;
    return false;
  }
  part_heading(sheet, label, 0);
  return true;
}

/// The rows that fit, leaving `reserve` free; all or, of what is cut, a word that there is more.
template <class Row>
void lay_rows(Sheet& sheet, Table& table, std::vector<json::value const*> const& entries, double reserve,
              Row const& row) {
  constexpr double kNoteHeight = 16;
  constexpr double kHeadingHeight = 30;
  for (auto const* entry : entries) {
    auto const cells = row(*entry);
    double const needed = table.height_of(cells) + kNoteHeight + (table.rows() == 0 ? kHeadingHeight : 0);
    if (needed + reserve > sheet.flow.room()) {
      say_cut(sheet);
      return;
    }
    table.row(cells, mark_of(sheet, *entry));
  }
}

}  // namespace

std::vector<Cell> copy_row(Sheet const& sheet, json::value const& copy) {
  return {plain(member(copy, "number"), 10, Weight::bold), both(holder_of(sheet, copy), 8.5),
          plain(member(copy, "kept_at"), 8.5)};
}

void lay_cover(Sheet& sheet) {
  sheet.flow.new_page();
  sheet.flow.bookmark(sheet.words.line(label::kDocument));
  lay_title(sheet);
  lay_identity(sheet);

  // Half of what is left for the distribution list, so that the newest amendments are seen.
  std::vector<json::value const*> copies;
  if (auto const* ours = copy_of(sheet); ours != nullptr && list(sheet.cover(), "copies").size() > 12)
    copies.push_back(ours);
  for (auto const& copy : list(sheet.cover(), "copies"))
    if (copies.empty() || &copy != copies.front()) copies.push_back(&copy);
  if (begin_part(sheet, label::kDistribution)) {
    Table table = copies_table(sheet);
    lay_rows(sheet, table, copies, 90, [&](json::value const& copy) { return copy_row(sheet, copy); });
  }

  std::vector<json::value const*> amendments;
  for (auto const& amendment : list(sheet.cover(), "amendments")) amendments.insert(amendments.begin(), &amendment);
  if (begin_part(sheet, label::kAmendments)) {
    Table table = amendments_table(sheet);
    lay_rows(sheet, table, amendments, 0,
             [&](json::value const& amendment) { return amendment_row(sheet, amendment); });
  }

  if (Cell const text = both(sheet.words.of(find(sheet.cover(), "description")), 8.5); !text.empty()) {
    Table table = fields(sheet);
    std::vector<Cell> const row{field_name(sheet.words, label::kDescription), text};
    if (table.height_of(row) + 6 <= sheet.flow.room()) {
      sheet.flow.skip(6);
      table.row(row);
    } else {
      sheet.cover_is_cut = true;
    }
  }
}

void lay_records(Sheet& sheet) {
  if (!sheet.cover_is_cut) return;
  begin_section(sheet, label::kRecords, 80);
  Table description = fields(sheet);
  field(sheet, description, label::kDescription, find(sheet.cover(), "description"));
  part_heading(sheet, label::kDistribution);
  Table copies = copies_table(sheet);
  for (auto const& copy : list(sheet.cover(), "copies")) copies.row(copy_row(sheet, copy), mark_of(sheet, copy));
  part_heading(sheet, label::kAmendments);
  Table amendments = amendments_table(sheet);
  for (auto const& amendment : list(sheet.cover(), "amendments")) amendments.row(amendment_row(sheet, amendment));
}

}  // namespace lingding::paper::detail
