// Variables and places: where a value lives, how it is read and written.
#include <string.h>

#include "lang/emit_impl.h"

bool type_is_small(struct type *t)
{
    switch (type_underlying(t)->kind) {
    case TYPE_BOOL:
    case TYPE_INT8:
    case TYPE_INT16:
    case TYPE_INT32:
    case TYPE_UINT8:
    case TYPE_UINT16:
    case TYPE_UINT32:
    case TYPE_FLOAT32:
        return true;
    default:
        return false;
    }
}

// How many of the opcodes from LDW, STW, LDX, STX on.
enum width { WORD, I8, I16, I32, U8, U16, U32 };

static enum width width_of(struct type *t)
{
    switch (type_underlying(t)->kind) {
    case TYPE_INT8:
        return I8;
    case TYPE_INT16:
        return I16;
    case TYPE_INT32:
        return I32;
    case TYPE_BOOL:
    case TYPE_UINT8:
        return U8;
    case TYPE_UINT16:
        return U16;
    case TYPE_UINT32:
    case TYPE_FLOAT32:
        return U32;
    default:
        return WORD;
    }
}

void emit_extend(struct fn *f, struct type *t, uint32_t to, uint32_t from)
{
    static const enum opcode op[] = {OP_MOV,   OP_EXT8,   OP_EXT16, OP_EXT32,
                                     OP_EXTU8, OP_EXTU16, OP_EXTU32};
    enum width w = width_of(t);

    if (w == WORD)
        fn_move(f, to, from, 1);
    else
        fn_op(f, op[w], to, from, 0);
}

static enum opcode load_op(struct type *t)
{
    static const enum opcode op[] = {OP_LDW,  OP_LDI8,  OP_LDI16, OP_LDI32,
                                     OP_LDU8, OP_LDU16, OP_LDU32};
    return op[width_of(t)];
}

static enum opcode store_op(struct type *t)
{
    static const enum opcode op[] = {OP_STW, OP_ST8,  OP_ST16, OP_ST32,
                                     OP_ST8, OP_ST16, OP_ST32};
    return op[width_of(t)];
}

static enum opcode index_op(struct type *t)
{
    static const enum opcode op[] = {OP_LDX,   OP_LDXI8,  OP_LDXI16, OP_LDXI32,
                                     OP_LDXU8, OP_LDXU16, OP_LDXU32};
    return op[width_of(t)];
}

static enum opcode index_store_op(struct type *t)
{
    static const enum opcode op[] = {OP_STX,  OP_STX8,  OP_STX16, OP_STX32,
                                     OP_STX8, OP_STX16, OP_STX32};
    return op[width_of(t)];
}

void loc_check_slices(struct fn *f, uint32_t reg, const struct rtype *r)
{
    if (r->kind == RK_SLICE) {
        fn_op(f, OP_CHKSLICE, reg, 0, 0);
        return;
    }
    for (uint32_t i = 0; i < r->nfields && r->has_slice; i++)
        loc_check_slices(f, reg + r->fields[i].offset_words, r->fields[i].type);
}

// ---- variables ----

// A variable that never changes after its declaration is captured as a copy of
// its words: closures cannot tell.
bool loc_in_cell(const struct fn *f, const struct object *o)
{
    if (o->addr_taken)
        return true;
    if (!o->captured)
        return false;
    // Results are assigned by return statements, and before Go 1.22 a loop
    // variable is one variable for all iterations.
    return o->reassigned || o->is_result ||
           (o->loop_var && f->e->l->go_minor < 22);
}

uint32_t loc_declare(struct fn *f, struct object *o)
{
    CHECK(o->kind == OBJ_VAR);
    CHECK(!o->is_global);
    o->in_cell = loc_in_cell(f, o);
    uint32_t words = o->in_cell ? 1 : emit_words(f->e, o->type);
    uint32_t reg = fn_alloc(f, words);
    o->reg = (int32_t)reg;
    return reg;
}

// Each execution of a declaration makes a cell of its own.
void loc_begin(struct fn *f, struct object *o, uint32_t reg)
{
    const struct rtype *r = emit_rtype(f->e, o->type);
    uint32_t own = (uint32_t)o->reg;

    if (o->in_cell) {
        fn_wide(f, OP_NEW, own, r->id);
        struct loc l = loc_memory(own, o->type);
        if (reg != REG_NONE)
            loc_store(f, &l, reg);
    } else if (reg == REG_NONE) {
        fn_zero(f, own, r->words);
    } else {
        fn_move(f, own, reg, r->words);
    }
}

// ---- places ----

struct loc loc_memory(uint32_t reg, struct type *t)
{
    return (struct loc){
        .kind = LOC_MEM, .reg = reg, .type = t, .not_nil = true};
}

