// Assignments, short variable declarations and range clauses. types2:
// assignments.go, range.go.
#include "lang/sema_impl.h"

#include <assert.h>
#include <string.h>

#include "base/check.h"

static bool is_blank(struct expr *e)
{
    e = sema_unparen(e);
    return e->kind == EX_IDENT && strcmp(e->name, "_") == 0;
}

// ---- variables ----

// The variable whose memory e is part of is assigned, or its address taken.
// Behind a pointer or in a slice it is another one.
void sema_mark_root(struct expr *e, bool assigned)
{
    for (;;) {
        bool pointer = e->x != NULL && e->x->type != NULL &&
                       type_underlying(e->x->type)->kind == TYPE_POINTER;
        if (e->kind == EX_PAREN ||
            (e->kind == EX_SELECTOR && e->select == SELECT_FIELD && !pointer) ||
            (e->kind == EX_INDEX && !pointer &&
             type_underlying(e->x->type)->kind == TYPE_ARRAY)) {
            e = e->x;
            continue;
        }
        bool named = e->kind == EX_IDENT ||
                     (e->kind == EX_SELECTOR && e->select == SELECT_PACKAGE);
        if (!named || e->obj == NULL || e->obj->kind != OBJ_VAR)
            return;
        e->obj->reassigned |= assigned;
        e->obj->addr_taken |= !assigned;
        return;
    }
}

bool sema_init_var(struct sema *s, struct object *obj, struct expr *x,
                   const char *context)
{
    if (x->mode == MODE_INVALID || !type_is_valid(x->type) ||
        (obj->type != NULL && !type_is_valid(obj->type))) {
        if (obj->type == NULL)
            obj->type = sema_invalid(s);
        return false;
    }
    if (obj->type == NULL) {
        if (x->mode == MODE_TUPLE) {
            sema_single(s, x);
            obj->type = sema_invalid(s);
            return false;
        }
        if (x->mode == MODE_NIL && type_is_untyped(x->type)) {
            sema_error(s, sema_start(x), "use of untyped nil in %s", context);
            obj->type = sema_invalid(s);
            x->mode = MODE_INVALID;
            return false;
        }
        obj->type = sema_default_type(s, x->type);
    }
    return sema_assignment(s, x, obj->type, context);
}

static void assign_error(struct sema *s, struct expr_list *values, size_t l,
                         size_t r)
{
    struct expr *first = values->v[0];
    struct expr *call = sema_unparen(first);
    const char *vars = l == 1 ? "variable" : "variables";
    const char *vals = r == 1 ? "value" : "values";

    if (values->n == 1 && call->kind == EX_CALL)
        sema_error(s, sema_start(first),
                   "assignment mismatch: %d %s but %e returns %d %s", (int)l,
                   vars, call->x, (int)r, vals);
    else
        sema_error(s, sema_start(first), "assignment mismatch: %d %s but %d %s",
                   (int)l, vars, (int)r, vals);
}

static void return_error(struct sema *s, struct object **vars, size_t l,
                         struct expr **v, size_t r, struct stmt *ret)
{
    struct type **want = arena_array(s->a, l + 1, sizeof *want);
    struct pos pos = r > l   ? sema_start(v[l])
                     : r > 0 ? sema_start(v[r - 1])
                             : ret->pos;

    for (size_t i = 0; i < l; i++)
        want[i] = vars[i]->type;
    sema_error(s, pos, "%s return values: have %s, want %s",
               r > l ? "too many" : "not enough", sema_summary(s, v, r, false),
               sema_type_summary(s, want, l, false));
}

static void mismatch(struct sema *s, struct object **vars, size_t l,
                     struct expr **v, size_t r, struct expr_list *values,
                     struct stmt *ret)
{
    if (ret != NULL)
        return_error(s, vars, l, v, r, ret);
    else
        assign_error(s, values, l, r);
}

// ---- comma, ok ----

// Makes e two values, of the types that its variables took.
static void mark_comma_ok(struct sema *s, struct expr *e, struct type *value,
                          struct type *ok)
{
    struct type **v = arena_array(s->a, 2, sizeof *v);

