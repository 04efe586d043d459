#include "geo/gazetteer.hpp"

#include <catch2/catch.hpp>

using namespace lingding::geo;

namespace {

NamedPlace place(std::string id, std::vector<std::string> names, double lat, double lon) {
  return {std::move(id),
          PlaceKind::island,
          std::move(names),
          Position::from_degrees(lat, lon).value(),
          Metres::from_metres(500),
          "test"};
}

Gazetteer const kPlaces{{place("guishan", {"Guishan Dao", "桂山島", "桂山岛"}, 22.135, 113.826),
                         place("qiao", {"Qi'ao Dao", "淇澳島"}, 22.415, 113.635),
                         place("green-hk", {"Green Island", "青洲"}, 22.286, 114.112),
                         place("green-mo", {"Ilha Verde", "青洲"}, 22.212, 113.537),
                         place("ka-ho", {"Ká-Hó", "九澳"}, 22.13, 113.588)}};

std::vector<std::string> found(std::string_view name) {
  std::vector<std::string> ids;
  for (auto const* const one : kPlaces.find(name)) ids.push_back(one->id);
  return ids;
}

}  // namespace

TEST_CASE("geo.gazetteer: a name is found in any case, script and spelling of its accents") {
  for (auto const* name : {"Guishan Dao", "GUISHAN DAO", "guishan", "Guishan Island", "guishan-dao", "桂山島", "桂山",
                           "桂山岛", "Ｇｕｉｓｈａｎ"})
    CHECK(found(name) == std::vector<std::string>{"guishan"});
  for (auto const* name : {"Ká-Hó", "ka ho", "KAHO"}) CHECK(found(name) == std::vector<std::string>{"ka-ho"});
  for (auto const* name : {"Qi'ao Dao", "qiao dao", "Qi’ao"}) CHECK(found(name) == std::vector<std::string>{"qiao"});
  CHECK(found("nowhere").empty());
  CHECK(found("").empty());
}

TEST_CASE("geo.gazetteer: a name that two places have gives both") {
  CHECK(found("青洲") == std::vector<std::string>{"green-hk", "green-mo"});
}

TEST_CASE("geo.gazetteer: the nearest spellings of an unknown name") {
  CHECK(kPlaces.nearest("Gushan Dao").front() == "Guishan Dao");
  CHECK(kPlaces.nearest("Green Islnd").front() == "Green Island");
  CHECK(kPlaces.nearest("Vladivostok").empty());
}

TEST_CASE("geo.gazetteer: bytes that are no UTF-8 are folded as they are") {
  CHECK(fold_place_name("\xFF\xC3") == "\xFF\xC3");
  CHECK(fold_place_name("").empty());
}
