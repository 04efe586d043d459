#include "tools/plan_draft.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "geo/check.hpp"
#include "geo/json_writer.hpp"
#include "tools/plan_files.hpp"

namespace lingding::tools {
namespace {

namespace json = boost::json;

/// A document with everything that no answer decides. Texts say no more than what every company does.
constexpr std::string_view kSkeleton = R"json({
  "schema": "lingding/cooperation-plan/1",
  "cover": {
    "title": {"en": "", "zh_hant": ""},
    "plan_id": "", "version": 1, "home_centre": "", "dated": "",
    "copies": [
      {"number": 1, "holder": "CN-GD", "kept_at": "Guangdong Maritime SAR Centre"},
      {"number": 2, "holder": "HK", "kept_at": "Hong Kong MRCC"},
      {"number": 3, "holder": "MO", "kept_at": "Macao DSAMA"},
      {"number": 4, "holder": "company", "kept_at": "operations office"},
      {"number": 5, "holder": "ship", "ship": "", "kept_at": "wheelhouse"}
    ],
    "amendments": [{"version": 1, "dated": "", "what": {"en": "First issue.", "zh_hant": "首次發出。"}, "by": "company"}],
    "review": {"next_due": ""}
  },
  "company": {
    "names": {"en": "", "zh_hant": ""},
    "address": {"en": ""},
    "emergency_contacts": [
      {"role": "duty office, 24 hours", "name": "Duty officer", "phone": "", "hours": "24 hours"},
      {"role": "duty manager", "name": "Duty manager", "phone": ""}
    ],
    "liaison": {
      "incident_data": {
        "en": "The duty office gives the responsible centre the number of persons on board, the lists of passengers and crew, the fuel and any cargo, by telephone first and then in writing.",
        "zh_hant": "值班室先以電話、後以書面向負責的搜救中心提供船上人數、乘客及船員名單、燃油及貨物資料。"
      },
      "officers": {
        "en": "When the responsible centre asks for one, a liaison officer goes there with the ship's fire control plan and life-saving plan.",
        "zh_hant": "負責的搜救中心要求時，聯絡人員攜同該船的防火控制圖及救生設備圖前往。"
      }
    }
  },
  "ships": [{
    "names": {"en": "", "zh_hant": ""},
    "identity": {
      "mmsi": "", "call_sign": "",
      "registry": {"centre": "", "port": {"en": "", "zh_hant": ""}}, "flag": ""
    },
    "particulars": {
      "type": "", "hull": "", "gross_tonnage": 0, "length_overall_m": 0, "draught_max_m": 0, "service_speed_kn": 0,
      "appearance": {"en": ""}
    },
    "persons": {"permitted": 0, "passengers_max": 0, "crew_normal": 0},
    "life_saving": {
      "craft": [{"kind": "liferaft", "count": 0, "capacity_each": 0}],
      "lifejackets_adult": 0, "lifejackets_child": 0
    },
    "medical": {
      "facilities": {"en": "First-aid kit as certified.", "zh_hant": "按證書要求配備急救箱。"},
      "trained_crew": 0
    },
    "helicopter": {
      "means": "",
      "approach": {"en": "The master tells the helicopter by VHF where to winch.", "zh_hant": "船長以甚高頻電台告知直升機吊運位置。"}
    },
    "communications": [
      {"kind": "bridge telephone", "number": ""},
      {"kind": "VHF with DSC", "address": "channels 16 and 70 (DSC)"}
    ]
  }],
  "routes": [{
    "id": "", "names": {"en": "", "zh_hant": ""}, "stops": [{}, {}], "crosses": [],
    "geometry": {"type": "LineString", "coordinates": []},
    "timetable": {"valid_from": "", "utc_offset": "+08:00", "duration_min": 0,
                  "departures": [{"from": "", "days": "daily", "times": []}, {"from": "", "days": "daily", "times": []}]}
  }],
  "centres": [{"centre": "CN-GD", "version": 1}, {"centre": "HK", "version": 1}, {"centre": "MO", "version": 1}],
  "sar_facilities": {
    "communications_plan": {
      "en": "VHF channel 16 to the centre and on scene until the responsible centre gives another.",
      "zh_hant": "與搜救中心及現場均先用甚高頻十六頻道，直至負責的搜救中心另行指定。"
    },
    "shore_reception": {
      "en": "Survivors are landed where the responsible centre says; the company prepares reception there.",
      "zh_hant": "獲救人員於負責的搜救中心指定地點上岸，公司在該處準備接待。"
    }
  },
  "media": {
    "contacts": [{"role": "press", "name": "Press office", "phone": ""}],
    "coordination": {
      "en": "The company confirms facts with the responsible centre before it speaks to the press.",
      "zh_hant": "公司向傳媒發言前先與負責的搜救中心核實。"
    }
  },
  "exercises": {
    "provision": {
      "en": "At most one exercise in any 12 months for the ship, the types in turn, with the centres of the route in turn.",
      "zh_hant": "本船任何十二個月內最多一次演習，類型及航線所經搜救中心輪流。"
    },
    "planned": [{"type": "communications", "dated": "", "ship": "", "participants": ["Guangdong Maritime SAR Centre", "Hong Kong MRCC", "Macao DSAMA", "company", "ship"]}],
    "held": []
  }
})json";

