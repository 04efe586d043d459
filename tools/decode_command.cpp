// `lingding decode`: raw input to JSON Lines, one object a message; what cannot be decoded goes to standard error.

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <system_error>

#include "adapters/ais/json.hpp"
#include "adapters/ais/stream.hpp"
#include "tools/commands.hpp"
#include "tools/decode_input.hpp"

namespace lingding::tools {
namespace {

constexpr std::size_t kBlockBytes = 256 * 1024;

/// Collects output and writes it in large pieces.
class OutputBuffer {
 public:
  /// Room for one object and its line end.
  char* room() {
    if (buffer_.size() - size_ <= ais::kMaxJsonBytes) flush();
    return buffer_.data() + size_;
  }
  void advance_to(char const* end) { size_ = static_cast<std::size_t>(end - buffer_.data()); }
  void flush() {
    if (std::fwrite(buffer_.data(), 1, size_, stdout) != size_ || std::fflush(stdout) != 0) {
      throw std::system_error(errno, std::generic_category(), "writing");
    }
    size_ = 0;
  }

 private:
  std::string buffer_ = std::string(kBlockBytes, '\0');
  std::size_t size_ = 0;
};

void report(std::uint64_t line_number, ais::Fed const& fed) {
  if (fed.tag_fault) {
    std::fprintf(stderr, "line %llu: %s: %s\n", static_cast<unsigned long long>(line_number), name_of(*fed.tag_fault),
                 meaning_of(*fed.tag_fault));
  }
  if (fed.rejection) {
    std::fprintf(stderr, "line %llu: %s: %s\n", static_cast<unsigned long long>(line_number), name_of(*fed.rejection),
                 meaning_of(*fed.rejection));
  }
}

void print_count(char const* name, std::uint64_t count) {
  std::fprintf(stderr, "%-28s %12llu\n", name, static_cast<unsigned long long>(count));
}

void print_summary(ais::DecodeCounts const& counts, std::size_t waiting) {
  print_count("lines", counts.lines);
  print_count("messages", counts.messages_total());
  for (std::size_t type = 1; type < counts.messages.size(); ++type) {
    if (counts.messages[type] > 0) print_count(("  type " + std::to_string(type)).c_str(), counts.messages[type]);
  }
  print_count("skipped", counts.skipped);
  print_count("rejected", counts.rejected_total());
  for (std::size_t i = 0; i < counts.rejected.size(); ++i) {
    if (counts.rejected[i] == 0) continue;
    print_count((std::string("  ") + name_of(static_cast<ais::Rejection>(i))).c_str(), counts.rejected[i]);
  }
  std::uint64_t tag_faults = 0;
  for (auto const count : counts.tag_faults) tag_faults += count;
  if (tag_faults > 0) print_count("TAG blocks refused", tag_faults);
  for (std::size_t i = 0; i < counts.tag_faults.size(); ++i) {
    if (counts.tag_faults[i] == 0) continue;
    print_count((std::string("  ") + name_of(static_cast<ais::TagFault>(i))).c_str(), counts.tag_faults[i]);
  }
  std::uint64_t const incomplete = counts.incomplete_expired + counts.incomplete_displaced + waiting;
  if (incomplete > 0) print_count("messages with parts missing", incomplete);
}

}  // namespace

int decode_ais(std::string const& path, Strictness strictness) {
  InputFile input{path};
  OutputBuffer output;
  ais::Decoder decoder;
  ais::StreamDecoder stream{decoder};
  auto const sink = [&](std::uint64_t line_number, std::string_view, ais::Fed const& fed) {
    if (fed.received != nullptr) {
      char* end = ais::write_json(output.room(), *fed.received);
      *end++ = '\n';
      output.advance_to(end);
    }
    if (fed.rejection || fed.tag_fault) report(line_number, fed);
  };
  // No clock: the same file gives the same bytes. Sentences whose rest never comes are given up by count.
  geo::UtcTime const at{};
  std::string block(kBlockBytes, '\0');
  while (std::size_t const size = input.read(block.data(), block.size())) {
    stream.push({block.data(), size}, at, sink);
    // Someone may be watching a slow source: what is decoded goes out before the next wait.
    if (size < block.size()) output.flush();
  }
  stream.finish(at, sink);
  output.flush();

  ais::DecodeCounts const& counts = decoder.counts();
  print_summary(counts, decoder.waiting());
  bool const any_rejected = counts.rejected_total() > 0;
  if (strictness == Strictness::strict && any_rejected) return 1;
  return any_rejected && counts.messages_total() == 0 ? 1 : 0;
}

}  // namespace lingding::tools
