# cmake -DOUTPUT=... "-DFILES=a.o,b.a" -P embed_files.cmake
#
# Writes assembly that embeds the files, and a table of {name, begin, end}, ended by nulls, called
# vera_wasm32_runtime_files. It runs at build time; the object is as new as its files because the build
# names them as its dependencies.
string(REPLACE "," ";" FILES "${FILES}")
set(data "")
set(table "")
set(index 0)
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME)
  string(APPEND data ".p2align 4\n.Lbegin${index}:\n.incbin \"${file}\"\n.Lend${index}:\n.Lname${index}:\n.asciz \"${name}\"\n")
  string(APPEND table ".quad .Lname${index}, .Lbegin${index}, .Lend${index}\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE "${OUTPUT}" ".section .rodata.vera_wasm32_runtime,\"a\",@progbits\n${data}
.section .data.rel.ro.vera_wasm32_runtime,\"aw\",@progbits\n.p2align 3
.globl vera_wasm32_runtime_files\nvera_wasm32_runtime_files:\n${table}.quad 0, 0, 0\n.section .note.GNU-stack,\"\",@progbits\n")
