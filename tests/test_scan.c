// scan: tokens, automatic semicolons, values of literals, and Go's messages for
// what is malformed.
#include "lang/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "lang/number.h"

#include "testing.h"

#define BOM "\xef\xbb\xbf"

// A source of exactly n bytes on the heap, so that reads past it are seen.
struct source {
    char *text;
    struct diag diag;
    struct lang lang;
    struct scan scan;
};

static void open_bytes(struct source *t, const char *text, size_t n)
{
    *t = (struct source){0};
    t->text = xmalloc(n > 0 ? n : 1);
    memcpy(t->text, text, n);
    t->lang.diag = &t->diag;
    scan_init(&t->scan, &t->lang,
              diag_add_source(&t->diag, "t.go", t->text, n));
}

static void close_source(struct source *t)
{
    arena_release(&t->lang.arena);
    strtab_release(&t->lang.names);
    diag_release(&t->diag);
    free(t->text);
}

// All tokens, separated by blanks: names as they are, literals as "kind:text",
// semicolons with what made them.
static void list_tokens(struct source *t, char *out, size_t cap)
{
    static const char *const kinds[] = {
        [TOK_INT] = "int:",   [TOK_FLOAT] = "float:",   [TOK_IMAG] = "imag:",
        [TOK_CHAR] = "char:", [TOK_STRING] = "string:",
    };
    size_t n = 0;

    out[0] = '\0';
    for (struct scan *s = &t->scan; s->tok != TOK_EOF; scan_next(s)) {
        const char *blank = n > 0 ? " " : "";
        int len = (int)(s->end - s->start);
        assert_true(n < cap);
        if (s->tok == TOK_IDENT)
            n += (size_t)snprintf(out + n, cap - n, "%s%s", blank, s->name);
        else if (s->tok >= TOK_INT && s->tok <= TOK_STRING)
            n += (size_t)snprintf(out + n, cap - n, "%s%s%.*s", blank,
                                  kinds[s->tok], len, s->text + s->start);
        else if (s->tok == TOK_SEMICOLON)
            n += (size_t)snprintf(out + n, cap - n, "%s;%s", blank, s->semi);
        else
            n += (size_t)snprintf(out + n, cap - n, "%s%s", blank,
                                  token_text(s->tok));
    }
}

static void check_tokens(const char *text, const char *want)
{
    struct source t;
    char got[1000];

    open_bytes(&t, text, strlen(text));
    list_tokens(&t, got, sizeof got);
    assert_string_equal(got, want);
    assert_int_equal(t.diag.nerror, 0);
    close_source(&t);
}

TEST(every_operator_and_keyword_is_its_own_token)
{
    struct source t;

    for (enum token tok = TOK_ADD; tok < TOK_COUNT; tok++) {
        open_bytes(&t, token_text(tok), strlen(token_text(tok)));
        assert_int_equal(t.scan.tok, tok);
        assert_int_equal(t.scan.end, strlen(token_text(tok)));
        assert_int_equal(token_is_keyword(tok), tok >= TOK_BREAK);
        close_source(&t);
    }
}

TEST(operators_are_as_long_as_possible)
{
    check_tokens("a<<=b&^=c&^d", "a <<= b &^= c &^ d ;EOF");
    check_tokens("...", "...");
    check_tokens("..", ". .");
    check_tokens("a....b", "a ... . b ;EOF");
    check_tokens("<-<<-", "<- << -");
    check_tokens("x+++y", "x ++ + y ;EOF");
    check_tokens("a.5", "a float:.5 ;EOF");
}

TEST(a_newline_ends_a_statement_only_after_what_can_end_one)
{
    check_tokens("a\nb", "a ;newline b ;EOF");
    check_tokens("1\n", "int:1 ;newline");
    check_tokens("return\nbreak\ncontinue\nfallthrough\n",
                 "return ;newline break ;newline continue ;newline "
                 "fallthrough ;newline");
    check_tokens(")\n]\n}\n++\n--\n", ") ;newline ] ;newline } ;newline "
                                      "++ ;newline -- ;newline");
    check_tokens("(\n[\n{\n+\ngo\nif\n,\n", "( [ { + go if ,");
    check_tokens("a;\n\n\nb", "a ;semicolon b ;EOF");
    check_tokens("a\r\n\tb\r\n", "a ;newline b ;newline");
    check_tokens("", "");
    check_tokens("+", "+");
}

