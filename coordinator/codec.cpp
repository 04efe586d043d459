// The parts of the codec that are neither reading nor writing: canonical events, and what consoles get.

#include "coordinator/codec.hpp"

#include <algorithm>
#include <cmath>

#include "coordinator/detail/json_reader.hpp"
#include "coordinator/limits.hpp"
#include "geo/json_writer.hpp"

namespace lingding::coordinator {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// UTF-8 (as the JSON writer mends it) of at most `at_most` bytes, cut between characters.
void mend(std::string& text, std::size_t at_most) {
  if (!is_ascii(text)) {
    std::string json;
    geo::JsonWriter{json}.value(text);
    auto const read =
        detail::read_document(json, json.size(), [&](detail::Node const& node) { return node.text(json.size()); });
    LINGDING_CHECK(read.has_value());
    text = *read;
  }
  if (text.size() <= at_most) return;
  auto const continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; };
  while (at_most > 0 && continues(at_most)) --at_most;
  text.resize(at_most);
}

bool is_length(geo::Metres length) {
  return std::isfinite(length.metres()) && length.metres() >= 0;
}

void canonicalise_report(AlertReport& report) {
  mend(report.text, kMaxTextBytes);
  mend(report.call_sign, kMaxNameBytes);
  mend(report.name, kMaxNameBytes);
  mend(report.caller, kMaxNameBytes);
  if (report.thread.size() > kMaxThread) report.thread.resize(kMaxThread);
  for (auto& message : report.thread) mend(message, kMaxNameBytes);
  // A fix of unknown quality: what AIS calls low accuracy, worse than 10 m (ITU-R M.1371-5, table 48).
  if (!is_length(report.radius)) report.radius = geo::Metres::from_metres(100);
  std::erase_if(report.possible, [](PossiblePosition const& one) {
    return !is_length(one.radius) || (one.probability && !(*one.probability >= 0 && *one.probability <= 1));
  });
  if (report.possible.size() > kMaxPossible)
    report.possible.erase(report.possible.begin() + kMaxPossible, report.possible.end());
}

void canonicalise(AlertReceived& event) {
  mend(event.source, kMaxNameBytes);
  mend(event.delivery, kMaxNameBytes);
  canonicalise_report(event.report);
  std::erase_if(event.near, [](ShipNear const& ship) { return !is_length(ship.distance); });
  if (event.near.size() > kMaxShipsNear) event.near.erase(event.near.begin() + kMaxShipsNear, event.near.end());
  for (auto& ship : event.near) {
    mend(ship.name, kMaxNameBytes);
    if (ship.speed && !std::isfinite(ship.speed->knots())) ship.speed.reset();
  }
}

void canonicalise(SafetyTextReceived& event) {
  mend(event.source, kMaxNameBytes);
  mend(event.text, kMaxTextBytes);
}

