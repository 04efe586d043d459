// Statements, records and entries from outside: any bytes get an answer; what is accepted is written back to the same
// bytes, and a ledger takes it or refuses it, and stays as it was when it refuses.

#include <cstdint>
#include <string>
#include <string_view>

#include "geo/check.hpp"
#include "plans/ledger.hpp"
#include "plans/recognition.hpp"

using namespace lingding;

namespace {

template <class Problems>
void check_problems(Problems const& problems) {
  LINGDING_CHECK(!problems.empty() && problems.size() <= plans::kMaxProblems + 1);
  for (auto const& problem : problems) {
    LINGDING_CHECK(!problem.expected.empty());
    LINGDING_CHECK(plans::is_printable(problem.value) && problem.value.size() <= 200);
  }
}

plans::SignedBy signed_by(plans::Statement const& statement) {
  plans::SignedBy signer;
  signer.signed_at = statement.made_at;
  if (auto const needed = plans::needed_signature(statement)) {
    signer.place = needed->place;
    signer.signatory = {needed->purpose, needed->id};
  }
  return signer;
}

void offer(plans::Statement const& statement, std::string_view text) {
  for (auto const centre : geo::kCentres) {
    plans::Ledger ledger{centre, {plans::shipped_arrangement(), {}}};
    plans::Ledger const before = ledger;
    auto const finding = plans::SignatureFinding{signed_by(statement)};
    auto const entry = ledger.append({std::string{text}, "jws", ""}, finding, statement.made_at);
    if (!entry) {
      LINGDING_CHECK(!entry.error().text.empty());
      LINGDING_CHECK(ledger == before);
      continue;
    }
    plans::Ledger again = before;
    LINGDING_CHECK(again.restore(plans::read_entry(plans::write_entry(*entry)).value()).has_value());
    LINGDING_CHECK(again == ledger);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  if (auto const statement = plans::read_statement(text)) {
    LINGDING_CHECK(plans::write_statement(*statement) == text);
    offer(*statement, text);
  } else {
    check_problems(statement.error());
  }
  if (auto const record = plans::read_record(text)) {
    LINGDING_CHECK(plans::write_record(*record) == text);
    for (auto const centre : geo::kCentres) {
      plans::Ledger ledger{centre, {plans::shipped_arrangement(), {}}};
      auto const entry = ledger.accept(*record, plans::BadSignature{"untrusted", "x"}, record->recorded_at);
      if (entry) LINGDING_CHECK(plans::read_entry(plans::write_entry(*entry)).value() == *entry);
    }
  } else {
    check_problems(record.error());
  }
  if (auto const entry = plans::read_entry(text)) {
    LINGDING_CHECK(plans::write_entry(*entry) == text);
    plans::Ledger ledger{geo::CentreId::hk, {plans::shipped_arrangement(), {}}};
    auto const restored = ledger.restore(*entry);
    if (restored) LINGDING_CHECK(ledger.last_place() == 1);
  } else {
    check_problems(entry.error());
  }
  if (auto const facts = plans::read_facts(text)) LINGDING_CHECK(plans::write_facts(*facts) == text);
  return 0;
}
