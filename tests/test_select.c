// select: which case is chosen, who is woken, what is left in the queues. On
// real threads: test_rt.c.
#include "rt/chan.h"

#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "testing.h"

enum { NTASKS = 8, NCHANS = 6 };

static struct eng e;
static struct m *mp = &e.m[0];
static struct eng_task t[NTASKS];
static struct rt_chan *c[NCHANS];
static word got[NCHANS], ok[NCHANS], chosen[NTASKS];
static struct vm_select_case k[NCHANS];

static struct rt_chan *make(int64_t size, uint64_t id)
{
    bool out_of_range;
    struct rt_chan *made = RT(chan_make)(mp, 1, size, id, &out_of_range);

    assert_non_null(made);
    return made;
}

static word ref(const struct rt_chan *chan)
{
    return (word)(uintptr_t)chan;
}

// Channels of the size, and receive cases for all of them.
static void start(int64_t size)
{
    eng_init(&e);
    for (int i = 0; i < NTASKS; i++) {
        eng_task_init(&t[i], i);
        chosen[i] = 99;
    }
    for (int i = 0; i < NCHANS; i++) {
        c[i] = make(size, (uint64_t)i + 1);
        got[i] = ok[i] = 77;
        k[i] = (struct vm_select_case){
            .chan = ref(c[i]), .value = &got[i], .ok = &ok[i]};
    }
}

static enum rt_result sel(int i, struct vm_select_case *cases, uint32_t n,
                          bool has_default)
{
    return eng_op(
        mp, &t[i],
        RT(select)(mp, &t[i].task, cases, n, has_default, &chosen[i]));
}

static enum rt_result send(int i, struct rt_chan *to, const word *value)
{
    return eng_op(mp, &t[i],
                  RT(chan_send)(mp, &t[i].task, ref(to), value, true));
}

static enum rt_result recv(int i, struct rt_chan *from, word *value)
{
    return eng_op(mp, &t[i],
                  RT(chan_recv)(mp, &t[i].task, ref(from), value, NULL, true));
}

static enum rt_result close_chan(int i, struct rt_chan *chan)
{
    return eng_op(mp, &t[i], RT(chan_close)(mp, &t[i].task, ref(chan)));
}

static void assert_nobody_waits(void)
{
    for (int i = 0; i < NCHANS; i++) {
        assert_true(c[i]->recvq.n == 0 && c[i]->sendq.n == 0);
        assert_null(c[i]->recvq.first);
        assert_null(c[i]->recvq.last);
        assert_null(c[i]->sendq.first);
        assert_null(c[i]->sendq.last);
    }
}

TEST(the_first_ready_case_in_poll_order_is_chosen)
{
    static const struct {
        uint32_t script[4];
        word order[4]; // inside-out shuffle, worked out by hand
    } cases[] = {
        {{0, 1, 2, 3}, {0, 1, 2, 3}},
        {{0, 0, 0, 0}, {3, 0, 1, 2}},
        {{0, 0, 1, 0}, {3, 2, 0, 1}},
        {{0, 1, 0, 2}, {2, 1, 3, 0}},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        start(1);
        for (word j = 0; j < 4; j++) {
            word value = 10 + j;
            assert_int_equal(send(1, c[j], &value), RT_DONE);
        }
        for (int j = 0; j < 4; j++) {
            word want = cases[i].order[j];
            e.script = cases[i].script;
            assert_int_equal(sel(0, k, 4, false), RT_DONE);
            assert_int_equal(chosen[0], want);
            assert_int_equal(got[want], 10 + want);
            assert_int_equal(ok[want], 1);
        }
        eng_release(&e);
    }
}

TEST(cases_of_nil_channels_are_left_out_of_the_order)
{
    static const uint32_t script[] = {0, 0};

    start(1);
    word value = 5;
    assert_int_equal(send(1, c[1], &value), RT_DONE);
    assert_int_equal(send(1, c[3], &value), RT_DONE);
    k[0].chan = k[2].chan = k[4].chan = 0;
    e.script = script; // of two: the second before the first
    assert_int_equal(sel(0, k, 5, true), RT_DONE);
    assert_int_equal(chosen[0], 3);
    assert_ptr_equal(e.script, script + 2);
    e.script = script;
    assert_int_equal(sel(0, k, 5, true), RT_DONE);
    assert_int_equal(chosen[0], 1);
    e.script = script;
    assert_int_equal(sel(0, k, 5, true), RT_DONE);
    assert_int_equal(chosen[0], -1);
    eng_release(&e);
}

