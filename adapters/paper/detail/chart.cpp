#include "adapters/paper/detail/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ranges>
#include <utility>

#include "adapters/paper/detail/flow.hpp"
#include "adapters/paper/detail/mercator.hpp"

namespace lingding::paper::detail {
namespace {

/// Left of the frame for latitudes, below it for longitudes.
constexpr double kLeftOfFrame = 40;
constexpr double kBelowFrame = 15;
constexpr double kBorder = 4;

struct Tint {
  Colour fill;
  Colour edge;
};

Tint tint_of(geo::RegionRef const& region) {
  bool const pale = region.kind == geo::RegionKind::srr;
  switch (region.centre) {
    case geo::CentreId::cn_gd:
      return {pale ? Colour{0.96, 0.98, 0.95} : Colour{0.90, 0.96, 0.89}, {0.16, 0.45, 0.18}};
    case geo::CentreId::hk:
      return {pale ? Colour{1.00, 0.97, 0.93} : Colour{1.00, 0.92, 0.83}, {0.72, 0.36, 0.02}};
    case geo::CentreId::mo:
      return {pale ? Colour{0.97, 0.95, 0.99} : Colour{0.91, 0.88, 0.97}, {0.38, 0.20, 0.60}};
  }
  return {};
}

constexpr Colour kTrack{0.62, 0.0, 0.35};
constexpr Colour kGrid{0.74, 0.78, 0.82};

/// Steps of graticules and borders, in seconds of arc.
constexpr std::array<int, 13> kSteps{15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 18000, 36000};

int step_for(double points_per_degree, double least_points) {
  for (int const step : kSteps)
    if (step / 3600.0 * points_per_degree >= least_points) return step;
  return kSteps.back();
}

std::string degrees_text(long seconds, char positive, char negative, int step) {
  char const hemisphere = seconds < 0 ? negative : positive;
  long const size = std::labs(seconds);
  if (step % 60 == 0) return fmt::format("{}°{:02}′{}", size / 3600, size / 60 % 60, hemisphere);
  return fmt::format("{}°{:02}′{:02}″{}", size / 3600, size / 60 % 60, size % 60, hemisphere);
}

class Drawing {
 public:
  Drawing(Typesetter& typesetter, Words const& words, ChartContent const& content, Box const& box)
      : typesetter_(typesetter),
        words_(words),
        content_(content),
        chart_(positions(content), {box.x + kLeftOfFrame, box.y + kBorder, box.width - kLeftOfFrame - kBorder,
                                    box.height - kBelowFrame - 2 * kBorder}) {
    for (auto const& position : content.track) track_.push_back(chart_.to_page(position));
    for (auto const& stop : content.stops) stops_.push_back(chart_.to_page(stop.at));
  }

  Chart draw() {
    Box const& frame = chart_.frame();
    out_.operations.push_back(rectangle(frame, ink::kWhite));
    out_.operations.push_back(BeginClip{frame});
    waters();
    graticule();
    track();
    reserve_scale_bar();
    stops();
    water_names();
    scale_bar();
    out_.operations.push_back(EndClip{});
    border();
    return std::move(out_);
  }

 private:
  static std::vector<geo::Position> positions(ChartContent const& content) {
    std::vector<geo::Position> all = content.track;
    for (auto const& stop : content.stops) all.push_back(stop.at);
    return all;
  }

  struct Water {
    geo::Region const* region;
    std::vector<std::vector<Point>> rings;
    Tint tint;
  };

  void waters() {
    std::vector<geo::Region const*> regions = content_.regions;
    std::sort(regions.begin(), regions.end(), [](auto const* a, auto const* b) {
      return std::pair{a->priority, a->ref.id} < std::pair{b->priority, b->ref.id};
    });
    for (auto const* region : regions) {
      Water water{region, rings_on_page(chart_, *region, 6), tint_of(region->ref)};
      if (!water.rings.empty()) waters_.push_back(std::move(water));
    }
    for (auto const& water : waters_) out_.operations.push_back(DrawPath{water.rings, true, water.tint.fill, {}});
    for (auto const& water : waters_) {
      Stroke stroke{water.tint.edge, water.region->assumed ? 0.7 : 1.1, {}};
      if (water.region->assumed) stroke.dash = {4, 2.5};
      out_.operations.push_back(DrawPath{water.rings, true, {}, std::move(stroke)});
    }
    for (auto const& water : waters_ | std::views::reverse)
      out_.legend.push_back({water.tint.fill, water.tint.edge, water.region->assumed, name_of(*water.region)});
  }

