#include "tools/register_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "coordinator/register_query.hpp"
#include "geo/base64.hpp"
#include "geo/json_writer.hpp"
#include "plans/arrangement.hpp"
#include "plans/canonical.hpp"
#include "plans/document.hpp"
#include "plans/plan_facts.hpp"
#include "tools/plan_files.hpp"
#include "tools/register_pages.hpp"

namespace lingding::tools {
namespace {

namespace json = boost::json;
using plans::StatementBody;
using Facts = geo::Expected<plans::PlanFacts, std::vector<plans::Problem>>;

geo::UtcTime now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string text_of(json::object const& object, std::string_view name) {
  auto const* const member = object.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->as_string()) : std::string{};
}

geo::Digest digest_of(json::object const& object, std::string_view name) {
  auto const digest = geo::parse_digest(text_of(object, name));
  if (!digest) throw std::runtime_error("the register's answer has no " + std::string{name});
  return *digest;
}

std::uint32_t number_of(json::object const& object, std::string_view name) {
  return static_cast<std::uint32_t>(object.at(name).to_number<std::int64_t>());
}

/// One command's conversation with the register.
class Conversation {
 public:
  explicit Conversation(RegisterOptions const& options) : options_(options), client_(options.address) {}

  Signer const& signer() {
    if (!signer_) signer_.emplace(read_signer(options_.signer));
    return *signer_;
  }

  RegisterClient& client() { return client_; }

  /// The answer; an error in it is thrown.
  json::object ask(RegisterQuestion const& question) {
    auto answer = json::parse(client_.ask(write_question(question))).as_object();
    if (auto const* const error = answer.if_contains("error"))
      throw std::runtime_error(text_of(error->as_object(), "text"));
    return answer;
  }

  /// Signs, hands in, and prints what came of it.
  bool say(StatementBody body, std::optional<std::string> const& document = std::nullopt,
           std::string const& about = {}) {
    auto const statement = sign_statement(signer(), std::move(body), now());
    auto const outcome = client_.submit(statement.text, statement.jws, document);
    print_outcome(outcome, about, options_.form);
    return text_of(json::parse(outcome).as_object(), "outcome") == "recorded";
  }

 private:
  RegisterOptions const& options_;
  RegisterClient client_;
  std::optional<Signer> signer_;
};

int status(bool recorded) {
  return recorded ? 0 : 1;
}

RegisterQuestion about(std::string const& plan_id, std::string kind = "plan") {
  RegisterQuestion question;
  question.kind = std::move(kind);
  question.plan_id = plan_id;
  return question;
}

/// The newest filing that waits.
json::object pending_filing(json::object const& plan) {
  std::vector<std::uint32_t> waiting;
  for (auto const& version : plan.at("versions").as_array())
    if (text_of(version.as_object(), "state") == "filed") waiting.push_back(number_of(version.as_object(), "version"));
  auto const& filings = plan.at("filings").as_array();
  for (auto it = filings.end(); it != filings.begin();) {
    auto const& filing = (--it)->as_object();
    if (std::ranges::find(waiting, number_of(filing, "version")) != waiting.end()) return filing;
  }
  throw std::runtime_error("no filing of " + text_of(plan, "plan_id") + " waits for its home centre");
}

plans::CarriedModules carried_modules(Conversation& talk, json::object const& document) {
  auto const known = talk.ask(about("", "modules"));
  plans::CarriedModules modules{};
  for (auto const centre : geo::kCentres) {
    auto& module = modules[static_cast<std::size_t>(centre)];
    module.centre = centre;
    for (auto const& one : document.at("centres").as_array())
      if (text_of(one.as_object(), "centre") == geo::to_text(centre))
        module.version = number_of(one.as_object(), "version");
    for (auto const& one : known.at("modules").as_array())
      if (text_of(one.as_object(), "centre") == geo::to_text(centre) &&
          number_of(one.as_object(), "version") == module.version)
        module.document = digest_of(one.as_object(), "document");
  }
  return modules;
}

std::vector<plans::CopyHolder> holders(json::object const& document, plans::CompanyId const& company) {
  std::vector<plans::CopyHolder> all;
  for (auto const& one : document.at("cover").at("copies").as_array()) {
    auto const& copy = one.as_object();
    auto const holder = text_of(copy, "holder");
    std::optional<plans::Party> party;
    if (auto const centre = geo::parse_centre(holder)) party = *centre;
    if (holder == "company") party = company;
    if (holder == "ship")
      if (auto const mmsi = plans::Mmsi::parse(text_of(copy, "ship"))) party = *mmsi;
    if (!party) continue;
    auto& held = all.emplace_back();
    held.copy = number_of(copy, "number");
    held.holder = *std::move(party);
  }
  return all;
}

/// The file that a plan names, which its own check takes as it is; the registry looks at it for itself.
void send_attachment(RegisterClient& client, plans::AttachmentRef const& ref, std::filesystem::path const& folder,
                     OutputForm form) {
  // The plan's checks have found the name plain; one that did not pass them names no path here.
  auto const name = ref.file_name.empty() ? ref.digest : ref.file_name;
  if (!ref.file_name.empty() && !plans::is_plain_file_name(ref.file_name, ref.media_type)) return;
  std::error_code error;
  if (!std::filesystem::is_regular_file(folder / name, error)) return;
  auto bytes = read_at_most(folder / name, plans::kMaxAttachmentBytes);
  auto const problems = plans::check_attachment(bytes, ref);
  if (plans::has_errors(problems)) {
    print_problems((folder / name).string(), problems, form);
    return;
  }
  auto const outcome = client.attach(std::move(bytes));
  if (text_of(json::parse(outcome).as_object(), "outcome") != "staged")
    print_outcome(outcome, (folder / name).string(), form);
}

}  // namespace

