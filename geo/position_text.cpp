#include "geo/position_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace lingding::geo {
namespace {

constexpr std::size_t kMostBytes = 200;

enum class Axis : std::uint8_t { latitude, longitude };
std::string_view name_of(Axis axis) {
  return axis == Axis::latitude ? "latitude" : "longitude";
}

/// A number as it stands in the text.
struct Number {
  std::string_view digits;
  bool fraction = false;
};
/// ° ' or ", by the place of the number before it: 0, 1, 2.
struct Mark {
  int rank = 0;
};
/// N, S, E or W.
struct Hemisphere {
  char letter = 'N';
};
/// "lat" or "lon".
struct Word {
  Axis axis = Axis::latitude;
};
struct Sign {
  bool negative = false;
};
/// A comma, semicolon or slash.
struct Separator {};

using Token = std::variant<Number, Mark, Hemisphere, Word, Sign, Separator>;

Unexpected<PositionError> refuse(PositionError::Kind kind, std::string_view field, std::string_view value,
                                 std::string expected) {
  return Unexpected{PositionError{kind, std::string(field), std::string(value), std::move(expected)}};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

struct Spelling {
  std::string_view written;
  std::string_view plain;
};

/// What stands for the plain character on its right; \x01 is blank without being one (緯 after 北).
constexpr std::array kSpellings{
    Spelling{"°", "d"},  Spelling{"º", "d"},  Spelling{"˚", "d"},  Spelling{"度", "d"}, Spelling{"'", "m"},
    Spelling{"′", "m"},  Spelling{"’", "m"},  Spelling{"‘", "m"},  Spelling{"´", "m"},  Spelling{"ʹ", "m"},
    Spelling{"分", "m"}, Spelling{"\"", "s"}, Spelling{"″", "s"},  Spelling{"”", "s"},  Spelling{"“", "s"},
    Spelling{"ʺ", "s"},  Spelling{"秒", "s"}, Spelling{"−", "-"},  Spelling{"–", "-"},  Spelling{"—", "-"},
    Spelling{"‐", "-"},  Spelling{"‑", "-"},  Spelling{"、", ","}, Spelling{"·", "."},  Spelling{"\u00A0", " "},
    Spelling{"　", " "}, Spelling{"北", "N"}, Spelling{"南", "S"}, Spelling{"東", "E"}, Spelling{"东", "E"},
    Spelling{"西", "W"}, Spelling{"緯", ""},  Spelling{"纬", ""},  Spelling{"經", ""},  Spelling{"经", ""},
};
constexpr char kMarkOf[] = {'\x10', '\x11', '\x12'};  // ° ' " in the plain text, where letters would be mistaken

/// Full-width ASCII (U+FF01 … U+FF5E) as plain ASCII.
std::optional<char> narrow(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xEF') return std::nullopt;
  auto const second = static_cast<unsigned char>(text[1]);
  auto const third = static_cast<unsigned char>(text[2]);
  if (second == 0xBC && third >= 0x81 && third <= 0xBF) return static_cast<char>(third - 0x81 + 0x21);
  if (second == 0xBD && third >= 0x80 && third <= 0x9E) return static_cast<char>(third - 0x80 + 0x60);
  return std::nullopt;
}

char mark_of(char letter) {
  return kMarkOf[letter == 'd' ? 0 : letter == 'm' ? 1 : 2];
}

/// The text in one spelling.
std::string plain(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    if (auto const ascii = narrow(text)) {
      result += *ascii == '\'' ? mark_of('m') : *ascii == '"' ? mark_of('s') : *ascii;
      text.remove_prefix(3);
      continue;
    }
    bool known = false;
    for (auto const& [written, meaning] : kSpellings) {
      if (text.substr(0, written.size()) != written) continue;
      bool const mark = meaning == "d" || meaning == "m" || meaning == "s";
      mark ? result += mark_of(meaning[0]) : result += meaning;
      text.remove_prefix(written.size());
      known = true;
      break;
    }
    if (known) continue;
    result += text.front();
    text.remove_prefix(1);
  }
  return result;
}

/// Cuts plain text into tokens.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Expected<std::vector<Token>, PositionError> scan() {
    while (at_ < text_.size()) {
      char const c = text_[at_];
      if (c == ' ' || c == '\t' || c == ':' || c == '=') {
        ++at_;
      } else if (c == ',' || c == ';' || c == '/') {
        tokens_.emplace_back(Separator{});
        ++at_;
      } else if (c >= kMarkOf[0] && c <= kMarkOf[2]) {
        scan_mark();
      } else if (c == '-' || c == '+') {
        scan_sign();
      } else if (is_digit(c)) {
        scan_number();
      } else if (auto bad = scan_word()) {
        return Unexpected{*std::move(bad)};
      }
    }
    return std::move(tokens_);
  }

 private:
  void scan_mark() {
    int rank = text_[at_++] - kMarkOf[0];
    if (rank == 1 && at_ < text_.size() && text_[at_] == kMarkOf[1]) {  // '' for "
      rank = 2;
      ++at_;
    }
    tokens_.emplace_back(Mark{rank});
  }

  /// A sign stands at the front of a number, with a blank, a separator or nothing before it; else "-" parts what it
  /// stands between.
  void scan_sign() {
    char const c = text_[at_];
    bool const before_number = at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
    bool const first = at_ == 0 || text_[at_ - 1] == ' ' || text_[at_ - 1] == '\t' || text_[at_ - 1] == ':' ||
                       text_[at_ - 1] == '=' || text_[at_ - 1] == ',' || text_[at_ - 1] == ';' ||
                       text_[at_ - 1] == '/' || is_letter(text_[at_ - 1]);
    if (c == '+' || (before_number && first)) tokens_.emplace_back(Sign{c == '-'});
    ++at_;
  }

  void scan_number() {
    auto const start = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    bool const fraction = at_ + 1 < text_.size() && text_[at_] == '.' && is_digit(text_[at_ + 1]);
    if (fraction) {
      ++at_;
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    }
    tokens_.emplace_back(Number{text_.substr(start, at_ - start), fraction});
  }

  std::optional<PositionError> scan_word() {
    auto const start = at_;
    while (at_ < text_.size() && is_letter(text_[at_])) ++at_;
    std::string word;
    for (char const c : text_.substr(start, at_ - start)) word += upper(c);
    constexpr std::array kHemispheres{"NORTH", "SOUTH", "EAST", "WEST"};
    for (std::string_view const name : kHemispheres)
      if (word == name || word == name.substr(0, 1)) {
        tokens_.emplace_back(Hemisphere{name[0]});
        return std::nullopt;
      }
    if (word == "LAT" || word == "LATITUDE") {
      tokens_.emplace_back(Word{Axis::latitude});
    } else if (word == "LON" || word == "LONG" || word == "LNG" || word == "LONGITUDE") {
      tokens_.emplace_back(Word{Axis::longitude});
    } else {
      while (at_ < text_.size() && text_[at_] != ' ' && !is_digit(text_[at_])) ++at_;
      return PositionError{PositionError::Kind::not_a_number, "position", std::string(text_.substr(start, at_ - start)),
                           "degrees, minutes, seconds and N, S, E or W"};
    }
    if (at_ < text_.size() && text_[at_] == '.') ++at_;  // "Lat."
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

/// One coordinate as it was written.
struct Written {
  std::optional<char> hemisphere;
  std::optional<Axis> axis;  ///< by its letter or its word
  std::optional<bool> negative;
  std::vector<Number> numbers;
  std::vector<std::optional<int>> marks;  ///< behind each number

  std::string text() const {
    std::string result;
    if (negative) result += *negative ? "-" : "+";
    for (auto const& number : numbers) (result += result.empty() || result.size() == 1 ? "" : " ") += number.digits;
    if (hemisphere) result += *hemisphere;
    return result;
  }
};

Axis axis_of(char hemisphere) {
  return hemisphere == 'N' || hemisphere == 'S' ? Axis::latitude : Axis::longitude;
}

/// Parts the tokens into two coordinates.
class Grouper {
 public:
  explicit Grouper(std::vector<Token> const& tokens) : tokens_(tokens) {}

  Expected<std::array<Written, 2>, PositionError> group() {
    std::size_t letters = 0;
    std::size_t words = 0;
    std::size_t separators = 0;
    std::size_t numbers = 0;
    for (auto const& token : tokens_) {
      numbers += std::holds_alternative<Number>(token) ? 1 : 0;
      letters += std::holds_alternative<Hemisphere>(token) ? 1 : 0;
      words += std::holds_alternative<Word>(token) ? 1 : 0;
      separators += std::holds_alternative<Separator>(token) ? 1 : 0;
    }
    if (numbers < 2) return refuse(PositionError::Kind::incomplete, "position", "", "a latitude and a longitude");
    if (letters != 0 && letters != 2)
      return refuse(PositionError::Kind::incomplete, "position", "",
                    "N or S for the latitude and E or W for the longitude, or neither");
    if (words != 0 && words != 2)
      return refuse(PositionError::Kind::incomplete, "position", "", R"("lat" and "lon", or neither)");
    if (separators > 1)
      return refuse(PositionError::Kind::contradiction, "position", "", "one comma, between the two coordinates");
    auto const split = letters == 2 ? split_by_letters()
                       : words == 2 ? split_at<Word>()
                                    : split_by_shape(separators == 1);
    if (!split)
      return refuse(PositionError::Kind::incomplete, "position", "",
                    "as many numbers for the latitude as for the longitude, or a comma between them");
    return part(*split);
  }

 private:
  /// The place of the token with which the second coordinate begins, when each carries a letter.
  std::optional<std::size_t> split_by_letters() const {
    std::size_t first = tokens_.size();
    std::size_t second = 0;
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (std::holds_alternative<Hemisphere>(tokens_[i])) {
        if (first == tokens_.size()) first = i;
        second = i;
      }
    bool const leads = !number_before(first);
    if (!leads) return first + 1;                    // 22 12.5 N | 113 36.1 E
    if (second + 1 < tokens_.size()) return second;  // N 22 12.5 | E 113 36.1
    return split_by_shape(has_separator());          // N 22 12.5 | 113 36.1 E
  }
  bool number_before(std::size_t place) const {
    for (std::size_t i = 0; i < place; ++i)
      if (std::holds_alternative<Number>(tokens_[i])) return true;
    return false;
  }
  bool has_separator() const {
    for (auto const& token : tokens_)
      if (std::holds_alternative<Separator>(token)) return true;
    return false;
  }
  /// The last token of the kind.
  template <class Kind>
  std::size_t split_at() const {
    std::size_t place = 0;
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (std::holds_alternative<Kind>(tokens_[i])) place = i;
    return place;
  }
  /// At the separator, or before a second degree sign or a second signed number, or half way through the numbers;
  /// empty: there is no half way.
  std::optional<std::size_t> split_by_shape(bool separator) const {
    if (separator) return split_at<Separator>();
    std::vector<std::size_t> starts;  // of numbers, with their signs
    std::size_t seen_degrees = 0;
    std::size_t second_degrees = 0;
    std::size_t second_sign = 0;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      bool const sign_before = i > 0 && std::holds_alternative<Sign>(tokens_[i - 1]);
      if (std::holds_alternative<Number>(tokens_[i])) starts.push_back(sign_before ? i - 1 : i);
      if (std::holds_alternative<Sign>(tokens_[i]) && !starts.empty()) second_sign = i;
      auto const* const mark = std::get_if<Mark>(&tokens_[i]);
      if (mark != nullptr && mark->rank == 0 && !starts.empty() && ++seen_degrees == 2) second_degrees = starts.back();
    }
    if (second_sign != 0) return second_sign;
    if (second_degrees != 0) return second_degrees;
    if (starts.empty() || starts.size() % 2 != 0) return std::nullopt;
    return starts[starts.size() / 2];
  }

  Expected<std::array<Written, 2>, PositionError> part(std::size_t split) const {
    std::array<Written, 2> result;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      auto& coordinate = result[i < split ? 0 : 1];
      if (auto const* const number = std::get_if<Number>(&tokens_[i])) {
        coordinate.numbers.push_back(*number);
        coordinate.marks.emplace_back();
      } else if (auto const* const mark = std::get_if<Mark>(&tokens_[i])) {
        if (coordinate.marks.empty() || coordinate.marks.back())
          return refuse(PositionError::Kind::not_a_number, "position", "",
                        "a number before each degree, minute or second sign");
        coordinate.marks.back() = mark->rank;
      } else if (auto const* const hemisphere = std::get_if<Hemisphere>(&tokens_[i])) {
        coordinate.hemisphere = hemisphere->letter;
      } else if (auto const* const sign = std::get_if<Sign>(&tokens_[i])) {
        if (coordinate.negative || !coordinate.numbers.empty())
          return refuse(PositionError::Kind::contradiction, "position", "", "a sign only in front of the degrees");
        coordinate.negative = sign->negative;
      } else if (auto const* const word = std::get_if<Word>(&tokens_[i])) {
        coordinate.axis = word->axis;
      }
    }
    return result;
  }

  std::vector<Token> const& tokens_;
};

