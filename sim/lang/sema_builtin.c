// Calls of built-in functions. types2: builtins.go.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"

struct builtin_info {
    const char *name;
    int nargs;
    bool variadic;
    enum use use;
    int go_minor; // since which version of the language
};

static const struct builtin_info infos[] = {
    [BUILTIN_APPEND] = {"append", 1, true, USE_EXPRESSION, 0},
    [BUILTIN_CAP] = {"cap", 1, false, USE_EXPRESSION, 0},
    [BUILTIN_CLEAR] = {"clear", 1, false, USE_STATEMENT, 21},
    [BUILTIN_CLOSE] = {"close", 1, false, USE_STATEMENT, 0},
    [BUILTIN_COMPLEX] = {"complex", 2, false, USE_EXPRESSION, 0},
    [BUILTIN_COPY] = {"copy", 2, false, USE_STATEMENT, 0},
    [BUILTIN_DELETE] = {"delete", 2, false, USE_STATEMENT, 0},
    [BUILTIN_IMAG] = {"imag", 1, false, USE_EXPRESSION, 0},
    [BUILTIN_LEN] = {"len", 1, false, USE_EXPRESSION, 0},
    [BUILTIN_MAKE] = {"make", 1, true, USE_EXPRESSION, 0},
    [BUILTIN_MAX] = {"built-in max", 1, true, USE_EXPRESSION, 21},
    [BUILTIN_MIN] = {"built-in min", 1, true, USE_EXPRESSION, 21},
    [BUILTIN_NEW] = {"new", 1, false, USE_EXPRESSION, 0},
    [BUILTIN_PANIC] = {"panic", 1, false, USE_STATEMENT, 0},
    [BUILTIN_PRINT] = {"print", 0, true, USE_STATEMENT, 0},
    [BUILTIN_PRINTLN] = {"println", 0, true, USE_STATEMENT, 0},
    [BUILTIN_REAL] = {"real", 1, false, USE_EXPRESSION, 0},
    [BUILTIN_RECOVER] = {"recover", 0, false, USE_STATEMENT, 0},
};

// One call: its arguments as operands.
struct call {
    struct sema *s;
    struct expr *e;
    struct expr **args;
    size_t nargs;
    const struct builtin_info *info;
};

// ---- slices ----

// The element type of a slice, or NULL after a message.
static struct type *slice_elem(struct call *c, struct expr *x)
{
    struct type *u = type_underlying(x->type);

    if (u->kind == TYPE_SLICE)
        return u->elem;
    if (x->mode == MODE_NIL)
        sema_error(c->s, sema_start(x),
                   "invalid %s: argument must be a slice; have untyped nil",
                   c->info->name);
    else
        sema_error(c->s, sema_start(x),
                   "invalid %s: argument must be a slice; have %o",
                   c->info->name, x);
    return NULL;
}

static bool is_byte_slice(struct type *t)
{
    t = type_underlying(t);
    return t->kind == TYPE_SLICE &&
           type_underlying(t->elem)->kind == TYPE_UINT8;
}

// A string that stays one where bytes are copied from it.
static bool take_string(struct call *c, struct expr *x)
{
    if (!type_is_string(x->type))
        return false;
    if (type_is_untyped(x->type))
        sema_convert_untyped(c->s, x, sema_basic(c->s, TYPE_STRING));
    return true;
}

static void call_append(struct call *c)
{
    struct sema *s = c->s;
    struct expr *x = c->args[0];
    struct type *elem = slice_elem(c, x);

    CHECK(c->nargs >= 1);
    if (elem == NULL)
        return;
    sema_set(c->e, MODE_VALUE, x->type);
    if (c->nargs == 2 && c->e->spread && is_byte_slice(x->type) &&
        take_string(c, c->args[1]))
        return;
    // As a call of func(S, ...E) S.
    struct type *params[2] = {x->type, NULL};
    struct type sig = {
        .kind = TYPE_FUNC, .params = params, .nparams = 2, .variadic = true};
    params[1] = sema_new_type(s, TYPE_SLICE, elem, sema_start(x));
    if (type_is_valid(params[1]))
        sema_arguments(s, c->e, &sig, c->args, c->nargs);
}

