#pragma once
// The arrangement of 2015 as data: which two centres have signed a page with one another, since when, by which source.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/time.hpp"
#include "plans/problem.hpp"
#include "plans/statement.hpp"

namespace lingding::plans {

inline constexpr std::string_view kArrangementForm = "lingding/arrangement/1";

struct ArrangementSource {
  std::string id;
  std::string title;
  std::string note;
  bool operator==(ArrangementSource const&) const = default;
};

/// A page as the shipped data has it: stated by nobody's signature, but with its source.
struct Arrangement {
  std::string title_en;
  std::string title_zh_hant;
  std::vector<ArrangementPage> pages;  ///< at most one for each two centres
  std::vector<ArrangementSource> sources;
  bool operator==(Arrangement const&) const = default;
};

/// Reads plans/data/arrangement.json's form (plans/schema/arrangement.schema.json).
geo::Expected<Arrangement, std::vector<Problem>> read_arrangement(std::string_view text);

/// plans/data/arrangement.json as built into the program.
std::string_view shipped_arrangement_text();
Arrangement const& shipped_arrangement();
std::string_view arrangement_schema();

/// The date in the three places at an instant: UTC+8, without summer time throughout the arrangement's life (IANA time
/// zone database 2024a: Asia/Shanghai, Asia/Hong_Kong, Asia/Macau). Every date of the register is one of these.
geo::UtcDate local_date(geo::UtcTime time);
/// The instant at which a date begins there.
geo::UtcTime beginning_of(geo::UtcDate date);

}  // namespace lingding::plans
