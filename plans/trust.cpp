#include "plans/trust.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <system_error>
#include <utility>

#include "geo/check.hpp"
#include "plans/canonical.hpp"
#include "plans/detail/certificates.hpp"
#include "plans/detail/json_access.hpp"
#include "plans/detail/trust_state.hpp"

namespace lingding::plans {
namespace {

namespace json = boost::json;
using detail::Node;
using Problems = std::vector<Problem>;

constexpr std::string_view kSchema = "lingding/trust/1";
constexpr std::size_t kShownBytes = 100;
/// How long before its end a pin or certificate is warned of. A design value: time enough to make and carry a new one.
constexpr auto kWarnBefore = std::chrono::days{30};

std::string shown(json::value const& value) {
  return shortened(printable(json::serialize(value)), kShownBytes);
}

/// The tree of one text, or the one fault that keeps it from being one.
geo::Expected<json::value, Problems> parse(std::string_view text) {
  if (auto const fault = check_json_text(text))
    return geo::Unexpected{Problems{{"", fault->found, fault->expected, fault->place}}};
  json::parse_options options;
  options.max_depth = kMaxDocumentDepth;
  json::error_code error;
  json::value tree = json::parse({text.data(), text.size()}, error, {}, options);
  if (error) return geo::Unexpected{Problems{{"", error.message(), "JSON text (RFC 8259)", {}}}};
  return tree;
}

/// Gathers what is wrong, with the place in the text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  void problem(Node const& at, std::string expected) {
    add(at.pointer, at ? shown(*at.value) : std::string{}, std::move(expected));
  }
  void problem(Node const& at, std::string found, std::string expected) {
    add(at.pointer, std::move(found), std::move(expected));
  }
  Problems const& problems() const { return problems_; }
  /// The problems with their places, in the order of the text.
  Problems take() {
    std::vector<std::string> pointers;
    for (auto const& each : problems_) pointers.push_back(each.pointer);
    auto const places = places_of(text_, pointers);
    for (std::size_t i = 0; i < problems_.size(); ++i) problems_[i].place = places[i];
    return std::move(problems_);
  }

  /// No members but these.
  void only(Node const& object, std::initializer_list<std::string_view> names) {
    if (!object || !object.value->is_object()) return problem(object, "an object");
    for (auto const& member : object.value->get_object()) {
      if (std::find(names.begin(), names.end(), std::string_view{member.key()}) != names.end()) continue;
      std::string expected = "no such member; known are";
      for (auto const name : names) expected += " " + std::string{name};
      problem(object[member.key()], std::move(expected));
    }
  }

  std::optional<geo::UtcTime> time(Node const& node) {
    auto const text = node.text();
    auto const time = text ? geo::parse_time(*text) : std::nullopt;
    if (!time) problem(node, "a time as 2026-01-31T00:00:00Z");
    return time;
  }
  std::optional<geo::CentreId> centre(Node const& node) {
    auto const text = node.text();
    auto const centre = text ? geo::parse_centre(*text) : std::nullopt;
    if (!centre) problem(node, "CN-GD, HK or MO");
    return centre;
  }

