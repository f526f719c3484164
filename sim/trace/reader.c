#include "trace/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "trace/detail.h"
#include "trace/names.h"
#include "trace/tracein.h"

enum {
    COLUMNS = 7,
    HEADERS_MAX = 256,
    SHOWN_MAX = 64, // bytes of the file's text shown in a message
    BUFFER = 4 * READER_LINE_MAX,
};

static const char first_line[] = "# gmpsim timeline 1";

static const char *const column_name[COLUMNS] = {
    "time_ns", "core", "m", "p", "g", "event", "detail",
};

struct header {
    char *key, *value;
};

struct reader {
    struct tracein *in;
    char *name; // as shown in messages
    long line;
    bool ended; // nothing more will be read
    bool malformed, failed;
    size_t pos, n; // unread bytes of buf
    bool eof;      // nothing comes after buf[n)

    VEC(struct header) headers;
    char *truncated;

    char *message[READER_ERRORS_MAX];
    long nerror;

    struct detail_format format[EV_COUNT];
    struct names events, rules;

    char buf[BUFFER];
};

__attribute__((format(printf, 2, 0))) static void
add_error(struct reader *r, const char *fmt, va_list ap)
{
    char text[512];

    if (r->nerror < READER_ERRORS_MAX) {
        vsnprintf(text, sizeof text, fmt, ap);
        r->message[r->nerror] =
            r->line == 0
                ? xasprintf("%s: error: %s", r->name, text)
                : xasprintf("%s:%ld: error: %s", r->name, r->line, text);
    }
    r->nerror++;
}

void reader_error(struct reader *r, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    add_error(r, fmt, ap);
    va_end(ap);
}

// Reports that the line cannot be read. Returns false.
__attribute__((format(printf, 2, 3))) static bool
malformed(struct reader *r, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    add_error(r, fmt, ap);
    va_end(ap);
    r->malformed = true;
    return false;
}

// malformed, and s[0..n) in quotes after the text.
static bool malformed_at(struct reader *r, const char *text, const char *s,
                         size_t n)
{
    char shown[SHOWN_MAX];

    diag_escape(shown, sizeof shown, s, n);
    return malformed(r, "%s '%s'", text, shown);
}

// Reads on until buf holds something new. False at the end of the input.
static bool fill(struct reader *r)
{
    const char *why = NULL;
    ssize_t got;

    if (r->eof)
        return false;
    if (r->pos > 0) {
        memmove(r->buf, r->buf + r->pos, r->n - r->pos);
        r->n -= r->pos;
        r->pos = 0;
    }
    CHECK(r->n < sizeof r->buf);
    got = tracein_read(r->in, r->buf + r->n, sizeof r->buf - r->n, &why);
    if (got > 0) {
        r->n += (size_t)got;
        return true;
    }
    r->eof = true;
    if (got < 0) {
        malformed(r, "cannot read on: %s", why);
        r->failed = got == -1;
        r->ended = true;
    }
    return false;
}

// The next line, without its end; buf[pos) is then the line after it. NULL at
// the end of the input and when there is no going on.
static char *next_line(struct reader *r, size_t *len)
{
    size_t searched = 0;

    if (r->ended)
        return NULL;
    for (;;) {
        char *s = r->buf + r->pos;
        char *nl = memchr(s + searched, '\n', r->n - r->pos - searched);

        searched = r->n - r->pos;
        CHECK(r->pos <= r->n && r->n <= sizeof r->buf);
        if (nl != NULL && nl - s < READER_LINE_MAX) {
            r->line++;
            r->pos += (size_t)(nl - s) + 1;
            *len = (size_t)(nl - s);
            return s;
        }
        if (nl != NULL || searched >= READER_LINE_MAX) {
            r->line++;
            malformed(r, "line of more than %d bytes", READER_LINE_MAX - 1);
            break;
        }
        if (fill(r))
            continue;
        if (!r->ended && r->pos != r->n) {
            r->line++;
            malformed(r, "the file is cut off: its last line has no end");
        }
        break;
    }
    r->ended = true;
    return NULL;
}

// Whether s[0..n) has control bytes.
static bool has_control(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
            return true;
    return false;
}

