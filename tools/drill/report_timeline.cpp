// The timeline: a lane for each centre over the exercise's time.

#include <algorithm>
#include <cmath>
#include <map>

#include "tools/drill/detail/custody_sweep.hpp"
#include "tools/drill/detail/report_parts.hpp"
#include "tools/drill/detail/words.hpp"

namespace lingding::drill::detail {
namespace {

using paper::FigurePath;
using paper::FigurePoint;
using paper::FigureText;
using paper::Ink;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr double kWidth = 1000;
constexpr double kLeft = 74;
constexpr double kRight = 990;
constexpr double kRow = 15;
constexpr double kLetter = 5.9;  ///< of a text of size 11, on average
constexpr std::size_t kMostRows = 9;

Ink ink_of(geo::CentreId centre) {
  switch (centre) {
    case geo::CentreId::cn_gd:
      return Ink::gd;
    case geo::CentreId::hk:
      return Ink::hk;
    case geo::CentreId::mo:
      return Ink::mo;
  }
  return Ink::text;
}

/// A word at a moment of a lane.
struct Flag {
  geo::UtcTime at{};
  std::string text;
  std::string title;
  Ink ink = Ink::text;
};

/// What of a happening is said on the lane; empty: nothing.
std::optional<Flag> flag_of(Happened const& one) {
  auto const flag = [&](std::string text, Ink ink) {
    return Flag{one.at, std::move(text),
                time_of_day(one.at) + " " + words_en(one.what) + (one.detail.empty() ? "" : " " + one.detail) +
                    (one.officer.empty() ? "" : " · " + one.officer) + " · " + to_text(one.centre, one.seq),
                ink};
  };
  switch (one.what) {
    case Happening::notified:
      return flag("told", Ink::alarm);
    case Happening::escalated:
      return flag("nobody answers (" + one.detail + ")", Ink::alarm);
    case Happening::acknowledged:
      return flag("ack " + one.officer, Ink::acknowledged);
    case Happening::plan_opened:
      return flag("plan", Ink::decision);
    case Happening::company_called:
      return flag("company called", Ink::decision);
    case Happening::custody_taken:
      return flag(one.detail == "0" ? "custody" : "accepts custody", ink_of(one.centre));
    case Happening::custody_declined:
      return flag(one.detail == "timed_out" ? "offer lapsed" : "declines", Ink::alarm);
    case Happening::custody_requested:
      return flag("asks for custody", Ink::decision);
    case Happening::phase_set:
      if (one.officer.empty()) return std::nullopt;
      return flag(one.detail, Ink::decision);
    case Happening::persons_stated:
      return flag("persons " + one.detail, Ink::decision);
    case Happening::unit_state:
      return flag("unit " + one.detail, Ink::decision);
    case Happening::sitrep_issued:
      return flag("SITREP " + one.detail, Ink::sitrep);
    case Happening::merged:
      return flag("merged", Ink::decision);
    case Happening::split:
      return flag("split", Ink::decision);
    case Happening::closed:
      return flag("closed: " + one.detail, Ink::acknowledged);
    case Happening::opened_again:
      return flag("opened again", Ink::alarm);
    case Happening::question_raised:
      return flag("question: " + one.detail, Ink::alarm);
    case Happening::question_answered:
      return flag("answer: " + one.detail, Ink::decision);
    case Happening::refused:
      return flag("refused", Ink::alarm);
    case Happening::alarmed:
    case Happening::ship_known:
    case Happening::plan_at_hand:
    case Happening::custody_offered:
    case Happening::custody_passed:
    case Happening::persons_reconciled:
    case Happening::note_added:
      return std::nullopt;
  }
  return std::nullopt;
}

class Lanes {
 public:
  Lanes(ReportInput const& in, geo::UtcTime from, geo::UtcTime to)
      : in_(in), record_(in.record), from_(from), to_(std::max(to, from + minutes{1})) {
    milliseconds const length = to_ - from_;
    scale_ = (kRight - kLeft) / static_cast<double>(length.count());
  }

