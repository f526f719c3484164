// vm_heap: zeroed memory up to the limit, addresses that do not depend on ours.
#include "testing.h"

#include "vm/vm_impl.h"

#include "vmasm.h"

static struct vmasm a;

static void begin(int64_t limit)
{
    vmasm_init(&a);
    a.code.nglobals = 4;
    vmasm_func(&a, "main.a", 1);
    vmasm_func(&a, "main.b", 1);
    vm_heap_init(&a.heap, &a.code, limit);
    vm_init(&a.vm, &a.code, &a.heap);
}

TEST(memory_is_zeroed_and_objects_do_not_overlap)
{
    begin(64 << 20);
    uint64_t total = 0;
    for (size_t i = 0; i < 3000; i++) {
        size_t words = i * 7919 % 300 + (i % 500 == 0 ? 40000 : 0);
        word *p = vm_alloc(&a.vm, words);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % sizeof(word), 0);
        for (size_t k = 0; k < words; k++) {
            assert_int_equal(p[k], 0);
            p[k] = UINT64_MAX;
        }
        total += words * sizeof(word);
    }
    assert_true((uint64_t)a.heap.used_bytes >= total);
    assert_true((uint64_t)a.heap.used_bytes < 2 * total);
    vmasm_release(&a);
}

TEST(the_limit_is_kept_to_the_page)
{
    begin(1 << 20);
    int64_t before = a.heap.used_bytes, words = 0;
    assert_null(vm_alloc(&a.vm, (1 << 20) / sizeof(word) + 1));
    assert_null(vm_alloc(&a.vm, SIZE_MAX));
    assert_null(vm_alloc(&a.vm, SIZE_MAX / sizeof(word) + 2));
    assert_int_equal(a.heap.used_bytes, before);
    while (vm_alloc(&a.vm, 8) != NULL)
        words += 8;
    assert_true(a.heap.used_bytes <= a.heap.limit_bytes);
    assert_true((words + 600) * 8 > 1 << 20);
    assert_null(vm_alloc(&a.vm, 8));
    vmasm_release(&a);
}

TEST(an_object_as_large_as_what_is_left_fits)
{
    begin(1 << 20);
    assert_non_null(vm_alloc(&a.vm, (1 << 20) / sizeof(word)));
    assert_null(vm_alloc(&a.vm, 1));
    vmasm_release(&a);
}

TEST(memory_that_is_given_back_can_be_taken_again)
{
    begin(1000);
    assert_true(vm_heap_take(&a.heap, 1000, false));
    assert_false(vm_heap_take(&a.heap, 1, false));
    assert_false(vm_heap_is_full(&a.heap));
    assert_true(vm_heap_take(&a.heap, 1, true));
    assert_true(vm_heap_is_full(&a.heap));
    vm_heap_give(&a.heap, 2);
    assert_true(vm_heap_take(&a.heap, 1, false));
    vmasm_release(&a);
}

TEST(addresses_count_from_where_go_puts_things)
{
    uint64_t seen[2][6];
    for (int run = 0; run < 2; run++) {
        begin(64 << 20);
        // Moves what the host's allocator does next.
        void *noise = xmalloc(run == 0 ? 10 : 1 << 20);
        uint64_t *s = seen[run];
        word *first = vm_alloc(&a.vm, 4), *second = vm_alloc(&a.vm, 4);
        word *own = vm_alloc(&a.vm, 1 << 20);
        s[0] = vm_fake_address(&a.vm, (word)(uintptr_t)first);
        s[1] = vm_fake_address(&a.vm, (word)(uintptr_t)second);
        s[2] = vm_fake_address(&a.vm, (word)(uintptr_t)(own + 5));
        s[3] = vm_fake_address(&a.vm, (word)(uintptr_t)&a.heap.globals[2]);
        s[4] = vm_fake_address(&a.vm, (word)(uintptr_t)&a.code.funcs[1]);
        s[5] = vm_fake_address(&a.vm, (word)(uintptr_t)&seen);
        assert_int_equal(vm_fake_address(&a.vm, 0), 0);
        free(noise);
        vmasm_release(&a);
    }
    assert_memory_equal(seen[0], seen[1], sizeof seen[0]);
    static const uint64_t want[] = {
        0xc000000000, 0xc000000020, 0xc000000000 + (256 << 10) + 40,
        0x55a010,     0x47e020,     0xc000000000,
    };
    assert_memory_equal(seen[0], want, sizeof want);
}

// Large pieces lie in chunks of their own, one below the other.
TEST(where_chunks_touch_the_address_is_of_the_one_that_begins)
{
    enum { PIECES = 64, WORDS = 1 << 16 };
    word *piece[PIECES];

    begin(256 << 20);
    for (int i = 0; i < PIECES; i++) {
        piece[i] = vm_alloc(&a.vm, WORDS);
        assert_non_null(piece[i]);
    }
    uint64_t first = vm_fake_address(&a.vm, (word)(uintptr_t)piece[0]);
    for (int i = 1; i < PIECES; i++)
        assert_int_equal(vm_fake_address(&a.vm, (word)(uintptr_t)piece[i]),
                         first + (uint64_t)i * WORDS * sizeof(word));
    vmasm_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(memory_is_zeroed_and_objects_do_not_overlap),
        RUN(the_limit_is_kept_to_the_page),
        RUN(an_object_as_large_as_what_is_left_fits),
        RUN(memory_that_is_given_back_can_be_taken_again),
        RUN(addresses_count_from_where_go_puts_things),
        RUN(where_chunks_touch_the_address_is_of_the_one_that_begins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
