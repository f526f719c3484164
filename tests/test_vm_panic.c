// vm_panic: run-time errors with Go's texts, deferred calls, recovery, Goexit.
// The programs are in Go above their code; real Go prints the same texts.
#include "testing.h"

#include "vmasm.h"

#define ABC(op, a, b, c) vmasm_abc(f, OP_##op, a, b, c)
#define BC(op, a, x)     vmasm_bc(f, OP_##op, a, x)
#define EXT(lo, hi)      vmasm_ext(f, lo, hi)

static struct vmasm a;

static const char *panic_text(void)
{
    size_t len;
    const char *s = vm_panic_text(&a.vm, &a.ctx, &len);
    assert_int_equal(strlen(s), len);
    return s;
}

// Types 0 int, 1 string, 2 error value type.
static void begin(void)
{
    vmasm_init(&a);
    vmasm_type(&a, RK_INT, "int");
    a.code.type_string = vmasm_type(&a, RK_STRING, "string");
}

// R[reg] = any(s), in one register more.
static void load_boxed(struct func *f, uint32_t reg, const char *s)
{
    BC(LOADK, reg, vmasm_const(&a, vmasm_string(&a, s)));
    ABC(BOX, reg, reg, 0);
    EXT(0, 1);
}

static void panic_with(struct func *f, const char *s)
{
    load_boxed(f, 0, s);
    ABC(PANIC, 0, 0, 0);
}

// Ends a function that defers: epilogue and recovery are the same code.
static void epilogue(struct func *f)
{
    f->has_defers = true;
    f->recover_pc = f->ncode;
    ABC(RUNDEFERS, 8, 0, 0);
    ABC(RET, 0, 0, 0);
}

static void run_to_panic(struct func *f, const char *want)
{
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_PANIC);
    assert_string_equal(panic_text(), want);
    vmasm_release(&a);
}

TEST(integer_faults_have_gos_texts)
{
    static const struct {
        enum opcode op;
        const char *want;
    } cases[] = {
        {OP_DIV, "panic: runtime error: integer divide by zero"},
        {OP_MOD, "panic: runtime error: integer divide by zero"},
        {OP_DIVU, "panic: runtime error: integer divide by zero"},
        {OP_MODU, "panic: runtime error: integer divide by zero"},
        {OP_CHKSHIFT, "panic: runtime error: negative shift amount"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        struct func *f = vmasm_func(&a, "main.main", 4);
        BC(LOADI, 0, -1);
        BC(LOADI, 1, 0);
        vmasm_abc(f, cases[i].op, 0, 1, 1);
        ABC(RET, 0, 0, 0);
        run_to_panic(f, cases[i].want);
    }
}

TEST(nil_pointers_show_a_signal_as_in_go)
{
    static const enum opcode ops[] = {
        OP_LDW, OP_LDI8, OP_LDU32, OP_STW,   OP_ST8,    OP_LEA,
        OP_LDN, OP_STN,  OP_CALLC, OP_CALLI, OP_NILCHK,
    };
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        begin();
        struct func *f = vmasm_func(&a, "main.main", 8);
        BC(LOADI, 0, 0);
        vmasm_abc(f, ops[i], 0, 0, 0);
        EXT(1, 0);
        ABC(RET, 0, 0, 0);
        run_to_panic(f, "panic: runtime error: invalid memory address or nil "
                        "pointer dereference\n[signal SIGSEGV: segmentation "
                        "violation code=0x1 addr=0x0 pc=0x480002]");
    }
    begin();
    struct func *f = vmasm_func(&a, "main.main", 8);
    BC(LOADI, 3, 0);
    BC(CALLNAT, 0, NAT_MUTEX_LOCK);
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_PANIC);
    vmasm_release(&a);
}

