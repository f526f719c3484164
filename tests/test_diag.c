// diag: what is printed, byte by byte; nothing the input says reaches the
// terminal raw.
#include "base/diag.h"

#include <stdio.h>
#include <stdlib.h>

#include "child.h"
#include "testing.h"

static struct child c;

static void print(void *d)
{
    diag_print(d, STDERR_FILENO);
}

static void expect_print(struct diag *d, const char *expected)
{
    child_run(&c, print, d);
    assert_int_equal(c.status, 0);
    assert_string_equal(c.out, expected);
}

// One error at line:col of text.
static void expect_excerpt(const char *text, uint32_t line, uint16_t col,
                           const char *expected)
{
    struct diag d = {0};
    uint16_t file = diag_add_source(&d, "f.go", text, strlen(text));
    diag_error(&d, (struct pos){line, col, file}, "bad");
    expect_print(&d, expected);
    diag_release(&d);
}

TEST(an_error_shows_its_line_and_a_caret)
{
    const char *text = "package main\n\nfunc main() {\n\tx := y\n}\n";
    expect_excerpt(text, 3, 6, "f.go:3:6: error: bad\nfunc main() {\n     ^\n");
    expect_excerpt(text, 1, 1, "f.go:1:1: error: bad\npackage main\n^\n");
    expect_excerpt(text, 4, 7, "f.go:4:7: error: bad\n\tx := y\n\t     ^\n");
    expect_excerpt(text, 4, 1, "f.go:4:1: error: bad\n\tx := y\n^\n");
}

TEST(lines_and_columns_at_the_edges_of_the_text_are_shown)
{
    expect_excerpt("ab", 1, 3, "f.go:1:3: error: bad\nab\n  ^\n");
    expect_excerpt("ab", 1, 9, "f.go:1:9: error: bad\nab\n  ^\n");
    expect_excerpt("ab\n", 2, 1, "f.go:2:1: error: bad\n\n^\n");
    expect_excerpt("ab\n", 3, 1, "f.go:3:1: error: bad\n");
    expect_excerpt("", 1, 1, "f.go:1:1: error: bad\n\n^\n");
    expect_excerpt("", 2, 1, "f.go:2:1: error: bad\n");
    expect_excerpt("ab\r\ncd\r\n", 1, 3, "f.go:1:3: error: bad\nab\n  ^\n");
    expect_excerpt("ab\r\ncd\r\n", 2, 1, "f.go:2:1: error: bad\ncd\n^\n");
    expect_excerpt("ab", 0, 0, "f.go: error: bad\n");
    expect_excerpt("ab", 1, 0, "f.go:1: error: bad\n");
    expect_excerpt("ab", 4294967295u, 1, "f.go:4294967295:1: error: bad\n");
}

TEST(a_saturated_column_has_no_caret)
{
    static char text[70001];
    memset(text, 'x', sizeof text - 1);
    expect_excerpt(text, 1, 65535, "f.go:1:65535: error: bad\n");
    struct diag d = {0};
    diag_add_source(&d, "f.go", text, sizeof text - 1);
    diag_error(&d, (struct pos){1, 65534, 0}, "bad");
    child_run(&c, print, &d);
    assert_non_null(strstr(c.out, "^"));
    diag_release(&d);
}

TEST(the_caret_counts_escaped_and_wide_characters)
{
    expect_excerpt("a\x1b[31mb", 1, 2,
                   "f.go:1:2: error: bad\na\\x1b[31mb\n ^\n");
    expect_excerpt("a\x1b[31mb", 1, 7,
                   "f.go:1:7: error: bad\na\\x1b[31mb\n         ^\n");
    expect_excerpt("\xe2\x80\xae+x", 1, 4,
                   "f.go:1:4: error: bad\n\\u{202e}+x\n        ^\n");
    expect_excerpt("\xff\xfe=", 1, 3,
                   "f.go:1:3: error: bad\n\\xff\\xfe=\n        ^\n");
    expect_excerpt("\xc3\xa9=", 1, 3, "f.go:1:3: error: bad\n\xc3\xa9=\n ^\n");
    expect_excerpt("e\xcc\x81=", 1, 4,
                   "f.go:1:4: error: bad\ne\xcc\x81=\n ^\n");
    expect_excerpt("\xe4\xb8\x96=", 1, 4,
                   "f.go:1:4: error: bad\n\xe4\xb8\x96=\n  ^\n");
    // In the middle of a character: under its start.
    expect_excerpt("a\xe4\xb8\x96=", 1, 3,
                   "f.go:1:3: error: bad\na\xe4\xb8\x96=\n ^\n");
    // A tab after the caret's place does not move it.
    expect_excerpt("a\tb\tc", 1, 3, "f.go:1:3: error: bad\na\tb\tc\n \t^\n");
}

