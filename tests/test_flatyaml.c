// flatyaml: what the shape of a model file may be, and where an error is.
#include "model/flatyaml.h"

#include <stdlib.h>
#include <string.h>

#include "testing.h"

static const struct flatyaml_key keys[] = {{"a", 0}, {"list", 3}, {"b", 0}};
enum { NKEY = 3, NSLOT = 5 };

// Reads text; returns the errors or NULL, the caller frees them and value.
static char *read_text(const char *text, char *value[NSLOT])
{
    struct errtext err = {0};
    bool good = flatyaml_read("f", text, strlen(text), keys, NKEY, value, &err);
    char *error = errtext_take(&err);

    assert_int_equal(good, error == NULL);
    return error;
}

TEST(scalars_and_lists_come_as_text_in_the_order_of_the_keys)
{
    char *value[NSLOT];

    assert_null(read_text("b: 'two words' # why\n"
                          "list:\n  - 1\n  - 010 # octal?\n  - \"3\"\n"
                          "a: 10ms\n",
                          value));
    assert_string_equal(value[0], "10ms");
    assert_string_equal(value[1], "1");
    assert_string_equal(value[2], "010");
    assert_string_equal(value[3], "3");
    assert_string_equal(value[4], "two words");
    flatyaml_free(value, NSLOT);
}

TEST(what_is_missing_is_null)
{
    static const char *const texts[] = {"", "\n", "# only\n", "---\n", "{}\n"};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *value[NSLOT];
        char *error = read_text(texts[i], value);
        if (error != NULL) // "---" is a document that holds null
            assert_non_null(strstr(error, "'field: value'"));
        for (int j = 0; j < NSLOT; j++)
            assert_null(value[j]);
        free(error);
    }
}

TEST(each_error_has_its_text_and_place)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"a: 1\nc: 2\nb: 3\n", "f:2:1: error: unknown field 'c'"},
        {"a: 1\n'C\\x07': 2\n", "f:2:1: error: unknown field 'C\\x07'"},
        {"a: 1\nb: 2\n\na: 3\n", "f:4:1: error: field 'a' is given twice"},
        {"a: [1]\n", "f:1:1: error: a single value is expected here"},
        {"b: 1\na: {x: 1}\n", "f:2:1: error: a single value is expected here"},
        {"list: 3\n", "f:1:1: error: a list of numbers is expected here"},
        {"a: 1\nlist:\n  - 1\n  - 2\nb: 1\n",
         "f:4:3: error: too few numbers in the list"},
        {"list:\n - 1\n - 2\n - 3\n - 4\n",
         "f:5:2: error: too many numbers in the list"},
        {"list: [1, [2], 3]\n", "f:1:1: error: a single value is expected"},
        {"a: &x 1\nb: *x\n", "f:2:1: error: YAML aliases are not supported"},
        {"a: 1\n---\nb: 2\n", "f:2:1: error: a second YAML document"},
        {"just words\n", "f:1:1: error: lines of 'field: value' are expected"},
        {"- a\n- b\n", "f:1:1: error: lines of 'field: value' are expected"},
        {"a: 1\n[b]: 2\n", "f:2:1: error: lines of 'field: value'"},
        {"a: 1\n\tb: 2\n", "f:2:2: error: not YAML: "},
        {"a: 1\nb: 'x\n", "f:2:1: error: not YAML: found unexpected end"},
        {"a: 1\nb: \xff\n", "f:2:1: error: not YAML: invalid leading UTF-8"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *value[NSLOT];
        char *error = read_text(cases[i].text, value);
        assert_non_null(error);
        if (strncmp(error, cases[i].error, strlen(cases[i].error)) != 0)
            fail_msg("case %zu: %s", i, error);
        assert_null(strchr(error, '\n'));
        free(error);
    }
}

TEST(a_value_may_be_so_long_and_not_longer)
{
    for (size_t n = FLATYAML_VALUE_MAX - 1; n <= FLATYAML_VALUE_MAX + 1; n++) {
        static char text[FLATYAML_VALUE_MAX + 16];
        char *value[NSLOT];
        memcpy(text, "a: ", 3);
        memset(text + 3, 'x', n);
        text[3 + n] = '\0';
        char *error = read_text(text, value);
        assert_int_equal(error != NULL, n > FLATYAML_VALUE_MAX);
        free(error);
        flatyaml_free(value, NSLOT);
    }
}

TEST(the_place_of_a_value_is_found)
{
    static const char text[] = "# a: 0\nab: 1\na:   2\n\"b\" : 3\nlist:\n  - 1";
    static const struct {
        const char *key;
        size_t line, col;
    } cases[] = {{"a", 3, 6}, {"b", 4, 7}, {"list", 5, 6}, {"none", 0, 0}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t line, col;
        flatyaml_place(text, strlen(text), cases[i].key, &line, &col);
        assert_int_equal(line, cases[i].line);
        assert_int_equal(col, cases[i].col);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(scalars_and_lists_come_as_text_in_the_order_of_the_keys),
        RUN(what_is_missing_is_null),
        RUN(each_error_has_its_text_and_place),
        RUN(a_value_may_be_so_long_and_not_longer),
        RUN(the_place_of_a_value_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
