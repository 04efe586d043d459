#include "tools/ferry_watch.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace lingding::tools {

FerryWatch::FerryWatch(coordinator::VoyagePortSetting setting, geo::WaterMap const* water,
                       std::filesystem::path learned_file, Tell tell, runtime::Log& log)
    : water_(water),
      learned_file_(std::move(learned_file)),
      tell_(std::move(tell)),
      log_(log),
      port_(std::move(setting), [this](geo::Position position) -> std::optional<geo::CentreId> {
        return water_ == nullptr ? std::nullopt : coordinator::whose_water(*water_, position, now_);
      }) {}

void FerryWatch::resume(std::vector<plans::PlanBrief> const& ships,
                        std::vector<coordinator::VoyageStanding> const& questions, geo::UtcTime now) {
  now_ = now;
  saved_at_ = now;
  tell(port_.resume(ships, questions, now));
  std::error_code error;
  auto const size = std::filesystem::file_size(learned_file_, error);
  if (error || size > kMaxLearnedBytes) return;
  std::ifstream file(learned_file_, std::ios::binary);
  learned_.assign(std::istreambuf_iterator<char>{file}, {});
  take_learned();
}

void FerryWatch::take_learned() {
  if (!learned_.empty() && port_.restore(learned_)) learned_.clear();
}

void FerryWatch::store(std::vector<plans::PlanBrief> const& ships, geo::UtcTime now) {
  now_ = now;
  tell(port_.store(ships, now));
  take_learned();
}

void FerryWatch::look(geo::UtcTime now) {
  now_ = now;
  while (!waiting_.empty() && tell_(std::move(waiting_.front())) != runtime::Push::full) waiting_.pop_front();
  tell(port_.look(now));
  if (now - saved_at_ < kSaveEvery) return;
  saved_at_ = now;
  save();
}

void FerryWatch::answered(coordinator::VoyageQuestionAnswered const& answer, geo::UtcTime now) {
  port_.answered(answer.question_id, answer.answer, now);
}

void FerryWatch::save() {
  if (!learned_.empty())
    log_.info("watch", "what was learned of the reception is of other routes, and is learned anew",
              {{"file", learned_file_.string()}});
  learned_.clear();
  auto const beside = learned_file_.string() + ".new";
  std::ofstream file(beside, std::ios::binary | std::ios::trunc);
  file << port_.learned();
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(beside, learned_file_, error);
  if (!file || error)
    log_.warning("watch", "what was learned of the reception can't be written", {{"file", learned_file_.string()}});
}

void FerryWatch::tell(std::vector<coordinator::Event> events) {
  for (auto& event : events)
    if (!waiting_.empty() || tell_(std::move(event)) == runtime::Push::full)
      waiting_.push_back(std::move(event));  // NOLINT(bugprone-use-after-move): a full lane leaves it as it was
}

}  // namespace lingding::tools
