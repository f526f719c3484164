// vm_slice: growth of append as in Go 1.19, bounds with Go's texts, torn
// slices.
#include "testing.h"

#include <stdio.h>

#include "vm/vm_impl.h"

#include "vmasm.h"

static struct vmasm a;
static struct rtype *elem;

static int setup(void **state)
{
    (void)state;
    vmasm_init(&a);
    elem = vmasm_type(&a, RK_INT, "int");
    vm_heap_init(&a.heap, &a.code, 512 << 20);
    vm_init(&a.vm, &a.code, &a.heap);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    vmasm_release(&a);
    return 0;
}

static void set_elem(uint32_t go_bytes)
{
    elem->go_bytes = go_bytes;
    elem->elem_bytes = go_bytes < 8 ? go_bytes : (go_bytes + 7) / 8 * 8;
    elem->words = (go_bytes + 7) / 8;
}

// What capacities go1.19.8 shows after append to a slice of that length and
// capacity: bytes of an element, length, appended, capacity.
// clang-format off
static const word growth[][4] = {
    {1, 0, 1, 8}, {1, 0, 5, 8}, {1, 1, 1, 8}, {1, 3, 1, 8}, {1, 4, 5, 16},
    {1, 5, 20, 32}, {1, 7, 1, 16}, {1, 255, 1, 512}, {1, 256, 1, 512},
    {1, 300, 1, 576}, {1, 512, 1, 896}, {1, 848, 1, 1280}, {1, 1024, 1, 1536},
    {1, 1000, 3000, 4096}, {1, 4096, 1, 5376}, {1, 100000, 1, 131072},
    {2, 0, 1, 4}, {2, 0, 5, 8}, {2, 1, 1, 4}, {2, 3, 1, 8}, {2, 4, 5, 12},
    {2, 5, 20, 32}, {2, 7, 1, 16}, {2, 255, 1, 512}, {2, 256, 1, 512},
    {2, 300, 1, 576}, {2, 512, 1, 896}, {2, 848, 1, 1344}, {2, 1024, 1, 1536},
    {2, 1000, 3000, 4096}, {2, 4096, 1, 5440}, {2, 100000, 1, 126976},
    {4, 0, 1, 2}, {4, 0, 5, 6}, {4, 1, 1, 2}, {4, 3, 1, 6}, {4, 4, 5, 12},
    {4, 5, 20, 28}, {4, 7, 1, 16}, {4, 255, 1, 512}, {4, 256, 1, 512},
    {4, 300, 1, 576}, {4, 512, 1, 864}, {4, 848, 1, 1344}, {4, 1024, 1, 1536},
    {4, 1000, 3000, 4096}, {4, 4096, 1, 5440}, {4, 100000, 1, 126976},
    {8, 0, 1, 1}, {8, 0, 5, 6}, {8, 1, 1, 2}, {8, 3, 1, 6}, {8, 4, 5, 10},
    {8, 5, 20, 26}, {8, 7, 1, 14}, {8, 255, 1, 512}, {8, 256, 1, 512},
    {8, 300, 1, 608}, {8, 512, 1, 848}, {8, 848, 1, 1280}, {8, 1024, 1, 1536},
    {8, 1000, 3000, 4096}, {8, 4096, 1, 6144}, {8, 100000, 1, 125952},
    {12, 0, 1, 1}, {12, 0, 5, 5}, {12, 1, 1, 2}, {12, 3, 1, 6}, {12, 4, 5, 9},
    {12, 5, 20, 26}, {12, 7, 1, 14}, {12, 255, 1, 512}, {12, 256, 1, 512},
    {12, 300, 1, 576}, {12, 512, 1, 853}, {12, 848, 1, 1365},
    {12, 1024, 1, 1536}, {12, 1000, 3000, 4096}, {12, 4096, 1, 5461},
    {12, 100000, 1, 125610}, {16, 0, 1, 1}, {16, 0, 5, 5}, {16, 1, 1, 2},
    {16, 3, 1, 6}, {16, 4, 5, 9}, {16, 5, 20, 26}, {16, 7, 1, 14},
    {16, 255, 1, 512}, {16, 256, 1, 512}, {16, 300, 1, 592}, {16, 512, 1, 848},
    {16, 848, 1, 1280}, {16, 1024, 1, 1536}, {16, 1000, 3000, 4096},
    {16, 4096, 1, 5632}, {16, 100000, 1, 125440}, {24, 0, 1, 1}, {24, 0, 5, 5},
    {24, 1, 1, 2}, {24, 3, 1, 6}, {24, 4, 5, 9}, {24, 5, 20, 26},
    {24, 7, 1, 14}, {24, 255, 1, 512}, {24, 256, 1, 512}, {24, 300, 1, 597},
    {24, 512, 1, 853}, {24, 848, 1, 1365}, {24, 1024, 1, 1706},
    {24, 1000, 3000, 4096}, {24, 4096, 1, 5461}, {24, 100000, 1, 125269},
    {40, 0, 1, 1}, {40, 0, 5, 5}, {40, 1, 1, 2}, {40, 3, 1, 6}, {40, 4, 5, 9},
    {40, 5, 20, 25}, {40, 7, 1, 14}, {40, 255, 1, 512}, {40, 256, 1, 512},
    {40, 300, 1, 614}, {40, 512, 1, 1024}, {40, 848, 1, 1433},
    {40, 1024, 1, 1638}, {40, 1000, 3000, 4096}, {40, 4096, 1, 5324},
    {40, 100000, 1, 125337},
};
// clang-format on

