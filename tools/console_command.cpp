// `lingding console`: one centre's console in a terminal, or as JSON Lines for scripts.

#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "adapters/bus/console_client.hpp"
#include "adapters/runtime/clock.hpp"
#include "coordinator/limits.hpp"
#include "geo/json_writer.hpp"
#include "tools/console_client_options.hpp"
#include "tools/place_reader.hpp"
#include "tools/terminal/model.hpp"
#include "tools/terminal/officer.hpp"
#include "tools/terminal/screen.hpp"

namespace lingding::tools {
namespace {

namespace json = boost::json;
using bus::ClientEvent;
using std::chrono::milliseconds;

/// How often an alarm flashes, and how often the bell rings while this centre must act.
constexpr milliseconds kFlash{500};
constexpr milliseconds kRing{5000};
/// Longest line that is taken from standard input.
constexpr std::size_t kLongestLine = 64U << 10U;

/// Ids of commands are unique over runs, so that the desk never takes a new one for a repetition.
class CommandIds {
 public:
  explicit CommandIds(geo::UtcTime start)
      : start_(std::to_string(start.time_since_epoch().count()) + "-" + std::to_string(::getpid())) {}
  std::string next() { return start_ + "-" + std::to_string(++count_); }

 private:
  std::string start_;
  std::uint64_t count_ = 0;
};

}  // namespace

bus::ClientOptions client_options(ConsoleOptions const& options) {
  bus::ClientOptions client;
  auto const centre = geo::parse_centre(options.centre);
  if (!centre) throw std::runtime_error("\"" + options.centre + "\" is no centre: CN-GD, HK or MO");
  client.centre = *centre;
  client.endpoint = options.endpoint;
  client.language = options.language;
  client.mode = coordinator::parse_mode(options.mode);
  if (!client.mode && !options.mode.empty())
    throw std::runtime_error("\"" + options.mode + "\" is no mode: real or exercise");
  if (!options.officer.empty()) {
    client.officer = options.officer;
    return client;
  }
  if (options.key.empty())
    throw std::runtime_error("which key? --key FILE, made with: lingding keys new --name NAME --centre " +
                             options.centre + " --role officer");
  client.key = bus::read_secret(options.key);
  if (!options.server_key.empty()) client.key->server_public_key = options.server_key;
  if (!bus::is_z85_key(client.key->server_public_key))
    throw std::runtime_error(options.key.string() + " does not know the server's public key: --server-key KEY");
  return client;
}

namespace {

// ---- JSON Lines ----

/// Where a script was: "journal seq" in a file of its own, replaced whole.
class CursorFile {
 public:
  explicit CursorFile(std::filesystem::path file) : file_(std::move(file)) {}
  void load(bus::ClientOptions& client) {
    if (file_.empty()) return;
    std::ifstream in{file_};
    std::string journal;
    bus::Seq seq = 0;
    if (!(in >> journal >> seq)) return;
    client.journal = journal == "-" ? "" : journal;
    client.last_seq = seq;
    saved_ = seq;
  }
  void save(bus::ConsoleClient const& client) {
    if (file_.empty() || client.last_seq() == saved_) return;
    auto fresh = file_;
    fresh += ".new";
    std::ofstream out{fresh};
    out << (client.journal().empty() ? "-" : client.journal()) << ' ' << client.last_seq() << '\n';
    out.close();
    if (!out) throw std::runtime_error("can't write " + fresh.string());
    std::filesystem::rename(fresh, file_);
    saved_ = client.last_seq();
  }

 private:
  std::filesystem::path file_;
  bus::Seq saved_ = 0;
};

/// Whether the message is of that type, or an update that has an effect of that type.
bool is_of_type(std::string_view message, std::string_view type) {
  json::error_code error;
  auto const parsed = json::parse(message, error);
  if (error || !parsed.is_object()) return false;
  auto const type_is = [&](json::value const& value) {
    if (!value.is_object()) return false;
    auto const* found = value.get_object().if_contains("type");
    return found != nullptr && found->is_string() && std::string_view{found->get_string()} == type;
  };
  if (type_is(parsed)) return true;
  auto const* effects = parsed.get_object().if_contains("effects");
  if (effects == nullptr || !effects->is_array()) return false;
  for (auto const& effect : effects->get_array())
    if (type_is(effect)) return true;
  return false;
}

class JsonConsole {
 public:
  JsonConsole(ConsoleOptions const& options, bus::ClientOptions client_options)
      : options_(options), cursor_(options.cursor), ids_(runtime::SystemClock{}.now()) {
    cursor_.load(client_options);
    client_options.name = "lingding console --json";
    if (options.with_traffic) client_options.traffic = bus::ClientOptions::Traffic::subscribe;
    client_.emplace(std::move(client_options));
  }

