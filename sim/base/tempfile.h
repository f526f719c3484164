// tempfile: a new file beside its target that becomes it by rename, and that is
// gone when the process ends before that: by check_at_death also in
// check_failed, in xmalloc and in signal handlers that call check_run_at_death.
#ifndef BASE_TEMPFILE_H
#define BASE_TEMPFILE_H

#include <stdbool.h>

struct tempfile;

// Makes ".NAME.abc123.tmp" in the directory of target, honouring the umask.
// Returns its descriptor for writing (close-on-exec), which the caller closes,
// or -1 with errno set.
int tempfile_open(const char *target, struct tempfile **out);

// Puts the file in the place of target and frees t. On failure returns false
// with errno set; t and the file are still there.
bool tempfile_rename(struct tempfile *t, const char *target);

// Deletes the file and frees t.
void tempfile_remove(struct tempfile *t);

#endif
