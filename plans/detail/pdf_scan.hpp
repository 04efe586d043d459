#pragma once
// Whether a PDF is a plain drawing: none of what acts, hides or unpacks without end.

#include <optional>
#include <string_view>

#include "plans/detail/picture.hpp"

namespace lingding::plans::detail {

/// Looks at the whole file for names that have no place in a drawing, however they are written, and unpacks every
/// stream within a bound. The page is not drawn.
std::optional<ContentFault> check_pdf(std::string_view file);

}  // namespace lingding::plans::detail
