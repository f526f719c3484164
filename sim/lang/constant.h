// constant: constant values as go/constant has them. Integers have at most 512
// bits; floats are exact fractions, or 512 bits wide where those would be huge
// (number.h). Booleans and strings are exact.
#ifndef LANG_CONSTANT_H
#define LANG_CONSTANT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "lang/ast.h"
#include "lang/types.h"

enum {
    CONST_SHIFT_MAX = 1023 - 1 + 52,   // as cmd/compile
    CONST_STRING_MAX_BYTES = 16 << 20, // of one constant
    CONST_TEXT_MAX = 176,              // of const_format
};

struct const_value const_bool(bool b);
struct const_value const_int(int128 i);
// f is finite.
struct const_value const_float(struct arena *a, double f);

// The value as an integer when it is one (2.0 is) and fits.
bool const_to_int(const struct const_value *v, int128 *out);

// The value as an int64 when it is one and fits.
bool const_to_int64(const struct const_value *v, int64_t *out);

// v is a number: the nearest float64 or, with is32, float32; may be infinite.
double const_to_float(const struct const_value *v, bool is32);
int const_sign(const struct const_value *v);

// op x: + - ^ !. unsigned_bits is the size of an unsigned type, else 0. False:
// the result does not fit in 512 bits.
bool const_unary(struct arena *a, enum token op, const struct const_value *x,
                 int unsigned_bits, struct const_value *out);

// x op y, not shifts and comparisons; both are of one kind or numbers, y is not
// zero in divisions. integer: of integer type, so / truncates. False: the
// result does not fit. Strings are made in a.
bool const_binary(struct arena *a, enum token op, const struct const_value *x,
                  const struct const_value *y, bool integer,
                  struct const_value *out);

// x << n or x >> n, x is an integer (2.0 is), 0 <= n <= CONST_SHIFT_MAX.
bool const_shift(struct arena *a, enum token op, const struct const_value *x,
                 int64_t n, struct const_value *out);

// x is an integer, however large.
bool const_is_int(const struct const_value *x);

// x op y for == != < <= > >=.
bool const_compare(enum token op, const struct const_value *x,
                   const struct const_value *y);

enum const_fit { CONST_FITS, CONST_TRUNCATED, CONST_OVERFLOWS, CONST_MISFIT };

// Makes *v a value of the basic type kind (of a type of that kind), rounding
// floats; the kind of the value is then that of the type. Untyped kinds too.
// *v is unchanged unless it fits.
enum const_fit const_represent(struct arena *a, struct const_value *v,
                               enum type_kind kind);

// As go/constant's String: 12, 1.5, "text" (cut at 72 characters), true.
void const_format(char out[CONST_TEXT_MAX], const struct const_value *v);

#endif
