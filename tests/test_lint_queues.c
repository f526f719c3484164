// lint_queues: a fault of the queues is planted in a timeline, and told.
#include "trace/lint_queues.h"

#include "timeline.h"
#include "testing.h"
#include "trace/lint.h"

#define HEAD "# executor: sim\n" TIMELINE_HEAD

// M0 runs G1 on P0. G4 is its runnext, G2 and G3 its ring; G5 waits.
#define START                                                                  \
    "0 - 0 - - MCreate by=-1\n"                                                \
    "0 - 1 - - MCreate by=0\n"                                                 \
    "0 0 0 - - CoreStart -\n"                                                  \
    "0 1 1 - - CoreStart -\n"                                                  \
    "0 0 0 0 - ProcStart -\n"                                                  \
    "0 1 1 1 - ProcStart -\n"                                                  \
    "0 0 0 0 - GoCreate new=1 fn=main.main line=3\n"                           \
    "0 0 0 0 1 GoStart rule=start\n"                                           \
    "1 0 0 0 1 GoCreate new=5 fn=f line=4\n"                                   \
    "1 1 1 1 - Steal victim=0 n=1\n"                                           \
    "1 1 1 1 5 GoStart rule=steal-runnext victim=0 n=1\n"                      \
    "1 1 1 1 5 GoBlock reason=IO%20wait\n"                                     \
    "2 0 0 0 1 GoCreate new=2 fn=f line=4\n"                                   \
    "2 0 0 0 1 GoCreate new=3 fn=f line=5\n"                                   \
    "2 0 0 0 1 GoCreate new=4 fn=f line=5\n"
#define EXIT "9 - - - - Exit status=0 why=exit\n"

static void expect(const char *head, const char *body, const char *message)
{
    char text[4096];

    snprintf(text, sizeof text, "%s%s", START, body);
    struct reader *r = timeline(head, text);
    lint_run(r);
    if (message == NULL) {
        if (reader_errors(r) > 0)
            fail_msg("%s: %s", body, reader_message(r, 0));
    } else {
        assert_int_equal(reader_errors(r), 1);
        assert_non_null(strstr(reader_message(r, 0), message));
    }
    reader_close(r);
}

TEST(what_go_does_passes)
{
    static const char *const bodies[] = {
        "3 0 0 0 1 GoStop why=Gosched\n3 0 0 0 4 GoStart rule=runnext\n"
        "4 0 0 0 4 GoDestroy -\n4 0 0 0 2 GoStart rule=runq\n"
        "5 0 0 0 2 GoDestroy -\n5 0 0 0 1 GoStart rule=schedtick61\n" EXIT,
        "3 1 1 1 - Steal victim=0 n=1\n"
        "3 1 1 1 2 GoStart rule=steal victim=0 n=1\n" EXIT,
        "3 1 1 1 5 GoUnblock to=netpoll\n3 - - - - Netpoll n=1\n"
        "3 1 1 1 5 GoStart rule=netpoll\n" EXIT,
        // Nothing is known where Gs are locked.
        "3 0 0 0 1 GoBlock reason=sleep\n3 0 0 0 - ProcStop -\n"
        "3 0 0 - - MPark why=locked\n3 1 1 1 3 GoStart rule=global\n" EXIT,
        // Where the poller's go is not said.
        "3 1 1 1 5 GoUnblock to=netpoll\n3 - - - - Netpoll n=1\n"
        "3 1 1 1 5 GoStart rule=runq\n" EXIT,
    };

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        expect(HEAD, bodies[i], NULL);
}

