#include "coordinator/register_query.hpp"

#include <algorithm>
#include <array>

#include "coordinator/detail/json_reader.hpp"
#include "geo/base64.hpp"
#include "geo/json_writer.hpp"
#include "plans/document.hpp"
#include "plans/plan_copies.hpp"
#include "plans/plan_life.hpp"

namespace lingding::coordinator {
namespace {

using detail::Node;
using geo::JsonWriter;
using plans::AsOf;

constexpr std::size_t kMaxQueryBytes = 4096;
constexpr std::size_t kMaxIdBytes = 64;
constexpr std::size_t kMaxAttachmentName = 100;
constexpr std::array<std::string_view, 9> kOfOnePlan{
    "plan", "document", "history", "as_of", "recognition", "copies", "observations", "attachments", "attachment"};

struct Query {
  std::string kind;
  std::string plan_id;
  std::optional<std::uint32_t> version;
  std::string after;
  std::string name;  ///< of an attachment: its digest or file name
  std::uint64_t offset = 0;
  std::vector<geo::Digest> digests;
  AsOf as_of;
  plans::Language language = plans::Language::en;
};

std::optional<geo::UtcTime> time(Node const& node, std::string_view name) {
  auto const member = node.find(name);
  if (!member) return std::nullopt;
  auto const text = member->view();
  if (!member->good()) return std::nullopt;
  auto const parsed = geo::parse_time(text);
  if (!parsed) {
    member->fail("a time as 2026-08-27T12:23:00Z");
    return std::nullopt;
  }
  return parsed;
}

Query read_query(Node const& node, geo::UtcTime now) {
  Query query;
  query.kind = node.at("kind").text(kMaxIdBytes);
  if (auto const plan = node.find("plan_id")) query.plan_id = plan->text(kMaxIdBytes);
  if (auto const version = node.find("version"))
    query.version = static_cast<std::uint32_t>(version->natural(plans::kMaxVersion, 1));
  if (auto const after = node.find("after")) query.after = after->text(kMaxIdBytes);
  if (auto const name = node.find("attachment")) query.name = name->text(kMaxAttachmentName);
  if (auto const offset = node.find("offset")) query.offset = offset->natural(plans::kMaxAttachmentBytes);
  if (auto const digests = node.find("digests"))
    digests->each(kMaxDigestsInQuestion, [&](Node const& one) {
      auto const digest = geo::parse_digest(one.view());
      if (node.good() && !digest) one.fail("64 hex digits");
      query.digests.push_back(digest.value_or(geo::Digest{}));
    });
  query.as_of.world = time(node, "world").value_or(now);
  query.as_of.known = time(node, "known").value_or(now);
  if (auto const language = node.find("language")) {
    auto const parsed = plans::parse_language(language->view());
    if (node.good() && !parsed) language->fail("en, zh-Hant, zh-Hans or pt");
    query.language = parsed.value_or(plans::Language::en);
  }
  return query;
}

std::string error(std::string_view code, std::string_view text, std::string_view field = {},
                  std::string_view expected = {}) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("error").begin_object().member("code", code).member("text", text);
  if (!field.empty()) json.member("field", field);
  if (!expected.empty()) json.member("expected", expected);
  json.end_object().end_object();
  return out;
}

std::string digest_text(std::optional<geo::Digest> const& digest) {
  return digest ? geo::to_hex(*digest) : std::string{};
}

void member_ref(JsonWriter& json, std::string_view name, std::optional<plans::RecordRef> const& ref) {
  if (!ref) return;
  json.key(name).begin_object().member("origin", geo::to_text(ref->origin)).member("seq", ref->seq).end_object();
}

void member_time(JsonWriter& json, std::string_view name, std::optional<geo::UtcTime> const& time) {
  if (time) json.member(name, geo::to_iso8601(*time));
}

void write_life(JsonWriter& json, plans::VersionLife const& life) {
  json.begin_object().member("version", life.version).member("state", plans::to_text(life.state));
  if (life.document) json.member("document", geo::to_hex(*life.document));
  member_time(json, "in_force_from", life.in_force_from);
  member_time(json, "ended_at", life.ended_at);
  member_ref(json, "record", life.record);
  if (life.successor) json.member("successor", *life.successor);
  json.end_object();
}

void write_recognition(JsonWriter& json, plans::Recognition const& recognition, plans::Language language) {
  json.begin_object()
      .member("by", geo::to_text(recognition.by))
      .member("home", geo::to_text(recognition.home))
      .member("version", recognition.version)
      .member("standing", plans::to_text(recognition.standing))
      .key("failing")
      .begin_array();
  for (auto const& failing : recognition.failing) {
    json.begin_object()
        .member("condition", plans::to_text(failing.condition))
        .member("text", plans::sentence(failing, language));
    if (failing.centre) json.member("centre", geo::to_text(*failing.centre));
    member_ref(json, "record", failing.record);
    json.end_object();
  }
  json.end_array().key("remarks").begin_array();
  for (auto const remark : recognition.remarks)
    json.begin_object()
        .member("remark", plans::to_text(remark))
        .member("text", plans::sentence(remark, language))
        .end_object();
  json.end_array().member("one_line", plans::one_line_of_faults(recognition, language)).end_object();
}

void write_copies(JsonWriter& json, std::vector<plans::CopyState> const& copies) {
  json.begin_array();
  for (auto const& copy : copies) {
    json.begin_object()
        .member("copy", copy.copy)
        .member("holder", plans::to_text(copy.holder))
        .member("drift", plans::to_text(copy.drift));
    if (copy.holds) json.member("holds", *copy.holds);
    if (copy.digest) json.member("digest", geo::to_hex(*copy.digest));
    member_time(json, "received_at", copy.received_at);
    member_ref(json, "evidence", copy.evidence);
    json.member("since", geo::to_iso8601(copy.since)).end_object();
  }
  json.end_array();
}

/// The company of a plan: that of its newest filing or registration.
std::optional<plans::CompanyId> company_of(plans::PlanRecords const& records) {
  if (!records.registrations.empty()) return records.registrations.back().company;
  if (!records.filings.empty()) return records.filings.back().company;
  return std::nullopt;
}

/// One answer in the making.
class Answering {
 public:
  Answering(Registrar& registrar, Query const& query, Asker const& asker, geo::UtcTime now)
      : registrar_(registrar), ledger_(registrar.ledger()), query_(query), asker_(asker), now_(now), json_(out_) {}

