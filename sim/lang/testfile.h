// testfile: the main function of a file of tests, as go test makes one.
#ifndef LANG_TESTFILE_H
#define LANG_TESTFILE_H

#include <stdbool.h>

#include "lang/lang.h"

// Whether a file of that name holds tests: it ends in _test.go.
bool testfile_is(const char *name);

// Adds to p, which was parsed but not checked, a function that runs its Test
// functions in the order of the source, as package testing does it, and makes
// it the package's entry. Test functions that are not like
// func TestXxx(t *testing.T) are reported, as by go vet.
void testfile_add_main(struct lang *l, struct package *p);

#endif
