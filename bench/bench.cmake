# Micro-benchmarks, one program per bench/bench_*.c; not part of all. Target
# bench builds them.
add_custom_target(bench)
function(BENCH name)
  add_executable(${name} EXCLUDE_FROM_ALL bench/${name}.c)
  target_include_directories(${name} PRIVATE tests)
  target_link_libraries(${name} PRIVATE ${ARGN})
  add_dependencies(bench ${name})
endfunction()

if(TARGET vm)
  BENCH(bench_vm vm)
endif()
