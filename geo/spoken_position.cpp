#include "geo/spoken_position.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

#include "geo/detail/utf8.hpp"
#include "geo/geodesic.hpp"
#include "geo/position_text.hpp"

namespace lingding::geo {
namespace {

constexpr std::size_t kMostBytes = 200;

enum class Means : std::uint8_t { nothing, unit, direction, degrees, bearing, near, at, half, and_, between, number };
struct Word {
  std::string_view written;
  Means means;
  double value = 0;            ///< of a unit, metres; of a number, itself
  std::string_view letters{};  ///< of a direction
};

constexpr double kMile = Metres::kMetresPerNauticalMile;
constexpr double kCable = kMile / 10;  // as mariners use it

constexpr std::array kWords{
    Word{"nm", Means::unit, kMile},
    Word{"nmi", Means::unit, kMile},
    Word{"mile", Means::unit, kMile},
    Word{"miles", Means::unit, kMile},
    Word{"milha", Means::unit, kMile},
    Word{"milhas", Means::unit, kMile},
    Word{"cable", Means::unit, kCable},
    Word{"cables", Means::unit, kCable},
    Word{"km", Means::unit, 1000},
    Word{"kilometre", Means::unit, 1000},
    Word{"kilometres", Means::unit, 1000},
    Word{"kilometer", Means::unit, 1000},
    Word{"kilometers", Means::unit, 1000},
    Word{"m", Means::unit, 1},
    Word{"metre", Means::unit, 1},
    Word{"metres", Means::unit, 1},
    Word{"meter", Means::unit, 1},
    Word{"meters", Means::unit, 1},
    Word{"metros", Means::unit, 1},
    Word{"n", Means::direction, 0, "n"},
    Word{"s", Means::direction, 0, "s"},
    Word{"e", Means::direction, 0, "e"},
    Word{"w", Means::direction, 0, "w"},
    Word{"ne", Means::direction, 0, "ne"},
    Word{"nw", Means::direction, 0, "nw"},
    Word{"se", Means::direction, 0, "se"},
    Word{"sw", Means::direction, 0, "sw"},
    Word{"nne", Means::direction, 0, "nne"},
    Word{"ene", Means::direction, 0, "ene"},
    Word{"ese", Means::direction, 0, "ese"},
    Word{"sse", Means::direction, 0, "sse"},
    Word{"ssw", Means::direction, 0, "ssw"},
    Word{"wsw", Means::direction, 0, "wsw"},
    Word{"wnw", Means::direction, 0, "wnw"},
    Word{"nnw", Means::direction, 0, "nnw"},
    Word{"north", Means::direction, 0, "n"},
    Word{"south", Means::direction, 0, "s"},
    Word{"east", Means::direction, 0, "e"},
    Word{"west", Means::direction, 0, "w"},
    Word{"northeast", Means::direction, 0, "ne"},
    Word{"northwest", Means::direction, 0, "nw"},
    Word{"southeast", Means::direction, 0, "se"},
    Word{"southwest", Means::direction, 0, "sw"},
    Word{"northern", Means::direction, 0, "n"},
    Word{"southern", Means::direction, 0, "s"},
    Word{"eastern", Means::direction, 0, "e"},
    Word{"western", Means::direction, 0, "w"},
    Word{"norte", Means::direction, 0, "n"},
    Word{"sul", Means::direction, 0, "s"},
    Word{"leste", Means::direction, 0, "e"},
    Word{"este", Means::direction, 0, "e"},
    Word{"oeste", Means::direction, 0, "w"},
    Word{"nordeste", Means::direction, 0, "ne"},
    Word{"noroeste", Means::direction, 0, "nw"},
    Word{"sudeste", Means::direction, 0, "se"},
    Word{"sueste", Means::direction, 0, "se"},
    Word{"sudoeste", Means::direction, 0, "sw"},
    Word{"degree", Means::degrees},
    Word{"degrees", Means::degrees},
    Word{"deg", Means::degrees},
    Word{"graus", Means::degrees},
    Word{"bearing", Means::bearing},
    Word{"bears", Means::bearing},
    Word{"brg", Means::bearing},
    Word{"azimute", Means::bearing},
    Word{"near", Means::near},
    Word{"off", Means::near},
    Word{"abeam", Means::near},
    Word{"close", Means::near},
    Word{"vicinity", Means::near},
    Word{"perto", Means::near},
    Word{"largo", Means::near},
    Word{"at", Means::at},
    Word{"in", Means::at},
    Word{"on", Means::at},
    Word{"alongside", Means::at},
    Word{"inside", Means::at},
    Word{"em", Means::at},
    Word{"half", Means::half},
    Word{"meia", Means::half},
    Word{"and", Means::and_},
    Word{"e", Means::and_},
    Word{"between", Means::between},
    Word{"entre", Means::between},
    Word{"one", Means::number, 1},
    Word{"two", Means::number, 2},
    Word{"three", Means::number, 3},
    Word{"four", Means::number, 4},
    Word{"five", Means::number, 5},
    Word{"six", Means::number, 6},
    Word{"seven", Means::number, 7},
    Word{"eight", Means::number, 8},
    Word{"nine", Means::number, 9},
    Word{"ten", Means::number, 10},
    Word{"duas", Means::number, 2},
    Word{"tres", Means::number, 3},
    Word{"quatro", Means::number, 4},
    Word{"cinco", Means::number, 5},
    Word{"of", Means::nothing},
    Word{"from", Means::nothing},
    Word{"the", Means::nothing},
    Word{"a", Means::nothing},
    Word{"an", Means::nothing},
    Word{"to", Means::nothing},
    Word{"is", Means::nothing},
    Word{"are", Means::nothing},
    Word{"am", Means::nothing},
    Word{"i", Means::nothing},
    Word{"we", Means::nothing},
    Word{"my", Means::nothing},
    Word{"our", Means::nothing},
    Word{"position", Means::nothing},
    Word{"about", Means::nothing},
    Word{"approx", Means::nothing},
    Word{"approximately", Means::nothing},
    Word{"around", Means::nothing},
    Word{"roughly", Means::nothing},
    Word{"some", Means::nothing},
    Word{"nautical", Means::nothing},
    Word{"nauticas", Means::nothing},
    Word{"true", Means::nothing},
    Word{"t", Means::nothing},
    Word{"distance", Means::nothing},
    Word{"dist", Means::nothing},
    Word{"range", Means::nothing},
    Word{"side", Means::nothing},
    Word{"coast", Means::nothing},
    Word{"island", Means::nothing},
    Word{"isle", Means::nothing},
    Word{"de", Means::nothing},
    Word{"da", Means::nothing},
    Word{"do", Means::nothing},
    Word{"das", Means::nothing},
    Word{"dos", Means::nothing},
    Word{"ao", Means::nothing},
    Word{"cerca", Means::nothing},
    // Chinese; longer ones before those that they begin with
    Word{"海里", Means::unit, kMile},
    Word{"海浬", Means::unit, kMile},
    Word{"浬", Means::unit, kMile},
    Word{"鏈", Means::unit, kCable},
    Word{"链", Means::unit, kCable},
    Word{"公里", Means::unit, 1000},
    Word{"千米", Means::unit, 1000},
    Word{"米", Means::unit, 1},
    Word{"方位角", Means::bearing},
    Word{"方位", Means::bearing},
    Word{"方向", Means::nothing},
    Word{"方", Means::nothing},
    Word{"北", Means::direction, 0, "n"},
    Word{"南", Means::direction, 0, "s"},
    Word{"東", Means::direction, 0, "e"},
    Word{"东", Means::direction, 0, "e"},
    Word{"西", Means::direction, 0, "w"},
    Word{"度", Means::degrees},
    Word{"°", Means::degrees},
    Word{"º", Means::degrees},
    Word{"˚", Means::degrees},
    Word{"附近", Means::near},
    Word{"對開", Means::near},
    Word{"对开", Means::near},
    Word{"對出", Means::near},
    Word{"对出", Means::near},
    Word{"之間", Means::between},
    Word{"之间", Means::between},
    Word{"內", Means::at},
    Word{"内", Means::at},
    Word{"與", Means::and_},
    Word{"与", Means::and_},
    Word{"和", Means::and_},
    Word{"及", Means::and_},
    Word{"距離", Means::nothing},
    Word{"距离", Means::nothing},
    Word{"相距", Means::nothing},
    Word{"距", Means::nothing},
    Word{"離", Means::nothing},
    Word{"离", Means::nothing},
    Word{"以", Means::nothing},
    Word{"之", Means::nothing},
    Word{"的", Means::nothing},
    Word{"大約", Means::nothing},
    Word{"大约", Means::nothing},
    Word{"約", Means::nothing},
    Word{"约", Means::nothing},
    Word{"面", Means::nothing},
    Word{"向", Means::nothing},
    Word{"處", Means::nothing},
    Word{"处", Means::nothing},
    Word{"位於", Means::nothing},
    Word{"位于", Means::nothing},
    Word{"在", Means::nothing},
    Word{"海面", Means::nothing},
    Word{"海域", Means::nothing},
    Word{"真", Means::nothing},
    Word{"正", Means::nothing},
    Word{"左右", Means::nothing},
    Word{"邊", Means::nothing},
    Word{"边", Means::nothing},
};

/// The sixteen points, clockwise from north; an east or west before the other word as Chinese has it.
struct Point {
  std::string_view letters;
  double degrees;
};
constexpr std::array kPoints{
    Point{"n", 0},   Point{"nne", 22.5},  Point{"ne", 45},  Point{"en", 45},  Point{"ene", 67.5},
    Point{"e", 90},  Point{"ese", 112.5}, Point{"se", 135}, Point{"es", 135}, Point{"sse", 157.5},
    Point{"s", 180}, Point{"ssw", 202.5}, Point{"sw", 225}, Point{"ws", 225}, Point{"wsw", 247.5},
    Point{"w", 270}, Point{"wnw", 292.5}, Point{"nw", 315}, Point{"wn", 315}, Point{"nnw", 337.5},
};

struct Token {
  Means means = Means::nothing;
  double value = 0;
  std::string letters;
  bool known = true;
  std::string_view written;
};

/// What stands around the names, as tokens.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<Token> scan() {
    while (at_ < text_.size()) {
      auto const point = peek();
      if (is_digit(point)) {
        scan_number();
      } else if (is_letter(point)) {
        scan_word();
      } else if (is_blank(point)) {
        at_ += width_;
      } else if (!scan_numeral() && !scan_chinese()) {
        unknown(width_);
      }
    }
    return std::move(tokens_);
  }

