// vm_string: comparison, concatenation, substrings, ranges over strings.
#include "testing.h"

#include "vm/vm_impl.h"

#include "vmasm.h"

static struct vmasm a;

static int setup(void **state)
{
    (void)state;
    vmasm_init(&a);
    vm_heap_init(&a.heap, &a.code, 1 << 20);
    vm_init(&a.vm, &a.code, &a.heap);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    vmasm_release(&a);
    return 0;
}

static word new (const char *s, size_t n)
{
    bool oom;
    word w = string_new(&a.vm, s, n, &oom);
    assert_false(oom);
    return w;
}

static void assert_text(word s, const char *want)
{
    struct gostr g = string_get(s);
    assert_int_equal(g.len, strlen(want));
    if (g.len > 0)
        assert_memory_equal(g.data, want, strlen(want));
}

TEST(strings_compare_by_bytes_and_then_by_length)
{
    static const char *const order[] = {"", "A", "a", "ab", "abc", "b", "\xff"};
    enum { N = sizeof order / sizeof *order };
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++) {
            int c = string_compare(new (order[i], strlen(order[i])),
                                   new (order[k], strlen(order[k])));
            assert_int_equal((c > 0) - (c < 0), (i > k) - (i < k));
        }
    // NULL and an object of length 0 are the same string.
    struct gostr empty = {0, NULL};
    assert_int_equal(string_compare(0, (word)(uintptr_t)&empty), 0);
    assert_int_not_equal(string_compare(new ("a\0b", 3), new ("a\0c", 3)), 0);
}

TEST(concatenation_makes_a_new_string_or_returns_the_other)
{
    word R[3] = {0, new ("ab", 2), new ("cde", 3)};
    const union instr in = {.op = OP_CONCAT, .a = 0, .b = 1, .c = 2};
    assert_int_equal(string_concat(&a.vm, R, &in), VM_OK);
    assert_text(R[0], "abcde");
    assert_text(R[1], "ab");
    R[1] = 0;
    assert_int_equal(string_concat(&a.vm, R, &in), VM_OK);
    assert_int_equal(R[0], R[2]);
}

TEST(concatenation_stops_at_the_memory_limit)
{
    word R[3] = {new ("0123456789abcdef", 16), 0, 0};
    const union instr in = {.op = OP_CONCAT, .a = 0, .b = 0, .c = 0};
    int doublings = 0;
    enum vm_result res;
    while ((res = string_concat(&a.vm, R, &in)) == VM_OK)
        doublings++;
    assert_int_equal(res, VM_OOM);
    assert_in_range(doublings, 10, 16);
    assert_true(a.heap.used_bytes <= a.heap.limit_bytes);
}

TEST(substrings_share_bytes_and_check_bounds)
{
    enum { NONE = -999 };
    static const struct {
        int lo, hi; // of "hello"
        const char *want, *error;
    } cases[] = {
        {NONE, NONE, "hello", NULL}, {0, 5, "hello", NULL},
        {1, 3, "el", NULL},          {5, NONE, "", NULL},
        {NONE, 0, "", NULL},         {NONE, 6, NULL, "[:6] with length 5"},
        {6, NONE, NULL, "[6:5]"},    {3, 2, NULL, "[3:2]"},
        {-1, 2, NULL, "[-1:]"},      {1, -2, NULL, "[:-2]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        word R[4] = {0, new ("hello", 5), (word)(int64_t)cases[i].lo,
                     (word)(int64_t)cases[i].hi};
        union instr in[2] = {{.op = OP_SUBSTR, .a = 0, .b = 1}};
        in[0].c = cases[i].lo == NONE ? REG_NONE : 2;
        in[1].h[0] = cases[i].hi == NONE ? REG_NONE : 3;
        in[1].h[1] = REG_NONE;
        enum vm_result res = string_sub(&a.vm, R, in);
        if (cases[i].error == NULL) {
            assert_int_equal(res, VM_OK);
            assert_text(R[0], cases[i].want);
            continue;
        }
        assert_int_equal(res, VM_PANIC);
        const char *text = text_cstr(&a.vm.text->error);
        assert_non_null(strstr(text, "runtime error: slice bounds out of "));
        assert_non_null(strstr(text, cases[i].error));
    }
}

