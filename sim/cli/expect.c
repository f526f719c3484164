#include "cli/expect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/nsec.h"
#include "cli/cli.h"

enum kind { COUNT, TIME, RATIO };

enum figure {
#define COUNT(name, meaning) FIGURE_##name,
#include "trace/summary.def"
#undef COUNT
#define EXPECT(e, name, kind, timeline, value, meaning) FIGURE_##e,
#include "cli/expect.def"
#undef EXPECT
    FIGURES
};

static const struct {
    const char *name;
    enum kind kind;
    bool timeline; // only this tells it
} figures[FIGURES] = {
#define COUNT(name, meaning) {#name, COUNT, false},
#include "trace/summary.def"
#undef COUNT
#define EXPECT(e, name, kind, timeline, value, meaning) {name, kind, timeline},
#include "cli/expect.def"
#undef EXPECT
};

static const char *const op_text[EXPECT_OPS] = {"<",  "<=", ">",
                                                ">=", "==", "!="};

static int64_t value_of(int figure, const struct summary *sum,
                        const struct stats *stats)
{
    switch ((enum figure)figure) {
#define COUNT(name, meaning)                                                   \
    case FIGURE_##name:                                                        \
        return sum->name;
#include "trace/summary.def"
#undef COUNT
#define EXPECT(e, name, kind, timeline, value, meaning)                        \
    case FIGURE_##e:                                                           \
        return value;
#include "cli/expect.def"
#undef EXPECT
    case FIGURES:
        break;
    }
    CHECK_UNREACHABLE();
}

// ---- reading ----

static enum kind kind_of(int figure)
{
    const char *name = figures[figure].name;
    size_t n = strlen(name);

    // Times of the summary are told by their unit.
    return n > 3 && strcmp(name + n - 3, "_ns") == 0 ? TIME
                                                     : figures[figure].kind;
}

// The figure called name[0..n), with or without "_ns"; or -1.
static int find(const char *name, size_t n)
{
    for (int i = 0; i < FIGURES; i++) {
        size_t whole = strlen(figures[i].name);
        size_t bare = kind_of(i) == TIME && whole > 3 &&
                              strcmp(figures[i].name + whole - 3, "_ns") == 0
                          ? whole - 3
                          : whole;
        if ((n == whole || n == bare) && strncmp(name, figures[i].name, n) == 0)
            return i;
    }
    return -1;
}

// The operator at s, the longest that fits; NULL when there is none.
static const char *read_op(const char *s, enum expect_op *op)
{
    const char *end = NULL;
    size_t longest = 0;

    for (int i = 0; i < EXPECT_OPS; i++) {
        size_t n = strlen(op_text[i]);
        if (n <= longest || strncmp(s, op_text[i], n) != 0)
            continue;
        *op = (enum expect_op)i;
        longest = n;
        end = s + n;
    }
    return end;
}

static bool read_count(const char *s, int64_t *v)
{
    char *end;

    errno = 0;
    *v = strtoll(s, &end, 10);
    return end != s && *end == '\0' && errno == 0;
}

static bool read_ratio(const char *s, int64_t *v)
{
    const double max = 1e12;
    char *end;
    double d = strtod(s, &end);

    if (end == s || *end != '\0' || !(d >= 0 && d <= max))
        return false;
    *v = (int64_t)(d * 1000 + 0.5);
    return true;
}

static bool read_value(enum kind kind, const char *s, int64_t *v)
{
    const char *why;

    switch (kind) {
    case TIME:
        return nsec_parse(s, v, &why) || read_count(s, v);
    case RATIO:
        return read_ratio(s, v);
    case COUNT:
        break;
    }
    return read_count(s, v);
}

static bool refuse(const char *text, const char *name, size_t n)
{
    cli_usage("--expect='%s': there is no figure '%.*s'", text, (int)n, name);
    fputs("Figures:", stderr);
    for (int i = 0; i < FIGURES; i++)
        fprintf(stderr, " %s", figures[i].name);
    fputc('\n', stderr);
    return false;
}

bool expect_add(struct expect *e, const char *text, bool with_stats)
{
    static const char *const wanted[] = {"a number", "a time, as 5ms",
                                         "a number, as 1.5"};
    struct expectation x = {.text = text};
    const char *name = text + strspn(text, " ");
    size_t n = strcspn(name, " <>=!");
    const char *value = read_op(name + n + strspn(name + n, " "), &x.op);

    if (value == NULL || n == 0) {
        cli_usage("--expect='%s': expected FIGURE < VALUE, with <, <=, >, >=, "
                  "== or !=",
                  text);
        return false;
    }
    value += strspn(value, " ");
    x.figure = find(name, n);
    if (x.figure < 0)
        return refuse(text, name, n);
    if (figures[x.figure].timeline && !with_stats) {
        cli_usage("--expect='%s': '%s' is known of a whole timeline only: "
                  "write one with --trace and use 'gmpsim stats'",
                  text, figures[x.figure].name);
        return false;
    }
    if (!read_value(kind_of(x.figure), value, &x.value)) {
        cli_usage("--expect='%s': expected %s, not '%s'", text,
                  wanted[kind_of(x.figure)], value);
        return false;
    }
    vec_push(&e->v, x);
    return true;
}

// ---- checking ----

static bool holds(enum expect_op op, int64_t a, int64_t b)
{
    switch (op) {
    case EXPECT_LESS:
        return a < b;
    case EXPECT_AT_MOST:
        return a <= b;
    case EXPECT_MORE:
        return a > b;
    case EXPECT_AT_LEAST:
        return a >= b;
    case EXPECT_EQUAL:
        return a == b;
    case EXPECT_OTHER:
        return a != b;
    case EXPECT_OPS:
        break;
    }
    CHECK_UNREACHABLE();
}

static void say(const struct expectation *x, int64_t seen)
{
    char text[NSEC_TEXT_MAX];

    switch (kind_of(x->figure)) {
    case TIME:
        nsec_format(seen, text);
        break;
    case RATIO:
        snprintf(text, sizeof text, "%lld.%03lld", (long long)seen / 1000,
                 (long long)seen % 1000);
        break;
    case COUNT:
        snprintf(text, sizeof text, "%lld", (long long)seen);
        break;
    }
    cli_error("expected %s, but it is %s", x->text, text);
}

int expect_judge(const struct expect *e, const struct summary *sum,
                 const struct stats *stats)
{
    int status = EXIT_OK;

    for (size_t i = 0; i < e->v.n; i++) {
        const struct expectation *x = &e->v.v[i];
        CHECK(stats != NULL || !figures[x->figure].timeline);
        int64_t seen = value_of(x->figure, sum, stats);
        if (holds(x->op, seen, x->value))
            continue;
        say(x, seen);
        status = EXIT_DIFFERENT;
    }
    return status;
}

void expect_release(struct expect *e)
{
    vec_release(&e->v);
}
