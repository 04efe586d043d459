#pragma once
// What is wrong with a document, said so that its author can put it right.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plans/json_text.hpp"
#include "plans/language.hpp"

namespace lingding::plans {

/// Which rule a document breaks. The names are the codes that programs read ("imo_check_digit"): one that was
/// published is never renamed and never means something else. docs/plans.md lists them with their meanings.
// clang-format off
enum class ProblemCode : std::uint8_t {
  text_too_large,
  text_byte_order_mark,
  text_not_utf8,
  text_surrogate,
  text_duplicate_name,
  text_too_deep,
  text_too_many_values,
  text_number_range,
  text_syntax,
  schema_missing,
  schema_unknown,
  schema_type,
  schema_value,
  schema_pattern,
  schema_length,
  schema_items,
  schema_members,
  schema_range,
  schema_other,
  too_many_problems,
  not_a_plan,
  file_unreadable,
  identity_in_two_plans,
  version_two_texts,
  text_control,
  text_not_nfc,
  text_invisible,
  name_letters,
  name_compatibility,
  name_look_alike,
  date_calendar,
  plan_id_home,
  copy_number_twice,
  copy_ship_not_holder,
  copy_holder,
  copy_ship,
  amendment_order,
  amendment_last,
  amendment_dates,
  cover_date,
  review_dates,
  review_missing,
  review_overdue,
  sample_title,
  sample_member,
  mmsi_not_ship,
  mmsi_mid,
  mmsi_twice,
  imo_check_digit,
  imo_twice,
  call_sign_series,
  call_sign_twice,
  registry_centre,
  flag_registry,
  beacon_twice,
  beacon_undecodable,
  beacon_country,
  beacon_mmsi,
  beacon_call_sign,
  beacon_test,
  beacon_position,
  beacon_kind,
  beacon_ais_number,
  device_kind,
  device_twice,
  persons_sum,
  survival_craft_capacity,
  lifejackets_adult,
  lifejackets_child,
  ship_not_listed,
  phone_number,
  mail_address,
  contact_alternative,
  contact_hours,
  exercise_too_often,
  exercise_none,
  exercise_order,
  position_area,
  position_swapped,
  route_id_twice,
  route_first_stop,
  route_last_stop,
  route_stop_off,
  route_too_long,
  route_crosses_twice,
  route_crosses_stop,
  route_one_place,
  route_waters_one,
  route_waters_missing,
  route_waters_extra,
  route_waters_outside,
  stop_id_twice,
  stop_centre,
  timetable_dates,
  timetable_stop,
  timetable_empty,
  timetable_speed,
  service_id_twice,
  service_unknown,
  service_never,
  exception_twice,
  trip_id_twice,
  trip_times,
  trip_order,
  attachment_name,
  attachment_twice,
  attachments_total,
  attachment_size,
  attachment_too_large,
  attachment_digest,
  attachment_type,
  attachment_content,
  attachment_pixels,
  attachment_active,
  attachment_expands,
  attachment_missing,
  attachment_not_sent,
  centre_twice,
  source_twice,
  source_unknown,
};
// clang-format on
inline constexpr std::size_t kProblemCodes = static_cast<std::size_t>(ProblemCode::source_unknown) + 1;

/// An error keeps a plan out of every register; a warning stays with the plan.
enum class Severity : std::uint8_t { error, warning };

/// "error" or "warning".
std::string_view to_text(Severity severity);
/// The enumerator's name.
std::string_view to_text(ProblemCode code);
std::optional<ProblemCode> parse_problem_code(std::string_view text);
Severity severity_of(ProblemCode code);

struct Problem {
  std::string pointer;                  ///< JSON Pointer (RFC 6901); empty: the document as a whole
  std::string value;                    ///< what is there, shortened; empty: nothing is
  std::string expected;                 ///< what should be there, in English
  std::optional<TextPlace> place = {};  ///< in the text; for something missing, of what should contain it
  ProblemCode code = ProblemCode::schema_other;
  Severity severity = Severity::error;
  std::vector<std::string> arguments = {};  ///< what the code's phrases have in place of {0}, {1}, …
  std::array<std::string, 4> subject = {};  ///< the schema's title of the place in each language, or empty
  bool operator==(Problem const&) const = default;
};

/// A problem of this code; its severity and its English expectation come from the table of phrases.
Problem make_problem(ProblemCode code, std::string pointer, std::string value, std::vector<std::string> arguments = {});

/// What should be there, as a phrase.
std::string expectation(Problem const& problem, Language language);
/// "found … ; expected …", in one sentence. Fit to be shown: values come from printable text (see json_text.hpp).
std::string sentence(Problem const& problem, Language language);

bool is_error(Problem const& problem);
bool has_errors(std::vector<Problem> const& problems);

/// A JSON array: code, severity, pointer, value, line, column, and the sentence in each of the four languages, in the
/// order given. The form in which the warnings of a plan are kept with it.
std::string to_json(std::vector<Problem> const& problems);

/// More are counted, not listed: the last problem then says how many.
inline constexpr std::size_t kMaxProblems = 100;

}  // namespace lingding::plans
