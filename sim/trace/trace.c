#include "trace/trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "trace/detail.h"
#include "trace/put.h"

enum {
    CHUNK = 4096,         // records between two formattings
    TEXT_MAX = 4096,      // bytes of a text in a detail; the rest is cut
    HEADER_MAX = 16384,   // bytes of a header value; the rest is cut
    OUT_SIZE = 128 << 10, // formatted text is handed on above half of this
};

// A line has at most three texts, each at most three times as long when
// escaped, and readers take 64 KiB.
_Static_assert(3 * 3 * TEXT_MAX + 512 < 65536,
               "a line fits the reader's bound");
_Static_assert(3 * HEADER_MAX + 512 < 65536, "so does a header line");
_Static_assert(OUT_SIZE / 2 > 65536 - 1, "a line fits the rest of the buffer");

struct text {
    char *raw;
    char *escaped;
    size_t raw_len, escaped_len;
};

struct trace {
    struct trace_buffer buffer; // first: trace_add casts to it
    struct trace_record *chunk;
    struct outfile *f;
    int go_minor;
    nsec last;    // time of the last record formatted
    bool started; // the line that ends the header was written

    VEC(struct text) texts; // by number; number 0 is the empty text
    uint32_t *slot;         // open addressing: 1 + number, or 0
    size_t nslot;           // a power of two

    struct detail_format format[EV_COUNT];
    size_t event_len[EV_COUNT], rule_len[RULE_COUNT];

    // The text of .last, since many events share a time.
    char time[24];
    size_t time_len;

    char out[OUT_SIZE];
};

static const char *const event_name[EV_COUNT] = {
#define EVENT(e, name, detail, meaning) [EV_##e] = name,
#include "trace/events.def"
#undef EVENT
};

static const struct {
    const char *name, *why;
} rule[RULE_COUNT] = {
#define RULE(e, name, why, source) [RULE_##e] = {name, why},
#include "trace/rules.def"
#undef RULE
};

static const struct {
    const char *name, *old;
    int until;
} reason[WAIT_COUNT] = {
#define WAIT(e, name, old, until, meaning) [WAIT_##e] = {name, old, until},
#include "trace/waitreasons.def"
#undef WAIT
};

const char *trace_event_name(enum trace_event e)
{
    CHECK((unsigned)e < EV_COUNT);
    return event_name[e];
}

const char *trace_rule_name(enum trace_rule r)
{
    CHECK((unsigned)r < RULE_COUNT);
    return rule[r].name;
}

const char *trace_rule_why(enum trace_rule r)
{
    CHECK((unsigned)r < RULE_COUNT);
    return rule[r].why;
}

const char *trace_wait_name(enum wait_reason w, int go_minor)
{
    CHECK((unsigned)w < WAIT_COUNT);
    return go_minor <= reason[w].until ? reason[w].old : reason[w].name;
}

// At most max bytes of s, not cutting a UTF-8 sequence in two.
static size_t cut_length(const char *s, size_t max)
{
    size_t n = strnlen(s, max + 1);

    if (n <= max)
        return n;
    n = max;
    while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
        n--;
    return n;
}

static uint32_t hash(const char *s, size_t n)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h;
}

// The slot that holds s[0..n), or the free one where it belongs.
static uint32_t *find_slot(struct trace *t, const char *s, size_t n)
{
    size_t i = hash(s, n) & (t->nslot - 1);

    for (;; i = (i + 1) & (t->nslot - 1)) {
        const struct text *x;

        if (t->slot[i] == 0)
            return &t->slot[i];
        x = &t->texts.v[t->slot[i] - 1];
        if (x->raw_len == n && memcmp(x->raw, s, n) == 0)
            return &t->slot[i];
    }
}

static void grow_slots(struct trace *t)
{
    free(t->slot);
    t->nslot = t->nslot == 0 ? 64 : 2 * t->nslot;
    t->slot = xcalloc(t->nslot, sizeof *t->slot);
    for (size_t i = 0; i < t->texts.n; i++) {
        const struct text *x = &t->texts.v[i];
        *find_slot(t, x->raw, x->raw_len) = (uint32_t)i + 1;
    }
}

int64_t trace_string(struct trace *t, const char *text)
{
    size_t n = cut_length(text, TEXT_MAX);
    struct text x;
    uint32_t *slot;

    if (2 * t->texts.n >= t->nslot)
        grow_slots(t);
    slot = find_slot(t, text, n);
    if (*slot != 0)
        return *slot - 1;
    CHECK(t->texts.n < UINT32_MAX - 1);
    x.raw = xstrndup(text, n);
    x.raw_len = n;
    x.escaped = xmalloc(3 * n + 1);
    x.escaped_len = detail_escape(x.escaped, text, n, false);
    vec_push(&t->texts, x);
    *slot = (uint32_t)t->texts.n;
    return (int64_t)t->texts.n - 1;
}

struct trace *trace_new(struct outfile *f, int go_minor)
{
    struct trace *t = xcalloc(1, sizeof *t);

