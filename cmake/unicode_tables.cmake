# vera_unicode_tables(TARGET ...): the tables of hostabi/unicode.cpp are there before these targets are built. They are
# made from the database that Debian packages; VERA_UNICODE_TABLES is the file.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_path(VERA_UNICODE_DATA UnicodeData.txt PATHS /usr/share/unicode NO_DEFAULT_PATH)
if(NOT VERA_UNICODE_DATA)
  message(FATAL_ERROR "the Unicode Character Database is missing: install the package unicode-data")
endif()
set(VERA_UNICODE_TABLES ${PROJECT_BINARY_DIR}/generated/hostabi/unicode_tables.inc)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated/hostabi)
add_custom_command(
  OUTPUT ${VERA_UNICODE_TABLES}
  COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/make_unicode_tables.py ${VERA_UNICODE_DATA} ${VERA_UNICODE_TABLES}
  DEPENDS ${PROJECT_SOURCE_DIR}/tools/make_unicode_tables.py ${VERA_UNICODE_DATA}/UnicodeData.txt
  COMMENT "Making the tables of Unicode"
  VERBATIM)
# One target for all, so that the command runs once.
add_custom_target(vera_unicode_tables DEPENDS ${VERA_UNICODE_TABLES})

function(vera_unicode_tables)
  foreach(target IN LISTS ARGN)
    add_dependencies(${target} vera_unicode_tables)
  endforeach()
endfunction()
