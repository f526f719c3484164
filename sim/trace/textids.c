#include "trace/textids.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

// FNV-1a, eight bytes at a time.
static uint64_t hash(const char *s, size_t n)
{
    uint64_t h = UINT64_C(14695981039346656037) + n;

    while (n > 0) {
        uint64_t w = 0;
        size_t k = n < sizeof w ? n : sizeof w;
        memcpy(&w, s, k);
        h = (h ^ w) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
        s += k;
        n -= k;
    }
    return h;
}

// The slot where a text with that hash is, or would go.
static size_t find(const struct textids *t, uint64_t h, const char *s, size_t n)
{
    size_t i = (size_t)h & (t->nslot - 1);

    while (t->slot[i] != 0) {
        const struct textids_text *x = &t->text[t->slot[i] - 1];
        if (x->hash == h && x->n == n && memcmp(t->bytes.v + x->at, s, n) == 0)
            break;
        i = (i + 1) & (t->nslot - 1);
    }
    return i;
}

static void grow(struct textids *t)
{
    free(t->slot);
    t->nslot = t->nslot == 0 ? 64 : 2 * t->nslot;
    t->slot = xcalloc(t->nslot, sizeof *t->slot);
    for (size_t k = 0; k < t->ntext; k++) {
        size_t i = (size_t)t->text[k].hash & (t->nslot - 1);
        while (t->slot[i] != 0)
            i = (i + 1) & (t->nslot - 1);
        t->slot[i] = (uint32_t)k + 1;
    }
}

uint32_t textids_get(struct textids *t, const char *s, size_t n, bool *is_new)
{
    uint64_t h = hash(s, n);
    size_t i;

    if (2 * (t->ntext + 1) > t->nslot)
        grow(t);
    i = find(t, h, s, n);
    *is_new = t->slot[i] == 0;
    if (!*is_new)
        return t->slot[i];
    CHECK(t->ntext < UINT32_MAX);
    if (t->ntext == t->cap)
        t->text = vec_grow(t->text, &t->cap, sizeof *t->text);
    t->text[t->ntext++] = (struct textids_text){h, t->bytes.n, n};
    for (size_t k = 0; k < n; k++)
        vec_push(&t->bytes, s[k]);
    t->slot[i] = (uint32_t)t->ntext;
    return t->slot[i];
}

const char *textids_text(const struct textids *t, uint32_t id, size_t *n)
{
    CHECK(id > 0 && id <= t->ntext);
    *n = t->text[id - 1].n;
    return *n == 0 ? "" : t->bytes.v + t->text[id - 1].at;
}

void textids_release(struct textids *t)
{
    free(t->text);
    free(t->slot);
    vec_release(&t->bytes);
    *t = (struct textids){0};
}
