// nrt: what the native engine gives to rt/ (rt/engine.h), besides nat_ready.
#include <sched.h>

#include "base/check.h"
#include "native/ngmp.h"

nsec nat_now(struct m *mp)
{
    return nnow_loose(mp->sched);
}

uint32_t nat_random(struct m *mp, uint32_t n)
{
    return (uint32_t)rng_below(&mp->rng, n);
}

// sync_runtime_canSpin: spinning pays only when the owner runs on another P.
bool nat_can_spin(struct m *mp, int iter)
{
    struct nsched *s = mp->sched;

    return iter < s->go->mutex_spins && s->config->cores > 1 &&
           nprocs(s) > at_load32(&s->npidle) + at_load32(&s->nmspinning) + 1 &&
           nrunq_empty(&mp->p->runq);
}

// What more than half of its free sudogs an M gives to others.
void nat_sudogs_spill(struct m *mp)
{
    enum { KEEP = NAT_SUDOGS_MAX / 2 };
    struct nsched *s = mp->sched;
    struct nat_m *n = &mp->nat;

    at_lock(&s->lock);
    while (n->nsudogs > KEEP) {
        struct sudog *sg = n->sudogs;
        n->sudogs = sg->link;
        n->nsudogs--;
        sg->link = s->sudogs;
        s->sudogs = sg;
    }
    at_unlock(&s->lock);
}

// From what others gave, else from new memory.
void nat_sudogs_refill(struct m *mp)
{
    enum { SLAB = 64 };
    struct nsched *s = mp->sched;
    struct nat_m *n = &mp->nat;
    struct sudog *slab = NULL;

    at_lock(&s->lock);
    if (s->sudogs == NULL)
        slab = nslab_new(s, SLAB * sizeof *slab);
    for (int i = 0; i < SLAB; i++) {
        struct sudog *sg = slab == NULL ? s->sudogs : &slab[i];
        if (sg == NULL)
            break;
        if (slab == NULL)
            s->sudogs = sg->link;
        sg->link = n->sudogs;
        n->sudogs = sg;
        n->nsudogs++;
    }
    at_unlock(&s->lock);
}

struct rt_semtab *nat_semtab(struct m *mp)
{
    return &mp->sched->semtab;
}

// The holder's few instructions are over soon, unless the system runs something
// else on its CPU: then this thread gives way too. Nobody is woken: a short
// sleep costs a thread that lost its CPU nothing.
void nat_lock_slow(struct rt_lock *l)
{
    enum { SPINS = 8, PAUSES = 30, YIELDS = 4, NAP_NS = 50000 };

    for (int i = 0;; i++) {
        if (at_load32_rlx(&l->held) == 0 && at_cas32(&l->held, 0, 1))
            return;
        if (i < SPINS)
            for (int k = 0; k < PAUSES; k++)
                at_pause();
        else if (i < SPINS + YIELDS)
            sched_yield();
        else
            at_futex_wait(&l->held, 1, NAP_NS);
    }
}

void *nat_alloc(struct m *mp, size_t bytes)
{
    return vm_alloc(&mp->vm, (bytes + 7) / 8);
}

const struct rt_rules *nat_rules(struct m *mp)
{
    return &mp->sched->rules;
}
