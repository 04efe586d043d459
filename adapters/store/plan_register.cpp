#include "adapters/store/plan_register.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "adapters/store/detail/wkb.hpp"
#include "adapters/store/migrations.hpp"
#include "adapters/store/spatial.hpp"
#include "coordinator/codec.hpp"
#include "geo/sha256.hpp"

namespace lingding::store {
namespace {

constexpr std::string_view kColumns = "p.plan_id, p.version, p.digest, p.document, p.stored_at, p.briefs";
constexpr std::string_view kNewest =
    "p.version = (SELECT max(q.version) FROM plan_version q WHERE q.plan_id = p.plan_id)";

/// The briefs as the journal writes them: one text form for one value, everywhere.
std::string briefs_to_text(std::vector<plans::PlanBrief> const& ships) {
  std::string text;
  coordinator::append_json(text, coordinator::Event{coordinator::PlanStored{ships}});
  return text;
}

std::vector<plans::PlanBrief> briefs_from_text(std::string_view text, std::string_view plan) {
  auto event = coordinator::parse_event(text, {});
  if (event && std::holds_alternative<coordinator::PlanStored>(*event)) {
    return std::get<coordinator::PlanStored>(*std::move(event)).ships;
  }
  throw SqliteFailure(Trouble::damaged, fmt::format("the register's ships of the plan {} can't be read", plan));
}

/// Beacons of the second generation are found by the first 15 of their 23 digits too (C/S T.018, section 3.6).
constexpr std::size_t kShortBeaconId = 15;

/// Everything that the plan is found by, folded.
std::set<std::string> keys_of(plans::StoredPlan const& plan) {
  std::set<std::string> keys;
  auto const add = [&](std::string_view text) {
    if (auto folded = plans::fold_name(text); !folded.empty()) keys.insert(std::move(folded));
  };
  add(plan.plan_id);
  for (auto const& ship : plan.ships) {
    for (auto const& name : {ship.names.en, ship.names.zh_hant, ship.names.zh_hans, ship.names.pt, ship.call_sign})
      add(name);
    if (ship.mmsi) add(ship.mmsi->to_text());
    if (ship.imo) add(std::to_string(ship.imo->number()));
    for (auto const& beacon : ship.beacons) {
      add(beacon.text());
      add(std::string_view{beacon.text()}.substr(0, kShortBeaconId));
    }
    for (auto const& device : ship.devices) add(device.to_text());
  }
  return keys;
}

plans::StoredPlan stored_plan(Statement const& row) {
  plans::StoredPlan plan;
  plan.plan_id = row.text(0);
  plan.version = static_cast<std::uint32_t>(row.number(1));
  plan.digest = row.text(2);
  plan.document = row.blob(3);
  plan.stored_at = geo::UtcTime{std::chrono::milliseconds{row.number(4)}};
  plan.ships = briefs_from_text(row.text(5), plan.plan_id);
  return plan;
}

std::vector<plans::StoredPlan> all_rows(Statement& statement) {
  std::vector<plans::StoredPlan> plans;
  while (statement.step()) plans.push_back(stored_plan(statement));
  return plans;
}

}  // namespace

class SpatialPlanRegister::Impl {
 public:
  Impl(std::filesystem::path const& folder, Access access, ConnectionOptions const& options)
      : spatial_(folder, access, options) {}

  PutResult put(plans::StoredPlan const& plan) {
    Transaction transaction{sql()};
    if (auto const judged = judge(plan)) return *judged;
    auto const row = insert_version(plan);
    for (std::size_t i = 0; i < plan.ships.size(); ++i) insert_ship(row, i, plan.ships[i]);
    auto key = sql().prepare("INSERT INTO plan_key (folded, plan_version) VALUES (?1, ?2)");
    for (auto const& folded : keys_of(plan)) key.bind(1, folded).bind(2, row).run();
    transaction.commit();
    spatial_.changed();
    return PutResult::stored;
  }

  std::vector<plans::StoredPlan> newest() {
    auto statement =
        sql().prepare(fmt::format("SELECT {} FROM plan_version p WHERE {} ORDER BY p.plan_id", kColumns, kNewest));
    return all_rows(statement);
  }

  std::vector<std::uint32_t> versions(std::string_view plan_id) {
    auto statement = sql().prepare("SELECT version FROM plan_version WHERE plan_id = ?1 ORDER BY version");
    statement.bind(1, plan_id);
    std::vector<std::uint32_t> found;
    while (statement.step()) found.push_back(static_cast<std::uint32_t>(statement.number(0)));
    return found;
  }

  std::optional<plans::StoredPlan> get(std::string_view plan_id, std::uint32_t version) {
    auto statement =
        sql().prepare(fmt::format("SELECT {} FROM plan_version p WHERE p.plan_id = ?1 AND p.version = ?2", kColumns));
    statement.bind(1, plan_id).bind(2, std::int64_t{version});
    auto plans = all_rows(statement);
    if (plans.empty()) return std::nullopt;
    return std::move(plans.front());
  }

