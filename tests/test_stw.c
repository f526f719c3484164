// stw: GOMAXPROCS: up, down with work in the queues, twice at once, against
// system calls and busy loops.
#include "simulate.h"

#include <stdio.h>
#include <string.h>

TEST(asking_for_the_number_stops_nobody)
{
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 3},
                 "print(runtime.GOMAXPROCS(0), runtime.GOMAXPROCS(-1),\n"
                 "  runtime.GOMAXPROCS(3))\n");

    assert_string_equal(r->err, "333");
    assert_int_equal(sim_count(r, EV_PROCS_CHANGE), 1);
    sim_free(r);
}

TEST(the_old_number_is_returned_and_the_new_one_holds)
{
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 3, .cores = 4},
                 "for _, n := range []int{1, 4, 2, 1024, 1025, 1 << 40, 1} {\n"
                 "  print(runtime.GOMAXPROCS(n), \" \")\n"
                 "}\n"
                 "print(runtime.GOMAXPROCS(0), runtime.NumCPU())\n");

    assert_string_equal(r->err, "3 1 4 2 1024 1024 1024 14");
    assert_int_equal(r->result.summary.procs, 3);
    assert_int_equal(r->result.summary.procs_max, 1024);
    sim_free(r);
}

#define HOGS                                                                   \
    "---\n"                                                                    \
    "var wg sync.WaitGroup\n"                                                  \
    "func hogs(n int) {\n"                                                     \
    "  for i := 0; i < n; i++ { wg.Add(1); go hog() }\n"                       \
    "  wg.Wait()\n"                                                            \
    "}\n"                                                                      \
    "func hog() { work.CPU(5 * time.Millisecond); wg.Done() }\n"

TEST(more_ps_run_more_at_once)
{
    struct sim_run *one =
        simulate(&(struct simulation){.cores = 4}, "hogs(4)\n" HOGS);
    struct sim_run *four = simulate(&(struct simulation){.cores = 4},
                                    "runtime.GOMAXPROCS(4); hogs(4)\n" HOGS);
    struct sim_run *back =
        simulate(&(struct simulation){.procs = 4},
                 "hogs(4); runtime.GOMAXPROCS(1); hogs(4)\n" HOGS);

    assert_near(one->result.summary.makespan_ns, 20 * NSEC_MSEC, 1);
    assert_between(four->result.summary.makespan_ns, 5 * NSEC_MSEC,
                   5500 * NSEC_USEC);
    assert_near(back->result.summary.makespan_ns, 25 * NSEC_MSEC, 2);
    sim_free(one);
    sim_free(four);
    sim_free(back);
}

TEST(a_new_p_looks_for_work_at_once)
{
    struct sim_run *r = simulate(&(struct simulation){.cores = 2},
                                 "runtime.Gosched()\n"
                                 "go f()\n"
                                 "runtime.GOMAXPROCS(2)\n"
                                 "work.CPU(5 * time.Millisecond)\n"
                                 "---\n"
                                 "func f() {}\n");
    const struct sim_event *e =
        sim_need(r, NULL, EV_GO_START, sim_g(r, "main.f", 0));

    assert_int_equal(e->p, 1);
    assert_true(e->t < 200 * NSEC_USEC);
    sim_free(r);
}

TEST(new_ps_are_woken_in_the_order_of_their_version)
{
    static const struct {
        const char *go;
        int order[3];
    } cases[] = {{"go1.25", {1, 2, 3}}, {"go1.26", {7, 6, 5}}};

    for (size_t i = 0; i < 2; i++) {
        struct sim_run *r = simulate(
            &(struct simulation){.go = cases[i].go, .cores = 8},
            "runtime.Gosched()\n" // the run time's Gs run
            "runtime.GOMAXPROCS(8)\n"
            "work.CPU(time.Millisecond)\n" // a spinning thread comes and goes
            "for i := 0; i < 3; i++ { go work.CPU(9 * time.Millisecond) }\n"
            "work.CPU(2 * time.Millisecond)\n");
        const struct sim_event *e = sim_need(r, NULL, EV_GO_CREATE, 1);
        for (int k = 0; k < 3; k++) {
            e = sim_need(r, e, EV_PROC_START, 0);
            assert_int_equal(e->p, cases[i].order[k]);
        }
        sim_free(r);
    }
}

