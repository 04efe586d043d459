#pragma once
// A plan that grows answer by answer, and the questions.

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lingding::tools {

/// Terminals by id, and tracks between pairs of them, as JSON texts.
struct KnownTerminals {
  std::map<std::string, std::string> stops;
  std::map<std::pair<std::string, std::string>, std::string> tracks;  ///< coordinates, from the first to the second
};

/// What the shipped sample plans have.
/// \throws std::system_error when they can't be read.
KnownTerminals known_terminals(std::filesystem::path const& samples);

class PlanDraft {
 public:
  explicit PlanDraft(KnownTerminals terminals);
  ~PlanDraft();
  PlanDraft(PlanDraft const& other);
  PlanDraft& operator=(PlanDraft const& other);

  /// The document as it stands, laid out for people, with a newline at the end.
  std::string text() const;
  /// JSON Pointers of the texts that were not asked for.
  std::vector<std::string> supplied() const;

  /// Puts text at the pointer; objects on the way are made, arrays have to be long enough.
  void set_text(std::string const& pointer, std::string_view text);
  /// A number where the answer is one, else the text, which the checks then refuse.
  void set_number(std::string const& pointer, std::string_view text);
  /// Words of the answer, one element each.
  void set_list(std::string const& pointer, std::string_view words);
  /// Any JSON; nothing is put for text that is none.
  void set_json(std::string const& pointer, std::string_view json);
  void remove(std::string const& pointer);

  KnownTerminals const& terminals() const { return terminals_; }

 private:
  struct Tree;
  KnownTerminals terminals_;
  std::unique_ptr<Tree> tree_;
};

struct DraftQuestion {
  std::string en;
  std::string zh_hant;
  std::string otherwise;                                      ///< for an empty answer
  std::function<void(PlanDraft&, std::string const&)> apply;  ///< puts an answer into the draft
  std::vector<std::string> watch;                             ///< where the checks look at this answer
  std::vector<std::string> choices = {};                      ///< no other answers; empty: the checks alone decide
};

/// In the order in which they have to be asked: checks of later answers look at earlier ones.
/// \param today "YYYY-MM-DD", offered as the plan's date
std::vector<DraftQuestion> draft_questions(PlanDraft const& draft, std::string const& today);

}  // namespace lingding::tools
