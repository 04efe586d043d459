// A drill's report: how long each of its forms takes for an exercise of an hour and a half at three centres.

#include <pango/pangocairo.h>

#include <cairo-pdf.h>

#include <pugixml.hpp>
#include <sstream>
#include <string>

#include "geo/water.hpp"
#include "tests/bench/cpu_time.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/regions.hpp"
#include "tests/support/sample_run.hpp"
#include "tools/drill/report.hpp"

using namespace lingding;

namespace {

/// Milliseconds of the processor that one call takes; of many calls the mean.
template <class Do>
double milliseconds(int times, Do const& work) {
  auto const start = bench::cpu_seconds();
  for (int i = 0; i < times; ++i) work();
  return 1e3 * (bench::cpu_seconds() - start) / times;
}

cairo_status_t count(void* bytes, unsigned char const*, unsigned int size) {
  *static_cast<std::size_t*>(bytes) += size;
  return CAIRO_STATUS_SUCCESS;
}

/// Every byte looked at and put where it goes, once: what any writer of text does at least.
std::size_t copied(std::string const& text) {
  std::string out;
  for (char const c : text) {
    if (c == '&' || c == '<' || static_cast<unsigned char>(c) < 0x20) {
      out += c;
    } else {
      out.push_back(c);
    }
  }
  return out.size();
}

/// The report's cells and paragraphs set and drawn by the same libraries, one below the other, with nothing of ours.
std::size_t bare_pdf(paper::Report const& report) {
  std::size_t bytes = 0;
  auto* const surface = cairo_pdf_surface_create_for_stream(count, &bytes, 595, 842);
  auto* const cairo = cairo_create(surface);
  auto* const font = pango_font_description_from_string("Noto Sans CJK TC 8");
  double y = 0;
  auto const draw = [&](std::string const& text) {
    if (text.empty()) return;
    auto* const layout = pango_cairo_create_layout(cairo);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout, 90 * PANGO_SCALE);
    pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
    cairo_move_to(cairo, 40, y);
    pango_cairo_show_layout(cairo, layout);
    g_object_unref(layout);
    y += 2;
    if (y > 800) {
      cairo_show_page(cairo);
      y = 0;
    }
  };
  for (auto const& section : report.sections)
    for (auto const& block : section.blocks) {
      if (auto const* const text = std::get_if<paper::ReportText>(&block)) draw(text->text.en + text->text.zh);
      auto const* const table = std::get_if<paper::ReportTable>(&block);
      if (table == nullptr) continue;
      for (auto const& row : table->rows)
        for (auto const& cell : row) {
          draw(cell.text.en);
          draw(cell.text.zh);
        }
    }
  cairo_show_page(cairo);
  pango_font_description_free(font);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return bytes;
}

void print(std::string name, std::string what, double value, double floor, std::string floor_what, std::string note) {
  bench::print({.figure = "drill_report." + name,
                .what = std::move(what),
                .value = value,
                .unit = "ms",
                .better = bench::Better::less,
                .floor = floor,
                .floor_what = std::move(floor_what),
                .note = std::move(note)});
}

}  // namespace

int main() {
  auto const record = support::sample_run({.late_call = true});
  geo::WaterMap const water{support::shipped_regions()};
  auto const score = drill::score(record);
  std::size_t sum = 0;

  auto const json = drill::to_json(record);
  print("score", "objectives and times of a run scored",
        milliseconds(200, [&] { sum += drill::score(record).times.size(); }),
        milliseconds(200, [&] { sum += drill::RunRecord{record}.happened.size(); }), "the record copied",
        std::to_string(record.happened.size()) + " happenings, 15 objectives");
  auto const page = drill::report_html(record, score, &water);
  print("html", "a run's report as one page, with timeline and map",
        milliseconds(50, [&] { sum += drill::report_html(record, score, &water).size(); }),
        milliseconds(50, [&] { sum += copied(page); }), "each byte of the page looked at and copied once",
        std::to_string(page.size() / 1024) + " KiB; the map's regions are projected anew");
  auto const report = drill::report_of(record, score, &water);
  auto const warm = drill::report_pdf(record, score, &water);  // fonts are looked up and mapped once for the process
  print("pdf", "the same as PDF", milliseconds(5, [&] { sum += drill::report_pdf(record, score, &water).pdf.size(); }),
        milliseconds(5, [&] { sum += bare_pdf(report); }), "Pango and Cairo with each text of it, set once",
        std::to_string(warm.pages) + " pages; the fonts' subsets are made anew for each PDF");
  auto const scored = drill::report_json(record, score);
  print("json", "the score as JSON", milliseconds(500, [&] { sum += drill::report_json(record, score).size(); }),
        milliseconds(500, [&] { sum += copied(scored); }), "each byte of it looked at and copied once", "");
  auto const junit = drill::report_junit(record, score);
  print("junit", "the score as JUnit XML", milliseconds(500, [&] { sum += drill::report_junit(record, score).size(); }),
        milliseconds(500,
                     [&] {
                       pugi::xml_document document;
                       document.load_string(junit.c_str());
                       std::ostringstream out;
                       document.save(out);
                       sum += out.str().size();
                     }),
        "pugixml reads it and writes it", "");
  print("record", "run.json read and written",
        milliseconds(50, [&] { sum += drill::to_json(*drill::read_run(json)).size(); }),
        milliseconds(50, [&] { sum += copied(json); }), "each byte of it looked at and copied once",
        std::to_string(json.size() / 1024) + " KiB");
  return sum > 0 ? 0 : 1;
}
