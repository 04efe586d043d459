#include "tools/config.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <utility>

// The only file that sees toml++.
#include <toml++/toml.h>

#include "geo/check.hpp"
#include "tools/config_keys.hpp"

namespace lingding::tools {
namespace {

using Problems = std::vector<ConfigProblem>;

std::string in_quotes(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

/// "lingding.toml:12", or the override that brought the node.
std::string where_is(toml::node const& node) {
  auto const& source = node.source();
  if (!source.path) return "?";
  if (source.path->starts_with("--set")) return *source.path;
  return *source.path + ":" + std::to_string(source.begin.line);
}

/// The value as the user wrote it, near enough to find it again.
std::string shown(toml::node const& node) {
  if (auto const text = node.value<std::string>(); text && node.is_string()) return in_quotes(*text);
  if (auto const number = node.value<std::int64_t>(); number && node.is_integer()) return std::to_string(*number);
  if (auto const flag = node.value<bool>(); flag && node.is_boolean()) return *flag ? "true" : "false";
  if (node.is_floating_point()) return "a number with a fraction";
  if (auto const* const list = node.as_array()) return list->empty() ? "an empty list" : "a list";
  if (node.is_table()) return "a table";
  return "a date or time";
}

/// Reads the keys of one table and notes what is wrong with them.
class Reader {
 public:
  /// \param shown_name stands before the keys in problems: "bus", "source.hk-waglan".
  Reader(toml::table const& table, std::string_view section, std::string shown_name, std::filesystem::path const& base,
         Problems& problems)
      : table_(table), section_(section), shown_name_(std::move(shown_name)), base_(base), problems_(problems) {}

  bool has(std::string_view key) const { return table_.contains(key); }

  /// As text(), and may be empty.
  void any_text(std::string_view key, std::string& into) {
    auto const* const node = table_.get(key);
    if (node != nullptr && node->value<std::string>() == std::string{}) {
      static_cast<void>(find(key));
      into.clear();
    } else {
      text(key, into);
    }
  }

  void text(std::string_view key, std::string& into) {
    if (auto const* const node = find(key)) {
      if (auto const content = node->value<std::string>(); content && node->is_string() && !content->empty()) {
        into = *content;
      } else {
        wrong(key, *node, "text");
      }
    }
  }

  void path(std::string_view key, std::filesystem::path& into) {
    std::string name;
    text(key, name);
    if (name.empty()) return;
    bool const from_override = where_is(*find(key)).starts_with("--set");
    into = (from_override ? std::filesystem::current_path() / name : base_ / name).lexically_normal();
  }

  void toggle(std::string_view key, bool& into) {
    if (auto const* const node = find(key)) {
      if (auto const flag = node->value<bool>(); flag && node->is_boolean())
        into = *flag;
      else
        wrong(key, *node, "true or false");
    }
  }

  /// \param unit for the message: "milliseconds", "ships".
  template <class Store>
  void whole(std::string_view key, std::int64_t least, std::int64_t most, std::string_view unit, Store const& store) {
    if (auto const* const node = find(key)) {
      auto const number = node->value<std::int64_t>();
      if (number && node->is_integer() && *number >= least && *number <= most) {
        store(*number);
      } else {
        wrong(key, *node,
              "a whole number of " + std::string(unit) + ", " + std::to_string(least) + " to " + std::to_string(most));
      }
    }
  }

  void count(std::string_view key, std::int64_t least, std::int64_t most, std::string_view unit, std::size_t& into) {
    whole(key, least, most, unit, [&](std::int64_t number) { into = static_cast<std::size_t>(number); });
  }

  template <class Value, std::size_t Size>
  void choice(std::string_view key, std::array<std::pair<std::string_view, Value>, Size> const& choices, Value& into) {
    auto const* const node = find(key);
    if (node == nullptr) return;
    auto const word = node->is_string() ? node->value<std::string>() : std::nullopt;
    for (auto const& [name, value] : choices) {
      if (word == name) {
        into = value;
        return;
      }
    }
    std::string list;
    for (auto const& [name, value] : choices) list += (list.empty() ? "" : ", ") + in_quotes(name);
    wrong(key, *node, "one of " + list);
  }

  void centres(std::string_view key, std::vector<geo::CentreId>& into) {
    auto const* const node = find(key);
    if (node == nullptr) return;
    std::vector<geo::CentreId> read;
    if (auto const* const list = node->as_array()) {
      for (auto const& element : *list) {
        auto const centre = geo::parse_centre(element.is_string() ? *element.value<std::string>() : std::string{});
        if (!centre) return wrong(key, element, R"(one of "CN-GD", "HK", "MO")");
        if (std::ranges::find(read, *centre) != read.end()) return wrong(key, element, "each centre once");
        read.push_back(*centre);
      }
    }
    if (read.empty()) return wrong(key, *node, R"(a list of one to three of "CN-GD", "HK", "MO")");
    into = std::move(read);
  }

  void texts(std::string_view key, std::vector<std::string>& into) {
    auto const* const node = find(key);
    if (node == nullptr) return;
    std::vector<std::string> read;
    if (auto const* const list = node->as_array())
      for (auto const& element : *list)
        if (auto const text = element.value<std::string>(); text && element.is_string() && !text->empty())
          read.push_back(*text);
    auto const* const list = node->as_array();
    if (list == nullptr || read.empty() || read.size() != list->size()) return wrong(key, *node, "a list of texts");
    into = std::move(read);
  }

  void wrong(std::string_view key, toml::node const& node, std::string_view expected) {
    problem(node, key, "expected " + std::string(expected) + ", not " + shown(node));
  }
  /// On the key when the table has it, else on the table.
  void wrong(std::string_view key, std::string text) {
    auto const* const node = table_.get(key);
    problem(node != nullptr ? *node : static_cast<toml::node const&>(table_), key, std::move(text));
  }

  /// A section below this one, which has a reader of its own.
  void leave_to_others(std::string_view section) { others_.push_back(section); }
  /// Notes the keys that nobody asked for. Call last.
  void refuse_unknown() {
    for (auto const& [key, node] : table_) {
      if (std::ranges::find(others_, key.str()) != others_.end()) continue;
      if (find_known(section_, key.str()) != nullptr) continue;
      problem(node, key.str(), "unknown key; the nearest known key is " + nearest_key(section_, key.str()));
    }
  }

 private:
  toml::node const* find(std::string_view key) const {
    LINGDING_CHECK(find_known(section_, key) != nullptr);
    return table_.get(key);
  }
  void problem(toml::node const& node, std::string_view key, std::string text) {
    problems_.push_back({where_is(node), shown_name_ + "." + std::string(key), std::move(text)});
  }

  toml::table const& table_;
  std::string_view section_;
  std::string shown_name_;
  std::filesystem::path const& base_;
  Problems& problems_;
  std::vector<std::string_view> others_;
};

constexpr auto kLogLevels = std::to_array<std::pair<std::string_view, LogLevel>>(
    {{"debug", LogLevel::debug}, {"info", LogLevel::info}, {"warning", LogLevel::warning}, {"error", LogLevel::error}});
constexpr auto kFormats = std::to_array<std::pair<std::string_view, SourceFormat>>({{"ais", SourceFormat::ais},
                                                                                    {"dsc", SourceFormat::dsc},
                                                                                    {"sit", SourceFormat::sit},
                                                                                    {"beacon", SourceFormat::beacon},
                                                                                    {"cap", SourceFormat::cap}});
constexpr auto kInputs =
    std::to_array<std::pair<std::string_view, SourceInput>>({{"tcp_server", SourceInput::tcp_server},
                                                             {"tcp_client", SourceInput::tcp_client},
                                                             {"udp", SourceInput::udp},
                                                             {"file", SourceInput::file},
                                                             {"stdin", SourceInput::standard_input},
                                                             {"spool", SourceInput::spool},
                                                             {"http", SourceInput::http}});
constexpr auto kCentreNames = std::to_array<std::pair<std::string_view, geo::CentreId>>(
    {{"CN-GD", geo::CentreId::cn_gd}, {"HK", geo::CentreId::hk}, {"MO", geo::CentreId::mo}});

template <class Duration>
auto store_duration(Duration& into) {
  return [&into](std::int64_t number) { into = Duration{number}; };
}

void check_input(Reader& reader, SourceConfig const& source) {
  bool const wants_path = source.input == SourceInput::file || source.input == SourceInput::spool;
  bool const wants_address = source.input == SourceInput::tcp_server || source.input == SourceInput::tcp_client ||
                             source.input == SourceInput::udp;
  auto const check = [&](std::string_view key, bool wanted, std::string_view whose) {
    if (wanted && !reader.has(key)) reader.wrong(key, "missing: this input needs it");
    if (!wanted && reader.has(key)) reader.wrong(key, "this input has none; it belongs to " + std::string(whose));
  };
  check("address", wants_address, R"("tcp_server", "tcp_client" and "udp")");
  check("path", wants_path, R"("file" and "spool")");
  check("token_file", source.input == SourceInput::http, R"("http")");
  if (source.input != SourceInput::file && reader.has("follow"))
    reader.wrong("follow", R"(this input has none; it belongs to "file")");
  if (wants_address && !source.address.empty() && !is_address(source.address))
    reader.wrong("address", in_quotes(source.address) + " is not host:port or [IPv6]:port");
}

SourceConfig read_source(toml::table const& table, std::size_t number, Config const& config,
                         std::filesystem::path const& base, Problems& problems) {
  SourceConfig source;
  auto const name = table["name"].value<std::string>();
  Reader reader(table, "source", "source." + name.value_or(std::to_string(number)), base, problems);
  reader.text("name", source.name);
  if (!reader.has("name"))
    reader.wrong("name", "missing: every source has a name");
  else if (!source.name.empty() && !is_source_name(source.name))
    reader.wrong("name", in_quotes(source.name) + " is not 1 to 64 letters, digits, - and _");
  if (!reader.has("centre")) reader.wrong("centre", "missing: every source belongs to a centre");
  reader.choice("centre", kCentreNames, source.centre);
  if (reader.has("centre") && std::ranges::find(config.server.centres, source.centre) == config.server.centres.end())
    reader.wrong("centre", in_quotes(geo::to_text(source.centre)) + " is not among server.centres");
  reader.choice("format", kFormats, source.format);
  if (!reader.has("input")) reader.wrong("input", "missing: how the source is heard");
  reader.choice("input", kInputs, source.input);
  reader.text("address", source.address);
  reader.path("path", source.path);
  reader.path("token_file", source.token_file);
  bool follow = false;
  reader.toggle("follow", follow);
  source.at_end = follow ? AtEnd::follow : AtEnd::stop;
  if (source.format != SourceFormat::ais) source.silent_after.reset();
  reader.whole("silent_after_s", 1, 604800, "seconds",
               [&](std::int64_t seconds) { source.silent_after = std::chrono::seconds{seconds}; });
  reader.toggle("real", source.real);
  if (source.real && config.server.mode == coordinator::Mode::real)
    reader.wrong("real", R"(belongs to an exercise: in a real server (server.mode = "real") every source is real)");
  if (reader.has("input")) check_input(reader, source);
  reader.refuse_unknown();
  return source;
}

void read_sources(toml::table const& document, Config& config, std::filesystem::path const& base, Problems& problems) {
  auto const* const node = document.get("source");
  if (node == nullptr) return;
  auto const* const list = node->as_array();
  bool const tables =
      list != nullptr && std::ranges::all_of(*list, [](toml::node const& entry) { return entry.is_table(); });
  if (!tables) {
    problems.push_back({where_is(*node), "source", "sources are written [[source]], with double brackets"});
    return;
  }
  std::set<std::string> names;
  std::set<std::filesystem::path> spools;
  for (auto const& entry : *list) {
    auto source = read_source(*entry.as_table(), config.sources.size() + 1, config, base, problems);
    if (!source.name.empty() && !names.insert(source.name).second)
      problems.push_back({where_is(entry), "source." + source.name + ".name", "another source has this name"});
    if (source.input == SourceInput::spool && !source.path.empty() && !spools.insert(source.path).second)
      problems.push_back(
          {where_is(entry), "source." + source.name + ".path", "another source takes this folder's files"});
    config.sources.push_back(std::move(source));
  }
}

/// Of a text that every console shows.
constexpr std::size_t kLongestServerText = 200;

constexpr auto kNotifyKinds = std::to_array<std::pair<std::string_view, NotifyKind>>(
    {{"mail", NotifyKind::mail}, {"webhook", NotifyKind::webhook}, {"command", NotifyKind::command}});
constexpr auto kMailTls = std::to_array<std::pair<std::string_view, MailTls>>(
    {{"starttls", MailTls::starttls}, {"tls", MailTls::tls}, {"none", MailTls::none}});

/// Which keys a kind needs, and which belong to others.
void check_notify(Reader& reader, NotifyConfig const& notify) {
  auto const need = [&](NotifyKind kind, std::initializer_list<std::string_view> needed,
                        std::initializer_list<std::string_view> others) {
    for (auto const key : needed) {
      if (notify.kind == kind && !reader.has(key)) reader.wrong(key, "missing: this kind needs it");
      if (notify.kind != kind && reader.has(key)) reader.wrong(key, "this kind has none");
    }
    for (auto const key : others)
      if (notify.kind != kind && reader.has(key)) reader.wrong(key, "this kind has none");
  };
  need(NotifyKind::mail, {"server", "from", "to"}, {"tls", "user"});
  need(NotifyKind::webhook, {"url"}, {"plain"});
  need(NotifyKind::command, {"command"}, {});
  if (notify.kind == NotifyKind::command)
    for (std::string_view const key : {"secret_file", "ca_file"})
      if (reader.has(key)) reader.wrong(key, "this kind has none");
  if (!notify.server.empty() && !is_address(notify.server))
    reader.wrong("server", in_quotes(notify.server) + " is not host:port or [IPv6]:port");
  if (!notify.user.empty() && notify.secret_file.empty()) reader.wrong("secret_file", "missing: user needs a password");
}

NotifyConfig read_notify(toml::table const& table, std::size_t number, Config const& config,
                         std::filesystem::path const& base, Problems& problems) {
  NotifyConfig notify;
  auto const name = table["name"].value<std::string>();
  Reader reader(table, "notify", "notify." + name.value_or(std::to_string(number)), base, problems);
  reader.text("name", notify.name);
  if (!is_source_name(notify.name))
    reader.wrong("name", "every channel has a name of 1 to 64 letters, digits, - and _");
  if (!reader.has("centre")) reader.wrong("centre", "missing: every channel belongs to a centre");
  reader.choice("centre", kCentreNames, notify.centre);
  if (reader.has("centre") && std::ranges::find(config.server.centres, notify.centre) == config.server.centres.end())
    reader.wrong("centre", in_quotes(geo::to_text(notify.centre)) + " is not among server.centres");
  reader.whole("step", 1, 2, "steps", [&](std::int64_t step) { notify.step = static_cast<std::uint32_t>(step); });
  if (!reader.has("kind")) reader.wrong("kind", "missing: how the message goes");
  reader.choice("kind", kNotifyKinds, notify.kind);
  reader.whole("limit_s", 1, 300, "seconds", store_duration(notify.limit));
  reader.text("server", notify.server);
  reader.choice("tls", kMailTls, notify.tls);
  reader.text("from", notify.from);
  reader.texts("to", notify.to);
  reader.text("user", notify.user);
  reader.text("url", notify.url);
  reader.toggle("plain", notify.plain);
  reader.path("secret_file", notify.secret_file);
  reader.path("ca_file", notify.ca_file);
  reader.texts("command", notify.command);
  reader.toggle("exercise", notify.exercise);
  bool const exercise = config.server.mode == coordinator::Mode::exercise;
  if (exercise && !notify.exercise)
    reader.wrong("exercise",
                 R"(missing: an exercise (server.mode = "exercise") tells nobody but by channels of its own; say )"
                 "exercise = true when nobody is called out by this one");
  if (!exercise && notify.exercise)
    reader.wrong("exercise", R"(this channel is an exercise's, and the server is real (server.mode = "real"))");
  if (reader.has("kind")) check_notify(reader, notify);
  reader.refuse_unknown();
  return notify;
}

void read_channels(toml::table const& document, Config& config, std::filesystem::path const& base, Problems& problems) {
  auto const* const node = document.get("notify");
  if (node == nullptr) return;
  auto const* const list = node->as_array();
  if (list == nullptr || !std::ranges::all_of(*list, [](toml::node const& entry) { return entry.is_table(); })) {
    problems.push_back({where_is(*node), "notify", "channels are written [[notify]], with double brackets"});
    return;
  }
  std::set<std::string> names;
  for (auto const& entry : *list) {
    auto notify = read_notify(*entry.as_table(), config.notify.size() + 1, config, base, problems);
    if (!notify.name.empty() && !names.insert(notify.name).second)
      problems.push_back({where_is(entry), "notify." + notify.name + ".name", "another channel has this name"});
    config.notify.push_back(std::move(notify));
  }
}

void read_times(Reader& reader, Config::Clock& clock) {
  reader.whole("repeat_after_s", 5, 3600, "seconds", store_duration(clock.repeat_after));
  reader.whole("escalate_after_s", 5, 7200, "seconds", store_duration(clock.escalate_after));
  reader.whole("offer_lapses_after_s", 30, 86400, "seconds", store_duration(clock.offer_lapses_after));
  if (clock.escalate_after < clock.repeat_after)
    reader.wrong("escalate_after_s", std::to_string(clock.escalate_after.count()) + " is less than repeat_after_s");
  reader.refuse_unknown();
}

auto store_metres(geo::Metres& into) {
  return [&into](std::int64_t number) { into = geo::Metres::from_metres(static_cast<double>(number)); };
}

void read_watch_keys(Reader& reader, Config::Watch& watch) {
  auto& limits = watch.limits;
  reader.toggle("on", watch.on);
  reader.centres("waters", watch.waters);
  reader.whole("not_departed_after_min", 1, 240, "minutes", store_duration(limits.not_departed_after));
  reader.whole("silent_reports", 3, 1000, "reports",
               [&](std::int64_t number) { limits.silent_reports = static_cast<double>(number); });
  reader.whole("silent_least_s", 30, 3600, "seconds", store_duration(limits.silent_least));
  reader.whole("silent_witnesses", 0, 72, "ships",
               [&](std::int64_t number) { limits.silent_witnesses = static_cast<std::size_t>(number); });
  reader.whole("stopped_below_kn", 1, 10, "knots", [&](std::int64_t number) {
    limits.stopped_below = geo::Knots::from_knots(static_cast<double>(number));
  });
  reader.whole("stopped_for_s", 30, 3600, "seconds", store_duration(limits.stopped_for));
  reader.whole("corridor_m", 200, 20000, "metres", store_metres(limits.corridor));
  reader.whole("off_for_s", 30, 3600, "seconds", store_duration(limits.off_for));
  reader.whole("late_by_min", 5, 240, "minutes", store_duration(limits.late_by));
  reader.whole("overdue_after_min", 5, 240, "minutes", store_duration(limits.overdue_after));
  reader.whole("alert_after_min", 5, 480, "minutes", store_duration(limits.alert_after));
  reader.whole("unanswered_after_min", 1, 240, "minutes", store_duration(limits.unanswered_after));
  reader.whole("closing_cpa_m", 50, 2000, "metres", store_metres(limits.closing_cpa));
  reader.whole("closing_tcpa_s", 30, 600, "seconds", store_duration(limits.closing_tcpa));
  reader.whole("update_every_min", 1, 60, "minutes", store_duration(limits.update_every));
  // What ends a question is as far from what begins it as in the shipped limits.
  limits.moving_above = geo::Knots::from_knots(2 * limits.stopped_below.knots());
  limits.back_within = limits.corridor * 0.8;
  limits.no_longer_late = limits.late_by / 2;
  limits.closing_clear_cpa = limits.closing_cpa * 2;
  if (limits.alert_after < limits.overdue_after)
    reader.wrong("alert_after_min", std::to_string(limits.alert_after.count()) + " is less than overdue_after_min");
  reader.refuse_unknown();
}

/// [clock], [watch]: what all centres have, and what one has otherwise: [clock.HK].
template <class Times, class ReadKeys>
void read_by_centre(toml::table const& document, std::string_view section,
                    std::array<Times, geo::kCentres.size()>& into, std::filesystem::path const& base,
                    Problems& problems, ReadKeys const& read) {
  auto const* const node = document.get(section);
  if (node == nullptr || !node->is_table()) return;
  Times common;
  Reader reader(*node->as_table(), section, std::string(section), base, problems);
  for (auto const& [name, centre] : kCentreNames) reader.leave_to_others(name);
  read(reader, common);
  for (auto const& [name, centre] : kCentreNames) {
    auto& own = into[static_cast<std::size_t>(centre)];
    own = common;
    auto const* const of_centre = node->as_table()->get(name);
    if (of_centre == nullptr) continue;
    auto const full = std::string(section) + "." + std::string(name);
    auto const* const table = of_centre->as_table();
    if (table == nullptr) {
      problems.push_back({where_is(*of_centre), full, "is a section, written [" + full + "]"});
      continue;
    }
    Reader own_reader(*table, section, full, base, problems);  // NOLINT(misc-const-correctness): read() changes it
    read(own_reader, own);
  }
}

void read_bus(Reader& reader, Config::Bus& bus) {
  for (auto const& [key, endpoint] : {std::pair{"console", &bus.console}, std::pair{"traffic", &bus.traffic}}) {
    reader.text(key, *endpoint);
    if (!is_endpoint(*endpoint)) reader.wrong(key, in_quotes(*endpoint) + " is not tcp://host:port or ipc:///path");
  }
  if (bus.console == bus.traffic && !bus.console.ends_with(":*"))
    reader.wrong("traffic", in_quotes(bus.traffic) + " is bus.console's endpoint already");
  reader.toggle("curve", bus.curve);
  reader.path("keys_folder", bus.keys_folder);
  reader.count("max_sessions", 1, 10000, "sessions", bus.max_sessions);
  reader.whole("heartbeat_ms", 100, 60000, "milliseconds", store_duration(bus.heartbeat));
  reader.whole("silent_after_ms", 200, 600000, "milliseconds", store_duration(bus.silent_after));
  if (bus.silent_after < 2 * bus.heartbeat)
    reader.wrong("silent_after_ms", std::to_string(bus.silent_after.count()) + " is less than two heartbeats");
}

constexpr auto kModes = std::to_array<std::pair<std::string_view, coordinator::Mode>>(
    {{"real", coordinator::Mode::real}, {"exercise", coordinator::Mode::exercise}});

void read_mode(Reader& reader, Config::Server& server) {
  reader.choice("mode", kModes, server.mode);
  bool const exercise = server.mode == coordinator::Mode::exercise;
  for (auto const& [key, text] : {std::pair{"exercise", &server.exercise}, std::pair{"real_desk", &server.real_desk}}) {
    reader.any_text(key, *text);
    if (!exercise && !text->empty()) reader.wrong(key, R"(belongs to an exercise: mode = "exercise")");
    bool const control = std::ranges::any_of(*text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (control || text->size() > kLongestServerText)
      reader.wrong(key, "is not one line of at most " + std::to_string(kLongestServerText) + " bytes");
  }
  if (exercise && server.exercise.empty()) server.exercise = "EXERCISE";
}

void read_http(Reader& reader, Config::Http& of_http) {
  reader.text("address", of_http.address);
  if (!is_address(of_http.address))
    reader.wrong("address", in_quotes(of_http.address) + " is not host:port or [IPv6]:port");
  reader.path("certificate_file", of_http.certificate_file);
  reader.path("key_file", of_http.key_file);
  if (of_http.certificate_file.empty() != of_http.key_file.empty())
    reader.wrong(of_http.key_file.empty() ? "key_file" : "certificate_file",
                 "missing: a certificate and its key go together");
  reader.count("max_connections", 1, 10000, "connections", of_http.max_connections);
}

/// Calls `read(reader)` for a section, if the document has it.
template <class Read>
void read_section(toml::table const& document, std::string_view section, std::filesystem::path const& base,
                  Problems& problems, Read const& read) {
  static toml::table const none;
  auto const* const node = document.get(section);
  auto const* const table = node == nullptr ? &none : node->as_table();
  if (table == nullptr) {
    problems.push_back({where_is(*node), std::string(section), "is a section, written [" + std::string(section) + "]"});
    return;
  }
  Reader reader(*table, section, std::string(section), base, problems);
  read(reader);
  reader.refuse_unknown();
}

Config read_document(toml::table const& document, std::filesystem::path const& base, Problems& problems) {
  Config config;
  for (auto const& [key, node] : document) {
    if (is_section(key.str())) continue;
    std::string const name(key.str());
    problems.push_back({where_is(node), name,
                        node.is_table() || node.is_array_of_tables()
                            ? "unknown section; the nearest known section is [" + nearest_section(name) + "]"
                            : "unknown key; the nearest known key is " + nearest_key("", name)});
  }
  auto const section = [&](std::string_view name, auto const& read) {
    read_section(document, name, base, problems, read);
  };
  section("server", [&](Reader& reader) {
    reader.path("data_folder", config.server.data_folder);
    reader.centres("centres", config.server.centres);
    read_mode(reader, config.server);
    reader.path("share_folder", config.server.share_folder);
  });
  section("log", [&](Reader& reader) { reader.choice("level", kLogLevels, config.log.level); });
  section("bus", [&](Reader& reader) { read_bus(reader, config.bus); });
  read_sources(document, config, base, problems);
  read_by_centre(document, "clock", config.clock, base, problems, read_times);
  read_by_centre(document, "watch", config.watch, base, problems, read_watch_keys);
  read_channels(document, config, base, problems);
  section("picture", [&](Reader& reader) {
    reader.count("max_ships", 100, 1000000, "ships", config.picture.max_ships);
    reader.whole("max_age_hours", 1, 48, "hours", store_duration(config.picture.max_age));
  });
  section("raw_log", [&](Reader& reader) {
    reader.toggle("on", config.raw_log.on);
    reader.path("folder", config.raw_log.folder);
    reader.whole("max_megabytes", 1, 10000000, "megabytes",
                 [&](std::int64_t number) { config.raw_log.max_bytes = static_cast<std::uint64_t>(number) << 20U; });
  });
  section("registry", [&](Reader& reader) {
    reader.path("folder", config.registry.folder);
    reader.whole("ask_peers_ms", 0, 3600000, "milliseconds", store_duration(config.registry.ask_peers));
  });
  section("http", [&](Reader& reader) { read_http(reader, config.http); });
  section("limits", [&](Reader& reader) {
    reader.count("distress_queue", 16, 1000000, "events", config.limits.distress_queue);
    reader.count("batch", 1, 100000, "events", config.limits.batch);
  });
  section("link", [&](Reader& reader) {
    reader.count("lose_percent", 0, 90, "percent", config.link.lose_percent);
    reader.count("duplicate_percent", 0, 100, "percent", config.link.duplicate_percent);
    reader.count("delay_percent", 0, 100, "percent", config.link.delay_percent);
    reader.whole("longest_delay_ms", 1, 60000, "milliseconds", store_duration(config.link.longest_delay));
  });
  if (config.bus.keys_folder.empty()) config.bus.keys_folder = config.server.data_folder / "keys";
  if (config.raw_log.folder.empty()) config.raw_log.folder = config.server.data_folder / "raw";
  if (config.registry.folder.empty()) config.registry.folder = config.server.data_folder / "registry";
  return config;
}

/// The table that an override writes into; nullptr with a problem noted.
toml::table* override_target(toml::table& document, std::string_view path, std::string const& where, Problems& problems,
                             std::string& section, std::string& key) {
  auto const first = path.find('.');
  auto const last = path.rfind('.');
  section = std::string(path.substr(0, std::min(first, path.size())));
  key = first == std::string_view::npos ? section : std::string(path.substr(last + 1));
  bool const of_source = (section == "source" || section == "notify") && first != last;
  if (first == std::string_view::npos || (first != last && !of_source) || find_known(section, key) == nullptr) {
    problems.push_back(
        {where, std::string(path), "unknown key; the nearest known key is " + nearest_key(section, key)});
    return nullptr;
  }
  if (section != "source" && section != "notify") {
    auto const [place, inserted] = document.insert(section, toml::table{});
    return place->second.as_table();
  }
  std::string_view const name = of_source ? path.substr(first + 1, last - first - 1) : std::string_view{};
  if (auto* const list = document[section].as_array()) {
    for (auto& entry : *list)
      if (auto* const table = entry.as_table(); table != nullptr && (*table)["name"].value<std::string>() == name)
        return table;
  }
  problems.push_back({where, std::string(path),
                      "no " + section + " has the name " + in_quotes(name) + " (" + section + ".NAME.key=value)"});
  return nullptr;
}

void apply_override(toml::table& document, std::string const& text, Problems& problems) {
  std::string const where = "--set " + text;
  auto const equals = text.find('=');
  if (equals == std::string::npos) {
    problems.push_back({where, text, "is not section.key=value"});
    return;
  }
  std::string section;
  std::string key;
  auto* const table =
      override_target(document, std::string_view(text).substr(0, equals), where, problems, section, key);
  if (table == nullptr) return;
  std::string const value = text.substr(equals + 1);
  bool const bare =
      find_known(section, key)->written == Written::text && !value.starts_with('"') && !value.starts_with('\'');
  // A bare text is written as a TOML string first, so that both ways come out with the override as their source.
  std::string toml_value = value;
  if (bare) {
    toml_value = "\"";
    for (char const c : value) {
      if (c == '"' || c == '\\') toml_value += '\\';
      toml_value += c;
    }
    toml_value += '"';
  }
  try {
    auto parsed = toml::parse("value = " + toml_value, where);
    if (parsed.size() != 1) throw std::runtime_error("more than a value");
    table->insert_or_assign(key, std::move(*parsed.get("value")));
  } catch (std::runtime_error const&) {  // toml::parse_error among them
    problems.push_back({where, section + "." + key, in_quotes(value) + " is not a TOML value"});
  }
}

}  // namespace

std::string_view to_text(SourceFormat format) {
  for (auto const& [text, value] : kFormats)
    if (value == format) return text;
  return {};
}

std::string_view to_text(LogLevel level) {
  for (auto const& [name, value] : kLogLevels)
    if (value == level) return name;
  return "";
}

std::string to_text(ConfigProblem const& problem) {
  return problem.where + ": " + (problem.key.empty() ? "" : problem.key + ": ") + problem.text;
}

geo::Expected<Config, std::vector<ConfigProblem>> load_config(std::optional<std::filesystem::path> const& file,
                                                              std::span<std::string const> overrides) {
  Problems problems;
  toml::table document;
  std::filesystem::path base = std::filesystem::current_path();
  if (file) {
    try {
      document = toml::parse_file(file->string());
    } catch (toml::parse_error const& error) {
      std::string where = file->string();
      if (error.source().begin.line > 0) where += ":" + std::to_string(error.source().begin.line);
      return geo::Unexpected{Problems{{std::move(where), "", std::string(error.description())}}};
    }
    base = std::filesystem::absolute(*file).parent_path();
  }
  for (auto const& text : overrides) apply_override(document, text, problems);
  Config config = read_document(document, base, problems);
  if (!problems.empty()) return geo::Unexpected{std::move(problems)};
  return config;
}

}  // namespace lingding::tools
