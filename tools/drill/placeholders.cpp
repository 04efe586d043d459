#include "tools/drill/detail/placeholders.hpp"

#include "coordinator/sitrep.hpp"
#include "geo/json_writer.hpp"

namespace lingding::drill::detail {
namespace {

std::string quoted(std::string_view text) {
  std::string json;
  geo::JsonWriter writer(json);
  writer.value(text);
  return json;
}

bool replace_all(std::string& text, std::string_view what, auto const& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    auto const replacement = with();
    if (!replacement) return false;
    text.replace(at, what.size(), *replacement);
    at += replacement->size();
  }
  return true;
}

/// The first contact that is not the ship herself.
std::string company_contact(coordinator::Incident const& incident) {
  if (!incident.ship || !incident.ship->plan) return "company";
  for (auto const& contact : incident.ship->plan->contacts)
    if (contact.role.find("master") == std::string::npos && contact.role.find("bridge") == std::string::npos)
      return contact.role + " " + contact.phone;
  return "company";
}

std::string draft(Known const& known) {
  auto const form = coordinator::compose_sitrep(*known.incident, {.from = known.centre, .now = known.now});
  return coordinator::write_sitrep(form, plans::Language::en);
}

}  // namespace

geo::Expected<std::string, std::string> filled(std::string_view command, Known const& known) {
  using Text = std::optional<std::string>;
  std::string text{command};
  auto const of_incident = [&](auto const& make) {
    return [&known, make] { return known.incident == nullptr ? Text{} : Text{make(*known.incident)}; };
  };
  bool const whole =
      replace_all(text, "\"$incident\"", of_incident([](auto const& one) { return quoted(one.id); })) &&
      replace_all(text, "\"$company\"", of_incident([](auto const& one) { return quoted(company_contact(one)); })) &&
      replace_all(text, "\"$sitrep\"", of_incident([&](auto const&) { return quoted(draft(known)); })) &&
      replace_all(text, "\"$alerts\"", of_incident([](coordinator::Incident const& one) {
                    return one.alerts.empty() ? std::string{"[]"} : "[" + quoted(one.alerts.back().id) + "]";
                  }));
  if (!whole) return geo::Unexpected{std::string{"no_incident"}};
  if (!replace_all(text, "\"$other\"", [&] { return known.other == nullptr ? Text{} : Text{quoted(known.other->id)}; }))
    return geo::Unexpected{std::string{"no_other"}};
  if (!replace_all(text, "\"$question\"",
                   [&] { return known.question.empty() ? Text{} : Text{quoted(known.question)}; }))
    return geo::Unexpected{std::string{"no_question"}};
  return text;
}

}  // namespace lingding::drill::detail
