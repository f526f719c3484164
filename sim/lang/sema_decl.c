// Declarations: collecting those of a package, and resolving each when it is
// first needed, as they may come in any order. types2: resolver.go, decl.go.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"

// ---- collecting ----

static uint32_t new_node(struct sema *s, struct object *obj, struct decl *init)
{
    struct node n = {.obj = obj, .init = init};

    vec_push(&s->nodes, n);
    return (uint32_t)s->nodes.n;
}

static void declare_package_object(struct sema *s, struct object *obj)
{
    bool main = strcmp(obj->name, "main") == 0 &&
                strcmp(s->pkg->name, "main") == 0;

    if (obj->kind != OBJ_FUNC && (main || strcmp(obj->name, "init") == 0))
        sema_error(s, obj->pos, "cannot declare %s - must be func", obj->name);
    else
        sema_declare(s, obj);
}

// The declaration of the i-th name of d with its own value alone.
static struct decl *split_var(struct sema *s, struct decl *d, size_t i)
{
    struct decl *one = arena_new(s->a, struct decl);

    *one = *d;
    one->names += i;
    one->name_pos += i;
    one->objs += i;
    one->values.v += i;
    one->nnames = one->values.n = 1;
    return one;
}

static void collect_values(struct sema *s, struct decl *d)
{
    size_t nvalues = d->values.n;
    uint32_t shared = 0;

    d->objs = arena_array(s->a, d->nnames + 1, sizeof *d->objs);
    for (size_t i = 0; i < d->nnames; i++) {
        enum object_kind kind = d->kind == DECL_CONST ? OBJ_CONST : OBJ_VAR;
        struct object *obj =
            sema_new_object(s, kind, d->names[i], d->name_pos[i]);
        obj->decl = d;
        obj->state = OBJECT_WAITING;
        obj->is_global = kind == OBJ_VAR;
        d->objs[i] = obj;
        declare_package_object(s, obj);
        if (kind == OBJ_CONST)
            continue;
        // With one value for several names all of them wait for it.
        if (nvalues == 1 && d->nnames > 1)
            obj->node = shared != 0 ? shared : new_node(s, obj, d);
        else if (nvalues == d->nnames)
            obj->node = new_node(s, obj, split_var(s, d, i));
        else
            obj->node = new_node(s, obj, NULL);
        shared = obj->node;
    }
}

// There must be as many values as names; one value may be a call.
static void check_arity(struct sema *s, struct decl *d)
{
    size_t names = d->nnames, values = d->values.n;

    if (d->kind == DECL_CONST) {
        // The parser compares those that are written together.
        if (names < values)
            sema_error(s, d->pos, "extra init expr");
        return;
    }
    if (values == 0 && d->type_expr != NULL)
        return;
    if (names < values)
        sema_error(s, sema_start(d->values.v[names]), "extra init expr %e",
                   d->values.v[names]);
    else if (names > values && values != 1)
        sema_error(s, d->name_pos[values], "missing init expr for %s",
                   d->names[values]);
}

static struct type *new_named(struct sema *s, struct object *obj)
{
    struct type *t = arena_new(s->a, struct type);

    t->kind = TYPE_NAMED;
    t->obj = obj;
    obj->type = t;
    return t;
}

static struct object *new_type_object(struct sema *s, struct decl *d)
{
    struct object *obj =
        sema_new_object(s, OBJ_TYPE, d->names[0], d->name_pos[0]);

    CHECK(d->nnames == 1);
    obj->decl = d;
    d->objs = arena_array(s->a, 1, sizeof *d->objs);
    d->objs[0] = obj;
    if (!d->alias)
        new_named(s, obj);
    return obj;
}

static void collect_type(struct sema *s, struct decl *d)
{
    struct object *obj = new_type_object(s, d);

    obj->state = OBJECT_WAITING;
    declare_package_object(s, obj);
}

