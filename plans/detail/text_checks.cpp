// The rules for every text of a document: fit to be shown, to be compared and to be dialled.

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "plans/detail/check_tools.hpp"
#include "plans/detail/plan_checks.hpp"

namespace lingding::plans::detail {
namespace {

constexpr std::size_t kShownBytes = 60;

/// One of Unicode's normal forms; empty for text that is not UTF-8.
std::string normal_form(std::string_view text, int options) {
  utf8proc_uint8_t* made = nullptr;
  utf8proc_ssize_t const length =
      utf8proc_map(reinterpret_cast<utf8proc_uint8_t const*>(text.data()),  // NOLINT: the C interface takes bytes
                   static_cast<utf8proc_ssize_t>(text.size()), &made,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | options));
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> const owner{made, &std::free};
  if (length < 0) return {};
  return {reinterpret_cast<char const*>(made), static_cast<std::size_t>(length)};  // NOLINT: as above
}

template <class Visit>
void for_each_character(std::string_view text, Visit const& visit) {
  while (!text.empty()) {
    utf8proc_int32_t code = 0;
    utf8proc_ssize_t const length =
        utf8proc_iterate(reinterpret_cast<utf8proc_uint8_t const*>(text.data()),  // NOLINT: the C interface takes bytes
                         static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4)), &code);
    if (length <= 0) return;
    visit(code, text.substr(0, static_cast<std::size_t>(length)));
    text.remove_prefix(static_cast<std::size_t>(length));
  }
}

/// "U+200B"
std::string code_point(utf8proc_int32_t code) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (auto rest = static_cast<std::uint32_t>(code); rest != 0 || text.size() < 4; rest >>= 4U)
    text.insert(text.begin(), kDigits[rest & 0xFU]);
  return "U+" + text;
}

/// Characters that show nothing (Unicode's Default_Ignorable_Code_Point, DerivedCoreProperties.txt), and those that
/// mean something else, or nothing, on another machine: private use and unassigned.
bool is_invisible(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CS:
      return true;
    default:
      break;
  }
  auto const within = [&](utf8proc_int32_t first, utf8proc_int32_t last) { return code >= first && code <= last; };
  return code == 0x034F || within(0x115F, 0x1160) || within(0x17B4, 0x17B5) || within(0x180B, 0x180F) ||
         code == 0x3164 || within(0xFE00, 0xFE0F) || code == 0xFFA0 || within(0xE0100, 0xE01EF);
}

bool is_letter(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return true;
    default:
      return false;
  }
}

/// Letters that English, Portuguese and pinyin are written with (ASCII, Latin-1, and the vowels with macron and caron
/// of Latin Extended-A and -B), and Han (Unicode's unified ideographs, and 々 and 〇).
bool is_name_letter(utf8proc_int32_t code) {
  auto const within = [&](utf8proc_int32_t first, utf8proc_int32_t last) { return code >= first && code <= last; };
  constexpr std::array<utf8proc_int32_t, 30> kPinyin{0x0100, 0x0101, 0x0112, 0x0113, 0x011A, 0x011B, 0x012A, 0x012B,
                                                     0x014C, 0x014D, 0x016A, 0x016B, 0x01CD, 0x01CE, 0x01CF, 0x01D0,
                                                     0x01D1, 0x01D2, 0x01D3, 0x01D4, 0x01D5, 0x01D6, 0x01D7, 0x01D8,
                                                     0x01D9, 0x01DA, 0x01DB, 0x01DC, 0x0152, 0x0153};
  if (within('A', 'Z') || within('a', 'z') || code == 0xAA || code == 0xBA || within(0xC0, 0xFF)) return true;
  if (within(0x3400, 0x4DBF) || within(0x4E00, 0x9FFF) || within(0x20000, 0x323AF) || code == 0x3005 || code == 0x3007)
    return true;
  return std::find(kPinyin.begin(), kPinyin.end(), code) != kPinyin.end();
}

void check_name(Node const& node, std::string_view text, Problems& problems) {
  // Full-width forms, Kangxi radicals and the like look like plain characters and are others. Punctuation and blanks of
  // Chinese typesetting are full-width by right.
  std::string const compatible = normal_form(text, UTF8PROC_COMPAT);
  bool plain = true;
  std::string foreign;
  for_each_character(text, [&](utf8proc_int32_t code, std::string_view character) {
    if (!is_letter(code) && utf8proc_category(code) != UTF8PROC_CATEGORY_ND &&
        utf8proc_category(code) != UTF8PROC_CATEGORY_SO)
      return;
    if (normal_form(character, UTF8PROC_COMPAT) != character) {
      plain = false;
    } else if (is_letter(code) && !is_name_letter(code) && foreign.empty()) {
      foreign = std::string{character} + " (" + code_point(code) + ")";
    }
  });
  if (!plain) report(problems, node, ProblemCode::name_compatibility, {quoted(compatible)});
  if (!foreign.empty()) report(problems, node, ProblemCode::name_letters, {foreign});
}

