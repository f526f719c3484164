// syscall: who keeps a P through a system call, who loses it, and what becomes
// of the G and the thread.
#include "simulate.h"

#include <stdio.h>
#include <string.h>

TEST(a_short_write_keeps_its_p)
{
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 2}, "for i := 0; i < 9; i++ {\n"
                                                   "  fmt.Println(i)\n"
                                                   "}\n");
    const struct sim_event *e = NULL;
    int n = 0;

    assert_string_equal(r->out, "0\n1\n2\n3\n4\n5\n6\n7\n8\n");
    while ((e = sim_next(r, e, EV_OUTPUT, 0)) != NULL) {
        assert_int_equal(e->number[0], 1);
        assert_int_equal(e->number[1], 2);
        const struct sim_event *begin = sim_need(r, e, EV_SYSCALL_BEGIN, 1);
        const struct sim_event *end = sim_need(r, begin, EV_SYSCALL_END, 1);
        assert_string_equal(begin->text[0], "write");
        assert_int_equal(end->p, begin->p);
        assert_int_equal(end->m, begin->m);
        assert_int_equal(end->t - begin->t, 26 + 440);
        n++;
    }
    assert_int_equal(n, 9);
    assert_int_equal(sim_count(r, EV_PROC_STEAL), 0);
    assert_int_equal(sim_count(r, EV_GO_START), 1); // no tick, no switch
    assert_int_equal(r->result.summary.handoffs, 0);
    sim_free(r);
}

TEST(a_call_of_no_length_is_none)
{
    struct sim_run *r = simulate(&(struct simulation){0},
                                 "work.Syscall(0); work.Syscall(-5)\n");

    assert_int_equal(r->result.summary.syscalls, 0);
    sim_free(r);
}

TEST(a_p_with_work_is_taken_at_sysmons_second_look)
{
    static const char *const versions[] = {"go1.19", "go1.26"};

    for (size_t i = 0; i < 2; i++) {
        struct sim_run *r = simulate(&(struct simulation){.go = versions[i]},
                                     "fmt.Print(0)\n"
                                     "go f()\n"
                                     "work.Syscall(5 * time.Millisecond)\n"
                                     "---\n"
                                     "func f() {}\n");
        const struct sim_event *begin = sim_need(r, NULL, EV_SYSCALL_END, 1);
        begin = sim_need(r, begin, EV_SYSCALL_BEGIN, 1);
        const struct sim_event *steal = sim_need(r, begin, EV_PROC_STEAL, 0);
        assert_int_equal(steal->p, 0);
        assert_int_equal(steal->number[0], 0); // from M0
        assert_int_equal(steal->number[1], RULE_RETAKE_SYSCALL);
        // Looks at 90 and 180 us.
        assert_int_equal(steal->t, 180 * NSEC_USEC);
        // A new thread takes the P and runs what waited in runnext.
        const struct sim_event *create = sim_need(r, steal, EV_M_CREATE, 0);
        assert_int_equal(create->t, steal->t);
        assert_int_equal(create->m, 1);
        const struct sim_event *start =
            sim_need(r, create, EV_GO_START, sim_g(r, "main.f", 0));
        assert_int_equal(start->m, 1);
        assert_int_equal(start->p, 0);
        assert_int_equal(start->number[0], RULE_RUNNEXT);
        // Its creation and the change of threads on the core.
        assert_int_equal(start->t - create->t, 21000 + 1500);
        assert_int_equal(r->result.summary.handoffs, 1);
        sim_free(r);
    }
}

TEST(with_idle_ps_and_no_work_a_p_is_taken_after_10_ms)
{
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "fmt.Print(0)\n"
                                 "work.Syscall(60 * time.Millisecond)\n");
    const struct sim_event *begin = sim_need(r, NULL, EV_SYSCALL_END, 1);

    begin = sim_need(r, begin, EV_SYSCALL_BEGIN, 1);
    const struct sim_event *steal = sim_need(r, begin, EV_PROC_STEAL, 0);
    assert_between(steal->t - begin->t, 10 * NSEC_MSEC, 20200 * NSEC_USEC);
    assert_int_equal(steal->number[1], RULE_RETAKE_SYSCALL);
    sim_free(r);

    r = simulate(&(struct simulation){.procs = 2},
                 "work.Syscall(9 * time.Millisecond)\n");
    assert_int_equal(sim_count(r, EV_PROC_STEAL), 0);
    assert_int_equal(sim_count(r, EV_SYSCALL_END), 1);
    sim_free(r);
}

