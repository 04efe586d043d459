#pragma once
// Writes what has a Shape as JSON.

#include <map>
#include <string>
#include <variant>

#include "coordinator/codec.hpp"
#include "coordinator/names.hpp"
#include "geo/json_writer.hpp"
#include "tools/drill/detail/shapes.hpp"

namespace lingding::drill::detail {

/// An archive for Shape<T>::of.
class JsonOut {
 public:
  explicit JsonOut(std::string& out) : json_(out) {}

  template <class T>
  void operator()(std::string_view name, T const& member) {
    json_.key(name);
    write(member);
  }
  /// Left out when empty.
  template <class T>
  void operator()(std::string_view name, std::optional<T> const& member) {
    if (member) (*this)(name, *member);
  }

  template <class T>
  void write(T const& value) {
    if constexpr (requires { Shape<T>::of(*this, value); }) {
      json_.begin_object();
      Shape<T>::of(*this, value);
      json_.end_object();
    } else if constexpr (std::is_enum_v<T>) {
      json_.value(to_text(value));
    } else {
      json_.value(value);
    }
  }
  void write(geo::UtcTime value) { json_.value(geo::to_iso8601(value)); }
  void write(std::chrono::milliseconds value) { json_.value(value.count()); }
  void write(std::chrono::minutes value) { json_.value(value.count()); }
  void write(geo::Position value) {
    // A whole number reads back without the sign of zero.
    json_.begin_array().value(value.latitude.degrees() + 0.0).value(value.longitude.degrees() + 0.0).end_array();
  }
  void write(geo::Metres value) { json_.value(value.metres()); }
  void write(geo::Knots value) { json_.value(value.knots()); }
  void write(geo::TrueBearing value) { json_.value(value.degrees()); }
  void write(plans::Mmsi value) { json_.value(value.to_text()); }
  void write(coordinator::Incident const& value) { write_coded(value); }
  void write(coordinator::AlertReport const& value) { write_coded(value); }
  template <class T>
  void write(std::vector<T> const& values) {
    json_.begin_array();
    for (auto const& value : values) write(value);
    json_.end_array();
  }
  void write(std::map<std::string, std::string> const& values) {
    json_.begin_array();
    for (auto const& [key, value] : values) json_.begin_object().member("ship", key).member("mmsi", value).end_object();
    json_.end_array();
  }
  template <class... T>
  void write(std::variant<T...> const& value) {
    json_.begin_object().key(Alternatives<std::variant<T...>>::kNames[value.index()]);
    std::visit([&](auto const& one) { write(one); }, value);
    json_.end_object();
  }

 private:
  template <class T>
  void write_coded(T const& value) {
    std::string text;
    coordinator::append_json(text, value);
    json_.raw(text);
  }

  geo::JsonWriter json_;
};

template <class T>
std::string as_json(T const& value) {
  std::string text;
  JsonOut{text}.write(value);
  return text;
}

}  // namespace lingding::drill::detail
