// Untyped values, assignability, conversions, and what implements what.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"
#include "lang/number.h"

// ---- untyped values ----

struct type *sema_default_type(struct sema *s, struct type *t)
{
    switch (t->kind) {
    case TYPE_UNTYPED_BOOL:
        return sema_basic(s, TYPE_BOOL);
    case TYPE_UNTYPED_INT:
        return sema_basic(s, TYPE_INT);
    case TYPE_UNTYPED_RUNE:
        return s->u->rune_type;
    case TYPE_UNTYPED_FLOAT:
        return sema_basic(s, TYPE_FLOAT64);
    case TYPE_UNTYPED_STRING:
        return sema_basic(s, TYPE_STRING);
    default:
        return t;
    }
}

enum implicit {
    IMPLICIT_OK,
    IMPLICIT_NO,
    IMPLICIT_TRUNCATED,
    IMPLICIT_OVERFLOWS
};

static enum implicit implicit_const(struct sema *s, struct expr *x,
                                    struct type *t, struct const_value *value)
{
    switch (const_represent(s->a, value, type_underlying(t)->kind)) {
    case CONST_FITS:
        return IMPLICIT_OK;
    case CONST_MISFIT:
        return IMPLICIT_NO;
    default:
        return !type_is_integer(x->type) && type_is_integer(t)
                   ? IMPLICIT_TRUNCATED
                   : IMPLICIT_OVERFLOWS;
    }
}

// The type that x takes where t is expected; *value is what a constant becomes.
static enum implicit implicit_type(struct sema *s, struct expr *x,
                                   struct type *t, struct type **to,
                                   struct const_value *value)
{
    *to = x->type;
    *value = x->value;
    if (x->mode == MODE_INVALID || !type_is_untyped(x->type) ||
        !type_is_valid(t))
        return IMPLICIT_OK;
    if (type_is_untyped(t)) {
        bool numbers = type_is_numeric(x->type) && type_is_numeric(t);
        if (numbers && t->kind > x->type->kind)
            *to = t;
        return numbers || t->kind == x->type->kind ? IMPLICIT_OK : IMPLICIT_NO;
    }
    *to = t;
    if (x->mode == MODE_NIL)
        return type_has_nil(t) ? IMPLICIT_OK : IMPLICIT_NO;
    if (type_is_interface(t)) {
        *to = sema_default_type(s, x->type);
        sema_complete_interface(s, type_underlying(t));
        return type_underlying(t)->nfields == 0 ? IMPLICIT_OK : IMPLICIT_NO;
    }
    if (x->mode == MODE_CONST)
        return implicit_const(s, x, t, value);
    // Comparisons, and shifts that wait for their type.
    bool fits = type_is_boolean(x->type)   ? type_is_boolean(t)
                : type_is_numeric(x->type) ? type_is_numeric(t)
                                           : type_is_string(t);
    return fits ? IMPLICIT_OK : IMPLICIT_NO;
}

static void report_conversion(struct sema *s, enum implicit why, struct expr *x,
                              struct type *t)
{
    const char *fmt = why == IMPLICIT_TRUNCATED ? "%o truncated to %t"
                      : why == IMPLICIT_OVERFLOWS
                          ? "%o overflows %t"
                          : "cannot convert %o to type %t";

    sema_error(s, sema_start(x), fmt, x, t);
}

static bool is_non_const_shift(const struct expr *e)
{
    return e->kind == EX_BINARY && e->mode != MODE_CONST &&
           (e->op == TOK_SHL || e->op == TOK_SHR);
}

// The operands that have the type of the operation e.
static void update_operands(struct sema *s, struct expr *e, struct type *t,
                            bool final)
{
    switch (e->kind) {
    case EX_PAREN:
        sema_update_type(s, e->x, t, final);
        break;
    case EX_UNARY:
        if (e->mode != MODE_CONST)
            sema_update_type(s, e->x, t, final);
        break;
    case EX_BINARY:
        // Operands of comparisons have their types already.
        if (e->mode == MODE_CONST || (e->type->kind == TYPE_UNTYPED_BOOL &&
                                      e->op != TOK_LAND && e->op != TOK_LOR))
            break;
        sema_update_type(s, e->x, t, final);
        if (!is_non_const_shift(e))
            sema_update_type(s, e->y, t, final);
        break;
    default:
        break;
    }
}

