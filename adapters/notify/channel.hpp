#pragma once
// Ways to somebody who does not sit at the console: an e-mail, a webhook, a command. One message, one try, with its
// time limit.

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "coordinator/effect.hpp"
#include "coordinator/mode.hpp"

namespace lingding::notify {

enum class Tls : std::uint8_t {
  starttls,  ///< begins in the clear, and is refused when the server offers no TLS
  tls,       ///< from the first byte (smtps)
  none       ///< to a loopback address alone
};

/// An e-mail by SMTP (RFC 5321), to each of `to`.
struct Mail {
  std::string server;  ///< "host:port"
  Tls tls = Tls::starttls;
  std::string from;
  std::vector<std::string> to;
  std::string user{};                     ///< empty: no authentication
  std::filesystem::path password_file{};  ///< mode 0600; its first line
  std::filesystem::path ca_file{};        ///< empty: the system's authorities
  bool operator==(Mail const&) const = default;
};
/// POST of a JSON object: mode, centre, incident_id, attempt, step, subject, text, no_duff where it is. Any 2xx answer
/// is a delivery.
struct Webhook {
  std::string url;                     ///< https; http to a loopback address, elsewhere only with `plain`
  bool plain = false;                  ///< http is wanted
  std::filesystem::path token_file{};  ///< mode 0600; its first line goes as a bearer token. Empty: none
  std::filesystem::path ca_file{};     ///< empty: the system's authorities
  bool operator==(Webhook const&) const = default;
};
/// A program that gets the subject, an empty line and the text on its standard input, and LINGDING_MODE in its
/// environment; no shell. Status 0 is a delivery.
struct Program {
  std::vector<std::string> arguments;  ///< the program's path first
  bool operator==(Program const&) const = default;
};

struct Channel {
  std::string name;  ///< unique; in the journal and the log
  geo::CentreId centre = geo::CentreId::hk;
  std::uint32_t step = 1;  ///< the clock's step that it is for: 1 or 2
  std::variant<Mail, Webhook, Program> way;
  std::chrono::seconds limit{20};  ///< of one try
  bool exercise = false;           ///< it is an exercise's own: it calls out nobody
  bool operator==(Channel const&) const = default;
};

/// "duty-mail (mail to duty@example.org)": never a secret, nor the path of a webhook.
std::string words(Channel const& channel);

struct Result {
  bool delivered = false;
  std::string detail;  ///< what the other side said; never a secret
};
/// What goes out by any channel.
struct Notice {
  coordinator::NotifyAsked asked;
  coordinator::Mode mode = coordinator::Mode::real;
  std::string real_desk{};  ///< of an exercise: how the real desk is reached; empty: not known
};
/// One try. Subject and text are marked as marked() says. Blocks for at most the channel's limit and a little; `stop`
/// ends it at once. A channel that is not of the notice's mode is not used, whatever it is asked.
Result send(Channel const& channel, Notice const& notice, std::atomic<bool> const& stop);

/// Subject and text as they go out: an exercise's begin and end with its marking; what is NO DUFF says so first, says
/// how the real desk is reached, and has no exercise's marking; of a real server they are as the desk wrote them.
coordinator::NotifyAsked marked(Notice const& notice);
/// The letter of a mail, whole: header fields, an empty line, the text.
std::string letter(Mail const& mail, Notice const& notice);
/// The body of a webhook's request.
std::string body(Channel const& channel, Notice const& notice);
/// The standard input of a command.
std::string input(Notice const& notice);

/// Why the channel can't be used as it is configured; empty: it can. Reads secrets' files.
/// \param mode of the server: an exercise uses channels of exercises alone, a real server none of them.
std::string trouble(Channel const& channel, coordinator::Mode mode = coordinator::Mode::real);

}  // namespace lingding::notify
