#pragma once
// Writes one JSON object in canonical form (RFC 8785) from members given in any order.

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/json_writer.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"

namespace lingding::plans::detail {

/// For objects whose member names are ASCII, whose numbers are whole and whose texts are UTF-8 without U+007F, U+0008
/// and U+000C (which JsonWriter escapes otherwise than RFC 8785 does): statements, records, entries, facts.
class CanonicalObject {
 public:
  CanonicalObject& text(std::string_view name, std::string_view value) {
    begin_member(name);
    geo::JsonWriter{buffer_}.value(value);
    return end_member();
  }
  CanonicalObject& natural(std::string_view name, std::uint64_t value) {
    begin_member(name);
    buffer_ += std::to_string(value);
    return end_member();
  }
  CanonicalObject& flag(std::string_view name, std::same_as<bool> auto value) {
    return raw(name, value ? "true" : "false");
  }
  CanonicalObject& time(std::string_view name, geo::UtcTime value) { return text(name, geo::to_iso8601(value)); }
  CanonicalObject& date(std::string_view name, geo::UtcDate value) { return text(name, geo::to_iso8601(value)); }
  CanonicalObject& digest(std::string_view name, geo::Digest const& value) { return text(name, geo::to_hex(value)); }
  /// JSON that is canonical already.
  CanonicalObject& raw(std::string_view name, std::string_view json) {
    begin_member(name);
    buffer_ += json;
    return end_member();
  }
  /// An array of what `write(element)` gives as JSON.
  template <class List, class Write>
  CanonicalObject& array(std::string_view name, List const& list, Write const& write) {
    begin_member(name);
    buffer_ += '[';
    bool first = true;
    for (auto const& element : list) {
      if (!std::exchange(first, false)) buffer_ += ',';
      buffer_ += write(element);
    }
    buffer_ += ']';
    return end_member();
  }

  std::string finish() {
    std::sort(members_.begin(), members_.end(), [](Member const& a, Member const& b) { return a.name < b.name; });
    std::string out;
    out.reserve(buffer_.size() + members_.size() + 2);
    out += '{';
    for (auto const& member : members_) {
      if (out.size() > 1) out += ',';
      out.append(buffer_, member.begin, member.end - member.begin);
    }
    out += '}';
    return out;
  }

 private:
  struct Member {
    std::string_view name;
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  void begin_member(std::string_view name) {
    members_.push_back({name, buffer_.size(), buffer_.size()});
    buffer_ += '"';
    buffer_ += name;
    buffer_ += "\":";
  }
  CanonicalObject& end_member() {
    members_.back().end = buffer_.size();
    return *this;
  }

  std::string buffer_;
  std::vector<Member> members_;  ///< names are literals
};

/// One JSON string.
inline std::string json_text_of(std::string_view value) {
  std::string out;
  geo::JsonWriter{out}.value(value);
  return out;
}

}  // namespace lingding::plans::detail
