#include "tools/registry_base.hpp"

#include <boost/json.hpp>
#include <stdexcept>

#include "plans/canonical.hpp"
#include "tools/plan_files.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

std::vector<std::string> read_modules() {
  auto const folder = share_folder() / "plans" / "data" / "centres";
  std::vector<std::string> modules;
  for (auto const centre : geo::kCentres) {
    auto const file = folder / (std::string{geo::to_text(centre)} + ".json");
    auto canonical = plans::canonical_json(read_document(file));
    if (!canonical) throw std::runtime_error(file.string() + " is no JSON text");
    modules.push_back(*std::move(canonical));
  }
  return modules;
}

}  // namespace

std::vector<std::string> const& shipped_modules() {
  static auto const modules = read_modules();
  return modules;
}

plans::LedgerBase registry_base() {
  plans::LedgerBase base{plans::shipped_arrangement(), {}};
  for (std::size_t i = 0; i < geo::kCentres.size(); ++i) {
    auto const& text = shipped_modules()[i];
    auto const document = boost::json::parse(text);
    base.modules.push_back({geo::kCentres[i],
                            static_cast<std::uint32_t>(document.at("version").to_number<std::int64_t>()),
                            geo::sha256(text)});
  }
  return base;
}

plans::TrustStore read_trust(std::filesystem::path const& folder) {
  auto const fault = [&](std::vector<plans::Problem> const& problems) {
    auto const& first = problems.front();
    return std::runtime_error(folder.string() + ": " + first.pointer + ": found " +
                              (first.value.empty() ? "nothing" : first.value) + ", expected " + first.expected);
  };
  auto const text = plans::read_trust_folder(folder);
  if (!text) throw fault(text.error());
  auto trust = plans::TrustStore::from_json(*text);
  if (!trust) throw fault(trust.error());
  return *std::move(trust);
}

}  // namespace lingding::tools
