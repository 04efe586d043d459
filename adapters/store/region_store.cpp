#include "adapters/store/region_store.hpp"

#include <fmt/format.h>

#include "adapters/store/migrations.hpp"
#include "adapters/store/spatial.hpp"
#include "geo/sha256.hpp"

namespace lingding::store {
namespace {

/// A region's content by itself.
std::string content_of(geo::Region const& region) {
  return geo::serialise({region});
}

std::string centres_text(std::vector<geo::CentreId> const& centres) {
  std::string text;
  for (auto const centre : centres) text += (text.empty() ? "" : " ") + std::string{geo::to_text(centre)};
  return text;
}

}  // namespace

class RegionStore::Impl {
 public:
  Impl(std::filesystem::path const& folder, Access access, ConnectionOptions const& options)
      : spatial_(folder, access, options) {}

  geo::Expected<PutResult, geo::RegionFault> put(geo::RegionSet const& set, geo::UtcTime now) {
    Transaction transaction{sql()};
    if (newest() == set.digest) return PutResult::already_there;
    std::int64_t row = 0;
    if (auto const found = find_set(set.digest)) {
      row = *found;
    } else {
      std::vector<std::int64_t> members;
      for (auto const& region : set.regions) {
        auto member = find_or_insert(region);
        if (!member) return geo::Unexpected{member.error()};
        members.push_back(*member);
      }
      row = insert_set(set.digest, members);
    }
    sql()
        .prepare("INSERT INTO region_load (region_set, at) VALUES (?1, ?2)")
        .bind(1, row)
        .bind(2, now.time_since_epoch().count())
        .run();
    transaction.commit();
    spatial_.changed();
    return PutResult::stored;
  }

  std::optional<geo::RegionSet> get(std::string_view digest) {
    auto const row = find_set(digest);
    if (!row) return std::nullopt;
    auto statement = sql().prepare(
        "SELECT r.content FROM region_set_member m JOIN region r ON r.id = m.region WHERE m.region_set = ?1 ORDER BY "
        "m.ordinal");
    statement.bind(1, *row);
    geo::RegionSet set;
    while (statement.step()) {
      auto regions = geo::parse_regions(statement.text(0));
      if (!regions) throw unreadable(digest, geo::to_text(regions.error()));
      for (auto& region : *regions) set.regions.push_back(std::move(region));
    }
    set.digest = geo::to_hex(geo::sha256(geo::serialise(set.regions)));
    if (set.digest != digest) throw unreadable(digest, "they are not what was stored");
    return set;
  }

  std::optional<std::string> newest() {
    auto statement = sql().prepare(
        "SELECT s.digest FROM region_load l JOIN region_set s ON s.id = l.region_set ORDER BY l.id DESC LIMIT 1");
    if (!statement.step()) return std::nullopt;
    return std::string{statement.text(0)};
  }

  std::vector<Loaded> history() {
    auto statement = sql().prepare(
        "SELECT s.digest, l.at, (SELECT count(*) FROM region_set_member m WHERE m.region_set = s.id) FROM region_load "
        "l "
        "JOIN region_set s ON s.id = l.region_set ORDER BY l.id");
    std::vector<Loaded> loads;
    while (statement.step()) {
      loads.push_back({std::string{statement.text(0)}, geo::UtcTime{std::chrono::milliseconds{statement.number(1)}},
                       static_cast<std::uint32_t>(statement.number(2))});
    }
    return loads;
  }

  std::uint64_t change_count() { return spatial_.change_count(); }

 private:
  Connection& sql() { return spatial_.sql(); }

  SqliteFailure unreadable(std::string_view digest, std::string_view why) {
    return {Trouble::damaged,
            fmt::format("{}: the regions of the set {} can't be read: {}", sql().file().string(), digest, why)};
  }

  std::optional<std::int64_t> find_set(std::string_view digest) {
    auto statement = sql().prepare("SELECT id FROM region_set WHERE digest = ?1");
    if (!statement.bind(1, digest).step()) return std::nullopt;
    return statement.number(0);
  }

  std::int64_t insert_set(std::string_view digest, std::vector<std::int64_t> const& members) {
    sql().prepare("INSERT INTO region_set (digest) VALUES (?1)").bind(1, digest).run();
    std::int64_t const row = sql().number("SELECT last_insert_rowid()");
    auto insert = sql().prepare("INSERT INTO region_set_member (region_set, ordinal, region) VALUES (?1, ?2, ?3)");
    for (std::size_t i = 0; i < members.size(); ++i)
      insert.bind(1, row).bind(2, static_cast<std::int64_t>(i)).bind(3, members[i]).run();
    return row;
  }

  /// The row of exactly this region.
  geo::Expected<std::int64_t, geo::RegionFault> find_or_insert(geo::Region const& region) {
    std::string const content = content_of(region);
    auto find = sql().prepare("SELECT id, content FROM region WHERE region_id = ?1 AND version = ?2");
    if (find.bind(1, region.ref.id).bind(2, std::int64_t{region.ref.version}).step()) {
      if (find.text(1) == content) return find.number(0);
      return geo::Unexpected{geo::RegionFault{
          fmt::format("{} version {}", region.ref.id, region.ref.version),
          "this version is in the register with another content; what changes needs a new version number",
          std::nullopt}};
    }
    insert(region, content);
    return sql().number("SELECT last_insert_rowid()");
  }

  void insert(geo::Region const& region, std::string const& content) {
    auto statement = sql().prepare(
        "INSERT INTO region (region_id, version, kind, centre, name_en, name_zh_hant, source, assumed, priority, "
        "copies_to, valid_from, valid_to, content, area) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
        "?13, GeomFromWKB(?14, 4326))");
    std::string const copies = centres_text(region.copies_to);
    std::string const from = geo::to_iso8601(region.valid_from);
    std::string const to = region.valid_to ? geo::to_iso8601(*region.valid_to) : "";
    statement.bind(1, region.ref.id)
        .bind(2, std::int64_t{region.ref.version})
        .bind(3, geo::to_text(region.ref.kind))
        .bind(4, geo::to_text(region.ref.centre))
        .bind(5, region.name_en)
        .bind(6, region.name_zh_hant)
        .bind(7, region.source)
        .bind(8, std::int64_t{region.assumed ? 1 : 0})
        .bind(9, std::int64_t{region.priority})
        .bind(10, copies)
        .bind(11, from)
        .bind(13, content)
        .bind_blob(14, region.wkb);
    region.valid_to ? statement.bind(12, to) : statement.bind_null(12);
    statement.run();
  }

  SpatialConnection spatial_;
};

RegionStore::RegionStore(std::filesystem::path const& folder, Access access, ConnectionOptions const& options)
    : impl_(std::make_unique<Impl>(folder, access, options)) {}
RegionStore::RegionStore(RegionStore&&) noexcept = default;
RegionStore& RegionStore::operator=(RegionStore&&) noexcept = default;
RegionStore::~RegionStore() = default;

geo::Expected<RegionStore::PutResult, geo::RegionFault> RegionStore::put(geo::RegionSet const& set, geo::UtcTime now) {
  return impl_->put(set, now);
}
std::optional<geo::RegionSet> RegionStore::get(std::string_view digest) {
  return impl_->get(digest);
}
std::optional<std::string> RegionStore::newest() {
  return impl_->newest();
}
std::vector<RegionStore::Loaded> RegionStore::history() {
  return impl_->history();
}
std::uint64_t RegionStore::change_count() {
  return impl_->change_count();
}

}  // namespace lingding::store