 private:
  static bool is_digit(char32_t point) { return point >= U'0' && point <= U'9'; }
  static bool is_letter(char32_t point) { return point >= U'a' && point <= U'z'; }
  static bool is_blank(char32_t point) {
    constexpr std::u32string_view kBlanks = U" \t,;:/()-.'，、。；：（）–—−‐‑’‘·";
    return kBlanks.find(point) != std::u32string_view::npos;
  }

  char32_t peek(std::size_t ahead = 0) {
    if (at_ + ahead >= text_.size()) return 0;
    auto const one = detail::decode_utf8(text_.substr(at_ + ahead));
    width_ = one.bytes;
    return one.valid ? detail::plain_letter(one.point) : 0xFFFD;
  }

  void scan_number() {
    auto const from = at_;
    std::string digits;
    for (auto point = peek(); is_digit(point); point = peek()) {
      digits += static_cast<char>(point);
      at_ += width_;
      auto const next = peek();
      bool const separator = next == U'.' || next == U',';
      if (separator && digits.find('.') == std::string::npos && is_digit(peek(width_))) {
        digits += '.';
        peek();
        at_ += width_;
      }
    }
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    tokens_.push_back({Means::number, value, {}, true, text_.substr(from, at_ - from)});
  }

  void scan_word() {
    auto const from = at_;
    std::string word;
    for (auto point = peek(); is_letter(point); point = peek()) {
      word += static_cast<char>(point);
      at_ += width_;
    }
    add(word, text_.substr(from, at_ - from));
  }

