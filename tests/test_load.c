// load: model files are read whole or refused with a place; the shipped ones
// hold what they claim.
#include "model/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/xmalloc.h"
#include "model/model.h"
#include "model/path.h"

#include "testing.h"

static const char OS_TEXT[] = "name: x-1\n"
                              "about: a test\n"
                              "slice_ns: 3_000_000\n"
                              "switch_ns: 1500\n"
                              "wake_ns: 20000\n"
                              "wake_idle_ns: 55000\n"
                              "idle_ns: 1000000\n"
                              "timer_slack_ns: 50000\n"
                              "thread_create_ns: 21000\n"
                              "signal_ns: 11000\n"
                              "migrate_ns: 3000\n"
                              "latency_p10_pct: 60\n"
                              "latency_p90_pct: 160\n"
                              "late_pct: 10\n"
                              "late_ns: 600000\n"
                              "loss_every_ns: 1400000\n"
                              "loss_ns: 12000\n"
                              "start_ns: 60000\n"
                              "cold_ns: 4400\n"
                              "cold_write_ns: 15000\n"
                              "cold_g_ns: 1200\n"
                              "cold_thread_ns: 2500\n"
                              "eevdf: 1\n"
                              "run_to_parity: 1\n"
                              "latency_ns: 0\n"
                              "wakeup_ns: 0\n"
                              "tick_ns: 4000000\n"
                              "balance_ns: 4000000\n"
                              "hot_ns: 500000\n"
                              "migrate_l3_ns: 10000\n"
                              "migrate_socket_ns: 25000\n"
                              "quota_slice_ns: 5000000\n"
                              "quota_keep_ns: 1000000\n"
                              "quota_slack_ns: 5000000\n";

// OS_TEXT with the first line that starts with old replaced by new.
static char *with(const char *old, const char *new)
{
    const char *at = strstr(OS_TEXT, old);

    assert_non_null(at);
    return xasprintf("%.*s%s%s", (int)(at - OS_TEXT), OS_TEXT, new,
                     strchr(at, '\n'));
}

TEST(a_complete_file_is_read)
{
    char *error;
    struct os_model *m =
        model_parse(&model_kind_os, "f", OS_TEXT, strlen(OS_TEXT), &error);

    assert_null(error);
    assert_string_equal(m->name, "x-1");
    assert_string_equal(m->about, "a test");
    assert_int_equal(m->slice_ns, 3000000);
    assert_int_equal(m->migrate_ns, 3000);
    os_model_free(m);
}

