#include "adapters/paper/detail/words.hpp"

#include <algorithm>
#include <array>

namespace lingding::paper {

std::string_view to_text(Languages languages) {
  switch (languages) {
    case Languages::zh_hant_en:
      return "zh-Hant+en";
    case Languages::zh_hant_pt:
      return "zh-Hant+pt";
    case Languages::zh_hans_en:
      return "zh-Hans+en";
  }
  return "";
}

std::optional<Languages> parse_languages(std::string_view text) {
  for (auto const languages : {Languages::zh_hant_en, Languages::zh_hant_pt, Languages::zh_hans_en})
    if (to_text(languages) == text) return languages;
  return std::nullopt;
}

namespace detail {
namespace {

/// The words of the enumerations in plans/schema/, by the English ones that stand in the documents.
constexpr Label kEnumerations[] = {
    {"A類高速船", "A类高速船", "high-speed craft, category A", "embarcação de alta velocidade, categoria A"},
    {"B類高速船", "B类高速船", "high-speed craft, category B", "embarcação de alta velocidade, categoria B"},
    {"動力支承船", "动力支承船", "dynamically supported craft", "embarcação de sustentação dinâmica"},
    {"客船", "客船", "passenger ship", "navio de passageiros"},
    {"客滾船", "客滚船", "ro-ro passenger ship", "navio ro-ro de passageiros"},
    {"雙體船", "双体船", "catamaran", "catamarã"},
    {"單體船", "单体船", "monohull", "monocasco"},
    {"水翼船", "水翼船", "hydrofoil", "hidroplanador"},
    {"三體船", "三体船", "trimaran", "trimarã"},
    {"救生筏", "救生筏", "liferaft", "jangada salva-vidas"},
    {"救生艇", "救生艇", "lifeboat", "embarcação salva-vidas"},
    {"救助艇", "救助艇", "rescue boat", "embarcação de socorro"},
    {"海上撤離系統", "海上撤离系统", "marine evacuation system", "sistema de evacuação marítima"},
    {"緊急示位標（自浮式）", "紧急示位标（自浮式）", "EPIRB, float-free", "EPIRB, de libertação automática"},
    {"緊急示位標（手動）", "紧急示位标（手动）", "EPIRB, manual", "EPIRB, manual"},
    {"個人示位標", "个人示位标", "PLB", "PLB"},
    {"自動識別系統搜救發射器", "自动识别系统搜救发射器", "AIS-SART", "AIS-SART"},
    {"人員落水裝置", "人员落水装置", "MOB", "MOB (homem ao mar)"},
    {"緊急示位標自動識別系統", "紧急示位标自动识别系统", "EPIRB-AIS", "EPIRB-AIS"},
    {"降落甲板", "降落甲板", "landing deck", "convés de aterragem"},
    {"吊運區", "吊运区", "winching area", "zona de guincho"},
    {"甲板上空懸停", "甲板上空悬停", "hover above deck", "pairar sobre o convés"},
    {"無", "无", "none", "nenhum"},
    {"駕駛台電話", "驾驶台电话", "bridge telephone", "telefone da ponte"},
    {"其他電話", "其他电话", "other telephone", "outro telefone"},
    {"衞星電話", "卫星电话", "satellite telephone", "telefone por satélite"},
    {"甚高頻（數字選擇性呼叫）", "甚高频（数字选择性呼叫）", "VHF with DSC", "VHF com DSC"},
    {"中高頻（數字選擇性呼叫）", "中高频（数字选择性呼叫）", "MF/HF with DSC", "MF/HF com DSC"},
    {"國際海事衞星C站", "国际海事卫星C站", "Inmarsat-C", "Inmarsat-C"},
    {"A類自動識別系統", "A类自动识别系统", "AIS class A", "AIS classe A"},
    {"航行警告電傳", "航行警告电传", "NAVTEX", "NAVTEX"},
    {"數碼集群無線電", "数字集群无线电", "TETRA", "TETRA"},
    {"電郵", "电邮", "e-mail", "correio eletrónico"},
    {"傳真", "传真", "fax", "fax"},
    {"電話", "电话", "telephone", "telefone"},
    {"全國遇險求救電話", "全国遇险求救电话", "national distress number", "número nacional de socorro"},
    {"甚高頻頻道", "甚高频频道", "VHF channels", "canais VHF"},
    {"海上移動業務標識", "海上移动业务标识", "MMSI", "MMSI"},
    {"呼號", "呼号", "call sign", "indicativo de chamada"},
    {"航空固定電信網", "航空固定电信网", "AFTN", "AFTN"},
    {"總佈置圖", "总布置图", "general arrangement", "arranjo geral"},
    {"側視圖", "侧视图", "profile", "perfil"},
    {"甲板圖", "甲板图", "deck plan", "plano dos conveses"},
    {"防火控制圖", "防火控制图", "fire control plan", "plano de combate a incêndios"},
    {"救生設備圖", "救生设备图", "life-saving plan", "plano de meios de salvação"},
    {"破損控制圖", "破损控制图", "damage control plan", "plano de controlo de avarias"},
    {"照片", "照片", "photograph", "fotografia"},
    {"每日", "每日", "daily", "diariamente"},
    {"星期一至五", "星期一至五", "Monday to Friday", "de segunda a sexta-feira"},
    {"星期一", "星期一", "Monday", "segunda-feira"},
    {"星期二", "星期二", "Tuesday", "terça-feira"},
    {"星期三", "星期三", "Wednesday", "quarta-feira"},
    {"星期四", "星期四", "Thursday", "quinta-feira"},
    {"星期五", "星期五", "Friday", "sexta-feira"},
    {"星期六", "星期六", "Saturday", "sábado"},
    {"星期日", "星期日", "Sunday", "domingo"},
    {"星期六及日", "星期六及日", "Saturday and Sunday", "sábado e domingo"},
    {"公眾假期", "公众假期", "public holidays", "feriados"},
    {"通訊", "通讯", "communications", "comunicações"},
    {"協調", "协调", "co-ordination", "coordenação"},
    {"全面", "全面", "full-scale", "à escala real"},
    {"桌面推演", "桌面推演", "table-top", "de mesa"},
    {"搜救單位", "搜救单位", "search and rescue unit", "unidade de busca e salvamento"},
    {"海岸電台", "海岸电台", "coast station", "estação costeira"},
    {"醫院", "医院", "hospital", "hospital"},
    {"上岸地點", "上岸地点", "landing place", "local de desembarque"},
    {"拖船", "拖船", "tug", "rebocador"},
    {"其他", "其他", "other", "outro"},
    {"公司", "公司", "company", "companhia"},
    {"船舶", "船舶", "ship", "navio"},
};

constexpr std::array<Label, geo::kCentres.size()> kCentreNames{{
    {"廣東省海上搜救中心", "广东省海上搜救中心", "Guangdong Maritime SAR Centre",
     "Centro de Busca e Salvamento Marítimo de Guangdong"},
    {"香港海上救援協調中心", "香港海上救援协调中心", "Hong Kong Maritime Rescue Co-ordination Centre",
     "Centro de Coordenação de Salvamento Marítimo de Hong Kong"},
    {"澳門海事及水務局", "澳门海事及水务局", "Marine and Water Bureau, Macao",
     "Direcção dos Serviços de Assuntos Marítimos e de Água, Macau"},
}};

/// Country codes of two digits and of one (ITU-T E.164, list of assigned codes, Operational Bulletin No. 1114); all
/// others have three.
std::size_t country_code_length(std::string_view digits) {
  if (digits.front() == '1' || digits.front() == '7') return 1;
  constexpr std::string_view kTwoDigits[] = {"20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41",
                                             "43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54",
                                             "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66",
                                             "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98"};
  return std::find(std::begin(kTwoDigits), std::end(kTwoDigits), digits.substr(0, 2)) != std::end(kTwoDigits) ? 2 : 3;
}

/// How a national number of so many digits is grouped from its start; what is left makes groups of four.
std::string_view groups_of(std::size_t digits) {
  switch (digits) {
    case 6:
      return "33";
    case 7:
      return "34";
    case 9:
      return "333";
    case 10:
      return "334";
    case 11:
      return "344";
    default:
      return "";
  }
}

std::string text_in(boost::json::object const& texts, std::string_view script) {
  auto const* value = texts.if_contains(script);
  return value != nullptr && value->is_string() ? std::string{std::string_view{value->get_string()}} : std::string{};
}

Pair without_repetition(Pair pair) {
  if (pair.first.text.empty()) std::swap(pair.first, pair.second);
  if (pair.first.text == pair.second.text) pair.second = {};
  return pair;
}

}  // namespace

Pair Words::of(Label const& label) const {
  Pair pair;
  pair.first = languages_ == Languages::zh_hans_en ? Worded{std::string{label.zh_hans}, Script::zh_hans}
                                                   : Worded{std::string{label.zh_hant}, Script::zh_hant};
  pair.second = {std::string{languages_ == Languages::zh_hant_pt ? label.pt : label.en}, Script::latin};
  return without_repetition(std::move(pair));
}

Pair Words::of(boost::json::value const* texts) const {
  Pair pair;
  if (texts == nullptr || !texts->is_object()) return pair;
  auto const& object = texts->get_object();
  Worded const hant{text_in(object, "zh_hant"), Script::zh_hant};
  Worded const hans{text_in(object, "zh_hans"), Script::zh_hans};
  Worded const en{text_in(object, "en"), Script::latin};
  Worded const pt{text_in(object, "pt"), Script::latin};
  auto const choose = [](Worded const& wanted, Worded const& relative) {
    return wanted.text.empty() ? relative : wanted;
  };
  pair.first = languages_ == Languages::zh_hans_en ? choose(hans, hant) : choose(hant, hans);
  pair.second = languages_ == Languages::zh_hant_pt ? choose(pt, en) : choose(en, pt);
  return without_repetition(std::move(pair));
}

Pair Words::of_enumeration(std::string_view english) const {
  for (auto const& label : kEnumerations)
    if (label.en == english) return of(label);
  return {{std::string{english}, Script::latin}, {}};
}

Pair Words::of(geo::CentreId centre) const {
  return of(kCentreNames[static_cast<std::size_t>(centre)]);
}

std::string Words::line(Label const& label) const {
  return line(of(label), " ");
}

std::string Words::line(Pair const& pair, std::string_view between) const {
  std::string text = pair.first.text;
  if (!pair.second.text.empty()) text.append(between).append(pair.second.text);
  return text;
}

std::string grouped_phone(std::string_view number) {
  if (number.size() < 4 || number.front() != '+' ||
      number.substr(1).find_first_not_of("0123456789") != std::string_view::npos)
    return std::string{number};
  std::string_view digits = number.substr(1);
  std::size_t const code = country_code_length(digits);
  std::string text = "+" + std::string{digits.substr(0, code)};
  digits.remove_prefix(code);
  for (char const group : groups_of(digits.size())) {
    auto const size = static_cast<std::size_t>(group - '0');
    text.append(" ").append(digits.substr(0, size));
    digits.remove_prefix(size);
  }
  while (!digits.empty()) {
    std::size_t const size = digits.size() % 4 == 0 ? 4 : digits.size() % 4;
    text.append(" ").append(digits.substr(0, size));
    digits.remove_prefix(size);
  }
  return text;
}

}  // namespace detail
}  // namespace lingding::paper
