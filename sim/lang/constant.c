#include "lang/constant.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

__extension__ typedef unsigned __int128 uint128;

#define INT128_MAX ((int128)(~(uint128)0 >> 1))

struct const_value const_bool(bool b)
{
    return (struct const_value){.kind = CONST_BOOL, .b = b};
}

struct const_value const_int(int128 i)
{
    return (struct const_value){.kind = CONST_INT, .i = i};
}

struct const_value const_float(long double f)
{
    // There is no negative zero among constants.
    return (struct const_value){.kind = CONST_FLOAT, .f = f == 0 ? 0 : f};
}

static long double magnitude(long double f)
{
    return f < 0 ? -f : f;
}

// Without the fraction. From 2^63 on long doubles have none.
static long double whole_part(long double f)
{
    return magnitude(f) < 0x1p63L ? (long double)(int64_t)f : f;
}

// As go/constant, takes a float for the integer that it is in all but the last
// few bits: 0.0005 * 1e9 is one.
static long double near_integer(long double f)
{
    long double i = whole_part(f < 0 ? f - 0.5L : f + 0.5L);

    return magnitude(f - i) <= magnitude(f) * 0x1p-60L ? i : f;
}

bool const_to_int(const struct const_value *v, int128 *out)
{
    static const long double limit = 0x1p127L;

    if (v->kind == CONST_INT) {
        *out = v->i;
        return true;
    }
    if (v->kind != CONST_FLOAT || !(magnitude(v->f) < limit))
        return false;
    long double f = near_integer(v->f);
    *out = whole_part(f) == f ? (int128)f : 0;
    return whole_part(f) == f;
}

bool const_to_int64(const struct const_value *v, int64_t *out)
{
    int128 i;

    if (!const_to_int(v, &i) || i < INT64_MIN || i > INT64_MAX)
        return false;
    *out = (int64_t)i;
    return true;
}

long double const_to_float(const struct const_value *v)
{
    CHECK(v->kind == CONST_INT || v->kind == CONST_FLOAT);
    return v->kind == CONST_INT ? (long double)v->i : v->f;
}

int const_sign(const struct const_value *v)
{
    if (v->kind == CONST_INT)
        return (v->i > 0) - (v->i < 0);
    CHECK(v->kind == CONST_FLOAT);
    return (v->f > 0) - (v->f < 0);
}

bool const_unary(enum token op, const struct const_value *x, int unsigned_bits,
                 struct const_value *out)
{
    *out = *x;
    switch (op) {
    case TOK_ADD:
        return true;
    case TOK_SUB:
        if (x->kind == CONST_FLOAT)
            *out = const_float(-x->f);
        else
            return !__builtin_sub_overflow((int128)0, x->i, &out->i);
        return true;
    case TOK_XOR:
        CHECK(x->kind == CONST_INT);
        out->i = ~x->i;
        if (unsigned_bits > 0)
            out->i &= ((int128)1 << unsigned_bits) - 1;
        return true;
    case TOK_NOT:
        CHECK(x->kind == CONST_BOOL);
        out->b = !x->b;
        return true;
    default:
        CHECK_UNREACHABLE();
    }
}

static bool int_binary(enum token op, int128 x, int128 y, int128 *out)
{
    switch (op) {
    case TOK_ADD:
        return !__builtin_add_overflow(x, y, out);
    case TOK_SUB:
        return !__builtin_sub_overflow(x, y, out);
    case TOK_MUL:
        return !__builtin_mul_overflow(x, y, out);
    case TOK_QUO:
    case TOK_REM:
        CHECK(y != 0);
        // The least integer divided by -1 traps.
        if (y == -1)
            return op == TOK_REM ? (*out = 0, true)
                                 : !__builtin_sub_overflow((int128)0, x, out);
        *out = op == TOK_QUO ? x / y : x % y;
        return true;
    case TOK_AND:
        *out = x & y;
        return true;
    case TOK_OR:
        *out = x | y;
        return true;
    case TOK_XOR:
        *out = x ^ y;
        return true;
    case TOK_AND_NOT:
        *out = x & ~y;
        return true;
    default:
        CHECK_UNREACHABLE();
    }
}

static bool float_binary(enum token op, const struct const_value *x,
                         const struct const_value *y, struct const_value *out)
{
    long double f = const_to_float(x), g = const_to_float(y);

    switch (op) {
    case TOK_ADD:
        f += g;
        break;
    case TOK_SUB:
        f -= g;
        break;
    case TOK_MUL:
        f *= g;
        break;
    case TOK_QUO:
        CHECK(g != 0);
        f /= g;
        break;
    default:
        CHECK_UNREACHABLE();
    }
    *out = const_float(f);
    return f >= -LDBL_MAX && f <= LDBL_MAX;
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
    int128 i, j;

    if (x->kind == CONST_STRING)
        return concatenate(a, x, y, out);
    if (x->kind == CONST_BOOL) {
        *out = const_bool(op == TOK_LAND ? x->b && y->b : x->b || y->b);
        return true;
    }
    // Whole numbers of float type are exact as integers while they fit.
    bool whole = const_to_int(x, &i) && const_to_int(y, &j);
    if (integer)
        CHECK(whole);
    if (whole && (integer || op != TOK_QUO)) {
        *out = const_int(0);
        if (int_binary(op, i, j, &out->i))
            return true;
        if (integer)
            return false;
    }
    return float_binary(op, x, y, out);
}

