#include "native/nclock.h"

#include <stdio.h>
#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/prctl.h>
#endif

#include "base/check.h"

#if defined(__x86_64__)
// Invariant, readable, and good enough for the kernel: it takes another clock
// when the cores' counters disagree.
bool nclock_counter_is_sound(void)
{
    enum { INVARIANT = 1 << 8 };
    const unsigned power_leaf = 0x80000007;
    unsigned a, b, c, d;
    int mode = 0;
    char name[16] = "";

    if (__get_cpuid(power_leaf, &a, &b, &c, &d) == 0 || (d & INVARIANT) == 0 ||
        prctl(PR_GET_TSC, &mode) != 0 || mode != PR_TSC_ENABLE)
        return false;
    FILE *f = fopen("/sys/devices/system/clocksource/clocksource0/"
                    "current_clocksource",
                    "re");
    if (f == NULL)
        return false;
    bool tsc =
        fgets(name, sizeof name, f) != NULL && strcmp(name, "tsc\n") == 0;
    fclose(f);
    return tsc;
}
#elif defined(__aarch64__)
// One counter for all cores, by the architecture, which Linux keeps time by.
bool nclock_counter_is_sound(void)
{
    return true;
}
#else
bool nclock_counter_is_sound(void)
{
    return false;
}
#endif

// --- pairs

// Reads both clocks at one time. False: the thread was interrupted each time.
static bool read_pair(uint64_t *tick, uint64_t *ns)
{
    enum { TRIES = 5, EXACT_NS = 500 };
    uint64_t best = UINT64_MAX, width_ns = UINT64_MAX;
    nsec begin = nclock_system();

    // The narrowest of several; the system clock bounds its width too, as long
    // as nobody knows how long a tick is.
    for (int i = 0; i < TRIES; i++) {
        uint64_t before = nclock_ticks(true);
        nsec now = nclock_system();
        uint64_t after = nclock_ticks(true);
        nsec end = nclock_system();
        if (after - before < best) {
            best = after - before;
            width_ns = (uint64_t)(end - begin);
            *tick = before + best / 2;
            *ns = (uint64_t)now;
        }
        begin = end;
    }
    return width_ns <= EXACT_NS;
}

// Too long after the last pair to trust the line.
static bool is_far(const struct nclock_line *l, uint64_t tick)
{
    enum { FAR = 4 };

    return (int64_t)(tick - l->tick0) / FAR > l->horizon;
}

static int64_t ticks_of(nsec d, uint64_t mult)
{
    return (int64_t)(((nclock_wide)d << NCLOCK_SHIFT) / (nclock_wide)mult);
}

// From the old line at tick to the true time at the end of the new horizon.
static void steer(struct nclock_line *l, uint64_t tick, uint64_t ns,
                  uint64_t rate, nsec horizon)
{
    enum { STEEPEST = 8 };
    int64_t ticks = ticks_of(horizon, rate);
    nsec at = nclock_at(l, tick), error = (nsec)ns - at;
    bool far = is_far(l, tick);

    if (error > horizon / STEEPEST || error < -horizon / STEEPEST ||
        (far && error > 0)) {
        // The machine slept, and nothing but a jump sets this right; or so much
        // time has passed that the system clock was read instead of the line,
        // which must not fall behind that.
        l->ns0 = ns;
        l->mult = rate;
    } else {
        l->ns0 = (uint64_t)at;
        // Multiplied, for what is negative must not be shifted.
        nclock_wide more =
            (nclock_wide)error * ((nclock_wide)1 << NCLOCK_SHIFT);
        l->mult = rate + (uint64_t)(int64_t)(more / ticks);
    }
    l->tick0 = tick;
    l->horizon = ticks;
}

void nclock_fit_pair(struct nclock_fit *f, uint64_t tick, uint64_t ns)
{
    CHECK(tick >= f->tick);
    CHECK(ns >= f->ns);
    nsec dn = (nsec)(ns - f->ns);
    if (tick == f->tick || dn < NCLOCK_FIRST_NS)
        return; // too near for a rate
    uint64_t rate = (uint64_t)(((nclock_wide)dn << NCLOCK_SHIFT) /
                               (nclock_wide)(tick - f->tick));
    // Twice as far ahead as was looked back: the error of the rate makes no
    // more error in time than two or three times what the pairs have.
    nsec horizon =
        dn < NCLOCK_HORIZON_NS / 2 ? 2 * dn : (nsec)NCLOCK_HORIZON_NS;
    if (f->line.mult == 0)
        f->line = (struct nclock_line){tick, ns + NCLOCK_AHEAD_NS, rate,
                                       ticks_of(horizon, rate)};
    else
        steer(&f->line, tick, ns, rate, horizon);
    f->tick = tick;
    f->ns = ns;
}

static void publish(struct nclock *c, const struct nclock_line *l)
{
    uint64_t seq = at_load_rlx(&c->seq);

    CHECK(seq % 2 == 0);
    at_store_rlx(&c->seq, seq + 1);
    at_store_rel(&c->line.tick0, l->tick0);
    at_store_rel(&c->line.ns0, l->ns0);
    at_store_rel(&c->line.mult, l->mult);
    at_store_rel((uint64_t *)&c->line.horizon, (uint64_t)l->horizon);
    at_store_rel(&c->seq, seq + 2);
}

// A clock that cannot be read exactly (say, without a vDSO, or under a tool)
// is read from the system for good.
static void sync(struct nclock *c)
{
    enum { GIVE_UP = 16 };
    uint64_t tick, ns;

    if (read_pair(&tick, &ns) && tick >= c->fit.tick && ns >= c->fit.ns) {
        c->failed = 0;
        nclock_fit_pair(&c->fit, tick, ns);
        publish(c, &c->fit.line);
    } else if (++c->failed == GIVE_UP) {
        at_store32_rlx(&c->counter, 0);
    }
}

nsec nclock_beyond(struct nclock *c, uint64_t tick,
                   const struct nclock_line *line)
{
    bool near = line->mult != 0 && !is_far(line, tick);
    nsec now = near ? nclock_at(line, tick) : nclock_system();

    if (line->mult == 0 && now - (nsec)line->ns0 < NCLOCK_FIRST_NS)
        return now; // the first pair is too near
    if (at_cas32(&c->syncing, 0, 1)) {
        sync(c);
        at_store32_rel(&c->syncing, 0);
    }
    return now;
}

void nclock_init(struct nclock *c, bool counter)
{
    *c = (struct nclock){.line.horizon = INT64_MIN};
    if (!counter || !read_pair(&c->fit.tick, &c->fit.ns))
        return;
    c->line.ns0 = c->fit.ns;
    c->fit.line = c->line;
    c->counter = 1;
}
