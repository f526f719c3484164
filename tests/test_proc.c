// proc: who runs next, in Go's order; how Ps and Ms are woken and put away.
#include "simulate.h"

#include <stdio.h>
#include <string.h>

#include "sched/runq.h"

// --- queues of one P

TEST(the_goroutine_started_last_runs_first_then_the_others_in_order)
{
    static const char *const versions[] = {"go1.14", "go1.19", "go1.26"};

    for (size_t i = 0; i < 3; i++)
        simulate_prints(&(struct simulation){.go = versions[i]},
                        "var wg sync.WaitGroup\n"
                        "wg.Add(4)\n"
                        "for i := 0; i < 4; i++ {\n"
                        "  i := i\n"
                        "  go func() { fmt.Print(i, \" \"); wg.Done() }()\n"
                        "}\n"
                        "wg.Wait()\n",
                        "3 0 1 2 ");
}

TEST(runnext_inherits_the_slice_and_the_queue_gives_new_ones)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "for i := 0; i < 3; i++ { go f() }\n"
                                          "time.Sleep(time.Millisecond)\n"
                                          "---\nfunc f() {}\n");
    const struct sim_event *e = sim_need(r, NULL, EV_GO_BLOCK, 1);
    static const struct {
        int n;
        enum trace_rule rule;
    } want[] = {{2, RULE_RUNNEXT}, {0, RULE_RUNQ}, {1, RULE_RUNQ}};
    const uint32_t system_gs = 2;

    for (size_t i = 0; i < 3; i++) {
        if (i == 1) // the run time's own were first in the queue
            for (uint32_t n = 0; n < system_gs; n++)
                e = sim_need(r, e, EV_GO_START, 0);
        e = sim_need(r, e, EV_GO_START, 0);
        assert_int_equal(e->g, sim_g(r, "main.f", want[i].n));
        assert_int_equal(e->number[0], want[i].rule);
    }
    sim_free(r);
}

// Overflows of the queue when main starts n Gs with an empty queue.
static int overflows(int n)
{
    char source[256];

    snprintf(source, sizeof source,
             "runtime.Gosched()\n" // the run time's Gs run
             "for i := 0; i < %d; i++ { go f() }\n---\nfunc f() {}\n",
             n);
    struct sim_run *r = simulate(&(struct simulation){0}, source);
    int count = sim_count(r, EV_RUNQ_OVERFLOW);
    const struct sim_event *e = NULL;
    while ((e = sim_next(r, e, EV_RUNQ_OVERFLOW, 0)) != NULL)
        assert_int_equal(e->number[0], 129);
    sim_free(r);
    return count;
}

TEST(a_queue_overflows_at_256_and_runnext_and_every_129_after)
{
    assert_int_equal(overflows(257), 0);
    assert_int_equal(overflows(258), 1);
    assert_int_equal(overflows(258 + 128), 1);
    assert_int_equal(overflows(258 + 129), 2);
}

// A plain model of one P's queues: what go-scheduler.md, section 4 says.
struct queues {
    int ring[4096], head, tail;
    int global[4096], ghead, gtail;
    int runnext;
};

static void model_spawn(struct queues *q, int g)
{
    int old = q->runnext;

    q->runnext = g;
    if (old < 0)
        return;
    if (q->tail - q->head < RUNQ_CAP) {
        q->ring[q->tail++] = old;
        return;
    }
    for (int i = 0; i < RUNQ_CAP / 2; i++)
        q->global[q->gtail++] = q->ring[q->head++];
    q->global[q->gtail++] = old;
}

