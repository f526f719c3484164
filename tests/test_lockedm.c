// lockedm: a locked goroutine and its thread: who runs where, who gives whose P
// away, how threads end.
#include <string.h>

#include "simulate.h"
#include "testing.h"

#define PAIR                                                                   \
    "c, d := make(chan int), make(chan int)\n"                                 \
    "go func() {\n"                                                            \
    "  runtime.LockOSThread()\n"                                               \
    "  for x := range c { d <- x }\n"                                          \
    "}()\n"                                                                    \
    "for i := 0; i < 10; i++ { c <- i; <-d }\n"

// The M of every start of g.
static int only_m(const struct sim_run *r, uint32_t g)
{
    int m = -1;

    for (size_t i = 0; i < r->nevents; i++) {
        const struct sim_event *e = &r->events[i];
        if (e->event != EV_GO_START || e->g != g)
            continue;
        assert_true(m < 0 || m == e->m);
        m = e->m;
    }
    return m;
}

TEST(a_locked_goroutine_runs_on_one_thread_and_nobody_else_there)
{
    for (int procs = 1; procs <= 4; procs++) {
        struct sim_run *r =
            simulate(&(struct simulation){.procs = procs}, PAIR);
        uint32_t g = sim_g(r, "main.main.func1", 0);
        int m = only_m(r, g);
        bool begun = false;
        assert_true(m >= 0);
        for (size_t i = 0; i < r->nevents; i++) {
            const struct sim_event *e = &r->events[i];
            if (e->event != EV_GO_START || e->m != m)
                continue;
            begun |= e->g == g;
            assert_true(!begun || e->g == g);
        }
        sim_free(r);
    }
}

TEST(whoever_finds_it_gives_his_p_away_and_sleeps)
{
    struct sim_run *r = simulate(&(struct simulation){0}, PAIR);
    uint32_t g = sim_g(r, "main.main.func1", 0);
    const struct sim_event *block = sim_need(r, NULL, EV_GO_BLOCK, g);
    // Its M lets go of the P, and sleeps.
    const struct sim_event *e = sim_need(r, block, EV_PROC_STOP, 0);
    assert_int_equal(e->m, block->m);
    e = sim_need(r, e, EV_M_PARK, 0);
    assert_int_equal(e->m, block->m);
    assert_string_equal(e->text[0], "locked");
    // When it is ready another one finds it, wakes it and sleeps.
    e = sim_need(r, e, EV_GO_UNBLOCK, g);
    const struct sim_event *stop = sim_need(r, e, EV_PROC_STOP, 0);
    assert_int_not_equal(stop->m, block->m);
    const struct sim_event *wake = sim_need(r, stop, EV_M_WAKE, 0);
    assert_int_equal(wake->m, block->m);
    assert_int_equal(wake->number[0], stop->m);
    const struct sim_event *start = sim_need(r, wake, EV_GO_START, g);
    assert_int_equal(start->number[0], RULE_LOCKED);
    assert_int_equal(start->m, block->m);
    const struct sim_event *park = sim_need(r, stop, EV_M_PARK, 0);
    assert_int_equal(park->m, stop->m);
    assert_string_equal(park->text[0], "idle");
    sim_free(r);
}

TEST(locks_are_counted)
{
    // It is locked no longer after as many calls as locked it: then it runs
    // wherever it is found.
    struct sim_run *r =
        simulate(&(struct simulation){0}, "c := make(chan int)\n"
                                          "go func() {\n"
                                          "  runtime.LockOSThread()\n"
                                          "  runtime.LockOSThread()\n"
                                          "  runtime.UnlockOSThread()\n"
                                          "  <-c\n"
                                          "  runtime.UnlockOSThread()\n"
                                          "  runtime.UnlockOSThread()\n"
                                          "  runtime.Gosched()\n"
                                          "  <-c\n"
                                          "}()\n"
                                          "runtime.Gosched()\n"
                                          "c <- 1\n"
                                          "c <- 2\n"
                                          "runtime.Gosched()\n");
    uint32_t g = sim_g(r, "main.main.func1", 0);
    const struct sim_event *first = sim_need(r, NULL, EV_GO_START, g);
    const struct sim_event *second = sim_need(r, first, EV_GO_START, g);
    assert_int_equal(second->number[0], RULE_LOCKED);
    const struct sim_event *third = sim_need(r, second, EV_GO_START, g);
    assert_int_not_equal(third->number[0], RULE_LOCKED);
    sim_free(r);
}

