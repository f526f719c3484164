#include "lang/scan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"

// Go spec: Source code representation, Lexical elements.

static const char *const texts[TOK_COUNT] = {
#define TOKEN(e, text)    [TOK_##e] = text,
#define OPERATOR(e, text) [TOK_##e] = text,
#define KEYWORD(e, text)  [TOK_##e] = text,
#include "lang/tokens.def"
#undef TOKEN
#undef OPERATOR
#undef KEYWORD
};

_Static_assert(TOK_ADD == TOK_STRING + 1, "operators follow the literals");
_Static_assert(TOK_BREAK == TOK_COLON + 1, "keywords follow the operators");
_Static_assert(TOK_VAR + 1 == TOK_COUNT, "keywords come last");

const char *token_text(enum token t)
{
    CHECK(t >= TOK_EOF && t < TOK_COUNT);
    return texts[t];
}

bool token_is_keyword(enum token t)
{
    return t >= TOK_BREAK && t <= TOK_VAR;
}

struct pos scan_pos(const struct scan *s, size_t off)
{
    CHECK(off >= s->line_start);
    size_t col = off - s->line_start + 1;

    return (struct pos){.line = s->line,
                        .col = col < UINT16_MAX ? (uint16_t)col : UINT16_MAX,
                        .file = s->file};
}

static void report(struct scan *s, struct pos pos, const char *fmt, va_list ap)
{
    char text[512];

    // A cut in the middle of a character is shown escaped by diag.
    vsnprintf(text, sizeof text, fmt, ap);
    s->nerror++;
    diag_error(s->l->diag, pos, "%s", text);
}

void scan_error_at(struct scan *s, struct pos pos, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    report(s, pos, fmt, ap);
    va_end(ap);
}

void scan_error(struct scan *s, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    report(s, scan_pos(s, s->off), fmt, ap);
    va_end(ap);
}

// Decodes one character of at most n bytes (RFC 3629: no overlong forms, no
// surrogates). Returns its width, or 0 when it is invalid.
static size_t decode_utf8(const char *text, size_t n, int32_t *ch)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t width = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

    if (p[0] < 0xc2 || p[0] > 0xf4 || width > n)
        return 0;
    int32_t c = p[0] & (0x7f >> width);
    for (size_t i = 1; i < width; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least[width] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return 0;
    *ch = c;
    return width;
}

// Makes the character at next the current one; invalid ones are reported and
// skipped.
void scan_char(struct scan *s)
{
    for (;;) {
        if (s->ch == '\n') {
            s->line++;
            s->line_start = s->next;
        }
        s->off = s->next;
        if (s->off == s->len) {
            s->ch = -1;
            return;
        }
        s->ch = (unsigned char)s->text[s->off];
        s->next = s->off + 1;
        if (s->ch > 0 && s->ch < 0x80)
            return;
        if (s->ch == 0) {
            scan_error(s, "invalid NUL character");
            continue;
        }
        size_t width = decode_utf8(s->text + s->off, s->len - s->off, &s->ch);
        if (width == 0) {
            s->ch = ' '; // so that errors count no line
            scan_error(s, "invalid UTF-8 encoding");
            continue;
        }
        s->next = s->off + width;
        if (s->ch != 0xfeff)
            return;
        if (s->off > 0)
            scan_error(s, "invalid BOM in the middle of the file");
    }
}

void scan_init(struct scan *s, struct lang *l, uint16_t file)
{
    CHECK(l->diag != NULL && file < l->diag->nsource);
    const struct diag_source *source = &l->diag->source[file];

    *s = (struct scan){.l = l,
                       .file = file,
                       .text = source->text,
                       .len = source->len,
                       .ch = ' ',
                       .line = 1};
    if (s->len > LANG_SOURCE_MAX_BYTES) {
        s->len = 0;
        scan_error(s, "source file too large (limit %d bytes)",
                   LANG_SOURCE_MAX_BYTES);
    }
    scan_char(s);
    scan_next(s);
}