constexpr std::array<std::string_view, 3> kUnits{"degrees", "minutes", "seconds"};

double value_of(Number const& number) {
  double value = 0;
  std::from_chars(number.digits.data(), number.digits.data() + number.digits.size(), value);
  return value;
}

/// Degrees, without their sign.
Expected<double, PositionError> magnitude(Written const& written, Axis axis) {
  std::string const name{name_of(axis)};
  if (written.numbers.empty()) return refuse(PositionError::Kind::incomplete, name, "", "degrees");
  if (written.numbers.size() > 3)
    return refuse(PositionError::Kind::incomplete, name, written.text(), "degrees, minutes and seconds at most");
  double degrees = 0;
  double parts = 1;
  for (std::size_t i = 0; i < written.numbers.size(); ++i) {
    auto const& number = written.numbers[i];
    std::string const field = name + " " + std::string(kUnits[i]);
    if (written.marks[i] && *written.marks[i] != static_cast<int>(i))
      return refuse(PositionError::Kind::contradiction, field, number.digits,
                    "the sign of " + std::string(kUnits[i]) + " behind it");
    if (number.fraction && i + 1 < written.numbers.size())
      return refuse(PositionError::Kind::contradiction, field, number.digits,
                    "a whole number before " + std::string(kUnits[i + 1]));
    double const value = value_of(number);
    if (i > 0 && !(value < 60)) return refuse(PositionError::Kind::out_of_range, field, number.digits, "less than 60");
    degrees += value / parts;
    parts *= 60;
  }
  return degrees;
}

