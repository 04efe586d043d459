#include "tests/support/temp_folder.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>

namespace lingding::support {

TempFolder::TempFolder(std::string_view name) {
  std::string pattern = (std::filesystem::temp_directory_path() / "lingding-").string();
  pattern.append(name).append("-XXXXXX");
  if (::mkdtemp(pattern.data()) == nullptr)
    throw std::filesystem::filesystem_error("mkdtemp", pattern, std::error_code(errno, std::generic_category()));
  path_ = pattern;
}

TempFolder::~TempFolder() {
  if (std::getenv("LINGDING_KEEP_TEMP") != nullptr) {
    std::fprintf(stderr, "kept: %s\n", path_.c_str());
    return;
  }
  std::error_code ignored;  // a destructor can't report it, and a folder left in /tmp fails no test
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TempFolder::write(std::string_view below, std::string_view content) const {
  auto const file = path_ / below;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) throw std::runtime_error("can't write " + file.string());
  return file;
}

std::string TempFolder::read(std::string_view below) const {
  std::ifstream in(path_ / below, std::ios::binary);
  if (!in) throw std::runtime_error("can't read " + (path_ / below).string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace lingding::support
