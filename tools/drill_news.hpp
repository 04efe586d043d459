#pragma once
// What happens in a drill, on the terminal as it goes.

#include "tools/drill/stage.hpp"

namespace lingding::tools {

/// One line on standard output, of bounded length.
void print_drill_news(drill::StageNews const& news);

}  // namespace lingding::tools
