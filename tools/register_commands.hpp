#pragma once
// `lingding plan file|register|…`: what officers and operators say about plans, signed here and put on record over the
// bus, and what the register answers.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/time.hpp"
#include "tools/commands.hpp"
#include "tools/register_client.hpp"

namespace lingding::tools {

struct RegisterOptions {
  RegisterAddress address;
  SignerFiles signer;
  OutputForm form = OutputForm::text;
};

// Each gives the exit status: 0 recorded (all), 1 something was refused. They throw std::runtime_error when the server,
// a file or a key can't be had.

/// Sends those of the attachments that a plan's text names which the registry lacks, from `folder`; files that are not
/// there, or not what the plan says, are not sent, and the filing will be refused for them; what is wrong is printed.
void send_attachments(RegisterClient& client, std::string_view document, std::filesystem::path const& folder,
                      OutputForm form);
/// A plan's attachment, by digest or file name, into a file ("-": standard output), whole or not at all. What comes is
/// held against its digest.
int register_attachment(RegisterOptions const& options, std::string const& plan_id,
                        std::optional<std::uint32_t> version, std::string const& name,
                        std::filesystem::path const& out);

/// An operator's new plans, or new versions, with their attachments from the folder "attachments" beside each; folders:
/// their *.json. One report for all.
int register_file(RegisterOptions const& options, std::vector<std::string> const& paths);
/// The home centre takes the newest filing of a plan that waits. \param until empty: a year less a day after `from`.
int register_plan(RegisterOptions const& options, std::string const& plan_id, std::optional<geo::UtcDate> from,
                  std::optional<geo::UtcDate> until);
/// \param reasons each "code:/pointer:sentence", or a sentence alone.
int register_return(RegisterOptions const& options, std::string const& plan_id,
                    std::vector<std::string> const& reasons);
int register_withdraw(RegisterOptions const& options, std::string const& plan_id, std::optional<geo::UtcDate> from,
                      std::string const& reason);
int register_transfer(RegisterOptions const& options, std::string const& old_plan, std::string const& new_plan,
                      std::optional<geo::UtcDate> on);
int register_receipt(RegisterOptions const& options, std::string const& plan_id, std::uint32_t copy);
int register_observe(RegisterOptions const& options, std::string const& plan_id, std::string const& text);
/// \param close true: whoever raised it closes it; false: the home centre answers.
int register_observation_step(RegisterOptions const& options, std::string const& plan_id,
                              std::string const& observation, std::string const& text, bool close);
int register_review(RegisterOptions const& options, std::string const& plan_id, std::optional<geo::UtcDate> on,
                    std::vector<std::string> const& participants, std::string const& outcome);
int register_exercise(RegisterOptions const& options, std::string const& plan_id, std::optional<geo::UtcDate> on,
                      std::string const& type, std::vector<std::string> const& ships,
                      std::vector<std::string> const& participants, std::string const& outcome);
int register_module(RegisterOptions const& options, std::string const& file, std::optional<geo::UtcDate> from);
int register_page(RegisterOptions const& options, std::string const& other, std::string const& status,
                  std::optional<geo::UtcDate> signed_on, std::optional<geo::UtcDate> from, std::string const& source);

/// Answers of the register. \param query the members beside `kind`, as JSON members ("\"plan_id\":\"HK-1\"").
struct RegisterQuestion {
  std::string kind;
  std::string plan_id;
  std::optional<std::uint32_t> version;
  std::string attachment;  ///< digest or file name
  std::size_t offset = 0;
  std::string world;
  std::string known;
  std::string language = "en";
};
int register_ask(RegisterOptions const& options, RegisterQuestion const& question);

/// The differences between two plan documents by field; 1 when there are any.
int plan_diff(std::string const& before, std::string const& after, OutputForm form);

/// Writes a centre's whole ledger and documents as one file that can be verified without any server.
int plan_bundle(std::string const& data, geo::CentreId centre, std::string const& out);
/// Verifies such a file. \param as_of for the states and recognitions in the report. \return 0 when nothing is wrong.
int plan_verify(std::string const& file, std::string const& trust, std::optional<geo::UtcTime> as_of, OutputForm form);

}  // namespace lingding::tools
