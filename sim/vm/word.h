// word: Go memory and floats by the word: what the loop computes with.
#ifndef VM_WORD_H
#define VM_WORD_H

#include <string.h>

#include "base/at.h"
#include "lang/code.h"

// A pointer that is loaded from memory leads to what another thread has filled
// before it stored the pointer: acquire, which costs nothing on x86-64.
static inline word load64(word p)
{
    return at_load_acq((const uint64_t *)(uintptr_t)p);
}
static inline uint32_t load32(word p)
{
    return at_load32_rlx((const uint32_t *)(uintptr_t)p);
}
static inline uint16_t load16(word p)
{
    return at_load16_rlx((const uint16_t *)(uintptr_t)p);
}
static inline uint8_t load8(word p)
{
    return at_load8_rlx((const uint8_t *)(uintptr_t)p);
}
static inline void store64(word p, word x)
{
    at_store_rel((uint64_t *)(uintptr_t)p, x);
}
static inline void store32(word p, word x)
{
    at_store32_rlx((uint32_t *)(uintptr_t)p, (uint32_t)x);
}
static inline void store16(word p, word x)
{
    at_store16_rlx((uint16_t *)(uintptr_t)p, (uint16_t)x);
}
static inline void store8(word p, word x)
{
    at_store8_rlx((uint8_t *)(uintptr_t)p, (uint8_t)x);
}

static inline double word_float(word x)
{
    double d;
    memcpy(&d, &x, sizeof d);
    return d;
}
static inline word float_word(double d)
{
    word x;
    memcpy(&x, &d, sizeof x);
    return x;
}
static inline float word_float32(word x)
{
    uint32_t bits = (uint32_t)x;
    float d;
    memcpy(&d, &bits, sizeof d);
    return d;
}
static inline word float32_word(float d)
{
    uint32_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits;
}

#define TWO_63 9223372036854775808.0

// As CVTTSD2SQ: what does not fit is the most negative number.
static inline word float_to_int(double d)
{
    return d >= -TWO_63 && d < TWO_63 ? (word)(int64_t)d : UINT64_C(1) << 63;
}

// As Go's compiler does it on amd64, with two signed conversions.
static inline word float_to_uint(double d)
{
    if (d < TWO_63)
        return float_to_int(d);
    return float_to_int(d - TWO_63) | (UINT64_C(1) << 63);
}

#undef TWO_63

#endif