static void call_copy(struct call *c)
{
    struct sema *s = c->s;
    struct expr *x = c->args[0], *y = c->args[1];

    CHECK(c->nargs == 2);
    sema_set(c->e, MODE_VALUE, sema_basic(s, TYPE_INT));
    if (is_byte_slice(x->type) && take_string(c, y))
        return;
    struct type *to = slice_elem(c, x);
    struct type *from = to == NULL                ? NULL
                        : type_is_string(y->type) ? s->u->byte_type
                                                  : slice_elem(c, y);
    c->e->mode = from == NULL ? MODE_INVALID : MODE_VALUE;
    if (from == NULL || type_identical(to, from))
        return;
    sema_error(s, sema_start(x),
               "invalid copy: arguments %o and %o have different element types "
               "%t and %t",
               x, y, to, from);
    c->e->mode = MODE_INVALID;
}

static void call_clear(struct call *c)
{
    struct expr *x = c->args[0];
    enum type_kind kind = type_underlying(x->type)->kind;

    if (kind == TYPE_MAP || kind == TYPE_SLICE)
        sema_set(c->e, MODE_NOVALUE, sema_tuple(c->s, NULL, 0));
    else
        sema_error(c->s, sema_start(x),
                   "invalid argument: cannot clear %o: argument must be (or "
                   "constrained by) map or slice",
                   x);
}

// ---- length ----

static void call_len(struct call *c, enum builtin b)
{
    struct sema *s = c->s;
    struct expr *x = c->args[0], *e = c->e;
    struct type *u = sema_array_of(type_underlying(x->type));
    bool ok = u->kind == TYPE_SLICE || u->kind == TYPE_CHAN ||
              u->kind == TYPE_ARRAY ||
              (b == BUILTIN_LEN && (u->kind == TYPE_MAP || type_is_string(u)));

    CHECK(c->nargs == 1);
    if (!ok) {
        if (type_is_valid(u))
            sema_error(s, sema_start(x), "invalid argument: %o for built-in %s",
                       x, c->info->name);
        return;
    }
    sema_set(e, MODE_VALUE, sema_basic(s, TYPE_INT));
    // Go spec: Length and capacity: constant where nothing is evaluated.
    if (u->kind == TYPE_ARRAY && !s->env.has_call) {
        e->mode = MODE_CONST;
        e->value = const_int(u->length < 0 ? 0 : u->length);
    } else if (x->mode == MODE_CONST) {
        e->mode = MODE_CONST;
        e->value = const_int((int128)x->value.len);
    }
}

// ---- channels and maps ----

static void call_close(struct call *c)
{
    struct expr *x = c->args[0];
    struct type *u = type_underlying(x->type);

    if (u->kind != TYPE_CHAN)
        sema_error(c->s, sema_start(x),
                   "invalid operation: cannot close non-channel %o", x);
    else if (u->dir == CHAN_RECV)
        sema_error(c->s, sema_start(x),
                   "invalid operation: cannot close receive-only channel %o",
                   x);
    else
        sema_set(c->e, MODE_NOVALUE, sema_tuple(c->s, NULL, 0));
}

static void call_delete(struct call *c)
{
    struct expr *x = c->args[0];
    struct type *u = type_underlying(x->type);

    if (u->kind != TYPE_MAP)
        sema_error(c->s, sema_start(x), "invalid argument: %o is not a map", x);
    else if (sema_assignment(c->s, c->args[1], u->key, "argument to delete"))
        sema_set(c->e, MODE_NOVALUE, sema_tuple(c->s, NULL, 0));
}

// ---- new and make ----

