// trace: the text is exactly as docs/trace-format.md says, whatever the texts.
#include "trace/trace.h"

#include "base/rng.h"
#include "child.h"
#include "timeline.h"
#include "testing.h"

enum { CHUNK = 4096 };

static struct outfile *out;
static char *docs; // docs/trace-format.md

static struct trace *start(int go_minor)
{
    char *error = NULL;

    out = outfile_open("x.trace", &error);
    assert_non_null(out);
    return trace_new(out, go_minor);
}

static const char *finish(struct trace *t, const char *truncated)
{
    char *error = NULL;

    trace_finish(t, truncated);
    assert_int_equal(outfile_commit(out, &error), OUTFILE_OK);
    return scratch_read("x.trace");
}

// What a record looks like, without the header.
static const char *line_of(struct trace_record r, int go_minor)
{
    struct trace *t = start(go_minor);
    const char *text;

    trace_add(t, &r);
    text = finish(t, NULL);
    text = strstr(text, "\n# columns: ");
    assert_non_null(text);
    return strchr(text + 1, '\n') + 1;
}

TEST(header_columns_and_events_are_written_as_documented)
{
    struct trace *t = start(22);
    int64_t fn = trace_string(t, "main.worker");

    trace_header(t, "executor", "sim");
    trace_header(t, "procs", "2");
    trace_add(t, &(struct trace_record){.t = 0,
                                        .event = EV_M_CREATE,
                                        .a = -1,
                                        .m = 0,
                                        .core = -1,
                                        .p = -1});
    trace_add(t, &(struct trace_record){.t = 1500,
                                        .event = EV_GO_CREATE,
                                        .a = 7,
                                        .b = fn,
                                        .c = 12,
                                        .m = 0,
                                        .core = 1,
                                        .p = 3,
                                        .g = 1});
    assert_string_equal(finish(t, NULL),
                        "# gmpsim timeline 1\n"
                        "# executor: sim\n"
                        "# procs: 2\n"
                        "# columns: time_ns core m p g event detail\n"
                        "0\t-\t0\t-\t-\tMCreate\tby=-1\n"
                        "1500\t1\t0\t3\t1\tGoCreate\tnew=7 fn=main.worker "
                        "line=12\n");
}

TEST(an_empty_timeline_has_a_header_and_says_why_it_was_cut)
{
    assert_string_equal(finish(start(22), "time limit\n100%"),
                        "# gmpsim timeline 1\n"
                        "# columns: time_ns core m p g event detail\n"
                        "# truncated: time limit%0A100%25\n");
}

TEST(go_start_names_a_victim_only_when_it_stole)
{
    struct trace_record r = {.event = EV_GO_START, .b = 2, .c = 3, .g = 9};
    static const struct {
        enum trace_rule rule;
        const char *line;
    } cases[] = {
        {RULE_RUNNEXT, "0\t0\t0\t0\t9\tGoStart\trule=runnext\n"},
        {RULE_STEAL, "0\t0\t0\t0\t9\tGoStart\trule=steal victim=2 n=3\n"},
        {RULE_STEAL_RUNNEXT,
         "0\t0\t0\t0\t9\tGoStart\trule=steal-runnext victim=2 n=3\n"},
        {RULE_NONE, "0\t0\t0\t0\t9\tGoStart\trule=-\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        r.a = cases[i].rule;
        assert_string_equal(line_of(r, 22), cases[i].line);
    }
}

TEST(wait_reasons_are_those_of_the_go_version)
{
    struct trace_record r = {.event = EV_GO_BLOCK, .a = WAIT_MUTEX_LOCK};

    assert_non_null(strstr(line_of(r, 19), "reason=semacquire\n"));
    assert_non_null(strstr(line_of(r, 20), "reason=sync.Mutex.Lock\n"));
    r.a = WAIT_CHAN_RECEIVE_NIL;
    assert_non_null(
        strstr(line_of(r, 22), "reason=chan%20receive%20(nil%20chan)\n"));
}

TEST(numbers_are_exact_at_their_limits)
{
    struct trace_record r = {.t = INT64_MAX,
                             .event = EV_NETPOLL,
                             .a = INT64_MIN,
                             .core = INT16_MAX,
                             .m = INT32_MAX,
                             .p = INT16_MAX,
                             .g = UINT32_MAX};

    assert_string_equal(line_of(r, 22),
                        "9223372036854775807\t32767\t2147483647\t32767\t"
                        "4294967295\tNetpoll\tn=-9223372036854775808\n");
    r.a = INT64_MAX;
    assert_non_null(strstr(line_of(r, 22), "n=9223372036854775807\n"));
}

TEST(equal_texts_have_one_number_and_any_text_stays_one_field)
{
    struct trace *t = start(22);
    char name[16];
    int64_t n[1000];

    assert_int_equal(trace_string(t, ""), 0);
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "fn%d", i);
        n[i] = trace_string(t, name);
    }
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "fn%d", i);
        assert_int_equal(trace_string(t, name), n[i]);
        assert_true(i == 0 || n[i] != n[i - 1]);
    }
    trace_add(t, &(struct trace_record){
                     .event = EV_LABEL,
                     .a = trace_string(t, "a b\tc\nd=e%f\x7f\x01 \xC3\xA9")});
    assert_non_null(strstr(finish(t, NULL),
                           "\tLabel\ttext=a%20b%09c%0Ad%3De%25f%7F%01%20"
                           "\xC3\xA9\n"));
}

