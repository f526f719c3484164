// Expressions: what each node is, names, and values in general.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"
#include "lang/number.h"

struct type *sema_invalid(struct sema *s)
{
    return s->u->types[TYPE_INVALID];
}

struct type *sema_basic(struct sema *s, enum type_kind kind)
{
    CHECK(kind < TYPE_POINTER);
    return s->u->types[kind];
}

void sema_set(struct expr *e, enum expr_mode mode, struct type *t)
{
    CHECK(t != NULL);
    e->mode = mode;
    e->type = t;
}

// ---- names ----

static size_t capture_slot(const struct sema *s, const struct func_decl *f,
                           const struct object *obj)
{
    uint64_t h = ((uint64_t)(uintptr_t)f * 31 + (uint64_t)(uintptr_t)obj) *
                 UINT64_C(0x9e3779b97f4a7c15);
    size_t i = (size_t)(h >> 32) & (s->captures_cap - 1);

    while (s->captures[i].func != NULL &&
           (s->captures[i].func != f || s->captures[i].obj != obj))
        i = (i + 1) & (s->captures_cap - 1);
    return i;
}

// Notes that f uses obj; false when that was known.
static bool add_capture(struct sema *s, const struct func_decl *f,
                        const struct object *obj)
{
    enum { SLOTS_MIN = 64 };

    if (4 * (s->ncaptures + 1) > 3 * s->captures_cap) {
        struct capture *old = s->captures;
        size_t n = s->captures_cap;
        s->captures_cap = n == 0 ? SLOTS_MIN : 2 * n;
        s->captures = xcalloc(s->captures_cap, sizeof *s->captures);
        for (size_t i = 0; i < n; i++)
            if (old[i].func != NULL)
                s->captures[capture_slot(s, old[i].func, old[i].obj)] = old[i];
        free(old);
    }
    size_t i = capture_slot(s, f, obj);
    if (s->captures[i].func != NULL)
        return false;
    s->captures[i] = (struct capture){f, obj};
    s->ncaptures++;
    return true;
}

static void append_capture(struct sema *s, struct func_decl *f,
                           struct object *obj)
{
    size_t n = f->ncaptures;

    // Doubled whenever the number of elements is a power of two.
    if ((n & (n - 1)) == 0) {
        struct object **v = arena_array(s->a, n == 0 ? 1 : 2 * n, sizeof *v);
        if (n > 0)
            memcpy(v, f->captures, n * sizeof *v);
        f->captures = v;
    }
    f->captures[f->ncaptures++] = obj;
}

// Every literal between the use of a variable and its function captures it.
static void use_variable(struct sema *s, struct object *obj)
{
    obj->used = true;
    if (obj->is_global)
        return;
    for (struct func_decl *f = s->env.func; f != obj->func; f = f->outer) {
        CHECK(f != NULL);
        obj->captured = true;
        if (add_capture(s, f, obj))
            append_capture(s, f, obj);
    }
}

static const char *object_kind(const struct object *obj)
{
    switch (obj->kind) {
    case OBJ_PACKAGE:
        return "package name";
    case OBJ_CONST:
        return "constant";
    case OBJ_VAR:
        return obj->is_global   ? "package-level variable"
               : obj->is_param  ? "parameter"
               : obj->is_result ? "result variable"
                                : "local variable";
    case OBJ_FUNC:
        return "function";
    case OBJ_BUILTIN:
        return "built-in function";
    case OBJ_NIL:
        return "untyped nil";
    default:
        return "defined type";
    }
}

static void ident_type(struct sema *s, struct expr *e, struct object *obj)
{
    // complex64 and the like: known, not supported.
    if (obj->package == NULL && obj->type->kind == TYPE_INVALID)
        level_check(s,
                    strcmp(obj->name, "comparable") == 0 ? FEATURE_GENERICS
                                                         : FEATURE_COMPLEX,
                    e->pos);
    if (type_is_valid(obj->type))
        sema_set(e, MODE_TYPE, obj->type);
}

static void ident_value(struct sema *s, struct expr *e, struct object *obj)
{
    switch (obj->kind) {
    case OBJ_CONST:
        if (obj == s->u->iota && !s->env.has_iota) {
            sema_error(s, e->pos,
                       "cannot use iota outside constant declaration");
            return;
        }
        if (!type_is_valid(obj->type))
            return;
        sema_set(e, MODE_CONST, obj->type);
        e->value = obj == s->u->iota ? const_int(s->env.iota) : obj->value;
        break;
    case OBJ_TYPE:
        ident_type(s, e, obj);
        break;
    case OBJ_VAR:
        use_variable(s, obj);
        sema_add_dependency(s, obj);
        if (type_is_valid(obj->type))
            sema_set(e, MODE_VAR, obj->type);
        break;
    case OBJ_FUNC:
        sema_add_dependency(s, obj);
        if (type_is_valid(obj->type))
            sema_set(e, MODE_VALUE, obj->type);
        break;
    case OBJ_BUILTIN:
        e->builtin = (int)obj->builtin;
        sema_set(e, MODE_BUILTIN, obj->type);
        break;
    case OBJ_NIL:
        sema_set(e, MODE_NIL, obj->type);
        break;
    case OBJ_PACKAGE:
        sema_error(s, e->pos, "use of package %s not in selector", obj->name);
        break;
    }
}

