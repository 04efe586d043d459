// `lingding plan export`: a plan as its document, on paper, or with all others on a map.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "adapters/paper/paper.hpp"
#include "adapters/runtime/clock.hpp"
#include "adapters/store/plan_register.hpp"
#include "adapters/store/region_store.hpp"
#include "geo/datasets/gpkg_writer.hpp"
#include "geo/datasets/regions.hpp"
#include "plans/document.hpp"
#include "tools/commands.hpp"
#include "tools/plan_files.hpp"
#include "tools/plan_layers.hpp"
#include "tools/registered_plan.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;

/// A reason to end with status 1.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Source {
  std::string document;
  plans::PlanDocument plan;
  std::optional<RegisteredPlan> registered;  ///< by the registry of the centre whose register it is from
};

Source checked(std::string text, std::string const& where) {
  auto plan = plans::read_plan(text);
  if (!plan)
    throw Refused(fmt::format("{}: {}: expected {} (`lingding plan check` says more)", where,
                              plan.error().front().pointer, plan.error().front().expected));
  return {std::move(text), std::move(*plan), {}};
}

/// The newest version of each plan that these centres' registers give.
std::vector<Source> from_registers(PlanExportOptions const& options) {
  struct Found {
    plans::StoredPlan stored;
    geo::CentreId centre = geo::CentreId::hk;
  };
  std::map<std::string, Found> newest;
  bool any = false;
  for (auto const centre : options.centres) {
    fs::path const folder = options.data_folder / geo::to_text(centre);
    if (!fs::exists(folder / "register.db")) continue;
    any = true;
    store::SpatialPlanRegister plan_register{folder, store::Access::read_only};
    for (auto& stored : options.all ? plan_register.newest() : plan_register.find(options.plan)) {
      auto& held = newest[stored.plan_id];
      if (held.stored.plan_id.empty() || held.stored.version < stored.version) held = {std::move(stored), centre};
    }
  }
  if (!any) throw Refused(options.data_folder.string() + ": no register there");
  std::vector<Source> sources;
  for (auto& [id, found] : newest) {
    sources.push_back(checked(std::move(found.stored.document), id));
    if (options.format == PlanExportFormat::pdf || options.format == PlanExportFormat::card)
      sources.back().registered = registered_plan(options.data_folder / geo::to_text(found.centre), found.centre, id,
                                                  found.stored.version, runtime::SystemClock{}.now());
  }
  return sources;
}

std::vector<Source> sources_of(PlanExportOptions const& options) {
  if (!options.all && fs::is_regular_file(options.plan))
    return {checked(read_document(options.plan), plans::printable(options.plan))};
  auto sources = from_registers(options);
  if (sources.empty())
    throw Refused(options.all ? "the registers hold no plan"
                              : fmt::format("no file and no plan is known by \"{}\"", plans::printable(options.plan)));
  if (!options.all && sources.size() > 1) {
    std::string ids;
    for (auto const& source : sources) ids += (ids.empty() ? "" : ", ") + source.plan.plan_id;
    throw Refused(fmt::format("\"{}\" is in several plans: {}", plans::printable(options.plan), ids));
  }
  return sources;
}

/// Those that a centre decides by now; the shipped ones where no centre's register has any.
geo::RegionSet regions_of(PlanExportOptions const& options) {
  for (auto const centre : options.centres) {
    fs::path const folder = options.data_folder / geo::to_text(centre);
    if (!fs::exists(folder / "register.db")) continue;
    store::RegionStore regions{folder, store::Access::read_only};
    if (auto const digest = regions.newest())
      if (auto set = regions.get(*digest)) return std::move(*set);
  }
  auto set = geo::datasets::load_regions(share_folder() / "geo" / "data" / "regions.geojson");
  if (!set) throw std::runtime_error(geo::datasets::to_text(set.error()));
  return std::move(*set);
}

