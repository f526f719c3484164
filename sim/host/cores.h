// cores: what the parts of the operating system know of one another; for
// sim/host alone. threads.c moves threads between states; fair.c says who is
// next on a core; place.c on which core; balance.c moves those that wait;
// speed.c says how fast work is done; bandwidth.c keeps to a quota.
#ifndef HOST_CORES_H
#define HOST_CORES_H

#include "host/fluid.h"
#include "host/host.h"

// t, or the next tick after it.
nsec host_tick(const struct host *h, nsec t);

// ---- threads.c ----

// Puts th, which is in no queue, on the free core.
void threads_put(struct host_thread *th, struct host_core *c);
// Takes the running thread off its core; the core is idle then and th blocked.
void threads_take_off(struct host_thread *th, const char *why);
// The same with work left, and th goes back to the core's queue.
void threads_set_aside(struct host_thread *th, const char *why);
// The free core takes who is next, of its queue or another, or idles.
void threads_next(struct host_core *c);
// How a thread comes to a core.
enum fair_join { FAIR_NEW, FAIR_WOKEN, FAIR_MOVED };

// th joins the queue of c.
void threads_wait(struct host_thread *th, struct host_core *c,
                  enum fair_join join);

// ---- fair.c ----

// Sets th's place among the threads of c, which it joins.
void fair_place(struct host_core *c, struct host_thread *th,
                enum fair_join join);
void fair_enqueue(struct host_core *c, struct host_thread *th);
void fair_dequeue(struct host_core *c, struct host_thread *th);
// Takes th, which waits, away from c, to join another queue.
void fair_move_away(struct host_core *c, struct host_thread *th);
// th, which just left the core, does not come back soon.
void fair_leave(struct host_core *c, struct host_thread *th);
// Who is next; the core is free. NULL when nobody waits.
struct host_thread *fair_next(const struct host_core *c);
// Before th joins a core at work: true when its thread's slice turns out to be
// over, and others wait.
bool fair_update(struct host_core *c);
// Whether th, which waits since now, takes the core from its thread.
bool fair_preempts(const struct host_core *c, const struct host_thread *th);
// When the core's thread may have to go, somebody waits.
nsec fair_slice_end(const struct host_core *c);
// At that time, or when somebody was to take its place: whether it has.
bool fair_slice_over(struct host_core *c, bool resched);
// vruntime now.
nsec fair_vruntime(const struct host_thread *th);

// ---- place.c ----

void place_init(struct host *h, const struct machine *machine);
void place_release(struct host *h);
// An idle core for th, or NULL; then *queue is the one to wait for.
struct host_core *place_find(const struct host_thread *th,
                             struct host_core **queue);
// c is idle since now, or not any more.
void place_idle(struct host_core *c);
void place_active(struct host_core *c);
// c is idle and may be chosen, or not (throttled).
void place_offer(struct host_core *c);
void place_withdraw(struct host_core *c);
// The length of c's queue, for place_longest.
void place_length(struct host_core *c, int length);
// The core with the longest queue of these positions; NULL: all are empty.
struct host_core *place_longest(const struct host *h, int first, int end);
// The positions of those as near to c: 0 its physical core, 1 its last-level
// cache, 2 its socket, 3 all.
enum { PLACE_LEVELS = 4 };
void place_range(const struct host_core *c, int level, int *first, int *end);
// What the first run of th on c costs.
nsec place_migration_ns(struct host_thread *th, const struct host_core *c);

// ---- balance.c ----

void balance_init(struct host *h);
// Somebody waits.
void balance_needed(struct host *h);
// The free core c takes a thread from another's queue; NULL: there is none.
struct host_thread *balance_pull(struct host_core *c);

// ---- speed.c ----

// The parts for machines whose CPUs have siblings, not for callers.
nsec speed_smt_begin_(struct host_thread *th, nsec from, int64_t work_ps);
int64_t speed_smt_left_(struct host_thread *th);
void speed_smt_settle_(struct host_thread *th);
int64_t speed_smt_work_(const struct host_core *c, nsec ns);

// Something else took ns of the core's time meanwhile.
void speed_delay(struct host_thread *th, nsec ns);
// The core will become busy or idle: what its siblings have done so far, they
// did at the speed they have.
void speed_will_change(struct host_core *c);
// It has: the siblings change their speed.
void speed_changed(struct host_core *c);

// What can be done in ns.
static inline int64_t speed_work(const struct host_core *c, nsec ns)
{
    const struct host *h = c->host;
    const nsec ns_max = INT64_MAX / 4000;

    if (ns > ns_max)
        ns = ns_max;
    if (h->smt)
        return speed_smt_work_(c, ns);
    if (c->mhz == h->reference_mhz)
        return ns * 1000;
    return (int64_t)((host_int128)ns * 1000 * c->mhz / h->reference_mhz);
}

// th begins work on its core at time from; returns when it ends. Fractions of a
// ns are carried to the next work.
static inline nsec speed_begin(struct host_thread *th, nsec from,
                               int64_t work_ps)
{
    const struct host *h = th->host;
    int64_t mhz = h->cores[th->core].mhz;
    int64_t ps = work_ps;

    if (h->fluid != NULL)
        return fluid_begin(h->fluid, th, work_ps);
    if (h->smt)
        return speed_smt_begin_(th, from, work_ps);
    if (mhz != h->reference_mhz)
        ps = (int64_t)((host_int128)work_ps * h->reference_mhz / mhz);
    ps += th->carry_ps;
    th->carry_ps = ps % 1000;
    return nsec_add(from, ps / 1000);
}

// th is interrupted: the work that is left.
static inline int64_t speed_left(struct host_thread *th)
{
    const struct host *h = th->host;

    if (h->fluid != NULL)
        return fluid_left(h->fluid, th);
    if (h->smt)
        return speed_smt_left_(th);
    return speed_work(&h->cores[th->core], th->run_until - h->now);
}

// th has done its work.
static inline void speed_done(struct host_thread *th)
{
    if (th->host->smt)
        speed_smt_settle_(th);
}

// ---- bandwidth.c ----

void bandwidth_init(struct host *h, const struct machine *machine);
// Whether the free core c may run a thread; else it is throttled.
bool bandwidth_may_run(struct host_core *c);
// The same without consequences.
bool bandwidth_has(const struct host_core *c);
void bandwidth_start(struct host_core *c); // a thread begins on it
void bandwidth_stop(struct host_core *c);  // and leaves it
void bandwidth_idle(struct host_core *c);  // nobody wants it now

#endif
