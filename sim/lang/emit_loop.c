// for and range.
#include "lang/emit_impl.h"

// Since Go 1.22 each iteration has its own copy of the variables. Only those in
// cells can tell.
static void copy_loop_vars(struct fn *f, struct stmt *s)
{
    if (f->e->l->go_minor < 22 || f->dead)
        return;
    for (size_t i = 0; i < s->nloop_vars; i++) {
        struct object *o = s->loop_vars[i];
        if (o == NULL || !o->in_cell)
            continue;
        struct loc l = loc_of_object(o);
        uint32_t mark = f->top;
        uint32_t v = loc_load(f, &l, REG_NONE);
        loc_begin(f, o, v);
        f->top = mark;
    }
}

// init; JMP test; body: …; next: post; test: cond jumps to body. The test is
// emitted last, so that an iteration has one jump.
void emit_for(struct fn *f, struct stmt *s)
{
    struct label body = {0}, next = {0}, test = {0}, end = {0};
    uint32_t vars = f->vars_top;

    if (s->init != NULL)
        emit_stmt(f, s->init);
    // The test is at the bottom: one jump per iteration.
    if (s->x != NULL)
        fn_jump(f, OP_JMP, 0, &test);
    f->loop_depth++;
    f->dead = false;
    fn_place(f, &body);
    emit_body(f, &s->body, s, &end, &next);
    fn_place(f, &next);
    copy_loop_vars(f, s);
    if (s->post != NULL)
        emit_stmt(f, s->post);
    fn_place(f, &test);
    f->here = s->x != NULL ? s->x->pos : s->pos;
    if (s->x == NULL)
        fn_jump(f, OP_JMP, 0, &body);
    else if (!f->dead)
        emit_cond(f, s->x, true, &body);
    f->loop_depth--;
    fn_place(f, &end);
    f->vars_top = vars;
}

// ---- range ----

// A range clause under construction.
struct range {
    struct stmt *s;
    struct object *key, *value;         // new variables
    struct expr *key_expr, *value_expr; // or old places
    struct label body, next, test, end;
};

// Whether somebody gets the value: a new variable or an old place.
static bool wants(const struct object *o, const struct expr *e)
{
    return o != NULL || (e != NULL && !expr_is_blank(e));
}

// Who gets what, from the two forms of the clause.
static struct range begin(struct stmt *s)
{
    CHECK(s->x != NULL);
    CHECK(s->lhs.n <= 2);
    struct range r = {.s = s};
    bool defines = s->op == TOK_DEFINE;

    if (s->lhs.n > 0) {
        r.key = defines ? s->defs[0] : NULL;
        r.key_expr = defines ? NULL : expr_unparen(s->lhs.v[0]);
    }
    if (s->lhs.n > 1) {
        r.value = defines ? s->defs[1] : NULL;
        r.value_expr = defines ? NULL : expr_unparen(s->lhs.v[1]);
    }
    return r;
}

// Before Go 1.22 variables in cells are made once for all iterations.
static void make_once(struct fn *f, struct object *o)
{
    if (o == NULL || f->e->l->go_minor >= 22 || !loc_in_cell(f, o))
        return;
    loc_declare(f, o);
    loc_begin(f, o, REG_NONE);
    fn_seal(f);
}

// Assigns the key and the value of an iteration to old variables, which is one
// assignment: the operands of both are evaluated first. value: REG_NONE if
// there is none.
static void give_old(struct fn *f, struct range *r, uint32_t key,
                     struct type *key_type, uint32_t value,
                     struct type *value_type)
{
    struct loc k = {.kind = LOC_BLANK}, v = {.kind = LOC_BLANK};
    uint32_t mark = f->top;

    if (wants(NULL, r->key_expr))
        k = loc_of(f, r->key_expr);
    if (value != REG_NONE && wants(NULL, r->value_expr)) {
        v = loc_of(f, r->value_expr);
        if (k.kind == LOC_REG)
            loc_keep(f, &v);
    }
    f->here = r->s->pos;
    if (k.kind != LOC_BLANK)
        loc_store(f, &k, emit_assign_reg(f, key, key_type, k.type, REG_NONE));
    if (v.kind != LOC_BLANK)
        loc_store(f, &v,
                  emit_assign_reg(f, value, value_type, v.type, REG_NONE));
    f->top = mark;
}

