// A function under construction: instructions, jumps, registers, constants.
#include <string.h>

#include "lang/emit_impl.h"

// A register number as an operand. Numbers of a function that is too large mean
// nothing any more: it is refused at the end.
static uint16_t operand(const struct fn *f, uint32_t r)
{
    CHECK(r <= UINT16_MAX || f->too_large);
    return (uint16_t)r;
}

void fn_init(struct fn *f, struct emit *e, struct func *out)
{
    *f = (struct fn){
        .e = e,
        .out = out,
        .closure = REG_NONE,
    };
    out->closure_reg = REG_NONE;
    out->recover_pc = UINT32_MAX;
}

// Past the limit registers overlap, which nobody will see: the function is
// refused in fn_finish.
uint32_t fn_alloc(struct fn *f, uint32_t words)
{
    uint32_t reg = f->top;

    if (words > REGS_MAX || reg > REGS_MAX - words) {
        f->too_large = true;
        return f->fixed;
    }
    f->top += words;
    // No words are a register too: where operands must name one.
    if (reg + words >= f->max)
        f->max = words > 0 ? reg + words : reg + 1;
    return reg;
}

uint32_t fn_dest(struct fn *f, uint32_t dest, uint32_t words)
{
    return dest != REG_NONE ? dest : fn_alloc(f, words);
}

struct spot fn_spot(const struct fn *f, uint32_t dest)
{
    return (struct spot){dest, f->top};
}

uint32_t fn_land(struct fn *f, struct spot s, uint32_t words)
{
    f->top = s.mark;
    return fn_dest(f, s.dest, words);
}

bool fn_is_fresh(const struct fn *f, uint32_t reg)
{
    return reg != REG_NONE && reg >= f->vars_top && reg < PINNED_FIRST;
}

void fn_seal(struct fn *f)
{
    f->vars_top = f->top;
}

uint32_t fn_op(struct fn *f, enum opcode op, uint32_t a, uint32_t b, uint32_t c)
{
    union instr i = {
        .h = {(uint16_t)op, operand(f, a), operand(f, b), operand(f, c)}};
    uint32_t slot = (uint32_t)f->code.n;

    vec_push(&f->code, i);
    vec_push(&f->pos, f->here);
    f->last_op = (uint16_t)op;
    if (op == OP_PANIC)
        f->dead = true;
    return slot;
}

uint32_t fn_wide(struct fn *f, enum opcode op, uint32_t a, int64_t bc)
{
    CHECK(bc >= INT32_MIN && bc <= INT32_MAX);
    uint32_t slot = fn_op(f, op, a, 0, 0);

    f->code.v[slot].bc = (int32_t)bc;
    return slot;
}

void fn_ext(struct fn *f, int64_t lo, int64_t hi)
{
    CHECK(lo >= INT32_MIN && lo <= INT32_MAX);
    CHECK(hi >= INT32_MIN && hi <= INT32_MAX);
    union instr i = {.lo = (int32_t)lo, .hi = (int32_t)hi};

    vec_push(&f->code, i);
    vec_push(&f->pos, f->here);
}

// Sets the jump of the instruction at slot to the place at.
static void set_jump(struct fn *f, uint32_t slot, uint32_t at)
{
    bool ext = opinfo[f->code.v[slot].op].ext[0] != '\0';
    int64_t distance = (int64_t)at - ((int64_t)slot + (ext ? 2 : 1));

    CHECK(distance >= INT32_MIN && distance <= INT32_MAX);
    if (ext)
        f->code.v[slot + 1].lo = (int32_t)distance;
    else
        f->code.v[slot].bc = (int32_t)distance;
}

// Jumps forward wait at the label for its place.
static void refer(struct fn *f, uint32_t slot, struct label *to)
{
    if (to->placed) {
        set_jump(f, slot, to->at);
        return;
    }
    struct label_ref *ref = arena_new(&f->e->l->arena, struct label_ref);
    ref->slot = slot;
    ref->next = to->refs;
    to->refs = ref;
}

// After an unconditional jump nothing comes here: another is left out.
void fn_jump(struct fn *f, enum opcode op, uint32_t a, struct label *to)
{
    if (op == OP_JMP && f->dead)
        return;
    uint32_t slot = fn_wide(f, op, a, 0);

    refer(f, slot, to);
    if (op == OP_JMP)
        f->dead = true;
}

void fn_branch(struct fn *f, enum opcode op, uint32_t a, uint32_t b,
               struct label *to, int64_t imm)
{
    uint32_t slot = fn_op(f, op, a, b, 0);

    fn_ext(f, 0, imm);
    refer(f, slot, to);
}

void fn_place(struct fn *f, struct label *l)
{
    CHECK(!l->placed);
    l->placed = true;
    l->at = (uint32_t)f->code.n;
    for (struct label_ref *r = l->refs; r != NULL; r = r->next) {
        // A jump to the next instruction is as good as none, but it may be the
        // target of others: it stays.
        set_jump(f, r->slot, l->at);
        f->dead = false;
    }
}

void fn_ret(struct fn *f)
{
    if (f->dead)
        return;
    fn_op(f, OP_RET, 0, 0, 0);
    f->dead = true;
}

void fn_move(struct fn *f, uint32_t to, uint32_t from, uint32_t words)
{
    if (to == from || words == 0)
        return;
    if (words == 1)
        fn_op(f, OP_MOV, to, from, 0);
    else
        fn_op(f, OP_MOVN, to, from, words);
}

