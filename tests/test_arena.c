// arena: zeroed, aligned, apart from each other, and freed whole.
#include "base/arena.h"

#include "base/rng.h"
#include "child.h"
#include "testing.h"

TEST(allocations_are_zeroed_aligned_and_apart)
{
    enum { N = 3000 };
    static unsigned char *p[N];
    static size_t size[N];
    struct arena a = {0};
    struct rng r = rng_stream(1, "arena");

    for (int i = 0; i < N; i++) {
        size[i] = rng_below(&r, i % 100 == 0 ? 200000 : 300);
        p[i] = arena_alloc(&a, size[i]);
        assert_int_equal((uintptr_t)p[i] % 16, 0);
        for (size_t k = 0; k < size[i]; k++)
            if (p[i][k] != 0)
                fail_msg("allocation %d is not zeroed at %zu", i, k);
        memset(p[i], i % 255 + 1, size[i]);
    }
    for (int i = 0; i < N; i++)
        for (size_t k = 0; k < size[i]; k++)
            if (p[i][k] != i % 255 + 1)
                fail_msg("allocation %d was overwritten at %zu", i, k);
    arena_release(&a);
}

TEST(sizes_around_a_chunk_work)
{
    struct arena a = {0};
    for (size_t size = 16 * 1024 - 2; size <= 16 * 1024 + 2; size++)
        memset(arena_alloc(&a, size), 1, size);
    for (size_t size = 64 * 1024 - 2; size <= 64 * 1024 + 2; size++)
        memset(arena_alloc(&a, size), 1, size);
    assert_true(a.used_bytes >= 5 * 16 * 1024 + 5 * 64 * 1024);
    arena_release(&a);
}

TEST(an_allocation_of_nothing_has_an_address_of_its_own)
{
    struct arena a = {0};
    void *p = arena_alloc(&a, 0), *q = arena_array(&a, 0, 8);
    assert_non_null(p);
    assert_non_null(q);
    assert_ptr_not_equal(p, q);
    arena_release(&a);
}

TEST(strings_are_copied_with_their_end)
{
    struct arena a = {0};
    assert_string_equal(arena_strndup(&a, "hello", 4), "hell");
    assert_memory_equal(arena_strndup(&a, "a\0b", 3), "a\0b", 4);
    assert_string_equal(arena_strndup(&a, NULL, 0), "");
    assert_string_equal(arena_printf(&a, "%d-%s", 5, "x"), "5-x");
    char *long_text = arena_printf(&a, "%0*d", 100000, 1);
    assert_int_equal(strlen(long_text), 100000);
    int *number = arena_new(&a, int);
    assert_int_equal(*number, 0);
    arena_release(&a);
}

TEST(a_released_arena_is_empty_and_usable)
{
    struct arena a = {0};
    arena_release(&a);
    arena_alloc(&a, 10);
    arena_release(&a);
    assert_null(a.chunks);
    assert_int_equal(a.used_bytes, 0);
    assert_non_null(arena_alloc(&a, 10));
    arena_release(&a);
}

static void array_overflows(void *arg)
{
    struct arena a = {0};
    arena_array(&a, SIZE_MAX / 4, *(size_t *)arg);
}

TEST(an_array_too_large_is_out_of_memory)
{
    size_t size = 8;
    assert_int_equal(child_status(array_overflows, &size), 71);
    size = 2; // no overflow of the product, but of everything else
    assert_int_equal(child_status(array_overflows, &size), 71);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(allocations_are_zeroed_aligned_and_apart),
        RUN(sizes_around_a_chunk_work),
        RUN(an_allocation_of_nothing_has_an_address_of_its_own),
        RUN(strings_are_copied_with_their_end),
        RUN(a_released_arena_is_empty_and_usable),
        RUN(an_array_too_large_is_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
