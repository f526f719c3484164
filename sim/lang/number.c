#include "lang/number.h"

#include <float.h>
#include <gmp.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

__extension__ typedef unsigned __int128 uint128;

enum {
    FLOAT_BITS = 512,
    FRACTION_BITS = 4096, // go/constant's maxExp
    SLACK_BITS = 4,       // of floats that are taken for integers
};

// What const_value.big points to. Its limbs lie in the arena and never change.
struct number {
    bool is_float;
    mpq_t q; // integers have the denominator 1
    mpfr_t f;
};

// ---- floats ----

// go/constant's exponents have 32 bits. MPFR's range is per thread.
static void float_init(mpfr_t f, mpfr_prec_t bits)
{
    mpfr_set_emin(INT32_MIN);
    mpfr_set_emax(INT32_MAX);
    mpfr_init2(f, bits);
}

static bool is_big_float(const struct const_value *v)
{
    return v->big != NULL && v->big->is_float;
}

// go/constant: smallFloat. Such floats can be fractions too.
static bool is_small(mpfr_srcptr f)
{
    if (mpfr_zero_p(f))
        return true;
    mpfr_exp_t e = mpfr_get_exp(f);
    return e > -FRACTION_BITS && e < FRACTION_BITS;
}

// ---- from and to what is kept ----

static void set_int128(mpz_t z, int128 i)
{
    uint128 u = i < 0 ? -(uint128)i : (uint128)i;
    uint64_t words[2] = {(uint64_t)u, (uint64_t)(u >> 64)};

    mpz_import(z, 2, -1, sizeof words[0], 0, 0, words);
    if (i < 0)
        mpz_neg(z, z);
}

// Initialises z with an integer.
static void load_int(mpz_t z, const struct const_value *v)
{
    CHECK(v->kind == CONST_INT);
    mpz_init(z);
    if (v->big != NULL)
        mpz_set(z, mpq_numref(v->big->q));
    else
        set_int128(z, v->i);
}

// Initialises q with a number that is no big float.
static void load_fraction(mpq_t q, const struct const_value *v)
{
    CHECK(!is_big_float(v));
    mpq_init(q);
    if (v->big != NULL)
        mpq_set(q, v->big->q);
    else
        set_int128(mpq_numref(q), v->i);
}

// Initialises f with any number, rounded.
static void load_float(mpfr_t f, const struct const_value *v)
{
    float_init(f, FLOAT_BITS);
    if (is_big_float(v)) {
        mpfr_set(f, v->big->f, MPFR_RNDN);
        return;
    }
    mpq_t q;
    load_fraction(q, v);
    mpfr_set_q(f, q, MPFR_RNDN);
    mpq_clear(q);
}

static void keep_int(struct arena *a, mpz_t to, mpz_srcptr z)
{
    size_t n = mpz_size(z);
    mp_limb_t *limbs = arena_array(a, n + 1, sizeof *limbs);

    if (n > 0)
        memcpy(limbs, mpz_limbs_read(z), n * sizeof *limbs);
    mpz_roinit_n(to, limbs, mpz_sgn(z) < 0 ? -(mp_size_t)n : (mp_size_t)n);
}

// z becomes an integer constant. False: too many bits.
static bool store_int(struct arena *a, mpz_srcptr z, struct const_value *out)
{
    uint64_t words[2] = {0};

    *out = (struct const_value){.kind = CONST_INT};
    if (mpz_sizeinbase(z, 2) > NUMBER_INT_BITS)
        return false;
    if (mpz_sizeinbase(z, 2) < 128) {
        mpz_export(words, NULL, -1, sizeof words[0], 0, 0, z);
        int128 i = (int128)((uint128)words[1] << 64 | words[0]);
        out->i = mpz_sgn(z) < 0 ? -i : i;
        return true;
    }
    struct number *big = arena_new(a, struct number);
    static const mp_limb_t one[1] = {1};
    keep_int(a, mpq_numref(big->q), z);
    mpz_roinit_n(mpq_denref(big->q), one, 1);
    out->big = big;
    return true;
}

static bool store_float(struct arena *a, mpfr_srcptr f, struct const_value *out)
{
    struct number *big = arena_new(a, struct number);

    *out = (struct const_value){.kind = CONST_FLOAT, .big = big};
    if (!mpfr_number_p(f))
        return false;
    if (mpfr_zero_p(f)) { // there is no negative zero among constants
        *out = number_from_double(a, 0);
        return true;
    }
    void *limbs = arena_alloc(a, mpfr_custom_get_size(FLOAT_BITS));
    big->is_float = true;
    mpfr_custom_init(limbs, FLOAT_BITS);
    mpfr_custom_init_set(big->f, MPFR_ZERO_KIND, 0, FLOAT_BITS, limbs);
    mpfr_set(big->f, f, MPFR_RNDN);
    return true;
}

