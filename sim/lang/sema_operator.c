// Operators: unary, binary, comparisons, shifts, send and receive.
#include "lang/sema_impl.h"

#include <assert.h>
#include <string.h>

#include "base/check.h"

// ---- which operators are defined on which types ----

static bool is_defined(enum token op, bool unary, struct type *t)
{
    switch (op) {
    case TOK_ADD:
        return type_is_numeric(t) || (!unary && type_is_string(t));
    case TOK_SUB:
    case TOK_MUL:
    case TOK_QUO:
        return type_is_numeric(t);
    case TOK_REM:
    case TOK_AND:
    case TOK_OR:
    case TOK_XOR:
    case TOK_AND_NOT:
        return type_is_integer(t);
    case TOK_LAND:
    case TOK_LOR:
    case TOK_NOT:
        return type_is_boolean(t);
    default:
        return false;
    }
}

static bool check_operator(struct sema *s, struct expr *x, enum token op,
                           bool unary)
{
    if (is_defined(op, unary, x->type))
        return true;
    sema_error(s, sema_start(x),
               "invalid operation: operator %k not defined on %o", (int)op, x);
    return false;
}

static bool is_comparison(enum token op)
{
    return op == TOK_EQL || op == TOK_NEQ || op == TOK_LSS || op == TOK_LEQ ||
           op == TOK_GTR || op == TOK_GEQ;
}

static bool is_shift(enum token op)
{
    return op == TOK_SHL || op == TOK_SHR;
}

// ---- unary ----

static void address(struct sema *s, struct expr *e)
{
    struct expr *x = e->x;

    if (x->mode != MODE_VAR && sema_unparen(x)->kind != EX_COMPOSITE) {
        sema_error(s, sema_start(x),
                   "invalid operation: cannot take address of %o", x);
        return;
    }
    sema_mark_root(x, false);
    sema_set(e, MODE_VALUE, sema_new_type(s, TYPE_POINTER, x->type, e->pos));
}

// The element type of the channel x for a receive or a send, or NULL after a
// message at pos.
struct type *sema_chan_elem(struct sema *s, struct expr *x, struct pos pos,
                            bool receive)
{
    struct type *u = type_underlying(x->type);
    const char *what = receive ? "receive from" : "send to", *kind;

    if (u->kind != TYPE_CHAN)
        kind = "non-channel";
    else if (receive && u->dir == CHAN_SEND)
        kind = "send-only channel";
    else if (!receive && u->dir == CHAN_RECV)
        kind = "receive-only channel";
    else
        return u->elem;
    sema_error(s, pos, "invalid operation: cannot %s %s %t %o", what, kind,
               x->type, x);
    return NULL;
}

// Go spec: Constant expressions: ^ of an unsigned constant stays in its type.
static int unsigned_bits(struct type *t)
{
    t = type_underlying(t);
    if (!type_is_unsigned(t))
        return 0;
    type_layout(t);
    return (int)t->size * 8;
}

// An After whose channel nobody but this receive can know becomes an after.
static void receive_after(struct sema *s, struct expr *x)
{
    struct expr *call = sema_unparen(x);

    if (call->kind != EX_CALL)
        return;
    struct expr *fun = sema_unparen(call->x);
    struct object *o = fun->obj;
    if (o == NULL || o->kind != OBJ_FUNC || !o->package->prelude ||
        strcmp(o->package->path, "time") != 0 || strcmp(o->name, "After") != 0)
        return;
    o = scope_find(o->package->scope, strtab_cstr(&s->l->names, "after"));
    if (o != NULL && o->kind == OBJ_FUNC)
        fun->obj = o;
}

void sema_unary(struct sema *s, struct expr *e)
{
    struct expr *x = e->x;

    CHECK(e->kind == EX_UNARY);
    if (!sema_expr(s, x))
        return;
    if (e->op == TOK_AND) {
        address(s, e);
        return;
    }
    if (e->op == TOK_ARROW) {
        struct type *elem = sema_chan_elem(s, x, sema_start(x), true);
        s->env.has_call = true;
        receive_after(s, x);
        if (elem != NULL)
            sema_set(e, MODE_COMMAOK, elem);
        return;
    }
    if (e->op == TOK_TILDE) {
        sema_error(s, e->pos,
                   "cannot use ~ outside of interface or type constraint");
        return;
    }
    if (!check_operator(s, x, e->op, true))
        return;
    sema_set(e, x->mode == MODE_CONST ? MODE_CONST : MODE_VALUE, x->type);
    if (e->mode == MODE_CONST) {
        bool fits = const_unary(s->a, e->op, &x->value, unsigned_bits(x->type),
                                &e->value);
        sema_overflow(s, e, fits);
    }
}

