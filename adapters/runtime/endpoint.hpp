#pragma once
// "host:port" as people write it.

#include <cstdint>
#include <string>
#include <string_view>

#include "geo/expected.hpp"

namespace lingding::runtime {

struct Endpoint {
  std::string host;        ///< name or numeric address, an IPv6 one without brackets
  std::uint16_t port = 0;  ///< 0: to listen on any free port
  bool operator==(Endpoint const&) const = default;
};

/// Takes "host:port", "[::1]:port", ":port" and "port"; without a host it is the loopback, 127.0.0.1. The error says in
/// a sentence what is wrong.
geo::Expected<Endpoint, std::string> parse_endpoint(std::string_view text);
/// "127.0.0.1:4001", "[::1]:4001".
std::string to_text(Endpoint const& endpoint);

}  // namespace lingding::runtime
