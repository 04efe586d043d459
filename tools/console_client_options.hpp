#pragma once
// How commands that talk to a running server as a centre's officer connect: `console` and `report`.

#include "adapters/bus/console_client.hpp"
#include "tools/commands.hpp"

namespace lingding::tools {

/// \throws std::runtime_error that says what is missing and how it is made
bus::ClientOptions client_options(ConsoleOptions const& options);

}  // namespace lingding::tools
