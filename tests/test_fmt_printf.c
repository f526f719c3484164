// fmt_printf, fmt_value and format: text as real Go makes it, from a table that
// real Go wrote, and what only the VM's way of calling methods has.
#include "testing.h"

#include <stdio.h>

#include "vm/natives.h"

#include "vmasm.h"

#define INF    __builtin_inf()
#define NINF   -__builtin_inf()
#define NAN    __builtin_nan("")
#define NZERO  -0.0
#define I64MIN INT64_MIN
#define I64MAX INT64_MAX

// The types of the operands; their numbers are the order in which setup makes
// them.
enum type_number {
    T_INT,
    T_INT8,
    T_INT16,
    T_INT32,
    T_INT64,
    T_UINT,
    T_UINT8,
    T_UINT16,
    T_UINT32,
    T_UINT64,
    T_UINTPTR,
    T_FLOAT64,
    T_FLOAT32,
    T_BOOL,
    T_STRING,
    T_MY_INT,
    T_MY_STRING,
    T_POINT,
    T_POINT_PTR,
    T_MIXED,
    T_ANY,
    T_ERROR,
    T_INTS,
    T_STRINGS,
    T_BYTES,
    T_FLOATS,
    T_POINTS,
    T_ANYS,
    T_NESTED,
    T_EMPTY,
    T_CHAN,
    T_FUNC,
    T_BOOLS,
    T_INT8S,
    T_UINT16S,
    T_FLOAT32S,
    T_DURATION,
    T_DURATIONS,
    T_MY_ERROR,
    T_HOLDER,
    T_PANIC_TEXT,
};

static struct vmasm env;

static struct rtype *type(enum rkind kind, const char *name)
{
    static const uint8_t bytes[RK_STRUCT + 1] = {
        [RK_BOOL] = 1,   [RK_INT8] = 1,  [RK_UINT8] = 1,  [RK_INT16] = 2,
        [RK_UINT16] = 2, [RK_INT32] = 4, [RK_UINT32] = 4, [RK_FLOAT32] = 4,
    };
    struct rtype *t = vmasm_type(&env, kind, name);
    if (bytes[kind] != 0)
        t->elem_bytes = t->go_bytes = bytes[kind];
    return t;
}

static void slice_type(const char *name, enum type_number elem)
{
    type(RK_SLICE, name)->elem = env.types[elem];
}

static struct rtype *struct_type(const char *name)
{
    struct rtype *t = type(RK_STRUCT, name);
    t->words = t->elem_bytes = 0;
    return t;
}

static void field(struct rtype *t, const char *name, enum type_number type)
{
    const struct rtype *ft = env.types[type];
    t->fields = xreallocarray(t->fields, t->nfields + 1, sizeof *t->fields);
    t->fields[t->nfields++] = (struct rfield){name, ft, t->words};
    t->words += ft->words;
    t->elem_bytes = 8 * t->words;
}

static void make_basic_types(void)
{
    type(RK_INT, "int");
    type(RK_INT8, "int8");
    type(RK_INT16, "int16");
    type(RK_INT32, "int32");
    type(RK_INT64, "int64");
    type(RK_UINT, "uint");
    type(RK_UINT8, "uint8");
    type(RK_UINT16, "uint16");
    type(RK_UINT32, "uint32");
    type(RK_UINT64, "uint64");
    type(RK_UINTPTR, "uintptr");
    type(RK_FLOAT64, "float64");
    type(RK_FLOAT32, "float32");
    type(RK_BOOL, "bool");
    type(RK_STRING, "string");
    type(RK_INT, "main.MyInt");
    type(RK_STRING, "main.MyString");
}

// A type whose values have the method, which is never called here.
static void with_method(enum rkind kind, const char *name, bool is_error)
{
    struct rtype *t = type(kind, name);
    t->methods = xcalloc(1, sizeof *t->methods);
    t->nmethods = 1;
    if (is_error)
        t->error_method = 1;
    else
        t->stringer = 1;
}

