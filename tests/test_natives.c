// natives: atomic operations, print and println, writing.
#include "testing.h"

#include "vm/natives.h"

#include "vmasm.h"

TEST(atomic_operations_return_what_go_returns)
{
    static const struct {
        enum native native;
        word before, x, y;
        word result, after;
    } cases[] = {
        {NAT_ATOMIC_ADD64, 5, (word)-7, 0, (word)-2, (word)-2},
        {NAT_ATOMIC_ADDU64, UINT64_MAX, 1, 0, 0, 0},
        {NAT_ATOMIC_LOAD64, 5, 0, 0, 5, 5},
        {NAT_ATOMIC_STORE64, 5, 6, 0, 0, 6},
        {NAT_ATOMIC_SWAP64, 5, 6, 0, 5, 6},
        {NAT_ATOMIC_CAS64, 5, 5, 6, 1, 6},
        {NAT_ATOMIC_CAS64, 5, 4, 6, 0, 5},
        // 32 bits leave the upper half alone and extend.
        {NAT_ATOMIC_ADD32, 0x700000005, (word)-6, 0, (word)-1, 0x7FFFFFFFF},
        {NAT_ATOMIC_ADDU32, 0x700000005, (word)-6, 0, 0xFFFFFFFF, 0x7FFFFFFFF},
        {NAT_ATOMIC_LOAD32, 0x7FFFFFFFE, 0, 0, (word)-2, 0x7FFFFFFFE},
        {NAT_ATOMIC_LOADU32, 0x7FFFFFFFE, 0, 0, 0xFFFFFFFE, 0x7FFFFFFFE},
        {NAT_ATOMIC_STORE32, 0x700000005, (word)-1, 0, 0, 0x7FFFFFFFF},
        {NAT_ATOMIC_STOREU32, 0x700000005, 9, 0, 0, 0x700000009},
        {NAT_ATOMIC_SWAP32, 0x7FFFFFFFF, 6, 0, (word)-1, 0x700000006},
        {NAT_ATOMIC_SWAPU32, 0x7FFFFFFFF, 6, 0, 0xFFFFFFFF, 0x700000006},
        {NAT_ATOMIC_CAS32, 0x7FFFFFFFF, (word)-1, 6, 1, 0x700000006},
        {NAT_ATOMIC_CASU32, 0x700000005, 4, 6, 0, 0x700000005},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        word memory = cases[i].before;
        word args[3] = {(word)(uintptr_t)&memory, cases[i].x, cases[i].y};
        struct vm_request req = {.native = (uint16_t)cases[i].native,
                                 .args = args};
        vm_atomic(&req);
        assert_int_equal(memory, cases[i].after);
        if (strstr(native_name(cases[i].native), "Store") == NULL)
            assert_int_equal(args[0], cases[i].result);
    }
}

// var x int64; atomic.AddInt64(&x, 3), then the same at nil.
TEST(atomics_are_done_at_once_only_without_others)
{
    for (int solo = 0; solo < 2; solo++) {
        struct vmasm a;
        vmasm_init(&a);
        a.code.nglobals = 1;
        struct func *f = vmasm_func(&a, "main.main", 8);
        vmasm_bc(f, OP_GADDR, 3, 0);
        vmasm_bc(f, OP_LOADI, 4, 3);
        vmasm_bc(f, OP_CALLNAT, 0, NAT_ATOMIC_ADD64);
        vmasm_abc(f, OP_MOV, 0, 3, 0);
        vmasm_bc(f, OP_LOADI, 3, 0);
        vmasm_bc(f, OP_CALLNAT, 0, NAT_ATOMIC_ADD64);
        vmasm_abc(f, OP_RET, 0, 0, 0);
        vmasm_start(&a, f, NULL, 0);
        a.vm.solo = solo != 0;
        if (!solo) {
            assert_int_equal(vmasm_run(&a), REQ_ATOMIC);
            assert_int_equal(a.vm.req.native, NAT_ATOMIC_ADD64);
            assert_int_equal(a.heap.globals[0], 0);
            vm_atomic(&a.vm.req);
        }
        assert_int_equal(vmasm_run(&a), REQ_PANIC);
        assert_int_equal(a.heap.globals[0], 3);
        assert_int_equal(*vmasm_reg(&a, 0), 3);
        vmasm_release(&a);
    }
}

static struct vmasm env;

