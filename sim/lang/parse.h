// parse: tokens to a syntax tree. The whole grammar of Go is read (also what
// the subset does not have, so that sema can name it); errors are reported and
// skipped over, several a file. Nesting is capped at LANG_NESTING_MAX: that
// holds for the depth of the tree too, so that walking it needs no check of its
// own.
//
// What needs no types is checked here: that go and defer have a call, the forms
// of select cases (whose receive comes without parentheses), names on the left
// of :=, one default, branches and labels, the count of constants' values, and
// import paths. Generics end here with an error.
#ifndef LANG_PARSE_H
#define LANG_PARSE_H

#include "lang/lang.h"

// Parses source number file of l->diag. Never NULL; after errors the tree holds
// EX_BAD and ST_BAD where they were.
struct file *parse_file(struct lang *l, uint16_t file);

#endif
