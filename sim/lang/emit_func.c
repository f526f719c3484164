// Functions: parameters, results and return; package initialisation.
//
// Results are returned in R[0..]. Those that have names, and all of a function
// with deferred calls, are variables until then.
#include "lang/emit_impl.h"

static bool in_defer_func(const struct fn *f)
{
    return f->decl->has_defer;
}

// Whether the results are variables: they have names, or deferred calls run
// between their assignment and the return.
static bool has_result_vars(const struct fn *f)
{
    const struct field_list *r = &f->decl->sig.results;

    return r->n > 0 && (r->v[0].name != NULL || in_defer_func(f));
}

// Moves the result variables to where the caller expects them.
static void load_results(struct fn *f)
{
    const struct field_list *r = &f->decl->sig.results;
    uint32_t at = 0;

    for (size_t i = 0; i < r->n; i++) {
        struct loc l = loc_of_object(r->v[i].obj);
        loc_load(f, &l, at);
        at += emit_words(f->e, l.type);
    }
}

// With deferred calls all returns share one epilogue.
static void leave(struct fn *f)
{
    if (in_defer_func(f))
        fn_jump(f, OP_JMP, 0, &f->epilogue);
    else
        fn_ret(f);
}

// The values of a return as words in consecutive registers.
static uint32_t result_values(struct fn *f, struct stmt *s,
                              const struct type *sig)
{
    struct expr_list v = s->rhs;

    if (v.n == 1 && sig->nresults == 1)
        return emit_value(f, v.v[0], sig->results[0], REG_NONE);
    uint32_t words = emit_tuple_words(f->e, sig->results, sig->nresults);
    uint32_t at = fn_alloc(f, words);
    emit_values(f, v, sig->results, sig->nresults, at);
    return at;
}

// Assigns the words from at on to the result variables, or to those alone that
// a closure may look at after the return.
static void store_results(struct fn *f, struct stmt *s, uint32_t at,
                          bool cells_only)
{
    const struct field_list *r = &f->decl->sig.results;

    CHECK(has_result_vars(f));
    f->here = s->pos;
    for (size_t i = 0; i < r->n; i++) {
        struct loc l = loc_of_object(r->v[i].obj);
        if (!cells_only || l.kind == LOC_MEM)
            loc_store(f, &l, at);
        at += emit_words(f->e, l.type);
    }
}

// Whether e can be copied without being computed, from above the results.
static bool is_plain(struct fn *f, struct expr *e, struct type *to,
                     uint32_t results)
{
    const struct object *o = expr_object(e);

    if (e->mode == MODE_NIL ||
        (e->mode == MODE_CONST && !type_is_interface(to)))
        return true;
    return o != NULL && o->kind == OBJ_VAR && !o->is_global && !o->in_cell &&
           (uint32_t)o->reg >= results &&
           type_is_interface(o->type) == type_is_interface(to) &&
           f->hoisted.n == 0;
}

// return of a function without result variables.
static void return_values(struct fn *f, struct stmt *s, const struct type *sig)
{
    uint32_t words = emit_tuple_words(f->e, sig->results, sig->nresults);
    bool plain = s->rhs.n == sig->nresults;

    for (size_t i = 0; i < s->rhs.n && plain; i++)
        plain = is_plain(f, s->rhs.v[i], sig->results[i], words);
    // One value may be computed right there: that is written last.
    if (plain || (s->rhs.n == 1 && sig->nresults == 1)) {
        uint32_t at = 0;
        for (size_t i = 0; i < s->rhs.n; i++) {
            emit_value(f, s->rhs.v[i], sig->results[i], at);
            at += emit_words(f->e, sig->results[i]);
        }
    } else {
        uint32_t r = result_values(f, s, sig);
        fn_move(f, 0, r, words);
    }
    f->here = s->pos;
    fn_ret(f);
}

// The values of all results are computed before the first is assigned: return
// y, x.
void emit_return(struct fn *f, struct stmt *s)
{
    const struct type *sig = f->decl->type;
    size_t hoisted = emit_hoist(f, s->rhs.v, s->rhs.n);

    if (s->rhs.n > 0 && !has_result_vars(f)) {
        return_values(f, s, sig);
    } else if (s->rhs.n > 0) {
        uint32_t at = result_values(f, s, sig);
        store_results(f, s, at, !in_defer_func(f));
        if (!in_defer_func(f))
            fn_move(f, 0, at,
                    emit_tuple_words(f->e, sig->results, sig->nresults));
        leave(f);
    } else {
        if (has_result_vars(f) && !in_defer_func(f))
            load_results(f);
        leave(f);
    }
    emit_unhoist(f, hoisted);
}

