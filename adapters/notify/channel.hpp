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
/// POST of a JSON object: centre, incident_id, attempt, step, subject, text. Any 2xx answer is a delivery.
struct Webhook {
  std::string url;                     ///< https; http to a loopback address, elsewhere only with `plain`
  bool plain = false;                  ///< http is wanted
  std::filesystem::path token_file{};  ///< mode 0600; its first line goes as a bearer token. Empty: none
  std::filesystem::path ca_file{};     ///< empty: the system's authorities
  bool operator==(Webhook const&) const = default;
};
/// A program that gets the subject, an empty line and the text on its standard input; no shell. Status 0 is a delivery.
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
  bool operator==(Channel const&) const = default;
};

/// "duty-mail (mail to duty@example.org)": never a secret, nor the path of a webhook.
std::string words(Channel const& channel);

struct Result {
  bool delivered = false;
  std::string detail;  ///< what the other side said; never a secret
};
/// One try. Blocks for at most the channel's limit and a little; `stop` ends it at once.
Result send(Channel const& channel, coordinator::NotifyAsked const& asked, std::atomic<bool> const& stop);

/// Why the channel can't be used as it is configured; empty: it can. Reads secrets' files.
std::string trouble(Channel const& channel);

}  // namespace lingding::notify
