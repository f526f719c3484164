// verify: checks that emitted code cannot make the VM read or write outside its
// frame, its tables or its code. The compiler's bugs end here, not in memory.
#ifndef VM_VERIFY_H
#define VM_VERIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "lang/code.h"

// Returns false and writes the first fault to text ("main.f+12 ADD: register 70
// of 8").
bool verify_code(const struct code *code, char *text, size_t cap);

#endif
