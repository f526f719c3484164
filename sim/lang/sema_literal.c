// Composite and function literals. types2: literals.go.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"

// ---- function literals ----

void sema_func_literal(struct sema *s, struct expr *e)
{
    struct func_decl *f = e->func;

    CHECK(f != NULL);
    // A repeated constant expression may be checked twice; its body once.
    if (f->type == NULL) {
        f->outer = s->env.func;
        f->literal_no =
            f->outer != NULL ? ++f->outer->nliterals : ++s->nliterals;
        sema_open_scope(s);
        s->env.scope->func = f;
        f->type = sema_signature(s, &f->sig, f, e->pos);
        if (f->body != NULL)
            sema_delay_body(s, f);
        sema_close_scope(s);
    }
    sema_set(e, MODE_VALUE, f->type);
}

// ---- structs ----

static void keyed_struct(struct sema *s, struct expr *e, struct type *base,
                         struct type *u)
{
    bool *seen = arena_array(s->a, u->nfields + 1, sizeof *seen);

    for (size_t i = 0; i < e->list.n; i++) {
        struct expr *kv = e->list.v[i];
        if (kv->kind != EX_KEYVALUE) {
            sema_error(s, sema_start(kv),
                       "mixture of field:value and value elements in struct "
                       "literal");
            continue;
        }
        bool ok = sema_expr_hint(s, kv->y, NULL);
        if (kv->x->kind != EX_IDENT) {
            sema_error(s, sema_start(kv),
                       "invalid field name %e in struct literal", kv->x);
            continue;
        }
        struct type_selection f = type_select(u, kv->x->name, s->pkg, false);
        if (f.kind != SELECTION_FIELD || f.npath != 1) {
            sema_error(s, kv->x->pos, "%s",
                       sema_lookup_error(s, base, kv->x->name, true));
            continue;
        }
        kv->x->index = f.path[0];
        if (ok)
            sema_assignment(s, kv->y, f.field->type, "struct literal");
        if (seen[f.path[0]])
            sema_error(s, sema_start(kv),
                       "duplicate field name %s in struct literal",
                       kv->x->name);
        seen[f.path[0]] = true;
    }
}

static void positional_struct(struct sema *s, struct expr *e, struct type *base,
                              struct type *u)
{
    for (size_t i = 0; i < e->list.n; i++) {
        struct expr *x = e->list.v[i];
        if (x->kind == EX_KEYVALUE) {
            sema_error(s, sema_start(x),
                       "mixture of field:value and value elements in struct "
                       "literal");
            continue;
        }
        bool ok = sema_expr(s, x);
        if (i >= u->nfields) {
            sema_error(s, sema_start(x),
                       "too many values in struct literal of type %t", base);
            return;
        }
        struct type_field *f = &u->fields[i];
        if (!name_is_exported(f->name) && f->package != s->pkg)
            sema_error(s, sema_start(x),
                       "implicit assignment to unexported field %s in struct "
                       "literal of type %t",
                       f->name, base);
        else if (ok)
            sema_assignment(s, x, f->type, "struct literal");
    }
    if (e->list.n < u->nfields)
        sema_error(s, e->end, "too few values in struct literal of type %t",
                   base);
}

// ---- arrays and slices ----

// Constant indices that were seen: open hash of index + 1.
struct index_set {
    int64_t *slot;
    size_t n, cap;
};

static size_t index_slot(const struct index_set *set, int64_t index)
{
    size_t i = (size_t)((uint64_t)index * UINT64_C(0x9e3779b97f4a7c15) >> 32) &
               (set->cap - 1);

    CHECK(index >= 0 && index < INT64_MAX);
    while (set->slot[i] != 0 && set->slot[i] != index + 1)
        i = (i + 1) & (set->cap - 1);
    return i;
}

// False when index was in the set. The greatest int is not looked after.
static bool add_index(struct sema *s, struct index_set *set, int64_t index)
{
    enum { SLOTS_MIN = 16 };

    if (index == INT64_MAX)
        return true;
    if (2 * (set->n + 1) > set->cap) {
        struct index_set old = *set;
        set->cap = old.cap == 0 ? SLOTS_MIN : 2 * old.cap;
        set->slot = arena_array(s->a, set->cap, sizeof *set->slot);
        for (size_t i = 0; i < old.cap; i++)
            if (old.slot[i] != 0)
                set->slot[index_slot(set, old.slot[i] - 1)] = old.slot[i];
    }
    size_t i = index_slot(set, index);
    if (set->slot[i] != 0)
        return false;
    set->slot[i] = index + 1;
    set->n++;
    return true;
}

