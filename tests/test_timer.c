// timer: timers fire in time order, and those of equal time in the order that
// Go's heap gives them.
#include "rt/timer.h"

#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "testing.h"

enum { N = 500, TEXT = 4096 };

static struct timer timer[N];

static void add(struct timers *h, int id, nsec when)
{
    timer[id] = (struct timer){.when = when};
    timers_add(h, &timer[id]);
}

static int id_of(const struct timer *t)
{
    return (int)(t - timer);
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

// The orders come from Go's own code: siftupTimer, siftdownTimer and dodeltimer
// of 1.19; siftUp and siftDown of 1.26 give the same.
TEST(equal_times_fire_in_the_order_of_gos_heap)
{
    static const struct {
        int n;
        nsec when[12];
        int nremove, remove[3]; // taken out before
        const char *order;
    } cases[] = {
        {2, {0}, 0, {0}, "0 1"},
        {5, {0}, 0, {0}, "0 4 3 2 1"},
        {6, {0}, 0, {0}, "0 5 4 3 2 1"},
        {12, {0}, 0, {0}, "0 11 10 9 8 7 6 5 4 3 2 1"},
        {12,
         {1, 2, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0},
         0,
         {0},
         "2 11 5 6 8 7 9 3 0 1 10 4"},
        {12,
         {2, 1, 0, 2, 0, 2, 2, 1, 0, 1, 2, 1},
         0,
         {0},
         "2 8 4 9 7 11 1 5 10 3 6 0"},
        {12,
         {1, 2, 0, 2, 0, 1, 2, 1, 0, 2, 2, 1},
         0,
         {0},
         "2 8 4 11 5 7 0 1 10 3 6 9"},
        {12,
         {1, 2, 2, 1, 2, 0, 2, 2, 0, 0, 0, 2},
         3,
         {1, 7, 2},
         "5 8 10 9 0 3 4 6 11"},
        {12,
         {1, 0, 2, 1, 0, 1, 2, 0, 2, 1, 1, 1},
         3,
         {3, 4, 11},
         "1 7 0 5 9 10 2 8 6"},
        // The last timer must go up from the place of the removed one.
        {12,
         {0, 10, 1, 1, 1, 20, 20, 20, 20, 2, 2, 2},
         1,
         {5},
         "0 2 3 4 11 10 9 1 7 6 8"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct timers h = {0};
        for (int id = 0; id < cases[i].n; id++)
            add(&h, id, cases[i].when[id]);
        for (int j = 0; j < cases[i].nremove; j++)
            timers_remove(&h, &timer[cases[i].remove[j]]);
        assert_string_equal(drain(&h), cases[i].order);
        timers_release(&h);
    }
}

static void check_heap(const struct timers *h)
{
    for (size_t i = 0; i < h->n; i++) {
        assert_true(h->v[i].when == h->v[i].t->when);
        if (i > 0)
            assert_true(h->v[(i - 1) / 4].when <= h->v[i].when);
    }
}

TEST(any_timer_can_be_removed)
{
    struct rng r = rng_stream(7, "timer");
    struct timers h = {0};
    bool in[N] = {0};

    for (int step = 0; step < 20000; step++) {
        int id = (int)rng_below(&r, N);
        if (in[id])
            timers_remove(&h, &timer[id]);
        else
            add(&h, id, (nsec)rng_below(&r, 300));
        in[id] = !in[id];
        if (step % 50 == 0)
            check_heap(&h);
    }
    nsec last = 0;
    struct timer *t;
    while ((t = timers_pop_due(&h, NSEC_MAX)) != NULL) {
        assert_true(t->when >= last);
        assert_true(in[id_of(t)]);
        in[id_of(t)] = false;
        last = t->when;
        check_heap(&h);
    }
    for (int id = 0; id < N; id++)
        assert_false(in[id]);
    timers_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(an_empty_heap_has_no_next_timer),
        RUN(a_timer_is_due_at_its_time_and_not_before),
        RUN(equal_times_fire_in_the_order_of_gos_heap),
        RUN(any_timer_can_be_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