TEST(values_are_shown_by_their_types)
{
    static const struct {
        enum rkind kind;
        const char *name;
        word value;
        const char *want;
    } cases[] = {
        {RK_INT, "int", (word)-42, "panic: -42"},
        {RK_INT, "main.T", 5, "panic: main.T(5)"},
        {RK_UINT8, "uint8", 200, "panic: 200"},
        {RK_BOOL, "bool", 1, "panic: true"},
        {RK_BOOL, "main.B", 0, "panic: main.B(false)"},
        {RK_FLOAT64, "float64", 0x3FF8000000000000, "panic: +1.500000e+000"},
        {RK_FLOAT32, "main.F", 0x40200000, "panic: main.F(+2.500000e+000)"},
        {RK_STRING, "string", 0, "panic: "},
        {RK_STRING, "main.S", 0, "panic: main.S(\"\")"},
        {RK_POINTER, "*main.T", 0, "panic: (*main.T) 0x0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        struct rtype *t = vmasm_type(&a, cases[i].kind, cases[i].name);
        struct func *f = vmasm_func(&a, "main.main", 4);
        BC(LOADK, 0, vmasm_const(&a, cases[i].value));
        ABC(BOX, 1, 0, 0);
        EXT(0, (int32_t)t->id);
        ABC(PANIC, 1, 0, 0);
        run_to_panic(f, cases[i].want);
    }
    begin();
    struct func *f = vmasm_func(&a, "main.main", 4);
    BC(LOADI, 0, 0);
    ABC(PANIC, 0, 0, 0);
    run_to_panic(f, "panic: nil");
}

// func log(x int) { trail = trail*10 + x }; trail is global 0.
static struct func *add_log(void)
{
    struct func *f = vmasm_func(&a, "main.log", 12);
    f->nparams = 1;
    a.code.nglobals = 2;
    BC(LDG, 1, 0);
    ABC(MULI, 1, 1, 10);
    ABC(ADD, 1, 1, 0);
    BC(STG, 1, 0);
    ABC(RET, 0, 0, 0);
    return f;
}

static void defer_log(struct func *f, int x)
{
    BC(LOADI, 11, x);
    BC(DEFER, 8, 0);
}

static void call_log(struct func *f, int x)
{
    BC(LOADI, 11, x);
    BC(CALL, 8, 0);
}

static word trail(void)
{
    return a.heap.globals[0];
}

TEST(deferred_calls_run_last_first_with_the_arguments_of_then)
{
    begin();
    add_log();
    struct func *f = vmasm_func(&a, "main.main", 12);
    defer_log(f, 1);
    defer_log(f, 2);
    call_log(f, 3);
    epilogue(f);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_equal(trail(), 321);
    assert_null(a.ctx.defers);
    vmasm_release(&a);
}

TEST(panics_run_the_deferred_calls_of_all_frames)
{
    begin();
    add_log();
    // func f() { defer log(2); defer log(1); panic("boom") }
    struct func *f = vmasm_func(&a, "main.f", 12);
    defer_log(f, 2);
    defer_log(f, 1);
    panic_with(f, "boom");
    epilogue(f);
    // func main() { defer log(3); f(); log(9) }
    f = vmasm_func(&a, "main.main", 12);
    defer_log(f, 3);
    BC(CALL, 8, 1);
    call_log(f, 9);
    epilogue(f);
    a.code.nsources = 1;
    struct diag_source source = {.name = "x.go"};
    a.code.sources = &source;
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_PANIC);
    assert_int_equal(trail(), 123);
    assert_string_equal(panic_text(), "panic: boom");
    // The frames are still there.
    size_t len;
    assert_string_equal(
        vm_traceback(&a.vm, &a.ctx, 26, (struct vm_runtime_frames){0}, &len),
        "main.f()\n\tx.go:8\nmain.main()\n\tx.go:3\n");
    vmasm_release(&a);
}

// func rec() { log(7); kept = recover() }, kept is global 1.
static void add_recoverer(void)
{
    struct func *f = vmasm_func(&a, "main.rec", 12);
    call_log(f, 7);
    ABC(RECOVER, 0, 0, 0);
    BC(STG, 0, 1);
    ABC(RET, 0, 0, 0);
}

