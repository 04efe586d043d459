#include "adapters/bus/console_client.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstring>
#include <map>
#include <stdexcept>
#include <zmq.hpp>

#include "adapters/bus/client_requests.hpp"
#include "adapters/bus/protocol.hpp"

namespace lingding::bus {
namespace json = boost::json;
namespace {

using Steady = std::chrono::steady_clock;

/// Messages handed over by one poll().
constexpr std::size_t kMostEvents = 256;
/// The receive mark is above the server's window, so that the window is what decides.
constexpr int kReceiveMark = 2000;
/// Longest message that is taken from a server.
constexpr std::int64_t kMessageBytes = 16 << 20;
/// How deep what the server says may be nested: answers bring documents.
constexpr std::size_t kDeepestMessage = 256;
constexpr std::string_view kMonitorEndpoint = "inproc://console-monitor";

std::string text_of(json::object const& object, char const* name) {
  auto const* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

std::uint64_t number_of(json::object const& object, char const* name) {
  auto const* value = object.if_contains(name);
  if (value == nullptr) return 0;
  if (value->is_uint64()) return value->get_uint64();
  return value->is_int64() && value->get_int64() > 0 ? static_cast<std::uint64_t>(value->get_int64()) : 0;
}

std::string view(zmq::message_t const& message) {
  return {message.data<char>(), message.size()};
}

}  // namespace

class ConsoleClient::Impl {
 public:
  using Taken = ConsoleClient::Taken;

  explicit Impl(ClientOptions options)
      : options_(std::move(options)),
        cursor_(options_.last_seq),
        at_newest_(options_.start == ClientOptions::Start::newest),
        journal_(options_.journal),
        mode_(options_.mode),
        requests_([this](std::string const& text) { send(text); },
                  [this](ClientEvent event) { events_.push_back(std::move(event)); }),
        wait_(options_.first_wait) {
    connect();
  }

  ~Impl() {
    if (connected_) send(write_client_bye());
  }

  std::vector<ClientEvent> poll(std::chrono::milliseconds at_most, int descriptor) {
    acknowledge();
    events_.clear();
    keep_going();
    if (events_.empty()) {
      std::array<zmq::pollitem_t, 4> items{};
      std::size_t count = 0;
      auto const add = [&](void* socket, int fd) { items[count++] = {socket, fd, ZMQ_POLLIN, 0}; };
      if (descriptor >= 0) add(nullptr, descriptor);
      if (socket_) add(socket_.handle(), 0);
      if (monitor_) add(monitor_.handle(), 0);
      if (traffic_) add(traffic_.handle(), 0);
      auto const deadline = std::min(at_most, until_due());
      try {
        zmq::poll(items.data(), count, deadline);
      } catch (zmq::error_t const& error) {
        if (error.num() != EINTR) throw;  // a resized terminal, say
      }
      keep_going();
    }
    take_monitor();
    take_messages();
    take_traffic();
    return std::move(events_);
  }

  bool command(std::string const& id, std::string const& text) {
    if (pending_.size() >= kMostCommands || requests_.has(id)) return false;
    pending_[id] = text;
    if (connected_) send(write_command(id, text, mode_));
    return true;
  }

  Taken submit(std::string const& id, std::string&& statement, std::string&& signature,
               std::optional<std::string>&& document) {
    if (pending_.contains(id)) return Taken::id_in_use;
    return requests_.submit(id, std::move(statement), std::move(signature), std::move(document));
  }
  Taken attach(std::string const& id, std::string&& bytes) {
    return pending_.contains(id) ? Taken::id_in_use : requests_.attach(id, std::move(bytes));
  }
  Taken ask(std::string const& id, std::string&& query) {
    return pending_.contains(id) ? Taken::id_in_use : requests_.ask(id, std::move(query));
  }

  bool connected() const { return connected_; }
  Seq cursor() const { return cursor_; }
  std::string const& journal() const { return journal_; }
  std::string const& officer() const { return officer_; }
  std::optional<Mode> mode() const { return mode_; }

 private:
  void connect() {
    disconnect();
    socket_ = zmq::socket_t{context_, zmq::socket_type::dealer};
    secure(socket_);
    socket_.set(zmq::sockopt::rcvhwm, kReceiveMark);
    if (zmq_socket_monitor(socket_.handle(), kMonitorEndpoint.data(),
                           ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                               ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_SUCCEEDED |
                               ZMQ_EVENT_DISCONNECTED) != 0)
      throw std::runtime_error("the connection can't be watched");
    monitor_ = zmq::socket_t{context_, zmq::socket_type::pair};
    monitor_.set(zmq::sockopt::linger, 0);
    monitor_.connect(std::string{kMonitorEndpoint});
    try {
      socket_.connect(options_.endpoint);
    } catch (zmq::error_t const& error) {
      throw std::runtime_error("can't connect to " + options_.endpoint + ": " + error.what());
    }
    said_hello_ = false;
    started_ = Steady::now();
    heard_ = started_;
    hello_at_ = started_;
  }

