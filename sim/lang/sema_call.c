// Calls and conversions.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"

// ---- lists of operands ----

size_t sema_expr_list(struct sema *s, struct expr **v, size_t n,
                      struct expr ***out)
{
    CHECK(n == 0 || v != NULL);
    *out = v;
    if (n == 1) {
        if (!sema_multi(s, v[0]))
            return n;
        if (v[0]->mode != MODE_TUPLE)
            return n;
        // The results stand for themselves as copies of the call.
        struct type *t = v[0]->type;
        struct expr **parts = arena_array(s->a, t->nparams, sizeof *parts);
        struct expr *copies = arena_array(s->a, t->nparams, sizeof *copies);
        for (size_t i = 0; i < t->nparams; i++) {
            copies[i] = *v[0];
            bool valid = type_is_valid(t->params[i]);
            sema_set(&copies[i], valid ? MODE_VALUE : MODE_INVALID,
                     t->params[i]);
            parts[i] = &copies[i];
        }
        *out = parts;
        return t->nparams;
    }
    for (size_t i = 0; i < n; i++)
        sema_expr(s, v[i]);
    return n;
}

static const char *summary_of(struct sema *s, struct type *t)
{
    if (!type_is_valid(t))
        return "unknown type";
    if (!type_is_untyped(t))
        return sema_text(s, "%t", t);
    if (type_is_numeric(t))
        return "number";
    return t->kind == TYPE_UNTYPED_NIL      ? "nil"
           : t->kind == TYPE_UNTYPED_STRING ? "string"
                                            : "bool";
}

enum { SUMMARY_MAX = 20 }; // types that are listed

const char *sema_type_summary(struct sema *s, struct type **v, size_t n,
                              bool variadic)
{
    const char *text = "(";

    for (size_t i = 0; i < n && i < SUMMARY_MAX; i++) {
        bool dots = variadic && i + 1 == n && v[i]->kind == TYPE_SLICE;
        text =
            sema_text(s, "%s%s%s%s", text, i > 0 ? ", " : "", dots ? "..." : "",
                      summary_of(s, dots ? v[i]->elem : v[i]));
    }
    return sema_text(s, n > SUMMARY_MAX ? "%s, …)" : "%s)", text);
}

const char *sema_summary(struct sema *s, struct expr **v, size_t n, bool spread)
{
    struct type **types = arena_array(s->a, n + 1, sizeof *types);

    for (size_t i = 0; i < n; i++)
        types[i] = v[i]->mode == MODE_INVALID ? sema_invalid(s) : v[i]->type;
    const char *text = sema_type_summary(s, types, n, false);
    if (!spread)
        return text;
    return sema_text(s, "%s...)", arena_strndup(s->a, text, strlen(text) - 1));
}

// ---- arguments ----

// The type of parameter i when the arguments of ... are passed one by one.
static struct type *parameter(struct type *sig, size_t i, bool spread)
{
    if (!sig->variadic || spread || i + 1 < sig->nparams)
        return sig->params[i];
    return sig->params[sig->nparams - 1]->elem;
}

static void report_count(struct sema *s, struct expr *call, struct type *sig,
                         struct expr **args, size_t nargs, size_t wanted)
{
    bool many = nargs > wanted;
    struct expr *at = many ? args[wanted] : nargs > 0 ? args[nargs - 1] : call;

    sema_error(s, sema_start(at),
               "%s arguments in call to %e: have %s, want %s",
               many ? "too many" : "not enough", call->x,
               sema_summary(s, args, nargs, call->spread),
               sema_type_summary(s, sig->params, sig->nparams, sig->variadic));
}

void sema_arguments(struct sema *s, struct expr *call, struct type *sig,
                    struct expr **args, size_t nargs)
{
    size_t wanted = sig->nparams;

    CHECK(call->kind == EX_CALL && sig->kind == TYPE_FUNC);
    CHECK(!sig->variadic || sig->nparams > 0);
    if (call->spread && !sig->variadic) {
        sema_error(s, sema_start(call),
                   "cannot use ... in call to non-variadic %e", call->x);
        return;
    }
    if (call->spread && call->list.n == 1 && nargs > 1) {
        sema_error(s, sema_start(call), "cannot use ... with %d-valued %e",
                   (int)nargs, call->list.v[0]);
        return;
    }
    if (sig->variadic && !call->spread)
        wanted = nargs >= wanted - 1 ? nargs : wanted - 1;
    if (nargs != wanted) {
        report_count(s, call, sig, args, nargs, wanted);
        return;
    }
    const char *context = NULL;
    for (size_t i = 0; i < nargs; i++) {
        // Only a message needs the text: see first whether it fits.
        struct type *t = parameter(sig, i, call->spread);
        if (args[i]->mode != MODE_INVALID && args[i]->mode != MODE_TUPLE &&
            !type_is_untyped(args[i]->type) &&
            sema_assignable(s, args[i], t, NULL))
            continue;
        if (context == NULL)
            context = sema_text(s, "argument to %e", call->x);
        sema_assignment(s, args[i], t, context);
    }
}

// ---- calls ----

static void use_all(struct sema *s, struct expr_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        sema_use(s, list->v[i]);
}

static void conversion_call(struct sema *s, struct expr *e)
{
    struct type *t = e->x->type;
    size_t n = e->list.n;

    CHECK(type_is_valid(t));
    e->is_conversion = true;
    if (n == 0) {
        sema_error(s, sema_start(e), "missing argument in conversion to %t", t);
        return;
    }
    if (n > 1) {
        use_all(s, &e->list);
        sema_error(s, sema_start(e->list.v[n - 1]),
                   "too many arguments in conversion to %t", t);
        return;
    }
    if (!sema_expr(s, e->list.v[0]))
        return;
    if (e->spread) {
        sema_error(s, sema_start(e->list.v[0]),
                   "invalid use of ... in conversion to %t", t);
        return;
    }
    sema_conversion(s, e, e->list.v[0], t);
}

static void set_result(struct sema *s, struct expr *e, struct type *sig)
{
    if (sig->nresults == 1) {
        if (type_is_valid(sig->results[0]))
            sema_set(e, MODE_VALUE, sig->results[0]);
        return;
    }
    struct type *t = sema_tuple(s, sig->results, sig->nresults);
    // For messages, with the names.
    if (sig->nfields == sig->nparams + sig->nresults && sig->nresults > 0) {
        t->fields = sig->fields + sig->nparams;
        t->nfields = sig->nresults;
    }
    sema_set(e, sig->nresults == 0 ? MODE_NOVALUE : MODE_TUPLE, t);
}

enum use sema_call(struct sema *s, struct expr *e)
{
    struct expr **args;

    CHECK(e->kind == EX_CALL);
    e->is_conversion = false;
    if (!sema_expr_or_type(s, e->x)) {
        use_all(s, &e->list);
        return USE_STATEMENT;
    }
    if (e->x->mode == MODE_TYPE) {
        conversion_call(s, e);
        return USE_CONVERSION;
    }
    if (e->x->mode == MODE_BUILTIN)
        return sema_builtin(s, e);
    struct type *sig = type_underlying(e->x->type);
    if (sig->kind != TYPE_FUNC) {
        sema_error(s, sema_start(e->x),
                   "invalid operation: cannot call %o: %t is not a function",
                   e->x, e->x->type);
        use_all(s, &e->list);
        return USE_STATEMENT;
    }
    size_t nargs = sema_expr_list(s, e->list.v, e->list.n, &args);
    sema_arguments(s, e, sig, args, nargs);
    set_result(s, e, sig);
    s->env.has_call = true;
    return USE_STATEMENT;
}
