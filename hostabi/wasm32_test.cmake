# hostabi_test_wasm32: the unit tests of what needs nothing of the system, as a wasm32 module under node.
find_path(VERA_GTEST_SOURCE src/gtest-all.cc PATHS /usr/src/googletest/googletest NO_DEFAULT_PATH)
find_file(VERA_WASI_CRT crt1-command.o PATHS /usr/lib/wasm32-wasi NO_DEFAULT_PATH)
if(VERA_BUILD_TESTS AND VERA_WASM32_LD AND VERA_NODE AND VERA_GTEST_SOURCE AND VERA_WASI_CRT)
  execute_process(COMMAND ${VERA_WASM32_CLANG} --print-resource-dir OUTPUT_VARIABLE resources
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  add_wasm32_library(hostabi_test_wasm32 WASI
    SOURCES gtest_wasm32.cpp host_memory_test.cpp map_test.cpp string_test.cpp test_landing_wasm32.cpp text_test.cpp
    FLAGS -I${VERA_GTEST_SOURCE} -isystem ${VERA_GTEST_SOURCE}/include -D_WASI_EMULATED_SIGNAL -DGTEST_HAS_PTHREAD=0
          -DGTEST_HAS_EXCEPTIONS=0 -DGTEST_HAS_RTTI=0 -DGTEST_HAS_STREAM_REDIRECTION=0 -DGTEST_HAS_DEATH_TEST=0)
  set(archives $<TARGET_PROPERTY:vera_hostabi_wasm32,WASM32_ARCHIVE> $<TARGET_PROPERTY:vera_gc_wasm32,WASM32_ARCHIVE>)
  set(tests $<TARGET_PROPERTY:hostabi_test_wasm32,WASM32_ARCHIVE>)
  add_custom_command(
    OUTPUT hostabi_test.wasm
    COMMAND ${VERA_WASM32_LD} -o hostabi_test.wasm --stack-first -z stack-size=1048576 --export-table
            --export=__stack_pointer -L/usr/lib/wasm32-wasi -L${LLVM_LIBRARY_DIR}/wasm32-wasi ${VERA_WASI_CRT}
            --whole-archive ${tests} --no-whole-archive ${archives} -lc++ -lc++abi -lwasi-emulated-signal -lc
            ${resources}/lib/wasi/libclang_rt.builtins-wasm32.a
    DEPENDS hostabi_test_wasm32 vera_hostabi_wasm32 vera_gc_wasm32 ${tests} ${archives}
    COMMENT "Linking hostabi_test.wasm"
    VERBATIM)
  add_custom_target(hostabi_test_wasm32_module ALL DEPENDS hostabi_test.wasm)
  add_test(NAME hostabi_test_wasm32 COMMAND ${VERA_NODE} --no-warnings ${CMAKE_CURRENT_SOURCE_DIR}/wasm32_test.mjs
                                            ${CMAKE_CURRENT_BINARY_DIR}/hostabi_test.wasm)
endif()
