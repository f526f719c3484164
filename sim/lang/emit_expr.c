// Expressions: what kind each is, implicit conversions, order of evaluation.
#include <string.h>

#include "lang/constant.h"
#include "lang/emit_impl.h"

struct expr *expr_unparen(struct expr *e)
{
    while (e->kind == EX_PAREN)
        e = e->x;
    return e;
}

bool expr_is_blank(const struct expr *e)
{
    return e->kind == EX_IDENT && strcmp(e->name, "_") == 0;
}

bool expr_small_int(struct expr *e, int32_t *out)
{
    int64_t i;

    if (e == NULL || e->mode != MODE_CONST)
        return false;
    if (e->value.kind == CONST_BOOL) {
        *out = e->value.b;
        return true;
    }
    struct type *u = type_underlying(e->type);
    bool is_float = u->kind == TYPE_FLOAT32 || u->kind == TYPE_FLOAT64 ||
                    u->kind == TYPE_UNTYPED_FLOAT;
    if (is_float || e->value.kind == CONST_STRING ||
        !const_to_int64(&e->value, &i) || i < INT32_MIN || i > INT32_MAX)
        return false;
    *out = (int32_t)i;
    return true;
}

struct object *expr_object(struct expr *e)
{
    e = expr_unparen(e);
    bool names = e->kind == EX_IDENT ||
                 (e->kind == EX_SELECTOR && e->select == SELECT_PACKAGE);
    return names ? e->obj : NULL;
}

struct object *expr_func(struct expr *e)
{
    struct object *o = expr_object(e);

    return o != NULL && o->kind == OBJ_FUNC ? o : NULL;
}

// ---- order of evaluation ----

// Go's compiler evaluates the calls and receives of a statement in order, and
// then everything else: a + f() reads a after the call. The language leaves
// that open; programs that depend on it get what Go gives them.

enum { HAS_CALL = 1, HAS_READ = 2 };

// Calls that run code of the program, and receives, during which other
// goroutines run.
static bool is_call(const struct expr *e)
{
    if (e->mode == MODE_CONST || e->mode == MODE_TYPE)
        return false;
    if (e->kind == EX_UNARY)
        return e->op == TOK_ARROW;
    if (e->kind != EX_CALL || e->is_conversion)
        return false;
    const struct expr *fun = expr_unparen(e->x);
    return fun->mode != MODE_BUILTIN || fun->builtin == BUILTIN_RECOVER;
}

// What Go's compiler evaluates in order with the calls although it calls
// nothing that could change variables (order.go: copyExpr).
static bool is_ordered(const struct expr *e)
{
    if (e->mode == MODE_TUPLE || e->mode == MODE_NOVALUE)
        return false;
    if (e->kind == EX_SLICE || e->kind == EX_ASSERT)
        return true;
    return e->kind == EX_CALL && expr_unparen(e->x)->mode == MODE_BUILTIN;
}

// Whether e itself reads what a call could change. Registers belong to the
// running function alone.
static int reads_of(struct expr *e)
{
    const struct object *o = expr_object(e);

    if (o != NULL)
        return o->kind == OBJ_VAR && (o->is_global || o->in_cell) ? HAS_READ
                                                                  : 0;
    switch (e->kind) {
    case EX_STAR:
    case EX_INDEX:
        return HAS_READ;
    case EX_SELECTOR:
        return e->x->type != NULL &&
                       type_underlying(e->x->type)->kind == TYPE_POINTER
                   ? HAS_READ
                   : 0;
    default:
        return 0;
    }
}

// Function literals are values; what is in them does not happen here.
static int traits(struct expr *e)
{
    if (e == NULL || e->mode == MODE_CONST || e->mode == MODE_TYPE ||
        e->kind == EX_FUNC)
        return 0;
    if (is_call(e))
        return HAS_CALL;
    int t = reads_of(e) | traits(e->x) | traits(e->y) | traits(e->lo) |
            traits(e->hi) | traits(e->max);
    for (size_t i = 0; i < e->list.n; i++) {
        struct expr *x = e->list.v[i];
        t |= traits(x->kind == EX_KEYVALUE ? x->y : x);
    }
    return t;
}

static void evaluate_ahead(struct fn *f, struct expr *e)
{
    struct hoisted h = {e, emit_expr(f, e, REG_NONE)};

    vec_push(&f->hoisted, h);
}

