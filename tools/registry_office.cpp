#include "tools/registry_office.hpp"

#include <sys/prctl.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <variant>

#include "adapters/store/ledger_store.hpp"
#include "adapters/store/plan_register.hpp"
#include "coordinator/register_notices.hpp"
#include "coordinator/register_query.hpp"
#include "plans/signature.hpp"
#include "plans/signing_key.hpp"
#include "tools/key_files.hpp"
#include "tools/registry_base.hpp"

namespace lingding::tools {
namespace {

using coordinator::LinkFrame;
using coordinator::RegisterSubmission;
using coordinator::Registrar;

// Bounds of what waits. A submission is at most a document of plans::kMaxDocumentBytes.
constexpr std::size_t kMaxSubmissions = 64;
constexpr std::size_t kMaxQuestions = 256;
/// Of plans::kMaxAttachmentBytes each.
constexpr std::size_t kMaxAttachments = 4;
constexpr std::size_t kMaxFrames = 256;
/// Recorded together at the most: one flush for all of them.
constexpr std::size_t kTurn = 64;
constexpr std::chrono::milliseconds kTick{250};
/// Submissions wait for so long while the other registries are asked what they hold of this one's chain; after that
/// they are told so.
constexpr std::chrono::seconds kHoldSubmissions{5};
/// How often the trust folder is looked at.
constexpr std::chrono::seconds kTrustEvery{10};

struct Submitted {
  RegisterSubmission submission;
  RegistryOffice::Reply reply;
};
struct Attached {
  coordinator::AttachmentSent sent;
  RegistryOffice::Reply reply;
};
struct Asked {
  std::string query;
  std::optional<plans::CompanyId> operator_id;
  RegistryOffice::Reply reply;
};

/// The service's key, which only its owner may read.
coordinator::ServiceSigner read_signer(RegistryFiles const& files) {
  if (files.service_key.empty()) return {};
  auto key = read_signing_key(files.service_key, {});
  auto chain = read_text_file(files.service_certificate, plans::kMaxChainLength * plans::kMaxCertificateTextBytes);
  if (!key.belongs_to(chain))
    throw std::runtime_error(files.service_certificate.string() + " is not the certificate of " +
                             files.service_key.string());
  auto shared = std::make_shared<plans::SigningKey>(std::move(key));
  return [shared, chain = std::move(chain)](std::string_view payload, geo::UtcTime signed_at) {
    return plans::sign_detached(payload, *shared, chain, signed_at);
  };
}

Registrar::Setup setup_of(geo::CentreId centre, RegistryFiles const& files) {
  return {.centre = centre,
          .base = registry_base(),
          .trust = read_trust(files.trust),
          .sign = read_signer(files),
          .service_name = std::string{"Lingding, "} + std::string{geo::to_text(centre)},
          .ask_first = files.ask_first,
          .ask_for = files.ask_for};
}  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): the analyzer loses what std::function holds

}  // namespace

std::optional<RegistryFiles> registry_files(std::filesystem::path const& folder, geo::CentreId centre) {
  auto const of_centre = folder / std::string{geo::to_text(centre)};
  if (!std::filesystem::exists(of_centre / "trust" / "trust.json")) return std::nullopt;
  RegistryFiles files{of_centre / "trust", {}, {}};
  if (std::filesystem::exists(of_centre / "service.key.pem")) {
    files.service_key = of_centre / "service.key.pem";
    files.service_certificate = of_centre / "service.pem";
  }
  return files;
}

class RegistryOffice::Impl {
 public:
  Impl(geo::CentreId centre, std::filesystem::path const& desk_folder, RegistryFiles const& files,
       runtime::Clock const& clock, runtime::Log& log, SendFrame send, Tell tell)
      : clock_(clock),
        log_(log),
        trust_folder_(files.trust),
        hold_submissions_(!files.ask_first.empty()),
        trouble_(log, runtime::LogLevel::error, "registry"),
        send_(std::move(send)),
        tell_(std::move(tell)),
        store_(desk_folder),
        register_(desk_folder),
        registrar_(setup_of(centre, files), store_) {
    log.info("registry", "open",
             {{"centre", geo::to_text(centre)},
              {"plans", registrar_.ledger().plan_count()},
              {"entries", registrar_.ledger().last_place()}});
    for (auto const& warning : registrar_.trust().warnings(clock_.now()))
      log.warning("registry", warning, {{"centre", geo::to_text(centre)}});
    thread_ = std::thread([this] { run(); });
  }

