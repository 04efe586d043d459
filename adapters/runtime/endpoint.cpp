#include "adapters/runtime/endpoint.hpp"

#include <algorithm>
#include <charconv>

namespace lingding::runtime {
namespace {

geo::Unexpected<std::string> wrong(std::string_view text, std::string_view why) {
  return geo::Unexpected{"\"" + std::string{text} + "\": " + std::string{why}};
}

}  // namespace

geo::Expected<Endpoint, std::string> parse_endpoint(std::string_view text) {
  std::string_view host;
  std::string_view port = text;
  if (text.starts_with('[')) {
    auto const close = text.find(']');
    if (close == std::string_view::npos) return wrong(text, "the bracket is not closed");
    host = text.substr(1, close - 1);
    if (close + 1 >= text.size() || text[close + 1] != ':') return wrong(text, "expected [address]:port");
    if (host.empty()) return wrong(text, "no address in the brackets");
    port = text.substr(close + 2);
  } else if (auto const colon = text.rfind(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
    if (host.find(':') != std::string_view::npos) return wrong(text, "an IPv6 address stands in brackets: [::1]:port");
  }
  bool const odd = std::any_of(host.begin(), host.end(), [](char c) { return c <= ' ' || c > '~'; });
  if (odd || host.size() > 253) return wrong(text, "not a host name");
  std::uint16_t number = 0;
  auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (port.empty() || error != std::errc{} || end != port.data() + port.size())
    return wrong(text, "the port must be a number from 0 to 65535");
  return Endpoint{host.empty() ? "127.0.0.1" : std::string{host}, number};
}

std::string to_text(Endpoint const& endpoint) {
  bool const v6 = endpoint.host.find(':') != std::string::npos;
  return (v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

}  // namespace lingding::runtime
