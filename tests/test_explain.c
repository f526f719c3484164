// explain: what is said of a G in each of its states.
#include "trace/explain.h"

#include "timeline.h"
#include "testing.h"

// Two Ps on one core. G1 locks and runs, G2 waits for its lock, G3 is in a
// system call, G4 queues up.
#define START                                                                  \
    "0 - 0 - - MCreate by=-1\n"                                                \
    "0 - 1 - - MCreate by=0\n"                                                 \
    "0 0 0 - - CoreStart -\n"                                                  \
    "0 0 0 0 - ProcStart -\n"                                                  \
    "0 0 0 0 - GoCreate new=1 fn=main.main line=3\n"                           \
    "0 0 0 0 1 GoStart rule=start\n"                                           \
    "1000 0 0 0 1 GoCreate new=2 fn=main.f line=4\n"                           \
    "2000 0 0 0 1 GoStop why=Gosched\n"                                        \
    "2000 0 0 0 2 GoStart rule=runnext\n"                                      \
    "3000 0 0 0 2 GoBlock reason=sync.Mutex.Lock\n"                            \
    "3000 0 0 0 1 GoStart rule=global\n"                                       \
    "4000 0 0 0 1 GoCreate new=3 fn=main.g line=5\n"                           \
    "4000 0 0 0 1 GoCreate new=4 fn=main.h line=6\n"                           \
    "5000 0 0 - - CoreStop why=slice\n"                                        \
    "5000 0 1 - - CoreStart -\n"                                               \
    "5000 0 1 1 - ProcStart -\n"                                               \
    "5000 0 1 1 - Steal victim=0 n=1\n"                                        \
    "5000 0 1 1 3 GoStart rule=steal victim=0 n=1\n"                           \
    "6000 0 1 1 3 SyscallBegin call=read\n"                                    \
    "6000 0 1 - - CoreStop why=blocked\n"                                      \
    "6000 0 0 - - CoreStart -\n"                                               \
    "8000 - - 1 - ProcSteal from=1 rule=retake-syscall\n"                      \
    "9000 0 0 0 1 Preempt rule=slice\n"
#define END                                                                    \
    "10000 0 0 0 2 GoUnblock to=runnext\n"                                     \
    "11000 0 0 0 1 GoBlock reason=sleep\n"                                     \
    "11000 0 0 0 2 GoStart rule=runnext\n"                                     \
    "12000 0 0 0 2 GoDestroy -\n"                                              \
    "20000 0 0 0 1 TimerFire due=19000\n"                                      \
    "20000 0 0 0 1 GoUnblock to=runnext\n"                                     \
    "20000 0 0 0 1 GoStart rule=runnext\n"                                     \
    "30000 - - - - Exit status=0 why=exit\n"

static struct explanation of(uint32_t g, nsec at)
{
    struct reader *r = timeline("# procs: 2\n# cores: 1\n", START END);
    struct explanation e = explain(r, g, at);

    for (long i = 0; i < reader_errors(r); i++)
        print_error("%s\n", reader_message(r, i));
    reader_close(r);
    return e;
}

static void says(uint32_t g, nsec at, const char *want)
{
    struct explanation e = of(g, at);

    assert_int_equal(e.end, EXPLAIN_OK);
    assert_string_equal(e.text, want);
    free(e.text);
}

static void says_among(uint32_t g, nsec at, const char *want)
{
    struct explanation e = of(g, at);

    assert_int_equal(e.end, EXPLAIN_OK);
    if (strstr(e.text, want) == NULL)
        fail_msg("no '%s' in:\n%s", want, e.text);
    free(e.text);
}

TEST(one_that_runs)
{
    says(2, 2500,
         "G2 (main.f) at 2.5µs: it runs.\n"
         "\n"
         "G1 (main.main) created it at 1µs, in line 4.\n"
         "It has P0 and thread M0 since 2µs (for 500ns).\n"
         "It was chosen by rule runnext (the G readied last on this P runs "
         "next and inherits its time slice).\n"
         "The runnext slot goes before the P's run queue, and that before the "
         "global queue.\n"
         "Not chosen then: G1 (main.main), first of 1 in the global queue.\n"
         "It runs until 3µs, then waits: sync.Mutex.Lock.\n");
}

TEST(one_whose_thread_has_no_core)
{
    says(1, 5500,
         "G1 (main.main) at 5.5µs: it has a P, but its thread waits for a "
         "core.\n"
         "\n"
         "The run time created it at 0s.\n"
         "It has P0 and thread M0 since 3µs (for 2.5µs).\n"
         "But M0 waits for a core since 5µs. The operating system decides "
         "that, not Go.\n"
         "Core 0 has another M since 5µs, which runs G3 (main.g).\n"
         "It was chosen by rule global (the run queue is empty: a share of the "
         "global queue).\n"
         "It goes before the poller and before stealing.\n"
         "No other goroutine was in these queues then.\n"
         "It runs until 11µs, then waits: sleep.\n");
}