static void collect_func(struct sema *s, struct decl *d)
{
    struct func_decl *f = d->func;
    struct object *obj = sema_new_object(s, OBJ_FUNC, f->name, f->pos);
    bool init = strcmp(f->name, "init") == 0;
    bool main = strcmp(f->name, "main") == 0 &&
                strcmp(s->pkg->name, "main") == 0;

    obj->decl = d;
    obj->func = f;
    obj->state = OBJECT_WAITING;
    obj->node = new_node(s, obj, NULL);
    f->obj = obj;
    s->pkg->funcs[s->pkg->nfuncs++] = f;
    if (f->recv != NULL) {
        vec_push(&s->methods, obj);
    } else {
        if ((init || main) && f->sig.params.n + f->sig.results.n > 0)
            sema_error(s, f->pos,
                       "func %s must have no arguments and no return values",
                       f->name);
        if (!init)
            declare_package_object(s, obj);
    }
    if (f->body != NULL)
        return;
    if (init)
        sema_error(s, f->pos, "func init must have a body");
    else if (!s->pkg->prelude)
        sema_error(s, f->pos, "missing function body");
}

// ---- methods ----

// The type declaration that a receiver names, through aliases and one pointer.
static struct object *receiver_base(struct sema *s, struct expr *e, bool *ptr)
{
    enum { ALIASES_MAX = 100 };

    for (int i = 0; i < ALIASES_MAX; i++) {
        e = sema_unparen(e);
        if (e->kind == EX_STAR && !*ptr) {
            *ptr = true;
            e = sema_unparen(e->x);
        }
        if (e->kind != EX_IDENT)
            return NULL;
        struct object *obj = scope_find(s->pkg->scope, e->name);
        if (obj == NULL || obj->kind != OBJ_TYPE)
            return NULL;
        if (!obj->decl->alias)
            return obj;
        e = obj->decl->type_expr;
    }
    return NULL;
}

// Whether another method of the type has the name; seen has "T.m".
static bool is_duplicate(struct sema *s, struct scope *seen, struct object *m,
                         const struct object *base)
{
    const char *name = arena_printf(s->a, "%s.%s", base->name, m->name);
    struct object *o = sema_new_object(
        s, OBJ_FUNC, strtab_cstr(&s->l->names, name), m->pos);
    struct object *other = scope_insert(s->a, seen, o);

    if (other == NULL)
        return false;
    sema_error(s, m->pos, "method %s already declared at %s:%d:%d", name,
               s->l->diag->source[other->pos.file].name, (int)other->pos.line,
               (int)other->pos.col);
    return true;
}

// Gives the named types their methods.
static void associate_methods(struct sema *s)
{
    struct scope *seen = scope_new(s->a, NULL);

    for (size_t i = 0; i < s->methods.n; i++) {
        struct object *m = s->methods.v[i];
        bool ptr = false;
        struct object *base = receiver_base(s, m->func->recv->type, &ptr);
        m->ptr_recv = ptr;
        // Blank methods are checked but not found; wrong receivers are
        // reported with the signature.
        if (base == NULL || strcmp(m->name, "_") == 0 ||
            is_duplicate(s, seen, m, base))
            continue;
        m->recv = base->type;
        base->type->nmethods++;
    }
    for (size_t i = 0; i < s->methods.n; i++) {
        struct object *m = s->methods.v[i];
        struct type *t = m->recv;
        if (t == NULL)
            continue;
        if (t->methods == NULL) {
            t->methods = arena_array(s->a, t->nmethods, sizeof *t->methods);
            t->nmethods = 0;
        }
        t->methods[t->nmethods++] = m;
    }
    for (size_t i = 0; i < s->methods.n; i++) {
        struct type *t = s->methods.v[i]->recv;
        if (t != NULL && t->slots == NULL)
            type_index(s->a, t);
    }
}

void sema_collect_objects(struct sema *s)
{
    struct package *p = s->pkg;
    struct file *f = p->files[0];

    s->env.scope = p->scope;
    p->funcs = arena_array(s->a, f->ndecls + 1, sizeof *p->funcs);
    for (size_t i = 0; i < f->ndecls; i++) {
        struct decl *d = f->decls[i];
        switch (d->kind) {
        case DECL_IMPORT:
            break;
        case DECL_CONST:
        case DECL_VAR:
            collect_values(s, d);
            check_arity(s, d);
            break;
        case DECL_TYPE:
            collect_type(s, d);
            break;
        case DECL_FUNC:
            collect_func(s, d);
            break;
        }
    }
    associate_methods(s);
}