void sema_ident(struct sema *s, struct expr *e, bool want_type)
{
    struct scope *where;
    struct object *obj = sema_lookup(s, e->name, &where);

    sema_set(e, MODE_INVALID, sema_invalid(s));
    if (obj == NULL) {
        if (strcmp(e->name, "_") == 0)
            sema_error(s, e->pos, "cannot use _ as value or type");
        else
            sema_error(s, e->pos, "undefined: %s", e->name);
        return;
    }
    if (where == s->file_scope && obj->kind != OBJ_PACKAGE)
        sema_use_dot_import(s, obj);
    e->obj = obj;
    if (want_type && obj->kind != OBJ_TYPE) {
        sema_error(s, e->pos, "%s (%s) is not a type", obj->name,
                   object_kind(obj));
        if (obj->kind == OBJ_VAR)
            obj->used = true;
        return;
    }
    // A type that is being declared may be used in values of its declaration;
    // in types sema_resolve looks whether it may refer to itself.
    if (obj->kind != OBJ_TYPE || want_type || obj->type == NULL)
        sema_resolve(s, obj);
    ident_value(s, e, obj);
}

// ---- nodes ----

static void literal(struct sema *s, struct expr *e)
{
    static const enum type_kind kinds[TOK_COUNT] = {
        [TOK_INT] = TYPE_UNTYPED_INT,
        [TOK_FLOAT] = TYPE_UNTYPED_FLOAT,
        [TOK_CHAR] = TYPE_UNTYPED_RUNE,
        [TOK_STRING] = TYPE_UNTYPED_STRING,
    };

    if (e->op == TOK_IMAG) {
        level_check(s, FEATURE_COMPLEX, e->pos);
        return;
    }
    CHECK(e->op < TOK_COUNT && kinds[e->op] != TYPE_INVALID);
    if (e->value.kind == CONST_NONE) {
        if (e->ntext > NUMBER_CHARS_MAX)
            sema_error(s, e->pos, "excessively long constant: %s... (%d chars)",
                       arena_strndup(s->a, e->text, 10), (int)e->ntext);
        else if (e->op == TOK_INT)
            sema_error(s, e->pos, "constant overflow");
        else
            sema_error(s, e->pos, "malformed constant: %s",
                       arena_strndup(s->a, e->text, e->ntext));
        return;
    }
    sema_set(e, MODE_CONST, sema_basic(s, kinds[e->op]));
    // Checked again in repeated constant declarations: an earlier conversion
    // may have changed the kind.
    const_represent(s->a, &e->value, kinds[e->op]);
}

static void star(struct sema *s, struct expr *e)
{
    if (!sema_expr_or_type(s, e->x))
        return;
    if (e->x->mode == MODE_TYPE) {
        sema_set(e, MODE_TYPE,
                 sema_new_type(s, TYPE_POINTER, e->x->type, e->pos));
        return;
    }
    struct type *u = type_underlying(e->x->type);
    if (u->kind == TYPE_POINTER)
        sema_set(e, MODE_VAR, u->elem);
    else
        sema_error(s, sema_start(e->x), "invalid operation: cannot indirect %o",
                   e->x);
}

static void assertion(struct sema *s, struct expr *e)
{
    const char *cause = NULL;

    if (!sema_expr(s, e->x))
        return;
    if (e->type_expr == NULL) {
        sema_error(s, sema_start(e), "use of .(type) outside type switch");
        return;
    }
    if (!type_is_interface(e->x->type)) {
        sema_error(s, sema_start(e->x),
                   "invalid operation: %o is not an interface", e->x);
        return;
    }
    struct type *t = sema_type(s, e->type_expr);
    if (!type_is_valid(t))
        return;
    if (!sema_assertable(s, e->x->type, t, &cause))
        sema_error(s, sema_start(e),
                   "impossible type assertion: %e: %t does not implement %t %s",
                   e, t, e->x->type, cause);
    sema_set(e, MODE_COMMAOK, t);
}

// Nodes that are types whatever is in them.
static void type_literal(struct sema *s, struct expr *e)
{
    struct type *t = sema_type(s, e);

    if (type_is_valid(t))
        sema_set(e, MODE_TYPE, t);
    else
        sema_set(e, MODE_INVALID, t);
}

static enum use paren(struct sema *s, struct expr *e)
{
    enum use use = sema_raw(s, e->x, NULL);