TEST(wrong_values_are_refused_where_they_stand)
{
    static const struct {
        const char *old, *new, *error;
    } cases[] = {
        {"switch_ns", "switch_ns: 1.5us",
         "f:4:12: error: 'switch_ns' is '1.5us', must be a whole number from "
         "0 to 3600000000000"},
        {"switch_ns", "switch_ns: -1", "f:4:12: error: 'switch_ns' is '-1'"},
        {"switch_ns", "switch_ns:", "f:4:11: error: 'switch_ns' is ''"},
        {"switch_ns", "switch_ns: \"1\\e[m\"",
         "f:4:12: error: 'switch_ns' is '1\\x1b[m'"},
        {"slice_ns", "slice_ns: 0", "f:3:11: error: 'slice_ns' is '0'"},
        {"switch_ns", "# nothing", "f: error: field 'switch_ns' is missing"},
        {"name", "name: a b", "f:1:7: error: 'name' must be 1 to 64"},
        {"name", "name: ../x", "f:1:7: error: 'name' must be 1 to 64"},
        {"name", "# none", "f: error: field 'name' is missing"},
        {"about", "about: \"\\e[31m\"", "f:2:8: error: 'about' holds a char"},
        {"about", "about: ''", "f:2:8: error: 'about' must be a text"},
        {"about", "# none", "f: error: field 'about' is missing"},
        {"switch_ns", "swich_ns: 1", "f:4:1: error: unknown field 'swich_ns'"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = with(cases[i].old, cases[i].new), *error;
        assert_null(
            model_parse(&model_kind_os, "f", text, strlen(text), &error));
        if (strncmp(error, cases[i].error, strlen(cases[i].error)) != 0)
            fail_msg("case %zu: %s", i, error);
        free(error);
        free(text);
    }
}

TEST(all_that_is_wrong_is_told_at_once)
{
    static const char text[] = "name: x\nabout: y\nslice_ns: 1\nwake_ns: x\n";
    char *error;

    assert_null(model_parse(&model_kind_os, "f", text, strlen(text), &error));
    assert_non_null(strstr(error, "'slice_ns' is '1'"));
    assert_non_null(strstr(error, "'wake_ns' is 'x'"));
    assert_non_null(strstr(error, "field 'eevdf' is missing"));
    free(error);
    assert_null(model_parse(&model_kind_sched, "f", "", 0, &error));
    assert_non_null(strstr(error, "too many errors"));
    free(error);
}

TEST(a_nul_byte_or_a_huge_file_is_refused)
{
    char text[sizeof OS_TEXT], *error;

    memcpy(text, OS_TEXT, sizeof text);
    text[20] = '\0';
    assert_null(
        model_parse(&model_kind_os, "f", text, sizeof text - 1, &error));
    assert_string_equal(error, "f:2: error: NUL byte");
    free(error);
    for (size_t len = MODEL_BYTES_MAX; len <= MODEL_BYTES_MAX + 1; len++) {
        char *big = xmalloc(len);
        memset(big, '\n', len);
        memcpy(big, OS_TEXT, strlen(OS_TEXT));
        struct os_model *m = model_parse(&model_kind_os, "f", big, len, &error);
        assert_int_equal(m != NULL, len == MODEL_BYTES_MAX);
        os_model_free(m);
        free(error);
        free(big);
    }
}

TEST(a_name_and_an_about_may_be_so_long_and_not_longer)
{
    for (int n = MODEL_NAME_BYTES_MAX; n <= MODEL_NAME_BYTES_MAX + 1; n++) {
        char *line = xasprintf("name: %0*d", n, 1), *error;
        char *text = with("name", line);
        void *m = model_parse(&model_kind_os, "f", text, strlen(text), &error);
        assert_int_equal(m != NULL, n == MODEL_NAME_BYTES_MAX);
        model_free(m);
        free(error);
        free(text);
        free(line);
    }
    for (int n = MODEL_ABOUT_BYTES_MAX; n <= MODEL_ABOUT_BYTES_MAX + 1; n++) {
        char *line = xasprintf("about: >\n  %0*d\n\n", n, 1), *error;
        char *text = with("about", line);
        void *m = model_parse(&model_kind_os, "f", text, strlen(text), &error);
        assert_int_equal(m != NULL, n == MODEL_ABOUT_BYTES_MAX);
        model_free(m);
        free(error);
        free(text);
        free(line);
    }
}

TEST(no_beginning_of_a_file_and_no_changed_byte_crashes)
{
    static const char bytes[] = "\"':[]{}#&*!|>%@`-?,\n\t \x80\xff\x01"
                                "0a";
    char text[sizeof OS_TEXT], *error;

    for (size_t len = 0; len < sizeof OS_TEXT - 1; len++) {
        void *m = model_parse(&model_kind_os, "f", OS_TEXT, len, &error);
        // A shorter last number is still a number, and so is a missing newline.
        if (m == NULL)
            assert_non_null(error);
        model_free(m);
        free(error);
    }
    for (size_t i = 0; i < sizeof OS_TEXT - 1; i++)
        for (size_t j = 0; j < sizeof bytes - 1; j++) {
            memcpy(text, OS_TEXT, sizeof text);
            text[i] = bytes[j];
            void *m =
                model_parse(&model_kind_os, "f", text, sizeof text - 1, &error);
            assert_int_equal(m == NULL, error != NULL);
            model_free(m);
            free(error);
        }
}

TEST(an_unreadable_file_is_told_from_a_wrong_one)
{
    static const struct {
        const char *name;
        bool noinput;
        const char *error;
    } cases[] = {
        {"nosuch", true, "no model of an operating system named 'nosuch'"},
        {"./nosuch.yaml", true, "No such file"},
        {"/", true, "directory"},
        {GMPSIM_SOURCE_DIR "/models/costs/go.yaml", false, "unknown field"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *error = NULL;
        bool noinput = !cases[i].noinput;
        assert_null(os_model_load(cases[i].name, &error, &noinput));
        assert_int_equal(noinput, cases[i].noinput);
        if (strstr(error, cases[i].error) == NULL)
            fail_msg("%s", error);
        free(error);
    }
}

// ---- shipped files ----

static void *shipped(const struct model_kind *kind, const char *name)
{
    char *error;
    bool noinput;
    void *m = model_load(kind, name, &error, &noinput);

    if (m == NULL)
        fail_msg("%s", error);
    return m;
}

TEST(every_shipped_file_loads_and_is_named_as_it_says)
{
    static const struct model_kind *const kinds[] = {
        &model_kind_sched, &model_kind_cost, &model_kind_os};

    for (size_t k = 0; k < 3; k++) {
        size_t n;
        char **names = model_names(kinds[k]->dir, &n);
        assert_true(n > 0);
        for (size_t i = 0; i < n; i++) {
            struct os_model *m = shipped(kinds[k], names[i]);
            assert_string_equal(m->name, names[i]); // all begin alike
            model_free(m);
        }
        model_names_free(names, n);
    }
}

TEST(versions_of_go_differ_as_its_history_says)
{
    static const struct {
        const char *name;
        int minor, async, wakep, inject, spin, highest, tick, gs, goid;
    } cases[] = {
        {"go1.13", 13, 0, 0, 0, 0, 0, 4, 1, 6},
        {"go1.14", 14, 1, 0, 0, 0, 0, 4, 1, 6},
        {"go1.19", 19, 1, 0, 0, 0, 0, 4, 1, 6},
        {"1.22", 22, 1, 1, 0, 1, 0, 4, 1, 6},
        {"1.25", 25, 1, 1, 1, 1, 0, 4, 2, 7},
        {"newest", 26, 1, 1, 1, 1, 1, 4, 2, 7},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sched_model *m = shipped(&model_kind_sched, cases[i].name);
        assert_int_equal(m->go_minor, cases[i].minor);
        assert_int_equal(m->async_preempt, cases[i].async);
        assert_int_equal(m->mutex_handoff_yields, cases[i].async);
        assert_int_equal(m->wakep_on_gosched, cases[i].wakep);
        assert_int_equal(m->recheck_global, cases[i].wakep);
        assert_int_equal(m->wakep_on_inject, cases[i].inject);
        assert_int_equal(m->needspinning, cases[i].spin);
        assert_int_equal(m->idle_p_highest_first, cases[i].highest);
        assert_int_equal(m->start_schedtick, cases[i].tick);
        assert_int_equal(m->start_system_gs, cases[i].gs);
        assert_int_equal(m->start_goid, cases[i].goid);
        assert_int_equal(m->timeslice_ns, 10000000);
        assert_int_equal(m->schedtick_global, 61);
        sched_model_free(m);
    }
}

// Fields that changed once in Go's history: since which 1.N they are not 0, or
// are 0.
TEST(switches_are_on_since_the_version_that_brought_them)
{
    static const struct {
        size_t offset;
        int since;
        bool off;
    } cases[] = {
#define ON(field, minor) {offsetof(struct sched_model, field), minor, false}
#define OFF(field, minor)                                                      \
    {                                                                          \
        offsetof(struct sched_model, field), minor, true                       \
    }
        ON(ps, 1),
        ON(steal_passes, 1),
        ON(preempt, 2),
        ON(schedtick_global, 2),
        ON(runq_cap, 3),
        OFF(steal_oldest, 3),
        ON(runnext, 5),
        ON(mutex_spins, 5),
        OFF(procs_default, 5),
        ON(steal_walk, 7),
        ON(close_newest_first, 7),
        ON(mutex_starvation, 9),
        OFF(steal_delay_always, 10),
        ON(preempt_syscalls, 13),
        ON(async_preempt, 14),
        ON(mutex_handoff_yields, 14),
        ON(steal_timers, 14),
        OFF(timer_heaps, 14),
        ON(inject_local, 15),
        OFF(recheck_all, 17),
        ON(needspinning, 20),
        ON(wakep_on_gosched, 22),
        ON(wakep_on_inject, 23),
        ON(idle_p_highest_first, 26),
        ON(stw_runnext, 26),
        ON(stw_same_m, 26),
#undef ON
#undef OFF
    };
    size_t n;
    char **names = model_names("schedulers", &n);

    assert_true(n >= 11);
    for (size_t i = 0; i < n; i++) {
        struct sched_model *m = shipped(&model_kind_sched, names[i]);
        for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
            int64_t v;
            memcpy(&v, (char *)m + cases[k].offset, sizeof v);
            bool want = (m->go_minor >= cases[k].since) != cases[k].off;
            // Only where stealing and runnext are.
            if (cases[k].offset == offsetof(struct sched_model, steal_oldest))
                want = want && m->ps != 0;
            if (cases[k].offset ==
                offsetof(struct sched_model, steal_delay_always))
                want = want && m->runnext != 0;
            if ((v != 0) != want)
                fail_msg("%s: case %zu is %lld", names[i], k, (long long)v);
        }
        sched_model_free(m);
    }
    model_names_free(names, n);
}

TEST(every_field_is_documented)
{
    static const struct model_kind *const kinds[] = {
        &model_kind_sched, &model_kind_cost, &model_kind_os};
    char *error;
    size_t len;
    char *page = infile_read(GMPSIM_SOURCE_DIR "/docs/models.md",
                             MODEL_BYTES_MAX, &len, &error);

    assert_non_null(page);
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < kinds[k]->nfield; i++) {
            const struct model_field *f = &kinds[k]->field[i];
            char *row = xasprintf("\n| `%s` |", f->name);
            // reference_mhz is told in the text.
            if (strstr(page, row) == NULL && strcmp(f->unit, "MHz") != 0)
                fail_msg("docs/models.md has no row for %s", f->name);
            free(row);
        }
    free(page);
}