  void secure(zmq::socket_t& socket) {
    socket.set(zmq::sockopt::linger, 200);
    if (options_.endpoint.find('[') != std::string::npos) socket.set(zmq::sockopt::ipv6, 1);
    socket.set(zmq::sockopt::maxmsgsize, kMessageBytes);
    socket.set(zmq::sockopt::reconnect_ivl, 100);
    socket.set(zmq::sockopt::reconnect_ivl_max, static_cast<int>(options_.most_wait.count()));
    if (!options_.key) return;
    socket.set(zmq::sockopt::curve_serverkey, options_.key->server_public_key);
    socket.set(zmq::sockopt::curve_publickey, options_.key->public_key);
    socket.set(zmq::sockopt::curve_secretkey, options_.key->secret_key.z85());
  }

  void disconnect() {
    connected_ = false;
    requests_.lost();
    traffic_.close();
    if (socket_) zmq_socket_monitor(socket_.handle(), nullptr, 0);
    monitor_.close();
    socket_.close();
  }

  /// The next moment at which keep_going() has something to do.
  std::chrono::milliseconds until_due() const {
    auto due = heard_ + (connected_ ? silent_after_ : options_.patience);
    if (reconnect_at_)
      due = *reconnect_at_;
    else if (!said_hello_)
      due = std::min(due, hello_at_);
    else if (auto const requests = requests_.due())
      due = std::min(due, *requests);
    return std::max(std::chrono::milliseconds{0}, std::chrono::ceil<std::chrono::milliseconds>(due - Steady::now()));
  }

  void keep_going() {
    auto const now = Steady::now();
    if (reconnect_at_) {
      if (now < *reconnect_at_) return;
      reconnect_at_.reset();
      connect();
    }
    if (!said_hello_ && now >= hello_at_) {
      Hello const hello{.version = kProtocolVersion,
                        .centre = options_.centre,
                        .last_seq = cursor_,
                        .journal = journal_,
                        .client = options_.name,
                        .language = options_.language,
                        .officer = options_.officer,
                        .start = at_newest_ ? Hello::Start::newest : Hello::Start::cursor,
                        .mode = mode_};
      send(write_hello(hello));
      said_hello_ = true;
      heard_ = now;
    }
    if (connected_ && now - heard_ >= silent_after_) {
      lose("the server has not been heard for " + std::to_string(silent_after_.count() / 1000) +
           " s; connecting again");
    } else if (!connected_ && now - heard_ >= options_.patience) {
      lose(options_.key ? "no answer from " + options_.endpoint +
                              ": the server is not there, or this key is not enrolled on it (lingding keys list)"
                        : "no answer from " + options_.endpoint);
    }
    requests_.keep_going(now);
  }

  /// Gives the connection up and makes a new one after a while.
  void lose(std::string why) {
    disconnect();
    events_.push_back({ClientEvent::Kind::lost, std::move(why), 0});
    reconnect_at_ = Steady::now() + wait_;
    wait_ = std::min(wait_ * 2, options_.most_wait);
  }

  /// Says hello anew on the same connection after a while.
  void hello_again(std::chrono::milliseconds after) {
    connected_ = false;
    requests_.lost();
    said_hello_ = false;
    hello_at_ = Steady::now() + after;
    heard_ = hello_at_;
  }

  void take_monitor() {
    while (monitor_) {
      zmq::message_t head;
      if (!monitor_.recv(head, zmq::recv_flags::dontwait)) return;
      zmq::message_t address;
      if (head.more()) static_cast<void>(monitor_.recv(address, zmq::recv_flags::none));
      std::uint16_t event = 0;
      if (head.size() < sizeof event) continue;
      std::memcpy(&event, head.data(), sizeof event);
      if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) {
        // After this libzmq never tries again on this socket: a new one is needed.
        return lose(
            "the server refuses this key: have it enrolled (lingding keys new), or check the server's key in the key "
            "file");
      }
      if (event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL)
        return lose("the other side speaks another protocol, or one side has keys and the other has none");
      // The library connects again by itself, but the session was the old connection's.
      if (event == ZMQ_EVENT_DISCONNECTED && connected_) {
        events_.push_back({ClientEvent::Kind::lost, "the connection is broken; connecting again", 0});
        hello_again(std::chrono::milliseconds{0});
      }
    }
  }

