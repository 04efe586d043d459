#include "adapters/web/http_server.hpp"

#include <openssl/ssl.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <exception>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "geo/sha256.hpp"

namespace lingding::web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Socket = asio::ip::tcp::socket;
using SecureStream = asio::ssl::stream<Socket>;
using Strings = boost::beast::string_view;

/// How long a connection that is being closed may take over it, so that the last answer arrives.
constexpr std::chrono::milliseconds kLinger{2'000};
/// Of a body that nobody wants, read and thrown away meanwhile.
constexpr std::size_t kLingerBytes = std::size_t{8} << 20U;
/// What a client is to wait before it tries again.
constexpr unsigned kRetryAfterFull = 2;
constexpr unsigned kRetryAfterUnrecorded = 5;
constexpr std::size_t kLongestIdempotencyKey = 255;

std::string_view view(Strings text) {
  return {text.data(), text.size()};
}

std::string printable(std::string_view bytes, std::size_t at_most) {
  std::string text{bytes.substr(0, at_most)};
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return text;
}

/// Everything that connections share; on the io thread.
struct Shared {
  Shared(HttpOptions of_server, std::vector<PostSource> all, runtime::Log& log, runtime::SourceCounters& of_http)
      : options(std::move(of_server)),
        sources(std::move(all)),
        counters(of_http),
        refusals(log, runtime::LogLevel::warning, "http"),
        notices(log, runtime::LogLevel::warning, "http") {}
  HttpOptions const options;
  std::vector<PostSource> const sources;
  runtime::SourceCounters& counters;
  runtime::RateLimited refusals;
  runtime::RateLimited notices;

  void count_refusal(Answer const& answer, std::string_view target, std::string const& from) {
    counters.rejected[0].add();
    refusals.write("a request was refused",
                   {{"status", answer.status}, {"target", printable(target, 96)}, {"from", from}});
  }
};

class AnyConnection {
 public:
  virtual ~AnyConnection() = default;
  virtual void close() = 0;
};

template <class Stream>
class Connection final : public AnyConnection, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(Stream stream, std::shared_ptr<Shared> shared, std::string from)
      : stream_(std::move(stream)),
        watch_(stream_.get_executor()),
        shared_(std::move(shared)),
        from_(std::move(from)),
        buffer_(shared_->options.max_head_bytes + 64 * 1024) {}

  void close() override {
    disarm();
    error_code ignored;
    socket().close(ignored);
  }

  asio::awaitable<void> run() {
    error_code error;  // NOLINT(misc-const-correctness): a secure connection writes it
    if constexpr (kSecure) {
      arm(shared_->options.request_time);
      co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                       asio::redirect_error(asio::use_awaitable, error));
      if (error) {
        shared_->counters.failures.add();
        shared_->notices.write("a TLS handshake failed", {{"from", from_}, {"reason", error.message()}});
        co_return close();
      }
    }
    bool goes_on = true;
    for (std::size_t number = 1; goes_on && socket().is_open(); ++number) {
      last_request_ = number >= shared_->options.max_requests;
      goes_on = co_await serve_one();
    }
    co_await linger();
    close();
  }

 private:
  static constexpr bool kSecure = std::is_same_v<Stream, SecureStream>;
  using Parser = http::request_parser<http::string_body>;

  Socket& socket() {
    if constexpr (kSecure)
      return stream_.next_layer();
    else
      return stream_;
  }

  // The watch: what takes too long is cancelled, so that it can be answered; what then still goes on is closed.
  void arm(std::chrono::milliseconds time) {
    timed_out_ = false;
    wait(time);
  }
  void wait(std::chrono::milliseconds time) {
    watch_.expires_after(time);
    watch_.async_wait([weak = this->weak_from_this(), mark = ++mark_](error_code error) {
      auto const self = weak.lock();
      if (!error && self && self->mark_ == mark) self->expired();
    });
  }
  void disarm() {
    ++mark_;
    watch_.cancel();
  }
  void expired() {
    if (std::exchange(timed_out_, true)) return close();
    shared_->counters.timeouts.add();
    error_code ignored;
    socket().cancel(ignored);
    wait(kLinger);
  }

  /// One request; false: no other on this connection.
  asio::awaitable<bool> serve_one() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(shared_->options.max_head_bytes));
    parser.body_limit(shared_->options.max_body_bytes);
    error_code error;
    arm(shared_->options.request_time);
    co_await http::async_read_header(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return co_await fail(error, parser);
    auto const& request = parser.get();
    PostHead const head{view(request.method_string()), view(request.target()), view(request[http::field::content_type]),
                        view(request[http::field::authorization]),
                        parser.content_length().has_value() || parser.chunked()};
    auto const admitted = admit(head, shared_->sources);
    if (admitted.source == nullptr) {
      shared_->count_refusal(admitted.refusal, head.target, from_);
      bool const read_all = parser.is_done() || (!head.has_length && !parser.chunked());
      co_return co_await write(admitted.refusal, read_all && request.keep_alive());
    }
    if (beast::iequals(request[http::field::expect], "100-continue")) {
      http::response<http::empty_body> const go_on{http::status::continue_, 11};
      co_await http::async_write(stream_, go_on, asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return false;
    }
    co_await http::async_read(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return co_await fail(error, parser);
    disarm();
    Answer answer;
    co_await record(*admitted.source, parser.get(), answer);
    if (answer.status != 200) shared_->count_refusal(answer, head.target, from_);
    co_return co_await write(answer, parser.get().keep_alive());
  }

  /// The request could not be read.
  asio::awaitable<bool> fail(error_code error, Parser const& parser) {
    Answer answer;
    if (timed_out_) {
      if (!parser.got_some()) co_return false;  // between two requests
      answer = refusal(408, "request_timeout", "The request took too long.");
    } else if (error == http::error::header_limit) {
      answer = refusal(431, "head_too_large", "The request's fields are too long.");
    } else if (error == http::error::body_limit || error == http::error::buffer_overflow) {
      answer = refusal(413, "too_large",
                       "The body is longer than " + std::to_string(shared_->options.max_body_bytes) + " bytes.");
    } else if (error.category() == http::make_error_code(http::error::bad_method).category() &&
               error != http::error::end_of_stream && error != http::error::partial_message) {
      answer = refusal(400, "malformed_request", "This is no HTTP request: " + error.message() + ".");
    } else {
      co_return false;  // the client went away
    }
    shared_->count_refusal(answer, view(parser.get().target()), from_);
    co_await write(answer, false);
    co_return false;
  }

  /// Gives it to the desk, and waits until it is on record.
  asio::awaitable<void> record(PostSource const& source, http::request<http::string_body> const& request,
                               Answer& answer) {
    struct Waiting {
      explicit Waiting(asio::any_io_executor const& executor) : until(executor) {}
      asio::steady_timer until;
      std::optional<runtime::Recording> what;
      runtime::DocumentResult result;
    };
    auto const waiting = std::make_shared<Waiting>(stream_.get_executor());
    waiting->until.expires_after(shared_->options.record_time);
    auto const key = view(request["Idempotency-Key"]);
    if (key.size() > kLongestIdempotencyKey) {
      answer = refusal(400, "key_too_long", "The Idempotency-Key is longer than 255 characters.");
      co_return;
    }
    shared_->counters.messages.add();
    auto const taken = source.door->take(request.body(), delivery_of(source, key, request.body()),
                                         [waiting](runtime::Recording what, runtime::DocumentResult const& result) {
                                           waiting->what = what;
                                           waiting->result = result;
                                           waiting->until.cancel();
                                         });
    if (taken == runtime::DocumentDoor::Taken::no_room) {
      bool const too_many = source.door->open() >= runtime::DocumentDoor::kMaxOpen;
      answer = too_many ? refusal(429, "too_many_requests", "Too much of this source waits to be recorded.")
                        : refusal(503, "no_room", "The desk has no room at the moment.");
      answer.retry_after_s = kRetryAfterFull;
      co_return;
    }
    error_code ignored;
    co_await waiting->until.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (waiting->what == runtime::Recording::recorded) {
      answer = answer_of(waiting->result);
    } else {
      answer = refusal(503, "not_recorded",
                       waiting->what ? "It can't be recorded at the moment; the officers are shown it as unrecorded. "
                                       "Send it again."
                                     : "It was not recorded in time. Send it again.");
      answer.retry_after_s = kRetryAfterUnrecorded;
    }
  }

  /// The same key with another body is another delivery: an alert must not be lost to a client's mistake.
  static std::string delivery_of(PostSource const& source, std::string_view key, std::string const& body) {
    if (key.empty()) return {};
    geo::Sha256 digest;
    digest.update(source.name).update(std::string_view{"\0", 1}).update(key).update(std::string_view{"\0", 1});
    digest.update(body);
    return "http-" + geo::to_hex(digest.finish()).substr(0, 32);
  }

  asio::awaitable<bool> write(Answer const& answer, bool keep_alive) {
    bool const keeps = keep_alive && !last_request_;
    http::response<http::string_body> response{static_cast<http::status>(answer.status), 11};
    response.set(http::field::content_type, "application/json");
    response.set(http::field::cache_control, "no-store");
    if (answer.retry_after_s > 0) response.set(http::field::retry_after, std::to_string(answer.retry_after_s));
    if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
    if (answer.challenge) response.set(http::field::www_authenticate, "Bearer realm=\"lingding\"");
    response.keep_alive(keeps);
    response.set("Lingding-Mode", std::string{coordinator::to_text(shared_->options.mode)});
    response.body() = marked_body(answer.body, shared_->options.mode);
    response.prepare_payload();
    error_code error;
    arm(shared_->options.request_time);
    co_await http::async_write(stream_, response, asio::redirect_error(asio::use_awaitable, error));
    co_return keeps && !error;
  }

  /// Lest what the client still sends makes the system throw the last answer away.
  asio::awaitable<void> linger() {
    if (!socket().is_open()) co_return;
    arm(kLinger);
    error_code error;
    if constexpr (kSecure) {
      co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
      if (!socket().is_open()) co_return;
    }
    socket().shutdown(Socket::shutdown_send, error);
    std::array<char, 16 * 1024> thrown_away;
    for (std::size_t size = 0; !error && !timed_out_ && size < kLingerBytes;)
      size += co_await socket().async_read_some(asio::buffer(thrown_away),
                                                asio::redirect_error(asio::use_awaitable, error));
  }

  Stream stream_;
  asio::steady_timer watch_;
  std::shared_ptr<Shared> shared_;
  std::string from_;
  beast::flat_buffer buffer_;
  std::uint64_t mark_ = 0;
  bool timed_out_ = false;
  bool last_request_ = false;
};

asio::ssl::context secure_context(HttpOptions const& options) {
  asio::ssl::context context{asio::ssl::context::tls_server};
  context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_compression |
                      asio::ssl::context::single_dh_use);
  ::SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  // An encrypted key: nobody is there to be asked.
  context.set_password_callback([](std::size_t, asio::ssl::context::password_purpose) { return std::string{}; });
  error_code error;
  context.use_certificate_chain_file(options.certificate_file.string(), error);
  if (error)
    throw std::runtime_error("http: the certificate " + options.certificate_file.string() +
                             " can't be used: " + error.message());
  struct stat facts{};
  if (::stat(options.key_file.c_str(), &facts) != 0)
    throw std::runtime_error("http: can't read the key " + options.key_file.string());
  if ((facts.st_mode & 077U) != 0)
    throw std::runtime_error("http: others may read the key " + options.key_file.string() + ": chmod 600 it");
  context.use_private_key_file(options.key_file.string(), asio::ssl::context::pem, error);
  if (error || ::SSL_CTX_check_private_key(context.native_handle()) != 1)
    throw std::runtime_error("http: the key " + options.key_file.string() +
                             " can't be used, or is not the certificate's");
  return context;
}

}  // namespace

