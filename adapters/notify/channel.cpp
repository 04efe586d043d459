#include "adapters/notify/channel.hpp"

#include <curl/curl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>

#include "adapters/notify/detail/run_program.hpp"
#include "geo/base64.hpp"
#include "geo/json_writer.hpp"

namespace lingding::notify {
namespace {

/// Of what the other side answered; the rest is not kept.
constexpr std::size_t kMaxAnswer = 200;

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURL, Free>;
using List = std::unique_ptr<curl_slist, Free>;

void append(List& list, std::string const& text) {
  auto* const longer = curl_slist_append(list.get(), text.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

/// The first line; empty optional: it can't be read, or others may read it.
std::optional<std::string> secret(std::filesystem::path const& file) {
  struct stat about{};
  if (::stat(file.c_str(), &about) != 0 || (about.st_mode & 077) != 0) return std::nullopt;
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line) || line.empty()) return std::nullopt;
  return line;
}

bool is_loopback(std::string host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string part_of(std::string const& url, CURLUPart part) {
  std::unique_ptr<CURLU, Free> const parsed{curl_url()};
  char* text = nullptr;
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
      curl_url_get(parsed.get(), part, &text, 0) != CURLUE_OK)
    return {};
  std::string result{text};
  curl_free(text);
  return result;
}

std::string host_of(std::string const& server) {
  return server.substr(0, server.rfind(':'));
}

/// No line of a header may be made of two.
std::string one_line(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c == '\r' || c == '\n'; }, ' ');
  return text;
}

struct Reading {
  std::string const& text;
  std::size_t at = 0;
};
std::size_t give(char* into, std::size_t size, std::size_t count, void* from) {
  auto& reading = *static_cast<Reading*>(from);
  auto const length = std::min(size * count, reading.text.size() - reading.at);
  std::memcpy(into, reading.text.data() + reading.at, length);
  reading.at += length;
  return length;
}
std::size_t take(char* from, std::size_t size, std::size_t count, void* into) {
  auto& answer = *static_cast<std::string*>(into);
  answer.append(from, std::min(size * count, kMaxAnswer - std::min(kMaxAnswer, answer.size())));
  return size * count;
}
int look(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<std::atomic<bool> const*>(stop)->load() ? 1 : 0;
}

/// What every transfer has: limits, no signals, verified certificates, no redirections.
void prepare(CURL* handle, Channel const& channel, std::filesystem::path const& ca_file, std::string& answer,
             std::atomic<bool> const& stop, char* trouble_text) {
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, static_cast<long>(channel.limit.count()));
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file.c_str());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, look);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(&stop));
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, trouble_text);
}

Result perform(CURL* handle, char const* trouble_text) {
  auto const code = curl_easy_perform(handle);
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_ABORTED_BY_CALLBACK) return {false, "interrupted"};
  if (code != CURLE_OK) {
    std::string detail = *trouble_text != '\0' ? trouble_text : curl_easy_strerror(code);
    if (status != 0) detail += " (" + std::to_string(status) + ")";
    return {false, std::move(detail)};
  }
  bool const good = status >= 200 && status < 300;
  return {good, "answered " + std::to_string(status)};
}

/// A field's text in ASCII: words that are not, as encoded words (RFC 2047, section 2, base64). What stands before
/// them, the exercise's marking above all, is readable as it is.
std::string encoded(std::string const& text) {
  std::string out;
  bool after_encoded = false;
  for (std::size_t at = 0; at <= text.size();) {
    auto const end = std::min(text.find(' ', at), text.size());
    auto word = text.substr(at, end - at);
    bool const ascii = std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (at > 0) out += ' ';
    if (ascii) {
      out += word;
    } else {
      // The blank between two encoded words is not shown.
      if (after_encoded) word.insert(0, " ");
      // At most 75 characters each: 45 bytes, cut between code points.
      for (std::size_t from = 0; from < word.size();) {
        auto to = std::min(word.size(), from + 45);
        while (to < word.size() && (static_cast<unsigned char>(word[to]) & 0xC0U) == 0x80U) --to;
        out += (from > 0 ? " =?UTF-8?B?" : "=?UTF-8?B?") + geo::to_base64(word.substr(from, to - from)) + "?=";
        from = to;
      }
    }
    after_encoded = !ascii;
    at = end + 1;
  }
  return out;
}

