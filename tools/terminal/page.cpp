#include "tools/terminal/page.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "geo/position_text.hpp"
#include "tools/terminal/command_line.hpp"

namespace lingding::terminal {
namespace {

using coordinator::Incident;

/// Guangdong, Hong Kong and Macao keep one time, eight hours ahead of UTC, all year.
constexpr std::chrono::hours kLocal{8};

/// One character of a text: how many bytes it has and how many cells it takes.
struct Glyph {
  std::size_t bytes;
  std::size_t cells;
};

Glyph glyph_at(std::string_view text) {
  utf8proc_int32_t code = -1;
  auto const bytes = utf8proc_iterate(reinterpret_cast<utf8proc_uint8_t const*>(text.data()),
                                      static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (bytes <= 0) return {1, 1};
  if (code < 0x20 || code == 0x7f) return {static_cast<std::size_t>(bytes), 1};  // shown as a blank
  return {static_cast<std::size_t>(bytes), static_cast<std::size_t>(std::max(0, utf8proc_charwidth(code)))};
}

/// Without control characters, which a sender could use to paint over the screen, and without broken UTF-8.
std::string cleaned(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    utf8proc_int32_t code = -1;
    auto const bytes = utf8proc_iterate(reinterpret_cast<utf8proc_uint8_t const*>(text.data()),
                                        static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (bytes <= 0) {
      clean += '?';
      text.remove_prefix(1);
      continue;
    }
    auto const category = utf8proc_category(code);
    if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_ZL ||
        category == UTF8PROC_CATEGORY_ZP) {
      clean += ' ';
    } else {
      clean.append(text.substr(0, static_cast<std::size_t>(bytes)));
    }
    text.remove_prefix(static_cast<std::size_t>(bytes));
  }
  return clean;
}

template <class... Arguments>
std::string printed(char const* format, Arguments... arguments) {
  std::array<char, 96> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, arguments...);
  return buffer.data();
}

/// "15:50:00" of a day's time.
std::string clock_of(geo::UtcTime time) {
  return geo::to_iso8601(time).substr(11, 8);
}
std::string utc_of(geo::UtcTime time) {
  return geo::to_iso8601(time).substr(0, 19) + "Z";
}
std::string both_times(geo::UtcTime time, Texts const& t) {
  return utc_of(time) + " (" + clock_of(time + kLocal).substr(0, 5) + " " + std::string{t.local_zone} + ")";
}

std::string distance_text(geo::Metres distance) {
  if (distance.metres() < 1852) return printed("%.0f m", distance.metres());
  return printed("%.1f nm", distance.nautical_miles());
}

std::string age_text(std::chrono::milliseconds age) {
  auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(age).count();
  if (seconds < 120) return std::to_string(std::max<std::int64_t>(seconds, 0)) + " s";
  if (seconds < 7200) return std::to_string(seconds / 60) + " min";
  return std::to_string(seconds / 3600) + " h";
}

/// The newest position of the incident, if any alert has one.
coordinator::Alert const* positioned(Incident const& incident) {
  coordinator::Alert const* newest = nullptr;
  for (auto const& alert : incident.alerts)
    if (alert.report.position && (newest == nullptr || alert.positioned_at > newest->positioned_at)) newest = &alert;
  return newest;
}

std::string centre_text(geo::CentreId centre) {
  return std::string{geo::to_text(centre)};
}

std::string ship_name(coordinator::ShipLink const& ship, Language language) {
  if (ship.plan) {
    auto const& names = ship.plan->names;
    if (language == Language::zh_hant && !names.zh_hant.empty()) return names.zh_hant;
    if (!names.en.empty()) return names.en;
    if (!names.zh_hant.empty()) return names.zh_hant;
  }
  if (!ship.name.empty()) return ship.name;
  return ship.mmsi ? "MMSI " + ship.mmsi->to_text() : "?";
}

/// " 2DC4… 477000101 VRAB", as far as it is known.
std::string sent_by(coordinator::AlertReport const& report) {
  std::string text;
  if (report.beacon) text += " " + report.beacon->text();
  if (report.device) text += " " + report.device->to_text();
  if (!report.call_sign.empty()) text += " " + report.call_sign;
  if (!report.name.empty()) text += " " + report.name;
  return text;
}

std::string local_text(plans::BriefText const& text, Language language) {
  auto const& wanted = language == Language::zh_hant ? text.zh_hant : text.en;
  auto const& other = language == Language::zh_hant ? text.en : text.zh_hant;
  return wanted.empty() ? other : wanted;
}

std::string custody_text(Incident const& incident) {
  auto text = centre_text(incident.custody.centre);
  if (incident.offered_to && *incident.offered_to != incident.custody.centre)
    text += " → " + centre_text(*incident.offered_to) + "?";
  return text;
}

std::size_t width_of(Line const& line) {
  std::size_t width = 0;
  for (auto const& span : line) width += terminal::width_of(span.text);
  return width;
}

/// Left text, blanks, right text: as wide as the screen; the left gives way.
Line spread(std::string const& left, std::string const& right, std::size_t columns, Style style) {
  auto const right_width = terminal::width_of(right);
  if (right_width + 1 >= columns) return {{fitted(left, columns), style}};
  return {{fitted(left, columns - right_width), style}, {right, style}};
}

// ---- header and footer ----

/// On every page: that it is an exercise, and above all what is real amid it.
void put_marks(std::vector<Line>& page, ConsoleModel const& model, Texts const& t, std::size_t columns) {
  if (!model.is_exercise()) return;
  auto const name = model.exercise().empty() ? std::string{} : "  " + cleaned(model.exercise());
  page.push_back({{fitted(" " + std::string{t.exercises} + name, columns), Style::exercise}});
  auto const real = model.no_duff();
  if (real.empty()) return;
  auto const more = real.size() > 1 ? " (+" + std::to_string(real.size() - 1) + ")" : std::string{};
  page.push_back({{fitted(" " + std::string{t.no_duff} + ": " + cleaned(real.front()->incident.id) + more, columns),
                   Style::alarm}});
  auto const where = model.real_desk().empty() ? std::string{} : ": " + cleaned(model.real_desk());
  // How it is reached comes before what a narrow window lets go of.
  auto const text = std::string{t.hand_over} + where + " (" + std::string{t.not_here} + ")";
  page.push_back({{fitted(" " + text, columns), Style::alarm}});
}

void put_header(std::vector<Line>& page, ConsoleModel& model, View const& view, std::size_t columns, geo::UtcTime now) {
  auto const& t = texts(view.language);
  std::string left = " ";
  left.append(t.title).append("  ").append(geo::to_text(model.centre())).append("  ");
  left.append(!model.knows_mode() ? "–" : model.is_exercise() ? t.exercise : t.real);
  left.append("  ").append(model.is_connected() ? t.connected : t.not_connected);
  // A narrow window keeps the times and lets go of the date.
  auto const right = (columns < 76 ? clock_of(now) + "Z" : utc_of(now)) + "  " + clock_of(now + kLocal) + " " +
                     std::string{t.local_zone} + " ";
  page.push_back(spread(left, right, columns, model.is_exercise() ? Style::exercise : Style::title));
  put_marks(page, model, t, columns);

  Line second{{" " + std::string{t.links} + ": "}};
  for (auto const& link : model.links()) {
    second.push_back({link.centre + " "});
    second.push_back({std::string{link.up ? t.up : t.down}, link.up ? Style::good : Style::warning});
    if (link.waiting != 0)
      second.push_back({" (" + std::to_string(link.waiting) + " " + std::string{t.waiting} + ")", Style::warning});
    if (link.other_mode != 0)
      second.push_back(
          {" (" + std::to_string(link.other_mode) + " " + std::string{t.other_mode} + ")", Style::warning});
    second.push_back({"  "});
  }
  if (model.links().empty()) second.push_back({"–  "});
  second.push_back({std::string{t.traffic_ships} + ": " + std::to_string(model.ships(now)) + "  "});
  if (!model.officer().empty())
    second.push_back(
        {model.officer() + " (" + std::string{model.observer() ? t.observer : t.officer} + ")", Style::dim});
  page.push_back(std::move(second));

  auto const banner = [&](std::string const& text) { page.push_back({{fitted(" " + text, columns), Style::alarm}}); };
  if (model.degraded())
    banner(std::string{t.degraded} + (model.degraded_why().empty() ? "" : ": " + cleaned(model.degraded_why())));
  if (!model.is_connected())
    banner(std::string{t.not_connected} + ": " +
           (model.lost_why().empty() ? std::string{t.connecting} : cleaned(model.lost_why())));
  if (!model.gap().empty())
    page.push_back({{fitted(" " + std::string{t.gap} + " " + model.gap(), columns), Style::warning}});
  if (model.not_understood() != 0)
    page.push_back(
        {{fitted(" " + std::to_string(model.not_understood()) + " " + std::string{t.not_understood}, columns),
          Style::warning}});
}

// ---- the list ----

/// Which row is chosen, how it alarms, a blank.
constexpr std::size_t kMark = 4;

struct Columns {
  std::size_t opened = 9;
  std::size_t what = 0;
  std::size_t ship = 0;
  std::size_t position = 0;
  std::size_t custody = 11;
};

Columns columns_for(std::size_t columns) {
  Columns widths;
  // Mark, blanks between columns, and what is left is shared; the position is shown where it fits whole.
  std::size_t rest = columns - kMark - 4 - widths.opened - widths.custody;
  if (columns >= 76) {
    widths.position = 24;
    rest -= widths.position;
  }
  widths.what = std::min<std::size_t>(rest / 2, 22);
  widths.ship = rest - widths.what;
  return widths;
}

void put_list(std::vector<Line>& page, ConsoleModel const& model, View& view, std::size_t columns, std::size_t rows) {
  auto const& t = texts(view.language);
  auto const cases = model.cases();
  auto const widths = columns_for(columns);
  std::string heading = " " + (model.is_exercise() ? std::string{t.exercise} + "  " : std::string{}) +
                        std::string{t.incidents} + " " + std::to_string(cases.size());
  if (model.alarming() != 0) heading += "  (" + std::to_string(model.alarming()) + " " + std::string{t.alarming} + ")";
  bool const any_unrecorded =
      std::any_of(cases.begin(), cases.end(), [](auto const* entry) { return !entry->recorded; });
  if (any_unrecorded) heading += "  * " + std::string{t.unrecorded};
  page.push_back({{fitted(heading, columns), Style::heading}});
  if (rows < 3) return;
  auto const row = [&](std::string const& mark, std::string_view opened, std::string_view what, std::string_view ship,
                       std::string_view position, std::string_view custody) {
    auto text = fitted(mark, kMark) + fitted(opened, widths.opened) + " " + fitted(what, widths.what) + " " +
                fitted(ship, widths.ship) + " ";
    if (widths.position != 0) text += fitted(position, widths.position) + " ";
    return text + fitted(custody, widths.custody);
  };
  page.push_back(
      {{fitted(row("", t.column_opened, t.column_what, t.column_ship, t.column_position, t.column_custody), columns),
        Style::dim}});
  if (cases.empty()) {
    page.push_back({{" " + std::string{t.no_incidents}, Style::dim}});
    return;
  }
  auto chosen =
      std::find_if(cases.begin(), cases.end(), [&](auto const* entry) { return entry->incident.id == view.chosen; });
  if (chosen == cases.end()) {
    chosen = cases.begin();
    view.chosen = (*chosen)->incident.id;
  }
  auto const index = static_cast<std::size_t>(chosen - cases.begin());
  auto const room = rows - 2;
  auto const first = index < room ? 0 : index - room + 1;
  for (std::size_t i = first; i < cases.size() && i < first + room; ++i) {
    auto const& entry = *cases[i];
    auto const& incident = entry.incident;
    bool const is_test = incident.incident_class == coordinator::AlertClass::test;
    std::string what{is_test ? std::string{t.test} + " " : ""};
    if (!incident.alerts.empty()) what += text_of(incident.alerts.front().report.kind, view.language);
    if (incident.no_duff) what.insert(0, "NO DUFF ");
    if (!entry.recorded) what.insert(0, "* ");
    std::string ship{t.unknown_ship};
    if (incident.ship)
      ship = (incident.ship->certainty == coordinator::Certainty::probable ? "? " : "") +
             ship_name(*incident.ship, view.language);
    auto const* const alert = positioned(incident);
    std::string mark{i == index ? ">" : " "};
    if (entry.alarm) mark += entry.alarm->level == coordinator::AlarmLevel::responsible ? "!!" : "!";
    auto line = row(mark, clock_of(incident.opened_at) + "Z", what, cleaned(ship),
                    alert != nullptr ? as_mariners_write(*alert->report.position) : std::string{t.no_position},
                    custody_text(incident));
    auto style = is_test ? Style::dim : Style::plain;
    if (i == index) style = Style::chosen;
    // The chosen row of an alarm keeps its colour; its mark shows that it is chosen.
    if (entry.alarm) style = view.flash ? Style::alarm_flash : Style::alarm;
    line = fitted(line, columns);
    page.push_back({{std::move(line), style}});
  }
}

// ---- one incident ----

/// Gathers the lines of the detail.
class Detail {
 public:
  Detail(std::size_t columns, Language language, coordinator::Mode mode)
      : columns_(columns), language_(language), mode_(mode), t_(texts(language)) {}