  bool scan_chinese() {
    for (auto const& word : kWords) {
      if (static_cast<unsigned char>(word.written[0]) < 0x80 || !text_.substr(at_).starts_with(word.written)) continue;
      at_ += word.written.size();
      tokens_.push_back({word.means, word.value, std::string{word.letters}, true, word.written});
      return true;
    }
    return false;
  }

  /// 三, 十二, 二十五, 一點五, 半.
  bool scan_numeral() {
    constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
    auto const from = at_;
    double value = 0;
    double fraction = 0;
    bool any = false;
    bool half = false;
    for (auto point = peek(); point != 0; point = peek()) {
      auto const digit = point == U'兩' || point == U'两' ? 2 : kDigits.find(point);
      if (point == U'十') {
        value = any ? value * 10 : 10;
      } else if (digit != std::u32string_view::npos && fraction > 0) {
        value += static_cast<double>(digit) * fraction;
        fraction /= 10;
      } else if (digit != std::u32string_view::npos) {
        value += static_cast<double>(digit);
      } else if ((point == U'點' || point == U'点') && any && fraction == 0) {
        fraction = 0.1;
      } else if (point == U'半' && !half) {
        half = true;
        value += 0.5;
      } else {
        break;
      }
      any = true;
      at_ += width_;
    }
    if (!any) return false;
    tokens_.push_back({Means::number, value, {}, true, text_.substr(from, at_ - from)});
    return true;
  }