void sema_update_type(struct sema *s, struct expr *e, struct type *t,
                      bool final)
{
    if (e->mode == MODE_INVALID || !type_is_untyped(e->type))
        return;
    if (!type_is_untyped(t) && is_non_const_shift(e) && !type_is_integer(t)) {
        sema_error(s, sema_start(e->x),
                   "invalid operation: shifted operand %e (type %t) must be "
                   "integer",
                   e->x, t);
        e->type = t;
        return;
    }
    update_operands(s, e, t, final);
    if (!final && type_is_untyped(t)) {
        e->type = t;
        return;
    }
    if (e->mode == MODE_CONST) {
        enum implicit why = implicit_const(s, e, t, &e->value);
        if (why != IMPLICIT_OK)
            report_conversion(s, why, e, type_underlying(t));
    }
    e->type = t;
}

bool sema_convert_untyped(struct sema *s, struct expr *x, struct type *t)
{
    struct const_value value;
    struct type *to;
    enum implicit why = implicit_type(s, x, t, &to, &value);

    CHECK(x->type != NULL && t != NULL);
    if (why != IMPLICIT_OK) {
        report_conversion(s, why, x, type_underlying(t));
        x->mode = MODE_INVALID;
        return false;
    }
    if (to != x->type) {
        x->value = value;
        sema_update_type(s, x, to, false);
    }
    return x->mode != MODE_INVALID;
}

void sema_overflow(struct sema *s, struct expr *e, bool fits)
{
    static const char *const names[TOK_COUNT] = {
        [TOK_ADD] = "addition ",    [TOK_SUB] = "subtraction ",
        [TOK_XOR] = "bitwise XOR ", [TOK_MUL] = "multiplication ",
        [TOK_SHL] = "shift ",
    };

    CHECK(e->mode == MODE_CONST);
    if (!fits) {
        const char *name = e->kind == EX_BINARY ? names[e->op]
                           : e->op == TOK_XOR   ? "bitwise complement "
                                                : NULL;
        if (type_is_integer(e->type))
            sema_error(s, e->pos, "constant %soverflow",
                       name == NULL ? "" : name);
        else
            sema_error(s, e->pos, "constant result is not representable");
        e->mode = MODE_INVALID;
        return;
    }
    struct type *u = type_underlying(e->type);
    enum implicit why = implicit_const(s, e, u, &e->value);
    if (why != IMPLICIT_OK) {
        report_conversion(s, why, e, u);
        e->mode = MODE_INVALID;
    }
}

// ---- interfaces ----

// Why v has no method want of an interface.
static const char *explain_missing(struct sema *s, struct type *v,
                                   const struct type_field *want)
{
    struct type *u = type_underlying(v);

    if (u->kind == TYPE_POINTER && type_is_interface(u->elem))
        return sema_text(s, "(type %t is pointer to interface, not interface)",
                         v);
    struct type_selection m = type_select(v, want->name, want->package, true);
    if (m.kind != SELECTION_METHOD)
        return sema_text(s, "(missing method %s)", want->name);
    sema_resolve(s, m.method);
    if (m.method->name == want->name)
        return sema_text(s, "(unexported method %s)", want->name);
    return sema_text(s, "(missing method %s: have %m, want %m)", want->name,
                     m.method->name, m.method->type, want->name, want->type);
}

// What the type v has for the method want of an interface: sets *have to the
// type of a method, or returns what is wrong as a text with one %s, the name.
static const char *find_method(struct sema *s, struct type *v,
                               const struct type_field *want,
                               struct type **have)
{
    struct type_selection m = type_select(v, want->name, want->package, false);