  std::vector<Line> lines;

  void field(std::string_view name, std::string_view value, Style style = Style::plain) {
    if (value.empty()) return;
    auto const clean = cleaned(value);
    bool first = true;
    for (auto const& part : wrapped(clean, columns_ - kIndent - 1)) {
      lines.push_back({{fitted(first ? " " + std::string{name} : "", kIndent), Style::dim}, {part, style}});
      first = false;
    }
  }
  void put(CaseFields const& fields) {
    for (auto const& one : fields) {
      using enum CaseField::Weight;
      field(one.name, one.text,
            one.weight == strong    ? Style::bold
            : one.weight == warning ? Style::warning
                                    : Style::plain);
    }
  }
  void heading(std::string_view text) {
    lines.push_back({{fitted(" " + std::string{text}, columns_), Style::heading}});
  }

  void all(ConsoleModel::Case const& entry, geo::UtcTime now, geo::CentreId own) {
    title(entry);
    where(entry.incident, now);
    put(standing_fields(entry.incident, language_));
    ship(entry.incident);
    whose(entry.incident);
    put(custody_fields(entry.incident, language_));
    put(work_fields(entry.incident, language_));
    if (entry.incident.ship && entry.incident.ship->plan) more_of(*entry.incident.ship->plan);
    heard(entry.incident);
    candidates(entry.incident, now);
    acknowledgements(entry.incident, own);
    log(entry.incident);
  }

