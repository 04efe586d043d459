#pragma once
// Takes alerts by HTTP on the io thread: bounded in every direction, TLS where it is not loopback, and no answer of
// success before what was posted is on record.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/counters.hpp"
#include "adapters/runtime/endpoint.hpp"
#include "adapters/runtime/io.hpp"
#include "adapters/runtime/log.hpp"
#include "adapters/web/alert_post.hpp"
#include "coordinator/mode.hpp"

namespace lingding::web {

struct HttpOptions {
  runtime::Endpoint address;
  /// PEM: the certificate with those that issued it, and its private key, which others must not be able to read. Both
  /// empty: no TLS, which is for loopback alone.
  std::filesystem::path certificate_file{};
  std::filesystem::path key_file{};
  /// Of the server: in every answer, as the field Lingding-Mode and as the body's first member.
  coordinator::Mode mode = coordinator::Mode::real;
  std::size_t max_connections = 64;                    ///< more are closed at once, and counted
  std::size_t max_head_bytes = 8192;                   ///< of a request's line and fields: else 431
  std::size_t max_body_bytes = std::size_t{1} << 20U;  ///< else 413
  std::size_t max_requests = 1000;                     ///< on one connection; then it is closed
  std::chrono::milliseconds request_time{
      15'000};                                    ///< from its first wait to its last byte, with the TLS handshake; 408
  std::chrono::milliseconds record_time{10'000};  ///< until it is on record: else 503
};

/// Lives on the io thread. Requests that wait for the desk hold nothing up but their own connection.
class HttpServer {
 public:
  /// Counts connections, refusals and time-outs; last_seen is when the last request was admitted.
  /// \throws std::runtime_error when the address can't be bound, the TLS files can't be used, or the address is not
  /// loopback and they are missing; the message names it.
  HttpServer(HttpOptions options, std::vector<PostSource> sources, runtime::Io& io, runtime::Log& log,
             runtime::SourceCounters& counters);
  /// On the io thread, or when its loop has ended.
  ~HttpServer();
  HttpServer(HttpServer const&) = delete;
  HttpServer& operator=(HttpServer const&) = delete;

  /// Accepts no more and closes every connection. On the io thread.
  void stop();
  runtime::Endpoint listening() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace lingding::web