    *have = NULL;
    switch (m.kind) {
    case SELECTION_AMBIGUOUS:
        return "(ambiguous selector %s)";
    case SELECTION_FIELD:
        return "(%s is a field, not a method)";
    case SELECTION_INTERFACE:
        *have = m.field->type;
        return NULL;
    case SELECTION_METHOD:
        sema_resolve(s, m.method);
        *have = m.method->type;
        if (m.method->ptr_recv && !m.indirect && !type_is_interface(v))
            return "(method %s has pointer receiver)";
        return NULL;
    default:
        return NULL;
    }
}

// What is wrong with the method of v for the interface's method want, NULL:
// nothing. An empty text when no explanation is wanted.
static const char *method_error(struct sema *s, struct type *v,
                                const struct type_field *want, bool explain)
{
    struct type *have;
    const char *wrong = find_method(s, v, want, &have);

    if (wrong == NULL && have != NULL && type_identical(have, want->type))
        return NULL;
    if (!explain)
        return "";
    if (wrong != NULL && have == NULL)
        return sema_text(s, wrong, sema_text(s, "%t.%s", v, want->name));
    if (wrong != NULL)
        return sema_text(s, wrong, want->name);
    if (have == NULL)
        return explain_missing(s, v, want);
    return sema_text(s, "(wrong type for method %s: have %m, want %m)",
                     want->name, want->name, have, want->name, want->type);
}

static void complete_embedded(struct sema *s, struct type *t)
{
    struct type *u = type_underlying(t);

    if (u->kind == TYPE_POINTER)
        u = type_underlying(u->elem);
    if (u->kind == TYPE_INTERFACE)
        sema_complete_interface(s, u);
    for (size_t i = 0; u->kind == TYPE_STRUCT && i < u->nfields; i++) {
        struct type *f = type_underlying(u->fields[i].type);
        if (u->fields[i].embedded && f->kind == TYPE_INTERFACE)
            sema_complete_interface(s, f);
    }
}

// The error of the first method of t that v lacks, or NULL.
static const char *missing_method(struct sema *s, struct type *v,
                                  struct type *t, bool explain)
{
    struct type *u = type_underlying(t);

    CHECK(u->kind == TYPE_INTERFACE || !type_is_valid(u));
    if (!type_is_valid(type_underlying(v)))
        return NULL;
    complete_embedded(s, v);
    sema_complete_interface(s, u);
    for (size_t i = 0; i < u->nfields; i++) {
        const char *error = method_error(s, v, &u->fields[i], explain);
        if (error != NULL)
            return error;
    }
    return NULL;
}

static bool is_interface_pointer(struct type *t)
{
    struct type *u = type_underlying(t);

    return u->kind == TYPE_POINTER && type_is_interface(u->elem);
}

bool sema_implements(struct sema *s, struct type *v, struct type *t,
                     const char **cause)
{
    if (!type_is_valid(type_underlying(v)) ||
        !type_is_valid(type_underlying(t)))
        return true;
    if (!type_is_interface(t)) {
        if (cause != NULL && is_interface_pointer(t))
            *cause = sema_text(s,
                               "%t does not implement %t (type %t is pointer "
                               "to interface, not interface)",
                               v, t, t);
        else if (cause != NULL)
            *cause = sema_text(
                s, "%t does not implement %t (%t is not an interface)", v, t,
                t);
        return false;
    }
    const char *missing = missing_method(s, v, t, cause != NULL);
    if (missing != NULL && cause != NULL)
        *cause = sema_text(s, "%t does not implement %t %s", v, t, missing);
    return missing == NULL;
}

bool sema_assertable(struct sema *s, struct type *v, struct type *t,
                     const char **cause)
{
    if (type_is_interface(t))
        return true;
    *cause = missing_method(s, t, v, true);
    return *cause == NULL;
}

// ---- assignability ----

static bool is_channel_assignable(struct type *v, struct type *t)
{
    struct type *vu = type_underlying(v), *tu = type_underlying(t);

    return vu->kind == TYPE_CHAN && vu->dir == CHAN_BOTH &&
           tu->kind == TYPE_CHAN && type_identical(vu->elem, tu->elem) &&
           !(type_is_named(v) && type_is_named(t));
}