  int run() {
    auto const deadline = std::chrono::steady_clock::now() + options_.timeout;
    for (;;) {
      auto wait = milliseconds{1000};
      if (options_.timeout > milliseconds{0}) {
        wait = std::min(wait, std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()));
        if (wait <= milliseconds{0}) {
          std::fprintf(stderr, "lingding: not within the time given\n");
          return 1;
        }
      }
      auto const events = client_->poll(wait, input_open_ ? STDIN_FILENO : -1);
      bool end = false;
      for (auto const& event : events) end = print(event) || end;
      // Whoever reads our output has it before the server is told that it was received.
      if (!events.empty() && std::fflush(stdout) != 0) return 1;
      cursor_.save(*client_);
      if (end) return 0;
      if (input_open_) read_commands();
    }
  }

 private:
  /// What this program says itself has the server's mode, too, once it is known.
  geo::JsonWriter& mark(geo::JsonWriter& writer) const {
    if (client_ && client_->mode()) writer.member("mode", coordinator::to_text(*client_->mode()));
    return writer;
  }

  /// True: it is what was waited for.
  bool print(ClientEvent const& event) {
    std::string line;
    geo::JsonWriter writer{line};
    switch (event.kind) {
      case ClientEvent::Kind::message:
        line = event.text;
        break;
      case ClientEvent::Kind::traffic:
        if (event.lost != 0) {
          std::string said;
          geo::JsonWriter of_lost{said};
          of_lost.begin_object().member("type", "client").member("traffic_lost", event.lost);
          mark(of_lost).end_object();
          std::printf("%s\n", said.c_str());
        }
        line = event.text;
        break;
      case ClientEvent::Kind::connected:
        writer.begin_object().member("type", "client").member("state", "connected");
        mark(writer).end_object();
        break;
      case ClientEvent::Kind::lost:
        writer.begin_object().member("type", "client").member("state", "lost").member("text", event.text);
        mark(writer).end_object();
        break;
      case ClientEvent::Kind::reset:
        writer.begin_object().member("type", "client").member("state", "reset");
        mark(writer).end_object();
        break;
      case ClientEvent::Kind::answer:
      case ClientEvent::Kind::progress:
        return false;  // this console files and asks nothing
    }
    std::printf("%s\n", line.c_str());
    return !options_.until.empty() && is_of_type(line, options_.until);
  }

  void read_commands() {
    pollfd waiting{STDIN_FILENO, POLLIN, 0};
    if (::poll(&waiting, 1, 0) <= 0) return;
    std::array<char, 4096> buffer{};
    auto const size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size <= 0) {
      input_open_ = false;  // no more commands; what the server says goes on
      return;
    }
    input_.append(buffer.data(), static_cast<std::size_t>(size));
    for (auto end = input_.find('\n'); end != std::string::npos; end = input_.find('\n')) {
      send(input_.substr(0, end));
      input_.erase(0, end + 1);
    }
    if (input_.size() > kLongestLine) throw std::runtime_error("a line of standard input is too long");
  }

  void send(std::string const& line) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) return;
    json::error_code error;
    auto const parsed = json::parse(line, error);
    if (error || !parsed.is_object()) {
      std::fprintf(stderr, "lingding: not a JSON object: %s\n", line.substr(0, 80).c_str());
      return;
    }
    auto const& object = parsed.get_object();
    auto const* command = object.if_contains("command");
    auto const* id = object.if_contains("id");
    auto const text = json::serialize(command != nullptr ? *command : parsed);
    auto const name = id != nullptr && id->is_string() ? std::string{id->get_string()} : ids_.next();
    if (!client_->command(name, text)) std::fprintf(stderr, "lingding: too many commands wait for their outcome\n");
  }

  ConsoleOptions const& options_;
  CursorFile cursor_;
  CommandIds ids_;
  std::optional<bus::ConsoleClient> client_;
  std::string input_;
  bool input_open_ = true;
};

// ---- the editor ----

/// A text in a file of its own that nobody else may read, gone with it.
class TextFile {
 public:
  explicit TextFile(std::string const& text) {
    auto pattern = (std::filesystem::temp_directory_path() / "lingding-sitrep-XXXXXX").string();
    int const descriptor = ::mkstemp(pattern.data());
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), pattern);
    ::close(descriptor);
    path_ = pattern;
    std::ofstream{path_} << text;
  }
  ~TextFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TextFile(TextFile const&) = delete;
  TextFile& operator=(TextFile const&) = delete;
  std::string const& path() const { return path_; }
  /// At most what a situation report may have, and one byte, so that a longer one is refused for its length.
  std::string read() const {
    std::ifstream in{path_};
    std::string text(coordinator::kMaxSitrepBytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return text;
  }

 private:
  std::string path_;
};

