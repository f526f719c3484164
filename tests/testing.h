// testing: what every unit test starts with.
#ifndef TESTING_H
#define TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TEST(name) static void name(void **state_ __attribute__((unused)))
#define RUN(name)  cmocka_unit_test(name)

#endif