bool sema_assignable(struct sema *s, struct expr *x, struct type *t,
                     const char **cause)
{
    struct type *v = x->type;

    CHECK(v != NULL && t != NULL);
    if (x->mode == MODE_INVALID || !type_is_valid(t) || type_identical(v, t))
        return true;
    if (type_is_untyped(v)) {
        struct const_value value;
        struct type *to;
        return implicit_type(s, x, t, &to, &value) == IMPLICIT_OK;
    }
    struct type *vu = type_underlying(v), *tu = type_underlying(t);
    if (!(type_is_named(v) && type_is_named(t))) {
        if (vu->kind == TYPE_INTERFACE && tu->kind == TYPE_INTERFACE) {
            sema_complete_interface(s, vu);
            sema_complete_interface(s, tu);
        }
        if (type_identical(vu, tu))
            return true;
    }
    if (tu->kind == TYPE_INTERFACE || is_interface_pointer(tu))
        return sema_implements(s, v, t, cause);
    if (vu->kind == TYPE_INTERFACE && sema_implements(s, t, v, NULL)) {
        if (cause != NULL)
            *cause = "need type assertion";
        return false;
    }
    return is_channel_assignable(v, t);
}

// "cannot use x as T value in context", with a note in parentheses.
static void report_assignment(struct sema *s, struct expr *x, struct type *t,
                              const char *context, const char *note)
{
    sema_error(s, sema_start(x), "cannot use %o as %t value in %s%s", x, t,
               context, note);
    x->mode = MODE_INVALID;
}

// Gives the untyped x the type that t asks for.
static bool assign_untyped(struct sema *s, struct expr *x, struct type *t,
                           const char *context)
{
    static const char *const notes[] = {
        [IMPLICIT_NO] = "",
        [IMPLICIT_TRUNCATED] = " (truncated)",
        [IMPLICIT_OVERFLOWS] = " (overflows)",
    };
    struct type *target = t, *to;
    struct const_value value;

    if (x->mode == MODE_NIL && t == NULL) {
        sema_error(s, sema_start(x), "use of untyped nil in %s", context);
        x->mode = MODE_INVALID;
        return false;
    }
    if (x->mode != MODE_NIL && (t == NULL || type_is_interface(t)))
        target = sema_default_type(s, x->type);
    enum implicit why = implicit_type(s, x, target, &to, &value);
    if (why != IMPLICIT_OK) {
        report_assignment(s, x, target, context, notes[why]);
        return false;
    }
    if (to != x->type) {
        x->value = value;
        sema_update_type(s, x, to, false);
    }
    return x->mode != MODE_INVALID;
}

bool sema_assignment(struct sema *s, struct expr *x, struct type *t,
                     const char *context)
{
    const char *cause = NULL;

    CHECK(context != NULL);
    if (!sema_single(s, x))
        return false;
    if (x->mode == MODE_NOVALUE || x->mode == MODE_BUILTIN ||
        x->mode == MODE_TYPE) {
        sema_error(s, sema_start(x), "cannot assign %o in %s", x, context);
        x->mode = MODE_INVALID;
        return false;
    }
    if (t != NULL && !type_is_valid(t))
        return true;
    if (type_is_untyped(x->type) && !assign_untyped(s, x, t, context))
        return false;
    if (t == NULL || sema_assignable(s, x, t, &cause))
        return true;
    report_assignment(s, x, t, context,
                      cause == NULL ? "" : sema_text(s, ": %s", cause));
    return false;
}

// ---- conversions ----

