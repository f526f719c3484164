#include "lang/emit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lang/emit_impl.h"

// Texts are cut at 1 KB: names in them can be of any length.
void emit_error(struct emit *e, struct pos pos, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    char *text = xmalloc(1024);
    vsnprintf(text, 1024, fmt, ap);
    va_end(ap);
    diag_error(e->diag, pos, "%s", text);
    free(text);
}

// "main.(*T).M", "sync/atomic.AddInt32", "main.main.func1.2".
static const char *func_name(struct emit *e, const struct func_decl *d,
                             const struct package *p)
{
    if (d->name == NULL) {
        if (d->outer == NULL) {
            const char *outer = e->l->go_minor >= 21 ? "init" : "glob.";
            return arena_printf(e->arena, "%s.%s.func%zu", p->path, outer,
                                d->literal_no);
        }
        // The outer function refers to the literal: it has its name.
        const char *outer = e->funcs.v[d->outer->index]->name;
        const char *sep = d->outer->name != NULL ? "func" : "";
        return arena_printf(e->arena, "%s.%s%zu", outer, sep, d->literal_no);
    }
    const struct object *o = d->obj;
    if (o != NULL && o->recv != NULL)
        return arena_printf(e->arena, o->ptr_recv ? "%s.(*%s).%s" : "%s.%s.%s",
                            p->path, o->recv->obj->name, d->name);
    if (strcmp(d->name, "init") == 0)
        return arena_printf(e->arena, "%s.init.%zu", p->path, e->ninits++);
    return arena_printf(e->arena, "%s.%s", p->path, d->name);
}

// A function without code yet; its number is final, so that others can refer to
// it at once.
static struct func *new_func(struct emit *e, const char *name, struct pos pos)
{
    struct func *f = arena_new(e->arena, struct func);

    CHECK(e->funcs.n < NO_FUNC);
    f->id = (uint32_t)e->funcs.n;
    f->name = name;
    f->decl_pos = pos;
    f->closure_reg = REG_NONE;
    f->recover_pc = UINT32_MAX;
    vec_push(&e->funcs, f);
    return f;
}

// Reachability is decided here: whoever refers to a function asks for its
// number, and only functions that somebody asked for are compiled.
uint32_t emit_func(struct emit *e, struct func_decl *d)
{
    if (d->reachable)
        return d->index;
    struct job job = {.kind = d->body != NULL ? JOB_DECL : JOB_NATIVE};
    job.package = d->obj != NULL && d->obj->package != NULL ? d->obj->package
                                                            : e->package;
    d->reachable = true;
    struct func *f = new_func(e, func_name(e, d, job.package), d->pos);
    d->index = f->id;
    f->wrapper = job.kind == JOB_NATIVE;
    job.decl = d;
    job.id = f->id;
    vec_push(&e->jobs, job);
    return f->id;
}

// Natives are found by the name that Go would print for the function, so a
// prelude file needs nothing but the declaration.
enum native emit_native(struct emit *e, struct func_decl *d, struct package *p)
{
    int n = native_find(func_name(e, d, p));

    if (n < 0) {
        emit_error(e, d->pos, "missing function body");
        return NAT_PRINT;
    }
    return (enum native)n;
}

// The key holds all that a wrapper's code depends on.
uint32_t emit_wrapper(struct emit *e, struct job job, const char *name)
{
    // In counts of words 20 bits are enough: larger frames are refused.
    uint64_t what = (uint64_t)job.kind | (uint64_t)job.builtin << 8;
    if (job.type != NULL)
        what |= (uint64_t)(emit_rtype(e, job.type)->id + 1) << 32;
    uint64_t words = (uint64_t)job.recv_words << 40 |
                     (uint64_t)job.params << 20 | job.results;
    bool fresh;
    uint32_t id =
        keymap_get(&e->wrap_map, what, (uint64_t)job.func << 32 | job.name,
                   words, (uint32_t)e->funcs.n, &fresh);

    if (!fresh)
        return id;
    if (name == NULL)
        name = e->funcs.v[job.func]->name;
    struct pos pos =
        e->funcs.n > 0 ? e->funcs.v[job.func]->decl_pos : (struct pos){0};
    struct func *f = new_func(e, name, pos);
    f->wrapper = job.kind != JOB_BOX_WORD;
    job.id = f->id;
    if (job.kind == JOB_BOX_WORD)
        vec_push(&e->late, (uint32_t)e->jobs.n);
    vec_push(&e->jobs, job);
    return f->id;
}

