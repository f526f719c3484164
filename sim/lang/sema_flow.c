// Whether a function's body ends in a terminating statement. Go spec:
// Terminating statements; types2: return.go.
#include "lang/sema_impl.h"

#include "base/check.h"

// The parser has found the target of every break: a statement is left by a
// break when one inside it has it as target.
static bool has_break(const struct block *b, const struct stmt *target);

static bool stmt_has_break(const struct stmt *st, const struct stmt *target)
{
    switch (st->kind) {
    case ST_BREAK:
        return st->target == target ||
               (st->target != NULL && st->target->kind == ST_LABELED &&
                st->target->inner == target);
    case ST_LABELED:
        return stmt_has_break(st->inner, target);
    case ST_IF:
        return has_break(&st->body, target) ||
               (st->else_ != NULL && stmt_has_break(st->else_, target));
    case ST_BLOCK:
    case ST_FOR:
    case ST_RANGE:
        return has_break(&st->body, target);
    case ST_SWITCH:
    case ST_TYPESWITCH:
    case ST_SELECT:
        for (size_t i = 0; i < st->nclauses; i++)
            if (has_break(&st->clauses[i].body, target))
                return true;
        return false;
    default:
        return false;
    }
}

static bool has_break(const struct block *b, const struct stmt *target)
{
    for (size_t i = 0; i < b->n; i++)
        if (stmt_has_break(b->v[i], target))
            return true;
    return false;
}

static bool is_panic(struct expr *e)
{
    e = sema_unparen(e);
    if (e->kind != EX_CALL)
        return false;
    return e->x->mode == MODE_BUILTIN && e->x->builtin == BUILTIN_PANIC;
}

static bool is_terminating(const struct stmt *st);

static bool clauses_terminate(const struct stmt *st)
{
    bool has_default = st->kind == ST_SELECT;

    for (size_t i = 0; i < st->nclauses; i++) {
        const struct clause *c = &st->clauses[i];
        has_default |= c->is_default;
        if (!sema_is_terminating(&c->body) || has_break(&c->body, st))
            return false;
    }
    return has_default;
}

static bool is_terminating(const struct stmt *st)
{
    switch (st->kind) {
    case ST_RETURN:
    case ST_GOTO:
    case ST_FALLTHROUGH:
        return true;
    case ST_EXPR:
        return is_panic(st->x);
    case ST_BLOCK:
        return sema_is_terminating(&st->body);
    case ST_IF:
        return st->else_ != NULL && sema_is_terminating(&st->body) &&
               is_terminating(st->else_);
    case ST_LABELED:
        return is_terminating(st->inner);
    case ST_FOR:
        return st->x == NULL && !has_break(&st->body, st);
    case ST_SWITCH:
    case ST_TYPESWITCH:
    case ST_SELECT:
        return clauses_terminate(st);
    default:
        return false;
    }
}

bool sema_is_terminating(const struct block *b)
{
    // Empty statements at the end do not count.
    for (size_t i = b->n; i-- > 0;)
        if (b->v[i]->kind != ST_EMPTY)
            return is_terminating(b->v[i]);
    return false;
}