// The excerpt of a line of n bytes, 'a' repeated, with an X at col.
static void long_line(size_t n, uint16_t col, char *source, char *caret)
{
    static char text[1000];
    struct diag d = {0};
    memset(text, 'a', n);
    text[col - 1] = 'X';
    diag_add_source(&d, "f", text, n);
    diag_error(&d, (struct pos){1, col, 0}, "m");
    child_run(&c, print, &d);
    assert_int_equal(
        sscanf(c.out, "%*[^\n]%*1[\n]%999[^\n]%*1[\n]%999[^\n]", source, caret),
        2);
    diag_release(&d);
}

TEST(a_long_line_is_cut_around_the_column)
{
    char source[1000], caret[1000];
    static const struct {
        size_t n;
        uint16_t col;
        size_t shown; // bytes of the source line
        size_t at;    // columns before the caret
    } cases[] = {
        {159, 1, 159, 0},
        {160, 160, 160, 159},
        {161, 1, 160 + 3, 0},
        {161, 161, 3 + 160, 1 + 159},
        {500, 81, 160 + 3, 80},
        {500, 82, 3 + 160 + 3, 1 + 80},
        {500, 250, 3 + 160 + 3, 81},
        {500, 420, 3 + 160 + 3, 81},
        {500, 421, 3 + 160, 81},
        {500, 500, 3 + 160, 160},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        long_line(cases[i].n, cases[i].col, source, caret);
        assert_int_equal(strlen(source), cases[i].shown);
        assert_int_equal(strlen(caret), cases[i].at + 1);
        assert_int_equal(strspn(caret, " "), cases[i].at);
        size_t mark = strncmp(source, "…", 3) == 0 ? 2 : 0; // its extra bytes
        assert_int_equal(source[cases[i].at + mark], 'X');
    }
}

TEST(a_long_line_is_cut_between_characters)
{
    // Four bytes each, so that three of four cuts fall inside one.
    static char text[801];
    for (size_t i = 0; i < 200; i++)
        memcpy(text + 4 * i, "\xf0\x90\x8d\x88", 4);
    for (uint16_t col = 397; col < 405; col++) {
        struct diag d = {0};
        diag_add_source(&d, "f", text, 800);
        diag_error(&d, (struct pos){1, col, 0}, "m");
        child_run(&c, print, &d);
        assert_null(strstr(c.out, "\\x"));
        diag_release(&d);
    }
    // Continuation bytes only: no character to spare, all escaped.
    memset(text, 0x80, 800);
    struct diag d = {0};
    diag_add_source(&d, "f", text, 800);
    diag_error(&d, (struct pos){1, 400, 0}, "m");
    child_run(&c, print, &d);
    assert_non_null(strstr(c.out, "\\x80\\x80"));
    diag_release(&d);
}

TEST(errors_are_sorted_by_place_and_ties_keep_their_order)
{
    struct diag d = {0};
    assert_int_equal(diag_add_source(&d, "a", "x\ny\nz\n", 6), 0);
    assert_int_equal(diag_add_source(&d, "b", "x\n", 2), 1);
    diag_error(&d, (struct pos){1, 1, 1}, "fifth");
    diag_error(&d, (struct pos){3, 1, 0}, "fourth");
    diag_error(&d, (struct pos){1, 1, 0}, "third");
    diag_error(&d, (struct pos){0, 0, 0}, "%s", "first");
    diag_error(&d, (struct pos){0, 0, 0}, "%s", "second");
    expect_print(&d, "a: error: first\na: error: second\n"
                     "a:1:1: error: third\nx\n^\n"
                     "a:3:1: error: fourth\nz\n^\n"
                     "b:1:1: error: fifth\nx\n^\n");
    diag_release(&d);
}

