#pragma once
// One statement of each kind, for tests.

#include <vector>

#include "plans/statement.hpp"

namespace lingding::plans_test {

/// In the order of StatementKind, each within its bounds and in form.
std::vector<plans::Statement> one_of_each_kind();

}  // namespace lingding::plans_test
