// switch, type switch and select. types2: stmt.go.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"

// ---- equal constants ----

// Constants that were seen: an open hash of expressions.
struct value_set {
    struct expr **slot;
    size_t n, cap;
};

static uint64_t hash_bytes(uint64_t h, const void *p, size_t n)
{
    const unsigned char *c = p;

    for (size_t i = 0; i < n; i++)
        h = (h ^ c[i]) * UINT64_C(0x100000001b3);
    return h;
}

static uint64_t hash_value(const struct const_value *v)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    double f;

    switch (v->kind) {
    case CONST_INT:
        return hash_bytes(h, &v->i, sizeof v->i);
    case CONST_FLOAT:
        f = const_to_float(v, false);
        return hash_bytes(h, &f, sizeof f);
    case CONST_STRING:
        return hash_bytes(h, v->s, v->len);
    default:
        return h + v->b;
    }
}

static bool same_constant(struct expr *a, struct expr *b)
{
    return a->value.kind == b->value.kind &&
           const_compare(TOK_EQL, &a->value, &b->value) &&
           type_identical(a->type, b->type);
}

static size_t value_slot(const struct value_set *set, struct expr *e)
{
    size_t i = (size_t)hash_value(&e->value) & (set->cap - 1);

    while (set->slot[i] != NULL && !same_constant(set->slot[i], e))
        i = (i + 1) & (set->cap - 1);
    return i;
}

// The equal constant that was added before, or NULL after adding e.
static struct expr *add_value(struct sema *s, struct value_set *set,
                              struct expr *e)
{
    enum { SLOTS_MIN = 16 };

    CHECK(e->mode == MODE_CONST);
    if (2 * (set->n + 1) > set->cap) {
        struct value_set old = *set;
        set->cap = old.cap == 0 ? SLOTS_MIN : 2 * old.cap;
        set->slot = arena_array(s->a, set->cap, sizeof *set->slot);
        for (size_t i = 0; i < old.cap; i++)
            if (old.slot[i] != NULL)
                set->slot[value_slot(set, old.slot[i])] = old.slot[i];
    }
    size_t i = value_slot(set, e);
    if (set->slot[i] != NULL)
        return set->slot[i];
    set->slot[i] = e;
    set->n++;
    return NULL;
}

void sema_check_duplicate_keys(struct sema *s, struct expr *literal)
{
    struct value_set seen = {0};

    for (size_t i = 0; i < literal->list.n; i++) {
        struct expr *kv = literal->list.v[i];
        if (kv->kind == EX_KEYVALUE && kv->x->mode == MODE_CONST &&
            add_value(s, &seen, kv->x) != NULL)
            sema_error(s, sema_start(kv->x), "duplicate key %v in map literal",
                       &kv->x->value);
    }
}

// ---- switch ----

static void case_value(struct sema *s, struct expr *x, struct expr *v,
                       struct value_set *seen)
{
    struct expr result;

    CHECK(x != v);
    if (!sema_expr(s, v) || x->mode == MODE_INVALID)
        return;
    if (type_is_untyped(v->type) && !sema_convert_untyped(s, v, x->type))
        return;
    result = *v;
    if (!sema_comparison(s, v, x, TOK_EQL, true, &result))
        return;
    // Constants count as they compare: against an interface, by default type.
    if (type_is_untyped(v->type))
        sema_update_type(s, v, sema_default_type(s, v->type), true);
    // As in Go, booleans may come twice.
    if (v->mode != MODE_CONST || v->value.kind == CONST_BOOL)
        return;
    struct expr *other = add_value(s, seen, v);
    if (other == NULL)
        return;
    sema_error(s, sema_start(v), "duplicate case %o in expression switch", v);
    sema_note(s, sema_start(other), "previous case");
}

// The tag: st->x, or true in its place when there is none.
static struct expr *switch_tag(struct sema *s, struct stmt *st,
                               struct expr *truth)
{
    struct expr *x = st->x;

    if (x == NULL) {
        *truth = (struct expr){
            .kind = EX_IDENT, .name = "true", .value = const_bool(true)};
        truth->pos = st->nclauses > 0 ? st->clauses[0].pos : st->pos;
        sema_set(truth, MODE_CONST, sema_basic(s, TYPE_BOOL));
        return truth;
    }
    if (!sema_expr(s, x) || !sema_assignment(s, x, NULL, "switch expression"))
        return x;
    if (!type_comparable(x->type) && !type_has_nil(x->type)) {
        sema_error(s, sema_start(x),
                   "cannot switch on %o (%t is not comparable)", x, x->type);
        x->mode = MODE_INVALID;
    }
    return x;
}

static void clause_body(struct sema *s, struct clause *c)
{
    sema_open_scope(s);
    sema_stmt_list(s, &c->body);
    sema_close_scope(s);
}

