// dump: what is printed when a program dies, and when that is.
#include "simulate.h"

#include <stdio.h>
#include <string.h>

static void dies(const struct simulation *what, const char *source,
                 const char *why, const char *text)
{
    struct sim_run *r = simulate(what, source);

    assert_string_equal(r->err, text);
    assert_int_equal(r->result.end, SCHED_DIED);
    assert_int_equal(r->result.status, 2);
    assert_string_equal(r->result.why, why);
    const struct sim_event *e = &r->events[r->nevents - 1];
    assert_int_equal(e->event, EV_EXIT);
    assert_int_equal(e->number[0], 2);
    assert_string_equal(e->text[1], why);
    sim_free(r);
}

TEST(all_asleep_is_a_deadlock_on_any_number_of_ps)
{
    for (int procs = 1; procs <= 8; procs *= 2)
        dies(&(struct simulation){.procs = procs}, "<-make(chan int)\n",
             "deadlock",
             "fatal error: all goroutines are asleep - deadlock!\n"
             "\n"
             "goroutine 1 [chan receive]:\n"
             "main.main()\n"
             "\tmain.go:3\n");
}

TEST(every_waiting_goroutine_is_shown_with_its_reason_and_creator)
{
    dies(&(struct simulation){0},
         "var wg sync.WaitGroup\n" // line 4, after the import
         "wg.Add(1)\n"
         "go f()\n"
         "wg.Wait()\n"
         "---\n"
         "func f() { select {} }\n",
         "deadlock",
         "fatal error: all goroutines are asleep - deadlock!\n"
         "\n"
         "goroutine 1 [sync.WaitGroup.Wait]:\n"
         "main.main()\n"
         "\tmain.go:7\n"
         "\n"
         "goroutine 7 [select (no cases)]:\n"
         "main.f()\n"
         "\tmain.go:9\n"
         "created by main.main in goroutine 1\n"
         "\tmain.go:6\n");
}

TEST(older_versions_print_as_they_did)
{
    dies(&(struct simulation){.go = "go1.19"},
         "var wg sync.WaitGroup\n"
         "wg.Add(1)\n"
         "go f()\n"
         "wg.Wait()\n"
         "---\n"
         "func f() { select {} }\n",
         "deadlock",
         "fatal error: all goroutines are asleep - deadlock!\n"
         "\n"
         "goroutine 1 [semacquire]:\n"
         "main.main()\n"
         "\tmain.go:7\n"
         "\n"
         "goroutine 6 [select (no cases)]:\n"
         "main.f()\n"
         "\tmain.go:9\n"
         "created by main.main\n"
         "\tmain.go:6\n");
}

TEST(goexit_of_main_lets_the_others_end_and_is_then_a_deadlock)
{
    dies(&(struct simulation){0},
         "go print(\"f\")\n"
         "runtime.Goexit()\n",
         "deadlock",
         "ffatal error: no goroutines (main called runtime.Goexit) - "
         "deadlock!\n");
}

TEST(before_go_1_3_goexit_of_main_has_no_text_of_its_own)
{
    struct sim_run *r =
        simulate(&(struct simulation){.go = "go1.2"}, "runtime.Goexit()\n");

    assert_memory_equal(r->err, "fatal error: all goroutines are asleep", 38);
    sim_free(r);
}

TEST(a_program_with_something_pending_is_no_deadlock)
{
    static const char *const pending[] = {
        "time.Sleep(100 * time.Millisecond)",
        "work.IO(100 * time.Millisecond)",
        "work.Syscall(100 * time.Millisecond)",
        "work.CPU(100 * time.Millisecond)",
    };

    for (size_t i = 0; i < 4; i++) {
        for (int procs = 1; procs <= 4; procs++) {
            char source[256];
            snprintf(source, sizeof source,
                     "c := make(chan int)\n"
                     "go func() { %s; c <- 1 }()\n"
                     "<-c\n",
                     pending[i]);
            struct sim_run *r =
                simulate(&(struct simulation){.procs = procs}, source);
            assert_string_equal(r->err, "");
            assert_int_equal(r->result.end, SCHED_EXIT);
            assert_between(r->result.summary.makespan_ns, 100 * NSEC_MSEC,
                           101 * NSEC_MSEC);
            sim_free(r);
        }
    }
}

