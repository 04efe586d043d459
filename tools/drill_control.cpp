#include "tools/drill_control.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include "tools/log_input.hpp"

namespace lingding::tools {
namespace {

using std::chrono::milliseconds;
using WallClock = std::chrono::steady_clock;

constexpr double kMostSpeed = 10'000;
/// So far a drill at full speed goes between two looks at its control.
constexpr std::chrono::seconds kSlice{10};
constexpr milliseconds kControlEvery{50};

}  // namespace

geo::UtcTime drill_moment(std::string_view name, std::string const& text, geo::UtcTime base) {
  bool const back = text.starts_with('-');
  if (!back && !text.starts_with('+')) {
    if (auto const time = time_option(name, text)) return *time;
    throw std::invalid_argument(std::string{name} + ": expected a time");
  }
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  char end = 0;
  if (std::sscanf(text.c_str() + 1, "%2d:%2d:%2d%c", &hours, &minutes, &seconds, &end) != 3 || hours < 0 ||
      minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59)
    throw std::invalid_argument(std::string{name} + ": found " + text + "; expected +HH:MM:SS or a time");
  auto const by = std::chrono::hours{hours} + std::chrono::minutes{minutes} + std::chrono::seconds{seconds};
  return back ? base - by : base + by;
}

std::optional<double> drill_speed(std::string_view text) {
  if (text == "max") return std::nullopt;
  double speed = 0;
  auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), speed);
  if (failure != std::errc{} || end != text.data() + text.size() || !(speed >= 1 && speed <= kMostSpeed))
    throw std::invalid_argument("speed: found " + std::string{text} + "; expected 1 to 10000, or max");
  return speed;
}

/// Lines on standard input, without waiting for them.
class DrillControl::Lines {
 public:
  /// Waits so long at most. Empty: none is whole yet.
  std::optional<std::string> next(milliseconds wait) {
    for (;;) {
      if (auto const end = text_.find('\n'); end != std::string::npos) {
        auto line = text_.substr(0, end);
        text_.erase(0, end + 1);
        return line;
      }
      if (is_over_) {
        std::this_thread::sleep_for(wait);
        return std::nullopt;
      }
      pollfd one{STDIN_FILENO, POLLIN, 0};
      if (::poll(&one, 1, static_cast<int>(wait.count())) <= 0) return std::nullopt;
      std::array<char, 4096> bytes{};
      auto const count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
      if (count <= 0) {
        is_over_ = true;
        if (!text_.empty()) text_ += '\n';
        continue;
      }
      text_.append(bytes.data(), static_cast<std::size_t>(count));
      if (text_.size() > kMostText) throw std::runtime_error("a control line is longer than 64 KiB");
      wait = milliseconds{0};
    }
  }
  bool is_over() const { return is_over_ && text_.empty(); }

 private:
  static constexpr std::size_t kMostText = 65536;
  std::string text_;
  bool is_over_ = false;
};

/// How far the drill may have gone by now.
class DrillControl::Pace {
 public:
  Pace(std::optional<double> speed, geo::UtcTime from) : speed_(speed) { go_on(from); }
  void set_speed(std::optional<double> speed, geo::UtcTime now) {
    speed_ = speed;
    go_on(now);
  }
  void go_on(geo::UtcTime now) {
    base_ = now;
    since_ = WallClock::now();
    is_paused_ = false;
  }
  void pause() { is_paused_ = true; }
  bool is_paused() const { return is_paused_; }
  bool is_full_speed() const { return !speed_; }
  geo::UtcTime allowed(geo::UtcTime now) const {
    if (is_paused_) return now;
    if (!speed_) return now + kSlice;
    auto const passed = std::chrono::duration<double, std::milli>(WallClock::now() - since_).count() * *speed_;
    return base_ + milliseconds{static_cast<std::int64_t>(passed)};
  }

 private:
  std::optional<double> speed_;
  geo::UtcTime base_{};
  WallClock::time_point since_;
  bool is_paused_ = false;
};

