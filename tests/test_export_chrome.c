// export_chrome: JSON that a parser takes, whatever the texts; slices that
// nest; flows that have both ends; a process for each timeline.
#include "trace/export.h"

#include <jansson.h>

#include "exporting.h"
#include "testing.h"

static json_t *parse(const char *text)
{
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);

    if (root == NULL)
        fail_msg("line %d: %s", error.line, error.text);
    return root;
}

static const char *string_of(const json_t *event, const char *key)
{
    const char *s = json_string_value(json_object_get(event, key));

    return s == NULL ? "" : s;
}

static int64_t integer_of(const json_t *event, const char *key)
{
    return json_integer_value(json_object_get(event, key));
}

// How many events have that phase and, unless it is NULL, name.
static int count(const json_t *root, const char *phase, const char *name)
{
    const json_t *event;
    size_t i;
    int n = 0;

    json_array_foreach(json_object_get(root, "traceEvents"), i, event) n +=
        strcmp(string_of(event, "ph"), phase) == 0 &&
        (name == NULL || strcmp(string_of(event, "name"), name) == 0);
    return n;
}

TEST(a_slice_has_its_times_in_microseconds)
{
    const char *text = export_timeline("chrome", EXPORTING_BODY);

    assert_non_null(
        strstr(text, "{\"ph\":\"X\",\"pid\":1,\"tid\":10000001,\"ts\":1.300,"
                     "\"dur\":0.300,\"name\":\"blocked: chan receive\",\"cat\":"
                     "\"blocked\",\"args\":{\"reason\":\"chan receive\"}}"));
    assert_non_null(strstr(
        text,
        "{\"ph\":\"X\",\"pid\":1,\"tid\":50002,\"ts\":1.500,\"dur\":0.200,"
        "\"name\":\"G2 main.f\",\"cat\":\"running\",\"bind_id\":3,"
        "\"flow_in\":true,\"args\":{\"g\":2,\"m\":1,\"core\":1,\"rule\":"
        "\"steal\"}}"));
    assert_non_null(strstr(text, "{\"ph\":\"C\",\"pid\":1,\"tid\":0,\"ts\":"
                                 "1.200,\"name\":\"run queue P0\",\"args\":{"
                                 "\"Gs\":2}}"));
    json_decref(parse(text));
}

TEST(every_flow_has_both_ends)
{
    json_t *root = parse(export_timeline("chrome", EXPORTING_BODY));
    const json_t *event;
    int out[10] = {0}, in[10] = {0};
    size_t i;

    json_array_foreach(json_object_get(root, "traceEvents"), i, event)
    {
        int64_t flow = integer_of(event, "bind_id");
        assert_in_range(flow, 0, 9);
        out[flow] += json_is_true(json_object_get(event, "flow_out"));
        in[flow] += json_is_true(json_object_get(event, "flow_in"));
    }
    for (int flow = 1; flow <= 4; flow++) {
        assert_int_equal(out[flow], 1);
        assert_int_equal(in[flow], 1);
    }
    json_decref(root);
}

TEST(two_timelines_are_two_processes)
{
    struct reader *r[2];
    json_t *root;

    r[0] = timeline(TIMELINE_HEAD "# executor: sim\n# file: a.go\n",
                    EXPORTING_BODY);
    assert_int_equal(rename("x.trace", "a.trace"), 0);
    r[1] = timeline(TIMELINE_HEAD "# executor: native\n# label: B\n",
                    EXPORTING_BODY);
    root = parse(export_timelines("chrome", r, 2));
    reader_close(r[0]);
    reader_close(r[1]);
    const json_t *events = json_object_get(root, "traceEvents"), *event;
    int pids[3] = {0};
    size_t i;

    json_array_foreach(events, i, event)
    {
        assert_in_range(integer_of(event, "pid"), 1, 2);
        pids[integer_of(event, "pid")]++;
        if (strcmp(string_of(event, "name"), "process_name") == 0)
            assert_string_equal(
                string_of(json_object_get(event, "args"), "name"),
                integer_of(event, "pid") == 1 ? "a.go (simulated)"
                                              : "B (native)");
    }
    assert_int_equal(pids[1], pids[2]);
    assert_int_equal(count(root, "M", "process_name"), 2);
    json_decref(root);
}

TEST(any_text_is_valid_json)
{
    static const char *const names[] = {
        "\"", "\\", "%0A%01", "\xFF\x80", "\xED\xA0\x80", "%22,%22x%22:1",
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char body[512];

        snprintf(body, sizeof body,
                 "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
                 "0 - - - - GoCreate new=1 fn=%s line=3\n"
                 "0 - 0 0 1 GoStart rule=start\n"
                 "1 - 0 0 1 GoBlock reason=%s\n"
                 "2 - 0 0 - Label text=%s\n"
                 "3 - - - - Exit status=0 why=exit\n",
                 names[i], names[i], names[i]);
        json_t *root = parse(export_timeline("chrome", body));
        assert_true(count(root, "X", NULL) >= 4);
        json_decref(root);
    }
}

TEST(the_longest_texts_fit)
{
    static char body[80000];
    char bytes[4097];

    memset(bytes, '\xFF', 4096);
    bytes[4096] = '\0';
    snprintf(body, sizeof body,
             "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
             "0 - - - - GoCreate new=1 fn=%s line=3\n"
             "0 - 0 0 1 GoStart rule=start\n"
             "1 - 0 0 1 SyscallBegin call=%s\n"
             "2 - - - - Exit status=0 why=exit\n",
             bytes, bytes);
    json_decref(parse(export_timeline("chrome", body)));
}

TEST(a_timeline_without_events_is_valid)
{
    json_decref(parse(export_timeline("chrome", "# truncated: at once\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_slice_has_its_times_in_microseconds),
        RUN(every_flow_has_both_ends),
        RUN(two_timelines_are_two_processes),
        RUN(any_text_is_valid_json),
        RUN(the_longest_texts_fit),
        RUN(a_timeline_without_events_is_valid),
    };
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
