# vera_library(NAME SOURCES ... [TESTS ...] [DEPS ...] [LLVM component ...])
#
# One static library and one GoogleTest binary per folder. The library is called vera_<NAME>, its tests
# <NAME>_test. Every .cpp of the folder must be listed: an unlisted file is a configure error, so that nothing
# rots outside the build.
function(vera_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;TESTS;DEPS;TEST_DEPS;EXTRA" ${ARGN})

  file(GLOB present RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS *.cpp)
  foreach(file IN LISTS present)
    if(NOT file IN_LIST arg_SOURCES AND NOT file IN_LIST arg_TESTS AND NOT file IN_LIST arg_EXTRA)
      message(FATAL_ERROR "${CMAKE_CURRENT_SOURCE_DIR}/${file} is not listed in vera_library(${name} ...)")
    endif()
  endforeach()

  add_library(vera_${name} STATIC ${arg_SOURCES})
  target_include_directories(vera_${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
  target_link_libraries(vera_${name} PUBLIC vera_options)
  foreach(dep IN LISTS arg_DEPS)
    target_link_libraries(vera_${name} PUBLIC vera_${dep})
  endforeach()

  if(arg_TESTS AND VERA_BUILD_TESTS)
    add_executable(${name}_test ${arg_TESTS})
    target_link_libraries(${name}_test PRIVATE vera_${name} GTest::gtest GTest::gtest_main)
    foreach(dep IN LISTS arg_TEST_DEPS)
      target_link_libraries(${name}_test PRIVATE vera_${dep})
    endforeach()
    gtest_discover_tests(${name}_test DISCOVERY_TIMEOUT 60)
  endif()
endfunction()
