// Run-time types: layout in words, one descriptor per type, method tables.
#include <string.h>

#include "lang/emit_impl.h"
#include "lang/universe.h"

static const uint8_t kinds[] = {
    [TYPE_BOOL] = RK_BOOL,           [TYPE_INT] = RK_INT,
    [TYPE_INT8] = RK_INT8,           [TYPE_INT16] = RK_INT16,
    [TYPE_INT32] = RK_INT32,         [TYPE_INT64] = RK_INT64,
    [TYPE_UINT] = RK_UINT,           [TYPE_UINT8] = RK_UINT8,
    [TYPE_UINT16] = RK_UINT16,       [TYPE_UINT32] = RK_UINT32,
    [TYPE_UINT64] = RK_UINT64,       [TYPE_UINTPTR] = RK_UINTPTR,
    [TYPE_FLOAT32] = RK_FLOAT32,     [TYPE_FLOAT64] = RK_FLOAT64,
    [TYPE_STRING] = RK_STRING,       [TYPE_POINTER] = RK_POINTER,
    [TYPE_SLICE] = RK_SLICE,         [TYPE_CHAN] = RK_CHAN,
    [TYPE_STRUCT] = RK_STRUCT,       [TYPE_FUNC] = RK_FUNC,
    [TYPE_INTERFACE] = RK_INTERFACE,
};

static char *copy(struct emit *e, const char *s)
{
    return arena_strndup(e->arena, s, strlen(s));
}

uint32_t emit_method_name(struct emit *e, const char *name,
                          const struct package *package, struct type *sig)
{
    bool own =
        package == NULL || package == e->l->main || name_is_exported(name);
    // Names are interned: equal ones are one key.
    bool fresh;
    uint32_t i =
        keymap_get(&e->name_map, (uintptr_t)name, own ? 0 : (uintptr_t)package,
                   emit_rtype(e, sig)->id, (uint32_t)e->names.n, &fresh);

    if (fresh)
        vec_push(&e->names,
                 own ? copy(e, name)
                     : arena_printf(e->arena, "%s.%s", package->path, name));
    return i;
}

// Fields one after the other, each in whole words.
static void set_fields(struct emit *e, struct rtype *r, struct type *u)
{
    r->fields = arena_array(e->arena, u->nfields, sizeof *r->fields);
    r->nfields = (uint32_t)u->nfields;
    for (size_t i = 0; i < u->nfields; i++) {
        const struct rtype *t = emit_rtype(e, u->fields[i].type);
        r->fields[i].name = copy(e, u->fields[i].name);
        r->fields[i].type = t;
        r->fields[i].offset_words = r->words;
        r->has_slice |= t->has_slice;
        if (t->words > TYPE_WORDS_MAX - r->words) {
            emit_error(e, u->fields[i].pos,
                       "type too large: more than %d words", TYPE_WORDS_MAX);
            return;
        }
        r->words += t->words;
    }
}

// The methods that values of an interface type must have.
static void set_wanted(struct emit *e, struct rtype *r, struct type *u)
{
    r->methods = arena_array(e->arena, u->nfields, sizeof *r->methods);
    r->nmethods = (uint32_t)u->nfields;
    for (size_t i = 0; i < u->nfields; i++)
        r->methods[i].name = emit_method_name(
            e, u->fields[i].name, u->fields[i].package, u->fields[i].type);
}

// Size in words; of elements of slices in bytes, as they are packed.
static void set_layout(struct emit *e, struct rtype *r, struct type *u)
{
    static const uint8_t small[RK_STRUCT + 1] = {
        [RK_BOOL] = 1,   [RK_INT8] = 1,  [RK_UINT8] = 1,  [RK_INT16] = 2,
        [RK_UINT16] = 2, [RK_INT32] = 4, [RK_UINT32] = 4, [RK_FLOAT32] = 4,
    };

    r->kind = (enum rkind)kinds[u->kind];
    r->words = 1;
    if (u->kind == TYPE_STRUCT) {
        r->words = 0;
        set_fields(e, r, u);
    } else if (u->kind == TYPE_SLICE) {
        r->words = SLICE_WORDS;
        r->has_slice = true;
    }
    r->elem_bytes = small[r->kind] != 0 ? small[r->kind] : 8 * r->words;
}