static void near(int64_t got, int64_t want, int percent)
{
    if (got * 100 < want * (100 - percent) ||
        got * 100 > want * (100 + percent))
        fail_msg("%lld, measured %lld", (long long)got, (long long)want);
}

TEST(costs_add_up_to_what_was_measured)
{
    struct cost_model *m = shipped(&model_kind_cost, "go");
    int64_t hand_over = m->ready_ns + m->park_ns + m->switch_ns;

    near(m->alu_ps + m->branch_ps, 280, 2);
    near(m->mul_ps + 3 * m->alu_ps + m->branch_ps, 1090, 2);
    near(m->call_ps + m->ret_ps, 1400, 2);
    near(m->spawn_ns + m->switch_ns + m->exit_ns, 165, 2);
    near(m->gosched_ns + m->switch_ns, 35, 2);
    near(4 * m->chan_ns + 2 * hand_over, 198, 2);
    near(2 * m->chan_ns + hand_over, 100, 3);
    near(2 * m->chan_ns, 21, 10);
    near(2 * m->select_ns + m->chan_ns, 49, 5);
    // Lock and Unlock are calls of the library.
    near(2 * (m->mutex_ns * 1000 + m->native_ps), 4700, 20);
    near(2 * (m->waitgroup_ns * 1000 + m->native_ps), 4700, 20);
    // A loop of atomic additions: address, delta, call, counter, branch.
    near(2 * m->move_ps + m->native_ps + m->alu_ps + m->branch_ps, 2090, 7);
    near(m->atomic_ns_x100[0], 210, 1);
    for (int i = 1; i < COST_CURVE_POINTS; i++)
        assert_true(m->atomic_ns_x100[i] > m->atomic_ns_x100[i - 1]);
    // Four goroutines that add to one word are two to three times as slow on
    // two Ps as on one.
    assert_true(m->atomic_ns_x100[1] >= 2 * m->atomic_ns_x100[0]);
    assert_true(m->atomic_ns_x100[1] <= 3 * m->atomic_ns_x100[0]);
    cost_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_complete_file_is_read),
        RUN(wrong_values_are_refused_where_they_stand),
        RUN(all_that_is_wrong_is_told_at_once),
        RUN(a_nul_byte_or_a_huge_file_is_refused),
        RUN(a_name_and_an_about_may_be_so_long_and_not_longer),
        RUN(no_beginning_of_a_file_and_no_changed_byte_crashes),
        RUN(an_unreadable_file_is_told_from_a_wrong_one),
        RUN(every_shipped_file_loads_and_is_named_as_it_says),
        RUN(versions_of_go_differ_as_its_history_says),
        RUN(switches_are_on_since_the_version_that_brought_them),
        RUN(every_field_is_documented),
        RUN(costs_add_up_to_what_was_measured),
    };
    unsetenv("GMPSIM_MODELS");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
