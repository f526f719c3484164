#include "base/vec.h"

#include <stdint.h>

#include "base/check.h"

enum { CAP_MIN = 8 };

void *vec_grow(void *v, size_t *cap, size_t elem_size)
{
    CHECK(elem_size > 0);
    CHECK((v == NULL) == (*cap == 0));
    // An overflow of the doubling is caught by the product that follows it.
    size_t n = *cap < CAP_MIN        ? CAP_MIN
               : *cap > SIZE_MAX / 2 ? SIZE_MAX
                                     : *cap * 2;
    v = xreallocarray(v, n, elem_size);
    *cap = n;
    return v;
}