static void make_composite_types(void)
{
    struct rtype *t = struct_type("main.Point");
    field(t, "X", T_INT);
    field(t, "Y", T_INT);
    type(RK_POINTER, "*main.Point")->elem = env.types[T_POINT];
    t = struct_type("main.mixed");
    field(t, "Name", T_STRING);
    field(t, "n", T_INT);
    field(t, "Ok", T_BOOL);
    type(RK_INTERFACE, "interface {}");
    type(RK_INTERFACE, "error");
    slice_type("[]int", T_INT);
    slice_type("[]string", T_STRING);
    slice_type("[]uint8", T_UINT8);
    slice_type("[]float64", T_FLOAT64);
    slice_type("[]main.Point", T_POINT);
    slice_type("[]interface {}", T_ANY);
    t = struct_type("main.Nested");
    field(t, "P", T_POINT);
    field(t, "Q", T_POINT_PTR);
    field(t, "S", T_INTS);
    field(t, "A", T_ANY);
    field(t, "e", T_ERROR);
    struct_type("main.Empty");
    type(RK_CHAN, "chan int")->elem = env.types[T_INT];
    type(RK_FUNC, "func()");
    slice_type("[]bool", T_BOOL);
    slice_type("[]int8", T_INT8);
    slice_type("[]uint16", T_UINT16);
    slice_type("[]float32", T_FLOAT32);
    with_method(RK_INT64, "time.Duration", false);
    slice_type("[]time.Duration", T_DURATION);
    with_method(RK_STRING, "main.MyError", true);
    t = struct_type("main.Holder");
    field(t, "D", T_DURATION);
    field(t, "d", T_DURATION);
    field(t, "E", T_ANY);
    type(RK_STRING, "fmt.panicText");
}

static int setup(void **state)
{
    (void)state;
    vmasm_init(&env);
    vmasm_func(&env, "main.method", 1);
    make_basic_types();
    make_composite_types();
    vm_heap_init(&env.heap, &env.code, 64 << 20);
    vm_init(&env.vm, &env.code, &env.heap);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    vmasm_release(&env);
    return 0;
}

static word box(enum type_number t, const word *words)
{
    word b;
    assert_int_equal(iface_box(&env.vm, env.types[t], words, &b), VM_OK);
    return b;
}

static word box1(enum type_number t, word w)
{
    return box(t, &w);
}

static word string_of(const char *s)
{
    bool oom;
    return string_new(&env.vm, s, strlen(s), &oom);
}

static word bits64(double d)
{
    word w;
    memcpy(&w, &d, sizeof w);
    return w;
}

static word bits32(float d)
{
    uint32_t w;
    memcpy(&w, &d, sizeof w);
    return w;
}

// A slice of n elements of the words w; type t is that of the slice.
static word slice(enum type_number t, size_t n, const word *w)
{
    const struct rtype *elem = env.types[t]->elem;
    word s[SLICE_WORDS];
    assert_true(slice_new(&env.vm, elem, n, s));
    unsigned char *data = (unsigned char *)(uintptr_t)s[SLICE_DATA];
    for (size_t i = 0; i < n; i++)
        // Small elements are the low bytes of their words.
        memcpy(data + i * elem->elem_bytes, w + i * elem->words,
               elem->elem_bytes);
    return box(t, s);
}

#define NIL    ((word)0)
#define I(x)   box1(T_INT, (word)(x))
#define I8(x)  box1(T_INT8, (word)(int64_t)(x))
#define I16(x) box1(T_INT16, (word)(int64_t)(x))
#define I32(x) box1(T_INT32, (word)(int64_t)(x))
#define I64(x) box1(T_INT64, (word)(x))
#define U(x)   box1(T_UINT, (x))
#define U8(x)  box1(T_UINT8, (x))
#define U16(x) box1(T_UINT16, (x))
#define U32(x) box1(T_UINT32, (x))
#define U64(x) box1(T_UINT64, UINT64_C(x))
#define UP(x)  box1(T_UINTPTR, (x))
#define F(x)   box1(T_FLOAT64, bits64(x))
#define F32(x) box1(T_FLOAT32, bits32((float)(x)))
#define B(x)   box1(T_BOOL, (x))
#define S(x)   box1(T_STRING, string_of(x))
#define MI(x)  box1(T_MY_INT, (x))
#define MS(x)  box1(T_MY_STRING, string_of(x))
#define D(x)   box1(T_DURATION, (x))
#define E(x)   box1(T_MY_ERROR, string_of(x))
#define WORDS(...)                                                             \
    (const word[])                                                             \
    {                                                                          \
        __VA_ARGS__                                                            \
    }