  void take_messages() {
    zmq::message_t part;
    while (socket_ && events_.size() < kMostEvents && socket_.recv(part, zmq::recv_flags::dontwait)) {
      heard_ = Steady::now();
      bool const more = part.more();
      auto text = view(part);
      for (bool rest = more; rest; rest = part.more()) static_cast<void>(socket_.recv(part, zmq::recv_flags::none));
      if (!more) take(std::move(text));
    }
  }

  void take(std::string text) {
    json::error_code error;
    json::parse_options options;
    options.max_depth = kDeepestMessage;
    auto const parsed = json::parse(text, error, {}, options);
    if (error || !parsed.is_object()) return;  // not the protocol: nothing that can be answered
    auto const& message = parsed.get_object();
    auto const type = text_of(message, "type");
    if (type == "welcome") return on_welcome(message, std::move(text));
    if (type == "error") return on_error(message, std::move(text));
    if (!connected_) return;  // of a session that was given up
    if (type == "update") {
      if (!on_update(message)) return;
    } else if (type == "caught_up") {
      cursor_ = std::max(cursor_, number_of(message, "seq"));
      requests_.caught_up();
      requests_.keep_going(heard_);
    } else if (type == "gap") {
      cursor_ = std::max(cursor_, number_of(message, "up_to"));
    } else if (type == "heartbeat") {
      send(write_heartbeat_echo(number_of(message, "beat")));
      return;
    } else if (type == "part_received") {
      return requests_.on_part_received(heard_, text_of(message, "digest"), number_of(message, "offset"));
    } else if (type == "answer") {
      return requests_.on_answer(heard_, text);
    } else if (type == "bye") {
      events_.push_back({ClientEvent::Kind::message, std::move(text), 0});
      return lose("the server said bye: " + text_of(message, "reason"));
    }
    events_.push_back({ClientEvent::Kind::message, std::move(text), 0});
  }

