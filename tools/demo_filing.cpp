#include "tools/demo_filing.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "adapters/runtime/clock.hpp"
#include "adapters/store/plan_register.hpp"
#include "plans/arrangement.hpp"
#include "plans/canonical.hpp"
#include "plans/document.hpp"
#include "plans/plan_facts.hpp"
#include "tools/desk_folder.hpp"
#include "tools/plan_files.hpp"
#include "tools/register_client.hpp"
#include "tools/register_commands.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{30};

/// The sample with that plan id, as `version`: a later one than it has itself gets an entry in its amendment record.
std::string document_of(std::string const& plan_id, std::uint32_t version, geo::UtcDate today) {
  for (auto const& file : plan_files({(share_folder() / "plans" / "data" / "samples").string()})) {
    auto document = json::parse(read_document(file)).as_object();
    auto& cover = document.at("cover").as_object();
    if (cover.at("plan_id").as_string() != plan_id) continue;
    auto& amendments = cover.at("amendments").as_array();
    for (auto next = cover.at("version").to_number<std::uint32_t>() + 1; next <= version; ++next) {
      auto amendment = amendments.back().as_object();
      amendment.at("version") = next;
      amendment.at("dated") = geo::to_iso8601(today);
      amendment.at("what") =
          json::object{{"en", "Issued again for the demonstration."}, {"zh_hant", "為示範重新發出。"}};
      amendments.emplace_back(std::move(amendment));
      cover.at("version") = next;
      cover.at("dated") = geo::to_iso8601(today);
    }
    return plans::canonical_json(json::serialize(document)).value();
  }
  throw std::runtime_error("there is no sample plan " + plan_id);
}

std::string text_of(json::value const& object, std::string_view name) {
  return std::string(object.at(name).as_string());
}

class Filing {
 public:
  Filing(fs::path const& data, std::string plan_id, std::function<void(std::string const&)> say)
      : data_(data), plan_id_(std::move(plan_id)), say_(std::move(say)) {}

  void play() {
    auto const today = plans::local_date(clock_.now());
    auto const document = document_of(plan_id_, next_version(), today);
    auto const facts = plans::facts_of(document).value();
    version_ = facts.version;
    auto const filed = speak("operator", "demo-operator",
                             plans::PlanFiled{facts.plan_id, facts.version, facts.home, facts.document,
                                              facts.company_module, facts.ships_module},
                             document);
    say_("The ferry company signs version " + std::to_string(version_) + " of its plan " + plan_id_ +
         " and files it with Hong Kong: record " + text_of(filed, "origin") + " " +
         std::to_string(filed.at("seq").to_number<std::uint64_t>()) + ".");
    RegisterOptions officer;
    officer.address = address("demo-HK");
    officer.signer = signer("officer");
    officer.form = OutputForm::text;
    if (register_plan(officer, plan_id_, std::nullopt, std::nullopt) != 0)
      throw std::runtime_error("the plan was not registered");
    say_("Hong Kong's officer registers it. Nobody else has to do anything:");
    wait_for_copies();
    tell_recognition();
  }

 private:
  fs::path pki() const { return data_ / "demo-pki" / "HK"; }
  RegisterAddress address(std::string const& key) const {
    return {"", data_, geo::CentreId::hk, data_ / "keys" / (key + ".secret")};
  }
  SignerFiles signer(std::string const& who) const { return {pki() / (who + ".key.pem"), pki() / (who + ".pem"), {}}; }

  /// After all that the officers' register has, imported or registered.
  std::uint32_t next_version() const {
    store::SpatialPlanRegister held(desk_folder_path(data_, geo::CentreId::hk), store::Access::read_only);
    auto const versions = held.versions(plan_id_);
    return versions.empty() ? 1 : versions.back() + 1;
  }

  json::value speak(std::string const& who, std::string const& bus_key, plans::StatementBody body,
                    std::string const& document) {
    auto const said = sign_statement(read_signer(signer(who)), std::move(body), clock_.now());
    RegisterClient client(address(bus_key));
    send_attachments(client, document, share_folder() / "plans" / "data" / "samples" / "attachments", OutputForm::text);
    auto outcome = json::parse(client.submit(said.text, said.jws, document));
    if (text_of(outcome, "outcome") != "recorded") throw std::runtime_error(text_of(outcome, "text"));
    return outcome;
  }

  json::value ask(std::string const& kind) {
    return json::parse(officer_.ask(R"({"kind":")" + kind + R"(","plan_id":")" + plan_id_ + "\"}"));
  }

  void wait_for_copies() {
    for (auto const until = SteadyClock::now() + kPatience; SteadyClock::now() < until;) {
      auto const answer = ask("copies");
      auto const& copies = answer.at("copies").as_array();
      auto const in_step = std::ranges::count_if(copies, [](auto const& copy) {
        return geo::parse_centre(text_of(copy, "holder")) && text_of(copy, "drift") == "in_step";
      });
      if (in_step < 3) {
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        continue;
      }
      for (auto const& copy : copies)
        say_("  copy " + std::to_string(copy.at("copy").to_number<int>()) + "  " + text_of(copy, "holder") +
             (text_of(copy, "drift") == "in_step" ? ": verified, receipt signed" : ": not confirmed yet"));
      return;
    }
    throw std::runtime_error("waited in vain for the three centres' receipts");
  }

  void tell_recognition() {
    auto const answer = ask("recognition");
    for (auto const& one : answer.at("recognition").as_array()) {
      auto line = "  " + text_of(one, "by") + "  ";
      if (text_of(one, "by") == text_of(one, "home"))
        line += "its own plan";
      else if (text_of(one, "standing") == "recognised")
        line += "recognised, by the arrangement of 2015";
      else
        line += "not recognised: " + text_of(one.at("failing").as_array().front(), "text");
      say_(line);
    }
    say_("");
  }

  fs::path data_;
  std::string plan_id_;
  std::function<void(std::string const&)> say_;
  runtime::SystemClock clock_;
  std::uint32_t version_ = 0;
  RegisterClient officer_{address("demo-HK")};
};

}  // namespace

void demo_filing(fs::path const& data_folder, std::string const& plan_id,
                 std::function<void(std::string const&)> const& say) {
  if (!fs::exists(data_folder / "demo-pki")) {
    say("(No demonstration keys in this data folder: the filing of a plan is left out.)\n");
    return;
  }
  Filing(data_folder, plan_id, say).play();
}

}  // namespace lingding::tools
