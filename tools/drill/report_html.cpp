// A report as one page: style sheet and figures within it, no script, nothing loaded.

#include <array>
#include <charconv>

#include "tools/drill/detail/report_parts.hpp"
#include "tools/drill/report.hpp"

namespace lingding::drill::detail {
namespace {

using paper::FigurePath;
using paper::FigureText;
using paper::Ink;
using paper::ReportCell;
using paper::ReportFigure;
using paper::ReportTable;
using paper::ReportText;
using paper::ReportTiles;
using paper::Tone;

constexpr std::string_view kStyle = R"(
:root{--bg:#fff;--fg:#12161c;--second:#57606c;--rule:#d5dae0;--head:#eef2f6;--navy:#0b2b54;--good:#0a5c2c;--bad:#a80f14;
--open:#7a4e00;--goodbg:#e5f4ea;--badbg:#fde8e8;--openbg:#fdf3dc;--mark:#a80f14;
--text:#12161c;--grid:#e1e6eb;--panel:#f6f9fc;--gd:#b23a2e;--hk:#1f5ca8;--mo:#19725a;--gd-water:#f8e2da;--hk-water:#d8e6f7;
--mo-water:#d5eddf;--inject:#66389e;--alarm:#c01818;--acknowledged:#0a5c2c;--sitrep:#0d5a80;--decision:#6e4b0d;
--outage:#d4d7da;--track-1:#0d408c;--track-2:#99400d;--track-3:#591a73;--track-4:#1a6666}
@media (prefers-color-scheme:dark){:root{--bg:#10151b;--fg:#e6eaee;--second:#9fabb8;--rule:#323b45;--head:#1a222b;
--navy:#a9c8f0;--good:#79d39b;--bad:#ff9a96;--open:#efc46b;--goodbg:#12301e;--badbg:#3c1718;--openbg:#352a10;--mark:#c8161c;
--text:#e6eaee;--grid:#262f39;--panel:#151c24;--gd:#f0897d;--hk:#7fb3f5;--mo:#69cfae;--gd-water:#3a2520;--hk-water:#1c2f47;
--mo-water:#17362b;--inject:#c9a7f2;--alarm:#ff8580;--acknowledged:#79d39b;--sitrep:#7cc7ee;--decision:#e3bd74;
--outage:#3a434d;--track-1:#8ab8ff;--track-2:#f0a173;--track-3:#d59bea;--track-4:#74cfcf}}
*{box-sizing:border-box}html{scroll-padding-top:3rem}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.42 "Noto Sans","Noto Sans CJK TC","PingFang TC","Microsoft JhengHei",system-ui,sans-serif}
.marking{background:var(--mark);color:#fff;font-weight:700;text-align:center;letter-spacing:.06em;padding:.35rem .5rem;position:sticky;top:0;z-index:1}
.marking.last{position:static}
main,header{max-width:76rem;margin:0 auto;padding:0 1.1rem}
header{padding-top:.9rem}h1{font-size:1.55rem;line-height:1.2;margin:0;color:var(--navy)}h1 span{display:block;font-size:1.15rem;margin-top:.15rem}
.sub{color:var(--second);margin:.3rem 0 .2rem}nav{font-size:.86rem;margin:.3rem 0 0}nav a{color:var(--navy);margin-right:.85rem;white-space:nowrap}
h2{font-size:1.15rem;color:var(--navy);border-bottom:1px solid var(--navy);padding-bottom:.15rem;margin:1.5rem 0 .6rem}
h2 span{font-size:1rem;margin-left:.6rem;font-weight:600}section:first-of-type h2{margin-top:.8rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.2rem,1fr));gap:.5rem;margin:.5rem 0}
.tile{background:var(--head);border:1px solid var(--rule);border-radius:.35rem;padding:.35rem .55rem}
.tile b{display:block;font-size:1.22rem;line-height:1.25;font-variant-numeric:tabular-nums}.tile small{color:var(--second);display:block;font-size:.78rem;line-height:1.3}
.tile.good{background:var(--goodbg)}.tile.bad{background:var(--badbg)}.tile.open{background:var(--openbg)}
.scroll{overflow-x:auto;margin:.5rem 0 1rem}table{border-collapse:collapse;width:100%;font-size:.9rem}table.small{font-size:.8rem}
th{background:var(--head);text-align:left;vertical-align:bottom;font-weight:600}th,td{padding:.28rem .5rem;border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:anywhere}
th.right,td.right{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal}
.zh{display:block;color:var(--second);font-size:.92em}.good,.good .zh{color:var(--good)}.bad,.bad .zh{color:var(--bad)}.open,.open .zh{color:var(--open)}
.second{color:var(--second)}.strong{font-weight:600}.mono,pre{font-family:"Noto Sans Mono","DejaVu Sans Mono",ui-monospace,monospace;font-size:.88em}
pre{background:var(--head);border:1px solid var(--rule);border-radius:.35rem;padding:.6rem .8rem;white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0 1rem}
p{margin:.35rem 0}figure{margin:.6rem 0 1rem}figure svg{width:100%;height:auto;display:block;border:1px solid var(--rule);border-radius:.35rem}
figcaption{color:var(--second);font-size:.83rem;margin-top:.3rem}svg text{font-family:inherit;paint-order:stroke;stroke:var(--bg);stroke-width:2.6px;stroke-linejoin:round}.tile .zh{display:inline}
)";

constexpr std::string_view kPrint = R"(
@media print{@page{size:A4;margin:13mm 11mm}:root{--bg:#fff;--fg:#000;--second:#444;--rule:#bbb;--head:#f1f3f5;--navy:#0b2b54;--good:#0a5c2c;--bad:#a80f14;
--open:#7a4e00;--goodbg:#fff;--badbg:#fff;--openbg:#fff;--mark:#a80f14;--text:#12161c;--grid:#e1e6eb;--panel:#fafbfc;--gd:#b23a2e;--hk:#1f5ca8;--mo:#19725a;
--gd-water:#f8e2da;--hk-water:#d8e6f7;--mo-water:#d5eddf;--inject:#66389e;--alarm:#c01818;--acknowledged:#0a5c2c;--sitrep:#0d5a80;--decision:#6e4b0d;
--outage:#d4d7da;--track-1:#0d408c;--track-2:#99400d;--track-3:#591a73;--track-4:#1a6666}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{font-size:9.2pt}main,header{max-width:none;padding:0}nav{display:none}.marking{position:static}
.scroll{overflow:visible}table{font-size:8pt}table.small{font-size:6.9pt}thead{display:table-header-group}tr,figure,.tile,pre{break-inside:avoid}h2{break-after:avoid}
.tiles{grid-template-columns:repeat(4,1fr)}}
)";

std::string_view name_of(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::good:
      return "good";
    case Tone::bad:
      return "bad";
    case Tone::open:
      return "open";
    case Tone::second:
      return "second";
  }
  return "";
}

std::string number(double value) {
  // Tenths of a unit of the drawing are finer than a screen shows.
  std::array<char, 32> text{};
  auto const [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 1);
  std::string result{text.data(), end};
  if (result.ends_with(".0")) result.resize(result.size() - 2);
  return result == "-0" ? "0" : result;
}

class Html {
 public:
  std::string write(paper::Report const& report) {
    out_ +=
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>";
    escape((report.marking.en.empty() ? "" : "EXERCISE: ") + report.title.en);
    out_ += "</title>\n<style>";
    out_ += kStyle;
    out_ += kPrint;
    for (std::size_t i = 0; i < paper::kInks; ++i) {
      std::string const name{paper::to_text(static_cast<Ink>(i))};
      out_ += ".f-" + name + "{fill:var(--" + name + ")}.s-" + name + "{stroke:var(--" + name + ")}\n";
    }
    out_ += "</style>\n</head>\n<body>\n";
    marking(report, "");
    out_ += "<header>\n<h1>";
    escape(report.title.en);
    if (!report.title.zh.empty()) span("", report.title.zh);
    out_ += "</h1>\n<p class=\"sub\">";
    escape(report.header);
    out_ += "</p>\n<nav>";
    for (auto const& section : report.sections) {
      out_ += "<a href=\"#" + section.name + "\">";
      escape(section.heading.en);
      out_ += "</a> ";
    }
    out_ += "</nav>\n</header>\n<main>\n";
    for (auto const& section : report.sections) {
      out_ += "<section id=\"" + section.name + "\">\n<h2>";
      escape(section.heading.en);
      if (!section.heading.zh.empty()) span("", section.heading.zh);
      out_ += "</h2>\n";
      for (auto const& block : section.blocks) std::visit([&](auto const& one) { write(one); }, block);
      out_ += "</section>\n";
    }
    out_ += "</main>\n";
    marking(report, " last");
    out_ += "</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void escape(std::string_view text) {
    for (char const c : clean(text)) {
      switch (c) {
        case '&':
          out_ += "&amp;";
          break;
        case '<':
          out_ += "&lt;";
          break;
        case '>':
          out_ += "&gt;";
          break;
        case '"':
          out_ += "&quot;";
          break;
        case '\'':
          out_ += "&#39;";
          break;
        default:
          out_ += c;
      }
    }
  }
  void span(std::string_view classes, std::string_view chinese) {
    out_ += "<span lang=\"zh-Hant\"";
    if (!classes.empty()) out_ += " class=\"" + std::string{classes} + "\"";
    out_ += ">";
    escape(chinese);
    out_ += "</span>";
  }
  void both(TwoTexts const& text) {
    escape(text.en);
    if (!text.zh.empty()) span("zh", text.zh);
  }
  void marking(paper::Report const& report, std::string_view more) {
    if (report.marking.en.empty()) return;
    out_ += "<div class=\"marking" + std::string{more} + "\">";
    escape(report.marking.en);
    out_ += " ";
    span("", report.marking.zh);
    out_ += "</div>\n";
  }
  void open(std::string_view tag, std::string classes) {
    out_ += "<" + std::string{tag};
    while (classes.starts_with(' ')) classes.erase(0, 1);
    if (!classes.empty()) out_ += " class=\"" + classes + "\"";
    out_ += ">";
  }

