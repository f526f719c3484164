// queues: where runnable Gs are, event by event.
#include "trace/queues.h"

#include "timeline.h"
#include "testing.h"

// After body: the G numbers of a queue, in order, must be those of want.
static struct queues *after(const char *body)
{
    struct reader *r = timeline(TIMELINE_HEAD, body);
    struct queues *q = queues_new();
    struct reader_event e;

    while (reader_next(r, &e))
        queues_event(q, &e);
    assert_int_equal(reader_errors(r), 0);
    reader_close(r);
    return q;
}

static void holds(const struct queues *q, enum queue_kind kind, int32_t p,
                  const char *want)
{
    char got[256] = "";
    uint32_t g;

    for (int64_t i = 0; (g = queues_at(q, kind, p, i)) != 0; i++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%u",
                 i == 0 ? "" : " ", g);
        assert_int_equal(queues_place(q, g).kind, kind);
        assert_int_equal(queues_place(q, g).p, p);
        assert_int_equal(queues_before(q, g), i);
    }
    assert_string_equal(got, want);
    assert_int_equal(queues_length(q, kind, p),
                     want[0] == '\0' ? 0 : (int64_t)strlen(want) / 2 + 1);
}

#define SPAWN(g) "1 0 0 0 1 GoCreate new=" #g " fn=f line=4\n"

TEST(a_new_g_displaces_the_runnext)
{
    struct queues *q = after(SPAWN(2) SPAWN(3) SPAWN(4));

    holds(q, QUEUE_RUNNEXT, 0, "4");
    holds(q, QUEUE_RING, 0, "2 3");
    holds(q, QUEUE_GLOBAL, -1, "");
    holds(q, QUEUE_RING, 7, "");
    queues_free(q);
}

TEST(who_stops_goes_to_the_end_of_the_global_queue_and_who_yields_does_not)
{
    struct queues *q =
        after(SPAWN(2) SPAWN(3) "2 0 0 0 1 GoStop why=Gosched\n"
                                "3 0 0 0 3 GoStart rule=runnext\n"
                                "4 0 0 0 3 GoStop why=yield\n"
                                "5 0 0 - 5 SyscallEndBlocked -\n");

    holds(q, QUEUE_RUNNEXT, 0, "");
    holds(q, QUEUE_RING, 0, "2 3");
    holds(q, QUEUE_GLOBAL, -1, "1 5");
    queues_free(q);
}

TEST(who_stops_with_the_world_goes_on_first)
{
    struct queues *q = after(SPAWN(2) SPAWN(3) "2 0 0 0 1 GoStop "
                                               "why=stop%20the%20world\n");

    holds(q, QUEUE_RUNNEXT, 0, "1");
    holds(q, QUEUE_RING, 0, "2 3");
    holds(q, QUEUE_GLOBAL, -1, "");
    queues_free(q);
}

TEST(a_wake_up_says_where_to)
{
    struct queues *q = after("1 0 0 0 2 GoUnblock to=runnext\n"
                             "1 0 0 1 3 GoUnblock to=runq\n"
                             "1 - - - 4 GoUnblock to=global\n"
                             "1 - - - 5 GoUnblock to=netpoll\n"
                             "1 - - - 6 GoUnblock to=netpoll\n");

    holds(q, QUEUE_RUNNEXT, 0, "2");
    holds(q, QUEUE_RING, 1, "3");
    holds(q, QUEUE_GLOBAL, -1, "4");
    holds(q, QUEUE_POLL, -1, "6 5");
    queues_free(q);
}

TEST(a_thief_takes_the_oldest_and_runs_the_last_of_them)
{
    struct queues *q = after(SPAWN(2) SPAWN(3) SPAWN(4) SPAWN(5) SPAWN(6)
                                 SPAWN(7) "2 1 1 1 - Steal victim=0 n=3\n");

    holds(q, QUEUE_RING, 1, "2 3");
    holds(q, QUEUE_STOLEN, -1, "4");
    holds(q, QUEUE_RING, 0, "5 6");
    holds(q, QUEUE_RUNNEXT, 0, "7");
    queues_free(q);
}

