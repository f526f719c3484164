// heap: the order of a sorted list, ties in push order, peek without effect.
#include "base/heap.h"

#include "base/rng.h"
#include "child.h"
#include "testing.h"

TEST(an_empty_heap_peeks_at_the_end_of_time)
{
    struct heap h = {0};
    assert_int_equal(heap_peek(&h), INT64_MAX);
    assert_int_equal(h.n, 0);
    heap_release(&h);
}

TEST(entries_come_back_whole_in_the_order_of_their_keys)
{
    static const int64_t keys[] = {5, 0, INT64_MAX, 1, 3, INT64_MAX - 1, 1000};
    static const int64_t sorted[] = {0,        1, 3, 5, 1000, INT64_MAX - 1,
                                     INT64_MAX};
    struct heap h = {0};
    int dummy[7];
    for (size_t i = 0; i < 7; i++)
        heap_push(&h, keys[i], &dummy[i], UINT64_MAX - i);
    assert_int_equal(h.n, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(heap_peek(&h), sorted[i]);
        struct heap_entry e = heap_pop(&h);
        assert_int_equal(e.key, sorted[i]);
        size_t at = (size_t)(UINT64_MAX - e.tag);
        assert_int_equal(keys[at], e.key);
        assert_ptr_equal(e.p, &dummy[at]);
    }
    assert_int_equal(h.n, 0);
    assert_int_equal(heap_peek(&h), INT64_MAX);
    heap_push(&h, INT64_MAX, NULL, 1); // time has come to its end, but stays
    assert_int_equal(heap_pop(&h).tag, 1);
    heap_release(&h);
}

TEST(equal_keys_leave_in_push_order_whenever_they_were_pushed)
{
    struct heap h = {0};
    heap_push(&h, 100, NULL, 1);
    heap_push(&h, 50, NULL, 0);
    heap_push(&h, 100, NULL, 2);
    heap_push(&h, 101, NULL, 9);
    assert_int_equal(heap_pop(&h).tag, 0); // moves last, deals 100s down
    heap_push(&h, 100, NULL, 3);
    assert_int_equal(heap_pop(&h).tag, 1); // 100s are in bucket 0 now
    heap_push(&h, 100, NULL, 4);
    for (uint64_t tag = 2; tag <= 4; tag++)
        assert_int_equal(heap_pop(&h).tag, tag);
    heap_push(&h, 100, NULL, 5);
    assert_int_equal(heap_peek(&h), 100);
    assert_int_equal(heap_pop(&h).tag, 5);
    assert_int_equal(heap_pop(&h).tag, 9);
    heap_release(&h);
}

TEST(peek_does_not_forbid_earlier_keys)
{
    struct heap h = {0};
    heap_push(&h, 1000, NULL, 0);
    heap_push(&h, 2000, NULL, 0);
    assert_int_equal(heap_peek(&h), 1000);
    heap_push(&h, 10, NULL, 0);
    assert_int_equal(heap_peek(&h), 10);
    assert_int_equal(heap_pop(&h).key, 10);
    assert_int_equal(heap_peek(&h), 1000);
    heap_push(&h, 10, NULL, 0);
    assert_int_equal(heap_peek(&h), 10);
    assert_int_equal(heap_pop(&h).key, 10);
    assert_int_equal(heap_pop(&h).key, 1000);
    assert_int_equal(heap_pop(&h).key, 2000);
    heap_release(&h);
}

// The oracle: a list kept sorted by insertion behind equal keys.
struct list {
    struct heap_entry v[3000];
    size_t n;
};

static void list_push(struct list *l, int64_t key, uint64_t tag)
{
    size_t at = l->n++;
    for (; at > 0 && l->v[at - 1].key > key; at--)
        l->v[at] = l->v[at - 1];
    l->v[at] = (struct heap_entry){key, NULL, tag};
}

static struct heap_entry list_pop(struct list *l)
{
    struct heap_entry e = l->v[0];
    memmove(l->v, l->v + 1, --l->n * sizeof l->v[0]);
    return e;
}

