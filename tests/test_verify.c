// verify: accepts what is right to the last register and rejects each kind of
// bad operand with its place.
#include "testing.h"

#include <stdio.h>

#include "vm/verify.h"
#include "vmasm.h"

static struct vmasm a;
static char text[200];
static const char *names[] = {"A", "B"};

enum { REGS = 8, MAIN = 0, TWO = 1, CLOSURE = 2 };
enum { T_INT, T_PAIR, T_SLICE, T_IFACE };

// Functions: 0 main, for the instruction; 1 takes 2 words and returns 1; 2 is a
// closure with captured words 0 and 1.
static struct func *begin(void)
{
    vmasm_init(&a);
    a.code.names = names;
    a.code.nnames = 2;
    a.code.nglobals = 3;
    vmasm_const(&a, 5);
    vmasm_type(&a, RK_INT, "int");
    struct rtype *pair = vmasm_type(&a, RK_STRUCT, "main.Pair");
    pair->words = 2;
    pair->nfields = 1;
    pair->fields = xcalloc(1, sizeof *pair->fields);
    pair->fields[0] = (struct rfield){"x", a.types[T_INT], 1};
    vmasm_type(&a, RK_SLICE, "[]int")->elem = a.types[T_INT];
    vmasm_type(&a, RK_INTERFACE, "main.I");
    struct func *f = vmasm_func(&a, "main.main", REGS);
    struct func *two = vmasm_func(&a, "main.two", 4);
    two->nparams = 2;
    two->nresults = 1;
    vmasm_abc(two, OP_RET, 0, 0, 0);
    struct func *c = vmasm_func(&a, "main.main.func1", 4);
    c->closure_reg = 2;
    vmasm_abc(c, OP_LDCAP, 0, 2, 1);
    vmasm_abc(c, OP_RET, 0, 0, 0);
    return f;
}

static const char *verified(void)
{
    text[0] = '\0';
    bool ok = verify_code(&a.code, text, sizeof text);
    assert_int_equal(ok, text[0] == '\0');
    vmasm_release(&a);
    return text;
}

// One instruction: its fields, bc for b and c, extension lo and hi, and the
// fault, or "".
struct row {
    enum opcode op;
    uint16_t a, b, c;
    int32_t bc, lo, hi;
    const char *want;
};

static const char *verify_row(const struct row *r)
{
    struct func *f = begin();
    if (r->bc != 0)
        vmasm_bc(f, r->op, r->a, r->bc);
    else
        vmasm_abc(f, r->op, r->a, r->b, r->c);
    if (opinfo[r->op].ext[0] != '\0')
        vmasm_ext(f, r->lo, r->hi);
    vmasm_abc(f, OP_RET, 0, 0, 0);
    return verified();
}

static void check_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *got = verify_row(&rows[i]);
        char want[100] = "";
        if (rows[i].want[0] != '\0')
            snprintf(want, sizeof want, "main.main+0 %s: %s",
                     opinfo[rows[i].op].name, rows[i].want);
        if (strcmp(got, want) != 0)
            fail_msg("row %zu: \"%s\", want \"%s\"", i, got, want);
    }
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

