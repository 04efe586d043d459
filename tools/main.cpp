// The program `lingding`: parses the command line (the only file that sees CLI11) and calls one subcommand.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tools/cap_commands.hpp"
#include "tools/commands.hpp"
#include "tools/drill_commands.hpp"
#include "tools/register_commands.hpp"

namespace {

using namespace lingding;
using tools::OutputForm;

constexpr char const* kDataFolder = "/var/lib/lingding";

/// `--centre HK,MO` or `all`, in the order of geo::kCentres.
std::vector<geo::CentreId> chosen_centres(std::vector<std::string> const& names) {
  std::vector<geo::CentreId> chosen;
  auto const named = [&](std::string_view name) { return std::ranges::find(names, name) != names.end(); };
  for (auto const centre : geo::kCentres)
    if (named("all") || named(geo::to_text(centre))) chosen.push_back(centre);
  return chosen;
}

void add_centres(CLI::App& command, std::vector<std::string>& names, char const* help) {
  command.add_option("--centre", names, help)
      ->check(CLI::IsMember({"CN-GD", "HK", "MO", "all"}))
      ->delimiter(',')
      ->capture_default_str();
}
void add_data(CLI::App& command, std::filesystem::path& folder) {
  command.add_option("--data", folder, "the data folder")->capture_default_str();
}

geo::CentreId centre_named(std::string const& name) {
  auto const centre = geo::parse_centre(name);
  if (!centre) throw std::runtime_error(name + " is no centre: CN-GD, HK or MO");
  return *centre;
}

void add_serve(CLI::App& app, int& status) {
  struct Options {
    tools::ServeOptions serve;
    std::string data_folder;
  };
  auto const options = std::make_shared<Options>();
  CLI::App& serve = *app.add_subcommand("serve", "Run the desks, sources and consoles that a configuration names");
  serve.add_option("--config", options->serve.config, "the TOML file; tools/config/lingding.toml documents every key");
  serve.add_option("--data", options->data_folder,
                   "the data folder, in place of the configuration's server.data_folder");
  serve.add_option("--set", options->serve.overrides, "override one key: section.key=value (may be repeated)");
  serve.add_flag("--check", options->serve.only_check, "check the configuration and end");
  serve.callback([options, &status] {
    if (!options->data_folder.empty()) options->serve.overrides.push_back("server.data_folder=" + options->data_folder);
    status = tools::serve(options->serve);
  });
}

void add_console(CLI::App& app, int& status) {
  struct Options {
    tools::ConsoleOptions console;
    bool json = false;
    bool once = false;
    double timeout_s = 0;
  };
  auto const options = std::make_shared<Options>();
  tools::ConsoleOptions& console = options->console;
  console.endpoint = "tcp://127.0.0.1:7410";
  CLI::App& command = *app.add_subcommand("console", "A centre's console: alarms, incidents, plans");
  command.add_option("--centre", console.centre, "CN-GD, HK or MO")->required();
  command.add_option("--endpoint", console.endpoint, "where the server listens for consoles")->capture_default_str();
  command.add_option("--key", console.key, "secret key file (lingding keys new)")->envname("LINGDING_KEY");
  command.add_option("--server-key", console.server_key, "the server's public key, if the key file has none");
  command.add_option("--officer", console.officer, "name, for a server without keys");
  command.add_option("--mode", console.mode, "what the server must be for; left out: the console says which it is")
      ->check(CLI::IsMember({"real", "exercise"}));
  command.add_option("--language", console.language, "en or zh-Hant")->capture_default_str();
  command.add_flag("--json", options->json, "JSON Lines: messages on standard output, commands on standard input");
  command.add_option("--cursor", console.cursor, "with --json: a file that remembers where it was");
  command.add_option("--until", console.until, "with --json: end after a message or effect of this type");
  command.add_flag("--once", options->once, "with --json: end when all that there was is printed (--until caught_up)");
  command.add_option("--timeout", options->timeout_s, "with --json: seconds after which to fail; 0: never")
      ->check(CLI::NonNegativeNumber);
  command.add_flag("--traffic", console.with_traffic, "with --json: the traffic picture too");
  command.callback([options, &status] {
    using Output = tools::ConsoleOptions::Output;
    options->console.output = options->json ? Output::json : Output::screen;
    if (options->once) options->console.until = "caught_up";
    options->console.timeout = std::chrono::milliseconds{static_cast<std::int64_t>(options->timeout_s * 1000)};
    status = tools::console(options->console);
  });
}

void add_report(CLI::App& app, int& status) {
  auto const options = std::make_shared<tools::ReportOptions>();
  options->console.endpoint = "tcp://127.0.0.1:7410";
  CLI::App& command = *app.add_subcommand("report", "File what was said by telephone or radio, as a centre's officer");
  command.add_option("--centre", options->console.centre, "CN-GD, HK or MO")->required();
  command.add_option("--endpoint", options->console.endpoint, "where the server listens")->capture_default_str();
  command.add_option("--key", options->console.key, "secret key file (lingding keys new)")->envname("LINGDING_KEY");
  command.add_option("--server-key", options->console.server_key, "the server's public key, if the key file has none");
  command.add_option("--officer", options->console.officer, "name, for a server without keys");
  options->console.mode = "real";
  command.add_option("--mode", options->console.mode, "what the server must be for; nothing is told to another")
      ->check(CLI::IsMember({"real", "exercise"}))
      ->capture_default_str();
  command.add_flag("--no-duff", options->no_duff, "with --mode exercise: this is real, and not of the exercise");
  command.add_option("--caller", options->caller, "who said it, and how he is reached");
  command.add_option("--ship", options->ship, "the ship's name, in any script");
  command.add_option("--identity", options->identity, "MMSI, call sign, IMO number or beacon ID");
  command.add_option("--position", options->position,
                     "as it was said: \"3 miles south of Siu A Chau\", \"距桂山島以南3海里\", coordinates");
  command.add_option(
      "--nature", options->nature,
      "fire, flooding, collision, grounding, listing, sinking, adrift, abandoning, piracy, mob, medical, "
      "overdue");
  command.add_option("--persons", options->persons, "on board");
  command.add_option("--incident", options->incident, "to which it belongs; else the desk finds that out");
  command.add_option("--gazetteer", options->gazetteer, "places, in place of the shipped ones");
  command.add_flag("--as-said", options->as_said, "file the words where the position can't be read");
  command.add_option("WORDS", options->words, "the caller's own, kept as they are");
  command.callback([options, &status] { status = tools::report(*options); });
}

void add_simulate(CLI::App& app, int& status) {
  auto const options = std::make_shared<tools::SimulateOptions>();
  CLI::App& simulate = *app.add_subcommand(
      "simulate", "Random histories of three desks, links and officers: finds what does not hold, and tells its story");
  simulate.footer(
      "After every step: no accepted alert is lost, each incident has one custodian, no alarm is without a clock. At "
      "rest:\n"
      "the desks agree, journals replay to the byte. Exit status 1 when something does not hold.");
  simulate.add_option("--seed", options->seed, "of the first history; the next ones count up")->capture_default_str();
  simulate.add_option("--steps", options->steps, "of all histories together; one has 20 to 150")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  simulate.callback([options, &status] { status = tools::simulate(*options); });
}

void add_where(CLI::App& app, int& status) {
  auto const options = std::make_shared<tools::WhereOptions>();
  CLI::App& where =
      *app.add_subcommand("where", "Whose water is it? Prints which centre is responsible, and why, as JSON");
  where
      .add_option("POSITION", options->position,
                  "22.2 113.6, \"22°12.5'N 113 36.1E\", \"3 miles south of Siu A Chau\", -33.8 151.2 …")
      ->required();
  where.add_option("--radius-nm", options->radius_nm,
                   "uncertainty of the position in nautical miles; else 0, or what follows from the words");
  where.add_option("--gazetteer", options->gazetteer, "places, in place of the shipped ones");
  where.add_option("--at", options->at, "as of this date (2016-08-27) or time (2016-08-27T15:50:00Z); else now");
  where.add_option("--mmsi", options->mmsi, "of the ship or her beacon, for the place of registry");
  where.add_option("--regions", options->regions, "a GeoJSON, GeoPackage or Shapefile in place of the shipped regions");
  where.callback([options, &status] { status = tools::where(*options); });
}

/// What is said over the bus about plans: all below `plan`.
struct RegisterCommandLine {
  tools::RegisterOptions options;
  std::string centre = "HK";
  bool json = false;
  std::vector<std::string> paths;
  std::string plan_id;
  std::string second;
  std::string text;
  std::string kind;
  std::vector<std::string> texts;
  std::vector<std::string> ships;
  std::optional<std::string> from;
  std::optional<std::string> until;
  std::uint32_t copy = 1;
  tools::RegisterQuestion question;

