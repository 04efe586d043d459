#pragma once
// Stand-ins for what the bus meets: a journal in memory, desks that queue commands, and a wire that keeps what it is
// given.

#include <atomic>
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/bus/console_port.hpp"
#include "adapters/bus/switchboard.hpp"
#include "coordinator/failures.hpp"

namespace lingding::bus::test {

/// A journal that all threads may look at. Entries whose number is a multiple of `silent_every` show nothing.
class FakeJournal {
 public:
  explicit FakeJournal(Seq silent_every = 0) : silent_every_(silent_every) {}

  static Update update(Seq seq) {
    return *make_update(seq, geo::UtcTime{std::chrono::milliseconds{1'000'000 + seq}},
                        {{"", R"({"type":"notice_shown","text":"entry )" + std::to_string(seq) + "\"}"}});
  }
  bool silent(Seq seq) const { return silent_every_ != 0 && seq % silent_every_ == 0; }

  /// Records `count` entries and returns what is to be published of them.
  std::vector<Update> append(Seq count) {
    std::lock_guard const lock{mutex_};
    std::vector<Update> updates;
    for (Seq i = 0; i < count; ++i) {
      auto const seq = ++last_;
      if (!silent(seq)) updates.push_back(update(seq));
    }
    return updates;
  }
  Seq last() const {
    std::lock_guard const lock{mutex_};
    return last_;
  }
  void set_damage(Seq at) {
    std::lock_guard const lock{mutex_};
    damaged_ = at;
  }
  void set_failing(bool failing) {
    std::lock_guard const lock{mutex_};
    failing_ = failing;
  }
  HistoryPage read(Seq after, std::size_t limit) const {
    std::lock_guard const lock{mutex_};
    if (failing_) throw std::runtime_error("input/output error");
    ++reads_;
    HistoryPage page;
    page.scanned_to = after;
    for (Seq seq = after + 1; seq <= last_ && page.scanned_to - after < limit; ++seq) {
      if (seq == damaged_) throw coordinator::JournalDamaged{seq, "hash does not fit"};
      page.scanned_to = seq;
      if (!silent(seq)) page.updates.push_back(update(seq));
    }
    return page;
  }
  std::uint64_t reads() const {
    std::lock_guard const lock{mutex_};
    return reads_;
  }

 private:
  mutable std::mutex mutex_;
  Seq silent_every_;
  Seq last_ = 0;
  Seq damaged_ = 0;
  bool failing_ = false;
  mutable std::uint64_t reads_ = 0;
};

class FakeHistory final : public History {
 public:
  explicit FakeHistory(std::map<geo::CentreId, FakeJournal*> journals) : journals_(std::move(journals)) {}
  Seq newest(geo::CentreId centre) override {
    journals_.at(centre)->read(0, 0);  // throws while nothing can be read
    return journals_.at(centre)->last();
  }
  std::string journal_id(geo::CentreId centre) override {
    return journals_.at(centre)->last() == 0 ? "" : "journal-" + std::string{geo::to_text(centre)};
  }
  HistoryPage read(geo::CentreId centre, Seq after, std::size_t limit) override {
    return journals_.at(centre)->read(after, limit);
  }

 private:
  std::map<geo::CentreId, FakeJournal*> journals_;
};

