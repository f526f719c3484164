#include "trace/idmap.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"

// Spreads ids that differ in few bits, such as multiples of a power of two.
static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static struct idmap_slot *find_slot(const struct idmap *m, uint64_t id)
{
    size_t i = (size_t)mix(id) & (m->nslot - 1);

    while (m->slot[i].index1 != 0 && m->slot[i].id != id)
        i = (i + 1) & (m->nslot - 1);
    return &m->slot[i];
}

int64_t idmap_find(const struct idmap *m, uint64_t id)
{
    if (m->nslot == 0)
        return IDMAP_NONE;
    return (int64_t)find_slot(m, id)->index1 - 1;
}

static void grow(struct idmap *m)
{
    struct idmap old = *m;

    m->nslot = old.nslot == 0 ? 64 : 2 * old.nslot;
    m->slot = xcalloc(m->nslot, sizeof *m->slot);
    for (size_t i = 0; i < old.nslot; i++)
        if (old.slot[i].index1 != 0)
            *find_slot(m, old.slot[i].id) = old.slot[i];
    free(old.slot);
}

int64_t idmap_add(struct idmap *m, uint64_t id)
{
    struct idmap_slot *s;

    if (2 * m->n >= m->nslot)
        grow(m);
    s = find_slot(m, id);
    CHECK(s->index1 == 0 && m->n < UINT32_MAX - 1);
    s->id = id;
    s->index1 = (uint32_t)++m->n;
    return (int64_t)m->n - 1;
}

int64_t idmap_get(struct idmap *m, uint64_t id)
{
    int64_t i = idmap_find(m, id);

    return i == IDMAP_NONE ? idmap_add(m, id) : i;
}

void idmap_release(struct idmap *m)
{
    free(m->slot);
    *m = (struct idmap){0};
}