  std::string answer() {
    if (query_.kind == "plans") return plans_list();
    if (query_.kind == "heads") return heads();
    if (query_.kind == "due") return due();
    if (query_.kind == "modules") return modules();
    if (query_.kind == "lacking") return lacking();
    if (std::ranges::find(kOfOnePlan, query_.kind) == kOfOnePlan.end())
      return error("query_unknown", "There is no such question.", "/kind",
                   "plans, plan, document, history, as_of, recognition, copies, observations, attachments, attachment, "
                   "lacking, modules, heads or due");
    auto const* const records = ledger_.find(query_.plan_id);
    // What an operator must not see is not there for him.
    if (records == nullptr || !may_see(*records))
      return error("plan_unknown", "The register has no such plan.", "/plan_id");
    if (query_.kind == "history") return history();
    if (query_.kind == "as_of") return as_of();
    if (query_.kind == "observations") return observations();
    auto const version = query_.version ? query_.version : plans::best_version(ledger_, query_.plan_id, query_.as_of);
    if (!version) return error("version_unknown", "Nothing of the plan was known then.");
    if (query_.kind == "recognition") return recognition(*version);
    if (query_.kind == "copies") return copies(*version);
    if (query_.kind == "document") return document(*version);
    if (query_.kind == "attachments") return attachments(*version);
    if (query_.kind == "attachment") return attachment(*version);
    return plan(*version);
  }

 private:
  bool may_see(plans::PlanRecords const& records) const { return !asker_ || company_of(records) == asker_; }

  JsonWriter& begin() {
    return json_.begin_object()
        .member("kind", query_.kind)
        .member("centre", geo::to_text(registrar_.centre()))
        .member("world", geo::to_iso8601(query_.as_of.world))
        .member("known", geo::to_iso8601(query_.as_of.known));
  }
  std::string end() {
    json_.end_object();
    return std::move(out_);
  }