static int model_next(struct queues *q, int64_t *tick, enum trace_rule *rule)
{
    int g = q->runnext;

    if (*tick % 61 == 0 && q->ghead < q->gtail) {
        *rule = RULE_SCHEDTICK61;
        ++*tick;
        return q->global[q->ghead++];
    }
    q->runnext = -1;
    *rule = RULE_RUNNEXT;
    if (g >= 0)
        return g; // no tick
    ++*tick;
    *rule = RULE_RUNQ;
    if (q->head < q->tail)
        return q->ring[q->head++];
    *rule = RULE_GLOBAL;
    int n = q->gtail - q->ghead < 128 ? q->gtail - q->ghead : 128;
    g = q->global[q->ghead++];
    while (--n > 0)
        q->ring[q->tail++] = q->global[q->ghead++];
    return g;
}

TEST(six_hundred_goroutines_run_in_gos_exact_order)
{
    enum { GS = 600, START_TICK = 4 };
    static struct queues q = {.runnext = -1};
    struct sim_run *r = simulate(&(struct simulation){0},
                                 "runtime.Gosched()\n"
                                 "for i := 0; i < 600; i++ { go f() }\n"
                                 "select {}\n---\nfunc f() {}\n");
    // Gosched: runnext and one G of the queue, both of the run time, then main.
    int64_t tick = START_TICK + 2;
    int early = 0;

    for (int g = 0; g < GS; g++)
        model_spawn(&q, g);
    const struct sim_event *e = sim_need(r, NULL, EV_GO_STOP, 1);
    e = sim_need(r, e, EV_GO_START, 1);
    uint32_t first = sim_g(r, "main.f", 0);
    for (int i = 0; i < GS; i++) {
        enum trace_rule rule;
        int g = model_next(&q, &tick, &rule);
        e = sim_need(r, e, EV_GO_START, 0);
        assert_int_equal(e->g - first, g);
        assert_int_equal(e->number[0], rule);
        early += rule == RULE_SCHEDTICK61;
    }
    assert_true(early >= 6);
    sim_free(r);
}

TEST(goroutines_that_wake_each_other_never_advance_the_tick)
{
    // 2000 switches through runnext, less than a slice: the one in the global
    // queue waits all the while.
    struct sim_run *r = simulate(&(struct simulation){0},
                                 "a, b := make(chan int), make(chan int)\n"
                                 "go func() { for { b <- <-a } }()\n"
                                 "go waits()\n"
                                 "for i := 0; i < 1000; i++ { a <- i; <-b }\n"
                                 "select {}\n"
                                 "---\nfunc waits() { runtime.Gosched() }\n");
    uint32_t g = sim_g(r, "main.waits", 0);
    const struct sim_event *e = sim_need(r, NULL, EV_GO_STOP, g);

    int switches = 0;
    while ((e = sim_next(r, e, EV_GO_START, 0)) != NULL && e->g != g)
        switches++;
    assert_non_null(e);
    assert_between(switches, 2000, 2010);
    assert_int_equal(e->number[0], RULE_GLOBAL);
    assert_int_equal(sim_count_rule(r, RULE_SCHEDTICK61), 0);
    sim_free(r);
}

// --- the global queue

static void no_schedtick61(struct sched_model *go, struct cost_model *costs,
                           struct os_model *os)
{
    (void)costs;
    (void)os;
    go->schedtick_global = INT32_MAX;
}

// How many Gs the first grab from a global queue of len takes, with procs Ps of
// which all but one are busy.
static int64_t first_grab(int procs, int len)
{
    char source[512];

    snprintf(source, sizeof source,
             "for i := 1; i < %d; i++ { go hog() }\n"
             "work.CPU(time.Millisecond)\n"
             "for i := 0; i < %d; i++ { go f() }\n"
             "select {}\n"
             "---\n"
             "func hog() { work.CPU(9 * time.Millisecond) }\n"
             "func f() { runtime.Gosched() }\n",
             procs, len);
    struct sim_run *r = simulate(
        &(struct simulation){.procs = procs, .adjust = no_schedtick61}, source);
    const struct sim_event *e = sim_start(r, NULL, RULE_GLOBAL);
    assert_non_null(e);
    // f that was started last ran first, so it is the oldest there.
    assert_int_equal(e->g, sim_g(r, "main.f", len - 1));
    int64_t n = e[-1].event == EV_GLOBAL_GRAB ? e[-1].number[0] : 1;
    sim_free(r);
    return n;
}