TEST(recovery_returns_from_the_frame_that_deferred)
{
    begin();
    add_log();
    add_recoverer();
    // func g() { panic("x") }
    struct func *f = vmasm_func(&a, "main.g", 12);
    panic_with(f, "x");
    // func f() (r int) { defer log(5); defer rec(); g(); log(9) }
    f = vmasm_func(&a, "main.f", 12);
    f->nresults = 1;
    BC(LOADI, 0, 66);
    defer_log(f, 5);
    BC(DEFER, 8, 1);
    BC(CALL, 8, 2);
    call_log(f, 9);
    epilogue(f);
    // func main() { r := f(); log(1) }
    f = vmasm_func(&a, "main.main", 16);
    BC(CALL, 8, 3);
    ABC(MOV, 0, 11, 0);
    call_log(f, 1);
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_equal(trail(), 751);
    assert_int_equal(*vmasm_reg(&a, 0), 66);
    assert_int_not_equal(a.heap.globals[1], 0);
    assert_null(a.ctx.panics);
    vmasm_release(&a);
}

TEST(recover_works_only_in_the_deferred_function_itself)
{
    begin();
    add_log();
    add_recoverer();
    // func wrap() { rec() }
    struct func *f = vmasm_func(&a, "main.wrap", 12), *wrap = f;
    BC(CALL, 8, 1);
    ABC(RET, 0, 0, 0);
    // func main() { rec(); defer wrap(); panic("x") }
    f = vmasm_func(&a, "main.main", 12);
    BC(CALL, 8, 1);
    BC(DEFER, 8, 2);
    panic_with(f, "x");
    epilogue(f);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_PANIC);
    assert_int_equal(trail(), 77);
    assert_int_equal(a.heap.globals[1], 0);
    vm_ctx_release(&a.vm, &a.ctx);
    // What the compiler makes around it does not count.
    wrap->wrapper = true;
    vm_ctx_start(&a.vm, &a.ctx, f, 0, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_not_equal(a.heap.globals[1], 0);
    vmasm_release(&a);
}

TEST(a_second_recover_finds_nothing)
{
    begin();
    add_log();
    // func twice() { recover(); kept = recover() }
    struct func *f = vmasm_func(&a, "main.twice", 12);
    ABC(RECOVER, 0, 0, 0);
    ABC(RECOVER, 1, 0, 0);
    BC(STG, 0, 0);
    BC(STG, 1, 1);
    ABC(RET, 0, 0, 0);
    f = vmasm_func(&a, "main.main", 12);
    BC(DEFER, 8, 1);
    panic_with(f, "x");
    epilogue(f);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_not_equal(a.heap.globals[0], 0);
    assert_int_equal(a.heap.globals[1], 0);
    vmasm_release(&a);
}

TEST(frames_are_traced_through_deferred_calls_of_both_kinds)
{
    begin();
    add_log();
    struct func *f = vmasm_func(&a, "main.boom", 12);
    panic_with(f, "boom");
    // func deferred(x int) { defer boom() }, called by a panic
    f = vmasm_func(&a, "main.deferred", 12);
    f->nparams = 1;
    BC(DEFER, 8, 1);
    BC(LOADI, 0, 0);
    epilogue(f);
    f = vmasm_func(&a, "main.main", 12);
    BC(LOADI, 11, 0);
    BC(DEFER, 8, 2);
    panic_with(f, "first");
    epilogue(f);
    a.code.nsources = 1;
    struct diag_source source = {.name = "x.go"};
    a.code.sources = &source;
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_PANIC);
    size_t len;
    assert_string_equal(
        vm_traceback(&a.vm, &a.ctx, 26, (struct vm_runtime_frames){0}, &len),
        "main.boom()\n\tx.go:4\n"
        "main.deferred(...)\n\tx.go:3\n"
        "main.main()\n\tx.go:6\n");
    vmasm_release(&a);
}

TEST(nested_panics_are_shown_oldest_first)
{
    begin();
    add_log();
    struct func *f = vmasm_func(&a, "main.second", 12);
    panic_with(f, "second");
    f = vmasm_func(&a, "main.main", 12);
    BC(DEFER, 8, 1);
    panic_with(f, "first");
    epilogue(f);
    run_to_panic(f, "panic: first\n\tpanic: second");
}

