// Assignments and declarations of variables.
#include "lang/emit_impl.h"

// Makes the value in reg that of the new variable o, in place if possible.
// Registers of other variables that are being defined lie below top.
static void adopt(struct fn *f, struct object *o, uint32_t reg)
{
    o->in_cell = loc_in_cell(f, o);
    if (!o->in_cell && fn_is_fresh(f, reg)) {
        o->reg = (int32_t)reg;
        return;
    }
    loc_declare(f, o);
    loc_begin(f, o, reg);
}

// The value is computed wherever that is cheapest, and that register becomes
// the variable: x := f() needs no move.
static void define_one(struct fn *f, struct object *o, struct expr *value)
{
    uint32_t mark = f->top;
    bool cell = loc_in_cell(f, o);

    if (value->mode == MODE_CONST && !cell) {
        // Not into a register that keeps the constant for other uses.
        emit_value(f, value, o->type, loc_declare(f, o));
        return;
    }
    uint32_t reg = emit_value(f, value, o->type, REG_NONE);
    uint32_t words = emit_words(f->e, o->type);
    bool computed = reg >= mark && fn_is_fresh(f, reg);

    // Below mark lie values of the calls that were evaluated ahead.
    f->top = computed ? reg + words : mark;
    if (!cell && fn_is_fresh(f, reg)) {
        o->in_cell = false;
        o->reg = (int32_t)reg;
        return;
    }
    loc_declare(f, o);
    loc_begin(f, o, reg);
}

// The results of the call become the variables where they lie.
static void define_tuple(struct fn *f, struct object **objs, size_t n,
                         struct expr_list values)
{
    size_t got;
    struct operand *x = emit_tuple(f, values, &got);

    CHECK(got == n);
    for (size_t i = 0; i < n; i++) {
        if (objs[i] == NULL)
            continue;
        uint32_t reg =
            emit_assign_reg(f, x[i].reg, x[i].type, objs[i]->type, REG_NONE);
        adopt(f, objs[i], reg);
    }
}

// New variables are not visible in the values, so there is nothing to keep
// apart: one after the other.
void emit_define(struct fn *f, struct object **objs, size_t n,
                 struct expr_list values)
{
    size_t hoisted = emit_hoist(f, values.v, values.n);

    if (expr_list_is_tuple(values) && n > 1) {
        define_tuple(f, objs, n, values);
    } else if (values.n == 0) {
        for (size_t i = 0; i < n; i++) {
            loc_declare(f, objs[i]);
            loc_begin(f, objs[i], REG_NONE);
        }
    } else {
        CHECK(values.n == n);
        for (size_t i = 0; i < n; i++) {
            if (objs[i] != NULL) {
                define_one(f, objs[i], values.v[i]);
                continue;
            }
            uint32_t mark = f->top;
            emit_value(f, values.v[i], values.v[i]->type, REG_NONE);
            f->top = mark;
        }
    }
    emit_unhoist(f, hoisted);
    fn_seal(f);
}

void emit_give(struct fn *f, struct object *new_var, struct expr *e,
               uint32_t reg, struct type *from)
{
    if (new_var != NULL) {
        adopt(f, new_var,
              emit_assign_reg(f, reg, from, new_var->type, REG_NONE));
        return;
    }
    if (e == NULL || expr_is_blank(expr_unparen(e)))
        return;
    struct pos pos = f->here;
    uint32_t mark = f->top;
    struct loc l = loc_of(f, e);
    uint32_t v = emit_assign_reg(f, reg, from, l.type, REG_NONE);
    f->here = pos;
    loc_store(f, &l, v);
    f->top = mark;
}

// ---- one value ----

// A single assignment: the operands of the place, the value, the store.
static void assign_one(struct fn *f, struct stmt *s)
{
    struct expr *lhs = expr_unparen(s->lhs.v[0]), *rhs = s->rhs.v[0];
    struct expr *both[] = {lhs, rhs};
    bool blank = expr_is_blank(lhs);
    size_t hoisted = emit_hoist(f, both + blank, 2u - blank);

    if (blank) {
        emit_value(f, rhs, rhs->type, REG_NONE);
    } else {
        struct loc l = loc_of(f, lhs);
        if (l.kind == LOC_REG) {
            emit_value(f, rhs, l.type, l.reg);
        } else {
            uint32_t v = emit_value(f, rhs, l.type, REG_NONE);
            f->here = s->pos;
            loc_store(f, &l, v);
        }
    }
    emit_unhoist(f, hoisted);
}

