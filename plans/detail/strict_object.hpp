#pragma once
// Reads one JSON object member by member, leaving nothing unread, with a problem for whatever is not as it should be.

#include <boost/json.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"
#include "plans/party.hpp"
#include "plans/plan_facts.hpp"
#include "plans/problem.hpp"
#include "plans/statement.hpp"

namespace lingding::plans::detail {

/// The tree of a text that check_json_text accepts; else its fault as the one problem.
geo::Expected<boost::json::value, std::vector<Problem>> strict_tree(std::string_view text, std::size_t at_most_bytes,
                                                                    boost::json::storage_ptr storage = {});

/// Whether text is in Unicode's normal form C (UAX #15). UTF-8.
bool is_nfc(std::string_view text);

/// The text as TextRule::shown wants it, and at most so many bytes.
std::string fit(std::string_view text, std::size_t at_most);

enum class TextRule : std::uint8_t {
  shown,  ///< printable (is_printable) and in normal form C
  ascii   ///< printable ASCII and line feeds
};

/// Every getter gives a harmless value, and notes a problem, for what is missing or not as asked for.
class StrictObject {
 public:
  StrictObject(boost::json::value const& value, std::string pointer, std::vector<Problem>& problems);

  bool has(std::string_view name) const;
  std::string text(std::string_view name, std::size_t at_most, std::size_t at_least = 1,
                   TextRule rule = TextRule::shown);
  /// 1 … 128 of A-Z a-z 0-9 . _ : -
  std::string id(std::string_view name);
  std::uint64_t natural(std::string_view name, std::uint64_t at_least, std::uint64_t at_most);
  std::uint32_t version(std::string_view name);
  bool flag(std::string_view name);
  geo::UtcTime time(std::string_view name);
  geo::UtcDate date(std::string_view name);
  std::optional<geo::UtcDate> date_or_null(std::string_view name);
  geo::Digest digest(std::string_view name);
  geo::CentreId centre(std::string_view name);
  Party party(std::string_view name);
  Mmsi ship(std::string_view name);
  std::string plan_id(std::string_view name);
  /// One of the texts of a list, by `parse(text)`, an optional.
  template <class Parse>
  auto choice(std::string_view name, std::string_view expected, Parse const& parse) {
    auto const* const value = take(name);
    auto const* const string = value != nullptr ? value->if_string() : nullptr;
    auto const parsed = string != nullptr ? parse(std::string_view{string->data(), string->size()}) : std::nullopt;
    if (!parsed && value != nullptr) fail(name, value, expected);
    return parsed.value_or(typename decltype(parsed)::value_type{});
  }
  StrictObject object(std::string_view name);
  /// Calls `read(StrictObject&)` for each element, an object.
  template <class Read>
  void objects(std::string_view name, std::size_t at_least, std::size_t at_most, Read const& read) {
    auto const* const list = list_of(name, at_least, at_most);
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
      StrictObject element{(*list)[i], pointer_of(name) + "/" + std::to_string(i), *problems_};
      read(element);
      element.done();
    }
  }
  std::vector<std::string> texts(std::string_view name, std::size_t at_least, std::size_t at_most,
                                 std::size_t text_at_most);
  /// Calls `read(text)`, an optional or bool, for each element, a string; false notes a problem.
  template <class Read>
  void strings(std::string_view name, std::size_t at_least, std::size_t at_most, std::string_view expected,
               Read const& read) {
    auto const* const list = list_of(name, at_least, at_most);
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
      auto const* const string = (*list)[i].if_string();
      if (string == nullptr || !read(std::string_view{string->data(), string->size()}))
        fail_at(pointer_of(name) + "/" + std::to_string(i), &(*list)[i], expected);
    }
  }
  /// Calls `read(number)` for each element, a whole number from 0.
  template <class Read>
  void naturals(std::string_view name, std::size_t at_least, std::size_t at_most, std::uint64_t number_at_most,
                Read const& read) {
    auto const* const list = list_of(name, at_least, at_most);
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
      auto const* const number = (*list)[i].if_int64();
      if (number == nullptr || *number < 0 || static_cast<std::uint64_t>(*number) > number_at_most) {
        fail_at(pointer_of(name) + "/" + std::to_string(i), &(*list)[i], "a whole number");
      } else {
        read(static_cast<std::uint64_t>(*number));
      }
    }
  }
  /// Notes a problem at a member.
  void fail(std::string_view name, std::string_view expected) { fail(name, find(name), expected); }
  /// Members that nobody asked for are problems.
  void done();

 private:
  boost::json::value const* find(std::string_view name) const;
  /// Notes that the member was asked for, and that it is missing.
  boost::json::value const* take(std::string_view name);
  boost::json::array const* list_of(std::string_view name, std::size_t at_least, std::size_t at_most);
  std::string pointer_of(std::string_view name) const;
  void fail(std::string_view name, boost::json::value const* value, std::string_view expected);
  void fail_at(std::string pointer, boost::json::value const* value, std::string_view expected);

  boost::json::object const* object_ = nullptr;
  std::string pointer_;
  std::vector<Problem>* problems_;
  std::vector<std::string_view> asked_;  ///< names are literals
};

/// The members of facts (plan_facts.hpp) and of a page (statement.hpp), for what carries them inside.
PlanFacts read_facts(StrictObject& in);
ArrangementPage read_page(StrictObject& in);

}  // namespace lingding::plans::detail
