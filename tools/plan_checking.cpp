#include "tools/plan_checking.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <system_error>

#include "geo/datasets/regions.hpp"
#include "tools/plan_files.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;
using plans::make_problem;
using plans::Problem;
using plans::ProblemCode;

void check_attachments(CheckedPlan& file) {
  for (auto const& attachment : file.plan->attachments) {
    std::string const name = attachment.file_name.empty() ? attachment.digest : attachment.file_name;
    fs::path const path = file.path.parent_path() / "attachments" / name;
    std::error_code error;
    if (!fs::is_regular_file(path, error)) {
      file.problems.push_back(
          make_problem(ProblemCode::attachment_missing, attachment.pointer, "", {"attachments/" + name}));
      continue;
    }
    for (auto& problem : plans::check_attachment(read_at_most(path, plans::kMaxAttachmentBytes), attachment))
      file.problems.push_back(std::move(problem));
  }
}

CheckedPlan check_one(fs::path const& path, plans::CheckContext const& context) {
  CheckedPlan checked{path, {}, {}, {}};
  try {
    checked.text = read_document(path);
    auto plan = plans::read_plan(checked.text, context);
    if (plan) {
      checked.problems = plan->warnings;
      checked.plan = std::move(*plan);
      check_attachments(checked);
    } else {
      checked.problems = plan.error();
    }
    // A centre's module is no plan; its own problems are what is wanted then.
    if (!plan && !checked.problems.empty() && checked.problems.back().code == ProblemCode::not_a_plan)
      checked.problems = plans::check_document(checked.text, context);
  } catch (std::system_error const& failure) {
    checked.problems.push_back(make_problem(ProblemCode::file_unreadable, "", failure.code().message()));
  }
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

void compare(std::vector<CheckedPlan>& files) {
  std::map<std::string, CheckedPlan const*> versions;
  std::map<std::string, CheckedPlan const*> owners;
  for (auto& file : files) {
    if (!file.plan) continue;
    auto const version = fmt::format("{} version {}", file.plan->plan_id, file.plan->version);
    auto const [at, is_new] = versions.emplace(version, &file);
    if (!is_new && at->second->plan->digest != file.plan->digest)
      file.problems.push_back(make_problem(ProblemCode::version_two_texts, "/cover/version",
                                           std::to_string(file.plan->version), {version, at->second->path.string()}));
    for (auto const& claim : claims_of(*file.plan)) {
      auto const [owner, first] = owners.emplace(claim.identity, &file);
      if (!first && owner->second->plan->plan_id != file.plan->plan_id)
        file.problems.push_back(make_problem(ProblemCode::identity_in_two_plans, claim.pointer, claim.identity,
                                             {owner->second->path.string()}));
    }
  }
}

std::string_view warning_word(plans::Language language) {
  switch (language) {
    case plans::Language::en:
      return "warning: ";
    case plans::Language::zh_hant:
    case plans::Language::zh_hans:
      return "警告：";
    case plans::Language::pt:
      return "aviso: ";
  }
  return "";
}

}  // namespace

std::unique_ptr<geo::WaterMap const> water_map(std::optional<fs::path> const& regions) {
  auto const file = regions ? *regions : share_folder() / "geo" / "data" / "regions.geojson";
  auto loaded = geo::datasets::load_regions(file);
  if (!loaded) throw std::runtime_error(geo::datasets::to_text(loaded.error()));
  return std::make_unique<geo::WaterMap const>(*std::move(loaded));
}

std::vector<CheckedPlan> check_plans(std::vector<std::string> const& paths, plans::CheckContext const& context) {
  std::vector<CheckedPlan> files;
  for (auto const& path : plan_files(paths)) files.push_back(check_one(path, context));
  compare(files);
  return files;
}

std::string problem_line(fs::path const& path, Problem const& problem, plans::Language language) {
  std::string line = path.string();
  if (problem.place) line += fmt::format(":{}:{}", problem.place->line, problem.place->column);
  line += ": " + (problem.pointer.empty() ? std::string{"(document)"} : problem.pointer) + ": ";
  if (!plans::is_error(problem)) line += warning_word(language);
  line += plans::sentence(problem, language) + " [" + std::string{plans::to_text(problem.code)} + "]";
  return plans::printable(line) + "\n";
}

std::string subject_of(CheckedPlan const& file) {
  if (!file.plan) return "a centre's module";
  return fmt::format("{} version {}, {} {}", file.plan->plan_id, file.plan->version, file.plan->ships.size(),
                     file.plan->ships.size() == 1 ? "ship" : "ships");
}

}  // namespace lingding::tools