TEST(registers_are_inside_the_frame)
{
    static const struct row rows[] = {
        {OP_ADD, 7, 7, 7, 0, 0, 0, ""},
        {OP_ADD, 8, 0, 0, 0, 0, 0, "register 8 of 8"},
        {OP_ADD, 0, 8, 0, 0, 0, 0, "register 8 of 8"},
        {OP_ADD, 0, 0, 8, 0, 0, 0, "register 8 of 8"},
        {OP_ADD, 65535, 0, 0, 0, 0, 0, "register 65535 of 8"},
        {OP_ADDI, 0, 0, 999, 0, 0, 0, ""},
        {OP_LDX, 7, 4, 7, 0, 0, 0, ""},
        {OP_LDX, 0, 5, 0, 0, 0, 0, "register 8 of 8"},
        {OP_CHKSLICE, 4, 0, 0, 0, 0, 0, ""},
        {OP_CHKSLICE, 5, 0, 0, 0, 0, 0, "register 8 of 8"},
        {OP_MOVN, 0, 4, 4, 0, 0, 0, ""},
        {OP_MOVN, 0, 5, 4, 0, 0, 0, "register 8 of 8"},
        {OP_MOVN, 5, 0, 4, 0, 0, 0, "register 8 of 8"},
        {OP_MOVN, 8, 8, 0, 0, 0, 0, ""},
        {OP_ZERO, 7, 1, 0, 0, 0, 0, ""},
        {OP_ZERO, 7, 2, 0, 0, 0, 0, "register 8 of 8"},
        {OP_LDN, 6, 0, 0, 0, 2, 0, ""},
        {OP_LDN, 6, 0, 0, 0, 3, 0, "register 8 of 8"},
        {OP_LDN, 6, 0, 0, 0, -1, 0, "negative number -1"},
        {OP_STN, 8, 0, 0, 0, 1, 0, "register 8 of 8"},
        {OP_BOX, 0, 6, 0, 0, 0, T_PAIR, ""},
        {OP_BOX, 0, 7, 0, 0, 0, T_PAIR, "register 8 of 8"},
        {OP_EQT, 0, 0, 7, 0, 0, T_PAIR, "register 8 of 8"},
        {OP_ASSERT, 6, 0, 0, 0, 0, T_PAIR, ""},
        {OP_ASSERT, 7, 0, 0, 0, 0, T_PAIR, "register 8 of 8"},
        {OP_ASSERT2, 5, 0, 0, 0, 0, T_PAIR, ""},
        {OP_ASSERT2, 6, 0, 0, 0, 0, T_PAIR, "register 8 of 8"},
        {OP_ASSERTI2, 6, 0, 0, 0, 0, T_IFACE, ""},
        {OP_ASSERTI2, 7, 0, 0, 0, 0, T_IFACE, "register 8 of 8"},
        {OP_APPEND, 4, 4, 4, 0, 0, T_INT, ""},
        {OP_APPEND, 0, 0, 5, 0, 0, T_INT, "register 8 of 8"},
        {OP_APPEND1, 0, 0, 6, 0, 0, T_PAIR, ""},
        {OP_APPEND1, 0, 0, 7, 0, 0, T_PAIR, "register 8 of 8"},
        {OP_STRNEXT, 5, 0, 0, 0, 0, 0, ""},
        {OP_STRNEXT, 6, 0, 0, 0, 0, 0, "register 8 of 8"},
        {OP_SEND, 0, 6, 2, 0, 0, 0, ""},
        {OP_SEND, 0, 6, 3, 0, 0, 0, "register 8 of 8"},
        {OP_RECV, 6, 0, REG_NONE, 0, 2, 0, ""},
        {OP_RECV, 6, 0, REG_NONE, 0, 3, 0, "register 8 of 8"},
        {OP_RECV, 6, 0, 8, 0, 2, 0, "register 8 of 8"},
        {OP_RESLICE, 4, 4, REG_NONE, 0, -1, T_INT, ""},
        {OP_RESLICE, 4, 4, 8, 0, -1, T_INT, "register 8 of 8"},
        {OP_RESLICE, 4, 4, 0, 0, 8, T_INT, "register 8 of 8"},
        {OP_RESLICE, 4, 4, 0, 0, 8 << 16, T_INT, "register 8 of 8"},
        {OP_SUBSTR, 0, 0, 8, 0, -1, 0, "register 8 of 8"},
        {OP_MKCLOSURE, 0, 6, 2, 0, CLOSURE, 0, ""},
        {OP_MKCLOSURE, 0, 6, 3, 0, CLOSURE, 0, "register 8 of 8"},
    };
    CHECK_ROWS(rows);
}

