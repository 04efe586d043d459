#include "adapters/dsc/symbols.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "adapters/dsc/fields.hpp"
#include "geo/check.hpp"

namespace lingding::dsc {
namespace {

constexpr std::uint8_t kPhasingDx = 125;
constexpr std::uint8_t kLastPhasingRx = 104;  ///< 111, 110 … 104 stand in the RX places
constexpr std::uint8_t kFirstPhasingRx = 111;
/// In how many pairs of DX and RX places a symbol comes again: four symbols stand between (M.493-16, Annex 1, §2.1).
constexpr std::size_t kDiversityPairs = 2;
constexpr std::size_t kPhasingPairs = 8;  ///< pairs of which the RX place is phasing
constexpr std::size_t kPhasingDxCount = 6;
constexpr std::size_t kBitsPerSymbol = 10;
/// Three phasing symbols in their places make the start known (M.493-16, Annex 1, §3.5).
constexpr int kPhasingNeeded = 3;
constexpr std::uint8_t kNoInformation = 126;

using Error = geo::Unexpected<SequenceError>;

std::optional<Format> readable_format(std::span<Symbol const> symbols) {
  for (std::size_t i = 0; i < symbols.size() && i < 2; ++i)
    if (symbols[i])
      if (auto const format = format_of(*symbols[i])) return format;
  return std::nullopt;
}

Error refuse(Rejection reason, std::span<Symbol const> symbols = {}) {
  return Error{SequenceError{.reason = reason, .format = readable_format(symbols)}};
}

/// Reads the information symbols of one call, from behind the format specifier to before the end of sequence.
class Reader {
 public:
  explicit Reader(std::span<std::uint8_t const> symbols) : left_(symbols) {}

  std::size_t left() const { return left_.size(); }
  std::optional<std::uint8_t> peek() const { return left_.empty() ? std::nullopt : std::optional{left_.front()}; }
  std::optional<std::uint8_t> take() {
    auto const symbol = peek();
    if (symbol) left_ = left_.subspan(1);
    return symbol;
  }
  /// Two decimal digits a symbol; empty when fewer than `count` are left or one is no pair of digits (126 for "not
  /// given" among them). The symbols are taken in any case.
  std::string digits(std::size_t count) {
    std::string text;
    bool plain = left_.size() >= count;
    for (std::size_t i = 0; i < count; ++i) {
      auto const symbol = take();
      if (!symbol || *symbol > 99) {
        plain = false;
        continue;
      }
      text += static_cast<char>('0' + *symbol / 10);
      text += static_cast<char>('0' + *symbol % 10);
    }
    return plain ? text : std::string{};
  }
  bool next_are(std::uint8_t symbol, std::size_t count) const {
    return left_.size() >= count && std::all_of(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(count),
                                                [&](std::uint8_t each) { return each == symbol; });
  }