// Sets *index to that of the element e. False after a message.
static bool element_index(struct sema *s, struct expr *e, int64_t length,
                          int64_t *index)
{
    int64_t value;

    if (e->kind == EX_KEYVALUE) {
        if (!sema_index_value(s, e->x, length, &value))
            return false;
        if (value < 0) {
            sema_error(s, sema_start(e), "index %e must be integer constant",
                       e->x);
            return false;
        }
        *index = value;
        return true;
    }
    if (length < 0 || *index < length)
        return true;
    sema_error(s, sema_start(e), "index %l is out of bounds (>= %l)", *index,
               length);
    return false;
}

// Checks the elements; returns the length that they give the literal.
static int64_t indexed_elements(struct sema *s, struct expr *e,
                                struct type *elem, int64_t length)
{
    struct index_set seen = {0};
    int64_t index = 0, max = 0;

    for (size_t i = 0; i < e->list.n; i++) {
        struct expr *x = e->list.v[i];
        if (element_index(s, x, length, &index) && !add_index(s, &seen, index))
            sema_error(s, sema_start(x),
                       "duplicate index %l in array or slice literal", index);
        index += index < INT64_MAX;
        max = index > max ? index : max;
        x = x->kind == EX_KEYVALUE ? x->y : x;
        if (sema_expr_hint(s, x, elem))
            sema_assignment(s, x, elem, "array or slice literal");
    }
    return max;
}

// ---- maps ----

static void map_elements(struct sema *s, struct expr *e, struct type *u)
{
    for (size_t i = 0; i < e->list.n; i++) {
        struct expr *kv = e->list.v[i];
        if (kv->kind != EX_KEYVALUE) {
            sema_error(s, sema_start(kv), "missing key in map literal");
            continue;
        }
        if (sema_expr_hint(s, kv->x, u->key))
            sema_assignment(s, kv->x, u->key, "map literal");
        if (sema_expr_hint(s, kv->y, u->elem))
            sema_assignment(s, kv->y, u->elem, "map literal");
    }
    sema_check_duplicate_keys(s, e);
}

// ---- any ----

static void use_elements(struct sema *s, struct expr *e)
{
    for (size_t i = 0; i < e->list.n; i++) {
        struct expr *x = e->list.v[i];
        sema_use(s, x->kind == EX_KEYVALUE ? x->y : x);
    }
}

// The type of the literal e, and in *base what its elements belong to.
static struct type *literal_type(struct sema *s, struct expr *e,
                                 struct type *hint, struct type **base)
{
    struct type *t;

    if (e->type_expr != NULL) {
        struct expr *x = e->type_expr;
        bool open = x->kind == EX_ARRAYTYPE &&
                    (x->y == NULL || x->y->kind == EX_ELLIPSIS);
        t = open ? sema_open_array(s, x) : sema_type(s, x);
        *base = t;
        if (open)
            sema_set(x, MODE_TYPE, t);
        return t;
    }
    if (hint == NULL) {
        sema_error(s, e->pos, "missing type in composite literal");
        *base = sema_invalid(s);
        return *base;
    }
    // An elided type of an element of type *T means &T{}.
    struct type *u = type_underlying(hint);
    *base = u->kind == TYPE_POINTER ? u->elem : hint;
    return hint;
}

void sema_composite(struct sema *s, struct expr *e, struct type *hint)
{
    struct type *base, *t = literal_type(s, e, hint, &base);
    struct type *u = type_underlying(base);

    CHECK(e->kind == EX_COMPOSITE);
    switch (u->kind) {
    case TYPE_STRUCT:
        if (e->list.n > 0 && e->list.v[0]->kind == EX_KEYVALUE)
            keyed_struct(s, e, base, u);
        else if (e->list.n > 0)
            positional_struct(s, e, base, u);
        break;
    case TYPE_ARRAY: {
        int64_t n = indexed_elements(s, e, u->elem, u->length);
        if (u->length < 0) {
            u->length = n;
            sema_delay(s, DELAYED_TYPE, sema_start(e), u);
        }
        break;
    }
    case TYPE_SLICE:
        indexed_elements(s, e, u->elem, -1);
        break;
    case TYPE_MAP:
        map_elements(s, e, u);
        break;
    default:
        use_elements(s, e);
        if (type_is_valid(u))
            sema_error(s, sema_start(e), "invalid composite literal%s type %t",
                       hint != NULL && e->type_expr == NULL ? " element" : "",
                       t);
        return;
    }
    sema_set(e, MODE_VALUE, t);
}