TEST(without_idle_ps_a_p_is_taken_although_it_has_no_work)
{
    // The other P runs a hog: nobody would look for work.
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "go work.CPU(9 * time.Millisecond)\n"
                                 "work.CPU(time.Millisecond)\n"
                                 "work.Syscall(5 * time.Millisecond)\n");
    const struct sim_event *begin = sim_need(r, NULL, EV_SYSCALL_BEGIN, 1);
    const struct sim_event *steal = sim_need(r, begin, EV_PROC_STEAL, 0);

    assert_between(steal->t - begin->t, 0, 180 * NSEC_USEC);
    // Its new thread spins, finds nothing and parks.
    const struct sim_event *create = sim_need(r, steal, EV_M_CREATE, 0);
    const struct sim_event *spin = sim_need(r, create, EV_M_SPIN, 0);
    assert_int_equal(spin->m, create->m);
    assert_int_equal(spin->number[0], 1);
    sim_free(r);
}

TEST(a_g_without_its_p_goes_on_with_an_idle_one)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "go f()\n"
                                          "work.Syscall(5 * time.Millisecond)\n"
                                          "---\n"
                                          "func f() {}\n");
    const struct sim_event *e = sim_need(r, NULL, EV_SYSCALL_END_BLOCKED, 1);

    e = sim_need(r, e, EV_GO_START, 0);
    assert_int_equal(e->g, 1);
    assert_int_equal(e->m, 0);
    assert_int_equal(e->p, 0);
    assert_int_equal(e->number[0], RULE_SYSCALL_EXIT);
    sim_free(r);
}

TEST(a_g_takes_its_old_p_from_another_one_in_a_call)
{
    // sysmon gives the P to f, whose own call lasts longer.
    struct sim_run *r = simulate(&(struct simulation){0},
                                 "go work.Syscall(5 * time.Millisecond)\n"
                                 "work.Syscall(230 * time.Microsecond)\n"
                                 "work.CPU(time.Millisecond)\n");
    const struct sim_event *e = sim_need(r, NULL, EV_SYSCALL_END_BLOCKED, 1);

    assert_int_equal(e->m, 0);
    e = sim_need(r, e, EV_PROC_STEAL, 0);
    assert_int_equal(e->number[1], RULE_SYSCALL_EXIT);
    assert_int_not_equal(e->number[0], 0);
    assert_int_equal(e->m, 0);
    e = sim_need(r, e, EV_GO_START, 1);
    assert_int_equal(e->m, 0);
    assert_int_equal(e->number[0], RULE_SYSCALL_EXIT);
    // Nobody waited in the global queue.
    assert_int_equal(sim_count_rule(r, RULE_GLOBAL), 0);
    sim_free(r);
}

TEST(a_return_to_an_idle_p_begins_no_slice)
{
    // So the P's slice has expired when the second call begins, and sysmon
    // takes it at its first look.
    struct sim_run *r = simulate(&(struct simulation){0},
                                 "runtime.Gosched()\n"
                                 "work.Syscall(50 * time.Millisecond)\n"
                                 "go f()\n"
                                 "work.Syscall(5 * time.Millisecond)\n"
                                 "---\n"
                                 "func f() {}\n");
    const struct sim_event *start = sim_start(r, NULL, RULE_SYSCALL_EXIT);

    assert_non_null(start);
    const struct sim_event *begin = sim_need(r, start, EV_SYSCALL_BEGIN, 1);
    const struct sim_event *steal = sim_need(r, begin, EV_PROC_STEAL, 0);
    assert_between(steal->t - begin->t, 0, 89 * NSEC_USEC);
    sim_free(r);
}

TEST(a_g_without_any_p_goes_to_the_global_queue_and_its_thread_parks)
{
    struct sim_run *r =
        simulate(&(struct simulation){0},
                 "go f()\n"
                 "go f()\n"
                 "work.Syscall(time.Millisecond)\n"
                 "---\n"
                 "func f() { work.CPU(5 * time.Millisecond) }\n");
    const struct sim_event *e = sim_need(r, NULL, EV_SYSCALL_END_BLOCKED, 1);
    const struct sim_event *park = sim_need(r, e, EV_M_PARK, 0);

    assert_int_equal(park->t, e->t);
    assert_int_equal(park->m, 0);
    assert_string_equal(park->text[0], "idle");
    e = sim_need(r, e, EV_GO_START, 1);
    assert_int_equal(e->m, 1);
    assert_int_equal(e->number[0], RULE_GLOBAL);
    // Both fs before.
    assert_true(e->t > 10 * NSEC_MSEC);
    sim_free(r);
}

