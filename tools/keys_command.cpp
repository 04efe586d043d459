// `lingding keys new` and `lingding keys list`: who may connect to the server.

#include <cstdio>
#include <stdexcept>
#include <string>

#include "adapters/bus/keys.hpp"
#include "adapters/runtime/clock.hpp"
#include "tools/commands.hpp"
#include "tools/mode_claim.hpp"

namespace lingding::tools {

int keys_new(KeysNewOptions const& options) {
  auto const centre = geo::parse_centre(options.centre);
  if (!centre) throw std::runtime_error("\"" + options.centre + "\" is no centre: CN-GD, HK or MO");
  auto const role = bus::parse_role(options.role);
  if (!role) throw std::runtime_error("\"" + options.role + "\" is no role: officer, observer, operator or server");
  if (options.exercise) claim_keys_folder(options.folder, coordinator::Mode::exercise);
  if (claimed_by(options.folder) == coordinator::Mode::exercise)
    std::printf("%s: %s is an exercise's keys folder\n", std::string{coordinator::kExerciseMarking}.c_str(),
                options.folder.c_str());
  auto const key =
      bus::make_key(options.folder, options.name, *centre, *role, runtime::SystemClock{}.now(), options.company);
  auto const secret = (options.folder / (key.name + ".secret")).string();
  std::printf("%s: %s\n", key.name.c_str(), key.public_key.c_str());
  if (*role == bus::Role::server) {
    std::printf(
        "  %s        the server's secret: leave it here\n  %s        what consoles need to know the server by\n",
        secret.c_str(), (options.folder / "server.public").c_str());
    return 0;
  }
  std::printf("  %s        secret: bring it to the console's machine, and keep it to yourself\n", secret.c_str());
  std::printf("  %s        enrolled as %s of %s; remove this file to revoke the key\n",
              (options.folder / "authorized" / (key.name + ".key")).c_str(), std::string{to_text(*role)}.c_str(),
              *role == bus::Role::operator_ ? options.company.c_str() : options.centre.c_str());
  std::printf("Next: lingding console --centre %s --key %s\n", options.centre.c_str(), secret.c_str());
  return 0;
}

int keys_list(std::filesystem::path const& folder) {
  bus::AuthorizedKeys keys{folder};
  keys.refresh();
  for (auto const& key : keys.list())
    std::printf("%-24s %-6s %-9s %s  %s%s%s\n", key.name.c_str(), std::string{geo::to_text(key.centre)}.c_str(),
                std::string{to_text(key.role)}.c_str(), geo::to_iso8601(key.created).substr(0, 10).c_str(),
                key.public_key.c_str(), key.company.empty() ? "" : "  ", key.company.c_str());
  for (auto const& fault : keys.faults()) std::fprintf(stderr, "lingding: left out: %s\n", fault.c_str());
  if (keys.list().empty()) std::fprintf(stderr, "lingding: no keys are enrolled in %s\n", folder.c_str());
  return keys.faults().empty() ? 0 : 1;
}

}  // namespace lingding::tools
