// xmlout: text goes out as it is, values are quoted, lines can be reached.
#include "host/xmlout.h"

#include <stdlib.h>
#include <string.h>

#include "testing.h"

TEST(values_are_quoted)
{
    struct xmlout x = {0};

    xmlout_put(&x, "<a b=");
    xmlout_value(&x, "<'\"&>é");
    xmlout_put(&x, "/>");
    assert_string_equal(x.text, "<a b=\"&lt;'&quot;&amp;&gt;é\"/>");
    assert_int_equal(x.n, strlen(x.text));
    free(x.text);
}

TEST(lines_are_counted_and_never_gone_back_to)
{
    struct xmlout x = {0};

    xmlout_go_to_line(&x, 3);
    xmlout_put(&x, "a\nb");
    xmlout_go_to_line(&x, 2);
    xmlout_go_to_line(&x, 4);
    xmlout_go_to_line(&x, 5);
    assert_string_equal(x.text, "\n\na\nb\n");
    free(x.text);
}

TEST(a_long_text_grows)
{
    struct xmlout x = {0};

    for (int i = 0; i < 10000; i++)
        xmlout_put(&x, "0123456789");
    assert_int_equal(x.n, 100000);
    assert_int_equal(strlen(x.text), 100000);
    free(x.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(values_are_quoted),
        RUN(lines_are_counted_and_never_gone_back_to),
        RUN(a_long_text_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