TEST(tables_are_indexed_inside)
{
    static const struct row rows[] = {
        {OP_LOADK, 0, 0, 0, 0, 0, 0, ""},
        {OP_LOADK, 0, 0, 0, 1, 0, 0, "constant 1 of 1"},
        {OP_LOADK, 0, 0, 0, -1, 0, 0, "constant -1 of 1"},
        {OP_LDG, 0, 0, 0, 2, 0, 0, ""},
        {OP_LDG, 0, 0, 0, 3, 0, 0, "global 3 of 3"},
        {OP_GADDR, 0, 0, 0, -7, 0, 0, "global -7 of 3"},
        {OP_NEW, 0, 0, 0, 4, 0, 0, "type 4 of 4"},
        {OP_MKSLICE, 0, 0, 0, 0, 0, 4, "type 4 of 4"},
        {OP_BOX, 0, 0, 0, 0, 0, -1, "type -1 of 4"},
        {OP_RESLICE, 4, 4, 0, 0, -1, 4, "type 4 of 4"},
        {OP_ASSERT, 0, 0, 0, 0, 4, T_INT, ""},
        {OP_ASSERT, 0, 0, 0, 0, 5, T_INT, "type 4 of 4"},
        {OP_CALL, 0, 0, 0, 3, 0, 0, "function 3 of 3"},
        {OP_MKCLOSURE, 0, 0, 2, 0, 3, 0, "function 3 of 3"},
        {OP_CALLI, 0, 0, 0, 0, 1, 0, ""},
        {OP_CALLI, 0, 0, 0, 0, 2, 0, "method 2 of 2"},
        {OP_SHLI, 0, 0, 63, 0, 0, 0, ""},
        {OP_SHRUI, 0, 0, 64, 0, 0, 0, "shift 64 of 64"},
    };
    CHECK_ROWS(rows);
    char want[60];
    snprintf(want, sizeof want, "native %d of %d", NAT_COUNT, NAT_COUNT);
    const struct row native = {OP_CALLNAT, 0, 0, 0, NAT_COUNT, 0, 0, want};
    check_rows(&native, 1);
}

TEST(calls_have_room_for_arguments_and_results)
{
    static const struct row rows[] = {
        {OP_CALL, 3, 0, 0, TWO, 0, 0, ""},
        {OP_CALL, 4, 0, 0, TWO, 0, 0, "register 8 of 8"},
        {OP_GO, 4, 0, 0, TWO, 0, 0, "register 8 of 8"},
        {OP_CALLC, 5, 0, 0, 0, 0, 0, ""},
        {OP_CALLC, 6, 0, 0, 0, 0, 0, "register 8 of 8"},
        {OP_CALLI, 4, 0, 0, 0, 0, 0, ""},
        {OP_CALLI, 5, 0, 0, 0, 0, 0, "register 8 of 8"},
        {OP_RUNDEFERS, 6, 0, 0, 0, 0, 0, "register 8 of 8"},
        {OP_CALLNAT, 3, 0, 0, NAT_TIME_NOW, 0, 0, ""},
        {OP_CALLNAT, 4, 0, 0, NAT_TIME_NOW, 0, 0, "register 8 of 8"},
        {OP_CALL, 0, 0, 0, CLOSURE, 0, 0, "main.main.func1 wants a closure"},
        {OP_LOADF, 0, 0, 0, CLOSURE, 0, 0, "main.main.func1 wants a closure"},
        {OP_LOADF, 0, 0, 0, TWO, 0, 0, ""},
        {OP_MKCLOSURE, 0, 0, 1, 0, CLOSURE, 0,
         "1 words for the 2 of main.main.func1"},
        {OP_LDCAP, 0, 0, 0, 0, 0, 0, "register 0 is not the closure"},
    };
    CHECK_ROWS(rows);
}