#define PT(x, y)        box(T_POINT, WORDS(x, y))
#define PPT(x, y)       box1(T_POINT_PTR, (word)(uintptr_t)box_words(PT(x, y)))
#define MX(s, n, b)     box(T_MIXED, WORDS(string_of(s), n, b))
#define SI3(a, b, c)    slice(T_INTS, 3, WORDS((word)(a), b, c))
#define SI0             box(T_INTS, WORDS(0, 0, 0, 0))
#define SS2(a, b)       slice(T_STRINGS, 2, WORDS(string_of(a), string_of(b)))
#define BY(s)           slice(T_BYTES, 2, WORDS((word)(s)[0], (word)(s)[1]))
#define SF2(a, b)       slice(T_FLOATS, 2, WORDS(bits64(a), bits64(b)))
#define SPT(a, b, c, d) slice(T_POINTS, 2, WORDS(a, b, c, d))
#define SA3(a, b, c)    slice(T_ANYS, 3, WORDS(a, b, c))
#define NEST(a, b)      box(T_NESTED, WORDS(a, b, 0, 0, 0, 0, 0, I(a), 0))
#define SB2(a, b)       slice(T_BOOLS, 2, WORDS(a, b))
#define SI8(a, b)       slice(T_INT8S, 2, WORDS((word)(a), (word)(b)))
#define SU16(a, b)      slice(T_UINT16S, 2, WORDS(a, b))
#define SF32(a, b)                                                             \
    slice(T_FLOAT32S, 2, WORDS(bits32((float)(a)), bits32((float)(b))))
#define NILPTR  box1(T_POINT_PTR, 0)
#define EMPTY   box1(T_EMPTY, 0)
#define NILCHAN box1(T_CHAN, 0)
#define NILFUNC box1(T_FUNC, 0)

// Operands, terminated: nil operands are 0.
#define END  UINT64_MAX
#define NONE END

// Puts the operands into a slice of interfaces at s.
static void operands(const word *ops, word *s)
{
    size_t n = 0;
    while (ops[n] != END)
        n++;
    assert_true(slice_new(&env.vm, env.types[T_ANY], n, s));
    memcpy((void *)(uintptr_t)s[SLICE_DATA], ops, n * sizeof(word));
}

static const char *result(word s)
{
    static char buf[8192];
    struct gostr g = string_get(s);
    assert_true(g.len < (int64_t)sizeof buf);
    if (g.len > 0)
        memcpy(buf, g.data, (size_t)g.len);
    buf[g.len] = '\0';
    return buf;
}

static const char *sprintf_kind(word kind, const char *format, const word *ops,
                                const word *done)
{
    word args[2 + 2 * SLICE_WORDS] = {kind, string_of(format)};
    operands(ops, args + 2);
    operands(done, args + 2 + SLICE_WORDS);
    assert_int_equal(vm_native_fmt_sprintf(&env.vm, args), VM_OK);
    return result(args[0]);
}

enum { PRINT, PRINTLN, PRINTF, ERRORF };

#define SPRINTF(format, ...)                                                   \
    sprintf_kind(PRINTF, format, WORDS(__VA_ARGS__, END), WORDS(END))

#define CASE(format, want, ...)                                                \
    assert_string_equal(SPRINTF(format, __VA_ARGS__), want);

TEST(printf_writes_what_go_writes)
{
#include "format_cases.def"
}

typedef enum vm_result native_fn(struct vm *vm, word *args);

static const char *sprint(native_fn *native, const word *ops)
{
    word args[2 * SLICE_WORDS] = {0};
    operands(ops, args);
    assert_int_equal(native(&env.vm, args), VM_OK);
    return result(args[0]);
}

TEST(print_separates_what_is_no_string_and_println_everything)
{
    static const struct {
        bool ln;
        const char *want;
    } cases[] = {{false, "1 2a3b c4 <nil>"}, {true, "1 2 a 3 b c 4 <nil>\n"}};
    for (int i = 0; i < 2; i++) {
        const word ops[] = {I(1),   I(2), S("a"), I(3), S("b "),
                            S("c"), I(4), NIL,    END};
        const word same[] = {I(1),   I(2), S("a"), I(3), S("b"),
                             S("c"), I(4), NIL,    END};
        assert_string_equal(
            sprint(cases[i].ln ? vm_native_fmt_sprintln : vm_native_fmt_sprint,
                   cases[i].ln ? same : ops),
            cases[i].want);
    }
    assert_string_equal(sprint(vm_native_fmt_sprint, WORDS(END)), "");
    assert_string_equal(sprint(vm_native_fmt_sprintln, WORDS(END)), "\n");
    // A string by kind, whatever its type.
    assert_string_equal(sprint(vm_native_fmt_sprint, WORDS(I(1), MS("x"), END)),
                        "1x");
}