/// Which coordinate is which: by letters and words, else latitude first.
Expected<std::array<Axis, 2>, PositionError> axes_of(std::array<Written, 2> const& written) {
  std::array<Axis, 2> axes{Axis::latitude, Axis::longitude};
  for (std::size_t i = 0; i < 2; ++i) {
    auto const by_letter = written[i].hemisphere ? std::optional{axis_of(*written[i].hemisphere)} : std::nullopt;
    if (by_letter && written[i].axis && *by_letter != *written[i].axis)
      return refuse(PositionError::Kind::contradiction, name_of(*written[i].axis), written[i].text(),
                    *by_letter == Axis::latitude ? "E or W" : "N or S");
    if (by_letter || written[i].axis) axes[i] = by_letter ? *by_letter : *written[i].axis;
    if (written[i].hemisphere && written[i].negative)
      return refuse(PositionError::Kind::contradiction, name_of(axes[i]), written[i].text(),
                    "a sign or a letter, not both");
  }
  if (axes[0] == axes[1])
    return refuse(PositionError::Kind::contradiction, "position", "",
                  axes[0] == Axis::latitude ? "one latitude and one longitude, not two latitudes"
                                            : "one latitude and one longitude, not two longitudes");
  return axes;
}

bool is_negative(Written const& written) {
  return written.negative.value_or(false) ||
         (written.hemisphere && (*written.hemisphere == 'S' || *written.hemisphere == 'W'));
}

}  // namespace

