#pragma once
// A program, run without a shell, within a time.

#include "adapters/notify/channel.hpp"

namespace lingding::notify {

/// \param mark "NAME=value", in the program's environment in place of what the server has of that name
Result run_program(std::vector<std::string> const& arguments, std::string const& input, std::string const& mark,
                   std::chrono::seconds limit, std::atomic<bool> const& stop);

}  // namespace lingding::notify