TEST(what_a_line_says_already_is_not_said_again)
{
    struct diag d = {0};
    diag_add_source(&d, "a", "xyz\nx\n", 6);
    diag_add_source(&d, "b", "xyz\n", 4);
    diag_error(&d, (struct pos){1, 3, 0}, "first");
    diag_error(&d, (struct pos){1, 3, 0}, "first");
    diag_error(&d, (struct pos){1, 1, 0}, "first");
    diag_error(&d, (struct pos){1, 2, 0}, "second");
    diag_error(&d, (struct pos){1, 3, 0}, "first");
    diag_error(&d, (struct pos){1, 2, 0}, "first");
    diag_error(&d, (struct pos){2, 1, 0}, "first");
    diag_error(&d, (struct pos){1, 1, 1}, "first");
    assert_int_equal(d.nerror, 5);
    expect_print(&d, "a:1:2: error: second\nxyz\n ^\n"
                     "a:1:2: error: first\nxyz\n ^\n"
                     "a:1:3: error: first\nxyz\n  ^\n"
                     "a:2:1: error: first\nx\n^\n"
                     "b:1:1: error: first\nxyz\n^\n");
    diag_release(&d);
}

TEST(a_line_has_one_syntax_error_beside_others)
{
    struct diag d = {0};
    diag_add_source(&d, "a", "xyz\n", 4);
    diag_error(&d, (struct pos){1, 1, 0}, "other");
    diag_error(&d, (struct pos){1, 2, 0}, "syntax error: a");
    diag_error(&d, (struct pos){1, 3, 0}, "syntax error: b");
    assert_int_equal(d.nerror, 2);
    expect_print(&d, "a:1:1: error: other\nxyz\n^\n"
                     "a:1:2: error: syntax error: a\nxyz\n ^\n");
    diag_release(&d);
}

static int lines_of(const char *s)
{
    int n = 0;
    for (; *s != '\0'; s++)
        n += *s == '\n';
    return n;
}

TEST(ten_errors_are_shown_and_the_eleventh_is_counted)
{
    struct diag d = {0};
    diag_add_source(&d, "a", "", 0);
    for (uint32_t line = 1; line <= 11; line++) {
        diag_error(&d, (struct pos){line + 1, 1, 0}, "bad");
        child_run(&c, print, &d);
        assert_int_equal(lines_of(c.out), line <= 10 ? line : 11);
    }
    assert_int_equal(d.nerror, 11);
    assert_int_equal(d.nmessage, 10);
    assert_non_null(strstr(c.out, "\ntoo many errors\n"));
    diag_error(&d, (struct pos){2, 1, 0}, "bad");
    assert_int_equal(d.nerror, 11);
    diag_release(&d);
    assert_int_equal(d.nerror, 0);
}

TEST(notes_follow_the_error_that_was_kept)
{
    static const char text[] = "x\nx\n";
    struct diag d = {0};
    diag_add_source(&d, "a\x1b", text, sizeof text - 1);
    diag_note(&d, (struct pos){1, 1, 0}, "of no error");
    diag_error(&d, (struct pos){2, 1, 0}, "x again");
    diag_note(&d, (struct pos){1, 1, 0}, "first %s", "x\n");
    diag_note(&d, (struct pos){1, 2, 0}, "second");
    diag_error(&d, (struct pos){2, 1, 0}, "x again");
    diag_note(&d, (struct pos){1, 1, 0}, "of an error that is repeated");
    expect_print(&d, "a\\x1b:2:1: error: x again\nx\n^\n"
                     "\ta\\x1b:1:1: first x\\x0a\n"
                     "\ta\\x1b:1:2: second\n");
    diag_release(&d);
}

