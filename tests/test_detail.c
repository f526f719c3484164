// detail: escaping can be undone, and formats are what events.def says.
#include "trace/detail.h"

#include <string.h>

#include "base/rng.h"
#include "testing.h"

TEST(any_bytes_but_nul_come_back)
{
    struct rng rng = rng_stream(1, "detail");

    for (int run = 0; run < 2000; run++) {
        char text[32], escaped[3 * sizeof text];
        size_t n = rng_below(&rng, sizeof text + 1), len;
        bool spaces = rng_below(&rng, 2) == 1;

        for (size_t i = 0; i < n; i++)
            text[i] = (char)(1 + rng_below(&rng, 255));
        len = detail_escape(escaped, text, n, spaces);
        for (size_t i = 0; i < len; i++) {
            assert_true((unsigned char)escaped[i] > ' ' ||
                        (spaces && escaped[i] == ' '));
            assert_true(escaped[i] != 0x7f);
            assert_true(spaces || escaped[i] != '=');
        }
        assert_int_equal(detail_unescape(escaped, len), n);
        assert_memory_equal(escaped, text, n);
    }
}

TEST(wrong_escapes_are_refused)
{
    static const char *const wrong[] = {"%", "%1", "a%", "%zz", "%1z", "%00"};

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[8];

        strcpy(text, wrong[i]);
        assert_int_equal(detail_unescape(text, strlen(text)), -1);
    }
}

TEST(formats_are_taken_apart)
{
    struct detail_format d[EV_COUNT];

    detail_formats(d);
    assert_int_equal(d[EV_CORE_START].n, 0);
    assert_int_equal(d[EV_GO_CREATE].n, 3);
    assert_memory_equal(d[EV_GO_CREATE].field[1].key, "fn=", 3);
    assert_int_equal(d[EV_GO_CREATE].field[1].key_len, 2);
    assert_int_equal(d[EV_GO_CREATE].field[1].kind, DETAIL_STRING);
    assert_int_equal(d[EV_GO_CREATE].field[1].slot, 1);
    assert_int_equal(d[EV_GO_CREATE].field[2].kind, DETAIL_NUMBER);
    assert_int_equal(d[EV_GO_BLOCK].field[0].kind, DETAIL_WAIT);
    assert_int_equal(d[EV_PREEMPT].field[0].kind, DETAIL_RULE);
    assert_false(d[EV_GO_START].field[0].if_steal);
    assert_true(d[EV_GO_START].field[1].if_steal);
    assert_true(d[EV_GO_START].field[2].if_steal);
    assert_false(d[EV_STEAL].field[1].if_steal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(any_bytes_but_nul_come_back),
        RUN(wrong_escapes_are_refused),
        RUN(formats_are_taken_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