  std::string plans_list() {
    begin().key("plans").begin_array();
    std::size_t count = 0;
    std::string last;
    for (auto it = ledger_.plans().upper_bound(query_.after); it != ledger_.plans().end(); ++it) {
      auto const& [plan_id, records] = *it;
      if (!may_see(records)) continue;
      if (++count > kMaxPlansInAnswer) break;
      last = plan_id;
      write_row(plan_id, records);
    }
    json_.end_array();
    if (count > kMaxPlansInAnswer) json_.member("more_after", last);
    return end();
  }

  void write_row(std::string const& plan_id, plans::PlanRecords const& records) {
    auto const version = plans::best_version(ledger_, plan_id, query_.as_of);
    json_.begin_object().member("plan_id", plan_id);
    if (auto const company = company_of(records)) json_.member("company", company->text);
    if (version) {
      json_.key("newest");
      write_life(json_, plans::life_of(ledger_, plan_id, *version, query_.as_of));
      json_.key("recognised_by").begin_array();
      for (auto const centre : geo::kCentres)
        if (plans::recognise(ledger_, plan_id, *version, centre, query_.as_of).standing == plans::Standing::recognised)
          json_.value(geo::to_text(centre));
      json_.end_array();
    }
    json_.end_object();
  }

  std::string plan(std::uint32_t version) {
    begin().member("plan_id", query_.plan_id).key("versions").begin_array();
    for (auto const& life : plans::lives_of(ledger_, query_.plan_id, query_.as_of)) write_life(json_, life);
    json_.end_array().key("filings").begin_array();
    for (auto const& filing : ledger_.find(query_.plan_id)->filings) {
      if (filing.known_at > query_.as_of.known) continue;
      json_.begin_object()
          .member("id", filing.id)
          .member("version", filing.version)
          .member("document", geo::to_hex(filing.document))
          .member("company", filing.company.text)
          .member("recorded_at", geo::to_iso8601(filing.recorded_at))
          .end_object();
    }
    json_.end_array().member("version", version).key("recognition").begin_array();
    write_recognitions(version);
    json_.end_array().key("copies");
    write_copies(json_, plans::copies_of(ledger_, query_.plan_id, version, query_.as_of));
    json_.key("observations");
    write_observations();
    json_.key("due");
    write_due(plans::due_of(ledger_, query_.plan_id, query_.as_of));
    return end();
  }

  void write_recognitions(std::uint32_t version) {
    for (auto const centre : geo::kCentres)
      write_recognition(json_, plans::recognise(ledger_, query_.plan_id, version, centre, query_.as_of),
                        query_.language);
  }

  std::string recognition(std::uint32_t version) {
    begin().member("plan_id", query_.plan_id).key("recognition").begin_array();
    write_recognitions(version);
    json_.end_array();
    return end();
  }

  std::string copies(std::uint32_t version) {
    begin().member("plan_id", query_.plan_id).member("version", version).key("copies");
    write_copies(json_, plans::copies_of(ledger_, query_.plan_id, version, query_.as_of));
    return end();
  }

  std::string document(std::uint32_t version) {
    auto const life = plans::life_of(ledger_, query_.plan_id, version, query_.as_of);
    auto const bytes = life.document ? registrar_.document(*life.document) : std::nullopt;
    if (!bytes) return no_document();
    begin()
        .member("plan_id", query_.plan_id)
        .member("version", version)
        .member("state", plans::to_text(life.state))
        .member("digest", digest_text(life.document))
        .member("document", *bytes);
    return end();
  }

  /// What the version's document names; nothing: the document is not held here.
  std::optional<std::vector<plans::AttachmentRef>> named_by(std::uint32_t version) {
    auto const life = plans::life_of(ledger_, query_.plan_id, version, query_.as_of);
    auto const bytes = life.document ? registrar_.document(*life.document) : std::nullopt;
    if (!bytes) return std::nullopt;
    return plans::attachments_in(*bytes);
  }

  static std::string no_document() {
    return error("document_not_held", "The document of this version is not held here.");
  }