TEST(a_panic_after_recovery_shows_the_recovered_one)
{
    begin();
    add_log();
    // func again() { recover(); panic("again") }
    struct func *f = vmasm_func(&a, "main.again", 12);
    ABC(RECOVER, 0, 0, 0);
    panic_with(f, "again");
    f = vmasm_func(&a, "main.main", 12);
    BC(DEFER, 8, 1);
    panic_with(f, "first");
    epilogue(f);
    run_to_panic(f, "panic: first [recovered]\n\tpanic: again");
}

TEST(recovering_a_panic_of_a_deferred_call_ends_the_older_one)
{
    begin();
    add_log();
    add_recoverer();
    struct func *f = vmasm_func(&a, "main.second", 12);
    panic_with(f, "second");
    // func f() { defer rec(); defer second(); panic("first") }
    f = vmasm_func(&a, "main.f", 12);
    BC(DEFER, 8, 1);
    BC(DEFER, 8, 2);
    panic_with(f, "first");
    epilogue(f);
    f = vmasm_func(&a, "main.main", 12);
    BC(CALL, 8, 3);
    call_log(f, 4);
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_equal(trail(), 74);
    assert_null(a.ctx.panics);
    vmasm_release(&a);
}

TEST(a_nil_function_panics_when_it_is_run)
{
    begin();
    add_log();
    struct func *f = vmasm_func(&a, "main.main", 12);
    BC(LOADI, 0, 0);
    defer_log(f, 1);
    ABC(DEFERC, 8, 0, 0);
    call_log(f, 2);
    epilogue(f);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_PANIC);
    assert_int_equal(trail(), 21);
    vmasm_release(&a);
}

TEST(errors_of_the_engine_unwind_like_those_of_the_program)
{
    begin();
    add_log();
    add_recoverer();
    struct func *f = vmasm_func(&a, "main.main", 12);
    BC(DEFER, 8, 1);
    ABC(CLOSE, 0, 0, 0);
    epilogue(f);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_CLOSE);
    char text[] = "close of closed channel";
    vm_panic_plain(&a.vm, &a.ctx, text);
    memset(text, 'x', sizeof text - 1); // it was copied
    assert_string_equal(panic_text(), "panic: close of closed channel");
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_equal(trail(), 7);
    vm_ctx_release(&a.vm, &a.ctx);
    vm_ctx_start(&a.vm, &a.ctx, f, 0, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_CLOSE);
    vm_panic_plain(&a.vm, &a.ctx, NULL);
    assert_memory_equal(panic_text(), "panic: runtime error: invalid memory",
                        36);
    vmasm_release(&a);
}

TEST(goexit_runs_deferred_calls_and_cannot_be_recovered)
{
    begin();
    add_log();
    add_recoverer();
    struct func *f = vmasm_func(&a, "main.main", 12);
    defer_log(f, 5);
    BC(DEFER, 8, 1);
    BC(CALLNAT, 0, NAT_RT_GOEXIT);
    call_log(f, 9);
    epilogue(f);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_GOEXIT);
    vm_goexit(&a.vm, &a.ctx);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_equal(trail(), 75);
    assert_int_equal(a.heap.globals[1], 0);
    vmasm_release(&a);
}

TEST(goexit_goes_on_after_a_panic_in_it_was_recovered)
{
    begin();
    add_log();
    add_recoverer();
    struct func *f = vmasm_func(&a, "main.boom", 12);
    panic_with(f, "in goexit");
    // func main() { defer log(5); defer rec(); defer boom(); Goexit() }
    f = vmasm_func(&a, "main.main", 12);
    defer_log(f, 5);
    BC(DEFER, 8, 1);
    BC(DEFER, 8, 2);
    BC(CALLNAT, 0, NAT_RT_GOEXIT);
    epilogue(f);
    f = vmasm_func(&a, "main.start", 12);
    BC(CALL, 8, 3);
    call_log(f, 9); // not reached
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_GOEXIT);
    vm_goexit(&a.vm, &a.ctx);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_equal(trail(), 75);
    assert_int_not_equal(a.heap.globals[1], 0);
    vmasm_release(&a);
}