TEST(the_queue_of_a_p_that_goes_goes_to_the_head_of_the_global_queue)
{
    // P1: maker runs, runnext f4, ring f0 … f3. Global queue: g. Then
    // main makes P0 the only one; maker is stopped and comes after g.
    struct sim_run *r =
        simulate(&(struct simulation){.go = "go1.19", .procs = 2},
                 "go maker()\n"
                 "work.CPU(time.Millisecond)\n"
                 "c := make(chan int)\n"
                 "go g(c)\n"
                 "<-c\n"
                 "runtime.GOMAXPROCS(1)\n"
                 "select {}\n"
                 "---\n"
                 "func maker() {\n"
                 "  for i := 0; i < 5; i++ { go f() }\n"
                 "  work.CPU(9 * time.Millisecond)\n"
                 "}\n"
                 "func f() {}\n"
                 "func g(c chan int) { c <- 1; runtime.Gosched() }\n");
    const struct sim_event *e = sim_need(r, NULL, EV_PROCS_CHANGE, 1);
    static const int order[] = {4, 0, 1, 2, 3};

    assert_int_equal(e->number[0], 1);
    e = sim_need(r, e, EV_GO_BLOCK, 1);
    for (int i = 0; i < 5; i++) {
        e = sim_need(r, e, EV_GO_START, 0);
        assert_int_equal(e->g, sim_g(r, "main.f", order[i]));
    }
    e = sim_need(r, e, EV_GO_START, 0);
    assert_int_equal(e->g, sim_g(r, "main.g", 0));
    e = sim_need(r, e, EV_GO_START, 0);
    assert_int_equal(e->g, sim_g(r, "main.maker", 0));
    sim_free(r);
}

TEST(a_caller_whose_p_goes_moves_to_p0)
{
    struct sim_run *r = simulate(
        &(struct simulation){.procs = 2},
        "go f()\n"
        "work.CPU(9 * time.Millisecond)\n"
        "---\n"
        "func f() { runtime.GOMAXPROCS(1); print(\"f\"); os.Exit(3) }\n");
    uint32_t f = sim_g(r, "main.f", 0);
    const struct sim_event *e = sim_need(r, NULL, EV_GO_START, f);

    assert_int_equal(e->p, 1);
    e = sim_need(r, e, EV_GO_START, f);
    assert_int_equal(e->p, 0);
    assert_int_equal(e->number[0], RULE_GOMAXPROCS);
    assert_string_equal(r->err, "f");
    assert_int_equal(r->result.status, 3);
    sim_free(r);
}

TEST(timers_of_a_p_that_goes_still_fire)
{
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 4},
                 "for i := 0; i < 3; i++ { go f(i) }\n"
                 "work.CPU(2 * time.Millisecond)\n" // they sleep on other Ps
                 "runtime.GOMAXPROCS(1)\n"
                 "time.Sleep(40 * time.Millisecond)\n"
                 "---\n"
                 "func f(i int) {\n"
                 "  work.CPU(500 * time.Microsecond)\n"
                 "  time.Sleep(time.Duration(10 + i) * time.Millisecond)\n"
                 "  print(i)\n"
                 "}\n");

    assert_int_equal(strlen(r->err), 3);
    for (int i = 0; i < 3; i++)
        assert_int_not_equal(
            sim_need(r, NULL, EV_GO_BLOCK, sim_g(r, "main.f", i))->p, 0);
    assert_int_equal(r->result.summary.timers_fired, 4);
    sim_free(r);
}

// --- how long it takes

// From the request (GOMAXPROCS' first effect) to the change, with f on P1.
static nsec stop_time(const char *go, const char *f)
{
    char source[512];

    snprintf(source, sizeof source,
             "go f()\n"
             "work.CPU(time.Millisecond)\n"
             "work.Syscall(time.Microsecond)\n"
             "runtime.GOMAXPROCS(1)\n"
             "---\n"
             "func f() { %s }\n",
             f);
    struct sim_run *r =
        simulate(&(struct simulation){.go = go, .procs = 2}, source);
    const struct sim_event *end = sim_need(r, NULL, EV_SYSCALL_END, 1);
    nsec t = sim_need(r, end, EV_PROCS_CHANGE, 0)->t - end->t;
    sim_free(r);
    return t;
}

TEST(a_running_g_stops_when_the_signal_arrives)
{
    const char *cpu = "work.CPU(9 * time.Millisecond)";
    const char *loop = "for i := 0; i < 10000000; i++ {}"; // 2.8 ms

    // 11 us for the signal, 20 for the wake-up of the caller, 10 for the rest.
    assert_between(stop_time("go1.26", cpu), 20 * NSEC_USEC, 50 * NSEC_USEC);
    assert_between(stop_time("go1.26", loop), 20 * NSEC_USEC, 50 * NSEC_USEC);
    // Before Go 1.14 a loop without calls holds everybody up.
    assert_between(stop_time("go1.13", loop), 1500 * NSEC_USEC,
                   2500 * NSEC_USEC);
}

