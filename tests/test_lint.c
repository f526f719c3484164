// lint: right timelines pass; each thing that no scheduler can do is told.
#include "trace/lint.h"

#include "timeline.h"
#include "testing.h"

// M0 runs G1 on P0 and core 0; M1 is asleep; G2 is runnable; G3 waits.
#define START                                                                  \
    "0 - 0 - - MCreate by=-1\n"                                                \
    "0 0 0 - - CoreStart -\n"                                                  \
    "0 0 0 0 - ProcStart -\n"                                                  \
    "0 0 0 0 - GoCreate new=1 fn=main.main line=3\n"                           \
    "0 0 0 0 1 GoStart rule=start\n"                                           \
    "1 - 1 - - MCreate by=0\n"                                                 \
    "1 1 1 - - CoreStart -\n"                                                  \
    "1 1 1 - - MPark why=idle\n"                                               \
    "1 1 1 - - CoreStop why=blocked\n"                                         \
    "2 0 0 0 1 GoCreate new=2 fn=f line=4\n"                                   \
    "2 0 0 0 1 GoCreate new=3 fn=f line=5\n"                                   \
    "3 0 0 0 1 GoStop why=Gosched\n"                                           \
    "3 0 0 0 3 GoStart rule=runq\n"                                            \
    "4 0 0 0 3 GoBlock reason=sleep\n"                                         \
    "4 0 0 0 1 GoStart rule=global\n"
#define START_LINES 18 // with three lines of header
#define EXIT        "9 0 0 0 1 Exit status=0 why=exit\n"

// START, then body, gives the message in the line-th line of body, and no
// other; NULL when it is right.
static void expect(const char *body, int line, const char *message)
{
    char text[4096], full[600];
    struct reader *r;

    snprintf(text, sizeof text, "%s%s", START, body);
    r = timeline(TIMELINE_HEAD, text);
    assert_int_equal(lint_run(r), message == NULL);
    if (message != NULL) {
        snprintf(full, sizeof full, "x.trace:%d: error: %s", START_LINES + line,
                 message);
        assert_string_equal(reader_message(r, 0), full);
        if (reader_errors(r) != 1)
            print_error("%s\n%s\n", body, reader_message(r, 1));
        assert_int_equal(reader_errors(r), 1);
    } else if (reader_errors(r) > 0) {
        print_error("%s\n", reader_message(r, 0));
    }
    reader_close(r);
}

TEST(right_timelines_pass)
{
    static const char *const bodies[] = {
        EXIT,
        "# truncated: time limit\n",
        // A syscall that keeps its P, and one that loses it to M1.
        "5 0 0 0 1 SyscallBegin call=read\n"
        "6 0 0 0 1 SyscallEnd -\n"
        "6 0 0 0 1 SyscallBegin call=read\n"
        "6 0 0 - - CoreStop why=blocked\n"
        "7 - - 0 1 ProcSteal from=0 rule=retake-syscall\n"
        "7 - 1 - - MWake by=-1\n"
        "7 0 1 - - CoreStart -\n"
        "7 0 1 0 - ProcStart -\n"
        "7 0 1 0 2 GoStart rule=runq\n"
        "8 1 0 - - CoreStart -\n"
        "8 1 0 - 1 SyscallEndBlocked -\n"
        "8 1 0 1 - ProcStart -\n"
        "8 1 0 1 1 GoStart rule=syscall-exit\n" EXIT,
        // The system takes M0 off its core while its G is running.
        "5 0 0 0 1 CoreStop why=slice\n"
        "6 1 0 0 1 CoreStart -\n" EXIT,
        // A timer wakes a G; nobody's M.
        "5 - - - 3 TimerFire due=5\n5 - - - 3 GoUnblock to=global\n" EXIT,
        "5 0 0 0 1 GoBlock reason=semacquire\n"
        "5 0 0 0 1 GoUnblock to=runnext\n"
        "5 0 0 0 1 GoStart rule=park-failed\n" EXIT,
        // GOMAXPROCS grows, and M1 takes the new P.
        "5 0 0 0 1 ProcsChange procs=3\n5 - 1 - - MWake by=0\n"
        "5 1 1 - - CoreStart -\n5 1 1 2 - ProcStart -\n"
        "5 1 1 2 - MSpin on=1\n6 1 1 2 - MSpin on=0\n"
        "6 1 1 2 2 GoStart rule=steal victim=0 n=1\n"
        "7 1 1 2 2 GoDestroy -\n" EXIT,
        // GOMAXPROCS shrinks, and M1 gives up a P that is no more.
        "5 - 1 - - MWake by=0\n5 1 1 - - CoreStart -\n"
        "5 1 1 1 - ProcStart -\n5 0 0 0 1 ProcsChange procs=1\n"
        "5 1 1 1 - ProcStop -\n" EXIT,
        // The last G blocks for ever: G1 and G3 wait, G2 ended.
        "5 0 0 0 1 GoBlock reason=sleep\n5 0 0 0 2 GoStart rule=runq\n"
        "6 0 0 0 2 GoDestroy -\n6 - - - - Exit status=2 why=deadlock\n",
    };

    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        expect(bodies[i], 0, NULL);
}

