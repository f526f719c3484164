// chan: who gets which value, who is woken in which order, what panics. On real
// threads: test_rt.c.
#include "rt/chan.h"

#include <string.h>

#include "testing.h"

enum { NTASKS = 8, WORDS_MAX = 3 };

static struct eng e;
static struct m *mp = &e.m[0];
static struct eng_task t[NTASKS];
static uint64_t chan_ids;

static void start(void)
{
    eng_init(&e);
    chan_ids = 0;
    for (int i = 0; i < NTASKS; i++)
        eng_task_init(&t[i], i);
}

static struct rt_chan *make(uint32_t elem_words, int64_t size)
{
    bool out_of_range;
    struct rt_chan *c =
        RT(chan_make)(mp, elem_words, size, ++chan_ids, &out_of_range);

    assert_non_null(c);
    return c;
}

static word ref(struct rt_chan *c)
{
    return (word)(uintptr_t)c;
}

static enum rt_result send(int i, struct rt_chan *c, const word *value)
{
    return eng_op(mp, &t[i],
                  RT(chan_send)(mp, &t[i].task, ref(c), value, true));
}

static enum rt_result recv(int i, struct rt_chan *c, word *value, word *ok)
{
    return eng_op(mp, &t[i],
                  RT(chan_recv)(mp, &t[i].task, ref(c), value, ok, true));
}

static enum rt_result try_send(int i, struct rt_chan *c, const word *value)
{
    return eng_op(mp, &t[i],
                  RT(chan_send)(mp, &t[i].task, ref(c), value, false));
}

static enum rt_result try_recv(int i, struct rt_chan *c, word *value, word *ok)
{
    return eng_op(mp, &t[i],
                  RT(chan_recv)(mp, &t[i].task, ref(c), value, ok, false));
}

static enum rt_result close_chan(int i, struct rt_chan *c)
{
    return eng_op(mp, &t[i], RT(chan_close)(mp, &t[i].task, ref(c)));
}

TEST(sizes_are_checked_as_in_go)
{
    static const struct {
        uint32_t elem_words;
        int64_t size;
        bool made, out_of_range;
    } cases[] = {
        {1, 0, true, false},
        {1, 1000, true, false},
        {1, 1001, false, false}, // more than this test's memory
        {1, -1, false, true},
        {0, -1, false, true},
        {0, INT64_MAX, true, false},
        {1, INT64_C(1) << 45, false, true},
        {1, (INT64_C(1) << 45) - 100, false, false},
        {3, INT64_MAX, false, true},
        {1, INT64_C(1) << 61, false, true}, // times 8 is 0
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bool out_of_range;
        start();
        e.alloc_limit = sizeof(struct rt_chan) + 8000;
        struct rt_chan *c = RT(chan_make)(mp, cases[i].elem_words,
                                          cases[i].size, 7, &out_of_range);
        assert_int_equal(c != NULL, cases[i].made);
        assert_int_equal(out_of_range, cases[i].out_of_range);
        if (c != NULL) {
            assert_true(c->head.cap == (word)cases[i].size);
            assert_true(c->head.len == 0 && c->id == 7 && c->closed == 0);
        }
        eng_release(&e);
    }
}

TEST(a_waiting_receiver_gets_the_value_at_once)
{
    word got[WORDS_MAX] = {0}, ok = 7;
    const word value[WORDS_MAX] = {1, 2, 3};

    start();
    for (int64_t size = 0; size < 3; size++) {
        struct rt_chan *c = make(WORDS_MAX, size);
        e.ready_log[0] = '\0';
        assert_int_equal(recv(0, c, got, &ok), RT_BLOCK);
        assert_int_equal(t[0].task.reason, WAIT_CHAN_RECEIVE);
        assert_int_equal(send(1, c, value), RT_DONE);
        // Past the buffer; and the woken task finishes when it runs.
        assert_true(c->head.len == 0);
        assert_string_equal(e.ready_log, "0");
        assert_memory_equal(got, value, sizeof(value));
        assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
        assert_int_equal(ok, 1);
        assert_int_equal(t[0].task.op, TASK_OP_NONE);
        assert_int_equal(t[0].task.reason, WAIT_NONE);
    }
    eng_release(&e);
}

