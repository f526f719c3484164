#include "cli/spread.h"

#include <stdlib.h>

#include "base/check.h"

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

struct spread spread_of(int64_t *v, int n)
{
    struct spread s = {.n = n};

    CHECK(n >= 0);
    if (n == 0)
        return s;
    qsort(v, (size_t)n, sizeof *v, by_value); // equal ones are the same
    int64_t low = v[(n - 1) / 2], high = v[n / 2];
    CHECK(low >= 0);
    s.median = low + (high - low) / 2;
    s.min = v[0];
    s.max = v[n - 1];
    return s;
}

bool spread_error(int64_t got, int64_t want, double *percent)
{
    *percent = 0;
    if (got == want)
        return true;
    if (want == 0)
        return false;
    *percent = ((double)got - (double)want) / (double)want * 100;
    return true;
}

bool spread_holds(const struct spread *s, int64_t x)
{
    return s->n > 0 && s->min <= x && x <= s->max;
}
