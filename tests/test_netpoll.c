// netpoll: who waits for I/O, in which order Gs come back, and who polls.
#include "simulate.h"

#include <stdio.h>
#include <string.h>

#define US NSEC_USEC

TEST(no_wait_is_none)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "work.IO(0); work.IO(-1)\n");

    assert_int_equal(sim_count(r, EV_GO_BLOCK), 0);
    assert_int_equal(r->result.summary.netpolls, 0);
    sim_free(r);
}

TEST(the_blocked_poller_returns_when_io_is_done)
{
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "work.IO(3 * time.Millisecond)\n");
    const struct sim_event *block = sim_need(r, NULL, EV_GO_BLOCK, 1);
    const struct sim_event *park = sim_need(r, block, EV_M_PARK, 0);

    assert_string_equal(block->text[0], "IO wait");
    assert_string_equal(park->text[0], "netpoll");
    const struct sim_event *start = sim_need(r, block, EV_GO_START, 1);
    assert_int_equal(start->number[0], RULE_NETPOLL);
    assert_int_equal(start->m, park->m);
    assert_int_equal(start->t - block->t, 3000 * US + 55 * US);
    assert_int_equal(r->result.summary.netpolls, 1);
    sim_free(r);
}

#define READERS                                                                \
    "---\n"                                                                    \
    "func reader(i int) {\n"                                                   \
    "  work.IO(time.Duration(i + 1) * time.Millisecond)\n"                     \
    "  print(i, \" \")\n"                                                      \
    "}\n"

TEST(gs_come_back_in_reverse_order_of_completion)
{
    static const char *const versions[] = {"go1.14", "go1.19", "go1.26"};

    for (size_t i = 0; i < 3; i++) {
        struct sim_run *r =
            simulate(&(struct simulation){.go = versions[i]},
                     "for i := 0; i < 5; i++ { go reader(i) }\n"
                     "runtime.Gosched()\n"
                     "work.CPU(8 * time.Millisecond)\n"
                     "work.IO(50 * time.Millisecond)\n" READERS);
        assert_string_equal(r->err, "4 3 2 1 0 ");
        const struct sim_event *e = sim_need(r, NULL, EV_NETPOLL, 0);
        assert_int_equal(e->number[0], 5);
        // The first runs at once, the others come from the queue.
        e = sim_need(r, e, EV_GO_START, 0);
        assert_int_equal(e->g, sim_g(r, "main.reader", 4));
        assert_int_equal(e->number[0], RULE_NETPOLL);
        for (int k = 3; k >= 0; k--) {
            e = sim_need(r, e, EV_GO_START, 0);
            assert_int_equal(e->g, sim_g(r, "main.reader", k));
            // Until 1.14 by way of the global queue.
            bool global = k == 3 && strcmp(versions[i], "go1.14") == 0;
            assert_int_equal(e->number[0], global ? RULE_GLOBAL : RULE_RUNQ);
        }
        sim_free(r);
    }
}

TEST(a_poll_returns_at_most_128)
{
    static const struct {
        int n;
        int64_t first, second;
    } cases[] = {{127, 127, 0}, {128, 128, 0}, {129, 128, 1}};

    for (size_t i = 0; i < 3; i++) {
        char source[256];
        snprintf(source, sizeof source,
                 "for i := 0; i < %d; i++ { go work.IO(time.Millisecond) }\n"
                 "for i := 0; i < 5; i++ { runtime.Gosched() }\n"
                 "work.CPU(5 * time.Millisecond)\n"
                 "work.IO(time.Millisecond * 5)\n",
                 cases[i].n);
        struct sim_run *r = simulate(&(struct simulation){0}, source);
        const struct sim_event *e = sim_need(r, NULL, EV_NETPOLL, 0);
        assert_int_equal(e->number[0], cases[i].first);
        e = sim_need(r, e, EV_NETPOLL, 0);
        assert_int_equal(e->number[0],
                         cases[i].second == 0 ? 1 : cases[i].second);
        assert_int_equal(r->result.summary.netpolls, cases[i].n + 1);
        sim_free(r);
    }
}

TEST(with_idle_ps_gs_that_come_back_together_run_in_parallel)
{
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 4},
                 "for i := 0; i < 3; i++ { go f() }\n"
                 "time.Sleep(20 * time.Millisecond)\n"
                 "---\n"
                 "var t = time.Now()\n"
                 "func f() {\n"
                 "  work.IO(3 * time.Millisecond - time.Since(t))\n"
                 "  work.CPU(time.Millisecond) }\n");
    unsigned ps = 0;
    int global = 0;
    nsec first = 0, last = 0;

    for (int i = 0; i < 3; i++) {
        uint32_t g = sim_g(r, "main.f", i);
        const struct sim_event *e = sim_need(r, NULL, EV_GO_BLOCK, g);
        e = sim_need(r, e, EV_GO_START, g);
        ps |= 1u << e->p;
        global += e->number[0] == RULE_GLOBAL ||
                  e->number[0] == RULE_SCHEDTICK61; // a P at tick 0
        if (first == 0 || e->t < first)
            first = e->t;
        if (e->t > last)
            last = e->t;
    }
    assert_int_equal(__builtin_popcount(ps), 3);
    assert_int_equal(global, 2); // an idle P each; the first ran at once
    assert_true(last - first < 200 * US);
    sim_free(r);
}

