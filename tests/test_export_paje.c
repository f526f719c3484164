// export_paje: what pajeng wants: lines in the order of time, values and
// containers before they are used, links with both ends, no quote in a text.
#include "trace/export.h"

#include "exporting.h"
#include "testing.h"

// The lines of text that begin with one of those events, without the header.
static const char *lines(const char *text, const char *events)
{
    static char out[20000];
    size_t n = 0;

    out[0] = '\0';
    for (const char *s = text; *s != '\0'; s += strcspn(s, "\n") + 1) {
        size_t len = strcspn(s, "\n") + 1;
        size_t word = strcspn(s, " ");
        char key[16];

        if (*s == '%' || word > 4)
            continue;
        snprintf(key, sizeof key, " %.*s ", (int)word, s);
        if (strstr(events, key) == NULL)
            continue;
        assert_true(n + len < sizeof out);
        memcpy(out + n, s, len);
        n += len;
        out[n] = '\0';
    }
    return out;
}

TEST(links_lead_from_the_waker_and_the_victim)
{
    assert_string_equal(
        lines(export_timeline("paje", EXPORTING_BODY), " 10 11 "),
        "10 0.000001000 LG t1 wakes t1G0 f1\n"
        "10 0.000001200 LG t1 wakes t1G0 f2\n"
        "11 0.000001300 LG t1 wakes t1G2 f2\n"
        "10 0.000001500 LS t1 steals t1P0 f3\n"
        "11 0.000001500 LG t1 wakes t1G1 f1\n"
        "11 0.000001500 LS t1 steals t1P1 f3\n"
        "10 0.000001600 LG t1 wakes t1G1 f4\n"
        "11 0.000002200 LG t1 wakes t1G0 f4\n");
}

TEST(a_state_that_does_not_last_is_not_written)
{
    const char *text = export_timeline(
        "paje", "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
                "0 - 0 0 - GoCreate new=1 fn=f line=3\n"
                "0 - 0 0 1 GoStart rule=runnext\n"
                "5 - 0 0 1 GoStop why=Gosched\n"
                "5 - 0 0 1 GoStart rule=global\n"
                "7 - 0 0 1 GoBlock reason=sleep\n"
                "9 - 0 0 1 GoUnblock to=runq\n"
                "9 - 0 0 1 GoStart rule=runq\n"
                "9 - 0 0 1 GoDestroy -\n"
                "9 - - - - Exit status=0 why=exit\n");
    char states[2000];

    snprintf(states, sizeof states, "%s", lines(text, " 8 "));
    assert_non_null(strstr(states, "8 0.000000007 SG t1G0 v"));
    assert_null(strstr(states, "8 0.000000009"));
    assert_non_null(strstr(text, "\n7 0.000000009 G t1G0\n"));
}

TEST(texts_have_no_quote_and_no_line_end)
{
    const char *text = export_timeline(
        "paje", "0 - - - - GoCreate new=1 fn=a\"%0Ab\xFF line=3\n"
                "1 - - - - Exit status=0 why=exit\n");

    assert_non_null(strstr(text, " G t1 \"G1 a' b\xEF\xBF\xBD\"\n"));
}

// Every time is at least that of the line before, also of two timelines.
TEST(times_do_not_go_back)
{
    struct reader *r[2];
    const char *text;
    double last = 0, t;
    int n = 0;

    r[0] = timeline(TIMELINE_HEAD, EXPORTING_BODY);
    assert_int_equal(rename("x.trace", "a.trace"), 0);
    r[1] = timeline(TIMELINE_HEAD, EXPORTING_BODY);
    text = export_timelines("paje", r, 2);
    reader_close(r[0]);
    reader_close(r[1]);
    for (const char *s = text; *s != '\0'; s += strcspn(s, "\n") + 1)
        if (*s >= '6' || (*s == '1' && s[1] != ' ')) {
            assert_int_equal(sscanf(s, "%*d %lf", &t), 1);
            assert_true(t >= last);
            last = t;
            n++;
        }
    assert_true(n > 100);
    assert_non_null(strstr(text, "t2G1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(links_lead_from_the_waker_and_the_victim),
        RUN(a_state_that_does_not_last_is_not_written),
        RUN(texts_have_no_quote_and_no_line_end),
        RUN(times_do_not_go_back),
    };
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