 private:
  static constexpr std::size_t kIndent = 17;

  void title(ConsoleModel::Case const& entry) {
    auto const& incident = entry.incident;
    bool const is_test = incident.incident_class == coordinator::AlertClass::test;
    // NO DUFF is said whatever the server is for.
    auto const mark = incident.no_duff                       ? std::string{t_.no_duff} + "  "
                      : mode_ == coordinator::Mode::exercise ? std::string{t_.exercise} + "  "
                                                             : std::string{};
    auto text = mark + std::string{is_test ? t_.test : t_.distress} + "  " + incident.id;
    for (auto const& id : incident.also) text += "  (" + std::string{t_.also_known_as} + " " + id + ")";
    if (!entry.recorded) text += "  " + std::string{t_.unrecorded};
    lines.push_back({{fitted(" " + cleaned(text), columns_), entry.alarm ? Style::alarm : Style::heading}});
    if (entry.alarm)
      field(t_.why_alarmed,
            mark + std::string{text_of(entry.alarm->reason, language_)} + ": " +
                std::string{text_of(entry.alarm->level, language_)},
            Style::bold);
  }

  void where(Incident const& incident, geo::UtcTime now) {
    if (auto const* const alert = positioned(incident)) {
      auto text = as_mariners_write(*alert->report.position) + "  " + std::string{t_.radius} + " " +
                  distance_text(alert->report.radius);
      if (alert->positioned_at) text += ", " + age_text(now - *alert->positioned_at) + " " + std::string{t_.ago};
      field(t_.position, text, Style::bold);
    } else {
      field(t_.position, t_.no_position, Style::bold);
    }
  }

