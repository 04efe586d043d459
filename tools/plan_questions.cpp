// The questions of `lingding plan new`: what nobody else can know of a ship, her company and her route.

#include <boost/json.hpp>

#include "tools/plan_draft.hpp"

namespace lingding::tools {
namespace {

namespace json = boost::json;
using Apply = std::function<void(PlanDraft&, std::string const&)>;

struct Place {
  std::string_view centre, flag, en, zh_hant;
};
constexpr Place kPlaces[] = {
    {"HK", "HK", "Hong Kong", "香港"}, {"MO", "MO", "Macao", "澳門"}, {"CN-GD", "CN", "Guangzhou", "廣州"}};

/// Each question holds one member to its checks.
class Questions {
 public:
  void text(std::string pointer, std::string en, std::string zh_hant, std::string otherwise = {}) {
    add(std::move(en), std::move(zh_hant), std::move(otherwise), {pointer},
        [pointer](PlanDraft& draft, std::string const& answer) { draft.set_text(pointer, answer); });
  }
  void number(std::string pointer, std::string en, std::string zh_hant, std::vector<std::string> watch = {}) {
    watch.push_back(pointer);
    add(std::move(en), std::move(zh_hant), "", std::move(watch),
        [pointer](PlanDraft& draft, std::string const& answer) { draft.set_number(pointer, answer); });
  }
  /// Left out of the document when the answer is empty or "-".
  void optional_text(std::string pointer, std::string en, std::string zh_hant) {
    add(std::move(en), std::move(zh_hant), "-", {pointer}, [pointer](PlanDraft& draft, std::string const& answer) {
      if (answer == "-") {
        draft.remove(pointer);
      } else {
        draft.set_text(pointer, answer);
      }
    });
  }
  void add(std::string en, std::string zh_hant, std::string otherwise, std::vector<std::string> watch, Apply apply) {
    list_.push_back({std::move(en), std::move(zh_hant), std::move(otherwise), std::move(apply), std::move(watch)});
  }
  /// The question last added takes these answers alone.
  void only(std::vector<std::string> choices) { list_.back().choices = std::move(choices); }
  std::vector<DraftQuestion> take() { return std::move(list_); }

