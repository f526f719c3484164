// lint_go: timelines of real Go may begin in the middle, others may not.
#include "timeline.h"
#include "testing.h"
#include "trace/lint.h"

#define HEAD "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"

static bool is_right(const char *executor, const char *body)
{
    char head[200], text[2000];

    snprintf(head, sizeof head, "# executor: %s\n%s# procs: 2\n", executor,
             executor[0] == 'g' ? "" : "# cores: 2\n");
    snprintf(text, sizeof text, "%s%s", HEAD, body);
    struct reader *r = timeline(head, text);
    bool right = lint_run(r);
    reader_close(r);
    return right;
}

TEST(real_go_may_begin_in_the_middle_and_need_not_end)
{
    static const char *const bodies[] = {
        // A goroutine waits already, and is woken.
        "1 - - - - GoCreate new=7 fn=f line=0\n1 - - - 7 GoBlock reason=-\n"
        "2 - 0 0 7 GoUnblock to=-\n",
        // In system calls: on a thread, and on one that is not known.
        "1 - - - - GoCreate new=7 fn=f line=0\n1 - 0 - 7 SyscallBegin call=-\n"
        "2 - 0 0 7 SyscallEnd -\n",
        "1 - - - - GoCreate new=7 fn=f line=0\n1 - - - 7 SyscallBegin call=-\n"
        "2 - - - 7 SyscallEndBlocked -\n3 - 0 0 7 GoStart rule=-\n",
        // A thread of C enters and leaves.
        "1 - 1 - - MCreate by=-1\n1 - - - - GoCreate new=7 fn=f line=0\n"
        "1 - 1 - 7 SyscallBegin call=-\n2 - 1 - 7 GoDestroy -\n",
        // It ends with a deadlock, told by a goroutine.
        "1 - - - - GoCreate new=1 fn=f line=0\n1 - 0 0 1 GoStart rule=-\n"
        "2 - - - - Exit status=2 why=deadlock\n",
    };

    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        char fixed[500];

        assert_true(is_right("go", bodies[i]));
        snprintf(fixed, sizeof fixed, "%s%s", bodies[i],
                 i == 4 ? "" : "9 - - - - Exit status=0 why=exit\n");
        assert_false(is_right("sim", fixed));
    }
}

TEST(real_go_may_not_do_what_no_scheduler_can)
{
    static const char *const bodies[] = {
        // A second time, or after it has run.
        "1 - - - - GoCreate new=7 fn=f line=0\n1 - - - 7 GoBlock reason=-\n"
        "2 - - - 7 GoBlock reason=-\n",
        "1 - - - - GoCreate new=7 fn=f line=0\n1 - 0 0 7 GoStart rule=-\n"
        "2 - - - 7 GoBlock reason=-\n",
        "1 - - - - GoCreate new=7 fn=f line=0\n1 - 0 0 7 GoStart rule=-\n"
        "2 - 0 - 7 SyscallBegin call=-\n",
        // Two on one thread; an end without a beginning.
        "1 - - - - GoCreate new=7 fn=f line=0\n1 - 0 - 7 SyscallBegin call=-\n"
        "1 - - - - GoCreate new=8 fn=f line=0\n1 - 0 - 8 SyscallBegin call=-\n",
        "1 - - - - GoCreate new=7 fn=f line=0\n2 - - - 7 SyscallEndBlocked -\n",
        "1 - - - - GoCreate new=7 fn=f line=0\n2 - 0 - 7 GoDestroy -\n",
    };

    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        assert_false(is_right("go", bodies[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(real_go_may_begin_in_the_middle_and_need_not_end),
        RUN(real_go_may_not_do_what_no_scheduler_can),
    };
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