  ~Impl() {
    {
      std::lock_guard const lock{mutex_};
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  /// Calls `make` for the item when there is room, and else leaves everything as it was.
  template <class Item, class Make>
  bool put(std::deque<Item>& lane, std::size_t bound, Make const& make) {
    {
      std::lock_guard const lock{mutex_};
      if (lane.size() >= bound || stopping_) return false;
      lane.push_back(make());
    }
    wake_.notify_one();
    return true;
  }

  std::deque<Submitted> submissions_;
  std::deque<Attached> attachments_;
  std::deque<Asked> questions_;
  std::deque<LinkFrame> frames_;

 private:
  struct Turn {
    std::vector<Submitted> submissions;
    std::vector<Attached> attachments;
    std::vector<Asked> questions;
    std::vector<LinkFrame> frames;
    bool last = false;
  };

  template <class Item>
  static void move_some(std::deque<Item>& from, std::vector<Item>& to) {
    auto const count = std::min(from.size(), kTurn);
    std::move(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(count), std::back_inserter(to));
    from.erase(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(count));
  }

  Turn next() {
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, kTick, [this] {
      return stopping_ || (!submissions_.empty() && !hold_submissions_) || !attachments_.empty() ||
             !questions_.empty() || !frames_.empty();
    });
    Turn turn;
    if (!hold_submissions_ || stopping_) move_some(submissions_, turn.submissions);
    move_some(attachments_, turn.attachments);
    move_some(questions_, turn.questions);
    move_some(frames_, turn.frames);
    turn.last = stopping_ && submissions_.empty();
    return turn;
  }

  void run() {
    ::prctl(PR_SET_NAME, ("reg-" + std::string(geo::to_text(registrar_.centre()))).c_str());
    for (bool last = false; !last;) {
      auto turn = next();
      last = turn.last;
      try {
        work(turn);
      } catch (std::exception const& error) {
        // The ledger can't be read back after a failure: nothing is taken until it can.
        trouble_.write("the register failed", {{"centre", geo::to_text(registrar_.centre())}, {"why", error.what()}});
        for (auto& [tag, reply] : replies_)
          reply(
              R"({"outcome":"refused","code":"not_recorded","text":"The register can't be read or written now; try again."})");
        replies_.clear();
      }
    }
  }

  void work(Turn& turn) {
    auto const now = clock_.now();
    look_at_trust(now);
    tell_of_own_chain(now);
    for (auto& frame : turn.frames) static_cast<void>(registrar_.receive(frame, now));
    for (auto& [submission, reply] : turn.submissions) {
      replies_.emplace(++tag_, std::move(reply));
      registrar_.submit(tag_, submission, now);
    }
    for (auto& [sent, reply] : turn.attachments) {
      replies_.emplace(++tag_, std::move(reply));
      registrar_.attach(tag_, sent, now);
    }
    registrar_.tick(now);
    auto released = registrar_.commit();
    for (auto& [tag, answer] : released.answers) {
      auto const found = replies_.find(tag);
      if (found == replies_.end()) continue;
      found->second(std::move(answer));
      replies_.erase(found);
    }
    for (auto& frame : released.frames) send_(std::move(frame));
    project();
    for (auto& plan_id : released.filed) notices_.filed(std::move(plan_id));
    for (auto& notice : notices_.take(registrar_, now)) tell_(std::move(notice));
    for (auto const& [query, operator_id, reply] : turn.questions)
      reply(coordinator::answer_query(registrar_, query, operator_id, now));
    if (!registrar_.signing_trouble().empty())
      trouble_.write("a statement could not be signed",
                     {{"centre", geo::to_text(registrar_.centre())}, {"why", registrar_.signing_trouble()}});
  }

  /// Whether this centre's chain is written to, and what came back, for the log. Submissions wait a little for it.
  void tell_of_own_chain(geo::UtcTime now) {
    auto const own = registrar_.own_chain(now);
    hold_submissions_ = !registrar_.is_open(now) && std::chrono::steady_clock::now() - started_ < kHoldSubmissions;
    if (own == told_) return;
    using State = coordinator::OwnChain::State;
    auto const centre = geo::to_text(registrar_.centre());
    if (own.taken_back > told_.taken_back)
      log_.warning("registry", "records of this centre's own chain came back from the other registries",
                   {{"centre", centre}, {"first", own.first_taken_back}, {"records", own.taken_back}});
    if (own.text != told_.text && !own.text.empty()) {
      if (own.state == State::waiting) {
        log_.info("registry", own.text, {{"centre", centre}});
      } else {
        log_.warning("registry", own.text, {{"centre", centre}, {"chain", coordinator::to_text(own.state)}});
      }
    }
    if (own.state == State::open && told_.state != State::open)
      log_.info("registry", "the chain is written to", {{"centre", centre}});
    told_ = own;
  }

  /// A new authority or revocation list counts without a restart; a folder that can't be read changes nothing.
  void look_at_trust(geo::UtcTime now) {
    if (now < next_look_) return;
    next_look_ = now + kTrustEvery;
    try {
      auto trust = read_trust(trust_folder_);
      if (trust.text() == registrar_.trust().text()) return;
      log_.info("registry", "the trust settings are read again", {{"centre", geo::to_text(registrar_.centre())}});
      registrar_.trust_anew(std::move(trust), now);
    } catch (std::runtime_error const& error) {
      trouble_.write("the trust settings can't be read, and stay as they were",
                     {{"centre", geo::to_text(registrar_.centre())}, {"why", error.what()}});
    }
  }

  /// What is registered, for officers, desks and maps. It can be made again from the ledger at any time.
  void project() {
    auto const plans = registrar_.take_registered();
    if (plans.empty()) return;
    auto const results = register_.put_all(plans);
    for (std::size_t i = 0; i < plans.size(); ++i)
      if (results[i] == plans::PlanRegister::PutResult::version_taken)
        trouble_.write("the register of plans has another document under a registered version",
                       {{"plan", plans[i].plan_id}, {"version", plans[i].version}});
  }

  runtime::Clock const& clock_;
  runtime::Log& log_;
  std::filesystem::path trust_folder_;
  geo::UtcTime next_look_{};
  coordinator::OwnChain told_;
  bool hold_submissions_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  runtime::RateLimited trouble_;
  SendFrame send_;
  Tell tell_;
  coordinator::RegisterNotices notices_;
  store::LedgerStore store_;
  store::SpatialPlanRegister register_;
  Registrar registrar_;
  std::map<std::uint64_t, Reply> replies_;
  std::uint64_t tag_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

RegistryOffice::RegistryOffice(geo::CentreId centre, std::filesystem::path const& desk_folder,
                               RegistryFiles const& files, runtime::Clock const& clock, runtime::Log& log,
                               SendFrame send, Tell tell)
    : impl_(std::make_unique<Impl>(centre, desk_folder, files, clock, log, std::move(send), std::move(tell))) {}
RegistryOffice::~RegistryOffice() = default;

bool RegistryOffice::submit(RegisterSubmission&& submission, Reply reply) {
  return impl_->put(impl_->submissions_, kMaxSubmissions,
                    [&] { return Submitted{std::move(submission), std::move(reply)}; });
}
bool RegistryOffice::attach(coordinator::AttachmentSent&& sent, Reply reply) {
  return impl_->put(impl_->attachments_, kMaxAttachments, [&] { return Attached{std::move(sent), std::move(reply)}; });
}
bool RegistryOffice::ask(std::string query, std::optional<plans::CompanyId> operator_id, Reply reply) {
  return impl_->put(impl_->questions_, kMaxQuestions,
                    [&] { return Asked{std::move(query), std::move(operator_id), std::move(reply)}; });
}
void RegistryOffice::take(LinkFrame frame) {
  static_cast<void>(impl_->put(impl_->frames_, kMaxFrames, [&] { return std::move(frame); }));
}

}  // namespace lingding::tools
