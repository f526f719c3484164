// vm_ctx: stacks that grow and are used again, goroutines that are started,
// cases of select on the stack.
#include "testing.h"

#include "vmasm.h"

#define ABC(op, a, b, c) vmasm_abc(f, OP_##op, a, b, c)
#define BC(op, a, x)     vmasm_bc(f, OP_##op, a, x)
#define EXT(lo, hi)      vmasm_ext(f, lo, hi)

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

TEST(stacks_grow_by_moving_under_deep_calls)
{
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = add_sum(&a);
    word n = 100000;
    vmasm_start(&a, f, &n, 1);
    assert_int_equal(a.ctx.cap, 16);
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_equal(*vmasm_reg(&a, 0), n * (n + 1) / 2);
    assert_true(a.ctx.cap >= 4 * n);
    vmasm_release(&a);
    assert_int_equal(a.heap.used_bytes, 64 << 10); // the slab of small stacks
}

TEST(endless_recursion_overflows_the_stack_at_its_limit)
{
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.f", 8);
    BC(CALL, 1, 0);
    ABC(RET, 0, 0, 0);
    vm_heap_init(&a.heap, &a.code, INT64_C(1) << 30);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_FATAL);
    assert_string_equal(a.vm.req.fatal, "stack overflow");
    assert_false(a.vm.req.memory_limit);
    assert_int_equal(a.ctx.cap, 1 << 24);
    size_t len;
    const char *elided = "...additional frames elided...\n";
    const char *trace =
        vm_traceback(&a.vm, &a.ctx, 20, (struct vm_runtime_frames){0}, &len);
    size_t frame = strlen("main.f()\n\t?:1\n");
    assert_int_equal(len, 100 * frame + strlen(elided));
    assert_string_equal(trace + 100 * frame, elided);
    trace =
        vm_traceback(&a.vm, &a.ctx, 21, (struct vm_runtime_frames){0}, &len);
    assert_int_equal(strncmp(trace + 50 * frame, "...", 3), 0);
    assert_non_null(strstr(trace, " frames elided...\nmain.f()\n"));
    assert_int_equal(strlen(strstr(trace, "elided...\n")),
                     strlen("elided...\n") + 50 * frame);
    vmasm_release(&a);
}

TEST(a_stack_that_memory_has_no_room_for_is_out_of_memory)
{
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.f", 8);
    BC(CALL, 1, 0);
    ABC(RET, 0, 0, 0);
    vm_heap_init(&a.heap, &a.code, 1 << 20);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_FATAL);
    assert_string_equal(a.vm.req.fatal, "runtime: out of memory");
    assert_true(a.vm.req.memory_limit);
    vmasm_release(&a);
}

TEST(select_lists_its_cases_on_the_stack_of_the_goroutine)
{
    enum { CASES = 20 };
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.main", 8);
    BC(LOADI, 1, 111);
    BC(LOADI, 2, 0);
    ABC(SELECT, 0, CASES, 1);
    for (uint32_t i = 0; i < CASES; i++) {
        union instr *in = vmasm_slot(f);
        in->h[0] = i % 2;
        in->h[1] = i == 0 ? 1 : 2;
        in->h[2] = i == 3 ? REG_NONE : 3;
        in->h[3] = i == 3 ? 4 : REG_NONE;
    }
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    assert_int_equal(vmasm_run(&a), REQ_SELECT);
    const struct vm_select_case *c = a.vm.req.cases;
    word *r = vmasm_reg(&a, 0);
    assert_int_equal(a.vm.req.ncases, CASES);
    assert_true(a.vm.req.has_default);
    assert_ptr_equal(a.vm.req.args, r);
    assert_true((const word *)c >= r + 8);
    assert_true((const word *)(c + CASES) <= a.ctx.stack + a.ctx.cap);
    assert_true(c[0].send);
    assert_int_equal(c[0].chan, 111);
    assert_ptr_equal(c[0].value, r + 3);
    assert_null(c[0].ok);
    assert_false(c[3].send);
    assert_int_equal(c[3].chan, 0);
    assert_null(c[3].value);
    assert_ptr_equal(c[3].ok, r + 4);
    a.vm.req.args[0] = UINT64_MAX;
    assert_int_equal(vmasm_run(&a), REQ_RETURN);
    assert_int_equal(*vmasm_reg(&a, 0), UINT64_MAX);
    vmasm_release(&a);
}