static enum vm_result append(word *R, enum opcode op)
{
    const union instr in[2] = {
        {.op = (uint16_t)op, .a = 0, .b = 4, .c = 8},
        {.lo = 0, .hi = 0},
    };
    return slice_append(&a.vm, R, in);
}

TEST(append_grows_as_go_does)
{
    for (size_t i = 0; i < sizeof growth / sizeof *growth; i++) {
        word R[12];
        set_elem((uint32_t)growth[i][0]);
        assert_true(slice_new(&a.vm, elem, growth[i][1], R + 4));
        assert_true(slice_new(&a.vm, elem, growth[i][2], R + 8));
        assert_int_equal(append(R, OP_APPEND), VM_OK);
        assert_int_equal(R[SLICE_LEN], growth[i][1] + growth[i][2]);
        if (R[SLICE_CAP] != growth[i][3])
            fail_msg("case %zu: capacity %llu", i,
                     (unsigned long long)R[SLICE_CAP]);
        assert_true(slice_is_whole(R));
    }
}

TEST(append_keeps_old_elements_and_writes_behind_them)
{
    static const uint32_t sizes[] = {1, 2, 4, 8, 24};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        word R[16] = {0};
        set_elem(sizes[i]);
        // nil, then elements 1, 2 … 40.
        for (word x = 1; x <= 40; x++) {
            for (int k = 0; k < 3; k++)
                R[8 + k] = x + 100 * (word)k;
            memcpy(R + 4, R, SLICE_WORDS * sizeof(word));
            assert_int_equal(append(R, OP_APPEND1), VM_OK);
        }
        assert_int_equal(R[SLICE_LEN], 40);
        const unsigned char *data =
            (const unsigned char *)(uintptr_t)R[SLICE_DATA];
        for (unsigned x = 1; x <= 40; x++) {
            const unsigned char *e = data + (x - 1) * elem->elem_bytes;
            assert_int_equal(e[0], x);
            if (sizes[i] == 24)
                assert_int_equal(e[16], (x + 200) % 256);
        }
        // To itself, in place and moved.
        memcpy(R + 4, R, SLICE_WORDS * sizeof(word));
        memcpy(R + 8, R, SLICE_WORDS * sizeof(word));
        assert_int_equal(append(R, OP_APPEND), VM_OK);
        assert_int_equal(R[SLICE_LEN], 80);
        data = (const unsigned char *)(uintptr_t)R[SLICE_DATA];
        assert_int_equal(data[79 * elem->elem_bytes], 40);
    }
}

