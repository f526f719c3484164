// lines: what an atomic operation costs when several cores use its cache line.
//
// A contended line serves one operation after the other, at a measured rate
// that depends on how many cores were active on it just now: hardware lets a
// core keep a line for several operations, so a transfer per access would be
// wrong by far (design.md, section 8).
#include "base/check.h"
#include "sched/gmp.h"

enum { LINE_BYTES = 64, WINDOW_NS = 2000, WAYS = 4 };

// The line's entry; the least recently used of its set is taken over.
static struct line *line_find(struct sched *s, uint64_t addr)
{
    uint64_t tag = addr / LINE_BYTES;
    // Addresses are offsets in Go memory, so that the set does not depend on
    // where the host put that.
    struct line *set =
        &s->lines[(tag * 0x9E3779B97F4A7C15u >> 32) % (LINES / WAYS) * WAYS];
    struct line *victim = &set[0];

    for (int i = 0; i < WAYS; i++) {
        if (set[i].addr == tag + 1)
            return &set[i];
        if (set[i].free_at < victim->free_at)
            victim = &set[i];
    }
    *victim = (struct line){.addr = tag + 1};
    for (int i = 0; i < COST_CURVE_POINTS; i++)
        victim->core[i] = -1;
    return victim;
}

// The entry that mp used last is found without the search.
static struct line *line_of(struct m *mp, word addr)
{
    if (mp->line != NULL && mp->line_addr == addr &&
        mp->line->addr == mp->line_tag)
        return mp->line;
    mp->line = line_find(mp->sched, vm_address(&mp->sched->vm, addr));
    mp->line_addr = addr;
    mp->line_tag = mp->line->addr;
    return mp->line;
}

// Notes that core uses the line now; how many cores have within the window.
static int line_users(struct line *l, int core, nsec now)
{
    int users = 0, mine = -1, oldest = 0;

    for (int i = 0; i < COST_CURVE_POINTS; i++) {
        if (l->core[i] == core)
            mine = i;
        else if (l->core[i] >= 0 && l->used_at[i] + WINDOW_NS > now)
            users++;
        if (l->core[i] < 0 || l->used_at[i] < l->used_at[oldest])
            oldest = i;
    }
    if (mine < 0)
        mine = oldest;
    l->core[mine] = (int16_t)core;
    l->used_at[mine] = now;
    return users + 1 > COST_CURVE_POINTS ? COST_CURVE_POINTS : users + 1;
}

int64_t atomic_cost_ps(struct m *mp, word addr)
{
    struct sched *s = mp->sched;
    nsec now = s->host.now;
    struct line *l = line_of(mp, addr);
    int users = line_users(l, mp->th.core, now);
    int64_t busy_ps = s->cost->atomic_ns_x100[users - 1] * 10;
    int64_t own_ps = s->cost->atomic_ns_x100[0] * 10;
    int64_t start_ps = l->free_at > now ? (l->free_at - now) * 1000 : 0;

    if (l->free_at >= now)
        start_ps += l->free_ps;
    int64_t done_ps = start_ps + busy_ps;
    l->free_at = now + done_ps / 1000;
    l->free_ps = done_ps % 1000;
    // The operation alone is in the cost of the call (native_ps).
    return done_ps > own_ps ? done_ps - own_ps : 0;
}
