#pragma once
// The tree of a JSON text with its numbers rounded correctly, which Boost.JSON 1.81's own parser does not promise: what
// was written reads back to the same doubles. Who calls it includes <boost/json.hpp> himself.

#include <string>
#include <string_view>

#include "geo/expected.hpp"

namespace boost::json {
class value;
class storage_ptr;
}  // namespace boost::json

namespace lingding::geo {

/// At most 32 levels, 4096 members of an object, 2^20 elements of an array.
/// \returns what is wrong, and at which byte
Expected<boost::json::value, std::string> parse_json(std::string_view json, boost::json::storage_ptr const& storage);

}  // namespace lingding::geo
