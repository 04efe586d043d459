#include "tools/register_client.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <boost/json.hpp>
#include <stdexcept>
#include <thread>

#include "adapters/bus/console_client.hpp"
#include "geo/sha256.hpp"
#include "plans/authority.hpp"
#include "plans/signature.hpp"
#include "tools/key_files.hpp"

namespace lingding::tools {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{30};
/// Before a registry that has just started is asked again.
constexpr std::chrono::milliseconds kBusyPause{500};
constexpr std::size_t kMaxEndpointsBytes = std::size_t{1} << 20U;

std::string endpoint_of(RegisterAddress const& address) {
  if (!address.endpoint.empty()) return address.endpoint;
  auto const file = address.data / "endpoints.json";
  if (!std::filesystem::exists(file))
    throw std::runtime_error("no server runs on " + address.data.string() +
                             ": start one (lingding serve), or name another with --endpoint");
  auto const document = boost::json::parse(read_text_file(file, kMaxEndpointsBytes));
  return std::string(document.at("console").as_string());
}

/// Eight random bytes: ids of one party never meet.
std::string fresh_token() {
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw std::runtime_error("no random numbers are to be had");
  std::string token;
  for (auto const byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

}  // namespace

class RegisterClient::Impl {
 public:
  explicit Impl(RegisterAddress address) : address_(std::move(address)) {}

  std::string submit(std::string const& statement, std::string const& jws, std::optional<std::string> const& document) {
    for (auto const until = SteadyClock::now() + kPatience;;) {
      auto const id = fresh_token();
      auto const taken = client().submit(id, statement, jws, document);
      if (taken != bus::ConsoleClient::Taken::yes) throw std::runtime_error("the statement is too long to be sent");
      auto outcome = wait_for(id);
      if (!is_busy(outcome) || SteadyClock::now() >= until) return outcome;
      std::this_thread::sleep_for(kBusyPause);
    }
  }

  std::string attach(std::string bytes) {
    auto const id = fresh_token();
    if (client().attach(id, std::move(bytes)) != bus::ConsoleClient::Taken::yes)
      throw std::runtime_error("the attachment is too long to be sent");
    return wait_for(id);
  }

  std::string ask(std::string query) {
    auto const id = fresh_token();
    if (client().ask(id, std::move(query)) != bus::ConsoleClient::Taken::yes)
      throw std::runtime_error("the question is too long to be sent");
    return wait_for(id);
  }

 private:
  bus::ConsoleClient& client() {
    if (client_) return *client_;
    bus::ClientOptions options;
    options.endpoint = endpoint_of(address_);
    options.centre = address_.centre;
    if (!address_.key.empty()) options.key = bus::read_secret(address_.key);
    if (address_.key.empty()) options.officer = "register";
    options.name = "lingding plan";
    options.start = bus::ClientOptions::Start::newest;
    client_ = std::make_unique<bus::ConsoleClient>(std::move(options));
    return *client_;
  }

  std::string wait_for(std::string const& id) {
    std::string trouble;
    for (auto until = SteadyClock::now() + kPatience; SteadyClock::now() < until;) {
      for (auto const& event : client_->poll(std::chrono::milliseconds{200})) {
        if (event.kind == bus::ClientEvent::Kind::lost) trouble = event.text;
        if (event.kind == bus::ClientEvent::Kind::progress) until = SteadyClock::now() + kPatience;
        if (event.id != id) continue;
        if (event.kind == bus::ClientEvent::Kind::answer) return event.text;
        if (event.kind == bus::ClientEvent::Kind::message) throw_error(event.text);
      }
    }
    throw std::runtime_error(trouble.empty() ? "the server did not answer in " + std::to_string(kPatience.count()) +
                                                   " s; nothing is known of what became of it: ask again"
                                             : trouble);
  }

  static bool is_busy(std::string const& outcome) {
    auto const parsed = boost::json::parse(outcome);
    auto const* const code = parsed.as_object().if_contains("code");
    return code != nullptr && *code == "busy";
  }

  [[noreturn]] static void throw_error(std::string const& text) {
    auto const message = boost::json::parse(text);
    auto const& error = message.as_object();
    std::string words(error.at("text").as_string());
    if (auto const* const field = error.if_contains("field")) words += " (" + std::string(field->as_string()) + ")";
    if (auto const* const expected = error.if_contains("expected"))
      words += " expected: " + std::string(expected->as_string());
    throw std::runtime_error(words);
  }

  RegisterAddress address_;
  std::unique_ptr<bus::ConsoleClient> client_;
};

RegisterClient::RegisterClient(RegisterAddress address) : impl_(std::make_unique<Impl>(std::move(address))) {}
RegisterClient::~RegisterClient() = default;

std::string RegisterClient::submit(std::string const& statement, std::string const& jws,
                                   std::optional<std::string> const& document) {
  return impl_->submit(statement, jws, document);
}
std::string RegisterClient::attach(std::string bytes) {
  return impl_->attach(std::move(bytes));
}
std::string RegisterClient::ask(std::string query) {
  return impl_->ask(std::move(query));
}

Signer read_signer(SignerFiles const& files) {
  auto key = read_signing_key(files.key, passphrase_from(files.passphrase, "Passphrase of " + files.key.string()));
  auto chain = read_text_file(files.certificate, plans::kMaxChainLength * plans::kMaxCertificateTextBytes);
  auto const facts = plans::read_certificate(chain);
  if (!facts) throw std::runtime_error(files.certificate.string() + ": " + facts.error());
  if (!key.belongs_to(chain))
    throw std::runtime_error(files.certificate.string() + " is not the certificate of the key in " +
                             files.key.string());
  if (!facts->signatory)
    throw std::runtime_error(files.certificate.string() + ": it names nobody who can speak about plans");
  auto const& signatory = *facts->signatory;
  std::optional<plans::Party> party;
  switch (signatory.purpose) {
    case plans::Purpose::centre:
    case plans::Purpose::service:
      if (auto const centre = geo::parse_centre(signatory.id)) party = *centre;
      break;
    case plans::Purpose::operator_:
      party = plans::CompanyId{signatory.id};
      break;
    case plans::Purpose::ship:
      if (auto const mmsi = plans::Mmsi::parse(signatory.id)) party = *mmsi;
      break;
  }
  if (!party) throw std::runtime_error(files.certificate.string() + ": " + signatory.id + " is no party to plans");
  return {std::move(key), std::move(chain), *party, facts->name.empty() ? signatory.id : facts->name};
}

SignedStatement sign_statement(Signer const& signer, plans::StatementBody body, geo::UtcTime now) {
  plans::Statement statement;
  statement.id = plans::to_text(signer.party) + "-" + fresh_token();
  statement.made_at = now;
  statement.by = signer.party;
  statement.name = signer.name;
  statement.body = std::move(body);
  SignedStatement result{statement.id, plans::write_statement(statement), {}};
  auto jws = plans::sign_detached(result.text, signer.key, signer.chain_pem, now);
  if (!jws) throw std::runtime_error("signing: " + jws.error());
  result.jws = *std::move(jws);
  return result;
}

}  // namespace lingding::tools