    v[0] = value;
    v[1] = ok;
    for (;; e = e->x) {
        sema_set(e, MODE_TUPLE, sema_tuple(s, v, 2));
        if (e->kind != EX_PAREN)
            return;
    }
}

// The operands that the single expression e gives for l variables: parts of a
// tuple, value and ok, or e itself. In the arena.
static size_t multi_operands(struct sema *s, struct expr *e, size_t l,
                             bool comma_ok, struct expr ***out)
{
    size_t n = sema_expr_list(s, &e, 1, out);

    if (*out == &e || n == 1) {
        // sema_expr_list gave back its argument, which is ours.
        struct expr **v = arena_array(s->a, 2, sizeof *v);
        struct expr *copies = arena_array(s->a, 2, sizeof *copies);
        v[0] = e;
        *out = v;
        if (e->mode != MODE_COMMAOK || l != 2 || !comma_ok)
            return 1;
        copies[0] = copies[1] = *e;
        sema_set(&copies[1], MODE_VALUE, sema_basic(s, TYPE_UNTYPED_BOOL));
        v[0] = &copies[0];
        v[1] = &copies[1];
        return 2;
    }
    return n;
}

static void invalidate(struct sema *s, struct object **vars, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (vars[i]->type == NULL)
            vars[i]->type = sema_invalid(s);
}

static bool use_all(struct sema *s, struct expr_list *list)
{
    bool ok = true;

    for (size_t i = 0; i < list->n; i++)
        ok &= sema_use(s, list->v[i]);
    return ok;
}

void sema_init_vars(struct sema *s, struct object **vars, size_t l,
                    struct expr_list *values, struct stmt *ret)
{
    const char *context = ret != NULL ? "return statement" : "assignment";
    size_t r = values->n;
    struct expr **v;
    bool call = r == 1 && sema_unparen(values->v[0])->kind == EX_CALL;

    CHECK(l > 0 || ret != NULL);
    if (l == r && !call) {
        for (size_t i = 0; i < l; i++) {
            sema_expr(s, values->v[i]);
            sema_init_var(s, vars[i], values->v[i], context);
        }
        return;
    }
    if (r != 1) {
        // Only without other errors.
        if (use_all(s, values)) {
            r = sema_expr_list(s, values->v, values->n, &v);
            mismatch(s, vars, l, v, r, values, ret);
        }
        invalidate(s, vars, l);
        return;
    }
    r = multi_operands(s, values->v[0], l, ret == NULL, &v);
    if (l != r) {
        if (values->v[0]->mode != MODE_INVALID)
            mismatch(s, vars, l, v, r, values, ret);
        invalidate(s, vars, l);
        return;
    }
    bool ok = true;
    for (size_t i = 0; i < l; i++)
        ok &= sema_init_var(s, vars[i], v[i], context);
    if (ok && values->v[0]->mode == MODE_COMMAOK && l == 2)
        mark_comma_ok(s, values->v[0], v[0]->type, v[1]->type);
}

// ---- assignment ----

// Checks the left side; NULL is the blank identifier, an invalid type follows a
// message.
static struct type *left_type(struct sema *s, struct expr *left)
{
    struct expr *id = sema_unparen(left);
    struct scope *where;
    struct object *obj = NULL;
    bool used = false;

    if (is_blank(left)) {
        sema_set(left, MODE_INVALID, sema_invalid(s));
        id->obj = NULL;
        return NULL;
    }
    // To be assigned is not to be used.
    if (id->kind == EX_IDENT)
        obj = sema_lookup(s, id->name, &where);
    if (obj != NULL)
        used = obj->used;
    bool ok = sema_expr(s, left);
    if (obj != NULL && obj->kind == OBJ_VAR)
        obj->used = used;
    if (!ok || !type_is_valid(left->type))
        return sema_invalid(s);
    if (left->mode == MODE_VAR) {
        sema_mark_root(left, true);
        return left->type;
    }
    if (left->mode == MODE_COMMAOK && id->kind == EX_INDEX)
        return left->type;
    if (id->kind == EX_SELECTOR && id->x->mode == MODE_COMMAOK &&
        sema_unparen(id->x)->kind == EX_INDEX)
        sema_error(s, sema_start(left),
                   "cannot assign to struct field %e in map", left);
    else
        sema_error(s, sema_start(left),
                   "cannot assign to %e (neither addressable nor a map index "
                   "expression)",
                   left);
    return sema_invalid(s);
}