  void heard(Incident const& incident) {
    for (std::size_t i = 0; i < incident.alerts.size(); ++i) {
      auto const& alert = incident.alerts[i];
      // Numbered as the command `split` takes them, when there are several.
      auto const number = incident.alerts.size() > 1 ? " " + std::to_string(i + 1) : std::string{};
      field(std::string{t_.device} + number, std::string{text_of(alert.report.kind, language_)} +
                                                 sent_by(alert.report) +
                                                 (alert.report.text.empty() ? "" : "  \"" + alert.report.text + "\""));
      field(t_.source, alert.source + " (" + centre_text(alert.received_by) + "), " + std::to_string(alert.count) +
                           " " + std::string{t_.times} + ", " + std::string{t_.heard} + " " +
                           both_times(alert.last_heard, t_));
      put(evidence_fields(incident, i, language_));
    }
    field(t_.column_opened, both_times(incident.opened_at, t_));
  }

  void whose(Incident const& incident) {
    auto const& decision = incident.decision;
    auto text = decision.responsible ? centre_text(*decision.responsible) : std::string{t_.nobody};
    if (!incident.told.empty()) {
      text += "   " + std::string{t_.informed} + ":";
      for (auto const centre : incident.told) text += " " + centre_text(centre);
    }
    field(t_.responsible, text, Style::bold);
    field(t_.rule, text_of(decision.rule, language_));
    field(t_.reason, decision.reason);
    if (decision.boundary_distance && decision.boundary_of)
      field(t_.boundary, distance_text(*decision.boundary_distance) + " (" + decision.boundary_of->id + ")");
    auto custody = centre_text(incident.custody.centre) + "  " + std::string{t_.since} + " " +
                   both_times(incident.custody.since, t_);
    if (!incident.custody.officer.empty())
      custody += ", " + std::string{t_.accepted_by} + " " + incident.custody.officer;
    field(t_.custody, custody, Style::bold);
    if (incident.offered_to)
      field("", std::string{t_.offered_to} + " " + centre_text(*incident.offered_to), Style::warning);
  }

