// account: a nanosecond that is missing, or there twice, is told.
#include "trace/account.h"

#include "timeline.h"
#include "testing.h"

static struct span span(enum span_track track, uint32_t index, nsec start,
                        nsec end, enum span_state state)
{
    return (struct span){.track = track,
                         .id = index,
                         .index = index,
                         .start = start,
                         .end = end,
                         .state = state};
}

// The verdict on three spans of one track, from 0 to 30.
static void expect(enum span_track track, const nsec bounds[6],
                   const char *want)
{
    struct account *a = account_new();

    account_procs(a, 8);
    for (int i = 0; i < 3; i++) {
        struct span s = span(track, 3, bounds[2 * i], bounds[2 * i + 1],
                             i == 2 ? SPAN_RUNNABLE : SPAN_RUNNING);
        account_span(a, &s);
    }
    const char *got = account_end(a, 0, 30);
    if (want == NULL)
        assert_null(got);
    else
        assert_string_equal(got, want);
    account_free(a);
}

TEST(spans_must_follow_each_other)
{
    expect(TRACK_P, (nsec[]){0, 10, 10, 20, 20, 30}, NULL);
    expect(TRACK_G, (nsec[]){5, 10, 10, 20, 20, 30}, NULL);
    expect(TRACK_P, (nsec[]){0, 10, 11, 20, 20, 30},
           "p 3 is unaccounted for from 10 to 11");
    expect(TRACK_G, (nsec[]){0, 10, 9, 20, 20, 30},
           "g 3 is unaccounted for from 10 to 9");
    expect(TRACK_P, (nsec[]){0, 10, 10, 20, 20, 29},
           "p 3 is unaccounted for from 29 to 30");
    expect(TRACK_G, (nsec[]){0, 10, 10, 20, 20, 29},
           "g 3 is unaccounted for from 29 to 30");
}

TEST(who_ran_may_have_ended)
{
    struct account *a = account_new();
    struct span s = span(TRACK_G, 0, 0, 20, SPAN_RUNNING);

    account_span(a, &s);
    assert_null(account_end(a, 0, 30));
    account_free(a);
}

TEST(a_p_has_no_time_while_gomaxprocs_is_smaller)
{
    struct account *a = account_new();
    struct span s = span(TRACK_P, 1, 0, 10, SPAN_IDLE);

    account_procs(a, 2);
    account_span(a, &s);
    account_procs(a, 1);
    assert_null(account_end(a, 0, 30));
    account_procs(a, 2);
    s = span(TRACK_P, 1, 20, 25, SPAN_IDLE);
    account_span(a, &s);
    assert_string_equal(account_end(a, 0, 30),
                        "p 1 is unaccounted for from 25 to 30");
    account_free(a);
}

TEST(a_right_timeline_is_accounted_for)
{
    struct reader *r =
        timeline(TIMELINE_HEAD, "0 - 0 - - MCreate by=-1\n"
                                "0 0 0 - - CoreStart -\n"
                                "0 0 0 0 - ProcStart -\n"
                                "0 0 0 0 - GoCreate new=1 fn=f line=3\n"
                                "3 0 0 0 1 GoStart rule=start\n"
                                "5 0 0 0 1 GoCreate new=2 fn=f line=3\n"
                                "5 0 0 0 1 ProcsChange procs=1\n"
                                "9 0 0 0 1 Exit status=0 why=exit\n");

    assert_true(account_run(r));
    reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(spans_must_follow_each_other),
        RUN(who_ran_may_have_ended),
        RUN(a_p_has_no_time_while_gomaxprocs_is_smaller),
        RUN(a_right_timeline_is_accounted_for),
    };

    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
