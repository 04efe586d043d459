#include "tests/bench/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "geo/check.hpp"
#include "geo/json_writer.hpp"

namespace lingding::bench {

std::string to_json(Figure const& figure) {
  std::string line;
  geo::JsonWriter json(line);
  json.begin_object()
      .member("figure", figure.figure)
      .member("what", figure.what)
      .member("value", figure.value)
      .member("unit", figure.unit)
      .member("better", figure.better == Better::more ? "more" : "less")
      .member("floor", figure.floor);
  if (!figure.floor_what.empty()) json.member("floor_what", figure.floor_what);
  if (figure.aim) {
    bool const met = figure.better == Better::more ? figure.value >= *figure.aim : figure.value <= *figure.aim;
    json.member("aim", *figure.aim).member("met", met);
  }
  if (!figure.peers.empty()) json.member("peers", figure.peers);
  if (!figure.note.empty()) json.member("note", figure.note);
  json.end_object();
  return line;
}

void print(Figure const& figure) {
  std::printf("%s\n", to_json(figure).c_str());
  std::fflush(stdout);
}

double percentile(std::span<double const> samples, double percent) {
  LINGDING_CHECK(!samples.empty() && percent > 0 && percent <= 100);
  std::vector<double> sorted(samples.begin(), samples.end());
  auto const rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(sorted.size())));
  auto const place = sorted.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::ranges::nth_element(sorted, place);
  return *place;
}

}  // namespace lingding::bench
