#include "adapters/dsc/decoder.hpp"

#include <algorithm>

#include "adapters/dsc/fields.hpp"
#include "adapters/dsc/sentence.hpp"
#include "adapters/dsc/symbols.hpp"

namespace lingding::dsc {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// "$CDDSC," or "$CDDSE," at the front.
bool is_address(std::string_view text, std::string_view formatter) {
  return text.size() >= 7 && text[0] == '$' && text.substr(3, 3) == formatter && text[6] == ',';
}
bool is_dsc_address(std::string_view text) {
  return is_address(text, "DSC") || is_address(text, "DSE");
}

/// The last '$' with an address of ours.
std::size_t find_sentence(std::string_view line) {
  for (auto at = line.rfind('$'); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : line.rfind('$', at - 1))
    if (is_dsc_address(line.substr(at))) return at;
  return std::string_view::npos;
}

/// Begins as decimal symbols or as bits do.
bool looks_like_symbols(std::string_view line) {
  return line.find_first_not_of("0123456789 \t,;-_~?*BYby") == std::string_view::npos;
}

}  // namespace

bool Decoder::waits(std::uint64_t number) const {
  return std::ranges::any_of(waiting_, [&](Waiting const& each) { return each.received.number == number; });
}

void Decoder::expire(geo::UtcTime now) {
  while (!waiting_.empty() && now - waiting_.front().received.received_at > limits_.window) {
    waiting_.pop_front();
    ++counts_.expansions_missing;
  }
}

void Decoder::refuse(Rejection reason, Fed& fed) {
  ++counts_.rejected[static_cast<std::size_t>(reason)];
  fed.rejection = reason;
}

Fed Decoder::feed(std::string_view line, geo::UtcTime received_at) {
  ++counts_.lines;
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || is_blank(line.back()))) line.remove_suffix(1);
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  expire(received_at);
  line_ = line;
  at_ = received_at;
  if (has_tag_) tag_ = runtime::TagBlock{};
  has_tag_ = false;
  Fed fed;
  read_line(line, fed);
  if (fed.tag_fault) ++counts_.tag_faults[static_cast<std::size_t>(*fed.tag_fault)];
  if (fed.received == nullptr && !fed.rejection) ++counts_.skipped;
  return fed;
}

void Decoder::read_line(std::string_view line, Fed& fed) {
  if (line.size() > kMaxLineLength) return refuse(Rejection::line_too_long, fed);
  if (line.empty() || line.front() == '#') return;
  if (is_dsc_address(line)) return read_sentence(line, fed);
  if (looks_like_symbols(line)) {
    auto call = decode_text(line);
    if (call) return take_call(std::move(*call), fed);
    fed.rejected_format = call.error().format;
    return refuse(call.error().reason, fed);
  }
  auto const mark = line.find_first_of("\\$!");
  if (mark == std::string_view::npos) return refuse(Rejection::not_a_sentence, fed);
  std::string_view front = line.substr(0, mark);
  line.remove_prefix(mark);
  if (line.front() == '\\') {
    fed.tag_fault = runtime::take_tag_blocks(line, tag_);
    has_tag_ = !fed.tag_fault && !tag_.is_empty();
  }
  auto const at = find_sentence(line);
  if (at == std::string_view::npos) {
    bool const is_other = line.empty() || line.find_first_of("$!") != std::string_view::npos;
    if (!is_other) refuse(Rejection::not_a_sentence, fed);
    return;
  }
  if (front.empty()) front = line.substr(0, at);
  if (!front.empty() && !tag_.time) {
    tag_.time = runtime::read_log_time(front);
    has_tag_ = has_tag_ || tag_.time;
  }
  read_sentence(line.substr(at), fed);
}

/// `line` begins at the '$'.
void Decoder::read_sentence(std::string_view line, Fed& fed) {
  auto const star = line.find('*');
  if (star == std::string_view::npos || line.size() < star + 3) return refuse(Rejection::checksum_missing, fed);
  int const expected = runtime::read_hexadecimal(line[star + 1], line[star + 2]);
  if (expected < 0) return refuse(Rejection::checksum_missing, fed);
  auto const body = line.substr(1, star - 1);
  if (runtime::checksum_of(body) != expected) return refuse(Rejection::checksum_wrong, fed);
  auto const rest = line.substr(star + 3);
  if (!rest.empty() && rest.front() == ',') runtime::read_coast_guard_fields(rest.substr(1), tag_, has_tag_);
  if (body[4] == 'E') return take_expansion(body, fed);
  auto call = read_call(body);
  if (!call) return refuse(call.error(), fed);
  take_call(std::move(*call), fed);
}

void Decoder::take_call(Call call, Fed& fed) {
  received_ = Received{.number = ++counts_.calls,
                       .call = std::move(call),
                       .received_at = at_,
                       .logged_at = has_tag_ ? tag_.time : std::nullopt,
                       .source = has_tag_ ? std::string(tag_.source) : std::string{},
                       .raw = std::string(line_)};
  fed.received = &received_;
  if (!received_.call.expansion_follows) return;
  if (waiting_.size() >= limits_.most_waiting && !waiting_.empty()) {
    waiting_.pop_front();
    ++counts_.expansions_displaced;
  }
  if (limits_.most_waiting > 0) waiting_.push_back({.received = received_, .next_sentence = 1});
}

void Decoder::take_expansion(std::string_view body, Fed& fed) {
  auto const expansion = read_expansion(body);
  if (!expansion) return refuse(expansion.error(), fed);
  // The newest call by this sender, or (a relay's position is the casualty's) about this ship.
  auto const found = std::find_if(waiting_.rbegin(), waiting_.rend(), [&](Waiting const& each) {
    return each.received.call.sender == expansion->sender || each.received.call.casualty == expansion->sender;
  });
  if (found == waiting_.rend() || found->next_sentence != expansion->number)
    return refuse(Rejection::expansion_unmatched, fed);
  for (auto const& each : expansion->expansions) apply(each, found->received.call);
  found->received.raw += '\n';
  found->received.raw += line_;
  ++counts_.expansions;
  if (expansion->number < expansion->total) {
    ++found->next_sentence;
  } else {
    found->received.call.expanded = true;
  }
  received_ = found->received;
  if (received_.call.expanded) waiting_.erase(std::next(found).base());
  fed.received = &received_;
  fed.completes = true;
}

}  // namespace lingding::dsc
