#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/outfile.h"
#include "base/xmalloc.h"

enum {
    ESCAPE_MAX = 16,       // bytes that one character becomes, and a NUL
    NAME_MAX_BYTES = 512,  // of a source's name, escaped
    TEXT_MAX_BYTES = 2048, // of a message, escaped
    LINE_MAX_BYTES = 160,  // of a source line, not escaped
    COL_MAX = UINT16_MAX,
};

static const char CUT[] = "…";

// ---- what may be shown ----

// Decodes the character at s. Returns its length, or 0 when it is not UTF-8:
// too short, overlong, a surrogate or past U+10FFFF.
static size_t decode(const char *s, size_t n, uint32_t *c)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t lead = (uint8_t)s[0];
    size_t len = lead < 0x80   ? 1
                 : lead < 0xc0 ? 0
                 : lead < 0xe0 ? 2
                 : lead < 0xf0 ? 3
                 : lead < 0xf5 ? 4
                               : 0;

    if (len == 0 || len > n)
        return 0;
    *c = len == 1 ? lead : lead & (0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        uint8_t byte = (uint8_t)s[i];
        if ((byte & 0xc0) != 0x80)
            return 0;
        *c = *c << 6 | (byte & 0x3f);
    }
    if (*c < least[len] || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff))
        return 0;
    return len;
}

struct range {
    uint32_t first, last;
};

static bool in_ranges(uint32_t c, const struct range *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (r[i].first <= c && c <= r[i].last)
            return true;
    return false;
}

#define IN(c, ranges) in_ranges(c, ranges, sizeof(ranges) / sizeof(ranges)[0])

// Characters past ASCII that move the cursor, reorder the line or show nothing.
static bool is_invisible(uint32_t c)
{
    static const struct range ranges[] = {
        {0x80, 0x9f},       // C1 controls
        {0xad, 0xad},       // soft hyphen
        {0x61c, 0x61c},     // Arabic letter mark
        {0x115f, 0x1160},   // Hangul fillers
        {0x180e, 0x180e},   // Mongolian vowel separator
        {0x200b, 0x200f},   // zero width, left-to-right and back
        {0x2028, 0x202e},   // separators, bidirectional embeddings
        {0x2060, 0x206f},   // word joiner, invisible operators, isolates
        {0x3164, 0x3164},   // Hangul filler
        {0xfe00, 0xfe0f},   // variation selectors
        {0xfeff, 0xfeff},   // byte order mark
        {0xffa0, 0xffa0},   // Hangul filler
        {0xfff0, 0xfffb},   // interlinear annotation
        {0xfffe, 0xffff},   // no characters
        {0xe0000, 0x10ffff} // tags, selectors, private planes
    };
    return IN(c, ranges);
}

