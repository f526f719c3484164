// park: the life of a G: go, ready, park, Gosched, exit; the orders that Go
// programs show with one P (measured with five versions of Go).
#include "simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "child.h"

// --- orders at GOMAXPROCS=1

#define LOG                                                                    \
    "---\n"                                                                    \
    "var out string\n"                                                         \
    "func say(f string, a ...any) { out += fmt.Sprintf(f, a...) + \" \" }\n"

static const struct {
    const char *what, *source, *want;
} orders[] = {
    {"spawn, then Gosched",
     "for i := 0; i < 4; i++ { go say(\"%d\", i) }\n"
     "runtime.Gosched()\n"
     "say(\"main\")\n",
     "3 0 1 2 main "},
    {"three that yield",
     "for i := 0; i < 3; i++ { go func() { for k := 0; k < 4; k++ {\n"
     "  say(\"%d\", i); runtime.Gosched() } }() }\n"
     "time.Sleep(time.Millisecond)\n",
     "2 0 1 2 0 1 2 0 1 2 0 1 "},
    {"unbuffered, main sends",
     "c := make(chan int)\n"
     "go func() { for v := range c { say(\"r%d\", v) } }()\n"
     "for i := 0; i < 6; i++ { say(\"s%d\", i); c <- i }\n"
     "time.Sleep(time.Millisecond)\n",
     "s0 r0 s1 s2 r1 r2 s3 s4 r3 r4 s5 r5 "},
    {"unbuffered, main receives",
     "c := make(chan int)\n"
     "go func() { for i := 0; i < 4; i++ { say(\"s%d\", i); c <- i }\n"
     "  close(c) }()\n"
     "for v := range c { say(\"r%d\", v) }\n",
     "s0 s1 r0 r1 s2 s3 r2 r3 "},
    {"buffer of two, main receives",
     "c := make(chan int, 2)\n"
     "go func() { for i := 0; i < 8; i++ { c <- i; say(\"s%d\", i) }\n"
     "  close(c) }()\n"
     "for v := range c { say(\"r%d\", v) }\n",
     "s0 s1 s2 r0 r1 r2 r3 s3 s4 s5 s6 r4 r5 r6 r7 s7 "},
    {"four parked receivers",
     "c := make(chan int)\n"
     "for i := 0; i < 4; i++ { go func() { say(\"%d<-%d\", i, <-c) }() }\n"
     "runtime.Gosched()\n"
     "for i := 0; i < 4; i++ { c <- i }\n"
     "time.Sleep(time.Millisecond)\n",
     "2<-3 3<-0 0<-1 1<-2 "},
    {"close with five parked receivers",
     "c := make(chan int)\n"
     "for i := 0; i < 5; i++ { go func() { <-c; say(\"%d\", i) }() }\n"
     "runtime.Gosched()\n"
     "close(c)\n"
     "time.Sleep(time.Millisecond)\n",
     "4 3 2 1 0 "},
    {"wait group with five waiters",
     "var wg sync.WaitGroup\n"
     "wg.Add(1)\n"
     "for i := 0; i < 5; i++ { go func() { wg.Wait(); say(\"%d\", i) }() }\n"
     "runtime.Gosched()\n"
     "wg.Done()\n"
     "time.Sleep(time.Millisecond)\n",
     "3 4 0 1 2 "},
    {"mutex with five waiters",
     "var mu sync.Mutex\n"
     "mu.Lock()\n"
     "for i := 0; i < 5; i++ { go func() {\n"
     "  mu.Lock(); say(\"%d\", i); mu.Unlock() }() }\n"
     "runtime.Gosched()\n"
     "mu.Unlock()\n"
     "time.Sleep(time.Millisecond)\n",
     "4 0 1 2 3 "},
};

