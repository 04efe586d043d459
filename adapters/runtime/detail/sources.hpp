#pragma once
// The kinds of line source, one .cpp each; line_source.cpp chooses.

#include <memory>

#include "adapters/runtime/line_source.hpp"

namespace lingding::runtime::detail {

std::unique_ptr<LineSource> open_tcp_client(TcpClientInput const& input, LineSourceContext const& context);
std::unique_ptr<LineSource> open_tcp_server(TcpServerInput const& input, LineSourceContext const& context);
std::unique_ptr<LineSource> open_udp(UdpInput const& input, LineSourceContext const& context);
std::unique_ptr<LineSource> open_file(FileInput const& input, LineSourceContext const& context);
std::unique_ptr<LineSource> open_standard_input(LineSourceContext const& context);

}  // namespace lingding::runtime::detail
