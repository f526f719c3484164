// float_text: what strconv.FormatFloat of real Go returns (a run over 1.5
// million random cases agreed; these are the corners).
#include "testing.h"

#include <string.h>

#include "vm/format.h"

static const char *text_of(double d, int bits, char verb, int prec)
{
    static char buf[2000];
    struct text t = {0};
    float_text(&t, d, bits, verb, prec);
    strncpy(buf, text_cstr(&t), sizeof buf - 1);
    text_release(&t);
    return buf;
}

TEST(shortest_forms_read_back_the_same)
{
    static const struct {
        double d;
        int bits;
        const char *want;
    } cases[] = {
        {0, 64, "0"},
        {-0.0, 64, "-0"},
        {1, 64, "1"},
        {0.1, 64, "0.1"},
        {0.1F, 32, "0.1"},
        {0.1F, 64, "0.10000000149011612"},
        {1.0 / 3, 64, "0.3333333333333333"},
        {123456, 64, "123456"},
        {1234567, 64, "1.234567e+06"},
        {999999, 64, "999999"},
        {1e6, 64, "1e+06"},
        {0.0001, 64, "0.0001"},
        {0.00001, 64, "1e-05"},
        {100, 64, "100"},
        {1.5e300, 64, "1.5e+300"},
        {5e-324, 64, "5e-324"},
        {2.2250738585072011e-308, 64, "2.225073858507201e-308"},
        {1.7976931348623157e308, 64, "1.7976931348623157e+308"},
        {9007199254740993.0, 64, "9.007199254740992e+15"},
        {5e-45F, 32, "6e-45"},
        // Powers of two: the nearest short decimal does not read back, the next
        // one up does.
        {0x1p-96F, 32, "1.2621775e-29"},
        {0x1p87F, 32, "1.5474251e+26"},
        {__builtin_inf(), 64, "+Inf"},
        {-__builtin_inf(), 64, "-Inf"},
        {__builtin_nan(""), 64, "NaN"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(text_of(cases[i].d, cases[i].bits, 'g', -1),
                            cases[i].want);
}

TEST(verbs_and_precisions_are_those_of_strconv)
{
    static const struct {
        double d;
        char verb;
        int prec;
        const char *want;
    } cases[] = {
        {1234.5678, 'e', -1, "1.2345678e+03"},
        {1234.5678, 'E', -1, "1.2345678E+03"},
        {1234.5678, 'f', -1, "1234.5678"},
        {1e21, 'f', -1, "1000000000000000000000"},
        {0.000123, 'f', -1, "0.000123"},
        {1e21, 'G', -1, "1E+21"},
        {1234.5678, 'e', 2, "1.23e+03"},
        {1234.5678, 'E', 0, "1E+03"},
        {1234.5678, 'f', 1, "1234.6"},
        {0.5, 'f', 0, "0"},
        {1.5, 'f', 0, "2"},
        {1234.5678, 'g', 3, "1.23e+03"},
        {1234.5678, 'g', 6, "1234.57"},
        {100000, 'g', 6, "100000"},
        {1234.5678, 'G', 2, "1.2E+03"},
        {1, 'b', -1, "4503599627370496p-52"},
        {-5e-324, 'b', -1, "-1p-1074"},
        {1.5, 'x', -1, "0x1.8p+00"},
        {1, 'x', 0, "0x1p+00"},
        {1.96875, 'x', 1, "0x1.0p+01"},
        {1.03125, 'x', 1, "0x1.0p+00"},
        {1.09375, 'X', 1, "0X1.2P+00"},
        {5e-324, 'x', -1, "0x1p-1074"},
        {0, 'x', 3, "0x0.000p+00"},
        {1.1, 'x', 16, "0x1.199999999999a000p+00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(
            text_of(cases[i].d, 64, cases[i].verb, cases[i].prec),
            cases[i].want);
    assert_string_equal(text_of(0.1F, 32, 'b', -1), "13421773p-27");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(shortest_forms_read_back_the_same),
        RUN(verbs_and_precisions_are_those_of_strconv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
