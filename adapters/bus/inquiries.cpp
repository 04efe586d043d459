#include "adapters/bus/inquiries.hpp"

#include <algorithm>

#include "adapters/bus/protocol.hpp"
#include "geo/check.hpp"

namespace lingding::bus {

Inquiries::Asked Inquiries::ask(std::string const& id, Time now, std::size_t most, What what) {
  bool const under_way = std::any_of(queue_.begin(), queue_.end(), [&](auto const& answer) { return answer.id == id; });
  if (under_way || is_open(id)) return Asked::already;
  auto const alike = std::ranges::count_if(open_, [what](auto const& entry) { return entry.second.what == what; });
  auto const waiting = static_cast<std::size_t>(alike) + (what == What::question ? queue_.size() : 0);
  if (waiting >= most) return Asked::too_many;
  open_.emplace(id, Open{now, what});
  return Asked::fresh;
}

void Inquiries::answer(std::string const& id, std::string result, Time now) {
  LINGDING_CHECK(open_.erase(id) == 1 && !result.empty());
  bytes_ += result.size();
  std::size_t parts = 0;
  for (std::size_t end = 0; end < result.size(); ++parts) end = end_of_piece(result, end);
  queue_.push_back({id, std::move(result), 0, 0, parts, now});
}

Inquiries::Piece Inquiries::next() {
  LINGDING_CHECK(waiting());
  auto answer = std::move(queue_.front());
  queue_.pop_front();
  auto const end = end_of_piece(answer.result, answer.sent);
  auto const piece = std::string_view{answer.result}.substr(answer.sent, end - answer.sent);
  answer.sent = end;
  ++answer.part;
  auto message = answer.parts == 1 ? write_answer(mode_, answer.id, piece)
                                   : write_answer_part(mode_, answer.id, answer.part, answer.parts, piece);
  bool const last = answer.sent == answer.result.size();
  if (last) {
    bytes_ -= answer.result.size();
  } else {
    queue_.push_back(std::move(answer));
  }
  return {std::move(message), last};
}

std::vector<std::string> Inquiries::expire(Time now, std::chrono::milliseconds wait, std::chrono::milliseconds within) {
  std::vector<std::string> ids;
  std::erase_if(open_, [&](auto const& question) {
    if (now - question.second.since < wait) return false;
    ids.push_back(question.first);
    return true;
  });
  std::erase_if(queue_, [&](auto const& answer) {
    if (now - answer.since < within) return false;
    bytes_ -= answer.result.size();
    ids.push_back(answer.id);
    return true;
  });
  return ids;
}

}  // namespace lingding::bus