// x op= y evaluates the operands of x once.
static void op_assign(struct fn *f, struct stmt *s, struct expr *lhs,
                      enum token op, struct expr *rhs)
{
    struct expr *both[] = {lhs, rhs};
    size_t hoisted = emit_hoist(f, both, 2);
    struct loc l = loc_of(f, lhs);
    bool direct = l.kind == LOC_REG && !(l.stale && type_is_small(l.type));
    struct operand x = {.type = l.type};
    struct operand y = {.e = rhs, .type = rhs->type};

    x.reg = loc_load(f, &l, REG_NONE);
    uint32_t v =
        emit_arith(f, s->pos, op, l.type, x, y, direct ? l.reg : REG_NONE);
    if (!direct) {
        f->here = s->pos;
        loc_store(f, &l, v);
    }
    emit_unhoist(f, hoisted);
}

// x++ is x += 1.
void emit_incdec(struct fn *f, struct stmt *s)
{
    struct expr one = {.kind = EX_LITERAL,
                       .mode = MODE_CONST,
                       .pos = s->pos,
                       .type = s->x->type,
                       .value = {.kind = CONST_INT, .i = 1}};

    op_assign(f, s, s->x, s->op == TOK_INC ? TOK_ADD : TOK_SUB, &one);
}

// ---- several values ----

// The state of a parallel assignment.
struct parallel {
    struct stmt *s;
    size_t n;
    struct loc *loc; // of old variables; BLANK for new ones
    struct operand *value;
};

// The variable that left side i declares, or NULL.
static struct object *new_var(const struct stmt *s, size_t i)
{
    return s->op == TOK_DEFINE ? s->defs[i] : NULL;
}

// Phase one on the left: index and pointer operands, in order.
static void evaluate_places(struct fn *f, struct parallel *p)
{
    bool registers = false;

    for (size_t i = 0; i < p->n; i++) {
        struct expr *lhs = expr_unparen(p->s->lhs.v[i]);
        p->loc[i] = (struct loc){.kind = LOC_BLANK};
        if (new_var(p->s, i) == NULL && !expr_is_blank(lhs))
            p->loc[i] = loc_of(f, lhs);
        registers |= p->loc[i].kind == LOC_REG;
    }
    // Operands that are variables keep the values that they had.
    for (size_t i = 0; i < p->n && registers; i++)
        loc_keep(f, &p->loc[i]);
}

// Whether the registers are (part of) a variable that gets a new value.
static bool is_assigned(struct fn *f, const struct parallel *p, uint32_t reg,
                        uint32_t words)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct loc *l = &p->loc[i];
        if (l->kind == LOC_REG && reg < l->reg + emit_words(f->e, l->type) &&
            l->reg < reg + words)
            return true;
    }
    return false;
}

// Whether the last value may be computed right into its variable: nothing that
// is still to be assigned can fail or is that variable.
static bool last_is_direct(struct fn *f, const struct parallel *p)
{
    const struct loc *last = &p->loc[p->n - 1];

    if (last->kind != LOC_REG || p->s->op == TOK_DEFINE)
        return false;
    uint32_t end = last->reg + emit_words(f->e, last->type);
    for (size_t i = 0; i + 1 < p->n; i++) {
        const struct loc *l = &p->loc[i];
        if (l->kind != LOC_REG && l->kind != LOC_BLANK)
            return false;
        if (l->kind == LOC_REG && l->reg < end &&
            last->reg < l->reg + emit_words(f->e, l->type))
            return false;
    }
    return true;
}

// The type in which value i is needed; that of a blank is its own.
static struct type *target_type(const struct parallel *p, size_t i)
{
    struct object *o = new_var(p->s, i);

