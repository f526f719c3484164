// constant: numbers are as exact as go/constant's, and end where types2 says.
#include "lang/constant.h"

#include <string.h>

#include "lang/number.h"
#include "testing.h"

static struct arena arena;

static struct const_value text(const char *s)
{
    return (struct const_value){.kind = CONST_STRING, .s = s, .len = strlen(s)};
}

// The value of a float literal, or of an integer one in the given base.
static struct const_value number(const char *text, int base)
{
    struct const_value v = {0};
    bool fits = base == 0
                    ? number_from_float(&arena, text, strlen(text), &v)
                    : number_from_digits(&arena, text, strlen(text), base, &v);

    assert_true(fits);
    return v;
}

static const char *text_of(const struct const_value *v)
{
    static char out[CONST_TEXT_MAX];

    const_format(out, v);
    return out;
}

TEST(integers_have_as_many_digits_as_they_need)
{
    static const struct {
        enum token op;
        const char *x, *y, *result;
    } rows[] = {
        {TOK_ADD, "1", "2", "3"},
        {TOK_SUB, "1", "2", "-1"},
        {TOK_MUL, "-3", "4", "-12"},
        {TOK_QUO, "-7", "2", "-3"},
        {TOK_REM, "-7", "2", "-1"},
        {TOK_REM, "7", "-2", "1"},
        {TOK_AND, "-1", "6", "6"},
        {TOK_OR, "4", "1", "5"},
        {TOK_XOR, "5", "1", "4"},
        {TOK_AND_NOT, "7", "2", "5"},
        {TOK_MUL, "18446744073709551616", "9223372036854775808",
         "170141183460469231731687303715884105728"},
        {TOK_SUB, "170141183460469231731687303715884105728", "1",
         "170141183460469231731687303715884105727"},
        {TOK_QUO, "-170141183460469231731687303715884105728", "-1",
         "170141183460469231731687303715884105728"},
        {TOK_REM, "-170141183460469231731687303715884105728", "-1", "0"},
        {TOK_MUL, "100000000000000000000000000000",
         "100000000000000000000000000000",
         "10000000000000000000000000000000000000000000000000000000000"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct const_value x = number(rows[i].x, 10), y = number(rows[i].y, 10);
        struct const_value out;
        assert_true(const_binary(&arena, rows[i].op, &x, &y, true, &out));
        assert_int_equal(out.kind, CONST_INT);
        assert_string_equal(text_of(&out), rows[i].result);
    }
    arena_release(&arena);
}

TEST(integers_end_at_512_bits)
{
    struct const_value one = const_int(1), two = const_int(2), x, y, out;

    assert_true(const_shift(&arena, TOK_SHL, &one, 511, &x));
    assert_false(const_shift(&arena, TOK_SHL, &one, 512, &out));
    assert_true(const_binary(&arena, TOK_SUB, &x, &one, true, &y)); // 2^511-1
    assert_true(const_binary(&arena, TOK_ADD, &x, &y, true, &out)); // 2^512-1
    assert_false(const_binary(&arena, TOK_ADD, &out, &one, true, &y));
    assert_false(const_binary(&arena, TOK_MUL, &x, &two, true, &y));
    assert_false(const_unary(&arena, TOK_XOR, &out, 0, &y)); // -2^512
    assert_true(const_unary(&arena, TOK_SUB, &out, 0, &y));
    assert_int_equal(const_sign(&y), -1);
    assert_true(const_shift(&arena, TOK_SHR, &out, 511, &y));
    assert_true(y.big == NULL && y.i == 1);
    arena_release(&arena);
}

TEST(shifts_are_bounded)
{
    struct const_value out, x = const_int(1), z = const_int(0);
    struct const_value m = const_int(-5);

    assert_true(const_shift(&arena, TOK_SHL, &x, 126, &out));
    assert_true(out.i == (int128)1 << 126);
    assert_true(const_shift(&arena, TOK_SHL, &x, 127, &out));
    assert_true(out.big != NULL);
    assert_false(const_shift(&arena, TOK_SHL, &x, CONST_SHIFT_MAX, &out));
    assert_true(const_shift(&arena, TOK_SHL, &z, CONST_SHIFT_MAX, &out));
    assert_true(out.i == 0);
    assert_true(const_shift(&arena, TOK_SHR, &m, 1, &out));
    assert_true(out.i == -3);
    assert_true(const_shift(&arena, TOK_SHR, &m, 1000, &out));
    assert_true(out.i == -1);
    x = number("2.0", 0);
    assert_true(const_shift(&arena, TOK_SHL, &x, 2, &out));
    assert_true(out.kind == CONST_INT && out.i == 8);
    arena_release(&arena);
}

TEST(unsigned_complement_stays_in_its_bits)
{
    struct const_value x = const_int(1), out;

    assert_true(const_unary(&arena, TOK_XOR, &x, 8, &out));
    assert_true(out.i == 254);
    assert_true(const_unary(&arena, TOK_XOR, &x, 64, &out));
    assert_true(out.i == (int128)0xfffffffffffffffe);
    assert_true(const_unary(&arena, TOK_XOR, &x, 0, &out));
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
            enum const_fit fit = const_represent(&arena, &v, rows[i].kind);
            bool inside = k == 1 || k == 2;
            assert_int_equal(fit, inside ? CONST_FITS : CONST_OVERFLOWS);
        }
    }
}