TEST(where_the_ring_is_empty_a_thief_takes_the_runnext)
{
    struct queues *q = after(SPAWN(2) "2 1 1 1 - Steal victim=0 n=1\n"
                                      "2 1 1 1 - Steal victim=9 n=1\n");

    holds(q, QUEUE_RUNNEXT, 0, "");
    holds(q, QUEUE_STOLEN, -1, "2");
    queues_free(q);
}

TEST(a_share_of_the_global_queue_goes_to_the_ring)
{
    struct queues *q = after("1 - - - 2 GoUnblock to=global\n"
                             "1 - - - 3 GoUnblock to=global\n"
                             "1 - - - 4 GoUnblock to=global\n"
                             "1 - - - 5 GoUnblock to=global\n"
                             "2 0 0 0 - GlobalGrab n=3\n"
                             "2 0 0 0 2 GoStart rule=global\n");

    holds(q, QUEUE_RING, 0, "3 4");
    holds(q, QUEUE_GLOBAL, -1, "5");
    holds(q, QUEUE_STOLEN, -1, "");
    queues_free(q);
}

TEST(an_overflow_moves_the_oldest_and_the_displaced)
{
    struct queues *q = after(SPAWN(2) SPAWN(3) SPAWN(4) SPAWN(5) SPAWN(6)
                                 SPAWN(7) "1 0 0 0 - RunqOverflow n=3\n");

    holds(q, QUEUE_GLOBAL, -1, "2 3 6");
    holds(q, QUEUE_RING, 0, "4 5");
    holds(q, QUEUE_RUNNEXT, 0, "7");
    queues_free(q);
}

TEST(what_is_moved_while_some_are_nowhere_is_not_known)
{
    struct queues *q = after("1 - - - 2 GoUnblock to=netpoll\n"
                             "1 - - - 3 GoUnblock to=global\n"
                             "1 0 0 0 4 GoUnblock to=runq\n"
                             "1 0 0 1 5 GoUnblock to=runq\n"
                             "1 0 0 1 6 GoUnblock to=runnext\n"
                             "2 1 1 1 - GlobalGrab n=2\n");

    holds(q, QUEUE_POLL, -1, "2 3");
    holds(q, QUEUE_RING, 0, "4");
    queues_free(q);
    q = after("1 - - - 2 GoUnblock to=netpoll\n"
              "1 0 0 0 4 GoUnblock to=runq\n"
              "1 0 0 1 5 GoUnblock to=runq\n"
              "1 0 0 1 6 GoUnblock to=runnext\n"
              "2 1 1 0 - Steal victim=1 n=1\n"
              "2 1 1 0 - RunqOverflow n=1\n"
              "3 1 1 0 2 GoStart rule=netpoll\n");
    holds(q, QUEUE_POLL, -1, "5 6 4");
    queues_free(q);
}

TEST(a_p_that_goes_puts_its_queues_before_the_global_one)
{
    struct queues *q = after("1 - - - 9 GoUnblock to=global\n"
                             "1 0 0 1 2 GoUnblock to=runq\n"
                             "1 0 0 1 3 GoUnblock to=runq\n"
                             "1 0 0 1 4 GoUnblock to=runnext\n"
                             "2 0 0 0 1 ProcsChange procs=1\n");

    holds(q, QUEUE_GLOBAL, -1, "4 2 3 9");
    holds(q, QUEUE_RING, 1, "");
    queues_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_new_g_displaces_the_runnext),
        RUN(who_stops_goes_to_the_end_of_the_global_queue_and_who_yields_does_not),
        RUN(who_stops_with_the_world_goes_on_first),
        RUN(a_wake_up_says_where_to),
        RUN(a_thief_takes_the_oldest_and_runs_the_last_of_them),
        RUN(where_the_ring_is_empty_a_thief_takes_the_runnext),
        RUN(a_share_of_the_global_queue_goes_to_the_ring),
        RUN(an_overflow_moves_the_oldest_and_the_displaced),
        RUN(what_is_moved_while_some_are_nowhere_is_not_known),
        RUN(a_p_that_goes_puts_its_queues_before_the_global_one),
    };

    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