// ---- functions ----

// A parameter stays in the register where the caller put it, unless it must
// live in a cell.
static void declare_param(struct fn *f, struct object *o, uint32_t *at)
{
    if (o == NULL)
        return;
    uint32_t words = emit_words(f->e, o->type), reg = *at;

    *at += words;
    o->in_cell = loc_in_cell(f, o);
    if (o->in_cell) {
        loc_declare(f, o);
        loc_begin(f, o, reg);
    } else {
        o->reg = (int32_t)reg;
    }
}

// Captured words are read once, at entry: they never change. What changes lies
// in cells, of which the address is captured.
static void load_captures(struct fn *f, const struct func_decl *d)
{
    uint32_t k = 0;

    if (d->ncaptures == 0)
        return;
    f->closure = fn_alloc(f, 1);
    for (size_t i = 0; i < d->ncaptures; i++) {
        struct object *o = d->captures[i];
        // The function that declares the variable was compiled before.
        CHECK(o->kind == OBJ_VAR && !o->is_global);
        uint32_t words = o->in_cell ? 1 : emit_words(f->e, o->type);
        uint32_t reg = fn_alloc(f, words);
        for (uint32_t w = 0; w < words; w++)
            fn_op(f, OP_LDCAP, reg + w, f->closure, k++);
        o->reg = (int32_t)reg;
    }
}

// Captures, parameters, result variables, in this order.
static void prologue(struct fn *f, struct func_decl *d)
{
    const struct field_list *p = &d->sig.params, *r = &d->sig.results;
    uint32_t at = 0;

    load_captures(f, d);
    if (d->recv != NULL)
        declare_param(f, d->recv->obj, &at);
    for (size_t i = 0; i < p->n; i++)
        declare_param(f, p->v[i].obj, &at);
    for (size_t i = 0; i < r->n && has_result_vars(f); i++) {
        loc_declare(f, r->v[i].obj);
        loc_begin(f, r->v[i].obj, REG_NONE);
    }
    fn_seal(f);
}

// The way out of a function with deferred calls. After a recovered panic the VM
// continues here, so everything it needs is in variables.
static void epilogue(struct fn *f)
{
    uint32_t area = fn_alloc(f, FRAME_WORDS);

    fn_place(f, &f->epilogue);
    f->dead = false;
    f->out->has_defers = true;
    f->out->recover_pc = fn_op(f, OP_RUNDEFERS, area, 0, 0);
    if (has_result_vars(f))
        load_results(f);
    fn_ret(f);
}

void emit_func_code(struct emit *e, struct func_decl *d, struct func *out)
{
    const struct type *sig = d->type;
    struct fn f;

    CHECK(d->body != NULL);
    fn_init(&f, e, out);
    f.decl = d;
    f.here = d->pos;
    out->nparams = emit_tuple_words(e, sig->params, sig->nparams);
    if (d->recv != NULL)
        out->nparams += emit_receiver_words(e, d->obj);
    out->nresults = emit_tuple_words(e, sig->results, sig->nresults);
    f.fixed = out->nparams > out->nresults ? out->nparams : out->nresults;
    fn_alloc(&f, f.fixed);
    prologue(&f, d);
    emit_block(&f, d->body);
    CHECK(f.flow == NULL);
    CHECK(f.loop_depth == 0);
    f.here = d->body->end;
    if (d->has_defer)
        epilogue(&f);
    else
        fn_ret(&f);
    fn_finish(&f);
}

// Go's main.init: the variables in the order that the checker found.
void emit_init_code(struct emit *e, struct package *p, struct func *out)
{
    struct fn f;

    fn_init(&f, e, out);
    for (size_t i = 0; i < p->ninit; i++) {
        struct decl *d = p->init_order[i];
        f.here = d->pos;
        size_t n = d->nnames;
        struct operand *v = NULL;
        if (expr_list_is_tuple(d->values))
            v = emit_tuple(&f, d->values, &n);
        for (size_t k = 0; k < n; k++) {
            struct object *o = d->objs[k];
            struct operand x = {.e = d->values.v[0],
                                .type = d->values.v[0]->type};
            if (v != NULL)
                x = v[k];
            uint32_t r =
                emit_operand(&f, x, o != NULL ? o->type : x.type, REG_NONE);
            if (o == NULL)
                continue;
            struct loc l = loc_of_object(o);
            loc_store(&f, &l, r);
        }
        f.top = f.vars_top;
    }
    fn_ret(&f);
    fn_finish(&f);
}