// A type of errors whose Error is function 1; panics with it.
static struct func *panic_error(void)
{
    struct rtype *t = vmasm_type(&a, RK_INT, "main.E");
    t->methods = xcalloc(1, sizeof *t->methods);
    t->methods[0].func = 1;
    t->nmethods = t->error_method = 1;
    struct func *f = vmasm_func(&a, "main.main", 12);
    BC(LOADI, 0, 5);
    ABC(BOX, 1, 0, 0);
    EXT(0, (int32_t)t->id);
    defer_log(f, 3);
    ABC(PANIC, 1, 0, 0);
    epilogue(f);
    return f;
}

TEST(error_values_are_asked_for_their_text_before_the_end)
{
    begin();
    add_log();
    struct func *f = vmasm_func(&a, "main.E.Error", 12);
    f->nparams = f->nresults = 1;
    call_log(f, 4);
    BC(LOADK, 0, vmasm_const(&a, vmasm_string(&a, "my text")));
    ABC(RET, 0, 0, 0);
    f = panic_error();
    vmasm_start(&a, f, NULL, 0);
    a.vm.budget = 1; // it can be stopped in between
    enum vm_stop stop;
    while ((stop = vmasm_run(&a)) == REQ_BUDGET)
        a.vm.budget = 1;
    assert_int_equal(stop, REQ_PANIC);
    assert_int_equal(trail(), 34);
    assert_string_equal(panic_text(), "panic: my text");
    vmasm_release(&a);
}

TEST(a_panic_while_the_text_is_made_is_fatal)
{
    begin();
    add_log();
    struct func *f = vmasm_func(&a, "main.E.Error", 12);
    f->nparams = f->nresults = 1;
    panic_with(f, "inner");
    f = panic_error();
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_FATAL);
    assert_string_equal(a.vm.req.fatal,
                        "panic while printing panic value: inner");
    vmasm_release(&a);
}

TEST(a_million_deferred_nil_functions_do_not_nest_in_c)
{
    begin();
    struct func *f = vmasm_func(&a, "main.main", 12);
    BC(LOADI, 0, 0);
    BC(LOADI, 1, 0);
    ABC(DEFERC, 8, 0, 0);
    ABC(ADDI, 1, 1, 1);
    ABC(JLTI, 1, 0, 0);
    EXT(-4, 300000);
    ABC(PANIC, 0, 0, 0);
    epilogue(f);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_PANIC);
    vmasm_release(&a);
}

TEST(endless_defers_hit_the_memory_limit)
{
    begin();
    add_log();
    struct func *f = vmasm_func(&a, "main.main", 12);
    BC(LOADI, 11, 1);
    BC(DEFER, 8, 0);
    BC(JMP, 0, -2);
    epilogue(f);
    vm_heap_init(&a.heap, &a.code, 1 << 20);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_FATAL);
    assert_true(a.vm.req.memory_limit);
    vmasm_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(integer_faults_have_gos_texts),
        RUN(nil_pointers_show_a_signal_as_in_go),
        RUN(values_are_shown_by_their_types),
        RUN(deferred_calls_run_last_first_with_the_arguments_of_then),
        RUN(panics_run_the_deferred_calls_of_all_frames),
        RUN(recovery_returns_from_the_frame_that_deferred),
        RUN(recover_works_only_in_the_deferred_function_itself),
        RUN(a_second_recover_finds_nothing),
        RUN(frames_are_traced_through_deferred_calls_of_both_kinds),
        RUN(nested_panics_are_shown_oldest_first),
        RUN(a_panic_after_recovery_shows_the_recovered_one),
        RUN(recovering_a_panic_of_a_deferred_call_ends_the_older_one),
        RUN(a_nil_function_panics_when_it_is_run),
        RUN(errors_of_the_engine_unwind_like_those_of_the_program),
        RUN(goexit_runs_deferred_calls_and_cannot_be_recovered),
        RUN(goexit_goes_on_after_a_panic_in_it_was_recovered),
        RUN(error_values_are_asked_for_their_text_before_the_end),
        RUN(a_panic_while_the_text_is_made_is_fatal),
        RUN(a_million_deferred_nil_functions_do_not_nest_in_c),
        RUN(endless_defers_hit_the_memory_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
