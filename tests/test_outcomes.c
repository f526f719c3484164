// outcomes: equal ends are one, and nothing is lost on the way through a file.
#include "cli/outcomes.h"

#include <stdio.h>
#include <string.h>

#include "base/xmalloc.h"
#include "testing.h"

static void add(struct outcomes *os, const char *out, int status, uint64_t seed)
{
    struct outcome o = {.out = xstrdup(out),
                        .outlen = strlen(out),
                        .err = xstrdup(""),
                        .cut = xstrdup(""),
                        .status = status,
                        .count = 1,
                        .seed = seed};

    outcomes_add(os, &o);
}

TEST(equal_ends_are_one_with_the_smallest_seed)
{
    struct outcomes os = {0};

    add(&os, "a", 0, 5);
    add(&os, "b", 0, 4);
    add(&os, "a", 0, 3);
    add(&os, "a", 2, 2);
    outcomes_sort(&os);
    assert_int_equal(os.v.n, 3);
    assert_int_equal(os.v.v[0].count, 2);
    assert_int_equal(os.v.v[0].seed, 3);
    assert_int_equal(os.v.v[1].seed, 2); // of equal counts
    assert_int_equal(os.v.v[2].seed, 4);
    outcomes_release(&os);
}

TEST(a_file_gives_back_what_was_written)
{
    struct outcomes os = {0}, back = {0};
    char text[32];
    FILE *f = tmpfile();

    assert_non_null(f);
    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "%d", i % 300);
        add(&os, text, 0, (uint64_t)i);
    }
    assert_true(outcomes_write(&os, f));
    rewind(f);
    assert_true(outcomes_read(&back, f));
    outcomes_sort(&os);
    outcomes_sort(&back);
    assert_int_equal(back.v.n, 300);
    for (size_t i = 0; i < back.v.n; i++) {
        assert_int_equal(back.v.v[i].count, os.v.v[i].count);
        assert_int_equal(back.v.v[i].seed, os.v.v[i].seed);
        assert_string_equal(back.v.v[i].out, os.v.v[i].out);
    }
    fclose(f);
    outcomes_release(&os);
    outcomes_release(&back);
}

TEST(a_file_that_ends_early_is_noticed)
{
    struct outcomes back = {0};
    FILE *f = tmpfile();

    assert_non_null(f);
    assert_false(outcomes_read(&back, f));
    fclose(f);
    outcomes_release(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(equal_ends_are_one_with_the_smallest_seed),
        RUN(a_file_gives_back_what_was_written),
        RUN(a_file_that_ends_early_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