/// What the machine that sorts mail can go by.
std::string mode_header(Notice const& notice) {
  if (notice.mode == coordinator::Mode::real) return "X-Lingding-Mode: real\r\n";
  std::string text = "X-Lingding-Mode: exercise\r\n";
  text += notice.asked.no_duff ? "X-Lingding-No-Duff: real, not of the exercise\r\n"
                               : "X-Exercise: EXERCISE EXERCISE EXERCISE\r\n";
  return text;
}

}  // namespace

coordinator::NotifyAsked marked(Notice const& notice) {
  auto asked = notice.asked;
  using coordinator::Marking;
  switch (coordinator::marking_of(notice.mode, asked.no_duff)) {
    case Marking::none:
      return asked;
    case Marking::exercise:
      asked.subject = std::string{coordinator::kExerciseMarking} + ": " + asked.subject;
      asked.text = std::string{coordinator::kExerciseMarking} + "\n" + asked.text +
                   (asked.text.ends_with('\n') ? "" : "\n") + std::string{coordinator::kExerciseMarking} + "\n";
      return asked;
    case Marking::no_duff:
      // The desk has said it in subject and text.
      if (!notice.real_desk.empty()) asked.text += "The real desk: " + notice.real_desk + "\n";
      return asked;
  }
  return asked;
}

std::string letter(Mail const& mail, Notice const& notice) {
  auto const asked = marked(notice);
  std::string text = "From: <" + one_line(mail.from) + ">\r\n";
  std::string to;
  for (auto const& one : mail.to) to += (to.empty() ? "<" : ", <") + one_line(one) + ">";
  text += "To: " + to + "\r\nSubject: " + encoded(one_line(asked.subject)) + "\r\n";
  // The same message tried again has the same id, so that readers can tell.
  text += "Message-ID: <" + one_line(asked.incident_id) + "." + std::to_string(asked.attempt) + "@lingding>\r\n";
  text += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n";
  text += mode_header(notice) + "X-Priority: 1\r\n\r\n";
  for (char const c : asked.text) text += c == '\n' ? std::string{"\r\n"} : std::string{c};
  return text;
}

std::string body(Channel const& channel, Notice const& notice) {
  auto const asked = marked(notice);
  std::string text;
  geo::JsonWriter json(text);
  json.begin_object().member("mode", to_text(notice.mode)).member("centre", geo::to_text(channel.centre));
  json.member("incident_id", asked.incident_id).member("attempt", asked.attempt).member("step", asked.step);
  if (asked.no_duff) json.member("no_duff", true);
  json.member("subject", asked.subject).member("text", asked.text).end_object();
  return text;
}

std::string input(Notice const& notice) {
  auto const asked = marked(notice);
  return asked.subject + "\n\n" + asked.text;
}

namespace {

Result send_mail(Channel const& channel, Mail const& mail, Notice const& notice, std::atomic<bool> const& stop) {
  Handle const handle{curl_easy_init()};
  if (!handle) return {false, "no memory"};
  std::string answer;
  char trouble_text[CURL_ERROR_SIZE] = "";
  prepare(handle.get(), channel, mail.ca_file, answer, stop, trouble_text);
  auto const url = (mail.tls == Tls::tls ? "smtps://" : "smtp://") + mail.server;
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  if (mail.tls == Tls::starttls) curl_easy_setopt(handle.get(), CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  if (!mail.user.empty()) {
    auto const password = secret(mail.password_file);
    if (!password) return {false, "the password's file can't be read, or others may read it"};
    curl_easy_setopt(handle.get(), CURLOPT_USERNAME, mail.user.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PASSWORD, password->c_str());
  }
  List to;
  for (auto const& one : mail.to) append(to, "<" + one_line(one) + ">");
  auto const from = "<" + one_line(mail.from) + ">";
  curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, to.get());
  auto const text = letter(mail, notice);
  Reading reading{text};
  curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, give);
  curl_easy_setopt(handle.get(), CURLOPT_READDATA, &reading);
  curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
  return perform(handle.get(), trouble_text);
}

