// xmalloc: the only way to allocate. Never returns NULL: out of memory ends the
// process with status 71 and "gmpsim: out of memory". Tests make the n-th
// allocation fail (once, or from then on).
#ifndef BASE_XMALLOC_H
#define BASE_XMALLOC_H

#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size); // zeroed; n * size is checked
void *xrealloc(void *p, size_t size);
void *xreallocarray(void *p, size_t n, size_t size); // n * size is checked
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
__attribute__((format(printf, 1, 2))) char *xasprintf(const char *fmt, ...);

// Zeroed pages straight from the system for big pools; size is rounded up.
void *xmap(size_t size);
void xunmap(void *p, size_t size);

// Makes allocation number n from now (1 is the next) fail; with for_ever every
// later one too. n = 0 turns it off. The environment variable
// GMPSIM_FAIL_ALLOC=n or n+ does the same from the start of the process.
void xmalloc_fail_at(long n, int for_ever);

// Allocations made so far; what a test loops up to.
long xmalloc_count(void);

#endif