// ---- types ----

// Makes rhs the underlying type of t, unless the names lead back to t.
static void set_underlying(struct sema *s, struct type *t, struct type *rhs)
{
    VEC(struct object *) names = {0};
    struct type *u = rhs;

    vec_push(&names, t->obj);
    for (; u != NULL && u->kind == TYPE_NAMED && u != t; u = u->underlying)
        vec_push(&names, u->obj);
    t->underlying = rhs;
    if (u == t) {
        sema_cycle_error(s, names.v, names.n, false);
        t->underlying = sema_invalid(s);
    } else if (u != NULL) {
        t->underlying = u;
    }
    vec_release(&names);
}

// Go spec: a field and a method of one type may not have one name.
static void check_field_names(struct sema *s, struct type *t)
{
    struct type *u = type_underlying(t);

    if (u->kind != TYPE_STRUCT)
        return;
    for (size_t i = 0; i < t->nmethods; i++) {
        struct object *m = t->methods[i];
        struct type_selection f = type_select(u, m->name, s->pkg, false);
        if (f.kind == SELECTION_FIELD && f.npath == 1)
            sema_error(s, m->pos, "field and method with the same name %s",
                       m->name);
    }
}

static void type_decl(struct sema *s, struct object *obj, struct decl *d)
{
    if (d->alias) {
        struct type *t = sema_type(s, d->type_expr);
        // A cycle through obj may have made it invalid.
        if (obj->type == NULL)
            obj->type = t;
        return;
    }
    struct type *t = obj->type;
    struct type *rhs = sema_type(s, d->type_expr);
    set_underlying(s, t, rhs);
    check_field_names(s, t);
    sema_delay(s, DELAYED_TYPE, obj->pos, t);
}

// ---- constants ----

void sema_const_value(struct sema *s, struct object *obj,
                      struct expr *type_expr, struct expr *init)
{
    obj->value = const_int(0);
    if (type_expr != NULL) {
        obj->type = sema_type(s, type_expr);
        if (!type_is_valid(type_underlying(obj->type)) ||
            !type_is_const(obj->type)) {
            if (type_is_valid(type_underlying(obj->type)))
                sema_error(s, sema_start(type_expr),
                           "invalid constant type %t", obj->type);
            obj->type = sema_invalid(s);
            return;
        }
    }
    if (init == NULL || !sema_expr(s, init)) {
        obj->type = sema_invalid(s);
        return;
    }
    if (init->mode != MODE_CONST) {
        sema_error(s, sema_start(init), "%o is not constant", init);
        obj->type = sema_invalid(s);
        return;
    }
    if (obj->type == NULL)
        obj->type = init->type;
    if (sema_assignment(s, init, obj->type, "constant declaration"))
        obj->value = init->value;
    else
        obj->type = sema_invalid(s);
}

static bool is_before(struct pos a, struct pos b)
{
    return a.line < b.line || (a.line == b.line && a.col < b.col);
}

// The i-th name of a const declaration.
static void const_decl(struct sema *s, struct object *obj, struct decl *d,
                       size_t i)
{
    struct env env = s->env;
    struct expr *init = i < d->values.n ? d->values.v[i] : NULL;

    s->env.has_iota = true;
    s->env.iota = d->iota;
    // Values of an earlier line of the group: errors belong here.
    s->env.errpos = (struct pos){0};
    if (init != NULL && is_before(sema_start(init), d->pos))
        s->env.errpos = obj->pos;
    sema_const_value(s, obj, d->type_expr, init);
    s->env = env;
}

// ---- variables ----

static struct type *var_type(struct sema *s, struct decl *d)
{
    if (d->type_expr == NULL)
        return NULL;
    // Names that share a type share the node.
    if (d->type_expr->mode == MODE_TYPE)
        return d->type_expr->type;
    return sema_type(s, d->type_expr);
}

