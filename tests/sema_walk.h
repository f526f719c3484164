// sema_walk: visits every expression of a checked package as emit does, and
// says which of the promises of sema.h does not hold.
#ifndef SEMA_WALK_H
#define SEMA_WALK_H

#include <stdio.h>
#include <string.h>

#include "lang/lang.h"

struct walk {
    const struct func_decl *func; // innermost, NULL at package level
    char error[256];              // empty: none
    long nexprs;
};

static void walk_expr(struct walk *w, struct expr *e);
static void walk_block(struct walk *w, const struct block *b);

static void walk_fail(struct walk *w, const struct expr *e, const char *what)
{
    if (w->error[0] == '\0')
        snprintf(w->error, sizeof w->error, "%u:%u: %s (expression kind %d)",
                 (unsigned)e->pos.line, (unsigned)e->pos.col, what,
                 (int)e->kind);
}

static void walk_func(struct walk *w, const struct func_decl *f)
{
    const struct func_decl *outer = w->func;

    if (f->body == NULL)
        return;
    w->func = f;
    walk_block(w, f->body);
    w->func = outer;
}

// A use of a variable: every literal between it and its function captures it.
static void walk_var(struct walk *w, struct expr *e)
{
    const struct object *obj = e->obj;
    bool found = false;

    if (obj == NULL) {
        walk_fail(w, e, "a name without its object");
        return;
    }
    if (obj->kind != OBJ_VAR || obj->is_global || obj->func == w->func)
        return;
    if (w->func == NULL || !obj->captured) {
        walk_fail(w, e, "a captured variable is not marked");
        return;
    }
    for (const struct func_decl *f = w->func; f != obj->func; f = f->outer) {
        if (f == NULL) {
            walk_fail(w, e, "a variable of no function around");
            return;
        }
        found = false;
        for (size_t i = 0; i < f->ncaptures; i++)
            found |= f->captures[i] == obj;
        if (!found)
            walk_fail(w, e, "a captured variable is not listed");
    }
}

static void walk_const(struct walk *w, struct expr *e)
{
    enum const_kind kind = e->value.kind;
    bool fits = type_is_integer(e->type)   ? kind == CONST_INT
                : type_is_float(e->type)   ? kind == CONST_FLOAT
                : type_is_string(e->type)  ? kind == CONST_STRING
                : type_is_boolean(e->type) ? kind == CONST_BOOL
                                           : false;

    if (!fits)
        walk_fail(w, e, "a constant of another kind than its type");
}

static void walk_list(struct walk *w, struct expr_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        walk_expr(w, list->v[i]);
}

static void walk_composite(struct walk *w, struct expr *e)
{
    struct type *u = type_underlying(e->type);

    if (u->kind == TYPE_POINTER)
        u = type_underlying(u->elem);
    for (size_t i = 0; i < e->list.n; i++) {
        struct expr *x = e->list.v[i];
        if (x->kind != EX_KEYVALUE) {
            walk_expr(w, x);
            continue;
        }
        if (u->kind == TYPE_STRUCT) {
            if (x->x->index < 0 || (size_t)x->x->index >= u->nfields ||
                u->fields[x->x->index].name != x->x->name)
                walk_fail(w, x, "a key without the number of its field");
        } else {
            walk_expr(w, x->x);
        }
        walk_expr(w, x->y);
    }
}

static void walk_call(struct walk *w, struct expr *e)
{
    if (!e->is_conversion && e->x->mode != MODE_BUILTIN) {
        walk_expr(w, e->x);
        if (type_underlying(e->x->type)->kind != TYPE_FUNC)
            walk_fail(w, e, "a call of no function");
    }
    walk_list(w, &e->list);
}

static void walk_selector(struct walk *w, struct expr *e)
{
    switch (e->select) {
    case SELECT_PACKAGE:
        if (e->obj == NULL)
            walk_fail(w, e, "a package member without its object");
        return;
    case SELECT_FIELD:
        if (e->npath == 0)
            walk_fail(w, e, "a field without path");
        break;
    case SELECT_METHOD:
        if (e->method == NULL)
            walk_fail(w, e, "a method without its object");
        break;
    case SELECT_INTERFACE:
        break;
    case SELECT_METHOD_EXPR:
        return;
    case SELECT_NONE:
        walk_fail(w, e, "a selector that selects nothing");
        return;
    }
    walk_expr(w, e->x);
}