// The values that methods() wants to have called, as their text by Print.
static const char *wanted(word kind, const char *format, const word *ops)
{
    word args[2 + SLICE_WORDS] = {kind, string_of(format)};
    operands(ops, args + 2);
    assert_int_equal(vm_native_fmt_methods(&env.vm, args), VM_OK);
    word list[2 * SLICE_WORDS] = {0};
    memcpy(list, args, SLICE_WORDS * sizeof(word));
    if (list[SLICE_LEN] == 0)
        assert_int_equal(list[SLICE_DATA], 0);
    assert_int_equal(vm_native_fmt_sprintln(&env.vm, list), VM_OK);
    return result(list[0]);
}

TEST(methods_lists_the_values_whose_text_is_needed_in_order)
{
    assert_string_equal(wanted(PRINTLN, "", WORDS(I(1), S("x"), END)), "\n");
    assert_string_equal(
        wanted(PRINTLN, "", WORDS(D(1), I(5), E("boom"), D(2), END)),
        "1 boom 2\n");
    assert_string_equal(wanted(PRINT, "", WORDS(D(7), END)), "7\n");
    // Not for numeric verbs, %T, %p, Go syntax, inside errors.
    assert_string_equal(wanted(PRINTF, "%d %T %p %#v %z %c",
                               WORDS(D(1), D(2), D(3), D(4), D(5), D(6), END)),
                        "\n");
    assert_string_equal(wanted(PRINTF, "%v %s %q %x %X %+v",
                               WORDS(D(1), D(2), D(3), D(4), D(5), D(6), END)),
                        "1 2 3 4 5 6\n");
    assert_string_equal(wanted(PRINTF, "%[2]v %[1]v", WORDS(D(1), D(2), END)),
                        "2 1\n");
    // Extra operands are printed, too.
    assert_string_equal(wanted(PRINTF, "", WORDS(D(1), END)), "1\n");
}

TEST(methods_reach_into_slices_and_exported_fields)
{
    word list = slice(T_DURATIONS, 2, WORDS(10, 20));
    word holder = box(T_HOLDER, WORDS(1, 2, E("e")));
    assert_string_equal(wanted(PRINTLN, "", WORDS(list, END)), "10 20\n");
    assert_string_equal(wanted(PRINTLN, "", WORDS(holder, END)), "1 e\n");
    assert_string_equal(sprintf_kind(PRINTF, "%v|%d", WORDS(list, list, END),
                                     WORDS(S("10ns"), S("20ns"), END)),
                        "[10ns 20ns]|[10 20]");
    assert_string_equal(sprintf_kind(PRINTF, "%+v", WORDS(holder, END),
                                     WORDS(S("1ns"), S("text"), END)),
                        "{D:1ns d:2 E:text}");
}

TEST(values_under_a_wrong_verb_are_shown_without_methods)
{
    word holder = box(T_HOLDER, WORDS(1, 2, D(3)));
    assert_string_equal(wanted(PRINTF, "%p", WORDS(holder, END)), "\n");
    assert_string_equal(
        sprintf_kind(PRINTF, "%p", WORDS(holder, END), WORDS(END)),
        "%!p(main.Holder={1 2 3})");
}

TEST(results_of_methods_are_strings_under_the_verb)
{
    assert_string_equal(
        sprintf_kind(PRINTF, "%6s|%-6v|%q|%x",
                     WORDS(D(1), D(1), D(1), D(1), END),
                     WORDS(S("1s"), S("1s"), S("1s"), S("1s"), END)),
        "    1s|1s    |\"1s\"|3173");
    // Nil receivers and other panics.
    assert_string_equal(
        sprintf_kind(
            PRINTF, "%v|%s", WORDS(D(1), D(1), END),
            WORDS(NIL,
                  box1(T_PANIC_TEXT, string_of("(PANIC=String method: x)")),
                  END)),
        "<nil>|%!s(PANIC=String method: x)");
    // With fewer results than asked for the value shows itself.
    assert_string_equal(
        sprintf_kind(PRINTF, "%v", WORDS(D(1), END), WORDS(END)), "1");
}

