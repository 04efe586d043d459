#include "adapters/runtime/line_source.hpp"

#include "adapters/runtime/detail/sources.hpp"

namespace lingding::runtime {
namespace {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

}  // namespace

std::unique_ptr<LineSource> open_line_source(LineInput const& input, LineSourceContext const& context) {
  return std::visit(Overloaded{[&](TcpClientInput const& tcp) { return detail::open_tcp_client(tcp, context); },
                               [&](TcpServerInput const& tcp) { return detail::open_tcp_server(tcp, context); },
                               [&](UdpInput const& udp) { return detail::open_udp(udp, context); },
                               [&](FileInput const& file) { return detail::open_file(file, context); },
                               [&](StandardInput const&) { return detail::open_standard_input(context); }},
                    input);
}

}  // namespace lingding::runtime
