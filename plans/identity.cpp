#include "plans/identity.hpp"
namespace lingding::plans {}