  void add(std::string const& word, std::string_view written) {
    auto const known = std::ranges::find(kWords, word, &Word::written);
    if (known == kWords.end()) {
      tokens_.push_back({Means::nothing, 0, {}, false, written});
    } else {
      tokens_.push_back({known->means, known->value, std::string{known->letters}, true, written});
    }
  }
  void unknown(std::size_t bytes) {
    tokens_.push_back({Means::nothing, 0, {}, false, text_.substr(at_, bytes)});
    at_ += bytes;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t width_ = 1;
  std::vector<Token> tokens_;
};

Unexpected<SpokenError> refuse(SpokenError::Kind kind, std::string value, std::vector<std::string> candidates = {}) {
  return Unexpected{SpokenError{kind, std::move(value), std::move(candidates)}};
}

/// What was said of the place.
struct Said {
  std::optional<Metres> distance;
  std::optional<double> degrees;
  Degrees give{};  ///< the direction is known within this on either side
  bool bearing = false;
  bool near = false;
  bool at = false;
  bool between = false;
};

/// Takes tokens one after another.
class Listener {
 public:
  Expected<Said, SpokenError> listen(std::vector<Token> const& tokens) {
    for (auto const& token : tokens) {
      if (!token.known) return refuse(SpokenError::Kind::not_understood, std::string{token.written});
      if (token.means != Means::direction) end_direction();
      hear(token);
      if (fault_) return Unexpected{*fault_};
    }
    end_direction();
    settle();
    if (fault_) return Unexpected{*fault_};
    return said_;
  }

 private:
  void hear(Token const& token) {
    switch (token.means) {
      case Means::nothing:
      case Means::and_:
        break;
      case Means::number:
        take_number(token);
        break;
      case Means::half:
        if (pending_) {
          *pending_ += 0.5;
        } else {
          pending_ = 0.5;
        }
        break;
      case Means::unit:
        take_distance(pending_.value_or(1) * token.value, token);
        pending_.reset();
        break;
      case Means::degrees:
        if (pending_) take_bearing(*pending_, token);
        pending_.reset();
        break;
      case Means::bearing:
        bearing_next_ = true;
        break;
      case Means::direction:
        letters_ += token.letters;
        break;
      case Means::near:
        said_.near = true;
        break;
      case Means::at:
        said_.at = true;
        break;
      case Means::between:
        said_.between = true;
        break;
    }
  }