// Columns on a terminal. Approximate, from the blocks; only the caret needs it.
static size_t width_of(uint32_t c)
{
    static const struct range combining[] = {
        {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},
        {0x610, 0x61a},   {0x64b, 0x65f},   {0x1ab0, 0x1aff},
        {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f},
    };
    static const struct range wide[] = {
        {0x1100, 0x115e},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
        {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
        {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f},
        {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
    };
    return IN(c, combining) ? 0 : IN(c, wide) ? 2 : 1;
}

// Writes what stands for the first character of s[0..n), n > 0, with a NUL.
// Returns how many bytes of s that was; *width is its width on a terminal.
static size_t escape_one(const char *s, size_t n, char out[ESCAPE_MAX],
                         size_t *width)
{
    uint32_t c;
    size_t len = decode(s, n, &c);

    if (len == 0 || c < 0x20 || c == 0x7f) {
        *width = (size_t)snprintf(out, ESCAPE_MAX, "\\x%02x", (uint8_t)s[0]);
        return 1;
    }
    if (is_invisible(c)) {
        *width = (size_t)snprintf(out, ESCAPE_MAX, "\\u{%x}", c);
        return len;
    }
    memcpy(out, s, len);
    out[len] = '\0';
    *width = width_of(c);
    return len;
}

void diag_escape(char *out, size_t cap, const char *s, size_t n)
{
    CHECK(cap > 0);
    CHECK(s != NULL || n == 0);
    const size_t cut_len = sizeof CUT - 1;
    size_t len = 0, fits = 0; // fits: where a cut can go

    while (n > 0) {
        char one[ESCAPE_MAX];
        size_t width, used = escape_one(s, n, one, &width);
        size_t one_len = strlen(one);
        if (len + one_len >= cap) {
            if (fits + cut_len < cap) {
                memcpy(out + fits, CUT, cut_len);
                fits += cut_len;
            }
            out[fits] = '\0';
            return;
        }
        memcpy(out + len, one, one_len);
        len += one_len;
        if (len + cut_len < cap)
            fits = len;
        s += used;
        n -= used;
    }
    out[len] = '\0';
}

// ---- collecting ----

uint16_t diag_add_source(struct diag *d, const char *name, const char *text,
                         size_t len)
{
    CHECK(name != NULL);
    CHECK(text != NULL || len == 0);
    CHECK(d->nsource < UINT16_MAX);
    d->source = xreallocarray(d->source, d->nsource + 1, sizeof *d->source);
    d->source[d->nsource] = (struct diag_source){name, text, len};
    return (uint16_t)d->nsource++;
}

static bool is_syntax_error(const char *text)
{
    return strncmp(text, "syntax error", 12) == 0;
}

// Whether text says nothing new: it is there already, at pos or as the line's
// last error, or the line has another syntax error, of which it is most likely
// a consequence. Source: cmd/compile/internal/base: ErrorfAt, FlushErrors.
static bool is_repeated(const struct diag *d, struct pos pos, const char *text)
{
    bool syntax = is_syntax_error(text), last = true;

    for (int i = d->nmessage - 1; i >= 0 && pos.line != 0; i--) {
        const struct diag_message *m = &d->message[i];
        bool same_line = m->pos.line == pos.line && m->pos.file == pos.file;
        if (is_syntax_error(m->text)) {
            if (same_line && syntax)
                return true;
            continue;
        }
        if (same_line && (last || m->pos.col == pos.col) &&
            strcmp(text, m->text) == 0)
            return true;
        last = false;
    }
    return false;
}

static void format_escaped(char text[TEXT_MAX_BYTES], const char *fmt,
                           va_list ap)
{
    // The raw text is longer, so that a cut of it is cut, and marked, again.
    char raw[2 * TEXT_MAX_BYTES];
    int n = vsnprintf(raw, sizeof raw, fmt, ap);

    CHECK(n >= 0);
    diag_escape(text, TEXT_MAX_BYTES, raw, strlen(raw));
}

void diag_error(struct diag *d, struct pos pos, const char *fmt, ...)
{
    CHECK(pos.line == 0 || pos.file < d->nsource);
    char text[TEXT_MAX_BYTES];
    va_list ap;
    va_start(ap, fmt);
    format_escaped(text, fmt, ap);
    va_end(ap);
    d->last_kept = false;
    if (is_repeated(d, pos, text))
        return;
    d->nerror++;
    if (!diag_has_room(d))
        return;
    // Doubles at each power of two.
    size_t kept = (size_t)d->nmessage;
    if ((kept & (kept - 1)) == 0)
        d->message = xreallocarray(d->message, kept == 0 ? 1 : 2 * kept,
                                   sizeof *d->message);
    d->message[d->nmessage++] =
        (struct diag_message){.pos = pos, .text = xstrdup(text)};
    d->last_kept = true;
}

void diag_note(struct diag *d, struct pos pos, const char *fmt, ...)
{
    CHECK(pos.line > 0 && pos.file < d->nsource);
    if (!d->last_kept)
        return;
    CHECK(d->nmessage > 0);
    struct diag_message *m = &d->message[d->nmessage - 1];
    if (m->nnote == DIAG_NOTES_MAX)
        return;
    char text[TEXT_MAX_BYTES];
    va_list ap;
    va_start(ap, fmt);
    format_escaped(text, fmt, ap);
    va_end(ap);
    m->note = xreallocarray(m->note, m->nnote + 1, sizeof *m->note);
    m->note[m->nnote++] = (struct diag_note){pos, xstrdup(text)};
}

bool diag_has_room(const struct diag *d)
{
    return d->nmessage <
           (d->more_errors ? DIAG_MORE_ERRORS_MAX : DIAG_ERRORS_MAX);
}

void diag_release(struct diag *d)
{
    for (int i = 0; i < d->nmessage; i++) {
        struct diag_message *m = &d->message[i];
        for (size_t k = 0; k < m->nnote; k++)
            free(m->note[k].text);
        free(m->note);
        free(m->text);
    }
    free(d->message);
    free(d->source);
    *d = (struct diag){0};
}

// ---- printing ----

// The line, without its end. Returns false when the text has no such line.
static bool find_line(const struct diag_source *s, uint32_t line,
                      const char **start, size_t *len)
{
    const char *p = s->text, *end = p + s->len;

    for (; line > 1; line--) {
        p = p == end ? NULL : memchr(p, '\n', (size_t)(end - p));
        if (p == NULL)
            return false;
        p++;
    }
    const char *eol = p == end ? NULL : memchr(p, '\n', (size_t)(end - p));
    if (eol == NULL)
        eol = end;
    if (eol > p && eol[-1] == '\r')
        eol--;
    *start = p;
    *len = (size_t)(eol - p);
    return true;
}

static bool is_continuation(char c)
{
    return ((uint8_t)c & 0xc0) == 0x80;
}

// Cuts *line to LINE_MAX_BYTES around byte at, between characters.
static void cut_line(const char *line, size_t len, size_t at, size_t *from,
                     size_t *to)
{
    *from = 0;
    *to = len;
    if (len <= LINE_MAX_BYTES)
        return;
    if (at > LINE_MAX_BYTES / 2)
        *from = at - LINE_MAX_BYTES / 2;
    if (*from > len - LINE_MAX_BYTES)
        *from = len - LINE_MAX_BYTES;
    *to = *from + LINE_MAX_BYTES;
    // A character has at most three more bytes; longer runs are not UTF-8.
    for (int i = 0; i < 3 && *from > 0 && is_continuation(line[*from]); i++)
        ++*from;
    for (int i = 0; i < 3 && *to < len && is_continuation(line[*to]); i++)
        --*to;
}

// The line around byte at, and a caret under it. Tabs are kept in both.
static void print_excerpt(struct outfile *f, const char *line, size_t len,
                          size_t at)
{
    char caret[LINE_MAX_BYTES * ESCAPE_MAX + 2];
    size_t from, to, n = 0;

    cut_line(line, len, at, &from, &to);
    if (from > 0) {
        outfile_printf(f, "%s", CUT);
        caret[n++] = ' ';
    }
    for (size_t i = from; i < to;) {
        char one[ESCAPE_MAX] = "\t";
        size_t width = 1, used = 1;
        if (line[i] != '\t')
            used = escape_one(line + i, to - i, one, &width);
        outfile_printf(f, "%s", one);
        if (i + used <= at) {
            CHECK(n + width < sizeof caret);
            memset(caret + n, line[i] == '\t' ? '\t' : ' ', width);
            n += width;
        }
        i += used;
    }
    outfile_printf(f, "%s\n%.*s^\n", to < len ? CUT : "", (int)n, caret);
}

// "name:line:col:", without what is not known.
static void print_pos(const struct diag *d, struct outfile *f, struct pos pos)
{
    char name[NAME_MAX_BYTES];
    const struct diag_source *s = &d->source[pos.file];

    diag_escape(name, sizeof name, s->name, strlen(s->name));
    outfile_printf(f, "%s:", name);
    if (pos.line > 0)
        outfile_printf(f, "%u:", pos.line);
    if (pos.line > 0 && pos.col > 0)
        outfile_printf(f, "%u:", pos.col);
}

static void print_message(const struct diag *d, struct outfile *f,
                          const struct diag_message *m)
{
    struct pos pos = m->pos;

    if (pos.file >= d->nsource) {
        outfile_printf(f, "error: %s\n", m->text);
        return;
    }
    const struct diag_source *s = &d->source[pos.file];
    print_pos(d, f, pos);
    outfile_printf(f, " error: %s\n", m->text);

    // A saturated column names no place.
    const char *line;
    size_t len;
    if (pos.line > 0 && pos.col > 0 && pos.col < COL_MAX &&
        find_line(s, pos.line, &line, &len))
        print_excerpt(f, line, len, pos.col - 1u < len ? pos.col - 1u : len);
    for (size_t i = 0; i < m->nnote; i++) {
        outfile_printf(f, "\t");
        print_pos(d, f, m->note[i].pos);
        outfile_printf(f, " %s\n", m->note[i].text);
    }
}

static bool is_before(struct pos a, struct pos b)
{
    if (a.file != b.file)
        return a.file < b.file;
    return a.line != b.line ? a.line < b.line : a.col < b.col;
}

void diag_print(const struct diag *d, int fd)
{
    int n = 0;

    CHECK(d->nmessage >= 0 && d->nmessage <= DIAG_MORE_ERRORS_MAX);
    const struct diag_message **sorted =
        xcalloc((size_t)d->nmessage + 1, sizeof(*sorted));
    for (int i = 0; i < d->nmessage;
         i++) { // insertion: keeps the order of ties
        int at = n++;
        for (; at > 0 && is_before(d->message[i].pos, sorted[at - 1]->pos);
             at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = &d->message[i];
    }
    struct outfile *f = outfile_fd(fd, "standard error");
    for (int i = 0; i < n; i++)
        print_message(d, f, sorted[i]);
    free(sorted);
    if (d->nerror > d->nmessage)
        outfile_printf(f, "too many errors\n");
    // Where messages cannot be written there is nowhere to say so.
    char *error;
    outfile_commit(f, &error);
    free(error);
}
