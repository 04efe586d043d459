#include "plans/record.hpp"

#include "plans/detail/canonical_object.hpp"
#include "plans/detail/strict_object.hpp"

namespace lingding::plans {
namespace {

using detail::CanonicalObject;
using detail::StrictObject;
using detail::TextRule;

constexpr std::size_t kMaxCodeBytes = 64;
constexpr std::size_t kMaxFaultBytes = 2000;
constexpr std::size_t kMaxNameBytes = 256;

/// Eight bytes, big endian.
std::array<std::byte, 8> big_endian(std::uint64_t value) {
  std::array<std::byte, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(value >> (56 - 8 * i));
  return bytes;
}

void add(geo::Sha256& sha, std::string_view text) {
  sha.update(big_endian(text.size()));
  sha.update(text);
}

std::string finding_json(SignatureFinding const& finding) {
  CanonicalObject out;
  if (auto const* const bad = std::get_if<BadSignature>(&finding))
    return out.text("code", bad->code).text("fault", bad->text).finish();
  auto const& good = std::get<SignedBy>(finding);
  out.text("authority", geo::to_hex(good.authority)).digest("certificate", good.certificate);
  out.text("name", good.name).text("place", geo::to_text(good.place)).text("revocation", good.revocation);
  out.text("serial", good.serial).text("signatory", to_uri(good.signatory)).time("signed_at", good.signed_at);
  return out.finish();
}

SignatureFinding read_finding(StrictObject in) {
  if (in.has("fault")) {
    BadSignature bad{in.text("code", kMaxCodeBytes), in.text("fault", kMaxFaultBytes)};
    in.done();
    return bad;
  }
  SignedBy good;
  good.authority = in.digest("authority");
  good.certificate = in.digest("certificate");
  good.name = in.text("name", kMaxNameBytes, 0);
  good.place = in.centre("place");
  good.revocation = in.text("revocation", kMaxCodeBytes, 0);
  good.serial = in.text("serial", kMaxCodeBytes, 0);
  good.signatory = in.choice("signatory", "a signatory, as lingding:centre:HK",
                             [](std::string_view text) { return parse_signatory(text); });
  good.signed_at = in.time("signed_at");
  in.done();
  return good;
}

/// The members of a record; the hash only where asked for.
CanonicalObject record_members(Record const& record) {
  CanonicalObject out;
  out.text("origin", geo::to_text(record.origin)).natural("seq", record.seq).time("recorded_at", record.recorded_at);
  out.text("statement", record.statement).text("jws", record.jws).text("certificates", record.certificates);
  out.digest("prev", record.prev).digest("hash", record.hash);
  return out;
}

constexpr std::uint64_t kMaxSeq = std::uint64_t{1} << 53U;  // numbers of JSON are exact up to it (RFC 8785)

Record read_members(StrictObject& in) {
  Record record;
  record.origin = in.centre("origin");
  record.seq = in.natural("seq", 1, kMaxSeq);
  record.recorded_at = in.time("recorded_at");
  record.statement = in.text("statement", kMaxStatementBytes);
  record.jws = in.text("jws", kMaxJwsBytes, 0, TextRule::ascii);
  record.certificates = in.text("certificates", kMaxRecordCertificateBytes, 0, TextRule::ascii);
  record.prev = in.digest("prev");
  record.hash = in.digest("hash");
  return record;
}

enum class WithHash : bool { no, yes };

std::string entry_json(Entry const& entry, WithHash with_hash) {
  struct Add {
    CanonicalObject& out;
    void operator()(HeldRecord const& held) const {
      out.raw("record", record_members(held.record).finish()).raw("signature", finding_json(held.signature));
    }
    void operator()(PlanFacts const& facts) const { out.raw("facts", write_facts(facts)); }
    void operator()(Rejudged const& rejudged) const {
      out.raw("rejudged", CanonicalObject{}
                              .text("origin", geo::to_text(rejudged.origin))
                              .natural("seq", rejudged.seq)
                              .text("plan_id", rejudged.plan_id)
                              .raw("signature", finding_json(rejudged.signature))
                              .finish());
    }
  };
  CanonicalObject out;
  out.natural("place", entry.place).time("known_at", entry.known_at);
  std::visit(Add{out}, entry.what);
  if (with_hash == WithHash::yes) out.digest("prev", entry.prev).digest("hash", entry.hash);
  return out.finish();
}

Entry read_members_of_entry(StrictObject& in) {
  Entry entry;
  entry.place = in.natural("place", 1, kMaxSeq);
  entry.known_at = in.time("known_at");
  if (in.has("facts")) {
    StrictObject facts = in.object("facts");
    entry.what = detail::read_facts(facts);
    facts.done();
  } else if (in.has("rejudged")) {
    StrictObject inner = in.object("rejudged");
    Rejudged rejudged;
    rejudged.origin = inner.centre("origin");
    rejudged.seq = inner.natural("seq", 1, kMaxSeq);
    rejudged.plan_id = inner.text("plan_id", kMaxCodeBytes, 0);
    rejudged.signature = read_finding(inner.object("signature"));
    inner.done();
    entry.what = std::move(rejudged);
  } else {
    StrictObject inner = in.object("record");
    HeldRecord held;
    held.record = read_members(inner);
    inner.done();
    held.signature = read_finding(in.object("signature"));
    entry.what = std::move(held);
  }
  entry.prev = in.digest("prev");
  entry.hash = in.digest("hash");
  return entry;
}

Problem not_canonical() {
  Problem problem;
  problem.expected = "these values in canonical form (RFC 8785)";
  return problem;
}

template <class Read, class Write>
auto read_strictly(std::string_view text, Read const& read, Write const& write)
    -> geo::Expected<decltype(read(std::declval<StrictObject&>())), std::vector<Problem>> {
  auto const tree = detail::strict_tree(text, kMaxRecordBytes);
  if (!tree) return geo::Unexpected{tree.error()};
  std::vector<Problem> problems;
  StrictObject in{*tree, "", problems};
  auto value = read(in);
  in.done();
  if (problems.empty() && write(value) != text) problems.push_back(not_canonical());
  if (!problems.empty()) return geo::Unexpected{std::move(problems)};
  return value;
}

}  // namespace

SignatureFinding to_finding(geo::Expected<VerifiedSignature, SignatureFault> const& verdict) {
  if (!verdict) return BadSignature{std::string{to_text(verdict.error().code)}, verdict.error().text};
  SignedBy good;
  good.place = verdict->place;
  good.signatory = verdict->signatory;
  good.name = verdict->name;
  good.serial = verdict->serial;
  good.certificate = verdict->certificate;
  good.authority = verdict->authority;
  good.signed_at = verdict->signed_at;
  good.revocation = to_text(verdict->revocation);
  return good;
}

std::string fault_of(Statement const& statement, SignatureFinding const& finding, geo::UtcTime recorded_at) {
  if (auto const* const bad = std::get_if<BadSignature>(&finding))
    return bad->text.empty() ? std::string{"the signature does not verify"} : bad->text;
  auto const& good = std::get<SignedBy>(finding);
  auto const needed = needed_signature(statement);
  if (!needed) return to_text(statement.by) + " can't say this";
  Signatory const wanted{needed->purpose, needed->id};
  if (good.signatory != wanted)
    return "signed by " + to_uri(good.signatory) + ", and has to be signed by " + to_uri(wanted);
  if (good.place != needed->place)
    return "vouched for by an authority of " + std::string{geo::to_text(good.place)} + ", and has to be by one of " +
           std::string{geo::to_text(needed->place)};
  if (good.signed_at > recorded_at + kMaxClockAhead) return "signed at a time after its recording";
  if (good.signed_at < recorded_at - kMaxStatementAge) return "signed more than 30 days before its recording";
  if (good.signed_at < statement.made_at - kMaxClockAhead) return "signed before the statement was made";
  return {};
}

SignatureFinding tidy(SignatureFinding finding) {
  if (auto* const bad = std::get_if<BadSignature>(&finding)) {
    bad->code = detail::fit(bad->code.empty() ? "malformed" : bad->code, kMaxCodeBytes);
    bad->text = detail::fit(bad->text.empty() ? "the signature does not verify" : bad->text, kMaxFaultBytes);
    return finding;
  }
  auto& good = std::get<SignedBy>(finding);
  if (parse_signatory(to_uri(good.signatory)) != good.signatory)
    return BadSignature{"bad_certificate", "the certificate does not say whom it speaks for"};
  good.name = detail::fit(good.name, kMaxNameBytes);
  good.serial = detail::fit(good.serial, kMaxCodeBytes);
  good.revocation = detail::fit(good.revocation, kMaxCodeBytes);
  return finding;
}

SignatureJudge judge_by(TrustStore trust) {
  return [trust = std::move(trust)](Statement const& statement, std::string_view text, std::string_view jws,
                                    std::string_view /*certificates*/, geo::UtcTime recorded_at) -> SignatureFinding {
    auto const needed = needed_signature(statement);
    if (!needed) return BadSignature{"wrong_signatory", to_text(statement.by) + " can't say this"};
    SignatureNeed const need{needed->place, needed->purpose, needed->id};
    return to_finding(verify_detached(text, jws, trust, need, recorded_at));
  };
}

geo::Digest record_hash(Record const& record) {
  geo::Sha256 sha;
  sha.update(record.prev);
  add(sha, geo::to_text(record.origin));
  sha.update(big_endian(record.seq));
  sha.update(big_endian(static_cast<std::uint64_t>(record.recorded_at.time_since_epoch().count())));
  add(sha, record.statement);
  add(sha, record.jws);
  add(sha, record.certificates);
  return sha.finish();
}

geo::Digest entry_hash(Entry const& entry) {
  geo::Sha256 sha;
  sha.update(entry.prev);
  add(sha, entry_json(entry, WithHash::no));
  return sha.finish();
}

std::string write_record(Record const& record) {
  return record_members(record).finish();
}

geo::Expected<Record, std::vector<Problem>> read_record(std::string_view text) {
  return read_strictly(text, read_members, write_record);
}

std::string write_entry(Entry const& entry) {
  return entry_json(entry, WithHash::yes);
}

geo::Expected<Entry, std::vector<Problem>> read_entry(std::string_view text) {
  return read_strictly(text, read_members_of_entry, write_entry);
}

}  // namespace lingding::plans