  paper::ReportFigure draw() {
    double y = script(26);
    for (auto const centre : record_.scenario.centres) {
      auto const top = y + 4;
      y = lane(centre, y + 8);
      lanes_[centre] = {top, y + 4};
    }
    figure_.width = kWidth;
    figure_.height = y + 6;
    // Behind everything: the hours, and where links were down.
    auto parts = std::move(figure_.parts);
    figure_.parts.clear();
    outages();
    axis(y);
    figure_.parts.insert(figure_.parts.end(), parts.begin(), parts.end());
    figure_.caption = {
        "Times in UTC. Bars: which centre had custody, by its own journal. Triangles: alarms. Grey: a link that the "
        "script took down. Numbers above: injects, as in their table.",
        "時間為 "
        "UTC。色條：各中心按其本身日誌負責協調的時段；三角：警報；灰帶：劇本所定通訊中斷；上方數字：注入事件編號。"};
    return std::move(figure_);
  }

 private:
  bool is_shown(geo::UtcTime at) const { return at >= from_ && at <= to_; }
  double x_of(geo::UtcTime at) const {
    auto const x = kLeft + static_cast<double>((at - from_).count()) * scale_;
    return std::clamp(x, kLeft, kRight);
  }
  void add(paper::FigurePart part) { figure_.parts.push_back(std::move(part)); }
  void text(double x, double y, std::string words, double size, Ink ink, bool strong = false,
            FigureText::Anchor anchor = FigureText::Anchor::start) {
    add(FigureText{{x, y}, std::move(words), size, ink, strong, anchor});
  }
  void stroke(FigurePoint a, FigurePoint b, Ink ink, double width, bool dashed = false) {
    add(FigurePath{.parts = {{a, b}}, .fill = {}, .stroke = ink, .width = width, .dashed = dashed, .title = {}});
  }
  void area(std::vector<FigurePoint> points, Ink fill, std::string title) {
    add(FigurePath{
        .parts = {std::move(points)}, .closed = true, .fill = fill, .stroke = {}, .title = std::move(title)});
  }
  static std::vector<FigurePoint> box(double x, double y, double width, double height) {
    return {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};
  }

  void axis(double bottom) {
    auto const length = to_ - from_;
    milliseconds step = minutes{1};
    for (auto const one : {1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440}) {
      step = minutes{one};
      if (length / step <= 12) break;
    }
    auto const first = geo::UtcTime{} + (from_ - geo::UtcTime{}) / step * step;
    for (auto at = first; at <= to_; at += step) {
      if (at < from_) continue;
      auto const x = x_of(at);
      stroke({x, 18}, {x, bottom}, Ink::grid, 1);
      if (x < kRight - 18)
        text(x, 12, time_of_day(at).substr(0, 5), 11, Ink::second, false, FigureText::Anchor::middle);
    }
  }
  /// On the lanes of both its ends.
  void outages() {
    for (auto const& outage : record_.outages)
      for (auto const centre : {outage.a, outage.b}) {
        auto const at = lanes_.find(centre);
        if (at == lanes_.end() || outage.from >= to_ || outage.to.value_or(to_) <= from_) continue;
        auto const from = x_of(outage.from);
        auto const to = x_of(outage.to.value_or(record_.ended));
        area(box(from, at->second.first, std::max(to - from, 2.0), at->second.second - at->second.first), Ink::outage,
             "link " + std::string{geo::to_text(outage.a)} + " – " + std::string{geo::to_text(outage.b)} + " down");
      }
  }