  tools::RegisterOptions const& ready() {
    options.address.centre = centre_named(centre);
    options.form = json ? tools::OutputForm::json : tools::OutputForm::text;
    return options;
  }
  static std::optional<geo::UtcDate> date(std::optional<std::string> const& text) {
    if (!text) return std::nullopt;
    auto const parsed = geo::parse_date(*text);
    if (!parsed) throw std::runtime_error(*text + " is no date: expected YYYY-MM-DD");
    return parsed;
  }
};

void add_register_address(CLI::App& command, std::shared_ptr<RegisterCommandLine> const& line) {
  command.add_option("--endpoint", line->options.address.endpoint, "where the server listens for consoles");
  line->options.address.data = kDataFolder;
  command.add_option("--data", line->options.address.data, "data folder of a server on this machine")
      ->capture_default_str();
  command.add_option("--centre", line->centre, "whose register: CN-GD, HK or MO")->capture_default_str();
  command.add_option("--key", line->options.address.key, "your secret key for the bus (lingding keys new)");
  command.add_flag("--json", line->json, "the answer as it came");
}

/// A command that signs what it says.
std::shared_ptr<RegisterCommandLine> add_statement(CLI::App& command, int& status,
                                                   std::function<int(RegisterCommandLine&)> run) {
  auto line = std::make_shared<RegisterCommandLine>();
  add_register_address(command, line);
  command.add_option("--signing-key", line->options.signer.key, "your signing key (PKCS#8 PEM); it stays here")
      ->required();
  command.add_option("--certificate", line->options.signer.certificate, "its certificate chain (PEM)")->required();
  command.add_option("--passphrase-file", line->options.signer.passphrase,
                     "whose first line opens the key; left out: you are asked");
  command.callback([line, run = std::move(run), &status] { status = run(*line); });
  return line;
}

void add_plan_id(CLI::App& command, std::shared_ptr<RegisterCommandLine> const& line) {
  command.add_option("PLAN", line->plan_id, "plan id")->required();
}

void add_filing(CLI::App& plan, int& status) {
  using Line = RegisterCommandLine;
  {
    CLI::App& command = *plan.add_subcommand("file", "File plans with their home centre (operators)");
    auto const line =
        add_statement(command, status, [](Line& one) { return tools::register_file(one.ready(), one.paths); });
    command
        .add_option("FILE", line->paths,
                    "plans; of a folder its *.json. Their attachments are sent from the folder attachments beside them")
        ->required();
  }
  {
    CLI::App& command =
        *plan.add_subcommand("register", "Take the filing of a plan that waits (home centre's officers)");
    auto const line = add_statement(command, status, [](Line& one) {
      return tools::register_plan(one.ready(), one.plan_id, Line::date(one.from), Line::date(one.until));
    });
    add_plan_id(command, line);
    command.add_option("--valid-from", line->from, "YYYY-MM-DD; left out: today");
    command.add_option("--valid-until", line->until, "YYYY-MM-DD, the last day; left out: a year");
  }
  {
    CLI::App& command = *plan.add_subcommand("return", "Hand a filing back with reasons (home centre's officers)");
    auto const line = add_statement(
        command, status, [](Line& one) { return tools::register_return(one.ready(), one.plan_id, one.texts); });
    add_plan_id(command, line);
    command.add_option("--reason", line->texts, "a sentence, or code:/json/pointer:sentence; as many as there are")
        ->required();
  }
  {
    CLI::App& command = *plan.add_subcommand("withdraw", "End a plan (the company, or the home centre's officers)");
    auto const line = add_statement(command, status, [](Line& one) {
      return tools::register_withdraw(one.ready(), one.plan_id, Line::date(one.from), one.text);
    });
    add_plan_id(command, line);
    command.add_option("--from", line->from, "YYYY-MM-DD; left out: today");
    command.add_option("--reason", line->text, "why")->required();
  }
  {
    CLI::App& command =
        *plan.add_subcommand("transfer", "End another centre's plan of a ship that is registered here now (officers)");
    auto const line = add_statement(command, status, [](Line& one) {
      return tools::register_transfer(one.ready(), one.plan_id, one.second, Line::date(one.from));
    });
    add_plan_id(command, line);
    command.add_option("NEW", line->second, "id of her new plan")->required();
    command.add_option("--on", line->from, "YYYY-MM-DD; left out: today");
  }
  {
    CLI::App& command = *plan.add_subcommand("receipt", "Confirm a controlled copy (the company, the ship)");
    auto const line = add_statement(
        command, status, [](Line& one) { return tools::register_receipt(one.ready(), one.plan_id, one.copy); });
    add_plan_id(command, line);
    command.add_option("--copy", line->copy, "number of the copy")->required();
  }
}

void add_remarks(CLI::App& plan, int& status) {
  using Line = RegisterCommandLine;
  {
    CLI::App& command =
        *plan.add_subcommand("observe", "Raise an observation on a plan (officers); it suspends nothing");
    auto const line = add_statement(
        command, status, [](Line& one) { return tools::register_observe(one.ready(), one.plan_id, one.text); });
    add_plan_id(command, line);
    command.add_option("--text", line->text, "what is observed")->required();
  }
  for (bool const close : {false, true}) {
    CLI::App& command =
        *plan.add_subcommand(close ? "close" : "answer", close ? "Close an observation (who raised it)"
                                                               : "Answer an observation (home centre's officers)");
    auto const line = add_statement(command, status, [close](Line& one) {
      return tools::register_observation_step(one.ready(), one.plan_id, one.second, one.text, close);
    });
    add_plan_id(command, line);
    command.add_option("OBSERVATION", line->second, "its id")->required();
    command.add_option("--text", line->text, "what is to be said")->required();
  }
  {
    CLI::App& command =
        *plan.add_subcommand("review", "State that the annual review took place (home centre's officers)");
    auto const line = add_statement(command, status, [](Line& one) {
      return tools::register_review(one.ready(), one.plan_id, Line::date(one.from), one.texts, one.text);
    });
    add_plan_id(command, line);
    command.add_option("--on", line->from, "YYYY-MM-DD; left out: today");
    command.add_option("--participant", line->texts, "who took part; as many as there were")->required();
    command.add_option("--outcome", line->text, "what came of it")->required();
  }
  {
    CLI::App& command = *plan.add_subcommand("exercise", "State that an exercise was held (home centre's officers)");
    auto const line = add_statement(command, status, [](Line& one) {
      return tools::register_exercise(one.ready(), one.plan_id, Line::date(one.from), one.kind, one.ships, one.texts,
                                      one.text);
    });
    add_plan_id(command, line);
    command.add_option("--on", line->from, "YYYY-MM-DD; left out: today");
    command.add_option("--type", line->kind, "communications, co-ordination, full-scale or table-top")->required();
    command.add_option("--ship", line->ships, "MMSI of a ship that took part; as many as there were")->required();
    command.add_option("--participant", line->texts, "who took part; as many as there were")->required();
    command.add_option("--outcome", line->text, "what came of it")->required();
  }
  {
    CLI::App& command = *plan.add_subcommand("module", "Publish a version of your centre's module (officers)");
    auto const line = add_statement(
        command, status, [](Line& one) { return tools::register_module(one.ready(), one.text, Line::date(one.from)); });
    command.add_option("FILE", line->text, "the module")->required();
    command.add_option("--valid-from", line->from, "YYYY-MM-DD; left out: today");
  }
  {
    CLI::App& command =
        *plan.add_subcommand("page", "State how the page of the arrangement with another centre stands (officers)");
    auto const line = add_statement(command, status, [](Line& one) {
      return tools::register_page(one.ready(), one.second, one.kind, Line::date(one.until), Line::date(one.from),
                                  one.text);
    });
    command.add_option("OTHER", line->second, "the other centre: CN-GD, HK or MO")->required();
    command.add_option("--status", line->kind, "signed, unsigned, suspended or ended")->required();
    command.add_option("--signed-on", line->until, "YYYY-MM-DD");
    command.add_option("--from", line->from, "YYYY-MM-DD, since when it stands so; left out: today");
    command.add_option("--source", line->text, "where that can be read")->required();
  }
}

void add_questions(CLI::App& plan, int& status) {
  struct Kind {
    char const* name;
    char const* kind;
    char const* what;
    bool plan_id;
  };
  for (auto const& kind :
       {Kind{"status", "plan", "A plan's versions, recognition, copies and what is due", true},
        Kind{"registered", "plans", "All plans of a register, and who recognises them", false},
        Kind{"document", "document", "A version's document", true},
        Kind{"history", "history", "Every record about a plan", true},
        Kind{"asof", "as_of", "Which version each centre held at a time, and what was known then", true},
        Kind{"copies", "copies", "The controlled copies: who holds which", true},
        Kind{"observations", "observations", "The observations on a plan", true},
        Kind{"attachments", "attachments", "The files that go with a plan, and whether they are held", true},
        Kind{"modules", "modules", "Each centre's module that is in force", false},
        Kind{"heads", "heads", "How far the registers of the three centres are level", false},
        Kind{"due", "due", "What is due soon, or overdue", false}}) {
    CLI::App& command = *plan.add_subcommand(kind.name, kind.what);
    auto const line = std::make_shared<RegisterCommandLine>();
    line->question.kind = kind.kind;
    add_register_address(command, line);
    if (kind.plan_id) command.add_option("PLAN", line->question.plan_id, "plan id")->required();
    if (kind.plan_id) command.add_option("--version", line->question.version, "left out: the one that counts");
    command.add_option("--world", line->question.world, "as of this time in the world (2026-08-27T12:23:00Z)");
    command.add_option("--known", line->question.known, "by what was known here by this time");
    command.add_option("--language", line->question.language, "of reasons: en, zh-Hant, zh-Hans or pt")
        ->capture_default_str();
    command.callback([line, &status] { status = tools::register_ask(line->ready(), line->question); });
  }
}

void add_attachment(CLI::App& plan, int& status) {
  CLI::App& command = *plan.add_subcommand(
      "attachment", "A file that goes with a plan (`plan attachments` lists them), held against its digest");
  auto const line = std::make_shared<RegisterCommandLine>();
  add_register_address(command, line);
  add_plan_id(command, line);
  command.add_option("ATTACHMENT", line->text, "its digest or file name")->required();
  command.add_option("--version", line->question.version, "left out: the one that counts");
  command.add_option("-o,--out", line->second, "file to write; - is standard output")->required();
  command.callback([line, &status] {
    status = tools::register_attachment(line->ready(), line->plan_id, line->question.version, line->text, line->second);
  });
}

void add_evidence(CLI::App& plan, int& status) {
  struct Options {
    std::string first;
    std::string second;
    std::string trust;
    std::string out;
    std::string data = kDataFolder;
    std::string centre = "HK";
    std::optional<std::string> as_of;
    bool json = false;
    tools::OutputForm form() const { return json ? tools::OutputForm::json : tools::OutputForm::text; }
  };
  auto const options = std::make_shared<Options>();
  CLI::App& diff = *plan.add_subcommand("diff", "The differences between two plan documents, by field (exit status 1)");
  diff.add_option("BEFORE", options->first, "document")->required();
  diff.add_option("AFTER", options->second, "document")->required();
  diff.add_flag("--json", options->json, "one JSON object a difference");
  diff.callback([options, &status] { status = tools::plan_diff(options->first, options->second, options->form()); });

  CLI::App& bundle =
      *plan.add_subcommand("bundle", "Write a centre's whole register as one file that can be verified anywhere");
  bundle.add_option("--data", options->data, "data folder")->capture_default_str();
  bundle.add_option("--centre", options->centre, "CN-GD, HK or MO")->capture_default_str();
  bundle.add_option("--out", options->out, "file to write")->required();
  bundle.callback(
      [options, &status] { status = tools::plan_bundle(options->data, centre_named(options->centre), options->out); });

  CLI::App& verify = *plan.add_subcommand(
      "verify", "Verify such a file without any server: hashes, signatures, rules, recognition (exit status 1)");
  verify.add_option("FILE", options->first, "written by `plan bundle`")->required();
  verify.add_option("--trust", options->trust, "trust folder: whose signatures count")->required();
  verify.add_option("--as-of", options->as_of, "time of the states in the report; left out: now");
  verify.add_flag("--json", options->json, "one JSON object");
  verify.callback([options, &status] {
    auto const as_of = options->as_of ? geo::parse_time(*options->as_of) : std::nullopt;
    if (options->as_of && !as_of)
      throw std::runtime_error(*options->as_of + " is no time: expected 2026-08-27T12:23:00Z");
    status = tools::plan_verify(options->first, options->trust, as_of, options->form());
  });
}

void add_plan_sign(CLI::App& plan, int& status) {
  auto const options = std::make_shared<tools::PlanSignOptions>();
  CLI::App& sign = *plan.add_subcommand(
      "sign",
      "Sign any JSON file: a detached JWS over its canonical bytes (docs/keys.md), made here, where the key is");
  sign.add_option("FILE", options->file, "what to sign")->required();
  sign.add_option("--key", options->key, "private key (PKCS#8 PEM), mode 0600")->required();
  sign.add_option("--certificate", options->certificate,
                  "the signer's certificate (PEM), and those between it and the authority")
      ->required();
  sign.add_option("--passphrase-file", options->passphrase_file,
                  "its first line is the key's passphrase; mode 0600. Else it is asked for");
  sign.add_option("--out", options->out, "file for the signature; else standard output");
  sign.callback([options, &status] { status = tools::plan_sign(*options); });
}

plans::Language language_of(std::string const& tag) {
  return plans::parse_language(tag).value_or(plans::Language::en);
}

void add_plan_check(CLI::App& plan, int& status) {
  struct Options {
    tools::PlanCheckOptions check;
    bool json = false;
    std::string language = "en";
    std::string on;
  };
  auto const options = std::make_shared<Options>();
  CLI::App& check = *plan.add_subcommand(
      "check", "Say what is wrong with plan documents, and where (exit status 1; 0 with warnings alone)");
  check.add_option("FILE", options->check.paths, "plans or centres' modules; of a folder its *.json")->required();
  check.add_flag("--json", options->json, "one JSON object a file, with every sentence in all four languages");
  check.add_option("--lang", options->language, "of the sentences: en, zh-Hant, zh-Hans or pt")
      ->check(CLI::IsMember({"en", "zh-Hant", "zh-Hans", "pt"}))
      ->capture_default_str();
  check
      .add_option("--on", options->on,
                  "YYYY-MM-DD for which reviews, exercises and regions count; else the plan's date")
      ->check([](std::string const& text) {
        return geo::parse_date(text) ? std::string{} : "expected a day of the calendar, YYYY-MM-DD";
      });
  check.add_option("--regions", options->check.regions,
                   "a GeoJSON, GeoPackage or Shapefile in place of the shipped regions");
  check.callback([options, &status] {
    options->check.form = options->json ? OutputForm::json : OutputForm::text;
    options->check.language = language_of(options->language);
    options->check.on = geo::parse_date(options->on);
    status = tools::plan_check(options->check);
  });
}

void add_plan_new(CLI::App& plan, int& status) {
  struct Options {
    tools::PlanNewOptions made;
    std::string language = "en";
  };
  auto const options = std::make_shared<Options>();
  CLI::App& made = *plan.add_subcommand("new", "Write a new plan from answers to questions, each checked at once");
  made.add_option("FILE", options->made.output, "the document to write; must not exist")->required();
  made.add_option("--answers", options->made.answers, "a file with one answer a line, instead of the terminal");
  made.add_option("--lang", options->language, "of the questions: en or zh-Hant")
      ->check(CLI::IsMember({"en", "zh-Hant"}))
      ->capture_default_str();
  made.callback([options, &status] {
    options->made.language = language_of(options->language);
    status = tools::plan_new(options->made);
  });
}

void add_plan_export(CLI::App& plan, int& status) {
  struct Options {
    tools::PlanExportOptions exported;
    std::vector<std::string> centres{"all"};
  };
  auto const options = std::make_shared<Options>();
  tools::PlanExportOptions& exported = options->exported;
  exported.data_folder = kDataFolder;
  using Format = tools::PlanExportFormat;
  static std::map<std::string, Format> const formats{
      {"json", Format::json}, {"pdf", Format::pdf}, {"card", Format::card}, {"gpkg", Format::gpkg}};
  CLI::App& command = *plan.add_subcommand(
      "export", "A plan as its document, as a PDF to print, as a card with whom to call, or on a map");
  command.add_option("PLAN", exported.plan, "a plan's file, or what `plan show` takes: plan id, MMSI, name …");
  command.add_flag("--all", exported.all, "every plan of the registers, with --format gpkg");
  command.add_option("--format", exported.format, "json, pdf, card (one page) or gpkg (GeoPackage)")
      ->transform(CLI::CheckedTransformer(formats).description(""))
      ->required();
  command.add_option("--out", exported.out, "the file to write; - is standard output")->required();
  command.add_option("--lang", exported.languages, "of the paper: zh-Hant+en, zh-Hant+pt or zh-Hans+en")
      ->check(CLI::IsMember({"zh-Hant+en", "zh-Hant+pt", "zh-Hans+en"}).description(""))
      ->capture_default_str();
  command.add_option("--copy", exported.copy, "number of the controlled copy; else every page says UNCONTROLLED");
  command.add_option("--status", exported.status, "a line for the cover in place of the register's own");
  command.add_option("--exercise", exported.exercise, "marks every page EXERCISE, with this name");
  add_data(command, exported.data_folder);
  add_centres(command, options->centres, "whose registers: CN-GD, HK, MO or all");
  command.callback([options, &status] {
    options->exported.centres = chosen_centres(options->centres);
    status = tools::plan_export(options->exported);
  });
}

void add_plan(CLI::App& app, int& status) {
  struct Options {
    std::vector<std::string> paths;
    std::string key;
    std::filesystem::path data = kDataFolder;
    std::vector<std::string> centres{"all"};
    bool json = false;
    OutputForm form() const { return json ? OutputForm::json : OutputForm::text; }
  };
  auto const options = std::make_shared<Options>();
  CLI::App& plan =
      *app.add_subcommand("plan", "Cooperation plans: written, checked, filed, registered, recognised, shown")
           ->require_subcommand(1);

  add_plan_check(plan, status);
  add_plan_new(plan, status);

  CLI::App& import = *plan.add_subcommand(
      "import",
      "Check plans and put them into the registers: always that of the plan's home centre, and those that --centre "
      "names.\nWhat is imported is not filed or registered with anyone (lingding plan file), so a plan that all three "
      "are to hold is imported "
      "for all three (the default).");
  import.add_option("FILE", options->paths, "plans; of a folder its *.json")->required();
  add_data(import, options->data);
  add_centres(import, options->centres, "whose registers besides the home centre's: CN-GD, HK, MO or all");
  import.callback([options, &status] {
    status = tools::plan_import(options->paths, options->data.string(), chosen_centres(options->centres));
  });

  CLI::App& list = *plan.add_subcommand("list", "The newest version of every plan, and which centre holds which");
  add_data(list, options->data);
  add_centres(list, options->centres, "whose registers: CN-GD, HK, MO or all");
  list.add_flag("--json", options->json, "one JSON object a plan");
  list.callback([options, &status] {
    status = tools::plan_list(options->data.string(), chosen_centres(options->centres), options->form());
  });

  CLI::App& show = *plan.add_subcommand("show", "A ship's plan, whom to call first");
  show.add_option(
          "KEY", options->key,
          "plan id, MMSI, IMO number, call sign, number of an AIS device, 15 or 23 hex digits of a beacon, or a "
          "name")
      ->required();
  add_data(show, options->data);
  add_centres(show, options->centres, "whose registers: CN-GD, HK, MO or all");
  show.add_flag("--json", options->json, "the document itself");
  show.callback([options, &status] {
    status = tools::plan_show(options->key, options->data.string(), chosen_centres(options->centres), options->form());
  });
  add_filing(plan, status);
  add_remarks(plan, status);
  add_questions(plan, status);
  add_attachment(plan, status);
  add_evidence(plan, status);
  add_plan_sign(plan, status);
  add_plan_export(plan, status);
}

void add_regions(CLI::App& app, int& status) {
  struct Options {
    std::filesystem::path file;
    std::filesystem::path data = kDataFolder;
    std::vector<std::string> centres{"all"};
    std::string centre = "HK";
  };
  auto const options = std::make_shared<Options>();
  CLI::App& regions =
      *app.add_subcommand("regions", "The regions that decide whose water it is")->require_subcommand(1);
  CLI::App& import = *regions.add_subcommand(
      "import", "Make the regions of a GeoJSON, GeoPackage or Shapefile the newest of the centres' registers");
  import.add_option("FILE", options->file, "its fields: docs/operations.md")->required();
  add_data(import, options->data);
  add_centres(import, options->centres, "whose registers: CN-GD, HK, MO or all");
  import.callback([options, &status] {
    status = tools::regions_import(options->file, options->data, chosen_centres(options->centres));
  });
  CLI::App& list = *regions.add_subcommand("list", "The regions that a centre decides by now");
  add_data(list, options->data);
  list.add_option("--centre", options->centre, "CN-GD, HK or MO")
      ->check(CLI::IsMember({"CN-GD", "HK", "MO"}))
      ->capture_default_str();
  list.callback(
      [options, &status] { status = tools::regions_list(options->data, *geo::parse_centre(options->centre)); });
}

void add_journal(CLI::App& app, int& status) {
  struct Options {
    std::filesystem::path data = kDataFolder;
    std::string centre;
    std::uint64_t after = 0;
    std::size_t limit = 0;
    bool json = false;
    std::string format = "json";
    tools::AlertExportOptions alerts{};
    tools::StatsOptions stats;
    tools::JournalOptions journal() const { return {data, *geo::parse_centre(centre)}; }
  };
  auto const options = std::make_shared<Options>();
  CLI::App& journal =
      *app.add_subcommand("journal", "What a desk has recorded; works beside a running server")->require_subcommand(1);
  CLI::App& show = *journal.add_subcommand("show", "A line for each entry");
  show.add_flag("--json", options->json, "whole entries, as export prints them");
  CLI::App& verify = *journal.add_subcommand("verify", "Is every entry as it was written? (exit status 1 if not)");
  CLI::App& exported = *journal.add_subcommand(
      "export", "Every entry as JSON Lines; or its incidents as CAP messages or CoT events, as others would be told");
  exported.add_option("--format", options->format, "json, cap (CAP 1.2) or cot (Cursor on Target, for TAK consoles)")
      ->check(CLI::IsMember({"json", "cap", "cot"}))
      ->capture_default_str();
  exported.add_option("--incident", options->alerts.incident, "with cap and cot: this one alone");
  exported.add_option("--sender", options->alerts.sender,
                      "with cap: who sends; left out: mrcc-hk@lingding and the like");
  exported.add_flag("--exercise", options->alerts.is_exercise,
                    "with cap and cot: mark everything as an exercise (an exercise's journal always is)");
  exported.add_option("--exercise-name", options->alerts.exercise, "with cot: the exercise's name");
  CLI::App& replay = *journal.add_subcommand(
      "replay", "Feed the recorded events to a new desk; do the same effects come of them, byte for byte?");
  CLI::App& stats =
      *journal.add_subcommand("stats", "What became of the incidents: false alerts, how soon, how closed");
  stats.add_flag("--json", options->json, "one JSON object");
  stats.add_option("--since", options->stats.since, "opened at or after this date or time");
  stats.add_option("--until", options->stats.until, "opened before this date or time");
  for (CLI::App* command : {&show, &verify, &exported, &replay, &stats}) {
    add_data(*command, options->data);
    command->add_option("--centre", options->centre, "CN-GD, HK or MO")
        ->check(CLI::IsMember({"CN-GD", "HK", "MO"}))
        ->required();
  }
  for (CLI::App* command : {&show, &exported}) {
    command->add_option("--after", options->after, "begin with the entry after this one")->capture_default_str();
    command->add_option("--limit", options->limit, "at most so many entries; 0: all")->capture_default_str();
  }
  using tools::JournalForm;
  show.callback([options, &status] {
    status = tools::journal_show(options->journal(), options->json ? JournalForm::json_lines : JournalForm::summary,
                                 options->after, options->limit);
  });
  exported.callback([options, &status] {
    if (options->format != "json") {
      options->alerts.journal = options->journal();
      options->alerts.format = options->format == "cap" ? tools::AlertFormat::cap : tools::AlertFormat::cot;
      status = tools::journal_export_alerts(options->alerts);
      return;
    }
    status = tools::journal_show(options->journal(), JournalForm::json_lines, options->after, options->limit);
  });
  stats.callback([options, &status] {
    options->stats.form = options->json ? JournalForm::json_lines : JournalForm::summary;
    status = tools::journal_stats(options->journal(), options->stats);
  });
  verify.callback([options, &status] { status = tools::journal_verify(options->journal()); });
  replay.callback([options, &status] { status = tools::journal_replay(options->journal()); });
}

void add_protection(CLI::App& command, tools::KeyProtection& protection) {
  command.add_option("--passphrase-file", protection.passphrase_file,
                     "its first line is the new key's passphrase; mode 0600. Without it the passphrase is asked for");
  command.add_flag_callback(
      "--unencrypted", [&protection] { protection.encryption = tools::KeyProtection::Encryption::none; },
      "no passphrase: for a service that starts by itself");
}
void add_kind_and_days(CLI::App& command, std::string& kind, int& days) {
  command.add_option("--kind", kind, "of key")
      ->check(CLI::IsMember({"ed25519", "p256", "rsa3072"}))
      ->capture_default_str();
  command.add_option("--days", days, "of validity")->check(CLI::Range(1, 36500))->capture_default_str();
}
void add_opened_authority(CLI::App& command, std::filesystem::path& folder, std::filesystem::path& passphrase_file) {
  command.add_option("--authority", folder, "the folder that `keys authority` made")->required();
  command.add_option("--authority-passphrase-file", passphrase_file,
                     "its first line is the passphrase of the authority's key; else it is asked for");
}
void add_list_days(CLI::App& command, int& days) {
  command.add_option("--list-days", days, "until the next revocation list is due")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
}

/// Who may sign plans: authorities, certificates, revocation, trust.
void add_signers(CLI::App& keys, int& status) {
  struct Options {
    tools::KeysAuthorityOptions authority;
    tools::KeysCertificateOptions certificate;
    tools::KeysRevokeOptions revoke;
    tools::KeysTrustOptions trust;
    std::filesystem::path demo;
  };
  auto const options = std::make_shared<Options>();
  options->trust.purposes = {"centre", "operator", "service", "ship"};

  CLI::App& authority = *keys.add_subcommand("authority", "Make an authority that certifies who may sign for a place");
  authority.add_option("--place", options->authority.place, "CN-GD, HK or MO")->required();
  authority.add_option("--name", options->authority.name, "its common name")->required();
  authority.add_option("--out", options->authority.out, "folder for its key, certificate and revocation list")
      ->required();
  add_kind_and_days(authority, options->authority.kind, options->authority.days);
  add_list_days(authority, options->authority.list_days);
  add_protection(authority, options->authority.protection);
  authority.callback([options, &status] { status = tools::keys_authority(options->authority); });

  CLI::App& certificate = *keys.add_subcommand("certificate", "Certify an officer, operator, service or ship");
  add_opened_authority(certificate, options->certificate.authority, options->certificate.authority_passphrase_file);
  certificate
      .add_option("--for", options->certificate.subject,
                  "lingding:centre:HK (an officer), lingding:operator:ID, lingding:service:HK or lingding:ship:MMSI")
      ->required();
  certificate.add_option("--name", options->certificate.name, "of the person, company, service or ship")->required();
  certificate.add_option("--out", options->certificate.out, "OUT.key.pem and OUT.pem are made")->required();
  certificate.add_option("--public-key", options->certificate.public_key,
                         "certify this key (PEM), which the signer made himself; else a pair is made");
  add_kind_and_days(certificate, options->certificate.kind, options->certificate.days);
  add_protection(certificate, options->certificate.protection);
  certificate.callback([options, &status] { status = tools::keys_certificate(options->certificate); });

  CLI::App& revoke = *keys.add_subcommand(
      "revoke", "Sign a new revocation list, with one certificate more; with none, the list is renewed as it is");
  add_opened_authority(revoke, options->revoke.authority, options->revoke.authority_passphrase_file);
  auto* const by_file = revoke.add_option("--certificate", options->revoke.certificate, "the certificate to revoke");
  revoke.add_option("--serial", options->revoke.serial, "its serial number, in hex, where the file is lost")
      ->excludes(by_file);
  revoke
      .add_option("--reason", options->revoke.reason,
                  "unspecified, keyCompromise, affiliationChanged, superseded, cessationOfOperation, …")
      ->capture_default_str();
  revoke.add_option("--at", options->revoke.at, "since when it is revoked; else now");
  revoke.add_option("--invalid-since", options->revoke.invalid_since,
                    "with keyCompromise: since when the key may have been in other hands");
  add_list_days(revoke, options->revoke.list_days);
  revoke.callback([options, &status] { status = tools::keys_revoke(options->revoke); });

  CLI::App& trust =
      *keys.add_subcommand("trust", "Write the folder that says whom a centre trusts, or renew its lists");
  trust.add_option("--centre", options->trust.centre, "whose trust: CN-GD, HK or MO")->required();
  trust
      .add_option("--authority", options->trust.authorities,
                  "PLACE=FOLDER with authority.pem and crl.pem (may be repeated)")
      ->required();
  trust.add_option("--purposes", options->trust.purposes, "what they may vouch for")
      ->delimiter(',')
      ->capture_default_str();
  trust.add_option("--from", options->trust.from, "signatures from this time on; else as their certificates");
  trust.add_option("--until", options->trust.until, "signatures until before this time; else as their certificates");
  trust.add_option("--out", options->trust.out, "the folder")->required();
  trust.callback([options, &status] { status = tools::keys_trust(options->trust); });

  CLI::App& demo = *keys.add_subcommand(
      "demo", "Make DEMONSTRATION authorities, officers, services, operators, ships and trust for the three places");
  demo.add_option("--out", options->demo, "the folder")->required();
  demo.callback([options, &status] { status = tools::keys_demo(options->demo); });
}

void add_keys(CLI::App& app, int& status) {
  auto const options = std::make_shared<tools::KeysNewOptions>();
  options->folder = std::filesystem::path(kDataFolder) / "keys";
  CLI::App& keys =
      *app.add_subcommand("keys", "Who may connect to the server, and who may sign plans")->require_subcommand(1);
  CLI::App& made = *keys.add_subcommand("new", "Make a key pair and enrol its public half");
  made.add_option("name,--name", options->name, "of the officer or program; \"server\" for the server's own")
      ->required();
  made.add_option("--centre", options->centre, "CN-GD, HK or MO")->required();
  made.add_option("--role", options->role, "officer, observer, operator or server")->required();
  made.add_option("--company", options->company, "id of the ferry company, for the role operator: a-z, 0-9, -");
  made.add_flag("--exercise", options->exercise, "the folder is to be an exercise server's, and no real one's");
  CLI::App& list = *keys.add_subcommand("list", "The enrolled public keys");
  for (CLI::App* command : {&made, &list})
    command->add_option("--folder", options->folder, "the server's keys folder")->capture_default_str();
  made.callback([options, &status] { status = tools::keys_new(*options); });
  list.callback([options, &status] { status = tools::keys_list(options->folder); });
  add_signers(keys, status);
}

void add_decode(CLI::App& app, int& status) {
  struct Options {
    std::string input = "-";
    bool strict = false;
  };
  auto const options = std::make_shared<Options>();
  CLI::App& decode = *app.add_subcommand("decode", "Decode raw input to JSON Lines")->require_subcommand(1);
  CLI::App& ais = *decode.add_subcommand("ais", "NMEA 0183 AIS sentences, one JSON object a message");
  ais.add_option("FILE", options->input, "a file of sentences; - is standard input")->capture_default_str();
  ais.add_flag("--strict", options->strict, "fail (1) when any line was refused");
  ais.callback([options, &status] {
    status =
        tools::decode_ais(options->input, options->strict ? tools::Strictness::strict : tools::Strictness::lenient);
  });
  auto const add = [&](char const* name, char const* help, int (*run)(std::string const&, tools::Strictness)) {
    CLI::App& command = *decode.add_subcommand(name, help);
    command.add_option("FILE", options->input, "a file; - is standard input")->capture_default_str();
    command.add_flag("--strict", options->strict, "fail (1) when anything was refused");
    command.callback([options, &status, run] {
      status = run(options->input, options->strict ? tools::Strictness::strict : tools::Strictness::lenient);
    });
  };
  add("dsc", "GMDSS DSC: $--DSC and $--DSE sentences, or M.493 symbols or bits, one JSON object a call",
      tools::decode_dsc);
  add("sit", "Messages of Cospas-Sarsat MCCs: SIT 185, envelopes, XML, one JSON object a message", tools::decode_sit);
  add("cap", "Common Alerting Protocol 1.2 (OASIS), one document after another, one JSON object a message",
      tools::decode_cap);
  auto const beacons = std::make_shared<std::vector<std::string>>();
  CLI::App& beacon = *decode.add_subcommand("beacon", "406 MHz beacon messages and IDs, one JSON object each");
  beacon.add_option("HEX", *beacons, "hexadecimal digits; - reads lines from standard input")->required();
  beacon.callback([beacons, &status] { status = tools::decode_beacon(*beacons); });
}

void add_demo(CLI::App& app, int& status) {
  auto const options = std::make_shared<tools::DemoOptions>();
  CLI::App& demo = *app.add_subcommand("demo", "Play a collision on a running server, with synthetic AIS, and tell it");
  demo.add_option("--data", options->data_folder, "the running server's data folder")->required();
  demo.add_option("--source", options->source, "the source that hears it")->capture_default_str();
  demo.callback([options, &status] { status = tools::demo(*options); });
}

/// The logs of a drill command, and how they are read.
void add_logs(CLI::App& command, tools::LogOptions& logs) {
  command
      .add_option("FILE", logs.paths, "logs, folders of a raw log, - for standard input; several are merged by time")
      ->required();
  command.add_option("--format", logs.format, "of all lines: ais, dsc, sit, beacon or cap; else each line tells")
      ->check(CLI::IsMember({"ais", "dsc", "sit", "beacon", "cap"}));
  command.add_option("--source", logs.source, "of entries whose log names none; else the file's name");
  command.add_option("--columns", logs.columns, "which column of a table is what (docs/drills.md)");
  command.add_option("--window", logs.window_s, "seconds of disorder that are sorted")->capture_default_str();
  command.add_option("--assume-start", logs.assumed_start, "time of the first entry, for logs without times");
  command.add_option("--assume-step", logs.assumed_step_s, "seconds between entries of such a log")
      ->capture_default_str();
  command.add_flag("--keep-noise", logs.keep_noise, "sentences with wrong checksums are entries too");
}

void add_drill_inspect(CLI::App& drill, int& status) {
  struct Options {
    tools::DrillInspectOptions inspect;
    bool json = false;
  };
  auto const options = std::make_shared<Options>();
  CLI::App& command = *drill.add_subcommand("inspect", "What is in a log: when, where, who, gaps, noise");
  add_logs(command, options->inspect.logs);
  command.add_option("--gap", options->inspect.gap_s, "seconds of silence that count as a gap")->capture_default_str();
  command.add_flag("--json", options->json, "one JSON object");
  command.callback([options, &status] {
    if (options->json) options->inspect.form = OutputForm::json;
    status = tools::drill_inspect(options->inspect);
  });
}

void add_drill_convert(CLI::App& drill, int& status) {
  auto const options = std::make_shared<tools::DrillConvertOptions>();
  CLI::App& command = *drill.add_subcommand("convert", "Logs of any kind, merged by time, as one");
  add_logs(command, options->logs);
  command.add_option("--to", options->form, "nmea (TAG blocks) or jsonl (entries)")
      ->check(CLI::IsMember({"nmea", "jsonl"}))
      ->capture_default_str();
  command.add_option("--out", options->out, "the file, compressed by its name (.gz, .zst); - is standard output")
      ->capture_default_str();
  command.add_option("--from", options->from, "a date or a time: entries from this one on");
  command.add_option("--until", options->until, "a date or a time: entries before this one");
  command.callback([options, &status] { status = tools::drill_convert(*options); });
}

void add_drill_run(CLI::App& drill, int& status) {
  struct Options {
    tools::DrillRunOptions run;
    std::vector<std::string> centres;
  };
  auto const options = std::make_shared<Options>();
  auto& run = options->run;
  CLI::App& command = *drill.add_subcommand("run", "A scenario or logs through the desks of one, two or three centres");
  add_logs(command, run.logs);
  command.add_option("--with", run.with, "laid over the scenario: \"the same, but\"");
  command.add_option("--speed", run.speed, "times real time, 1 to 10000, or max")->capture_default_str();
  command.add_option("--from", run.from, "+HH:MM:SS or a time: what is before goes at full speed");
  command.add_option("--to", run.to, "+HH:MM:SS or a time: the drill ends there");
  command.add_option("--centres", options->centres, "that take part; the others can't be reached")
      ->check(CLI::IsMember({"CN-GD", "HK", "MO", "all"}))
      ->delimiter(',');
  command.add_option("--at", run.sources, "NAME=HK: the centre that receives this source of a log; else the first one");
  command.add_option("--plans", run.plans, "folder of plan documents; else the shipped samples");
  command.add_option("--against", run.against, "data folder of a server on this machine that runs as an exercise");
  command.add_option("--key", run.keys, "HK=FILE: the scripted officers' key at that server, where it wants keys");
  command.add_option("--out", run.out, "new folder for the record, the report and the exercise's journals");
  command.add_flag("--quiet", run.is_quiet, "nothing while it goes on");
  command.add_flag(
      "--control", run.is_controlled,
      "obey standard input: pause, go, step, jump +HH:MM:SS or -HH:MM:SS, speed N, officer CENTRE NAME JSON, quit");
  command.callback([options, &status] {
    options->run.centres = chosen_centres(options->centres);
    status = tools::drill_run(options->run);
  });
}

void add_drill_record(CLI::App& drill, int& status) {
  auto const options = std::make_shared<tools::DrillRecordOptions>();
  CLI::App& command = *drill.add_subcommand("record", "What a running server receives, from its raw log");
  command.add_option("LOG", options->paths, "the server's folder of raw logs, which is followed; or files")->required();
  command.add_option("--out", options->out, "the file, compressed by its name (.gz, .zst); - is standard output")
      ->capture_default_str();
  command.add_option("--to", options->form, "nmea (TAG blocks) or jsonl (entries)")
      ->check(CLI::IsMember({"nmea", "jsonl"}))
      ->capture_default_str();
  command.add_option("--source", options->sources, "these sources alone, by name");
  command.add_option("--format", options->formats, "ais, dsc, sit, beacon or cap alone");
  command.add_option("--ship", options->ships, "of AIS and DSC these MMSIs alone");
  command.add_option("--box", options->box, "of AIS what is between these corners, south-western and north-eastern")
      ->expected(2);
  command.add_option("--from", options->from, "a date or a time; of a folder without it: now");
  command.add_option("--until", options->until, "a date or a time; without it: until Ctrl-C");
  command.add_option("--for", options->lasts, "00:30:00, \"30 min\": in place of --until");
  command.add_option("--anonymise", options->anonymise,
                     "other names for all ships, by the key in this file, or random");
  command.callback([options, &status] { status = tools::drill_record(*options); });
}

void add_drill_check(CLI::App& drill, int& status) {
  auto const options = std::make_shared<tools::DrillCheckOptions>();
  CLI::App& command = *drill.add_subcommand("check", "Whether scenarios are right; their cast, acts and objectives");
  command.add_option("SCENARIO", options->scenarios, "files, or names as `drill list` has them")->required();
  command.add_option("--with", options->with, "a file that is laid over each: \"the same, but\"");
  command.add_option("--plans", options->plans, "plans of the cast, files and folders; else the shipped samples");
  command.add_option("--regions", options->regions, "a file of regions; else the shipped ones");
  command.callback([options, &status] { status = tools::drill_check(*options); });
}

void add_drill_list(CLI::App& drill, int& status) {
  auto const folder = std::make_shared<std::filesystem::path>();
  CLI::App& command = *drill.add_subcommand("list", "The shipped scenarios");
  command.add_option("FOLDER", *folder, "scenarios of your own");
  command.callback([folder, &status] { status = tools::drill_list(*folder); });
}

void add_drill_report(CLI::App& drill, int& status) {
  auto const options = std::make_shared<tools::DrillReportOptions>();
  CLI::App& command = *drill.add_subcommand("report", "A run's report: page, PDF, score as JSON, JUnit XML");
  command.add_option("RUN", options->run, "the run's folder, or its run.json")->required();
  command.add_option("--out", options->out, "folder for the reports; else the run's");
  command.add_option("--regions", options->regions, "a file of regions for the map; else the shipped ones");
  command.callback([options, &status] { status = tools::drill_report(*options); });
}

void add_drill_compare(CLI::App& drill, int& status) {
  auto const options = std::make_shared<tools::DrillCompareOptions>();
  CLI::App& command = *drill.add_subcommand("compare", "Two runs: objectives, times, where they first differ");
  command.add_option("RUN1", options->first, "a run's folder, or its run.json")->required();
  command.add_option("RUN2", options->second, "the other's")->required();
  command.add_option("--html", options->html, "the same as a page");
  command.callback([options, &status] { status = tools::drill_compare(*options); });
}

void add_drill_filing(CLI::App& drill, int& status) {
  auto const filing = std::make_shared<tools::DrillFilingOptions>();
  CLI::App& command = *drill.add_subcommand(
      "file-exercise", "Put a run on record in the plans whose ships took part (home centre's officers)");
  auto const line = add_statement(command, status, [filing](RegisterCommandLine& one) {
    filing->registry = one.ready();
    filing->run = one.second;
    filing->on = RegisterCommandLine::date(one.from);
    filing->type = one.kind;
    filing->participants = one.texts;
    filing->outcome = one.text;
    return tools::drill_file_exercise(*filing);
  });
  command.add_option("RUN", line->second, "the run's folder, or its run.json")->required();
  command.add_option("--on", line->from, "YYYY-MM-DD, when it was held; left out: today");
  command.add_option("--type", line->kind,
                     "communications, co-ordination, full-scale or table-top; left out: as the scenario says");
  command.add_option("--participant", line->texts, "who took part beside those that the scenario names");
  command.add_option("--outcome", line->text, "what came of it; left out: the score in a sentence");
  command.add_flag("--dry-run", filing->is_dry, "say what would be filed");
}

void add_drill(CLI::App& app, int& status) {
  CLI::App& drill = *app.add_subcommand("drill", "Drills replayed from logs (docs/drills.md)")->require_subcommand(1);
  for (auto* const add : {add_drill_run, add_drill_inspect, add_drill_convert, add_drill_record, add_drill_check,
                          add_drill_list, add_drill_report, add_drill_compare, add_drill_filing})
    add(drill, status);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Lingding (伶仃): maritime search-and-rescue coordination for Guangdong, Hong Kong and Macao"};
  app.name("lingding");
  app.set_version_flag("--version", "lingding " LINGDING_VERSION);
  app.require_subcommand(1);
  int status = 0;
  for (auto* const add : {add_serve, add_console, add_report, add_where, add_plan, add_regions, add_journal, add_keys,
                          add_decode, add_demo, add_drill, add_simulate})
    add(app, status);
  try {
    app.parse(argc, argv);
  } catch (CLI::ParseError const& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (std::exception const& error) {
    std::fprintf(stderr, "lingding: %s\n", error.what());
    return 1;
  }
  return status;
}
