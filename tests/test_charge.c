// charge: the cost of a block from each of its instructions on.
#include "testing.h"

#include "vmasm.h"

TEST(every_instruction_costs_what_is_left_of_its_block)
{
    struct vmasm a;
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.main", 8);
    vmasm_bc(f, OP_LOADI, 0, 1);    // move
    vmasm_abc(f, OP_MUL, 0, 0, 0);  // mul
    vmasm_abc(f, OP_JLTI, 0, 0, 0); // branch, ends the block
    vmasm_ext(f, -4, 10);
    vmasm_abc(f, OP_LDN, 0, 1, 0); // load
    vmasm_ext(f, 1, 0);
    vmasm_abc(f, OP_SELECT, 0, 2, 0); // call, with two more slots
    vmasm_ext(f, 0, 0);
    vmasm_ext(f, 0, 0);
    vmasm_abc(f, OP_RET, 0, 0, 0); // ret
    struct vm_costs costs = {0};
    costs.class_ps[OPCLASS_move] = 1;
    costs.class_ps[OPCLASS_mul] = 10;
    costs.class_ps[OPCLASS_branch] = 100;
    costs.class_ps[OPCLASS_load] = 1000;
    costs.class_ps[OPCLASS_call] = 10000;
    costs.class_ps[OPCLASS_ret] = 100000;
    code_charge(&a.code, &costs);
    static const uint32_t want[] = {111, 110,   100, 0, 11000,
                                    0,   10000, 0,   0, 100000};
    assert_memory_equal(f->charge, want, sizeof want);
    // Again with other costs, in the same place; sums saturate.
    const uint32_t *charge = f->charge;
    costs.class_ps[OPCLASS_branch] = UINT32_MAX;
    code_charge(&a.code, &costs);
    assert_ptr_equal(f->charge, charge);
    assert_int_equal(f->charge[0], UINT32_MAX);
    assert_int_equal(f->charge[2], UINT32_MAX);
    assert_int_equal(f->charge[9], 100000);
    vmasm_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(every_instruction_costs_what_is_left_of_its_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
