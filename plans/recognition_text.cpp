// The sentences of recognition (recognition.hpp) in four languages.

#include <algorithm>
#include <array>

#include "plans/json_text.hpp"
#include "plans/recognition.hpp"

namespace lingding::plans {
namespace {

/// {c}: a centre; {d}: the detail.
struct Sentence {
  std::string_view code;
  std::string_view en;
  std::string_view zh_hant;
  std::string_view zh_hans;
  std::string_view pt;

  std::string_view in(Language language) const { return choose(language, en, zh_hant, zh_hans, pt); }
};

/// In the order of Condition.
constexpr std::array<Sentence, kConditions> kSentences{{
    {"no_page", "no signed page of the arrangement with {c} is known", "未知與{c}之間有已簽署的安排頁",
     "未知与{c}之间有已签署的安排页", "não é conhecida nenhuma página assinada do acordo com {c}"},
    {"page_unsigned", "the page of the arrangement with {c} is not signed", "與{c}之間的安排頁尚未簽署",
     "与{c}之间的安排页尚未签署", "a página do acordo com {c} não está assinada"},
    {"page_not_yet", "the page of the arrangement with {c} is in force only from {d}", "與{c}之間的安排頁自{d}起才生效",
     "与{c}之间的安排页自{d}起才生效", "a página do acordo com {c} só está em vigor a partir de {d}"},
    {"page_suspended", "the page of the arrangement with {c} is suspended since {d}", "與{c}之間的安排頁自{d}起中止",
     "与{c}之间的安排页自{d}起中止", "a página do acordo com {c} está suspensa desde {d}"},
    {"page_ended", "the page of the arrangement with {c} ended on {d}", "與{c}之間的安排頁已於{d}終止",
     "与{c}之间的安排页已于{d}终止", "a página do acordo com {c} terminou em {d}"},
    {"not_registered", "this version is not registered ({d})", "此版本未經登記（{d}）", "此版本未经登记（{d}）",
     "esta versão não está registada ({d})"},
    {"not_yet_in_force", "this version is in force only from {d}", "此版本自{d}起才生效", "此版本自{d}起才生效",
     "esta versão só está em vigor a partir de {d}"},
    {"superseded", "a later version is in force since {d}", "自{d}起已由較新版本取代", "自{d}起已由较新版本取代",
     "está em vigor uma versão posterior desde {d}"},
    {"withdrawn", "the plan was withdrawn on {d}", "計劃已於{d}撤回", "计划已于{d}撤回", "o plano foi retirado em {d}"},
    {"expired", "the registration expired on {d}", "登記已於{d}屆滿", "登记已于{d}届满", "o registo caducou em {d}"},
    {"transferred", "the ship changed her registry: her plan is {d}", "船舶已轉登記，現行計劃為{d}",
     "船舶已转登记，现行计划为{d}", "o navio mudou de registo: o seu plano é {d}"},
    {"signature_bad", "the signature of {c} does not verify: {d}", "{c}的簽署未能核實：{d}", "{c}的签名未能核实：{d}",
     "a assinatura de {c} não é válida: {d}"},
    {"document_not_held", "the document of version {d} is not held here", "本處未持有第{d}版文件",
     "本处未持有第{d}版文件", "o documento da versão {d} não se encontra aqui"},
    {"document_differs", "the document is not the one that was registered", "文件與所登記者不符", "文件与所登记者不符",
     "o documento não é o que foi registado"},
    {"reissue_changes_more", "the re-issue of version {d} changed more than the centres' modules",
     "第{d}版重發時改動了搜救中心資料以外的內容", "第{d}版重发时改动了搜救中心资料以外的内容",
     "a reemissão da versão {d} alterou mais do que os módulos dos centros"},
    {"wrong_registry", "ship {d} is not registered with the home centre", "船舶{d}並非在該中心所屬地登記",
     "船舶{d}并非在该中心所属地登记", "o navio {d} não está registado no local do centro de origem"},
    {"not_passenger_ship", "ship {d} is not a passenger ship", "船舶{d}並非客船", "船舶{d}并非客船",
     "o navio {d} não é um navio de passageiros"},
    {"not_scheduled", "the plan has no scheduled service", "計劃並無定期航班", "计划并无定期航班",
     "o plano não tem serviço regular"},
    {"not_cross_boundary", "the service does not cross between two of the three places", "航線並未跨越三地中的兩地",
     "航线并未跨越三地中的两地", "o serviço não atravessa entre dois dos três locais"},
    {"module_unknown", "version {d} of the module of {c} is not known here", "本處未知{c}資料第{d}版",
     "本处未知{c}资料第{d}版", "a versão {d} do módulo de {c} não é conhecida aqui"},
    {"module_not_current", "the module of {c} is out of date ({d})", "{c}的資料並非現行版本（{d}）",
     "{c}的资料并非现行版本（{d}）", "o módulo de {c} está desatualizado ({d})"},
    {"module_differs", "the module of {c}, version {d}, has another content", "{c}資料第{d}版內容不符",
     "{c}资料第{d}版内容不符", "o módulo de {c}, versão {d}, tem outro conteúdo"},
}};

constexpr std::size_t kRemarks = 5;
/// In the order of Remark.
constexpr std::array<Sentence, kRemarks> kRemarkSentences{{
    {"page_date_not_known", "the page of the arrangement is signed, and its date is not known",
     "安排頁已簽署，簽署日期不詳", "安排页已签署，签署日期不详",
     "a página do acordo está assinada e a sua data não é conhecida"},
    {"page_stated_by_one", "the page of the arrangement is in force by the word of one party alone",
     "安排頁僅由一方述明生效", "安排页仅由一方述明生效",
     "a página do acordo está em vigor apenas pela palavra de uma das partes"},
    {"operator_signature_unverified", "the company's own signature does not verify here", "公司的簽署在本處未能核實",
     "公司的签名在本处未能核实", "a assinatura da companhia não é verificada aqui"},
    {"observation_open", "an observation is open", "有未結的意見", "有未结的意见", "há uma observação em aberto"},
    {"sample", "this is a made-up sample", "此為虛構樣本", "此为虚构样本", "isto é um exemplo fictício"},
}};

std::string_view centre_name(geo::CentreId centre, Language language) {
  constexpr std::array<std::array<std::string_view, 4>, 3> kNames{{{"Guangdong", "廣東", "广东", "Guangdong"},
                                                                   {"Hong Kong", "香港", "香港", "Hong Kong"},
                                                                   {"Macao", "澳門", "澳门", "Macau"}}};
  return kNames[static_cast<std::size_t>(centre)][static_cast<std::size_t>(language)];
}

/// States stand in the detail of not_registered as codes; people read words.
std::string state_word(std::string const& code, Language language) {
  constexpr std::array<Sentence, 5> kWords{{
      {"unknown", "nothing is held of it", "並無紀錄", "并无记录", "nada se conhece dela"},
      {"draft", "a draft", "草稿", "草稿", "rascunho"},
      {"filed", "filed, not decided yet", "已提交，待處理", "已提交，待处理", "apresentada, ainda não decidida"},
      {"returned", "returned", "已退回", "已退回", "devolvida"},
      {"overtaken", "overtaken by another", "已由其他版本取代", "已由其他版本取代", "ultrapassada por outra"},
  }};
  for (auto const& word : kWords)
    if (word.code == code) return std::string{word.in(language)};
  return code;
}

std::string filled(std::string_view pattern, std::string_view centre, std::string_view detail) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern.substr(at, 3) == "{c}") {
      out += centre;
      at += 3;
    } else if (pattern.substr(at, 3) == "{d}") {
      out += detail;
      at += 3;
    } else {
      out += pattern[at++];
    }
  }
  return out;
}

}  // namespace

