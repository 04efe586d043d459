#include "tests/support/sample_run.hpp"

#include <algorithm>

#include "coordinator/codec.hpp"
#include "coordinator/merge.hpp"
#include "geo/sha256.hpp"
#include "tests/support/regions.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::support {
namespace {

using namespace coordinator;
using namespace drill;
using geo::CentreId;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

auto const kBegins = utc("2010-06-10T02:00:00Z");

plans::PlanBrief plan_of(std::uint32_t ship, std::uint32_t device, std::string en, std::string zh) {
  auto plan = ferry_plan(ship, device);
  plan.plan_id = "HK-SAMPLE-" + std::to_string(ship);
  plan.version = 3;
  plan.names = {.en = std::move(en), .zh_hant = std::move(zh), .zh_hans = {}, .pt = {}};
  plan.call_sign = "VR" + std::to_string(ship % 1000);
  return plan;
}

AlertReport dsc_call(std::uint32_t ship, geo::Position at) {
  AlertReport report;
  report.kind = AlertKind::dsc;
  report.device = mmsi(ship);
  report.position = at;
  report.radius = geo::Metres::from_nautical_miles(1);
  report.nature = Nature::collision;
  return report;
}

/// The script, as it is carried out: each act is noted in the scenario and in what was done.
class Stage {
 public:
  explicit Stage(SampleRun const& how) : how_(how), desks_(shipped_regions(), kBegins, 1, {.keeps_story = false}) {
    record_.scenario = head();
    record_.scenario_digest = geo::to_hex(geo::sha256("two-ferries"));
    record_.version = "0.0.0";
    record_.began = kBegins;
    record_.ship_numbers = {{"egret", "477000101"}, {"heron", "477000102"}};
    desks_.set_clocks(ClockSet{seconds{60}, seconds{240}, seconds{300}});
    for (auto const centre : geo::kCentres) {
      desks_.plan(centre, plan_of(477'000'101, 970'010'119, "Night Egret", "夜鷺"));
      desks_.plan(centre, plan_of(477'000'102, 970'010'120, "Reef Heron", "岩鷺"));
    }
  }

  RunRecord play();

 private:
  static Scenario head();
  void objectives();
  void tracks();
  void until(milliseconds offset) {
    auto const to = kBegins + offset;
    if (to > desks_.now()) desks_.pass(to - desks_.now());
  }
  void note(std::string name, bool inject, plans::BriefText title, ActBody body, Done done, milliseconds at) {
    Act act;
    act.name = name;
    act.is_inject = inject;
    act.title = std::move(title);
    act.when.at = at;
    act.body = std::move(body);
    record_.scenario.acts.push_back(std::move(act));
    done.act = std::move(name);
    done.is_inject = inject;
    done.at = desks_.now();
    record_.done.push_back(std::move(done));
  }
  void alert(milliseconds at, std::string name, plans::BriefText title, CentreId centre, std::string source,
             AlertReport report, ActBody body, std::string words) {
    until(at);
    Done done;
    done.centre = centre;
    done.words = std::move(words);
    note(std::move(name), true, std::move(title), std::move(body), std::move(done), at);
    desks_.alert(centre, std::move(source), std::move(report));
  }
  void act(milliseconds at, std::string name, CentreId centre, std::string officer, Command command) {
    until(at);
    std::string json;
    append_json(json, command);
    Done done;
    done.centre = centre;
    done.officer = officer;
    done.words = json;
    note(std::move(name), false, {}, OfficerActs{centre, officer, json}, std::move(done), at);
    record_.done.back().outcome = desks_.officer(centre, std::move(officer), std::move(command));
  }
  void link(milliseconds at, std::string name, CentreId a, CentreId b, bool up) {
    until(at);
    Done done;
    done.words = up ? "link is up again" : "link goes down";
    note(std::move(name), true,
         up ? plans::BriefText{"Link restored", "通訊恢復"} : plans::BriefText{"Link lost", "通訊中斷"},
         LinkGoes{a, b, up}, std::move(done), at);
    if (up) {
      desks_.mend(a, b);
      record_.outages.back().to = desks_.now();
    } else {
      desks_.cut(a, b);
      record_.outages.push_back({a, b, desks_.now(), std::nullopt});
    }
  }
  std::string id(CentreId centre) const {
    auto const all = desks_.desk(centre).incidents();
    return all.empty() ? std::string{} : all.front()->id;
  }