TEST(ready_cases_are_chosen_equally_often)
{
    enum { TRIALS = 6000 };
    int count[NCHANS] = {0};

    start(0);
    for (int i = 0; i < NCHANS; i++)
        assert_int_equal(close_chan(0, c[i]), RT_DONE);
    for (int i = 0; i < TRIALS; i++) {
        assert_int_equal(sel(0, k, NCHANS, i % 2), RT_DONE);
        assert_true(chosen[0] < NCHANS);
        count[chosen[0]]++;
    }
    for (int i = 0; i < NCHANS; i++)
        assert_in_range(count[i], TRIALS / NCHANS - 150, TRIALS / NCHANS + 150);
    eng_release(&e);
}

TEST(default_is_chosen_when_nothing_is_ready)
{
    word value = 5;

    start(0);
    k[2].send = true;
    k[2].value = &value;
    assert_int_equal(sel(0, k, 3, true), RT_DONE);
    assert_int_equal(chosen[0], -1);
    for (int i = 0; i < 3; i++)
        assert_true(got[i] == 77 && ok[i] == 77);
    assert_nobody_waits();
    assert_int_equal(sel(0, k, 0, true), RT_DONE);
    assert_int_equal(chosen[0], -1);
    eng_release(&e);
}

// One ready case of each kind among others that are not; with and without a
// default it goes on at once.
TEST(every_kind_of_ready_case_goes_on)
{
    word value = 5, in = 0;

    for (int has_default = 0; has_default < 2; has_default++) {
        start(0);
        assert_int_equal(send(1, c[2], &value), RT_BLOCK);
        assert_int_equal(sel(0, k, 4, has_default), RT_DONE);
        assert_int_equal(chosen[0], 2);
        assert_true(got[2] == 5 && ok[2] == 1);
        assert_string_equal(e.ready_log, "1");
        assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);

        assert_int_equal(recv(1, c[3], &in), RT_BLOCK);
        k[3].send = true;
        k[3].value = &value;
        assert_int_equal(sel(0, k, 4, has_default), RT_DONE);
        assert_int_equal(chosen[0], 3);
        assert_int_equal(in, 5);
        assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);

        // Cases of one channel in both directions do not meet each other.
        k[2].chan = k[3].chan;
        assert_int_equal(sel(0, k, 4, true), RT_DONE);
        assert_int_equal(chosen[0], -1);

        struct rt_chan *full = make(1, 50);
        k[2].chan = k[3].chan = ref(full);
        assert_int_equal(sel(0, k, 4, has_default), RT_DONE);
        assert_int_equal(chosen[0], 3);
        assert_true(full->head.len == 1);
        assert_int_equal(sel(0, k, 4, has_default), RT_DONE);
        assert_int_equal(chosen[0], 2);
        assert_true(full->head.len == 0);

        k[2].chan = k[3].chan = 0;
        assert_int_equal(close_chan(0, c[1]), RT_DONE);
        assert_int_equal(sel(0, k, 4, has_default), RT_DONE);
        assert_int_equal(chosen[0], 1);
        assert_true(got[1] == 0 && ok[1] == 0);
        k[1].send = true;
        assert_int_equal(sel(0, k, 4, has_default), RT_PANIC);
        assert_string_equal(t[0].task.error, "send on closed channel");
        assert_int_equal(t[0].task.op, TASK_OP_NONE);
        assert_nobody_waits();
        eng_release(&e);
    }
}

TEST(a_select_without_channels_waits_for_ever)
{
    start(0);
    assert_int_equal(sel(0, k, 0, false), RT_BLOCK);
    assert_int_equal(t[0].task.op, TASK_OP_FOREVER);
    assert_int_equal(t[0].task.reason, WAIT_SELECT_NO_CASES);
    k[0].chan = k[1].chan = 0;
    assert_int_equal(sel(1, k, 2, false), RT_BLOCK);
    assert_int_equal(t[1].task.op, TASK_OP_FOREVER);
    assert_int_equal(t[1].task.reason, WAIT_SELECT);
    eng_release(&e);
}

