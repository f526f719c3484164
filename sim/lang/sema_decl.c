// Declarations: each is resolved when it is first needed, as they may come in
// any order. types2: decl.go.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"

// ---- types ----

static struct type *new_named(struct sema *s, struct object *obj)
{
    struct type *t = arena_new(s->a, struct type);

    t->kind = TYPE_NAMED;
    t->obj = obj;
    obj->type = t;
    return t;
}

struct object *sema_new_type_object(struct sema *s, struct decl *d)
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

// Makes rhs the underlying type of t, unless the names lead back to t.
static void set_underlying(struct sema *s, struct type *t, struct type *rhs)
{
    VEC(struct object *) names = {0};
    struct type *u = rhs;

    CHECK(t->kind == TYPE_NAMED && t->underlying == NULL);
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
        if (f.kind != SELECTION_FIELD || f.npath != 1)
            continue;
        sema_error(s, m->pos, "field and method with the same name %s",
                   m->name);
        sema_note(s, f.field->pos, "other declaration of %s", m->name);
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
                sema_error(s, sema_start(type_expr), "invalid constant type %t",
                           obj->type);
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

    CHECK(d->kind == DECL_CONST && i < d->nnames);
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

    CHECK(d->kind == DECL_VAR && i < d->nnames);
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
        struct expr *base = sema_unparen(r->type);
        if (base->kind == EX_STAR)
            base = sema_unparen(base->x);
        sema_delay(s, DELAYED_RECEIVER, sema_start(base), t);
        r->obj = sema_new_object(s, OBJ_VAR, r->name, r->pos);
        r->obj->type = t;
        r->obj->func = f;
        r->obj->is_param = r->obj->used = true;
    }
    f->type = sema_signature(s, &f->sig, f, f->pos);
    obj->type = f->type;
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

    CHECK(f->type != NULL && f->body != NULL);
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

    CHECK(s->env.func != NULL);
    d->objs = arena_array(s->a, d->nnames + 1, sizeof *d->objs);
    for (size_t i = 0; i < d->nnames; i++)
        d->objs[i] =
            sema_new_object(s, d->kind == DECL_CONST ? OBJ_CONST : OBJ_VAR,
                            d->names[i], d->name_pos[i]);
    sema_check_arity(s, d);
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
        if (sema_declare(s, d->objs[i]) && d->kind == DECL_VAR &&
            strcmp(d->names[i], "_") != 0)
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
    struct object *obj = sema_new_type_object(s, d);
    sema_declare(s, obj);
    obj->state = OBJECT_RESOLVING;
    vec_push(&s->path, obj);
    type_decl(s, obj, d);
    s->path.n--;
    obj->state = OBJECT_DONE;
}