// Gives what lies in reg to the new variable of an iteration.
static void give(struct fn *f, struct object *o, uint32_t reg)
{
    if (o == NULL)
        return;
    if (f->e->l->go_minor < 22 && loc_in_cell(f, o)) {
        struct loc l = loc_of_object(o);
        loc_store(f, &l, reg);
        return;
    }
    loc_declare(f, o);
    loc_begin(f, o, reg);
    fn_seal(f);
}

// Whether the variable can be the hidden register that counts: the body does
// not change it, and no closure holds it.
static bool is_hidden(const struct fn *f, const struct object *o)
{
    return o != NULL && !o->reassigned && !loc_in_cell(f, o);
}

// The value of x, in registers that the body does not change.
static uint32_t stable(struct fn *f, struct expr *x, struct type *t)
{
    const struct object *o = expr_object(x);
    size_t hoisted = emit_hoist(f, &x, 1);
    uint32_t reg = emit_value(f, x, t, REG_NONE);

    emit_unhoist(f, hoisted);
    if (reg >= f->vars_top ||
        (o != NULL && o->kind == OBJ_VAR && !o->is_global && !o->reassigned))
        return reg;
    uint32_t words = emit_words(f->e, t);
    uint32_t d = fn_alloc(f, words);
    fn_move(f, d, reg, words);
    return d;
}

// What was received or loaded for the iteration has been given away.
static void loop_body(struct fn *f, struct range *r)
{
    f->top = f->vars_top;
    emit_body(f, &r->s->body, r->s, &r->end, &r->next);
}

// A counter from 0, in the key's register if that is possible.
static uint32_t counter(struct fn *f, struct range *r)
{
    uint32_t i = fn_alloc(f, 1);

    CHECK(r->key == NULL || r->key_expr == NULL);
    fn_wide(f, OP_LOADI, i, 0);
    if (is_hidden(f, r->key)) {
        r->key->in_cell = false;
        r->key->reg = (int32_t)i;
        r->key = NULL;
    }
    fn_seal(f);
    return i;
}

// Element i of the slice, as a place.
static struct loc element(struct fn *f, struct type *elem, uint32_t slice,
                          uint32_t i)
{
    struct loc l = {.kind = LOC_ELEM, .type = elem, .reg = slice, .index = i};

    return emit_words(f->e, elem) == 1 ? l : loc_field(f, l, 0, elem);
}

// A counting loop. Slice and length are those of the beginning: assignments to
// the variable in the body do not matter, those to elements do.
static void range_slice(struct fn *f, struct range *r)
{
    struct expr *x = r->s->x;
    struct type *t = x->type, *elem = type_underlying(t)->elem;
    bool values = wants(r->value, r->value_expr);
    uint32_t slice = stable(f, x, t);
    uint32_t i = counter(f, r);

    make_once(f, r->key);
    make_once(f, r->value);
    fn_jump(f, OP_JMP, 0, &r->test);
    f->loop_depth++;
    f->dead = false;
    fn_place(f, &r->body);
    uint32_t vars = f->vars_top;
    f->here = r->s->pos;
    give(f, r->key, i);
    if (r->value == NULL) {
        uint32_t v = REG_NONE;
        if (values) {
            struct loc l = element(f, elem, slice, i);
            v = loc_load(f, &l, REG_NONE);
        }
        give_old(f, r, i, emit_basic(f->e, TYPE_INT), v, elem);
    } else {
        struct loc l = element(f, elem, slice, i);
        if (loc_in_cell(f, r->value)) {
            give(f, r->value, loc_load(f, &l, REG_NONE));
        } else {
            uint32_t reg = loc_declare(f, r->value);
            loc_load(f, &l, reg);
            fn_seal(f);
        }
    }
    loop_body(f, r);
    f->vars_top = f->top = vars;
    fn_place(f, &r->next);
    if (!f->dead)
        fn_op(f, OP_ADDI, i, i, 1);
    fn_place(f, &r->test);
    fn_branch(f, OP_JLT, i, slice + SLICE_LEN, &r->body, 0);
    f->loop_depth--;
    fn_place(f, &r->end);
}