  void ship(Incident const& incident) {
    if (!incident.ship) {
      field(t_.ship, t_.unknown_ship, Style::bold);
      return put(checklist_fields(incident, language_));
    }
    auto const& link = *incident.ship;
    auto text = ship_name(link, language_);
    if (link.mmsi && text != "MMSI " + link.mmsi->to_text()) text += "  MMSI " + link.mmsi->to_text();
    field(t_.ship, text, Style::bold);
    std::string how{text_of(link.certainty, language_)};
    if (link.distance) how += ", " + distance_text(*link.distance) + " " + std::string{t_.away};
    if (link.age) how += ", " + age_text(*link.age) + " " + std::string{t_.ago};
    if (!link.officer.empty()) how += ": " + link.officer;
    field("", how, link.certainty == coordinator::Certainty::probable ? Style::warning : Style::plain);
    if (link.plan) {
      plan(*link.plan);
    } else {
      field(t_.plan, t_.no_plan);
    }
    put(checklist_fields(incident, language_));
  }

  void plan(plans::PlanBrief const& plan) {
    field(t_.plan, plan.plan_id + "  " + std::string{t_.version} + " " + std::to_string(plan.version) +
                       (plan.sample ? "  " + std::string{t_.sample_plan} : ""));
    if (auto const remark = local_text(plan.remark, language_); !remark.empty()) field("", remark, Style::warning);
    if (plan.persons_permitted != 0) {
      auto persons = std::to_string(plan.persons_permitted);
      if (plan.crew != 0) persons += ", " + std::string{t_.crew} + " " + std::to_string(plan.crew);
      field("", std::string{t_.persons} + ": " + persons, Style::bold);
    }
  }

