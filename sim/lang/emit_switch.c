// switch and select.
#include "lang/constant.h"
#include "lang/emit_impl.h"

static struct label *labels(struct fn *f, size_t n)
{
    return arena_array(&f->e->l->arena, n, sizeof(struct label));
}

// The next clause follows in the code, too.
static bool falls_through(const struct clause *c)
{
    return c->body.n > 0 && c->body.v[c->body.n - 1]->kind == ST_FALLTHROUGH;
}

// Jumps to the clause whose case the tag is.
static void dispatch(struct fn *f, struct stmt *s, struct operand tag,
                     struct label *to, struct label *end)
{
    struct label *otherwise = end;

    for (size_t i = 0; i < s->nclauses && !f->dead; i++) {
        struct clause *c = &s->clauses[i];
        if (c->is_default)
            otherwise = &to[i];
        for (size_t k = 0; k < c->exprs.n && !f->dead; k++) {
            struct expr *e = c->exprs.v[k];
            uint32_t mark = f->top;
            struct operand x = {.e = e, .type = e->type};
            f->here = e->pos;
            if (tag.type == NULL) {
                emit_cond(f, e, true, &to[i]);
                continue;
            }
            size_t hoisted = emit_hoist(f, &e, 1);
            emit_compare_jump(f, e->pos, TOK_EQL, tag, x, true, &to[i]);
            emit_unhoist(f, hoisted);
            f->top = mark;
        }
    }
    f->here = s->pos;
    for (size_t i = 0; i < s->nclauses; i++)
        if (s->clauses[i].is_default)
            otherwise = &to[i];
    fn_jump(f, OP_JMP, 0, otherwise);
}

// The value that the cases are compared with; no type: they are conditions.
static struct operand tag_of(struct fn *f, struct expr *x)
{
    struct operand none = {0};

    if (x == NULL)
        return none;
    if (x->mode == MODE_CONST && x->value.kind == CONST_BOOL && x->value.b)
        return none;
    size_t hoisted = emit_hoist(f, &x, 1);
    struct operand tag = {.reg = emit_value(f, x, x->type, REG_NONE),
                          .type = x->type};
    emit_unhoist(f, hoisted);
    return tag;
}

// First all comparisons, then the bodies in source order.
void emit_switch(struct fn *f, struct stmt *s)
{
    struct label end = {0}, *to = labels(f, s->nclauses);
    uint32_t vars = f->vars_top;

    if (s->init != NULL)
        emit_stmt(f, s->init);
    struct operand tag = tag_of(f, s->x);
    // The tag stays while the cases are evaluated.
    fn_seal(f);
    dispatch(f, s, tag, to, &end);
    for (size_t i = 0; i < s->nclauses; i++) {
        struct clause *c = &s->clauses[i];
        fn_place(f, &to[i]);
        emit_body(f, &c->body, s, &end, NULL);
        if (!falls_through(c) && i + 1 < s->nclauses)
            fn_jump(f, OP_JMP, 0, &end);
    }
    fn_place(f, &end);
    f->vars_top = vars;
}

// ---- select ----

// The registers of a case.
struct select_case {
    struct clause *clause;
    struct label body;
    bool send;
    uint32_t chan, value, ok;
    struct type *elem;
};

// The receive operation of a case.
static struct expr *received(struct stmt *comm)
{
    if (comm->kind == ST_EXPR)
        return expr_unparen(comm->x);
    return expr_unparen(comm->rhs.v[0]);
}

// Whether left side i of v, ok = <-c is somebody.
static bool is_wanted(struct stmt *comm, size_t i)
{
    if (comm->kind != ST_ASSIGN || i >= comm->lhs.n)
        return false;
    if (comm->op == TOK_DEFINE)
        return comm->defs[i] != NULL ||
               !expr_is_blank(expr_unparen(comm->lhs.v[i]));
    return !expr_is_blank(expr_unparen(comm->lhs.v[i]));
}

// The channel is evaluated before the value, also if only that contains calls.
static void evaluate_send(struct fn *f, struct select_case *c,
                          struct stmt *comm)
{
    c->send = true;
    c->elem = type_underlying(comm->x->type)->elem;
    size_t hoisted = emit_hoist(f, &comm->x, 1);
    c->chan = emit_expr(f, comm->x, REG_NONE);
    emit_hoist(f, &comm->y, 1);
    c->value = emit_value(f, comm->y, c->elem, REG_NONE);
    emit_unhoist(f, hoisted);
}

