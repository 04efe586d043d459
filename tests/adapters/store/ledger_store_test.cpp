// The ledger's file: attachments are kept aside, and taken over with the entries or not at all.

#include "adapters/store/ledger_store.hpp"

#include <catch2/catch.hpp>

#include "coordinator/failures.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lingding;
using store::LedgerStore;

namespace {

coordinator::StagedAttachment staged(std::string const& party, std::string const& bytes, std::int64_t at) {
  return {
      party, geo::sha256(bytes), {plans::MediaType::png, bytes.size()}, geo::UtcTime{std::chrono::milliseconds{at}}};
}

}  // namespace

TEST_CASE("store.ledger: what is kept aside survives a restart, each party's apart") {
  support::TempFolder const folder;
  std::string const bytes{"\0\xFF picture", 10};
  {
    LedgerStore ledger(folder.path());
    ledger.stage(staged("operator:a", bytes, 5), bytes);
    ledger.stage(staged("operator:b", bytes, 3), bytes);
    ledger.stage(staged("operator:a", bytes, 9), bytes);  // the same again
  }
  LedgerStore ledger(folder.path());
  auto const all = ledger.staged();
  REQUIRE(all.size() == 2);
  CHECK(all[0].party == "operator:b");
  CHECK(all[1].at == geo::UtcTime{std::chrono::milliseconds{9}});
  CHECK(all[1].facts == coordinator::AttachmentFacts{plans::MediaType::png, bytes.size()});
  CHECK(ledger.staged_bytes("operator:a", geo::sha256(bytes)) == bytes);
  CHECK_FALSE(ledger.attachment(geo::sha256(bytes)));
  ledger.unstage("operator:b", geo::sha256(bytes));
  CHECK(ledger.staged().size() == 1);
}

TEST_CASE("store.ledger: a filing takes over what its party sent, all of it or nothing") {
  support::TempFolder const folder;
  LedgerStore ledger(folder.path());
  std::string const one = "one";
  std::string const two = "two";
  ledger.stage(staged("operator:a", one, 1), one);
  coordinator::RegisterAttachment const first{geo::sha256(one), plans::MediaType::png, "operator:a", {}};
  coordinator::RegisterAttachment const missing{geo::sha256(two), plans::MediaType::png, "operator:a", {}};
  CHECK_THROWS_AS(ledger.append({}, {{geo::sha256("{}"), "{}"}}, {first, missing}), coordinator::StorageFailure);
  CHECK_FALSE(ledger.attachment(geo::sha256(one)));
  CHECK_FALSE(ledger.has_document(geo::sha256("{}")));
  CHECK(ledger.staged().size() == 1);
  ledger.append({}, {}, {first});
  CHECK(ledger.attachment(geo::sha256(one)) == one);
  CHECK(ledger.staged().empty());
  // Held already, and from another registry with the bytes.
  ledger.append({}, {}, {first, {geo::sha256(two), plans::MediaType::pdf, {}, two}});
  CHECK(ledger.attachment_facts(geo::sha256(two)) == coordinator::AttachmentFacts{plans::MediaType::pdf, 3});
  std::size_t count = 0;
  ledger.each_attachment([&](geo::Digest const& digest, std::string_view bytes) {
    ++count;
    CHECK(geo::sha256(bytes) == digest);
  });
  CHECK(count == 2);
}