// Takes a line "# key: value" apart; *key and *value are then terminated. Other
// comments give NULL in *key. False when an escape is wrong.
static bool split_comment(char *s, size_t len, char **key, char **value)
{
    char *colon = memchr(s, ':', len);
    ptrdiff_t n;

    *key = NULL;
    *value = NULL;
    if (len < 2 || s[1] != ' ' || colon == NULL || colon == s + 2 ||
        colon + 1 == s + len || colon[1] != ' ')
        return true;
    *colon = '\0';
    if (s[2 + strcspn(s + 2, " ")] != '\0')
        return true;
    n = detail_unescape(colon + 2, len - (size_t)(colon + 2 - s));
    if (n < 0)
        return false;
    colon[2 + n] = '\0';
    *key = s + 2;
    *value = colon + 2;
    return true;
}

static bool read_comment(struct reader *r, char *s, size_t len, bool in_header)
{
    char *key, *value;

    if (has_control(s, len))
        return malformed(r, "control byte in a comment");
    if (!split_comment(s, len, &key, &value))
        return malformed(r, "'%%' must be followed by two hexadecimal digits");
    if (key == NULL)
        return true;
    if (strcmp(key, "truncated") == 0) {
        if (r->truncated == NULL)
            r->truncated = xstrdup(value);
        return true;
    }
    if (!in_header)
        return true;
    if (reader_header(r, key) != NULL)
        return malformed_at(r, "header given twice:", key, strlen(key));
    if (r->headers.n == HEADERS_MAX)
        return malformed(r, "more than %d header lines", HEADERS_MAX);
    vec_push(&r->headers, ((struct header){xstrdup(key), xstrdup(value)}));
    return true;
}

static void read_header(struct reader *r)
{
    size_t len = 0, version = sizeof first_line - 2;
    char *s = next_line(r, &len);

    if (s == NULL && r->nerror > 0)
        return;
    if (s == NULL || len < version || memcmp(s, first_line, version) != 0) {
        r->line = 1;
        malformed(r, "not a timeline: the first line must be '%s'", first_line);
        r->ended = true;
        return;
    }
    if (len != version + 1 || s[version] != '1') {
        malformed_at(r, "this gmpsim reads timelines of version 1, not",
                     s + version, len - version);
        r->ended = true;
        return;
    }
    while ((s = next_line(r, &len)) != NULL) {
        if (len > 0 && s[0] == '#') {
            read_comment(r, s, len, true);
            continue;
        }
        r->pos -= len + 1; // an event: reader_next reads it again
        r->line--;
        return;
    }
}

struct reader *reader_open(const char *path, char **error)
{
    return reader_open_as(
        path, strcmp(path, "-") == 0 ? "standard input" : path, error);
}

struct reader *reader_open_as(const char *path, const char *name, char **error)
{
    struct tracein *in = tracein_open(path, error);
    char shown[256];
    struct reader *r;

    if (in == NULL)
        return NULL;
    r = xcalloc(1, sizeof *r);
    r->in = in;
    diag_escape(shown, sizeof shown, name, strlen(name));
    r->name = xstrdup(shown);
    detail_formats(r->format);
    for (int e = 0; e < EV_COUNT; e++)
        names_add(&r->events, trace_event_name((enum trace_event)e), e);
    for (int i = 0; i < RULE_COUNT; i++)
        names_add(&r->rules, trace_rule_name((enum trace_rule)i), i);
    read_header(r);
    return r;
}

// Reads decimal digits at *s, at most max. No sign, no space.
static bool read_number(char **s, uint64_t max, uint64_t *out)
{
    const char *start = *s;
    uint64_t v = 0;

    while (**s >= '0' && **s <= '9' && *s - start < 19)
        v = 10 * v + (uint64_t)(*(*s)++ - '0');
    *out = v;
    CHECK(*s - start <= 19); // 19 digits fit 64 bits
    return *s != start && v <= max && !(**s >= '0' && **s <= '9');
}

// Reads a column and the tab after it; "-" is none.
static bool read_column(char **s, uint64_t max, int64_t none, int64_t *out)
{
    uint64_t v = (uint64_t)none;

    if (**s == '-')
        ++*s;
    else if (!read_number(s, max, &v))
        return false;
    *out = (int64_t)v;
    return *(*s)++ == '\t';
}