std::string write_question(RegisterQuestion const& question) {
  std::string text;
  geo::JsonWriter writer(text);
  writer.begin_object().member("kind", question.kind);
  if (!question.plan_id.empty()) writer.member("plan_id", question.plan_id);
  if (question.version) writer.member("version", *question.version);
  if (!question.attachment.empty()) writer.member("attachment", question.attachment).member("offset", question.offset);
  if (!question.world.empty()) writer.member("world", question.world);
  if (!question.known.empty()) writer.member("known", question.known);
  writer.member("language", question.language).end_object();
  return text;
}

void send_attachments(RegisterClient& client, std::string_view document, std::filesystem::path const& folder,
                      OutputForm form) {
  auto const named = plans::attachments_in(document);
  for (std::size_t first = 0; first < named.size(); first += coordinator::kMaxDigestsInQuestion) {
    auto const last = std::min(named.size(), first + coordinator::kMaxDigestsInQuestion);
    std::string question;
    geo::JsonWriter writer(question);
    writer.begin_object().member("kind", "lacking").key("digests").begin_array();
    for (auto i = first; i < last; ++i) writer.value(named[i].digest);
    writer.end_array().end_object();
    auto const answer = json::parse(client.ask(question));
    auto const& lacking = answer.at("lacking").as_array();
    for (auto i = first; i < last; ++i)
      if (std::ranges::find(lacking, json::value(named[i].digest)) != lacking.end())
        send_attachment(client, named[i], folder, form);
  }
}

int register_attachment(RegisterOptions const& options, std::string const& plan_id,
                        std::optional<std::uint32_t> version, std::string const& name,
                        std::filesystem::path const& out) {
  Conversation talk(options);
  std::string bytes;
  std::string digest;
  for (std::size_t whole = 1; bytes.size() < whole;) {
    auto question = about(plan_id, "attachment");
    question.version = version;
    question.attachment = name;
    question.offset = bytes.size();
    auto const answer = talk.ask(question);
    auto const piece = geo::from_base64(text_of(answer, "data"));
    whole = answer.at("bytes").to_number<std::size_t>();
    digest = text_of(answer, "digest");
    if (!piece || piece->empty() || whole > plans::kMaxAttachmentBytes)
      throw std::runtime_error("the register's answer is no attachment");
    bytes += *piece;
  }
  if (geo::to_hex(geo::sha256(bytes)) != digest)
    throw std::runtime_error("what came is not the attachment with the digest " + digest);
  write_whole(out, bytes);
  if (out == "-") return 0;
  if (options.form == OutputForm::text) {
    fmt::print("{}: {} bytes, {}\n", out.string(), bytes.size(), digest);
  } else {
    std::string text;
    geo::JsonWriter(text)
        .begin_object()
        .member("file", out.string())
        .member("bytes", bytes.size())
        .member("digest", digest)
        .end_object();
    fmt::print("{}\n", text);
  }
  return 0;
}

