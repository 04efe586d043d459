#include "coordinator/sitrep.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>

#include "coordinator/custody.hpp"
#include "coordinator/ship_sight.hpp"
#include "coordinator/sitrep_texts.hpp"

namespace lingding::coordinator {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                   "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Control characters become blanks.
std::string without_controls(std::string_view text) {
  std::string clean{text};
  for (auto& c : clean)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return clean;
}

/// The lines of a text, without controls, trimmed, none empty.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    auto const end = text.find('\n');
    auto const clean = without_controls(text.substr(0, end));
    if (auto const line = trimmed(clean); !line.empty()) lines.emplace_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string joined(std::vector<std::string> const& parts, std::string_view between) {
  std::string text;
  for (auto const& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

void add_line(std::string& text, std::string_view line) {
  if (line.empty()) return;
  if (!text.empty()) text += '\n';
  text += line;
}

std::string* header_value(SitrepForm& form, SitrepWord word) {
  switch (word) {
    case SitrepWord::date_time:
      return &form.date_time;
    case SitrepWord::priority:
      return &form.priority;
    case SitrepWord::from:
      return &form.from;
    case SitrepWord::to:
      return &form.to;
    case SitrepWord::number:
      return &form.number;
    case SitrepWord::casualty:
      return &form.casualty;
    default:
      return nullptr;
  }
}

constexpr std::array kHeaderWords{SitrepWord::date_time, SitrepWord::priority, SitrepWord::from,
                                  SitrepWord::to,        SitrepWord::number,   SitrepWord::casualty};

}  // namespace

std::string_view SitrepForm::field(char letter) const {
  auto const found = std::ranges::find(fields, letter, &SitrepField::letter);
  return found == fields.end() ? std::string_view{} : std::string_view{found->text};
}

SitrepForm normalised(SitrepForm form) {
  for (auto const word : kHeaderWords) {
    auto& value = *header_value(form, word);
    value = joined(lines_of(value), " ");
  }
  std::vector<SitrepField> fields;
  std::ranges::stable_sort(form.fields, {}, &SitrepField::letter);
  for (auto const& field : form.fields) {
    auto const text = joined(lines_of(field.text), "\n");
    if (text.empty() || field.letter < 'A' || field.letter > 'Z') continue;
    if (!fields.empty() && fields.back().letter == field.letter) {
      fields.back().text += "\n" + text;
    } else {
      fields.push_back({field.letter, text});
    }
  }
  form.fields = std::move(fields);
  return form;
}

std::string_view to_text(SitrepFault fault) {
  switch (fault) {
    case SitrepFault::too_long:
      return "too_long";
    case SitrepFault::no_letters:
      return "no_letters";
  }
  return "";
}

// ---- times and places

std::string date_time_group(geo::UtcTime time) {
  auto const day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day const date{day};
  auto const minutes = std::chrono::duration_cast<std::chrono::minutes>(time - day).count();
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%02u%02d%02d UTC %s %02d", static_cast<unsigned>(date.day()),
                static_cast<int>(minutes / 60), static_cast<int>(minutes % 60),
                kMonths.at(static_cast<unsigned>(date.month()) - 1).data(),
                ((static_cast<int>(date.year()) % 100) + 100) % 100);
  return text.data();
}

std::string sitrep_position(geo::Position position) {
  auto const half = [](double degrees, char const* letters, int width) {
    auto const thousandths = std::llround(std::abs(degrees) * 60'000);
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%0*lld-%02lld.%03lld%c", width, thousandths / 60'000,
                  thousandths / 1000 % 60, thousandths % 1000, letters[degrees < 0 ? 1 : 0]);
    return std::string{text.data()};
  };
  return half(position.latitude.degrees(), "NS", 2) + " " + half(position.longitude.degrees(), "EW", 3);
}

std::uint32_t next_sitrep_number(Incident const& incident) {
  return incident.sitreps.empty() ? 1 : incident.sitreps.back().number + 1;
}

// ---- from an incident

namespace {

/// Lines of one kind that a letter has at most; the rest is counted.
constexpr std::size_t kMostLines = 12;

class Composer {
 public:
  Composer(Incident const& incident, SitrepRequest const& request) : incident_(incident), request_(request) {}