static bool is_supported(struct type *u)
{
    return u->kind < sizeof kinds && u->kind != TYPE_INVALID &&
           (u->kind == TYPE_BOOL || kinds[u->kind] != 0);
}

// The descriptor is entered before its parts are looked at: they may contain
// pointers to it.
static struct rtype *make(struct emit *e, struct type *t, uint32_t same_name,
                          const char *name)
{
    struct type *u = type_underlying(t);
    struct rtype *r = arena_new(e->arena, struct rtype);

    t->rtype = r;
    r->id = (uint32_t)e->types.n;
    struct rt rt = {.rtype = r, .type = t, .same_name = same_name};
    vec_push(&e->types, rt);
    r->name = copy(e, name);
    r->named = t->kind == TYPE_NAMED || t->kind < TYPE_POINTER;
    bool finite = type_layout(t);
    r->comparable = type_comparable(t);
    r->go_bytes = t->size > 0 && t->size < UINT32_MAX ? (uint32_t)t->size : 0;
    if (!finite || !is_supported(u) || e->type_depth > TYPE_NESTING_MAX) {
        const char *kind = type_kind_name(u);
        emit_error(e, t->obj != NULL ? t->obj->pos : (struct pos){0},
                   "%s types are not supported here",
                   kind != NULL ? kind : "such");
        return r;
    }
    e->type_depth++;
    set_layout(e, r, u);
    e->type_depth--;
    if (u->elem != NULL || u->kind == TYPE_INTERFACE)
        vec_push(&e->pending, t);
    return r;
}

// What interfaces want is found by name and signature, which may contain the
// type itself, too.
static void resolve(struct emit *e, struct type *t)
{
    struct rtype *r = t->rtype;
    struct type *u = type_underlying(t);

    if (u->kind == TYPE_INTERFACE)
        set_wanted(e, r, u);
    else
        r->elem = emit_rtype(e, u->elem);
}

// Parts behind pointers may contain the type itself: they get their rtype when
// the layout of all types under way is known.
static void resolve_pending(struct emit *e)
{
    while (e->pending.n > 0 && e->type_depth == 0) {
        struct type *t = e->pending.v[--e->pending.n];
        e->type_depth++;
        resolve(e, t);
        e->type_depth--;
    }
}

// Identical types are spelled alike, so only those of one spelling are
// compared. (Types of one spelling can differ: local ones.)
struct rtype *emit_rtype(struct emit *e, struct type *t)
{
    if (t->rtype != NULL)
        return t->rtype;
    t = emit_default_type(e, t);
    if (t->rtype != NULL)
        return t->rtype;

    const char *text = type_string(&e->l->arena, t);
    const char *name = strtab_cstr(&e->l->names, text);
    bool fresh;
    uint32_t first = keymap_get(&e->type_map, (uintptr_t)name, 0, 0,
                                (uint32_t)e->types.n, &fresh);
    if (fresh) {
        struct rtype *r = make(e, t, 0, name);
        resolve_pending(e);
        return r;
    }
    uint32_t last = first;
    for (uint32_t i = first + 1; i != 0; i = e->types.v[i - 1].same_name) {
        last = i - 1;
        if (type_identical(e->types.v[last].type, t)) {
            t->rtype = e->types.v[last].rtype;
            return t->rtype;
        }
    }
    e->types.v[last].same_name = (uint32_t)e->types.n + 1;
    struct rtype *r = make(e, t, 0, name);
    resolve_pending(e);
    return r;
}

uint32_t emit_words(struct emit *e, struct type *t)
{
    return emit_rtype(e, t)->words;
}