TEST(a_p_takes_its_share_of_the_global_queue)
{
    assert_int_equal(first_grab(1, 40), 40);
    assert_int_equal(first_grab(2, 40), 21);
    assert_int_equal(first_grab(4, 40), 11);
    assert_int_equal(first_grab(8, 40), 6);
    assert_int_equal(first_grab(4, 3), 1);
    assert_int_equal(first_grab(4, 4), 2);
}

TEST(a_grab_takes_at_most_half_a_queue)
{
    // 127, 128, 129 Gs in the global queue, on one P.
    static const struct {
        int len;
        int64_t n;
    } cases[] = {{127, 127}, {128, 128}, {129, 128}};

    for (size_t i = 0; i < 3; i++)
        assert_int_equal(first_grab(1, cases[i].len), cases[i].n);
}

// --- idle Ps and Ms

#define HOGS                                                                   \
    "---\n"                                                                    \
    "func hog() { work.CPU(2 * time.Millisecond) }\n"

TEST(idle_ps_are_woken_in_the_order_of_their_version)
{
    static const struct {
        const char *go;
        int order[4];
    } cases[] = {
        {"go1.19", {0, 1, 2, 3}},
        {"go1.25", {0, 1, 2, 3}},
        {"go1.26", {0, 7, 6, 5}},
    };

    for (size_t i = 0; i < 3; i++) {
        struct sim_run *r =
            simulate(&(struct simulation){.go = cases[i].go, .procs = 8},
                     "for i := 0; i < 3; i++ { go hog() }\n"
                     "work.CPU(time.Millisecond)\n" HOGS);
        const struct sim_event *e = NULL;
        for (int k = 0; k < 4; k++) {
            e = sim_need(r, e, EV_PROC_START, 0);
            assert_int_equal(e->p, cases[i].order[k]);
        }
        sim_free(r);
    }
}

TEST(idle_ps_and_ms_are_last_in_first_out)
{
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 8},
                 "for k := 0; k < 20; k++ {\n"
                 "  for i := 0; i < 1 + k * 5 % 7; i++ { go hog() }\n"
                 "  work.CPU(5 * time.Millisecond)\n"
                 "}\n" HOGS);
    int parked[16], nparked = 0, idle[16], nidle = 0, given[16], woken = 0;

    for (int i = 0; i < 16; i++)
        given[i] = -1;
    for (int i = 0; i < 7; i++)
        idle[nidle++] = i + 1; // P7 on top
    for (const struct sim_event *e = sim_need(r, NULL, EV_GO_START, 1);
         e < r->events + r->nevents; e++) {
        if (e->event == EV_M_PARK) {
            assert_string_equal(e->text[0], "idle");
            parked[nparked++] = e->m;
        } else if (e->event == EV_PROC_STOP) {
            idle[nidle++] = e->p;
        } else if (e->event == EV_M_WAKE || e->event == EV_M_CREATE) {
            if (e->event == EV_M_WAKE)
                assert_int_equal(parked[--nparked], e->m);
            else
                assert_int_equal(nparked, 0); // no need of a new one
            given[e->m] = idle[--nidle];
            woken++;
        } else if (e->event == EV_PROC_START) {
            assert_int_equal(e->p, given[e->m]);
        }
    }
    assert_true(woken > 20);
    sim_free(r);
}

// --- spinning

TEST(threads_are_woken_one_after_the_other)
{
    struct sim_run *r = simulate(&(struct simulation){.procs = 8},
                                 "for i := 0; i < 7; i++ { go hog() }\n"
                                 "work.CPU(time.Millisecond)\n" HOGS);
    int last = 0, created = 0;
    bool spinning = false;

    for (size_t i = 0; i < r->nevents; i++) {
        const struct sim_event *e = &r->events[i];
        if (e->event == EV_M_CREATE && e->m > 0) {
            assert_false(spinning); // the one before has found its work
            spinning = true;
            last = e->m;
            created++;
        } else if (e->event == EV_M_SPIN && e->number[0] == 0) {
            assert_int_equal(e->m, last);
            spinning = false;
        }
    }
    assert_int_equal(created, 7);
    sim_free(r);
}