DrillControl::DrillControl(std::unique_ptr<drill::Stage> stage, MakeStage again)
    : stage_(std::move(stage)), again_(std::move(again)), lines_(std::make_unique<Lines>()) {}
DrillControl::~DrillControl() = default;

void DrillControl::begin(std::optional<double> speed, bool is_controlled) {
  pace_ = std::make_unique<Pace>(speed, stage_->now());
  is_controlled_ = is_controlled;
}

void DrillControl::go(geo::UtcTime end) {
  while (stage_->now() + drill::Stage::kStep <= end && !stage_->is_over() && !is_over_) {
    stage_->run_until(std::min(pace_->allowed(stage_->now()), end));
    if (is_controlled_) {
      control(end);
    } else if (!pace_->is_full_speed()) {
      std::this_thread::sleep_for(kControlEvery);
    }
  }
}

void DrillControl::control(geo::UtcTime end) {
  // A director who has gone pauses nothing.
  if (lines_->is_over() && pace_->is_paused()) pace_->go_on(stage_->now());
  auto const wait = pace_->is_full_speed() && !pace_->is_paused() ? milliseconds{0} : milliseconds{kControlEvery};
  auto const line = lines_->next(wait);
  if (!line) return;
  try {
    obey(*line, end);
  } catch (std::invalid_argument const& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
}

void DrillControl::obey(std::string const& line, geo::UtcTime end) {
  auto const blank = std::min(line.find(' '), line.size());
  auto const word = line.substr(0, blank);
  auto const rest = blank < line.size() ? line.substr(blank + 1) : std::string{};
  if (word == "pause") return pace_->pause();
  if (word == "go") return pace_->go_on(stage_->now());
  if (word == "quit") {
    is_over_ = true;
    return;
  }
  if (word == "step") {
    stage_->run_to_next();
    return pace_->pause();
  }
  if (word == "jump") return jump(drill_moment("jump", rest, stage_->now()), end);
  if (word == "speed") return pace_->set_speed(drill_speed(rest), stage_->now());
  if (word == "officer") return officer(rest);
  throw std::invalid_argument("found " + word + "; expected pause, go, step, jump, speed, officer or quit");
}

void DrillControl::jump(geo::UtcTime to, geo::UtcTime end) {
  bool const was_paused = pace_->is_paused();
  if (to < stage_->now()) {
    go_back(to);
  } else {
    stage_->run_until(std::min(to, end));
  }
  pace_->go_on(stage_->now());
  if (was_paused) pace_->pause();
}

/// Played again from its beginning to there: the same comes of it, with what was done by hand until then.
void DrillControl::go_back(geo::UtcTime to) {
  if (!again_) throw std::invalid_argument("jump: standard input can't be read again; a log in a file can");
  is_again_ = true;
  stage_ = again_();
  auto const before = std::exchange(by_hand_, {});
  for (auto const& one : before) {
    if (one.at > to) break;
    stage_->run_until(one.at);
    stage_->officer(one.centre, one.name, one.command);
    by_hand_.push_back(one);
  }
  stage_->run_until(to);
  is_again_ = false;
  std::printf("%s  = back; what was done by hand after it is undone\n", geo::to_iso8601(stage_->now()).c_str());
}

/// "HK chan {"type":"acknowledge",…}"
void DrillControl::officer(std::string const& rest) {
  auto const first = rest.find(' ');
  auto const second = first == std::string::npos ? std::string::npos : rest.find(' ', first + 1);
  auto const centre = geo::parse_centre(std::string_view{rest}.substr(0, std::min(first, rest.size())));
  if (!centre || second == std::string::npos)
    throw std::invalid_argument("officer: expected a centre, a name and a command in JSON");
  by_hand_.push_back({stage_->now(), *centre, rest.substr(first + 1, second - first - 1), rest.substr(second + 1)});
  auto const& act = by_hand_.back();
  std::printf("%s\n", stage_->officer(act.centre, act.name, act.command).c_str());
}

}  // namespace lingding::tools
