#include "coordinator/detail/json_reader.hpp"

#include "geo/json_tree.hpp"

namespace lingding::coordinator::detail {

geo::Expected<boost::json::value, CodecError> parse_tree(std::string_view json, boost::json::storage_ptr storage) {
  auto tree = geo::parse_json(json, std::move(storage));
  if (!tree) return geo::Unexpected{CodecError{"", tree.error()}};
  return std::move(tree).value();
}

}  // namespace lingding::coordinator::detail
