#include "adapters/ais/assembler.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "geo/check.hpp"

namespace lingding::ais {
namespace {

constexpr std::size_t kMaxFragments = 9;
/// Room for the lines of one message: nine times a header of 20 and a TAG block of 80 characters, and the longest
/// payload of 192, with as much again to spare.
constexpr std::size_t kArenaBytes = 2300;

/// FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923).
std::uint64_t hash_of(std::string_view text, std::uint64_t hash = 0xCBF29CE484222325U) {
  for (char const c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

/// What the sentences of one message have in common.
struct Key {
  std::uint64_t address = 0;  ///< talker, formatter, total, sequence, channel
  std::uint64_t group = 0;    ///< the TAG group's id + 1, 0 when there is none
  std::uint64_t source = 0;   ///< hash of the TAG source, 0 when there is none

  bool matches(Key const& other) const {
    return address == other.address && group == other.group &&
           (source == other.source || source == 0 || other.source == 0);
  }
};

Key key_of(Sentence const& sentence) {
  auto const byte = [](auto value) { return std::uint64_t{static_cast<unsigned char>(value)}; };
  Key key;
  key.address = byte(sentence.talker[0]) | byte(sentence.talker[1]) << 8U | byte(sentence.formatter) << 16U |
                byte(sentence.total) << 24U | byte(sentence.sequence.value_or(255)) << 32U |
                byte(sentence.channel.value_or('\0')) << 40U;
  if (sentence.has_tag) {
    if (sentence.tag.group) key.group = std::uint64_t{sentence.tag.group->id} + 1;
    if (!sentence.tag.source.empty()) key.source = hash_of(sentence.tag.source) | 1U;
  }
  return key;
}

struct Fragment {
  std::uint16_t line_at = 0;
  std::uint16_t line_size = 0;
  std::uint16_t payload_at = 0;
  std::uint16_t payload_size = 0;
  std::uint8_t fill_bits = 0;
  bool is_present = false;
};

struct Slot {
  std::array<Fragment, kMaxFragments> fragments;
  std::uint8_t total = 0;
  std::uint8_t present = 0;
  std::uint8_t lowest = 0;  ///< the lowest number present
  geo::UtcTime first_at{};
  std::uint64_t first_count = 0;   ///< sentences counted when the first came
  std::uint64_t latest_count = 0;  ///< sentences counted when the latest came
  bool has_tag = false;
  std::uint8_t tag_number = 0;  ///< of the sentence that the tag is of
  TagBlock tag;                 ///< its views point into the arena
  std::size_t arena_size = 0;
  std::array<char, kArenaBytes> arena;

  std::string_view payload_of(Fragment const& fragment) const {
    return {arena.data() + fragment.payload_at, fragment.payload_size};
  }
  std::string_view line_of(Fragment const& fragment) const {
    return {arena.data() + fragment.line_at, fragment.line_size};
  }
};

/// A sentence of a message that is complete, remembered for a short while.
struct Done {
  std::uint64_t hash = 0;
  std::uint64_t count = 0;
  geo::UtcTime at{};
};

std::uint64_t fingerprint(Key const& key, Sentence const& sentence) {
  std::uint64_t const hash = hash_of(sentence.payload, key.address * 0x9E3779B97F4A7C15U + sentence.number);
  return hash ^ key.group * 0xC2B2AE3D27D4EB4FU ^ key.source;
}

}  // namespace

struct Assembler::State {
  AssemblerLimits limits;
  /// Made when first needed, at most limits.messages, and used again: most sources need two or three.
  std::vector<std::unique_ptr<Slot>> slots;
  std::vector<std::uint32_t> free;  ///< indices of slots
  struct Active {
    Key key;
    std::uint32_t slot = 0;
  };
  std::vector<Active> active;  ///< oldest first
  std::array<Done, 32> done{};
  std::size_t next_done = 0;
  std::uint64_t sentences = 0;
  std::uint64_t expired = 0;
  std::uint64_t displaced = 0;
  std::string raw;

  void release(std::size_t index) {
    free.push_back(active[index].slot);
    active.erase(active.begin() + static_cast<std::ptrdiff_t>(index));
  }

  void expire(geo::UtcTime now) {
    for (std::size_t index = 0; index < active.size();) {
      Slot const& slot = *slots[active[index].slot];
      if (now - slot.first_at > limits.age || sentences - slot.first_count > limits.sentences) {
        ++expired;
        release(index);
      } else {
        ++index;
      }
    }
  }

  std::size_t find(Key const& key) const {
    std::size_t index = 0;
    while (index < active.size() && !active[index].key.matches(key)) ++index;
    return index;
  }

  bool was_done(std::uint64_t hash, geo::UtcTime now) const {
    return std::any_of(done.begin(), done.end(), [&](Done const& entry) {
      return entry.hash == hash && sentences - entry.count <= limits.reorder_sentences && now - entry.at <= limits.age;
    });
  }

  std::size_t open(Key const& key, std::uint8_t total, geo::UtcTime now) {
    if (active.size() == limits.messages) {
      ++displaced;
      release(0);
    }
    if (free.empty()) {
      free.push_back(static_cast<std::uint32_t>(slots.size()));
      slots.push_back(std::make_unique_for_overwrite<Slot>());
    }
    std::uint32_t const number = free.back();
    free.pop_back();
    Slot& slot = *slots[number];
    slot.fragments.fill(Fragment{});
    slot.total = total;
    slot.present = 0;
    slot.lowest = 255;
    slot.first_at = now;
    slot.first_count = sentences;
    slot.latest_count = sentences;
    slot.has_tag = false;
    slot.arena_size = 0;
    active.push_back({.key = key, .slot = number});
    return active.size() - 1;
  }

  /// Copies the line; false when there is no room.
  static bool keep(Slot& slot, Sentence const& sentence, std::string_view line) {
    if (slot.arena_size + line.size() > kArenaBytes) return false;
    char* const copy = slot.arena.data() + slot.arena_size;
    std::memcpy(copy, line.data(), line.size());
    Fragment& fragment = slot.fragments[sentence.number - std::size_t{1}];
    fragment.line_at = static_cast<std::uint16_t>(slot.arena_size);
    fragment.line_size = static_cast<std::uint16_t>(line.size());
    fragment.payload_at =
        static_cast<std::uint16_t>(slot.arena_size + static_cast<std::size_t>(sentence.payload.data() - line.data()));
    fragment.payload_size = static_cast<std::uint16_t>(sentence.payload.size());
    fragment.fill_bits = sentence.fill_bits;
    fragment.is_present = true;
    slot.arena_size += line.size();
    ++slot.present;
    slot.lowest = std::min(slot.lowest, sentence.number);
    if (sentence.has_tag && (!slot.has_tag || sentence.number < slot.tag_number)) {
      auto const moved = [&](std::string_view view) {
        return view.empty() ? view : std::string_view{copy + (view.data() - line.data()), view.size()};
      };
      slot.tag = sentence.tag;
      slot.tag.source = moved(sentence.tag.source);
      slot.tag.destination = moved(sentence.tag.destination);
      slot.tag.text = moved(sentence.tag.text);
      slot.has_tag = true;
      slot.tag_number = sentence.number;
    }
    return true;
  }

  Assembled complete(std::size_t index, Key const& key, geo::UtcTime now, PayloadBits& payload) {
    Slot& slot = *slots[active[index].slot];
    payload.clear();
    raw.clear();
    Assembled result{.state = Assembled::State::complete};
    for (std::size_t i = 0; i < slot.total; ++i) {
      Fragment const& fragment = slot.fragments[i];
      if (auto const fault = payload.append(slot.payload_of(fragment), fragment.fill_bits)) {
        result.state = Assembled::State::rejected;
        result.rejection = *fault;
      }
      if (i > 0) raw += '\n';
      raw += slot.line_of(fragment);
      Sentence const sentence{.number = static_cast<std::uint8_t>(i + 1), .payload = slot.payload_of(fragment)};
      done[next_done] = {.hash = fingerprint(key, sentence), .count = sentences, .at = now};
      next_done = (next_done + 1) % done.size();
    }
    result.raw = raw;
    // The slot is free from now on, but nothing touches it before the next call.
    if (slot.has_tag) result.tag = slot.tag;
    result.has_tag = slot.has_tag;
    release(index);
    return result;
  }

  Assembled add(Sentence const& sentence, std::string_view line, geo::UtcTime now, PayloadBits& payload) {
    ++sentences;
    if (!active.empty()) expire(now);
    Key const key = key_of(sentence);
    std::size_t index = find(key);
    if (index < active.size()) {
      Slot const& slot = *slots[active[index].slot];
      Fragment const& same = slot.fragments[sentence.number - std::size_t{1}];
      bool const came_late = sentence.number < slot.lowest && sentences - slot.latest_count > limits.reorder_sentences;
      if (same.is_present && slot.payload_of(same) == sentence.payload && same.fill_bits == sentence.fill_bits) {
        return {.state = Assembled::State::rejected, .rejection = Rejection::fragment_repeated};
      }
      if (same.is_present || came_late) {
        ++displaced;
        release(index);
        index = active.size();
      }
    }
    if (index == active.size()) {
      if (was_done(fingerprint(key, sentence), now)) {
        return {.state = Assembled::State::rejected, .rejection = Rejection::fragment_repeated};
      }
      index = open(key, sentence.total, now);
    }
    // Many talkers name the source with one of the sentences alone.
    if (active[index].key.source == 0) active[index].key.source = key.source;
    Slot& slot = *slots[active[index].slot];
    slot.latest_count = sentences;
    if (!keep(slot, sentence, line)) {
      release(index);
      return {.state = Assembled::State::rejected, .rejection = Rejection::fragments_too_long};
    }
    if (slot.present < slot.total) return {};
    return complete(index, key, now, payload);
  }
};

Assembler::Assembler(AssemblerLimits limits) : state_(std::make_unique<State>()) {
  LINGDING_CHECK(limits.messages >= 1 && limits.messages <= 65536);
  state_->limits = limits;
  state_->slots.reserve(limits.messages);
  state_->active.reserve(limits.messages);
  state_->free.reserve(limits.messages);
  state_->raw.reserve(kArenaBytes + kMaxFragments);
}
Assembler::~Assembler() = default;
Assembler::Assembler(Assembler&&) noexcept = default;
Assembler& Assembler::operator=(Assembler&&) noexcept = default;

Assembled Assembler::add(Sentence const& sentence, std::string_view line, geo::UtcTime now, PayloadBits& payload) {
  LINGDING_CHECK(sentence.total > 1 && sentence.number >= 1 && sentence.number <= sentence.total);
  return state_->add(sentence, line, now, payload);
}
void Assembler::pass() {
  ++state_->sentences;
}
void Assembler::expire(geo::UtcTime now) {
  state_->expire(now);
}
std::size_t Assembler::waiting() const {
  return state_->active.size();
}
std::uint64_t Assembler::expired() const {
  return state_->expired;
}
std::uint64_t Assembler::displaced() const {
  return state_->displaced;
}

}  // namespace lingding::ais