    CHECK(f != NULL);
    _Static_assert(offsetof(struct trace, buffer) == 0, "trace_add casts");
    t->f = f;
    t->go_minor = go_minor;
    t->chunk = xreallocarray(NULL, CHUNK, sizeof *t->chunk);
    t->buffer.next = t->chunk;
    t->buffer.end = t->chunk + CHUNK;
    detail_formats(t->format);
    for (int e = 0; e < EV_COUNT; e++)
        t->event_len[e] = strlen(event_name[e]);
    for (int r = 0; r < RULE_COUNT; r++)
        t->rule_len[r] = strlen(rule[r].name);
    t->time[0] = '0';
    t->time_len = 1;
    trace_string(t, "");
    outfile_printf(f, "# gmpsim timeline 1\n");
    return t;
}

static void comment(struct trace *t, const char *key, const char *value)
{
    size_t n = cut_length(value, HEADER_MAX);
    char *text = xmalloc(3 * n + 1);
    size_t len = detail_escape(text, value, n, true);

    outfile_printf(t->f, "# %s: ", key);
    outfile_write(t->f, text, len);
    outfile_write(t->f, "\n", 1);
    free(text);
}

void trace_header(struct trace *t, const char *key, const char *value)
{
    CHECK(!t->started && t->buffer.next == t->chunk);
    CHECK(key[0] != '\0' && strlen(key) < 64);
    CHECK(key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_.")] == '\0');
    comment(t, key, value);
}

// A column: the number and a tab, "-" where there is none.
static char *put_column(char *o, int64_t v, bool none)
{
    if (none)
        *o++ = '-';
    else
        o = put_u64(o, (uint64_t)v);
    *o++ = '\t';
    return o;
}

static char *put_wait(char *o, int64_t w, int go_minor)
{
    const char *name;

    CHECK(w >= 0 && w < WAIT_COUNT);
    name = trace_wait_name((enum wait_reason)w, go_minor);
    return o + detail_escape(o, name, strlen(name), false);
}

static char *put_value(const struct trace *t, char *o, int kind, int64_t v)
{
    switch ((enum detail_kind)kind) {
    case DETAIL_NUMBER:
        return put_i64(o, v);
    case DETAIL_STRING:
        CHECK(v >= 0 && (uint64_t)v < t->texts.n);
        return put_text(o, t->texts.v[v].escaped, t->texts.v[v].escaped_len);
    case DETAIL_RULE:
        CHECK(v >= 0 && v < RULE_COUNT);
        return put_text(o, rule[v].name, t->rule_len[v]);
    case DETAIL_WAIT:
        return put_wait(o, v, t->go_minor);
    }
    CHECK_UNREACHABLE();
}

static char *put_detail(const struct trace *t, char *o,
                        const struct trace_record *r)
{
    const struct detail_format *d = &t->format[r->event];
    char *start = o;

    for (int i = 0; i < d->n; i++) {
        const struct detail_field *f = &d->field[i];
        int64_t v = f->slot == 0 ? r->a : f->slot == 1 ? r->b : r->c;

        if (f->if_steal && !detail_rule_steals(r->a))
            continue;
        if (o != start)
            *o++ = ' ';
        o = put_text(o, f->key, f->key_len);
        *o++ = '=';
        o = put_value(t, o, f->kind, v);
    }
    if (o == start)
        *o++ = '-';
    return o;
}

static char *put_record(struct trace *t, char *o, const struct trace_record *r)
{
    CHECK(r->t >= t->last);
    CHECK(r->event < EV_COUNT);
    CHECK(r->core >= -1 && r->p >= -1 && r->m >= -1);
    if (r->t != t->last) {
        t->last = r->t;
        t->time_len = (size_t)(put_u64(t->time, (uint64_t)r->t) - t->time);
    }
    o = put_text(o, t->time, t->time_len);
    *o++ = '\t';
    o = put_column(o, r->core, r->core < 0);
    o = put_column(o, r->m, r->m < 0);
    o = put_column(o, r->p, r->p < 0);
    o = put_column(o, r->g, r->g == 0);
    o = put_text(o, event_name[r->event], t->event_len[r->event]);
    *o++ = '\t';
    o = put_detail(t, o, r);
    *o++ = '\n';
    return o;
}

static void end_header(struct trace *t)
{
    if (t->started)
        return;
    t->started = true;
    comment(t, "columns", "time_ns core m p g event detail");
}

void trace_flush_chunk(struct trace *t)
{
    char *o = t->out;

    end_header(t);
    for (struct trace_record *r = t->chunk; r != t->buffer.next; r++) {
        o = put_record(t, o, r);
        if (o - t->out > OUT_SIZE / 2) {
            outfile_write(t->f, t->out, (size_t)(o - t->out));
            o = t->out;
        }
    }
    outfile_write(t->f, t->out, (size_t)(o - t->out));
    t->buffer.next = t->chunk;
}

void trace_finish(struct trace *t, const char *truncated)
{
    trace_flush_chunk(t);
    if (truncated != NULL)
        comment(t, "truncated", truncated);
    for (size_t i = 0; i < t->texts.n; i++) {
        free(t->texts.v[i].raw);
        free(t->texts.v[i].escaped);
    }
    vec_release(&t->texts);
    free(t->slot);
    free(t->chunk);
    free(t);
}