  SitrepForm form() {
    SitrepForm form;
    form.marking = incident_.no_duff ? Marking::no_duff : marking_of(request_.mode, /*no_duff=*/false);
    form.date_time = date_time_group(request_.now);
    form.priority = priority();
    form.from = say(request_.from);
    for (auto const centre : incident_.told)
      if (centre != request_.from) form.to += (form.to.empty() ? "" : ", ") + say(centre);
    form.number = std::to_string(next_sitrep_number(incident_));
    form.casualty = incident_.id;
    put(form, 'A', identity());
    put(form, 'B', position());
    put(form, 'C', situation());
    put(form, 'D', persons());
    put(form, 'E', assistance());
    put(form, 'F', say(incident_.custody.centre));
    if (request_.extent == SitrepExtent::full) {
      put(form, 'G', description());
      put(form, 'H', say(SitrepWord::not_known));
      put(form, 'J', actions());
      put(form, 'K', say(SitrepWord::nil));
      put(form, 'L', units());
      put(form, 'M', say(SitrepWord::nil));
      put(form, 'N', conclusion());
    }
    for (auto const& [letter, text] : request_.edits) form.fields.push_back({letter, text});
    return normalised(std::move(form));
  }

 private:
  std::string say(SitrepWord word) const { return std::string{sitrep_word(word).in(request_.language)}; }
  template <class Enum>
  std::string say(Enum one) const {
    return std::string{sitrep_text(one).in(request_.language)};
  }
  /// What an officer said instead comes in its place.
  void put(SitrepForm& form, char letter, std::string text) const {
    if (!request_.edits.contains(letter)) form.fields.push_back({letter, std::move(text)});
  }
  std::string text_of(plans::BriefText const& text) const {
    bool const chinese = request_.language == plans::Language::zh_hant || request_.language == plans::Language::zh_hans;
    auto const& wanted = chinese ? text.zh_hant : text.en;
    return wanted.empty() ? (chinese ? text.en : text.zh_hant) : wanted;
  }

  std::string priority() const {
    if (incident_.incident_class == AlertClass::test) return say(SitrepWord::routine);
    auto const phase = incident_.phase ? incident_.phase->phase : EmergencyPhase::distress;
    return say(phase == EmergencyPhase::distress ? SitrepWord::distress : SitrepWord::urgency);
  }

  std::string ship_name() const {
    auto const& ship = *incident_.ship;
    if (!ship.plan) return ship.name;
    auto const& names = ship.plan->names;
    auto const own = plans::choose(request_.language, names.en, names.zh_hant, names.zh_hans, names.pt);
    if (!own.empty()) return std::string{own};
    return !names.en.empty() ? names.en : !names.zh_hant.empty() ? names.zh_hant : ship.name;
  }

  std::string identity() const {
    std::string text;
    if (incident_.ship) {
      auto const& ship = *incident_.ship;
      std::vector<std::string> parts;
      if (auto name = ship_name(); !name.empty()) parts.push_back(std::move(name));
      if (ship.plan && !ship.plan->call_sign.empty()) parts.push_back(ship.plan->call_sign);
      if (ship.mmsi) parts.push_back("MMSI " + ship.mmsi->to_text());
      if (ship.plan && ship.plan->imo) parts.push_back("IMO " + std::to_string(ship.plan->imo->number()));
      if (ship.plan) parts.push_back(say(SitrepWord::flag) + " " + std::string{geo::to_text(ship.plan->home)});
      text = joined(parts, " / ");
      if (ship.certainty == Certainty::probable) text = say(SitrepWord::probably) + ": " + text;
    } else {
      text = say(SitrepWord::ship_not_known);
    }
    std::vector<std::string> said;
    for (auto const& alert : incident_.alerts) {
      std::string one;
      if (alert.report.beacon) one += " " + alert.report.beacon->text();
      if (alert.report.device) one += " " + alert.report.device->to_text();
      if (!alert.report.call_sign.empty()) one += " " + alert.report.call_sign;
      if (!alert.report.name.empty()) one += " " + alert.report.name;
      if (one.empty()) continue;
      one = say(alert.report.kind) + one;
      if (std::ranges::find(said, one) == said.end()) said.push_back(std::move(one));
    }
    add_some(text, said);
    return text;
  }