  /// What is needed later than the telephone numbers.
  void more_of(plans::PlanBrief const& plan) {
    field(t_.company, plan.company);
    field(t_.call_sign, plan.call_sign);
    field(t_.route, local_text(plan.route_name, language_));
    field(t_.appearance, local_text(plan.appearance, language_));
    auto const& saving = plan.life_saving;
    std::string text;
    auto const add = [&](std::uint32_t count, std::string_view what) {
      if (count == 0) return;
      if (!text.empty()) text += ", ";
      text += std::string{what} + " " + std::to_string(count);
    };
    add(saving.survival_craft, t_.survival_craft);
    add(saving.survival_craft_capacity, t_.survival_capacity);
    add(saving.rescue_boats, t_.rescue_boats);
    if (saving.lifejackets_adult != 0 || saving.lifejackets_child != 0) {
      if (!text.empty()) text += ", ";
      text += std::string{t_.lifejackets} + " " + std::to_string(saving.lifejackets_adult) + " + " +
              std::to_string(saving.lifejackets_child);
    }
    field(t_.life_saving, text);
    field(t_.medical, local_text(plan.medical, language_));
    field(t_.helicopter, local_text(plan.helicopter, language_));
  }

  void candidates(Incident const& incident, geo::UtcTime now) {
    if (incident.candidates.empty()) return;
    heading(t_.candidates);
    for (std::size_t i = 0; i < incident.candidates.size(); ++i) {
      auto const& ship = incident.candidates[i];
      auto text = " " + std::to_string(i + 1) + "  " + fitted(cleaned(ship.name.empty() ? "–" : ship.name), 22) + " " +
                  ship.mmsi.to_text() + "  " + distance_text(ship.distance) + " " + std::string{t_.away};
      if (ship.speed) text += printed("  %.1f kn", ship.speed->knots());
      if (ship.course) text += printed("  %03.0f°", ship.course->degrees());
      text += "  " + age_text(now - ship.reported_at) + " " + std::string{t_.ago};
      lines.push_back({{fitted(text, columns_)}});
    }
  }

  void acknowledgements(Incident const& incident, geo::CentreId own) {
    bool here = false;
    std::string text;
    for (auto const& one : incident.acknowledgements) {
      here = here || one.centre == own;
      if (!text.empty()) text += ", ";
      text += centre_text(one.centre) + " " + one.officer + " " + clock_of(one.at) + "Z";
    }
    if (!here) text += (text.empty() ? "" : ", ") + std::string{t_.not_acknowledged};
    field(t_.acknowledged, text);
  }

  void log(Incident const& incident) {
    heading(t_.log);
    for (auto const& entry : incident.log) {
      auto const start = " " + clock_of(entry.at) + "Z " + centre_text(entry.centre) + " " + cleaned(entry.who) + ": ";
      bool first = true;
      for (auto const& part : wrapped(start + cleaned(entry.text), columns_ - 4)) {
        lines.push_back({{(first ? "" : "    ") + part}});
        first = false;
      }
    }
  }

