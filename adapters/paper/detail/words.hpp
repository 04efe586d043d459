#pragma once
// The two languages of a copy: our own words in four, and a document's texts by what they are in.

#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "adapters/paper/detail/canvas.hpp"
#include "adapters/paper/paper.hpp"
#include "geo/centre.hpp"

namespace lingding::paper::detail {

/// Something of ours in the four languages.
struct Label {
  std::string_view zh_hant, zh_hans, en, pt;
};

/// One text and the script that it is in.
struct Worded {
  std::string text;
  Script script = Script::latin;
};
/// A text in the copy's two languages; `second` is empty when there is none or when it is the same text.
struct Pair {
  Worded first;
  Worded second;
};

class Words {
 public:
  explicit Words(Languages languages) : languages_(languages) {}

  Languages languages() const { return languages_; }
  Pair of(Label const& label) const;
  /// A document's `names` or `text` object: {"en": …, "zh_hant": …, "zh_hans": …, "pt": …}. Empty for null.
  Pair of(boost::json::value const* texts) const;
  /// A value of one of the schema's enumerations, by its English word there; a word that is not known stays as it is.
  Pair of_enumeration(std::string_view english) const;
  Pair of(geo::CentreId centre) const;
  /// Both in one line: "船舶 Ship".
  std::string line(Label const& label) const;
  std::string line(Pair const& pair, std::string_view between = "  ") const;

