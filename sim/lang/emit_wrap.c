// Generated functions: they bring arguments into the form that another function
// wants and call it. Tracebacks do not show them.
#include <string.h>

#include "lang/emit_impl.h"

// Calls what op names with the words in the area, then returns its results.
static void finish(struct fn *f, uint32_t area, uint32_t results)
{
    fn_move(f, 0, area + FRAME_WORDS, results);
    fn_ret(f);
    fn_finish(f);
}

// I.M as a function: also what go and defer of i.M() start.
static void call_interface(struct fn *f, const struct job *job)
{
    // Registers: the interface, then the parameters.
    uint32_t area = emit_area(f, 1 + job->params, job->results);

    fn_move(f, area + FRAME_WORDS + 1, 1, job->params);
    fn_op(f, OP_CALLI, area, 0, 0);
    fn_ext(f, job->name, 0);
    finish(f, area, job->results);
}

// What a method value calls: the receiver comes from the closure.
static void call_bound(struct fn *f, const struct job *job)
{
    bool interface = job->kind == JOB_BOUND_INTERFACE;
    uint32_t recv = interface ? 1 : job->recv_words;
    uint32_t area = emit_area(f, recv + job->params, job->results);
    uint32_t at = area + FRAME_WORDS;

    for (uint32_t i = 0; i < recv; i++)
        fn_op(f, OP_LDCAP, at + i, f->closure, i);
    fn_move(f, at + recv, 0, job->params);
    if (interface) {
        fn_op(f, OP_CALLI, area, at, 0);
        fn_ext(f, job->name, 0);
    } else {
        fn_wide(f, OP_CALL, area, job->func);
    }
    finish(f, area, job->results);
}

// runtime: panicwrap. name is that of the method: main.T.M.
static void check_receiver(struct fn *f, const struct job *job, uint32_t p)
{
    struct label ok = {0};
    const char *name = f->e->funcs.v[job->func]->name;
    const char *dot = strrchr(name, '.');
    const char *slash = strrchr(name, '/');
    const char *type = strchr(slash != NULL ? slash : name, '.');
    CHECK(dot != NULL && type != NULL && type < dot);
    const char *text = arena_printf(
        &f->e->l->arena, "value method %s called using nil *%.*s pointer", name,
        (int)(dot - type - 1), type + 1);
    uint32_t r = fn_alloc(f, 1);

    fn_branch(f, OP_JNEI, p, 0, &ok, 0);
    fn_load(f, OP_LOADK, emit_const_string(f->e, text, strlen(text)), r);
    fn_op(f, OP_BOX, r, r, 0);
    fn_ext(f, 0, f->e->out->type_error_runtime->id);
    fn_op(f, OP_PANIC, r, 0, 0);
    fn_place(f, &ok);
}

// The receiver is loaded from where the first parameter points.
static void call_loaded(struct fn *f, const struct job *job)
{
    uint32_t area = emit_area(f, job->recv_words + job->params, job->results);
    uint32_t at = area + FRAME_WORDS, from = 0;
    uint32_t offset = job->kind == JOB_BOX ? 1 : 0;

    if (job->kind == JOB_BOX_DEREF) {
        from = fn_alloc(f, 1);
        fn_op(f, OP_LDW, from, 0, 1);
        check_receiver(f, job, from);
    } else if (job->recv_words == 0 && job->kind != JOB_BOX) {
        fn_op(f, OP_NILCHK, from, 0, 0);
    }
    if (job->recv_words == 1)
        fn_op(f, OP_LDW, at, from, offset);
    if (job->recv_words > 1) {
        fn_op(f, OP_LDN, at, from, offset);
        fn_ext(f, job->recv_words, 0);
    }
    fn_move(f, at + job->recv_words, 1, job->params);
    fn_wide(f, OP_CALL, area, job->func);
    finish(f, area, job->results);
}

// A native as a function value, and as what go and defer start.
static void call_native(struct fn *f, const struct job *job)
{
    const struct func *out = f->out;
    uint32_t area = emit_area(f, out->nparams, out->nresults);

    fn_move(f, area + FRAME_WORDS, 0, out->nparams);
    emit_native_call(f, area, emit_native(f->e, job->decl, job->package));
    finish(f, area, out->nresults);
}

// Words of parameters and results; many have the receiver, one word, before the
// parameters of the method.
static void set_shape(struct emit *e, const struct job *job, struct func *out)
{
    out->nparams = job->params;
    out->nresults = job->results;
    switch (job->kind) {
    case JOB_NATIVE: {
        const struct type *sig = job->decl->type;
        out->nparams = emit_tuple_words(e, sig->params, sig->nparams);
        out->nresults = emit_tuple_words(e, sig->results, sig->nresults);
        const struct object *o = job->decl->obj;
        if (job->decl->recv != NULL)
            out->nparams += emit_receiver_words(e, o);
        break;
    }
    case JOB_INTERFACE:
    case JOB_DEREF:
    case JOB_BOX:
    case JOB_BOX_DEREF:
    case JOB_ERROR_TEXT:
        out->nparams++;
        break;
    default:
        break;
    }
}

void emit_wrapper_code(struct emit *e, struct job *job)
{
    struct func *out = e->funcs.v[job->id];
    struct fn f;

    set_shape(e, job, out);
    fn_init(&f, e, out);
    f.here = out->decl_pos;
    f.fixed = out->nparams > out->nresults ? out->nparams : out->nresults;
    fn_alloc(&f, f.fixed);
    switch (job->kind) {
    case JOB_NATIVE:
        call_native(&f, job);
        break;
    case JOB_INTERFACE:
        call_interface(&f, job);
        break;
    case JOB_BOUND:
    case JOB_BOUND_INTERFACE:
        f.closure = fn_alloc(&f, 1);
        call_bound(&f, job);
        break;
    case JOB_DEREF:
    case JOB_BOX:
    case JOB_BOX_DEREF:
        call_loaded(&f, job);
        break;
    case JOB_ERROR_TEXT:
        if (job->results > 0)
            fn_op(&f, OP_LDW, 0, 0, 1);
        fn_ret(&f);
        fn_finish(&f);
        break;
    default:
        CHECK(job->kind == JOB_BUILTIN);
        emit_builtin_regs(&f, job->builtin, job->type, 0);
        fn_ret(&f);
        fn_finish(&f);
    }
}