TEST(a_g_that_comes_from_elsewhere_is_told)
{
    static const struct {
        const char *body, *message;
    } cases[] = {
        {"3 1 1 1 4 GoStart rule=runnext\n" EXIT,
         "GoStart of G 4 by rule runnext on P 1: it is in a runnext slot"},
        {"3 1 1 1 2 GoStart rule=runq\n" EXIT,
         "GoStart of G 2 by rule runq on P 1: it is in a run queue"},
        {"3 1 1 1 2 GoStart rule=global\n" EXIT,
         "GoStart of G 2 by rule global on P 1: it is in a run queue"},
        {"3 1 1 1 2 GoStart rule=steal victim=0 n=2\n" EXIT,
         "GoStart of G 2 by rule steal on P 1: it is in a run queue"},
        {"3 1 1 1 2 GoStart rule=steal victim=1 n=1\n" EXIT,
         "GoStart of G 2 by rule steal on P 1: it is in a run queue"},
        {"3 1 1 1 4 GoStart rule=netpoll\n" EXIT,
         "GoStart of G 4 by rule netpoll on P 1: it is in a runnext slot"},
        {"3 0 0 0 1 GoStop why=Gosched\n3 0 0 0 1 GoStart rule=runnext\n" EXIT,
         "GoStart of G 1 by rule runnext on P 0: it is in the global queue"},
        {"3 0 0 0 1 GoStop why=Gosched\n3 0 0 0 3 GoStart rule=runq\n" EXIT,
         "GoStart of G 3 by rule runq: it is not the first"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect(HEAD, cases[i].body, cases[i].message);
        expect("# go: go1.5\n" HEAD, cases[i].body, cases[i].message);
        expect("# go: go1.4\n" HEAD, cases[i].body, NULL); // no runnext yet
        expect("# go: mine\n" HEAD, cases[i].body, NULL);
        expect(TIMELINE_HEAD, cases[i].body, NULL); // real threads
    }
}

TEST(more_gs_than_there_are_is_told)
{
    expect(HEAD, "3 1 1 1 - Steal victim=0 n=4\n" EXIT,
           "Steal of 4 Gs, where 3 are");
    expect(HEAD, "3 1 1 1 - GlobalGrab n=1\n" EXIT,
           "GlobalGrab of 1 Gs, where 0 are");
    expect(HEAD, "3 0 0 0 - RunqOverflow n=3\n" EXIT,
           "RunqOverflow of 3 Gs, where 2 are");
}

TEST(a_poll_that_woke_another_number_is_told)
{
    expect(HEAD, "3 - - - 5 GoUnblock to=netpoll\n3 - - - - Netpoll n=2\n" EXIT,
           "Netpoll of 2 Gs, but 1 were made runnable");
    expect(HEAD, "3 - - - - Netpoll n=1\n" EXIT,
           "Netpoll of 1 Gs, but 0 were made runnable");
}

TEST(work_that_nobody_comes_for_is_told)
{
    // M1 leaves P1 and sleeps; G2 to G4 could run there.
    static const char sleeps[] = "3 1 1 1 - ProcStop -\n"
                                 "3 1 1 - - MPark why=idle\n"
                                 "3 1 1 - - CoreStop why=blocked\n";
    static const struct {
        const char *rest, *message;
    } cases[] = {
        {"10000003 - - - - Exit status=0 why=exit\n", NULL},
        {"10000004 - - - - Exit status=0 why=exit\n",
         "since 3 a P is idle and a G runnable, and no M on its way"},
        // One is on its way.
        {"5 - 1 - - MWake by=0\n"
         "90000000 - - - - Exit status=0 why=exit\n",
         NULL},
        // The world stops.
        {"4 0 0 0 1 Preempt rule=gomaxprocs\n"
         "90000000 - - - - Exit status=0 why=exit\n",
         NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char body[512];
        snprintf(body, sizeof body, "%s%s", sleeps, cases[i].rest);
        expect(HEAD, body, cases[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(what_go_does_passes),
        RUN(a_g_that_comes_from_elsewhere_is_told),
        RUN(more_gs_than_there_are_is_told),
        RUN(a_poll_that_woke_another_number_is_told),
        RUN(work_that_nobody_comes_for_is_told),
    };

    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
