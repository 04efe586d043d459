// The registrar's attachments: sent ahead of a filing, taken over by it, fetched by the other registries in pieces.

#include <algorithm>

#include "coordinator/detail/register_answers.hpp"
#include "coordinator/failures.hpp"
#include "coordinator/registrar.hpp"
#include "geo/json_writer.hpp"
#include "plans/attachment.hpp"
#include "plans/document.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using plans::AttachmentRef;
using plans::Problem;
using plans::ProblemCode;
using plans::Refusal;
using plans::RefusalCode;

constexpr std::chrono::seconds kAskAgain{2};
/// An attachment of which nothing came for so long is asked for elsewhere, and others before it.
constexpr std::chrono::seconds kGiveUpAfter{10};
/// The longest pause before an attachment that nobody had is asked for again.
constexpr std::chrono::minutes kMostPause{5};
/// Plans that are looked at in one turn.
constexpr std::size_t kPlansPerTurn = 100;

geo::Digest digest_of(AttachmentRef const& ref) {
  return geo::parse_digest(ref.digest).value();
}

std::string name_of(AttachmentRef const& ref) {
  return ref.file_name.empty() ? ref.digest : ref.file_name;
}

std::string staged_answer(AttachmentSent const& sent) {
  std::string text;
  geo::JsonWriter(text)
      .begin_object()
      .member("outcome", "staged")
      .member("attachment", geo::to_hex(sent.digest))
      .member("bytes", sent.bytes.size())
      .end_object();
  return text;
}

std::size_t pieces_of(std::size_t bytes) {
  return (bytes + kAttachmentPieceBytes - 1) / kAttachmentPieceBytes;
}

/// After each round in vain twice as long.
std::chrono::milliseconds pause_after(std::uint32_t asked) {
  constexpr std::uint32_t kMostDoublings = 8;
  return std::min<std::chrono::milliseconds>(kAskAgain * (1U << std::min(asked, kMostDoublings)), kMostPause);
}

}  // namespace

// ---- sent ahead ----

void Registrar::attach(std::uint64_t tag, AttachmentSent const& sent, geo::UtcTime now) {
  latest_ = std::max(latest_, now);
  auto const answer = [&](Answer text) { answers_.emplace_back(tag, std::move(text)); };
  auto const refuse = [&](std::string text, std::vector<Problem> const& problems = {}) {
    answer(detail::refused({RefusalCode::attachment_refused, std::move(text), "", std::nullopt}, problems));
  };
  if (sent.bytes.size() > plans::kMaxAttachmentBytes || geo::sha256(sent.bytes) != sent.digest)
    return refuse("the file is too large, or has another digest");
  // Held already: it was checked when it came.
  if (log_.attachment_facts(sent.digest)) return answer(staged_answer(sent));
  auto const type = plans::media_type_of(sent.bytes);
  if (!type)
    return refuse("the file is of no type that is taken", {make_problem(ProblemCode::attachment_type, "", "")});
  auto const problems =
      plans::check_attachment(sent.bytes, {"", geo::to_hex(sent.digest), *type, sent.bytes.size(), "", ""});
  if (plans::has_errors(problems)) return refuse("the file does not pass the checks", problems);
  StagedAttachment const staged{
      plans::to_text(sent.operator_id ? plans::Party{*sent.operator_id} : plans::Party{setup_.centre}),
      sent.digest,
      {*type, sent.bytes.size()},
      now};
  try {
    if (!make_room(staged.party, sent.bytes.size()))
      return answer(
          detail::refused({RefusalCode::limit_reached,
                           "there is no room now for files that were sent ahead: try again later", "", std::nullopt}));
    log_.stage(staged, sent.bytes);
  } catch (StorageFailure const& failure) {
    return answer(detail::not_recorded(failure.what()));
  }
  staged_[{staged.party, staged.digest}] = staged;
  answer(staged_answer(sent));
}

