// nrunq: order, overflow and thefts hold for every length and across the index
// wrap; with thieves on other threads each G leaves exactly once.
#include "native/nrunq.h"

#include <pthread.h>
#include <string.h>

#include "base/at.h"
#include "testing.h"

// The queue never looks into a G: numbers will do.
static struct g *g_of(uintptr_t n)
{
    return (struct g *)(n * 64 + 64);
}

static uintptr_t n_of(const struct g *gp)
{
    return (uintptr_t)gp / 64 - 1;
}

static void put(struct nrunq *q, uintptr_t n, bool next)
{
    struct g *over;

    assert_true(nrunq_put(q, g_of(n), next, &over));
}

static void assert_next(struct nrunq *q, uintptr_t n, bool want_inherit)
{
    bool inherit;

    assert_ptr_equal(nrunq_get(q, &inherit), g_of(n));
    assert_int_equal(inherit, want_inherit);
}

static void assert_empty(struct nrunq *q)
{
    bool inherit;

    assert_true(nrunq_empty(q));
    assert_int_equal(nrunq_len(q), 0);
    assert_null(nrunq_get(q, &inherit));
}

TEST(the_latest_runnext_goes_first_and_inherits_the_slice)
{
    static struct nrunq q;

    put(&q, 1, true);
    assert_false(nrunq_empty(&q));
    put(&q, 2, true);
    put(&q, 3, false);
    assert_next(&q, 2, true);
    assert_next(&q, 1, false);
    assert_next(&q, 3, false);
    assert_empty(&q);
}

TEST(what_goes_in_comes_out_in_order_for_every_length)
{
    static struct nrunq q;

    for (uintptr_t len = 0; len <= NRUNQ_CAP; len++) {
        for (int slot = 0; slot < 2; slot++) {
            assert_empty(&q);
            for (uintptr_t i = 0; i < len; i++) {
                put(&q, i, false);
                assert_false(nrunq_empty(&q));
                assert_int_equal(nrunq_len(&q), i + 1);
            }
            if (slot == 1) {
                put(&q, 1000, true);
                assert_next(&q, 1000, true);
            }
            for (uintptr_t i = 0; i < len; i++)
                assert_next(&q, i, false);
        }
    }
    assert_empty(&q);
}

TEST(order_and_overflow_hold_across_the_index_wrap)
{
    static struct nrunq q = {.head = UINT32_MAX - 3, .tail = UINT32_MAX - 3};
    struct g *over = NULL;

    for (uintptr_t i = 0; i < NRUNQ_CAP; i++)
        put(&q, i, false);
    assert_false(nrunq_put(&q, g_of(600), false, &over));
    assert_ptr_equal(over, g_of(600));
    for (uintptr_t i = 0; i < NRUNQ_CAP; i++)
        assert_next(&q, i, false);
    assert_empty(&q);
}

TEST(a_runnext_displaced_from_a_full_queue_is_what_overflows)
{
    static struct nrunq q;
    struct g *over = NULL;

    for (uintptr_t i = 0; i < NRUNQ_CAP; i++)
        put(&q, i, false);
    put(&q, 500, true);
    assert_false(nrunq_put(&q, g_of(501), true, &over));
    assert_ptr_equal(over, g_of(500));
    assert_next(&q, 501, true);
}

TEST(a_spill_takes_the_oldest_half_of_a_full_queue_only)
{
    static struct nrunq q;
    struct g *batch[NRUNQ_CAP / 2];

    for (uintptr_t i = 0; i + 1 < NRUNQ_CAP; i++)
        put(&q, i, false);
    assert_int_equal(nrunq_spill(&q, batch), 0);
    put(&q, NRUNQ_CAP - 1, false);
    assert_int_equal(nrunq_spill(&q, batch), NRUNQ_CAP / 2);
    for (uintptr_t i = 0; i < NRUNQ_CAP / 2; i++)
        assert_ptr_equal(batch[i], g_of(i));
    assert_int_equal(nrunq_len(&q), NRUNQ_CAP / 2);
    assert_next(&q, NRUNQ_CAP / 2, false);
}

TEST(a_thief_takes_half_rounded_up_for_every_length)
{
    for (uint32_t len = 0; len <= NRUNQ_CAP; len++) {
        static struct nrunq from, to;
        int n = -1;
        from = (struct nrunq){.head = UINT32_MAX - 60, .tail = UINT32_MAX - 60};
        to = (struct nrunq){.head = 250, .tail = 250};
        for (uintptr_t i = 0; i < len; i++)
            put(&from, i, false);
        struct g *gp = nrunq_steal(&to, &from, &n);
        uint32_t half = len - len / 2;
        if (len == 0) {
            assert_null(gp);
            continue;
        }
        assert_int_equal(n, half);
        assert_ptr_equal(gp, g_of(half - 1)); // the newest of them
        for (uintptr_t i = 0; i + 1 < half; i++)
            assert_next(&to, i, false);
        assert_empty(&to);
        for (uintptr_t i = half; i < len; i++)
            assert_next(&from, i, false);
        assert_empty(&from);
    }
}