TEST(a_deadlock_is_found_when_the_last_pending_thing_has_ended)
{
    static const char *const last[] = {
        "time.Sleep(5 * time.Millisecond)",
        "work.IO(5 * time.Millisecond)",
        "work.Syscall(5 * time.Millisecond)",
        "work.CPU(5 * time.Millisecond)",
    };

    for (size_t i = 0; i < 4; i++) {
        for (int procs = 1; procs <= 4; procs++) {
            char source[256];
            snprintf(source, sizeof source,
                     "go func() { %s }()\n"
                     "select {}\n",
                     last[i]);
            struct sim_run *r =
                simulate(&(struct simulation){.procs = procs}, source);
            assert_string_equal(r->result.why, "deadlock");
            assert_between(r->result.summary.makespan_ns, 5 * NSEC_MSEC,
                           6 * NSEC_MSEC);
            sim_free(r);
        }
    }
}

TEST(a_panic_prints_its_value_and_the_goroutine)
{
    dies(&(struct simulation){0},
         "f(0)\n"
         "---\n"
         "func f(x int) {\n"
         "  defer print(\"deferred\\n\")\n"
         "  panic(\"boom\")\n"
         "}\n",
         "panic",
         "deferred\n"
         "panic: boom\n"
         "\n"
         "goroutine 1 [running]:\n"
         "main.f(...)\n"
         "\tmain.go:7\n"
         "main.main()\n"
         "\tmain.go:3\n");
}

TEST(a_panic_of_another_goroutine_ends_the_program_too)
{
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 2}, "go func() { panic(7) }()\n"
                                                   "work.CPU(time.Second)\n");

    assert_int_equal(r->result.end, SCHED_DIED);
    assert_int_equal(r->result.status, 2);
    assert_non_null(strstr(r->err, "panic: 7"));
    assert_non_null(strstr(r->err, "goroutine 7 [running]:\n"));
    assert_non_null(strstr(r->err, "created by main.main in goroutine 1\n"));
    assert_true(r->result.summary.makespan_ns < NSEC_MSEC);
    sim_free(r);
}

TEST(errors_of_synchronisation_are_fatal_or_panics)
{
    static const struct {
        const char *source, *text;
    } cases[] = {
        {"var mu sync.Mutex\nmu.Unlock()\n",
         "fatal error: sync: unlock of unlocked mutex\n"},
        {"var wg sync.WaitGroup\nwg.Done()\n",
         "panic: sync: negative WaitGroup counter\n"},
        {"c := make(chan int)\nclose(c)\nclose(c)\n",
         "panic: close of closed channel\n"},
        {"c := make(chan int)\nclose(c)\nc <- 1\n",
         "panic: send on closed channel\n"},
        {"var c chan int\nclose(c)\n", "panic: close of nil channel\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_run *r = simulate(&(struct simulation){0}, cases[i].source);
        assert_memory_equal(r->err, cases[i].text, strlen(cases[i].text));
        assert_int_equal(r->result.end, SCHED_DIED);
        assert_int_equal(r->result.status, 2);
        sim_free(r);
    }
}

// G 7 waits, main runs on another P, another one is to blame.
static const char to_blame[] =
    "c := make(chan int)\n" // line 4, after the import
    "go func() { <-c }()\n"
    "time.Sleep(time.Millisecond)\n"
    "go func() {\n"
    "  var mu sync.Mutex\n"
    "  mu.Unlock()\n"
    "}()\n"
    "work.CPU(time.Second)\n";

TEST(a_fatal_error_shows_the_others_until_1_25)
{
    dies(&(struct simulation){.go = "go1.25", .procs = 2}, to_blame,
         "sync: unlock of unlocked mutex",
         "fatal error: sync: unlock of unlocked mutex\n"
         "\n"
         "goroutine 17 [running]:\n"
         "main.main.func2()\n"
         "\tmain.go:11\n"
         "created by main.main in goroutine 1\n"
         "\tmain.go:9\n"
         "\n"
         "goroutine 1 [running]:\n"
         "\tgoroutine running on other thread; stack unavailable\n"
         "\n"
         "goroutine 7 [chan receive]:\n"
         "main.main.func1()\n"
         "\tmain.go:7\n"
         "created by main.main in goroutine 1\n"
         "\tmain.go:7\n");
}

TEST(a_fatal_error_shows_who_is_to_blame_since_1_26)
{
    dies(&(struct simulation){.go = "go1.26", .procs = 2}, to_blame,
         "sync: unlock of unlocked mutex",
         "fatal error: sync: unlock of unlocked mutex\n"
         "\n"
         "goroutine 17 [running]:\n"
         "main.main.func2()\n"
         "\tmain.go:11\n"
         "created by main.main in goroutine 1\n"
         "\tmain.go:9\n");
}

TEST(a_stack_overflow_says_what_was_exceeded)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "go func() { select {} }()\n"
                                          "runtime.Gosched()\n"
                                          "f()\n"
                                          "---\n"
                                          "func f() { f() }\n");
    static const char begin[] =
        "runtime: goroutine stack exceeds 1000000000-byte limit\n"
        "runtime: sp=0xc0200e0390 stack=[0xc0200e0000, 0xc0400e0000]\n"
        "fatal error: stack overflow\n"
        "\n"
        "goroutine 1 [running]:\n"
        "main.f()\n";

    assert_memory_equal(r->err, begin, strlen(begin));
    assert_non_null(strstr(r->err, " frames elided...\n"));
    assert_non_null(strstr(r->err, "\n\ngoroutine 7 [select (no cases)]:\n"));
    sim_free(r);
}