/// The party's own oldest make room; what is others' does not.
bool Registrar::make_room(std::string const& party, std::size_t bytes) {
  for (;;) {
    std::size_t all = 0;
    std::size_t own = 0;
    std::size_t count = 0;
    StagedAttachment const* oldest = nullptr;
    for (auto const& [key, staged] : staged_) {
      all += staged.facts.bytes;
      if (staged.party != party) continue;
      own += staged.facts.bytes;
      ++count;
      if (oldest == nullptr || staged.at < oldest->at) oldest = &staged;
    }
    if (own + bytes <= kMaxStagedBytesOfParty && count < kMaxStagedOfParty && all + bytes <= kMaxStagedBytes)
      return true;
    if (oldest == nullptr) return false;
    auto const digest = oldest->digest;
    if (!drop_staged(party, digest)) return false;
  }
}

/// False: a filing of this turn takes it over.
bool Registrar::drop_staged(std::string const& party, geo::Digest const& digest) {
  bool const taken =
      std::ranges::any_of(attachments_, [&](auto const& one) { return one.party == party && one.digest == digest; });
  if (taken) return false;
  log_.unstage(party, digest);
  staged_.erase({party, digest});
  return true;
}

void Registrar::drop_old_staged(geo::UtcTime now) {
  std::vector<std::pair<std::string, geo::Digest>> old;
  for (auto const& [key, staged] : staged_)
    if (now - staged.at >= kStagedFor) old.push_back(key);
  try {
    for (auto const& [party, digest] : old) static_cast<void>(drop_staged(party, digest));
  } catch (StorageFailure const&) {
    // The next turn tries again.
  }
}

bool Registrar::has_attachment(geo::Digest const& digest) {
  return std::ranges::find(attachments_, digest, &RegisterAttachment::digest) != attachments_.end() ||
         log_.attachment_facts(digest).has_value();
}

bool Registrar::needs_not_send(std::string const& party, geo::Digest const& digest) {
  return staged_.contains({party, digest}) || has_attachment(digest);
}

std::optional<Refusal> Registrar::gather(std::vector<AttachmentRef> const& named, std::string const& party,
                                         std::vector<Problem>& problems, std::vector<RegisterAttachment>& taken) {
  std::vector<Problem> found;
  std::size_t missing = 0;
  for (auto const& ref : named) {
    auto const digest = digest_of(ref);
    auto facts = log_.attachment_facts(digest);
    auto const staged = staged_.find({party, digest});
    if (!facts && staged != staged_.end()) {
      facts = staged->second.facts;
      taken.push_back({digest, facts->type, party, {}});
    }
    if (!facts) {
      ++missing;
      found.push_back(
          make_problem(ProblemCode::attachment_not_sent, ref.pointer, "", {plans::printable(name_of(ref))}));
    } else if (*facts != AttachmentFacts{ref.media_type, ref.bytes}) {
      // It was sound as what it is; that is not what the plan says, which this will find.
      auto const bytes =
          taken.empty() || taken.back().digest != digest ? log_.attachment(digest) : log_.staged_bytes(party, digest);
      for (auto& problem : plans::check_attachment(bytes.value_or(""), ref)) found.push_back(std::move(problem));
    }
  }
  if (!plans::has_errors(found)) return std::nullopt;
  bool const only_missing = missing == found.size();
  problems = std::move(found);
  taken.clear();
  return Refusal{only_missing ? RefusalCode::attachment_missing : RefusalCode::attachment_refused,
                 only_missing ? std::to_string(missing) + " of " + std::to_string(named.size()) +
                                    " files that go with the plan were not sent"
                              : "files that go with the plan are not what it says",
                 "/document", std::nullopt};
}

// ---- fetched from the other registries ----

void Registrar::want_attachments(std::string_view document, CentreId home) {
  for (auto const& ref : plans::attachments_in(document)) {
    auto const digest = digest_of(ref);
    if (missing_attachments_.contains(digest) || bad_attachments_.contains(digest) || has_attachment(digest)) continue;
    missing_attachments_.emplace(digest, MissingAttachment{ref, {home, std::nullopt, 0}});
  }
}

void Registrar::look_for_attachments() {
  for (std::size_t i = 0; i < kPlansPerTurn && !to_attach_.empty(); ++i) {
    auto const plan_id = to_attach_.extract(to_attach_.begin()).value();
    auto const* const records = ledger_->find(plan_id);
    if (records == nullptr || records->registrations.empty()) continue;
    // Where the document is not here either, its coming brings this about.
    if (auto const document = bytes_of(records->registrations.back().document))
      want_attachments(*document, plans::home_of(plan_id).value_or(setup_.centre));
  }
}

