# SPDX-License-Identifier: GPL-2.0-or-later
# What libFuzzer runs: the layers that know no simulator, and from ns-3 its core alone.
file(GLOB fuzzed_sources CONFIGURE_DEPENDS ${here}/model/wire/*.cc ${here}/model/session/*.cc
     ${here}/model/crypto/*.cc ${here}/model/scheme/*.cc
)
list(FILTER fuzzed_sources EXCLUDE REGEX "/mqtt-sqlite-") # nothing is kept on disk here
file(GLOB scene_sources CONFIGURE_DEPENDS ${here}/test/mqtt-scheme-scene.cc ${here}/test/mqtt-scheme-wire.cc
     ${here}/test/mqtt-scheme-end.cc ${here}/test/mqtt-scheme-session.cc ${here}/test/mqtt-scheme-client.cc
     ${here}/test/mqtt-scheme-broker.cc ${here}/test/mqtt-packet-text.cc
)
file(GLOB fuzz_targets CONFIGURE_DEPENDS ${here}/fuzz/fuzz-*.cc)

set(CMAKE_CXX_FLAGS_RELEASE "") # assertions count
add_compile_options(
  -O1 -g1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
)
add_link_options(-fsanitize=address,undefined)

# Objects, since a scheme joins by a static name that a linker would leave out of an archive.
add_library(fuzzed OBJECT ${fuzzed_sources} ${scene_sources})
target_include_directories(fuzzed PUBLIC ${CMAKE_BINARY_DIR}/include ${here}/test)
target_compile_definitions(fuzzed PUBLIC NS3_LOG_ENABLE NS3_ASSERT_ENABLE)
target_link_libraries(fuzzed PUBLIC ns3::libcore Boost::headers OpenSSL::SSL OpenSSL::Crypto)
if(NOT CCACHE)
  target_precompile_headers(fuzzed PRIVATE ${here}/cmake/precompiled.h)
endif()

foreach(source ${fuzz_targets})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE fuzzed -fsanitize=fuzzer)
endforeach()

# Where an input wants it, what fails to verify passes all the same; OpenSSL's own calls stay as they are.
target_link_options(
  fuzz-scheme PRIVATE -Wl,--wrap=EVP_DecryptFinal_ex,--wrap=EVP_DigestVerify,--wrap=CRYPTO_memcmp
)