TEST(programs_run_in_gos_order)
{
    static const char *const versions[] = {"go1.14", "go1.19", "go1.22",
                                           "go1.25", "go1.26"};

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        for (size_t v = 0; v < 5; v++) {
            char source[1024];
            snprintf(source, sizeof source, "%sprint(out)\n" LOG,
                     orders[i].source);
            struct sim_run *r =
                simulate(&(struct simulation){.go = versions[v]}, source);
            if (strcmp(r->err, orders[i].want) != 0)
                fail_msg("%s, %s: %s", orders[i].what, versions[v], r->err);
            sim_free(r);
        }
    }
}

// --- where a G goes

TEST(gosched_goes_to_the_global_queue)
{
    struct sim_run *r =
        simulate(&(struct simulation){0},
                 "for i := 0; i < 9; i++ { runtime.Gosched() }\n");
    const struct sim_event *stop = NULL;

    for (int i = 0; i < 9; i++) {
        stop = sim_need(r, stop, EV_GO_STOP, 1);
        assert_string_equal(stop->text[0], "runtime.Gosched");
        const struct sim_event *start = sim_need(r, stop, EV_GO_START, 1);
        assert_int_equal(start->number[0], RULE_GLOBAL);
    }
    assert_null(sim_next(r, stop, EV_GO_STOP, 1));
    sim_free(r);
}

TEST(gosched_wakes_an_idle_p_since_go_1_22)
{
    static const struct {
        const char *go;
        int64_t threads;
    } cases[] = {{"go1.14", 1}, {"go1.19", 1}, {"go1.22", 2}, {"go1.26", 2}};

    for (size_t i = 0; i < 4; i++) {
        struct sim_run *r =
            simulate(&(struct simulation){.go = cases[i].go, .procs = 2},
                     "runtime.Gosched()\n"
                     "work.CPU(time.Millisecond)\n");
        assert_int_equal(r->result.summary.threads_peak, cases[i].threads);
        sim_free(r);
    }
}

TEST(a_woken_g_goes_to_its_wakers_runnext_and_the_waker_goes_on)
{
    // f blocks on P1, then a hog runs there; main on P0 wakes f, goes on for 50
    // us (less than a thief needs) and blocks: f runs on P0.
    struct sim_run *r =
        simulate(&(struct simulation){.go = "go1.19", .procs = 2},
                 "c := make(chan int)\n"
                 "go f(c)\n"
                 "work.CPU(time.Millisecond)\n"
                 "go work.CPU(5 * time.Millisecond)\n"
                 "work.CPU(time.Millisecond)\n"
                 "c <- 1\n"
                 "work.CPU(50 * time.Microsecond)\n"
                 "time.Sleep(time.Millisecond)\n"
                 "---\n"
                 "func f(c chan int) { <-c; work.CPU(time.Microsecond) }\n");
    uint32_t f = sim_g(r, "main.f", 0);
    const struct sim_event *e = sim_need(r, NULL, EV_GO_BLOCK, f);

    assert_int_equal(e->p, 1);
    e = sim_need(r, e, EV_GO_UNBLOCK, f);
    assert_string_equal(e->text[0], "runnext");
    assert_int_equal(e->p, 0);
    const struct sim_event *block = sim_need(r, e, EV_GO_BLOCK, 1);
    assert_between(block->t - e->t, 50 * NSEC_USEC, 51 * NSEC_USEC);
    e = sim_need(r, e, EV_GO_START, f);
    assert_int_equal(e->p, 0);
    assert_int_equal(e->number[0], RULE_RUNNEXT);
    assert_true(e->t > block->t);
    sim_free(r);
}

