// sysmon: time slices, and how soon it looks at system calls.
#include "simulate.h"

#include <stdio.h>
#include <string.h>

// The n-th time that a G was cut: its GoStop.
static const struct sim_event *cut(const struct sim_run *r, int n)
{
    const struct sim_event *stop = NULL;

    do {
        stop = sim_need(r, stop, EV_GO_STOP, 0);
        assert_string_equal(stop->text[0], "preempted");
    } while (n-- > 0);
    return stop;
}

// From that G's last start to there.
static nsec slice(const struct sim_run *r, int n)
{
    const struct sim_event *start = NULL, *stop = cut(r, n);

    for (const struct sim_event *e = r->events; e < stop; e++)
        if (e->event == EV_GO_START && e->g == stop->g)
            start = e;
    assert_non_null(start);
    return stop->t - start->t;
}

#define HOGS                                                                   \
    "---\n"                                                                    \
    "func hog() { work.CPU(200 * time.Millisecond) }\n"

TEST(slices_are_10_then_15_then_20_ms_as_sysmon_calms_down)
{
    static const char *const versions[] = {"go1.14", "go1.19", "go1.26"};

    for (size_t i = 0; i < 3; i++) {
        struct sim_run *r = simulate(
            &(struct simulation){.go = versions[i], .time_limit = NSEC_SEC},
            "go hog()\n"
            "go hog()\n"
            "select {}\n" HOGS);
        assert_near(slice(r, 0), 10000000, 3);
        assert_near(slice(r, 1), 15300000, 3);
        for (int n = 2; n < 10; n++)
            assert_near(slice(r, n), 20150000, 1);
        sim_free(r);
    }
}

TEST(a_g_that_was_cut_goes_to_the_global_queue)
{
    struct sim_run *r = simulate(&(struct simulation){.time_limit = NSEC_SEC},
                                 "go hog()\n"
                                 "go hog()\n"
                                 "select {}\n" HOGS);
    const struct sim_event *stop = cut(r, 0);
    uint32_t first = stop->g;

    assert_int_equal(first, sim_g(r, "main.hog", 1)); // was runnext
    stop = sim_need(r, stop, EV_GO_STOP, 0);
    assert_int_equal(stop->g, sim_g(r, "main.hog", 0));
    const struct sim_event *e = sim_need(r, stop, EV_GLOBAL_GRAB, 0);
    assert_int_equal(e->number[0], 2); // both are there
    e = sim_need(r, e, EV_GO_START, 0);
    assert_int_equal(e->g, first);
    assert_int_equal(e->number[0], RULE_GLOBAL);
    sim_free(r);
}

TEST(a_runnext_goes_on_in_the_slice_that_has_expired)
{
    // Main is cut after its 10 ms; the hog in runnext starts no new slice, and
    // is cut when sysmon looks next, after 5 ms.
    struct sim_run *r =
        simulate(&(struct simulation){.time_limit = NSEC_SEC}, "go hog()\n"
                                                               "hog()\n" HOGS);

    assert_int_equal(cut(r, 0)->g, 1);
    assert_int_equal(cut(r, 1)->g, sim_g(r, "main.hog", 0));
    assert_near(slice(r, 0), 10000000, 3);
    assert_near(slice(r, 1), 5200000, 3);
    assert_near(slice(r, 2), 20150000, 1);
    sim_free(r);
}

TEST(a_request_is_answered_when_the_signal_arrives)
{
    struct sim_run *r = simulate(&(struct simulation){0}, "hog()\n" HOGS);
    const struct sim_event *e = NULL;
    int n = 0;

    while ((e = sim_next(r, e, EV_PREEMPT, 0)) != NULL) {
        const struct sim_event *stop = sim_need(r, e, EV_GO_STOP, 1);
        assert_int_equal(e->g, 1);
        assert_int_equal(e->number[0], RULE_SLICE);
        assert_int_equal(stop->t - e->t, 11 * NSEC_USEC);
        n++;
    }
    assert_true(n >= 9);
    assert_int_equal(r->result.summary.preemptions, n);
    sim_free(r);
}

