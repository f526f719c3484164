// disasm: every form of operand as people read it.
#include "testing.h"

#include <stdio.h>
#include <unistd.h>

#include "vm/disasm.h"
#include "vmasm.h"

#define ABC(op, a, b, c) vmasm_abc(f, OP_##op, a, b, c)
#define BC(op, a, x)     vmasm_bc(f, OP_##op, a, x)
#define EXT(lo, hi)      vmasm_ext(f, lo, hi)

static void build(struct vmasm *a)
{
    static const char *names[] = {"Read"};
    vmasm_init(a);
    a->code.names = names;
    vmasm_type(a, RK_INT, "int");
    struct func *f = vmasm_func(a, "main.main", 8);
    f->has_defers = true;
    ABC(ADD, 1, 2, 3);
    ABC(ADDI, 1, 2, (uint16_t)-5);
    BC(LOADI, 0, -7);
    BC(LOADK, 0, 2);
    BC(CALL, 3, 0);
    BC(CALLNAT, 3, NAT_TIME_SLEEP);
    BC(LDG, 1, 4);
    BC(NEW, 1, 0);
    BC(JMP, 0, 1);
    ABC(JLTI, 1, 0, 0);
    EXT(-3, 10);
    ABC(LDN, 1, 2, 3);
    EXT(4, 0);
    ABC(RESLICE, 0, 4, REG_NONE);
    EXT((int32_t)(6 | UINT32_C(65535) << 16), 0);
    ABC(CALLI, 2, 1, 0);
    EXT(0, 0);
    ABC(MKCLOSURE, 2, 1, 1);
    EXT(0, 0);
    ABC(RECV, 1, 2, REG_NONE);
    EXT(1, 0);
    ABC(SELECT, 0, 2, 1);
    f->pos[f->ncode - 1].line = 0;
    union instr *in = vmasm_slot(f);
    *in = (union instr){.h = {0, 1, 2, REG_NONE}};
    in = vmasm_slot(f);
    *in = (union instr){.h = {1, 3, REG_NONE, 4}};
    ABC(RET, 0, 0, 0);
    for (uint32_t i = 0; i < f->ncode; i++)
        f->pos[i].line = i < 4 ? 3 : i < 6 ? 0 : 5;
    f = vmasm_func(a, "main.f", 2);
    f->nparams = 1;
    f->wrapper = true;
    ABC(RET, 0, 0, 0);
    f->pos[0].line = 0;
}

static const char want[] =
    "main.main: 0 params, 0 results, 8 registers, defers\n"
    "  line 3\n"
    "     0  ADD       r1, r2, r3\n"
    "     1  ADDI      r1, r2, -5\n"
    "     2  LOADI     r0, -7\n"
    "     3  LOADK     r0, k2\n"
    "     4  CALL      3, main.main\n"
    "     5  CALLNAT   3, time.Sleep\n"
    "  line 5\n"
    "     6  LDG       r1, g4\n"
    "     7  NEW       r1, int\n"
    "     8  JMP       ->10\n"
    "     9  JLTI      r1, ->8, 10\n"
    "    11  LDN       r1, r2, 3, 4\n"
    "    13  RESLICE   r0, r4, -, r6, -\n"
    "    15  CALLI     2, r1, Read\n"
    "    17  MKCLOSURE r2, r1, 1, main.main\n"
    "    19  RECV      r1, r2, -, 1\n"
    "    21  SELECT    r0, 2, 1\n"
    "           case send r1, r2, -\n"
    "           case recv r3, -, r4\n"
    "    24  RET\n"
    "\n"
    "main.f: 1 params, 0 results, 2 registers, wrapper\n"
    "     0  RET\n";

TEST(code_is_listed_with_its_operands)
{
    struct vmasm a;
    char got[4096], *error = NULL;
    FILE *file = tmpfile();
    assert_non_null(file);
    build(&a);
    struct outfile *out = outfile_fd(fileno(file), "test");
    disasm_code(&a.code, out);
    assert_int_equal(outfile_commit(out, &error), OUTFILE_OK);
    rewind(file);
    size_t n = fread(got, 1, sizeof got - 1, file);
    got[n] = '\0';
    assert_string_equal(got, want);
    fclose(file);
    vmasm_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(code_is_listed_with_its_operands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
