// textsum: the same text, the same lines, or neither.
#include "cli/textsum.h"

#include "scratch.h"
#include "testing.h"

static int file_of(const char *name, const char *text)
{
    scratch_write(name, text);
    int fd = open(name, O_RDONLY);
    assert_true(fd >= 0);
    return fd;
}

static enum text_relation relation(const char *a, const char *b)
{
    int x = file_of("a", a), y = file_of("b", b);
    struct textsum sa, sb;

    assert_true(textsum_read(x, &sa));
    assert_true(textsum_read(y, &sb));
    close(x);
    close(y);
    assert_int_equal(textsum_compare(&sa, &sb), textsum_compare(&sb, &sa));
    return textsum_compare(&sa, &sb);
}

TEST(texts_are_compared_as_lines)
{
    static const struct {
        const char *a, *b;
        enum text_relation want;
    } cases[] = {
        {"", "", TEXT_SAME},
        {"x\ny\n", "x\ny\n", TEXT_SAME},
        {"x\ny\n", "y\nx\n", TEXT_REORDERED},
        {"x\n\ny\n", "y\nx\n\n", TEXT_REORDERED},
        {"x\ny", "y\nx", TEXT_REORDERED}, // the last line does not end
        {"x\ny\n", "x\ny", TEXT_DIFFERENT},
        {"x\nx\ny\n", "x\ny\ny\n", TEXT_DIFFERENT},
        {"ab\n", "ba\n", TEXT_DIFFERENT},
        {"ab\ncd\n", "ad\ncb\n", TEXT_DIFFERENT},
        {"ab\nc\n", "a\nbc\n", TEXT_DIFFERENT},
        {"", "\n", TEXT_DIFFERENT},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(relation(cases[i].a, cases[i].b), cases[i].want);
}

TEST(lines_are_counted)
{
    int fd = file_of("a", "one\ntwo\nthree");
    struct textsum s;

    assert_true(textsum_read(fd, &s));
    assert_int_equal(s.lines, 3);
    assert_int_equal(s.bytes, 13);
    close(fd);
    assert_false(textsum_read(-1, &s));
}

static void difference(const char *a, const char *b, uint64_t line,
                       const char *want_a, const char *want_b)
{
    int x = file_of("a", a), y = file_of("b", b);
    char la[TEXT_LINE_MAX], lb[TEXT_LINE_MAX];

    assert_int_equal(textsum_difference(x, y, la, lb), line);
    assert_string_equal(la, want_a);
    assert_string_equal(lb, want_b);
    close(x);
    close(y);
}

TEST(the_first_line_that_differs_is_shown)
{
    static char big[40000], other[40000];

    difference("same\n", "same\n", 0, "", "");
    difference("1\n22\n3\n", "1\n23\n3\n", 2, "22", "23");
    difference("1\n", "1\n2\n", 2, "", "2");
    difference("", "x", 1, "", "x");
    difference("1\n2", "1\n2\n", 2, "2", "2");
    memset(big, 'x', sizeof big - 1);
    big[20000] = '\n';
    memcpy(other, big, sizeof big);
    other[39000] = 'y';
    difference(
        big, other, 2,
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

static int setup(void **state)
{
    (void)state;
    scratch_enter();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    scratch_leave();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(texts_are_compared_as_lines),
        RUN(lines_are_counted),
        RUN(the_first_line_that_differs_is_shown),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