TEST(a_runnext_is_taken_only_while_it_is_the_one_that_was_seen)
{
    static struct nrunq q;

    assert_null(nrunq_peek_runnext(&q));
    put(&q, 1, true);
    assert_ptr_equal(nrunq_peek_runnext(&q), g_of(1));
    assert_false(nrunq_take_runnext(&q, g_of(2)));
    assert_true(nrunq_take_runnext(&q, g_of(1)));
    assert_false(nrunq_take_runnext(&q, g_of(1)));
    assert_empty(&q);
}

// --- with threads

struct world {
    struct nrunq owner;
    uint32_t done;                 // at.h
    uint32_t seen[1 << 16], nseen; // at.h: how often each G came out
    uint32_t lost_sight;           // at.h: empty while something was there
};

static void saw(struct world *w, const struct g *gp)
{
    uintptr_t n = n_of(gp);

    at_fetch_add32(&w->seen[n], 1);
    at_fetch_add32(&w->nseen, 1);
}

static void *thief(void *arg)
{
    struct world *w = arg;
    static _Thread_local struct nrunq mine;
    bool inherit;
    int n;

    memset(&mine, 0, sizeof mine);
    while (at_load32(&w->done) == 0 || !nrunq_empty(&w->owner)) {
        struct g *gp = nrunq_steal(&mine, &w->owner, &n);
        if (gp != NULL)
            saw(w, gp);
        while ((gp = nrunq_get(&mine, &inherit)) != NULL)
            saw(w, gp);
        gp = nrunq_peek_runnext(&w->owner);
        if (gp != NULL && nrunq_take_runnext(&w->owner, gp))
            saw(w, gp);
    }
    return NULL;
}

// Puts all Gs, one in three as runnext, in runs of random length; takes some.
static void own(struct world *w, uint32_t gs)
{
    uint32_t random = 12345;
    struct g *over, *batch[NRUNQ_CAP / 2];
    bool inherit;

    for (uint32_t i = 0; i < gs; i++) {
        struct g *gp = g_of(i);
        bool next = i % 3 == 0;
        while (!nrunq_put(&w->owner, gp, next, &over)) {
            int n = nrunq_spill(&w->owner, batch);
            for (int k = 0; k < n; k++)
                saw(w, batch[k]);
            gp = over;
            next = false;
        }
        random = random * 1664525 + 1013904223;
        if (random >> 24 < 100 && (gp = nrunq_get(&w->owner, &inherit)) != NULL)
            saw(w, gp);
    }
    at_store32(&w->done, 1);
}

static void each_leaves_once(int nthieves)
{
    static struct world w;
    enum { ALL = sizeof w.seen / sizeof w.seen[0] };
    pthread_t t[3];

    memset(&w, 0, sizeof w);
    w.owner.head = w.owner.tail = UINT32_MAX - ALL / 2; // it wraps half-way
    for (int i = 0; i < nthieves; i++)
        assert_int_equal(pthread_create(&t[i], NULL, thief, &w), 0);
    own(&w, ALL);
    for (int i = 0; i < nthieves; i++)
        assert_int_equal(pthread_join(t[i], NULL), 0);
    assert_true(nrunq_empty(&w.owner));
    assert_int_equal(at_load32(&w.nseen), ALL);
    for (int i = 0; i < ALL; i++)
        assert_int_equal(at_load32(&w.seen[i]), 1);
}

TEST(each_g_leaves_exactly_once_with_one_thief_and_with_three)
{
    for (int round = 0; round < 3; round++) {
        each_leaves_once(1);
        each_leaves_once(3);
    }
}

static void *watcher(void *arg)
{
    struct world *w = arg;

    while (at_load32(&w->done) == 0)
        if (nrunq_empty(&w->owner))
            at_store32(&w->lost_sight, 1);
    return NULL;
}

// A displaced runnext moves to the ring, and then the slot becomes empty: who
// looks at the ring first and then at the slot must not miss it.
TEST(a_queue_that_holds_something_never_seems_empty)
{
    static struct world w;
    static struct nrunq mine;
    pthread_t t;
    int n;

    put(&w.owner, 0, true);
    assert_int_equal(pthread_create(&t, NULL, watcher, &w), 0);
    for (uintptr_t i = 0; i < 2000000; i++) {
        put(&w.owner, 500, true);         // i moves to the ring …
        assert_next(&w.owner, 500, true); // … and the slot is empty
        put(&w.owner, i + 1, true);
        assert_ptr_equal(nrunq_steal(&mine, &w.owner, &n), g_of(i));
    }
    at_store32(&w.done, 1);
    assert_int_equal(pthread_join(t, NULL), 0);
    assert_int_equal(at_load32(&w.lost_sight), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(the_latest_runnext_goes_first_and_inherits_the_slice),
        RUN(what_goes_in_comes_out_in_order_for_every_length),
        RUN(order_and_overflow_hold_across_the_index_wrap),
        RUN(a_runnext_displaced_from_a_full_queue_is_what_overflows),
        RUN(a_spill_takes_the_oldest_half_of_a_full_queue_only),
        RUN(a_thief_takes_half_rounded_up_for_every_length),
        RUN(a_runnext_is_taken_only_while_it_is_the_one_that_was_seen),
        RUN(each_g_leaves_exactly_once_with_one_thief_and_with_three),
        RUN(a_queue_that_holds_something_never_seems_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
