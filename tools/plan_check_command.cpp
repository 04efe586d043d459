// `lingding plan check`: says what is wrong with plan documents, where, and which waters their routes cross.

#include <algorithm>
#include <cstdio>
#include <system_error>

#include "geo/json_writer.hpp"
#include "tools/commands.hpp"
#include "tools/plan_checking.hpp"

namespace lingding::tools {
namespace {

void write_out(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw std::system_error(errno, std::generic_category(), "writing");
}

std::string json_of(CheckedPlan const& file) {
  std::string out;
  geo::JsonWriter writer{out};
  writer.begin_object().member("file", file.path.string()).member("good", file.good());
  if (file.plan) {
    writer.member("plan_id", file.plan->plan_id)
        .member("version", file.plan->version)
        .member("sha256", file.plan->digest);
    writer.key("routes").begin_array();
    for (auto const& route : file.plan->waters) {
      writer.begin_object().member("id", route.route).key("waters_nm").begin_object();
      for (auto const centre : geo::kCentres)
        writer.member(geo::to_text(centre), route.shares.in(centre).nautical_miles());
      writer.end_object().member("outside_nm", route.shares.outside.nautical_miles()).end_object();
    }
    writer.end_array();
  }
  writer.key("problems").raw(plans::to_json(file.problems)).end_object();
  return out + "\n";
}

/// "file: good: HK-SAMPLE-01 version 2, 1 ship; outer-harbour-sheung-wan: CN-GD 12.0 nm, HK 19.0 nm, MO 3.8 nm"
std::string good_line(CheckedPlan const& file) {
  std::string line = file.path.string() + ": good: " + subject_of(file);
  if (file.plan)
    for (auto const& route : file.plan->waters) line += "; " + route.route + ": " + plans::waters_text(route.shares);
  return plans::printable(line) + "\n";
}

}  // namespace

int plan_check(PlanCheckOptions const& options) {
  plans::CheckContext context;
  context.on = options.on;
  auto const water = water_map(options.regions);
  context.water = water.get();
  auto const files = check_plans(options.paths, context);
  for (auto const& file : files) {
    if (options.form == OutputForm::json) {
      write_out(json_of(file));
      continue;
    }
    for (auto const& problem : file.problems) write_out(problem_line(file.path, problem, options.language));
    if (file.good()) write_out(good_line(file));
  }
  return std::all_of(files.begin(), files.end(), [](CheckedPlan const& file) { return file.good(); }) ? 0 : 1;
}

}  // namespace lingding::tools
