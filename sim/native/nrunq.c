#include "native/nrunq.h"

#include <stddef.h>

#include "base/at.h"
#include "base/check.h"

enum { HALF = NRUNQ_CAP / 2 };

static uint64_t to_word(struct g *gp)
{
    return (uint64_t)(uintptr_t)gp;
}

static struct g *to_g(uint64_t w)
{
    return (struct g *)(uintptr_t)w;
}

bool nrunq_put(struct nrunq *q, struct g *gp, bool next, struct g **over)
{
    CHECK(gp != NULL);
    if (next) {
        gp = to_g(at_exchange(&q->runnext, to_word(gp)));
        if (gp == NULL)
            return true;
    }
    uint32_t head = at_load32(&q->head);
    uint32_t tail = q->tail;
    if (tail - head >= NRUNQ_CAP) {
        *over = gp;
        return false;
    }
    at_store_rlx(&q->g[tail % NRUNQ_CAP], to_word(gp));
    // Publishes the slot to consumers. Who puts looks for sleepers then
    // (nwakep), so the store must not be passed by what is loaded after it.
    at_store32(&q->tail, tail + 1);
    return true;
}

int nrunq_spill(struct nrunq *q, struct g **batch)
{
    uint32_t head = at_load32(&q->head);
    uint32_t n = q->tail - head;

    if (n < NRUNQ_CAP)
        return 0; // somebody has taken some
    for (uint32_t i = 0; i < HALF; i++)
        batch[i] = to_g(at_load_rlx(&q->g[(head + i) % NRUNQ_CAP]));
    return at_cas32(&q->head, head, head + HALF) ? HALF : 0;
}

struct g *nrunq_get(struct nrunq *q, bool *inherit)
{
    uint64_t next = at_load(&q->runnext);

    // Only the owner sets it from 0: when the swap fails, a thief took it.
    if (next != 0 && at_cas(&q->runnext, next, 0)) {
        *inherit = true;
        return to_g(next);
    }
    *inherit = false;
    for (;;) {
        uint32_t head = at_load32(&q->head);
        if (q->tail == head)
            return NULL;
        uint64_t gp = at_load_rlx(&q->g[head % NRUNQ_CAP]);
        if (at_cas32(&q->head, head, head + 1))
            return to_g(gp);
    }
}

struct g *nrunq_steal(struct nrunq *to, struct nrunq *from, int *n)
{
    uint32_t at = to->tail;

    CHECK(at == at_load32(&to->head));
    for (;;) {
        uint32_t head = at_load32(&from->head);
        uint32_t tail = at_load32(&from->tail);
        uint32_t len = tail - head, take = len - len / 2;
        if (take == 0)
            return NULL;
        if (take > HALF)
            continue; // head and tail were read at different times
        for (uint32_t i = 0; i < take; i++)
            at_store_rlx(&to->g[(at + i) % NRUNQ_CAP],
                         at_load_rlx(&from->g[(head + i) % NRUNQ_CAP]));
        if (!at_cas32(&from->head, head, head + take))
            continue;
        struct g *newest =
            to_g(at_load_rlx(&to->g[(at + take - 1) % NRUNQ_CAP]));
        at_store32_rel(&to->tail, at + take - 1);
        *n = (int)take;
        return newest;
    }
}

struct g *nrunq_peek_runnext(const struct nrunq *q)
{
    return to_g(at_load(&q->runnext));
}

bool nrunq_take_runnext(struct nrunq *q, struct g *gp)
{
    return at_cas(&q->runnext, to_word(gp), 0);
}

bool nrunq_empty(const struct nrunq *q)
{
    // Defend against: put with next displaces the runnext to the ring between
    // our looks at ring and runnext. tail unchanged means none did.
    for (;;) {
        uint32_t head = at_load32(&q->head);
        uint32_t tail = at_load32(&q->tail);
        uint64_t next = at_load(&q->runnext);
        if (tail == at_load32(&q->tail))
            return head == tail && next == 0;
    }
}

uint32_t nrunq_len(const struct nrunq *q)
{
    uint32_t head = at_load32(&q->head);

    return at_load32(&q->tail) - head;
}