// Says what is wrong with the columns of a line: their number, or column bad.
static bool bad_columns(struct reader *r, const char *s, size_t len, int bad)
{
    const char *end = s + len, *at = s;
    int n = 1;
    char text[64];

    for (const char *c = s; c != end; c++)
        if (*c == '\t' && n++ == bad)
            at = c + 1;
    if (n != COLUMNS)
        return malformed(r,
                         "must have %d columns separated by tabs (time_ns core "
                         "m p g event detail), has %d",
                         COLUMNS, n);
    len = (size_t)(end - at);
    if (memchr(at, '\t', len) != NULL)
        len = (size_t)((const char *)memchr(at, '\t', len) - at);
    snprintf(text, sizeof text, "%s %s", bad == 5 ? "unknown" : "wrong",
             column_name[bad]);
    return malformed_at(r, text, at, len);
}

// A signed number that fills s[0..n).
static bool read_signed(char *s, size_t n, int64_t *out)
{
    bool minus = *s == '-';
    char *end = s + minus;
    uint64_t v;

    if (!read_number(&end, (uint64_t)INT64_MAX + minus, &v) || end != s + n)
        return false;
    *out = (int64_t)(minus ? 0 - v : v);
    return true;
}

// Reads the value s[0..n), which a byte follows that may be overwritten.
static bool read_value(struct reader *r, const struct detail_field *f, char *s,
                       size_t n, struct reader_event *e)
{
    int32_t id;
    ptrdiff_t len;

    switch ((enum detail_kind)f->kind) {
    case DETAIL_NUMBER:
        if (read_signed(s, n, &e->number[f->slot]))
            return true;
        return malformed_at(r, "not a number of 64 bits:", s, n);
    case DETAIL_RULE:
        id = names_find(&r->rules, s, n);
        e->number[f->slot] = id;
        return id >= 0 || malformed_at(r, "unknown rule", s, n);
    case DETAIL_STRING:
    case DETAIL_WAIT:
        len = memchr(s, '%', n) == NULL ? (ptrdiff_t)n : detail_unescape(s, n);
        if (len < 0)
            return malformed_at(r, "wrong escape in", s, n);
        s[len] = '\0';
        e->text[f->slot] = s;
        return true;
    }
    CHECK_UNREACHABLE();
}

// The field that the key s[0..n) names, tried first where it is expected; or
// -1.
static int find_field(const struct detail_format *d, int expected,
                      const char *s, size_t n)
{
    CHECK(d->n >= 0 && d->n <= DETAIL_FIELDS_MAX && expected >= 0);
    for (int k = 0; k < d->n; k++) {
        int i = (expected + k) % d->n;

        if (d->field[i].key_len == n && memcmp(d->field[i].key, s, n) == 0)
            return i;
    }
    return -1;
}

static bool check_complete(struct reader *r, const struct reader_event *e,
                           unsigned seen)
{
    const struct detail_format *d = &r->format[e->event];

    for (int i = 0; i < d->n; i++) {
        const struct detail_field *f = &d->field[i];

        if (seen >> i & 1)
            continue;
        if (f->if_steal && !detail_rule_steals(e->number[0]))
            continue;
        return malformed(r, "%s without %.*s=", trace_event_name(e->event),
                         (int)f->key_len, f->key);
    }
    return true;
}

// Reads "key=value key=value", which ends at end (a byte that may be
// overwritten). Keys that the event does not have are passed over: they may
// come from a newer gmpsim.
static bool read_detail(struct reader *r, char *s, char *end,
                        struct reader_event *e)
{
    const struct detail_format *d = &r->format[e->event];
    unsigned seen = 0;

    e->number[0] = e->number[1] = e->number[2] = 0;
    e->text[0] = e->text[1] = e->text[2] = "";
    if (e->event == EV_GO_START)
        e->number[1] = -1;
    if (end - s == 1 && *s == '-')
        return check_complete(r, e, 0);
    for (int expected = 0;; expected++) {
        char *key = s, *value;
        int i;

        while (s != end && (unsigned char)*s > ' ' && *s != '=' && *s != 0x7f)
            s++;
        if (s == key || s == end || *s != '=')
            return malformed_at(r, "expected key=value at", key,
                                (size_t)(end - key));
        i = find_field(d, expected, key, (size_t)(s - key));
        if (i >= 0 && seen >> i & 1)
            return malformed_at(r, "given twice:", key, (size_t)(s - key));
        value = ++s;
        while (s != end && (unsigned char)*s > ' ' && *s != 0x7f)
            s++;
        if (s != end && *s != ' ')
            return malformed(r, "control byte in the detail");
        if (i >= 0 &&
            !read_value(r, &d->field[i], value, (size_t)(s - value), e))
            return false;
        if (i >= 0)
            seen |= 1u << i;
        if (s == end)
            return check_complete(r, e, seen);
        s++;
    }
}

