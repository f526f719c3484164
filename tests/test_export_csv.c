// export_csv: the documented rows, one a line, and no cell is a formula.
#include "trace/export_csv.h"

#include "timeline.h"
#include "testing.h"

static const char *export(const char *body)
{
    struct reader *r = timeline("# procs: 1\n# cores: 1\n", body);
    char *error = NULL;
    struct outfile *f = outfile_open("x.csv", &error);

    assert_non_null(f);
    assert_true(export_csv(&r, 1, f));
    assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
    reader_close(r);
    return scratch_read("x.csv");
}

TEST(a_row_is_a_span)
{
    assert_string_equal(
        export("0 - 0 - - MCreate by=-1\n0 0 0 - - CoreStart -\n"
               "0 0 0 0 - ProcStart -\n"
               "0 0 0 0 - GoCreate new=1 fn=main.main line=3\n"
               "1 0 0 0 1 GoStart rule=start\n"
               "3 0 0 0 1 GoBlock reason=IO%20wait\n"
               "4 0 0 0 - Exit status=0 why=exit\n"),
        "track,id,start_ns,end_ns,state,g,m,p,core,detail,fn\n"
        "g,1,0,1,runnable,1,,,,created,main.main\n"
        "core,0,0,1,scheduling,,0,0,0,,\n"
        "p,0,0,1,scheduling,,0,0,0,,\n"
        "core,0,1,3,running,1,0,0,0,start,main.main\n"
        "p,0,1,3,running,1,0,0,0,start,main.main\n"
        "g,1,1,3,running,1,0,0,0,start,main.main\n"
        "core,0,3,4,scheduling,,0,0,0,,\n"
        "p,0,3,4,scheduling,,0,0,0,,\n"
        "g,1,3,4,blocked,1,,,,IO wait,main.main\n");
}

TEST(texts_are_quoted_and_never_formulas)
{
    static const struct {
        const char *fn, *cell;
    } cases[] = {
        {"f", "f"},
        {"", ""},
        {"%3D1+1", "'=1+1"},
        {"+1", "'+1"},
        {"-1", "'-1"},
        {"@x", "'@x"},
        {"a%3Db", "a=b"},
        {"a,b", "\"a,b\""},
        {"a\"b", "\"a\"\"b\""},
        {"%3D\"a\",b", "\"'=\"\"a\"\",b\""},
        {"a%0Ab%09c", "a%0Ab%09c"}, // control bytes stay escaped
        {"%09%3D1", "%09=1"},
        {"100%25", "100%25"},
        {"\xC3\xA9", "\xC3\xA9"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char body[256], row[128];

        snprintf(body, sizeof body,
                 "0 - - - - GoCreate new=1 fn=%s line=3\n"
                 "1 - - - - Exit status=0 why=exit\n",
                 cases[i].fn);
        snprintf(row, sizeof row, "\ng,1,0,1,runnable,1,,,,created,%s\n",
                 cases[i].cell);
        assert_non_null(strstr(export(body), row));
    }
}

TEST(the_longest_texts_fit)
{
    static char body[40000];
    char quotes[4097];
    const char *text;

    memset(quotes, '"', 4096);
    quotes[4096] = '\0';
    snprintf(body, sizeof body,
             "0 - 0 0 - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
             "0 - - - - GoCreate new=1 fn=%s line=3\n"
             "0 - 0 0 1 GoStart rule=start\n"
             "1 - 0 0 1 GoBlock reason=%s\n"
             "2 - - - - Exit status=0 why=exit\n",
             quotes, quotes);
    text = strstr(export(body), ",blocked,");
    assert_non_null(text);
    assert_int_equal(strcspn(text, "\n"),
                     strlen(",blocked,1,,,,,") + 2 * (2 * 4096 + 2));
}

TEST(a_wrong_timeline_is_not_exported)
{
    struct reader *r = timeline(TIMELINE_HEAD, "0 - - - - Netpoll n=1\n");
    char *error = NULL;
    struct outfile *f = outfile_open("x.csv", &error);

    assert_false(export_csv(&r, 1, f));
    assert_int_equal(reader_errors(r), 1);
    outfile_abort(f);
    reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_row_is_a_span),
        RUN(texts_are_quoted_and_never_formulas),
        RUN(the_longest_texts_fit),
        RUN(a_wrong_timeline_is_not_exported),
    };
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
