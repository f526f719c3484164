# Tests that are scripts: CTest runs them with the program of this build. Each
# prints what failed and "N passed, N failed, N skipped".
if(TARGET gmpsim)
  foreach(suite workloads lang truth golden cli native export)
    add_test(NAME ${suite}
      COMMAND ${CMAKE_SOURCE_DIR}/tests/suites/${suite}.sh)
    set_tests_properties(${suite} PROPERTIES LABELS scripted TIMEOUT 600
      ENVIRONMENT "GMPSIM=$<TARGET_FILE:gmpsim>")
  endforeach()
endif()
# The rules of style are for those who change the code; tidy needs ctags.
find_program(CTAGS ctags)
set(rules layers)
if(CTAGS)
  list(APPEND rules tidy)
endif()
foreach(rule ${rules})
  add_test(NAME ${rule} COMMAND ${CMAKE_SOURCE_DIR}/.ci/${rule})
  set_tests_properties(${rule} PROPERTIES LABELS scripted TIMEOUT 120)
endforeach()