bool const_shift(enum token op, int128 x, int64_t n, struct const_value *out)
{
    CHECK(n >= 0);
    *out = const_int(0);
    if (op == TOK_SHR) {
        out->i = n >= 127 ? (x < 0 ? -1 : 0) : x >> n;
        return true;
    }
    if (x == 0 || n == 0) {
        out->i = x;
        return true;
    }
    if (n >= 127)
        return false;
    return !__builtin_mul_overflow(x, (int128)1 << n, &out->i);
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
    if (x->kind == CONST_INT && y->kind == CONST_INT)
        return (x->i > y->i) - (x->i < y->i);
    long double f = const_to_float(x), g = const_to_float(y);
    return (f > g) - (f < g);
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

static void int_range(enum type_kind kind, int128 *min, int128 *max)
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

    if (t[kind].bits == 0) { // untyped
        *max = INT128_MAX;
        *min = -INT128_MAX - 1;
    } else if (t[kind].is_signed) {
        *max = ((int128)1 << (t[kind].bits - 1)) - 1;
        *min = -*max - 1;
    } else {
        *max = ((int128)1 << t[kind].bits) - 1;
        *min = 0;
    }
}

static enum const_fit represent_int(struct const_value *v, enum type_kind kind)
{
    int128 i, min, max;

    if (!const_to_int(v, &i))
        return v->kind == CONST_FLOAT && whole_part(v->f) != v->f
                   ? CONST_TRUNCATED
                   : CONST_OVERFLOWS;
    int_range(kind, &min, &max);
    if (i < min || i > max)
        return CONST_OVERFLOWS;
    *v = const_int(i);
    return CONST_FITS;
}

static enum const_fit represent_float(struct const_value *v,
                                      enum type_kind kind)
{
    long double f = const_to_float(v);

    if (kind == TYPE_FLOAT32)
        f = (long double)(float)f;
    else if (kind == TYPE_FLOAT64)
        f = (long double)(double)f;
    if (f < -LDBL_MAX || f > LDBL_MAX)
        return CONST_OVERFLOWS;
    // Untyped whole numbers stay exact integers.
    if (kind != TYPE_UNTYPED_FLOAT || v->kind == CONST_FLOAT)
        *v = const_float(f);
    return CONST_FITS;
}

enum const_fit const_represent(struct const_value *v, enum type_kind kind)
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
        return number ? represent_float(v, kind) : CONST_MISFIT;
    default:
        if (kind > TYPE_UINTPTR &&
            !(kind == TYPE_UNTYPED_INT || kind == TYPE_UNTYPED_RUNE))
            return CONST_MISFIT;
        return number ? represent_int(v, kind) : CONST_MISFIT;
    }
}

// ---- text ----

static void format_int(char out[CONST_TEXT_MAX], int128 i)
{
    char digits[48];
    size_t n = sizeof digits;
    bool negative = i < 0;
    uint128 u = negative ? -(uint128)i : (uint128)i;

    digits[--n] = '\0';
    do {
        digits[--n] = (char)('0' + (int)(u % 10));
        u /= 10;
    } while (u != 0);
    if (negative)
        digits[--n] = '-';
    memcpy(out, digits + n, sizeof digits - n);
}

static void format_float(char out[CONST_TEXT_MAX], long double f)
{
    double d = (double)f;

    if ((d == 0) != (f == 0) || d > DBL_MAX || d < -DBL_MAX)
        snprintf(out, CONST_TEXT_MAX, "%.6Lg", f);
    else
        snprintf(out, CONST_TEXT_MAX, "%.6g", d);
    if (whole_part(f) == f || strchr(out, '.') != NULL)
        return;
    // As few digits as say it is not whole.
    for (int digits = 7; digits <= 17; digits++) {
        snprintf(out, CONST_TEXT_MAX, "%.*g", digits, d);
        if (strtod(out, NULL) == d)
            return;
    }
}

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
        format_int(out, v->i);
        break;
    case CONST_FLOAT:
        format_float(out, v->f);
        break;
    case CONST_STRING:
        format_string(out, v->s, v->len);
        break;
    default:
        snprintf(out, CONST_TEXT_MAX, "unknown");
    }
}