// Random pushes ahead of time by up to 2^bits, with pops at the given rate.
static void check_against_list(uint64_t seed, int bits, uint64_t pops_of_16)
{
    static struct list l;
    struct heap h = {0};
    struct rng r = rng_stream(seed, "heap");
    int64_t now = 0;

    l.n = 0;
    for (uint64_t tag = 0; tag < 3000; tag++) {
        if (l.n > 0 && rng_below(&r, 16) < pops_of_16) {
            struct heap_entry e = heap_pop(&h), expected = list_pop(&l);
            assert_int_equal(e.key, expected.key);
            assert_int_equal(e.tag, expected.tag);
            now = e.key;
        } else {
            uint64_t ahead = rng_below(&r, UINT64_C(1) << bits);
            int64_t key = (int64_t)((uint64_t)now + ahead);
            if (key < 0)
                key = INT64_MAX;
            heap_push(&h, key, NULL, tag);
            list_push(&l, key, tag);
        }
        assert_int_equal(h.n, l.n);
        assert_int_equal(heap_peek(&h), l.n > 0 ? l.v[0].key : INT64_MAX);
    }
    while (l.n > 0)
        assert_int_equal(heap_pop(&h).tag, list_pop(&l).tag);
    assert_int_equal(h.n, 0);
    heap_release(&h);
}

TEST(random_pushes_and_pops_agree_with_a_sorted_list)
{
    static const int bits[] = {0, 1, 2, 4, 10, 20, 40, 60, 63};
    for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++)
        for (uint64_t pops = 5; pops <= 14; pops += 3)
            check_against_list(i, bits[i], pops);
}

TEST(a_queue_at_one_instant_takes_bounded_memory)
{
    struct heap h = {0};
    heap_push(&h, 7, NULL, 0);
    heap_pop(&h);
    for (uint64_t tag = 0; tag < 3; tag++)
        heap_push(&h, 7, NULL, tag);
    for (uint64_t tag = 3; tag < 100000; tag++) {
        heap_push(&h, 7, NULL, tag);
        assert_int_equal(heap_pop(&h).tag, tag - 3);
        assert_int_equal(heap_peek(&h), 7);
    }
    assert_int_equal(h.n, 3);
    assert_true(h.bucket[0].cap <= 16);
    heap_release(&h);
}

static void push_into_the_past(void *arg)
{
    struct heap h = {0};
    heap_push(&h, 10, NULL, 0);
    heap_pop(&h);
    heap_push(&h, *(int64_t *)arg, NULL, 0);
    heap_release(&h);
}

static void push_negative(void *arg)
{
    (void)arg;
    struct heap h = {0};
    heap_push(&h, -1, NULL, 0);
}

static void pop_of_nothing(void *arg)
{
    (void)arg;
    struct heap h = {0};
    heap_push(&h, 1, NULL, 0);
    heap_pop(&h);
    heap_pop(&h);
}

TEST(going_back_in_time_and_popping_nothing_are_bugs)
{
    int64_t key = 9;
    assert_int_equal(child_status(push_into_the_past, &key), 70);
    key = 10;
    assert_int_equal(child_status(push_into_the_past, &key), 0);
    assert_int_equal(child_status(push_negative, NULL), 70);
    assert_int_equal(child_status(pop_of_nothing, NULL), 70);
}

static bool tag_is_even(const struct heap_entry *e)
{
    return e->tag % 2 == 0;
}

TEST(a_filter_takes_out_and_keeps_the_order_of_the_others)
{
    enum { N = 1000 };
    struct heap h = {0};

    heap_push(&h, 5, NULL, 1);
    heap_pop(&h); // bucket 0 is not at its beginning
    for (uint64_t i = 0; i < N; i++)
        heap_push(&h, 5 + (int64_t)(i * 7919 % 97), NULL, i);
    assert_int_equal(heap_pop(&h).tag, 0);
    heap_filter(&h, tag_is_even);
    assert_int_equal(h.n, N / 2 - 1);
    int64_t key = 0;
    uint64_t tag = 0;
    for (int i = 0; i < N / 2 - 1; i++) {
        assert_int_equal(heap_peek(&h) >= key, 1);
        struct heap_entry e = heap_pop(&h);
        assert_int_equal(e.tag % 2, 0);
        assert_true(e.key > key || (e.key == key && e.tag > tag));
        key = e.key;
        tag = e.tag;
    }
    assert_int_equal(heap_peek(&h), INT64_MAX);
    heap_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(an_empty_heap_peeks_at_the_end_of_time),
        RUN(entries_come_back_whole_in_the_order_of_their_keys),
        RUN(equal_keys_leave_in_push_order_whenever_they_were_pushed),
        RUN(peek_does_not_forbid_earlier_keys),
        RUN(random_pushes_and_pops_agree_with_a_sorted_list),
        RUN(a_queue_at_one_instant_takes_bounded_memory),
        RUN(a_filter_takes_out_and_keeps_the_order_of_the_others),
        RUN(going_back_in_time_and_popping_nothing_are_bugs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