// ---- the entry function ----

// Variables without values need no code: globals begin as zeros.
static bool has_vars(const struct package *p)
{
    return p->ninit > 0;
}

static uint32_t add_init(struct emit *e, struct package *p)
{
    struct job job = {.kind = JOB_INIT, .package = p};
    struct func *f = new_func(e, arena_printf(e->arena, "%s.init", p->path),
                              (struct pos){0});

    if (p->ninit > 0)
        f->decl_pos = p->init_order[0]->pos;
    job.id = f->id;
    vec_push(&e->jobs, job);
    return f->id;
}

// Calls a function without parameters and results.
static void call(struct fn *f, uint32_t func)
{
    uint32_t area = f->top;

    fn_alloc(f, FRAME_WORDS);
    fn_wide(f, OP_CALL, area, func);
    f->top = area;
}

// Tells the engine where the program is.
static void mark(struct fn *f, enum native where)
{
    uint32_t area = f->top;

    fn_alloc(f, FRAME_WORDS);
    emit_native_call(f, area, where);
    f->top = area;
}

static bool is_init(const struct func_decl *d)
{
    return d->recv == NULL && d->body != NULL && strcmp(d->name, "init") == 0;
}

static bool has_init(const struct package *p)
{
    for (size_t k = 0; k < p->nfuncs; k++)
        if (is_init(p->funcs[k]))
            return true;
    return has_vars(p);
}

// Like runtime.main: packages in dependency order, for each its variables and
// then its init functions in source order; main.main at the end.
static void entry_code(struct emit *e, struct func *out)
{
    struct fn f;
    uint32_t main_func = NO_FUNC;

    fn_init(&f, e, out);
    for (size_t i = 0; i < e->l->npackages; i++) {
        struct package *p = e->l->packages[i];
        e->ninits = 0;
        bool locked = p == e->l->main && has_init(p);
        if (locked)
            mark(&f, NAT_RT_INIT_BEGIN);
        if (p == e->l->main) // from here on its time counts
            mark(&f, NAT_RT_LIBRARY_DONE);
        if (has_vars(p))
            call(&f, add_init(e, p));
        for (size_t k = 0; k < p->nfuncs; k++) {
            struct func_decl *d = p->funcs[k];
            bool is_main = d->recv == NULL && p == e->l->main &&
                           strcmp(d->name, p->entry) == 0;
            if (is_init(d))
                call(&f, emit_func(e, d));
            // It comes last, whatever its place in the file.
            if (is_main)
                main_func = emit_func(e, d);
        }
        if (locked)
            mark(&f, NAT_RT_INIT_DONE);
    }
    CHECK(main_func != NO_FUNC);
    call(&f, main_func);
    fn_ret(&f);
    fn_finish(&f);
}

// ---- the program ----

// Gives every package variable its words, also those that nothing uses: a
// number is cheaper than finding out.
static void place_globals(struct emit *e, struct package *p)
{
    for (size_t i = 0; i < p->nfiles; i++)
        for (size_t k = 0; k < p->files[i]->ndecls; k++) {
            struct decl *d = p->files[i]->decls[k];
            for (size_t n = 0; d->kind == DECL_VAR && n < d->nnames; n++) {
                struct object *o = d->objs[n];
                if (o == NULL)
                    continue;
                uint32_t words = emit_words(e, o->type);
                if (words > INT32_MAX - e->nglobals) {
                    emit_error(e, d->pos, "too many package variables");
                    return;
                }
                o->reg = (int32_t)e->nglobals;
                e->nglobals += words;
            }
        }
}

// Copies the method that the job names, with the receiver's word taken from the
// box first: an interface call then costs no second call.
static void box_word_code(struct emit *e, const struct job *job)
{
    const struct func *from = e->funcs.v[job->func];
    struct func *to = e->funcs.v[job->id];
    uint32_t id = to->id;

    *to = *from;
    to->id = id;
    to->ncode = from->ncode + 1;
    to->code = arena_array(e->arena, to->ncode, sizeof *to->code);
    to->pos = arena_array(e->arena, to->ncode, sizeof *to->pos);
    to->code[0] = (union instr){.h = {OP_LDW, 0, 0, 1}};
    to->pos[0] = from->decl_pos;
    memcpy(to->code + 1, from->code, from->ncode * sizeof *to->code);
    memcpy(to->pos + 1, from->pos, from->ncode * sizeof *to->pos);
    if (to->recover_pc != UINT32_MAX)
        to->recover_pc++;
}