 private:
  std::span<std::uint8_t const> left_;
};

void warn(Call& call, std::string what) {
  call.warnings.push_back(std::move(what) + " is not understood");
}

std::optional<plans::Mmsi> take_identity(Reader& reader, char const* whose, Call& call) {
  auto const digits = reader.digits(5);
  auto const identity = read_identity(digits);
  if (!identity) warn(call, std::string(whose) + " \"" + digits + "\"");
  return identity;
}

void take_place(Reader& reader, Call& call) {
  auto const digits = reader.digits(5);
  if (says_no_position(digits)) return;
  call.position = read_position(digits);
  if (!call.position) warn(call, "position \"" + digits + "\"");
}

void take_utc(Reader& reader, Call& call) {
  if (reader.next_are(kNoInformation, 2)) {
    reader.digits(2);
    return;
  }
  auto const digits = reader.digits(2);
  if (says_no_time(digits)) return;
  call.utc = read_time(digits);
  if (!call.utc) warn(call, "time \"" + digits + "\"");
}

/// Nature, position, time and how to go on: the same four in an alert, an acknowledgement and a relay.
void take_distress(Reader& reader, Call& call) {
  if (auto const symbol = reader.take()) {
    call.nature = nature_of(*symbol);
    if (!call.nature && *symbol != kNoInformation) warn(call, "nature of distress " + std::to_string(*symbol));
  }
  take_place(reader, call);
  take_utc(reader, call);
  if (auto const symbol = reader.take()) call.subsequent_communications = symbol;
}

void take_frequency(Reader& reader, std::optional<Frequency>& to, Call& call) {
  if (reader.next_are(kNoInformation, 3)) {
    reader.digits(3);
    return;
  }
  auto const first = reader.peek();
  if (!first || reader.left() < 3) return;
  bool const is_tens_of_hertz = *first >= 40 && *first <= 49;
  auto const digits = reader.digits(is_tens_of_hertz ? 4 : 3);
  to = read_frequency(digits);
  if (!to && digits != "000000") warn(call, "frequency or channel \"" + digits + "\"");
}

/// 105 before an odd number of digits, 106 before an even one (M.493-16, Annex 1, §8.3).
void take_telephone(Reader& reader, Call& call) {
  constexpr std::uint8_t kOdd = 105;
  auto const parity = reader.take();
  std::string digits = reader.digits(reader.left());
  if (parity == kOdd && !digits.empty()) digits.erase(0, 1);
  call.telephone = digits;
}

void take_message(Reader& reader, Call& call) {
  constexpr std::uint8_t kPosition = 55;
  constexpr std::uint8_t kTest = 118;
  if (auto const symbol = reader.take()) call.first_telecommand = symbol;
  if (auto const symbol = reader.take()) call.second_telecommand = symbol;
  // What stands in the message of a test is not said by the tables: some stations send what was there before.
  if (call.first_telecommand == kTest) return;
  if (reader.peek() == kPosition && reader.left() >= 6) {
    reader.take();
    take_place(reader, call);
  } else {
    take_frequency(reader, call.receive, call);
    bool const is_telephone = call.format == Format::semi_automatic;
    if (!is_telephone || reader.left() >= 3) {
      auto const next = reader.peek();
      if (!(is_telephone && (next == 105 || next == 106))) take_frequency(reader, call.transmit, call);
    }
    if (is_telephone && (reader.peek() == 105 || reader.peek() == 106)) take_telephone(reader, call);
  }
  if (reader.left() == 2) take_utc(reader, call);
  if (reader.left() > 0) warn(call, std::to_string(reader.left()) + " symbols at the end");
}

/// \pre every symbol is right; `information` begins with one format specifier and ends before the end of sequence
Call read_call(Format format, std::span<std::uint8_t const> information, EndOfSequence eos) {
  constexpr std::uint8_t kAcknowledgement = 110;
  constexpr std::uint8_t kRelay = 112;
  Call call;
  call.format = format;
  call.eos = eos;
  Reader reader{information.subspan(1)};
  if (format == Format::distress) {
    call.category = Category::distress;
    call.sender = take_identity(reader, "sender", call);
    take_distress(reader, call);
    return call;
  }
  if (format == Format::area) {
    auto const digits = reader.digits(5);
    call.area = read_area(digits);
    if (!call.area) warn(call, "area \"" + digits + "\"");
  } else if (format != Format::all_ships) {
    call.address = take_identity(reader, "address", call);
  }
  if (auto const symbol = reader.take()) {
    call.category = category_of(*symbol);
    if (!call.category) warn(call, "category " + std::to_string(*symbol));
  }
  call.sender = take_identity(reader, "sender", call);
  bool const names_casualty = reader.peek() == kAcknowledgement || reader.peek() == kRelay;
  if (call.category == Category::distress && names_casualty && reader.left() >= 6) {
    call.first_telecommand = reader.take();
    call.casualty = take_identity(reader, "ship in distress", call);
    take_distress(reader, call);
  } else {
    take_message(reader, call);
  }
  return call;
}

/// A sequence with the format specifier once, and where its parts are.
struct Layout {
  std::vector<Symbol> symbols;  ///< one format specifier … end of sequence, error check
  std::size_t end = 0;          ///< the place of the end of sequence
};

bool is_end(Symbol symbol) {
  return symbol && end_of_sequence_of(*symbol).has_value();
}

/// The shortest call has its end behind format, category, self-identification and two telecommands; the numbers 117,
/// 122 and 127 stand nowhere else, so that the first of them is the end. Where it is lost, its repetition two places on
/// (both sides of the error check) says where it was.
std::optional<Layout> lay_out(std::span<Symbol const> symbols) {
  constexpr std::size_t kShortest = 8;
  Layout layout;
  std::size_t const twice = symbols.size() > 1 && (symbols[0] == symbols[1] || !symbols[0] || !symbols[1]) ? 1 : 0;
  Symbol const format = twice == 1 && !symbols[0] ? symbols[1] : symbols[0];
  layout.symbols.push_back(format);
  layout.symbols.insert(layout.symbols.end(), symbols.begin() + 1 + static_cast<std::ptrdiff_t>(twice), symbols.end());
  auto const& all = layout.symbols;
  for (std::size_t i = kShortest; i + 1 < all.size(); ++i) {
    if (is_end(all[i])) {
      bool const is_repetition = i >= 2 && !all[i - 2] && i + 1 < all.size() && all[i + 1] == all[i];
      layout.end = is_repetition ? i - 2 : i;
      if (is_repetition) layout.symbols[i - 2] = all[i];
      layout.symbols.resize(layout.end + 2);
      return layout;
    }
  }
  return std::nullopt;
}

std::uint8_t sum_of(std::span<Symbol const> symbols) {
  std::uint8_t sum = 0;
  for (auto const& symbol : symbols) sum = static_cast<std::uint8_t>(sum ^ symbol.value_or(0));
  return sum;
}

/// Restores one lost symbol, or refuses. Empty: all is there and checked.
std::optional<Rejection> mend(Layout& layout, std::vector<std::string>& warnings) {
  auto const lost = static_cast<std::size_t>(std::ranges::count(layout.symbols, Symbol{}));
  if (lost > 1) return Rejection::symbols_lost;
  // The sum of all, the error check among them, is zero.
  if (lost == 0) return sum_of(layout.symbols) == 0 ? std::nullopt : std::optional{Rejection::error_check_wrong};
  auto const at = std::ranges::find(layout.symbols, Symbol{});
  *at = sum_of(layout.symbols);
  bool const is_check = at + 1 == layout.symbols.end();
  warnings.emplace_back(is_check ? "the error-check symbol is lost: nothing checks the call as a whole"
                                 : "one symbol was lost and is restored from the error check: nothing checks it");
  return std::nullopt;
}

geo::Expected<Call, SequenceError> read_layout(Layout& layout) {
  auto const format_symbol = layout.symbols.front();
  std::vector<std::string> warnings;
  if (auto const reason = mend(layout, warnings)) return refuse(*reason, layout.symbols);
  auto const format = format_of(layout.symbols.front().value());
  if (!format) return refuse(Rejection::format_unknown, std::span{&format_symbol, 1});
  auto const eos = end_of_sequence_of(layout.symbols[layout.end].value());
  if (!eos) return refuse(Rejection::sequence_too_short, layout.symbols);
  std::vector<std::uint8_t> information;
  information.reserve(layout.end);
  for (std::size_t i = 0; i < layout.end; ++i) information.push_back(*layout.symbols[i]);
  Call call = read_call(*format, information, *eos);
  if (!call.sender && !call.casualty) return refuse(Rejection::sender_missing, layout.symbols);
  call.warnings.insert(call.warnings.begin(), warnings.begin(), warnings.end());
  classify(call);
  return call;
}

}  // namespace

std::uint16_t bits_of(std::uint8_t symbol) {
  LINGDING_CHECK(symbol <= 127);
  unsigned bits = 0;
  for (unsigned i = 0; i < 7; ++i) bits = bits << 1U | (unsigned{symbol} >> i & 1U);
  unsigned const zeros = 7U - static_cast<unsigned>(std::popcount(unsigned{symbol}));
  return static_cast<std::uint16_t>(bits << 3U | zeros);
}

Symbol symbol_of(std::uint16_t bits) {
  unsigned symbol = 0;
  for (unsigned i = 0; i < 7; ++i) symbol |= (unsigned{bits} >> (9U - i) & 1U) << i;
  auto const value = static_cast<std::uint8_t>(symbol);
  return bits_of(value) == (bits & 0x3FFU) ? Symbol{value} : std::nullopt;
}

geo::Expected<Call, SequenceError> decode_sequence(std::span<Symbol const> symbols) {
  if (symbols.size() > kMaxSymbols) return refuse(Rejection::symbols_malformed);
  if (symbols.size() < 3) return refuse(Rejection::sequence_too_short, symbols);
  bool const has_format = readable_format(symbols).has_value();
  if (!has_format && symbols[0] && symbols[1]) return refuse(Rejection::format_unknown);
  auto layout = lay_out(symbols);
  if (!layout) {
    bool const lost = std::ranges::count(symbols, Symbol{}) > 1;
    return refuse(lost ? Rejection::symbols_lost : Rejection::sequence_too_short, symbols);
  }
  return read_layout(*layout);
}

namespace {

/// Where the phasing sequence began, in symbols from the front (negative: before it), by its symbols in their places.
std::optional<std::ptrdiff_t> find_phasing(std::span<Symbol const> symbols) {
  auto const size = static_cast<std::ptrdiff_t>(symbols.size());
  for (std::ptrdiff_t start = -14; start < size; ++start) {
    int right = 0;
    int right_rx = 0;
    for (std::ptrdiff_t slot = 0; slot < static_cast<std::ptrdiff_t>(2 * kPhasingPairs); ++slot) {
      std::ptrdiff_t const at = start + slot;
      if (at < 0 || at >= size) continue;
      bool const is_rx = slot % 2 == 1;
      if (!is_rx && slot / 2 >= static_cast<std::ptrdiff_t>(kPhasingDxCount)) continue;
      auto const expected = is_rx ? static_cast<std::uint8_t>(kFirstPhasingRx - slot / 2) : kPhasingDx;
      if (symbols[static_cast<std::size_t>(at)] != expected) continue;
      ++right;
      right_rx += is_rx ? 1 : 0;
    }
    if (right >= kPhasingNeeded && right_rx >= 1) return start;
  }
  return std::nullopt;
}

/// What both transmissions say of each symbol.
struct Pair {
  Symbol first;
  Symbol second;
  Symbol best() const { return first ? first : second; }
  bool differ() const { return first && second && *first != *second; }
};

std::vector<Pair> pair_up(std::span<Symbol const> symbols, std::ptrdiff_t phasing) {
  auto const at = [&](std::ptrdiff_t place) -> Symbol {
    if (place < 0 || place >= static_cast<std::ptrdiff_t>(symbols.size())) return std::nullopt;
    return symbols[static_cast<std::size_t>(place)];
  };
  std::vector<Pair> pairs;
  auto const first = phasing + 2 * static_cast<std::ptrdiff_t>(kPhasingDxCount);
  for (auto place = first; place < static_cast<std::ptrdiff_t>(symbols.size()); place += 2)
    pairs.push_back({.first = at(place), .second = at(place + 2 * static_cast<std::ptrdiff_t>(kDiversityPairs) + 1)});
  return pairs;
}

}  // namespace

geo::Expected<Call, SequenceError> decode_transmission(std::span<Symbol const> symbols) {
  if (symbols.size() > kMaxSymbols) return refuse(Rejection::symbols_malformed);
  auto const phasing = find_phasing(symbols);
  if (!phasing) return refuse(Rejection::phasing_missing);
  auto const pairs = pair_up(symbols, *phasing);
  std::vector<Symbol> best;
  std::vector<std::size_t> doubtful;
  for (auto const& pair : pairs) best.push_back(pair.best());
  auto result = decode_sequence(best);
  if (result || result.error().reason != Rejection::error_check_wrong) return result;
  // The two transmissions differ somewhere: take the choice that the error check confirms, if one alone does.
  auto const layout = lay_out(best);
  constexpr std::size_t kMostDoubts = 6;  // 64 choices against a check of seven bits: more would find one by chance
  for (std::size_t i = 0; i < pairs.size() && layout && i < layout->end + 3; ++i)
    if (pairs[i].differ()) doubtful.push_back(i);
  if (doubtful.empty() || doubtful.size() > kMostDoubts) return result;
  std::optional<Call> found;
  for (unsigned choice = 1; choice < 1U << doubtful.size(); ++choice) {
    auto tried = best;
    for (std::size_t i = 0; i < doubtful.size(); ++i)
      if ((choice >> i & 1U) != 0) tried[doubtful[i]] = pairs[doubtful[i]].second;
    auto const call = decode_sequence(tried);
    if (!call) continue;
    if (found && !(*found == *call)) return result;
    found = *call;
  }
  if (!found) return result;
  found->warnings.insert(found->warnings.begin(), "the two transmissions differ in " + std::to_string(doubtful.size()) +
                                                      (doubtful.size() == 1 ? " symbol" : " symbols") +
                                                      "; the error check decided");
  return *found;
}

geo::Expected<Call, SequenceError> decode_bits(std::vector<bool> const& bits) {
  if (bits.size() > (kMaxSymbols + 40) * kBitsPerSymbol) return refuse(Rejection::symbols_malformed);
  // The dot pattern and the symbols' own repetition can look like phasing in a wrong place: the first start that gives
  // a call is taken, else the first reason.
  std::optional<SequenceError> first_error;
  for (std::size_t offset = 0; offset < kBitsPerSymbol; ++offset) {
    std::vector<Symbol> symbols;
    for (std::size_t at = offset; at + kBitsPerSymbol <= bits.size(); at += kBitsPerSymbol) {
      unsigned word = 0;
      for (std::size_t i = 0; i < kBitsPerSymbol; ++i) word = word << 1U | (bits[at + i] ? 1U : 0U);
      symbols.push_back(symbol_of(static_cast<std::uint16_t>(word)));
    }
    // A dot pattern of up to 200 bits comes before the phasing (M.493-16, Annex 1, §3.4).
    if (symbols.size() > kMaxSymbols) symbols.resize(kMaxSymbols);
    auto result = decode_transmission(symbols);
    if (result) return result;
    if (!first_error || first_error->reason == Rejection::phasing_missing) first_error = result.error();
  }
  return Error{*first_error};
}

namespace {

bool is_separator(char c) {
  return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '\r';
}

/// Empty when the text is no sequence of bits; fewer than 200 of them can be no call.
std::optional<std::vector<bool>> read_bits(std::string_view text) {
  constexpr std::size_t kFewestBits = 200;
  std::vector<bool> bits;
  std::size_t longest_run = 0;
  std::size_t run = 0;
  for (char const c : text) {
    if (is_separator(c)) {
      run = 0;
      continue;
    }
    if (c != '0' && c != '1' && c != 'B' && c != 'Y' && c != 'b' && c != 'y') return std::nullopt;
    bits.push_back(c == '1' || c == 'Y' || c == 'y');
    longest_run = std::max(longest_run, ++run);
  }
  // "0 1 1 …" alone would be symbols.
  if (bits.size() < kFewestBits || longest_run < kBitsPerSymbol) return std::nullopt;
  return bits;
}

std::optional<std::vector<Symbol>> read_symbols(std::string_view text) {
  std::vector<Symbol> symbols;
  for (std::size_t at = 0; at < text.size();) {
    if (is_separator(text[at])) {
      ++at;
      continue;
    }
    auto const begin = at;
    while (at < text.size() && !is_separator(text[at])) ++at;
    auto const word = text.substr(begin, at - begin);
    if (symbols.size() == kMaxSymbols) return std::nullopt;
    if (word == "-1" || word.find_first_not_of("-_~?*") == std::string_view::npos) {
      symbols.emplace_back();
      continue;
    }
    if (word.size() > 3 || word.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    unsigned value = 0;
    for (char const c : word) value = value * 10 + static_cast<unsigned>(c - '0');
    if (value > 127) return std::nullopt;
    symbols.emplace_back(static_cast<std::uint8_t>(value));
  }
  return symbols;
}

}  // namespace

geo::Expected<Call, SequenceError> decode_text(std::string_view text) {
  if (auto const bits = read_bits(text)) return decode_bits(*bits);
  auto const symbols = read_symbols(text);
  if (!symbols) return refuse(Rejection::symbols_malformed);
  bool const has_phasing = std::ranges::find(*symbols, Symbol{kPhasingDx}) != symbols->end();
  return has_phasing ? decode_transmission(*symbols) : decode_sequence(*symbols);
}

std::vector<std::uint8_t> transmission_of(std::span<std::uint8_t const> information) {
  LINGDING_CHECK(!information.empty());
  std::uint8_t sum = 0;
  for (auto const symbol : information) sum = static_cast<std::uint8_t>(sum ^ symbol);
  std::vector<std::uint8_t> dx;
  dx.reserve(kPhasingDxCount + information.size() + 4);
  for (std::size_t i = 0; i < kPhasingDxCount; ++i) dx.push_back(kPhasingDx);
  dx.push_back(information.front());
  for (auto const symbol : information) dx.push_back(symbol);
  for (auto const symbol : {sum, information.back(), information.back()}) dx.push_back(symbol);
  std::vector<std::uint8_t> sent;
  for (std::size_t i = 0; i < dx.size(); ++i) {
    sent.push_back(dx[i]);
    sent.push_back(i < kPhasingPairs ? static_cast<std::uint8_t>(kFirstPhasingRx - i) : dx[i - kDiversityPairs]);
  }
  static_assert(kFirstPhasingRx - kPhasingPairs + 1 == kLastPhasingRx);
  return sent;
}

}  // namespace lingding::dsc