static void walk_parts(struct walk *w, struct expr *e)
{
    struct expr *parts[] = {e->x, e->y, e->lo, e->hi, e->max};

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i] != NULL)
            walk_expr(w, parts[i]);
}

static void walk_expr(struct walk *w, struct expr *e)
{
    w->nexprs++;
    if (e->type == NULL || e->mode == MODE_INVALID ||
        e->type->kind == TYPE_INVALID) {
        walk_fail(w, e, "an expression without type");
        return;
    }
    if (type_is_untyped(e->type))
        walk_fail(w, e, "an untyped expression");
    if (e->mode == MODE_TYPE)
        return;
    if (e->mode == MODE_CONST) {
        walk_const(w, e);
        return;
    }
    if (e->mode == MODE_NIL && !type_has_nil(e->type))
        walk_fail(w, e, "nil of a type without nil");
    switch (e->kind) {
    case EX_IDENT:
        if (e->mode != MODE_NIL)
            walk_var(w, e);
        break;
    case EX_COMPOSITE:
        walk_composite(w, e);
        break;
    case EX_FUNC:
        if (e->func->outer != w->func || e->func->type == NULL ||
            e->func->literal_no == 0)
            walk_fail(w, e, "a literal without its place");
        walk_func(w, e->func);
        break;
    case EX_CALL:
        walk_call(w, e);
        break;
    case EX_SELECTOR:
        walk_selector(w, e);
        break;
    default:
        walk_parts(w, e);
    }
}

// Left sides: the blank identifier is no expression.
static void walk_left(struct walk *w, struct expr_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        struct expr *e = list->v[i];
        while (e->kind == EX_PAREN)
            e = e->x;
        if (e->kind != EX_IDENT || strcmp(e->name, "_") != 0)
            walk_expr(w, list->v[i]);
    }
}

static void walk_stmt(struct walk *w, struct stmt *st)
{
    if (st->init != NULL)
        walk_stmt(w, st->init);
    if (st->kind == ST_TYPESWITCH)
        walk_expr(w, st->x->x);
    else if (st->x != NULL)
        walk_expr(w, st->x);
    if (st->y != NULL)
        walk_expr(w, st->y);
    walk_list(w, &st->rhs);
    walk_left(w, &st->lhs);
    for (size_t i = 0; i < st->nclauses; i++) {
        if (st->clauses[i].comm != NULL)
            walk_stmt(w, st->clauses[i].comm);
        walk_list(w, &st->clauses[i].exprs);
        walk_block(w, &st->clauses[i].body);
    }
    if (st->post != NULL)
        walk_stmt(w, st->post);
    walk_block(w, &st->body);
    if (st->else_ != NULL)
        walk_stmt(w, st->else_);
    if (st->inner != NULL)
        walk_stmt(w, st->inner);
    if (st->kind == ST_DECL && st->decl->kind == DECL_VAR)
        walk_list(w, &st->decl->values);
}

static void walk_block(struct walk *w, const struct block *b)
{
    for (size_t i = 0; i < b->n; i++)
        walk_stmt(w, b->v[i]);
}

// Returns what is wrong, or an empty text.
static const char *walk_package(struct walk *w, const struct package *p)
{
    *w = (struct walk){0};
    for (size_t i = 0; i < p->ninit; i++) {
        if (p->init_order[i]->values.n != 1)
            return "an initialization without one value";
        walk_list(w, &p->init_order[i]->values);
    }
    for (size_t i = 0; i < p->nfuncs; i++) {
        if (p->funcs[i]->type == NULL || p->funcs[i]->obj == NULL)
            return "a function without type";
        walk_func(w, p->funcs[i]);
    }
    return w->error;
}

#endif
