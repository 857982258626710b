# SPDX-License-Identifier: GPL-2.0-or-later
# By itself, against an installed ns-3.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
option(MQTT_SECURITY_SANITIZE "Build with the address and undefined behaviour sanitizers" OFF)
option(MQTT_SECURITY_FUZZ "Build what libFuzzer runs, and nothing else; needs clang" OFF)

set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

find_package(ns3 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(SQLite3 3.31 REQUIRED)

# Headers are included as ns3/NAME.h, as they are in an ns-3 tree.
set(flat_headers ${CMAKE_BINARY_DIR}/include/ns3)
file(REMOVE_RECURSE ${flat_headers})
file(MAKE_DIRECTORY ${flat_headers})
foreach(header ${model_headers})
  get_filename_component(name ${header} NAME)
  file(CREATE_LINK ${here}/${header} ${flat_headers}/${name} SYMBOLIC)
endforeach()

add_compile_options(-Wall -Wextra)
if(MQTT_SECURITY_WERROR)
  add_compile_options(-Werror)
endif()
if(MQTT_SECURITY_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

if(MQTT_SECURITY_FUZZ)
  include(cmake/fuzz.cmake)
  return()
endif()

add_library(mqtt-security SHARED ${model_sources})
target_include_directories(mqtt-security PUBLIC ${CMAKE_BINARY_DIR}/include)
target_compile_definitions(
  mqtt-security PUBLIC NS3_LOG_ENABLE NS3_ASSERT_ENABLE
)
target_link_libraries(
  mqtt-security
  PUBLIC ns3::libcore
         ns3::libnetwork
         ns3::libinternet
         ns3::libpoint-to-point
         ns3::libmobility
         ns3::libwifi
         Boost::headers
         OpenSSL::SSL
         OpenSSL::Crypto
         SQLite::SQLite3
)

# Common headers are read once; where ccache is there, it spares more, and gets on badly with that.
set(precompiled ${CMAKE_CURRENT_SOURCE_DIR}/cmake/precompiled.h)
if(NOT CCACHE)
  target_precompile_headers(mqtt-security PRIVATE ${precompiled})
endif()

# @param name of a program
# @param folder below the build folder that it goes to
# @param ARGN sources
function(add_program name folder)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE mqtt-security)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${folder})
endfunction()

foreach(program ${programs})
  get_filename_component(name ${program} NAME_WE)
  get_filename_component(folder ${program} DIRECTORY)
  get_filename_component(folder ${folder} NAME)
  add_program(${name} ${folder} ${program})
endforeach()
add_program(mqtt-bench bench ${bench_sources})

# What real sockets need. A file whose name begins with mqtt-live is a program.
file(GLOB live_programs CONFIGURE_DEPENDS live/mqtt-live-*.cc)
file(GLOB live_sources CONFIGURE_DEPENDS live/*.cc)
list(REMOVE_ITEM live_sources ${live_programs})
find_package(Threads REQUIRED)
add_library(mqtt-live STATIC ${live_sources})
target_include_directories(mqtt-live INTERFACE live)
target_link_libraries(mqtt-live PUBLIC mqtt-security Threads::Threads)
foreach(program ${live_programs})
  get_filename_component(name ${program} NAME_WE)
  add_program(${name} live ${program})
  target_link_libraries(${name} PRIVATE mqtt-live)
endforeach()

enable_testing()
add_library(test-objects OBJECT ${test_sources})
target_link_libraries(test-objects PRIVATE mqtt-security)
if(NOT MQTT_SECURITY_SANITIZE)
  target_compile_options(test-objects PRIVATE -O1) # the tests themselves need no speed
endif()
if(NOT CCACHE)
  target_precompile_headers(test-objects PRIVATE ${precompiled})
endif()
add_program(test-runner . test/test-runner.cc $<TARGET_OBJECTS:test-objects>)
add_program(mqtt-conformance test test/conformance.cc $<TARGET_OBJECTS:test-objects>)

# Programs that know a scheme of the user's: its source is linked with theirs, and nothing is changed.
set(example_scheme examples/pre-shared-key-scheme.cc)
add_program(compare-with-example test scenarios/compare-schemes.cc ${example_scheme})
add_program(conformance-with-example test ${example_scheme} test/conformance.cc $<TARGET_OBJECTS:test-objects>)
add_test(NAME check-new-scheme
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/test/check-new-scheme.sh $<TARGET_FILE:compare-schemes>
                 $<TARGET_FILE:compare-with-example> $<TARGET_FILE:conformance-with-example>
)
set_tests_properties(check-new-scheme PROPERTIES SKIP_RETURN_CODE 77)

foreach(source ${test_sources})
  if(NOT source MATCHES "-test-suite.cc$")
    continue()
  endif()
  file(STRINGS ${source} lines REGEX "\"mqtt-[a-z]+\"")
  foreach(line ${lines})
    string(REGEX REPLACE ".*\"(mqtt-[a-z]+)\".*" "\\1" suite "${line}")
    add_test(NAME ${suite} COMMAND test-runner --suite=${suite})
    list(APPEND suites ${suite})
  endforeach()
endforeach()
add_test(NAME check-suites COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/test/check-suites.sh
                                   $<TARGET_FILE:test-runner> ${suites})
set(checks command-line determinism key-server-frames)
if(NOT MQTT_SECURITY_SANITIZE) # which finds nothing there that it does not find elsewhere, and takes its time
  list(APPEND checks captures documents)
  add_test(NAME bench-quick COMMAND mqtt-bench --quick --quiet --out=${CMAKE_BINARY_DIR}/bench-quick)
endif()
foreach(check ${checks})
  add_test(NAME check-${check} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/test/check-${check}.sh
                                       $<TARGET_FILE:compare-schemes>
  )
  set_tests_properties(check-${check} PROPERTIES SKIP_RETURN_CODE 77)
endforeach()
foreach(scenario card-authentication key-server-delay key-sharing-delay message-latency rekey-churn secure-setup)
  add_test(NAME check-${scenario} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/test/check-${scenario}.sh
                                          $<TARGET_FILE:${scenario}>
  )
endforeach()
foreach(example publish-subscribe tls-capture)
  add_test(NAME example-${example} COMMAND ${example})
endforeach()
file(GLOB live_test_sources CONFIGURE_DEPENDS test/live/*.cc)
add_program(live-test-runner . test/test-runner.cc ${live_test_sources})
target_link_libraries(live-test-runner PRIVATE mqtt-live)
add_test(NAME mqtt-live COMMAND live-test-runner --suite=mqtt-live)
foreach(name broker gateway faults) # one after the other, since they look at the clock
  add_test(NAME check-live-${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/test/check-live.sh ${CMAKE_BINARY_DIR} ${name})
  set_tests_properties(check-live-${name} PROPERTIES SKIP_RETURN_CODE 77 RESOURCE_LOCK clock)
endforeach()