// ---- comparisons ----

// Why values of the type cannot be compared, or NULL.
static const char *incomparable_cause(struct sema *s, struct type *t)
{
    struct type *u = type_underlying(t);

    switch (u->kind) {
    case TYPE_SLICE:
    case TYPE_FUNC:
    case TYPE_MAP:
        return sema_text(s, "%s can only be compared to nil",
                         type_kind_name(u));
    case TYPE_STRUCT:
        for (size_t i = 0; i < u->nfields; i++)
            if (!type_comparable(u->fields[i].type))
                return sema_text(s, "struct containing %t cannot be compared",
                                 u->fields[i].type);
        return NULL;
    case TYPE_ARRAY:
        return sema_text(s, "%t cannot be compared", t);
    default:
        return NULL;
    }
}

// Finds what is wrong with x op y: sets *bad to the operand and *cause, or
// returns false.
static bool comparison_error(struct sema *s, struct expr *x, struct expr *y,
                             enum token op, struct expr **bad,
                             const char **cause)
{
    *cause = NULL;
    *bad = y;
    if (!sema_assignable(s, x, y->type, NULL) &&
        !sema_assignable(s, y, x->type, NULL)) {
        *cause = sema_text(s, "mismatched types %t and %t", x->type, y->type);
        return true;
    }
    if (op != TOK_EQL && op != TOK_NEQ) {
        *bad = type_is_ordered(x->type) ? y : x;
        return !type_is_ordered(x->type) || !type_is_ordered(y->type);
    }
    if (x->mode == MODE_NIL || y->mode == MODE_NIL)
        return !type_has_nil(x->mode == MODE_NIL ? y->type : x->type);
    if (type_comparable(x->type) && type_comparable(y->type))
        return false;
    *bad = type_comparable(x->type) ? y : x;
    *cause = incomparable_cause(s, (*bad)->type);
    return true;
}

static void report_comparison(struct sema *s, struct expr *x, struct expr *y,
                              enum token op, bool case_, struct expr *bad,
                              const char *cause)
{
    const char *kind = type_kind_name(bad->type);

    if (cause == NULL && kind != NULL)
        cause = sema_text(s, "operator %k not defined on %s", (int)op, kind);
    else if (cause == NULL)
        cause =
            sema_text(s, "operator %k not defined on %t", (int)op, bad->type);
    if (case_)
        sema_error(s, sema_start(x), "invalid case %e in switch on %e (%s)", x,
                   y, cause);
    else
        sema_error(s, sema_start(bad), "invalid operation: %e %k %e (%s)", x,
                   (int)op, y, cause);
}

bool sema_comparison(struct sema *s, struct expr *x, struct expr *y,
                     enum token op, bool case_, struct expr *e)
{
    struct expr *bad;
    const char *cause;

    CHECK(is_comparison(op));
    if (!type_is_valid(x->type) || !type_is_valid(y->type))
        return false;
    if (comparison_error(s, x, y, op, &bad, &cause)) {
        report_comparison(s, x, y, op, case_, bad, cause);
        return false;
    }
    sema_set(e, MODE_VALUE, sema_basic(s, TYPE_UNTYPED_BOOL));
    if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
        e->mode = MODE_CONST;
        e->value = const_bool(const_compare(op, &x->value, &y->value));
        return true;
    }
    sema_update_type(s, x, sema_default_type(s, x->type), true);
    sema_update_type(s, y, sema_default_type(s, y->type), true);
    return true;
}

// ---- shifts ----

// Checks the shift count. False after a message.
static bool shift_count(struct sema *s, struct expr *y)
{
    if (y->mode == MODE_CONST && const_is_int(&y->value) &&
        const_sign(&y->value) < 0) {
        sema_error(s, sema_start(y),
                   "invalid operation: negative shift count %o", y);
        return false;
    }
    if (type_is_untyped(y->type))
        return sema_convert_untyped(s, y, sema_basic(s, TYPE_UINT));
    if (type_is_integer(y->type))
        return true;
    // Go takes typed constants of other types as well.
    if (y->mode == MODE_CONST && type_is_float(y->type) &&
        const_represent(s->a, &y->value, TYPE_UINT) == CONST_FITS) {
        y->type = sema_basic(s, TYPE_UINT);
        return true;
    }
    sema_error(s, sema_start(y),
               "invalid operation: shift count %o must be integer", y);
    return false;
}