class HttpServer::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(HttpOptions options, std::vector<PostSource> sources, runtime::Io& io, runtime::Log& log,
       runtime::SourceCounters& counters)
      : shared_(std::make_shared<Shared>(std::move(options), std::move(sources), log, counters)),
        acceptor_(io.context()),
        again_(io.context()) {
    auto const& address = shared_->options.address;
    auto const named = "http: " + runtime::to_text(address);
    error_code error;
    auto const ip = asio::ip::make_address(address.host == "localhost" ? "127.0.0.1" : address.host, error);
    if (error) throw std::runtime_error(named + ": not a numeric address");
    bool const secure = !shared_->options.certificate_file.empty();
    if (secure != !shared_->options.key_file.empty())
      throw std::runtime_error(named + ": a certificate and its key go together");
    if (!secure && !ip.is_loopback())
      throw std::runtime_error(named + " is not loopback: it needs a certificate and a key");
    if (secure) secure_.emplace(secure_context(shared_->options));
    asio::ip::tcp::endpoint const endpoint{ip, address.port};
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::ip::tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) throw std::runtime_error(named + ": can't listen: " + error.message());
  }

  void start() {
    asio::post(acceptor_.get_executor(), [self = shared_from_this()] { self->accept(); });
  }
  void stop() {
    if (std::exchange(stopped_, true)) return;
    error_code ignored;
    acceptor_.close(ignored);
    again_.cancel();
    for (auto const& one : std::exchange(connections_, {})) one->close();
    shared_->refusals.flush();  // the log may be gone when the last handler lets go of us
    shared_->notices.flush();
  }
  runtime::Endpoint listening() const {
    auto const local = acceptor_.local_endpoint();
    return {local.address().to_string(), local.port()};
  }

 private:
  void accept() {
    if (stopped_) return;
    acceptor_.async_accept([self = shared_from_this()](error_code error, Socket socket) {
      if (self->stopped_) return;
      if (!error) {
        self->take(std::move(socket));
        return self->accept();
      }
      // Out of descriptors, or a connection that was gone already: not in a circle.
      self->shared_->counters.failures.add();
      self->again_.expires_after(std::chrono::milliseconds{100});
      self->again_.async_wait([self](error_code) { self->accept(); });
    });
  }

  void take(Socket socket) {
    auto& counters = shared_->counters;
    if (connections_.size() >= shared_->options.max_connections) {
      counters.refused.add();
      return;  // and closes it
    }
    counters.connects.add();
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    auto const remote = socket.remote_endpoint(ignored);
    auto const from = ignored ? std::string{"?"} : runtime::to_text({remote.address().to_string(), remote.port()});
    if (secure_) {
      start(std::make_shared<Connection<SecureStream>>(SecureStream{std::move(socket), *secure_}, shared_, from));
    } else {
      start(std::make_shared<Connection<Socket>>(std::move(socket), shared_, from));
    }
  }

  template <class One>
  void start(std::shared_ptr<One> const& one) {
    connections_.insert(one);
    count_open();
    asio::co_spawn(
        acceptor_.get_executor(),
        // co_spawn() keeps the lambda while its coroutine runs.
        [one]() -> asio::awaitable<void> { co_await one->run(); },  // NOLINT(*-avoid-capturing-lambda-coroutines)
        [weak = weak_from_this(), one](std::exception_ptr const& failure) {
          one->close();
          auto const self = weak.lock();
          if (!self || self->stopped_) return;
          self->connections_.erase(one);
          self->count_open();
          if (failure) self->tell(failure);
        });
  }

  void tell(std::exception_ptr const& failure) {
    shared_->counters.failures.add();
    try {
      std::rethrow_exception(failure);
    } catch (std::exception const& error) {
      shared_->notices.write("a connection failed", {{"why", error.what()}});
    }
  }
  void count_open() {
    shared_->counters.open.store(static_cast<std::int64_t>(connections_.size()), std::memory_order_relaxed);
  }

  std::shared_ptr<Shared> shared_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer again_;
  std::optional<asio::ssl::context> secure_;
  std::set<std::shared_ptr<AnyConnection>> connections_;
  bool stopped_ = false;
};

HttpServer::HttpServer(HttpOptions options, std::vector<PostSource> sources, runtime::Io& io, runtime::Log& log,
                       runtime::SourceCounters& counters)
    : impl_(std::make_shared<Impl>(std::move(options), std::move(sources), io, log, counters)) {
  impl_->start();
}
HttpServer::~HttpServer() {
  impl_->stop();
}
void HttpServer::stop() {
  impl_->stop();
}
runtime::Endpoint HttpServer::listening() const {
  return impl_->listening();
}

}  // namespace lingding::web
