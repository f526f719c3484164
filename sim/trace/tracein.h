// tracein: the bytes of a timeline file, streamed; uncompresses zstd, which is
// known by its first bytes, so that it also works on standard input.
#ifndef TRACE_TRACEIN_H
#define TRACE_TRACEIN_H

#include <stddef.h>
#include <sys/types.h>

struct tracein;

// Opens path, "-" is standard input. On failure returns NULL and sets *error
// (xmalloc'd: "cannot read 'x': …").
struct tracein *tracein_open(const char *path, char **error);

// Reads up to n bytes into p: the bytes read, 0 at the end. -1 when the system
// cannot read, -2 when compressed data are wrong; *why then is a static text.
ssize_t tracein_read(struct tracein *in, char *p, size_t n, const char **why);

void tracein_close(struct tracein *in);

#endif