TEST(a_receiver_takes_the_value_of_a_waiting_sender)
{
    word got[WORDS_MAX] = {0}, ok = 7;
    const word value[WORDS_MAX] = {1, 2, 3};

    start();
    struct rt_chan *c = make(WORDS_MAX, 0);
    assert_int_equal(send(0, c, value), RT_BLOCK);
    assert_int_equal(t[0].task.reason, WAIT_CHAN_SEND);
    assert_int_equal(recv(1, c, got, &ok), RT_DONE);
    assert_memory_equal(got, value, sizeof(value));
    assert_int_equal(ok, 1);
    assert_string_equal(e.ready_log, "0");
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    eng_release(&e);
}

TEST(the_lock_is_held_until_the_task_is_saved)
{
    word value = 1;

    start();
    struct rt_chan *c = make(1, 0);
    assert_int_equal(RT(chan_send)(mp, &t[0].task, ref(c), &value, true),
                     RT_BLOCK);
    assert_int_equal(mp->nlocks, 1);
    eng_op(mp, &t[0], RT_BLOCK);
    assert_int_equal(mp->nlocks, 0);
    assert_int_equal(recv(1, c, NULL, NULL), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    eng_release(&e);
}

TEST(receivers_and_senders_are_served_oldest_first)
{
    word value[4] = {10, 11, 12, 13}, got[4] = {0};

    start();
    struct rt_chan *c = make(1, 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(recv(i, c, &got[i], NULL), RT_BLOCK);
    for (int i = 0; i < 4; i++)
        assert_int_equal(send(4, c, &value[i]), RT_DONE);
    assert_string_equal(e.ready_log, "0 1 2 3");
    assert_memory_equal(got, value, sizeof(value));
    for (int i = 0; i < 4; i++)
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);

    e.ready_log[0] = '\0';
    memset(got, 0, sizeof(got));
    for (int i = 0; i < 4; i++)
        assert_int_equal(send(3 - i, c, &value[i]), RT_BLOCK);
    for (int i = 0; i < 4; i++)
        assert_int_equal(recv(4, c, &got[i], NULL), RT_DONE);
    assert_string_equal(e.ready_log, "3 2 1 0");
    assert_memory_equal(got, value, sizeof(value));
    for (int i = 0; i < 4; i++)
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
    eng_release(&e);
}

TEST(a_buffer_is_first_in_first_out_at_every_position)
{
    const uint32_t words[] = {1, WORDS_MAX};

    start();
    for (int k = 0; k < 2; k++) {
        struct rt_chan *c = make(words[k], 3);
        word in = 0, out = 0, v[WORDS_MAX], got[WORDS_MAX], ok;
        for (int round = 0; round < 7; round++) {
            for (word n = 1; n <= 3; n++) {
                for (uint32_t j = 0; j < words[k]; j++)
                    v[j] = in * 10 + j;
                in++;
                assert_int_equal(send(0, c, v), RT_DONE);
                assert_true(c->head.len == n);
            }
            assert_int_equal(try_send(0, c, v), RT_WOULDBLOCK);
            // An odd number, so that positions move on.
            for (word n = 3; n-- > 0;) {
                assert_int_equal(recv(0, c, got, &ok), RT_DONE);
                assert_int_equal(ok, 1);
                for (uint32_t j = 0; j < words[k]; j++)
                    assert_int_equal(got[j], out * 10 + j);
                out++;
                assert_true(c->head.len == n);
            }
            v[0] = in * 10;
            v[1] = v[0] + 1;
            v[2] = v[0] + 2;
            in++;
            assert_int_equal(send(0, c, v), RT_DONE);
            assert_int_equal(recv(0, c, NULL, NULL), RT_DONE);
            out++;
        }
    }
    eng_release(&e);
}

TEST(a_waiting_sender_moves_into_the_freed_end_of_the_buffer)
{
    word value[5] = {10, 11, 12, 13, 14}, got = 0;

    start();
    struct rt_chan *c = make(1, 2);
    assert_int_equal(send(0, c, &value[0]), RT_DONE);
    assert_int_equal(send(0, c, &value[1]), RT_DONE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(send(i, c, &value[2 + i]), RT_BLOCK);
    for (word i = 0; i < 5; i++) {
        assert_int_equal(recv(4, c, &got, NULL), RT_DONE);
        assert_int_equal(got, 10 + i);
        assert_true(c->head.len == (i < 3 ? 2 : 4 - i));
    }
    assert_string_equal(e.ready_log, "0 1 2");
    for (int i = 0; i < 3; i++)
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
    eng_release(&e);
}

TEST(a_nil_channel_blocks_for_ever_and_cannot_be_closed)
{
    word value = 1;

    start();
    assert_int_equal(try_send(0, NULL, &value), RT_WOULDBLOCK);
    assert_int_equal(try_recv(0, NULL, &value, NULL), RT_WOULDBLOCK);
    assert_int_equal(close_chan(0, NULL), RT_PANIC);
    assert_string_equal(t[0].task.error, "close of nil channel");
    assert_int_equal(t[0].task.op, TASK_OP_NONE);

    assert_int_equal(send(0, NULL, &value), RT_BLOCK);
    assert_int_equal(t[0].task.op, TASK_OP_FOREVER);
    assert_int_equal(t[0].task.reason, WAIT_CHAN_SEND_NIL);
    assert_int_equal(recv(1, NULL, &value, NULL), RT_BLOCK);
    assert_int_equal(t[1].task.op, TASK_OP_FOREVER);
    assert_int_equal(t[1].task.reason, WAIT_CHAN_RECEIVE_NIL);
    eng_release(&e);
}

TEST(a_closed_channel_gives_its_values_then_zeros)
{
    word value = 5, got[WORDS_MAX], ok = 7;

    start();
    struct rt_chan *c = make(1, 2);
    assert_int_equal(send(0, c, &value), RT_DONE);
    assert_int_equal(close_chan(0, c), RT_DONE);
    // There is room, but closed is looked at first.
    assert_int_equal(send(0, c, &value), RT_PANIC);
    assert_string_equal(t[0].task.error, "send on closed channel");
    assert_int_equal(try_send(0, c, &value), RT_PANIC);
    assert_int_equal(close_chan(0, c), RT_PANIC);
    assert_string_equal(t[0].task.error, "close of closed channel");

    got[0] = 9;
    assert_int_equal(try_recv(0, c, got, &ok), RT_DONE);
    assert_int_equal(got[0], 5);
    assert_int_equal(ok, 1);
    for (int i = 0; i < 2; i++) {
        got[0] = ok = 9;
        assert_int_equal(i ? recv(0, c, got, &ok) : try_recv(0, c, got, &ok),
                         RT_DONE);
        assert_int_equal(got[0], 0);
        assert_int_equal(ok, 0);
    }
    assert_int_equal(recv(0, c, NULL, NULL), RT_DONE);
    c = make(WORDS_MAX, 0);
    assert_int_equal(close_chan(0, c), RT_DONE);
    // Full, so to say, but closed.
    assert_int_equal(try_send(0, c, got), RT_PANIC);
    got[2] = 9;
    assert_int_equal(try_recv(0, c, got, NULL), RT_DONE);
    assert_int_equal(got[2], 0);
    eng_release(&e);
}

TEST(non_blocking_operations_go_on_only_with_a_partner_or_a_buffer)
{
    word value = 5, got = 9, ok = 9;

    start();
    struct rt_chan *c = make(1, 0);
    assert_int_equal(try_recv(0, c, &got, &ok), RT_WOULDBLOCK);
    assert_int_equal(try_send(0, c, &value), RT_WOULDBLOCK);
    assert_true(got == 9 && ok == 9);
    assert_int_equal(recv(0, c, &got, &ok), RT_BLOCK);
    assert_int_equal(try_recv(1, c, &got, &ok), RT_WOULDBLOCK);
    assert_int_equal(try_send(1, c, &value), RT_DONE);
    assert_int_equal(try_send(1, c, &value), RT_WOULDBLOCK);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    assert_true(got == 5 && ok == 1);

    got = 9;
    assert_int_equal(send(0, c, &value), RT_BLOCK);
    assert_int_equal(try_send(1, c, &value), RT_WOULDBLOCK);
    assert_int_equal(try_recv(1, c, &got, &ok), RT_DONE);
    assert_int_equal(got, 5);
    assert_int_equal(try_recv(1, c, &got, &ok), RT_WOULDBLOCK);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    assert_string_equal(e.ready_log, "0 0");
    eng_release(&e);
}

TEST(close_wakes_receivers_newest_first_with_zeros)
{
    word got[4] = {9, 9, 9, 9}, ok[4] = {9, 9, 9, 9};

    start();
    struct rt_chan *c = make(1, 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(recv(i, c, &got[i], &ok[i]), RT_BLOCK);
    assert_int_equal(close_chan(4, c), RT_DONE);
    assert_string_equal(e.ready_log, "3 2 1 0");
    for (int i = 0; i < 4; i++) {
        assert_int_equal(got[i], 0);
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
        assert_int_equal(ok[i], 0);
    }
    eng_release(&e);
}

TEST(close_wakes_senders_newest_first_and_they_panic)
{
    word value = 1;

    start();
    for (int64_t size = 0; size < 2; size++) {
        struct rt_chan *c = make(1, size);
        e.ready_log[0] = '\0';
        if (size == 1)
            assert_int_equal(send(7, c, &value), RT_DONE);
        for (int i = 0; i < 4; i++)
            assert_int_equal(send(i, c, &value), RT_BLOCK);
        assert_int_equal(close_chan(4, c), RT_DONE);
        assert_string_equal(e.ready_log, "3 2 1 0");
        for (int i = 0; i < 4; i++) {
            t[i].task.error = NULL;
            assert_int_equal(eng_resume(mp, &t[i]), RT_PANIC);
            assert_string_equal(t[i].task.error, "send on closed channel");
            assert_int_equal(t[i].task.op, TASK_OP_NONE);
        }
        // What is in the buffer stays; the value of a waiting sender is lost.
        assert_true(c->head.len == (word)size);
    }
    eng_release(&e);
}

TEST(elements_of_no_words_need_no_memory)
{
    word ok = 9;

    start();
    e.alloc_limit = sizeof(struct rt_chan);
    struct rt_chan *c = make(0, INT64_C(1) << 40);
    for (word i = 1; i <= 1000; i++) {
        assert_int_equal(send(0, c, NULL), RT_DONE);
        assert_true(c->head.len == i);
    }
    for (word i = 1000; i-- > 0;) {
        assert_int_equal(recv(0, c, NULL, &ok), RT_DONE);
        assert_true(c->head.len == i && ok == 1);
    }
    assert_int_equal(recv(0, c, NULL, &ok), RT_BLOCK);
    assert_int_equal(send(1, c, NULL), RT_DONE);
    assert_true(c->head.len == 0);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    assert_int_equal(recv(0, c, NULL, NULL), RT_BLOCK);
    assert_int_equal(close_chan(1, c), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    eng_release(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(sizes_are_checked_as_in_go),
        RUN(a_waiting_receiver_gets_the_value_at_once),
        RUN(a_receiver_takes_the_value_of_a_waiting_sender),
        RUN(the_lock_is_held_until_the_task_is_saved),
        RUN(receivers_and_senders_are_served_oldest_first),
        RUN(a_buffer_is_first_in_first_out_at_every_position),
        RUN(a_waiting_sender_moves_into_the_freed_end_of_the_buffer),
        RUN(a_nil_channel_blocks_for_ever_and_cannot_be_closed),
        RUN(a_closed_channel_gives_its_values_then_zeros),
        RUN(non_blocking_operations_go_on_only_with_a_partner_or_a_buffer),
        RUN(close_wakes_receivers_newest_first_with_zeros),
        RUN(close_wakes_senders_newest_first_and_they_panic),
        RUN(elements_of_no_words_need_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