// The i-th name of a var declaration; with one value for several, all of them.
static void var_decl(struct sema *s, struct decl *d, size_t i)
{
    struct object *obj = d->objs[i];
    struct type *t = var_type(s, d);

    obj->type = t;
    if (d->values.n == 1 && d->nnames > 1) {
        for (size_t k = 0; k < d->nnames; k++)
            d->objs[k]->type = t;
        sema_init_vars(s, d->objs, d->nnames, &d->values, NULL);
        return;
    }
    struct expr *init = i < d->values.n ? d->values.v[i] : NULL;
    if (init == NULL) {
        if (t == NULL)
            obj->type = sema_invalid(s);
        return;
    }
    sema_expr(s, init);
    sema_init_var(s, obj, init, "variable declaration");
}

// ---- functions ----

static void func_decl(struct sema *s, struct object *obj)
{
    struct func_decl *f = obj->func;

    sema_open_scope(s);
    s->env.scope->func = f;
    if (f->recv != NULL) {
        struct field *r = f->recv;
        struct type *t = sema_type(s, r->type);
        sema_delay(s, DELAYED_RECEIVER, sema_start(sema_unparen(r->type)), t);
        r->obj = sema_new_object(s, OBJ_VAR, r->name, r->pos);
        r->obj->type = t;
        r->obj->func = f;
        r->obj->is_param = r->obj->used = true;
    }
    f->type = sema_signature(s, &f->sig, f, f->pos);
    obj->type = f->type;
    if (f->recv != NULL && f->recv->name != NULL)
        sema_declare(s, f->recv->obj);
    if (f->body != NULL)
        sema_delay_body(s, f);
    sema_close_scope(s);
}

static void check_unused(struct sema *s, size_t first)
{
    for (size_t i = first; i < s->locals.n; i++)
        if (!s->locals.v[i]->used)
            sema_error(s, s->locals.v[i]->pos, "declared and not used: %s",
                       s->locals.v[i]->name);
    s->locals.n = first;
}

void sema_func_body(struct sema *s, const struct delayed *d)
{
    struct func_decl *f = d->func;
    struct env env = s->env;
    size_t first = s->locals.n;

    s->env = d->env;
    s->env.func = f;
    s->env.errpos = (struct pos){0};
    sema_stmt_list(s, f->body);
    if (f->type->nresults > 0 && !sema_is_terminating(f->body))
        sema_error(s, f->body->end, "missing return");
    check_unused(s, first);
    s->env = env;
}

// ---- resolving ----

// obj is being resolved and needed: whether that may be. Reports it otherwise.
static bool is_valid_cycle(struct sema *s, struct object *obj)
{
    size_t start = s->path.n, values = 0, constants = 0, definitions = 0;

    while (s->path.v[--start] != obj)
        CHECK(start > 0);
    size_t n = s->path.n - start;
    for (size_t i = start; i < s->path.n; i++) {
        const struct object *o = s->path.v[i];
        values += o->kind == OBJ_CONST || o->kind == OBJ_VAR;
        constants += o->kind == OBJ_CONST;
        definitions += o->kind == OBJ_TYPE && !o->decl->alias;
    }
    // Cycles of variables alone are reported with the initialization order.
    if ((values == n && constants == 0) || (values == 0 && definitions > 0))
        return true;
    sema_cycle_error(s, s->path.v + start, n, values == n);
    return false;
}

static void resolve_again(struct sema *s, struct object *obj)
{
    bool valid = is_valid_cycle(s, obj);

    if (obj->kind == OBJ_FUNC) {
        // A signature that needs itself; calls cannot be checked.
        if (obj->type == NULL)
            obj->type = sema_invalid(s);
    } else if (!valid || obj->type == NULL) {
        obj->type = sema_invalid(s);
    }
}

static size_t index_of(const struct decl *d, const struct object *obj)
{
    size_t i = 0;

    while (d->objs[i] != obj)
        CHECK(++i < d->nnames);
    return i;
}

