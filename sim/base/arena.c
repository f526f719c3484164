#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

enum { ALIGN = 16 };

// Under AddressSanitizer each allocation is a chunk of its own, so that it has
// its own red zones.
#if defined(__SANITIZE_ADDRESS__)
enum { CHUNK_SIZE = 0 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { CHUNK_SIZE = 0 };
#else
enum { CHUNK_SIZE = 64 * 1024 };
#endif
#else
enum { CHUNK_SIZE = 64 * 1024 };
#endif

struct arena_chunk {
    _Alignas(ALIGN) struct arena_chunk *next;
    _Alignas(ALIGN) char data[];
};

// A zeroed chunk. The first of the list is the one that next and end point
// into; one made for a single large object goes behind it, so that the rest of
// the first stays in use.
static char *add_chunk(struct arena *a, size_t size, bool as_first)
{
    CHECK(size <= SIZE_MAX - sizeof(struct arena_chunk));
    struct arena_chunk *c = xcalloc(1, sizeof *c + size);
    if (as_first || a->chunks == NULL) {
        c->next = a->chunks;
        a->chunks = c;
    } else {
        c->next = a->chunks->next;
        a->chunks->next = c;
    }
    return c->data;
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (size == 0)
        size = 1;
    if (size > SIZE_MAX / 4)
        (void)xreallocarray(NULL, SIZE_MAX, 2); // out of memory, by that path
    size_t need = (size + ALIGN - 1) / ALIGN * ALIGN;
    a->used_bytes += need;
    if (need <= (size_t)(a->end - a->next)) {
        char *p = a->next;
        a->next += need;
        return p;
    }
    if (need > CHUNK_SIZE / 4)
        // The exact size, for the sanitizer's sake.
        return add_chunk(a, size, false);
    char *p = add_chunk(a, CHUNK_SIZE, true);
    a->next = p + need;
    a->end = p + CHUNK_SIZE;
    return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        bytes = SIZE_MAX;
    return arena_alloc(a, bytes);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    CHECK(s != NULL || n == 0);
    char *copy = arena_alloc(a, n < SIZE_MAX ? n + 1 : n);
    if (n > 0)
        memcpy(copy, s, n);
    return copy;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    CHECK(fmt != NULL);
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    CHECK(n >= 0);
    char *text = arena_alloc(a, (size_t)n + 1);
    int m = vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    CHECK(m == n);
    return text;
}

void arena_release(struct arena *a)
{
    for (struct arena_chunk *c = a->chunks, *next; c != NULL; c = next) {
        next = c->next;
        free(c);
    }
    *a = (struct arena){0};
}
