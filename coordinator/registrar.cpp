#include "coordinator/registrar.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "coordinator/detail/register_answers.hpp"
#include "coordinator/failures.hpp"
#include "geo/check.hpp"
#include "geo/json_writer.hpp"
#include "plans/canonical.hpp"
#include "plans/document.hpp"
#include "plans/plan_copies.hpp"
#include "plans/plan_life.hpp"
#include "plans/reissue.hpp"

namespace lingding::coordinator {
namespace {

using detail::busy;
using detail::not_recorded;
using detail::recorded;
using detail::refused;
using geo::CentreId;
using plans::AsOf;
using plans::Refusal;
using plans::RefusalCode;
using plans::Statement;

// How the registers are kept level. Design values: some round trips on a slow link, and what a person waits for.
constexpr std::chrono::seconds kAskAgain{2};
constexpr std::chrono::seconds kTellAgain{30};
/// After a start, until the others have said how far they hold this centre's chain.
constexpr std::chrono::milliseconds kAskHeads{500};
/// A third centre's chain is passed on only when that centre has not done so itself for so long.
constexpr std::chrono::seconds kPassOnAfter{10};
/// Plans that are issued again in one turn; the others follow in the next.
constexpr std::size_t kReissuesPerTurn = 50;
constexpr std::size_t kReceiptsPerTurn = 100;
constexpr char const* kFailsChecks = "the document does not pass the checks";
/// Plans kept as they were read, between their filing and their registration.
constexpr std::size_t kRecentPlans = 128;

std::size_t index(CentreId centre) {
  return static_cast<std::size_t>(centre);
}

/// The document that a statement brings with it.
std::optional<geo::Digest> document_of(Statement const& statement) {
  if (auto const* const filed = std::get_if<plans::PlanFiled>(&statement.body)) return filed->document;
  if (auto const* const module = std::get_if<plans::CentreModulePublished>(&statement.body)) return module->document;
  return std::nullopt;
}

Refusal document_refusal(RefusalCode code, std::string text) {
  return {code, std::move(text), "/document", std::nullopt};
}

bool may_hand_in(plans::CompanyId const& operator_id, Statement const& statement) {
  if (statement.by == plans::Party{operator_id}) return true;
  // A master's receipt may come by way of his company.
  bool const of_copy =
      statement.kind() == plans::StatementKind::receipt || statement.kind() == plans::StatementKind::copy_reported;
  return of_copy && std::holds_alternative<plans::Mmsi>(statement.by);
}

}  // namespace

Registrar::Registrar(Setup setup, LedgerLog& log)
    : setup_(std::move(setup)), log_(log), judge_(plans::judge_by(setup_.trust)), unheard_(setup_.ask_first) {
  for (auto const centre : geo::kCentres) {
    if (centre == setup_.centre) continue;
    Peer peer;
    peer.centre = centre;
    peers_.push_back(std::move(peer));
  }
  rebuild();
}

void Registrar::rebuild() {
  entries_.clear();
  documents_.clear();
  attachments_.clear();
  ledger_ = std::make_unique<plans::Ledger>(setup_.centre, setup_.base);
  log_.read([&](std::string_view text) {
    auto const place = std::to_string(ledger_->last_place() + 1);
    auto entry = plans::read_entry(text);
    if (!entry) throw std::runtime_error("entry " + place + " of the register can't be read");
    if (auto const restored = ledger_->restore(*std::move(entry)); !restored)
      throw std::runtime_error("entry " + place + " of the register: " + restored.error().text);
  });
  to_receipt_.clear();
  to_project_.clear();
  missing_.clear();
  missing_attachments_.clear();
  assembly_.reset();
  to_attach_.clear();
  staged_.clear();
  for (auto& staged : log_.staged()) staged_.emplace(std::pair{staged.party, staged.digest}, staged);
  if (first_taken_back_ > 0) taken_back_ = ledger_->heads()[index(setup_.centre)].seq + 1 - first_taken_back_;
  for (auto const& [plan_id, records] : ledger_->plans()) look_at_plan(plan_id);
  for (auto const centre : geo::kCentres)
    for (auto const& module : ledger_->modules(centre)) want(module.document, centre);
  modules_changed_ = true;
}

// ---- the turn's own books ----

void Registrar::note(plans::Entry entry) {
  if (auto const* const held = std::get_if<plans::HeldRecord>(&entry.what)) {
    auto const statement = plans::read_statement(held->record.statement);
    if (statement) {
      if (auto const plan = plans::plan_of(*statement); !plan.empty()) look_at_plan(std::string{plan});
      if (auto const* const module = std::get_if<plans::CentreModulePublished>(&statement->body)) {
        want(module->document, module->centre);
        modules_changed_ = true;
        look_at_all();
      }
      if (statement->kind() == plans::StatementKind::arrangement_page) look_at_all();
      if (statement->kind() == plans::StatementKind::plan_filed && held->record.origin == setup_.centre)
        filed_.emplace_back(plans::plan_of(*statement));
    }
  } else if (auto const* const facts = std::get_if<plans::PlanFacts>(&entry.what)) {
    look_at_plan(facts->plan_id);
  }
  entries_.push_back(std::move(entry));
}

void Registrar::keep(geo::Digest const& digest, std::string bytes) {
  missing_.erase(digest);
  if (!log_.has_document(digest)) documents_.emplace(digest, std::move(bytes));
}

/// Plans are read once where they are filed and registered one soon after the other.
void Registrar::remember(geo::Digest const& digest, plans::PlanDocument plan) {
  if (recent_.size() >= kRecentPlans) recent_.erase(recent_.begin());
  recent_.emplace_back(digest, std::move(plan));
}

std::optional<plans::PlanDocument> Registrar::plan_of(geo::Digest const& digest, std::string_view bytes) {
  auto const found = std::ranges::find(recent_, digest, &std::pair<geo::Digest, plans::PlanDocument>::first);
  if (found == recent_.end()) {
    auto plan = plans::read_plan(bytes);
    return plan ? std::optional{*std::move(plan)} : std::nullopt;
  }
  auto plan = std::move(found->second);
  recent_.erase(found);
  return plan;
}

bool Registrar::holds(geo::Digest const& digest) {
  return documents_.contains(digest) || log_.has_document(digest);
}

std::optional<std::string> Registrar::bytes_of(geo::Digest const& digest) {
  if (auto const found = documents_.find(digest); found != documents_.end()) return found->second;
  return log_.document(digest);
}

/// Notes what is to be done about a plan.
void Registrar::look_at_plan(std::string const& plan_id) {
  auto const* const records = ledger_->find(plan_id);
  if (records == nullptr || records->registrations.empty()) return;
  to_receipt_.insert(plan_id);
  to_project_.insert(plan_id);
  to_attach_.insert(plan_id);
  want(records->registrations.back().document, plans::home_of(plan_id).value_or(setup_.centre));
}

/// What is wrong with plans may have changed with any page, module or day.
void Registrar::look_at_all() {
  for (auto const& [plan_id, records] : ledger_->plans())
    if (!records.registrations.empty()) to_project_.insert(plan_id);
}

void Registrar::want_documents_of(Statement const& statement) {
  if (auto const* const registered = std::get_if<plans::PlanRegistered>(&statement.body))
    want(registered->document, setup_.centre);
  if (auto const* const reissued = std::get_if<plans::PlanReissued>(&statement.body))
    want(reissued->document, setup_.centre);
}

void Registrar::want(geo::Digest const& document, CentreId home) {
  if (!missing_.contains(document) && !holds(document)) missing_.emplace(document, Missing{home, std::nullopt, 0});
}

plans::SignatureFinding Registrar::judge(Statement const& statement, std::string_view text, std::string_view jws,
                                         geo::UtcTime at) const {
  return judge_(statement, text, jws, {}, at);
}

// ---- what is handed in ----

void Registrar::submit(std::uint64_t tag, RegisterSubmission const& submission, geo::UtcTime now) {
  latest_ = std::max(latest_, now);
  auto const answer = [&](Answer text) { answers_.emplace_back(tag, std::move(text)); };
  auto const statement = plans::read_statement(submission.statement);
  if (!statement)
    return answer(refused({RefusalCode::malformed, "this is no statement in canonical form", "", std::nullopt},
                          statement.error()));
  if (submission.operator_id && !may_hand_in(*submission.operator_id, *statement))
    return answer(refused({RefusalCode::not_theirs_to_say,
                           "a company hands in its own statements and its ships' receipts alone, and this is by " +
                               plans::to_text(statement->by),
                           "/by", std::nullopt}));
  // The same again is answered as the first time: whoever lost the answer may ask again.
  if (auto const text = log_.record_of(setup_.centre, statement->id)) {
    auto const record = plans::read_record(*text);
    if (record && record->statement == submission.statement) return answer(recorded(*record, *statement));
  }
  if (!held_since_) held_since_ = now;
  if (!is_open(now)) return answer(busy(own_chain(now).text));
  std::vector<plans::Problem> problems;
  auto const entry = record(*statement, submission, now, problems);
  if (!entry) return answer(refused(entry.error(), problems));
  answer(recorded(std::get<plans::HeldRecord>(entry->what).record, *statement, problems));
}

geo::Expected<plans::Entry, Refusal> Registrar::record(Statement const& statement, RegisterSubmission const& submission,
                                                       geo::UtcTime now, std::vector<plans::Problem>& problems) {
  plans::Submission const said{submission.statement, submission.jws, {}};
  auto const finding = judge(statement, submission.statement, submission.jws, now);
  auto const digest = document_of(statement);
  std::string canonical;
  if (digest && !holds(*digest)) {
    // Rules that need no document first: what is refused by them leaves nothing behind.
    auto const checked = ledger_->check(said, finding, now);
    if (!checked && checked.error().code != RefusalCode::document_unknown) return geo::Unexpected{checked.error()};
    if (!submission.document)
      return geo::Unexpected{document_refusal(RefusalCode::document_unknown,
                                              "the document goes with the statement: it is not known here")};
    auto form = plans::canonical_json(*submission.document);
    if (!form)
      return geo::Unexpected{document_refusal(RefusalCode::document_differs,
                                              "the document is no JSON text: expected " + form.error().expected)};
    canonical = *std::move(form);
    if (geo::sha256(canonical) != *digest)
      return geo::Unexpected{document_refusal(
          RefusalCode::document_differs,
          "the document's digest is " + geo::to_hex(geo::sha256(canonical)) + ", and the statement names another")};
    // A plan is checked below, where it is read.
    if (statement.kind() != plans::StatementKind::plan_filed) problems = plans::check_document(canonical);
    if (plans::has_errors(problems))
      return geo::Unexpected{document_refusal(RefusalCode::document_differs, kFailsChecks)};
  }
  std::vector<RegisterAttachment> taken;
  if (digest && statement.kind() == plans::StatementKind::plan_filed) {
    auto const bytes = canonical.empty() ? bytes_of(*digest).value_or("") : canonical;
    auto const party =
        plans::to_text(submission.operator_id ? plans::Party{*submission.operator_id} : plans::Party{setup_.centre});
    bool const known = ledger_->facts(*digest) != nullptr;
    auto plan = known ? std::nullopt : std::optional{plans::read_plan(bytes)};
    if (plan && !*plan) {
      problems = plan->error();
      return geo::Unexpected{document_refusal(RefusalCode::document_differs, kFailsChecks)};
    }
    auto const refusal = gather(known ? plans::attachments_in(bytes) : (*plan)->attachments, party, problems, taken);
    if (refusal) return geo::Unexpected{*refusal};
    if (!known) {
      problems = (*plan)->warnings;
      auto learnt = ledger_->learn(plans::facts_of(**plan, bytes), now);
      if (!learnt) return geo::Unexpected{learnt.error()};
      remember(*digest, **std::move(plan));
      note(*std::move(learnt));
    }
  }
  auto entry = ledger_->append(said, finding, now);
  if (!entry) return entry;
  if (!canonical.empty()) keep(*digest, std::move(canonical));
  std::ranges::move(taken, std::back_inserter(attachments_));
  note(*entry);
  return entry;
}

// ---- what this registry says by itself ----

std::string Registrar::next_service_id() const {
  auto const seq = ledger_->heads()[index(setup_.centre)].seq + 1;
  return std::string{geo::to_text(setup_.centre)} + "-service." + std::to_string(seq);
}

bool Registrar::say(Statement const& statement, geo::UtcTime now) {
  auto const text = plans::write_statement(statement);
  auto const jws = setup_.sign(text, now);
  if (!jws) {
    signing_trouble_ = jws.error();
    return false;
  }
  auto entry = ledger_->append({text, *jws, {}}, judge(statement, text, *jws, now), now);
  if (!entry) {
    signing_trouble_ = entry.error().text;
    return false;
  }
  signing_trouble_.clear();
  note(*std::move(entry));
  return true;
}

/// What the receipt says of a copy's attachments: all are here, or were found bad.
void Registrar::add_attachments(Attachments const& attachments, plans::Receipt& receipt) {
  if (attachments.empty()) return;
  for (auto const& ref : attachments) {
    auto const bad = bad_attachments_.find(geo::parse_digest(ref.digest).value());
    if (bad != bad_attachments_.end() && receipt.faults.size() < plans::kMaxVerifiedItems)
      receipt.faults.push_back(plans::shortened(bad->second, plans::kMaxShortTextBytes));
  }
  if (receipt.faults.empty()) receipt.verified.emplace_back("attachments");
}

void Registrar::issue_receipts(geo::UtcTime now) {
  if (!setup_.sign || !is_open(now)) return;
  AsOf const as_of{now, now};
  std::size_t said = 0;
  for (auto it = to_receipt_.begin(); it != to_receipt_.end() && said < kReceiptsPerTurn;) {
    std::string const plan_id = *it;
    auto const* const records = ledger_->find(plan_id);
    LINGDING_CHECK(records != nullptr && !records->registrations.empty());
    auto const& newest = records->registrations.back();
    auto const version = newest.version;
    auto const document = newest.document;
    auto const copies = plans::copies_of(*ledger_, plan_id, version, as_of);
    auto const mine = std::ranges::find(copies, plans::Party{setup_.centre}, &plans::CopyState::holder);
    bool const owed = mine != copies.end() && mine->drift != plans::Drift::in_step &&
                      !(mine->holds == version && mine->digest == document);
    if (owed && (!holds(document) || ledger_->facts(document) == nullptr)) {
      ++it;  // when the document is here
      continue;
    }
    auto const attachments = owed ? plans::attachments_in(bytes_of(document).value_or("")) : Attachments{};
    if (lacks_attachments(attachments)) {
      ++it;  // when all of the copy is here
      continue;
    }
    it = to_receipt_.erase(it);
    if (!owed) continue;
    plans::Receipt receipt{plan_id, version, document, mine->copy, now, {"digest", "schema", "signature"}, {}};
    add_attachments(attachments, receipt);
    auto const recognition = plans::recognise(*ledger_, plan_id, version, setup_.centre, as_of);
    for (auto const& failing : recognition.failing) {
      if (failing.condition == plans::Condition::signature_bad) std::erase(receipt.verified, "signature");
      // A page of the arrangement is no fault of the copy.
      if (failing.condition > plans::Condition::page_ended && receipt.faults.size() < plans::kMaxVerifiedItems)
        receipt.faults.push_back(plans::sentence(failing, plans::Language::en));
    }
    Statement statement;
    statement.id = next_service_id();
    statement.made_at = now;
    statement.by = setup_.centre;
    statement.name = setup_.service_name;
    statement.body = std::move(receipt);
    if (!say(statement, now)) {
      to_receipt_.insert(plan_id);
      return;
    }
    // say() has put the plan back to be looked at.
    ++said;
  }
}

void Registrar::issue_again(geo::UtcTime now) {
  auto const today = plans::local_date(now);
  if (!setup_.sign || !is_open(now) || (!modules_changed_ && looked_for_reissues_ == today)) return;
  AsOf const as_of{now, now};
  std::size_t done = 0;
  modules_changed_ = false;
  looked_for_reissues_ = today;
  for (auto const& needed : plans::reissues_needed(*ledger_, as_of)) {
    if (done >= kReissuesPerTurn) {
      modules_changed_ = true;  // the others in the next turn
      return;
    }
    auto const old_document = bytes_of(needed.document);
    if (!old_document) continue;
    auto document = plans::reissued_document(*old_document, needed, today);
    if (!document) {
      signing_trouble_ = "plan " + needed.plan_id + " can't be issued again: " + document.error().front().pointer +
                         ": expected " + document.error().front().expected;
      continue;
    }
    auto facts = plans::facts_of(*document);
    if (!facts) {
      signing_trouble_ = "plan " + needed.plan_id + " can't be issued again: " + facts.error().front().pointer +
                         ": expected " + facts.error().front().expected;
      continue;
    }
    auto const digest = facts->document;
    if (ledger_->facts(digest) == nullptr) {
      auto learnt = ledger_->learn(*std::move(facts), now);
      if (!learnt) {
        signing_trouble_ = learnt.error().text;
        continue;
      }
      note(*std::move(learnt));
    }
    keep(digest, *std::move(document));
    if (!say(plans::reissue_statement(needed, setup_.centre, digest, next_service_id(), setup_.service_name, now),
             now)) {
      modules_changed_ = true;
      return;
    }
    ++done;
  }
}

void Registrar::trust_anew(plans::TrustStore trust, geo::UtcTime now) {
  latest_ = std::max(latest_, now);
  setup_.trust = std::move(trust);
  judge_ = plans::judge_by(setup_.trust);
  std::map<plans::RecordRef, plans::SignatureFinding> found;
  log_.read([&](std::string_view text) {
    auto const entry = plans::read_entry(text);
    if (!entry) return;  // rebuild() has read it
    if (auto const* const held = std::get_if<plans::HeldRecord>(&entry->what))
      found[{held->record.origin, held->record.seq}] = held->signature;
    if (auto const* const again = std::get_if<plans::Rejudged>(&entry->what))
      found[{again->origin, again->seq}] = again->signature;
  });
  for (auto const& [ref, before] : found) {
    auto const texts = log_.records(ref.origin, ref.seq, 1);
    auto const record = texts.empty() ? std::nullopt : std::optional{plans::read_record(texts.front())};
    if (!record || !*record) continue;
    auto const statement = plans::read_statement((*record)->statement);
    if (!statement) continue;
    auto const finding =
        judge_(*statement, (*record)->statement, (*record)->jws, (*record)->certificates, (*record)->recorded_at);
    if (finding == before) continue;
    if (auto entry = ledger_->rejudge(**record, finding, now)) note(*std::move(entry));
  }
  look_at_all();
}

void Registrar::tick(geo::UtcTime now) {
  latest_ = std::max(latest_, now);
  if (auto const today = plans::local_date(now); today != day_) {
    day_ = today;
    look_at_all();
  }
  if (!held_since_) held_since_ = now;
  drop_old_staged(now);
  look_for_attachments();
  issue_again(now);
  issue_receipts(now);
  ask_documents(now);
  ask_attachments(now);
  for (auto& peer : peers_) {
    send_records(peer, now);
    ask_own_records(peer, now);
    bool const asks = std::ranges::find(unheard_, peer.centre) != unheard_.end() && !is_open(now);
    if (!peer.told_at || now - *peer.told_at >= (asks ? kAskHeads : kTellAgain)) tell_heads(peer, now, asks);
  }
}

// ---- the other registries ----

void Registrar::send(CentreId to, RegisterMessage const& message, std::string raw) {
  LinkFrame frame;
  frame.from = setup_.centre;
  frame.to = to;
  frame.body = write_register_message(message);
  frame.raw = std::move(raw);
  frames_.push_back(std::move(frame));
}

void Registrar::tell_heads(Peer& peer, geo::UtcTime now, bool asks) {
  peer.told = ledger_->heads();
  peer.told_at = now;
  send(peer.centre, HeadsMessage{peer.told, asks});
}

bool Registrar::receive(LinkFrame const& frame, geo::UtcTime now) {
  latest_ = std::max(latest_, now);
  auto const peer = std::ranges::find(peers_, frame.from, &Peer::centre);
  if (frame.to != setup_.centre || peer == peers_.end()) return false;
  auto const message = read_register_message(frame.body);
  if (!message) return false;
  peer->last_heard = now;
  return std::visit([&](auto const& one) { return take(*peer, one, frame.raw, now); }, *message);
}

bool Registrar::take(Peer& peer, HeadsMessage const& message, std::string const&, geo::UtcTime now) {
  peer.heads = message.heads;
  bool behind = false;
  for (auto const& chain : plans::compare(*ledger_, message.heads)) {
    auto& since = peer.behind_since[index(chain.origin)];
    if (chain.standing != plans::ChainStanding::ahead) since.reset();
    if (chain.standing == plans::ChainStanding::ahead && !since) since = now;
    if (chain.standing == plans::ChainStanding::behind) behind = true;
    if (chain.standing == plans::ChainStanding::diverged) send(peer.centre, AskHashesMessage{chain.origin, 1});
    // A longer chain may go on from another record than ours; then it stays listed.
    if (chain.standing == plans::ChainStanding::level || chain.standing == plans::ChainStanding::ahead)
      std::erase_if(peer.divergences, [&](auto const& one) { return one.ref.origin == chain.origin; });
  }
  send_records(peer, now);
  heard_of_own_chain(peer, now);
  if (message.asks) tell_heads(peer, now);
  // Who is behind says so, but not with every message of the other's.
  if (behind && (!peer.told_at || now - *peer.told_at >= kAskAgain)) tell_heads(peer, now);
  return true;
}

void Registrar::send_records(Peer& peer, geo::UtcTime now) {
  if (!peer.heads) return;
  for (auto const& chain : plans::compare(*ledger_, *peer.heads)) {
    // A centre's own chain is its own to keep; a divergence is shown, not mended.
    if (chain.standing != plans::ChainStanding::ahead || chain.origin == peer.centre) continue;
    auto const& since = peer.behind_since[index(chain.origin)];
    if (chain.origin != setup_.centre && (!since || now - *since < kPassOnAfter)) continue;
    auto& sent = peer.sent[index(chain.origin)];
    if (sent.up_to > chain.theirs && sent.at && now - *sent.at < kAskAgain) continue;
    auto const message = records_from(chain.origin, chain.theirs + 1);
    if (message.records.empty()) continue;
    sent.up_to = chain.theirs + message.records.size();
    sent.at = now;
    send(peer.centre, message);
  }
}

RecordsMessage Registrar::records_from(CentreId origin, std::uint64_t from) {
  RecordsMessage message{origin, {}};
  std::size_t bytes = 0;
  for (auto& record : log_.records(origin, from, kMaxRecordsInMessage)) {
    bytes += record.size();
    if (!message.records.empty() && bytes > kMaxRecordBytesInMessage) break;
    message.records.push_back(std::move(record));
  }
  return message;
}

bool Registrar::take(Peer& peer, RecordsMessage const& message, std::string const&, geo::UtcTime now) {
  if (message.origin == setup_.centre) return take_back(peer, message, now);
  for (auto const& text : message.records) {
    auto record = plans::read_record(text);
    if (!record || record->origin != message.origin) return false;
    if (record->seq <= ledger_->heads()[index(message.origin)].seq) {
      // Known, or another record under a known number, which the comparison of heads finds and shows.
      continue;
    }
    plans::SignatureFinding finding = plans::BadSignature{"malformed", "the statement can't be read"};
    if (auto const statement = plans::read_statement(record->statement))
      finding = judge_(*statement, record->statement, record->jws, record->certificates, record->recorded_at);
    auto entry = ledger_->accept(*std::move(record), finding, now);
    if (!entry) {
      if (entry.error().code == RefusalCode::chain_broken || entry.error().code == RefusalCode::chain_diverges)
        send(peer.centre, AskHashesMessage{message.origin, 1});
      return true;
    }
    note(*std::move(entry));
  }
  return true;
}

bool Registrar::take(Peer& peer, WantMessage const& message, std::string const&, geo::UtcTime) {
  for (auto const& digest : message.documents)
    if (auto bytes = log_.document(digest)) send(peer.centre, DocumentMessage{digest}, *std::move(bytes));
  return true;
}

bool Registrar::take(Peer& peer, DocumentMessage const& message, std::string const& raw, geo::UtcTime now) {
  if (!missing_.contains(message.document)) return true;  // not asked for, or here already
  if (raw.size() > plans::kMaxDocumentBytes || geo::sha256(raw) != message.document) return false;
  // It may be a centre's module, or a plan that does not pass this program's checks: held all the same, as evidence.
  if (auto facts = plans::facts_of(raw); facts && ledger_->facts(message.document) == nullptr) {
    auto learnt = ledger_->learn(*std::move(facts), now);
    if (learnt) note(*std::move(learnt));
  }
  auto const missing = missing_.find(message.document);
  auto const home = missing != missing_.end() ? missing->second.home : peer.centre;
  keep(message.document, raw);
  want_attachments(raw, home == setup_.centre ? peer.centre : home);
  return true;
}

bool Registrar::take(Peer& peer, AskHashesMessage const& message, std::string const&, geo::UtcTime) {
  auto const from = std::max<std::uint64_t>(1, message.from);
  auto const head = ledger_->heads()[index(message.origin)].seq;
  // The newest are the ones that may differ.
  auto const first = head >= kMaxHashesInMessage ? std::max(from, head - kMaxHashesInMessage + 1) : from;
  send(peer.centre, HashesMessage{message.origin, first, ledger_->hashes(message.origin, first, kMaxHashesInMessage)});
  return true;
}

bool Registrar::take(Peer& peer, HashesMessage const& message, std::string const&, geo::UtcTime) {
  std::erase_if(peer.divergences, [&](auto const& one) { return one.ref.origin == message.origin; });
  if (message.from < 1 || !peer.heads) return false;
  auto const found = plans::divergences(*ledger_, message.origin, message.from, message.hashes);
  // Records that one side merely lacks are on their way; that is no divergence.
  bool const differs = std::ranges::any_of(found, [](auto const& one) { return one.ours && one.theirs; });
  if (differs) peer.divergences.insert(peer.divergences.end(), found.begin(), found.end());
  return true;
}

void Registrar::ask_documents(geo::UtcTime now) {
  std::map<CentreId, WantMessage> wants;
  for (auto& [digest, missing] : missing_) {
    if (missing.asked_at && now - *missing.asked_at < kAskAgain) continue;
    // The home centre first, then one after the other.
    auto const home = std::ranges::find(peers_, missing.home, &Peer::centre);
    auto const first = home == peers_.end() ? std::size_t{0} : static_cast<std::size_t>(home - peers_.begin());
    auto const& asked = peers_[(first + missing.asked) % peers_.size()];
    auto& want = wants[asked.centre];
    if (want.documents.size() >= kMaxDocumentsWanted) continue;
    want.documents.push_back(digest);
    missing.asked_at = now;
    ++missing.asked;
  }
  for (auto const& [centre, want] : wants) send(centre, want);
}

// ---- the end of a turn ----

Registrar::Released Registrar::commit() {
  Released released;
  released.changed = !entries_.empty();
  if (!entries_.empty() || !documents_.empty() || !attachments_.empty()) {
    std::vector<RegisterDocument> documents;
    for (auto& [digest, bytes] : documents_) documents.push_back({digest, std::move(bytes)});
    try {
      log_.append(entries_, documents, attachments_);
    } catch (StorageFailure const& failure) {
      for (auto const& [tag, answer] : answers_) released.answers.emplace_back(tag, not_recorded(failure.what()));
      answers_.clear();
      frames_.clear();
      filed_.clear();
      rebuild();
      released.changed = false;
      return released;
    }
    for (auto const& attachment : attachments_) staged_.erase({attachment.party, attachment.digest});
    entries_.clear();
    documents_.clear();
    attachments_.clear();
  }
  if (released.changed) {
    auto const heads = ledger_->heads();
    for (auto& peer : peers_)
      if (peer.told != heads) tell_heads(peer, latest_);
  }
  released.answers = std::exchange(answers_, {});
  released.frames = std::exchange(frames_, {});
  released.filed = std::exchange(filed_, {});
  return released;
}

// ---- reading ----

std::vector<PeerRegister> Registrar::peers() const {
  std::vector<PeerRegister> all;
  for (auto const& peer : peers_)
    all.push_back({peer.centre, peer.last_heard, peer.heads.value_or(plans::ChainHeads{}), peer.divergences});
  return all;
}

std::vector<plans::StoredPlan> Registrar::take_registered() {
  std::vector<plans::StoredPlan> plans_now;
  for (auto it = to_project_.begin(); it != to_project_.end();) {
    auto const* const records = ledger_->find(*it);
    LINGDING_CHECK(records != nullptr && !records->registrations.empty());
    auto const& newest = records->registrations.back();
    auto const bytes = log_.document(newest.document);
    if (!bytes) {
      ++it;
      continue;
    }
    if (auto const plan = plan_of(newest.document, *bytes)) {
      auto stored = plans::to_stored(*plan, *bytes, newest.known_at);
      auto const recognition = plans::recognise(*ledger_, *it, newest.version, setup_.centre, AsOf{latest_, latest_});
      for (auto& ship : stored.ships)
        ship.remark = {plans::one_line_of_faults(recognition, plans::Language::en),
                       plans::one_line_of_faults(recognition, plans::Language::zh_hant)};
      plans_now.push_back(std::move(stored));
    }
    it = to_project_.erase(it);
  }
  return plans_now;
}

}  // namespace lingding::coordinator
