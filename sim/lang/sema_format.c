// Messages: expressions, operands and types in the words of Go's compiler.
#include "lang/sema_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "lang/scan.h"

enum {
    TEXT_MAX = 1000,   // of a message
    TYPE_MAX = 250,    // of a type in it
    LITERAL_MAX = 100, // of a literal in it
};

struct text {
    char v[TEXT_MAX];
    size_t n;
};

static void put_n(struct text *t, const char *s, size_t n)
{
    if (n > sizeof t->v - 1 - t->n)
        n = sizeof t->v - 1 - t->n;
    memcpy(t->v + t->n, s, n);
    t->n += n;
    t->v[t->n] = '\0';
}

static void put(struct text *t, const char *s)
{
    put_n(t, s, strlen(s));
}

static bool full(const struct text *t)
{
    return t->n + 1 >= sizeof t->v;
}

// ---- where ----

struct expr *sema_unparen(struct expr *e)
{
    while (e->kind == EX_PAREN)
        e = e->x;
    return e;
}

struct pos sema_start(const struct expr *e)
{
    for (;;) {
        switch (e->kind) {
        case EX_BINARY:
        case EX_CALL:
        case EX_INDEX:
        case EX_SELECTOR:
        case EX_ASSERT:
        case EX_KEYVALUE:
            e = e->x;
            break;
        case EX_COMPOSITE:
            if (e->type_expr == NULL)
                return e->pos;
            e = e->type_expr;
            break;
        case EX_SLICE:
            return e->op_pos; // syntax.StartPos leaves these out
        default:
            return e->pos;
        }
    }
}

// ---- expressions ----

static void put_expr(struct text *t, struct sema *s, const struct expr *e);

// The literal as the source has it.
static void put_literal(struct text *t, const struct expr *e)
{
    size_t n = e->ntext;

    CHECK(e->text != NULL && n > 0);
    if (n <= LITERAL_MAX) {
        put_n(t, e->text, n);
        return;
    }
    n = LITERAL_MAX;
    while (((unsigned char)e->text[n] & 0xc0) == 0x80)
        n--;
    put_n(t, e->text, n);
    put(t, "…");
}

static void put_fields(struct text *t, struct sema *s,
                       const struct field_list *f, const char *separator)
{
    for (size_t i = 0; i < f->n && !full(t); i++) {
        const struct field *x = &f->v[i];
        bool shared = i + 1 < f->n && x->name != NULL && x[1].name != NULL &&
                      x[1].type == x->type;
        put(t, i == 0 ? "" : f->v[i - 1].type == x->type ? ", " : separator);
        if (x->name != NULL)
            put(t, x->name);
        if (shared)
            continue;
        put(t, x->name != NULL ? " " : "");
        put_expr(t, s, x->type);
    }
}

static void put_signature(struct text *t, struct sema *s,
                          const struct signature *sig)
{
    const struct field_list *r = &sig->results;

    put(t, "(");
    put_fields(t, s, &sig->params, ", ");
    put(t, ")");
    if (r->n == 0)
        return;
    bool parens = r->n > 1 || r->v[0].name != NULL;
    put(t, parens ? " (" : " ");
    put_fields(t, s, r, ", ");
    put(t, parens ? ")" : "");
}

static void put_methods(struct text *t, struct sema *s,
                        const struct field_list *f)
{
    put(t, "interface{");
    for (size_t i = 0; i < f->n && !full(t); i++) {
        put(t, i > 0 ? "; " : "");
        if (f->v[i].name == NULL) {
            put_expr(t, s, f->v[i].type);
            continue;
        }
        put(t, f->v[i].name);
        if (f->v[i].type->kind == EX_FUNCTYPE)
            put_signature(t, s, f->v[i].type->sig);
    }
    put(t, "}");
}

static void put_list(struct text *t, struct sema *s,
                     const struct expr_list *list)
{
    for (size_t i = 0; i < list->n && !full(t); i++) {
        put(t, i > 0 ? ", " : "");
        put_expr(t, s, list->v[i]);
    }
}

// Parts may be NULL.
static void put_parts(struct text *t, struct sema *s, const char *before,
                      const struct expr *e, const char *after)
{
    put(t, before);
    if (e != NULL)
        put_expr(t, s, e);
    put(t, after);
}