TEST(comments_are_white_space_and_may_hold_the_newline)
{
    check_tokens("a // x\nb", "a ;newline b ;EOF");
    check_tokens("a /* x */ b", "a b ;EOF");
    check_tokens("a /* x\n */ b", "a ;newline b ;EOF");
    check_tokens("+ /* x\n */ b", "+ b ;EOF");
    check_tokens("a /* x */ \n b", "a ;newline b ;EOF");
    check_tokens("a /**/ /***/ /*/ */ b", "a b ;EOF");
    check_tokens("a //", "a ;EOF");
    check_tokens("a / b /= c", "a / b /= c ;EOF");
}

TEST(identifiers_hold_letters_and_digits_of_all_scripts)
{
    check_tokens("_x1 été Ωmega 世界 ʰ x٣ 𝒜", "_x1 été Ωmega 世界 ʰ x٣ 𝒜 ;EOF");
    check_tokens("iff gofunc breaker Go", "iff gofunc breaker Go ;EOF");
    check_tokens(BOM "package", "package");
}

TEST(equal_names_are_one_pointer)
{
    struct source t;

    open_bytes(&t, "abc abc", 7);
    const char *first = t.scan.name;
    scan_next(&t.scan);
    assert_ptr_equal(t.scan.name, first);
    close_source(&t);
}

TEST(positions_count_lines_and_bytes)
{
    struct source t;

    open_bytes(&t, "a\n\té+ b", 8);
    assert_int_equal(t.scan.pos.line, 1);
    assert_int_equal(t.scan.pos.col, 1);
    scan_next(&t.scan);
    assert_int_equal(t.scan.pos.col, 2); // the newline
    scan_next(&t.scan);
    assert_int_equal(t.scan.pos.line, 2);
    assert_int_equal(t.scan.pos.col, 2);
    scan_next(&t.scan);
    assert_int_equal(t.scan.pos.col, 4);
    scan_next(&t.scan);
    assert_int_equal(t.scan.pos.col, 6);
    close_source(&t);
}

TEST(columns_saturate)
{
    enum { N = 70000 };
    struct source t;
    char *text = xmalloc(N);

    memset(text, ' ', N);
    text[N - 1] = 'x';
    open_bytes(&t, text, N);
    assert_int_equal(t.scan.pos.col, UINT16_MAX);
    close_source(&t);
    free(text);
}

// --- Values ------------------------------------------------------------------

TEST(integers_have_their_value_in_every_base)
{
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {
        {"0", 0},
        {"007", 7},
        {"0_7", 7},
        {"0o17", 15},
        {"0O17", 15},
        {"0b1011", 11},
        {"0B_1", 1},
        {"0xDeadBeef", 0xdeadbeef},
        {"0X_1_f", 0x1f},
        {"1_000_000", 1000000},
        {"9223372036854775807", INT64_MAX},
    };
    struct source t;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_bytes(&t, cases[i].text, strlen(cases[i].text));
        assert_int_equal(t.scan.tok, TOK_INT);
        assert_int_equal(t.scan.value.kind, CONST_INT);
        assert_true(t.scan.value.i == cases[i].value);
        assert_int_equal(t.diag.nerror, 0);
        close_source(&t);
    }
}

#define HEX_128      "ffffffffffffffffffffffffffffffff"
#define HEX_512_BITS "0x" HEX_128 HEX_128 HEX_128 HEX_128

TEST(integers_end_at_512_bits)
{
    static const struct {
        const char *text;
        bool ok;
    } cases[] = {
        {"170141183460469231731687303715884105726", true},
        {"170141183460469231731687303715884105727", true},
        {"170141183460469231731687303715884105728", true},
        {HEX_512_BITS, true},
        {HEX_512_BITS "0", false},
    };
    const int128 max = (int128)(((int128)INT64_MAX << 64) | UINT64_MAX);
    struct source t;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_bytes(&t, cases[i].text, strlen(cases[i].text));
        // The checker reports what has no value.
        assert_int_equal(t.diag.nerror, 0);
        assert_false(t.scan.bad);
        assert_int_equal(t.scan.value.kind,
                         cases[i].ok ? CONST_INT : CONST_NONE);
        if (i == 1)
            assert_true(t.scan.value.i == max);
        close_source(&t);
    }
}

