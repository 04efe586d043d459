# One folder = one target = one namespace. These functions are the only way targets of ours are made.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(LINGDING_CCACHE ccache)
if(LINGDING_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths below the source tree are made relative, so that several checkouts share one cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${LINGDING_CCACHE})
endif()

# What every target of ours is compiled with, privately. -ffp-contract=off: one result for one expression, on every machine.
add_library(lingding_flags INTERFACE)
target_compile_options(lingding_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -ffp-contract=off
  $<$<CONFIG:Release>:-O2>)

# Tests' own code is compiled once and run once: it is not worth an optimiser's time.
add_library(lingding_test_flags INTERFACE)
target_compile_options(lingding_test_flags INTERFACE -O0)

# lingding_layer(<name> SOURCES … HEADERS … [USES lingding::geo …] [LIBRARIES …] [PRIVATE_LIBRARIES …])
# makes the static library lingding::<name> of the calling folder. Headers are public and are each compiled alone.
function(lingding_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;HEADERS;USES;LIBRARIES;PRIVATE_LIBRARIES")
  add_library(lingding_${name} STATIC ${ARG_SOURCES})
  add_library(lingding::${name} ALIAS lingding_${name})
  target_sources(lingding_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${ARG_HEADERS})
  set_target_properties(lingding_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_compile_features(lingding_${name} PUBLIC cxx_std_20)
  target_include_directories(lingding_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(lingding_${name} PUBLIC ${ARG_USES} ${ARG_LIBRARIES} PRIVATE lingding_flags ${ARG_PRIVATE_LIBRARIES})
endfunction()

# lingding_program(<name> SOURCES … USES …): an executable.
function(lingding_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;USES")
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE lingding_flags ${ARG_USES})
endfunction()

# lingding_test_program(<name> LABEL <label> SOURCES … USES …): one Catch2 program; every case is a CTest entry with the one label.
function(lingding_test_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "LABEL;TIMEOUT" "SOURCES;USES")
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  lingding_program(${name} SOURCES ${ARG_SOURCES} USES ${ARG_USES} Catch2::Catch2WithMain lingding_test_flags)
  target_compile_definitions(${name} PRIVATE LINGDING_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LINGDING_BINARY_DIR="${CMAKE_BINARY_DIR}")
  # --warn NoTests: a filter that matches nothing is a failure, not a pass.
  catch_discover_tests(${name} EXTRA_ARGS --warn NoTests PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()