TEST(an_error_has_a_hundred_notes_at_most)
{
    for (size_t n = DIAG_NOTES_MAX - 1; n <= DIAG_NOTES_MAX + 1; n++) {
        struct diag d = {0};
        diag_add_source(&d, "a", "", 0);
        diag_error(&d, (struct pos){1, 1, 0}, "bad");
        for (size_t i = 0; i < n; i++)
            diag_note(&d, (struct pos){1, 1, 0}, "note");
        assert_int_equal(d.message[0].nnote,
                         n < DIAG_NOTES_MAX ? n : DIAG_NOTES_MAX);
        diag_release(&d);
    }
}

TEST(more_errors_are_shown_when_asked_for)
{
    struct diag d = {.more_errors = true};
    diag_add_source(&d, "a", "", 0);
    for (uint32_t line = DIAG_MORE_ERRORS_MAX; line >= 1; line--)
        diag_error(&d, (struct pos){line, 1, 0}, "bad");
    assert_int_equal(d.nmessage, DIAG_MORE_ERRORS_MAX);
    assert_false(diag_has_room(&d));
    diag_error(&d, (struct pos){DIAG_MORE_ERRORS_MAX + 1, 1, 0}, "bad");
    assert_int_equal(d.nmessage, DIAG_MORE_ERRORS_MAX);
    assert_int_equal(d.nerror, DIAG_MORE_ERRORS_MAX + 1);
    diag_release(&d);
}

TEST(without_a_source_an_error_stands_alone)
{
    struct diag d = {0};
    diag_error(&d, (struct pos){0}, "no %s", "place");
    expect_print(&d, "error: no place\n");
    diag_release(&d);
    expect_print(&d, "");
}

static void error_in_no_file(void *arg)
{
    diag_error(arg, (struct pos){1, 1, 0}, "x");
}

TEST(a_place_in_an_unknown_source_is_a_bug)
{
    struct diag d = {0};
    assert_int_equal(child_status(error_in_no_file, &d), 70);
}

TEST(names_and_texts_are_escaped)
{
    struct diag d = {0};
    diag_add_source(&d, "\x1b]0;x\a\nb.go", "y\n", 2);
    diag_error(&d, (struct pos){1, 1, 0}, "odd %s", "\x9b\n\xe2\x80\x8b");
    expect_print(&d, "\\x1b]0;x\\x07\\x0ab.go:1:1: error: "
                     "odd \\x9b\\x0a\\u{200b}\ny\n^\n");
    diag_release(&d);
}

TEST(the_worst_input_prints_little)
{
    static char line[5000], name[5000];
    memset(line, 0x80, sizeof line);
    memset(name, 0x1b, sizeof name - 1);
    struct diag d = {0};
    for (int i = 0; i < 11; i++) {
        uint16_t file = diag_add_source(&d, name, line, sizeof line);
        diag_error(&d, (struct pos){1, 2500, file}, "%s%s", name, name);
    }
    child_run(&c, print, &d);
    assert_in_range(c.len, 10000, sizeof c.out - 2);
    assert_non_null(strstr(c.out, "…:1:2500: error: "));
    assert_non_null(strstr(c.out, "…\n"));
    assert_non_null(strstr(c.out, "too many errors\n"));
    for (size_t i = 0; i < c.len; i++)
        assert_true(c.out[i] == '\n' || (uint8_t)c.out[i] >= 0x20);
    diag_release(&d);
}