    if (o != NULL)
        return o->type;
    if (p->loc[i].kind != LOC_BLANK)
        return p->loc[i].type;
    return p->s->rhs.v[i]->type;
}

// Phase one on the right: every value that an assignment of phase two would
// change is copied.
static void evaluate_values(struct fn *f, struct parallel *p)
{
    size_t n = last_is_direct(f, p) ? p->n - 1 : p->n;

    for (size_t i = 0; i < n; i++) {
        struct type *t = target_type(p, i);
        uint32_t words = emit_words(f->e, t);
        uint32_t reg = emit_value(f, p->s->rhs.v[i], t, REG_NONE);
        if (is_assigned(f, p, reg, words)) {
            uint32_t kept = fn_alloc(f, words);
            fn_move(f, kept, reg, words);
            reg = kept;
        }
        p->value[i] = (struct operand){.reg = reg, .type = t};
    }
    if (n < p->n) {
        const struct loc *l = &p->loc[n];
        emit_value(f, p->s->rhs.v[n], l->type, l->reg);
        p->n--;
    }
}

// Both phases. Assignments happen from left to right; one that panics leaves
// those behind it undone.
static void assign_parallel(struct fn *f, struct stmt *s)
{
    struct arena *a = &f->e->l->arena;
    CHECK(s->lhs.n > 1);
    struct parallel p = {.s = s, .n = s->lhs.n};
    bool defines = s->op == TOK_DEFINE;
    uint32_t mark = f->top;

    p.loc = arena_array(a, p.n, sizeof *p.loc);
    size_t hoisted = f->hoisted.n;
    if (!expr_list_is_tuple(s->rhs)) {
        struct expr **all =
            arena_array(a, p.n + s->rhs.n, sizeof(struct expr *));
        for (size_t i = 0; i < p.n; i++) {
            struct expr *lhs = expr_unparen(s->lhs.v[i]);
            bool old = new_var(s, i) == NULL && !expr_is_blank(lhs);
            all[i] = old ? lhs : NULL;
            all[p.n + i] = s->rhs.v[i];
        }
        emit_hoist(f, all, 2 * p.n);
    }
    evaluate_places(f, &p);
    if (expr_list_is_tuple(s->rhs)) {
        size_t n;
        p.value = emit_tuple(f, s->rhs, &n);
        CHECK(n == p.n);
    } else {
        p.value = arena_array(a, p.n, sizeof *p.value);
        evaluate_values(f, &p);
    }
    f->here = s->pos;
    for (size_t i = 0; i < p.n; i++) {
        struct object *o = new_var(s, i);
        struct operand *v = &p.value[i];
        if (o == NULL && p.loc[i].kind == LOC_BLANK)
            continue;
        struct type *t = o != NULL ? o->type : p.loc[i].type;
        uint32_t reg = emit_assign_reg(f, v->reg, v->type, t, REG_NONE);
        if (o != NULL)
            adopt(f, o, reg);
        else
            loc_store(f, &p.loc[i], reg);
    }
    emit_unhoist(f, hoisted);
    if (defines)
        fn_seal(f);
    else
        f->top = mark;
}

// Whether := declares every name on its left.
static bool all_new(const struct stmt *s)
{
    for (size_t i = 0; i < s->lhs.n; i++)
        if (s->defs[i] == NULL && !expr_is_blank(expr_unparen(s->lhs.v[i])))
            return false;
    return true;
}

void emit_assign(struct fn *f, struct stmt *s)
{
    if (s->op == TOK_DEFINE && all_new(s)) {
        emit_define(f, s->defs, s->lhs.n, s->rhs);
        return;
    }
    if (s->op != TOK_ASSIGN && s->op != TOK_DEFINE) {
        // The operators and their assignments are in the same order.
        enum token op = (enum token)(s->op - TOK_ADD_ASSIGN + TOK_ADD);
        op_assign(f, s, s->lhs.v[0], op, s->rhs.v[0]);
        return;
    }
    if (s->lhs.n == 1)
        assign_one(f, s);
    else
        assign_parallel(f, s);
}
