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