  /// Regions have names in two scripts.
  Pair name_of(geo::Region const& region) const {
    Pair const centre = words_.of(region.ref.centre);
    Pair name{{region.name_zh_hant, Script::zh_hant}, {region.name_en, Script::latin}};
    if (name.first.text.empty()) name.first = centre.first;
    if (name.second.text.empty()) name.second = centre.second;
    return name;
  }

  double points_per_degree() const {
    return (chart_.frame().width) /
           (chart_.longitude_of(chart_.frame().right()).degrees() - chart_.longitude_of(chart_.frame().x).degrees());
  }

  /// Calls with each multiple of `step` seconds of arc between the two.
  template <class Use>
  static void multiples(double from_degrees, double to_degrees, int step, Use const& use) {
    auto const first = static_cast<long>(std::ceil(from_degrees * 3600 / step));
    auto const last = static_cast<long>(std::floor(to_degrees * 3600 / step));
    for (long i = first; i <= last; ++i) use(i * step);
  }
  template <class Use>
  void meridians(int step, Use const& use) const {
    Box const& frame = chart_.frame();
    multiples(chart_.longitude_of(frame.x).degrees(), chart_.longitude_of(frame.right()).degrees(), step,
              [&](long seconds) {
                double const degrees = static_cast<double>(seconds) / 3600;
                use(seconds, chart_.to_page(geo::Degrees::from_degrees(degrees), {}).x);
              });
  }
  template <class Use>
  void parallels(int step, Use const& use) const {
    Box const& frame = chart_.frame();
    multiples(chart_.latitude_of(frame.bottom()).degrees(), chart_.latitude_of(frame.y).degrees(), step,
              [&](long seconds) {
                double const degrees = static_cast<double>(seconds) / 3600;
                use(seconds, chart_.to_page({}, geo::Degrees::from_degrees(degrees)).y);
              });
  }

  int grid_step() const { return step_for(points_per_degree(), 62); }

  void graticule() {
    Box const& frame = chart_.frame();
    Stroke const stroke{kGrid, 0.35, {}};
    meridians(grid_step(),
              [&](long, double x) { out_.operations.push_back(line({x, frame.y}, {x, frame.bottom()}, stroke)); });
    parallels(grid_step(),
              [&](long, double y) { out_.operations.push_back(line({frame.x, y}, {frame.right(), y}, stroke)); });
  }

  /// The frame, its band of alternate minutes, and the figures of the graticule.
  void border() {
    Box const& frame = chart_.frame();
    Box const outer{frame.x - kBorder, frame.y - kBorder, frame.width + 2 * kBorder, frame.height + 2 * kBorder};
    out_.operations.push_back(DrawPath{{corners(outer), corners(frame)}, true, ink::kWhite, {}});
    int const band = step_for(points_per_degree(), 9);
    auto const dark = [band](long seconds) { return ((seconds / band) % 2 + 2) % 2 == 0; };
    DrawPath bands{{}, true, Colour{0.25, 0.28, 0.32}, {}};
    double const east = frame.right();
    meridians(band, [&](long seconds, double x) {
      if (!dark(seconds)) return;
      double const end =
          std::min(chart_.to_page(geo::Degrees::from_degrees(static_cast<double>(seconds + band) / 3600), {}).x, east);
      for (double const y : {outer.y + 1, frame.bottom() + 1})
        bands.parts.push_back(corners({x, y, end - x, kBorder - 2}));
    });
    parallels(band, [&](long seconds, double y) {
      if (!dark(seconds)) return;
      double const end = std::max(
          chart_.to_page({}, geo::Degrees::from_degrees(static_cast<double>(seconds + band) / 3600)).y, frame.y);
      for (double const x : {outer.x + 1, frame.right() + 1})
        bands.parts.push_back(corners({x, end, kBorder - 2, y - end}));
    });
    out_.operations.push_back(std::move(bands));
    out_.operations.push_back(rectangle(frame, {}, Stroke{ink::kBlack, 0.5, {}}));
    out_.operations.push_back(rectangle(outer, {}, Stroke{ink::kBlack, 0.7, {}}));
    TextStyle const style{.size = 7, .colour = ink::kSecond};
    meridians(grid_step(), [&](long seconds, double x) {
      Text const text = typesetter_.set(degrees_text(seconds, 'E', 'W', grid_step()), style, {});
      double const left = x - text->width() / 2;
      if (left < outer.x || left + text->width() > outer.right()) return;
      out_.operations.push_back(whole(text, {left, outer.bottom() + 1}));
    });
    parallels(grid_step(), [&](long seconds, double y) {
      Text const text = typesetter_.set(degrees_text(seconds, 'N', 'S', grid_step()), style, {});
      double const top = y - text->height() / 2;
      if (top < outer.y - 2 || top + text->height() > outer.bottom() + 2) return;
      out_.operations.push_back(whole(text, {outer.x - 3 - text->width(), top}));
    });
  }

