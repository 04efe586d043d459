#include "tools/nearest_word.hpp"

#include <catch2/catch.hpp>

using lingding::tools::edit_distance;

TEST_CASE("tools.nearest_word: insertions, deletions, replacements and swaps count one each") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("", "abc") == 3);
  // The classic pair of Wagner and Fischer's algorithm: kitten, sitten, sittin, sitting.
  CHECK(edit_distance("kitten", "sitting") == 3);
  // A swap of neighbours is one change (Damerau 1964), and the restricted form does not edit between the swapped
  // letters.
  CHECK(edit_distance("centers", "centres") == 1);
  CHECK(edit_distance("ca", "abc") == 3);
  CHECK(edit_distance("Data_Folder", "data_folder") == 0);
}
