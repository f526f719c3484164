// text: a growable byte buffer for everything the VM prints. It has a limit, so
// that a program cannot make the formatter eat the machine: past it text is
// dropped and full is set.
#ifndef VM_TEXT_H
#define VM_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEXT_MAX_BYTES = 1 << 29 };

// Zero-initialised is valid and empty.
struct text {
    unsigned char *v;
    size_t n, cap;
    bool full; // something was dropped
};

void text_release(struct text *t);

// Empties t and keeps the memory.
void text_clear(struct text *t);

void text_bytes(struct text *t, const void *p, size_t n);
void text_byte(struct text *t, int c);
void text_fill(struct text *t, int c, size_t n);
void text_str(struct text *t, const char *s);
__attribute__((format(printf, 2, 3))) void text_printf(struct text *t,
                                                       const char *fmt, ...);

__attribute__((format(printf, 2, 0))) void
text_vprintf(struct text *t, const char *fmt, va_list ap);

// Appends the rune in UTF-8; invalid ones as U+FFFD.
void text_rune(struct text *t, int64_t rune);

// The text with a NUL behind it, which n does not count.
const char *text_cstr(struct text *t);

// UTF-8 as in Go's unicode/utf8: surrogates, overlong forms and runes past
// U+10FFFF are invalid.
enum { RUNE_ERROR = 0xFFFD, RUNE_MAX = 0x10FFFF, UTF8_MAX = 4 };

// Decodes the rune at p (n > 0 bytes) and sets *width; an invalid byte is
// RUNE_ERROR of width 1.
int32_t utf8_decode(const unsigned char *p, size_t n, int *width);

// Writes the rune to out, UTF8_MAX bytes; returns the width.
int utf8_encode(unsigned char *out, int64_t rune);

// The number of runes, invalid bytes counting as one each.
size_t utf8_count(const unsigned char *p, size_t n);

#endif