uint32_t emit_tuple_words(struct emit *e, struct type **v, size_t n)
{
    uint64_t words = 0;

    for (size_t i = 0; i < n && words <= REGS_MAX; i++)
        words += emit_words(e, v[i]);
    // More than fit in a frame: fn_alloc refuses them.
    return words <= REGS_MAX ? (uint32_t)words : REGS_MAX + 1;
}

uint32_t emit_field_offset(struct emit *e, struct type *t, size_t i)
{
    const struct rtype *r = emit_rtype(e, t);

    CHECK(r->kind == RK_STRUCT);
    CHECK(i < r->nfields);
    return r->fields[i].offset_words;
}

struct rtype *emit_boxed(struct emit *e, struct type *t)
{
    struct rtype *r = emit_rtype(e, t);

    CHECK(r->kind != RK_INTERFACE);
    if (!e->types.v[r->id].boxed) {
        e->types.v[r->id].boxed = true;
        vec_push(&e->boxed, r->id);
    }
    return r;
}

// The function that interfaces call for method m of values of type t.
static uint32_t box_method(struct emit *e, struct type *t, struct object *m)
{
    bool pointer = t->kind == TYPE_POINTER;
    struct type *base = pointer ? t->elem : t;
    uint32_t words = emit_words(e, base);
    struct type *sig = m->func->type;
    struct job job = {
        .func = emit_func(e, m->func),
        .recv_words = m->ptr_recv ? 1 : words,
        .params = emit_tuple_words(e, sig->params, sig->nparams),
        .results = emit_tuple_words(e, sig->results, sig->nresults),
    };

    if (pointer && !m->ptr_recv)
        job.kind = JOB_BOX_DEREF;
    else if (job.recv_words == 1)
        job.kind = JOB_BOX_WORD;
    else
        job.kind = JOB_BOX;
    return emit_wrapper(e, job, NULL);
}

// The method set: of *T also the methods of T.
static void make_methods(struct emit *e, struct rt *rt)
{
    struct type *t = rt->type;
    struct rtype *r = rt->rtype;
    struct type *base = t->kind == TYPE_POINTER ? t->elem : t;

    if (base->kind != TYPE_NAMED || base->nmethods == 0)
        return;
    r->methods = arena_array(e->arena, base->nmethods, sizeof *r->methods);
    for (size_t i = 0; i < base->nmethods; i++) {
        struct object *m = base->methods[i];
        if (m->ptr_recv && t->kind != TYPE_POINTER)
            continue;
        r->methods[r->nmethods].name =
            emit_method_name(e, m->name, m->package, m->func->type);
        r->methods[r->nmethods++].func = box_method(e, t, m);
    }
}

void emit_methods(struct emit *e, size_t from)
{
    for (size_t i = from; i < e->boxed.n; i++) {
        struct rt rt = e->types.v[e->boxed.v[i]];
        make_methods(e, &rt);
    }
}

// The VM makes values of this type: there is no Go declaration of it.
void emit_type_error_runtime(struct emit *e)
{
    struct rtype *r = arena_new(e->arena, struct rtype);
    struct job job = {.kind = JOB_ERROR_TEXT, .results = 1};

    *r = *emit_rtype(e, emit_basic(e, TYPE_STRING));
    r->id = (uint32_t)e->types.n;
    r->name = "runtime.Error";
    struct rt rt = {.rtype = r, .type = emit_basic(e, TYPE_STRING)};
    vec_push(&e->types, rt);
    r->methods = arena_array(e->arena, 2, sizeof *r->methods);
    r->nmethods = 2;
    struct strtab *names = &e->l->names;
    struct type *error = universe_of(e->l)->error_type;
    struct type *nothing = arena_new(&e->l->arena, struct type);
    nothing->kind = TYPE_FUNC;
    r->methods[0].name =
        emit_method_name(e, strtab_cstr(names, "Error"), NULL,
                         type_underlying(error)->fields[0].type);
    r->methods[0].func = emit_wrapper(e, job, "runtime.Error.Error");
    job.results = 0;
    r->methods[1].name =
        emit_method_name(e, strtab_cstr(names, "RuntimeError"), NULL, nothing);
    r->methods[1].func = emit_wrapper(e, job, "runtime.Error.RuntimeError");
    e->out->type_error_runtime = r;
}

