#include "geo/json_tree.hpp"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>

namespace lingding::geo {
namespace {

/// Builds Boost.JSON's tree, with numbers rounded correctly: version 1.81's own conversion of decimal fractions may be
/// off in the last place, and then what was written would not read back to the same bytes.
class TreeBuilder {
 public:
  // NOLINTBEGIN(readability-identifier-naming): the names that Boost.JSON's parser asks for.
  static constexpr std::size_t max_object_size = 4096;
  static constexpr std::size_t max_array_size = 1U << 20U;
  static constexpr std::size_t max_key_size = 256;
  static constexpr std::size_t max_string_size = 1U << 30U;
  using error_code = boost::json::error_code;
  using text = boost::json::string_view;
  // NOLINTEND(readability-identifier-naming)

  explicit TreeBuilder(boost::json::storage_ptr const& storage) : storage_(storage), stack_(storage) {
    stack_.reset(storage);
  }
  boost::json::value release() { return stack_.release(); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t count, error_code&) {
    stack_.push_object(count);
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t count, error_code&) {
    stack_.push_array(count);
    return true;
  }
  bool on_key_part(text part, std::size_t, error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_key(text part, std::size_t, error_code&) {
    stack_.push_key(part);
    return true;
  }
  bool on_string_part(text part, std::size_t, error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_string(text part, std::size_t, error_code&) {
    stack_.push_string(part);
    return true;
  }
  bool on_number_part(text part, error_code&) {
    number_ += std::string_view{part.data(), part.size()};
    return true;
  }
  bool on_int64(std::int64_t number, text, error_code&) {
    number_.clear();
    stack_.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, text, error_code&) {
    number_.clear();
    stack_.push_uint64(number);
    return true;
  }
  bool on_double(double approximate, text part, error_code&) {
    number_ += std::string_view{part.data(), part.size()};
    double exact = approximate;
    std::from_chars(number_.data(), number_.data() + number_.size(), exact);
    number_.clear();
    stack_.push_double(exact);
    return true;
  }
  bool on_bool(bool flag, error_code&) {
    stack_.push_bool(flag);
    return true;
  }
  bool on_null(error_code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(text, error_code&) { return true; }
  bool on_comment(text, error_code&) { return true; }

 private:
  boost::json::storage_ptr storage_;
  boost::json::value_stack stack_;
  std::string number_;
};

}  // namespace

Expected<boost::json::value, std::string> parse_json(std::string_view json, boost::json::storage_ptr const& storage) {
  boost::json::basic_parser<TreeBuilder> parser{boost::json::parse_options{}, storage};
  boost::json::error_code code;
  auto const used = parser.write_some(/*more=*/false, json.data(), json.size(), code);
  if (!code && used < json.size()) code = boost::json::error::extra_data;
  if (code) return Unexpected{"JSON text (" + code.message() + " at byte " + std::to_string(used) + ")"};
  return parser.handler().release();
}

}  // namespace lingding::geo