TEST(a_single_case_is_a_plain_operation)
{
    word value = 5;

    start(0);
    assert_int_equal(sel(0, k, 1, true), RT_DONE);
    assert_int_equal(chosen[0], -1);
    assert_int_equal(sel(0, k, 1, false), RT_BLOCK);
    assert_int_equal(t[0].task.reason, WAIT_CHAN_RECEIVE);
    assert_int_equal(send(1, c[0], &value), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    assert_true(chosen[0] == 0 && got[0] == 5 && ok[0] == 1);

    k[0].send = true;
    k[0].value = &value;
    assert_int_equal(sel(0, k, 1, true), RT_DONE);
    assert_int_equal(chosen[0], -1);
    assert_int_equal(sel(0, k, 1, false), RT_BLOCK);
    assert_int_equal(t[0].task.reason, WAIT_CHAN_SEND);
    assert_int_equal(recv(1, c[0], NULL), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    assert_int_equal(chosen[0], 0);

    assert_int_equal(close_chan(1, c[0]), RT_DONE);
    assert_int_equal(sel(0, k, 1, true), RT_PANIC);
    k[0].chan = 0;
    assert_int_equal(sel(0, k, 1, true), RT_DONE);
    assert_int_equal(chosen[0], -1);
    assert_int_equal(sel(0, k, 1, false), RT_BLOCK);
    assert_int_equal(t[0].task.reason, WAIT_CHAN_SEND_NIL);
    eng_release(&e);
}

TEST(a_waiting_select_is_woken_through_any_of_its_cases)
{
    word value = 5, mine = 6, in;

    start(0);
    k[1].send = k[3].send = true;
    k[1].value = k[3].value = &mine;
    for (word i = 0; i < 4; i++) {
        assert_int_equal(sel(0, k, 4, false), RT_BLOCK);
        assert_int_equal(t[0].task.reason, WAIT_SELECT);
        e.ready_log[0] = '\0';
        in = 0;
        got[i] = 0;
        if (k[i].send)
            assert_int_equal(recv(1, c[i], &in), RT_DONE);
        else
            assert_int_equal(send(1, c[i], &value), RT_DONE);
        assert_string_equal(e.ready_log, "0");
        assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
        assert_int_equal(chosen[0], i);
        if (k[i].send)
            assert_int_equal(in, 6);
        else
            assert_true(got[i] == 5 && ok[i] == 1);
        assert_nobody_waits();
        assert_int_equal(t[0].task.op, TASK_OP_NONE);
    }
    eng_release(&e);
}

TEST(close_wakes_a_waiting_select)
{
    word mine = 6;

    start(0);
    assert_int_equal(sel(0, k, 3, false), RT_BLOCK);
    assert_int_equal(close_chan(1, c[1]), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    assert_true(chosen[0] == 1 && got[1] == 0 && ok[1] == 0);

    k[1].chan = 0;
    k[2].send = true;
    k[2].value = &mine;
    assert_int_equal(sel(0, k, 3, false), RT_BLOCK);
    assert_int_equal(close_chan(1, c[2]), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[0]), RT_PANIC);
    assert_string_equal(t[0].task.error, "send on closed channel");
    assert_int_equal(t[0].task.op, TASK_OP_NONE);
    assert_nobody_waits();
    eng_release(&e);
}

TEST(close_readies_tasks_in_selects_and_others_newest_first)
{
    start(0);
    assert_int_equal(recv(0, c[0], NULL), RT_BLOCK);
    assert_int_equal(sel(1, k, 3, false), RT_BLOCK);
    assert_int_equal(recv(2, c[0], NULL), RT_BLOCK);
    // This one waits twice on the same channel.
    k[1].chan = ref(c[0]);
    assert_int_equal(sel(3, k, 3, false), RT_BLOCK);
    assert_int_equal(close_chan(4, c[0]), RT_DONE);
    assert_string_equal(e.ready_log, "3 2 1 0");
    for (int i = 0; i < 4; i++)
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
    assert_int_equal(chosen[1], 0);
    assert_true(chosen[3] == 0 || chosen[3] == 1);
    assert_nobody_waits();
    eng_release(&e);
}

TEST(a_woken_select_is_skipped_in_its_other_queues)
{
    word value = 5;

    start(0);
    assert_int_equal(sel(0, k, 3, false), RT_BLOCK);
    assert_int_equal(recv(1, c[1], &got[5]), RT_BLOCK);
    assert_int_equal(send(2, c[0], &value), RT_DONE);
    // Task 0 is claimed and first in the queue of c[1], but has not run.
    assert_true(c[1]->recvq.n == 2);
    assert_int_equal(send(2, c[1], &value), RT_DONE);
    assert_string_equal(e.ready_log, "0 1");
    assert_int_equal(got[5], 5);
    assert_int_equal(got[1], 77);
    // Alone in the queue of c[2]: nobody waits there.
    assert_int_equal(send(2, c[2], &value), RT_BLOCK);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    assert_int_equal(chosen[0], 0);
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    assert_int_equal(recv(0, c[2], NULL), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[2]), RT_DONE);
    assert_nobody_waits();
    eng_release(&e);
}

TEST(a_woken_select_that_was_skipped_leaves_later_waiters_alone)
{
    word value = 5;

    start(0);
    assert_int_equal(sel(0, k, 2, false), RT_BLOCK);
    assert_int_equal(recv(1, c[1], NULL), RT_BLOCK);
    assert_int_equal(send(2, c[0], &value), RT_DONE);
    assert_int_equal(send(2, c[1], &value), RT_DONE);
    assert_int_equal(recv(3, c[1], NULL), RT_BLOCK);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    assert_int_equal(send(2, c[1], &value), RT_DONE);
    assert_string_equal(e.ready_log, "0 1 3");
    assert_int_equal(eng_resume(mp, &t[1]), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[3]), RT_DONE);
    assert_nobody_waits();
    eng_release(&e);
}