  void on_welcome(json::object const& message, std::string text) {
    // A server that does not say is older than exercises, and real.
    auto const mode = coordinator::parse_mode(text_of(message, "mode")).value_or(Mode::real);
    if (mode_ && *mode_ != mode)
      return lose(mode == Mode::exercise ? "this is an exercise's server, and was not asked for"
                                         : "this is a real server, and an exercise's was asked for");
    mode_ = mode;
    connected_ = true;
    wait_ = options_.first_wait;
    if (at_newest_) cursor_ = number_of(message, "newest_seq");
    at_newest_ = false;
    auto const silent = number_of(message, "silent_after_ms");
    silent_after_ = std::chrono::milliseconds{std::clamp<std::uint64_t>(silent, 1000, 600'000)};
    if (auto journal = text_of(message, "journal"); !journal.empty()) journal_ = std::move(journal);
    officer_ = text_of(message, "officer");
    acknowledged_ = cursor_;
    events_.push_back({ClientEvent::Kind::connected, {}, 0});
    events_.push_back({ClientEvent::Kind::message, std::move(text), 0});
    for (auto const& [id, command] : pending_) send(write_command(id, command, mode_));
    requests_.connected(mode_);
    requests_.keep_going(heard_);
    if (options_.traffic == ClientOptions::Traffic::subscribe && !traffic_)
      if (auto const* traffic = message.if_contains("traffic"); traffic != nullptr && traffic->is_object())
        subscribe(traffic->get_object());
  }

  void subscribe(json::object const& traffic) {
    auto const colon = options_.endpoint.rfind(':');
    if (colon == std::string::npos) return;
    traffic_ = zmq::socket_t{context_, zmq::socket_type::sub};
    secure(traffic_);
    traffic_.set(zmq::sockopt::linger, 0);
    traffic_.set(zmq::sockopt::rcvhwm, 64);
    traffic_.set(zmq::sockopt::subscribe, text_of(traffic, "topic"));
    traffic_.connect(options_.endpoint.substr(0, colon + 1) + std::to_string(number_of(traffic, "port")));
    traffic_seq_ = 0;
  }

  void take_traffic() {
    while (traffic_ && events_.size() < kMostEvents) {
      std::vector<std::string> parts;
      zmq::message_t part;
      if (!traffic_.recv(part, zmq::recv_flags::dontwait)) return;
      parts.push_back(view(part));
      while (part.more() && traffic_.recv(part, zmq::recv_flags::none)) parts.push_back(view(part));
      if (parts.size() != 3 || parts[1].size() != 8) continue;
      std::uint64_t seq = 0;
      for (char const c : parts[1]) seq = seq << 8U | static_cast<unsigned char>(c);
      auto const lost = traffic_seq_ != 0 && seq > traffic_seq_ + 1 ? seq - traffic_seq_ - 1 : 0;
      traffic_seq_ = seq;
      events_.push_back({ClientEvent::Kind::traffic, std::move(parts[2]), lost});
    }
  }

  void on_error(json::object const& message, std::string text) {
    auto const code = text_of(message, "code");
    auto const id = text_of(message, "id");
    if (!id.empty() && code != "busy" && code != "too_many_commands") pending_.erase(id);
    auto concerned = requests_.on_error(heard_, code, id, text_of(message, "digest"));
    auto why = text_of(message, "text");
    if (auto const expected = text_of(message, "expected"); !expected.empty()) why += " (" + expected + ")";
    bool const ended = text_of(message, "scope") == "session";
    events_.push_back({ClientEvent::Kind::message, std::move(text), 0, std::move(concerned)});
    if (!ended) return;
    if (code == "seq_unknown" || code == "other_journal") {
      cursor_ = 0;
      at_newest_ = options_.start == ClientOptions::Start::newest;
      journal_.clear();
      events_.push_back({ClientEvent::Kind::reset, {}, 0});
      return hello_again(std::chrono::milliseconds{0});
    }
    events_.push_back({ClientEvent::Kind::lost, std::move(why), 0});
    hello_again(wait_);
    wait_ = std::min(wait_ * 2, options_.most_wait);
  }

  /// False: it is known already, or a piece is missing before it.
  bool on_update(json::object const& message) {
    auto const* recorded = message.if_contains("recorded");
    bool const numbered = recorded == nullptr || !recorded->is_bool() || recorded->get_bool();
    if (numbered) {
      auto const seq = number_of(message, "seq");
      if (seq <= cursor_) return false;
      if (number_of(message, "prev_seq") != cursor_) {
        hello_again(std::chrono::milliseconds{0});
        return false;
      }
      cursor_ = seq;
    }
    auto const* effects = message.if_contains("effects");
    if (effects == nullptr || !effects->is_array()) return true;
    for (auto const& effect : effects->get_array()) {
      if (!effect.is_object()) continue;
      auto const type = text_of(effect.get_object(), "type");
      if (numbered && (type == "command_done" || type == "command_refused"))
        // Of commands alone: what became of a filing comes as an answer. An id may have been a command's before.
        pending_.erase(text_of(effect.get_object(), "command_id"));
    }
    return true;
  }

  void acknowledge() {
    if (!connected_ || cursor_ <= acknowledged_) return;
    send(write_received(cursor_));
    acknowledged_ = cursor_;
  }

  void send(std::string const& text) {
    // When the connection takes no more, what is lost here is said again: cursor and commands with the next hello.
    static_cast<void>(socket_.send(zmq::buffer(text), zmq::send_flags::dontwait));
  }

  ClientOptions options_;
  zmq::context_t context_{1};
  zmq::socket_t socket_;
  zmq::socket_t monitor_;
  zmq::socket_t traffic_;
  std::vector<ClientEvent> events_;
  std::map<std::string, std::string> pending_;
  Seq cursor_;
  bool at_newest_;  ///< the next session is to begin with what is newest
  Seq acknowledged_ = 0;
  std::string journal_;
  std::string officer_;
  std::optional<Mode> mode_;
  ClientRequests requests_;
  std::uint64_t traffic_seq_ = 0;
  bool connected_ = false;
  bool said_hello_ = false;
  std::chrono::milliseconds wait_;
  std::chrono::milliseconds silent_after_{15000};
  Steady::time_point started_;
  Steady::time_point heard_;
  Steady::time_point hello_at_;
  std::optional<Steady::time_point> reconnect_at_;
};

ConsoleClient::ConsoleClient(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
ConsoleClient::~ConsoleClient() = default;
std::vector<ClientEvent> ConsoleClient::poll(std::chrono::milliseconds at_most, int descriptor) {
  return impl_->poll(at_most, descriptor);
}
bool ConsoleClient::command(std::string const& id, std::string const& command) {
  return impl_->command(id, command);
}
ConsoleClient::Taken ConsoleClient::submit(std::string const& id, std::string statement, std::string signature,
                                           std::optional<std::string> document) {
  return impl_->submit(id, std::move(statement), std::move(signature), std::move(document));
}
ConsoleClient::Taken ConsoleClient::attach(std::string const& id, std::string bytes) {
  return impl_->attach(id, std::move(bytes));
}
ConsoleClient::Taken ConsoleClient::ask(std::string const& id, std::string query) {
  return impl_->ask(id, std::move(query));
}
bool ConsoleClient::connected() const {
  return impl_->connected();
}
Seq ConsoleClient::last_seq() const {
  return impl_->cursor();
}
std::string const& ConsoleClient::journal() const {
  return impl_->journal();
}
std::string const& ConsoleClient::officer() const {
  return impl_->officer();
}
std::optional<coordinator::Mode> ConsoleClient::mode() const {
  return impl_->mode();
}

}  // namespace lingding::bus
