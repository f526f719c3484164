// gotrace: recorded traces of real Go become right timelines; cut and broken
// ones are told, whatever is wrong.
#include "trace/gotrace.h"

#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "base/rng.h"
#include "scratch.h"
#include "testing.h"
#include "trace/account.h"
#include "trace/reader.h"

static const char *const names[] = {
    "go1.19.out",
    "go1.22.out",
    "go1.25.out",
    "go1.26.out",
    "go1.26-generations.out",
};

enum { FILES = sizeof names / sizeof names[0], FLIPS = 1500 };

static struct {
    uint8_t *data;
    size_t size;
} file[FILES];

static bool entered; // the scratch directory: only that may be cleared

static int load(void **state)
{
    (void)state;
    for (int i = 0; i < FILES; i++) {
        char path[100], *error = NULL;
        snprintf(path, sizeof path, "tests/gotraces/%s", names[i]);
        file[i].data =
            (uint8_t *)infile_read(path, 1 << 20, &file[i].size, &error);
        assert_non_null(file[i].data);
    }
    scratch_enter();
    entered = true;
    return 0;
}

static int unload(void **state)
{
    (void)state;
    for (int i = 0; i < FILES; i++)
        free(file[i].data);
    if (entered)
        scratch_clear();
    return 0;
}

// The trace as a timeline in x.trace, which must be right when it is none.
static bool import(const uint8_t *data, size_t size, struct gotrace *x)
{
    char *error = NULL;

    *x = (struct gotrace){0};
    if (!gotrace_read(x, data, size, NULL)) {
        assert_non_null(x->fault.text);
        assert_true(x->fault.offset <= size);
        return false;
    }
    int fd = open("x.trace", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    assert_true(fd >= 0);
    struct outfile *f = outfile_fd(fd, "x.trace");
    struct trace *t = trace_new(f, x->minor);
    char procs[16];
    snprintf(procs, sizeof procs, "%d", x->procs == 0 ? 1 : x->procs);
    trace_header(t, "executor", "go");
    trace_header(t, "procs", procs);
    assert_true(gotrace_read(x, data, size, t));
    trace_finish(t, x->truncated);
    assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
    close(fd);
    struct reader *r = reader_open("x.trace", &error);
    assert_non_null(r);
    if (!account_run(r))
        print_error("%s\n", reader_message(r, 0));
    assert_int_equal(reader_errors(r), 0);
    reader_close(r);
    return true;
}

static bool has_line(const char *part)
{
    char *error = NULL;
    size_t n;
    char *text = infile_read("x.trace", 1 << 24, &n, &error);

    assert_non_null(text);
    bool found = strstr(text, part) != NULL;
    free(text);
    return found;
}

TEST(recorded_traces_are_right_timelines)
{
    static const char *const all[] = {
        "fn=main.main ",
        "fn=main.locks ",
        "reason=sync\n",
        "reason=chan%20receive\n",
        "reason=sleep\n",
        "reason=select\n",
        "why=Gosched\n",
        "ProcSteal\t",
        "SyscallEndBlocked\t",
        "call=syscall.Nanosleep\n",
        "procs=3\n",
        "procs=1\n",
        "text=the%20world%20stops",
        "text=a%20collection%20begins\n",
        "text=key:%20value\n",
    };

    for (int i = 0; i < FILES; i++) {
        struct gotrace x;
        assert_true(import(file[i].data, file[i].size, &x));
        assert_int_equal(x.procs, 2);
        assert_null(x.truncated);
        assert_int_equal(x.dropped[GODROP_REASON], 0);
        for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
            if (!has_line(all[k]))
                print_error("%s: no %s\n", names[i], all[k]);
            assert_true(has_line(all[k]));
        }
        // Coroutines came with Go 1.23.
        assert_int_equal(has_line("reason=coroutine\n"), x.minor >= 23);
        gotrace_release(&x);
    }
}

// Those of the new format can be read up to the last whole generation.
TEST(traces_cut_anywhere_are_told_or_marked)
{
    for (int i = 0; i < FILES; i++) {
        size_t step = i == FILES - 1 ? 7 : 1, marked = 0;
        for (size_t n = 0; n < file[i].size; n += step) {
            // A copy of that size: reading behind it is seen.
            uint8_t *copy = malloc(n == 0 ? 1 : n);
            struct gotrace x;
            memcpy(copy, file[i].data, n);
            if (import(copy, n, &x))
                marked += x.truncated != NULL;
            gotrace_release(&x);
            free(copy);
        }
        assert_int_equal(marked > 0, i == FILES - 1);
    }
}

TEST(broken_traces_are_told_or_right)
{
    struct rng rng = rng_stream(1, "test_gotrace");

    for (int i = 0; i < FILES; i++) {
        uint8_t *copy = malloc(file[i].size);
        for (int k = 0; k < FLIPS; k++) {
            struct gotrace x;
            memcpy(copy, file[i].data, file[i].size);
            for (int flips = 1 + k % 3; flips > 0; flips--)
                copy[16 + rng_below(&rng, file[i].size - 16)] =
                    (uint8_t)rng_below(&rng, 256);
            import(copy, file[i].size, &x);
            gotrace_release(&x);
        }
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(recorded_traces_are_right_timelines),
        RUN(traces_cut_anywhere_are_told_or_marked),
        RUN(broken_traces_are_told_or_right),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
