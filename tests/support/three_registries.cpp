#include "tests/support/three_registries.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "coordinator/failures.hpp"
#include "geo/json_writer.hpp"
#include "plans/authority.hpp"
#include "plans/canonical.hpp"
#include "plans/record.hpp"
#include "plans/signature.hpp"

namespace lingding::support {
namespace {

using geo::CentreId;

std::size_t index(CentreId centre) {
  return static_cast<std::size_t>(centre);
}

geo::UtcTime time(std::string_view text) {
  return geo::parse_time(text).value();
}

std::string read_file(std::string const& path) {
  std::ifstream in(std::string{LINGDING_SOURCE_DIR} + "/" + path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw std::runtime_error("can't read " + path);
  return std::move(text).str();
}

char const* sample_of(CentreId centre) {
  switch (centre) {
    case CentreId::cn_gd:
      return "cn-gd-sample-02-jiuzhou-china-ferry-terminal-evening";
    case CentreId::hk:
      return "hk-sample-01-night-outer-harbour-sheung-wan";
    case CentreId::mo:
      return "mo-sample-02-outer-harbour-shekou";
  }
  return "";
}

std::string company_of(CentreId centre) {
  std::string name{geo::to_text(centre)};
  std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
  return name + "-lines";
}

std::vector<CentreId> others_of(CentreId centre) {
  std::vector<CentreId> others;
  for (auto const other : geo::kCentres)
    if (other != centre) others.push_back(other);
  return others;
}

plans::LedgerBase base() {
  plans::LedgerBase base{plans::shipped_arrangement(), {}};
  for (auto const centre : geo::kCentres) {
    auto const text =
        plans::canonical_json(read_file("plans/data/centres/" + std::string{geo::to_text(centre)} + ".json")).value();
    base.modules.push_back({centre, 1, geo::sha256(text)});
  }
  return base;
}

}  // namespace

void MemoryLedgerLog::append(std::vector<plans::Entry> const& entries,
                             std::vector<coordinator::RegisterDocument> const& documents,
                             std::vector<coordinator::RegisterAttachment> const& attachments) {
  if (full) throw coordinator::StorageFailure("no space left");
  for (auto const& document : documents) documents_.emplace(document.digest, document.bytes);
  for (auto const& one : attachments) {
    auto const staged = staged_.extract({one.party, one.digest});
    auto const& bytes = one.party.empty() ? one.bytes
                        : staged          ? staged.mapped().second
                                          : attachments_.at(one.digest).bytes;
    attachments_.emplace(one.digest, Kept{{one.type, bytes.size()}, bytes});
  }
  for (auto const& entry : entries) {
    entries_.push_back(plans::write_entry(entry));
    if (auto const* const held = std::get_if<plans::HeldRecord>(&entry.what))
      records_.emplace(std::pair{held->record.origin, held->record.seq}, held->record);
  }
}
void MemoryLedgerLog::read(std::function<void(std::string_view entry)> const& visit) {
  for (auto const& entry : entries_) visit(entry);
}
std::vector<std::string> MemoryLedgerLog::records(CentreId origin, std::uint64_t from, std::size_t count) {
  std::vector<std::string> found;
  for (auto it = records_.lower_bound({origin, from});
       it != records_.end() && it->first.first == origin && found.size() < count; ++it)
    found.push_back(plans::write_record(it->second));
  return found;
}
std::optional<std::string> MemoryLedgerLog::record_of(CentreId origin, std::string_view statement_id) {
  for (auto const& [key, record] : records_) {
    auto const statement = plans::read_statement(record.statement);
    if (key.first == origin && statement && statement->id == statement_id) return plans::write_record(record);
  }
  return std::nullopt;
}
std::optional<std::string> MemoryLedgerLog::document(geo::Digest const& digest) {
  auto const found = documents_.find(digest);
  if (found == documents_.end()) return std::nullopt;
  return found->second;
}

std::optional<coordinator::AttachmentFacts> MemoryLedgerLog::attachment_facts(geo::Digest const& digest) {
  auto const found = attachments_.find(digest);
  return found == attachments_.end() ? std::nullopt : std::optional{found->second.facts};
}
std::optional<std::string> MemoryLedgerLog::attachment(geo::Digest const& digest) {
  auto const found = attachments_.find(digest);
  return found == attachments_.end() ? std::nullopt : std::optional{found->second.bytes};
}
void MemoryLedgerLog::stage(coordinator::StagedAttachment const& staged, std::string_view bytes) {
  if (full) throw coordinator::StorageFailure("no space left");
  staged_[{staged.party, staged.digest}] = {staged, std::string{bytes}};
}
void MemoryLedgerLog::unstage(std::string_view party, geo::Digest const& digest) {
  staged_.erase({std::string{party}, digest});
}
std::vector<coordinator::StagedAttachment> MemoryLedgerLog::staged() {
  std::vector<coordinator::StagedAttachment> all;
  for (auto const& [key, one] : staged_) all.push_back(one.first);
  std::ranges::sort(all, {}, &coordinator::StagedAttachment::at);
  return all;
}
std::optional<std::string> MemoryLedgerLog::staged_bytes(std::string_view party, geo::Digest const& digest) {
  auto const found = staged_.find({std::string{party}, digest});
  return found == staged_.end() ? std::nullopt : std::optional{found->second.second};
}

ThreeRegistries::ThreeRegistries() : now_(time("2026-03-02T01:00:00Z")) {
  plans::Validity const years{time("2026-01-01T00:00:00Z"), time("2030-01-01T00:00:00Z")};
  for (auto const centre : geo::kCentres) {
    auto const authority = plans::SigningKey::generate(plans::KeyKind::ed25519);
    std::string const place{geo::to_text(centre)};
    authorities_[index(centre)] = plans::make_authority(authority, centre, place + " authority", years).value();
    auto const hand = [&](plans::Party party, plans::Signatory const& signatory, std::string const& name) {
      auto key = std::make_shared<plans::SigningKey>(plans::SigningKey::generate(plans::KeyKind::ed25519));
      auto chain =
          plans::issue_certificate(authority, authorities_[index(centre)], key->public_pem(), {signatory, name, years})
              .value();
      return Hand{std::move(party), name, std::move(key), std::move(chain)};
    };
    officers_[index(centre)] = hand(centre, {plans::Purpose::centre, place}, place + " officer");
    services_[index(centre)] = hand(centre, {plans::Purpose::service, place}, place + " service");
    auto const company = company_of(centre);
    operators_[index(centre)] =
        hand(plans::CompanyId{company}, {plans::Purpose::operator_, company}, company + " manager");
    logs_[index(centre)] = std::make_unique<MemoryLedgerLog>();
  }
  for (auto const centre : geo::kCentres) registrars_[index(centre)] = open(centre);
}

plans::TrustStore ThreeRegistries::trust(CentreId centre, std::optional<CentreId> without) const {
  std::string text;
  geo::JsonWriter json(text);
  json.begin_object().member("schema", "lingding/trust/1").member("centre", geo::to_text(centre));
  json.key("authorities").begin_array();
  for (auto const place : geo::kCentres) {
    if (place == without) continue;
    json.begin_object()
        .member("place", geo::to_text(place))
        .key("purposes")
        .raw(R"(["centre","operator","service","ship"])")
        .member("from", "2026-01-01T00:00:00Z")
        .member("until", "2030-01-01T00:00:00Z")
        .member("certificate", authorities_[index(place)])
        .end_object();
  }
  json.end_array().end_object();
  return plans::TrustStore::from_json(text).value();
}

coordinator::Registrar::Setup ThreeRegistries::setup(CentreId centre) const {
  auto const& service = services_[index(centre)];
  return {
      .centre = centre,
      .base = base(),
      .trust = trust(centre),
      .sign = [&service](std::string_view payload,
                         geo::UtcTime at) { return plans::sign_detached(payload, *service.key, service.chain, at); },
      .service_name = service.name,
      .ask_first = ask_first ? others_of(centre) : std::vector<CentreId>{}};
}

std::unique_ptr<coordinator::Registrar> ThreeRegistries::open(CentreId centre) {
  return std::make_unique<coordinator::Registrar>(setup(centre), *logs_[index(centre)]);
}

coordinator::RegisterSubmission ThreeRegistries::sign(Hand const& who, plans::StatementBody body,
                                                      std::optional<std::string> document) {
  plans::Statement statement;
  statement.id = plans::to_text(who.party) + "-" + std::to_string(++statements_);
  statement.made_at = now_;
  statement.by = who.party;
  statement.name = who.name;
  statement.body = std::move(body);
  auto text = plans::write_statement(statement);
  auto jws = plans::sign_detached(text, *who.key, who.chain, now_).value();
  return {std::move(text), std::move(jws), std::move(document), std::nullopt};
}

std::string ThreeRegistries::hand_in(CentreId to, coordinator::RegisterSubmission const& submission) {
  if (submission.document) send_attachments(to, *submission.document, submission.operator_id);
  auto const tag = ++tag_;
  at(to).submit(tag, submission, now_);
  release(to);
  return answers_.at(tag);
}

std::string ThreeRegistries::say(CentreId to, Hand const& who, plans::StatementBody body,
                                 std::optional<std::string> document) {
  return hand_in(to, sign(who, std::move(body), std::move(document)));
}

std::string ThreeRegistries::plan(CentreId home, std::uint32_t version) const {
  auto document =
      boost::json::parse(read_file("plans/data/samples/" + std::string{sample_of(home)} + ".json")).as_object();
  auto& cover = document["cover"].as_object();
  cover["version"] = version;
  auto& amendments = cover["amendments"].as_array();
  auto const first = amendments.front();
  amendments.clear();
  for (std::uint32_t i = 1; i <= version; ++i) {
    auto amendment = first.as_object();
    amendment["version"] = i;
    amendments.emplace_back(amendment);
  }
  return plans::canonical_json(boost::json::serialize(document)).value();
}

std::string ThreeRegistries::module_version(CentreId centre, std::uint32_t version) const {
  auto module =
      boost::json::parse(read_file("plans/data/centres/" + std::string{geo::to_text(centre)} + ".json")).as_object();
  module["version"] = version;
  return plans::canonical_json(boost::json::serialize(module)).value();
}

plans::PlanRegistered ThreeRegistries::registration(plans::PlanFacts const& facts, std::string const& filing) const {
  plans::PlanRegistered body;
  body.filing = filing;
  body.plan_id = facts.plan_id;
  body.version = facts.version;
  body.document = facts.document;
  for (auto const& module : base().modules) body.modules[index(module.centre)] = module;
  auto const hold = [&](plans::Party holder) {
    auto& copy = body.holders.emplace_back();
    copy.copy = static_cast<std::uint32_t>(body.holders.size());
    copy.holder = std::move(holder);
  };
  for (auto const centre : geo::kCentres) hold(centre);
  hold(plans::CompanyId{company_of(facts.home)});
  for (auto const& ship : facts.ships) hold(ship.mmsi);
  body.valid_from = plans::local_date(now_);
  body.valid_until = body.valid_from + std::chrono::days{364};
  if (facts.version > 1) body.supersedes = facts.version - 1;
  return body;
}

std::string ThreeRegistries::with_attachment(std::string const& plan, std::string const& bytes,
                                             std::string const& name) const {
  auto document = boost::json::parse(plan).as_object();
  auto const digest = geo::to_hex(geo::sha256(bytes));
  attachments_[digest] = bytes;
  auto& drawing = document["ships"].as_array()[0].as_object()["drawings"].as_array()[0].as_object();
  drawing["attachment"] = boost::json::object{{"digest", digest},
                                              {"media_type", "application/pdf"},
                                              {"bytes", bytes.size()},
                                              {"title", {{"en", "Deck"}, {"zh_hant", "甲板"}}},
                                              {"file_name", name}};
  return plans::canonical_json(boost::json::serialize(document)).value();
}

std::string ThreeRegistries::pdf(std::size_t bytes, int number) {
  std::string const content = "% " + std::to_string(number) + "\n" + std::string(bytes, ' ') + "\n0 0 10 10 re";
  return "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
         "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
         "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents 4 0 R >>\nendobj\n"
         "4 0 obj\n<< /Length " +
         std::to_string(content.size()) + " >>\nstream\n" + content +
         "\nendstream\nendobj\nxref\n0 5\ntrailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n300\n%%EOF\n";
}

std::string ThreeRegistries::attach(CentreId to, std::string const& bytes,
                                    std::optional<plans::CompanyId> const& operator_id) {
  auto const tag = ++tag_;
  at(to).attach(tag, {geo::sha256(bytes), bytes, operator_id}, now_);
  release(to);
  return answers_.at(tag);
}

std::string ThreeRegistries::attachment(plans::AttachmentRef const& ref) const {
  auto const found = attachments_.find(ref.digest);
  return found != attachments_.end() ? found->second : read_file("plans/data/samples/attachments/" + ref.file_name);
}

void ThreeRegistries::send_attachments(CentreId to, std::string const& document,
                                       std::optional<plans::CompanyId> const& operator_id) {
  auto const party = plans::to_text(operator_id ? plans::Party{*operator_id} : plans::Party{to});
  for (auto const& ref : plans::attachments_in(document)) {
    if (at(to).needs_not_send(party, geo::parse_digest(ref.digest).value())) continue;
    static_cast<void>(attach(to, attachment(ref), operator_id));
  }
}

plans::PlanFacts ThreeRegistries::file_and_register(CentreId home, std::uint32_t version) {
  return file_and_register(home, plan(home, version));
}

plans::PlanFacts ThreeRegistries::file_and_register(CentreId home, std::string const& document) {
  auto const facts = plans::facts_of(document).value();
  auto filing = sign(operator_of(home),
                     plans::PlanFiled{facts.plan_id, facts.version, facts.home, facts.document, facts.company_module,
                                      facts.ships_module},
                     document);
  auto const filing_id = plans::read_statement(filing.statement).value().id;
  if (auto const outcome = hand_in(home, filing); outcome.find("\"recorded\"") == std::string::npos)
    throw std::runtime_error("filing: " + outcome);
  auto const outcome = say(home, officer(home), registration(facts, filing_id));
  if (outcome.find("\"recorded\"") == std::string::npos) throw std::runtime_error("registration: " + outcome);
  return facts;
}

void ThreeRegistries::release(CentreId from) {
  auto released = at(from).commit();
  for (auto& [tag, answer] : released.answers) answers_[tag] = std::move(answer);
  std::uniform_real_distribution<double> share(0, 1);
  for (auto& frame : released.frames) {
    if (cut.contains(frame.from) || cut.contains(frame.to) || share(random_) < lose) continue;
    if (lose_pieces && frame.body.find(R"("type":"piece")") != std::string::npos) continue;
    if (share(random_) < duplicate) wire_.push_back(frame);
    wire_.push_back(std::move(frame));
  }
}

void ThreeRegistries::deliver() {
  std::uniform_real_distribution<double> share(0, 1);
  if (delay > 0) std::ranges::shuffle(wire_, random_);
  std::vector<coordinator::LinkFrame> later;
  for (auto& frame : std::exchange(wire_, {})) {
    if (share(random_) < delay) {
      later.push_back(std::move(frame));
      continue;
    }
    static_cast<void>(at(frame.to).receive(frame, now_));
  }
  for (auto const centre : geo::kCentres) release(centre);
  wire_.insert(wire_.end(), std::make_move_iterator(later.begin()), std::make_move_iterator(later.end()));
}

void ThreeRegistries::run(std::chrono::milliseconds duration) {
  for (auto const until = now_ + duration; now_ < until; now_ += std::chrono::milliseconds{250}) {
    for (auto const centre : geo::kCentres) {
      at(centre).tick(now_);
      release(centre);
    }
    deliver();
  }
}

void ThreeRegistries::restart(CentreId centre) {
  registrars_[index(centre)].reset();
  registrars_[index(centre)] = open(centre);
}

}  // namespace lingding::support