/// Countries whose numbers have one length, or two, after the country code (ITU-T E.164 and the national numbering
/// plans: Hong Kong and Macao eight digits; mainland China eleven for mobiles, ten or eleven with an area code; the
/// North American plan ten).
struct NumberPlan {
  std::string_view prefix;
  std::size_t least;
  std::size_t most;
};
constexpr std::array<NumberPlan, 4> kNumberPlans{{{"+852", 8, 8}, {"+853", 8, 8}, {"+86", 10, 11}, {"+1", 10, 10}}};

void check_phone(Node const& node, std::string_view text, Problems& problems) {
  for (auto const& plan : kNumberPlans) {
    if (!text.starts_with(plan.prefix)) continue;
    std::size_t const digits = text.size() - plan.prefix.size();
    if (digits >= plan.least && digits <= plan.most) return;
    std::string const lengths = plan.least == plan.most ? std::to_string(plan.least)
                                                        : std::to_string(plan.least) + "–" + std::to_string(plan.most);
    return report(problems, node, ProblemCode::phone_number, {std::string{plan.prefix}, lengths});
  }
}

/// RFC 5321, section 4.1.2, and RFC 1034, section 3.5, cut down to what is in use: no quoted local parts, no literals.
void check_mail(Node const& node, std::string_view text, Problems& problems) {
  std::size_t const at = text.rfind('@');
  if (at == std::string_view::npos) return;  // the schema's to report
  std::string_view const local = text.substr(0, at);
  std::string_view domain = text.substr(at + 1);
  auto const fault = [&](char const* reason) { report(problems, node, ProblemCode::mail_address, {reason}); };
  if (local.starts_with('.') || local.ends_with('.') || text.find("..") != std::string_view::npos)
    return fault("a.b@c.example.org, no dot first, last or twice");
  std::string_view last;
  while (!domain.empty()) {
    std::size_t const dot = domain.find('.');
    last = domain.substr(0, dot);
    if (last.starts_with('-') || last.ends_with('-')) return fault("a@b-c.example.org, no hyphen first or last");
    domain = dot == std::string_view::npos ? std::string_view{} : domain.substr(dot + 1);
  }
  bool const letters =
      std::all_of(last.begin(), last.end(), [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
  if (last.size() < 2 || (!letters && !last.starts_with("xn--"))) fault("a@example.org, letters at the end");
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// \param names whether the text is a name: of a ship, a company, a stop, a person.
void check_text(Node const& node, std::string_view text, bool names, Problems& problems) {
  if (!is_printable(text)) {
    problems.push_back(make_problem(ProblemCode::text_control, node.pointer, shortened(printable(text), kShownBytes)));
    return;
  }
  bool const ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
  if (ascii) return;
  if (std::string const composed = normal_form(text, 0); composed != text)
    report(problems, node, ProblemCode::text_not_nfc, {quoted(composed)});
  std::string invisible;
  for_each_character(text, [&](utf8proc_int32_t code, std::string_view) {
    if (invisible.empty() && is_invisible(code)) invisible = code_point(code);
  });
  if (!invisible.empty()) report(problems, node, ProblemCode::text_invisible, {invisible});
  if (names) check_name(node, text, problems);
}

/// \param member the name of the member that the value is, or is an element of
void walk(Node const& node, std::string_view member, bool names, Problems& problems) {
  if (!node) return;
  if (auto const text = node.text()) {
    check_text(node, *text, names || member == "name", problems);
    if (is_one_of(member, {"phone", "phone_alternative", "fax", "sms", "number"}) && text->starts_with('+'))
      check_phone(node, *text, problems);
    if (member == "email") check_mail(node, *text, problems);
  } else if (auto const* object = node.value->if_object()) {
    for (auto const& entry : *object) {
      std::string_view const name{entry.key()};
      walk(node[name], name, names || name == "names", problems);
    }
  } else {
    for (std::size_t i = 0; i < node.size(); ++i) walk(node[i], member, names, problems);
  }
}

}  // namespace

void check_texts(Node const& node, Problems& problems) {
  walk(node, "", false, problems);
}

}  // namespace lingding::plans::detail
