// Runs a fuzz target without libFuzzer: every seed, then a bounded number of mutations that are the same in every run.
// The input under way is written to a file when the target aborts, crashes or takes too long.
//
// Usage: fuzz-NAME --seeds FOLDER [--runs N] [--start SEED] [--max-bytes N] [--crash-folder FOLDER] | fuzz-NAME FILE…

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

/// How long one input may take. A decoder that needs more has a denial of service in it; sanitizers slow it tenfold.
constexpr unsigned kSecondsPerInput = 20;

// What the signal handler needs; it may touch nothing but plain memory and system calls.
Bytes const* current_input = nullptr;
std::array<char, 4096> crash_file{};

/// \pre async-signal-safe: no allocation, no stdio.
void write_input_and_die(int signal) {
  if (current_input != nullptr) {
    int const file = ::open(crash_file.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file >= 0) {
      [[maybe_unused]] auto const written = ::write(file, current_input->data(), current_input->size());
      ::close(file);
    }
    constexpr std::string_view kMessage = "the input under way is in ";
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, kMessage.data(), kMessage.size());
    written = ::write(STDERR_FILENO, crash_file.data(), std::strlen(crash_file.data()));
    written = ::write(STDERR_FILENO, "\n", 1);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void install_handlers(std::filesystem::path const& folder) {
  std::string const file = (folder / ("crash-" + std::to_string(::getpid()))).string();
  std::strncpy(crash_file.data(), file.c_str(), crash_file.size() - 1);
  for (int const signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM}) std::signal(signal, write_input_and_die);
}

void run(Bytes const& input) {
  current_input = &input;
  ::alarm(kSecondsPerInput);
  LLVMFuzzerTestOneInput(input.data(), input.size());
  ::alarm(0);
  current_input = nullptr;
}

Bytes read_file(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("can't read " + path.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// In the order of their names, so that every run is the same.
std::vector<Bytes> read_seeds(std::filesystem::path const& folder) {
  std::vector<std::filesystem::path> files;
  for (auto const& entry : std::filesystem::directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Bytes> seeds;
  seeds.reserve(files.size());
  for (auto const& file : files) seeds.push_back(read_file(file));
  return seeds;
}

/// Changes inputs the way libFuzzer does without coverage: bits, bytes, numbers at the edge, copies, cuts and joints.
class Mutator {
 public:
  Mutator(std::vector<Bytes> const& seeds, std::uint64_t start, std::size_t max_bytes)
      : seeds_(seeds), random_(start), max_bytes_(max_bytes) {}

  Bytes next() {
    Bytes input = seeds_[below(seeds_.size())];
    for (std::size_t change = 1 + below(5); change > 0; --change) mutate(input);
    if (input.size() > max_bytes_) input.resize(max_bytes_);
    return input;
  }

 private:
  // Not a standard distribution: those differ between libraries, and the runs must not.
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : static_cast<std::size_t>(random_() % bound); }
  std::uint8_t byte() { return static_cast<std::uint8_t>(random_() & 0xFFU); }
  Bytes::iterator at(Bytes& input, std::size_t i) { return input.begin() + static_cast<std::ptrdiff_t>(i); }

  void mutate(Bytes& input) {
    constexpr std::array<std::uint8_t, 16> kEdges{0x00, 0x01, 0x7F, 0x80, 0xFF, '\n', '\r', ',',
                                                  '!',  '$',  '\\', '*',  '"',  '{',  '0',  '9'};
    std::size_t const place = below(input.size());
    switch (below(input.empty() ? 1 : 8)) {
      case 0:
        input.insert(at(input, below(input.size() + 1)), 1 + below(4), byte());
        break;
      case 1:
        input[place] = static_cast<std::uint8_t>(input[place] ^ (1U << below(8)));
        break;
      case 2:
        input[place] = byte();
        break;
      case 3:
        input[place] = kEdges[below(kEdges.size())];
        break;
      case 4:
        input.erase(at(input, place), at(input, place + 1 + below(input.size() - place)));
        break;
      case 5:
        input.resize(place);
        break;
      case 6:
        copy_within(input);
        break;
      default:
        splice(input);
        break;
    }
  }

  void copy_within(Bytes& input) {
    std::size_t const from = below(input.size());
    Bytes const piece(at(input, from), at(input, from + 1 + below(std::min<std::size_t>(64, input.size() - from))));
    input.insert(at(input, below(input.size() + 1)), piece.begin(), piece.end());
  }

  void splice(Bytes& input) {
    Bytes const& other = seeds_[below(seeds_.size())];
    input.resize(below(input.size() + 1));
    input.insert(input.end(), other.begin() + static_cast<std::ptrdiff_t>(below(other.size() + 1)), other.end());
  }

  std::vector<Bytes> const& seeds_;
  std::mt19937_64 random_;
  std::size_t max_bytes_;
};

struct Options {
  std::filesystem::path seeds;
  std::filesystem::path crash_folder = ".";
  std::uint64_t runs = 20000;
  std::uint64_t start = 1;
  std::size_t max_bytes = 4096;
  std::vector<std::filesystem::path> files;
};

std::optional<Options> parse(std::span<char* const> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view const name = arguments[i];
    if (!name.starts_with("--")) {
      options.files.emplace_back(name);
      continue;
    }
    if (++i == arguments.size()) return std::nullopt;
    std::string_view const text = arguments[i];
    std::uint64_t number = 0;
    bool const is_number = std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{};
    if (name == "--seeds")
      options.seeds = text;
    else if (name == "--crash-folder")
      options.crash_folder = text;
    else if (name == "--runs" && is_number)
      options.runs = number;
    else if (name == "--start" && is_number)
      options.start = number;
    else if (name == "--max-bytes" && is_number)
      options.max_bytes = number;
    else
      return std::nullopt;
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  auto const options = parse(std::span(argv + 1, static_cast<std::size_t>(argc - 1)));
  if (!options || (options->seeds.empty() == options->files.empty())) {
    std::fprintf(stderr,
                 "usage: %s --seeds FOLDER [--runs N] [--start SEED] [--max-bytes N] [--crash-folder FOLDER] | FILE…\n",
                 argv[0]);
    return 2;
  }
  try {
    install_handlers(options->crash_folder);
    for (auto const& file : options->files) run(read_file(file));
    if (options->seeds.empty()) return 0;
    auto const seeds = read_seeds(options->seeds);
    if (seeds.empty()) throw std::runtime_error("no seeds in " + options->seeds.string());
    for (auto const& seed : seeds) run(seed);
    Mutator mutator(seeds, options->start, options->max_bytes);
    for (std::uint64_t i = 0; i < options->runs; ++i) run(mutator.next());
    std::printf("%zu seeds, %llu mutations\n", seeds.size(), static_cast<unsigned long long>(options->runs));
    return 0;
  } catch (std::exception const& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 2;
  }
}
