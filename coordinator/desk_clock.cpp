// Alarms that nobody acknowledges: repeated, louder, on second channels, until somebody answers.

#include "coordinator/desk_state.hpp"

namespace lingding::coordinator {

void Desk::State::on(ClockSet const& event) {
  clock_ = event;
}

void Desk::State::on(NotifyDone const& event) {
  static_cast<void>(event);
}

void Desk::State::on(LinkChanged const& event) {
  static_cast<void>(event);
}

}  // namespace lingding::coordinator