static void resolve_now(struct sema *s, struct object *obj)
{
    struct decl *d = obj->decl;

    switch (obj->kind) {
    case OBJ_CONST:
        const_decl(s, obj, d, index_of(d, obj));
        break;
    case OBJ_VAR:
        // One value for several: the first one did them all.
        if (obj->type == NULL)
            var_decl(s, d, index_of(d, obj));
        break;
    case OBJ_TYPE:
        type_decl(s, obj, d);
        break;
    case OBJ_FUNC:
        func_decl(s, obj);
        break;
    default:
        CHECK_UNREACHABLE();
    }
}

void sema_resolve(struct sema *s, struct object *obj)
{
    if (obj->state == OBJECT_DONE)
        return;
    if (obj->state == OBJECT_RESOLVING) {
        resolve_again(s, obj);
        return;
    }
    CHECK(obj->package == s->pkg);
    if (s->depth > LANG_NESTING_MAX) {
        sema_error(s, obj->pos, "declaration of %s is nested too deeply",
                   obj->name);
        obj->type = sema_invalid(s);
        obj->state = OBJECT_DONE;
        return;
    }
    struct env env = s->env;
    s->env = (struct env){.scope = s->file_scope, .node = obj->node};
    obj->state = OBJECT_RESOLVING;
    vec_push(&s->path, obj);
    s->depth++;
    resolve_now(s, obj);
    s->depth--;
    s->path.n--;
    obj->state = OBJECT_DONE;
    s->env = env;
}

// Types first, so that they are complete when values need them; then aliases,
// then all others. As types2 does.
void sema_package_objects(struct sema *s)
{
    struct file *f = s->pkg->files[0];

    for (int pass = 0; pass < 3; pass++) {
        for (size_t i = 0; i < f->ndecls; i++) {
            struct decl *d = f->decls[i];
            int want = d->kind != DECL_TYPE ? 2 : d->alias ? 1 : 0;
            if (want != pass || d->kind == DECL_IMPORT)
                continue;
            if (d->kind == DECL_FUNC)
                sema_resolve(s, d->func->obj);
            for (size_t k = 0; k < d->nnames; k++)
                sema_resolve(s, d->objs[k]);
        }
        if (pass == 1)
            sema_process_delayed(s, 0);
    }
}

// ---- declaration statements ----

static void local_values(struct sema *s, struct decl *d)
{
    size_t top = s->delayed.n;

    d->objs = arena_array(s->a, d->nnames + 1, sizeof *d->objs);
    for (size_t i = 0; i < d->nnames; i++)
        d->objs[i] = sema_new_object(
            s, d->kind == DECL_CONST ? OBJ_CONST : OBJ_VAR, d->names[i],
            d->name_pos[i]);
    check_arity(s, d);
    for (size_t i = 0; i < d->nnames; i++) {
        if (d->kind == DECL_CONST)
            const_decl(s, d->objs[i], d, i);
        else if (d->objs[i]->type == NULL)
            var_decl(s, d, i);
    }
    // Extra values: for errors and uses.
    for (size_t i = d->nnames; d->kind == DECL_VAR && i < d->values.n; i++)
        sema_use(s, d->values.v[i]);
    // Literals see the scope without the new names.
    sema_process_delayed(s, top);
    for (size_t i = 0; i < d->nnames; i++) {
        sema_declare(s, d->objs[i]);
        if (d->kind == DECL_VAR && strcmp(d->names[i], "_") != 0)
            vec_push(&s->locals, d->objs[i]);
    }
}

void sema_decl_stmt(struct sema *s, struct decl *d)
{
    if (d->kind != DECL_TYPE) {
        CHECK(d->kind == DECL_CONST || d->kind == DECL_VAR);
        local_values(s, d);
        return;
    }
    struct object *obj = new_type_object(s, d);
    sema_declare(s, obj);
    obj->state = OBJECT_RESOLVING;
    vec_push(&s->path, obj);
    type_decl(s, obj, d);
    s->path.n--;
    obj->state = OBJECT_DONE;
}
