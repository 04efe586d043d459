#include "tools/drill/detail/words.hpp"

#include <array>

namespace lingding::drill::detail {
namespace {

struct Words {
  char const* en;
  char const* zh;
};

constexpr std::array<Words, kHappenings> kWords{{{"notified", "收到通知"},
                                                 {"alarmed", "發出警報"},
                                                 {"acknowledged", "確認收悉"},
                                                 {"alarm escalated", "警報升級"},
                                                 {"ship known", "確知船舶"},
                                                 {"plan at hand", "取得合作計劃"},
                                                 {"plan opened", "查閱合作計劃"},
                                                 {"company called", "致電公司"},
                                                 {"custody taken", "接手協調"},
                                                 {"custody offered", "提出移交"},
                                                 {"custody declined", "未接受移交"},
                                                 {"custody requested", "要求移交"},
                                                 {"custody passed", "協調權已移交"},
                                                 {"phase set", "定出緊急階段"},
                                                 {"persons stated", "報告人數"},
                                                 {"persons reconciled", "人數核對無誤"},
                                                 {"unit", "搜救單位"},
                                                 {"SITREP issued", "發出情況報告"},
                                                 {"note", "備註"},
                                                 {"incidents merged", "個案合併"},
                                                 {"incident split", "個案分拆"},
                                                 {"closed", "結案"},
                                                 {"opened again", "重開個案"},
                                                 {"question raised", "提出疑問"},
                                                 {"question answered", "答覆疑問"},
                                                 {"command refused", "指令被拒"}}};

struct Parts {
  bool minus;
  long long hours, minutes, seconds, tenths;
};
Parts parts(std::chrono::milliseconds time) {
  auto const all = time.count() < 0 ? -time.count() : time.count();
  return {time.count() < 0, all / 3'600'000, all / 60'000 % 60, all / 1000 % 60, all / 100 % 10};
}
std::string two(long long value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

std::string duration(std::chrono::milliseconds time, char const* h, char const* min, char const* s) {
  auto const p = parts(time);
  std::string text = p.minus ? "-" : "";
  if (p.hours > 0) {
    text += std::to_string(p.hours) + h + two(p.minutes) + min + (p.seconds > 0 ? two(p.seconds) + s : "");
    while (text.ends_with(' ')) text.pop_back();
    return text;
  }
  if (p.minutes > 0) return text + std::to_string(p.minutes) + min + two(p.seconds) + s;
  text += std::to_string(p.seconds);
  if (p.seconds < 10 && p.tenths > 0) text += "." + std::to_string(p.tenths);
  return text + s;
}

}  // namespace

std::string time_of_day(geo::UtcTime at) {
  return geo::to_iso8601(at).substr(11, 8);
}

std::string duration_en(std::chrono::milliseconds time) {
  return duration(time, " h ", " min ", " s");
}

std::string duration_zh(std::chrono::milliseconds time) {
  return duration(time, " 小時 ", " 分 ", " 秒");
}

std::string words_en(Happening what) {
  return kWords.at(static_cast<std::size_t>(what)).en;
}

std::string words_zh(Happening what) {
  return kWords.at(static_cast<std::size_t>(what)).zh;
}

}  // namespace lingding::drill::detail
