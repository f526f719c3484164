// stats: the figures of a timeline, computed by hand.
#include "trace/stats.h"

#include "timeline.h"
#include "testing.h"

// Two Ps: G1 starts G2, which P1 steals; G1 waits for it.
static const char two_ps[] =
    "0 - 0 - - MCreate by=-1\n0 0 0 - - CoreStart -\n"
    "0 0 0 0 - ProcStart -\n"
    "0 0 0 0 - GoCreate new=1 fn=main.main line=3\n"
    "0 0 0 0 - GoCreate new=3 fn=runtime.system line=0\n"
    "0 0 0 0 1 GoStart rule=start\n"
    "2 0 0 0 1 GoCreate new=2 fn=main.f line=4\n"
    "2 - 1 - - MCreate by=0\n"
    "3 1 1 - - CoreStart -\n"
    "3 1 1 1 - ProcStart -\n"
    "3 1 1 1 - MSpin on=1\n"
    "5 1 1 1 - Steal victim=0 n=1\n"
    "5 1 1 1 - MSpin on=0\n"
    "5 1 1 1 2 GoStart rule=steal-runnext victim=0 n=1\n"
    "6 0 0 0 1 GoBlock reason=chan%20receive\n"
    "6 0 0 0 3 GoStart rule=runq\n"
    "8 0 0 0 3 GoBlock reason=sleep\n"
    "9 1 1 1 2 SyscallBegin call=write\n"
    "10 1 1 1 2 SyscallEnd -\n"
    "11 1 1 1 1 GoUnblock to=runnext\n"
    "12 1 1 1 2 GoDestroy -\n"
    "12 1 1 1 1 GoStart rule=runnext\n"
    "20 1 1 1 1 Exit status=7 why=exit\n";

static struct stats *stats_of(const char *body, struct reader **r)
{
    *r = timeline(TIMELINE_HEAD "# seed: 5\n", body);
    struct stats *s = stats_read(*r, true);

    if (s == NULL)
        print_error("%s\n", reader_message(*r, 0));
    assert_non_null(s);
    return s;
}

TEST(events_are_counted)
{
    struct reader *r;
    struct stats *s = stats_of(two_ps, &r);
    const struct summary *sum = &s->sum;

    assert_int_equal(sum->events, 23);
    assert_int_equal(sum->exit, 7);
    assert_int_equal(sum->seed, 5);
    assert_int_equal(sum->procs, 2);
    assert_int_equal(sum->goroutines, 2); // the run time's own do not count
    assert_int_equal(sum->goroutines_peak, 2);
    assert_int_equal(sum->threads_peak, 2);
    assert_int_equal(sum->switches, 4);
    assert_int_equal(sum->steals, 1);
    assert_int_equal(sum->syscalls, 1);
    assert_int_equal(sum->preemptions, 0);
    stats_free(s);
    reader_close(r);
}

TEST(each_nanosecond_has_its_state)
{
    struct reader *r;
    struct stats *s = stats_of(two_ps, &r);
    const struct summary *sum = &s->sum;

    assert_int_equal(sum->makespan_ns, 20);
    assert_int_equal(sum->cpu_ns, 20 + 17);
    assert_int_equal(s->p.v[0].ns[SPAN_RUNNING], 8);
    assert_int_equal(s->p.v[0].ns[SPAN_SCHED], 12);
    assert_int_equal(s->p.v[1].ns[SPAN_IDLE], 3);
    assert_int_equal(s->p.v[1].ns[SPAN_SPIN], 2);
    assert_int_equal(s->p.v[1].ns[SPAN_RUNNING], 14);
    assert_int_equal(s->p.v[1].ns[SPAN_SYSCALL], 1);
    assert_int_equal(sum->run_ns + sum->sched_ns + sum->spin_ns +
                         sum->syscall_ns + sum->idle_ns,
                     2 * 20);
    assert_int_equal(s->g.v[0].time.ns[SPAN_RUNNING], 6 + 8);
    assert_int_equal(s->g.v[0].time.ns[SPAN_BLOCKED], 5);
    assert_int_equal(s->g.v[0].time.ns[SPAN_RUNNABLE], 1);
    assert_int_equal(s->g.v[0].starts, 2);
    assert_int_equal(s->reason.n, 1);
    assert_string_equal(s->reason.v[0].reason, "chan receive");
    assert_int_equal(s->reason.v[0].ns, 5);
    stats_free(s);
    reader_close(r);
}

TEST(waits_of_no_time_count_too)
{
    struct reader *r;
    struct stats *s = stats_of(two_ps, &r);

    // G1 at the start: 0; G2: 3; G1 after the wake-up: 1.
    assert_int_equal(s->wait->n, 3);
    assert_int_equal(s->sum.wait_p50_ns, 1);
    assert_int_equal(s->sum.wait_max_ns, 3);
    stats_free(s);
    reader_close(r);
}

TEST(how_many_ran_at_once)
{
    struct reader *r;
    struct stats *s = stats_of(two_ps, &r);

    // 0-5 G1; 5-6 G1, G2; 6-8 G3, G2; 8-9 G2; 9-10 nobody; 10-12 G2; 12-20 G1.
    assert_int_equal(s->parallel.n, 3);
    assert_int_equal(s->parallel.v[0], 1);
    assert_int_equal(s->parallel.v[1], 5 + 1 + 2 + 8);
    assert_int_equal(s->parallel.v[2], 3);
    assert_int_equal(stats_parallelism_permille(s), 1100);
    // The longest chain: G1 2, G2 until it wakes G1 4 + 1, G1 8; work is all.
    assert_int_equal(s->work_ns, 22);
    assert_int_equal(s->span.run, 15);
    assert_int_equal(s->span.all, 16);
    assert_int_equal(stats_speedup_permille(s), 1467);
    stats_free(s);
    reader_close(r);
}

TEST(decisions_and_steps_are_kept)
{
    static const struct {
        nsec t;
        uint32_t g;
        int p;
        enum trace_rule rule;
    } want[] = {{0, 0, 0, RULE_START},
                {5, 2, 1, RULE_STEAL_RUNNEXT},
                {12, 0, 1, RULE_RUNNEXT}};
    static const struct stats_step step[] = {
        {0, 1}, {5, 2}, {8, 1}, {9, 0}, {10, 1}};
    struct reader *r;
    struct stats *s = stats_of(two_ps, &r);

    assert_int_equal(s->decisions.n, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct stats_decision *d = &s->decisions.v[i];
        assert_int_equal(d->t, want[i].t);
        assert_int_equal(d->g, want[i].g);
        assert_int_equal(d->p, want[i].p);
        assert_int_equal(d->rule, want[i].rule);
    }
    assert_int_equal(s->steps.n, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(s->steps.v[i].t, step[i].t);
        assert_int_equal(s->steps.v[i].running, step[i].running);
    }
    stats_free(s);
    reader_close(r);
}

TEST(a_wrong_timeline_has_no_figures)
{
    struct reader *r = timeline(TIMELINE_HEAD, "5 0 0 0 1 GoDestroy -\n");

    assert_null(stats_read(r, false));
    assert_true(reader_errors(r) > 0);
    reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(events_are_counted),           RUN(each_nanosecond_has_its_state),
        RUN(waits_of_no_time_count_too),   RUN(how_many_ran_at_once),
        RUN(decisions_and_steps_are_kept), RUN(a_wrong_timeline_has_no_figures),
    };

    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