  void write(ReportText const& text) {
    auto const tag = text.preformatted ? "pre" : "p";
    open(tag, std::string{name_of(text.tone)});
    both(text.text);
    out_ += std::string{"</"} + tag + ">\n";
  }

  void write(ReportTiles const& tiles) {
    out_ += "<div class=\"tiles\">\n";
    for (auto const& tile : tiles.tiles) {
      open("div", "tile " + std::string{name_of(tile.tone)});
      out_ += "<small>";
      escape(tile.name.en);
      out_ += "<br>";
      span("", tile.name.zh);
      out_ += "</small><b>";
      escape(tile.value);
      out_ += "</b><small>";
      escape(tile.detail.en);
      if (!tile.detail.zh.empty()) {
        out_ += "<br>";
        span("", tile.detail.zh);
      }
      out_ += "</small></div>\n";
    }
    out_ += "</div>\n";
  }

  void write(ReportTable const& table) {
    out_ += "<div class=\"scroll\">";
    open("table", table.small ? "small" : "");
    double shares = 0;
    for (auto const& column : table.columns) shares += column.share;
    out_ += "<colgroup>";
    for (auto const& column : table.columns)
      out_ += "<col style=\"width:" + number(100 * column.share / shares) + "%\">";
    out_ += "</colgroup>\n<thead><tr>";
    for (auto const& column : table.columns) {
      open("th", column.right ? "right" : "");
      both(column.name);
      out_ += "</th>";
    }
    out_ += "</tr></thead>\n<tbody>\n";
    for (auto const& row : table.rows) {
      out_ += "<tr>";
      for (std::size_t i = 0; i < row.size(); ++i) write(row[i], i < table.columns.size() && table.columns[i].right);
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table></div>\n";
  }

  void write(ReportCell const& cell, bool right) {
    std::string classes{name_of(cell.tone)};
    if (cell.strong) classes += " strong";
    if (cell.mono) classes += " mono";
    if (right) classes += " right";
    open("td", classes);
    both(cell.text);
    out_ += "</td>";
  }

  void write(ReportFigure const& figure) {
    if (figure.parts.empty()) return;
    out_ += "<figure><svg viewBox=\"0 0 " + number(figure.width) + " " + number(figure.height) +
            R"(" xmlns="http://www.w3.org/2000/svg" role="img" aria-label=")";
    escape(figure.caption.en);
    out_ += "\">\n";
    for (auto const& part : figure.parts) std::visit([&](auto const& one) { draw(one); }, part);
    out_ += "</svg><figcaption>";
    both(figure.caption);
    out_ += "</figcaption></figure>\n";
  }

  void draw(FigurePath const& path) {
    std::string data;
    for (auto const& points : path.parts) {
      for (std::size_t i = 0; i < points.size(); ++i)
        data += (i == 0 ? "M" : "L") + number(points[i].x) + " " + number(points[i].y);
      if (path.closed) data += "Z";
    }
    out_ += "<path d=\"" + data + "\" class=\"";
    if (path.fill) out_ += "f-" + std::string{paper::to_text(*path.fill)};
    if (path.stroke) out_ += (path.fill ? " s-" : "s-") + std::string{paper::to_text(*path.stroke)};
    out_ += "\"";
    if (!path.fill) out_ += " fill=\"none\"";
    if (path.stroke) out_ += " stroke-width=\"" + number(path.width) + "\"";
    if (path.closed) out_ += " fill-rule=\"evenodd\"";
    if (path.dashed) out_ += " stroke-dasharray=\"5 4\"";
    if (path.title.empty()) {
      out_ += "/>\n";
      return;
    }
    out_ += "><title>";
    escape(path.title);
    out_ += "</title></path>\n";
  }

  void draw(FigureText const& text) {
    out_ += "<text x=\"" + number(text.at.x) + "\" y=\"" + number(text.at.y) + "\" font-size=\"" + number(text.size) +
            "\" class=\"f-" + std::string{paper::to_text(text.ink)} + "\"";
    if (text.anchor != FigureText::Anchor::start)
      out_ += text.anchor == FigureText::Anchor::middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
    if (text.strong) out_ += " font-weight=\"600\"";
    out_ += ">";
    escape(text.text);
    out_ += "</text>\n";
  }

  std::string out_;
};

}  // namespace

std::string to_html(paper::Report const& report) {
  return Html{}.write(report);
}

std::string clean(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const byte = static_cast<unsigned char>(text[i]);
    bool const control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
    // U+FFFE and U+FFFF, which are no characters (XML 1.0, production 2).
    bool const none = byte == 0xEF && text.substr(i).starts_with("\xEF\xBF\xBE");
    bool const none_either = byte == 0xEF && text.substr(i).starts_with("\xEF\xBF\xBF");
    if (none || none_either) i += 2;
    if (control || none || none_either) {
      result += "\xEF\xBF\xBD";
    } else {
      result += text[i];
    }
  }
  return result;
}

}  // namespace lingding::drill::detail
