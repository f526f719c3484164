// lang: the front end as one call: source text to a checked program.
//
// scan.c -> parse.c -> sema*.c. Errors go to diag with position; a program with
// errors gives NULL. emit.h turns the checked program into code.
#ifndef LANG_LANG_H
#define LANG_LANG_H

#include <stddef.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/strtab.h"
#include "lang/ast.h"
#include "lang/types.h"

enum { LANG_SOURCE_MAX_BYTES = 16 << 20, LANG_NESTING_MAX = 1000 };

// One compilation. Zero-initialised, then lang_init.
struct lang {
    struct arena arena;
    struct strtab names;
    struct diag *diag;
    int go_minor; // language version 1.N: loop variables, range over int, min …
    struct scope *universe;
    struct package **packages; // in dependency order, main last
    size_t npackages;
    struct package *main;
    long nsyntax; // errors after which there is no tree to check
    // For tests of the checker: packages that are found before the built-in
    // ones (ended by a NULL path), and constructs of later levels accepted.
    const struct prelude_file *prelude;
    bool all_levels;
};

void lang_init(struct lang *l, struct diag *d, int go_minor);

// Parses and checks one file of package main, or of tests of any package (see
// testfile.h), and the prelude packages that it imports. name is for messages;
// text (len bytes) must outlive l. Returns the main package, or NULL when
// errors were reported to l->diag.
struct package *lang_check(struct lang *l, const char *name, const char *text,
                           size_t len);

void lang_release(struct lang *l);

#endif