TEST(append_within_the_capacity_shares_the_array)
{
    word R[12];
    set_elem(8);
    assert_true(slice_new(&a.vm, elem, 10, R + 4));
    R[4 + SLICE_LEN] = 3;
    R[8] = 77;
    assert_int_equal(append(R, OP_APPEND1), VM_OK);
    assert_int_equal(R[SLICE_DATA], R[4 + SLICE_DATA]);
    assert_int_equal(R[SLICE_LEN], 4);
    assert_int_equal(((word *)(uintptr_t)R[SLICE_DATA])[3], 77);
    // Nothing appended to nil stays nil.
    memset(R, 0, sizeof R);
    assert_int_equal(append(R, OP_APPEND), VM_OK);
    assert_int_equal(R[SLICE_DATA], 0);
}

TEST(elements_without_size_take_no_memory)
{
    word R[12];
    set_elem(0);
    assert_true(slice_new(&a.vm, elem, INT64_MAX, R + 4));
    assert_true(slice_is_whole(R + 4));
    R[8] = 0;
    assert_int_equal(append(R, OP_APPEND1), VM_PANIC);
    assert_string_equal(text_cstr(&a.vm.text->error),
                        "runtime error: growslice: cap out of range");
    R[4 + SLICE_LEN] = R[4 + SLICE_CAP] = 5;
    assert_int_equal(append(R, OP_APPEND1), VM_OK);
    assert_int_equal(R[SLICE_LEN], 6);
    assert_int_equal(R[SLICE_CAP], 6);
}

TEST(copy_handles_overlap_both_ways)
{
    static const uint32_t sizes[] = {1, 2, 4, 8};
    for (size_t i = 0; i < 4; i++)
        for (word shift = 0; shift < 3; shift++)
            for (int back = 0; back < 2; back++) {
                word R[12], s[SLICE_WORDS];
                set_elem(sizes[i]);
                assert_true(slice_new(&a.vm, elem, 10, s));
                unsigned char *d = (unsigned char *)(uintptr_t)s[SLICE_DATA];
                for (unsigned k = 0; k < 10; k++)
                    d[k * sizes[i]] = (unsigned char)(k + 1);
                memcpy(R + 4, s, sizeof s);
                memcpy(R + 8, s, sizeof s);
                word *moved = back ? R + 8 : R + 4;
                moved[SLICE_DATA] += shift * sizes[i];
                moved[SLICE_LEN] = 7;
                const union instr in[2] = {{.op = OP_COPY, .b = 4, .c = 8}};
                slice_copy(&a.vm, R, in);
                assert_int_equal(R[0], 7);
                for (unsigned k = 0; k < 7; k++)
                    assert_int_equal(d[(k + (back ? 0 : shift)) * sizes[i]],
                                     k + 1 + (back ? shift : 0));
            }
}