// Ms that began to spin within 500 us after three Gs came back together.
static int spinners_after_poll(const char *go)
{
    struct sim_run *r =
        simulate(&(struct simulation){.go = go, .procs = 8},
                 "for i := 0; i < 3; i++ { go f() }\n"
                 "time.Sleep(20 * time.Millisecond)\n"
                 "---\n"
                 "var t = time.Now()\n"
                 "func f() {\n"
                 "  work.IO(3 * time.Millisecond - time.Since(t))\n"
                 "  work.CPU(time.Millisecond) }\n");
    const struct sim_event *poll = sim_need(r, NULL, EV_NETPOLL, 0);
    const struct sim_event *e = poll;
    int n = 0;

    assert_int_equal(poll->number[0], 3);
    while ((e = sim_next(r, e, EV_M_SPIN, 0)) != NULL &&
           e->t < poll->t + 500 * US)
        n += e->number[0] == 1;
    sim_free(r);
    return n;
}

TEST(a_list_from_the_poller_wakes_one_more_since_go_1_23)
{
    assert_int_equal(spinners_after_poll("go1.19"), 0);
    assert_int_equal(spinners_after_poll("go1.22"), 0);
    // One, and those that it wakes in turn when it finds work.
    assert_true(spinners_after_poll("go1.25") >= 1);
    assert_true(spinners_after_poll("go1.26") >= 1);
}

static void long_slices(struct sched_model *go, struct cost_model *costs,
                        struct os_model *os)
{
    (void)costs;
    (void)os;
    go->timeslice_ns = NSEC_SEC;
}

TEST(sysmon_polls_when_nobody_has_for_10_ms)
{
    // The only P is busy for 40 ms in one slice.
    struct sim_run *r = simulate(&(struct simulation){.adjust = long_slices},
                                 "go f()\n"
                                 "runtime.Gosched()\n"
                                 "work.CPU(40 * time.Millisecond)\n"
                                 "runtime.Gosched()\n"
                                 "---\n"
                                 "func f() { work.IO(time.Millisecond) }\n");
    uint32_t f = sim_g(r, "main.f", 0);
    const struct sim_event *e = sim_need(r, NULL, EV_GO_UNBLOCK, f);

    assert_between(e->t, 10000 * US, 20300 * US);
    assert_string_equal(e->text[0], "netpoll");
    // It has waited in the global queue.
    e = sim_need(r, e, EV_GO_START, f);
    assert_true(e->t > 40000 * US);
    assert_int_equal(e->number[0], RULE_GLOBAL);
    sim_free(r);
}

TEST(sysmon_does_not_poll_while_a_thread_is_blocked_in_the_poller)
{
    // The second P's thread waits in the poller: f comes back at once.
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 2, .adjust = long_slices},
                 "go f()\n"
                 "work.CPU(40 * time.Millisecond)\n"
                 "---\n"
                 "func f() { work.IO(5 * time.Millisecond) }\n");
    uint32_t f = sim_g(r, "main.f", 0);
    const struct sim_event *block = sim_need(r, NULL, EV_GO_BLOCK, f);
    const struct sim_event *start = sim_need(r, block, EV_GO_START, f);

    assert_int_equal(start->p, 1);
    assert_int_equal(start->number[0], RULE_NETPOLL);
    assert_between(start->t - block->t, 5000 * US, 5100 * US);
    sim_free(r);
}

TEST(only_one_thread_polls)
{
    struct sim_run *r = simulate(
        &(struct simulation){.procs = 4},
        "go work.Syscall(12 * time.Millisecond)\n" // sysmon looks often then
        "go work.CPU(60 * time.Millisecond)\n"
        "for i := 0; i < 40; i++ {\n"
        "  go func() { for k := 0; k < 20; k++ {\n"
        "    work.IO(time.Duration(i + k) * 100 * time.Microsecond)\n"
        "    work.CPU(time.Duration(k) * 10 * time.Microsecond)\n"
        "  } }()\n"
        "}\n"
        "time.Sleep(100 * time.Millisecond)\n");
    int polling = -1, waking = -1, polls = 0;

    for (size_t i = 0; i < r->nevents; i++) {
        const struct sim_event *e = &r->events[i];
        if (e->event == EV_M_PARK && strcmp(e->text[0], "netpoll") == 0) {
            assert_int_equal(polling, -1);
            polling = e->m;
            polls++;
        } else if (e->event == EV_M_WAKE && e->m == polling) {
            waking = e->m;
        } else if (e->event == EV_CORE_START && e->m == waking) {
            polling = waking = -1; // now it has what is there
        } else if (e->event == EV_NETPOLL) {
            assert_int_equal(polling, -1); // nor does sysmon meanwhile
        }
    }
    assert_true(polls > 10);
    assert_int_equal(r->result.summary.netpolls, 799); // one IO(0)
    sim_free(r);
}

TEST(who_waits_for_io_wakes_sysmon_which_polls_for_who_only_yields)
{
    // Everybody is idle for 30 ms: sysmon sleeps until something happens.
    struct sim_run *r =
        simulate(&(struct simulation){.time_limit = NSEC_SEC},
                 "work.IO(30 * time.Millisecond)\n"
                 "done := false\n"
                 "go func() { work.IO(time.Millisecond); done = true }()\n"
                 "for !done { runtime.Gosched() }\n");

    assert_int_equal(r->result.end, SCHED_EXIT);
    assert_true(r->result.summary.makespan_ns < 60 * NSEC_MSEC);
    sim_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(no_wait_is_none),
        RUN(the_blocked_poller_returns_when_io_is_done),
        RUN(gs_come_back_in_reverse_order_of_completion),
        RUN(a_poll_returns_at_most_128),
        RUN(with_idle_ps_gs_that_come_back_together_run_in_parallel),
        RUN(a_list_from_the_poller_wakes_one_more_since_go_1_23),
        RUN(sysmon_polls_when_nobody_has_for_10_ms),
        RUN(sysmon_does_not_poll_while_a_thread_is_blocked_in_the_poller),
        RUN(only_one_thread_polls),
        RUN(who_waits_for_io_wakes_sysmon_which_polls_for_who_only_yields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
