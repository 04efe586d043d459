#pragma once
// A program, run without a shell, within a time.

#include "adapters/notify/channel.hpp"

namespace lingding::notify {

Result run_program(std::vector<std::string> const& arguments, std::string const& input, std::chrono::seconds limit,
                   std::atomic<bool> const& stop);

}  // namespace lingding::notify
