// detail: the last column of a timeline, "key=value key=value", as events.def
// describes it for each event. Shared by the writer (trace.c) and the reader,
// so that the two cannot disagree.
#ifndef TRACE_DETAIL_H
#define TRACE_DETAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/trace.h"

enum { DETAIL_FIELDS_MAX = 3 };

enum detail_kind {
    DETAIL_NUMBER, // {a}: a decimal number
    DETAIL_STRING, // {sa}: a text
    DETAIL_RULE,   // {ra}: a name of rules.def
    DETAIL_WAIT,   // {wa}: a text of waitreasons.def
};

struct detail_field {
    const char *key; // not terminated; into events.def's text
    uint8_t key_len;
    uint8_t kind;  // enum detail_kind
    uint8_t slot;  // 0, 1, 2: number a, b, c of the record
    bool if_steal; // only there when the event's rule is one that steals
};

struct detail_format {
    int n;
    struct detail_field field[DETAIL_FIELDS_MAX];
};

// Takes the formats of events.def apart, one for each event.
void detail_formats(struct detail_format out[EV_COUNT]);

// Whether a GoStart by this rule says whom it stole from.
bool detail_rule_steals(int64_t rule);

// Writes s[0..n) to out with bytes that would break a line escaped as %XX:
// control bytes, DEL and "%", and unless spaces, also " " and "=". Returns the
// bytes written, at most 3 * n.
size_t detail_escape(char *out, const char *s, size_t n, bool spaces);

// Undoes detail_escape in place; n bytes. Returns the new length, or -1 when a
// "%" is not followed by two hexadecimal digits or stands for NUL.
ptrdiff_t detail_unescape(char *s, size_t n);

#endif
