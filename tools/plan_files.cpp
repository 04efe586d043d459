#include "tools/plan_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "plans/json_text.hpp"

namespace lingding::tools {
namespace fs = std::filesystem;

std::vector<fs::path> plan_files(std::vector<std::string> const& paths) {
  std::vector<fs::path> files;
  for (auto const& name : paths) {
    fs::path const path{name};
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    std::vector<fs::path> inside;
    for (auto const& entry : fs::directory_iterator{path})
      if (entry.is_regular_file() && entry.path().extension() == ".json") inside.push_back(entry.path());
    if (inside.empty()) throw std::runtime_error(name + ": no *.json in this folder");
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

std::string read_document(fs::path const& path) {
  return read_at_most(path, plans::kMaxDocumentBytes);
}

void write_whole(fs::path const& out, std::string_view bytes) {
  if (out == "-") {
    if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size() || std::fflush(stdout) != 0)
      throw std::system_error(errno, std::generic_category(), "writing");
    return;
  }
  fs::path const draft = out.string() + ".draft";
  {
    std::ofstream file{draft, std::ios::binary | std::ios::trunc};
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
      std::error_code ignored;
      fs::remove(draft, ignored);
      throw std::runtime_error(out.string() + ": can't be written");
    }
  }
  fs::rename(draft, out);
}

std::string read_at_most(fs::path const& path, std::size_t most) {
  struct Close {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
  };
  std::unique_ptr<std::FILE, Close> const file{std::fopen(path.c_str(), "rbe")};
  if (!file) throw std::system_error(errno, std::generic_category(), path.string());
  std::string text;
  constexpr std::size_t kBlock = 65536;
  while (text.size() <= most) {
    std::size_t const before = text.size();
    text.resize(before + std::min(kBlock, most + 1 - before));
    text.resize(before + std::fread(text.data() + before, 1, text.size() - before, file.get()));
    if (std::ferror(file.get()) != 0) throw std::system_error(errno, std::generic_category(), path.string());
    if (std::feof(file.get()) != 0) break;
  }
  return text;
}

}  // namespace lingding::tools