 private:
  Languages languages_;
};

/// The form in which E.123 writes an E.164 number: country code, then the rest in groups. Other texts stay as they are.
std::string grouped_phone(std::string_view number);

namespace label {
#define LINGDING_LABEL(name, zh_hant, zh_hans, en, pt) \
  inline constexpr Label name {                        \
    zh_hant, zh_hans, en, pt                           \
  }
LINGDING_LABEL(kDocument, "客船與搜救中心合作計劃", "客船与搜救中心合作计划",
               "Passenger ship – SAR centre cooperation plan",
               "Plano de cooperação entre navio de passageiros e centros de busca e salvamento");
LINGDING_LABEL(kPlanId, "計劃編號", "计划编号", "Plan id", "N.º do plano");
LINGDING_LABEL(kVersion, "版本", "版本", "Version", "Versão");
LINGDING_LABEL(kDated, "日期", "日期", "Dated", "Data");
LINGDING_LABEL(kReview, "年度檢討", "年度检讨", "Annual review", "Revisão anual");
LINGDING_LABEL(kReviewLast, "上次", "上次", "last done", "última");
LINGDING_LABEL(kReviewNext, "下次到期", "下次到期", "next due", "próxima");
LINGDING_LABEL(kHomeCentre, "主管搜救中心", "主管搜救中心", "Home centre", "Centro de origem");
LINGDING_LABEL(kCompany, "公司", "公司", "Company", "Companhia");
LINGDING_LABEL(kCompanyNumber, "國際海事組織公司編號", "国际海事组织公司编号", "IMO company number",
               "Número IMO da companhia");
LINGDING_LABEL(kShips, "船舶", "船舶", "Ships", "Navios");
LINGDING_LABEL(kShip, "船舶", "船舶", "Ship", "Navio");
LINGDING_LABEL(kControlledCopy, "受控文本", "受控文本", "Controlled copy", "Cópia controlada");
LINGDING_LABEL(kUncontrolled, "非受控文本", "非受控文本", "Uncontrolled copy", "Cópia não controlada");
LINGDING_LABEL(kCopy, "文本", "文本", "Copy", "Cópia");
LINGDING_LABEL(kHolder, "持有人", "持有人", "Holder", "Detentor");
LINGDING_LABEL(kKeptAt, "存放處", "存放处", "Kept at", "Guardada em");
LINGDING_LABEL(kDistribution, "分發名單", "分发名单", "Distribution list", "Lista de distribuição");
LINGDING_LABEL(kAmendments, "修訂記錄", "修订记录", "Amendment record", "Registo de alterações");
LINGDING_LABEL(kAmendment, "修訂內容", "修订内容", "What was changed", "Alteração");
LINGDING_LABEL(kBy, "修訂人", "修订人", "By", "Por");
LINGDING_LABEL(kDigest, "文件摘要", "文件摘要", "Digest of the document", "Resumo do documento");
LINGDING_LABEL(kScan, "掃描以核對文件摘要", "扫描以核对文件摘要", "Scan to compare the digest",
               "Digitalize para comparar o resumo");
LINGDING_LABEL(kRegister, "登記狀況", "登记状况", "Register", "Registo");
LINGDING_LABEL(kDescription, "說明", "说明", "Description", "Descrição");
LINGDING_LABEL(kMoreInFull, "全文見最後一節", "全文见最后一节", "the whole is in the last section",
               "a totalidade está na última secção");
LINGDING_LABEL(kContacts, "緊急聯絡：按此次序致電", "紧急联络：按此次序致电", "Call, in this order",
               "Chamar, por esta ordem");
LINGDING_LABEL(kCentreNumbers, "三方搜救中心", "三方搜救中心", "The three rescue co-ordination centres",
               "Os três centros de coordenação de salvamento");
LINGDING_LABEL(kCompanyCalls, "公司二十四小時聯絡", "公司二十四小时联络", "The company, 24 hours",
               "A companhia, 24 horas");
LINGDING_LABEL(kShipCalls, "船上聯絡", "船上联络", "The ship", "O navio");
LINGDING_LABEL(kOrder, "次序", "次序", "No.", "N.º");
LINGDING_LABEL(kTelephone, "電話", "电话", "Telephone", "Telefone");
LINGDING_LABEL(kAlternative, "後備", "后备", "or", "ou");
LINGDING_LABEL(kFax, "傳真", "传真", "Fax", "Fax");
LINGDING_LABEL(kTextMessages, "短訊", "短信", "SMS", "SMS");
LINGDING_LABEL(kWho, "聯絡人", "联络人", "Who", "Quem");
LINGDING_LABEL(kOthers, "其他可協助人員", "其他可协助人员", "Other staff whom a centre may need",
               "Outro pessoal de que um centro pode precisar");
LINGDING_LABEL(kHours, "應答時間", "应答时间", "Hours", "Horário");
LINGDING_LABEL(kLanguages, "語言", "语言", "speaks", "fala");
LINGDING_LABEL(kCentres, "搜救中心", "搜救中心", "The rescue co-ordination centres",
               "Os centros de coordenação de salvamento");
LINGDING_LABEL(kModuleVersion, "本計劃所載版本", "本计划所载版本", "module carried, version",
               "módulo incluído, versão");
LINGDING_LABEL(kModuleHere, "此處所印版本", "此处所印版本", "printed here, version", "impressa aqui, versão");
LINGDING_LABEL(kModuleMissing, "列印時未備有該中心資料", "打印时未备有该中心资料",
               "The module was not at hand when this was printed", "O módulo não estava disponível ao imprimir");
LINGDING_LABEL(kAssumed, "待確認", "待确认", "to be confirmed", "por confirmar");
LINGDING_LABEL(kNotPublished, "未有公布", "未有公布", "Not published", "Não publicado");
LINGDING_LABEL(kAuthority, "主管機關", "主管机关", "Authority", "Autoridade");
LINGDING_LABEL(kAddress, "地址", "地址", "Address", "Endereço");
LINGDING_LABEL(kUse, "用途", "用途", "For", "Para");
LINGDING_LABEL(kMeans, "方式", "方式", "By", "Meio");
LINGDING_LABEL(kNumber, "號碼", "号码", "Number", "Número");
LINGDING_LABEL(kRegion, "責任區", "责任区", "Region", "Região");
LINGDING_LABEL(kFunctions, "職能", "职能", "Functions", "Funções");
LINGDING_LABEL(kPledge, "服務承諾", "服务承诺", "Pledge", "Compromisso");
LINGDING_LABEL(kMinutes, "分鐘", "分钟", "minutes", "minutos");
LINGDING_LABEL(kIdentity, "識別", "识别", "Identity", "Identificação");
LINGDING_LABEL(kMmsi, "海上移動業務標識", "海上移动业务标识", "MMSI", "MMSI");
LINGDING_LABEL(kImo, "國際海事組織編號", "国际海事组织编号", "IMO number", "Número IMO");
LINGDING_LABEL(kCallSign, "呼號", "呼号", "Call sign", "Indicativo de chamada");
LINGDING_LABEL(kFlag, "船旗", "船旗", "Flag", "Bandeira");
LINGDING_LABEL(kPort, "船籍港", "船籍港", "Port of registry", "Porto de registo");
LINGDING_LABEL(kOfficialNumber, "官方編號", "官方编号", "Official number", "Número oficial");
LINGDING_LABEL(kBeacons, "406兆赫示位標", "406兆赫示位标", "406 MHz beacons", "Radiobalizas de 406 MHz");
LINGDING_LABEL(kAisDevices, "自動識別系統遇險裝置", "自动识别系统遇险装置", "AIS distress devices",
               "Dispositivos AIS de socorro");
LINGDING_LABEL(kRadarSarts, "雷達搜救應答器：序號", "雷达搜救应答器：序号", "Radar SARTs: serial number",
               "SART de radar: número de série");
LINGDING_LABEL(kSerial, "序號", "序号", "Serial number", "Número de série");
LINGDING_LABEL(kBatteryExpires, "電池到期日", "电池到期日", "Battery expires on", "Validade da bateria");
LINGDING_LABEL(kPersons, "船上人數", "船上人数", "Persons on board", "Pessoas a bordo");
LINGDING_LABEL(kPermitted, "核准人數", "核准人数", "permitted", "permitidas");
LINGDING_LABEL(kPassengers, "乘客最多", "乘客最多", "passengers, at most", "passageiros, no máximo");
LINGDING_LABEL(kCrew, "船員通常", "船员通常", "crew, normally", "tripulantes, normalmente");
LINGDING_LABEL(kCountFrom, "實際人數", "实际人数", "Actual number", "Número real");
LINGDING_LABEL(kLifeSaving, "救生設備", "救生设备", "Life-saving appliances", "Meios de salvação");
LINGDING_LABEL(kCraft, "艇筏", "艇筏", "Craft", "Embarcações");
LINGDING_LABEL(kCount, "數量", "数量", "How many", "Quantidade");
LINGDING_LABEL(kCapacity, "每具容量", "每具容量", "Persons in each", "Pessoas em cada");
LINGDING_LABEL(kTogether, "合計", "合计", "Together", "Total");
LINGDING_LABEL(kWhere, "位置", "位置", "Where", "Onde");
LINGDING_LABEL(kLifejackets, "救生衣", "救生衣", "Lifejackets", "Coletes salva-vidas");
LINGDING_LABEL(kAdult, "成人", "成人", "adult", "adulto");
LINGDING_LABEL(kChild, "兒童", "儿童", "child", "criança");
LINGDING_LABEL(kInfant, "嬰兒", "婴儿", "infant", "bebé");
LINGDING_LABEL(kLifebuoys, "救生圈", "救生圈", "Lifebuoys", "Boias de salvação");
LINGDING_LABEL(kImmersionSuits, "浸水保溫服", "浸水保温服", "Immersion suits", "Fatos de imersão");
LINGDING_LABEL(kOtherAppliances, "其他設備", "其他设备", "Other appliances", "Outros meios");
LINGDING_LABEL(kParticulars, "船舶資料", "船舶资料", "Particulars", "Características");
LINGDING_LABEL(kType, "船型", "船型", "Type", "Tipo");
LINGDING_LABEL(kBuilt, "建造年份", "建造年份", "Built", "Ano de construção");
LINGDING_LABEL(kTonnage, "總噸", "总吨", "Gross tonnage", "Arqueação bruta");
LINGDING_LABEL(kLength, "總長", "总长", "Length overall", "Comprimento fora a fora");
LINGDING_LABEL(kBreadth, "船寬", "船宽", "Breadth", "Boca");
LINGDING_LABEL(kDraught, "最大吃水", "最大吃水", "Maximum draught", "Calado máximo");
LINGDING_LABEL(kSpeed, "營運航速", "营运航速", "Service speed", "Velocidade de serviço");
LINGDING_LABEL(kMaxSpeed, "最高航速", "最高航速", "Greatest speed", "Velocidade máxima");
LINGDING_LABEL(kPassengerDecks, "客艙層數", "客舱层数", "Passenger decks", "Conveses de passageiros");
LINGDING_LABEL(kFuel, "燃料", "燃料", "Fuel", "Combustível");
LINGDING_LABEL(kFuelCapacity, "燃料容量", "燃料容量", "Fuel capacity", "Capacidade de combustível");
LINGDING_LABEL(kAppearance, "外觀", "外观", "How she looks", "Aspeto");
LINGDING_LABEL(kKnots, "節", "节", "knots", "nós");
LINGDING_LABEL(kRecovery, "從水中救起", "从水中救起", "Recovery from the water", "Recolha da água");
LINGDING_LABEL(kFireFighting, "消防設備", "消防设备", "Fire fighting", "Combate a incêndios");
LINGDING_LABEL(kMedical, "醫療", "医疗", "Medical", "Meios médicos");
LINGDING_LABEL(kTrainedCrew, "受急救訓練船員", "受急救训练船员", "crew trained in first aid",
               "tripulantes com formação em primeiros socorros");
LINGDING_LABEL(kStretchers, "擔架", "担架", "stretchers", "macas");
LINGDING_LABEL(kDefibrillators, "除顫器", "除颤器", "defibrillators", "desfibrilhadores");
LINGDING_LABEL(kMedicalStaff, "醫護人員", "医护人员", "Medical staff", "Pessoal médico");
LINGDING_LABEL(kHelicopter, "直升機", "直升机", "Helicopter", "Helicóptero");
LINGDING_LABEL(kHelicopterTypes, "直升機機型", "直升机机型", "Types of helicopter", "Tipos de helicóptero");
LINGDING_LABEL(kCommunications, "通訊設備", "通讯设备", "Communications", "Comunicações");
LINGDING_LABEL(kDrawings, "圖則及照片", "图则及照片", "Drawings, photographs", "Desenhos, fotografias");
LINGDING_LABEL(kAttachment, "附件", "附件", "Attachment", "Anexo");
LINGDING_LABEL(kRoute, "航線", "航线", "Route", "Rota");
LINGDING_LABEL(kRoutes, "航線", "航线", "Routes", "Rotas");
LINGDING_LABEL(kStops, "停靠站", "停靠站", "Stops", "Paragens");
LINGDING_LABEL(kLocode, "港口代碼", "港口代码", "UN/LOCODE", "UN/LOCODE");
LINGDING_LABEL(kWatersOf, "所屬水域", "所属水域", "Waters of", "Águas de");
LINGDING_LABEL(kPosition, "位置", "位置", "Position", "Posição");
LINGDING_LABEL(kMiles, "海里", "海里", "nautical miles", "milhas náuticas");
LINGDING_LABEL(kLengthOfRoute, "航程", "航程", "Length", "Extensão");
LINGDING_LABEL(kSharesOfRoute, "各方水域內航程", "各方水域内航程", "In the waters of", "Nas águas de");
LINGDING_LABEL(kOutside, "各方水域以外", "各方水域以外", "outside of all three", "fora das três");
LINGDING_LABEL(kCrosses, "途經水域", "途经水域", "Crosses the waters of", "Atravessa as águas de");
LINGDING_LABEL(kTimetable, "時間表", "时间表", "Timetable", "Horário");
LINGDING_LABEL(kFrom, "開自", "开自", "From", "De");
LINGDING_LABEL(kDays, "日子", "日子", "Days", "Dias");
LINGDING_LABEL(kTimes, "開航時間（UTC+8）", "开航时间（UTC+8）", "Departures (UTC+8)", "Partidas (UTC+8)");
LINGDING_LABEL(kDuration, "航行時間", "航行时间", "Duration", "Duração");
LINGDING_LABEL(kValid, "有效期", "有效期", "Valid", "Válido");
LINGDING_LABEL(kUntilFurther, "至另行通知", "至另行通知", "until further notice", "até novo aviso");
LINGDING_LABEL(kNotForNavigation, "非供航海用；未繪海岸線", "非供航海用；未绘海岸线",
               "Not for navigation. No coastline is drawn.", "Não serve para a navegação. A costa não está desenhada.");
LINGDING_LABEL(kAssumedLimits, "虛線：推定界線", "虚线：推定界线", "Broken lines: limits that are assumed",
               "Linhas tracejadas: limites presumidos");
LINGDING_LABEL(kFacilities, "搜救設施", "搜救设施", "SAR facilities", "Meios de busca e salvamento");
LINGDING_LABEL(kCommunicationsPlan, "通訊計劃", "通讯计划", "Communications plan", "Plano de comunicações");
LINGDING_LABEL(kShoreReception, "上岸及接待", "上岸及接待", "Landing and reception", "Desembarque e receção");
LINGDING_LABEL(kSearchPlanning, "搜尋計劃", "搜寻计划", "Search planning", "Planeamento da busca");
LINGDING_LABEL(kMedicalAdvice, "醫療諮詢", "医疗咨询", "Medical advice", "Conselho médico");
LINGDING_LABEL(kFireChemical, "火警及化學品支援", "火警及化学品支援", "Fire and chemicals", "Incêndio e químicos");
LINGDING_LABEL(kNextOfKin, "通知家屬", "通知家属", "Next of kin", "Familiares");
LINGDING_LABEL(kEnding, "中止及結束", "中止及结束", "Suspension and ending", "Suspensão e fim");
LINGDING_LABEL(kAlongRoutes, "沿線設施", "沿线设施", "Along the routes", "Ao longo das rotas");
LINGDING_LABEL(kKind, "類別", "类别", "Kind", "Tipo");
LINGDING_LABEL(kReachedThrough, "經由", "经由", "Reached through", "Através de");
LINGDING_LABEL(kNote, "備註", "备注", "Note", "Nota");
LINGDING_LABEL(kLiaison, "公司與搜救中心的聯繫", "公司与搜救中心的联系", "The company and the centres",
               "A companhia e os centros");
LINGDING_LABEL(kIncidentData, "事故資料交換", "事故资料交换", "Exchange of incident data",
               "Troca de dados do incidente");
LINGDING_LABEL(kOfficers, "聯絡人員", "联络人员", "Liaison officers", "Oficiais de ligação");
LINGDING_LABEL(kOfficerContacts, "聯絡人員名單", "联络人员名单", "Liaison officers, by name",
               "Oficiais de ligação, por nome");
LINGDING_LABEL(kSupport, "公司可提供的支援", "公司可提供的支援", "Support that the company gives",
               "Apoio da companhia");
LINGDING_LABEL(kMedia, "傳媒", "传媒", "The media", "A comunicação social");
LINGDING_LABEL(kPress, "公司傳媒聯絡", "公司传媒联络", "Press contacts of the company",
               "Contactos de imprensa da companhia");
LINGDING_LABEL(kCoordination, "與搜救中心協調", "与搜救中心协调", "Co-ordination with the centres",
               "Coordenação com os centros");
LINGDING_LABEL(kExercises, "演習", "演习", "Exercises", "Exercícios");
LINGDING_LABEL(kProvision, "安排", "安排", "Provision", "Previsão");
LINGDING_LABEL(kPlanned, "計劃中", "计划中", "Planned", "Previstos");
LINGDING_LABEL(kHeld, "已舉行", "已举行", "Held", "Realizados");
LINGDING_LABEL(kNoneHeld, "尚未舉行", "尚未举行", "none yet", "nenhum ainda");
LINGDING_LABEL(kParticipants, "參與者", "参与者", "Participants", "Participantes");
LINGDING_LABEL(kOutcome, "結果", "结果", "Outcome", "Resultado");
LINGDING_LABEL(kRecords, "分發名單及修訂記錄（全文）", "分发名单及修订记录（全文）",
               "Distribution list and amendment record, in full",
               "Lista de distribuição e registo de alterações, na íntegra");
LINGDING_LABEL(kPage, "頁", "页", "Page", "Página");
LINGDING_LABEL(kOf, "共", "共", "of", "de");
LINGDING_LABEL(kContinued, "續", "续", "continued", "continuação");
LINGDING_LABEL(kSample, "樣本", "样本", "SAMPLE", "AMOSTRA");
LINGDING_LABEL(kExercise, "演習", "演习", "EXERCISE", "EXERCÍCIO");
LINGDING_LABEL(kCard, "緊急聯絡卡", "紧急联络卡", "Contacts card", "Cartão de contactos");
LINGDING_LABEL(kMoreShips, "另有船舶，見計劃全文", "另有船舶，见计划全文", "more ships: see the plan",
               "mais navios: ver o plano");
LINGDING_LABEL(kNoNumber, "無電話號碼", "无电话号码", "no telephone number", "sem número de telefone");
#undef LINGDING_LABEL
}  // namespace label

}  // namespace lingding::paper::detail
