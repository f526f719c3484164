// Calls: callee, receiver and arguments into a new frame; go and defer.
#include "lang/emit_impl.h"

// What is called, with what it needs evaluated.
struct callee {
    enum { STATIC, CLOSURE, INTERFACE } kind;
    struct func_decl *decl; // STATIC: with or without body, or NULL
    uint32_t func;          // STATIC without decl
    uint32_t reg;           // CLOSURE: function value; INTERFACE: receiver
    uint32_t name;          // INTERFACE
    struct expr *recv;      // selector whose receiver is the first argument
    uint32_t recv_words;
    struct type *sig;
    struct package *package;
};

// The frame lies above everything in use, arguments are computed right into it.
// Results take the place of the arguments.
uint32_t emit_area(struct fn *f, uint32_t params, uint32_t results)
{
    uint32_t words = params > results ? params : results;

    return fn_alloc(f, FRAME_WORDS + words);
}

uint32_t emit_receiver_words(struct emit *e, const struct object *method)
{
    return method->ptr_recv ? 1 : emit_words(e, method->recv);
}

// Go adds & and * where the method wants a pointer or a value.
uint32_t emit_receiver(struct fn *f, struct expr *sel, uint32_t dest)
{
    struct spot s = fn_spot(f, dest);
    struct loc l = loc_path(f, sel, sel->npath);
    bool pointer = type_underlying(l.type)->kind == TYPE_POINTER;
    const struct object *m = sel->select == SELECT_METHOD ? sel->method : NULL;

    f->here = sel->pos;
    if (m != NULL && m->ptr_recv && !pointer) {
        if (dest == REG_NONE)
            return loc_address(f, &l, REG_NONE);
        return loc_address(f, &l, fn_land(f, s, 1));
    }
    if (m != NULL && !m->ptr_recv && pointer) {
        struct loc at = loc_memory(loc_load(f, &l, REG_NONE),
                                   type_underlying(l.type)->elem);
        at.not_nil = false;
        return loc_load(f, &at, fn_land(f, s, emit_words(f->e, at.type)));
    }
    if (dest == REG_NONE)
        return loc_load(f, &l, REG_NONE);
    return loc_load(f, &l, fn_land(f, s, emit_words(f->e, l.type)));
}

// The number of the method that sel names in the interface type.
static uint32_t interface_method(struct fn *f, const struct type *i,
                                 const struct expr *sel)
{
    CHECK(sel->index >= 0 && (size_t)sel->index < i->nfields);
    const struct type_field *m = &i->fields[sel->index];

    return emit_method_name(f->e, m->name, m->package, m->type);
}

// Everything of the callee but the arguments is evaluated here.
static struct callee resolve(struct fn *f, struct expr *e)
{
    struct expr *fun = expr_unparen(e->x);
    struct callee c = {.sig = type_underlying(fun->type)};
    struct object *o = expr_func(fun);

    if (o != NULL) {
        c.decl = o->func;
        c.package = o->package;
    } else if (fun->kind == EX_FUNC && fun->func->ncaptures == 0) {
        c.func = emit_func(f->e, fun->func);
    } else if (fun->kind == EX_SELECTOR && fun->select == SELECT_METHOD) {
        c.decl = fun->method->func;
        c.package = fun->method->package;
        c.recv = fun;
        c.recv_words = emit_receiver_words(f->e, fun->method);
    } else if (fun->kind == EX_SELECTOR && fun->select == SELECT_METHOD_EXPR) {
        c.func = emit_method_expr_func(f, fun);
    } else if (fun->kind == EX_SELECTOR && fun->select == SELECT_INTERFACE) {
        struct loc l = loc_path(f, fun, fun->npath);
        struct type *i = type_underlying(l.type);
        c.kind = INTERFACE;
        c.reg = loc_load(f, &l, REG_NONE);
        c.recv_words = 1;
        c.name = interface_method(f, i, fun);
    } else {
        c.kind = CLOSURE;
        c.reg = emit_expr(f, fun, REG_NONE);
    }
    CHECK(c.sig->kind == TYPE_FUNC);
    return c;
}

