// number: exact as go/constant, rounded once.
#include "lang/number.h"

#include <string.h>

#include "testing.h"

static struct arena arena;

// The value of a float literal.
static struct const_value number(const char *text)
{
    struct const_value v = {0};

    assert_true(number_from_float(&arena, text, strlen(text), &v));
    return v;
}

TEST(fractions_are_exact)
{
    static const struct {
        const char *x;
        enum token op;
        const char *y, *result;
    } rows[] = {
        {"0.1", TOK_ADD, "0.2", "0.3"},
        {"0.0005", TOK_MUL, "1e9", "500000"},
        {"1.0", TOK_QUO, "0x1p-3", "8"},
        {"1e-1000", TOK_MUL, "1e1000", "1.0"},
        {"1e1000", TOK_QUO, "1e998", "1_00.0_0"},
        // Past 2^4096 they are floats of 512 bits.
        {"1e100000", TOK_QUO, "1e99999", "10.0"},
        {"1e646456992", TOK_QUO, "1e646456990", "100.0"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct const_value x = number(rows[i].x), y = number(rows[i].y);
        struct const_value want = number(rows[i].result), out, whole;
        assert_true(number_binary(&arena, rows[i].op, &x, &y, false, &out));
        if (!number_to_int(&arena, &out, &whole))
            whole = out;
        assert_true(number_compare(&whole, &want) == 0);
    }
    arena_release(&arena);
}

TEST(exponents_have_32_bits)
{
    static const char *const wrong[] = {"1e1000000000", "0x1p2147483648",
                                        "1e-10000000000", "0x1p-2147483650"};
    struct const_value v, out;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(number_from_float(&arena, wrong[i], strlen(wrong[i]), &v));
    v = number("0x1p2147483646");
    assert_false(number_binary(&arena, TOK_MUL, &v, &v, false, &out));
    // As in Go, decimal ones may vanish.
    v = number("1e-1000000000");
    assert_int_equal(number_sign(&v), 0);
    v = number("0e99999999999");
    assert_int_equal(number_sign(&v), 0);
    arena_release(&arena);
}

TEST(rounding_happens_once)
{
    static const struct {
        const char *x;
        double f64, f32;
    } rows[] = {
        // A hair over the middle of two neighbours, and the middle.
        {"0x1.00000000000008000000000000000000000000000000000000000000000001p0",
         0x1.0000000000001p0, 1},
        {"0x1.0000000000000800p0", 1, 1},
        {"0x1.00000100000000000000000000000001p0", 0x1.000001p0, 0x1.000002p0},
        {"0x1.000001p0", 0x1.000001p0, 1},
        // The least of each type, and half of it.
        {"0x1p-1074", 0x1p-1074, 0},
        {"0x1p-1075", 0, 0},
        {"0x1.0000000000000000001p-1075", 0x1p-1074, 0},
        {"0x1p-150", 0x1p-150, 0},
        {"0x1.00000000000000001p-150", 0x1p-150, 0x1p-149},
        {"0.1", 0.1, 0.1f},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct const_value v = number(rows[i].x);
        assert_true(number_round(&v, false) == rows[i].f64);
        assert_true(number_round(&v, true) == rows[i].f32);
    }
    struct const_value third, one = {.kind = CONST_INT, .i = 1},
                              three = {.kind = CONST_INT, .i = 3};
    assert_true(number_binary(&arena, TOK_QUO, &one, &three, false, &third));
    assert_true(number_round(&third, false) == 1.0 / 3);
    assert_true(number_round(&third, true) == 1.0f / 3);
    arena_release(&arena);
}

TEST(floats_near_an_integer_are_that_integer)
{
    static const struct {
        const char *x, *y;
        bool whole;
    } rows[] = {
        {"1e100000", "1e99999", true},
        {"1e100000", "3e99999", false},
        {"1e100000", "1e10", false}, // no integers of thousands of bits
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct const_value x = number(rows[i].x), y = number(rows[i].y), out;
        assert_true(number_binary(&arena, TOK_QUO, &x, &y, false, &out));
        assert_int_equal(number_to_int(&arena, &out, &x), rows[i].whole);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(fractions_are_exact),
        RUN(exponents_have_32_bits),
        RUN(rounding_happens_once),
        RUN(floats_near_an_integer_are_that_integer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