static void run_job(struct emit *e, struct job job)
{
    struct func *out = e->funcs.v[job.id];

    e->package = job.package;
    switch (job.kind) {
    case JOB_DECL:
        emit_func_code(e, job.decl, out);
        break;
    case JOB_INIT:
        emit_init_code(e, job.package, out);
        break;
    case JOB_ENTRY:
        entry_code(e, out);
        break;
    case JOB_BOX_WORD:
        break;
    default:
        emit_wrapper_code(e, &job);
    }
}

// Compiling a function asks for others, and making the methods of types that
// become interfaces asks for more, until nobody asks any more. The order is
// that of the first mention, so it depends on the source alone.
static void run_jobs(struct emit *e)
{
    struct job job = {.kind = JOB_ENTRY};
    struct func *entry = new_func(e, "runtime.main", (struct pos){0});
    size_t done = 0, methods = 0;

    entry->wrapper = true;
    e->out->entry = entry->id;
    vec_push(&e->jobs, job);
    emit_type_error_runtime(e);
    while (done < e->jobs.n) {
        while (done < e->jobs.n) {
            struct job next = e->jobs.v[done++];
            run_job(e, next);
        }
        size_t n = e->boxed.n;
        emit_methods(e, methods);
        methods = n;
    }
    for (size_t i = 0; i < e->late.n; i++)
        box_word_code(e, &e->jobs.v[e->late.v[i]]);
}

// Positions name files by number; the texts stay with the front end.
static void copy_sources(struct emit *e)
{
    struct code *c = e->out;

    c->nsources = (uint32_t)e->diag->nsource;
    c->sources = arena_array(e->arena, c->nsources, sizeof *c->sources);
    for (uint32_t i = 0; i < c->nsources; i++) {
        const char *name = e->diag->source[i].name;
        c->sources[i].name = arena_strndup(e->arena, name, strlen(name));
    }
}

// Moves the tables, whose sizes are known only now, into the program.
static void finish(struct emit *e)
{
    struct code *c = e->out;

    emit_finish_types(e);
    c->nfuncs = (uint32_t)e->funcs.n;
    c->funcs = arena_array(e->arena, c->nfuncs, sizeof *c->funcs);
    for (uint32_t i = 0; i < c->nfuncs; i++)
        c->funcs[i] = e->funcs.v[i];
    c->nconsts = (uint32_t)e->consts.n;
    c->consts = arena_array(e->arena, c->nconsts, sizeof *c->consts);
    for (uint32_t i = 0; i < c->nconsts; i++)
        c->consts[i] = e->consts.v[i];
    c->ntypes = (uint32_t)e->types.n;
    c->types = arena_array(e->arena, c->ntypes, sizeof(struct rtype *));
    for (uint32_t i = 0; i < c->ntypes; i++)
        c->types[i] = e->types.v[i].rtype;
    uint16_t *natives = arena_array(e->arena, NAT_COUNT, sizeof *natives);
    for (uint16_t i = 0; i < NAT_COUNT; i++)
        if (e->native_used[i])
            natives[c->nnatives++] = i;
    c->natives = natives;
    c->nglobals = e->nglobals;
    copy_sources(e);
}

struct code *emit_program(struct lang *l, struct package *main)
{
    struct code *c = xcalloc(1, sizeof *c);
    struct emit e = {.l = l, .diag = l->diag, .out = c, .arena = &c->arena};
    long errors = l->diag->nerror;

    CHECK(main != NULL && main == l->main);
    for (size_t i = 0; i < l->npackages; i++)
        place_globals(&e, l->packages[i]);
    c->type_string = emit_rtype(&e, emit_basic(&e, TYPE_STRING));
    c->type_int = emit_rtype(&e, emit_basic(&e, TYPE_INT));
    run_jobs(&e);
    bool ok = l->diag->nerror == errors;
    if (ok)
        finish(&e);
    vec_release(&e.funcs);
    vec_release(&e.jobs);
    vec_release(&e.late);
    vec_release(&e.consts);
    vec_release(&e.types);
    vec_release(&e.boxed);
    vec_release(&e.names);
    vec_release(&e.pending);
    free(e.const_map.slot);
    free(e.type_map.slot);
    free(e.name_map.slot);
    free(e.wrap_map.slot);
    if (ok)
        return c;
    code_free(c);
    return NULL;
}