/// What of the skeleton its author should read.
constexpr std::string_view kSupplied[] = {"/cover/copies",
                                          "/company/liaison",
                                          "/ships/0/medical/facilities",
                                          "/ships/0/helicopter/approach",
                                          "/ships/0/communications",
                                          "/routes/0/geometry/coordinates",
                                          "/sar_facilities",
                                          "/media/coordination",
                                          "/exercises/provision"};

void write_number(std::string& out, json::value const& value) {
  geo::JsonWriter writer{out};
  if (value.is_double()) {
    writer.value(value.get_double());
  } else if (value.is_int64()) {
    writer.value(value.get_int64());
  } else {
    writer.value(value.get_uint64());
  }
}

/// On one line.
void write_flat(std::string& out, json::value const& value) {
  if (auto const* object = value.if_object()) {
    out += object->empty() ? "{" : "{ ";
    bool first = true;
    for (auto const& member : *object) {
      if (!first) out += ", ";
      first = false;
      geo::JsonWriter{out}.value(std::string_view{member.key()});
      out += ": ";
      write_flat(out, member.value());
    }
    out += object->empty() ? "}" : " }";
  } else if (auto const* array = value.if_array()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ", ";
      write_flat(out, (*array)[i]);
    }
    out += ']';
  } else if (value.is_string()) {
    geo::JsonWriter{out}.value(std::string_view{value.get_string()});
  } else if (value.is_bool()) {
    out += value.get_bool() ? "true" : "false";
  } else if (value.is_null()) {
    out += "null";
  } else {
    write_number(out, value);
  }
}

/// Short things on one line, others a member a line, two blanks further in.
void write_laid_out(std::string& out, json::value const& value, std::size_t indent) {
  constexpr std::size_t kWidth = 110;
  std::string flat;
  write_flat(flat, value);
  bool const small = indent > 2 && flat.size() + indent <= kWidth;
  if (small || !(value.is_object() || value.is_array())) {
    out += flat;
    return;
  }
  std::string const pad(indent + 2, ' ');
  bool first = true;
  auto const begin = [&] {
    out += first ? "\n" : ",\n";
    first = false;
    out += pad;
  };
  out += value.is_object() ? "{" : "[";
  if (auto const* object = value.if_object()) {
    for (auto const& member : *object) {
      begin();
      geo::JsonWriter{out}.value(std::string_view{member.key()});
      out += ": ";
      write_laid_out(out, member.value(), indent + 2);
    }
  } else {
    for (auto const& element : value.get_array()) {
      begin();
      write_laid_out(out, element, indent + 2);
    }
  }
  out += "\n" + std::string(indent, ' ') + (value.is_object() ? "}" : "]");
}

std::string text_of(json::value const& object, std::string_view name) {
  auto const* found = object.as_object().if_contains(name);
  return found != nullptr && found->is_string() ? std::string{std::string_view{found->get_string()}} : std::string{};
}

}  // namespace

struct PlanDraft::Tree {
  json::value root;