  std::vector<plans::StoredPlan> find(std::string_view key) {
    auto const imo = plans::ImoNumber::parse(key);
    std::string const folded = imo ? std::to_string(imo->number()) : plans::fold_name(key);
    if (folded.empty()) return {};
    auto statement = sql().prepare(
        fmt::format("SELECT {} FROM plan_key k JOIN plan_version p ON p.id = k.plan_version WHERE k.folded = ?1 AND {} "
                    "ORDER BY p.plan_id",
                    kColumns, kNewest));
    statement.bind(1, folded);
    return all_rows(statement);
  }

  std::uint64_t change_count() { return spatial_.change_count(); }

 private:
  Connection& sql() { return spatial_.sql(); }

  /// Empty: the version is new, and may be stored.
  std::optional<PutResult> judge(plans::StoredPlan const& plan) {
    auto statement = sql().prepare(
        "SELECT version, document FROM plan_version WHERE plan_id = ?1 AND version >= ?2 ORDER BY version DESC LIMIT "
        "1");
    if (!statement.bind(1, plan.plan_id).bind(2, std::int64_t{plan.version}).step()) return std::nullopt;
    bool const same = statement.number(0) == plan.version && statement.blob(1) == plan.document;
    return same ? PutResult::already_there : PutResult::version_taken;
  }

  std::int64_t insert_version(plans::StoredPlan const& plan) {
    auto insert = sql().prepare(
        "INSERT INTO plan_version (plan_id, version, digest, document, stored_at, briefs) VALUES (?1, ?2, ?3, ?4, ?5, "
        "?6)");
    std::string const briefs = briefs_to_text(plan.ships);
    insert.bind(1, plan.plan_id)
        .bind(2, std::int64_t{plan.version})
        .bind(3, plan.digest)
        .bind_blob(4, plan.document)
        .bind(5, plan.stored_at.time_since_epoch().count())
        .bind(6, briefs)
        .run();
    return sql().number("SELECT last_insert_rowid()");
  }

  void insert_ship(std::int64_t plan_version, std::size_t ordinal, plans::PlanBrief const& ship) {
    auto insert = sql().prepare(
        "INSERT INTO ship (plan_version, ordinal, home, name_en, name_zh_hant, name_zh_hans, name_pt, company, mmsi, "
        "imo, call_sign, sample, route) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
        "GeomFromWKB(?13, 4326))");
    std::string const route = route_wkb(ship.route);
    std::string const imo = ship.imo ? std::to_string(ship.imo->number()) : "";
    std::string const mmsi = ship.mmsi ? ship.mmsi->to_text() : "";
    insert.bind(1, plan_version)
        .bind(2, static_cast<std::int64_t>(ordinal))
        .bind(3, geo::to_text(ship.home))
        .bind(4, ship.names.en)
        .bind(5, ship.names.zh_hant)
        .bind(6, ship.names.zh_hans)
        .bind(7, ship.names.pt)
        .bind(8, ship.company)
        .bind(11, ship.call_sign)
        .bind(12, std::int64_t{ship.sample ? 1 : 0});
    mmsi.empty() ? insert.bind_null(9) : insert.bind(9, mmsi);
    imo.empty() ? insert.bind_null(10) : insert.bind(10, imo);
    route.empty() ? insert.bind_null(13) : insert.bind_blob(13, route);
    insert.run();
  }

  SpatialConnection spatial_;
};

SpatialPlanRegister::SpatialPlanRegister(std::filesystem::path const& folder, Access access,
                                         ConnectionOptions const& options)
    : impl_(std::make_unique<Impl>(folder, access, options)) {}
SpatialPlanRegister::~SpatialPlanRegister() = default;

plans::PlanRegister::PutResult SpatialPlanRegister::put(plans::StoredPlan const& plan) {
  for (auto const& ship : plan.ships)
    LINGDING_CHECK(ship.plan_id == plan.plan_id && ship.version == plan.version && ship.digest == plan.digest);
  return impl_->put(plan);
}
std::vector<plans::StoredPlan> SpatialPlanRegister::newest() {
  return impl_->newest();
}
std::vector<std::uint32_t> SpatialPlanRegister::versions(std::string_view plan_id) {
  return impl_->versions(plan_id);
}
std::optional<plans::StoredPlan> SpatialPlanRegister::get(std::string_view plan_id, std::uint32_t version) {
  return impl_->get(plan_id, version);
}
std::vector<plans::StoredPlan> SpatialPlanRegister::find(std::string_view key) {
  return impl_->find(key);
}
std::uint64_t SpatialPlanRegister::change_count() {
  return impl_->change_count();
}

}  // namespace lingding::store
