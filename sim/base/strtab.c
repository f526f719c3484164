#include "base/strtab.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/xmalloc.h"

struct strtab_mem {
    struct arena arena;
};

// What precedes the text of each name: growing needs no second look at it, and
// NUL bytes inside are part of the name.
struct name {
    uint64_t hash;
    size_t len;
    char text[];
};

enum { CAP_MIN = 64 };

static const struct name *name_of(const char *text)
{
    return (const struct name *)(const void *)(text -
                                               offsetof(struct name, text));
}

// FNV-1a, then mixed so that the low bits depend on all of it.
static uint64_t hash_bytes(const char *s, size_t n)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < n; i++)
        h = (h ^ (uint8_t)s[i]) * UINT64_C(1099511628211);
    h = (h ^ (h >> 32)) * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ (h >> 29);
}

static void grow(struct strtab *t)
{
    size_t cap = t->cap == 0 ? CAP_MIN : t->cap * 2;
    CHECK(cap > t->cap);
    const char **slot = xcalloc(cap, sizeof *slot);
    for (size_t i = 0; i < t->cap; i++) {
        if (t->slot[i] == NULL)
            continue;
        size_t j = name_of(t->slot[i])->hash & (cap - 1);
        while (slot[j] != NULL)
            j = (j + 1) & (cap - 1);
        slot[j] = t->slot[i];
    }
    free(t->slot);
    t->slot = slot;
    t->cap = cap;
}

static const char *add_name(struct strtab *t, const char *s, size_t n,
                            uint64_t hash)
{
    if (t->mem == NULL)
        t->mem = xcalloc(1, sizeof *t->mem);
    struct name *name = arena_alloc(&t->mem->arena, sizeof *name + n + 1);
    name->hash = hash;
    name->len = n;
    if (n > 0)
        memcpy(name->text, s, n);
    t->n++;
    return name->text;
}

const char *strtab_intern(struct strtab *t, const char *s, size_t n)
{
    CHECK(s != NULL || n == 0);
    // At most three quarters full, so that a free slot ends every search.
    if (t->n >= t->cap / 4 * 3)
        grow(t);
    uint64_t hash = hash_bytes(s, n);
    size_t i = hash & (t->cap - 1);
    for (; t->slot[i] != NULL; i = (i + 1) & (t->cap - 1)) {
        const struct name *name = name_of(t->slot[i]);
        if (name->hash == hash && name->len == n &&
            (n == 0 || memcmp(name->text, s, n) == 0))
            return t->slot[i];
    }
    t->slot[i] = add_name(t, s, n, hash);
    return t->slot[i];
}

const char *strtab_cstr(struct strtab *t, const char *s)
{
    CHECK(s != NULL);
    return strtab_intern(t, s, strlen(s));
}

void strtab_release(struct strtab *t)
{
    if (t->mem != NULL)
        arena_release(&t->mem->arena);
    free(t->mem);
    free(t->slot);
    *t = (struct strtab){0};
}
