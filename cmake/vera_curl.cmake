# The target vera_curl: libcurl as an archive with HTTP and TLS alone. Debian's own archive needs Kerberos and LDAP, which
# have none, so this is built from Debian's source, once for all presets, with OpenSSL and c-ares from their archives. c-ares
# resolves names itself: getaddrinfo in a static program would load what its machine's C library brings along.
include(ExternalProject)

set(VERA_THIRD_PARTY_DIR ${PROJECT_SOURCE_DIR}/build/third_party CACHE PATH "Sources and builds of third-party libraries")
set(curl_source ${VERA_THIRD_PARTY_DIR}/curl)
set(curl_build ${VERA_THIRD_PARTY_DIR}/curl-build)
if(NOT EXISTS ${curl_source})
  execute_process(COMMAND ${PROJECT_SOURCE_DIR}/tools/fetch_source.sh curl ${curl_source} COMMAND_ERROR_IS_FATAL ANY)
endif()

foreach(archive ssl crypto cares)
  find_library(VERA_LIB_${archive} lib${archive}.a REQUIRED)
endforeach()

set(curl_options
  -DBUILD_CURL_EXE=OFF -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF -DENABLE_MANUAL=OFF -DPICKY_COMPILER=OFF
  -DHTTP_ONLY=ON -DENABLE_ARES=ON -DENABLE_UNIX_SOCKETS=OFF
  -DCURL_USE_OPENSSL=ON -DOPENSSL_USE_STATIC_LIBS=TRUE -DCURL_DISABLE_OPENSSL_AUTO_LOAD_CONFIG=ON
  # The run says where certificates are: the machine that builds is not the one that runs.
  -DCURL_CA_BUNDLE=none -DCURL_CA_PATH=none
  -DCURL_ZLIB=OFF -DUSE_LIBIDN2=OFF -DCURL_USE_LIBPSL=OFF -DCURL_USE_LIBSSH2=OFF
  -DCURL_DISABLE_ALTSVC=ON -DCURL_DISABLE_COOKIES=ON -DCURL_DISABLE_DOH=ON -DCURL_DISABLE_GETOPTIONS=ON
  -DCURL_DISABLE_HSTS=ON -DCURL_DISABLE_MIME=ON -DCURL_DISABLE_NETRC=ON -DCURL_DISABLE_NTLM=ON)

ExternalProject_Add(curl_build
  SOURCE_DIR ${curl_source}
  BINARY_DIR ${curl_build}
  STAMP_DIR ${curl_build}/stamps
  TMP_DIR ${curl_build}/tmp
  CMAKE_GENERATOR Ninja
  CMAKE_ARGS -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}
             -DCMAKE_C_COMPILER_LAUNCHER=${CMAKE_C_COMPILER_LAUNCHER} -Wno-dev ${curl_options}
  BUILD_COMMAND ${CMAKE_COMMAND} --build ${curl_build} --target libcurl
  BUILD_BYPRODUCTS ${curl_build}/lib/libcurl.a
  INSTALL_COMMAND ""
  LOG_CONFIGURE ON
  LOG_BUILD ON
  LOG_DIR ${curl_build}/logs
  LOG_OUTPUT_ON_FAILURE ON)

add_library(vera_curl INTERFACE)
add_dependencies(vera_curl curl_build)
target_include_directories(vera_curl SYSTEM INTERFACE ${curl_source}/include)
target_compile_definitions(vera_curl INTERFACE CURL_STATICLIB)
target_link_libraries(vera_curl INTERFACE ${curl_build}/lib/libcurl.a ${VERA_LIB_ssl} ${VERA_LIB_crypto} ${VERA_LIB_cares}
                                          Threads::Threads ${CMAKE_DL_LIBS})
