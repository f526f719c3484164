// diag: messages about the user's input, as file:line:col: error: text, the
// source line and a caret; then its notes, indented. Collects and prints; never
// exits.
//
// Bytes outside printable UTF-8 (control bytes, bidirectional overrides,
// invalid sequences) are shown as \xNN or \u{…}, so that no input can write to
// the terminal. Long source lines are cut around the column.
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A place in a source; line and col count from 1, col in bytes. line 0 is
// nowhere. col saturates at 65535.
struct pos {
    uint32_t line;
    uint16_t col;
    uint16_t file; // index from diag_add_source
};

struct diag_source {
    const char *name; // as the user wrote it
    const char *text;
    size_t len;
};

// How many messages are kept unless more_errors says otherwise, and then.
enum { DIAG_ERRORS_MAX = 10, DIAG_MORE_ERRORS_MAX = 10000 };

enum { DIAG_NOTES_MAX = 100 }; // of one message; others are left out

// A place that explains a message, such as another declaration.
struct diag_note {
    struct pos pos;
    char *text;
};

struct diag_message {
    struct pos pos;
    char *text;
    struct diag_note *note;
    size_t nnote;
};

// Zero-initialised is valid.
struct diag {
    struct diag_source *source;
    size_t nsource;
    struct diag_message *message;
    int nmessage;
    bool more_errors; // keeps DIAG_MORE_ERRORS_MAX messages; as Go's -e
    long nerror;      // also those past the limit
    bool last_kept;   // the last error, so that notes belong to it
};

// Registers a source; name and text must outlive the diag. Returns its index.
uint16_t diag_add_source(struct diag *d, const char *name, const char *text,
                         size_t len);

// Reports an error at pos, or, with line 0, one of the whole source. As in Go,
// of the syntax errors of a line only the first is kept, others are not
// said twice of one place; past the limit they are only counted. Text: lower
// case, no full stop, one line (it is escaped as names are, and cut at 2 KiB).
__attribute__((format(printf, 3, 4))) void
diag_error(struct diag *d, struct pos pos, const char *fmt, ...);

// Adds a note to the last error, if that was kept. pos is in a source; text as
// for errors.
__attribute__((format(printf, 3, 4))) void
diag_note(struct diag *d, struct pos pos, const char *fmt, ...);

// Whether one more message would be kept.
bool diag_has_room(const struct diag *d);

// Prints what was collected, sorted by file, line, column, to stderr-like fd;
// ends with "too many errors" when some were dropped.
void diag_print(const struct diag *d, int fd);

void diag_release(struct diag *d);

// Copies s to out with unprintable bytes escaped, always NUL-terminated and at
// most cap bytes; "…" marks a cut. For names in any message.
void diag_escape(char *out, size_t cap, const char *s, size_t n);

#endif
