// text: UTF-8 as Go decodes it, growth, the limit.
#include "testing.h"

#include <string.h>

#include "vm/text.h"

TEST(utf8_is_decoded_as_go_does)
{
    static const struct {
        const char *bytes;
        int32_t rune;
        int width;
    } cases[] = {
        {"a", 'a', 1},
        {"\xc3\xa9", 0xE9, 2},
        {"\xe2\x98\xba", 0x263A, 3},
        {"\xf0\x9f\x98\x80", 0x1F600, 4},
        {"\xf4\x8f\xbf\xbf", 0x10FFFF, 4},
        {"\xee\x80\x80", 0xE000, 3},
        {"\xed\x9f\xbf", 0xD7FF, 3},
        // Overlong, surrogate, too large, cut short, stray.
        {"\xc0\x80", RUNE_ERROR, 1},
        {"\xc1\xbf", RUNE_ERROR, 1},
        {"\xe0\x9f\xbf", RUNE_ERROR, 1},
        {"\xf0\x8f\xbf\xbf", RUNE_ERROR, 1},
        {"\xed\xa0\x80", RUNE_ERROR, 1},
        {"\xf4\x90\x80\x80", RUNE_ERROR, 1},
        {"\xf5\x80\x80\x80", RUNE_ERROR, 1},
        {"\xe2\x98", RUNE_ERROR, 1},
        {"\xe2\x98z", RUNE_ERROR, 1},
        {"\xf0\x9f\x98z", RUNE_ERROR, 1},
        {"\xc3", RUNE_ERROR, 1},
        {"\x80", RUNE_ERROR, 1},
        {"\xff", RUNE_ERROR, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int width = 0;
        const char *s = cases[i].bytes;
        int32_t r = utf8_decode((const unsigned char *)s, strlen(s), &width);
        if (r != cases[i].rune || width != cases[i].width)
            fail_msg("case %zu: %x, %d bytes", i, (unsigned)r, width);
    }
}

TEST(every_rune_survives_encoding_and_invalid_ones_become_fffd)
{
    for (int32_t r = 0; r <= RUNE_MAX; r += r < 0x11000 ? 1 : 997) {
        unsigned char buf[UTF8_MAX];
        int width, n = utf8_encode(buf, r);
        int32_t want = r >= 0xD800 && r <= 0xDFFF ? RUNE_ERROR : r;
        assert_int_equal(utf8_decode(buf, (size_t)n, &width), want);
        assert_int_equal(width, n);
    }
    static const int64_t bad[] = {-1, RUNE_MAX + 1, INT64_MIN, INT64_MAX};
    for (int i = 0; i < 4; i++) {
        unsigned char buf[UTF8_MAX];
        assert_int_equal(utf8_encode(buf, bad[i]), 3);
        assert_memory_equal(buf, "\xef\xbf\xbd", 3);
    }
    assert_int_equal(
        utf8_count((const unsigned char *)"a\xc3\xa9\xff\xe2\x98", 6), 5);
}

TEST(text_grows_and_is_emptied)
{
    struct text t = {0};
    assert_string_equal(text_cstr(&t), "");
    for (int i = 0; i < 1000; i++)
        text_printf(&t, "%d,", i % 10);
    assert_int_equal(t.n, 2000);
    assert_memory_equal(t.v + 1990, "5,6,7,8,9,", 10);
    text_clear(&t);
    text_byte(&t, 'a');
    text_fill(&t, 'b', 3);
    text_bytes(&t, "cd", 2);
    text_rune(&t, 0xE9);
    text_str(&t, "!");
    assert_string_equal(text_cstr(&t), "abbbcd\xc3\xa9!");
    assert_false(t.full);
    text_release(&t);
}

TEST(text_past_the_limit_is_dropped)
{
    struct text t = {0};
    text_fill(&t, 'x', TEXT_MAX_BYTES / 2);
    assert_false(t.full);
    text_fill(&t, 'x', TEXT_MAX_BYTES / 2);
    assert_true(t.full);
    assert_int_equal(t.n, TEXT_MAX_BYTES / 2);
    text_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(utf8_is_decoded_as_go_does),
        RUN(every_rune_survives_encoding_and_invalid_ones_become_fffd),
        RUN(text_grows_and_is_emptied),
        RUN(text_past_the_limit_is_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
