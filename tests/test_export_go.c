// export_go: what the reader of Go's traces takes, which is as strict as Go's
// own, and what it then makes of it.
#include "trace/export.h"

#include "exporting.h"
#include "testing.h"
#include "trace/gotrace.h"

static uint8_t data[4 << 20];
static size_t size;

// Exports the timeline, reads the trace, and writes it as a timeline again:
// that one's text.
static const char *there_and_back(const char *body)
{
    struct gotrace x = {0};
    struct outfile *f;
    struct trace *to;
    char *error = NULL;
    FILE *in;

    export_timeline("go", body);
    in = fopen("x.out", "r");
    assert_non_null(in);
    size = fread(data, 1, sizeof data, in);
    fclose(in);
    if (!gotrace_read(&x, data, size, NULL))
        fail_msg("%s at offset %llu", x.fault.text,
                 (unsigned long long)x.fault.offset);
    f = outfile_open("back.trace", &error);
    assert_non_null(f);
    to = trace_new(f, 26);
    assert_true(gotrace_read(&x, data, size, to));
    trace_finish(to, NULL);
    assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
    gotrace_release(&x);
    return scratch_read("back.trace");
}

static void assert_has(const char *text, const char *line)
{
    if (strstr(text, line) == NULL)
        fail_msg("no line '%s' in:\n%s", line, text);
}

TEST(a_timeline_comes_back)
{
    const char *text = there_and_back(EXPORTING_BODY);

    assert_has(text, "\n1000\t-\t0\t0\t1\tGoCreate\tnew=2 fn=main.f line=5\n");
    assert_has(text, "\n1300\t-\t0\t0\t1\tGoBlock\treason=chan%20receive\n");
    assert_has(text, "\n1500\t-\t1\t1\t2\tGoStart\t");
    assert_has(text, "\n1600\t-\t1\t1\t1\tGoUnblock\t");
    assert_has(text, "\n1700\t-\t1\t1\t2\tSyscallBegin\tcall=write\n");
    assert_has(text, "\t1\t-\tProcSteal\tfrom=1 ");
    assert_has(text, "\n2100\t-\t0\t0\t3\tGoDestroy\t-\n");
    assert_has(text, "\n2300\t-\t1\t-\t2\tSyscallEndBlocked\t-\n");
}

// What a trace tells otherwise than a timeline, or only with a P.
TEST(what_a_trace_has_no_word_for_is_put_otherwise)
{
    static const char start[] = "0 - 0 - - MCreate by=-1\n"
                                "0 - 0 0 - ProcStart -\n";
    static const struct {
        const char *name, *body, *back;
    } cases[] = {
        {"created by nobody",
         "1 - - - - GoCreate new=1 fn=f line=3\n"
         "5 - 0 0 1 GoStart rule=start\n",
         "\n5\t-\t0\t0\t1\tGoStart\t"},
        {"a P got within a system call",
         "0 - 0 0 - GoCreate new=1 fn=f line=3\n"
         "1 - 0 0 1 GoStart rule=start\n"
         "2 - 0 0 1 SyscallBegin call=x\n"
         "3 - - 0 - ProcSteal from=0 rule=retake-syscall\n"
         "4 - 0 1 - ProcStart -\n"
         "5 - 0 1 1 SyscallEnd -\n",
         "\n5\t-\t0\t1\t1\tGoStart\t"},
        {"and lost again",
         "0 - 0 0 - GoCreate new=1 fn=f line=3\n"
         "1 - 0 0 1 GoStart rule=start\n"
         "2 - 0 0 1 SyscallBegin call=x\n"
         "3 - - 0 - ProcSteal from=0 rule=retake-syscall\n"
         "4 - 0 1 - ProcStart -\n"
         "5 - - 1 - ProcSteal from=0 rule=retake-syscall\n"
         "6 - 0 - 1 SyscallEndBlocked -\n",
         "\n5\t-\t0\t1\t-\tProcStop\t-\n"},
        {"the P is given up in a system call",
         "0 - 0 0 - GoCreate new=1 fn=f line=3\n"
         "1 - 0 0 1 GoStart rule=start\n"
         "2 - 0 0 1 SyscallBegin call=x\n"
         "3 - 0 0 - ProcStop -\n"
         "6 - 0 - 1 SyscallEndBlocked -\n",
         "\n6\t-\t0\t-\t1\tSyscallEndBlocked\t-\n"},
        {"more Ps than at the start",
         "0 - 0 0 - GoCreate new=1 fn=f line=3\n"
         "1 - 0 0 1 GoStart rule=start\n"
         "2 - 0 0 1 ProcsChange procs=9\n"
         "3 - 1 - - MCreate by=0\n"
         "4 - 1 8 - ProcStart -\n",
         "\n4\t-\t1\t8\t-\tProcStart\t-\n"},
        {"a wake-up by nobody",
         "0 - 0 0 - GoCreate new=1 fn=f line=3\n"
         "1 - 0 0 1 GoStart rule=start\n"
         "2 - 0 0 1 GoBlock reason=sleep\n"
         "3 - - - 1 GoUnblock to=global\n"
         "4 - 0 0 1 GoStart rule=global\n",
         "\n3\t-\t-\t-\t1\tGoUnblock\t"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char body[1000];

        snprintf(body, sizeof body, "%s%s9 - - - - Exit status=0 why=exit\n",
                 start, cases[i].body);
        assert_has(there_and_back(body), cases[i].back);
    }
}

// More events of an M than a batch holds, longer and stranger texts than a
// string may be.
TEST(batches_and_strings_have_their_limits)
{
    static char body[1 << 20];
    char text[4097];
    size_t n;
    const char *back;

    memset(text, '\xFF', 4096);
    text[4096] = '\0';
    n = (size_t)snprintf(body, sizeof body,
                         "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
                         "0 - 0 0 - GoCreate new=1 fn=%s line=3\n",
                         text);
    for (int i = 0; i < 10000; i++)
        n += (size_t)snprintf(body + n, sizeof body - n,
                              "%d - 0 0 1 GoStart rule=%s\n"
                              "%d - 0 0 1 GoStop why=Gosched\n",
                              1000 * i + 1, i == 0 ? "runnext" : "global",
                              1000 * i + 501);
    snprintf(body + n, sizeof body - n, "# truncated: here\n");
    back = there_and_back(body);
    assert_true(size > 65536);
    assert_has(back, "\n9999501\t-\t0\t0\t1\tGoStop\twhy=Gosched\n");
}

TEST(a_wrong_timeline_is_told)
{
    struct reader *r = timeline(TIMELINE_HEAD, "0 - - - - Netpoll n=1\n");
    char *error = NULL;
    struct outfile *f = outfile_open("x.out", &error);

    assert_false(export_find("go")->write(&r, 1, f));
    outfile_abort(f);
    reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_timeline_comes_back),
        RUN(what_a_trace_has_no_word_for_is_put_otherwise),
        RUN(batches_and_strings_have_their_limits),
        RUN(a_wrong_timeline_is_told),
    };
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
