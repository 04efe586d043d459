#include "adapters/sarsat/sit_read.hpp"

#include <algorithm>
#include <array>

#include "adapters/sarsat/mcc_xml.hpp"
#include "adapters/sarsat/sit_fields.hpp"
#include "adapters/sarsat/sit_paragraphs.hpp"
#include "adapters/sarsat/sit_values.hpp"

namespace lingding::sarsat {
namespace {

struct Words {
  char const* name;
  char const* meaning;
};
constexpr std::array<Words, kSitRejectionCount> kRejections{{
    {"too_long", "a message of at most 65 536 bytes"},
    {"not_a_message", "an envelope, numbered paragraphs of SIT 185, a topMessage in XML, or a text with a BEACON ID"},
    {"envelope_malformed", "/message number reference/reporting MCC/yy ddd hhmm, and the SIT number where one follows"},
    {"nothing_identified", "a beacon's hexadecimal ID, a position, or a time of detection"},
    {"xml_malformed", "well-formed XML with at most 32 levels"},
    {"xml_forbidden", "XML without document type and entities of its own"},
    {"xml_unknown",
     "a topMessage with one unlocatedAlertMessage, incidentAlertMessage, resolvedAlertMessage or freeformMessage"},
}};

std::string_view trim(std::string_view text) {
  auto const first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint32_t> whole_number(std::string_view text) {
  if (!all_digits(text) || text.size() > 9) return std::nullopt;
  std::uint32_t value = 0;
  for (char const c : text) value = value * 10 + static_cast<std::uint32_t>(c - '0');
  return value;
}

std::string_view take_line(std::string_view& text) {
  auto const end = text.find('\n');
  auto const line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return trim(line);
}

/// Fields between strokes, without the empty one in front of the first.
void cut_fields(std::string_view line, std::vector<std::string>& fields) {
  line.remove_prefix(1);
  while (true) {
    auto const end = line.find('/');
    fields.emplace_back(trim(line.substr(0, end)));
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
    if (line.empty()) return;
  }
}

/// Number, reporting centre, time, SIT, destination.
constexpr std::size_t kEnvelopeFields = 5;
constexpr std::size_t kSitField = 3;
constexpr std::string_view kNarrativeSit = "915";

/// Takes the lines that begin with a stroke off the front of `text`: the envelope, and of a message of fields all.
std::vector<std::string> take_fields(std::string_view& text) {
  std::vector<std::string> fields;
  while (!text.empty()) {
    std::string_view rest = text;
    auto const line = take_line(rest);
    if (!line.empty() && line.front() != '/') {
      if (fields.size() <= kEnvelopeFields || !continues_field(line, fields.back())) break;
      fields.back() += ' ';
      fields.back() += line;
      text = rest;
      continue;
    }
    // A narrative (SIT 915) is one field of text, whatever strokes and lines are in it.
    if (fields.size() >= kEnvelopeFields && fields[kSitField] == kNarrativeSit) {
      text.remove_prefix(text.find('/') + 1);
      break;
    }
    text = rest;
    if (line.empty()) continue;
    if (line.starts_with("/LASSIT") || line.starts_with("/ENDMSG")) continue;
    cut_fields(line, fields);
  }
  return fields;
}

/// "00042 00000", "5030", "17 304 1918", then perhaps "122", "503A".
bool take_envelope(std::vector<std::string>& fields, SitMessage& message) {
  if (fields.size() < 3) return false;
  std::string_view const numbers = fields[0];
  auto const blank = numbers.find(' ');
  auto const number = numbers.substr(0, blank);
  if (!all_digits(number)) return false;
  message.msg_no = number;
  if (blank != std::string_view::npos) {
    auto const reference = trim(numbers.substr(blank));
    // All zeros: the message refers to no other.
    if (reference.find_first_not_of('0') != std::string_view::npos) message.reference = reference;
  }
  if (fields[1].empty() || fields[1].size() > 4) return false;
  message.reporting_mcc = fields[1];
  message.sent_at = read_envelope_time(fields[2]);
  if (!message.sent_at) return false;
  std::size_t taken = 3;
  if (fields.size() > 3 && fields[3].size() == 3 && all_digits(fields[3])) {
    message.sit = whole_number(fields[3]);
    taken = 4;
    if (fields.size() > 4) message.destination = fields[taken++];
  }
  fields.erase(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(taken));
  return true;
}

void set_hex_id(SitMessage& message, std::string const& digits) {
  auto const id = plans::BeaconId::parse(digits);
  if (!id) return;
  if (digits.size() == 23) {
    message.hex_id_23 = id;
    message.hex_id_15 = plans::BeaconId::parse(id->first_15());
  } else {
    message.hex_id_15 = id;
  }
}

/// What stands behind the words, up to the end of the line. Blanks in the text are single where the words have blanks.
std::string value_behind(std::string_view text, std::string_view words) {
  auto const at = find_words(text, words);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(std::min(at + words.size(), text.size()));
  text = trim(text.substr(0, text.find('\n')));
  if (!text.empty() && (text.front() == ':' || text.front() == '-')) text = trim(text.substr(1));
  return says_nothing(text) ? std::string{} : on_one_line(text);
}

std::string first_word(std::string_view text) {
  text = trim(text);
  return std::string(text.substr(0, text.find_first_of(" \t\r\n")));
}

/// "02698 AUMCC REF C1ADE28809C0185", ": 51479  CMC REF: 222E60801EFFBFF", "00042  AUMCC REF NO 00890"
void read_message_number(std::string const& content, SitMessage& message) {
  std::string_view const text = content;
  auto const digit = text.find_first_of("0123456789");
  if (digit != std::string_view::npos) {
    auto const number = first_word(text.substr(digit));
    if (message.msg_no.empty()) message.msg_no = number;
    if (all_digits(number) && all_digits(message.msg_no) && whole_number(number) != whole_number(message.msg_no))
      message.warnings.push_back("paragraph 2 has message number " + number + ", the envelope " + message.msg_no);
  }
  auto const at = find_words(text, "REF");
  if (at == std::string_view::npos) return;
  auto before = trim(text.substr(0, at));
  auto const blank = before.find_last_of(" \t\n");
  auto const centre = blank == std::string_view::npos ? std::string_view{} : before.substr(blank + 1);
  if (message.reporting_mcc.empty() && !centre.empty() && !all_digits(centre)) message.reporting_mcc = centre;
  std::string_view behind = text.substr(at + 3);
  if (find_words(trim(behind), "NO") == 0) behind = trim(behind).substr(2);
  behind = trim(behind);
  if (!behind.empty() && behind.front() == ':') behind = trim(behind.substr(1));
  auto const reference = first_word(behind);
  if (!reference.empty() && !says_nothing(reference)) message.reference = reference;
}

void read_positions(std::string const& content, SitMessage& message);

void read_detected(std::string const& content, SitMessage& message) {
  if (says_nothing(content)) return;
  std::size_t length = 0;
  message.detected_at = read_time(content, &length);
  if (!message.detected_at) {
    message.warnings.push_back("paragraph 3 \"" + on_one_line(content).substr(0, 60) +
                               "\": expected a time as 06 APR 07 1440 UTC");
  }
  auto const at = find_words(content, "BY", length);
  if (at == std::string_view::npos) return;
  auto const by = on_one_line(std::string_view{content}.substr(at + 2));
  if (!says_nothing(by)) message.detected_by = by;
}

/// "28 NOV 23 1726 UTC BY MEOSAR", then lines "ALERT LAST DETECTED AT …", "MCC REFERENCE - …", "DOA - …", "GNSS - …".
void read_alert_positions(std::string const& content, SitMessage& message) {
  auto const first_line = content.find('\n');
  read_detected(content.substr(0, first_line), message);
  if (first_line == std::string::npos) return;
  std::string const rest = content.substr(first_line + 1);
  constexpr std::string_view kLast = "LAST DETECTED AT";
  if (auto const last = find_words(rest, kLast); last != std::string::npos)
    message.last_detected_at = read_time(std::string_view{rest}.substr(std::min(last + kLast.size(), rest.size())));
  std::string lines;
  for (std::string_view text = rest; !text.empty();) {
    auto const line = take_line(text);
    if (find_words(line, kLast) == std::string_view::npos) lines += std::string(line) + '\n';
  }
  read_positions(lines, message);
}

void read_country(std::string const& content, SitMessage& message) {
  auto const line = on_one_line(content);
  if (says_nothing(line)) return;
  auto const stroke = line.find('/');
  auto const code = trim(std::string_view{line}.substr(0, stroke));
  if (auto const number = whole_number(code); number && *number >= 100 && *number <= 999) {
    message.country_code = number;
  } else {
    message.warnings.push_back("paragraph 5 \"" + line.substr(0, 60) +
                               "\": expected a code of three digits and a name");
  }
  if (stroke != std::string::npos) message.country = trim(std::string_view{line}.substr(stroke + 1));
}

/// The labels of paragraph 8, and where their position goes.
struct Label {
  std::string_view words;
  std::optional<MccPosition> SitMessage::* to;
  char const* name;
};
constexpr std::array kLabels{
    Label{"CONFIRMED", &SitMessage::confirmed, "confirmed"},
    Label{"RESOLVED", &SitMessage::confirmed, "confirmed"},
    Label{"MCC REFERENCE", &SitMessage::confirmed, "MCC reference"},
    Label{"DOPPLER A", &SitMessage::doppler_a, "Doppler A"},
    Label{"DOPPLER B", &SitMessage::doppler_b, "Doppler B"},
    Label{"DOA", &SitMessage::doa, "DOA"},
    Label{"ENCODED", &SitMessage::encoded, "encoded"},
    Label{"GNSS", &SitMessage::encoded, "encoded"},
    Label{"UPDATE TIME", nullptr, "update time"},
    Label{"TIME OF UPDATE", nullptr, "update time"},
};

/// A label is followed by a dash or a colon, perhaps behind "POSITION" or "/ALTITUDE"; the update time by anything.
/// Empty when it is only a word in a sentence; else where its value begins.
std::optional<std::size_t> value_of_label(std::string_view text, std::size_t at, Label const& label) {
  at += label.words.size();
  if (label.to == nullptr) return at;
  for (auto const* more : {"/ALTITUDE", " POSITION", "POSITION"})
    if (text.substr(at).starts_with(more)) at += std::string_view{more}.size();
  auto const mark = text.find_first_not_of(' ', at);
  if (mark == std::string_view::npos) return std::nullopt;
  // An en dash is three bytes of UTF-8.
  if (text.substr(mark).starts_with("\xE2\x80\x93")) return mark + 3;
  if (text[mark] == '-' || text[mark] == ':') return mark + 1;
  return std::nullopt;
}

struct Labelled {
  Label const* label = nullptr;
  std::size_t begin = 0;  ///< of the label
  std::size_t value = 0;
};

std::vector<Labelled> find_labels(std::string_view text) {
  std::vector<Labelled> found;
  for (auto const& label : kLabels) {
    for (auto at = find_words(text, label.words); at != std::string_view::npos;
         at = find_words(text, label.words, at + 1)) {
      if (auto const value = value_of_label(text, at, label))
        found.push_back({.label = &label, .begin = at, .value = *value});
    }
  }
  std::ranges::sort(found, {}, &Labelled::begin);
  return found;
}

void read_positions(std::string const& content, SitMessage& message) {
  std::string const text = on_one_line(content);
  auto const labels = find_labels(text);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    auto const end = i + 1 < labels.size() ? labels[i + 1].begin : text.size();
    auto const value = trim(std::string_view{text}.substr(labels[i].value, end - labels[i].value));
    auto const& label = *labels[i].label;
    if (label.to == nullptr) {
      if (!says_nothing(value)) message.update_time = value;
      continue;
    }
    if (says_nothing(value)) continue;
    if (message.*label.to) {
      message.warnings.push_back(std::string("a second ") + label.name + " position; the first counts");
      continue;
    }
    std::string expected;
    message.*label.to = read_position(value, &expected);
    if (!(message.*label.to))
      message.warnings.push_back(std::string(label.name) + " position \"" + std::string(value.substr(0, 60)) +
                                 "\": " + expected);
  }
  if (labels.empty() && !says_nothing(text))
    message.warnings.push_back("paragraph 8 names no kind of position: \"" + text.substr(0, 60) + "\"");
}

/// "HEX ID C1ADE28809C0185 HOMING SIGNAL 121.5 MHZ", "30-HEX MSG: 911730…"
void read_hex_paragraph(std::string const& content, SitMessage& message) {
  message.homing = value_behind(content, "HOMING SIGNAL");
  std::string_view text = std::string_view{content}.substr(0, find_words(content, "HOMING SIGNAL"));
  for (auto const* words : {"HEX ID", "HEX MSG", "ID"}) {
    auto const at = find_words(text, words);
    // "30-HEX": a dash in front of the word is no word.
    if (at == std::string_view::npos) continue;
    text.remove_prefix(at + std::string_view{words}.size());
    break;
  }
  text = trim(text);
  while (!text.empty() && (text.front() == ':' || text.front() == '-')) text = trim(text.substr(1));
  if (says_nothing(text)) return;
  auto const digits = read_hexadecimal(text);
  if (digits.size() == 15 || digits.size() == 23) return set_hex_id(message, digits);
  if (digits.size() == 22 || digits.size() == 30 || digits.size() == 36) {
    message.beacon_message = digits;
    return;
  }
  message.warnings.push_back("paragraph 11 \"" + on_one_line(text).substr(0, 60) +
                             "\": expected 15, 22, 23, 30 or 36 hexadecimal digits");
}

/// The 15-hex ID is bits 26 to 85 of the message, of which those of the position have their default values (C/S T.001).
/// The first nine digits (bits 26 to 61) hold no position in any protocol.
std::string id_digits_of(std::string const& beacon_message) {
  std::string_view digits = beacon_message;
  if (digits.size() == 36) digits.remove_prefix(6);  // synchronisation and frame synchronisation
  std::string id;
  unsigned carry = 0;
  for (std::size_t i = 0; i < 10 && i < digits.size(); ++i) {
    char const c = digits[i];
    auto const value = static_cast<unsigned>(c <= '9' ? c - '0' : c - 'A' + 10);
    if (i > 0) id += "0123456789ABCDEF"[(carry << 1U | value >> 3U) & 15U];
    carry = value;
  }
  return id;
}

void settle_identity(SitMessage& message) {
  // Where the paragraph has the whole message alone, the MCC's reference is the ID if it begins as that does.
  auto const reference = plans::BeaconId::parse(message.reference);
  if (!message.hex_id_15 && reference && message.reference.size() == 15 &&
      (message.beacon_message.empty() || message.reference.substr(0, 9) == id_digits_of(message.beacon_message))) {
    message.hex_id_15 = reference;
    message.warnings.emplace_back("the beacon's ID is taken from the MCC's reference");
  }
  if (!message.hex_id_15) return;
  auto const& id = message.hex_id_23 ? *message.hex_id_23 : *message.hex_id_15;
  if (message.country_code && id.mid() && *id.mid() != *message.country_code)
    message.warnings.push_back("the country is " + std::to_string(*message.country_code) + ", the ID's is " +
                               std::to_string(*id.mid()));
}

void settle_flags(SitMessage& message) {
  auto const says = [](std::string_view text, std::string_view words) {
    return find_words(text, words) != std::string_view::npos;
  };
  for (auto const* words : {"NOCR", "COUNTRY OF REGISTRATION", "COUNTRY OF BEACON REGISTRATION"})
    if (says(message.title, words)) message.is_nocr = true;
  if (says(message.title, "SHIP SECURITY") || says(message.user_class, "SHIP SECURITY") ||
      says(message.user_class, "SSAS"))
    message.is_ship_security = true;
  if (says(message.title, "TEST") || says(message.user_class, "TEST")) message.is_test = true;
  for (auto const& text : {message.title, message.remarks})
    if (says(text, "EXERCISE") || says(text, "DRILL")) message.is_exercise = true;
}

void take_text(Paragraphs const& paragraphs, Section section, std::string& to) {
  auto const& content = paragraphs.of(section);
  if (content && !says_nothing(*content)) to = on_one_line(*content);
}

void read_other(Paragraphs const& paragraphs, SitMessage& message) {
  if (auto const& other = paragraphs.of(Section::other_encoded); other && message.encoded)
    message.encoded->encoded_uncertainty = read_plus_minus(*other);
  for (auto const section : {Section::operational, Section::other_encoded, Section::remarks}) {
    auto const& content = paragraphs.of(section);
    if (content &&
        find_words(on_one_line(*content), "RELIABILITY OF DOPPLER POSITION DATA - SUSPECT") != std::string::npos)
      message.doppler_suspect = true;
  }
  if (auto const& source = paragraphs.of(Section::encoded_source)) {
    if (find_words(*source, "INTERNAL") != std::string::npos) message.encoded_source = "internal";
    if (find_words(*source, "EXTERNAL") != std::string::npos) message.encoded_source = "external";
  }
}

/// "DATE: 02 JUL 15 1111Z FROM: MCC RUSSIA", "TO  : RCC RUSSIA" in front of the first paragraph.
void read_preface(std::string const& before, SitMessage& message) {
  auto const date = find_words(before, "DATE");
  if (date != std::string::npos && !message.sent_at) {
    auto rest = std::string_view{before}.substr(date + 4);
    while (!rest.empty() && (rest.front() == ':' || rest.front() == ' ')) rest.remove_prefix(1);
    message.sent_at = read_time(rest);
  }
  auto const to = value_behind(before, "TO");
  auto const mark = to.find_first_not_of(": ");
  if (!to.empty() && message.destination.empty() && mark != std::string::npos) message.destination = to.substr(mark);
}

bool read_paragraphs(std::string_view body, SitMessage& message) {
  auto const paragraphs = cut_paragraphs(body);
  constexpr std::size_t kFewest = 3;
  if (!paragraphs.of(Section::title) && paragraphs.recognised() < kFewest) return false;
  message.form = SitForm::paragraphs;
  message.paragraphs = paragraphs.all;
  message.warnings.insert(message.warnings.end(), paragraphs.warnings.begin(), paragraphs.warnings.end());
  take_text(paragraphs, Section::title, message.title);
  message.kind = kind_of_title(message.title);
  if (message.title.empty()) message.warnings.emplace_back("paragraph 1 is missing: no title");
  read_preface(paragraphs.before, message);
  if (auto const& content = paragraphs.of(Section::message_number)) read_message_number(*content, message);
  bool const is_grouped = paragraphs.of(Section::alert_position_information).has_value();
  if (auto const& content = paragraphs.of(Section::detected))
    is_grouped ? read_alert_positions(*content, message) : read_detected(*content, message);
  if (auto const& content = paragraphs.of(Section::beacon_information);
      content && find_words(*content, "NOT RELIABLE") != std::string::npos)
    message.beacon_unreliable = true;
  if (auto const& content = paragraphs.of(Section::frequency); content && !says_nothing(*content)) {
    message.frequency_hz = read_frequency(*content);
    if (!message.frequency_hz)
      message.warnings.push_back("paragraph 4 \"" + on_one_line(*content).substr(0, 60) +
                                 "\": expected a frequency from 406.0 to 406.1 MHz");
  }
  if (auto const& content = paragraphs.of(Section::country)) read_country(*content, message);
  take_text(paragraphs, Section::user_class, message.user_class);
  take_text(paragraphs, Section::emergency, message.emergency);
  if (auto const& content = paragraphs.of(Section::positions)) read_positions(*content, message);
  if (auto const& content = paragraphs.of(Section::hex_id)) read_hex_paragraph(*content, message);
  take_text(paragraphs, Section::activation, message.activation);
  take_text(paragraphs, Section::beacon_number, message.beacon_number);
  take_text(paragraphs, Section::remarks, message.remarks);
  read_other(paragraphs, message);
  return true;
}

/// "*** 406 BEACON UNLOCATED FIRST ALERT ***"
std::string starred_title(std::string_view body) {
  while (!body.empty()) {
    auto line = take_line(body);
    if (line.size() < 6 || !line.starts_with("**")) continue;
    auto const first = line.find_first_not_of("* \t");
    if (first == std::string_view::npos) continue;
    return on_one_line(trim(line.substr(first, line.find_last_not_of("* \t") - first + 1)));
  }
  return {};
}

bool read_national(std::string_view body, SitMessage& message) {
  std::string const text = squeeze(body);
  auto const at = find_words(text, "BEACON ID");
  if (at == std::string::npos) return false;
  auto rest = trim(std::string_view{text}.substr(at + 9));
  if (!rest.empty() && rest.front() == ':') rest = trim(rest.substr(1));
  auto const digits = read_hexadecimal(rest.substr(0, rest.find('\n')));
  if (digits.size() != 15 && digits.size() != 23) return false;
  set_hex_id(message, digits);
  message.form = SitForm::national;
  message.title = starred_title(body);
  message.kind = kind_of_title(message.title);
  message.site_id = first_word(value_behind(text, "SITE ID"));
  message.body = body;
  return true;
}

/// Of a body of which no layout is known, or that does not fit it, nothing is claimed but the beacon's ID, which is the
/// only field of its length.
void read_fields(std::vector<std::string> fields, SitMessage& message) {
  message.form = SitForm::fields;
  message.kind = message.sit ? kind_of_sit(*message.sit) : SitKind::unknown;
  message.is_nocr = message.sit && is_nocr_sit(*message.sit);
  if (read_alert_fields(fields, message)) {
    if (message.kind == SitKind::unlocated && message.has_position()) message.kind = SitKind::initial;
    message.fields = std::move(fields);
    return;
  }
  for (auto const& field : fields) {
    bool const is_hex = field.find_first_not_of("0123456789ABCDEF") == std::string::npos;
    if (!is_hex) continue;
    auto const id = plans::BeaconId::parse(field);
    if (id && id->mid() && !message.hex_id_15) set_hex_id(message, field);
    if ((field.size() == 30 || field.size() == 36) && message.beacon_message.empty()) message.beacon_message = field;
  }
  message.fields = std::move(fields);
}

/// Strips the lines of the envelope's end.
std::string_view without_trailer(std::string_view body) {
  while (true) {
    body = trim(body);
    auto const line_start = body.rfind('\n');
    auto const last = trim(line_start == std::string_view::npos ? body : body.substr(line_start + 1));
    if (!last.starts_with("/LASSIT") && !last.starts_with("/ENDMSG") && last != "QQQQ") return body;
    body = line_start == std::string_view::npos ? std::string_view{} : body.substr(0, line_start);
  }
}

geo::Unexpected<SitError> refuse(SitRejection reason, std::string detail = {}) {
  return geo::Unexpected{SitError{.reason = reason, .detail = std::move(detail)}};
}

}  // namespace

char const* name_of(SitRejection reason) {
  return kRejections[static_cast<std::size_t>(reason)].name;
}
char const* meaning_of(SitRejection reason) {
  return kRejections[static_cast<std::size_t>(reason)].meaning;
}

geo::Expected<SitMessage, SitError> read_sit(std::string_view text) {
  if (text.size() > kMaxMessageBytes) return refuse(SitRejection::too_long);
  SitMessage message;
  std::string_view body = trim(text);
  bool const has_envelope = !body.empty() && body.front() == '/';
  std::vector<std::string> fields;
  if (has_envelope) {
    fields = take_fields(body);
    if (!take_envelope(fields, message)) return refuse(SitRejection::envelope_malformed);
  }
  body = without_trailer(body);
  auto const stated_sit = message.sit;
  if (auto const xml = find_xml(body); !xml.empty()) {
    if (auto const error = read_xml(xml, message)) return refuse(error->reason, error->detail);
    if (stated_sit && message.kind == SitKind::alert) message.kind = kind_of_sit(*stated_sit);
    if (stated_sit) message.is_nocr = is_nocr_sit(*stated_sit);
    return message;
  }
  constexpr std::uint32_t kSit185 = 185;
  if (read_paragraphs(body, message)) {
    if (!message.sit) message.sit = kSit185;
    settle_identity(message);
    settle_flags(message);
    if (!message.hex_id_15 && message.beacon_message.empty() && !message.has_position() && !message.detected_at)
      return refuse(SitRejection::nothing_identified, message.title);
    return message;
  }
  // It says that it is SIT 185 and is not.
  if (stated_sit == kSit185) return refuse(SitRejection::nothing_identified, "SIT 185 without its paragraphs");
  if (read_national(body, message)) {
    settle_flags(message);
    return message;
  }
  if (!has_envelope) return refuse(SitRejection::not_a_message);
  message.body = body;
  read_fields(std::move(fields), message);
  if (!body.empty() && message.kind == SitKind::unknown) message.kind = SitKind::free_text;
  return message;
}

}  // namespace lingding::sarsat
