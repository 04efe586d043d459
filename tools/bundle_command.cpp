// `lingding plan bundle|verify|diff`: a centre's whole ledger as one file, its verification without any server, and the
// differences between two documents.

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <system_error>

#include "adapters/store/ledger_store.hpp"
#include "geo/base64.hpp"
#include "geo/json_writer.hpp"
#include "plans/document.hpp"
#include "plans/ledger_verify.hpp"
#include "plans/plan_diff.hpp"
#include "plans/plan_life.hpp"
#include "plans/recognition.hpp"
#include "plans/trust.hpp"
#include "tools/desk_folder.hpp"
#include "tools/plan_files.hpp"
#include "tools/register_commands.hpp"
#include "tools/register_pages.hpp"
#include "tools/registry_base.hpp"

namespace lingding::tools {
namespace {

constexpr std::string_view kBundleForm = "lingding/bundle/1";
/// Of one line: a document, escaped.
constexpr std::size_t kMaxLineBytes = std::size_t{16} << 20U;

geo::UtcTime now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// What a bundle says, line by line.
class BundleReader {
 public:
  BundleReader(std::string const& file, plans::SignatureJudge judge)
      : file_(file), in_(file, std::ios::binary), judge_(std::move(judge)) {
    if (!in_) throw std::system_error(errno, std::generic_category(), file);
  }

  void read() {
    for (std::string line; std::getline(in_, line);) {
      ++number_;
      if (line.size() > kMaxLineBytes) fail("a line of at most 16 MiB");
      boost::json::error_code error;
      auto const value = boost::json::parse(line, error);
      auto const* const object = error ? nullptr : value.if_object();
      if (object == nullptr) fail("a JSON object");
      take(*object);
    }
    if (!verifier_) fail("a first line with the form " + std::string{kBundleForm});
    verifier_->finish(head_);
    for (auto const& digest : attachments_) named_.erase(digest);
  }

  plans::LedgerVerifier const& verifier() const { return *verifier_; }
  geo::CentreId centre() const { return centre_; }
  std::size_t documents() const { return documents_; }
  std::vector<std::string> const& document_faults() const { return document_faults_; }
  std::size_t attachments() const { return attachments_.size(); }
  /// Attachments that documents name and that are not in the bundle: by digest, what they are.
  std::map<std::string, std::string> const& missing_attachments() const { return named_; }

 private:
  [[noreturn]] void fail(std::string const& expected) const {
    throw std::runtime_error(file_ + ":" + std::to_string(number_) + ": expected " + expected);
  }

  std::string text(boost::json::object const& object, std::string_view name) const {
    auto const* const member = object.if_contains(name);
    if (member == nullptr || !member->is_string()) fail(std::string{name} + ", a text");
    return std::string(member->as_string());
  }

  void take(boost::json::object const& object) {
    if (object.contains("bundle")) {
      auto const centre = geo::parse_centre(text(object, "centre"));
      if (number_ != 1 || text(object, "bundle") != kBundleForm || !centre)
        fail("one first line with the form " + std::string{kBundleForm});
      centre_ = *centre;
      head_ = geo::parse_digest(text(object, "head"));
      if (!head_) fail("head, 64 hex digits");
      verifier_.emplace(centre_, registry_base(), judge_);
    } else if (!verifier_) {
      fail("a first line with the form " + std::string{kBundleForm});
    } else if (object.contains("entry")) {
      verifier_->take(text(object, "entry"));
    } else if (object.contains("document")) {
      ++documents_;
      auto const document = text(object, "document");
      hold_against_digest(object, document, "document");
      for (auto const& one : plans::attachments_in(document))
        named_.emplace(one.digest, (one.file_name.empty() ? std::string{"an attachment"} : one.file_name) + " (" +
                                       std::to_string(one.bytes) + " bytes)");
    } else if (object.contains("attachment")) {
      auto const bytes = geo::from_base64(text(object, "attachment"));
      if (!bytes) fail("an attachment in base64");
      if (hold_against_digest(object, *bytes, "attachment")) attachments_.insert(text(object, "digest"));
    } else {
      fail("an entry, a document or an attachment");
    }
  }

  bool hold_against_digest(boost::json::object const& object, std::string_view bytes, std::string_view what) {
    auto const digest = text(object, "digest");
    bool const good = geo::to_hex(geo::sha256(bytes)) == digest;
    if (!good)
      document_faults_.push_back(
          fmt::format("line {}: the {} is not the one with the digest {}", number_, what, digest));
    return good;
  }

