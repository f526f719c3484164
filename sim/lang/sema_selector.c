// Selectors: names of packages, fields, methods, method values and expressions.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"

// ---- pkg.Name ----

// A name of p that differs from name in the case of its letters, or NULL.
static const char *similar_name(struct package *p, const char *name)
{
    size_t n = strlen(name);

    for (size_t f = 0; f < p->nfiles; f++) {
        for (size_t i = 0; i < p->files[f]->ndecls; i++) {
            struct decl *d = p->files[f]->decls[i];
            const char *other = d->kind == DECL_FUNC && d->func->recv == NULL
                                    ? d->func->name
                                : d->nnames > 0 ? d->names[0]
                                                : "";
            if (strlen(other) == n && name_is_exported(other) &&
                strcasecmp(other, name) == 0)
                return other;
        }
    }
    return NULL;
}

static void report_member(struct sema *s, struct expr *e, struct package *p)
{
    if (!sema_reports(s)) {
        sema_error(s, e->name_pos, "undefined");
        return;
    }
    const char *level = level_of_member(p->path, e->name);
    const char *similar = similar_name(p, e->name);

    if (level != NULL)
        sema_error(s, e->name_pos, "%e is not supported yet (level %s)", e,
                   level);
    else if (similar != NULL)
        sema_error(s, e->name_pos, "undefined: %e (but have %s)", e, similar);
    else
        sema_error(s, e->name_pos, "undefined: %e", e);
}

static void package_member(struct sema *s, struct expr *e, struct object *pkg)
{
    struct package *p = pkg->imported;

    pkg->used = true;
    if (p == NULL)
        return;
    struct object *obj = scope_find(p->scope, e->name);
    // The unexported names of the prelude are its own, not Go's.
    if (obj == NULL || (p->prelude && !name_is_exported(e->name))) {
        report_member(s, e, p);
        return;
    }
    if (!name_is_exported(e->name)) {
        sema_error(s, e->name_pos, "name %s not exported by package %s",
                   e->name, p->name);
        return;
    }
    e->select = SELECT_PACKAGE;
    e->obj = obj;
    CHECK(obj->state == OBJECT_DONE);
    if (!type_is_valid(obj->type))
        return;
    sema_set(e,
             obj->kind == OBJ_CONST  ? MODE_CONST
             : obj->kind == OBJ_TYPE ? MODE_TYPE
             : obj->kind == OBJ_VAR  ? MODE_VAR
                                     : MODE_VALUE,
             obj->type);
    e->value = obj->value;
}

// The package that e names, or NULL.
static struct object *named_package(struct sema *s, struct expr *e)
{
    struct scope *where;
    struct object *obj =
        e->kind == EX_IDENT ? sema_lookup(s, e->name, &where) : NULL;

    return obj != NULL && obj->kind == OBJ_PACKAGE ? obj : NULL;
}

// ---- errors ----

// The level of a method that the real package has, or NULL.
static const char *member_level(struct sema *s, struct type *t,
                                const char *name)
{
    if (t->kind == TYPE_POINTER)
        t = t->elem;
    if (t->kind != TYPE_NAMED || t->obj->package == NULL ||
        !t->obj->package->prelude)
        return NULL;
    return level_of_member(t->obj->package->path,
                           sema_text(s, "%s.%s", t->obj->name, name));
}

