#include "adapters/paper/detail/canvas.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <numbers>
#include <stdexcept>
#include <utility>

#include "geo/check.hpp"

namespace lingding::paper::detail {
namespace {

struct Unref {
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoContext* context) const { g_object_unref(context); }
  void operator()(PangoFontMap* map) const { g_object_unref(map); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
  void operator()(PangoAttrList* list) const { pango_attr_list_unref(list); }
  void operator()(PangoLayoutIter* iter) const { pango_layout_iter_free(iter); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

/// Of a line, in sizes of its letters: Noto Sans CJK's own (ascender 1.160, descender 0.288 of its hhea table).
constexpr double kLineHeight = 1.448;

double points(int pango_units) {
  return static_cast<double>(pango_units) / PANGO_SCALE;
}

/// The families in order of preference: the regional forms asked for, then whatever fontconfig calls sans.
char const* families(TextStyle const& style) {
  if (style.face == Face::mono) return "Noto Sans Mono CJK HK,monospace";
  switch (style.script) {
    case Script::zh_hant:
      return "Noto Sans CJK HK,Noto Sans CJK TC,sans-serif";
    case Script::zh_hans:
      return "Noto Sans CJK SC,sans-serif";
    case Script::latin:
      return "Noto Sans CJK HK,sans-serif";
  }
  return "sans-serif";
}

char const* language_tag(Script script) {
  switch (script) {
    case Script::zh_hant:
      return "zh-hk";
    case Script::zh_hans:
      return "zh-cn";
    case Script::latin:
      return "en";
  }
  return "en";
}

}  // namespace

class TextBlock::Impl {
 public:
  explicit Impl(Owned<PangoLayout> layout) : layout_(std::move(layout)) {
    Owned<PangoLayoutIter> const iter{pango_layout_get_iter(layout_.get())};
    do {
      PangoRectangle logical{};
      int top = 0;
      int bottom = 0;
      pango_layout_iter_get_line_yrange(iter.get(), &top, &bottom);
      pango_layout_iter_get_line_extents(iter.get(), nullptr, &logical);
      Line line;
      line.height = points(bottom - top);
      line.baseline = points(pango_layout_iter_get_baseline(iter.get()) - top);
      line.x = points(logical.x);
      line.width = points(logical.width);
      lines_.push_back(line);
      height_ += line.height;
      width_ = std::max(width_, line.width);
    } while (pango_layout_iter_next_line(iter.get()) != 0);
  }
  std::vector<Line> const& lines() const { return lines_; }
  double height() const { return height_; }
  double width() const { return width_; }
  PangoLayout* layout() const { return layout_.get(); }

 private:
  Owned<PangoLayout> layout_;
  std::vector<Line> lines_;
  double height_ = 0;
  double width_ = 0;
};

TextBlock::TextBlock(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TextBlock::~TextBlock() = default;
std::vector<TextBlock::Line> const& TextBlock::lines() const {
  return impl_->lines();
}
double TextBlock::height() const {
  return impl_->height();
}
double TextBlock::width() const {
  return impl_->width();
}

class Typesetter::Impl {
 public:
  Impl() : context_(pango_font_map_create_context(pango_cairo_font_map_get_default())) {
    // Where letters stand depends on the font alone: no hinting, no rounding to whole pixels.
    Owned<cairo_font_options_t> const options{cairo_font_options_create()};
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context_.get(), options.get());
    pango_cairo_context_set_resolution(context_.get(), 72);
    pango_context_set_round_glyph_positions(context_.get(), FALSE);
    pango_context_set_base_dir(context_.get(), PANGO_DIRECTION_LTR);
    static_cast<void>(set("+0123456789", {}, {}));
    if (missing_ > 0) throw std::runtime_error("no installed font has even figures: install fonts-noto-cjk");
  }

  Text set(std::string_view text, TextStyle const& style, std::optional<double> width) {
    Owned<PangoLayout> layout{pango_layout_new(context_.get())};
    Owned<PangoFontDescription> const font{pango_font_description_new()};
    pango_font_description_set_family_static(font.get(), families(style));
    pango_font_description_set_weight(font.get(),
                                      style.weight == Weight::bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_size(font.get(), static_cast<int>(style.size * PANGO_SCALE));
    pango_layout_set_font_description(layout.get(), font.get());

    Owned<PangoAttrList> const attributes{pango_attr_list_new()};
    pango_attr_list_insert(attributes.get(),
                           pango_attr_language_new(pango_language_from_string(language_tag(style.script))));
    auto const channel = [](double value) { return static_cast<guint16>(value * 65535); };
    pango_attr_list_insert(
        attributes.get(),
        pango_attr_foreground_new(channel(style.colour.red), channel(style.colour.green), channel(style.colour.blue)));
    // A hyphen at a line's end would look like a part of an address or a number.
    pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
    // From the size, not from the font: other fonts in its place leave the lines as they are.
    pango_attr_list_insert(
        attributes.get(),
        pango_attr_line_height_new_absolute(static_cast<int>(style.leading * kLineHeight * style.size * PANGO_SCALE)));
    pango_layout_set_attributes(layout.get(), attributes.get());

    pango_layout_set_auto_dir(layout.get(), FALSE);
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    switch (style.align) {
      case Align::left:
        pango_layout_set_alignment(layout.get(), PANGO_ALIGN_LEFT);
        break;
      case Align::centre:
        pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
        break;
      case Align::right:
        pango_layout_set_alignment(layout.get(), PANGO_ALIGN_RIGHT);
        break;
    }
    if (width) pango_layout_set_width(layout.get(), static_cast<int>(*width * PANGO_SCALE));
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    missing_ += static_cast<std::size_t>(std::max(0, pango_layout_get_unknown_glyphs_count(layout.get())));
    return std::make_shared<TextBlock const>(std::make_unique<TextBlock::Impl>(std::move(layout)));
  }

  std::size_t missing_glyphs() const { return missing_; }

 private:
  Owned<PangoContext> context_;
  std::size_t missing_ = 0;
};

Typesetter::Typesetter() : impl_(std::make_unique<Impl>()) {}
Typesetter::~Typesetter() = default;
Text Typesetter::set(std::string_view text, TextStyle const& style, std::optional<double> width) {
  return impl_->set(text, style, width);
}
std::size_t Typesetter::missing_glyphs() const {
  return impl_->missing_glyphs();
}

DrawText whole(Text text, Point at) {
  std::size_t const count = text->lines().size();
  return {std::move(text), at, 0, count, {}};
}

DrawPath rectangle(Box const& box, std::optional<Colour> fill, std::optional<Stroke> stroke) {
  return {{{{box.x, box.y}, {box.right(), box.y}, {box.right(), box.bottom()}, {box.x, box.bottom()}}},
          true,
          fill,
          std::move(stroke)};
}

DrawPath line(Point from, Point to, Stroke stroke) {
  return {{{from, to}}, false, {}, std::move(stroke)};
}

namespace {

void use(cairo_t* cairo, Colour const& colour) {
  cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue);
}

/// Fills and strokes the current path.
void paint(cairo_t* cairo, std::optional<Colour> const& fill, std::optional<Stroke> const& stroke) {
  if (fill) {
    use(cairo, *fill);
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_fill_preserve(cairo);
  }
  if (stroke) {
    use(cairo, stroke->colour);
    cairo_set_line_width(cairo, stroke->width);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(cairo, stroke->dash.data(), static_cast<int>(stroke->dash.size()), 0);
    cairo_stroke_preserve(cairo);
  }
  cairo_new_path(cairo);
}

struct Painter {
  cairo_t* cairo;

  void operator()(DrawText const& operation) const {
    auto const& lines = operation.text->lines();
    double y = operation.at.y;
    for (std::size_t i = operation.first; i < operation.first + operation.count; ++i) {
      LINGDING_CHECK(i < lines.size());
      PangoLayoutLine* const text_line =
          pango_layout_get_line_readonly(operation.text->impl().layout(), static_cast<int>(i));
      double const x = operation.at.x + lines[i].x;
      if (operation.halo) {
        cairo_move_to(cairo, x, y + lines[i].baseline);
        pango_cairo_layout_line_path(cairo, text_line);
        paint(cairo, {}, Stroke{*operation.halo, 2.4, {}});
      }
      cairo_move_to(cairo, x, y + lines[i].baseline);
      pango_cairo_show_layout_line(cairo, text_line);
      y += lines[i].height;
    }
    cairo_new_path(cairo);
  }
  void operator()(DrawPath const& operation) const {
    for (auto const& part : operation.parts) {
      for (std::size_t i = 0; i < part.size(); ++i)
        (i == 0 ? cairo_move_to : cairo_line_to)(cairo, part[i].x, part[i].y);
      if (operation.closed) cairo_close_path(cairo);
    }
    paint(cairo, operation.fill, operation.stroke);
  }
  void operator()(DrawCircle const& operation) const {
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, operation.centre.x, operation.centre.y, operation.radius, 0, 2 * std::numbers::pi);
    cairo_close_path(cairo);
    paint(cairo, operation.fill, operation.stroke);
  }
  void operator()(DrawWatermark const& operation) const {
    cairo_save(cairo);
    cairo_translate(cairo, operation.middle.x, operation.middle.y);
    cairo_rotate(cairo, -operation.angle * std::numbers::pi / 180);
    cairo_move_to(cairo, -operation.text->width() / 2, -operation.text->height() / 2);
    pango_cairo_layout_path(cairo, operation.text->impl().layout());
    use(cairo, operation.colour);
    cairo_fill(cairo);
    cairo_restore(cairo);
  }
  void operator()(BeginClip const& operation) const {
    cairo_save(cairo);
    cairo_rectangle(cairo, operation.box.x, operation.box.y, operation.box.width, operation.box.height);
    cairo_clip(cairo);
  }
  void operator()(EndClip const&) const { cairo_restore(cairo); }
};

cairo_status_t append(void* out, unsigned char const* bytes, unsigned int size) {
  static_cast<std::string*>(out)->append(reinterpret_cast<char const*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

void require(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS)
    throw std::runtime_error(std::string("Cairo can't draw: ") + cairo_status_to_string(status));
}

void describe(cairo_surface_t* surface, PdfInfo const& info) {
  auto const set = [&](cairo_pdf_metadata_t what, std::string const& value) {
    cairo_pdf_surface_set_metadata(surface, what, value.c_str());
  };
  set(CAIRO_PDF_METADATA_TITLE, info.title);
  set(CAIRO_PDF_METADATA_AUTHOR, info.author);
  set(CAIRO_PDF_METADATA_SUBJECT, info.subject);
  set(CAIRO_PDF_METADATA_CREATOR, "Lingding");
  // Cairo would write the clock's time.
  std::string const dated = geo::to_iso8601(info.dated) + "T00:00:00+08:00";
  set(CAIRO_PDF_METADATA_CREATE_DATE, dated);
  set(CAIRO_PDF_METADATA_MOD_DATE, dated);
  for (auto const& bookmark : info.bookmarks)
    cairo_pdf_surface_add_outline(surface, CAIRO_PDF_OUTLINE_ROOT, bookmark.title.c_str(),
                                  ("page=" + std::to_string(bookmark.page)).c_str(),
                                  static_cast<cairo_pdf_outline_flags_t>(0));
}

}  // namespace

std::string write_pdf(std::vector<Page> const& pages, PdfInfo const& info) {
  std::string pdf;
  Owned<cairo_surface_t> const surface{cairo_pdf_surface_create_for_stream(append, &pdf, kSheetWidth, kSheetHeight)};
  require(cairo_surface_status(surface.get()));
  cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_5);
  describe(surface.get(), info);
  {
    Owned<cairo_t> const cairo{cairo_create(surface.get())};
    for (auto const& page : pages) {
      for (auto const& operation : page) std::visit(Painter{cairo.get()}, operation);
      cairo_show_page(cairo.get());
    }
    require(cairo_status(cairo.get()));
  }
  cairo_surface_finish(surface.get());
  require(cairo_surface_status(surface.get()));
  return pdf;
}

}  // namespace lingding::paper::detail
