// threads: cores are shared fairly; wake-ups take their latency; work takes the
// time that the core's speed says.
#include "host/host.h"

#include "hostscript.h"
#include "testing.h"

enum { THREADS = 8 };

static const struct os_model os = {.eevdf = 1,
                                   .run_to_parity = 1,
                                   .slice_ns = 3000,
                                   .balance_ns = 4000,
                                   .hot_ns = 500,
                                   .wake_ns = 100,
                                   .wake_idle_ns = 500,
                                   .idle_ns = 10000,
                                   .timer_slack_ns = 50};

static void make(struct host *h, struct machine *m, int ncores)
{
    *m = (struct machine){.ncores = ncores};
    for (int i = 0; i < ncores; i++)
        m->mhz[i] = MHZ;
    host_init(h, m, ncores, &os, MHZ);
}

static void nothing(void *arg)
{
    (void)arg;
}

// The loop wants a next event always: one beyond the end of each test.
static void run_until_idle(struct host *h)
{
    struct host_timer end = {.fn = nothing};

    host_at(h, &end, 2 * NSEC_SEC);
    assert_false(host_loop(h, NSEC_SEC, NULL, NULL));
    assert_int_equal(h->events.n, 1);
}

TEST(work_alone_takes_its_time_and_no_event_of_its_own)
{
    static struct machine m;
    struct host h;
    struct script a;
    const nsec todo[] = {500, 700, 0};

    make(&h, &m, 1);
    script_add(&h, &a, 0, todo, 0);
    run_until_idle(&h);
    assert_int_equal(a.done_at, 1200);
    assert_int_equal(a.th.cpu_ns, 1200);
    host_release(&h);
}

TEST(a_slower_core_takes_longer_and_fractions_are_not_lost)
{
    static struct machine m;
    struct host h;
    struct script a;
    nsec todo[1001] = {0};

    for (int i = 0; i < 1000; i++)
        todo[i] = 1; // 1 ns at 1000 MHz is 1.428… ns at 700
    m = (struct machine){.ncores = 1};
    m.mhz[0] = 700;
    host_init(&h, &m, 1, &os, MHZ);
    script_add(&h, &a, 0, todo, 0);
    run_until_idle(&h);
    assert_in_range(a.done_at, 1427, 1429);
    host_release(&h);
}

TEST(threads_on_one_core_take_turns_by_slices)
{
    static struct machine m;
    struct host h;
    struct script s[2];
    const nsec todo[] = {9000, 0};

    make(&h, &m, 1);
    script_add(&h, &s[0], 0, todo, 0);
    script_add(&h, &s[1], 1, todo, 0);
    run_until_idle(&h);
    // The first slice is half a one: 0 has 1.5 us, then 1; 0 has 3, 1 has 3, 0
    // and 1 again, then 0 its last 1.5 (ends at 16.5) and 1 (at 18).
    assert_int_equal(s[0].done_at, 16500);
    assert_int_equal(s[1].done_at, 18000);
    assert_int_equal(s[0].th.cpu_ns, 9000);
    assert_int_equal(s[1].th.cpu_ns, 9000);
    host_release(&h);
}

TEST(threads_on_two_cores_run_side_by_side)
{
    static struct machine m;
    struct host h;
    struct script s[4];
    const nsec todo[] = {6000, 0};

    make(&h, &m, 2);
    for (int i = 0; i < 4; i++)
        script_add(&h, &s[i], i, todo, 0);
    run_until_idle(&h);
    nsec last = 0;
    for (int i = 0; i < 4; i++)
        last = s[i].done_at > last ? s[i].done_at : last;
    assert_int_equal(last, 12000);
    host_release(&h);
}

TEST(a_sleep_ends_after_slack_and_the_latency_of_an_idle_core)
{
    static struct machine m;
    struct host h;
    struct script a, b;
    const nsec brief[] = {-1000, 10, 0}, lengthy[] = {-20000, 10, 0};

    make(&h, &m, 2);
    script_add(&h, &a, 0, brief, 0);
    script_add(&h, &b, 1, lengthy, 0);
    run_until_idle(&h);
    assert_int_equal(a.done_at, 1000 + 50 + 100 + 10);
    assert_int_equal(b.done_at, 20000 + 50 + 500 + 10); // the core slept deeper
    host_release(&h);
}

TEST(a_sleeper_that_wakes_waits_for_the_end_of_a_slice)
{
    static struct machine m;
    struct host h;
    struct script hog, sleeper;
    const nsec work[] = {100000, 0}, nap[] = {10, -20000, 10, 0};

    make(&h, &m, 1);
    script_add(&h, &sleeper, 0, nap, 0);
    script_add(&h, &hog, 1, work, 0);
    run_until_idle(&h);
    // The hog begins at 10; its first slice is 1.5 us, later ones 3, so that
    // one ends at 10 + 1500 + 7 * 3000. The sleeper is due at 20060.
    assert_int_equal(sleeper.done_at, 22510 + 10);
    assert_int_equal(hog.done_at, 100020);
    host_release(&h);
}

struct poke {
    struct host *h;
    struct host_thread *th;
};

static void interrupt(void *arg)
{
    struct poke *p = arg;

    host_interrupt(p->h, p->th);
}

static void step_interrupted(void *arg)
{
    struct script *s = arg;

    if (s->steps++ == 0) {
        assert_false(host_run(s->h, &s->th, 10000 * 1000));
        return;
    }
    s->done_at = s->h->now;
    assert_int_equal(s->th.left_ps, 6000 * 1000);
    host_exit(s->h, &s->th);
}

TEST(an_interrupt_cuts_the_work_and_says_what_is_left)
{
    static struct machine m;
    struct host h;
    struct script s = {.h = &h};
    struct poke p = {&h, &s.th};
    struct host_timer t = {.fn = interrupt, .arg = &p};

    make(&h, &m, 1);
    host_at(&h, &t, 4000);
    s.th.step = step_interrupted;
    s.th.arg = &s;
    host_start(&h, &s.th, 0);
    run_until_idle(&h);
    assert_int_equal(s.done_at, 4000);
    host_release(&h);
}

TEST(the_same_scripts_give_the_same_times_whatever_their_number)
{
    nsec first[THREADS];

    for (int round = 0; round < 2; round++) {
        static struct machine m;
        struct host h;
        struct script s[THREADS];
        static const nsec todo[][4] = {{700, -300, 900, 0},
                                       {100, -5000, 2500, 0}};
        make(&h, &m, 3);
        for (int i = 0; i < THREADS; i++)
            script_add(&h, &s[i], i, todo[i % 2], 0);
        run_until_idle(&h);
        for (int i = 0; i < THREADS; i++) {
            assert_int_equal(s[i].th.cpu_ns, i % 2 == 0 ? 1600 : 2600);
            if (round == 0)
                first[i] = s[i].done_at;
            assert_int_equal(s[i].done_at, first[i]);
        }
        host_release(&h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(work_alone_takes_its_time_and_no_event_of_its_own),
        RUN(a_slower_core_takes_longer_and_fractions_are_not_lost),
        RUN(threads_on_one_core_take_turns_by_slices),
        RUN(threads_on_two_cores_run_side_by_side),
        RUN(a_sleep_ends_after_slack_and_the_latency_of_an_idle_core),
        RUN(a_sleeper_that_wakes_waits_for_the_end_of_a_slice),
        RUN(an_interrupt_cuts_the_work_and_says_what_is_left),
        RUN(the_same_scripts_give_the_same_times_whatever_their_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
