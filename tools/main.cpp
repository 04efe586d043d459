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