void fn_zero(struct fn *f, uint32_t reg, uint32_t words)
{
    if (words == 1)
        fn_wide(f, OP_LOADI, reg, 0);
    else if (words > 1)
        fn_op(f, OP_ZERO, reg, words, 0);
}

// Pinned constants cost an instruction per call of the function and save one
// per iteration. With a destination there is nothing to save: loading is as
// cheap as moving.
uint32_t fn_load(struct fn *f, enum opcode op, int64_t bc, uint32_t dest)
{
    if (dest != REG_NONE || f->loop_depth == 0) {
        uint32_t reg = fn_dest(f, dest, 1);
        fn_wide(f, op, reg, bc);
        return reg;
    }
    for (uint32_t i = 0; i < f->npinned; i++)
        if (f->pinned[i].op == op && f->pinned[i].bc == bc)
            return PINNED_FIRST + i;
    if (f->npinned == PINNED_MAX) {
        uint32_t reg = fn_alloc(f, 1);
        fn_wide(f, op, reg, bc);
        return reg;
    }
    CHECK(bc >= INT32_MIN && bc <= INT32_MAX);
    f->pinned[f->npinned] = (struct pinned){(uint16_t)op, (int32_t)bc};
    return PINNED_FIRST + f->npinned++;
}

uint32_t fn_int(struct fn *f, int64_t value, uint32_t dest)
{
    if (value >= INT32_MIN && value <= INT32_MAX)
        return fn_load(f, OP_LOADI, value, dest);
    return fn_load(f, OP_LOADK, emit_const_word(f->e, (word)value), dest);
}

// The final number of a register: the pinned constants come to lie between the
// parameters and the variables.
static uint16_t renumbered(const struct fn *f, uint16_t r)
{
    if (r == REG_NONE || r < f->fixed)
        return r;
    if (r >= PINNED_FIRST) {
        CHECK((uint32_t)(r - PINNED_FIRST) < f->npinned);
        return (uint16_t)(f->fixed + (r - PINNED_FIRST));
    }
    return (uint16_t)(r + f->npinned);
}

static bool is_register(char letter)
{
    return letter != '\0' && strchr("drwDSxy", letter) != NULL;
}

// Operand a of these is where the frame of the callee begins.
static bool has_area(uint16_t op)
{
    switch (op) {
    case OP_CALL:
    case OP_CALLC:
    case OP_CALLI:
    case OP_CALLNAT:
    case OP_DEFER:
    case OP_DEFERC:
    case OP_RUNDEFERS:
    case OP_GO:
    case OP_GOC:
        return true;
    default:
        return false;
    }
}

// Done once, when the number of pinned constants is known. Parameters and
// results stay: callers rely on where they are.
static void renumber(struct fn *f)
{
    for (size_t i = 0; i < f->code.n;) {
        union instr *in = &f->code.v[i];
        const struct opinfo *info = &opinfo[in->op];
        for (int k = 0; info->abc[k] != '\0'; k++)
            if (is_register(info->abc[k]) || (k == 0 && has_area(in->op)))
                in->h[k + 1] = renumbered(f, in->h[k + 1]);
        if (in->op == OP_RESLICE || in->op == OP_SUBSTR)
            for (int k = 0; k < 2; k++)
                in[1].h[k] = renumbered(f, in[1].h[k]);
        if (in->op == OP_SELECT)
            for (uint32_t s = 1; s <= in->b; s++)
                for (int k = 1; k < 4; k++)
                    in[s].h[k] = renumbered(f, in[s].h[k]);
        i += code_slots(in);
    }
    if (f->closure != REG_NONE)
        f->closure = renumbered(f, (uint16_t)f->closure);
    f->max += f->npinned;
}

// The pinned constants are loaded before the first instruction. Jumps are
// relative: they do not notice.
void fn_finish(struct fn *f)
{
    struct func *out = f->out;

    // What follows a select without cases is dead, but the last instruction
    // must leave.
    if (f->last_op != OP_RET && f->last_op != OP_JMP &&
        f->last_op != OP_PANIC) {
        f->dead = false;
        fn_ret(f);
    }
    if (f->max + f->npinned > REGS_MAX)
        f->too_large = true;
    if (f->too_large) {
        emit_error(f->e, out->decl_pos,
                   "function too large: more than %d registers", REGS_MAX);
        f->npinned = 0;
    } else if (f->npinned > 0) {
        renumber(f);
    }
    CHECK(f->code.n < INT32_MAX / 2);
    uint32_t n = (uint32_t)f->code.n + f->npinned;
    out->code = arena_array(f->e->arena, n, sizeof *out->code);
    out->pos = arena_array(f->e->arena, n, sizeof *out->pos);
    for (uint32_t i = 0; i < f->npinned; i++) {
        out->code[i].op = f->pinned[i].op;
        out->code[i].a = (uint16_t)(f->fixed + i);
        out->code[i].bc = f->pinned[i].bc;
        out->pos[i] = out->decl_pos;
    }
    memcpy(out->code + f->npinned, f->code.v, f->code.n * sizeof *out->code);
    memcpy(out->pos + f->npinned, f->pos.v, f->pos.n * sizeof *out->pos);
    out->ncode = n;
    out->nregs = f->max;
    out->closure_reg = f->closure;
    if (out->recover_pc != UINT32_MAX)
        out->recover_pc += f->npinned;
    vec_release(&f->code);
    vec_release(&f->pos);
    vec_release(&f->hoisted);
}