TEST(each_blocked_call_costs_a_thread)
{
    static const int calls[] = {1, 2, 10, 50};

    for (size_t i = 0; i < 4; i++) {
        char source[256];
        snprintf(
            source, sizeof source,
            "var wg sync.WaitGroup\n"
            "for i := 0; i < %d; i++ {\n"
            "  wg.Add(1)\n"
            "  go func() { work.Syscall(40*time.Millisecond); wg.Done() }()\n"
            "}\n"
            "wg.Wait()\n",
            calls[i]);
        struct sim_run *r = simulate(&(struct simulation){.cores = 2}, source);
        // One more looks after the P.
        assert_int_equal(r->result.summary.threads_peak, calls[i] + 1);
        assert_int_equal(r->result.summary.handoffs, calls[i]);
        // They overlap.
        assert_true(r->result.summary.makespan_ns < 60 * NSEC_MSEC);
        sim_free(r);
    }
}

TEST(threads_that_came_back_are_used_again)
{
    struct sim_run *r =
        simulate(&(struct simulation){0},
                 "for k := 0; k < 5; k++ {\n"
                 "  go func() { work.Syscall(2 * time.Millisecond) }()\n"
                 "  time.Sleep(10 * time.Millisecond)\n"
                 "}\n");

    assert_int_equal(r->result.summary.syscalls, 5);
    assert_int_equal(r->result.summary.threads_peak, 2);
    sim_free(r);
}

static void few_threads(struct sched_model *go, struct cost_model *costs,
                        struct os_model *os)
{
    (void)costs;
    (void)os;
    go->ms_max = 10;
}

TEST(too_many_threads_end_the_program)
{
    struct sim_run *r =
        simulate(&(struct simulation){.adjust = few_threads},
                 "for i := 0; i < 20; i++ { go work.Syscall(time.Second) }\n"
                 "time.Sleep(time.Second)\n");

    assert_int_equal(r->result.end, SCHED_DIED);
    assert_int_equal(r->result.status, 2);
    assert_string_equal(r->result.why, "thread exhaustion");
    assert_string_equal(r->err, "runtime: program exceeds 10-thread limit\n"
                                "fatal error: thread exhaustion\n");
    assert_int_equal(r->result.summary.threads_peak, 10);
    sim_free(r);
}

TEST(output_goes_to_its_descriptor_in_order)
{
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "fmt.Print(\"a\")\n"
                                 "println(\"b\", 1)\n"
                                 "fmt.Fprintln(os.Stderr, \"c\")\n"
                                 "fmt.Print(\"d\\n\")\n");

    assert_string_equal(r->out, "ad\n");
    assert_string_equal(r->err, "b 1\nc\n");
    // println writes without a word to the scheduler, as in Go.
    assert_int_equal(r->result.summary.syscalls, 3);
    assert_int_equal(sim_count(r, EV_OUTPUT), 4);
    sim_free(r);
}

static const struct machine_disk disk = {"d", 1000000000, 500000000, 1000};

// When the n-th call (from 0) of the kind ended, of any G.
static nsec end_of_call(const struct sim_run *r, const char *call, int n)
{
    const struct sim_event *e = NULL;

    while ((e = sim_need(r, e, EV_SYSCALL_BEGIN, 0)) != NULL)
        if (strcmp(e->text[0], call) == 0 && n-- == 0)
            break;
    const struct sim_event *end = sim_next(r, e, EV_SYSCALL_END, e->g);
    return end != NULL ? end->t
                       : sim_need(r, e, EV_SYSCALL_END_BLOCKED, e->g)->t;
}

