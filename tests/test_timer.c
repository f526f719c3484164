// timer: timers fire in time order, and those of equal time in the order that
// Go's heap gives them.
#include "rt/timer.h"

#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "testing.h"

enum { N = 500, TEXT = 4096 };

static struct timer timer[N]; // of Gs that sleep
static struct gotimer gotimer[N];

static void add(struct timers *h, int id, nsec when)
{
    timer[id] = (struct timer){.when = when, .arg = &timer[id]};
    timers_add(h, &timer[id]);
}

static int id_of(const struct timer *t)
{
    return (int)(t - timer);
}

static void go_add(struct timers *h, int id, nsec when)
{
    gotimer[id].t.when = when;
    timers_add(h, &gotimer[id].t);
}

// Pops all, as "3 1 2".
static const char *drain(struct timers *h)
{
    static char text[TEXT];
    struct timer *t;
    size_t n = 0;

    text[0] = '\0';
    while ((t = timers_pop_due(h, NSEC_MAX)) != NULL)
        n += (size_t)snprintf(text + n, sizeof(text) - n, n > 0 ? " %d" : "%d",
                              id_of(t));
    return text;
}

TEST(an_empty_heap_has_no_next_timer)
{
    struct timers h = {0};

    assert_true(timers_next(&h) == NSEC_MAX);
    assert_null(timers_pop_due(&h, NSEC_MAX));
    timers_release(&h);
    timers_release(&h);
}

TEST(a_timer_is_due_at_its_time_and_not_before)
{
    struct timers h = {0};

    add(&h, 0, 100);
    assert_true(timers_next(&h) == 100);
    assert_null(timers_pop_due(&h, 99));
    assert_ptr_equal(timers_pop_due(&h, 100), &timer[0]);
    assert_true(timers_next(&h) == NSEC_MAX);
    add(&h, 0, 100);
    assert_ptr_equal(timers_pop_due(&h, 101), &timer[0]);
    timers_release(&h);
}

