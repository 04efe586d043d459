#include "tools/registered_plan.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "adapters/store/ledger_store.hpp"
#include "plans/language.hpp"
#include "plans/ledger.hpp"
#include "tools/registry_base.hpp"

namespace lingding::tools {
namespace {

plans::Ledger ledger_of(store::LedgerStore& store, geo::CentreId centre, std::filesystem::path const& folder) {
  plans::Ledger ledger{centre, registry_base()};
  store.read([&](std::string_view text) {
    auto entry = plans::read_entry(text);
    if (!entry || !ledger.restore(*std::move(entry)))
      throw std::runtime_error(
          fmt::format("{}: entry {} can't be read", store::ledger_file(folder).string(), ledger.last_place() + 1));
  });
  return ledger;
}

/// "CN-GD, MO"
std::string centres_that(std::vector<plans::Recognition> const& recognition, plans::Standing standing) {
  std::string list;
  for (auto const& one : recognition)
    if (one.by != one.home && one.standing == standing)
      list += fmt::format("{}{}", list.empty() ? "" : ", ", geo::to_text(one.by));
  return list;
}

}  // namespace

std::optional<RegisteredPlan> registered_plan(std::filesystem::path const& folder, geo::CentreId centre,
                                              std::string_view plan_id, std::uint32_t version, geo::UtcTime now) {
  if (!std::filesystem::exists(store::ledger_file(folder))) return std::nullopt;
  store::LedgerStore store{folder, store::Access::read_only};
  auto const ledger = ledger_of(store, centre, folder);
  auto const* const records = ledger.find(plan_id);
  if (records == nullptr) return std::nullopt;
  for (auto const& registration : records->registrations) {
    if (registration.version != version) continue;
    RegisteredPlan plan{geo::to_hex(registration.document), {}, registration.recorded_at, {}};
    for (auto const& module : registration.modules)
      if (auto bytes = store.document(module.document)) plan.modules.push_back(*std::move(bytes));
    for (auto const by : geo::kCentres)
      plan.recognition.push_back(plans::recognise(ledger, plan_id, version, by, plans::AsOf{now, now}));
    return plan;
  }
  return std::nullopt;
}

std::string status_line(RegisteredPlan const& plan, plans::Language chinese, plans::Language beside) {
  auto const& home = plan.recognition.front().home;
  auto const both = [&](std::string_view en, std::string_view zh_hant, std::string_view zh_hans, std::string_view pt) {
    return fmt::format("{} {}", plans::choose(chinese, en, zh_hant, zh_hans, pt),
                       plans::choose(beside, en, zh_hant, zh_hans, pt));
  };
  auto line = fmt::format("{} {} {}", both("Registered", "登記", "登记", "Registado"), geo::to_text(home),
                          geo::to_iso8601(std::chrono::floor<std::chrono::days>(plan.recorded_at)));
  if (auto const list = centres_that(plan.recognition, plans::Standing::recognised); !list.empty())
    line += fmt::format("; {} {}", both("recognised by", "承認", "承认", "reconhecido por"), list);
  if (auto const list = centres_that(plan.recognition, plans::Standing::not_recognised); !list.empty())
    line += fmt::format("; {} {}", both("not recognised by", "不承認", "不承认", "não reconhecido por"), list);
  return line;
}

}  // namespace lingding::tools
