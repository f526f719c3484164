// errtext: a few errors about an input file in one text, a line for each, for
// functions that return their errors instead of printing them.
#ifndef MODEL_ERRTEXT_H
#define MODEL_ERRTEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum { ERRTEXT_MAX = 10 };

// Zero-initialised is valid and empty.
struct errtext {
    char *text;
    int n; // all errors, also those past ERRTEXT_MAX, which are not kept
};

// Adds "file:line:col: error: text". line 0 is no place in the file, col 0 no
// place in the line. Whatever a terminal could obey is escaped in both names.
__attribute__((format(printf, 5, 6))) void errtext_add(struct errtext *e,
                                                       const char *file,
                                                       size_t line, size_t col,
                                                       const char *fmt, ...);

__attribute__((format(printf, 5, 0))) void
errtext_vadd(struct errtext *e, const char *file, size_t line, size_t col,
             const char *fmt, va_list args);

// True when a further error would not be kept.
bool errtext_full(const struct errtext *e);

// The text without a newline at its end, xmalloc'd, or NULL when there was no
// error. Leaves e empty.
char *errtext_take(struct errtext *e);

#endif
