#include "plans/detail/json_access.hpp"

#include "plans/json_text.hpp"

namespace lingding::plans::detail {

Node Node::operator[](std::string_view name) const {
  Node child{nullptr, pointer};
  append_token(child.pointer, name);
  if (value != nullptr && value->is_object()) child.value = value->get_object().if_contains(name);
  return child;
}

Node Node::operator[](std::size_t index) const {
  Node child{nullptr, pointer + '/' + std::to_string(index)};
  if (value != nullptr && value->is_array()) child.value = value->get_array().if_contains(index);
  return child;
}

std::size_t Node::size() const {
  return value != nullptr && value->is_array() ? value->get_array().size() : 0;
}

std::optional<std::string_view> Node::text() const {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view{value->get_string()};
}

std::optional<std::int64_t> Node::integer() const {
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::optional<double> Node::number() const {
  if (value == nullptr) return std::nullopt;
  if (value->is_double()) return value->get_double();
  if (value->is_int64()) return static_cast<double>(value->get_int64());
  return std::nullopt;
}

}  // namespace lingding::plans::detail
