// reader: takes what trace writes, and says where anything else goes wrong.
#include "trace/reader.h"

#include "timeline.h"
#include "testing.h"

TEST(columns_details_and_headers_are_taken_apart)
{
    struct reader *r = timeline("# file: a b%0Ac\n# seed: 7\n# a comment\n",
                                "5 1 2 3 4 GoStart rule=steal victim=6 n=7\n"
                                "5 - - - - Label text=a%20b%3Dc\n"
                                "6 - - - 1 GoBlock reason=IO%20wait\n"
                                "6 - - - 1 GoStart rule=runq\n");
    struct reader_event e;

    assert_string_equal(reader_header(r, "file"), "a b\nc");
    assert_null(reader_header(r, "no"));
    assert_int_equal(reader_header_int(r, "seed", 0, 7, -1), 7);
    assert_int_equal(reader_header_int(r, "no", 0, 7, -1), -1);
    assert_true(reader_next(r, &e));
    assert_int_equal(e.t, 5);
    assert_int_equal(e.core, 1);
    assert_int_equal(e.m, 2);
    assert_int_equal(e.p, 3);
    assert_int_equal(e.g, 4);
    assert_int_equal(e.event, EV_GO_START);
    assert_int_equal(e.number[0], RULE_STEAL);
    assert_int_equal(e.number[1], 6);
    assert_int_equal(e.number[2], 7);
    assert_int_equal(reader_line(r), 5);
    assert_true(reader_next(r, &e));
    assert_int_equal(e.core, -1);
    assert_int_equal(e.m, -1);
    assert_int_equal(e.p, -1);
    assert_int_equal(e.g, 0);
    assert_string_equal(e.text[0], "a b=c");
    assert_true(reader_next(r, &e));
    assert_string_equal(e.text[0], "IO wait");
    assert_true(reader_next(r, &e));
    assert_int_equal(e.number[1], -1); // no victim
    assert_int_equal(e.number[2], 0);
    assert_false(reader_next(r, &e));
    assert_int_equal(reader_errors(r), 0);
    assert_null(reader_truncated(r));
    reader_close(r);
}

TEST(order_of_keys_is_free_and_new_keys_are_passed_over)
{
    struct reader *r =
        timeline("", "0 - - - - GoCreate line=3 color=red fn=f new=2 x=\n");
    struct reader_event e;

    assert_true(reader_next(r, &e));
    assert_int_equal(e.number[0], 2);
    assert_string_equal(e.text[1], "f");
    assert_int_equal(e.number[2], 3);
    reader_close(r);
}

// The first message for a body after a head of two lines.
static void expect(const char *body, const char *message)
{
    struct reader *r = timeline("# procs: 1\n", body);
    struct reader_event e;
    char full[600];

    while (reader_next(r, &e))
        ;
    if (message == NULL) {
        if (reader_errors(r) > 0)
            print_error("%s: %s\n", body, reader_message(r, 0));
        assert_int_equal(reader_errors(r), 0);
    } else {
        snprintf(full, sizeof full, "x.trace:%s", message);
        assert_true(reader_errors(r) > 0);
        assert_string_equal(reader_message(r, 0), full);
        assert_true(reader_malformed(r));
        assert_false(reader_failed(r));
    }
    reader_close(r);
}