bool Registrar::lacks_attachments(std::vector<AttachmentRef> const& named) {
  return std::ranges::any_of(named, [&](auto const& ref) {
    auto const digest = digest_of(ref);
    return !bad_attachments_.contains(digest) && !has_attachment(digest);
  });
}

void Registrar::ask_attachments(geo::UtcTime now) {
  if (peers_.empty()) return;
  if (assembly_ && now - assembly_->moved >= kGiveUpAfter) assembly_.reset();
  if (!assembly_) {
    auto next = missing_attachments_.end();
    for (auto it = missing_attachments_.begin(); it != missing_attachments_.end(); ++it) {
      auto const& missing = it->second.missing;
      if (missing.asked_at && now - *missing.asked_at < pause_after(missing.asked)) continue;
      if (next == missing_attachments_.end() || missing.asked_at < next->second.missing.asked_at) next = it;
    }
    if (next == missing_attachments_.end()) return;
    auto& [ref, missing] = next->second;
    // The home centre first, then one after the other.
    auto const home = std::ranges::find(peers_, missing.home, &Peer::centre);
    auto const first = home == peers_.end() ? std::size_t{0} : static_cast<std::size_t>(home - peers_.begin());
    auto const pieces = pieces_of(ref.bytes);
    assembly_ = Assembly{next->first,
                         peers_[(first + missing.asked) % peers_.size()].centre,
                         std::string(ref.bytes, '\0'),
                         std::vector<bool>(pieces),
                         std::vector<std::optional<geo::UtcTime>>(pieces),
                         pieces,
                         now};
    missing.asked_at = now;
    ++missing.asked;
  }
  WantPiecesMessage want{assembly_->digest, {}};
  for (std::size_t i = 0; i < assembly_->here.size() && want.pieces.size() < kMaxPiecesWanted; ++i) {
    auto& asked = assembly_->asked[i];
    if (assembly_->here[i]) continue;
    // No more under way than one message asks for.
    if (asked && now - *asked < kAskAgain) return;
    asked = now;
    want.pieces.push_back(static_cast<std::uint32_t>(i));
  }
  if (!want.pieces.empty()) send(assembly_->from, want);
}

bool Registrar::take(Peer& peer, WantPiecesMessage const& message, std::string const&, geo::UtcTime) {
  auto const bytes = log_.attachment(message.attachment);
  if (!bytes) return true;
  for (auto const piece : message.pieces) {
    auto const offset = std::size_t{piece} * kAttachmentPieceBytes;
    if (offset < bytes->size())
      send(peer.centre, PieceMessage{message.attachment, piece}, bytes->substr(offset, kAttachmentPieceBytes));
  }
  return true;
}

bool Registrar::take(Peer& peer, PieceMessage const& message, std::string const& raw, geo::UtcTime now) {
  // Late, twice, or of what was not asked for.
  if (!assembly_ || assembly_->digest != message.attachment || assembly_->from != peer.centre) return true;
  if (message.piece >= assembly_->here.size() || assembly_->here[message.piece]) return true;
  auto const offset = std::size_t{message.piece} * kAttachmentPieceBytes;
  if (raw.size() != std::min(kAttachmentPieceBytes, assembly_->bytes.size() - offset)) return false;
  assembly_->bytes.replace(offset, raw.size(), raw);
  assembly_->here[message.piece] = true;
  assembly_->moved = now;
  if (--assembly_->left == 0) finish_assembly();
  return true;
}

void Registrar::finish_assembly() {
  auto whole = *std::move(assembly_);
  assembly_.reset();
  auto const found = missing_attachments_.find(whole.digest);
  // Another file than the one that the plan names: asked for elsewhere after a pause.
  if (found == missing_attachments_.end() || geo::sha256(whole.bytes) != whole.digest) return;
  auto const ref = found->second.ref;
  missing_attachments_.erase(found);
  if (auto const problems = plans::check_attachment(whole.bytes, ref); plans::has_errors(problems)) {
    bad_attachments_[whole.digest] = name_of(ref) + ": " + plans::sentence(problems.front(), plans::Language::en);
    return;
  }
  attachments_.push_back({whole.digest, ref.media_type, {}, std::move(whole.bytes)});
}

}  // namespace lingding::coordinator
