#include "tools/console_gateway.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "coordinator/codec.hpp"
#include "coordinator/failures.hpp"
#include "coordinator/mode.hpp"
#include "geo/sha256.hpp"

namespace lingding::tools {
namespace {

using bus::CommandReceipt;
using coordinator::ConsoleDelivery;
using coordinator::Seq;
using geo::CentreId;

class JournalHistory final : public bus::History {
 public:
  JournalHistory(OpenReader open, CountSalvages salvages) : open_(std::move(open)), salvages_(std::move(salvages)) {}

  Seq newest(CentreId centre) override { return reader(centre).last(); }

  std::string journal_id(CentreId centre) override {
    std::string id;
    reader(centre).read(0, 1, [&](coordinator::Entry const& first) {
      id = geo::to_hex(first.hash).substr(0, 16);
      return false;
    });
    auto const salvages = salvages_(centre);
    if (salvages > 0 && !id.empty()) id += "-" + std::to_string(salvages);
    return id;
  }

  bus::HistoryPage read(CentreId centre, Seq after, std::size_t limit) override {
    bus::HistoryPage page{{}, after};
    reader(centre).read(after, limit, [&](coordinator::Entry const& entry) {
      auto const items = coordinator::console_items(entry.content.effects);
      if (!items) throw coordinator::JournalDamaged(entry.seq, "effects can't be read at " + items.error().pointer);
      if (auto update = bus::make_update(entry.seq, entry.content.at, *items))
        page.updates.push_back(*std::move(update));
      page.scanned_to = entry.seq;
      return true;
    });
    return page;
  }

 private:
  coordinator::JournalReader& reader(CentreId centre) {
    auto& reader = readers_[static_cast<std::size_t>(centre)];
    if (!reader) reader = open_(centre);
    return *reader;
  }