TEST(malformed_lines_are_told_with_their_number)
{
    static const struct {
        const char *body, *message;
    } cases[] = {
        {"0 - - - - Exit status=0 why=exit\n", NULL},
        {"0 - - - - Netpoll n=1\n0 - - - Netpoll n=1\n",
         "4: error: must have 7 columns separated by tabs (time_ns core m p g "
         "event detail), has 6"},
        {"\n",
         "3: error: must have 7 columns separated by tabs (time_ns core m p g "
         "event detail), has 1"},
        {"0 - - - - Netpoll n=1\tx\n",
         "3: error: must have 7 columns separated by tabs (time_ns core m p g "
         "event detail), has 8"},
        {"-1 - - - - Netpoll n=1\n", "3: error: wrong time_ns '-1'"},
        {"1.5 - - - - Netpoll n=1\n", "3: error: wrong time_ns '1.5'"},
        {"9223372036854775807 - - - - Netpoll n=1\n", NULL},
        {"9223372036854775808 - - - - Netpoll n=1\n",
         "3: error: wrong time_ns '9223372036854775808'"},
        {"99999999999999999999 - - - - Netpoll n=1\n",
         "3: error: wrong time_ns '99999999999999999999'"},
        {"0 32767 2147483647 32767 4294967295 Netpoll n=1\n", NULL},
        {"0 32768 - - - Netpoll n=1\n", "3: error: wrong core '32768'"},
        {"0 - 2147483648 - - Netpoll n=1\n", "3: error: wrong m '2147483648'"},
        {"0 - - 32768 - Netpoll n=1\n", "3: error: wrong p '32768'"},
        {"0 - - - 4294967296 Netpoll n=1\n", "3: error: wrong g '4294967296'"},
        {"0 - - x - Netpoll n=1\n", "3: error: wrong p 'x'"},
        {"0 - -- - - Netpoll n=1\n", "3: error: wrong m '--'"},
        {"0 - - - - netpoll n=1\n", "3: error: unknown event 'netpoll'"},
        {"0 - - - - Netpoll -\n", "3: error: Netpoll without n="},
        {"0 - - - - Netpoll \n", "3: error: expected key=value at ''"},
        {"0 - - - - Netpoll n\n", "3: error: expected key=value at 'n'"},
        {"0 - - - - Netpoll =1\n", "3: error: expected key=value at '=1'"},
        {"0 - - - - Netpoll n=1 \n", "3: error: expected key=value at ''"},
        {"0 - - - - Netpoll n=1  x=1\n",
         "3: error: expected key=value at ' x=1'"},
        {"0 - - - - Netpoll n=1 n=1\n", "3: error: given twice: 'n'"},
        {"0 - - - - Netpoll n=\n", "3: error: not a number of 64 bits: ''"},
        {"0 - - - - Netpoll n=+1\n", "3: error: not a number of 64 bits: '+1'"},
        {"0 - - - - Netpoll n=-9223372036854775808\n", NULL},
        {"0 - - - - Netpoll n=-9223372036854775809\n",
         "3: error: not a number of 64 bits: '-9223372036854775809'"},
        {"0 - - - - Netpoll n=9223372036854775807\n", NULL},
        {"0 - - - - Netpoll n=9223372036854775808\n",
         "3: error: not a number of 64 bits: '9223372036854775808'"},
        {"0 - - - - Netpoll n=0x1\n",
         "3: error: not a number of 64 bits: '0x1'"},
        {"0 - - - - GoStart rule=luck\n", "3: error: unknown rule 'luck'"},
        {"0 - - - - GoStart rule=steal n=1\n",
         "3: error: GoStart without victim="},
        {"0 - - - - Label text=%4\n", "3: error: wrong escape in '%4'"},
        {"0 - - - - Label text=%\n", "3: error: wrong escape in '%'"},
        {"0 - - - - Label text=%4g\n", "3: error: wrong escape in '%4g'"},
        {"0 - - - - Label text=%00\n", "3: error: wrong escape in '%00'"},
        {"0 - - - - Label text=a\x01\n",
         "3: error: control byte in the detail"},
        {"0 - - - - Label text=a\r\n", "3: error: control byte in the detail"},
        {"0 - - - - Label text=\x1b[2J\n",
         "3: error: control byte in the detail"},
        {"0 - - - - \x1b[2J n=1\n", "3: error: unknown event '\\x1b[2J'"},
        {"0 - - - - Netpoll n=1", "3: error: the file is cut off: its last "
                                  "line has no end"},
        {"# truncated: x\n0 - - - - Netpoll n=1\n",
         "4: error: event after the line '# truncated'"},
        {"# x: %2\n", "3: error: '%' must be followed by two hexadecimal "
                      "digits"},
        {"# x: \x1b\n", "3: error: control byte in a comment"},
        {"# procs: 2\n", "3: error: header given twice: 'procs'"},
        {"#\n# \n#x\n# :\n# : a\n# x:\n# x:y\n# x y: z\n# x: \n", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect(cases[i].body, cases[i].message);
}

static void expect_file(const char *text, const char *message)
{
    struct reader *r;
    struct reader_event e;

    scratch_write("x.trace", text);
    r = timeline_open();
    assert_false(reader_next(r, &e));
    assert_int_equal(reader_errors(r), 1);
    assert_string_equal(reader_message(r, 0), message);
    reader_close(r);
}

TEST(what_is_no_timeline_is_told_once)
{
    expect_file("", "x.trace:1: error: not a timeline: the first line must be "
                    "'# gmpsim timeline 1'");
    expect_file("package main\n",
                "x.trace:1: error: not a timeline: the first line must be "
                "'# gmpsim timeline 1'");
    expect_file("# gmpsim timeline 2\n",
                "x.trace:1: error: this gmpsim reads timelines of version 1, "
                "not '2'");
    expect_file("# gmpsim timeline 11\n",
                "x.trace:1: error: this gmpsim reads timelines of version 1, "
                "not '11'");
    expect_file("# gmpsim timeline 1",
                "x.trace:1: error: the file is cut off: its last line has no "
                "end");
}

TEST(a_line_may_have_65535_bytes_and_its_end)
{
    for (size_t n = READER_LINE_MAX - 2; n <= READER_LINE_MAX; n++) {
        char *text = malloc(n + 2);
        FILE *f = fopen("x.trace", "w");
        struct reader *r;
        struct reader_event e;

        assert_non_null(text);
        assert_non_null(f);
        memset(text, 'x', n);
        memcpy(text, "0\t-\t-\t-\t-\tLabel\ttext=", 21);
        fprintf(f, "# gmpsim timeline 1\n%.*s\n", (int)n, text);
        fclose(f);
        r = timeline_open();
        assert_int_equal(reader_next(r, &e), n < READER_LINE_MAX);
        assert_int_equal(reader_errors(r), n < READER_LINE_MAX ? 0 : 1);
        if (n == READER_LINE_MAX)
            assert_string_equal(reader_message(r, 0),
                                "x.trace:2: error: line of more than 65535 "
                                "bytes");
        reader_close(r);
        free(text);
    }
}

TEST(reading_stops_after_ten_errors)
{
    char body[READER_ERRORS_MAX * 8 + 32] = "";
    struct reader *r;
    struct reader_event e;

    for (int i = 0; i < READER_ERRORS_MAX - 1; i++)
        strcat(body, "x\n");
    strcat(body, "0 - - - - Netpoll n=1\n");
    r = timeline("", body);
    assert_true(reader_next(r, &e)); // nine are passed over
    reader_close(r);
    strcpy(body, "");
    for (int i = 0; i < READER_ERRORS_MAX; i++)
        strcat(body, "x\n");
    strcat(body, "0 - - - - Netpoll n=1\n");
    r = timeline("", body);
    assert_false(reader_next(r, &e));
    assert_int_equal(reader_errors(r), READER_ERRORS_MAX);
    reader_close(r);
}

TEST(a_cut_short_timeline_says_why)
{
    struct reader *r = timeline("", "0 - - - - Netpoll n=1\n"
                                    "# truncated: event limit 10%25\n");
    struct reader_event e;

    assert_true(reader_next(r, &e));
    assert_null(reader_truncated(r));
    assert_false(reader_next(r, &e));
    assert_string_equal(reader_truncated(r), "event limit 10%");
    assert_int_equal(reader_errors(r), 0);
    reader_close(r);
}

TEST(header_numbers_are_checked)
{
    struct reader *r = timeline("# procs: 3\n# cores: x\n# seed: 1 \n", "");

    assert_int_equal(reader_header_int(r, "procs", 1, 3, -1), 3);
    assert_int_equal(reader_errors(r), 0);
    assert_int_equal(reader_header_int(r, "procs", 1, 2, -1), -1);
    assert_int_equal(reader_header_int(r, "cores", 1, 2, -1), -1);
    assert_int_equal(reader_header_int(r, "seed", 1, 2, -1), -1);
    assert_int_equal(reader_errors(r), 3);
    assert_string_equal(
        reader_message(r, 0),
        "x.trace:4: error: header 'procs' is '3', must be 1 to 2");
    reader_close(r);
}

TEST(files_that_cannot_be_opened_are_told)
{
    char *error = NULL;

    assert_null(reader_open("none\n", &error));
    assert_string_equal(error,
                        "cannot read 'none\\x0a': No such file or directory");
    free(error);
    assert_int_equal(mkdir("dir", 0777), 0);
    assert_null(reader_open("dir", &error));
    assert_string_equal(error, "cannot read 'dir': Is a directory");
    free(error);
}

#ifdef HAVE_ZSTD
// Writes n events compressed; returns the size of the file.
static size_t write_zst(int n)
{
    char *error = NULL;
    struct outfile *f = outfile_open("x.trace.zst", &error);
    struct stat st;

    assert_non_null(f);
    outfile_printf(f, "# gmpsim timeline 1\n");
    for (int i = 0; i < n; i++)
        outfile_printf(f, "%d\t-\t-\t-\t-\tNetpoll\tn=%d\n", i, i);
    assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
    assert_int_equal(stat("x.trace.zst", &st), 0);
    return (size_t)st.st_size;
}

TEST(compressed_timelines_are_read_and_cut_ones_are_told)
{
    enum { N = 100000 };
    size_t size = write_zst(N);
    char *error = NULL;
    struct reader *r = reader_open("x.trace.zst", &error);
    struct reader_event e;
    int n = 0;

    assert_non_null(r);
    for (n = 0; reader_next(r, &e); n++)
        assert_int_equal(e.number[0], n);
    assert_int_equal(n, N);
    assert_int_equal(reader_errors(r), 0);
    reader_close(r);

    for (size_t cut = 5; cut < size; cut += size / 7) {
        assert_int_equal(truncate("x.trace.zst", (off_t)(size - cut)), 0);
        r = reader_open("x.trace.zst", &error);
        assert_non_null(r);
        while (reader_next(r, &e))
            ;
        assert_int_equal(reader_errors(r), 1);
        assert_non_null(
            strstr(reader_message(r, 0), "compressed data end too early"));
        assert_false(reader_failed(r));
        reader_close(r);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(columns_details_and_headers_are_taken_apart),
        RUN(order_of_keys_is_free_and_new_keys_are_passed_over),
        RUN(malformed_lines_are_told_with_their_number),
        RUN(what_is_no_timeline_is_told_once),
        RUN(a_line_may_have_65535_bytes_and_its_end),
        RUN(reading_stops_after_ten_errors),
        RUN(a_cut_short_timeline_says_why),
        RUN(header_numbers_are_checked),
        RUN(files_that_cannot_be_opened_are_told),
#ifdef HAVE_ZSTD
        RUN(compressed_timelines_are_read_and_cut_ones_are_told),
#endif
    };
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
