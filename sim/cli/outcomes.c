#include "cli/outcomes.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

// An outcome as it goes through a file, before its texts.
struct head {
    uint64_t outlen, errlen, cutlen, seed;
    int64_t count;
    int64_t status;
};

static void outcome_release(struct outcome *o)
{
    free(o->out);
    free(o->err);
    free(o->cut);
}

static uint64_t hash(const struct outcome *o)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < o->outlen; i++)
        h = (h ^ (unsigned char)o->out[i]) * UINT64_C(1099511628211);
    for (const char *p = o->err; *p != '\0'; p++)
        h = (h ^ (unsigned char)*p) * UINT64_C(1099511628211);
    return (h ^ (uint64_t)o->status) * UINT64_C(1099511628211);
}

static bool alike(const struct outcome *a, const struct outcome *b)
{
    return a->status == b->status && a->outlen == b->outlen &&
           (a->outlen == 0 || memcmp(a->out, b->out, a->outlen) == 0) &&
           strcmp(a->err, b->err) == 0 && strcmp(a->cut, b->cut) == 0;
}

// The place in the table where o is, or where it belongs.
static size_t *find(const struct outcomes *os, const struct outcome *o)
{
    size_t i = hash(o) & (os->nslot - 1);

    while (os->slot[i] != 0 && !alike(&os->v.v[os->slot[i] - 1], o))
        i = (i + 1) & (os->nslot - 1);
    return &os->slot[i];
}

static void grow(struct outcomes *os)
{
    enum { FIRST = 64 };

    if (os->v.n * 2 < os->nslot)
        return;
    free(os->slot);
    os->nslot = os->nslot == 0 ? FIRST : os->nslot * 2;
    os->slot = xcalloc(os->nslot, sizeof *os->slot);
    for (size_t i = 0; i < os->v.n; i++)
        *find(os, &os->v.v[i]) = i + 1;
}

void outcomes_add(struct outcomes *os, struct outcome *o)
{
    CHECK(o->count > 0);
    CHECK(o->err != NULL && o->cut != NULL);
    grow(os);
    size_t *slot = find(os, o);
    if (*slot == 0) {
        vec_push(&os->v, *o);
        *slot = os->v.n;
        return;
    }
    struct outcome *old = &os->v.v[*slot - 1];
    old->count += o->count;
    if (o->seed < old->seed)
        old->seed = o->seed;
    outcome_release(o);
}

static int compare(const void *a, const void *b)
{
    const struct outcome *x = a, *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    CHECK(x == y || x->seed != y->seed); // a seed ends in one way
    return x->seed < y->seed ? -1 : x->seed > y->seed;
}

void outcomes_sort(struct outcomes *os)
{
    if (os->v.n > 0)
        qsort(os->v.v, os->v.n, sizeof *os->v.v, compare);
    free(os->slot);
    os->slot = NULL;
    os->nslot = 0;
}

bool outcomes_write(const struct outcomes *os, FILE *f)
{
    for (size_t i = 0; i < os->v.n; i++) {
        const struct outcome *o = &os->v.v[i];
        struct head h = {o->outlen, strlen(o->err), strlen(o->cut),
                         o->seed,   o->count,       o->status};
        fwrite(&h, sizeof h, 1, f);
        if (h.outlen > 0)
            fwrite(o->out, 1, h.outlen, f);
        fwrite(o->err, 1, h.errlen, f);
        fwrite(o->cut, 1, h.cutlen, f);
    }
    struct head end = {0};
    fwrite(&end, sizeof end, 1, f);
    return fflush(f) == 0 && !ferror(f);
}

static char *read_text(FILE *f, size_t n)
{
    char *text = xcalloc(n + 1, 1);

    if (n > 0 && fread(text, 1, n, f) != n)
        text[0] = '\0';
    return text;
}

bool outcomes_read(struct outcomes *os, FILE *f)
{
    struct head h;

    while (fread(&h, sizeof h, 1, f) == 1) {
        if (h.count == 0)
            return true;
        struct outcome o = {.outlen = h.outlen,
                            .status = (int)h.status,
                            .count = h.count,
                            .seed = h.seed};
        o.out = read_text(f, h.outlen);
        o.err = read_text(f, h.errlen);
        o.cut = read_text(f, h.cutlen);
        outcomes_add(os, &o);
    }
    return false;
}

void outcomes_release(struct outcomes *os)
{
    for (size_t i = 0; i < os->v.n; i++)
        outcome_release(&os->v.v[i]);
    vec_release(&os->v);
    free(os->slot);
    *os = (struct outcomes){0};
}