TEST(go_statements_ask_for_a_goroutine_with_their_arguments)
{
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.worker", 4);
    f->nparams = 2;
    f->closure_reg = 3;
    ABC(LDCAP, 2, 3, 0);
    ABC(RET, 0, 0, 0);
    struct func *worker = f, *plain = vmasm_func(&a, "main.plain", 4);
    f = plain;
    f->nparams = 1;
    ABC(RET, 0, 0, 0);
    f = vmasm_func(&a, "main.main", 12);
    BC(LOADI, 0, 5);
    ABC(MKCLOSURE, 1, 0, 1);
    EXT(0, 0);
    BC(LOADI, 6, 10);
    BC(LOADI, 7, 20);
    BC(GO, 3, 1);
    ABC(GOC, 3, 1, 0);
    ABC(GOC, 3, 2, 0);
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    *vmasm_reg(&a, 2) = 0;
    assert_int_equal(vmasm_run(&a), REQ_GO);
    assert_ptr_equal(a.vm.req.fn, plain);
    assert_int_equal(a.vm.req.nargs, 1);
    assert_int_equal(a.vm.req.args[0], 10);
    assert_int_equal(a.vm.req.closure, 0);
    assert_int_equal(vmasm_run(&a), REQ_GO);
    assert_ptr_equal(a.vm.req.fn, worker);
    struct vm_ctx ctx;
    vm_ctx_start(&a.vm, &ctx, a.vm.req.fn, a.vm.req.closure, a.vm.req.args,
                 a.vm.req.nargs);
    assert_int_equal(vm_run(&a.vm, &ctx), REQ_RETURN);
    const word want[] = {10, 20, 5};
    assert_memory_equal(ctx.stack + ctx.base, want, sizeof want);
    vm_ctx_release(&a.vm, &ctx);
    assert_int_equal(vmasm_run(&a), REQ_FATAL);
    assert_string_equal(a.vm.req.fatal, "go of nil func value");
    vmasm_release(&a);
}

// A function with two captured words, which it returns after a call that makes
// the stack grow.
TEST(a_closure_of_one_goroutine_moves_to_its_stack_and_leaves_its_memory)
{
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.main.func1", 8);
    f->closure_reg = 1;
    BC(LOADI, 5, 50);
    BC(CALL, 2, 1);
    ABC(LDCAP, 2, 1, 0);
    ABC(LDCAP, 3, 1, 1);
    ABC(RET, 0, 0, 0);
    struct func *sum = add_sum(&a);
    assert_int_equal(sum->id, 1);
    struct func *maker = f = vmasm_func(&a, "main.main", 12);
    BC(LOADI, 0, 7);
    BC(LOADI, 1, 8);
    ABC(MKCLOSURE, 2, 0, 2);
    EXT(0, 0);
    ABC(GOC, 3, 2, 3);
    BC(JMP, 0, -4);
    vmasm_start(&a, maker, NULL, 0);
    word first = 0;
    for (int i = 0; i < 3; i++) {
        struct vm_ctx ctx;
        assert_int_equal(vmasm_run(&a), REQ_GO);
        if (i == 0)
            first = *vmasm_reg(&a, 2);
        assert_int_equal(*vmasm_reg(&a, 2), first);
        vm_ctx_start(&a.vm, &ctx, a.vm.req.fn, a.vm.req.closure, a.vm.req.args,
                     a.vm.req.nargs);
        uint32_t cap = ctx.cap;
        assert_int_equal(vm_run(&a.vm, &ctx), REQ_RETURN);
        assert_true(ctx.cap > cap);
        const word *R = ctx.stack + ctx.base;
        assert_ptr_equal((word *)(uintptr_t)R[1], ctx.stack);
        assert_int_equal(R[2], 7);
        assert_int_equal(R[3], 8);
        vm_ctx_release(&a.vm, &ctx);
    }
    vmasm_release(&a);
}

TEST(stacks_of_ended_goroutines_are_used_again)
{
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.main", 8);
    ABC(RET, 0, 0, 0);
    vmasm_start(&a, f, NULL, 0);
    int64_t used = a.heap.used_bytes;
    for (int i = 0; i < 100000; i++) {
        struct vm_ctx ctx;
        vm_ctx_start(&a.vm, &ctx, f, 0, NULL, 0);
        vm_ctx_release(&a.vm, &ctx);
    }
    assert_int_equal(a.heap.used_bytes, used);
    assert_true(sizeof(struct vm_ctx) + a.ctx.cap * sizeof(word) < 200);
    vmasm_release(&a);
}

TEST(a_bomb_of_goroutines_hits_the_memory_limit_at_go)
{
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.main", 8);
    BC(GO, 0, 0);
    BC(JMP, 0, -2);
    enum { N = 4000 };
    static struct vm_ctx parked[N];
    vm_heap_init(&a.heap, &a.code, 128 << 10);
    vmasm_start(&a, f, NULL, 0);
    int n = 0;
    while (n < N && vmasm_run(&a) == REQ_GO)
        vm_ctx_start(&a.vm, &parked[n++], f, 0, NULL, 0);
    assert_true(n < N);
    assert_true(n > 800); // of 128 bytes each
    assert_true(a.vm.req.memory_limit);
    while (n-- > 0)
        vm_ctx_release(&a.vm, &parked[n]);
    vmasm_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(stacks_grow_by_moving_under_deep_calls),
        RUN(endless_recursion_overflows_the_stack_at_its_limit),
        RUN(a_stack_that_memory_has_no_room_for_is_out_of_memory),
        RUN(select_lists_its_cases_on_the_stack_of_the_goroutine),
        RUN(go_statements_ask_for_a_goroutine_with_their_arguments),
        RUN(a_closure_of_one_goroutine_moves_to_its_stack_and_leaves_its_memory),
        RUN(stacks_of_ended_goroutines_are_used_again),
        RUN(a_bomb_of_goroutines_hits_the_memory_limit_at_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
