#include "adapters/runtime/io.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace lingding::runtime {

namespace asio = boost::asio;

class Io::Impl {
 public:
  // Not BOOST_ASIO_CONCURRENCY_HINT_UNSAFE: other threads post.
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard_{context_.get_executor()};
};

Io::Io() : impl_(std::make_unique<Impl>()) {}
Io::~Io() = default;
void Io::run() {
  impl_->context_.run();
}
void Io::stop() {
  impl_->context_.stop();
}
void Io::post(std::function<void()> work) {
  asio::post(impl_->context_, std::move(work));
}
asio::io_context& Io::context() {
  return impl_->context_;
}

}  // namespace lingding::runtime
