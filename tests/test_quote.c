// quote: literals as strconv.Quote and QuoteRune of real Go write them.
#include "testing.h"

#include <string.h>

#include "vm/format.h"

static const char *quoted(const char *s, size_t n, bool ascii)
{
    static char buf[200];
    struct text t = {0};
    quote_string(&t, (const unsigned char *)s, n, ascii);
    strncpy(buf, text_cstr(&t), sizeof buf - 1);
    text_release(&t);
    return buf;
}

TEST(strings_are_quoted_with_gos_escapes)
{
    static const char all[] = "\a\b\t\n\v\f\r\x1b\x7f\"'\\ ~";
    assert_string_equal(quoted(all, sizeof all - 1, false),
                        "\"\\a\\b\\t\\n\\v\\f\\r\\x1b\\x7f\\\"'\\\\ ~\"");
    assert_string_equal(quoted("\0", 1, false), "\"\\x00\"");
    assert_string_equal(quoted("\xff\xe2\x98", 3, false),
                        "\"\\xff\\xe2\\x98\"");
    assert_string_equal(quoted("\xe2\x98\xba", 3, false), "\"\xe2\x98\xba\"");
    assert_string_equal(quoted("\xe2\x98\xba", 3, true), "\"\\u263a\"");
    assert_string_equal(quoted("\xf0\x9f\x98\x80", 4, true), "\"\\U0001f600\"");
    // Spaces but the ASCII one, format and private characters are escaped.
    assert_string_equal(quoted("\xc2\xa0\xe2\x80\x8b\xee\x80\x80", 8, false),
                        "\"\\u00a0\\u200b\\ue000\"");
    // A replacement character that was one before is no invalid byte.
    assert_string_equal(quoted("\xef\xbf\xbd", 3, false), "\"\xef\xbf\xbd\"");
}

static const char *quoted_rune(int32_t r, bool ascii)
{
    static char buf[40];
    struct text t = {0};
    quote_rune(&t, r, ascii);
    strncpy(buf, text_cstr(&t), sizeof buf - 1);
    text_release(&t);
    return buf;
}

TEST(runes_are_quoted_with_gos_escapes)
{
    assert_string_equal(quoted_rune('x', false), "'x'");
    assert_string_equal(quoted_rune('\'', false), "'\\''");
    assert_string_equal(quoted_rune('"', false), "'\"'");
    assert_string_equal(quoted_rune('\n', false), "'\\n'");
    assert_string_equal(quoted_rune(0x263A, true), "'\\u263a'");
    assert_string_equal(quoted_rune(0xD800, false), "'\xef\xbf\xbd'");
    assert_string_equal(quoted_rune(-1, true), "'\\ufffd'");
}

TEST(raw_strings_hold_no_control_characters)
{
    static const struct {
        const char *s;
        bool can;
    } cases[] = {
        {"plain \xe2\x98\xba\ttab", true},
        {"`", false},
        {"\n", false},
        {"\x7f", false},
        {"\xff", false},
        {"\xef\xbb\xbf", false},
        {"", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(quote_can_backquote((const unsigned char *)cases[i].s,
                                             strlen(cases[i].s)),
                         cases[i].can);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(strings_are_quoted_with_gos_escapes),
        RUN(runes_are_quoted_with_gos_escapes),
        RUN(raw_strings_hold_no_control_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
