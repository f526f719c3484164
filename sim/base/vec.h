// vec: growable arrays. struct { T *v; size_t n, cap; } x = {0}; declared in
// place as VEC(T), grown by vec_push.
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stddef.h>

#include "base/xmalloc.h"

#define VEC(T)                                                                 \
    struct {                                                                   \
        T *v;                                                                  \
        size_t n, cap;                                                         \
    }

// Appends x to *vec; x may not point into vec->v.
#define vec_push(vec, x)                                                       \
    do {                                                                       \
        if ((vec)->n == (vec)->cap)                                            \
            (vec)->v = vec_grow((vec)->v, &(vec)->cap, sizeof *(vec)->v);      \
        (vec)->v[(vec)->n++] = (x);                                            \
    } while (0)

#define vec_last(vec) ((vec)->v[(vec)->n - 1])

#define vec_release(vec)                                                       \
    do {                                                                       \
        free((vec)->v);                                                        \
        (vec)->v = NULL;                                                       \
        (vec)->n = (vec)->cap = 0;                                             \
    } while (0)

// Doubles *cap (at least 8) and returns the moved array.
void *vec_grow(void *v, size_t *cap, size_t elem_size);

#include <stdlib.h>

#endif