TEST(bounds_of_slice_expressions_have_gos_texts)
{
    enum { NONE = -999 };
    static const struct {
        int lo, hi, max; // of a slice of length 3 and capacity 10
        const char *want;
    } cases[] = {
        {NONE, 11, NONE, "[:11] with capacity 10"},
        {NONE, -1, NONE, "[:-1]"},
        {5, NONE, NONE, "[5:3]"},
        {4, 2, NONE, "[4:2]"},
        {-4, 2, NONE, "[-4:]"},
        {1, 2, 11, "[::11] with capacity 10"},
        {1, 2, -11, "[::-11]"},
        {1, 9, 5, "[:9:5]"},
        {1, -9, 5, "[:-9:]"},
        {6, 4, 5, "[6:4:]"},
        {-6, 4, 5, "[-6::]"},
        {NONE, NONE, NONE, NULL},
        {3, NONE, NONE, NULL},
        {NONE, 10, NONE, NULL},
        {10, 10, 10, NULL},
        {1, 2, 3, NULL},
    };
    set_elem(4);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int *b = &cases[i].lo;
        word R[12] = {0};
        union instr in[2] = {{.op = OP_RESLICE, .a = 0, .b = 4}};
        assert_true(slice_new(&a.vm, elem, 10, R + 4));
        R[4 + SLICE_LEN] = 3;
        for (int k = 0; k < 3; k++)
            R[8 + k] = (word)(int64_t)b[k];
        in[0].c = b[0] == NONE ? REG_NONE : 8;
        in[1].h[0] = b[1] == NONE ? REG_NONE : 9;
        in[1].h[1] = b[2] == NONE ? REG_NONE : 10;
        enum vm_result res = slice_reslice(&a.vm, R, in);
        assert_int_equal(res, cases[i].want == NULL ? VM_OK : VM_PANIC);
        if (res == VM_PANIC) {
            char want[100];
            snprintf(want, sizeof want,
                     "runtime error: slice bounds out of range %s",
                     cases[i].want);
            assert_string_equal(text_cstr(&a.vm.text->error), want);
            continue;
        }
        word lo = b[0] == NONE ? 0 : (word)b[0];
        word hi = b[1] == NONE ? 3 : (word)b[1];
        word max = b[2] == NONE ? 10 : (word)b[2];
        assert_int_equal(R[SLICE_LEN], hi - lo);
        assert_int_equal(R[SLICE_CAP], max - lo);
        assert_int_equal(R[SLICE_DATA],
                         R[4 + SLICE_DATA] + (max == lo ? 0 : lo * 4));
        assert_true(slice_is_whole(R));
    }
}

TEST(make_refuses_what_go_refuses)
{
    static const struct {
        int64_t len, cap;
        const char *want;
    } cases[] = {
        {-1, -1, "len"},
        {INT64_C(1) << 61, INT64_C(1) << 61, "len"},
        {(INT64_C(1) << 45) + 1, (INT64_C(1) << 45) + 1, "len"},
        {5, 3, "cap"},
        {5, INT64_C(1) << 61, "cap"},
        {5, -1, "cap"},
        {0, 0, NULL},
        {3, 5, NULL},
    };
    set_elem(8);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        word R[12] = {0};
        const union instr in[2] = {{.op = OP_MKSLICE, .b = 4, .c = 5}};
        R[4] = (word)cases[i].len;
        R[5] = (word)cases[i].cap;
        enum vm_result res = slice_make(&a.vm, R, in);
        if (cases[i].want == NULL) {
            assert_int_equal(res, VM_OK);
            assert_int_not_equal(R[SLICE_DATA], 0);
            assert_int_equal(R[SLICE_LEN], R[4]);
            assert_int_equal(R[SLICE_CAP], R[5]);
            continue;
        }
        char want[60];
        snprintf(want, sizeof want, "runtime error: makeslice: %s out of range",
                 cases[i].want);
        assert_int_equal(res, VM_PANIC);
        assert_string_equal(text_cstr(&a.vm.text->error), want);
    }
    word R[12] = {[4] = 1 << 30, [5] = 1 << 30};
    const union instr in[2] = {{.op = OP_MKSLICE, .b = 4, .c = 5}};
    assert_int_equal(slice_make(&a.vm, R, in), VM_OOM);
}

TEST(torn_slices_are_recognised)
{
    word s[SLICE_WORDS], t[SLICE_WORDS], torn[SLICE_WORDS];
    set_elem(8);
    assert_true(slice_new(&a.vm, elem, 4, s));
    assert_true(slice_new(&a.vm, elem, 100, t));
    // Every mixture of two slices is whole or not, and never reaches outside.
    for (unsigned mix = 0; mix < 16; mix++) {
        for (unsigned i = 0; i < SLICE_WORDS; i++)
            torn[i] = (mix >> i & 1) != 0 ? t[i] : s[i];
        bool inside = ((mix & 1) != 0) == ((mix & 8) != 0) &&
                      torn[SLICE_LEN] <= torn[SLICE_CAP] &&
                      ((mix & 8) != 0 || torn[SLICE_CAP] <= 4);
        assert_int_equal(slice_is_whole(torn), inside);
    }
    // From 4 elements of 8 bytes: one element too many, one byte too far.
    memcpy(torn, s, sizeof s);
    torn[SLICE_DATA] += 8;
    assert_false(slice_is_whole(torn));
    torn[SLICE_LEN] = torn[SLICE_CAP] = 3;
    assert_true(slice_is_whole(torn));
    torn[SLICE_CAP] = UINT64_MAX;
    assert_false(slice_is_whole(torn));
    memset(torn, 0, sizeof torn);
    assert_true(slice_is_whole(torn));
    torn[SLICE_LEN] = 1;
    assert_false(slice_is_whole(torn));
}

