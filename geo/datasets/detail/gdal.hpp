#pragma once
// What every reader of files by GDAL needs. For the .cpp files of this folder alone: it shows GDAL.

#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>

namespace lingding::geo::datasets::detail {

inline constexpr std::array<char const*, 4> kDrivers{"GeoJSON", "GPKG", "ESRI Shapefile", nullptr};

/// GDAL's drivers are registered once for the process.
inline void register_drivers() {
  static bool const done = [] {
    GDALAllRegister();
    for (auto const* driver : kDrivers)
      if (driver != nullptr && GetGDALDriverManager()->GetDriverByName(driver) == nullptr)
        throw std::runtime_error(std::string("GDAL has no driver for ") + driver);
    return true;
  }();
  static_cast<void>(done);
}

/// Keeps GDAL from writing to standard error while it lives; the last message is asked for instead.
class Quiet {
 public:
  Quiet() {
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLErrorReset();
  }
  Quiet(Quiet const&) = delete;
  Quiet& operator=(Quiet const&) = delete;
  ~Quiet() { CPLPopErrorHandler(); }
  static std::string message() {
    std::string const text = CPLGetLastErrorMsg();
    return text.empty() ? "GDAL gives no reason" : text;
  }
};

struct CloseDataset {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

/// Opened for reading, by the drivers above alone; null: it can't be, Quiet::message() says why.
inline std::unique_ptr<GDALDataset, CloseDataset> open_dataset(std::string const& file) {
  return std::unique_ptr<GDALDataset, CloseDataset>{
      GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, kDrivers.data())};
}

}  // namespace lingding::geo::datasets::detail
