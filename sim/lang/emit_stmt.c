// Statements other than assignments, loops and the many-way ones.
#include "lang/emit_impl.h"

// Registers of the block's variables are free after it.
void emit_block(struct fn *f, struct block *b)
{
    uint32_t vars = f->vars_top;

    for (size_t i = 0; i < b->n; i++)
        emit_stmt(f, b->v[i]);
    f->vars_top = vars;
    f->top = vars;
}

void emit_body(struct fn *f, struct block *b, struct stmt *s,
               struct label *on_break, struct label *on_continue)
{
    struct flow flow = {f->flow, s, on_break, on_continue};

    f->flow = &flow;
    emit_block(f, b);
    f->flow = flow.outer;
}

// A call or a receive, whose value nobody wants.
static void expression(struct fn *f, struct expr *e)
{
    e = expr_unparen(e);
    bool builtin =
        e->kind == EX_CALL && expr_unparen(e->x)->mode == MODE_BUILTIN;
    size_t hoisted = f->hoisted.n;

    if (builtin)
        emit_hoist(f, e->list.v, e->list.n);
    emit_expr(f, e, REG_NONE);
    emit_unhoist(f, hoisted);
}

static void send(struct fn *f, struct stmt *s)
{
    struct expr *both[] = {s->x, s->y};
    size_t hoisted = emit_hoist(f, both, 2);
    struct type *elem = type_underlying(s->x->type)->elem;
    uint32_t c = emit_expr(f, s->x, REG_NONE);
    uint32_t v = emit_value(f, s->y, elem, REG_NONE);

    f->here = s->pos;
    fn_op(f, OP_SEND, c, v, emit_words(f->e, elem));
    emit_unhoist(f, hoisted);
}

// Where a break or continue goes.
static struct label *jump_label(struct fn *f, const struct stmt *s)
{
    const struct stmt *target = s->target;

    if (target != NULL && target->kind == ST_LABELED)
        target = target->inner;
    for (struct flow *w = f->flow; w != NULL; w = w->outer)
        if (w->stmt == target)
            return s->kind == ST_BREAK ? w->on_break : w->on_continue;
    CHECK_UNREACHABLE();
}

// if cond { break }: the condition itself jumps there.
static bool is_jump(const struct block *b)
{
    return b->n == 1 &&
           (b->v[0]->kind == ST_BREAK || b->v[0]->kind == ST_CONTINUE);
}

// Variables of init live until the end of the whole chain.
static void if_stmt(struct fn *f, struct stmt *s)
{
    struct label otherwise = {0}, end = {0};
    uint32_t vars = f->vars_top;

    if (s->init != NULL)
        emit_stmt(f, s->init);
    if (s->else_ == NULL && is_jump(&s->body) && !f->dead) {
        emit_cond(f, s->x, true, jump_label(f, s->body.v[0]));
        f->vars_top = vars;
        return;
    }
    if (!f->dead)
        emit_cond(f, s->x, false, &otherwise);
    emit_block(f, &s->body);
    if (s->else_ != NULL)
        fn_jump(f, OP_JMP, 0, &end);
    fn_place(f, &otherwise);
    if (s->else_ != NULL)
        emit_stmt(f, s->else_);
    fn_place(f, &end);
    f->vars_top = vars;
}

static void refuse(struct fn *f, struct stmt *s, const char *what)
{
    emit_error(f->e, s->pos, "%s not supported yet (level S2)", what);
}

static void dispatch(struct fn *f, struct stmt *s)
{
    switch (s->kind) {
    case ST_EXPR:
        expression(f, s->x);
        break;
    case ST_SEND:
        send(f, s);
        break;
    case ST_INCDEC:
        emit_incdec(f, s);
        break;
    case ST_ASSIGN:
        emit_assign(f, s);
        break;
    case ST_GO:
        emit_go_defer(f, s->x, CALL_GO);
        break;
    case ST_DEFER:
        emit_go_defer(f, s->x, CALL_DEFER);
        break;
    case ST_RETURN:
        emit_return(f, s);
        break;
    case ST_BREAK:
    case ST_CONTINUE:
        fn_jump(f, OP_JMP, 0, jump_label(f, s));
        break;
    case ST_BLOCK:
        emit_block(f, &s->body);
        break;
    case ST_IF:
        if_stmt(f, s);
        break;
    case ST_SWITCH:
        emit_switch(f, s);
        break;
    case ST_SELECT:
        emit_select(f, s);
        break;
    case ST_FOR:
        emit_for(f, s);
        break;
    case ST_RANGE:
        emit_range(f, s);
        break;
    case ST_LABELED:
        emit_stmt(f, s->inner);
        break;
    case ST_DECL:
        if (s->decl->kind == DECL_VAR)
            emit_define(f, s->decl->objs, s->decl->nnames, s->decl->values);
        break;
    case ST_GOTO:
        refuse(f, s, "goto is");
        break;
    case ST_TYPESWITCH:
        refuse(f, s, "type switches are");
        break;
    case ST_BAD:
    case ST_EMPTY:
    case ST_FALLTHROUGH: // the next clause follows
        break;
    }
}

void emit_stmt(struct fn *f, struct stmt *s)
{
    // Nothing can jump into what follows a return or an endless loop.
    if (s == NULL || f->dead)
        return;
    CHECK(f->hoisted.n == 0);
    CHECK(f->top == f->vars_top);
    f->here = s->pos;
    dispatch(f, s);
    f->top = f->vars_top;
}
