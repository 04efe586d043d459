#pragma once
// Questions about a centre's register, as JSON in and out: what is held, since when, by whom, and who recognises it.

#include <optional>
#include <string>
#include <string_view>

#include "coordinator/registrar.hpp"

namespace lingding::coordinator {

/// Who asks: nothing for the centre's own people, a company's id for an operator, who is told of his own plans alone.
using Asker = std::optional<plans::CompanyId>;

/// `text` is a JSON object with `kind`: "plans", "plan", "document", "history", "as_of", "recognition", "copies",
/// "observations", "attachments", "attachment", "lacking", "modules", "heads" or "due"; docs/protocol.md has the
/// members. `world` and `known` (times, RFC 3339) default to `now`. The answer is a JSON object; one that could not be
/// made has `error` {code, text, field?, expected?}.
std::string answer_query(Registrar& registrar, std::string_view text, Asker const& asker, geo::UtcTime now);

/// Bytes of an attachment in one answer; `offset` asks for the rest.
inline constexpr std::size_t kAttachmentBytesInAnswer = std::size_t{1} << 20U;
/// Digests of one question for those that are lacking.
inline constexpr std::size_t kMaxDigestsInQuestion = 32;
/// Plans of one answer to "plans"; `after` (a plan id) asks for the rest.
inline constexpr std::size_t kMaxPlansInAnswer = 500;

}  // namespace lingding::coordinator
