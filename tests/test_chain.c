// chain: work, span and floor of small timelines, computed by hand.
#include "trace/chain.h"

#include "timeline.h"
#include "testing.h"

static void take_span(void *arg, const struct span *s)
{
    chain_span(arg, s);
}

static void see(void *arg, const struct fold *f, const struct reader_event *e)
{
    chain_event(arg, f, e);
}

static void expect(const char *body, nsec work, nsec run, nsec all)
{
    struct chain c = {0};
    struct reader *r = timeline(TIMELINE_HEAD, body);
    struct fold *f = fold_run_seeing(r, take_span, see, &c);

    if (f == NULL)
        print_error("%s\n", reader_message(r, 0));
    assert_non_null(f);
    assert_int_equal(c.work_ns, work);
    assert_int_equal(c.longest.run, run);
    assert_int_equal(c.longest.all, all);
    chain_release(&c);
    fold_free(f);
    reader_close(r);
}

#define START                                                                  \
    "0 - 0 - - MCreate by=-1\n0 0 0 - - CoreStart -\n"                         \
    "0 0 0 0 - ProcStart -\n"                                                  \
    "0 0 0 0 - GoCreate new=1 fn=main.main line=3\n"                           \
    "0 0 0 0 1 GoStart rule=start\n"

TEST(one_goroutine_is_a_chain_of_its_own)
{
    expect(START "10 0 0 0 1 Exit status=0 why=exit\n", 10, 10, 10);
}

TEST(what_a_goroutine_makes_begins_where_it_is)
{
    // G2 begins after 4 ns of G1 and runs for 5, while G1 waits for a P.
    expect(START "4 0 0 0 1 GoCreate new=2 fn=main.f line=4\n"
                 "4 0 0 0 1 GoStop why=Gosched\n"
                 "4 0 0 0 2 GoStart rule=runnext\n"
                 "9 0 0 0 2 GoDestroy -\n"
                 "9 0 0 0 1 GoStart rule=global\n"
                 "12 0 0 0 1 Exit status=0 why=exit\n",
           12, 9, 9);
}

TEST(who_is_woken_has_waited_for_who_woke_it)
{
    // G1: 4, waits for G2, which runs from 4 to 9 on another P, then 3 more.
    expect(START "1 0 0 0 1 GoCreate new=2 fn=main.f line=4\n"
                 "4 0 0 0 1 GoBlock reason=chan%20receive\n"
                 "4 0 0 0 2 GoStart rule=runnext\n"
                 "9 0 0 0 1 GoUnblock to=runnext\n"
                 "10 0 0 0 2 GoDestroy -\n"
                 "10 0 0 0 1 GoStart rule=runnext\n"
                 "13 0 0 0 1 Exit status=0 why=exit\n",
           13, 9, 9);
}

TEST(sleeps_and_system_calls_lengthen_the_floor_alone)
{
    expect(START "2 0 0 0 1 SyscallBegin call=write\n"
                 "7 0 0 0 1 SyscallEnd -\n"
                 "8 0 0 0 1 GoBlock reason=sleep\n"
                 "20 0 0 0 1 TimerFire due=20\n"
                 "20 0 0 0 1 GoUnblock to=runnext\n"
                 "25 0 0 0 1 GoStart rule=runnext\n"
                 "26 0 0 0 1 Exit status=0 why=exit\n",
           4, 4, 21);
}

TEST(without_a_core_nothing_is_done)
{
    expect(START "4 0 0 - - CoreStop why=slice\n"
                 "9 0 0 - - CoreStart -\n"
                 "12 0 0 0 1 Exit status=0 why=exit\n",
           7, 7, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(one_goroutine_is_a_chain_of_its_own),
        RUN(what_a_goroutine_makes_begins_where_it_is),
        RUN(who_is_woken_has_waited_for_who_woke_it),
        RUN(sleeps_and_system_calls_lengthen_the_floor_alone),
        RUN(without_a_core_nothing_is_done),
    };

    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
