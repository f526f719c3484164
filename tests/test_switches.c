// switches: each switch of a version of Go does what it says: a program beside
// itself with the switch the other way.
#include <string.h>

#include "simulate.h"
#include "testing.h"

// What adjust changes before a run.
static size_t field_offset;
static int64_t field_value;

static void set_field(struct sched_model *go, struct cost_model *costs,
                      struct os_model *os)
{
    (void)costs;
    (void)os;
    memcpy((char *)go + field_offset, &field_value, sizeof field_value);
}

static struct sim_run *with(size_t offset, int64_t value, int procs,
                            const char *source)
{
    field_offset = offset;
    field_value = value;
    return simulate(&(struct simulation){.procs = procs, .adjust = set_field},
                    source);
}

#define WITH(field, value, procs, source)                                      \
    with(offsetof(struct sched_model, field), value, procs, source)

static int count_stops(const struct sim_run *r, const char *why)
{
    int n = 0;

    for (const struct sim_event *e = NULL;
         (e = sim_next(r, e, EV_GO_STOP, 0)) != NULL;)
        n += strcmp(e->text[0], why) == 0;
    return n;
}

static const char convoy[] =
    "var mu sync.Mutex\n"
    "var wg sync.WaitGroup\n"
    "for i := 0; i < 6; i++ {\n"
    "  wg.Add(1)\n"
    "  go func() { defer wg.Done()\n"
    "    for k := 0; k < 20; k++ {\n"
    "      mu.Lock(); work.CPU(300 * time.Microsecond); mu.Unlock()\n"
    "    } }()\n"
    "}\n"
    "wg.Wait()\n";

TEST(without_starvation_no_mutex_is_handed_over)
{
    struct sim_run *on = WITH(mutex_starvation, 1, 2, convoy);
    struct sim_run *off = WITH(mutex_starvation, 0, 2, convoy);

    assert_true(count_stops(on, "yield") > 0);
    assert_int_equal(count_stops(off, "yield"), 0);
    sim_free(on);
    sim_free(off);
}

TEST(a_mutex_that_is_handed_over_without_a_yield_waits_for_its_new_owner)
{
    struct sim_run *on = WITH(mutex_handoff_yields, 1, 2, convoy);
    struct sim_run *off = WITH(mutex_handoff_yields, 0, 2, convoy);

    assert_true(count_stops(on, "yield") > 0);
    assert_int_equal(count_stops(off, "yield"), 0);
    sim_free(on);
    sim_free(off);
}

TEST(spinning_for_a_mutex_takes_time)
{
    const char *program =
        "var mu sync.Mutex\n"
        "done := make(chan int)\n"
        "go func() { for k := 0; k < 50; k++ {\n"
        "  mu.Lock(); work.CPU(time.Microsecond); mu.Unlock()\n"
        "  work.CPU(time.Microsecond) }\n"
        "  done <- 1 }()\n"
        "for k := 0; k < 50; k++ {\n"
        "  mu.Lock(); work.CPU(time.Microsecond); mu.Unlock()\n"
        "  work.CPU(time.Microsecond) }\n"
        "<-done\n";
    struct sim_run *on = WITH(mutex_spins, 4, 2, program);
    struct sim_run *off = WITH(mutex_spins, 0, 2, program);

    // Who does not spin goes to sleep instead.
    assert_true(sim_count(off, EV_GO_BLOCK) > sim_count(on, EV_GO_BLOCK));
    sim_free(on);
    sim_free(off);
}

static const char two_hogs[] = "go work.CPU(30 * time.Millisecond)\n"
                               "work.CPU(30 * time.Millisecond)\n";

TEST(without_preemption_nobody_is_asked_to_stop)
{
    struct sim_run *on = WITH(preempt, 1, 1, two_hogs);
    struct sim_run *off = WITH(preempt, 0, 1, two_hogs);

    assert_true(sim_count(on, EV_PREEMPT) > 0);
    assert_int_equal(sim_count(off, EV_PREEMPT), 0);
    sim_free(on);
    sim_free(off);
}

TEST(since_go_1_13_short_calls_in_a_row_end_a_slice)
{
    // There is an idle P, so without this rule nothing is taken.
    const char *program =
        "for k := 0; k < 6000; k++ { work.Syscall(time.Microsecond) }\n";
    struct sim_run *on = WITH(preempt_syscalls, 1, 2, program);
    struct sim_run *off = WITH(preempt_syscalls, 0, 2, program);

    assert_true(on->result.summary.handoffs != off->result.summary.handoffs ||
                strcmp(on->timeline, off->timeline) != 0);
    sim_free(on);
    sim_free(off);
}

static const char resizes[] = "for i := 0; i < 6; i++ {\n"
                              "  go func() { for k := 0; k < 40; k++ {\n"
                              "    work.CPU(300 * time.Microsecond) } }()\n"
                              "}\n"
                              "work.CPU(2 * time.Millisecond)\n"
                              "runtime.GOMAXPROCS(3)\n"
                              "work.CPU(2 * time.Millisecond)\n"
                              "runtime.GOMAXPROCS(5)\n"
                              "work.CPU(20 * time.Millisecond)\n";

