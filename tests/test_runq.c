// runq: the latest runnext goes first; order and overflow hold at the wrap; a
// thief gets the oldest half and runs its newest.
#include "sched/runq.h"

#include "sched/gmp.h"
#include "testing.h"

enum { GS = 700 };
static struct g gs[GS];

static struct runq empty_at(uint32_t index)
{
    struct runq q;

    runq_init(&q, RUNQ_CAP);
    q.head = q.tail = index;
    return q;
}

TEST(latest_runnext_goes_first_and_inherits_the_slice)
{
    struct runq q = empty_at(0);
    bool inherit;

    assert_null(runq_put(&q, &gs[1], true));
    assert_null(runq_put(&q, &gs[2], true));
    assert_ptr_equal(runq_get(&q, &inherit), &gs[2]);
    assert_true(inherit);
    assert_ptr_equal(runq_get(&q, &inherit), &gs[1]);
    assert_false(inherit);
    assert_null(runq_get(&q, &inherit));
    runq_release(&q);
}

TEST(order_and_overflow_hold_across_the_index_wrap)
{
    struct runq q = empty_at(UINT32_MAX);
    bool inherit;

    for (int i = 0; i < RUNQ_CAP; i++)
        assert_null(runq_put(&q, &gs[i], false));
    assert_ptr_equal(runq_put(&q, &gs[300], false), &gs[300]);
    for (int i = 0; i < RUNQ_CAP; i++)
        assert_ptr_equal(runq_get(&q, &inherit), &gs[i]);
    assert_null(runq_get(&q, &inherit));
    runq_release(&q);
}

TEST(a_full_queue_spills_its_oldest_half_and_the_newcomer)
{
    struct runq q = empty_at(0);
    struct gqueue batch = {0};

    for (int i = 0; i < RUNQ_CAP; i++)
        assert_null(runq_put(&q, &gs[i], false));
    assert_int_equal(runq_spill(&q, &gs[500], &batch), 129);
    assert_int_equal(batch.n, 129);
    for (int i = 0; i < 128; i++)
        assert_ptr_equal(gqueue_pop(&batch), &gs[i]);
    assert_ptr_equal(gqueue_pop(&batch), &gs[500]);
    assert_null(gqueue_pop(&batch));
    assert_int_equal(runq_len(&q), 128);
    runq_release(&q);
}

TEST(a_thief_takes_half_rounded_up_for_every_length)
{
    for (int len = 0; len <= RUNQ_CAP; len++) {
        struct runq from = empty_at(7), to = empty_at(9);
        bool inherit;
        int n;
        for (int i = 0; i < len; i++)
            assert_null(runq_put(&from, &gs[i], false));
        struct g *gp = runq_steal(&to, &from, false, &n);
        int want = len - len / 2;
        assert_int_equal(n, want);
        assert_ptr_equal(gp, len == 0 ? NULL : &gs[want - 1]);
        for (int i = 0; i + 1 < want; i++)
            assert_ptr_equal(runq_get(&to, &inherit), &gs[i]);
        assert_null(runq_get(&to, &inherit));
        for (int i = want; i < len; i++)
            assert_ptr_equal(runq_get(&from, &inherit), &gs[i]);
        assert_null(runq_get(&from, &inherit));
        runq_release(&from);
        runq_release(&to);
    }
}

TEST(until_go_1_2_a_thief_runs_the_oldest_and_queues_grow)
{
    for (int len = 0; len <= GS; len++) {
        struct runq from = empty_at(UINT32_MAX - 5), to = empty_at(3);
        bool inherit;
        int n;
        for (int i = 0; i < len; i++) {
            if (runq_put(&from, &gs[i], false) == NULL)
                continue;
            runq_grow(&from);
            assert_null(runq_put(&from, &gs[i], false));
        }
        struct g *gp = runq_steal(&to, &from, true, &n);
        int want = (len + 1) / 2;
        assert_int_equal(n, want);
        assert_ptr_equal(gp, len == 0 ? NULL : &gs[0]);
        for (int i = 1; i < want; i++)
            assert_ptr_equal(runq_get(&to, &inherit), &gs[i]);
        assert_null(runq_get(&to, &inherit));
        for (int i = want; i < len; i++)
            assert_ptr_equal(runq_get(&from, &inherit), &gs[i]);
        assert_null(runq_get(&from, &inherit));
        runq_release(&from);
        runq_release(&to);
    }
}

TEST(a_small_queue_is_full_sooner)
{
    for (uint32_t cap = 1; cap <= 5; cap++) {
        struct runq q;
        struct gqueue batch = {0};
        runq_init(&q, cap);
        for (uint32_t i = 0; i < cap; i++)
            assert_null(runq_put(&q, &gs[i], false));
        assert_ptr_equal(runq_put(&q, &gs[9], false), &gs[9]);
        assert_int_equal(runq_spill(&q, &gs[9], &batch), cap / 2 + 1);
        assert_int_equal(runq_len(&q), cap - cap / 2);
        runq_release(&q);
    }
}

TEST(lists_join_and_take_both_ends)
{
    struct gqueue a = {0}, b = {0};

    gqueue_push(&a, &gs[1]);
    gqueue_push(&b, &gs[2]);
    gqueue_push(&b, &gs[3]);
    gqueue_push_front(&a, &gs[0]);
    gqueue_append(&a, &b);
    gqueue_append(&a, &b); // empty now
    assert_int_equal(a.n, 4);
    for (int i = 0; i < 4; i++)
        assert_ptr_equal(gqueue_pop(&a), &gs[i]);
    assert_null(gqueue_pop(&a));
    gqueue_push_front(&a, &gs[5]);
    assert_ptr_equal(a.tail, &gs[5]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(latest_runnext_goes_first_and_inherits_the_slice),
        RUN(order_and_overflow_hold_across_the_index_wrap),
        RUN(a_full_queue_spills_its_oldest_half_and_the_newcomer),
        RUN(a_thief_takes_half_rounded_up_for_every_length),
        RUN(until_go_1_2_a_thief_runs_the_oldest_and_queues_grow),
        RUN(a_small_queue_is_full_sooner),
        RUN(lists_join_and_take_both_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