void canonicalise(OfficerActed& event) {
  mend(event.officer, kMaxNameBytes);
  mend(event.command_id, kMaxNameBytes);
  std::visit(
      [](auto& command) {
        if constexpr (requires { command.incident_id; }) mend(command.incident_id, kMaxNameBytes);
      },
      event.command);
  // Texts stay long enough to be refused as too long.
  struct {
    void operator()(AddNote& command) const { mend(command.text, kMaxNoteBytes + 4); }
    void operator()(IssueSitrep& command) const { mend(command.text, kMaxSitrepBytes + 4); }
    void operator()(SetUnit& command) const {
      mend(command.name, kMaxNameBytes);
      mend(command.kind, kMaxNameBytes);
      mend(command.note, kMaxNoteBytes + 4);
    }
    void operator()(LogCall& command) const {
      mend(command.contact, kMaxNameBytes);
      mend(command.outcome, kMaxNoteBytes + 4);
    }
    void operator()(SetPersons& command) const { mend(command.source, kMaxNameBytes); }
    void operator()(SplitIncident& command) const {
      for (auto& id : command.alert_ids) mend(id, kMaxNameBytes);
      mend(command.reason, kMaxNoteBytes + 4);
    }
    void operator()(MergeIncidents& command) const {
      mend(command.other_id, kMaxNameBytes);
      mend(command.reason, kMaxNoteBytes + 4);
    }
    void operator()(ReportDistress& command) const { canonicalise_report(command.report); }
    void operator()(Acknowledge&) const {}
    void operator()(ConfirmShip&) const {}
    void operator()(OpenPlan&) const {}
    void operator()(DeclineCustody& command) const { mend(command.reason, kMaxNoteBytes + 4); }
    void operator()(RequestCustody& command) const { mend(command.reason, kMaxNoteBytes + 4); }
    void operator()(OfferCustody& command) const { mend(command.reason, kMaxNoteBytes + 4); }
    void operator()(ForceCustody& command) const { mend(command.reason, kMaxNoteBytes + 4); }
    void operator()(SetPhase& command) const { mend(command.reason, kMaxNoteBytes + 4); }
    void operator()(CloseIncident& command) const { mend(command.reason, kMaxNoteBytes + 4); }
    void operator()(SayNoDuff& command) const { mend(command.reason, kMaxNoteBytes + 4); }
    void operator()(AnswerVoyage& command) const {
      mend(command.question_id, kMaxNameBytes);
      mend(command.reason, kMaxNoteBytes + 4);
    }
  } const mend_command;
  std::visit(mend_command, event.command);
}

// These come from JSON text or from checked documents.
void canonicalise(LinkReceived&) {}
void canonicalise(LinkOutOfStep&) {}
void canonicalise(PlanStored&) {}
void canonicalise(RegionsLoaded&) {}
void canonicalise(RegisterSpoke& event) {
  mend(event.text.en, plans::kMaxBriefBytes);
  mend(event.text.zh_hant, plans::kMaxBriefBytes);
}
void canonicalise(SourceSpoke& event) {
  mend(event.source, kMaxNameBytes);
  mend(event.text.en, plans::kMaxBriefBytes);
  mend(event.text.zh_hant, plans::kMaxBriefBytes);
}
void canonicalise(ClockSet&) {}
void canonicalise(NotifyDone& event) {
  mend(event.incident_id, kMaxNameBytes);
  mend(event.channel, kMaxNameBytes);
  mend(event.detail, kMaxNoteBytes);
}
void canonicalise(ShipSeen& event) {
  mend(event.incident_id, kMaxNameBytes);
  mend(event.sight.status, kMaxNameBytes);
  mend(event.sight.place, kMaxNameBytes);
  if (event.sight.speed && !std::isfinite(event.sight.speed->knots())) event.sight.speed.reset();
}
void canonicalise(LinkChanged&) {}
void mend(plans::BriefText& text) {
  mend(text.en, plans::kMaxBriefBytes);
  mend(text.zh_hant, plans::kMaxBriefBytes);
}
void mend(VoyageQuestion& question) {
  mend(question.id, kMaxNameBytes);
  mend(question.ship_name);
  mend(question.evidence);
  mend(question.limits);
  if (!is_length(question.radius)) question.radius = {};
  if (!question.voyage) return;
  mend(question.voyage->plan_id, plans::kMaxBriefBytes);
  mend(question.voyage->route, plans::kMaxBriefBytes);
  mend(question.voyage->from);
  mend(question.voyage->to);
}
void canonicalise(VoyageAsked& event) {
  mend(event.question);
}
void canonicalise(VoyageOver& event) {
  mend(event.question_id, kMaxNameBytes);
  mend(event.why);
}
void canonicalise(VoyagePhase& event) {
  mend(event.question);
  mend(event.why);
}
void canonicalise(TimePassed&) {}

/// Whose effect it is: nobody's here when it goes to other desks.
struct Audience {
  bool for_consoles = true;
  std::string officer;
};

