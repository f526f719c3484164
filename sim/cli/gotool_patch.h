// gotool_patch: the sources of Go's run time, changed so that a program that
// ends stops its trace (gotool/patches.def), as an overlay for the go command.
#ifndef CLI_GOTOOL_PATCH_H
#define CLI_GOTOOL_PATCH_H

#include <stdbool.h>

#include "cli/gotool.h"

// Writes the overlay to t->dir/overlay.json. Prints what is wrong and returns
// an exit status.
int gotool_patch(const struct gotool *t);

// Writes n bytes of text to dir/name. Prints what is wrong.
bool gotool_write(const char *dir, const char *name, const char *text,
                  size_t n);

// Writes the embedded file to dir/name.
bool gotool_write_embedded(const char *dir, const char *name,
                           const char *embedded);

// Writes all files of package work to dir.
bool gotool_write_work(const char *dir);

#endif