// Why a type has no such field or method; literal: of a struct literal.
const char *sema_lookup_error(struct sema *s, struct type *t, const char *name,
                              bool literal)
{
    struct type_selection m = type_select(t, name, s->pkg, true);
    const char *level = member_level(s, t, name), *alt = NULL, *hidden = "";
    const struct package *package = s->pkg;

    if (level != NULL)
        return sema_text(s, "not supported yet: level %s", level);
    if (m.kind == SELECTION_METHOD) {
        alt = m.method->name;
        package = m.method->package;
    } else if (m.kind == SELECTION_FIELD || m.kind == SELECTION_INTERFACE) {
        alt = m.field->name;
        package = m.field->package;
    }
    if (literal && (m.kind != SELECTION_FIELD || m.npath > 1))
        alt = NULL;
    const char *what = m.kind == SELECTION_FIELD ? "field" : "method";
    bool same_tail = alt != NULL && strcmp(alt + 1, name + 1) == 0;
    if (alt != NULL && package != s->pkg && !name_is_exported(alt)) {
        if (alt == name)
            return literal ? sema_text(s,
                                       "cannot refer to unexported field %s in "
                                       "struct literal of type %t",
                                       alt, t)
                           : sema_text(s, "cannot refer to unexported %s %s",
                                       what, alt);
        hidden = "unexported ";
        if (!same_tail || !name_is_exported(name))
            alt = NULL;
    }
    if (literal)
        return alt == NULL
                   ? sema_text(s,
                               "unknown field %s in struct literal of type %t",
                               name, t)
                   : sema_text(s,
                               "unknown field %s in struct literal of type %t, "
                               "but does have %s%s",
                               name, t, hidden, alt);
    if (alt == NULL)
        return sema_text(s, "type %t has no field or method %s", t, name);
    return sema_text(s,
                     "type %t has no field or method %s, but does have %s%s %s",
                     t, name, hidden, what, alt);
}

static void report_missing(struct sema *s, struct expr *e,
                           const struct type_selection *m)
{
    struct type *t = e->x->type, *u = type_underlying(t);
    const char *why;

    if (!type_is_valid(u))
        return;
    if (!sema_reports(s)) {
        sema_error(s, e->name_pos, "undefined");
        return;
    }
    if (m->kind == SELECTION_AMBIGUOUS) {
        sema_error(s, e->name_pos, "ambiguous selector %e", e);
        return;
    }
    if (u->kind == TYPE_POINTER && type_is_interface(u->elem))
        why = sema_text(s, "type %t is pointer to interface, not interface", t);
    else
        why = sema_lookup_error(s, t, e->name, false);
    sema_error(s, e->name_pos, "%e undefined (%s)", e, why);
}

// ---- x.f ----

// Interfaces on the way must have all their methods before the search.
static void complete_types(struct sema *s, struct type *t)
{
    struct type *u = type_underlying(t);

    if (u->kind == TYPE_POINTER)
        u = type_underlying(u->elem);
    if (u->kind == TYPE_INTERFACE)
        sema_complete_interface(s, u);
    for (size_t i = 0; u->has_embedded && i < u->nfields; i++)
        if (u->fields[i].embedded && type_is_interface(u->fields[i].type))
            sema_complete_interface(s, type_underlying(u->fields[i].type));
}

// func(T, params…) of the method m.
static struct type *method_expr_type(struct sema *s, struct type *recv,
                                     struct type *m)
{
    struct type *t = arena_new(s->a, struct type);

    *t = *m;
    t->nparams = m->nparams + 1;
    t->params = arena_array(s->a, t->nparams, sizeof *t->params);
    t->params[0] = recv;
    for (size_t i = 0; i < m->nparams; i++)
        t->params[i + 1] = m->params[i];
    // Where the method's parameters have names the receiver has one too.
    if (m->nfields > 0 && (m->nparams == 0 || m->fields[0].name != NULL)) {
        t->nfields = m->nfields + 1;
        t->fields = arena_array(s->a, t->nfields, sizeof *t->fields);
        t->fields[0].name = m->nparams > 0 ? "_" : NULL;
        memcpy(t->fields + 1, m->fields, m->nfields * sizeof *t->fields);
    }
    return t;
}

static void set_path(struct sema *s, struct expr *e,
                     const struct type_selection *m)
{
    e->npath = m->npath;
    e->path = arena_array(s->a, m->npath + 1, sizeof *e->path);
    memcpy(e->path, m->path, m->npath * sizeof *e->path);
}

static void select_field(struct expr *e, const struct type_selection *m)
{
    e->select = SELECT_FIELD;
    if (type_is_valid(m->field->type))
        sema_set(e,
                 e->x->mode == MODE_VAR || m->indirect ? MODE_VAR : MODE_VALUE,
                 m->field->type);
}

