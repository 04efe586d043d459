#pragma once
// The published JSON Schemas, built into the program, and validation against them.

#include <boost/json.hpp>
#include <string_view>
#include <vector>

#include "plans/problem.hpp"

namespace lingding::plans::detail {

enum class SchemaId : std::uint8_t { cooperation_plan, sar_centre };

/// The schema's text as published in plans/schema/.
std::string_view schema_text(SchemaId schema);

/// What the schema finds wrong; places are not filled in. Verdicts are valijson's, wording is ours.
std::vector<Problem> check_schema(SchemaId schema, boost::json::value const& document);

/// Fills in the schema's title of the place, in each language, for those problems that the schema found.
void add_subjects(SchemaId schema, std::vector<Problem>& problems);

/// A value as a problem shows it.
std::string shown(boost::json::value const& value);

}  // namespace lingding::plans::detail
