#include "adapters/bus/switchboard.hpp"

#include <algorithm>

#include "adapters/bus/session.hpp"
#include "coordinator/failures.hpp"
#include "geo/check.hpp"

namespace lingding::bus {
namespace {

/// After a failed read of the history: how long until the next, and how many in a row before live updates go first.
constexpr std::chrono::milliseconds kHistoryRetry{1000};
constexpr int kHistoryTries = 3;
/// Heartbeats without an echo after which a console counts as not reading.
constexpr std::uint64_t kMostBeatsUnread = 6;
/// Beyond the window by this factor, even what is not numbered is dropped.
constexpr std::size_t kBeyondWindow = 2;
/// A routing id that ZeroMQ gave: five bytes, the first of them zero (ZeroMQ RFC 28 reserves these for the library).
bool is_given_by_the_library(std::string_view routing_id) {
  return routing_id.size() == 5 && routing_id.front() == '\0';
}

}  // namespace

Switchboard::Switchboard(Setup setup, ConsolePort& port, History& history, Outlet& outlet, BusCounters& counters,
                         BusLog const& log)
    : setup_(std::move(setup)),
      port_(port),
      history_(history),
      outlet_(outlet),
      counters_(counters),
      log_(log),
      uploads_(setup_.limits) {
  for (auto const centre : setup_.centres) {
    auto& desk =
        desks_
            .emplace(centre,
                     Desk{RecentUpdates{setup_.limits.recent_updates, setup_.limits.recent_bytes}, {}, {}, {}, false})
            .first->second;
    start(centre, desk);
  }
}

Switchboard::~Switchboard() = default;

void Switchboard::start(geo::CentreId centre, Desk& desk) {
  if (desk.started) return;
  try {
    desk.recent.start(history_.newest(centre));
    desk.journal = history_.journal_id(centre);
    desk.started = true;
  } catch (std::exception const& failure) {
    if (log_)
      log_(LogLevel::error, "what=journal_unreadable centre=" + std::string{geo::to_text(centre)} + " reason=\"" +
                                failure.what() + "\"");
  }
}

Switchboard::Desk* Switchboard::desk_of(geo::CentreId centre) {
  auto const found = desks_.find(centre);
  return found == desks_.end() ? nullptr : &found->second;
}

std::vector<Switchboard::Session*> Switchboard::sessions_of(geo::CentreId centre) {
  std::vector<Session*> found;
  for (auto& [id, session] : sessions_)
    if (session->centre == centre && !session->broken) found.push_back(session.get());
  return found;
}

// ---- what peers send ----

void Switchboard::on_message(Moment now, Peer const& peer, std::vector<std::string_view> const& frames) {
  auto found = sessions_.find(std::string{peer.routing_id});
  // A routing id in other hands: whoever had it before is gone, and the new one gets nothing of his.
  if (found != sessions_.end() && found->second->user_id != peer.user_id) {
    sessions_.erase(found);
    found = sessions_.end();
    ++counters_.sessions_expired;
  }
  if (setup_.curve == Curve::on && peer.key == nullptr) return refuse(peer, {ErrorCode::key_revoked, {}, {}, {}});
  if (frames.size() != 1) return refuse(peer, {ErrorCode::bad_frame, {}, {}, {}});
  auto parsed = parse_client_message(frames.front(), setup_.mode);
  if (found != sessions_.end()) found->second->heard = now.steady;
  if (!parsed) return refuse(peer, parsed.error());
  if (auto const* hello = std::get_if<Hello>(&*parsed)) {
    on_hello(now, peer, *hello);
  } else if (found == sessions_.end()) {
    if (!std::holds_alternative<Bye>(*parsed)) refuse(peer, {ErrorCode::no_hello, {}, {}, {}});
  } else {
    auto& session = *found->second;
    if (auto const* received = std::get_if<Received>(&*parsed)) {
      if (received->seq > session.told)
        return refuse(peer, {ErrorCode::bad_message, "/seq", "at most " + std::to_string(session.told), {}});
      if (session.outflow.received(received->seq)) pump(now, session);
    } else if (auto const* heartbeat = std::get_if<Heartbeat>(&*parsed)) {
      if (heartbeat->beat && *heartbeat->beat > session.beats)
        return refuse(peer, {ErrorCode::bad_message, "/beat", "at most " + std::to_string(session.beats), {}});
      if (heartbeat->beat) session.echoed = std::max(session.echoed, *heartbeat->beat);
      if (session.answers_wait_for != 0 && session.echoed >= session.answers_wait_for) {
        session.answers_wait_for = 0;
        session.answers_under_way = 0;
      }
      if (heartbeat->beat && session.outflow.echoed(*heartbeat->beat)) pump(now, session);
    } else if (auto const* command = std::get_if<CommandSent>(&*parsed)) {
      on_command(now, session, *command);
    } else if (auto const* part = std::get_if<DocumentPart>(&*parsed)) {
      on_document(now, session, *part);
    } else if (auto const* attach = std::get_if<Attach>(&*parsed)) {
      on_attach(now, session, *attach);
    } else if (auto* submit = std::get_if<Submit>(&*parsed)) {
      on_submit(now, session, *submit);
    } else if (auto* ask = std::get_if<Ask>(&*parsed)) {
      on_ask(now, session, *ask);
    } else {
      sessions_.erase(found);
    }
  }
  erase_broken();
}

void Switchboard::refuse(Peer const& peer, Refusal const& refusal) {
  ++counters_.frames_refused;
  auto const text = write_error(setup_.mode, refusal);
  auto const found = sessions_.find(std::string{peer.routing_id});
  if (found != sessions_.end()) {
    send_if_room(*found->second, text);
    if (row_of(refusal.code).scope == ErrorScope::session) sessions_.erase(found);
  } else {
    outlet_.send(peer.routing_id, text);
  }
}

std::optional<Refusal> Switchboard::objection(Moment, Peer const& peer, Hello const& hello, Desk const* desk) const {
  if (!is_given_by_the_library(peer.routing_id)) return Refusal{ErrorCode::routing_id_set, {}, {}, {}};
  if (peer.key != nullptr) {
    if (peer.key->role == Role::server) return Refusal{ErrorCode::role_forbids, {}, {}, {}};
    if (peer.key->centre != hello.centre)
      return Refusal{ErrorCode::wrong_centre, "/centre", std::string{geo::to_text(peer.key->centre)}, {}};
  } else if (!is_key_name(hello.officer)) {
    return Refusal{ErrorCode::bad_message, "/officer", "a name, as keys are off on this server", {}};
  }
  if (desk == nullptr) return Refusal{ErrorCode::centre_not_here, "/centre", {}, {}};
  if (hello.start == Hello::Start::newest) return std::nullopt;
  if (!hello.journal.empty() && !desk->journal.empty() && hello.journal != desk->journal)
    return Refusal{ErrorCode::other_journal, "/journal", desk->journal, {}};
  if (desk->started && hello.last_seq > desk->recent.up_to())
    return Refusal{ErrorCode::seq_unknown, "/last_seq", "at most " + std::to_string(desk->recent.up_to()), {}};
  return std::nullopt;
}

void Switchboard::make_room(std::string_view user_id, std::string_view routing_id) {
  if (user_id.empty() || sessions_.contains(std::string{routing_id})) return;
  std::size_t count = 0;
  auto oldest = sessions_.end();
  for (auto it = sessions_.begin(); it != sessions_.end(); ++it) {
    if (it->second->user_id != user_id) continue;
    ++count;
    if (oldest == sessions_.end() || it->second->heard < oldest->second->heard) oldest = it;
  }
  if (count >= setup_.limits.sessions_per_key) close(oldest, ErrorCode::replaced);
}

void Switchboard::on_hello(Moment now, Peer const& peer, Hello const& hello) {
  auto* const desk = desk_of(hello.centre);
  if (desk != nullptr) {
    start(hello.centre, *desk);
    if (desk->journal.empty() && desk->recent.up_to() != 0) {
      try {
        desk->journal = history_.journal_id(hello.centre);
      } catch (std::exception const&) {  // Welcome without it; the next hello asks again.
      }
    }
  }
  if (auto const why = objection(now, peer, hello, desk)) return refuse(peer, *why);
  make_room(peer.user_id, peer.routing_id);
  if (!sessions_.contains(std::string{peer.routing_id}) &&
      is_full(peer.key != nullptr ? peer.key->role : Role::officer))
    return refuse(peer, {ErrorCode::too_many_sessions, {}, {}, {}});
  open(now, peer, hello, *desk);
}

bool Switchboard::is_full(Role role) const {
  if (sessions_.size() >= setup_.limits.sessions) return true;
  if (role != Role::operator_) return false;
  auto const operators = std::count_if(sessions_.begin(), sessions_.end(),
                                       [](auto const& entry) { return entry.second->client.role == Role::operator_; });
  return static_cast<std::size_t>(operators) >= setup_.limits.operator_sessions;
}

void Switchboard::open(Moment now, Peer const& peer, Hello const& hello, Desk& desk) {
  auto fresh = std::make_unique<Session>(++session_number_, uploads_, setup_.limits, setup_.mode, now.steady);
  auto& slot = sessions_[std::string{peer.routing_id}];
  bool const again = slot != nullptr;
  if (again) {
    // What the connection has not read yet stays counted, or a client could have a new window with every hello.
    fresh->outflow = std::move(slot->outflow);
    fresh->outflow.forget_seqs();
    fresh->beats = slot->beats;
    fresh->echoed = slot->echoed;
    fresh->answers_under_way = slot->answers_under_way;
    fresh->answers_wait_for = slot->answers_wait_for;
    fresh->commands = slot->commands;
    fresh->parts = slot->parts;
    fresh->questions = slot->questions;
  }
  slot = std::move(fresh);
  auto& session = *slot;
  session.routing_id = peer.routing_id;
  session.user_id = peer.user_id;
  session.client = peer.key != nullptr ? Client{peer.key->name, peer.key->role, party_of(*peer.key)}
                                       : Client{hello.officer, Role::officer, std::string{geo::to_text(hello.centre)}};
  session.centre = hello.centre;
  session.next_beat = now.steady + setup_.limits.heartbeat;
  session.scanned = hello.start == Hello::Start::newest ? desk.recent.up_to() : hello.last_seq;
  session.told = session.scanned;
  ++counters_.sessions_opened;
  Welcome const welcome{.exercise = setup_.exercise,
                        .real_desk = setup_.real_desk,
                        .session = std::string{geo::to_text(hello.centre)} + "-" + std::to_string(session.number),
                        .server = setup_.server,
                        .centre = session.centre,
                        .officer = session.client.name,
                        .role = session.client.role,
                        .party = session.client.party,
                        .journal = desk.journal,
                        .newest_seq = desk.recent.up_to(),
                        .heartbeat_ms = setup_.limits.heartbeat.count(),
                        .silent_after_ms = setup_.limits.silent_after.count(),
                        .window_messages = setup_.limits.window_messages,
                        .window_bytes = setup_.limits.window_bytes,
                        .traffic_port = setup_.traffic_port,
                        .at = now.utc};
  if (!send(session, write_welcome(setup_.mode, welcome, desk.status))) return;
  if (again) beat(now, session);
  for (auto const& update : desk.unrecorded) send_unrecorded(session, update);
  pump(now, session);
}

void Switchboard::on_command(Moment now, Session& session, CommandSent const& sent) {
  ++counters_.commands_received;
  if (session.client.role != Role::officer) return deny(session, {ErrorCode::role_forbids, {}, {}, sent.id});
  if (!session.commands.take(now.steady)) return deny(session, {ErrorCode::too_many_commands, {}, {}, sent.id});
  auto const receipt = port_.command(session.centre, session.client.name, sent.id, sent.command);
  switch (receipt.verdict) {
    case CommandReceipt::Verdict::queued:
      return;
    case CommandReceipt::Verdict::full:
      return deny(session, {ErrorCode::busy, {}, {}, sent.id});
    case CommandReceipt::Verdict::invalid:
      return deny(session, {ErrorCode::command_invalid, "/command" + receipt.pointer, receipt.expected, sent.id});
  }
}

// ---- what desks post ----

void Switchboard::publish(Moment now, geo::CentreId centre, Seq after, Seq up_to, std::vector<Update> updates) {
  auto* const desk = desk_of(centre);
  LINGDING_CHECK(desk != nullptr);
  desk->recent.add(after, up_to, std::move(updates));
  desk->started = true;
  for (auto* session : sessions_of(centre)) pump(now, *session);
  erase_broken();
}

void Switchboard::publish_unrecorded(geo::CentreId centre, Update update) {
  auto* const desk = desk_of(centre);
  LINGDING_CHECK(desk != nullptr && update.seq == 0);
  for (auto* session : sessions_of(centre)) send_unrecorded(*session, update);
  desk->unrecorded.push_back(std::move(update));
  if (desk->unrecorded.size() > setup_.limits.unrecorded_updates) desk->unrecorded.pop_front();
  erase_broken();
}

void Switchboard::set_status(Moment now, geo::CentreId centre, DeskStatus status) {
  auto* const desk = desk_of(centre);
  LINGDING_CHECK(desk != nullptr);
  if (status.recording == Recording::normal) desk->unrecorded.clear();
  if (status == desk->status) return;
  desk->status = std::move(status);
  auto const text = write_status(setup_.mode, centre, desk->status, desk->recent.up_to(), now.utc);
  for (auto* session : sessions_of(centre))
    if (!session->sees_own_alone()) send_if_room(*session, text);
  erase_broken();
}

// ---- sending ----

bool Switchboard::has_room(Session const& session) const {
  return session.outflow.messages() < setup_.limits.window_messages &&
         session.outflow.bytes() < setup_.limits.window_bytes;
}

bool Switchboard::send(Session& session, std::string_view frame, Seq seq, std::uint64_t beat) {
  if (session.broken) return false;
  if (outlet_.send(session.routing_id, frame) != Outlet::Result::sent) {
    // The connection is gone, or does not take what the window allows: either way the client comes again with its
    // cursor.
    session.broken = true;
    any_broken_ = true;
    return false;
  }
  session.outflow.sent(frame.size(), seq, beat);
  return true;
}

void Switchboard::send_if_room(Session& session, std::string_view frame) {
  if (session.outflow.messages() >= kBeyondWindow * setup_.limits.window_messages ||
      session.outflow.bytes() >= kBeyondWindow * setup_.limits.window_bytes) {
    ++counters_.unrecorded_dropped;
    return;
  }
  send(session, frame);
}

void Switchboard::send_unrecorded(Session& session, Update const& update) {
  if (auto const* const effects = session.shown(update))
    send_if_room(session, write_unrecorded(setup_.mode, update.at, *effects));
}

bool Switchboard::send_update(Session& session, Update const& update) {
  auto const* const effects = session.shown(update);
  if (effects != nullptr) {
    if (!send(session, write_update(setup_.mode, update.seq, session.told, update.at, *effects), update.seq))
      return false;
    session.told = update.seq;
    ++counters_.updates_sent;
  }
  session.scanned = update.seq;
  return true;
}

Switchboard::Pumped Switchboard::pump(Moment now, Session& session) {
  auto& desk = *desk_of(session.centre);
  session.behind = false;
  while (has_room(session) && !session.broken) {
    if (session.scanned < desk.recent.complete_after()) {
      session.behind = true;
      return Pumped::more;
    }
    auto const* const update = desk.recent.next(session.scanned);
    if (update == nullptr) {
      session.scanned = std::max(session.scanned, desk.recent.up_to());
      if (session.caught_up) break;
      session.caught_up = true;
      if (send(session, write_caught_up(setup_.mode, session.scanned), session.scanned)) session.told = session.scanned;
      break;
    }
    if (!send_update(session, *update)) break;
  }
  static_cast<void>(now);
  return Pumped::idle;
}

Switchboard::Pumped Switchboard::pump_history(Moment now, Session& session, Desk& desk) {
  if (now.steady < session.history_retry) return Pumped::idle;
  std::size_t limit = setup_.limits.history_page;
  if (session.damaged_at) {
    if (*session.damaged_at <= session.scanned + 1) {
      jump(session, desk, ErrorCode::journal_damaged);
      return Pumped::more;
    }
    limit = static_cast<std::size_t>(std::min<Seq>(limit, *session.damaged_at - session.scanned - 1));
  }
  try {
    auto const page = history_.read(session.centre, session.scanned, limit);
    session.history_failures = 0;
    for (auto const& update : page.updates) {
      LINGDING_CHECK(update.seq > session.scanned);
      if (!has_room(session)) return Pumped::idle;
      if (!send_update(session, update)) return Pumped::idle;
    }
    if (page.scanned_to <= session.scanned && page.updates.empty())
      history_failed(now, session, desk, "the journal ends before what was published from it");
    session.scanned = std::max(session.scanned, page.scanned_to);
  } catch (coordinator::JournalDamaged const& damage) {
    if (session.damaged_at == damage.seq() || damage.seq() <= session.scanned) {
      jump(session, desk, ErrorCode::journal_damaged);
    } else {
      session.damaged_at = damage.seq();
    }
  } catch (std::exception const& failure) {
    history_failed(now, session, desk, failure.what());
  }
  return Pumped::more;
}

void Switchboard::history_failed(Moment now, Session& session, Desk& desk, std::string_view what) {
  if (session.history_failures == 0) {
    send_if_room(session, write_error(setup_.mode, {ErrorCode::history_unavailable, {}, {}, {}}));
    if (log_)
      log_(LogLevel::warning, "what=history_unavailable centre=" + std::string{geo::to_text(session.centre)} +
                                  " reason=\"" + std::string{what} + "\"");
  }
  session.history_retry = now.steady + kHistoryRetry;
  // Lives come first: what happens now is not kept waiting for what happened before.
  if (++session.history_failures >= kHistoryTries) jump(session, desk, ErrorCode::history_unavailable);
}

void Switchboard::jump(Session& session, Desk const& desk, ErrorCode code) {
  if (code == ErrorCode::journal_damaged) send_if_room(session, write_error(setup_.mode, {code, {}, {}, {}}));
  auto const up_to = desk.recent.complete_after();
  if (!send(session, write_gap(setup_.mode, session.told, up_to, code), up_to)) return;
  session.scanned = up_to;
  session.told = up_to;
  session.history_failures = 0;
  session.damaged_at.reset();
}

bool Switchboard::catch_up(Moment now) {
  bool more = false;
  for (auto& [id, session] : sessions_) {
    if (pump_answers(now, *session)) more = true;
    if (!session->behind || session->broken || !has_room(*session)) continue;
    auto& desk = *desk_of(session->centre);
    if (session->scanned < desk.recent.complete_after() && pump_history(now, *session, desk) == Pumped::idle) continue;
    if (pump(now, *session) == Pumped::more && now.steady >= session->history_retry) more = true;
  }
  erase_broken();
  return more;
}

// ---- time ----

void Switchboard::beat(Moment now, Session& session) {
  ++session.beats;
  session.receipts = 0;
  session.next_beat = now.steady + setup_.limits.heartbeat;
  send(session, write_heartbeat(setup_.mode, session.beats, now.utc), 0, session.beats);
}

void Switchboard::tick(Moment now) {
  for (auto it = sessions_.begin(); it != sessions_.end();) {
    auto const current = it++;
    auto& session = *current->second;
    if (now.steady - session.heard >= setup_.limits.silent_after) {
      close(current, ErrorCode::silent);
    } else if (session.beats - session.echoed >= kMostBeatsUnread) {
      close(current, ErrorCode::not_reading);
    } else if (now.steady >= session.next_beat) {
      beat(now, session);
    }
  }
  expire_filing(now);
  erase_broken();
  for (auto& [centre, desk] : desks_) {
    if (desk.started) continue;
    start(centre, desk);
    // Whoever came while the journal could not be read has not seen what is in it.
    if (desk.started)
      for (auto* session : sessions_of(centre)) pump(now, *session);
  }
  erase_broken();
}

void Switchboard::keys_changed(std::function<AuthorizedKey const*(std::string_view)> const& enrolled) {
  for (auto it = sessions_.begin(); it != sessions_.end();) {
    auto const current = it++;
    auto const& session = *current->second;
    if (session.user_id.empty()) continue;
    auto const* const key = enrolled(session.user_id);
    // The rights are those of the key as it is enrolled now.
    if (key == nullptr || key->centre != session.centre ||
        session.client != Client{key->name, key->role, party_of(*key)})
      close(current, ErrorCode::key_revoked);
  }
  erase_broken();
}

void Switchboard::close(Sessions::iterator it, ErrorCode code) {
  send_if_room(*it->second, write_error(setup_.mode, {code, {}, {}, {}}));
  sessions_.erase(it);
  ++counters_.sessions_expired;
}

void Switchboard::erase_broken() {
  if (any_broken_)
    std::erase_if(sessions_, [this](auto const& entry) {
      if (entry.second->broken) ++counters_.sessions_expired;
      return entry.second->broken;
    });
  any_broken_ = false;
  counters_.sessions_open = sessions_.size();
}

void Switchboard::shut_down() {
  auto const text = write_bye(setup_.mode, "the server is being stopped");
  for (auto& [id, session] : sessions_) send_if_room(*session, text);
  sessions_.clear();
  erase_broken();
}

}  // namespace lingding::bus
