// charge: what a basic block costs, by where it is entered. Jumps may lead into
// the middle of what another path ran through, so every instruction has the sum
// from itself to the end of its block.
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "vm/fuse.h"
#include "vm/vm.h"

static void charge_func(struct func *f, const struct vm_costs *costs)
{
    if (f->charge == NULL)
        f->charge = xcalloc(f->ncode, sizeof *f->charge);
    // Instructions are as long as their first slots say: collect the starts to
    // go through them backwards.
    uint32_t *starts = xcalloc(f->ncode, sizeof *starts);
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->ncode; i += code_slots(&f->code[i])) {
        f->charge[i] = 0;
        starts[n++] = i;
    }
    uint64_t sum = 0;
    while (n-- > 0) {
        const struct opinfo *op = &opinfo[f->code[starts[n]].op];
        CHECK((unsigned)op->class < OPCLASS_COUNT);
        uint64_t cost = costs->class_ps[op->class];
        // Every block takes some time, or a loop might never come to an end of
        // its budget.
        if (op->flow && cost == 0)
            cost = 1;
        sum = op->flow ? cost : sum + cost;
        if (sum > UINT32_MAX)
            sum = UINT32_MAX;
        f->charge[starts[n]] = (uint32_t)sum;
    }
    free(starts);
}

void code_charge(struct code *code, const struct vm_costs *costs)
{
    CHECK(code != NULL);
    code_unfuse(code);
    for (uint32_t i = 0; i < code->nfuncs; i++)
        charge_func(code->funcs[i], costs);
    code_fuse(code);
}
