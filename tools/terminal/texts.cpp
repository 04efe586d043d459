#include "tools/terminal/texts.hpp"

#include <array>

namespace lingding::terminal {
namespace {

constexpr Texts kEnglish{
    .title = "LINGDING",
    .real = "REAL",
    .exercise = "EXERCISE",
    .exercises = "EXERCISE EXERCISE EXERCISE 演習",
    .no_duff = "NO DUFF – REAL",
    .hand_over = "Hand it to the real desk NOW",
    .not_here = "this is not it",
    .other_mode = "messages REFUSED: one side is an exercise",
    .connected = "connected",
    .not_connected = "NOT CONNECTED",
    .connecting = "connecting …",
    .degraded = "DEGRADED, what is shown may not be recorded",
    .local_zone = "UTC+8",
    .links = "Links",
    .up = "up",
    .down = "DOWN",
    .waiting = "waiting",
    .traffic_ships = "Ships",
    .officer = "officer",
    .observer = "observer",
    .incidents = "Incidents",
    .alarming = "alarming",
    .no_incidents = "No incidents.",
    .column_opened = "Opened",
    .column_what = "What",
    .column_ship = "Ship",
    .column_position = "Position",
    .column_custody = "Custody",
    .test = "TEST",
    .distress = "DISTRESS",
    .unrecorded = "NOT RECORDED",
    .no_position = "no position",
    .unknown_ship = "not known",
    .position = "Position",
    .radius = "within",
    .heard = "last heard",
    .times = "messages",
    .source = "Heard by",
    .responsible = "Responsible",
    .nobody = "nobody",
    .informed = "told",
    .rule = "Rule",
    .reason = "Why",
    .boundary = "nearest limit",
    .custody = "Custody",
    .since = "since",
    .accepted_by = "accepted by",
    .offered_to = "offered to",
    .ship = "Ship",
    .device = "Device",
    .plan = "Plan",
    .no_plan = "no cooperation plan is held for her",
    .sample_plan = "SAMPLE",
    .version = "version",
    .persons = "Persons on board, at most",
    .crew = "of them crew",
    .company = "Company",
    .call_sign = "Call sign",
    .contacts = "Call",
    .appearance = "Looks",
    .life_saving = "Life-saving",
    .survival_craft = "rafts and boats",
    .survival_capacity = "places",
    .rescue_boats = "rescue boats",
    .lifejackets = "lifejackets (adult + child)",
    .medical = "Medical",
    .helicopter = "Helicopter",
    .route = "Route",
    .candidates = "Ships it may be",
    .away = "away",
    .ago = "ago",
    .acknowledged = "Acknowledged",
    .not_acknowledged = "not acknowledged here",
    .log = "Log",
    .notices = "Notices",
    .why_alarmed = "Alarm",
    .also_known_as = "also",
    .keys_list = "↑↓ choose  Enter open  a acknowledge  n note  r report  : ?  l 中文  q quit",
    .keys_detail = "Esc back  a ack  c ship  n note  h phase  p persons  u unit  t call  s sitrep  ?  q",
    .ask_ship = "Ship (number in the list, or MMSI): ",
    .ask_note = "Note: ",
    .ask_accept = "Acknowledge and ACCEPT CUSTODY for this centre? (y/n) ",
    .sent = "sent",
    .done = "done",
    .refused = "refused",
    .observer_can_not = "An observer's key can read, not act.",
    .no_such_ship = "That is neither a number in the list nor an MMSI.",
    .too_small = "The window is too small: at least 60 × 16.",
    .gap = "Part of the history could not be read: entries",
    .not_understood = "messages from a newer server were not understood: update this console",
    .keys_draft = "↑↓ scroll  : change a letter  e editor  i ISSUE  q throw away",
    .keys_help = "↑↓ scroll  Esc back",
    .ask_letter = "Letter and its text, \"E HELICOPTER\" (letter alone: left out): ",
    .no_editor = "The editor could not be run, or left nothing: set VISUAL or EDITOR.",
    .not_a_sitrep = "No lettered part was left: the draft is as before.",
    .phase = "Phase",
    .on_board = "on board",
    .accounted_for = "accounted for",
    .missing = "NOT ACCOUNTED FOR",
    .closed = "CLOSED",
    .evidence = "Evidence",
    .cancelled = "TAKEN BACK by its sender",
    .units = "Unit",
    .checklist_done = "called",
    .matches = "May be one with",
    .points = "points",
    .sitreps = "SITREP",
    .sitrep_full = "full",
    .seen_then = "AIS at alert",
    .seen_now = "AIS since",
    .alongside = "alongside",
    .wish_offered = "offers custody to",
    .wish_requested = "asks for custody",
    .declined = "declined",
    .timed_out = "did not answer in time",
    .former = "formerly",
    .forced = "TAKEN BY FORCE",
    .possible = "or possibly",
    .draft = "DRAFT of a situation report, not issued",
    .commands = "Commands",
    .questions = "Questions of the watch of timetables",
    .no_questions = "None is open.",
    .keys_questions = "↑↓ scroll  :explain N WHY  :trouble N WHY  Esc back",
    .nature = "Nature",
    .stated_persons = "stated on board",
    .caller = "Caller",
};

constexpr Texts kChinese{
    .title = "伶仃",
    .real = "真實",
    .exercise = "演習",
    .exercises = "演習 演習 演習 EXERCISE EXERCISE EXERCISE",
    .no_duff = "NO DUFF 真實事件",
    .hand_over = "請即交真實值班台處理",
    .not_here = "此處並非真實值班台",
    .other_mode = "則訊息被拒：一方為演習",
    .connected = "已連線",
    .not_connected = "未連線",
    .connecting = "連線中 …",
    .degraded = "降級運作:顯示的內容可能尚未記錄",
    .local_zone = "UTC+8",
    .links = "鏈路",
    .up = "通",
    .down = "斷",
    .waiting = "待送",
    .traffic_ships = "船舶",
    .officer = "值班員",
    .observer = "觀察員",
    .incidents = "事件",
    .alarming = "警報中",
    .no_incidents = "沒有事件。",
    .column_opened = "時間",
    .column_what = "類別",
    .column_ship = "船舶",
    .column_position = "位置",
    .column_custody = "主管",
    .test = "測試",
    .distress = "遇險",
    .unrecorded = "未記錄",
    .no_position = "位置不明",
    .unknown_ship = "不明",
    .position = "位置",
    .radius = "誤差",
    .heard = "最後收到",
    .times = "則訊息",
    .source = "接收站",
    .responsible = "負責中心",
    .nobody = "無",
    .informed = "通知",
    .rule = "規則",
    .reason = "理由",
    .boundary = "最近界線",
    .custody = "主管中心",
    .since = "自",
    .accepted_by = "接受人",
    .offered_to = "已提交予",
    .ship = "船舶",
    .device = "裝置",
    .plan = "合作計劃",
    .no_plan = "沒有該船的合作計劃",
    .sample_plan = "樣本",
    .version = "版本",
    .persons = "船上人數上限",
    .crew = "其中船員",
    .company = "公司",
    .call_sign = "呼號",
    .contacts = "聯絡",
    .appearance = "外觀",
    .life_saving = "救生設備",
    .survival_craft = "救生筏及救生艇",
    .survival_capacity = "容量(人)",
    .rescue_boats = "救助艇",
    .lifejackets = "救生衣(成人+兒童)",
    .medical = "醫療",
    .helicopter = "直升機",
    .route = "航線",
    .candidates = "可能的船舶",
    .away = "距離",
    .ago = "前",
    .acknowledged = "已確認",
    .not_acknowledged = "本中心未確認",
    .log = "記錄",
    .notices = "通告",
    .why_alarmed = "警報",
    .also_known_as = "又名",
    .keys_list = "↑↓ 選擇  Enter 開啟  a 確認收到  n 備註  r 報告  : ?  l English  q 離開",
    .keys_detail = "Esc 返回  a 確認  c 船舶  n 備註  h 階段  p 人數  u 單位  t 致電  s 情況報告  ?  q",
    .ask_ship = "船舶(列表中的號碼或 MMSI):",
    .ask_note = "備註:",
    .ask_accept = "確認收到,並由本中心接管此事件?(y/n) ",
    .sent = "已送出",
    .done = "完成",
    .refused = "被拒",
    .observer_can_not = "觀察員的密鑰只可讀取,不可操作。",
    .no_such_ship = "既不是列表中的號碼,也不是 MMSI。",
    .too_small = "視窗太小:最少 60 × 16。",
    .gap = "部分歷史無法讀取:條目",
    .not_understood = "則來自較新伺服器的訊息未能理解:請更新本控制台",
    .keys_draft = "↑↓ 捲動  : 修改一項  e 編輯器  i 發出  q 放棄",
    .keys_help = "↑↓ 捲動  Esc 返回",
    .ask_letter = "字母及內容,如「E 直升機」(只有字母:刪去該項):",
    .no_editor = "無法執行編輯器或內容為空:請設定 VISUAL 或 EDITOR。",
    .not_a_sitrep = "沒有任何字母項目:草稿保持不變。",
    .phase = "緊急階段",
    .on_board = "船上",
    .accounted_for = "已確定下落",
    .missing = "下落不明",
    .closed = "已結案",
    .evidence = "依據",
    .cancelled = "發出者已取消",
    .units = "搜救單位",
    .checklist_done = "已致電",
    .matches = "或與此同一",
    .points = "分",
    .sitreps = "情況報告",
    .sitrep_full = "完整",
    .seen_then = "警報時 AIS",
    .seen_now = "其後 AIS",
    .alongside = "靠泊",
    .wish_offered = "提交接管予",
    .wish_requested = "要求接管",
    .declined = "拒絕接管",
    .timed_out = "逾時未答",
    .former = "先前",
    .forced = "強制接管",
    .possible = "或可能",
    .draft = "情況報告草稿,尚未發出",
    .commands = "指令",
    .questions = "班次監察的問題",
    .no_questions = "目前沒有未答覆的問題。",
    .keys_questions = "↑↓ 捲動  :explain 號碼 原因  :trouble 號碼 原因  Esc 返回",
    .nature = "性質",
    .stated_persons = "據報船上",
    .caller = "報告人",
};

std::string_view pick(Language language, std::string_view english, std::string_view chinese) {
  return language == Language::en ? english : chinese;
}

}  // namespace

std::string_view to_text(Language language) {
  return pick(language, "en", "zh-Hant");
}

std::optional<Language> parse_language(std::string_view text) {
  for (auto const language : {Language::en, Language::zh_hant})
    if (to_text(language) == text) return language;
  return std::nullopt;
}

Texts const& texts(Language language) {
  return language == Language::en ? kEnglish : kChinese;
}

std::string_view text_of(coordinator::AlertKind kind, Language language) {
  using enum coordinator::AlertKind;
  switch (kind) {
    case ais_sart:
      return pick(language, "AIS-SART", "AIS-SART");
    case ais_mob:
      return pick(language, "Man overboard", "人員落水");
    case epirb_ais:
      return pick(language, "EPIRB-AIS", "EPIRB-AIS");
    case ais_ship_status:
      return pick(language, "Ship's AIS", "船舶 AIS");
    case ais_safety_text:
      return pick(language, "Safety text", "安全訊息");
    case beacon_406:
      return pick(language, "406 MHz beacon", "406 MHz 示位標");
    case mcc_alert:
      return pick(language, "Satellite alert", "衛星警報");
    case dsc:
      return pick(language, "DSC call", "DSC 呼叫");
    case cap:
      return pick(language, "CAP alert", "CAP 警報");
    case report:
      return pick(language, "Report", "報告");
    case watch:
      return pick(language, "Watch of timetables", "班次監察");
  }
  return "";
}

std::string_view text_of(coordinator::Certainty certainty, Language language) {
  using enum coordinator::Certainty;
  switch (certainty) {
    case listed:
      return pick(language, "device listed in her plan", "裝置列於其計劃");
    case own_number:
      return pick(language, "her own transponder", "其本身的應答器");
    case probable:
      return pick(language, "PROBABLE, not certain", "可能,未經確定");
    case confirmed:
      return pick(language, "confirmed", "已確定");
  }
  return "";
}

std::string_view text_of(coordinator::RoutingRule rule, Language language) {
  using enum coordinator::RoutingRule;
  switch (rule) {
    case waters:
      return pick(language, "waters", "法定水域");
    case limits:
      return pick(language, "limits of a centre", "中心界線");
    case srr:
      return pick(language, "search and rescue region", "搜救責任區");
    case ship_last_seen:
      return pick(language, "the ship's last AIS report", "船舶最後的 AIS 報告");
    case ship_timetable:
      return pick(language, "the plan's timetable", "計劃時刻表");
    case plan_route:
      return pick(language, "the plan's route", "計劃航線");
    case registry:
      return pick(language, "place of registry", "船籍");
    case receiving_centre:
      return pick(language, "receiving centre", "接收中心");
    case outside_all_regions:
      return pick(language, "outside all regions", "所有區域以外");
  }
  return "";
}

std::string_view text_of(coordinator::AlarmReason reason, Language language) {
  using enum coordinator::AlarmReason;
  switch (reason) {
    case new_incident:
      return pick(language, "new incident", "新事件");
    case position_known:
      return pick(language, "position known", "位置已知");
    case position_moved:
      return pick(language, "position moved", "位置移動");
    case text_changed:
      return pick(language, "text changed", "文字更改");
    case responsibility_changed:
      return pick(language, "responsibility changed", "責任變更");
    case ship_identified:
      return pick(language, "ship identified", "船舶已辨認");
    case test_became_distress:
      return pick(language, "test became distress", "測試轉為遇險");
    case custody_offered:
      return pick(language, "custody offered", "提交接管");
    case custody_requested:
      return pick(language, "custody is asked for", "他中心要求接管");
    case custody_refused:
      return pick(language, "nobody takes custody", "無中心接管");
    case opened_again:
      return pick(language, "opened again", "重新開案");
    case positions_conflict:
      return pick(language, "positions conflict", "位置不符");
    case nature_changed:
      return pick(language, "another nature of distress", "遇險性質改變");
    case persons_more:
      return pick(language, "more persons on board", "船上人數增加");
    case cancelled:
      return pick(language, "taken back by the sender", "發出者取消");
    case possible_match:
      return pick(language, "perhaps one with another case", "或與他案相同");
    case unacknowledged:
      return pick(language, "nobody answers elsewhere", "他處無人應答");
    case no_duff:
      return pick(language, "NO DUFF: real, not of the exercise", "NO DUFF：真實事件，並非演習");
    case phase_raised:
      return pick(language, "phase raised by the watch of timetables", "班次監察提升緊急階段");
  }
  return "";
}

std::string_view text_of(coordinator::AlarmLevel level, Language language) {
  using enum coordinator::AlarmLevel;
  switch (level) {
    case informed:
      return pick(language, "for information", "供知悉");
    case responsible:
      return pick(language, "this centre must act", "本中心須行動");
  }
  return "";
}

std::string_view text_of_refusal(std::string_view code, Language language) {
  struct Entry {
    std::string_view code;
    std::string_view english;
    std::string_view chinese;
  };
  // In English the server's own sentence says the same, and more of it where there is more.
  constexpr std::array kEntries{
      Entry{"unknown_incident", "", "沒有此編號的事件。"},
      Entry{"note_empty", "", "內容為空。"},
      Entry{"note_too_long", "", "備註過長,最多 4000 位元組。"},
      Entry{"not_a_ship", "", "此號碼不屬船舶。"},
      Entry{"not_offered", "", "此事件未有提交本中心接管。"},
      Entry{"not_custodian", "", "此事件由另一中心主管。"},
      Entry{"has_custody", "", "本中心已主管此事件。"},
      Entry{"unknown_alert", "", "此事件沒有該警報。"},
      Entry{"nothing_left", "", "事件須保留最少一個警報。"},
      Entry{"same_incident", "", "兩者已是同一事件。"},
      Entry{"reason_missing", "", "須說明理由。"},
      Entry{"text_too_long", "", "文字過長。"},
      Entry{"too_many", "", "此事件的項目已達上限。"},
      Entry{"incomplete", "", "指令缺少所需內容。"},
      Entry{"persons_contradict", "", "已確定下落人數多於船上人數。"},
      Entry{"persons_missing", "", "仍有人下落不明:請更正人數,或將個案中止。"},
      Entry{"is_test", "", "此為測試,沒有緊急階段。"},
      Entry{"not_closed", "", "個案仍在進行。"},
      Entry{"no_plan", "", "沒有該船的合作計劃。"},
      Entry{"unknown_question", "", "沒有此編號的未答覆問題。"},
      Entry{"no_ship", "", "此問題不涉及任何船舶。"},
      Entry{"busy", "", "伺服器繁忙,請稍後再試。"},
      Entry{"too_many_commands", "", "每秒指令過多,請再送一次。"},
      Entry{"role_forbids", "", "此密鑰的角色不可作此操作。"},
      Entry{"command_invalid", "", "指令格式不正確。"},
  };
  for (auto const& entry : kEntries)
    if (entry.code == code) return language == Language::en ? entry.english : entry.chinese;
  return {};
}

}  // namespace lingding::terminal
