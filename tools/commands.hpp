#pragma once
// The subcommands: each takes parsed options and returns the exit status (0 done, 1 the input or the work failed, 2
// usage).

namespace lingding::tools {}  // namespace lingding::tools