// --- Identifiers -------------------------------------------------------------

struct range {
    int32_t first, last;
};

static const struct range letters[] = {
#define LETTER(first, last) {first, last},
#define DIGIT(first, last)
#include "lang/unicode.def"
#undef LETTER
#undef DIGIT
};

static const struct range digits[] = {
#define LETTER(first, last)
#define DIGIT(first, last) {first, last},
#include "lang/unicode.def"
#undef LETTER
#undef DIGIT
};

static bool in_ranges(const struct range *r, size_t n, int32_t ch)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (ch < r[mid].first)
            hi = mid;
        else if (ch > r[mid].last)
            lo = mid + 1;
        else
            return true;
    }
    return false;
}

// Whether a character past ASCII can be shown: not spaces, controls, what
// formats and what has no meaning.
static bool is_shown(int32_t ch)
{
    static const struct range hidden[] = {
        {0, 0x1f},           {0x7f, 0xa0},     {0xad, 0xad},
        {0x600, 0x605},      {0x61c, 0x61c},   {0x1680, 0x1680},
        {0x180e, 0x180e},    {0x2000, 0x200f}, {0x2028, 0x202f},
        {0x205f, 0x206f},    {0x3000, 0x3000}, {0xd800, 0xf8ff},
        {0xfeff, 0xfeff},    {0xfff0, 0xfffb}, {0xfffe, 0xffff},
        {0xe0000, 0x10ffff},
    };

    return ch >= 0 && !in_ranges(hidden, sizeof hidden / sizeof *hidden, ch);
}

