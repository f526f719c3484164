// code: the tables of opcodes and natives are complete and agree.
#include "lang/code.h"

#include <string.h>

#include "testing.h"

TEST(every_opcode_has_a_name_and_three_operands)
{
    for (int op = 0; op < OP_COUNT; op++) {
        const struct opinfo *i = &opinfo[op];
        assert_non_null(i->name);
        // A wide operand takes the place of b and c.
        size_t n = strlen(i->abc);
        if (n == 2)
            assert_non_null(strchr("IKFTLGN", i->abc[1]));
        else
            assert_int_equal(n, 3);
        assert_in_range(i->class, 0, OPCLASS_COUNT - 1);
        for (const char *c = i->abc; *c != '\0'; c++)
            assert_non_null(strchr("drwDSxyni-IKFTLGN", *c));
        for (const char *c = i->ext; *c != '\0'; c++)
            assert_non_null(strchr("LITnX", *c));
    }
    assert_string_equal(opinfo[OP_ADD].name, "ADD");
    assert_int_equal(opinfo[OP_MUL].class, OPCLASS_mul);
    assert_true(opinfo[OP_CALL].flow);
    assert_false(opinfo[OP_MOV].flow);
}

TEST(slots_count_the_extensions)
{
    const struct {
        union instr i;
        uint32_t slots;
    } t[] = {
        {{{OP_MOV, 1, 2, 0}}, 1},     {{{OP_JLT, 1, 2, 0}}, 2},
        {{{OP_RESLICE, 0, 4, 9}}, 2}, {{{OP_SELECT, 0, 0, 1}}, 1},
        {{{OP_SELECT, 0, 1, 0}}, 2},  {{{OP_SELECT, 0, 65535, 0}}, 65536},
        {{{OP_RET, 0, 0, 0}}, 1},
    };
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++)
        assert_int_equal(code_slots(&t[i].i), t[i].slots);
}

TEST(natives_are_found_by_their_go_names)
{
    assert_int_equal(native_find("print"), NAT_PRINT);
    assert_int_equal(native_find("sync.(*Mutex).Lock"), NAT_MUTEX_LOCK);
    assert_int_equal(native_find("sync/atomic.CompareAndSwapUint64"),
                     NAT_ATOMIC_CASU64);
    assert_int_equal(native_find("sync.Lock"), -1);
    assert_int_equal(native_find(""), -1);
    for (int n = 0; n < NAT_COUNT; n++)
        assert_int_equal(native_find(native_name((enum native)n)), n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(every_opcode_has_a_name_and_three_operands),
        RUN(slots_count_the_extensions),
        RUN(natives_are_found_by_their_go_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
