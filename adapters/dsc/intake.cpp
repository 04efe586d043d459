#include "adapters/dsc/intake.hpp"

#include <array>
#include <utility>

namespace lingding::dsc {
namespace {

using coordinator::AlertClass;
using coordinator::AlertKind;
using coordinator::AlertReport;

static_assert(kRejectionCount + runtime::kTagFaultCount <= runtime::SourceCounters::kMaxReasons);

coordinator::Nature nature_for_desk(Nature nature) {
  switch (nature) {
    case Nature::fire_explosion:
      return coordinator::Nature::fire_explosion;
    case Nature::flooding:
      return coordinator::Nature::flooding;
    case Nature::collision:
      return coordinator::Nature::collision;
    case Nature::grounding:
      return coordinator::Nature::grounding;
    case Nature::listing:
      return coordinator::Nature::listing;
    case Nature::sinking:
      return coordinator::Nature::sinking;
    case Nature::disabled_adrift:
      return coordinator::Nature::disabled_and_adrift;
    case Nature::abandoning_ship:
      return coordinator::Nature::abandoning_ship;
    case Nature::piracy:
      return coordinator::Nature::piracy;
    case Nature::man_overboard:
      return coordinator::Nature::man_overboard;
    case Nature::undesignated:
    case Nature::epirb_emission:
      return coordinator::Nature::undesignated;
  }
  return coordinator::Nature::undesignated;
}

std::string number_of(std::optional<plans::Mmsi> const& mmsi) {
  return mmsi ? mmsi->to_text() : "an unknown station";
}

std::string two_digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string channel_words(Frequency const& frequency) {
  struct {
    std::string operator()(Hertz const& one) const { return std::to_string(one.hertz / 1000) + " kHz"; }
    std::string operator()(MfHfChannel const& one) const { return "MF/HF channel " + std::to_string(one.number); }
    std::string operator()(VhfChannel const& one) const { return "VHF channel " + std::to_string(one.number); }
  } const words;
  return std::visit(words, frequency);
}

/// Said where the call is not the casualty's own.
std::string sender_words_of(Call const& call) {
  switch (call.kind) {
    case CallKind::distress_relay:
      return "Distress relay by " + number_of(call.sender) + ".";
    case CallKind::distress_acknowledgement:
      return "Distress alert acknowledged by " + number_of(call.sender) + ".";
    case CallKind::distress_relay_acknowledgement:
      return "Distress relay acknowledged by " + number_of(call.sender) + ".";
    case CallKind::distress_cancellation:
      return "Distress alert cancelled by its sender.";
    case CallKind::test:
      return "DSC test call to " + number_of(call.address) + ".";
    default:
      return "DSC distress alert.";
  }
}

std::string_view addressee_words(CallKind kind) {
  switch (kind) {
    case CallKind::all_ships:
      return "all ships";
    case CallKind::area:
      return "ships in an area";
    case CallKind::group:
      return "a group of ships";
    default:
      return "a station";
  }
}

std::string text_of(Call const& call) {
  auto text = sender_words_of(call);
  if (call.nature == Nature::epirb_emission) text += " Nature: EPIRB emission.";
  if (call.position && call.utc) {
    auto const minutes = call.utc->count();
    text += " Position of " + two_digits(minutes / 60) + ":" + two_digits(minutes % 60) + " UTC.";
  }
  for (auto const& warning : call.warnings) text += " " + warning + ".";
  return text;
}

}  // namespace

std::optional<AlertReport> alert_of(Call const& call) {
  bool const is_test = call.kind == CallKind::test;
  if (!is_test && !call.is_distress()) return std::nullopt;
  AlertReport report{.alert_class = is_test ? AlertClass::test : AlertClass::distress,
                     .kind = AlertKind::dsc,
                     .device = is_test ? call.sender : call.casualty,
                     .persons = call.persons_on_board,
                     .cancels = call.kind == CallKind::distress_cancellation,
                     .text = text_of(call)};
  if (call.position) {
    report.position = call.position->position;
    report.radius = call.position->uncertainty();
  }
  if (call.nature) report.nature = nature_for_desk(*call.nature);
  return report;
}

std::optional<std::string> notice_of(Call const& call) {
  if (call.is_distress() || call.kind == CallKind::test) return std::nullopt;
  if (call.category != Category::urgency && call.category != Category::safety) return std::nullopt;
  std::string text = std::string("DSC ") + name_of(*call.category) + " call";
  text += " to " + (call.address ? call.address->to_text() : std::string{addressee_words(call.kind)});
  if (call.receive) text += ", " + channel_words(*call.receive);
  if (call.transmit && call.transmit != call.receive) text += ", answer on " + channel_words(*call.transmit);
  return text;
}

DscIntake::DscIntake(runtime::SourceCounters& counters, runtime::Log& log, runtime::IntakePorts ports)
    : MessageIntake(counters, log, "dsc", std::move(ports)) {}

Decoder& DscIntake::decoder_of(std::uint64_t stream) {
  if (auto const found = decoders_.find(stream); found != decoders_.end()) return found->second;
  if (decoders_.size() >= kMaxStreams) decoders_.erase(decoders_.begin());  // numbers count up: the longest open
  return decoders_.try_emplace(stream).first->second;
}

void DscIntake::take_line(std::string_view line, std::uint64_t stream, geo::UtcTime now) {
  Fed const fed = decoder_of(stream).feed(line, now);
  if (fed.rejection)
    refuse(static_cast<std::size_t>(*fed.rejection), name_of(*fed.rejection), meaning_of(*fed.rejection), line);
  if (fed.tag_fault)
    refuse(kRejectionCount + static_cast<std::size_t>(*fed.tag_fault), runtime::name_of(*fed.tag_fault),
           runtime::meaning_of(*fed.tag_fault), line);
  if (fed.received == nullptr) return;
  auto const& call = fed.received->call;
  if (!fed.completes) counters_.messages.add();
  if (call.position && !fed.completes) counters_.positions.add();
  if (auto report = alert_of(call)) {
    raise(*std::move(report), fed.received->raw);
  } else if (auto text = notice_of(call); text && call.sender && !fed.completes) {
    notice(coordinator::SafetyTextReceived{counters_.name, *call.sender, *std::move(text), fed.received->raw});
  }
}

std::vector<std::string_view> rejection_names() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kRejectionCount; ++i) names.emplace_back(name_of(static_cast<Rejection>(i)));
  for (std::size_t i = 0; i < runtime::kTagFaultCount; ++i)
    names.emplace_back(runtime::name_of(static_cast<runtime::TagFault>(i)));
  return names;
}

}  // namespace lingding::dsc