bool expr_list_is_tuple(struct expr_list v)
{
    return v.n == 1 && expr_unparen(v.v[0])->mode == MODE_TUPLE;
}

uint32_t emit_operand(struct fn *f, struct operand x, struct type *t,
                      uint32_t dest)
{
    if (x.e != NULL)
        return emit_value(f, x.e, t, dest);
    return emit_assign_reg(f, x.reg, x.type, t, dest);
}

struct operand *emit_tuple(struct fn *f, struct expr_list v, size_t *n)
{
    struct expr *call = expr_unparen(v.v[0]);
    struct type *t = call->type;
    uint32_t reg = emit_expr(f, call, REG_NONE);
    struct operand *out = arena_array(&f->e->l->arena, t->nparams, sizeof *out);

    CHECK(t->kind == TYPE_TUPLE);
    for (size_t i = 0; i < t->nparams; i++) {
        out[i] = (struct operand){.reg = reg, .type = t->params[i]};
        reg += emit_words(f->e, t->params[i]);
    }
    *n = t->nparams;
    return out;
}

struct operand *emit_operands(struct fn *f, struct expr_list v, size_t *n)
{
    if (expr_list_is_tuple(v))
        return emit_tuple(f, v, n);
    struct operand *out = arena_array(&f->e->l->arena, v.n, sizeof *out);
    for (size_t i = 0; i < v.n; i++)
        out[i] = (struct operand){.e = v.v[i], .type = v.v[i]->type};
    *n = v.n;
    return out;
}

void emit_values(struct fn *f, struct expr_list v, struct type **types,
                 size_t ntypes, uint32_t dest)
{
    size_t n;
    struct operand *x = emit_operands(f, v, &n);

    CHECK(n == ntypes);
    for (size_t i = 0; i < n; i++) {
        uint32_t mark = f->top;
        emit_operand(f, x[i], types[i], dest);
        f->top = mark;
        dest += emit_words(f->e, types[i]);
    }
}

// The arguments of e to the registers from at on.
static void arguments(struct fn *f, struct expr *e, struct type *sig,
                      uint32_t at)
{
    if (!sig->variadic || e->spread) {
        emit_values(f, e->list, sig->params, sig->nparams, at);
        return;
    }
    size_t n, fixed = sig->nparams - 1;
    struct operand *x = emit_operands(f, e->list, &n);
    CHECK(n >= fixed);
    for (size_t i = 0; i < fixed; i++) {
        uint32_t mark = f->top;
        emit_operand(f, x[i], sig->params[i], at);
        f->top = mark;
        at += emit_words(f->e, sig->params[i]);
    }
    struct type *elem = type_underlying(sig->params[fixed])->elem;
    if (n == fixed)
        fn_zero(f, at, SLICE_WORDS);
    else
        emit_slice_of(f, elem, x + fixed, n - fixed, at);
}

// The instruction itself; natives without a frame of their own.
static void call_op(struct fn *f, const struct callee *c, uint32_t area)
{
    if (c->kind == CLOSURE) {
        fn_op(f, OP_CALLC, area, c->reg, 0);
    } else if (c->kind == INTERFACE) {
        fn_op(f, OP_CALLI, area, c->reg, 0);
        fn_ext(f, c->name, 0);
    } else if (c->decl != NULL && c->decl->body == NULL) {
        emit_native_call(f, area, emit_native(f->e, c->decl, c->package));
    } else {
        uint32_t func = c->decl != NULL ? emit_func(f->e, c->decl) : c->func;
        fn_wide(f, OP_CALL, area, func);
    }
}

// Evaluates calls in callee and arguments ahead where their order matters.
static size_t hoist_call(struct fn *f, struct expr *e)
{
    struct expr *fun = expr_unparen(e->x);
    struct expr_list *a = &e->list;
    struct expr **all =
        arena_array(&f->e->l->arena, a->n + 1, sizeof(struct expr *));

    all[0] = fun->kind == EX_SELECTOR ? fun->x : fun;
    for (size_t i = 0; i < a->n; i++)
        all[i + 1] = a->v[i];
    return emit_hoist(f, all, a->n + 1);
}