/// $VISUAL, else $EDITOR, else the system's editor. `meanwhile` runs until it ends, and is to wait a little each time.
/// \returns its exit status
template <class Meanwhile>
int run_editor(std::string const& file, Meanwhile meanwhile) {
  // The shell takes editors with options; the file is its argument, not part of the text that it reads.
  std::string const script = R"(exec ${VISUAL:-${EDITOR:-editor}} "$1")";
  std::array<std::string, 5> words{"sh", "-c", script, "sh", file};
  std::array<char*, 6> arguments{};
  std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
  // An interrupt that the editor is sent is not meant for the console.
  struct sigaction ignore{};
  struct sigaction before{};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGINT, &ignore, &before);
  posix_spawnattr_t attributes;
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGINT);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t child = -1;
  int status = ::posix_spawn(&child, "/bin/sh", nullptr, &attributes, arguments.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  if (status == 0)
    while (::waitpid(child, &status, WNOHANG) == 0) meanwhile();
  ::sigaction(SIGINT, &before, nullptr);
  return status;
}

// ---- the screen ----

class TerminalConsole {
 public:
  TerminalConsole(bus::ClientOptions options, terminal::Language language)
      : model_(options.centre), client_(std::move(options)), officer_(model_, view_, places()), ids_(clock_.now()) {
    view_.language = language;
  }

  int run() {
    for (;;) {
      auto const now = std::chrono::steady_clock::now();
      auto const flash = now.time_since_epoch() / kFlash % 2 == 0;
      view_.flash = flash;
      officer_.look();
      screen_.show(terminal::render(model_, view_, screen_.columns(), screen_.rows(), clock_.now()));
      if (ring_ || (model_.must_act() && now - rang_ >= kRing)) {
        screen_.ring();
        rang_ = now;
        ring_ = false;
      }
      // Until the clock's next second or the next flash.
      auto const wait = kFlash - std::chrono::duration_cast<milliseconds>(now.time_since_epoch()) % kFlash;
      for (auto const& event : client_.poll(wait, STDIN_FILENO)) take(event);
      while (auto const key = screen_.key()) {
        auto const pressed = officer_.press(*key, clock_.now());
        if (pressed.quit) return 0;
        if (pressed.edit) officer_.edited(edit(*pressed.edit));
        if (!pressed.command) continue;
        auto const id = ids_.next();
        if (client_.command(id, *pressed.command) && !pressed.quiet) officer_.sent(id);
      }
      if (::isatty(STDIN_FILENO) == 0) return 1;  // the terminal is gone
    }
  }

 private:
  /// Without a gazetteer that can be read, coordinates alone: an alarm does not wait for one.
  static terminal::PlaceReader places() {
    try {
      return place_reader(std::make_shared<geo::Gazetteer const>(read_gazetteer({})));
    } catch (std::exception const& error) {
      std::fprintf(stderr, "lingding: no gazetteer: %s\n", error.what());
      return terminal::read_coordinates;
    }
  }

  void take(ClientEvent const& event) {
    switch (event.kind) {
      case ClientEvent::Kind::message:
        if (model_.take(event.text) == terminal::ConsoleModel::Sound::alarm) ring_ = true;
        break;
      case ClientEvent::Kind::traffic:
        model_.take_traffic(event.text, clock_.now());
        break;
      case ClientEvent::Kind::connected:
        model_.connected();
        break;
      case ClientEvent::Kind::lost:
        model_.lost(event.text);
        break;
      case ClientEvent::Kind::reset:
        model_.reset();
        break;
      case ClientEvent::Kind::answer:
      case ClientEvent::Kind::progress:
        break;  // this console files and asks nothing
    }
  }

  /// The officer's own editor on the text. Meanwhile the server is listened to, and alarms ring.
  std::optional<std::string> edit(std::string const& text) {
    TextFile const file{text};
    screen_.suspend();
    auto const status = run_editor(file.path(), [this] {
      for (auto const& event : client_.poll(kFlash, -1)) take(event);
      auto const now = std::chrono::steady_clock::now();
      if (!ring_ && !(model_.must_act() && now - rang_ >= kRing)) return;
      std::fputs("\a", stderr);
      rang_ = now;
      ring_ = false;
    });
    screen_.resume();
    auto left = file.read();
    if (status != 0 || left.empty()) return std::nullopt;
    return left;
  }

  runtime::SystemClock clock_;
  terminal::ConsoleModel model_;
  terminal::View view_;
  bus::ConsoleClient client_;
  terminal::Officer officer_;
  CommandIds ids_;
  terminal::Screen screen_;
  std::chrono::steady_clock::time_point rang_{};
  bool ring_ = false;
};

}  // namespace

int console(ConsoleOptions const& options) {
  auto const language = terminal::parse_language(options.language);
  if (!language) throw std::runtime_error("\"" + options.language + "\" is no language: en or zh-Hant");
  auto client = client_options(options);
  if (options.output == ConsoleOptions::Output::json) return JsonConsole{options, std::move(client)}.run();
  client.traffic = bus::ClientOptions::Traffic::subscribe;
  return TerminalConsole{std::move(client), *language}.run();
}

}  // namespace lingding::tools