bool sema_assign_var(struct sema *s, struct expr *left, struct expr *x,
                     const char *context)
{
    struct type *t = left_type(s, left);

    if (t != NULL && !type_is_valid(t))
        return false;
    if (t == NULL && strcmp(context, "assignment") == 0)
        context = "assignment to _ identifier";
    return sema_assignment(s, x, t, context);
}

static void assign_one(struct sema *s, struct expr *left, struct expr *right)
{
    struct type *t = left_type(s, left);

    if (t != NULL && !type_is_valid(t)) {
        sema_use(s, right);
        return;
    }
    if (sema_expr(s, right))
        sema_assignment(s, right, t,
                        t == NULL ? "assignment to _ identifier"
                                  : "assignment");
}

static void assign_vars(struct sema *s, struct expr_list *lhs,
                        struct expr_list *rhs)
{
    size_t l = lhs->n, r = rhs->n;
    struct expr **v;
    bool call = r == 1 && sema_unparen(rhs->v[0])->kind == EX_CALL;
    bool ok = true;

    if (l == r && !call) {
        for (size_t i = 0; i < l; i++)
            assign_one(s, lhs->v[i], rhs->v[i]);
        return;
    }
    if (r != 1) {
        for (size_t i = 0; i < l; i++)
            ok &= sema_use_left(s, lhs->v[i]);
        ok &= use_all(s, rhs);
        if (ok)
            assign_error(s, rhs, l, r);
        return;
    }
    r = multi_operands(s, rhs->v[0], l, true, &v);
    if (l != r) {
        if (rhs->v[0]->mode != MODE_INVALID)
            assign_error(s, rhs, l, r);
        for (size_t i = 0; i < l; i++)
            sema_use_left(s, lhs->v[i]);
        return;
    }
    for (size_t i = 0; i < l; i++)
        ok &= sema_assign_var(s, lhs->v[i], v[i], "assignment");
    if (ok && rhs->v[0]->mode == MODE_COMMAOK && l == 2)
        mark_comma_ok(s, rhs->v[0], v[0]->type, v[1]->type);
}

// ---- := ----

// As Go: its parser finds those of :=, its checker those of range.
static void report_non_name(struct sema *s, struct expr *e, bool range)
{
    sema_use_left(s, e);
    if (e->kind != EX_BAD)
        sema_error(s, sema_start(e),
                   range ? "invalid syntax tree: cannot declare %e"
                         : "non-name %e on left side of :=",
                   e);
}

// Finds or makes the variable of a name on the left of :=. NULL after a
// message. seen has the names on its left.
static struct object *define_name(struct sema *s, struct stmt *st, size_t i,
                                  struct scope *seen)
{
    struct expr *e = st->lhs.v[i];
    bool blank = strcmp(e->name, "_") == 0;
    struct object *obj = sema_new_object(s, OBJ_VAR, e->name, e->pos);

    sema_set(e, MODE_INVALID, sema_invalid(s));
    e->obj = NULL;
    if (blank)
        return obj;
    struct object *alt = scope_find(s->env.scope, e->name);
    if (scope_insert(s->a, seen, obj) != NULL) {
        sema_error(s, e->pos,
                   st->kind == ST_RANGE ? "%s redeclared in this block"
                                        : "%s repeated on left side of :=",
                   e->name);
        return NULL;
    }
    if (alt != NULL && alt->kind != OBJ_VAR) {
        sema_error(s, e->pos, "cannot assign to %s", e->name);
        return NULL;
    }
    if (alt != NULL) {
        alt->reassigned = true;
        e->obj = alt;
        return alt;
    }
    st->defs[i] = obj;
    e->obj = obj;
    return obj;
}

