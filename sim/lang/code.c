#include "lang/code.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "lang/emit.h"

#define OP(name, abc, ext, class, flow, effect)                                \
    [OP_##name] = {#name, abc, ext, OPCLASS_##class, flow},
const struct opinfo opinfo[OP_COUNT] = {
#include "lang/opcodes.def"
};
#undef OP

uint32_t code_slots(const union instr *i)
{
    CHECK(i->op < OP_COUNT);
    if (i->op == OP_SELECT)
        return 1u + i->b;
    return opinfo[i->op].ext[0] != '\0' ? 2 : 1;
}

#define NATIVE(e, name, how, arg) [NAT_##e] = name,
static const char *const native_names[NAT_COUNT] = {
#include "lang/natives.def"
};
#undef NATIVE

int native_find(const char *name)
{
    CHECK(name != NULL);
    for (int i = 0; i < NAT_COUNT; i++)
        if (strcmp(native_names[i], name) == 0)
            return i;
    return -1;
}

const char *native_name(enum native n)
{
    CHECK(n < NAT_COUNT);
    return native_names[n];
}

void code_free(struct code *c)
{
    if (c == NULL)
        return;
    for (uint32_t i = 0; i < c->nfuncs; i++)
        free(c->funcs[i]->charge);
    arena_release(&c->arena);
    free(c);
}