TEST(short_goroutines_are_never_cut)
{
    struct sim_run *r = simulate(
        &(struct simulation){0},
        "for i := 0; i < 20; i++ { go work.CPU(5 * time.Millisecond) }\n"
        "time.Sleep(200 * time.Millisecond)\n");

    assert_int_equal(sim_count(r, EV_PREEMPT), 0);
    assert_true(r->result.summary.run_ns >= 100 * NSEC_MSEC);
    sim_free(r);
}

TEST(without_signals_a_loop_that_calls_nothing_is_not_cut)
{
    static const struct {
        const char *go;
        int64_t preemptions;
    } cases[] = {{"go1.13", 0}, {"go1.14", 1}, {"go1.26", 1}};

    for (size_t i = 0; i < 3; i++) {
        struct sim_run *r =
            simulate(&(struct simulation){.go = cases[i].go},
                     "x := 0\n"
                     "for i := 0; i < 40000000; i++ { x += i }\n"
                     "if x == 0 { panic(x) }\n");
        assert_between(r->result.summary.makespan_ns, 11 * NSEC_MSEC,
                       25 * NSEC_MSEC);
        assert_int_equal(r->result.summary.preemptions, cases[i].preemptions);
        assert_true(sim_count(r, EV_PREEMPT) >= 1); // it was asked to
        sim_free(r);
    }
}

TEST(without_signals_a_loop_is_cut_where_it_calls_a_function)
{
    static const char *const versions[] = {"go1.13", "go1.14"};

    for (size_t i = 0; i < 2; i++) {
        struct sim_run *r =
            simulate(&(struct simulation){.go = versions[i]},
                     "x := 0\n"
                     "for i := 0; i < 8000000; i++ { x = add(x, i) }\n"
                     "if x == 0 { panic(x) }\n"
                     "---\n"
                     "func add(a, b int) int { return a + b }\n");
        // The loop takes 20 ms or more; each request is answered.
        assert_true(r->result.summary.preemptions >= 1);
        assert_int_equal(r->result.summary.preemptions,
                         sim_count(r, EV_PREEMPT));
        sim_free(r);
    }
}

// The function's own loop begins at its first instruction: going round is no
// call.
TEST(without_signals_the_first_instruction_of_a_loop_is_no_call)
{
    struct sim_run *r = simulate(
        &(struct simulation){.go = "go1.13", .time_limit = 40 * NSEC_MSEC},
        "f()\n"
        "---\n"
        "func f() { for {} }\n");

    assert_int_equal(r->result.end, SCHED_LIMIT);
    assert_true(sim_count(r, EV_PREEMPT) >= 1);
    assert_int_equal(r->result.summary.preemptions, 0);
    sim_free(r);
}

// --- how soon it looks

// When the P of main's system call is taken, from the call's begin.
static nsec retaken_after(const char *before)
{
    char source[512];

    snprintf(source, sizeof source,
             "%s\n"
             "runtime.Gosched()\n" // a new slice
             "fmt.Print(0)\n"
             "go func() {}()\n"
             "work.Syscall(50 * time.Millisecond)\n",
             before);
    struct sim_run *r = simulate(&(struct simulation){0}, source);
    const struct sim_event *begin =
        sim_need(r, sim_need(r, NULL, EV_OUTPUT, 1), EV_SYSCALL_BEGIN, 1);
    begin = sim_need(r, begin, EV_SYSCALL_BEGIN, 1);
    const struct sim_event *steal = sim_need(r, begin, EV_PROC_STEAL, 0);
    assert_string_equal(begin->text[0], "work.Syscall");
    assert_int_equal(steal->number[1], RULE_RETAKE_SYSCALL);
    nsec after = steal->t - begin->t;
    sim_free(r);
    return after;
}

TEST(sysmon_looks_often_at_first_and_after_it_was_woken)
{
    // A look every 20 us, with the kernel's slack and wake-up 90 us; it takes
    // two looks at the same call.
    assert_between(retaken_after(""), 90 * NSEC_USEC, 180 * NSEC_USEC);
    // After a busy time it looks every 10 ms.
    assert_between(retaken_after("work.CPU(100 * time.Millisecond)"), NSEC_MSEC,
                   20200 * NSEC_USEC);
    // While everybody is idle it sleeps deeply; a system call wakes it. (A
    // timer that is due wakes it too, but then it goes on as before.)
    assert_between(retaken_after("work.CPU(100 * time.Millisecond)\n"
                                 "work.IO(100 * time.Millisecond)"),
                   90 * NSEC_USEC, 180 * NSEC_USEC);
}