TEST(the_disk_serves_one_request_at_a_time_in_their_order)
{
    // With Ps enough and from one P alike; Go 1.0 has none.
    static const struct {
        const char *go;
        int procs;
    } cases[] = {{"go1.26", 4}, {"go1.26", 1}, {"go1.0", 4}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sim_run *r =
            simulate(&(struct simulation){.go = cases[i].go,
                                          .procs = cases[i].procs,
                                          .cores = 4,
                                          .disk = &disk},
                     "var wg sync.WaitGroup\n"
                     "for i := 0; i < 4; i++ {\n"
                     "  wg.Add(1)\n"
                     "  go func() { work.Read(1999000); wg.Done() }()\n"
                     "}\n"
                     "wg.Wait()\n"
                     "t := time.Now()\n"
                     "work.Write(1000)\n"
                     "d := time.Since(t)\n"
                     "fmt.Println(d >= 3*time.Microsecond && d < "
                     "40*time.Microsecond)\n");
        const struct sim_event *first = sim_need(r, NULL, EV_SYSCALL_BEGIN, 0);
        assert_string_equal(first->text[0], "read");
        // All wait from the first moment on: 1 us and 1999 us each, and the
        // wake-up of a core and the call itself, which are a few us.
        for (int k = 0; k < 4; k++)
            assert_between(end_of_call(r, "read", k) - first->t,
                           (k + 1) * 2 * NSEC_MSEC,
                           (k + 1) * 2 * NSEC_MSEC + 60 * NSEC_USEC);
        const struct sim_event *stop = sim_need(r, first, EV_CORE_STOP, 0);
        assert_string_equal(stop->text[0], "disk");
        assert_true(r->result.summary.threads_peak >= 4);
        assert_string_equal(r->out, "true\n");
        sim_free(r);
    }
}

TEST(a_p_without_work_in_it_runs_others_while_a_disk_is_busy)
{
    struct sim_run *r =
        // A core of its own for the thread that comes back: on one, it waits
        // for the other one's slice.
        simulate(&(struct simulation){.disk = &disk, .cores = 2},
                 "done := false\n"
                 "go func() { work.Read(5000000); done = true }()\n"
                 "n := 0\n"
                 "for !done { work.CPU(100 * time.Microsecond); n++; "
                 "runtime.Gosched() }\n"
                 "fmt.Println(n > 40 && n <= 52)\n");

    assert_string_equal(r->out, "true\n");
    assert_int_equal(sim_need(r, NULL, EV_PROC_STEAL, 0)->number[1],
                     RULE_RETAKE_SYSCALL);
    sim_free(r);
}

TEST(no_bytes_are_no_request)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "work.Read(0); work.Write(-5)\n");

    assert_int_equal(r->result.summary.syscalls, 0);
    sim_free(r);
}

TEST(a_request_that_never_ends_is_cut_off_by_the_limit)
{
    struct sim_run *r =
        simulate(&(struct simulation){.disk = &disk}, "work.Read(1 << 62)\n");

    assert_int_equal(r->result.end, SCHED_LIMIT);
    sim_free(r);
}

TEST(a_machine_without_a_disk_makes_the_program_panic)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "defer func() {\n"
                                          "  fmt.Println(recover())\n"
                                          "  work.Write(1)\n"
                                          "}()\n"
                                          "work.Read(1)\n");

    assert_string_equal(r->out, "work.Read: the machine has no disk\n");
    assert_int_equal(r->result.status, 2);
    assert_non_null(strstr(r->err, "work.Write: the machine has no disk"));
    sim_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_short_write_keeps_its_p),
        RUN(a_call_of_no_length_is_none),
        RUN(a_p_with_work_is_taken_at_sysmons_second_look),
        RUN(with_idle_ps_and_no_work_a_p_is_taken_after_10_ms),
        RUN(without_idle_ps_a_p_is_taken_although_it_has_no_work),
        RUN(a_g_without_its_p_goes_on_with_an_idle_one),
        RUN(a_g_takes_its_old_p_from_another_one_in_a_call),
        RUN(a_return_to_an_idle_p_begins_no_slice),
        RUN(a_g_without_any_p_goes_to_the_global_queue_and_its_thread_parks),
        RUN(each_blocked_call_costs_a_thread),
        RUN(threads_that_came_back_are_used_again),
        RUN(too_many_threads_end_the_program),
        RUN(output_goes_to_its_descriptor_in_order),
        RUN(the_disk_serves_one_request_at_a_time_in_their_order),
        RUN(a_p_without_work_in_it_runs_others_while_a_disk_is_busy),
        RUN(no_bytes_are_no_request),
        RUN(a_request_that_never_ends_is_cut_off_by_the_limit),
        RUN(a_machine_without_a_disk_makes_the_program_panic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