TEST(jumps_lead_to_instructions)
{
    // 0: the jump, 2: LDN with its extension 3, 4: RET.
    static const struct {
        int32_t distance;
        const char *want;
    } cases[] = {
        {0, ""},
        {2, ""},
        {-2, ""},
        {1, "main.main+0 JEQ: jump to 3 of 5"},
        {3, "main.main+0 JEQ: jump to 5 of 5"},
        {-1, "main.main+0 JEQ: jump to 1 of 5"},
        {-3, "main.main+0 JEQ: jump to -1 of 5"},
        {INT32_MAX, "main.main+0 JEQ: jump to 2147483649 of 5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct func *f = begin();
        vmasm_abc(f, OP_JEQ, 0, 0, 0);
        vmasm_ext(f, cases[i].distance, 0);
        vmasm_abc(f, OP_LDN, 0, 0, 0);
        vmasm_ext(f, 1, 0);
        vmasm_abc(f, OP_RET, 0, 0, 0);
        assert_string_equal(verified(), cases[i].want);
    }
}

TEST(code_is_whole_and_ends_by_leaving)
{
    begin();
    assert_string_equal(verified(), "main.main: no code");
    vmasm_abc(begin(), OP_ADD, 0, 0, 0);
    assert_string_equal(verified(),
                        "main.main+0 ADD: control runs off the end");
    vmasm_abc(begin(), OP_LDN, 0, 0, 0);
    assert_string_equal(verified(), "main.main+0 LDN: 2 slots of 1");
    struct func *f = begin();
    vmasm_abc(f, OP_RET, 0, 0, 0);
    vmasm_abc(f, (enum opcode)9999, 0, 0, 0);
    char want[60];
    snprintf(want, sizeof want, "main.main+1 ?: opcode 9999 of %d", OP_COUNT);
    assert_string_equal(verified(), want);
    f = begin();
    vmasm_abc(f, OP_SELECT, 0, 3, 0);
    vmasm_abc(f, OP_RET, 0, 0, 0);
    assert_string_equal(verified(), "main.main+0 SELECT: 4 slots of 2");
}

static const char *select_case(uint16_t kind, uint16_t chan, uint16_t value,
                               uint16_t ok)
{
    struct func *f = begin();
    vmasm_abc(f, OP_SELECT, 0, 1, 0);
    union instr *in = vmasm_slot(f);
    in->h[0] = kind;
    in->h[1] = chan;
    in->h[2] = value;
    in->h[3] = ok;
    vmasm_abc(f, OP_RET, 0, 0, 0);
    return verified();
}

TEST(cases_of_select_are_checked)
{
    assert_string_equal(select_case(1, 7, REG_NONE, REG_NONE), "");
    assert_string_equal(select_case(0, 7, 7, REG_NONE), "");
    assert_string_equal(
        select_case(2, 0, 0, 0),
        "main.main+0 SELECT: case 0 is neither send nor receive");
    assert_string_equal(select_case(1, 8, 0, 0),
                        "main.main+0 SELECT: register 8 of 8");
    assert_string_equal(select_case(1, 0, 8, 0),
                        "main.main+0 SELECT: register 8 of 8");
    assert_string_equal(select_case(1, 0, 0, 8),
                        "main.main+0 SELECT: register 8 of 8");
}

TEST(functions_that_defer_say_where_recovery_goes_on)
{
    static const struct {
        uint32_t pc;
        const char *want;
    } cases[] = {
        {1, ""},
        {0, "main.main: no deferred calls are run at recover_pc 0"},
        {3, "main.main: no deferred calls are run at recover_pc 3"},
        {UINT32_MAX,
         "main.main: no deferred calls are run at recover_pc 4294967295"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct func *f = begin();
        vmasm_bc(f, OP_DEFER, 0, TWO);
        vmasm_abc(f, OP_RUNDEFERS, 0, 0, 0);
        vmasm_abc(f, OP_RET, 0, 0, 0);
        f->recover_pc = cases[i].pc;
        assert_string_equal(verified(), cases[i].want);
    }
}

TEST(functions_types_and_the_entry_are_sound)
{
    vmasm_abc(begin(), OP_RET, 0, 0, 0);
    a.code.entry = 3;
    assert_string_equal(verified(), "no entry");
    vmasm_abc(begin(), OP_RET, 0, 0, 0);
    a.code.entry = TWO;
    assert_string_equal(verified(), "no entry");
    struct func *f = begin();
    vmasm_abc(f, OP_RET, 0, 0, 0);
    f->nresults = 9;
    assert_string_equal(verified(),
                        "main.main: 0 parameters, 9 results in 8 registers");
    f = begin();
    vmasm_abc(f, OP_RET, 0, 0, 0);
    f->nregs = REGS_MAX + 1;
    assert_string_equal(verified(),
                        "main.main: 60001 registers, at most 60000");
    f = begin();
    vmasm_abc(f, OP_RET, 0, 0, 0);
    f->closure_reg = 8;
    assert_string_equal(verified(), "main.main: closure in register 8 of 8");
    vmasm_abc(begin(), OP_RET, 0, 0, 0);
    a.types[T_PAIR]->fields[0].offset_words = 2;
    assert_string_equal(verified(), "type main.Pair: field x is outside");
    vmasm_abc(begin(), OP_RET, 0, 0, 0);
    a.types[T_SLICE]->elem = NULL;
    assert_string_equal(verified(), "type []int: no element type");
    vmasm_abc(begin(), OP_RET, 0, 0, 0);
    a.types[T_SLICE]->id = 7;
    assert_string_equal(verified(), "type []int: number 7, 4 words");
}

static const char *with_methods(uint32_t name1, uint32_t name2, uint32_t func)
{
    vmasm_abc(begin(), OP_RET, 0, 0, 0);
    struct rtype *t = a.types[T_INT];
    t->methods = xcalloc(2, sizeof *t->methods);
    t->nmethods = 2;
    t->methods[0] = (struct rmethod){name1, TWO};
    t->methods[1] = (struct rmethod){name2, func};
    return verified();
}

TEST(method_tables_are_sorted_and_hold_functions_of_a_box)
{
    assert_string_equal(with_methods(0, 1, TWO), "");
    assert_string_equal(with_methods(1, 0, TWO),
                        "type int: methods out of order");
    assert_string_equal(with_methods(1, 1, TWO),
                        "type int: methods out of order");
    assert_string_equal(with_methods(0, 2, TWO),
                        "type int: methods out of order");
    assert_string_equal(with_methods(0, 1, 3), "type int: function 3 of 3");
    assert_string_equal(with_methods(0, 1, MAIN),
                        "type int: main.main takes no box");
    vmasm_abc(begin(), OP_RET, 0, 0, 0);
    a.types[T_INT]->stringer = 1;
    assert_string_equal(verified(), "type int: no such method");
}

TEST(a_short_buffer_is_not_overrun)
{
    vmasm_abc(begin(), OP_ADD, 9, 0, 0);
    char small[8];
    memset(small, 'x', sizeof small);
    assert_false(verify_code(&a.code, small, 5));
    assert_string_equal(small, "main");
    assert_int_equal(small[5], 'x');
    vmasm_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(registers_are_inside_the_frame),
        RUN(tables_are_indexed_inside),
        RUN(calls_have_room_for_arguments_and_results),
        RUN(jumps_lead_to_instructions),
        RUN(code_is_whole_and_ends_by_leaving),
        RUN(cases_of_select_are_checked),
        RUN(functions_that_defer_say_where_recovery_goes_on),
        RUN(functions_types_and_the_entry_are_sound),
        RUN(method_tables_are_sorted_and_hold_functions_of_a_box),
        RUN(a_short_buffer_is_not_overrun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
