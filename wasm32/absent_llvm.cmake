# absent_llvm(OUTPUT LLD_LIBRARY PRESENT_TARGET...)
#
# Writes C++ that defines what lld's driver names but never calls here. It initialises all of LLVM's targets for
# link-time optimisation: the initialisers of the targets that are not linked, and of all assembly parsers, do nothing.
# And it would optimise bitcode, which no input is (absent_lto.cpp): the functions of llvm::lto that the library leaves
# undefined trap.
# With this the compiler is 120 MB smaller, and starts faster by the option tables of passes that nothing runs.
function(absent_llvm output library)
  set(text "// Made by absent_llvm.cmake.\nextern \"C\" {\n")
  foreach(target IN LISTS LLVM_TARGETS_TO_BUILD)
    string(APPEND text "void LLVMInitialize${target}AsmParser() {}\n")
    if(NOT target IN_LIST ARGN)
      foreach(part TargetInfo Target TargetMC AsmPrinter)
        string(APPEND text "void LLVMInitialize${target}${part}() {}\n")
      endforeach()
    endif()
  endforeach()
  execute_process(COMMAND ${CMAKE_NM} -u ${library} OUTPUT_VARIABLE undefined COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "_ZNK?4llvm3lto[A-Za-z0-9_]*" symbols "${undefined}")
  list(REMOVE_DUPLICATES symbols)
  set(index 0)
  foreach(symbol IN LISTS symbols)
    string(APPEND text "void absent_lto_${index}() __asm__(\"${symbol}\");\nvoid absent_lto_${index}() { __builtin_trap(); }\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(CONFIGURE OUTPUT "${output}" CONTENT "${text}}\n" @ONLY)
endfunction()
