// reader: a timeline, read back event by event in constant memory.
//
// What is wrong with the file is collected as "name:line: error: text" and
// never ends the program. A wrong line is passed over; after ten errors reading
// stops. lint reports through the same list.
#ifndef TRACE_READER_H
#define TRACE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"
#include "trace/trace.h"

enum {
    READER_ERRORS_MAX = 10,
    READER_LINE_MAX = 65536, // bytes of a line, its end included
};

// One event: the numbers of its trace_record, and the texts that stand behind
// them. Texts are unescaped, and valid until the next reader_next.
struct reader_event {
    nsec t;
    int32_t core, m, p; // -1 where there is none
    uint32_t g;         // 0 where there is none
    enum trace_event event;
    // By slot a, b, c of events.def: a number; for a rule, its enum trace_rule.
    // GoStart without victim= and n= has -1 and 0.
    int64_t number[3];
    const char *text[3]; // {sN} and {wN}; "" in the other slots
};

struct reader;

// Opens the timeline at path, "-" is standard input, and reads its header. On
// failure to open returns NULL and sets *error (xmalloc'd). What is wrong with
// the content is not a failure: reader_next then returns false at once.
struct reader *reader_open(const char *path, char **error);

// The same, called name in messages.
struct reader *reader_open_as(const char *path, const char *name, char **error);

// The next event into *e. False at the end of the file, when the file cannot be
// read on, and after too many errors.
bool reader_next(struct reader *r, struct reader_event *e);

// Number of the line that was read last, from 1.
long reader_line(const struct reader *r);

// The value of "# key: value", or NULL.
const char *reader_header(const struct reader *r, const char *key);

// The same as a number in lo..hi. Absent: returns absent. Not such a number:
// reports it and returns absent.
int64_t reader_header_int(struct reader *r, const char *key, int64_t lo,
                          int64_t hi, int64_t absent);

// Why the timeline was cut short ("# truncated: why"), or NULL.
const char *reader_truncated(const struct reader *r);

// Reports an error in the line that was read last.
__attribute__((format(printf, 2, 3))) void reader_error(struct reader *r,
                                                        const char *fmt, ...);

// Errors so far; the first READER_ERRORS_MAX have a text.
long reader_errors(const struct reader *r);
const char *reader_message(const struct reader *r, long i);

// Whether an error was one of reading lines rather than of what they say: the
// events passed over are then missing, and more errors would only mislead.
bool reader_malformed(const struct reader *r);

// Whether reading failed half-way (exit status 74).
bool reader_failed(const struct reader *r);

void reader_close(struct reader *r);

#endif