  void add_some(std::string& text, std::vector<std::string> const& lines) const {
    for (std::size_t i = 0; i < lines.size() && i < kMostLines; ++i) add_line(text, lines[i]);
    if (lines.size() > kMostLines)
      add_line(text, say(SitrepWord::more) + ": " + std::to_string(lines.size() - kMostLines));
  }

  std::string miles(geo::Metres distance) const {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f NM", distance.nautical_miles());
    return text.data();
  }

  Alert const* positioned() const {
    Alert const* newest = nullptr;
    for (auto const& alert : incident_.alerts)
      if (alert.report.position && (newest == nullptr || alert.positioned_at > newest->positioned_at)) newest = &alert;
    return newest;
  }

  std::string position() const {
    if (auto const* const alert = positioned()) {
      auto text = sitrep_position(*alert->report.position) + ", " + say(SitrepWord::within) + " " +
                  miles(alert->report.radius) + ", " + say(alert->report.position_source);
      if (alert->positioned_at) text += ", " + date_time_group(*alert->positioned_at);
      return text;
    }
    std::string text;
    for (auto const& alert : incident_.alerts)
      for (auto const& place : alert.report.possible) {
        auto one = (text.empty() ? std::string{} : say(SitrepWord::or_else) + " ") + sitrep_position(place.position) +
                   ", " + say(SitrepWord::within) + " " + miles(place.radius) + ", " + say(place.source);
        if (place.probability)
          one +=
              ", " + say(SitrepWord::probability) + " " + std::to_string(std::lround(*place.probability * 100)) + "%";
        add_line(text, one);
      }
    return text.empty() ? say(SitrepWord::no_position) : text;
  }

  std::string situation() const {
    std::vector<std::string> heard;
    std::vector<std::string> natures;
    for (auto const& alert : incident_.alerts) {
      auto const& report = alert.report;
      auto line = date_time_group(alert.first_heard) + ": " + say(report.kind) + " (" +
                  std::string{geo::to_text(alert.received_by)} + "), " + std::to_string(alert.count) + " " +
                  say(SitrepWord::messages);
      if (!report.text.empty()) line += ", \"" + report.text + "\"";
      if (report.cancels) line += ", " + say(SitrepWord::sender_cancelled);
      heard.push_back(std::move(line));
      if (report.nature == Nature::undesignated) continue;
      if (auto one = say(report.nature); std::ranges::find(natures, one) == natures.end())
        natures.push_back(std::move(one));
    }
    std::string text;
    add_some(text, heard);
    add_line(text,
             say(SitrepWord::nature) + ": " + (natures.empty() ? say(Nature::undesignated) : joined(natures, ", ")));
    if (incident_.phase)
      add_line(text, say(SitrepWord::phase) + ": " + say(incident_.phase->phase) + ", " +
                         date_time_group(incident_.phase->set.at) +
                         (incident_.phase->reason.empty() ? std::string{} : ", " + incident_.phase->reason));
    return text;
  }

  std::string persons() const {
    std::string text;
    auto const& known = incident_.persons;
    if (known && known->on_board) {
      text = say(SitrepWord::on_board) + " " + std::to_string(*known->on_board);
      if (!known->source.empty()) text += " (" + known->source + ")";
    }
    if (known && known->accounted_for) {
      text += (text.empty() ? "" : ", ") + say(SitrepWord::accounted_for) + " " + std::to_string(*known->accounted_for);
      if (known->on_board && *known->on_board >= *known->accounted_for)
        text += ", " + say(SitrepWord::missing) + " " + std::to_string(*known->on_board - *known->accounted_for);
    }
    if (known && known->on_board) return text;
    for (auto const& alert : incident_.alerts)
      if (alert.report.persons)
        add_line(text, say(SitrepWord::on_board) + " " + std::to_string(*alert.report.persons) + " (" +
                           say(alert.report.kind) + ", " + say(PositionSource::stated) + ")");
    if (text.empty()) text = say(SitrepWord::not_known);
    if (incident_.ship && incident_.ship->plan && incident_.ship->plan->persons_permitted != 0) {
      auto const& plan = *incident_.ship->plan;
      add_line(text, say(SitrepWord::capacity) + " " + std::to_string(plan.persons_permitted) +
                         (plan.crew == 0 ? std::string{}
                                         : " (" + say(SitrepWord::crew) + " " + std::to_string(plan.crew) + ")"));
    }
    return text;
  }