// Whether the place that the path from x leads to holds a pointer.
static bool ends_in_pointer(const struct expr *x,
                            const struct type_selection *m)
{
    struct type *t = x->type;

    for (size_t i = 0; i < m->npath; i++) {
        struct type *u = type_underlying(t);
        if (u->kind == TYPE_POINTER)
            u = type_underlying(u->elem);
        t = u->fields[m->path[i]].type;
    }
    return type_underlying(t)->kind == TYPE_POINTER;
}

static void select_method(struct sema *s, struct expr *e,
                          const struct type_selection *m)
{
    struct object *method = m->method;

    CHECK(method != NULL && method->kind == OBJ_FUNC);
    if (method->ptr_recv && !m->indirect && e->x->mode != MODE_VAR) {
        sema_error(s, e->name_pos, "cannot call pointer method %s on %t",
                   e->name, e->x->type);
        return;
    }
    sema_resolve(s, method);
    sema_add_dependency(s, method);
    e->select = SELECT_METHOD;
    e->method = method;
    bool pointer = ends_in_pointer(e->x, m);
    e->recv_addr = method->ptr_recv && !pointer;
    e->recv_deref = !method->ptr_recv && pointer;
    if (e->recv_addr)
        sema_mark_root(e->x, false);
    if (type_is_valid(method->type))
        sema_set(e, MODE_VALUE, method->type);
}

static void select_interface(struct expr *e, const struct type_selection *m)
{
    e->select = SELECT_INTERFACE;
    e->index = m->index;
    sema_set(e, MODE_VALUE, m->field->type);
}

// T.m or (*T).m
static void method_expr(struct sema *s, struct expr *e,
                        const struct type_selection *m)
{
    struct type *t = e->x->type, *sig;

    if (m->kind == SELECTION_FIELD) {
        sema_error(s, e->name_pos, "%e undefined (type %t has no method %s)", e,
                   t, e->name);
        return;
    }
    if (m->kind == SELECTION_METHOD) {
        if (m->method->ptr_recv && !m->indirect) {
            sema_error(s, e->name_pos,
                       "invalid method expression %t.%s (needs pointer "
                       "receiver (*%t).%s)",
                       t, e->name, t, e->name);
            return;
        }
        sema_resolve(s, m->method);
        sema_add_dependency(s, m->method);
        e->method = m->method;
        e->recv_deref = !m->method->ptr_recv && t->kind == TYPE_POINTER;
        sig = m->method->type;
    } else {
        e->index = m->index;
        sig = m->field->type;
    }
    e->select = SELECT_METHOD_EXPR;
    if (sig->kind == TYPE_FUNC)
        sema_set(e, MODE_VALUE, method_expr_type(s, t, sig));
}

void sema_selector(struct sema *s, struct expr *e, bool want_type)
{
    struct object *pkg = named_package(s, e->x);

    CHECK(e->kind == EX_SELECTOR);
    sema_set(e, MODE_INVALID, sema_invalid(s));
    e->select = SELECT_NONE;
    e->method = NULL;
    if (pkg != NULL) {
        e->x->obj = pkg;
        sema_set(e->x, MODE_PACKAGE, sema_invalid(s));
        package_member(s, e, pkg);
        return;
    }
    if (!sema_expr_or_type(s, e->x))
        return;
    if (e->x->mode == MODE_BUILTIN) {
        sema_error(s, e->op_pos, "invalid use of %o in selector expression",
                   e->x);
        return;
    }
    if (want_type) {
        sema_error(s, e->name_pos, "%e is not a type", e);
        return;
    }
    complete_types(s, e->x->type);
    struct type_selection m = type_select(e->x->type, e->name, s->pkg, false);
    if (m.kind == SELECTION_NONE || m.kind == SELECTION_AMBIGUOUS) {
        report_missing(s, e, &m);
        return;
    }
    set_path(s, e, &m);
    if (e->x->mode == MODE_TYPE)
        method_expr(s, e, &m);
    else if (m.kind == SELECTION_FIELD)
        select_field(e, &m);
    else if (m.kind == SELECTION_METHOD)
        select_method(s, e, &m);
    else
        select_interface(e, &m);
}