TEST(floats_have_their_value)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"0.", 0.0},          {".25", 0.25},         {"1e3", 1000.0},
        {"1E+3", 1000.0},     {"1_0.2_5e-0", 10.25}, {"072.40", 72.40},
        {"089.5", 89.5},      {"0x1p-2", 0.25},      {"0x2.p10", 2048.0},
        {"0X.8p1", 1.0},      {"0x_1.8P+1", 3.0},    {"08e1", 80.0},
        {"0e999999999", 0.0},
    };
    struct source t;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_bytes(&t, cases[i].text, strlen(cases[i].text));
        assert_int_equal(t.scan.tok, TOK_FLOAT);
        assert_int_equal(t.scan.value.kind, CONST_FLOAT);
        assert_true(number_round(&t.scan.value, false) == cases[i].value);
        assert_int_equal(t.diag.nerror, 0);
        close_source(&t);
    }
}

TEST(imaginary_literals_with_a_leading_zero_are_decimal)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"0i", 0.0},     {"0123i", 123.0}, {"089i", 89.0},
        {"0x10i", 16.0}, {"0o10i", 8.0},   {"1.5e1i", 15.0},
    };
    struct source t;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_bytes(&t, cases[i].text, strlen(cases[i].text));
        assert_int_equal(t.scan.tok, TOK_IMAG);
        assert_true(number_round(&t.scan.value, false) == cases[i].value);
        assert_int_equal(t.diag.nerror, 0);
        close_source(&t);
    }
}

TEST(runes_have_their_code_point)
{
    static const struct {
        const char *text;
        int32_t value;
    } cases[] = {
        {"'a'", 'a'},
        {"'\\n'", '\n'},
        {"'\\''", '\''},
        {"'\\\\'", '\\'},
        {"'世'", 0x4e16},
        {"'\\x7f'", 0x7f},
        {"'\\377'", 255},
        {"'\\u12e4'", 0x12e4},
        {"'\"'", '"'},
        {"'\\a'", 7},
        {"'\\000'", 0},
        {"'\\v'", 11},
        {"'\\U0010ffff'", 0x10ffff},
    };
    struct source t;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_bytes(&t, cases[i].text, strlen(cases[i].text));
        assert_int_equal(t.scan.tok, TOK_CHAR);
        assert_true(t.scan.value.i == cases[i].value);
        assert_int_equal(t.diag.nerror, 0);
        close_source(&t);
    }
}

TEST(strings_have_their_bytes)
{
    static const struct {
        const char *text, *value;
        size_t len;
    } cases[] = {
        {"\"\"", "", 0},
        {"\"abc\"", "abc", 3},
        {"\"a\\x00b\\0017\"", "a\0b\0017", 5},
        {"\"\\u00e9\\U0001F600\\xff\"", "\xc3\xa9\xf0\x9f\x98\x80\xff", 7},
        {"\"\\\"'\\\\\\t\"", "\"'\\\t", 4},
        {"``", "", 0},
        {"`a\\n\nb`", "a\\n\nb", 5},
        {"`a\r\nb\r`", "a\nb", 3},
    };
    struct source t;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_bytes(&t, cases[i].text, strlen(cases[i].text));
        assert_int_equal(t.scan.tok, TOK_STRING);
        assert_int_equal(t.scan.value.kind, CONST_STRING);
        assert_int_equal(t.scan.value.len, cases[i].len);
        assert_memory_equal(t.scan.value.s, cases[i].value, cases[i].len);
        assert_int_equal(t.diag.nerror, 0);
        close_source(&t);
    }
}

// --- Errors ------------------------------------------------------------------

struct bad {
    const char *text;
    int line, col;
    const char *message; // the first error's; NULL: none
};

static void check_bad(const struct bad *cases, size_t n)
{
    struct source t;
    char tokens[1000];

    for (size_t i = 0; i < n; i++) {
        const struct bad *c = &cases[i];
        open_bytes(&t, c->text, strlen(c->text));
        list_tokens(&t, tokens, sizeof tokens);
        if (c->message == NULL) {
            assert_int_equal(t.diag.nerror, 0);
            close_source(&t);
            continue;
        }
        assert_true(t.diag.nerror > 0);
        assert_true(t.diag.nerror <= t.scan.nerror);
        assert_string_equal(t.diag.message[0].text, c->message);
        assert_int_equal(t.diag.message[0].pos.line, c->line);
        assert_int_equal(t.diag.message[0].pos.col, c->col);
        close_source(&t);
    }
}

