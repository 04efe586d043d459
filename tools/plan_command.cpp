// `lingding plan`: puts plan documents into the centres' registers and gets them out.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <system_error>

#include "adapters/store/plan_register.hpp"
#include "geo/json_writer.hpp"
#include "plans/document.hpp"
#include "tools/commands.hpp"
#include "tools/plan_checking.hpp"
#include "tools/plan_page.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;
using geo::CentreId;

void write_out(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw std::system_error(errno, std::generic_category(), "writing");
}

std::string in_words(CentreId centre) {
  return std::string{geo::to_text(centre)};
}

/// A centre's register; nullptr when it has none yet (or, to write, makes one).
std::unique_ptr<plans::PlanRegister> open_register(fs::path const& data, CentreId centre, store::Access access) {
  fs::path const folder = data / in_words(centre);
  if (access != store::Access::create && !fs::exists(folder / "register.db")) return nullptr;
  return std::make_unique<store::SpatialPlanRegister>(folder, access);
}

/// A plan as the registers have it: the newest version, and who has which.
struct Held {
  plans::StoredPlan newest;
  std::vector<std::pair<CentreId, std::uint32_t>> versions;
};

std::string held_words(Held const& held) {
  std::string words;
  for (auto const& [centre, version] : held.versions)
    words += fmt::format("{}{} (version {})", words.empty() ? "" : ", ", in_words(centre), version);
  return words;
}

/// What `ask` gets from each of these centres' registers, by plan id.
/// \throws std::runtime_error when none of them has a register.
template <class Ask>
std::map<std::string, Held> gather(fs::path const& data, std::vector<CentreId> const& centres, Ask const& ask) {
  std::map<std::string, Held> plans_held;
  bool any = false;
  for (auto const centre : centres) {
    auto const plan_register = open_register(data, centre, store::Access::read_only);
    if (!plan_register) continue;
    any = true;
    for (auto& stored : ask(*plan_register)) {
      Held& held = plans_held[stored.plan_id];
      held.versions.emplace_back(centre, stored.version);
      if (held.newest.plan_id.empty() || held.newest.version < stored.version) held.newest = std::move(stored);
    }
  }
  if (!any)
    throw std::runtime_error(data.string() + ": no register there; `lingding plan import … --data " + data.string() +
                             "` makes them");
  return plans_held;
}

std::string english_title(plans::StoredPlan const& stored) {
  auto const plan = plans::read_plan(stored.document);
  return plan ? plan->title.en : "(the stored document no longer passes its checks)";
}

std::string json_of(Held const& held) {
  std::string out;
  geo::JsonWriter writer{out};
  plans::StoredPlan const& plan = held.newest;
  writer.begin_object()
      .member("plan_id", plan.plan_id)
      .member("version", plan.version)
      .member("title", english_title(plan));
  writer.member("sha256", plan.digest)
      .member("stored_at", geo::to_iso8601(plan.stored_at))
      .key("held_by")
      .begin_object();
  for (auto const& [centre, version] : held.versions) writer.member(geo::to_text(centre), version);
  writer.end_object().key("ships").begin_array();
  for (auto const& ship : plan.ships) {
    writer.begin_object().member("name", ship.names.en).member("name_zh_hant", ship.names.zh_hant);
    if (ship.mmsi) writer.member("mmsi", ship.mmsi->to_text());
    writer.member("call_sign", ship.call_sign).end_object();
  }
  writer.end_array().end_object();
  return out + "\n";
}

std::string lines_of(Held const& held) {
  std::string out = fmt::format("{} version {}: {}\n  held by {}\n", held.newest.plan_id, held.newest.version,
                                english_title(held.newest), held_words(held));
  for (auto const& ship : held.newest.ships)
    out += fmt::format("  {} {} · MMSI {} · {}\n", ship.names.en, ship.names.zh_hant,
                       ship.mmsi ? ship.mmsi->to_text() : "none", ship.call_sign);
  return out;
}

geo::UtcTime now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// Puts one plan into the registers of these centres. False when any of them refused it.
bool store_plan(CheckedPlan const& file, std::map<CentreId, std::unique_ptr<plans::PlanRegister>>& registers) {
  using Result = plans::PlanRegister::PutResult;
  auto const stored = plans::to_stored(*file.plan, file.text, now());
  std::map<Result, std::string> centres;
  for (auto& [centre, plan_register] : registers) {
    std::string& words = centres[plan_register->put(stored)];
    words += (words.empty() ? "" : ", ") + in_words(centre);
  }
  for (auto const& [result, words] : centres) {
    std::string_view meaning;
    switch (result) {
      case Result::stored:
        meaning = "stored at";
        break;
      case Result::already_there:
        meaning = "already at";
        break;
      case Result::version_taken:
        meaning = "REFUSED, as another document has this version or a higher version is there, at";
        break;
    }
    write_out(fmt::format("{}: {}: {} {}\n", file.path.string(), subject_of(file), meaning, words));
  }
  return !centres.contains(Result::version_taken);
}

}  // namespace

int plan_import(std::vector<std::string> const& paths, std::string const& data_folder,
                std::vector<CentreId> const& centres) {
  auto const water = water_map(std::nullopt);
  auto const files = check_plans(paths, {.water = water.get()});
  bool good = true;
  for (auto const& file : files) {
    for (auto const& problem : file.problems) write_out(problem_line(file.path, problem, plans::Language::en));
    if (file.good() && file.plan) {
      std::map<CentreId, std::unique_ptr<plans::PlanRegister>> registers;
      for (auto const centre : geo::kCentres)
        if (centre == file.plan->home || std::find(centres.begin(), centres.end(), centre) != centres.end())
          registers.emplace(centre, open_register(data_folder, centre, store::Access::create));
      good = store_plan(file, registers) && good;
      continue;
    }
    good = false;
    if (file.good())
      write_out(problem_line(file.path,
                             plans::make_problem(plans::ProblemCode::not_a_plan, "/schema", subject_of(file)),
                             plans::Language::en));
  }
  return good ? 0 : 1;
}

int plan_list(std::string const& data_folder, std::vector<CentreId> const& centres, OutputForm form) {
  auto const plans_held =
      gather(data_folder, centres, [](plans::PlanRegister& plan_register) { return plan_register.newest(); });
  for (auto const& [id, held] : plans_held) write_out(form == OutputForm::json ? json_of(held) : lines_of(held));
  return 0;
}

int plan_show(std::string const& key, std::string const& data_folder, std::vector<CentreId> const& centres,
              OutputForm form) {
  auto const found =
      gather(data_folder, centres, [&](plans::PlanRegister& plan_register) { return plan_register.find(key); });
  if (found.empty()) {
    std::fprintf(stderr, "lingding: no plan is known by \"%s\"\n", plans::printable(key).c_str());
    return 1;
  }
  bool first = true;
  for (auto const& [id, held] : found) {
    if (form == OutputForm::json) {
      write_out(held.newest.document);
      if (!held.newest.document.ends_with('\n')) write_out("\n");
    } else {
      if (!first) write_out("\n" + std::string(72, '=') + "\n\n");
      write_out(plan_page(held.newest.document, held_words(held), share_folder() / "plans" / "data" / "centres"));
    }
    first = false;
  }
  return 0;
}

}  // namespace lingding::tools