TEST(escape_shows_what_is_printable_and_names_the_rest)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"plain 'text' \\", "plain 'text' \\"},
        {"\x1f \x7f\t\r\n", "\\x1f \\x7f\\x09\\x0d\\x0a"},
        {"\xc3\xa9\xe4\xb8\x96\xf0\x9f\x98\x80",
         "\xc3\xa9\xe4\xb8\x96\xf0\x9f\x98\x80"},
        {"\xc2\x9b", "\\u{9b}"},       // C1 control sequence introducer
        {"\xc2\xa0", "\xc2\xa0"},      // no-break space: the next one is shown
        {"\xd8\x9c", "\\u{61c}"},      // Arabic letter mark
        {"\xe2\x80\x8b", "\\u{200b}"}, // zero width space
        {"\xe2\x80\x8e", "\\u{200e}"}, // left-to-right mark
        {"\xe2\x80\x8f", "\\u{200f}"},
        {"\xe2\x80\x90", "\xe2\x80\x90"},
        {"\xe2\x80\xa9", "\\u{2029}"}, // paragraph separator
        {"\xe2\x80\xaa", "\\u{202a}"}, // embeddings and overrides
        {"\xe2\x80\xae", "\\u{202e}"},
        {"\xe2\x80\xaf", "\xe2\x80\xaf"},
        {"\xe2\x81\xa6", "\\u{2066}"}, // isolates
        {"\xe2\x81\xa9", "\\u{2069}"},
        {"\xef\xbb\xbf", "\\u{feff}"},      // byte order mark
        {"\xef\xbf\xbd", "\xef\xbf\xbd"},   // replacement character
        {"\xf3\xa0\x81\x81", "\\u{e0041}"}, // tag
        {"\xc0\xaf", "\\xc0\\xaf"},         // overlong
        {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
        {"\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},          // surrogate
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, // past U+10FFFF
        {"\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80"},
        {"\xe4\xb8", "\\xe4\\xb8"}, // too short
        {"\xe4\xb8x", "\\xe4\\xb8x"},
        {"\xc3", "\\xc3"},
        {"\x80\xbf\xff", "\\x80\\xbf\\xff"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[100];
        diag_escape(out, sizeof out, cases[i].in, strlen(cases[i].in));
        assert_string_equal(out, cases[i].out);
    }
    char out[8];
    diag_escape(out, sizeof out, "a\0b", 3);
    assert_string_equal(out, "a\\x00b");
    diag_escape(out, sizeof out, NULL, 0);
    assert_string_equal(out, "");
}

TEST(escape_cuts_between_characters_and_marks_it)
{
    static const struct {
        size_t cap;
        const char *in, *out;
    } cases[] = {
        {6, "hello", "hello"},
        {5, "hello", "h…"},
        {4, "hello", "…"},
        {3, "hello", ""},
        {1, "hello", ""},
        {1, "", ""},
        {5, "\x1b", "\\x1b"},
        {4, "\x1b", "…"},
        {9, "\x1b\x1b", "\\x1b\\x1b"},
        {8, "\x1b\x1b", "\\x1b…"},
        {6, "ab\xc3\xa9zz", "ab…"},
        {7, "ab\xc3\xa9zz", "ab\xc3\xa9zz"},
        {7, "ab\xc3\xa9xyz", "ab…"},
        {8, "ab\xc3\xa9wxyz", "ab\xc3\xa9…"},
        {2, "a", "a"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[16];
        memset(out, '#', sizeof out);
        diag_escape(out, cases[i].cap, cases[i].in, strlen(cases[i].in));
        assert_string_equal(out, cases[i].out);
        assert_int_equal(out[cases[i].cap], '#');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(an_error_shows_its_line_and_a_caret),
        RUN(lines_and_columns_at_the_edges_of_the_text_are_shown),
        RUN(a_saturated_column_has_no_caret),
        RUN(the_caret_counts_escaped_and_wide_characters),
        RUN(a_long_line_is_cut_around_the_column),
        RUN(a_long_line_is_cut_between_characters),
        RUN(errors_are_sorted_by_place_and_ties_keep_their_order),
        RUN(what_a_line_says_already_is_not_said_again),
        RUN(a_line_has_one_syntax_error_beside_others),
        RUN(ten_errors_are_shown_and_the_eleventh_is_counted),
        RUN(notes_follow_the_error_that_was_kept),
        RUN(an_error_has_a_hundred_notes_at_most),
        RUN(more_errors_are_shown_when_asked_for),
        RUN(without_a_source_an_error_stands_alone),
        RUN(a_place_in_an_unknown_source_is_a_bug),
        RUN(names_and_texts_are_escaped),
        RUN(the_worst_input_prints_little),
        RUN(escape_shows_what_is_printable_and_names_the_rest),
        RUN(escape_cuts_between_characters_and_marks_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
