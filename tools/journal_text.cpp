#include "tools/journal_text.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "geo/json_writer.hpp"
#include "geo/sha256.hpp"

namespace lingding::tools {
namespace {

/// The "type" member of an object; "?" when there is none.
std::string type_of(boost::json::value const& value) {
  auto const* const object = value.if_object();
  auto const* const type = object == nullptr ? nullptr : object->if_contains("type");
  auto const* const text = type == nullptr ? nullptr : type->if_string();
  return text == nullptr ? "?" : std::string{text->data(), text->size()};
}

boost::json::value parse(std::string const& text) {
  boost::json::error_code error;
  auto value = boost::json::parse(text, error);
  return error ? boost::json::value{} : value;
}

/// How many bytes of a sequence follow its first one; empty: it is no first byte. `low` and `high` bound the second
/// byte.
struct Sequence {
  std::size_t following = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
};
std::optional<Sequence> sequence(unsigned first) {
  if (first < 0x80) return Sequence{};
  if (first >= 0xC2 && first <= 0xDF) return Sequence{1};
  if (first >= 0xE0 && first <= 0xEF) return Sequence{2, first == 0xE0 ? 0xA0U : 0x80U, first == 0xED ? 0x9FU : 0xBFU};
  if (first >= 0xF0 && first <= 0xF4) return Sequence{3, first == 0xF0 ? 0x90U : 0x80U, first == 0xF4 ? 0x8FU : 0xBFU};
  return std::nullopt;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
  for (std::size_t i = 0; i < bytes.size();) {
    auto const expected = sequence(byte(i));
    if (!expected || bytes.size() - i <= expected->following) return false;
    for (std::size_t k = 1; k <= expected->following; ++k) {
      unsigned const low = k == 1 ? expected->low : 0x80U;
      unsigned const high = k == 1 ? expected->high : 0xBFU;
      if (byte(i + k) < low || byte(i + k) > high) return false;
    }
    i += 1 + expected->following;
  }
  return true;
}

std::string to_base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::size_t const count = std::min<std::size_t>(3, bytes.size() - i);
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8U | (k < count ? static_cast<unsigned>(static_cast<unsigned char>(bytes[i + k])) : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += k <= count ? kAlphabet[group >> (18 - 6 * k) & 0x3FU] : '=';
  }
  return text;
}

void append_json_line(std::string& out, coordinator::Entry const& entry) {
  geo::JsonWriter writer(out);
  writer.begin_object().member("seq", entry.seq).member("at", geo::to_iso8601(entry.content.at));
  writer.key("event").raw(entry.content.event).key("effects").raw(entry.content.effects);
  if (!entry.content.raw.empty()) {
    if (is_utf8(entry.content.raw)) {
      writer.member("raw", entry.content.raw);
    } else {
      writer.member("raw_base64", to_base64(entry.content.raw));
    }
  }
  writer.member("hash", geo::to_hex(entry.hash)).end_object();
  out += '\n';
}

void append_text_line(std::string& out, coordinator::Entry const& entry) {
  out +=
      fmt::format("{:>10}  {}  {}", entry.seq, geo::to_iso8601(entry.content.at), type_of(parse(entry.content.event)));
  auto const effects = parse(entry.content.effects);
  char const* separator = " → ";
  if (auto const* const list = effects.if_array()) {
    for (auto const& effect : *list) {
      out += separator + type_of(effect);
      separator = ", ";
    }
  }
  out += '\n';
}

}  // namespace lingding::tools