TEST(a_woken_g_brings_an_idle_p_when_its_waker_goes_on)
{
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 2},
                 "c := make(chan int)\n"
                 "go f(c)\n"
                 "work.CPU(time.Millisecond)\n" // f ran on P1 and blocks
                 "c <- 1\n"
                 "work.CPU(5 * time.Millisecond)\n"
                 "---\n"
                 "func f(c chan int) { <-c; work.CPU(time.Microsecond) }\n");
    uint32_t f = sim_g(r, "main.f", 0);
    const struct sim_event *e = sim_need(r, NULL, EV_GO_UNBLOCK, f);
    const struct sim_event *start = sim_need(r, e, EV_GO_START, f);

    assert_int_equal(start->p, 1);
    assert_int_equal(start->number[0], RULE_STEAL_RUNNEXT);
    // Two wake-ups of a thread, the thief's sleep between them.
    assert_between(start->t - e->t, 90 * NSEC_USEC, 170 * NSEC_USEC);
    sim_free(r);
}

TEST(a_starving_mutex_is_handed_over_and_its_old_owner_yields)
{
    // f waits for more than 1 ms, loses against main once, then gets the lock.
    struct sim_run *r =
        simulate(&(struct simulation){0},
                 "mu.Lock()\n"
                 "go f()\n"
                 "runtime.Gosched()\n"
                 "work.CPU(2 * time.Millisecond)\n"
                 "mu.Unlock()\n" // f is woken
                 "mu.Lock()\n"   // but main takes it again
                 "runtime.Gosched()\n"
                 "mu.Unlock()\n" // now f owns it
                 "print(\"main\")\n"
                 "---\n"
                 "var mu sync.Mutex\n"
                 "func f() { mu.Lock(); print(\"f \"); mu.Unlock() }\n");
    uint32_t f = sim_g(r, "main.f", 0);
    const struct sim_event *e = NULL;

    assert_string_equal(r->err, "f main");
    do
        e = sim_need(r, e, EV_GO_STOP, 1);
    while (strcmp(e->text[0], "yield") != 0);
    const struct sim_event *start = sim_need(r, e, EV_GO_START, 0);
    assert_int_equal(start->g, f);
    assert_int_equal(start->number[0], RULE_RUNNEXT);
    start = sim_need(r, start, EV_GO_START, 1);
    assert_int_equal(start->number[0], RULE_RUNQ); // its own queue's
    sim_free(r);
}

// --- numbers and the end

TEST(ps_take_numbers_of_goroutines_in_batches_of_16)
{
    // P0 has 7 to 16; hog on P1 takes 17 to 32; P0's next are 33 to 48.
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 2},
                 "go hog()\n"
                 "work.CPU(time.Millisecond)\n"
                 "for i := 0; i < 11; i++ { go f() }\n"
                 "---\n"
                 "func hog() { go f(); work.CPU(5 * time.Millisecond) }\n"
                 "func f() {}\n");
    uint32_t on0[12], n0 = 0, on1 = 0;
    const struct sim_event *e = NULL;

    while ((e = sim_next(r, e, EV_GO_CREATE, 0)) != NULL) {
        if (e->p == 1)
            on1 = (uint32_t)e->number[0];
        else if (e->g == 1)
            on0[n0++] = (uint32_t)e->number[0];
    }
    assert_int_equal(n0, 12);
    assert_int_equal(on1, 17);
    for (uint32_t i = 0; i < 12; i++)
        assert_int_equal(on0[i], i < 10 ? 7 + i : 33 + i - 10);
    sim_free(r);
}

TEST(goroutines_are_counted)
{
    struct sim_run *r = simulate(&(struct simulation){0},
                                 "print(runtime.NumGoroutine(), \" \")\n"
                                 "for i := 0; i < 5; i++ { go f() }\n"
                                 "print(runtime.NumGoroutine(), \" \")\n"
                                 "runtime.Gosched()\n"
                                 "print(runtime.NumGoroutine(), \" \")\n"
                                 "for i := 0; i < 3; i++ { go f() }\n"
                                 "print(runtime.NumGoroutine())\n"
                                 "---\nfunc f() {}\n");

    assert_string_equal(r->err, "1 6 1 4");
    assert_int_equal(r->result.summary.goroutines, 9);
    assert_int_equal(r->result.summary.goroutines_peak, 6);
    sim_free(r);
}