  SampleRun how_;
  simulation::ThreeDesks desks_;
  RunRecord record_;
};

Scenario Stage::head() {
  Scenario scenario;
  scenario.name = "two-ferries";
  scenario.title = {"Two ferries collide off Macao", "兩艘渡輪在澳門對開相撞"};
  scenario.summary = {
      "Two Hong Kong–Macao ferries collide in the fairway east of Macao. Macao takes the call; the position is in "
      "Guangdong's limits, and Guangdong takes over. The link between Hong Kong and Macao fails for ten minutes.",
      "兩艘港澳渡輪在澳門以東航道相撞。澳門接報；事發位置屬廣東水域，由廣東接手協調。其間港澳通訊中斷十分鐘。"};
  scenario.based_on = "Joint exercise of 10 June 2010 (Xinhua, 2010-06-09); ships, persons and times are invented.";
  scenario.exercise_type = "co-ordination";
  scenario.begins = kBegins;
  scenario.lasts = minutes{90};
  scenario.centres = {geo::kCentres.begin(), geo::kCentres.end()};
  scenario.seed = 20100610;
  scenario.participants = {{"Guangdong MRCC", "SAR mission co-ordinator"},
                           {"Hong Kong MRCC", "supporting centre"},
                           {"Macao DSAMA", "first centre"},
                           {"Sample Ferries Limited", "company"}};
  scenario.ships = {{.name = "egret",
                     .plan_id = "HK-SAMPLE-477000101",
                     .mmsi = mmsi(477'000'101),
                     .names = {"Night Egret", "夜鷺", "", ""},
                     .call_sign = "VR101",
                     .persons = 133,
                     .voyage = TimetableVoyage{"", "", "10:00", minutes{0}}},
                    {.name = "heron",
                     .plan_id = "HK-SAMPLE-477000102",
                     .mmsi = mmsi(477'000'102),
                     .names = {"Reef Heron", "岩鷺", "", ""},
                     .call_sign = "VR102",
                     .persons = 97,
                     .voyage = TimetableVoyage{"", "", "09:30", minutes{0}}}};
  Weather fog;
  fog.wind = geo::Knots::from_knots(6);
  fog.wind_from = geo::TrueBearing::from_degrees(60);
  fog.current = geo::Knots::from_knots(1.2);
  fog.current_to = geo::TrueBearing::from_degrees(160);
  fog.sea_state = 2;
  fog.visibility = geo::Metres::from_metres(400);
  fog.text = {"Fog patches", "局部有霧"};
  auto clearing = fog;
  clearing.at = minutes{50};
  clearing.visibility = geo::Metres::from_nautical_miles(3);
  clearing.text = {"Fog lifts", "霧漸散"};
  scenario.weather = {fog, clearing};
  return scenario;
}

void Stage::objectives() {
  auto const add = [&](std::string name, Objective::Kind kind, plans::BriefText title) -> Objective& {
    auto& one = record_.scenario.objectives.emplace_back();
    one.name = std::move(name);
    one.kind = kind;
    one.title = std::move(title);
    one.source = "exercise director";
    return one;
  };
  auto const within = [&](std::string name, plans::BriefText title, Happening what, CentreId centre, std::string ship,
                          std::string since_act, milliseconds target) -> Objective& {
    auto& one = add(std::move(name), Objective::Kind::happens, std::move(title));
    one.what.what = what;
    one.what.centre = centre;
    one.what.ship = std::move(ship);
    one.since_act = std::move(since_act);
    one.within = target;
    return one;
  };
  within("first-notification", {"Macao is notified of the first call", "澳門收到首個求救"}, Happening::notified,
         CentreId::mo, "egret", "dsc-egret", minutes{5})
      .source = "marine.gov.mo service pledge: 5 min";
  within("gd-told", {"Guangdong is notified", "廣東收到通知"}, Happening::notified, CentreId::cn_gd, "egret",
         "dsc-egret", minutes{5});
  within("gd-acknowledges", {"Guangdong acknowledges", "廣東確認收悉"}, Happening::acknowledged, CentreId::cn_gd,
         "egret", "dsc-egret", minutes{4});
  within("gd-opens-plan", {"Guangdong opens the ship's plan", "廣東查閱該船合作計劃"}, Happening::plan_opened,
         CentreId::cn_gd, "egret", "dsc-egret", minutes{6});
  within("mo-opens-plan", {"Macao opens the ship's plan", "澳門查閱該船合作計劃"}, Happening::plan_opened, CentreId::mo,
         "egret", "dsc-egret", minutes{6});
  within("company-called", {"The company is called", "致電船公司"}, Happening::company_called, CentreId::cn_gd, "egret",
         "dsc-egret", minutes{10});
  within("sitrep-1", {"SITREP 1", "情況報告 1"}, Happening::sitrep_issued, CentreId::cn_gd, "egret", "dsc-egret",
         minutes{20})
      .what.detail = "1";
  auto& launch = within("launch-on-scene", {"A unit is on scene", "搜救單位到場"}, Happening::unit_state,
                        CentreId::cn_gd, "egret", "dsc-egret", minutes{35});
  launch.what.detail = "on_scene";
  launch.source = "marine.gov.mo service pledge: 30 min to deploy";
  auto& untold =
      add("no-escalation", Objective::Kind::not_happens, {"No alarm is left standing", "沒有無人理會的警報"});
  untold.what.what = Happening::escalated;
  untold.what.detail = "2";
  auto& custodian =
      add("gd-has-custody", Objective::Kind::custodian, {"Guangdong has custody at the end", "結束時由廣東協調"});
  custodian.centre = CentreId::cn_gd;
  custodian.ship = "egret";
  add("one-custodian", Objective::Kind::one_custodian, {"One custodian at every moment", "任何時間只有一個協調中心"});
  add("persons", Objective::Kind::persons, {"All persons are accounted for", "全部人員核實"}).ship = "egret";
  add("sitreps", Objective::Kind::sitreps, {"SITREPs without a gap", "情況報告次序無缺"}).ship = "egret";
  add("plan-copies", Objective::Kind::plan_copies, {"One version of the plan everywhere", "各中心計劃版本一致"}).ship =
      "egret";
  auto& never = within("fire-call", {"The fire call is answered", "火警呼叫得到回應"}, Happening::acknowledged,
                       CentreId::hk, "heron", "fire", minutes{5});
  never.source = "exercise director <draft & not held>";
}

void Stage::tracks() {
  auto const track = [&](std::string ship, std::string label, std::vector<std::pair<double, double>> const& points,
                         minutes each) {
    Track one{std::move(ship), std::move(label), true, {}};
    for (std::size_t i = 0; i < points.size(); ++i)
      one.points.push_back({kBegins + each * static_cast<int>(i), position(points[i].first, points[i].second)});
    record_.tracks.push_back(std::move(one));
  };
  track("egret", "Night Egret",
        {{22.288, 114.150},
         {22.283, 114.105},
         {22.240, 114.040},
         {22.213, 114.005},
         {22.197, 113.920},
         {22.180, 113.840},
         {22.176, 113.760},
         {22.174, 113.700},
         {22.168, 113.702},
         {22.160, 113.705}},
        minutes{6});
  track("heron", "Reef Heron",
        {{22.198, 113.562},
         {22.185, 113.600},
         {22.176, 113.640},
         {22.174, 113.680},
         {22.174, 113.700},
         {22.166, 113.702},
         {22.158, 113.704}},
        minutes{9});
}

RunRecord Stage::play() {
  auto const place = position(22.174, 113.700);
  auto const mo = CentreId::mo;
  auto const gd = CentreId::cn_gd;
  auto const hk = CentreId::hk;
  alert(minutes{10}, "dsc-egret", {"DSC distress call, collision", "遇險呼叫：碰撞"}, mo, "mo-coast-station",
        dsc_call(477'000'101, place), DscCalls{mo, "egret", Nature::collision},
        "$CDDSC,12,4770001010,12,02,00,0221011342,0210,,,S,E");
  until(minutes{10} + seconds{2});
  auto const casualty = id(mo);
  act(minutes{10} + seconds{41}, "mo-acknowledges", mo, "Costa", Acknowledge{casualty});
  alert(minutes{11} + seconds{5}, "sart-egret", {"Radar transponder of the raft", "救生筏應答器"}, hk, "hk-ais-1",
        sart(position(22.173, 113.701)), DeviceStarts{.device = mmsi(970'010'119), .ship = "egret"},
        "!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0");
  act(minutes{11} + seconds{30}, "hk-acknowledges", hk, "Chan", Acknowledge{casualty});
  act(minutes{12} + seconds{20}, "gd-acknowledges", gd, "Li", Acknowledge{casualty});
  act(minutes{13} + seconds{2}, "gd-opens-plan", gd, "Li", OpenPlan{casualty});
  if (!how_.late_call) act(minutes{14}, "mo-opens-plan", mo, "Costa", OpenPlan{casualty});
  act(how_.late_call ? minutes{15} : minutes{15}, "gd-phase", gd, "Li",
      SetPhase{casualty, EmergencyPhase::distress, "Two ferries, persons in the water"});
  if (!how_.late_call)
    act(minutes{16}, "gd-calls", gd, "Li",
        LogCall{casualty, "duty manager, 24 hours +85200000001", "133 on board, manifest follows"});
  AlertReport report;
  report.kind = AlertKind::report;
  report.name = "Reef Heron";
  report.device = mmsi(477'000'102);
  report.position = place;
  report.radius = geo::Metres::from_nautical_miles(0.5);
  report.position_source = PositionSource::stated;
  report.nature = Nature::flooding;
  report.persons = 97;
  report.caller = "master of Reef Heron, VHF 16";
  until(minutes{18});
  {
    Done done;
    done.centre = hk;
    done.officer = "Chan";
    done.words = "Reef Heron, 97 persons, flooding, in company of Night Egret <VHF 16>";
    note("heron-reports", true, {"The second ferry calls on VHF", "第二艘渡輪以甚高頻呼叫"},
         SomebodyReports{hk, "Chan", report, "heron"}, std::move(done), minutes{18});
    record_.done.back().outcome = desks_.officer(hk, "Chan", ReportDistress{"", report});
  }
  act(minutes{18} + seconds{40}, "gd-persons", gd, "Li", SetPersons{casualty, 133, {}, "manifest"});
  act(minutes{19}, "gd-launch", gd, "Li",
      SetUnit{casualty, "Haixun 0901", "patrol vessel", UnitState::proceeding, "from Guishan"});
  until(minutes{20});
  std::string second;
  for (auto const* const one : desks_.desk(hk).incidents())
    if (!has_id(*one, casualty)) second = one->id;
  for (auto const centre : {hk, gd, mo})
    if (!second.empty())
      act(minutes{20}, "heron-" + std::string{geo::to_text(centre)}, centre,
          centre == hk   ? "Chan"
          : centre == gd ? "Li"
                         : "Costa",
          Acknowledge{second});
  if (how_.late_call)
    act(minutes{22}, "gd-calls", gd, "Li",
        LogCall{casualty, "duty manager, 24 hours +85200000001", "133 on board, manifest follows"});
  act(minutes{24}, "gd-sitrep-1", gd, "Li",
      IssueSitrep{casualty, true,
                  "DISTRESS\nFROM: GUANGDONG MRCC\nTO: HK MRCC, MACAO\nSITREP 1\nA. NIGHT EGRET, VR101\nB. 22-10.4N "
                  "113-42.0E\nC. COLLISION WITH REEF HERON\nD. 133 PERSONS\nE. ASSISTANCE OF FAST CRAFT\nF. GUANGDONG "
                  "MRCC"});
  link(minutes{30}, "link-down", hk, mo, false);
  act(minutes{32}, "hk-unit", hk, "Chan",
      SetUnit{casualty, "Rescue 51", "helicopter", UnitState::proceeding, "GFS, Chek Lap Kok"});
  link(minutes{40}, "link-up", hk, mo, true);
  act(minutes{43}, "gd-on-scene", gd, "Li", SetUnit{casualty, "Haixun 0901", "", UnitState::on_scene, ""});
  until(minutes{45});
  {
    Done done;
    done.centre = gd;
    done.words = "Haixun 0901: two rafts alongside, 60 persons taken up.";
    note("control-rafts", true, {"Exercise control: rafts found", "導演：發現救生筏"},
         ControlSays{gd, {"Two rafts alongside, 60 persons taken up.", "兩救生筏靠近，已接載 60 人。"}},
         std::move(done), minutes{45});
  }
  act(minutes{55}, "gd-sitrep-2", gd, "Li",
      IssueSitrep{casualty, false, "DISTRESS\nSITREP 2\nA. NIGHT EGRET\nB. 22-10.0N 113-42.2E\nC. 60 TAKEN UP"});
  act(minutes{57}, "mo-sitrep", mo, "Costa", IssueSitrep{casualty, false, "SITREP of Macao"});
  act(minutes{70}, "gd-all", gd, "Li", SetPersons{casualty, {}, 133, "count at Guishan"});
  act(minutes{75}, "gd-note", gd, "Li", AddNote{casualty, "Ambulances are asked for at <Jiuzhou> & Outer Harbour."});
  act(minutes{80}, "gd-sitrep-3", gd, "Li", IssueSitrep{casualty, false, "SITREP 3\nALL 133 PERSONS SAFE\nFINAL"});
  act(minutes{82}, "gd-closes", gd, "Li", CloseIncident{casualty, CaseOutcome::rescued, "All persons are ashore."});
  until(minutes{90});

  objectives();
  tracks();
  record_.ended = desks_.now();
  record_.sentences = 48'213;
  Observer observer;
  for (auto const centre : geo::kCentres) {
    CentreRecord one;
    one.centre = centre;
    auto const& entries = desks_.journal(centre).entries;
    std::string all;
    for (auto const& entry : entries) {
      for (auto& happened : observer.take(centre, entry)) record_.happened.push_back(std::move(happened));
      all += entry.content.event + entry.content.effects;
    }
    one.entries = entries.size();
    one.digest = geo::to_hex(geo::sha256(all));
    for (auto const* const incident : desks_.desk(centre).incidents()) one.incidents.push_back(*incident);
    std::ranges::sort(one.incidents, {}, &Incident::id);
    record_.centres.push_back(std::move(one));
  }
  std::ranges::stable_sort(record_.happened, {}, &Happened::at);
  return std::move(record_);
}

}  // namespace

RunRecord sample_run(SampleRun const& how) {
  return Stage{how}.play();
}

}  // namespace lingding::support