// By which rule the first G that stopped for the first change runs again.
static int64_t rule_after_stop(const struct sim_run *r, const char *why)
{
    const struct sim_event *asked = sim_need(r, NULL, EV_PREEMPT, 0);
    assert_int_equal(asked->number[0], RULE_GOMAXPROCS);
    const struct sim_event *stop = sim_need(r, asked, EV_GO_STOP, asked->g);
    assert_string_equal(stop->text[0], why);
    return sim_need(r, stop, EV_GO_START, asked->g)->number[0];
}

TEST(since_go_1_26_a_g_that_stopped_for_the_world_goes_on_first)
{
    struct sim_run *on = WITH(stw_runnext, 1, 4, resizes);
    struct sim_run *off = WITH(stw_runnext, 0, 4, resizes);

    assert_int_equal(rule_after_stop(on, "stop the world"), RULE_RUNNEXT);
    assert_int_not_equal(rule_after_stop(off, "preempted"), RULE_RUNNEXT);
    sim_free(on);
    sim_free(off);
}

// Ps that run on another M after the first change than before it.
static int moved(const struct sim_run *r)
{
    // The first ProcsChange is the start.
    const struct sim_event *change =
        sim_need(r, sim_need(r, NULL, EV_PROCS_CHANGE, 0), EV_PROCS_CHANGE, 0);
    const struct sim_event *next = sim_need(r, change, EV_PROCS_CHANGE, 0);
    int before[8], n = 0;

    memset(before, -1, sizeof before);
    for (const struct sim_event *e = r->events; e < next; e++) {
        if (e->event != EV_PROC_START)
            continue;
        if (e < change)
            before[e->p] = e->m;
        else
            n += before[e->p] != e->m;
    }
    return n;
}

TEST(since_go_1_26_ps_go_back_to_their_ms)
{
    struct sim_run *on = WITH(stw_same_m, 1, 4, resizes);
    struct sim_run *off = WITH(stw_same_m, 0, 4, resizes);

    assert_int_equal(moved(on), 0);
    assert_true(moved(off) > 0);
    sim_free(on);
    sim_free(off);
}

static const char calls[] =
    "c := make(chan int)\n"
    "go func() { for range c { work.CPU(20 * time.Microsecond) } }()\n"
    "for i := 0; i < 20; i++ { c <- i; work.Syscall(200 * "
    "time.Microsecond) }\n";

TEST(until_go_1_9_a_thief_waits_for_a_p_in_a_call_too)
{
    struct sim_run *on = WITH(steal_delay_always, 1, 2, calls);
    struct sim_run *off = WITH(steal_delay_always, 0, 2, calls);

    assert_true(sim_count_rule(off, RULE_STEAL_RUNNEXT) > 0);
    assert_true(on->result.summary.makespan_ns >
                off->result.summary.makespan_ns);
    sim_free(on);
    sim_free(off);
}

TEST(a_longer_delay_lets_a_runnext_wait_longer)
{
    const char *program = "go work.CPU(time.Millisecond)\n"
                          "work.CPU(time.Millisecond)\n";
    struct sim_run *us3 = WITH(steal_runnext_delay_ns, 3000, 2, program);
    struct sim_run *us100 = WITH(steal_runnext_delay_ns, 100000, 2, program);
    nsec a = sim_start(us3, NULL, RULE_STEAL_RUNNEXT)->t;
    nsec b = sim_start(us100, NULL, RULE_STEAL_RUNNEXT)->t;
    assert_between(b - a, 90 * NSEC_USEC, 105 * NSEC_USEC);
    sim_free(us3);
    sim_free(us100);
}

TEST(until_go_1_6_victims_are_drawn_one_by_one)
{
    const char *program =
        "for i := 0; i < 40; i++ { go work.CPU(100 * time.Microsecond) }\n"
        "work.CPU(3 * time.Millisecond)\n";
    struct sim_run *random = WITH(steal_walk, 0, 8, program);
    struct sim_run *same = WITH(steal_walk, 1, 8, program);
    struct sim_run *other = WITH(steal_walk, 2, 8, program);

    assert_true(sim_count(random, EV_STEAL) > 0);
    assert_string_not_equal(random->timeline, other->timeline);
    assert_string_not_equal(same->timeline, other->timeline);
    sim_free(random);
    sim_free(same);
    sim_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(without_starvation_no_mutex_is_handed_over),
        RUN(a_mutex_that_is_handed_over_without_a_yield_waits_for_its_new_owner),
        RUN(spinning_for_a_mutex_takes_time),
        RUN(without_preemption_nobody_is_asked_to_stop),
        RUN(since_go_1_13_short_calls_in_a_row_end_a_slice),
        RUN(since_go_1_26_a_g_that_stopped_for_the_world_goes_on_first),
        RUN(since_go_1_26_ps_go_back_to_their_ms),
        RUN(until_go_1_9_a_thief_waits_for_a_p_in_a_call_too),
        RUN(a_longer_delay_lets_a_runnext_wait_longer),
        RUN(until_go_1_6_victims_are_drawn_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