  std::size_t columns_;
  Language language_;
  coordinator::Mode mode_;
  Texts const& t_;
};

void put_detail(std::vector<Line>& page, ConsoleModel const& model, View& view, std::size_t columns, std::size_t rows,
                geo::UtcTime now) {
  auto const* const entry = model.find(view.chosen);
  if (entry == nullptr) {
    view.where = View::Where::list;
    return put_list(page, model, view, columns, rows);
  }
  view.chosen = entry->incident.id;
  Detail detail{columns, view.language, model.mode()};
  detail.all(*entry, now, model.centre());
  auto& lines = detail.lines;
  view.scroll = std::min(view.scroll, lines.size() > rows ? lines.size() - rows : 0);
  for (std::size_t i = view.scroll; i < lines.size() && i < view.scroll + rows; ++i)
    page.push_back(std::move(lines[i]));
}

// ---- a draft, the help

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    auto const end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void put_text(std::vector<Line>& page, View& view, std::string_view heading, std::vector<std::string> const& text,
              std::size_t columns, std::size_t rows) {
  page.push_back({{fitted(" " + std::string{heading}, columns), Style::heading}});
  std::vector<std::string> lines;
  for (auto const& one : text)
    for (auto& part : wrapped(cleaned(one), columns - 2)) lines.push_back(std::move(part));
  --rows;
  view.scroll = std::min(view.scroll, lines.size() > rows ? lines.size() - rows : 0);
  for (std::size_t i = view.scroll; i < lines.size() && i < view.scroll + rows; ++i) page.push_back({{" " + lines[i]}});
}

/// "1  22:14:05Z  Night Egret …: not heard since …"
std::string question_line(coordinator::VoyageQuestion const& question, std::size_t number, Language language) {
  return std::to_string(number) + "  " + clock_of(question.raised_at) + "Z  " +
         cleaned(local_text(question.evidence, language));
}

/// What the watch asks, with what it was judged by and where she was.
std::vector<std::string> question_text(ConsoleModel const& model, Language language) {
  auto const& t = texts(language);
  std::vector<std::string> lines;
  std::size_t number = 0;
  for (auto const* const question : model.questions()) {
    lines.push_back(question_line(*question, ++number, language));
    auto limits =
        "     " + std::string{to_text(question->concern)} + ": " + cleaned(local_text(question->limits, language));
    if (question->position) limits += "; " + geo::to_mariners_text(*question->position);
    if (question->position && question->position_at) limits += " " + both_times(*question->position_at, t);
    lines.push_back(std::move(limits));
  }
  if (lines.empty()) lines.emplace_back(t.no_questions);
  return lines;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    auto const glyph = glyph_at(text);
    width += glyph.cells;
    text.remove_prefix(glyph.bytes);
  }
  return width;
}

std::string fitted(std::string_view text, std::size_t width) {
  if (width == 0) return {};
  auto const full = width_of(text);
  if (full <= width) return std::string{text} + std::string(width - full, ' ');
  std::string cut;
  std::size_t cells = 0;
  while (!text.empty()) {
    auto const glyph = glyph_at(text);
    if (cells + glyph.cells > width - 1) break;
    cut.append(text.substr(0, glyph.bytes));
    cells += glyph.cells;
    text.remove_prefix(glyph.bytes);
  }
  cut += "…";
  return cut + std::string(width - 1 - cells, ' ');
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 2);
  std::vector<std::string> lines;
  std::string line;
  std::size_t cells = 0;
  std::size_t break_at = 0;  // bytes of `line` up to and with the last place to break; 0: none
  auto const flush = [&](std::size_t keep) {
    auto rest = line.substr(keep);
    line.resize(keep);
    while (!line.empty() && line.back() == ' ') line.pop_back();
    lines.push_back(std::move(line));
    line = rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
    cells = width_of(line);
    break_at = 0;
  };
  while (!text.empty()) {
    auto const glyph = glyph_at(text);
    if (cells + glyph.cells > width) flush(break_at != 0 ? break_at : line.size());
    line.append(text.substr(0, glyph.bytes));
    cells += glyph.cells;
    if (text.front() == ' ' || glyph.cells == 2) break_at = line.size();
    text.remove_prefix(glyph.bytes);
  }
  if (!line.empty() || lines.empty()) lines.push_back(line);
  return lines;
}

