// outfile: output that appears whole or not at all: a temporary file beside the
// target, fsync, rename. Also buffered writing to descriptors. Every write is
// checked; the first error sticks and is reported at commit.
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>

struct outfile;

enum outfile_status {
    OUTFILE_OK,
    OUTFILE_CANNOT_CREATE, // exit status 73
    OUTFILE_IO,            // exit status 74
};

// Opens path for writing; "-" is standard output (no rename). A name ending in
// ".zst" is compressed where zstd was found at build time. Devices, pipes and
// other non-regular files that exist are written in place, /dev/stdout and
// /dev/fd/N through the descriptor they name. A file that exists keeps its
// mode, a symbolic link its target's place. Refuses directories, and files that
// may not be written. On failure returns NULL and sets *error to an xmalloc'd
// text ("cannot create 'x': No such file or directory"); the caller frees it.
struct outfile *outfile_open(const char *path, char **error);

// A buffered writer on an open descriptor; commit flushes, never closes it.
struct outfile *outfile_fd(int fd, const char *name);

void outfile_write(struct outfile *f, const void *p, size_t n);
__attribute__((format(printf, 2, 3))) void outfile_printf(struct outfile *f,
                                                          const char *fmt, ...);

// Writes what is buffered, so that it is seen now. Returns false on error.
bool outfile_flush(struct outfile *f);

// Whether a write has failed: nothing that is written from then on arrives.
bool outfile_failed(const struct outfile *f);

// Bytes accepted so far, before compression.
size_t outfile_size(const struct outfile *f);

// Flushes, syncs, renames, frees f. On failure the target is untouched, *error
// is set (xmalloc'd) and the temporary file is gone.
enum outfile_status outfile_commit(struct outfile *f, char **error);

// Frees f and leaves nothing behind.
void outfile_abort(struct outfile *f);

// Reads a whole file of at most max_bytes; "-" is standard input. Adds a NUL.
// Returns NULL and sets *error (xmalloc'd: "cannot read 'x': …"). FIFOs are
// read to their end; directories are refused.
char *infile_read(const char *path, size_t max_bytes, size_t *len,
                  char **error);

#endif
