// A map of waters, tracks and marks as a figure.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "adapters/paper/detail/mercator.hpp"
#include "adapters/paper/report.hpp"

namespace lingding::paper {
namespace {

using detail::Box;
using detail::Mercator;
using detail::Point;

constexpr double kWidth = 1000;
constexpr double kHeight = 560;
Box const kFrame{52, 12, kWidth - 64, kHeight - 48};

FigurePoint at(Point point) {
  return {point.x, point.y};
}
std::vector<std::vector<FigurePoint>> parts(std::vector<std::vector<Point>> const& rings) {
  std::vector<std::vector<FigurePoint>> all;
  for (auto const& ring : rings) {
    auto& part = all.emplace_back();
    for (auto const& point : ring) part.push_back(at(point));
  }
  return all;
}
std::vector<std::vector<FigurePoint>> box_path(Box const& box) {
  return {{{box.x, box.y}, {box.right(), box.y}, {box.right(), box.bottom()}, {box.x, box.bottom()}}};
}

Ink water_ink(geo::CentreId centre) {
  switch (centre) {
    case geo::CentreId::cn_gd:
      return Ink::gd_water;
    case geo::CentreId::hk:
      return Ink::hk_water;
    case geo::CentreId::mo:
      return Ink::mo_water;
  }
  return Ink::gd_water;
}

/// Degrees and whole or decimal minutes.
std::string degrees(double value, char positive, char negative) {
  auto const minutes = std::lround(std::abs(value) * 600);
  auto const tenths = minutes % 10;
  return fmt::format("{}°{:02}{}'{}", minutes / 600, minutes / 10 % 60, tenths == 0 ? "" : fmt::format(".{}", tenths),
                     value < 0 ? negative : positive);
}

/// The longest of these steps, in minutes, that gives at least four lines.
double graticule_step(double span_degrees) {
  for (double const step : {60.0, 30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5})
    if (span_degrees * 60 / step >= 4) return step / 60;
  return 0.2 / 60;
}

class MapFigure {
 public:
  MapFigure(MapContent const& content, std::vector<geo::Position> const& shown)
      : content_(content), chart_(shown, kFrame) {
    figure_.width = kWidth;
    figure_.height = kHeight;
  }

  ReportFigure draw() {
    add(FigurePath{.parts = box_path(kFrame), .closed = true, .fill = Ink::panel, .stroke = {}, .title = {}});
    waters();
    graticule();
    for (std::size_t i = 0; i < content_.tracks.size(); ++i) track(content_.tracks[i], i);
    for (auto const& mark : content_.marks) put(mark);
    add(FigurePath{.parts = box_path(kFrame), .closed = true, .fill = {}, .stroke = Ink::second, .title = {}});
    scale();
    legend();
    return std::move(figure_);
  }

 private:
  void add(FigurePart part) { figure_.parts.push_back(std::move(part)); }

  void waters() {
    if (content_.water == nullptr) return;
    std::vector<geo::Region const*> regions;
    for (auto const& region : content_.water->regions().regions)
      if (region.ref.kind != geo::RegionKind::srr && region.valid_from <= content_.on &&
          (!region.valid_to || content_.on < *region.valid_to))
        regions.push_back(&region);
    std::ranges::stable_sort(regions, {}, &geo::Region::priority);
    for (auto const* const region : regions) {
      auto const rings = detail::rings_on_page(chart_, *region, 0);
      if (rings.empty()) continue;
      if (std::ranges::find(seen_, region->ref.centre) == seen_.end()) seen_.push_back(region->ref.centre);
      add(FigurePath{.parts = parts(rings),
                     .closed = true,
                     .fill = water_ink(region->ref.centre),
                     .stroke = Ink::second,
                     .width = 0.8,
                     .dashed = region->assumed,
                     .title = region->name_en + " " + region->name_zh_hant});
    }
  }

  void graticule() {
    auto const west = chart_.longitude_of(kFrame.x).degrees();
    auto const east = chart_.longitude_of(kFrame.right()).degrees();
    auto const north = chart_.latitude_of(kFrame.y).degrees();
    auto const south = chart_.latitude_of(kFrame.bottom()).degrees();
    auto const step = graticule_step(std::min(east - west, (north - south) * 1.5));
    for (auto i = static_cast<long>(std::ceil(west / step)); static_cast<double>(i) * step < east; ++i) {
      auto const x =
          chart_.to_page(geo::Degrees::from_degrees(static_cast<double>(i) * step), geo::Degrees::from_degrees(south))
              .x;
      add(FigurePath{.parts = {{{x, kFrame.y}, {x, kFrame.bottom()}}}, .fill = {}, .stroke = Ink::grid, .title = {}});
      if (x > kFrame.x + 24 && x < kFrame.right() - 24)
        add(FigureText{{x, kFrame.bottom() + 14},
                       degrees(static_cast<double>(i) * step, 'E', 'W'),
                       11,
                       Ink::second,
                       false,
                       FigureText::Anchor::middle});
    }
    for (auto i = static_cast<long>(std::ceil(south / step)); static_cast<double>(i) * step < north; ++i) {
      auto const y =
          chart_.to_page(geo::Degrees::from_degrees(west), geo::Degrees::from_degrees(static_cast<double>(i) * step)).y;
      add(FigurePath{.parts = {{{kFrame.x, y}, {kFrame.right(), y}}}, .fill = {}, .stroke = Ink::grid, .title = {}});
      if (y > kFrame.y + 10)
        add(FigureText{{kFrame.x - 4, y + 4},
                       degrees(static_cast<double>(i) * step, 'N', 'S'),
                       11,
                       Ink::second,
                       false,
                       FigureText::Anchor::end});
    }
  }

