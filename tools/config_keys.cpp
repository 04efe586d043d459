#include "tools/config_keys.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <vector>

#include "tools/config.hpp"
#include "tools/nearest_word.hpp"

namespace lingding::tools {
namespace {

/// In the order of the documentation.
constexpr auto kKnownKeys = std::to_array<KnownKey>({
    {"server", "data_folder", Written::text},
    {"server", "centres", Written::other},
    {"server", "mode", Written::text},
    {"server", "exercise", Written::text},
    {"server", "real_desk", Written::text},
    {"server", "share_folder", Written::text},
    {"log", "level", Written::text},
    {"bus", "console", Written::text},
    {"bus", "traffic", Written::text},
    {"bus", "curve", Written::other},
    {"bus", "keys_folder", Written::text},
    {"bus", "max_sessions", Written::other},
    {"bus", "heartbeat_ms", Written::other},
    {"bus", "silent_after_ms", Written::other},
    {"source", "name", Written::text},
    {"source", "centre", Written::text},
    {"source", "format", Written::text},
    {"source", "input", Written::text},
    {"source", "address", Written::text},
    {"source", "path", Written::text},
    {"source", "follow", Written::other},
    {"source", "token_file", Written::text},
    {"source", "silent_after_s", Written::other},
    {"source", "real", Written::other},
    {"picture", "max_ships", Written::other},
    {"picture", "max_age_hours", Written::other},
    {"raw_log", "on", Written::other},
    {"raw_log", "folder", Written::text},
    {"raw_log", "max_megabytes", Written::other},
    {"registry", "folder", Written::text},
    {"registry", "ask_peers_ms", Written::other},
    {"http", "address", Written::text},
    {"http", "certificate_file", Written::text},
    {"http", "key_file", Written::text},
    {"http", "max_connections", Written::other},
    {"limits", "distress_queue", Written::other},
    {"limits", "batch", Written::other},
    {"clock", "repeat_after_s", Written::other},
    {"clock", "escalate_after_s", Written::other},
    {"clock", "offer_lapses_after_s", Written::other},
    {"watch", "on", Written::other},
    {"watch", "waters", Written::other},
    {"watch", "not_departed_after_min", Written::other},
    {"watch", "silent_reports", Written::other},
    {"watch", "silent_least_s", Written::other},
    {"watch", "silent_witnesses", Written::other},
    {"watch", "stopped_below_kn", Written::other},
    {"watch", "stopped_for_s", Written::other},
    {"watch", "corridor_m", Written::other},
    {"watch", "off_for_s", Written::other},
    {"watch", "late_by_min", Written::other},
    {"watch", "overdue_after_min", Written::other},
    {"watch", "alert_after_min", Written::other},
    {"watch", "unanswered_after_min", Written::other},
    {"watch", "closing_cpa_m", Written::other},
    {"watch", "closing_tcpa_s", Written::other},
    {"watch", "update_every_min", Written::other},
    {"notify", "name", Written::text},
    {"notify", "centre", Written::text},
    {"notify", "step", Written::other},
    {"notify", "kind", Written::text},
    {"notify", "limit_s", Written::other},
    {"notify", "server", Written::text},
    {"notify", "tls", Written::text},
    {"notify", "from", Written::text},
    {"notify", "to", Written::other},
    {"notify", "user", Written::text},
    {"notify", "url", Written::text},
    {"notify", "plain", Written::other},
    {"notify", "secret_file", Written::text},
    {"notify", "ca_file", Written::text},
    {"notify", "command", Written::other},
    {"notify", "exercise", Written::other},
    {"link", "lose_percent", Written::other},
    {"link", "duplicate_percent", Written::other},
    {"link", "delay_percent", Written::other},
    {"link", "longest_delay_ms", Written::other},
});

std::string full_name(KnownKey const& known) {
  return std::string(known.section) + "." + std::string(known.key);
}

}  // namespace

KnownKey const* find_known(std::string_view section, std::string_view key) {
  auto const found = std::ranges::find_if(
      kKnownKeys, [&](KnownKey const& known) { return known.section == section && known.key == key; });
  return found == kKnownKeys.end() ? nullptr : &*found;
}

bool is_section(std::string_view name) {
  return std::ranges::any_of(kKnownKeys, [&](KnownKey const& known) { return known.section == name; });
}

std::string nearest_key(std::string_view section, std::string_view key) {
  auto const distance = [&](KnownKey const& known) {
    return 2 * edit_distance(known.key, key) + (known.section == section ? 0 : 1);
  };
  return full_name(*std::ranges::min_element(kKnownKeys, {}, distance));
}

std::string nearest_section(std::string_view section) {
  auto const distance = [&](KnownKey const& known) { return edit_distance(known.section, section); };
  return std::string(std::ranges::min_element(kKnownKeys, {}, distance)->section);
}

bool is_address(std::string_view text) {
  auto const colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  std::string_view const host = text.substr(0, colon);
  std::string_view const port = text.substr(colon + 1);
  bool const bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (!bracketed && host.find_first_of(":[] /") != std::string_view::npos) return false;
  std::uint16_t number = 0;
  auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return error == std::errc{} && end == port.data() + port.size();
}

bool is_endpoint(std::string_view text) {
  if (text.starts_with("ipc:///")) return text.size() > 7;
  if (!text.starts_with("tcp://")) return false;
  text.remove_prefix(6);
  if (text.size() > 2 && text.ends_with(":*")) return is_address(std::string(text.substr(0, text.size() - 1)) + "0");
  return is_address(text) && !text.ends_with(":0");
}

bool is_source_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::vector<std::string> known_config_keys() {
  std::vector<std::string> names;
  names.reserve(kKnownKeys.size());
  for (auto const& known : kKnownKeys) names.push_back(full_name(known));
  return names;
}

}  // namespace lingding::tools
