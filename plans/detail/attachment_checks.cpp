// The rules for what a plan says about its attachments; the files themselves are plans/attachment.hpp's.

#include <map>

#include "plans/attachment.hpp"
#include "plans/detail/check_tools.hpp"
#include "plans/detail/plan_checks.hpp"

namespace lingding::plans::detail {
namespace {

struct Sum {
  std::int64_t bytes = 0;
  std::map<std::string, std::pair<std::string, std::string>> first;  ///< digest → what it was said to be, and where
};

void check_attachment_entry(Node const& attachment, Sum& sum, Problems& problems) {
  auto const type = parse_media_type(attachment["media_type"].string());
  if (auto const name = attachment["file_name"].text(); name && type && !is_plain_file_name(*name, *type))
    report(problems, attachment["file_name"], ProblemCode::attachment_name, {std::string{extensions_of(*type)}});
  auto const digest = attachment["digest"].text();
  auto const bytes = attachment["bytes"].integer();
  if (!digest || !bytes || !type) return;
  std::string const said = std::string{to_text(*type)} + " " + std::to_string(*bytes);
  auto const [at, is_new] = sum.first.emplace(std::string{*digest}, std::pair{said, attachment.pointer});
  if (!is_new && at->second.first != said)
    report(problems, attachment, ProblemCode::attachment_twice, {at->second.second});
  if (is_new && *bytes >= 0 && *bytes <= static_cast<std::int64_t>(kMaxAttachmentBytes)) sum.bytes += *bytes;
}

}  // namespace

void check_attachments(Node const& document, Problems& problems) {
  constexpr std::size_t kMostShips = 40, kMostDrawings = 20;  // as the schema has them; it reports what is beyond
  Sum sum;
  Node const ships = document["ships"];
  if (ships.size() > kMostShips) return;
  for (std::size_t i = 0; i < ships.size(); ++i) {
    Node const drawings = ships[i]["drawings"];
    if (drawings.size() > kMostDrawings) continue;
    for (std::size_t k = 0; k < drawings.size(); ++k)
      if (Node const attachment = drawings[k]["attachment"]) check_attachment_entry(attachment, sum, problems);
  }
  if (sum.bytes > static_cast<std::int64_t>(kMaxPlanAttachmentBytes))
    problems.push_back(make_problem(ProblemCode::attachments_total, "/ships", std::to_string(sum.bytes),
                                    {std::to_string(kMaxPlanAttachmentBytes)}));
}

}  // namespace lingding::plans::detail
