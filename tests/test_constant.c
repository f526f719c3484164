// constant: what 128 bits hold is exact, what they do not is an overflow.
#include "lang/constant.h"

#include <string.h>

#include "testing.h"

#define MAX ((((int128)1 << 126) - 1) * 2 + 1)

static struct const_value text(const char *s)
{
    return (struct const_value){.kind = CONST_STRING, .s = s, .len = strlen(s)};
}

TEST(integers_overflow_past_128_bits_only)
{
    static const struct {
        enum token op;
        int128 x, y;
        bool fits;
        int128 result;
    } rows[] = {
        {TOK_ADD, 1, 2, true, 3},
        {TOK_SUB, 1, 2, true, -1},
        {TOK_MUL, -3, 4, true, -12},
        {TOK_QUO, -7, 2, true, -3},
        {TOK_REM, -7, 2, true, -1},
        {TOK_REM, 7, -2, true, 1},
        {TOK_AND, -1, 6, true, 6},
        {TOK_OR, 4, 1, true, 5},
        {TOK_XOR, 5, 1, true, 4},
        {TOK_AND_NOT, 7, 2, true, 5},
        {TOK_ADD, (int128)1 << 126, ((int128)1 << 126) - 1, true,
         ((((int128)1 << 126) - 1) << 1) + 1},
        {TOK_ADD, (int128)1 << 126, (int128)1 << 126, false, 0},
        {TOK_MUL, (int128)1 << 63, (int128)1 << 63, true, (int128)1 << 126},
        {TOK_MUL, (int128)1 << 64, (int128)1 << 63, false, 0},
        {TOK_QUO, 5, -1, true, -5},
        {TOK_REM, 5, -1, true, 0},
    };
    struct arena a = {0};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct const_value x = const_int(rows[i].x), y = const_int(rows[i].y);
        struct const_value out;
        bool fits = const_binary(&a, rows[i].op, &x, &y, true, &out);
        assert_int_equal(fits, rows[i].fits);
        if (fits)
            assert_true(out.kind == CONST_INT && out.i == rows[i].result);
    }
    arena_release(&a);
}

TEST(the_least_integer_divided_by_minus_one_does_not_trap)
{
    struct const_value least = const_int(-MAX - 1), minus = const_int(-1), out;
    struct arena a = {0};

    assert_false(const_binary(&a, TOK_QUO, &least, &minus, true, &out));
    assert_true(const_binary(&a, TOK_REM, &least, &minus, true, &out));
    assert_true(out.i == 0);
    assert_false(const_unary(TOK_SUB, &least, 0, &out));
    arena_release(&a);
}

TEST(shifts_are_bounded)
{
    struct const_value out;

    assert_true(const_shift(TOK_SHL, 1, 126, &out));
    assert_true(out.i == (int128)1 << 126);
    assert_false(const_shift(TOK_SHL, 1, 127, &out));
    assert_false(const_shift(TOK_SHL, 2, 126, &out));
    assert_false(const_shift(TOK_SHL, 1, CONST_SHIFT_MAX, &out));
    assert_true(const_shift(TOK_SHL, 0, CONST_SHIFT_MAX, &out));
    assert_true(out.i == 0);
    assert_true(const_shift(TOK_SHR, -5, 1, &out));
    assert_true(out.i == -3);
    assert_true(const_shift(TOK_SHR, -5, 1000, &out));
    assert_true(out.i == -1);
    assert_true(const_shift(TOK_SHR, 5, 127, &out));
    assert_true(out.i == 0);
}

TEST(unsigned_complement_stays_in_its_bits)
{
    struct const_value x = const_int(1), out;

    assert_true(const_unary(TOK_XOR, &x, 8, &out));
    assert_true(out.i == 254);
    assert_true(const_unary(TOK_XOR, &x, 64, &out));
    assert_true(out.i == (int128)0xfffffffffffffffe);
    assert_true(const_unary(TOK_XOR, &x, 0, &out));
    assert_true(out.i == -2);
}

TEST(a_value_is_represented_in_a_type_up_to_its_limits)
{
    static const struct {
        enum type_kind kind;
        int128 min, max;
    } rows[] = {
        {TYPE_INT8, -128, 127},
        {TYPE_INT16, -32768, 32767},
        {TYPE_INT32, INT32_MIN, INT32_MAX},
        {TYPE_INT64, INT64_MIN, INT64_MAX},
        {TYPE_INT, INT64_MIN, INT64_MAX},
        {TYPE_UINT8, 0, 255},
        {TYPE_UINT16, 0, 65535},
        {TYPE_UINT32, 0, UINT32_MAX},
        {TYPE_UINT64, 0, (int128)UINT64_MAX},
        {TYPE_UINT, 0, (int128)UINT64_MAX},
        {TYPE_UINTPTR, 0, (int128)UINT64_MAX},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const int128 at[] = {rows[i].min - 1, rows[i].min, rows[i].max,
                             rows[i].max + 1};
        for (int k = 0; k < 4; k++) {
            struct const_value v = const_int(at[k]);
            enum const_fit fit = const_represent(&v, rows[i].kind);
            bool inside = k == 1 || k == 2;
            assert_int_equal(fit, inside ? CONST_FITS : CONST_OVERFLOWS);
        }
    }
}