TEST(ranges_give_positions_and_runes)
{
    static const char s[] = "a\xc3\xa9\xff\xe2\x98\xba";
    static const word want[][2] = {
        {0, 'a'}, {1, 0xE9}, {3, RUNE_ERROR}, {4, 0x263A}};
    word state[3] = {0}, str = new (s, sizeof s - 1);
    for (int i = 0; i < 4; i++) {
        assert_true(string_next(str, state));
        assert_int_equal(state[1], want[i][0]);
        assert_int_equal(state[2], want[i][1]);
    }
    assert_int_equal(state[0], sizeof s - 1);
    assert_false(string_next(str, state));
    state[0] = 0;
    assert_false(string_next(0, state));
}

TEST(instructions_on_strings_use_these)
{
    struct vmasm b;
    vmasm_init(&b);
    struct func *f = vmasm_func(&b, "main.main", 12);
    // n := 0; for i, r := range "hé" { n = n*1000 + i + int(r) }
    vmasm_bc(f, OP_LOADK, 0, vmasm_const(&b, vmasm_string(&b, "h\xc3\xa9")));
    vmasm_abc(f, OP_ZERO, 1, 4, 0);
    vmasm_abc(f, OP_STRNEXT, 1, 0, 0);
    vmasm_ext(f, 4, 0);
    vmasm_abc(f, OP_MULI, 4, 4, 1000);
    vmasm_abc(f, OP_ADD, 4, 4, 2);
    vmasm_abc(f, OP_ADD, 4, 4, 3);
    vmasm_bc(f, OP_JMP, 0, -6);
    vmasm_abc(f, OP_STRLEN, 5, 0, 0);
    vmasm_bc(f, OP_LOADI, 6, 1);
    vmasm_abc(f, OP_STRX, 7, 0, 6);
    vmasm_bc(f, OP_LOADI, 8, 0xE9);
    vmasm_abc(f, OP_STRRUNE, 8, 8, 0);
    vmasm_abc(f, OP_CONCAT, 8, 0, 8);
    vmasm_abc(f, OP_SLT, 9, 0, 8);
    vmasm_abc(f, OP_SEQ, 10, 0, 8);
    vmasm_bc(f, OP_LOADI, 6, 3);
    vmasm_abc(f, OP_STRX, 7, 0, 6);
    vmasm_abc(f, OP_RET, 0, 0, 0);
    vmasm_start(&b, f, NULL, 0);
    assert_int_equal(vmasm_run(&b), REQ_PANIC);
    size_t len;
    assert_string_equal(
        vm_panic_text(&b.vm, &b.ctx, &len),
        "panic: runtime error: index out of range [3] with length 3");
    assert_int_equal(*vmasm_reg(&b, 4), 'h' * 1000 + 1 + 0xE9);
    assert_int_equal(*vmasm_reg(&b, 5), 3);
    assert_int_equal(*vmasm_reg(&b, 7), 0xC3);
    assert_text(*vmasm_reg(&b, 8), "h\xc3\xa9\xc3\xa9");
    assert_int_equal(*vmasm_reg(&b, 9), 1);
    assert_int_equal(*vmasm_reg(&b, 10), 0);
    vmasm_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(strings_compare_by_bytes_and_then_by_length),
        RUN(concatenation_makes_a_new_string_or_returns_the_other),
        RUN(substrings_share_bytes_and_check_bounds),
        RUN(ranges_give_positions_and_runes),
        RUN(instructions_on_strings_use_these),
        RUN(concatenation_stops_at_the_memory_limit),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