// Go reports the line of the parenthesis, which is that of the last token
// before it: a new line would end the statement there.
static struct pos call_pos(struct expr *e)
{
    struct pos pos = e->x->pos;

    if (e->x->kind == EX_SELECTOR)
        pos = e->x->name_pos;
    else if (e->x->kind == EX_FUNC && e->x->func->body != NULL)
        pos = e->x->func->body->end;
    else if (e->x->kind != EX_IDENT)
        pos = e->x->end;
    return pos.line != 0 ? pos : e->pos;
}

uint32_t emit_call(struct fn *f, struct expr *e, uint32_t dest)
{
    uint32_t mark = f->top;
    size_t hoisted = hoist_call(f, e);
    struct callee c = resolve(f, e);
    struct emit *em = f->e;
    uint32_t params = emit_tuple_words(em, c.sig->params, c.sig->nparams);
    uint32_t results = emit_tuple_words(em, c.sig->results, c.sig->nresults);
    uint32_t area = emit_area(f, c.recv_words + params, results);
    uint32_t at = area + FRAME_WORDS;

    if (c.recv != NULL)
        emit_receiver(f, c.recv, at);
    arguments(f, e, c.sig, at + c.recv_words);
    emit_unhoist(f, hoisted);
    f->here = call_pos(e);
    call_op(f, &c, area);
    if (dest == REG_NONE) {
        f->top = at + results;
        return at;
    }
    fn_move(f, dest, at, results);
    f->top = mark;
    return dest;
}

// As a call, but the instruction copies the arguments. What is no function of
// the program (natives, methods of interfaces) goes through a generated one. A
// nil interface panics here and not later, a nil function when it is run.
static uint32_t capture_words(struct fn *f, const struct object *o)
{
    return o->in_cell ? 1 : emit_words(f->e, o->type);
}

// The words of the closure of a literal, which nobody but its own call has; 0:
// it is none.
static uint32_t literal_words(struct fn *f, struct expr *e)
{
    uint32_t words = 1;

    e = expr_unparen(e);
    if (e->kind != EX_FUNC)
        return 0;
    for (size_t i = 0; i < e->func->ncaptures; i++)
        words += capture_words(f, e->func->captures[i]);
    return words <= CLOSURE_OWN_MAX ? words : 0;
}

void emit_go_defer(struct fn *f, struct expr *e, enum call_mode mode)
{
    struct pos pos = f->here;
    uint32_t mark = f->top;
    bool go = mode == CALL_GO;

    e = expr_unparen(e);
    if (mode == CALL_DEFER)
        f->out->has_defers = true;
    if (expr_unparen(e->x)->mode == MODE_BUILTIN) {
        emit_builtin_go_defer(f, e, mode);
        return;
    }
    size_t hoisted = hoist_call(f, e);
    struct callee c = resolve(f, e);
    uint32_t params = emit_tuple_words(f->e, c.sig->params, c.sig->nparams);
    uint32_t results = emit_tuple_words(f->e, c.sig->results, c.sig->nresults);
    uint32_t area = emit_area(f, c.recv_words + params, results);
    uint32_t at = area + FRAME_WORDS;

    if (c.recv != NULL) {
        emit_receiver(f, c.recv, at);
    } else if (c.kind == INTERFACE) {
        f->here = pos;
        fn_op(f, OP_NILCHK, c.reg, 0, 0);
        fn_move(f, at, c.reg, 1);
        struct job job = {.kind = JOB_INTERFACE,
                          .name = c.name,
                          .params = params,
                          .results = results};
        c.func = emit_wrapper(f->e, job, "interface method");
    }
    arguments(f, e, c.sig, at + c.recv_words);
    emit_unhoist(f, hoisted);
    f->here = pos;
    if (c.kind == CLOSURE) {
        fn_op(f, go ? OP_GOC : OP_DEFERC, area, c.reg,
              go ? literal_words(f, e->x) : 0);
    } else {
        uint32_t func = c.decl != NULL ? emit_func(f->e, c.decl) : c.func;
        fn_wide(f, go ? OP_GO : OP_DEFER, area, func);
    }
    f->top = mark;
}

// ---- function values ----