// The orders come from Go's own code: siftupTimer and siftdownTimer of 1.19;
// siftUp and siftDown of 1.26 give the same.
TEST(equal_times_fire_in_the_order_of_gos_heap)
{
    static const struct {
        int n;
        nsec when[12];
        const char *order;
    } cases[] = {
        {2, {0}, "0 1"},
        {5, {0}, "0 4 3 2 1"},
        {6, {0}, "0 5 4 3 2 1"},
        {12, {0}, "0 11 10 9 8 7 6 5 4 3 2 1"},
        {12, {1, 2, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0}, "2 11 5 6 8 7 9 3 0 1 10 4"},
        {12, {2, 1, 0, 2, 0, 2, 2, 1, 0, 1, 2, 1}, "2 8 4 9 7 11 1 5 10 3 6 0"},
        {12, {1, 2, 0, 2, 0, 1, 2, 1, 0, 2, 2, 1}, "2 8 4 11 5 7 0 1 10 3 6 9"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct timers h = {0};
        for (int id = 0; id < cases[i].n; id++)
            add(&h, id, cases[i].when[id]);
        assert_string_equal(drain(&h), cases[i].order);
        timers_release(&h);
    }
}

TEST(a_stopped_timer_counts_until_somebody_looks)
{
    struct timers h = {0};

    go_add(&h, 0, 100);
    go_add(&h, 1, 200);
    timers_bury(&h, &gotimer[0]);
    timers_bury(&h, &gotimer[0]); // no more than once
    assert_int_equal(h.zombies, 1);
    assert_true(timers_next(&h) == 100);
    assert_true(timers_dirty(&h)); // 1 of 2 is more than a quarter
    assert_null(timers_due(&h, 199));
    assert_int_equal(h.zombies, 0);
    assert_int_equal(gotimer[0].state, 0);
    assert_true(timers_next(&h) == 200);
    assert_false(timers_dirty(&h));
    timers_release(&h);
}

TEST(more_than_a_quarter_of_zombies_is_too_many)
{
    struct timers h = {0};

    for (int i = 0; i < 8; i++)
        go_add(&h, i, 100 + i);
    timers_bury(&h, &gotimer[6]);
    timers_bury(&h, &gotimer[3]);
    assert_false(timers_dirty(&h));
    timers_bury(&h, &gotimer[5]);
    assert_true(timers_dirty(&h));
    timers_revive(&h, &gotimer[5]);
    assert_false(timers_dirty(&h));
    timers_bury(&h, &gotimer[5]);
    timers_adjust(&h, 0, true);
    assert_int_equal(h.n, 5);
    assert_int_equal(h.zombies, 0);
    timers_release(&h);
}

// timers.cleanHead
TEST(zombies_at_both_ends_go_when_a_timer_is_added)
{
    struct timers h = {0};

    for (int i = 0; i < 8; i++)
        go_add(&h, i, 100 + i);
    timers_bury(&h, &gotimer[0]);
    timers_bury(&h, &gotimer[2]);
    timers_bury(&h, &gotimer[7]);
    go_add(&h, 8, 50);
    // 2 stands in the middle.
    assert_int_equal(h.n, 7);
    assert_int_equal(h.zombies, 1);
    timers_release(&h);
}

TEST(a_timer_that_was_made_earlier_is_found)
{
    struct timers h = {0};

    go_add(&h, 0, 100);
    go_add(&h, 1, 200);
    assert_true(timers_modify(&h, &gotimer[1], 50));
    assert_false(timers_modify(&h, &gotimer[0], 60));
    assert_true(timers_next(&h) == 50);
    timers_adjust(&h, 49, false); // too early to look
    assert_true((gotimer[1].state & TIMER_MODIFIED) != 0);
    timers_adjust(&h, 50, false);
    assert_ptr_equal(timers_due(&h, 50), &gotimer[1].t);
    timers_release(&h);
}

TEST(a_late_ticker_skips_the_ticks_that_it_missed)
{
    static const struct {
        nsec now, next;
    } cases[] = {{100, 110}, {101, 110}, {109, 110}, {110, 120}, {155, 160}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct timers h = {0};
        gotimer[0] = (struct gotimer){.period = 10};
        go_add(&h, 0, 100);
        assert_ptr_equal(timers_due(&h, cases[i].now), &gotimer[0].t);
        timers_advance(&h, &gotimer[0], cases[i].now);
        assert_true(gotimer[0].t.when == cases[i].next);
        assert_true(timers_next(&h) == cases[i].next);
        timers_release(&h);
    }
}

TEST(a_ticker_of_ages_ticks_before_the_end_of_time)
{
    struct timers h = {0};

    gotimer[0] = (struct gotimer){.period = NSEC_MAX - 1};
    go_add(&h, 0, 100);
    timers_advance(&h, &gotimer[0], 100);
    assert_true(timers_next(&h) == NSEC_MAX - 1);
    timers_release(&h);
    gotimer[0] = (struct gotimer){0};
}

static void check_heap(const struct timers *h)
{
    for (size_t i = 1; i < h->n; i++)
        assert_true(h->v[(i - 1) / 4].when <= h->v[i].when);
}

// When each should fire; 0: not.
static nsec want[N];

static void fire_all_until(struct timers *h, nsec now)
{
    struct timer *t;
    nsec last = 0;

    timers_adjust(h, now, false);
    while ((t = timers_due(h, now)) != NULL) {
        struct gotimer *gt = (struct gotimer *)t;
        assert_true(t->when == want[gt - gotimer]);
        assert_true(t->when >= last);
        last = t->when;
        want[gt - gotimer] = 0;
        timers_advance(h, gt, now);
        check_heap(h);
    }
    for (int i = 0; i < N; i++)
        assert_true(want[i] == 0 || want[i] > now);
}

TEST(timers_that_are_stopped_and_reset_fire_in_time)
{
    struct rng r = rng_stream(7, "timer");
    struct timers h = {0}, other = {0};

    memset(gotimer, 0, sizeof gotimer);
    for (nsec now = 1; now < 20000; now++) {
        struct gotimer *t = &gotimer[rng_below(&r, N)];
        nsec when = now + 1 + (nsec)rng_below(&r, 300);
        bool in = (t->state & TIMER_HEAPED) != 0;
        if (in && rng_below(&r, 2) == 0) {
            timers_bury(&h, t);
            when = 0;
        } else if (in) {
            timers_modify(&h, t, when);
        } else {
            t->t.when = when;
            timers_add(&h, &t->t);
        }
        want[t - gotimer] = when;
        if (rng_below(&r, 20) == 0)
            fire_all_until(&h, now);
        if (rng_below(&r, 100) == 0)
            timers_adjust(&h, now, true);
        if (rng_below(&r, 1000) == 0) { // the P goes
            timers_take(&other, &h);
            assert_int_equal(h.n, 0);
            struct timers swap = h;
            h = other;
            other = swap;
        }
        check_heap(&h);
    }
    fire_all_until(&h, NSEC_MAX - 1);
    assert_int_equal(h.n, 0);
    assert_int_equal(h.zombies, 0);
    timers_release(&h);
    timers_release(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(an_empty_heap_has_no_next_timer),
        RUN(a_timer_is_due_at_its_time_and_not_before),
        RUN(equal_times_fire_in_the_order_of_gos_heap),
        RUN(a_stopped_timer_counts_until_somebody_looks),
        RUN(more_than_a_quarter_of_zombies_is_too_many),
        RUN(zombies_at_both_ends_go_when_a_timer_is_added),
        RUN(a_timer_that_was_made_earlier_is_found),
        RUN(a_late_ticker_skips_the_ticks_that_it_missed),
        RUN(a_ticker_of_ages_ticks_before_the_end_of_time),
        RUN(timers_that_are_stopped_and_reset_fire_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
