// xmalloc: never NULL; failures on demand end with 71.
#include "base/xmalloc.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "child.h"
#include "testing.h"

static struct child c;

TEST(sizes_of_zero_give_memory_of_their_own)
{
    char *a = xmalloc(0), *b = xmalloc(0);
    assert_non_null(a);
    assert_ptr_not_equal(a, b);
    free(a);
    free(b);
    char *zeroed = xcalloc(0, 8);
    assert_non_null(zeroed);
    zeroed = xrealloc(zeroed, 0);
    assert_non_null(zeroed);
    zeroed = xreallocarray(zeroed, 0, 4);
    assert_non_null(zeroed);
    free(zeroed);
}

TEST(xcalloc_is_zeroed_and_xrealloc_keeps_the_content)
{
    unsigned char *p = xcalloc(100, 10);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(p[i], 0);
    memset(p, 7, 1000);
    p = xreallocarray(p, 1000, 100);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(p[i], 7);
    free(p);
}

TEST(strings_are_copied_and_formatted_whole)
{
    char *s = xstrdup("abc"), *t = xstrndup("abcdef", 3);
    char *u = xstrndup("a\0b", 3), *empty = xstrndup(NULL, 0);
    assert_string_equal(s, t);
    assert_memory_equal(u, "a\0b", 4);
    assert_string_equal(empty, "");
    char *long_text = xasprintf("%s-%0*d|", s, 5000, 7);
    assert_int_equal(strlen(long_text), 3 + 1 + 5000 + 1);
    assert_int_equal(long_text[5004], '|');
    char *nothing = xasprintf("%s", "");
    assert_string_equal(nothing, "");
    free(s), free(t), free(u), free(empty), free(long_text), free(nothing);
}

TEST(mapped_pages_are_zeroed_and_whole)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *p = xmap(page + 1);
    assert_int_equal((uintptr_t)p % page, 0);
    for (size_t i = 0; i < 2 * page; i++)
        assert_int_equal(p[i], 0);
    p[2 * page - 1] = 1;
    xunmap(p, page + 1);
    xunmap(NULL, 1);
}

static void say_hook(void)
{
    ssize_t n = write(STDOUT_FILENO, "hook", 4);
    (void)n;
}

static void allocate(void *arg)
{
    free(xmalloc(1));
    free(xcalloc(1, 1));
    char *p = xrealloc(NULL, 1);
    p = xreallocarray(p, 2, 3);
    free(p);
    free(xstrdup("x"));
    free(xasprintf("x"));
    xunmap(xmap(1), 1);
    (void)arg;
}
enum { ALLOCATIONS = 7 };

static void allocate_failing_at(void *arg)
{
    check_at_death(say_hook);
    xmalloc_fail_at(*(long *)arg, 0);
    allocate(NULL);
}

TEST(each_allocation_can_be_made_to_fail)
{
    long before = xmalloc_count();
    allocate(NULL);
    assert_int_equal(xmalloc_count() - before, ALLOCATIONS);
    for (long n = 1; n <= ALLOCATIONS; n++) {
        child_run(&c, allocate_failing_at, &n);
        assert_int_equal(c.status, 71);
        assert_string_equal(c.out, "gmpsim: out of memory\nhook");
    }
    for (long n = 0; n <= ALLOCATIONS + 1; n += ALLOCATIONS + 1) {
        child_run(&c, allocate_failing_at, &n);
        assert_int_equal(c.status, 0);
        assert_string_equal(c.out, "");
    }
}

// A hook that allocates shows the difference between once and for ever: it can
// go on after the first failure, but not after the second.
static void allocating_hook(void)
{
    free(xmalloc(1));
    say_hook();
}

static void fail_once_or_for_ever(void *arg)
{
    check_at_death(allocating_hook);
    xmalloc_fail_at(1, *(int *)arg);
    free(xmalloc(1));
}

TEST(a_failure_is_once_or_from_then_on)
{
    int for_ever = 0;
    child_run(&c, fail_once_or_for_ever, &for_ever);
    assert_int_equal(c.status, 71);
    assert_string_equal(c.out, "gmpsim: out of memory\nhook");
    for_ever = 1;
    child_run(&c, fail_once_or_for_ever, &for_ever);
    assert_int_equal(c.status, 71);
    assert_string_equal(c.out,
                        "gmpsim: out of memory\ngmpsim: out of memory\n");
}

static void fail_turned_off(void *arg)
{
    xmalloc_fail_at(1, 1);
    xmalloc_fail_at(0, 0);
    allocate(arg);
}

static void product_overflows(void *arg)
{
    (void)arg;
    free(xreallocarray(NULL, SIZE_MAX / 2 + 1, 2));
}

static void map_overflows(void *arg)
{
    (void)arg;
    xmap(SIZE_MAX);
}

static void strndup_overflows(void *arg)
{
    free(xstrndup(arg, SIZE_MAX));
}

static void map_of_nothing(void *arg)
{
    (void)arg;
    xmap(0);
}

TEST(sizes_out_of_range_are_out_of_memory)
{
    char text[] = "x";
    assert_int_equal(child_status(fail_turned_off, NULL), 0);
    assert_int_equal(child_status(product_overflows, NULL), 71);
    assert_int_equal(child_status(map_overflows, NULL), 71);
    assert_int_equal(child_status(strndup_overflows, text), 71);
    assert_int_equal(child_status(map_of_nothing, NULL), 70);
}

// The environment is read before main: this program runs itself.
static void run_self_with(void *value)
{
    if (value != NULL)
        setenv("GMPSIM_FAIL_ALLOC", value, 1);
    else
        unsetenv("GMPSIM_FAIL_ALLOC");
    execl("/proc/self/exe", "test_xmalloc", "allocate", (char *)NULL);
    _exit(99);
}

TEST(the_environment_names_the_allocation_that_fails)
{
    static const struct {
        const char *value;
        int status;
        const char *out;
    } cases[] = {
        {NULL, 0, ""},
        {"1", 71, "gmpsim: out of memory\nhook"},
        {"7", 71, "gmpsim: out of memory\nhook"},
        {"8", 71, "gmpsim: out of memory\nhook"},
        {"9", 0, ""},
        {"1+", 71, "gmpsim: out of memory\ngmpsim: out of memory\n"},
        {"9+", 0, ""},
        {"0", 0, ""},
        {"", 0, ""},
        {"x", 0, ""},
        {"-1", 0, ""},
        {"1x", 0, ""},
        {"1++", 0, ""},
        {"99999999999999999999", 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char value[32], *v = NULL;
        if (cases[i].value != NULL)
            v = strcpy(value, cases[i].value);
        child_run(&c, run_self_with, v);
        assert_int_equal(c.status, cases[i].status);
        assert_string_equal(c.out, cases[i].out);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        RUN(sizes_of_zero_give_memory_of_their_own),
        RUN(xcalloc_is_zeroed_and_xrealloc_keeps_the_content),
        RUN(strings_are_copied_and_formatted_whole),
        RUN(mapped_pages_are_zeroed_and_whole),
        RUN(each_allocation_can_be_made_to_fail),
        RUN(a_failure_is_once_or_from_then_on),
        RUN(sizes_out_of_range_are_out_of_memory),
        RUN(the_environment_names_the_allocation_that_fails),
    };
    if (argc > 1 && strcmp(argv[1], "allocate") == 0) {
        check_at_death(allocating_hook);
        allocate(NULL);
        free(xmalloc(1));
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