int register_file(RegisterOptions const& options, std::vector<std::string> const& paths) {
  Conversation talk(options);
  std::size_t filed = 0;
  std::size_t refused = 0;
  for (auto const& path : plan_files(paths)) {
    auto const name = path.string();
    auto const text = read_document(path);
    auto const canonical = plans::canonical_json(text);
    auto facts = canonical ? plans::facts_of(*canonical) : Facts{geo::Unexpected{plans::check_document(text)}};
    if (!facts) {
      print_problems(name, facts.error(), options.form);
      ++refused;
      continue;
    }
    plans::PlanFiled body{facts->plan_id,  facts->version,        facts->home,
                          facts->document, facts->company_module, facts->ships_module};
    send_attachments(talk.client(), *canonical, path.parent_path() / "attachments", options.form);
    talk.say(std::move(body), *canonical, name) ? ++filed : ++refused;
  }
  if (options.form == OutputForm::text) fmt::print("{} filed, {} refused\n", filed, refused);
  return status(refused == 0);
}

int register_plan(RegisterOptions const& options, std::string const& plan_id, std::optional<geo::UtcDate> from,
                  std::optional<geo::UtcDate> until) {
  Conversation talk(options);
  auto const plan = talk.ask(about(plan_id));
  auto const filing = pending_filing(plan);
  auto question = about(plan_id, "document");
  question.version = number_of(filing, "version");
  auto const text = text_of(talk.ask(question), "document");
  auto const document = json::parse(text).as_object();
  plans::CompanyId const company{text_of(filing, "company")};

  plans::PlanRegistered body;
  body.filing = text_of(filing, "id");
  body.plan_id = plan_id;
  body.version = *question.version;
  body.document = digest_of(filing, "document");
  // What is registered is what was read here, not what somebody says that it is.
  if (geo::sha256(text) != body.document) throw std::runtime_error("the document is not that of the filing");
  body.modules = carried_modules(talk, document);
  body.holders = holders(document, company);
  body.valid_from = from.value_or(plans::local_date(now()));
  std::chrono::year_month_day const first{body.valid_from};
  body.valid_until =
      until.value_or(geo::UtcDate{std::chrono::sys_days{first + std::chrono::years{1}} - std::chrono::days{1}});
  for (auto const& version : plan.at("versions").as_array()) {
    auto const state = text_of(version.as_object(), "state");
    if (state == "registered" || state == "superseded" || state == "expired")
      body.supersedes = number_of(version.as_object(), "version");
  }
  return status(talk.say(std::move(body)));
}

int register_return(RegisterOptions const& options, std::string const& plan_id,
                    std::vector<std::string> const& reasons) {
  Conversation talk(options);
  plans::PlanReturned body;
  body.filing = text_of(pending_filing(talk.ask(about(plan_id))), "id");
  for (auto const& reason : reasons) {
    auto const first = reason.find(":/");
    auto const second = first == std::string::npos ? first : reason.find(':', first + 1);
    if (second == std::string::npos) {
      body.reasons.push_back({"note", "", reason});
    } else {
      body.reasons.push_back(
          {reason.substr(0, first), reason.substr(first + 1, second - first - 1), reason.substr(second + 1)});
    }
  }
  return status(talk.say(std::move(body)));
}

int register_withdraw(RegisterOptions const& options, std::string const& plan_id, std::optional<geo::UtcDate> from,
                      std::string const& reason) {
  Conversation talk(options);
  return status(talk.say(plans::PlanWithdrawn{plan_id, from.value_or(plans::local_date(now())), reason}));
}

int register_transfer(RegisterOptions const& options, std::string const& old_plan, std::string const& new_plan,
                      std::optional<geo::UtcDate> on) {
  Conversation talk(options);
  return status(talk.say(plans::PlanTransferred{old_plan, new_plan, on.value_or(plans::local_date(now()))}));
}

int register_receipt(RegisterOptions const& options, std::string const& plan_id, std::uint32_t copy) {
  Conversation talk(options);
  auto const answer = talk.ask(about(plan_id, "document"));
  auto const text = text_of(answer, "document");
  auto const digest = digest_of(answer, "digest");
  if (geo::sha256(text) != digest) throw std::runtime_error("the document that came is not the one in the register");
  return status(
      talk.say(plans::Receipt{plan_id, number_of(answer, "version"), digest, copy, now(), {"digest", "schema"}, {}}));
}

