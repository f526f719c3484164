// vm_print: values as the built-ins print and println show them, and panics.
#include "vm/vm_impl.h"

static double float_of(const struct rtype *t, word x)
{
    if (t->kind == RK_FLOAT32) {
        uint32_t bits = (uint32_t)x;
        float f;
        memcpy(&f, &bits, sizeof f);
        return f;
    }
    double d;
    memcpy(&d, &x, sizeof d);
    return d;
}

// print.go (1.19): printfloat, by repeated division, so that the last digits
// are Go's. Newer versions print the shortest form instead.
static void print_float(struct text *out, double d)
{
    enum { DIGITS = 7 };
    if (d != d) {
        text_str(out, "NaN");
        return;
    }
    if (d + d == d && d != 0) {
        text_str(out, d > 0 ? "+Inf" : "-Inf");
        return;
    }
    bool negative = d < 0 || (d == 0 && 1 / d < 0);
    int e = 0;
    if (d != 0) {
        if (d < 0)
            d = -d;
        for (; d >= 10; d /= 10)
            e++;
        for (; d < 1; d *= 10)
            e--;
        double half = 5;
        for (int i = 0; i < DIGITS; i++)
            half /= 10;
        d += half;
        if (d >= 10) {
            e++;
            d /= 10;
        }
    }
    text_byte(out, negative ? '-' : '+');
    for (int i = 0; i < DIGITS; i++) {
        int digit = (int)d;
        text_byte(out, '0' + digit);
        if (i == 0)
            text_byte(out, '.');
        d = (d - digit) * 10;
    }
    text_printf(out, "e%c%03d", e < 0 ? '-' : '+', e < 0 ? -e : e);
}

void print_value(const struct vm *vm, struct text *out, const struct rtype *t,
                 const word *v)
{
    word x = t->words == 0 ? 0 : kind_extend(t->kind, v[0]);
    switch (t->kind) {
    case RK_BOOL:
        text_str(out, x != 0 ? "true" : "false");
        return;
    case RK_INT:
    case RK_INT8:
    case RK_INT16:
    case RK_INT32:
    case RK_INT64:
        text_printf(out, "%lld", (long long)x);
        return;
    case RK_UINT:
    case RK_UINT8:
    case RK_UINT16:
    case RK_UINT32:
    case RK_UINT64:
    case RK_UINTPTR:
        text_printf(out, "%llu", (unsigned long long)x);
        return;
    case RK_FLOAT32:
    case RK_FLOAT64:
        print_float(out, float_of(t, x));
        return;
    case RK_STRING: {
        struct gostr s = string_get(x);
        text_bytes(out, s.data, (size_t)s.len);
        return;
    }
    case RK_SLICE:
        text_printf(out, "[%lld/%lld]0x%llx", (long long)v[SLICE_LEN],
                    (long long)v[SLICE_CAP],
                    (unsigned long long)vm_fake_address(vm, x));
        return;
    default:
        text_printf(out, "0x%llx", (unsigned long long)vm_fake_address(vm, x));
    }
}