void scan_char_text(char out[SCAN_CHAR_TEXT_MAX], int32_t ch)
{
    uint32_t c = (uint32_t)ch;
    char utf8[5] = {(char)c};

    if (c >= 0x80 && c < 0x800)
        snprintf(utf8, sizeof utf8, "%c%c", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
    else if (c >= 0x800 && c < 0x10000)
        snprintf(utf8, sizeof utf8, "%c%c%c", 0xe0 | c >> 12,
                 0x80 | (c >> 6 & 0x3f), 0x80 | (c & 0x3f));
    else if (c >= 0x10000)
        snprintf(utf8, sizeof utf8, "%c%c%c%c", 0xf0 | c >> 18,
                 0x80 | (c >> 12 & 0x3f), 0x80 | (c >> 6 & 0x3f),
                 0x80 | (c & 0x3f));
    if (is_shown(ch))
        snprintf(out, SCAN_CHAR_TEXT_MAX, "U+%04X '%s'", c, utf8);
    else
        snprintf(out, SCAN_CHAR_TEXT_MAX, "U+%04X", c);
}

static bool is_ascii_letter(int32_t ch)
{
    return ((ch | 0x20) >= 'a' && (ch | 0x20) <= 'z') || ch == '_';
}

static bool is_decimal(int32_t ch)
{
    return ch >= '0' && ch <= '9';
}

// Whether ch goes on (or first: begins) an identifier. Characters past ASCII
// always do, with an error where Go has none in identifiers: that gives fewer
// follow-up errors.
static bool at_ident_char(struct scan *s, bool first)
{
    char text[SCAN_CHAR_TEXT_MAX];

    if (s->ch < 0x80)
        return is_ascii_letter(s->ch) || (!first && is_decimal(s->ch));
    if (in_ranges(letters, sizeof letters / sizeof *letters, s->ch))
        return true;
    scan_char_text(text, s->ch);
    if (!in_ranges(digits, sizeof digits / sizeof *digits, s->ch))
        scan_error(s, "invalid character %s in identifier", text);
    else if (first)
        scan_error(s, "identifier cannot begin with digit %s", text);
    return true;
}

static enum token keyword(const char *text, size_t n)
{
    if (n < 2 || n > 11)
        return TOK_IDENT;
    for (enum token t = TOK_BREAK; t <= TOK_VAR; t++)
        if (strlen(texts[t]) == n && memcmp(texts[t], text, n) == 0)
            return t;
    return TOK_IDENT;
}

// identifier = letter { letter | unicode_digit } .
// The first character has been read.
static void scan_ident(struct scan *s)
{
    while (at_ident_char(s, false))
        scan_char(s);
    CHECK(s->off > s->start);
    s->tok = keyword(s->text + s->start, s->off - s->start);
    switch (s->tok) {
    case TOK_IDENT:
        s->name =
            strtab_intern(&s->l->names, s->text + s->start, s->off - s->start);
        s->nlsemi = true;
        break;
    case TOK_BREAK:
    case TOK_CONTINUE:
    case TOK_FALLTHROUGH:
    case TOK_RETURN:
        s->nlsemi = true;
        break;
    default:
        break;
    }
}

// --- Comments and directives -------------------------------------------------

static bool has_prefix(const char *text, size_t n, const char *prefix)
{
    size_t len = strlen(prefix);

    return n >= len && memcmp(text, prefix, len) == 0;
}

// The value of what follows the last colon of text, as long as it is a number
// that fits; *at is where it starts, 0 without a colon.
static bool trailing_number(const char *text, size_t n, size_t *at,
                            uint64_t *value)
{
    size_t i = n;

    while (i > 0 && text[i - 1] != ':')
        i--;
    *at = i;
    *value = 0;
    if (i == 0 || i == n)
        return false;
    for (; i < n; i++) {
        if (!is_decimal(text[i]) || *value > (UINT64_MAX - 9) / 10)
            return false;
        *value = *value * 10 + (uint64_t)(text[i] - '0');
    }
    return true;
}

// Checks a //line directive as Go does, and then ignores it: messages name the
// real file. off is where text starts, on the current line.
// Source: cmd/compile/internal/syntax/parser.go: updateBase.
static void check_line_directive(struct scan *s, size_t off, size_t n)
{
    const char *text = s->text + off, *what = "line";
    const uint64_t max = 1 << 30;
    size_t at, at2;
    uint64_t line, number;
    bool ok = trailing_number(text, n, &at, &line);

    if (at == 0)
        return;
    if (ok && trailing_number(text, at - 1, &at2, &number)) {
        if (line == 0 || line > max) {
            what = "column";
            ok = false;
        } else {
            n = at - 1;
            at = at2;
            line = number;
        }
    }
    if (!ok || line == 0 || line > max)
        scan_error_at(s, scan_pos(s, off + at), "invalid %s number: %.*s", what,
                      (int)(n - at < 60 ? n - at : 60), text + at);
}

// Directives that change what a program means are refused, all others (such as
// go:noinline) have no meaning here. The comment starts at the token.
static void check_directive(struct scan *s, size_t off, size_t n)
{
    static const char *const refused[] = {"go:embed", "go:linkname",
                                          "go:wasmimport"};
    const char *text = s->text + off;

    if (has_prefix(text, n, "line ") && s->pos.col == 1)
        check_line_directive(s, off + 5, n - 5);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        size_t len = strlen(refused[i]);
        if (!has_prefix(text, n, refused[i]))
            continue;
        if (n == len || text[len] == ' ' || text[len] == '\t')
            scan_error_at(s, s->pos, "%s is not supported", refused[i]);
    }
}

// The rest of a // comment, up to the newline, which is left.
static void scan_line_comment(struct scan *s)
{
    size_t off = s->off;

    while (s->ch >= 0 && s->ch != '\n')
        scan_char(s);
    size_t n = s->off - off;
    if (n > 0 && s->text[off + n - 1] == '\r')
        n--;
    check_directive(s, off, n);
}

// The rest of a general comment.
static void scan_general_comment(struct scan *s)
{
    size_t off = s->off;
    uint32_t line = s->line;

    scan_char(s); // the *
    for (;;) {
        if (s->ch < 0) {
            scan_error_at(s, s->pos, "comment not terminated");
            return;
        }
        bool star = s->ch == '*';
        scan_char(s);
        if (star && s->ch == '/')
            break;
    }
    if (s->line == line && has_prefix(s->text + off, s->off - off, "*line "))
        check_line_directive(s, off + 6, s->off - 1 - (off + 6));
    scan_char(s);
}