static void store_fraction(struct arena *a, mpq_srcptr q,
                           struct const_value *out)
{
    struct number *big = arena_new(a, struct number);

    keep_int(a, mpq_numref(big->q), mpq_numref(q));
    keep_int(a, mpq_denref(big->q), mpq_denref(q));
    *out = (struct const_value){.kind = CONST_FLOAT, .big = big};
}

// go/constant: makeRat.
static bool store_result(struct arena *a, mpq_srcptr q, struct const_value *out)
{
    if (mpz_sizeinbase(mpq_numref(q), 2) < FRACTION_BITS &&
        mpz_sizeinbase(mpq_denref(q), 2) < FRACTION_BITS) {
        store_fraction(a, q, out);
        return true;
    }
    mpfr_t f;
    float_init(f, FLOAT_BITS);
    mpfr_set_q(f, q, MPFR_RNDN);
    bool fits = store_float(a, f, out);
    mpfr_clear(f);
    return fits;
}

struct const_value number_from_double(struct arena *a, double d)
{
    struct const_value out;
    mpq_t q;

    mpq_init(q);
    mpq_set_d(q, d);
    store_fraction(a, q, &out);
    mpq_clear(q);
    return out;
}

// ---- literals ----

// Without underscores; free it.
static char *clean_copy(const char *text, size_t n)
{
    char *clean = xmalloc(n + 1);
    size_t len = 0;

    for (size_t i = 0; i < n; i++)
        if (text[i] != '_')
            clean[len++] = text[i];
    clean[len] = '\0';
    return clean;
}

bool number_from_digits(struct arena *a, const char *text, size_t n, int base,
                        struct const_value *out)
{
    char *clean = clean_copy(text, n);
    mpz_t z;

    // An octal literal may be nothing but its prefix 0.
    int status = mpz_init_set_str(z, clean[0] == '\0' ? "0" : clean, base);
    CHECK(status == 0);
    free(clean);
    bool fits = store_int(a, z, out);
    mpz_clear(z);
    return fits;
}

// The literal's exact value. The float that it is near is small, so that the
// exponent is not much larger than the literal is long.
static void exact_literal(mpq_t q, char *clean)
{
    bool hex = clean[0] == '0' && (clean[1] | 0x20) == 'x';
    char *digits = clean + (hex ? 2 : 0);
    char *end = digits + strcspn(digits, hex ? "pP" : "eE");
    long scale = *end == '\0' ? 0 : strtol(end + 1, NULL, 10);
    char *point = memchr(digits, '.', (size_t)(end - digits));
    mpz_t power;

    *end = '\0';
    if (point != NULL) {
        scale -= (end - point - 1) * (hex ? 4 : 1);
        memmove(point, point + 1, (size_t)(end - point));
    }
    int status = mpz_set_str(mpq_numref(q), digits, hex ? 16 : 10);
    CHECK(status == 0);
    mpz_init(power);
    mpz_ui_pow_ui(power, hex ? 2 : 10, (unsigned long)labs(scale));
    if (scale < 0)
        mpz_set(mpq_denref(q), power);
    else
        mpz_mul(mpq_numref(q), mpq_numref(q), power);
    mpq_canonicalize(q);
    mpz_clear(power);
}

// Whether a literal that rounds to 0 is one that go/constant takes: it is 0, or
// has a decimal exponent of 32 bits.
static bool may_vanish(const char *clean)
{
    bool hex = clean[0] == '0' && (clean[1] | 0x20) == 'x';
    const char *digits = clean + (hex ? 2 : 0);
    const char *end = digits + strcspn(digits, hex ? "pP" : "eE");

    if (digits + strspn(digits, "0.") == end)
        return true;
    return !hex && strtoll(end + 1, NULL, 10) >= INT32_MIN;
}

bool number_from_float(struct arena *a, const char *text, size_t n,
                       struct const_value *out)
{
    char *clean = clean_copy(text, n), *end;
    bool fits = true;
    mpfr_t f;

    float_init(f, FLOAT_BITS);
    mpfr_strtofr(f, clean, &end, 0, MPFR_RNDN);
    CHECK(*end == '\0');
    if (mpfr_zero_p(f) && !may_vanish(clean)) {
        fits = false;
    } else if (!mpfr_zero_p(f) && mpfr_number_p(f) && is_small(f)) {
        mpq_t q;
        mpq_init(q);
        exact_literal(q, clean);
        store_fraction(a, q, out);
        mpq_clear(q);
    } else {
        fits = store_float(a, f, out);
    }
    mpfr_clear(f);
    free(clean);
    return fits;
}

