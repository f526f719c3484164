// fuse: finds the sequences of fused.def in code.
#include "vm/fuse.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"

enum { PARTS_MAX = 5 };

// The names of fused.def: opcodes, with what they take from the part before and
// whether the slice that they load or read is the one at hand.
enum {
    ROW = 1 << 12,
    FROM_A = 1 << 13,
    FROM_B = 1 << 14,
    FROM_C = 1 << 15,
    FROM = FROM_A | FROM_B | FROM_C,
    OPCODE = ROW - 1,
#define OP(name, abc, ext, class, flow, effect)                                \
    PART_##name = OP_##name, PART_##name##_A = OP_##name | FROM_A,             \
    PART_##name##_B = OP_##name | FROM_B,                                      \
    PART_##name##_C = OP_##name | FROM_C, PART_##name##_ROW = OP_##name | ROW, \
    PART_##name##_ROW_B = PART_##name##_ROW | FROM_B,                          \
    PART_##name##_ROW_C = PART_##name##_ROW | FROM_C,
#include "lang/opcodes.def"
#undef OP
};

struct sequence {
    uint16_t part[PARTS_MAX];
    uint16_t n;
};

static const struct sequence sequences[] = {
#define FUSED2(a, b)       {{PART_##a, PART_##b}, 2},
#define FUSED3(a, b, c)    {{PART_##a, PART_##b, PART_##c}, 3},
#define FUSED4(a, b, c, d) {{PART_##a, PART_##b, PART_##c, PART_##d}, 4},
#define FUSED5(a, b, c, d, e)                                                  \
    {{PART_##a, PART_##b, PART_##c, PART_##d, PART_##e}, 5},
#include "vm/fused.def"
};

enum { NSEQUENCES = (int)(sizeof sequences / sizeof *sequences) };

_Static_assert(FUSED_FIRST + NSEQUENCES == OP_MUTEX_LOCK,
               "the opcodes are in the order of the sequences");

// Whether operand number k (0: a) of in is no register of the slice.
static bool apart(const union instr *in, int k, uint32_t slice)
{
    const uint16_t operand[] = {in->a, in->b, in->c};
    char letter = opinfo[in->op].abc[k];
    bool one = letter == 'd' || letter == 'r';

    return !one || (uint32_t)operand[k] - slice >= SLICE_WORDS;
}

// Whether nobody looks at the slice that in[k] loads but the NAME_ROW after it,
// which overwrites a part of it, so that it is of no use later.
static bool row_fits(const struct sequence *s, const union instr *const in[],
                     int k)
{
    uint32_t slice = in[k]->a;

    // CHKSLICE is next.
    for (k += 2; (s->part[k] & ROW) == 0; k++) {
        CHECK(k + 1 < s->n);
        for (int i = 0; i < 3; i++)
            if (!apart(in[k], i, slice))
                return false;
    }
    return in[k]->a == slice && in[k]->b == slice && apart(in[k], 2, slice);
}

// What the loop relies on: LDN loads the slice that CHKSLICE looks at, XADDR
// finds slices.
static bool slices_fit(const struct code *code, const struct sequence *s,
                       const union instr *const in[])
{
    for (int k = 0; k < s->n; k++) {
        if (in[k]->op == OP_LDN &&
            (in[k][1].lo != SLICE_WORDS || in[k]->a != in[k + 1]->a))
            return false;
        if (in[k]->op == OP_LDN && (s->part[k] & ROW) != 0 &&
            !row_fits(s, in, k))
            return false;
        if (in[k]->op == OP_XADDR &&
            code->types[in[k][1].hi]->elem_bytes != SLICE_WORDS * sizeof(word))
            return false;
    }
    return true;
}

static bool part_fits(uint16_t part, const union instr *in, uint16_t before)
{
    return in->op == (part & OPCODE) &&
           ((part & FROM_A) == 0 || in->a == before) &&
           ((part & FROM_B) == 0 || in->b == before) &&
           ((part & FROM_C) == 0 || in->c == before);
}

// The slots of the sequence if the code at slot i begins with it, or 0.
static uint32_t matches(const struct code *code, const struct func *f,
                        uint32_t i, const struct sequence *s)
{
    const union instr *in[PARTS_MAX];
    uint32_t at = i;

    for (int k = 0; k < s->n; k++) {
        uint16_t before = k == 0 ? REG_NONE : in[k - 1]->a;
        if (at >= f->ncode || !part_fits(s->part[k], &f->code[at], before))
            return 0;
        in[k] = &f->code[at];
        CHECK((s->part[k] & FROM) == 0 || opinfo[in[k - 1]->op].abc[0] == 'd');
        at += code_slots(in[k]);
    }
    return slices_fit(code, s, in) ? at - i : 0;
}

// Chooses for the instruction at slot i; after[k]: dispatches from slot i + k
// on. Opcodes are read, so those further on must not have been replaced yet:
// the choice goes to *chosen.
static uint32_t choose(const struct code *code, const struct func *f,
                       uint32_t i, const uint32_t *after, uint16_t *chosen)
{
    uint16_t op = f->code[i].op;
    uint32_t best = 1;

    *chosen = op;
    if (!opinfo[op].flow)
        best += after[code_slots(&f->code[i])];
    for (int k = 0; k < NSEQUENCES; k++) {
        const struct sequence *s = &sequences[k];
        uint32_t slots = matches(code, f, i, s);
        if (slots == 0)
            continue;
        uint32_t n = 1;
        if (!opinfo[s->part[s->n - 1] & OPCODE].flow)
            n += after[slots];
        if (n < best) {
            best = n;
            *chosen = (uint16_t)(FUSED_FIRST + k);
        }
    }
    if (op == OP_CALLNAT && f->code[i].bc == NAT_MUTEX_LOCK)
        *chosen = OP_MUTEX_LOCK;
    if (op == OP_CALLNAT && f->code[i].bc == NAT_MUTEX_UNLOCK)
        *chosen = OP_MUTEX_UNLOCK;
    return best;
}

static void fuse_func(const struct code *code, struct func *f)
{
    // The last instruction leaves, so that nothing lies after it.
    uint32_t *after = xcalloc(f->ncode + 1u, sizeof *after);
    uint16_t *op = xcalloc(f->ncode, sizeof *op);
    uint32_t *starts = xcalloc(f->ncode, sizeof *starts);
    uint32_t n = 0;

    for (uint32_t i = 0; i < f->ncode; i += code_slots(&f->code[i]))
        starts[n++] = i;
    for (uint32_t k = n; k-- > 0;)
        after[starts[k]] =
            choose(code, f, starts[k], after + starts[k], &op[k]);
    for (uint32_t k = 0; k < n; k++)
        f->code[starts[k]].op = op[k];
    free(starts);
    free(op);
    free(after);
}

void code_fuse(struct code *code)
{
    CHECK(code != NULL);
    for (uint32_t i = 0; i < code->nfuncs; i++)
        fuse_func(code, code->funcs[i]);
}

static uint16_t plain(uint16_t op)
{
    CHECK(op < FUSED_END);
    if (op < FUSED_FIRST)
        return op;
    if (op == OP_MUTEX_LOCK || op == OP_MUTEX_UNLOCK)
        return OP_CALLNAT;
    return sequences[op - FUSED_FIRST].part[0] & OPCODE;
}

void code_unfuse(struct code *code)
{
    CHECK(code != NULL);
    for (uint32_t i = 0; i < code->nfuncs; i++) {
        struct func *f = code->funcs[i];
        for (uint32_t k = 0; k < f->ncode; k += code_slots(&f->code[k]))
            f->code[k].op = plain(f->code[k].op);
    }
}