static void put_type_expr(struct text *t, struct sema *s, const struct expr *e)
{
    static const char *const chans[] = {
        [CHAN_BOTH] = "chan ",
        [CHAN_SEND] = "chan<- ",
        [CHAN_RECV] = "<-chan ",
    };

    switch (e->kind) {
    case EX_ARRAYTYPE:
        if (e->y == NULL || e->y->kind == EX_ELLIPSIS)
            put(t, "[...]");
        else
            put_parts(t, s, "[", e->y, "]");
        put_expr(t, s, e->x);
        break;
    case EX_SLICETYPE:
        put_parts(t, s, "[]", e->x, "");
        break;
    case EX_STRUCTTYPE:
        put(t, "struct{");
        put_fields(t, s, &e->fields, "; ");
        put(t, "}");
        break;
    case EX_FUNCTYPE:
        put(t, "func");
        put_signature(t, s, e->sig);
        break;
    case EX_INTERFACETYPE:
        put_methods(t, s, &e->fields);
        break;
    case EX_MAPTYPE:
        put_parts(t, s, "map[", e->x, "]");
        put_expr(t, s, e->y);
        break;
    case EX_CHANTYPE:
        put_parts(t, s, chans[e->chan_dir], e->x, "");
        break;
    case EX_ELLIPSIS:
        put_parts(t, s, "...", e->x, "");
        break;
    default:
        put(t, "<bad expr>");
    }
}

static void put_expr(struct text *t, struct sema *s, const struct expr *e)
{
    if (full(t))
        return;
    switch (e->kind) {
    case EX_IDENT:
        put(t, e->name);
        break;
    case EX_LITERAL:
        put_literal(t, e);
        break;
    case EX_COMPOSITE:
        put_parts(t, s, "", e->type_expr, e->list.n > 0 ? "{…}" : "{}");
        break;
    case EX_FUNC:
        put(t, "func");
        put_signature(t, s, &e->func->sig);
        put(t, e->func->body != NULL && e->func->body->n > 0 ? " {…}" : " {}");
        break;
    case EX_PAREN:
        put_parts(t, s, "(", e->x, ")");
        break;
    case EX_SELECTOR:
        put_parts(t, s, "", e->x, ".");
        put(t, e->name);
        break;
    case EX_INDEX:
        put_parts(t, s, "", e->x, "[");
        put_parts(t, s, "", e->y, "]");
        break;
    case EX_SLICE:
        put_parts(t, s, "", e->x, "[");
        put_parts(t, s, "", e->lo, ":");
        put_parts(t, s, "", e->hi, e->max != NULL ? ":" : "");
        put_parts(t, s, "", e->max, "]");
        break;
    case EX_ASSERT:
        put_parts(t, s, "", e->x, ".(");
        put_parts(t, s, "", e->type_expr, e->type_expr ? ")" : "type)");
        break;
    case EX_CALL:
        put_parts(t, s, "", e->x, "(");
        put_list(t, s, &e->list);
        put(t, e->spread ? "...)" : ")");
        break;
    case EX_STAR:
        put_parts(t, s, "*", e->x, "");
        break;
    case EX_UNARY:
        put_parts(t, s, token_text(e->op), e->x, "");
        break;
    case EX_BINARY:
        put_parts(t, s, "", e->x, " ");
        put(t, token_text(e->op));
        put_parts(t, s, " ", e->y, "");
        break;
    case EX_KEYVALUE:
        put_parts(t, s, "", e->x, ": ");
        put_expr(t, s, e->y);
        break;
    default:
        put_type_expr(t, s, e);
    }
}

// ---- types and operands ----

static void put_type(struct text *t, struct sema *s, struct type *type)
{
    char out[TYPE_MAX];

    CHECK(type != NULL);
    type_format(out, sizeof out, type, s->pkg);
    put(t, out);
}

static const char *mode_name(const struct expr *x)
{
    switch (x->mode) {
    case MODE_NOVALUE:
        return "no value";
    case MODE_BUILTIN:
        return "built-in";
    case MODE_TYPE:
        return "type";
    case MODE_CONST:
        return "constant";
    case MODE_VAR:
        return "variable";
    case MODE_COMMAOK:
        while (x->kind == EX_PAREN)
            x = x->x;
        return x->kind == EX_INDEX ? "map index expression"
                                   : "comma, ok expression";
    case MODE_INVALID:
        return "invalid operand";
    default:
        return "value";
    }
}

// "struct " before the names of struct types, as in "value of struct type T".
static void put_kind(struct text *t, struct sema *s, struct type *type)
{
    const char *kind = type_kind_name(type);
    bool alias = type->kind == TYPE_INTERFACE && type->obj != NULL;

    if (type->kind != TYPE_NAMED && !alias)
        return;
    if (kind != NULL)
        put(t, kind);
    else
        put_type(t, s, type_underlying(type));
    put(t, " ");
}