// ---- arithmetic ----

static void int_op(enum token op, mpz_t z, mpz_srcptr x, mpz_srcptr y)
{
    switch (op) {
    case TOK_ADD:
        mpz_add(z, x, y);
        break;
    case TOK_SUB:
        mpz_sub(z, x, y);
        break;
    case TOK_MUL:
        mpz_mul(z, x, y);
        break;
    case TOK_QUO:
        mpz_tdiv_q(z, x, y);
        break;
    case TOK_REM:
        mpz_tdiv_r(z, x, y);
        break;
    case TOK_AND:
        mpz_and(z, x, y);
        break;
    case TOK_OR:
        mpz_ior(z, x, y);
        break;
    case TOK_XOR:
        mpz_xor(z, x, y);
        break;
    case TOK_AND_NOT:
        mpz_com(z, y);
        mpz_and(z, x, z);
        break;
    default:
        CHECK_UNREACHABLE();
    }
}

static bool int_binary(struct arena *a, enum token op,
                       const struct const_value *x, const struct const_value *y,
                       struct const_value *out)
{
    mpz_t i, j, z;

    load_int(i, x);
    load_int(j, y);
    mpz_init(z);
    int_op(op, z, i, j);
    bool fits = store_int(a, z, out);
    mpz_clears(i, j, z, NULL);
    return fits;
}

static bool fraction_binary(struct arena *a, enum token op,
                            const struct const_value *x,
                            const struct const_value *y,
                            struct const_value *out)
{
    mpq_t p, q, z;

    load_fraction(p, x);
    load_fraction(q, y);
    mpq_init(z);
    switch (op) {
    case TOK_ADD:
        mpq_add(z, p, q);
        break;
    case TOK_SUB:
        mpq_sub(z, p, q);
        break;
    case TOK_MUL:
        mpq_mul(z, p, q);
        break;
    case TOK_QUO:
        mpq_div(z, p, q);
        break;
    default:
        CHECK_UNREACHABLE();
    }
    bool fits = store_result(a, z, out);
    mpq_clears(p, q, z, NULL);
    return fits;
}

static bool float_binary(struct arena *a, enum token op,
                         const struct const_value *x,
                         const struct const_value *y, struct const_value *out)
{
    mpfr_t f, g;

    load_float(f, x);
    load_float(g, y);
    switch (op) {
    case TOK_ADD:
        mpfr_add(f, f, g, MPFR_RNDN);
        break;
    case TOK_SUB:
        mpfr_sub(f, f, g, MPFR_RNDN);
        break;
    case TOK_MUL:
        mpfr_mul(f, f, g, MPFR_RNDN);
        break;
    case TOK_QUO:
        mpfr_div(f, f, g, MPFR_RNDN);
        break;
    default:
        CHECK_UNREACHABLE();
    }
    bool fits = store_float(a, f, out);
    mpfr_clears(f, g, (mpfr_ptr)NULL);
    return fits;
}

bool number_binary(struct arena *a, enum token op, const struct const_value *x,
                   const struct const_value *y, bool integer,
                   struct const_value *out)
{
    bool ints = x->kind == CONST_INT && y->kind == CONST_INT;

    CHECK(!integer || ints);
    if (ints && (integer || op != TOK_QUO))
        return int_binary(a, op, x, y, out);
    if (is_big_float(x) || is_big_float(y))
        return float_binary(a, op, x, y, out);
    return fraction_binary(a, op, x, y, out);
}

bool number_negate(struct arena *a, const struct const_value *x,
                   struct const_value *out)
{
    const struct const_value zero = {.kind = CONST_INT};

    return number_binary(a, TOK_SUB, &zero, x, x->kind == CONST_INT, out);
}

bool number_complement(struct arena *a, const struct const_value *x,
                       struct const_value *out)
{
    mpz_t z;

    load_int(z, x);
    mpz_com(z, z);
    bool fits = store_int(a, z, out);
    mpz_clear(z);
    return fits;
}

bool number_shift(struct arena *a, enum token op, const struct const_value *x,
                  unsigned long n, struct const_value *out)
{
    mpz_t z;

    load_int(z, x);
    if (op == TOK_SHL)
        mpz_mul_2exp(z, z, n);
    else
        mpz_fdiv_q_2exp(z, z, n);
    bool fits = store_int(a, z, out);
    mpz_clear(z);
    return fits;
}