#define CHECK_BAD(cases) check_bad(cases, sizeof cases / sizeof *cases)

TEST(malformed_numbers_are_named_as_in_go)
{
    static const struct bad cases[] = {
        {"089", 1, 2, "invalid digit '8' in octal literal"},
        {"0b12", 1, 4, "invalid digit '2' in binary literal"},
        {"0o8i", 1, 3, "invalid digit '8' in octal literal"},
        {"0x", 1, 3, "hexadecimal literal has no digits"},
        {"0b_", 1, 4, "binary literal has no digits"},
        {"1__0", 1, 3, "'_' must separate successive digits"},
        {"1_", 1, 2, "'_' must separate successive digits"},
        {"1_.5", 1, 2, "'_' must separate successive digits"},
        {"1._5", 1, 3, "'_' must separate successive digits"},
        {"0_x1", 1, 2, "'_' must separate successive digits"},
        {"1e", 1, 3, "exponent has no digits"},
        {"1e+", 1, 4, "exponent has no digits"},
        {"1p3", 1, 2, "'p' exponent requires hexadecimal mantissa"},
        {"0b1E3", 1, 4, "'E' exponent requires decimal mantissa"},
        {"0x1.0", 1, 6, "hexadecimal mantissa requires a 'p' exponent"},
        {"0b1.0", 1, 4, "invalid radix point in binary literal"},
    };
    CHECK_BAD(cases);
}

TEST(malformed_runes_and_strings_are_named_as_in_go)
{
    static const struct bad cases[] = {
        {"''", 1, 2, "empty rune literal or unescaped '"},
        {"'ab'", 1, 1, "more than one character in rune literal"},
        {"'a\n", 1, 3, "newline in rune literal"},
        {"'a", 1, 1, "rune literal not terminated"},
        {"'\\", 1, 1, "rune literal not terminated"},
        {"'\\\"'", 1, 3, "unknown escape"},
        {"\"\\'\"", 1, 3, "unknown escape"},
        {"\"\\q\"", 1, 3, "unknown escape"},
        {"\"abc\n\"", 1, 5, "newline in string"},
        {"\"abc", 1, 1, "string not terminated"},
        {"\"abc\\", 1, 1, "string not terminated"},
        {"`abc\n", 1, 1, "string not terminated"},
        {"'\\400'", 1, 6, "octal escape value 256 > 255"},
        {"'\\08'", 1, 4, "invalid character '8' in octal escape"},
        {"'\\x1'", 1, 5, "invalid character '\\'' in hexadecimal escape"},
        {"\"\\ud800\"", 1, 8, "escape is invalid Unicode code point U+D800"},
        {"'\\U00110000'", 1, 12,
         "escape is invalid Unicode code point U+110000"},
    };
    CHECK_BAD(cases);
}

TEST(bad_bytes_are_refused_everywhere)
{
    static const struct bad cases[] = {
        {"x := \xff", 1, 6, "invalid UTF-8 encoding"},
        {"\"\xff\xfe\"", 1, 2, "invalid UTF-8 encoding"},
        {"// \xc3(", 1, 4, "invalid UTF-8 encoding"},
        {"/* \xed\xa0\x80 */", 1, 4, "invalid UTF-8 encoding"}, // surrogate
        {"\"\xc0\x80\"", 1, 2, "invalid UTF-8 encoding"},       // overlong
        {"\"\xe0\x9f\xbf\"", 1, 2, "invalid UTF-8 encoding"},   // overlong
        {"\"\xf4\x90\x80\x80\"", 1, 2, "invalid UTF-8 encoding"},
        {"\"\xe4\xb8", 1, 2, "invalid UTF-8 encoding"}, // cut off
        {"a " BOM, 1, 3, "invalid BOM in the middle of the file"},
        {"a\x1b[2J", 1, 2, "invalid character U+001B"},
        {"a # b", 1, 3, "invalid character U+0023 '#'"},
        {"a\xc3\x97 b", 1, 2, "invalid character U+00D7 '×' in identifier"},
        {"\xe2\x80\xae", 1, 1, "invalid character U+202E in identifier"},
        {"\xd9\xa3x", 1, 1, "identifier cannot begin with digit U+0663 '٣'"},
        {"/* x", 1, 1, "comment not terminated"},
        {"/*/", 1, 1, "comment not terminated"},
    };
    CHECK_BAD(cases);
}