// --- Tokens ------------------------------------------------------------------

// The longest operator that the text at ch starts with; reads it.
static enum token scan_operator(struct scan *s)
{
    const char *text = s->text + s->off;
    size_t left = s->len - s->off, best_len = 0;
    enum token best = TOK_EOF;

    for (enum token t = TOK_ADD; t <= TOK_COLON; t++) {
        size_t len = strlen(texts[t]);
        if (texts[t][0] == text[0] && len > best_len && len <= left &&
            memcmp(texts[t], text, len) == 0) {
            best = t;
            best_len = len;
        }
    }
    CHECK((best_len == 0) == (best == TOK_EOF));
    for (size_t i = 0; i < best_len; i++)
        scan_char(s);
    s->nlsemi = best == TOK_INC || best == TOK_DEC || best == TOK_RPAREN ||
                best == TOK_RBRACK || best == TOK_RBRACE;
    s->semi = "semicolon";
    return best;
}

static bool digit_follows(const struct scan *s)
{
    return s->next < s->len && is_decimal(s->text[s->next]);
}

// Comments, with the token at /: returns whether it was one. Sets tok to a
// semicolon when nlsemi and the comment stands for a newline, else to TOK_EOF.
static bool scan_comment(struct scan *s, bool nlsemi)
{
    char second = s->next < s->len ? s->text[s->next] : '\0';
    uint32_t line = s->line;

    if (second != '/' && second != '*')
        return false;
    scan_char(s);
    s->tok = TOK_EOF;
    if (second == '/') {
        scan_char(s);
        scan_line_comment(s);
        return true;
    }
    scan_general_comment(s);
    if (s->line > line && nlsemi) {
        s->tok = TOK_SEMICOLON;
        s->semi = "newline";
    }
    return true;
}

// Reads one token at ch. Returns false when there was none.
static bool scan_token(struct scan *s, bool nlsemi)
{
    char text[SCAN_CHAR_TEXT_MAX];

    if (s->ch < 0) {
        s->tok = nlsemi ? TOK_SEMICOLON : TOK_EOF;
        s->semi = "EOF";
    } else if (s->ch == '\n') {
        scan_char(s);
        s->tok = TOK_SEMICOLON;
        s->semi = "newline";
    } else if (is_decimal(s->ch)) {
        scan_number(s, false);
    } else if (s->ch == '.' && digit_follows(s)) {
        scan_char(s);
        scan_number(s, true);
    } else if (s->ch == '"') {
        scan_string(s);
    } else if (s->ch == '`') {
        scan_raw_string(s);
    } else if (s->ch == '\'') {
        scan_rune(s);
    } else if (s->ch == '/' && scan_comment(s, nlsemi)) {
        return s->tok == TOK_SEMICOLON;
    } else if (at_ident_char(s, true)) {
        scan_char(s);
        scan_ident(s);
    } else {
        s->tok = scan_operator(s);
        if (s->tok == TOK_EOF) {
            scan_char_text(text, s->ch);
            scan_error(s, "invalid character %s", text);
            scan_char(s);
            return false;
        }
    }
    return true;
}

void scan_next(struct scan *s)
{
    bool nlsemi = s->nlsemi;

    s->nlsemi = false;
    do {
        while (s->ch == ' ' || s->ch == '\t' || s->ch == '\r' ||
               (s->ch == '\n' && !nlsemi))
            scan_char(s);
        s->pos = scan_pos(s, s->off);
        s->start = s->off;
        s->bad = false;
        s->nerror_before = s->nerror;
    } while (!scan_token(s, nlsemi));
    s->end = s->off;
    CHECK(s->start <= s->end && s->end <= s->len);
}
