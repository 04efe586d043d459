#pragma once
// A scenario while it is read: what is there so far, and what is still to be looked up.

#include <map>
#include <string>
#include <vector>

#include "tools/drill/detail/scenario_fields.hpp"

namespace lingding::drill::detail {

/// A name or time that can be judged only when the whole scenario is known.
struct Use {
  enum class Of : std::uint8_t { ship, act, centre, time };
  Of of = Of::ship;
  LinePlace place;
  std::string field;
  std::string name;  ///< of ships and acts
  geo::CentreId centre = geo::CentreId::hk;
  Offset time{0};
};

struct Draft {
  Scenario scenario;
  std::map<std::string, LinePlace, std::less<>> ships, acts, objectives;
  std::vector<Use> uses;
  std::map<geo::CentreId, std::string> duty_officers;  ///< the first of each centre
  std::vector<std::string> without;
  std::vector<Use> without_uses;
  FaultList faults;

  /// Notes a fault when the name was there before.
  void claim(std::map<std::string, LinePlace, std::less<>>& names, std::string const& name, Fields& fields,
             std::string_view field);
  void use_ship(Fields& fields, std::string_view field, std::string const& name) {
    uses.push_back({Use::Of::ship, fields.place(), fields.path(field), name});
  }
  void use_act(Fields& fields, std::string_view field, std::string const& name) {
    uses.push_back({Use::Of::act, fields.place(), fields.path(field), name});
  }
  void use_centre(Fields& fields, std::string_view field, geo::CentreId centre) {
    uses.push_back({Use::Of::centre, fields.place(), fields.path(field), {}, centre});
  }
  void use_time(Fields& fields, std::string_view field, Offset time) {
    uses.push_back({Use::Of::time, fields.place(), fields.path(field), {}, geo::CentreId::hk, time});
  }
  /// A condition's ship and centre.
  void use_condition(Fields& fields, std::string_view field, Condition const& condition);
  /// A centre that must take part; Hong Kong and a fault when there is none.
  geo::CentreId centre_of(Fields& fields, std::string_view field);
  /// A ship of the cast; empty and a fault when `is_needed` and there is none.
  std::string ship_of(Fields& fields, std::string_view field, bool is_needed);
};

/// {"inject": …} and {"act": …}.
void read_act(Draft& draft, Fields& fields, std::string_view kind);
/// {"duty_officer": …}: the acts that it stands for.
void read_duty_officer(Draft& draft, Fields& fields);
/// Looks up what was used, and judges the whole.
void check_whole(Draft& draft);

}  // namespace lingding::drill::detail
