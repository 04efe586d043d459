#include "adapters/dsc/sentence.hpp"

#include <array>

#include "adapters/dsc/fields.hpp"

namespace lingding::dsc {
namespace {

constexpr std::size_t kCallFields = 11;
/// The bound for DSE: 82 characters hold fewer.
constexpr std::size_t kMaxExpansionFields = 64;

std::string_view take_field(std::string_view& rest) {
  auto const end = rest.find(',');
  auto const field = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return field;
}

bool all_digits(std::string_view text) {
  for (char const c : text)
    if (c < '0' || c > '9') return false;
  return !text.empty();
}

/// A symbol of 100 … 127 in two digits without its leading 1, or in all three.
std::optional<std::uint8_t> read_symbol(std::string_view field) {
  if (!all_digits(field) || field.size() > 3) return std::nullopt;
  unsigned value = 0;
  for (char const c : field) value = value * 10 + static_cast<unsigned>(c - '0');
  if (field.size() < 3) value += 100;
  if (value < 100 || value > 127) return std::nullopt;
  return static_cast<std::uint8_t>(value);
}

void warn(Call& call, char const* field, std::string_view value) {
  call.warnings.push_back(std::string(field) + " \"" + std::string(value.substr(0, 40)) + "\" is not understood");
}

struct Fields {
  std::array<std::string_view, kCallFields> at;
  std::string_view address() const { return at[1]; }
  std::string_view category() const { return at[2]; }
  std::string_view first() const { return at[3]; }
  std::string_view second() const { return at[4]; }
  std::string_view position() const { return at[5]; }
  std::string_view time() const { return at[6]; }
  std::string_view casualty() const { return at[7]; }
  std::string_view nature() const { return at[8]; }
  std::string_view acknowledgement() const { return at[9]; }
  std::string_view expansion() const { return at[10]; }
};

/// The second field: the sender, or the area that a call to ships in one was sent to.
void take_address(Fields const& fields, Call& call) {
  auto const text = fields.address();
  if (text.empty()) return;
  auto const sender = read_identity(text);
  if (call.format == Format::area && (!sender || text.back() != '0' || sender->kind() == plans::MmsiKind::other)) {
    call.area = read_area(text);
    if (!call.area) warn(call, "address", text);
    return;
  }
  call.sender = sender;
  if (!sender) return warn(call, "address", text);
  if (text.size() == 9) call.warnings.emplace_back("the address has nine digits, not ten");
  if (text.size() == 10 && text.back() != '0') call.warnings.emplace_back("the address does not end in 0");
  if (call.format == Format::area && read_area(text))
    call.warnings.emplace_back("the address is read as the sender; it could be an area");
}

std::optional<Nature> take_nature(std::string_view field, Call& call) {
  if (field.empty()) return std::nullopt;
  auto const symbol = read_symbol(field);
  auto const nature = symbol ? nature_of(*symbol) : std::nullopt;
  if (!nature) warn(call, "nature of distress", field);
  return nature;
}

std::optional<std::uint8_t> take_telecommand(char const* name, std::string_view field, Call& call) {
  if (field.empty()) return std::nullopt;
  auto const symbol = read_symbol(field);
  if (!symbol) warn(call, name, field);
  return symbol;
}

void take_place(std::string_view digits, Call& call) {
  if (digits.empty() || says_no_position(digits)) return;
  call.position = read_position(digits);
  if (!call.position) warn(call, "position", digits);
}

void take_utc(std::string_view digits, Call& call) {
  if (digits.empty() || says_no_time(digits)) return;
  call.utc = read_time(digits);
  if (!call.utc) warn(call, "time", digits);
}

bool is_no_information(std::string_view digits) {
  for (char const c : digits)
    if (c != '9') return false;
  return digits.size() == 6;
}

/// Field six of a call that is no distress call: a position, one frequency or channel, or two.
void take_message(std::string_view text, Call& call) {
  if (text.empty()) return;
  constexpr std::uint8_t kPosition = 121;
  if (text.size() == 12 && text.starts_with("55")) return take_place(text.substr(2), call);
  if (text.size() == 10) return take_place(text, call);
  if (call.first_telecommand == kPosition) return warn(call, "position", text);
  if (all_digits(text) && text.size() <= 4) {
    // Some radios give the bare number of the channel, without M.493's leading 9.
    std::uint32_t channel = 0;
    for (char const c : text) channel = channel * 10 + static_cast<std::uint32_t>(c - '0');
    call.receive = VhfChannel{channel};
    call.warnings.emplace_back("a bare number is read as a VHF channel");
    return;
  }
  std::size_t const half = text.size() == 12 ? 6 : text.size() == 16 ? 8 : text.size();
  auto const take = [&](std::string_view digits, std::optional<Frequency>& to) {
    if (digits.empty() || is_no_information(digits)) return;
    to = read_frequency(digits);
    if (!to) warn(call, "frequency or channel", digits);
  };
  take(text.substr(0, half), call.receive);
  take(text.substr(half), call.transmit);
}

void take_acknowledgement(std::string_view field, Call& call) {
  if (field.empty()) return;
  if (field == "R") {
    call.eos = EndOfSequence::acknowledge_requested;
  } else if (field == "B") {
    call.eos = EndOfSequence::acknowledgement;
  } else if (field == "S") {
    call.eos = EndOfSequence::end;
  } else if (auto const symbol = read_symbol(field); symbol && end_of_sequence_of(*symbol)) {
    call.eos = end_of_sequence_of(*symbol);
  } else {
    warn(call, "acknowledgement", field);
  }
}

void take_casualty(Fields const& fields, Call& call) {
  if (!fields.casualty().empty()) {
    call.casualty = read_identity(fields.casualty());
    if (!call.casualty) warn(call, "MMSI of the ship in distress", fields.casualty());
  }
  auto const nature = take_nature(fields.nature(), call);
  if (nature && call.nature && nature != call.nature)
    call.warnings.emplace_back("two natures of distress; the one of the ship in distress is taken");
  if (nature) call.nature = nature;
  // A self-cancel names the sender and no second nature; with one it may be an alert by a radio that fills in both.
  if (call.format == Format::distress && nature && call.casualty == call.sender) {
    call.casualty.reset();
    call.warnings.emplace_back("the sender is named again as the ship in distress, with a nature: read as an alert");
  }
}

void take_distress_message(Fields const& fields, Call& call) {
  if (call.format == Format::distress) {
    call.nature = take_nature(fields.first(), call);
  } else {
    call.first_telecommand = take_telecommand("first telecommand", fields.first(), call);
  }
  call.subsequent_communications = take_telecommand("type of communication", fields.second(), call);
  take_casualty(fields, call);
  take_place(fields.position(), call);
  take_utc(fields.time(), call);
}

void take_other_message(Fields const& fields, Call& call) {
  call.first_telecommand = take_telecommand("first telecommand", fields.first(), call);
  call.second_telecommand = take_telecommand("second telecommand", fields.second(), call);
  take_message(fields.position(), call);
  if (call.format == Format::semi_automatic) {
    if (all_digits(fields.time())) call.telephone = fields.time();
    if (!fields.time().empty() && call.telephone.empty()) warn(call, "telephone number", fields.time());
  } else {
    take_utc(fields.time(), call);
  }
  if (!fields.casualty().empty()) call.warnings.emplace_back("a ship in distress is named in a call that is none");
}

}  // namespace

geo::Expected<Call, Rejection> read_call(std::string_view body) {
  if (body.size() < 6 || body[5] != ',') return geo::Unexpected{Rejection::fields_malformed};
  std::string_view rest = body.substr(6);
  Fields fields;
  std::size_t count = 0;
  for (bool more = true; more && count < kCallFields; ++count) {
    more = rest.find(',') != std::string_view::npos;
    fields.at[count] = take_field(rest);
  }
  // Old radios leave the last fields out; a twelfth field is not DSC.
  if (count < 4 || !rest.empty()) return geo::Unexpected{Rejection::fields_malformed};
  if (fields.at[0].empty()) return geo::Unexpected{Rejection::format_missing};
  auto const symbol = read_symbol(fields.at[0]);
  auto const format = symbol ? format_of(*symbol) : std::nullopt;
  if (!format) return geo::Unexpected{Rejection::format_unknown};
  Call call;
  call.format = *format;
  if (!fields.category().empty()) {
    auto const category = read_symbol(fields.category());
    call.category = category ? category_of(*category) : std::nullopt;
    if (!call.category) warn(call, "category", fields.category());
  } else if (*format == Format::distress) {
    call.category = Category::distress;
  }
  take_address(fields, call);
  bool const is_distress = *format == Format::distress || call.category == Category::distress;
  if (is_distress) {
    take_distress_message(fields, call);
  } else {
    take_other_message(fields, call);
  }
  take_acknowledgement(fields.acknowledgement(), call);
  if (fields.expansion() == "E" || fields.expansion() == "e") {
    call.expansion_follows = true;
  } else if (!fields.expansion().empty()) {
    warn(call, "expansion indicator", fields.expansion());
  }
  if (!call.sender && !call.casualty && !call.area) return geo::Unexpected{Rejection::sender_missing};
  classify(call);
  return call;
}

geo::Expected<ExpansionSentence, Rejection> read_expansion(std::string_view body) {
  geo::Unexpected const malformed{Rejection::expansion_malformed};
  if (body.size() < 6 || body[5] != ',') return malformed;
  std::string_view rest = body.substr(6);
  auto const total = take_field(rest);
  auto const sentence = take_field(rest);
  auto const flag = take_field(rest);
  auto const identity = read_identity(take_field(rest));
  auto const one_digit = [](std::string_view text) { return text.size() == 1 && text[0] >= '1' && text[0] <= '9'; };
  if (!one_digit(total) || !one_digit(sentence) || sentence[0] > total[0] || !identity) return malformed;
  // A: sent of its own accord; R: reply; Q: a request, which adds nothing.
  if (flag != "A" && flag != "R" && flag != "Q") return malformed;
  ExpansionSentence result{.total = static_cast<std::uint32_t>(total[0] - '0'),
                           .number = static_cast<std::uint32_t>(sentence[0] - '0'),
                           .sender = *identity,
                           .expansions = {}};
  for (std::size_t fields = 0; !rest.empty() && fields < kMaxExpansionFields; ++fields) {
    auto const code = take_field(rest);
    auto const data = take_field(rest);
    if (code.empty() && data.empty()) continue;
    if (!all_digits(code) || code.size() > 2) return malformed;
    unsigned value = 0;
    for (char const c : code) value = value * 10 + static_cast<unsigned>(c - '0');
    if (data.empty() || flag == "Q") continue;
    result.expansions.push_back({.code = static_cast<std::uint8_t>(value), .data = std::string(data)});
  }
  if (!rest.empty()) return malformed;
  return result;
}

}  // namespace lingding::dsc
