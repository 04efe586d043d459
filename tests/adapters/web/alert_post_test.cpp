// Who may post alerts, and what is answered: without sockets.

#include "adapters/web/alert_post.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

using namespace lingding;
using web::admit;
using web::PostHead;

namespace {

constexpr char const* kToken = "0123456789abcdef0123456789abcdef";
constexpr char const* kOther = "ffffffffffffffff0123456789abcdef";

std::vector<web::PostSource> sources() {
  return {{"cap-hk", {"application/cap+xml", "application/xml"}, web::Tokens::from_text(kToken), nullptr},
          {"mcc", {"text/plain"}, web::Tokens::from_text(kOther), nullptr}};
}

PostHead head(std::string_view target, std::string_view authorization) {
  return {"POST", target, "application/cap+xml; charset=utf-8", authorization, true};
}

}  // namespace

TEST_CASE("web.post: a source takes what comes with its own token") {
  auto const all = sources();
  auto const bearer = "Bearer " + std::string(kToken);
  CHECK(admit(head("/v1/alerts/cap-hk", bearer), all).source == &all[0]);
  CHECK(admit(head("/v1/alerts/cap-hk?x=1", "bearer  " + std::string(kToken)), all).source == &all[0]);
}

TEST_CASE("web.post: without a source's token nothing is told, not even which sources there are") {
  auto const all = sources();
  for (std::string const authorization :
       {"", "Bearer", "Bearer ", "Basic abc", "Bearer ffffffffffffffffffffffffffffffff", kToken}) {
    for (std::string const target : {"/v1/alerts/cap-hk", "/v1/alerts/none", "/", ""}) {
      auto const admitted = admit(head(target, authorization), all);
      CHECK(admitted.source == nullptr);
      CHECK(admitted.refusal.status == 401);
      CHECK(admitted.refusal.challenge);
    }
  }
  // Another source's token.
  auto const other = "Bearer " + std::string(kOther);
  CHECK(admit(head("/v1/alerts/cap-hk", other), all).refusal.status == 401);
  CHECK(admit(head("/v1/alerts/none", other), all).refusal.status == 404);
}

TEST_CASE("web.post: another method, type, or no length is refused by name") {
  auto const all = sources();
  auto request = head("/v1/alerts/cap-hk", "Bearer 0123456789abcdef0123456789abcdef");
  request.method = "GET";
  CHECK(admit(request, all).refusal.status == 405);
  CHECK(admit(request, all).refusal.allow == "POST");
  request.method = "POST";
  for (std::string_view const type : {"", "text/plain", "application/cap+xmlx"}) {
    request.content_type = type;
    CHECK(admit(request, all).refusal.status == 415);
  }
  request.content_type = "Application/XML";
  request.has_length = false;
  CHECK(admit(request, all).refusal.status == 411);
}

TEST_CASE("web.post: an answer counts what was taken, and names the line or the field of what was not") {
  runtime::DocumentResult result;
  result.accepted = 2;
  result.messages = 2;
  result.refused = 2;
  result.faults = {{"checksum_wrong", "the checksum of the sentence", "", 3, "$CDDSC"},
                   {"value_wrong", "a time", "/alert/sent[1]", 1, ""}};
  auto const answer = web::answer_of(result);
  CHECK(answer.status == 200);
  auto const json = boost::json::parse(answer.body).as_object();
  CHECK(json.at("accepted").to_number<int>() == 2);
  CHECK(json.at("refused_count").to_number<int>() == 2);
  auto const& faults = json.at("refused").as_array();
  CHECK(faults.at(0).at("line").to_number<int>() == 3);
  CHECK(faults.at(0).at("reason").as_string() == "checksum_wrong");
  CHECK(faults.at(1).at("field").as_string() == "/alert/sent[1]");
  CHECK(faults.at(1).at("expected").as_string() == "a time");
  result.accepted = result.messages = 0;
  CHECK(web::answer_of(result).status == 400);
  CHECK(web::answer_of({}).status == 400);
  CHECK(boost::json::parse(web::answer_of({}).body).at("error").as_string() == "nothing_in_it");
}

TEST_CASE("web.alerts: an exercise's every answer says so first, and stays JSON; a real one's is as it was") {
  runtime::DocumentResult result;
  result.accepted = result.messages = 1;
  for (auto const& body :
       {web::answer_of(result).body, web::answer_of({}).body, web::refusal(404, "x", "y").body, std::string{"{}"}}) {
    CHECK(web::marked_body(body, coordinator::Mode::real) == body);
    auto const played = web::marked_body(body, coordinator::Mode::exercise);
    CHECK(played.starts_with(R"({"mode":"exercise","marking":"EXERCISE EXERCISE EXERCISE )"));
    CHECK(boost::json::parse(played).as_object().size() == boost::json::parse(body).as_object().size() + 2);
  }
}
