# add_wasm32_library(NAME [WASI] SOURCES ... [FLAGS ...] [GENERATED ...])
#
# Compiles the sources with clang for wasm32 and archives them as lib<NAME>.a in the current binary directory; the
# target is NAME, its property WASM32_ARCHIVE is the path. With WASI they see wasi-libc and libc++, else they are
# freestanding. One custom command per source with a dependency file, so that a changed table rebuilds what
# includes it; GENERATED names the headers that the build makes, which must be there first.
find_program(VERA_WASM32_CLANG NAMES clang++-22 clang++ REQUIRED)
find_program(VERA_WASM32_AR NAMES llvm-ar-22 llvm-ar REQUIRED)
find_program(VERA_WASM32_LD NAMES wasm-ld-22 wasm-ld)
find_program(VERA_NODE NAMES node)

set(VERA_WASM32_FREESTANDING --target=wasm32 -ffreestanding)
# Debian names the directories of headers and libraries after the target's older name.
set(VERA_WASM32_WASI --target=wasm32-wasi -Wno-deprecated)
set(VERA_WASM32_FLAGS -std=c++20 -O2 -fno-exceptions -fno-rtti -mbulk-memory -fno-threadsafe-statics
                      -ffunction-sections -fdata-sections -Wall -Wextra -Wno-unused-parameter $<$<BOOL:${VERA_CHECKED}>:-DVERA_CHECKED=1>)

function(add_wasm32_library name)
  cmake_parse_arguments(arg "WASI" "" "SOURCES;FLAGS;GENERATED" ${ARGN})
  set(environment ${VERA_WASM32_FREESTANDING})
  if(arg_WASI)
    set(environment ${VERA_WASM32_WASI})
  endif()
  set(objects)
  foreach(source IN LISTS arg_SOURCES)
    set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.dir/${source}.o)
    add_custom_command(
      OUTPUT ${object}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/${name}.dir
      COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${VERA_WASM32_CLANG} ${environment} ${VERA_WASM32_FLAGS} ${arg_FLAGS}
              -I${PROJECT_SOURCE_DIR} -I${PROJECT_BINARY_DIR}/generated -MD -MF ${object}.d -c ${CMAKE_CURRENT_SOURCE_DIR}/${source} -o ${object}
      DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${source} ${arg_GENERATED}
      DEPFILE ${object}.d
      COMMENT "Building wasm32 object ${name}/${source}"
      VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  set(archive ${CMAKE_CURRENT_BINARY_DIR}/lib${name}.a)
  add_custom_command(
    OUTPUT ${archive}
    COMMAND ${CMAKE_COMMAND} -E rm -f ${archive}
    COMMAND ${VERA_WASM32_AR} rcsD ${archive} ${objects}
    DEPENDS ${objects}
    COMMENT "Archiving lib${name}.a for wasm32"
    VERBATIM)
  add_custom_target(${name} ALL DEPENDS ${archive})
  set_target_properties(${name} PROPERTIES WASM32_ARCHIVE ${archive})
endfunction()
