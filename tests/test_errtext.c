// errtext: errors come as lines, at most ten, and nothing reaches a terminal.
#include "model/errtext.h"

#include <stdlib.h>
#include <string.h>

#include "testing.h"

TEST(no_error_is_no_text)
{
    struct errtext e = {0};

    assert_null(errtext_take(&e));
    assert_false(errtext_full(&e));
}

TEST(a_place_has_as_many_parts_as_are_known)
{
    struct errtext e = {0};

    errtext_add(&e, "a.yaml", 0, 0, "one");
    errtext_add(&e, "a.yaml", 3, 0, "two %d", 2);
    errtext_add(&e, "a.yaml", 3, 7, "three");
    char *text = errtext_take(&e);
    assert_string_equal(text, "a.yaml: error: one\n"
                              "a.yaml:3: error: two 2\n"
                              "a.yaml:3:7: error: three");
    free(text);
    assert_int_equal(e.n, 0);
}

TEST(ten_errors_are_kept_and_an_eleventh_is_told)
{
    for (int n = ERRTEXT_MAX - 1; n <= ERRTEXT_MAX + 1; n++) {
        struct errtext e = {0};
        for (int i = 0; i < n; i++)
            errtext_add(&e, "f", 0, 0, "e%d", i);
        assert_int_equal(errtext_full(&e), n >= ERRTEXT_MAX);
        char *text = errtext_take(&e);
        assert_int_equal(strstr(text, "too many errors") != NULL,
                         n > ERRTEXT_MAX);
        assert_null(strstr(text, "e10"));
        free(text);
    }
}

TEST(control_bytes_and_long_texts_are_made_harmless)
{
    static char big[100000];
    struct errtext e = {0};

    memset(big, 'x', sizeof big - 1);
    errtext_add(&e, "a\nb\033[31m", 1, 1, "'\r\n\033]0;x\a' %s", big);
    char *text = errtext_take(&e);
    for (const char *p = text; *p != '\0'; p++)
        assert_true((unsigned char)*p >= 0x20 && *p != 0x7f);
    assert_true(strlen(text) < 3000);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(no_error_is_no_text),
        RUN(a_place_has_as_many_parts_as_are_known),
        RUN(ten_errors_are_kept_and_an_eleventh_is_told),
        RUN(control_bytes_and_long_texts_are_made_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