TEST(minutes_of_waiting_count_from_a_collection)
{
    static const struct {
        const char *before, *after, *state;
    } cases[] = {
        {"time.Sleep(5 * time.Minute)", "", "[chan receive]"},
        {"time.Sleep(5 * time.Minute); runtime.GC()", "", "[chan receive]"},
        {"runtime.GC(); time.Sleep(59999 * time.Millisecond)", "",
         "[chan receive]"},
        {"runtime.GC(); time.Sleep(time.Minute)", "",
         "[chan receive, 1 minutes]"},
        {"runtime.GC(); time.Sleep(150 * time.Second); runtime.GC()", "",
         "[chan receive, 2 minutes]"},
        // It has run in between.
        {"runtime.GC(); time.Sleep(2 * time.Minute)",
         "c <- 1; time.Sleep(2 * time.Minute)", "[chan receive]"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char source[512];
        snprintf(source, sizeof source,
                 "c := make(chan int)\n"
                 "go func() { for { <-c } }()\n"
                 "runtime.Gosched()\n"
                 "%s\n"
                 "%s\n"
                 "select {}\n",
                 cases[i].before, cases[i].after);
        struct sim_run *r = simulate(&(struct simulation){0}, source);
        if (strstr(r->err, cases[i].state) == NULL)
            fail_msg("no %s: %s", cases[i].state, r->err);
        sim_free(r);
    }
}

TEST(bytes_that_steer_a_terminal_are_escaped)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "panic(\"a\\x1b[2Jb\\x07\")\n");

    assert_memory_equal(r->err, "panic: a\\x1b[2Jb\\x07\n", 21);
    assert_null(strchr(r->err, '\x1b'));
    sim_free(r);
}

TEST(a_long_dump_is_cut_after_100_goroutines)
{
    static const int gs[] = {99, 100, 101};

    for (size_t i = 0; i < 3; i++) { // and main
        char source[128];
        int n = 0;
        snprintf(source, sizeof source,
                 "for i := 0; i < %d; i++ { go f() }\n"
                 "f()\n"
                 "---\n"
                 "func f() { select {} }\n",
                 gs[i]);
        struct sim_run *r = simulate(&(struct simulation){0}, source);
        for (const char *at = r->err; (at = strstr(at, "\ngoroutine ")) != NULL;
             at++)
            n++;
        assert_int_equal(n, 100);
        assert_int_equal(strstr(r->err, "\n...additional goroutines elided") !=
                             NULL,
                         gs[i] > 99);
        sim_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(all_asleep_is_a_deadlock_on_any_number_of_ps),
        RUN(every_waiting_goroutine_is_shown_with_its_reason_and_creator),
        RUN(older_versions_print_as_they_did),
        RUN(goexit_of_main_lets_the_others_end_and_is_then_a_deadlock),
        RUN(before_go_1_3_goexit_of_main_has_no_text_of_its_own),
        RUN(a_program_with_something_pending_is_no_deadlock),
        RUN(a_deadlock_is_found_when_the_last_pending_thing_has_ended),
        RUN(a_panic_prints_its_value_and_the_goroutine),
        RUN(a_panic_of_another_goroutine_ends_the_program_too),
        RUN(errors_of_synchronisation_are_fatal_or_panics),
        RUN(a_fatal_error_shows_the_others_until_1_25),
        RUN(a_fatal_error_shows_who_is_to_blame_since_1_26),
        RUN(a_stack_overflow_says_what_was_exceeded),
        RUN(minutes_of_waiting_count_from_a_collection),
        RUN(bytes_that_steer_a_terminal_are_escaped),
        RUN(a_long_dump_is_cut_after_100_goroutines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
