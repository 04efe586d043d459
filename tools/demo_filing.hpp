#pragma once
// The first part of the demonstration: a company files its plan, the home centre registers it, the two others hold and
// recognise it without being asked.

#include <filesystem>
#include <functional>
#include <string>

namespace lingding::tools {

/// Plays it on a running server, in the parts of the operator and the officer that `<data folder>/demo-pki` has keys
/// for. Without that folder nothing is played, and it says so.
/// \param plan_id of the shipped sample that is filed, as a new version where there is one already.
/// \param say takes each line of the story.
/// \throws std::runtime_error when something is refused, or does not come about in time.
void demo_filing(std::filesystem::path const& data_folder, std::string const& plan_id,
                 std::function<void(std::string const&)> const& say);

}  // namespace lingding::tools
