// Paper: pages a second of a whole plan as PDF, beside a bare Cairo page of as much text.

#include <pango/pangocairo.h>

#include <cairo-pdf.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "adapters/paper/paper.hpp"
#include "geo/water.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/regions.hpp"

using namespace lingding;

namespace {

/// Of the processor, spent by this process: other programs on the machine do not count.
double cpu_seconds() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + 1e-9 * static_cast<double>(spent.tv_nsec);
}

std::string read(std::filesystem::path const& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

cairo_status_t count(void* bytes, unsigned char const*, unsigned int size) {
  *static_cast<std::size_t*>(bytes) += size;
  return CAIRO_STATUS_SUCCESS;
}

/// `size` bytes of the text from `at` on, or a few more: cut where characters begin.
std::string_view piece(std::string const& text, std::size_t at, std::size_t size) {
  auto const begins = [&](std::size_t i) {
    return i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80;
  };
  while (!begins(at)) ++at;
  std::size_t end = std::min(text.size(), at + size);
  while (!begins(end)) ++end;
  return std::string_view{text}.substr(at, end - at);
}

/// The same libraries with nothing of ours: `pages` pages, each with two layouts of the document's own text, about as
/// much as a page of the plan has.
std::size_t bare(std::string const& text, std::size_t pages) {
  constexpr std::size_t kHalfPage = 600;
  std::size_t bytes = 0;
  cairo_surface_t* const surface = cairo_pdf_surface_create_for_stream(count, &bytes, 595, 842);
  cairo_t* const cairo = cairo_create(surface);
  std::size_t at = 0;
  for (std::size_t page = 0; page < pages; ++page) {
    for (auto const* font : {"Noto Sans CJK HK 9", "Noto Sans CJK HK Bold 9"}) {
      std::string_view const part = piece(text, at, kHalfPage);
      at = (at + kHalfPage) % (text.size() - kHalfPage);
      PangoLayout* const layout = pango_cairo_create_layout(cairo);
      PangoFontDescription* const description = pango_font_description_from_string(font);
      pango_layout_set_font_description(layout, description);
      pango_font_description_free(description);
      pango_layout_set_width(layout, 500 * PANGO_SCALE);
      pango_layout_set_text(layout, part.data(), static_cast<int>(part.size()));
      pango_cairo_show_layout(cairo, layout);
      g_object_unref(layout);
    }
    cairo_show_page(cairo);
  }
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return bytes;
}

}  // namespace

int main() {
  auto const data = std::filesystem::path{LINGDING_SOURCE_DIR} / "plans" / "data";
  std::string const document = read(data / "samples" / "mo-sample-01-taipa-sheung-wan.json");
  geo::WaterMap const water{support::shipped_regions()};
  paper::PaperOptions options;
  options.copy = 1;
  options.water = &water;
  for (auto const* centre : {"CN-GD.json", "HK.json", "MO.json"})
    options.modules.push_back(read(data / "centres" / centre));

  auto const warm = paper::render_plan(document, options);  // fonts are looked up and mapped once for the process
  if (!warm) return 1;
  constexpr int kPlans = 10;
  double start = cpu_seconds();
  std::size_t pages = 0;
  for (int i = 0; i < kPlans; ++i) pages += paper::render_plan(document, options)->pages;
  double const ours = cpu_seconds() - start;
  start = cpu_seconds();
  std::size_t bytes = 0;
  for (int i = 0; i < kPlans; ++i) bytes += bare(document, warm->pages);
  double const floor = cpu_seconds() - start;
  if (bytes == 0) return 1;
  bench::print({.figure = "paper.pages",
                .what = "pages of a plan of three ships as PDF, one core",
                .value = static_cast<double>(pages) / ours,
                .unit = "pages/s",
                .floor = static_cast<double>(pages) / floor,
                .floor_what = "Pango and Cairo with two fonts and the document's own text",
                .note = "the fonts' subsets are made anew for each PDF"});
  bench::print({.figure = "paper.plan",
                .what = "a whole plan of three ships as PDF",
                .value = 1e3 * ours / kPlans,
                .unit = "ms",
                .better = bench::Better::less,
                .floor = 1e3 * floor / kPlans,
                .floor_what = "the same"});
}