TEST(losers_leave_the_middle_and_the_end_of_their_queues)
{
    word value = 5;

    start(0);
    assert_int_equal(recv(1, c[1], NULL), RT_BLOCK);
    assert_int_equal(recv(1 + 1, c[2], NULL), RT_BLOCK);
    assert_int_equal(sel(0, k, 4, false), RT_BLOCK);
    assert_int_equal(recv(3, c[1], NULL), RT_BLOCK);
    assert_int_equal(recv(4, c[3], NULL), RT_BLOCK);
    assert_int_equal(send(5, c[0], &value), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    assert_true(c[1]->recvq.n == 2 && c[2]->recvq.n == 1);
    assert_true(c[3]->recvq.n == 1);
    e.ready_log[0] = '\0';
    for (int i = 1; i <= 3; i++)
        assert_int_equal(send(5, c[i], &value), RT_DONE);
    assert_int_equal(send(5, c[1], &value), RT_DONE);
    assert_string_equal(e.ready_log, "1 2 4 3");
    for (int i = 1; i <= 4; i++)
        assert_int_equal(eng_resume(mp, &t[i]), RT_DONE);
    assert_nobody_waits();
    eng_release(&e);
}

TEST(all_locks_are_held_until_the_task_is_saved)
{
    start(0);
    k[3].chan = k[1].chan; // twice, to be locked once
    assert_int_equal(RT(select)(mp, &t[0].task, k, 5, false, &chosen[0]),
                     RT_BLOCK);
    assert_int_equal(mp->nlocks, 4);
    eng_op(mp, &t[0], RT_BLOCK);
    assert_int_equal(mp->nlocks, 0);
    assert_int_equal(close_chan(1, c[4]), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    eng_release(&e);
}

// Cases up to the limit, on channels whose ids are in no order of address. Not
// more of these than locks that ThreadSanitizer lets a thread hold, 64.
static void check_lock_order(uint32_t n)
{
    enum { IDS = 61 };
    static struct rt_chan *many[IDS];
    struct vm_select_case *cases = xcalloc(n, sizeof(*cases));
    struct rng r = rng_stream(3, "ids");
    uint32_t count = 0;

    start(0);
    for (uint64_t i = 0; i < IDS; i++)
        many[i] = make(0, 100 + i * 7 % IDS);
    for (uint32_t i = 0; i < n; i++)
        cases[i].chan = ref(many[rng_below(&r, IDS)]);
    assert_int_equal(sel(0, cases, n, true), RT_DONE);
    assert_int_equal(chosen[0], -1);
    assert_int_equal(sel(0, cases, n, false), RT_BLOCK);
    for (const struct sudog *sg = t[0].task.waiting; sg != NULL;
         sg = sg->link) {
        assert_true(cases[sg->index].chan == ref(sg->chan));
        if (sg->link != NULL)
            assert_true(sg->chan->id <= sg->link->chan->id);
        count++;
    }
    assert_int_equal(count, n);
    struct rt_chan *last = (struct rt_chan *)(uintptr_t)cases[n - 1].chan;
    assert_int_equal(close_chan(1, last), RT_DONE);
    assert_int_equal(eng_resume(mp, &t[0]), RT_DONE);
    assert_true(cases[chosen[0]].chan == cases[n - 1].chan);
    for (uint64_t i = 0; i < IDS; i++)
        assert_true(many[i]->recvq.n == 0);
    free(cases);
    eng_release(&e);
}

TEST(locks_are_taken_in_the_order_of_creation)
{
    static const uint32_t sizes[] = {2, 3, 63, 64, 65, 1000, SELECT_CASES_MAX};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        check_lock_order(sizes[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(the_first_ready_case_in_poll_order_is_chosen),
        RUN(cases_of_nil_channels_are_left_out_of_the_order),
        RUN(ready_cases_are_chosen_equally_often),
        RUN(default_is_chosen_when_nothing_is_ready),
        RUN(every_kind_of_ready_case_goes_on),
        RUN(a_select_without_channels_waits_for_ever),
        RUN(a_single_case_is_a_plain_operation),
        RUN(a_waiting_select_is_woken_through_any_of_its_cases),
        RUN(close_wakes_a_waiting_select),
        RUN(close_readies_tasks_in_selects_and_others_newest_first),
        RUN(a_woken_select_is_skipped_in_its_other_queues),
        RUN(a_woken_select_that_was_skipped_leaves_later_waiters_alone),
        RUN(losers_leave_the_middle_and_the_end_of_their_queues),
        RUN(all_locks_are_held_until_the_task_is_saved),
        RUN(locks_are_taken_in_the_order_of_creation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
