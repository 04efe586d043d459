#pragma once
// A file descriptor that is closed at the end of its scope.

#include <unistd.h>

#include <utility>

namespace lingding::runtime {

class Descriptor {
 public:
  /// \param number negative: none
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }
  int get() const { return number_; }
  /// The caller closes it.
  int release() { return std::exchange(number_, -1); }
  void close() {
    if (number_ >= 0) ::close(release());
  }

 private:
  int number_;
};

}  // namespace lingding::runtime
