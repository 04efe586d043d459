// The ships: every number under which an alert may come, who may be on board, and what is there to save them.

#include <fmt/format.h>

#include "adapters/paper/detail/sheet.hpp"

namespace lingding::paper::detail {
namespace {

struct Flag {
  std::string_view code;
  Label name;
};
constexpr Flag kFlags[] = {
    {"CN", {"中國", "中国", "China", "China"}},
    {"HK", {"中國香港", "中国香港", "Hong Kong, China", "Hong Kong, China"}},
    {"MO", {"中國澳門", "中国澳门", "Macao, China", "Macau, China"}},
};

/// "HK  中國香港 Hong Kong, China"; empty for a ship whose flag is not said.
std::string flag_of(Words const& words, json::value const& identity) {
  std::string const code = member(identity, "flag");
  for (auto const& flag : kFlags)
    if (flag.code == code) return code + "  " + words.line(flag.name);
  return code;
}

std::string labelled(Words const& words, json::value const& object, std::string_view name, Label const& label) {
  std::string const value = member(object, name);
  return value.empty() ? value : value + " " + words.line(label);
}

Cell lines(std::vector<std::string> const& texts, double size = 9.5) {
  Cell cell;
  for (auto const& text : texts)
    if (!text.empty()) cell = cell + plain(text, size);
  return cell;
}

void lay_identity(Sheet& sheet, json::value const& ship) {
  Words const& words = sheet.words;
  json::value const& identity = ship.at("identity");
  json::value const& registry = identity.at("registry");
  Table table = fields(sheet);
  field(sheet, table, label::kMmsi, plain(member(identity, "mmsi"), 13, Weight::bold));
  field(sheet, table, label::kCallSign, plain(member(identity, "call_sign"), 13, Weight::bold));
  field(sheet, table, label::kImo, plain(member(identity, "imo"), 11, Weight::bold));
  field(sheet, table, label::kFlag, plain(flag_of(words, identity)));
  Cell port = both(words.of(find(registry, "port")));
  if (auto const number = member(registry, "official_number"); !number.empty())
    port = port + plain(words.line(label::kOfficialNumber) + " " + number);
  field(sheet, table, label::kPort, port);
}

/// Beacons and AIS devices: the number that is heard, what it is, where it is. Radar SARTs send no number: their
/// serials tell whose was found.
void lay_devices(Sheet& sheet, json::value const& ship) {
  Words const& words = sheet.words;
  json::value const& identity = ship.at("identity");
  constexpr double kNumber = 190;
  constexpr double kKind = 150;
  auto const lay = [&](Label const& label, json::array const& devices, std::string_view number) {
    if (devices.empty()) return;
    Table table{sheet.flow,
                {{kNumber, Align::left}, {kKind, Align::left}, {Frame::kWidth - kNumber - kKind, Align::left}},
                {heading(words, label), heading(words, label::kKind), heading(words, label::kWhere)}};
    for (auto const& device : devices) {
      Cell heard = plain(member(device, number), 12, Weight::bold);
      if (auto const serial = member(device, "serial"); !serial.empty())
        heard = heard + plain(words.line(label::kSerial) + "  " + serial, 8.5);
      if (auto const date = member(device, "battery_expires"); !date.empty())
        heard = heard + plain(words.line(label::kBatteryExpires) + "  " + date, 8.5);
      table.row({heard, both(words.of_enumeration(member(device, "kind")), 9), plain(member(device, "stowed"), 9)});
    }
  };
  sheet.flow.skip(5);
  lay(label::kBeacons, list(identity, "beacons"), "hex_id");
  sheet.flow.skip(5);
  lay(label::kAisDevices, list(identity, "ais_devices"), "number");
  auto const& sarts = list(identity, "radar_sarts");
  if (sarts.empty()) return;
  sheet.flow.skip(5);
  Table table{sheet.flow,
              {{kNumber + kKind, Align::left}, {Frame::kWidth - kNumber - kKind, Align::left}},
              {heading(words, label::kRadarSarts), heading(words, label::kWhere)}};
  for (auto const& sart : sarts)
    table.row({plain(member(sart, "serial"), 10.5, Weight::bold), plain(member(sart, "stowed"), 9)});
}

void lay_persons(Sheet& sheet, json::value const& ship) {
  Words const& words = sheet.words;
  json::value const& persons = ship.at("persons");
  sheet.flow.skip(5);
  Table table = fields(sheet);
  Cell numbers = plain(member(persons, "permitted") + "  " + words.line(label::kPermitted), 14, Weight::bold);
  numbers = numbers + plain(words.line(label::kPassengers) + " " + member(persons, "passengers_max") + "    " +
                            words.line(label::kCrew) + " " + member(persons, "crew_normal"));
  field(sheet, table, label::kPersons, numbers);
  field(sheet, table, label::kCountFrom, find(persons, "count_known_from"));
}

void lay_life_saving(Sheet& sheet, json::value const& ship) {
  Words const& words = sheet.words;
  json::value const& appliances = ship.at("life_saving");
  constexpr double kCraft = 190;
  constexpr double kNumber = 62;
  part_heading(sheet, label::kLifeSaving, 70);
  Table craft{sheet.flow,
              {{kCraft, Align::left},
               {kNumber, Align::right},
               {kNumber, Align::right},
               {kNumber, Align::right},
               {Frame::kWidth - kCraft - 3 * kNumber, Align::left}},
              {heading(words, label::kCraft), heading(words, label::kCount), heading(words, label::kCapacity),
               heading(words, label::kTogether), heading(words, label::kWhere)}};
  for (auto const& entry : list(appliances, "craft")) {
    auto const count = entry.at("count").to_number<std::int64_t>();
    auto const capacity = entry.at("capacity_each").to_number<std::int64_t>();
    auto const persons = [](std::int64_t number) { return number == 0 ? std::string{"–"} : std::to_string(number); };
    craft.row({both(words.of_enumeration(member(entry, "kind")), 9.5), plain(std::to_string(count), 11, Weight::bold),
               plain(persons(capacity), 10), plain(persons(count * capacity), 11, Weight::bold),
               plain(member(entry, "where"), 9)});
  }
  Table table = fields(sheet);
  field(sheet, table, label::kLifejackets,
        lines({labelled(words, appliances, "lifejackets_adult", label::kAdult),
               labelled(words, appliances, "lifejackets_child", label::kChild),
               labelled(words, appliances, "lifejackets_infant", label::kInfant)}));
  field(sheet, table, label::kLifebuoys, plain(member(appliances, "lifebuoys")));
  field(sheet, table, label::kImmersionSuits, plain(member(appliances, "immersion_suits")));
  field(sheet, table, label::kOtherAppliances, find(appliances, "other"));
  field(sheet, table, label::kRecovery, find(ship, "recovery_from_water"));
  field(sheet, table, label::kFireFighting, find(ship, "fire_fighting"));
}

void lay_particulars(Sheet& sheet, json::value const& ship) {
  Words const& words = sheet.words;
  json::value const& particulars = ship.at("particulars");
  part_heading(sheet, label::kParticulars, 60);
  Table table = fields(sheet);
  field(sheet, table, label::kAppearance, find(particulars, "appearance"));
  field(sheet, table, label::kType,
        spaced(both(words.of_enumeration(member(particulars, "type"))),
               both(words.of_enumeration(member(particulars, "hull")))));
  auto const measure = [&](std::string_view name, Label const& label, std::string const& unit = {}) {
    std::string const value = member(particulars, name);
    if (value.empty()) return std::string{};
    return words.line(label) + "  " + value + (unit.empty() ? "" : " " + unit);
  };
  std::string const knots = words.line(label::kKnots);
  field(sheet, table, label::kParticulars,
        lines({measure("length_overall_m", label::kLength, "m"), measure("breadth_m", label::kBreadth, "m"),
               measure("draught_max_m", label::kDraught, "m"), measure("passenger_decks", label::kPassengerDecks),
               measure("service_speed_kn", label::kSpeed, knots), measure("max_speed_kn", label::kMaxSpeed, knots),
               measure("fuel", label::kFuel), measure("fuel_capacity_m3", label::kFuelCapacity, "m³"),
               measure("gross_tonnage", label::kTonnage), measure("built", label::kBuilt)}));
  json::value const& medical = ship.at("medical");
  field(sheet, table, label::kMedical,
        spaced(both(words.of(find(medical, "facilities"))),
               lines({labelled(words, medical, "trained_crew", label::kTrainedCrew),
                      labelled(words, medical, "stretchers", label::kStretchers),
                      labelled(words, medical, "defibrillators", label::kDefibrillators)},
                     9)));
  field(sheet, table, label::kMedicalStaff, find(medical, "medical_staff"));
  json::value const& helicopter = ship.at("helicopter");
  field(sheet, table, label::kHelicopter,
        both(words.of_enumeration(member(helicopter, "means")), 10, Weight::bold) +
            both(words.of(find(helicopter, "approach"))));
  field(sheet, table, label::kHelicopterTypes, plain(member(helicopter, "types")));
  Cell radio;
  for (auto const& means : list(ship, "communications")) {
    std::string text = words.line(words.of_enumeration(member(means, "kind")), " ");
    for (auto const& value : {grouped_phone(member(means, "number")), member(means, "address")})
      if (!value.empty()) text += "  " + value;
    radio = spaced(radio, plain(text) + both(words.of(find(means, "note")), 9));
  }
  field(sheet, table, label::kCommunications, radio);
  Cell drawings;
  auto const add_digest = [&](std::string const& digest) {
    if (!digest.empty())
      drawings.push_back({"SHA-256 " + digest, {.size = 7, .colour = ink::kSecond, .face = Face::mono}, 0});
  };
  for (auto const& drawing : list(ship, "drawings")) {
    drawings = spaced(drawings, plain(words.line(words.of_enumeration(member(drawing, "kind")), " ") + "：" +
                                      member(drawing, "reference")));
    add_digest(member(drawing, "sha256"));
    auto const* attachment = find(drawing, "attachment");
    if (attachment == nullptr) continue;
    std::string const file = member(*attachment, "file_name");
    drawings =
        drawings +
        plain(words.line(label::kAttachment) + "  " + (file.empty() ? member(*attachment, "media_type") : file), 9);
    drawings = drawings + both(words.of(find(*attachment, "title")), 8.5);
    add_digest(member(*attachment, "digest"));
  }
  field(sheet, table, label::kDrawings, drawings);
}

}  // namespace

void lay_ships(Sheet& sheet) {
  begin_section(sheet, label::kShips, 200);
  bool first = true;
  for (auto const& ship : list(sheet.plan, "ships")) {
    // Each ship begins a page: her pages can be handed on alone.
    if (!first) sheet.flow.new_page();
    first = false;
    Pair names = sheet.words.of(find(ship, "names"));
    sheet.flow.bookmark("    " + sheet.words.line(names));
    Cell title = both(names, 17, Weight::bold);
    for (auto const& part : title) sheet.flow.paragraph(part);
    sheet.flow.draw(
        line({Frame::kLeft, sheet.flow.y() + 2}, {Frame::kRight, sheet.flow.y() + 2}, Stroke{ink::kNavy, 0.9, {}}));
    sheet.flow.skip(3);
    lay_identity(sheet, ship);
    lay_devices(sheet, ship);
    lay_persons(sheet, ship);
    lay_life_saving(sheet, ship);
    lay_particulars(sheet, ship);
  }
}

}  // namespace lingding::paper::detail