static void const_shift_expr(struct sema *s, struct expr *e)
{
    int64_t n;

    if (!const_to_int64(&e->y->value, &n) || n > CONST_SHIFT_MAX) {
        sema_error(s, sema_start(e->y),
                   "invalid operation: invalid shift count %o", e->y);
        return;
    }
    // An untyped 2.0 becomes an integer here.
    sema_set(e, MODE_CONST,
             type_is_integer(e->x->type) ? e->x->type
                                         : sema_basic(s, TYPE_UNTYPED_INT));
    sema_overflow(s, e, const_shift(s->a, e->op, &e->x->value, n, &e->value));
}

static void shift(struct sema *s, struct expr *e)
{
    struct expr *x = e->x, *y = e->y;
    bool whole = x->mode == MODE_CONST && type_is_untyped(x->type) &&
                 const_is_int(&x->value);

    if (!type_is_integer(x->type) && !whole) {
        sema_error(s, sema_start(x),
                   "invalid operation: shifted operand %o must be integer", x);
        return;
    }
    struct expr count = *y; // messages have the count as it was written
    if (!shift_count(s, y))
        return;
    if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
        struct type *converted = y->type;
        y->type = count.type;
        const_shift_expr(s, e);
        y->type = converted;
        return;
    }
    // An untyped constant that is shifted by a variable gets the type that the
    // whole has in its context: sema_update_type looks at it then.
    sema_set(e, MODE_VALUE, x->type);
}

// ---- binary ----

static bool may_convert(struct expr *x, struct expr *y)
{
    if (!type_is_untyped(x->type) && !type_is_untyped(y->type))
        return false;
    if (type_is_numeric(x->type) != type_is_numeric(y->type))
        return false;
    if (type_is_interface(x->type) || type_is_interface(y->type))
        return true;
    if (type_is_boolean(x->type) != type_is_boolean(y->type) ||
        type_is_string(x->type) != type_is_string(y->type))
        return false;
    if (x->mode == MODE_NIL)
        return type_has_nil(y->type);
    if (y->mode == MODE_NIL)
        return type_has_nil(x->type);
    return type_underlying(x->type)->kind != TYPE_POINTER &&
           type_underlying(y->type)->kind != TYPE_POINTER;
}

bool sema_match_types(struct sema *s, struct expr *x, struct expr *y)
{
    if (!may_convert(x, y))
        return true;
    return sema_convert_untyped(s, x, y->type) &&
           sema_convert_untyped(s, y, x->type);
}

static bool divides_by_zero(struct expr *x, struct expr *y, enum token op)
{
    return (op == TOK_QUO || op == TOK_REM) && y->mode == MODE_CONST &&
           (x->mode == MODE_CONST || type_is_integer(x->type)) &&
           const_sign(&y->value) == 0;
}

static void binary_value(struct sema *s, struct expr *e)
{
    struct expr *x = e->x, *y = e->y;

    sema_set(e, MODE_VALUE, x->type);
    if (x->mode != MODE_CONST || y->mode != MODE_CONST)
        return;
    e->mode = MODE_CONST;
    if (x->value.kind == CONST_STRING) {
        size_t len = x->value.len + y->value.len;
        s->concatenated_bytes += len;
        if (len > CONST_STRING_MAX_BYTES ||
            s->concatenated_bytes > CONCATENATED_MAX_BYTES) {
            sema_error(s, e->pos, "constant string too long");
            e->mode = MODE_INVALID;
            return;
        }
    }
    bool fits = const_binary(s->a, e->op, &x->value, &y->value,
                             type_is_integer(x->type), &e->value);
    sema_overflow(s, e, fits);
}

void sema_binary(struct sema *s, struct expr *e, bool assign_op)
{
    struct expr *x = e->x, *y = e->y;
    bool ok = sema_expr(s, x);

    CHECK(e->kind == EX_BINARY && x != NULL && y != NULL);
    if (!sema_expr(s, y) || !ok)
        return;
    if (is_shift(e->op)) {
        shift(s, e);
        return;
    }
    if (!sema_match_types(s, x, y))
        return;
    if (is_comparison(e->op)) {
        sema_comparison(s, x, y, e->op, false, e);
        return;
    }
    if (!type_identical(x->type, y->type)) {
        if (assign_op)
            sema_error(s, sema_start(x),
                       "invalid operation: %e %k= %e (mismatched types %t and "
                       "%t)",
                       x, (int)e->op, y, x->type, y->type);
        else
            sema_error(s, sema_start(x),
                       "invalid operation: %e (mismatched types %t and %t)", e,
                       x->type, y->type);
        return;
    }
    if (!check_operator(s, x, e->op, false))
        return;
    if (divides_by_zero(x, y, e->op)) {
        sema_error(s, sema_start(y), "invalid operation: division by zero");
        return;
    }
    binary_value(s, e);
}
