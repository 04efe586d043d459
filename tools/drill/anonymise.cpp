// Sentences and messages with their identities replaced; documents are in anonymise_documents.cpp.

#include "tools/drill/anonymise.hpp"

#include <algorithm>
#include <array>

#include "adapters/dsc/fields.hpp"
#include "adapters/runtime/nmea.hpp"
#include "adapters/sarsat/beacon_decoder.hpp"
#include "geo/ascii.hpp"

namespace lingding::drill {
namespace {

/// By which the readers of AIS texts and of CAP messages tell what is said. Nobody is named so.
constexpr std::array<std::string_view, 58> kWords{
    "mayday",    "sos",      "distress",   "test",      "exercise",  "drill",     "active",    "sart",     "mob",
    "epirb",     "pan",      "vessel",     "vessels",   "ship",      "ships",     "boat",      "boats",    "ferry",
    "ferries",   "yacht",    "tanker",     "trawler",   "overboard", "capsized",  "capsizing", "liferaft", "lifeboat",
    "gmdss",     "maritime", "at",         "sea",       "fishing",   "shipwreck", "sampan",    "junk",     "fire",
    "explosion", "flooding", "collision",  "collided",  "grounding", "aground",   "listing",   "sinking",  "sunk",
    "disabled",  "adrift",   "abandoning", "abandoned", "piracy",    "pirates",   "man",       "medical",  "injured",
    "overdue",   "missing",  "passenger",  "cancelled"};
constexpr std::array<std::string_view, 12> kChineseWords{"船",   "舢舨", "海上", "人員落水", "人员落水", "墮海",
                                                         "坠海", "渡輪", "渡轮", "海難",     "海难",     "碰撞"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::vector<std::string_view> fields_of(std::string_view body) {
  std::vector<std::string_view> fields;
  for (;;) {
    auto const end = body.find(',');
    fields.push_back(body.substr(0, end));
    if (end == std::string::npos) return fields;
    body.remove_prefix(end + 1);
  }
}

std::string ten_digits(Pseudonyms& names, std::string_view identity) {
  auto const mmsi = plans::Mmsi::parse(identity.substr(0, 9));
  if (!mmsi) return std::string{identity};
  auto text = std::to_string(names.mmsi(mmsi->number()));
  return std::string(9 - text.size(), '0') + text + std::string{identity.substr(9)};
}

}  // namespace

std::string_view to_text(LeftOut reason) {
  switch (reason) {
    case LeftOut::not_understood:
      return "not understood";
    case LeftOut::binary:
      return "binary AIS messages";
    case LeftOut::incomplete:
      return "incomplete AIS messages";
    case LeftOut::identity:
      return "identities that are not replaced";
    case LeftOut::differs:
      return "documents that would say something else";
  }
  return "";
}

std::string safe_words(std::string_view text) {
  std::string result;
  auto const add = [&](std::string_view word) { result += (result.empty() ? "" : " ") + std::string{word}; };
  for (std::size_t at = 0; at < text.size();) {
    if (is_letter(text[at])) {
      auto end = at;
      while (end < text.size() && is_letter(text[end])) ++end;
      auto const word = text.substr(at, end - at);
      if (std::ranges::find(kWords, geo::ascii_lower(word)) != kWords.end()) add(word);
      at = end;
      continue;
    }
    auto const chinese =
        std::ranges::find_if(kChineseWords, [&](auto word) { return text.substr(at).starts_with(word); });
    if (chinese != kChineseWords.end()) add(*chinese);
    at += chinese != kChineseWords.end() ? chinese->size() : 1;
  }
  return result;
}

bool Anonymiser::leave(LeftOut reason) {
  count(reason);
  return false;
}

bool Anonymiser::replace(AisBits& bits) {
  // Widths and places: Rec. ITU-R M.1371-5, Annex 8, §3. What a receiver cut off is not there to be replaced.
  auto const number = [&](std::size_t at) {
    if (at + 30 <= bits.size()) bits.set(at, 30, names_.mmsi(bits.get(at, 30)));
  };
  auto const name = [&](std::size_t at) { bits.set_text(at, 20, names_.name(bits.text(at, 20))); };
  auto const rest = [&](std::size_t at) {
    auto const characters = bits.size() > at ? (bits.size() - at) / 6 : 0;
    bits.set_text(at, characters, safe_words(bits.text(at, characters)));
  };
  if (bits.size() < 38) return leave(LeftOut::not_understood);
  auto const type = bits.get(0, 6);
  auto const sender = bits.get(8, 30);
  number(8);
  switch (type) {
    case 5:
      if (bits.size() >= 70) bits.set(40, 30, names_.imo(bits.get(40, 30)) & 0x3FFFFFFFU);
      bits.set_text(70, 7, names_.call_sign(bits.text(70, 7)));
      name(112);
      bits.set_text(302, 20, "");
      return true;
    case 7:
    case 13:
      for (auto const at : {40U, 72U, 104U, 136U}) number(at);
      return true;
    case 10:
      number(40);
      return true;
    case 12:
      number(40);
      rest(72);
      return true;
    case 14:
      rest(40);
      return true;
    case 15:
      number(40);
      if (bits.size() >= 140) number(110);
      return true;
    case 16:
      number(40);
      if (bits.size() >= 144) number(92);
      return true;
    case 19:
      name(143);
      return true;
    case 21:
      name(43);
      if (bits.size() > 272) bits.set_text(272, (bits.size() - 272) / 6, "");
      return true;
    case 22:
      if (bits.size() >= 140 && bits.get(139, 1) == 1) {
        number(69);
        number(104);
      }
      return true;
    case 24:
      if (bits.size() < 40) return leave(LeftOut::not_understood);
      if (bits.get(38, 2) == 0) {
        name(40);
        return true;
      }
      // The maker's name stays, its model and serial number do not.
      if (bits.size() >= 90) bits.set(66, 24, 0);
      bits.set_text(90, 7, names_.call_sign(bits.text(90, 7)));
      if (sender / 10'000'000 == 98) number(132);
      return true;
    case 6:
    case 8:
    case 25:
    case 26:
      return leave(LeftOut::binary);
    default:
      return type >= 1 && type <= 27 ? true : leave(LeftOut::not_understood);
  }
}

bool Anonymiser::ais(AisMessageLines& message) {
  auto bits = AisBits::from(message.payload, message.fill_bits);
  if (!bits) return leave(LeftOut::not_understood);
  if (!replace(*bits)) return false;
  // A station's own words may stand in a TAG block before the sentence.
  for (auto& entry : message.entries)
    if (auto const begin = entry.raw.find('!'); begin != std::string::npos) entry.raw.erase(0, begin);
  message.replace(bits->characters());
  return true;
}

/// $--DSC and $--DSE (IEC 61162-1): identities are ten digits, the last a zero.
bool Anonymiser::dsc(std::string& line) {
  auto const begin = line.find('$');
  auto const star = line.find('*', begin == std::string::npos ? 0 : begin);
  if (begin == std::string::npos || star == std::string::npos) return leave(LeftOut::not_understood);
  auto const body = std::string_view{line}.substr(begin + 1, star - begin - 1);
  auto const fields = fields_of(body);
  bool const is_call = fields[0].size() == 5 && fields[0].ends_with("DSC") && fields.size() >= 9;
  bool const is_expansion = fields[0].size() == 5 && fields[0].ends_with("DSE") && fields.size() >= 5;
  if (!is_call && !is_expansion) return leave(LeftOut::not_understood);
  // Expansion 4 is additional identification in words.
  if (is_expansion)
    for (std::size_t i = 5; i < fields.size(); i += 2)
      if (fields[i] == "04" || fields[i] == "4") return leave(LeftOut::identity);
  std::string made;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    bool const is_identity = is_call ? i == 2 || i == 8 : i == 4;
    auto const number = dsc::read_identity(fields[i]);
    // Of a call to ships in an area the second field may be the area, as the decoder tells it.
    bool const is_area = is_call && i == 2 && (fields[1] == "02" || fields[1] == "102") &&
                         (!number || fields[i].back() != '0' || number->kind() == plans::MmsiKind::other);
    bool const is_number = number && !is_area;
    made += (i == 0 ? "" : ",") + (is_identity && is_number ? ten_digits(names_, fields[i]) : std::string{fields[i]});
  }
  line = "$" + made + runtime::checksum_text(made);
  return true;
}

bool Anonymiser::other(logs::Entry& entry) {
  switch (entry.format) {
    case logs::Format::ais:
      return leave(LeftOut::not_understood);
    case logs::Format::dsc:
      return dsc(entry.raw);
    case logs::Format::sit:
      return sit(entry.raw);
    case logs::Format::cap:
      return cap(entry.raw);
    case logs::Format::beacon: {
      if (!sarsat::decode_beacon_message(entry.raw)) return leave(LeftOut::not_understood);
      auto const made = names_.beacon(entry.raw);
      if (!made) return leave(LeftOut::identity);
      entry.raw = *made;
      return true;
    }
  }
  return leave(LeftOut::not_understood);
}

}  // namespace lingding::drill
