// `lingding plan`: checks plan documents, and puts them into and gets them out of the centres' registers.

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
#include "tools/plan_files.hpp"
#include "tools/plan_page.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;
using geo::CentreId;
using plans::Problem;

void write_out(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw std::system_error(errno, std::generic_category(), "writing");
}

std::string in_words(CentreId centre) {
  return std::string{geo::to_text(centre)};
}

/// One checked file.
struct Checked {
  fs::path path;
  std::string text;
  std::optional<plans::PlanDocument> plan;  ///< empty for a centre's module, and where there are problems
  std::vector<Problem> problems;
};

Checked check_file(fs::path const& path) {
  Checked checked{path, {}, {}, {}};
  try {
    checked.text = read_document(path);
  } catch (std::system_error const& failure) {
    checked.problems.push_back({"", failure.code().message(), "a file that can be read", {}});
    return checked;
  }
  checked.problems = plans::check_document(checked.text);
  if (!checked.problems.empty()) return checked;
  if (auto plan = plans::read_plan(checked.text)) checked.plan = std::move(*plan);
  return checked;
}

/// What an identity of a ship is, and where it stands in the document.
struct Claim {
  std::string identity;
  std::string pointer;
};

std::vector<Claim> claims_of(plans::PlanDocument const& plan) {
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < plan.ships.size(); ++i) {
    plans::PlanBrief const& ship = plan.ships[i];
    std::string const at = "/ships/" + std::to_string(i) + "/identity/";
    if (ship.mmsi) claims.push_back({"MMSI " + ship.mmsi->to_text(), at + "mmsi"});
    if (ship.imo) claims.push_back({"IMO number " + std::to_string(ship.imo->number()), at + "imo"});
    claims.push_back({"call sign " + ship.call_sign, at + "call_sign"});
    for (std::size_t k = 0; k < ship.beacons.size(); ++k)
      claims.push_back({"beacon " + ship.beacons[k].text(), at + "beacons/" + std::to_string(k) + "/hex_id"});
    for (std::size_t k = 0; k < ship.devices.size(); ++k)
      claims.push_back({"device " + ship.devices[k].to_text(), at + "ais_devices/" + std::to_string(k) + "/number"});
  }
  return claims;
}

/// Plans that were given together must not claim the same ship, beacon or device, nor be two texts of one version.
void compare(std::vector<Checked>& files) {
  std::map<std::string, Checked const*> versions;
  std::map<std::string, Checked const*> owners;
  for (auto& file : files) {
    if (!file.plan) continue;
    auto const version = fmt::format("{} version {}", file.plan->plan_id, file.plan->version);
    auto const [at, is_new] = versions.emplace(version, &file);
    if (!is_new && at->second->plan->digest != file.plan->digest)
      file.problems.push_back({"/cover/version",
                               std::to_string(file.plan->version),
                               fmt::format("one text of {}; {} has another", version, at->second->path.string()),
                               {}});
    for (auto const& claim : claims_of(*file.plan)) {
      auto const [owner, first] = owners.emplace(claim.identity, &file);
      if (!first && owner->second->plan->plan_id != file.plan->plan_id)
        file.problems.push_back(
            {claim.pointer,
             claim.identity,
             fmt::format("an identity that no other plan has; {} has it too", owner->second->path.string()),
             {}});
    }
  }
}

/// "file:line:column: pointer: found …; expected …", as editors and people read it. One line, whatever is in the
/// values.
std::string line_of(fs::path const& path, Problem const& problem) {
  std::string line = path.string();
  if (problem.place) line += fmt::format(":{}:{}", problem.place->line, problem.place->column);
  line += ": " + (problem.pointer.empty() ? std::string{"(document)"} : problem.pointer) + ": ";
  line += problem.value.empty() ? "expected " : "found " + problem.value + "; expected ";
  line += problem.expected;
  return plans::printable(line) + "\n";
}

std::string subject_of(Checked const& file) {
  if (!file.plan) return "a centre's module";
  return fmt::format("{} version {}, {} {}", file.plan->plan_id, file.plan->version, file.plan->ships.size(),
                     file.plan->ships.size() == 1 ? "ship" : "ships");
}

std::string json_of(Checked const& file) {
  std::string out;
  geo::JsonWriter writer{out};
  writer.begin_object().member("file", file.path.string()).member("good", file.problems.empty());
  if (file.plan)
    writer.member("plan_id", file.plan->plan_id)
        .member("version", file.plan->version)
        .member("sha256", file.plan->digest);
  writer.key("problems").begin_array();
  for (auto const& problem : file.problems) {
    writer.begin_object().member("pointer", problem.pointer);
    if (!problem.value.empty()) writer.member("value", problem.value);
    writer.member("expected", problem.expected);
    if (problem.place) writer.member("line", problem.place->line).member("column", problem.place->column);
    writer.end_object();
  }
  writer.end_array().end_object();
  return out + "\n";
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
bool store_plan(Checked const& file, std::map<CentreId, std::unique_ptr<plans::PlanRegister>>& registers) {
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

int plan_check(std::vector<std::string> const& paths, OutputForm form) {
  std::vector<Checked> files;
  for (auto const& path : plan_files(paths)) files.push_back(check_file(path));
  compare(files);
  bool good = true;
  for (auto const& file : files) {
    good = good && file.problems.empty();
    if (form == OutputForm::json) {
      write_out(json_of(file));
      continue;
    }
    if (file.problems.empty()) write_out(fmt::format("{}: good: {}\n", file.path.string(), subject_of(file)));
    for (auto const& problem : file.problems) write_out(line_of(file.path, problem));
  }
  return good ? 0 : 1;
}

int plan_import(std::vector<std::string> const& paths, std::string const& data_folder,
                std::vector<CentreId> const& centres) {
  std::vector<Checked> files;
  for (auto const& path : plan_files(paths)) files.push_back(check_file(path));
  compare(files);
  bool good = true;
  for (auto const& file : files) {
    if (file.problems.empty() && file.plan) {
      std::map<CentreId, std::unique_ptr<plans::PlanRegister>> registers;
      for (auto const centre : geo::kCentres)
        if (centre == file.plan->home || std::find(centres.begin(), centres.end(), centre) != centres.end())
          registers.emplace(centre, open_register(data_folder, centre, store::Access::create));
      good = store_plan(file, registers) && good;
      continue;
    }
    good = false;
    if (file.problems.empty()) write_out(line_of(file.path, {"/schema", subject_of(file), "a cooperation plan", {}}));
    for (auto const& problem : file.problems) write_out(line_of(file.path, problem));
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