  std::string attachments(std::uint32_t version) {
    auto const named = named_by(version);
    if (!named) return no_document();
    begin().member("plan_id", query_.plan_id).member("version", version).key("attachments").begin_array();
    for (auto const& one : *named) {
      json_.begin_object()
          .member("digest", one.digest)
          .member("media_type", plans::to_text(one.media_type))
          .member("bytes", one.bytes);
      if (!one.file_name.empty()) json_.member("file_name", one.file_name);
      if (!one.title_en.empty()) json_.member("title", one.title_en);
      json_.member("held", registrar_.has_attachment(*geo::parse_digest(one.digest))).end_object();
    }
    json_.end_array();
    return end();
  }

  std::string attachment(std::uint32_t version) {
    auto const named = named_by(version);
    if (!named) return no_document();
    auto const found = std::ranges::find_if(*named, [&](auto const& one) {
      return !query_.name.empty() && (one.digest == query_.name || one.file_name == query_.name);
    });
    if (found == named->end())
      return error("attachment_unknown", "The plan's document names no such attachment.", "/attachment");
    auto const bytes = registrar_.attachment(*geo::parse_digest(found->digest));
    if (!bytes) return error("attachment_not_held", "The attachment is not held here (yet).");
    auto const offset = std::min<std::size_t>(query_.offset, bytes->size());
    begin()
        .member("plan_id", query_.plan_id)
        .member("version", version)
        .member("digest", found->digest)
        .member("media_type", plans::to_text(found->media_type))
        .member("bytes", bytes->size())
        .member("offset", offset)
        .member("data", geo::to_base64(std::string_view{*bytes}.substr(offset, kAttachmentBytesInAnswer)));
    return end();
  }

  /// Of these, the ones that the asker has to send before he files what names them.
  std::string lacking() {
    auto const party = plans::to_text(asker_ ? plans::Party{*asker_} : plans::Party{registrar_.centre()});
    begin().key("lacking").begin_array();
    for (auto const& digest : query_.digests)
      if (!registrar_.needs_not_send(party, digest)) json_.value(geo::to_hex(digest));
    json_.end_array();
    return end();
  }

  std::string history() {
    begin().member("plan_id", query_.plan_id).key("history").begin_array();
    for (auto const& line : plans::history_of(ledger_, query_.plan_id, query_.as_of.known)) {
      json_.begin_object();
      member_ref(json_, "record", line.record);
      json_.member("recorded_at", geo::to_iso8601(line.recorded_at))
          .member("known_at", geo::to_iso8601(line.known_at))
          .member("kind", plans::to_text(line.kind));
      if (line.version) json_.member("version", *line.version);
      if (line.by) json_.member("by", plans::to_text(*line.by));
      if (!line.signature_fault.empty()) json_.member("signature_fault", line.signature_fault);
      json_.end_object();
    }
    json_.end_array();
    return end();
  }

  std::string as_of() {
    auto const held = plans::holdings_at(ledger_, query_.plan_id, query_.as_of.world, query_.as_of.known);
    begin().member("plan_id", query_.plan_id);
    if (held.in_force) json_.member("in_force", *held.in_force);
    if (held.in_force_as_known_here) json_.member("in_force_as_known_here", *held.in_force_as_known_here);
    json_.key("holders").begin_array();
    for (auto const& holder : held.holders) {
      json_.begin_object().member("holder", plans::to_text(holder.holder));
      if (holder.version) json_.member("version", *holder.version);
      if (holder.document) json_.member("document", geo::to_hex(*holder.document));
      member_time(json_, "received_at", holder.received_at);
      member_ref(json_, "evidence", holder.evidence);
      json_.member("in_step", holder.in_step).end_object();
    }
    json_.end_array().key("recognition").begin_array();
    for (auto const& one : held.recognition) write_recognition(json_, one, query_.language);
    json_.end_array().key("as_known_here").begin_array();
    for (auto const& one : held.as_known_here) write_recognition(json_, one, query_.language);
    json_.end_array().key("heads_here");
    write_heads(held.heads_here);
    return end();
  }

  std::string observations() {
    begin().member("plan_id", query_.plan_id).key("observations");
    write_observations();
    return end();
  }

