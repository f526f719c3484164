// gobatch: the wire format of Go's execution traces since 1.22: a header, then
// generations of batches, each with the events of one thread, or with strings,
// stacks, the clock. Nothing here knows what events mean.
//
// What is wrong is told as text and offset in the file, never acted on: sizes
// are checked before anything is allocated, and what is allocated is bounded by
// the size of the file.
#ifndef TRACE_GOBATCH_H
#define TRACE_GOBATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "trace/idmap.h"

enum {
    GOTRACE_HEADER = 16, // bytes before the first batch
    GOBATCH_MAX = 65536, // bytes of a batch
    GOBATCH_STRING_MAX = 1024,
    GOBATCH_FRAMES_MAX = 128, // of a stack
    GOBATCH_ARGS_MAX = 4,     // of an event, after its time
};

// An id that stands for none: no thread, no P.
#define GOBATCH_NONE UINT64_MAX

// Numbers of timed events.
enum gobatch_type {
#define GOBATCH(number, e, name, args, since) GOBATCH_##e = number,
#include "trace/gobatch.def"
#undef GOBATCH
};

// Bytes of the file, from at on; base is its first.
struct gobytes {
    const uint8_t *base, *at, *end;
};

// What is wrong with the file. text is static or xmalloc'd (owned); offset: of
// the byte where it was seen.
struct gofault {
    char *text; // NULL: nothing is
    uint64_t offset;
};

void gofault_release(struct gofault *f);
// Tells it, unless something was told before. at is a place in b.
__attribute__((format(printf, 4, 5))) void gofault_set(struct gofault *f,
                                                       const struct gobytes *b,
                                                       const uint8_t *at,
                                                       const char *fmt, ...);

// The next unsigned LEB128 number of at most 64 bits. False when there is none,
// b then is where it was.
bool gobytes_uvarint(struct gobytes *b, uint64_t *v);

// N of the header "go 1.N trace\0\0\0", or 0 when it is another file. Which N
// there are is for the caller to know.
int gobatch_version(const uint8_t *data, size_t size);

struct gobatch {
    uint64_t m;          // its thread, or GOBATCH_NONE
    uint64_t time;       // in ticks
    const uint8_t *data; // payload
    size_t size;
};

// A text in the file, not terminated.
struct gobatch_string {
    const char *text;
    size_t len;
};

struct gobatch_frame {
    uint64_t pc, line;
    struct gobatch_string fn, file;
};

struct gobatch_stack {
    size_t first; // of its frames
    size_t n;
};

// What one generation says. Pointers are into the file's bytes.
struct gobatch_generation {
    uint64_t number; // from 1
    uint64_t ticks_per_s;
    bool snapshot; // of clocks, formats since 1.25
    uint64_t snapshot_ticks, snapshot_mono, snapshot_sec, snapshot_nsec;
    VEC(struct gobatch) batches; // of events, as they come in the file
    struct idmap string_index, stack_index;
    VEC(struct gobatch_string) strings;
    VEC(struct gobatch_stack) stacks;
    VEC(struct gobatch_frame) frames;
    uint64_t cpu_samples, experimental; // passed over: samples; batches
};

enum gobatch_end {
    GOBATCH_OK,
    GOBATCH_EOF, // there is no further generation
    GOBATCH_CUT, // the file ends inside it: *fault says where
    GOBATCH_BAD, // *fault says what is wrong
};

// Reads the next generation of a file of version minor, 22 or newer. *g is
// zero-initialised or what a call before left. expect is the number that it
// must have, or 0.
enum gobatch_end gobatch_read(struct gobytes *b, int minor, uint64_t expect,
                              struct gobatch_generation *g,
                              struct gofault *fault);

void gobatch_release(struct gobatch_generation *g);

// A string, or a stack, by its id: NULL when there is none. String 0 is "" and
// stack 0 has no frames.
const struct gobatch_string *gobatch_string(const struct gobatch_generation *g,
                                            uint64_t id);
const struct gobatch_stack *gobatch_stack(const struct gobatch_generation *g,
                                          uint64_t id);

struct gobatch_event {
    uint64_t ticks; // since the event before, or the batch's time
    uint64_t arg[GOBATCH_ARGS_MAX];
    uint8_t type; // enum gobatch_type
    uint8_t nargs;
};

// The next event of a batch's payload, which is what b has. False with a fault
// when there is none.
bool gobatch_event(struct gobytes *b, int minor, struct gobatch_event *e,
                   struct gofault *fault);

// "GoCreate"; NULL when it is no event of that version.
const char *gobatch_name(int minor, unsigned type);

// Ticks to ns, rounded down. False when that is above INT64_MAX.
bool gobatch_ns(uint64_t ticks, uint64_t ticks_per_s, int64_t *ns);

#endif
