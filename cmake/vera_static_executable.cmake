# vera_static_executable(TARGET): links a finished program for the fastest start. Measured against a dynamic, position-
# independent one: half the time to main. `keep-text-section-prefix` keeps the code of LLVM's static constructors
# together; -s leaves out symbols, which nothing needs: the JIT's symbol map is made from tables.

# LLVM's package names the shared libraries of its dependencies; a static program needs the archives.
foreach(dependency zstd::libzstd_shared=libzstd.a ZLIB::ZLIB=libz.a)
  string(REGEX MATCH "^(.*)=(.*)$" matched ${dependency})
  set(imported ${CMAKE_MATCH_1})
  set(archive ${CMAKE_MATCH_2})
  if(CMAKE_BUILD_TYPE STREQUAL "Release" AND TARGET ${imported})
    find_library(VERA_STATIC_${archive} ${archive} REQUIRED)
    set_target_properties(${imported} PROPERTIES IMPORTED_LOCATION ${VERA_STATIC_${archive}})
    foreach(configuration RELEASE NONE NOCONFIG RELWITHDEBINFO)
      set_target_properties(${imported} PROPERTIES IMPORTED_LOCATION_${configuration} ${VERA_STATIC_${archive}})
    endforeach()
  endif()
endforeach()

# Nothing of ours uses LLVM's interface to Z3, which exists as a shared library only.
if(TARGET LLVMSupport)
  get_target_property(libraries LLVMSupport INTERFACE_LINK_LIBRARIES)
  list(FILTER libraries EXCLUDE REGEX "libz3")
  set_target_properties(LLVMSupport PROPERTIES INTERFACE_LINK_LIBRARIES "${libraries}")
endif()

function(vera_static_executable target)
  if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT CMAKE_SYSTEM_NAME STREQUAL "Darwin")
    target_link_options(${target} PRIVATE -static -Wl,--icf=all -Wl,--gc-sections -Wl,-s -Wl,-z,keep-text-section-prefix)
  endif()
endfunction()
