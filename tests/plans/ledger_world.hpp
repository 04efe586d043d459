#pragma once
// Three centres' ledgers for tests: statements said, signed by a stand-in that can be told to fail, recorded and
// replicated in any order.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plans/ledger.hpp"
#include "plans/plan_life.hpp"
#include "plans/recognition.hpp"

namespace lingding::plans_test {

using geo::CentreId;
using geo::UtcTime;

inline UtcTime at(std::string_view text) {
  return geo::parse_time(text).value();
}
inline geo::UtcDate day(std::string_view text) {
  return geo::parse_date(text).value();
}
inline plans::Mmsi ship(std::string_view text) {
  return plans::Mmsi::parse(text).value();
}

inline geo::Digest digest(std::string_view of) {
  return geo::sha256(of);
}

/// "<place> <signatory> <time> <SHA-256 of these and the text>": stands in for a JWS. Whoever is named has signed, and
/// a change of any byte is seen.
std::string stand_in_signature(std::string_view text, plans::SignedBy const& signer);
/// Judges such signatures.
plans::SignatureFinding judge_stand_in(plans::Statement const& statement, std::string_view text, std::string_view jws,
                                       std::string_view certificates, UtcTime recorded_at);
/// Who has to sign the statement.
plans::SignedBy right_signer(plans::Statement const& statement);

/// The three centres' modules, version 1 each.
plans::CarriedModules first_modules();
geo::Digest module_digest(CentreId centre, std::uint32_t version);

/// A plan with one ship that meets every condition.
struct PlanSpec {
  std::string plan_id = "HK-2026-014";
  std::uint32_t version = 1;
  std::string mmsi = "477000011";
  std::uint32_t imo = 2001113;
  std::string company = "blue-egret";
  std::string content = "as filed";  ///< what a re-issue does not change
  std::array<std::uint32_t, 3> modules{1, 1, 1};
};
plans::PlanFacts facts_for(PlanSpec const& spec);
plans::PlanFiled filing_for(plans::PlanFacts const& facts);
plans::PlanRegistered registration_for(plans::PlanFacts const& facts, std::string filing,
                                       std::optional<std::uint32_t> supersedes = {});

/// Clock, ledgers, what each chain has, and every entry of each ledger's journal.
class World {
 public:
  explicit World(plans::Arrangement arrangement = plans::shipped_arrangement());

  UtcTime now = at("2026-03-02T00:00:00Z");
  void pass(std::chrono::milliseconds time) { now += time; }

  plans::Ledger& ledger(CentreId centre) { return ledgers_.at(static_cast<std::size_t>(centre)); }
  plans::Ledger const& ledger(CentreId centre) const { return ledgers_.at(static_cast<std::size_t>(centre)); }
  std::vector<plans::Entry> const& journal(CentreId centre) const {
    return journals_.at(static_cast<std::size_t>(centre));
  }
  std::vector<plans::Record> const& chain(CentreId centre) const {
    return chains_.at(static_cast<std::size_t>(centre));
  }

  /// A statement with an id of its own, made now.
  plans::Statement statement(plans::Party const& by, plans::StatementBody body);
  /// Said by `by` to the centre `to`, rightly signed unless told otherwise.
  geo::Expected<plans::Entry, plans::Refusal> say(CentreId to, plans::Party const& by, plans::StatementBody body);
  geo::Expected<plans::Entry, plans::Refusal> submit(CentreId to, plans::Statement const& statement,
                                                     std::optional<plans::SignedBy> const& signer = {});
  /// Recorded in `to`'s own chain past the rules of the centre that records; those of the chain hold all the same.
  bool say_unchecked(CentreId to, plans::Party const& by, plans::StatementBody body);
  /// The same, and it has to be taken. Returns the statement's id.
  std::string must_say(CentreId to, plans::Party const& by, plans::StatementBody body);

  void learn(CentreId centre, plans::PlanFacts const& facts);
  void learn_everywhere(plans::PlanFacts const& facts);
  /// Everything of `origin`'s chain that `to` lacks, at most `count` records; how many went.
  std::size_t replicate(CentreId origin, CentreId to, std::size_t count = 1000);
  void replicate_all();
  /// Publishes version 1 of each centre's module, and replicates.
  void publish_modules();
  /// Files and registers with the home centre. Returns the filing's id.
  std::string register_plan(PlanSpec const& spec, std::optional<std::uint32_t> supersedes = {});

  plans::AsOf as_of() const { return {now, now}; }
  plans::Recognition recognise(CentreId by, std::string_view plan_id, std::uint32_t version) const {
    return plans::recognise(ledger(by), plan_id, version, by, as_of());
  }

  /// Signatures of these origins count as bad at this centre.
  std::map<CentreId, std::vector<CentreId>> distrusts;

 private:
  void journal_entry(CentreId centre, plans::Entry const& entry);

  std::vector<plans::Ledger> ledgers_;
  std::array<std::vector<plans::Entry>, 3> journals_;
  std::array<std::vector<plans::Record>, 3> chains_;
  std::uint64_t next_id_ = 1;
};

inline plans::Party company(std::string_view id = "blue-egret") {
  return plans::CompanyId{std::string{id}};
}

}  // namespace lingding::plans_test
