#include "adapters/dsc/call.hpp"

namespace lingding::dsc {

char const* name_of(Format format) {
  switch (format) {
    case Format::area:
      return "area";
    case Format::distress:
      return "distress";
    case Format::group:
      return "group";
    case Format::all_ships:
      return "all_ships";
    case Format::individual:
      return "individual";
    case Format::semi_automatic:
      return "semi_automatic";
  }
  return "";
}

char const* name_of(Category category) {
  switch (category) {
    case Category::routine:
      return "routine";
    case Category::safety:
      return "safety";
    case Category::urgency:
      return "urgency";
    case Category::distress:
      return "distress";
  }
  return "";
}

char const* name_of(Nature nature) {
  switch (nature) {
    case Nature::fire_explosion:
      return "fire_explosion";
    case Nature::flooding:
      return "flooding";
    case Nature::collision:
      return "collision";
    case Nature::grounding:
      return "grounding";
    case Nature::listing:
      return "listing";
    case Nature::sinking:
      return "sinking";
    case Nature::disabled_adrift:
      return "disabled_adrift";
    case Nature::undesignated:
      return "undesignated";
    case Nature::abandoning_ship:
      return "abandoning_ship";
    case Nature::piracy:
      return "piracy";
    case Nature::man_overboard:
      return "man_overboard";
    case Nature::epirb_emission:
      return "epirb_emission";
  }
  return "";
}

char const* name_of(EndOfSequence eos) {
  switch (eos) {
    case EndOfSequence::acknowledge_requested:
      return "acknowledge_requested";
    case EndOfSequence::acknowledgement:
      return "acknowledgement";
    case EndOfSequence::end:
      return "end";
  }
  return "";
}

char const* name_of(CallKind kind) {
  switch (kind) {
    case CallKind::distress_alert:
      return "distress_alert";
    case CallKind::distress_relay:
      return "distress_relay";
    case CallKind::distress_acknowledgement:
      return "distress_acknowledgement";
    case CallKind::distress_relay_acknowledgement:
      return "distress_relay_acknowledgement";
    case CallKind::distress_cancellation:
      return "distress_cancellation";
    case CallKind::test:
      return "test";
    case CallKind::position_request:
      return "position_request";
    case CallKind::position_report:
      return "position_report";
    case CallKind::all_ships:
      return "all_ships";
    case CallKind::area:
      return "area";
    case CallKind::group:
      return "group";
    case CallKind::individual:
      return "individual";
    case CallKind::telephone:
      return "telephone";
  }
  return "";
}

char const* first_telecommand_name(std::uint8_t symbol) {
  switch (symbol) {
    case 100:
      return "f3e_g3e_all_modes_tp";
    case 101:
      return "f3e_g3e_duplex_tp";
    case 103:
      return "polling";
    case 104:
      return "unable_to_comply";
    case 105:
      return "end_of_call";
    case 106:
      return "data";
    case 109:
      return "j3e_tp";
    case 110:
      return "distress_acknowledgement";
    case 112:
      return "distress_relay";
    case 113:
      return "f1b_j2b_ttp_fec";
    case 115:
      return "f1b_j2b_ttp_arq";
    case 118:
      return "test";
    case 121:
      return "position_or_registration_update";
    case 126:
      return "no_information";
    default:
      return "";
  }
}

char const* second_telecommand_name(std::uint8_t symbol) {
  switch (symbol) {
    case 100:
      return "no_reason_given";
    case 101:
      return "congestion";
    case 102:
      return "busy";
    case 103:
      return "queue";
    case 104:
      return "station_barred";
    case 105:
      return "no_operator";
    case 106:
      return "operator_temporarily_unavailable";
    case 107:
      return "equipment_disabled";
    case 108:
      return "unable_to_use_channel";
    case 109:
      return "unable_to_use_mode";
    case 110:
      return "ship_of_state_not_party_to_conflict";
    case 111:
      return "medical_transport";
    case 112:
      return "pay_phone";
    case 113:
      return "fax_or_data";
    case 126:
      return "no_information";
    default:
      return "";
  }
}

std::optional<Format> format_of(std::uint8_t symbol) {
  switch (symbol) {
    case 102:
    case 112:
    case 114:
    case 116:
    case 120:
    case 123:
      return static_cast<Format>(symbol);
    default:
      return std::nullopt;
  }
}

std::optional<Category> category_of(std::uint8_t symbol) {
  switch (symbol) {
    case 100:
    case 108:
    case 110:
    case 112:
      return static_cast<Category>(symbol);
    default:
      return std::nullopt;
  }
}

std::optional<Nature> nature_of(std::uint8_t symbol) {
  if ((symbol >= 100 && symbol <= 110) || symbol == 112) return static_cast<Nature>(symbol);
  return std::nullopt;
}

std::optional<EndOfSequence> end_of_sequence_of(std::uint8_t symbol) {
  if (symbol == 117 || symbol == 122 || symbol == 127) return static_cast<EndOfSequence>(symbol);
  return std::nullopt;
}

namespace {

/// A distress alert, or what some radios put in the same format: a relay and a self-cancel.
CallKind kind_of_distress_format(Call& call) {
  if (!call.casualty) {
    call.casualty = call.sender;
    return CallKind::distress_alert;
  }
  if (call.casualty != call.sender) return CallKind::distress_relay;
  if (call.eos == EndOfSequence::acknowledge_requested) return CallKind::distress_alert;
  call.warnings.emplace_back("read as a cancellation because the sender names herself as the ship in distress");
  return CallKind::distress_cancellation;
}

/// Category distress in a call to all, to an area, a group or a station.
CallKind kind_of_distress_category(Call& call) {
  constexpr std::uint8_t kAcknowledgement = 110;
  constexpr std::uint8_t kRelay = 112;
  if (call.first_telecommand == kRelay)
    return call.eos == EndOfSequence::acknowledgement ? CallKind::distress_relay_acknowledgement
                                                      : CallKind::distress_relay;
  if (call.first_telecommand == kAcknowledgement)
    return call.sender && call.casualty == call.sender ? CallKind::distress_cancellation
                                                       : CallKind::distress_acknowledgement;
  call.warnings.emplace_back("a distress call with neither the relay's nor the acknowledgement's telecommand");
  if (call.casualty && call.casualty != call.sender) return CallKind::distress_relay;
  if (!call.casualty) call.casualty = call.sender;
  return CallKind::distress_alert;
}

CallKind kind_of_other(Call const& call) {
  constexpr std::uint8_t kTest = 118;
  constexpr std::uint8_t kPosition = 121;
  if (call.first_telecommand == kTest) return CallKind::test;
  if (call.first_telecommand == kPosition)
    return call.eos == EndOfSequence::acknowledge_requested ? CallKind::position_request : CallKind::position_report;
  switch (call.format) {
    case Format::distress:
      return CallKind::distress_alert;
    case Format::all_ships:
      return CallKind::all_ships;
    case Format::area:
      return CallKind::area;
    case Format::group:
      return CallKind::group;
    case Format::individual:
      return CallKind::individual;
    case Format::semi_automatic:
      return CallKind::telephone;
  }
  return CallKind::individual;
}

}  // namespace

void classify(Call& call) {
  if (call.format == Format::distress) {
    if (call.category && call.category != Category::distress)
      call.warnings.emplace_back("the format says distress and the category does not");
    call.kind = kind_of_distress_format(call);
  } else if (call.category == Category::distress) {
    call.kind = kind_of_distress_category(call);
  } else {
    call.kind = kind_of_other(call);
  }
}

}  // namespace lingding::dsc
