// comments: what is said beside a field, over several lines.
#include "model/comments.h"

#include <stdio.h>

#include "scratch.h"
#include "testing.h"

TEST(a_comment_goes_on_below_its_field)
{
    static const char text[] = "# at the top\n"
                               "name: x\n"
                               "one: 1    # first line,\n"
                               "          # second # line\n"
                               "# not of one\n"
                               "two: 2\n"
                               "onetwo: 3 # its own\n"
                               "three: 4  #";
    scratch_enter();
    FILE *f = fopen("model.yaml", "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    struct comments *c = comments_read("model.yaml");

    assert_string_equal(comments_find(c, "one"), "first line, second # line");
    assert_null(comments_find(c, "two"));
    assert_string_equal(comments_find(c, "onetwo"), "its own");
    assert_string_equal(comments_find(c, "three"), "");
    assert_null(comments_find(c, "four"));
    comments_free(c);
    scratch_leave();
}

TEST(a_file_that_is_not_there_says_nothing)
{
    struct comments *c = comments_read("/nonexistent/model.yaml");

    assert_null(comments_find(c, "one"));
    comments_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_comment_goes_on_below_its_field),
        RUN(a_file_that_is_not_there_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