  /// Words beside one another where there is room, else below; \returns the height used.
  double flags(std::vector<Flag> const& all, double top, double stem_from) {
    std::vector<double> taken;
    std::vector<FigureText> words;
    for (auto const& flag : all) {
      auto const x = x_of(flag.at);
      double const width = kLetter * static_cast<double>(flag.text.size()) + 10;
      double const left = std::min(x, kRight - width + 6);
      std::size_t row = 0;
      while (row < taken.size() && taken[row] > left) ++row;
      if (row == taken.size()) {
        if (row >= kMostRows) {
          // No room: a dot, whose words the log has.
          area(box(x - 1.5, stem_from - 3, 3, 6), flag.ink, flag.title);
          continue;
        }
        taken.push_back(0);
      }
      taken[row] = left + width;
      auto const y = top + kRow * static_cast<double>(row);
      stroke({x, stem_from}, {x, y + 11}, flag.ink, 0.7);
      area(box(x - 1.5, y + 2, 3, 9), flag.ink, flag.title);
      words.push_back(FigureText{{left + 4, y + 11}, flag.text, 11, flag.ink});
    }
    // Over all stems.
    for (auto& word : words) add(std::move(word));
    return kRow * static_cast<double>(taken.size());
  }

  double script(double top) {
    text(6, top + 11, "injects", 11, Ink::inject, true);
    text(6, top + 24, "注入事件", 10, Ink::second);
    std::vector<Flag> all;
    std::size_t number = 0;
    for (auto const* const done : injects(record_)) {
      auto const* const act = in_.view.act(done->act);
      auto const title = act == nullptr ? done->act : act->title.en.empty() ? done->act : act->title.en;
      ++number;
      if (!is_shown(done->at)) continue;
      auto words = std::to_string(number) + " " + title;
      all.push_back({done->at, words.size() > 42 ? std::to_string(number) : words, time_of_day(done->at) + " " + title,
                     Ink::inject});
    }
    return top + std::max(flags(all, top, top), 30.0);
  }

  double lane(geo::CentreId centre, double top) {
    stroke({6, top - 4}, {kRight, top - 4}, Ink::second, 0.6);
    auto const names = centre_words(centre);
    text(6, top + 13, std::string{geo::to_text(centre)}, 15, ink_of(centre), true);
    text(6, top + 27, names.zh, 10, Ink::second);

    // Alarms, then bars, then words.
    for (auto const& one : record_.happened) {
      if (one.centre != centre || one.what != Happening::alarmed || !is_shown(one.at)) continue;
      auto const x = x_of(one.at);
      area({{x, top}, {x + 4.5, top + 9}, {x - 4.5, top + 9}}, Ink::alarm,
           time_of_day(one.at) + " alarm: " + one.detail + " · " + to_text(one.centre, one.seq));
    }
    double y = top + 12;
    std::size_t bars = 0;
    for (auto const& of : in_.view.cases()) {
      if (of.is_test) continue;
      bool any = false;
      for (auto const& stretch : custody_of(in_.view, of)) {
        if (!stretch.by.contains(centre) || stretch.from >= to_ || stretch.to <= from_) continue;
        auto const from = x_of(stretch.from);
        area(box(from, y, std::max(x_of(stretch.to) - from, 1.5), 11), ink_of(centre),
             "custody of " + of.id + " from " + time_of_day(stretch.from) + " to " + time_of_day(stretch.to));
        any = true;
      }
      if (!any) continue;
      if (++bars > 4) break;
      y += 13;
    }
    if (bars == 0) {
      stroke({kLeft, y + 5}, {kRight, y + 5}, Ink::grid, 1);
      y += 13;
    }
    std::vector<Flag> all;
    for (auto const& one : record_.happened)
      if (one.centre == centre && is_shown(one.at))
        if (auto flag = flag_of(one)) all.push_back(std::move(*flag));
    auto const used = flags(all, y + 5, top + 10);
    return std::max(y + 8 + used, top + 46);
  }

  ReportInput const& in_;
  RunRecord const& record_;
  geo::UtcTime from_;
  geo::UtcTime to_;
  double scale_ = 1;
  std::map<geo::CentreId, std::pair<double, double>> lanes_;  ///< top and bottom
  paper::ReportFigure figure_;
};

}  // namespace

paper::ReportFigure timeline(ReportInput const& in, geo::UtcTime from, geo::UtcTime to) {
  return Lanes{in, from, to}.draw();
}

}  // namespace lingding::drill::detail