std::string to_text(PositionError const& error) {
  std::string text = error.field;
  if (!error.value.empty()) text += " \"" + error.value + "\"";
  return text + ": expected " + error.expected;
}

Expected<Position, PositionError> parse_position(std::string_view text) {
  using Kind = PositionError::Kind;
  if (text.size() > kMostBytes)
    return refuse(Kind::not_a_number, "position", text.substr(0, 20), "no more than 200 bytes");
  auto const spelt = plain(text);
  auto const tokens = Scanner(spelt).scan();
  if (!tokens) return Unexpected{tokens.error()};
  if (tokens->empty()) return refuse(Kind::empty, "position", "", "a latitude and a longitude");
  auto const written = Grouper(*tokens).group();
  if (!written) return Unexpected{written.error()};
  auto const axes = axes_of(*written);
  if (!axes) return Unexpected{axes.error()};
  std::size_t const latitude_place = (*axes)[0] == Axis::latitude ? 0 : 1;
  auto const& latitude_text = (*written)[latitude_place];
  auto const& longitude_text = (*written)[1 - latitude_place];
  auto const latitude = magnitude(latitude_text, Axis::latitude);
  if (!latitude) return Unexpected{latitude.error()};
  auto const longitude = magnitude(longitude_text, Axis::longitude);
  if (!longitude) return Unexpected{longitude.error()};
  if (*latitude > 90 && *latitude <= 180 && *longitude <= 90)
    return refuse(Kind::swapped, "latitude", latitude_text.text(),
                  "-90 to 90; latitude and longitude are probably swapped");
  if (*latitude > 90) return refuse(Kind::out_of_range, "latitude", latitude_text.text(), "-90 to 90");
  if (*longitude > 180) return refuse(Kind::out_of_range, "longitude", longitude_text.text(), "-180 to 180");
  return *Position::from_degrees(is_negative(latitude_text) ? -*latitude : *latitude,
                                 is_negative(longitude_text) ? -*longitude : *longitude);
}

std::string to_mariners_text(Position position) {
  // In thousandths of a minute, so that 59.9996' becomes the next degree.
  auto const thousandths = [](double degrees) { return std::llround(std::abs(degrees) * 60'000); };
  auto const latitude = thousandths(position.latitude.degrees());
  auto const longitude = thousandths(position.longitude.degrees());
  char buffer[64];
  int const length = std::snprintf(
      buffer, sizeof buffer, "%02lld°%02lld.%03lld'%c %03lld°%02lld.%03lld'%c", latitude / 60'000, latitude / 1000 % 60,
      latitude % 1000, position.latitude.degrees() < 0 ? 'S' : 'N', longitude / 60'000, longitude / 1000 % 60,
      longitude % 1000, position.longitude.degrees() < 0 ? 'W' : 'E');
  return std::string(buffer, static_cast<std::size_t>(length));
}

}  // namespace lingding::geo