  static Ink track_ink(std::size_t index) {
    constexpr std::array kInks{Ink::track_1, Ink::track_2, Ink::track_3, Ink::track_4};
    return kInks[index % kInks.size()];
  }

  void track(MapTrack const& one, std::size_t index) {
    FigurePath path{
        .parts = {{}}, .fill = {}, .stroke = track_ink(index), .width = 2, .dashed = one.dashed, .title = one.label};
    for (auto const& point : one.points)
      if (auto const on_page = chart_.to_page(point); kFrame.contains(on_page)) path.parts[0].push_back(at(on_page));
    if (path.parts[0].size() < 2) return;
    auto const begin = path.parts[0].front();
    auto const end = path.parts[0].back();
    add(std::move(path));
    add(FigurePath{.parts = {{{begin.x - 3, begin.y - 3},
                              {begin.x + 3, begin.y - 3},
                              {begin.x + 3, begin.y + 3},
                              {begin.x - 3, begin.y + 3}}},
                   .closed = true,
                   .fill = track_ink(index),
                   .stroke = {},
                   .title = one.label + " begins"});
    put_label(one.label, {begin.x, begin.y - 8}, track_ink(index));
    add(FigurePath{.parts = {{{end.x, end.y - 5}, {end.x + 5, end.y + 4}, {end.x - 5, end.y + 4}}},
                   .closed = true,
                   .fill = track_ink(index),
                   .stroke = {},
                   .title = one.label + " ends"});
  }

  void put(MapMark const& mark) {
    auto const place = chart_.to_page(mark.at);
    if (!kFrame.contains(place)) return;
    constexpr double kArm = 6;
    add(FigurePath{.parts = {{{place.x, place.y - kArm},
                              {place.x + kArm, place.y},
                              {place.x, place.y + kArm},
                              {place.x - kArm, place.y}}},
                   .closed = true,
                   .fill = mark.ink,
                   .stroke = Ink::panel,
                   .title = mark.title});
    if (!mark.label.empty()) put_label(mark.label, {place.x, place.y - 9}, mark.ink);
  }

  /// Where there is room near the place; left out where there is none: the legend and the tables have it.
  void put_label(std::string const& text, Point place, Ink ink) {
    double const width = 6.6 * static_cast<double>(text.size());
    for (auto const& [dx, dy] : {std::pair{10.0, 0.0},
                                 {10.0, 24.0},
                                 {-10.0 - width, 0.0},
                                 {-10.0 - width, 24.0},
                                 {10.0, -18.0},
                                 {10.0, 42.0},
                                 {-10.0 - width, -18.0},
                                 {-10.0 - width, 42.0}}) {
      Box const box{place.x + dx, place.y + dy - 11, width, 14};
      if (box.x < kFrame.x || box.right() > kFrame.right() || box.y < kFrame.y || box.bottom() > kFrame.bottom())
        continue;
      if (std::ranges::any_of(taken_, [&](Box const& other) { return box.overlaps(other); })) continue;
      taken_.push_back(box);
      add(FigureText{{box.x, box.y + 11}, text, 12, ink, true, FigureText::Anchor::start});
      return;
    }
  }

  void scale() {
    for (double const miles : {20.0, 10.0, 5.0, 2.0, 1.0, 0.5}) {
      auto const length = chart_.points_for(geo::Metres::from_nautical_miles(miles));
      if (length > 0.3 * kFrame.width) continue;
      double const x = kFrame.right() - length - 14;
      double const y = kFrame.bottom() - 12;
      add(FigurePath{.parts = {{{x, y - 5}, {x, y}, {x + length, y}, {x + length, y - 5}}},
                     .fill = {},
                     .stroke = Ink::text,
                     .width = 1.5,
                     .title = {}});
      add(FigureText{
          {x + length / 2, y - 6}, fmt::format("{} nm", miles), 11, Ink::text, false, FigureText::Anchor::middle});
      return;
    }
  }

  void legend() {
    double x = kFrame.x;
    double const y = kHeight - 6;
    auto const entry = [&](Ink ink, std::string const& name) {
      add(FigurePath{.parts = box_path({x, y - 10, 14, 10}),
                     .closed = true,
                     .fill = ink,
                     .stroke = Ink::second,
                     .width = 0.6,
                     .title = {}});
      add(FigureText{{x + 19, y - 1}, name, 11, Ink::second, false, FigureText::Anchor::start});
      x += 30 + 6.2 * static_cast<double>(name.size());
    };
    for (auto const centre : geo::kCentres)
      if (std::ranges::find(seen_, centre) != seen_.end())
        entry(water_ink(centre), "waters of " + std::string{geo::to_text(centre)});
    for (std::size_t i = 0; i < content_.tracks.size() && x < 760; ++i)
      if (!content_.tracks[i].label.empty()) entry(track_ink(i), content_.tracks[i].label);
  }

  MapContent const& content_;
  Mercator chart_;
  ReportFigure figure_;
  std::vector<geo::CentreId> seen_;
  std::vector<Box> taken_;
};

}  // namespace

ReportFigure draw_map(MapContent const& content) {
  std::vector<geo::Position> shown;
  for (auto const& mark : content.marks) shown.push_back(mark.at);
  for (auto const& track : content.tracks) shown.insert(shown.end(), track.points.begin(), track.points.end());
  if (shown.empty()) return {};
  return MapFigure{content, shown}.draw();
}

}  // namespace lingding::paper