int number_compare(const struct const_value *x, const struct const_value *y)
{
    int c;

    if (is_big_float(x) || is_big_float(y)) {
        mpfr_t f, g;
        load_float(f, x);
        load_float(g, y);
        c = mpfr_cmp(f, g);
        mpfr_clears(f, g, (mpfr_ptr)NULL);
    } else {
        mpq_t p, q;
        load_fraction(p, x);
        load_fraction(q, y);
        c = mpq_cmp(p, q);
        mpq_clears(p, q, NULL);
    }
    return (c > 0) - (c < 0);
}

int number_sign(const struct const_value *x)
{
    if (x->big == NULL)
        return (x->i > 0) - (x->i < 0);
    return x->big->is_float ? mpfr_sgn(x->big->f) : mpq_sgn(x->big->q);
}

// ---- integers and floats that a number is, or is near ----

// f when it is an integer, else the integer that it is at fewer bits.
static bool near_integer(mpz_t z, mpfr_srcptr f)
{
    static const mpfr_rnd_t ways[] = {MPFR_RNDZ, MPFR_RNDA};
    bool found = mpfr_integer_p(f);
    mpfr_t g;

    if (!is_small(f)) // no huge integers, as go/constant
        return false;
    float_init(g, found ? FLOAT_BITS : FLOAT_BITS - SLACK_BITS);
    for (int i = 0; i < 2; i++) {
        mpfr_set(g, f, ways[i]);
        found = mpfr_integer_p(g);
        if (found)
            break;
    }
    if (found)
        mpfr_get_z(z, g, MPFR_RNDZ);
    mpfr_clear(g);
    return found;
}

bool number_to_int(struct arena *a, const struct const_value *x,
                   struct const_value *out)
{
    bool found;
    mpz_t z;

    *out = *x;
    if (x->kind == CONST_INT)
        return true;
    if (x->kind != CONST_FLOAT)
        return false;
    mpz_init(z);
    if (x->big->is_float) {
        found = near_integer(z, x->big->f);
    } else {
        found = mpz_cmp_ui(mpq_denref(x->big->q), 1) == 0;
        mpz_set(z, mpq_numref(x->big->q));
    }
    if (found)
        found = store_int(a, z, out);
    mpz_clear(z);
    return found;
}

// Initialises f with the fraction rounded to odd: rounding that once more gives
// what rounding the fraction gives.
static void load_odd(mpfr_t f, mpq_srcptr q)
{
    float_init(f, FLOAT_BITS);
    if (mpfr_set_q(f, q, MPFR_RNDZ) != 0 && mpfr_min_prec(f) < FLOAT_BITS)
        mpfr_set_q(f, q, MPFR_RNDA);
}

double number_round(const struct const_value *x, bool is32)
{
    mpfr_t f;

    if (is_big_float(x)) {
        load_float(f, x);
    } else {
        mpq_t q;
        load_fraction(q, x);
        load_odd(f, q);
        mpq_clear(q);
    }
    double d =
        is32 ? (double)mpfr_get_flt(f, MPFR_RNDN) : mpfr_get_d(f, MPFR_RNDN);
    mpfr_clear(f);
    return d == 0 ? 0 : d;
}

// ---- text ----

static bool is_whole(const struct const_value *x)
{
    return x->big->is_float ? mpfr_integer_p(x->big->f) != 0
                            : mpz_cmp_ui(mpq_denref(x->big->q), 1) == 0;
}

static void format_float(char out[NUMBER_TEXT_MAX], const struct const_value *x)
{
    double d = number_round(x, false);

    if (d > DBL_MAX || d < -DBL_MAX || (d == 0) != (number_sign(x) == 0)) {
        mpfr_t f;
        load_float(f, x);
        mpfr_snprintf(out, NUMBER_TEXT_MAX, "%.6Rg", f);
        mpfr_clear(f);
        return;
    }
    snprintf(out, NUMBER_TEXT_MAX, "%.6g", d);
    if (is_whole(x) || strchr(out, '.') != NULL)
        return;
    // As few digits as say it is not whole.
    for (int digits = 7; digits <= 17; digits++) {
        snprintf(out, NUMBER_TEXT_MAX, "%.*g", digits, d);
        if (strtod(out, NULL) == d)
            return;
    }
}

void number_format(char out[NUMBER_TEXT_MAX], const struct const_value *x)
{
    mpz_t z;

    if (x->kind == CONST_FLOAT) {
        format_float(out, x);
        return;
    }
    load_int(z, x);
    CHECK(mpz_sizeinbase(z, 10) + 2 < NUMBER_TEXT_MAX);
    mpz_get_str(out, 10, z);
    mpz_clear(z);
}
