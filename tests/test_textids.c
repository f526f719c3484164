// textids: a number for each text, whatever bytes it has.
#include "trace/textids.h"

#include <stdio.h>
#include <string.h>

#include "testing.h"

TEST(equal_texts_have_one_number)
{
    static const struct {
        const char *s;
        size_t n;
        uint32_t id;
        bool is_new;
    } cases[] = {
        {"a", 1, 1, true},         {"b", 1, 2, true},
        {"a", 1, 1, false},        {"", 0, 3, true},
        {"a\0b", 3, 4, true},      {"a\0c", 3, 5, true},
        {"ab", 1, 1, false},       {"a\0b", 3, 4, false},
        {"", 0, 3, false},         {"12345678", 8, 6, true},
        {"123456789", 9, 7, true}, {"12345678", 8, 6, false},
    };
    struct textids t = {0};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool is_new = !cases[i].is_new;
        size_t n = 99;

        assert_int_equal(textids_get(&t, cases[i].s, cases[i].n, &is_new),
                         cases[i].id);
        assert_int_equal(is_new, cases[i].is_new);
        assert_memory_equal(textids_text(&t, cases[i].id, &n), cases[i].s,
                            cases[i].n);
        assert_int_equal(n, cases[i].n);
    }
    textids_release(&t);
}

TEST(many_texts_keep_their_numbers)
{
    struct textids t = {0};
    bool is_new;

    for (int round = 0; round < 2; round++)
        for (uint32_t i = 1; i <= 10000; i++) {
            char text[16];
            int n = snprintf(text, sizeof text, "%u", i * 7919);
            assert_int_equal(textids_get(&t, text, (size_t)n, &is_new), i);
            assert_int_equal(is_new, round == 0);
        }
    textids_release(&t);
    assert_int_equal(textids_get(&t, "x", 1, &is_new), 1);
    textids_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(equal_texts_have_one_number),
        RUN(many_texts_keep_their_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
