#pragma once
// What the rules for plans share: reporting, identities seen before, dates.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/centre.hpp"
#include "geo/time.hpp"
#include "plans/detail/json_access.hpp"
#include "plans/problem.hpp"

namespace lingding::plans::detail {

using Problems = std::vector<Problem>;

/// One more problem, with the value that is at the node.
void report(Problems& problems, Node const& where, ProblemCode code, std::vector<std::string> arguments = {});

/// A text of ours: printable and short, as a problem's argument.
std::string quoted(std::string_view text);

/// Remembers where each identity was first seen and reports it when it comes again.
class Seen {
 public:
  Seen(ProblemCode code, Problems& problems) : code_(code), problems_(problems) {}
  void add(Node const& node) {
    if (auto const text = node.text()) add(std::string{*text}, node);
  }
  void add(std::string key, Node const& node);

 private:
  ProblemCode code_;
  Problems& problems_;
  std::map<std::string, std::string> first_;
};

/// Empty for anything else than one of the three centres' ids.
std::optional<geo::CentreId> centre_at(Node const& node);
/// Reports what has the form of a date and is none. Empty when it is no date.
std::optional<geo::UtcDate> check_date(Node const& node, Problems& problems);
/// The same day of the month twelve months on (29 February: 1 March).
geo::UtcDate a_year_after(geo::UtcDate date);

/// The MIDs of a centre's place (ITU, Table of Maritime Identification Digits).
std::span<std::uint16_t const> mids_of(geo::CentreId centre);
bool has_mid(geo::CentreId centre, std::optional<std::uint16_t> mid);
/// "412, 413, 414"
std::string mid_list(geo::CentreId centre);

/// With one decimal place: "34.9".
std::string one_decimal(double value);

}  // namespace lingding::plans::detail