TEST(one_that_waits_for_a_lock)
{
    says(
        2, 4000,
        "G2 (main.f) at 4µs: it does not run: it waits.\n"
        "\n"
        "G1 (main.main) created it at 1µs, in line 4.\n"
        "It waits for a mutex (sync.Mutex.Lock) since 3µs, for 1µs now. The "
        "goroutine that holds the mutex wakes it with Unlock, unless others "
        "have waited longer.\n"
        "It is in no run queue: a free P would not help it.\n"
        "G1 (main.main), which held the lock last, wakes it at 10µs, on P0.\n");
}

TEST(one_that_waits_in_a_queue)
{
    says(4, 7000,
         "G4 (main.h) at 7µs: it does not run, it could: it waits for its "
         "turn.\n"
         "\n"
         "G1 (main.main) created it at 4µs, in line 6.\n"
         "It is runnable since 4µs (for 3µs): it is new.\n"
         "It is in the runnext slot of P0: next there, in what is left of the "
         "time slice; thieves take it last.\n"
         "P0 runs G1 (main.main) since 3µs, by rule global (the run queue is "
         "empty: a share of the global queue).\n"
         "P1 is with G3 (main.g), in a system call since 6µs.\n"
         "Nothing more happens to it until the end of the timeline, at 30µs "
         "(exit).\n");
}

TEST(one_in_a_system_call)
{
    says(3, 7000,
         "G3 (main.g) at 7µs: it runs no Go code: it is in a system call.\n"
         "\n"
         "G1 (main.main) created it at 4µs, in line 5.\n"
         "It is in the system call read since 6µs (for 1µs), with thread M1.\n"
         "It still has P1: a call that ends soon finds it again, and no other "
         "goroutine runs there meanwhile.\n"
         "Nothing more happens to it until the end of the timeline, at 30µs "
         "(exit).\n");
}

TEST(one_that_has_lost_its_p)
{
    says_among(3, 8000,
               "Its P was taken from it at 8µs, so that others can run: rule "
               "retake-syscall (");
}

TEST(one_that_was_asked_to_stop)
{
    says_among(1, 9500, "It was asked to stop at 9µs: rule slice (");
}

TEST(one_that_sleeps)
{
    says_among(1, 12000, "A timer wakes it at 20µs, due at 19µs, on P0.\n");
    says_among(1, 12000,
               "It waits for a time (sleep) since 11µs, for 1µs now.");
}

TEST(before_its_time_and_after)
{
    says(4, 0,
         "G4 at 0s: it does not exist yet.\n\n"
         "G1 (main.main) creates it at 4µs, in line 6.\n");
    says(2, 30000,
         "G2 (main.f) at 30µs: it does not run: it has ended.\n"
         "\n"
         "G1 (main.main) created it at 1µs, in line 4.\n"
         "It ended at 12µs.\n");
}

TEST(what_is_at_the_time_has_happened)
{
    says_among(2, 9999, "it does not run: it waits.");
    says_among(2, 10000, "it does not run, it could");
    says_among(2, 10000, "G1 (main.main) woke it.");
    says_among(2, 10999, "It is in the runnext slot of P0");
    says_among(2, 11000, "it runs.");
    says_among(2, 12000, "it does not run: it has ended.");
}

TEST(who_never_goes_on)
{
    says_among(4, 30000,
               "Nothing more happens to it until the end of the "
               "timeline, at 30µs (exit).\n");
}

TEST(gs_and_times_that_are_not_there_are_refused)
{
    struct explanation e = of(5, 0);

    assert_int_equal(e.end, EXPLAIN_NO_G);
    assert_int_equal(e.last, 4);
    assert_null(e.text);
    assert_int_equal(of(0, 0).end, EXPLAIN_NO_G);
    e = of(1, 30001);
    assert_int_equal(e.end, EXPLAIN_NO_TIME);
    assert_int_equal(e.end_ns, 30000);
    assert_null(e.text);
}

TEST(a_wrong_timeline_is_refused)
{
    struct reader *r = timeline(TIMELINE_HEAD, START "0 - - - - Exit -\n");
    struct explanation e = explain(r, 1, 0);

    assert_int_equal(e.end, EXPLAIN_WRONG);
    assert_null(e.text);
    assert_true(reader_errors(r) > 0);
    reader_close(r);
}

TEST(texts_of_the_timeline_are_escaped)
{
    struct reader *r =
        timeline(TIMELINE_HEAD, "0 - - - - GoCreate new=1 fn=a%1b%0ab line=3\n"
                                "9 - - - - Exit status=0 why=x\n");
    struct explanation e = explain(r, 1, 0);

    assert_int_equal(e.end, EXPLAIN_OK);
    assert_null(strchr(e.text, '\x1b'));
    assert_null(strstr(e.text, "\nb"));
    free(e.text);
    reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(one_that_runs),
        RUN(one_whose_thread_has_no_core),
        RUN(one_that_waits_for_a_lock),
        RUN(one_that_waits_in_a_queue),
        RUN(one_in_a_system_call),
        RUN(one_that_has_lost_its_p),
        RUN(one_that_was_asked_to_stop),
        RUN(one_that_sleeps),
        RUN(before_its_time_and_after),
        RUN(what_is_at_the_time_has_happened),
        RUN(who_never_goes_on),
        RUN(gs_and_times_that_are_not_there_are_refused),
        RUN(a_wrong_timeline_is_refused),
        RUN(texts_of_the_timeline_are_escaped),
    };

    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
