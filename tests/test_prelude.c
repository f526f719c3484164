// prelude: import paths to embedded files.
#include "lang/prelude.h"

#include <string.h>

#include "testing.h"

TEST(extra_packages_go_first)
{
    static const struct prelude_file extra[] = {
        {"a/b", "ab.go", "package b\n", 10},
        {"sync/atomic", "mine.go", "package atomic\n", 15},
        {NULL, NULL, NULL, 0},
    };
    struct prelude_file f;

    assert_true(prelude_find(extra, "a/b", &f));
    assert_string_equal(f.name, "ab.go");
    assert_true(prelude_find(extra, "sync/atomic", &f));
    assert_string_equal(f.name, "mine.go");
    assert_false(prelude_find(extra, "a", &f));
}

TEST(paths_that_are_no_packages_are_not_found)
{
    static const char *const paths[] = {
        "",      "work",        "work.go", "no/such", "sync_atomic",
        "../os", "gmpsim_work", "/",       "os.go",   "Sync",
    };
    struct prelude_file f;

    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        assert_false(prelude_find(NULL, paths[i], &f));
}

TEST(slashes_are_underscores_in_file_names)
{
    struct prelude_file f;

    // The prelude has this package from the first day on.
    assert_true(prelude_find(NULL, "gmpsim/work", &f));
    assert_string_equal(f.name, "gmpsim_work.go");
    assert_string_equal(f.path, "gmpsim/work");
    assert_int_equal(f.size, strlen(f.text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(extra_packages_go_first),
        RUN(paths_that_are_no_packages_are_not_found),
        RUN(slashes_are_underscores_in_file_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