TEST(a_p_in_a_system_call_is_taken_at_once)
{
    const char *call = "work.Syscall(8 * time.Millisecond)";

    assert_between(stop_time("go1.26", call), 0, 30 * NSEC_USEC);
    // There is an idle P: sysmon would wait for 10 ms.
    struct sim_run *r = simulate(&(struct simulation){.procs = 3},
                                 "go work.Syscall(8 * time.Millisecond)\n"
                                 "work.CPU(time.Millisecond)\n"
                                 "runtime.GOMAXPROCS(1)\n"
                                 "time.Sleep(20 * time.Millisecond)\n");
    const struct sim_event *e = sim_need(r, NULL, EV_PROC_STEAL, 0);
    assert_int_equal(e->p, 2);
    assert_int_equal(e->number[1], RULE_GOMAXPROCS);
    sim_need(r, e, EV_SYSCALL_END_BLOCKED, 0);
    sim_free(r);
}

// --- more than one caller

TEST(two_callers_at_once_take_turns)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct sim_run *r =
            simulate(&(struct simulation){.procs = 4, .seed = seed},
                     "var wg sync.WaitGroup\n"
                     "t := time.Now()\n"
                     "for i := 0; i < 2; i++ {\n"
                     "  wg.Add(1)\n"
                     "  go func() { defer wg.Done()\n"
                     "    work.CPU(time.Millisecond - time.Since(t))\n"
                     "    old[i] = runtime.GOMAXPROCS(i + 2) }()\n"
                     "}\n"
                     "wg.Wait()\n"
                     "print(old[0] + old[1] + runtime.GOMAXPROCS(0))\n"
                     "---\n"
                     "var old = make([]int, 2)\n");
        // One found 4, the other what the first had set.
        assert_string_equal(r->err, "9");
        assert_int_equal(sim_count(r, EV_PROCS_CHANGE), 3);
        sim_free(r);
    }
}

TEST(many_changes_amid_all_kinds_of_work_lose_nobody)
{
    static const char *const versions[] = {"go1.13", "go1.19", "go1.26"};

    for (uint64_t seed = 1; seed <= 30; seed++) {
        struct sim_run *r = simulate(
            &(struct simulation){.go = versions[seed % 3],
                                 .procs = 1 + (int)seed % 5,
                                 .cores = 1 + (int)seed % 3,
                                 .seed = seed},
            "var wg sync.WaitGroup\n"
            "c := make(chan int, 1)\n"
            "for i := 0; i < 24; i++ {\n"
            "  wg.Add(1)\n"
            "  go func() {\n"
            "    defer wg.Done()\n"
            "    for k := 0; k < 8; k++ {\n"
            "      d := time.Duration(1 + i * 7 % 11 * k)\n"
            "      switch (i + k) % 7 {\n"
            "      case 0: runtime.GOMAXPROCS(1 + (i * 5 + k * 3) % 6)\n"
            "      case 1: work.CPU(d * 30 * time.Microsecond)\n"
            "      case 2: work.Syscall(d * 20 * time.Microsecond)\n"
            "      case 3: time.Sleep(d * 50 * time.Microsecond)\n"
            "      case 4: work.IO(d * 40 * time.Microsecond)\n"
            "      case 5: runtime.Gosched()\n"
            "      case 6: c <- i; work.CPU(d * time.Microsecond); <-c\n"
            "      }\n"
            "    }\n"
            "    atomic.AddInt64(&sum, 1)\n"
            "  }()\n"
            "}\n"
            "wg.Wait()\n"
            "print(sum)\n"
            "---\n"
            "var sum int64\n");
        assert_string_equal(r->err, "24");
        assert_int_equal(r->result.end, SCHED_EXIT);
        assert_true(sim_count(r, EV_PROCS_CHANGE) > 10);
        sim_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(asking_for_the_number_stops_nobody),
        RUN(the_old_number_is_returned_and_the_new_one_holds),
        RUN(more_ps_run_more_at_once),
        RUN(a_new_p_looks_for_work_at_once),
        RUN(new_ps_are_woken_in_the_order_of_their_version),
        RUN(the_queue_of_a_p_that_goes_goes_to_the_head_of_the_global_queue),
        RUN(a_caller_whose_p_goes_moves_to_p0),
        RUN(timers_of_a_p_that_goes_still_fire),
        RUN(a_running_g_stops_when_the_signal_arrives),
        RUN(a_p_in_a_system_call_is_taken_at_once),
        RUN(two_callers_at_once_take_turns),
        RUN(many_changes_amid_all_kinds_of_work_lose_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
