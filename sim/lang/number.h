// number: the numbers that constants hold, as exact as go/constant's: integers
// of up to 512 bits, fractions while numerator and denominator are below
// 2^4096, floats of 512 bits past that. GMP and MPFR do the arithmetic; what is
// kept lies in the arena. A value is a struct const_value of kind CONST_INT or
// CONST_FLOAT (ast.h); constant.h is what the rest of the front end uses.
#ifndef LANG_NUMBER_H
#define LANG_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "lang/ast.h"

enum {
    NUMBER_INT_BITS = 512,   // of untyped integers, as types2
    NUMBER_TEXT_MAX = 176,   // of number_format: 512 bits have 155 digits
    NUMBER_CHARS_MAX = 10000 // of a literal, as types2
};

// The digits of an integer in base 2, 8, 10 or 16, or a float literal of Go, n
// characters, with underscores. False: it does not fit.
bool number_from_digits(struct arena *a, const char *text, size_t n, int base,
                        struct const_value *out);
bool number_from_float(struct arena *a, const char *text, size_t n,
                       struct const_value *out);
// d is finite.
struct const_value number_from_double(struct arena *a, double d);

// x op y: + - * / on numbers, with integer (then both are integers) also
// % & | ^ &^, and / truncates. y is not zero in divisions. False: the integer
// has too many bits, or the float too large an exponent.
bool number_binary(struct arena *a, enum token op, const struct const_value *x,
                   const struct const_value *y, bool integer,
                   struct const_value *out);
// -x, ^x of an integer.
bool number_negate(struct arena *a, const struct const_value *x,
                   struct const_value *out);
bool number_complement(struct arena *a, const struct const_value *x,
                       struct const_value *out);
// x << n, x >> n of an integer, n >= 0.
bool number_shift(struct arena *a, enum token op, const struct const_value *x,
                  unsigned long n, struct const_value *out);

// The sign of x - y, of x.
int number_compare(const struct const_value *x, const struct const_value *y);
int number_sign(const struct const_value *x);

// As go/constant.ToInt: the integer that x is. Floats are also taken for the
// integer that they are in all but the last four bits.
bool number_to_int(struct arena *a, const struct const_value *x,
                   struct const_value *out);

// The nearest float32 or float64; infinite when x is too large.
double number_round(const struct const_value *x, bool is32);

// As go/constant's String.
void number_format(char out[NUMBER_TEXT_MAX], const struct const_value *x);

#endif