TEST(a_text_is_cut_at_4096_bytes_but_not_inside_a_letter)
{
    struct trace *t = start(22);
    char text[5000];
    const char *line;

    memset(text, 'x', sizeof text);
    memcpy(text + 4095, "\xC3\xA9", 3); // bytes 4095 and 4096
    trace_add(t, &(struct trace_record){.event = EV_LABEL,
                                        .a = trace_string(t, text)});
    line = strstr(finish(t, NULL), "text=");
    assert_non_null(line);
    assert_int_equal(strcspn(line, "\n"), 5 + 4095);
}

TEST(lines_of_the_longest_texts_can_be_read_back)
{
    struct trace *t = start(22);
    char text[5000];
    struct reader *r;
    struct reader_event e;

    memset(text, ' ', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    trace_header(t, "label", text);
    trace_add(t, &(struct trace_record){.event = EV_EXIT,
                                        .core = -1,
                                        .m = -1,
                                        .p = -1,
                                        .b = trace_string(t, text)});
    finish(t, NULL);
    r = timeline_open();
    assert_true(reader_next(r, &e));
    assert_int_equal(strlen(e.text[1]), 4096);
    assert_int_equal(strlen(reader_header(r, "label")), 4999);
    assert_int_equal(reader_errors(r), 0);
    reader_close(r);
}

TEST(chunks_lose_and_repeat_nothing)
{
    for (int n = CHUNK - 1; n <= 2 * CHUNK + 1; n++) {
        struct trace *t;
        struct reader *r;
        struct reader_event e;
        int i = 0;

        if (n == CHUNK + 2)
            n = 2 * CHUNK - 1;
        t = start(22);
        for (i = 0; i < n; i++)
            trace_add(t, &(struct trace_record){
                             .t = i / 2, .event = EV_NETPOLL, .a = i});
        finish(t, NULL);
        r = timeline_open();
        for (i = 0; reader_next(r, &e); i++) {
            assert_int_equal(e.number[0], i);
            assert_int_equal(e.t, i / 2);
        }
        assert_int_equal(i, n);
        assert_int_equal(reader_errors(r), 0);
        reader_close(r);
    }
}

// A random number that fits what an event's field may hold.
static int64_t any(struct rng *rng, int64_t limit)
{
    return (int64_t)rng_below(rng, (uint64_t)limit);
}

TEST(every_event_is_read_back_as_it_was_written)
{
    struct rng rng = rng_stream(1, "trace");
    struct trace_record r[EV_COUNT];
    struct trace *t = start(22);
    struct reader *reader;
    struct reader_event e;
    int i = 0;

    // Numbers that are at once small numbers, texts, rules and wait reasons.
    for (i = 0; i < 10; i++)
        trace_string(t, (char[]){(char)('a' + i), '\0'});
    for (i = 0; i < EV_COUNT; i++) {
        r[i] = (struct trace_record){.t = 100 * i,
                                     .event = (uint16_t)i,
                                     .a = any(&rng, 10),
                                     .b = any(&rng, 10),
                                     .c = (int32_t)any(&rng, 10),
                                     .m = (int32_t)any(&rng, 99) - 1,
                                     .p = (int16_t)(any(&rng, 99) - 1),
                                     .core = (int16_t)(any(&rng, 99) - 1),
                                     .g = (uint32_t)any(&rng, 99)};
        trace_add(t, &r[i]);
    }
    finish(t, NULL);
    reader = timeline_open();
    for (i = 0; reader_next(reader, &e); i++) {
        assert_int_equal(e.t, r[i].t);
        assert_int_equal(e.event, r[i].event);
        assert_int_equal(e.core, r[i].core);
        assert_int_equal(e.m, r[i].m);
        assert_int_equal(e.p, r[i].p);
        assert_int_equal(e.g, r[i].g);
        assert_true(e.text[0][0] != '\0' || e.number[0] == r[i].a ||
                    e.number[0] == 0);
    }
    assert_int_equal(i, EV_COUNT);
    assert_int_equal(reader_errors(reader), 0);
    reader_close(reader);
}

static void go_back(void *arg)
{
    struct trace *t = start(22);

    (void)arg;
    trace_add(t, &(struct trace_record){.t = 2, .event = EV_NETPOLL});
    trace_add(t, &(struct trace_record){.t = 1, .event = EV_NETPOLL});
    trace_finish(t, NULL);
}

static void header_after_event(void *arg)
{
    struct trace *t = start(22);

    (void)arg;
    trace_add(t, &(struct trace_record){.event = EV_NETPOLL});
    trace_header(t, "late", "x");
}

static void text_that_is_none(void *arg)
{
    struct trace *t = start(22);

    (void)arg;
    trace_add(t, &(struct trace_record){.event = EV_LABEL, .a = 1});
    trace_finish(t, NULL);
}

TEST(an_engine_that_breaks_the_contract_is_stopped)
{
    assert_int_equal(child_status(go_back, NULL), 70);
    assert_int_equal(child_status(header_after_event, NULL), 70);
    assert_int_equal(child_status(text_that_is_none, NULL), 70);
}

TEST(the_documentation_names_every_event_and_rule)
{
    char name[64];

    for (int e = 0; e < EV_COUNT; e++) {
        snprintf(name, sizeof name, "\n| `%s` | ",
                 trace_event_name((enum trace_event)e));
        assert_non_null(strstr(docs, name));
    }
    for (int r = 0; r < RULE_COUNT; r++) {
        snprintf(name, sizeof name, "\n| `%s` | ",
                 trace_rule_name((enum trace_rule)r));
        assert_non_null(strstr(docs, name));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(header_columns_and_events_are_written_as_documented),
        RUN(an_empty_timeline_has_a_header_and_says_why_it_was_cut),
        RUN(go_start_names_a_victim_only_when_it_stole),
        RUN(wait_reasons_are_those_of_the_go_version),
        RUN(numbers_are_exact_at_their_limits),
        RUN(equal_texts_have_one_number_and_any_text_stays_one_field),
        RUN(a_text_is_cut_at_4096_bytes_but_not_inside_a_letter),
        RUN(lines_of_the_longest_texts_can_be_read_back),
        RUN(chunks_lose_and_repeat_nothing),
        RUN(every_event_is_read_back_as_it_was_written),
        RUN(the_documentation_names_every_event_and_rule),
        RUN(an_engine_that_breaks_the_contract_is_stopped),
    };

    docs = strdup(scratch_read("docs/trace-format.md"));
    int failed =
        cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
    free(docs);
    return failed;
}