TEST(what_no_scheduler_can_do_is_told)
{
    static const struct {
        int line;
        const char *body, *message;
    } cases[] = {
        {1, "3 0 0 0 1 Netpoll n=1\n" EXIT, "time goes back, from 4 to 3"},
        {2, EXIT "9 0 0 0 1 Netpoll n=1\n", "event after Exit"},
        {1, "9 0 0 0 1 Netpoll n=1\n",
         "the timeline ends without Exit or '# truncated'"},
        // Columns.
        {1, "5 2 - - - Netpoll n=1\n" EXIT, "core 2: the machine has 2 cores"},
        {1, "5 - - 2 - Netpoll n=1\n" EXIT, "P 2: GOMAXPROCS is 2"},
        {1, "5 - 2 - - Netpoll n=1\n" EXIT, "M 2 does not exist"},
        {1, "5 - - - 4 Netpoll n=1\n" EXIT, "G 4 does not exist"},
        {1, "5 0 - 0 2 GoStart rule=runq\n" EXIT, "GoStart must have m p g"},
        {1, "5 0 0 0 - GoStop why=x\n" EXIT, "GoStop must have m p g"},
        {1, "5 - 0 - - CoreStop why=slice\n" EXIT, "CoreStop must have core m"},
        // Gs.
        {1, "5 0 0 0 1 GoCreate new=2 fn=f line=1\n" EXIT,
         "G 2 exists already"},
        {1, "5 0 0 0 1 GoCreate new=0 fn=f line=1\n" EXIT,
         "new=0 must be 1 to 4294967295"},
        {1, "5 0 0 0 1 GoCreate new=4294967296 fn=f line=1\n" EXIT,
         "new=4294967296 must be 1 to 4294967295"},
        {1, "5 0 0 0 2 GoCreate new=4 fn=f line=1\n" EXIT,
         "GoCreate of G 2, which is runnable, must be running"},
        {2, "5 0 0 0 3 GoUnblock to=runq\n5 0 0 0 3 GoUnblock to=runq\n" EXIT,
         "GoUnblock of G 3, which is runnable, must be waiting"},
        {1, "5 0 0 0 2 GoUnblock to=runq\n" EXIT,
         "GoUnblock of G 2, which is runnable, must be waiting"},
        {1, "5 0 0 0 1 GoUnblock to=runq\n" EXIT,
         "GoUnblock of G 1, which is running, must be waiting"},
        {1, "5 0 0 1 3 GoUnblock to=runq\n" EXIT,
         "GoUnblock on P 1, which M 0 does not hold"},
        {1, "5 0 0 0 3 GoStart rule=runq\n# truncated: x\n",
         "GoStart of G 3, which is waiting, must be runnable"},
        {1, "5 0 0 0 2 GoStart rule=runq\n# truncated: x\n",
         "GoStart of G 2: M 0 has G 1"},
        {1, "5 0 0 0 2 GoStop why=x\n# truncated: x\n",
         "GoStop of G 2, which is runnable, must be running"},
        {1, "5 0 0 1 1 GoStop why=x\n# truncated: x\n",
         "GoStop on P 1, which M 0 does not hold"},
        {1, "5 - 1 0 1 GoBlock reason=x\n# truncated: x\n",
         "GoBlock of G 1: M 1 has no G"},
        {1, "5 1 0 0 1 GoBlock reason=x\n# truncated: x\n",
         "GoBlock on core 1, but M 0 is on core 0"},
        {2,
         "5 0 0 0 1 CoreStop why=slice\n5 - 0 0 1 GoBlock reason=x\n"
         "# truncated: x\n",
         "GoBlock on M 0, which is on no core"},
        {2,
         "5 0 0 0 1 GoDestroy -\n5 0 0 0 1 GoUnblock to=runq\n"
         "# truncated: x\n",
         "GoUnblock of G 1, which is dead, must be waiting"},
        {1, "5 - - - - Exit status=2 why=deadlock\n",
         "deadlock, but a G is runnable"},
        // System calls.
        {1, "5 0 0 0 1 SyscallEnd -\n" EXIT,
         "SyscallEnd of G 1, which is running, must be in a system call"},
        {2,
         "5 0 0 0 1 SyscallBegin call=x\n5 0 0 0 1 GoStop why=x\n"
         "# truncated: x\n",
         "GoStop of G 1, which is in a system call, must be running"},
        {2,
         "5 0 0 0 1 SyscallBegin call=x\n5 0 0 - 1 SyscallEndBlocked -\n"
         "# truncated: x\n",
         "SyscallEndBlocked of G 1: M 0 still holds P 0"},
        {3,
         "5 0 0 0 1 SyscallBegin call=x\n"
         "5 - - 0 1 ProcSteal from=0 rule=retake-syscall\n"
         "5 0 0 0 1 SyscallEnd -\n# truncated: x\n",
         "SyscallEnd on P 0, which M 0 does not hold"},
        // Ps.
        {1, "5 - - 0 1 ProcSteal from=0 rule=retake-syscall\n# truncated: x\n",
         "P 0 is taken from M 0, which is in no system call"},
        {1, "5 - - 1 - ProcSteal from=0 rule=retake-syscall\n" EXIT,
         "P 1 is taken from M 0, which does not hold it"},
        {1, "5 0 0 1 - ProcStart -\n# truncated: x\n",
         "M 0 acquires P 1, but holds P 0"},
        {1, "5 - 1 0 - ProcStart -\n# truncated: x\n",
         "M 1 acquires P 0, which M 0 holds"},
        {1, "5 - 1 1 - ProcStart -\n# truncated: x\n",
         "M 1 acquires P 1, but is asleep"},
        {2, "5 - 1 - - MWake by=0\n5 - 1 1 - ProcStart -\n# truncated: x\n",
         "ProcStart on M 1, which is on no core"},
        {1, "5 0 0 0 - ProcStop -\n# truncated: x\n",
         "M 0 releases P 0 while G 1 is running"},
        {1, "5 0 0 1 - ProcStop -\n" EXIT,
         "M 0 releases P 1, which it does not hold"},
        {1, "5 0 0 0 1 ProcsChange procs=0\n" EXIT,
         "procs=0 must be 1 to 32767"},
        {1, "5 0 0 0 1 ProcsChange procs=32768\n" EXIT,
         "procs=32768 must be 1 to 32767"},
        {3,
         "5 - 1 - - MWake by=0\n5 1 1 - - CoreStart -\n"
         "5 1 1 2 - ProcStart -\n" EXIT,
         "P 2: GOMAXPROCS is 2"},
        // Ms and cores.
        {1, "5 - 1 - - MCreate by=0\n" EXIT, "M 1 exists already"},
        {1, "5 - 2 - - MCreate by=3\n" EXIT, "by=3: no such M"},
        {1, "5 0 0 - - MPark why=idle\n" EXIT,
         "M 0 goes to sleep, but holds P 0"},
        {1, "5 - 1 - - MPark why=idle\n" EXIT,
         "M 1 goes to sleep, but is asleep"},
        {1, "5 - 0 - - MWake by=-1\n" EXIT, "M 0 is woken, but is not asleep"},
        {1, "5 1 1 - - CoreStart -\n5 1 1 1 - ProcStart -\n" EXIT,
         "M 1 starts on core 1, but is asleep"}, // and is then awake
        {2, "5 - 1 - - MWake by=-1\n5 0 1 - - CoreStart -\n# truncated: x\n",
         "M 1 starts on core 0, where M 0 is"},
        {1, "5 1 0 - - CoreStart -\n" EXIT,
         "M 0 starts on core 1, but is on core 0"},
        {1, "5 1 0 - - CoreStop why=slice\n" EXIT,
         "M 0 leaves core 1, where it is not"},
        {1, "5 0 0 - - CoreStop why=blocked\n" EXIT,
         "M 0 blocks while G 1 is running on it"},
        {1, "5 0 0 - - MSpin on=0\n" EXIT, "M 0 is not spinning"},
        {1, "5 0 0 - - MSpin on=2\n" EXIT, "on=2 must be 0 or 1"},
        {2, "5 0 0 - - MSpin on=1\n5 0 0 - - MSpin on=1\n" EXIT,
         "M 0 is already spinning"},
        {4,
         "5 0 0 0 1 GoBlock reason=sleep\n5 - - - 3 GoUnblock to=global\n"
         "5 0 0 0 - MSpin on=1\n5 0 0 0 2 GoStart rule=runq\n" EXIT,
         "GoStart of G 2: M 0 is still spinning"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect(cases[i].body, cases[i].line, cases[i].message);
}

TEST(real_threads_need_not_say_their_cores)
{
    struct reader *r = timeline(
        TIMELINE_HEAD, "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
                       "0 - - - - GoCreate new=1 fn=main.main line=3\n"
                       "0 - 0 0 1 GoStart rule=start\n"
                       "9 - 0 0 1 Exit status=0 why=exit\n");

    assert_true(lint_run(r));
    reader_close(r);
}

TEST(the_header_must_say_cores_and_procs)
{
    static const struct {
        const char *head, *message;
    } cases[] = {
        {"# procs: 1\n",
         "x.trace:2: error: the header has no line '# cores: N'"},
        {"# cores: 1\n",
         "x.trace:2: error: the header has no line '# procs: N'"},
        {"# cores: 0\n# procs: 1\n",
         "x.trace:3: error: header 'cores' is '0', must be 1 to 32767"},
        {"# cores: 1\n# procs: 32768\n",
         "x.trace:3: error: header 'procs' is '32768', must be 1 to 32767"},
        {"# cores: 32767\n# procs: 32767\n", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reader *r =
            timeline(cases[i].head, "0 - - - - Exit status=0 why=exit\n");

        assert_int_equal(lint_run(r), cases[i].message == NULL);
        if (cases[i].message != NULL)
            assert_string_equal(reader_message(r, 0), cases[i].message);
        reader_close(r);
    }
}

TEST(after_a_line_that_cannot_be_read_lint_is_silent)
{
    struct reader *r = timeline(TIMELINE_HEAD, START "nonsense\n"
                                                     "1 9 9 9 9 GoDestroy -\n");

    assert_false(lint_run(r));
    assert_int_equal(reader_errors(r), 1);
    reader_close(r);
}

TEST(a_header_alone_is_told_to_have_no_end)
{
    struct reader *r = timeline(TIMELINE_HEAD, "");

    assert_false(lint_run(r));
    assert_int_equal(reader_errors(r), 1);
    reader_close(r);
}

static char *docs; // docs/trace-format.md

TEST(the_example_in_the_documentation_is_right)
{
    char example[4096];
    const char *s = strstr(docs, "\n    # gmpsim timeline 1\n");
    size_t n = 0;
    struct reader *r;

    assert_non_null(s);
    for (s++; strncmp(s, "    ", 4) == 0; s++) {
        for (s += 4; *s != '\n'; s++)
            example[n++] = *s;
        example[n++] = '\n';
        assert_true(n < sizeof example - 200);
    }
    example[n] = '\0';
    scratch_write("x.trace", example);
    r = timeline_open();
    assert_true(lint_run(r));
    reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(right_timelines_pass),
        RUN(what_no_scheduler_can_do_is_told),
        RUN(real_threads_need_not_say_their_cores),
        RUN(the_header_must_say_cores_and_procs),
        RUN(after_a_line_that_cannot_be_read_lint_is_silent),
        RUN(a_header_alone_is_told_to_have_no_end),
        RUN(the_example_in_the_documentation_is_right),
    };
    int failed;

    docs = strdup(scratch_read("docs/trace-format.md"));
    failed = cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
    free(docs);
    return failed;
}
