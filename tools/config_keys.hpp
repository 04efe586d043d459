#pragma once
// The keys that the configuration knows, and the shape of names and addresses in it. No TOML here.

#include <cstdint>
#include <string>
#include <string_view>

namespace lingding::tools {

/// What a value of the file may be written as.
enum class Written : std::uint8_t { text, other };

struct KnownKey {
  std::string_view section;
  std::string_view key;
  Written written;
};

/// nullptr: there is no such key.
KnownKey const* find_known(std::string_view section, std::string_view key);
bool is_section(std::string_view name);
/// The known key ("bus.console") that a mistyped one is nearest to. A key in another section is further than a like one
/// in the same.
std::string nearest_key(std::string_view section, std::string_view key);
std::string nearest_section(std::string_view section);

/// "host:port" with a port of 0 … 65535; 0 lets the system choose. IPv6 hosts stand in brackets.
bool is_address(std::string_view text);
/// What ZeroMQ binds to and we allow: tcp://host:port, where the port may be * (the system chooses), or ipc:///path.
bool is_endpoint(std::string_view text);
/// 1 to 64 letters, digits, - and _: it stands in keys, logs and records.
bool is_source_name(std::string_view name);

}  // namespace lingding::tools