  std::vector<Purpose> purposes(Node const& node) {
    std::vector<Purpose> found;
    for (std::size_t i = 0; i < node.size(); ++i) {
      auto const text = node[i].text();
      auto const purpose = text ? parse_purpose(*text) : std::nullopt;
      if (!purpose || std::find(found.begin(), found.end(), *purpose) != found.end()) {
        problem(node[i], "centre, operator, service or ship, each once");
      } else {
        found.push_back(*purpose);
      }
    }
    if (node.size() == 0) problem(node, "an array of purposes: centre, operator, service, ship");
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  void add(std::string const& pointer, std::string found, std::string expected) {
    if (problems_.size() < kMaxProblems) problems_.push_back({pointer, std::move(found), std::move(expected), {}});
  }
  std::string_view text_;
  Problems problems_;
};

/// The authority's certificate; what is wrong goes to the reader.
void read_certificate_of(Reader& reader, Node const& node, detail::PinnedAuthority& pinned) {
  auto const text = node.text();
  if (!text || text->size() > kMaxCertificateTextBytes)
    return reader.problem(node, "a certificate as PEM, at most 16 KiB");
  auto certificates = detail::certificates_from_pem(*text, 1);
  if (!certificates) return reader.problem(node, certificates.error(), "one certificate as PEM");
  X509* const certificate = certificates->front().get();
  if (auto const wrong = detail::fault_of_authority(certificate, 0))
    return reader.problem(node, detail::text_of(X509_get_subject_name(certificate)) + ": " + *wrong,
                          "an authority's certificate");
  pinned.facts.subject = detail::text_of(X509_get_subject_name(certificate));
  pinned.facts.fingerprint = detail::fingerprint_of(certificate);
  pinned.certificate_from = *detail::time_of(X509_get0_notBefore(certificate));
  pinned.facts.certificate_until = *detail::time_of(X509_get0_notAfter(certificate));
  pinned.certificate = std::move(certificates->front());
}

void read_lists_of(Reader& reader, Node const& node, detail::PinnedAuthority& pinned) {
  if (!node) return;
  auto const text = node.text();
  if (!text || text->size() > kMaxCrlTextBytes) return reader.problem(node, "revocation lists as PEM, at most 1 MiB");
  auto const blocks = detail::pem_blocks(*text, "X509 CRL");
  if (!blocks || blocks->empty() || blocks->size() > kMaxChainLength)
    return reader.problem(node, "one revocation list as PEM, and at most two of authorities below");
  bool own = false;
  for (auto const& der : *blocks) {
    auto list = detail::parse_list(der);
    if (!list) return reader.problem(node, list.error(), "a revocation list (RFC 5280)");
    X509* const authority = pinned.certificate.get();
    if (authority != nullptr &&
        X509_NAME_cmp(X509_CRL_get_issuer(list->list.get()), X509_get_subject_name(authority)) == 0) {
      if (!list->is_by(authority))
        return reader.problem(node, "a list in the name of " + list->facts.issuer + " that its key did not sign",
                              "a list that is signed by the authority");
      if (std::exchange(own, true)) return reader.problem(node, "two lists of this authority", "its newest list alone");
    }
    pinned.facts.lists.push_back(list->facts);
    pinned.lists.push_back(std::move(*list));
  }
  if (!own && pinned.certificate)
    reader.problem(node, "no list of " + pinned.facts.subject, "a list that this authority has signed");
}

detail::PinnedAuthority read_authority(Reader& reader, Node const& node) {
  detail::PinnedAuthority pinned;
  reader.only(node, {"place", "purposes", "from", "until", "certificate", "crl"});
  if (!node || !node.value->is_object()) return pinned;
  if (auto const place = reader.centre(node["place"])) pinned.facts.place = *place;
  pinned.facts.purposes = reader.purposes(node["purposes"]);
  auto const from = reader.time(node["from"]);
  auto const until = reader.time(node["until"]);
  if (from && until) {
    if (*until <= *from) reader.problem(node["until"], "a time after from");
    pinned.facts.from = *from;
    pinned.facts.until = *until;
  }
  read_certificate_of(reader, node["certificate"], pinned);
  read_lists_of(reader, node["crl"], pinned);
  return pinned;
}

void read_state(Reader& reader, Node const& root, detail::TrustState& state) {
  reader.only(root, {"schema", "centre", "authorities"});
  if (!root.value->is_object()) return;
  if (root["schema"].text() != kSchema) reader.problem(root["schema"], "\"" + std::string{kSchema} + "\"");
  if (auto const centre = reader.centre(root["centre"])) state.centre = *centre;
  Node const authorities = root["authorities"];
  if (!authorities || !authorities.value->is_array() || authorities.size() == 0 || authorities.size() > kMaxAuthorities)
    return reader.problem(authorities, "no array of 1 … 32 authorities", "an array of 1 … 32 authorities");
  for (std::size_t i = 0; i < authorities.size(); ++i) {
    auto pinned = read_authority(reader, authorities[i]);
    for (auto const& other : state.pinned)
      if (pinned.certificate && other.facts.fingerprint == pinned.facts.fingerprint &&
          other.facts.place != pinned.facts.place)
        reader.problem(authorities[i]["certificate"], "the certificate that is pinned for another place too",
                       "an authority of one place");
    state.pinned.push_back(std::move(pinned));
  }
}

/// "HK (CN=…)".
std::string name_of(TrustedAuthority const& authority) {
  return std::string{geo::to_text(authority.place)} + " (" + authority.subject + ")";
}

std::string date_of(geo::UtcTime time) {
  return geo::to_iso8601(time).substr(0, 10);
}

void warn_of_end(std::vector<std::string>& warnings, std::string const& what, geo::UtcTime until, geo::UtcTime now) {
  if (until <= now) {
    warnings.push_back(what + " ended on " + date_of(until));
  } else if (until - kWarnBefore <= now) {
    warnings.push_back(what + " ends on " + date_of(until));
  }
}

}  // namespace

geo::Expected<TrustStore, Problems> TrustStore::from_json(std::string_view text) {
  detail::ErrorScope const scope;
  auto const tree = parse(text);
  if (!tree) return geo::Unexpected{tree.error()};
  Reader reader{text};
  auto state = std::make_shared<detail::TrustState>();
  read_state(reader, Node{&*tree, ""}, *state);
  if (!reader.problems().empty()) return geo::Unexpected{reader.take()};
  state->text = canonical_json(text).value();
  state->digest = geo::sha256(state->text);
  for (auto const& pinned : state->pinned) state->authorities.push_back(pinned.facts);
  return TrustStore{std::move(state)};
}

