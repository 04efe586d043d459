#include "coordinator/routing.hpp"
namespace lingding::coordinator {}
