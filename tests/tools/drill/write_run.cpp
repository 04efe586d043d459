// write-run RUN.json [late]: the record of a drill that was held (tests/support/sample_run.hpp), for tests of commands.

#include <cstdio>
#include <fstream>
#include <string_view>

#include "tests/support/sample_run.hpp"

int main(int count, char** arguments) {
  using namespace lingding;
  if (count < 2) return 2;
  bool const late = count > 2 && std::string_view{arguments[2]} == "late";
  std::ofstream file{arguments[1], std::ios::binary};
  file << drill::to_json(support::sample_run({.late_call = late}));
  file.close();
  return file ? 0 : 1;
}