  /// The place that the pointer names; objects on the way are made. nullptr beyond the end of an array.
  json::value* at(std::string_view pointer) {
    json::value* place = &root;
    while (pointer.starts_with('/')) {
      pointer.remove_prefix(1);
      std::string_view const token = pointer.substr(0, pointer.find('/'));
      pointer.remove_prefix(token.size());
      if (auto* array = place->if_array()) {
        std::size_t index = array->size();
        std::from_chars(token.data(), token.data() + token.size(), index);
        if (index >= array->size()) return nullptr;
        place = &(*array)[index];
      } else {
        if (!place->is_object()) place->emplace_object();
        place = &place->get_object()[token];
      }
    }
    return place;
  }

  void put(std::string const& pointer, json::value value) {
    auto* place = at(pointer);
    LINGDING_CHECK(place != nullptr);
    *place = std::move(value);
  }
};

PlanDraft::PlanDraft(KnownTerminals terminals)
    : terminals_(std::move(terminals)), tree_(std::make_unique<Tree>(Tree{json::parse(kSkeleton)})) {}
PlanDraft::~PlanDraft() = default;
PlanDraft::PlanDraft(PlanDraft const& other)
    : terminals_(other.terminals_), tree_(std::make_unique<Tree>(*other.tree_)) {}
PlanDraft& PlanDraft::operator=(PlanDraft const& other) {
  terminals_ = other.terminals_;
  *tree_ = *other.tree_;
  return *this;
}

std::string PlanDraft::text() const {
  std::string out;
  write_laid_out(out, tree_->root, 0);
  return out + "\n";
}

std::vector<std::string> PlanDraft::supplied() const {
  return {std::begin(kSupplied), std::end(kSupplied)};
}

void PlanDraft::set_text(std::string const& pointer, std::string_view text) {
  tree_->put(pointer, json::value(json::string_view{text.data(), text.size()}));
}

void PlanDraft::set_number(std::string const& pointer, std::string_view text) {
  char const* const end = text.data() + text.size();
  std::int64_t whole = 0;
  if (auto const result = std::from_chars(text.data(), end, whole); result.ec == std::errc{} && result.ptr == end)
    return tree_->put(pointer, whole);
  double number = 0;
  auto const result = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (result.ec == std::errc{} && result.ptr == end && number > -1e15 && number < 1e15)
    return tree_->put(pointer, number);
  set_text(pointer, text);
}

void PlanDraft::set_list(std::string const& pointer, std::string_view words) {
  json::array list;
  while (!words.empty()) {
    std::size_t const end = words.find_first_of(" ,");
    if (end != 0) list.emplace_back(json::string_view{words.data(), std::min(end, words.size())});
    words = end == std::string_view::npos ? std::string_view{} : words.substr(end + 1);
  }
  tree_->put(pointer, std::move(list));
}

void PlanDraft::set_json(std::string const& pointer, std::string_view text) {
  json::error_code error;
  json::value parsed = json::parse({text.data(), text.size()}, error);
  if (!error) tree_->put(pointer, std::move(parsed));
}

void PlanDraft::remove(std::string const& pointer) {
  std::size_t const last = pointer.rfind('/');
  auto* parent = tree_->at(pointer.substr(0, last));
  if (parent != nullptr && parent->is_object()) parent->get_object().erase(pointer.substr(last + 1));
}

KnownTerminals known_terminals(std::filesystem::path const& samples) {
  KnownTerminals known;
  for (auto const& path : plan_files({samples.string()})) {
    json::value const plan = json::parse(read_document(path));
    for (auto const& route : plan.at("routes").as_array()) {
      auto const& stops = route.at("stops").as_array();
      for (auto const& stop : stops) {
        std::string text;
        write_flat(text, stop);
        known.stops.emplace(text_of(stop, "id"), text);
      }
      json::array coordinates = route.at("geometry").at("coordinates").as_array();
      std::string const first = text_of(stops.front(), "id"), last = text_of(stops.back(), "id");
      std::string there, back;
      write_flat(there, coordinates);
      std::reverse(coordinates.begin(), coordinates.end());
      write_flat(back, coordinates);
      known.tracks.emplace(std::pair{first, last}, there);
      known.tracks.emplace(std::pair{last, first}, back);
    }
  }
  return known;
}

}  // namespace lingding::tools
