// vec: doubles from eight, keeps its elements.
#include "base/vec.h"

#include "child.h"
#include "testing.h"

TEST(pushed_elements_stay_in_order_while_it_grows)
{
    VEC(int) v = {0};
    for (int i = 0; i < 1000; i++) {
        vec_push(&v, i);
        assert_int_equal(vec_last(&v), i);
        assert_true(v.cap >= v.n);
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(v.v[i], i);
    assert_int_equal(v.n, 1000);
    assert_int_equal(v.cap, 1024);
    vec_release(&v);
    assert_null(v.v);
    assert_int_equal(v.n + v.cap, 0);
}

TEST(the_first_growth_is_to_eight_and_then_it_doubles)
{
    VEC(char) v = {0};
    for (int i = 0; i < 8; i++)
        vec_push(&v, 'x');
    assert_int_equal(v.cap, 8);
    vec_push(&v, 'x');
    assert_int_equal(v.cap, 16);
    vec_release(&v);
}

TEST(elements_may_be_structs)
{
    struct pair {
        long a;
        char b;
    };
    VEC(struct pair) v = {0};
    for (int i = 0; i < 20; i++)
        vec_push(&v, ((struct pair){i, (char)i}));
    assert_int_equal(v.v[19].a, 19);
    assert_int_equal(v.v[19].b, 19);
    vec_release(&v);
}

static void grow_from(void *arg)
{
    char element;
    size_t cap = *(size_t *)arg;
    vec_grow(&element, &cap, 16);
}

static void inconsistent(void *arg)
{
    (void)arg;
    size_t cap = 8;
    free(vec_grow(NULL, &cap, 1));
}

TEST(growth_past_the_address_space_is_out_of_memory)
{
    size_t cap = SIZE_MAX / 16;
    assert_int_equal(child_status(grow_from, &cap), 71);
    cap = SIZE_MAX / 2 + 1; // twice that wraps to 0
    assert_int_equal(child_status(grow_from, &cap), 71);
    assert_int_equal(child_status(inconsistent, NULL), 70);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(pushed_elements_stay_in_order_while_it_grows),
        RUN(the_first_growth_is_to_eight_and_then_it_doubles),
        RUN(elements_may_be_structs),
        RUN(growth_past_the_address_space_is_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