TEST(errorf_takes_w_for_an_error)
{
    assert_string_equal(wanted(ERRORF, "%w", WORDS(E("e"), END)), "e\n");
    assert_string_equal(
        sprintf_kind(ERRORF, "a: %w", WORDS(E("e"), END), WORDS(S("e"), END)),
        "a: e");
    assert_string_equal(wanted(PRINTF, "%w", WORDS(E("e"), END)), "\n");
    assert_string_equal(
        sprintf_kind(PRINTF, "%w", WORDS(E("e"), END), WORDS(END)),
        "%!w(main.MyError=e)");
    assert_string_equal(
        sprintf_kind(ERRORF, "%w", WORDS(D(5), END), WORDS(END)),
        "%!w(time.Duration=5)");
}

TEST(addresses_are_those_of_a_go_heap_and_the_same_in_every_run)
{
    word p = PPT(1, 2);
    word args[2 * SLICE_WORDS] = {0};
    operands(WORDS(p, END), args);
    char want[40];
    uint64_t fake = vm_fake_address(&env.vm, *box_words(p));
    assert_true(fake >= UINT64_C(0xc000000000));
    assert_true(fake < UINT64_C(0xc000000000) + (1 << 20));
    snprintf(want, sizeof want, "0x%llx", (unsigned long long)fake);
    assert_string_equal(SPRINTF("%p", p), want);
    // Inside other values a pointer is only an address.
    char list[60];
    snprintf(list, sizeof list, "[%s <nil> 1]", want);
    assert_string_equal(SPRINTF("%v", SA3(p, NIL, I(1))), list);
}

TEST(a_value_that_contains_itself_is_a_stack_overflow)
{
    word s = SA3(NIL, NIL, NIL);
    word *data = (word *)(uintptr_t)*box_words(s);
    word args[2 * SLICE_WORDS] = {0};
    data[1] = s;
    operands(WORDS(s, END), args);
    assert_int_equal(vm_native_fmt_sprint(&env.vm, args), VM_OVERFLOW);
}

TEST(a_torn_slice_in_memory_prints_as_empty)
{
    word s[SLICE_WORDS];
    memcpy(s, box_words(SI3(1, 2, 3)), sizeof s);
    s[SLICE_LEN] = 100;
    assert_string_equal(SPRINTF("%v", box(T_INTS, s)), "[]");
}

TEST(what_is_too_long_is_out_of_memory_not_a_crash)
{
    // 600 times the largest width.
    word args[2 + 2 * SLICE_WORDS] = {PRINTF, 0};
    enum { N = 600 };
    char *format = xmalloc(N * 9 + 1);
    word *ops = xcalloc(N + 1, sizeof *ops);
    for (int i = 0; i < N; i++) {
        memcpy(format + 9 * i, "%1000000d", 9);
        ops[i] = I(1);
    }
    format[9 * N] = '\0';
    ops[N] = END;
    args[1] = string_of(format);
    operands(ops, args + 2);
    assert_int_equal(vm_native_fmt_sprintf(&env.vm, args), VM_OOM);
    free(format);
    free(ops);
}

TEST(printing_leaves_a_request_to_write_and_its_results)
{
    word args[1 + 2 * SLICE_WORDS] = {2};
    operands(WORDS(I(1), S("x"), END), args + 1);
    assert_int_equal(vm_native_fmt_println(&env.vm, args), VM_WRITE);
    assert_int_equal(env.vm.req.outfd, 2);
    assert_int_equal(env.vm.req.outlen, 4);
    assert_memory_equal(env.vm.req.out, "1 x\n", 4);
    assert_int_equal(args[0], 4);
    assert_int_equal(args[1], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(printf_writes_what_go_writes),
        RUN(print_separates_what_is_no_string_and_println_everything),
        RUN(methods_lists_the_values_whose_text_is_needed_in_order),
        RUN(methods_reach_into_slices_and_exported_fields),
        RUN(values_under_a_wrong_verb_are_shown_without_methods),
        RUN(results_of_methods_are_strings_under_the_verb),
        RUN(errorf_takes_w_for_an_error),
        RUN(addresses_are_those_of_a_go_heap_and_the_same_in_every_run),
        RUN(a_value_that_contains_itself_is_a_stack_overflow),
        RUN(a_torn_slice_in_memory_prints_as_empty),
        RUN(what_is_too_long_is_out_of_memory_not_a_crash),
        RUN(printing_leaves_a_request_to_write_and_its_results),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
