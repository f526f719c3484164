// path: models are found by name, by version, by path, in one directory.
#include "model/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "model/model.h"

#include "testing.h"

static char dir[] = "/tmp/gmpsim-test-path-XXXXXX";

static void write_file(const char *name)
{
    char *path = xasprintf("%s/%s", dir, name);
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fclose(f);
    free(path);
}

static const char *const files[] = {
    "schedulers/go1.9.yaml",    "schedulers/go1.19.yaml",
    "schedulers/go1.100.yaml",  "schedulers/go1.x.yaml",
    "schedulers/zzz.yaml",      "schedulers/.hidden.yaml",
    "schedulers/go1.999999999", "machines/m.xml",
    "machines/m.yaml",          "os/.yaml",
};
enum { NFILE = sizeof files / sizeof files[0] };

static int set_up(void **state)
{
    static const char *const kinds[] = {"schedulers", "machines", "os"};

    (void)state;
    if (mkdtemp(dir) == NULL)
        return -1;
    for (size_t i = 0; i < 3; i++) {
        char *path = xasprintf("%s/%s", dir, kinds[i]);
        mkdir(path, 0700);
        free(path);
    }
    for (size_t i = 0; i < NFILE; i++)
        write_file(files[i]);
    return setenv("GMPSIM_MODELS", dir, 1);
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < NFILE; i++) {
        char *path = xasprintf("%s/%s", dir, files[i]);
        unlink(path);
        free(path);
    }
    static const char *const kinds[] = {"/schedulers", "/machines", "/os", ""};
    for (size_t i = 0; i < 4; i++) {
        char *path = xasprintf("%s%s", dir, kinds[i]);
        rmdir(path);
        free(path);
    }
    return 0;
}

TEST(names_are_completed_and_paths_are_taken_as_they_are)
{
    static const struct {
        const char *kind, *name, *file; // file NULL: not found
    } cases[] = {
        {"schedulers", "go1.19", "schedulers/go1.19.yaml"},
        {"schedulers", "1.19", "schedulers/go1.19.yaml"},
        {"schedulers", "go1.19.yaml", "schedulers/go1.19.yaml"},
        {"schedulers", "1.9", "schedulers/go1.9.yaml"},
        {"schedulers", "1.7", NULL},
        {"schedulers", "", NULL},
        {"schedulers", ".", NULL},
        {"schedulers", "..", NULL},
        {"schedulers", ".hidden", NULL},
        {"schedulers", "zzz", "schedulers/zzz.yaml"},
        {"machines", "m", "machines/m.xml"},
        {"machines", "m.xml", "machines/m.xml"},
        {"machines", "m.yaml", NULL},
        {"machines", "newest", NULL},
        {"costs", "go", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *path = model_path(cases[i].kind, cases[i].name);
        if (cases[i].file == NULL) {
            assert_null(path);
            continue;
        }
        assert_non_null(path);
        char *want = xasprintf("%s/%s", dir, cases[i].file);
        assert_string_equal(path, want);
        free(want);
        free(path);
    }
    char *path = model_path("os", "./there/or/not");
    assert_string_equal(path, "./there/or/not");
    free(path);
}

TEST(the_newest_scheduler_has_the_largest_number_not_the_last_name)
{
    char *path = model_path("schedulers", "newest");

    assert_non_null(path);
    assert_non_null(strstr(path, "go1.100.yaml"));
    free(path);
}

TEST(names_are_listed_sorted)
{
    size_t n;
    char **names = model_names("schedulers", &n);
    static const char *const want[] = {"go1.9", "go1.19", "go1.100", "go1.x",
                                       "zzz"};

    assert_int_equal(n, 5);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(names[i], want[i]);
    model_names_free(names, n);
    names = model_names("os", &n);
    assert_int_equal(n, 0);
    model_names_free(names, n);
}

TEST(an_unknown_name_is_answered_with_those_there_are)
{
    char *text = model_unknown("machines", "machine", "a\nb");

    assert_string_equal(text, "no machine named 'a\\x0ab' (there are: m)");
    free(text);
    text = model_unknown("costs", "cost model", "x");
    assert_string_equal(text, "no cost model named 'x' (there are: none)");
    free(text);
}

TEST(an_unknown_version_is_answered_with_those_next_to_it)
{
    static const struct {
        const char *name, *end;
    } cases[] = {
        {"1.21", "; nearest: go1.19 and go1.100)"},
        {"go1.18.3", "; nearest: go1.9 and go1.19)"},
        {"1.8", "; nearest: go1.9)"},
        {"1.19.8", "; nearest: go1.19)"},
        {"go1.101", "; nearest: go1.100)"},
        {"1.", "zzz)"},
        {"1.x", "zzz)"},
        {"1.1234567890", "zzz)"},
        {"2.0", "zzz)"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = model_unknown("schedulers", "model", cases[i].name);
        const char *end = cases[i].end;
        assert_true(strlen(text) > strlen(end));
        assert_string_equal(text + strlen(text) - strlen(end), end);
        free(text);
    }
}

TEST(without_the_variable_the_models_of_the_source_tree_are_used)
{
    unsetenv("GMPSIM_MODELS");
    char *found = model_dir();
    assert_string_equal(found, GMPSIM_SOURCE_DIR "/models");
    free(found);
    setenv("GMPSIM_MODELS", "", 1);
    found = model_dir();
    assert_string_equal(found, GMPSIM_SOURCE_DIR "/models");
    free(found);
    setenv("GMPSIM_MODELS", dir, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(names_are_completed_and_paths_are_taken_as_they_are),
        RUN(the_newest_scheduler_has_the_largest_number_not_the_last_name),
        RUN(names_are_listed_sorted),
        RUN(an_unknown_name_is_answered_with_those_there_are),
        RUN(an_unknown_version_is_answered_with_those_next_to_it),
        RUN(without_the_variable_the_models_of_the_source_tree_are_used),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
