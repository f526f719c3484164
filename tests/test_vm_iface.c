// vm_iface: boxes, assertions with Go's texts, equality of any two values.
#include "testing.h"

#include "vm/vm_impl.h"

#include "vmasm.h"

static struct vmasm a;
static struct rtype *t_int, *t_int8, *t_string, *t_float, *t_any, *t_slice,
    *t_empty, *t_pair, *t_stringer;

static const char *names[] = {"A", "Close", "Read", "String"};

static struct rtype *methods(struct rtype *t, uint32_t n, const uint32_t *name)
{
    t->methods = xcalloc(n, sizeof *t->methods);
    t->nmethods = n;
    for (uint32_t i = 0; i < n; i++)
        t->methods[i].name = name[i];
    return t;
}

static int setup(void **state)
{
    (void)state;
    vmasm_init(&a);
    a.code.names = names;
    a.code.nnames = 4;
    vmasm_func(&a, "main.method", 1);
    t_int = vmasm_type(&a, RK_INT, "int");
    t_int8 = vmasm_type(&a, RK_INT8, "int8");
    t_string = vmasm_type(&a, RK_STRING, "string");
    t_float = vmasm_type(&a, RK_FLOAT64, "float64");
    t_any = vmasm_type(&a, RK_INTERFACE, "interface {}");
    t_slice = vmasm_type(&a, RK_SLICE, "[]int");
    t_empty = vmasm_type(&a, RK_STRUCT, "main.Empty");
    t_empty->words = 0;
    // struct { n int8; _ int; v any }
    t_pair = vmasm_type(&a, RK_STRUCT, "main.Pair");
    t_pair->words = 3;
    t_pair->nfields = 3;
    t_pair->fields = xcalloc(3, sizeof *t_pair->fields);
    t_pair->fields[0] = (struct rfield){"n", t_int8, 0};
    t_pair->fields[1] = (struct rfield){"_", t_int, 1};
    t_pair->fields[2] = (struct rfield){"v", t_any, 2};
    t_stringer = methods(vmasm_type(&a, RK_INTERFACE, "main.Stringer"), 2,
                         (const uint32_t[]){1, 3});
    vm_heap_init(&a.heap, &a.code, 64 << 20);
    vm_init(&a.vm, &a.code, &a.heap);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    vmasm_release(&a);
    return 0;
}

static word box(const struct rtype *t, const word *v)
{
    word b;
    assert_int_equal(iface_box(&a.vm, t, v, &b), VM_OK);
    return b;
}

static word box_int(word x)
{
    return box(t_int, &x);
}

static word box_string(const char *s)
{
    bool oom;
    word w = string_new(&a.vm, s, strlen(s), &oom);
    return box(t_string, &w);
}

// -1: panics; else the result.
static int equal(word x, word y)
{
    word e = 77;
    if (iface_equal(&a.vm, x, y, &e) != VM_OK)
        return -1;
    return (int)e;
}

TEST(interfaces_are_equal_by_type_and_value)
{
    word zero = 0, minus = UINT64_C(1) << 63, nan = 0x7FF8000000000000;
    assert_int_equal(equal(0, 0), 1);
    assert_int_equal(equal(0, box_int(0)), 0);
    assert_int_equal(equal(box_int(5), box_int(5)), 1);
    assert_int_equal(equal(box_int(5), box_int(6)), 0);
    assert_int_equal(equal(box_int(5), box(t_int8, &(word){5})), 0);
    // Small integers may come from memory, not extended.
    assert_int_equal(
        equal(box(t_int8, &(word){0xFF}), box(t_int8, &(word){(word)-1})), 1);
    assert_int_equal(equal(box_string("ab"), box_string("ab")), 1);
    assert_int_equal(equal(box_string("ab"), box_string("ac")), 0);
    assert_int_equal(equal(box(t_float, &zero), box(t_float, &minus)), 1);
    assert_int_equal(equal(box(t_float, &nan), box(t_float, &nan)), 0);
    assert_int_equal(equal(box(t_empty, NULL), box(t_empty, NULL)), 1);
}

TEST(structs_are_compared_field_by_field)
{
    word x[] = {0xFF, 1, box_string("v")};
    word y[] = {(word)-1, 2, box_string("v")}; // blank fields do not count
    word e;
    assert_int_equal(value_equal(&a.vm, t_pair, x, y, &e), VM_OK);
    assert_int_equal(e, 1);
    y[2] = box_string("w");
    assert_int_equal(value_equal(&a.vm, t_pair, x, y, &e), VM_OK);
    assert_int_equal(e, 0);
    // What differs first decides, before a later field would panic.
    word s[SLICE_WORDS] = {0};
    x[2] = y[2] = box(t_slice, s);
    y[0] = 5;
    assert_int_equal(value_equal(&a.vm, t_pair, x, y, &e), VM_OK);
    assert_int_equal(e, 0);
    y[0] = x[0];
    assert_int_equal(value_equal(&a.vm, t_pair, x, y, &e), VM_PANIC);
    assert_string_equal(text_cstr(&a.vm.text->error),
                        "runtime error: comparing uncomparable type []int");
}

TEST(uncomparable_values_panic_only_when_types_agree)
{
    word s[SLICE_WORDS] = {0};
    word x = box(t_slice, s);
    assert_int_equal(equal(x, x), -1);
    assert_int_equal(equal(x, box_int(0)), 0);
    assert_int_equal(equal(x, 0), 0);
}

