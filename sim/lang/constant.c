#include "lang/constant.h"

#include <float.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "lang/number.h"

_Static_assert((int)CONST_TEXT_MAX >= (int)NUMBER_TEXT_MAX, "room for numbers");

struct const_value const_bool(bool b)
{
    return (struct const_value){.kind = CONST_BOOL, .b = b};
}

struct const_value const_int(int128 i)
{
    return (struct const_value){.kind = CONST_INT, .i = i};
}

struct const_value const_float(struct arena *a, double f)
{
    return number_from_double(a, f);
}

bool const_to_int(const struct const_value *v, int128 *out)
{
    struct arena a = {0};
    struct const_value i;
    bool fits = v->kind == CONST_INT && v->big == NULL;

    *out = v->i;
    if (!fits && number_to_int(&a, v, &i) && i.big == NULL) {
        *out = i.i;
        fits = true;
    }
    arena_release(&a);
    return fits;
}

bool const_is_int(const struct const_value *v)
{
    struct arena a = {0};
    struct const_value i;
    bool is = number_to_int(&a, v, &i);

    arena_release(&a);
    return is;
}

bool const_to_int64(const struct const_value *v, int64_t *out)
{
    int128 i;

    if (!const_to_int(v, &i) || i < INT64_MIN || i > INT64_MAX)
        return false;
    *out = (int64_t)i;
    return true;
}

double const_to_float(const struct const_value *v, bool is32)
{
    CHECK(v->kind == CONST_INT || v->kind == CONST_FLOAT);
    return number_round(v, is32);
}

int const_sign(const struct const_value *v)
{
    CHECK(v->kind == CONST_INT || v->kind == CONST_FLOAT);
    return number_sign(v);
}

bool const_unary(struct arena *a, enum token op, const struct const_value *x,
                 int unsigned_bits, struct const_value *out)
{
    *out = *x;
    switch (op) {
    case TOK_ADD:
        return true;
    case TOK_SUB:
        return number_negate(a, x, out);
    case TOK_XOR:
        CHECK(x->kind == CONST_INT);
        if (unsigned_bits == 0)
            return number_complement(a, x, out);
        out->i = ~x->i & (((int128)1 << unsigned_bits) - 1);
        return true;
    case TOK_NOT:
        CHECK(x->kind == CONST_BOOL);
        out->b = !x->b;
        return true;
    default:
        CHECK_UNREACHABLE();
    }
}

static bool concatenate(struct arena *a, const struct const_value *x,
                        const struct const_value *y, struct const_value *out)
{
    CHECK(x->kind == CONST_STRING && y->kind == CONST_STRING);
    if (x->len + y->len > CONST_STRING_MAX_BYTES)
        return false;
    char *s = arena_alloc(a, x->len + y->len + 1);
    // The empty string may have no bytes at all.
    if (x->len > 0)
        memcpy(s, x->s, x->len);
    if (y->len > 0)
        memcpy(s + x->len, y->s, y->len);
    *out = (struct const_value){
        .kind = CONST_STRING, .s = s, .len = x->len + y->len};
    return true;
}

bool const_binary(struct arena *a, enum token op, const struct const_value *x,
                  const struct const_value *y, bool integer,
                  struct const_value *out)
{
    struct const_value i, j;

    if (x->kind == CONST_STRING)
        return concatenate(a, x, y, out);
    if (x->kind == CONST_BOOL) {
        *out = const_bool(op == TOK_LAND ? x->b && y->b : x->b || y->b);
        return true;
    }
    if (!integer)
        return number_binary(a, op, x, y, false, out);
    bool whole = number_to_int(a, x, &i) && number_to_int(a, y, &j);
    CHECK(whole);
    return number_binary(a, op, &i, &j, true, out);
}

bool const_shift(struct arena *a, enum token op, const struct const_value *x,
                 int64_t n, struct const_value *out)
{
    struct const_value i;
    bool whole = number_to_int(a, x, &i);

    CHECK(whole && n >= 0 && n <= CONST_SHIFT_MAX);
    return number_shift(a, op, &i, (unsigned long)n, out);
}

// The sign of x - y.
static int order(const struct const_value *x, const struct const_value *y)
{
    if (x->kind == CONST_STRING) {
        size_t n = x->len < y->len ? x->len : y->len;
        int c = n == 0 ? 0 : memcmp(x->s, y->s, n);
        return c != 0 ? c : (x->len > y->len) - (x->len < y->len);
    }
    if (x->kind == CONST_BOOL)
        return (int)x->b - (int)y->b;
    return number_compare(x, y);
}