TEST(nul_bytes_are_refused)
{
    struct source t;
    char tokens[100];

    open_bytes(&t, "x := 1\0;fo\0r\0", 13);
    list_tokens(&t, tokens, sizeof tokens);
    assert_int_equal(t.scan.nerror, 3);
    assert_string_equal(t.diag.message[0].text, "invalid NUL character");
    assert_int_equal(t.diag.message[0].pos.col, 7);
    close_source(&t);
}

TEST(directives_that_change_the_meaning_are_refused)
{
    static const struct bad cases[] = {
        {"//go:embed x\n", 1, 1, "go:embed is not supported"},
        {"\t//go:linkname a b\n", 1, 2, "go:linkname is not supported"},
        {"//go:embed", 1, 1, "go:embed is not supported"},
        {"//go:embedded\n//go:noinline\n// go:embed x\n", 0, 0, NULL},
        {"//go:build ignore\n//go:generate x\n", 0, 0, NULL},
        {"/*go:embed x*/", 0, 0, NULL},
    };
    CHECK_BAD(cases);
}

TEST(line_directives_are_checked_and_change_nothing)
{
    static const struct bad cases[] = {
        {"//line x.go:99999999999999999999\n", 1, 13,
         "invalid line number: 99999999999999999999"},
        {"//line x.go:0\n", 1, 13, "invalid line number: 0"},
        {"//line x.go:\n", 1, 13, "invalid line number: "},
        {"//line x.go:1x\n", 1, 13, "invalid line number: 1x"},
        {"//line x.go:1073741825\n", 1, 13, "invalid line number: 1073741825"},
        {"//line x.go:1:0\n", 1, 15, "invalid column number: 0"},
        {"/*line x.go:0*/", 1, 13, "invalid line number: 0"},
        {"//line x.go:1073741824\n//line c:/x.go:7:3\n", 0, 0, NULL},
        {"//line x.go\n //line x:0\n// line x:0\n", 0, 0, NULL},
        {"//line x.go:7\n\x01", 2, 1, "invalid character U+0001"},
    };
    CHECK_BAD(cases);
}

TEST(sources_end_at_the_size_limit)
{
    struct source t;
    size_t max = LANG_SOURCE_MAX_BYTES;
    char *text = xmalloc(max + 1);

    memset(text, ' ', max + 1);
    text[0] = 'x';
    for (int more = -1; more <= 1; more++) {
        open_bytes(&t, text, max + (size_t)more);
        assert_int_equal(t.diag.nerror, more > 0);
        assert_int_equal(t.scan.tok, more > 0 ? TOK_EOF : TOK_IDENT);
        if (more > 0)
            assert_non_null(strstr(t.diag.message[0].text,
                                   "too large (limit 16777216 bytes)"));
        close_source(&t);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(every_operator_and_keyword_is_its_own_token),
        RUN(operators_are_as_long_as_possible),
        RUN(a_newline_ends_a_statement_only_after_what_can_end_one),
        RUN(comments_are_white_space_and_may_hold_the_newline),
        RUN(identifiers_hold_letters_and_digits_of_all_scripts),
        RUN(equal_names_are_one_pointer),
        RUN(positions_count_lines_and_bytes),
        RUN(columns_saturate),
        RUN(integers_have_their_value_in_every_base),
        RUN(integers_end_at_512_bits),
        RUN(floats_have_their_value),
        RUN(imaginary_literals_with_a_leading_zero_are_decimal),
        RUN(runes_have_their_code_point),
        RUN(strings_have_their_bytes),
        RUN(malformed_numbers_are_named_as_in_go),
        RUN(malformed_runes_and_strings_are_named_as_in_go),
        RUN(bad_bytes_are_refused_everywhere),
        RUN(nul_bytes_are_refused),
        RUN(directives_that_change_the_meaning_are_refused),
        RUN(line_directives_are_checked_and_change_nothing),
        RUN(sources_end_at_the_size_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