  static std::vector<Point> corners(Box const& box) {
    return {{box.x, box.y}, {box.right(), box.y}, {box.right(), box.bottom()}, {box.x, box.bottom()}};
  }

  void track() {
    out_.operations.push_back(DrawPath{{track_}, false, {}, Stroke{ink::kWhite, 4.2, {}}});
    out_.operations.push_back(DrawPath{{track_}, false, {}, Stroke{kTrack, 2.0, {}}});
    if (track_.size() > 2)
      for (std::size_t i = 1; i + 1 < track_.size(); ++i)
        out_.operations.push_back(DrawCircle{track_[i], 1.5, ink::kWhite, Stroke{kTrack, 0.7, {}}});
  }

  void reserve_scale_bar() {
    Box const& frame = chart_.frame();
    constexpr std::array<double, 10> kMiles{0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200};
    miles_ = kMiles.front();
    for (double const miles : kMiles)
      if (chart_.points_for(geo::Metres::from_nautical_miles(miles)) <= 0.32 * frame.width) miles_ = miles;
    bar_width_ = chart_.points_for(geo::Metres::from_nautical_miles(miles_));
    std::string const unit = words_.line(label::kMiles);
    bar_text_ = typesetter_.set(fmt::format("{} {}", miles_, unit), {.size = 7.5, .script = chinese()}, {});
    double const width = std::max(bar_width_, bar_text_->width()) + 16;
    // In the lower corner that the track leaves free.
    Box const left{frame.x + 6, frame.bottom() - 30, width, 24};
    Box const right{frame.right() - 6 - width, left.y, width, left.height};
    scale_box_ = crosses(track_, left) && !crosses(track_, right) ? right : left;
    taken_.push_back(scale_box_);
  }

  void scale_bar() {
    auto& operations = out_.operations;
    operations.push_back(rectangle(scale_box_, ink::kWhite, Stroke{ink::kRule, 0.4, {}}));
    double const left = scale_box_.x + 8;
    double const y = scale_box_.y + 4.5;
    for (int i = 0; i < 4; ++i)
      operations.push_back(rectangle({left + bar_width_ * i / 4, y, bar_width_ / 4, 3.5},
                                     i % 2 == 0 ? ink::kBlack : ink::kWhite, Stroke{ink::kBlack, 0.4, {}}));
    operations.push_back(whole(bar_text_, {left, y + 5.5}));
  }

  Script chinese() const { return words_.languages() == Languages::zh_hans_en ? Script::zh_hans : Script::zh_hant; }

  struct Name {
    Text first;
    Text second;  ///< nullptr: none
    double width() const { return std::max(first->width(), second ? second->width() : 0); }
    double height() const { return first->height() + (second ? second->height() : 0); }
  };

  Name set_name(Pair const& pair, TextStyle first, TextStyle second, double widest) {
    auto const in_width = [&](Worded const& worded, TextStyle style) {
      style.script = worded.script;
      return typesetter_.set(worded.text, style, widest);
    };
    return {in_width(pair.first, first), pair.second.text.empty() ? nullptr : in_width(pair.second, second)};
  }