void sema_switch(struct sema *s, struct stmt *st)
{
    struct value_set seen = {0};
    struct expr truth;

    CHECK(st->kind == ST_SWITCH);
    sema_open_scope(s);
    if (st->init != NULL)
        sema_stmt(s, st->init);
    struct expr *x = switch_tag(s, st, &truth);
    for (size_t i = 0; i < st->nclauses; i++) {
        struct clause *c = &st->clauses[i];
        for (size_t k = 0; k < c->exprs.n; k++) {
            // A copy: cases do not change the tag.
            struct expr tag = *x;
            case_value(s, &tag, c->exprs.v[k], &seen);
        }
        clause_body(s, c);
    }
    sema_close_scope(s);
}

// ---- type switch ----

struct type_case {
    struct type *type; // NULL: nil
    struct pos pos;
};

struct type_cases {
    struct type_case *v;
    size_t n, cap;
};

static bool is_nil(struct sema *s, struct expr *e)
{
    struct scope *where;

    e = sema_unparen(e);
    if (e->kind != EX_IDENT)
        return false;
    struct object *obj = sema_lookup(s, e->name, &where);
    return obj != NULL && obj->kind == OBJ_NIL;
}

// Only the first cases of a long list are compared with one another.
static const struct type_case *find_case(const struct type_cases *seen,
                                         struct type *t)
{
    enum { COMPARED_MAX = 1000 };

    for (size_t i = 0; i < seen->n && i < COMPARED_MAX; i++)
        if (seen->v[i].type == t || (t != NULL && seen->v[i].type != NULL &&
                                     type_identical(seen->v[i].type, t)))
            return &seen->v[i];
    return NULL;
}

// One type of a case; x is NULL when it is invalid. Returns the type, NULL for
// nil or after a message.
static struct type *case_type(struct sema *s, struct expr *x, struct expr *e,
                              struct type_cases *seen)
{
    struct type *t = NULL;
    const char *cause = NULL;

    if (is_nil(s, e)) {
        sema_expr(s, e);
        if (x != NULL)
            sema_update_type(s, e, x->type, true);
    } else {
        t = sema_type(s, e);
        if (!type_is_valid(t))
            return NULL;
    }
    const struct type_case *other = find_case(seen, t);
    if (other != NULL) {
        if (t == NULL)
            sema_error(s, sema_start(e), "duplicate case nil in type switch");
        else
            sema_error(s, sema_start(e), "duplicate case %t in type switch", t);
        sema_note(s, other->pos, "previous case");
        return t;
    }
    struct type_case c = {t, sema_start(e)};
    vec_push(seen, c);
    if (x != NULL && t != NULL && !sema_assertable(s, x->type, t, &cause))
        sema_error(s, sema_start(e),
                   "impossible type switch case: %e: %o cannot have dynamic "
                   "type %t %s",
                   e, x, t, cause);
    return t;
}

// The expression that is switched on, NULL when it is invalid.
static struct expr *type_switch_operand(struct sema *s, struct stmt *st)
{
    struct expr *x = st->x->kind == EX_ASSERT ? st->x->x : st->x;

    if (!sema_expr(s, x))
        return NULL;
    if (type_is_interface(x->type))
        return x;
    sema_error(s, sema_start(x), "%o is not an interface", x);
    return NULL;
}

void sema_type_switch(struct sema *s, struct stmt *st)
{
    struct type_cases seen = {0};
    bool used = false, named = st->name != NULL && strcmp(st->name, "_") != 0;

    CHECK(st->kind == ST_TYPESWITCH);
    level_check(s, FEATURE_TYPE_SWITCH, st->pos);
    sema_open_scope(s);
    if (st->init != NULL)
        sema_stmt(s, st->init);
    if (st->name != NULL && !named)
        sema_error(s, st->name_pos, "no new variable on left side of :=");
    struct expr *x = type_switch_operand(s, st);
    for (size_t i = 0; i < st->nclauses; i++) {
        struct clause *c = &st->clauses[i];
        struct type *t = NULL;
        for (size_t k = 0; k < c->exprs.n; k++)
            t = case_type(s, x, c->exprs.v[k], &seen);
        if (c->exprs.n != 1 || t == NULL)
            t = x == NULL ? sema_invalid(s) : x->type;
        sema_open_scope(s);
        if (named) {
            c->var = sema_new_object(s, OBJ_VAR, st->name, st->name_pos);
            c->var->type = t;
            sema_declare(s, c->var);
        }
        sema_stmt_list(s, &c->body);
        sema_close_scope(s);
        used |= c->var != NULL && c->var->used;
    }
    sema_close_scope(s);
    vec_release(&seen);
    // The variables of the clauses count as one.
    if (named && !used)
        sema_error(s, st->name_pos, "%s declared and not used", st->name);
}

// ---- select ----

void sema_select(struct sema *s, struct stmt *st)
{
    for (size_t i = 0; i < st->nclauses; i++) {
        struct clause *c = &st->clauses[i];
        sema_open_scope(s);
        if (c->comm != NULL)
            sema_stmt(s, c->comm);
        sema_stmt_list(s, &c->body);
        sema_close_scope(s);
    }
}