struct named {
    const char *name;
    uint32_t old;
};

static int compare_named(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = strcmp(x->name, y->name);

    // Methods of one name and several signatures.
    return order != 0 ? order : (x->old > y->old) - (x->old < y->old);
}

static int compare_methods(const void *a, const void *b)
{
    const struct rmethod *x = a, *y = b;

    return (x->name > y->name) - (x->name < y->name);
}

// The number + 1 of the method with the name and the shape func() string.
static uint32_t text_method(struct emit *e, const struct rtype *r,
                            const char *name)
{
    for (uint32_t i = 0; i < r->nmethods; i++) {
        const struct func *f = e->funcs.v[r->methods[i].func];
        if (strcmp(e->out->names[r->methods[i].name], name) == 0 &&
            f->nparams == 1 && f->nresults == 1)
            return i + 1;
    }
    return 0;
}

// Method numbers in code were those of the order of first use.
static void renumber_calls(struct emit *e, const uint32_t *number)
{
    for (size_t i = 0; i < e->funcs.n; i++) {
        struct func *f = e->funcs.v[i];
        for (uint32_t k = 0; k < f->ncode; k += code_slots(&f->code[k]))
            if (f->code[k].op == OP_CALLI)
                f->code[k + 1].lo =
                    (int32_t)number[(uint32_t)f->code[k + 1].lo];
    }
}

// fmt calls String() string, not methods that merely have the name.
static bool returns_string(struct emit *e, struct type *base, const char *name)
{
    if (base == NULL || base->kind != TYPE_NAMED)
        return true;
    const struct object *m = type_method(base, strtab_cstr(&e->l->names, name));
    return m != NULL && m->func->type->nresults == 1 &&
           type_identical(m->func->type->results[0],
                          emit_basic(e, TYPE_STRING));
}

static void finish_methods(struct emit *e, struct rt *rt,
                           const uint32_t *number)
{
    struct rtype *r = rt->rtype;

    for (uint32_t i = 0; i < r->nmethods; i++)
        r->methods[i].name = number[r->methods[i].name];
    if (r->nmethods > 1)
        qsort(r->methods, r->nmethods, sizeof *r->methods, compare_methods);
    if (r->kind == RK_INTERFACE)
        return;
    struct type *t = rt->type;
    struct type *base = t->kind == TYPE_POINTER ? t->elem : t;
    if (returns_string(e, base, "String"))
        r->stringer = text_method(e, r, "String");
    if (returns_string(e, base, "Error"))
        r->error_method = text_method(e, r, "Error");
}

// Numbers by sorted name let the VM search method tables.
void emit_finish_types(struct emit *e)
{
    uint32_t n = (uint32_t)e->names.n;
    struct named *sorted = xcalloc(n + 1, sizeof *sorted);
    uint32_t *number = xcalloc(n + 1, sizeof *number);

    for (uint32_t i = 0; i < n; i++)
        sorted[i] = (struct named){e->names.v[i], i};
    qsort(sorted, n, sizeof *sorted, compare_named);
    e->out->names = arena_array(e->arena, n, sizeof *e->out->names);
    e->out->nnames = n;
    for (uint32_t i = 0; i < n; i++) {
        e->out->names[i] = sorted[i].name;
        number[sorted[i].old] = i;
    }
    renumber_calls(e, number);
    for (size_t i = 0; i < e->types.n; i++)
        finish_methods(e, &e->types.v[i], number);
    free(sorted);
    free(number);
}