  void put_name(Name const& name, Box const& box, Align align) {
    auto const left = [&](Text const& text) {
      if (align == Align::centre) return box.x + (box.width - text->width()) / 2;
      return align == Align::right ? box.right() - text->width() : box.x;
    };
    double y = box.y;
    for (auto const& text : {name.first, name.second}) {
      if (!text) continue;
      DrawText drawn = whole(text, {left(text), y});
      drawn.halo = ink::kWhite;
      out_.operations.push_back(std::move(drawn));
      y += text->height();
    }
    taken_.push_back(box);
  }

  bool is_free(Box const& box) const {
    Box const& frame = chart_.frame();
    if (box.x < frame.x + 3 || box.right() > frame.right() - 3 || box.y < frame.y + 3 ||
        box.bottom() > frame.bottom() - 3)
      return false;
    return std::none_of(taken_.begin(), taken_.end(), [&](Box const& other) { return box.overlaps(other); });
  }

  /// Stops that are at one place, or too near to each other to be told apart on the chart, share a symbol.
  struct Symbol {
    std::vector<std::size_t> stops;  ///< in their order
    Point at;
    Text numbers;
    Box box;
  };

  Symbol symbol_of(std::vector<std::size_t> stops) {
    constexpr double kRadius = 6.5;
    std::string text;
    if (stops.size() > 3) {
      text = fmt::format("{}…{}", stops.front() + 1, stops.back() + 1);
    } else {
      for (auto const stop : stops) text += (text.empty() ? "" : ", ") + std::to_string(stop + 1);
    }
    Symbol symbol{std::move(stops), {}, nullptr, {}};
    symbol.at = stops_[symbol.stops.front()];
    symbol.numbers = typesetter_.set(text, {.size = 8, .weight = Weight::bold, .colour = kTrack}, {});
    double const half = std::max(kRadius, symbol.numbers->width() / 2 + 3);
    symbol.box = {symbol.at.x - half, symbol.at.y - kRadius, 2 * half, 2 * kRadius};
    return symbol;
  }

  std::vector<Symbol> symbols() {
    std::vector<Symbol> all;
    for (std::size_t i = 0; i < stops_.size(); ++i) all.push_back(symbol_of({i}));
    auto const join_two = [&] {
      for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t k = i + 1; k < all.size(); ++k) {
          if (!all[i].box.overlaps(all[k].box)) continue;
          std::vector<std::size_t> together = all[i].stops;
          together.insert(together.end(), all[k].stops.begin(), all[k].stops.end());
          std::sort(together.begin(), together.end());
          all[i] = symbol_of(std::move(together));
          all.erase(all.begin() + static_cast<std::ptrdiff_t>(k));
          return true;
        }
      return false;
    };
    while (join_two()) {
    }
    return all;
  }

  void stops() {
    auto const all = symbols();
    for (auto const& symbol : all) {
      taken_.push_back(symbol.box);
      Stroke const stroke{kTrack, 1.6, {}};
      if (symbol.stops.size() == 1) {
        out_.operations.push_back(DrawCircle{symbol.at, symbol.box.height / 2, ink::kWhite, stroke});
      } else {
        out_.operations.push_back(rectangle(symbol.box, ink::kWhite, stroke));
      }
      out_.operations.push_back(whole(
          symbol.numbers, {symbol.at.x - symbol.numbers->width() / 2, symbol.at.y - symbol.numbers->height() / 2}));
    }
    for (auto const& symbol : all) {
      std::vector<std::string> named;
      for (auto const stop : symbol.stops) {
        Pair const& names = content_.stops[stop].names;
        if (std::find(named.begin(), named.end(), names.first.text) != named.end()) continue;
        named.push_back(names.first.text);
        name_stop(names, symbol.at);
      }
    }
  }

  /// Around the stop, near first; a place upon the track counts only when there is no other.
  void name_stop(Pair const& names, Point at) {
    std::array<double, 3> constexpr kWidths{185, 140, 100};
    std::vector<Name> set;
    for (double const widest : kWidths)
      set.push_back(set_name(names, {.size = 9, .weight = Weight::bold}, {.size = 7.5}, widest));
    for (auto const over : {Over::nothing, Over::track})
      for (auto const& name : set)
        for (double const gap : {9.0, 14.0, 22.0, 34.0})
          if (try_places(name, at, gap, over)) return;
  }