std::string_view to_text(Condition condition) {
  return kSentences[static_cast<std::size_t>(condition)].code;
}

std::optional<Condition> parse_condition(std::string_view text) {
  for (std::size_t i = 0; i < kSentences.size(); ++i)
    if (kSentences[i].code == text) return static_cast<Condition>(i);
  return std::nullopt;
}

std::string_view to_text(Remark remark) {
  return kRemarkSentences[static_cast<std::size_t>(remark)].code;
}

std::string_view to_text(Standing standing) {
  return standing == Standing::recognised ? "recognised" : "not_recognised";
}

std::string sentence(FailingCondition const& failing, Language language) {
  std::string const detail =
      failing.condition == Condition::not_registered ? state_word(failing.detail, language) : failing.detail;
  return filled(kSentences[static_cast<std::size_t>(failing.condition)].in(language),
                failing.centre ? centre_name(*failing.centre, language) : std::string_view{"?"}, detail);
}

std::string sentence(Remark remark, Language language) {
  return std::string{kRemarkSentences[static_cast<std::size_t>(remark)].in(language)};
}

std::string one_line_of_faults(Recognition const& recognition, Language language) {
  if (recognition.failing.empty()) return {};
  constexpr Sentence kOwn{"", "Plan to be shown all the same; its faults: ", "計劃照常顯示；不足之處：",
                          "计划照常显示；不足之处：", "O plano é mostrado na mesma; as suas falhas: "};
  constexpr Sentence kOther{"", "Plan not recognised by {c}, shown all the same: ", "計劃未獲{c}認可，照常顯示：",
                            "计划未获{c}认可，照常显示：", "Plano não reconhecido por {c}, mostrado na mesma: "};
  Sentence const& start = recognition.by == recognition.home ? kOwn : kOther;
  std::string line = filled(start.in(language), centre_name(recognition.by, language), {});
  bool const chinese = language == Language::zh_hant || language == Language::zh_hans;
  for (std::size_t i = 0; i < recognition.failing.size(); ++i) {
    if (i > 0) line += chinese ? "；" : "; ";
    line += sentence(recognition.failing[i], language);
  }
  return shortened(printable(line), kMaxFaultLineBytes);
}

}  // namespace lingding::plans