// Makes the new variables visible.
static void declare_new(struct sema *s, struct stmt *st)
{
    for (size_t i = 0; i < st->lhs.n; i++) {
        struct object *obj = st->defs[i];
        if (obj == NULL)
            continue;
        if (sema_declare(s, obj))
            vec_push(&s->locals, obj);
    }
}

static void define(struct sema *s, struct stmt *st)
{
    size_t n = st->lhs.n, top = s->delayed.n, fresh = 0;
    struct object **vars = arena_array(s->a, n, sizeof *vars);
    struct scope *seen = scope_new(s->a, NULL);
    bool error = false;

    CHECK(st->op == TOK_DEFINE && n > 0);
    st->defs = arena_array(s->a, n, sizeof *st->defs);
    for (size_t i = 0; i < n; i++) {
        struct expr *e = st->lhs.v[i];
        if (e->kind == EX_IDENT)
            vars[i] = define_name(s, st, i, seen);
        else
            report_non_name(s, e, false);
        error |= vars[i] == NULL;
        fresh += st->defs[i] != NULL;
        if (vars[i] == NULL)
            vars[i] = sema_new_object(s, OBJ_VAR, NULL, e->pos);
    }
    sema_init_vars(s, vars, n, &st->rhs, NULL);
    // Literals in the values do not see the new variables.
    sema_process_delayed(s, top);
    for (size_t i = 0; i < n; i++)
        if (st->lhs.v[i]->obj != NULL && type_is_valid(vars[i]->type))
            sema_set(st->lhs.v[i], MODE_VAR, vars[i]->type);
    if (fresh == 0 && !error)
        sema_error(s, st->op_pos, "no new variables on left side of :=");
    declare_new(s, st);
}

// ---- op=, ++ ----

static void assign_op(struct sema *s, struct stmt *st)
{
    static_assert(TOK_AND_NOT_ASSIGN - TOK_ADD_ASSIGN == TOK_AND_NOT - TOK_ADD,
                  "operators and their assignments are in one order");
    struct expr e = {
        .kind = EX_BINARY,
        .op = (enum token)(st->op - TOK_ADD_ASSIGN + TOK_ADD),
        .pos = st->op_pos,
        .x = st->lhs.v[0],
        .y = st->rhs.v[0],
    };

    CHECK(st->lhs.n == 1 && st->rhs.n == 1);
    sema_set(&e, MODE_INVALID, sema_invalid(s));
    sema_binary(s, &e, true);
    if (e.mode != MODE_INVALID)
        sema_assign_var(s, st->lhs.v[0], &e, "assignment");
}

static void inc_dec(struct sema *s, struct stmt *st)
{
    struct expr *x = st->x;

    if (!sema_expr(s, x))
        return;
    if (!type_is_numeric(x->type)) {
        sema_error(s, sema_start(x),
                   "invalid operation: %e%k (non-numeric type %t)", x,
                   (int)st->op, x->type);
        return;
    }
    struct expr value = *x;
    sema_assign_var(s, x, &value, "assignment");
}

void sema_assign(struct sema *s, struct stmt *st)
{
    if (st->kind == ST_INCDEC)
        inc_dec(s, st);
    else if (st->op == TOK_DEFINE)
        define(s, st);
    else if (st->op == TOK_ASSIGN)
        assign_vars(s, &st->lhs, &st->rhs);
    else
        assign_op(s, st);
}

// ---- range ----

// The types of the iteration variables of a range over x, NULL for those that
// it has not. False: not possible; *cause may say why.
static bool range_types(struct sema *s, struct expr *x, struct type *v[2],
                        const char **cause)
{
    struct type *u = sema_array_of(type_underlying(x->type));

    v[0] = sema_basic(s, TYPE_INT);
    v[1] = NULL;
    switch (u->kind) {
    case TYPE_STRING:
    case TYPE_UNTYPED_STRING:
        v[1] = s->u->rune_type;
        return true;
    case TYPE_SLICE:
    case TYPE_ARRAY:
        v[1] = u->elem;
        return true;
    case TYPE_MAP:
        v[0] = u->key;
        v[1] = u->elem;
        return true;
    case TYPE_CHAN:
        v[0] = u->elem;
        if (u->dir == CHAN_SEND)
            *cause = sema_text(s, "receive from send-only channel %t", x->type);
        return u->dir != CHAN_SEND;
    case TYPE_FUNC:
        v[0] = NULL;
        if (s->l->go_minor < 23)
            *cause = "requires go1.23 or later";
        else
            *cause = "functions are not supported yet: level S3";
        return false;
    default:
        v[0] = x->type;
        if (!type_is_integer(x->type))
            return false;
        if (s->l->go_minor < 22)
            *cause = "requires go1.22 or later";
        return s->l->go_minor >= 22;
    }
}