  OpenReader open_;
  CountSalvages salvages_;
  std::array<std::unique_ptr<coordinator::JournalReader>, geo::kCentres.size()> readers_;
};

constexpr char const* kExerciseFilesNothing =
    "a real server: this one is an exercise's, and what is filed here would reach no register";

using Unreal = std::optional<std::pair<std::string, std::string>>;

bool has_marking(std::string_view text) {
  while (!text.empty()) {
    auto const line = text.substr(0, text.find('\n'));
    if (coordinator::marking_in(line) != coordinator::Marking::none) return true;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return false;
}

/// What a real desk is not told: it knows no exercise. Empty: all is well; else pointer and what was expected.
Unreal unreal(coordinator::Command const& command) {
  if (std::holds_alternative<coordinator::SayNoDuff>(command))
    return Unreal{{"/type", "a command of a real desk: nothing here is an exercise"}};
  if (auto const* const said = std::get_if<coordinator::ReportDistress>(&command); said && said->report.no_duff)
    return Unreal{{"/report/no_duff", "nothing: all that a real desk is told is real"}};
  if (auto const* const said = std::get_if<coordinator::IssueSitrep>(&command); said && has_marking(said->text))
    return Unreal{{"/text", "no marking of an exercise: this desk is real"}};
  return std::nullopt;
}

constexpr char const* kNoRegistry = "a centre with a registry: this server has no trust folder for it";

std::optional<plans::CompanyId> operator_of(bus::Client const& client) {
  if (client.role != bus::Role::operator_) return std::nullopt;
  auto const party = plans::parse_party(client.party);
  auto const* const company = party ? std::get_if<plans::CompanyId>(&*party) : nullptr;
  // An operator's key without a company speaks for nobody.
  return company != nullptr ? *company : plans::CompanyId{};
}

}  // namespace

std::unique_ptr<bus::History> journal_history(OpenReader open, CountSalvages salvages) {
  return std::make_unique<JournalHistory>(std::move(open), std::move(salvages));
}

void ConsoleGateway::recorded(CentreId centre, Seq after, Seq up_to, std::vector<ConsoleDelivery> const& deliveries) {
  bus::ConsoleBus* const console_bus = bus_;
  if (console_bus == nullptr) return;
  std::vector<bus::Update> updates;
  for (ConsoleDelivery const& delivery : deliveries)
    if (auto update = bus::make_update(*delivery.seq, delivery.at, delivery.items))
      updates.push_back(*std::move(update));
  console_bus->publish(centre, after, up_to, std::move(updates));
}

void ConsoleGateway::unrecorded(CentreId centre, std::vector<ConsoleDelivery> const& deliveries) {
  bus::ConsoleBus* const console_bus = bus_;
  if (console_bus == nullptr) return;
  for (ConsoleDelivery const& delivery : deliveries) {
    if (auto update = bus::make_update(0, delivery.at, delivery.items))
      console_bus->publish_unrecorded(centre, *std::move(update));
  }
}

void ConsoleGateway::health(CentreId centre, runtime::DeskHealth const& health) {
  std::uint64_t refused = 0;
  for (auto const& peer : health.peers) refused += peer.other_mode;
  other_mode_[static_cast<std::size_t>(centre)] = refused;
  bus::ConsoleBus* const console_bus = bus_;
  if (console_bus == nullptr) return;
  bus::DeskStatus status;
  status.recording = health.trouble.empty() ? bus::Recording::normal : bus::Recording::degraded;
  status.message = health.trouble;
  for (auto const& peer : health.peers) {
    status.links.push_back({peer.centre, peer.reachable ? bus::LinkState::State::up : bus::LinkState::State::down,
                            peer.waiting, peer.last_heard, peer.other_mode});
  }
  console_bus->set_status(centre, std::move(status));
}

CommandReceipt ConsoleGateway::command(CentreId centre, std::string_view officer, std::string_view command_id,
                                       std::string_view command) {
  auto parsed = coordinator::parse_command(command);
  if (!parsed) return {CommandReceipt::Verdict::invalid, parsed.error().pointer, parsed.error().expected};
  if (mode_ == coordinator::Mode::real)
    if (auto const why = unreal(*parsed)) return {CommandReceipt::Verdict::invalid, why->first, why->second};
  runtime::DeskLoop* const desk = desks_[static_cast<std::size_t>(centre)];
  if (desk == nullptr) return {CommandReceipt::Verdict::full, "", ""};
  auto const pushed = desk->post_routine(coordinator::OfficerActed{
      .officer = std::string(officer), .command_id = std::string(command_id), .command = *std::move(parsed)});
  return {pushed == runtime::Push::done ? CommandReceipt::Verdict::queued : CommandReceipt::Verdict::full, "", ""};
}

RegistryOffice* ConsoleGateway::registry(CentreId centre) const {
  return registries_[static_cast<std::size_t>(centre)];
}

RegistryOffice::Reply ConsoleGateway::reply_to(bus::ReplyTo to) const {
  return [bus = bus_.load(), to = std::move(to)](std::string answer) {
    if (bus != nullptr) bus->answer(to, std::move(answer));
  };
}

CommandReceipt ConsoleGateway::submit(CentreId centre, bus::Client const& client, bus::Submission&& submission) {
  if (mode_ == coordinator::Mode::exercise) return {CommandReceipt::Verdict::invalid, "", kExerciseFilesNothing};
  auto* const office = registry(centre);
  if (office == nullptr) return {CommandReceipt::Verdict::invalid, "", kNoRegistry};
  coordinator::RegisterSubmission said{std::move(submission.statement), std::move(submission.signature),
                                       std::move(submission.document), operator_of(client)};
  if (office->submit(std::move(said), reply_to(submission.reply_to))) return {};
  // The office has left it as it was, and so must we.
  submission.statement = std::move(said.statement);  // NOLINT(bugprone-use-after-move)
  submission.signature = std::move(said.jws);        // NOLINT(bugprone-use-after-move)
  submission.document = std::move(said.document);    // NOLINT(bugprone-use-after-move)
  return {CommandReceipt::Verdict::full, "", ""};
}

CommandReceipt ConsoleGateway::attach(CentreId centre, bus::Client const& client, bus::Attachment&& attachment) {
  if (mode_ == coordinator::Mode::exercise) return {CommandReceipt::Verdict::invalid, "", kExerciseFilesNothing};
  auto* const office = registry(centre);
  if (office == nullptr) return {CommandReceipt::Verdict::invalid, "", kNoRegistry};
  coordinator::AttachmentSent sent{attachment.digest, std::move(attachment.bytes), operator_of(client)};
  if (office->attach(std::move(sent), reply_to(attachment.reply_to))) return {};
  // The office has left it as it was, and so must we.
  attachment.bytes = std::move(sent.bytes);  // NOLINT(bugprone-use-after-move)
  return {CommandReceipt::Verdict::full, "", ""};
}

CommandReceipt ConsoleGateway::ask(CentreId centre, bus::Client const& client, bus::Question&& question) {
  auto* const office = registry(centre);
  if (office == nullptr) return {CommandReceipt::Verdict::invalid, "", kNoRegistry};
  bool const taken =
      office->ask(std::move(question.query), operator_of(client), reply_to(std::move(question.reply_to)));
  return {taken ? CommandReceipt::Verdict::queued : CommandReceipt::Verdict::full, "", ""};
}

}  // namespace lingding::tools
