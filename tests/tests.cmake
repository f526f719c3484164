# One program per tests/test_X.c. It links the layer that holds X (sim/*/X.c);
# tests that drive more than one module name their layers in TEST_LAYERS_X.
# rt/ is tested on an engine of its own.
if(rt_src)
  find_package(Threads REQUIRED)
  ENGINE_RT(tst rt_testengine.h)
  target_sources(rt_tst PRIVATE tests/rt_testengine.c)
  target_link_libraries(rt_tst PUBLIC Threads::Threads)
endif()
foreach(module chan gotimer select sync timer rt)
  set(TEST_LAYERS_${module} rt_tst)
endforeach()
# sched/ is tested by Go programs that run on it.
if(TARGET sched)
  add_library(simulate STATIC tests/simulate.c)
  target_include_directories(simulate PUBLIC tests)
  target_link_libraries(simulate PUBLIC
    sched lang vm trace host model base PkgConfig::CMOCKA)
endif()
<<<<<<< HEAD
foreach(module dump event exec lines netpoll park policy proc schedtrace steal stw
    syscall sysmon timers)
=======
foreach(module dump event exec invariants lines netpoll park proc schedtrace
    steal stw syscall sysmon timers)
>>>>>>> 8dccff9 (tests, sched: random programs, and every step of the simulator checked)
  set(TEST_LAYERS_${module} simulate)
endforeach()
set(TEST_LAYERS_native native lang vm trace model base)
set(TEST_LAYERS_nfind native rt_nat)
set(TEST_LAYERS_fuse lang vm base)
set(TEST_LAYERS_vm_long lang vm base)
# Random programs for tests/suites/generated.sh.
add_executable(gen_workload tests/gen/gen.c)
target_link_libraries(gen_workload PRIVATE flags)
file(GLOB tests CONFIGURE_DEPENDS tests/test_*.c)
foreach(test ${tests})
  get_filename_component(name ${test} NAME_WE)
  string(REGEX REPLACE "^test_" "" module ${name})
  file(GLOB source sim/*/${module}.c)
  if(DEFINED TEST_LAYERS_${module} AND TEST_LAYERS_${module})
    set(libs ${TEST_LAYERS_${module}})
  elseif(source)
    get_filename_component(dir ${source} DIRECTORY)
    get_filename_component(libs ${dir} NAME)
  else()
    message(FATAL_ERROR "${name}: no sim/*/${module}.c and no TEST_LAYERS_${module}")
  endif()
  set(found TRUE)
  foreach(lib ${libs})
    if(NOT TARGET ${lib})
      set(found FALSE)
    endif()
  endforeach()
  if(found)
    add_executable(${name} ${test})
    target_include_directories(${name} PRIVATE tests)
    target_link_libraries(${name} PRIVATE ${libs} PkgConfig::CMOCKA)
    add_test(NAME ${name} COMMAND ${name}
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 120)
  endif()
endforeach()

# The loop with a switch too, for compilers without computed goto.
if(TARGET test_fuse)
  add_executable(test_fuse_switch tests/test_fuse.c sim/vm/vm.c)
  target_compile_definitions(test_fuse_switch PRIVATE VM_SWITCH)
  target_include_directories(test_fuse_switch PRIVATE tests)
  target_link_libraries(test_fuse_switch PRIVATE
    lang vm base PkgConfig::CMOCKA)
  add_test(NAME test_fuse_switch COMMAND test_fuse_switch
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(test_fuse_switch PROPERTIES LABELS unit TIMEOUT 120)
endif()

include(tests/scripted.cmake)