// A counting loop to n, which is evaluated once.
static void range_int(struct fn *f, struct range *r)
{
    struct expr *x = r->s->x;
    struct type *t = x->type;
    bool big = type_is_unsigned(t) && !type_is_small(t);
    int32_t c = 0;
    bool imm = !big && expr_small_int(expr_unparen(x), &c);
    uint32_t n = imm ? REG_NONE : stable(f, x, t);
    uint32_t i = counter(f, r);

    make_once(f, r->key);
    fn_jump(f, OP_JMP, 0, &r->test);
    f->loop_depth++;
    f->dead = false;
    fn_place(f, &r->body);
    uint32_t vars = f->vars_top;
    f->here = r->s->pos;
    give(f, r->key, i);
    give_old(f, r, i, t, REG_NONE, NULL);
    loop_body(f, r);
    f->vars_top = f->top = vars;
    fn_place(f, &r->next);
    if (!f->dead)
        fn_op(f, OP_ADDI, i, i, 1);
    fn_place(f, &r->test);
    if (imm)
        fn_branch(f, OP_JLTI, i, 0, &r->body, c);
    else
        fn_branch(f, big ? OP_JLTU : OP_JLT, i, n, &r->body, 0);
    f->loop_depth--;
    fn_place(f, &r->end);
}

// STRNEXT decodes a rune and moves on; at the end it leaves the loop.
static void range_string(struct fn *f, struct range *r)
{
    struct type *t = r->s->x->type;
    uint32_t s = stable(f, r->s->x, t);
    uint32_t at = fn_alloc(f, 3); // position, key, rune
    struct type *rune = emit_basic(f->e, TYPE_INT32);

    fn_wide(f, OP_LOADI, at, 0);
    struct object *hidden[] = {r->key, r->value};
    for (uint32_t k = 0; k < 2; k++)
        if (is_hidden(f, hidden[k])) {
            hidden[k]->in_cell = false;
            hidden[k]->reg = (int32_t)(at + 1 + k);
            *(k == 0 ? &r->key : &r->value) = NULL;
        }
    fn_seal(f);
    make_once(f, r->key);
    make_once(f, r->value);
    f->loop_depth++;
    fn_place(f, &r->next);
    uint32_t vars = f->vars_top;
    f->here = r->s->pos;
    fn_branch(f, OP_STRNEXT, at, s, &r->end, 0);
    give(f, r->key, at + 1);
    give(f, r->value, at + 2);
    give_old(f, r, at + 1, emit_basic(f->e, TYPE_INT), at + 2, rune);
    loop_body(f, r);
    f->vars_top = f->top = vars;
    fn_jump(f, OP_JMP, 0, &r->next);
    f->loop_depth--;
    fn_place(f, &r->end);
}

// Receives until the channel is closed and empty.
static void range_chan(struct fn *f, struct range *r)
{
    struct expr *x = r->s->x;
    struct type *elem = type_underlying(x->type)->elem;
    uint32_t words = emit_words(f->e, elem);
    uint32_t c = stable(f, x, x->type);

    fn_seal(f);
    make_once(f, r->key);
    f->loop_depth++;
    fn_place(f, &r->next);
    uint32_t vars = f->vars_top;
    f->here = r->s->pos;
    uint32_t v = fn_alloc(f, words + 1), ok = v + words;
    fn_op(f, OP_RECV, v, c, ok);
    fn_ext(f, words, 0);
    fn_jump(f, OP_JF, ok, &r->end);
    if (r->key != NULL && !loc_in_cell(f, r->key)) {
        r->key->in_cell = false;
        r->key->reg = (int32_t)v;
        fn_seal(f);
    } else {
        give(f, r->key, v);
        give_old(f, r, v, elem, REG_NONE, NULL);
    }
    loop_body(f, r);
    f->vars_top = f->top = vars;
    fn_jump(f, OP_JMP, 0, &r->next);
    f->loop_depth--;
    fn_place(f, &r->end);
}

void emit_range(struct fn *f, struct stmt *s)
{
    struct range r = begin(s);
    struct type *t = s->x->type;
    uint32_t vars = f->vars_top;

    if (type_is_string(t))
        range_string(f, &r);
    else if (type_is_integer(t))
        range_int(f, &r);
    else if (type_underlying(t)->kind == TYPE_CHAN)
        range_chan(f, &r);
    else if (type_underlying(t)->kind == TYPE_SLICE)
        range_slice(f, &r);
    else
        emit_error(f->e, s->x->pos,
                   "range over this is not supported yet (level S2)");
    f->vars_top = vars;
}
