#pragma once
// A CAP message as XML, valid by the schema of OASIS CAP-V1.2.

#include <string>

#include "adapters/cap/message.hpp"

namespace lingding::cap {

/// With an XML declaration and a line end behind it; elements in the standard's order; the same bytes for the same
/// message. Reads back to an equal message when the texts are such as XML can hold (others are left out of them), have
/// no blanks at their ends, times are whole seconds, and polygons are closed; radii to the millimetre. Signatures and
/// warnings are not written.
std::string write(Message const& message);

}  // namespace lingding::cap
