#include "adapters/runtime/endpoint.hpp"

#include <catch2/catch.hpp>

using lingding::runtime::Endpoint;
using lingding::runtime::parse_endpoint;
using lingding::runtime::to_text;

TEST_CASE("runtime.endpoint: host and port in the ways people write them") {
  CHECK(*parse_endpoint("ais.example.org:4001") == Endpoint{"ais.example.org", 4001});
  CHECK(*parse_endpoint("192.0.2.7:0") == Endpoint{"192.0.2.7", 0});
  CHECK(*parse_endpoint("[::1]:65535") == Endpoint{"::1", 65535});
}

TEST_CASE("runtime.endpoint: without a host it is the loopback") {
  CHECK(*parse_endpoint(":4001") == Endpoint{"127.0.0.1", 4001});
  CHECK(*parse_endpoint("4001") == Endpoint{"127.0.0.1", 4001});
}

TEST_CASE("runtime.endpoint: what is wrong is named") {
  CHECK(parse_endpoint("host:65536").error() == "\"host:65536\": the port must be a number from 0 to 65535");
  CHECK(parse_endpoint("host:").error() == "\"host:\": the port must be a number from 0 to 65535");
  CHECK(parse_endpoint("host:-1").error() == "\"host:-1\": the port must be a number from 0 to 65535");
  CHECK(parse_endpoint("::1:4001").error() == "\"::1:4001\": an IPv6 address stands in brackets: [::1]:port");
  CHECK(parse_endpoint("[::1:4001").error() == "\"[::1:4001\": the bracket is not closed");
  CHECK(parse_endpoint("[::1]4001").error() == "\"[::1]4001\": expected [address]:port");
  CHECK_FALSE(parse_endpoint("").has_value());
  CHECK_FALSE(parse_endpoint("two words:1").has_value());
  CHECK_FALSE(parse_endpoint("tab\t:1").has_value());
}

TEST_CASE("runtime.endpoint: its text reads back") {
  for (auto const text : {"127.0.0.1:4001", "[2001:db8::1]:10110", "receiver:0"})
    CHECK(to_text(*parse_endpoint(text)) == text);
}
