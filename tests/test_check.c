// check: a broken CHECK names its place, runs the hooks and ends with 70.
#include "base/check.h"

#include "child.h"
#include "testing.h"

static struct child c;

static void say(const char *s)
{
    ssize_t n = write(STDOUT_FILENO, s, strlen(s));
    (void)n;
}

static void say_a(void)
{
    say("a");
}

static void say_b(void)
{
    say("b");
}

static void die(void)
{
    check_failed("inner.c", 2, "again");
}

static void broken_condition(void *arg)
{
    int *line = arg;
    *line = __LINE__ + 1;
    CHECK(*line == 0);
}

TEST(a_condition_that_holds_does_nothing)
{
    int evaluated = 0;
    CHECK(++evaluated == 1);
    assert_int_equal(evaluated, 1);
}

static void broken_condition_at(void *arg)
{
    check_failed(arg, 17, "x == 1");
}

TEST(a_broken_check_names_its_place_and_ends_with_70)
{
    child_run(&c, broken_condition_at, (char[]){"dir/file.c"});
    assert_int_equal(c.status, 70);
    assert_string_equal(c.out,
                        "gmpsim: internal error: dir/file.c:17: x == 1\n");
    int line = 0;
    child_run(&c, broken_condition, &line);
    assert_int_equal(c.status, 70);
    assert_non_null(strstr(c.out, "test_check.c:"));
    assert_non_null(strstr(c.out, ": *line == 0\n"));
}

static void unreachable(void *arg)
{
    (void)arg;
    CHECK_UNREACHABLE();
}

TEST(an_unreachable_place_ends_with_70)
{
    child_run(&c, unreachable, NULL);
    assert_int_equal(c.status, 70);
    assert_non_null(strstr(c.out, ": unreachable\n"));
}

static void long_text(void *arg)
{
    (void)arg;
    static char text[5000];
    memset(text, 'x', sizeof text - 1);
    check_failed(text, 2147483647, text);
}

TEST(a_long_text_is_cut_and_still_ends_its_line)
{
    child_run(&c, long_text, NULL);
    assert_int_equal(c.status, 70);
    assert_int_equal(c.len, 512);
    assert_int_equal(c.out[c.len - 1], '\n');
}

static void hooks_in_order(void *arg)
{
    (void)arg;
    check_at_death(say_a);
    check_at_death(say_b);
    check_at_death(say_a);
    check_failed("f.c", 1, "x");
}

TEST(hooks_run_once_each_the_latest_first)
{
    child_run(&c, hooks_in_order, NULL);
    assert_int_equal(c.status, 70);
    assert_string_equal(c.out, "gmpsim: internal error: f.c:1: x\nba");
}

static void hook_that_dies(void *arg)
{
    (void)arg;
    check_at_death(say_a);
    check_at_death(die);
    check_at_death(say_b);
    check_failed("f.c", 1, "x");
}

TEST(a_hook_that_dies_does_not_stop_the_next_one)
{
    child_run(&c, hook_that_dies, NULL);
    assert_int_equal(c.status, 70);
    assert_string_equal(c.out, "gmpsim: internal error: f.c:1: x\n"
                               "bgmpsim: internal error: inner.c:2: again\na");
}

static void hooks_by_hand(void *arg)
{
    (void)arg;
    check_at_death(say_a);
    check_run_at_death();
    check_run_at_death();
}

TEST(hooks_may_be_run_without_dying_and_then_are_spent)
{
    child_run(&c, hooks_by_hand, NULL);
    assert_int_equal(c.status, 0);
    assert_string_equal(c.out, "a");
}

#define HOOK(n)                                                                \
    static void hook_##n(void)                                                 \
    {                                                                          \
        say(#n);                                                               \
    }
HOOK(1)
HOOK(2)
HOOK(3)
HOOK(4)
HOOK(5)
HOOK(6)
HOOK(7)
HOOK(8)
HOOK(9)

static void many_hooks(void *arg)
{
    void (*const hooks[])(void) = {hook_1, hook_2, hook_3, hook_4, hook_5,
                                   hook_6, hook_7, hook_8, hook_9};
    int n = *(int *)arg;
    for (int i = 0; i < n; i++)
        check_at_death(hooks[i]);
    check_run_at_death();
}

TEST(eight_hooks_fit_and_a_ninth_is_a_bug)
{
    int n = 8;
    child_run(&c, many_hooks, &n);
    assert_int_equal(c.status, 0);
    assert_string_equal(c.out, "87654321");
    n = 9;
    child_run(&c, many_hooks, &n);
    assert_int_equal(c.status, 70);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_condition_that_holds_does_nothing),
        RUN(a_broken_check_names_its_place_and_ends_with_70),
        RUN(an_unreachable_place_ends_with_70),
        RUN(a_long_text_is_cut_and_still_ends_its_line),
        RUN(hooks_run_once_each_the_latest_first),
        RUN(a_hook_that_dies_does_not_stop_the_next_one),
        RUN(hooks_may_be_run_without_dying_and_then_are_spent),
        RUN(eight_hooks_fit_and_a_ninth_is_a_bug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
