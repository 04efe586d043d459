#include "adapters/bus/uploads.hpp"

#include <algorithm>

namespace lingding::bus {

std::optional<Refusal> Uploads::begin(Time now, Owner const& owner, DocumentPart const& part) {
  auto const digest = geo::to_hex(part.digest);
  auto const most = part.form == DocumentPart::Form::data ? limits_.attachment_bytes : limits_.document_bytes;
  if (part.size == 0 || part.size > most)
    return Refusal{ErrorCode::document_too_long, "/size", std::to_string(most) + " at most", {}, digest};
  forget(owner.session);
  auto const size = static_cast<std::size_t>(part.size);
  // Whoever may decide finds room, however much operators send.
  auto const room = owner.role == Role::operator_ ? limits_.documents_bytes / 2 : limits_.documents_bytes;
  auto const of_key = owner.key.empty() ? 0 : std::count_if(held_.begin(), held_.end(), [&](auto const& entry) {
    return entry.second.key == owner.key;
  });
  if (bytes_ + size > room || static_cast<std::size_t>(of_key) >= limits_.documents_per_key)
    return Refusal{ErrorCode::busy, {}, {}, {}, digest};
  Upload upload{std::string{owner.key}, part.digest, size, {}, {}, now, now, part.form};
  upload.text.reserve(size);
  held_.emplace(owner.session, std::move(upload));
  bytes_ += size;
  return std::nullopt;
}

geo::Expected<std::uint64_t, Refusal> Uploads::take(Time now, Owner const& owner, DocumentPart const& part) {
  if (part.offset == 0)
    if (auto why = begin(now, owner, part)) return geo::Unexpected{*std::move(why)};
  auto const refuse = [&](ErrorCode code, std::string field, std::string expected) {
    return geo::Unexpected{Refusal{code, std::move(field), std::move(expected), {}, geo::to_hex(part.digest)}};
  };
  auto const found = held_.find(owner.session);
  if (found == held_.end() || found->second.digest != part.digest || found->second.form != part.form)
    return refuse(ErrorCode::document_unknown, "/digest", {});
  auto& upload = found->second;
  if (part.size != upload.size) return refuse(ErrorCode::bad_message, "/size", std::to_string(upload.size));
  if (part.offset != upload.text.size())
    return refuse(ErrorCode::part_out_of_order, "/offset", std::to_string(upload.text.size()));
  auto const left = upload.size - upload.text.size();
  if (part.text.empty() || part.text.size() > left)
    return refuse(ErrorCode::bad_message, "/text", "1 to " + std::to_string(left) + " bytes");
  upload.text += part.text;
  upload.hasher.update(part.text);
  upload.heard = now;
  if (upload.text.size() == upload.size && upload.hasher.finish() != upload.digest) {
    erase(found);
    return refuse(ErrorCode::digest_wrong, "/digest", {});
  }
  return std::uint64_t{upload.text.size()};
}

std::optional<std::string> Uploads::release(std::uint64_t session, geo::Digest const& digest, DocumentPart::Form form) {
  auto const found = held_.find(session);
  if (found == held_.end() || found->second.digest != digest || found->second.form != form ||
      found->second.text.size() != found->second.size)
    return std::nullopt;
  auto document = std::move(found->second.text);
  erase(found);
  return document;
}

void Uploads::put_back(Time now, Owner const& owner, geo::Digest const& digest, DocumentPart::Form form,
                       std::string document) {
  forget(owner.session);
  auto const size = document.size();
  held_.emplace(owner.session, Upload{std::string{owner.key}, digest, size, std::move(document), {}, now, now, form});
  bytes_ += size;
}

bool Uploads::forget(std::uint64_t session) {
  auto const found = held_.find(session);
  if (found == held_.end()) return false;
  erase(found);
  return true;
}

std::size_t Uploads::expire(Time now) {
  std::size_t count = 0;
  for (auto it = held_.begin(); it != held_.end();) {
    auto const current = it++;
    auto const& upload = current->second;
    auto const within = upload.form == DocumentPart::Form::data ? limits_.attachment_within : limits_.upload_within;
    if (now - upload.heard < limits_.upload_idle && now - upload.begun < within) continue;
    erase(current);
    ++count;
  }
  return count;
}

void Uploads::erase(Held::iterator it) {
  bytes_ -= it->second.size;
  held_.erase(it);
}

}  // namespace lingding::bus