struct loc loc_of_object(const struct object *o)
{
    CHECK(o->kind == OBJ_VAR);
    CHECK(o->reg >= 0);
    uint32_t reg = (uint32_t)o->reg;

    if (o->is_global)
        return (struct loc){.kind = LOC_GLOBAL,
                            .offset = reg,
                            .type = o->type,
                            .stale = o->addr_taken};
    if (o->in_cell)
        return loc_memory(reg, o->type);
    return (struct loc){.kind = LOC_REG, .reg = reg, .type = o->type};
}

// Checks the bounds; the address is good from then on.
static uint32_t element_address(struct fn *f, const struct loc *l,
                                uint32_t dest)
{
    uint32_t d = fn_dest(f, dest, 1);

    fn_op(f, OP_XADDR, d, l->reg, l->index);
    fn_ext(f, 0, emit_rtype(f->e, l->type)->id);
    return d;
}

struct loc loc_field(struct fn *f, struct loc l, uint32_t offset,
                     struct type *t)
{
    if (l.kind == LOC_ELEM)
        l = loc_memory(element_address(f, &l, REG_NONE), l.type);
    l.type = t;
    if (l.kind == LOC_REG)
        l.reg += offset;
    else
        l.offset += offset;
    // Stores through pointers write only a field's own bytes.
    l.stale = true;
    return l;
}

// The check for nil is that of the access to come.
static struct loc deref(uint32_t reg, struct type *pointer)
{
    struct loc l = loc_memory(reg, type_underlying(pointer)->elem);
    l.not_nil = false;
    return l;
}

// Embedded pointers on the way are followed.
struct loc loc_path(struct fn *f, struct expr *sel, size_t npath)
{
    struct expr *x = expr_unparen(sel->x);
    struct loc l;

    if (type_underlying(x->type)->kind == TYPE_POINTER)
        l = (struct loc){
            .kind = LOC_REG, .type = x->type, .reg = emit_expr(f, x, REG_NONE)};
    else
        l = loc_of(f, x);
    f->here = sel->name_pos.line != 0 ? sel->name_pos : sel->pos;
    for (size_t i = 0; i < npath; i++) {
        if (type_underlying(l.type)->kind == TYPE_POINTER)
            l = deref(loc_load(f, &l, REG_NONE), l.type);
        struct type *s = type_underlying(l.type);
        CHECK(sel->path[i] < s->nfields);
        l = loc_field(f, l, emit_field_offset(f->e, s, sel->path[i]),
                      s->fields[sel->path[i]].type);
    }
    return l;
}

// Elements of one word are indexed by a single instruction; others are reached
// by address.
static struct loc loc_of_element(struct fn *f, struct expr *e)
{
    struct type *s = type_underlying(e->x->type);
    struct loc l = {.kind = LOC_ELEM, .type = s->elem};
    const struct rtype *r = emit_rtype(f->e, s->elem);

    l.reg = emit_expr(f, e->x, REG_NONE);
    l.index = emit_integer(f, e->y, REG_NONE);
    f->here = e->pos;
    if (r->words == 1)
        return l;
    return loc_memory(element_address(f, &l, REG_NONE), s->elem);
}

// Anything else than a place is a value, which lies in registers.
struct loc loc_of(struct fn *f, struct expr *e)
{
    e = expr_unparen(e);
    if (expr_is_blank(e))
        return (struct loc){.kind = LOC_BLANK, .type = e->type};
    struct object *o = e->mode == MODE_CONST ? NULL : expr_object(e);
    if (o != NULL && o->kind == OBJ_VAR)
        return loc_of_object(o);
    if (e->kind == EX_SELECTOR && e->select == SELECT_FIELD)
        return loc_path(f, e, e->npath);
    if (e->kind == EX_INDEX && e->mode != MODE_CONST &&
        type_underlying(e->x->type)->kind == TYPE_SLICE)
        return loc_of_element(f, e);
    if (e->kind == EX_STAR) {
        struct loc l = deref(emit_expr(f, e->x, REG_NONE), e->x->type);
        f->here = e->pos;
        return l;
    }
    return (struct loc){
        .kind = LOC_REG, .type = e->type, .reg = emit_expr(f, e, REG_NONE)};
}

