// scan: source text to tokens, with Go's automatic semicolons.
//
// Errors are reported to l->diag and skipped over: the scanner always goes on
// to the next token, up to TOK_EOF, which then repeats. Comments are dropped;
// of directives only those that change a program's meaning are looked at.
#ifndef LANG_SCAN_H
#define LANG_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lang/lang.h"

struct scan {
    struct lang *l; // names, arena, diag
    uint16_t file;  // source of l->diag
    const char *text;
    size_t len;

    // The next character: a code point, or -1 at the end.
    int32_t ch;
    size_t off, next; // of ch and of what follows it
    uint32_t line;
    size_t line_start;
    bool nlsemi; // a newline here ends a statement

    // The current token.
    enum token tok;
    struct pos pos;
    size_t start, end;        // its text
    const char *name;         // TOK_IDENT, interned
    const char *semi;         // TOK_SEMICOLON: "semicolon", "newline", "EOF"
    struct const_value value; // literals
    bool bad;                 // a literal whose error was reported

    long nerror;        // errors reported for this file, by the parser too
    long nerror_before; // the current token
};

// Starts at the first token of the source; refuses sources of more than
// LANG_SOURCE_MAX_BYTES, which then read as empty.
void scan_init(struct scan *s, struct lang *l, uint16_t file);

// Moves to the next token.
void scan_next(struct scan *s);

// Reports an error and counts it.
__attribute__((format(printf, 3, 4))) void
scan_error_at(struct scan *s, struct pos pos, const char *fmt, ...);

// The spelling of operators and keywords, a description of other tokens.
const char *token_text(enum token t);
bool token_is_keyword(enum token t);

// For scan_literal.c: the position of ch, of ch plus delta bytes on the line of
// the token; the next character; errors at ch.
struct pos scan_pos(const struct scan *s, size_t off);
void scan_char(struct scan *s);
__attribute__((format(printf, 2, 3))) void scan_error(struct scan *s,
                                                      const char *fmt, ...);
enum { SCAN_CHAR_TEXT_MAX = 24 };
// "U+0040 '@'", as Go's %#U.
void scan_char_text(char out[SCAN_CHAR_TEXT_MAX], int32_t ch);

// Read the literal that starts at ch (for numbers with seen_point: after the
// point) and set tok, value and bad.
void scan_number(struct scan *s, bool seen_point);
void scan_string(struct scan *s);
void scan_raw_string(struct scan *s);
void scan_rune(struct scan *s);

#endif