Result send_webhook(Channel const& channel, Webhook const& hook, Notice const& notice, std::atomic<bool> const& stop) {
  Handle const handle{curl_easy_init()};
  if (!handle) return {false, "no memory"};
  std::string answer;
  char trouble_text[CURL_ERROR_SIZE] = "";
  prepare(handle.get(), channel, hook.ca_file, answer, stop, trouble_text);
  curl_easy_setopt(handle.get(), CURLOPT_URL, hook.url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  auto const said = body(channel, notice);
  List headers;
  append(headers, "Content-Type: application/json");
  append(headers, "Expect:");
  if (!hook.token_file.empty()) {
    auto const token = secret(hook.token_file);
    if (!token) return {false, "the token's file can't be read, or others may read it"};
    append(headers, "Authorization: Bearer " + one_line(*token));
  }
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, said.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(said.size()));
  return perform(handle.get(), trouble_text);
}

}  // namespace

std::string words(Channel const& channel) {
  struct {
    std::string operator()(Mail const& mail) const {
      std::string to;
      for (auto const& one : mail.to) to += (to.empty() ? "" : ", ") + one;
      return "mail to " + to;
    }
    std::string operator()(Webhook const& hook) const { return "webhook at " + part_of(hook.url, CURLUPART_HOST); }
    std::string operator()(Program const& program) const {
      return "command " + std::filesystem::path{program.arguments.front()}.filename().string();
    }
  } const way;
  return channel.name + " (" + std::visit(way, channel.way) + ")";
}

Result send(Channel const& channel, Notice const& notice, std::atomic<bool> const& stop) {
  if (auto why = trouble(channel, notice.mode); !why.empty()) return {false, std::move(why)};
  if (auto const* const mail = std::get_if<Mail>(&channel.way)) return send_mail(channel, *mail, notice, stop);
  if (auto const* const hook = std::get_if<Webhook>(&channel.way)) return send_webhook(channel, *hook, notice, stop);
  return run_program(std::get<Program>(channel.way).arguments, input(notice),
                     "LINGDING_MODE=" + std::string{to_text(notice.mode)}, channel.limit, stop);
}

std::string trouble(Channel const& channel, coordinator::Mode mode) {
  if (mode == coordinator::Mode::exercise && !channel.exercise)
    return "an exercise tells nobody but by channels of its own (exercise = true)";
  if (mode == coordinator::Mode::real && channel.exercise)
    return "the channel is an exercise's, and the server is real";
  if (auto const* const mail = std::get_if<Mail>(&channel.way)) {
    if (mail->tls == Tls::none && !is_loopback(host_of(mail->server))) return "mail without TLS goes to loopback alone";
    if (!mail->user.empty() && !secret(mail->password_file))
      return "the password's file can't be read, or others may read it (mode 0600)";
    return {};
  }
  if (auto const* const hook = std::get_if<Webhook>(&channel.way)) {
    auto const scheme = part_of(hook->url, CURLUPART_SCHEME);
    if (scheme != "https" && scheme != "http") return "the address of a webhook is https://…";
    if (scheme == "http" && !hook->plain && !is_loopback(part_of(hook->url, CURLUPART_HOST)))
      return "a webhook without TLS goes to loopback alone, or where plain = true says so";
    if (!hook->token_file.empty() && !secret(hook->token_file))
      return "the token's file can't be read, or others may read it (mode 0600)";
    return {};
  }
  auto const& arguments = std::get<Program>(channel.way).arguments;
  if (arguments.empty() || !arguments.front().starts_with('/')) return "a command begins with the program's whole path";
  return {};
}

}  // namespace lingding::notify