TEST(floats_round_to_their_type)
{
    struct const_value v = const_float(&arena, 0.1);

    assert_int_equal(const_represent(&arena, &v, TYPE_FLOAT64), CONST_FITS);
    assert_true(const_to_float(&v, false) == 0.1);
    assert_int_equal(const_represent(&arena, &v, TYPE_FLOAT32), CONST_FITS);
    assert_true(const_to_float(&v, false) == (double)0.1f);
    v = const_float(&arena, 1e39);
    assert_int_equal(const_represent(&arena, &v, TYPE_FLOAT32),
                     CONST_OVERFLOWS);
    assert_int_equal(const_represent(&arena, &v, TYPE_FLOAT64), CONST_FITS);
    v = const_int(3);
    assert_int_equal(const_represent(&arena, &v, TYPE_FLOAT64), CONST_FITS);
    assert_int_equal(v.kind, CONST_FLOAT);
    v = const_float(&arena, 1.5);
    assert_int_equal(const_represent(&arena, &v, TYPE_INT), CONST_TRUNCATED);
    v = const_float(&arena, 2.0);
    assert_int_equal(const_represent(&arena, &v, TYPE_INT), CONST_FITS);
    assert_int_equal(v.kind, CONST_INT);
    v = text("x");
    assert_int_equal(const_represent(&arena, &v, TYPE_INT), CONST_MISFIT);
    assert_int_equal(const_represent(&arena, &v, TYPE_STRING), CONST_FITS);
}

TEST(there_is_no_negative_zero)
{
    struct const_value x = const_float(&arena, 0), out;

    assert_true(const_unary(&arena, TOK_SUB, &x, 0, &out));
    assert_false(__builtin_signbit(const_to_float(&out, false)));
    arena_release(&arena);
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
    struct const_value i = const_int(2), f = const_float(&arena, 2.5);

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
        {number("1e400", 0), "1e+400"},
        {number("1e-400", 0), "1e-400"},
        {number("12345678e646456000", 0), "1.23457e+646456007"},
        {const_float(&arena, 1.5), "1.5"},
        {const_float(&arena, 1e20), "1e+20"},
        {const_float(&arena, 1.00000001), "1.00000001"},
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
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(integers_have_as_many_digits_as_they_need),
        RUN(integers_end_at_512_bits),
        RUN(shifts_are_bounded),
        RUN(unsigned_complement_stays_in_its_bits),
        RUN(a_value_is_represented_in_a_type_up_to_its_limits),
        RUN(floats_round_to_their_type),
        RUN(there_is_no_negative_zero),
        RUN(strings_join_and_compare_by_bytes),
        RUN(numbers_of_both_kinds_compare),
        RUN(values_read_as_in_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