static void call_new(struct call *c)
{
    struct sema *s = c->s;
    struct expr *arg = c->e->list.v[0];

    CHECK(c->e->list.n == 1);
    if (!sema_expr_or_type(s, arg))
        return;
    if (arg->mode != MODE_TYPE) {
        // new(expr) came with go1.26.
        if (arg->mode == MODE_BUILTIN)
            sema_error(s, sema_start(arg), "%o must be called", arg);
        else if (!type_is_untyped(arg->type) ||
                 sema_assignment(s, arg, NULL, "argument to new"))
            sema_error(s, sema_start(c->e->x),
                       s->l->go_minor < 26
                           ? "new(%e) requires go1.26 or later"
                           : "new(%e): new of a value is not supported yet "
                             "(level S3)",
                       arg);
        return;
    }
    struct type *t = sema_new_type(s, TYPE_POINTER, arg->type, c->e->pos);
    if (type_is_valid(t))
        sema_set(c->e, MODE_VALUE, t);
}

static void call_make(struct call *c)
{
    struct sema *s = c->s;
    struct expr *e = c->e, **v = e->list.v;
    struct type *t = sema_type(s, v[0]), *u = type_underlying(t);
    size_t n = e->list.n, min = u->kind == TYPE_SLICE ? 2 : 1;
    int64_t size[2] = {-1, -1};

    CHECK(n >= 1);
    if (!type_is_valid(t))
        return;
    if (u->kind != TYPE_SLICE && u->kind != TYPE_MAP && u->kind != TYPE_CHAN) {
        sema_error(s, sema_start(v[0]),
                   "invalid argument: cannot make %e: type must be slice, map, "
                   "or channel",
                   v[0]);
        return;
    }
    if (n < min || n > min + 1) {
        sema_error(s, sema_start(e),
                   "invalid operation: %e expects %d or %d arguments; found %d",
                   e, (int)min, (int)min + 1, (int)n);
        return;
    }
    for (size_t i = 1; i < n; i++)
        sema_index_value(s, v[i], -1, &size[i - 1]);
    if (n == 3 && size[1] >= 0 && size[0] > size[1])
        sema_error(s, sema_start(v[1]),
                   "invalid argument: length and capacity swapped");
    sema_set(e, MODE_VALUE, t);
}

// ---- min, max ----

static void call_min_max(struct call *c, enum builtin b)
{
    struct sema *s = c->s;
    struct expr *e = c->e;
    enum token op = b == BUILTIN_MIN ? TOK_LSS : TOK_GTR;
    struct expr x = *c->args[0]; // the least or greatest so far

    CHECK(c->nargs >= 1);
    for (size_t i = 0; i < c->nargs; i++) {
        struct expr *a = c->args[i];
        if (!type_is_ordered(a->type)) {
            sema_error(s, sema_start(a),
                       "invalid argument: %o cannot be ordered", a);
            return;
        }
        if (i == 0)
            continue;
        struct expr y = *a;
        if (!sema_match_types(s, &x, &y))
            return;
        if (!type_identical(x.type, y.type)) {
            sema_error(s, sema_start(a),
                       "invalid argument: mismatched types %t (previous "
                       "argument) and %t (type of %e)",
                       x.type, y.type, a);
            return;
        }
        if (x.mode != MODE_CONST || y.mode != MODE_CONST)
            x.mode = MODE_VALUE;
        else if (const_compare(op, &y.value, &x.value))
            x = y;
    }
    sema_set(e, x.mode == MODE_CONST ? MODE_CONST : MODE_VALUE, x.type);
    e->value = x.value;
    if (e->mode == MODE_VALUE)
        e->type = sema_default_type(s, e->type);
    for (size_t i = 0; i < c->nargs; i++)
        if (e->mode == MODE_VALUE)
            sema_update_type(s, c->args[i], e->type, true);
}

// ---- others ----

static void call_print(struct call *c)
{
    const char *context = c->info == &infos[BUILTIN_PRINT]
                              ? "argument to built-in print"
                              : "argument to built-in println";

    for (size_t i = 0; i < c->nargs; i++)
        if (!sema_assignment(c->s, c->args[i], NULL, context))
            return;
    sema_set(c->e, MODE_NOVALUE, sema_tuple(c->s, NULL, 0));
}

