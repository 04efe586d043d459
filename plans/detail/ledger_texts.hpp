#pragma once
// The schemas and data of the ledger, built into the program.

#include <string_view>

namespace lingding::plans::detail {

std::string_view statement_schema_text();
std::string_view arrangement_schema_text();
std::string_view arrangement_text();

}  // namespace lingding::plans::detail
