// The program `lingding`: parses the command line (the only file that sees CLI11) and calls one subcommand.

#include <CLI/CLI.hpp>
#include <exception>

#include "tools/commands.hpp"

int main(int argc, char** argv) {
  CLI::App app{"Lingding (伶仃): maritime search-and-rescue coordination for Guangdong, Hong Kong and Macao"};
  app.name("lingding");
  app.require_subcommand(1);
  int status = 0;
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
