#pragma once
// A message of the Common Alerting Protocol as a value: OASIS CAP-V1.2 (1 July 2010), which is ITU-T X.1303 bis.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/position.hpp"
#include "geo/time.hpp"
#include "geo/units.hpp"

namespace lingding::cap {

inline constexpr std::string_view kNamespace = "urn:oasis:names:tc:emergency:cap:1.2";

/// An instant, and the offset with which it is written ("2002-05-24T16:49:00-07:00"; UTC is "-00:00", never "Z").
struct Time {
  geo::UtcTime at{};               ///< whole seconds when it was read or is written
  std::chrono::minutes offset{0};  ///< of local time from UTC
  bool operator==(Time const&) const = default;
};
/// In CAP's form, to the second. \pre the local year is 0000 … 9999
std::string to_text(Time const& time);

// The code lists, in the order of section 3.2; to_text gives the words of the standard.
enum class Status : std::uint8_t { actual, exercise, system, test, draft };
enum class MessageType : std::uint8_t { alert, update, cancel, ack, error };
enum class Scope : std::uint8_t { open, restricted, addressed };  ///< Public, Restricted, Private
enum class Category : std::uint8_t {
  geo,
  met,
  safety,
  security,
  rescue,
  fire,
  health,
  env,
  transport,
  infra,
  cbrne,
  other
};
enum class ResponseType : std::uint8_t { shelter, evacuate, prepare, execute, avoid, monitor, assess, all_clear, none };
enum class Urgency : std::uint8_t { immediate, expected, future, past, unknown };
enum class Severity : std::uint8_t { extreme, severe, moderate, minor, unknown };
enum class Certainty : std::uint8_t { observed, likely, possible, unlikely, unknown };
std::string_view to_text(Status code);
std::string_view to_text(MessageType code);
std::string_view to_text(Scope code);
std::string_view to_text(Category code);
std::string_view to_text(ResponseType code);
std::string_view to_text(Urgency code);
std::string_view to_text(Severity code);
std::string_view to_text(Certainty code);

/// What names a message for others: unique together.
struct Reference {
  std::string sender{};
  std::string identifier{};
  Time sent{};
  bool operator==(Reference const&) const = default;
};
/// "sender,identifier,sent", as <references> has it.
std::string to_text(Reference const& reference);

struct NamedValue {
  std::string name{};
  std::string value{};
  bool operator==(NamedValue const&) const = default;
};

struct Resource {
  std::string description{};
  std::string mime_type{};
  std::optional<std::uint64_t> size{};  ///< bytes, as stated
  std::string uri{};
  std::string content{};  ///< base64 (derefUri)
  std::string digest{};   ///< SHA-1, as stated
  bool operator==(Resource const&) const = default;
};

struct Circle {
  geo::Position centre;
  geo::Metres radius;  ///< ≥ 0
  bool operator==(Circle const&) const = default;
};
/// Closed: the last point is the first; at least four.
using Polygon = std::vector<geo::Position>;

struct Area {
  std::string description{};
  std::vector<Polygon> polygons{};
  std::vector<Circle> circles{};
  std::vector<NamedValue> geocodes{};
  std::optional<double> altitude_ft{};  ///< above mean sea level; the lower limit when there is a ceiling
  std::optional<double> ceiling_ft{};
  bool operator==(Area const&) const = default;
};

struct Info {
  std::string language{};  ///< RFC 3066; empty: not stated, which means en-US
  std::vector<Category> categories{};
  std::string event{};
  std::vector<ResponseType> responses{};
  Urgency urgency = Urgency::unknown;
  Severity severity = Severity::unknown;
  Certainty certainty = Certainty::unknown;
  std::string audience{};
  std::vector<NamedValue> event_codes{};
  std::optional<Time> effective{};
  std::optional<Time> onset{};
  std::optional<Time> expires{};
  std::string sender_name{};
  std::string headline{};
  std::string description{};
  std::string instruction{};
  std::string web{};
  std::string contact{};
  std::vector<NamedValue> parameters{};
  std::vector<Resource> resources{};
  std::vector<Area> areas{};
  bool operator==(Info const&) const = default;
};

/// Texts are UTF-8 without blanks at their ends; empty: the element is not there, or says nothing.
struct Message {
  std::string identifier{};
  std::string sender{};
  Time sent{};
  Status status = Status::actual;
  MessageType type = MessageType::alert;
  std::string source{};
  Scope scope = Scope::open;
  std::string restriction{};
  std::vector<std::string> addresses{};
  std::vector<std::string> codes{};
  std::string note{};
  std::vector<Reference> references{};
  std::vector<std::string> incidents{};
  std::vector<Info> infos{};
  bool is_signed = false;               ///< it carries an XML signature, which is not checked
  std::vector<std::string> warnings{};  ///< sentences: what is not to the letter, although it can mean one thing only
  bool operator==(Message const&) const = default;
};

}  // namespace lingding::cap
