#include "plans/secret.hpp"

#include <openssl/crypto.h>

#include <utility>

#include "geo/check.hpp"

namespace lingding::plans {

void wipe(void* bytes, std::size_t size) noexcept {
  OPENSSL_cleanse(bytes, size);
}

Secret Secret::of_size(std::size_t size) {
  Secret secret;
  secret.bytes_.resize(size);
  return secret;
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::exchange(other.bytes_, {});
  }
  return *this;
}

Secret::~Secret() {
  wipe();
}

void Secret::truncate(std::size_t size) {
  LINGDING_CHECK(size <= bytes_.size());
  plans::wipe(bytes_.data() + size, bytes_.size() - size);
  bytes_.resize(size);
}

void Secret::wipe() noexcept {
  if (!bytes_.empty()) plans::wipe(bytes_.data(), bytes_.size());
}

}  // namespace lingding::plans