/// Those that the plan was registered with, or else those at hand; the paper says which are missing.
std::vector<std::string> modules_for(Source const& source) {
  if (source.registered) return source.registered->modules;
  std::vector<std::string> modules;
  for (auto const centre : geo::kCentres) {
    auto const file = share_folder() / "plans" / "data" / "centres" / (std::string{geo::to_text(centre)} + ".json");
    if (fs::is_regular_file(file)) modules.push_back(read_document(file));
  }
  return modules;
}

std::string status_on_paper(RegisteredPlan const& plan, paper::Languages languages) {
  using plans::Language;
  return status_line(plan, languages == paper::Languages::zh_hans_en ? Language::zh_hans : Language::zh_hant,
                     languages == paper::Languages::zh_hant_pt ? Language::pt : Language::en);
}

void export_paper(Source const& source, PlanExportOptions const& options) {
  auto const languages = paper::parse_languages(options.languages);
  if (!languages) throw Refused(options.languages + ": expected zh-Hant+en, zh-Hant+pt or zh-Hans+en");
  auto const status =
      options.status.empty() && source.registered ? status_on_paper(*source.registered, *languages) : options.status;
  geo::WaterMap const water{regions_of(options)};
  paper::PaperOptions const wanted{.languages = *languages,
                                   .copy = options.copy,
                                   .digest = source.registered ? source.registered->digest : source.plan.digest,
                                   .status = status,
                                   .exercise = options.exercise,
                                   .modules = modules_for(source),
                                   .water = &water};
  auto const made = options.format == PlanExportFormat::card ? paper::render_contacts_card(source.document, wanted)
                                                             : paper::render_plan(source.document, wanted);
  if (!made) throw Refused(made.error().reason);
  if (made->missing_glyphs > 0)
    std::fprintf(stderr,
                 "lingding: WARNING: %zu characters have no shape in the installed fonts and are boxes on the paper; "
                 "install fonts-noto-cjk\n",
                 made->missing_glyphs);
  write_whole(options.out, made->pdf);
  if (options.out != "-")
    std::printf("%s: %s version %u, %zu %s\n", options.out.c_str(), source.plan.plan_id.c_str(), source.plan.version,
                made->pages, made->pages == 1 ? "page" : "pages");
}

void export_map(std::vector<Source> const& sources, PlanExportOptions const& options) {
  if (options.out == "-") throw Refused("a GeoPackage is a file: --out FILE");
  std::vector<LayeredPlan> layered;
  geo::UtcDate newest{};
  for (auto const& source : sources) {
    layered.push_back({source.document, source.plan.digest});
    newest = std::max(newest, source.plan.dated);
  }
  auto const regions = regions_of(options);
  // No clock: the newest plan's date, so that the same register gives the same file.
  geo::datasets::write_geopackage(options.out, plan_layers(layered, regions.regions), newest);
  std::printf("%s: %zu %s, %zu regions\n", options.out.c_str(), sources.size(), sources.size() == 1 ? "plan" : "plans",
              regions.regions.size());
}

}  // namespace

int plan_export(PlanExportOptions const& options) {
  try {
    if (options.all != options.plan.empty()) {
      std::fprintf(stderr, "lingding: expected one plan or --all\n");
      return 2;
    }
    if (options.all && options.format != PlanExportFormat::gpkg) {
      std::fprintf(stderr, "lingding: --all is for --format gpkg\n");
      return 2;
    }
    auto const sources = sources_of(options);
    switch (options.format) {
      case PlanExportFormat::json:
        write_whole(options.out, sources.front().document);
        break;
      case PlanExportFormat::pdf:
      case PlanExportFormat::card:
        export_paper(sources.front(), options);
        break;
      case PlanExportFormat::gpkg:
        export_map(sources, options);
        break;
    }
    return 0;
  } catch (Refused const& refused) {
    std::fprintf(stderr, "lingding: %s\n", refused.what());
    return 1;
  }
}

}  // namespace lingding::tools
