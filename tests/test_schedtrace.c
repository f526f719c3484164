// schedtrace: the lines themselves, by version, and when they come.
#include "simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Two spinning goroutines on one P, a third one in a long system call.
static const char busy[] = "go work.CPU(30 * time.Millisecond)\n"
                           "go work.CPU(30 * time.Millisecond)\n"
                           "work.Syscall(100 * time.Millisecond)\n";

static void prints(const char *go, bool detail, const char *source,
                   const char *want)
{
    struct sim_run *r = simulate(&(struct simulation){.go = go,
                                                      .schedtrace_ns = NSEC_SEC,
                                                      .scheddetail = detail},
                                 source);

    assert_string_equal(r->err, want);
    sim_free(r);
}

TEST(each_version_has_its_line)
{
    prints("go1.19", false, busy,
           "SCHED 0ms: gomaxprocs=1 idleprocs=0 threads=1 spinningthreads=0 "
           "idlethreads=0 runqueue=0 [2]\n");
    prints("go1.22", false, busy,
           "SCHED 0ms: gomaxprocs=1 idleprocs=0 threads=1 spinningthreads=0 "
           "needspinning=1 idlethreads=0 runqueue=0 [2]\n");
    prints("go1.26", false, busy,
           "SCHED 0ms: gomaxprocs=1 idleprocs=0 threads=1 spinningthreads=0 "
           "needspinning=1 idlethreads=0 runqueue=0 [ 3 ] "
           "schedticks=[ 4 ]\n");
}

// A locked goroutine sleeps, one waits for a channel, main is in a system call
// when the only line comes, and M1 has nothing to do.
static const char detail[] = "c := make(chan int)\n"
                             "go func() { <-c }()\n"
                             "go func() {\n"
                             "  runtime.LockOSThread()\n"
                             "  time.Sleep(time.Hour)\n"
                             "}()\n"
                             "runtime.Gosched()\n"
                             "work.Syscall(5 * time.Millisecond)\n";

// What follows the first "SCHED" line.
static void details(const char *go, const char *want)
{
    struct sim_run *r = simulate(&(struct simulation){.go = go,
                                                      .procs = 2,
                                                      .schedtrace_ns = NSEC_SEC,
                                                      .scheddetail = true},
                                 detail);

    const char *rest = strchr(r->err, '\n');
    assert_non_null(rest);
    assert_string_equal(rest + 1, want);
    sim_free(r);
}

TEST(details_until_1_19_have_numbers_where_there_is_none)
{
    details("go1.19",
            "  P0: status=0 schedtick=5 syscalltick=1 m=-1 runqsize=0 "
            "gfreecnt=0 timerslen=1\n"
            "  P1: status=2 schedtick=1 syscalltick=0 m=-1 runqsize=0 "
            "gfreecnt=0 timerslen=0\n"
            "  M2: p=-1 curg=-1 mallocing=0 throwing=0 preemptoff= locks=0 "
            "dying=0 spinning=false blocked=false lockedg=-1\n"
            "  M1: p=-1 curg=1 mallocing=0 throwing=0 preemptoff= locks=0 "
            "dying=0 spinning=false blocked=false lockedg=-1\n"
            "  M0: p=-1 curg=-1 mallocing=0 throwing=0 preemptoff= locks=0 "
            "dying=0 spinning=false blocked=true lockedg=7\n"
            "  G1: status=3() m=1 lockedm=-1\n"
            "  G6: status=4(chan receive) m=-1 lockedm=-1\n"
            "  G7: status=4(sleep) m=-1 lockedm=0\n");
}