// Words of globals have instructions of their own; larger ones are memory.
static uint32_t load_global(struct fn *f, const struct loc *l, uint32_t dest,
                            const struct rtype *r)
{
    uint32_t d = fn_dest(f, dest, r->words), mark = f->top;

    if (r->words == 1) {
        fn_wide(f, OP_LDG, d, l->offset);
        if (l->stale && type_is_small(l->type))
            emit_extend(f, l->type, d, d);
    } else if (r->words > 1) {
        uint32_t at = fn_load(f, OP_GADDR, l->offset, REG_NONE);
        fn_op(f, OP_LDN, d, at, 0);
        fn_ext(f, r->words, 0);
        loc_check_slices(f, d, r);
    }
    f->top = mark;
    return d;
}

// Loading nothing from a nil pointer panics nevertheless.
static uint32_t load_memory(struct fn *f, const struct loc *l, uint32_t dest,
                            const struct rtype *r)
{
    uint32_t d = fn_dest(f, dest, r->words);

    if (r->words == 1) {
        fn_op(f, load_op(l->type), d, l->reg, l->offset);
    } else if (r->words > 1) {
        fn_op(f, OP_LDN, d, l->reg, l->offset);
        fn_ext(f, r->words, 0);
        loc_check_slices(f, d, r);
    } else if (!l->not_nil) {
        fn_op(f, OP_NILCHK, l->reg, 0, 0);
    }
    return d;
}

uint32_t loc_load(struct fn *f, const struct loc *l, uint32_t dest)
{
    const struct rtype *r = emit_rtype(f->e, l->type);

    switch (l->kind) {
    case LOC_REG:
        if (l->stale && type_is_small(l->type)) {
            uint32_t d = fn_dest(f, dest, 1);
            emit_extend(f, l->type, d, l->reg);
            return d;
        }
        if (dest == REG_NONE)
            return l->reg;
        fn_move(f, dest, l->reg, r->words);
        return dest;
    case LOC_GLOBAL:
        return load_global(f, l, dest, r);
    case LOC_MEM:
        return load_memory(f, l, dest, r);
    case LOC_ELEM: {
        uint32_t d = fn_dest(f, dest, 1);
        fn_op(f, index_op(l->type), d, l->reg, l->index);
        return d;
    }
    case LOC_BLANK:
        break;
    }
    CHECK_UNREACHABLE();
}

void loc_store(struct fn *f, const struct loc *l, uint32_t reg)
{
    uint32_t words = l->kind == LOC_BLANK ? 0 : emit_words(f->e, l->type);
    uint32_t mark = f->top;

    switch (l->kind) {
    case LOC_BLANK:
        break;
    case LOC_REG:
        fn_move(f, l->reg, reg, words);
        break;
    case LOC_GLOBAL:
        if (words == 1) {
            fn_wide(f, OP_STG, reg, l->offset);
        } else if (words > 1) {
            uint32_t at = fn_load(f, OP_GADDR, l->offset, REG_NONE);
            fn_op(f, OP_STN, reg, at, 0);
            fn_ext(f, words, 0);
        }
        break;
    case LOC_MEM:
        if (words == 1) {
            fn_op(f, store_op(l->type), reg, l->reg, l->offset);
        } else if (words > 1) {
            fn_op(f, OP_STN, reg, l->reg, l->offset);
            fn_ext(f, words, 0);
        } else if (!l->not_nil) {
            fn_op(f, OP_NILCHK, l->reg, 0, 0);
        }
        break;
    case LOC_ELEM:
        fn_op(f, index_store_op(l->type), reg, l->reg, l->index);
        break;
    }
    f->top = mark;
}

uint32_t loc_address(struct fn *f, struct loc *l, uint32_t dest)
{
    switch (l->kind) {
    case LOC_GLOBAL:
        return fn_load(f, OP_GADDR, l->offset, dest);
    case LOC_ELEM:
        return element_address(f, l, dest);
    case LOC_MEM:
        break;
    default:
        CHECK_UNREACHABLE();
    }
    if (l->offset == 0 && l->not_nil) {
        if (dest == REG_NONE)
            return l->reg;
        fn_move(f, dest, l->reg, 1);
        return dest;
    }
    uint32_t d = fn_dest(f, dest, 1);
    fn_op(f, OP_LEA, d, l->reg, l->offset);
    return d;
}

// A copy, if the registers are those of a variable.
static uint32_t keep(struct fn *f, uint32_t reg, uint32_t words)
{
    if (reg >= f->vars_top)
        return reg;
    uint32_t d = fn_alloc(f, words);
    fn_move(f, d, reg, words);
    return d;
}

void loc_keep(struct fn *f, struct loc *l)
{
    // The address of a cell never changes; that from a pointer variable may.
    if (l->kind == LOC_MEM && !l->not_nil)
        l->reg = keep(f, l->reg, 1);
    if (l->kind == LOC_ELEM) {
        l->reg = keep(f, l->reg, SLICE_WORDS);
        l->index = keep(f, l->index, 1);
    }
}