 private:
  std::vector<DraftQuestion> list_;
};

void set_place(PlanDraft& draft, std::string const& centre) {
  draft.set_text("/cover/home_centre", centre);
  draft.set_text("/ships/0/identity/registry/centre", centre);
  for (auto const& place : kPlaces) {
    if (place.centre != centre) continue;
    draft.set_text("/ships/0/identity/flag", place.flag);
    draft.set_text("/ships/0/identity/registry/port/en", place.en);
    draft.set_text("/ships/0/identity/registry/port/zh_hant", place.zh_hant);
  }
}

void set_dates(PlanDraft& draft, std::string const& date) {
  draft.set_text("/cover/dated", date);
  draft.set_text("/cover/amendments/0/dated", date);
}

void add_cover(Questions& ask, std::string const& today) {
  ask.add("Where is the ship registered? HK, MO or CN-GD:", "船舶在何處登記？HK、MO 或 CN-GD：", "",
          {"/cover/home_centre"}, set_place);
  ask.only({"HK", "MO", "CN-GD"});
  ask.text("/cover/plan_id", "Plan id from that centre, e.g. HK-2026-014:", "該中心編配的計劃編號，例如 HK-2026-014：");
  ask.add("Date of the plan, YYYY-MM-DD:", "計劃日期，YYYY-MM-DD：", today, {"/cover/dated"}, set_dates);
  ask.text("/cover/review/next_due", "Next annual review, YYYY-MM-DD:", "下次年度檢討日期，YYYY-MM-DD：");
}

void add_company(Questions& ask) {
  ask.text("/company/names/en", "Company, in English:", "公司英文名稱：");
  ask.text("/company/names/zh_hant", "Company, in Chinese:", "公司中文名稱：");
  ask.text("/company/address/en", "Its address:", "公司地址：");
  std::string const first = "/company/emergency_contacts/0/", second = "/company/emergency_contacts/1/";
  ask.text(first + "phone", "Telephone that answers day and night, +852…:", "全日有人接聽的電話，+852…：");
  ask.text(first + "phone_alternative", "Another number, if it does not:", "無人接聽時的另一號碼：");
  ask.text(first + "email", "Mail address of that office:", "該值班室的電郵：");
  ask.text(second + "name", "Who is called next (name or desk):", "其次聯絡誰（姓名或值班席）：", "Duty manager");
  ask.text(second + "phone", "Telephone:", "電話：");
  ask.text("/media/contacts/0/phone", "Telephone for the press:", "傳媒查詢電話：");
}

void add_identity(Questions& ask) {
  std::string const identity = "/ships/0/identity/";
  ask.add("Ship's name, in English:", "船舶英文名稱：", "", {"/ships/0/names/en"},
          [](PlanDraft& draft, std::string const& answer) {
            draft.set_text("/ships/0/names/en", answer);
            draft.set_text("/cover/title/en", "Cooperation plan: " + answer);
          });
  ask.add("Ship's name, in Chinese:", "船舶中文名稱：", "", {"/ships/0/names/zh_hant"},
          [](PlanDraft& draft, std::string const& answer) {
            draft.set_text("/ships/0/names/zh_hant", answer);
            draft.set_text("/cover/title/zh_hant", "客船與搜救中心合作計劃（" + answer + "）");
          });
  ask.add("MMSI, nine digits:", "MMSI，九位數字：", "", {identity + "mmsi"},
          [](PlanDraft& draft, std::string const& answer) {
            draft.set_text("/ships/0/identity/mmsi", answer);
            draft.set_text("/cover/copies/4/ship", answer);
            draft.set_text("/exercises/planned/0/ship", answer);
          });
  ask.optional_text(identity + "imo", "IMO number, seven digits (- for none):", "IMO 編號，七位數字（沒有填 -）：");
  ask.text(identity + "call_sign", "Call sign:", "呼號：");
  ask.add("Hex ID of her EPIRB, 15 or 23 digits (- for none):", "示位標識別碼，15 或 23 位（沒有填 -）：", "-",
          {identity + "beacons"}, [](PlanDraft& draft, std::string const& answer) {
            draft.remove("/ships/0/identity/beacons");
            if (answer == "-") return;
            draft.set_json("/ships/0/identity/beacons", R"([{"hex_id": "", "kind": "EPIRB, float-free"}])");
            draft.set_text("/ships/0/identity/beacons/0/hex_id", answer);
          });
  ask.add("Numbers of her AIS-SARTs, 970…, with blanks between (- for none):",
          "AIS 搜救發射器號碼 970…，以空格分隔（沒有填 -）：", "-", {identity + "ais_devices"},
          [](PlanDraft& draft, std::string const& answer) {
            draft.remove("/ships/0/identity/ais_devices");
            if (answer == "-") return;
            json::array devices;
            for (std::size_t at = 0; at < answer.size();) {
              std::size_t const end = std::min(answer.find(' ', at), answer.size());
              if (end > at)
                devices.push_back(json::object{{"number", answer.substr(at, end - at)}, {"kind", "AIS-SART"}});
              at = end + 1;
            }
            draft.set_json("/ships/0/identity/ais_devices", json::serialize(devices));
          });
}

void add_ship(Questions& ask) {
  std::string const particulars = "/ships/0/particulars/", persons = "/ships/0/persons/";
  ask.text(
      particulars + "type",
      "Type: high-speed craft, category A · high-speed craft, category B · passenger ship · ro-ro passenger ship:",
      "船型：high-speed craft, category A · high-speed craft, category B · passenger ship · ro-ro passenger ship：",
      "high-speed craft, category A");
  ask.text(particulars + "hull",
           "Hull: catamaran, monohull, hydrofoil or trimaran:", "船體：catamaran、monohull、hydrofoil 或 trimaran：",
           "catamaran");
  ask.number(particulars + "gross_tonnage", "Gross tonnage:", "總噸位：");
  ask.number(particulars + "length_overall_m", "Length overall in metres:", "總長（米）：");
  ask.number(particulars + "draught_max_m", "Greatest draught in metres:", "最大吃水（米）：");
  ask.number(particulars + "service_speed_kn", "Service speed in knots:", "服務航速（節）：");
  ask.text(particulars + "appearance/en", "How she looks: colours, marks, decks:", "外觀：顏色、標記、甲板層數：");
  ask.number(persons + "passengers_max", "Passengers, at most:", "最多乘客人數：");
  ask.number(persons + "crew_normal", "Crew, normally:", "一般船員人數：");
  ask.number(persons + "permitted", "Persons permitted, passengers and crew together:", "獲准總人數（乘客與船員）：");
  std::string const saving = "/ships/0/life_saving/";
  ask.number(saving + "craft/0/count", "Liferafts:", "救生筏數目：");
  ask.number(saving + "craft/0/capacity_each", "Persons in each:", "每筏容納人數：", {saving + "craft"});
  ask.number(saving + "lifejackets_adult", "Lifejackets for adults:", "成人救生衣：");
  ask.number(saving + "lifejackets_child", "Lifejackets for children:", "兒童救生衣：");
  ask.number("/ships/0/medical/trained_crew", "Crew trained in first aid:", "受過急救訓練的船員：");
  ask.text("/ships/0/helicopter/means", "For a helicopter: landing deck, winching area, hover above deck or none:",
           "直升機：landing deck、winching area、hover above deck 或 none：", "none");
  ask.text("/ships/0/communications/0/number", "Telephone of the bridge:", "駕駛台電話：");
}

/// The stop, as the samples have it; an id that nobody knows is put alone, for the checks to refuse.
void set_stop(PlanDraft& draft, std::string const& index, std::string const& id) {
  auto const found = draft.terminals().stops.find(id);
  draft.set_json("/routes/0/stops/" + index, found == draft.terminals().stops.end() ? "{}" : found->second);
  draft.set_text("/routes/0/stops/" + index + "/id", id);
  draft.set_text("/routes/0/timetable/departures/" + index + "/from", id);
}

std::string text_at(json::value const& value, char const* name) {
  auto const* found = value.is_object() ? value.get_object().if_contains(name) : nullptr;
  return found != nullptr && found->is_string() ? std::string{std::string_view{found->get_string()}} : std::string{};
}

/// Names, track and waters of the route, once both its ends are known.
void set_route(PlanDraft& draft, std::string const& second) {
  set_stop(draft, "1", second);
  json::value const document = json::parse(draft.text());
  json::value const& stops = document.at("routes").at(0).at("stops");
  std::string const first = text_at(stops.at(0), "id");
  auto const& known = draft.terminals();
  if (!known.stops.contains(first) || !known.stops.contains(second)) return;
  json::value const& a = stops.at(0);
  json::value const& b = stops.at(1);
  draft.set_text("/routes/0/id", (first + "-" + second).substr(0, 41));
  for (char const* language : {"en", "zh_hant"})
    draft.set_text(std::string{"/routes/0/names/"} + language,
                   text_at(a.at("names"), language) + " – " + text_at(b.at("names"), language));
  auto const track = known.tracks.find({first, second});
  draft.set_json(
      "/routes/0/geometry/coordinates",
      track != known.tracks.end() ? track->second : json::serialize(json::array{a.at("position"), b.at("position")}));
}

void add_route(Questions& ask, PlanDraft const& draft) {
  std::string names;
  std::vector<std::string> ids;
  for (auto const& [id, stop] : draft.terminals().stops) {
    names += (names.empty() ? "" : ", ") + id;
    ids.push_back(id);
  }
  ask.add("First terminal: " + names + ":", "起點碼頭：" + names + "：", "", {"/routes/0/stops/0"},
          [](PlanDraft& plan, std::string const& id) { set_stop(plan, "0", id); });
  ask.only(ids);
  ask.add("Last terminal:", "終點碼頭：", "", {"/routes/0/stops"}, set_route);
  ask.only(ids);
  ask.add("Whose waters the track crosses: CN-GD, HK, MO:", "航跡穿越誰的水域：CN-GD、HK、MO：", "CN-GD HK MO",
          {"/routes/0/crosses", "/routes/0/geometry"},
          [](PlanDraft& plan, std::string const& answer) { plan.set_list("/routes/0/crosses", answer); });
  std::string const timetable = "/routes/0/timetable/";
  ask.text(timetable + "valid_from", "First day of the timetable, YYYY-MM-DD:", "時刻表首日，YYYY-MM-DD：");
  ask.text(timetable + "valid_to", "Last day of the timetable, YYYY-MM-DD:", "時刻表末日，YYYY-MM-DD：");
  ask.number(timetable + "duration_min", "Minutes from terminal to terminal:", "航程時間（分鐘）：");
  ask.add("Departures from the first terminal every day, hh:mm with blanks between:",
          "每日由起點出發時間，hh:mm，以空格分隔：", "", {timetable + "departures/0"},
          [](PlanDraft& plan, std::string const& answer) {
            plan.set_list("/routes/0/timetable/departures/0/times", answer);
          });
  ask.add("Departures from the last terminal:", "每日由終點出發時間：", "", {timetable + "departures/1"},
          [](PlanDraft& plan, std::string const& answer) {
            plan.set_list("/routes/0/timetable/departures/1/times", answer);
          });
  ask.text("/exercises/planned/0/dated", "Date of the next exercise, YYYY-MM-DD:", "下次演習日期，YYYY-MM-DD：");
}

}  // namespace

std::vector<DraftQuestion> draft_questions(PlanDraft const& draft, std::string const& today) {
  Questions ask;
  add_cover(ask, today);
  add_company(ask);
  add_identity(ask);
  add_ship(ask);
  add_route(ask, draft);
  return ask.take();
}

}  // namespace lingding::tools