static void begin(void)
{
    vmasm_init(&env);
    vmasm_func(&env, "main.main", 1);
    vm_heap_init(&env.heap, &env.code, 1 << 20);
    vm_init(&env.vm, &env.code, &env.heap);
}

static word boxed(enum rkind kind, const char *name, word w)
{
    word b;
    const struct rtype *t = vmasm_type(&env, kind, name);
    assert_int_equal(iface_box(&env.vm, t, &w, &b), VM_OK);
    return b;
}

TEST(print_and_println_write_to_stderr)
{
    begin();
    static const struct rtype any = {.elem_bytes = 8};
    word args[SLICE_WORDS];
    const word ops[] = {
        boxed(RK_INT, "int", (word)-5),
        boxed(RK_UINT64, "uint64", UINT64_MAX),
        boxed(RK_INT8, "int8", 0xFF),
        boxed(RK_BOOL, "bool", 1),
        boxed(RK_FLOAT64, "float64", 0x3FF8000000000000),
        boxed(RK_FLOAT64, "float64", 0x8000000000000000),
        boxed(RK_FLOAT64, "float64", 0x7FF0000000000000),
        boxed(RK_FLOAT64, "float64", 0x7FF8000000000000),
        boxed(RK_FLOAT64, "float64", 0x54B249AD2594C37D), // 1e100
        boxed(RK_FLOAT32, "float32", 0x3DCCCCCD),         // 0.1
        boxed(RK_STRING, "string", vmasm_string(&env, "s")),
        boxed(RK_POINTER, "*int", 0),
        0,
    };
    enum { N = sizeof ops / sizeof *ops };
    assert_true(slice_new(&env.vm, &any, N, args));
    memcpy((void *)(uintptr_t)args[SLICE_DATA], ops, sizeof ops);
    assert_int_equal(vm_native_println(&env.vm, args), VM_WRITE);
    assert_int_equal(env.vm.req.outfd, 2);
    text_byte(&env.vm.text->out, '\0');
    assert_string_equal(
        (const char *)env.vm.req.out,
        "-5 18446744073709551615 -1 true +1.500000e+000 -0.000000e+000 +Inf "
        "NaN +1.000000e+100 +1.000000e-001 s 0x0 (0x0,0x0)\n");
    args[SLICE_LEN] = 2;
    assert_int_equal(vm_native_print(&env.vm, args), VM_WRITE);
    assert_int_equal(env.vm.req.outlen, 22);
    assert_memory_equal(env.vm.req.out, "-518446744073709551615", 22);
    args[SLICE_LEN] = 0;
    assert_int_equal(vm_native_print(&env.vm, args), VM_OK);
    assert_int_equal(vm_native_println(&env.vm, args), VM_WRITE);
    assert_memory_equal(env.vm.req.out, "\n", 1);
    vmasm_release(&env);
}

TEST(os_write_writes_the_string_itself)
{
    begin();
    word args[2] = {1, vmasm_string(&env, "text")};
    assert_int_equal(vm_native_os_write(&env.vm, args), VM_WRITE);
    assert_int_equal(env.vm.req.outfd, 1);
    assert_int_equal(env.vm.req.outlen, 4);
    assert_memory_equal(env.vm.req.out, "text", 4);
    assert_int_equal(args[0], 4);
    assert_int_equal(args[1], 0);
    vmasm_release(&env);
}

TEST(every_native_is_a_function_or_a_request)
{
    for (int n = 0; n < NAT_COUNT; n++) {
        const struct native_info *info = &native_info[n];
        assert_int_equal(info->function == NULL, info->request != REQ_COUNT);
        assert_int_equal(native_find(native_name((enum native)n)), n);
    }
    assert_int_equal(native_find("time.Never"), -1);
    assert_true(native_info[NAT_MUTEX_LOCK].pointer);
    assert_true(native_info[NAT_WG_WAIT].pointer);
    assert_true(native_info[NAT_ATOMIC_CAS32].pointer);
    assert_false(native_info[NAT_TIME_NOW].pointer);
    assert_string_equal(vm_request_name(REQ_WG_ADD), "WG_ADD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(atomic_operations_return_what_go_returns),
        RUN(atomics_are_done_at_once_only_without_others),
        RUN(print_and_println_write_to_stderr),
        RUN(os_write_writes_the_string_itself),
        RUN(every_native_is_a_function_or_a_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