// Received values go to registers of their own, whoever wants them: only the
// chosen case assigns.
static void evaluate_case(struct fn *f, struct select_case *c)
{
    struct stmt *comm = c->clause->comm;

    CHECK(comm != NULL);
    f->here = comm->pos;
    c->value = c->ok = REG_NONE;
    if (comm->kind == ST_SEND) {
        evaluate_send(f, c, comm);
    } else {
        CHECK(received(comm)->kind == EX_UNARY);
        CHECK(received(comm)->op == TOK_ARROW);
        struct expr *x = received(comm)->x;
        c->elem = type_underlying(x->type)->elem;
        size_t hoisted = emit_hoist(f, &x, 1);
        c->chan = emit_expr(f, x, REG_NONE);
        emit_unhoist(f, hoisted);
        if (is_wanted(comm, 0))
            c->value = fn_alloc(f, emit_words(f->e, c->elem));
        if (is_wanted(comm, 1))
            c->ok = fn_alloc(f, 1);
    }
    if (emit_words(f->e, c->elem) == 0)
        c->value = REG_NONE;
}

// A new variable of the case is the register that received.
static void clause_body(struct fn *f, struct stmt *s, struct select_case *c,
                        struct label *end)
{
    uint32_t vars = f->vars_top, top = f->top;
    struct stmt *comm = c->clause->comm;

    fn_place(f, &c->body);
    f->here = comm->pos;
    for (size_t i = 0; i < 2 && !c->send && !f->dead; i++) {
        if (!is_wanted(comm, i))
            continue;
        struct object *o = comm->op == TOK_DEFINE ? comm->defs[i] : NULL;
        struct type *from = i == 0 ? c->elem : emit_basic(f->e, TYPE_BOOL);
        uint32_t reg = i == 0 ? c->value : c->ok;
        if (reg == REG_NONE)
            reg = fn_alloc(f, 0);
        emit_give(f, o, comm->lhs.v[i], reg, from);
    }
    fn_seal(f);
    emit_body(f, &c->clause->body, s, end, NULL);
    f->vars_top = vars;
    f->top = top;
}

static void select_op(struct fn *f, struct stmt *s, uint32_t d,
                      const struct select_case *c, size_t n, bool has_default)
{
    f->here = s->pos;
    fn_op(f, OP_SELECT, d, (uint32_t)n, has_default);
    for (size_t i = 0; i < n; i++) {
        union instr slot = {.h = {!c[i].send, (uint16_t)c[i].chan,
                                  (uint16_t)c[i].value, (uint16_t)c[i].ok}};
        vec_push(&f->code, slot);
        vec_push(&f->pos, f->here);
    }
}

// All operands in source order, one instruction, then jumps to the chosen body.
// select {} blocks for ever; with a default alone nothing is to be chosen.
void emit_select(struct fn *f, struct stmt *s)
{
    struct label end = {0}, otherwise = {0};
    struct clause *fallback = NULL;
    uint32_t vars = f->vars_top;
    size_t n = 0;
    struct select_case *c =
        arena_array(&f->e->l->arena, s->nclauses, sizeof *c);

    if (s->nclauses > UINT16_MAX) {
        emit_error(f->e, s->pos, "select has more than %d cases", UINT16_MAX);
        return;
    }
    uint32_t d = fn_alloc(f, 1);
    for (size_t i = 0; i < s->nclauses; i++) {
        if (s->clauses[i].is_default) {
            fallback = &s->clauses[i];
            continue;
        }
        c[n].clause = &s->clauses[i];
        evaluate_case(f, &c[n++]);
    }
    if (n > 0 || fallback == NULL)
        select_op(f, s, d, c, n, fallback != NULL);
    f->dead = n == 0 && fallback == NULL;
    // The last alternative needs no test.
    for (size_t i = 0; i + (fallback == NULL) < n; i++)
        fn_branch(f, OP_JEQI, d, 0, &c[i].body, (int64_t)i);
    if (fallback != NULL) {
        fn_place(f, &otherwise);
        f->top = vars;
        emit_body(f, &fallback->body, s, &end, NULL);
        fn_jump(f, OP_JMP, 0, &end);
    }
    for (size_t i = n; i-- > 0;) {
        clause_body(f, s, &c[i], &end);
        if (i > 0)
            fn_jump(f, OP_JMP, 0, &end);
    }
    fn_place(f, &end);
    f->vars_top = vars;
}