  void take_number(Token const& token) {
    if (bearing_next_) {
      take_bearing(token.value, token);
      bearing_next_ = false;
      return;
    }
    // Of two numbers side by side the first is a bearing: "135 3 miles".
    if (pending_) take_bearing(*pending_, token);
    pending_ = token.value;
  }
  void take_bearing(double degrees, Token const& token) {
    if (said_.degrees || degrees > 360) return complain(SpokenError::Kind::contradiction, token.written);
    said_.degrees = std::fmod(degrees, 360);
    said_.give = kSpokenBearing;
    said_.bearing = true;
  }
  void take_distance(double metres, Token const& token) {
    if (said_.distance) return complain(SpokenError::Kind::contradiction, token.written);
    said_.distance = Metres::from_metres(metres);
    if (*said_.distance > kFarthestSpoken) complain(SpokenError::Kind::too_far, token.written);
  }
  void end_direction() {
    if (letters_.empty()) return;
    auto const point = std::ranges::find(kPoints, letters_, &Point::letters);
    if (point == kPoints.end()) return complain(SpokenError::Kind::not_understood, letters_);
    if (said_.degrees) return complain(SpokenError::Kind::contradiction, letters_);
    said_.degrees = point->degrees;
    said_.give = letters_.size() == 3 ? kSixteenPoints : kEightPoints;
    letters_.clear();
  }
  /// A number that nothing followed: miles after a direction, else a bearing.
  void settle() {
    if (fault_ || !pending_) return;
    Token const last{Means::number, *pending_, {}, true, {}};
    if (!said_.distance && said_.degrees) {
      take_distance(*pending_ * kMile, last);
    } else if (said_.distance && !said_.degrees) {
      take_bearing(*pending_, last);
    } else {
      std::array<char, 32> text{};
      std::snprintf(text.data(), text.size(), "%g", *pending_);
      complain(SpokenError::Kind::not_understood, text.data());
    }
  }
  void complain(SpokenError::Kind kind, std::string_view value) {
    if (!fault_) fault_ = SpokenError{kind, std::string{value}, {}};
  }

  Said said_;
  std::optional<double> pending_;
  bool bearing_next_ = false;
  std::string letters_;
  std::optional<SpokenError> fault_;
};

std::string printed(char const* format, double value) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

SpokenPosition place_at(NamedPlace const& place, Said const& said) {
  auto const name = called(place);
  auto const plus = [](Metres a, Metres b) { return Metres::from_metres(std::hypot(a.metres(), b.metres())); };
  auto const give_of = [](Metres distance) { return std::max(kSpokenDistanceLeast, distance * kSpokenDistanceShare); };
  if (said.degrees) {
    auto const distance = said.distance.value_or(kSomewhere * 0.5);
    auto const give = said.distance ? give_of(distance) : kSomewhere * 0.5;
    auto const aside = distance * std::sin(said.give.radians());
    auto const bearing = TrueBearing::from_degrees(*said.degrees).value();
    auto const words = (said.distance ? printed("%.1f nm, ", distance.nautical_miles()) : std::string{"somewhere, "}) +
                       printed(said.give == kSixteenPoints ? "%05.1f°" : "%03.0f°", *said.degrees) + ", from " + name;
    return {destination(place.position, bearing, distance), plus(plus(give, aside), place.accuracy), words};
  }
  if (said.distance)
    return {place.position, *said.distance + give_of(*said.distance) + place.accuracy,
            printed("within %.1f nm of ", said.distance->nautical_miles()) + name};
  auto const around = said.near ? kNear : said.at ? kAt : kNamed;
  return {place.position, around + place.accuracy, (said.near ? "near " : "at ") + name};
}

SpokenPosition halfway(NamedPlace const& a, NamedPlace const& b) {
  auto const way = geodesic(a.position, b.position);
  return {destination(a.position, way.initial, way.distance * 0.5),
          way.distance * 0.5 + std::max(a.accuracy, b.accuracy), "between " + called(a) + " and " + called(b)};
}

std::string with_position(NamedPlace const& place) {
  return called(place) + ", " + to_mariners_text(place.position);
}

struct Names {
  std::vector<NamedPlace const*> places;
  std::vector<std::string_view> around;  ///< what stands before, between and after
};

/// One name, or two where there is a "between".
Expected<Names, SpokenError> names_in(std::string_view text, Gazetteer const& gazetteer, std::size_t at_most) {
  Names names;
  names.around.push_back(text);
  while (names.places.size() < at_most) {
    std::optional<Gazetteer::Found> best;
    std::size_t part = 0;
    std::vector<Glyph> glyphs_of_best;
    for (std::size_t i = 0; i < names.around.size(); ++i) {
      auto glyphs = fold_glyphs(names.around[i]);
      auto found = gazetteer.longest_in(glyphs);
      if (!found || (best && found->count <= best->count)) continue;
      best = std::move(found);
      part = i;
      glyphs_of_best = std::move(glyphs);
    }
    if (!best) break;
    auto const from = glyphs_of_best[best->first].from;
    auto const to = glyphs_of_best[best->first + best->count - 1].to;
    auto const whole = names.around[part];
    if (best->places.size() > 1) {
      std::vector<std::string> candidates;
      for (auto const* const one : best->places) candidates.push_back(with_position(*one));
      return refuse(SpokenError::Kind::ambiguous, std::string{whole.substr(from, to - from)}, std::move(candidates));
    }
    names.places.push_back(best->places.front());
    names.around[part] = whole.substr(0, from);
    names.around.insert(names.around.begin() + static_cast<std::ptrdiff_t>(part) + 1, whole.substr(to));
  }
  return names;
}

/// The longest run of what is not understood, from its first byte to its last.
std::string name_meant(std::string_view text) {
  std::string_view best;
  std::string_view run;
  for (auto const& token : Scanner(text).scan()) {
    if (token.known && token.written != "a" && token.written != "A") {
      run = {};
      continue;
    }
    auto const* const begin = run.empty() ? token.written.data() : run.data();
    run = {begin, static_cast<std::size_t>(token.written.data() + token.written.size() - begin)};
    if (run.size() > best.size()) best = run;
  }
  return std::string{best.empty() ? text : best};
}

}  // namespace

