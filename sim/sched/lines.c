// lines: what an operation costs when several cores use its cache line.
//
// A contended line serves one operation after the other. Plain atomics, which
// programs issue as fast as they can, are served at a measured rate that
// depends on how many cores were active on the line just now and on how far
// they are from one another: hardware lets a core keep a line for several
// operations, so a transfer per access would be wrong by far (design.md,
// section 8). Words of locks are used with pauses between, and pay a transfer
// when the line was last at another core.
#include "base/check.h"
#include "sched/gmp.h"

enum { LINE_BYTES = 64, WINDOW_NS = 2000, WAYS = 4, PERCENT = 100 };

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
    *victim = (struct line){.addr = tag + 1, .last = -1};
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

// What a transfer between two cores takes, in per cent of one between cores
// that share a last-level cache.
static int64_t distance_pct(const struct sched *s, int a, int b)
{
    if (s->near)
        return PERCENT;
    switch (machine_distance(s->config->machine, a, b)) {
    case DISTANCE_CORE:
        return s->cost->line_smt_pct;
    case DISTANCE_SOCKET:
        return s->cost->line_socket_pct;
    case DISTANCE_FAR:
        return s->cost->line_far_pct;
    case DISTANCE_SAME:
    case DISTANCE_L3:
        break;
    }
    return PERCENT;
}

// Notes that core uses the line now; how many cores have within the window. The
// mean of their distances, in per cent, goes to *pct.
static int line_users(struct sched *s, struct line *l, int core, int64_t *pct)
{
    int users = 0, mine = -1, oldest = 0;
    nsec now = s->host.now;
    int64_t sum = 0;

    for (int i = 0; i < COST_CURVE_POINTS; i++) {
        if (l->core[i] == core) {
            mine = i;
        } else if (l->core[i] >= 0 && l->used_at[i] + WINDOW_NS > now) {
            users++;
            sum += distance_pct(s, core, l->core[i]);
        }
        if (l->core[i] < 0 || l->used_at[i] < l->used_at[oldest])
            oldest = i;
    }
    if (mine < 0)
        mine = oldest;
    l->core[mine] = (int16_t)core;
    l->used_at[mine] = now;
    *pct = users == 0 ? PERCENT : sum / users;
    return users + 1 > COST_CURVE_POINTS ? COST_CURVE_POINTS : users + 1;
}

// The line is busy for so long from now on, or from when it is free. Returns
// when it will be done, from now.
static int64_t occupy(struct line *l, nsec now, int64_t busy_ps)
{
    int64_t start_ps = l->free_at > now ? (l->free_at - now) * 1000 : 0;

    CHECK(busy_ps >= 0);
    if (l->free_at >= now)
        start_ps += l->free_ps;
    int64_t done_ps = start_ps + busy_ps;
    l->free_at = now + done_ps / 1000;
    l->free_ps = done_ps % 1000;
    return done_ps;
}

int64_t atomic_cost_ps(struct m *mp, word addr)
{
    struct sched *s = mp->sched;
    struct line *l = line_of(mp, addr);
    int64_t own_ps = s->cost->atomic_ns_x100[0] * 10, pct;
    int users = line_users(s, l, mp->th.core, &pct);
    int64_t busy_ps = s->cost->atomic_ns_x100[users - 1] * 10;

    if (users > 1 && pct != PERCENT) {
        busy_ps = busy_ps * pct / PERCENT;
        if (busy_ps < own_ps)
            busy_ps = own_ps;
    }
    l->last = (int16_t)mp->th.core;
    int64_t done_ps = occupy(l, s->host.now, busy_ps);
    // The operation alone is in the cost of the call (native_ps).
    return done_ps > own_ps ? done_ps - own_ps : 0;
}

int64_t lock_word_ps(struct m *mp, word addr)
{
    struct sched *s = mp->sched;

    if (s->nrunning <= 1) // nobody else uses it
        return 0;
    struct line *l = line_of(mp, addr);
    int core = mp->th.core, last = l->last;
    int64_t own_ps = s->cost->atomic_ns_x100[0] * 10, busy_ps = own_ps;

    if (last == core && l->free_at <= s->host.now) {
        l->free_at = s->host.now;
        return 0;
    }
    if (last >= 0 && last != core)
        busy_ps += s->cost->line_ns * 10 * distance_pct(s, core, last);
    l->last = (int16_t)core;
    return occupy(l, s->host.now, busy_ps) - own_ps;
}
