// For statement_cross_check.py: with --samples writes one statement of each kind, and with --entries a ledger's entries
// and a record, each a line; else reads statements, one a line of standard input, and answers each with the pointers of
// its problems.

#include <iostream>
#include <string>
#include <string_view>

#include "geo/json_writer.hpp"
#include "tests/plans/ledger_world.hpp"
#include "tests/plans/statement_samples.hpp"

using namespace lingding;

namespace {

void write_entries() {
  plans_test::World world;
  world.publish_modules();
  world.register_plan({});
  world.replicate_all();
  for (auto const& entry : world.journal(geo::CentreId::hk)) std::cout << plans::write_entry(entry) << '\n';
  std::cout << plans::write_record(world.chain(geo::CentreId::hk).back()) << '\n';
}

void answer_lines() {
  for (std::string line; std::getline(std::cin, line);) {
    std::string answer;
    geo::JsonWriter writer{answer};
    writer.begin_array();
    if (auto const read = plans::read_statement(line); !read)
      for (auto const& problem : read.error()) writer.value(problem.pointer);
    writer.end_array();
    std::cout << answer << '\n';
  }
}

}  // namespace

int main(int count, char** arguments) {
  std::ios::sync_with_stdio(false);
  std::string_view const mode = count > 1 ? arguments[1] : "";
  if (mode == "--samples") {
    for (auto const& statement : plans_test::one_of_each_kind()) std::cout << plans::write_statement(statement) << '\n';
  } else if (mode == "--entries") {
    write_entries();
  } else {
    answer_lines();
  }
}
