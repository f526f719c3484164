// arena: a bump allocator, freed whole. One per compilation.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

// Zero-initialised is valid and empty.
struct arena {
    struct arena_chunk *chunks;
    char *next, *end;
    size_t used_bytes;
};

// Zeroed memory, aligned to 16 bytes, valid until arena_release.
void *arena_alloc(struct arena *a, size_t size);

// n * size zeroed bytes; the product is checked.
void *arena_array(struct arena *a, size_t n, size_t size);

// Copies n bytes and appends a NUL.
char *arena_strndup(struct arena *a, const char *s, size_t n);

__attribute__((format(printf, 2, 3))) char *arena_printf(struct arena *a,
                                                         const char *fmt, ...);

void arena_release(struct arena *a);

#define arena_new(a, T) ((T *)arena_alloc((a), sizeof(T)))

#endif