// The registers of what the literal captures, one after the other.
static uint32_t captured_words(struct fn *f, const struct func_decl *d,
                               uint32_t *words)
{
    uint32_t first = (uint32_t)d->captures[0]->reg;
    uint32_t next = first;
    bool contiguous = true;

    *words = 0;
    for (size_t i = 0; i < d->ncaptures; i++) {
        const struct object *o = d->captures[i];
        uint32_t n = capture_words(f, o);
        contiguous &= (uint32_t)o->reg == next;
        next += n;
        *words += n;
    }
    if (contiguous)
        return first;
    uint32_t at = fn_alloc(f, *words);
    next = at;
    for (size_t i = 0; i < d->ncaptures; i++) {
        const struct object *o = d->captures[i];
        uint32_t n = capture_words(f, o);
        fn_move(f, next, (uint32_t)o->reg, n);
        next += n;
    }
    return at;
}

// d = func with the words that it captures.
static uint32_t make_closure(struct fn *f, uint32_t d, uint32_t from,
                             uint32_t words, uint32_t func)
{
    fn_op(f, OP_MKCLOSURE, d, from, words);
    fn_ext(f, func, 0);
    return d;
}

// Without captures a literal is a plain function.
uint32_t emit_closure(struct fn *f, struct func_decl *d, uint32_t dest)
{
    uint32_t func = emit_func(f->e, d), words;

    if (d->ncaptures == 0)
        return fn_load(f, OP_LOADF, func, dest);
    struct spot s = fn_spot(f, dest);
    uint32_t from = captured_words(f, d, &words);
    return make_closure(f, fn_land(f, s, 1), from, words, func);
}

// x.M binds a copy of the receiver, as it is now.
uint32_t emit_method_value(struct fn *f, struct expr *e, uint32_t dest)
{
    struct spot s = fn_spot(f, dest);
    struct type *sig = type_underlying(e->type);
    struct job job = {
        .params = emit_tuple_words(f->e, sig->params, sig->nparams),
        .results = emit_tuple_words(f->e, sig->results, sig->nresults),
    };

    if (e->select == SELECT_INTERFACE) {
        struct loc l = loc_path(f, e, e->npath);
        struct type *i = type_underlying(l.type);
        uint32_t r = loc_load(f, &l, REG_NONE);
        f->here = e->pos;
        fn_op(f, OP_NILCHK, r, 0, 0);
        job.kind = JOB_BOUND_INTERFACE;
        job.name = interface_method(f, i, e);
        uint32_t w = emit_wrapper(f->e, job, "interface method");
        return make_closure(f, fn_land(f, s, 1), r, 1, w);
    }
    uint32_t r = emit_receiver(f, e, REG_NONE);
    job.kind = JOB_BOUND;
    job.func = emit_func(f->e, e->method->func);
    job.recv_words = emit_receiver_words(f->e, e->method);
    uint32_t w = emit_wrapper(f->e, job, NULL);
    return make_closure(f, fn_land(f, s, 1), r, job.recv_words, w);
}

// T.M is the method itself, as the receiver is its first parameter; but (*T).M
// of a method of T wants a pointer, and I.M dispatches.
uint32_t emit_method_expr_func(struct fn *f, struct expr *e)
{
    struct type *recv = e->x->type;
    struct type *sig = type_underlying(e->type);
    // The type of the expression has the receiver as first parameter.
    struct job job = {
        .params = emit_tuple_words(f->e, sig->params + 1, sig->nparams - 1),
        .results = emit_tuple_words(f->e, sig->results, sig->nresults),
    };

    if (type_is_interface(recv)) {
        struct type *i = type_underlying(recv);
        job.kind = JOB_INTERFACE;
        job.name = interface_method(f, i, e);
        return emit_wrapper(f->e, job, "interface method");
    }
    uint32_t func = emit_func(f->e, e->method->func);
    if (e->method->ptr_recv || type_underlying(recv)->kind != TYPE_POINTER)
        return func;
    job.kind = JOB_DEREF;
    job.func = func;
    job.recv_words = emit_receiver_words(f->e, e->method);
    return emit_wrapper(f->e, job, NULL);
}