std::string to_text(SpokenError const& error) {
  auto const listed = [&] {
    std::string text;
    for (auto const& one : error.candidates) text += (text.empty() ? "" : "; ") + one;
    return text;
  };
  auto const quoted = "\"" + error.value + "\"";
  switch (error.kind) {
    case SpokenError::Kind::empty:
      return "no position is said";
    case SpokenError::Kind::too_long:
      return "a position of more than 200 bytes";
    case SpokenError::Kind::no_place:
      return quoted + " is no place of the gazetteer" +
             (error.candidates.empty() ? std::string{} : "; spelt alike: " + listed());
    case SpokenError::Kind::ambiguous:
      return "several places are called " + quoted + ": " + listed();
    case SpokenError::Kind::not_understood:
      return quoted + " is not understood beside the name of the place";
    case SpokenError::Kind::contradiction:
      return quoted + " contradicts what was said before, or is no bearing";
    case SpokenError::Kind::too_far:
      return "more than 200 nautical miles from the place";
  }
  return "";
}

Expected<SpokenPosition, SpokenError> parse_spoken(std::string_view text, Gazetteer const& gazetteer) {
  if (text.size() > kMostBytes) return refuse(SpokenError::Kind::too_long, {});
  if (fold_glyphs(text).empty()) return refuse(SpokenError::Kind::empty, {});
  // Whether two names are meant is known only when one is out of the way: names have words in them.
  for (std::size_t const count : {1U, 2U}) {
    auto const names = names_in(text, gazetteer, count);
    if (!names) return Unexpected{names.error()};
    if (names->places.size() < count) break;
    std::vector<Token> tokens;
    for (auto const part : names->around)
      for (auto& token : Scanner(part).scan()) tokens.push_back(std::move(token));
    bool const between = std::ranges::any_of(tokens, [](Token const& token) { return token.means == Means::between; });
    if (between && count == 1) continue;
    auto const said = Listener().listen(tokens);
    if (!said) return Unexpected{said.error()};
    if (count == 1) return place_at(*names->places[0], *said);
    if (said->distance || said->degrees) return refuse(SpokenError::Kind::contradiction, "between");
    return halfway(*names->places[0], *names->places[1]);
  }
  auto meant = name_meant(text);
  auto candidates = gazetteer.nearest(meant);
  return refuse(SpokenError::Kind::no_place, std::move(meant), std::move(candidates));
}

Expected<SpokenPosition, SpokenError> parse_place(std::string_view text, Gazetteer const& gazetteer) {
  if (auto const position = parse_position(text))
    return SpokenPosition{*position, kSpokenCoordinates, to_mariners_text(*position)};
  return parse_spoken(text, gazetteer);
}

}  // namespace lingding::geo
