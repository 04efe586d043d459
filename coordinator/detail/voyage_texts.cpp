#include "coordinator/detail/voyage_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geo/position_text.hpp"

namespace lingding::coordinator::detail {
namespace {

using plans::BriefText;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// "22:14:05".
std::string clock_second(geo::UtcTime time) {
  auto const second = std::chrono::floor<seconds>(time + plans::kScheduleOffset);
  auto const of_day = second - std::chrono::floor<std::chrono::days>(second);
  std::chrono::hh_mm_ss const clock{of_day};
  return fmt::format("{:02}:{:02}:{:02}", clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string const& zh(BriefText const& text) {
  return text.zh_hant.empty() ? text.en : text.zh_hant;
}
std::string const& en(BriefText const& text) {
  return text.en.empty() ? text.zh_hant : text.en;
}

/// "3 min", "45 s"; "3 分鐘", "45 秒".
BriefText span(milliseconds time) {
  auto const whole = std::chrono::floor<seconds>(time);
  if (whole < minutes{2}) return {fmt::format("{} s", whole.count()), fmt::format("{} 秒", whole.count())};
  auto const minute = std::chrono::floor<minutes>(whole).count();
  return {fmt::format("{} min", minute), fmt::format("{} 分鐘", minute)};
}

BriefText speed_words(std::optional<geo::Knots> speed) {
  if (!speed) return {"speed not known", "航速不詳"};
  return {fmt::format("{:.1f} kn", speed->knots()), fmt::format("{:.1f} 節", speed->knots())};
}

std::string seconds_of(milliseconds time) {
  return fmt::format("{}", std::chrono::floor<seconds>(time).count());
}

}  // namespace

std::string clock_minute(geo::UtcTime time) {
  return clock_second(time).substr(0, 5);
}

BriefText name_of(WatchedShip const& ship) {
  if (ship.name.en.empty() && ship.name.zh_hant.empty()) return {ship.mmsi.to_text(), ship.mmsi.to_text()};
  return {en(ship.name), zh(ship.name)};
}

BriefText who(WatchedShip const& ship, VoyageRef const& voyage) {
  auto const name = name_of(ship);
  auto const number = ship.mmsi.to_text();
  auto const sails = clock_minute(voyage.departs);
  return {fmt::format("{} ({}), the {} from {} to {}", name.en, number, sails, en(voyage.from), en(voyage.to)),
          fmt::format("{}（{}），{} 由{}開往{}", name.zh_hant, number, sails, zh(voyage.from), zh(voyage.to))};
}

BriefText not_departed_text(std::optional<BriefText> const& ship, VoyageRef const& voyage, AtBerth berth) {
  auto const after = span(berth.now - voyage.departs);
  BriefText const subject = ship ? *ship : BriefText{"the " + clock_minute(voyage.departs), "班次"};
  auto const heard = berth.last_heard ? clock_second(*berth.last_heard) : std::string{"-"};
  return {fmt::format("{}: {} after her time she lies at {}, last heard there at {}", subject.en, after.en,
                      en(voyage.from), heard),
          fmt::format("{}：開航時間已過{}，仍停泊於{}，最後於 {} 在該處收到其訊號", subject.zh_hant, after.zh_hant,
                      zh(voyage.from), heard)};
}

BriefText unheard_text(BriefText const& ship, VoyageRef const& voyage, AtBerth berth) {
  auto const after = span(berth.now - voyage.departs);
  auto const heard_en = berth.last_heard ? "since " + clock_second(*berth.last_heard) : std::string{"at all"};
  auto const heard_zh =
      berth.last_heard ? "自 " + clock_second(*berth.last_heard) + " 起未收到其訊號" : std::string{"一直未收到其訊號"};
  return {fmt::format("{}: {} after her time she has not been heard {}; whether she has sailed is not known", ship.en,
                      after.en, heard_en),
          fmt::format("{}：開航時間已過{}，{}，是否已開航不明", ship.zh_hant, after.zh_hant, heard_zh)};
}

BriefText silent_text(BriefText const& subject, Silence const& silence) {
  auto const age = span(silence.now - silence.since);
  auto const speed = speed_words(silence.speed);
  auto const place = geo::to_mariners_text(silence.last);
  return {fmt::format("{}: not heard since {} ({}): her transponder reports every {} s, and {:.0f} reports would have "
                      "been heard by what is heard of ships that pass there; {} others are heard near where she should "
                      "be; last at {}, {}",
                      subject.en, clock_second(silence.since), age.en, seconds_of(silence.interval), silence.missed,
                      silence.others, place, speed.en),
          fmt::format(
              "{}：自 {} 起（{}）未收到其訊號；其應答器應每 {} 秒報告一次，按該處過往船隻的接收情況，應已收到 {:.0f} "
              "個報告；其應在位置附近收到另外 {} 艘船；最後位置 {}，{}",
              subject.zh_hant, clock_second(silence.since), age.zh_hant, seconds_of(silence.interval), silence.missed,
              silence.others, place, speed.zh_hant)};
}

BriefText stopped_text(BriefText const& subject, geo::Position at, std::optional<geo::Knots> speed, geo::UtcTime since,
                       geo::Metres to_stop) {
  auto const words = speed_words(speed);
  auto const place = geo::to_mariners_text(at);
  return {fmt::format("{}: stopped since {} ({}) at {}, {:.1f} nm from the nearest stop", subject.en,
                      clock_second(since), words.en, place, to_stop.nautical_miles()),
          fmt::format("{}：自 {} 起停船（{}），位置 {}，距最近的碼頭 {:.1f} 海里", subject.zh_hant, clock_second(since),
                      words.zh_hant, place, to_stop.nautical_miles())};
}

BriefText off_text(BriefText const& subject, geo::Metres off, geo::UtcTime since, geo::Position at) {
  auto const place = geo::to_mariners_text(at);
  return {fmt::format("{}: {:.1f} nm off her track, outside the corridor since {}, at {}", subject.en,
                      off.nautical_miles(), clock_second(since), place),
          fmt::format("{}：偏離航線 {:.1f} 海里，自 {} 起在航道範圍外，位置 {}", subject.zh_hant, off.nautical_miles(),
                      clock_second(since), place)};
}

BriefText late_text(BriefText const& subject, geo::UtcTime expected, geo::UtcTime timetable, geo::Knots progress,
                    geo::Metres left) {
  auto const by = span(expected - timetable);
  return {fmt::format("{}: by her progress of {:.1f} kn she arrives at {}, {} after the timetable's {}; {:.1f} nm are "
                      "left",
                      subject.en, progress.knots(), clock_minute(expected), by.en, clock_minute(timetable),
                      left.nautical_miles()),
          fmt::format("{}：按目前航速 {:.1f} 節，預計 {} 抵達，較時刻表 {} 遲{}；尚餘 {:.1f} 海里", subject.zh_hant,
                      progress.knots(), clock_minute(expected), clock_minute(timetable), by.zh_hant,
                      left.nautical_miles())};
}

BriefText overdue_text(BriefText const& subject, geo::UtcTime expected, geo::UtcTime now, geo::UtcTime last_heard,
                       geo::Position at, geo::Metres left) {
  auto const by = span(now - expected);
  auto const place = geo::to_mariners_text(at);
  return {
      fmt::format("{}: expected at {}, not arrived {} later; last heard at {} at {}, {:.1f} nm before the end",
                  subject.en, clock_minute(expected), by.en, clock_second(last_heard), place, left.nautical_miles()),
      fmt::format("{}：預計 {} 抵達，已逾時{}仍未抵達；最後於 {} 收到其訊號，位置 {}，距終點 {:.1f} 海里",
                  subject.zh_hant, clock_minute(expected), by.zh_hant, clock_second(last_heard), place,
                  left.nautical_miles())};
}

BriefText closing_text(BriefText const& one, BriefText const& other, geo::Metres cpa, milliseconds tcpa,
                       geo::Metres apart, geo::Knots speed, geo::Knots other_speed) {
  return {fmt::format("{}; and {}: closest approach {:.2f} nm in {} s, now {:.1f} nm apart at {:.1f} and {:.1f} kn",
                      one.en, other.en, cpa.nautical_miles(), seconds_of(tcpa), apart.nautical_miles(), speed.knots(),
                      other_speed.knots()),
          fmt::format("{}；與{}：{} 秒後最近距離 {:.2f} 海里，現相距 {:.1f} 海里，航速 {:.1f} 及 {:.1f} 節",
                      one.zh_hant, other.zh_hant, seconds_of(tcpa), cpa.nautical_miles(), apart.nautical_miles(),
                      speed.knots(), other_speed.knots())};
}

BriefText fell_text(BriefText const& subject, geo::Knots before, geo::Knots after, geo::Position at) {
  auto const place = geo::to_mariners_text(at);
  return {fmt::format("{}: her speed fell from {:.1f} to {:.1f} kn within about a minute, at {}", subject.en,
                      before.knots(), after.knots(), place),
          fmt::format("{}：航速在約一分鐘內由 {:.1f} 節降至 {:.1f} 節，位置 {}", subject.zh_hant, before.knots(),
                      after.knots(), place)};
}

BriefText swung_text(BriefText const& subject, geo::Degrees turned, seconds within, geo::Position at) {
  auto const place = geo::to_mariners_text(at);
  auto const time = span(within);
  return {
      fmt::format("{}: turned through {:.0f}° within {}, at {}", subject.en, turned.degrees(), time.en, place),
      fmt::format("{}：{}內船首向累計轉動 {:.0f}°，位置 {}", subject.zh_hant, time.zh_hant, turned.degrees(), place)};
}

BriefText receiver_text(geo::UtcTime since, std::vector<BriefText> const& under_way) {
  constexpr std::size_t kNamed = 10;
  BriefText names;
  for (std::size_t i = 0; i < std::min(kNamed, under_way.size()); ++i) {
    names.en += (i == 0 ? ": " : ", ") + under_way[i].en;
    names.zh_hant += (i == 0 ? "：" : "、") + under_way[i].zh_hant;
  }
  if (under_way.size() > kNamed) {
    names.en += " and others";
    names.zh_hant += "等";
  }
  return {fmt::format("no ship at all has been heard since {}: the receivers are down; {} ferries under way can't be "
                      "watched{}",
                      clock_second(since), under_way.size(), names.en),
          fmt::format("自 {} 起未收到任何船舶的訊號，接收機可能失效；航行中的 {} 艘渡輪無法監察{}", clock_second(since),
                      under_way.size(), names.zh_hant)};
}

BriefText limits_text(VoyageConcern concern, WatchLimits const& l) {
  auto const two = [](auto const& en_text, auto const& zh_text) { return BriefText{en_text, zh_text}; };
  switch (concern) {
    case VoyageConcern::not_departed:
      return two(fmt::format("{} min after the timetable", l.not_departed_after.count()),
                 fmt::format("時刻表後 {} 分鐘", l.not_departed_after.count()));
    case VoyageConcern::silent:
      return two(
          fmt::format("{:.0f} reports missed where ships that pass are heard, for {} s at least, with {} others "
                      "heard nearby within {} s",
                      l.silent_reports, l.silent_least.count(), l.silent_witnesses, l.silent_heard_within.count()),
          fmt::format("在平常收到過往船隻訊號之處，應收到而未收到的報告達 {:.0f} 個，至少 {} 秒，且附近 {} 秒內收到 {} "
                      "艘其他船",
                      l.silent_reports, l.silent_least.count(), l.silent_heard_within.count(), l.silent_witnesses));
    case VoyageConcern::stopped:
      return two(fmt::format("below {:.1f} kn for {} s, more than {:.1f} nm from every stop", l.stopped_below.knots(),
                             l.stopped_for.count(), l.mid_route.nautical_miles()),
                 fmt::format("低於 {:.1f} 節達 {} 秒，且距各碼頭超過 {:.1f} 海里", l.stopped_below.knots(),
                             l.stopped_for.count(), l.mid_route.nautical_miles()));
    case VoyageConcern::off_corridor:
      return two(fmt::format("{:.1f} nm on each side, for {} s", l.corridor.nautical_miles(), l.off_for.count()),
                 fmt::format("航線兩側各 {:.1f} 海里，達 {} 秒", l.corridor.nautical_miles(), l.off_for.count()));
    case VoyageConcern::late:
      return two(fmt::format("{} min after the timetable, for {} s", l.late_by.count(), l.late_for.count()),
                 fmt::format("遲於時刻表 {} 分鐘，達 {} 秒", l.late_by.count(), l.late_for.count()));
    case VoyageConcern::overdue:
      return two(
          fmt::format("{} min after the expected arrival; alert phase after {} min", l.overdue_after.count(),
                      l.alert_after.count()),
          fmt::format("預計抵達後 {} 分鐘；{} 分鐘後進入警戒階段", l.overdue_after.count(), l.alert_after.count()));
    case VoyageConcern::closing:
      return two(fmt::format("CPA {:.2f} nm within {} s", l.closing_cpa.nautical_miles(), l.closing_tcpa.count()),
                 fmt::format("{} 秒內最近距離 {:.2f} 海里", l.closing_tcpa.count(), l.closing_cpa.nautical_miles()));
    case VoyageConcern::speed_fell:
      return two(fmt::format("by {:.0f} kn and to less than half within about a minute", l.fell_by.knots()),
                 fmt::format("約一分鐘內下降 {:.0f} 節且不足一半", l.fell_by.knots()));
    case VoyageConcern::heading_swung:
      return two(fmt::format("{:.0f}° in {} s", l.swung.degrees(), l.swung_within.count()),
                 fmt::format("{} 秒內 {:.0f}°", l.swung_within.count(), l.swung.degrees()));
    case VoyageConcern::receiver_down:
      return two(fmt::format("{} usual gaps between reports, {} s to {} min", ReceptionHistory::kGaps,
                             ReceptionHistory::kLeastSilence.count(), ReceptionHistory::kMostSilence.count()),
                 fmt::format("{} 個平常報告間隔（{} 秒至 {} 分鐘）", ReceptionHistory::kGaps,
                             ReceptionHistory::kLeastSilence.count(), ReceptionHistory::kMostSilence.count()));
  }
  return {};
}

BriefText gone_text(VoyageConcern concern) {
  switch (concern) {
    case VoyageConcern::not_departed:
      return {"she has sailed, or it is no longer to be expected", "她已開航，或已無須等候開航"};
    case VoyageConcern::silent:
      return {"she is heard again", "已重新收到其訊號"};
    case VoyageConcern::stopped:
      return {"she is under way again", "已恢復航行"};
    case VoyageConcern::off_corridor:
      return {"she is back in the corridor", "已返回航道範圍"};
    case VoyageConcern::late:
      return {"she has made up for it", "已趕回時間"};
    case VoyageConcern::overdue:
      return {"she is heard under way, and expected later", "收到其航行訊號，預計稍後抵達"};
    case VoyageConcern::closing:
      return {"they are clear of each other", "兩船已互相避開"};
    case VoyageConcern::speed_fell:
      return {"her speed is back, or it was long ago", "航速已恢復，或事隔已久"};
    case VoyageConcern::heading_swung:
      return {"she is steady again", "船首向已穩定"};
    case VoyageConcern::receiver_down:
      return {"ships are heard again", "已重新收到船舶訊號"};
  }
  return {};
}

BriefText arrived_text(BriefText const& stop, geo::UtcTime at) {
  return {fmt::format("she arrived at {} at {}", en(stop), clock_minute(at)),
          fmt::format("她已於 {} 抵達{}", clock_minute(at), zh(stop))};
}
BriefText returned_text(BriefText const& stop) {
  return {"she went back to " + en(stop), "她已返回" + zh(stop)};
}
BriefText elsewhere_text() {
  return {"she lies at a stop of another voyage", "她正停泊於另一航程的碼頭"};
}
BriefText turned_round_text() {
  return {"she sails away from the end of her voyage", "她正駛離航程終點"};
}
BriefText replaced_text() {
  return {"her plan or timetable was replaced", "其計劃或時刻表已更換"};
}
BriefText answered_text() {
  return {"an officer has answered", "值班人員已答覆"};
}
BriefText unanswered_text(minutes after) {
  return {fmt::format("the question was not answered for {} min", after.count()),
          fmt::format("問題在 {} 分鐘內未獲答覆", after.count())};
}
BriefText concerned_text() {
  return {"an officer is concerned for her", "值班人員表示關注其安全"};
}
BriefText past_alert_text(minutes after) {
  return {fmt::format("she has not arrived {} min after she was expected", after.count()),
          fmt::format("預計抵達時間已過 {} 分鐘，她仍未抵達", after.count())};
}

}  // namespace lingding::coordinator::detail