/// Takes every command, or answers as it is told, and may do something with it.
class FakePort final : public ConsolePort {
 public:
  struct Taken {
    geo::CentreId centre;
    std::string officer;
    std::string id;
    std::string command;
    bool operator==(Taken const&) const = default;
  };
  struct Filed {
    geo::CentreId centre;
    Client client;
    Submission submission;
  };
  struct Sent {
    geo::CentreId centre;
    Client client;
    Attachment attachment;
  };
  struct Asked {
    geo::CentreId centre;
    Client client;
    Question question;
  };
  CommandReceipt command(geo::CentreId centre, std::string_view officer, std::string_view command_id,
                         std::string_view command) override {
    Taken const taken{centre, std::string{officer}, std::string{command_id}, std::string{command}};
    keep(taken_, commanded_, taken);
    return receipt;
  }
  CommandReceipt submit(geo::CentreId centre, Client const& client, Submission&& submission) override {
    if (submit_receipt.verdict != CommandReceipt::Verdict::queued) return submit_receipt;
    keep(filed_, submitted_, Filed{centre, client, std::move(submission)});
    return submit_receipt;
  }
  CommandReceipt attach(geo::CentreId centre, Client const& client, Attachment&& attachment) override {
    if (submit_receipt.verdict != CommandReceipt::Verdict::queued) return submit_receipt;
    keep(sent_ahead_, attached_, Sent{centre, client, std::move(attachment)});
    return submit_receipt;
  }
  CommandReceipt ask(geo::CentreId centre, Client const& client, Question&& question) override {
    keep(asked_, questioned_, Asked{centre, client, std::move(question)});
    return ask_receipt;
  }
  /// What is done with each command, submission or question from now on, on the thread that brings it.
  void on_command(std::function<void(Taken const&)> then) {
    std::lock_guard const lock{mutex_};
    commanded_ = std::move(then);
  }
  void on_submit(std::function<void(Filed const&)> then) {
    std::lock_guard const lock{mutex_};
    submitted_ = std::move(then);
  }
  void on_ask(std::function<void(Asked const&)> then) {
    std::lock_guard const lock{mutex_};
    questioned_ = std::move(then);
  }
  std::vector<Taken> taken() const {
    std::lock_guard const lock{mutex_};
    return taken_;
  }
  std::vector<Filed> filed() const {
    std::lock_guard const lock{mutex_};
    return filed_;
  }
  std::vector<Sent> sent_ahead() const {
    std::lock_guard const lock{mutex_};
    return sent_ahead_;
  }
  void on_attach(std::function<void(Sent const&)> then) {
    std::lock_guard const lock{mutex_};
    attached_ = std::move(then);
  }
  std::vector<Asked> asked() const {
    std::lock_guard const lock{mutex_};
    return asked_;
  }
  CommandReceipt receipt;
  CommandReceipt submit_receipt;
  CommandReceipt ask_receipt;

 private:
  template <class Item>
  void keep(std::vector<Item>& items, std::function<void(Item const&)> const& reaction, Item const& item) {
    std::function<void(Item const&)> then;
    {
      std::lock_guard const lock{mutex_};
      items.push_back(item);
      then = reaction;
    }
    if (then) then(item);
  }

  mutable std::mutex mutex_;
  std::vector<Taken> taken_;
  std::vector<Filed> filed_;
  std::vector<Asked> asked_;
  std::vector<Sent> sent_ahead_;
  std::function<void(Taken const&)> commanded_;
  std::function<void(Filed const&)> submitted_;
  std::function<void(Asked const&)> questioned_;
  std::function<void(Sent const&)> attached_;
};

/// A wire in memory.
class FakeOutlet final : public Outlet {
 public:
  Result send(std::string_view routing_id, std::string_view frame) override {
    if (auto const fate = fates.find(std::string{routing_id}); fate != fates.end()) return fate->second;
    sent[std::string{routing_id}].emplace_back(frame);
    return Result::sent;
  }
  std::map<std::string, std::vector<std::string>> sent;
  std::map<std::string, Result> fates;
};

inline boost::json::object object(std::string_view text) {
  return boost::json::parse(text).as_object();
}
inline std::string text(boost::json::object const& message, std::string_view name) {
  auto const* value = message.if_contains(name);
  return value == nullptr ? "" : std::string{value->as_string()};
}
inline std::uint64_t number(boost::json::object const& message, std::string_view name) {
  return message.at(name).to_number<std::uint64_t>();
}

}  // namespace lingding::bus::test