int register_observe(RegisterOptions const& options, std::string const& plan_id, std::string const& text) {
  Conversation talk(options);
  return status(talk.say(plans::ObservationRaised{plan_id, number_of(talk.ask(about(plan_id)), "version"), text}));
}

int register_observation_step(RegisterOptions const& options, std::string const& plan_id,
                              std::string const& observation, std::string const& text, bool close) {
  Conversation talk(options);
  auto const answer = talk.ask(about(plan_id, "observations"));
  for (auto const& one : answer.at("observations").as_array()) {
    if (text_of(one.as_object(), "id") != observation) continue;
    auto const version = number_of(one.as_object(), "version");
    if (close) return status(talk.say(plans::ObservationClosed{plan_id, version, observation, text}));
    return status(talk.say(plans::ObservationAnswered{plan_id, version, observation, text}));
  }
  throw std::runtime_error("plan " + plan_id + " has no observation " + observation);
}

int register_review(RegisterOptions const& options, std::string const& plan_id, std::optional<geo::UtcDate> on,
                    std::vector<std::string> const& participants, std::string const& outcome) {
  Conversation talk(options);
  return status(talk.say(plans::ReviewDone{plan_id, on.value_or(plans::local_date(now())), participants, outcome}));
}

int register_exercise(RegisterOptions const& options, std::string const& plan_id, std::optional<geo::UtcDate> on,
                      std::string const& type, std::vector<std::string> const& ships,
                      std::vector<std::string> const& participants, std::string const& outcome) {
  plans::ExerciseHeld body{plan_id, on.value_or(plans::local_date(now())), {}, {}, participants, outcome};
  auto const parsed = plans::parse_exercise_type(type);
  if (!parsed)
    throw std::runtime_error(type + " is no kind of exercise: communications, co-ordination, full-scale or table-top");
  body.type = *parsed;
  for (auto const& ship : ships) {
    auto const mmsi = plans::Mmsi::parse(ship);
    if (!mmsi) throw std::runtime_error(ship + " is no MMSI");
    body.ships.push_back(*mmsi);
  }
  Conversation talk(options);
  return status(talk.say(std::move(body)));
}

int register_module(RegisterOptions const& options, std::string const& file, std::optional<geo::UtcDate> from) {
  auto const text = read_document(file);
  if (auto const problems = plans::check_document(text); plans::has_errors(problems)) {
    print_problems(file, problems, options.form);
    return 1;
  }
  auto const canonical = plans::canonical_json(text);
  auto const document = json::parse(*canonical).as_object();
  auto const centre = geo::parse_centre(text_of(document, "centre"));
  if (!centre) throw std::runtime_error(file + " is no centre's module");
  Conversation talk(options);
  return status(talk.say(plans::CentreModulePublished{*centre, number_of(document, "version"), geo::sha256(*canonical),
                                                      from.value_or(plans::local_date(now()))},
                         *canonical, file));
}

int register_page(RegisterOptions const& options, std::string const& other, std::string const& status_text,
                  std::optional<geo::UtcDate> signed_on, std::optional<geo::UtcDate> from, std::string const& source) {
  Conversation talk(options);
  auto const* const own = std::get_if<geo::CentreId>(&talk.signer().party);
  if (own == nullptr) throw std::runtime_error("a page of the arrangement is stated by an officer of a centre");
  auto const theirs = geo::parse_centre(other);
  if (!theirs) throw std::runtime_error(other + " is no centre: CN-GD, HK or MO");
  auto const page_status = plans::parse_page_status(status_text);
  if (!page_status) throw std::runtime_error(status_text + " is no status: signed, unsigned, suspended or ended");
  plans::ArrangementPage page;
  page.parties = {std::min(*own, *theirs), std::max(*own, *theirs)};
  page.signed_on = signed_on;
  page.status = *page_status;
  page.from = from.value_or(plans::local_date(now()));
  page.source = source;
  return status(talk.say(std::move(page)));
}

int register_ask(RegisterOptions const& options, RegisterQuestion const& question) {
  RegisterClient client(options.address);
  return print_answer(client.ask(write_question(question)), options.form);
}

}  // namespace lingding::tools
