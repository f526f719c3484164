// emit: a checked program to bytecode.
//
// Only functions that main.main, an init or a package variable can reach get
// code. Variables that are captured or whose address is taken live in heap
// cells, all others in registers. Constructs outside the subset that sema let
// through are reported to l->diag with their level.
#ifndef LANG_EMIT_H
#define LANG_EMIT_H

#include "lang/code.h"
#include "lang/lang.h"

// Returns the program, or NULL when errors were reported. Free with code_free;
// it does not point into l.
struct code *emit_program(struct lang *l, struct package *main);

void code_free(struct code *c);

#endif