std::vector<Line> render(ConsoleModel& model, View& view, std::size_t columns, std::size_t rows, geo::UtcTime now) {
  auto const& t = texts(view.language);
  std::vector<Line> page;
  if (columns < kLeastColumns || rows < kLeastRows) {
    page.resize(rows);
    auto const mark = model.is_exercise() ? std::string{t.exercise} + ": " : std::string{};
    if (rows > 0) page[0] = {{fitted(mark + std::string{t.too_small}, columns), Style::warning}};
    if (rows > 1 && !model.no_duff().empty()) page[1] = {{fitted(t.no_duff, columns), Style::alarm}};
    return page;
  }
  put_header(page, model, view, columns, now);
  // Below: two notices when there are any, a line for questions and outcomes, the keys.
  std::size_t const notices = std::min<std::size_t>(model.notices().size(), 2);
  bool const advised = !view.prompt.empty() && !view.message.empty();
  // Open questions stand above them, until they are looked at.
  auto const open = model.questions();
  std::size_t const asked = view.where == View::Where::questions ? 0 : std::min<std::size_t>(open.size(), 3);
  std::size_t const below = asked + notices + 2 + (advised ? 1 : 0);
  std::size_t const room = rows - below - page.size();
  switch (view.where) {
    case View::Where::detail:
      put_detail(page, model, view, columns, room, now);
      break;
    case View::Where::list:
      put_list(page, model, view, columns, room);
      break;
    case View::Where::draft:
      put_text(page, view, t.draft, lines_of(view.draft), columns, room);
      break;
    case View::Where::help:
      put_text(page, view, t.commands, command_help(view.language), columns, room);
      break;
    case View::Where::questions:
      put_text(page, view, t.questions, question_text(model, view.language), columns, room);
      break;
  }
  page.resize(rows - below);
  for (std::size_t i = 0; i < asked; ++i) {
    bool const more = i + 1 == asked && open.size() > asked;
    auto const text =
        more ? "+" + std::to_string(open.size() - asked + 1) + "  (v)" : question_line(*open[i], i + 1, view.language);
    page.push_back({{fitted(" ? " + text, columns), Style::warning}});
  }
  for (std::size_t i = 0; i < notices; ++i) {
    auto const& notice = model.notices()[model.notices().size() - notices + i];
    page.push_back({{fitted(" " + std::string{t.notices} + " " + clock_of(notice.at) + "Z " +
                                cleaned(local_text(notice.text, view.language)),
                            columns),
                     Style::warning}});
  }
  if (advised) page.push_back({{fitted(" " + cleaned(view.message), columns), Style::dim}});
  auto const last = view.prompt.empty() ? " " + cleaned(view.message) : " " + view.prompt;
  // What is typed is shown at its end.
  auto shown = last;
  while (width_of(shown) > columns - 1) shown.erase(0, glyph_at(shown).bytes);
  page.push_back({{shown, view.prompt.empty() ? Style::plain : Style::bold}});
  auto const keys = view.where == View::Where::detail      ? t.keys_detail
                    : view.where == View::Where::draft     ? t.keys_draft
                    : view.where == View::Where::help      ? t.keys_help
                    : view.where == View::Where::questions ? t.keys_questions
                                                           : t.keys_list;
  page.push_back({{fitted(" " + std::string{keys}, columns), Style::title}});
  for (auto& line : page)
    if (width_of(line) > columns) {
      std::string text;
      for (auto const& span : line) text += span.text;
      line = {{fitted(text, columns), line.front().style}};
    }
  return page;
}

}  // namespace lingding::terminal