TEST(a_taken_p_makes_sysmon_look_often_again)
{
    assert_between(retaken_after("work.CPU(100 * time.Millisecond)\n"
                                 "work.Syscall(50 * time.Millisecond)"),
                   90 * NSEC_USEC, 180 * NSEC_USEC);
}

// --- who starves whom

// How often two chains, of goroutines that start the next and end, go on while
// main waits in the global queue.
static int64_t respawns(const char *go)
{
    struct sim_run *r = simulate(
        &(struct simulation){
            .go = go, .no_timeline = true, .time_limit = 10 * NSEC_SEC},
        "go chain()\n"
        "go chain()\n"
        "runtime.Gosched()\n"
        "stop = true\n"
        "---\n"
        "var stop bool\n"
        "func chain() { if !stop { go chain() } }\n");

    assert_int_equal(r->result.end, SCHED_EXIT);
    int64_t n = (int64_t)r->result.summary.goroutines;
    sim_free(r);
    return n;
}

// They run from runnext, so the 61st tick never comes, and a request to stop
// mostly finds a G that ends before it sees it. Real Go 1.19 and 1.26: 10^5 to
// 10^7 times.
TEST(chains_of_goroutines_keep_who_yielded_waiting)
{
    assert_in_range(respawns("go1.19"), 100000, 10000000);
    assert_in_range(respawns("go1.26"), 100000, 10000000);
    assert_in_range(respawns("go1.2"), 2, 100);
}

// Which part of the time, in per cent, two have that wake each other beside one
// that computes.
static int64_t share_of_pair(const char *go)
{
    struct sim_run *r =
        simulate(&(struct simulation){.go = go, .time_limit = 130 * NSEC_MSEC},
                 "a, b := make(chan int), make(chan int)\n"
                 "go func() { for v := range a { b <- v } }()\n"
                 "go hog()\n"
                 "for { a <- 1; <-b }\n"
                 "---\n"
                 "func step(n int) int {\n"
                 "  if n < 0 { return step(-n) }\n"
                 "  return n + 1\n"
                 "}\n"
                 "func hog() { for n := 0; ; { n = step(n) } }\n");
    uint32_t hog = sim_g(r, "main.hog", 0);
    nsec began = 0, pair = 0, all = 0;

    for (size_t i = 0; i < r->nevents; i++) {
        const struct sim_event *e = &r->events[i];
        if (e->event == EV_GO_START) {
            began = e->t;
        } else if (e->event == EV_GO_STOP || e->event == EV_GO_BLOCK) {
            all += e->t - began;
            pair += e->g == hog ? 0 : e->t - began;
        }
    }
    sim_free(r);
    return pair * 100 / all;
}

// Since there is runnext they share one slice, as long as the other's. Real Go
// 1.19: 41 to 58 per cent.
TEST(a_pair_that_wakes_each_other_shares_one_slice)
{
    assert_in_range(share_of_pair("go1.19"), 35, 65);
    assert_in_range(share_of_pair("go1.26"), 35, 65);
    assert_in_range(share_of_pair("go1.2"), 0, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(slices_are_10_then_15_then_20_ms_as_sysmon_calms_down),
        RUN(a_g_that_was_cut_goes_to_the_global_queue),
        RUN(a_runnext_goes_on_in_the_slice_that_has_expired),
        RUN(a_request_is_answered_when_the_signal_arrives),
        RUN(short_goroutines_are_never_cut),
        RUN(without_signals_a_loop_that_calls_nothing_is_not_cut),
        RUN(without_signals_a_loop_is_cut_where_it_calls_a_function),
        RUN(without_signals_the_first_instruction_of_a_loop_is_no_call),
        RUN(sysmon_looks_often_at_first_and_after_it_was_woken),
        RUN(a_taken_p_makes_sysmon_look_often_again),
        RUN(chains_of_goroutines_keep_who_yielded_waiting),
        RUN(a_pair_that_wakes_each_other_shares_one_slice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