// Checks the range expression; false after a message.
static bool range_expr(struct sema *s, struct stmt *st, struct type *v[2])
{
    struct expr *x = st->x;
    const char *cause = NULL;

    v[0] = v[1] = NULL;
    if (!sema_expr(s, x))
        return false;
    if (!range_types(s, x, v, &cause)) {
        sema_error(s, sema_start(x), "cannot range over %o%s%s", x,
                   cause == NULL ? "" : ": ", cause == NULL ? "" : cause);
        return false;
    }
    if (st->lhs.n == 2 && v[1] == NULL)
        sema_error(s, sema_start(st->lhs.v[1]),
                   "range over %o permits only one iteration variable", x);
    if (type_is_untyped(x->type) && type_is_string(x->type))
        sema_convert_untyped(s, x, sema_basic(s, TYPE_STRING));
    return true;
}

static void range_define(struct sema *s, struct stmt *st, struct type *v[2])
{
    struct scope *seen = scope_new(s->a, NULL);
    size_t fresh = 0;

    st->defs = arena_array(s->a, st->lhs.n, sizeof *st->defs);
    for (size_t i = 0; i < st->lhs.n; i++) {
        struct expr *e = st->lhs.v[i];
        if (e->kind != EX_IDENT) {
            report_non_name(s, e, true);
            continue;
        }
        struct object *obj = define_name(s, st, i, seen);
        if (obj == NULL)
            continue;
        obj->loop_var = true;
        fresh += st->defs[i] != NULL;
        if (v[i] == NULL) {
            obj->type = sema_invalid(s);
            obj->used = true;
        } else if (type_is_integer(st->x->type)) {
            sema_init_var(s, obj, st->x, "range clause");
        } else {
            obj->type = v[i];
        }
        if (st->defs[i] != NULL && type_is_valid(obj->type))
            sema_set(e, MODE_VAR, obj->type);
    }
    if (fresh == 0)
        sema_error(s, st->pos, "no new variables on left side of :=");
    declare_new(s, st);
}

static void range_assign(struct sema *s, struct stmt *st, struct type *v[2])
{
    for (size_t i = 0; i < st->lhs.n; i++) {
        struct expr *left = st->lhs.v[i];
        if (v[i] == NULL) {
            sema_use_left(s, left);
            continue;
        }
        if (type_is_integer(st->x->type)) {
            if (sema_assign_var(s, left, st->x, "range clause") &&
                !type_is_integer(st->x->type))
                sema_error(s, sema_start(left),
                           "cannot use iteration variable of type %t",
                           st->x->type);
            continue;
        }
        // The variable itself stands for the value in messages.
        struct expr value = *left;
        sema_set(&value, MODE_VALUE, v[i]);
        sema_assign_var(s, left, &value, "assignment");
    }
}

void sema_range(struct sema *s, struct stmt *st)
{
    struct type *v[2];
    bool ok = range_expr(s, st, v);

    CHECK(st->kind == ST_RANGE && st->lhs.n <= 2);
    if (!ok)
        v[0] = v[1] = NULL;
    sema_open_scope(s);
    if (st->op == TOK_DEFINE && st->lhs.n > 0)
        range_define(s, st, v);
    else if (st->lhs.n > 0)
        range_assign(s, st, v);
    else if (ok && type_is_integer(st->x->type))
        sema_assignment(s, st->x, NULL, "range clause");
    sema_open_scope(s);
    sema_stmt_list(s, &st->body);
    sema_close_scope(s);
    sema_close_scope(s);
}
