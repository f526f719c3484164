// strtab: equal text, same pointer.
#include "base/strtab.h"

#include <stdio.h>
#include <string.h>

#include "testing.h"

TEST(equal_texts_are_one_pointer_and_others_are_not)
{
    struct strtab t = {0};
    char text[] = "alpha beta alpha";
    const char *a = strtab_intern(&t, text, 5);
    const char *b = strtab_intern(&t, text + 6, 4);
    assert_ptr_equal(strtab_intern(&t, text + 11, 5), a);
    assert_ptr_equal(strtab_cstr(&t, "alpha"), a);
    assert_ptr_not_equal(a, b);
    assert_string_equal(a, "alpha");
    assert_string_equal(b, "beta");
    assert_int_equal(t.n, 2);
    text[0] = 'X'; // the copy is the table's own
    assert_string_equal(a, "alpha");
    strtab_release(&t);
}

TEST(the_empty_text_and_prefixes_and_nul_bytes_are_names)
{
    struct strtab t = {0};
    const char *empty = strtab_intern(&t, NULL, 0);
    assert_ptr_equal(strtab_cstr(&t, ""), empty);
    const char *nul = strtab_intern(&t, "\0", 1);
    assert_ptr_not_equal(nul, empty);
    const char *a = strtab_intern(&t, "a", 1);
    const char *a_nul = strtab_intern(&t, "a\0", 2);
    const char *a_nul_b = strtab_intern(&t, "a\0b", 3);
    assert_ptr_not_equal(a, a_nul);
    assert_ptr_not_equal(a_nul, a_nul_b);
    assert_memory_equal(a_nul_b, "a\0b", 4);
    assert_ptr_equal(strtab_intern(&t, "a\0b", 3), a_nul_b);
    strtab_release(&t);
}

TEST(pointers_survive_growth)
{
    enum { N = 20000 };
    static const char *p[N];
    struct strtab t = {0};
    char name[16];
    for (int i = 0; i < N; i++) {
        snprintf(name, sizeof name, "v%d", i);
        p[i] = strtab_cstr(&t, name);
        assert_true(t.n <= t.cap / 4 * 3);
    }
    assert_int_equal(t.n, N);
    for (int i = 0; i < N; i++) {
        snprintf(name, sizeof name, "v%d", i);
        assert_ptr_equal(strtab_cstr(&t, name), p[i]);
        assert_string_equal(p[i], name);
    }
    assert_int_equal(t.n, N);
    strtab_release(&t);
}

TEST(long_texts_fit)
{
    static char text[200001];
    struct strtab t = {0};
    memset(text, 'x', sizeof text - 1);
    const char *a = strtab_intern(&t, text, 200000);
    assert_int_equal(strlen(a), 200000);
    assert_ptr_equal(strtab_cstr(&t, text), a);
    assert_ptr_not_equal(strtab_intern(&t, text, 199999), a);
    strtab_release(&t);
}

TEST(a_released_table_is_empty_and_usable)
{
    struct strtab t = {0};
    strtab_release(&t);
    strtab_cstr(&t, "x");
    strtab_release(&t);
    assert_int_equal(t.n + t.cap, 0);
    assert_string_equal(strtab_cstr(&t, "y"), "y");
    strtab_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(equal_texts_are_one_pointer_and_others_are_not),
        RUN(the_empty_text_and_prefixes_and_nul_bytes_are_names),
        RUN(pointers_survive_growth),
        RUN(long_texts_fit),
        RUN(a_released_table_is_empty_and_usable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
