#pragma once
// The register's answers as text for people, or as they came.

#include <string>
#include <vector>

#include "plans/problem.hpp"
#include "tools/commands.hpp"

namespace lingding::tools {

struct RegisterQuestion;
/// The question as the bus carries it.
std::string write_question(RegisterQuestion const& question);

/// \param about the file that was handed in; may be empty.
void print_outcome(std::string const& outcome, std::string const& about, OutputForm form);
void print_problems(std::string const& file, std::vector<plans::Problem> const& problems, OutputForm form);
/// 0, or 1 for an answer that is an error.
int print_answer(std::string const& text, OutputForm form);

}  // namespace lingding::tools
