// The program `lingding`: parses the command line (the only file that sees CLI11) and calls one subcommand.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tools/commands.hpp"

namespace {

using namespace lingding;
using tools::OutputForm;

constexpr char const* kDataFolder = "/var/lib/lingding";

/// `--centre HK,MO` or `all`, in the order of geo::kCentres.
std::vector<geo::CentreId> chosen_centres(std::vector<std::string> const& names) {
  std::vector<geo::CentreId> chosen;
  auto const named = [&](std::string_view name) { return std::ranges::find(names, name) != names.end(); };
  for (auto const centre : geo::kCentres)
    if (named("all") || named(geo::to_text(centre))) chosen.push_back(centre);
  return chosen;
}

void add_centres(CLI::App& command, std::vector<std::string>& names, char const* help) {
  command.add_option("--centre", names, help)
      ->check(CLI::IsMember({"CN-GD", "HK", "MO", "all"}))
      ->delimiter(',')
      ->capture_default_str();
}
void add_data(CLI::App& command, std::filesystem::path& folder) {
  command.add_option("--data", folder, "the data folder")->capture_default_str();
}

void add_serve(CLI::App& app, int& status) {
  struct Options {
    tools::ServeOptions serve;
    std::string data_folder;
  };
  auto const options = std::make_shared<Options>();
  CLI::App& serve = *app.add_subcommand("serve", "Run the desks, sources and consoles that a configuration names");
  serve.add_option("--config", options->serve.config, "the TOML file; tools/config/lingding.toml documents every key");
  serve.add_option("--data", options->data_folder,
                   "the data folder, in place of the configuration's server.data_folder");
  serve.add_option("--set", options->serve.overrides, "override one key: section.key=value (may be repeated)");
  serve.add_flag("--check", options->serve.only_check, "check the configuration and end");
  serve.callback([options, &status] {
    if (!options->data_folder.empty()) options->serve.overrides.push_back("server.data_folder=" + options->data_folder);
    status = tools::serve(options->serve);
  });
}

void add_console(CLI::App& app, int& status) {
  struct Options {
    tools::ConsoleOptions console;
    bool json = false;
    bool once = false;
    double timeout_s = 0;
  };
  auto const options = std::make_shared<Options>();
  tools::ConsoleOptions& console = options->console;
  console.endpoint = "tcp://127.0.0.1:7410";
  CLI::App& command = *app.add_subcommand("console", "A centre's console: alarms, incidents, plans");
  command.add_option("--centre", console.centre, "CN-GD, HK or MO")->required();
  command.add_option("--endpoint", console.endpoint, "where the server listens for consoles")->capture_default_str();
  command.add_option("--key", console.key, "secret key file (lingding keys new)")->envname("LINGDING_KEY");
  command.add_option("--server-key", console.server_key, "the server's public key, if the key file has none");
  command.add_option("--officer", console.officer, "name, for a server without keys");
  command.add_option("--language", console.language, "en or zh-Hant")->capture_default_str();
  command.add_flag("--json", options->json, "JSON Lines: messages on standard output, commands on standard input");
  command.add_option("--cursor", console.cursor, "with --json: a file that remembers where it was");
  command.add_option("--until", console.until, "with --json: end after a message or effect of this type");
  command.add_flag("--once", options->once, "with --json: end when all that there was is printed (--until caught_up)");
  command.add_option("--timeout", options->timeout_s, "with --json: seconds after which to fail; 0: never")
      ->check(CLI::NonNegativeNumber);
  command.add_flag("--traffic", console.with_traffic, "with --json: the traffic picture too");
  command.callback([options, &status] {
    using Output = tools::ConsoleOptions::Output;
    options->console.output = options->json ? Output::json : Output::screen;
    if (options->once) options->console.until = "caught_up";
    options->console.timeout = std::chrono::milliseconds{static_cast<std::int64_t>(options->timeout_s * 1000)};
    status = tools::console(options->console);
  });
}

void add_where(CLI::App& app, int& status) {
  auto const options = std::make_shared<tools::WhereOptions>();
  CLI::App& where =
      *app.add_subcommand("where", "Whose water is it? Prints which centre is responsible, and why, as JSON");
  where
      .add_option("POSITION", options->position,
                  "22.2 113.6, \"22°12.5'N 113 36.1E\", 22-12.5N 113-36.1E, -33.8 151.2 …")
      ->required();
  where.add_option("--radius-nm", options->radius_nm, "uncertainty of the position in nautical miles")
      ->capture_default_str();
  where.add_option("--at", options->at, "as of this date (2016-08-27) or time (2016-08-27T15:50:00Z); else now");
  where.add_option("--mmsi", options->mmsi, "of the ship or her beacon, for the place of registry");
  where.add_option("--regions", options->regions, "a GeoJSON, GeoPackage or Shapefile in place of the shipped regions");
  where.callback([options, &status] { status = tools::where(*options); });
}

void add_plan_export(CLI::App& plan, int& status) {
  struct Options {
    tools::PlanExportOptions exported;
    std::vector<std::string> centres{"all"};
  };
  auto const options = std::make_shared<Options>();
  tools::PlanExportOptions& exported = options->exported;
  exported.data_folder = kDataFolder;
  using Format = tools::PlanExportFormat;
  static std::map<std::string, Format> const kFormats{
      {"json", Format::json}, {"pdf", Format::pdf}, {"card", Format::card}, {"gpkg", Format::gpkg}};
  CLI::App& command = *plan.add_subcommand(
      "export", "A plan as its document, as a PDF to print, as a card with whom to call, or on a map");
  command.add_option("PLAN", exported.plan, "a plan's file, or what `plan show` takes: plan id, MMSI, name …");
  command.add_flag("--all", exported.all, "every plan of the registers, with --format gpkg");
  command.add_option("--format", exported.format, "json, pdf, card (one page) or gpkg (GeoPackage)")
      ->transform(CLI::CheckedTransformer(kFormats).description(""))
      ->required();
  command.add_option("--out", exported.out, "the file to write; - is standard output")->required();
  command.add_option("--lang", exported.languages, "of the paper: zh-Hant+en, zh-Hant+pt or zh-Hans+en")
      ->check(CLI::IsMember({"zh-Hant+en", "zh-Hant+pt", "zh-Hans+en"}).description(""))
      ->capture_default_str();
  command.add_option("--copy", exported.copy, "number of the controlled copy; else every page says UNCONTROLLED");
  command.add_option("--status", exported.status, "a line for the cover, how the register has the plan");
  command.add_option("--exercise", exported.exercise, "marks every page EXERCISE, with this name");
  add_data(command, exported.data_folder);
  add_centres(command, options->centres, "whose registers: CN-GD, HK, MO or all");
  command.callback([options, &status] {
    options->exported.centres = chosen_centres(options->centres);
    status = tools::plan_export(options->exported);
  });
}

void add_plan(CLI::App& app, int& status) {
  struct Options {
    std::vector<std::string> paths;
    std::string key;
    std::filesystem::path data = kDataFolder;
    std::vector<std::string> centres{"all"};
    bool json = false;
    OutputForm form() const { return json ? OutputForm::json : OutputForm::text; }
  };
  auto const options = std::make_shared<Options>();
  CLI::App& plan =
      *app.add_subcommand("plan", "Cooperation plans: check, import, list, show, export")->require_subcommand(1);

  CLI::App& check = *plan.add_subcommand("check", "Say what is wrong with plan documents, and where (exit status 1)");
  check.add_option("FILE", options->paths, "plans or centres' modules; of a folder its *.json")->required();
  check.add_flag("--json", options->json, "one JSON object a file");
  check.callback([options, &status] { status = tools::plan_check(options->paths, options->form()); });

  CLI::App& import = *plan.add_subcommand(
      "import",
      "Check plans and put them into the registers: always that of the plan's home centre, and those that --centre "
      "names.\nCentres do not send one another copies of plans yet, so a plan that all three are to hold is imported "
      "for all three (the default).");
  import.add_option("FILE", options->paths, "plans; of a folder its *.json")->required();
  add_data(import, options->data);
  add_centres(import, options->centres, "whose registers besides the home centre's: CN-GD, HK, MO or all");
  import.callback([options, &status] {
    status = tools::plan_import(options->paths, options->data.string(), chosen_centres(options->centres));
  });

  CLI::App& list = *plan.add_subcommand("list", "The newest version of every plan, and which centre holds which");
  add_data(list, options->data);
  add_centres(list, options->centres, "whose registers: CN-GD, HK, MO or all");
  list.add_flag("--json", options->json, "one JSON object a plan");
  list.callback([options, &status] {
    status = tools::plan_list(options->data.string(), chosen_centres(options->centres), options->form());
  });

  CLI::App& show = *plan.add_subcommand("show", "A ship's plan, whom to call first");
  show.add_option(
          "KEY", options->key,
          "plan id, MMSI, IMO number, call sign, number of an AIS device, 15 or 23 hex digits of a beacon, or a "
          "name")
      ->required();
  add_data(show, options->data);
  add_centres(show, options->centres, "whose registers: CN-GD, HK, MO or all");
  show.add_flag("--json", options->json, "the document itself");
  show.callback([options, &status] {
    status = tools::plan_show(options->key, options->data.string(), chosen_centres(options->centres), options->form());
  });
  add_plan_export(plan, status);
}

void add_regions(CLI::App& app, int& status) {
  struct Options {
    std::filesystem::path file;
    std::filesystem::path data = kDataFolder;
    std::vector<std::string> centres{"all"};
    std::string centre = "HK";
  };
  auto const options = std::make_shared<Options>();
  CLI::App& regions =
      *app.add_subcommand("regions", "The regions that decide whose water it is")->require_subcommand(1);
  CLI::App& import = *regions.add_subcommand(
      "import", "Make the regions of a GeoJSON, GeoPackage or Shapefile the newest of the centres' registers");
  import.add_option("FILE", options->file, "its fields: docs/operations.md")->required();
  add_data(import, options->data);
  add_centres(import, options->centres, "whose registers: CN-GD, HK, MO or all");
  import.callback([options, &status] {
    status = tools::regions_import(options->file, options->data, chosen_centres(options->centres));
  });
  CLI::App& list = *regions.add_subcommand("list", "The regions that a centre decides by now");
  add_data(list, options->data);
  list.add_option("--centre", options->centre, "CN-GD, HK or MO")
      ->check(CLI::IsMember({"CN-GD", "HK", "MO"}))
      ->capture_default_str();
  list.callback(
      [options, &status] { status = tools::regions_list(options->data, *geo::parse_centre(options->centre)); });
}

void add_journal(CLI::App& app, int& status) {
  struct Options {
    std::filesystem::path data = kDataFolder;
    std::string centre;
    std::uint64_t after = 0;
    std::size_t limit = 0;
    bool json = false;
    tools::JournalOptions journal() const { return {data, *geo::parse_centre(centre)}; }
  };
  auto const options = std::make_shared<Options>();
  CLI::App& journal =
      *app.add_subcommand("journal", "What a desk has recorded; works beside a running server")->require_subcommand(1);
  CLI::App& show = *journal.add_subcommand("show", "A line for each entry");
  show.add_flag("--json", options->json, "whole entries, as export prints them");
  CLI::App& verify = *journal.add_subcommand("verify", "Is every entry as it was written? (exit status 1 if not)");
  CLI::App& exported = *journal.add_subcommand("export", "Every entry as JSON Lines");
  CLI::App& replay = *journal.add_subcommand(
      "replay", "Feed the recorded events to a new desk; do the same effects come of them, byte for byte?");
  for (CLI::App* command : {&show, &verify, &exported, &replay}) {
    add_data(*command, options->data);
    command->add_option("--centre", options->centre, "CN-GD, HK or MO")
        ->check(CLI::IsMember({"CN-GD", "HK", "MO"}))
        ->required();
  }
  for (CLI::App* command : {&show, &exported}) {
    command->add_option("--after", options->after, "begin with the entry after this one")->capture_default_str();
    command->add_option("--limit", options->limit, "at most so many entries; 0: all")->capture_default_str();
  }
  using tools::JournalForm;
  show.callback([options, &status] {
    status = tools::journal_show(options->journal(), options->json ? JournalForm::json_lines : JournalForm::summary,
                                 options->after, options->limit);
  });
  exported.callback([options, &status] {
    status = tools::journal_show(options->journal(), JournalForm::json_lines, options->after, options->limit);
  });
  verify.callback([options, &status] { status = tools::journal_verify(options->journal()); });
  replay.callback([options, &status] { status = tools::journal_replay(options->journal()); });
}

void add_keys(CLI::App& app, int& status) {
  auto const options = std::make_shared<tools::KeysNewOptions>();
  options->folder = std::filesystem::path(kDataFolder) / "keys";
  CLI::App& keys = *app.add_subcommand("keys", "Who may connect to the server")->require_subcommand(1);
  CLI::App& made = *keys.add_subcommand("new", "Make a key pair and enrol its public half");
  made.add_option("--name", options->name, "of the officer or program; \"server\" for the server's own")->required();
  made.add_option("--centre", options->centre, "CN-GD, HK or MO")->required();
  made.add_option("--role", options->role, "officer, observer or server")->required();
  CLI::App& list = *keys.add_subcommand("list", "The enrolled public keys");
  for (CLI::App* command : {&made, &list})
    command->add_option("--folder", options->folder, "the server's keys folder")->capture_default_str();
  made.callback([options, &status] { status = tools::keys_new(*options); });
  list.callback([options, &status] { status = tools::keys_list(options->folder); });
}

void add_decode(CLI::App& app, int& status) {
  struct Options {
    std::string input = "-";
    bool strict = false;
  };
  auto const options = std::make_shared<Options>();
  CLI::App& decode = *app.add_subcommand("decode", "Decode raw input to JSON Lines")->require_subcommand(1);
  CLI::App& ais = *decode.add_subcommand("ais", "NMEA 0183 AIS sentences, one JSON object a message");
  ais.add_option("FILE", options->input, "a file of sentences; - is standard input")->capture_default_str();
  ais.add_flag("--strict", options->strict, "fail (1) when any line was refused");
  ais.callback([options, &status] {
    status =
        tools::decode_ais(options->input, options->strict ? tools::Strictness::strict : tools::Strictness::lenient);
  });
}

void add_demo(CLI::App& app, int& status) {
  auto const options = std::make_shared<tools::DemoOptions>();
  CLI::App& demo = *app.add_subcommand("demo", "Play a collision on a running server, with synthetic AIS, and tell it");
  demo.add_option("--data", options->data_folder, "the running server's data folder")->required();
  demo.add_option("--source", options->source, "the source that hears it")->capture_default_str();
  demo.callback([options, &status] { status = tools::demo(*options); });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Lingding (伶仃): maritime search-and-rescue coordination for Guangdong, Hong Kong and Macao"};
  app.name("lingding");
  app.set_version_flag("--version", "lingding " LINGDING_VERSION);
  app.require_subcommand(1);
  int status = 0;
  for (auto* const add :
       {add_serve, add_console, add_where, add_plan, add_regions, add_journal, add_keys, add_decode, add_demo})
    add(app, status);
  try {
    app.parse(argc, argv);
  } catch (CLI::ParseError const& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (std::exception const& error) {
    std::fprintf(stderr, "lingding: %s\n", error.what());
    return 1;
  }
  return status;
}
