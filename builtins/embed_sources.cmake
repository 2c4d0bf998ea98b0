# cmake -DOUTPUT=... "-DSOURCES=a.vera,b.vera" -P embed_sources.cmake
#
# Writes one row {"<name>", R"vera(<text>)vera"} per source file, for builtin.cpp to include. It runs at build time, so that an
# edited source is embedded by the next build.
set(text "")
string(REPLACE "," ";" SOURCES "${SOURCES}")
foreach(source IN LISTS SOURCES)
  get_filename_component(name "${source}" NAME_WE)
  file(READ "${source}" content)
  string(APPEND text "{\"${name}\", R\"vera(${content})vera\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "${text}")
