# vera_static_executable(TARGET): links a finished program for the fastest start. Measured against a dynamic, position-
# independent one: half the time to main. `keep-text-section-prefix` keeps the code of LLVM's static constructors
# together; -s leaves out symbols, which nothing needs: the JIT's symbol map is made from tables.
function(vera_static_executable target)
  if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT CMAKE_SYSTEM_NAME STREQUAL "Darwin")
    target_link_options(${target} PRIVATE -static -no-pie -Wl,--icf=all -Wl,--gc-sections -Wl,-s
                                          -Wl,-z,keep-text-section-prefix)
  endif()
endfunction()