static void call_panic(struct call *c)
{
    if (sema_assignment(c->s, c->args[0], c->s->u->empty_interface,
                        "argument to panic"))
        sema_set(c->e, MODE_NOVALUE, sema_tuple(c->s, NULL, 0));
}

static void dispatch(struct call *c, enum builtin b)
{
    switch (b) {
    case BUILTIN_APPEND:
        call_append(c);
        break;
    case BUILTIN_CAP:
    case BUILTIN_LEN:
        call_len(c, b);
        break;
    case BUILTIN_CLEAR:
        call_clear(c);
        break;
    case BUILTIN_CLOSE:
        call_close(c);
        break;
    case BUILTIN_COMPLEX:
    case BUILTIN_IMAG:
    case BUILTIN_REAL:
        level_check(c->s, FEATURE_COMPLEX, sema_start(c->e));
        break;
    case BUILTIN_COPY:
        call_copy(c);
        break;
    case BUILTIN_DELETE:
        call_delete(c);
        break;
    case BUILTIN_MAKE:
        call_make(c);
        break;
    case BUILTIN_MAX:
    case BUILTIN_MIN:
        call_min_max(c, b);
        break;
    case BUILTIN_NEW:
        call_new(c);
        break;
    case BUILTIN_PANIC:
        call_panic(c);
        break;
    case BUILTIN_PRINT:
    case BUILTIN_PRINTLN:
        call_print(c);
        break;
    case BUILTIN_RECOVER:
        if (c->s->env.func != NULL)
            c->s->env.func->has_recover = true;
        sema_set(c->e, MODE_VALUE, c->s->u->empty_interface);
        break;
    }
}

// Evaluates the arguments where they are values; false when one is invalid.
static bool evaluate(struct call *c, enum builtin b)
{
    bool ok = true;

    c->nargs = c->e->list.n;
    c->args = c->e->list.v;
    if (b == BUILTIN_MAKE || b == BUILTIN_NEW)
        return true;
    c->nargs = sema_expr_list(c->s, c->e->list.v, c->e->list.n, &c->args);
    for (size_t i = 0; i < c->nargs; i++)
        ok &= c->args[i]->mode != MODE_INVALID;
    return ok;
}

static bool check_count(struct call *c)
{
    int nargs = (int)c->nargs, wanted = c->info->nargs;
    bool few = nargs < wanted;

    if (!few && (c->info->variadic || nargs == wanted))
        return true;
    sema_error(c->s, sema_start(c->e),
               "invalid operation: %s arguments for %e (expected %d, found %d)",
               few ? "not enough" : "too many", c->e, wanted, nargs);
    return false;
}

enum use sema_builtin(struct sema *s, struct expr *e)
{
    enum builtin b = (enum builtin)e->x->builtin;
    struct call c = {.s = s, .e = e, .info = &infos[b]};
    bool has_call = s->env.has_call;

    CHECK(b <= BUILTIN_RECOVER);
    if (c.info->go_minor > s->l->go_minor)
        sema_error(s, sema_start(e->x), "%s requires go1.%d or later",
                   c.info->name, c.info->go_minor);
    if (e->spread && b != BUILTIN_APPEND) {
        sema_error(s, sema_start(e),
                   "invalid operation: invalid use of ... with built-in %e",
                   e->x);
        for (size_t i = 0; i < e->list.n; i++)
            sema_use(s, e->list.v[i]);
        return USE_STATEMENT;
    }
    // len and cap of an array are constant unless something is called in it.
    if (b == BUILTIN_LEN || b == BUILTIN_CAP)
        s->env.has_call = false;
    if (evaluate(&c, b) && check_count(&c))
        dispatch(&c, b);
    if (b == BUILTIN_LEN || b == BUILTIN_CAP)
        s->env.has_call = has_call;
    if (e->mode != MODE_INVALID && e->mode != MODE_CONST)
        s->env.has_call = true;
    return c.info->use;
}