TEST(values_nested_deeper_than_the_c_stack_are_compared)
{
    word x = 0, y = 0;
    for (int i = 0; i < 300000; i++) {
        x = box(t_pair, (const word[]){1, 2, x});
        y = box(t_pair, (const word[]){1, 2, y});
    }
    assert_int_equal(equal(x, y), 1);
}

enum { UNKNOWN = 0 };

// The text of x.(want) when it panics, or NULL.
static const char *asserted(word x, const struct rtype *want, uint32_t from)
{
    word R[8] = {[6] = x};
    union instr in[2] = {
        {.op = want->kind == RK_INTERFACE ? OP_ASSERTI : OP_ASSERT, .b = 6},
        {.lo = (int32_t)from, .hi = (int32_t)want->id},
    };
    enum vm_result res = want->kind == RK_INTERFACE
                             ? iface_assert_iface(&a.vm, R, in)
                             : iface_assert(&a.vm, R, in);
    return res == VM_OK ? NULL : text_cstr(&a.vm.text->error);
}

TEST(failed_assertions_have_gos_texts)
{
    word five = box_int(5);
    assert_null(asserted(five, t_int, UNKNOWN));
    assert_string_equal(asserted(five, t_string, UNKNOWN),
                        "interface conversion: interface {} is int, not "
                        "string");
    assert_string_equal(asserted(five, t_string, t_stringer->id + 1),
                        "interface conversion: main.Stringer is int, not "
                        "string");
    assert_string_equal(asserted(0, t_string, UNKNOWN),
                        "interface conversion: interface {} is nil, not "
                        "string");
    assert_string_equal(asserted(0, t_stringer, UNKNOWN),
                        "interface conversion: interface is nil, not "
                        "main.Stringer");
    assert_string_equal(asserted(five, t_stringer, UNKNOWN),
                        "interface conversion: int is not main.Stringer: "
                        "missing method Close");
    assert_null(asserted(five, t_any, UNKNOWN));
    struct rtype *t = vmasm_type(&a, RK_INT, "main.T");
    methods(t, 3, (const uint32_t[]){0, 1, 2});
    word x = box(t, &(word){1});
    assert_string_equal(asserted(x, t_stringer, UNKNOWN),
                        "interface conversion: main.T is not main.Stringer: "
                        "missing method String");
    t->methods[2].name = 3;
    assert_null(asserted(x, t_stringer, UNKNOWN));
    struct rtype *twin = vmasm_type(&a, RK_INT, "main.T");
    assert_string_equal(asserted(x, twin, UNKNOWN),
                        "interface conversion: interface {} is main.T, not "
                        "main.T (types from different scopes)");
}

TEST(assertions_with_ok_never_panic)
{
    word v[] = {1, 2, 0};
    word R[8] = {[6] = box(t_pair, v)};
    union instr in[2] = {{.op = OP_ASSERT2, .b = 6},
                         {.hi = (int32_t)t_pair->id}};
    iface_assert2(&a.vm, R, in);
    assert_memory_equal(R, v, sizeof v);
    assert_int_equal(R[3], 1);
    R[6] = box_int(1);
    memset(R, 0xFF, 4 * sizeof(word));
    iface_assert2(&a.vm, R, in);
    const word zero[4] = {0};
    assert_memory_equal(R, zero, sizeof zero);
    in[0].op = OP_ASSERTI2;
    in[1].hi = (int32_t)t_stringer->id;
    R[0] = R[1] = 9;
    assert_int_equal(iface_assert_iface(&a.vm, R, in), VM_OK);
    assert_int_equal(R[0] | R[1], 0);
    in[1].hi = (int32_t)t_any->id;
    assert_int_equal(iface_assert_iface(&a.vm, R, in), VM_OK);
    assert_int_equal(R[0], R[6]);
    assert_int_equal(R[1], 1);
    R[6] = 0;
    assert_int_equal(iface_assert_iface(&a.vm, R, in), VM_OK);
    assert_int_equal(R[0] | R[1], 0);
}

TEST(words_of_every_kind_are_extended)
{
    static const struct {
        enum rkind kind;
        word want; // of 0x…F81 bits
    } cases[] = {
        {RK_BOOL, 0x81},
        {RK_UINT8, 0x81},
        {RK_INT8, (word)-127},
        {RK_INT16, (word)-127},
        {RK_UINT16, 0xFF81},
        {RK_INT32, (word)-127},
        {RK_UINT32, 0xFFFFFF81},
        {RK_FLOAT32, 0xFFFFFF81},
        {RK_INT64, 0x7FFFFFFFFFFFFF81},
        {RK_STRING, 0x7FFFFFFFFFFFFF81},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(kind_extend(cases[i].kind, 0x7FFFFFFFFFFFFF81),
                         cases[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(interfaces_are_equal_by_type_and_value),
        RUN(structs_are_compared_field_by_field),
        RUN(uncomparable_values_panic_only_when_types_agree),
        RUN(values_nested_deeper_than_the_c_stack_are_compared),
        RUN(failed_assertions_have_gos_texts),
        RUN(assertions_with_ok_never_panic),
        RUN(words_of_every_kind_are_extended),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