bool const_compare(enum token op, const struct const_value *x,
                   const struct const_value *y)
{
    int c = order(x, y);

    switch (op) {
    case TOK_EQL:
        return c == 0;
    case TOK_NEQ:
        return c != 0;
    case TOK_LSS:
        return c < 0;
    case TOK_LEQ:
        return c <= 0;
    case TOK_GTR:
        return c > 0;
    case TOK_GEQ:
        return c >= 0;
    default:
        CHECK_UNREACHABLE();
    }
}

// ---- representation in a type ----

// The bits of the integers of a type, 0 of untyped ones.
static int int_bits(enum type_kind kind, bool *is_signed)
{
    static const struct {
        int bits;
        bool is_signed;
    } t[TYPE_POINTER] = {
        [TYPE_INT] = {64, true},      [TYPE_INT8] = {8, true},
        [TYPE_INT16] = {16, true},    [TYPE_INT32] = {32, true},
        [TYPE_INT64] = {64, true},    [TYPE_UINT] = {64, false},
        [TYPE_UINT8] = {8, false},    [TYPE_UINT16] = {16, false},
        [TYPE_UINT32] = {32, false},  [TYPE_UINT64] = {64, false},
        [TYPE_UINTPTR] = {64, false},
    };

    *is_signed = t[kind].is_signed;
    return t[kind].bits;
}

static enum const_fit represent_int(struct arena *a, struct const_value *v,
                                    enum type_kind kind)
{
    struct const_value i;
    bool is_signed;
    int bits = int_bits(kind, &is_signed);

    if (!number_to_int(a, v, &i))
        return CONST_TRUNCATED;
    if (bits > 0) {
        int128 max = ((int128)1 << (is_signed ? bits - 1 : bits)) - 1;
        int128 min = is_signed ? -max - 1 : 0;
        if (i.big != NULL || i.i < min || i.i > max)
            return CONST_OVERFLOWS;
    }
    *v = i;
    return CONST_FITS;
}

static enum const_fit represent_float(struct arena *a, struct const_value *v,
                                      enum type_kind kind)
{
    // Untyped numbers stay as exact as they are.
    if (kind == TYPE_UNTYPED_FLOAT)
        return CONST_FITS;
    double d = number_round(v, kind == TYPE_FLOAT32);
    if (d < -DBL_MAX || d > DBL_MAX)
        return CONST_OVERFLOWS;
    *v = number_from_double(a, d);
    return CONST_FITS;
}

enum const_fit const_represent(struct arena *a, struct const_value *v,
                               enum type_kind kind)
{
    bool number = v->kind == CONST_INT || v->kind == CONST_FLOAT;

    switch (kind) {
    case TYPE_BOOL:
    case TYPE_UNTYPED_BOOL:
        return v->kind == CONST_BOOL ? CONST_FITS : CONST_MISFIT;
    case TYPE_STRING:
    case TYPE_UNTYPED_STRING:
        return v->kind == CONST_STRING ? CONST_FITS : CONST_MISFIT;
    case TYPE_FLOAT32:
    case TYPE_FLOAT64:
    case TYPE_UNTYPED_FLOAT:
        return number ? represent_float(a, v, kind) : CONST_MISFIT;
    default:
        if (kind > TYPE_UINTPTR &&
            !(kind == TYPE_UNTYPED_INT || kind == TYPE_UNTYPED_RUNE))
            return CONST_MISFIT;
        return number ? represent_int(a, v, kind) : CONST_MISFIT;
    }
}

// ---- text ----

static void format_string(char out[CONST_TEXT_MAX], const char *s, size_t len)
{
    enum { SHOWN_MAX = 72 };
    size_t n = 0;

    out[n++] = '"';
    for (size_t i = 0; i < len; i++) {
        if (n + 8 > SHOWN_MAX && len - i > 4) {
            // Whole characters only.
            while (((unsigned char)s[i] & 0xc0) == 0x80 && n > 1)
                i--, n--;
            memcpy(out + n, "...", 3);
            n += 3;
            break;
        }
        char c = s[i];
        if (c == '"' || c == '\\')
            out[n++] = '\\';
        if (c == '\n' || c == '\t') {
            out[n++] = '\\';
            c = c == '\n' ? 'n' : 't';
        }
        out[n++] = c;
    }
    out[n++] = '"';
    out[n] = '\0';
}

void const_format(char out[CONST_TEXT_MAX], const struct const_value *v)
{
    switch (v->kind) {
    case CONST_BOOL:
        snprintf(out, CONST_TEXT_MAX, "%s", v->b ? "true" : "false");
        break;
    case CONST_INT:
    case CONST_FLOAT:
        number_format(out, v);
        break;
    case CONST_STRING:
        format_string(out, v->s, v->len);
        break;
    default:
        snprintf(out, CONST_TEXT_MAX, "unknown");
    }
}