  std::string assistance() const {
    if (!incident_.offered_to || *incident_.offered_to == request_.from) return say(SitrepWord::nil);
    return say(*incident_.offered_to) + ": " + say(SitrepWord::takes_over);
  }

  std::string description() const {
    if (!incident_.ship || !incident_.ship->plan) return say(SitrepWord::not_known);
    auto const& plan = *incident_.ship->plan;
    std::string text;
    add_line(text, plan.ship_type);
    if (plan.length_overall) {
      std::array<char, 32> length{};
      std::snprintf(length.data(), length.size(), " %.1f M", plan.length_overall->metres());
      add_line(text, say(SitrepWord::length) + length.data());
    }
    if (auto const looks = text_of(plan.appearance); !looks.empty())
      add_line(text, say(SitrepWord::appearance) + ": " + looks);
    if (!plan.company.empty()) add_line(text, say(SitrepWord::company) + ": " + plan.company);
    if (auto const route = text_of(plan.route_name); !route.empty())
      add_line(text, say(SitrepWord::route) + ": " + route);
    if (plan.life_saving.survival_craft != 0)
      add_line(text, say(SitrepWord::life_saving) + ": " + say(SitrepWord::places) + " " +
                         std::to_string(plan.life_saving.survival_craft) + ", " +
                         std::to_string(plan.life_saving.survival_craft_capacity));
    return text.empty() ? say(SitrepWord::not_known) : text;
  }

  std::string actions() const {
    std::string text;
    std::vector<std::string> informed;
    for (auto const& one : incident_.acknowledgements)
      informed.push_back(say(one.centre) + " " + date_time_group(one.at));
    if (!informed.empty()) add_line(text, say(SitrepWord::informed) + ": " + joined(informed, ", "));
    std::vector<std::string> calls;
    for (auto const& call : incident_.calls)
      calls.push_back(say(SitrepWord::called) + " " + call.contact + ", " + date_time_group(call.set.at) + ": " +
                      call.outcome);
    add_some(text, calls);
    if (!incident_.units.empty()) {
      std::vector<std::string> names;
      for (auto const& unit : incident_.units) names.push_back(unit.name);
      add_line(text, say(SitrepWord::units_alerted) + ": " + joined(names, ", "));
    }
    return text.empty() ? say(SitrepWord::nil) : text;
  }

  std::string units() const {
    std::vector<std::string> lines;
    for (auto const& unit : incident_.units)
      lines.push_back(unit.name + (unit.kind.empty() ? std::string{} : " (" + unit.kind + ")") + ": " +
                      say(unit.state) + ", " + date_time_group(unit.set.at) +
                      (unit.note.empty() ? std::string{} : ", " + unit.note));
    std::string text;
    add_some(text, lines);
    return text.empty() ? say(SitrepWord::nil) : text;
  }

  std::string conclusion() const {
    std::string text;
    if (auto const* const sight = sight_now(incident_); sight != nullptr) {
      auto line = say(SitrepWord::ship_seen) + ", " + date_time_group(sight->reported_at) + ": " +
                  sitrep_position(sight->position);
      if (sight->speed) {
        std::array<char, 32> knots{};
        std::snprintf(knots.data(), knots.size(), ", %.1f KN", sight->speed->knots());
        line += knots.data();
      }
      if (!sight->status.empty()) line += ", " + sight->status;
      if (!sight->place.empty()) line += ", " + say(SitrepWord::alongside) + ": " + sight->place;
      add_line(text, line);
    }
    if (is_closed(incident_))
      add_line(text, say(SitrepWord::ended) + " " + date_time_group(incident_.closure->set.at) + ": " +
                         say(incident_.closure->outcome) + ". " + incident_.closure->reason);
    return text.empty() ? say(SitrepWord::nil) : text;
  }