static void put_operand(struct text *t, struct sema *s, const struct expr *x)
{
    bool plain = x->mode == MODE_INVALID || x->mode == MODE_NOVALUE ||
                 x->mode == MODE_BUILTIN || x->mode == MODE_TYPE;

    if (x->mode == MODE_NIL) {
        put(t, "nil");
        if (!type_is_untyped(x->type)) {
            put(t, " (of type ");
            put_type(t, s, x->type);
            put(t, ")");
        }
        return;
    }
    size_t start = t->n;
    put_expr(t, s, x);
    size_t end = t->n;
    put(t, " (");
    bool untyped = !plain && type_is_untyped(x->type);
    if (untyped) {
        put_type(t, s, x->type);
        put(t, " ");
    }
    put(t, mode_name(x));
    if (x->mode == MODE_CONST) {
        char value[CONST_TEXT_MAX];
        const_format(value, &x->value);
        if (strlen(value) != end - start ||
            memcmp(value, t->v + start, end - start) != 0) {
            put(t, " ");
            put(t, value);
        }
    }
    if (!plain && !untyped) {
        put(t, " of ");
        put_kind(t, s, x->type);
        put(t, "type ");
        put_type(t, s, x->type);
    }
    put(t, ")");
}

// ---- messages ----

static void put_arg(struct text *t, struct sema *s, char verb, va_list *ap)
{
    char number[CONST_TEXT_MAX];

    switch (verb) {
    case 's':
        put(t, va_arg(*ap, const char *));
        break;
    case 'q':
        put(t, "\"");
        put(t, va_arg(*ap, const char *));
        put(t, "\"");
        break;
    case 'd':
        snprintf(number, sizeof number, "%d", va_arg(*ap, int));
        put(t, number);
        break;
    case 'l':
        snprintf(number, sizeof number, "%lld",
                 (long long)va_arg(*ap, int64_t));
        put(t, number);
        break;
    case 'p': {
        struct pos pos = va_arg(*ap, struct pos);
        put(t, s->l->diag->source[pos.file].name);
        snprintf(number, sizeof number, ":%u:%u", (unsigned)pos.line,
                 (unsigned)pos.col);
        put(t, number);
        break;
    }
    case 'e':
        put_expr(t, s, va_arg(*ap, const struct expr *));
        break;
    case 'o':
        put_operand(t, s, va_arg(*ap, const struct expr *));
        break;
    case 't':
        put_type(t, s, va_arg(*ap, struct type *));
        break;
    case 'm': {
        char method[TYPE_MAX];
        const char *name = va_arg(*ap, const char *);
        type_format_method(method, sizeof method, name,
                           va_arg(*ap, struct type *), s->pkg);
        put(t, method);
        break;
    }
    case 'v':
        const_format(number, va_arg(*ap, const struct const_value *));
        put(t, number);
        break;
    case 'k':
        put(t, token_text((enum token)va_arg(*ap, int)));
        break;
    case '%':
        put(t, "%");
        break;
    default:
        CHECK_UNREACHABLE();
    }
}

static void format(struct text *t, struct sema *s, const char *fmt, va_list *ap)
{
    t->n = 0;
    t->v[0] = '\0';
    for (const char *p = fmt; *p != '\0'; p++) {
        size_t n = strcspn(p, "%");
        put_n(t, p, n);
        p += n;
        if (*p == '\0')
            break;
        put_arg(t, s, *++p, ap);
    }
    if (full(t)) {
        size_t n = t->n - sizeof "…";
        while ((t->v[n] & 0xc0) == 0x80)
            n--;
        memcpy(t->v + n, "…", sizeof "…");
    }
}

bool sema_reports(const struct sema *s)
{
    return diag_has_room(s->l->diag);
}

void sema_error(struct sema *s, struct pos pos, const char *fmt, ...)
{
    struct diag *d = s->l->diag;
    struct text t;
    va_list ap;

    if (s->env.errpos.line != 0)
        pos = s->env.errpos;
    if (!sema_reports(s)) {
        diag_error(d, pos, "%s", fmt);
        return;
    }
    va_start(ap, fmt);
    format(&t, s, fmt, &ap);
    va_end(ap);
    // Follow-up errors, as types2 has them: what is invalid was reported.
    const char *invalid = strstr(t.v, "invalid type");
    if (d->nerror > 0 && invalid != NULL && invalid != t.v) {
        d->last_kept = false;
        return;
    }
    diag_error(d, pos, "%s", t.v);
}

void sema_note(struct sema *s, struct pos pos, const char *fmt, ...)
{
    struct diag *d = s->l->diag;
    struct text t;
    va_list ap;

    if (!d->last_kept || pos.line == 0)
        return;
    va_start(ap, fmt);
    format(&t, s, fmt, &ap);
    va_end(ap);
    diag_note(d, pos, "%s", t.v);
}

void sema_note_other(struct sema *s, const struct object *other)
{
    sema_note(s, other->pos, "other declaration of %s", other->name);
}

const char *sema_text(struct sema *s, const char *fmt, ...)
{
    struct text t;
    va_list ap;

    va_start(ap, fmt);
    format(&t, s, fmt, &ap);
    va_end(ap);
    return arena_strndup(s->a, t.v, t.n);
}
