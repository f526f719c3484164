// Index and slice expressions. types2: index.go.
#include "lang/sema_impl.h"

#include "base/check.h"

struct type *sema_array_of(struct type *t)
{
    if (t->kind == TYPE_POINTER) {
        struct type *u = type_underlying(t->elem);
        if (u->kind == TYPE_ARRAY)
            return u;
    }
    return t;
}

static bool is_valid_index(struct sema *s, struct expr *x)
{
    if (x->mode == MODE_INVALID ||
        !sema_convert_untyped(s, x, sema_basic(s, TYPE_INT)))
        return false;
    if (!type_is_integer(x->type)) {
        sema_error(s, sema_start(x),
                   "invalid argument: index %o must be integer", x);
        return false;
    }
    if (x->mode != MODE_CONST)
        return true;
    if (const_sign(&x->value) < 0) {
        sema_error(s, sema_start(x),
                   "invalid argument: index %o must not be negative", x);
        return false;
    }
    int64_t v;
    if (const_to_int64(&x->value, &v))
        return true;
    sema_error(s, sema_start(x), "invalid argument: index %o overflows int", x);
    return false;
}

bool sema_index_value(struct sema *s, struct expr *e, int64_t max,
                      int64_t *value)
{
    int64_t v;

    *value = -1;
    if (!sema_expr(s, e) || !is_valid_index(s, e))
        return false;
    if (e->mode != MODE_CONST)
        return true;
    if (!const_to_int64(&e->value, &v))
        CHECK_UNREACHABLE();
    if (max >= 0 && v >= max) {
        sema_error(s, sema_start(e),
                   "invalid argument: index %v out of bounds [0:%l]", &e->value,
                   max);
        return false;
    }
    *value = v;
    return true;
}

// Untyped constant strings are of type string where they are indexed.
static void fix_string(struct sema *s, struct expr *x)
{
    if (type_is_untyped(x->type))
        sema_convert_untyped(s, x, sema_basic(s, TYPE_STRING));
}

static void map_index(struct sema *s, struct expr *e, struct type *u)
{
    if (sema_expr(s, e->y))
        sema_assignment(s, e->y, u->key, "map index");
    // The type is known also when the key is wrong.
    sema_set(e, MODE_COMMAOK, u->elem);
}

// What indexing e->x gives: sets mode and type of e, and *length when it is
// known. False: it cannot be indexed.
static bool indexed(struct sema *s, struct expr *e, int64_t *length)
{
    struct expr *x = e->x;
    struct type *u = type_underlying(x->type), *a = sema_array_of(u);

    *length = -1;
    if (type_is_string(u)) {
        if (x->mode == MODE_CONST)
            *length = (int64_t)x->value.len;
        fix_string(s, x);
        sema_set(e, MODE_VALUE, s->u->byte_type);
    } else if (a->kind == TYPE_ARRAY) {
        *length = a->length;
        sema_set(e, x->mode == MODE_VAR || a != u ? MODE_VAR : MODE_VALUE,
                 a->elem);
    } else if (u->kind == TYPE_SLICE) {
        sema_set(e, MODE_VAR, u->elem);
    } else {
        return false;
    }
    return true;
}

void sema_index(struct sema *s, struct expr *e)
{
    int64_t length, value;

    CHECK(e->kind == EX_INDEX && e->y != NULL);
    if (!sema_expr_or_type(s, e->x)) {
        sema_use(s, e->y);
        return;
    }
    struct type *u = type_underlying(e->x->type);
    if (e->x->mode == MODE_TYPE ||
        (u->kind == TYPE_FUNC && e->x->mode == MODE_VALUE &&
         sema_unparen(e->x)->kind == EX_IDENT && e->x->obj != NULL &&
         e->x->obj->kind == OBJ_FUNC)) {
        level_check(s, FEATURE_GENERICS, sema_start(e));
        return;
    }
    if (u->kind == TYPE_MAP && e->x->mode != MODE_BUILTIN) {
        map_index(s, e, u);
        return;
    }
    if (!indexed(s, e, &length)) {
        sema_error(s, e->op_pos, "cannot index %o", e->x);
        sema_use(s, e->y);
        return;
    }
    sema_index_value(s, e->y, length, &value);
    if (!type_is_valid(e->type))
        e->mode = MODE_INVALID;
}

// ---- slices ----

// The type that slicing e->x gives and its length when it is known; NULL after
// a message.
static struct type *sliced(struct sema *s, struct expr *e, int64_t *length)
{
    struct expr *x = e->x;
    struct type *u = type_underlying(x->type), *a = sema_array_of(u);

    *length = -1;
    if (type_is_string(u)) {
        if (e->slice3) {
            sema_error(s, sema_start(e->max != NULL ? e->max : e),
                       "invalid operation: 3-index slice of string");
            return NULL;
        }
        if (x->mode == MODE_CONST)
            *length = (int64_t)x->value.len;
        fix_string(s, x);
        return x->type;
    }
    if (a->kind == TYPE_ARRAY) {
        *length = a->length;
        if (a == u && x->mode != MODE_VAR) {
            sema_error(s, sema_start(x), "cannot slice unaddressable value %o",
                       x);
            return NULL;
        }
        if (a == u)
            sema_mark_root(x, false);
        return sema_new_type(s, TYPE_SLICE, a->elem, sema_start(e));
    }
    if (u->kind == TYPE_SLICE)
        return x->type;
    sema_error(s, sema_start(x), "cannot slice %o", x);
    return NULL;
}

// Constant indices must not go down.
static void check_order(struct sema *s, struct expr *const part[3],
                        const int64_t value[3])
{
    for (int i = 0; i < 2; i++) {
        for (int k = i + 1; k < 3; k++) {
            if (value[i] <= 0 || value[k] < 0 || value[k] >= value[i] ||
                part[k] == NULL)
                continue;
            sema_error(s, sema_start(part[k]), "invalid slice indices: %l < %l",
                       value[k], value[i]);
            return;
        }
    }
}

void sema_slice(struct sema *s, struct expr *e)
{
    struct expr *const part[3] = {e->lo, e->hi, e->max};
    int64_t length, value[3] = {-1, -1, -1};

    CHECK(e->kind == EX_SLICE);
    if (!sema_expr(s, e->x)) {
        for (int i = 0; i < 3; i++)
            if (part[i] != NULL)
                sema_use(s, part[i]);
        return;
    }
    struct type *t = sliced(s, e, &length);
    if (t == NULL || !type_is_valid(t))
        return;
    sema_set(e, MODE_VALUE, t);
    for (int i = 0; i < 3; i++) {
        if (part[i] != NULL)
            sema_index_value(s, part[i], length < 0 ? -1 : length + 1,
                             &value[i]);
        else if (i == 0)
            value[i] = 0;
        else
            value[i] = length;
    }
    check_order(s, part, value);
}
