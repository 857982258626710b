# SPDX-License-Identifier: GPL-2.0-or-later
# As contrib/mqtt-security of an ns-3 tree (3.37 and later).
find_package(OpenSSL 3.0 QUIET)
if(NOT OPENSSL_FOUND)
  message(STATUS "mqtt-security is skipped: OpenSSL 3.0 or later was not found (Debian: libssl-dev)")
  return()
endif()

add_compile_definitions(MQTT_SECURITY_PROFILE_DIR="${CMAKE_CURRENT_SOURCE_DIR}/profiles")

build_lib(
  LIBNAME mqtt-security
  SOURCE_FILES ${model_sources}
  HEADER_FILES ${model_headers}
  LIBRARIES_TO_LINK ${libinternet} ${libpoint-to-point} ${libwifi} ${libmobility} OpenSSL::SSL
                    OpenSSL::Crypto
  TEST_SOURCES ${test_sources}
)
