// The program `lingding`: parses the command line (the only file that sees CLI11) and calls one subcommand.

#include <CLI/CLI.hpp>
#include <exception>

#include "tools/commands.hpp"

int main(int argc, char** argv) {
  CLI::App app{"Lingding (伶仃): maritime search-and-rescue coordination for Guangdong, Hong Kong and Macao"};
  app.name("lingding");
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