// Depth first, left to right: the order of Go's order.go. The right operand of
// && may not be evaluated at all: the whole is taken then.
static void hoist(struct fn *f, struct expr *e)
{
    if (e == NULL || e->mode == MODE_CONST || e->mode == MODE_TYPE ||
        e->kind == EX_FUNC)
        return;
    bool logical =
        e->kind == EX_BINARY && (e->op == TOK_LAND || e->op == TOK_LOR);
    if (is_call(e)) {
        // Its own operands come first, in emit_call.
        if (e->mode != MODE_NOVALUE && e->mode != MODE_TUPLE)
            evaluate_ahead(f, e);
        return;
    }
    if (logical) {
        // Its operands too, in emit_logical: the right one maybe not at all.
        evaluate_ahead(f, e);
        return;
    }
    hoist(f, e->x);
    hoist(f, e->y);
    hoist(f, e->lo);
    hoist(f, e->hi);
    hoist(f, e->max);
    for (size_t i = 0; i < e->list.n; i++) {
        struct expr *x = e->list.v[i];
        hoist(f, x->kind == EX_KEYVALUE ? x->y : x);
    }
    if (is_ordered(e))
        evaluate_ahead(f, e);
}

size_t emit_hoist(struct fn *f, struct expr *const *v, size_t n)
{
    CHECK(v != NULL || n == 0);
    size_t mark = f->hoisted.n;
    int t = 0;

    for (size_t i = 0; i < n; i++)
        if (v[i] != NULL)
            t |= traits(v[i]);
    if (t == (HAS_CALL | HAS_READ))
        for (size_t i = 0; i < n; i++)
            hoist(f, v[i]);
    return mark;
}

void emit_unhoist(struct fn *f, size_t mark)
{
    CHECK(mark <= f->hoisted.n);
    f->hoisted.n = mark;
}

// Whether e was evaluated ahead; its value is in *reg.
static bool was_hoisted(const struct fn *f, const struct expr *e, uint32_t *reg)
{
    for (size_t i = f->hoisted.n; i > 0; i--)
        if (f->hoisted.v[i - 1].e == e) {
            *reg = f->hoisted.v[i - 1].reg;
            return true;
        }
    return false;
}

// ---- values ----

uint32_t emit_box(struct fn *f, uint32_t reg, struct type *t, uint32_t dest)
{
    t = emit_default_type(f->e, t);
    uint32_t d = fn_dest(f, dest, 1);

    fn_op(f, OP_BOX, d, reg, 0);
    fn_ext(f, 0, emit_boxed(f->e, t)->id);
    return d;
}

uint32_t emit_assign_reg(struct fn *f, uint32_t reg, struct type *from,
                         struct type *to, uint32_t dest)
{
    if (type_is_interface(to) && !type_is_interface(from))
        return emit_box(f, reg, from, dest);
    if (dest == REG_NONE)
        return reg;
    fn_move(f, dest, reg, emit_words(f->e, to));
    return dest;
}

// nil is zero, whatever the type.
static uint32_t nil_value(struct fn *f, struct type *to, uint32_t dest)
{
    uint32_t words = 1;

    if (to->kind != TYPE_UNTYPED_NIL)
        words = emit_words(f->e, to);
    if (words == 1)
        return fn_load(f, OP_LOADI, 0, dest);
    uint32_t d = fn_dest(f, dest, words);
    fn_zero(f, d, words);
    return d;
}

// The type of a constant that is put into an interface.
static struct type *const_type(struct fn *f, const struct expr *e)
{
    static const enum type_kind kinds[] = {
        [CONST_NONE] = TYPE_INVALID,  [CONST_BOOL] = TYPE_BOOL,
        [CONST_INT] = TYPE_INT,       [CONST_FLOAT] = TYPE_FLOAT64,
        [CONST_STRING] = TYPE_STRING,
    };

    if (type_is_interface(e->type))
        return emit_basic(f->e, kinds[e->value.kind]);
    return emit_default_type(f->e, e->type);
}

// A constant assigned to a variable of type to.
static uint32_t const_value(struct fn *f, struct expr *e, struct type *to,
                            uint32_t dest)
{
    if (!type_is_interface(to))
        return emit_const(f, &e->value, to, dest);
    struct type *t = const_type(f, e);
    struct spot s = fn_spot(f, dest);
    uint32_t reg = emit_const(f, &e->value, t, REG_NONE);
    return emit_box(f, reg, t, fn_land(f, s, 1));
}