TEST(details_until_1_25_show_a_system_call_without_its_p)
{
    details("go1.25",
            "  P0: status=0 schedtick=5 syscalltick=1 m=nil runqsize=0 "
            "gfreecnt=0 timerslen=1\n"
            "  P1: status=2 schedtick=1 syscalltick=0 m=nil runqsize=0 "
            "gfreecnt=0 timerslen=0\n"
            "  M2: p=nil curg=nil mallocing=0 throwing=0 preemptoff= locks=0 "
            "dying=0 spinning=false blocked=false lockedg=nil\n"
            "  M1: p=nil curg=1 mallocing=0 throwing=0 preemptoff= locks=0 "
            "dying=0 spinning=false blocked=false lockedg=nil\n"
            "  M0: p=nil curg=nil mallocing=0 throwing=0 preemptoff= locks=0 "
            "dying=0 spinning=false blocked=true lockedg=8\n"
            "  G1: status=3() m=1 lockedm=nil\n"
            "  G7: status=4(chan receive) m=nil lockedm=nil\n"
            "  G8: status=4(sleep) m=nil lockedm=0\n");
}

TEST(details_since_1_26_show_it_with_its_p)
{
    details("go1.26",
            "  P0: status=0 schedtick=5 syscalltick=1 m=nil runqsize=0 "
            "gfreecnt=0 timerslen=1\n"
            "  P1: status=1 schedtick=1 syscalltick=0 m=1 runqsize=0 "
            "gfreecnt=0 timerslen=0\n"
            "  M2: p=nil curg=nil mallocing=0 throwing=0 preemptoff= locks=0 "
            "dying=0 spinning=false blocked=false lockedg=nil\n"
            "  M1: p=1 curg=1 mallocing=0 throwing=0 preemptoff= locks=0 "
            "dying=0 spinning=false blocked=false lockedg=nil\n"
            "  M0: p=nil curg=nil mallocing=0 throwing=0 preemptoff= locks=0 "
            "dying=0 spinning=false blocked=true lockedg=8\n"
            "  G1: status=3() m=1 lockedm=nil\n"
            "  G7: status=4(chan receive) m=nil lockedm=nil\n"
            "  G8: status=4(sleep) m=nil lockedm=0\n");
}

TEST(a_line_comes_when_sysmon_wakes_after_it_is_due)
{
    static const int every_ms[] = {1, 3, 10, 25, 100};

    for (size_t i = 0; i < sizeof every_ms / sizeof *every_ms; i++) {
        struct sim_run *r = simulate(
            &(struct simulation){.schedtrace_ns = every_ms[i] * NSEC_MSEC},
            "time.Sleep(time.Second)\n"); // every P is idle: no deep sleep
        int n = 0;
        long last = 0;
        for (const char *at = r->err; (at = strstr(at, "SCHED ")) != NULL;
             n++) {
            at += strlen("SCHED ");
            long ms = strtol(at, NULL, 10);
            if (n == 0)
                assert_int_equal(ms, 0);
            else // sysmon sleeps for at most 10 ms
                assert_between(ms - last, every_ms[i], every_ms[i] + 10);
            last = ms;
        }
        assert_between(last, 1000 - every_ms[i] - 10, 1000);
        assert_true(n > 1000 / (every_ms[i] + 11));
        sim_free(r);
    }
}

TEST(without_it_nothing_is_printed)
{
    struct sim_run *r = simulate(&(struct simulation){.scheddetail = true},
                                 "time.Sleep(time.Second)\n");

    assert_string_equal(r->err, "");
    sim_free(r);
}

TEST(a_sleeping_program_with_it_makes_the_same_timeline)
{
    struct sim_run *plain = simulate(&(struct simulation){.procs = 2}, busy);
    struct sim_run *traced = simulate(
        &(struct simulation){.procs = 2, .schedtrace_ns = NSEC_MSEC}, busy);

    assert_string_equal(plain->timeline, traced->timeline);
    sim_free(plain);
    sim_free(traced);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(each_version_has_its_line),
        RUN(details_until_1_19_have_numbers_where_there_is_none),
        RUN(details_until_1_25_show_a_system_call_without_its_p),
        RUN(details_since_1_26_show_it_with_its_p),
        RUN(a_line_comes_when_sysmon_wakes_after_it_is_due),
        RUN(without_it_nothing_is_printed),
        RUN(a_sleeping_program_with_it_makes_the_same_timeline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
