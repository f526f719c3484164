// Statements. types2: stmt.go.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"

// ---- simple statements ----

static void expr_stmt(struct sema *s, struct expr *x)
{
    enum use use = sema_raw(s, x, NULL);

    if (x->mode == MODE_BUILTIN)
        sema_error(s, sema_start(x), "%o must be called", x);
    else if (x->mode == MODE_TYPE)
        sema_error(s, sema_start(x), "%o is not an expression", x);
    else if (use != USE_STATEMENT)
        sema_error(s, sema_start(x), "%o is not used", x);
}

static void send_stmt(struct sema *s, struct stmt *st)
{
    bool ok = sema_expr(s, st->x);

    if (!sema_expr(s, st->y) || !ok)
        return;
    struct type *elem = sema_chan_elem(s, st->x, sema_start(st->x), false);
    if (elem != NULL)
        sema_assignment(s, st->y, elem, "send");
}

static void call_stmt(struct sema *s, struct stmt *st)
{
    const char *word = st->kind == ST_GO ? "go" : "defer";
    struct expr *x = st->x;

    if (x->kind == EX_BAD)
        return;
    if (x->kind != EX_CALL) {
        sema_error(s, sema_start(x), "expression in %s must be function call",
                   word);
        sema_use(s, x);
        return;
    }
    if (st->kind == ST_DEFER && s->env.func != NULL)
        s->env.func->has_defer = true;
    switch (sema_raw(s, x, NULL)) {
    case USE_CONVERSION:
        sema_error(s, sema_start(x),
                   "%s requires function call, not conversion %o", word, x);
        break;
    case USE_EXPRESSION:
        sema_error(s, sema_start(x), "%s discards result of %o", word, x);
        break;
    case USE_STATEMENT:
        break;
    }
}

// return without values: the results must be what their names mean here.
static void naked_return(struct sema *s, struct stmt *st,
                         const struct field_list *results)
{
    for (size_t i = 0; i < results->n; i++) {
        const struct field *f = &results->v[i];
        struct scope *where;
        if (strcmp(f->name, "_") == 0)
            continue;
        struct object *alt = sema_lookup(s, f->name, &where);
        if (alt == f->obj)
            continue;
        sema_error(s, st->pos, "result parameter %s not in scope at return",
                   f->name);
        if (alt != NULL && alt->type != NULL)
            sema_note(s, alt->pos, "inner declaration of %s %s %t",
                      alt->kind == OBJ_CONST  ? "const"
                      : alt->kind == OBJ_TYPE ? "type"
                                              : "var",
                      alt->name,
                      alt->kind == OBJ_TYPE ? type_underlying(alt->type)
                                            : alt->type);
    }
}

static void return_stmt(struct sema *s, struct stmt *st)
{
    struct func_decl *f = s->env.func;
    struct field_list *results = &f->sig.results;

    CHECK(f != NULL);
    if (st->rhs.n == 0 && results->n > 0 && results->v[0].name != NULL) {
        naked_return(s, st, results);
        return;
    }
    if (st->rhs.n == 0 && results->n == 0)
        return;
    struct object **vars = arena_array(s->a, results->n + 1, sizeof *vars);
    for (size_t i = 0; i < results->n; i++)
        vars[i] = results->v[i].obj;
    sema_init_vars(s, vars, results->n, &st->rhs, st);
}

// ---- blocks and branches ----

void sema_stmt_list(struct sema *s, const struct block *b)
{
    for (size_t i = 0; i < b->n; i++)
        sema_stmt(s, b->v[i]);
}

static void block(struct sema *s, const struct block *b)
{
    sema_open_scope(s);
    sema_stmt_list(s, b);
    sema_close_scope(s);
}

void sema_condition(struct sema *s, struct expr *e, const char *where)
{
    if (!sema_expr(s, e))
        return;
    if (!type_is_boolean(e->type))
        sema_error(s, sema_start(e), "non-boolean condition in %s statement",
                   where);
    else if (type_is_untyped(e->type))
        sema_convert_untyped(s, e, sema_basic(s, TYPE_BOOL));
}

static void if_stmt(struct sema *s, struct stmt *st)
{
    sema_open_scope(s);
    if (st->init != NULL)
        sema_stmt(s, st->init);
    sema_condition(s, st->x, "if");
    block(s, &st->body);
    if (st->else_ != NULL)
        sema_stmt(s, st->else_);
    sema_close_scope(s);
}

// Notes the variables that the first part of a for clause declares.
static void set_loop_vars(struct sema *s, struct stmt *st)
{
    struct stmt *init = st->init;

    CHECK(st->kind == ST_FOR);
    if (init->kind != ST_ASSIGN || init->op != TOK_DEFINE || init->defs == NULL)
        return;
    st->loop_vars = arena_array(s->a, init->lhs.n, sizeof *st->loop_vars);
    for (size_t i = 0; i < init->lhs.n; i++) {
        if (init->defs[i] == NULL)
            continue;
        init->defs[i]->loop_var = true;
        st->loop_vars[st->nloop_vars++] = init->defs[i];
    }
}

static void for_stmt(struct sema *s, struct stmt *st)
{
    sema_open_scope(s);
    if (st->init != NULL) {
        sema_stmt(s, st->init);
        set_loop_vars(s, st);
    }
    if (st->x != NULL)
        sema_condition(s, st->x, "for");
    if (st->post != NULL)
        sema_stmt(s, st->post);
    block(s, &st->body);
    sema_close_scope(s);
}

// ---- any statement ----

static void dispatch(struct sema *s, struct stmt *st)
{
    switch (st->kind) {
    case ST_BAD:
    case ST_EMPTY:
    case ST_BREAK: // the parser has checked branches and labels
    case ST_CONTINUE:
    case ST_FALLTHROUGH:
        break;
    case ST_GOTO:
        if (st->target != NULL) // else it is wrong, which was said
            level_check(s, FEATURE_GOTO, st->pos);
        break;
    case ST_EXPR:
        expr_stmt(s, st->x);
        break;
    case ST_SEND:
        send_stmt(s, st);
        break;
    case ST_INCDEC:
    case ST_ASSIGN:
        sema_assign(s, st);
        break;
    case ST_GO:
    case ST_DEFER:
        call_stmt(s, st);
        break;
    case ST_RETURN:
        return_stmt(s, st);
        break;
    case ST_BLOCK:
        block(s, &st->body);
        break;
    case ST_IF:
        if_stmt(s, st);
        break;
    case ST_SWITCH:
        sema_switch(s, st);
        break;
    case ST_TYPESWITCH:
        sema_type_switch(s, st);
        break;
    case ST_SELECT:
        sema_select(s, st);
        break;
    case ST_FOR:
        for_stmt(s, st);
        break;
    case ST_RANGE:
        sema_range(s, st);
        break;
    case ST_LABELED:
        sema_stmt(s, st->inner);
        break;
    case ST_DECL:
        sema_decl_stmt(s, st->decl);
        break;
    }
}

void sema_stmt(struct sema *s, struct stmt *st)
{
    size_t top = s->delayed.n;

    s->depth++;
    dispatch(s, st);
    // Function literals see the names up to here.
    sema_process_delayed(s, top);
    s->depth--;
}
