// xmlout: XML text in the making.
#ifndef HOST_XMLOUT_H
#define HOST_XMLOUT_H

#include <stddef.h>

// Zero-initialised is valid and empty. text is NUL-terminated once not NULL;
// whoever takes it frees it.
struct xmlout {
    char *text;
    size_t n, cap;
    size_t newlines; // so far
};

// Appends s as it is.
void xmlout_put(struct xmlout *x, const char *s);

// Appends s as the value of an attribute, between double quotes.
void xmlout_value(struct xmlout *x, const char *s);

// Appends newlines until the text is in that line, counted from 1.
void xmlout_go_to_line(struct xmlout *x, size_t line);

#endif
