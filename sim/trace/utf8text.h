// utf8text: texts of timelines, which may hold any byte, as what other formats
// want: UTF-8, escaped where the format needs it.
#ifndef TRACE_UTF8TEXT_H
#define TRACE_UTF8TEXT_H

#include <stddef.h>

// Writes s[0..n) to out as UTF-8: bytes that are none become U+FFFD. Returns
// the bytes written, at most 3 * n.
size_t utf8text(char *out, const char *s, size_t n);

// The same as the inside of a JSON string, without its quotes; at most 6 * n.
size_t utf8text_json(char *out, const char *s, size_t n);

#endif
