#pragma once
// Turning a configured address into one to bind, with errors that name it.

#include <boost/asio/ip/address.hpp>
#include <boost/system/system_error.hpp>
#include <string>
#include <system_error>

#include "adapters/runtime/endpoint.hpp"

namespace lingding::runtime::detail {

[[noreturn]] inline void throw_cannot_listen(Endpoint const& address, boost::system::system_error const& error) {
  throw std::system_error(error.code().value(), std::system_category(), "can't listen on " + to_text(address));
}

/// Numeric addresses and "localhost" (127.0.0.1): what is bound must not depend on a name server.
/// \throws std::system_error for anything else.
template <class Protocol>
typename Protocol::endpoint local_endpoint(Endpoint const& address) {
  boost::system::error_code error;
  auto const ip = boost::asio::ip::make_address(address.host == "localhost" ? "127.0.0.1" : address.host, error);
  if (error)
    throw std::system_error(std::make_error_code(std::errc::invalid_argument),
                            "can't listen on " + to_text(address) + ": not a numeric address");
  return {ip, address.port};
}

}  // namespace lingding::runtime::detail
