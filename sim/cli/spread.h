// spread: what several runs of one program gave for a figure.
#ifndef CLI_SPREAD_H
#define CLI_SPREAD_H

#include <stdbool.h>
#include <stdint.h>

struct spread {
    int n; // runs that have the figure; 0: the others mean nothing
    int64_t median, min, max;
};

// Of v[0..n), which it sorts. The median of an even number is the mean of the
// middle two, rounded down.
struct spread spread_of(int64_t *v, int n);

// How far got lies from want, in percent of want, above it when positive. False
// when that is no number: want is 0 and got is not.
bool spread_error(int64_t got, int64_t want, double *percent);

// Whether x lies between the least and the greatest.
bool spread_holds(const struct spread *s, int64_t x);

#endif