  enum class Over : bool { nothing, track };

  bool try_places(Name const& name, Point at, double gap, Over over) {
    double const w = name.width();
    double const h = name.height();
    double const aslant = gap * 0.7;
    std::array<std::pair<Point, Align>, 8> const places{{
        {{at.x + gap, at.y - h / 2}, Align::left},
        {{at.x - gap - w, at.y - h / 2}, Align::right},
        {{at.x - w / 2, at.y - gap - h}, Align::centre},
        {{at.x - w / 2, at.y + gap}, Align::centre},
        {{at.x + aslant, at.y - aslant - h}, Align::left},
        {{at.x + aslant, at.y + aslant}, Align::left},
        {{at.x - aslant - w, at.y - aslant - h}, Align::right},
        {{at.x - aslant - w, at.y + aslant}, Align::right},
    }};
    for (auto const& [corner, align] : places) {
      Box const box{corner.x, corner.y, w, h};
      Box const wide{box.x - 2, box.y - 1, w + 4, h + 2};
      if (!is_free(wide) || (over == Over::nothing && crosses(track_, wide))) continue;
      put_name(name, box, align);
      return true;
    }
    return false;
  }

  void water_names() {
    for (auto const& water : waters_ | std::views::reverse) name_water(water);
  }

  /// Where the name lies within the water, clear of the track, and farthest from edges.
  void name_water(Water const& water) {
    TextStyle const first{.size = 9.5, .weight = Weight::bold, .colour = water.tint.edge};
    TextStyle const second{.size = 7.5, .colour = water.tint.edge};
    for (double const widest : {150.0, 90.0, 60.0}) {
      Name const name = set_name(name_of(*water.region), first, second, widest);
      if (auto const box = best_place(water, name.width(), name.height())) {
        put_name(name, *box, Align::centre);
        return;
      }
    }
  }

  std::optional<Box> best_place(Water const& water, double w, double h) const {
    Box const& frame = chart_.frame();
    constexpr int kColumns = 48;
    constexpr int kRows = 36;
    std::optional<Box> best;
    double best_clearance = 0;
    for (int row = 1; row < kRows; ++row)
      for (int column = 1; column < kColumns; ++column) {
        Point const middle{frame.x + frame.width * column / kColumns, frame.y + frame.height * row / kRows};
        Box const box{middle.x - w / 2, middle.y - h / 2, w, h};
        if (!is_free({box.x - 3, box.y - 2, w + 6, h + 4}) || !inside(water.rings, middle)) continue;
        auto const sides = corners(box);
        if (!std::all_of(sides.begin(), sides.end(), [&](Point p) { return inside(water.rings, p); })) continue;
        if (crosses(track_, box) || over_higher(water, sides)) continue;
        double clearance = distance_to(track_, false, middle);
        for (auto const& ring : water.rings) clearance = std::min(clearance, distance_to(ring, true, middle));
        if (clearance <= best_clearance) continue;
        best_clearance = clearance;
        best = box;
      }
    return best;
  }

  /// Whether a water that is drawn over this one is there.
  bool over_higher(Water const& water, std::vector<Point> const& points) const {
    for (auto higher = waters_.rbegin(); higher->region != water.region; ++higher)
      for (auto const& point : points)
        if (inside(higher->rings, point)) return true;
    return false;
  }

  Typesetter& typesetter_;
  Words const& words_;
  ChartContent const& content_;
  Mercator chart_;
  std::vector<Point> track_;
  std::vector<Point> stops_;
  std::vector<Water> waters_;
  std::vector<Box> taken_;
  double miles_ = 1;
  double bar_width_ = 0;
  Text bar_text_;
  Box scale_box_;
  Chart out_;
};

}  // namespace

Chart draw_chart(Typesetter& typesetter, Words const& words, ChartContent const& content, Box const& box) {
  return Drawing{typesetter, words, content, box}.draw();
}

}  // namespace lingding::paper::detail
