# SPDX-License-Identifier: GPL-2.0-or-later
# As contrib/mqtt-security of an ns-3 tree that builds with CMake.
find_package(OpenSSL 3.0 QUIET)
if(NOT OPENSSL_FOUND)
  message(${HIGHLIGHTED_STATUS} "mqtt-security is skipped: OpenSSL 3.0 or later was not found (Debian: libssl-dev)")
  return()
endif()
find_package(Boost 1.74 QUIET)
if(NOT Boost_FOUND)
  message(${HIGHLIGHTED_STATUS} "mqtt-security is skipped: Boost 1.74 or later was not found (Debian: libboost-dev)")
  return()
endif()
find_package(SQLite3 3.31 QUIET)
if(NOT SQLite3_FOUND)
  message(${HIGHLIGHTED_STATUS} "mqtt-security is skipped: SQLite 3.31 or later was not found (Debian: libsqlite3-dev)")
  return()
endif()
# Plain paths: imported targets are not known in the folder of the tree's test runner.
include_directories(SYSTEM ${OPENSSL_INCLUDE_DIR} ${Boost_INCLUDE_DIRS} ${SQLite3_INCLUDE_DIRS})

build_lib(
  LIBNAME mqtt-security
  SOURCE_FILES ${model_sources}
  HEADER_FILES ${model_headers}
  LIBRARIES_TO_LINK ${tree_libraries} ${OPENSSL_LIBRARIES} ${SQLite3_LIBRARIES}
  TEST_SOURCES ${test_sources}
)
