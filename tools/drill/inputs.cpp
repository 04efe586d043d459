#include "tools/drill/detail/inputs.hpp"
#include "adapters/ais/intake.hpp"
#include "adapters/cap/intake.hpp"
#include "adapters/dsc/intake.hpp"
#include "adapters/sarsat/intake.hpp"

namespace lingding::drill::detail {

Inputs::Inputs(geo::UtcTime now, geo::CentreId centre, coordinator::VoyageWatchPort::WhoseWater whose_water,
               ToDesk to_desk)
    : clock_(now),
      log_(runtime::LogLevel::error, clock_, [](std::string_view) {}),
      setting_{centre, {centre}, {}},
      whose_water_(std::move(whose_water)),
      to_desk_(std::move(to_desk)) {
  begin(now);
}

void Inputs::begin(geo::UtcTime now) {
  clock_.set(now);
  intakes_.clear();
  picture_ = ais::TrafficPicture{};
  watch_ = std::make_unique<ais::ShipWatch>(picture_, [this](coordinator::Event&& event) {
    to_desk_(std::move(event));
    return runtime::Push::done;
  });
  ferries_ = std::make_unique<coordinator::VoyageWatchPort>(setting_, whose_water_);
}

void Inputs::restart(geo::UtcTime now, coordinator::Desk const& desk) {
  // A server keeps it in a file.
  auto const learned = ferries_->learned();
  begin(now);
  tell(ferries_->resume(desk.plans(), desk.voyage_questions(), now));
  static_cast<void>(ferries_->restore(learned));
}

void Inputs::store(std::vector<plans::PlanBrief> const& ships) {
  tell(ferries_->store(ships, clock_.now()));
}

void Inputs::answered(coordinator::VoyageQuestionAnswered const& answer) {
  ferries_->answered(answer.question_id, answer.answer, clock_.now());
}

void Inputs::tell(std::vector<coordinator::Event> events) {
  for (auto& event : events) to_desk_(std::move(event));
}

runtime::Intake& Inputs::intake(logs::Format format, std::string const& source) {
  auto& intake = intakes_[{format, source}];
  if (intake) return *intake;
  auto const post = [this](coordinator::Event&& event) {
    to_desk_(std::move(event));
    return runtime::Push::done;
  };
  runtime::IntakePorts ports{
      .alert = post,
      .notice = post,
      .near = [this](geo::Position to) { return ais::ships_near(picture_, to, clock_.now()); },
  };
  ports.mode = coordinator::Mode::exercise;
  switch (format) {
    case logs::Format::ais: {
      ais::AisIntakePorts of_ais{post, post, {}, {}, {}, coordinator::Mode::exercise};
      of_ais.heard = [this](coordinator::HeardReport const& report) { ferries_->hear(report); };
      intake = std::make_unique<ais::AisIntake>(picture_, counters_.add(source, ais::rejection_names()), log_,
                                                std::move(of_ais));
      break;
    }
    case logs::Format::dsc:
      intake = std::make_unique<dsc::DscIntake>(counters_.add(source, dsc::rejection_names()), log_, std::move(ports));
      break;
    case logs::Format::sit:
      intake = std::make_unique<sarsat::SitIntake>(counters_.add(source, sarsat::sit_rejection_names()), log_,
                                                   std::move(ports));
      break;
    case logs::Format::beacon:
      intake = std::make_unique<sarsat::BeaconIntake>(counters_.add(source, sarsat::beacon_rejection_names()), log_,
                                                      std::move(ports));
      break;
    case logs::Format::cap:
      intake = std::make_unique<cap::CapIntake>(counters_.add(source, cap::rejection_names()), log_, std::move(ports));
      break;
  }
  return *intake;
}

void Inputs::bring(logs::Format format, std::string const& source, std::string_view text) {
  intake(format, source).lines({text, 1, clock_.now()});
}

void Inputs::time_passed(geo::UtcTime now) {
  for (auto& [key, intake] : intakes_) intake->time_passed(now);
  watch_->look(now);
  tell(ferries_->look(now));
}

}  // namespace lingding::drill::detail