  std::string file_;
  std::ifstream in_;
  plans::SignatureJudge judge_;
  std::size_t number_ = 0;
  geo::CentreId centre_ = geo::CentreId::hk;
  std::optional<geo::Digest> head_;
  std::optional<plans::LedgerVerifier> verifier_;
  std::size_t documents_ = 0;
  std::vector<std::string> document_faults_;
  std::set<std::string> attachments_;
  std::map<std::string, std::string> named_;
};

void report_plans(plans::Ledger const& ledger, plans::AsOf const& as_of) {
  for (auto const& [plan_id, records] : ledger.plans()) {
    auto const version = plans::best_version(ledger, plan_id, as_of);
    if (!version) continue;
    auto const life = plans::life_of(ledger, plan_id, *version, as_of);
    fmt::print("{} version {}: {}\n", plan_id, *version, plans::to_text(life.state));
    for (auto const centre : geo::kCentres) {
      auto const recognition = plans::recognise(ledger, plan_id, *version, centre, as_of);
      fmt::print("  {:<6} {}\n", geo::to_text(centre), plans::to_text(recognition.standing));
      for (auto const& failing : recognition.failing)
        fmt::print("         {}\n", plans::sentence(failing, plans::Language::en));
    }
  }
}

}  // namespace

int plan_bundle(std::string const& data, geo::CentreId centre, std::string const& out) {
  auto const folder = desk_folder_path(data, centre);
  store::LedgerStore ledger(folder, store::Access::read_only);
  std::ofstream file(out, std::ios::binary | std::ios::trunc);
  std::string head = geo::to_hex(geo::Digest{});
  std::vector<std::string> entries;
  ledger.read([&](std::string_view entry) { entries.emplace_back(entry); });
  if (!entries.empty())
    if (auto const last = plans::read_entry(entries.back())) head = geo::to_hex(last->hash);
  auto const line = [&](auto const& fill) {
    std::string text;
    geo::JsonWriter writer(text);
    writer.begin_object();
    fill(writer);
    writer.end_object();
    file << text << '\n';
  };
  line([&](geo::JsonWriter& json) {
    json.member("bundle", kBundleForm).member("centre", geo::to_text(centre)).member("head", head);
  });
  for (auto const& entry : entries) line([&](geo::JsonWriter& json) { json.member("entry", entry); });
  std::size_t documents = 0;
  ledger.each_document([&](geo::Digest const& digest, std::string_view bytes) {
    ++documents;
    line([&](geo::JsonWriter& json) { json.member("digest", geo::to_hex(digest)).member("document", bytes); });
  });
  std::size_t attachments = 0;
  ledger.each_attachment([&](geo::Digest const& digest, std::string_view bytes) {
    ++attachments;
    line([&](geo::JsonWriter& json) {
      json.member("digest", geo::to_hex(digest)).member("attachment", geo::to_base64(bytes));
    });
  });
  if (!file.flush()) throw std::runtime_error("can't write " + out);
  fmt::print("{}: {} entries, {} documents and {} attachments of {}\n", out, entries.size(), documents, attachments,
             geo::to_text(centre));
  return 0;
}

int plan_verify(std::string const& file, std::string const& trust, std::optional<geo::UtcTime> as_of, OutputForm form) {
  BundleReader bundle(file, plans::judge_by(read_trust(trust)));
  bundle.read();
  auto const& verifier = bundle.verifier();
  bool const good = verifier.faults().empty() && bundle.document_faults().empty();
  if (form == OutputForm::json) {
    std::string text;
    geo::JsonWriter json(text);
    json.begin_object()
        .member("good", good)
        .member("centre", geo::to_text(bundle.centre()))
        .member("entries", verifier.entries())
        .member("signatures", verifier.signatures())
        .member("documents", bundle.documents())
        .member("attachments", bundle.attachments())
        .member("fault_count", verifier.fault_count() + bundle.document_faults().size())
        .key("faults")
        .begin_array();
    for (auto const& fault : verifier.faults())
      json.begin_object()
          .member("place", fault.place)
          .member("code", plans::to_text(fault.code))
          .member("text", fault.text)
          .end_object();
    for (auto const& fault : bundle.document_faults())
      json.begin_object().member("code", "document_wrong").member("text", fault).end_object();
    json.end_array().key("missing_attachments").begin_array();
    for (auto const& [digest, what] : bundle.missing_attachments())
      json.begin_object().member("digest", digest).member("text", what).end_object();
    json.end_array().end_object();
    fmt::print("{}\n", text);
    return good ? 0 : 1;
  }
  fmt::print("Ledger of {}: {} entries, {} signatures, {} documents, {} attachments\n", geo::to_text(bundle.centre()),
             verifier.entries(), verifier.signatures(), bundle.documents(), bundle.attachments());
  for (auto const& fault : verifier.faults())
    fmt::print("FAULT at entry {}: {}: {}\n", fault.place, plans::to_text(fault.code), fault.text);
  for (auto const& fault : bundle.document_faults()) fmt::print("FAULT: {}\n", fault);
  for (auto const& [digest, what] : bundle.missing_attachments())
    fmt::print("MISSING: {}, {}: a document names it, and it is not in this file\n", plans::printable(what), digest);
  if (verifier.fault_count() > verifier.faults().size())
    fmt::print("… and {} more\n", verifier.fault_count() - verifier.faults().size());
  auto const at = as_of.value_or(now());
  fmt::print("\nAs of {}:\n", geo::to_iso8601(at));
  report_plans(verifier.ledger(), {at, at});
  fmt::print("\n{}\n",
             good ? bundle.missing_attachments().empty()
                        ? "Verified: every hash, signature and rule holds."
                        : "Verified: every hash, signature and rule holds, of what is here; attachments are missing."
                  : "NOT VERIFIED: see the faults above.");
  return good ? 0 : 1;
}

int plan_diff(std::string const& before, std::string const& after, OutputForm form) {
  auto const changes = plans::diff_plans(read_document(before), read_document(after));
  if (!changes) {
    print_problems(before + " or " + after, changes.error(), form);
    return 2;
  }
  for (auto const& change : *changes) {
    if (form == OutputForm::text) {
      fmt::print("{}\n", plans::to_line(change));
      continue;
    }
    std::string text;
    geo::JsonWriter(text)
        .begin_object()
        .member("kind", plans::to_text(change.kind))
        .member("pointer", change.pointer)
        .member("place", change.place)
        .member("before", change.before)
        .member("after", change.after)
        .end_object();
    fmt::print("{}\n", text);
  }
  return changes->empty() ? 0 : 1;
}

}  // namespace lingding::tools
