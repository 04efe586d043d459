#pragma once
// Cuts a stream of bytes into lines for a Decoder, with a bound on how much an unfinished line may hold.

#include <algorithm>
#include <string>
#include <string_view>

#include "adapters/ais/decoder.hpp"

namespace lingding::ais {

/// Bytes come in any pieces; at most kMaxLineLength + 2 of them are kept between two calls. A longer line is refused
/// once (Rejection::line_too_long, with its beginning) and passed over up to its end, however many megabytes that is.
class StreamDecoder {
 public:
  explicit StreamDecoder(Decoder& decoder) : decoder_(decoder) { carry_.reserve(kMost + 1); }

  /// `sink(line_number, line, fed)` as in Decoder::decode_buffer().
  template <class Sink>
  void push(std::string_view bytes, geo::UtcTime received_at, Sink&& sink) {
    if (!carry_.empty() || passing_over_) bytes = finish_carried(bytes, received_at, sink);
    std::size_t const used = decoder_.decode_buffer(bytes, received_at, sink);
    keep(bytes.substr(used), received_at, sink);
  }
  /// Takes what is left as a last line.
  template <class Sink>
  void finish(geo::UtcTime received_at, Sink&& sink) {
    if (!carry_.empty()) emit(received_at, sink);
    passing_over_ = false;
  }

 private:
  template <class Sink>
  std::string_view finish_carried(std::string_view bytes, geo::UtcTime received_at, Sink& sink) {
    std::size_t const end = bytes.find('\n');
    keep(bytes.substr(0, end), received_at, sink);
    if (end == std::string_view::npos) return {};
    if (!passing_over_) emit(received_at, sink);
    passing_over_ = false;
    return bytes.substr(end + 1);
  }
  /// Adds to the unfinished line; refuses it when it becomes too long.
  template <class Sink>
  void keep(std::string_view bytes, geo::UtcTime received_at, Sink& sink) {
    if (passing_over_) return;
    auto const taken = bytes.substr(0, std::min(bytes.size(), kMost - std::min(carry_.size(), kMost)));
    carry_.append(taken);
    if (carry_.size() < kMost) return;
    // Any number of CRs may end a line (Decoder::feed): whether these do is known when something else follows.
    if (carry_.find_last_not_of('\r') + 1 <= kMaxLineLength) {
      auto const other = bytes.find_first_not_of('\r', taken.size());
      if (other == std::string_view::npos) return;
      carry_ += bytes[other];
    }
    emit(received_at, sink);
    passing_over_ = true;
  }
  template <class Sink>
  void emit(geo::UtcTime received_at, Sink& sink) {
    Fed const fed = decoder_.feed(carry_, received_at);
    if (fed.received != nullptr || fed.rejection || fed.tag_fault)
      sink(decoder_.counts().lines, std::string_view{carry_}, fed);
    carry_.clear();
  }

  static constexpr std::size_t kMost = kMaxLineLength + 2;

  Decoder& decoder_;
  std::string carry_;
  bool passing_over_ = false;
};

}  // namespace lingding::ais
