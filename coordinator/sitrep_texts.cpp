#include "coordinator/sitrep_texts.hpp"

#include <array>

#include "geo/check.hpp"

namespace lingding::coordinator {
namespace {

// The terms follow the centres' published words where there are some: 告警、遇險、不明階段 and 搜救單位 as in the
// Mainland's and Hong Kong's documents, Portuguese as in Macao's (perigo, alerta, incerteza; busca e salvamento). The
// other phrases are ours, and no centre has reviewed them.

struct Label {
  char letter;
  FourTexts text;
};
constexpr std::array kLabels{
    Label{'A', {"IDENTITY OF CASUALTY", "遇險船舶識別", "遇险船舶识别", "IDENTIFICAÇÃO DO SINISTRADO"}},
    Label{'B', {"POSITION", "位置", "位置", "POSIÇÃO"}},
    Label{'C', {"SITUATION", "情況", "情况", "SITUAÇÃO"}},
    Label{'D', {"NUMBER OF PERSONS AT RISK", "遇險人數", "遇险人数", "NÚMERO DE PESSOAS EM PERIGO"}},
    Label{'E', {"ASSISTANCE REQUIRED", "所需援助", "所需援助", "ASSISTÊNCIA NECESSÁRIA"}},
    Label{'F', {"COORDINATING RCC", "協調中心", "协调中心", "CENTRO COORDENADOR"}},
    Label{'G', {"DESCRIPTION OF CASUALTY", "遇險船舶描述", "遇险船舶描述", "DESCRIÇÃO DO SINISTRADO"}},
    Label{'H', {"WEATHER ON SCENE", "現場天氣", "现场天气", "TEMPO NO LOCAL"}},
    Label{'J', {"INITIAL ACTIONS TAKEN", "已採取的初步行動", "已采取的初步行动", "ACÇÕES INICIAIS TOMADAS"}},
    Label{'K', {"SEARCH AREA", "搜索區域", "搜索区域", "ÁREA DE BUSCA"}},
    Label{'L', {"COORDINATING INSTRUCTIONS", "協調指示", "协调指示", "INSTRUÇÕES DE COORDENAÇÃO"}},
    Label{'M', {"FUTURE PLANS", "後續計劃", "后续计划", "PLANOS FUTUROS"}},
    Label{'N',
          {"ADDITIONAL INFORMATION/CONCLUSION", "補充資料/結論", "补充资料/结论", "INFORMAÇÃO ADICIONAL/CONCLUSÃO"}},
};

constexpr std::array<FourTexts, static_cast<std::size_t>(SitrepWord::more) + 1> kWords{{
    {"DATE AND TIME", "日期時間", "日期时间", "DATA E HORA"},
    {"TRANSMISSION PRIORITY", "傳送優先等級", "传送优先等级", "PRIORIDADE DE TRANSMISSÃO"},
    {"FROM", "發自", "发自", "DE"},
    {"TO", "致", "致", "PARA"},
    {"SAR SITREP NUMBER", "搜救情況報告編號", "搜救情况报告编号", "SAR SITREP NÚMERO"},
    {"CASUALTY", "個案", "个案", "SINISTRO"},
    {"DISTRESS", "遇險", "遇险", "PERIGO"},
    {"URGENCY", "緊急", "紧急", "URGÊNCIA"},
    {"ROUTINE", "一般", "一般", "ROTINA"},
    {"NIL", "無", "无", "NADA"},
    {"NOT KNOWN", "不明", "不明", "DESCONHECIDO"},
    {"NO POSITION", "位置不明", "位置不明", "SEM POSIÇÃO"},
    {"SHIP NOT KNOWN", "船舶不明", "船舶不明", "NAVIO DESCONHECIDO"},
    {"PROBABLY, NOT CONFIRMED", "可能,未經確認", "可能,未经确认", "PROVÁVEL, NÃO CONFIRMADO"},
    {"FLAG", "船籍", "船籍", "BANDEIRA"},
    {"WITHIN", "誤差", "误差", "ERRO MÁXIMO"},
    {"OR", "或", "或", "OU"},
    {"PROBABILITY", "概率", "概率", "PROBABILIDADE"},
    {"NATURE", "性質", "性质", "NATUREZA"},
    {"EMERGENCY PHASE", "緊急階段", "紧急阶段", "FASE DE EMERGÊNCIA"},
    {"MESSAGE", "訊息", "信息", "MENSAGEM"},
    {"MESSAGES", "則訊息", "条信息", "MENSAGENS"},
    {"SENDER TOOK THE ALERT BACK", "發出者已取消警報", "发出者已取消警报", "ALERTA ANULADO PELO EMISSOR"},
    {"ON BOARD", "船上人數", "船上人数", "A BORDO"},
    {"ACCOUNTED FOR", "已確定下落", "已确定下落", "LOCALIZADAS"},
    {"NOT ACCOUNTED FOR", "下落不明", "下落不明", "POR LOCALIZAR"},
    {"PERMITTED AT MOST", "核准最多", "核准最多", "LOTAÇÃO MÁXIMA"},
    {"CREW", "船員", "船员", "TRIPULAÇÃO"},
    {"TAKE OVER COORDINATION", "請接管協調", "请接管协调", "ASSUMIR A COORDENAÇÃO"},
    {"LENGTH", "長度", "长度", "COMPRIMENTO"},
    {"COMPANY", "公司", "公司", "COMPANHIA"},
    {"ROUTE", "航線", "航线", "ROTA"},
    {"LIFE-SAVING APPLIANCES", "救生設備", "救生设备", "MEIOS DE SALVAÇÃO"},
    {"SURVIVAL CRAFT, PLACES", "救生艇筏、容量", "救生艇筏、容量", "EMBARCAÇÕES DE SOBREVIVÊNCIA, LUGARES"},
    {"APPEARANCE", "外觀", "外观", "ASPECTO"},
    {"CALLED", "已致電", "已致电", "CONTACTADO"},
    {"UNITS", "搜救單位", "搜救单位", "UNIDADES"},
    {"INFORMED", "已通知", "已通知", "INFORMADOS"},
    {"AIS OF THE SHIP", "該船 AIS", "该船 AIS", "AIS DO NAVIO"},
    {"ALONGSIDE", "靠泊", "靠泊", "ATRACADO"},
    {"SAR OPERATIONS TERMINATED", "搜救行動結束", "搜救行动结束", "OPERAÇÕES SAR TERMINADAS"},
    {"AND MORE", "及其他", "及其他", "E MAIS"},
}};

constexpr std::array<FourTexts, static_cast<std::size_t>(AlertKind::watch) + 1> kKinds{{
    {"AIS-SART", "AIS-SART", "AIS-SART", "AIS-SART"},
    {"AIS-MOB", "AIS-MOB(人員落水)", "AIS-MOB(人员落水)", "AIS-MOB"},
    {"EPIRB-AIS", "EPIRB-AIS", "EPIRB-AIS", "EPIRB-AIS"},
    {"SHIP'S AIS", "船舶 AIS", "船舶 AIS", "AIS DO NAVIO"},
    {"AIS SAFETY TEXT", "AIS 安全訊息", "AIS 安全信息", "TEXTO DE SEGURANÇA AIS"},
    {"406 MHZ BEACON", "406 MHz 示位標", "406 MHz 示位标", "RADIOBALIZA 406 MHZ"},
    {"COSPAS-SARSAT ALERT", "Cospas-Sarsat 衛星警報", "Cospas-Sarsat 卫星报警", "ALERTA COSPAS-SARSAT"},
    {"DSC CALL", "DSC 呼叫", "DSC 呼叫", "CHAMADA DSC"},
    {"CAP MESSAGE", "CAP 訊息", "CAP 信息", "MENSAGEM CAP"},
    {"REPORT", "口頭報告", "口头报告", "COMUNICAÇÃO"},
    {"TIMETABLE WATCH", "班次監察", "班次监察", "VIGILÂNCIA DO HORÁRIO"},
}};

constexpr std::array<FourTexts, static_cast<std::size_t>(Nature::overdue) + 1> kNatures{{
    {"UNDESIGNATED", "未指明", "未指明", "NÃO DESIGNADA"},
    {"FIRE OR EXPLOSION", "火警或爆炸", "火灾或爆炸", "INCÊNDIO OU EXPLOSÃO"},
    {"FLOODING", "入水", "进水", "ALAGAMENTO"},
    {"COLLISION", "碰撞", "碰撞", "ABALROAMENTO"},
    {"GROUNDING", "擱淺", "搁浅", "ENCALHE"},
    {"LISTING", "傾側", "倾侧", "ADORNAMENTO"},
    {"SINKING", "沉沒中", "沉没中", "AFUNDAMENTO"},
    {"DISABLED AND ADRIFT", "失控漂流", "失控漂流", "DESGOVERNADO E À DERIVA"},
    {"ABANDONING SHIP", "棄船", "弃船", "ABANDONO DO NAVIO"},
    {"PIRACY OR ARMED ATTACK", "海盜或武裝襲擊", "海盗或武装袭击", "PIRATARIA OU ATAQUE ARMADO"},
    {"MAN OVERBOARD", "人員落水", "人员落水", "HOMEM AO MAR"},
    {"MEDICAL", "醫療", "医疗", "EMERGÊNCIA MÉDICA"},
    {"OVERDUE", "逾時未到", "逾时未到", "EM ATRASO"},
}};

constexpr std::array<FourTexts, static_cast<std::size_t>(PositionSource::stated) + 1> kSources{{
    {"GNSS", "GNSS", "GNSS", "GNSS"},
    {"ENCODED IN THE BEACON", "示位標編碼", "示位标编码", "CODIFICADA NA RADIOBALIZA"},
    {"DOPPLER", "多普勒", "多普勒", "DOPPLER"},
    {"DIFFERENCE OF ARRIVAL", "到達差定位", "到达差定位", "DIFERENÇA DE CHEGADA"},
    {"CONFIRMED BY MCC", "MCC 已確認", "MCC 已确认", "CONFIRMADA PELO MCC"},
    {"AS STATED", "據報", "据报", "COMO COMUNICADA"},
}};

constexpr std::array<FourTexts, static_cast<std::size_t>(EmergencyPhase::distress) + 1> kPhases{{
    {"UNCERTAINTY", "不明階段", "不明阶段", "INCERTEZA"},
    {"ALERT", "告警階段", "告警阶段", "ALERTA"},
    {"DISTRESS", "遇險階段", "遇险阶段", "PERIGO"},
}};

constexpr std::array<FourTexts, static_cast<std::size_t>(UnitState::released) + 1> kStates{{
    {"ALERTED", "已通知", "已通知", "ALERTADA"},
    {"PROCEEDING", "前往中", "前往中", "A CAMINHO"},
    {"ON SCENE", "在現場", "在现场", "NO LOCAL"},
    {"RETURNING", "返航中", "返航中", "EM REGRESSO"},
    {"RELEASED", "已解除任務", "已解除任务", "DISPENSADA"},
}};

constexpr std::array<FourTexts, static_cast<std::size_t>(CaseOutcome::suspended) + 1> kOutcomes{{
    {"OPEN", "進行中", "进行中", "EM CURSO"},
    {"RESCUED", "獲救", "获救", "RESGATE"},
    {"ASSISTED", "已獲援助", "已获援助", "ASSISTÊNCIA PRESTADA"},
    {"FALSE ALERT", "誤報", "误报", "FALSO ALERTA"},
    {"DUPLICATE", "重複個案", "重复个案", "DUPLICADO"},
    {"TRANSFERRED", "已移交", "已移交", "TRANSFERIDO"},
    {"SUSPENDED", "中止", "中止", "SUSPENSO"},
}};

constexpr std::array<FourTexts, 3> kCentreNames{{
    {"GUANGDONG MRCC", "廣東省海上搜救中心", "广东省海上搜救中心", "MRCC GUANGDONG"},
    {"HONG KONG MRCC", "香港海上救援協調中心", "香港海上救援协调中心", "MRCC HONG KONG"},
    {"MACAO MARITIME AND WATER BUREAU", "澳門海事及水務局", "澳门海事及水务局",
     "DIRECÇÃO DOS SERVIÇOS DE ASSUNTOS MARÍTIMOS E DE ÁGUA DE MACAU"},
}};

template <std::size_t count>
constexpr bool complete(std::array<FourTexts, count> const& table) {
  for (auto const& one : table)
    if (one.en.empty() || one.zh_hant.empty() || one.zh_hans.empty() || one.pt.empty()) return false;
  return true;
}
static_assert(complete(kWords) && complete(kKinds) && complete(kNatures) && complete(kSources));
static_assert(complete(kPhases) && complete(kStates) && complete(kOutcomes) && complete(kCentreNames));
static_assert(kLabels.size() == kSitrepLetters.size());

template <class Enum, std::size_t count>
FourTexts const& of(std::array<FourTexts, count> const& table, Enum one) {
  return table.at(static_cast<std::size_t>(one));
}

}  // namespace

FourTexts const& sitrep_label(char letter) {
  auto const at = kSitrepLetters.find(letter);
  LINGDING_CHECK(at != std::string_view::npos);
  return kLabels.at(at).text;
}
FourTexts const& sitrep_word(SitrepWord word) {
  return of(kWords, word);
}
FourTexts const& sitrep_text(AlertKind kind) {
  return of(kKinds, kind);
}
FourTexts const& sitrep_text(Nature nature) {
  return of(kNatures, nature);
}
FourTexts const& sitrep_text(PositionSource source) {
  return of(kSources, source);
}
FourTexts const& sitrep_text(EmergencyPhase phase) {
  return of(kPhases, phase);
}
FourTexts const& sitrep_text(UnitState state) {
  return of(kStates, state);
}
FourTexts const& sitrep_text(CaseOutcome outcome) {
  return of(kOutcomes, outcome);
}
FourTexts const& sitrep_text(geo::CentreId centre) {
  return of(kCentreNames, centre);
}

}  // namespace lingding::coordinator
