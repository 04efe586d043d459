// The program `lingding`: parses the command line (the only file that sees CLI11) and calls one subcommand.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include "tools/commands.hpp"

int main(int argc, char** argv) {
  CLI::App app{"Lingding (伶仃): maritime search-and-rescue coordination for Guangdong, Hong Kong and Macao"};
  app.name("lingding");
  app.set_version_flag("--version", "lingding " LINGDING_VERSION);
  app.require_subcommand(1);
  int status = 0;

  using namespace lingding;
  CLI::App* const decode = app.add_subcommand("decode", "Decode raw input to JSON Lines")->require_subcommand(1);
  std::string ais_input = "-";
  bool ais_strict = false;
  CLI::App* const decode_ais = decode->add_subcommand("ais", "NMEA 0183 AIS sentences, one JSON object a message");
  decode_ais->add_option("FILE", ais_input, "a file of sentences; - is standard input")->capture_default_str();
  decode_ais->add_flag("--strict", ais_strict, "fail (1) when any line was refused");
  decode_ais->callback([&] {
    status = tools::decode_ais(ais_input, ais_strict ? tools::Strictness::strict : tools::Strictness::lenient);
  });

  CLI::App* const plan =
      app.add_subcommand("plan", "Cooperation plans: check, import, list, show")->require_subcommand(1);
  std::vector<std::string> plan_paths;
  std::string plan_key;
  std::string plan_data = "/var/lib/lingding";
  std::vector<std::string> plan_centres{"all"};
  bool plan_json = false;
  auto const form = [&] { return plan_json ? tools::OutputForm::json : tools::OutputForm::text; };
  auto const centres = [&] {
    std::vector<geo::CentreId> chosen;
    auto const named = [&](std::string_view name) {
      return std::find(plan_centres.begin(), plan_centres.end(), name) != plan_centres.end();
    };
    for (auto const centre : geo::kCentres)
      if (named("all") || named(geo::to_text(centre))) chosen.push_back(centre);
    return chosen;
  };
  auto const with_registers = [&](CLI::App* command, char const* centre_help) {
    command->add_option("--data", plan_data, "the data folder; each centre's register is <data>/<centre>/register.db")
        ->capture_default_str();
    command->add_option("--centre", plan_centres, centre_help)
        ->check(CLI::IsMember({"CN-GD", "HK", "MO", "all"}))
        ->delimiter(',')
        ->capture_default_str();
  };
  CLI::App* const plan_check =
      plan->add_subcommand("check", "Say what is wrong with plan documents, and where (exit status 1)");
  plan_check->add_option("FILE", plan_paths, "plans or centres' modules; of a folder its *.json")->required();
  plan_check->add_flag("--json", plan_json, "one JSON object a file");
  plan_check->callback([&] { status = tools::plan_check(plan_paths, form()); });
  CLI::App* const plan_import = plan->add_subcommand("import",
                                                     "Check plans and put them into the registers: always that of the "
                                                     "plan's home centre, and those that --centre names.\n"
                                                     "Centres do not send one another copies of plans yet, so a plan "
                                                     "that all three are to hold is imported for all three "
                                                     "(the default).");
  plan_import->add_option("FILE", plan_paths, "plans; of a folder its *.json")->required();
  with_registers(plan_import, "whose registers besides the home centre's: CN-GD, HK, MO or all");
  plan_import->callback([&] { status = tools::plan_import(plan_paths, plan_data, centres()); });
  CLI::App* const plan_list =
      plan->add_subcommand("list", "The newest version of every plan, and which centre holds which");
  with_registers(plan_list, "whose registers: CN-GD, HK, MO or all");
  plan_list->add_flag("--json", plan_json, "one JSON object a plan");
  plan_list->callback([&] { status = tools::plan_list(plan_data, centres(), form()); });
  CLI::App* const plan_show = plan->add_subcommand("show", "A ship's plan, whom to call first");
  plan_show
      ->add_option(
          "KEY", plan_key,
          "plan id, MMSI, IMO number, call sign, number of an AIS device, 15 or 23 hex digits of a beacon, or a name")
      ->required();
  with_registers(plan_show, "whose registers: CN-GD, HK, MO or all");
  plan_show->add_flag("--json", plan_json, "the document itself");
  plan_show->callback([&] { status = tools::plan_show(plan_key, plan_data, centres(), form()); });

  tools::ServeOptions serve_options;
  std::string data_folder;
  CLI::App* const serve = app.add_subcommand("serve", "Run the desks, sources and consoles that a configuration names");
  serve->add_option("--config", serve_options.config, "the TOML file; tools/config/lingding.toml documents every key");
  serve->add_option("--data", data_folder, "the data folder, in place of the configuration's server.data_folder");
  serve->add_option("--set", serve_options.overrides, "override one key: section.key=value (may be repeated)");
  serve->add_flag("--check", serve_options.only_check, "check the configuration and end");
  serve->callback([&] {
    if (!data_folder.empty()) serve_options.overrides.push_back("server.data_folder=" + data_folder);
    status = tools::serve(serve_options);
  });

  std::filesystem::path keys_folder = "/var/lib/lingding/keys";
  tools::KeysNewOptions new_key;
  CLI::App* const keys = app.add_subcommand("keys", "Who may connect to the server")->require_subcommand(1);
  CLI::App* const keys_new = keys->add_subcommand("new", "Make a key pair and enrol its public half");
  keys_new->add_option("--name", new_key.name, "of the officer or program; \"server\" for the server's own")
      ->required();
  keys_new->add_option("--centre", new_key.centre, "CN-GD, HK or MO")->required();
  keys_new->add_option("--role", new_key.role, "officer, observer or server")->required();
  CLI::App* const keys_list = keys->add_subcommand("list", "The enrolled public keys");
  for (CLI::App* const command : {keys_new, keys_list})
    command->add_option("--folder", keys_folder, "the server's keys folder")->capture_default_str();
  keys_new->callback([&] {
    new_key.folder = keys_folder;
    status = tools::keys_new(new_key);
  });
  keys_list->callback([&] { status = tools::keys_list(keys_folder); });

  tools::ConsoleOptions console;
  console.endpoint = "tcp://127.0.0.1:7410";
  bool json_console = false;
  bool once = false;
  double console_timeout = 0;
  CLI::App* const console_app = app.add_subcommand("console", "A centre's console: alarms, incidents, plans");
  console_app->add_option("--centre", console.centre, "CN-GD, HK or MO")->required();
  console_app->add_option("--endpoint", console.endpoint, "where the server listens for consoles")
      ->capture_default_str();
  console_app->add_option("--key", console.key, "secret key file (lingding keys new)")->envname("LINGDING_KEY");
  console_app->add_option("--server-key", console.server_key, "the server's public key, if the key file has none");
  console_app->add_option("--officer", console.officer, "name, for a server without keys");
  console_app->add_option("--language", console.language, "en or zh-Hant")->capture_default_str();
  console_app->add_flag("--json", json_console, "JSON Lines: messages on standard output, commands on standard input");
  console_app->add_option("--cursor", console.cursor, "with --json: a file that remembers where it was");
  console_app->add_option("--until", console.until, "with --json: end after a message or effect of this type");
  console_app->add_flag("--once", once, "with --json: end when all that there was is printed (--until caught_up)");
  console_app->add_option("--timeout", console_timeout, "with --json: seconds after which to fail; 0: never")
      ->check(CLI::NonNegativeNumber);
  console_app->add_flag("--traffic", console.with_traffic, "with --json: the traffic picture too");
  console_app->callback([&] {
    console.output = json_console ? tools::ConsoleOptions::Output::json : tools::ConsoleOptions::Output::screen;
    if (once) console.until = "caught_up";
    console.timeout = std::chrono::milliseconds{static_cast<std::int64_t>(console_timeout * 1000)};
    status = tools::console(console);
  });
  tools::WhereOptions where_options;
  CLI::App* const where =
      app.add_subcommand("where", "Whose water is it? Prints which centre is responsible, and why, as JSON");
  where
      ->add_option("POSITION", where_options.position,
                   "22.2 113.6, \"22°12.5'N 113 36.1E\", 22-12.5N 113-36.1E, -33.8 151.2 …")
      ->required();
  where->add_option("--radius-nm", where_options.radius_nm, "uncertainty of the position in nautical miles")
      ->capture_default_str();
  where->add_option("--at", where_options.at, "as of this date (2016-08-27) or time (2016-08-27T15:50:00Z); else now");
  where->add_option("--mmsi", where_options.mmsi, "of the ship or her beacon, for the place of registry");
  where->add_option("--regions", where_options.regions,
                    "a GeoJSON, GeoPackage or Shapefile in place of the shipped regions");
  where->callback([&] { status = tools::where(where_options); });

  tools::JournalOptions journal_options;
  std::uint64_t journal_after = 0;
  CLI::App* const journal =
      app.add_subcommand("journal", "A centre's journal: show, verify, export, replay")->require_subcommand(1);
  auto const journal_command = [&](char const* name, char const* help, bool one, auto run) {
    CLI::App* const command = journal->add_subcommand(name, help);
    command->add_option("--data", plan_data, "the data folder; each centre's journal is <data>/<centre>/journal.db")
        ->capture_default_str();
    auto* const centre =
        command->add_option("--centre", plan_centres, one ? "CN-GD, HK or MO" : "CN-GD, HK, MO or all");
    if (one) {
      centre->check(CLI::IsMember({"CN-GD", "HK", "MO"}))->expected(1)->required();
    } else {
      centre->check(CLI::IsMember({"CN-GD", "HK", "MO", "all"}))->delimiter(',')->capture_default_str();
    }
    command->callback([&, command, run] {
      journal_options.data = plan_data;
      journal_options.centres = centres();
      journal_options.form = form();
      if (auto const* const after = command->get_option_no_throw("--after"); after != nullptr && after->count() > 0)
        journal_options.after = journal_after;
      status = run(journal_options);
    });
    return command;
  };
  CLI::App* const journal_show =
      journal_command("show", "Entries, a line each: the newest, or those after a number", true, tools::journal_show);
  journal_show->add_option("--after", journal_after, "begin after this entry; without it: the newest");
  journal_show->add_option("--limit", journal_options.limit, "how many entries")->capture_default_str();
  journal_show->add_flag("--json", plan_json, "as export writes them");
  journal_command("export", "Every entry as JSON Lines, with raw frames and hashes", true, tools::journal_export)
      ->add_option("--after", journal_after, "begin after this entry");
  journal_command("verify", "Walk the chain of hashes (exit status 1 where it is broken)", false,
                  tools::journal_verify);
  journal_command("replay", "Feed the recorded events to a desk again and compare its effects byte for byte", false,
                  tools::journal_replay);

  CLI::App* const regions = app.add_subcommand("regions", "Whose water is where: import, list")->require_subcommand(1);
  std::string regions_file;
  CLI::App* const regions_import =
      regions->add_subcommand("import", "Make a file's regions the newest set; earlier sets stay for replay");
  regions_import->add_option("FILE", regions_file, "GeoJSON, GeoPackage or Shapefile")->required();
  with_registers(regions_import, "whose registers: CN-GD, HK, MO or all");
  regions_import->callback([&] { status = tools::regions_import(regions_file, plan_data, centres()); });
  CLI::App* const regions_list = regions->add_subcommand("list", "The newest set of each register");
  with_registers(regions_list, "whose registers: CN-GD, HK, MO or all");
  regions_list->add_flag("--json", plan_json, "one JSON object a region");
  regions_list->callback([&] { status = tools::regions_list(plan_data, centres(), form()); });

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
