// trace: the timeline both engines write and every tool reads.
//
// Engines append fixed-size binary records; one writer formats them as text, a
// line an event, streamed through an outfile in chunks. The text is the master
// form (docs/trace-format.md): header lines "# gmpsim timeline 1" and
// "# key: value", then tab-separated
//     time_ns core m p g event detail
// with "-" where there is none.
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/nsec.h"
#include "base/outfile.h"

enum trace_event {
#define EVENT(e, name, detail, meaning) EV_##e,
#include "trace/events.def"
#undef EVENT
    EV_COUNT
};

enum trace_rule {
#define RULE(e, name, why, source) RULE_##e,
#include "trace/rules.def"
#undef RULE
    RULE_COUNT
};

enum wait_reason {
#define WAIT(e, name, old, until, meaning) WAIT_##e,
#include "trace/waitreasons.def"
#undef WAIT
    WAIT_COUNT
};

// One event. -1 where there is no core, M, P; g 0 where there is no G.
struct trace_record {
    nsec t;
    int64_t a;
    int64_t b;
    int32_t c;
    int32_t m;
    uint32_t g;
    int16_t core;
    int16_t p;
    uint16_t event; // enum trace_event
    uint16_t pad_;
};

struct trace;

// A trace that formats to f (owned by the caller, who commits it). go_minor is
// N of the Go version 1.N, which decides the texts of wait reasons.
struct trace *trace_new(struct outfile *f, int go_minor);

// A header line "# key: value"; before the first event. Control bytes in value
// are escaped. trace_new has written "# gmpsim timeline 1".
void trace_header(struct trace *t, const char *key, const char *value);

// A small number that stands for the text in a record ({sa} …); same text, same
// number. The text is copied.
int64_t trace_string(struct trace *t, const char *text);

// Appends *r. Inline fast path: a copy into the current chunk; a full chunk is
// formatted. Times must not go back (checked).
void trace_flush_chunk(struct trace *t);

struct trace_buffer {
    struct trace_record *next, *end;
};

// The buffer is the first member of struct trace, so that adding is inline.
static inline void trace_add(struct trace *t, const struct trace_record *r)
{
    struct trace_buffer *b = (struct trace_buffer *)t;
    if (b->next == b->end)
        trace_flush_chunk(t);
    *b->next++ = *r;
}

// Formats what is buffered and, when truncated is not NULL, a last comment line
// "# truncated: why". Does not commit the outfile. Then frees t.
void trace_finish(struct trace *t, const char *truncated);

// Names, as in the .def files.
const char *trace_event_name(enum trace_event e);
const char *trace_rule_name(enum trace_rule r);
const char *trace_rule_why(enum trace_rule r);
// Go 1.go_minor's text for the wait reason.
const char *trace_wait_name(enum wait_reason w, int go_minor);

#endif