geo::CentreId TrustStore::centre() const {
  return state_->centre;
}
std::string const& TrustStore::text() const {
  return state_->text;
}
geo::Digest TrustStore::digest() const {
  return state_->digest;
}
std::vector<TrustedAuthority> const& TrustStore::authorities() const {
  return state_->authorities;
}

std::vector<std::string> TrustStore::warnings(geo::UtcTime now) const {
  std::vector<std::string> warnings;
  for (auto const& authority : state_->authorities) {
    warn_of_end(warnings, "the pin of " + name_of(authority), authority.until, now);
    warn_of_end(warnings, "the certificate of " + name_of(authority), authority.certificate_until, now);
    if (authority.lists.empty()) warnings.push_back(name_of(authority) + " has no revocation list");
    for (auto const& list : authority.lists)
      if (list.next_update && *list.next_update <= now)
        warnings.push_back("the revocation list of " + list.issuer + " is stale: a newer one was due on " +
                           date_of(*list.next_update));
  }
  return warnings;
}

namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

/// A regular file of at most `limit` bytes, not reached by a symbolic link. The error is what is wrong, in words.
geo::Expected<std::string, std::string> read_regular_file(std::filesystem::path const& path, std::size_t limit) {
  Descriptor const file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
  if (file.get() < 0)
    return geo::Unexpected{errno == ELOOP ? std::string{"a symbolic link"} : std::generic_category().message(errno)};
  struct stat facts{};
  if (::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode))
    return geo::Unexpected{std::string{"no regular file"}};
  std::string content;
  std::array<char, 16384> buffer{};
  for (;;) {
    auto const size = ::read(file.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return geo::Unexpected{std::generic_category().message(errno)};
    if (size == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(size));
    if (content.size() > limit) return geo::Unexpected{"larger than " + std::to_string(limit) + " bytes"};
  }
}

/// A plain name: no folder, no leading dot, nothing that a terminal obeys.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name.front() != '.' && name.find('/') == std::string_view::npos &&
         is_printable(name);
}

/// Lines that can be shown. PEM files may have comments between their blocks.
bool is_text(std::string content) {
  std::erase_if(content, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
  return is_printable(content);
}

/// Puts the file that `name` of the object names in the place of the name.
void put_in(Reader& reader, json::object& object, Node const& authority, std::string_view name, std::string_view member,
            std::filesystem::path const& folder, std::size_t limit) {
  Node const node = authority[name];
  if (!node) return;
  auto const file = node.text();
  if (!file || !is_plain_name(*file)) return reader.problem(node, "the name of a file in the same folder");
  if (object.contains(member))
    return reader.problem(node, "either " + std::string{name} + " or " + std::string{member});
  auto const content = read_regular_file(folder / std::filesystem::path{std::string{*file}}, limit);
  if (!content)
    return reader.problem(node, shown(*node.value) + ": " + content.error(), "a PEM file in the same folder");
  if (!is_text(*content))
    return reader.problem(node, shown(*node.value) + ": no text", "a PEM file in the same folder");
  object.erase(name);
  object[member] = *content;
}

}  // namespace

geo::Expected<std::string, Problems> read_trust_folder(std::filesystem::path const& folder) {
  auto const text = read_regular_file(folder / "trust.json", kMaxDocumentBytes);
  if (!text)
    return geo::Unexpected{
        Problems{{"", (folder / "trust.json").string() + ": " + text.error(), "a file trust.json", {}}}};
  auto const tree = parse(*text);
  if (!tree) return geo::Unexpected{tree.error()};
  Reader reader{*text};
  json::value assembled = *tree;
  Node const authorities = Node{&*tree, ""}["authorities"];
  if (!authorities || authorities.size() > kMaxAuthorities)
    return geo::Unexpected{Problems{{"/authorities", "", "an array of 1 … 32 authorities", {}}}};
  for (std::size_t i = 0; i < authorities.size(); ++i) {
    json::object* const object = assembled.at("authorities").at(i).if_object();
    if (object == nullptr) continue;
    put_in(reader, *object, authorities[i], "certificate_file", "certificate", folder, kMaxCertificateTextBytes);
    put_in(reader, *object, authorities[i], "crl_file", "crl", folder, kMaxCrlTextBytes);
  }
  if (!reader.problems().empty()) return geo::Unexpected{reader.take()};
  auto canonical = canonical_json(json::serialize(assembled));
  if (!canonical) return geo::Unexpected{Problems{{"", canonical.error().found, canonical.error().expected, {}}}};
  return *std::move(canonical);
}

}  // namespace lingding::plans
