// Boost.JSON's one implementation file: every target that links lingding::geo can include <boost/json.hpp> in its .cpp
// files.

#include <boost/json/src.hpp>