Audience audience_of(Effect const& effect) {
  struct {
    Audience operator()(IncidentChanged const&) const { return {}; }
    Audience operator()(AlertRefreshed const&) const { return {}; }
    Audience operator()(IncidentForgotten const&) const { return {}; }
    Audience operator()(AlarmRaised const&) const { return {}; }
    Audience operator()(AlarmQuieted const&) const { return {}; }
    Audience operator()(AlarmRepeated const&) const { return {}; }
    Audience operator()(NotifyAsked const&) const { return {false, {}}; }
    Audience operator()(ShipWatched const&) const { return {false, {}}; }
    Audience operator()(NoticeShown const&) const { return {}; }
    Audience operator()(CommandDone const& done) const { return {true, done.officer}; }
    Audience operator()(CommandRefused const& refused) const { return {true, refused.officer}; }
    Audience operator()(LinkSent const&) const { return {false, {}}; }
    Audience operator()(VoyageQuestionShown const&) const { return {}; }
    Audience operator()(VoyageQuestionAnswered const&) const { return {}; }
    Audience operator()(VoyageQuestionClosed const&) const { return {}; }
  } const audience;
  return std::visit(audience, effect);
}

}  // namespace

std::string_view message_in(std::string_view link_sent) {
  // The addresses before it are centres and numbers, and it comes last.
  constexpr std::string_view kKey = ",\"message\":";
  auto const at = link_sent.find(kKey);
  LINGDING_CHECK(at != std::string_view::npos);
  auto const from = at + kKey.size();
  return link_sent.substr(from, link_sent.size() - from - 1);
}

std::string_view raw_of(Event const& event) {
  struct {
    std::string_view operator()(AlertReceived const& alert) const { return alert.raw; }
    std::string_view operator()(SafetyTextReceived const& text) const { return text.raw; }
    std::string_view operator()(OfficerActed const&) const { return {}; }
    std::string_view operator()(LinkReceived const& received) const {
      auto const* const forwarded = std::get_if<AlertForwarded>(&received.message);
      return forwarded != nullptr ? std::string_view{forwarded->raw} : std::string_view{};
    }
    std::string_view operator()(LinkOutOfStep const&) const { return {}; }
    std::string_view operator()(PlanStored const&) const { return {}; }
    std::string_view operator()(RegionsLoaded const&) const { return {}; }
    std::string_view operator()(RegisterSpoke const&) const { return {}; }
    std::string_view operator()(SourceSpoke const& event) const { return event.raw; }
    std::string_view operator()(ClockSet const&) const { return {}; }
    std::string_view operator()(NotifyDone const&) const { return {}; }
    std::string_view operator()(ShipSeen const&) const { return {}; }
    std::string_view operator()(LinkChanged const&) const { return {}; }
    std::string_view operator()(VoyageAsked const&) const { return {}; }
    std::string_view operator()(VoyageOver const&) const { return {}; }
    std::string_view operator()(VoyagePhase const&) const { return {}; }
    std::string_view operator()(TimePassed const&) const { return {}; }
  } const raw;
  return std::visit(raw, event);
}

void canonicalise(Event& event) {
  std::visit([](auto& one) { canonicalise(one); }, event);
}

std::vector<std::string_view> texts_of(std::string_view effects_json, std::vector<std::size_t> const& ends) {
  std::vector<std::string_view> texts;
  texts.reserve(ends.size());
  std::size_t from = 1;
  for (auto const end : ends) {
    texts.push_back(effects_json.substr(from, end - from));
    from = end + 1;
  }
  return texts;
}

std::vector<ConsoleItem> console_items(Effects const& effects) {
  std::string all;
  auto const ends = append_json(all, effects);
  return console_items(effects, texts_of(all, ends));
}

std::vector<ConsoleItem> console_items(Effects const& effects, std::vector<std::string_view> const& texts) {
  LINGDING_CHECK(effects.size() == texts.size());
  std::vector<ConsoleItem> items;
  items.reserve(effects.size());
  for (std::size_t i = 0; i < effects.size(); ++i) {
    auto audience = audience_of(effects[i]);
    if (audience.for_consoles) items.push_back({std::move(audience.officer), std::string{texts[i]}});
  }
  return items;
}

geo::Expected<std::vector<ConsoleItem>, CodecError> console_items(std::string_view effects_json) {
  auto const effects = parse_effects(effects_json, {});
  if (!effects) return geo::Unexpected{effects.error()};
  return console_items(*effects);
}

}  // namespace lingding::coordinator