TEST(index_errors_name_index_and_length)
{
    assert_int_equal(slice_index_error(&a.vm, 5, 3), VM_PANIC);
    assert_string_equal(text_cstr(&a.vm.text->error),
                        "runtime error: index out of range [5] with length 3");
    slice_index_error(&a.vm, UINT64_MAX, 3);
    assert_string_equal(text_cstr(&a.vm.text->error),
                        "runtime error: index out of range [-1]");
}

// for every width: a[1] = -2 (or 0xFE…), read back; then a[2] of 2 elements.
TEST(elements_of_every_width_are_stored_loaded_and_checked)
{
    static const struct {
        uint32_t bytes;
        enum opcode store, load;
        word want;
    } cases[] = {
        {1, OP_STX8, OP_LDXI8, (word)-2},
        {1, OP_STX8, OP_LDXU8, 0xFE},
        {2, OP_STX16, OP_LDXI16, (word)-2},
        {2, OP_STX16, OP_LDXU16, 0xFFFE},
        {4, OP_STX32, OP_LDXI32, (word)-2},
        {4, OP_STX32, OP_LDXU32, 0xFFFFFFFE},
        {8, OP_STX, OP_LDX, (word)-2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vmasm b;
        vmasm_init(&b);
        struct rtype *t = vmasm_type(&b, RK_INT, "int");
        t->elem_bytes = t->go_bytes = cases[i].bytes;
        struct func *f = vmasm_func(&b, "main.main", 12);
        vmasm_bc(f, OP_LOADI, 8, 2);
        vmasm_abc(f, OP_MKSLICE, 0, 8, 8);
        vmasm_ext(f, 0, 0);
        vmasm_bc(f, OP_LOADI, 5, -2);
        vmasm_bc(f, OP_LOADI, 6, 1);
        vmasm_abc(f, cases[i].store, 5, 0, 6);
        vmasm_abc(f, cases[i].load, 7, 0, 6);
        vmasm_abc(f, OP_XADDR, 9, 0, 6);
        vmasm_ext(f, 0, 0);
        vmasm_abc(f, i % 2 != 0 ? cases[i].load : cases[i].store, 5, 0, 8);
        vmasm_abc(f, OP_RET, 0, 0, 0);
        vmasm_start(&b, f, NULL, 0);
        assert_int_equal(vmasm_run(&b), REQ_PANIC);
        size_t len;
        assert_string_equal(
            vm_panic_text(&b.vm, &b.ctx, &len),
            "panic: runtime error: index out of range [2] with length 2");
        assert_int_equal(*vmasm_reg(&b, 7), cases[i].want);
        assert_int_equal(*vmasm_reg(&b, 9), *vmasm_reg(&b, 0) + cases[i].bytes);
        vmasm_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(append_grows_as_go_does),
        RUN(append_keeps_old_elements_and_writes_behind_them),
        RUN(append_within_the_capacity_shares_the_array),
        RUN(elements_without_size_take_no_memory),
        RUN(copy_handles_overlap_both_ways),
        RUN(bounds_of_slice_expressions_have_gos_texts),
        RUN(make_refuses_what_go_refuses),
        RUN(torn_slices_are_recognised),
        RUN(index_errors_name_index_and_length),
        RUN(elements_of_every_width_are_stored_loaded_and_checked),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
