#pragma once
// Reads one object of a scenario's line member by member, and notes a fault for whatever is not as it should be.

#include <boost/json.hpp>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/drill/scenario.hpp"

namespace lingding::drill::detail {

namespace json = boost::json;

/// Texts that people write: titles, notes.
inline constexpr std::size_t kMaxScenarioText = 8000;
/// Names of people, places, sources.
inline constexpr std::size_t kMaxScenarioWord = 200;
/// As long as a scenario may be.
inline constexpr Offset kMaxScenarioTime = std::chrono::days{7};

/// Where a line stands.
struct LinePlace {
  std::uint64_t line = 0;
  bool in_more = false;
  auto operator<=>(LinePlace const&) const = default;
};

/// Collects so many and forgets the rest: the first of them by line are shown.
class FaultList {
 public:
  static constexpr std::size_t kCollected = 10'000;
  static constexpr std::size_t kShown = 100;
  void add(LinePlace place, std::string field, std::string_view found, std::string expected);
  bool empty() const { return faults_.empty(); }
  std::vector<ScenarioFault> take();

 private:
  std::vector<ScenarioFault> faults_;
};

/// The value as a fault shows it.
std::string shown(json::value const& value);
/// "one of a, b, c", with "did you mean b?" where `word` is near to one.
std::string expected_word(std::string_view word, std::span<std::string_view const> known);

/// "HK acknowledged of night-egret = 3".
std::optional<Condition> parse_condition(std::string_view text);

/// Getters give nothing, and note a fault, for what is not as asked for; absent members give nothing without one, but
/// for need().
class Fields {
 public:
  Fields(json::object const& object, LinePlace place, std::string prefix, FaultList& faults)
      : object_(object), place_(place), prefix_(std::move(prefix)), faults_(faults) {}

  bool has(std::string_view name) const { return object_.contains({name.data(), name.size()}); }
  /// Notes a fault when it is missing.
  bool need(std::string_view name, std::string_view expected);
  json::value const* take(std::string_view name);
  void fail(std::string_view name, std::string expected);
  void fail_found(std::string_view name, std::string_view found, std::string expected);

  std::optional<std::string> text(std::string_view name, std::size_t most = kMaxScenarioWord);
  std::optional<std::string> name(std::string_view name);  ///< a scenario's name
  std::optional<plans::BriefText> words(std::string_view name);
  std::optional<Offset> duration(std::string_view name);
  std::optional<double> number(std::string_view name, double least, double most);
  std::optional<std::uint64_t> natural(std::string_view name, std::uint64_t least, std::uint64_t most);
  std::optional<bool> flag(std::string_view name);
  std::optional<geo::CentreId> centre(std::string_view name);
  std::optional<std::vector<geo::CentreId>> centres(std::string_view name);
  std::optional<plans::Mmsi> mmsi(std::string_view name);
  std::optional<geo::Position> position(std::string_view name);
  std::optional<geo::TrueBearing> bearing(std::string_view name);
  std::optional<Condition> condition(std::string_view name);
  std::optional<std::vector<std::string>> texts(std::string_view name, std::size_t most, std::size_t text_most);
  template <class T>
  std::optional<T> one_of(std::string_view name, std::initializer_list<std::pair<std::string_view, T>> all) {
    auto const found = text(name);
    if (!found) return std::nullopt;
    std::vector<std::string_view> known;
    for (auto const& [word, value] : all) {
      if (word == *found) return value;
      known.push_back(word);
    }
    fail_found(name, *found, expected_word(*found, known));
    return std::nullopt;
  }
  /// Empty when the member is no object.
  std::optional<Fields> object(std::string_view name);
  /// How many of the names are there.
  std::size_t count_of(std::initializer_list<std::string_view> names) const;
  /// Members that nobody asked for are faults.
  void done();

  LinePlace place() const { return place_; }
  FaultList& faults() { return faults_; }
  std::string path(std::string_view name) const {
    return prefix_.empty() ? std::string{name} : prefix_ + "." + std::string{name};
  }
  json::object const& raw() const { return object_; }

 private:
  json::value const* find(std::string_view name) const { return object_.if_contains({name.data(), name.size()}); }

  json::object const& object_;
  LinePlace place_;
  std::string prefix_;
  FaultList& faults_;
  std::vector<std::string_view> asked_;  ///< names are literals
};

}  // namespace lingding::drill::detail