// Most Ms that spin at once when all procs Ps run out of work together.
static int most_spinning(int procs, const char *go)
{
    char source[256];
    int now = 0, most = 0;

    snprintf(source, sizeof source,
             "var wg sync.WaitGroup\n"
             "t := time.Now()\n"
             "for i := 0; i < %d; i++ {\n"
             "  wg.Add(1)\n"
             "  go func() { defer wg.Done()\n"
             "    work.CPU(5 * time.Millisecond - time.Since(t)) }()\n"
             "}\n"
             "wg.Wait()\n"
             "select {}\n",
             procs);
    struct sim_run *r =
        simulate(&(struct simulation){.procs = procs, .go = go}, source);
    for (size_t i = 0; i < r->nevents; i++) {
        const struct sim_event *e = &r->events[i];
        if (e->event != EV_M_SPIN)
            continue;
        now += e->number[0] == 1 ? 1 : -1;
        assert_true(now >= 0);
        if (now > most)
            most = now;
    }
    assert_int_equal(now, 0);
    sim_free(r);
    return most;
}

TEST(at_most_half_of_the_busy_ps_spin)
{
    static const int procs[] = {2, 3, 4, 8, 16};

    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(most_spinning(procs[i], "go1.26"), (procs[i] + 1) / 2);
        assert_int_equal(most_spinning(procs[i], "go1.19"), (procs[i] + 1) / 2);
    }
}

// --- accounting

TEST(the_time_of_ps_adds_up_and_matches_the_timeline)
{
    // What a P runs, from the timeline: GoStart (and its switch) to the end.
    // There are cores for all Ms: who waits for one runs for Go.
    struct sim_run *r = simulate(
        &(struct simulation){.procs = 4, .cores = 8},
        "for i := 0; i < 9; i++ { go hog() }\n"
        "for i := 0; i < 5; i++ { work.Syscall(100 * time.Microsecond) }\n"
        "time.Sleep(20 * time.Millisecond)\n" HOGS);
    const struct summary *s = &r->result.summary;

    assert_int_equal(s->run_ns + s->sched_ns + s->spin_ns + s->syscall_ns +
                         s->idle_ns,
                     4 * s->makespan_ns);
    assert_true(s->run_ns > 18 * NSEC_MSEC);
    assert_true(s->run_ns < 18 * NSEC_MSEC + 500 * NSEC_USEC);
    assert_true(s->syscall_ns > 200 * NSEC_USEC);
    assert_true(s->spin_ns > 0);
    assert_true(s->sched_ns > 0);
    assert_int_equal(s->goroutines, 10);
    assert_int_equal(s->goroutines_peak, 10);
    assert_int_equal(s->procs_max, 4);
    sim_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(the_goroutine_started_last_runs_first_then_the_others_in_order),
        RUN(runnext_inherits_the_slice_and_the_queue_gives_new_ones),
        RUN(a_queue_overflows_at_256_and_runnext_and_every_129_after),
        RUN(six_hundred_goroutines_run_in_gos_exact_order),
        RUN(goroutines_that_wake_each_other_never_advance_the_tick),
        RUN(a_p_takes_its_share_of_the_global_queue),
        RUN(a_grab_takes_at_most_half_a_queue),
        RUN(idle_ps_are_woken_in_the_order_of_their_version),
        RUN(idle_ps_and_ms_are_last_in_first_out),
        RUN(threads_are_woken_one_after_the_other),
        RUN(at_most_half_of_the_busy_ps_spin),
        RUN(the_time_of_ps_adds_up_and_matches_the_timeline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
