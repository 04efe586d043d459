// Reads documents, one a line of standard input, and answers each with the pointers of its problems, for
// schema_cross_check.py.

#include <iostream>
#include <string>

#include "geo/json_writer.hpp"
#include "plans/document.hpp"

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    std::string answer;
    lingding::geo::JsonWriter writer{answer};
    writer.begin_array();
    for (auto const& problem : lingding::plans::check_document(line)) writer.value(problem.pointer);
    writer.end_array();
    std::cout << answer << '\n';
  }
}
