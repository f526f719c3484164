// vm: what every instruction does, budgets to the block, requests.
#include "testing.h"

#include "vmasm.h"

#define ABC(op, a, b, c) vmasm_abc(f, OP_##op, a, b, c)
#define BC(op, a, x)     vmasm_bc(f, OP_##op, a, x)
#define EXT(lo, hi)      vmasm_ext(f, lo, hi)

#define MIN    (UINT64_C(1) << 63)
#define MAX    (MIN - 1)
#define NEG(x) ((word) - (int64_t)(x))

static word f64(double d)
{
    word w;
    memcpy(&w, &d, sizeof w);
    return w;
}

static word f32(float d)
{
    uint32_t w;
    memcpy(&w, &d, sizeof w);
    return w;
}

// R[0] after "op r0, r1, c" where c is r2 with y, or the number imm.
static word compute(enum opcode op, word x, word y, bool immediate)
{
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.main", 4);
    BC(LOADK, 1, vmasm_const(&a, x));
    BC(LOADK, 2, vmasm_const(&a, y));
    vmasm_abc(f, op, 0, 1, immediate ? (uint16_t)y : 2);
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    word result = *vmasm_reg(&a, 0);
    vmasm_release(&a);
    return result;
}

TEST(arithmetic_wraps_and_shifts_as_in_go)
{
    static const struct {
        enum opcode op;
        word x, y, want;
    } cases[] = {
        {OP_MOV, 5, 0, 5},
        {OP_ADD, MAX, 1, MIN},
        {OP_SUB, 3, 5, NEG(2)},
        {OP_MUL, MIN, 3, MIN},
        {OP_MUL, NEG(7), 6, NEG(42)},
        {OP_DIV, NEG(7), 2, NEG(3)},
        {OP_DIV, 7, NEG(2), NEG(3)},
        {OP_DIV, MIN, NEG(1), MIN},
        {OP_MOD, NEG(7), 2, NEG(1)},
        {OP_MOD, 7, NEG(2), 1},
        {OP_MOD, MIN, NEG(1), 0},
        {OP_DIVU, NEG(1), 2, MAX},
        {OP_MODU, NEG(1), 10, 5},
        {OP_AND, 12, 10, 8},
        {OP_OR, 12, 10, 14},
        {OP_XOR, 12, 10, 6},
        {OP_ANDNOT, 12, 10, 4},
        {OP_SHL, 1, 63, MIN},
        {OP_SHL, 1, 64, 0},
        {OP_SHL, 1, MIN, 0},
        {OP_SHR, NEG(8), 1, NEG(4)},
        {OP_SHR, NEG(8), 63, NEG(1)},
        {OP_SHR, NEG(8), 64, NEG(1)},
        {OP_SHR, 8, 64, 0},
        {OP_SHRU, NEG(1), 63, 1},
        {OP_SHRU, NEG(1), 64, 0},
        {OP_NEG, MIN, 0, MIN},
        {OP_NEG, 5, 0, NEG(5)},
        {OP_COM, 0, 0, NEG(1)},
        {OP_NOT, 0, 0, 1},
        {OP_NOT, 1, 0, 0},
        {OP_EXT8, 0x180, 0, NEG(0x80)},
        {OP_EXT16, 0x18000, 0, NEG(0x8000)},
        {OP_EXT32, 0x180000000, 0, NEG(0x80000000)},
        {OP_EXTU8, 0x1FF, 0, 0xFF},
        {OP_EXTU16, 0x1FFFF, 0, 0xFFFF},
        {OP_EXTU32, NEG(1), 0, 0xFFFFFFFF},
        {OP_EQ, 5, 5, 1},
        {OP_EQ, 5, 6, 0},
        {OP_NE, 5, 6, 1},
        {OP_NE, 5, 5, 0},
        {OP_LT, NEG(1), 0, 1},
        {OP_LT, 0, 0, 0},
        {OP_LE, 0, 0, 1},
        {OP_LE, 1, 0, 0},
        {OP_LTU, NEG(1), 0, 0},
        {OP_LTU, 0, NEG(1), 1},
        {OP_LEU, 0, 0, 1},
        {OP_LEU, NEG(1), 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        word got = compute(cases[i].op, cases[i].x, cases[i].y, false);
        if (got != cases[i].want)
            fail_msg("case %zu, %s: %llx", i, opinfo[cases[i].op].name,
                     (unsigned long long)got);
    }
}

TEST(immediate_operands_are_signed_or_shift_counts)
{
    assert_int_equal(compute(OP_ADDI, 5, NEG(7), true), NEG(2));
    assert_int_equal(compute(OP_ADDI, 5, 32767, true), 32772);
    assert_int_equal(compute(OP_MULI, 5, NEG(3), true), NEG(15));
    assert_int_equal(compute(OP_ANDI, NEG(1), NEG(2), true), NEG(2));
    assert_int_equal(compute(OP_SHLI, 1, 63, true), MIN);
    assert_int_equal(compute(OP_SHRI, MIN, 63, true), NEG(1));
    assert_int_equal(compute(OP_SHRUI, MIN, 63, true), 1);
}

TEST(floats_compute_in_their_own_precision)
{
    const struct {
        enum opcode op;
        word x, y, want;
    } cases[] = {
        {OP_FADD, f64(0.1), f64(0.2), f64(0.30000000000000004)},
        {OP_FSUB, f64(1), f64(3), f64(-2)},
        {OP_FMUL, f64(1e308), f64(10), f64(__builtin_inf())},
        {OP_FDIV, f64(1), f64(-0.0), f64(-__builtin_inf())},
        {OP_FNEG, f64(0.0), 0, f64(-0.0)},
        {OP_FADD32, f32(16777216), f32(1), f32(16777216)},
        {OP_FSUB32, f32(1), f32(3), f32(-2)},
        {OP_FMUL32, f32(0.1F), f32(0.1F), f32(0.1F * 0.1F)},
        {OP_FDIV32, f32(1), f32(3), f32(1.0F / 3.0F)},
        {OP_FNEG32, f32(2), 0, f32(-2)},
        {OP_I2F, NEG(3), 0, f64(-3)},
        {OP_U2F, NEG(1), 0, f64(18446744073709551616.0)},
        {OP_F2F32, f64(0.1), 0, f32(0.1F)},
        {OP_F322F, f32(0.5F), 0, f64(0.5)},
        {OP_FEQ, f64(0.0), f64(-0.0), 1},
        {OP_FEQ, f64(__builtin_nan("")), f64(__builtin_nan("")), 0},
        {OP_FLT, f64(-1), f64(0), 1},
        {OP_FLT, f64(__builtin_nan("")), f64(0), 0},
        {OP_FLE, f64(1), f64(1), 1},
        // Out of range as amd64, which real Go inherits.
        {OP_F2I, f64(-1.9), 0, NEG(1)},
        {OP_F2I, f64(9223372036854774784.0), 0, MAX - 1023},
        {OP_F2I, f64(9223372036854775808.0), 0, MIN},
        {OP_F2I, f64(-9223372036854775808.0), 0, MIN},
        {OP_F2I, f64(__builtin_nan("")), 0, MIN},
        {OP_F2U, f64(3.9), 0, 3},
        {OP_F2U, f64(9223372036854775808.0), 0, MIN},
        {OP_F2U, f64(18446744073709549568.0), 0, NEG(2048)},
        {OP_F2U, f64(-1), 0, NEG(1)},
        {OP_F2U, f64(18446744073709551616.0), 0, MIN},
        {OP_F2U, f64(__builtin_nan("")), 0, MIN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        word got = compute(cases[i].op, cases[i].x, cases[i].y, false);
        if (got != cases[i].want)
            fail_msg("case %zu, %s: %llx", i, opinfo[cases[i].op].name,
                     (unsigned long long)got);
    }
}

// Whether "op x, y" jumps; y is the immediate where there is one.
static bool jumps(enum opcode op, word x, word y)
{
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.main", 4);
    BC(LOADK, 1, vmasm_const(&a, x));
    BC(LOADK, 2, vmasm_const(&a, y));
    if (op == OP_JMP || op == OP_JT || op == OP_JF) {
        vmasm_bc(f, op, 1, 2);
    } else {
        vmasm_abc(f, op, 1, 2, 0);
        EXT(2, (int32_t)(int64_t)y);
    }
    BC(LOADI, 0, 0);
    ABC(RET, 0, 0, 0);
    BC(LOADI, 0, 1);
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    bool taken = *vmasm_reg(&a, 0) != 0;
    vmasm_release(&a);
    return taken;
}

TEST(jumps_are_taken_when_their_condition_holds)
{
    static const struct {
        enum opcode op;
        const char *taken; // for x -1, 0, 1, against y = 0: '1' or '0'
    } cases[] = {
        {OP_JMP, "111"},  {OP_JT, "101"},   {OP_JF, "010"},   {OP_JEQ, "010"},
        {OP_JNE, "101"},  {OP_JLT, "100"},  {OP_JLE, "110"},  {OP_JLTU, "000"},
        {OP_JLEU, "010"}, {OP_JEQI, "010"}, {OP_JNEI, "101"}, {OP_JLTI, "100"},
        {OP_JLEI, "110"}, {OP_JGTI, "001"}, {OP_JGEI, "011"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int x = -1; x <= 1; x++)
            if (jumps(cases[i].op, (word)(int64_t)x, 0) !=
                (cases[i].taken[x + 1] == '1'))
                fail_msg("%s %d", opinfo[cases[i].op].name, x);
    assert_true(jumps(OP_JLTI, NEG(6), NEG(5)));
    assert_false(jumps(OP_JLTI, NEG(5), NEG(5)));
}

TEST(memory_is_read_and_written_in_its_width)
{
    static const struct {
        enum opcode store, load;
        word want;   // of -2 stored over -1 and loaded
        word around; // the whole word after that
    } cases[] = {
        {OP_STW, OP_LDW, NEG(2), NEG(2)},
        {OP_ST8, OP_LDI8, NEG(2), 0x5555555555555500 | 0xFE},
        {OP_ST8, OP_LDU8, 0xFE, 0x5555555555555500 | 0xFE},
        {OP_ST16, OP_LDI16, NEG(2), 0x5555555555550000 | 0xFFFE},
        {OP_ST16, OP_LDU16, 0xFFFE, 0x5555555555550000 | 0xFFFE},
        {OP_ST32, OP_LDI32, NEG(2), 0x55555555FFFFFFFE},
        {OP_ST32, OP_LDU32, 0xFFFFFFFE, 0x55555555FFFFFFFE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vmasm a;
        vmasm_init(&a);
        struct rtype *t = vmasm_type(&a, RK_STRUCT, "main.T");
        t->words = 3;
        struct func *f = vmasm_func(&a, "main.main", 6);
        BC(NEW, 0, 0);
        BC(LOADK, 1, vmasm_const(&a, 0x5555555555555555));
        ABC(STW, 1, 0, 2);
        BC(LOADI, 1, -2);
        vmasm_abc(f, cases[i].store, 1, 0, 2);
        vmasm_abc(f, cases[i].load, 2, 0, 2);
        ABC(LEA, 4, 0, 2);
        ABC(LDW, 3, 4, 0);
        ABC(RET, 0, 0, 0);
        vmasm_start(&a, f, NULL, 0);
        assert_int_equal(vmasm_run(&a), REQ_RETURN);
        assert_int_equal(*vmasm_reg(&a, 2), cases[i].want);
        assert_int_equal(*vmasm_reg(&a, 3), cases[i].around);
        vmasm_release(&a);
    }
}

TEST(blocks_of_words_move_through_memory_and_globals)
{
    struct vmasm a;
    vmasm_init(&a);
    struct rtype *t = vmasm_type(&a, RK_STRUCT, "main.T");
    t->words = 4;
    a.code.nglobals = 3;
    struct func *f = vmasm_func(&a, "main.main", 12);
    BC(LOADI, 1, 11);
    BC(LOADI, 2, 22);
    BC(NEW, 0, 0);
    ABC(STN, 1, 0, 1);
    EXT(2, 0);
    ABC(ZERO, 3, 4, 0);
    ABC(LDN, 3, 0, 0);
    EXT(4, 0);          // 0 11 22 0
    ABC(MOVN, 4, 3, 3); // overlapping: r4..r6 = 0 11 22
    BC(STG, 6, 2);
    BC(GADDR, 8, 1);
    ABC(LDW, 9, 8, 1);
    BC(LDG, 10, 2);
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    const word want[] = {0, 0, 11, 22};
    assert_memory_equal(vmasm_reg(&a, 3), want, sizeof want);
    assert_int_equal(*vmasm_reg(&a, 9), 22);
    assert_int_equal(*vmasm_reg(&a, 10), 22);
    vmasm_release(&a);
}

TEST(budget_stops_before_a_block_and_overruns_by_less_than_one)
{
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.main", 4);
    BC(LOADI, 0, 0);    // the first block: 4
    ABC(ADDI, 0, 0, 1); // the loop: 3
    ABC(ADDI, 0, 0, 0);
    ABC(JLTI, 0, 0, 0);
    EXT(-4, 10);
    ABC(RET, 0, 0, 0); // 1
    vmasm_start(&a, f, NULL, 0);
    a.vm.budget = 0;
    assert_int_equal(vmasm_run(&a), REQ_BUDGET);
    assert_ptr_equal(a.ctx.pc, f->code);
    a.vm.budget = 1;
    assert_int_equal(vmasm_run(&a), REQ_BUDGET);
    assert_int_equal(a.vm.budget, 1 - 4);
    assert_ptr_equal(a.ctx.pc, f->code + 1);
    assert_int_equal(vm_pos(&a.vm, &a.ctx).line, 2);
    assert_int_equal(*vmasm_reg(&a, 0), 1);
    a.vm.budget = 3;
    assert_int_equal(vmasm_run(&a), REQ_BUDGET);
    assert_int_equal(a.vm.budget, 0);
    assert_int_equal(*vmasm_reg(&a, 0), 2);
    a.vm.budget = 7;
    assert_int_equal(vmasm_run(&a), REQ_BUDGET);
    assert_int_equal(a.vm.budget, -2);
    assert_int_equal(*vmasm_reg(&a, 0), 5);
    a.vm.budget = 100;
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_equal(a.vm.budget, 100 - 5 * 3 - 1);
    vmasm_release(&a);
}

// func sum(n int) int { if n == 0 { return 0 }; return n + sum(n-1) }
static struct func *add_sum(struct vmasm *a)
{
    struct func *f = vmasm_func(a, "main.sum", 6);
    f->nparams = f->nresults = 1;
    ABC(JNEI, 0, 0, 0);
    EXT(1, 0);
    ABC(RET, 0, 0, 0);
    ABC(ADDI, 4, 0, (uint16_t)-1);
    BC(CALL, 1, (int32_t)f->id);
    ABC(ADD, 0, 0, 4);
    ABC(RET, 0, 0, 0);
    return f;
}

TEST(any_budget_gives_the_same_result_at_the_same_cost)
{
    int64_t total = 0;
    for (int64_t slice = 1; slice < 300; slice = slice * 3 + 1) {
        struct vmasm a;
        vmasm_init(&a);
        struct func *f = add_sum(&a);
        word n = 50;
        int64_t used = 0;
        enum vm_stop stop;
        vmasm_start(&a, f, &n, 1);
        do {
            a.vm.budget = slice;
            stop = vmasm_run(&a);
            used += slice - a.vm.budget;
        } while (stop == REQ_BUDGET);
        assert_int_equal(stop, REQ_RETURN);
        assert_int_equal(*vmasm_reg(&a, 0), 1275);
        if (total == 0)
            total = used;
        assert_int_equal(used, total);
        vmasm_release(&a);
    }
}

TEST(closures_and_function_values_are_called_with_what_they_captured)
{
    struct vmasm a;
    vmasm_init(&a);
    // func(x int) int { return x + captured1 }
    struct func *f = vmasm_func(&a, "main.main.func1", 4);
    f->nparams = f->nresults = 1;
    f->closure_reg = 2;
    ABC(LDCAP, 1, 2, 1);
    ABC(ADD, 0, 0, 1);
    ABC(RET, 0, 0, 0);
    struct func *plain = f = vmasm_func(&a, "main.plain", 4);
    f->nparams = f->nresults = 1;
    ABC(ADDI, 0, 0, 1);
    ABC(RET, 0, 0, 0);
    f = vmasm_func(&a, "main.main", 12);
    BC(LOADI, 0, 100);
    BC(LOADI, 1, 200);
    ABC(MKCLOSURE, 2, 0, 2);
    EXT(0, 0);
    BC(LOADI, 6, 5);
    ABC(CALLC, 3, 2, 0);
    ABC(MOV, 0, 6, 0);
    BC(LOADF, 2, (int32_t)plain->id);
    ABC(CALLC, 3, 2, 0);
    ABC(MOV, 1, 6, 0);
    ABC(ZERO, 2, 1, 0);
    ABC(CALLC, 3, 2, 0);
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_PANIC); // the nil function
    assert_int_equal(*vmasm_reg(&a, 0), 205);
    assert_int_equal(*vmasm_reg(&a, 1), 206);
    vmasm_release(&a);
}

TEST(interface_calls_pass_the_box_to_the_method_of_its_type)
{
    struct vmasm a;
    const char *names[] = {"A", "M", "Z"};
    vmasm_init(&a);
    a.code.names = names;
    a.code.nnames = 3;
    struct rtype *t = vmasm_type(&a, RK_INT, "main.T");
    // func (t T) M(x int) int, called with the box: x and the address of it.
    struct func *f = vmasm_func(&a, "main.T.M", 4);
    f->nparams = 2;
    f->nresults = 1;
    ABC(LDW, 0, 0, 1);
    ABC(ADD, 0, 0, 1);
    ABC(RET, 0, 0, 0);
    t->methods = xcalloc(3, sizeof *t->methods);
    t->nmethods = 3;
    for (uint32_t i = 0; i < 3; i++)
        t->methods[i] = (struct rmethod){.name = i, .func = i == 1 ? 0 : 1};
    f = vmasm_func(&a, "main.main", 12);
    BC(LOADI, 0, 40);
    ABC(BOX, 1, 0, 0);
    EXT(0, 0);
    BC(LOADI, 6, 2);
    ABC(CALLI, 2, 1, 0);
    EXT(1, 0);
    ABC(MOV, 0, 5, 0);
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_equal(*vmasm_reg(&a, 0), 42);
    vmasm_release(&a);
}

TEST(channel_requests_point_at_registers)
{
    struct vmasm a;
    vmasm_init(&a);
    struct rtype *t = vmasm_type(&a, RK_INT, "int");
    struct func *f = vmasm_func(&a, "main.main", 8);
    BC(LOADI, 5, 3);
    ABC(MKCHAN, 1, 5, 0);
    EXT(0, 0);
    BC(LOADI, 2, 7);
    BC(LOADI, 3, 8);
    ABC(SEND, 1, 2, 2);
    ABC(RECV, 2, 1, 4);
    EXT(2, 0);
    ABC(RECV, 2, 1, REG_NONE);
    EXT(0, 0);
    ABC(CHANLEN, 6, 1, 0);
    ABC(CHANCAP, 7, 1, 0);
    ABC(CLOSE, 1, 0, 0);
    ABC(RET, 0, 0, 0);
    struct vm_chan_head chan = {.len = 2, .cap = 3};
    word *r;
    vmasm_start(&a, f, NULL, 0);
    *vmasm_reg(&a, 2) = 99; // must survive: the size is not an argument
    assert_int_equal(vmasm_run(&a), REQ_MKCHAN);
    assert_ptr_equal(a.vm.req.elem, t);
    assert_int_equal(a.vm.req.size, 3);
    assert_ptr_equal(a.vm.req.args, vmasm_reg(&a, 1));
    assert_int_equal(*vmasm_reg(&a, 2), 99);
    assert_int_equal(vm_pos(&a.vm, &a.ctx).line, 3);
    a.vm.req.args[0] = (word)(uintptr_t)&chan;
    assert_int_equal(vmasm_run(&a), REQ_SEND);
    r = vmasm_reg(&a, 0);
    assert_int_equal(r[1], (word)(uintptr_t)&chan);
    assert_int_equal(a.vm.req.chan, r[1]);
    assert_ptr_equal(a.vm.req.args, r + 2);
    assert_int_equal(a.vm.req.nargs, 2);
    assert_int_equal(vmasm_run(&a), REQ_RECV);
    assert_ptr_equal(a.vm.req.args, r + 2);
    assert_int_equal(a.vm.req.nargs, 2);
    assert_ptr_equal(a.vm.req.ok, r + 4);
    assert_int_equal(vmasm_run(&a), REQ_RECV);
    assert_null(a.vm.req.ok);
    assert_int_equal(vmasm_run(&a), REQ_CLOSE);
    assert_int_equal(r[6], 2);
    assert_int_equal(r[7], 3);
    assert_int_equal(a.vm.req.chan, r[1]);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    vmasm_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(arithmetic_wraps_and_shifts_as_in_go),
        RUN(immediate_operands_are_signed_or_shift_counts),
        RUN(floats_compute_in_their_own_precision),
        RUN(jumps_are_taken_when_their_condition_holds),
        RUN(memory_is_read_and_written_in_its_width),
        RUN(blocks_of_words_move_through_memory_and_globals),
        RUN(budget_stops_before_a_block_and_overruns_by_less_than_one),
        RUN(any_budget_gives_the_same_result_at_the_same_cost),
        RUN(closures_and_function_values_are_called_with_what_they_captured),
        RUN(interface_calls_pass_the_box_to_the_method_of_its_type),
        RUN(channel_requests_point_at_registers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