TEST(a_thread_ends_with_the_goroutine_that_is_locked_to_it)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "for i := 0; i < 5; i++ {\n"
                                          "  done := make(chan int)\n"
                                          "  go func() {\n"
                                          "    runtime.LockOSThread()\n"
                                          "    close(done)\n"
                                          "  }()\n"
                                          "  <-done\n"
                                          "}\n"
                                          "time.Sleep(time.Millisecond)\n");
    int ended = 0;

    for (const struct sim_event *e = NULL;
         (e = sim_next(r, e, EV_M_PARK, 0)) != NULL;)
        ended += strcmp(e->text[0], "exit") == 0;
    assert_int_equal(ended, 5);
    assert_true(sim_count(r, EV_M_CREATE) >= 6);
    assert_true(r->result.summary.threads_peak < sim_count(r, EV_M_CREATE));
    sim_free(r);
}

TEST(a_deadlock_is_seen_behind_locked_goroutines)
{
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 2},
                 "runtime.LockOSThread()\n"
                 "c := make(chan int)\n"
                 "go func() { runtime.LockOSThread(); c <- 1; <-c }()\n"
                 "<-c\n"
                 "<-c\n");

    assert_int_equal(r->result.end, SCHED_DIED);
    assert_non_null(strstr(r->err, "all goroutines are asleep - deadlock!"));
    assert_non_null(
        strstr(r->err, "goroutine 1 [chan receive, locked to thread]:"));
    sim_free(r);
}

TEST(a_locked_goroutine_comes_back_from_a_long_call_to_its_thread)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "runtime.LockOSThread()\n"
                                          "go work.CPU(30 * time.Millisecond)\n"
                                          "work.Syscall(time.Millisecond)\n"
                                          "print(1)\n");

    assert_string_equal(r->err, "1");
    assert_int_equal(only_m(r, 1), 0);
    assert_true(sim_count_rule(r, RULE_LOCKED) > 0);
    sim_free(r);
}

TEST(the_world_stops_for_locked_goroutines_too)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct sim_run *r =
            simulate(&(struct simulation){.procs = 3, .seed = seed},
                     "var wg sync.WaitGroup\n"
                     "for i := 0; i < 6; i++ {\n"
                     "  wg.Add(1)\n"
                     "  go func() { defer wg.Done()\n"
                     "    runtime.LockOSThread()\n"
                     "    for k := 0; k < 10; k++ {\n"
                     "      work.CPU(100 * time.Microsecond)\n"
                     "      runtime.GOMAXPROCS(1 + (i + k) % 4)\n"
                     "      runtime.Gosched()\n"
                     "    }\n"
                     "  }()\n"
                     "}\n"
                     "wg.Wait()\n"
                     "print(1)\n");
        assert_string_equal(r->err, "1");
        sim_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_locked_goroutine_runs_on_one_thread_and_nobody_else_there),
        RUN(whoever_finds_it_gives_his_p_away_and_sleeps),
        RUN(locks_are_counted),
        RUN(a_thread_ends_with_the_goroutine_that_is_locked_to_it),
        RUN(a_deadlock_is_seen_behind_locked_goroutines),
        RUN(a_locked_goroutine_comes_back_from_a_long_call_to_its_thread),
        RUN(the_world_stops_for_locked_goroutines_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