TEST(goexit_runs_deferred_calls_and_ends_the_goroutine)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "go func() {\n"
                                          "  defer print(\"deferred \")\n"
                                          "  func() { runtime.Goexit() }()\n"
                                          "  print(\"never\")\n"
                                          "}()\n"
                                          "runtime.Gosched()\n"
                                          "print(runtime.NumGoroutine())\n");

    assert_string_equal(r->err, "deferred 1");
    assert_int_equal(sim_count(r, EV_GO_DESTROY), 1);
    sim_free(r);
}

TEST(the_program_ends_with_main_whatever_else_runs)
{
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "go work.CPU(time.Hour)\n"
                                 "go func() { select {} }()\n"
                                 "work.CPU(time.Millisecond)\n");

    assert_int_equal(r->result.end, SCHED_EXIT);
    assert_int_equal(r->result.status, 0);
    assert_string_equal(r->result.why, "exit");
    assert_between(r->result.summary.makespan_ns, NSEC_MSEC,
                   NSEC_MSEC + 20 * NSEC_USEC);
    sim_free(r);
}

// --- memory

// The sanitizers' own memory would be measured.
#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#elif defined(__has_feature)
enum { SANITIZED = __has_feature(address_sanitizer) };
#else
enum { SANITIZED = 0 };
#endif

static void many_parked(void *arg)
{
    struct sim_run *r =
        simulate(&(struct simulation){.no_timeline = true}, arg);
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    printf("%ld", usage.ru_maxrss);
    fflush(stdout);
    sim_free(r);
}

static long parked_kb(const char *source)
{
    static struct child c;
    char copy[256];

    snprintf(copy, sizeof copy, "%s", source);
    child_run(&c, many_parked, copy);
    assert_int_equal(c.status, 0);
    return strtol(c.out, NULL, 10);
}

TEST(a_parked_goroutine_takes_less_than_700_bytes)
{
    if (SANITIZED)
        skip();
    long few = parked_kb("c := make(chan int)\n"
                         "for i := 0; i < 10; i++ { go f(c) }\n"
                         "time.Sleep(time.Second)\n"
                         "---\nfunc f(c chan int) { <-c }\n");
    long many = parked_kb("c := make(chan int)\n"
                          "for i := 0; i < 100010; i++ { go f(c) }\n"
                          "time.Sleep(time.Second)\n"
                          "---\nfunc f(c chan int) { <-c }\n");
    // G 320, place in the channel's queue 96, stack 256.
    assert_true((many - few) * 1024 < 700 * 100000);
    assert_true((many - few) * 1024 > 100 * 100000); // it measures something
}

TEST(goroutines_that_end_give_their_memory_to_the_next)
{
    if (SANITIZED)
        skip();
    long few =
        parked_kb("for i := 0; i < 10; i++ { go f(); runtime.Gosched() }\n"
                  "---\nfunc f() {}\n");
    long many =
        parked_kb("for i := 0; i < 100000; i++ { go f(); runtime.Gosched() }\n"
                  "---\nfunc f() {}\n");
    assert_true(many - few < 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(programs_run_in_gos_order),
        RUN(gosched_goes_to_the_global_queue),
        RUN(gosched_wakes_an_idle_p_since_go_1_22),
        RUN(a_woken_g_goes_to_its_wakers_runnext_and_the_waker_goes_on),
        RUN(a_woken_g_brings_an_idle_p_when_its_waker_goes_on),
        RUN(a_starving_mutex_is_handed_over_and_its_old_owner_yields),
        RUN(ps_take_numbers_of_goroutines_in_batches_of_16),
        RUN(goroutines_are_counted),
        RUN(goexit_runs_deferred_calls_and_ends_the_goroutine),
        RUN(the_program_ends_with_main_whatever_else_runs),
        RUN(a_parked_goroutine_takes_less_than_700_bytes),
        RUN(goroutines_that_end_give_their_memory_to_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
