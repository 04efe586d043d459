#include "tools/drill/recording.hpp"

#include "adapters/ais/payload.hpp"
#include "adapters/dsc/decoder.hpp"

namespace lingding::drill {

class Recording::Impl {
 public:
  Impl(RecordingOptions options, Write write) : options_(std::move(options)), write_(std::move(write)) {
    if (options_.key) anonymiser_.emplace(*options_.key);
  }

  void take(logs::Entry entry) {
    ++counts_.taken;
    if (!is_wanted(entry)) {
      ++counts_.filtered;
      return;
    }
    if (entry.format == logs::Format::ais) return take_ais(std::move(entry));
    if (entry.format == logs::Format::dsc && !is_ship_wanted(entry)) {
      ++counts_.filtered;
      return;
    }
    if (anonymiser_ && !anonymiser_->other(entry)) return;
    give(entry);
  }

  RecordingCounts counts() const {
    auto all = counts_;
    all.incomplete = parts_.incomplete();
    return all;
  }
  Anonymiser const* anonymiser() const { return anonymiser_ ? &*anonymiser_ : nullptr; }

 private:
  void give(logs::Entry const& entry) {
    ++counts_.written;
    write_(entry);
  }

  bool is_wanted(logs::Entry const& entry) const {
    if (!options_.sources.empty() && !options_.sources.contains(entry.source)) return false;
    if (!options_.formats.empty() && !options_.formats.contains(entry.format)) return false;
    if (options_.from && (!entry.at || *entry.at < *options_.from)) return false;
    return !options_.until || (entry.at && *entry.at < *options_.until);
  }

  /// By every number that a call's sentences carry.
  bool is_ship_wanted(logs::Entry const& entry) {
    if (options_.ships.empty()) return true;
    for (auto const number : options_.ships) {
      auto digits = std::to_string(number);
      digits = std::string(9 - digits.size(), '0') + digits;
      if (entry.raw.find("," + digits + "0,") != std::string::npos ||
          entry.raw.find("," + digits + ",") != std::string::npos)
        return true;
    }
    return false;
  }

  void take_ais(logs::Entry entry) {
    bool const is_whole = !anonymiser_ && options_.ships.empty() && !options_.box;
    // As received, also what is no sentence: nothing needs to be known of it.
    if (is_whole) return give(entry);
    auto const noise = parts_.no_sentences();
    auto message = parts_.take(std::move(entry));
    if (anonymiser_ && parts_.no_sentences() > noise) anonymiser_->count(LeftOut::not_understood);
    if (!message) return;
    if (!is_in_view(*message)) {
      counts_.filtered += message->entries.size();
      return;
    }
    if (anonymiser_ && !anonymiser_->ais(*message)) return;
    for (auto const& one : message->entries) give(one);
  }

  bool is_in_view(AisMessageLines const& lines) {
    if (options_.ships.empty() && !options_.box) return true;
    ais::PayloadBits bits;
    ais::Message message;
    if (bits.assign(lines.payload, lines.fill_bits) || ais::decode_payload(bits, message)) return false;
    auto const sender = ais::header_of(message).source;
    if (!options_.ships.empty() && !options_.ships.contains(sender)) return false;
    if (!options_.box) return true;
    auto const position = ais::position_of(message);
    if (!position) return in_box_.contains(sender);
    if (!options_.box->has(*position)) {
      in_box_.erase(sender);
      return false;
    }
    if (in_box_.size() >= kMostInBox) in_box_.erase(in_box_.begin());
    in_box_.insert(sender);
    return true;
  }

  RecordingOptions options_;
  Write write_;
  std::optional<Anonymiser> anonymiser_;
  AisParts parts_;
  std::set<std::uint32_t> in_box_;
  RecordingCounts counts_;
};

Recording::Recording(RecordingOptions options, Write write)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(write))) {}
Recording::~Recording() = default;
Recording::Recording(Recording&&) noexcept = default;
Recording& Recording::operator=(Recording&&) noexcept = default;

void Recording::take(logs::Entry entry) {
  impl_->take(std::move(entry));
}
RecordingCounts Recording::counts() const {
  return impl_->counts();
}
Anonymiser const* Recording::anonymiser() const {
  return impl_->anonymiser();
}

}  // namespace lingding::drill