  Incident const& incident_;
  SitrepRequest const& request_;
};

/// At most so many bytes, not within a character.
std::string_view cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

SitrepForm compose_sitrep(Incident const& incident, SitrepRequest const& request) {
  auto form = Composer{incident, request}.form();
  auto const more = "\n" + std::string{sitrep_word(SitrepWord::more).in(request.language)} + " …";
  for (auto size = write_sitrep(form, request.language).size(); size > kMaxSitrepBytes && !form.fields.empty();
       size = write_sitrep(form, request.language).size()) {
    auto& longest =
        *std::ranges::max_element(form.fields, {}, [](SitrepField const& field) { return field.text.size(); });
    auto const excess = size - kMaxSitrepBytes + more.size();
    // Another letter may have to give way too; this one keeps at least half.
    auto const keep = std::max(longest.text.size() / 2, longest.text.size() - std::min(longest.text.size(), excess));
    longest.text = std::string{cut(longest.text, keep)} + more;
    form = normalised(std::move(form));
  }
  return form;
}

// ---- text

std::string write_sitrep(SitrepForm const& form_as_given, plans::Language language) {
  auto form = normalised(form_as_given);
  std::string text;
  std::string const mark = form.marking == Marking::none       ? std::string{}
                           : form.marking == Marking::exercise ? std::string{exercise_line(language)} + "\n"
                                                               : std::string{no_duff_line(language)} + "\n";
  text += mark;
  for (auto const word : kHeaderWords) {
    auto const& value = *header_value(form, word);
    if (!value.empty()) text.append(sitrep_word(word).in(language)).append(": ").append(value).append("\n");
  }
  for (auto const& field : form.fields) {
    text += field.letter;
    text += '.';
    bool const known = kSitrepLetters.find(field.letter) != std::string_view::npos;
    // The text of a letter that the form has not begins on a line of its own, so that it is never taken for a heading.
    if (known) text.append(" ").append(sitrep_label(field.letter).in(language)).append(":");
    bool first = known;
    for (auto const& line : lines_of(field.text)) {
      text.append(first ? " " : "\n   ").append(line);
      first = false;
    }
    text += '\n';
  }
  return text + mark;
}

namespace {

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
bool is_word(char c) {
  return (c >= '0' && c <= '9') || (upper(c) >= 'A' && upper(c) <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// How many bytes of the text say the phrase, whatever its case, blanks and hyphens; nothing: it does not begin so.
std::optional<std::size_t> says(std::string_view text, std::string_view phrase) {
  auto const skipped = [](char c) { return is_blank(c) || c == '-'; };
  std::size_t at = 0;
  for (char const wanted : phrase) {
    if (skipped(wanted)) continue;
    while (at < text.size() && skipped(text[at])) ++at;
    if (at == text.size() || upper(text[at]) != upper(wanted)) return std::nullopt;
    ++at;
  }
  // A longer word is another one.
  if (at < text.size() && is_word(text[at]) && is_word(phrase.back())) return std::nullopt;
  return at;
}

/// Other headings that are met, beside those of the form.
struct Alias {
  char letter;
  std::string_view text;
};
constexpr std::array kAliases{Alias{'A', "IDENTITY"},
                              Alias{'D', "PERSONS AT RISK"},
                              Alias{'D', "NUMBER OF PERSONS"},
                              Alias{'F', "CO-ORDINATING MRCC"},
                              Alias{'J', "INITIAL ACTION TAKEN"},
                              Alias{'N', "ADDITIONAL INFORMATION"},
                              Alias{'N', "ADDITIONAL INFORMATION / CONCLUSION"}};

/// How many bytes of the text are a heading of the letter; the longest counts.
std::size_t heading_of(char letter, std::string_view text) {
  std::size_t longest = 0;
  auto const look = [&](std::string_view heading) {
    if (auto const bytes = says(text, heading)) longest = std::max(longest, *bytes);
  };
  if (kSitrepLetters.find(letter) != std::string_view::npos)
    for (auto const language : plans::kLanguages) look(sitrep_label(letter).in(language));
  for (auto const& alias : kAliases)
    if (alias.letter == letter) look(alias.text);
  return longest;
}

constexpr std::array<std::string_view, 10> kSeparators{".", ")", ":", "-", "/", "、", ".", ":", ")", "–"};

/// Takes one separator and the blanks around it away.
std::string_view after_separator(std::string_view text) {
  text = trimmed(text);
  for (auto const separator : kSeparators)
    if (text.starts_with(separator)) return trimmed(text.substr(separator.size()));
  return text;
}

struct LetteredLine {
  char letter;
  std::string_view text;  ///< what stands after the heading
};

/// "A. IDENTITY OF CASUALTY: …", "A IDENTITY OF CASUALTY …", "A. …", "A、…".
std::optional<LetteredLine> lettered(std::string_view line) {
  if (line.empty() || line[0] < 'A' || line[0] > 'Z') return std::nullopt;
  auto letter = line[0];
  auto rest = line.substr(1);
  bool separated = false;
  for (auto const separator : kSeparators) {
    if (!rest.starts_with(separator)) continue;
    auto const after = rest.substr(separator.size());
    // "U.S. flag", "E-mail" are words.
    separated = separator.size() > 1 || after.empty() || is_blank(after[0]);
    if (separated) rest = after;
    break;
  }
  if (!separated && (rest.empty() || !is_blank(rest[0]))) return std::nullopt;
  rest = trimmed(rest);
  auto bytes = heading_of(letter, rest);
  if (bytes == 0 && letter >= 'I' && letter <= 'M') {
    // The transcription with I has every later heading one letter earlier.
    auto const next = static_cast<char>(letter + 1);
    if (auto const shifted = heading_of(next, rest); shifted != 0) {
      letter = next;
      bytes = shifted;
    }
  }
  if (bytes == 0) return separated ? std::optional{LetteredLine{letter, rest}} : std::nullopt;
  return LetteredLine{letter, after_separator(rest.substr(bytes))};
}

/// "271235Z NOV 98", "271235 UTC NOV 98", "271235utc nov98".
bool is_date_time_group(std::string_view line) {
  std::string squeezed;
  for (char const c : line)
    if (!is_blank(c)) squeezed += upper(c);
  if (squeezed.size() < 11 || !std::all_of(squeezed.begin(), squeezed.begin() + 6, is_digit)) return false;
  std::string_view rest = std::string_view{squeezed}.substr(6);
  for (std::string_view const zone : {"UTC", "GMT", "Z"})
    if (rest.starts_with(zone)) {
      rest.remove_prefix(zone.size());
      break;
    }
  if (rest.size() < 5 || std::ranges::find(kMonths, rest.substr(0, 3)) == kMonths.end()) return false;
  return std::ranges::all_of(rest.substr(3), is_digit);
}

struct HeaderLine {
  SitrepWord word;
  std::string_view value;
};

std::optional<HeaderLine> headed(std::string_view line) {
  struct Other {
    SitrepWord word;
    std::string_view text;
  };
  constexpr std::array kOthers{
      Other{SitrepWord::date_time, "DTG"},        Other{SitrepWord::date_time, "DATE/TIME"},
      Other{SitrepWord::priority, "PRIORITY"},    Other{SitrepWord::number, "SAR SITREP (NUMBER)"},
      Other{SitrepWord::number, "SITREP NUMBER"}, Other{SitrepWord::number, "SITREP NO"},
      Other{SitrepWord::number, "SAR SITREP NO"}, Other{SitrepWord::number, "SAR SITREP"},
      Other{SitrepWord::number, "SITREP"},        Other{SitrepWord::from, "ORIGINATOR"}};
  std::optional<HeaderLine> found;
  std::size_t longest = 0;
  auto const look = [&](SitrepWord word, std::string_view text) {
    auto const bytes = says(line, text);
    if (!bytes || *bytes <= longest) return;
    auto const rest = trimmed(line.substr(*bytes));
    for (std::string_view const colon : {":", ":"})
      if (rest.starts_with(colon)) {
        longest = *bytes;
        found = HeaderLine{word, trimmed(rest.substr(colon.size()))};
      }
  };
  for (auto const word : kHeaderWords)
    for (auto const language : plans::kLanguages) look(word, sitrep_word(word).in(language));
  for (auto const& other : kOthers) look(other.word, other.text);
  return found;
}

/// Header lines without their colon, which are known only before the first letter.
std::optional<HeaderLine> bare(std::string_view line) {
  if (is_date_time_group(line)) return HeaderLine{SitrepWord::date_time, line};
  for (auto const word : {SitrepWord::distress, SitrepWord::urgency, SitrepWord::routine})
    for (auto const language : plans::kLanguages)
      if (auto const bytes = says(line, sitrep_word(word).in(language)); bytes == line.size())
        return HeaderLine{SitrepWord::priority, line};
  for (std::string_view const word : {"SAFETY", "URGENT"})
    if (says(line, word) == line.size()) return HeaderLine{SitrepWord::priority, line};
  auto const after = [&](SitrepWord word, std::string_view text) -> std::optional<HeaderLine> {
    if (!line.starts_with(text) || line.size() == text.size() || !is_blank(line[text.size()])) return std::nullopt;
    return HeaderLine{word, trimmed(line.substr(text.size()))};
  };
  for (std::string_view const text : {"SAR SITREP NUMBER", "SAR SITREP NO.", "SAR SITREP NO", "SAR SITREP (NUMBER)",
                                      "SAR SITREP", "SITREP NUMBER", "SITREP NO.", "SITREP NO", "SITREP"})
    if (auto const found = after(SitrepWord::number, text)) return found;
  if (auto const found = after(SitrepWord::from, "FROM")) return found;
  return after(SitrepWord::to, "TO");
}

class Reader {
 public:
  /// False: the report ends here.
  bool take(std::string_view raw) {
    auto const clean = without_controls(raw);
    auto const line = trimmed(clean);
    if (line.empty()) return true;
    auto const indent = static_cast<std::size_t>(clean.find_first_not_of(" \t"));
    // What is set in by three or more belongs to what stands before.
    if (!begun_ || indent < base_ + 3) {
      if (auto const marking = marking_in(line); marking != Marking::none) {
        form_.marking = std::max(form_.marking, marking);
        return true;
      }
      if (begun_ && (line == "END" || line == "NNNN" || line == "END OF MESSAGE")) return false;
      if (start(line)) {
        if (!begun_) base_ = indent;
        begun_ = true;
        return true;
      }
    }
    if (!begun_) return true;
    if (!form_.fields.empty()) {
      add_line(form_.fields.back().text, line);
    } else {
      auto& value = *header_value(form_, header_);
      value += (value.empty() ? "" : " ") + std::string{line};
    }
    return true;
  }
  SitrepForm form() && { return normalised(std::move(form_)); }

 private:
  bool start(std::string_view line) {
    bool const in_letters = !form_.fields.empty();
    auto header = headed(line);
    if (!header && !in_letters) header = bare(line);
    if (header && header_value(form_, header->word)->empty() && !header->value.empty()) {
      *header_value(form_, header->word) = header->value;
      // Among the letters it changes nothing for the lines that follow.
      if (!in_letters) header_ = header->word;
      return true;
    }
    auto const part = lettered(line);
    if (!part) return false;
    form_.fields.push_back({part->letter, std::string{part->text}});
    return true;
  }

  SitrepForm form_;
  SitrepWord header_ = SitrepWord::date_time;
  std::size_t base_ = 0;
  bool begun_ = false;
};

}  // namespace

geo::Expected<SitrepForm, SitrepFault> parse_sitrep(std::string_view text) {
  if (text.size() > kMaxSitrepBytes) return geo::Unexpected{SitrepFault::too_long};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Reader reader;
  while (!text.empty()) {
    auto const end = text.find('\n');
    if (!reader.take(text.substr(0, end))) break;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  auto form = std::move(reader).form();
  if (form.fields.empty()) return geo::Unexpected{SitrepFault::no_letters};
  return form;
}

}  // namespace lingding::coordinator
