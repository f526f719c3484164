// timerproc: until Go 1.13 timers fire in a goroutine that sleeps in the
// kernel.
#include <string.h>

#include "simulate.h"
#include "testing.h"

static const char *const old[] = {"go1.0", "go1.1", "go1.2", "go1.5", "go1.13"};
enum { OLD = sizeof old / sizeof old[0] };

// GoCreate's of the goroutines that run timers.
static int count_timerprocs(const struct sim_run *r)
{
    int n = 0;

    for (const struct sim_event *e = NULL;
         (e = sim_next(r, e, EV_GO_CREATE, 0)) != NULL;)
        n += strcmp(e->text[1], "runtime.timerproc") == 0;
    return n;
}

TEST(the_first_timer_starts_the_goroutine_which_sleeps_in_a_system_call)
{
    for (size_t i = 0; i < OLD; i++) {
        struct sim_run *r = simulate(&(struct simulation){.go = old[i]},
                                     "time.Sleep(1500 * time.Microsecond)\n"
                                     "time.Sleep(time.Millisecond)\n");
        assert_int_equal(count_timerprocs(r), 1);
        assert_int_equal(r->result.summary.timers_fired, 2);
        // Not by whole milliseconds, as the poller counts them.
        assert_between(r->result.summary.makespan_ns, 2500 * NSEC_USEC,
                       2900 * NSEC_USEC);
        assert_true(sim_count(r, EV_SYSCALL_BEGIN) >= 2);
        sim_free(r);
    }
}

TEST(an_earlier_timer_wakes_the_sleeping_goroutine)
{
    for (size_t i = 0; i < OLD; i++) {
        struct sim_run *r =
            simulate(&(struct simulation){.go = old[i]},
                     "go func() { time.Sleep(time.Second) }()\n"
                     "time.Sleep(time.Millisecond)\n"
                     "go func() { time.Sleep(2 * time.Millisecond); print(1) "
                     "}()\n"
                     "time.Sleep(5 * time.Millisecond)\n"
                     "print(2)\n");
        assert_string_equal(r->err, "12");
        assert_between(r->result.summary.makespan_ns, 6 * NSEC_MSEC,
                       7 * NSEC_MSEC);
        sim_free(r);
    }
}

TEST(since_1_10_each_p_has_a_heap)
{
    const char *program =
        "var wg sync.WaitGroup\n"
        "for i := 0; i < 4; i++ {\n"
        "  wg.Add(1)\n"
        "  go func() { defer wg.Done()\n"
        "    work.CPU(time.Millisecond); time.Sleep(time.Millisecond) }()\n"
        "}\n"
        "wg.Wait()\n";
    struct sim_run *one =
        simulate(&(struct simulation){.go = "go1.5", .procs = 4}, program);
    struct sim_run *many =
        simulate(&(struct simulation){.go = "go1.13", .procs = 4}, program);

    assert_int_equal(count_timerprocs(one), 1);
    assert_true(count_timerprocs(many) > 1);
    sim_free(one);
    sim_free(many);
}

TEST(timers_of_every_kind_work_in_old_versions)
{
    for (size_t i = 0; i < OLD; i++) {
        struct sim_run *r =
            simulate(&(struct simulation){.go = old[i], .procs = 2},
                     "t := time.NewTimer(time.Hour)\n"
                     "print(t.Stop(), t.Reset(time.Millisecond), \" \")\n"
                     "<-t.C\n"
                     "tick := time.NewTicker(time.Millisecond)\n"
                     "<-tick.C; <-tick.C\n"
                     "tick.Stop()\n"
                     "c := make(chan int)\n"
                     "time.AfterFunc(time.Millisecond, func() { c <- 7 })\n"
                     "print(<-c, \" \")\n"
                     "select {\n"
                     "case <-c:\n"
                     "case <-time.After(time.Millisecond): print(\"late\")\n"
                     "}\n");
        assert_string_equal(r->err, "truefalse 7 late");
        sim_free(r);
    }
}

TEST(a_program_that_only_waits_for_a_timer_is_not_dead)
{
    for (size_t i = 0; i < OLD; i++) {
        struct sim_run *r =
            simulate(&(struct simulation){.go = old[i]},
                     "c := make(chan int)\n"
                     "go func() { time.Sleep(time.Minute); c <- 1 }()\n"
                     "print(<-c)\n"
                     "<-c\n");
        assert_memory_equal(r->err, "1fatal error: all goroutines are asleep",
                            39);
        sim_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(the_first_timer_starts_the_goroutine_which_sleeps_in_a_system_call),
        RUN(an_earlier_timer_wakes_the_sleeping_goroutine),
        RUN(since_1_10_each_p_has_a_heap),
        RUN(timers_of_every_kind_work_in_old_versions),
        RUN(a_program_that_only_waits_for_a_timer_is_not_dead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
