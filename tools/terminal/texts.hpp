#pragma once
// What the terminal console says, in English and in Traditional Chinese. What the desks write themselves (reasons, log
// lines, notices) is shown as it comes.

#include <cstdint>
#include <optional>
#include <string_view>

#include "coordinator/effect.hpp"
#include "coordinator/incident.hpp"

namespace lingding::terminal {

enum class Language : std::uint8_t { en, zh_hant };
/// "en" or "zh-Hant".
std::string_view to_text(Language language);
std::optional<Language> parse_language(std::string_view text);

/// Every text in one language; a missing one does not compile.
struct Texts {
  std::string_view title;
  std::string_view real;
  std::string_view exercise;   ///< once, before what it marks
  std::string_view exercises;  ///< the line on every page
  std::string_view no_duff;
  std::string_view hand_over;
  std::string_view not_here;
  std::string_view other_mode;
  std::string_view connected;
  std::string_view not_connected;
  std::string_view connecting;
  std::string_view degraded;
  std::string_view local_zone;
  std::string_view links;
  std::string_view up;
  std::string_view down;
  std::string_view waiting;
  std::string_view traffic_ships;
  std::string_view officer;
  std::string_view observer;
  std::string_view incidents;
  std::string_view alarming;
  std::string_view no_incidents;
  std::string_view column_opened;
  std::string_view column_what;
  std::string_view column_ship;
  std::string_view column_position;
  std::string_view column_custody;
  std::string_view test;
  std::string_view distress;
  std::string_view unrecorded;
  std::string_view no_position;
  std::string_view unknown_ship;
  std::string_view position;
  std::string_view radius;
  std::string_view heard;
  std::string_view times;
  std::string_view source;
  std::string_view responsible;
  std::string_view nobody;
  std::string_view informed;
  std::string_view rule;
  std::string_view reason;
  std::string_view boundary;
  std::string_view custody;
  std::string_view since;
  std::string_view accepted_by;
  std::string_view offered_to;
  std::string_view ship;
  std::string_view device;
  std::string_view plan;
  std::string_view no_plan;
  std::string_view sample_plan;
  std::string_view version;
  std::string_view persons;
  std::string_view crew;
  std::string_view company;
  std::string_view call_sign;
  std::string_view contacts;
  std::string_view appearance;
  std::string_view life_saving;
  std::string_view survival_craft;
  std::string_view survival_capacity;
  std::string_view rescue_boats;
  std::string_view lifejackets;
  std::string_view medical;
  std::string_view helicopter;
  std::string_view route;
  std::string_view candidates;
  std::string_view away;
  std::string_view ago;
  std::string_view acknowledged;
  std::string_view not_acknowledged;
  std::string_view log;
  std::string_view notices;
  std::string_view why_alarmed;
  std::string_view also_known_as;
  std::string_view keys_list;
  std::string_view keys_detail;
  std::string_view ask_ship;
  std::string_view ask_note;
  std::string_view ask_accept;
  std::string_view sent;
  std::string_view done;
  std::string_view refused;
  std::string_view observer_can_not;
  std::string_view no_such_ship;
  std::string_view too_small;
  std::string_view gap;
  std::string_view not_understood;
  std::string_view keys_draft;
  std::string_view keys_help;
  std::string_view ask_letter;
  std::string_view no_editor;
  std::string_view not_a_sitrep;
  std::string_view phase;
  std::string_view on_board;
  std::string_view accounted_for;
  std::string_view missing;
  std::string_view closed;
  std::string_view evidence;
  std::string_view cancelled;
  std::string_view units;
  std::string_view checklist_done;
  std::string_view matches;
  std::string_view points;
  std::string_view sitreps;
  std::string_view sitrep_full;
  std::string_view seen_then;
  std::string_view seen_now;
  std::string_view alongside;
  std::string_view wish_offered;
  std::string_view wish_requested;
  std::string_view declined;
  std::string_view timed_out;
  std::string_view former;
  std::string_view forced;
  std::string_view possible;
  std::string_view draft;
  std::string_view commands;
  std::string_view questions;  ///< of the watch of timetables
  std::string_view no_questions;
  std::string_view keys_questions;
  std::string_view nature;
  std::string_view stated_persons;
  std::string_view caller;
};

Texts const& texts(Language language);
std::string_view text_of(coordinator::AlertKind kind, Language language);
std::string_view text_of(coordinator::Certainty certainty, Language language);
std::string_view text_of(coordinator::RoutingRule rule, Language language);
std::string_view text_of(coordinator::AlarmReason reason, Language language);
std::string_view text_of(coordinator::AlarmLevel level, Language language);
/// Why a command was not carried out, by its code; empty: the code is not known here, the server's own text is shown.
std::string_view text_of_refusal(std::string_view code, Language language);

}  // namespace lingding::terminal
