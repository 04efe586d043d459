#include "adapters/ais/decoder.hpp"

namespace lingding::ais {

struct Decoder::State {
  explicit State(AssemblerLimits limits) : assembler(limits) {}

  Assembler assembler;
  ParsedLine parsed;
  PayloadBits payload;
  Received received;
  DecodeCounts counts;

  Fed reject(Rejection reason, std::optional<TagFault> tag_fault) {
    ++counts.rejected[static_cast<std::size_t>(reason)];
    return {.received = nullptr, .rejection = reason, .tag_fault = tag_fault};
  }

  /// Joins the sentence with others of its message. True when the message is complete and in `payload`.
  bool assemble(std::string_view line, geo::UtcTime received_at, Fed& fed) {
    Sentence const& sentence = parsed.sentence;
    Assembled const assembled = assembler.add(sentence, line, received_at, payload);
    switch (assembled.state) {
      case Assembled::State::waiting:
        ++counts.fragments;
        return false;
      case Assembled::State::rejected:
        fed = reject(assembled.rejection, sentence.tag_fault);
        return false;
      case Assembled::State::complete:
        break;
    }
    received.raw = assembled.raw;
    set_tag(assembled.has_tag ? &assembled.tag : nullptr);
    return true;
  }

  void set_tag(TagBlock const* tag) {
    if (tag != nullptr) {
      received.tag = *tag;
      has_tag = true;
    } else if (has_tag) {
      received.tag = TagBlock{};
      has_tag = false;
    }
  }

  Fed feed(std::string_view line, geo::UtcTime received_at) {
    ++counts.lines;
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    parse_line(line, parsed);
    Sentence const& sentence = parsed.sentence;
    if (sentence.tag_fault) ++counts.tag_faults[static_cast<std::size_t>(*sentence.tag_fault)];
    if (parsed.kind == LineKind::rejected) return reject(parsed.rejection, sentence.tag_fault);
    Fed fed{.received = nullptr, .rejection = {}, .tag_fault = sentence.tag_fault};
    if (parsed.kind == LineKind::skipped) {
      ++counts.skipped;
      return fed;
    }
    if (sentence.total == 1) {
      assembler.pass();
      if (auto const fault = payload.assign(sentence.payload, sentence.fill_bits)) {
        return reject(*fault, sentence.tag_fault);
      }
      received.raw = line;
      set_tag(sentence.has_tag ? &sentence.tag : nullptr);
    } else if (!assemble(line, received_at, fed)) {
      return fed;
    }
    if (auto const fault = decode_payload(payload, received.message)) return reject(*fault, sentence.tag_fault);
    ++counts.messages[header_of(received.message).type];
    received.talker = sentence.talker;
    received.formatter = sentence.formatter;
    received.channel = sentence.channel;
    received.received_at = received_at;
    fed.received = &received;
    return fed;
  }

  bool has_tag = false;
};

Decoder::Decoder(AssemblerLimits limits) : state_(std::make_unique<State>(limits)) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

Fed Decoder::feed(std::string_view line, geo::UtcTime received_at) {
  return state_->feed(line, received_at);
}

DecodeCounts const& Decoder::counts() const {
  state_->counts.incomplete_expired = state_->assembler.expired();
  state_->counts.incomplete_displaced = state_->assembler.displaced();
  return state_->counts;
}

std::size_t Decoder::waiting() const {
  return state_->assembler.waiting();
}

}  // namespace lingding::ais
