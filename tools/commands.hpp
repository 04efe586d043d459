#pragma once
// The subcommands: each takes parsed options and returns the exit status (0 done, 1 the input or the work failed, 2
// usage).

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "geo/centre.hpp"
#include "geo/time.hpp"
#include "plans/language.hpp"

namespace lingding::tools {

/// Whether a line that cannot be decoded makes the command fail.
enum class Strictness : bool { lenient, strict };

/// `lingding decode ais`: decodes the file, or standard input for "-", to JSON Lines on standard output; refused lines
/// and a summary go to standard error. 1 when lines were refused and none gave a message, or, strict, when any was
/// refused.
/// \throws std::system_error when the file cannot be read or the output not written.
int decode_ais(std::string const& path, Strictness strictness);
/// `lingding decode beacon`: a JSON line for each input, also for one that is refused; 1 when all were. "-": the lines
/// of standard input.
/// \throws std::system_error when the output can't be written.
int decode_beacon(std::vector<std::string> const& inputs);

/// `lingding decode dsc`: DSC and DSE sentences and sequences of symbols, to JSON Lines on standard output, one object
/// a call (with its expansion, where that comes) and one for each refused line; refusals and a summary go to standard
/// error too. The same status as decode_ais.
int decode_dsc(std::string const& path, Strictness strictness);

/// `lingding decode sit`: messages of mission control centres, to JSON Lines on standard output, one object a message,
/// also for a refused one; refusals and a summary go to standard error too. The same status as decode_ais.
int decode_sit(std::string const& path, Strictness strictness);

/// Text for people, or JSON for programs.
enum class OutputForm : bool { text, json };

struct PlanCheckOptions {
  std::vector<std::string> paths;
  OutputForm form = OutputForm::text;
  plans::Language language = plans::Language::en;
  std::optional<geo::UtcDate> on;                ///< empty: the day that each plan is dated
  std::optional<std::filesystem::path> regions;  ///< empty: the shipped ones
};
/// `lingding plan check`: one line a problem of each file (of a folder: its *.json), or a JSON object a file. 1 when
/// there is any error, also between files: one identity in two plans, two texts of one version; warnings alone: 0.
/// \throws std::runtime_error for a folder without documents, and for regions that can't be read.
int plan_check(PlanCheckOptions const& options);

struct PlanNewOptions {
  std::filesystem::path output;                  ///< must not exist
  std::optional<std::filesystem::path> answers;  ///< one answer a line; empty: standard input
  plans::Language language = plans::Language::en;
};
/// `lingding plan new`: asks for the least that a plan needs, checks each answer at once, and writes a document that
/// passes `plan check`. 1 when the answers end before the document is whole, or an answer of a file is refused.
/// \throws std::system_error when the document can't be written.
int plan_new(PlanNewOptions const& options);

/// `lingding plan import`: checks like plan_check and puts every plan that passed into the registers of its home centre
/// and of `centres`, making them where there are none. 1 when any file was refused.
/// \throws std::runtime_error when a register can't be written.
int plan_import(std::vector<std::string> const& paths, std::string const& data_folder,
                std::vector<geo::CentreId> const& centres);

/// `lingding plan list`: the newest version of every plan that any of these centres' registers holds, and who holds
/// which.
int plan_list(std::string const& data_folder, std::vector<geo::CentreId> const& centres, OutputForm form);

/// `lingding plan show`: the plans of the ship with this identity, newest version, as a page with the contacts first,
/// or as the documents' own bytes. 1 when there is none.
int plan_show(std::string const& key, std::string const& data_folder, std::vector<geo::CentreId> const& centres,
              OutputForm form);

enum class PlanExportFormat : std::uint8_t { json, pdf, card, gpkg };
struct PlanExportOptions {
  std::string plan;  ///< a file, or what `plan show` takes; empty with `all`
  bool all = false;  ///< every plan of the registers; only for a GeoPackage
  PlanExportFormat format = PlanExportFormat::pdf;
  std::filesystem::path out;             ///< "-": standard output
  std::string languages = "zh-Hant+en";  ///< zh-Hant+en, zh-Hant+pt or zh-Hans+en
  std::optional<std::uint32_t> copy;     ///< number of the controlled copy; empty: not controlled
  std::string status;                    ///< a line for the cover: how the register has the plan
  std::string exercise;                  ///< marks every page EXERCISE with this name
  std::filesystem::path data_folder;
  std::vector<geo::CentreId> centres;
};
/// `lingding plan export`: the newest version of one plan as its document, as a PDF, as a card with whom to call, or as
/// a GeoPackage; or all plans as a GeoPackage. 1 when there is no such plan, it does not pass its checks, or it does
/// not have that copy; 2 for options that do not go together.
int plan_export(PlanExportOptions const& options);

/// Whose journal.
struct JournalOptions {
  std::filesystem::path data_folder;
  geo::CentreId centre = geo::CentreId::hk;
};
enum class JournalForm : std::uint8_t { summary, json_lines };
/// `lingding journal show` and `export`: entries after `after`, at most `limit` (0: all), a line each. 1 when the
/// journal is damaged.
int journal_show(JournalOptions const& options, JournalForm form, std::uint64_t after, std::size_t limit);
/// `lingding journal verify`: walks the hash chain and lets SQLite check the pages. 1 when the journal is damaged.
int journal_verify(JournalOptions const& options);
/// `lingding journal replay`: feeds the events to a new desk and compares the effects byte for byte. 1 at any
/// difference.
int journal_replay(JournalOptions const& options);
/// Of which incidents, by when they were opened; empty: from the first, to the last.
struct StatsOptions {
  std::string since;  ///< a date or a time
  std::string until;  ///< the same; not of it any more
  JournalForm form = JournalForm::summary;
};
/// `lingding journal stats`: incidents by outcome, the share of false alerts by kind of alert, how soon they were
/// acknowledged, accepted and closed, and how many were closed before a unit went out. 1 when the journal is damaged.
int journal_stats(JournalOptions const& options, StatsOptions const& stats);

/// `lingding regions import`: 1 when the file or a centre's register refuses them; nothing is stored there then.
int regions_import(std::filesystem::path const& file, std::filesystem::path const& data_folder,
                   std::vector<geo::CentreId> const& centres);
/// `lingding regions list`: the newest set of a centre.
int regions_list(std::filesystem::path const& data_folder, geo::CentreId centre);

struct DemoOptions {
  std::filesystem::path data_folder;   ///< of the running server; holds endpoints.json and keys/demo-<centre>.secret
  std::string source = "HK-receiver";  ///< the server's TCP source that the synthetic AIS goes to
};
/// `lingding demo`: plays and tells the collision on a running server.
/// \throws std::exception when the server can't be reached or what must come does not.
int demo(DemoOptions const& options);

struct ServeOptions {
  std::optional<std::filesystem::path> config;  ///< empty: the defaults
  std::vector<std::string> overrides;           ///< "bus.curve=false", in order
  bool only_check = false;                      ///< read the configuration, say what is wrong with it, and end
};
/// `lingding serve`: runs until SIGINT or SIGTERM. 2 when the configuration is refused.
/// \throws std::exception when the server can't start; the message names what it could not open.
int serve(ServeOptions const& options);

struct KeysNewOptions {
  std::filesystem::path folder;
  std::string name;
  std::string centre;
  std::string role;
  std::string company;    ///< of the role operator
  bool exercise = false;  ///< the folder is to be an exercise's
};
/// `lingding keys new`: a key pair; prints where its halves are, never the secret one.
/// \throws std::runtime_error
int keys_new(KeysNewOptions const& options);
/// `lingding keys list`: the enrolled public keys; 1 when a file was left out.
int keys_list(std::filesystem::path const& folder);

/// How a new private key is kept.
struct KeyProtection {
  enum class Encryption : std::uint8_t { passphrase, none } encryption = Encryption::passphrase;
  std::filesystem::path passphrase_file;  ///< empty: the passphrase is typed
};

/// Each throws std::runtime_error with a sentence; a private key's file is never overwritten.
struct KeysAuthorityOptions {
  std::filesystem::path out;  ///< folder
  std::string place;
  std::string name;
  std::string kind = "ed25519";
  int days = 3650;
  int list_days = 90;  ///< until the next revocation list is due
  KeyProtection protection;
};
/// `lingding keys authority`: an authority for one place, with its first (empty) revocation list.
int keys_authority(KeysAuthorityOptions const& options);

struct KeysCertificateOptions {
  std::filesystem::path authority;  ///< folder
  std::filesystem::path authority_passphrase_file;
  std::string subject;  ///< "lingding:centre:HK", …
  std::string name;
  std::filesystem::path out;         ///< ".key.pem" and ".pem" are put behind it
  std::filesystem::path public_key;  ///< empty: a pair is made
  std::string kind = "ed25519";
  int days = 730;
  KeyProtection protection;
};
/// `lingding keys certificate`: certifies an officer, operator, service or ship.
int keys_certificate(KeysCertificateOptions const& options);

struct KeysRevokeOptions {
  std::filesystem::path authority;  ///< folder
  std::filesystem::path authority_passphrase_file;
  std::filesystem::path certificate;  ///< or serial; neither: the list is renewed as it is
  std::string serial;
  std::string reason = "unspecified";
  std::string at;             ///< empty: now
  std::string invalid_since;  ///< empty: not known
  int list_days = 90;
};
/// `lingding keys revoke`: a new revocation list, with one more entry or as it was.
int keys_revoke(KeysRevokeOptions const& options);

struct KeysTrustOptions {
  std::filesystem::path out;  ///< folder
  std::string centre;
  std::vector<std::string> authorities;  ///< "HK=FOLDER"
  std::vector<std::string> purposes;
  std::string from;  ///< empty, with until: as the authority's certificate
  std::string until;
};
/// `lingding keys trust`: writes a trust folder, or brings one up to date with newer lists.
int keys_trust(KeysTrustOptions const& options);

/// `lingding keys demo`: a whole set for the three places, without questions, marked as a demonstration.
int keys_demo(std::filesystem::path const& out);

struct PlanSignOptions {
  std::filesystem::path file;
  std::filesystem::path key;
  std::filesystem::path certificate;      ///< and those between it and the pinned authority
  std::filesystem::path passphrase_file;  ///< empty: typed, if the key is encrypted
  std::filesystem::path out;              ///< empty: standard output
};
/// `lingding plan sign`: the detached signature over the file's canonical bytes. \throws std::runtime_error
int plan_sign(PlanSignOptions const& options);

struct ConsoleOptions {
  enum class Output : std::uint8_t { screen, json } output = Output::screen;
  std::string centre;
  std::string endpoint;
  std::filesystem::path key;
  std::string server_key;  ///< Z85; empty: as the key file says
  std::string officer;     ///< where the server runs without keys
  std::string language = "en";
  std::string mode;                      ///< "real", "exercise": what the server must be for; empty: either
  std::filesystem::path cursor;          ///< JSON: file that remembers where we were; empty: from the beginning
  std::string until;                     ///< JSON: type of the message or effect after which to end; empty: never
  std::chrono::milliseconds timeout{0};  ///< JSON: 0: none
  bool with_traffic = false;             ///< JSON: the traffic picture too
};
/// `lingding console`. \throws std::runtime_error
int console(ConsoleOptions const& options);
struct ReportOptions {
  ConsoleOptions console;  ///< which server, centre and officer
  std::string caller;      ///< who said it, and how he is reached
  std::string ship;        ///< her name, in any script
  std::string identity;    ///< MMSI, beacon ID or call sign
  std::string position;    ///< as it was said
  std::string nature;
  std::string persons;
  std::string words;                ///< the caller's own, kept as they are
  std::string incident;             ///< to which it belongs; empty: the desk finds that out
  bool no_duff = false;             ///< told to an exercise's server, and real
  std::filesystem::path gazetteer;  ///< empty: the shipped one
  bool as_said = false;             ///< a position that can't be read is filed as words
  std::chrono::milliseconds patience{30'000};
};
/// `lingding report`: files a telephone or radio report; prints the desk's answer as JSON. 2 when an answer or the
/// position can't be read, 1 when the desk refused it or did not answer in time.
/// \throws std::runtime_error
int report(ReportOptions const& options);

struct SimulateOptions {
  std::uint64_t seed = 1;
  std::uint64_t steps = 100'000;  ///< together; simulation::kStepsOfHistories says how long each is
};
/// `lingding simulate`: random histories of three desks. The story of one that goes wrong on standard error, and 1.
int simulate(SimulateOptions const& options);

struct WhereOptions {
  std::vector<std::string> position;             ///< the words, as geo::parse_place takes them together
  std::optional<std::string> radius_nm;          ///< of uncertainty; empty: 0, or what follows from the words
  std::optional<std::string> at;                 ///< a date or a time; empty: now
  std::optional<std::string> mmsi;               ///< of the casualty or her beacon
  std::optional<std::filesystem::path> regions;  ///< empty: the shipped ones
  std::filesystem::path gazetteer;               ///< empty: the shipped one
};
/// `lingding where`: prints the decision whose water it is as one JSON object. 2 when an option is refused, 1 when the
/// regions are.
/// \throws std::runtime_error when the shipped regions are not found.
int where(WhereOptions const& options);

}  // namespace lingding::tools