// Reads the event in s[0..len), which an overwritable byte follows.
static bool read_event(struct reader *r, char *s, size_t len,
                       struct reader_event *e)
{
    char *line = s, *end = s + len, *tab;
    int64_t v[4];
    uint64_t t;
    int32_t id;

    CHECK(s >= r->buf && end < r->buf + sizeof r->buf);
    *end = '\0'; // ends every number
    if (!read_number(&s, INT64_MAX, &t) || *s++ != '\t')
        return bad_columns(r, line, len, 0);
    if (!read_column(&s, INT16_MAX, -1, &v[0]))
        return bad_columns(r, line, len, 1);
    if (!read_column(&s, INT32_MAX, -1, &v[1]))
        return bad_columns(r, line, len, 2);
    if (!read_column(&s, INT16_MAX, -1, &v[2]))
        return bad_columns(r, line, len, 3);
    if (!read_column(&s, UINT32_MAX, 0, &v[3]))
        return bad_columns(r, line, len, 4);
    tab = memchr(s, '\t', (size_t)(end - s));
    id = tab == NULL ? -1 : names_find(&r->events, s, (size_t)(tab - s));
    if (id < 0)
        return bad_columns(r, line, len, 5);
    e->t = (nsec)t;
    e->core = (int32_t)v[0];
    e->m = (int32_t)v[1];
    e->p = (int32_t)v[2];
    e->g = (uint32_t)v[3];
    e->event = (enum trace_event)id;
    if (memchr(tab + 1, '\t', (size_t)(end - tab - 1)) != NULL)
        return bad_columns(r, line, len, 6);
    return read_detail(r, tab + 1, end, e);
}

bool reader_next(struct reader *r, struct reader_event *e)
{
    size_t len;
    char *s;

    while (r->nerror < READER_ERRORS_MAX && (s = next_line(r, &len)) != NULL) {
        if (len > 0 && s[0] == '#')
            read_comment(r, s, len, false);
        else if (r->truncated != NULL)
            malformed(r, "event after the line '# truncated'");
        else if (read_event(r, s, len, e))
            return true;
    }
    return false;
}

long reader_line(const struct reader *r)
{
    return r->line;
}

const char *reader_header(const struct reader *r, const char *key)
{
    CHECK(key != NULL);
    for (size_t i = 0; i < r->headers.n; i++)
        if (strcmp(r->headers.v[i].key, key) == 0)
            return r->headers.v[i].value;
    return NULL;
}

int64_t reader_header_int(struct reader *r, const char *key, int64_t lo,
                          int64_t hi, int64_t absent)
{
    const char *text = reader_header(r, key);
    char copy[24], shown[SHOWN_MAX];
    size_t n;
    int64_t v;

    CHECK(lo <= hi);
    if (text == NULL)
        return absent;
    n = strlen(text);
    if (n > 0 && n < sizeof copy) {
        memcpy(copy, text, n + 1);
        if (read_signed(copy, n, &v) && v >= lo && v <= hi)
            return v;
    }
    diag_escape(shown, sizeof shown, text, n);
    reader_error(r, "header '%s' is '%s', must be %lld to %lld", key, shown,
                 (long long)lo, (long long)hi);
    return absent;
}

const char *reader_truncated(const struct reader *r)
{
    return r->truncated;
}

long reader_errors(const struct reader *r)
{
    return r->nerror;
}

const char *reader_message(const struct reader *r, long i)
{
    CHECK(i >= 0 && i < r->nerror && i < READER_ERRORS_MAX);
    return r->message[i];
}

bool reader_malformed(const struct reader *r)
{
    return r->malformed;
}

bool reader_failed(const struct reader *r)
{
    return r->failed;
}

void reader_close(struct reader *r)
{
    if (r == NULL)
        return;
    tracein_close(r->in);
    for (size_t i = 0; i < r->headers.n; i++) {
        free(r->headers.v[i].key);
        free(r->headers.v[i].value);
    }
    vec_release(&r->headers);
    for (int i = 0; i < READER_ERRORS_MAX; i++)
        free(r->message[i]);
    free(r->truncated);
    free(r->name);
    free(r);
}