  void write_observations() {
    json_.begin_array();
    for (auto const& one : plans::observations_of(ledger_, query_.plan_id, query_.as_of)) {
      json_.begin_object()
          .member("id", one.id)
          .member("version", one.version)
          .member("raised_by", geo::to_text(one.raised_by));
      member_ref(json_, "raised", one.raised);
      json_.member("answers", one.answers.size()).member("open", !one.closed.has_value()).end_object();
    }
    json_.end_array();
  }

  void write_heads(plans::ChainHeads const& heads) {
    json_.begin_array();
    for (auto const& head : heads)
      json_.begin_object()
          .member("origin", geo::to_text(head.origin))
          .member("seq", head.seq)
          .member("hash", geo::to_hex(head.hash))
          .end_object();
    json_.end_array();
  }

  std::string heads() {
    if (asker_) return error("role_forbids", "The register's chains are for the centres' own people.");
    begin().key("heads");
    write_heads(ledger_.heads());
    json_.member("entries", ledger_.last_place())
        .member("head", geo::to_hex(ledger_.last_hash()))
        .member("without_effect", ledger_.voids().size())
        .key("own_chain");
    write_own_chain();
    json_.key("peers").begin_array();
    for (auto const& peer : registrar_.peers()) {
      json_.begin_object().member("centre", geo::to_text(peer.centre));
      member_time(json_, "last_heard", peer.last_heard);
      json_.key("heads");
      write_heads(peer.heads);
      json_.key("divergences").begin_array();
      for (auto const& one : peer.divergences) {
        json_.begin_object().member("origin", geo::to_text(one.ref.origin)).member("seq", one.ref.seq);
        if (one.ours) json_.member("ours", geo::to_hex(*one.ours));
        if (one.theirs) json_.member("theirs", geo::to_hex(*one.theirs));
        json_.end_object();
      }
      json_.end_array().end_object();
    }
    json_.end_array();
    if (!registrar_.signing_trouble().empty()) json_.member("signing_trouble", registrar_.signing_trouble());
    return end();
  }

  void write_own_chain() {
    auto const own = registrar_.own_chain(now_);
    json_.begin_object().member("state", to_text(own.state));
    if (!own.text.empty()) json_.member("text", own.text);
    if (own.taken_back > 0) json_.member("taken_back", own.taken_back).member("first_taken_back", own.first_taken_back);
    json_.end_object();
  }

  /// Of each centre, the version in force.
  std::string modules() {
    begin().key("modules").begin_array();
    for (auto const centre : geo::kCentres) {
      auto const module = plans::module_in_force(ledger_, centre, query_.as_of);
      if (!module) continue;
      json_.begin_object()
          .member("centre", geo::to_text(centre))
          .member("version", module->version)
          .member("document", geo::to_hex(module->document))
          .end_object();
    }
    json_.end_array();
    return end();
  }

  std::string due() {
    begin().key("due");
    auto items = query_.plan_id.empty() ? plans::due(ledger_, query_.as_of)
                                        : plans::due_of(ledger_, query_.plan_id, query_.as_of);
    std::erase_if(items, [&](auto const& item) {
      auto const* const records = ledger_.find(item.plan_id);
      return records == nullptr || !may_see(*records);
    });
    write_due(items);
    return end();
  }

  void write_due(std::vector<plans::DueItem> const& items) {
    json_.begin_array();
    for (auto const& item : items) {
      json_.begin_object()
          .member("plan_id", item.plan_id)
          .member("kind", plans::to_text(item.kind))
          .member("due", geo::to_iso8601(item.due));
      if (item.ship) json_.member("ship", item.ship->to_text());
      if (!item.about.empty()) json_.member("about", item.about);
      json_.end_object();
    }
    json_.end_array();
  }

  Registrar& registrar_;
  plans::Ledger const& ledger_;
  Query const& query_;
  Asker const& asker_;
  geo::UtcTime now_;
  std::string out_;
  JsonWriter json_;
};

}  // namespace

std::string answer_query(Registrar& registrar, std::string_view text, Asker const& asker, geo::UtcTime now) {
  auto const query =
      detail::read_document(text, kMaxQueryBytes, [&](Node const& node) { return read_query(node, now); });
  if (!query)
    return error("query_invalid", "The question can't be read.", query.error().pointer, query.error().expected);
  return Answering(registrar, *query, asker, now).answer();
}

}  // namespace lingding::coordinator
