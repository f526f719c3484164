// speed: siblings slow one another, exactly.
#include "host/host.h"

#include "hostscript.h"
#include "testing.h"

static const struct os_model os = {
    .eevdf = 1, .run_to_parity = 1, .slice_ns = 3000, .balance_ns = 1000000};

static struct machine m;
static struct host h;
static struct script s[4];

// Two physical cores of two threads each, numbered apart.
static void make(int64_t pct)
{
    m = (struct machine){.ncores = 4,
                         .mhz = {MHZ, MHZ, MHZ, MHZ},
                         .smt = 2,
                         .nl3 = 1,
                         .nsockets = 1,
                         .smt_pct = {100, pct},
                         .core = {0, 1, 0, 1}};
    host_init(&h, &m, 4, &os, MHZ);
}

TEST(a_sibling_slows_work_while_it_is_busy)
{
    static const nsec lengthy[] = {10000, 0}, brief[] = {1000, 0};

    make(50);
    // 0 and 1 have a core each; 2 and 3 are siblings of theirs. 2 takes
    // 1000 / 0.5; 0 does 1000 meanwhile and the other 9000 alone.
    script_add(&h, &s[0], 0, lengthy, 0);
    script_add(&h, &s[1], 1, lengthy, 0);
    script_add(&h, &s[2], 2, brief, 0);
    script_run(&h, 100000);
    assert_int_equal(s[0].th.last_core, 0);
    assert_int_equal(s[1].th.last_core, 1);
    assert_int_equal(s[2].th.last_core, 2);
    assert_int_equal(s[2].done_at, 2000);
    assert_int_equal(s[0].done_at, 11000);
    assert_int_equal(s[1].done_at, 10000);
    host_release(&h);
}

TEST(nothing_is_lost_however_often_the_speed_changes)
{
    // At 60 % of full speed; 3 ns of work take 5 ns.
    static const nsec lengthy[] = {100000, 0};
    nsec taps[1001];

    for (int i = 0; i < 1000; i += 2) {
        taps[i] = 7;
        taps[i + 1] = -11;
    }
    taps[1000] = 0;
    make(60);
    script_add(&h, &s[0], 0, lengthy, 0);
    script_add(&h, &s[1], 1, lengthy, 0);
    script_add(&h, &s[2], 2, taps, 0);
    script_run(&h, 300000);
    // Thread 2 did 500 times 7 ns of work on the sibling, at 60 %; for as long
    // thread 0 lost 40 %, to less than a ns.
    nsec both = s[2].th.cpu_ns;
    assert_in_range(both, 500 * 7 * 10 / 6 - 1, 500 * 7 * 10 / 6 + 1);
    nsec want_x10 = 10 * 100000 + 4 * both;
    assert_in_range(10 * s[0].done_at, want_x10 - 10, want_x10 + 10);
    assert_int_equal(s[1].done_at, 100000);
    host_release(&h);
}

struct poke {
    struct host_thread *th;
};

static void interrupt(void *arg)
{
    struct poke *p = arg;

    host_interrupt(p->th->host, p->th);
}

static void step_once(void *arg)
{
    struct script *p = arg;

    if (p->steps++ == 0) {
        assert_false(host_run(p->h, &p->th, 10000 * 1000));
        return;
    }
    p->done_at = p->h->now;
    host_exit(p->h, &p->th);
}

TEST(an_interrupt_on_a_slowed_core_says_what_is_left)
{
    static const nsec lengthy[] = {20000, 0};
    struct poke p = {&s[2].th};
    struct host_timer t = {.fn = interrupt, .arg = &p};

    make(50);
    script_add(&h, &s[0], 0, lengthy, 0);
    script_add(&h, &s[1], 1, lengthy, 0);
    s[2] = (struct script){.h = &h};
    s[2].th.id = 2;
    s[2].th.step = step_once;
    s[2].th.arg = &s[2];
    host_start(&h, &s[2].th, 0);
    host_at(&h, &t, 4000);
    script_run(&h, 4000);
    assert_int_equal(s[2].done_at, 4000);
    script_run(&h, 100000);
    assert_int_equal(s[0].done_at, 22000);
    host_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_sibling_slows_work_while_it_is_busy),
        RUN(nothing_is_lost_however_often_the_speed_changes),
        RUN(an_interrupt_on_a_slowed_core_says_what_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