    sema_set(e, e->x->mode, e->x->type);
    e->value = e->x->value;
    e->builtin = e->x->builtin;
    e->obj = e->x->obj;
    return use;
}

static enum use unary(struct sema *s, struct expr *e)
{
    sema_unary(s, e);
    return e->op == TOK_ARROW ? USE_STATEMENT : USE_EXPRESSION;
}

static enum use dispatch(struct sema *s, struct expr *e, struct type *hint)
{
    enum use use = USE_EXPRESSION;

    switch (e->kind) {
    case EX_BAD:
        break;
    case EX_IDENT:
        sema_ident(s, e, false);
        break;
    case EX_LITERAL:
        literal(s, e);
        break;
    case EX_COMPOSITE:
        sema_composite(s, e, hint);
        break;
    case EX_FUNC:
        sema_func_literal(s, e);
        break;
    case EX_PAREN:
        use = paren(s, e);
        break;
    case EX_SELECTOR:
        sema_selector(s, e, false);
        break;
    case EX_INDEX:
        sema_index(s, e);
        break;
    case EX_SLICE:
        sema_slice(s, e);
        break;
    case EX_ASSERT:
        assertion(s, e);
        break;
    case EX_CALL:
        use = sema_call(s, e);
        break;
    case EX_STAR:
        star(s, e);
        break;
    case EX_UNARY:
        use = unary(s, e);
        break;
    case EX_BINARY:
        sema_binary(s, e, false);
        break;
    case EX_KEYVALUE:
        sema_error(s, e->pos, "no key:value expected");
        break;
    case EX_ELLIPSIS:
        sema_error(s, e->pos, "invalid use of ...");
        break;
    default:
        type_literal(s, e);
    }
    return use;
}

enum use sema_raw(struct sema *s, struct expr *e, struct type *hint)
{
    sema_set(e, MODE_INVALID, sema_invalid(s));
    s->depth++;
    enum use use = dispatch(s, e, hint);
    s->depth--;
    // What is invalid was reported; it counts as used.
    return e->mode == MODE_INVALID ? USE_STATEMENT : use;
}

// ---- single values ----

enum {
    NO_NOVALUE = 1 << MODE_NOVALUE,
    NO_BUILTIN = 1 << MODE_BUILTIN,
    NO_TYPE = 1 << MODE_TYPE,
    ONLY_VALUES = NO_NOVALUE | NO_BUILTIN | NO_TYPE,
};

// Reports e when its mode is among modes.
static bool exclude(struct sema *s, struct expr *e, int modes)
{
    const char *what;

    if (e->mode == MODE_INVALID)
        return false;
    if ((modes >> e->mode & 1) == 0)
        return true;
    if (e->mode == MODE_BUILTIN)
        what = "%o must be called";
    else if (e->mode == MODE_TYPE)
        what = "%o is not an expression";
    else if (modes & NO_TYPE)
        what = "%o used as value";
    else
        what = "%o used as value or type";
    sema_error(s, sema_start(e), what, e);
    e->mode = MODE_INVALID;
    return false;
}

bool sema_single(struct sema *s, struct expr *e)
{
    if (e->mode == MODE_TUPLE) {
        sema_error(s, sema_start(e),
                   "multiple-value %o in single-value context", e);
        e->mode = MODE_INVALID;
    }
    return e->mode != MODE_INVALID;
}

bool sema_expr_hint(struct sema *s, struct expr *e, struct type *hint)
{
    sema_raw(s, e, hint);
    return exclude(s, e, ONLY_VALUES) && sema_single(s, e);
}

bool sema_expr(struct sema *s, struct expr *e)
{
    return sema_expr_hint(s, e, NULL);
}

bool sema_multi(struct sema *s, struct expr *e)
{
    sema_raw(s, e, NULL);
    return exclude(s, e, ONLY_VALUES);
}

bool sema_expr_or_type(struct sema *s, struct expr *e)
{
    sema_raw(s, e, NULL);
    return exclude(s, e, NO_NOVALUE) && sema_single(s, e);
}

static bool use(struct sema *s, struct expr *e, bool left)
{
    struct expr *n = sema_unparen(e);

    if (n->kind != EX_IDENT) {
        sema_raw(s, e, NULL);
        return e->mode != MODE_INVALID;
    }
    if (strcmp(n->name, "_") == 0)
        return true;
    // On the left of an assignment a variable is not used.
    struct scope *where;
    struct object *obj = left ? sema_lookup(s, n->name, &where) : NULL;
    bool used = obj != NULL && obj->used;
    sema_expr_or_type(s, e);
    if (obj != NULL && obj->kind == OBJ_VAR)
        obj->used = used;
    return e->mode != MODE_INVALID;
}

bool sema_use(struct sema *s, struct expr *e)
{
    return use(s, e, false);
}

bool sema_use_left(struct sema *s, struct expr *e)
{
    return use(s, e, true);
}