// The checker inserts no conversions: this is where interfaces are made.
uint32_t emit_value(struct fn *f, struct expr *e, struct type *to,
                    uint32_t dest)
{
    if (e->mode == MODE_NIL)
        return nil_value(f, to, dest);
    if (e->mode == MODE_CONST)
        return const_value(f, e, to, dest);
    if (!type_is_interface(to) || type_is_interface(e->type))
        return emit_expr(f, e, dest);
    struct spot s = fn_spot(f, dest);
    uint32_t reg = emit_expr(f, e, REG_NONE);
    return emit_box(f, reg, e->type, fn_land(f, s, 1));
}

uint32_t emit_integer(struct fn *f, struct expr *e, uint32_t dest)
{
    if (e->mode == MODE_CONST) {
        struct type *t = e->type;
        if (!type_is_integer(t) || type_is_untyped(t))
            t = emit_basic(f->e, TYPE_INT);
        return emit_const(f, &e->value, t, dest);
    }
    return emit_expr(f, e, dest);
}

// Whatever denotes a place; a variable in registers is its own value.
static uint32_t load_loc(struct fn *f, struct expr *e, uint32_t dest)
{
    struct spot s = fn_spot(f, dest);
    struct loc l = loc_of(f, e);
    bool small = type_is_small(l.type);

    if (dest == REG_NONE && l.kind == LOC_REG && !(l.stale && small))
        return l.reg;
    return loc_load(f, &l, fn_land(f, s, emit_words(f->e, l.type)));
}

static uint32_t ident(struct fn *f, struct expr *e, uint32_t dest)
{
    struct object *o = expr_object(e);

    CHECK(o != NULL);
    if (o->kind == OBJ_FUNC)
        return fn_load(f, OP_LOADF, emit_func(f->e, o->func), dest);
    return load_loc(f, e, dest);
}

static uint32_t string_index(struct fn *f, struct expr *e, uint32_t dest)
{
    struct spot at = fn_spot(f, dest);
    uint32_t s = emit_value(f, e->x, e->x->type, REG_NONE);
    uint32_t i = emit_integer(f, e->y, REG_NONE);
    uint32_t d = fn_land(f, at, 1);

    f->here = e->pos;
    fn_op(f, OP_STRX, d, s, i);
    return d;
}

static uint32_t selector(struct fn *f, struct expr *e, uint32_t dest)
{
    switch (e->select) {
    case SELECT_PACKAGE:
        return ident(f, e, dest);
    case SELECT_FIELD:
        return load_loc(f, e, dest);
    case SELECT_METHOD_EXPR:
        return fn_load(f, OP_LOADF, emit_method_expr_func(f, e), dest);
    case SELECT_METHOD:
    case SELECT_INTERFACE:
        return emit_method_value(f, e, dest);
    case SELECT_NONE:
        break;
    }
    CHECK_UNREACHABLE();
}

// The kinds of expressions that are neither constant nor nil.
static uint32_t dispatch(struct fn *f, struct expr *e, uint32_t dest)
{
    switch (e->kind) {
    case EX_IDENT:
        return ident(f, e, dest);
    case EX_COMPOSITE:
        return emit_composite(f, e, dest);
    case EX_FUNC:
        return emit_closure(f, e->func, dest);
    case EX_SELECTOR:
        return selector(f, e, dest);
    case EX_INDEX:
        if (type_is_string(e->x->type))
            return string_index(f, e, dest);
        return load_loc(f, e, dest);
    case EX_SLICE:
        return emit_slice_expr(f, e, dest);
    case EX_ASSERT:
        return emit_assert(f, e, dest);
    case EX_CALL:
        if (e->is_conversion)
            return emit_conversion(f, e, dest);
        if (expr_unparen(e->x)->mode == MODE_BUILTIN)
            return emit_builtin(f, e, dest);
        return emit_call(f, e, dest);
    case EX_STAR:
        return load_loc(f, e, dest);
    case EX_UNARY:
        return emit_unary(f, e, dest);
    case EX_BINARY:
        return emit_binary(f, e, dest);
    default:
        break;
    }
    CHECK_UNREACHABLE();
}

uint32_t emit_expr(struct fn *f, struct expr *e, uint32_t dest)
{
    uint32_t reg;

    e = expr_unparen(e);
    CHECK(e->mode != MODE_INVALID && e->mode != MODE_TYPE);
    if (e->mode == MODE_NIL)
        return nil_value(f, e->type, dest);
    if (e->mode == MODE_CONST)
        return const_value(f, e, e->type, dest);
    if (f->hoisted.n > 0 && was_hoisted(f, e, &reg)) {
        if (dest == REG_NONE)
            return reg;
        fn_move(f, dest, reg, emit_words(f->e, e->type));
        return dest;
    }
    f->here = e->pos;
    return dispatch(f, e, dest);
}
