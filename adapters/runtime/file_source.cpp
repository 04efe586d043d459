// Sources that read a file, a named pipe or standard input.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <system_error>
#include <utility>

#include "adapters/runtime/descriptor.hpp"
#include "adapters/runtime/detail/feed.hpp"
#include "adapters/runtime/detail/sources.hpp"

namespace lingding::runtime::detail {
namespace {

namespace asio = boost::asio;

/// \throws std::system_error naming the path.
Descriptor open_path(std::string const& path) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  if (file.get() < 0) throw std::system_error(errno, std::system_category(), "can't open " + path);
  struct stat what{};
  if (::fstat(file.get(), &what) == 0 && S_ISDIR(what.st_mode))
    throw std::system_error(EISDIR, std::system_category(), "can't read " + path);
  return file;
}

/// Standard input under an open file description of our own where there can be one: Asio makes what it waits for
/// non-blocking, and a terminal's description is shared with standard error and with the shell.
Descriptor open_standard_input_descriptor() {
  struct stat what{};
  if (::fstat(STDIN_FILENO, &what) != 0)
    throw std::system_error(errno, std::system_category(), "can't read standard input");
  if (!S_ISREG(what.st_mode)) {
    Descriptor own{::open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    if (own.get() >= 0) return own;
  }
  Descriptor shared{::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)};
  if (shared.get() < 0) throw std::system_error(errno, std::system_category(), "can't read standard input");
  return shared;
}

class FileReader : public std::enable_shared_from_this<FileReader> {
 public:
  /// An empty path: standard input.
  FileReader(FileInput input, LineSourceContext const& context)
      : input_(std::move(input)),
        feed_(std::make_shared<Feed>(context)),
        timer_(context.io.context()),
        waiter_(context.io.context()),
        splitter_(context.max_line) {
    use(input_.path.empty() ? open_standard_input_descriptor() : open_path(input_.path));
    stream_ = feed_->next_stream();
    feed_->counters().connects.add();
    feed_->counters().open.store(1, std::memory_order_relaxed);
  }

  void start() { do_wait(); }
  void stop() {
    if (std::exchange(feed_->stopped, true)) return;
    end();
  }
  Feed& feed() { return *feed_; }

 private:
  void use(Descriptor file) {
    struct stat what{};
    if (::fstat(file.get(), &what) != 0)
      throw std::system_error(errno, std::system_category(), "can't read " + input_.path);
    inode_ = what.st_ino;
    device_ = what.st_dev;
    waits_ = !S_ISREG(what.st_mode) && !S_ISBLK(what.st_mode);
    fifo_ = S_ISFIFO(what.st_mode) && !input_.path.empty();
    boost::system::error_code ignored;
    waiter_.release();
    if (waits_) waiter_.assign(file.get(), ignored);
    file_ = std::move(file);
  }

  /// Until the next read is worth while: at once for a file, each chunk in turn with the loop's other work.
  void do_wait() {
    if (feed_->stopped) return;
    if (!waits_) return asio::post(timer_.get_executor(), [self = shared_from_this()] { self->on_ready(); });
    waiter_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [self = shared_from_this()](boost::system::error_code error) {
                         if (error == asio::error::operation_aborted) return;
                         if (error) self->waits_ = false;  // a device that can't be waited for, such as /dev/null
                         self->on_ready();
                       });
  }

  void on_ready() {
    if (feed_->stopped) return;
    auto const room = splitter_.prepare();
    auto const count = ::read(file_.get(), room.data(), room.size());
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
      feed_->counters().failures.add();
      feed_->notices.write("can't read",
                           {{"source", name()}, {"path", path()}, {"reason", std::system_category().message(errno)}});
      return at_end();
    }
    if (count == 0) return at_end();
    if (count > 0) {
      offset_ += count;
      feed_->commit(splitter_, static_cast<std::size_t>(count), stream_);
    }
    if (feed_->stopped) return;
    feed_->when_free([self = shared_from_this()] { self->do_wait(); });
  }

  void at_end() {
    bool const writer_awaited = fifo_ && offset_ == 0;
    if (input_.at_end == AtEnd::stop && !writer_awaited) {
      feed_->finish(splitter_, stream_);
      feed_->context.log.info("intake", "the input has ended", {{"source", name()}, {"path", path()}});
      feed_->stopped = true;
      return end();
    }
    timer_.expires_after(input_.poll);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (error || self->feed_->stopped) return;
      self->look_again();
      self->do_wait();
    });
  }

  /// Has the followed file been cut, or another put in its place?
  void look_again() {
    if (fifo_) return;
    struct stat what{};
    if (::stat(input_.path.c_str(), &what) != 0) return;  // between two files: it comes back or it doesn't
    bool const replaced = what.st_ino != inode_ || what.st_dev != device_;
    if (!replaced && what.st_size >= offset_) return;
    feed_->finish(splitter_, stream_);
    try {
      if (replaced) {
        use(open_path(input_.path));
      } else if (::lseek(file_.get(), 0, SEEK_SET) < 0) {
        throw std::system_error(errno, std::system_category(), "can't start over in " + input_.path);
      }
      offset_ = 0;
      feed_->context.log.info("intake", "the followed file starts over", {{"source", name()}, {"path", path()}});
    } catch (std::system_error const& error) {
      feed_->counters().failures.add();
      feed_->notices.write("can't read on", {{"source", name()}, {"reason", error.what()}});
    }
  }

  void end() {
    feed_->stop();
    timer_.cancel();
    waiter_.release();
    feed_->counters().open.store(0, std::memory_order_relaxed);
    feed_->close_stream(stream_);
  }

  std::string const& name() { return feed_->counters().name; }
  std::string path() const { return input_.path.empty() ? "standard input" : input_.path; }

  FileInput input_;
  std::shared_ptr<Feed> feed_;
  asio::steady_timer timer_;
  Descriptor file_;
  asio::posix::stream_descriptor waiter_;  ///< never owns the descriptor: released before it goes
  LineSplitter splitter_;
  std::uint64_t stream_ = 0;
  ino_t inode_ = 0;
  dev_t device_ = 0;
  off_t offset_ = 0;
  bool waits_ = false;
  bool fifo_ = false;
};

class FileSource final : public LineSource {
 public:
  FileSource(FileInput const& input, LineSourceContext const& context)
      : io_(context.io), reader_(std::make_shared<FileReader>(input, context)) {
    io_.post([reader = reader_] { reader->start(); });
  }
  ~FileSource() override { reader_->stop(); }
  void stop() override { reader_->stop(); }
  void resume() override {
    io_.post([reader = reader_] { reader->feed().resume(); });
  }
  std::optional<Endpoint> listening() const override { return std::nullopt; }
  bool ended() const override { return reader_->feed().stopped; }

 private:
  Io& io_;
  std::shared_ptr<FileReader> reader_;
};

}  // namespace

std::unique_ptr<LineSource> open_file(FileInput const& input, LineSourceContext const& context) {
  if (input.path.empty())
    throw std::system_error(std::make_error_code(std::errc::invalid_argument), "a file input needs a path");
  return std::make_unique<FileSource>(input, context);
}

std::unique_ptr<LineSource> open_standard_input(LineSourceContext const& context) {
  return std::make_unique<FileSource>(FileInput{}, context);
}

}  // namespace lingding::runtime::detail
