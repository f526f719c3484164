// bench_vm: what an operation of the VM costs on this host. Prints CSV, the
// best of several repetitions: name,ops,ns_per_op.
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "vmasm.h"

enum { REPETITIONS = 7 };

static double now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

// for i := 0; i < n; i++ {}
static struct func *empty_loop(struct vmasm *a)
{
    struct func *f = vmasm_func(a, "main.empty", 4);
    f->nparams = 1;
    vmasm_bc(f, OP_LOADI, 1, 0);
    vmasm_abc(f, OP_ADDI, 1, 1, 1);
    vmasm_abc(f, OP_JLT, 1, 0, 0);
    vmasm_ext(f, -3, 0);
    vmasm_abc(f, OP_RET, 0, 0, 0);
    return f;
}

// for i := 0; i < n; i++ { s += i }
static struct func *sum_loop(struct vmasm *a)
{
    struct func *f = vmasm_func(a, "main.sum", 4);
    f->nparams = 1;
    vmasm_bc(f, OP_LOADI, 1, 0);
    vmasm_bc(f, OP_LOADI, 2, 0);
    vmasm_abc(f, OP_ADD, 2, 2, 1);
    vmasm_abc(f, OP_ADDI, 1, 1, 1);
    vmasm_abc(f, OP_JLT, 1, 0, 0);
    vmasm_ext(f, -4, 0);
    vmasm_abc(f, OP_RET, 0, 0, 0);
    return f;
}

// for i := 0; i < n; i++ { x = x*1664525 + 1013904223 }, x uint32
static struct func *lcg_loop(struct vmasm *a)
{
    struct func *f = vmasm_func(a, "main.lcg", 6);
    f->nparams = 1;
    vmasm_bc(f, OP_LOADI, 1, 0);
    vmasm_bc(f, OP_LOADI, 2, 1);
    vmasm_bc(f, OP_LOADI, 3, 1664525);
    vmasm_bc(f, OP_LOADI, 4, 1013904223);
    vmasm_abc(f, OP_MUL, 2, 2, 3);
    vmasm_abc(f, OP_ADD, 2, 2, 4);
    vmasm_abc(f, OP_EXTU32, 2, 2, 0);
    vmasm_abc(f, OP_ADDI, 1, 1, 1);
    vmasm_abc(f, OP_JLT, 1, 0, 0);
    vmasm_ext(f, -6, 0);
    vmasm_abc(f, OP_RET, 0, 0, 0);
    return f;
}

// for i := 0; i < n; i++ { s += a[i&7] }
static struct func *slice_loop(struct vmasm *a)
{
    struct rtype *t = vmasm_type(a, RK_INT, "int");
    struct func *f = vmasm_func(a, "main.slice", 12);
    f->nparams = 1;
    vmasm_bc(f, OP_LOADI, 1, 0);
    vmasm_bc(f, OP_LOADI, 2, 0);
    vmasm_bc(f, OP_LOADI, 3, 8);
    vmasm_abc(f, OP_MKSLICE, 4, 3, 3);
    vmasm_ext(f, 0, (int32_t)t->id);
    vmasm_abc(f, OP_ANDI, 8, 1, 7);
    vmasm_abc(f, OP_LDX, 9, 4, 8);
    vmasm_abc(f, OP_ADD, 2, 2, 9);
    vmasm_abc(f, OP_ADDI, 1, 1, 1);
    vmasm_abc(f, OP_JLT, 1, 0, 0);
    vmasm_ext(f, -6, 0);
    vmasm_abc(f, OP_RET, 0, 0, 0);
    return f;
}

// func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }
static struct func *fib_calls(struct vmasm *a)
{
    struct func *f = vmasm_func(a, "main.fib", 6);
    f->nparams = f->nresults = 1;
    vmasm_abc(f, OP_JGEI, 0, 0, 0);
    vmasm_ext(f, 1, 2);
    vmasm_abc(f, OP_RET, 0, 0, 0);
    vmasm_abc(f, OP_ADDI, 4, 0, (uint16_t)-1);
    vmasm_bc(f, OP_CALL, 1, (int32_t)f->id);
    vmasm_abc(f, OP_ADDI, 5, 0, (uint16_t)-2);
    vmasm_bc(f, OP_CALL, 2, (int32_t)f->id);
    vmasm_abc(f, OP_ADD, 0, 4, 5);
    vmasm_abc(f, OP_RET, 0, 0, 0);
    return f;
}

static void run(const char *name, struct func *build(struct vmasm *), word n)
{
    double best = 0;
    int64_t ops = 0;
    for (int i = 0; i < REPETITIONS; i++) {
        struct vmasm a;
        vmasm_init(&a);
        struct func *f = build(&a);
        vmasm_start(&a, f, &n, 1);
        a.vm.budget = INT64_MAX;
        double start = now_ns();
        enum vm_stop stop = vmasm_run(&a);
        double ns = now_ns() - start;
        CHECK(stop == REQ_RETURN);
        // Instructions cost 1 ps each.
        ops = INT64_MAX - a.vm.budget;
        if (i == 0 || ns < best)
            best = ns;
        vmasm_release(&a);
    }
    printf("%s,%" PRId64 ",%.3f\n", name, ops, best / (double)ops);
}

int main(void)
{
    printf("name,ops,ns_per_op\n");
    run("empty_loop", empty_loop, 20000000);
    run("sum_loop", sum_loop, 20000000);
    run("lcg_loop", lcg_loop, 10000000);
    run("slice_loop", slice_loop, 10000000);
    run("fib", fib_calls, 30);
    return 0;
}