// The UTF-8 of the code point i, that of U+FFFD if it is none.
static struct const_value code_point(struct sema *s,
                                     const struct const_value *v)
{
    uint32_t c = 0xfffd;
    int64_t i;
    char out[4];
    size_t n = 0;

    if (const_to_int64(v, &i) && i >= 0 && i <= 0x10ffff &&
        (i < 0xd800 || i > 0xdfff))
        c = (uint32_t)i;
    if (c < 0x80) {
        out[n++] = (char)c;
    } else if (c < 0x800) {
        out[n++] = (char)(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        out[n++] = (char)(0xe0 | c >> 12);
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
    } else {
        out[n++] = (char)(0xf0 | c >> 18);
        out[n++] = (char)(0x80 | (c >> 12 & 0x3f));
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
    }
    if (c >= 0x80)
        out[n++] = (char)(0x80 | (c & 0x3f));
    return (struct const_value){
        .kind = CONST_STRING, .s = arena_strndup(s->a, out, n), .len = n};
}

static bool convert_const(struct sema *s, struct expr *x, struct type *t,
                          struct const_value *value)
{
    *value = x->value;
    if (const_represent(s->a, value, type_underlying(t)->kind) == CONST_FITS)
        return true;
    if (!type_is_integer(x->type) || !type_is_string(t))
        return false;
    *value = code_point(s, &x->value);
    return true;
}

// Go spec: Conversions, for values that are not assignable.
static bool is_convertible(struct sema *s, struct type *v, struct type *t,
                           const char **cause)
{
    struct type *vu = type_underlying(v), *tu = type_underlying(t);

    if (type_identical_no_tags(vu, tu))
        return true;
    if (v->kind == TYPE_POINTER && t->kind == TYPE_POINTER &&
        type_identical_no_tags(type_underlying(v->elem),
                               type_underlying(t->elem)))
        return true;
    if (type_is_numeric(v) && type_is_numeric(t))
        return true;
    if (type_is_string(t) && (type_is_integer(v) || type_is_bytes_or_runes(v)))
        return true;
    if (type_is_string(v) && type_is_bytes_or_runes(t))
        return true;
    if (vu->kind != TYPE_SLICE)
        return false;
    struct type *a = tu->kind == TYPE_POINTER ? type_underlying(tu->elem) : tu;
    if (a->kind != TYPE_ARRAY || !type_identical(vu->elem, a->elem))
        return false;
    if (a == tu && s->l->go_minor < 20) {
        *cause = "conversion of slice to array requires go1.20 or later";
        return false;
    }
    return true;
}

// The type that the untyped operand of the conversion e takes.
static struct type *operand_type(struct sema *s, struct expr *e, struct expr *x,
                                 struct type *t)
{
    bool constant = x->mode == MODE_CONST;

    if (x->mode == MODE_NIL)
        return t;
    if (type_is_interface(t) || (constant && !type_is_const(t)))
        return sema_default_type(s, x->type);
    // The operand of a constant is not needed any more.
    return e->mode == MODE_CONST ? x->type : t;
}

void sema_conversion(struct sema *s, struct expr *e, struct expr *x,
                     struct type *t)
{
    const char *cause = NULL;
    bool ok;

    CHECK(e->kind == EX_CALL && type_is_valid(t));
    sema_set(e, MODE_VALUE, t);
    if (x->mode == MODE_CONST && type_is_const(t)) {
        e->mode = MODE_CONST;
        ok = convert_const(s, x, t, &e->value);
        if (!ok && type_is_integer(x->type) && type_is_integer(t)) {
            sema_error(s, sema_start(x), "constant %v overflows %t", &x->value,
                       t);
            e->mode = MODE_INVALID;
            return;
        }
    } else {
        ok = sema_assignable(s, x, t, &cause) ||
             is_convertible(s, x->type, t, &cause);
    }
    if (!ok) {
        // As in Go, the value was made an integer to see whether it fits.
        if (e->mode == MODE_CONST && type_is_integer(t))
            number_to_int(s->a, &x->value, &x->value);
        sema_error(s, sema_start(x), "cannot convert %o to type %t%s%s", x, t,
                   cause == NULL ? "" : ": ", cause == NULL ? "" : cause);
        e->mode = MODE_INVALID;
        return;
    }
    if (type_is_untyped(x->type))
        sema_update_type(s, x, operand_type(s, e, x, t), true);
}