TEST(floats_round_to_their_type)
{
    struct const_value v = const_float(0.1L);

    assert_int_equal(const_represent(&v, TYPE_FLOAT64), CONST_FITS);
    assert_true(v.f == (long double)0.1);
    assert_int_equal(const_represent(&v, TYPE_FLOAT32), CONST_FITS);
    assert_true(v.f == (long double)0.1f);
    v = const_float(1e39L);
    assert_int_equal(const_represent(&v, TYPE_FLOAT32), CONST_OVERFLOWS);
    assert_int_equal(const_represent(&v, TYPE_FLOAT64), CONST_FITS);
    v = const_int(3);
    assert_int_equal(const_represent(&v, TYPE_FLOAT64), CONST_FITS);
    assert_int_equal(v.kind, CONST_FLOAT);
    v = const_float(1.5L);
    assert_int_equal(const_represent(&v, TYPE_INT), CONST_TRUNCATED);
    v = const_float(2.0L);
    assert_int_equal(const_represent(&v, TYPE_INT), CONST_FITS);
    assert_int_equal(v.kind, CONST_INT);
    v = text("x");
    assert_int_equal(const_represent(&v, TYPE_INT), CONST_MISFIT);
    assert_int_equal(const_represent(&v, TYPE_STRING), CONST_FITS);
}

TEST(products_of_fractions_that_are_whole_are_integers)
{
    struct const_value x = const_float(0.0005L), y = const_float(1e9L), out;
    struct arena a = {0};
    int64_t i;

    assert_true(const_binary(&a, TOK_MUL, &x, &y, false, &out));
    assert_true(const_to_int64(&out, &i));
    assert_int_equal(i, 500000);
    x = const_float(1e9L);
    y = const_int(3);
    assert_true(const_binary(&a, TOK_QUO, &x, &y, false, &out));
    assert_false(const_to_int64(&out, &i));
    arena_release(&a);
}

TEST(there_is_no_negative_zero)
{
    struct const_value x = const_float(0), out;

    assert_true(const_unary(TOK_SUB, &x, 0, &out));
    assert_false(__builtin_signbit(out.f));
}

TEST(strings_join_and_compare_by_bytes)
{
    struct arena a = {0};
    struct const_value x = text("ab"), y = text("b"), e = text(""), out;

    assert_true(const_binary(&a, TOK_ADD, &x, &y, false, &out));
    assert_int_equal(out.len, 3);
    assert_memory_equal(out.s, "abb", 3);
    assert_true(const_compare(TOK_LSS, &x, &y));
    assert_true(const_compare(TOK_GTR, &x, &e));
    assert_true(const_compare(TOK_EQL, &e, &e));
    assert_true(const_compare(TOK_NEQ, &x, &y));
    arena_release(&a);
}

TEST(numbers_of_both_kinds_compare)
{
    struct const_value i = const_int(2), f = const_float(2.5L);

    assert_true(const_compare(TOK_LSS, &i, &f));
    assert_true(const_compare(TOK_LEQ, &i, &i));
    assert_true(const_compare(TOK_GEQ, &f, &i));
    assert_false(const_compare(TOK_EQL, &i, &f));
}

TEST(values_read_as_in_go)
{
    static const char long_text[] =
        "0123456789012345678901234567890123456789012345678901234567890123456789"
        "0123456789";
    char out[CONST_TEXT_MAX];
    const struct {
        struct const_value v;
        const char *text;
    } rows[] = {
        {const_int(0), "0"},
        {const_int(-5), "-5"},
        {const_int(MAX), "170141183460469231731687303715884105727"},
        {const_int(-MAX - 1), "-170141183460469231731687303715884105728"},
        {const_float(1.5L), "1.5"},
        {const_float(1e20L), "1e+20"},
        {const_float(1.00000001L), "1.00000001"},
        {const_bool(true), "true"},
        {text("a\"b\n"), "\"a\\\"b\\n\""},
        {text(""), "\"\""},
        {text(long_text), "\"0123456789012345678901234567890123456789012345678"
                          "901234567890123...\""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const_format(out, &rows[i].v);
        assert_string_equal(out, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(integers_overflow_past_128_bits_only),
        RUN(the_least_integer_divided_by_minus_one_does_not_trap),
        RUN(shifts_are_bounded),
        RUN(unsigned_complement_stays_in_its_bits),
        RUN(a_value_is_represented_in_a_type_up_to_its_limits),
        RUN(floats_round_to_their_type),
        RUN(products_of_fractions_that_are_whole_are_integers),
        RUN(there_is_no_negative_zero),
        RUN(strings_join_and_compare_by_bytes),
        RUN(numbers_of_both_kinds_compare),
        RUN(values_read_as_in_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
